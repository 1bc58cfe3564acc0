"""Which organizations contribute: every mistake that other tools are known to make, and the rule.

The comments name the report of a user that shows the mistake.
"""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lfai_nb.evidence.history import (
    AffiliationsError,
    OrgReport,
    elephant_factor,
    organizations,
    sensitivity,
)
from tests.evidence.history.repositories import KNOWN, C, make

YEAR = {
    "since": date(2023, 1, 1),
    "until": date(2023, 12, 31),
    "up_to_date": date(2024, 1, 1),
    "affiliations": KNOWN,
}


def judge(tmp_path: Path, *commits: C, files=None, bare=False, **how) -> OrgReport:
    path = make(tmp_path / "repo", commits, files=files, bare=bare)
    return organizations(path, **(YEAR | how))


def names(report: OrgReport) -> list[str]:
    return [o.name for o in report.organizations]


def by_map(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "who.toml"
    path.write_text(f"{KNOWN.read_text()}\n{text}", encoding="utf-8")
    return path


# The interval.


def test_an_unknown_person_widens_the_interval_by_one_and_no_more(tmp_path):
    report = judge(
        tmp_path,
        C("Ann Ames", "ann@acme.com"),
        C("Bob Bell", "bob@gmail.com"),
        C("Bob Bell", "bob@gmail.com"),
        C("Cy Cole", "cy@qq.com"),
    )
    assert (report.low, report.high) == (1, 3)
    assert (report.people, report.unknown_people, report.commits) == (3, 2, 4)
    assert (report.unknown_people_share, report.unknown_commits_share) == (0.6667, 0.75)


def test_one_busy_person_in_many_organizations_is_one_organization(tmp_path):
    """ossf/scorecard#3996 (49 instead of 1), #1024 and #4175: one person, three organizations."""
    report = judge(
        tmp_path,
        *[C("Ann Ames", "ann@acme.com", f"2023-{month:02}-03") for month in range(1, 13)],
        *[C("Ann Ames", "ann@globex.com", f"2023-{month:02}-05") for month in range(2, 12)],
        *[C("Ann Ames", "ann@initech.com", f"2023-{month:02}-07") for month in range(3, 11)],
    )
    assert names(report) == ["acme.com"]
    assert report.contested == ("globex.com", "initech.com")
    assert (report.low, report.high) == (1, 3)


def test_a_contested_organization_that_somebody_else_shows_is_not_counted_again(tmp_path):
    report = judge(
        tmp_path,
        C("Ann Ames", "ann@acme.com", "2023-01-03"),
        C("Ann Ames", "ann@globex.com", "2023-03-03"),
        C("Ann Ames", "ann@acme.com", "2023-06-03"),
        C("Bob Bell", "bob@globex.com", "2023-05-03"),
    )
    assert names(report) == ["acme.com", "globex.com"]
    assert report.contested == ()
    assert report.high == 2


def test_the_same_person_by_address_login_or_full_name_is_one_unknown(tmp_path):
    report = judge(
        tmp_path,
        C("Bob Bell", "bob@gmail.com"),
        C("bob", "bob@gmail.com"),
        C("Bob Bell", "bob@hotmail.com"),
        C("bb", "123+bob@users.noreply.github.com"),
        C("Robert", "bob@users.noreply.github.com"),
    )
    # Nothing ties the hidden addresses to the open ones, so two people it is, and not five.
    assert report.people == 2
    assert (report.low, report.high) == (0, 2)


def test_placeholder_names_and_single_words_do_not_make_two_people_one(tmp_path):
    report = judge(
        tmp_path,
        C("Your Name", "a@gmail.com"),
        C("Your Name", "b@gmail.com"),
        C("root", "c@gmail.com"),
        C("root", "d@gmail.com"),
        C("x", "root@localhost"),
        C("y", "root@localhost"),
    )
    assert report.people == 6


def test_nobody_in_the_window_is_an_answer_and_not_a_division_by_zero(tmp_path):
    report = judge(tmp_path, C("Ann Ames", "ann@acme.com", "2020-01-01"))
    assert (report.low, report.high, report.people, report.commits) == (0, 0, 0, 0)
    assert (report.unknown_people_share, report.elephant_factor) == (0.0, None)
    assert report.warnings == ()


# What makes an organization, and what never does.


@pytest.mark.parametrize(
    "mail",
    [
        "9+ann@users.noreply.github.com",
        "ann@users.noreply.github.com",
        "9-ann@users.noreply.gitlab.com",
        "ann@user.noreply.gitee.com",
        "ann@gmail.com",
        "ann@738159199.qq.com",
        "ann@yahoo.co.uk",
        "root@localhost",
        "ann@anns-macbook.local",
        "ann@host.(none)",
        "ann@ip-10-0-0-1.compute.internal",
        "ann@vm.abc.bx.internal.cloudapp.net",
        "ann@192.168.1.7",
        "ann@example.com",
        "ann@ann.github.io",
        "ann@alum.mit.edu",
        "ann@alumni.stanford.edu",
        "ann@apache.org",  # apache/airflow#56018: membership is no employment
        "noreply@acme.com",
        "ann",
        "@acme.com",
        "ann@",
        "ann@-.com",
        "ann@co.uk",
        "ann@.",
        "",
        "ann@acme..com",
    ],
)
def test_an_address_that_shows_no_employer_never_makes_an_organization(tmp_path, mail):
    report = judge(tmp_path, C("Zed Quux", mail))
    assert (report.low, report.high) == (0, 1)
    assert report.unknown[0].why


@pytest.mark.parametrize(
    ("mail", "name"),
    [
        ("zed@eng.corp.acme.com", "acme.com"),
        ("ZED@ACME.COM", "acme.com"),
        ("zed@acme.com.", "acme.com"),
        ("zed@cs.ox.ac.uk", "ox.ac.uk"),
        ("zed@mail.ustc.edu.cn", "ustc.edu.cn"),
        ("zed@csail.mit.edu", "mit.edu"),
        ("zed@acme.co.uk", "acme.co.uk"),
        ("zed@us.ibm.com", "IBM"),
        ("zed@xn--mnchen-3ya.de", "münchen.de"),
        ("zed@münchen.de", "münchen.de"),
    ],
)
def test_a_subdomain_belongs_to_its_organization(tmp_path, mail, name):
    second = f"ann@{mail.rpartition('@')[2]}"
    assert names(judge(tmp_path, C("Zed Quux", mail), C("Ann Ames", second))) == [name]


def test_a_domain_that_only_looks_like_a_known_one_is_not_it(tmp_path):
    report = judge(tmp_path, C("Zed Quux", "z@notibm.com"), C("Ann Ames", "a@ibm.com.evil.org"))
    assert [o.name for o in report.possible] == ["evil.org", "notibm.com"]


@pytest.mark.parametrize(
    ("name", "mail"),
    [
        ("Jane Dough", "jane@janedough.dev"),
        ("Jane Dough", "jane@dough.org"),
        ("Jané Döugh", "j@jdough.io"),
        ("xzandy", "xzandy@xzandy.net"),
        ("Jane Dough", "me@somewhere.io"),
        ("Jane Q Dough", "mail-me@jqd.net"),
        ("Anna-Maria Lund", "dev@aml.net"),
        ("Wen-Li Kao", "wen@wlkao.dev"),
        ("Tim Kowalczyk", "tim@kowal.ch"),
        ("SomeHandle", "jane@janes.tv"),
        ("Jane Dough", "jane@whatever.name"),
    ],
)
def test_a_domain_of_ones_own_name_is_no_organization(tmp_path, name, mail):
    report = judge(tmp_path, C(name, mail))
    assert (report.low, report.high) == (0, 1)
    assert report.unknown[0].why == "a domain of one's own name"


def test_a_domain_named_like_one_of_its_several_users_is_an_organization(tmp_path):
    report = judge(tmp_path, C("Henry Ford", "henry@ford.com"), C("Ann Ames", "ann@ford.com"))
    assert names(report) == ["ford.com"]
    assert report.organizations[0].people == 2


def test_the_projects_own_domain_is_no_employer(tmp_path):
    """apache/airflow#56018."""
    commits = [C("Ann Ames", "ann@anvil.dev"), C("Bob Bell", "bob@mail.anvil.dev")]
    report = judge(tmp_path, *commits, own_domains=["Anvil.dev"])
    assert (report.low, report.high) == (0, 2)
    assert {u.why for u in report.unknown} == {"the project's own domain"}


# What establishes one.


@pytest.mark.parametrize(
    ("people", "low", "high"),
    [
        ([("Ann Ames", "ann@oropis.com")], 0, 1),
        ([("Ann Ames", "ann@oropis.com"), ("Bob Bell", "bob@oropis.com")], 1, 1),
        ([("Ann Ames", "ann@oropis.com"), ("Ann Ames", "a2@oropis.com")], 0, 1),
        # One person who signs in two ways, or a family: nobody can tell, so nobody counts on it.
        ([("Ann Ames", "ann@oropis.com"), ("ames", "root@oropis.com")], 0, 1),
        ([("Ann Ames", "ann@oropis.com"), ("Ian Ames", "ian@oropis.com")], 0, 1),
        ([("Ann Ames", "ann@oropis.com"), ("root", "root@oropis.com")], 0, 1),
        ([("Ann Ames", "ann@oropis.com"), ("", "x@oropis.com")], 0, 1),
        ([("Ann Ames", "ann@oropis.com"), ("oropis-bot", "ci@oropis.com")], 0, 1),
        # Academic suffixes, and the .ac where everybody may register.
        ([("Ann Ames", "ann@cs.ox.ac.uk")], 1, 1),
        ([("Ann Ames", "ann@mit.edu")], 1, 1),
        ([("Ann Ames", "ann@ustc.edu.cn")], 1, 1),
        ([("Ann Ames", "ann@oropis.ac")], 0, 1),
        # The map of affiliations.
        ([("Ann Ames", "ann@us.ibm.com")], 1, 1),
    ],
)
def test_established_is_what_the_map_knows_an_academic_domain_or_one_of_two_people(
    tmp_path, people, low, high
):
    report = judge(tmp_path, *[C(name, mail) for name, mail in people])
    assert (report.low, report.high) == (low, high)
    assert len(report.organizations) == low
    assert report.unknown_people == (0 if low else report.people)


@pytest.mark.parametrize(
    "domain",
    [
        *("gmai.com", "gmial.com", "gamil.com", "gmaill.com", "gnail.com", "gmail.co"),
        *("hotmial.com", "hotmal.com", "yaho.com", "yahooo.com", "outlok.com", "iclod.com"),
    ],
)
def test_a_slip_of_a_mail_providers_name_is_the_provider(tmp_path, domain):
    report = judge(tmp_path, C("Zed Quux", f"z@{domain}"), C("Ann Ames", f"a@{domain}"))
    assert (report.low, report.high, report.possible) == (0, 2, ())
    assert {u.why for u in report.unknown} == {"public mail provider, misspelt"}


@pytest.mark.parametrize("domain", ["gumdrop.com", "mailgun.com", "cloud.com", "gmailers.com"])
def test_a_name_that_is_further_off_is_no_slip(tmp_path, domain):
    report = judge(tmp_path, C("Zed Quux", f"z@{domain}"), C("Ann Ames", f"a@{domain}"))
    assert names(report) == [domain]


def test_a_year_that_has_the_shape_of_flytes_from_july_2023(tmp_path):
    """Of its 14 "established" ones, one was gmai.com, and eleven were domains of one person."""
    crowd = ["Ann Ames", "Bob Bell", "Cy Cole", "Di Dunn", "Ed Else", "Flo Fox"]
    alone = ["Jo Jones", "Lee Lund", "Max Moor", "Nat Nash", "Oz Otto", "Pat Poe", "Ray Rose", "Sy"]
    report = judge(
        tmp_path,
        *[C(name, f"{name[:2]}@union.ai") for name in crowd],
        *[C(name, f"{name[:2]}@microsoft.com") for name in ("Gil Gray", "Hal Hunt")],
        *[C(name, f"dev@site-{n}.com") for n, name in enumerate(alone)],
        *[C("Ida Irwin", "ida@gmai.com") for _ in range(35)],
        *[C(f"Kay{n} Kerr{n}", f"{n}+kay{n}@users.noreply.github.com") for n in range(20)],
    )
    assert names(report) == ["union.ai", "Microsoft"]
    assert [o.people for o in report.possible] == [1] * 8
    assert (report.low, report.high) == (2, 2 + 8 + 1 + 20)


def test_a_domain_is_vouched_for_by_everybody_however_little_they_did(tmp_path):
    commits = [C("Ann Ames", "ann@oropis.com"), C("Ann Ames", "ann@oropis.com")]
    report = judge(tmp_path, *commits, C("Bob Bell", "bob@oropis.com"), min_commits=2)
    assert (report.people, names(report)) == (1, ["oropis.com"])


def test_who_is_alone_at_a_domain_is_listed_with_what_would_settle_it(tmp_path):
    report = judge(tmp_path, C("Ann Ames", "ann@oropis.com"))
    assert report.unknown[0].why == "no second person at oropis.com, which no map knows"
    assert (report.unknown_people_share, report.unknown_commits_share) == (1.0, 1.0)


EMPLOYERS = ("acme.com", "globex.com", "ox.ac.uk", "hooli.com", "pied-piper.com")
PRIVATE = ("gmail.com", "gmai.com", "own{n}.dev", "users.noreply.github.com", "localhost")
#: Who works where, or for nobody (None), and the addresses that they use.
workers = st.tuples(
    st.sampled_from((*EMPLOYERS, None)),
    st.lists(st.sampled_from((*PRIVATE, "work")), min_size=1, max_size=3),
)


@given(st.lists(workers, min_size=1, max_size=12), st.integers(0, 6))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_low_is_a_lower_bound_and_no_private_domain_raises_it(tmp_path_factory, people, more):
    """Histories with a known truth: at most ``truth`` employers stand behind the commits."""
    folder = tmp_path_factory.mktemp("truth")
    commits = []
    for n, (employer, places) in enumerate(people):
        for place in places:
            domain = employer if place == "work" else place.format(n=n)
            commits.append(C(f"First{n} Last{n}", f"p{n}@{domain or 'gmail.com'}"))
    truth = len({employer for employer, _ in people if employer})
    alone = [C(f"New{n} Person{n}", f"n{n}@private{n}.dev") for n in range(more)]
    before = organizations(make(folder / "before", commits), **YEAR)
    after = organizations(make(folder / "after", [*commits, *alone]), **YEAR)
    assert before.low <= truth <= before.high
    assert after.low == before.low
    assert after.high == before.high + more


# Aliases, owners and dated affiliations.


def test_inc_and_incorporated_old_and_new_names_are_one(tmp_path):
    """linuxfoundation/insights#2037, #2038."""
    known = by_map(
        tmp_path,
        """
        [[organization]]
        name = "Acme"
        aliases = ["Anvils and More"]
        domains = ["acme.com", "acme.cn"]
        [[person]]
        who = "Bob Bell"
        organization = "ACME, Inc."
        [[person]]
        who = "Cy Cole"
        organization = "Acme Incorporated"
        [[person]]
        who = "Di Dunn"
        organization = "Anvils and More LLC"
        """,
    )
    report = judge(
        tmp_path,
        C("Ann Ames", "ann@acme.cn"),
        C("Bob Bell", "bob@gmail.com"),
        C("Cy Cole", "cy@gmail.com"),
        C("Di Dunn", "di@gmail.com"),
        C("Ed Else", "ed@acme.com"),
        affiliations=known,
    )
    assert names(report) == ["Acme"]
    assert report.organizations[0].people == 5
    assert report.high == 1


@pytest.mark.parametrize(
    ("until", "expected"),
    [(date(2019, 7, 8), ["IBM", "Red Hat"]), (date(2019, 7, 9), ["IBM"])],
)
def test_an_acquired_organization_counts_as_its_owner_from_that_day(tmp_path, until, expected):
    report = judge(
        tmp_path,
        C("Ann Ames", "ann@redhat.com", "2019-03-01"),
        C("Bob Bell", "bob@us.ibm.com", "2019-03-01"),
        since=date(2019, 1, 1),
        until=until,
    )
    assert sorted(names(report)) == expected


def test_two_that_own_each_other_do_not_hang_the_reader(tmp_path):
    known = by_map(
        tmp_path,
        """
        [[organization]]
        name = "A"
        domains = ["acme.com"]
        owner = "B"
        owned_since = 2020-01-01
        source = "https://example.org"
        [[organization]]
        name = "B"
        owner = "A"
        owned_since = 2020-01-01
        source = "https://example.org"
        """,
    )
    assert judge(tmp_path, C("Zed Quux", "z@acme.com"), affiliations=known).low == 1


CHANGE = """
[[person]]
who = "Ann Ames"
organization = "Acme"
until = 2023-06-30
[[person]]
who = "Ann Ames"
organization = "Globex"
from = 2023-07-01
until = 2023-08-31
"""


def test_who_changed_employers_counts_for_each_only_in_its_time(tmp_path):
    """The day of the change, and the time after the last one that is known."""
    report = judge(
        tmp_path,
        C("Ann Ames", "ann@gmail.com", "2023-06-30T23:59:59"),
        C("Ann Ames", "ann@gmail.com", "2023-07-01T00:00:00"),
        C("Ann Ames", "ann@gmail.com", "2023-08-31T23:59:59"),
        C("Ann Ames", "ann@gmail.com", "2023-09-01T00:00:00"),
        affiliations=by_map(tmp_path, CHANGE),
    )
    assert {o.name: o.commits for o in report.organizations} == {"Acme": 1, "Globex": 2}
    assert report.unknown_commits_share == 0.25
    assert (report.low, report.high, report.unknown_people) == (2, 2, 0)


def test_the_employer_is_that_of_the_day_of_writing_and_the_window_that_of_entering(tmp_path):
    report = judge(
        tmp_path,
        C("Ann Ames", "ann@gmail.com", day="2023-07-20", written="2023-06-20"),
        since=date(2023, 7, 1),
        until=date(2023, 7, 31),
        affiliations=by_map(tmp_path, CHANGE),
    )
    assert names(report) == ["Acme"]


def test_an_affiliation_comes_before_the_domain_and_the_domain_fills_the_gaps(tmp_path):
    report = judge(
        tmp_path,
        C("Ann Ames", "ann@initech.com", "2023-06-01"),
        C("Ann Ames", "ann@initech.com", "2023-10-01"),
        affiliations=by_map(tmp_path, CHANGE),
    )
    assert {o.name: o.how for o in report.organizations} == {
        "Acme": "affiliation map",
        "initech.com": "e-mail domain, named by the affiliation map",
    }


@pytest.mark.parametrize("who", ["Bob Bell", "github:bobb", "hash"])
def test_a_person_is_named_by_hash_as_the_report_shows_it_by_login_or_by_name(tmp_path, who):
    commit = C("Bob Bell", "7+bobb@users.noreply.github.com")
    first = judge(tmp_path, commit, names="hashed")
    who = first.unknown[0].who if who == "hash" else who
    known = by_map(tmp_path, f'[[person]]\nwho = "{who}"\norganization = "Acme"\n')
    again = organizations(tmp_path / "repo", **(YEAR | {"affiliations": known}))
    assert names(again) == ["Acme"]


def test_who_works_for_nobody_is_known_and_is_no_organization(tmp_path):
    known = by_map(tmp_path, '[[person]]\nwho = "Bob Bell"\norganization = "independent"\n')
    report = judge(tmp_path, C("Bob Bell", "bob@gmail.com"), affiliations=known)
    assert (report.low, report.high, report.independent_people) == (0, 0, 1)
    assert report.unknown_commits_share == 0.0


def test_a_change_of_employer_seen_in_the_addresses_counts_for_both(tmp_path):
    report = judge(
        tmp_path,
        *[C("Ann Ames", "ann@acme.com", f"2023-{m:02}-10") for m in (1, 2, 3, 4, 5)],
        C("Ann Ames", "ann@globex.com", "2023-05-02"),  # a branch merged after the change
        *[C("Ann Ames", "ann@globex.com", f"2023-{m:02}-10") for m in (6, 7, 8, 9)],
    )
    assert sorted(names(report)) == ["acme.com", "globex.com"]
    assert report.contested == ()


@pytest.mark.parametrize(
    ("last_at_old", "contested"),
    [("2023-05-20", ()), ("2023-07-20", ("globex.com",)), ("2023-05-01", ())],
)
def test_two_employers_for_longer_than_a_handover_are_not_one_after_the_other(
    tmp_path, last_at_old, contested
):
    report = judge(
        tmp_path,
        *[C("Ann Ames", "ann@acme.com", f"2023-01-{day:02}") for day in range(1, 20)],
        C("Ann Ames", "ann@acme.com", last_at_old),
        C("Ann Ames", "ann@globex.com", "2023-05-01T12:00:00"),
        C("Ann Ames", "ann@globex.com", "2023-12-01"),
    )
    assert report.contested == contested
    assert report.low == 2 - len(contested)


def test_two_organizations_in_the_same_moment_are_one_after_neither(tmp_path):
    report = judge(tmp_path, C("Ann Ames", "ann@acme.com"), C("Ann Ames", "ann@globex.com"))
    assert (report.low, report.high, report.contested) == (1, 2, ("globex.com",))


def test_private_commits_after_a_known_end_are_not_given_to_the_old_employer(tmp_path):
    known = '[[person]]\nwho = "Ann Ames"\norganization = "Acme"\nuntil = 2023-06-30\n'
    report = judge(
        tmp_path,
        C("Ann Ames", "ann@gmail.com", "2023-06-01"),
        C("Ann Ames", "ann@gmail.com", "2023-09-01"),
        affiliations=by_map(tmp_path, known),
    )
    assert report.organizations[0].commits == 1
    assert report.unknown_commits_share == 0.5


def test_private_commits_of_somebody_with_one_employer_count_for_it(tmp_path):
    report = judge(
        tmp_path,
        C("Ann Ames", "ann@acme.com", "2023-02-01"),
        C("Ann Ames", "ann@gmail.com", "2023-03-01"),
    )
    assert report.organizations[0].commits == 2
    assert (report.unknown_commits_share, report.high) == (0.0, 1)


TWICE = """
[[person]]
who = "A"
organization = "B"
[[person]]
who = "a"
organization = "C"
from = 2020-01-01
"""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[organisation]]\n", "did you mean 'organization'\\?"),
        ('[[person]]\nwho = "A"\n', "is missing @ "),
        ('[[person]]\nwho = "A"\norganization = "B"\nfrom = "2020"\n', "needs a day"),
        (
            '[[person]]\nwho = "A"\norganization = "B"\nfrom = 2020-02-01\nuntil = 2020-01-01\n',
            "before it begins",
        ),
        (TWICE, "overlaps another time"),
        ('[[person]]\nwho = "sha256:12"\norganization = "B"\n', "at least 10"),
        ('[[organization]]\nname = "A"\nowner = "B"\n', "from which day"),
        ('[[organization]]\nname = "independent"\n', "works for nobody|work for nobody"),
        ("organization = 3\n", "needs tables"),
        ("not_employers = [1]\n", "needs a list of texts"),
        ("= broken", "not readable as TOML"),
        ("\udcff", "not UTF-8"),
    ],
)
def test_a_map_that_is_in_doubt_is_refused_with_the_place(tmp_path, text, complaint):
    path = tmp_path / "who.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(AffiliationsError, match=complaint) as error:
        judge(tmp_path, C("Ann Ames", "a@acme.com"), affiliations=path)
    assert "who.toml" in str(error.value)


