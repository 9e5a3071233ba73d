"""What Amazon Connect says about its Flow language, as data with sources, and the one loader of it."""

import json
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal

from flowlint.text.json_values import value_at

Test = Mapping[str, str]
"""Dotted parameter path to what it must be: a value, `present`, `absent`, `any`, `contains X`, `starts X`."""


@dataclass(frozen=True, slots=True)
class ErrorBranch:
    """An error branch a block type can have; `required` None means that it depends, or is not known."""

    type: str
    required: bool | None
    required_when: Test | None
    refused_when: Test | None


@dataclass(frozen=True, slots=True)
class ConditionRules:
    """What conditions a block type takes.

    `supported` None means that it depends, or is not known. `required_operands` are what there must be a condition
    for each. `at_least_one` is whether the type must have a condition, None where it makes no sense without one and
    nobody knows whether Connect takes it.
    """

    supported: bool | None
    refused_when: Test | None
    operators: tuple[str, ...]
    required_operands: tuple[str, ...]
    at_least_one: bool | None


@dataclass(frozen=True, slots=True)
class Action:
    """A block type of the catalogue; `accepted` where Connect was seen to take blocks of it."""

    type: str
    names: tuple[tuple[str, Test | None], ...]
    errors: tuple[ErrorBranch, ...]
    conditions: ConditionRules
    accepted: bool
    needs_next: bool
    terminal: bool
    doc_url: str
    named_keys: tuple[str, ...]

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
        return any(
            one.type == error and not (one.refused_when and holds(one.refused_when, parameters, has_conditions))
            for one in self.errors
        )

    def branch_name(self, error: str, parameters: Mapping[str, Any]) -> str | None:
        """Give what the designer writes on the branch of an error, "Timeout" say; None where that is not certain."""
        words = document("behaviour")["error_names"]
        found: str | None = words["kinds"].get(self.name(parameters), {}).get(error, words["names"].get(error))
        return found


@dataclass(frozen=True, slots=True)
class Producer:
    """A block type that fills a namespace, and the test its parameters must pass for that."""

    type: str
    when: Test | None
    unless: Test | None

    def matches(self, block_type: str, parameters: Mapping[str, Any]) -> bool:
        """Tell whether a block of this type with these parameters is one of these."""
        return (
            block_type == self.type
            and (self.when is None or holds(self.when, parameters))
            and (self.unless is None or not holds(self.unless, parameters))
        )


@dataclass(frozen=True, slots=True)
class Namespace:
    """A namespace of references that blocks fill; see `results` and `sets_attributes` in behaviour.json."""

    name: str
    by: tuple[Producer, ...]
    crosses_flows: bool
    seen_in_modules: bool
    keyed_by: str | None
    """The parameter that says which of its keys a block sets; None where a block fills all of it at once."""


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """A kind of resource, and where its names are written; see `resource_names` in behaviour.json."""

    name: str
    notes: tuple[tuple[str, ...], ...]
    arns: tuple[tuple[str, ...], ...]
    exported: tuple[str, ...]
    unless: Test | None
    qualifier: bool


@dataclass(frozen=True, slots=True)
class KnownAttribute:
    """An attribute of the catalogue: its parts behind `$`, None where any key may stand.

    `refused_in` are the flow types that certainly cannot read it.
    """

    parts: tuple[str | None, ...]
    refused_in: frozenset[str]


@dataclass(frozen=True, slots=True)
class LegacyParameter:
    """Where a parameter of an old console export goes; its fields are those of legacy_blocks.json.

    `words` has its keys in lower case.
    """

    to: tuple[str, ...]
    when: Test | None = None
    unless: Test | None = None
    words: Mapping[str, Any] = field(default_factory=dict)
    member: str = "value"
    namespace: str = "namespace"

    def counts(self, parameters: Mapping[str, Any]) -> bool:
        """Tell whether this line holds for a block with these parameters, by the export's names."""
        return (self.when is None or holds(self.when, parameters)) and (
            self.unless is None or not holds(self.unless, parameters)
        )


