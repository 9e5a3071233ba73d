"""All flows of a run, and who hands a contact over to whom."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from flowlint.model.flow import Block, Flow

_TARGET_PARAMETERS = {"TransferToFlow": "ContactFlowId", "InvokeFlowModule": "FlowModuleId"}


class Project:
    """The flows of a run. Flows know each other by id or ARN, as the files tell them."""

    def __init__(self, flows: Iterable[Flow]) -> None:
        self.flows = tuple(flows)

    @cached_property
    def _by_id(self) -> Mapping[str, Flow | None]:
        """Flows by id; None for an id that two flows of the run claim, which tells nothing."""
        found: dict[str, Flow | None] = {}
        for flow in self.flows:
            for one in {_tail(name) for name in flow.ids}:
                found[one] = None if one in found else flow
        return found

    def target(self, block: Block) -> Flow | None:
        """Give the flow of this run that a block hands over to or calls; None for one outside the run."""
        parameter = _TARGET_PARAMETERS.get(block.type)
        target: Any = block.parameters.get(parameter) if parameter else None
        return self._by_id.get(_tail(target)) if isinstance(target, str) else None

    @cached_property
    def callers(self) -> Mapping[Flow, tuple[tuple[Flow, Block], ...]]:
        """For each flow, the blocks of the run that hand over to it or call it, in the order of the run."""
        found: dict[Flow, list[tuple[Flow, Block]]] = {flow: [] for flow in self.flows}
        for flow in self.flows:
            for block in flow.of_type(*_TARGET_PARAMETERS):
                if (target := self.target(block)) is not None:
                    found[target].append((flow, block))
        return {flow: tuple(blocks) for flow, blocks in found.items()}


def _tail(name: str) -> str:
    """Give the id at the end of an ARN, without the alias or version of a module."""
    return name.rsplit("/", 1)[-1].split(":", 1)[0]
