"""What GitHub and pre-commit read in this repository: their schemas take it, and it asks for little."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from kit import ROOT

GITHUB = ROOT / ".github"
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml"))
SCHEMAS = {
    GITHUB / "dependabot.yml": "dependabot",
    **dict.fromkeys((GITHUB / "workflows").glob("*.yml"), "github-workflows"),
    **dict.fromkeys(FORMS, "github-issue-forms"),
}


def run(*words: str | Path) -> None:
    done = subprocess.run([sys.executable, "-I", "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("schema", sorted(set(SCHEMAS.values())))
def test_the_schema_takes_the_files(schema: str) -> None:
    run(
        "check_jsonschema",
        "--builtin-schema",
        f"vendor.{schema}",
        *(path for path in SCHEMAS if SCHEMAS[path] == schema),
    )


def test_pre_commit_takes_our_hooks_and_they_need_no_network() -> None:
    run("pre_commit", "validate-config", ".pre-commit-config.yaml")
    config = read(ROOT / ".pre-commit-config.yaml")
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert {repo["repo"] for repo in config["repos"]} == {"local"}
    assert {hook["language"] for hook in hooks} == {"system"}
    assert [hook["entry"] for hook in hooks if ".venv/bin/" not in hook["entry"]] == []


def test_ci_runs_what_anybody_can_run_and_may_only_read() -> None:
    workflow = read(GITHUB / "workflows" / "ci.yml")
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert workflow["permissions"] == {"contents": "read"}
    assert [step["run"] for step in steps if "run" in step] == [".ci/run"]
    assert [step["uses"] for step in steps if "uses" in step and not re.search(r"@[0-9a-f]{40}$", step["uses"])] == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_whoever_shows_a_flow_is_asked_to_take_out_what_is_private(form: Path) -> None:
    flows = [part["attributes"] for part in read(form)["body"] if part["attributes"].get("render") == "json"]
    assert flows
    assert "Take out phone numbers, account ids, names and secrets first." in flows[0]["description"]
