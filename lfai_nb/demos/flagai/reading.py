"""Questions on a passage, in SuperGLUE's shapes: a GLM with a prompt beside a head on the same GLM.

    yes or no    BoolQ's shape: a passage, a question and one of two answers
    a span       the answer stands in the passage: the GLM writes it, the head points at it

Both learn from the same examples, in the same order, from the same pre-trained weights. Passages,
questions and names are ours. FlagAI's `pvp.py` has such patterns for all of SuperGLUE.
"""

import copy
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lfai_nb.demos.beside import Beside
from lfai_nb.demos.device import pick_device
from lfai_nb.demos.flagai import tasks
from lfai_nb.demos.flagai.auto_loader import train
from lfai_nb.demos.flagai.blanks import make_blank
from lfai_nb.demos.flagai.corpus import Names, all_words, make_news
from lfai_nb.demos.flagai.decoding import greedy
from lfai_nb.demos.flagai.glm import GLMModel, collate_blanks, pad
from lfai_nb.demos.flagai.layers import IGNORE, Output, Shape, output
from lfai_nb.demos.flagai.metrics import exact_match
from lfai_nb.demos.flagai.prompting import read
from lfai_nb.demos.flagai.recipes import Kit, Recipe
from lfai_nb.demos.flagai.tasks import Draw, Stream
from lfai_nb.demos.flagai.tokenizer import Tokenizer
from lfai_nb.demos.progress import Progress

ASKED = {
    "project": "which project is it ?",
    "org": "whose project is it ?",
    "person": "who called it so ?",
}
WORDS = ("question", "answer", "which", "whose", "who", "so")
ANSWERS = ("no", "yes")
BATCH, LONGEST = 32, 64


@dataclass(frozen=True)
class Question:
    """A passage, what is asked about it, and the answer in one or two words."""

    passage: str
    wording: str
    answer: str

    @property
    def text(self) -> str:
        return f"{self.passage} question : {self.wording} answer :"


def yes_or_no(rng: random.Random, names: Names = tasks.NER_NAMES) -> Question:
    """Is it a project of this area? The passage tells what it does, and never what it is."""
    example = tasks.question_example(rng, names)
    wording, passage = example.texts
    return Question(passage, wording, ANSWERS[example.label])


def span(rng: random.Random, names: Names = tasks.NER_NAMES) -> Question:
    """A name of the passage: of the project, of its organisation or of a person."""
    [news] = make_news(1, rng.randrange(2**32), names, varied=True)
    kind = rng.choice(list(ASKED))
    passage = " ".join((news.sentences[0], news.sentences[2]))
    return Question(passage, ASKED[kind], getattr(news, kind))


Make = Callable[[random.Random], Question]
KINDS: dict[str, Make] = {"yes or no": yes_or_no, "span": span}


def held_out(kind: str, size: int = 300, data: int = 0, **names: Names) -> list[Question]:
    return list(Stream(partial(KINDS[kind], **names), size, Draw(data).test))


def words() -> Tokenizer:
    """Every word of passages and questions; also of names that no training has."""
    pools = [all_words(names) for names in (tasks.NER_NAMES, tasks.NEW_NAMES)]
    return Tokenizer([*dict.fromkeys(word for pool in pools for word in pool), *WORDS])


def pretrained(
    device: str = "auto", steps: int = 300, seed: int = 0, data: int = 0, shape: Shape | None = None
) -> Kit:
    """A GLM that has filled blanks in passages of these names, and has met no question."""
    tokenizer, draw = words(), Draw(data, seed)
    news = make_news(12_000, draw.train, tasks.NER_NAMES, varied=True)
    blanks = Stream(
        lambda rng: tasks.blank_of(rng.choice(news), tokenizer, rng), steps * BATCH, draw.examples
    )
    torch.manual_seed(seed)
    model = GLMModel(shape or Shape(tokenizer.num_tokens, positions=LONGEST))
    kit = Kit(model.to(pick_device(device)), tokenizer, blanks, collate_blanks)
    if steps:
        train(kit, Recipe(lambda size, draw: kit, steps), device, seed)
    return kit


# --- the prompt: the answer is one more blank -----------------------------------------------------


def asked_of(question: Question, tokenizer: Tokenizer) -> list[int]:
    """Part A: the text of the question, and a mask where the answer belongs."""
    command = tokenizer.get_command_id
    return [command("cls"), *tokenizer.EncodeAsIds(question.text), command("MASK")]


def collate_prompts(tokenizer: Tokenizer) -> Callable[[list[Question]], dict[str, Tensor]]:
    command = tokenizer.get_command_id

    def collate(questions: list[Question]) -> dict[str, Tensor]:
        blanks = []
        for question in questions:
            first, answer = asked_of(question, tokenizer)[:-1], question.answer
            tokens = [*first, *tokenizer.EncodeAsIds(answer)]
            hole = (len(first), len(tokens))
            blanks.append(
                make_blank(tokens, [hole], command("MASK"), command("sop"), command("eop"))
            )
        return collate_blanks(blanks)

    return collate


