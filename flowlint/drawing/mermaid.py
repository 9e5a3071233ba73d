"""A diagram as Mermaid, which GitHub, GitLab and many wikis draw. Whatever was read is text in it."""

import re
from collections.abc import Iterator, Mapping

from flowlint.diagram import Diagram, Role
from flowlint.drawing.marks import Marks
from flowlint.output.printable import printable
from flowlint.report import Level

_SPECIAL = re.compile(r"[^\w .,…“”·-]|_")
"""What may mean something to Mermaid, or to the Markdown and HTML that it makes of labels."""
_BOX = ("[", "]")
_SHAPES: Mapping[Role, tuple[str, str]] = {
    "checks": ("{{", "}}"),
    "ends": ("([", "])"),
    "module": ("[[", "]]"),
    "missing": ("[/", "/]"),
}
_STYLES = {
    Level.ERROR: "stroke:#b4171e,stroke-width:4px",
    Level.WARNING: "stroke:#8a5a00,stroke-width:4px",
    Level.NOTE: "stroke:#0b5cad,stroke-width:2px",
}
_PATH = "stroke:#6b2fb3,stroke-width:5px"


def mermaid(diagram: Diagram, marks: Marks | None = None) -> str:
    """Write a diagram as a Mermaid flowchart."""
    return "".join(f"{line}\n" for line in _lines(diagram, marks or Marks()))


def _lines(diagram: Diagram, marks: Marks) -> Iterator[str]:
    yield "flowchart LR"
    for index, box in enumerate(diagram.boxes):
        begin, end = _SHAPES.get(box.role, _BOX)
        label = "<br>".join(map(_text, marks.lines(diagram, index)))
        yield f'  b{index}{begin}"{label}"{end}'
    painted = marks.painted
    edges = [(f"start{start}((Start)) --> b{start}", False) for start in diagram.starts]
    for index, box in enumerate(diagram.boxes):
        for at, branch in enumerate(box.branches):
            line, sign = ("-.->", "✕ ") if branch.kind == "error" else ("-->", "")
            target = f'x{len(edges)}(("nowhere"))' if branch.target is None else f"b{branch.target}"
            edge = f'b{index} {line}|"{sign}{_text(branch.name)}"| {target}'
            edges.append((edge, (index, at) in painted))
    yield from (f"  {edge}" for edge, _ in edges)
    for level in Level:
        boxes = [f"b{index}" for index in range(len(diagram.boxes)) if marks.gravest(index) is level]
        if boxes:
            yield f"  classDef {level.value} {_STYLES[level]}"
            yield f"  class {','.join(boxes)} {level.value}"
    on_path = [str(number) for number, (_, is_painted) in enumerate(edges) if is_painted]
    if on_path:
        yield f"  linkStyle {','.join(on_path)} {_PATH}"


def _text(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"#{ord(match.group())};", printable(text))
