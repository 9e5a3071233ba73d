"""Uses without a definition: contact attributes that a flow reads and no flow of the run sets.

See docs/semantics.md#never-defined.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.attributes.candidates import Candidates
from flowlint.analysis.attributes.flows_before import (
    begins_unseen,
    flows_leading_to,
    flows_perhaps_leading_to,
)
from flowlint.analysis.attributes.never_defined import NeverDefined, nearest_reads
from flowlint.analysis.attributes.similar_keys import similar_keys
from flowlint.analysis.engine import MODULE_CALL, Facts, ProjectFacts, reachable_blocks
from flowlint.analysis.semantics import Read, defined
from flowlint.model.flow import Block, Flow
from flowlint.model.references import is_filled_in, named_keys

_ATTRIBUTES = "Attributes"
_SETS = "UpdateContactAttributes"
_MOST_PAIRS = 100_000
"""How many pairs of names are held to each other at most: so many are not all misspelt."""
_FOR_RELATED = {"TargetContact": "Related"}


class SimilarAttribute(NamedTuple):
    """A contact attribute that a read may mean, were its key misspelt, and a flow of the run that sets it."""

    key: str
    set_by: Flow


def attributes_never_set(facts: Facts) -> tuple[NeverDefined, ...]:
    """Give the contact attributes that this flow reads and no flow of the run sets, each where it is read first.

    That leaves out what AWS or a well-known integration sets, and what a module that is not in the run may have set.
    """
    setters = facts(_setters_seen)
    if begins_unseen(facts):
        return ()
    candidates, calls = facts(Candidates), frozenset(block.id for block in facts(_calls_outside))
    by_key: dict[str, list[Read]] = defaultdict(list)
    for read in candidates.reads:
        if read.namespace.name == _ATTRIBUTES and not any(key in setters or _is_known(key) for _, key in read.names):
            by_key[read.reference.key].append(read)
    unset = {key: same for key, same in by_key.items() if not any(candidates.can_follow(read, calls) for read in same)}
    before = flows_leading_to(facts) if unset else ()
    if any(one(_calls_outside) for one in before) or (unset and _may_be_any(facts)):
        return ()
    return nearest_reads(facts, unset)


def similar_attribute(facts: Facts, unset: NeverDefined) -> SimilarAttribute | None:
    """Give the attribute that a read may mean, were its key misspelt, set by this flow rather than by another.

    `unset` is one of `attributes_never_set`. It is worked out where it is shown, since of most it never is.
    """
    setters = facts(_setters_seen)
    if len(facts(attributes_never_set)) * len(setters) > _MOST_PAIRS:
        return None
    for _, wanted in unset.read.names:
        for key in similar_keys(wanted, setters):
            here = any((_ATTRIBUTES, key) in names for names in facts(defined).values())
            return SimilarAttribute(key, facts.flow if here else setters[key])
    return None


def _setters_seen(facts: Facts) -> Mapping[str, Flow]:
    """Give the contact attributes that this flow may read, each with the first flow that sets it.

    What it sets itself for the related contact, it does not read: that contact has attributes of its own.
    """
    if facts.flow not in facts.project(_setting_for_related):
        return facts.project(_setters)
    setting = facts.project(_keys_of_run)
    return _first_setters(one for one in setting if not (one[2] and one[1] is facts.flow))


def _setters(project: ProjectFacts) -> Mapping[str, Flow]:
    return _first_setters(project(_keys_of_run))


def _setting_for_related(project: ProjectFacts) -> frozenset[Flow]:
    return frozenset(flow for _, flow, for_related in project(_keys_of_run) if for_related)


def _first_setters(setting: Iterable[tuple[str, Flow, bool]]) -> dict[str, Flow]:
    found: dict[str, Flow] = {}
    for key, flow, _ in setting:
        found.setdefault(key, flow)
    return found


def _may_be_any(facts: Facts) -> bool:
    """Tell whether an attribute whose key is only known when a flow runs may be set for the contacts of this flow.

    That is in this flow and those that may lead here, in modules that these call, and wherever it is set for another
    contact, which may come here.
    """
    setters = facts.project(_setters_of_open_keys)
    if not setters:
        return False
    project = facts.project.project
    before = {facts.flow, *(one.flow for one in flows_perhaps_leading_to(facts))}
    waiting = list(before)
    while waiting:
        caller = waiting.pop()
        targets = (project.target(caller, block) for block in caller.of_type(MODULE_CALL))
        called = {one for one in targets if one is not None} - before
        before |= called
        waiting += called
    return any(for_another or flow in before for flow, for_another in setters)


def _setters_of_open_keys(project: ProjectFacts) -> frozenset[tuple[Flow, bool]]:
    """Give the flows that set an attribute whose key is only known then, and whether they do so for another contact."""
    return frozenset(
        (flow, block.type != _SETS or language.holds(_FOR_RELATED, block.parameters))
        for flow in project.project.flows
        for block in flow.blocks
        if any(map(is_filled_in, _keys_set(block)))
    )


def _keys_of_run(project: ProjectFacts) -> tuple[tuple[str, Flow, bool], ...]:
    """Give the contact attributes that blocks of the run set, with their flow, and whether for the related contact.

    Be the block reached or not, and be it for another contact: what it sets for a task, the flow of the task reads.
    """
    return tuple(
        (key, flow, language.holds(_FOR_RELATED, block.parameters))
        for flow in project.project.flows
        for block in flow.blocks
        for key in _keys_set(block)
        if not is_filled_in(key)
    )


def _keys_set(block: Block) -> list[str]:
    if block.action is None:
        # A type that is not known may be a wrong name for the block that was meant: the type is what is reported.
        named = block.parameters.get(_ATTRIBUTES)
        return list(named) if isinstance(named, dict) else []
    return [key.name for key in named_keys(block) if key.at[1] == _ATTRIBUTES]


def _is_known(key: str) -> bool:
    """Tell whether AWS, or a well-known integration, sets an attribute."""
    return language.is_known_key(key) or (_ATTRIBUTES, key) in language.documented_references()


def _calls_outside(facts: Facts) -> tuple[Block, ...]:
    """Give the blocks that call a module which is not in the run."""
    calls = (block for block in facts(reachable_blocks) if block.type == MODULE_CALL)
    return tuple(block for block in calls if facts.project.project.target(facts.flow, block) is None)
