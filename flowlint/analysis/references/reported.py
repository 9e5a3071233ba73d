"""References that are wrong as they stand, whatever path leads to them: what rules tell of one."""

from collections import deque
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

from flowlint.analysis.engine import Facts, graph
from flowlint.analysis.semantics import defined_by
from flowlint.model.flow import Block
from flowlint.model.graph import edges_out
from flowlint.model.references import texts
from flowlint.report import JsonPath
from flowlint.text.words import who


@dataclass(frozen=True, slots=True)
class ReferenceFault:
    """A wrong reference, `written` at a `span` of the text `at` a path below its block.

    `right` is what to write instead, None where nothing tells. `more` counts the other blocks that are wrong for the
    same `cause`: the text itself, or what of it is wrong.
    """

    block: Block
    at: JsonPath
    span: tuple[int, int]
    written: str
    right: str | None = None
    more: int = 0
    cause: str = ""

    @property
    def readers(self) -> str:
        """Who reads it, with the verb: `Play prompt “Greet” reads`, `Play prompt “Greet” and 2 more blocks read`."""
        return who(self.block.label, self.more, "read")


def told_once(faults: Iterable[tuple[str, ReferenceFault]]) -> tuple[ReferenceFault, ...]:
    """Give the first fault of each cause, with the number of other blocks that have the same."""
    first: dict[str, ReferenceFault] = {}
    blocks: dict[str, set[Block]] = {}
    for cause, fault in faults:
        first.setdefault(cause, fault)
        blocks.setdefault(cause, set()).add(fault.block)
    return tuple(replace(fault, more=len(blocks[cause]) - 1, cause=cause) for cause, fault in first.items())


def texts_with_references(facts: Facts) -> tuple[tuple[Block, JsonPath, str], ...]:
    """Give the texts in which a reference may stand, each with its block and the path below it.

    Blocks come as a contact may reach them, the nearest first, and then those that are never reached: what is told of
    the first is the same wherever the blocks stand in the file.
    """
    return tuple(
        (block, at, text)
        for block in _as_reached(facts)
        for at, text in texts(block.parameters, ("Parameters",))
        if "$" in text
    )


def _as_reached(facts: Facts) -> Iterable[Block]:
    flow = facts.flow
    reached = dict.fromkeys([flow.entry] if flow.entry else [])
    waiting = deque(reached)
    while waiting:
        for branch in edges_out(facts(graph), waiting.popleft().id):
            block = flow.by_id[branch.target]
            if block not in reached:
                reached[block] = None
                waiting.append(block)
    return dict.fromkeys([*reached, *flow.blocks])


def keys_set(facts: Facts) -> Mapping[str, Set[str]]:
    """Give the keys that blocks of the flow set, by namespace: what its references may have been meant to be."""
    keys: dict[str, set[str]] = {}
    for block in facts.flow.blocks:
        for namespace, key in defined_by(block):
            keys.setdefault(namespace, set()).add(key)
    return keys
