"""Uses without a definition: results that a flow reads and no block gives, in it or in a flow that may come before.

See docs/semantics.md#never-defined.
"""

from collections import defaultdict

from flowlint import language
from flowlint.analysis.attributes.candidates import Candidates
from flowlint.analysis.attributes.flows_before import begins_unseen, flows_perhaps_leading_to
from flowlint.analysis.attributes.never_defined import NeverDefined, nearest_reads
from flowlint.analysis.engine import (
    MODULE_CALL,
    Facts,
    ahead,
    block_bits,
    called_module,
    reachable_blocks,
    with_modules,
)
from flowlint.analysis.semantics import Read, defined
from flowlint.model.flow import Block


def results_never_produced(facts: Facts) -> tuple[NeverDefined, ...]:
    """Give the results that this flow reads and no block before gives, each where one of it is read first.

    Only those that live on from flow to flow, where no flow of the run that may hand over to this one gives them; the
    others are among `undefined_results`. None of a flow that is alone in the run, unless it is known to be the only
    one: nobody knows what comes before it.
    """
    is_alone = len(facts.project.project.flows) == 1 and not facts.declared.whole
    if is_alone or begins_unseen(facts):
        return ()
    candidates = facts(Candidates)
    calls = frozenset(block.id for block in facts(reachable_blocks) if block.type == MODULE_CALL)
    by_result: dict[str, list[Read]] = defaultdict(list)
    for read in candidates.reads:
        if not read.is_of_result or not candidates.comes_from_outside(read) or candidates.may_be_defined_before(read):
            continue
        # What a program gave back may go in again the next time round.
        comes_back = read.asks_a_program and candidates.may_be_defined_after(read)
        # What a module sees of its caller, the caller sees of the module.
        by_module = read.namespace.seen_in_modules and candidates.can_follow(read, calls)
        if not comes_back and not by_module:
            # One result may be read under several names.
            by_result[next(one.name for one in language.results() if one.by == read.namespace.by)].append(read)
    before = flows_perhaps_leading_to(facts) if by_result else ()
    never = {
        result: reads
        for result, reads in by_result.items()
        if not any(_gives(one, read.namespace) for one in before for read in reads)
    }
    return nearest_reads(facts, never)


def call_that_keeps(facts: Facts, read: Read) -> Block | None:
    """Give the first call before a read, by its id, of a module that gets the result and does not share it."""
    bit, lead_to = facts(block_bits)[read.block.id], facts(ahead)
    calls = (block for block in facts(reachable_blocks) if lead_to[block.id] & bit)
    for call in sorted(calls, key=lambda one: one.id):
        module = called_module(facts, call)
        if module is not None and any(_gives(facts.project.of(one), read.namespace) for one in module(with_modules)):
            return call
    return None


def _gives(facts: Facts, namespace: language.Namespace) -> bool:
    """Tell whether a block of a flow gives a result, or a module that it calls may."""
    blocks = facts(reachable_blocks)
    if namespace.seen_in_modules and any(block.type == MODULE_CALL for block in blocks):
        return True
    return any(name == namespace.name for block in blocks for name, _ in facts(defined)[block.id])
