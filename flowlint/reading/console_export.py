"""The console's old export format, translated to the Flow language; legacy_blocks.json says what becomes what.

Three things are assumed. A parameter of a known block that the data does not list is left out, for nothing tells what
it does. A branch without a transition is one that nobody connected, as "" is in today's exports. And an attribute of
the system under a name that the data does not list, and that is no path, stays the text that it is.

A block that branches gets no NextAction here: today's console copies one of the branches there, the old one did not.
"""

import copy
import re
from collections import ChainMap, Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypeGuard

from flowlint import language
from flowlint.language import LegacyBranch, LegacyParameter
from flowlint.model.flow import FLOW_LANGUAGE_VERSION, Flow, Origin
from flowlint.model.references import references_in
from flowlint.reading.flow_language import NO_WRAPPER, Wrapper, build_flow
from flowlint.source import Source
from flowlint.text.json_values import JsonPath

_ADDED = -1
"""Stands for the index of what is added to a list."""

_WHOLE_NUMBER = re.compile(r"[0-9]{1,15}")

_MEMBERS = {"Identifier": "id", "Type": "type", "Parameters": "parameters", "Transitions": "branches"}

# The parameters of a block whose type is not known keep their names.
_PLAIN = LegacyParameter(("{name}",))
_REPEATED = LegacyParameter(("{name}", "+"))
_KEYED = LegacyParameter(("{name}", "{key}"))


def recognises(value: Any) -> TypeGuard[Mapping[str, Any]]:
    """Tell whether a value is meant to be an export, however badly made."""
    return (
        isinstance(value, Mapping)
        and "start" in value
        and "modules" in value
        and (isinstance(value["modules"], list) or "metadata" in value or "version" in value)
    )


def read(
    source: Source,
    base: JsonPath,
    document: Mapping[str, Any],
    wrapper: Wrapper = NO_WRAPPER,
) -> Flow:
    """Read an export, whatever its shape; never raises."""
    translated = translate(document, wrapper.type)
    return build_flow(
        source,
        base,
        translated.document,
        wrapper,
        origins=translated.origins,
        start_path=("start",),
        untranslated=translated.malformed,
    )


class Translated(NamedTuple):
    """A document in the Flow language, and where each of its actions stands in the export it was made from.

    `malformed` are the places of the export that were left out, for they have not the shape they should have.
    """

    document: dict[str, Any]
    origins: list[Origin]
    malformed: list[JsonPath]


def translate(export: Mapping[str, Any], type_text: Any = None) -> Translated:
    """Write an export in the Flow language; what has the wrong shape in an action stays for `build_flow` to note."""
    metadata = export.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    written_type = export.get("type") or metadata.get("type")
    flow_type = language.flow_type(type_text) or language.flow_type(written_type)
    malformed: list[JsonPath] = []
    modules = list(_objects(export, "modules", (), malformed))
    blocks = [_Translation(module, ("modules", index), flow_type, malformed) for index, module in modules]
    # What the designer notes of a block is written as it is today.
    noted = {module["id"]: module.get("metadata") for _, module in modules if isinstance(module.get("id"), str)}
    document = {
        "Version": FLOW_LANGUAGE_VERSION,
        "StartAction": export.get("start"),
        "Metadata": {"name": metadata.get("name"), "type": written_type, "ActionMetadata": noted},
        "Actions": [block.action for block in blocks],
    }
    return Translated(document, [block.origin for block in blocks], malformed)


