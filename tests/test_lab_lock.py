"""What the lab serves is what was recorded: each wheel by its version and the hash of its file."""

from pathlib import Path

import pytest

from tools import lab_lock

HASH = "a" * 64


def package(
    version: str = "1.0", sha256: str = HASH, folder: str = lab_lock.TAKEN
) -> dict[str, str]:
    return {"version": version, "sha256": sha256, "file_name": f"../../{folder}thing.whl"}


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    file = tmp_path / "lab.lock"
    file.write_text(f"# why\nthing==1.0 {HASH}\n")
    return file


@pytest.mark.parametrize(
    ("packages", "others"),
    [
        ({"thing": package()}, []),
        ({"thing": package(), "lfai-nb": package("9")}, []),
        ({"thing": package(), "piplite": package(folder="extensions/")}, []),
        ({"thing": package("1.1")}, [f"thing==1.1 {HASH}"]),
        ({"thing": package(sha256="b" * 64)}, ["thing==1.0 " + "b" * 64]),
        ({}, ["thing is not there"]),
        ({"thing": package(), "more": package()}, [f"more==1.0 {HASH}"]),
    ],
)
def test_another_wheel_is_named_as_the_line_that_it_would_be(
    packages: dict[str, dict[str, str]], others: list[str], lock: Path
) -> None:
    assert lab_lock.differences(packages, lock) == others


def test_the_resolver_is_told_each_version(lock: Path) -> None:
    assert lab_lock.pins(lock) == ["thing==1.0"]
    pins = [pin.partition("==")[0] for pin in lab_lock.pins()]
    assert {"micropip", "packaging", "ipywidgets"} <= set(pins)


def test_where_the_lab_and_we_have_the_same_package_it_is_the_same_version() -> None:
    text = (lab_lock.LOCK.parents[1] / "constraints.txt").read_text(encoding="utf-8")
    ours = dict(
        line.split(" ")[0].split("==") for line in text.splitlines() if "==" in line.split(" ")[0]
    )
    ipython = {"ipython"}  # the browser's Python has an older one
    for name, (version, _) in lab_lock.locked().items():
        if name in ours and name not in ipython:
            assert (name, version) == (name, ours[name])


def test_a_line_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lab.lock").write_text("thing==1.0\n")
    with pytest.raises(ValueError, match="NAME==VERSION"):
        lab_lock.locked(tmp_path / "lab.lock")
