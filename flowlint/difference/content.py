"""What a block is, apart from its id and its place in the designer: its type, its parameters, and its branches."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flowlint.changes import Value
from flowlint.model.flow import Block, Flow, Transition, once_per_block
from flowlint.text.json_values import dotted, json_type

BranchKey = tuple[str, str, int]
"""A branch of a block: its kind, its label, and how many before it have both."""


@once_per_block
def content(block: Block) -> str:
    """Give what stands for type and parameters of a block: equal where these are."""
    return json.dumps([block.type, block.parameters], sort_keys=True, default=str)


@once_per_block
def branches(block: Block) -> Mapping[BranchKey, Transition]:
    """Give the branches that a contact can take, in rank order; a copy of one in NextAction is none."""
    found: dict[BranchKey, Transition] = {}
    for branch in block.live_branches:
        number = 0
        while (key := (branch.kind, branch.label, number)) in found:
            number += 1
        found[key] = branch
    return found


@once_per_block
def leaves(block: Block) -> Mapping[str, Value]:
    """Give the parameters of a block down to single values, by the path that a person writes."""
    return flat(block.parameters)


def flat(value: Any) -> Mapping[str, Value]:
    """Give a JSON value down to single values, each by its path; a list of single values is one."""
    return {dotted(path): as_value(leaf) for path, leaf in _leaves(value, ())}


def as_value(value: Any) -> Value:
    """Give a JSON value as changes have it: a text as it is, anything else as JSON."""
    if isinstance(value, str):
        return Value(value, is_text=True)
    return Value(json.dumps(value, ensure_ascii=False, sort_keys=True, default=json_type))


def _leaves(value: Any, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    waiting = [(at, value)]
    while waiting:
        path, one = waiting.pop()
        if isinstance(one, Mapping) and (one or not path):
            waiting += [((*path, key), one[key]) for key in sorted(one, reverse=True)]
        elif isinstance(one, list) and any(isinstance(item, list | Mapping) for item in one):
            waiting += [((*path, index), one[index]) for index in reversed(range(len(one)))]
        else:
            yield path, one


class Neighbours:
    """Who leads to whom in a flow, block by block, blocks with one id being the first of them."""

    def __init__(self, flow: Flow) -> None:
        self.entry = flow.entry
        self.targets: dict[Block, dict[BranchKey, Block | None]] = {}
        self.sources: dict[Block, list[tuple[BranchKey, Block]]] = {block: [] for block in flow.blocks}
        for block in flow.blocks:
            self.targets[block] = {}
            for key, branch in branches(block).items():
                target = flow.by_id.get(branch.target)
                self.targets[block][key] = target
                if target is not None:
                    self.sources[target].append((key, block))
