"""What formats for people say of changes in the same words: each change as a sentence, a long text where it differs."""

from collections.abc import Iterator, Sequence

from flowlint import language
from flowlint.changes import Change, ChangedBlock, ChangedFlow, Changes, State, Value
from flowlint.report import Failure
from flowlint.text.words import counted, shared_beginning, short

_MOST = 90
"""How much of a value is shown, in code points."""
_BEFORE = 24
"""How much of what two long texts have in common is shown before the place where they differ."""
MARKS = {"new": "+", "gone": "-", "changed": "~"}
"""How lines about what is new, gone or changed begin; the word stands beside it."""
_STATES: tuple[State, ...] = ("changed", "new", "gone")
"""In the order in which a person reads of them."""


def summary(changes: Changes, failures: Sequence[Failure] = ()) -> str:
    """Say in a line how much changed: "2 flows changed, 1 new: 3 blocks new, 1 changed. 4 flows are the same.".

    Where something could not be read, it does not say that no flow changed.
    """
    flows = {state: sum(one.state == state and one.does_change for one in changes.flows) for state in _STATES}
    blocks = {state: sum(len(one.of_state(state)) for one in changes.flows) for state in _STATES}
    new_ids = sum(one.new_ids for one in changes.flows)
    sentences = []
    if any(flows.values()):
        counts = _counts(flows, "flow")
        sentences.append(f"{counts}: {_counts(blocks, 'block')}." if any(blocks.values()) else f"{counts}.")
    else:
        sentences.append(_nothing(bool(changes.same or changes.flows), bool(failures)))
    if new_ids:
        sentences.append(f"{counted(new_ids, 'block')} {_have(new_ids)} a new id and nothing else.")
    if changes.same and any(flows.values()):
        sentences.append(f"{counted(changes.same, 'flow')} did not change.")
    if failures and any(flows.values()):
        sentences.append("Not all could be read.")
    return " ".join(sentences)


def _nothing(any_flow: bool, is_partial: bool) -> str:
    if any_flow:
        return "No flow changed among those that could be read." if is_partial else "No flow changed."
    return "No flow could be read." if is_partial else "There is no flow."


def flow_heading(changed: ChangedFlow) -> str:
    """Name a flow and its file: "Main line · main-line.json"; where it is new or gone, say so."""
    place = changed.place
    name = f"{place.name} · {place.path}" if place.name else place.path
    return name if changed.state == "changed" else f"{name} · {changed.state}"


def flow_sentences(changed: ChangedFlow) -> Iterator[str]:
    """Say what changed about the flow itself, and how many of its blocks have new ids."""
    yield from map(_of_flow, changed.changes)
    if changed.new_ids:
        yield f"{counted(changed.new_ids, 'block')} {_have(changed.new_ids)} a new id, and nothing else changed in " + (
            "it" if changed.new_ids == 1 else "them"
        )


def block_sentences(block: ChangedBlock) -> Iterator[str]:
    """Say what changed in a block, or what a new one holds; of one that is gone nothing, since nobody reads it."""
    if block.state != "gone":
        for change in block.changes:
            yield _held(change) if block.state == "new" else _of_block(change)
        if block.has_new_id and all(change.what != "name" for change in block.changes):
            yield "its id is new"


def _held(change: Change) -> str:
    """Say what a new block holds."""
    value = _shown(change.after)
    return f"“{change.where}” leads to {value}" if change.what == "branch" else f"{change.where}: {value}"


def _of_block(change: Change) -> str:
    where = change.where
    if change.what == "branch":
        return _branch(change)
    if change.what == "resource":
        return f"{where} is shown as {_from_to(change)}"
    if change.what == "order":
        return f"order of conditions: {_from_to(change)}"
    return f"{where or change.what}: {_from_to(change)}"


