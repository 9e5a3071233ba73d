"""The GitHub Action: the scripts of action.yml as they stand, run as the runner would, in real git repositories."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from kit import DATA, ROOT
from kit.code_scanning import refusals

pytestmark = pytest.mark.slow  # real programs, each in a process of its own

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
SCHEMA = DATA / "sarif-schema-2.1.0.json"
FLOWS = ROOT / "fixtures" / "flows"
EXPRESSION = re.compile(r"\$\{\{ (.+?) \}\}")
OUTPUT = re.compile(r"(?P<name>[^\n<=]+)<<(?P<mark>.+)\n(?P<value>(?s:.*?))\n(?P=mark)\n")


@dataclass
class Done:
    """What a job that uses the Action ends with."""

    failed: bool
    outputs: dict[str, str]
    steps: dict[str, str]
    """The output of each step that ran, by the step's name."""
    summary: str
    uploaded: Path | None

    @property
    def code(self) -> str:
        return self.outputs["exit-code"]

    def annotations(self, step: str) -> list[str]:
        """The annotations that the runner makes of a step's lines."""
        found, stopped = [], None
        for line in self.steps[step].splitlines():
            command = line.lstrip()
            if stopped:
                stopped = None if command == f"::{stopped}::" else stopped
            elif command.startswith("::stop-commands::"):
                stopped = command.removeprefix("::stop-commands::")
            elif command.startswith(("::error", "::warning", "::notice")) or "##[" in command:
                found.append(command)
        return found


class Runner:
    """Does with action.yml what GitHub's runner does, except that the upload ends as it is told to."""

    def __init__(self, workspace: Path, temporary: Path, variables: dict[str, str]) -> None:
        self.workspace = workspace
        self.temporary = temporary
        self.variables = variables

    def __call__(self, upload: str = "success", steps: list[dict[str, Any]] = STEPS, **given: str) -> Done:
        """Run the steps with inputs (`_` for `-`), where the upload ends with the outcome `upload`."""
        inputs = {name: one["default"] for name, one in ACTION["inputs"].items()}
        inputs |= {name.replace("_", "-"): value for name, value in given.items()}
        known = {f"inputs.{name}": value for name, value in inputs.items()}
        done = Done(False, {}, {}, "", None)
        for step in steps:
            key = f"steps.{step.get('id')}"
            if done.failed or not self._wanted(step, known):
                known[f"{key}.outcome"] = "skipped"
            elif "uses" in step:
                done.uploaded = self.workspace / _expanded(step["with"]["sarif_file"], known)
                known[f"{key}.outcome"] = upload
                done.failed = upload != "success" and not step.get("continue-on-error")
            else:
                code = self._run(step, known, done)
                known[f"{key}.outcome"] = "failure" if code else "success"
                done.failed = code != 0
        done.outputs = {name: _expanded(one["value"], known) for name, one in ACTION["outputs"].items()}
        return done

    def _wanted(self, step: dict[str, Any], known: dict[str, str]) -> bool:
        if "if" not in step:
            return True
        name, value = re.fullmatch(r"(\S+) == '(\w+)'", step["if"]).groups()
        return known.get(name, "") == value

    def _run(self, step: dict[str, Any], known: dict[str, str], done: Done) -> int:
        assert step["shell"] == "bash"
        script, output, summary = (self.temporary / name for name in ("script.sh", "output", "summary"))
        script.write_text(step["run"], encoding="utf-8")
        output.write_text("", encoding="utf-8")
        summary.write_text("", encoding="utf-8")
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GIT", "PYTHON"))},
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(self.temporary),
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            **self.variables,
            **{name: _expanded(value, known) for name, value in step.get("env", {}).items()},
        }
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.workspace, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        done.steps[step["name"]] = ran.stdout.decode()
        done.summary += summary.read_text(encoding="utf-8")
        written = output.read_text(encoding="utf-8")
        assert OUTPUT.sub("", written) == ""
        for match in OUTPUT.finditer(written):
            known[f"steps.{step['id']}.outputs.{match['name']}"] = match["value"]
        return ran.returncode


