"""Facts keep "unknown" apart from "no", say where they come from, and survive their file."""

import doctest
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.domain import Stage
from lfai_nb.errors import DataError
from lfai_nb.lifecycle import facts, facts_file
from lfai_nb.lifecycle.facts import (
    FACTS,
    Attestation,
    BadgeLevel,
    Fact,
    FactKey,
    Interval,
    ProjectFacts,
    Value,
)
from lfai_nb.lifecycle.facts_file import FactsError, dumps, load, loads, save, template

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORD = Attestation("A. Maintainer", date(2026, 11, 1), "https://example.org/m", date(2027, 11, 1))
HEAD = 'name = "Anvil"\nrepository = "https://github.com/acme/anvil"\n'
ATTESTED = '[attested]\nwho = "A"\nwhen = 2026-11-20\nlink = "https://example.org"\n'


def measured(key: str, value: Value) -> Fact:
    return Fact(
        key=key, value=value, source="github", url="https://x", retrieved=NOON, method="GET"
    )


# ---------------------------------------------------------------- facts


def test_badge_levels_are_ordered_and_speak_the_words_of_the_badge_service() -> None:
    assert BadgeLevel.GOLD > BadgeLevel.SILVER > BadgeLevel.PASSING > BadgeLevel.IN_PROGRESS
    assert [str(level) for level in BadgeLevel] == [
        "none",
        "in_progress",
        "passing",
        "silver",
        "gold",
    ]
    with pytest.raises(ValueError, match="accepted: none, in_progress"):
        BadgeLevel.parse("platinum")


@pytest.mark.parametrize("ends", [(2, 1), (-1, 1), (True, 2), (1.0, 2), (0, 2**63)])
def test_an_interval_is_two_whole_numbers_in_order(ends: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="interval"):
        Interval(*ends)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("stars", True),
        ("stars", -1),
        ("stars", 2**63),
        ("stars", "812"),
        ("stars", BadgeLevel.GOLD),
        ("active_months_12", 13),
        ("tsc", 1),
        ("tsc", "yes"),
        ("badge_level", 3),
        ("badge_level", "silver"),
        ("contributing_organizations", 3),
        ("license_spdx", "  "),
        # Known from below alone may be what has an order, and says something.
        ("stars", Interval(1, 2)),
        ("stars", Interval(BadgeLevel.PASSING, None)),
        ("active_months_12", Interval(13, None)),
        ("tsc", Interval(1, None)),
        ("license_spdx", Interval(1, None)),
        ("badge_level", Interval(2, None)),
        ("badge_level", Interval(BadgeLevel.NONE, None)),
        ("badge_level", Interval(BadgeLevel.GOLD, None)),
        ("contributing_organizations", Interval(BadgeLevel.PASSING, None)),
    ],
)
def test_a_value_of_another_type_is_refused_and_the_sentence_says_what_is_accepted(
    key: str, value: Value
) -> None:
    with pytest.raises(ValueError, match=rf"{key} needs .*, not "):
        measured(key, value)


def test_a_badge_level_has_no_upper_end() -> None:
    with pytest.raises(ValueError, match="exactly, or from below alone"):
        Interval(BadgeLevel.PASSING, BadgeLevel.SILVER)


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("badge_level", '{ low = "passing" }', Interval(BadgeLevel.PASSING, None)),
        ("badge_level", '"Silver or higher"', Interval(BadgeLevel.SILVER, None)),
        ("stars", "{ low = 500 }", Interval(500, None)),
        ("stars", '"at least 2,300"', Interval(2300, None)),
        ("active_months_12", "{ low = 12 }", Interval(12, None)),
        ("contributing_organizations", '"3 or more"', Interval(3, None)),
    ],
)
def test_what_is_known_from_below_is_written_and_read_again(
    key: str, written: str, value: Value
) -> None:
    project = loads(f"{HEAD}{ATTESTED}[facts]\n{key} = {written}")
    assert project[key].value == value
    assert loads(dumps(project)) == project


@pytest.mark.parametrize(("key", "value"), [("active_months_12", 12), ("stars", 0)])
def test_the_ends_of_a_range_are_accepted(key: str, value: int) -> None:
    assert measured(key, value).value == value


def test_unknown_needs_a_reason_and_a_value_needs_its_evidence() -> None:
    with pytest.raises(ValueError, match="say why"):
        Fact.unknown("stars", " ", source="github", url="https://x", retrieved=NOON)
    with pytest.raises(ValueError, match=r"when it was retrieved.*url.*method.*source"):
        Fact(key="stars", value=1, source="", url="", retrieved=None, method="")
    with pytest.raises(ValueError, match="time zone"):
        Fact(
            key="stars",
            value=1,
            source="g",
            url="u",
            retrieved=NOON.replace(tzinfo=None),
            method="m",
        )
    with pytest.raises(ValueError, match="a value, and a reason"):
        Fact(
            key="stars", value=1, source="g", url="u", retrieved=NOON, method="m", reason="no idea"
        )


