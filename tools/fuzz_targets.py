"""Inputs that nobody thought of: mutations of flows, settings and references, and what must hold for each."""

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flowlint import packs
from flowlint.difference import Side, changes_between, paired
from flowlint.fixing import fix
from flowlint.formatting import CannotFormat, format_file
from flowlint.model.references import references_in, write_reference
from flowlint.output import change_json, change_markdown, change_text
from flowlint.output.page import plain
from flowlint.reading import read_bytes
from flowlint.reading.decoding import decode
from flowlint.report import Level, Place, Report
from flowlint.run import Overrides, check_paths, check_text
from flowlint.settings.mistakes import SettingsProblem
from flowlint.source import Source, load
from flowlint.text.json_values import nodes

SECONDS = 2.0
"""What a check of an input of a size that Connect takes may take, of the processor."""
_BITS = (
    "$.", "$.Attributes.", "$.External['", "${", "{{", "<<", "%%", "<speak>", "&", "\\", "'", '"', "`", "[",
    "]", "{", "}", "\x00", "\u2028", "\ud800", "\U0001f600", "\xe9", "*", "..", "-" * 30, "9" * 30,
    "flowlint: ignore * -- why", "arn:aws:", "true", "NoMatchingError", "NextAction", "Identifier",
    "password=", "eyJ", " " * 50, "\r\n", ",", ":", "null", "1e999", "NaN",
)  # fmt: skip
_ODD: tuple[Any, ...] = (None, True, 0, -1, 1e308, "", "x", [], {}, [[]], {"": ""}, [None], "$.Attributes.a", "\ud800")

_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be")

Target = Callable[[random.Random, str], None]


def mutated(chance: random.Random, text: str) -> str:
    """Change a text here and there: as text, or as the JSON that it is."""
    for _ in range(chance.choice((1, 1, 2, 5))):
        try:
            text = json.dumps(_mutated_value(chance, json.loads(text))) if chance.random() < 0.6 else _cut(chance, text)
        except (ValueError, RecursionError):
            text = _cut(chance, text)
    return text


def _cut(chance: random.Random, text: str) -> str:
    at, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    end = min(end, at + chance.choice((0, 0, 1, 5, 200)))
    return text[:at] + chance.choice((*_BITS, text[at:end] * 2, "")) + text[end:]


def _mutated_value(chance: random.Random, value: Any) -> Any:
    places = [(at, one) for at, one in nodes(value) if at]
    if not places:
        return chance.choice(_ODD)
    at, _ = chance.choice(places)
    holder: Any = value
    for part in at[:-1]:
        holder = holder[part]
    kind = chance.randrange(6)
    if kind == 0:
        del holder[at[-1]]
    elif kind == 1:
        holder[at[-1]] = chance.choice(_ODD)
    elif kind == 2:
        holder[at[-1]] = json.loads(json.dumps(chance.choice(places)[1]))
    elif kind == 3 and isinstance(holder, dict):
        holder[chance.choice((*_BITS, "Parameters", "Transitions"))] = holder.pop(at[-1])
    elif kind == 4 and isinstance(holder, list):
        chance.shuffle(holder)
    elif isinstance(holder[at[-1]], str):
        holder[at[-1]] = _cut(chance, holder[at[-1]])
    return value


def whole_check(chance: random.Random, text: str) -> None:
    """All rules on a text: no failure, each place in the file, in good time, and twice the same."""
    choice = Overrides(select=tuple(rule.id for rule in packs.load().rules), isolated=True)
    begin = time.process_time()
    report = check_text(text, "fuzz.json", choice, frames=True)
    taken = time.process_time() - begin
    assert not report.failures, report.failures
    assert taken < SECONDS, f"{taken:.1f} s"
    _hold_that_places_are_inside(text, report)
    if chance.random() < 0.1:
        assert report == check_text(text, "fuzz.json", choice, frames=True)
    has_repeated_keys = any(one.rule == "invalid-json" for one in report.findings)
    twin = _shuffled(chance, text) if chance.random() < 0.2 and not has_repeated_keys else None
    if twin is not None:
        assert _said(report) == _said(check_text(twin, "fuzz.json", choice, frames=True))


def _shuffled(chance: random.Random, text: str) -> str | None:
    """Give a flow with its blocks in another order.

    None for what is no flow, where ids do not tell its blocks, and for a number as large as 1e999, which Python reads
    as infinity and could not write again as JSON.
    """
    try:
        document = json.loads(text)
        ids = [action["Identifier"] for action in document["Actions"]]
        if not all(isinstance(one, str) and one for one in ids) or len(set(ids)) < len(ids):
            return None
        chance.shuffle(document["Actions"])
        return json.dumps(document, allow_nan=False)
    except (ValueError, RecursionError, LookupError, TypeError):
        return None


def _said(report: Report) -> Counter[Any]:
    """Give what is said of a flow, whatever the order of its blocks."""
    return Counter(
        (one.rule, one.level, one.message, one.block and one.block.id, one.fingerprint) for one in report.findings
    )


def _hold_that_places_are_inside(text: str, report: Report) -> None:
    starts = Source("", text, None).line_starts
    lengths = [end - start for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]

    def is_inside(place: Place) -> bool:
        begin, end = (place.line, place.column), (place.end_line, place.end_column)
        in_file = (1 <= line <= len(lengths) and 1 <= column <= lengths[line - 1] + 1 for line, column in (begin, end))
        return begin <= end and all(in_file)

    for finding in report.findings:
        assert is_inside(finding.place), finding
        assert all(is_inside(step.place) for step in finding.trail), finding


