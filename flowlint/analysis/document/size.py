"""How large a flow's content is, counted as Connect counts it: the blocks, and the characters of its JSON text.

What is counted is the shortest text that says the same, without spaces between values: it is what the console sends,
and no other way of writing the flow is shorter.
"""

import json
from typing import Any, Literal, NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts

_NEARLY_FULL = 0.9
"""The part of what Connect takes from which on a flow is called nearly full."""
_MOST_LONGER = 5
"""How many times as long a number may become when it is written anew, `1e15` say; all else becomes no longer."""


class Size(NamedTuple):
    """How many blocks or characters a flow has, how many Connect takes, and whether it is nearly full or over it."""

    length: int
    most: int
    what: Literal["blocks", "characters"]

    @property
    def is_over(self) -> bool:
        """Whether Connect refuses the flow for it."""
        return self.length > self.most

    @property
    def is_near(self) -> bool:
        """Whether the flow is nearly full."""
        return self.length >= self.most * _NEARLY_FULL


def content_size(facts: Facts) -> tuple[Size, ...]:
    """Give the blocks of a flow, and its characters where they may be nearly as many as Connect takes.

    Nothing for an old console export, which is not what is sent.
    """
    flow = facts.flow
    if flow.translated:
        return ()
    limits = language.limits()
    blocks = Size(len(flow.blocks), limits.blocks, "blocks")
    if len(flow.source.text) * _MOST_LONGER < limits.characters * _NEARLY_FULL:
        return (blocks,)
    return blocks, Size(compact_length(flow.document), limits.characters, "characters")


def compact_length(value: Any) -> int:
    """Count the characters of the shortest JSON text of a value, however deep it is."""
    try:
        return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    except RecursionError:
        return _length_without_recursion(value)


def _length_without_recursion(value: Any) -> int:
    length, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            # The brackets, a colon for each key, and the commas between; an empty one has brackets alone.
            length += 2 * len(one) + 1 if one else 2
            length += sum(_written(key) for key in one)
            waiting.extend(one.values())
        elif isinstance(one, list):
            length += len(one) + 1 if one else 2
            waiting.extend(one)
        else:
            length += _written(one)
    return length


def _written(scalar: Any) -> int:
    return len(json.dumps(scalar, ensure_ascii=False))