# What counts as a contribution.


@pytest.mark.parametrize(
    ("name", "mail"),
    [
        ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"),
        ("renovate[bot]", "bot@renovateapp.com"),
        ("github-actions", "github-actions@github.com"),
        ("Flyte Bot", "admin@flyte.org"),
        ("sre-ci-robot", "sre@acme.com"),
        ("feast-ci-bot", "ci@acme.com"),
        ("Submodule Update Action", "iree-github-actions-bot@google.com"),
        ("GitHub", "noreply@github.com"),
        ("openhands", "openhands@all-hands.dev"),
        ("pre-commit-ci[bot]", "66853113+pre-commit-ci[bot]@users.noreply.github.com"),
    ],
)
def test_programs_do_not_contribute(tmp_path, name, mail):
    report = judge(tmp_path, C(name, mail), C("Ann Ames", "ann@acme.com"))
    assert (report.low, report.high, report.people, report.commits) == (1, 1, 1, 1)
    assert (report.bots, report.bot_commits) == (1, 1)


@pytest.mark.parametrize(
    "name", ["Mary Talbot", "Abbot", "Q. Nambot", "Bot Smith", "Sam Action", "Claude Shannon"]
)
def test_people_whose_name_sounds_like_a_program_stay_people(tmp_path, name):
    report = judge(tmp_path, C(name, "someone@acme.com"))
    assert (report.people, report.bots) == (1, 0)


