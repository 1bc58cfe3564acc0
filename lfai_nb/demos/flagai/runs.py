"""The demos of this wing, for `lfai-nb demo`. Imports torch only when one is started.

In full, each model is trained three times, from other starts on other texts, and once more as a
control that has nothing to learn; quick, once and with a tenth of the steps, which shows the way
and not the result.
"""

import statistics
from collections.abc import Callable

from lfai_nb.demos.progress import Progress
from lfai_nb.demos.registry import Row, Run


def seeds_of(quick: bool) -> tuple[int, ...]:
    return (0,) if quick else (0, 1, 2)


def share_of(quick: bool, scale: float) -> float:
    """The share of the training steps."""
    return 0.1 if quick else scale


def summary(trained: list[float], control: float) -> Row:
    """The columns that each learned result ends with."""
    return {
        "trained": statistics.mean(trained),
        "sd of seeds": statistics.pstdev(trained) if len(trained) > 1 else None,
        "control": control,
    }


def infilling(device: str, quick: bool, progress: Progress, scale: float = 1.0) -> list[Row]:
    from lfai_nb.demos.flagai import experiments as ex
    from lfai_nb.demos.flagai.corpus import make_news
    from lfai_nb.demos.flagai.tasks import TEST

    fresh, _ = ex.built("glm_lm", device, seed=0)
    test = make_news(300, TEST)
    before = ex.infilling_match(fresh.model, fresh.tokenizer, test)  # type: ignore[arg-type]
    share = share_of(quick, scale)
    runs = [ex.infilling(device, share, progress, seed, data=seed)[1] for seed in seeds_of(quick)]
    _, control = ex.infilling(device, share, progress, control=True)
    return [
        {
            "blank": slot,
            "chance": ex.CHANCE[slot],
            "untrained": before[slot],
            **summary([run[slot] for run in runs], control[slot]),
        }
        for slot in ex.SLOTS
    ]


def tasks(device: str, quick: bool, progress: Progress, scale: float = 1.0) -> list[Row]:
    from lfai_nb.demos.flagai import experiments as ex
    from lfai_nb.demos.flagai.baselines import bag_of_words
    from lfai_nb.demos.flagai.tasks import LABELLED, TEST, Stream

    share, seeds = share_of(quick, scale), seeds_of(quick)
    rows: list[Row] = []
    for task in ("classification", "qa", "semantic-matching"):
        runs = [ex.classes(task, device, share, progress, seed, data=seed) for seed in seeds]
        _, untrained, _ = runs[0]
        _, _, control = ex.classes(task, device, share, progress, control=True)
        words = bag_of_words(Stream(LABELLED[task], 1000), Stream(LABELLED[task], 500, TEST))
        trained = [accuracy for _, _, accuracy in runs]
        rows.append(
            {
                **row(task, "accuracy", "bag of words", words, untrained),
                **summary(trained, control),
            }
        )

    def repeated(experiment: Callable[..., tuple[object, Row]]) -> tuple[list[Row], Row]:
        runs = [experiment(device, share, progress, seed, data=seed)[1] for seed in seeds]
        return runs, experiment(device, share, progress, control=True)[1]

    entities, dealt = repeated(ex.entities)
    for names, f1 in entities[0].items():
        trained = [run[names]["trained"] for run in entities]
        rows.append(
            {
                **row(f"ner, {names}", "F1", "gazetteer", f1["gazetteer"], f1["untrained"]),
                **summary(trained, dealt[names]["trained"]),
            }
        )
    titles, foreign = repeated(ex.titles)
    first = "first eight words"
    trained = [run["trained"] for run in titles]
    rows.append(
        {
            **row("titles", "ROUGE-L", first, titles[0][first], titles[0]["untrained"]),
            **summary(trained, foreign["trained"]),
        }
    )
    return rows


def row(task: str, metric: str, baseline: str, reached: float, untrained: float) -> Row:
    return {
        "task": task,
        "metric": metric,
        "baseline": baseline,
        "reached": reached,
        "untrained": untrained,
    }


def prompting(device: str, quick: bool, progress: Progress, scale: float = 1.0) -> list[Row]:
    from lfai_nb.demos.flagai import few_shot

    return few_shot.compare(device, share_of(quick, scale), progress)


def generation(device: str, quick: bool, progress: Progress, scale: float = 1.0) -> list[Row]:
    from lfai_nb.demos.flagai import experiments as ex

    share = share_of(quick, scale)
    runs = [ex.text_bits(device, share, progress, seed, data=seed)[1] for seed in seeds_of(quick)]
    _, control = ex.text_bits(device, share, progress, control=True)
    gpt = summary([run["GPT"] for run in runs], control["GPT"])
    bits = {**runs[0], "GPT": gpt["trained"], "GPT on shuffled characters": gpt["control"]}
    return [
        {
            "model": name,
            "bits per character": value,
            "sd of seeds": gpt["sd of seeds"] if name == "GPT" else None,
        }
        for name, value in bits.items()
    ]


RUNS: dict[str, Run] = {
    run.name: run
    for run in (
        Run(
            "flagai-infilling",
            "GLM fills blanks in texts it has never seen",
            300,
            infilling,
            dial=True,
        ),
        Run(
            "flagai-prompting",
            "Prompts against a classifier head, few examples",
            90,
            prompting,
            dial=True,
        ),
        Run(
            "flagai-tasks",
            "Sentiment, questions, matching, entities, titles",
            270,
            tasks,
            dial=True,
        ),
        Run("flagai-generation", "A GPT beside a 5-gram model and xz", 70, generation, dial=True),
    )
}
