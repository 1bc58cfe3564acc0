"""The demos of this wing, for `lfai-nb demo`. Imports torch only when one is started."""

from lfai_nb.demos.registry import Progress, Row, Run


def infilling(device: str, quick: bool, progress: Progress) -> list[Row]:
    from lfai_nb.demos.flagai import experiments as ex
    from lfai_nb.demos.flagai.corpus import make_news
    from lfai_nb.demos.flagai.tasks import TEST

    fresh, _ = ex.built("glm_lm", device, seed=0)
    test = make_news(300, TEST)
    before = ex.infilling_match(fresh.model, fresh.tokenizer, test)  # type: ignore[arg-type]
    _, after = ex.infilling(device, share_of(quick), progress)
    return [
        {"blank": slot, "chance": ex.CHANCE[slot], "untrained": before[slot], "GLM": after[slot]}
        for slot in ex.SLOTS
    ]


def tasks(device: str, quick: bool, progress: Progress) -> list[Row]:
    from lfai_nb.demos.flagai import experiments as ex
    from lfai_nb.demos.flagai.baselines import bag_of_words
    from lfai_nb.demos.flagai.tasks import LABELLED, TEST, Stream

    rows: list[Row] = []
    for task in ("classification", "qa", "semantic-matching"):
        _, untrained, trained = ex.classes(task, device, share_of(quick), progress)
        train_set, test_set = Stream(LABELLED[task], 1000), Stream(LABELLED[task], 500, TEST)
        words = bag_of_words(train_set, test_set)
        rows.append(row(task, "accuracy", "bag of words", words, untrained, trained))
    _, entities = ex.entities(device, share_of(quick), progress)
    for names, f1 in entities.items():
        rows.append(
            row(f"ner, {names}", "F1", "gazetteer", f1["gazetteer"], f1["untrained"], f1["trained"])
        )
    _, titles = ex.titles(device, share_of(quick), progress)
    first = "first eight words"
    rows.append(
        row("titles", "ROUGE-L", first, titles[first], titles["untrained"], titles["trained"])
    )
    return rows


def share_of(quick: bool) -> float:
    """The share of the training steps; a tenth shows the way, not the result."""
    return 0.1 if quick else 1.0


def row(
    task: str, metric: str, baseline: str, reached: float, untrained: float, trained: float
) -> Row:
    return {
        "task": task,
        "metric": metric,
        "baseline": baseline,
        "reached": reached,
        "untrained": untrained,
        "trained": trained,
    }


def prompting(device: str, quick: bool, progress: Progress) -> list[Row]:
    from lfai_nb.demos.flagai import few_shot

    return few_shot.compare(device, share_of(quick), progress)


def generation(device: str, quick: bool, progress: Progress) -> list[Row]:
    from lfai_nb.demos.flagai import experiments as ex

    _, bits = ex.text_bits(device, share_of(quick), progress)
    return [{"model": name, "bits per character": value} for name, value in bits.items()]


RUNS: dict[str, Run] = {
    run.name: run
    for run in (
        Run("flagai-infilling", "GLM fills blanks in texts it has never seen", 45, infilling),
        Run("flagai-prompting", "Prompts against a classifier head, few examples", 75, prompting),
        Run("flagai-tasks", "Sentiment, questions, matching, entities, titles", 75, tasks),
        Run("flagai-generation", "A GPT beside a 5-gram model and xz", 35, generation),
    )
}
