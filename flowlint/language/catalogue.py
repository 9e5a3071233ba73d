"""The catalogue of block types: their names, branches and conditions, as actions.json has them."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from flowlint.language.documents import document, fact
from flowlint.language.parameter_tests import Test, holds


class ErrorBranch(NamedTuple):
    """An error branch a block type can have; `required` None means that it depends, or is not known.

    `refused_in` are the flow types in which Connect is said to refuse it, whatever the parameters are.
    """

    type: str
    required: bool | None
    required_when: Test | None
    refused_when: Test | None
    refused_in: frozenset[str]


class OperandForm(NamedTuple):
    """What an operand must be: a pattern to find in it, and the same in words."""

    pattern: str
    title: str


class Narrowing(NamedTuple):
    """What alone conditions may be, by the documentation, where a test of the block's parameters holds."""

    when: Test
    operators: tuple[str, ...]
    operand: OperandForm


class ConditionRules(NamedTuple):
    """What conditions a block type takes.

    `supported` None means that it depends, or is not known. `required_operands` are what there must be a condition
    for each. `at_least_one` is whether the type must have a condition, None where it makes no sense without one and
    nobody knows whether Connect takes it. By the documentation, operands have the form `operand`, and there must be a
    condition for each of `also_required` where `also_required_when` holds. `without_operand` are the operators that
    need nothing to compare with, `compound` those that take conditions as their operands.
    """

    supported: bool | None
    refused_when: Test | None
    operators: tuple[str, ...]
    required_operands: tuple[str, ...]
    at_least_one: bool | None
    operand: OperandForm | None
    narrowed: Narrowing | None
    also_required_when: Test | None
    also_required: tuple[str, ...]
    without_operand: tuple[str, ...]
    compound: "CompoundRules | None"


class CompoundRules(NamedTuple):
    """The operators that take conditions as operands, `fewest` to `most` of them, in `most_in_block` conditions."""

    operators: tuple[str, ...]
    fewest: int
    most: int
    most_in_block: int


class Action(NamedTuple):
    """A block type of the catalogue; `accepted` where Connect was seen to take blocks of it."""

    type: str
    names: tuple[tuple[str, Test | None], ...]
    errors: tuple[ErrorBranch, ...]
    conditions: ConditionRules
    accepted: bool
    needs_next: bool
    terminal: bool
    doc_url: str
    has_open_errors: bool
    """Whether there may be error branches that the catalogue does not list."""
    named_keys: tuple[tuple[str, ...], ...]
    """Paths below Parameters of the objects whose keys are names that a person chose; `*` is each item."""

    def name(self, parameters: Mapping[str, Any]) -> str:
        """Give the designer's name for a block of this type with these parameters."""
        return next(name for name, when in self.names if when is None or holds(when, parameters))

    def required_errors(self, parameters: Mapping[str, Any], has_conditions: bool) -> tuple[str, ...]:
        """Give the error branches that a block with these parameters must have, as far as is known for sure."""
        return tuple(
            error.type
            for error in self.errors
            if error.required
            or (
                error.required is None
                and error.required_when is not None
                and holds(error.required_when, parameters, has_conditions)
                and not (error.refused_when and holds(error.refused_when, parameters, has_conditions))
            )
        )

    def takes_error(self, error: str, parameters: Mapping[str, Any], has_conditions: bool) -> bool:
        """Tell whether a block with these parameters may have such an error branch."""
        for one in self.errors:
            if one.type == error and not (one.refused_when and holds(one.refused_when, parameters, has_conditions)):
                return True
        return False

    def error_is_refused_in(self, error: str, flow_type: str | None) -> bool:
        """Tell whether Connect is said to refuse an error branch of blocks of this type in flows of a type."""
        return any(one.type == error and flow_type in one.refused_in for one in self.errors)

    def branch_name(self, label: str, parameters: Mapping[str, Any]) -> str | None:
        """Give what the designer writes on the branch of an error or a condition; None where that is not certain.

        `label` is the type of the error, or the condition in words: "Equals True" say, which is "In hours".
        """
        words, name = fact("branches", "designer_names"), self.name(parameters)
        own = {**words["of_blocks"].get(name, {}), **words["of_conditions"].get(name, {})}
        found: str | None = own.get(label, words["of"].get(label))
        return found


@cache
def actions() -> Mapping[str, Action]:
    """Give the catalogue of block types by their Flow language name."""
    return {
        entry["type"]: Action(
            type=entry["type"],
            names=tuple((name["name"], name.get("when")) for name in entry["names"]),
            errors=tuple(
                ErrorBranch(
                    error["type"],
                    error["required"],
                    error.get("required_when"),
                    error.get("refused_when"),
                    frozenset(error.get("refused_in", ())),
                )
                for error in entry["errors"]
            ),
            conditions=_condition_rules(entry["conditions"]),
            accepted=entry["status"] == "accepted",
            needs_next=entry["next_action"] == "required",
            terminal=entry["terminal"],
            doc_url=entry["doc_url"],
            has_open_errors="open_errors" in entry,
            named_keys=tuple(tuple(path.split(".")) for path in entry.get("named_keys", ())),
        )
        for entry in document("actions")["actions"]
    }


