"""Flows and whole runs as pictures: diagrams made from flows, placed, marked with findings, and drawn."""

from flowlint.drawing.both_states import changed_diagram
from flowlint.drawing.dot import dot
from flowlint.drawing.flows import flow_diagram
from flowlint.drawing.marks import Boxes, Marks, Visit
from flowlint.drawing.mermaid import mermaid
from flowlint.drawing.placing import CannotDraw, are_designed, placed
from flowlint.drawing.runs import run_map
from flowlint.drawing.svg import BADGES, SIGNS, style, svg

__all__ = [
    "BADGES", "SIGNS", "Boxes", "CannotDraw", "Marks", "Visit", "are_designed", "changed_diagram", "dot",
    "flow_diagram", "mermaid", "placed", "run_map", "style", "svg",
]  # fmt: skip
