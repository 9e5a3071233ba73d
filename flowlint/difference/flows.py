"""What changed from one flow to another: the flow itself, and its blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flowlint.changes import Change, ChangedBlock, ChangedFlow, FlowPlace, State, Value, What
from flowlint.difference.blocks import NOWHERE, Pairs, block_changes, changed_values, held
from flowlint.difference.content import flat
from flowlint.difference.matching import matched
from flowlint.model.flow import Block, Flow
from flowlint.report import json_pointer

_TOLD_ELSEWHERE = ("Actions", "StartAction", "Metadata")
"""Parts of a document that are compared as blocks, start and notes, or only say how the designer shows the flow."""


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A flow in both states, and which of its blocks is which: each block before with itself after."""

    before: Flow
    after: Flow
    blocks: Pairs = field(default_factory=dict)


def compared(before: Flow, after: Flow) -> Pair:
    """Match the blocks of two states of a flow."""
    return Pair(before, after, matched(before, after))


def changes_of(
    before: Flow | None, after: Flow | None, pair: Pair | None = None, *, is_moved: bool = False
) -> ChangedFlow | None:
    """Give what changed from one flow to another, None for nothing; `pair` matches their blocks where both are there.

    One of the flows may be None: then the other is new, or gone, with all its blocks. `is_moved` says that the flow
    stands in another file now.
    """
    if after is None:
        if before is None:
            return None
        return ChangedFlow("gone", flow_place(before), None, blocks=_all_alone(before, False))
    if before is None:
        return ChangedFlow("new", None, flow_place(after), blocks=_all_alone(after, True))
    pair = pair or compared(before, after)
    blocks, new_ids = _blocks(pair)
    moved = (Change("file", "", Value(before.source.path), Value(after.source.path)),) if is_moved else ()
    changes = (*moved, *_flow_changes(pair))
    if not (changes or blocks or new_ids):
        return None
    return ChangedFlow("changed", flow_place(before), flow_place(after), changes, tuple(blocks), new_ids)


def flow_place(flow: Flow) -> FlowPlace:
    """Say where a flow is, in its state."""
    pointer = json_pointer((*flow.source.path_in_file, *flow.base))
    return FlowPlace(flow.source.path, pointer, flow.name, flow.type, len(flow.blocks))


def _blocks(pair: Pair) -> tuple[list[ChangedBlock], int]:
    """Give the blocks that changed and are new, in the order of the later state, then those that are gone."""
    came_from = {other: one for one, other in pair.blocks.items()}
    found: list[ChangedBlock] = []
    new_ids = 0
    for other in pair.after.blocks:
        one = came_from.get(other)
        if one is None:
            found.append(_alone(pair.after, other, is_new=True))
        elif changes := block_changes((pair.before, one), (pair.after, other), pair.blocks):
            line = _line(pair.after, other)
            found.append(ChangedBlock("changed", other.label, other.type, one.id, other.id, line, changes))
        else:
            new_ids += one.id != other.id
    gone = (one for one in pair.before.blocks if one not in pair.blocks)
    return [*found, *(_alone(pair.before, one, is_new=False) for one in gone)], new_ids


def _all_alone(flow: Flow, is_new: bool) -> tuple[ChangedBlock, ...]:
    return tuple(_alone(flow, block, is_new) for block in flow.blocks)


def _alone(flow: Flow, block: Block, is_new: bool) -> ChangedBlock:
    """Give a block that is there in one state only."""
    before, after = (None, block.id) if is_new else (block.id, None)
    state: State = "new" if is_new else "gone"
    return ChangedBlock(state, block.label, block.type, before, after, _line(flow, block), held(flow, block, is_new))


def _line(flow: Flow, block: Block) -> int:
    return flow.source.place(*flow.source.token((*flow.base, *block.locate(("Type",))))).line


