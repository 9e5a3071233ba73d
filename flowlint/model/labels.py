"""How messages name blocks: so that a person finds each in the designer, and no two of a flow read alike.

A block is called by its kind and the name that a person gave it, or else by what tells it from others of its kind: what
it says, compares, sets or leads to. Where that leaves blocks alike, the beginning of their ids is added.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Any

from flowlint.text.json_values import JsonPath, value_at
from flowlint.text.words import first_words, short

if TYPE_CHECKING:
    from flowlint.model.flow import Block

_MADE_BY_MACHINE = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-|[0-9a-fA-F]{24,}$")
_TELLING: tuple[JsonPath, ...] = (
    ("Text",), ("SSML",), ("PromptId",), ("Media", "Uri"),
    ("Messages", 0, "Text"), ("Messages", 0, "SSML"), ("Messages", 0, "PromptId"),
    ("ComparisonValue",), ("Attributes",), ("FlowAttributes",), ("LambdaFunctionARN",), ("FlowModuleId",),
    ("LexV2Bot", "AliasArn"), ("LexBot", "Name"), ("Name",), ("QueueId",), ("AgentId",),
    ("ContactFlowId",), ("ContactFlowArn",), ("EventHooks",), ("HoursOfOperationId",), ("LoopCount",),
    ("FlowLoggingBehavior",), ("RecordingBehavior", "RecordedParticipants"), ("TextToSpeechVoice",),
    ("MediaStreamingState",), ("ViewResource", "Id"), ("ThirdPartyPhoneNumber",), ("CallbackNumber",),
    ("WisdomAssistantArn",), ("WisdomMessageTemplateArn",), ("DataTableId",), ("CaseTemplateId",),
    ("CaseRequestFields",), ("ProfileRequestData",), ("QueuePriority",), ("QueueTimeAdjustmentSeconds",),
    ("TimeLimitSeconds",), ("CheckVoiceIdOption",), ("Tags",), ("TagKeys",), ("LanguageCode",), ("CustomerId",),
)  # fmt: skip
"""What tells blocks of a kind apart, as paths below their parameters: the first that a block has."""
_ASKING = ("GetParticipantInput", "ConnectParticipantWithLexBot")
"""The types of blocks that ask for what their conditions name: digits, intents."""
_OLDER_NAMES: Mapping[str | int, tuple[JsonPath, ...]] = {
    "PromptId": (("promptName",),),
    "QueueId": (("queue", "text"),),
    "FlowModuleId": (("contactFlowModuleName",),),
    "ContactFlowId": (("ContactFlow", "text"), ("contactFlow", "text")),
    "HoursOfOperationId": (("Hours", "text"),),
    "AliasArn": (("lexV2BotName",), ("LexV2Bot", "text")),
    "CaseTemplateId": (("templateName",),),
}
"""Where the designer noted, and older ones did, what the resource of a parameter is called."""
_LONGEST, _FEWEST, _MOST = 50, 16, 32
"""How long a label should be at most, and what it says besides the kind at least and at most, in code points."""
_LONGEST_VALUE = 14
_FEWEST_OF_ID, _MOST_OF_ID = 4, 12
_MARKUP = re.compile(r"<[^<>]*>")
_KEY_OF_PLACEHOLDER = re.compile(r"""\$\{.*\[\s*\\?["']([^"'\\]+)\\?["']\s*\][^"']*\}""", re.DOTALL)
_BETWEEN_PARTS = re.compile(r"[/:](?![^{}]*\})")


class Labels:
    """The labels of the blocks of one flow, worked out for all of them when the first is asked for."""

    def __init__(self, blocks: Sequence["Block"]) -> None:
        """Take the blocks of a flow, of which not all need to be there yet."""
        self._blocks = blocks

    def __getitem__(self, block: "Block") -> str:
        return self._labels[block]

    @cached_property
    def _labels(self) -> Mapping["Block", str]:
        labels = {block: _with(block, _own(block)) for block in self._blocks}
        for tell_apart in (self._by_what_leads_there, self._by_id, self._by_place):
            for alike in list(_alike(labels)):
                labels.update(tell_apart(alike, labels))
        return labels

    def _by_what_leads_there(self, alike: Sequence["Block"], labels: Mapping["Block", str]) -> Mapping["Block", str]:
        """Say of blocks that say nothing themselves after which block they come, where that is one block."""
        told: dict[Block, str] = {}
        for block in alike:
            before = self._leading_to[block.id]
            if labels[block] == block.designer_name and len(before) == 1:
                own = _own(before[0])
                after = f"“{first_words(own, _room(block) - len('after'))}”" if own else before[0].designer_name
                told[block] = f"{block.designer_name} after {after}"
        return told

    def _by_id(self, alike: Sequence["Block"], labels: Mapping["Block", str]) -> Mapping["Block", str]:
        """Add as much of their ids as tells them apart, but to the name that a person gave only if all have such."""
        by_machine = [block for block in alike if _is_made_by_machine(block.id)]
        return {
            block: f"{labels[block]} ({part})"
            for block in by_machine or alike
            if self._ids[block.id] == 1 and (part := self._part_of_id(block.id))
        }

    def _by_place(self, alike: Sequence["Block"], labels: Mapping["Block", str]) -> Mapping["Block", str]:
        """Number blocks by their place in the file: for those that have one id, nothing else is left."""
        return {block: f"{labels[block]} (block {block.index + 1})" for block in alike}

    def _part_of_id(self, block_id: str) -> str:
        """Give the shortest beginning that no other id of the flow has, or the end where that would be long."""
        if (length := self._own_beginnings[block_id]) <= _MOST_OF_ID:
            return f"{block_id[:length]}…"
        length = self._own_ends[block_id[::-1]]
        return f"…{block_id[-length:]}" if length <= _MOST_OF_ID else ""

    @cached_property
    def _own_beginnings(self) -> Mapping[str, int]:
        return _own_beginnings(self._ids)

    @cached_property
    def _own_ends(self) -> Mapping[str, int]:
        return _own_beginnings(one[::-1] for one in self._ids)

    @cached_property
    def _ids(self) -> Mapping[str, int]:
        return Counter(block.id for block in self._blocks)

    @cached_property
    def _leading_to(self) -> Mapping[str, Sequence["Block"]]:
        """The blocks that a contact can come from, by the id that it comes to."""
        leading: dict[str, list[Block]] = defaultdict(list)
        for block in self._blocks:
            for target in dict.fromkeys(branch.target for branch in block.live_branches):
                leading[target].append(block)
        return leading


def _own_beginnings(texts: Iterable[str]) -> Mapping[str, int]:
    """Give for each text how long the shortest of its beginnings is that no other has."""
    in_order = sorted(texts)
    shared = [
        sum(1 for _ in takewhile(lambda two: two[0] == two[1], zip(*pair, strict=False))) for pair in pairwise(in_order)
    ]
    return {
        text: max(_FEWEST_OF_ID, before + 1, after + 1)
        for text, before, after in zip(in_order, [0, *shared], [*shared, 0], strict=True)
    }


def _alike(labels: Mapping["Block", str]) -> Iterator[list["Block"]]:
    """Give the blocks of each label that several have."""
    by_label: dict[str, list[Block]] = defaultdict(list)
    for block, label in labels.items():
        by_label[label].append(block)
    return (blocks for blocks in by_label.values() if len(blocks) > 1)


def _with(block: "Block", own: str) -> str:
    """Put together the kind of a block and what it says itself."""
    longest = _room(block) if _is_made_by_machine(block.id) else _LONGEST
    return f"{block.designer_name} “{first_words(own, longest)}”" if own else block.designer_name


def _room(block: "Block") -> int:
    return min(_MOST, max(_FEWEST, _LONGEST - len(block.designer_name)))


def _own(block: "Block") -> str:
    """Give the name that a person gave a block, or else what tells it apart; "" where nothing does."""
    if not _is_made_by_machine(block.id):
        return short(block.id)
    candidates = (_telling(block, path) for path in _TELLING if path[0] in block.parameters)
    return next(filter(None, candidates), "") or (", ".join(_operands(block)) if block.type in _ASKING else "")


def _is_made_by_machine(block_id: str) -> bool:
    return _MADE_BY_MACHINE.match(block_id) is not None


def _telling(block: "Block", path: JsonPath) -> str:
    """Say in words what stands at a path below the parameters of a block; "" for nothing, or for an id."""
    value = value_at(block.parameters, path)
    if path == ("ComparisonValue",) and isinstance(value, str):
        sign = " =" if all(branch.operator == "Equals" for branch in block.conditions) else ":"
        compared = " ".join(value.split()).removeprefix("$.").removeprefix("Attributes.")
        return f"{compared}{sign} {', '.join(_operands(block))}" if block.conditions and compared else compared
    noted = "" if isinstance(value, str) and "$." in value else _noted_name(block, path)
    return noted if value and noted else _in_words(value)


def _operands(block: "Block") -> Iterable[str]:
    return dict.fromkeys(operand for branch in block.conditions for operand in branch.operands)


def _noted_name(block: "Block", path: JsonPath) -> str:
    """Give what the designer noted as the name of a resource, as it does today or did before; "" where it did not."""
    noted = value_at(block.noted, ("parameters", *path, "displayName"))
    older = (value_at(block.noted, at) for at in _OLDER_NAMES.get(path[-1], ()))
    return next((" ".join(name.split()) for name in (noted, *older) if isinstance(name, str) and name.strip()), "")


def _in_words(value: Any) -> str:
    """Say what a parameter is: a text without markup, the name in an ARN, keys, or the value of a single one."""
    if isinstance(value, str):
        if key := _KEY_OF_PLACEHOLDER.fullmatch(value):  # ${var.functions["look-up"]}
            return key.group(1)
        text = " ".join(_MARKUP.sub(" ", value).split())
        name = _name_in_arn(text) if text.startswith("arn:") else text
        return "" if _is_made_by_machine(name) else name
    if isinstance(value, Mapping):
        if len(value) == 1:
            ((key, held),) = value.items()
            words = _in_words(held)
            # A value is never cut: what is left of a secret might not be known for one.
            return f"{key} = {words}" if 0 < len(words) <= _LONGEST_VALUE else str(key)
        return ", ".join(map(str, value))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_in_words, value))) or "none"
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _name_in_arn(arn: str) -> str:
    """Give the part of an ARN that names the resource: of a Lambda function without its version."""
    parts = _BETWEEN_PARTS.split(arn)
    return parts[parts.index("function") + 1] if "function" in parts[:-1] else parts[-1]
