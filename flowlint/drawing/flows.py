"""A flow as a diagram: its blocks as the designer names and places them, its branches in the designer's words."""

from collections.abc import Mapping

from flowlint import language
from flowlint.diagram import Box, Branch, Diagram, Role
from flowlint.findings.resolve import block_place
from flowlint.model.flow import Block, Flow, Transition
from flowlint.report import json_pointer

_HANDS_OVER = language.flow_parameters("transfer", "module")


def flow_diagram(flow: Flow) -> Diagram:
    """Give a flow as a diagram. Of blocks with one id the first is drawn, to which all branches lead."""
    indices = {block_id: index for index, block_id in enumerate(flow.by_id)}
    start = indices.get(flow.start) if flow.start is not None else None
    return Diagram(
        path=flow.source.path,
        pointer=json_pointer((*flow.source.path_in_file, *flow.base)),
        name=flow.name,
        type=flow.kind_name,
        boxes=tuple(_box(flow, block, indices) for block in flow.by_id.values()),
        starts=() if start is None else (start,),
    )


def _box(flow: Flow, block: Block, indices: Mapping[str, int]) -> Box:
    place = block_place(flow, block)
    return Box(
        id=block.id,
        role=_role(block),
        title=block.designer_name,
        detail=block.label.removeprefix(block.designer_name).strip(),
        branches=tuple(_branch(block, one, indices) for one in block.live_branches),
        text="\n".join(_spoken(block)),
        position=block.position,
        line=place.line,
        column=place.column,
    )


def _branch(block: Block, branch: Transition, indices: Mapping[str, int]) -> Branch:
    return Branch(branch.kind, block.branch_name(branch), branch.via, indices.get(branch.target))


def _role(block: Block) -> Role:
    if block.type in _HANDS_OVER or block.has("leaves_on_success"):
        return "hands_over"
    if block.action is not None and block.action.terminal:
        return "ends"
    if block.has("asks"):
        return "asks"
    if block.has("heard"):
        return "says"
    return "checks" if block.conditions else "does"


def _spoken(block: Block) -> list[str]:
    values = (block.parameters.get(name) for name in language.spoken_parameters(block.type))
    return [value for value in values if isinstance(value, str) and value.strip()]
