"""Unencrypted input, by taint analysis: what asks for secrets, and who the rest of what customers type is handed to.

See docs/semantics.md#handed-out-input.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from operator import eq
from typing import Any, NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, Path, happened
from flowlint.analysis.semantics import (
    STORED_INPUT,
    ConsistentSearch,
    FaultyRead,
    Read,
    defined_by,
    nearest_per_cause,
    path_to_last,
    reads_of,
    stores_input,
)
from flowlint.model.flow import Block, Transition

_NOT_PLAIN: Mapping[str, str] = {"InputEncryption": "present", "InputValidation.PhoneNumberValidation": "present"}
_PROMPTS = ("Text", "SSML")
_TAG = re.compile(r"<[^<>]*>")


class ExposedInput(NamedTuple):
    """A read that hands unencrypted input to others than the flow, and the block that stored it: the cause.

    `does` says what becomes of it there: "says it", "sends it to a Lambda function". `path` is the shortest one from
    the block that stored it. `others` are the other blocks that hand out the same.
    """

    stored_by: Block
    read: Read
    does: str
    path: Path
    others: tuple[Block, ...]


def asking_for_secrets(facts: Facts) -> tuple[Block, ...]:
    """Give the blocks that store input unencrypted though their prompt tells that it is a secret."""
    return tuple(filter(_asks_for_secret, filter(_stores_plainly, facts.flow.blocks)))


def exposed_input(facts: Facts) -> tuple[ExposedInput, ...]:
    """Give the blocks that hand unencrypted input to others than the flow, one for each block that stored it.

    That leaves out the input that is known to be a secret: it should not be there to be handed out.
    """
    return tuple(
        ExposedInput(facts.flow.by_id[fault.cause], fault.read, _handed_out_as(fault.read), fault.path, fault.others)
        for fault in nearest_per_cause(_handed_out(facts))
    )


def _handed_out(facts: Facts) -> Iterator[FaultyRead]:
    flow, search = facts.flow, facts(_paths)
    for block in flow.by_id.values():
        read = next((one for one in reads_of(block) if _hands_out(one)), None)
        for cause in dict.fromkeys(search.states(block.id)) if read else ():
            path = search.path(block.id, partial(eq, cause)) if cause else None
            if read and path:
                yield FaultyRead(cause, read, path[len(path_to_last(flow, path, {cause})) - 1 :])


def _paths(facts: Facts) -> ConsistentSearch[str]:
    """Search all paths for the block whose unencrypted input is there; "" for none, and for input of other blocks."""
    flow = facts.flow
    plain = {block.id for block in flow.by_id.values() if _stores_plainly(block)}
    counts = plain.difference(block.id for block in facts(asking_for_secrets))

    def successors(edge: Transition, stored_by: str) -> tuple[str]:
        block = flow.by_id[edge.source]
        if (STORED_INPUT, "") in defined_by(block) and happened(block, edge):
            return (block.id if block.id in counts else "",)
        return (stored_by,)

    starts = [(flow.entry.id, "")] if counts and flow.entry is not None else []
    return ConsistentSearch(facts, starts, successors)


def _hands_out(read: Read) -> bool:
    return read.namespace.name == STORED_INPUT and read.reference.at[1] in language.hands_out(read.block.type)


def _handed_out_as(read: Read) -> str:
    return language.hands_out(read.block.type)[str(read.reference.at[1])]


def _stores_plainly(block: Block) -> bool:
    """Tell whether a block stores what the customer types unencrypted, and it is no phone number and no choice."""
    return stores_input(block) and not language.holds(_NOT_PLAIN, block.parameters)


def _asks_for_secret(block: Block) -> bool:
    prompts: tuple[Any, ...] = tuple(block.parameters.get(name) for name in _PROMPTS)
    return any(language.asks_for_secret(_TAG.sub(" ", prompt)) for prompt in prompts if isinstance(prompt, str))
