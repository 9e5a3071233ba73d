"""Outcomes that one flow notes and another asks for: branches of comparisons that only those take who have one.

See docs/semantics.md#noted-outcomes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import and_

from flowlint.analysis.engine import (
    MODULE_RETURN,
    Facts,
    ahead,
    block_bits,
    called_module,
    graph,
    handovers,
    happened,
    solve,
)
from flowlint.analysis.engine import reachable_blocks as blocks_of
from flowlint.analysis.semantics.comparison import NO_MATCH, asks, compared
from flowlint.analysis.semantics.names import Name, defined_by, text_put
from flowlint.model.flow import Block, Transition
from flowlint.model.references import is_filled_in

_RESULT_DATA = "Modules.ResultData"


@dataclass
class _Notes:
    """The texts that a flow notes under a name, None for one that is not known.

    `after` are noted on ways on which the outcome is there, `without` on others too. `missing_at` are the ids of the
    blocks by which a contact leaves the flow, or the module returns, where some way leads there with nothing noted.
    """

    after: set[str | None] = field(default_factory=set)
    without: set[str | None] = field(default_factory=set)
    missing_at: frozenset[str] = frozenset()


def asked_outcomes(has_outcome: Callable[[Block], bool]) -> Callable[[Facts], frozenset[Transition]]:
    """Make the analysis that gives the branches taken by those alone who have an outcome, as another flow has noted.

    `has_outcome` tells of which blocks. The other flow is a module which was called before, or one that hands over to
    this one or calls it; it notes the outcome by setting a contact attribute, or data that the module returns, to a
    text.
    """

    def noted(facts: Facts) -> Mapping[Name, _Notes]:
        without = _reached(facts, lambda edge: not (tells(facts, edge.source) and _done(facts, edge)))
        found: dict[Name, _Notes] = defaultdict(_Notes)
        for block in facts(blocks_of):
            for name, text in _set_by(block):
                (found[name].without if block.id in without else found[name].after).add(text)
        outcomes = {name: notes for name, notes in found.items() if notes.after}
        for name, missing_at in _missing(facts, tuple(outcomes)).items():
            outcomes[name].missing_at = missing_at
        return outcomes

    def tells(facts: Facts, block_id: str) -> bool:
        block = facts.flow.by_id[block_id]
        module = called_module(facts, block)
        return has_outcome(block) if module is None else module(has_within)

    def has_within(module: Facts) -> bool:
        return any(tells(module, block.id) for block in module(blocks_of))

    def asked(facts: Facts) -> frozenset[Transition]:
        asking = [(block, name) for block in facts(blocks_of) if (name := _asked_for(block)) is not None]
        found = set[Transition]()
        if not asking:
            return frozenset()
        bits, ahead_of, of = facts(block_bits), facts(ahead), facts.project.of
        by_modules: dict[Name, dict[Facts, int]] = defaultdict(lambda: defaultdict(int))
        for call in facts(blocks_of):
            module = called_module(facts, call)
            if module is not None:
                for name in module(noted):
                    by_modules[name][module] |= ahead_of[call.id]
        by_callers: dict[Name, list[tuple[_Notes, str]]] = defaultdict(list)
        for caller, by in facts.project.project.callers[facts.flow]:
            for name, notes in of(caller)(noted).items():
                by_callers[name].append((notes, by.id))
        for block, name in asking:
            modules = [one(noted)[name] for one, after in by_modules[name].items() if after & bits[block.id]]
            found.update(
                branch
                for branch in block.live_branches
                if any(_only_with_outcome(block, branch, one, asks(branch) or not one.missing_at) for one in modules)
                or any(_only_with_outcome(block, branch, one, by not in one.missing_at) for one, by in by_callers[name])
            )
        return frozenset(found)

    return asked


def _only_with_outcome(block: Block, branch: Transition, notes: _Notes, is_noted: bool) -> bool:
    """Tell whether what is noted takes a branch of a comparison, and only where the outcome is there.

    `is_noted` tells whether something is noted where the branch is taken: what a module has not set is mostly empty,
    while a contact may bring anything to a flow.
    """
    takes = _takes(block, branch)
    return is_noted and any(map(takes, notes.after)) and not any(map(takes, notes.without))


def _missing(facts: Facts, names: tuple[Name, ...]) -> Mapping[Name, frozenset[str]]:
    """Give the blocks at which a contact leaves, by id, where some way leads there on which a name is not set."""
    if not names or facts.flow.entry is None:
        return {}
    number = {name: place for place, name in enumerate(names)}
    sets = {
        block.id: sum(1 << number[name] for name in {name for name, _ in _set_by(block)} & number.keys())
        for block in facts(blocks_of)
    }

    def transfer(edge: Transition, known: int) -> int:
        return known | sets[edge.source] if _done(facts, edge) else known

    always = solve(facts(graph), facts.flow.entry.id, 0, transfer, and_)
    returns = {block.id for block in facts.flow.of_type(MODULE_RETURN)}
    known_at = {one.id: always[one.id] for one, _ in facts(handovers)}
    known_at |= {one: always[one] | sets[one] for one in returns & always.keys()}
    return {
        name: frozenset(one for one, known in known_at.items() if not known >> place & 1)
        for name, place in number.items()
    }


def _takes(block: Block, branch: Transition) -> Callable[[str | None], bool]:
    """Tell of a text, None for one that is not known, whether it may take a branch."""
    wanted = branch.condition.wanted
    if branch.kind == "condition":
        return lambda text: text is None or wanted is None or text in wanted or any(map(is_filled_in, wanted))
    matched = frozenset[str]().union(*(one.condition.matched for one in block.conditions))
    return lambda text: branch.label == NO_MATCH and text not in matched


def _reached(facts: Facts, goes_on: Callable[[Transition], bool]) -> frozenset[str]:
    """Give the ids of the blocks that a path of such branches reaches."""
    found, waiting = set[str](), [facts.flow.start or ""]
    while waiting:
        here = waiting.pop()
        if here not in found and here in facts.flow.by_id:
            found.add(here)
            waiting += [edge.target for edge in facts(graph).branches[here] if goes_on(edge)]
    return frozenset(found)


def _done(facts: Facts, edge: Transition) -> bool:
    return happened(facts.flow.by_id[edge.source], edge)


def _set_by(block: Block) -> Iterator[tuple[Name, str | None]]:
    """Give what a block may note an outcome in, with the text; None for one that is not known."""
    if block.type == MODULE_RETURN:
        data = block.parameters.get("ResultData")
        for key, text in data.items() if isinstance(data, dict) else ():
            yield (_RESULT_DATA, key), text if isinstance(text, str) and not is_filled_in(text) else None
        return
    for name in defined_by(block):
        if name[0] == "Attributes":
            text = text_put(block, name)
            yield name, None if text is None or is_filled_in(text) else text


def _asked_for(block: Block) -> Name | None:
    """Give what a block compares that an outcome may have been noted in."""
    reference = compared(block)
    parts = reference.parts if reference is not None else ()
    if parts[:2] == ("Modules", "ResultData") and len(parts) > 2:
        return _RESULT_DATA, parts[2]
    return ("Attributes", ".".join(parts[1:])) if parts[:1] == ("Attributes",) and len(parts) > 1 else None
