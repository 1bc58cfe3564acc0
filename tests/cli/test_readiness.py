"""``lfai-nb readiness``: exit codes, forms, sources, and what it never shows."""

import functools
import json
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lfai_nb import catalog
from lfai_nb.cli import main
from tests.evidence.github_like import TOKEN, GitHubLike, Repo, serve

ON = ["--on", "2026-11-20"]
FACTS = """
name = "Anvil"
repository = "https://example.org/anvil"
stage = "sandbox"

[attested]
who = "A. Maintainer"
when = 2026-11-01
link = "https://example.org/minutes"

[facts]
"""


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def lfai(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: Any) -> Any:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run(*words: str) -> Ran:
        code = main(["readiness", *words])
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def github(monkeypatch: Any) -> Iterator[GitHubLike]:
    """GitHub and the badge service, both on this machine."""
    import lfai_nb.evidence.badge as badges

    server = GitHubLike(Repo("anvil-org", "anvil", stars=480), two_factor=True)
    with serve(server) as base:
        monkeypatch.setenv("GITHUB_API_URL", base)
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        monkeypatch.setattr(badges, "badge", functools.partial(badges.badge, base_url=base))
        yield server


def written(folder: Path, lines: str) -> str:
    path = folder / "facts.toml"
    path.write_text(FACTS + lines, encoding="utf-8")
    return str(path)


def everything() -> str:
    from lfai_nb.lifecycle.facts import FACTS as keys
    from lfai_nb.lifecycle.facts import BadgeLevel, Interval

    words = {bool: "true", int: "1000", str: '"Apache-2.0"', BadgeLevel: '"gold"', Interval: "9"}
    return "".join(f"{key} = {kind.maximum or words[kind.type]}\n" for key, kind in keys.items())


def test_the_exit_code_says_meets_does_not_meet_or_cannot_tell(lfai: Any, tmp_path: Path) -> None:
    assert lfai(written(tmp_path, everything()), *ON).code == 0
    assert lfai(written(tmp_path, "stars = 10\n"), *ON).code == 1
    assert lfai(written(tmp_path, "stars = 1000\n"), *ON).code == 3


def test_without_a_stage_it_is_the_one_after_the_present(lfai: Any, tmp_path: Path) -> None:
    path = written(tmp_path, "stars = 10\n")
    assert "for Incubation" in lfai(path, *ON).out
    assert "for Graduation" in " ".join(lfai(path, *ON, "--stage", "graduation").out.split())


def test_the_form_to_fill_in_can_be_filled_in_and_judged(lfai: Any, tmp_path: Path) -> None:
    form = lfai("--init")
    assert form.code == 0
    path = tmp_path / "new.toml"
    path.write_text(form.out, encoding="utf-8")
    assert lfai(str(path), "--offline", *ON).code == 3


def test_each_form_of_the_report(lfai: Any, tmp_path: Path) -> None:
    path = written(tmp_path, "stars = 480\n")
    assert json.loads(lfai(path, *ON, "--json").out)["meets"] is False
    assert lfai(path, *ON, "--markdown").out.startswith("## Readiness of Anvil for Incubation")
    assert lfai(path, *ON, "--html").out.startswith("<div")
    badge = tmp_path / "badge.svg"
    lfai(path, *ON, "--badge", str(badge))
    assert badge.read_text(encoding="utf-8").startswith("<svg")
    endpoint = tmp_path / "badge.json"
    lfai(path, *ON, "--badge-json", str(endpoint))
    assert json.loads(endpoint.read_text(encoding="utf-8")) == {
        "schemaVersion": 1,
        "label": "LF AI & Data incubation",
        "message": "1 not met, 2026-11-20",
        "color": "#b35900",
    }
    assert lfai(path, *ON, "--badge-json", str(tmp_path / "no" / "badge.json")).code == 2


def test_what_if_on_the_command_line(lfai: Any, tmp_path: Path) -> None:
    path = written(tmp_path, everything().replace("stars = 1000", "stars = 10"))
    assert lfai(path, *ON).code == 1
    assert lfai(path, *ON, "--what-if", "stars=500").code == 0
    assert lfai(path, *ON, "--what-if", "badge_level=passing", "--what-if", "stars=500").code == 1
    for level, code in (("silver or higher", 0), ("passing or higher", 3), ("at least gold", 2)):
        supposed = ("--what-if", f"badge_level={level}", "--what-if", "stars=500 or more")
        assert lfai(path, *ON, *supposed).code == code, level