def _expanded(text: str, known: dict[str, str]) -> str:
    """Put in values as the runner does: what is not known is empty, but an input must have been declared."""
    names = EXPRESSION.findall(text)
    assert all(name in known for name in names if name.startswith("inputs."))
    return EXPRESSION.sub(lambda match: known.get(match[1], ""), text)


def _seeded(temporary: Path) -> dict[str, str]:
    """Lay ready for the step that installs what it would download; give the variables that make pip use it."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", temporary / "flowlint"], check=True)
    (here,) = (temporary / "flowlint").glob("lib/python*/site-packages")
    ready = [path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}]
    (here / "ready.pth").write_text("\n".join(ready) + "\n", encoding="utf-8")
    return {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}  # 0 is how a variable says --no-build-isolation


def _lay_traps(folder: Path) -> None:
    """Put modules into a folder that somebody would import by mistake, who runs Python there."""
    for name in ("venv", "ensurepip", "pip", "sitecustomize", "shlex", "tempfile", "click", "flowlint", "json"):
        (folder / f"{name}.py").write_text("open('owned', 'w')\nraise SystemExit(0)\n", encoding="utf-8")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the runner in which the first step has installed flowlint, offline, and from no trap."""
    temporary, traps = tmp_path_factory.mktemp("runner temp"), tmp_path_factory.mktemp("traps")
    _lay_traps(traps)
    done = Runner(traps, temporary, _seeded(temporary))(steps=STEPS[:1])
    assert not done.failed, done.steps
    assert not (traps / "owned").exists()
    (package,) = (temporary / "flowlint").glob("lib/python*/site-packages/flowlint/__init__.py")
    assert package.read_bytes() == (ROOT / "flowlint" / "__init__.py").read_bytes()
    return temporary


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "check out"
    folder.mkdir()
    subprocess.run(["git", "init", "-q", folder], check=True)
    return folder


@pytest.fixture
def run(workspace: Path, installed: Path) -> Callable[..., Done]:
    """Runs the Action, its first step excepted, in the repository."""
    runner = Runner(workspace, installed, {})

    def steps_after_the_first(**given: Any) -> Done:
        return runner(steps=STEPS[1:], **given)

    return steps_after_the_first


def put(workspace: Path, name: str, text: str) -> None:
    path = workspace / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    subprocess.run(["git", "add", "--all"], cwd=workspace, check=True)


def results(sarif: Path) -> list[dict[str, Any]]:
    document = json.loads(sarif.read_text(encoding="utf-8"))
    return list(document["runs"][0]["results"])


def test_a_clean_repository_passes(run: Callable[..., Done], workspace: Path, good_flow: str) -> None:
    put(workspace, "flows/main line.json", good_flow)
    done = run()
    assert (done.failed, done.code) == (False, "0")
    assert done.uploaded == Path(done.outputs["sarif-file"])
    assert results(done.uploaded) == []
    assert done.annotations("Tell the result") == []


