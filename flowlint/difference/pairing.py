"""Which flow of one state is which of another: by id, by file and name, and else by what they hold."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from flowlint.difference.content import content
from flowlint.model.flow import Flow, bare_id

_ALIKE = 0.5
"""How many of the blocks of two flows must be the same, of 1, for them to be one flow in another file."""
_FEWEST = 2
"""How many these must be at least; blocks without parameters, as most flows have them, tell nothing."""
_MOST_COMPARED = 100_000
"""How many pairs of flows are compared by what they hold: of more, most of a repository was replaced."""
_Key = Callable[["Side", Flow], Hashable | None]


@dataclass(frozen=True, slots=True)
class Side:
    """The flows of one state.

    `within` is what their paths are compared without: the folder that was asked for. `is_file` says that it was a file.
    """

    flows: Sequence[Flow]
    within: str = ""
    is_file: bool = False

    def path(self, flow: Flow) -> str:
        """Give the path of a flow's file, as it is compared."""
        return flow.source.path.removeprefix(self.within)


def paired(before: Side, after: Side) -> list[tuple[Flow | None, Flow | None]]:
    """Pair flows: those of the later state in their order, each with what it was, then those that are gone.

    Two files with one flow each hold the same flow, whatever it is called.
    """
    came_from: dict[Flow, Flow] = {}
    left = [list(before.flows), list(after.flows)]
    if before.is_file and after.is_file and len(before.flows) == len(after.flows) == 1:
        _pair(before.flows[0], after.flows[0], left, came_from)
    for key in (_by_id_and_path, _by_ids, _by_path_and_name, _by_path, _by_name, _by_file_name):
        _pair_by(key, before, after, left, came_from)
    _pair_alike(left, came_from)
    found: list[tuple[Flow | None, Flow | None]] = [(came_from.get(flow), flow) for flow in after.flows]
    return [*found, *((flow, None) for flow in left[0])]


def is_moved(before: Side, after: Side, was: Flow, now: Flow) -> bool:
    """Tell whether a flow stands in another file than before; one that was asked for by itself stands in no folder."""
    return before.path(was) != after.path(now) and not (before.is_file or after.is_file)


def _pair_by(key: _Key, before: Side, after: Side, left: list[list[Flow]], came_from: dict[Flow, Flow]) -> None:
    """Pair the flows that alone have a key in their state."""
    sides = []
    for state, flows in zip((before, after), left, strict=True):
        by_key: dict[Hashable, list[Flow]] = defaultdict(list)
        for flow in flows:
            if (one := key(state, flow)) is not None:
                by_key[one].append(flow)
        sides.append(by_key)
    for one, flows in sides[1].items():
        others = sides[0].get(one, [])
        if len(flows) == len(others) == 1:
            _pair(others[0], flows[0], left, came_from)


def _pair(one: Flow, other: Flow, left: list[list[Flow]], came_from: dict[Flow, Flow]) -> None:
    came_from[other] = one
    left[0].remove(one)
    left[1].remove(other)


def _by_ids(side: Side, flow: Flow) -> Hashable | None:
    return tuple(sorted({bare_id(one) for one in flow.ids})) or None


def _by_id_and_path(side: Side, flow: Flow) -> Hashable | None:
    ids = _by_ids(side, flow)
    return ids and (ids, side.path(flow))


def _by_path_and_name(side: Side, flow: Flow) -> Hashable | None:
    return (side.path(flow), flow.name, flow.is_module) if flow.name is not None else None


def _by_path(side: Side, flow: Flow) -> Hashable | None:
    return side.path(flow)


def _by_name(side: Side, flow: Flow) -> Hashable | None:
    return (flow.name, flow.is_module) if flow.name is not None else None


def _by_file_name(side: Side, flow: Flow) -> Hashable | None:
    return (PurePosixPath(flow.source.path).name, flow.is_module) if flow.name is None else None


def _pair_alike(left: list[list[Flow]], came_from: dict[Flow, Flow]) -> None:
    """Pair the flows that have most of their blocks in common, the most alike first."""
    if len(left[0]) * len(left[1]) > _MOST_COMPARED:
        return
    marks = {flow: _marks(flow) for side in left for flow in side}
    scored = [
        (-score, place, place_after, one, other)
        for place, one in enumerate(left[0])
        for place_after, other in enumerate(left[1])
        if one.is_module == other.is_module and (score := _share(marks[one], marks[other])) >= _ALIKE
    ]
    for _, _, _, one, other in sorted(scored, key=lambda found: found[:3]):
        if one in left[0] and other in left[1]:
            _pair(one, other, left, came_from)


def _marks(flow: Flow) -> "Counter[str]":
    return Counter(content(block) for block in flow.blocks if block.parameters)


def _share(some: "Counter[str]", others: "Counter[str]") -> float:
    common = (some & others).total()
    return common / max(some.total(), others.total()) if common >= _FEWEST else 0.0
