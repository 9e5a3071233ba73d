"""A diagram as plain data: boxes, and the branches that lead from one to another; what is drawn, not how."""

from typing import Literal, NamedTuple

from flowlint.changes import State

Role = Literal["says", "asks", "checks", "hands_over", "ends", "does", "flow", "module", "missing"]
"""What a box stands for: a block by what it does to a contact, a flow, a module, or one that is not there."""

BranchKind = Literal["next", "condition", "error"]


class Branch(NamedTuple):
    """A way from a box to another.

    `name` is the designer's word for it, `via` names it as the steps of a path do. `target` is the index of the box
    that it leads to, None where it leads to none. `state` is whether it is new or gone, in a diagram of two states.
    """

    kind: BranchKind
    name: str
    via: str
    target: int | None
    state: State | None = None


class Box(NamedTuple):
    """A block of a flow, or a flow on the map of a run.

    `title` is its kind in the designer's words and `detail` what tells it from others of its kind. `text` is what it
    says to the customer, whole. `position` is where the designer has its upper left corner, in pixels, None where that
    is no number. `line` and `column` are its place in the file, from 1; 0 for what stands in none. `state` is whether
    the block is new, gone or changed, in a diagram of two states; None for one that is as it was.
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
    state: State | None = None


class Diagram(NamedTuple):
    """The blocks of one flow, or the map of a run: its flows and who hands over to whom.

    `path` and `pointer` tell where the flow stands, as in a report; both are "" for the map. `name` is None for a flow
    that has none, and for the map; `type` is "" where nobody knows it. `starts` are the indices of the boxes at which
    contacts come in, `started` that of the one at which they did, in a diagram of two states that start elsewhere.
    """

    path: str
    pointer: str
    name: str | None
    type: str
    boxes: tuple[Box, ...]
    starts: tuple[int, ...] = ()
    started: int | None = None

    @property
    def title(self) -> str:
        """The name of the flow, or else the path of its file."""
        return self.name or self.path or "All flows"
