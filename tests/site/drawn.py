"""A page is looked at when it has been drawn, and never in the frame before.

What a page measures of itself it marks a frame later: an observer of sizes is told after the frame
in which something got another size, and the marks are drawn in the one after that. On a fast
machine a test comes late enough by chance. So each page of ``conftest.window`` is ``patient``: it
has been drawn when ``goto``, ``reload``, ``set_viewport_size`` or ``emulate_media`` returns. After
anything else that changes sizes, a click that unfolds a part, a test that measures asks for
``drawn``; one that waits for words asks playwright's ``expect``, which looks again until it sees
them. A page that runs without its scripts marks nothing, and cannot be asked.
"""

from collections.abc import Callable
from typing import Any, Literal

from playwright.sync_api import Error, Page

#: Letters are there, two frames are drawn, and nothing that has an end is still on its way to it.
DRAWN = """async () => {
  const frame = () => new Promise((then) => requestAnimationFrame(then));
  await document.fonts.ready;
  await frame();
  await frame();
  const gliding = document.getAnimations().filter((one) => one.playState === "running" &&
    Number.isFinite(one.effect.getComputedTiming().endTime));
  if (gliding.length === 0) return;
  await Promise.allSettled(gliding.map((one) => one.finished));
  await frame();
  await frame();
}"""
CHANGES = ("goto", "reload", "set_viewport_size", "emulate_media")


def drawn(page: Page) -> None:
    """Waits until the page shows what it is going to show."""
    if page.url == "about:blank":
        return
    while True:
        try:
            page.evaluate(DRAWN)
        except Error as error:
            # The page led on to another one; that one is then waited for.
            if "context was destroyed" not in error.message:
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
