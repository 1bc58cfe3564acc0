"""GLM: one transformer that reads like BERT and writes like GPT.

Part A is read in both directions by everyone; part B is written from left to right. One integer per
example, `sep`, says where B begins, and that is the whole attention mask:

              A A A | B B B
            A x x x |
            A x x x |          columns before sep: open to all
            A x x x |
            --------+------
            B x x x | x        after sep: only what is already written
            B x x x | x x
            B x x x | x x x

`blanks.py` makes A, B and the two positions. FlagAI's docs/GLM.md says that the feed-forward is
replaced by one linear layer; its code has an ordinary feed-forward, and so has this.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from lfai_nb.demos.flagai.blanks import Blank
from lfai_nb.demos.flagai.decoding import Session
from lfai_nb.demos.flagai.layers import (
    IGNORE,
    OneToken,
    Output,
    Shape,
    Stack,
    init_weights,
    output,
)


class GLMModel(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.tokens = nn.Embedding(shape.vocab, shape.width)
        self.places = nn.Embedding(shape.positions, shape.width)
        self.offsets = nn.Embedding(shape.positions, shape.width)
        self.stack = Stack(shape)
        init_weights(self)

    def embed(self, input_ids: Tensor, position_ids: Tensor) -> Tensor:
        # input_ids [B, T], position_ids [B, 2, T] -> [B, T, C]
        return (
            self.tokens(input_ids)
            + self.places(position_ids[:, 0])
            + self.offsets(position_ids[:, 1])
        )

    def forward(
        self,
        input_ids: Tensor,  # [B, T]
        position_ids: Tensor,  # [B, 2, T]
        sep: Tensor,  # [B]
        labels: Tensor | None = None,  # [B, T]
        prompts: Tensor | None = None,  # [P, C]: continuous prompt tokens ...
        prompt_places: Tensor | None = None,  # [B, P]: ... and where they stand in input_ids
        place: Tensor | None = None,  # [B]: the one place whose answer is wanted; then T is 1 below
    ) -> Output:
        x = self.embed(input_ids, position_ids)  # [B, T, C]
        if prompts is not None and prompt_places is not None:
            rows = torch.arange(len(x), device=x.device)[:, None]
            spoken = prompts + self.places(position_ids[:, 0][rows, prompt_places])  # [B, P, C]
            x = x.index_put((rows, prompt_places), spoken.to(x.dtype))
        mask = prefix_mask(sep, x.shape[1])[:, None]
        hidden = self.stack(x, place=place, mask=mask)  # [B, T, C]
        return output(hidden, hidden @ self.tokens.weight.T, labels)  # logits [B, T, V]

    def start(
        self,
        part_a: Sequence[Sequence[int]],
        holes: Sequence[int],
        sop: int,
        earlier: Sequence[tuple[int, Sequence[int]]] = (),
    ) -> Session:
        """Get ready to write what stands in one hole of each text; texts may differ in length.

        `earlier` are other holes with what is written in them already: the new piece sees it.
        """
        device = self.tokens.weight.device
        lengths = torch.tensor([len(a) for a in part_a], device=device)  # [B]
        ids = pad([list(a) for a in part_a], 0, device)  # [B, A]
        place = torch.arange(ids.shape[1], device=device).expand_as(ids)
        seen = place < lengths[:, None]  # [B, A]
        before = [
            (token, hole, offset)
            for hole, piece in earlier
            for offset, token in enumerate([sop, *piece], start=1)
        ]  # each as part B has it
        pieces = torch.tensor(before, dtype=torch.long, device=device).reshape(-1, 3)  # [P, 3]
        pieces = pieces.expand(len(part_a), -1, -1)  # [B, P, 3]
        context = {
            "ids": ids,
            "positions": torch.stack([place, torch.zeros_like(place)], dim=1),  # [B, 2, A]
            "seen": seen,
            "hole": torch.tensor(holes, device=device),  # [B]
            "pieces": pieces[:, :, 0],  # [B, P]
            "piece_positions": pieces[:, :, 1:].transpose(1, 2),  # [B, 2, P]
        }
        first = torch.full((len(part_a), 1), sop, device=device)
        return Session(self, context, first)

    def new_cache(self, context: dict[str, Tensor]) -> list[OneToken]:
        """Read part A once; its keys and values serve every token that is written."""
        caches = self.stack.new_cache()
        x = self.embed(context["ids"], context["positions"])
        self.stack(x, caches, mask=context["seen"][:, None, None])
        if earlier := context["pieces"].shape[1]:
            x = self.embed(context["pieces"], context["piece_positions"])
            written = torch.ones(earlier, earlier, device=x.device).tril().bool()
            self.stack(x, caches, mask=beside(context["seen"], written)[:, None])
        return caches

    def decode(
        self, tokens: Tensor, past: int, context: dict[str, Tensor], caches: list[OneToken] | None
    ) -> Tensor:
        """Logits of the tokens of part B fed now [B, T]; without a cache, A is read anew."""
        batch, length = tokens.shape
        offset = torch.arange(past + 1, past + length + 1, device=tokens.device).expand(batch, -1)
        positions = torch.stack([context["hole"][:, None].expand(-1, length), offset], dim=1)
        seen, sep = context["seen"], context["seen"].shape[1]
        earlier = context["pieces"].shape[1]
        if caches is None:
            tokens = torch.cat([context["ids"], context["pieces"], tokens], dim=1)
            places = [context["positions"], context["piece_positions"], positions]
            positions = torch.cat(places, dim=2)
            whole = tokens.shape[1]
            mask = tokens.new_zeros(batch, whole, whole, dtype=torch.bool)
            mask[:, :, :sep] = seen[:, None]
            mask[:, sep:, sep:] = tokens.new_ones(earlier + length, earlier + length).tril().bool()
        else:
            past += earlier
            written = torch.ones(length, past + length, device=tokens.device).tril(past).bool()
            mask = beside(seen, written)
        x = self.stack(self.embed(tokens, positions), caches, mask=mask[:, None])
        return x[:, -length:] @ self.tokens.weight.T


def beside(seen: Tensor, written: Tensor) -> Tensor:
    """What part B may look at: of part A what is seen [B, A], of itself what is written [T, W]."""
    rows = seen[:, None].expand(-1, len(written), -1)
    return torch.cat([rows, written.expand(len(seen), -1, -1)], dim=2)  # [B, T, A + W]


def fill_in_turn(
    model: GLMModel,
    part_a: Sequence[int],
    holes: Sequence[int],
    sop: int,
    write: Callable[[Session], list[int]],
) -> list[list[int]]:
    """Fill the holes from left to right; each piece sees those before it, as in FlagAI."""
    pieces: list[tuple[int, list[int]]] = []
    for hole in holes:
        pieces.append((hole, write(model.start([part_a], [hole], sop, pieces))))
    return [piece for _, piece in pieces]


def prefix_mask(sep: Tensor, length: int) -> Tensor:
    """[B, T, T]: True where a row may look at a column."""
    place = torch.arange(length, device=sep.device)
    return (place[None, :] <= place[:, None]) | (place < sep[:, None])[:, None]


def collate_blanks(blanks: Sequence[Blank]) -> dict[str, Tensor]:
    """A batch for `GLMModel.forward`. Padding comes last, where no one looks back from."""
    place = pad([b.place for b in blanks], 0)
    offset = pad([b.offset for b in blanks], 0)
    return {
        "input_ids": pad([b.tokens for b in blanks], 0),
        "position_ids": torch.stack([place, offset], dim=1),
        "sep": torch.tensor([b.sep for b in blanks]),
        "labels": pad([b.labels for b in blanks], IGNORE),
    }


def pad(rows: list[list[int]], value: int, device: torch.device | None = None) -> Tensor:
    """Lists of different lengths as one tensor [B, T]."""
    longest = max(len(row) for row in rows)
    return torch.tensor([row + [value] * (longest - len(row)) for row in rows], device=device)
