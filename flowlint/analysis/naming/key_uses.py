"""Where keys are named and where they are read, in all flows of a run: what whoever renames one has to look at."""

from collections.abc import Mapping
from typing import NamedTuple

from flowlint.analysis.engine import ProjectFacts
from flowlint.model.flow import Block, Flow
from flowlint.model.references import NamedKey, Reference, named_keys, references


class KeyUse(NamedTuple):
    """A key where a block names it, or a reference that may mean it."""

    flow: Flow
    block: Block
    at: NamedKey | Reference


def key_uses(project: ProjectFacts) -> Mapping[str, tuple[KeyUse, ...]]:
    """Give by its name where a run uses each key of an attribute, an input or a tag, in the order of the flows."""
    found: dict[str, list[KeyUse]] = {}
    for flow in project.project.flows:
        for block in flow.blocks:
            for key in named_keys(block):
                found.setdefault(key.name, []).append(KeyUse(flow, block, key))
            for reference in references(block):
                for name in reference.possible_keys:
                    found.setdefault(name, []).append(KeyUse(flow, block, reference))
    return {name: tuple(uses) for name, uses in found.items()}
