"""One flow in each form that flows are stored in: the same findings everywhere, each at its token in the file."""

import json
import re
import shutil
from pathlib import Path

import pytest

from flowlint.report import Finding
from flowlint.run import Overrides, check_paths
from kit import ROOT, Run

FORMS = ROOT / "fixtures" / "forms"
NAMES = sorted(path.name for path in FORMS.iterdir())
EXPORT = "export.json"
BLOCKS = 5

MARKED = {
    "attribute-name": {"caller’s number", "caller\\u2019s number"},
    "dangling-transition": {"Good bye"},
    "error-branch-disconnects-silently": {"DisconnectParticipant"},
    "logging-on-while-storing-input": {"GetParticipantInput"},
    "result-read-before-produced": {"$.External.firstName"},
    "unencrypted-stored-input": {"StoreInput"},
}
"""What each finding marks in the file, without quotes."""


def findings(path: Path) -> tuple[Finding, ...]:
    report = check_paths([path], Overrides(isolated=True))
    assert report.failures == ()
    assert report.unread == ()
    assert (report.flows, report.blocks) == (1, BLOCKS)
    return report.findings


def same(found: tuple[Finding, ...]) -> list[tuple[object, ...]]:
    """Give all of findings but their places."""
    return sorted(
        (one.rule, one.message, one.level.value, one.flow or "", one.block and one.block.id, one.fingerprint)
        for one in found
    )


def marked(finding: Finding) -> str:
    """Cut the token of a finding out of its file, as one line and without quotes."""
    place = finding.place
    lines = re.split(r"\r\n|\n|\r", Path(finding.path).read_text(encoding="utf-8"))[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return re.sub(r'^[\\"]+|[\\"]+$', "", " ".join(line.strip() for line in lines))


@pytest.mark.parametrize("name", NAMES)
def test_a_flow_has_the_same_findings_in_every_form(name: str) -> None:
    found = findings(FORMS / name)
    assert same(found) == same(findings(FORMS / EXPORT))
    assert {one.rule for one in found} == MARKED.keys()


@pytest.mark.parametrize("name", NAMES)
def test_every_finding_marks_its_token(name: str) -> None:
    for finding in findings(FORMS / name):
        shown = marked(finding).replace("\\\\u2019", "\\u2019")
        assert shown in MARKED[finding.rule], finding


@pytest.mark.parametrize("name", NAMES)
def test_the_path_to_a_finding_is_shown_in_the_file(name: str) -> None:
    for finding in findings(FORMS / name):
        text = Path(finding.path).read_text(encoding="utf-8").split("\n")
        for step in finding.trail:
            assert text[step.place.line - 1][step.place.column - 1 : step.place.end_column - 1].strip('"\\') in {
                "UpdateFlowLoggingBehavior",
                "InvokeLambdaFunction",
                "GetParticipantInput",
                "MessageParticipant",
                "DisconnectParticipant",
            }


@pytest.mark.parametrize("name", ["filename", "templatefile", "serverless"])
def test_a_flow_file_that_a_resource_names_is_that_resource_s_flow(name: str) -> None:
    """The files say neither name nor type; with the resource both are known, and the flow is checked once."""
    report = check_paths([FORMS / name], Overrides(isolated=True))
    (file,) = (one for one in report.files if one.flows)
    assert "membership" in file.path
    assert [(flow.name, flow.type, flow.pointer) for flow in file.flows] == [("Membership line", "CONTACT_FLOW", "")]


@pytest.mark.parametrize("name", NAMES)
def test_a_baseline_of_the_export_holds_back_what_is_found_in_every_form(command: Run, here: Path, name: str) -> None:
    """The flow goes from a file of its own into a template of another name, in another folder."""
    shutil.copy(FORMS / EXPORT, here / "flow.json")
    written = command("baseline", "write", "flow.json", "--baseline", "known.json")
    assert written.returncode == 0, written.stderr
    (here / "flow.json").unlink()
    (here / "infra").mkdir()
    copy = shutil.copytree if (FORMS / name).is_dir() else shutil.copy
    copy(FORMS / name, here / "infra" / name)
    done = command("check", ".", "--baseline", "known.json", "--format", "json")
    document = json.loads(done.stdout)
    assert (document["findings"], document["suppressed"]["baseline"]) == ([], len(MARKED))


def test_lines_of_the_file_are_shown(command: Run, here: Path) -> None:
    shutil.copy(FORMS / "heredoc.tf", here)
    done = command("check", "--select", "dangling-transition", "heredoc.tf")
    assert '"NextAction": "Good bye"' in done.stdout
    assert "laid out for reading" not in done.stdout
