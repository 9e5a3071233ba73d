"""What is set or produced before each block of a flow, on every path to it.

A name is a namespace and a key: `("Attributes", "journey")`, `("External", "")`. An empty key stands for all of the
namespace: an answer replaces all of it, and a module that is not in the run may set any contact attribute. What is
known is the set of names that every path has defined, so where paths meet only what all of them bring remains.
"""

from collections.abc import Iterable, Iterator, Mapping

from flowlint import language
from flowlint.analysis.across import MODULE_CALL, Problem, Solution, facts_of
from flowlint.analysis.effects import happened
from flowlint.analysis.facts import Facts, ProjectFacts, graph
from flowlint.model.flow import Block, Transition
from flowlint.model.graph import edges_out
from flowlint.model.references import Reference, is_filled_in, references_in

Name = tuple[str, str]
Known = frozenset[Name]

NOTHING: Known = frozenset()
_ANY_ATTRIBUTE = ("Attributes", "")


def known_before(facts: Facts) -> dict[str, Known]:
    """Give the names defined on every path to each reachable block, by block id."""
    return facts_of(facts, _solution)


def added_by(facts: Facts) -> Mapping[Transition, Known]:
    """Give the names that each branch a contact can take adds to what was known, modules that return included."""
    solution = facts.project(_solution)
    return {edge: solution.behind(facts.flow, edge, NOTHING) for edge in facts(_added_by_blocks)}


def covers(known: Known, names: Iterable[Name]) -> bool:
    """Tell whether any of these names is known, by itself or with the whole of its namespace."""
    return any(name in known or (name[0], "") in known for name in names)


def defined_by(block: Block) -> Known:
    """Give the names that a block defines when its work is done."""
    return frozenset(
        (namespace.name, key)
        for namespace in (*language.attributes(), *language.results())
        if any(producer.matches(block.type, block.parameters) for producer in namespace.by)
        for key in _keys(block, namespace)
    )


def names_of(reference: Reference) -> tuple[language.Namespace, tuple[Name, ...]] | None:
    """Give the namespace that a reference belongs to and the names it may mean, longest first.

    None for what no block defines: system attributes, which are always there, and unknown namespaces.
    """
    for namespace in (*language.attributes(), *language.results()):
        roots = namespace.name.split(".")
        if list(reference.parts[: len(roots)]) == roots:
            keys = reference.possible_keys if namespace.keyed_by else ("",)
            return namespace, tuple((namespace.name, key) for key in keys if key or not namespace.keyed_by)
    return None


def _keys(block: Block, namespace: language.Namespace) -> Iterator[str]:
    """Give the keys of a namespace that a block sets; "" where only Connect can tell, or where it fills all."""
    named = block.parameters.get(namespace.keyed_by) if namespace.keyed_by else None
    keys = [named] if isinstance(named, str) else named if isinstance(named, Mapping) else [""]
    for key in keys:
        yield "" if is_filled_in(key) else key


def _solution(project: ProjectFacts) -> Solution[Known]:
    namespaces = (*language.attributes(), *language.results())
    survive = {namespace.name for namespace in namespaces if namespace.crosses_flows}
    seen = {namespace.name for namespace in namespaces if namespace.seen_in_modules}
    answers = {(one.name, "") for one in namespaces if any(by.type == MODULE_CALL for by in one.by)}
    return Solution(
        project,
        Problem(
            alone=lambda flow: NOTHING,
            transfer=lambda flow, edge, known: _with(known, project.of(flow)(_added_by_blocks)[edge]),
            join=_on_both,
            handed=lambda known: _within(known, survive),
            called=lambda known: _within(known, seen),
            # What a module can see of its caller's, the caller sees of the module's.
            returned=lambda before, after: _with(before, _within(after, seen) | answers),
            unknown=lambda known: _with(known, answers | {_ANY_ATTRIBUTE}),
        ),
    )


def _with(known: Known, names: Iterable[Name]) -> Known:
    """Add names; keys of a namespace that is known as a whole are not kept."""
    both = known.union(names)
    whole = {namespace for namespace, key in both if not key}
    return frozenset(name for name in both if not name[1] or name[0] not in whole)


def _on_both(one: Known, other: Known) -> Known:
    """Keep what two paths both know."""
    return frozenset(
        [*(name for name in one if covers(other, [name])), *(name for name in other if covers(one, [name]))]
    )


def _within(known: Known, namespaces: set[str]) -> Known:
    return frozenset(name for name in known if name[0] in namespaces)


def _added_by_blocks(facts: Facts) -> dict[Transition, Known]:
    """Give the names that each branch adds by the work of its own block, or by what taking it proves."""
    added: dict[Transition, Known] = {}
    for block in facts.flow.by_id.values():
        done = defined_by(block)
        for edge in edges_out(facts(graph), block.id):
            added[edge] = (done if happened(block, edge) else NOTHING) | _proven_by(block, edge)
    return added


def _proven_by(block: Block, edge: Transition) -> Known:
    """Give what has a value where a condition matched: the attribute compared, or all of the answer it is part of.

    One answer may be read under several names, that of a Lambda function as `External` and as `LambdaInvocation`.
    """
    parameter = language.parameter("compared", block.type)
    compared = block.parameters.get(parameter) if parameter else None
    if not edge.operand or not isinstance(compared, str):
        return NOTHING
    for reference in references_in(compared):
        found = names_of(reference)
        if found is not None and reference.text == compared.strip():
            namespace, names = found
            if namespace.keyed_by:
                return frozenset(names[:1])
            return frozenset((one.name, "") for one in language.results() if one.by == namespace.by)
    return NOTHING
