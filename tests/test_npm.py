"""What comes from npm's registry: the very file that is known, or a sentence and no file."""

import base64
import hashlib
from pathlib import Path

import httpx
import pytest

from tools import npm


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A package whose content is known."""
    content = b"the package"
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    monkeypatch.setitem(npm.KNOWN, "@some/thing", ("1.2.3", f"sha512-{digest}"))
    monkeypatch.delenv("NPM_CONFIG_REGISTRY", raising=False)
    return content


def never(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"{request.url} was asked for")


def test_an_archive_in_the_folder_that_is_another_is_removed(tmp_path: Path) -> None:
    archive = tmp_path / f"axe-core-{npm.KNOWN['axe-core'][0]}.tgz"
    archive.write_bytes(b"something else")
    with pytest.raises(npm.NpmError, match="removed, try again"):
        npm.fetch("axe-core", tmp_path)
    assert not archive.exists()


def test_a_package_is_fetched_once_from_its_fixed_address(tmp_path: Path, known: bytes) -> None:
    addresses = []

    def registry(request: httpx.Request) -> httpx.Response:
        addresses.append(str(request.url))
        return httpx.Response(200, content=known)

    package = npm.fetch("@some/thing", tmp_path / "new", transport=httpx.MockTransport(registry))
    assert addresses == ["https://registry.npmjs.org/@some/thing/-/thing-1.2.3.tgz"]
    assert package.name == "some-thing-1.2.3.tgz"
    assert package.read_bytes() == known
    assert [path.name for path in package.parent.iterdir()] == [package.name]
    again = npm.fetch("@some/thing", tmp_path / "new", transport=httpx.MockTransport(never))
    assert again == package


def test_another_registry_can_be_named_as_for_npm(
    known: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "https://mirror.example.org/npm/")
    assert npm.address("@some/thing").startswith("https://mirror.example.org/npm/@some/thing/-/")


def refused(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("Connection refused")


@pytest.mark.parametrize(
    ("registry", "words"),
    [
        (lambda _: httpx.Response(200, content=b"another"), "not what the registry published"),
        (lambda _: httpx.Response(404), "404 Not Found"),
        (refused, "Connection refused"),
    ],
)
def test_what_cannot_be_had_is_said_in_a_line_and_leaves_no_file(
    tmp_path: Path, known: bytes, registry: object, words: str
) -> None:
    with pytest.raises(npm.NpmError, match=words) as raised:
        npm.fetch("@some/thing", tmp_path, transport=httpx.MockTransport(registry))  # type: ignore[arg-type]
    assert "some" in str(raised.value)
    assert list(tmp_path.iterdir()) == []
