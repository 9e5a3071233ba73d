"""Interrupts at any moment, as themselves or as another exception: they end what they should, and show no traceback."""

import ast
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from jsonschema import Draft202012Validator

from flowlint import packs
from flowlint.house_rules import house_rules
from flowlint.interrupts import unwrapped_interrupts
from flowlint.reading import read_text
from flowlint.reading.walking import find_files
from flowlint.run import Overrides, check_paths
from flowlint.time_limit import TookTooLong
from kit import BAD, ROOT, write


def interrupted(*_: Any, **__: Any) -> Any:
    """Fail as Python 3.11 does where Ctrl-C comes while a class is made."""
    raise RuntimeError("Error calling __set_name__ on 'x' instance 'y' in 'Z'") from KeyboardInterrupt()


def of_a_cause() -> None:
    interrupted()


def of_the_cause_of_a_cause() -> None:
    try:
        interrupted()
    except RuntimeError as problem:
        raise ValueError from problem


def while_another_is_handled() -> None:
    try:
        raise KeyboardInterrupt
    finally:
        raise ValueError


@pytest.mark.parametrize("fail", [of_a_cause, of_the_cause_of_a_cause, while_another_is_handled])
def test_an_interrupt_comes_out(fail: Callable[[], None]) -> None:
    with pytest.raises(KeyboardInterrupt), unwrapped_interrupts():
        fail()


def test_one_that_was_dealt_with_does_not() -> None:
    with pytest.raises(ValueError, match="took too long"), unwrapped_interrupts():
        try:
            raise TookTooLong
        except TookTooLong:
            raise ValueError("took too long") from None


def loading_packs() -> None:
    packs.load.__wrapped__()


def checking() -> None:
    check_paths(["flow.json"], Overrides(isolated=True))


def checking_with_context() -> None:
    check_paths(["flow.json"], Overrides(isolated=True), context=True)


def asking_a_rule_for_options() -> None:
    check_paths(["flow.json"], Overrides(isolated=True, settings={"rules": {"oversized-flow": {"max-blocks": 9}}}))


def walking() -> None:
    find_files(["."])


def test_whatever_catches_every_exception_unwraps_interrupts() -> None:
    """What is listed here would be incomplete: this looks at the code."""
    without = []
    for file in sorted((ROOT / "flowlint").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Try):
                caught = [one for one in node.handlers if one.type is None or "Exception" in ast.unparse(one.type)]
                keeps = any(not re.search(r"\braise$|sys\.exit", ast.unparse(one), re.MULTILINE) for one in caught)
                guarded = "unwrapped_interrupts()" in "".join(map(ast.unparse, node.body))
            elif isinstance(node, ast.With):
                keeps = any(ast.unparse(one) == "suppress(Exception)" for one in node.items)
                guarded = any(ast.unparse(one) == "unwrapped_interrupts()" for one in node.items)
            else:
                continue
            if keeps and not guarded:
                without.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert without == []


DEFINED = {"message": "{value}", "select": "$", "schema": {"$ref": "#/$defs/a", "$defs": {"a": {"type": "string"}}}}


def defining_a_house_rule() -> None:
    house_rules({"some-rule": DEFINED})


def looking_for_references() -> None:
    with patch.object(Draft202012Validator, "check_schema"):  # which looks some up itself
        defining_a_house_rule()


def running_a_house_rule() -> None:
    (rule,) = house_rules({"some-rule": {**DEFINED, "select": "$.Actions"}})
    (flow,) = read_text("flow.json", json.dumps(BAD)).flows
    list(rule.check(flow, None))


@pytest.mark.parametrize(
    ("what", "where"),
    [
        (loading_packs, "flowlint.packs._modules"),
        (loading_packs, "flowlint.packs._only_rule"),
        (checking, "flowlint.inputs.Inputs.read"),
        (checking, "flowlint.checking.running.resolve"),
        (checking_with_context, "flowlint.reading.checked_tree.CheckedTree.holds"),
        (asking_a_rule_for_options, "flowlint.rule.Rule.make_options"),
        (walking, "dulwich.index.read_index"),
        (defining_a_house_rule, "flowlint.house_rules.definition.parsed"),
        (looking_for_references, "referencing._core.Resolver.lookup"),
        (running_a_house_rule, "flowlint.house_rules.check._document"),
    ],
)
def test_it_ends_what_catches_every_exception(
    here: Path, monkeypatch: pytest.MonkeyPatch, what: Callable[[], None], where: str
) -> None:
    write(".git/HEAD", "ref: refs/heads/main\n")
    (here / ".git" / "objects").mkdir()
    (here / ".git" / "refs").mkdir()
    write(".git/index", "")
    write(".gitignore", "ignored\n")
    write("ignored", "")
    write("flow.json", json.dumps(BAD))
    (here / "other.json").symlink_to("flow.json")
    packs.load()
    monkeypatch.setattr(where, interrupted)
    with pytest.raises(KeyboardInterrupt):
        what()


INTERRUPTED = """
import os, signal, sys
sys.argv = ["flowlint", "check", "."]

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)

class AtImport:
    def find_spec(self, name, path, target=None):
        if name == {name!r}:
            interrupt()

sys.meta_path.insert(0, AtImport())
from flowlint.__main__ import main

if not {name!r}:
    import click
    make = click.Group.make_context
    click.Group.make_context = lambda *words, **more: (interrupt(), make(*words, **more))[1]
main()
"""
AT_ONCE = -signal.SIGINT, ""


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
@pytest.mark.parametrize(
    ("name", "ended"),
    [
        ("flowlint.cli", AT_ONCE),
        ("click.core", AT_ONCE),
        ("flowlint.output.ci_commands", AT_ONCE),
        ("", AT_ONCE),  # while click reads the command line
        ("flowlint.cli.check", (2, "flowlint: interrupted\n")),
        ("flowlint.checking", (2, "flowlint: interrupted before the report was written\n")),
    ],
)
def test_an_interrupt_while_all_is_imported_shows_no_traceback(here: Path, name: str, ended: tuple[int, str]) -> None:
    words = [sys.executable, "-c", INTERRUPTED.format(name=name)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout) == (*ended, "")


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_who_ignores_interrupts_goes_on(here: Path) -> None:
    code = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + INTERRUPTED.format(name="flowlint.cli")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "flowlint: found no flow in .\n")
