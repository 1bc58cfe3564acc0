"""What the notebooks claim, as sentences that hold of the figures of one run or do not."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks import trainings
from benchmarks.trainings import Figures
from lfai_nb.demos.flagai import reading
from lfai_nb.demos.flagai.experiments import SLOTS


@dataclass(frozen=True)
class Experiment:
    name: str
    notebook: str
    run: Callable[[int, int], Figures]
    claims: dict[str, Callable[[Figures], bool]]


def at_least(figure: str, value: float) -> Callable[[Figures], bool]:
    return lambda f: f[figure] >= value


def at_most(figure: str, value: float) -> Callable[[Figures], bool]:
    return lambda f: f[figure] <= value


EXPERIMENTS = (
    Experiment(
        "infilling",
        "flagai_infilling",
        trainings.infilling,
        {f"{slot}: at least 0.9": at_least(slot, 0.9) for slot in SLOTS},
    ),
    Experiment(
        "classification",
        "flagai_quickstart",
        trainings.classes("classification"),
        {
            "trained: at least 0.95": at_least("trained", 0.95),
            "untrained: 0.65 or less": at_most("untrained", 0.65),
            "ahead of a bag of words by 0.1": lambda f: f["trained"] > f["bag of words"] + 0.1,
        },
    ),
    Experiment(
        "area", "", trainings.classes("area"), {"trained: at least 0.9": at_least("trained", 0.9)}
    ),
    Experiment(
        "questions",
        "flagai_tasks",
        trainings.classes("qa"),
        {
            "trained: at least 0.9": at_least("trained", 0.9),
            "ahead of a bag of words by 0.1": lambda f: f["trained"] > f["bag of words"] + 0.1,
        },
    ),
    Experiment(
        "matching",
        "flagai_tasks",
        trainings.classes("semantic-matching"),
        {
            "trained: at least 0.9": at_least("trained", 0.9),
            "a bag of words: at least 0.95": at_least("bag of words", 0.95),
        },
    ),
    Experiment(
        "entities",
        "flagai_tasks",
        trainings.entities,
        {
            "known names: at least 0.95": at_least("known names, trained", 0.95),
            "new names: at least 0.8": at_least("new names, trained", 0.8),
        },
    ),
    Experiment(
        "titles",
        "flagai_tasks",
        trainings.titles,
        {"trained: at least 0.9": at_least("trained", 0.9)},
    ),
    Experiment(
        "text",
        "flagai_generation",
        trainings.text,
        {
            "a GPT before a 5-gram before xz": lambda f: f["GPT"] < f["5-gram"] < f["xz"],
            "xz: 0.5 to 0.8 bits": lambda f: 0.5 <= f["xz"] <= 0.8,
            "untrained: more than 3 bits": lambda f: f["untrained GPT"] > 3,
        },
    ),
    Experiment(
        "prompting",
        "flagai_prompting",
        trainings.prompting,
        {
            "natural pattern, no example: at least 0.95": at_least("PET, natural pattern, 0", 0.95),
            "natural pattern, each draw of 5 examples: at least 0.9": at_least(
                "PET, natural pattern, 5, least", 0.9
            ),
            "unnatural pattern: 0.15 behind": lambda f: (
                f["PET, unnatural pattern, 0"] <= f["PET, natural pattern, 0"] - 0.15
            ),
            "head, 5 examples: behind it": lambda f: (
                f["head on pre-trained, 5"] < f["PET, natural pattern, 0"]
            ),
            "head, 50 examples: at least 0.9": at_least("head on pre-trained, 50", 0.9),
            "head, 10 examples: no better than from scratch": lambda f: (
                f["head on pre-trained, 10"] <= f["head from scratch, 10"] + 0.05
            ),
            "P-tuning: learns from 50 examples": lambda f: (
                f["P-tuning, model frozen, 50"] > f["P-tuning, model frozen, 0"] + 0.1
            ),
        },
    ),
    Experiment(
        "reading",
        "flagai_reading",
        trainings.questions,
        {
            "yes or no, prompt: at least 0.9": at_least("yes or no, prompt", 0.9),
            "yes or no, head: at least 0.9": at_least("yes or no, head", 0.9),
            **{
                f"yes or no, {way}, not pre-trained: at least 0.9": at_least(
                    f"yes or no, {way}, not pre-trained", 0.9
                )
                for way in reading.WAYS
            },
            "span, prompt: at least 0.9": at_least("span, prompt", 0.9),
            "span, head: at least 0.9": at_least("span, head", 0.9),
            "yes or no, new names: at least 0.9 both ways": lambda f: (
                min(f[f"yes or no, {way}, new"] for way in reading.WAYS) >= 0.9
            ),
            "span, new names: below 0.3 both ways": lambda f: (
                max(f[f"span, {way}, new"] for way in reading.WAYS) < 0.3
            ),
            "a teacher: 0.1 ahead of 200 labels": lambda f: f["a teacher"] > f["200 labels"] + 0.1,
        },
    ),
    Experiment(
        "rows, one pass",
        "deeprec_embedding_variable",
        trainings.one_pass,
        {
            "a filter: 0.01 ahead of shared rows": lambda f: f["EV k=10"] > f["small"] + 0.01,
            "all rows: less than 0.01 ahead of the filter": lambda f: f["EV"] - f["EV k=10"] < 0.01,
            "all rows: 0.015 ahead of shared rows": lambda f: f["EV"] > f["small"] + 0.015,
            "over many shared rows half the gain or less": lambda f: (
                f["EV"] - f["large"] < 0.5 * (f["EV"] - f["small"])
            ),
        },
    ),
    Experiment(
        "rows, three passes",
        "deeprec_embedding_variable",
        trainings.three_passes,
        {
            "without a filter: the worst": lambda f: f["EV"] < f["small"] - 0.01,
            "a filter: 0.03 ahead of none": lambda f: f["EV k=15"] > f["EV"] + 0.03,
            "a filter: the best": lambda f: f["EV k=15"] > f["small"] + 0.01,
        },
    ),
    Experiment(
        "lengths of vectors",
        "deeprec_memory",
        trainings.lengths,
        {
            "0 to 16 numbers: within 0.003 of 16": lambda f: f["dynamic 0-16"] > f["EV 16"] - 0.003,
            "0 to 16 numbers: 85 % less memory": lambda f: (
                f["dynamic 0-16, MB"] < 0.15 * f["EV 16, MB"]
            ),
            "6 from the second sighting on: within 0.03 of 16": lambda f: (
                f["EV 6, from 2"] > f["EV 16"] - 0.03
            ),
            "2 numbers: 0.015 behind 16": lambda f: f["EV 2"] < f["EV 16"] - 0.015,
            "16 with a filter, equal bytes: within 0.003": lambda f: (
                abs(f["EV 16, from 5"] - f["dynamic 0-16"]) < 0.003
            ),
        },
    ),
    Experiment(
        "other short vectors",
        "deeprec_memory",
        trainings.short_vectors,
        {
            "4 to 16 numbers: within 0.003 of 16": lambda f: f["dynamic 4-16"] > f["EV 16"] - 0.003,
            "4 to 16 numbers: 70 % less memory": lambda f: (
                f["dynamic 4-16, MB"] < 0.3 * f["EV 16, MB"]
            ),
            "multi-hash: the smallest": lambda f: (
                f["multi-hash, MB"] == min(value for name, value in f.items() if ", MB" in name)
            ),
            "multi-hash: no better than 2 numbers": lambda f: f["multi-hash"] < f["EV 2"] + 0.004,
            "adaptive: between multi-hash and 16": lambda f: (
                f["multi-hash"] < f["adaptive"] < f["EV 16"]
            ),
            "int8: within 0.001": lambda f: abs(f["EV 16, int8"] - f["EV 16, exact"]) < 0.001,
        },
    ),
    Experiment(
        "two tiers",
        "deeprec_tiers",
        trainings.tiers,
        {
            "LFU: within 0.06 of the closed form": at_most("furthest from the closed form", 0.06),
            "LFU: never 0.01 behind LRU": lambda f: f["LFU before LRU, least"] > -0.01,
            "Zipf 1.1: a fifth takes over 80 %": lambda f: f["a fifth, Zipf 1.1"] > 0.8,
            "Zipf 0.8: a fifth takes under 75 %": lambda f: f["a fifth, Zipf 0.8"] < 0.75,
        },
    ),
    Experiment(
        "stragglers",
        "deeprec_distributed",
        trainings.stragglers,
        {
            "GBA: 2.4 times as fast as sync": lambda f: f["sync, time"] > 2.4 * f["gba, time"],
            "GBA learns as sync does, within 0.003": lambda f: abs(f["gba"] - f["sync"]) < 0.003,
            "with none slow: 1 to 2 times as fast": lambda f: (
                1 < f["none slow, sync, time"] / f["none slow, gba, time"] < 2
            ),
            "leaving out nothing: within 0.001": lambda f: (
                abs(f["gba, none left out"] - f["gba, rate 1.2"]) < 0.001
            ),
            "async with its own rate: ahead by 0.005": lambda f: f["async"] > f["gba"] + 0.005,
        },
    ),
    Experiment(
        "a server that follows",
        "deeprec_online",
        trainings.followed,
        {
            "the fresher, the better": lambda f: (
                f["every step"] > f["every 5"] > f["every 15"] > f["never"]
            ),
            "never updated: 0.008 behind": lambda f: f["every step"] > f["never"] + 0.008,
            "a table that forgets: within 0.004": lambda f: f["forgets"] > f["every 5"] - 0.004,
            "a table that forgets: under half the keys": at_most("share of the keys", 0.5),
            "a table that forgets: no longer grows": at_most("growth of the keys", 1.15),
        },
    ),
    Experiment(
        "a turn",
        "deeprec_online",
        trainings.turned,
        {
            "before it Adagrad and AdagradDecay: within 0.005": lambda f: (
                abs(f["Adagrad, before"] - f["AdagradDecay, before"]) < 0.005
            ),
            "after it AdagradDecay: 0.01 ahead of Adagrad": lambda f: (
                f["AdagradDecay"] > f["Adagrad"] + 0.01
            ),
            "after it AdagradDecay: 0.01 ahead of AdamAsync": lambda f: (
                f["AdagradDecay"] > f["AdamAsync"] + 0.01
            ),
        },
    ),
    Experiment(
        "blanks by T5",
        "",
        trainings.recipe("t5_lm"),
        {"names: at least 0.9": at_least("project", 0.9)},
    ),
    Experiment(
        "words by BERT",
        "",
        trainings.words,
        {
            "masked words that the text tells: at least 0.9": at_least("told", 0.9),
            "the nearest text has the same area: at least 0.9": at_least("same area", 0.9),
        },
    ),
    Experiment(
        "titles by GLM",
        "",
        trainings.recipe("glm_title-generation"),
        {"ROUGE-L: at least 0.9": at_least("trained", 0.9)},
    ),
    Experiment(
        "distillation",
        "edl_distillation",
        trainings.distilled,
        {
            "with a teacher: at least 0.98": at_least("with a teacher", 0.98),
            "with a teacher: ahead of labels alone": lambda f: f["with a teacher"] > f["alone"],
        },
    ),
)