def _branch(change: Change) -> str:
    name, before, after = f"“{change.where}”", _shown(change.before), _shown(change.after)
    if change.before is None:
        return f"new branch {name} leads to {after}"
    if change.after is None:
        return f"branch {name} is gone; it led to {before}"
    return f"{name} leads to {after}, no longer to {before}"


def _of_flow(change: Change) -> str:
    if change.what == "start":
        before = "" if change.before is None else f", no longer at {_shown(change.before)}"
        return f"starts at {_shown(change.after)}{before}"
    if change.what == "note":
        return _note(change)
    if change.what == "file":
        return f"moved from {change.before.text if change.before else ''}"
    if change.what == "type":
        return f"type: {' → '.join(_flow_type(one) for one in (change.before, change.after))}"
    return f"{' '.join(filter(None, (_named(change.what), change.where)))}: {_from_to(change)}"


def _named(what: str) -> str:
    return "" if what == "setting" else what


def _note(change: Change) -> str:
    if change.where:
        return f"note {_quoted(short(change.where, _MOST))}: is about {_shown(change.after)}, no longer about " + (
            _shown(change.before)
        )
    return f"note: {_from_to(change)}"


def _flow_type(value: Value | None) -> str:
    if value is None:
        return "none"
    name = language.flow_type_name(value.text)
    return "module" if value.text == "MODULE" else f"{name} flow" if name else value.text


def _from_to(change: Change) -> str:
    """Give both values; of long texts the part in which they differ."""
    before, after = change.before, change.after
    if before is None:
        return f"{_shown(after)} (new)"
    if after is None:
        return f"{_shown(before)} (gone)"
    if before.is_text and after.is_text:
        return " → ".join(map(_quoted, differing(before.text, after.text)))
    return f"{_shown(before)} → {_shown(after)}"


def _shown(value: Value | None) -> str:
    if value is None:
        return "nothing"
    text = " ".join(value.text.split()) if value.is_text else value.text
    text = short(text, _MOST) if " " in text else _without_middle(text)
    return _quoted(text) if value.is_text else text


def _without_middle(text: str) -> str:
    """Give both ends of what is no prose, an ARN say, whose end tells the most."""
    return text if len(text) <= _MOST else f"{text[: _MOST // 3]}…{text[-_MOST * 2 // 3 + 1 :]}"


def differing(before: str, after: str) -> tuple[str, str]:
    """Give two texts, or of long ones the part in which they differ, with ellipses for the rest.

    Runs of white space are one space, unless nothing else differs.
    """
    if before.split() != after.split():
        before, after = " ".join(before.split()), " ".join(after.split())
    if max(len(before), len(after)) <= _MOST:
        return before, after
    begin = shared_beginning(before, after)
    start = _word_before(before, max(0, begin - _BEFORE)) if begin > _BEFORE else 0
    end = shared_beginning(before[begin:][::-1], after[begin:][::-1])
    return _cut(before, start, end), _cut(after, start, end)


def _cut(text: str, start: int, end: int) -> str:
    """Leave out what comes before a place and, but for some words, what two texts have in common at their end."""
    stop = min(len(text), max(len(text) - end + _BEFORE, start + 1))
    part = text[start:stop] if stop < len(text) else text[start:]
    part = part if stop == len(text) else f"{part}…"
    return f"{'…' if start else ''}{short(part, _MOST)}"


def _word_before(text: str, at: int) -> int:
    """Give where the word begins that stands at a place, if that is near."""
    space = text.find(" ", at)
    return space + 1 if 0 <= space < at + _BEFORE // 2 else at


def _quoted(text: str) -> str:
    return f"“{text}”"


def _counts(counts: dict[State, int], what: str) -> str:
    first, *others = (state for state in _STATES if counts[state])
    return ", ".join([f"{counted(counts[first], what)} {first}", *(f"{counts[state]:,} {state}" for state in others)])


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def ordered(blocks: Sequence[ChangedBlock]) -> list[ChangedBlock]:
    """Give blocks in the order of their states."""
    return sorted(blocks, key=lambda block: _STATES.index(block.state))
