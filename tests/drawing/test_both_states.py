"""A flow in two states as one diagram: every box and branch as what it is, and where what is gone stands."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flowlint.diagram import Box, Branch, Diagram
from flowlint.difference import compared
from flowlint.difference.flows import changes_of
from flowlint.drawing import changed_diagram, flow_diagram
from flowlint.drawing.placing import below_others
from flowlint.drawing.shapes import WIDTH, shape
from flowlint.model.flow import Flow
from flowlint.reading import read_text
from flowlint.text.json_writing import in_one_line
from kit.flow_strategies import THEMES, documents
from kit.flows import block, flow
from kit.two_states import AFTER, BEFORE


def read(document: Any) -> Flow:
    (flow,) = read_text("a.json", in_one_line(document)).flows
    return flow


def both(before: Any, after: Any) -> Diagram:
    was, now = (None if one is None else read(one) for one in (before, after))
    pair = compared(was, now) if was and now else None
    changed = changes_of(was, now, pair)
    assert changed is not None
    return changed_diagram(was, now, pair, changed)


def branches(box: Box) -> list[tuple[str, int | None, str | None]]:
    return [(one.name, one.target, one.state) for one in box.branches]


def test_each_block_and_branch_is_there_as_it_is_and_as_it_was() -> None:
    diagram = both(BEFORE, AFTER)
    assert [(box.id, box.state) for box in diagram.boxes] == [
        ("hello", "changed"),
        ("menu", "changed"),
        ("support", "new"),
        ("end", None),
        ("sales", "gone"),
    ]
    hello, menu, support, end, sales = map(branches, diagram.boxes)
    assert hello == [("Success", 1, None), ("Error", 3, None)]
    assert menu == [
        ("Equals 1", 2, "new"),
        ("Equals 1", 4, "gone"),
        ("Equals 2", 2, "new"),
        ("Default", 0, None),
        ("Error", 3, None),
        ("Timeout", 3, None),
    ]
    assert support == [("Success", 3, "new"), ("Error", 3, "new")]
    assert end == []
    assert sales == [("Success", 3, "gone"), ("Error", 3, "gone")]
    assert (diagram.title, diagram.starts, diagram.started) == ("Main line 2", (0,), None)


def test_a_branch_that_is_gone_stands_after_the_others() -> None:
    last = {"NextAction": "sales", "Condition": {"Operator": "Equals", "Operands": ["2"]}}
    menu = BEFORE["Actions"][1]
    conditions = [*menu["Transitions"]["Conditions"], last]
    two = {**menu, "Transitions": {**menu["Transitions"], "Conditions": conditions}}
    hello, _, *others = BEFORE["Actions"]
    diagram = both({**BEFORE, "Actions": [hello, two, *others]}, BEFORE)
    assert branches(diagram.boxes[1])[-1] == ("Equals 2", 2, "gone")


def test_both_starts_are_known() -> None:
    diagram = both(BEFORE, {**BEFORE, "StartAction": "menu"})
    assert (diagram.starts, diagram.started) == ((1,), 0)


def test_a_flow_that_is_new_or_gone_is_so_as_a_whole() -> None:
    for diagram, state in ((both(None, BEFORE), "new"), (both(BEFORE, None), "gone")):
        assert {box.state for box in diagram.boxes} == {state}
        assert {one.state for box in diagram.boxes for one in box.branches} == {state}


def test_what_is_gone_stands_where_it_was_or_below_what_took_its_place() -> None:
    def there(name: str, y: int) -> dict[str, Any]:
        blocks = block("a", "MessageParticipant", {"Text": "Hi"}, name), block(name, "DisconnectParticipant")
        noted = {"a": {"position": {"x": 0, "y": 0}}, name: {"position": {"x": 300, "y": y}}}
        return flow(*blocks, Metadata={"ActionMetadata": noted})

    taken = flow(
        block("a", "MessageParticipant", {"Text": "Hi"}, "b"),
        block("b", "MessageParticipant", {"Text": "Bye"}, "b"),
        Metadata={"ActionMetadata": {"a": {"position": {"x": 0, "y": 0}}, "b": {"position": {"x": 300, "y": 10}}}},
    )
    *_, new, gone = both(there("c", 0), taken).boxes
    assert (new.position, gone.position) == ((300, 10), (300, 10 + shape(new).height + 16))
    *_, gone = both(there("c", 500), taken).boxes
    assert gone.position == (300, 500)


POSITIONS = st.tuples(st.integers(-400, 400), st.integers(-200, 200))


@given(st.lists(POSITIONS, max_size=12), st.lists(POSITIONS, max_size=12))
def test_what_is_added_to_a_picture_stands_on_nothing(some: list[Any], more: list[Any]) -> None:
    def box(position: tuple[float, float], text: str) -> Box:
        return Box(text, "says", text, "words " * len(text), (Branch("next", "", "", None),), position=position)

    standing = [box(one, "a" * number) for number, one in enumerate(some)]
    added = below_others(standing, [box(one, "b") for one in more])
    assert [one._replace(position=None) for one in added] == [box(one, "b")._replace(position=None) for one in more]
    for at, one in enumerate(added):
        assert one.position is not None
        assert (one.position[0], one.position[1] >= more[at][1]) == (more[at][0], True)
        for other in (*standing, *added[:at]):
            assert other.position is not None
            (x, y), (other_x, other_y) = one.position, other.position
            assert abs(x - other_x) >= WIDTH or y >= other_y + shape(other).height or other_y >= y + shape(one).height


@given(st.sampled_from(sorted(THEMES)).flatmap(documents), st.sampled_from(sorted(THEMES)).flatmap(documents))
def test_both_states_are_in_the_diagram_of_both(before: Any, after: Any) -> None:
    """Without what is gone it is the later flow, and each branch that is gone or as it was is one of the former."""
    was, now = read(before), read(after)
    pair = compared(was, now)
    changed = changes_of(was, now, pair)
    if changed is None:
        return
    diagram = changed_diagram(was, now, pair, changed)
    kept = [
        box._replace(
            state=None, branches=tuple(one._replace(state=None) for one in box.branches if one.state != "gone")
        )
        for box in diagram.boxes
        if box.state != "gone"
    ]
    assert tuple(kept) == flow_diagram(now).boxes
    led = sum(len(box.branches) for box in flow_diagram(was).boxes)
    assert sum(one.state != "new" for box in diagram.boxes for one in box.branches) == led
