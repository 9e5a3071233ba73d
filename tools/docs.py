"""Writes what the documentation takes from the code, so that it cannot say anything else.

    python -m tools.docs --write     write what is out of date
    python -m tools.docs --check     name what is out of date, and exit with 1 if anything is

That is a page for each rule in rules/docs, their index, the example on each page once more beside the rules, from where
`flowlint explain` shows it, the JSON Schema of settings, and the blocks of README files and of guides in docs between
`<!-- KIND -->` and `<!-- end -->`: `rules` (the index), `settings` (the table of keys), `run: COMMAND` (a command and
what it prints), `file: PATH` (a file), `pair: STEM` (a bad fixture, and what heals it), `layers: PACKAGE` (its rooms by
layer), `code: PARAGRAPH` (the modules that name it), `names` (what rule packs may import), `analyses` (what each of
these names of flowlint.analysis is), `traits` (those of blocks), `measured` (how many findings were read, and are
right). The page of refusals is made in tools/refusals.py, the pictures in
tools/picture.py and tools/flow_picture.py.
"""

import argparse
import difflib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from flowlint import packs
from flowlint.model.flow import Flow
from flowlint.output.writing import write
from flowlint.pages import EXAMPLES, explanation
from flowlint.reading import FlowFile, read_bytes
from flowlint.report import Finding, Report
from flowlint.rule import Rule
from flowlint.settings.schema import settings_schema
from flowlint.testing import fixtures_in, run_alone, settings_of
from flowlint.text.json_values import JsonPath
from tools import flow_picture, picture, refusals, rooms

_DOCS = Path("rules", "docs")
_EXAMPLES = Path("rules", "flowlint_rules", EXAMPLES)
_FIXTURES = Path("fixtures")
_FINDINGS, _READINGS = Path("rules", "FINDINGS.md"), Path("bench", "readings.json")
_SCHEMA = Path("flowlint", "settings", "settings.schema.json")
_READMES = (Path("README.md"), Path("rules", "README.md"))
_GUIDES = Path("docs")
_KINDS = "rules|settings|run|file|pair|layers|code|names|analyses|traits|measured"
_BLOCK = re.compile(rf"(<!-- ({_KINDS})(?:: (.+?))? -->\n).*?(?=<!-- end -->)", re.DOTALL)
_GENERATED = "<!-- Written by `python -m tools.docs --write` from the rule and its fixtures: edit those. -->\n\n"
_FENCES = {".py": "python", ".toml": "toml", ".json": "json", ".yaml": "yaml", ".expected": "text"}
_AROUND = 3
_WIDTH = 120


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the documentation of the working tree that is the current directory; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.docs", description="Documentation made from the code.")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--write", action="store_true", help="write what is out of date")
    way.add_argument("--check", action="store_true", help="name what is out of date, and exit with 1 if anything is")
    check = parser.parse_args(arguments).check
    wanted = documents()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    orphans = sorted({*_DOCS.glob("*.md"), *_EXAMPLES.glob("*.md")} - wanted.keys())
    for path in (*stale, *orphans):
        print(f"{path.as_posix()} is out of date" if check else path.as_posix())
    if check:
        return int(bool(stale or orphans))
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    for path in orphans:
        path.unlink()
    return 0


def documents() -> dict[Path, str]:
    """Give every generated file of the working tree with the text it should have."""
    rules = [rule for rule in packs.load().rules if not rule.pack]
    index = f"{_GENERATED}# The rules\n\n{_index(rules, PurePosixPath('.'))}"
    examples = {rule: _example(rule) for rule in rules}
    pages = {_DOCS / f"{rule.name}.md": _GENERATED + explanation(rule, example) for rule, example in examples.items()}
    shipped = {_EXAMPLES / f"{rule.name}.md": example + "\n" for rule, example in examples.items() if example}
    readmes = {path: _renewed(path, rules) for path in (*_READMES, *sorted(_GUIDES.glob("*.md"))) if path.exists()}
    schema = json.dumps(settings_schema(rules), indent=2, ensure_ascii=False) + "\n"
    return {_DOCS / "README.md": index, **pages, **shipped, _SCHEMA: schema, **readmes, **_refusals(), **_pictures()}


def _refusals() -> dict[Path, str]:
    return {refusals.PAGE: refusals.page()} if refusals.FOLDER.is_dir() else {}


