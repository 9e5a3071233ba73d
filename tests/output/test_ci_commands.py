"""What is written where a CI system reads it: nothing that was read anywhere is a command."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.output.ci_commands import without_commands
from flowlint.output.writing import FORMATS
from kit import GOOD, Run, write

COMMAND = re.compile(r"(?:^|\r)\s*::|##\w*\[", re.MULTILINE)
NAMES = ("::error::x", " ::add-mask::x", "##[error]x", "##vso[task.x]y", "a ##[group]b", "##teamcity[x]", "#####[x]")
SYSTEMS = [{"GITHUB_ACTIONS": "true"}, {"TF_BUILD": "True"}, {"TEAMCITY_VERSION": "2026.1"}]


def flow_named(name: str) -> str:
    """A flow that finds something, with a name wherever a name can be."""
    block: dict[str, Any] = {
        **GOOD["Actions"][0],
        "Identifier": name,
        "Type": name,
        "Transitions": {"NextAction": name},
    }
    flow = {**GOOD, "StartAction": name, "Metadata": {"name": name}, "Actions": [block, *GOOD["Actions"]]}
    return json.dumps(flow, indent=2)


@pytest.fixture
def flows(here: Path) -> Path:
    """Flows and settings whose names are commands."""
    for name in NAMES:
        write(f"{name}.json", flow_named(name))
        write(f"{name}.broken.json", flow_named(name)[:-3])
    return here


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("format_name", [name for name in FORMATS if name != "github"])
def test_no_format_has_a_command(flows: Path, command: Run, format_name: str, system: dict[str, str]) -> None:
    done = command("check", ".", "gone ##[error]x", "--format", format_name, env=system)
    assert done.returncode == 2
    assert len(done.stdout) > 1000
    assert COMMAND.findall(done.stdout) == []
    assert COMMAND.findall(done.stderr) == []
    assert "gone #\\u0023[error]x" in done.stderr


def test_a_command_is_one_where_nobody_listens(flows: Path, command: Run) -> None:
    assert COMMAND.findall(command("check", "--format", "concise").stdout) != []


@pytest.mark.parametrize("words", [["explain", "::error::x"], ["check", "--select", "##[error]"], ["--##[error]"]])
def test_nor_has_a_mistake_in_usage(command: Run, here: Path, words: list[str]) -> None:
    done = command(*words, env=SYSTEMS[0])
    assert (done.returncode, COMMAND.findall(done.stderr)) == (2, [])


def test_reports_that_programs_read_say_the_same(flows: Path, command: Run) -> None:
    for name in ("json", "sarif", "gitlab"):
        plain, broken = (command("check", "--format", name, env=env).stdout for env in ({}, SYSTEMS[1]))
        assert plain != broken
        assert json.loads(plain) == json.loads(broken)
    assert ElementTree.fromstring(command("check", "--format", "junit", env=SYSTEMS[0]).stdout).tag == "testsuites"


ANNOTATION = re.compile(r"^::(error|warning|notice) (file|title)=", re.MULTILINE)


@pytest.mark.parametrize("system", SYSTEMS)
def test_annotations_alone_stay_commands(flows: Path, command: Run, system: dict[str, str]) -> None:
    plain, heard = (command("check", "--format", "github", env=env).stdout for env in ({}, system))
    assert heard == re.sub(r"##(?=\w*\[)", r"#\\u0023", plain) != plain
    assert ANNOTATION.search(heard)
    assert COMMAND.findall(ANNOTATION.sub("", heard)) == []


OTHER_COMMANDS = [
    *(["graph", "--format", name] for name in ("mermaid", "dot", "svg")),
    ["graph", "--flow", NAMES[0], "--findings"],
    *(["inventory", "--format", name] for name in ("table", "csv", "json", "markdown")),
    ["report", "--output", "/dev/stdout"],
    ["rules"],
    ["explain", "house/spoken"],
    ["settings"],
    ["baseline", "write", "--output", "##[x]"],
    ["new-rule", "##[x]/y"],
    ["init"],
    ["clean"],
]


@pytest.mark.slow
@pytest.mark.parametrize("words", OTHER_COMMANDS, ids=" ".join)
def test_no_other_command_writes_one(flows: Path, process: Run, words: list[str]) -> None:
    text = json.dumps("::error::x\r::error::y\n##[error]z ##vso[task.x]")
    rule = f"message = {text}\nselect = '$.Actions[*].Type'\nschema = false\nwhy = {text}\nfix = {text}\n"
    write("flowlint.toml", f"[house-rules.spoken]\n{rule}")
    done = process(*words, env=SYSTEMS[0])
    assert done.stdout + done.stderr
    assert COMMAND.findall(done.stdout) == []
    assert COMMAND.findall(done.stderr) == []


@pytest.mark.parametrize("words", [["check", ".", "gone ##[error]x", "--format", "concise"], ["fmt", "--check"]])
def test_nor_is_one_written_past_a_stream_in_ascii(flows: Path, process: Run, words: list[str]) -> None:
    done = process(*words, env={**SYSTEMS[1], "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.stdout + done.stderr
    assert COMMAND.findall(done.stdout) == []
    assert COMMAND.findall(done.stderr) == []


def test_files_are_as_anywhere(flows: Path, command: Run) -> None:
    command("check", f"./{NAMES[0]}.json", "-o", "json=.plain.out")
    command("check", f"./{NAMES[0]}.json", "-o", "json=.heard.out", env=SYSTEMS[0])
    assert (flows / ".plain.out").read_bytes() == (flows / ".heard.out").read_bytes()


@pytest.mark.parametrize("format_name", ["concise", "github"])
def test_a_device_is_no_way_around(flows: Path, process: Run, format_name: str) -> None:
    done = process("check", "-o", f"{format_name}=/dev/stdout", "-q", env=SYSTEMS[1])
    assert done.stdout
    assert COMMAND.findall(ANNOTATION.sub("", done.stdout)) == []


def test_a_traceback_has_none_either(tmp_path: Path) -> None:
    script = "import flowlint.cli as c; c.take_streams(); raise SystemError('##[error]x\\n::error::y')"
    environment = {"GITHUB_ACTIONS": "true"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert "SystemError" in done.stderr
    assert COMMAND.findall(done.stderr) == []


@given(st.text(st.sampled_from("#:[] \n\r\t\u00a0avso\\"), max_size=30))
def test_no_text_has_a_command_afterwards(text: str) -> None:
    broken = without_commands(text)
    assert COMMAND.findall(broken) == []
    assert broken.replace("\\u003a", ":").replace("\\u0023", "#") == text
