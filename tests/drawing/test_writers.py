"""Diagrams as SVG, Mermaid and DOT: all that is in them, marked and painted, and texts that stay texts."""

import json
import re
import shutil
import subprocess
from typing import Any
from xml.etree import ElementTree

import pytest

from flowlint import check_text
from flowlint.diagram import Box, Branch, Diagram
from flowlint.drawing import Boxes, Marks, Visit, dot, flow_diagram, mermaid, svg
from flowlint.output.printable import printable
from flowlint.reading import read_text
from flowlint.report import Level
from flowlint.run import Overrides
from kit.flows import block, flow
from kit.hostile_texts import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"
MENU = Diagram(
    path="menu.json",
    pointer="",
    name="Menu",
    type="inbound flow",
    boxes=(
        Box("a", "asks", "Get customer input", "“Which?”", (
            Branch("condition", "Equals 1", "condition Equals 1", 1),
            Branch("error", "Timeout", "error InputTimeLimitExceeded", 0),
            Branch("error", "Error", "error NoMatchingError", None),
        ), text="Which do you want?", position=(0, 0)),
        Box("b", "ends", "Disconnect / hang up", "", (), position=(300, 0)),
    ),
    starts=(0,),
)  # fmt: skip
MARKS = Marks({0: {Level.WARNING: 2, Level.NOTE: 1}}, (Visit(0, None), Visit(0, 1), Visit(1, 0)))


def one_box(text: str) -> Diagram:
    """A diagram in which a text stands wherever one can."""
    branches = (Branch("condition", text, text, 0), Branch("error", text, text, None))
    return Diagram(text, text, text, text, (Box(text, "says", text, text, branches, text, (0, 0)),), (0,))


def words(element: ElementTree.Element) -> list[str]:
    return [text for one in element.iter(f"{SVG}text") if (text := "".join(one.itertext()))]


def test_svg_shows_boxes_branches_findings_and_the_path() -> None:
    root = ElementTree.fromstring(svg(MENU, MARKS))
    boxes = {one.get("data-box"): one for one in root.iter() if one.get("data-box")}
    assert words(boxes["0"]) == ["Get customer input", "“Which?”", "Equals 1", "Timeout", "Error", "START", "2", "1"]
    assert words(boxes["1"]) == ["Disconnect / hang up"]
    assert boxes["0"].find(f"{SVG}title").text == (  # type: ignore[union-attr]
        "Get customer input “Which?”\n2 warnings, 1 note\nWhich do you want?"
    )
    assert [boxes[one].get("class") for one in "01"] == ["box asks has-warning on-path", "box ends on-path"]
    ways = {
        (one.get("data-from"), one.get("data-branch")): one.get("class") for one in root.iter() if one.get("data-from")
    }
    assert ways == {
        ("0", "0"): "way of-condition on-path",
        ("0", "1"): "way of-error on-path",
        ("0", "2"): "way of-error",
    }
    assert words(root)[-2:] == ["1, 2", "3"]


def test_what_is_drawn_is_told_apart_by_more_than_colour() -> None:
    root = ElementTree.fromstring(svg(MENU, Marks({0: dict.fromkeys(Level, 1)})))
    shapes = {one.get("class"): one.get("d") for one in root.iter(f"{SVG}path") if "badge" in (one.get("class") or "")}
    assert len(set(shapes.values())) == len(Level)
    errors = [one for one in root.iter() if "of-error" in (one.get("class") or "") and one.tag == f"{SVG}g"]
    assert all(one.find(f"{SVG}path[@class='cross']") is not None for one in errors)
    assert ".of-error .edge { stroke-dasharray" in svg(MENU)


def test_in_a_page_the_style_is_that_of_the_page() -> None:
    assert "<style>" in svg(MENU)
    assert "<style>" not in svg(MENU, alone=False)
    assert "style=" not in svg(MENU, MARKS, alone=False)


@pytest.mark.parametrize("text", HOSTILE)
def test_svg_takes_nothing_for_markup(text: str) -> None:
    drawn = svg(one_box(text), Marks({0: {Level.ERROR: 1}}))
    root = ElementTree.fromstring(drawn)
    plain = ElementTree.fromstring(svg(one_box("plain"), Marks({0: {Level.ERROR: 1}})))
    kinds = {(one.tag, *one.keys()) for one in root.iter()}
    assert kinds == {(one.tag, *one.keys()) for one in plain.iter()}
    assert not any("hit" in value for one in root.iter() for value in one.attrib.values())
    shown = re.sub("[\ud800-\udfff\uffff]", "\ufffd", printable(text))
    assert root.findtext(f"{SVG}title") == shown
    assert all(len(one) < 100 for one in words(root)), "what has no room is cut"