@dataclass(frozen=True, slots=True)
class LegacyBranch:
    """What a branch of an old console export is; `words` are the ErrorType, or operator and operand where given."""

    kind: Literal["next", "condition", "error"]
    words: tuple[str, ...] = ()
    running_total_from: int | None = None
    sets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LegacyBlock:
    """A block type of old console exports; `action` and `errors` are None where the type is not known.

    `errors` are the error branches that the export can write. A parameter may go to several places, or to none.
    """

    action: str | None
    fixed: Mapping[str, Any]
    parameters: Mapping[str, tuple[LegacyParameter, ...]]
    branches: Mapping[str, LegacyBranch]
    errors: frozenset[str] | None


def holds(test: Test, parameters: Mapping[str, Any], has_conditions: bool = False) -> bool:
    """Tell whether any one line of a test holds for a block's parameters."""
    return any(
        _line_holds(wanted, has_conditions or None if path == "conditions" else value_at(parameters, path.split(".")))
        for path, wanted in test.items()
    )


def _line_holds(wanted: str, value: Any) -> bool:
    verb, _, operand = wanted.partition(" ")
    if wanted in {"present", "any"}:
        return value is not None
    if wanted == "absent":
        return value is None
    if verb == "contains":
        return isinstance(value, list | str) and operand in value
    if verb == "starts":
        return isinstance(value, str) and value.startswith(operand)
    # Old exports write true where the language writes "True".
    return value == wanted or (isinstance(value, bool) and str(value).lower() == wanted.lower())


@cache
def document(name: str) -> dict[str, Any]:
    """Load one of the language's JSON files, "actions" say, as it stands."""
    text = resources.files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


@cache
def actions() -> Mapping[str, Action]:
    """Give the catalogue of block types by their Flow language name."""
    return {
        entry["type"]: Action(
            type=entry["type"],
            names=tuple((name["name"], name.get("when")) for name in entry["names"]),
            errors=tuple(
                ErrorBranch(error["type"], error["required"], error.get("required_when"), error.get("refused_when"))
                for error in entry["errors"]
            ),
            conditions=_condition_rules(entry["conditions"]),
            accepted=entry["status"] == "accepted",
            needs_next=entry["next_action"] == "required",
            terminal=entry["terminal"],
            doc_url=entry["doc_url"],
            named_keys=tuple(entry.get("named_keys", ())),
        )
        for entry in document("actions")["actions"]
    }


def _condition_rules(entry: Mapping[str, Any]) -> ConditionRules:
    return ConditionRules(
        supported=entry["supported"],
        refused_when=entry.get("refused_when"),
        operators=tuple(entry["operators"]),
        required_operands=tuple(entry.get("required_operands", ())),
        at_least_one=entry.get("at_least_one", False),
    )


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


def may_be_anything(text: str) -> bool:
    """Tell whether a parameter's text holds a reference or a placeholder, however it is written."""
    return _filled_in().search(text) is not None


@cache
def _filled_in() -> re.Pattern[str]:
    return re.compile(document("actions")["meta"]["filled_in"])


def says(fact: str, block_type: str, parameters: Mapping[str, Any]) -> bool:
    """Tell whether a fact of behaviour.json, "leaves_on_success" say, holds for such a block."""
    types = document("behaviour")[fact]["types"]
    if block_type not in types:
        return False
    tests: Mapping[str, Test] = types[block_type] if isinstance(types, dict) else {}
    return ("when" not in tests or holds(tests["when"], parameters)) and (
        "unless" not in tests or not holds(tests["unless"], parameters)
    )


def may_stand_in_modules(block_type: str) -> bool:
    """Tell whether a flow module may hold blocks of this type; not where that is not known."""
    return block_type in _types_in_modules()


@cache
def _types_in_modules() -> frozenset[str]:
    return frozenset(entry["type"] for entry in document("actions")["actions"] if entry["module_allowed"] is True)


