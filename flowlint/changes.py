"""Changes as plain data: what is new, gone or changed from one state of flows to another; how it is shown is not here.

Both states are named as the command names them: a file, a folder, a revision.
"""

from typing import Literal, NamedTuple

State = Literal["new", "gone", "changed"]
What = Literal[
    "type", "name", "parameter", "resource", "branch", "order", "other", "start", "description", "tag", "setting",
    "note", "file",
]  # fmt: skip
"""What about a flow or a block changed; `resource` is the name that the designer noted for what a parameter names."""


class Value(NamedTuple):
    """A value before or after, whole: a text as it is, anything else as JSON writes it or as a person names it."""

    text: str
    is_text: bool = False


class Change(NamedTuple):
    """One thing that differs. `where` is the parameter or the branch; None stands for what is not there."""

    what: What
    where: str
    before: Value | None
    after: Value | None


class ChangedBlock(NamedTuple):
    """A block that is new, gone or changed. `label` is what reports call it, of one that changed as it is now.

    `id_before` is None for a new block, `id_after` for one that is gone. `line` is that of the later state, or of the
    only one that has the block. A new block has all it holds among its changes, and one that is gone what it held.
    """

    state: State
    label: str
    type: str
    id_before: str | None
    id_after: str | None
    line: int
    changes: tuple[Change, ...]

    @property
    def has_new_id(self) -> bool:
        """Whether it is the same block with an id that was made anew."""
        return self.state == "changed" and self.id_before != self.id_after


class FlowPlace(NamedTuple):
    """A flow in one state: its file, its place in it, its name and type as far as they are known, and how many blocks.

    `path` is the file as reports show it.
    """

    path: str
    pointer: str
    name: str | None
    type: str | None
    blocks: int

    @property
    def title(self) -> str:
        """The name of the flow, or else its file."""
        return self.name or self.path


class ChangedFlow(NamedTuple):
    """A flow that is new, gone or changed; `before` is None for a new one, `after` for one that is gone.

    `new_ids` counts the blocks of which nothing changed but the id.
    """

    state: State
    before: FlowPlace | None
    after: FlowPlace | None
    changes: tuple[Change, ...] = ()
    blocks: tuple[ChangedBlock, ...] = ()
    new_ids: int = 0

    @property
    def place(self) -> FlowPlace:
        """The flow as it is now, or as it was last."""
        place = self.after or self.before
        assert place is not None
        return place

    @property
    def does_change(self) -> bool:
        """Whether more changed than ids."""
        return self.state != "changed" or bool(self.changes or self.blocks)

    def of_state(self, state: State) -> tuple[ChangedBlock, ...]:
        """Give the blocks that are new, gone or changed."""
        return tuple(block for block in self.blocks if block.state == state)


class Changes(NamedTuple):
    """All that differs between two states, by flow, in the order of the files; `same` counts the flows that do not.

    A flow of which only ids are new is among `flows`.
    """

    before: str
    after: str
    flows: tuple[ChangedFlow, ...] = ()
    same: int = 0
