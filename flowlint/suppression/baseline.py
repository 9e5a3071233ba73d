"""The baseline: findings that a team had before it began to check, so that only new ones speak up.

A finding is known by the fingerprints of its faults, of which an entry allows a number, never by its line or message.
"""

import json
import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any, NamedTuple

from flowlint.files import is_gone, is_link, read_regular, reason
from flowlint.paths import path_inside
from flowlint.report import Finding, Level, Report, Risen, Suppressed
from flowlint.secret_forms import HIDDEN, masked, masked_path
from flowlint.text.json_values import json_type
from flowlint.text.words import joined

FILE_NAME = "flowlint-baseline.json"
VERSION = 1

_LARGEST = 100_000_000
"""How many bytes a baseline may have."""
_REMEDY = "mend it, or write a new one with `flowlint baseline write`"


class BaselineProblem(Exception):
    """A baseline that cannot be used; the message is a sentence: which file, where in it, what heals it."""

    def __init__(self, path: Path, what: str, remedy: str = _REMEDY) -> None:
        super().__init__(f"The baseline {path} {what}; {remedy}.")


@dataclass(frozen=True, slots=True)
class Entry:
    """So many faults of one fingerprint in one file, and why they stay. Fields are as in the file, in its order.

    `path` is relative to the folder of the baseline. Only `fingerprint`, `rule`, `path` and `count` are compared with
    anything; the others are there to be read.
    """

    fingerprint: str
    rule: str
    level: str
    path: str
    flow: str | None
    block: str | None
    message: str
    count: int
    reason: str

    @property
    def sort_key(self) -> tuple[str, str, str]:
        """Entries stand in the order of their file, rule and fingerprint."""
        return (self.path, self.rule, self.fingerprint)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The file of a baseline, there or not, and its entries."""

    file: Path
    entries: tuple[Entry, ...] = ()

    def relative(self, path: str) -> str:
        """Write the path of a checked file as entries have it: relative to the baseline's folder, without secrets."""
        return masked_path(self._relative(path))

    def _relative(self, path: str) -> str:
        inside = path_inside(self._folder, path)
        if inside is not None:
            return inside.as_posix()
        absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
        try:
            return PurePath(os.path.relpath(absolute, self._folder)).as_posix()
        except ValueError:  # another drive
            return PurePath(absolute).as_posix()

    def is_gone(self, entry: Entry) -> bool:
        """Tell whether an entry's file does not exist any more; one that cannot be looked for is taken to exist."""
        return HIDDEN not in entry.path and is_gone(self._folder / entry.path)

    @property
    def _folder(self) -> Path:
        return Path(os.path.abspath(self.file)).parent  # noqa: PTH100


class Applied(NamedTuple):
    """What a baseline makes of findings.

    `kept` are those it does not know, `suppressed` those it does, both in the order of the report. `stale` are the
    entries that allow more findings than there are, each with the count that is left over. `risen` are those of the
    suppressed that are graver now than the baseline says.
    """

    kept: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    stale: tuple[Entry, ...]
    risen: tuple[Risen, ...] = ()


class Renewed(NamedTuple):
    """A baseline as it is after a run, and how it came about.

    `kept` counts the findings that it knew, `new` are those it did not, `dropped` the entries, or what of their counts,
    that no finding needs any more. `risen` are those that it knew at a lower level.
    """

    baseline: Baseline
    kept: int
    new: tuple[Finding, ...]
    dropped: tuple[Entry, ...]
    risen: tuple[Risen, ...] = ()


def load(file: Path) -> Baseline:
    """Read a baseline. Raises `BaselineProblem` for a file that is not there, cannot be read, or is no baseline."""
    try:
        text = read_regular(file, _LARGEST).decode("utf-8-sig")
    except FileNotFoundError:
        if is_link(file):
            raise BaselineProblem(file, "is a link that leads nowhere", "delete it") from None
        raise BaselineProblem(file, "does not exist", "write it with `flowlint baseline write`") from None
    except OSError as problem:
        what = f"cannot be read: {reason(problem)}"
        raise BaselineProblem(file, what, "make it a file that can be read") from None
    except UnicodeDecodeError as problem:
        raise BaselineProblem(file, f"is not UTF-8 at byte {problem.start + 1}") from None
    try:
        document = json.loads(text)
    except json.JSONDecodeError as problem:
        what = f"is not JSON at line {problem.lineno}, column {problem.colno}"
        raise BaselineProblem(file, what) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, lists thousands deep
        raise BaselineProblem(file, "is no baseline") from None
    for fault in _faults(document):
        raise BaselineProblem(file, fault)
    return Baseline(file, tuple(Entry(**entry) for entry in document["findings"]))


