"""Blocks that hand over to a flow of the run of a type that they cannot hand over to.

Only an id counts: a name that the designer noted may be that of another flow by now.
"""

from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.model.flow import Block, Flow
from flowlint.text.json_values import JsonPath


class WrongType(NamedTuple):
    """A block, the flow that it names and cannot hand over to, and where it does, below the block."""

    block: Block
    target: Flow
    at: JsonPath


def flows_of_wrong_type(facts: Facts) -> tuple[WrongType, ...]:
    """Give the transfers of this flow to flows of the run whose type is known and is none that they lead to.

    Nothing of a flow whose type is only guessed from its blocks, nor of a type that the sources do not speak of.
    """
    project = facts.project.project
    return tuple(
        WrongType(block, target, named.at)
        for block in facts.flow.blocks
        if (allowed := language.flow_types_led_to(block.type)) is not None
        for named in project.flows_named(block)
        if (target := project.target(facts.flow, block)) is not None
        and project.is_known_by_id(target, named.target)
        and target.type_known_by in ("wrapper", "metadata")
        and target.type in language.flow_types_spoken_of() - allowed
        and not target.is_module
    )
