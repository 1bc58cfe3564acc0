"""Prompts instead of classifier heads: patterns and verbalizers, in the shape of FlagAI's `PVP`.

A classifier head is new and knows nothing. A prompt asks in the words of pre-training: a pattern
writes a mask into the text, the model says which word fits, and a verbalizer says which class each
word stands for (PET, Schick and Schütze 2021). Where no words come to mind, a pattern has `None`: a
slot whose vector is learned while the model stays as it is (P-tuning, Liu et al. 2021).

    class AreaPVP(PVP):
        VERBALIZER = {"data": ["data"], "trust": ["trust"]}

        def available_patterns(self):
            return [0]

        def get_parts(self, example):
            return [self.shortenable(example.text), "area :", self.mask, "."], []
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from lfai_nb.demos.flagai.corpus import AREAS, News
from lfai_nb.demos.flagai.glm import GLMModel, pad
from lfai_nb.demos.flagai.tokenizer import Tokenizer


@dataclass(frozen=True)
class Mask:
    """Where the model is to say a word."""


@dataclass(frozen=True)
class Shortenable:
    """Text that may be cut at its end if the whole is too long."""

    text: str


Part = str | Shortenable | Mask | None


@dataclass(frozen=True)
class Prompt:
    """A filled pattern: part A for a GLM, the place of its mask and of its continuous slots."""

    tokens: list[int]
    hole: int
    slots: list[int]


class PVP(ABC):
    """A pattern-verbalizer pair. Subclasses say the patterns and the verbalizer."""

    VERBALIZER: ClassVar[Mapping[str, Sequence[str]]]

    def __init__(self, tokenizer: Tokenizer, pattern_id: int = 0, max_length: int = 60) -> None:
        if pattern_id not in self.available_patterns():
            raise ValueError(
                f"{type(self).__name__} has no pattern {pattern_id}; "
                f"there are: {self.available_patterns()}"
            )
        self.tokenizer, self.pattern_id, self.max_length = tokenizer, pattern_id, max_length

    @abstractmethod
    def available_patterns(self) -> list[int]: ...

    @abstractmethod
    def get_parts(self, example: News) -> tuple[list[Part], list[Part]]:
        """First and second text: words, `shortenable` words, one `mask`, `None` for slots."""

    @property
    def mask(self) -> Mask:
        return Mask()

    def shortenable(self, text: str) -> Shortenable:
        return Shortenable(text)

    def verbalize(self, label: str) -> Sequence[str]:
        return self.VERBALIZER[label]

    @property
    def labels(self) -> list[str]:
        return list(self.VERBALIZER)

    def word_ids(self) -> Tensor:
        """The token of each label's first word [labels]; each must be a token of its own."""
        ids = [self.tokenizer.EncodeAsIds(self.verbalize(label)[0]) for label in self.labels]
        unknown = self.tokenizer.get_command_id("unk")
        if any(len(i) != 1 or i[0] == unknown for i in ids):
            raise ValueError("each verbalizer word must be one token that the model knows")
        return torch.tensor(ids)[:, 0]

    def encode(self, example: News) -> Prompt:
        first, second = self.get_parts(example)
        pieces: list[list[int]] = []
        for part in [*first, *second]:
            match part:
                case None:
                    pieces.append([self.tokenizer.get_command_id("unk")])  # replaced by its vector
                case Mask():
                    pieces.append([self.tokenizer.get_command_id("MASK")])
                case Shortenable(text):
                    pieces.append(self.tokenizer.EncodeAsIds(text))
                case str():
                    pieces.append(self.tokenizer.EncodeAsIds(part))
        parts = [*first, *second]
        if parts.count(Mask()) != 1:
            raise ValueError(f"a pattern has exactly one mask, not {parts.count(Mask())}")
        pairs = list(zip(parts, pieces, strict=True))
        cuttable = [piece for part, piece in pairs if isinstance(part, Shortenable)]
        while 1 + sum(map(len, pieces)) > self.max_length:
            if not any(cuttable):
                raise ValueError("the pattern is too long even with all shortenable text cut")
            max(cuttable, key=len).pop()
        tokens, hole, slots = [self.tokenizer.get_command_id("cls")], 0, []
        for part, piece in pairs:
            if part is None:
                slots.append(len(tokens))
            elif isinstance(part, Mask):
                hole = len(tokens)
            tokens += piece
        return Prompt(tokens, hole, slots)


