"""New places: for all blocks of a flow that the designer shows on one another or nowhere, and for no others."""

import json
from typing import Any

import pytest

from flowlint.formatting import CannotFormat, Formatted, format_file
from flowlint.reading import read_bytes
from kit.flows import END, block, flow

pytest.importorskip("graphlay")

CORNERS = {"one": (300, 40), "two": (560, 40), "end": (820, 40)}


def a_flow(corners: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    noted: dict[str, Any] = {
        name: {"position": {"x": x, "y": y}, "isFriendlyName": True} for name, (x, y) in corners.items()
    }
    blocks = [
        block("one", "MessageParticipant", {"Text": "Hello"}, "two"),
        block("two", "MessageParticipant", {"Text": "Bye"}, "end"),
        END,
    ]
    return flow(*blocks, Metadata={"entryPointPosition": {"x": 1, "y": 2}, "ActionMetadata": noted})


def placed(document: dict[str, Any]) -> dict[str, Any]:
    content = json.dumps(document).encode()
    done = format_file(read_bytes("flow.json", content), content, with_positions=True)
    assert isinstance(done, Formatted)
    again = format_file(read_bytes("flow.json", done.after), done.after, with_positions=True)
    assert again == Formatted(done.after, done.after)
    found = json.loads(done.after)
    assert isinstance(found, dict)
    return found


def test_blocks_that_lie_well_stay() -> None:
    document = a_flow(CORNERS)
    assert placed(document) == document


@pytest.mark.parametrize(
    "corners",
    [
        dict.fromkeys(CORNERS, (0, 0)),
        {**CORNERS, "two": (10, 10**9)},
        {**CORNERS, "two": ("560", "40")},
        {},
    ],
)
def test_blocks_that_lie_badly_get_new_places_and_keep_all_else(corners: dict[str, tuple[Any, Any]]) -> None:
    new = {
        "one": {"x": 260, "y": 40},
        "two": {"x": 520, "y": 40},
        "end": {"x": 780, "y": 60},
    }  # the last is lower than the others
    document = a_flow(corners)
    found = placed(document)
    assert {name: one.pop("position") for name, one in found["Metadata"]["ActionMetadata"].items()} == new
    assert found["Metadata"].pop("entryPointPosition") == {"x": 40, "y": 40}
    for one in document["Metadata"]["ActionMetadata"].values():
        del one["position"]
    del document["Metadata"]["entryPointPosition"]
    for name in new:
        document["Metadata"]["ActionMetadata"].setdefault(name, {})
    assert found == document


def test_a_flow_with_too_many_blocks_is_left() -> None:
    names = [f"block {number}" for number in range(1_001)]
    chain = [
        block(one, "MessageParticipant", {"Text": "x"}, after)
        for one, after in zip(names, [*names[1:], "end"], strict=True)
    ]
    content = json.dumps(flow(*chain)).encode()
    with pytest.raises(CannotFormat, match="too many for a picture"):
        format_file(read_bytes("flow.json", content), content, with_positions=True)


@pytest.mark.parametrize(
    "metadata", ["kept", 5, ["kept"], {"ActionMetadata": "kept"}, {"ActionMetadata": {"one": "kept"}}]
)
def test_what_stands_where_positions_go_is_not_lost(metadata: Any) -> None:
    content = json.dumps(a_flow({}) | {"Metadata": metadata}).encode()
    with pytest.raises(CannotFormat, match="has no room for positions"):
        format_file(read_bytes("flow.json", content), content, with_positions=True)


def test_what_else_stands_in_a_position_is_not_lost() -> None:
    document = a_flow(dict.fromkeys(CORNERS, (40, 40)))
    document["Metadata"]["ActionMetadata"]["one"]["position"]["z"] = 7
    assert placed(document)["Metadata"]["ActionMetadata"]["one"]["position"].pop("z") == 7