def test_findings_fail_the_job_and_go_to_code_scanning_alone(run: Callable[..., Done], workspace: Path) -> None:
    shutil.copytree(FLOWS, workspace / "flows of ours")
    done = run()
    assert (done.failed, done.code) == (True, "1")
    document = json.loads(done.uploaded.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    assert refusals(document, workspace) == []
    assert len(results(done.uploaded)) > 10
    assert "flows of ours/main-line.json:77:15" in done.steps["Check flows"]
    assert "how a contact gets there" in done.steps["Check flows"]
    assert [done.annotations(step) for step in done.steps] == [[], []]


@pytest.mark.parametrize(("sarif", "tried"), [("auto", True), ("true", True), ("false", False)])
def test_findings_become_annotations_where_code_scanning_has_not_taken_them(
    run: Callable[..., Done], workspace: Path, bad_flow: str, sarif: str, tried: bool
) -> None:
    put(workspace, "flows/main, line.json", bad_flow)
    done = run(sarif=sarif, upload="failure")
    assert (done.failed, done.code) == (True, "1")
    assert (done.uploaded is not None) == tried
    assert done.annotations("Check flows") == []
    (annotation,) = done.annotations("Tell the result")
    assert annotation.startswith("::error ")
    assert "file=flows/main%2C line.json," in annotation
    assert "line=3," in annotation
    assert len(results(Path(done.outputs["sarif-file"]))) == 1
    assert ("did not take the report" in done.steps["Tell the result"]) == tried


def test_the_summary_is_written_whether_or_not_code_scanning_takes_the_report(
    run: Callable[..., Done], workspace: Path, bad_flow: str
) -> None:
    put(workspace, "main.json", bad_flow)
    taken, refused = run(), run(upload="failure")
    assert taken.summary == refused.summary
    assert taken.summary.count("dangling-transition") >= 1


@pytest.mark.parametrize(("sarif", "fails"), [("auto", False), ("true", True)])
def test_a_refused_report_fails_the_job_where_the_upload_must_work(
    run: Callable[..., Done], workspace: Path, good_flow: str, sarif: str, fails: bool
) -> None:
    put(workspace, "main.json", good_flow)
    done = run(sarif=sarif, upload="failure")
    assert (done.failed, done.code) == (fails, "0")
    assert len(done.annotations("Tell the result")) == fails


def test_a_broken_flow_is_a_finding(run: Callable[..., Done], workspace: Path, bad_flow: str) -> None:
    put(workspace, "main.json", bad_flow.replace("]", "", 1))
    done = run()
    assert (done.failed, done.code) == (True, "1")
    assert [one["ruleId"] for one in results(done.uploaded)] == ["invalid-json"]


def test_a_run_that_failed_is_not_uploaded(run: Callable[..., Done], workspace: Path, bad_flow: str) -> None:
    put(workspace, "main.json", bad_flow)
    done = run(paths="main.json\ngone.json")
    assert (done.failed, done.code, done.uploaded) == (True, "2", None)
    assert len(results(Path(done.outputs["sarif-file"]))) == 1
    assert "gone.json" in done.steps["Check flows"]
    assert any("main.json" in one for one in done.annotations("Tell the result"))


def test_wrong_arguments_leave_no_report_and_no_old_one_either(
    run: Callable[..., Done], workspace: Path, bad_flow: str
) -> None:
    put(workspace, "main.json", bad_flow)
    assert run(sarif_file="reports/flow lint.sarif").uploaded == workspace / "reports" / "flow lint.sarif"
    done = run(sarif_file="reports/flow lint.sarif", args="--nonsense")
    assert (done.failed, done.code, done.uploaded, done.outputs["sarif-file"]) == (True, "2", None, "")
    assert "--nonsense" in done.steps["Check flows"]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("main.json", "is there already and is no report of flowlint"),
        ("folder", "is there already and is no report of flowlint"),
        ("main.json/x.sarif", "cannot be written: "),
        ("link/x.sarif", "to which no link leads"),
        ("link.sarif", "to which no link leads"),
        ("../x.sarif", "must name a file in the repository"),
        ("/elsewhere/x.sarif", "must name a file in the repository"),
    ],
)
def test_a_report_goes_nowhere_where_it_may_do_harm(
    run: Callable[..., Done], workspace: Path, bad_flow: str, name: str, what: str
) -> None:
    put(workspace, "main.json", bad_flow)
    put(workspace, "folder/kept.txt", "kept")
    (workspace / "link").symlink_to(workspace.parent)
    (workspace / "link.sarif").symlink_to(workspace.parent / "x.sarif")
    done = run(sarif_file=name)
    assert (done.failed, done.uploaded) == (True, None)
    assert what in done.steps["Check flows"]
    assert not list(workspace.parent.rglob("x.sarif"))
    assert (workspace / "main.json").read_text(encoding="utf-8") == bad_flow


def test_a_report_may_go_to_the_temporary_files(run: Callable[..., Done], workspace: Path, installed: Path) -> None:
    assert run(sarif_file=str(installed / "sub" / "x.sarif")).uploaded == installed / "sub" / "x.sarif"


@pytest.mark.parametrize(("level", "code"), [("never", "0"), ("error", "0"), ("warning", "1"), ("", "1")])
def test_the_level_that_fails_the_job(run: Callable[..., Done], workspace: Path, level: str, code: str) -> None:
    shutil.copy(FLOWS / "Callback offer", workspace)  # which has a warning
    done = run(fail_on=level)
    assert (done.failed, done.code) == (code == "1", code)
    assert len(results(done.uploaded)) == 1


