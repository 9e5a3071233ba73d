"""Assemble: one report of all that was found, in an order that depends on the input alone."""

from collections.abc import Iterable, Sequence

from flowlint.checking.planning import FilePlan, Plan
from flowlint.checking.running import ran_whole
from flowlint.checking.sifting import Sifted
from flowlint.reading import FlowFile
from flowlint.report import Failure, FileSummary, FlowSummary, Level, Report, Unread, json_pointer
from flowlint.rule import Rule


def assemble(plan: Plan, sifted: Sequence[Sifted], failures: Iterable[Failure]) -> Report:
    """Make the report of a run."""
    failures = tuple(sorted(failures, key=lambda one: (one.path, one.rule or "", one.message)))
    whole = ran_whole(plan, failures, "file", "flow", "suppression")
    of_settings = {(one.settings, id(one.rules)): one for one in plan.files.values()}
    return Report(
        files=tuple(sorted(map(_summary, plan.files), key=lambda one: one.path)),
        findings=tuple(sorted((one for part in sifted for one in part.findings), key=lambda one: one.sort_key)),
        failures=failures,
        rules=tuple(rule.info._replace(configured=_configured(of_settings.values(), rule)) for rule in plan.rules),
        suppressed=tuple(
            sorted((one for part in sifted for one in part.suppressed), key=lambda one: one.finding.sort_key)
        ),
        ran={file.path: rules for file, rules in whole.items()},
        known=plan.known_by_pack,
    )


def _configured(plans: Iterable[FilePlan], rule: Rule) -> Level | None:
    """Give the one level that settings give a rule wherever it runs."""
    levels = {one.level(rule) for one in plans if rule in one.rules}
    return levels.pop() if len(levels) == 1 else None


def _summary(file: FlowFile) -> FileSummary:
    flows = tuple(
        FlowSummary(
            flow.name,
            flow.type,
            len(flow.blocks),
            json_pointer((*flow.source.path_in_file, *flow.base)),
        )
        for flow in file.flows
        if flow.variant_of is None
    )
    broken = tuple(
        Unread(f"it is not JSON: {one.message}", one.source.place(one.start, one.end).line, file.path)
        for one in file.problems
        if one.duplicate_key is None
    )
    return FileSummary(file.path, file.kind, flows, file.skipped, file.unread, broken)