def test_a_false_fact_is_known() -> None:
    assert measured("tsc", False).known
    assert measured("stars", 0).known


def test_the_time_of_retrieval_is_kept_in_one_zone() -> None:
    local = NOON.astimezone(timezone(timedelta(hours=9)))
    fact = Fact(key="stars", value=1, source="g", url="u", retrieved=local, method="m")
    assert fact.retrieved == NOON
    assert fact.retrieved.tzinfo is UTC


def test_an_unknown_key_names_the_nearest_and_all_that_are_allowed() -> None:
    with pytest.raises(ValueError, match=r"did you mean stars\?.*Allowed: stars, license_spdx"):
        measured("starz", 1)


def test_a_fact_that_nobody_looked_up_is_unknown_and_not_no() -> None:
    facts = ProjectFacts.of("Anvil", "https://github.com/acme/anvil")
    assert not facts["two_factor"].known
    assert facts["two_factor"].reason == "nobody has looked this up yet"
    with pytest.raises(ValueError, match="not a fact we know"):
        facts["two_factors"]


@pytest.mark.parametrize(
    ("day", "known"),
    [(date(2027, 10, 31), True), (date(2027, 11, 1), True), (date(2027, 11, 2), False)],
)
def test_an_attestation_holds_through_its_last_day(day: date, known: bool) -> None:
    facts = ProjectFacts.of("Anvil", "x", Fact.attested("tsc", True, WORD)).on(day)
    assert facts["tsc"].known is known
    if not known:
        assert "expired on 2027-11-01" in facts["tsc"].reason
        assert facts["tsc"].attestation == WORD


def test_an_attestation_without_an_end_and_a_measurement_do_not_expire() -> None:
    endless = Attestation("A", date(2020, 1, 1), "https://x")
    for fact in (Fact.attested("tsc", True, endless), measured("stars", 5)):
        assert fact.on(date(2099, 1, 1)) == fact


def test_an_attestation_names_somebody_and_a_place_and_ends_after_it_began() -> None:
    with pytest.raises(ValueError, match=r"who gave it; .*a link.*; .*cannot end before"):
        Attestation(" ", date(2026, 1, 2), "", date(2026, 1, 1))


def test_a_time_that_is_out_of_the_calendar_in_utc_is_refused_in_words() -> None:
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=23)))
    with pytest.raises(ValueError, match="`retrieved` is out of the calendar in UTC"):
        Fact.unknown("stars", "why", source="s", url="u", retrieved=first)


def test_a_project_has_a_name_and_only_stages_that_exist() -> None:
    with pytest.raises(ValueError, match=r"name; .*repository.*; .*accepted: sandbox, incubation"):
        ProjectFacts("", "", stage="Sandbox")


# ---------------------------------------------------------------- the file

texts = st.text(min_size=1, max_size=30).filter(str.strip)
days = st.dates()
moments = st.datetimes(timezones=st.just(UTC))
counts = st.integers(0, 2**63 - 1)


def values(kind: FactKey) -> st.SearchStrategy[Value]:
    if kind.type is bool:
        return st.booleans()
    if kind.type is BadgeLevel:
        return st.sampled_from(BadgeLevel)
    if kind.type is Interval:
        closed = st.tuples(counts, counts).map(lambda ends: Interval(*sorted(ends)))
        return closed | counts.map(lambda low: Interval(low, None))
    if kind.type is str:
        return texts
    return st.integers(0, kind.maximum or 2**63 - 1)


@st.composite
def attestations(draw: st.DrawFn) -> Attestation:
    when = draw(days)
    return Attestation(draw(texts), when, draw(texts), draw(st.none() | st.dates(min_value=when)))


@st.composite
def any_fact(draw: st.DrawFn) -> Fact:
    kind = draw(st.sampled_from(list(FACTS.values())))
    known = draw(st.booleans())
    return Fact(
        key=kind.key,
        value=draw(values(kind)) if known else None,
        reason="" if known else draw(texts),
        source=draw(texts),
        url=draw(texts if known else st.text(max_size=9)),
        retrieved=draw(moments if known else st.none() | moments),
        method=draw(texts if known else st.text(max_size=9)),
        attestation=draw(st.none() | attestations()),
        note=draw(st.text(max_size=9)),
    )


def plain(fact: Fact) -> bool:
    """Somebody's word stands in for what is left out; the writer leaves nothing out of these."""
    return fact.attestation is None or bool(fact.url and fact.method and fact.retrieved)


projects = st.builds(
    lambda name, repository, facts, stage: ProjectFacts.of(name, repository, *facts, stage=stage),
    texts,
    texts,
    st.lists(any_fact().filter(plain), max_size=5),
    st.none() | st.sampled_from(Stage),
)