@cache
def flow_types_of(block_type: str) -> frozenset[str] | None:
    """Give the flow types, MODULE among them, in which some source lets blocks of a type stand.

    None where a source names none, where the type has no restriction, and where it is not known to work at all.
    """
    entry = next((one for one in document("actions")["actions"] if one["type"] == block_type), None)
    if entry is None or entry["status"] != "accepted" or not isinstance(entry["flow_types_allowed"], list):
        return None
    modules = {"MODULE"} if entry["module_allowed"] is not False else set()
    elsewhere = document("behaviour")["flow_types_elsewhere"]["types"].get(block_type, ())
    return frozenset().union(entry["flow_types_allowed"], *entry["designer_palette"].values(), modules, elsewhere)


@cache
def flow_types_spoken_of() -> frozenset[str]:
    """Give the flow types that the lists of `flow_types_of` know: one that none of them names is not restricted."""
    return frozenset().union(*(flow_types_of(block_type) or () for block_type in actions()))


def limit(fact: str, name: str) -> Any:
    """Give a number that a fact of behaviour.json states, "characters" of "content_limits" say."""
    return document("behaviour")[fact][name]


@dataclass(frozen=True, slots=True)
class Retirement:
    """Something that AWS no longer supports: its name, when support ended, what to do, and the parameter at fault."""

    name: str
    ended: str
    instead: str
    parameter: str | None
    unless_beside: str | None


def retired(block_type: str, parameters: Mapping[str, Any]) -> Retirement | None:
    """Give what a block with these parameters uses that AWS no longer supports."""
    for feature in document("behaviour")["retired"]["features"]:
        uses = feature["types"].get(block_type)
        if uses is not None and ("when" not in uses or holds(uses["when"], parameters)):
            names = feature["name"], feature["ended"], feature["instead"]
            return Retirement(*names, uses.get("at"), uses.get("unless_beside"))
    return None


def listed(fact: str, word: str) -> bool:
    """Tell whether a list of behaviour.json holds a word: a flow type, an error type, a metric."""
    return word in document("behaviour")[fact]["types"]


@cache
def results() -> tuple[Namespace, ...]:
    """Give the namespaces that blocks fill, longest name first so that the nearest one matches."""
    return _namespaces("results")


@cache
def attributes() -> tuple[Namespace, ...]:
    """Give the namespaces of which blocks set single keys: contact attributes and flow attributes."""
    return _namespaces("sets_attributes")


def _namespaces(section: str) -> tuple[Namespace, ...]:
    namespaces = document("behaviour")[section]["namespaces"]
    return tuple(
        Namespace(
            name=name,
            by=tuple(Producer(one["type"], one.get("when"), one.get("unless")) for one in entry["by"]),
            crosses_flows=entry["lives"] == "contact",
            seen_in_modules=entry["in_modules"],
            keyed_by=entry.get("keyed_by"),
        )
        for name, entry in sorted(namespaces.items(), key=lambda item: (-len(item[0]), item[0]))
    )


@cache
def known_attributes() -> tuple[KnownAttribute, ...]:
    """Give the attributes of the catalogue, those that are not documented and yet seen included."""
    data = document("attributes")
    entries = [(_parts(one["path"]), one.get("flow_types_refused", ())) for one in data["attributes"]]
    entries += [((root,), ()) for root in data["meta"]["undocumented_roots"]]
    entries += [((*_parts(path), None), ()) for path in data["meta"]["open_below"]["paths"]]
    return tuple(KnownAttribute(parts, frozenset(refused)) for parts, refused in entries)


def _parts(path: str) -> tuple[str | None, ...]:
    """Split a path of the catalogue: `$.Loop.<name>.Index`, `$.SegmentAttributes['connect:Subtype']`."""
    pieces = re.findall(r"\['?([^\]']+)'?\]|\.([^.\[]+)", path)
    return tuple(None if one.startswith("<") else one for one in map("".join, pieces))


def is_fully_listed(root: str) -> bool:
    """Tell whether the catalogue has all parts that references with this root can have."""
    return root in document("attributes")["meta"]["fully_listed"]["roots"]


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


