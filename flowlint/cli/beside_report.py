"""What `flowlint check` says on standard error beside its report: whatever the report alone might hide."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flowlint.cli.common import SHOWN, say_what_is_graver, say_what_is_unread, tell
from flowlint.output.writing import SHOW_SUPPRESSED
from flowlint.report import FileSummary, Report, Stale
from flowlint.text.words import counted, joined

if TYPE_CHECKING:
    from flowlint.cli.destinations import Destinations


def say_beside(report: Report, empty: Sequence[FileSummary | str], to: "Destinations", only_flows: bool) -> None:
    """Say what belongs beside a report that was written; `empty` is what was asked for and holds no flow."""
    _say_what_was_not_checked(report, empty, to.shown, only_flows)
    if report.context and report.context.limit:
        tell(f"context was read up to {report.context.limit} only; check all flows for what the rest has to say")
    for advice in report.advice:
        tell(advice)
    _say_what_is_not_shown(report, to)
    _say_what_is_stale(report.stale)
    say_what_is_graver(report.risen)
    if to.left_out:
        files = ", ".join(str(one.value).partition("=")[2] for one in to.left_out)
        tell(f"not written, since only settings ask for it: {files} ({to.left_out[0]}); --allow-output writes it")


def _say_what_was_not_checked(
    report: Report, empty: Sequence[FileSummary | str], shown: bool, only_flows: bool
) -> None:
    """Name what could not be checked or read; `shown` where the same terminal shows it already."""
    for failure in () if shown else report.failures:
        tell(str(failure))
    say_what_is_unread(() if shown else report.unread)
    # That one of several files was passed over is no news: hooks name each file that changed.
    for one in [one for one in empty if isinstance(one, str) or not (report.flows or only_flows)][:SHOWN]:
        tell(f"found no flow in {one}" if isinstance(one, str) else f"{one.path} was passed over: {one.skipped}")


def _say_what_is_not_shown(report: Report, to: "Destinations") -> None:
    """Say which formats have no place for what was asked for."""
    without = sorted(to.formats - {*SHOW_SUPPRESSED})
    if report.show.suppressed and report.suppressed and without:
        many = counted(len(report.suppressed), "finding")
        tell(f"{joined(without)} cannot show what is held back ({many}); {joined(SHOW_SUPPRESSED)} can")
    without = sorted(to.formats - {"text"})
    if report.show.how_to_suppress and report.findings and without:
        tell(f"{joined(without)} cannot show what holds a finding back; text can")


def _say_what_is_stale(stale: Sequence[Stale]) -> None:
    """Name what the baseline knows that is found no more."""
    for one in stale[:SHOWN]:
        count = f"{one.count} times " if one.count > 1 else ""
        tell(f"stale in the baseline: {one.path}: {count}{one.rule}: {one.message}")
    if len(stale) > SHOWN:
        tell(f"stale in the baseline: {len(stale) - SHOWN:,} more")
    if stale:
        tell("`flowlint baseline write` takes out what is stale")