def written(
    model: GLMModel, tokenizer: Tokenizer, questions: Sequence[Question]
) -> list[list[int]]:
    """What the GLM writes at each mask."""
    model.eval()
    parts = [asked_of(question, tokenizer) for question in questions]
    session = model.start(parts, [len(p) - 1 for p in parts], tokenizer.get_command_id("sop"))
    return greedy(session, 4, tokenizer.get_command_id("eop"))


# --- the head: new layers on what the GLM made of the same text -----------------------------------


class Head(nn.Module):
    """Two scores for each word: of no and yes in the mean, or of the first and the last word."""

    def __init__(self, glm: GLMModel, points: bool) -> None:
        super().__init__()
        self.glm, self.points = glm, points
        self.scores = nn.Linear(glm.shape.width, 2)

    def forward(self, input_ids: Tensor, sep: Tensor, labels: Tensor | None = None) -> Output:
        hidden, real = read(self.glm, input_ids, sep)  # [B, T, C], [B, T]
        if self.points:
            scores = self.scores(hidden).masked_fill(~real[..., None], -torch.inf)
            return output(hidden, scores.transpose(1, 2), labels)  # logits [B, 2, T]
        mean = (hidden * real[..., None]).sum(dim=1) / sep[:, None]
        return output(hidden, self.scores(mean), labels)  # logits [B, 2]


def collate_head(
    tokenizer: Tokenizer, points: bool
) -> Callable[[list[Question]], dict[str, Tensor]]:
    """As the prompt has it, mask and all, so that both read the same."""

    def collate(questions: list[Question]) -> dict[str, Tensor]:
        rows = [asked_of(question, tokenizer) for question in questions]
        if points:
            places = [
                place_of(tokenizer.EncodeAsIds(q.answer), r)
                for q, r in zip(questions, rows, strict=True)
            ]
        else:
            places = [ANSWERS.index(q.answer) for q in questions]  # type: ignore[misc]
        return {
            "input_ids": pad(rows, 0),
            "sep": torch.tensor([len(row) for row in rows]),
            "labels": torch.tensor(places),
        }

    return collate


def place_of(answer: Sequence[int], row: Sequence[int]) -> tuple[int, int]:
    """Where it first stands: its first and its last word."""
    for start in range(len(row)):
        if list(row[start : start + len(answer)]) == list(answer):
            return start, start + len(answer) - 1
    return IGNORE, IGNORE


@torch.inference_mode()
def pointed(head: Head, tokenizer: Tokenizer, questions: Sequence[Question]) -> list[list[int]]:
    """The answers of a head, as the tokens that a GLM would write."""
    head.eval()
    device = head.scores.weight.device
    batch = collate_head(tokenizer, head.points)(list(questions))
    best = head(batch["input_ids"].to(device), batch["sep"].to(device))["logits"].argmax(dim=-1)
    if not head.points:
        return [tokenizer.EncodeAsIds(ANSWERS[i]) for i in best.tolist()]
    rows = batch["input_ids"].tolist()
    return [row[first : last + 1] for row, (first, last) in zip(rows, best.tolist(), strict=True)]


# --- both, on the same examples -------------------------------------------------------------------


@dataclass(frozen=True)
class Reader:
    """A way to answer, fitted to questions of one kind."""

    model: nn.Module
    tokenizer: Tokenizer
    answer: Callable[[Sequence[Question]], list[list[int]]]

    def right(self, questions: Sequence[Question]) -> float:
        """Share of answers that are right to the word."""
        wanted = [self.tokenizer.EncodeAsIds(question.answer) for question in questions]
        return exact_match(self.answer(questions), wanted)


def fitted(
    kit: Kit,
    kind: str,
    way: str,
    size: int,
    steps: int,
    device: str = "auto",
    seed: int = 0,
    data: int = 0,
    progress: Progress | None = None,
    lr: float = 1e-3,
) -> Reader:
    """A copy of the kit's GLM, fitted to `size` questions with a "prompt" or a "head"."""
    glm: GLMModel = copy.deepcopy(kit.model)  # type: ignore[assignment]
    tokenizer, points = kit.tokenizer, kind == "span"
    torch.manual_seed(seed)
    head = Head(glm, points).to(pick_device(device)) if way == "head" else None
    collate = collate_head(tokenizer, points) if head else collate_prompts(tokenizer)
    seen = Stream(KINDS[kind], size, Draw(data, seed).examples)
    order = [seen[i % size] for i in range(steps * BATCH)] if size else []
    mine = Kit(head or glm, tokenizer, order, collate)
    if order:
        train(mine, Recipe(lambda size, draw: mine, steps, BATCH, lr), device, seed, progress)
    if head:
        return Reader(head, tokenizer, partial(pointed, head, tokenizer))
    return Reader(glm, tokenizer, partial(written, glm, tokenizer))


# --- a smaller GLM that learns from a larger one --------------------------------------------------


