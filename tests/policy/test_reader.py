"""The reader of the rules: what it refuses, and that it says so in one go."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.policy import DataError, NoSuchRule, NotKnownYet, load, problems
from lfai_nb.policy.content import numbers_in
from lfai_nb.policy.reader import read

SOURCES = """
[doc]
title = "A document of 2020-01-01"
kind = "rules"
date = 2020-01-01

[later]
title = "A later document of 1 January 2022"
kind = "rules"
date = 2022-01-01
"""

RULE = """
[X-STARS]
title = "Stars"
kind = "count"
unit = "stars"
group = "requirement"

[[X-STARS.values]]
from = 2020-01-01
value = 300
source = "doc"
where = "Section 1"
quote = "at least 300 stars"
"""

LATER = """
[[X-STARS.values]]
from = 2022-01-01
value = 500
source = "later"
where = "Section 1"
quote = "a minimum of 500 stars"
"""

BANDS = """
[X-DUES]
title = "Dues"
kind = "bands"
group = "fee"

[[X-DUES.values]]
from = 2020-01-01
source = "doc"
where = "Dues"
quote = "up to 9: $10; 10 - 99: $20; 100 +: $30; 20: $15"
value = [{ min = 1, max = 9, usd = 10 }, { min = 10, max = 99, usd = 20 }, { min = 100, usd = 30 }]
"""

Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    def write(topic: str, sources: str = SOURCES, contradictions: str = "") -> Path:
        (tmp_path / "topic.toml").write_text(topic, encoding="utf-8")
        (tmp_path / "sources.toml").write_text(sources, encoding="utf-8")
        (tmp_path / "contradictions.toml").write_text(contradictions, encoding="utf-8")
        return tmp_path

    return write


def faults(folder: Path) -> list[str]:
    return [str(problem) for problem in problems(folder)]


def test_our_own_data_has_no_fault() -> None:
    load()


def test_a_clean_folder_has_no_fault(folder: Folder) -> None:
    assert faults(folder(RULE + LATER + BANDS)) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("value = 300", "value = 301", "does not carry 301 @ topic.toml: X-STARS.values[0].quote"),
        ("value = 300", "value = 300.0", "a whole number is needed, not the fraction 300.0"),
        ("value = 300", "value = -300", "a number of 0 or more is needed, not -300"),
        ("value = 300", "value = true", "a whole number is needed, not true"),
        ("value = 300", 'value = "300"', "a whole number is needed, not '300'"),
        ("value = 300", "", "either `value = …` or `absent = true` is needed"),
        ("value = 300", "absent = false", "true, or leave it out @ topic.toml: X-STARS"),
        ("from = 2020-01-01", 'from = "2020-01-01"', "from needs a day, as 2026-11-20"),
        ("from = 2020-01-01", "from = 2020-01-01T00:00:00", "from needs a day, as 2026-11-20"),
        ("from = 2020-01-01", "from = 2020-01-02", "doc is of 2020-01-01, not from 2020-01-02"),
        ("from = 2020-01-01", "", "from is missing @ topic.toml: X-STARS.values[0]"),
        ("from = 2020-01-01", "from = 2020-01-01\nuntil = 2019-01-01", "it ends before it starts"),
        ("from = 2020-01-01", "from = 2020-01-01\nuntil = 2022-01-01",
         "it ends after the next one starts @ topic.toml: X-STARS.values[0].until"),
        ('source = "doc"', "", "source is missing"),
        ('source = "doc"', 'source = "nowhere"', "sources.toml has no 'nowhere'"),
        ('where = "Section 1"', "", "where is missing"),
        ('where = "Section 1"', 'where = ""', "where is empty @ topic.toml: X-STARS"),
        ('where = "Section 1"', 'wehre = "Section 1"', "'wehre'; did you mean 'where'?"),
        ('title = "Stars"', 'title = "Stars"\ncolour = "red"', "unknown key 'colour'"),
        ('unit = "stars"', "", "a number needs a unit"),
        ('kind = "count"', 'kind = "count"\ndecides = "Stars"', "decides says what is voted on"),
        ('kind = "count"', 'kind = "number"', "one of count, money, range"),
        ('group = "requirement"', 'group = "wish"', "one of mission, structure"),
        ('group = "requirement"', 'group = "requirement"\nstage = "start"', "one of sandbox, "),
        ('title = "Stars"', "title = 3", "title needs a text, not 3 @ topic.toml: X-STARS.title"),
        ("value = 300", "value = 300\nabsent = true", "either `value = …` or `absent = true`"),
        ("value = 300", 'absent = true\nshort = "300"', "a rule that was not there has no words"),
        ("from = 2020-01-01", "from = 2023-01-01\nremark = 3", "unknown key 'remark'"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_place(
    folder: Folder, old: str, new: str, message: str
) -> None:
    errors = faults(folder((RULE + LATER).replace(old, new, 1)))
    assert any(message in fault for fault in errors), errors


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("min = 10,", "min = 12,", "no band holds 10 to 11"),
        ("min = 10,", "min = 9,", "two bands hold 9 to 9"),
        ("min = 1,", "min = 2,", "the first band starts at 2, not at 1"),
        ("max = 99,", "max = 9,", "max, 9, is below min, 10"),
        ("usd = 20", "usd = 20.5", "a whole number is needed, not the fraction 20.5"),
        ("usd = 20", "usd = -20", "a number of 0 or more is needed"),
        ("usd = 20", "usd = 21", "the quotation does not carry 21"),
        ("{ min = 100, usd = 30 }", "{ min = 100, max = 200, usd = 30 }", "unknown key 'max'"),
        ("max = 99, ", "", "max is missing"),
    ],
)
def test_bands_have_no_gap_and_no_overlap(folder: Folder, old: str, new: str, message: str) -> None:
    errors = faults(folder(BANDS.replace(old, new, 1)))
    assert any(message in fault for fault in errors), errors


def test_all_faults_come_in_one_go(folder: Folder) -> None:
    broken = (RULE + BANDS).replace("value = 300", "value = 1.5").replace("usd = 20", "usd = -1")
    with pytest.raises(DataError) as error:
        load(folder=folder(broken.replace('source = "doc"', 'source = "none"')))
    assert len(error.value.problems) >= 4
    assert len(str(error.value).splitlines()) == len(error.value.problems)


def test_a_key_that_stands_twice_is_refused(folder: Folder) -> None:
    assert "this is not readable as TOML" in faults(folder(RULE + RULE))[0]


def test_a_rule_that_stands_in_two_files_is_refused(folder: Folder) -> None:
    place = folder(RULE)
    (place / "again.toml").write_text(RULE, encoding="utf-8")
    assert any("has that rule too" in fault for fault in faults(place))


def test_the_date_of_a_document_is_said_twice_so_that_a_slip_of_either_is_found(
    folder: Folder,
) -> None:
    slipped = SOURCES.replace("date = 2022-01-01", "date = 2022-01-02")
    assert faults(folder(RULE, sources=slipped)) == [
        "title or note should say 2 January 2022, its date @ sources.toml: later.date"
    ]


def test_a_document_that_is_gone_from_the_sources_is_missed_by_every_value(folder: Folder) -> None:
    errors = faults(folder(RULE + LATER, sources=SOURCES.split("[later]")[0]))
    assert errors == ["sources.toml has no 'later' @ topic.toml: X-STARS.values[1].source"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kind = "rules"', 'kind = "rumour"', "one of "),
        ('kind = "rules"', "kind = 3", "kind needs a text, not 3 @ sources.toml: doc.kind"),
        ('kind = "rules"\n', "", "kind is missing @ sources.toml: doc"),
        ('kind = "rules"', 'kind = "rules"\nurl = "http://example.org"',
         "an address starts with https:// @ sources.toml: doc.url"),
        ("date = 2020-01-01", 'date = "2020"', "date needs a day, as 2026-11-20"),
    ],
)  # fmt: skip
def test_each_fault_of_a_source_is_named_with_its_place(
    folder: Folder, old: str, new: str, message: str
) -> None:
    errors = faults(folder(RULE, sources=SOURCES.replace(old, new, 1)))
    assert any(message in fault for fault in errors), errors


@pytest.mark.parametrize("values", ["values = []", "values = 3"])
def test_a_rule_without_values_is_refused(folder: Folder, values: str) -> None:
    head = RULE.split("[[")[0] + values
    assert faults(folder(head)) == ["at least one [[values]] is needed @ topic.toml: X-STARS"]


def test_values_stand_in_the_order_of_their_dates(folder: Folder) -> None:
    later, head = LATER.strip(), RULE.split("[[")
    swapped = f"{head[0]}{later}\n\n[[{'[['.join(head[1:])}"
    assert faults(folder(swapped)) == [
        "values stand in the order of their dates @ topic.toml: X-STARS.values[1].from"
    ]


def test_a_badge_level_stands_in_its_quotation(folder: Folder) -> None:
    rule = RULE.replace('"count"', '"level"').replace("value = 300", 'value = "silver"')
    level = rule.replace("at least 300 stars", "a Silver badge")
    assert faults(folder(level)) == []
    assert faults(folder(rule)) == [
        "the quotation does not name the level silver @ topic.toml: X-STARS.values[0].quote"
    ]


def test_a_rule_is_asked_as_what_it_is(folder: Folder) -> None:
    text = RULE.replace("X-STARS", "X-TEXT").replace('"count"', '"text"')
    text = text.replace("value = 300", 'value = "at least"')
    view = load(folder=folder(RULE + text + BANDS)).at(date(2020, 1, 1))
    assert (view.number("X-STARS"), view.text("X-TEXT")) == (300, "at least")
    assert [band.usd for band in view.bands("X-DUES")] == [10, 20, 30]
    with pytest.raises(TypeError, match="X-TEXT is not a number"):
        view.number("X-TEXT")
    with pytest.raises(TypeError, match="X-STARS is not a text"):
        view.text("X-STARS")
    with pytest.raises(TypeError, match="X-STARS is not a list"):
        view.bands("X-STARS")
    with pytest.raises(TypeError, match="X-DUES is not a list of Item"):
        view.items("X-DUES")


def test_what_is_known_is_known_until_the_newest_value(folder: Folder) -> None:
    assert load(folder=folder(RULE + LATER)).known_until == date(2022, 1, 1)


@pytest.mark.parametrize("junk", ["", "\x00", "= 1", "[a]\nb = {", "a = 1", "[[X]]\n"])
def test_junk_is_a_fault_and_never_a_traceback(folder: Folder, junk: str) -> None:
    for fault in faults(folder(junk)):
        assert " @ topic.toml" in fault


@given(st.text(max_size=200))
def test_any_text_at_all_ends_in_rules_or_in_faults(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    place = tmp_path_factory.mktemp("any")
    (place / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (place / "topic.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    read(place, ["topic"])


def test_a_number_is_found_in_words_and_in_figures() -> None:
    assert numbers_in("at least three of 1,999 people, 2/3 of them for $45,000") == {
        3,
        1999,
        2,
        45_000,
    }


CONTRADICTION = """
[C-01]
title = "How many"
follow = "300"
why = "The rules outrank the slide."
certainty = "settled"
rules = ["X-STARS"]
readings = [
    { says = "300", source = "doc", where = "Section 1", followed = true },
    { says = "500", source = "later" },
]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('certainty = "settled"', 'certainty = "sure"', "one of settled, inferred, open"),
        ('source = "later"', 'source = "none"', "sources.toml has no 'none'"),
        ('rules = ["X-STARS"]', 'rules = ["X-STAR"]', "there is no rule 'X-STAR'"),
        ('    { says = "500", source = "later" },\n', "", "has at least two readings"),
        ('why = "The rules outrank the slide."', "", "why is missing"),
        ('says = "500"', 'remark = "500"', "says is missing"),
        ('says = "500"', "says = 500", "says needs a text"),
    ],
)
def test_a_contradiction_has_its_readings_and_a_reason(
    folder: Folder, old: str, new: str, message: str
) -> None:
    assert faults(folder(RULE, contradictions=CONTRADICTION)) == []
    errors = faults(folder(RULE, contradictions=CONTRADICTION.replace(old, new)))
    assert any(message in fault for fault in errors), errors


