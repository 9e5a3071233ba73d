"""Flow, Block and Transition: a flow as rules see it, whatever form it was stored in."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

from flowlint import language
from flowlint.language import Action
from flowlint.report import BlockName, JsonPath
from flowlint.source import Source
from flowlint.text.words import short

TransitionKind = Literal["next", "condition", "error"]

_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-")

FLOW_LANGUAGE_VERSION = "2019-10-30"
"""The only version of the Flow language there is."""

INBOUND = "CONTACT_FLOW"
"""The type of the flows that contacts come in at, and of some to which they come later."""


@dataclass(frozen=True, slots=True, eq=False)
class Transition:
    """A branch of a block. `target` is the text written there, be it the id of a block or not."""

    source: str
    target: str
    kind: TransitionKind
    label: str
    """Operator and operand of a condition, ErrorType of an error, "" for next."""
    rank: int
    """Place among the block's branches: next before conditions in order before errors."""
    path: JsonPath
    """Where the target is written, from the root of the flow's document."""
    operator: str = ""
    operands: tuple[str, ...] = ()
    """What the operator compares with; every operator takes exactly one."""

    @property
    def operand(self) -> str:
        """The first operand, "" where there is none."""
        return self.operands[0] if self.operands else ""

    @property
    def via(self) -> str:
        """The branch as a person reads it: `next`, `condition Equals 1`, `error NoMatchingError`."""
        return f"{self.kind} {self.label}".rstrip()


