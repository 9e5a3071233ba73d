"""All flows of a run, and who hands a contact over to whom."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from pathlib import PurePath, PurePosixPath
from typing import NamedTuple, TypeVar

from flowlint import language
from flowlint.model.flow import Block, Flow, bare_id
from flowlint.model.inventory import Inventory
from flowlint.model.view import View
from flowlint.paths import from_root
from flowlint.text.json_values import JsonPath
from flowlint.text.patterns import any_means

F = TypeVar("F", Flow, View)

_PLACEHOLDER = re.compile(r"\$\{[^}$]*+\}$")
_ATTRIBUTE = re.compile(r"\.\w+\}$")
"""What a placeholder takes of a resource, its ARN say."""
_INDEX = re.compile(r"(?:\.[\w-]+|\['[^']*'\])\}$")
"""What a placeholder takes of a resource with several instances: one of them."""
_NUMBER = re.compile(r":(\d+)$")
"""The version that an ARN ends in."""
_VIEW = "ViewResource"
_TARGETS = language.flow_parameters("transfer", "module")
_EVENTS = language.flow_parameters("event")
_NAMED = language.flow_parameters("transfer", "module", "event", "new_contact", "new_task")
_TASKS = language.flow_parameters("new_task")
_MODULES = language.flow_parameters("module")


class Declared(NamedTuple):
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
        return any_means(self.known_attributes, key)


_NOTHING = Declared()


class NamedFlow(NamedTuple):
    """What a block names as a flow or module, at a path below the block."""

    target: str
    names: tuple[str, ...]
    """The names that the designer noted for it."""
    of_module: bool
    at: JsonPath
    flows: tuple[Flow, ...]
    """The flows of the run that this may mean, whatever folder they stand in."""


class Project:
    """The flows of a run. They know each other by id or ARN where the files tell one, else by name, else by file name.

    What several files claim, a backup say, or the same flow for another environment, means the file in the folder of
    the caller, or else in the nearest folder above it, or else the one that has most folders in common with it. An id
    that is a placeholder means a flow of the same template or module, and no other.

    They stand in the order of their names and ids, and only where these are the same in that of their files: what is
    said of the first of some flows is the same whatever the files are called.
    """

    def __init__(
        self,
        flows: Iterable[Flow],
        declared: Mapping[Flow, Declared] | None = None,
        broken: Iterable[str] = (),
        views: Iterable[View] = (),
    ) -> None:
        """Take the flows and the views that they may show.

        `broken` are the paths and texts of files that were meant to hold flows and hold none.
        """
        self.flows = tuple(sorted(flows, key=_by_content))
        self._declared = declared or {}
        self._broken = tuple(broken)
        self._views = tuple(views)

    def declared(self, flow: Flow) -> Declared:
        """Give what the team declares about a flow."""
        return self._declared.get(flow, _NOTHING)

    def is_entry(self, flow: Flow) -> bool:
        """Tell whether the team says that contacts come in at a flow."""
        name = flow.name
        return name is not None and any_means(self.declared(flow).entry_flows, name)

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
        return self._all_meant(block) if block.type in _TARGETS else ()

    def has_flow(self, flow_id: str) -> bool:
        """Tell whether a flow of the run has this id, or may have it: it stands in a file that cannot be read."""
        return ("", flow_id) in self._by_id or any(flow_id in text for text in self._broken)

    def is_known_by_id(self, flow: Flow, written: str) -> bool:
        """Tell whether what a block names a flow by is its id or ARN, or the placeholder that becomes one."""
        ids = set(_possible_ids(_tail(written)))
        return any(_tail(name) in ids for name in flow.ids)

    @cached_property
    def callers(self) -> Mapping[Flow, tuple[tuple[Flow, Block], ...]]:
        """For each flow, the blocks of the run that hand over to it or call it, in the order of the flows."""
        return self._led_to(_TARGETS, self.target)

    def view(self, flow: Flow, block: Block) -> View | None:
        """Give the view that a block of a flow shows, in the version that it shows; None for one outside the run."""
        resource = block.parameters.get(_VIEW)
        if not isinstance(resource, dict) or not isinstance(named := resource.get("Id"), str) or not named:
            return None
        placeholder = _PLACEHOLDER.search(named)
        scope = flow.scope if placeholder else ""
        version = _NUMBER.search(named) or _NUMBER.fullmatch(f":{resource.get('Version')}")
        one = _ATTRIBUTE.sub("}", _tail(named))
        found = _nearest(flow, tuple(self._views_by_id.get((scope, one), ())))
        if len(found) != 1 or (version and found[0].version not in (None, version[1])):
            return None
        return found[0]

    @cached_property
    def _views_by_id(self) -> Mapping[tuple[str, str], list[View]]:
        found: dict[tuple[str, str], list[View]] = defaultdict(list)
        for view in self._views:
            for one in {_tail(name) for name in view.ids}:
                found[view.scope if one.startswith("${") else "", one].append(view)
        return found

    def has_unknown_callers(self, flow: Flow) -> bool:
        """Tell whether blocks of the run may hand over to a flow or call it, and nobody knows whether they mean it."""
        return flow in self._perhaps_called

    @cached_property
    def _perhaps_called(self) -> frozenset[Flow]:
        found: set[Flow] = set()
        for flow in self.flows:
            for block in flow.of_type(*_TARGETS):
                possible = self.possible_targets(block)
                target = self.target(flow, block)
                # A copy in another folder that has callers of its own is called by these alone.
                found.update(one for one in possible if target is None or (one is not target and not self.callers[one]))
        return frozenset(found)

    def is_hooked(self, flow: Flow) -> bool:
        """Tell whether a block of the run sets a flow to run on a later event of the contact: when an agent leaves."""
        return flow in self._hooked

    def may_get_tasks(self, flow: Flow) -> bool:
        """Tell whether a block of the run creates tasks that may start with a flow."""
        return (flow.variant_of or flow) in self._for_tasks

    @cached_property
    def _for_tasks(self) -> frozenset[Flow]:
        blocks = (block for flow in self.flows for block in flow.of_type(*_TASKS))
        return frozenset(one for block in blocks for one in self._all_meant(block))

    def event_flow(self, caller: Flow, block: Block) -> Flow | None:
        """Give the flow of this run that a block of `caller` sets to run on a later event; None as for `target`."""
        nearest = _nearest(caller, self._possible_event_flows(block))
        return nearest[0] if len(nearest) == 1 else None

    @cached_property
    def hooks(self) -> Mapping[Flow, tuple[tuple[Flow, Block], ...]]:
        """For each flow, the blocks that set it to run on a later event of the contact, in the order of the flows."""
        return self._led_to(_EVENTS, self.event_flow)

    def with_variants(self, flow: Flow) -> tuple[Flow, ...]:
        """Give a flow and those that stand in its place under other conditions: who leads to it leads to them."""
        return (flow, *self._variants.get(flow, ()))

    @cached_property
    def _variants(self) -> Mapping[Flow, list[Flow]]:
        found: dict[Flow, list[Flow]] = defaultdict(list)
        for flow in self.flows:
            if flow.variant_of is not None:
                found[flow.variant_of].append(flow)
        return found

    def _led_to(
        self, types: Iterable[str], target: Callable[[Flow, Block], Flow | None]
    ) -> Mapping[Flow, tuple[tuple[Flow, Block], ...]]:
        """For each flow, the blocks of some types whose target it is, in the order of the flows."""
        found: dict[Flow, list[tuple[Flow, Block]]] = {flow: [] for flow in self.flows}
        for flow in self.flows:
            for block in flow.of_type(*types):
                if (meant := target(flow, block)) is not None:
                    found[meant].append((flow, block))
        return {flow: tuple(found[flow.variant_of or flow]) for flow in self.flows}

    @cached_property
    def _hooked(self) -> frozenset[Flow]:
        blocks = (block for flow in self.flows for block in flow.of_type(*_EVENTS))
        return frozenset(one for block in blocks for one in self._possible_event_flows(block))

    def _possible_event_flows(self, block: Block) -> tuple[Flow, ...]:
        return self._all_meant(block) if block.type in _EVENTS else ()

    def _all_meant(self, block: Block) -> tuple[Flow, ...]:
        return tuple(dict.fromkeys(flow for named in self.flows_named(block) for flow in named.flows))

    def flows_named(self, block: Block) -> tuple["NamedFlow", ...]:
        """Give what a block names as a flow or module, whatever for, with the flows of the run that this may mean."""
        parameter = _NAMED.get(block.type)
        value = block.parameters.get(parameter) if parameter else None
        of_module, by_event = block.type in _MODULES, block.type in _EVENTS
        names = block.target_names if by_event else block.target_names[:1]
        at: JsonPath = ("Parameters", parameter or "")
        hooks = value.items() if by_event and isinstance(value, dict) else ()
        written = [((*at, event), one) for event, one in hooks] if by_event else [(at, value)]
        return tuple(
            NamedFlow(target, names, of_module, where, self._meant(block, target, names, of_module))
            for where, target in written
            if isinstance(target, str)
        )

    def meant(self, caller: Flow, named: "NamedFlow") -> tuple[Flow, ...]:
        """Give the flow of the run that a block of `caller` names; several where nobody can tell which of them."""
        return _nearest(caller, named.flows)

    def _meant(self, block: Block, target: str, names: Iterable[str], of_module: bool) -> tuple[Flow, ...]:
        named = [flow for name in names for flow in self._by_name.get((of_module, name), ())]
        one = _tail(target)
        scope = self._scopes.get(block, "") if one.startswith("${") else ""
        by_id = next(filter(None, (self._by_id.get((scope, each)) for each in _possible_ids(one))), ())
        if by_id:
            named = [flow for flow in named if not flow.ids]
        elif not named:
            named = [flow for name in (*names, one) for flow in self._by_file.get((of_module, name), ())]
        return tuple(dict.fromkeys((*by_id, *named)))

    @cached_property
    def _by_file(self) -> Mapping[tuple[bool, str], list[Flow]]:
        """The flows of which no more is known than their file, by its name: one alone in it, without name and id."""
        in_file = Counter(flow.source.path for flow in self.flows)
        found: dict[tuple[bool, str], list[Flow]] = defaultdict(list)
        for flow in self.flows:
            if flow.name is None and not flow.ids and in_file[flow.source.path] == 1:
                found[flow.is_module, PurePosixPath(flow.source.path).stem].append(flow)
        return found

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


def _by_content(flow: Flow) -> tuple[bool, str, list[str]]:
    """Give what flows are sorted by, those without a name last; a variant stands with the flow that it is one of."""
    one = flow.variant_of or flow
    return one.name is None, one.name or "", sorted(one.ids)


def _nearest(caller: Flow, flows: tuple[F, ...]) -> tuple[F, ...]:
    """Give those of some flows or views that stand in the folder of the caller, or else in the nearest one above.

    Or else those that stand below the nearest one that has any. One alone is meant wherever it stands.
    """
    if len(flows) < 2:
        return flows
    above = PurePath(from_root(caller.source.path)).parents
    paths = {flow: PurePath(from_root(_path(flow))) for flow in flows}
    here = (tuple(flow for flow in flows if paths[flow].parent == folder) for folder in above)
    below = (tuple(flow for flow in flows if paths[flow].is_relative_to(folder)) for folder in above)
    return next(filter(None, chain(here, below)), flows)


def _path(one: Flow | View) -> str:
    return one.path if isinstance(one, View) else one.source.path


def _possible_ids(written: str) -> Iterator[str]:
    """Give the ids that a flow may have which is named like this, the surest first."""
    yield written
    if written.startswith("${"):
        resource = _ATTRIBUTE.sub("}", written)
        yield from (resource, _INDEX.sub("}", resource))


def _tail(name: str) -> str:
    """Give the id at the end of an ARN, without the alias or version of a module; a placeholder is an id of its own."""
    if (placeholder := _PLACEHOLDER.search(name)) is not None:
        return placeholder.group()
    return bare_id(name)
