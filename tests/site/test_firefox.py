"""The dues notebook runs in its page in Firefox too, and answers what Python answers.

Firefox is driven by its own protocol, so that nothing more than Firefox is needed: a message is its
length, a colon, and a list in JSON. Where there is no Firefox, the test is passed over.

LFAI_NB_FIREFOX   the browser; default: firefox-esr or firefox from the PATH
"""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.site.test_run_here import WORDS, cells_of, plain, stored

pytestmark = pytest.mark.browser

PATIENCE = 300.0  # seconds, on a machine that is busy with other tests
PREFERENCES = """user_pref("marionette.port", 0);
user_pref("app.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("network.proxy.type", 1);
user_pref("network.proxy.http", "127.0.0.1");
user_pref("network.proxy.http_port", 9);
user_pref("network.proxy.ssl", "127.0.0.1");
user_pref("network.proxy.ssl_port", 9);
user_pref("network.proxy.allow_hijacking_localhost", false);
"""
#: Presses the button and waits until the page says how it ended.
RUN = """const done = arguments[arguments.length - 1];
const state = document.querySelector(".run-state");
new MutationObserver(() => {
  if (/cells ran|cannot run|An error in/.test(state.textContent)) done(state.textContent);
}).observe(state, { childList: true, subtree: true, characterData: true });
document.querySelector(".run-here").click();"""
ANSWERS = f"""const words = {WORDS};
return [...document.querySelectorAll(".cell:has(> .run-cell)")].map((cell) =>
  words([...cell.querySelectorAll(".cell_output > .output")]).join(" "));"""


class Firefox:
    """A session: ``ask`` sends one command and waits for its answer."""

    def __init__(self, port: int) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.answers = self.connection.makefile("rb")
        self.number = 0
        self._next()  # it says who it is
        self.ask("WebDriver:NewSession", capabilities={"alwaysMatch": {}})
        most = int(PATIENCE * 1000)
        self.ask("WebDriver:SetTimeouts", script=most, pageLoad=most)

    def ask(self, name: str, **what: Any) -> Any:
        self.number += 1
        message = json.dumps([0, self.number, name, what]).encode()
        self.connection.sendall(b"%d:%b" % (len(message), message))
        _, number, error, answer = self._next()
        assert number == self.number
        assert error is None, error
        return answer

    def script(self, text: str, *, waits: bool = False) -> Any:
        name = "WebDriver:ExecuteAsyncScript" if waits else "WebDriver:ExecuteScript"
        return self.ask(name, script=text, args=[])["value"]

    def close(self) -> None:
        self.answers.close()
        self.connection.close()

    def _next(self) -> Any:
        length = b""
        while (letter := self.answers.read(1)) != b":":
            assert letter, "Firefox has gone"
            length += letter
        return json.loads(self.answers.read(int(length)))


def port_of(profile: Path, process: subprocess.Popen[bytes]) -> int:
    """The port that Firefox chose, as soon as it has written it down."""
    file = profile / "MarionetteActivePort"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if file.is_file() and (text := file.read_text()):
            return int(text)
        assert process.poll() is None, "Firefox did not start"
        time.sleep(0.05)
    raise AssertionError("Firefox did not say where it listens")


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    program = (
        os.environ.get("LFAI_NB_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    )
    if program is None:
        pytest.skip("there is no firefox; install it, or name it in LFAI_NB_FIREFOX")
    profile = tmp_path / "profile"
    profile.mkdir()
    (profile / "user.js").write_text(PREFERENCES)
    process = subprocess.Popen(
        [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    try:
        session = Firefox(port_of(profile, process))
        yield session
        session.close()
    finally:
        process.kill()
        process.wait()


def test_the_dues_notebook_runs_in_firefox(firefox: Firefox, address: str) -> None:
    cells = cells_of("dues")
    firefox.ask("WebDriver:Navigate", url=f"{address}notebooks/dues.html")
    ended = firefox.script(RUN, waits=True)
    assert ended.startswith(f"{len(cells)} cells ran")
    started = firefox.script('return document.querySelector(".run-bar").dataset.started')
    assert started == "from the picture"
    answers = firefox.script(ANSWERS)
    texts = [plain(answer).replace(" ", "") for answer in answers]
    assert texts == [stored(cell) for cell in cells]
