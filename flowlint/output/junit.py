"""JUnit XML: a test suite for each file, a test for each finding, failed where it makes the run fail, or one passed."""

import re
from collections import Counter
from typing import TextIO
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flowlint.output.finding_text import finding_text
from flowlint.output.printable import printable
from flowlint.output.wording import outcome
from flowlint.report import Failure, Finding, Report

_RUN = "flowlint"
"""The name of the whole run, and of the suite for what is about no file."""

_NO_XML = re.compile("[\ufffe\uffff]")
"""What XML 1.0 cannot hold and `printable` lets through."""


def write(report: Report, stream: TextIO) -> None:
    """Write a report as one document in ASCII, which every reader takes whatever encoding the stream has.

    A report of nothing holds one skipped test, for Jenkins fails a build whose results have no test at all.
    """
    root = Element("testsuites", name=_RUN)
    for path, cases in (_cases(report) or {_RUN: [_case("check", "skipped", message=outcome(report))]}).items():
        suite = SubElement(root, "testsuite", name=_attribute(path))
        suite.extend(cases)
        seen: Counter[str] = Counter()
        for case in cases:
            case.set("classname", _attribute(path))
            case.set("name", _distinct(case.get("name", ""), seen))
            case.set("time", "0")
        _count(suite)
    _count(root)
    indent(root)
    stream.write(tostring(root, "us-ascii", xml_declaration=True).decode() + "\n")


def _cases(report: Report) -> dict[str, list[Element]]:
    """Give the tests of each file by its path, in the order of the paths; a file that was passed over has none."""
    cases: dict[str, list[Element]] = {file.path: [] for file in report.files if file.skipped is None}
    for failure in report.failures:
        cases.setdefault(failure.path or _RUN, []).append(_failure(failure))
    for unread in report.unread:
        message = f"may hold a flow, but could not be read: {unread.reason}"
        cases.setdefault(unread.path, []).append(_case(f"line {unread.line}", "skipped", message=message))
    for finding in report.findings:
        cases.setdefault(finding.path, []).append(_finding(finding, report.makes_fail(finding)))
    return {path: cases[path] or [_case("no findings")] for path in sorted(cases)}


def _failure(failure: Failure) -> Element:
    return _case(failure.rule or "check", "error", type="not checked", message=failure.message)


def _finding(finding: Finding, fails: bool) -> Element:
    """Make a test whose name tells the block but no line, so that the next run's is known for the same.

    One that does not make the run fail has passed, and says what was found in its output.
    """
    block = f": {finding.block.label}" if finding.block else ""
    name = f"{finding.rule}{block}"
    case = _case(name, "failure", type=finding.level.value, message=finding.message) if fails else _case(name)
    (case[0] if fails else SubElement(case, "system-out")).text = _escaped(finding_text(finding))
    return case


def _case(name: str, result: str | None = None, **attributes: str) -> Element:
    """Make a test case; without a result it passed."""
    case = Element("testcase", name=_attribute(name))
    if result is not None:
        SubElement(case, result, {key: _attribute(value) for key, value in attributes.items()})
    return case


def _distinct(name: str, seen: Counter[str]) -> str:
    """Number the names of a suite that occur again, since readers take tests of one name for one."""
    seen[name] += 1
    return name if seen[name] == 1 else _distinct(f"{name} ({seen[name]})", seen)


def _count(suites: Element) -> None:
    """Set the totals of one suite or of all."""
    for total, what in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        suites.set(total, str(sum(1 for _ in suites.iter(what))))


def _attribute(value: str) -> str:
    return _escaped(printable(value))


def _escaped(value: str) -> str:
    return _NO_XML.sub(lambda match: f"\\u{ord(match.group()):04x}", value)
