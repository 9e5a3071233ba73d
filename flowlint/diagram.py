"""A diagram as plain data: boxes, and the branches that lead from one to another; what is drawn, not how."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["says", "asks", "checks", "hands_over", "ends", "does", "flow", "module", "missing"]
"""What a box stands for: a block by what it does to a contact, a flow, a module, or one that is not there."""

BranchKind = Literal["next", "condition", "error"]


@dataclass(frozen=True, slots=True)
class Branch:
    """A way from a box to another.

    `name` is the designer's word for it, `via` names it as the steps of a path do. `target` is the index of the box
    that it leads to, None where it leads to none.
    """

    kind: BranchKind
    name: str
    via: str
    target: int | None


@dataclass(frozen=True, slots=True)
class Box:
    """A block of a flow, or a flow on the map of a run.

    `title` is its kind in the designer's words and `detail` what tells it from others of its kind. `text` is what it
    says to the customer, whole. `position` is where the designer has its upper left corner, in pixels, None where that
    is no number. `line` and `column` are its place in the file, from 1; 0 for what stands in none.
    """

    id: str
    role: Role
    title: str
    detail: str
    branches: tuple[Branch, ...]
    text: str = ""
    position: tuple[float, float] | None = None
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Diagram:
    """The blocks of one flow, or the map of a run: its flows and who hands over to whom.

    `path` and `pointer` tell where the flow stands, as in a report; both are "" for the map. `name` is None for a flow
    that has none, and for the map; `type` is "" where nobody knows it. `starts` are the indices of the boxes at which
    contacts come in.
    """

    path: str
    pointer: str
    name: str | None
    type: str
    boxes: tuple[Box, ...]
    starts: tuple[int, ...] = ()

    @property
    def title(self) -> str:
        """The name of the flow, or else the path of its file."""
        return self.name or self.path or "All flows"
