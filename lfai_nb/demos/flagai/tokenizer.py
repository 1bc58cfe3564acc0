"""Tokenizers with FlagAI's method names: by words, and by characters.

A real FlagAI model comes with a WordPiece, BPE or SentencePiece vocabulary. Here the vocabulary is
the list of words the corpus can hold, so that a student can read every token.
"""

from collections.abc import Iterable, Sequence

COMMANDS = {
    "pad": "[PAD]",
    "cls": "[CLS]",
    "sep": "[SEP]",
    "unk": "[UNK]",
    "MASK": "[MASK]",
    "sMASK": "[sMASK]",
    "gMASK": "[gMASK]",
    "sop": "<sop>",
    "eop": "<eop>",
}
"""GLM's command tokens: a mask for short spans, for sentences and for what follows; start
and end of a piece."""


class Tokenizer:
    """Text to ids and back. `joiner` is what stands between two tokens: a space, or nothing."""

    def __init__(self, tokens: Iterable[str], joiner: str = " ") -> None:
        self.tokens = [*COMMANDS.values(), *tokens]
        self.joiner = joiner
        self._ids = {token: i for i, token in enumerate(self.tokens)}
        if len(self._ids) != len(self.tokens):
            raise ValueError("a token stands twice in the vocabulary")

    @property
    def num_tokens(self) -> int:
        return len(self.tokens)

    def get_command_id(self, name: str) -> int:
        if name not in COMMANDS:
            raise KeyError(f"no command token {name!r}; there are: {', '.join(COMMANDS)}")
        return self._ids[COMMANDS[name]]

    def EncodeAsTokens(self, text: str) -> list[str]:
        return text.split() if self.joiner == " " else list(text)

    def EncodeAsIds(self, text: str) -> list[int]:
        unknown = self.get_command_id("unk")
        return [self._ids.get(token, unknown) for token in self.EncodeAsTokens(text)]

    def DecodeIds(self, ids: Sequence[int]) -> str:
        return self.joiner.join(self.tokens[i] for i in ids)


def characters_of(text: str) -> Tokenizer:
    """A tokenizer for the characters of a text."""
    return Tokenizer(sorted(set(text)), joiner="")
