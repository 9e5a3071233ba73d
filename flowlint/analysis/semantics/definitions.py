"""Definite assignment: the names that every path to a block has defined, over all flows of a run.

A forward must-analysis over sets of names, a bit each, with the join ∩. Only names that some block of the run reads
have a bit: the sets at all blocks take room for each, and nobody asks for the others.

See docs/semantics.md#definitions.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_, or_

from flowlint import language
from flowlint.analysis.engine import (
    MODULE_CALL,
    Facts,
    FirstRuns,
    Problem,
    ProjectFacts,
    Solution,
    graph,
    happened,
    never_taken,
    reachable_blocks,
)
from flowlint.analysis.semantics.comparison import asks, compared, named_in
from flowlint.analysis.semantics.customers import contacts_begin_here
from flowlint.analysis.semantics.names import ANY_ATTRIBUTE, Name, defined, names_of, namespaces
from flowlint.analysis.semantics.reads import reads_of
from flowlint.model.flow import Block, Transition

Known = int
"""A set of names, a bit each; see `Names`."""

NOTHING: Known = 0
_EVERY_NAME: Known = -1
"""More than a path can define: what is known where nobody comes."""


class Asked(int):
    """What a read asks for: the bits of which one must be known.

    With thousands of names a bit has kilobytes. So each is made once, and its hash does not look at all of it.
    """

    __hash__ = int.bit_length


class Names:
    """The bits of the names that blocks of a run both define and read.

    A set of names has, with the bit of a namespace as a whole, the bits of all its keys. So one `&` joins two sets,
    and one tells whether a set has any of some names. A key that is read and that no block of the run defines has the
    bit of its namespace: it is known only where all of that is.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        wholes = [(namespace.name, "") for namespace in namespaces()]
        self._bits = {name: Asked(1 << number) for number, name in enumerate(dict.fromkeys((*wholes, *names)))}
        self._sets: dict[Name, Known] = dict(self._bits)
        self._any_of: dict[tuple[Name, ...], Asked] = {}
        for (namespace, key), bit in self._bits.items():
            if key:
                self._sets[namespace, ""] |= bit

    def known(self, names: Iterable[Name]) -> Known:
        """Give the set of these names, without those that nothing reads."""
        known = NOTHING
        for name in names:
            if bits := self._sets.get(name):
                known |= bits
        return known

    def any_of(self, names: tuple[Name, ...]) -> Asked:
        """Give the bits that a set has one of at least where it has any of these names, or all of a namespace.

        The names must be those of reads of the run.
        """
        found = self._any_of.get(names)
        if found is None:
            bits = [self._bits.get(name) or self._bits[name[0], ""] for name in names]
            found = self._any_of[names] = bits[0] if len(bits) == 1 else Asked(reduce(or_, bits, NOTHING))
        return found

    def within(self, namespaces: Iterable[str]) -> Known:
        """Give the bits of all names of these namespaces."""
        return self.known((namespace, "") for namespace in namespaces)


def names_of_run(project: ProjectFacts) -> Names:
    """Number the names that blocks of a run read, and that blocks define or their branches prove."""
    read, made = set[Name](), set[Name]()
    for facts in map(project.of, project.project.flows):
        read |= facts(_names_read)
        made.update(*facts(defined).values(), *facts(_names_added).values())
    return Names(sorted(read & made))


def known_before(facts: Facts) -> dict[str, Known]:
    """Give the names defined on every path to each reachable block, by block id."""
    return facts.project(_solution).in_states(facts.flow)


def added_by(facts: Facts) -> Mapping[Transition, Known]:
    """Give the names that each branch a contact can take adds to what was known, modules that return included."""
    solution, never = facts.project(_solution), facts(never_taken)
    return {
        edge: NOTHING if edge in never else solution.after(facts.flow, edge, NOTHING)
        for edge in facts(_added_by_blocks)
    }


def _solution(project: ProjectFacts) -> Solution[Known]:
    names = project(names_of_run)
    survive = names.within(one.name for one in namespaces() if one.crosses_flows)
    seen = names.within(one.name for one in namespaces() if one.seen_in_modules)
    answers = names.within(one.name for one in namespaces() if any(by.type == MODULE_CALL for by in one.by))
    any_attribute = names.known([ANY_ATTRIBUTE])
    return Solution(
        project,
        Problem(
            entry_state=lambda flow: NOTHING,
            transfer=lambda flow, edge, known: known | project.of(flow)(_added_by_blocks)[edge],
            join=and_,
            on_transfer=lambda known: known & survive,
            on_call=lambda known: known & seen,
            # What is set after the block may be missing when the event comes.
            on_event=lambda facts, block, states: states[block.id] & survive,
            # What a module can see of its caller's, the caller sees of the module's.
            on_return=lambda flow, edge, before, after, end: before | after & seen | answers,
            on_unknown_call=lambda known: known | answers | any_attribute,
            never=_EVERY_NAME,
        ),
    )


def _added_by_blocks(facts: Facts) -> dict[Transition, Known]:
    """Give what each branch adds by the work of its own block, or by what taking it proves."""
    names = facts.project(names_of_run)
    return {edge: names.known(added) if added else NOTHING for edge, added in facts(_names_added).items()}


def _names_read(facts: Facts) -> frozenset[Name]:
    return frozenset(name for block in facts.flow.by_id.values() for read in reads_of(block) for name in read.names)


def _names_added(facts: Facts) -> dict[Transition, frozenset[Name]]:
    added: dict[Transition, frozenset[Name]] = {}
    made, branches = facts(defined), facts(graph).branches
    for block in facts.flow.by_id.values():
        done, came = made[block.id], _came_with_the_contact(facts, block)
        for edge in branches[block.id]:
            without_work = _proven_by(block, edge) | came if asks(edge) else came
            added[edge] = without_work | done if done and happened(block, edge) else without_work
    return added


def _came_with_the_contact(facts: Facts, block: Block) -> frozenset[Name]:
    """Give the answers that a block compares and none before it can have given, where nobody knows what goes before.

    Who asks for them knows that a flow before has got them.
    """
    reference = compared(block)
    found = names_of(reference) if reference else None
    if found is None or found[0] not in language.results() or not found[0].crosses_flows:
        return frozenset()
    if facts.flow.is_module or facts(contacts_begin_here) or facts.project.project.callers[facts.flow]:
        return frozenset()
    names = _with_its_other_names(*found)
    entry, made = facts.flow.entry, facts(defined)
    givers = [one.id for one in facts(reachable_blocks) if not made[one.id].isdisjoint(names)]
    if entry is None or not givers:
        return names
    return frozenset() if FirstRuns(facts(graph), entry.id, {block.id: 1}).after(givers) else names


def _proven_by(block: Block, edge: Transition) -> frozenset[Name]:
    """Give what has a value where a condition matched: the attribute compared, or all of the answer it is part of.

    The edge must ask for a value; see `asks`. One answer may be read under several names, that of a Lambda function as
    `External` and as `LambdaInvocation`.
    """
    reference = compared(block)
    named = [*named_in(block, edge), *([reference] if reference else [])]
    return frozenset[Name]().union(*(_with_its_other_names(*found) for one in named if (found := names_of(one))))


def _with_its_other_names(namespace: language.Namespace, names: tuple[Name, ...]) -> frozenset[Name]:
    if namespace.keyed_by:
        return frozenset(names[:1])
    return frozenset((one.name, "") for one in language.results() if one.by == namespace.by)
