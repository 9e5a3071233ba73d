"""Rounds: make the fixes of all findings, check again, and go on with what is found then, until nothing is left."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flowlint.editing import TextEdit, apply, digest
from flowlint.files import holding
from flowlint.fixing.contents import CannotChange, Content, content_of
from flowlint.reading import CheckedTree, FlowFile, Reader
from flowlint.report import Edit, Finding, Fix, Level, Report

_MOST_ROUNDS = 20
"""Fixes that overlap are made in rounds; no flow needs more than a few."""

Check = Callable[[], Report]
Key = tuple[str, str, str]
"""What a finding is known by from one round to the next: its file, rule and fingerprint."""


@dataclass(slots=True)
class Fixed:
    """What came of fixing: the files to write, the findings that are fixed in them, and what is found then.

    `refused` says of each file that was to be changed and is left alone why, as the end of a sentence. `together` names
    the files that are only written with each other.
    """

    report: Report
    contents: dict[str, Content] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    together: list[frozenset[str]] = field(default_factory=list)

    @property
    def changed(self) -> list[Content]:
        """The files that are not what they were."""
        return [one for _, one in sorted(self.contents.items()) if one.after != one.before]

    def groups(self) -> list[list[Content]]:
        """Give the files to write, those together that a fix changes together."""
        groups: list[set[str]] = []
        for paths in [*self.together, *({one.path} for one in self.changed)]:
            joined = {*paths}.union(*(one for one in groups if one & paths))
            groups = [one for one in groups if not one & paths] + [joined]
        return [[one for one in self.changed if one.path in group] for group in groups]


def fix(check: Check, asked: Sequence[str], *, unsafe: bool, least: Level) -> Fixed:
    """Make the fixes of what `check` finds at a level and above, in memory; `unsafe` ones too where that is asked for.

    `check` is called as often as there are rounds, and is answered as if the files were written already. Findings that
    are held back are not fixed. Raises whatever `check` does.
    """
    return _Fixing(check, asked, unsafe, least).run()


class _Fixing:
    def __init__(self, check: Check, asked: Sequence[str], unsafe: bool, least: Level) -> None:
        self._check, self._asked, self._unsafe, self._least = check, asked, unsafe, least
        self._tree = CheckedTree.of(asked)

    def run(self) -> Fixed:
        done = Fixed(self._check())
        if done.report.failures:  # what is found then is not all, and nothing tells whether a fix would be right
            return done
        for _ in range(_MOST_ROUNDS):
            chosen = self._chosen(done)
            if not chosen:
                break
            self._make(done, chosen)
        return done

    def _chosen(self, done: Fixed) -> dict[Finding, Fix]:
        """Choose the fixes of this round: those of files that can be changed, and no two at one place."""
        checked = {file.path for file in done.report.files if file.skipped is None}
        chosen: dict[Finding, Fix] = {}
        taken: list[Edit] = []
        for finding in done.report.findings:
            made = finding.fix
            if made is None or not (made.safe or self._unsafe) or finding.level.rank < self._least.rank:
                continue
            if any(path in done.refused or not self._can_change(path, done, checked) for path in made.paths):
                continue
            if not any(_touch(one, other) for one in made.edits for other in taken):
                chosen[finding] = made
                taken += made.edits
        return chosen

    def _can_change(self, path: str, done: Fixed, checked: set[str]) -> bool:
        if path in done.contents:
            return True
        if path not in checked:
            done.refused[path] = "is not among what is checked, and would have to change too"
            return False
        try:
            done.contents[path] = content_of(path, self._asked)
        except CannotChange as problem:
            done.refused[path] = str(problem)
        return path not in done.refused

    def _make(self, done: Fixed, chosen: Mapping[Finding, Fix]) -> None:
        """Make fixes and check again; files in which that goes wrong are left alone, and with them what needs them."""
        involved = {path for made in chosen.values() for path in made.paths}
        old = {path: Reader(self._tree).read_text(path, done.contents[path].text) for path in involved}
        chosen = {finding: made for finding, made in chosen.items() if self._reads_back(done, made, old)}
        groups = _groups(made.paths for made in chosen.values())
        while groups:
            paths = frozenset().union(*groups)
            here = {finding: made for finding, made in chosen.items() if paths.issuperset(made.paths)}
            contents = done.contents | _edited(done.contents, here.values())
            # resolve() would follow links
            with holding({os.path.abspath(path): one.after for path, one in contents.items()}):  # noqa: PTH100
                report = self._check()
            wrong = _wrong(done.report, report, here, groups)
            if not wrong:
                done.report, done.contents = report, contents
                done.findings += here
                done.together += [frozenset(made.paths) for made in here.values() if len(made.paths) > 1]
                return
            for group, why in wrong.items():
                done.refused |= dict.fromkeys(group, why)
            groups = [group for group in groups if group not in wrong]

    def _reads_back(self, done: Fixed, made: Fix, read: Mapping[str, FlowFile]) -> bool:
        """Tell whether the flows in the files are what they were but for one fix, once it is made alone.

        `read` has the files as they are before it.
        """
        becomes: Counter[str] = Counter(made.becomes)
        for path in made.paths:
            old = read[path]
            new = Reader(self._tree).read_text(path, apply(done.contents[path].text, _edits_of(path, [made])))
            was, now = (Counter(digest(flow.document) for flow in file.flows) for file in (old, new))
            variants = sum(flow.variant_of is not None for flow in old.flows)
            becomes -= now - was
            if len(old.flows) != len(new.flows) or (now - was).total() > len(made.becomes) + variants:
                becomes["?"] += 1
            if [str(one) for one in old.unread] != [str(one) for one in new.unread]:
                becomes["?"] += 1
        if becomes:
            done.refused |= dict.fromkeys(made.paths, "would not hold the same flow but for the fix")
        return not becomes


def _touch(one: Edit, other: Edit) -> bool:
    return one.path == other.path and one.start <= other.end and other.start <= one.end


def _groups(sets: Iterable[Sequence[str]]) -> list[frozenset[str]]:
    """Give the files that change, those together that a fix changes together."""
    groups: list[frozenset[str]] = []
    for paths in map(frozenset, sets):
        joined = paths.union(*(one for one in groups if one & paths))
        groups = [*(one for one in groups if not one & paths), joined]
    return groups


def _edits_of(path: str, fixes: Iterable[Fix]) -> list[TextEdit]:
    edits = [edit for made in fixes for edit in made.edits if edit.path == path]
    return [TextEdit(one.start, one.end, one.text) for one in sorted(edits, key=lambda one: (one.start, one.end))]


def _edited(contents: Mapping[str, Content], fixes: Iterable[Fix]) -> dict[str, Content]:
    fixes = list(fixes)
    paths = {path for made in fixes for path in made.paths}
    return {path: contents[path].with_text(apply(contents[path].text, _edits_of(path, fixes))) for path in paths}


def _wrong(
    before: Report, after: Report, fixed: Mapping[Finding, Fix], groups: Sequence[frozenset[str]]
) -> dict[frozenset[str], str]:
    """Say of files why their fixes are none; nothing where all is well."""
    wrong: dict[frozenset[str], str] = {}
    was, now = (Counter(map(_key, report.findings)) for report in (before, after))
    by_group = {group: [finding for finding, made in fixed.items() if group.issuperset(made.paths)] for group in groups}
    added = [one for one in after.findings if now[_key(one)] > was[_key(one)]]
    failed = next((failure.path for failure in after.failures), None)
    for group, findings in by_group.items():
        gone = Counter(map(_key, findings))
        stays = next((one for one in findings if now[_key(one)] > was[_key(one)] - gone[_key(one)]), None)
        least = min(finding.level.rank for finding in findings)
        new = next((one for one in added if one.level.rank >= least and _is_of(one, group, groups)), None)
        if failed is not None and (failed in group or len(groups) == 1):
            wrong[group] = "could not be checked any more after its fixes"
        elif stays is not None:
            wrong[group] = f"would still have what {stays.rule} finds at line {stays.place.line}"
        elif new is not None:
            wrong[group] = f"would have something new after its fixes: {new.rule}: {new.message}"
    return wrong


def _is_of(finding: Finding, group: frozenset[str], groups: Sequence[frozenset[str]]) -> bool:
    """Tell whether fixes of some files may have brought a finding: it is in one of them, or in none that changed."""
    return finding.path in group or not any(finding.path in other for other in groups)


def _key(finding: Finding) -> Key:
    return finding.path, finding.rule, finding.fingerprint