def test_a_program_that_borrows_an_address_makes_its_owner_no_program(tmp_path):
    report = judge(tmp_path, C("anvil-bot", "ann@acme.com"), C("Ann Ames", "ann@acme.com"))
    assert (report.people, report.bots, report.low) == (1, 1, 1)


def test_merges_do_not_count(tmp_path):
    report = judge(
        tmp_path,
        C("Ann Ames", "ann@acme.com"),
        C("Ann Ames", "ann@acme.com"),
        C("Bob Bell", "bob@globex.com", merge=True),
    )
    assert names(report) == ["acme.com"]
    assert report.commits == 2


def test_coauthors_contribute_too_and_programs_among_them_do_not(tmp_path):
    report = judge(
        tmp_path,
        C(
            "Ann Ames",
            "ann@acme.com",
            message="Pair\n\nCo-authored-by: Bob Bell <bob@globex.com>\n"
            "co-authored-by: Claude <noreply@anthropic.com>\n"
            "Co-authored-by: nobody at all\nCo-authored-by: <>\n",
        ),
    )
    assert names(report) == ["acme.com", "globex.com"]
    assert (report.commits, report.credits, report.bots) == (1, 2, 1)


def test_ones_own_second_address_as_coauthor_is_evidence_and_no_second_commit(tmp_path):
    """GitHub adds this line when a branch was written under another address than the account's."""
    report = judge(
        tmp_path,
        C(
            "Ann Ames",
            "1+ann@users.noreply.github.com",
            message="Squash\n\nCo-authored-by: Ann Ames <ann@acme.com>\n",
        ),
    )
    assert names(report) == ["acme.com"]
    assert (report.people, report.commits, report.credits) == (1, 1, 1)


