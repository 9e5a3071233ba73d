"""Notes that hold findings back, or seem to."""

from collections.abc import Callable

from .building import LETTERS, Json, Shape, block, flow


def _noted(size: int, notes: list[Json]) -> str:
    return flow(
        *(block(str(one), "MessageParticipant", {"Text": "x"}, "gone") for one in range(size)), Annotations=notes
    )


def _lines(line: Callable[[int], str]) -> Shape:
    """One note of as many lines as there is room for."""

    def shape(size: int) -> str:
        count = size * LETTERS // (len(line(99)) + 2)
        return _noted(size, [{"type": "default", "content": "\n".join(map(line, range(count)))}])

    return shape


def _each(content: Callable[[int], str], at: Callable[[int], str | None]) -> Shape:
    """Many notes."""
    return lambda size: _noted(
        size, [{"type": "default", "actionId": at(one), "content": content(one)} for one in range(40 * size)]
    )


SHAPES: dict[str, Shape] = {
    "lines of suppressions": _lines(lambda one: "flowlint: ignore dangling-transition -- why"),
    "lines of bad suppressions": _lines(lambda one: "flowlint: ignore no-such-rule -- why"),
    "lines of other bad suppressions": _lines(lambda one: f"flowlint: ignore no-such-rule-{one} -- why"),
    "lines of patterns": _lines(lambda one: f"flowlint: ignore *{one % 10}*{one}* -- why"),
    "lines of nothing": _lines(lambda one: "flowlint:"),
    "one line of rules": lambda size: _noted(
        size, [{"type": "default", "content": "flowlint: ignore " + " ".join(f"r{one}" for one in range(600 * size))}]
    ),
    "notes on blocks": _each(lambda one: f"flowlint: ignore rule-{one} -- why", lambda one: str(one % 300)),
    "notes that work": _each(lambda one: "flowlint: ignore dangling-*, missing-* -- why", lambda one: str(one % 200)),
    "notes on no block": _each(lambda one: "flowlint: ignore dangling-transition -- why", lambda one: f"gone {one}"),
    "notes of nothing": _each(lambda one: "x", lambda one: None),
}
