"""README.md fits a screen as far as it introduces, and each command in it does what it says."""

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kit import ROOT, Run
from kit.git import commit, git
from kit.markdown_pages import code

README = ROOT / "README.md"
SCREEN = 45
"""How many lines a person sees at first, with the picture as one of them."""
TALKS_TO_OTHERS = ("flowlint export", "flowlint lsp", "flowlint mcp")
"""Commands that need an instance, an editor or an agent."""
COMMANDS = [
    (piece.anchor, line.partition("  #")[0].strip())
    for piece in code(README)
    if piece.fenced
    for line in piece.text.splitlines()
    if line.startswith(("flowlint ", "python ", "make "))
]
OURS = [line for _, line in COMMANDS if line.startswith("flowlint ") and not line.startswith(TALKS_TO_OTHERS)]
INSTALLING = [line for anchor, line in COMMANDS if anchor in ("flowlint", "install") and line not in OURS]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the files that git has, as somebody gets them, into a repository of its own."""
    there = tmp_path / "copy"
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (there / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, there / name)
    commit = "git init -q && git add -A && git -c user.name=a -c user.email=a commit -q -m All"
    subprocess.run(commit, shell=True, cwd=there, check=True)
    return there


def test_what_a_visitor_needs_first_fits_a_screen() -> None:
    lines = README.read_text(encoding="utf-8").split("## Install")[0].splitlines()
    assert len(lines) <= SCREEN
    assert any(line.startswith("![") for line in lines)


def test_there_are_commands_of_each_kind() -> None:
    assert len(OURS) >= 15
    assert INSTALLING == [
        "python -m pip install .",
        "python -m pip install .",
        "python -m pip install '.[aws,report]'",
        "make dist",
        "make demo",
    ]


@pytest.mark.parametrize("line", OURS)
def test_each_command_runs(line: str, command: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "fixtures" / "flows", tmp_path / "fixtures" / "flows")
    if "main" in shlex.split(line):
        with contextlib.chdir(tmp_path):
            git("init", "-q", "-b", "main", ".")
            commit()
    done = command(*shlex.split(line)[1:])
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout or done.stderr


@pytest.mark.slow
def test_each_line_of_the_install_section_works_in_a_clean_environment(copy: Path, tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    environment["PATH"] = os.pathsep.join((str(tmp_path / "venv" / "bin"), environment["PATH"]))
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    for line in dict.fromkeys(INSTALLING):
        done = subprocess.run(
            shlex.split(line), cwd=copy, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, f"{line}: {done.stdout}{done.stderr}"
        found = subprocess.run(["flowlint", "check", "fixtures/flows"], cwd=copy, env=environment, check=False)
        assert found.returncode == 1, line
    (wheel,) = (copy / "dist").glob("*.whl")
    subprocess.run(
        ["python", "-m", "pip", "install", "--force-reinstall", wheel], cwd=copy, env=environment, check=True
    )
    subprocess.run(["flowlint", "--version"], cwd=tmp_path, env=environment, check=True)