@given(projects)
def test_what_was_written_reads_back_the_same_whatever_the_texts_hold(facts: ProjectFacts) -> None:
    text = dumps(facts)
    assert loads(text) == facts
    assert all(char == "\n" or char.isprintable() for char in text)


def test_a_file_on_disk_reads_back_the_same(tmp_path: Path) -> None:
    facts = ProjectFacts.of("Anvil", "https://x", measured("stars", 1), stage="sandbox")
    save(facts, tmp_path / "anvil.toml")
    assert load(tmp_path / "anvil.toml") == facts


def test_half_a_character_pair_becomes_the_replacement_character() -> None:
    facts = ProjectFacts.of("a\ud800b", "https://x")
    assert loads(dumps(facts)).name == "a\ufffdb"


def test_a_short_answer_is_the_word_of_the_person_named_above_it() -> None:
    facts = loads(HEAD + ATTESTED + "[facts]\ntsc = true\ncontributing_organizations = 3\n")
    assert facts["tsc"].attestation == Attestation("A", date(2026, 11, 20), "https://example.org")
    assert facts["contributing_organizations"].value == Interval(3, 3)


def test_a_short_answer_that_nobody_stands_behind_is_refused() -> None:
    with pytest.raises(FactsError, match=r"nobody stands behind.* @ the facts: facts\.tsc"):
        loads(HEAD + "[facts]\ntsc = true\n")


def test_an_attestation_beside_one_fact_stands_in_for_its_source() -> None:
    word = '{ who = "B", when = 2026-01-02, link = "https://b" }'
    fact = loads(HEAD + f"[facts.tsc]\nvalue = true\nattested = {word}\n")["tsc"]
    assert (fact.source, fact.url, fact.method) == ("attestation", "https://b", "stated by B")
    assert fact.retrieved == datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name = x", r"not readable as TOML: .*line 1"),
        ("a = " + "[" * 5000, "not readable as TOML"),
        ("xyzzy = 1\n" + HEAD, "unknown key 'xyzzy'; allowed: attested, facts, name"),
        ("nam = 'x'\n" + HEAD, r"did you mean 'name'\?"),
        ('name = ""\nrepository = "x"', "name is empty: the project's name @ f: name"),
        ('name = 1\nrepository = "x"', "name needs a text, not 1 @ f: name"),
        ('name = "x"', "repository is missing: its address.* @ f: repository"),
        (HEAD + 'stage = "Sandbox"', "'Sandbox' is not a stage; accepted: sandbox.* @ f: stage"),
        (HEAD + "facts = 3", "facts needs a table, not 3 @ f: facts"),
        (HEAD + 'attested = "me"', "attested needs a table, not 'me' @ f: attested"),
        (HEAD + "[attested]", r"who is missing: the person.* @ f: attested\.who"),
        (HEAD + "[attested]", r"when is missing: the day.* @ f: attested\.when"),
        (HEAD + "[attested]", r"link is missing: the address.* @ f: attested\.link"),
        (
            HEAD + ATTESTED.replace("2026-11-20", "2026-11-20T00:00:00Z"),
            r"when needs a day.* @ f: attested\.when",
        ),
        (HEAD + ATTESTED + "until = 2026-11-19", "cannot end before it"),
        (HEAD + ATTESTED + "[facts]\nstarz = 1", r"did you mean stars\?.*Allowed: stars"),
        (HEAD + ATTESTED + "[facts]\nstars = true", "a whole number from 0 up, not True"),
        (HEAD + ATTESTED + "[facts]\nstars = 1.5", r"not 1\.5 @ f: facts\.stars"),
        (HEAD + ATTESTED + "[facts]\nstars = nan", "not nan"),
        (HEAD + ATTESTED + "[facts]\nstars = 0x" + "f" * 5000, "0 to .*, not a larger one"),
        (HEAD + ATTESTED + "[facts]\nstars = 1" + "0" * 30, "0 to .*, not a larger one"),
        (HEAD + ATTESTED + "[facts]\nstars = [0x" + "f" * 5000 + "]", "a number that long"),
        (HEAD + ATTESTED + '[facts]\nbadge_level = "Gold"', "'Gold' is not a badge level"),
        (HEAD + ATTESTED + '[facts]\nbadge_level = {low="tin"}', "'tin' is not a badge level"),
        (HEAD + ATTESTED + '[facts]\nbadge_level = {low="gold"}', "not 'gold or higher'"),
        (HEAD + ATTESTED + "[facts]\nbadge_level = {low=2}", "not '2 or more'"),
        (
            HEAD + ATTESTED + '[facts]\nbadge_level = {low="passing", high="gold"}',
            "exactly, or from below alone",
        ),
        (HEAD + ATTESTED + "[facts]\nstars = {low=3, high=5}", r"from 0 up, not '3\.\.5'"),
        (HEAD + ATTESTED + "[facts]\nstars = {low=-3}", "two whole numbers from 0"),
        (HEAD + ATTESTED + '[facts]\nstars = "some or more"', "'some' is not a whole number"),
        (HEAD + ATTESTED + "[facts]\ntsc = {low=1}", "true or false, not '1 or more'"),
        (
            HEAD + ATTESTED + "[facts]\ncontributing_organizations = {high=3}",
            "needs a whole number",
        ),
        (
            HEAD + ATTESTED + "[facts]\ncontributing_organizations = 'some'",
            r"a whole number, or \{ low = 3, high = 5 \}: 'some' is neither a number nor an",
        ),
        (
            HEAD + ATTESTED + "[facts]\ncontributing_organizations = {low=3, high=2}",
            "from low to high",
        ),
        (HEAD + "[facts.stars]\nvalue = 1", r"source is missing @ f: facts\.stars\.source"),
        (
            HEAD + "[facts.stars]\nvalue = 1",
            r"retrieved is missing: a day.* @ f: facts\.stars\.retrieved",
        ),
        (HEAD + "[facts.stars]\nvalue = 1\nunknown = 'x'", "either `value`, or `unknown`"),
        (
            HEAD + "[facts.stars]\nvalue = 1\nsource = ' '\nurl = 'x'\nmethod = 'm'"
            "\nretrieved = 2026-01-01",
            r"source is empty @ f: facts\.stars\.source",
        ),
        (HEAD + "[facts.stars]\nunknown = 'x'\nsource = ' '", r"needs a source @ f: facts\.stars"),
        (
            HEAD + "[facts.stars]\nunknown = 'x'\nretrieved = 0001-01-01T00:00:00+23:59",
            r"retrieved needs a day.* @ f: facts\.stars\.retrieved",
        ),
        (HEAD + "[facts.stars]\nunknown = ''", r"say why.* @ f: facts\.stars\.unknown"),
        (HEAD + "[facts.stars]\nunknown = 'x'\nsorce = 'y'", r"did you mean 'source'\?"),
        (
            HEAD + "[facts.stars]\nunknown = 'x'\nretrieved = 2026-01-01T00:00:00",
            r"a time with its zone.* @ f: facts\.stars\.retrieved",
        ),
    ],
)
def test_a_fault_says_what_is_wrong_and_at_which_key(text: str, complaint: str) -> None:
    with pytest.raises(FactsError, match=complaint):
        loads(text, file="f")


