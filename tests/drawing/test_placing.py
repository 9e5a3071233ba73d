"""Where boxes stand: where the designer has them, or else so that none lies on another."""

import json
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.diagram import Diagram
from flowlint.drawing import CannotDraw, flow_diagram, placing
from flowlint.drawing.placing import placed
from flowlint.drawing.shapes import WIDTH, shapes
from flowlint.reading import read_text
from kit.flow_strategies import KINDS, documents
from kit.flows import END, block, flow


def diagram(positions: list[Any], *, text: str = "Hello") -> Diagram:
    """A chain of prompts, with what the designer noted as the position of each."""
    names = [f"prompt {number}" for number in range(len(positions))]
    blocks = [
        block(name, "MessageParticipant", {"Text": text}, after)
        for name, after in zip(names, [*names[1:], "end"], strict=True)
    ]
    noted = {name: {"position": position} for name, position in zip(names, positions, strict=True)}
    return _read(flow(*blocks, Metadata={"ActionMetadata": noted}))


def _read(document: dict[str, Any]) -> Diagram:
    (one,) = read_text("flow.json", json.dumps(document)).flows
    return flow_diagram(one)


def at(*corners: tuple[float, float]) -> Diagram:
    return diagram([{"x": x, "y": y} for x, y in corners])


def apart(one: Diagram) -> bool:
    """Whether no box lies on another."""
    boxes = list(zip(placed(one), shapes(one.boxes), strict=True))
    return all(
        abs(x - other_x) >= WIDTH or y + size.height <= other_y or other_y + other.height <= y
        for ((x, y), size), ((other_x, other_y), other) in combinations(boxes, 2)
    )


def test_the_designers_own_coordinates_are_kept() -> None:
    assert placed(at((-100, 50), (140, 50), (380, -70))) == ((0, 120), (240, 120), (480, 0))


def test_they_are_stretched_where_boxes_would_overlap() -> None:
    assert placed(at((0, 0), (170, 0))) == ((0, 0), (170 * 1.3, 0))


@pytest.mark.parametrize(
    "odd",
    [
        {"x": "300", "y": 0},
        {"x": 300},
        {"x": True, "y": False},
        {"x": 10**400, "y": 0},
        {"x": 10**9, "y": 0},
        {"x": 300, "y": -(10**9)},
        {"x": 0, "y": 0},
        "300,0",
        None,
    ],
)
def test_those_that_make_no_picture_are_not_used(odd: Any) -> None:
    one = diagram([{"x": 0, "y": 0}, odd, {"x": 600, "y": 0}])
    corners = placed(one)
    assert apart(one)
    assert max(max(corner) for corner in corners) < 3_000
    assert [x for x, _ in corners] == sorted(x for x, _ in corners), "a chain leads from left to right"


def test_blocks_piled_on_one_another_are_laid_out() -> None:
    assert apart(diagram([{"x": 20, "y": 20}] * 250))


def crowded(size: int) -> Diagram:
    """Comparisons that each lead to ten others all over the flow."""

    def targets(one: int) -> dict[str, str]:
        return {str(operand): str((7 * one + 13 * operand + 1) % size) for operand in range(10)}

    return _read(flow(*(block(str(one), "Compare", {"ComparisonValue": "$.Channel"}, is_=targets(one),
                              NoMatchingCondition=str((one + 1) % size)) for one in range(size))))  # fmt: skip


def test_a_flow_of_branches_all_over_is_laid_out_by_the_shortest_ways() -> None:
    one = crowded(250)
    corners = placed(one)
    assert apart(one)
    columns = sorted({x for x, _ in corners})
    nearest = {0: 0}
    for index in (waiting := [0]):
        for branch in one.boxes[index].branches:
            if branch.target is not None and branch.target not in nearest:
                nearest[branch.target] = nearest[index] + 1
                waiting.append(branch.target)
    assert [columns.index(x) for x, _ in corners] == [nearest[index] for index in range(250)]


@pytest.mark.slow
@given(st.sampled_from(KINDS).flatmap(documents))
def test_no_box_lies_on_another_in_any_flow(document: dict[str, Any]) -> None:
    for one in read_text("flow.json", json.dumps(document)).flows:
        assert apart(flow_diagram(one))


def test_a_diagram_nobody_could_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "MOST_BOXES", 3)
    with pytest.raises(CannotDraw, match=r"flow\.json has 4 boxes, too many for a picture \(at most 3\)"):
        placed(at((0, 0), (300, 0), (600, 0), (900, 0)))


def test_without_the_library_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "graphlay", None)
    with pytest.raises(CannotDraw, match=r"pip install 'connect-flowlint\[report\]'"):
        placed(_read(flow(block("a", "MessageParticipant", {"Text": "x"}, "end"), END)))
    assert placed(at((0, 0), (300, 0))) == ((0, 0), (300, 0)), "the designer's coordinates need none"
