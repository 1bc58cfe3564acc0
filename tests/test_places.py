"""The data folder is found in a checkout, in an installed package, and where a person says."""

from pathlib import Path

import pytest

from lfai_nb import places


def data_folder(at: Path) -> Path:
    for room in ("policy", "catalog"):
        (at / room).mkdir(parents=True)
    return at


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty package, so that the checkout's own data cannot answer."""
    package = tmp_path / "site" / "lfai_nb"
    package.mkdir(parents=True)
    monkeypatch.setattr(places, "__file__", str(package / "places.py"))
    monkeypatch.delenv(places.OVERRIDE, raising=False)
    return package


def test_the_checkout_holds_its_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(places.OVERRIDE, raising=False)
    assert places.data_dir() == Path(places.__file__).resolve().parent.parent / "data"


def test_an_installed_package_carries_its_data_inside(package: Path) -> None:
    inside = data_folder(package / "data")
    data_folder(package.parent / "data")
    assert places.data_dir() == inside


def test_a_checkout_has_its_data_beside_the_package(package: Path) -> None:
    beside = data_folder(package.parent / "data")
    assert places.data_dir() == beside


def test_a_folder_that_only_happens_to_be_named_data_is_passed_over(package: Path) -> None:
    (package.parent / "data").mkdir()
    with pytest.raises(FileNotFoundError, match="neither in"):
        places.data_dir()


def test_a_person_may_point_at_another_folder(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_folder(package / "data")
    mine = data_folder(tmp_path / "mine")
    monkeypatch.setenv(places.OVERRIDE, str(mine))
    assert places.data_dir() == mine


def test_a_wrong_pointer_is_an_error_and_never_a_silent_fallback(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_folder(package / "data")
    monkeypatch.setenv(places.OVERRIDE, str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match="LFAI_NB_DATA names"):
        places.data_dir()


def test_without_data_the_message_says_what_to_do(package: Path) -> None:
    with pytest.raises(FileNotFoundError, match="install the package again"):
        places.data_dir()