def test_all_faults_come_at_once() -> None:
    with pytest.raises(FactsError) as caught:
        loads('name = ""\nstage = "x"\n' + ATTESTED + "[facts]\nstars = -1\nbogus = 2", file="f")
    assert {problem.place for problem in caught.value.problems} == {
        "name",
        "repository",
        "stage",
        "facts.stars",
        "facts.bogus",
    }
    assert isinstance(caught.value, DataError)
    assert isinstance(caught.value, ValueError)


def test_a_file_that_is_not_there_or_not_text_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(FactsError, match=r"there is no such file @ .*none\.toml"):
        load(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"name = '\xe9'")
    with pytest.raises(FactsError, match="not UTF-8"):
        load(tmp_path / "latin.toml")


def test_the_starter_file_loads_as_it_is_and_with_every_line_filled_in() -> None:
    assert not list(loads(template()))
    filled = []
    for line in template().splitlines():
        body = line.removeprefix("# ")
        is_answer = body.split(" = ")[0] in {*FACTS, "[attested]", "who", "when", "link", "until"}
        if body.startswith("badge_level = {"):
            continue
        filled.append(body if is_answer and line != body else line)
    facts = loads("\n".join(filled))
    assert {fact.key for fact in facts} == set(FACTS)
    assert all(fact.known for fact in facts)
    assert {fact.value for fact in facts if isinstance(fact.value, bool)} == {True}


def test_the_starter_file_says_which_requirements_read_a_fact() -> None:
    text = template({"stars": ["INC-STARS", "GRD-STARS"]})
    assert "Stars of the main repository on GitHub. Needed by: INC-STARS, GRD-STARS." in text


def test_the_examples_in_the_documentation_hold() -> None:
    for module in (facts, facts_file):
        outcome = doctest.testmod(module)
        assert outcome.attempted
        assert not outcome.failed


def test_a_day_in_words_is_no_day() -> None:
    text = """
name = "Anvil"
repository = "https://github.com/acme/anvil"
[facts.stars]
value = 3
source = "x"
url = "https://example.org"
retrieved = "yesterday"
method = "looked"
"""
    with pytest.raises(FactsError, match="yesterday"):
        loads(text)
