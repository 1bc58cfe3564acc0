"""The papers of a proposal: filled on five real proposals, and nothing of it false."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from lfai_nb.domain import Stage
from lfai_nb.faces.packet import (
    LONGEST_ADDRESS,
    badge_application,
    files,
    new_file,
    notes_markdown,
    proposal_markdown,
    slug,
)
from lfai_nb.hosting.claims import CLAIMS
from lfai_nb.hosting.packet import FieldState, Packet, load, packet
from lfai_nb.hosting.packet_sentences import TO_COMPLETE, TO_WRITE
from lfai_nb.lifecycle import facts_file
from lfai_nb.lifecycle.facts import FACTS, ProjectFacts
from lfai_nb.lifecycle.facts_file import FactsError
from lfai_nb.lifecycle.readiness import State as Standing
from lfai_nb.places import data_dir
from lfai_nb.policy import load as load_policy

HERE = Path(__file__).parent / "proposals"
TODAY = date(2026, 11, 27)
#: The day on which each was accepted, and what its public proposal (lfai/proposing-projects at
#: c8354da) answers to the fields that a fact can fill. A field that it leaves out, or answers with
#: what is no answer to it, is not here.
REAL = {
    "flagai": (
        date(2022, 6, 30),
        {
            "name": "FlagAI",
            "level": "Sandbox",
            "license": "Apache-2.0",
            "source-control": "https://github.com/BAAI-Open/FlagAI",
            "dco": "Yes",
            "committers": "5 people",
            "contributors": "1 to 8 organisations",
            "code-of-conduct": "CODE_OF_CONDUCT.md",
            "badge": "passing or higher",  # its proposal: yes, entry 6052
            "governance": "GOVERNANCE.md",
        },
    ),
    "kompute": (
        date(2021, 5, 6),
        {
            "name": "Kompute",
            "level": "Sandbox",
            "license": "Apache-2.0",
            "source-control": "https://github.com/EthicalML/vulkan-kompute",
            "committers": "2 people",
            "contributors": "0 to 13 organisations",
            "release": "no RELEASE file",  # a page of its documentation says how
            "code-of-conduct": "CODE_OF_CONDUCT.md",
            "badge": "",
            # Its proposal links a GOVERNANCE.md that was not there: it came on 19 January 2022.
            "governance": "no GOVERNANCE file",
        },
    ),
    "opendataology": (
        date(2022, 8, 11),
        {
            "name": "OpenDataology",
            "level": "Sandbox",
            "license": "MIT",
            "source-control": "https://github.com/OpenDataology/OpenDataology",
            "own-org": "Yes",
            "dco": "Yes",
            "committers": "9 people with commit rights from 6 to 7 organisations",
            "contributors": "1 to 2 organisations",
            "release": "no RELEASE file",
            "code-of-conduct": "CODE_OF_CONDUCT",
            "governance": "GOVERNANCE",
        },
    ),
    "artigraph": (
        date(2022, 1, 27),
        {
            "name": "Artigraph",
            "level": "Sandbox",
            "license": "Apache-2.0",
            "source-control": "https://github.com/artigraph/artigraph",
            "own-org": "Yes",
            "dco": "Yes",
            "committers": "2 people",
            "contributors": "0 to 4 organisations",
            "release": "no RELEASE file",
            "code-of-conduct": "no code of conduct",
            "badge": "",
            "governance": "no GOVERNANCE file",
        },
    ),
    "sapientml": (
        date(2023, 8, 24),
        {
            "name": "SapientML",
            "level": "Sandbox",
            "license": "Apache-2.0",
            "source-control": "https://github.com/sapientml/sapientml",
            "own-org": "Yes",
            "dco": "No",
            "committers": "9 people with commit rights from 1 organisation",
            "contributors": "1 to 2 organisations",
            "release": "no RELEASE file",
            # Its proposal of July says "work in progress"; at the vote in August it was there.
            "code-of-conduct": "CODE_OF_CONDUCT",
            "badge": "No, none yet.",
            "governance": "no GOVERNANCE file",
        },
    ),
}


def real(name: str) -> Packet:
    """From the history of the project up to its vote, and from what its proposal says of itself."""
    on, _ = REAL[name]
    measured = facts_file.load(data_dir() / f"evidence/entries/{name}.sandbox.toml")
    stated, words = load(HERE / f"{name}.toml")
    both = {key: stated[key] if stated[key].known else measured[key] for key in FACTS}
    facts = ProjectFacts(stated.name, stated.repository, both)
    return packet(facts, words, Stage.SANDBOX, on=on)


@pytest.mark.parametrize("name", REAL)
def test_of_what_a_fact_can_fill_most_is_filled_and_nothing_is_false(name: str) -> None:
    _, truth = REAL[name]
    answers = {answer.field.id: answer for answer in real(name).answers}
    filled = [field for field in truth if answers[field].claim]
    assert len(filled) >= 0.8 * len(truth)
    for field in filled:
        assert truth[field], (field, answers[field].claim)
        assert truth[field] in answers[field].claim
    # What the proposal leaves open is open here, or measured, with its source.
    for field in answers.keys() & CLAIMS.keys() - truth.keys():
        assert not answers[field].claim or answers[field].evidence, field


def test_the_five_together_are_filled_to_nine_tenths() -> None:
    fields = [(name, field) for name, (_, truth) in REAL.items() for field in truth]
    filled = {name: {a.field.id for a in real(name).answers if a.claim} for name in REAL}
    done = sum(field in filled[name] for name, field in fields)
    assert (done, len(fields)) == (53, 55)


def test_the_form_has_the_fields_of_the_template_in_its_order() -> None:
    made = real("flagai")
    items = load_policy().at(TODAY).items("PRO-FIELDS")
    assert [answer.field for answer in made.answers] == list(items)
    assert len(items) == 23
    assert proposal_markdown(made).count("\n## ") == 23
    assert notes_markdown(made).count("\n- Reviewed by: ") == 23


def test_what_is_handed_in_has_no_notes_to_its_writer() -> None:
    made = made_of(bare(license_spdx='"MIT"'))
    text, notes = proposal_markdown(made), notes_markdown(made)
    assert not re.search(r"Evidence|Reviewed|Add the address|If there is none", text)
    assert text.count(TO_WRITE) == made.count(FieldState.OPEN)
    assert text.count(TO_COMPLETE) == made.count(FieldState.PARTLY) == 1
    assert "- To add: Add the address of the licence text" in notes
    assert notes.count("- To write: ") == made.count(FieldState.OPEN)
    assert "not to be handed in" in notes


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Apache-2.0", Standing.MET),
        ("Apache-2.0, https://example.org/LICENSE", Standing.MET),
        ("SSPL-1.0", Standing.UNMET),
        ("our own", Standing.UNKNOWN),
        ("", Standing.UNKNOWN),
    ],
)
def test_a_licence_that_its_author_wrote_is_judged(words: str, state: Standing) -> None:
    """What was wrong: under [proposal] it stood in the form, and the report called it unknown."""
    made = packet(bare(), {"license": words}, Stage.SANDBOX, on=TODAY)
    (row,) = (r for r in made.readiness.rows if r.rule.fact == "license_spdx")
    assert row.state is state
    known = packet(bare(license_spdx='"MIT"'), {"license": words}, Stage.SANDBOX, on=TODAY)
    (row,) = (r for r in known.readiness.rows if r.rule.fact == "license_spdx")
    assert row.state is Standing.MET  # what is known comes before what is written


def bare(**facts: object) -> ProjectFacts:
    head = 'name = "Anvil"\nrepository = "https://github.com/acme/anvil"\n'
    if facts:
        head += '[attested]\nwho = "A"\nwhen = 2026-11-20\nlink = "https://example.org"\n[facts]\n'
    lines = [f"{key} = {str(value).lower()}" for key, value in facts.items()]
    return facts_file.loads(head + "\n".join(lines))


def made_of(facts: ProjectFacts, words: Mapping[str, str] = {}) -> Packet:
    return packet(facts, words, Stage.SANDBOX, on=TODAY)


def test_no_paper_takes_the_name_of_another() -> None:
    project = ProjectFacts("Notes", "https://github.com/acme/notes")
    papers = files(made_of(project))
    assert papers["Notes-proposal.md"].startswith("# Notes: project proposal")
    assert len(papers) == 5


def test_where_nothing_is_known_nothing_is_claimed() -> None:
    answers = {answer.field.id: answer for answer in made_of(bare()).answers}
    known = {field for field, answer in answers.items() if answer.claim}
    assert known == {"name", "level", "source-control"}
    assert all(answers[field].left for field in answers.keys() - known)


@pytest.mark.parametrize(
    ("field", "fact", "value", "claim"),
    [
        ("code-of-conduct", "file_code_of_conduct", "true", "Yes, there is a code of conduct."),
        ("code-of-conduct", "file_code_of_conduct", "false",
         "The repository has no code of conduct."),
        ("license", "license_spdx", '"MIT"', "MIT"),
    ],
)  # fmt: skip
def test_a_persons_word_for_a_file_claims_it_and_asks_for_its_address(
    field: str, fact: str, value: str, claim: str
) -> None:
    head = 'name = "Anvil"\nrepository = "https://github.com/acme/anvil"\n'
    word = '[attested]\nwho = "A"\nwhen = 2026-11-20\nlink = "https://example.org"\n[facts]\n'
    made = made_of(facts_file.loads(f"{head}{word}{fact} = {value}\n"))
    (answer,) = [it for it in made.answers if it.field.id == field]
    assert answer.claim == claim
    assert answer.left


def test_an_open_number_of_organisations_is_claimed_as_that() -> None:
    head = 'name = "Anvil"\nrepository = "https://github.com/acme/anvil"\n'
    fact = '[facts.contributing_organizations]\nvalue = { low = 3 }\nsource = "git"\n'
    rest = 'url = "https://example.org"\nretrieved = 2026-11-20\nmethod = "counted"\n'
    claims = [answer.claim for answer in made_of(facts_file.loads(head + fact + rest)).answers]
    assert any("3 organisations or more" in claim for claim in claims), claims


def test_of_what_a_project_may_not_have_the_form_says_so() -> None:
    answers = made_of(bare()).answers
    optional = [answer for answer in answers if answer.field.optional]
    assert optional
    assert {a.field.id for a in answers if a.left.endswith("If there is none, write “None”.")} == {
        answer.field.id for answer in optional
    }


def test_unknown_is_never_no() -> None:
    claims = {a.field.id: a.claim for a in made_of(bare()).answers}
    no = {a.field.id: a.claim for a in made_of(bare(dco_enforced=False)).answers}
    assert claims["dco"] == ""
    assert no["dco"].startswith("No, ")


def test_what_was_looked_up_in_vain_says_why() -> None:
    badge = next(a for a in real("artigraph").answers if a.field.id == "badge")
    assert badge.state is FieldState.OPEN
    assert "the landscape has no generated data on this repository" in badge.left


def test_a_persons_words_complete_a_fact_and_do_not_take_its_place() -> None:
    words = {"release": "We tag every month."}
    answer = next(
        a for a in made_of(bare(file_release=False), words).answers if a.field.id == "release"
    )
    assert answer.state is FieldState.FILLED
    assert answer.claim == "There is no RELEASE file.\n\nWe tag every month."
    assert answer.evidence


def test_the_words_of_an_unknown_field_are_refused_with_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / "facts.toml"
    text = (
        'name = "A"\nrepository = "a/b"\n[proposal]\nwebsit = "https://example.org"\nsocial = 3\n'
    )
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FactsError) as refusal:
        load(file)
    assert "did you mean 'website'?" in str(refusal.value)
    assert "social needs a text" in str(refusal.value)


def test_nothing_from_outside_becomes_markup() -> None:
    words = {"description": "<script>alert(1)</script> [x](javascript:y) @someone\n# Heading"}
    text = proposal_markdown(made_of(bare(), words)) + notes_markdown(made_of(bare(), words))
    assert "<script>" not in text
    assert "[x](" not in text
    assert "@someone" not in text
    assert "\n# Heading" not in text
    assert not re.search(r"^# Heading", text, re.MULTILINE)


def test_the_link_to_github_has_the_whole_form_where_it_fits() -> None:
    short = made_of(bare())
    query = parse_qs(urlsplit(new_file(short)).query)
    assert query["filename"] == ["proposals/Anvil.md"]
    assert query["value"] == [proposal_markdown(short)]
    long = made_of(bare(), {"description": "word " * 3000})
    assert len(new_file(long)) <= LONGEST_ADDRESS
    assert "value" not in parse_qs(urlsplit(new_file(long)).query)
    assert "too long for an address" in files(long)["next-steps.md"]


def test_the_badges_form_is_proposed_only_what_is_known() -> None:
    query = parse_qs(urlsplit(badge_application(real("flagai"))).query)
    assert query["url"] == ["https://github.com/BAAI-Open/FlagAI"]
    assert query["license_location_status"] == ["Met"]
    assert "vulnerability_report_process_status" not in query, "there is no SECURITY"
    assert "Unmet" not in badge_application(real("artigraph"))


@pytest.mark.parametrize(
    ("name", "file"),
    [("Anvil", "Anvil"), ("../../etc/passwd", "etc-passwd"), ("a b/c", "a-b-c"), ("…", "project")],
)
def test_the_name_of_a_file_stays_in_its_folder(name: str, file: str) -> None:
    assert slug(name) == file
