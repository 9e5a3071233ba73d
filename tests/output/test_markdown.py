"""Markdown, read by GitHub's own parser and by another: what is read on the page is what was read in the flows."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flowlint.output import markdown, step_summary
from flowlint.output.printable import printable
from flowlint.report import Failure, Level, Report, Suppressed
from kit.hand_made import (
    ANY,
    CLEAN,
    EMPTY,
    HOSTILE,
    finding,
    hand_made,
    hostile,
    report_of,
    text_of,
    with_suppressed,
)

TAGS = {"h3", "h4", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "span", "details", "summary"}

AFTER_MARKDOWN = re.compile(
    r"[@#!~&%$^]\w"  # mentions and references
    r"|:[\w+-]+:"  # emoji
    r"|GH-\d"
    r"|\$\S.*\$"  # formulas
    r"|[\[{][+-].*[+-][\]}]"  # changes
    r"|://|www\.|\w@\w",  # addresses
    re.IGNORECASE,
)
"""What GitHub and GitLab look for in each piece of text of a page."""


def by_github(text: str) -> str:
    return cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)


def by_markdown_it(text: str) -> str:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return str(parser.render(text))


PARSERS = pytest.mark.parametrize("render", [by_github, by_markdown_it])
Render = Callable[[str], str]


class Page(HTMLParser):
    """A page as it is read: its headings, the rows of its tables, its paragraphs, and each piece of text by itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[str] = []
        self.rows: list[list[str]] = []
        self.paragraphs: list[str] = []
        self.pieces: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert attributes == []
        self.open.append(tag)
        if tag in {"h3", "h4", "summary"}:
            self.headings.append("")
        elif tag == "p":
            self.paragraphs.append("")
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        inside = set(self.open)
        if inside & {"td", "th"}:
            self.rows[-1][-1] += data
        elif inside & {"h3", "h4", "summary"}:
            self.headings[-1] += data
        elif "p" in inside:
            self.paragraphs[-1] += data
        else:
            assert not data.strip()
        if "code" not in inside:
            self.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def written(report: Report) -> str:
    return text_of(markdown.write, report)


HEAD = ["Level", "Place", "Block", "Message", "Rule"]

WHOLE = """\
### flowlint: 1 error, 2 warnings, 1 note in 4 flows, 1,206 blocks, 3 files.

3 things could not be checked. Held back: 1 by the settings, 1 by the flow, 1 by the baseline.

#### Could not be checked

| File | Problem |
| --- | --- |
|  | the pack “ours” cannot be loaded |
| flows/gone.json | cannot be read: no such file or directory |
| flows/main.json | the rule acme/crash crashed |

#### flows/main.json · 1 error, 2 warnings

| Level | Place | Block | Message | Rule |
| --- | --- | --- | --- | --- |
| warning | 7:15 | <code>Welcome</code> | Something is wrong; heal it. | <code>some-rule</code> |
| warning | 9:15 | <code>Welcome</code> | It is wrong here as well; heal it, too. | <code>some-rule</code> |
| error | 100:10 | <code>0f5f2a4c-7a40-4a63-9d3e-0c1f7e6f2a11</code> | Store input “Ask PIN” stores what the \
customer types while logging is on; turn it off before. \
Path: Play prompt “Welcome”, next → Store input “Ask PIN” | <code>logging-on-while-storing-input</code> |

#### flows/two.json · flow “After hours” · 1 note

| Level | Place | Block | Message | Rule |
| --- | --- | --- | --- | --- |
| note | 1:8143 |  | 100% of callers, and more, are lost: connect the branch. | <code>acme/lost-callers</code> |
"""

HELD_BACK = """
#### Held back

| File | Level | Place | Block | Message | Rule | By |
| --- | --- | --- | --- | --- | --- | --- |
| flows/main.json | warning | 7:15 | <code>Welcome</code> | Something is wrong; heal it. | <code>some-rule</code> \
| settings: the team agreed |
| flows/main.json | error | 100:10 | <code>0f5f2a4c-7a40-4a63-9d3e-0c1f7e6f2a11</code> \
| Store input “Ask PIN” stores what the customer types while logging is on; turn it off before. \
Path: Play prompt “Welcome”, next → Store input “Ask PIN” \
| <code>logging-on-while-storing-input</code> | flow: no PIN, a menu choice |
| flows/two.json | note | 1:8143 |  | 100% of callers, and more, are lost: connect the branch. \
| <code>acme/lost-callers</code> | baseline |
"""


