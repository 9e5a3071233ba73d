"""Flow modules that may count how often they are called, and end the contact when it was often enough.

See docs/semantics.md#retries.
"""

from collections import defaultdict

from flowlint.analysis.engine import (
    MODULE_CALL,
    MODULE_RETURN,
    Facts,
    StateSearch,
    called_module,
    graph,
    happened,
    reachable_blocks,
)
from flowlint.analysis.semantics import Name, defined_by, looked_at, names_of, text_put
from flowlint.model.flow import Block, Transition
from flowlint.model.references import is_filled_in

_LOOP = "Loop"

_MOST = 4
"""How many attributes that may count rounds are looked at in a module; with more, it is taken to count them."""


def may_count_rounds(facts: Facts, call: Block) -> bool:
    """Tell whether the module that a block calls may count its rounds, so that it does not come back for ever.

    A module outside the run may do so. One of the run must have an end by which it does not come back, and, in itself
    or in what it calls, a Loop block or a comparison with what an earlier round left.
    """
    seen, waiting, ends = set[Facts](), [called_module(facts, call)], False
    counts = False
    while waiting:
        module = waiting.pop()
        if module is None:
            return True
        if module not in seen:
            seen.add(module)
            blocks = module(reachable_blocks)
            if any(block.action is None for block in blocks):
                return True
            ends |= any(map(_ends, blocks))
            counts |= module(_counts)
            waiting += [called_module(module, block) for block in blocks if block.type == MODULE_CALL]
    return ends and counts


def _ends(block: Block) -> bool:
    """Tell whether a contact may leave a module by a block without coming back to its caller."""
    terminal = block.action is not None and block.action.terminal and block.type != MODULE_RETURN
    return terminal or block.has("leaves_on_success")


def _counts(facts: Facts) -> bool:
    """Tell whether a module has a Loop block, or compares something that it sets as an earlier round left it."""
    blocks = facts(reachable_blocks)
    if any(block.type == _LOOP for block in blocks):
        return True
    setters, compared = defaultdict[Name, list[Block]](list), defaultdict[Name, set[str]](set)
    for block in blocks:
        for name in defined_by(block):
            setters[name].append(block)
        for found in filter(None, map(names_of, looked_at(block))):
            for name in found[1]:
                compared[name].add(block.id)
    both = sorted(setters.keys() & compared.keys())
    return len(both) > _MOST or any(
        not all(_is_fixed(one, name) for one in setters[name])
        or not compared[name].isdisjoint(_reached_without(facts, name))
        for name in both
    )


def _is_fixed(setter: Block, name: Name) -> bool:
    """Tell whether a block sets an attribute to a text that is the same in each round."""
    text = text_put(setter, name)
    return text is not None and not is_filled_in(text)


def _reached_without(facts: Facts, name: Name) -> frozenset[str]:
    """Give the ids of the blocks that a path from the entry reaches before anything of this round sets a name."""
    flow = facts.flow
    starts = [] if flow.entry is None else [(flow.entry.id, None)]

    def successors(edge: Transition, state: None) -> tuple[None, ...]:
        block = flow.by_id[edge.source]
        return () if name in defined_by(block) and happened(block, edge) else (state,)

    return frozenset(StateSearch(facts(graph), starts, successors))