# Reading by date


def test_a_value_holds_from_its_day_until_the_next(folder: Folder) -> None:
    policy = load(folder=folder(RULE + LATER))
    days = [date(2020, 1, 1), date(2021, 12, 31), date(2022, 1, 1), date(2099, 1, 1)]
    assert [policy.at(day).number("X-STARS") for day in days] == [300, 300, 500, 500]


def test_before_the_first_value_it_is_not_known_rather_than_zero(folder: Folder) -> None:
    view = load(folder=folder(RULE)).at(date(2019, 12, 31))
    with pytest.raises(
        NotKnownYet, match=r"X-STARS .Stars. is not known for 2019-12-31.*2020-01-01"
    ):
        view["X-STARS"]
    assert list(view.values()) == []


def test_a_rule_that_was_not_there_is_none_on_purpose(folder: Folder) -> None:
    absent = LATER.replace("value = 500", "absent = true")
    view = load(folder=folder(RULE + absent)).at(date(2022, 1, 1))
    assert view["X-STARS"] is None
    assert list(view) == []
    with pytest.raises(LookupError, match="was not in force on 2022-01-01"):
        view.number("X-STARS")


def test_a_value_with_an_end_is_gone_on_the_day_after(folder: Folder) -> None:
    ended = RULE.replace("from = 2020-01-01", "from = 2020-01-01\nuntil = 2020-06-30")
    policy = load(folder=folder(ended))
    assert policy.at(date(2020, 6, 30)).number("X-STARS") == 300
    assert policy.at(date(2020, 7, 1))["X-STARS"] is None


