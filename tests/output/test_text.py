"""What a person reads: whole outputs, and that nothing from a flow can reach the terminal but as text."""

import io
import json
import re
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from flowlint.output import concise, text
from flowlint.output.printable import printable
from flowlint.report import (
    BlockName,
    EntryPlace,
    Failure,
    FileSummary,
    Finding,
    FlowSummary,
    Frame,
    Level,
    Place,
    Related,
    Report,
    Show,
    Sort,
    Step,
    Suppressed,
)
from flowlint.run import Overrides, check_paths
from kit.hand_made import finding, report_of

STYLE = re.compile(r"\x1b\[[0-9;]*m")
PIN = BlockName("Ask PIN", "GetParticipantInput", "Ask PIN", "Store customer input “Ask PIN”")
HOURS = BlockName(
    "0a1b2c3d-0000-4000-8000-000000000000",
    "CheckHoursOfOperation",
    "Check hours of operation",
    "Check hours of operation",
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")


def written(report: Report) -> str:
    stream = io.StringIO()
    text.write(report, stream)
    return stream.getvalue()


def on_terminal(report: Report) -> str:
    stream = Terminal()
    text.write(report, stream)
    return stream.getvalue()


def lines(report: Report) -> str:
    stream = io.StringIO()
    concise.write(report, stream)
    return stream.getvalue()


def step(block: BlockName, via: str | None, line: int, note: str = "") -> Step:
    return Step(block, via, Place(line, 15, line, 20), note)


def test_a_whole_report() -> None:
    welcome = BlockName("Welcome", "MessageParticipant", "Welcome", "Play prompt “Welcome”")
    hours = HOURS._replace(label="Check hours of operation (0a1b2c3d…)")
    first = finding(
        "Store customer input “Ask PIN” stores what the customer types while logging is on; turn it off before.",
        rule="logging-on-while-storing-input",
        block=PIN,
        frame=Frame(
            ((99, "    {"), (100, '\t"Type": "GetParticipantInput",'), (101, '      "Parameters": {')), 1, 9, 30
        ),
        place=Place(100, 10, 100, 31),
        trail=(
            step(welcome, None, 12, "turns logging on"),
            step(hours, "next", 240),
            step(PIN, "condition Equals True", 100, "stores what the customer types"),
        ),
    )
    same_place = replace(first, rule="other-rule", level=Level.NOTE, message="This may be on purpose.", trail=())
    laid_out = finding(
        "Check hours of operation (0a1b2c3d…): the branch “next” leads nowhere; connect it to a block.",
        rule="dangling-transition",
        level=Level.ERROR,
        path="flows/two.json",
        place=Place(1, 8143, 1, 8145),
        flow="After hours",
        block=HOURS,
        frame=Frame(((None, '"Transitions": {'), (None, '  "NextAction": "",'), (None, '  "Errors": []')), 1, 16, 18),
        trail=(
            step(hours, None, 1),
            step(welcome, "error NoMatchingError", 1),
            step(welcome, "condition NumberLessThan 51", 1),
        ),
    )
    no_frame = finding(path="flows/two.json", flow="Whisper", place=Place(1, 9000, 1, 9001), level=Level.ERROR)
    two = FlowSummary("After hours", None, 3, ""), FlowSummary("Whisper", None, 1, "")
    files = (
        FileSummary("flows/main.json", "flow-language", (FlowSummary("Main", None, 1200, ""),), None),
        FileSummary("flows/readme.json", None, (), "not a flow"),
        FileSummary("flows/two.json", "api-response", two, None),
    )
    failures = (
        Failure("", None, "the pack “ours” cannot be loaded"),
        Failure("flows/b.json", None, "cannot be read: no"),
    )
    held_back = (Suppressed(first, "flow", ""), *[Suppressed(first, "baseline", "")] * 20)
    report = Report(files, (first, same_place, laid_out, no_frame), failures, (), held_back)
    assert written(report) == WHOLE


WHOLE = """\
── flows/main.json · 1 warning, 1 note

flows/main.json:100:10  warning  logging-on-while-storing-input
  Store customer input “Ask PIN” stores what the customer types while logging is on; turn it off before.
flows/main.json:100:10  note  other-rule
  This may be on purpose.
  block: Ask PIN · GetParticipantInput

   99 │     {
  100 │     "Type": "GetParticipantInput",
      │             ^^^^^^^^^^^^^^^^^^^^^
  101 │       "Parameters": {

  how a contact gets there:
    1. Play prompt “Welcome”                                 line 12
       ↳ turns logging on
    2. next → Check hours of operation (0a1b2c3d…)           line 240
    3. when it equals True → Store customer input “Ask PIN”  line 100
       ↳ stores what the customer types

── flows/two.json · flow “After hours” · 1 error

flows/two.json:1:8143  error  dangling-transition
  Check hours of operation (0a1b2c3d…): the branch “next” leads nowhere; connect it to a block.
  block: Check hours of operation · CheckHoursOfOperation · 0a1b2c3d-0000-4000-8000-000000000000

   │ laid out for reading; in the file this is all on line 1
   │ "Transitions": {
   │   "NextAction": "",
   │                 ^^
   │   "Errors": []

  a path that shows it:
    1. Check hours of operation (0a1b2c3d…)
    2. on error NoMatchingError → Play prompt “Welcome”
    3. when it is less than 51 → Play prompt “Welcome”

── flows/two.json · flow “Whisper” · 1 error

flows/two.json:1:9000  error  some-rule
  Something is wrong; heal it.

Could not be checked:
  the pack “ours” cannot be loaded
  flows/b.json: cannot be read: no

2 errors, 1 warning, 1 note in 3 flows, 1,204 blocks, 2 files.
Why it matters and what to click: flowlint explain RULE
Held back: 1 by the flow, 20 by the baseline.
"""


def flow_file(folder: Path, name: str, indent: int | None) -> None:
    flow = {
        "Version": "2019-10-30",
        "StartAction": "Willkommen 你好",
        "Metadata": {"ActionMetadata": {"Willkommen 你好": {"isFriendlyName": True}}},
        "Actions": [
            {
                "Identifier": "Willkommen 你好",
                "Type": "MessageParticipant",
                "Parameters": {"Text": "Bitte bleiben Sie dran. " * 20},
                "Transitions": {"NextAction": "Nirgends"},
            }
        ],
    }
    (folder / name).write_text(json.dumps(flow, indent=indent, ensure_ascii=False), encoding="utf-8")


def test_real_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    flow_file(tmp_path, "lines.json", 1)
    flow_file(tmp_path, "one-line.json", None)
    report = check_paths(["."], Overrides(select=("dangling-transition",)), frames=True)
    assert written(report) == REAL


REAL = """\
── lines.json · 1 error

lines.json:19:19  error  dangling-transition
  Play prompt “Willkommen 你好”: the branch “Success” leads to “Nirgends”, which is no block here; connect it.
  block: Willkommen 你好 · MessageParticipant

  17 │    },
  18 │    "Transitions": {
  19 │     "NextAction": "Nirgends"
     │                   ^^^^^^^^^^
  20 │    }
  21 │   }

── one-line.json · 1 error

one-line.json:1:748  error  dangling-transition
  Play prompt “Willkommen 你好”: the branch “Success” leads to “Nirgends”, which is no block here; connect it.
  block: Willkommen 你好 · MessageParticipant

   │ laid out for reading; in the file this is all on line 1
   │ { …
   │   "Transitions": {
   │     "NextAction": "Nirgends"
   │                   ^^^^^^^^^^

2 errors in 2 flows, 2 blocks, 2 files.
Why it matters and what to click: flowlint explain dangling-transition
"""


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (Report((), (), (), ()), "No flow was checked.\n"),
        (report_of(), "1 flow, 12 blocks: nothing to report.\n"),
        (
            Report((), (), (Failure("a.json", None, "cannot be read: permission denied"),), ()),
            "Could not be checked:\n  a.json: cannot be read: permission denied\n\nNo flow was checked.\n",
        ),
    ],
)
def test_nothing_found(report: Report, expected: str) -> None:
    assert written(report) == expected
    assert lines(report) == ""


