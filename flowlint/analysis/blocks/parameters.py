"""Parameters of blocks that Connect refuses, or that its documentation does not allow: what is wrong, and where.

A compiled gate passes the blocks that are fine; jsonschema tells what is wrong with the others, by schemas that are
made from the catalogue's facts (tools/parameter_schemas.py).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from flowlint import language
from flowlint.analysis.blocks.schema_gate import Gate, compile_gate
from flowlint.analysis.engine import Facts
from flowlint.model.flow import Block, Flow
from flowlint.report import JsonPath
from flowlint.text.closest import closest
from flowlint.text.json_values import dotted, shown, top_levels, value_at

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_Kind = Literal["name", "missing", "refused", "several", "none", "empty", "value", "no parameters"]

_LEVELS = 10
"""How deep parameters are looked at: more than the schemas describe."""
_LIKE_ENOUGH = 0.85
_LIKE_WHAT_IS_MISSING = 0.6


@dataclass(frozen=True, slots=True)
class ParameterFault:
    """Something wrong with a block's parameters.

    `at` is the path below the block, of what is missing too. `wanted` says what should stand there, in words:
    `a number from 1 to 8`; `shown` what does. `right` is the name or value that was meant, where there is one.
    `others` are the parameters that a fault of several is about. `certain` says that the service was seen to refuse
    this, and `answer` is what it says then.
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
    malformed = frozenset(flow.malformed)
    return tuple(
        fault
        for block in flow.blocks
        if block.action is not None and (*block.path, "Parameters") not in malformed
        for fault in _faults(flow, block)
    )


@cache
def gate(block_type: str) -> Gate:
    """Give the test that passes the parameters of blocks of this type that nothing is wrong with."""
    shared = _shared()
    return compile_gate(shared[block_type], shared)


def complaints(block_type: str, parameters: Mapping[str, Any]) -> Iterator[Any]:
    """Give jsonschema's errors for the parameters of a block of this type."""
    return _validator(block_type).iter_errors(top_levels(dict(parameters), _LEVELS))


@cache
def _validator(block_type: str) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator

    return Draft202012Validator({"$ref": f"#/$defs/{block_type}", "$defs": _shared()})


def _shared() -> dict[str, Any]:
    definitions: dict[str, Any] = language.document("schemas/actions.schema")["$defs"]
    return definitions


def _faults(flow: Flow, block: Block) -> Iterable[ParameterFault]:
    if gate(block.type)(block.parameters):
        return ()
    found = _one_each(_all_faults(block))
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
            answer=_answer("missing"),
        )
    ]


def _one_each(faults: Iterable[ParameterFault]) -> list[ParameterFault]:
    """Keep the gravest fault of each parameter, and of what is missing only what no wrong name was meant to be."""
    found: dict[tuple[JsonPath, tuple[str, ...]], ParameterFault] = {}
    for fault in sorted(faults, key=lambda fault: not fault.certain):
        # What is missing from several groups of parameters is missing at the same place.
        found.setdefault((fault.at, fault.others if fault.kind == "none" else ()), fault)
    meant = {(*fault.at[:-1], fault.right) for fault in found.values() if fault.kind == "name"}
    wrong = {fault.at for fault in found.values() if fault.kind != "none"}
    return [
        fault
        for fault in found.values()
        if not (fault.kind == "missing" and fault.at in meant)
        and not (fault.kind == "none" and any((*fault.at, name) in meant for name in fault.others))
        and not any(fault.at[:length] in wrong for length in range(1, len(fault.at)))
    ]


def _all_faults(block: Block) -> Iterator[ParameterFault]:
    """Turn each error of jsonschema into a fault."""
    for error in complaints(block.type, block.parameters):
        at: JsonPath = ("Parameters", *error.absolute_path)
        fault = ParameterFault(block, "value", at, certain=error.schema.get("x-level") != "warning")
        fault = replace(fault, wanted=error.schema.get("title", ""), answer=error.schema.get("x-answer"))
        for one in _BY_KEYWORD.get(error.validator, _value)(error, fault):
            yield replace(one, answer=(one.answer or _answer(one.kind)) if one.certain else None)


def _missing(error: Any, fault: ParameterFault) -> Iterator[ParameterFault]:
    yield replace(fault, kind="missing", at=(*fault.at, error.validator_value[0]))


def _names(error: Any, fault: ParameterFault) -> Iterator[ParameterFault]:
    known: Mapping[str, Any] = error.schema["properties"]
    refused = language.refused_names(fault.block.type) if len(fault.at) == 1 else {}
    for name in error.instance:
        if name not in known and not language.may_be_anything(name):
            right = refused.get(name) or _closest(name, [one for one in known if one not in error.instance], error)
            yield replace(
                fault,
                kind="name",
                at=(*fault.at, name),
                wanted=", ".join(known),
                right=right,
                certain=name in refused or right is not None,
                setter=_setter(fault, name),
            )


def _setter(fault: ParameterFault, name: str) -> str | None:
    block_type = language.set_before(fault.block.type).get(name) if len(fault.at) == 1 else None
    return language.actions()[block_type].name({}) if block_type else None


def _together(error: Any, fault: ParameterFault) -> Iterator[ParameterFault]:
    """Give parameters that exclude each other, or that others exclude: at the last of them in the file."""
    pairs = error.validator_value.get("anyOf", [error.validator_value])
    named = {name for pair in pairs for name in pair["required"]}
    present = [name for name in error.instance if name in named]
    kind: _Kind = "several" if len(present) > 1 else "refused"
    yield replace(fault, kind=kind, at=(*fault.at, present[-1]), others=tuple(present))


def _none(error: Any, fault: ParameterFault) -> Iterator[ParameterFault]:
    yield replace(fault, kind="none", others=tuple(one["required"][0] for one in error.validator_value))


def _empty(error: Any, fault: ParameterFault) -> Iterator[ParameterFault]:
    yield replace(fault, kind="empty")


def _value(error: Any, fault: ParameterFault) -> Iterator[ParameterFault]:
    right = _like(error.instance, error.validator_value, _LIKE_ENOUGH) if error.validator == "enum" else None
    yield replace(fault, shown=shown(error.instance), right=right)


_BY_KEYWORD = {
    "required": _missing,
    "additionalProperties": _names,
    "not": _together,
    "anyOf": _none,
    "minLength": _empty,
}


def _closest(name: str, free: list[str], error: Any) -> str | None:
    """Give the parameter that a wrong name was meant to be; one that the block needs and lacks is likelier."""
    needed: list[str] = []
    for check in error.schema.get("allOf", ()):
        choice = [one["required"][0] for one in check.get("anyOf", ())]
        needed += choice if set(choice) <= set(free) else []
        needed += [one for one in check.get("required", ()) if one in free]
    return _like(name, needed, _LIKE_WHAT_IS_MISSING) or _like(name, free, _LIKE_ENOUGH)


def _like(word: Any, known: Iterable[str], enough: float) -> str | None:
    if not isinstance(word, str):
        return None
    return next(iter(closest(word, known, like_enough=enough)), None)


def _answer(kind: _Kind) -> str | None:
    return None if kind == "none" else language.problem_text(kind)
