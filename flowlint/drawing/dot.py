"""A diagram as DOT, the language of Graphviz. Whatever was read is text in it."""

import re
from collections.abc import Iterator, Mapping

from flowlint.diagram import Box, Diagram, Role
from flowlint.drawing.marks import Marks
from flowlint.output.printable import printable
from flowlint.report import Level

_SHAPES: Mapping[Role, str] = {
    "checks": "diamond",
    "ends": "octagon",
    "module": "component",
    "missing": "note",
}
_COLOURS = {Level.ERROR: "#b4171e", Level.WARNING: "#8a5a00", Level.NOTE: "#0b5cad"}
_PATH = "#6b2fb3"
_SPECIAL = re.compile(r'["\\&]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "&": "&amp;"}  # in a label Graphviz reads &lt; as a character


def dot(diagram: Diagram, marks: Marks | None = None) -> str:
    """Write a diagram as a directed graph in DOT."""
    return "".join(f"{line}\n" for line in _lines(diagram, marks or Marks()))


def _lines(diagram: Diagram, marks: Marks) -> Iterator[str]:
    yield "digraph {"
    yield f"  graph [label={_quoted(diagram.title)}, rankdir=LR];"
    yield '  node [shape=box, fontname="Helvetica"];'
    yield '  edge [fontname="Helvetica", fontsize=10];'
    for index, box in enumerate(diagram.boxes):
        yield f"  b{index} [label={_quoted(*marks.lines(diagram, index))}{_looks(box, marks.gravest(index))}];"
    painted = marks.painted
    for start in diagram.starts:
        yield f'  start{start} [label="Start", shape=circle];'
        yield f"  start{start} -> b{start};"
    for index, box in enumerate(diagram.boxes):
        for at, branch in enumerate(box.branches):
            target = f"b{branch.target}"
            if branch.target is None:
                target = f"x{index}_{at}"
                yield f'  {target} [label="nowhere", shape=circle, style=dashed];'
            style = ", style=dashed, arrowhead=normalobox" if branch.kind == "error" else ""
            path = f', color="{_PATH}", penwidth=4' if (index, at) in painted else ""
            yield f"  b{index} -> {target} [label={_quoted(branch.name)}{style}{path}];"
    yield "}"


def _looks(box: Box, level: Level | None) -> str:
    shape = f", shape={_SHAPES[box.role]}" if box.role in _SHAPES else ""
    colour = f', color="{_COLOURS[level]}", penwidth=3' if level is not None else ""
    return shape + colour


def _quoted(*lines: str) -> str:
    r"""Quote lines, which DOT breaks at `\n`."""
    text = "\\n".join(_SPECIAL.sub(lambda match: _ESCAPES[match.group()], printable(line)) for line in lines)
    return f'"{text}"'
