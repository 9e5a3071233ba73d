"""Parameters of blocks that Connect refuses, or that its documentation does not allow: what is wrong, and where.

Compiled schemas pass the blocks that are fine, and complain of the others. They are made from the catalogue's facts
(tools/parameter_schemas.py).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from flowlint import language
from flowlint.analysis.blocks.meant_parameters import Meant, has_shape, meant, near, object_of
from flowlint.analysis.engine import Facts
from flowlint.model.flow import Block, Flow
from flowlint.text.closest import closest_meant
from flowlint.text.json_values import JsonPath, dotted, shown, top_levels, value_at
from flowlint.text.words import counted

_Kind = Literal["name", "missing", "refused", "several", "none", "empty", "value", "no parameters"]

_LEVELS = 10
"""How deep parameters are looked at: more than the schemas describe."""
_DIRECTLY_IN_A_MAP = 3
"""The length of a path to a value of a map: `Parameters`, its name, the key."""
_LIKE_ENOUGH = 0.85


class ParameterFault(NamedTuple):
    """Something wrong with a block's parameters.

    `at` is the path below the block, of what is missing too. `wanted` says what should stand there, in words:
    `a number from 1 to 8`; `shown` what does. `right` is the name or value that was meant, where there is one.
    `others` are the parameters that a fault of several is about, or what an object holds that stands directly among the
    block's parameters. `taker` is the one block type that has such a parameter. `removable` says
    that the block lacks nothing without what is empty. `certain` says that the service refuses
    this, and `answer` is what it said then, where it was seen to.
    """

    block: Block
    kind: _Kind
    at: JsonPath
    wanted: str = ""
    shown: str = ""
    right: str | None = None
    others: tuple[str, ...] = ()
    certain: bool = True
    answer: str | None = None
    setter: str | None = None
    """What the designer calls the block that sets, before this one, what the parameter was meant to."""
    taker: str | None = None
    removable: bool = True

    @property
    def name(self) -> str:
        """The parameter as people write it: `InputValidation.CustomValidation.MaximumLength`."""
        return dotted(self.at[1:])

    @property
    def fingerprint_key(self) -> str:
        """What distinguishes this fault from others of the block: the parameter, or those of which one is missing."""
        return self.name or ", ".join(self.others)


def parameter_faults(facts: Facts) -> tuple[ParameterFault, ...]:
    """Give what is wrong with the parameters of each block, at most one fault per parameter, in file order.

    Says nothing of old console exports, of types that the catalogue does not have, nor of Parameters that are no
    object.
    """
    flow = facts.flow
    if flow.translated:
        return ()
    malformed = frozenset((*flow.malformed, *flow.opaque))
    return tuple(
        fault
        for block in flow.blocks
        if block.action is not None and (*block.path, "Parameters") not in malformed
        for fault in _faults(flow, block)
    )


def _faults(flow: Flow, block: Block) -> Iterable[ParameterFault]:
    near_names = list(_near_names(block))
    if language.parameter_schema(block.type).passes(block.parameters):
        return [*near_names, *(_with_remedy(fault) for fault in _empty_inside(block, near_names))]
    found = _one_each((*_all_faults(block), *near_names))
    found = [_with_remedy(fault) for fault in (*found, *_empty_inside(block, found))]
    if block.parameters or not all(fault.kind in {"missing", "none"} for fault in found):
        return found
    # That there are none at all is one mistake.
    has_key = "Parameters" in value_at(flow.document, block.path)
    return [
        ParameterFault(
            block,
            "no parameters",
            ("Parameters",) if has_key else ("Type",),
            others=tuple(str(fault.at[-1]) if fault.kind == "missing" else fault.wanted for fault in found),
            certain=any(fault.certain for fault in found),
            answer=next((fault.answer for fault in found if fault.answer), None),
        )
    ]


def _empty_inside(block: Block, found: Iterable[ParameterFault]) -> Iterator[ParameterFault]:
    """Give the empty texts that the schemas do not speak of: Connect is said to refuse one wherever it stands."""
    told = {fault.at for fault in found}
    for at, text in block.texts:
        if text or any(at[:length] in told for length in range(2, len(at) + 1)):
            continue
        if len(at) <= _DIRECTLY_IN_A_MAP or not language.may_be_empty_inside(block.type, str(at[1])):
            yield ParameterFault(block, "empty", at, "text that is not empty", certain=False)


def _with_remedy(fault: ParameterFault) -> ParameterFault:
    """Say of an empty text whether it can just as well be left out."""
    if fault.kind != "empty":
        return fault
    without = _without(fault)
    if language.parameter_schema(fault.block.type).passes(without):
        return fault
    before, after = (set(_lacking(fault.block.type, one)) for one in (fault.block.parameters, without))
    return fault._replace(removable=after <= before)


def _lacking(block_type: str, parameters: Mapping[str, Any]) -> Iterator[tuple[JsonPath, str]]:
    for complaint in language.parameter_schema(block_type).complaints(parameters):
        if complaint.keyword in {"required", "anyOf", "minItems"}:
            yield complaint.at, str(complaint.wanted)


def _without(fault: ParameterFault) -> Mapping[str, Any]:
    """Copy the block's parameters without the value at fault."""
    parameters: dict[str, Any] = top_levels(dict(fault.block.parameters), _LEVELS)
    *way, last = fault.at[1:]
    holder = value_at(parameters, way)
    if isinstance(holder, dict | list):
        del holder[last]  # type: ignore[arg-type]
    return parameters


