"""SARIF 2.1.0 for code scanning: one run that tells all a report holds, and nothing that GitHub would refuse."""

import json
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import PurePath
from typing import Any, TextIO
from urllib.parse import quote

from flowlint import __version__, address
from flowlint.output.sarif_limits import kept
from flowlint.output.wording import outcome
from flowlint.report import (
    BlockName,
    Edit,
    Failure,
    Finding,
    Fix,
    Level,
    Place,
    Related,
    Report,
    RuleInfo,
    Step,
    Suppressed,
    Unread,
)
from flowlint.text.words import short

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LONGEST_DESCRIPTION = 1024
_LONGEST_NAME = 200
"""How much of a flow's name and of a block's id is written, at each place again; names in Connect are shorter."""
_MOST_TAGS = 20

_RATING = {
    Level.ERROR: ("very-high", "error", "8.0"),
    Level.WARNING: ("high", "warning", "5.5"),
    Level.NOTE: ("medium", "recommendation", "2.0"),
}
"""What a rule's level says about it: its precision, since an error is certain and a note may be on purpose; its
severity as a problem; and its severity as a security problem, which GitHub calls high, medium and low."""

_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Lone surrogates, which strict readers refuse, and control characters, which nobody can show."""

_NO_BYTE = re.compile(r"[\ud800-\udc7f\udd00-\udfff]")
"""Surrogates that do not stand for a byte of a file's name."""

_quoted = json.JSONEncoder().encode


def write(report: Report, stream: TextIO) -> None:
    """Write a report as a SARIF log, with `\\n` at the end."""
    stream.write(_written(_log(report)) + "\n")


def _log(report: Report) -> Any:
    index = {info.id: number for number, info in enumerate(report.rules)}
    results, words_on_limits = _results(report, index)
    driver = _sarif(
        "ToolComponent",
        name="flowlint",
        version=__version__,
        semantic_version=__version__,
        information_uri=address.HOME,
        rules=[_rule(info) for info in report.rules],
    )
    invocation = _sarif(
        "Invocation",
        execution_successful=not report.failures,
        exit_code=report.exit_code,
        tool_execution_notifications=[
            *(_notification(failure, index) for failure in report.failures),
            *map(_unread, report.unread),
            *([_sarif("Notification", level="warning", message=_message(outcome(report)))] if report.is_empty else []),
            *(_sarif("Notification", level="note", message=_message(words)) for words in words_on_limits),
        ],
        rule_configuration_overrides=[_override(info, index) for info in report.rules if _is_overridden(info)] or None,
    )
    run = _sarif(
        "Run",
        tool=_sarif("Tool", driver=driver),
        automation_details=_sarif("RunAutomationDetails", id="flowlint/"),
        column_kind="utf16CodeUnits",  # as multitool has it after matching results, whatever a log says
        newline_sequences=["\r\n", "\n", "\r"],
        invocations=[invocation],
        results=results,
    )
    return _sarif("SarifLog", schema_uri=_SCHEMA, version="2.1.0", runs=[run])


def _rule(info: RuleInfo) -> Any:
    title = info.title or info.id
    sections = {heading: text for heading, text in info.sections.items() if text}
    about = [title, *(sections[heading] for heading in ("What it finds", "Why it matters") if heading in sections)]
    return _sarif(
        "ReportingDescriptor",
        id=info.id,
        name="".join(word[0].upper() + word[1:] for word in re.findall(r"[^\W_]+", info.id)),
        short_description=_sarif("MultiformatMessageString", text=title),
        full_description=_sarif("MultiformatMessageString", text=short("\n\n".join(about), _LONGEST_DESCRIPTION)),
        help=_sarif(
            "MultiformatMessageString", text=_page(title, sections, ""), markdown=_page(title, sections, "## ")
        ),
        help_uri=address.rule_page(info.id),
        default_configuration=_sarif("ReportingConfiguration", level=info.level.value),
        properties=_rule_properties(info),
    )


def _is_overridden(info: RuleInfo) -> bool:
    """Tell whether settings give a rule another level than its own."""
    return info.configured not in (None, info.level)


