"""Text that is not JSON: what is said about it, and which part of it is pointed at."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.reading import read_bytes, read_text

GOOD = """{
  "Version": "2019-10-30",
  "StartAction": "Hang up",
  "Actions": [
    {"Identifier": "Hang up", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}
"""
COMMA_LAST = "this comma is one too many, for nothing follows it"
COMMA_FIRST = "this comma is one too many, for nothing stands before it"
QUOTE = "this quote is not the straight double quote that JSON wants"
INNER_QUOTE = "a quote inside quotes must be written with a backslash before it"
INSIDE = "stands inside quotes, where it must be written with a backslash"
NO_ESCAPE = "“\\m” is no escape of JSON; a backslash is written twice"
UNCLOSED = "the quote that opens here is not closed in its line"


def after(text: str) -> str:
    return GOOD[: GOOD.index(text) + len(text)]


def instead(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        (after('"Hang up",'), "it ends in the middle of the document", "3:27 ,"),
        (after('"StartAction":'), "it ends in the middle of the document", "3:16 :"),
        (after('"Identifier": "Ha'), "the quote that opens here is never closed", '5:20 "'),
        (instead('"Hang up",\n', '"Hang up,\n'), UNCLOSED, '3:18 "'),
        (instead('"Hang up",\n', '"Hang\nup",\n'), UNCLOSED, '3:18 "'),
        (instead("{}}", "{},}"), COMMA_LAST, "5:99 ,"),
        (instead("{}}\n", "{}},\n"), COMMA_LAST, "5:100 ,"),
        (instead('"Hang up",', '"Hang up",,'), COMMA_FIRST, "3:28 ,"),
        (instead("[\n", "[,\n"), COMMA_FIRST, "4:15 ,"),
        (instead('"Hang up",', '"Hang up"'), "a comma is missing before this", '4:3 "'),
        (instead('"StartAction":', '"StartAction"'), "a colon is missing before this", '3:17 "'),
        (instead('"StartAction": "Hang up"', '"StartAction": '), "a value is missing before this", "3:18 ,"),
        (instead("  ]\n", ""), "the bracket ] is missing before this", "6:1 }"),
        (instead("{}}", "{}"), "the bracket } is missing before this", "6:3 ]"),
        (GOOD + "}", "this bracket closes nothing", "8:1 }"),
        (GOOD + GOOD, "the document is complete before this", "8:1 {"),
        (instead("  ]", "  // the end\n  ]"), "JSON has no comments", "6:3 /"),
        (instead("  ]", "  /* the end */\n  ]"), "JSON has no comments", "6:3 /"),
        (instead("  ]", "  # the end\n  ]"), "JSON has no comments", "6:3 #"),
        (instead("  ]", "=======\n  ]"), "a merge conflict was left in it", "6:1 ======="),
        (f"<<<<<<< HEAD\n{GOOD}=======\n{GOOD}>>>>>>> more\n", "a merge conflict was left in it", "1:1 <<<<<<<"),
        (f"// Main line\n{GOOD}", "JSON has no comments", "1:1 /"),
        (GOOD.replace('"', "'"), QUOTE, "2:3 '"),
        (instead('"Hang up"', "“Hang up”"), QUOTE, "3:18 “"),
        (instead('"StartAction"', "StartAction"), "“StartAction” must stand in double quotes", "3:3 StartAction"),
        (instead('"Hang up"', "start"), "“start” must stand in double quotes", "3:18 start"),
        (instead('"Hang up"', "None"), "“None” is no value, but “null” is", "3:18 None"),
        (instead('"Hang up"', "True"), "“True” is no value, but “true” is", "3:18 True"),
        (instead('"Hang up"', "NaN"), "“NaN” is no value", "3:18 NaN"),
        (instead('"Hang up"', "[1, -Infinity]"), "“-Infinity” is no value", "3:22 -Infinity"),
        (instead('"Hang up"', "007"), "“007” is no number as JSON writes them", "3:18 007"),
        (instead('"Hang up"', "0x1F"), "“0x1F” is no number as JSON writes them", "3:18 0x1F"),
        (instead('"Hang up"', "+1"), "“+1” is no number as JSON writes them", "3:18 +1"),
        (instead('"Hang up"', ".5"), "“.5” is no number as JSON writes them", "3:18 .5"),
        (instead('"Hang up"', "9" * 5000), "this number has more digits than can be read", "3:18 9"),
        (instead('"Hang up"', '"Hang "up""'), INNER_QUOTE, '3:24 "'),
        (instead('"Hang up"', '"C:\\flows\\main"'), NO_ESCAPE, "3:27 \\"),
        (instead('"Hang up"', '"\\u12g4"'), "\\u must be followed by four hexadecimal digits", "3:20 u"),
        (instead("Hang up", "Hang\tup"), f"a tab {INSIDE}", "3:23 \t"),
        (instead("Hang up", "Hang\0up"), f"a NUL character {INSIDE}", "3:23 \0"),
        (instead('"Hang up"', '\xa0"Hang up"'), "the character U+00A0 stands outside of quotes", "3:18 \xa0"),
        (GOOD + "\0\0", "a NUL character stands outside of quotes", "8:1 \0"),
        (instead('"Hang up"', "[" * 10_000 + "]" * 10_000), "its values are nested too deep to be read", "3:10017 ["),
    ],
)  # fmt: skip
def test_broken_text_is_explained_where_it_breaks(text: str, message: str, at: str) -> None:
    file = read_bytes("flow.json", text.encode())
    (problem,) = file.problems
    place = problem.source.place(problem.start, problem.end)
    assert problem.message == message
    assert f"{place.line}:{place.column} {text[problem.start : problem.end]}" == at
    assert not file.is_json
    assert len(file.flows) == ("no escape" in message)  # without wrong escapes it is a flow


@pytest.mark.parametrize(
    "placeholder",
    ["${start}", "$start", "%{ if x }1%{ endif }", "{{ start }}", "{% if x %}1{% endif %}", "<<start>>", "<%= start %>",
     "%%start%%", "__START__", "@start@", "#{start}", '"Hang up" {{ comma }}',
     "#foreach($o in $all)$o.id#end", "#if($x)1#{else}2#end", '"Hang up"#end'],
)  # fmt: skip
def test_a_template_is_not_broken(placeholder: str) -> None:
    file = read_text("flow.json", instead('"Hang up"', placeholder))
    assert file.problems == ()
    assert len(file.flows) == 1 or file.skipped == "a template that does not parse"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_in_every_encoding_that_tools_write(encoding: str) -> None:
    file = read_bytes("flow.json", instead("Hang up", "Auflegen äöü 😀").encode(encoding))
    assert file.problems == ()
    assert file.flows[0].start == "Auflegen äöü 😀"


@pytest.mark.parametrize(
    ("data", "message", "column"),
    [
        (instead("Hang up", "Grüße").encode("latin-1"), "the byte 0xFC is no UTF-8 text; save the file as UTF-8", 21),
        (GOOD.encode().replace(b"up", b"\xff\xfe", 1), "the byte 0xFF is no UTF-8 text; save the file as UTF-8", 24),
        (GOOD.encode("utf-16")[:-1], "the byte 0x0A is no UTF-16 text; save the file as UTF-8", 2),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_are_named(data: bytes, message: str, column: int) -> None:
    (problem,) = read_bytes("flow.json", data).problems
    assert problem.message == message
    assert problem.source.place(problem.start, problem.end).column == column


def test_broken_text_that_is_no_flow_is_passed_over() -> None:
    file = read_text("package.json", '{"name": "x",}')
    assert (file.problems, file.skipped) == ((), "not a flow")


def test_content_that_is_broken_is_found_in_the_answer_around_it() -> None:
    content = GOOD.replace("\n", "").replace("{}}", "{},}")
    text = json.dumps({"ContactFlow": {"Name": "main", "Type": "CONTACT_FLOW", "Content": content}})
    (problem,) = read_text("answer.json", text).problems
    place = problem.source.place(problem.start, problem.end)
    assert problem.message == COMMA_LAST
    assert text[place.column - 1 : place.column + 3] == ",}  "


@pytest.mark.parametrize("is_held", [False, True], ids=["the file", "a string in an answer"])
def test_a_flow_with_wrong_escapes_is_reported_and_checked_all_the_same(is_held: bool) -> None:
    """Python writes a quote of its own as `\\'`, and whoever pastes that has all else of the flow right."""
    flow = instead("Hang up", "Don\\'t hang up")
    text = json.dumps({"ContactFlow": {"Content": flow}}) if is_held else flow
    file = read_text("flow.json", text)
    (problem,) = file.problems
    assert problem.message.startswith("“\\'” is no escape of JSON")
    (read,) = file.flows
    assert read.start == "Don't hang up"
    lines = text.split("\n")
    for at, shown in ((("StartAction",), "Don\\'t hang up"), (("Actions", 0, "Type"), "DisconnectParticipant")):
        place = read.source.place(*read.source.token(at))
        written = lines[place.line - 1][place.column - 1 : place.end_column - 1]
        assert written.replace("\\\\", "\\").strip('\\"') == shown


@given(st.integers(0, 10**9))
def test_damaged_text_is_always_explained_within_the_text(seed: int) -> None:
    chance = random.Random(seed)
    text = GOOD
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(["", *"{}[],:\"\\\n\0 '#a0-.", "\ud800"]) + text[at + chance.randint(0, 4) :]
    for problem in read_text("flow.json", text).problems:
        assert 0 <= problem.start < problem.end <= len(text)
        assert problem.duplicate_key is not None or problem.message


def test_a_conflict_is_one_in_a_file_of_any_name() -> None:
    conflict = f"<<<<<<< HEAD\n{GOOD}=======\n{GOOD}>>>>>>> more\n"
    file = read_text("Main line v1.2", conflict)
    assert [one.message for one in file.problems] == ["a merge conflict was left in it"]