def _one_each(faults: Iterable[ParameterFault]) -> list[ParameterFault]:
    """Keep the gravest fault of each parameter, and of what is missing only what no wrong name was meant to be."""
    found: dict[tuple[JsonPath, tuple[str, ...]], ParameterFault] = {}
    for fault in sorted(faults, key=lambda fault: not fault.certain):
        # What is missing from several groups of parameters is missing at the same place.
        found.setdefault((fault.at, fault.others if fault.kind == "none" else ()), fault)
    names = [fault for fault in found.values() if fault.kind == "name"]
    meant = {(*fault.at[:-1], right) for fault in names for right in (fault.right, *fault.others)}
    # A name that is newer than the catalogue may be what was to be set.
    open_at = {fault.at[:-1] for fault in names if not fault.certain}
    wrong = {fault.at for fault in found.values() if fault.kind != "none"}
    return [
        fault
        for fault in found.values()
        if not (fault.kind == "missing" and fault.at in meant)
        and not (fault.kind == "none" and any((*fault.at, name) in meant for name in fault.others))
        and not (fault.kind == "none" and not fault.certain and fault.at in open_at)
        and not any(fault.at[:length] in wrong for length in range(1, len(fault.at)))
    ]


def _all_faults(block: Block) -> Iterator[ParameterFault]:
    """Turn each complaint into a fault."""
    for complaint in language.parameter_schema(block.type).complaints(block.parameters, ("Parameters",)):
        level = complaint.schema.get("x-level")
        fault = ParameterFault(
            block, "value", complaint.at, wanted=complaint.schema.get("title", ""), certain=level != "warning"
        )
        for one in _BY_KEYWORD.get(complaint.keyword, _value)(complaint, fault):
            answer = complaint.schema.get("x-answer") or _answer(one.kind)
            yield one._replace(answer=answer) if level == "proven" else one


def _missing(complaint: language.Complaint, fault: ParameterFault) -> Iterator[ParameterFault]:
    yield fault._replace(kind="missing", at=(*fault.at, complaint.wanted[0]))


def _names(complaint: language.Complaint, fault: ParameterFault) -> Iterator[ParameterFault]:
    known: Mapping[str, Any] = complaint.schema["properties"]
    refused = language.refused_names(fault.block.type) if len(fault.at) == 1 else {}
    may_be = [re.compile(one) for one in complaint.schema.get("patternProperties", ())]
    held = object_of(fault.block.type, fault.block.parameters, fault.at, known)
    taken: list[str] = []
    for name, value in sorted(complaint.value.items()):  # of two that mean one name the first is taken for it
        if name not in known and not any(one.search(name) for one in may_be):
            named = refused.get(name)
            if named is not None:
                right = Meant(named, sure=True) if has_shape(value, known[named]) else None
            else:
                right = meant(name, held, taken)
            taken += [right.name] if right is not None else []
            lifted = _lifted(name, value, known) if right is None else ()
            yield fault._replace(
                kind="name",
                at=(*fault.at, name),
                wanted=", ".join(known),
                right=right.name if right is not None else None,
                others=lifted,
                certain=name in refused or (right is not None and right.sure) or bool(lifted),
                answer=_answer("name") if name in refused else None,
                setter=_setter(fault, name),
                taker=_taker(name) if len(fault.at) == 1 and right is None else None,
            )


