"""Rounds: make the fixes of all findings, check again, and go on with what is found then, until nothing is left."""

import bisect
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from flowlint.editing import TextEdit, apply, digests, place_of
from flowlint.files import holding
from flowlint.fixing.contents import CannotChange, Content, content_of
from flowlint.reading import CheckedTree, FlowFile, Reader
from flowlint.report import Edit, Finding, Fix, Level, Report

_MOST_ROUNDS, _FEWEST_ROUNDS = 20, 5
"""How often all is checked again. Fixes that overlap take a round each; those that are left are in the report."""
_MOST_LETTERS = 2_000_000
"""How many letters of a file are checked again in all rounds, unless the fewest take more: some five seconds' work."""

Check = Callable[[], Report]
Key = tuple[str, str, str]
"""What a finding is known by from one round to the next: its file, rule and fingerprint."""


@dataclass(slots=True)
class Fixed:
    """What came of fixing: the files to write, the findings that are fixed in them, and what is found then.

    `refused` says why of each file in which not all was fixed, as the end of a sentence. `together` names the files
    that are only written with each other. `uncovered` are findings of the report that were there before, and that
    nobody could see: they are about blocks whose type was not known, or about paths through these.
    """

    report: Report
    contents: dict[str, Content] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    together: list[frozenset[str]] = field(default_factory=list)
    uncovered: list[Finding] = field(default_factory=list)

    @property
    def changed(self) -> list[Content]:
        """The files that are not what they were."""
        return [one for _, one in sorted(self.contents.items()) if one.after != one.before]

    def groups(self) -> list[list[Content]]:
        """Give the files to write, those together that a fix changes together."""
        changed = {one.path: one for one in self.changed}
        groups = _groups([*self.together, *([path] for path in changed)])
        return [[changed[path] for path in sorted(group & changed.keys())] for group in groups]


def fix(check: Check, asked: Sequence[str], *, unsafe: bool, least: Level) -> Fixed:
    """Make the fixes of what `check` finds at a level and above, in memory; `unsafe` ones too where that is asked for.

    `check` is called as often as there are rounds, and is answered as if the files were written already. Findings that
    are held back are not fixed. Raises whatever it does.
    """
    return _Fixing(check, asked, unsafe, least).run()