def test_the_newest_value_says_how_old_it_is(folder: Folder) -> None:
    value = load(folder=folder(RULE)).at(date(2020, 1, 31)).in_force("X-STARS")
    assert value.age(date(2020, 1, 31)) == 30


def test_a_rule_that_there_is_not_gets_the_nearest_id(folder: Folder) -> None:
    with pytest.raises(NoSuchRule, match="there is no rule 'x-star'; near to it: X-STARS"):
        load(folder=folder(RULE))["x-star"]


def test_diff_names_both_sides_with_their_sources(folder: Folder) -> None:
    policy = load(folder=folder(RULE + LATER + BANDS))
    (change,) = policy.diff(date(2021, 12, 31), date(2022, 1, 1))
    assert change.before is not None
    assert change.after is not None
    assert (change.before.content, change.before.source.id) == (300, "doc")
    assert (change.after.content, change.after.source.id) == (500, "later")
    assert policy.diff(date(2022, 1, 1), date(2022, 1, 1)) == ()


def test_diff_tells_what_was_not_known_from_what_was_not_there(folder: Folder) -> None:
    (change,) = load(folder=folder(RULE)).diff(date(2019, 1, 1), date(2020, 1, 1))
    assert (change.before_known, change.after_known) == (False, True)


def test_diff_refuses_dates_the_wrong_way_round(folder: Folder) -> None:
    with pytest.raises(ValueError, match="is after the second"):
        load(folder=folder(RULE)).diff(date(2022, 1, 1), date(2020, 1, 1))


def test_a_topic_can_be_read_alone(folder: Folder) -> None:
    place = folder(RULE)
    (place / "other.toml").write_text("not = toml = at all", encoding="utf-8")
    assert list(load(("topic",), place).rules) == ["X-STARS"]


def test_a_short_form_ends_without_a_full_stop(folder: Folder) -> None:
    rule = RULE.replace('where = "Section 1"', 'where = "Section 1"\nshort = "300 stars."')
    assert any(
        "leave out the full stop @ topic.toml: X-STARS.values[0].short" in fault
        for fault in faults(folder(rule))
    )
    assert not faults(folder(rule.replace('300 stars."', '300 stars"')))
