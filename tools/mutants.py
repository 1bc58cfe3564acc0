"""Draws mutants of Python files with the operators of mutmut, and writes them as JSON.

    uv run --no-project --with mutmut==3.8.1 tools/mutants.py COUNT SEED FILE…

tools/mutate_code.py starts it so, in an environment of its own: nothing else needs mutmut.
Mutmut itself leaves out functions with a decorator, since it keeps all mutants in one file. Here
each mutant is a file of its own, so properties and cached functions are in.
"""

import json
import random
import sys
from pathlib import Path

import libcst
from libcst.metadata import MetadataWrapper
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode


class Everywhere(MutationVisitor):  # type: ignore[misc]
    def _skip_node_and_children(self, node: libcst.CSTNode) -> bool:
        bare = node.with_changes(decorators=()) if isinstance(node, libcst.FunctionDef) else node
        return bool(super()._skip_node_and_children(bare))


def main() -> None:
    count, seed, names = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    every = []
    for name in names:
        wrapper = MetadataWrapper(libcst.parse_module(Path(name).read_text(encoding="utf-8")))
        visitor = Everywhere(mutation_operators, IgnoredCode(set(), set(), set()))
        wrapper.visit(visitor)
        every += [
            (name, wrapper.module, it)
            for it in visitor.mutations
            if isinstance(it.contained_by_top_level_function, libcst.FunctionDef)
        ]
    drawn = random.Random(seed).sample(every, min(count, len(every)))  # noqa: S311
    mutants = [
        {"file": name, "text": module.deep_replace(it.original_node, it.mutated_node).code}
        for name, module, it in drawn
    ]
    json.dump({"all": len(every), "mutants": mutants}, sys.stdout)


main()
