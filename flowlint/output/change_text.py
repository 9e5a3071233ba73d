"""Changes for a person at a terminal: flow by flow, block by block, in the designer's words."""

from collections.abc import Iterator, Sequence

from flowlint.changes import ChangedFlow, Changes
from flowlint.output.change_wording import (
    MARKS,
    block_sentences,
    flow_heading,
    flow_sentences,
    ordered,
    summary,
)
from flowlint.output.page import Line
from flowlint.output.printable import printable
from flowlint.report import Failure

_COLOURS = {"new": "green", "gone": "red", "changed": "yellow"}


def lines(changes: Changes, failures: Sequence[Failure]) -> Iterator[Line]:
    """Give the lines of all that changed, and a summary."""
    for changed in changes.flows:
        yield Line((("── ", "dim"), (printable(flow_heading(changed)), "bold")), 0, 3)
        yield from _flow(changed)
        yield Line()
    yield Line(((summary(changes, failures), ""),), 0)


def _flow(changed: ChangedFlow) -> Iterator[Line]:
    for sentence in flow_sentences(changed):
        yield Line(((printable(sentence), ""),), 2, 2)
    for block in ordered(changed.blocks):
        word = block.state if changed.state == "changed" else ""
        head = ((f"{MARKS[block.state]} {word:<8}" if word else f"{MARKS[block.state]} ", _COLOURS[block.state]),)
        yield Line((*head, (printable(block.label), "bold")), 2, 4)
        for sentence in block_sentences(block):
            yield Line(((printable(sentence), ""),), 8, 2)
