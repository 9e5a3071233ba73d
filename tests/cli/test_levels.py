"""Every format says of a run what its exit code says, at each level and with each `--fail-on`."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kit import Run

LEVELS = ("note", "warning", "error")
SEVERITIES = {"note": "info", "warning": "minor", "error": "major"}
ANNOTATIONS = {"note": "notice", "warning": "warning", "error": "error"}


@pytest.fixture
def command(command: Run, here: Path, bad_flow: str) -> Run:
    (here / "flow.json").write_text(bad_flow, encoding="utf-8")
    return command


def at_level(level: str) -> None:
    Path("flowlint.toml").write_text(f'[rules.dangling-transition]\nlevel = "{level}"\n', encoding="utf-8")


@pytest.mark.parametrize("fail_on", [*LEVELS, "never"])
@pytest.mark.parametrize("level", LEVELS)
def test_formats_agree_with_the_exit_code(command: Run, level: str, fail_on: str) -> None:
    at_level(level)
    fails = fail_on != "never" and LEVELS.index(level) >= LEVELS.index(fail_on)
    formats = ("junit", "sarif", "gitlab", "github")
    outputs = [word for name in formats for word in ("-o", f"{name}=report.{name}")]
    done = command("check", "flow.json", "--fail-on", fail_on, "--format", "concise", *outputs)
    assert done.returncode == int(fails)
    assert f": {level}: " in done.stdout
    junit, sarif, gitlab, github = (Path(f"report.{name}").read_text(encoding="utf-8") for name in formats)
    suites = ElementTree.fromstring(junit)
    assert (suites.get("failures"), suites.get("tests")) == (str(int(fails)), "1")
    assert [one.tag for one in suites.iter() if one.tag in ("failure", "system-out")] == [
        "failure" if fails else "system-out"
    ]
    (run,) = json.loads(sarif)["runs"]
    assert run["invocations"][0]["exitCode"] == int(fails)
    assert run["invocations"][0]["executionSuccessful"] is True
    assert [one.get("level", "warning") for one in run["results"]] == [level]
    assert [one["severity"] for one in json.loads(gitlab)] == [SEVERITIES[level]]
    assert github.startswith(f"::{ANNOTATIONS[level]} ")


@pytest.mark.parametrize("min_level", LEVELS)
@pytest.mark.parametrize("level", LEVELS)
def test_what_is_below_the_least_level_is_counted_and_no_more(command: Run, level: str, min_level: str) -> None:
    at_level(level)
    is_shown = LEVELS.index(level) >= LEVELS.index(min_level)
    done = command("check", "flow.json", "--fail-on", "note", "--min-level", min_level)
    assert done.returncode == int(is_shown)
    assert ("dangling-transition" in done.stdout) is is_shown
    assert (f"Below --min-level: 1 {level}." in done.stdout) is not is_shown


def test_statistics_stand_in_the_text_in_json_and_else_on_standard_error(command: Run) -> None:
    counts = "Findings by rule:\n  1  dangling-transition  1 error\n\nFindings by flow:\n  1  flow.json"
    text = command("check", "flow.json", "--statistics")
    assert text.stdout.startswith(counts) and "leads to" not in text.stdout
    in_json = json.loads(command("check", "flow.json", "--statistics", "--format", "json").stdout)
    one: dict[str, Any] = {"error": 1, "warning": 0, "note": 0}
    assert in_json["statistics"]["rules"] == [{"rule": "dangling-transition", **one}]
    assert in_json["statistics"]["files"] == [{"path": "flow.json", **one}]
    for format_name in ("concise", "sarif", "gitlab", "junit", "github", "markdown"):
        plain = command("check", "flow.json", "--format", format_name)
        counted = command("check", "flow.json", "--format", format_name, "--statistics")
        assert counted.stdout == plain.stdout
        assert counted.stderr.startswith(counts)
    quiet = command("check", "flow.json", "--statistics", "-q")
    assert (quiet.stdout, quiet.stderr.startswith(counts)) == ("", True)


@pytest.mark.parametrize(
    ("choice", "runs"),
    [
        (["--select", "pillar:reliability"], True),
        (["--select", "pillar:security"], False),
        (["--select", "pillar:security,tag:structure"], True),
        (["--ignore", "pillar:reliability"], False),
        (["--select", "pillar:security", "--extend-select", "dangling-transition"], True),
    ],
)
def test_rules_are_chosen_by_pillar_and_tag(command: Run, choice: list[str], runs: bool) -> None:
    done = command("check", "flow.json", *choice)
    assert ("dangling-transition" in done.stdout, done.returncode) == (runs, int(runs))


def test_pillars_and_tags_that_no_rule_has_are_refused(command: Run) -> None:
    done = command("check", "flow.json", "--select", "pillar:securty")
    assert done.returncode == 2
    assert "There is no rule with 'pillar:securty'. Did you mean pillar:security?" in done.stderr
    Path("flowlint.toml").write_text('select = ["tag:nothing-of-the-kind"]\n', encoding="utf-8")
    assert "there is no rule with 'tag:nothing-of-the-kind'." in command("check", "flow.json").stderr


def test_settings_choose_by_pillar_too(command: Run) -> None:
    Path("flowlint.toml").write_text('select = ["pillar:security"]\n', encoding="utf-8")
    assert command("check", "flow.json").returncode == 0
    Path("flowlint.toml").write_text('select = ["pillar:security", "pillar:reliability"]\n', encoding="utf-8")
    assert command("check", "flow.json").returncode == 1


def test_rules_as_json_have_their_pillars_and_tags(command: Run) -> None:
    listed = {one["id"]: one for one in json.loads(command("rules", "--format", "json").stdout)}
    known = listed["dangling-transition"]
    assert (known["level"], known["pillar"], "structure" in known["tags"]) == ("error", "reliability", True)
    lines = command("rules").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(listed)


def test_a_folder_without_a_flow_is_said_to_be_one_by_machines_too(command: Run) -> None:
    Path("empty").mkdir()
    github = command("check", "empty", "--format", "github")
    assert github.stdout.startswith("::warning title=flowlint::No flow was checked.\n")
    sarif = json.loads(command("check", "empty", "--format", "sarif").stdout)
    (notification,) = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert notification == {"level": "warning", "message": {"text": "No flow was checked."}}
    assert "found no flow in empty" in command("check", "empty", "-q").stderr


def test_the_order_of_findings(command: Run) -> None:
    unnamed = {"Identifier": "odd", "Type": "Nothing", "Parameters": {}, "Transitions": {"NextAction": "nowhere"}}
    document = {"Version": "2019-10-30", "StartAction": "odd", "Actions": [unnamed]}
    Path("flow.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    by_level = ["unknown-block-type", "dangling-transition"]

    def order(*words: str) -> list[str]:
        stdout = command("check", "flow.json", "--select", ",".join(by_level), *words).stdout
        return sorted(by_level, key=stdout.index)

    assert order("--format", "concise") == order("--sort", "place") == by_level
    assert order() == order("--sort", "level") == order("--format", "concise", "--sort", "level") == by_level[::-1]
    assert order("--sort", "rule") == order("--format", "concise", "--sort", "rule") == sorted(by_level)