def test_what_is_shown_on_request() -> None:
    asks = finding(block=PIN, level=Level.ERROR)
    whole, other = finding(rule="other-rule", block=None), finding(rule="other-rule", path="flows/b|*.json", flow=None)
    held_back = (
        Suppressed(replace(asks, place=Place(3, 1, 3, 2)), "flow", "ticket 4711\n"),
        Suppressed(whole, "baseline", ""),
    )
    places = {other.path: EntryPlace("sub/pyproject.toml", "")}
    report = replace(report_of(asks, whole, other), suppressed=held_back, show=Show(True, True, entry_places=places))
    assert written(report) == ON_REQUEST
    assert written(replace(report, show=Show(statistics=True))) == STATISTICS


ON_REQUEST = """\
── flows/main.json · 1 error, 1 warning

flows/main.json:7:15  error  some-rule
  Something is wrong; heal it.
  block: Ask PIN · GetParticipantInput

  to hold it back, with why:
    a note on the block:
      flowlint: ignore some-rule -- why
    at the end of flowlint.toml:
      [[suppress]]
      rules = ["some-rule"]
      flow = "Main"
      block = "Ask PIN"
      reason = "why"

flows/main.json:7:15  warning  other-rule
  Something is wrong; heal it.

  to hold it back, with why:
    a note on no block:
      flowlint: ignore other-rule -- why
    at the end of flowlint.toml:
      [[suppress]]
      rules = ["other-rule"]
      flow = "Main"
      reason = "why"

── flows/b|*.json · 1 warning

flows/b|*.json:7:15  warning  other-rule
  Something is wrong; heal it.

  to hold it back, with why:
    in the list `suppress` of sub/pyproject.toml:
      {rules = ["other-rule"], path = "b|\\\\*.json", reason = "why"},

Held back:
  flows/main.json:3:1  error  some-rule
    Something is wrong; heal it.
    ↳ by the flow: ticket 4711\\u000a
  flows/main.json:7:15  warning  other-rule
    Something is wrong; heal it.
    ↳ by the baseline: no reason given

1 error, 2 warnings in 1 flow, 12 blocks, 1 file.
Why it matters and what to click: flowlint explain RULE
Held back: 1 by the flow, 1 by the baseline.
"""