def _pictures() -> dict[Path, str]:
    made = [one.pages() for one in (picture, flow_picture) if one.FLOW.is_file()]
    return {path: drawn for pictures in made for path, drawn in pictures.items()}


def _index(rules: Iterable[Rule], docs: PurePosixPath) -> str:
    rows = ["| rule | level | finds |", "|---|---|---|"]
    for rule in rules:
        level = rule.level.value + (", pedantic" if rule.pedantic else "") + (", preview" if rule.preview else "")
        rows.append(f"| [{rule.id}]({(docs / rule.name).as_posix()}.md) | {level} | {rule.page.title} |")
    return "\n".join(rows) + "\n"


def _measured(rules: Iterable[Rule]) -> str:
    """Say how many findings were read of the rules that run unless somebody asks otherwise, and how many are right."""
    readings = json.loads(_READINGS.read_text(encoding="utf-8"))
    known = [readings[rule.id] for rule in rules if not rule.pedantic and rule.id in readings]
    counts = re.search(r"on (\d+) flows of \d+ files from (\d+) public", _FINDINGS.read_text(encoding="utf-8"))
    flows, repositories = counts.groups() if counts else ("no", "no")
    read, right = (f"{sum(one[key] for one in known):,}" for key in ("read", "right"))
    return (
        f"- **Measured** on {flows} flows of {repositories} public repositories: of {read} findings that were read, "
        f"{right} are right:\n  somebody who keeps the flow would act on them. "
        f"[All numbers, rule by rule]({_FINDINGS.as_posix()}).\n"
    )


def _keys(rules: Iterable[Rule]) -> str:
    """Give the table of the keys of settings."""
    rows = (f"| `{key}` | {one['description']} |" for key, one in settings_schema(rules)["properties"].items())
    return "\n".join(["| key | what it says |", "|---|---|", *rows]) + "\n"


# A rule's example: its smallest bad fixture


def _example(rule: Rule) -> str:
    """Show the smallest bad fixture, what is said of it, and what the good fixture nearest to it does instead."""
    bad = min(fixtures_in(_FIXTURES / rule.name, "bad"), key=_size, default=None)
    if bad is None:
        return ""
    report = run_alone(rule.id, bad, frames=True)
    parts = [
        f"From `{bad.as_posix()}`, cut down to what matters:",
        _fenced("jsonc", _excerpt(bad, report)),
        f"Checking this flow alone{_with(settings_of(bad))}, flowlint reports:",
        _fenced("text", _output(report)),
    ]
    good = min(fixtures_in(_FIXTURES / rule.name, "good"), key=lambda one: (_distance(bad, one), one), default=None)
    if good is not None and _distance(bad, good):
        healed = "\n".join(map(_short, _diff(bad, good, 2)))
        parts += [f"What heals it, as in `{good.as_posix()}`:", _fenced("diff", healed)]
    elif good is not None:
        parts.append(f"Nothing is said{_with(settings_of(good))}.")
    return "\n\n".join(parts)


def _pair(stem: Path) -> str:
    """Show a bad fixture, what is expected of it, and the good one of the same name, all named by `stem`."""
    bad, good = (stem.with_name(f"{kind}-{stem.name}.json") for kind in ("bad", "good"))
    parts = [
        f"`{bad.name}`:",
        _fenced("json", bad.read_text(encoding="utf-8")),
        f"`{bad.with_suffix('.expected').name}`, which says what is found in it:",
        _fenced("text", bad.with_suffix(".expected").read_text(encoding="utf-8")),
        f"`{good.name}` is the same with the smallest change that fixes it:",
        _fenced("diff", "\n".join([*_diff(bad, good, 2)][2:])),
    ]
    return "\n\n".join(parts) + "\n"


def _size(fixture: Path) -> tuple[bool, int, Path]:
    """Rank fixtures by how well they read: those with lines too long to show come last."""
    text = fixture.read_text(encoding="utf-8", errors="replace")
    return any(len(line) > _WIDTH for line in text.splitlines()), len(text), fixture


def _with(settings: Mapping[str, Any]) -> str:
    found = [f"`{key} = {json.dumps(value)}`" for key, value in _flat(settings)]
    return f" with {', '.join(found)} in the settings" if found else ""


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Give the values in a table, those of tables in it by dotted keys."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield above + key, value


def _output(report: Report) -> str:
    stream = io.StringIO()
    write(report, "text", stream)
    return stream.getvalue()


