"""The summary as Markdown: what the first screen of the report says, and no markup of flows."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from flowlint import __version__, language
from flowlint.html_report import trend, wiki_page
from flowlint.report import Failure, Report, Unread
from flowlint.run import Overrides, check_paths
from kit import ROOT, Run
from kit.flows import block, flow
from kit.hostile_texts import HOSTILE

FLOWS = ROOT / "fixtures" / "flows"


@pytest.fixture(scope="module")
def report() -> Report:
    return check_paths([FLOWS], Overrides(isolated=True, select=["endless-loop"]), diagrams=True)


def test_the_whole_page(report: Report, tmp_path: Path) -> None:
    (found,) = report.findings
    first, second, *_ = report.files
    told = replace(
        report,
        files=(first._replace(unread=(Unread("a template", 3, "odd.yaml"),)), second._replace(skipped="no flow")),
        failures=(Failure("gone.json", None, "cannot be read"),),
    )
    was = {"rule": "a-rule", "path": "old.json", "fingerprint": "0", "level": "note", "message": "Was *there*."}
    (tmp_path / "earlier.json").write_text(json.dumps({"version": 1, "findings": [was]}))
    storm = str(found.path)
    assert wiki_page(told, trend(told, tmp_path / "earlier.json")).splitlines() == [
        "# flowlint report",
        "",
        f"1 error in {len(first.flows) + len(second.flows)} flows, {told.blocks} blocks, 1 file.",
        "",
        "## Since the earlier result",
        "",
        "1 new, 1 gone, 0 unchanged.",
        "",
        "What is gone:",
        "",
        "- **note** Was &#42;there&#42;. old.json · a-rule",
        "",
        "## Flows that need help most",
        "",
        f"1. **Storm notice** {storm}: 1 error",
        "    - error: Play prompt “Storm notice” begins a loop of 2 blocks that no branch leaves and that waits for "
        "nobody; lead a branch out of it. (line 1)",
        "",
        "## Gravest problems, by rule",
        "",
        "1. error: endless-loop: A loop that no branch leaves, but on an error, and that waits for nobody. "
        "1 finding in 1 flow.",
        "",
        "## By pillar of the Well-Architected Framework",
        "",
        "| Pillar | errors | warnings | notes |",
        "|---|--:|--:|--:|",
        "| Reliability | 1 | 0 | 0 |",
        "",
        "## Not checked, and held back",
        "",
        "Could not be checked:",
        "",
        "- <code>gone.json: cannot be read</code>",
        "",
        "May hold flows, but could not be read:",
        "",
        "- <code>odd.yaml<span>&#58;</span>3: a template</code>",
        "",
        "Passed over:",
        "",
        f"- <code>{second.path}: no flow</code>",
        "",
        f"flowlint {__version__}. What it knows of Amazon Connect is of {language.recorded().day} "
        f"{language.recorded():%B %Y}.",
    ]


def test_without_a_finding_it_is_short(tmp_path: Path) -> None:
    page = wiki_page(check_paths([tmp_path], Overrides(isolated=True), diagrams=True))
    assert page.startswith("# flowlint report\n\nNo flow was checked.\n\nflowlint ")


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_of_flows_are_no_markup(tmp_path: Path, text: str) -> None:
    shapes = []
    for name in (text, "plain"):
        document = flow(block("a", "MessageParticipant", {"Text": text}, "gone"), Metadata={"name": name})
        (tmp_path / "flow.json").write_text(json.dumps(document))
        page = wiki_page(check_paths([tmp_path / "flow.json"], Overrides(isolated=True), diagrams=True))
        shapes.append([token.type for token in MarkdownIt().parse(page)])
    assert shapes[0] == shapes[1]


def test_a_file_that_ends_in_md_gets_it(command: Run, here: Path, bad_flow: str) -> None:
    (here / "flow.json").write_text(bad_flow)
    done = command("report", "flow.json", "-o", "report.MD")
    assert (done.returncode, done.stderr) == (0, "")
    assert (here / "report.MD").read_text(encoding="utf-8").startswith("# flowlint report\n\n1 error in 1 flow")
