"""Customer queue flows that end with the caller in the queue and nothing that plays on.

See docs/semantics.md#silent-queues.
"""

from collections.abc import Iterable
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import MODULE_CALL, Facts, Path
from flowlint.analysis.semantics import ConsistentSearch, channels_on
from flowlint.model.flow import Block, Transition

_QUEUE_FLOW = "CUSTOMER_QUEUE"
_END = "EndFlowExecution"
_PLAYS_ON = "MessageParticipantIteratively"
_WAIT = "Wait"
_FAULT = "NoMatchingError"
_CALLS = "VOICE"


class SilentQueue(NamedTuple):
    """A block that ends the flow while the caller waits on, and the shortest path to it."""

    end: Block
    path: Path


def silent_queues(facts: Facts) -> tuple[SilentQueue, ...]:
    """Give the ends that a caller may come to before any Loop prompts block, in the order of the file.

    After an interrupted Loop prompts block, the end of the flow resumes it. Where a flow waits for time to pass, it is
    made for contacts that are not on the phone. What a module or a block of an unknown type plays is not known. Error
    branches for faults that nobody foresees are left out: in a queue they are rare, and hardly anybody wires them.
    """
    flow = facts.flow
    if flow.type != _QUEUE_FLOW or flow.entry is None:
        return ()

    def successors(edge: Transition, before: frozenset[str]) -> Iterable[frozenset[str]]:
        block = flow.by_id[edge.source]
        after = before & channels_on(block, edge)
        may_play_on = block.type in (_PLAYS_ON, _WAIT, MODULE_CALL) or block.action is None
        return () if may_play_on or edge.label == _FAULT or _CALLS not in after else (after,)

    search = ConsistentSearch(facts, [(flow.entry.id, language.channels())], successors)
    paths = ((end, search.path(end.id)) for end in flow.by_id.values() if end.type == _END)
    return tuple(SilentQueue(end, path) for end, path in paths if path is not None)