STATISTICS = """\
Findings by rule:
  2  other-rule  2 warnings
  1  some-rule  1 error

Findings by flow:
  2  flows/main.json · “Main”  1 error, 1 warning
  1  flows/b|*.json  1 warning

1 error, 2 warnings in 1 flow, 12 blocks, 1 file.
Why it matters and what to click: flowlint explain RULE
Held back: 1 by the flow, 1 by the baseline.
"""


def test_the_middle_of_a_long_path_is_folded_but_for_notes() -> None:
    blocks = [BlockName(str(number), "Wait", str(number), f"Wait “{number}”") for number in range(1, 31)]
    trail = tuple(step(block, "next", 5, "look here" if block.id in {"6", "20"} else "") for block in blocks)
    output = written(report_of(finding(trail=trail, block=blocks[-1])))
    shown = [line.strip() for line in output.splitlines() if re.match(r" +(\d+\.|…|↳)", line)]
    assert shown == [
        "1. next → Wait “1”", "2. next → Wait “2”", "3. next → Wait “3”", "4. next → Wait “4”", "5. next → Wait “5”",
        "6. next → Wait “6”", "↳ look here", "… 13 more blocks …", "20. next → Wait “20”", "↳ look here",
        "… 4 more blocks …", "25. next → Wait “25”", "26. next → Wait “26”", "27. next → Wait “27”",
        "28. next → Wait “28”", "29. next → Wait “29”", "30. next → Wait “30”",
    ]  # fmt: skip
    twelve = written(report_of(finding(trail=trail[:12])))
    assert "more blocks" not in twelve


