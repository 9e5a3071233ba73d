"""Flow, Block and Transition: a flow as rules see it, whatever form it was stored in."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Literal, TypeVar

from flowlint import language
from flowlint.found_out import FindsOut
from flowlint.language import Action, BlockTrait
from flowlint.model.condition import NO_CONDITION, Condition
from flowlint.model.labels import Labels
from flowlint.model.positions import Position, position_in
from flowlint.report import BlockName
from flowlint.source import Source
from flowlint.text.json_values import JsonPath, texts, value_at

T = TypeVar("T")
TransitionKind = Literal["next", "condition", "error"]

FLOW_LANGUAGE_VERSION = "2019-10-30"
"""The only version of the Flow language there is."""

_WHOLE_ARN = re.compile(r"arn:aws[\w-]*:connect:[\w-]*:\d{12}:")

INBOUND = "CONTACT_FLOW"
"""The type of the flows that contacts come in at, and of some to which they come later."""


@dataclass(frozen=True, slots=True, eq=False)
class Transition:
    """A branch of a block. `target` is the text written there, be it the id of a block or not."""

    source: str
    target: str
    kind: TransitionKind
    label: str
    """The condition in words (`Equals 1`), ErrorType of an error, "" for next."""
    rank: int
    """Place among the block's branches: next before conditions in order before errors."""
    path: JsonPath
    """Where the target is written, from the root of the flow's document."""
    condition: Condition = NO_CONDITION
    """What must hold for it to be taken; nothing for next and errors."""

    @property
    def operator(self) -> str:
        """The operator of its condition, "" where there is none."""
        return self.condition.operator

    @property
    def operands(self) -> tuple[str, ...]:
        """The texts that the operator compares with; mostly one, and none for a compound condition."""
        return self.condition.operands

    @property
    def operand(self) -> str:
        """The first operand, "" where there is none."""
        return self.operands[0] if self.operands else ""

    @property
    def via(self) -> str:
        """The branch as a person reads it: `next`, `condition Equals 1`, `error NoMatchingError`."""
        return f"{self.kind} {self.label}".rstrip()


@dataclass(frozen=True, slots=True, eq=False)
class Block(FindsOut):
    """One block of a flow (an action, in the Flow language's own words)."""

    id: str
    index: int
    """Place in the file, from 0."""
    type: str
    parameters: Mapping[str, Any]
    transitions: tuple[Transition, ...]
    path: JsonPath
    """Where the block stands, from the root of the flow's document."""
    labels: Labels = field(repr=False)
    """Those of all blocks of its flow."""
    noted: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What the designer noted of it, names of resources among it."""
    has_friendly_name: bool = False
    """Whether the designer shows the id as the block's name."""
    target_names: tuple[str, ...] = ()
    """The names the designer noted for the flows or modules that the block leads to: one, or one for each hook."""
    origin: "Origin | None" = None
    """Where its parts stand, for a block that was not stored in the Flow language."""
    _live: tuple[Transition, ...] | None = field(default=None, init=False, repr=False)
    """Its live branches once somebody asked for them: each graph is made of them, so they are not forgotten."""

    @cached_property
    def action(self) -> Action | None:
        """The catalogue's entry for the block's type, None for a type it does not know."""
        return language.actions().get(self.type)

    @property
    def position(self) -> Position | None:
        """Where the designer shows the block."""
        return position_in(self.noted)

    @property
    def name(self) -> str:
        """What the designer shows: the name that a person gave the block, or else that of its type."""
        return self.id if self.has_friendly_name else self.designer_name

    @cached_property
    def designer_name(self) -> str:
        """The designer's name for a block of this type and form, "Play prompt" say; the bare type when not known."""
        return self.action.name(self.parameters) if self.action else self.type or "Block"

    @property
    def label(self) -> str:
        """How messages name the block: by its kind and its name or what tells it apart; no other of its flow has it."""
        return self.labels[self]

    @cached_property
    def block_name(self) -> BlockName:
        """The block as reports name it."""
        return BlockName(self.id, self.type, self.name, self.label)

    @cached_property
    def known(self) -> dict[Any, Any]:
        """What functions found out about the block; see `once_per_block`."""
        return {}

    @cached_property
    def texts(self) -> tuple[tuple[JsonPath, str], ...]:
        """Every text in its parameters, each with its path below the block, in the order of the file."""
        return tuple(texts(self.parameters, ("Parameters",)))

    def has(self, trait: BlockTrait) -> bool:
        """Tell whether the block has a trait, as behaviour.json says of its type and parameters."""
        return trait in self._traits

    @cached_property
    def _traits(self) -> frozenset[BlockTrait]:
        return language.block_traits(self.type, self.parameters)

    def branch_name(self, branch: Transition) -> str:
        """Give the designer's word for one of the block's branches: “Error”, “In hours”, “Equals 1”, “Success”."""
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

    @property
    def live_branches(self) -> tuple[Transition, ...]:
        """The branches that a contact can take, in rank order.

        That leaves out a NextAction which the console copied from another branch, and one of a block that hands
        the contact on and never comes back.
        """
        if self._live is not None:
            return self._live
        live = tuple([branch for branch in self.transitions if branch.kind != "next" or self._goes_on()])
        live = self.transitions if len(live) == len(self.transitions) else live
        object.__setattr__(self, "_live", live)
        return live

    def _goes_on(self) -> bool:
        """Tell whether NextAction is a way on, and not the console's copy of another branch."""
        if self.action is None:
            return not (self.conditions and self._repeats_in_next())
        if self.action.terminal or self.has("mirrored_next"):
            return False
        if self.has("leaves_on_success"):
            return self.has("may_come_back") and not self._repeats_in_next()
        return not (self.conditions and self._repeats_in_next())

    def _repeats_in_next(self) -> bool:
        """Tell whether NextAction leads where another branch does."""
        following = next((branch.target for branch in self.transitions if branch.kind == "next"), None)
        return any(branch.kind != "next" and branch.target == following for branch in self.transitions)

    def locate(self, at: JsonPath, at_key: bool = False) -> JsonPath:
        """Turn a path below this block, in the Flow language's terms, into one from the document's root.

        With `at_key` it is the key that is asked for; that of a translated block may be a value in its document.
        """
        return (*self.path, *at) if self.origin is None else self.origin.locate(at, at_key)


