"""Markdown for a comment on a pull request: the counts, and a table of findings for each file.

Whatever was read is text here: nothing in it is Markdown, HTML, or what GitHub and GitLab make of text afterwards.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TextIO

from flowlint.output.escaping import ROOM, escaped
from flowlint.output.wording import counts, left_out, not_checked, outcome, path_in_a_line, suppressed_counts
from flowlint.report import Finding, Report, Suppressed
from flowlint.text.words import counted

_ROOM_FOR_REST = 100
"""Bytes kept for the line that tells how much was left out."""
_UNFOLDED = 20
"""How many rows are shown without a click."""

_FINDING = ("Level", "Place", "Block", "Message", "Rule")
_FAILURE, _UNREAD, _HELD_BACK = 4, 0, 0
"""The ranks of rows above and below those of all findings."""


class _Row(NamedTuple):
    """A line of a table; rows of a higher rank are kept where there is no room for all."""

    rank: int
    line: str


@dataclass(frozen=True, slots=True)
class _Table:
    title: str
    columns: tuple[str, ...]
    rows: tuple[_Row, ...]

    def written(self, lines: Iterable[str], folded: bool) -> str:
        """Write the table with some of its lines."""
        begin, end = ("<details><summary>", "</summary>") if folded else ("#### ", "")
        head = f"{_line(self.columns)}{_line('---' for _ in self.columns)}"
        return f"\n{begin}{self.title}{end}\n\n{head}{''.join(lines)}" + ("\n</details>\n" if folded else "")


def write(report: Report, stream: TextIO) -> None:
    """Write a report as a comment of at most 65,536 characters; of more findings the gravest are in it."""
    stream.write(page(report, ROOM))


def page(report: Report, room: int) -> str:
    """Give a report as Markdown of at most so many bytes of UTF-8, and never less than its headline.

    Tables lose whole rows where there is no room for all, the least grave first, and a last line tells how many.
    """
    besides = " ".join(
        sentence for sentence in (not_checked(report), left_out(report), suppressed_counts(report)) if sentence
    )
    headline = f"### flowlint: {outcome(report)}\n" + (f"\n{besides}\n" if besides else "")
    changes = _changes(report, room - _size(headline) - _ROOM_FOR_REST)
    tables = tuple(_tables(report))
    total = sum(len(table.rows) for table in tables)
    folded = total > _UNFOLDED
    kept = _kept(tables, folded, room - _size(headline) - _size(changes) - _ROOM_FOR_REST)
    written = [table.written(lines, folded) for table, lines in zip(tables, kept, strict=True) if lines]
    left = total - sum(len(lines) for lines in kept)
    rest = f"\n{counted(left, 'row')} left out: there is no room for more.\n" if left else ""
    return headline + "".join(written) + rest + changes


def _changes(report: Report, room: int) -> str:
    """Give what changed since the revision that a run is held against, in half of the room at most."""
    if report.since is None:
        return ""
    from flowlint.output.change_markdown import page as changes_page  # needs what a run from the cache does without

    unread = [one for one in report.failures if one.rule is None]
    return f"\n{changes_page(report.since.changes, unread, room // 2 - 1)}"


def _kept(tables: tuple[_Table, ...], folded: bool, room: int) -> list[list[str]]:
    """Choose the lines of each table that there is room for, in the order of their rank, and then of the report."""
    kept: list[dict[int, str]] = [{} for _ in tables]
    ranked = ((-row.rank, table, index) for table, one in enumerate(tables) for index, row in enumerate(one.rows))
    for _, table, index in sorted(ranked):
        line = tables[table].rows[index].line
        size = _size(line if kept[table] else tables[table].written([line], folded))
        if size <= room:
            room -= size
            kept[table][index] = line
    return [[lines[index] for index in sorted(lines)] for lines in kept]


def _tables(report: Report) -> Iterator[_Table]:
    if report.failures:
        failures = (_Row(_FAILURE, _line((escaped(one.path), escaped(one.message)))) for one in report.failures)
        yield _Table("Could not be checked", ("File", "Problem"), tuple(failures))
    if report.unread:
        unread = (
            _Row(_UNREAD, _line((escaped(one.path), str(one.line), escaped(one.reason)))) for one in report.unread
        )
        yield _Table("May hold flows, but could not be read", ("File", "Line", "Why"), tuple(unread))
    for path, flow, findings in report.findings_by_flow():
        name = f" · flow “{escaped(flow)}”" if flow else ""
        rows = tuple(_Row(one.level.rank, _line(_cells(one))) for one in findings)
        yield _Table(f"{escaped(path)}{name} · {counts(findings)}", _FINDING, rows)
    if report.show.suppressed and report.suppressed:
        yield _Table("Held back", ("File", *_FINDING, "By"), tuple(map(_suppressed_row, report.suppressed)))


def _suppressed_row(suppressed: Suppressed) -> _Row:
    by = f"{suppressed.cause}: {suppressed.reason}" if suppressed.reason else suppressed.cause
    return _Row(_HELD_BACK, _line((escaped(suppressed.finding.path), *_cells(suppressed.finding), escaped(by))))


def _cells(finding: Finding) -> tuple[str, ...]:
    place = f"{finding.place.line}:{finding.place.column}"
    block = f"<code>{escaped(finding.block.id)}</code>" if finding.block else ""
    path = f" Path: {escaped(path_in_a_line(finding.trail))}" if finding.trail else ""
    rule = f"<code>{escaped(finding.rule)}</code>"
    return finding.level.value, place, block, escaped(finding.message) + path, rule


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _size(text: str) -> int:
    return len(text.encode())
