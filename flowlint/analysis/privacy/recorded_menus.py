"""Recording of the automated part of a call that is turned on before anything is said: a forward may-analysis.

See docs/semantics.md#recording.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, Path, happened
from flowlint.analysis.semantics import ConsistentSearch, contacts_begin_here, nobody_listens
from flowlint.model.flow import Block, Flow, Transition
from flowlint.model.references import is_filled_in

_TEXTS = ("Text", "SSML")
_STANDS_FOR_TEXT = re.compile(r"(?:\w++(?:[-.]\w++)++|\w[^\W_]*+_\w++)\W*+")
"""The name of a text, such as `welcome-message`."""


class RecordedMenu(NamedTuple):
    """A block that turns recording of the automated part on, and the shortest path to `heard`, what is heard first."""

    block: Block
    heard: Block
    path: Path


def recorded_menus(facts: Facts) -> tuple[RecordedMenu, ...]:
    """Give the blocks that record the automated part of a call before the customer hears that, in file order."""
    return tuple(_recorded(facts)) if facts(contacts_begin_here) else ()


def _recorded(facts: Facts) -> Iterator[RecordedMenu]:
    flow = facts.flow
    recorders = [block for block in flow.by_id.values() if block.has("records_automated_part")]
    if not recorders:
        return
    search = ConsistentSearch(facts, [(flow.start or "", "")], lambda edge, on: _successors(flow, edge, on))
    for block in recorders:
        path = search.nearest(partial(_is_goal, flow, block.id))
        if path:
            yield RecordedMenu(block, flow.by_id[path[-1].target], path)


def _is_goal(flow: Flow, recorder: str, block_id: str, recorded_by: str) -> bool:
    return recorded_by == recorder and _is_heard_recorded(flow.by_id[block_id])


def _successors(flow: Flow, edge: Transition, recorded_by: str) -> tuple[str, ...]:
    """Give the id of the block that turned recording on, "" for none; nothing once something may have been heard."""
    block = flow.by_id[edge.source]
    if block.has("heard") or block.has("may_announce") or block.action is None or nobody_listens(block, edge):
        return ()
    if block.type not in language.block_types_with("records") or not happened(block, edge):
        return (recorded_by,)
    return (block.id if block.has("records_automated_part") else "",)


def _is_heard_recorded(block: Block) -> bool:
    """Tell whether a block is heard and does not say itself that the call is recorded, so far as its text can tell."""
    if not block.has("heard"):
        return False
    texts = [text for name in _TEXTS if isinstance(text := block.parameters.get(name), str)]
    return bool(texts) and not any(map(_may_announce, texts))


def _may_announce(text: str) -> bool:
    """Tell whether a text speaks of a recording, or only stands for one that something else fills in."""
    return language.announces_recording(text) or is_filled_in(text) or bool(_STANDS_FOR_TEXT.fullmatch(text.strip()))