def _excerpt(fixture: Path, report: Report) -> str:
    """Give the lines of a fixture that hold the blocks of its findings and their trails, and what holds those."""
    file = read_bytes(fixture.as_posix(), fixture.read_bytes())
    lines = fixture.read_text(encoding="utf-8", errors="replace").splitlines()
    kept: set[int] = set()
    for finding in report.findings:
        kept |= set().union(*_blocks(file, finding)) or _lines_around(finding, 0 if file.flows else _AROUND)
    for flow in file.flows:
        kept |= _frame_of(flow)
    return "\n".join(_cut(lines, {number for number in kept if 1 <= number <= len(lines)}))


def _blocks(file: FlowFile, finding: Finding) -> Iterator[set[int]]:
    """Give the lines of the blocks that a finding speaks of."""
    named = {step.block.id for step in finding.trail} | ({finding.block.id} if finding.block else set())
    named |= {one.block.id for one in finding.related if one.block}
    for flow in file.flows:
        for block in flow.blocks:
            if block.id in named:
                yield _lines_of(flow, block.path)


def _lines_of(flow: Flow, path: JsonPath) -> set[int]:
    span = flow.source.span((*flow.base, *path))
    place = flow.source.place(span.start, span.end)
    return set(range(place.line, place.end_line + 1))


def _lines_around(finding: Finding, around: int) -> set[int]:
    return set(range(finding.place.line - around, finding.place.end_line + around + 1))


def _frame_of(flow: Flow) -> set[int]:
    """Give the first and last lines of the document and of its list of blocks, and the line of its entry point."""
    whole, blocks = _lines_of(flow, ()), _lines_of(flow, ("Actions",))
    return {min(whole), max(whole), min(blocks), max(blocks)} | _lines_of(flow, flow.start_path)


def _cut(lines: list[str], kept: set[int]) -> Iterator[str]:
    """Give the kept lines, and one line with dots for each run of others."""
    left_out = False
    for number, line in enumerate(lines, 1):
        if number in kept:
            yield _short(line)
        elif not left_out:
            yield " " * (len(line) - len(line.lstrip())) + "// …"
        left_out = number not in kept


def _short(line: str) -> str:
    return line if len(line) <= _WIDTH else line[:_WIDTH] + " …"


def _distance(bad: Path, good: Path) -> int:
    """Count the lines in which two fixtures differ."""
    return len(list(_diff(bad, good, 0)))


def _diff(bad: Path, good: Path, around: int) -> Iterator[str]:
    before, after = (path.read_text(encoding="utf-8", errors="replace").splitlines() for path in (bad, good))
    return difflib.unified_diff(before, after, bad.name, good.name, n=around, lineterm="")


# The blocks of README files


def _renewed(readme: Path, rules: Iterable[Rule]) -> str:
    def renew(block: re.Match[str]) -> str:
        begin, kind, what = block.groups()
        return begin + made[kind](what)

    made: Mapping[str, Callable[[str], str]] = {
        "rules": lambda _: _index(rules, PurePosixPath(os.path.relpath(_DOCS, readme.parent))),
        "settings": lambda _: _keys(rules),
        "measured": lambda _: _measured(rules),
        "layers": lambda package: rooms.layers(package, readme),
        "names": lambda _: rooms.public_names(),
        "analyses": lambda _: rooms.analyses(),
        "traits": lambda _: rooms.traits(),
        "pair": lambda stem: _pair(Path(stem)),
        "code": lambda paragraph: rooms.modules(paragraph, readme),
        "run": lambda command: _fenced("console", _transcript(command)) + "\n",
        "file": lambda path: _fenced(_FENCES[Path(path).suffix], Path(path).read_text(encoding="utf-8")) + "\n",
    }
    return _BLOCK.sub(renew, readme.read_text(encoding="utf-8"))


def _transcript(command: str) -> str:
    """Run a flowlint command and give it with all that it prints, as a terminal shows it."""
    words = [sys.executable, "-m", *shlex.split(command)]
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", env=environment, check=False
    )
    # Python leaves with 1 when it crashes, as flowlint does when it finds something.
    if done.returncode not in {0, 1} or "Traceback (most recent call last)" in done.stdout:
        raise RuntimeError(f"{command} failed:\n{done.stdout}")
    return f"$ {command}\n{done.stdout}"


def _fenced(language: str, text: str) -> str:
    longest = max((len(ticks) for ticks in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


if __name__ == "__main__":
    sys.exit(main())
