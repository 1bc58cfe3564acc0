"""The table of requests: what it holds, and that each fault of it is named."""

from pathlib import Path
from string import Formatter

import pytest

from lfai_nb.errors import DataError
from lfai_nb.evidence.data_check import problems
from lfai_nb.evidence.request_table import table
from lfai_nb.lifecycle.fact_keys import FACTS
from lfai_nb.places import data_dir

TEXT = (data_dir() / "requests.toml").read_text("utf-8")


def test_a_project_costs_at_most_eight_requests_six_of_them_to_github() -> None:
    hosts = table().hosts
    assert (hosts["github"].most, hosts["badge"].most) == (6, 2)
    assert [ask.when for ask in table().requests.values()].count("") <= 5


def test_no_fact_comes_from_two_requests_and_every_one_is_in_the_registry() -> None:
    keys = [key for keys in table().facts_of.values() for key in keys]
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(FACTS)
    assert len(table().files) == 9


def test_a_target_is_a_path_with_its_parameters_apart() -> None:
    path, params = (
        table()
        .requests["commits"]
        .target(owner="acme", name="anvil", since="2025-11-21", until="2026-11-20")
    )
    assert path == "/repos/acme/anvil/commits"
    assert params == {
        "since": "2025-11-21T00:00:00Z",
        "until": "2026-11-20T23:59:59Z",
        "per_page": "100",
    }


def test_every_sentence_fits_its_blanks() -> None:
    for place, text in table().sentences.items():
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        assert table().words(place, **dict.fromkeys(names, "x")), place


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("[facts.stars]", "[facts.strs]", "strs is not a fact of facts.toml"),
        ('rule = "number"', 'rule = "count"', "one of number, licence,"),
        ('when = "admin"', 'when = "owner"', "one of , inherited, no_policy"),
        ("most = 6", "most = 0", "most is a whole number of 1 or more"),
        ("renewed {when}", "renewed {wenn}", "{wenn} is nothing that can be filled in"),
        ("renewed {when}", "renewed {when", "the braces of limit do not close"),
        ('from = "form"', 'from = "forms"', "one of repository, tree"),
        ('"404" = ', '"404" = 4 #', "404 needs a text, not 4"),
        ('"404" = ', '"four" = ', "unknown key 'four'"),
        ('extensions = [""', "extensions = [3", "extensions needs a list of texts"),
        ("file_readme = [", "file_radme = [", "file_radme is not a fact of facts.toml"),
        ("spent = ", "spend = ", "spent is missing"),
    ],
)
def test_each_fault_of_the_table_is_named(
    tmp_path: Path, before: str, after: str, fault: str
) -> None:
    assert before in TEXT
    file = tmp_path / "requests.toml"
    file.write_text(TEXT.replace(before, after, 1), "utf-8")
    with pytest.raises(DataError) as refused:
        table(file)
    assert fault in str(refused.value)


def test_check_data_names_the_faults_of_the_table(tmp_path: Path) -> None:
    for name in ("policy", "catalog", "facts.toml"):
        (tmp_path / name).symlink_to(data_dir() / name)
    (tmp_path / "requests.toml").write_text(TEXT.replace("most = 6", 'most = "6"', 1), "utf-8")
    assert [fault.file for fault in problems(tmp_path)] == ["requests.toml"]