def _override(info: RuleInfo, index: Mapping[str, int]) -> Any:
    """Tell the level that settings give a rule: tools leave out of results the level “warning”, as SARIF's default."""
    return _sarif(
        "ConfigurationOverride",
        configuration=_sarif("ReportingConfiguration", level=info.configured and info.configured.value),
        descriptor=_sarif("ReportingDescriptorReference", id=info.id, index=index[info.id]),
    )


def _page(title: str, sections: Mapping[str, str], mark: str) -> str:
    parts = [text if name == "What it finds" else f"{mark}{name}\n\n{text}" for name, text in sections.items()]
    return "\n\n".join([title, *parts])


def _rule_properties(info: RuleInfo) -> dict[str, Any]:
    """Give the properties that GitHub shows and sorts by; one with a security severity makes a security alert."""
    precision, severity, security_severity = _RATING[info.level]
    tags = {info.pillar, *info.tags[: _MOST_TAGS - 1]} - {""}
    properties = {"tags": sorted(tags), "precision": precision, "problem.severity": severity}
    return properties | ({"security-severity": security_severity} if "security" in tags else {})


def _results(report: Report, index: Mapping[str, int]) -> tuple[list[Any], tuple[str, ...]]:
    """Give the results in the order of the report, with fingerprints that no two share, and what is said of others.

    SARIF wants suppressions given for all results of a run or of none. What a revision had already is a result all the
    same, as code scanning takes what a report lacks for healed.
    """
    found: list[tuple[Finding, list[Any] | None]]
    if report.show.suppressed:
        found = [(finding, []) for finding in report.findings]
        found += [(one.finding, [_suppression(one)]) for one in report.suppressed]
    else:
        found = [(finding, None) for finding in report.findings]
    if report.since is not None and not report.show.suppressed:
        found += [(one.finding, None) for one in report.suppressed if one.cause == "revision"]
        found.sort(key=lambda one: one[0].sort_key)
    new = {id(finding) for finding in report.findings} if report.since is not None else None
    artifacts = {path: _artifact(path) for path in _paths([finding for finding, _ in found])}
    steps: dict[tuple[int, str, str | None], Any] = {}
    overridden = {info.id for info in report.rules if _is_overridden(info)}
    seen: Counter[str] = Counter()
    results = []
    kept_of, words = kept([finding for finding, _ in found])
    for number, (finding, suppressions) in enumerate(found):
        seen[finding.fingerprint] += 1
        fingerprint = f"{finding.fingerprint}:{seen[finding.fingerprint]}"
        if number not in kept_of:
            continue
        results.append(
            _result(
                kept_of[number],
                index.get(finding.rule),
                artifacts,
                steps,
                fingerprint,
                suppressions,
                finding.rule in overridden,
                None if new is None else "new" if id(finding) in new else "unchanged",
            )
        )
    return results, words


def _suppression(suppressed: Suppressed) -> dict[str, str]:
    """Tell what held a finding back; sarif-om lacks `status`, which SARIF had under another name in a draft."""
    kind = "inSource" if suppressed.cause == "flow" else "external"
    justification = {"justification": suppressed.reason} if suppressed.reason else {}
    return {"kind": kind, "status": "accepted", **justification}


def _paths(findings: Sequence[Finding]) -> set[str]:
    """Give the paths of all files that findings point at."""
    paths = {finding.path for finding in findings}
    paths.update(one.path for finding in findings for one in finding.related)
    paths.update(edit.path for finding in findings if finding.fix for edit in finding.fix.edits)
    return paths.union(step.path for finding in findings for step in finding.trail if step.path)


def _result(
    finding: Finding,
    rule_index: int | None,
    artifacts: Mapping[str, Any],
    steps: dict[tuple[int, str, str | None], Any],
    fingerprint: str,
    suppressions: list[Any] | None,
    overridden: bool,
    baseline_state: str | None,
) -> Any:
    artifact = artifacts[finding.path]
    return _sarif(
        "Result",
        rule_id=finding.rule,
        rule_index=rule_index,
        level=finding.level.value,
        message=_message(finding.message or finding.rule, finding.related),
        locations=[_location(artifact, finding.place, finding.flow, finding.block)],
        partial_fingerprints={"primaryLocationLineHash": fingerprint},
        code_flows=[_code_flow(finding, artifacts, steps)] if finding.trail else None,
        related_locations=_related_locations(finding, artifacts) if finding.related else None,
        fixes=[_fix(finding.fix, artifacts)] if finding.fix else None,
        suppressions=suppressions,
        baseline_state=baseline_state,
        # Overrides count for results that name the invocation they are from.
        provenance=_sarif("ResultProvenance", invocation_index=0) if overridden else None,
    )