class AreaPVP(PVP):
    """Which area does a project work in? The text says only what it does.

    Pattern 0 asks as the texts of pre-training speak; 1 asks in a way that no text ever did; 2 has
    learned slots in place of the words around the mask.
    """

    VERBALIZER: ClassVar = {area: [area] for area in AREAS}

    def available_patterns(self) -> list[int]:
        return [0, 1, 2]

    def get_parts(self, example: News) -> tuple[list[Part], list[Part]]:
        if self.pattern_id == 0:
            before, after = example.text.split(f" {example.area} project", 1)
            return [before, self.mask, "project", self.shortenable(after)], []
        text = self.shortenable(example.text_without_area)
        if self.pattern_id == 1:
            return [text], ["area :", self.mask, "."]
        return [text], [None, None, self.mask, None]


class PromptSpell(nn.Module):
    """The vectors of continuous slots [P, C], as they are or spelt through a small network."""

    def __init__(
        self, spell_length: int, width: int, spell_func: Literal["lstm", "mlp", "none"] = "none"
    ) -> None:
        super().__init__()
        self.vectors = nn.Parameter(0.1 * torch.randn(spell_length, width))
        self.spell_func = spell_func
        if spell_func == "lstm":
            self.lstm = nn.LSTM(width, width // 2, num_layers=2, bidirectional=True)
        if spell_func in ("lstm", "mlp"):
            self.mlp = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width))
        elif spell_func != "none":
            raise ValueError(f"spell_func is 'lstm', 'mlp' or 'none', not {spell_func!r}")

    def forward(self) -> Tensor:
        if self.spell_func == "none":
            return self.vectors
        spelt = self.lstm(self.vectors)[0] if self.spell_func == "lstm" else self.vectors
        return self.mlp(spelt)


def label_scores(
    model: GLMModel, pvp: PVP, examples: Sequence[News], spell: PromptSpell | None = None
) -> Tensor:
    """How well each label's word fits the mask [B, labels]."""
    prompts = [pvp.encode(example) for example in examples]
    if prompts[0].slots and spell is None:
        raise ValueError("this pattern has continuous slots: give a PromptSpell for them")
    device = model.tokens.weight.device
    sop = pvp.tokenizer.get_command_id("sop")
    sep = torch.tensor([len(p.tokens) for p in prompts], device=device)
    place = pad([[*range(len(p.tokens)), p.hole] for p in prompts], 0, device)
    offset = pad([[0] * len(p.tokens) + [1] for p in prompts], 0, device)
    hidden = model(
        pad([[*p.tokens, sop] for p in prompts], 0, device),
        torch.stack([place, offset], dim=1),
        sep,
        prompts=spell() if spell else None,
        prompt_places=torch.tensor([p.slots for p in prompts], device=device) if spell else None,
        place=sep,  # at <sop>
    )["hidden_states"]
    return hidden[:, 0] @ model.tokens.weight[pvp.word_ids().to(device)].T


class GLMForSequenceClassification(nn.Module):
    """The ordinary way: a new linear layer on the mean of what GLM made of the text."""

    def __init__(self, glm: GLMModel, tokenizer: Tokenizer, classes: int) -> None:
        super().__init__()
        self.glm, self.tokenizer = glm, tokenizer
        self.head = nn.Linear(glm.shape.width, classes)

    def forward(self, texts: Sequence[str]) -> Tensor:
        device = self.head.weight.device
        cls = self.tokenizer.get_command_id("cls")
        rows = [[cls, *self.tokenizer.EncodeAsIds(text)] for text in texts]
        sep = torch.tensor([len(row) for row in rows], device=device)
        hidden, real = read(self.glm, pad(rows, 0, device), sep)
        return self.head((hidden * real[..., None]).sum(dim=1) / sep[:, None])  # [B, classes]


def read(glm: GLMModel, ids: Tensor, sep: Tensor) -> tuple[Tensor, Tensor]:
    """What a GLM makes of texts [B, T] of `sep` [B] tokens: hidden [B, T, C], and what is text."""
    place = torch.arange(ids.shape[1], device=ids.device).expand_as(ids)
    positions = torch.stack([place, torch.zeros_like(place)], dim=1)
    return glm(ids, positions, sep)["hidden_states"], place < sep[:, None]