def test_from_github_with_the_budget_said_first_and_the_token_never(
    lfai: Any, github: GitHubLike, tmp_path: Path
) -> None:
    ran = lfai("anvil-org/anvil", "--stage", "incubation", *ON, "--json")
    assert ran.code == 1
    assert ran.err.startswith("at most ")
    assert "with a token" in ran.err
    rows = {row["id"]: row for row in json.loads(ran.out)["rows"]}
    assert rows["INC-STARS"]["measured"] == 480
    assert rows["INC-STARS"]["evidence"]["source"] == "github"
    assert rows["SBX-FILE-GOVERNANCE"]["state"] == "met"
    assert rows["INC-BADGE"]["state"] == "cannot tell"
    cached = b"".join(p.read_bytes() for p in (tmp_path / "cache").rglob("*") if p.is_file())
    for place in (ran.out, ran.err, cached.decode("latin-1")):
        assert TOKEN not in place
    assert github.log


FILE = """
name = "Anvil"
repository = "https://github.com/{address}"
stage = "sandbox"
"""


def test_a_file_of_facts_asks_hosts_only_if_the_reader_says_so(
    lfai: Any, github: GitHubLike, tmp_path: Path
) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(FILE.format(address="anvil-org/anvil"), encoding="utf-8")
    quiet = lfai(str(path), *ON)
    assert (quiet.code, github.log) == (3, [])
    assert quiet.err == "note: no host was asked; --online asks for what is open\n"
    assert lfai(str(path), *ON, "--offline").err == ""
    online = lfai(str(path), *ON, "--online", "--json")
    assert github.log
    rows = {row["id"]: row for row in json.loads(online.out)["rows"]}
    assert rows["INC-STARS"]["measured"] == 480


@pytest.mark.parametrize("switch", [[], ["--online"]], ids=str)
def test_the_form_as_it_was_printed_asks_nobody_and_says_so(
    lfai: Any, github: GitHubLike, tmp_path: Path, switch: list[str]
) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(lfai("--init").out, encoding="utf-8")
    ran = lfai(str(path), *ON, *switch)
    assert (ran.code, github.log) == (3, [])
    assert "OWNER/NAME stands for the address of your repository" in ran.err


def test_a_repository_that_is_elsewhere_cannot_be_asked_for(
    lfai: Any, github: GitHubLike, tmp_path: Path
) -> None:
    ran = lfai(written(tmp_path, "stars = 10\n"), *ON, "--online")
    assert (ran.code, github.log) == (1, [])
    assert ran.err == "note: no host was asked: https://example.org/anvil is not on GitHub\n"


def test_without_a_network_the_record_answers_at_once(lfai: Any, monkeypatch: Any) -> None:
    lookups: list[object] = []

    def no_name(host: object, *_: object, **__: object) -> None:
        lookups.append(host)
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_name)
    ran = lfai("BAAI-Open/FlagAI", *ON, "--json")
    # One look-up and no pause is what makes it fast; the clock of a busy machine proves nothing.
    assert lookups == ["api.github.com"]
    assert ran.code == lfai("BAAI-Open/FlagAI", *ON, "--offline").code
    budget, fallback = ran.err.splitlines()
    assert budget.startswith("at most ")
    assert fallback.startswith("api.github.com is out of reach, so no other host was asked; ")
    assert "from the record, whose newest fact is of " in fallback
    unknown = lfai("nobody-here/nothing", "--stage", "sandbox", *ON)
    assert unknown.code == 3
    assert "the record has no snapshot of https://github.com/nobody-here/nothing" in unknown.err


def test_a_stage_that_cannot_be_asked_for_is_said_before_a_host_is_asked(
    lfai: Any, github: GitHubLike
) -> None:
    for words in (["onnx/onnx"], ["onnx/onnx", "--stage", "sandbox", "--on", "2019-01-01"]):
        ran = lfai(*words)
        assert (ran.code, len(ran.err.splitlines()), github.log) == (2, 1, [])


