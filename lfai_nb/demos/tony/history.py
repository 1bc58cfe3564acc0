"""A run's history as a page of its own: a time line of each task in each session.

    page(job, outcome)   HTML with a drawing in it; no script, and nothing that it would fetch

TonY's history server shows the same of a cluster. A bar begins with the process, is pale until all
tasks have registered (that is the gang), and ends with the task's exit code.
"""

from collections.abc import Iterator
from html import escape

from lfai_nb.demos.tony.jobfile import JobFile, Task
from lfai_nb.demos.tony.outcome import Attempt, Outcome
from lfai_nb.demos.tony.session import ended, name_of

WIDE, LABEL, RIGHT, ROW, TOP = 720, 130, 12, 26, 26
STYLE = """
:root{color-scheme:light dark;--ink:#1a2230;--soft:#566072;--line:#c9cfda;--ground:#fff;
--good:#1d6f6a;--bad:#b8560b}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9f0;--soft:#a3adbf;--line:#3b4454;
--ground:#12161f;--good:#5fb8b1;--bad:#e8945a}}
body{margin:0 auto;max-width:48rem;padding:1.5rem 1rem;background:var(--ground);color:var(--ink);
font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.15rem;margin-top:2rem}
svg{width:100%;min-width:34rem;height:auto;font:13px system-ui,sans-serif;fill:currentColor}
.waits{fill:var(--line)}.good{fill:var(--good)}.bad{fill:var(--bad)}
.grid{stroke:var(--line)}.soft{fill:var(--soft);color:var(--soft)}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;white-space:nowrap;padding:.3rem 1rem .3rem 0;
border-bottom:1px solid var(--line)}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
"""


def page(job: JobFile, outcome: Outcome) -> str:
    name = escape(job.name)
    sessions = len(outcome.attempts)
    end = f"{'succeeded' if outcome.succeeded else 'failed'} in session {sessions - 1}"
    seconds = sum(attempt.seconds for attempt in outcome.attempts)
    parts = [_session(number, attempt) for number, attempt in enumerate(outcome.attempts)]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{name}: history</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{name} {end}</h1><p>{sessions} session{'s' * (sessions != 1)}, "
        f"{seconds:.1f} seconds, {escape(job.framework)}, {escape(job.mode)}. A bar is pale "
        "while the task waits for the others, and coloured while its command runs.</p>"
        f"{''.join(parts)}</main></body></html>\n"
    )


def _session(number: int, attempt: Attempt) -> str:
    result = "succeeded" if attempt.succeeded else "failed"
    rows = "".join(_row(task, attempt, number) for task in attempt.spans)
    head = (
        '<tr><th scope="col">Task</th><th scope="col" class="n">Started</th>'
        '<th scope="col" class="n">Command</th><th scope="col" class="n">Ended</th>'
        '<th scope="col">How</th><th scope="col">Log</th></tr>'
    )
    return (
        f"<section><h2>Session {number} {result}</h2>"
        f"<p>{escape(attempt.why)}.</p>"
        f'<div class="wide" tabindex="0" role="region" aria-label="Tasks of session {number}">'
        f"{_drawing(number, attempt)}<table><thead>{head}</thead>"
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _row(task: Task, attempt: Attempt, number: int) -> str:
    span, code = attempt.spans[task], attempt.codes.get(name_of(task))
    how = "ended with the session" if code is None else ended(code)
    cells = (_seconds(span.started), _seconds(span.command), _seconds(span.ended))
    numbers = "".join(f'<td class="n">{cell}</td>' for cell in cells)
    log = f"{task[0]}-{task[1]}.{number}.log"
    return (
        f'<tr><th scope="row">{escape(name_of(task))}</th>{numbers}'
        f"<td>{escape(how)}</td><td>{escape(log)}</td></tr>"
    )


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} s"


def _drawing(number: int, attempt: Attempt) -> str:
    total = max(attempt.seconds, 0.01)
    high = TOP + ROW * len(attempt.spans) + 4
    label = f"Time line of session {number}: {len(attempt.spans)} tasks in {total:.1f} seconds"
    bars = "".join(_bars(attempt, total))
    return (
        f'<svg viewBox="0 0 {WIDE} {high}" role="img" aria-label="{label}">'
        f"{''.join(_grid(total, high))}{bars}</svg>"
    )


def _grid(total: float, high: int) -> Iterator[str]:
    step = next(s for s in _steps() if total / s <= 8)
    for n in range(int(total / step) + 1):
        x = _x(n * step, total)
        yield f'<line class="grid" x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{high}"/>'
        yield f'<text class="soft" x="{x:.1f}" y="14" text-anchor="middle">{n * step:g} s</text>'


def _steps() -> Iterator[float]:
    size = 0.1
    while True:
        yield from (round(size * n, 6) for n in (1, 2, 5))
        size *= 10


def _x(seconds: float, total: float) -> float:
    return LABEL + (WIDE - LABEL - RIGHT) * min(seconds, total) / total


def _bars(attempt: Attempt, total: float) -> Iterator[str]:
    for row, (task, span) in enumerate(attempt.spans.items()):
        y = TOP + ROW * row
        yield f'<text x="0" y="{y + 15}">{escape(name_of(task))}</text>'
        code = attempt.codes.get(name_of(task))
        end = total if span.ended is None else span.ended
        begin = end if span.command is None else span.command
        for kind, left, right in (
            ("waits", span.started, begin),
            ("bad" if code else "good", begin, end),
        ):
            width = _x(right, total) - _x(left, total)
            if width > 0:
                yield (
                    f'<rect class="{kind}" x="{_x(left, total):.1f}" y="{y + 2}" '
                    f'width="{max(width, 1):.1f}" height="{ROW - 8}" rx="2"/>'
                )
