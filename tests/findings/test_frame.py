"""Frames: the marked part is the token at fault, whatever the document and however it is stored."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.findings.frame import frame_in_flow, frame_in_text
from flowlint.report import Frame
from flowlint.run import Overrides, check_text
from flowlint.source import Source
from flowlint.text.json_values import JsonPath

TEXT = st.text(st.characters(), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=20
)
DOCUMENTS = st.dictionaries(TEXT, VALUES, min_size=1, max_size=4)


def paths(value: Any, at: JsonPath = ()) -> list[JsonPath]:
    items: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [at, *(path for key, item in items for path in paths(item, (*at, key)))]


def framed(source: Source, path: JsonPath, at_key: bool = False, inside: int = 0) -> Frame:
    place = source.place(*source.token(path, at_key))
    return frame_in_flow(source, path, at_key, place, inside)


def marked(frame: Frame) -> str:
    return frame.lines[frame.marked][1][frame.start : frame.end]


def shown(frame: Frame) -> list[str]:
    """Write a frame as a person sees it: number, line, and carets below the marked part."""
    lines = [f"{number or ''}| {text}" for number, text in frame.lines]
    gutter = len(lines[frame.marked]) - len(frame.lines[frame.marked][1])
    lines.insert(frame.marked + 1, " " * (gutter + frame.start) + "^" * (frame.end - frame.start))
    return lines


@given(DOCUMENTS, st.data(), st.booleans(), st.sampled_from([None, 2, "\t"]))
def test_the_marked_part_is_the_token(
    document: dict[str, Any], data: st.DataObject, at_key: bool, indent: int | str | None
) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    source = Source("a.json", text, document)
    path = data.draw(st.sampled_from(paths(document)))
    start, end = source.token(path, at_key)
    assert marked(framed(source, path, at_key)) == text[start:end]


@given(DOCUMENTS, st.data(), st.booleans())
def test_so_it_is_where_the_flow_is_laid_out_anew(document: dict[str, Any], data: st.DataObject, at_key: bool) -> None:
    text = json.dumps(document, ensure_ascii=False)
    outer = Source("a.json", json.dumps({"Content": text}), {"Content": text})
    source = Source("a.json", text, document, outer, ("Content",))
    path = data.draw(st.sampled_from(paths(document)))
    start, end = source.token(path, at_key)
    frame = framed(source, path, at_key, data.draw(st.integers(0, 5)))
    assert marked(frame) == text[start:end]
    assert len(frame.lines) <= 7
    assert {number for number, _ in frame.lines} == {None}


BLOCK = {
    "Identifier": "Look up customer",
    "Parameters": {"LambdaFunctionARN": "arn", "Limits": {"a": {"b": {"c": 1}}}, "More": [1, 2, 3, 4]},
    "Transitions": {
        "NextAction": "Say goodbye",
        "Conditions": [],
        "Errors": [
            {"NextAction": "Say goodbye", "ErrorType": "TimeLimitExceeded"},
            {"Id": 1, "NextAction": "Say sorry", "ErrorType": "NoMatchingError", "Note": None, "Last": "one"},
        ],
    },
}
LONG = {"Actions": [BLOCK], "Metadata": "x" * 1000}


@pytest.mark.parametrize(
    ("path", "at_key", "lines"),
    [
        (
            ("Actions", 0, "Transitions", "Errors", 1, "NextAction"),
            False,
            [
                '| "Transitions": { …',
                '|   "Errors": [ …',
                "|     {",
                '|       "Id": 1,',
                '|       "NextAction": "Say sorry",',
                "                      ^^^^^^^^^^^",
                '|       "ErrorType": "NoMatchingError",',
                '|       "Note": null,',
            ],
        ),
        (
            ("Actions", 0, "Parameters"),
            False,
            [
                "| {",
                '|   "Identifier": "Look up customer",',
                '|   "Parameters": {',
                "    ^^^^^^^^^^^^",
                '|     "LambdaFunctionARN": "arn",',
                '|     "Limits": {"a": {"b": {…}}},',
            ],
        ),
        (
            ("Actions", 0, "Parameters", "More", 3),
            False,
            ["| { …", '|   "Parameters": { …', '|     "More": [ …', "|       3,", "|       4", "        ^"],
        ),
        (
            ("Actions", 0, "Transitions", "Conditions"),
            False,
            [
                "| { …",
                '|   "Transitions": {',
                '|     "NextAction": "Say goodbye",',
                '|     "Conditions": [],',
                "      ^^^^^^^^^^^^",
                '|     "Errors": [{"NextAction": "Say goodbye", "ErrorType": "TimeLimitExceeded"}, {…}]',
            ],
        ),
        (
            ("Actions", 0, "Identifier"),
            True,
            [
                "| {",
                '|   "Identifier": "Look up customer",',
                "    ^^^^^^^^^^^^",
                '|   "Parameters": {"LambdaFunctionARN": "arn", "Limits": {"a": {…}}, "More": […]},',
                '|   "Transitions": {"NextAction": "Say goodbye", "Conditions": [], "Errors": [{…}, {…}]}',
            ],
        ),
        (
            ("Actions", 0),
            False,
            [
                "| {",
                "  ^",
                '|   "Identifier": "Look up customer",',
                '|   "Parameters": {"LambdaFunctionARN": "arn", "Limits": {"a": {…}}, "More": […]},',
            ],
        ),
        (
            ("Actions", 0, "Parameters", "Missing", "Too"),
            False,
            [
                "| {",
                '|   "Identifier": "Look up customer",',
                '|   "Parameters": {',
                "    ^^^^^^^^^^^^",
                '|     "LambdaFunctionARN": "arn",',
                '|     "Limits": {"a": {"b": {…}}},',
            ],
        ),
    ],
)
def test_a_block_of_a_one_line_file(path: JsonPath, at_key: bool, lines: list[str]) -> None:
    source = Source("a.json", json.dumps(LONG), LONG)
    assert shown(framed(source, path, at_key, inside=2)) == lines


def test_a_flow_that_is_no_block_is_laid_out_from_its_root() -> None:
    source = Source("a.json", json.dumps({**LONG, "StartAction": "Nowhere"}), {**LONG, "StartAction": "Nowhere"})
    lines = shown(framed(source, ("StartAction",)))
    assert lines[0] == "| { …"
    assert lines[1].startswith('|   "Metadata": "xxx')
    assert lines[2:] == ['|   "StartAction": "Nowhere"', "                   ^^^^^^^^^"]


def test_a_long_prompt_on_a_line_of_its_own_is_shown_in_its_file() -> None:
    text = '{\n  "Text": "' + "la " * 1000 + '"\n}'
    frame = framed(Source("a.json", text, json.loads(text)), ("Text",))
    assert [number for number, _ in frame.lines] == [1, 2, 3]
    assert marked(frame).startswith('"la la')
    assert all(len(line) < 500 for _, line in frame.lines)


def test_long_lines_around_are_cut() -> None:
    text = json.dumps({"a": "x" * 5000, "b": 1}, indent=1)
    frame = framed(Source("a.json", text, json.loads(text)), ("b",))
    assert marked(frame) == "1"
    assert frame.lines[1][0] == 2
    assert frame.lines[1][1].endswith("x…")
    assert len(frame.lines[1][1]) < 500


def test_hostile_documents_are_framed_at_once() -> None:
    deep: Any = "bottom"
    for _ in range(900):
        deep = [deep]
    wide = {str(number): [number] * 3 for number in range(100_000)}
    document = {"deep": deep, "wide": wide, "\ud800": "\udfff" * 3, "long": "y" * 1_000_000, "list": [[]] * 100_000}
    outer = Source("a.json", '{"Content": ""}', {"Content": ""})
    source = Source("a.json", json.dumps(document, ensure_ascii=False), document, outer, ("Content",))
    place = outer.place(*outer.token(("Content",)))
    asked: list[JsonPath] = [
        ("deep",), ("deep", *[0] * 900), ("wide",), ("wide", "0"), ("wide", "99999"), ("wide", "99999", 2), ("\ud800",),
        ("long",), ("list",), ("list", 0), ("list", 99_999),
    ]  # fmt: skip
    began = time.process_time()
    for path in asked:
        for at_key in (False, True):
            frame = frame_in_flow(source, path, at_key, place, 0)
            assert 0 <= frame.start < frame.end <= len(frame.lines[frame.marked][1])
            assert all(len(line) < 500 for _, line in frame.lines)
    assert time.process_time() - began < 1


def test_a_duplicate_key_is_framed_where_it_counts() -> None:
    text = '{\n  "a": 1,\n  "a": 2\n}'
    frame = framed(Source("a.json", text, json.loads(text)), ("a",))
    assert shown(frame) == ["1| {", '2|   "a": 1,', '3|   "a": 2', "          ^", "4| }"]


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ('{"a": }', 6, ['1| {"a": }', "         ^"]),
        ('{"a": 1,\r\n "b": tru', 16, ['1| {"a": 1,', '2|  "b": tru', "         ^"]),
        ('{"a": "\n"}', 7, ['1| {"a": "', "          ", '2| "}']),
        ("{" + "1," * 1000, 1001, None),
    ],
)
def test_text_that_is_no_json(text: str, at: int, expected: list[str] | None) -> None:
    source = Source("a.json", text, None)
    frame = frame_in_text(source, source.place(at, at + 1))
    assert expected is None or shown(frame) == expected
    assert marked(frame) == text[at : at + 1].strip("\n")
    assert all(len(line) < 500 for _, line in frame.lines)


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_run_frames_its_findings(wrapped: bool) -> None:
    block = {"Identifier": "Hello", "Type": "MessageParticipant", "Parameters": {"Text": "Hi"}}
    block["Transitions"] = {"NextAction": "Nobody", "Errors": []}
    flow = json.dumps(
        {"Version": "2019-10-30", "StartAction": "Hello", "Actions": [block], "Metadata": {"x": "y" * 500}}
    )
    text = json.dumps({"ContactFlow": {"Name": "Main", "Content": flow}}) if wrapped else flow
    (finding,) = check_text(text, "a.json", Overrides(select=("dangling-transition",)), frames=True).findings
    assert finding.frame is not None
    assert shown(finding.frame) == [
        "| { …",
        '|   "Transitions": {',
        '|     "NextAction": "Nobody",',
        "                    ^^^^^^^^",
        '|     "Errors": []',
    ]


def test_a_type_far_below_the_beginning_of_its_block_is_shown_after_the_beginning() -> None:
    block = {
        "Identifier": "12345678-1234-1234-1234-000000000001",
        "Parameters": {"Text": "Cakes are on aisle two."},
        "Transitions": {"Conditions": [], "Errors": [], "NextAction": "x"},
        "Type": "MessageParticipant",
    }
    text = json.dumps({"Actions": [block]}, indent=1)
    source = Source("a.json", text, json.loads(text))
    assert shown(framed(source, ("Actions", 0, "Type"), inside=2)) == [
        '4|    "Identifier": "12345678-1234-1234-1234-000000000001",',
        '5|    "Parameters": {',
        '6|     "Text": "Cakes are on aisle two."',
        '13|    "Type": "MessageParticipant"',
        "               ^^^^^^^^^^^^^^^^^^^^",
    ]
    near = {key: block[key] for key in ("Identifier", "Type", "Parameters", "Transitions")}
    text = json.dumps({"Actions": [near]}, indent=1)
    frame = framed(Source("a.json", text, json.loads(text)), ("Actions", 0, "Type"), inside=2)
    assert [number for number, _ in frame.lines] == [3, 4, 5, 6, 7]