def unlabelled(teacher: Reader, questions: Sequence[Question]) -> list[Question]:
    """The same questions with the teacher's answers, right or wrong; where it wrote no word at all
    there is nothing to learn from it, and the question is left out."""
    answers: list[list[int]] = []
    for start in range(0, len(questions), 200):
        answers += teacher.answer(questions[start : start + 200])
    words = [teacher.tokenizer.DecodeIds(answer) for answer in answers]
    pairs = zip(questions, words, strict=True)
    return [Question(q.passage, q.wording, answer) for q, answer in pairs if answer]


def distil(
    student: GLMModel,
    teacher: GLMModel,
    tokenizer: Tokenizer,
    questions: Sequence[Question],
    steps: int,
    lr: float = 2e-3,
) -> list[float]:
    """Fit the student to the teacher's whole distributions over words; the loss of each step."""
    collate, losses = collate_prompts(tokenizer), []
    optimizer = torch.optim.AdamW(student.parameters(), lr, fused=True)
    device = student.tokens.weight.device
    student.train(), teacher.eval()
    for step in range(steps if questions else 0):
        part = [questions[(step * BATCH + i) % len(questions)] for i in range(BATCH)]
        batch = {name: value.to(device) for name, value in collate(part).items()}
        counts = batch.pop("labels") != IGNORE
        with torch.no_grad():
            wanted = teacher(**batch)["logits"][counts].softmax(dim=-1)
        loss = F.cross_entropy(student(**batch)["logits"][counts], wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# --- all of it ------------------------------------------------------------------------------------

# A prompt for yes or no learns late, and when depends on the seed: of seven runs two had learned
# after 120 steps, of nine all after 240.
MANY, STEPS, SHORT = 2000, 240, 150
WAYS = ("prompt", "head")


@dataclass(frozen=True)
class Compared:
    """Shares of right answers, by kind and way; the readers; and what the small models reached."""

    right: dict[tuple[str, str], float]
    new_names: dict[tuple[str, str], float]
    readers: dict[tuple[str, str], Reader]
    students: dict[str, float]
    sizes: tuple[int, int]  # numbers of the teacher and of a student


Case = tuple[Reader, float, float]


def case(
    kit: Kit, kind: str, way: str, steps: int, device: str = "auto", seed: int = 0, data: int = 0
) -> Case:
    """A reader, and its share of right answers with the names of the training and with new ones."""
    reader = fitted(kit, kind, way, MANY, steps, device, seed, data)
    strangers = held_out(kind, 300, data, names=tasks.NEW_NAMES)
    return reader, reader.right(held_out(kind, 300, data)), reader.right(strangers)


def compared(
    device: str = "auto",
    seed: int = 0,
    data: int = 0,
    share: float = 1.0,
    fresh: bool = False,
    two: bool = False,
) -> Compared:
    """Both kinds of question, both ways, from the pre-trained GLM, with `fresh` yes or no also from
    one that was not; and two small GLMs on spans, with 200 labels and with a teacher's answers.
    `two` leaves yes or no to a second process."""
    steps = max(1, round(share * STEPS))
    kit = pretrained(device, max(1, round(share * 300)), seed, data)
    starts = {"": kit}
    if fresh:
        starts[", not pre-trained"] = pretrained(device, 0, seed, data)
    plans = {
        # A case begins with the weights alone; examples are made of functions, which stay here.
        (kind, way + more): partial(
            case, replace(start, examples=()), kind, way, steps, device, seed, data
        )
        for more, start in starts.items()
        for kind in (KINDS if start is kit else ("yes or no",))
        for way in WAYS
    }
    away = [name for name in plans if two and name[0] == "yes or no"]
    aside = Beside(*(plans[name] for name in away)) if away else None
    cases: dict[tuple[str, str], Case] = {
        name: plan() for name, plan in plans.items() if name not in away
    }
    teacher = cases["span", "prompt"][0]
    students, size = {}, 0
    for name in ("200 labels", "a teacher"):
        shape = Shape(kit.tokenizer.num_tokens, 64, 2, 1, LONGEST)
        small = pretrained(device, 0, seed, data, shape)
        size = sum(weight.numel() for weight in small.model.parameters())
        short = max(1, round(share * SHORT))
        if name == "a teacher":
            questions = list(Stream(span, MANY, Draw(data, seed + 7).examples))
            glm: GLMModel = small.model  # type: ignore[assignment]
            questions = unlabelled(teacher, questions)
            distil(glm, teacher.model, kit.tokenizer, questions, short)  # type: ignore[arg-type]
            student = Reader(glm, kit.tokenizer, partial(written, glm, kit.tokenizer))
        else:
            student = fitted(small, "span", "prompt", 200, short, device, seed, data, lr=2e-3)
        students[name] = student.right(held_out("span", 300, data))
    if aside:
        cases |= zip(away, aside.results(), strict=True)
    cases = {name: cases[name] for name in plans}
    whole = sum(weight.numel() for weight in teacher.model.parameters())
    return Compared(
        {name: right for name, (_, right, _) in cases.items()},
        {name: new for name, (_, _, new) in cases.items()},
        {name: reader for name, (reader, _, _) in cases.items()},
        students,
        (whole, size),
    )
