"""A flow in two states as one diagram: what is there now, with what is gone, each marked as what it is."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from flowlint.changes import ChangedFlow, State
from flowlint.diagram import Box, Branch, Diagram
from flowlint.difference import Pair, branches, leads_elsewhere
from flowlint.drawing.flows import flow_diagram
from flowlint.drawing.placing import below_others
from flowlint.model.flow import Block, Flow, Transition


def changed_diagram(before: Flow | None, after: Flow | None, pair: Pair | None, changed: ChangedFlow) -> Diagram:
    """Give a flow in both states as one diagram.

    `pair` matches the blocks of both states, and is None where one of these is. Boxes are those of the later state, in
    its order, then those that are gone. A branch that leads elsewhere now is there twice: as it is, and as it was.
    """
    if pair is None:
        only = after or before
        assert only is not None
        return _all(flow_diagram(only), "new" if after else "gone")
    return _Both(pair, changed).diagram()


def _all(diagram: Diagram, state: State) -> Diagram:
    """Give a diagram whose boxes and branches are all new, or all gone."""
    return diagram._replace(boxes=tuple(_alone(box, box.branches, state) for box in diagram.boxes))


def _alone(box: Box, drawn: Iterable[Branch], state: State) -> Box:
    return box._replace(state=state, branches=tuple(one._replace(state=state) for one in drawn))


class _Both:
    """Two states of a flow on their way into one diagram."""

    def __init__(self, pair: Pair, changed: ChangedFlow) -> None:
        self._pair = pair
        self._was, self._now = flow_diagram(pair.before), flow_diagram(pair.after)
        self._came_from = {other: one for one, other in pair.blocks.items()}
        self._states: Mapping[str | None, State] = {one.id_after: one.state for one in changed.blocks}
        self._indices = {block_id: index for index, block_id in enumerate(pair.after.by_id)}
        self._gone = [block for block in pair.before.by_id.values() if block not in pair.blocks]
        self._gone_indices = {block: len(self._indices) + at for at, block in enumerate(self._gone)}

    def diagram(self) -> Diagram:
        boxes_was = dict(zip(self._pair.before.by_id, self._was.boxes, strict=True))
        boxes = [
            self._box(block, box) for block, box in zip(self._pair.after.by_id.values(), self._now.boxes, strict=True)
        ]
        gone = [
            _alone(boxes_was[one.id], map(partial(self._gone_branch, one), one.live_branches), "gone")
            for one in self._gone
        ]
        started = self._index(self._pair.before.entry)
        return self._now._replace(
            boxes=(*boxes, *below_others(boxes, gone)),
            started=None if started in self._now.starts else started,
        )

    def _box(self, block: Block, box: Box) -> Box:
        one = self._came_from.get(block)
        if one is None:
            return _alone(box, box.branches, "new")
        return box._replace(state=self._states.get(block.id), branches=tuple(self._branches(one, block, box)))

    def _branches(self, one: Block, other: Block, box: Box) -> Iterator[Branch]:
        """Give the branches of a block as they are, each with what it was beside it, then those that are gone."""
        pair, was, now = self._pair, branches(one), branches(other)
        for (key, branch), drawn in zip(now.items(), box.branches, strict=True):
            before = was.get(key)
            if before and not leads_elsewhere(pair.before, before, pair.after, branch, pair.blocks):
                yield drawn
                continue
            yield drawn._replace(state="new")
            if before:
                yield self._gone_branch(one, before)
        for key, before in was.items():
            if key not in now:
                yield self._gone_branch(one, before)

    def _gone_branch(self, block: Block, branch: Transition) -> Branch:
        target = self._index(self._pair.before.by_id.get(branch.target))
        return Branch(branch.kind, block.branch_name(branch), branch.via, target, "gone")

    def _index(self, block: Block | None) -> int | None:
        """Give the index of the box of a block of the former state."""
        if block is None:
            return None
        other = self._pair.blocks.get(block)
        return self._gone_indices[block] if other is None else self._indices[other.id]