def _objects(
    holder: Mapping[str, Any], key: str, path: JsonPath, malformed: list[JsonPath]
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Give the objects of a list with their indices; what is no list, or no object, is noted as malformed."""
    items = holder.get(key, [])
    if not isinstance(items, list):
        malformed.append((*path, key))
        return
    for index, item in enumerate(items):
        if isinstance(item, Mapping):
            yield index, item
        else:
            malformed.append((*path, key, index))


class _Parameter(NamedTuple):
    """A parameter of a module, `at` a path below it.

    `around` holds its members, and after them the values of the parameters beside it by name; `places` tells where
    each of these stands.
    """

    members: Mapping[str, Any]
    at: JsonPath
    around: Mapping[str, Any]
    places: Mapping[str, JsonPath]


_Step = tuple[str | int, JsonPath]
"""A key or an index on the way to a value, and where in the module it is written."""


class _Translation:
    """A module as an action of the Flow language, with the origin of each part of it."""

    def __init__(
        self, module: Mapping[str, Any], path: JsonPath, flow_type: str | None, malformed: list[JsonPath]
    ) -> None:
        self.module = module
        self.block = language.legacy_block(module.get("type"), module.get("target"), flow_type)
        self.parameters: dict[str, Any] = copy.deepcopy(dict(self.block.fixed))
        self.transitions: dict[str, Any] = {}
        self.action: dict[str, Any] = {
            "Identifier": module.get("id"),
            "Type": self.block.action or module.get("type"),
            "Parameters": self.parameters,
            "Transitions": self.transitions,
        }
        self.parts: dict[JsonPath, JsonPath] = {(key,): (member,) for key, member in _MEMBERS.items()}
        self.parts |= {("Parameters", key): ("type",) for key in self.parameters}
        self.keys: dict[JsonPath, JsonPath] = {}
        self.origin = Origin(path, self.parts, self.block.errors, self.keys)
        self._malformed = malformed
        self._total = 0
        self._translate_parameters()
        self._translate_branches()

    def _note(self, *at: str | int) -> None:
        self._malformed.append((*self.origin.path, *at))

    def _objects(self, key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        return _objects(self.module, key, self.origin.path, self._malformed)

    def _translate_parameters(self) -> None:
        parameters = list(self._parameters())
        times = Counter(parameter.members["name"] for parameter in parameters)
        for parameter in parameters:
            name, key = parameter.members["name"], parameter.members.get("key")
            lines = self.block.parameters.get(name, ())
            if self.block.action is None:
                lines = (_KEYED if key is not None else _REPEATED if times[name] > 1 else _PLAIN,)
            for line in lines:
                if line.counts(parameter.around):
                    self._translate_parameter(line, parameter)

    def _parameters(self) -> Iterator[_Parameter]:
        """Give the parameters that have the shape they should have."""
        sound: list[tuple[JsonPath, Mapping[str, Any]]] = [
            (("parameters", index), members)
            for index, members in self._objects("parameters")
            if self._is_sound(members, ("parameters", index))
        ]
        values = {members["name"]: members.get("value") for _, members in reversed(sound)}
        places = {members["name"]: (*at, "value") for at, members in reversed(sound)}
        for at, members in sound:
            own = {member: (*at, member) for member in members}
            yield _Parameter(members, at, ChainMap(dict(members), values), ChainMap(own, places))

    def _is_sound(self, members: Mapping[str, Any], at: JsonPath) -> bool:
        for member, wanted in (("name", str), ("namespace", str | None), ("key", str | None)):
            if not isinstance(members.get(member), wanted):
                self._note(*at, member)
                return False
        return True

    def _translate_parameter(self, line: LegacyParameter, parameter: _Parameter) -> None:
        member, namespace = line.member, parameter.around.get(line.namespace)
        if parameter.members.get(member) in (None, "") and parameter.members.get("resourceName"):
            # The console's import looks for a resource of this name then.
            member, namespace = "resourceName", None
        raw = parameter.members.get(member)
        text = _text(raw)
        if text is None:
            if raw is not None:
                self._note(*parameter.at, member)
            return
        value: Any = line.words.get(text.lower(), text)
        if isinstance(namespace, str) and namespace:
            value = _reference(namespace, text)
        if value is not None:
            self._write(line, parameter, copy.deepcopy(value), (*parameter.at, member))

    def _write(self, line: LegacyParameter, parameter: _Parameter, value: Any, written: JsonPath) -> None:
        """Write a value where a line says; `written` is its place in the module."""
        steps: list[_Step] = []
        for step in line.to:
            if step.startswith("{"):
                name = step[1:-1]
                key = parameter.around.get(name)
                if not isinstance(key, str):
                    self._note(*parameter.at)
                    return
                steps.append((key, parameter.places[name]))
            else:
                index = _ADDED if step == "+" else int(step) if step.isdecimal() else step
                steps.append((index, (*parameter.at, "name")))
        self._put(steps, value, written)

    def _put(self, steps: Sequence[_Step], value: Any, written: JsonPath) -> None:
        """Put a value into the parameters, and note where it, its key and all that is made on the way come from."""
        holder: Any = self.parameters
        path: JsonPath = ("Parameters",)
        for (step, named), (below, _) in pairwise(steps):
            key = _make_room(holder, step)
            path = (*path, key)
            kind = list if isinstance(below, int) else dict
            if not isinstance(holder[key], kind):
                holder[key] = kind()
                self.parts[path] = named
            holder = holder[key]
        step, named = steps[-1]
        key = _make_room(holder, step)
        path = (*path, key)
        if value != {} or not isinstance(holder[key], dict):
            holder[key] = value
        self.parts[path] = written
        self.keys[path] = named

    def _translate_branches(self) -> None:
        for index, branch in self._objects("branches"):
            at: JsonPath = ("branches", index)
            word = branch.get("condition")
            known = self.block.branches.get(word) if isinstance(word, str) else None
            line = known or LegacyBranch("error")
            decided = (*at, "condition")
            for key, value in line.sets.items():
                self._put([(key, decided)], value, decided)
            if line.kind == "condition":
                self._add_condition(line, branch, at, decided)
            elif line.kind == "error":
                held, held_at = self._add("Errors", branch, at)
                held["ErrorType"] = line.words[0] if line.words else word
                self.parts[*held_at, "ErrorType"] = decided
            elif "NextAction" in self.transitions:
                self._note(*at)
            else:
                self._connect(self.transitions, ("Transitions",), branch, at)

    def _add_condition(self, line: LegacyBranch, branch: Mapping[str, Any], at: JsonPath, decided: JsonPath) -> None:
        held, held_at = self._add("Conditions", branch, at)
        operator, operator_at = branch.get("conditionType"), (*at, "conditionType")
        operand, operand_at = branch.get("conditionValue"), (*at, "conditionValue")
        if isinstance(operator, str):
            operator = language.legacy_operator(operator)
        if line.words:
            operator, operator_at = line.words[0], decided
        if len(line.words) > 1:
            operand, operand_at = line.words[1], decided
        operands = [] if operand is None else [self._operand(line, operand)]
        held["Condition"] = {"Operator": operator, "Operands": operands}
        self.parts[*held_at, "Condition", "Operator"] = operator_at
        self.parts[*held_at, "Condition", "Operands"] = operand_at

    def _operand(self, line: LegacyBranch, written: Any) -> Any:
        """Write an operand as the Flow language does; what is no text stays as it is."""
        text = _text(written)
        if text is None:
            return written
        if line.running_total_from is None or not _WHOLE_NUMBER.fullmatch(text):
            return text
        self._total += int(text)
        return str(line.running_total_from + self._total)

    def _add(self, key: str, branch: Mapping[str, Any], at: JsonPath) -> tuple[dict[str, Any], JsonPath]:
        """Add a branch to the conditions or the errors."""
        items = self.transitions.setdefault(key, [])
        held: dict[str, Any] = {}
        held_at: JsonPath = ("Transitions", key, len(items))
        items.append(held)
        self.parts[held_at] = at
        self._connect(held, held_at, branch, at)
        return held, held_at

    def _connect(self, held: dict[str, Any], held_at: JsonPath, branch: Mapping[str, Any], at: JsonPath) -> None:
        target = branch.get("transition")
        held["NextAction"] = "" if target is None else target
        self.parts[*held_at, "NextAction"] = (*at, "transition") if "transition" in branch else at


def _make_room(holder: Any, step: str | int) -> str | int:
    """Make sure that an object or a list has something at a step down, and give its key or index."""
    if isinstance(holder, dict):
        holder.setdefault(step, None)
        return step
    index = len(holder) if step == _ADDED else step
    if index == len(holder):
        holder.append(None)
    return index


def _text(value: Any) -> str | None:
    """Write a string, number or boolean as the Flow language does; None for anything else."""
    return str(value) if isinstance(value, str | bool | int | float) else None


def _reference(namespace: str, name: str) -> str:
    """Write the reference to an attribute, which the export names without the root that its namespace stands for."""
    if not name or name.startswith("$."):
        return name
    if namespace == "System":
        path = language.legacy_system_attribute(name)
        return path if path is not None and _is_reference(path) else name
    root = f"$.{language.legacy_namespace(namespace)}"
    return f"{root}.{name}" if _is_reference(f"{root}.{name}") else f"{root}['{name}']"


def _is_reference(text: str) -> bool:
    return [reference.text for reference in references_in(text)] == [text]
