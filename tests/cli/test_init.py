"""`flowlint init`: what it writes by what a folder holds, what it leaves alone, and that all of it works."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from flowlint import __version__, packs
from flowlint.run import Overrides
from flowlint.settings.schema import settings_schema
from kit import Run, write

SETTINGS, HOOKS = "flowlint.toml", ".pre-commit-config.yaml"
GITHUB, GITLAB, PART = ".github/workflows/flowlint.yml", ".gitlab-ci.yml", ".gitlab/flowlint.yml"
NO_CI = "No job for CI: nothing here uses GitHub or GitLab. --ci github or --ci gitlab writes one.\n"
NO_FLOW = "\nNo flow was checked.\n"
INSTALL = "  pre-commit install       turns the hook on\n"
HOLDS = "The settings in flowlint.toml hold here already.\n"
HAS_HOOK = ".pre-commit-config.yaml has a hook of flowlint already.\n"


def tree(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


def made(*names: str) -> str:
    return "\n".join(["Made:", *(f"  {name}" for name in names), ""]) if names else ""


def test_a_repository_with_flows(command: Run, here: Path, bad_flow: str) -> None:
    write("flows/main.json", bad_flow)
    done = command("init")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"{made(SETTINGS, HOOKS)}{NO_CI}\n1 error in 1 flow, 2 blocks, 1 file.\n"
        "  flowlint check           shows what is found\n"
        f"  flowlint baseline write  from then on only what is new is reported\n{INSTALL}"
    )
    assert tree(here).keys() == {"flows/main.json", SETTINGS, HOOKS}
    before = tree(here)
    done = command("init")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{HOLDS}{HAS_HOOK}{NO_CI}\n1 error")
    assert tree(here) == before
    assert command("check").returncode == 1


@pytest.mark.parametrize(
    ("files", "words", "written", "said"),
    [
        ({".github/dependabot.yml": ""}, [], [SETTINGS, HOOKS, GITHUB], ""),
        ({".git/config": '[remote "origin"]\n\turl = git@github.com:a/b.git'}, [], [SETTINGS, HOOKS, GITHUB], ""),
        ({".git/config": "url = https://gitlab.example.com/a/b.git"}, [], [SETTINGS, HOOKS, GITLAB], ""),
        ({}, ["--ci", "github"], [SETTINGS, HOOKS, GITHUB], ""),
        ({}, ["--ci", "gitlab"], [SETTINGS, HOOKS, GITLAB], ""),
        ({".github/x": ""}, ["--ci", "none"], [SETTINGS, HOOKS], ""),
        (
            {".github/workflows/ci.yaml": "run: flowlint check"},
            [],
            [SETTINGS, HOOKS],
            ".github/workflows/ci.yaml runs flowlint already.\n",
        ),
        ({GITHUB: "x"}, [], [SETTINGS, HOOKS], f"{GITHUB} is there, and stays as it is.\n"),
        ({GITLAB: "script: flowlint check"}, [], [SETTINGS, HOOKS], f"{GITLAB} runs flowlint already.\n"),
        (
            {GITLAB: "stages: []\n"},
            [],
            [SETTINGS, HOOKS, PART],
            f"{GITLAB} is there. Add this to it:\ninclude:\n  - local: {PART}\n",
        ),
        ({"pyproject.toml": "[tool.flowlint]"}, ["--ci", "none"], [HOOKS], HOLDS.replace(SETTINGS, "pyproject.toml")),
        ({"pyproject.toml": "[tool.black]"}, ["--ci", "none"], [SETTINGS, HOOKS], ""),
    ],
)
def test_what_is_written_by_what_is_there(
    command: Run, here: Path, files: Mapping[str, str], words: list[str], written: list[str], said: str
) -> None:
    for name, text in files.items():
        write(name, text)
    before = tree(here)
    done = command("init", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{made(*written)}{said}{NO_FLOW}{INSTALL}"
    after = tree(here)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() == set(written)


def test_hooks_that_are_there_are_shown_what_to_add(command: Run, here: Path) -> None:
    before = "repos:\n  - repo: meta\n    hooks: [{id: identity}]\n"
    write(HOOKS, before)
    done = command("init", "--ci", "none")
    begin, _, lines = done.stdout.partition(f"{HOOKS} is there. Add this to its `repos`:\n")
    assert begin == made(SETTINGS)
    added = yaml.safe_load(before + lines.removesuffix(NO_FLOW) + "\n")
    assert [one["repo"] for one in added["repos"]] == ["meta", "local"]
    assert tree(here)[HOOKS] == before


def test_a_folder_that_is_no_top_of_a_repository(command: Run, here: Path, good_flow: str) -> None:
    write("a b/flow.json", good_flow)
    done = command("init", "a b")
    assert done.stdout == (
        f"{made(SETTINGS)}No hook and no job for CI: this is not the top folder of a git repository.\n"
        "\n1 flow, 2 blocks: nothing to report.\n  cd 'a b'\n  flowlint check           shows what is found\n"
    )
    assert tree(here).keys() == {"a b/flow.json", "a b/flowlint.toml"}


def test_a_dry_run_shows_all_and_writes_nothing(command: Run, here: Path) -> None:
    shown = command("init", "--ci", "gitlab", "--dry-run").stdout
    assert tree(here) == {}
    assert command("init", "--ci", "gitlab").returncode == 0
    files = tree(here)
    assert shown == "".join(f"Would make {name}:\n{files[name]}\n" for name in (SETTINGS, HOOKS, GITLAB)) + (
        NO_FLOW + INSTALL
    )


def test_nothing_is_written_through_a_link_in_the_folder(command: Run, here: Path) -> None:
    (here / "there").mkdir()
    (here / ".github").symlink_to("there")
    (here / ".gitlab").symlink_to("there")
    write(GITLAB, "")
    done = command("init")
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(here).keys() == {SETTINGS, HOOKS, GITLAB}
    assert ".github is a link, so flowlint.yml was not written there.\n" in done.stdout
    assert ".gitlab is a link, so flowlint.yml was not written there.\n" in done.stdout


def test_a_folder_named_like_an_option(command: Run, here: Path) -> None:
    (here / "-x").mkdir()
    assert command("init", "--", "-x").stdout.endswith("\n  cd ./-x\n")


def test_all_files_or_none_are_written(command: Run, here: Path) -> None:
    write(".github", "a file in the place of a folder")
    done = command("init", "--ci", "github")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("; nothing was written\n")
    assert tree(here) == {".github": "a file in the place of a folder"}


def test_settings_that_are_wrong_are_told_of(command: Run, here: Path) -> None:
    write("flowlint.toml", "selct = []")
    done = command("init")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("flowlint: flowlint.toml:1: there is no setting `selct`.")
    assert tree(here) == {"flowlint.toml": "selct = []"}


def written(command: Run, here: Path, *words: str) -> dict[str, str]:
    assert command("init", *words).returncode == 0
    return tree(here)


def test_the_settings_are_right_with_all_that_is_commented_out(command: Run, here: Path) -> None:
    text = written(command, here)[SETTINGS]
    assert tomllib.loads(text) == {"fail-on": "warning"}
    whole = text.replace("\n#: ", "\n")
    Draft7Validator(settings_schema(packs.load().rules)).validate(tomllib.loads(whole))
    write(SETTINGS, whole)
    settings = Overrides().resolver().of("flow.json")
    assert {str(way[0]) for way in settings.origins} == {
        "fail-on", "ignore", "pedantic", "exclude", "complete", "known-attributes", "naming-style", "baseline",
        "strict-reading", "fail-if-none", "rules", "suppress", "house-rules",
    }  # fmt: skip


def test_the_hook_and_the_jobs_run_commands_that_there_are(command: Run, here: Path, good_flow: str) -> None:
    write("flow.json", good_flow)
    files = {**written(command, here, "--ci", "github"), **written(command, here, "--ci", "gitlab")}
    (hook,) = yaml.safe_load(files[HOOKS])["repos"][0]["hooks"]
    package = f"connect-flowlint=={__version__}"
    assert hook["additional_dependencies"] == [package]
    runs: list[Any] = [step.get("run") for step in yaml.safe_load(files[GITHUB])["jobs"]["flowlint"]["steps"]]
    assert runs[2:] == [f"pip install {package}", "flowlint check --format github"]
    script = yaml.safe_load(files[GITLAB])["flowlint"]["script"]
    assert script[0] == f"pip install --quiet {package}"
    for line in (f"{hook['entry']} {' '.join(hook['args'])} flow.json README", runs[-1], script[-1]):
        write("README", "text")
        assert command(*line.split()[1:]).returncode == 0