def checked_files(report: Report) -> Mapping[str, Collection[str]]:
    """Give the files of a run where nothing failed, and the rules of which each can tell what is not found in it."""
    failed = {failure.path for failure in report.failures}
    return {path: rules for path, rules in report.ran.items() if path not in failed}


def apply(
    baseline: Baseline,
    findings: Sequence[Finding],
    checked: Mapping[str, Collection[str]],
    rules: Collection[str],
    known: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Applied:
    """Hold back the findings that a baseline knows.

    `findings` are in the order of a report, `checked` the paths of the files that were part of the run, `rules` the ids
    of the rules that ran, `known` those of all there are, by pack. What an entry has left over counts for other files
    if its own was checked or is gone: so a file that moves keeps its baseline. An entry of another file is for that
    file alone and never stale; nor is one of a rule that did not run, unless its pack has no such rule any more. Of
    more findings than are allowed the last are kept.
    """
    match = _match(baseline, findings, checked, rules, known)
    return Applied(
        kept=tuple(finding for finding, entry in match.matched if entry is None),
        suppressed=tuple(Suppressed(finding, "baseline", entry.reason) for finding, entry in match.matched if entry),
        stale=match.stale,
        risen=_risen(match.matched),
    )


def renew(
    baseline: Baseline,
    findings: Sequence[Finding],
    checked: Mapping[str, Collection[str]],
    rules: Collection[str],
    reason: str = "",
    known: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Renewed:
    """Make the baseline that knows these findings, and drops what is stale. Takes what `apply` takes.

    Findings that it knew keep their reasons; `reason` is that of the new ones.
    """
    match = _match(baseline, findings, checked, rules, known)
    entries = [
        _entry(baseline, finding, fault, entry.reason if entry else reason)
        for (finding, fault), entry in zip(_faults_of(findings), match.of_faults, strict=True)
    ]
    new = tuple(finding for finding, entry in match.matched if entry is None)
    after = replace(baseline, entries=_merged([*entries, *match.rest]))
    return Renewed(after, len(findings) - len(new), new, match.stale, _risen(match.matched))


def _risen(matched: Iterable[tuple[Finding, Entry | None]]) -> tuple[Risen, ...]:
    known = ((finding, Level(entry.level)) for finding, entry in matched if entry)
    return tuple(Risen(finding, before) for finding, before in known if finding.level.rank > before.rank)


def text(baseline: Baseline) -> str:
    """Write a baseline as its file has it: the same for the same findings, whatever run, version or machine made it."""
    entries = [
        {name: masked(value) if isinstance(value, str) else value for name, value in asdict(entry).items()}
        for entry in baseline.entries
    ]
    document = {"version": VERSION, "tool": {"name": "flowlint"}, "findings": entries}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


class _Match(NamedTuple):
    """The entries that know findings, and what is left over of the entries: `stale`, or the `rest`.

    `of_faults` are those of all faults in turn. `matched` are the findings, each with the entry of its first fault, or
    None where one of its faults is not known.
    """

    of_faults: list[Entry | None]
    matched: list[tuple[Finding, Entry | None]]
    stale: tuple[Entry, ...]
    rest: tuple[Entry, ...]


def _match(
    baseline: Baseline,
    findings: Sequence[Finding],
    checked: Mapping[str, Collection[str]],
    rules: Collection[str],
    known: Mapping[str, Collection[str]],
) -> _Match:
    """Match faults with entries: first all with those of their own file, then the others with what is left over."""
    entries = {(entry.fingerprint, entry.path): entry for entry in _merged(baseline.entries)}
    left = {key: entry.count for key, entry in entries.items()}
    found: list[Entry | None] = []
    faults = list(_faults_of(findings))
    for finding, fault in faults:
        key = fault, baseline.relative(finding.path)
        found.append(entries[key] if left.get(key) else None)
        if found[-1]:
            left[key] -= 1
    looked_at = {baseline.relative(path): ran for path, ran in checked.items()}
    gone = {entry.rule for entry in entries.values() if _has_no_such_rule(entry.rule, known)}
    judged = {
        key
        for key, entry in entries.items()
        if (
            entry.rule in looked_at[entry.path] or entry.rule in gone
            if entry.path in looked_at
            else baseline.is_gone(entry)
        )
    }
    spare: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key in sorted(judged, reverse=True):
        spare[key[0]].append(key)
    for index, (_, fault) in enumerate(faults):
        keys = spare[fault]
        while keys and not left[keys[-1]]:
            keys.pop()
        if keys and found[index] is None:
            found[index] = entries[keys[-1]]
            left[keys[-1]] -= 1
    over = {key: replace(entries[key], count=count) for key, count in left.items() if count}
    is_stale = {key: key in judged and (entry.rule in rules or entry.rule in gone) for key, entry in over.items()}
    in_turn = iter(found)
    of_findings = [[next(in_turn) for _ in finding.faults] for finding in findings]
    return _Match(
        of_faults=found,
        matched=[(finding, one[0] if all(one) else None) for finding, one in zip(findings, of_findings, strict=True)],
        stale=tuple(entry for key, entry in over.items() if is_stale[key]),
        rest=tuple(entry for key, entry in over.items() if not is_stale[key]),
    )


def _faults_of(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Give the fingerprints of what findings tell of, each with its finding."""
    return ((finding, fault) for finding in findings for fault in finding.faults)


def _has_no_such_rule(rule: str, known: Mapping[str, Collection[str]]) -> bool:
    """Tell whether a rule does not exist any more: its pack is here, and does not have it."""
    pack = rule.rpartition("/")[0]
    return pack in known and rule not in known[pack]


def _entry(baseline: Baseline, finding: Finding, fault: str, reason: str) -> Entry:
    return Entry(
        fingerprint=fault,
        rule=finding.rule,
        level=finding.level.value,
        path=baseline.relative(finding.path),
        flow=finding.flow,
        block=finding.block.id if finding.block else None,
        message=finding.message,
        count=1,
        reason=reason,
    )


def _merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Make one entry of all that have fingerprint and path in common, as the first has it; sorted."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        key = entry.fingerprint, entry.path
        before = found.get(key)
        if before is None:
            found[key] = entry
        else:
            reason = before.reason or entry.reason
            found[key] = replace(before, count=before.count + entry.count, reason=reason)
    return tuple(sorted(found.values(), key=lambda one: one.sort_key))


_LEVELS = tuple(level.value for level in Level)
_MAY_BE_NULL = ("flow", "block")


def _faults(document: Any) -> Iterator[str]:
    """Say what is wrong with the document of a baseline, each with the JSON pointer of its place."""
    if not isinstance(document, dict) or not {"version", "findings"} <= document.keys():
        yield "is no baseline: it has no version, or no findings"
    elif "files" in document:
        yield "is no baseline: it is a report"
    elif document["version"] is True or document["version"] != VERSION:
        yield f"has at /version another than {VERSION}, the only one that this flowlint knows"
    elif not isinstance(document["findings"], list):
        yield f"has at /findings {json_type(document['findings'])} instead of a list"
    else:
        for index, entry in enumerate(document["findings"]):
            yield from _faults_of_entry(entry, f"/findings/{index}")


def _faults_of_entry(entry: Any, at: str) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield f"has at {at} {json_type(entry)} instead of an object"
        return
    names = [field.name for field in fields(Entry)]
    for name in names:
        value = entry.get(name)
        if name not in entry:
            yield f"has at {at} an entry without {name!r}"
        elif name == "count":
            if type(value) is not int or value < 1:
                yield f"has at {at}/count something else than a whole number from 1 on"
        elif name == "level":
            if value not in _LEVELS:
                yield f"has at {at}/level something else than {joined(_LEVELS, 'or')}"
        elif not isinstance(value, str) and (value is not None or name not in _MAY_BE_NULL):
            yield f"has at {at}/{name} {json_type(value)} instead of text"
    for name in sorted(entry.keys() - set(names)):
        yield f"has at {at} an entry with {masked(name)[:40]!r}, which none has"