@dataclass(frozen=True, eq=False)
class Block:
    """One block of a flow (an action, in the Flow language's own words)."""

    id: str
    index: int
    """Place in the file, from 0."""
    type: str
    parameters: Mapping[str, Any]
    transitions: tuple[Transition, ...]
    path: JsonPath
    """Where the block stands, from the root of the flow's document."""
    has_friendly_name: bool = False
    """Whether the designer shows the id as the block's name."""
    target_name: str | None = None
    """The name the designer noted for the flow or module that the block hands over to."""
    origin: "Origin | None" = None
    """Where its parts stand, for a block that was not stored in the Flow language."""

    @cached_property
    def action(self) -> Action | None:
        """The catalogue's entry for the block's type, None for a type it does not know."""
        return language.actions().get(self.type)

    @property
    def name(self) -> str:
        """What the designer shows: the name a person gave the block, or else the kind of block."""
        return self.id if self.has_friendly_name else self.kind

    @cached_property
    def kind(self) -> str:
        """The designer's word for this kind of block, "Play prompt" say; the bare type when not known."""
        return self.action.name(self.parameters) if self.action else self.type or "Block"

    @cached_property
    def label(self) -> str:
        """How messages name the block: the designer's kind, then its name or the beginning of its id."""
        if _UUID.match(self.id):
            return f"{self.kind} ({self.id[:8]}…)"
        return f"{self.kind} “{short(self.id)}”"

    @property
    def block_name(self) -> BlockName:
        """The block as reports name it."""
        return BlockName(self.id, self.type, self.name, self.label)

    def branch_name(self, branch: Transition) -> str:
        """Give the designer's word for one of the block's branches: “Error”, “Timeout”, “Equals 1”, “Success”."""
        known = self.action.branch_name(branch.label, self.parameters) if self.action else None
        return known or branch.label or "Success"

    @cached_property
    def conditions(self) -> tuple[Transition, ...]:
        """The branches that conditions lead to, in order."""
        return tuple(branch for branch in self.transitions if branch.kind == "condition")

    @cached_property
    def errors(self) -> tuple[Transition, ...]:
        """The error branches, in order."""
        return tuple(branch for branch in self.transitions if branch.kind == "error")

    @cached_property
    def live_branches(self) -> tuple[Transition, ...]:
        """The branches that a contact can take, in rank order.

        That leaves out a NextAction which the console copied from another branch, and one of a block that hands
        the contact on and never comes back.
        """
        return tuple(branch for branch in self.transitions if branch.kind != "next" or self._goes_on())

    def _goes_on(self) -> bool:
        """Tell whether NextAction is a way on, and not the console's copy of another branch."""
        if self.action is None:
            others = {branch.target for branch in self.transitions if branch.kind != "next"}
            return not (self.conditions and self._next in others)
        if self.action.terminal or language.says("leaves_on_success", self.type, self.parameters):
            return False
        if language.says("mirrored_next", self.type, self.parameters):
            return False
        return not self.conditions or all(
            branch.kind == "next" or branch.target != self._next for branch in self.transitions
        )

    @property
    def _next(self) -> str | None:
        return next((branch.target for branch in self.transitions if branch.kind == "next"), None)

    def locate(self, at: JsonPath, at_key: bool = False) -> JsonPath:
        """Turn a path below this block, in the Flow language's terms, into one from the document's root.

        With `at_key` it is the key that is asked for; that of a translated block may be a value in its document.
        """
        return (*self.path, *at) if self.origin is None else self.origin.locate(at, at_key)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a translated block stands in the document it was translated from.

    `parts` maps paths of the Flow language, below the block, to paths below `path`; `keys` does so for the keys
    that these paths end in, where the original writes them as values. `possible_errors` are the error branches that
    the original form can write for such a block; None where that is not known.
    """

    path: JsonPath
    parts: Mapping[JsonPath, JsonPath]
    possible_errors: frozenset[str] | None = None
    keys: Mapping[JsonPath, JsonPath] = field(default_factory=dict)

    def locate(self, at: JsonPath, at_key: bool = False) -> JsonPath:
        """Give the place of a part, or of the nearest thing around it that has one."""
        if at_key and at in self.keys:
            return (*self.path, *self.keys[at])
        while at and at not in self.parts:
            at = at[:-1]
        return (*self.path, *self.parts.get(at, ()))


@dataclass(frozen=True, eq=False)
class Flow:
    """One flow or flow module.

    `source` and `base` tell where its document stands; `type` is the API's name of the flow type, or MODULE,
    or None when nothing tells. `malformed` holds the places whose shape is not that of a flow.
    """

    source: Source
    base: JsonPath
    name: str | None
    type: str | None
    type_known_by: Literal["wrapper", "metadata", "content"] | None
    start: str | None
    start_path: JsonPath
    blocks: tuple[Block, ...]
    malformed: tuple[JsonPath, ...] = ()
    ids: frozenset[str] = frozenset()
    """What other flows may call this one by: its id, its ARN."""
    translated: bool = False
    """Whether the document is not in the Flow language, but was translated to it."""
    in_flow_language: Mapping[str, Any] = field(default_factory=dict)
    """The document, or what it was translated to."""

    @property
    def is_module(self) -> bool:
        """Whether this is a flow module."""
        return self.type == "MODULE"

    @property
    def document(self) -> Any:
        """The flow's own document, as it was parsed."""
        value = self.source.value
        for part in self.base:
            value = value[part]
        return value

    @cached_property
    def by_id(self) -> Mapping[str, Block]:
        """The blocks by id; where an id is taken twice, the first block has it."""
        blocks: dict[str, Block] = {}
        for block in self.blocks:
            blocks.setdefault(block.id, block)
        return blocks

    @cached_property
    def malformed_blocks(self) -> frozenset[JsonPath]:
        """The paths of the blocks of which some part has not the shape it should have."""
        return frozenset(block_path(path) for path in self.malformed)

    @property
    def entry(self) -> Block | None:
        """The block that StartAction names, if there is one."""
        return self.by_id.get(self.start) if self.start is not None else None

    def of_type(self, *types: str) -> Iterator[Block]:
        """Give the blocks of these types in the order of the file."""
        return (block for block in self.blocks if block.type in types)


class Wrapper(NamedTuple):
    """What stands around a flow's document and tells of it, whatever its shape: an API answer, say."""

    name: Any = None
    type: Any = None
    ids: tuple[Any, ...] = ()


NO_WRAPPER = Wrapper()


def block_path(path: JsonPath) -> JsonPath:
    """Cut a path in a flow's document down to the block it leads into: a block is an item of one list."""
    return path[:2]


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
    metadata = metadata if isinstance(metadata, Mapping) else {}
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
    described = described if isinstance(described, Mapping) else {}
    blocks: list[Block] = []
    for index, action in enumerate(actions):
        if isinstance(action, Mapping):
            origin = None if origins is None else origins[index]
            blocks.append(_BlockReader(action, index, origin, malformed).read(described))
        else:
            malformed.append(("Actions", index))
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
        malformed=tuple(malformed),
        ids=frozenset(one for one in wrapper.ids if isinstance(one, str) and one),
        translated=origins is not None,
        in_flow_language=document,
    )