def test_days_at_both_ends_belong_to_the_window(tmp_path):
    report = judge(
        tmp_path,
        C("A A", "a@acme.com", "2022-12-31T23:59:59"),
        C("B B", "b@globex.com", "2023-01-01T00:00:00"),
        C("C C", "c@initech.com", "2023-12-31T23:59:59"),
        C("D D", "d@d-corp.com", "2024-01-01T00:00:00"),
    )
    assert names(report) == ["globex.com", "initech.com"]
    assert report.organizations[0].first == date(2023, 1, 1)


def test_a_wrong_clock_does_not_hide_the_commits_behind_it(tmp_path):
    """`git log --since` stops at old commits: those before them, but newer, are then lost."""
    old = [C("Old Clock", "old@gmail.com", "1999-01-01") for _ in range(20)]
    report = judge(tmp_path, C("Ann Ames", "ann@acme.com", "2023-05-05"), *old)
    assert names(report) == ["acme.com"]


def test_the_minimum_is_for_each_person_and_for_each_of_their_organizations(tmp_path):
    commits = [
        C("Ann Ames", "ann@acme.com", "2023-01-01"),
        C("Ann Ames", "ann@globex.com", "2023-05-01"),
        C("Ann Ames", "ann@globex.com", "2023-05-02"),
        C("Bob Bell", "bob@initech.com"),
        C("Cy Cole", "cy@gmail.com"),
        C("Cy Cole", "cy@gmail.com"),
    ]
    report = judge(tmp_path, *commits, min_commits=2)
    assert names(report) == ["globex.com"]
    assert (report.people, report.low, report.high) == (2, 1, 2)