@dataclass(frozen=True, slots=True)
class BlockIdRules:
    """What the Identifier of a block may not be: longer than `max_length`, with such a character, such a word."""

    max_length: int
    characters: frozenset[str]
    words: frozenset[str]

    def allows(self, name: str) -> bool:
        """Tell whether a block may have this Identifier."""
        return len(name) <= self.max_length and name not in self.words and self.characters.isdisjoint(name)


@cache
def block_ids() -> BlockIdRules:
    """Give what the Identifier of a block may not be."""
    data = document("behaviour")["block_ids"]
    return BlockIdRules(data["max_length"], frozenset(data["characters"]), frozenset(data["words"]))


@cache
def comparisons() -> tuple[str, ...]:
    """Give the operators that the language has for conditions."""
    return tuple(document("behaviour")["comparisons"]["types"])


def parameter(fact: str, block_type: str) -> str | None:
    """Give the parameter of a block type that a fact of behaviour.json is about, "compared" say, or None."""
    types: Mapping[str, str] = document("behaviour")[fact]["types"]
    return types.get(block_type)


def is_ordinary(block_type: str, error: str) -> bool:
    """Tell whether an error is the ordinary way on of a block of this type that has no conditions."""
    return error in document("behaviour")["ordinary_without_conditions"]["types"].get(block_type, ())


def asks_for_secret(text: str) -> bool:
    """Tell whether a text asks for something that nobody else may read: a card number, a PIN."""
    fact = document("behaviour")["asks_for_secrets"]
    words = " ".join(["", *re.findall(r"[^\W_]+", text.casefold()), ""])
    if any(f" {phrase} " in words for phrase in fact["unless"]):
        return False
    return any(f" {phrase} " in words for phrase in fact["phrases"]) or any(
        phrase in words for phrase in fact["phrases_without_spaces"]
    )


def set_before(block_type: str) -> Mapping[str, str]:
    """Give the parameters that a type of block has not, each with the type that sets what is meant before it."""
    types: Mapping[str, Mapping[str, str]] = document("behaviour")["set_before"]["types"]
    return types.get(block_type, {})


def hands_out(block_type: str) -> Mapping[str, str]:
    """Give the parameters of a block type that hand values to others than the flow, with what is done: "says it"."""
    types: Mapping[str, Mapping[str, str]] = document("behaviour")["hands_out"]["types"]
    return types.get(block_type, {})


def carried_over(block_type: str) -> Mapping[str, str]:
    """Give the parameters of a block type that hand answers on, each with the namespace of these answers."""
    types: Mapping[str, Mapping[str, str]] = document("behaviour")["carried_over"]["types"]
    return types.get(block_type, {})


def is_aws_key(key: str) -> bool:
    """Tell whether AWS itself defines a key: one of a Lex session, or a tag."""
    return key.startswith(tuple(document("behaviour")["aws_keys"]["prefixes"]))


@cache
def named_roots() -> tuple[tuple[str, ...], ...]:
    """Give the roots of references whose next part is a key that a person named in a flow."""
    return tuple(tuple(root.split(".")) for root in document("behaviour")["keys_named_here"]["roots"])


def is_known_key(key: str) -> bool:
    """Tell whether AWS or a well-known integration defines an attribute, and reads it."""
    data = document("behaviour")["known_keys"]
    return key in data["names"] or key.startswith(tuple(data["prefixes"]))


@cache
def resource_kinds() -> tuple[ResourceKind, ...]:
    """Give the kinds of resources that documents write the names of."""
    return tuple(
        ResourceKind(
            name=name,
            notes=tuple(tuple(path.split(".")) for path in entry.get("notes", ())),
            arns=tuple(tuple(path.split(".")) for path in entry.get("arns", ())),
            exported=tuple(entry.get("exported", ())),
            unless=entry.get("unless"),
            qualifier=entry.get("qualifier", False),
        )
        for name, entry in document("behaviour")["resource_names"]["kinds"].items()
    )


