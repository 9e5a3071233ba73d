"""All flows of a run, and who hands a contact over to whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from flowlint.model.flow import Block, Flow
from flowlint.text.patterns import matches

Name = TypeVar("Name")

_TARGET_PARAMETERS = {"TransferToFlow": "ContactFlowId", "InvokeFlowModule": "FlowModuleId"}


@dataclass(frozen=True, slots=True)
class Declared:
    """What a team declares about a flow, and about what lies outside all flows; patterns have `*` for any text."""

    known_attributes: tuple[str, ...] = ()
    """Contact attributes that something outside the flows sets and reads."""
    entry_flows: tuple[str, ...] = ()
    """Names of flows at which contacts come in, also where other flows hand over to them."""
    block_types: frozenset[str] = frozenset()
    """Types of blocks that the instance has, whatever the catalogue says."""
    naming_style: str | None = None
    """How attribute keys are written, by a name of `naming_styles`."""

    def knows_attribute(self, key: str) -> bool:
        """Tell whether something outside the flows sets or reads a contact attribute."""
        return any(matches(known, key) for known in self.known_attributes)


_NOTHING = Declared()


class Project:
    """The flows of a run. They know each other by id or ARN where the files tell one, and else by name."""

    def __init__(self, flows: Iterable[Flow], declared: Mapping[Flow, Declared] | None = None) -> None:
        self.flows = tuple(flows)
        self._declared = declared or {}

    def declared(self, flow: Flow) -> Declared:
        """Give what the team declares about a flow."""
        return self._declared.get(flow, _NOTHING)

    def is_entry(self, flow: Flow) -> bool:
        """Tell whether the team says that contacts come in at a flow."""
        name = flow.name
        return name is not None and any(matches(one, name) for one in self.declared(flow).entry_flows)

    @cached_property
    def _by_id(self) -> Mapping[str, Flow | None]:
        return _unique((one, flow) for flow in self.flows for one in {_tail(name) for name in flow.ids})

    @cached_property
    def _by_name(self) -> Mapping[tuple[bool, str], Flow | None]:
        return _unique(((flow.is_module, flow.name), flow) for flow in self.flows if flow.name is not None)

    def target(self, block: Block) -> Flow | None:
        """Give the flow of this run that a block hands over to or calls; None for one outside the run.

        A name counts only where no id matches, and only if no other flow of the run has it: exports carry the names
        of the flows they lead to, but not always their own id.
        """
        parameter = _TARGET_PARAMETERS.get(block.type)
        target: Any = block.parameters.get(parameter) if parameter else None
        if not isinstance(target, str):
            return None
        if (one := _tail(target)) in self._by_id:
            return self._by_id[one]
        return self._by_name.get((block.type == "InvokeFlowModule", block.target_name or ""))

    @cached_property
    def callers(self) -> Mapping[Flow, tuple[tuple[Flow, Block], ...]]:
        """For each flow, the blocks of the run that hand over to it or call it, in the order of the run."""
        found: dict[Flow, list[tuple[Flow, Block]]] = {flow: [] for flow in self.flows}
        for flow in self.flows:
            for block in flow.of_type(*_TARGET_PARAMETERS):
                if (target := self.target(block)) is not None:
                    found[target].append((flow, block))
        return {flow: tuple(blocks) for flow, blocks in found.items()}


def _unique(named: Iterable[tuple[Name, Flow]]) -> dict[Name, Flow | None]:
    """Collect flows by a name; None for one that two flows of the run claim, which tells nothing."""
    found: dict[Name, Flow | None] = {}
    for name, flow in named:
        found[name] = None if name in found else flow
    return found


def _tail(name: str) -> str:
    """Give the id at the end of an ARN, without the alias or version of a module."""
    return name.rsplit("/", 1)[-1].split(":", 1)[0]