def test_whole_output() -> None:
    assert written(hand_made()) == WHOLE
    assert written(with_suppressed(hand_made())) == WHOLE + HELD_BACK
    assert text_of(step_summary.write, hand_made()) == WHOLE


@pytest.mark.parametrize(
    ("report", "output"),
    [
        (EMPTY, "### flowlint: No flow was checked.\n"),
        (CLEAN, "### flowlint: 1 flow, 12 blocks: nothing to report.\n"),
        (
            report_of(suppressed=(Suppressed(finding(), "flow", "x"),)),
            "### flowlint: 1 flow, 12 blocks: nothing to report.\n\nHeld back: 1 by the flow.\n",
        ),
        (
            Report((), (), (Failure("a_b.json", None, "cannot be read"),), ()),
            "### flowlint: No flow was checked.\n\n1 thing could not be checked.\n\n#### Could not be checked\n\n"
            "| File | Problem |\n| --- | --- |\n| a&#95;b.json | cannot be read |\n",
        ),
    ],
    ids=["empty", "clean", "held back", "failed"],
)
@PARSERS
def test_nothing_found(report: Report, output: str, render: Render) -> None:
    assert written(report) == output
    assert len(Page(render(output)).headings) == 1 + len(report.failures)


@PARSERS
def test_tables_are_tables(render: Render) -> None:
    page = Page(render(written(with_suppressed(hand_made()))))
    assert page.headings == [
        "flowlint: 1 error, 2 warnings, 1 note in 4 flows, 1,206 blocks, 3 files.",
        "Could not be checked",
        "flows/main.json · 1 error, 2 warnings",
        "flows/two.json · flow “After hours” · 1 note",
        "Held back",
    ]
    assert [len(row) for row in page.rows] == [2] * 4 + [5] * 6 + [7] * 4
    assert page.rows[4:6] == [
        HEAD,
        ["warning", "7:15", "Welcome", "Something is wrong; heal it.", "some-rule"],
    ]


@PARSERS
def test_many_rows_are_folded(render: Render) -> None:
    assert "<details>" not in written(report_of(*[finding()] * 20))
    folded = written(report_of(*[finding(path="a&b.json")] * 20, finding(path="c.json")))
    assert folded.count("<details>") == folded.count("</details>") == 2
    page = Page(render(folded))
    assert page.headings[1:] == ["a&b.json · 20 warnings", "c.json · 1 warning"]
    assert [len(row) for row in page.rows] == [5] * 23


def many(count: int, message: str = "早 `x` " + "long " * 20) -> Report:
    """Make a report of so many findings at each level, and a failure; the gravest stand last in their files."""
    levels = [Level.NOTE, Level.WARNING, Level.ERROR]
    found = [
        finding(f"{message} {level.value} {n}", level=level, path=f"flows/{n % 7}.json")
        for level in levels
        for n in range(count)
    ]
    return report_of(*sorted(found, key=lambda one: one.path), failures=(Failure("f", None, message),))


@PARSERS
def test_what_has_no_room_is_left_out_by_whole_rows_the_least_grave_first(render: Render) -> None:
    report = many(200)
    text = written(report)
    assert 65_536 - 500 < len(text.encode()) <= 65_536
    page = Page(render(text))
    shown = [row for row in page.rows if row not in (HEAD, ["File", "Problem"])]
    levels = [row[0] for row in shown[1:]]
    assert levels.count("error") == 200
    assert 0 < levels.count("warning") < 200
    assert levels.count("note") == 0
    left = 3 * 200 + 1 - len(shown)
    assert page.paragraphs[-1] == f"{left} rows left out: there is no room for more."
    whole = Page(render(text_of(step_summary.write, report)))
    assert len([row for row in whole.rows if row[0] in {"error", "warning", "note"}]) == 600


def test_a_row_that_is_too_long_hides_no_other() -> None:
    text = written(report_of(finding("x" * 70_000, level=Level.ERROR), finding("A short one.")))
    assert "A short one." in text
    assert text.endswith("\n1 row left out: there is no room for more.\n")


