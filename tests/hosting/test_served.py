"""What the map answers about a step and about a project: the cases, the command, each face."""

import json
from datetime import date

import pytest

from lfai_nb.catalog import load as load_catalog
from lfai_nb.cli import main
from lfai_nb.errors import HandbookError
from lfai_nb.faces.workflow import served_html, served_markdown, served_text
from lfai_nb.hosting.served import served
from lfai_nb.hosting.workflow import workflow
from tests.hosting.cases import cases

ON = date(2026, 11, 27)
CASES = pytest.mark.parametrize("case", cases("workflow"), ids=lambda case: case["why"])


@CASES
def test_the_cases_that_stand_beside_the_rules(case, capsys) -> None:  # type: ignore[no-untyped-def]
    code = main(["workflow", case["at"], "--on", str(case["on"]), "--json"])
    answered, refused = capsys.readouterr()
    if "refused" in case:
        assert code == 2
        assert case["refused"] in refused
        return
    answer = json.loads(answered)
    for key, wanted in case["answer"].items():
        ids = [entry if isinstance(entry, str) else entry["id"] for entry in answer[key]]
        assert ids == wanted
    assert code == (0 if answer["steps"] and answer["projects"] else 1)


def test_the_whole_map_has_every_step_and_every_project_that_a_step_has() -> None:
    answer, flow = served(on=ON), workflow(on=ON)
    assert answer.steps == flow.every
    assert answer.gaps == flow.gaps
    assert [entry.project for entry in answer.projects] == [
        project for step in flow.every for project in step.projects
    ]


def test_step_and_project_lead_to_each_other() -> None:
    for step in workflow(on=ON).every:
        for entry in served(step.item.id, on=ON).projects:
            (back,) = served(entry.project.name, on=ON).steps
            assert back == step


def test_each_heading_of_a_step_has_its_own_projects() -> None:
    about, _ = served("preparation", on=ON).about
    assert "“Data, Feature Engineering” (Feast, Feathr)" in about
    assert (
        "“Data, Labeling & Annotation” (no project hosted on 27 November 2026; once hosted: "
        "Xtreme1)" in about
    )
    before, _ = served("preparation", on=date(2024, 1, 1)).about
    assert "“Data, Labeling & Annotation” (Xtreme1)" in before
    first, _ = served("preparation", on=date(2019, 9, 8)).about
    assert "“Data, Labeling & Annotation” (no project hosted on 8 September 2019)" in first


def test_every_hosted_project_has_an_answer() -> None:
    for project in load_catalog().hosted_on(ON):
        assert project.name in served(project.id, on=ON).headline


def test_a_step_is_known_by_its_words_as_well() -> None:
    assert served(" train AT scale ", on=ON) == served("training", on=ON)


def test_no_step_has_the_name_of_a_project() -> None:
    steps = {step.item.id for step in workflow(on=ON).every}
    assert not steps & {project.id for project in load_catalog().projects}


@pytest.mark.parametrize("at", ["", "serving", "cleansing", "adlik", "milvus", "labelling"])
@pytest.mark.parametrize("face", [served_text, served_markdown, served_html])
def test_each_face_has_the_answer_first_and_our_reading_after_it(face, at) -> None:  # type: ignore[no-untyped-def]
    answer = served(at, on=ON)
    text = " ".join(face(answer).split())
    assert text.index(answer.headline[:20]) < text.index("The slide of 2019")
    for entry in answer.projects if at else ():
        assert entry.project.name in text


def test_a_heading_says_what_left_it_and_what_serves_its_step_today() -> None:
    for name in ("labelling", "data labeling", "Data, Labeling & Annotation"):
        answer = served(name, on=ON)
        assert answer.headline.endswith("we found no project hosted on 27 November 2026.")
        assert answer.about[:3] == (
            "Xtreme1 was under it; on record since 12 November 2025: no longer listed.",
            "We read this heading as the step “Prepare it”.",
            "Hosted on 27 November 2026 under other headings of that step: Feast, Feathr.",
        )
        assert not answer.matched
    assert (
        "DeepSpeed was under it; on record since 28 April 2025: moved to PyTorch Foundation."
        in (served("Model, Training", on=ON).about)
    )
    before = served("labelling", on=date(2024, 1, 1))
    assert before.headline.endswith("the foundation hosts 1 project: Xtreme1.")
    assert [entry.project.id for entry in served("lineage", on=ON).projects] == [
        "opendataology",
        "openlineage",
    ]


def test_bad_names_are_refused_in_a_sentence() -> None:
    for name in ("x" * 500, "\0", "🦆", "=1+1"):
        with pytest.raises(HandbookError, match="no hosted project"):
            served(name, on=ON)


@pytest.mark.parametrize(
    ("name", "step"),
    [("monitor", "monitoring"), ("framework", "building")],
)
def test_a_name_that_is_none_leads_to_the_step_whose_heading_is_like_it(
    name: str, step: str
) -> None:
    with pytest.raises(HandbookError, match=f"name a step: {step}$"):
        served(name, on=ON)
