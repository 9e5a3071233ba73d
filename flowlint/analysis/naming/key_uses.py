"""Where keys are named and where they are read, in all flows of a run: what whoever renames one has to look at."""

from collections.abc import Mapping
from typing import NamedTuple

from flowlint.analysis.engine import ProjectFacts
from flowlint.model.flow import Block, Flow
from flowlint.model.references import NamedKey, Reference, named_keys, references


class KeyUse(NamedTuple):
    """A key where a block names it, or a reference that may mean it."""

    block: Block
    at: NamedKey | Reference


def key_uses(project: ProjectFacts) -> Mapping[str, Mapping[Flow, tuple[KeyUse, ...]]]:
    """Give by its name, and by flow, where a run uses each key of an attribute, an input or a tag."""
    found: dict[str, dict[Flow, list[KeyUse]]] = {}
    for flow in project.project.flows:
        for block in flow.blocks:
            named: list[tuple[str, NamedKey | Reference]] = [(key.name, key) for key in named_keys(block)]
            named += [(name, one) for one in references(block) for name in one.possible_keys]
            for name, at in named:
                found.setdefault(name, {}).setdefault(flow, []).append(KeyUse(block, at))
    return {name: {flow: tuple(uses) for flow, uses in of.items()} for name, of in found.items()}
