"""Flows and whole runs as pictures: diagrams made from flows, placed, marked with findings, and drawn."""

from flowlint.drawing.dot import dot
from flowlint.drawing.flows import flow_diagram
from flowlint.drawing.marks import Boxes, Marks, Visit
from flowlint.drawing.mermaid import mermaid
from flowlint.drawing.placing import CannotDraw
from flowlint.drawing.runs import run_map
from flowlint.drawing.svg import BADGES, style, svg

__all__ = [
    "BADGES", "Boxes", "CannotDraw", "Marks", "Visit", "dot", "flow_diagram", "mermaid", "run_map", "style", "svg",
]  # fmt: skip