def _flow_changes(pair: Pair) -> Iterator[Change]:
    before, after = pair.before, pair.after
    texts: tuple[tuple[What, str | None, str | None], ...] = (
        ("name", before.name, after.name),
        ("type", before.type, after.type),
        ("description", _description(before), _description(after)),
    )
    for what, was, now in texts:
        # What only one of two forms tells, a template and an export say, did not change for that.
        if was != now and (None not in (was, now) or before.type_known_by == after.type_known_by):
            yield Change(what, "", _text(was), _text(now))
    yield from _start(pair)
    yield from (Change("tag", *found) for found in changed_values(flat(before.tags), flat(after.tags)))
    settings = flat(_settings(before)), flat(_settings(after))
    yield from (Change("setting", *found) for found in changed_values(*settings))
    yield from _notes(pair)


def _description(flow: Flow) -> str | None:
    if flow.description is not None:
        return flow.description
    noted = _metadata(flow).get("description")
    return noted if isinstance(noted, str) else None


def _start(pair: Pair) -> Iterator[Change]:
    one, other = pair.before.entry, pair.after.entry
    if one is None or other is None:
        if pair.before.start == pair.after.start and one is other:
            return
    elif pair.blocks.get(one) is other:
        return
    was, now = _started(pair.before, pair.blocks), _started(pair.after, {})
    if was is not None and was == now:
        was, now = Value(f"{was.text} ({pair.before.start})"), Value(f"{was.text} ({pair.after.start})")
    yield Change("start", "", was, now)


def _started(flow: Flow, pairs: Pairs) -> Value | None:
    """Name the block at which a flow starts, as it is called now; None where the flow says none."""
    if flow.start is None:
        return None
    if flow.entry is None:
        return Value(f"{NOWHERE} ({flow.start})")
    return Value(pairs.get(flow.entry, flow.entry).label)


def _text(text: str | None) -> Value | None:
    return None if text is None else Value(text, is_text=True)


def _settings(flow: Flow) -> Mapping[str, Any]:
    """Give what the document says besides its blocks, and what an answer says that a module takes and gives."""
    written = {key: value for key, value in flow.in_flow_language.items() if key not in _TOLD_ELSEWHERE}
    return {**written, **({"Settings": flow.settings} if flow.settings is not None else {})}


def _metadata(flow: Flow) -> Mapping[str, Any]:
    metadata = flow.in_flow_language.get("Metadata")
    return metadata if isinstance(metadata, Mapping) else {}


def _notes(pair: Pair) -> Iterator[Change]:
    """Give the notes in the designer that say something else, are about another block, are new or gone."""
    blocks = {one.id: other.id for one, other in pair.blocks.items()}
    was = [(key, text, blocks.get(about, about)) for key, text, about in _noted(pair.before)]
    now = list(_noted(pair.after))
    for note in [*was]:
        same = next((one for one in now if one[1:] == note[1:]), None)
        if same is not None:
            was.remove(note)
            now.remove(same)
    for key, text, about in was:
        same = next((one for one in now if key and one[0] == key), None)
        if same is not None:
            now.remove(same)
        before, after = Value(text, is_text=True), Value(same[1], is_text=True) if same else None
        if before == after:
            names = (_about(pair.after, about), _about(pair.after, same[2] if same else ""))
            yield Change("note", text, *names)
        else:
            yield Change("note", "", before, after)
    for _, text, _ in now:
        yield Change("note", "", None, Value(text, is_text=True))


def _about(flow: Flow, block_id: str) -> Value:
    block = flow.by_id.get(block_id)
    return Value(block.label if block else "the flow")


def _noted(flow: Flow) -> Iterator[tuple[str, str, str]]:
    """Give each note with its id, its text, and the id of the block that it is about, "" where there is none."""
    noted = _metadata(flow).get("Annotations")
    for note in noted if isinstance(noted, list) else ():
        if isinstance(note, Mapping) and isinstance(note.get("content"), str):
            key, about = (one if isinstance(one := note.get(name), str) else "" for name in ("id", "actionId"))
            yield key, note["content"], about
