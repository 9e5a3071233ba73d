"""All flows of a run, and who hands a contact over to whom."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from flowlint import language
from flowlint.model.flow import Block, Flow
from flowlint.model.inventory import Inventory
from flowlint.text.patterns import matches

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}$")
_ATTRIBUTE = re.compile(r"\.\w+\}$")
"""What a placeholder takes of a resource, its ARN say."""
_TARGET_PARAMETERS = language.flow_parameters("transfer", "module")
_EVENT_PARAMETERS = language.flow_parameters("event")
_MODULE_PARAMETERS = language.flow_parameters("module")


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
    inventory: Inventory | None = None
    """What the instance of the flow has, where an inventory beside the flow says so."""
    whole: bool = False
    """Whether all flows of the contact centre are known to be in the run."""

    def knows_attribute(self, key: str) -> bool:
        """Tell whether something outside the flows sets or reads a contact attribute."""
        return any(matches(known, key) for known in self.known_attributes)


_NOTHING = Declared()


class Project:
    """The flows of a run. They know each other by id or ARN where the files tell one, and else by name.

    What several files claim, a backup say, or the same flow for another environment, means the file in the folder of
    the caller, or else in the nearest folder above it. An id that is a placeholder means a flow of the same template or
    module, and no other.
    """

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

    def target(self, caller: Flow, block: Block) -> Flow | None:
        """Give the flow of this run that a block of `caller` hands over to or calls.

        None for one outside the run, and where it may be one of several: see `possible_targets`.
        """
        nearest = _nearest(caller, self.possible_targets(block))
        return nearest[0] if len(nearest) == 1 else None

    def possible_targets(self, block: Block) -> tuple[Flow, ...]:
        """Give the flows of this run that a block may hand over to or call, whatever folder they stand in.

        A name counts only where no id matches: exports carry the names of the flows they lead to, but not always their
        own id. One without an id may be a copy of the flow with the id.
        """
        parameter = _TARGET_PARAMETERS.get(block.type)
        target = block.parameters.get(parameter) if parameter else None
        if not isinstance(target, str):
            return ()
        return self._meant(block, target, block.target_names[:1], block.type in _MODULE_PARAMETERS)

    def has_flow(self, flow_id: str) -> bool:
        """Tell whether a flow of the run has this id."""
        return ("", flow_id) in self._by_id

    @cached_property
    def callers(self) -> Mapping[Flow, tuple[tuple[Flow, Block], ...]]:
        """For each flow, the blocks of the run that hand over to it or call it, in the order of the run."""
        found: dict[Flow, list[tuple[Flow, Block]]] = {flow: [] for flow in self.flows}
        for flow in self.flows:
            for block in flow.of_type(*_TARGET_PARAMETERS):
                if (target := self.target(flow, block)) is not None:
                    found[target].append((flow, block))
        return {flow: tuple(found[flow.variant_of or flow]) for flow in self.flows}

    def has_unknown_callers(self, flow: Flow) -> bool:
        """Tell whether blocks of the run may hand over to a flow or call it, and nobody knows whether they mean it."""
        return flow in self._perhaps_called

    @cached_property
    def _perhaps_called(self) -> frozenset[Flow]:
        found: set[Flow] = set()
        for flow in self.flows:
            for block in flow.of_type(*_TARGET_PARAMETERS):
                possible = self.possible_targets(block)
                target = self.target(flow, block)
                # A copy in another folder that has callers of its own is called by these alone.
                found.update(one for one in possible if target is None or (one is not target and not self.callers[one]))
        return frozenset(found)

    def is_hooked(self, flow: Flow) -> bool:
        """Tell whether a block of the run sets a flow to run on a later event of the contact: when an agent leaves."""
        return flow in self._hooked

    @cached_property
    def _hooked(self) -> frozenset[Flow]:
        found: set[Flow] = set()
        for flow in self.flows:
            for block in flow.of_type(*_EVENT_PARAMETERS):
                hooks = block.parameters.get(_EVENT_PARAMETERS[block.type])
                for target in hooks.values() if isinstance(hooks, Mapping) else ():
                    if isinstance(target, str):
                        found.update(self._meant(block, target, block.target_names, of_module=False))
        return frozenset(found)

    def _meant(self, block: Block, target: str, names: Iterable[str], of_module: bool) -> tuple[Flow, ...]:
        named = [flow for name in names for flow in self._by_name.get((of_module, name), ())]
        one = _tail(target)
        scope = self._scopes.get(block, "") if one.startswith("${") else ""
        by_id = self._by_id.get((scope, one), ()) or self._by_id.get((scope, _ATTRIBUTE.sub("}", one)), ())
        if by_id:
            named = [flow for flow in named if not flow.ids]
        return tuple(dict.fromkeys((*by_id, *named)))

    @cached_property
    def _by_id(self) -> Mapping[tuple[str, str], list[Flow]]:
        """The flows by id, and by the scope in which it counts: "" for one that is no placeholder."""
        found: dict[tuple[str, str], list[Flow]] = defaultdict(list)
        for flow in self.flows:
            for one in {_tail(name) for name in flow.ids}:
                found[flow.scope if one.startswith("${") else "", one].append(flow.variant_of or flow)
        return found

    @cached_property
    def _scopes(self) -> Mapping[Block, str]:
        return {block: flow.scope for flow in self.flows if flow.scope for block in flow.blocks}

    @cached_property
    def _by_name(self) -> Mapping[tuple[bool, str], list[Flow]]:
        found: dict[tuple[bool, str], list[Flow]] = defaultdict(list)
        for flow in self.flows:
            if flow.name is not None:
                found[flow.is_module, flow.name].append(flow.variant_of or flow)
        return found


def _nearest(caller: Flow, flows: tuple[Flow, ...]) -> tuple[Flow, ...]:
    """Give those of some flows that stand in the folder of the caller, or else in the nearest one above that has any.

    One flow alone is meant wherever it stands; several that stand elsewhere are all given.
    """
    if len(flows) < 2:
        return flows
    for folder in PurePosixPath(caller.source.path).parents:
        here = tuple(flow for flow in flows if PurePosixPath(flow.source.path).parent == folder)
        if here:
            return here
    return flows


def _tail(name: str) -> str:
    """Give the id at the end of an ARN, without the alias or version of a module; a placeholder is an id of its own."""
    if (placeholder := _PLACEHOLDER.search(name)) is not None:
        return placeholder.group()
    return name.rsplit("/", 1)[-1].split(":", 1)[0]
