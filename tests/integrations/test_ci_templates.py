"""The examples for CI: public schemas take them, and their commands write the reports that they name.

There is no schema for buildspecs, so that their keys are listed here, and none for Jenkinsfiles.
"""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import yaml

from kit import ROOT, Run
from kit.code_scanning import refusals

pytestmark = pytest.mark.slow  # real programs, each in a process of its own

DOCS = ROOT / "docs"
PAGE = (DOCS / "ci.md").read_text(encoding="utf-8")
JENKINSFILE = (DOCS / "Jenkinsfile").read_text(encoding="utf-8")
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def _yaml(name: str) -> Any:
    return yaml.safe_load((DOCS / name).read_text(encoding="utf-8"))


def _examples(page: Path) -> list[str]:
    """The YAML of a page that is a workflow of GitHub, made whole where the page shows its jobs alone."""
    blocks = re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [block if "\non:" in block else f"on: push\n{block}" for block in blocks if "jobs:" in block]


def _check(schema: str, path: Path, *options: str) -> None:
    command = [sys.executable, "-I", "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *options, path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_is_one() -> None:
    _check("github-actions", ROOT / "action.yml")


@pytest.mark.parametrize("page", [DOCS / "ci.md", ROOT / "README.md"], ids=lambda page: page.name)
def test_the_workflows_shown_are_workflows(page: Path, tmp_path: Path) -> None:
    examples = _examples(page)
    assert examples
    for number, example in enumerate(examples):
        path = tmp_path / f"{number}.yml"
        path.write_text(example, encoding="utf-8")
        _check("github-workflows", path)
        for step in (step for job in yaml.safe_load(example)["jobs"].values() for step in job["steps"]):
            if "/flowlint@" in step.get("uses", ""):
                assert step.get("with", {}).keys() <= ACTION["inputs"].keys()


def test_the_gitlab_template_is_one() -> None:
    _check("gitlab-ci", DOCS / "gitlab-ci.yml", "--data-transform", "gitlab-ci")


def test_the_page_tells_the_inputs_and_outputs_of_the_action() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (?:`(.+?)`)? ?\|", PAGE, re.MULTILINE)
    assert dict(rows) == {name: one["default"] for name, one in ACTION["inputs"].items()}
    outputs = PAGE.split("Outputs: ")[1].split("\n")[0]
    assert all(f"`{name}`" in outputs for name in ACTION["outputs"])


def test_the_page_links_to_what_is_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", PAGE)
    headings = {re.sub(r"\W+", "-", line.lower()) for line in re.findall(r"^## (.+)$", PAGE, re.MULTILINE)}
    assert {link[1:] for link in links if link.startswith("#")} == headings
    assert all((DOCS / link.partition("#")[0]).is_file() for link in links if not link.startswith("#"))


def _run_check(script: list[str], folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run the one command of a script that checks, by this Python's flowlint, as a shell of the CI would."""
    (command,) = (line for line in script if "flowlint check" in line)
    command = re.sub(r"^\S*flowlint check", f"'{sys.executable}' -m flowlint check", command)
    environment = {"PATH": "/usr/bin:/bin", **variables}
    return subprocess.run(
        ["sh", "-euc", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(params=[True, False], ids=["findings", "clean"])
def bad(request: pytest.FixtureRequest, tmp_path: Path, bad_flow: str, good_flow: str) -> bool:
    """Whether the flow that is in the folder has a finding."""
    (tmp_path / "main.json").write_text(bad_flow if request.param else good_flow, encoding="utf-8")
    return bool(request.param)


def test_gitlab_gets_the_reports_that_its_job_names(tmp_path: Path, bad: bool) -> None:
    job = _yaml("gitlab-ci.yml")["flowlint"]
    done = _run_check(job["script"], tmp_path, **job["variables"])
    assert done.returncode == bad, done.stderr
    reports = job["artifacts"]["reports"]
    assert job["artifacts"]["when"] == "always"
    entries = json.loads((tmp_path / reports["codequality"]).read_text(encoding="utf-8"))
    assert [one["location"]["path"] for one in entries] == ["main.json"] * bad
    assert _failures(tmp_path / reports["junit"]) == bad


def test_gitlab_passes_arguments_on(tmp_path: Path, bad_flow: str) -> None:
    (tmp_path / "main.json").write_text(bad_flow, encoding="utf-8")
    job = _yaml("gitlab-ci.yml")["flowlint"]
    assert _run_check(job["script"], tmp_path, FLOWLINT_ARGS="--fail-on never --pedantic").returncode == 0


def test_codebuild_gets_the_report_that_its_buildspec_names(tmp_path: Path, bad: bool) -> None:
    spec = _yaml("buildspec.yml")
    assert spec.keys() == {"version", "phases", "reports"}
    assert spec["version"] == 0.2
    assert spec["phases"].keys() == {"install", "build"}
    assert spec["phases"]["install"]["runtime-versions"] == {"python": "3.12"}
    (report,) = spec["reports"].values()
    assert report.keys() == {"files", "file-format"}
    assert report["file-format"] == "JUNITXML"
    done = _run_check(spec["phases"]["build"]["commands"], tmp_path)
    assert done.returncode == bad, done.stderr
    assert _failures(tmp_path / report["files"][0]) == bad


def test_jenkins_gets_the_reports_that_its_pipeline_names(tmp_path: Path, bad: bool) -> None:
    done = _run_check(re.findall(r"sh '(.+)'", JENKINSFILE), tmp_path)
    assert done.returncode == bad, done.stderr
    (junit,) = re.findall(r"testResults: '(.+?)'", JENKINSFILE)
    (sarif,) = re.findall(r"pattern: '(.+?)'", JENKINSFILE)
    assert _failures(tmp_path / junit) == bad
    document = json.loads((tmp_path / sarif).read_text(encoding="utf-8"))
    assert refusals(document, tmp_path) == []
    assert len(document["runs"][0]["results"]) == bad
    assert JENKINSFILE.count("{") == JENKINSFILE.count("}")


def _failures(junit: Path) -> int:
    root = ET.parse(junit).getroot()
    assert list(root.iter("testcase"))
    return len(list(root.iter("failure")))


def test_every_option_that_the_page_names_is_one(command: Run) -> None:
    told = command("check", "--help").stdout
    named = set(re.findall(r"(?<!-)--[a-z][a-z-]+", PAGE))
    assert named
    assert {option for option in named if option not in told} == set()