@pytest.mark.parametrize(
    ("via", "words"),
    [
        ("next", "next"),
        ("condition Equals Book a table", "when it equals Book a table"),
        ("condition TextContains x", "when it contains x"),
        ("condition Resembles x", "when it Resembles x"),
        ("condition", "when it matches"),
        ("error InputTimeLimitExceeded", "on error InputTimeLimitExceeded"),
        ("error", "on error"),
        ("condition Equals " + "very " * 50, "when it equals very very very very very…"),
    ],
)
def test_branches_in_words(via: str, words: str) -> None:
    assert f" 1. {words} → Store" in written(report_of(finding(trail=(step(PIN, via, 1),))))


def related(message: str, path: str = "flows/main.json", flow: str | None = "Main") -> Related:
    return Related(message, path, Place(12, 3, 12, 9), flow, PIN)


def test_related_places_stand_below_the_finding() -> None:
    places = (related("4 blocks."), related("Here \x1b[2J.", flow="Tw\nin"), related("There.", "b\r.json", None))
    assert written(report_of(finding(related=places))).splitlines()[3:8] == [
        "  Something is wrong; heal it.",
        "",
        "  line 12  4 blocks.",
        "  line 12 · flow “Tw\\u000ain”  Here \\u001b[2J.",
        "  b\\u000d.json:12:3  There.",
    ]


@pytest.mark.parametrize(
    ("places", "last"), [(12, "  line 12  Copy 12."), (13, "  … and 1 more place"), (50, "  … and 38 more places")]
)
def test_only_some_of_many_related_places_are_shown(places: int, last: str) -> None:
    copies = tuple(related(f"Copy {number}.") for number in range(1, places + 1))
    shown = written(report_of(finding(related=copies))).split("\n\n")[2].splitlines()
    assert (len(shown), shown[-1]) == (min(places, 13), last)


def test_concise_output_has_no_related_places() -> None:
    assert lines(report_of(finding(related=(related("Copy."),)))) == lines(report_of(finding()))


def test_a_long_line_is_cropped_around_its_fault() -> None:
    line = " " * 10 + "a" * 100 + '"fault"' + "b" * 100
    output = written(report_of(finding(frame=Frame(((7, line),), 0, 110, 117))))
    marked, carets = output.splitlines()[5:7]
    assert marked == "  7 │ …" + "a" * 58 + '"fault"' + "b" * 33 + "…"
    assert carets == "    │ " + " " * 59 + "^" * 7
    output = written(report_of(finding(frame=Frame(((7, '  "Text": "' + "la " * 100),), 0, 10, 311))))
    marked, carets = output.splitlines()[5:7]
    assert marked.startswith('  7 │   "Text": "la la')
    assert (marked[-1], cell_len(marked)) == ("…", 105)
    assert carets == "    │           " + "^" * 89


def test_elsewhere_than_on_a_terminal_the_width_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = Frame(((7, "x" * 300),), 0, 150, 160)
    report = report_of(finding("A long message. " * 20, frame=frame, trail=(step(PIN, "next", 1),)))
    outputs = set()
    for columns in ("40", "200"):
        monkeypatch.setenv("COLUMNS", columns)
        outputs.add(written(report))
    assert len(outputs) == 1


def test_a_terminal_breaks_messages_between_words_and_crops_code_to_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    message = "Play prompt “Welcome” does something that takes many words to say."
    report = report_of(
        finding(message, path="flows/" + "deep/" * 10 + "x.json", frame=Frame(((7, "x" * 300),), 0, 0, 5))
    )
    shown = [line.rstrip() for line in STYLE.sub("", on_terminal(report)).splitlines()]
    assert shown == [
        "── flows/deep/deep/deep/deep/deep/deep/",
        "   deep/deep/deep/deep/x.json · 1",
        "   warning",
        "",
        "flows/deep/deep/deep/deep/deep/deep/",
        "  deep/deep/deep/deep/x.json:7:15",
        "  warning  some-rule",
        "  Play prompt “Welcome” does something",
        "  that takes many words to say.",
        "",
        "  7 │ " + "x" * 29 + "…",
        "    │ ^^^^^",
        "",
        "1 warning in 1 flow, 12 blocks, 1 file.",
        "Why it matters and what to click:",
        "  flowlint explain some-rule",
    ]