def test_only_what_is_new_fails_the_job(run: Callable[..., Done], workspace: Path, bad_flow: str) -> None:
    put(workspace, "old.json", bad_flow)
    who = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *who, "commit", "-q", "-m", "All"], cwd=workspace, check=True)
    done = run(since="HEAD")
    assert (done.failed, done.code, len(results(done.uploaded))) == (False, "0", 1)
    put(workspace, "new.json", bad_flow)
    done = run(since="HEAD")
    assert (done.failed, done.code, len(results(done.uploaded))) == (True, "1", 2)
    assert "#### new.json · new" in done.summary


def test_a_repository_without_flows_passes(run: Callable[..., Done], workspace: Path) -> None:
    put(workspace, "package.json", "{}")
    done = run()
    assert (done.failed, done.code) == (False, "0")
    assert results(done.uploaded) == []
    assert "found no flow" in done.steps["Check flows"]


def test_paths_are_lines_and_arguments_are_words(run: Callable[..., Done], workspace: Path, bad_flow: str) -> None:
    for name in ("a.json", "my flows/b c.json", "--pedantic", "not/this.json"):
        put(workspace, name, bad_flow)
    done = run(
        paths="a.json\n\nmy flows\n--pedantic\n", args="--select 'dangling-transition,oversized-flow'  \n  --pedantic"
    )
    uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results(done.uploaded)}
    assert uris == {"a.json", "my%20flows/b%20c.json", "--pedantic"}


def test_findings_in_the_baseline_do_not_fail_the_job(
    run: Callable[..., Done], workspace: Path, installed: Path, bad_flow: str
) -> None:
    put(workspace, "main.json", bad_flow)
    flowlint = installed / "flowlint" / "bin" / "flowlint"
    subprocess.run([flowlint, "baseline", "write"], cwd=workspace, check=True, capture_output=True)
    known = {"args": "--baseline flowlint-baseline.json"}
    assert run(**known).code == "0"
    put(workspace, "new.json", bad_flow)
    done = run(**known, upload="failure")
    assert done.code == "1"
    assert ["file=new.json," in one for one in done.annotations("Tell the result")] == [True]


