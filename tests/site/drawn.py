"""A page is looked at when it has been drawn, and never in the frame before.

What a page measures of itself it marks a frame later: an observer of sizes is told after the frame
in which something got another size, and the marks are drawn in the one after that. On a fast
machine a test comes late enough by chance. So each page of ``conftest.window`` is ``patient``: it
has been drawn when ``goto``, ``reload``, ``set_viewport_size`` or ``emulate_media`` returns. After
anything else that changes sizes, a click that unfolds a part, a test that measures asks for
``drawn``; one that waits for words asks playwright's ``expect``, which looks again until it sees
them. A page that runs without its scripts marks nothing, and cannot be asked.

What a page shows for a moment, or does a moment later, is seen with its timers in the test's hand:
``hold_timers``, and then ``let_go``. A test that hoped to come in that moment would come too late.
"""

import re
from collections.abc import Callable
from typing import Any, Literal

from playwright.sync_api import Error, Page

#: Two frames are drawn, and nothing that has an end is still on its way to it. The letters are
#: those of the machine, so that none is waited for.
DRAWN = """async () => {
  const frame = () => new Promise((then) => requestAnimationFrame(then));
  await frame();
  await frame();
  const gliding = document.getAnimations().filter((motion) => motion.playState === "running" &&
    Number.isFinite(motion.effect.getComputedTiming().endTime));
  if (gliding.length === 0) return;
  await Promise.allSettled(gliding.map((motion) => motion.finished));
  await frame();
  await frame();
}"""
CHANGES = ("goto", "reload", "set_viewport_size", "emulate_media")
HELD = """() => {
  const due = new Map();
  let last = 0;
  window.setTimeout = (then) => { due.set(++last, then); return last; };
  window.clearTimeout = (timer) => { due.delete(timer); };
  window.held = { due, letGo() {
    const all = [...due.values()];
    due.clear();
    for (const then of all) then();
  } };
}"""


def drawn(page: Page) -> None:
    """Waits until the page shows what it is going to show."""
    if page.url == "about:blank":
        return
    while True:
        try:
            page.evaluate(DRAWN)
        except Error as error:
            # The page led on to another one; that one is then waited for.
            if not re.search("context was destroyed|find context", error.message):
                raise
            page.wait_for_load_state()
        else:
            return


def patient(page: Page) -> Page:
    """The same page, drawn whenever it has been opened or has got another size or theme."""

    def then_drawn(change: Callable[..., Any]) -> Callable[..., Any]:
        def changed(*given: Any, **named: Any) -> Any:
            answer = change(*given, **named)
            drawn(page)
            return answer

        return changed

    for name in CHANGES:
        setattr(page, name, then_drawn(getattr(page, name)))
    return page


def screen(page: Page, width: int, theme: Literal["light", "dark"], *, height: int = 900) -> None:
    """The page as it is on such a screen. Nothing glides: all is at once where it will be."""
    # By the class, so that both are waited for once.
    Page.emulate_media(page, color_scheme=theme, reduced_motion="reduce")
    Page.set_viewport_size(page, {"width": width, "height": height})
    drawn(page)


def hold_timers(page: Page) -> None:
    """From now on no timer of the page runs out."""
    page.evaluate(HELD)


def timers(page: Page) -> int:
    """How many wait."""
    waiting: int = page.evaluate("window.held.due.size")
    return waiting


def let_go(page: Page) -> None:
    """All that wait have run out, once there is one; what they begin waits again."""
    page.wait_for_function("() => window.held.due.size > 0")
    page.evaluate("window.held.letGo()")