def test_elephant_factor_of_the_chaoss_example_is_2():
    assert elephant_factor([1000, 202, 90, 33, 332, 343, 42, 433]) == 2


@pytest.mark.parametrize(
    ("counts", "total", "expected"),
    [
        ([50, 50], None, 1),
        ([49, 51], None, 1),
        ([40, 30, 30], None, 2),
        ([], None, None),
        ([10], 20, 1),
        ([9], 20, None),  # PQCA/TAC#31: leaving the unknown out would call this 1
    ],
)
def test_elephant_factor_counts_the_unknown_in_the_whole(counts, total, expected):
    assert elephant_factor(counts, total) == expected


# .mailmap


MAILMAP = b"""# a comment
Ann Ames <ann@acme.com> <ann@old-laptop.local>
<bob@globex.com> <bob@gmail.com>
junk without any address
<<<>>> <
Cy Cole <cy@initech.com> cyc <cyc@gmail.com>
"""


@pytest.mark.parametrize("bare", [False, True])
def test_mailmap_is_honoured_in_clones_and_bare_repositories_junk_and_all(tmp_path, bare):
    report = judge(
        tmp_path,
        C("ann", "ann@old-laptop.local"),
        C("Bob Bell", "bob@gmail.com"),
        C("Di Dunn", "di@d-corp.com", message="x\n\nCo-authored-by: cyc <cyc@gmail.com>\n"),
        files={".mailmap": MAILMAP},
        bare=bare,
        names="shown",
    )
    assert sorted(names(report)) == ["acme.com", "d-corp.com", "globex.com", "initech.com"]
    assert (report.high, report.unknown_people) == (4, 0)
    assert report.organizations[0].who == ("Ann Ames",)