def test_colour_is_for_terminals(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    report = report_of(finding(level=Level.ERROR))
    assert "\x1b[1;31merror\x1b[0m" in on_terminal(report)
    assert STYLE.sub("", on_terminal(report)) == written(report)
    assert "\x1b" not in written(report)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in written(report)
    text.write(report, sys.stdout)
    assert "\x1b[1;31merror\x1b[0m" in capsys.readouterr().out
    monkeypatch.delenv("FORCE_COLOR")
    text.write(report, sys.stdout)
    assert capsys.readouterr().out == written(report)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "31m" not in on_terminal(report)


def test_text_from_flows_is_no_markup() -> None:
    message = "[red]no[/red] [link=x]:smile: [/] \\[b] 12:30 'quoted'"
    report = report_of(finding(message, frame=Frame(((7, message),), 0, 0, 5)))
    shown = STYLE.sub("", on_terminal(report))
    assert shown.count(message) == 2
    assert shown == written(report)


ANY = st.text(st.characters() | st.sampled_from("\x00\x07\t\n\r\x1b\x7f\x85\x9b\u2028\u202e\u2066\ud800\udfff\\[]"))


def is_steering(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in "\u202a\u202b\u202c\u202d\u202e"


@given(ANY, ANY, ANY, ANY)
def test_nothing_that_steers_a_terminal_gets_through(message: str, path: str, name: str, line: str) -> None:
    block = BlockName(name, name, name, name)
    frame = Frame(((None, line), (None, line)), 0, 0, min(1, len(line)))
    one = finding(message, path=path, rule=name, block=block, flow=name, frame=frame)
    one = replace(one, trail=(step(block, f"error {name}", 1, message),))
    flows = (FlowSummary(name, None, 1, ""), FlowSummary("other", None, 1, ""))
    report = Report((FileSummary(path, "flow-language", flows, None),), (one,), (Failure(path, None, message),), ())
    for output in (written(report), STYLE.sub("", on_terminal(report)), lines(report)):
        assert not [character for character in output if character != "\n" and is_steering(character)]
        output.encode()


@given(st.lists(st.tuples(ANY, ANY), max_size=5))
def test_concise_is_one_line_for_each_finding(texts: list[tuple[str, str]]) -> None:
    output = lines(report_of(*(finding(message, path=path) for path, message in texts)))
    assert len(output.splitlines()) == len(texts)
    assert output.count("\n") == len(texts)


def test_concise() -> None:
    report = report_of(
        finding("Line one\nline two.", path="a b.json"),
        finding(level=Level.ERROR, rule="pack/rule"),
        failures=(Failure("x", None, "y"),),
    )
    assert lines(report) == (
        "a b.json:7:15: warning: Line one\\u000aline two. [some-rule]\n"
        "flows/main.json:7:15: error: Something is wrong; heal it. [pack/rule]\n"
    )


SIGNS = 'ab \t{"你好한🎉é\x1b\u202e\u0301\ud800\\'
SHORT, LONG = (st.text(st.sampled_from(SIGNS), max_size=size) for size in (5, 300))


def shown_frame(before: str, fault: str, after: str, number: int | None) -> tuple[str, str]:
    """Give the marked line and the line of carets."""
    frame = Frame(((number, before + fault + after),), 0, len(before), len(before + fault))
    output = written(report_of(finding(frame=frame))).split("\n")
    (at,) = [
        index
        for index, line in enumerate(output)
        if line.startswith("  ") and line.strip(" │^") == "" != line.strip(" │")
    ]
    return output[at - 1], output[at]


@given(SHORT, SHORT, SHORT, st.sampled_from([7, None, 12345]))
def test_carets_stand_below_the_fault(before: str, fault: str, after: str, number: int | None) -> None:
    marked, carets = shown_frame(before, fault, after, number)
    before, fault, after = (printable(part.replace("\t", "    ")) for part in (before, fault, after))
    left = f"  {number or ''} │ {before}"
    assert marked == left + fault + after.rstrip()
    assert carets[cell_len(left) :] == "^" * max(1, cell_len(fault))
    assert set(carets[: cell_len(left)]) <= set(" │")


@given(LONG, LONG, LONG)
def test_and_so_they_do_where_the_line_is_cropped(before: str, fault: str, after: str) -> None:
    marked, carets = shown_frame(before, fault, after, 7)
    assert max(cell_len(marked), cell_len(carets)) <= len("  7 │ ") + 100
    left = carets.index("^")
    position = next(index for index in range(len(marked) + 1) if cell_len(marked[:index]) == left)
    below = printable(fault.replace("\t", "    ")).lstrip("\u0301")
    assert not below or marked[position:].lstrip("\u0301").startswith((below[0], "…"))


def test_tabs_and_wide_characters() -> None:
    assert shown_frame('\t"你好": ', '"e\u0301🎉"', ",", 7) == (
        '  7 │     "你好": "e\u0301🎉",',
        "    │             ^^^^^",
    )


# One block, one path


def shown_once(*findings: Finding) -> str:
    return written(report_of(*findings))


def test_findings_at_one_place_that_one_path_shows_share_the_path_and_the_lines_of_the_file() -> None:
    frame = Frame(((7, '"Type": "TransferContactToQueue"'),), 0, 8, 32)
    welcome = BlockName("Welcome", "MessageParticipant", "Welcome", "Play prompt “Welcome”")
    hours = finding(
        "Hours?", rule="hours", block=PIN, frame=frame, trail=(step(welcome, None, 3, "no hours"), step(PIN, "next", 7))
    )
    staffing = replace(
        hours, rule="staffing", message="Staff?", trail=(step(welcome, None, 3, "no staff"), *hours.trail[1:])
    )
    elsewhere = replace(hours, rule="way", message="Another way.", trail=(step(PIN, None, 7), step(PIN, "next", 7)))
    pathless = replace(hours, rule="plain", message="Plain.", trail=())
    other = finding("Later.", block=welcome, place=Place(9, 1, 9, 2))
    assert shown_once(hours, staffing, elsewhere, pathless, other) == ONCE


ONCE = """\
── flows/main.json · 5 warnings

flows/main.json:7:15  warning  hours
  Hours?
flows/main.json:7:15  warning  staffing
  Staff?
flows/main.json:7:15  warning  plain
  Plain.
  block: Ask PIN · GetParticipantInput

  7 │ "Type": "TransferContactToQueue"
    │         ^^^^^^^^^^^^^^^^^^^^^^^^

  how a contact gets there:
    1. Play prompt “Welcome”                  line 3
       ↳ no hours
       ↳ no staff
    2. next → Store customer input “Ask PIN”  line 7

flows/main.json:7:15  warning  way
  Another way.

  how a contact gets there:
    1. Store customer input “Ask PIN”
    2. next → Store customer input “Ask PIN”

flows/main.json:9:1  warning  some-rule
  Later.
  block: Welcome · MessageParticipant

5 warnings in 1 flow, 12 blocks, 1 file.
Why it matters and what to click: flowlint explain RULE
"""


def test_the_gravest_of_a_flow_come_first_and_with_them_all_at_their_block() -> None:
    welcome = BlockName("Welcome", "MessageParticipant", "Welcome", "Play prompt “Welcome”")
    first = finding("1.", block=welcome, place=Place(1, 1, 1, 2), level=Level.NOTE)
    second = finding("2.", block=PIN, place=Place(5, 1, 5, 2), level=Level.NOTE)
    third = finding("3.", block=PIN, place=Place(6, 1, 6, 2), level=Level.ERROR, rule="b")
    report = report_of(first, second, third)

    def order(sort: Sort | None) -> list[str]:
        shown = written(replace(report, show=Show(sort=sort)))
        return re.findall(r"^  (\d)\.$", shown, re.MULTILINE)

    assert order(None) == order("level") == ["3", "2", "1"]
    assert order("place") == ["1", "2", "3"]
    assert order("rule") == ["3", "1", "2"]


# More than a screenful


def many() -> Report:
    found = [
        finding(
            f"{number}.",
            rule=f"rule-{number % 13 + 1:02}",
            path=f"flows/{number % 12:02}.json",
            place=Place(number, 1, number, 2),
        )
        for number in range(1, 40)
    ]
    return report_of(*sorted(found, key=lambda one: one.path), finding(level=Level.ERROR, path="flows/last.json"))


def test_a_report_of_more_than_a_screenful_ends_with_an_overview(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINES", "40")
    long = STYLE.sub("", on_terminal(many()))
    assert long.split("─" * 40 + "\n")[1] == OVERVIEW
    monkeypatch.setenv("LINES", "500")
    short = STYLE.sub("", on_terminal(many()))
    assert "Findings by" not in short and "flowlint check" not in short
    assert "Findings by" not in written(many())


OVERVIEW = """\
Findings by rule, the 10 with most of 14:
  3  rule-01  3 warnings
  3  rule-02  3 warnings
  3  rule-03  3 warnings
  3  rule-04  3 warnings
  3  rule-05  3 warnings
  3  rule-06  3 warnings
  3  rule-07  3 warnings
  3  rule-08  3 warnings
  3  rule-09  3 warnings
  3  rule-10  3 warnings

Findings by flow, the 10 with most of 13:
  4  flows/01.json · “Main”  4 warnings
  4  flows/02.json · “Main”  4 warnings
  4  flows/03.json · “Main”  4 warnings
  3  flows/00.json · “Main”  3 warnings
  3  flows/04.json · “Main”  3 warnings
  3  flows/05.json · “Main”  3 warnings
  3  flows/06.json · “Main”  3 warnings
  3  flows/07.json · “Main”  3 warnings
  3  flows/08.json · “Main”  3 warnings
  3  flows/09.json · “Main”  3 warnings

1 error, 39 warnings in 1 flow, 12 blocks, 1 file.
Why it matters and what to click: flowlint explain RULE
  flowlint check --format concise    one line for each finding
  flowlint check --statistics        the counts alone
  flowlint check --min-level error   errors only
  flowlint check --sort rule         rule by rule within each flow
  flowlint baseline write            from now on only what is new is reported
"""


# As wide and as colourful as was asked for


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_width_that_was_asked_for_holds_everywhere(width: int) -> None:
    welcome = BlockName("W", "MessageParticipant", "W", "Play prompt “Welcome to the bakery, where all is…”")
    trail = (step(welcome, None, 12, "says something longer than the line"), step(welcome, "condition Equals 1", 1400))
    long = finding(
        "Play prompt “Welcome” does something that takes many words to say, and then some more.",
        block=welcome,
        frame=Frame(((7, "x " * 90),), 0, 0, 5),
        trail=trail,
        related=(related("Four blocks of it. " * 5),),
    )
    report = replace(report_of(long), show=Show(width=width))
    assert max(map(cell_len, written(report).splitlines())) <= width
    assert "".join(written(report).split()) != "".join(written(report_of(long)).split()) or width > 60
    words = written(report_of(long)).split()
    assert all(word in written(report).split() for word in words if "x" not in word)


def test_colour_can_be_asked_for_and_refused() -> None:
    report = report_of(finding(level=Level.ERROR))
    assert "\x1b[1;31merror\x1b[0m" in written(replace(report, show=Show(colour=True)))
    refused = replace(report, show=Show(colour=False))
    assert "\x1b" not in on_terminal(refused)
    assert on_terminal(refused) == written(report)
