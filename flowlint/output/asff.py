"""The format of AWS Security Hub, ASFF: each line is a request to BatchImportFindings, with as many as it takes."""

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TextIO

from flowlint import __version__
from flowlint.address import rule_page
from flowlint.output.printable import printable
from flowlint.output.wording import path_in_a_line
from flowlint.report import Finding, Level, Report, RuleInfo

_VERSION = "2018-10-08"
_BATCH = 100
"""How many findings one request takes."""
_TITLE, _DESCRIPTION, _REMEDY, _NAME, _FIELD = 256, 1_024, 512, 512, 1_024
"""How long texts may be, in characters. They are kept in bytes, of which there are never fewer."""
_SEVERITIES = {Level.ERROR: "HIGH", Level.WARNING: "MEDIUM", Level.NOTE: "LOW"}
_CHECKS = "Software and Configuration Checks"
_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
"""The partition of regions, by how they begin; all others are in `aws`."""
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d")
_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
_REMEDY_TEXT = "What to click in the designer: flowlint explain {}"


class NoAccount(Exception):
    """Nobody said for which account and region findings are; the message says what to set."""


class NoTime(Exception):
    """What is wrong with the time that a report is to carry, and what helps."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account and region whose Security Hub takes the findings."""

    id: str
    region: str

    @property
    def partition(self) -> str:
        """The partition that the region is in."""
        return next((name for start, name in _PARTITIONS.items() if self.region.startswith(start)), "aws")

    @property
    def product(self) -> str:
        """The ARN under which an account imports findings of its own tools."""
        return f"arn:{self.partition}:securityhub:{self.region}:{self.id}:product/{self.id}/default"


def account() -> Account:
    """Give the account and region that the environment names, as the tools of AWS read it. Raises `NoAccount`.

    ARNs in flows do not say: they may be of several environments, and Security Hub takes findings only from the
    account that they name.
    """
    number = os.environ.get("AWS_ACCOUNT_ID", "")
    if not re.fullmatch("[0-9]{12}", number):
        raise NoAccount("set AWS_ACCOUNT_ID to the account that imports the findings: 12 digits")
    region = next(filter(None, map(os.environ.get, _REGIONS)), "")
    if not _REGION.fullmatch(region):
        raise NoAccount("set AWS_REGION to the region that imports the findings: such as eu-west-2")
    return Account(number, region)


def write(report: Report, stream: TextIO) -> None:
    """Write a report as lines of JSON, none where nothing was found. Raises `NoAccount`.

    What could not be checked is no finding about a flow, and not among them.
    """
    found = _findings(report, account())
    while batch := list(islice(found, _BATCH)):
        stream.write(json.dumps({"Findings": batch}) + "\n")


def _findings(report: Report, at: Account) -> Iterator[Mapping[str, Any]]:
    rules = {rule.id: rule for rule in report.rules}
    moment = now()
    seen: Counter[str] = Counter()
    for finding in report.findings:
        name = _name(finding)
        seen[name] += 1  # a finding replaces an earlier one of the same name
        number = f"-{seen[name]}" if seen[name] > 1 else ""
        yield {
            "SchemaVersion": _VERSION,
            "Id": f"flowlint/{name}{number}",
            "ProductArn": at.product,
            "ProductName": "flowlint",
            "GeneratorId": _text(f"flowlint/{finding.rule}", _NAME),
            "AwsAccountId": at.id,
            "CreatedAt": moment,
            "UpdatedAt": moment,
            **_words(finding, rules.get(finding.rule)),
            "Resources": [_resource(finding, at)],
            "ProductFields": {
                "flowlint/version": __version__,
                "flowlint/rule": _text(finding.rule, _FIELD),
                "flowlint/fingerprint": finding.fingerprint,
            },
        }


def _words(finding: Finding, rule: RuleInfo | None) -> Mapping[str, Any]:
    pillar = rule.pillar if rule else ""
    kind = f"{_CHECKS}/AWS Security Best Practices" if pillar == "security" else _CHECKS
    place = f"{finding.path}:{finding.place.line}:{finding.place.column}"
    way = f" Path: {path_in_a_line(finding.trail)}" if finding.trail else ""
    remedy = {"Text": _text(_REMEDY_TEXT.format(finding.rule), _REMEDY)}
    if page := rule_page(finding.rule):
        remedy["Url"] = page
    return {
        "Title": _text(rule.title if rule else finding.rule, _TITLE),
        "Description": _text(f"{finding.message} At {place}.{way}", _DESCRIPTION),
        "Remediation": {"Recommendation": remedy},
        "FindingProviderFields": {
            "Severity": {"Label": _SEVERITIES[finding.level], "Original": finding.level.value},
            "Types": [kind],
        },
    }


def _resource(finding: Finding, at: Account) -> Mapping[str, Any]:
    """Name the flow as it stands in the repository: the flow of an instance may be another one by now."""
    flow = f"#{finding.flow}" if finding.flow else ""
    details = {
        "File": finding.path,
        "Line": str(finding.place.line),
        "Flow": finding.flow,
        "Block": finding.block.label if finding.block else None,
        "BlockId": finding.block.id if finding.block else None,
    }
    return {
        "Type": "Other",
        "Id": _text(finding.path + flow, _NAME),
        "Partition": at.partition,
        "Region": at.region,
        "Details": {"Other": {name: _text(text, _FIELD) for name, text in details.items() if text}},
    }


def _name(finding: Finding) -> str:
    """Name a finding so that a later run names it alike; the file is part of it, as copies of a flow are alike."""
    return hashlib.sha256(json.dumps([finding.path, finding.fingerprint]).encode()).hexdigest()[:32]


def now() -> str:
    """Give the time of the run, or the one that makes a build reproducible. Raises `NoTime` where that is none."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if fixed and not re.fullmatch("[0-9]{1,10}", fixed):
        raise NoTime("SOURCE_DATE_EPOCH is no number of seconds since 1970: set it to one such as 1767225600")
    moment = datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(text: str, most: int) -> str:
    """Give a text of at most so many bytes that is not blank."""
    shown = printable(text).strip() or "-"
    whole = shown.encode()
    return shown if len(whole) <= most else f"{whole[: most - len('…'.encode())].decode(errors='ignore')}…"