def _type(
    type_text: Any, metadata: Mapping[str, Any], document: Mapping[str, Any], blocks: Sequence[Block]
) -> tuple[str | None, Literal["wrapper", "metadata", "content"] | None]:
    """Tell the type of a flow and what told it; about half of all files do not say."""
    if (told := language.flow_type(type_text)) is not None:
        return told, "wrapper"
    if (told := language.flow_type(metadata.get("type"))) is not None:
        return told, "metadata"
    if isinstance(document.get("Settings"), Mapping):
        return "MODULE", "content"
    if (told := language.flow_type_by_blocks({block.type for block in blocks})) is not None:
        return told, "content"
    return None, None


def _target_name(metadata: Any) -> str | None:
    """Read what the designer noted as the name of the flow that a block hands over to, in any of its notations."""
    if not isinstance(metadata, Mapping):
        return None
    noted = [metadata.get("contactFlowModuleName")]
    noted += [
        part.get("text") for key in ("ContactFlow", "contactFlow") if isinstance(part := metadata.get(key), Mapping)
    ]
    parameters = metadata.get("parameters")
    for key in ("ContactFlowId", "FlowModuleId"):
        part = parameters.get(key) if isinstance(parameters, Mapping) else None
        noted.append(part.get("displayName") if isinstance(part, Mapping) else None)
    return next((name for name in noted if isinstance(name, str) and name), None)


class _BlockReader:
    """Reads one action of a document; what has not the shape it should have is noted in `malformed` and left out."""

    def __init__(self, action: Mapping[str, Any], index: int, origin: Origin | None, malformed: list[JsonPath]) -> None:
        self.action = action
        self.index = index
        self.origin = origin
        self.malformed = malformed
        self.id = ""

    def read(self, described: Mapping[str, Any]) -> Block:
        self.id = self._text("Identifier") or "{}[{}]".format(*self._locate())
        block_type = self._text("Type")
        parameters = self.action.get("Parameters", {})
        if not isinstance(parameters, Mapping):
            self._note("Parameters")
            parameters = {}
        metadata = described.get(self.id)
        return Block(
            id=self.id,
            index=self.index,
            type=block_type,
            parameters=parameters,
            transitions=tuple(self._transitions()),
            path=self._locate(),
            has_friendly_name=isinstance(metadata, Mapping) and metadata.get("isFriendlyName") is True,
            target_name=_target_name(metadata),
            origin=self.origin,
        )

    def _locate(self, *at: str | int) -> JsonPath:
        return ("Actions", self.index, *at) if self.origin is None else self.origin.locate(at)

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
        if not isinstance(transitions, Mapping):
            self._note("Transitions")
            return
        rank = 0
        if "NextAction" in transitions:
            rank += 1
            yield from self._branch(transitions, ("Transitions",), "next", "", rank)
        for at, item in self._items(transitions, "Conditions"):
            rank += 1
            operator, operands = self._condition(item, at)
            label = f"{operator} {operands[0] if operands else ''}".strip()
            yield from self._branch(item, at, "condition", label, rank, operator, operands)
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
            if isinstance(item, Mapping):
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
        operator: str = "",
        operands: tuple[str, ...] = (),
    ) -> Iterator[Transition]:
        target = holder.get("NextAction")
        at = (*at, "NextAction")
        if isinstance(target, str):
            yield Transition(self.id, target, kind, label, rank, self._locate(*at), operator, operands)
        else:
            self._note(*at)

    def _condition(self, item: Mapping[str, Any], at: JsonPath) -> tuple[str, tuple[str, ...]]:
        """Read operator and operands of a condition branch."""
        condition = item.get("Condition")
        if not isinstance(condition, Mapping):
            self._note(*at, "Condition")
            return "", ()
        operator, operands = condition.get("Operator"), condition.get("Operands")
        if not isinstance(operator, str):
            self._note(*at, "Condition", "Operator")
            operator = ""
        if not isinstance(operands, list):
            self._note(*at, "Condition", "Operands")
            return operator, ()
        for index, operand in enumerate(operands):
            if not isinstance(operand, str | int | float):
                self._note(*at, "Condition", "Operands", index)
        return operator, tuple(str(one) if isinstance(one, str | int | float) else "" for one in operands)