def reading(chance: random.Random, text: str) -> None:
    """Any bytes are read, or the answer says why not."""
    data = text.encode(chance.choice(("utf-8", "utf-16", "utf-16-be")), "surrogatepass")
    at = chance.randrange(len(data) + 1)
    read_bytes("fuzz.json", data[:at] + chance.randbytes(chance.choice((0, 1, 3))) + data[at:])


def positions(chance: random.Random, text: str) -> None:
    """Each value of a document stands where its place says."""
    try:
        value, _ = load(text)
    except json.JSONDecodeError as problem:
        assert 0 <= problem.pos <= len(text)
        return
    source = Source("fuzz.json", text, value)
    for at, one in [*nodes(value)][:200]:
        span = source.span(at)
        assert json.loads(text[span.start : span.end]) == one, at


def references(chance: random.Random, text: str) -> None:
    """A reference stands where it says, and reads the same when it is written anew."""
    for one in references_in(text):
        assert text[slice(*one.span)] == one.text
        again = next(references_in(write_reference(one.parts)), None)
        assert again is None or again.parts == one.parts or not all(map(str.isalnum, one.parts))


def settings(chance: random.Random, text: str) -> None:
    """Settings are taken, or refused with words."""
    try:
        asked = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(asked, dict):
        try:
            check_text("{}", "fuzz.json", Overrides(isolated=True, settings=asked))
        except SettingsProblem as problem:
            assert str(problem)


def formatting(chance: random.Random, text: str) -> None:
    """A flow in the one layout says the same as before, number by number, and is in the layout then."""
    data = text.encode(chance.choice(_ENCODINGS), "surrogatepass")
    try:
        made = format_file(read_bytes("fuzz.json", data), data)
    except CannotFormat:
        return
    if made is not None:
        before, after = (json.loads(decode(one), parse_int=str, parse_float=str) for one in (made.before, made.after))
        assert before == after
        again = format_file(read_bytes("fuzz.json", made.after), made.after)
        assert again is not None
        assert again.after == made.after


def fixes(chance: random.Random, text: str) -> None:
    """What fixes leave is read, is what is reported, needs no more fixes, and they bring nothing as grave as before."""
    choice = Overrides(select=tuple(rule.id for rule in packs.load().rules), isolated=True)
    unsafe = chance.random() < 0.7
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fuzz.json"
        path.write_bytes(text.encode(chance.choice(_ENCODINGS), "surrogatepass"))
        check = partial(check_paths, [folder], choice)
        before = check()
        begin = time.process_time()
        made = fix(check, [folder], unsafe=unsafe, least=Level.NOTE)
        assert time.process_time() - begin < 10 * SECONDS
        assert not made.report.failures, made.report.failures
        for content in made.changed:
            path.write_bytes(content.after)
        after = check()
        assert after == made.report
        gravest = max((one.level.rank for one in made.findings), default=0)
        new = Counter((one.rule, one.fingerprint) for one in after.findings if one.level.rank >= gravest)
        new -= Counter((one.rule, one.fingerprint) for one in (*before.findings, *made.uncovered))
        assert not new, new
        again = fix(check, [folder], unsafe=unsafe, least=Level.NOTE)
        assert not again.changed, again.findings
        assert [*again.refused.values()] == [*made.refused.values()]


def differences(chance: random.Random, text: str) -> None:
    """Nothing differs between a flow and its twin; what a mutation changed is said in good time, in each format."""
    was = _side(text)
    for other, is_twin in ((_shuffled(chance, text), True), (mutated(chance, text), False)):
        if was is not None and other is not None and (now := _side(other)) is not None:
            begin = time.process_time()
            changes = changes_between(("a", "b"), (was, now), [(*pair, None) for pair in paired(was, now)])
            plain(change_text.lines(changes, ())), change_markdown.page(changes, ()), change_json.text(changes, ())
            assert time.process_time() - begin < SECONDS
            assert not (is_twin and changes.flows), changes.flows


def _side(text: str) -> Side | None:
    """Give the flows of a text, None where it is broken or says something twice."""
    file = read_bytes("fuzz.json", text.encode("utf-8", "surrogatepass"))
    return None if file.problems else Side([one for one in file.flows if one.variant_of is None])


TARGETS: Mapping[str, Target] = {
    "whole check": whole_check,
    "reading": reading,
    "positions": positions,
    "references": references,
    "settings": settings,
    "formatting": formatting,
    "fixes": fixes,
    "differences": differences,
}

_SETTINGS = json.dumps(
    {
        "select": ["dangling-*"], "ignore": ["x"], "exclude": ["a/**/b"], "per-file-ignores": {"*.json": ["*"]},
        "rules": {"oversized-flow": {"level": "note", "max-blocks": 3}}, "known-attributes": ["a*"], "time-limit": 1,
        "suppress": [{"rules": ["*"], "flow": "a*", "block": "b", "reason": "why"}],
        "house-rules": {"a-b": {"title": "A.", "select": "$.Actions[*]", "schema": {"required": ["x"]}}},
    }
)  # fmt: skip


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return path.read_text("utf-8", "replace")


def seeds(root: Path) -> dict[str, Sequence[str]]:
    """Give for each target the texts to begin with: the fixtures of the repository, and past finds."""
    paths = sorted([*(root / "fixtures").rglob("*.json"), *(root / "tests/data/finds").glob("*")])
    flows = [_text(path) for path in paths if path.stat().st_size < 30_000]
    return {name: [_SETTINGS] if name == "settings" else flows for name in TARGETS}