HOSTILE = [
    "$(touch owned) `touch owned` *",
    """"; touch owned; "'; touch owned; '""",
    "x\nEOF\ntouch owned\nexit-code=0",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", [name for name in ACTION["inputs"] if name not in {"version", "python-version"}])
def test_no_input_is_run(run: Callable[..., Done], workspace: Path, bad_flow: str, name: str, text: str) -> None:
    put(workspace, "main.json", bad_flow)
    done = run(**{name.replace("-", "_"): text})
    assert done.failed
    assert not list(workspace.rglob("owned"))
    if done.code:
        assert done.code == ("1" if name == "sarif-file" else "2")


def test_a_flow_or_file_name_is_no_command_to_the_runner(
    run: Callable[..., Done], workspace: Path, bad_flow: str
) -> None:
    name = "::set-output name=exit-code::0 ##[set-output name=exit-code]0.json"
    flow = bad_flow.replace('"Hello"', json.dumps("x\n::error::owned\n##[error]owned"))
    put(workspace, name, flow)
    put(workspace, "::error::owned.json", "{")
    done = run(paths=f"{name}\n::error::owned.json\n.", sarif="false")
    assert done.failed
    assert r":\u003aerror::owned.json: holds no flow" in done.steps["Check flows"]
    assert done.annotations("Check flows") == []
    assert all(re.match("::(error|warning|notice) file=", one) for one in done.annotations("Tell the result"))


def test_nothing_that_a_run_says_is_a_command_to_the_runner(workspace: Path, tmp_path: Path) -> None:
    """Whatever flowlint leaves in, or what it starts says: here something else runs in its place."""
    python = tmp_path / "flowlint" / "bin" / "python"
    python.parent.mkdir(parents=True)
    says = "print('::error::owned', flush=True); print('##[error]owned', file=sys.stderr); sys.exit(1)"
    check = f"import runpy, sys; sys.executable = {str(python.parent / 'flowlint')!r}; runpy.run_path(sys.argv.pop())"
    for name, code in ("flowlint", f"import sys; {says}"), ("python", check):
        (python.parent / name).write_text(f'#!/bin/bash\nexec {sys.executable} -c "{code}" "$@"\n', encoding="utf-8")
        (python.parent / name).chmod(0o755)
    done = Runner(workspace, tmp_path, {})(steps=STEPS[1:2])
    assert (done.failed, done.steps["Check flows"].count("owned")) == (False, 2)
    assert done.annotations("Check flows") == []


def test_nothing_of_the_repository_is_imported(run: Callable[..., Done], workspace: Path, bad_flow: str) -> None:
    _lay_traps(workspace)
    put(workspace, "main.json", bad_flow)
    done = run()
    assert (done.failed, done.code) == (True, "1")
    assert not (workspace / "owned").exists()


def _python(folder: Path, name: str = "python3", *, fits: bool) -> None:
    """Put a Python into a folder that tells its arguments, one on each line, and makes a venv with itself in it."""
    folder.mkdir(parents=True)
    script = f"""#!/bin/bash
if [[ $* == *sys.exit* ]]; then exit {int(not fits)}; fi
printf '[%s]\\n' "${{0%/*}}" "$@"
if [[ $3 == venv ]]; then mkdir -p "$4/bin" && cp "$0" "$4/bin/python"; fi
"""
    (folder / name).write_text(script, encoding="utf-8")
    (folder / name).chmod(0o755)


@pytest.fixture
def fake(workspace: Path, tmp_path: Path) -> Callable[..., Done]:
    """Runs the first step on a runner whose Pythons are too old, but for some of its tool cache."""
    old, tools = tmp_path / "old", tmp_path / "tool cache"
    _python(old / "3", fits=False)
    _python(old / "3.9", "python3.9", fits=False)
    for version, fits in [("3.10.9", False), ("3.11.4", True), ("3.12.1", True)]:
        _python(tools / "Python" / version / "x64" / "bin", fits=fits)
    path = os.pathsep.join([str(old / "3"), str(old / "3.9"), "/usr/bin", "/bin"])
    runner = Runner(workspace, tmp_path, {"PATH": path, "RUNNER_TOOL_CACHE": str(tools)})
    return lambda **given: runner(steps=STEPS[:1], **given)


@pytest.mark.parametrize(("asked", "taken"), [("", "3.11.4"), ("3.12", "3.12.1")])
def test_the_first_python_that_is_new_enough_is_taken(
    fake: Callable[..., Done], tmp_path: Path, asked: str, taken: str
) -> None:
    told = fake(python_version=asked).steps["Install flowlint"].splitlines()
    assert told[0] == f"[{tmp_path}/tool cache/Python/{taken}/x64/bin]"
    assert told[1:5] == ["[-I]", "[-m]", "[venv]", f"[{tmp_path}/flowlint]"]
    assert told[5] == f"[{tmp_path}/flowlint/bin]"
    assert told[-1] == f"[{ROOT}]"


@pytest.mark.parametrize("asked", ["3.9", "3.10", "3.99", "2.7", "3", *HOSTILE])
def test_a_python_that_is_not_there_is_told(fake: Callable[..., Done], workspace: Path, asked: str) -> None:
    done = fake(python_version=asked)
    assert done.failed
    assert len(done.annotations("Install flowlint")) == 1
    assert not list(workspace.rglob("owned"))


@pytest.mark.parametrize("version", ["0.1.0", *HOSTILE])
def test_a_version_is_installed_by_its_name(fake: Callable[..., Done], workspace: Path, version: str) -> None:
    done = fake(version=version)
    assert done.steps["Install flowlint"].endswith(f"\n[connect-flowlint=={version}]\n")
    assert not list(workspace.rglob("owned"))


@pytest.mark.slow
def test_it_installs_as_users_get_it(workspace: Path, tmp_path: Path, bad_flow: str) -> None:
    put(workspace, "main.json", bad_flow)
    done = Runner(workspace, tmp_path, {})()
    assert (done.failed, done.code) == (True, "1"), done.steps


def test_no_script_holds_an_expression() -> None:
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert len(scripts) == 3
    assert not any("${{" in script for script in scripts)
    assert all(script.startswith("set -euo pipefail\n") for script in scripts)
