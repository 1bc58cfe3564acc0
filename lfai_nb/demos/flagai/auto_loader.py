"""`AutoLoader(task, model)`: a ready model and its tokenizer in one line, as in FlagAI.

    loader = AutoLoader("title-generation", "T5-news")
    model, tokenizer = loader.get_model(), loader.get_tokenizer()

Where FlagAI downloads, this trains for some seconds the first time and keeps the weights in
`model_dir`; the next time they are read from there.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

import torch
from torch import nn
from tqdm import tqdm

from lfai_nb.demos import checkpoint
from lfai_nb.demos.device import pick_device
from lfai_nb.demos.errors import CheckpointError
from lfai_nb.demos.flagai.recipes import ALL_TASK, MODEL_DICT, Kit, Recipe
from lfai_nb.demos.flagai.tasks import Draw
from lfai_nb.demos.flagai.tokenizer import Tokenizer
from lfai_nb.demos.flagai.trainer import Trainer
from lfai_nb.demos.progress import Progress
from lfai_nb.demos.weights import misfit


class UnknownName(LookupError):
    """No such task or model; the message lists what there is, and the nearest name."""


class AutoLoader:
    """`load_pretrain_params=False` gives the model untrained, to compare with."""

    def __init__(
        self,
        task_name: str = "lm",
        model_name: str = "GLM-news",
        model_dir: Path | str | None = None,
        device: str = "auto",
        load_pretrain_params: bool = True,
        seed: int = 0,
        steps: int | None = None,
        progress: Progress | None = None,
    ) -> None:
        name, recipe = find_recipe(task_name, model_name)
        steps = recipe.steps if steps is None else steps
        if steps < 1:
            raise ValueError(f"steps must be at least 1, not {steps}")
        torch.manual_seed(seed)
        self.kit: Kit = recipe.build(steps * recipe.batch_size, Draw(order=seed))
        self.model: nn.Module = self.kit.model.to(pick_device(device)).eval()
        if not load_pretrain_params:
            return
        key = f"{name} seed={seed} steps={steps} recipe={fingerprint(recipe, self.kit)}"
        digest = hashlib.sha256(key.encode()).hexdigest()[:12]
        path = Path(model_dir or default_dir()) / f"{name}-{digest}.safetensors"
        if path.exists():
            weights, _ = checkpoint.load(path, key, device=str(pick_device(device)))
            if wrong := misfit(self.model.state_dict(), weights):
                raise CheckpointError(f"{path} is of another model: {wrong}; {checkpoint.ADVICE}")
            self.model.load_state_dict(weights)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)  # or fail before the work, not after it
            with terminal_bar(name) as bar:
                train(self.kit, recipe, device, seed, progress or bar)
            checkpoint.save(path, self.model.state_dict(), key)

    def get_model(self) -> nn.Module:
        return self.model

    def get_tokenizer(self) -> Tokenizer:
        return self.kit.tokenizer


@contextlib.contextmanager
def terminal_bar(name: str) -> Iterator[Progress]:
    """Progress as a bar on a terminal; in a notebook, a log or a pipe it shows nothing."""
    with tqdm(desc=name, disable=None, leave=False) as bar:  # None: unless there is a terminal

        def progress(label: str, done: int, total: int, /) -> None:
            bar.total = total
            bar.set_postfix_str(label, refresh=False)
            bar.update(done - bar.n)

        yield progress


def train(
    kit: Kit,
    recipe: Recipe,
    device: str = "auto",
    seed: int = 0,
    progress: Progress | None = None,
) -> list[dict[str, float]]:
    """Train a kit's model in place, in the order of its stream."""
    trainer = Trainer(
        pytorch_device=device,
        batch_size=recipe.batch_size,
        lr=recipe.lr,
        weight_decay=0.01,
        seed=seed,
        shuffle=False,
        progress=progress,
    )
    return trainer.train(kit.model, kit.examples, kit.collate)


def find_recipe(task_name: str, model_name: str) -> tuple[str, Recipe]:
    """FlagAI prints the list and goes on without a model; this raises with the list."""
    family = MODEL_DICT.get(model_name)
    if family is None:
        raise UnknownName(advise("model", model_name, MODEL_DICT))
    own = {name.split("_", 1)[1]: name for name in ALL_TASK if name.startswith(f"{family}_")}
    if task_name not in own:
        raise UnknownName(advise(f"task of {model_name}", task_name, own))
    return own[task_name], ALL_TASK[own[task_name]]


def advise(what: str, name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.4)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"there is no {what} {name!r}.{hint} There are: {', '.join(known)}"


def fingerprint(recipe: Recipe, kit: Kit) -> str:
    """Changes with the recipe, so that an older recipe's weights are not taken for this one's."""
    parts = [kit.model, kit.tokenizer.tokens, recipe.lr, recipe.batch_size]
    examples = [kit.examples[i] for i in range(min(4, len(kit.examples)))]
    return hashlib.sha256(repr([*parts, *examples]).encode()).hexdigest()[:12]


def default_dir() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "lfai-nb" / "flagai"
