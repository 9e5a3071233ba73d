"""Flows in the Flow language itself, as CreateContactFlow takes them and today's console exports them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import filterfalse
from typing import Any, Literal, NamedTuple, TypeGuard

from flowlint import language
from flowlint.model.condition import NO_CONDITION, Condition, read_condition
from flowlint.model.flow import FLOW_LANGUAGE_VERSION, Block, Flow, Origin, Transition, TransitionKind
from flowlint.model.labels import Labels
from flowlint.model.references import PLACEHOLDER
from flowlint.source import Source, load
from flowlint.text.json_values import JsonPath

_NAMING = tuple(dict.fromkeys(language.flow_parameters("transfer", "module", "new_contact", "new_task").values()))
"""The parameters that name a flow or a module."""
_NAMING_HOOKS = tuple(language.flow_parameters("event").values())
"""Those that name one for each event."""


class Wrapper(NamedTuple):
    """What stands around a flow's document and describes it, whatever its shape: an API answer, say."""

    name: Any = None
    type: Any = None
    ids: tuple[Any, ...] = ()
    scope: str = ""
    """The module or file in which those of the ids count that are placeholders: `${flow.arn}`."""
    is_template: bool = False
    """Whether placeholders in the flow are filled in before it comes to Connect."""
    is_open: bool = False
    """Whether blocks may come in that the document does not show."""
    settings: Any = None
    """What a module declares that it takes and gives, an object or text."""
    is_tool: bool = False
    """Whether something says that others than flows may call it."""
    description: Any = None
    tags: Any = None
    """An object, or a list of objects with a key and a value each."""


NO_WRAPPER = Wrapper()
_NOTHING_NOTED: Mapping[str, Any] = {}


def recognises(value: Any) -> TypeGuard[Mapping[str, Any]]:
    """Tell whether a value is meant to be a flow, however badly made."""
    if not isinstance(value, dict):
        return False
    if "Actions" not in value:
        return "StartAction" in value and "Version" in value
    return (
        "StartAction" in value
        or value.get("Version") == FLOW_LANGUAGE_VERSION
        or (isinstance(value["Actions"], list) and any(_looks_like_block(one) for one in value["Actions"]))
    )


def _looks_like_block(value: Any) -> bool:
    return isinstance(value, dict) and "Identifier" in value and "Type" in value


