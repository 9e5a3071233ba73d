"""What customers type and a block stores in plain text: what asks for secrets, and where the rest is handed to."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from operator import eq
from typing import Any

from flowlint import language
from flowlint.analysis.engine import Facts, happened
from flowlint.analysis.logging import stores_input
from flowlint.analysis.results import INPUT
from flowlint.analysis.semantics import ConsistentSearch, Fault, Read, defined_by, one_per_cause, reads_of, way_to_last
from flowlint.model.flow import Block, Transition

_NOT_PLAIN: Mapping[str, str] = {"InputEncryption": "present", "InputValidation.PhoneNumberValidation": "present"}
_PROMPTS = ("Text", "SSML")
_TAG = re.compile(r"<[^>]*>")


def asking_for_secrets(facts: Facts) -> tuple[Block, ...]:
    """Give the blocks that store input unencrypted though their prompt tells that it is a secret."""
    return tuple(filter(_asks_for_secret, filter(stores_plainly, facts.flow.blocks)))


def stores_plainly(block: Block) -> bool:
    """Tell whether a block stores what the customer types unencrypted, and it is no phone number and no choice."""
    return stores_input(block) and not language.holds(_NOT_PLAIN, block.parameters)


def handed_out(facts: Facts) -> Iterator[Fault]:
    """Give the blocks that hand unencrypted input to others than the flow; the cause is the block that stored it.

    That leaves out the input that is known to be a secret: it should not be there to be handed out. One fault is given
    for each cause; its path begins there.
    """
    return one_per_cause(_handed_out(facts))


def does_with(read: Read) -> str:
    """Tell what a block does with what it hands out: "says it", "sends it to a Lambda function"."""
    return language.hands_out(read.block.type)[str(read.reference.at[1])]


def _handed_out(facts: Facts) -> Iterator[Fault]:
    flow, search = facts.flow, facts(_search)
    for block in flow.by_id.values():
        read = next((one for one in reads_of(block) if _hands_out(one)), None)
        for cause in dict.fromkeys(search.states(block.id)) if read else ():
            path = search.path(block.id, partial(eq, cause)) if cause else None
            if read and path:
                yield Fault(cause, read, path[len(way_to_last(flow, path, {cause})) - 1 :])


def _search(facts: Facts) -> ConsistentSearch[str]:
    """Search all paths for the block whose unencrypted input is there; "" for none, and for input of other blocks."""
    flow = facts.flow
    plain = {block.id for block in flow.by_id.values() if stores_plainly(block)}
    counts = plain.difference(block.id for block in facts(asking_for_secrets))

    def step(edge: Transition, stored_by: str) -> tuple[str]:
        block = flow.by_id[edge.source]
        if (INPUT, "") in defined_by(block) and happened(block, edge):
            return (block.id if block.id in counts else "",)
        return (stored_by,)

    starts = [(flow.entry.id, "")] if counts and flow.entry is not None else []
    return ConsistentSearch(facts, starts, step)


def _hands_out(read: Read) -> bool:
    return read.namespace.name == INPUT and read.reference.at[1] in language.hands_out(read.block.type)


def _asks_for_secret(block: Block) -> bool:
    prompts: tuple[Any, ...] = tuple(block.parameters.get(name) for name in _PROMPTS)
    return any(language.asks_for_secret(_TAG.sub(" ", prompt)) for prompt in prompts if isinstance(prompt, str))
