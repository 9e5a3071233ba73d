"""What flows use, as a table for a person, as CSV, JSON or Markdown.

Each thing stands once for each way in which it is used. A person sees it with the flows that do so; programs get a row
or an object for each flow.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from flowlint.output.escaping import escaped
from flowlint.output.page import Line, plain
from flowlint.output.printable import printable
from flowlint.output.spreadsheet import csv_table
from flowlint.report import Use
from flowlint.text.json_writing import pieces
from flowlint.text.words import counted

_COLUMNS = ("kind", "name", "does", "path", "flow", "times")
_PLURALS = {"hours of operation": "hours of operation", "data table": "data tables", "AI assistant": "AI assistants"}
_VERSION = 1
_ITSELF = ("flow", "module")
_RUNS = "sets to run"
_BY = {
    "asks for": "asked for by",
    "calls": "called by",
    "hands over to": "gets contacts from",
    "has": "in",
    "reads": "read by",
    "sets": "set by",
    "starts a contact with": "gets new contacts from",
    "uses": "used by",
}
"""What flows do with a thing, as it is read between the thing and the flows."""


def table(uses: Sequence[Use]) -> Iterator[Line]:
    """Give a paragraph for each kind: what, what is done with it, and by which flows: “look-up called by Main line”."""
    for kind, rows in _rows(uses):
        yield Line(((f"{_heading(kind)} ({len({name for name, _, _ in rows}):,})", "bold"),))
        width = min(max(len(printable(name)) for name, _, _ in rows), 50)
        for name, does, flows in rows:
            yield Line(((f"{printable(name):<{width}}  ", ""), (f"{does} ", "dim"), (printable(flows), "")), 2, 4)
        yield Line()


def as_csv(uses: Sequence[Use]) -> str:
    """Give a row for each thing, way and flow, below one with the names of the columns."""
    return csv_table(_COLUMNS, ([str(getattr(use, column) or "") for column in _COLUMNS] for use in uses))


def as_json(uses: Sequence[Use]) -> str:
    """Give a document with an object for each thing, way and flow."""
    rows = [{column: getattr(use, column) for column in _COLUMNS} for use in uses]
    return "".join(pieces({"version": _VERSION, "uses": rows}))


def markdown(uses: Sequence[Use]) -> str:
    """Give a heading and a table for each kind."""
    parts = ["# What the flows use\n"]
    for kind, rows in _rows(uses):
        lines = [f"| {escaped(name)} | {does} | {escaped(flows)} |" for name, does, flows in rows]
        parts.append("\n".join((f"## {_heading(kind)}", "", "| name | | flows |", "|---|---|---|", *lines, "")))
    return "\n".join(parts)


def unbroken_table(uses: Sequence[Use]) -> str:
    """Give the table as it stands in a file."""
    return plain(table(uses))


FORMATS: Mapping[str, Callable[[Sequence[Use]], str]] = {
    "table": unbroken_table,
    "csv": as_csv,
    "json": as_json,
    "markdown": markdown,
}
"""How each format is written."""


def _rows(uses: Sequence[Use]) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Give the kinds, flows first, each with its names, what is done with them, and the flows that do so how often."""
    ordered = sorted(uses, key=lambda use: (_rank(use), use.kind, use.name, use.does))
    for (_, kind), of_kind in groupby(ordered, key=lambda use: (_rank(use), use.kind)):
        same = groupby(of_kind, key=lambda use: (use.name, use.does))
        yield (
            kind,
            [(name, _by(does), ", ".join(dict.fromkeys(_who(use) for use in those))) for (name, does), those in same],
        )


def _by(does: str) -> str:
    return f"set{does.removeprefix('sets')} by" if does.startswith(_RUNS) else _BY.get(does, does)


def _rank(use: Use) -> int:
    return 0 if use.kind in _ITSELF else 2 if use.kind == "block" else 1


def _who(use: Use) -> str:
    """Say which flow it is and how often it does so; of a flow itself how many blocks it has, and its file."""
    if use.does.startswith("is"):
        return f"{counted(use.times, 'block')} · {use.path}"
    return (use.flow or use.path) + (f" ({use.times:,})" if use.times > 1 else "")


def _heading(kind: str) -> str:
    plural = _PLURALS.get(kind, f"{kind}s")
    return plural[:1].upper() + plural[1:]