def build_flow(
    source: Source,
    base: JsonPath,
    document: Mapping[str, Any],
    wrapper: Wrapper = NO_WRAPPER,
    *,
    origins: Sequence[Origin] | None = None,
    start_path: JsonPath = ("StartAction",),
    untranslated: Iterable[JsonPath] = (),
) -> Flow:
    """Build a flow from a Flow language document, whatever its shape; never raises.

    `origins` and `start_path` are given for a document that was translated: where its blocks, one by one, and its
    start stand in the original; `untranslated` are the malformed places of the original, which were left out.
    """
    malformed = list(untranslated)
    metadata = document.get("Metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    actions = document.get("Actions")
    if not isinstance(actions, list):
        malformed.append(("Actions",))
        actions = []
    start = document.get("StartAction")
    if not isinstance(start, str):
        malformed.append(start_path)
    if document.get("Version") != FLOW_LANGUAGE_VERSION:
        malformed.append(("Version",))
    described = metadata.get("ActionMetadata")
    described = described if isinstance(described, dict) else {}
    blocks: list[Block] = []
    labels = Labels(blocks)
    for index, action in enumerate(actions):
        if isinstance(action, dict):
            origin = None if origins is None else origins[index]
            blocks.append(_BlockReader(action, index, origin, malformed).read(described, labels))
        else:
            malformed.append(("Actions", index))
    opaque = () if origins is not None else tuple(_opaque(document, malformed))
    is_opaque = frozenset(opaque).__contains__
    flow_type, known_by = _type(wrapper.type, metadata, document, blocks)
    name = wrapper.name if isinstance(wrapper.name, str) and wrapper.name else metadata.get("name")
    return Flow(
        source=source,
        base=base,
        name=name if isinstance(name, str) and name else None,
        type=flow_type,
        type_known_by=known_by,
        start=start if isinstance(start, str) else None,
        start_path=start_path,
        blocks=tuple(blocks),
        malformed=tuple(filterfalse(is_opaque, malformed)),
        opaque=opaque,
        is_open=wrapper.is_open or _is_open(opaque, start, blocks),
        is_template=wrapper.is_template,
        ids=frozenset(one for one in wrapper.ids if isinstance(one, str) and one),
        scope=wrapper.scope,
        translated=origins is not None,
        in_flow_language=document,
        settings=_settings(_noted_settings(metadata) if wrapper.settings is None else wrapper.settings),
        is_tool=wrapper.is_tool,
        description=wrapper.description if isinstance(wrapper.description, str) else None,
        tags=_tags(wrapper.tags),
    )


def _opaque(document: Mapping[str, Any], malformed: Sequence[JsonPath]) -> Iterator[JsonPath]:
    """Give the places where a placeholder stands for what an object or a list should be, or for members of one."""
    for path in malformed:
        parent, value = None, document
        for part in path:
            parent, value = value, _member(value, part)
        if _is_placeholder(value) or (value is None and _has_open_members(parent)):
            yield path
    actions = document.get("Actions")
    for index, action in enumerate(actions if isinstance(actions, list) else ()):
        for key in ("Parameters", "Transitions"):
            if isinstance(action, dict) and _has_open_members(action.get(key)):
                yield "Actions", index, key


def _member(value: Any, part: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None


def _is_placeholder(value: Any) -> bool:
    return isinstance(value, str) and PLACEHOLDER.fullmatch(value) is not None


def _has_open_members(value: Any) -> bool:
    """Tell whether a placeholder stands among the members of an object: as key and value at once."""
    return isinstance(value, dict) and any(key == item and _is_placeholder(key) for key, item in value.items())


def _is_open(opaque: Sequence[JsonPath], start: Any, blocks: Sequence[Block]) -> bool:
    """Tell whether blocks may come in, or be led to, that the document does not show."""
    known = {block.id for block in blocks}
    targets = [start, *(branch.target for block in blocks for branch in block.transitions)]
    return any(path[0] == "Actions" and len(path) <= 2 for path in opaque) or any(
        isinstance(target, str) and target not in known and PLACEHOLDER.search(target) for target in targets
    )


def _settings(settings: Any) -> Mapping[str, Any] | None:
    """Read the settings of a module, which the API writes as text; None where they are no object."""
    if isinstance(settings, str):
        try:
            settings, _ = load(settings)
        except json.JSONDecodeError:
            return None
    return settings if isinstance(settings, dict) else None


def _noted_settings(metadata: Mapping[str, Any]) -> Any:
    """Give the settings of a module that an export of the designer holds; None where they declare nothing.

    Empty ones stand in exports of modules that return by branches and give results all the same.
    """
    settings = metadata.get("settings")
    parts = settings.values() if isinstance(settings, dict) else ()
    return settings if any(isinstance(part, dict) and any(part.values()) for part in parts) else None


def _tags(tags: Any) -> Mapping[str, str]:
    """Read tags as the API writes them, as CloudFormation does, or as Terraform does; what is no text is left out."""
    if isinstance(tags, list):
        listed = [{key.lower(): value for key, value in tag.items()} for tag in tags if isinstance(tag, dict)]
        tags = {tag.get("key"): tag.get("value") for tag in listed}
    pairs = tags.items() if isinstance(tags, dict) else ()
    return {key: value for key, value in pairs if isinstance(key, str) and isinstance(value, str)}


def _type(
    type_text: Any, metadata: Mapping[str, Any], document: Mapping[str, Any], blocks: Sequence[Block]
) -> tuple[str | None, Literal["wrapper", "metadata", "content"] | None]:
    """Give the type of a flow and what it is known by; about half of all files do not say."""
    if (found := language.flow_type(type_text)) is not None:
        return found, "wrapper"
    if (found := language.flow_type(metadata.get("type"))) is not None:
        return found, "metadata"
    if isinstance(document.get("Settings"), dict):
        return "MODULE", "content"
    if (found := language.flow_type_by_blocks({block.type for block in blocks})) is not None:
        return found, "content"
    return None, None


def _target_names(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """Read what the designer noted as the names of the flows that a block leads to, in any of its notations.

    That is one name, and that of each flow which the block sets to run on an event of the contact.
    """
    if not metadata:
        return ()
    noted = [metadata.get("contactFlowModuleName")]
    noted += [_part(metadata, key, "text") for key in ("ContactFlow", "contactFlow")]
    parameters = metadata.get("parameters")
    if not isinstance(parameters, dict):
        return tuple(_names(noted)[:1])
    noted += [_part(parameters, key, "displayName") for key in _NAMING if key in parameters]
    hooked = [
        _part(hooks, event, "displayName")
        for key in _NAMING_HOOKS
        if isinstance(hooks := parameters.get(key), dict)
        for event in hooks
    ]
    return (*_names(noted)[:1], *_names(hooked))


def _names(noted: Iterable[Any]) -> list[str]:
    return [name for name in noted if isinstance(name, str) and name]


def _part(noted: Mapping[str, Any], key: str, name: str) -> Any:
    part = noted.get(key)
    return part.get(name) if isinstance(part, dict) else None


@lru_cache(maxsize=8192)
def _shared(path: JsonPath) -> JsonPath:
    """Give a path that is equal: the blocks of all flows stand in like places."""
    return path


class _BlockReader:
    """Reads one action of a document; what has not the shape it should have is noted in `malformed` and left out."""

    def __init__(self, action: Mapping[str, Any], index: int, origin: Origin | None, malformed: list[JsonPath]) -> None:
        self.action = action
        self.index = index
        self.origin = origin
        self.malformed = malformed
        self.id = ""

    def read(self, described: Mapping[str, Any], labels: Labels) -> Block:
        self.id = self._text("Identifier") or "{}[{}]".format(*self._locate())
        block_type = self._text("Type")
        parameters = self.action.get("Parameters", {})
        if not isinstance(parameters, dict):
            self._note("Parameters")
            parameters = {}
        metadata = described.get(self.id)
        metadata = metadata if isinstance(metadata, dict) else _NOTHING_NOTED
        return Block(
            id=self.id,
            index=self.index,
            type=block_type,
            parameters=parameters,
            transitions=tuple(self._transitions()),
            path=self._locate(),
            labels=labels,
            noted=metadata,
            has_friendly_name=metadata.get("isFriendlyName") is True,
            target_names=_target_names(metadata),
            origin=self.origin,
        )

    def _locate(self, *at: str | int) -> JsonPath:
        return _shared(("Actions", self.index, *at)) if self.origin is None else self.origin.locate(at)

    def _note(self, *at: str | int) -> None:
        self.malformed.append(self._locate(*at))

    def _text(self, key: str) -> str:
        value = self.action.get(key)
        if isinstance(value, str):
            return value
        self._note(key)
        return ""

    def _transitions(self) -> Iterator[Transition]:
        """Give the branches in rank order."""
        transitions = self.action.get("Transitions", {})
        if not isinstance(transitions, dict):
            self._note("Transitions")
            return
        rank = 0
        if "NextAction" in transitions:
            rank += 1
            yield from self._branch(transitions, ("Transitions",), "next", "", rank)
        for at, item in self._items(transitions, "Conditions"):
            rank += 1
            condition = self._condition(item, at)
            yield from self._branch(item, at, "condition", condition.label, rank, condition)
        for at, item in self._items(transitions, "Errors"):
            rank += 1
            error = item.get("ErrorType")
            if not isinstance(error, str):
                self._note(*at, "ErrorType")
                error = ""
            yield from self._branch(item, at, "error", error, rank)

    def _items(self, transitions: Mapping[str, Any], key: str) -> Iterator[tuple[JsonPath, Mapping[str, Any]]]:
        items = transitions.get(key, [])
        if not isinstance(items, list):
            self._note("Transitions", key)
            return
        for index, item in enumerate(items):
            if isinstance(item, dict):
                yield ("Transitions", key, index), item
            else:
                self._note("Transitions", key, index)

    def _branch(
        self,
        holder: Mapping[str, Any],
        at: JsonPath,
        kind: TransitionKind,
        label: str,
        rank: int,
        condition: Condition = NO_CONDITION,
    ) -> Iterator[Transition]:
        target = holder.get("NextAction")
        at = (*at, "NextAction")
        if isinstance(target, str):
            yield Transition(self.id, target, kind, label, rank, self._locate(*at), condition)
        else:
            self._note(*at)

    def _condition(self, item: Mapping[str, Any], at: JsonPath) -> Condition:
        """Read the condition of a branch."""
        condition = item.get("Condition")
        if not isinstance(condition, dict):
            self._note(*at, "Condition")
            return NO_CONDITION
        operator, operands = condition.get("Operator"), condition.get("Operands")
        if not isinstance(operator, str):
            self._note(*at, "Condition", "Operator")
        if not isinstance(operands, list):
            self._note(*at, "Condition", "Operands")
            operands = []
        # What an operator that is not known here takes may well be conditions.
        takes_text = isinstance(operator, str) and operator in language.operators_of_texts()
        for index, operand in enumerate(operands):
            if not isinstance(operand, str | int | float) and (takes_text or not isinstance(operand, dict)):
                self._note(*at, "Condition", "Operands", index)
        return read_condition(condition)