def _near_names(block: Block) -> Iterator[ParameterFault]:
    """Give the names that are nearly a listed one, of a type that may have parameters that are not listed."""
    listed = language.listed_parameters(block.type)
    if not language.has_open_parameters(block.type) or block.parameters.keys() <= listed.keys():
        return
    held = object_of(block.type, block.parameters, ("Parameters",), listed)
    for name in block.parameters:
        if name not in listed and (right := near(name, held)) is not None:
            yield ParameterFault(block, "name", ("Parameters", name), ", ".join(listed), right=right, certain=False)


def _lifted(name: str, value: Any, known: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the entries of an object that are parameters of the block itself, where all of them are."""
    entries = tuple(value) if isinstance(value, dict) else ()
    return entries if all(one in known and has_shape(value[one], known[one]) for one in entries) else ()


def _taker(name: str) -> str | None:
    """Give the one block type that has a parameter of this name; None where several have."""
    types = language.block_types_with_parameter(name)
    return types[0] if len(types) == 1 else None


def _setter(fault: ParameterFault, name: str) -> str | None:
    block_type = language.set_before(fault.block.type).get(name) if len(fault.at) == 1 else None
    return language.actions()[block_type].name({}) if block_type else None


def _together(complaint: language.Complaint, fault: ParameterFault) -> Iterator[ParameterFault]:
    """Give parameters that exclude each other, or that others exclude: at the last of them in the schema."""
    pairs = complaint.wanted.get("anyOf", [complaint.wanted])
    named = dict.fromkeys(name for pair in pairs for name in pair["required"])
    present = [name for name in named if name in complaint.value]
    kind: _Kind = "several" if len(present) > 1 else "refused"
    yield fault._replace(kind=kind, at=(*fault.at, present[-1]), others=tuple(present))


def _none(complaint: language.Complaint, fault: ParameterFault) -> Iterator[ParameterFault]:
    yield fault._replace(kind="none", others=tuple(one["required"][0] for one in complaint.wanted))


def _empty(complaint: language.Complaint, fault: ParameterFault) -> Iterator[ParameterFault]:
    yield fault._replace(kind="empty")


def _value(complaint: language.Complaint, fault: ParameterFault) -> Iterator[ParameterFault]:
    right = _like(complaint.value, complaint.wanted, _LIKE_ENOUGH) if complaint.keyword == "enum" else None
    yield fault._replace(shown=shown(complaint.value), right=right)


def _short_or_long(complaint: language.Complaint, fault: ParameterFault) -> Iterator[ParameterFault]:
    yield fault._replace(shown="empty" if not complaint.value else f"a list of {len(complaint.value)}")


def _too_many(complaint: language.Complaint, fault: ParameterFault) -> Iterator[ParameterFault]:
    yield fault._replace(shown=f"an object with {len(complaint.value)}")


def _too_long(complaint: language.Complaint, fault: ParameterFault) -> Iterator[ParameterFault]:
    yield fault._replace(shown=f"text of {counted(len(complaint.value), 'character')}")


_BY_KEYWORD = {
    "required": _missing,
    "additionalProperties": _names,
    "not": _together,
    "anyOf": _none,
    "minLength": _empty,
    "minItems": _short_or_long,
    "maxItems": _short_or_long,
    "maxProperties": _too_many,
    "maxLength": _too_long,
}


def _like(word: Any, known: Collection[str], enough: float) -> str | None:
    if not isinstance(word, str):
        return None
    return closest_meant(word, known, like_enough=enough)


def _answer(kind: _Kind) -> str | None:
    return None if kind == "none" else language.problem_text(kind)
