"""What the recipes without a notebook reach on texts that they never saw."""

import statistics
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from lfai_nb.demos.flagai import experiments
from lfai_nb.demos.flagai.auto_loader import train
from lfai_nb.demos.flagai.corpus import AREAS, News, make_news
from lfai_nb.demos.flagai.decoding import greedy
from lfai_nb.demos.flagai.metrics import exact_match
from lfai_nb.demos.flagai.recipes import Kit
from lfai_nb.demos.flagai.tasks import Draw
from lfai_nb.demos.progress import Progress

Figures = dict[str, float]


def blanks(kit: Kit, news: Sequence[News]) -> Figures:
    """T5: the share of texts in which a whole span was written exactly."""
    model: Any = kit.model
    sop, eop = (kit.tokenizer.get_command_id(name) for name in ("sop", "eop"))
    holes = [experiments.holes_of(text, kit.tokenizer) for text in news]
    result = {}
    for slot in experiments.SLOTS:
        read = [hole[slot].part_a[1:] for hole in holes]  # a T5 has no [CLS]
        written = greedy(model.start(read, sop), 8, eop)
        result[slot] = exact_match(written, [hole[slot].answer for hole in holes])
    return result


def masked_words(kit: Kit, news: Sequence[News]) -> Figures:
    """BERT: one word masked at a time. The second mention of a project or an organisation and what
    the project does are told by the rest of the text; the first mention of a person is not."""
    cls, mask = (kit.tokenizer.get_command_id(name) for name in ("cls", "MASK"))
    deducible: list[float] = []
    guessed: list[float] = []
    for text in news:
        ids = kit.tokenizer.EncodeAsIds(text.text)
        second = [
            [i for i, t in enumerate(ids) if t == kit.tokenizer.EncodeAsIds(name)[0]][1]
            for name in (text.project, text.org)
        ]
        does = kit.tokenizer.EncodeAsIds(AREAS[text.area][0])[0]
        person = ids.index(kit.tokenizer.EncodeAsIds(text.person)[0])
        for place in (*second, ids.index(does), person):
            hidden = [mask if i == place else t for i, t in enumerate(ids)]
            logits = kit.model(torch.tensor([[cls, *hidden]]).to(_device(kit)))["logits"]
            right = float(int(logits[0, 1 + place].argmax()) == ids[place])
            (guessed if place == person else deducible).append(right)
    return {"told": statistics.fmean(deducible), "a name told nowhere": statistics.fmean(guessed)}


def embeddings(kit: Kit, news: Sequence[News]) -> Figures:
    """BERT: how often the nearest other text is about the same area; and by counting words."""

    def share(vectors: Tensor) -> float:
        near = torch.nn.functional.normalize(vectors - vectors.mean(dim=0), dim=1)
        nearest = (near @ near.T).fill_diagonal_(-torch.inf).argmax(dim=1).tolist()
        return statistics.fmean(news[i].area == news[j].area for i, j in enumerate(nearest))

    cls, texts = kit.tokenizer.get_command_id("cls"), []
    counts = torch.zeros(len(news), kit.tokenizer.num_tokens)
    for row, text in enumerate(news):
        ids = kit.tokenizer.EncodeAsIds(text.text_without_area)
        counts[row, ids] = 1
        hidden = kit.model(torch.tensor([[cls, *ids]]).to(_device(kit)))["hidden_states"]
        texts.append(hidden[0].mean(dim=0).cpu())
    return {"same area": share(torch.stack(texts)), "same area, by words": share(counts)}


def glm_titles(kit: Kit, news: Sequence[News]) -> Figures:
    """GLM: ROUGE-L of the titles that it writes into the long blank after a text."""
    model: Any = kit.model
    command = kit.tokenizer.get_command_id
    read = [[command("cls"), *kit.tokenizer.EncodeAsIds(n.text), command("gMASK")] for n in news]
    holes = [len(ids) - 1 for ids in read]
    written = greedy(model.start(read, holes, command("sop")), 8, command("eop"))
    guesses = [kit.tokenizer.DecodeIds(ids) for ids in written]
    return {"trained": experiments.mean_rouge(guesses, [n.title for n in news])}


MEASURES: dict[str, Callable[[Kit, Sequence[News]], Figures]] = {
    "t5_lm": blanks,
    "bert_masklm": masked_words,
    "bert_embedding": embeddings,
    "glm_title-generation": glm_titles,
}


def held_out(
    name: str,
    device: str = "auto",
    share: float = 1.0,
    progress: Progress | None = None,
    seed: int = 0,
    data: int = 0,
    size: int = 100,
) -> tuple[Kit, Figures]:
    """Train a recipe and measure it on texts of the same data's test."""
    kit, recipe = experiments.built(name, device, seed, share, data)
    train(kit, recipe, device, seed, progress)
    kit.model.eval()
    with torch.inference_mode():
        return kit, MEASURES[name](kit, make_news(size, Draw(data).test))


def _device(kit: Kit) -> torch.device:
    return next(kit.model.parameters()).device
