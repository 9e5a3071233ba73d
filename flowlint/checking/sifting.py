"""Sift: tell what is reported from what is held back on purpose, by suppressions or by the baseline."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from flowlint.checking.running import RuleRun
from flowlint.report import Finding, Report, Stale, Suppressed
from flowlint.suppression import Suppressor

if TYPE_CHECKING:
    from flowlint.suppression.baseline import Baseline


class Sifted(NamedTuple):
    """The findings to report, and those that are held back."""

    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()


def sift(results: Iterable[RuleRun], suppressor: Suppressor) -> Sifted:
    """Hold back what suppressions are about; the suppressor remembers which of them did so."""
    findings: list[Finding] = []
    suppressed: list[Suppressed] = []
    for result in results:
        for finding in result.findings:
            held = suppressor.suppressed(finding, result.flow, result.file)
            if held is None:
                findings.append(finding)
            else:
                suppressed.append(held)
    return Sifted(tuple(findings), tuple(suppressed))


def hold_back_known(report: Report, baseline: "Baseline") -> Report:
    """Give a report without the findings that a baseline knows."""
    from flowlint.suppression.baseline import apply, checked_files  # most runs have none

    rules = frozenset(rule.id for rule in report.rules)
    kept, suppressed, stale, risen = apply(baseline, report.findings, checked_files(report), rules, report.known)
    return replace(
        report,
        findings=kept,
        suppressed=tuple(sorted((*report.suppressed, *suppressed), key=lambda one: one.finding.sort_key)),
        stale=tuple(Stale(entry.path, entry.rule, entry.message, entry.count) for entry in stale),
        risen=risen,
    )