@pytest.mark.parametrize("text", HOSTILE)
def test_mermaid_takes_nothing_for_its_own(text: str) -> None:
    lines = mermaid(one_box(text)).splitlines()
    assert len(lines) == len(mermaid(one_box("plain")).splitlines())
    label = re.fullmatch(r'  b0\["(.*)<br>(.*)"\]', lines[1])
    assert label is not None
    assert not re.search(r'["<>`{}\[\]|;:*()](?<!;)', re.sub(r"#\d+;", "", label[1]))
    assert re.sub(r"#(\d+);", lambda code: chr(int(code[1])), label[1]) == printable(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_dot_takes_nothing_for_its_own(text: str) -> None:
    lines = dot(one_box(text)).splitlines()
    assert len(lines) == len(dot(one_box("plain")).splitlines())
    quoted = re.fullmatch(r'  graph \[label="((?:[^"\\]|\\["\\])*)", rankdir=LR\];', lines[1])
    assert quoted is not None
    assert re.sub(r"\\(.)", r"\1", quoted[1]).replace("&amp;", "&") == printable(text)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz")
@pytest.mark.parametrize("text", HOSTILE)
def test_graphviz_reads_what_dot_writes(text: str) -> None:
    written = dot(one_box(text), MARKS).encode("utf-8", "backslashreplace")
    done = subprocess.run(["dot", "-Tjson"], input=written, capture_output=True, check=True)
    drawn = json.loads(done.stdout)
    assert [one["name"] for one in drawn["objects"]] == ["b0", "start0", "x0_1"]
    assert sorted((one["tail"], one["head"]) for one in drawn["edges"]) == [(0, 0), (0, 2), (1, 0)]
    assert not any("URL" in one for one in (*drawn["objects"], *drawn["edges"]))


def test_mermaid_and_dot_say_all_of_it() -> None:
    assert mermaid(MENU, MARKS).splitlines() == [
        "flowchart LR",
        '  b0["Get customer input<br>“Which#63;”<br>2 warnings, 1 note<br>step 1, 2"]',
        '  b1(["Disconnect #47; hang up<br>step 3"])',
        "  start0((Start)) --> b0",
        '  b0 -->|"Equals 1"| b1',
        '  b0 -.->|"✕ Timeout"| b0',
        '  b0 -.->|"✕ Error"| x3(("nowhere"))',
        "  classDef warning stroke:#8a5a00,stroke-width:4px",
        "  class b0 warning",
        "  linkStyle 1,2 stroke:#6b2fb3,stroke-width:5px",
    ]
    assert dot(MENU, MARKS).splitlines() == [
        "digraph {",
        '  graph [label="Menu", rankdir=LR];',
        '  node [shape=box, fontname="Helvetica"];',
        '  edge [fontname="Helvetica", fontsize=10];',
        '  b0 [label="Get customer input\\n“Which?”\\n2 warnings, 1 note\\nstep 1, 2", color="#8a5a00", penwidth=3];',
        '  b1 [label="Disconnect / hang up\\nstep 3", shape=octagon];',
        '  start0 [label="Start", shape=circle];',
        "  start0 -> b0;",
        '  b0 -> b1 [label="Equals 1", color="#6b2fb3", penwidth=4];',
        '  b0 -> b0 [label="Timeout", style=dashed, arrowhead=normalobox, color="#6b2fb3", penwidth=4];',
        '  x0_2 [label="nowhere", shape=circle, style=dashed];',
        '  b0 -> x0_2 [label="Error", style=dashed, arrowhead=normalobox];',
        "}",
    ]


def checked(document: dict[str, Any]) -> tuple[Boxes, Any]:
    text = json.dumps(document, indent=1)
    diagrams = [flow_diagram(one) for one in read_text("flow.json", text).flows]
    return Boxes(diagrams), check_text(text, "flow.json", Overrides(isolated=True))


def test_a_path_is_that_of_the_finding_branch_by_branch() -> None:
    boxes, report = checked(
        flow(
            block("on", "UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": "Enabled"}, "ask"),
            block(
                "ask",
                "GetParticipantInput",
                {"Text": "Your number, please.", "StoreInput": "True", "InputTimeLimitSeconds": "5"},
                "end",
                NoMatchingError="end",
            ),
            block("end", "DisconnectParticipant"),
        )
    )
    (finding,) = [one for one in report.findings if one.rule == "logging-on-while-storing-input"]
    assert boxes.of(finding) == (0, 1)
    way = boxes.path(finding)
    assert way is not None
    assert [(visit.box, visit.branch) for visit in way[1]] == [(0, None), (1, 0)]
    assert boxes.marks(0, [finding], finding) == Marks({1: {Level.WARNING: 1}}, way[1])


def test_findings_of_flows_with_one_name_are_at_the_blocks_of_their_own() -> None:
    document = flow(block("end", "DisconnectParticipant"), block("lost", "MessageParticipant", {"Text": "x"}, "end"))
    boxes, report = checked([document, document])  # type: ignore[arg-type]
    found = [one for one in report.findings if one.rule == "unreachable-block"]
    assert [boxes.of(one) for one in found] == [(0, 1), (1, 1)]