@pytest.mark.parametrize("text", ["3..5", "3-5", "3–5", "3 to 5", "{ low = 3, high = 5 }"])
def test_an_interval_is_supposed_as_people_write_it(lfai: Any, tmp_path: Path, text: str) -> None:
    path = written(tmp_path, "stars = 10\n")
    ran = lfai(path, *ON, "--json", "--what-if", f"contributing_organizations={text}")
    rows = {row["id"]: row for row in json.loads(ran.out)["rows"]}
    assert rows["INC-ORGS"]["measured"] == [3, 5]


def test_a_number_is_supposed_as_people_write_it(lfai: Any, tmp_path: Path) -> None:
    path = written(tmp_path, "stars = 10\n")
    for text in ("2300", "2,300", "2 300"):
        ran = lfai(path, *ON, "--json", "--what-if", f"stars={text}", "--what-if", "tsc=yes")
        rows = {row["id"]: row for row in json.loads(ran.out)["rows"]}
        assert (rows["INC-STARS"]["measured"], rows["INC-TSC"]["state"]) == (2300, "met")


@pytest.mark.parametrize(
    "pair", ["contributing_organizations=some", "stars=2.300", "contributing_organizations=5..3"]
)
def test_a_refused_value_comes_with_one_that_works(lfai: Any, tmp_path: Path, pair: str) -> None:
    path = written(tmp_path, "stars = 10\n")
    refusal = lfai(path, *ON, "--what-if", pair)
    assert (refusal.code, refusal.out) == (2, "")
    works = refusal.err.split("write ")[-1].replace("it as", "").split()[0].strip(",;")
    key = pair.partition("=")[0]
    assert lfai(path, *ON, "--what-if", f"{key}={works}").code in (1, 3)


def test_a_number_that_is_too_large_is_said_to_be_that(lfai: Any, tmp_path: Path) -> None:
    ran = lfai(written(tmp_path, "stars = 10\n"), *ON, "--what-if", "stars=1" + "0" * 30)
    assert ran.code == 2
    assert "too large; the largest that is read is 9,223,372,036,854,775,807" in ran.err


def test_the_form_says_what_an_attestation_must_have(lfai: Any, tmp_path: Path) -> None:
    form = lfai("--init").out
    assert "who, when and link\n# are required" in form
    path = tmp_path / "facts.toml"
    path.write_text(form.replace("# [attested]", "[attested]"), encoding="utf-8")
    ran = lfai(str(path))
    assert ran.code == 2
    assert [line.split(" @ ")[0] for line in ran.err.splitlines()] == [
        "lfai-nb: who is missing: the person who stands behind the answers, and their role",
        "lfai-nb: link is missing: the address at which that can be read",
        "lfai-nb: when is missing: the day on which they said so, as 2026-11-20",
    ]


def test_offline_asks_no_host(lfai: Any, github: GitHubLike) -> None:
    assert lfai("anvil-org/anvil", "--stage", "incubation", *ON, "--offline").code == 3
    assert github.log == []


def test_what_a_maintainer_knows_joins_what_was_measured(
    lfai: Any, github: GitHubLike, tmp_path: Path
) -> None:
    path = written(tmp_path, "tsc = true\nstars = 99999\n")
    ran = lfai("anvil-org/anvil", "--facts", path, "--stage", "incubation", *ON, "--json")
    rows = {row["id"]: row for row in json.loads(ran.out)["rows"]}
    assert rows["INC-TSC"]["state"] == "met"
    assert rows["INC-STARS"]["measured"] == 480  # measured beats stated
    assert "99999" in ran.err  # and what disagrees is said


def test_a_clone_is_read_for_its_history(lfai: Any, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git = ["git", "-C", str(clone), "-c", "user.name=A", "-c", "user.email=a@acme.example.com"]
    clone.mkdir()
    (clone / "SECURITY.md").write_text("Write to security@example.com.\n", encoding="utf-8")
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *words], check=True)
    ran = lfai(str(clone), "--offline", "--stage", "sandbox", "--json")
    rows = {row["id"]: row for row in json.loads(ran.out)["rows"]}
    assert rows["SBX-FILE-SECURITY"]["state"] == "met"
    assert rows["SBX-FILE-README"]["state"] == "unmet"