class _Fixing:
    def __init__(self, check: Check, asked: Sequence[str], unsafe: bool, least: Level) -> None:
        self._check, self._asked, self._unsafe, self._least = check, asked, unsafe, least
        self._tree = CheckedTree.of(asked)
        self._recognised: set[tuple[str, str]] = set()

    def run(self) -> Fixed:
        done = Fixed(self._check())
        if done.report.failures:  # what is found then is not all, and nothing tells whether a fix would be right
            return done
        for number in range(_MOST_ROUNDS):
            chosen = self._chosen(done, number)
            if not chosen:
                break
            self._make(done, chosen)
        return done

    def _chosen(self, done: Fixed, number: int) -> dict[Finding, Fix]:
        """Choose the fixes of this round: those of files that can be changed, and no two at one place."""
        checked = {file.path for file in done.report.files if file.skipped is None}
        chosen: dict[Finding, Fix] = {}
        taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for finding in filter(self._is_wanted, done.report.findings):
            made = finding.fix
            assert made is not None
            if not all(self._can_change(path, done, checked, number) for path in made.paths):
                continue
            if not any(_touches(one, taken[one.path]) for one in made.edits):
                chosen[finding] = made
                for one in made.edits:
                    bisect.insort(taken[one.path], (one.start, one.end))
        return chosen

    def _is_wanted(self, finding: Finding) -> bool:
        made = finding.fix
        return made is not None and (made.safe or self._unsafe) and finding.level.rank >= self._least.rank

    def _can_change(self, path: str, done: Fixed, checked: set[str], number: int) -> bool:
        if path in done.refused:
            return False
        if path in done.contents:
            return number < _rounds_of(done.contents[path])
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
        self._refuse_what_goes_wrong(done, [*chosen.values()], old)
        chosen = {finding: made for finding, made in chosen.items() if not done.refused.keys() & made.paths}
        groups = _groups(made.paths for made in chosen.values())
        while groups:
            paths = frozenset().union(*groups)
            here = {finding: made for finding, made in chosen.items() if paths.issuperset(made.paths)}
            contents = done.contents | _edited(done.contents, here.values())
            with _written(contents):
                report = self._check()
            was, now = (Counter(map(_key, one.findings)) for one in (done.report, report))
            added = [one for one in report.findings if now[_key(one)] > was[_key(one)]]
            uncovered = [one for one in added if _passes(one, self._recognised)]
            brought = [one for one in added if not _passes(one, self._recognised)]
            wrong = _wrong(report, (was, now), brought, here, groups)
            if not wrong:
                done.uncovered = [one for one in (*done.uncovered, *uncovered) if _key(one) in now]
                done.report, done.contents = report, contents
                done.findings += here
                done.together += [frozenset(made.paths) for made in here.values() if len(made.paths) > 1]
                return
            for group, why in wrong.items():
                done.refused |= dict.fromkeys(group, why)
            groups = [group for group in groups if group not in wrong]

    def _refuse_what_goes_wrong(self, done: Fixed, fixes: Sequence[Fix], read: Mapping[str, FlowFile]) -> None:
        """Leave the files of fixes alone that make more or less of their flows than they say.

        `read` has the files as they are before. All fixes are made at once; which of them goes wrong is told by making
        half of them, and so on.
        """
        fixes = [made for made in fixes if not done.refused.keys() & made.paths]
        if self._go_well(done, fixes, read):
            return
        if len(fixes) == 1:
            done.refused |= dict.fromkeys(fixes[0].paths, "would not hold the same flow but for the fix")
            return
        for half in (fixes[: len(fixes) // 2], fixes[len(fixes) // 2 :]):
            self._refuse_what_goes_wrong(done, half, read)

    def _go_well(self, done: Fixed, fixes: Sequence[Fix], read: Mapping[str, FlowFile]) -> bool:
        """Tell whether files hold the same flows but for some fixes; note blocks whose type is known only then.

        What stands in one place under several conditions has variants, of which a fix is about one.
        """
        missing = {one for made in fixes for one in made.becomes}
        promised = frozenset(missing)
        recognised: set[tuple[str, str]] = set()
        for path, content in _edited(done.contents, fixes).items():
            old, new = read[path], Reader(self._tree).read_text(path, content.text)
            if len(old.flows) != len(new.flows) or [str(one) for one in old.unread] != [str(one) for one in new.unread]:
                return False
            with_variants = {id(one) for flow in old.flows if flow.variant_of for one in (flow, flow.variant_of)}
            for before, after in zip(old.flows, new.flows, strict=True):
                place = place_of(before.source, before.base)
                found = digests(place, before.document, after.document)
                if id(before) not in with_variants and not promised.issuperset(found):
                    return False
                missing.difference_update(found)
            recognised |= {(path, block_id) for block_id in _recognised(old, new)}
        self._recognised |= recognised
        return not missing


def _written(contents: Mapping[str, Content]) -> AbstractContextManager[None]:
    """Answer as if the files were written already."""
    # resolve() would follow links
    return holding({os.path.abspath(path): one.after for path, one in contents.items()})  # noqa: PTH100


def _rounds_of(content: Content) -> int:
    """Give how many rounds a file takes part in."""
    return max(_FEWEST_ROUNDS, min(_MOST_ROUNDS, _MOST_LETTERS // (len(content.text) + 1)))


def _touches(edit: Edit, taken: Sequence[tuple[int, int]]) -> bool:
    """Tell whether an edit touches one of others, which are in order and apart from each other."""
    after = bisect.bisect_right(taken, (edit.end, sys.maxsize))  # the first that begins where nothing of it is left
    return after > 0 and edit.start <= taken[after - 1][1]


def _groups(sets: Iterable[Iterable[str]]) -> list[frozenset[str]]:
    """Give the files that change, those together that a fix changes together."""
    of: dict[str, set[str]] = {}
    for paths in map(frozenset, sets):
        known = sorted({id(of[path]): of[path] for path in paths & of.keys()}.values(), key=len)
        joined = known.pop() if known else set()
        for path in paths.union(*known):
            joined.add(path)
            of[path] = joined
    return [frozenset(group) for group in {id(group): group for group in of.values()}.values()]


def _edited(contents: Mapping[str, Content], fixes: Iterable[Fix]) -> dict[str, Content]:
    """Give the files that fixes change, as they are to be."""
    edits: dict[str, list[TextEdit]] = defaultdict(list)
    for edit in (edit for made in fixes for edit in made.edits):
        edits[edit.path].append(TextEdit(edit.start, edit.end, edit.text))
    return {path: contents[path].with_text(apply(contents[path].text, sorted(of))) for path, of in edits.items()}


def _recognised(old: FlowFile, new: FlowFile) -> Iterator[str]:
    """Give the ids of blocks that have a type which nobody knew before; both files have the same flows."""
    for before, after in zip(old.flows, new.flows, strict=True):
        for block in before.blocks:
            now = after.by_id.get(block.id)
            if block.action is None and now is not None and now.action is not None:
                yield block.id


def _passes(finding: Finding, blocks: Collection[tuple[str, str]]) -> bool:
    """Tell whether a finding is about one of some blocks, each given with its file, or about a path through one."""
    if finding.block and (finding.path, finding.block.id) in blocks:
        return True
    return any((step.path or finding.path, step.block.id) in blocks for step in finding.trail)


def _wrong(
    after: Report,
    counts: tuple[Counter[Key], Counter[Key]],
    added: Iterable[Finding],
    fixed: Mapping[Finding, Fix],
    groups: Sequence[frozenset[str]],
) -> dict[frozenset[str], str]:
    """Say of files why their fixes are none; nothing where all is well.

    `counts` are of the findings before and after, by their keys, and `added` what the fixes may have brought.
    """
    wrong: dict[frozenset[str], str] = {}
    was, now = counts
    group_of = {path: group for group in groups for path in group}
    by_group: dict[frozenset[str], list[Finding]] = {group: [] for group in groups}
    for finding, made in fixed.items():
        by_group[group_of[made.paths[0]]].append(finding)
    # Fixes of some files may have brought what is in one of them, or in none that changed.
    brought: dict[frozenset[str] | None, list[Finding]] = defaultdict(list)
    for one in added:
        brought[group_of.get(one.path)].append(one)
    failed = next((failure.path for failure in after.failures), None)
    for group, findings in by_group.items():
        gone = Counter(map(_key, findings))
        stays = next((one for one in findings if now[_key(one)] > was[_key(one)] - gone[_key(one)]), None)
        least = min(finding.level.rank for finding in findings)
        new = next((one for one in (*brought[group], *brought[None]) if one.level.rank >= least), None)
        if failed is not None and group_of.get(failed) in (group, None):
            wrong[group] = "could not be checked any more after its fixes"
        elif stays is not None:
            wrong[group] = f"would still have what {stays.rule} finds at line {stays.place.line}"
        elif new is not None:
            wrong[group] = f"would have something new after its fixes: {new.rule}: {new.message}"
    return wrong


def _key(finding: Finding) -> Key:
    return finding.path, finding.rule, finding.fingerprint
