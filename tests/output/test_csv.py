"""CSV: a row for each finding as spreadsheets read it, and nothing in it that they work out."""

import csv as reader
import io
from dataclasses import replace

import pytest
from hypothesis import given

from flowlint.output import csv
from flowlint.output.printable import printable
from flowlint.report import Report
from kit.hand_made import ANY, EMPTY, finding, hand_made, hostile, report_of, text_of


def rows(report: Report) -> list[list[str]]:
    text = text_of(csv.write, report)
    assert text.startswith("\ufeff"), "Excel knows by it that this is UTF-8"
    found = list(reader.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert all(len(row) == len(csv.COLUMNS) for row in found)
    assert len(text.splitlines()) == len(found), "a row is a line"
    in_other_countries = [line.split(";") for line in text.splitlines()]
    for row in (*found, *in_other_countries):
        assert not any(cell.lstrip().lstrip('" ').startswith(tuple("=+-@＝＋－＠\t\r\n")) for cell in row)
    return found


def test_whole_output() -> None:
    some = ["warning", "some-rule", "", "flows/main.json"]
    welcome = ["Main", "Play prompt “Welcome”", "Welcome"]
    assert rows(hand_made()) == [
        [
            "level", "rule", "pillar", "file", "line", "column", "flow", "block", "block id", "message", "path",
            "fingerprint",
        ],
        [*some, "7", "15", *welcome, "Something is wrong; heal it.", "", "0123456789abcdef"],
        [*some, "9", "15", *welcome, "It is wrong here as well; heal it, too.", "", "0123456789abcdef"],
        [
            "error", "logging-on-while-storing-input", "", "flows/main.json", "100", "10", "Main",
            "Store input “Ask PIN”", "0f5f2a4c-7a40-4a63-9d3e-0c1f7e6f2a11",
            "Store input “Ask PIN” stores what the customer types while logging is on; turn it off before.",
            "Play prompt “Welcome”, next → Store input “Ask PIN”", "00000000000000aa",
        ],
        [
            "note", "acme/lost-callers", "", "flows/two.json", "1", "8143", "After hours", "", "",
            "100% of callers, and more, are lost: connect the branch.", "", "00000000000000bb",
        ],
    ]  # fmt: skip


def test_nothing_found_is_the_names_of_the_columns() -> None:
    assert rows(EMPTY) == [list(csv.COLUMNS)]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "\\u0009=1"),
        ("\r=1", "\\u000d=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ('a "b", c\n=d', 'a "b", c\\u000a=d'),
        ("a=1", "a=1"),
        ("a; b", "a; b"),
        ("a;=1;b", "a;'=1;b"),
        ('a; "+1";;-1', "a;' \"+1\";;'-1"),
    ],
)
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    found = rows(report_of(replace(finding(text), flow=text, path=text)))
    assert [found[1][csv.COLUMNS.index(name)] for name in ("message", "flow", "file")] == [cell] * 3


@given(ANY)
def test_any_text_is_text(text: str) -> None:
    bare = printable(text).replace("'", "")
    assert any(bare in cell.replace("'", "") for row in rows(hostile(text)) for cell in row)
