"""Where the values of a document stand: every place is checked against what `json.loads` reads there."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.reading.decoding import decode
from flowlint.source import Source, load
from flowlint.text.json_values import JsonPath

TEXTS = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["", '"', "\\", "é", "😀", "\n", "{", "Content"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=25
)
SEPARATORS = st.sampled_from([(",", ":"), (", ", ": "), (" ,\n\t", " :\r\n "), (",\r", ":\r")])


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, Any]:
    """A JSON text in one of the many ways to write it, and its value."""
    value = draw(VALUES)
    text = json.dumps(
        value,
        indent=draw(st.sampled_from([None, 0, 2, "\t"])),
        separators=draw(SEPARATORS),
        ensure_ascii=draw(st.booleans()),
    )
    return draw(st.sampled_from(["", " ", "\r\n"])) + text + draw(st.sampled_from(["", "\n", " \r\n"])), value


def every_value(value: Any) -> list[tuple[JsonPath, Any]]:
    found: list[tuple[JsonPath, Any]] = [((), value)]
    for path, one in found:
        if isinstance(one, dict):
            found.extend(((*path, key), item) for key, item in one.items())
        elif isinstance(one, list):
            found.extend(((*path, index), item) for index, item in enumerate(one))
    return found


def cut(text: str, source: Source, start: int, end: int) -> str:
    """Cut a region out of a file's text by its lines and columns alone, as an editor would."""
    place = source.place(start, end)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if place.line == place.end_line:
        return lines[place.line - 1][place.column - 1 : place.end_column - 1]
    first, *between, last = lines[place.line - 1 : place.end_line]
    return "\n".join([first[place.column - 1 :], *between, last[: place.end_column - 1]])


@given(documents())
def test_every_span_reads_back_as_the_value_that_json_gives(document: tuple[str, Any]) -> None:
    text, value = document
    source = Source("flow.json", text, value)
    assert load(text) == (value, [])
    values = every_value(value)
    for path, one in values:
        span = source.span(path)
        assert source.span((*path, "no such key")) == source.span((*path, 99, "below it")) == span
        assert json.loads(text[span.start : span.end]) == one
        if path and isinstance(path[-1], str):
            assert json.loads(text[span.key_start : span.key_end]) == path[-1]
        else:
            assert (span.key_start, span.key_end) == (-1, -1)


@given(documents())
def test_lines_and_columns_name_the_same_text_as_offsets(document: tuple[str, Any]) -> None:
    text, value = document
    source = Source("flow.json", text, value)
    for path, one in every_value(value):
        span = source.span(path)
        assert json.loads(cut(text, source, span.start, span.end)) == one


@given(documents())
def test_a_token_never_spans_lines(document: tuple[str, Any]) -> None:
    text, value = document
    source = Source("flow.json", text, value)
    for path, _ in every_value(value):
        for at_key in (False, True):
            place = source.place(*source.token(path, at_key))
            assert place.line == place.end_line
            assert place.column < place.end_column


@given(documents(), st.booleans())
def test_places_in_a_held_flow_are_places_in_the_file(document: tuple[str, Any], ascii_only: bool) -> None:
    inner, value = document
    outer = json.dumps({"Name": "x", "Content": inner}, indent=2, ensure_ascii=ascii_only)
    source = Source("answer.json", inner, value, Source("answer.json", outer, json.loads(outer)), ("Content",))
    for path, one in every_value(value):
        span = source.span(path)
        written = cut(outer, source, span.start, span.end)
        assert json.loads(json.loads(f'"{written}"')) == one


