"""What holds words of the customer that nothing has looked at: taint analysis, a forward may-analysis.

What the customer says or types is a source, and what looks at it a sanitizer; each rule has a sink of its own.

See docs/semantics.md#dialled-input and #spoken-words.
"""

from collections.abc import Callable, Iterator
from functools import partial
from operator import eq
from typing import Any, NamedTuple

from flowlint import language
from flowlint.analysis.engine import MODULE_CALL, Facts, Path, happened
from flowlint.analysis.semantics import (
    ConsistentSearch,
    Name,
    defined_by,
    looked_at,
    names_of,
    path_to_last,
    reads_of,
)
from flowlint.model.flow import Block, Transition
from flowlint.model.references import Reference, references_in

_TIMEOUT = "Timeout"

Tainted = tuple[str, frozenset[Name]]
"""The id of the block that took words of the customer, "" for none, and the names that hold these words."""

_CLEAN: Tainted = ("", frozenset())


class Source(NamedTuple):
    """Where words of the customer come from: the beginning of the references to them, and what keeps them dangerous.

    `is_open` tells whether a block that fills them takes any words; `stays` whether a text that an attribute is set to
    leaves them as dangerous as they were.
    """

    parts: tuple[str, ...]
    is_open: Callable[[Block], bool]
    stays: Callable[[str], bool]

    def holds(self, reference: Reference, names: frozenset[Name]) -> bool:
        """Tell whether a reference reads words, where these names hold them."""
        if reference.namespace == self.parts[0] and reference.parts[: len(self.parts)] != self.parts:
            return False
        found = names_of(reference)
        return found is not None and not names.isdisjoint(found[1])


class CustomerWords:
    """All paths of a flow, and which names hold words of the customer on them."""

    def __init__(self, facts: Facts, source: Source) -> None:
        self._flow, self._source = facts.flow, source
        starts = [] if facts.flow.entry is None else [(facts.flow.entry.id, _CLEAN)]
        self._search = ConsistentSearch(facts, starts, lambda edge, tainted: (self._after(edge, tainted),))

    def path_to(self, block: Block, reference: Reference) -> tuple[Block, Path] | None:
        """Give the block that took the words which a reference of a block reads, and the path from there.

        None where it reads none on any path.
        """
        states = self._search.states(block.id)
        tainted = next((one for one in states if self._source.holds(reference, one[1])), _CLEAN)
        path = self._search.path(block.id, partial(eq, tainted)) if tainted[1] else None
        if not path:
            return None
        taken_by = tainted[0]
        whole = len(path_to_last(self._flow, path, {taken_by}))
        return self._flow.by_id[taken_by], path[whole - 1 :]

    def _after(self, edge: Transition, before: Tainted) -> Tainted:
        """Give what holds unchecked words after an edge."""
        block, words = self._flow.by_id[edge.source], (self._source.parts[0], "")
        taken_by, names = before
        made = defined_by(block) if happened(block, edge) else frozenset()
        if words not in made and self._is_check(block, names):
            return _CLEAN
        if words in made:
            if self._source.is_open(block):
                return block.id, frozenset({words})
            names = names - {words}
        else:
            names = (names - made) | frozenset(self._copies(block, names) if made else ())
        return (taken_by, names) if names else _CLEAN

    def _is_check(self, block: Block, names: frozenset[Name]) -> bool:
        """Tell whether a block may look at unchecked words: it compares them, or hands them to a program or a module.

        To compare them with the word Timeout only tells that something was typed.
        """
        if not names:
            return False
        if block.type == MODULE_CALL or block.action is None:
            return True
        if any(self._source.holds(one, names) for one in looked_at(block)):
            return any(operand != _TIMEOUT for branch in block.conditions for operand in branch.operands)
        return any(read.asks_a_program and self._source.holds(read.reference, names) for read in reads_of(block))

    def _copies(self, block: Block, names: frozenset[Name]) -> Iterator[Name]:
        """Give the attributes that a block sets from unchecked words."""
        for namespace in language.attributes():
            values = block.parameters.get(namespace.keyed_by or "")
            for key, value in values.items() if isinstance(values, dict) else ():
                text = _text(value)
                held = any(self._source.holds(one, names) for one in references_in(text))
                if held and (namespace.name, key) in defined_by(block) and self._source.stays(text):
                    yield namespace.name, key


def _text(value: Any) -> str:
    value = value.get("Value") if isinstance(value, dict) else value
    return value if isinstance(value, str) else ""
