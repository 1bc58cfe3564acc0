"""Use a trained model: FlagAI's `Predictor`, with its method names and arguments.

    Predictor(model, tokenizer).predict_generate_beamsearch(text, beam_size=3)

FlagAI decides by the name of the model's class what a method does; here the class itself decides.
"""

import itertools
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from lfai_nb.demos.flagai.bert import BertModel, best_path, bio_allowed, pair_ids
from lfai_nb.demos.flagai.decoding import Session, beam_search, random_sample
from lfai_nb.demos.flagai.glm import GLMModel, fill_in_turn
from lfai_nb.demos.flagai.gpt import GPTModel
from lfai_nb.demos.flagai.layers import Shape
from lfai_nb.demos.flagai.t5 import T5Model
from lfai_nb.demos.flagai.tokenizer import Tokenizer

Text = str | Sequence[str]


class Predictor:
    def __init__(self, model: nn.Module, tokenizer: Tokenizer) -> None:
        self.model = model.eval()
        self.tokenizer = tokenizer
        self.device = next(model.parameters()).device

    def predict_embedding(self, text: str, maxlen: int = 256) -> Tensor:
        """One vector [C] for a text: the mean over what the model made of its tokens."""
        return self._read(text, maxlen, "words")["hidden_states"][0].mean(dim=0).cpu()

    def predict_cls_classifier(self, text: Text, maxlen: int = 512) -> int:
        """The number of the class of a text, or of a pair of texts."""
        return int(self._read(text, maxlen, "class")["logits"][0].argmax())

    def predict_masklm(self, text: str, maxlen: int = 512) -> str:
        """The text with a word in place of each `[MASK]`."""
        result = self._read(text, maxlen, "words")
        ids = self.tokenizer.EncodeAsIds(text)[: result["logits"].shape[1] - 2]  # [CLS], [SEP]
        mask = self.tokenizer.get_command_id("MASK")
        guesses = result["logits"][0, 1 : 1 + len(ids)].argmax(dim=-1).tolist()
        filled = [guess if i == mask else i for i, guess in zip(ids, guesses, strict=True)]
        return self.tokenizer.DecodeIds(filled)

    def predict_ner(
        self, text: str, target: Sequence[str], maxlen: int = 256
    ) -> list[tuple[int, int, str]]:
        """Entities as (first character, last character, kind), both ends counted, as in FlagAI.

        `target` are the labels the model was trained with: "O", "B-ORG", "I-ORG", ...
        """
        model = self._need(BertModel, "labels")
        words = self.tokenizer.EncodeAsTokens(text)[: self._room(at_least("maxlen", maxlen))]
        if not words:
            return []
        ids = torch.tensor([self.tokenizer.EncodeAsIds(" ".join(words))], device=self.device)
        with torch.inference_mode():
            scores = model(ids)["logits"][0].cpu()  # [T, classes]
        if scores.shape[1] != len(target):
            raise ValueError(f"the model has {scores.shape[1]} labels, target has {len(target)}")
        entities: list[tuple[int, int, str]] = []
        end = 0
        for word, number in zip(words, best_path(scores, bio_allowed(target)), strict=True):
            start = text.index(word, end)
            end = start + len(word)
            begins, _, kind = target[number].partition("-")
            if begins == "B":
                entities.append((start, end - 1, kind))
            elif begins == "I":
                entities[-1] = (entities[-1][0], end - 1, kind)
        return entities

    def predict_generate_beamsearch(
        self,
        text: str,
        input_max_length: int = 256,
        out_max_length: int = 100,
        beam_size: int = 1,
    ) -> str:
        """The likeliest continuation (GPT) or answer (T5). A GLM fills every mask, from left to
        right, and the whole text comes back; without a mask it goes on at the end."""

        def write(session: Session, end: int | None) -> list[int]:
            length = self._room_to_write(session, out_max_length)
            return beam_search(session, length, end, beam_size)

        return self._write(text, input_max_length, write)

    def predict_generate_randomsample(
        self,
        text: str,
        input_max_length: int = 256,
        out_max_length: int = 200,
        top_k: int = 30,
        top_p: float = 1.0,
        repetition_penalty: float = 1.0,
        temperature: float = 1.0,
        seed: int | None = None,
    ) -> str:
        """The same, but each token is drawn; `seed` is ours, so that a draw can be repeated."""
        rules = {
            "top_k": top_k,
            "top_p": top_p,
            "repetition_penalty": repetition_penalty,
            "temperature": temperature,
        }
        seeds = itertools.count(seed) if seed is not None else itertools.repeat(None)

        def write(session: Session, end: int | None) -> list[int]:
            length = self._room_to_write(session, out_max_length)
            return random_sample(session, length, end, next(seeds), **rules)

        return self._write(text, input_max_length, write)

    def _write(
        self, text: str, longest: int, write: Callable[[Session, int | None], list[int]]
    ) -> str:
        """What this model writes about a text; a GPT has no token that ends it."""
        command = self.tokenizer.get_command_id
        at_least("input_max_length", longest)
        match self.model:
            case GPTModel():
                ids = self.tokenizer.EncodeAsIds(text)[-min(longest, self._positions() - 1) :]
                if not ids:
                    raise ValueError("a GPT needs at least one token to go on from")
                return self.tokenizer.DecodeIds(write(self.model.start([ids]), None))
            case T5Model():
                if not (ids := self._ids(text, longest)):
                    raise ValueError("a T5 needs at least one token to answer to")
                session = self.model.start([ids], command("sop"))
                return self.tokenizer.DecodeIds(write(session, command("eop")))
            case GLMModel():
                ids = self._ids(text, longest)
                masks = {command(name) for name in ("MASK", "sMASK", "gMASK")}
                holes = [place for place, token in enumerate(ids, start=1) if token in masks]
                part_a = [command("cls"), *ids, *([] if holes else [command("gMASK")])]
                pieces = fill_in_turn(
                    self.model,
                    part_a,
                    holes or [len(ids) + 1],
                    command("sop"),
                    lambda session: write(session, command("eop")),
                )
                if not holes:  # nothing to fill: what was added at the end
                    return self.tokenizer.DecodeIds(pieces[0])
                left = iter(pieces)
                filled = [next(left) if token in masks else [token] for token in ids]
                return self.tokenizer.DecodeIds([token for part in filled for token in part])
        raise TypeError(f"{type(self.model).__name__} cannot write; use a GPT, a T5 or a GLM")

    def _read(self, text: Text, maxlen: int, head: str) -> dict[str, Tensor]:
        model = self._need(BertModel, head)
        texts = [text] if isinstance(text, str) else list(text)
        if len(texts) > 2:
            raise ValueError(f"one text or a pair of texts, not {len(texts)}")
        at_least("maxlen", maxlen, 1 + len(texts))  # [CLS], and [SEP] after each text
        ids, segments = pair_ids(
            [self.tokenizer.EncodeAsIds(t) for t in texts],
            self.tokenizer.get_command_id("cls"),
            self.tokenizer.get_command_id("sep"),
            min(maxlen, self._positions()),
        )
        with torch.inference_mode():
            return model(  # type: ignore[no-any-return]
                torch.tensor([ids], device=self.device),
                torch.tensor([segments], device=self.device),
            )

    def _need(self, kind: type[BertModel], head: str) -> BertModel:
        if not isinstance(self.model, kind) or self.model.head != head:
            has = f" with head {self.model.head!r}" if isinstance(self.model, kind) else ""
            raise TypeError(
                f"this needs a {kind.__name__} with head {head!r}, "
                f"not a {type(self.model).__name__}{has}"
            )
        return self.model

    def _positions(self) -> int:
        shape: Shape = self.model.shape  # type: ignore[assignment]  # each of our models has one
        return shape.positions

    def _room(self, maxlen: int) -> int:
        return min(maxlen, self._positions() - 2)

    def _room_to_write(self, session: Session, wanted: int) -> int:
        """No model can write past the last position it was built with."""
        return max(
            0, min(at_least("out_max_length", wanted), self._positions() - session.first.shape[1])
        )

    def _ids(self, text: str, longest: int) -> list[int]:
        return self.tokenizer.EncodeAsIds(text)[: self._room(longest)]


def at_least(name: str, value: int, least: int = 1) -> int:
    if value < least:
        raise ValueError(f"{name} must be at least {least}, not {value}")
    return value