def _fix(fix: Fix, artifacts: Mapping[str, Any]) -> Any:
    """Tell what would mend a finding, file by file."""
    changes = [
        _sarif(
            "ArtifactChange",
            artifact_location=artifacts[path],
            replacements=[_replacement(edit) for edit in fix.edits if edit.path == path],
        )
        for path in fix.paths
    ]
    description = fix.description if fix.safe else f"{fix.description} (unsafe)"
    return _sarif("Fix", description=_message(description), artifact_changes=changes)


def _replacement(edit: Edit) -> Any:
    content = _sarif("ArtifactContent", text=edit.text) if edit.text else None  # code scanning refuses an empty text
    return _sarif("Replacement", deleted_region=_region(edit.place), inserted_content=content)


def _related_locations(finding: Finding, artifacts: Mapping[str, Any]) -> list[Any]:
    """Tell the other places, numbered for the links in the message."""
    return [
        _location(artifacts[one.path], one.place, one.flow, one.block, _message(one.message), number)
        for number, one in enumerate(finding.related, start=1)
    ]


def _code_flow(finding: Finding, artifacts: Mapping[str, Any], steps: dict[tuple[int, str, str | None], Any]) -> Any:
    """Tell the witness as the steps that a contact takes, through the files of all flows on its way.

    `steps` are those written before, by identity, file and flow.
    """

    def location(step: Step) -> Any:
        path, flow = (finding.path, finding.flow) if step.path is None else (step.path, step.flow)
        key = id(step), path, flow
        if key not in steps:
            steps[key] = _location(artifacts[path], step.place, flow, step.block, _message(_step_text(step)))
        return steps[key]

    locations = [
        _sarif("ThreadFlowLocation", location=location(step), execution_order=number)
        for number, step in enumerate(finding.trail, start=1)
    ]
    return _sarif("CodeFlow", thread_flows=[_sarif("ThreadFlow", locations=locations)])


def _step_text(step: Step) -> str:
    """Say a step: the branch that led here, the block, and what is to be known about it."""
    branch = f"{step.via} → " if step.via else ""
    note = f": {step.note}" if step.note else ""
    return f"{branch}{step.block.label}{note}"


def _notification(failure: Failure, index: Mapping[str, int]) -> Any:
    """Tell a failure; one of a rule pack has no file to point at."""
    location = None
    if os.path.isfile(failure.path):  # noqa: PTH113 - Path.is_file raises where a folder may not be entered
        place = _sarif("PhysicalLocation", artifact_location=_artifact(failure.path))
        location = _sarif("Location", physical_location=place)
    rule = None
    if failure.rule is not None and failure.rule in index:
        rule = _sarif("ReportingDescriptorReference", id=failure.rule, index=index[failure.rule])
    return _sarif(
        "Notification",
        level="error",
        message=_message(str(failure)),
        locations=[location] if location else None,
        associated_rule=rule,
    )


def _unread(unread: Unread) -> Any:
    """Tell what may hold a flow and could not be read."""
    region = _sarif("Region", start_line=unread.line)
    place = _sarif("PhysicalLocation", artifact_location=_artifact(unread.path), region=region)
    return _sarif(
        "Notification",
        level="note",
        message=_message(f"May hold a flow, but could not be read: {unread.reason}"),
        locations=[_sarif("Location", physical_location=place)],
    )


def _location(
    artifact: Any,
    place: Place,
    flow: str | None,
    block: BlockName | None,
    message: Any = None,
    number: int | None = None,
) -> Any:
    region = _region(place)
    return _sarif(
        "Location",
        **({} if number is None else {"id": number}),
        physical_location=_sarif("PhysicalLocation", artifact_location=artifact, region=region),
        logical_locations=_logical_locations(flow, block),
        message=message,
    )


