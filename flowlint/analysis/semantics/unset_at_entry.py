"""The attributes that are surely not set where a flow begins, of those that it compares and sets.

See docs/semantics.md#consistent-paths.
"""

from collections import defaultdict
from collections.abc import Mapping

from flowlint import language
from flowlint.analysis.engine import MODULE_CALL, Facts, FirstRuns, graph, handovers, reachable_blocks, with_modules
from flowlint.analysis.semantics.comparison import compared_attribute
from flowlint.analysis.semantics.customers import contacts_begin_here
from flowlint.analysis.semantics.names import Name, defined
from flowlint.analysis.semantics.reads import reads_of
from flowlint.analysis.semantics.set_by_modules import set_by_modules


def unset_at_entry(facts: Facts) -> frozenset[Name]:
    """Give the attributes that the flow compares and sets, and that are surely not set where it begins.

    Those of the flow itself nothing else sets. A contact attribute may come with the contact, with a chat say, unless
    contacts begin here, the team does not say that it does, and the flow asks for it only where it may have set it.
    """
    set_at = facts(_set_at)
    asked = (compared_attribute(block) for block in facts(reachable_blocks))
    noted = frozenset(name for name in asked if name is not None and name in set_at)
    crossing = {one.name for one in language.attributes() if one.crosses_flows}
    may_come = frozenset(name for name in noted if name[0] in crossing)
    if not may_come:
        return noted
    if not facts(contacts_begin_here) or _calls_unseen_module(facts):
        return noted - may_come
    return noted - {name for name in may_come if facts.declared.knows_attribute(name[1])} - _expected(facts, may_come)


def _set_at(facts: Facts) -> Mapping[Name, frozenset[str]]:
    """Give the ids of the blocks that set each attribute, or call a module that may."""
    made, by_modules = facts(defined), facts(set_by_modules)
    found: dict[Name, set[str]] = defaultdict(set)
    for block in facts(reachable_blocks):
        for name in made[block.id] | by_modules.get(block.id, frozenset()):
            found[name].add(block.id)
    return {name: frozenset(ids) for name, ids in found.items()}


def _expected(facts: Facts, names: frozenset[Name]) -> set[Name]:
    """Give those of some attributes that the flow asks for or reads where no block of it can have set them."""
    asked_at: dict[Name, set[str]] = defaultdict(set)
    for block in facts(reachable_blocks):
        asked = (compared_attribute(block), *(name for read in reads_of(block) for name in read.names))
        for name in names.intersection(asked):
            asked_at[name].add(block.id)
    bits = {block_id: 1 << place for place, block_id in enumerate(sorted(set().union(*asked_at.values())))}
    runs = FirstRuns(facts(graph), facts.flow.start or "", bits)
    return {name for name, ids in asked_at.items() if sum(bits[one] for one in ids) & ~runs.after(facts(_set_at)[name])}


def _calls_unseen_module(facts: Facts) -> bool:
    """Tell whether the flow calls a module that is not in the run, or one of its modules does.

    That may set any contact attribute.
    """
    for flow in facts(with_modules):
        this = facts.project.of(flow)
        seen = {block.id for block, _ in this(handovers)}
        if any(block.type == MODULE_CALL and block.id not in seen for block in this(reachable_blocks)):
            return True
    return False
