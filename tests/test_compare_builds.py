"""Two builds of the handbook, held against each other: what a reader or a program would notice."""

import json
from pathlib import Path
from typing import Any

import pytest

from tools import compare_builds

PAGE = """<html><head><title>Dues</title></head><body><article>
<h1>Dues <a class="headerlink" href="#dues">#</a></h1>
<p>It costs <b>$25,000</b>.</p><script>hidden()</script>
<ul><li>Own words <p>inner</p> and more</li></ul>
<p><a href="../b/c.html#d">there</a> and <a href="https://example.org/x">away</a></p>
<ol class="page-sources"><li>A deck of 2024</li></ol>
</article></body></html>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    for place in ("book", "lite", "b"):
        (site / place).mkdir(parents=True)
    (site / "book" / "index.html").write_text(PAGE, encoding="utf-8")
    (site / "lite" / "index.html").write_text("<p>not ours</p>", encoding="utf-8")
    (site / "b" / "c.html").write_text("<main><p>Plain</p></main>", encoding="utf-8")
    return site


def test_of_a_page_what_a_reader_notices_is_kept(site: Path) -> None:
    assert [page.name for page in compare_builds.pages(site)] == ["c.html", "index.html"]
    read = compare_builds.read_page(site / "book" / "index.html", site)
    assert read["headings"] == ["h1 Dues"]
    assert "It costs $25,000." in read["text"]
    assert not any("hidden" in text for text in read["text"])
    assert "Own words and more" in read["text"]
    assert "inner" in read["text"]
    assert read["links"] == ["there -> /b/c.html#d", "away -> https://example.org/x"]
    assert read["sources"] == ["A deck of 2024"]


def test_each_case_and_each_day_of_a_change_is_a_command() -> None:
    commands = list(compare_builds.commands())
    assert len(commands) == len({tuple(command) for command in commands}) > 50
    assert {command[0] for command in commands} == {"dues", "rules", "readiness"}
    first = compare_builds.answer(next(c for c in commands if c[0] == "dues"))
    assert first["code"] in (0, 2)
    refused = compare_builds.answer(["dues", "--employees", "0"])
    assert (refused["code"], refused["out"]) == (2, "")
    assert "1 or more" in refused["err"]


def test_what_differs_is_named_with_its_place(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["dues", "--employees", "5", "--on", "2026-11-27", "--json"]
    monkeypatch.setattr(compare_builds, "commands", lambda: iter([words]))
    before, after = tmp_path / "before.json", tmp_path / "after.json"

    def run(*argv: str) -> int:
        monkeypatch.setattr("sys.argv", ["compare_builds", *argv])
        return compare_builds.main()

    assert run("record", str(before), "--site", str(site)) == 0
    assert run("diff", str(before), str(before)) == 0
    assert capsys.readouterr().out == "alike: every page and every command\n"
    changed: dict[str, Any] = json.loads(before.read_text("utf-8"))
    changed["pages"]["book/index.html"]["headings"] = ["h1 Fees"]
    changed["pages"]["new.html"] = changed["pages"].pop("b/c.html")
    changed["commands"][" ".join(words)]["code"] = 1
    changed["commands"]["rules"] = {"code": 0}
    after.write_text(json.dumps(changed), encoding="utf-8")
    assert run("diff", str(before), str(after)) == 1
    out = capsys.readouterr().out
    for line in (
        "page b/c.html: gone",
        "page new.html: new",
        "page book/index.html, headings: 2 lines\n  -h1 Dues\n  +h1 Fees",
        f"command {' '.join(words)}: 2 lines",
        "command rules: new",
    ):
        assert line in out


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="holds no built handbook"):
        compare_builds.record(tmp_path)