def is_aws_resource(name: str) -> bool:
    """Tell whether a resource has a name that AWS gives to one of a new instance, however it is capitalised."""
    return name.casefold() in {one.casefold() for one in document("behaviour")["resource_names"]["of_aws"]}


def differs_in_copies(parameter: str) -> bool:
    """Tell whether copies of a section may differ in the texts of a parameter: what it says, what it names."""
    return parameter in document("behaviour")["copies_differ_in"]["parameters"]


def flow_type(text: Any) -> str | None:
    """Give the API's name of a flow type, however it is written; None for what is no flow type."""
    console_names = document("behaviour")["flow_types"]["console_names"]
    if not isinstance(text, str):
        return None
    if text in console_names:
        return str(console_names[text])
    return text if text in console_names.values() or text == "MODULE" else None


def flow_type_name(flow_type: str) -> str:
    """Give the designer's word for a flow type, to stand before "flow": `customer queue`."""
    names: Mapping[str, str] = document("behaviour")["flow_types"]["designer_names"]
    return names.get(flow_type, flow_type)


def flow_type_by_blocks(block_types: Set[str]) -> str | None:
    """Give the only flow type that these blocks can stand in, where one of them tells; the surest comes first."""
    told: Mapping[str, str] = document("behaviour")["flow_types"]["told_by_block"]
    return next((flow_type for block_type, flow_type in told.items() if block_type in block_types), None)


def legacy_block(block_type: Any, target: Any, flow_type: str | None) -> LegacyBlock:
    """Give what an old console export means by a block of this type and target in a flow of this type."""
    known = _legacy_blocks()
    for key in ((block_type, target, flow_type), (block_type, target, None), (block_type, None, None)):
        if all(isinstance(part, str | None) for part in key) and key in known:
            return known[key]
    return LegacyBlock(None, {}, {}, _legacy_branches(document("legacy_blocks")["branches"]["conditions"]), None)


@cache
def legacy_types() -> frozenset[str]:
    """Give the block types of old console exports, also those that are expected and were not seen yet."""
    data = document("legacy_blocks")
    return frozenset(entry["type"] for entry in data["blocks"]) | frozenset(data["not_seen"]["types"])


@cache
def _legacy_blocks() -> Mapping[tuple[str, str | None, str | None], LegacyBlock]:
    data = document("legacy_blocks")
    general = _legacy_branches(data["branches"]["conditions"])
    blocks: dict[tuple[str, str | None, str | None], LegacyBlock] = {}
    for entry in data["blocks"]:
        parameters = dict(entry.get("parameters", {}))
        for group in entry.get("groups", ()):
            parameters |= data["groups"][group]
        branches = _legacy_branches(entry["branches"])
        blocks[entry["type"], entry.get("target"), entry.get("flow_type")] = LegacyBlock(
            action=entry["action"],
            fixed=entry.get("fixed", {}),
            parameters={name: _legacy_parameters(lines) for name, lines in parameters.items()},
            branches={**general, **branches},
            errors=frozenset(branch.words[0] for branch in branches.values() if branch.kind == "error"),
        )
    return blocks


def _legacy_parameters(lines: Any) -> tuple[LegacyParameter, ...]:
    """Read what the data says of a parameter: one line, several, or null for none."""
    found = []
    for line in lines if isinstance(lines, list) else [lines] if lines else []:
        words = {word.lower(): other for word, other in line.get("words", {}).items()}
        found.append(LegacyParameter(**{**line, "to": tuple(line["to"].split(".")), "words": words}))
    return tuple(found)


def _legacy_branches(branches: Mapping[str, Any]) -> dict[str, LegacyBranch]:
    found: dict[str, LegacyBranch] = {}
    for condition, line in branches.items():
        more = dict(line) if isinstance(line, dict) else {"is": line}
        kind, *words = more.pop("is").split()
        found[condition] = LegacyBranch(kind, tuple(words), **more)
    return found
