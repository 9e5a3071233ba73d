"""Input that is stored while logging is on, or while the flow before decides whether it is.

See docs/semantics.md#logging.
"""

from collections.abc import Iterator
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, Leg, Path, nearness
from flowlint.analysis.logging.paths import TurnedOn, logging_paths, turned_on, turned_on_before
from flowlint.analysis.logging.setting import Logging, logging_settings
from flowlint.analysis.semantics import stores_input
from flowlint.model.flow import INBOUND, Block

_ON: frozenset[Logging] = frozenset({"on"})
_IS_PHONE_NUMBER = {"InputValidation.PhoneNumberValidation": "present"}


class LoggedInput(NamedTuple):
    """A block that stores input unencrypted with logging on, and the shortest path on which it is.

    `turned_on` is what did so on the path; nothing where all flows before this one did.
    """

    block: Block
    turned_on: TurnedOn
    path: Path
    before: tuple[Leg, ...]
    """The way here from the flow that turned it on, where that was done before this one."""
    is_always_on: bool = False
    """Whether logging is on on every path to the block."""


class PerhapsLoggedInput(NamedTuple):
    """The nearest block that stores input unencrypted with logging never set before; `others` are all further ones."""

    block: Block
    path: Path
    others: tuple[Block, ...]


def stored_while_on(facts: Facts) -> tuple[LoggedInput, ...]:
    """Give the blocks that store input unencrypted and that a path reaches with logging on."""
    found = [(block, turned_on(facts, path), path) for block, path in _stored_while(facts, "on")]
    settings = facts.project(logging_settings).in_states(facts.flow) if found else {}
    return tuple(
        LoggedInput(
            block,
            by,
            path,
            () if by.block or by.through else facts(turned_on_before),
            settings[block.id] == _ON,
        )
        for block, by, path in found
    )


def stored_while_inherited(facts: Facts) -> tuple[PerhapsLoggedInput, ...]:
    """Give the blocks that store input unencrypted and that a path reaches with logging never set, as one at most.

    That leaves out those that a path reaches with logging on, and all blocks of a flow that no other is known to go
    before: for a contact that comes in there logging is off, as nothing has turned it on. It leaves out phone numbers,
    too, asked for to call back: that a log may hold one is no reason to look for the setting in other flows.
    """
    flow = facts.flow
    project = facts.project.project
    before = {other for other, _ in (*project.callers[flow], *project.hooks[flow])} - {flow}
    if not before and flow.type in (None, INBOUND):
        return ()
    on = {logged.block for logged in facts(stored_while_on)}
    found = sorted(
        (
            (block, path)
            for block, path in _stored_while(facts, "inherited")
            if block not in on and not language.holds(_IS_PHONE_NUMBER, block.parameters)
        ),
        key=lambda one: nearness(facts, *one),
    )
    others = tuple(block for block, _ in found[1:])
    return tuple(PerhapsLoggedInput(block, path, others) for block, path in found[:1])


def _stored_while(facts: Facts, setting: Logging) -> Iterator[tuple[Block, Path]]:
    """Give the blocks that store input unencrypted with this setting, each with the shortest path, in file order."""
    for block in filter(stores_input, facts.flow.by_id.values()):
        if language.holds({"InputEncryption": "present"}, block.parameters):
            continue
        path = facts(logging_paths).path(block.id, lambda state: state.setting == setting)
        if path is not None:
            yield block, path