def _condition_rules(entry: Mapping[str, Any]) -> ConditionRules:
    narrowed, also = entry.get("narrowed"), entry.get("also_required", {})
    return ConditionRules(
        supported=entry["supported"],
        refused_when=entry.get("refused_when"),
        operators=tuple(entry["operators"]),
        required_operands=tuple(entry.get("required_operands", ())),
        at_least_one=entry.get("at_least_one", False),
        operand=OperandForm(**entry["operand"]) if "operand" in entry else None,
        narrowed=narrowed
        and Narrowing(narrowed["when"], tuple(narrowed["operators"]), OperandForm(**narrowed["operand"])),
        also_required_when=also.get("when"),
        also_required=tuple(also.get("operands", ())),
        without_operand=tuple(entry.get("without_operand", ())),
        compound=_compound_rules(entry["compound"]) if "compound" in entry else None,
    )


def _compound_rules(entry: Mapping[str, Any]) -> CompoundRules:
    fewest, most = entry["parts"]
    return CompoundRules(tuple(entry["operators"]), fewest, most, entry["most"])


@cache
def wrong_names() -> Mapping[str, str | None]:
    """Give well-known names that are no block types, with the right one where there is one."""
    data = document("actions")
    return {**data["not_action_types"], **data["name_corrections"]}


@cache
def _entries() -> Mapping[str, Mapping[str, Any]]:
    return {entry["type"]: entry for entry in document("actions")["actions"]}


def refused_names(block_type: str) -> Mapping[str, str | None]:
    """Give parameter names that the service was seen to refuse, each with the right one where there is one."""
    names: Mapping[str, str | None] = _entries()[block_type].get("refused_names", {})
    return names


def has_open_parameters(block_type: str) -> bool:
    """Tell whether a type is documented to have parameters whose names no page shows."""
    return "open_parameters" in _entries()[block_type]


@cache
def block_types_with_parameter(name: str) -> tuple[str, ...]:
    """Give the block types that take a parameter of this name, in the order of the catalogue."""
    return tuple(block_type for block_type, entry in _entries().items() if name in entry["parameters"])


@cache
def is_text(parameter: str) -> bool:
    """Tell whether all block types that take a parameter of this name have it as text, be it the text of a number."""
    held = [entry["parameters"][parameter]["type"] for entry in _entries().values() if parameter in entry["parameters"]]
    return bool(held) and all(one.startswith(("string", "integer string")) for one in held)


def may_be_empty_inside(block_type: str, parameter: str) -> bool:
    """Tell whether empty texts are in real flows inside the structures that a parameter holds."""
    return "may_be_empty_inside" in _entries()[block_type]["parameters"].get(parameter, {})


def problem_text(what: str) -> str:
    """Give the text with which the service refuses a parameter: for its "name", its "value" or anything else wrong."""
    texts: Mapping[str, str] = document("actions")["meta"]["answers"]
    return texts.get(what, texts["value"])


def may_be_anything(text: str) -> bool:
    """Tell whether a parameter's text holds a reference or a placeholder, however it is written."""
    return _filled_in().search(text) is not None


@cache
def _filled_in() -> re.Pattern[str]:
    return re.compile(document("actions")["meta"]["filled_in"])


def may_stand_in_modules(block_type: str) -> bool:
    """Tell whether a flow module may hold blocks of this type; not where that is not known."""
    return block_type in _types_in_modules()


@cache
def _types_in_modules() -> frozenset[str]:
    return frozenset(entry["type"] for entry in document("actions")["actions"] if entry["module_allowed"] is True)


def is_whole_reference(block_type: str, parameter: str) -> bool:
    """Tell whether a parameter takes a reference as its whole value, and none inside text."""
    return (block_type, parameter) in _whole_references()


@cache
def _whole_references() -> frozenset[tuple[str, str]]:
    return frozenset(
        (entry["type"], name)
        for entry in document("actions")["actions"]
        for name, fact in entry["parameters"].items()
        if fact.get("dynamic_form") == "whole"
    )


@cache
def operators() -> tuple[str, ...]:
    """Give the operators that the language has for conditions."""
    return tuple(fact("names", "operators")["of"])


@cache
def operators_of_texts() -> frozenset[str]:
    """Give the operators that compare with a text, and take no conditions as operands."""
    compound = (action.conditions.compound for action in actions().values())
    return frozenset(operators()).difference(*(one.operators for one in compound if one is not None))