def test_a_hosted_project_is_known_by_its_repository(lfai: Any) -> None:
    ran = lfai("BAAI-Open/FlagAI", "--offline", *ON, "--json")
    content = json.loads(ran.out)
    assert content["stage"] == "incubation"  # it is at Sandbox
    assert next(r for r in content["rows"] if r["id"] == "INC-STARS")["measured"] > 0


def test_all_projects_of_the_catalogue_are_judged_without_a_host(
    lfai: Any, github: GitHubLike
) -> None:
    ran = lfai("--all", *ON, "--json")
    assert ran.code == 0
    assert len(json.loads(ran.out)) == len(catalog.load().projects)
    assert github.log == []
    assert "Milvus" in lfai("--all", *ON).out
    assert lfai("--all", *ON, "--markdown").out.startswith("| Project |")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name a project"),
        (["no-such-thing"], "neither a file of facts"),
        (["a/b/c"], "neither a file of facts"),
        (["x" * 5000], "neither a file of facts"),
        (
            ["anvil-org/anvil", "--stage", "emeritus"],
            "invalid choice: 'emeritus' (choose from sandbox, incubation, graduation)",
        ),
        (["anvil-org/anvil", "--offline", "--on", "2018-01-01", "--stage", "incubation"], "2018"),
        (
            ["anvil-org/anvil", "--offline", "--on", "2019-01-01", "--stage", "sandbox"],
            "no Sandbox",
        ),
        (["anvil-org/anvil", "--offline", "--what-if", "stars"], "not FACT=VALUE"),
        (["anvil-org/anvil", "--offline", "--what-if", "starz=5"], "did you mean stars"),
        (["anvil-org/anvil", "--offline", "--what-if", "stars=lots"], "stars needs"),
        (["anvil-org/anvil", "--offline", "--git", "/nowhere/at/all"], "is not a folder"),
        (["--all", "anvil-org/anvil"], "--all goes with"),
        (["onnx/onnx", "--offline"], "say which to judge it by: --stage sandbox"),
    ],
    ids=str,
)
def test_bad_input_is_one_line_and_exit_two(lfai: Any, words: list[str], message: str) -> None:
    ran = lfai(*words)
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert message in ran.err


def test_all_the_faults_of_a_file_of_facts_are_said(lfai: Any, tmp_path: Path) -> None:
    ran = lfai(written(tmp_path, 'starz = 1\ntsc = "yes"\n'), *ON)
    assert ran.code == 2
    assert "starz" in ran.err
    assert "tsc" in ran.err


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0"])
def test_a_hostile_name_does_nothing(lfai: Any, tmp_path: Path, name: str) -> None:
    path = written(tmp_path, "stars = 1\n")
    text = Path(path).read_text(encoding="utf-8").replace('"Anvil"', json.dumps(name))
    Path(path).write_text(text, encoding="utf-8")
    assert "<img" not in lfai(path, *ON, "--html").out
    assert "<img" not in lfai(path, *ON, "--markdown").out
    badge = tmp_path / "badge.svg"
    assert lfai(path, *ON, "--badge", str(badge)).code == 1
    assert "<img" not in badge.read_text(encoding="utf-8")


def test_the_folder_of_a_clones_history_is_that_clone(lfai: Any, tmp_path: Path) -> None:
    clone = tmp_path / "anvil"
    subprocess.run(["git", "init", "-q", str(clone)], check=True)
    ran = lfai(str(clone / ".git"), "--offline", "--json", *ON)
    assert json.loads(ran.out)["project"] == "anvil"


@pytest.mark.parametrize("password", ["secretword", "p@secretword", "secretword:x"])
def test_a_password_in_an_address_is_shown_to_nobody(
    lfai: Any, tmp_path: Path, password: str
) -> None:
    address = f"https://ann:{password}@example.org/anvil"
    path = tmp_path / "facts.toml"
    path.write_text(
        f'name = "Anvil"\nrepository = "{address}"\n[facts.stars]\nvalue = 3\nsource = "x"\n'
        f'url = "{address}"\nretrieved = 2026-01-01\nmethod = "looked"\n',
        encoding="utf-8",
    )
    for ran in (lfai(str(path), *ON, "--online", "--json"), lfai(address, *ON)):
        assert "secretword" not in ran.out + ran.err