def once_per_block(compute: "Callable[[Block], T]") -> "Callable[[Block], T]":
    """Let a function look at each block once: the block keeps what it gives, which must be no iterator."""

    @wraps(compute)
    def look_up(block: Block) -> T:
        known = block.known
        if compute not in known:
            known[compute] = compute(block)
        found: T = known[compute]
        return found

    return look_up


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


@dataclass(frozen=True, slots=True, eq=False)
class Flow(FindsOut):
    """One flow or flow module.

    `source` and `base` tell where its document stands; `type` is the API's name of the flow type, or MODULE,
    or None when nothing tells. `malformed` holds the places whose shape is not that of a flow, `opaque` those where a
    template's placeholder stands for an object, a list, or some of their members.
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
    """What other flows may call this one by: its id, its ARN, the placeholder that becomes one of them."""
    scope: str = ""
    """The module or file within which ids that are placeholders count."""
    opaque: tuple[JsonPath, ...] = ()
    is_open: bool = False
    """Whether blocks may come in, or be led to, that the document does not show: a placeholder stands for them."""
    is_template: bool = False
    """Whether placeholders in it are filled in before it comes to Connect."""
    variant_of: "Flow | None" = None
    """The flow that stands in the same place under other conditions, if this is not the first one there."""
    translated: bool = False
    """Whether the document is not in the Flow language, but was translated to it."""
    settings: Mapping[str, Any] | None = None
    """What an answer of the API or a resource says that a module takes and gives; None where nothing does."""
    description: str | None = None
    """What an answer of the API or a resource describes the flow as; None where nothing does."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """The tags that an answer of the API or a resource gives the flow."""
    is_tool: bool = False
    """Whether a module may be called by something else than flows: an AI agent has it as a tool."""
    in_flow_language: Mapping[str, Any] = field(default_factory=dict)
    """The document, or what it was translated to."""

    @property
    def type_name(self) -> str:
        """The designer's word for the flow type, to stand before "flow": `customer queue`; "" when nothing tells."""
        return language.flow_type_name(self.type) if self.type is not None else ""

    @property
    def kind_name(self) -> str:
        """The designer's words for what this is: `inbound flow`, `module`; "" when nothing tells."""
        return "module" if self.is_module else f"{self.type_name} flow" if self.type_name else ""

    @property
    def is_module(self) -> bool:
        """Whether this is a flow module."""
        return self.type == "MODULE"

    @property
    def is_deployed(self) -> bool:
        """Whether it was got from an instance, which took it as it is: an answer of the API says its whole ARN."""
        return any(map(_WHOLE_ARN.match, self.ids))

    @property
    def document(self) -> Any:
        """The flow's own document, as it was parsed."""
        return value_at(self.source.value, self.base)

    @cached_property
    def by_id(self) -> Mapping[str, Block]:
        """The blocks by id; where an id is taken twice, the first block has it."""
        blocks: dict[str, Block] = {}
        for block in self.blocks:
            blocks.setdefault(block.id, block)
        return blocks

    @cached_property
    def malformed_blocks(self) -> frozenset[Block]:
        """The blocks of which some part has not the shape it should have, or is not known: not all of them was read."""
        paths = {block_path(path) for path in (*self.malformed, *self.opaque)}
        return frozenset(block for block in self.blocks if block.path in paths)

    @property
    def entry(self) -> Block | None:
        """The block that StartAction names, if there is one."""
        return self.by_id.get(self.start) if self.start is not None else None

    def forget(self) -> None:
        """Forget what was found out about it, its blocks and places; it is found out again where somebody asks."""
        FindsOut.forget(self)  # super() does not know a class that got slots
        if self.source.outer is not None or not self.base:  # other flows of the file ask for its places too
            self.source.forget()
        for block in self.blocks:
            block.forget()
        for block in self.blocks[:1]:
            block.labels.forget()  # those of all blocks

    def of_type(self, *types: str) -> Iterator[Block]:
        """Give the blocks of these types in the order of the file."""
        return (block for block in self.blocks if block.type in types)


def block_path(path: JsonPath) -> JsonPath:
    """Cut a path in a flow's document down to the block it leads into: a block is an item of one list."""
    return path[:2]


def bare_id(name: str) -> str:
    """Give the id at the end of an ARN, without what says which alias, version or state is meant."""
    return name.rsplit("/", 1)[-1].split(":", 1)[0]
