"""How messages name blocks: so that a person finds each in the designer, and no two of a flow read alike.

A block is called by its kind and the name that a person gave it, or else by what tells it from others of its kind: what
it says, compares, sets or leads to. Blocks that this leaves alike are called by what differs in it, or by the block or
the branch before them. Where nothing that the designer shows tells them apart, a part of their ids is added.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from flowlint.found_out import FindsOut
from flowlint.text.json_values import JsonPath, value_at
from flowlint.text.words import first_words, shared_beginning, short

if TYPE_CHECKING:
    from flowlint.model.flow import Block, Transition

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
_PLACES: Mapping[str | int, list[int]] = defaultdict(list)
"""The places of these paths, by the parameter that they begin with."""
for _place, _path in enumerate(_TELLING):
    _PLACES[_path[0]].append(_place)
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
LONGEST = 60
"""How long a label is at most, in code points."""
_USUAL, _MOST, _FEWEST = 50, 32, 8
"""How long a label with a text should be, and how much of the text is in it at most and, if that is too long, at least.
"""
_MOST_OF_NAME = 40
"""How much of a name that a person gave is in a label."""
_MOST_WITH_WAY, _MOST_OF_BRANCH, _FEWEST_OF_BEFORE, _MOST_OF_BEFORE = 12, 14, 12, 22
"""How much of a text and of a branch is in a label with the block before it, and how much of that block."""
_LONGEST_VALUE = 14
_FEWEST_OF_ID, _MOST_OF_ID = 4, 12
_MARKUP = re.compile(r"<[^<>]*>")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_KEY_OF_PLACEHOLDER = re.compile(r"""\$\{.*\[\s*\\?["']([^"'\\]+)\\?["']\s*\][^"']*\}""", re.DOTALL)
_PART_OF_ARN = re.compile(r"(?:\{[^{}]*+\}|[^/:])++")


class _Label(NamedTuple):
    """What a label is put together from; `str` gives as much of it as has room."""

    kind: str
    own: str = ""
    """The name of the block, or what it says, compares, sets or leads to."""
    is_name: bool = False
    differs: int = 0
    """From where on the own text differs from all others of the flow."""
    before: "_Label | None" = None
    branch: str = ""
    """The branch of the block before that leads here, where that block has others to blocks like this."""
    mark: str = ""
    """A part of the id, or the place in the file."""

    def called(self, room: int) -> str:
        """Give the own text, or the kind if there is none, in at most so many code points."""
        return f"“{_cut(self.own, self.differs, room - 2)}”" if self.own else short(self.kind, room)

    def __str__(self) -> str:
        mark = f" ({self.mark})" if self.mark else ""
        kind = short(self.kind, LONGEST - len(mark))
        if self.before is not None:
            own = f" {self.called(_MOST_WITH_WAY + 2)}" if self.own else ""
            way = f" on “{first_words(self.branch, _MOST_OF_BRANCH)}” of " if self.branch else " after "
            room = LONGEST - len(kind) - len(own) - len(way) - len(mark)
            if room >= _FEWEST_OF_BEFORE:
                before = self.before.called(min(room, _MOST_OF_BEFORE) if self.before.own else room)
                return f"{kind}{own}{way}{before}{mark}"
        room = LONGEST - len(kind) - len(mark) - 3
        usual = _MOST_OF_NAME if self.is_name else min(_MOST, max(_FEWEST, room - LONGEST + _USUAL))
        own = f" {self.called(min(usual, room) + 2)}" if self.own and room >= _FEWEST else ""
        return f"{kind}{own}{mark}"


_Told = Mapping["Block", _Label]


class Labels(FindsOut):
    """The labels of the blocks of one flow, worked out for all of them when the first is asked for."""

    __slots__ = ("_blocks",)

    def __init__(self, blocks: Sequence["Block"]) -> None:
        """Take the blocks of a flow, of which not all need to be there yet."""
        self._blocks = blocks

    def __getitem__(self, block: "Block") -> str:
        return self._labels[block]

    @cached_property
    def _labels(self) -> Mapping["Block", str]:
        labels = {block: self._without_others(block) for block in self._blocks}
        texts = {block: str(label) for block, label in labels.items()}
        for tell_apart in (self._by_block_before, self._by_branch, self._by_id, self._by_place):
            for group in _alike(texts):
                # A name that a person gave stays as it is, unless all have one.
                unnamed = [block for block in group if not labels[block].is_name]
                told = tell_apart({block: labels[block] for block in unnamed or group})
                labels.update(told)
                texts.update((block, str(label)) for block, label in told.items())
        return texts

    def _without_others(self, block: "Block") -> _Label:
        own = self._own[block]
        differs = self._own_texts[own] - 1 if own else 0
        return _Label(block.designer_name, own, is_name=not _is_made_by_machine(block.id), differs=differs)

    @cached_property
    def _own(self) -> Mapping["Block", str]:
        return {block: _own(block) for block in self._blocks}

    @cached_property
    def _own_texts(self) -> Mapping[str, int]:
        return _own_beginnings(set(self._own.values()))

    @cached_property
    def _clear(self) -> Mapping["Block", _Label]:
        """The blocks that can be called by their own text, or by their kind alone, and no other can."""
        called = {block: self._own[block] or block.designer_name for block in self._blocks}
        count = Counter(called.values())
        return {block: self._without_others(block) for block, text in called.items() if count[text] == 1}

    def _by_block_before(self, alike: _Told) -> _Told:
        """Say after which block each comes: of those that lead to no other of these, the first by its label."""
        leads = Counter(one for target in {block.id for block in alike} for one in dict(self._leading_to[target]))
        return self._by_way(alike, lambda before: leads[before] == 1, with_branch=False)

    def _by_branch(self, alike: _Told) -> _Told:
        """Say by which branch of a block before it each is reached: of the first block by its label, its first one."""
        alone = {block: label for block, label in alike.items() if label.before is None}
        return self._by_way(alone, lambda _: True, with_branch=True)

    def _by_way(self, alike: _Told, is_meant: Callable[["Block"], bool], with_branch: bool) -> _Told:
        told = {}
        for block, label in alike.items():
            ways = (way for way in self._leading_to[block.id] if way[0] in self._clear and is_meant(way[0]))
            # By label and not by place: in a file with the blocks in another order, each is called the same.
            before, branch = min(ways, key=lambda way: str(self._clear[way[0]]), default=(None, None))
            if before and branch and not label.is_name:
                name = before.branch_name(branch) if with_branch else ""
                told[block] = label._replace(before=self._clear[before], branch=name)
        return told

    def _by_id(self, alike: _Told) -> _Told:
        """Add as much of their ids as tells them apart."""
        return {
            block: label._replace(mark=part)
            for block, label in alike.items()
            if self._ids[block.id] == 1 and (part := self._part_of_id(block.id))
        }

    def _by_place(self, alike: _Told) -> _Told:
        """Number blocks by their place in the file: for those that have one id, nothing else is left."""
        return {block: label._replace(mark=f"block {block.index + 1}") for block, label in alike.items()}

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
    def _leading_to(self) -> Mapping[str, Sequence[tuple["Block", "Transition"]]]:
        """The branches that a contact can take to each id, with the blocks that have them."""
        leading: dict[str, list[tuple[Block, Transition]]] = defaultdict(list)
        for block in self._blocks:
            for branch in block.live_branches:
                leading[branch.target].append((block, branch))
        return leading


def _own_beginnings(texts: Iterable[str]) -> Mapping[str, int]:
    """Give for each text how long the shortest of its beginnings is that no other has."""
    in_order = sorted(texts)
    shared = [shared_beginning(one, other) for one, other in pairwise(in_order)]
    return {
        text: max(_FEWEST_OF_ID, before + 1, after + 1)
        for text, before, after in zip(in_order, [0, *shared], [*shared, 0], strict=True)
    }


def _alike(texts: Mapping["Block", str]) -> Sequence[Sequence["Block"]]:
    """Give the blocks of each label that several have."""
    by_text: dict[str, list[Block]] = defaultdict(list)
    for block, text in texts.items():
        by_text[text].append(block)
    return [blocks for blocks in by_text.values() if len(blocks) > 1]


def _cut(text: str, differs: int, room: int) -> str:
    """Give as much of a text as has room, and show what it has where it differs from others."""
    begin = first_words(text, room)
    if differs < len(begin) - 1 or begin == text:
        return begin
    begin = first_words(text, room // 2)
    left = room - len(begin)
    words = [0, *(one.start() for one in _BETWEEN_WORDS.finditer(text))]
    start = max(one for one in words if one <= differs)
    if differs - start > left // 2:
        start = differs
    # Of what does not differ, whole words are shown too where the end of the text leaves room for them.
    start = next(one for one in sorted({*words, start}) if one >= min(start, len(text) - left))
    return begin + first_words(text[start:], left)


def _own(block: "Block") -> str:
    """Give the name that a person gave a block, or else what tells it apart; "" where nothing does."""
    if not _is_made_by_machine(block.id):
        return block.id
    places = sorted(place for name in block.parameters for place in _PLACES.get(name, ()))
    candidates = (_telling(block, _TELLING[place]) for place in places)
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
    noted = "" if isinstance(value, str) and "$." in value else _in_words(_noted_name(block, path))
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
    if isinstance(value, dict):
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
    parts: list[str] = _PART_OF_ARN.findall(arn)
    if arn.endswith(("/", ":")):
        return ""  # what comes after it was left out
    return parts[parts.index("function") + 1] if "function" in parts[:-1] else parts[-1]