def _region(place: Place) -> Any:
    return _sarif(
        "Region",
        start_line=place.line,
        start_column=place.column + place.wide[0],
        end_line=place.end_line,
        end_column=place.end_column + place.wide[1],
    )


def _logical_locations(flow: str | None, block: BlockName | None) -> list[Any] | None:
    """Name the block in its flow, or the flow where no block is at fault: SARIF wants the innermost thing alone."""
    if block is not None:
        full = "/".join(short(name, _LONGEST_NAME) for name in (flow, block.id) if name)
        return [_sarif("LogicalLocation", name=block.label, fully_qualified_name=full, kind="block")]
    name = short(flow, _LONGEST_NAME) if flow else None
    return [_sarif("LogicalLocation", name=name, fully_qualified_name=name, kind="flow")] if name else None


def _message(text: str, related: Sequence[Related] = ()) -> Any:
    """Make a message of text that may quote a flow, with a line for each related place.

    Such a line begins with a link to the place, for GitHub shows no place that nothing links to.

    SARIF reads `[text](target)` in a message as a link. A backslash between the brackets keeps it from being one
    for every reader, also for those that do not know SARIF's own escapes and look for `](` alone.
    """
    first, *others = [line.replace("](", "]\\(") for line in (text, *(one.message for one in related))]
    linked = [f"[{number}]({number}): {line}" for number, line in enumerate(others, start=1)]
    return _sarif("Message", text="\n".join([first, *linked]))


def _artifact(path: str) -> Any:
    """Name a file by the relative URI that leads to it from the working directory.

    Names that are not UTF-8 arrive as surrogate escapes, and leave as the bytes they have on disk.
    """
    try:
        relative = os.path.relpath(path or ".")
    except ValueError:  # on another drive of Windows, where no relative path leads
        relative = os.path.splitdrive(path)[1].lstrip("\\/")
    uri = quote(_NO_BYTE.sub("\ufffd", PurePath(relative).as_posix()), errors="surrogateescape")
    return _sarif("ArtifactLocation", uri=uri)


def _sarif(kind: str, /, **values: Any) -> Any:
    """Make an object of sarif-om's class `kind` that holds what is given, in the order given, and nothing else.

    The class refuses properties that SARIF does not have and wants those that must be there. It would also fill in
    the schema's defaults, and a default that was set cannot be distinguished from one that was not: hence the exchange.
    """
    import sarif_om

    made = getattr(sarif_om, kind)(**values)
    made.__dict__ = values
    return made


def _written(value: Any, margin: str = "\n", steps: dict[int, str] | None = None) -> str:
    """Write text, numbers, lists, dicts and objects of sarif-om as `json.dumps` with an indent of 2 would.

    What was set is written, also where it equals the schema's default: readers differ in the defaults they assume.
    The json module itself leaves its fast path when it indents, which would double the time of a large report. `steps`
    holds the locations that were written, by identity: those of steps stand in many paths, all as deep in the log.
    """
    if isinstance(value, str):
        return _quoted(_UNFIT.sub("\ufffd", value))
    if isinstance(value, int):
        return str(value).lower()  # True and False are ints too
    inner = margin + "  "
    steps = {} if steps is None else steps
    if isinstance(value, list):
        items = [_written(item, inner, steps) for item in value]
        return f"[{inner}{(',' + inner).join(items)}{margin}]" if value else "[]"
    if isinstance(value, dict):
        items = [f'"{name}": {_written(item, inner, steps)}' for name, item in value.items()]
        return f"{{{inner}{(',' + inner).join(items)}{margin}}}"
    if id(value) not in steps:
        names = _names(value.__class__)
        items = [
            f'"{names[key]}": {_written(item, inner, steps)}' for key, item in vars(value).items() if item is not None
        ]
        text = f"{{{inner}{(',' + inner).join(items)}{margin}}}"
        if value.__class__.__name__ != "Location":
            return text
        steps[id(value)] = text
    return steps[id(value)]


@cache
def _names(kind: Any) -> dict[str, str]:
    """Give SARIF's names for the attributes of one of sarif-om's classes."""
    return {field.name: field.metadata["schema_property_name"] for field in kind.__attrs_attrs__}
