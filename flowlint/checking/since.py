"""Since: what an earlier state of the flows had already is held back, whatever its blocks and files are called now.

A finding is known by its fingerprint, made for the flow and the blocks as they are called today. It is reported all
the same where its path passes a block that does something else now, or takes a branch that leads elsewhere: the same
fingerprint may stand for another way to the same fault.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from flowlint.checking.planning import Before, Plan
from flowlint.difference import FlowPair, Pair, Side, Touched, changes_between, compared, paired, touched
from flowlint.findings.fingerprint import Identity, fingerprint, named
from flowlint.model.flow import Flow
from flowlint.paths import from_root
from flowlint.report import Finding, Report, Since, Suppressed
from flowlint.suppression.baseline import FILE_NAME, Baseline, apply, checked_files, renew

_WORD = re.compile(r"\S+")
_Key = tuple[str, str | None]
"""A flow as findings name it: by its file and its name."""


def hold_back_what_was_there(report: Report, plan: Plan, before: Before, asked: Sequence[str]) -> Report:
    """Give a report without the findings that an earlier state had already, and with what changed since.

    `asked` are the paths that the run was asked for: of flows elsewhere nobody wants to know that they are gone.
    """
    sides = Side(_flows(before.plan)), Side(_flows(plan))
    pairs = [(was, now, compared(was, now) if was and now else None) for was, now in paired(*sides)]
    checked = {flow for file in plan.files for flow in file.flows}
    here = [
        (was, now, pair)
        for was, now, pair in pairs
        if (now in checked if now is not None else was is not None and _is_asked_for(was, asked))
    ]
    changes = changes_between((before.revision, ""), sides, here)
    known = _as_of_today(before.report.findings, [pair for _, _, pair in pairs if pair is not None])
    kept, held_back = _parted(report, known, _touched(pairs))
    suppressed = sorted((*report.suppressed, *held_back), key=lambda one: one.finding.sort_key)
    return replace(
        report,
        findings=kept,
        suppressed=tuple(suppressed),
        failures=(*report.failures, *before.failures),
        since=Since(before.revision, before.commit, changes),
    )


def _flows(plan: Plan) -> list[Flow]:
    files = sorted((*plan.files, *plan.context), key=lambda file: from_root(file.path))
    return [flow for file in files for flow in file.flows if flow.variant_of is None]


def _is_asked_for(flow: Flow, asked: Sequence[str]) -> bool:
    path = Path(os.path.abspath(flow.source.path))  # noqa: PTH100 - resolve() would follow links
    return any(path.is_relative_to(os.path.abspath(one)) for one in asked)  # noqa: PTH100


def _parted(
    report: Report, known: Sequence[Finding], changed: Mapping[_Key, Touched]
) -> tuple[tuple[Finding, ...], list[Suppressed]]:
    """Part the findings into those that are new or touched, and those that were there."""
    rules = frozenset(rule.id for rule in report.rules)
    checked = checked_files(report)
    # The file is not there: what it would hold is made here.
    before = renew(Baseline(Path(FILE_NAME)), known, checked, rules).baseline
    untouched = [finding for finding in report.findings if not _is_touched(finding, changed)]
    applied = apply(before, untouched, checked, rules, report.known)
    graver = {id(one.finding) for one in applied.risen}
    held_back = [one._replace(cause="revision") for one in applied.suppressed if id(one.finding) not in graver]
    there = {id(one.finding) for one in held_back}
    return tuple(finding for finding in report.findings if id(finding) not in there), held_back


def _as_of_today(findings: Sequence[Finding], pairs: Sequence[Pair]) -> list[Finding]:
    """Give findings of the earlier state as they would be known in the flows, blocks and files of today."""
    of_flow: dict[_Key, list[Pair]] = defaultdict(list)
    for pair in pairs:
        of_flow[pair.before.source.path, pair.before.name].append(pair)
    names = {_name(pair.before): _name(pair.after) for pair in pairs}
    return [_renamed(one, of_flow.get((one.path, one.flow), []), names) for one in findings]


def _renamed(finding: Finding, pairs: Sequence[Pair], names: Mapping[str, str]) -> Finding:
    if not finding.identities:
        return finding
    ids = {one.id: other.id for pair in pairs for one, other in pair.blocks.items() if one.id != other.id}
    now = pairs[0].after if pairs else None

    def renamed(known_by: Identity) -> Identity:
        rule, flow, block, tail, key, *leads_to = known_by
        is_own = now is not None and flow == named(finding.flow, finding.path)
        flow = _name(now) if now is not None and is_own else names.get(flow, flow)
        key = _WORD.sub(lambda word: ids.get(word.group(), word.group()), ids.get(key, key))
        return rule, flow, ids.get(block, block), tail, key, *(names.get(one, one) for one in leads_to)

    itself, *causes = identities = tuple(map(renamed, finding.identities))
    return replace(
        finding,
        path=finding.path if now is None else now.source.path,
        identities=identities,
        fingerprint=fingerprint(itself),
        causes=tuple(map(fingerprint, causes)),
    )


def _name(flow: Flow) -> str:
    return named(flow.name, flow.source.path)


def _touched(pairs: Sequence[FlowPair]) -> Mapping[_Key, Touched]:
    """Give what changed in each flow of today."""
    found: dict[_Key, Touched] = {}
    for _, now, pair in pairs:
        if now is not None:
            one, key = touched(now, pair), (now.source.path, now.name)
            other = found.get(key, Touched())
            found[key] = Touched(one.blocks | other.blocks, one.branches | other.branches, one.left | other.left)
    return found


def _is_touched(finding: Finding, changed: Mapping[_Key, Touched]) -> bool:
    """Tell whether a finding is about a block that changed, or its path passes one, or takes a branch that did."""
    own = changed.get((finding.path, finding.flow), Touched())
    if finding.block is not None and own.holds(finding.block.id):
        return True
    if any(
        one.at_fault and changed.get((one.path, one.flow), Touched()).holds(one.block.id) for one in finding.related
    ):
        return True
    return any(_passed(finding, changed))


def _passed(finding: Finding, changed: Mapping[_Key, Touched]) -> Iterator[bool]:
    """Tell of each step of a path whether it passes what changed."""
    for step, following in pairwise((*finding.trail, None)):
        assert step is not None  # only the last one is
        key = (step.path, step.flow) if step.path is not None else (finding.path, finding.flow)
        there = changed.get(key, Touched())
        yield step.block.id in there.blocks
        yield following is not None and (step.block.id, following.via) in there.branches