@given(
    st.lists(st.tuples(st.sampled_from(Level), st.integers(0, 300), st.integers(0, 3)), max_size=40),
    st.integers(300, 9000),
)
def test_a_page_keeps_to_its_room_and_counts_what_it_lost(found: list[tuple[Level, int, int]], room: int) -> None:
    findings = [finding("é" * length, level=level, path=f"{file}.json") for level, length, file in found]
    report = report_of(*sorted(findings, key=lambda one: one.path))
    text = markdown.page(report, room)
    assert len(text.encode()) <= room
    page = Page(by_github(text))
    kept = [(row[0], len(row[3])) for row in page.rows if row != HEAD]
    left = int(page.paragraphs[-1].split()[0]) if page.paragraphs else 0
    assert len(kept) + left == len(found)
    assert (left == 0) == (markdown.page(report, 1_000_000) == text)


def check_hostile(text: str, render: Render) -> None:
    """Hold what is read to what it was made of; parsers trim what stands at the ends of a cell."""
    shown = printable(text).strip()
    report = hostile(text)
    source = written(report)
    assert len(re.split(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", source)) == source.count("\n") + 1
    page = Page(render(source))
    rows = [[cell.strip() for cell in row] for row in page.rows]
    step = f"{f'when it equals {text}'.rstrip()} → {text}"
    message = printable(f"{text} Path: {step}, {step}").strip()
    by = f"flow: {printable(text)}".strip() if text else "flow"
    assert rows == [
        ["File", "Problem"],
        [shown, shown],
        ["", shown],
        HEAD,
        ["warning", "7:15", shown, message, shown],
        HEAD,
        ["error", "7:15", "", shown, shown],
        ["File", *HEAD, "By"],
        [shown, "warning", "7:15", shown, message, shown, by],
    ]
    once_per_flow = f" · flow “{printable(text)}”" if text else ""
    assert [heading.strip() for heading in page.headings] == [
        "flowlint: 1 error, 1 warning in 2 flows, 2 blocks, 1 file.",
        "Could not be checked",
        f"{printable(text)}{once_per_flow} · 1 warning".strip(),
        f"{printable(text)} · 1 error".strip(),
        "Held back",
    ]
    assert page.paragraphs == ["2 things could not be checked. Held back: 1 by the flow."]
    assert [piece for piece in page.pieces if AFTER_MARKDOWN.search(piece)] == []


@pytest.mark.parametrize("text", HOSTILE)
@PARSERS
def test_text_that_means_harm_is_text(text: str, render: Render) -> None:
    check_hostile(text, render)


@given(ANY, st.sampled_from([by_github, by_markdown_it]))
def test_any_text_is_text(text: str, render: Render) -> None:
    check_hostile(text, render)


@given(ANY)
def test_any_text_is_text_in_a_folded_table(text: str) -> None:
    page = Page(by_github(written(report_of(*[finding(text, path=text)] * 21))))
    assert page.headings[1].strip() == f"{printable(text)} · 21 warnings".strip()
    assert [row[3].strip() for row in page.rows[1:]] == [printable(text).strip()] * 21
    assert [piece for piece in page.pieces if AFTER_MARKDOWN.search(piece)] == []


@PARSERS
def test_the_test_notices_markup(render: Render) -> None:
    with pytest.raises(AssertionError):
        Page(render("| <a> |\n| --- |\n| b |\n"))
    with pytest.raises(AssertionError):
        Page(render("*x*"))
    (piece, *_) = Page(render("an \\@octocat")).pieces
    assert AFTER_MARKDOWN.search(piece)


def test_the_summary_is_appended_where_github_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "summary"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    step_summary.append_step_summary(hand_made())
    assert path.read_text(encoding="utf-8") == WHOLE
    step_summary.append_step_summary(CLEAN)
    assert path.read_text(encoding="utf-8") == f"{WHOLE}\n\n{written(CLEAN)}"


@pytest.mark.parametrize("value", [None, ""])
def test_there_is_no_summary_elsewhere(value: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    if value is not None:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", value)
    step_summary.append_step_summary(hand_made())
    assert list(tmp_path.iterdir()) == []


def test_a_summary_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    with pytest.raises(IsADirectoryError):
        step_summary.append_step_summary(CLEAN)


@pytest.mark.parametrize("free", [100_000, 5_000, 300, 20, 0])
def test_a_summary_has_room_for_what_the_step_left_of_it(
    free: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "summary"
    before = b"x" * (1024 * 1024 - free)
    path.write_bytes(before)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    step_summary.append_step_summary(many(500))
    data = path.read_bytes()
    assert data.startswith(before)
    assert len(data) <= 1024 * 1024
    assert (len(data) > len(before)) == (free > 100)
    if free > 100:
        assert b"rows left out" in data
