"""What changed in a block, or what a block holds that is new or gone: name, type, parameters, branches."""

from collections.abc import Iterator, Mapping

from flowlint.changes import Change, Value, What
from flowlint.difference.content import BranchKey, branches, flat, leaves
from flowlint.model.condition import EQUALS
from flowlint.model.flow import Block, Flow, Transition
from flowlint.text.json_values import dotted, nodes

_DISPLAY_NAME = "displayName"
_KNOWN_KEYS = ("Identifier", "Type", "Parameters", "Transitions")
NOWHERE = "a block that is not there"

Pairs = Mapping[Block, Block]
Changed = tuple[str, Value | None, Value | None]
"""Where a value differs, and both values."""


def block_changes(before: tuple[Flow, Block], after: tuple[Flow, Block], pairs: Pairs) -> tuple[Change, ...]:
    """Give what differs between two states of a block; `pairs` says which of the blocks it leads to are one."""
    (flow, one), (flow_after, other) = before, after
    return (
        *_kinds(one, other),
        *_values("parameter", leaves(one), leaves(other)),
        *_resources(one, other),
        *_branches(before, after, pairs),
        *order_changes(one, other),
        *_values("other", _others(flow, one), _others(flow_after, other)),
    )


def held(flow: Flow, block: Block, is_new: bool) -> tuple[Change, ...]:
    """Give what a new block holds, or what one that is gone held, as changes from or to nothing."""
    parts: list[tuple[What, str, Value]] = [("parameter", where, value) for where, value in leaves(block).items()]
    parts += [("branch", block.branch_name(one), _target(flow, one)) for one in branches(block).values()]
    return tuple(Change(what, where, *((None, value) if is_new else (value, None))) for what, where, value in parts)


def changed_values(before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[Changed]:
    """Give the places at which values differ, with both, in the order of the later state and then of the former."""
    for where in {**after, **before}:
        if before.get(where) != after.get(where):
            yield where, before.get(where), after.get(where)


def _kinds(one: Block, other: Block) -> Iterator[Change]:
    if one.type != other.type or one.designer_name != other.designer_name:
        yield Change("type", "", Value(one.designer_name), Value(other.designer_name))
    before, after = _name(one), _name(other)
    if before != after:
        yield Change("name", "", before, after)


def _name(block: Block) -> Value | None:
    return Value(block.id, is_text=True) if block.has_friendly_name else None


def _values(what: What, before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[Change]:
    return (Change(what, *found) for found in changed_values(before, after))


def _resources(one: Block, other: Block) -> Iterator[Change]:
    """Give the names of resources that the designer noted otherwise; of a parameter that is there in both states."""
    names, names_after = _noted_names(one), _noted_names(other)
    for where, before, after in changed_values(names, names_after):
        if where in leaves(one) and where in leaves(other) and before and after:
            yield Change("resource", where, before, after)


def _noted_names(block: Block) -> Mapping[str, Value]:
    noted = nodes(block.noted.get("parameters"))
    return {
        dotted(path[:-1]): Value(name, is_text=True)
        for path, name in noted
        if path[-1:] == (_DISPLAY_NAME,) and isinstance(name, str)
    }


def _branches(before: tuple[Flow, Block], after: tuple[Flow, Block], pairs: Pairs) -> Iterator[Change]:
    (flow, one), (flow_after, other) = before, after
    led, leads = branches(one), branches(other)
    for key in {**leads, **led}:
        was, now = led.get(key), leads.get(key)
        if was is None or now is None or leads_elsewhere(flow, was, flow_after, now, pairs):
            yield Change("branch", _branch_name(one, other, key), *_told_apart(flow, was, flow_after, now, pairs))


def leads_elsewhere(flow: Flow, was: Transition, flow_after: Flow, now: Transition, pairs: Pairs) -> bool:
    """Tell whether a branch leads to another block than before."""
    target, target_after = flow.by_id.get(was.target), flow_after.by_id.get(now.target)
    if target is None or target_after is None:
        return target is not target_after or was.target != now.target
    return pairs.get(target) is not target_after


def _branch_name(one: Block, other: Block, key: BranchKey) -> str:
    branch = branches(other).get(key)
    return other.branch_name(branch) if branch else one.branch_name(branches(one)[key])


def _told_apart(
    flow: Flow, was: Transition | None, flow_after: Flow, now: Transition | None, pairs: Pairs
) -> tuple[Value | None, Value | None]:
    """Name what a branch led to and what it leads to; where both are called alike, with their ids.

    A block that is there in both states is called what it is called now.
    """
    target = None if was is None else flow.by_id.get(was.target)
    label = pairs[target].label if target is not None and target in pairs else None
    before = None if was is None else Value(label) if label else _target(flow, was)
    after = None if now is None else _target(flow_after, now)
    if was and now and before and after and before == after:
        return Value(f"{before.text} ({was.target})"), Value(f"{after.text} ({now.target})")
    return before, after


def _target(flow: Flow, branch: Transition) -> Value:
    target = flow.by_id.get(branch.target)
    return Value(target.label if target else f"{NOWHERE} ({branch.target})")


def order_changes(one: Block, other: Block) -> Iterator[Change]:
    """Give the order of conditions where the first that holds counts, and several may hold."""
    orders = [tuple(key for key in branches(block) if key[0] == "condition") for block in (one, other)]
    if orders[0] != orders[1] and set(orders[0]) == set(orders[1]) and not _excludes_others(other):
        names = (", ".join(branch.label for branch in block.conditions) for block in (one, other))
        yield Change("order", "", *map(Value, names))


def _excludes_others(block: Block) -> bool:
    """Tell whether at most one condition of a block holds: each wants another text."""
    operands = [branch.operand for branch in block.conditions]
    return all(branch.operator == EQUALS for branch in block.conditions) and len(set(operands)) == len(operands)


def _others(flow: Flow, block: Block) -> Mapping[str, Value]:
    """Give what a block holds besides what blocks do; nothing of one that was translated."""
    actions = flow.in_flow_language.get("Actions")
    written = actions[block.index] if isinstance(actions, list) and block.index < len(actions) else {}
    return flat({key: value for key, value in written.items() if key not in _KNOWN_KEYS})
