"""Definite assignment: the names that every path to a block has defined, over all flows of a run.

A forward must-analysis over sets of names, a bit each, with the join ∩. A name is a namespace and a key:
`("Attributes", "journey")`, `("External", "")`. An empty key stands for all of the namespace: an answer replaces all of
it, and a module that is not in the run may set any contact attribute.

See docs/semantics.md#definitions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, reduce
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
    reachable_blocks,
)
from flowlint.analysis.semantics.comparison import asks, compared, named_in
from flowlint.analysis.semantics.customers import contacts_begin_here
from flowlint.model.flow import Block, Transition, once_per_block
from flowlint.model.references import Reference, is_filled_in

Name = tuple[str, str]
"""What blocks define and read: the name of a namespace, and a key in it; the key "" stands for all of it."""

Known = int
"""A set of names, a bit each; see `Names`."""

NOTHING: Known = 0
ANY_ATTRIBUTE: Name = ("Attributes", "")
"""Stands for every contact attribute: which of them, only Connect can tell."""


class Asked(int):
    """What a read asks for: the bits of which one must be known.

    With thousands of names a bit has kilobytes. So each is made once, and its hash does not look at all of it.
    """

    __hash__ = int.bit_length


class Names:
    """The bits of all names that blocks of a run define.

    A set of names has, with the bit of a namespace as a whole, the bits of all its keys. So one `&` joins two sets,
    and one tells whether a set has any of some names. A key that no block of the run defines has the bit of its
    namespace: it is known only where all of that is.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        wholes = ((namespace.name, "") for namespace in _namespaces())
        self._bits = {name: Asked(1 << number) for number, name in enumerate(dict.fromkeys((*wholes, *names)))}
        self._all: dict[str, Known] = defaultdict(int)
        for (namespace, _), bit in self._bits.items():
            self._all[namespace] |= bit

    def known(self, names: Iterable[Name]) -> Known:
        """Give the set of these names."""
        known = NOTHING
        for namespace, key in names:
            known |= self._bits[namespace, key] if key else self._all[namespace]
        return known

    def any_of(self, names: Iterable[Name]) -> Asked:
        """Give the bits that a set has one of at least where it has any of these names, or all of a namespace."""
        bits = [self._bits.get(name) or self._bits[name[0], ""] for name in names]
        return bits[0] if len(bits) == 1 else Asked(reduce(or_, bits, NOTHING))

    def within(self, namespaces: Iterable[str]) -> Known:
        """Give the bits of all names of these namespaces."""
        return self.known((namespace, "") for namespace in namespaces)


def names_of_run(project: ProjectFacts) -> Names:
    """Number the names that blocks of a run define, or that their branches prove."""
    flows = [project.of(flow) for flow in project.project.flows]
    sets = (names for facts in flows for names in (*facts(defined).values(), *facts(_names_added).values()))
    return Names(name for names in sets for name in sorted(names))


def known_before(facts: Facts) -> dict[str, Known]:
    """Give the names defined on every path to each reachable block, by block id."""
    return facts.project(_solution).in_states(facts.flow)


def added_by(facts: Facts) -> Mapping[Transition, Known]:
    """Give the names that each branch a contact can take adds to what was known, modules that return included."""
    solution = facts.project(_solution)
    return {edge: solution.after(facts.flow, edge, NOTHING) for edge in facts(_added_by_blocks)}


def defined(facts: Facts) -> Mapping[str, frozenset[Name]]:
    """Give the names that each block defines when its work is done, by block id."""
    return {block.id: defined_by(block) for block in facts.flow.by_id.values()}


@once_per_block
def defined_by(block: Block) -> frozenset[Name]:
    """Give the names that a block defines when its work is done."""
    return frozenset(
        (namespace.name, key)
        for namespace, producer in _producers().get(block.type, ())
        if producer.matches(block.type, block.parameters)
        for key in _keys(block, namespace)
    )


def text_put(block: Block, name: Name) -> str | None:
    """Give the text that a block puts into a contact attribute; None for anything else."""
    attributes = block.parameters.get("Attributes")
    text = attributes.get(name[1]) if isinstance(attributes, dict) else None
    return text if isinstance(text, str) else None


def names_of(reference: Reference) -> tuple[language.Namespace, tuple[Name, ...]] | None:
    """Give the namespace that a reference belongs to and the names it may mean, longest first.

    There are no names where it is a bare `$.Attributes`. None for what no block defines: system attributes, which are
    always there, and unknown namespaces.
    """
    for roots, namespace in _by_root().get(reference.parts[0], ()):
        if reference.parts[: len(roots)] == roots:
            keys = reference.possible_keys if namespace.keyed_by else ("",)
            return namespace, tuple((namespace.name, key) for key in keys if key or not namespace.keyed_by)
    return None


@cache
def _namespaces() -> tuple[language.Namespace, ...]:
    return (*language.attributes(), *language.results())


@cache
def _by_root() -> Mapping[str, list[tuple[tuple[str, ...], language.Namespace]]]:
    """Give the namespaces that begin with each word, with all their words."""
    by_root: dict[str, list[tuple[tuple[str, ...], language.Namespace]]] = defaultdict(list)
    for namespace in _namespaces():
        roots = tuple(namespace.name.split("."))
        by_root[roots[0]].append((roots, namespace))
    return by_root


@cache
def _producers() -> Mapping[str, list[tuple[language.Namespace, language.Producer]]]:
    """Give what blocks of each type fill, in what cases."""
    by_type: dict[str, list[tuple[language.Namespace, language.Producer]]] = defaultdict(list)
    for namespace in _namespaces():
        for producer in namespace.by:
            by_type[producer.type].append((namespace, producer))
    return by_type


def _keys(block: Block, namespace: language.Namespace) -> Iterator[str]:
    """Give the keys of a namespace that a block sets; "" where only Connect can tell, or where it fills all."""
    named = block.parameters.get(namespace.keyed_by) if namespace.keyed_by else None
    keys = [named] if isinstance(named, str) else named if isinstance(named, dict) else [""]
    for key in keys:
        yield "" if is_filled_in(key) else key


def _solution(project: ProjectFacts) -> Solution[Known]:
    names = project(names_of_run)
    survive = names.within(one.name for one in _namespaces() if one.crosses_flows)
    seen = names.within(one.name for one in _namespaces() if one.seen_in_modules)
    answers = names.within(one.name for one in _namespaces() if any(by.type == MODULE_CALL for by in one.by))
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
            on_return=lambda before, after: before | after & seen | answers,
            on_unknown_call=lambda known: known | answers | any_attribute,
        ),
    )


def _added_by_blocks(facts: Facts) -> dict[Transition, Known]:
    """Give what each branch adds by the work of its own block, or by what taking it proves."""
    names = facts.project(names_of_run)
    return {edge: names.known(added) if added else NOTHING for edge, added in facts(_names_added).items()}


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
