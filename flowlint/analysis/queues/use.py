"""The queue that blocks set, name and use, and the flows that a contact may come to with one.

See docs/semantics.md#queues.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.analysis.semantics import is_compared
from flowlint.model.flow import Block, Flow
from flowlint.model.references import Reference, references

Queue = tuple[str, str]
"""A queue as a block names it: the parameter, QueueId or AgentId, and the id or reference that stands there."""

UNSEEN: Queue = "", ""
"""The queue that a contact may have come with, where nobody knows which, or whether it did."""

LACKED: Queue = "", "lacked"
"""The queue that is taken to be there where none was set: a block needed one, or a comparison showed one."""

NOT_SET_HERE = frozenset({None, UNSEEN, LACKED})
"""What stands for a queue that no block of the run set, for sure or as far as can be seen."""

OF_AN_AGENT = "AgentId"
SETS_QUEUE = "UpdateContactTargetQueue"


def queue_named(block: Block) -> Queue | None:
    """Give the queue that a block names; None for the current one. An ARN and the id at its end are one name."""
    for parameter in ("QueueId", OF_AN_AGENT):
        name = block.parameters.get(parameter)
        if name is not None:
            return parameter, id_in(name)
    return None


def id_in(name: Any) -> str:
    """Give the id at the end of an ARN, or the text itself; "" for what is no text."""
    return name.rsplit("/", 1)[-1] if isinstance(name, str) else ""


def transfers(flow: Flow) -> Iterator[Block]:
    """Give the blocks that put a contact in a queue, in the order of the file."""
    return (block for block in flow.by_id.values() if block.type == "TransferContactToQueue")


def queue_uses(facts: Facts) -> Mapping[str, Reference | None]:
    """Give the blocks that need the current queue for their work, by id, with what they read of it.

    None is a check of the queue that names none. A transfer is not among them, nor who looks in order to branch.
    """
    uses: dict[str, Reference | None] = {}
    for block in facts.flow.by_id.values():
        read = (one for one in references(block) if one.namespace == "Queue" and not is_compared(block, one.at))
        reference = next(read, None)
        if reference or block.has("uses_current_queue"):
            uses[block.id] = reference
    return uses


def may_start_with_queue(facts: Facts) -> bool:
    """Tell whether a contact may come to a flow with a queue; it surely has none only in a known inbound flow.

    A disconnect flow and a guide for agents are inbound flows too, but of contacts that were in a queue before.
    """
    flow = facts.flow
    return (
        flow.type is None
        or flow.is_module
        or flow.type in language.flow_types_with("starts_with_queue")
        or any(block.has("comes_with_queue") for block in flow.blocks)
        or facts.project.project.is_hooked(flow)
        or facts.project.project.has_unknown_callers(flow)
    )
