"""What changed as a page: a list of the changes, and each flow as a picture of both states."""

from collections.abc import Sequence
from dataclasses import dataclass

from flowlint.changes import ChangedBlock, ChangedFlow, Changes
from flowlint.diagram import Diagram
from flowlint.drawing import SIGNS
from flowlint.html_report.filling import filled
from flowlint.html_report.packing import embedded, packed
from flowlint.output.change_wording import block_sentences, flow_heading, flow_sentences, ordered, summary
from flowlint.output.printable import printable
from flowlint.report import Failure

_SCRIPTS = ("page.js", "picture.js", "changes.js", "events.js")


@dataclass(frozen=True, slots=True)
class _Row:
    """A block in the list of changes: its number among those of the page, and what changed in it."""

    number: int
    block: ChangedBlock
    sign: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A flow in the list of changes."""

    heading: str
    sentences: tuple[str, ...]
    rows: tuple[_Row, ...]


def change_page(changes: Changes, diagrams: Sequence[Diagram], failures: Sequence[Failure] = ()) -> str:
    """Give changes as one HTML page that needs nothing else; `diagrams` has each of their flows in both states."""
    parts = _parts(changes.flows)
    data = {
        "flows": [packed(one) for one in diagrams],
        "changes": [
            (number, index, *_shown(row))
            for number, (part, diagram) in enumerate(zip(parts, diagrams, strict=True))
            for index, row in zip(_indices(diagram, part.rows), part.rows, strict=True)
        ],
    }
    return filled(
        "changes.html.jinja",
        embedded(data),
        _SCRIPTS,
        changes=changes,
        parts=parts,
        options=list(enumerate(one.heading for one in parts)),
        outcome=summary(changes, failures),
        failures=failures,
        signs=SIGNS,
    )


def _parts(flows: Sequence[ChangedFlow]) -> list[_Part]:
    parts: list[_Part] = []
    count = 0
    for changed in flows:
        rows = tuple(
            _Row(number, block, SIGNS[block.state], tuple(block_sentences(block)))
            for number, block in enumerate(ordered(changed.blocks), count)
        )
        count += len(rows)
        parts.append(_Part(flow_heading(changed), tuple(flow_sentences(changed)), rows))
    return parts


def _indices(diagram: Diagram, rows: Sequence[_Row]) -> list[int | None]:
    """Give the indices of the boxes of rows; None for a block whose id another one has, which is drawn.

    A block that is gone may have the id of one that is new.
    """
    indices: dict[tuple[str | None, bool], int] = {
        (box.id, box.state == "gone"): index for index, box in enumerate(diagram.boxes)
    }
    blocks = [row.block for row in rows]
    return [
        indices.get((one.id_before if one.state == "gone" else one.id_after, one.state == "gone")) for one in blocks
    ]


def _shown(row: _Row) -> tuple[str, str, list[str]]:
    return (
        row.block.state,
        printable(f"{row.sign} {row.block.state} {row.block.label}"),
        [*map(printable, row.sentences)],
    )