def test_a_flow_held_in_a_string_held_in_a_string() -> None:
    inner = json.dumps({"a": ["“é”\n", "😀"]})
    middle = json.dumps({"b": inner})
    outer = json.dumps({"c": middle}, ensure_ascii=False)
    first = Source("f", outer, json.loads(outer))
    second = Source("f", middle, json.loads(middle), first, ("c",))
    third = Source("f", inner, json.loads(inner), second, ("b",))
    assert third.file is first
    written = cut(outer, third, *third.token(("a", 1)))
    once = json.loads(f'"{written}"')
    assert json.loads(json.loads(f'"{once}"')) == "😀"


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        pytest.param(b'{\n "StartAction": 1,\n  "x": 7}', 3, 8, id="LF"),
        pytest.param(b'{\r\n "StartAction": 1,\r\n  "x": 7}', 3, 8, id="CRLF"),
        pytest.param(b'{\r "StartAction": 1,\r  "x": 7}', 3, 8, id="CR"),
        pytest.param(b'\xef\xbb\xbf{"StartAction": 1, "x": 7}', 1, 25, id="BOM"),
        pytest.param('{"StartAction": 1,\n "é": "😀", "x": 7}'.encode(), 2, 17, id="astral characters"),
        pytest.param('{"StartAction": 1,\n "é": "😀", "x": 7}'.encode("utf-16"), 2, 17, id="UTF-16 with BOM"),
        pytest.param('\ufeff{"StartAction": 1, "x": 7}'.encode("utf-16-be"), 1, 25, id="UTF-16 big-endian"),
        pytest.param('{"StartAction": "\u2028\x85", "x": 7}'.encode(), 1, 28, id="no line ends for JSON"),
    ],
)
def test_a_place_is_where_an_editor_shows_it(data: bytes, line: int, column: int) -> None:
    text = decode(data)
    source = Source("f", text, json.loads(text))
    place = source.place(*source.token(("x",)))
    assert (place.line, place.column, place.end_line, place.end_column) == (line, column, line, column + 1)


def test_of_a_repeated_key_the_last_one_counts() -> None:
    text = '{"a": 1, "b": {"c": 1, "c": [2], "c": 3}, "a": {"b": 4}}'
    value, repeated = load(text)
    source = Source("f", text, value)
    assert repeated == [("a",), ("b", "c")]
    for path, one in every_value(value):
        span = source.span(path)
        assert json.loads(text[span.start : span.end]) == one


def test_keys_that_are_equal_when_unescaped_are_repeated() -> None:
    assert load(r'{"Type": 1, "Typ\u0065": 2}') == ({"Type": 2}, [("Type",)])


@given(st.dictionaries(TEXTS, st.lists(TEXTS, min_size=2, max_size=3), max_size=3))
def test_every_repeated_key_is_told_once(pairs: dict[str, list[str]]) -> None:
    members = [f"{json.dumps(key)}: {json.dumps(item)}" for key, items in pairs.items() for item in items]
    value, repeated = load("[{" + ", ".join(members) + "}]")
    assert value == [{key: items[-1] for key, items in pairs.items()}]
    assert repeated == sorted(((0, key) for key in pairs), key=str)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", 0),
        ('{"a": }', 6),
        ('{"a": 1,}', 8),
        ('{"a": "NaN", "b": NaN}', 18),
        ("[1, -Infinity]", 4),
        ('{"a": ' + "1" * 5000 + "}", 6),
        ("[" * 10_000 + "]" * 10_000, 9_999),
        ('{"a": "x\ny"}', 8),
        ('{"a": 1} {', 9),
    ],
)
def test_what_is_no_json_is_refused_at_its_place(text: str, offset: int) -> None:
    with pytest.raises(json.JSONDecodeError) as refused:
        load(text)
    assert refused.value.pos == offset


@given(documents(), st.integers(min_value=0), st.sampled_from(["", "}", '"', ",", "\0", "\\", "x"]))
def test_a_damaged_text_is_refused_or_read_and_never_worse(document: tuple[str, Any], at: int, put: str) -> None:
    text = document[0]
    at %= len(text) + 1
    damaged = text[:at] + put + text[at + 1 :]
    try:
        value, _ = load(damaged)
    except json.JSONDecodeError as refused:
        assert 0 <= refused.pos <= len(damaged)
    else:
        source = Source("f", damaged, value)
        for path, one in every_value(value):
            span = source.span(path)
            assert json.loads(damaged[span.start : span.end]) == one