def test_the_readers_own_mailmap_changes_nothing(tmp_path, monkeypatch):
    (tmp_path / "mine").write_text("<x@evil.com> <ann@acme.com>\n")
    config = tmp_path / "gitconfig"
    config.write_text(f"[mailmap]\n\tfile = {tmp_path / 'mine'}\n[log]\n\tshowSignature = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    assert names(judge(tmp_path, C("Ann Ames", "ann@acme.com"))) == ["acme.com"]


# What a report contains.


def test_a_report_has_no_addresses_however_people_are_called(tmp_path):
    commits = [
        C("Ann Ames", "ann@acme.com"),
        C("bob@gmail.com", "bob@gmail.com"),  # an address where the name goes
        C("cy@globex.com", "cy@globex.com"),
    ]
    path = make(tmp_path / "repo", commits)
    counted = json.dumps(organizations(path, **YEAR).to_json())
    hashed = json.dumps(organizations(path, **YEAR, names="hashed").to_json())
    with_names = json.dumps(organizations(path, **YEAR, names="shown").to_json())
    assert "@" not in counted + hashed + with_names
    assert "Ann Ames" in with_names
    assert "Ann Ames" not in counted + hashed
    assert "sha256:" in hashed


def test_people_are_counted_and_nobody_who_knows_an_address_can_tell_one(tmp_path):
    """A hash of an address is the same everywhere, and can be made by whoever knows the address."""
    commits = [C("Ann Ames", "ann@acme.com")] * 2 + [C("Bob Bell", "bob@acme.com")]
    commits += [C("Cy Cole", "cy@gmail.com")]
    report = organizations(make(tmp_path / "repo", commits), **YEAR)
    (acme,) = report.organizations
    assert acme.who == ("person 1", "person 2")
    assert [someone.who for someone in report.unknown] == ["person 3"]
    text = json.dumps(report.to_json())
    for address in ("ann@acme.com", "bob@acme.com", "cy@gmail.com"):
        assert hashlib.sha256(address.encode()).hexdigest()[:8] not in text


def test_json_has_the_agreed_keys_and_plain_values(tmp_path):
    content = judge(tmp_path, C("Ann Ames", "ann@acme.com")).to_json()
    agreed = {"low", "high", "window", "people", "commits", "unknown_people_share"}
    agreed |= {"unknown_commits_share", "organizations", "possible", "elephant_factor"}
    assert agreed <= content.keys()
    assert content["window"] == {"since": "2023-01-01", "until": "2023-12-31"}
    row = content["organizations"][0]
    assert {k: row[k] for k in ("name", "people", "commits", "first", "last", "how")} == {
        "name": "acme.com",
        "people": 1,
        "commits": 1,
        "first": "2023-06-15",
        "last": "2023-06-15",
        "how": "e-mail domain, named by the affiliation map",
    }
    assert json.loads(json.dumps(content)) == content


def test_sensitivity_agrees_with_asking_for_each_window_by_itself(tmp_path):
    people = [("Ann Ames", "ann@acme.com"), ("Bob Bell", "bob@globex.com"), ("Cy Cole", "c@qq.com")]
    commits = [
        C(*people[n % 3], f"{2021 + n // 12}-{n % 12 + 1:02}-{n % 28 + 1:02}") for n in range(36)
    ]
    path = make(tmp_path / "repo", commits)
    until = date(2023, 12, 31)
    rows = sensitivity(path, until=until, months=(6, 12, 36), minimums=(1, 3))
    assert len(rows) == 6
    for row, since in zip(
        rows[::2], (date(2023, 7, 1), date(2023, 1, 1), date(2021, 1, 1)), strict=True
    ):
        alone = organizations(path, since=since, until=until)
        assert (row.low, row.high, row.commits) == (alone.low, alone.high, alone.commits)
