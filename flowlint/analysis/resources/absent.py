"""What a flow names and the instance does not have, as the inventory beside the flow says, or all flows of the run.

Only what is certain is given. An ARN is held against the inventory of its own instance. An id alone counts for the
instance that the flow itself was exported from. A function or bot of another account or Region is not judged: it may be
called without being listed.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.analysis.resources.arns import Arn, whole_arns
from flowlint.model.flow import Block
from flowlint.model.inventory import Inventory
from flowlint.model.references import is_filled_in
from flowlint.text.json_values import JsonPath
from flowlint.text.words import short

_RESOURCE = re.compile(r"instance/[^/]+/(?P<word>[a-z-]+)/(?P<id>[\w-]+)(?::[\w$.-]+)?$")
_WORDS = {
    "queue": "queue",
    "operating-hours": "hours of operation",
    "prompt": "prompt",
    "view": "view",
    "data-table": "data table",
}
"""How people call the resources that ARNs have these words for."""
_FLOWS = {"contact-flow": "flow", "flow-module": "module"}
_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ID_ALONE = re.compile(rf"({_ID.pattern})(?::[\w$.-]+)?")
_HOOKS = language.flow_parameters("event")

_FUNCTION = ("InvokeLambdaFunction", "Parameters", "LambdaFunctionARN")
_BOT = ("ConnectParticipantWithLexBot", "Parameters", "LexV2Bot", "AliasArn")
"""The types of the blocks that call functions and bots, and where in them these are named."""


class Absent(NamedTuple):
    """Something that the instance does not have: the word for its kind, its id or name, and where that is written."""

    kind: str
    name: str
    block: Block
    at: JsonPath

    @property
    def short_name(self) -> str:
        """The name, of an id only its beginning."""
        return f"{self.name[:8]}…" if _ID.fullmatch(self.name) else f"“{short(self.name)}”"


def absent_flows(facts: Facts) -> tuple[Absent, ...]:
    """Give the flows and modules that the instance of a flow does not have, nor the run, in document order.

    That is what an inventory lists. Without one it is what is in the run, where that is known to be whole.
    """
    inventory = facts.declared.inventory
    if inventory is None:
        return tuple(_not_in_run(facts)) if facts.declared.whole else ()
    project = facts.project.project
    named = (*_named_by_arn(facts, inventory), *_named_by_id(facts, inventory))
    return tuple(
        Absent(_FLOWS[word], name, block, at)
        for word, name, block, at in named
        if word in _FLOWS and inventory.lacks(word, name) and not project.has_flow(name)
    )


def _not_in_run(facts: Facts) -> Iterator[Absent]:
    """Give the flows and modules that no flow of the run can be: by id, by name, or because nothing tells its own.

    A flow that every instance has from AWS is not kept with the others, and a hook without a name may mean one.
    """
    flows = facts.project.project.flows
    for block in facts.flow.blocks:
        for named in facts.project.project.flows_named(block):
            others = [flow for flow in flows if flow.is_module == named.of_module]
            if named.flows or not named.target or is_filled_in(named.target) or _ID.search(named.target) is None:
                continue
            name = next(iter(named.names), None)
            if name is None:
                may_be_here = block.type in _HOOKS or not all(flow.ids for flow in others)
            else:
                may_be_here = language.is_aws_resource(name) or not all(flow.name for flow in others)
            if not may_be_here:
                kind = "module" if named.of_module else "flow"
                yield Absent(kind, name or _ID.findall(named.target)[-1], block, named.at)


def absent_resources(facts: Facts) -> tuple[Absent, ...]:
    """Give the queues, hours, prompts, views, data tables, functions and bots that the instance does not have."""
    inventory = facts.declared.inventory
    if inventory is None:
        return ()
    found = [
        Absent(_WORDS[word], name, block, at)
        for word, name, block, at in _named_by_arn(facts, inventory)
        if word in _WORDS and inventory.lacks(word, name)
    ]
    found += (
        Absent("Lambda function", arn.text.split(":")[6], arn.block, arn.at)
        for arn in facts(whole_arns)
        if _is_called_nearby(arn, inventory, _FUNCTION)
        and len(arn.text.split(":")) > 6
        and inventory.lacks_function(arn.text)
    )
    found += (
        Absent("bot", arn.text.split(":", 5)[5], arn.block, arn.at)
        for arn in facts(whole_arns)
        if _is_called_nearby(arn, inventory, _BOT) and inventory.lacks_bot(arn.text)
    )
    return tuple(found)


def _named_by_arn(facts: Facts, inventory: Inventory) -> Iterator[tuple[str, str, Block, JsonPath]]:
    """Give what a flow names of the instance: the word of the ARN, the id, and where."""
    for arn in facts(whole_arns):
        if arn.instance == inventory.instance and (resource := _RESOURCE.search(arn.text)) is not None:
            yield resource["word"], resource["id"], arn.block, arn.at


def _named_by_id(facts: Facts, inventory: Inventory) -> Iterator[tuple[str, str, Block, JsonPath]]:
    """Give the flows that a flow of the instance names by an id alone."""
    if not any(name.startswith(f"{inventory.arn}/") for name in facts.flow.ids):
        return
    for block in facts.flow.blocks:
        for named in facts.project.project.flows_named(block):
            if (written := _ID_ALONE.fullmatch(named.target)) is not None:
                yield "flow-module" if named.of_module else "contact-flow", written[1], block, named.at


def _is_called_nearby(arn: Arn, inventory: Inventory, called_as: JsonPath) -> bool:
    """Tell whether a block calls something that the instance would list if it was allowed to call it."""
    return (
        (arn.block.type, *arn.at) == called_as
        and arn.is_fixed
        and (arn.region, arn.account) == (inventory.region, inventory.account)
    )
