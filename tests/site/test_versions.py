"""A lifecycle document of another year is a column, a row, a choice and a period everywhere."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lfai_nb.places import data_dir
from lfai_nb.policy import load
from lfai_nb.policy.words import day_in_words
from tests.policy.test_documents import NEXT, with_another_document

ROOT = Path(__file__).parents[2]
# In a process of its own: the rules are read once in each, and this one has the real ones.
ASKED = """
import json
import sys
from datetime import date, timedelta
from lfai_nb.faces.readiness import time_machine_text
from lfai_nb.faces.readiness_widget import readiness_widget
from lfai_nb.lifecycle.facts import ProjectFacts
from lfai_nb.lifecycle.gate import versions
from lfai_nb.lifecycle.planning import time_machine
from lfai_nb.lifecycle.readiness import rules
from handbook import tool_data
from handbook.tables import hosting, reference, status
from tests.site.rendered import html_of

day = date.fromisoformat(sys.argv[1])
facts = ProjectFacts.of("Anvil", "none")
tool = tool_data.readiness()
widget = readiness_widget([facts], versions(rules()))
print(json.dumps({
    "table": html_of(hosting.thresholds(day)),
    "votes": html_of(hosting.votes(day)),
    "changes": html_of(reference.lifecycle_changes(day)),
    "status": html_of(status.data(day)),
    "status before": html_of(status.data(day - timedelta(days=1))),
    "time machine": time_machine_text(time_machine(facts)),
    "widget": [name for name, _ in widget.children[2].options],
    "periods": [period["from"] for period in tool["periods"]],
    "documents": [document["from"] for document in tool["documents"]],
}))
"""
NAMED = [*(day_in_words(document.start) for document in load().documents), day_in_words(NEXT)]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("data")
    with_another_document(folder / "policy")
    for path in data_dir().iterdir():
        if path.name != "policy":
            (folder / path.name).symlink_to(path)
    ran = subprocess.run(
        [sys.executable, "-c", ASKED, str(NEXT)],
        env={
            **os.environ,
            "LFAI_NB_DATA": str(folder),
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "book/_ext"))),
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    replies: dict[str, str] = json.loads(ran.stdout)
    return replies


@pytest.mark.parametrize("face", ["table", "votes", "time machine", "widget"])
def test_one_version_more_is_shown(answers: dict[str, str], face: str) -> None:
    for day in NAMED:
        assert any(day in part for part in (answers[face], *answers[face])), day


def test_the_tables_have_a_column_for_each(answers: dict[str, str]) -> None:
    for face in ("table", "votes"):
        assert answers[face].split("</thead>")[0].count("<th ") == 1 + len(NAMED)
    assert f"From the document of {NAMED[-2]} to that of {NAMED[-1]}:" in answers["changes"]


def test_the_status_names_the_document_that_is_followed(answers: dict[str, str]) -> None:
    followed = "The lifecycle document that the answers follow, of"
    after, before = answers["status"], answers["status before"]
    assert NAMED[-1] in after.split(followed)[1].split("</tr>")[0]
    assert NAMED[-2] in before.split(followed)[1].split("</tr>")[0]
    assert NAMED[-1] in before.split("The next lifecycle document, of")[1].split("</tr>")[0]


def test_the_tool_in_the_page_has_a_period_for_each(answers: dict[str, str]) -> None:
    assert len(answers["documents"]) == len(NAMED)
    assert answers["documents"][-1] == str(NEXT)
    assert answers["periods"][-1] == str(NEXT)
