"""Answers read by a name that the block which gives them did not ask for, or cannot give.

Fields of a customer profile, attributes that a query of a data table loads, and values within values of a function
whose answer is declared to be flat. Looks at flows that have a block which asks; what any flow of the run asks
for counts, because answers may stay with the contact.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from flowlint import language
from flowlint.analysis.engine import MODULE_CALL, Facts, ProjectFacts
from flowlint.analysis.references.texts import texts_nearest_first
from flowlint.analysis.references.wrong_reference import WrongReference, once_per_cause
from flowlint.model.flow import Flow
from flowlint.model.references import is_filled_in
from flowlint.text.closest import closest_name
from flowlint.text.json_values import value_at

_QUERIES = "EvaluateDataTableValues"
_FUNCTION = "InvokeLambdaFunction"
_FLAT = {"ResponseValidation.ResponseType": "STRING_MAP"}
_ANSWERS = (("External",), ("LambdaInvocation", "ResultData"))

What = Literal["field", "attribute", "nested"]


class NotAsked(NamedTuple):
    """A read of what was not asked for; `what` it is, and `of` which query. `right` in it was asked for."""

    wrong: WrongReference
    what: What
    of: str = ""


def answers_not_asked(facts: Facts) -> tuple[NotAsked, ...]:
    """Give what a flow reads of answers that it did not ask for, each name once, where it is read first.

    Nothing in a module, which may read what its caller asked.
    """
    if facts.flow.is_module:
        return ()
    fields = once_per_cause(_fields(facts))
    attributes = once_per_cause(_attributes(facts))
    return (
        *(NotAsked(one, "field") for one in fields),
        *(NotAsked(one, "attribute", one.cause.partition(" ")[0]) for one in attributes),
        *(NotAsked(one, "nested") for one in once_per_cause(_nested(facts))),
    )


def _fields(facts: Facts) -> Iterator[WrongReference]:
    for kind in language.asked_fields():
        asked = facts.project(_fields_of_run)[kind]
        if asked is None or not any(facts.flow.of_type(kind.block_type)):
            continue
        for block, at, _, references in facts(texts_nearest_first):
            for reference in references:
                # A part of a field may be asked for under another name.
                if reference.namespace == kind.below and len(reference.parts) == 2 and not reference.tail:
                    name = reference.parts[1]
                    if name not in asked and not is_filled_in(name):
                        right = closest_name(name, sorted(asked))
                        yield WrongReference(block, at, reference.span, reference.text, right, name)


def _fields_of_run(project: ProjectFacts) -> Mapping[language.AskedFields, frozenset[str] | None]:
    """Give the fields that come because a flow of the run asks for them, or always; None where others may come."""
    found: dict[language.AskedFields, frozenset[str] | None] = {}
    for kind in language.asked_fields():
        namespace = next(one for one in language.results() if one.name == kind.below)
        types = [by.type for by in namespace.by]
        found[kind] = kind.always
        for block in (block for flow in project.project.flows for block in flow.of_type(*types)):
            # What another block gives of the same answers is not known.
            names = _names(block.parameters.get(kind.asked_by)) if block.type == kind.block_type else None
            found[kind] = _both(found[kind], names)
    return found


def _attributes(facts: Facts) -> Iterator[WrongReference]:
    asked = facts.project(_queries_of_run)
    own = {name for name, _ in _queries(facts.flow)}
    for block, at, _, references in facts(texts_nearest_first) if own else ():
        for reference in references:
            if reference.parts[0] != "DataTables" or len(reference.parts) != 3 or reference.tail:
                continue
            _, query, name = reference.parts
            names = asked[query] if query in own else None
            if names is not None and name not in names and not is_filled_in(name):
                right = closest_name(name, sorted(names))
                yield WrongReference(block, at, reference.span, reference.text, right, f"{query} {name}")


def _queries_of_run(project: ProjectFacts) -> Mapping[str, frozenset[str] | None]:
    """Give the queries of a run with the attributes that they load, None for those of which that is not known."""
    found: dict[str, frozenset[str] | None] = {}
    for flow in project.project.flows:
        for name, attributes in _queries(flow):
            found[name] = _both(found.get(name, frozenset()), attributes)
    return found


def _queries(flow: Flow) -> Iterator[tuple[str, frozenset[str] | None]]:
    for block in flow.of_type(_QUERIES):
        queries = block.parameters.get("Queries")
        for query in queries if isinstance(queries, list) else ():
            name = value_at(query, ("QueryName",))
            if isinstance(name, str):
                yield name, _names(value_at(query, ("Attributes",)))


def _nested(facts: Facts) -> Iterator[WrongReference]:
    """Give the reads of values within values, where each function of the flow and of the run answers text alone."""
    flow = facts.flow
    if not any(flow.of_type(_FUNCTION)) or any(flow.of_type(MODULE_CALL)) or not facts.project(_all_flat):
        return
    for block, at, text, references in facts(texts_nearest_first):
        for reference in references:
            below = next((one for one in _ANSWERS if reference.parts[: len(one)] == one), None)
            if below is not None and len(reference.parts) > len(below) + 1 and reference.text == text.strip():
                yield WrongReference(block, at, reference.span, reference.text, None, reference.key)


def _all_flat(project: ProjectFacts) -> bool:
    """Tell whether each function of the run answers text alone."""
    functions = (block for flow in project.project.flows for block in flow.of_type(_FUNCTION))
    return all(language.holds(_FLAT, block.parameters) for block in functions)


def _names(value: object) -> frozenset[str] | None:
    """Give the names of a list that is there and written out; None for any other."""
    if not isinstance(value, list) or not value:
        return None
    names = [one for one in value if isinstance(one, str) and not is_filled_in(one)]
    return frozenset(names) if len(names) == len(value) else None


def _both(some: frozenset[str] | None, more: frozenset[str] | None) -> frozenset[str] | None:
    return None if some is None or more is None else some | more
