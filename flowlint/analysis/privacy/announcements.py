"""Recording that is turned on for a customer who hears nothing before the agent is there: a forward may-analysis.

See docs/semantics.md#recording.
"""

from collections.abc import Iterator
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, Path, happened
from flowlint.analysis.semantics import ConsistentSearch, channels_on, contacts_begin_here, nobody_listens
from flowlint.model.flow import Block, Flow, Transition

_OUTBOUND = "OUTBOUND_WHISPER"


class Unannounced(NamedTuple):
    """A block that turns recording on, and the shortest path on which nothing is said.

    It leads from the entry through this block to the one after which the agent talks.
    """

    block: Block
    before_agent: Block
    path: Path


def unannounced_recordings(facts: Facts) -> tuple[Unannounced, ...]:
    """Give the blocks that turn on recording on a path of calls with nothing said."""
    return tuple(_unannounced(facts))


def _unannounced(facts: Facts) -> Iterator[Unannounced]:
    flow = facts.flow
    if not any(block.has("records") for block in flow.blocks):
        return
    if flow.entry is None or not (flow.type == _OUTBOUND or facts(contacts_begin_here)):
        return
    ends = language.agent_follows(flow.type)
    search = ConsistentSearch(facts, [(flow.entry.id, "")], lambda edge, on: _successors(flow, edge, on))

    def to_an_agent(recorded_by: str) -> Path | None:
        return search.nearest(lambda block_id, on: on == recorded_by and flow.by_id[block_id].type in ends)

    for recorded_by in dict.fromkeys(filter(None, (on for block_id in search for on in search.states(block_id)))):
        path = to_an_agent(recorded_by)
        if path is not None:
            yield Unannounced(flow.by_id[recorded_by], flow.by_id[path[-1].target], path)


def _successors(flow: Flow, edge: Transition, recorded_by: str) -> tuple[str, ...]:
    """Give the id of the block that turned recording on, "" for none; nothing where something may have been said.

    Nothing too where only contacts go that are not recorded, such as chats.
    """
    block = flow.by_id[edge.source]
    may_be_heard = block.has("heard") or block.has("may_announce")
    if may_be_heard or block.action is None or nobody_listens(block, edge):
        return ()
    if channels_on(block, edge).isdisjoint(language.channels_with("recorded")):
        return ()
    if block.type not in language.block_types_with("records") or not happened(block, edge):
        return (recorded_by,)
    return (block.id if block.has("records") else "",)
