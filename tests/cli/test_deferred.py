"""What a command imports: the version, help and completion take click, and none of the analyses."""

import os
import subprocess
import sys

import click
import pytest

from flowlint.cli import main
from flowlint.cli.deferred import DeferredCommand

LIGHT = {"flowlint", "flowlint.cli", "flowlint.cli.common", "flowlint.cli.deferred", "flowlint.output"}
LIGHT |= {"flowlint.interrupts", "flowlint.output.ci_commands"}

COMPLETES = {"_FLOWLINT_COMPLETE": "bash_complete", "COMP_WORDS": "flowlint che", "COMP_CWORD": "1"}

SLOW = {"dataclasses", "importlib.metadata", "json", "logging", "pathlib", "subprocess", "tempfile", "urllib.parse"}
"""Parts of the standard library that click does without: each would take more time than all of ours."""

LOADED = """
import atexit, sys, click
before = set(sys.modules)
atexit.register(lambda: print(*sys.modules.keys() - before, file=sys.stderr))
from flowlint.cli import main
main(prog_name="flowlint")
"""


def modules_loaded(*arguments: str, **environment: str) -> set[str]:
    """Give what a command has imported at its end, besides click: of ours, of other distributions, and what is slow."""
    run = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    names = run.stderr.split()
    return {one for one in names if one in SLOW or one.partition(".")[0] not in {*sys.stdlib_module_names, "click"}}


@pytest.mark.parametrize("asked", ["--version", "--help"])
def test_asking_for_the_version_or_for_help_imports_click_alone(asked: str) -> None:
    assert modules_loaded(asked) <= LIGHT


def test_completing_a_command_imports_click_alone() -> None:
    assert modules_loaded(**COMPLETES) <= LIGHT


@pytest.mark.parametrize("name", main.commands)
def test_what_stands_for_a_command_says_what_the_command_says(name: str) -> None:
    stand_in = main.commands[name]
    assert isinstance(stand_in, DeferredCommand)
    command = stand_in.command()
    assert (command.name, command.get_short_help_str(100)) == (name, stand_in.get_short_help_str(100))


def test_each_command_stands_in_the_list() -> None:
    context = click.Context(main)
    assert main.list_commands(context) == sorted(main.commands)
    for name in main.commands:
        found, command, rest = main.resolve_command(context, [name, "x"])
        assert (found, rest) == (name, ["x"])
        assert command is not None and not isinstance(command, DeferredCommand)
