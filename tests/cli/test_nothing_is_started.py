"""What a run over a hostile folder does not do, as Python's own audit events tell: start programs, open connections."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kit import BAD, write

pytestmark = pytest.mark.slow  # real programs, each in a process of its own

WATCHED = """
import sys

def watch(event, arguments):
    if event in {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "os.spawn",
                 "socket.connect", "socket.getaddrinfo", "socket.bind", "webbrowser.open"}:
        print("watched:", event, arguments, file=sys.stderr)

sys.addaudithook(watch)
from flowlint.cli import main
main(sys.argv[1:], prog_name="flowlint")
"""
GIT = """
[core]
\tfsmonitor = touch owned
\thooksPath = hooks
\tpager = touch owned
[filter "x"]
\tclean = touch owned
"""
SETTINGS = """
output = ["json=out.json"]
baseline = "known.json"

[house-rules.some-rule]
message = "{block} is here."
select = "$.Actions[*].Type"
schema = { format = "email" }
"""


def test_nothing_of_the_folder_is_imported(here: Path) -> None:
    for name in (
        "click",
        "dulwich",
        "jsonschema",
        "networkx",
        "rich",
        "tomllib",
        "yaml",
        "flowlint_rules",
        "odd_rules",
    ):
        write(f"{name}.py", "open('owned', 'w')")
    write("odd-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n")
    write("odd-1.0.dist-info/entry_points.txt", "[flowlint.packs]\nodd = odd_rules\n")
    write("flow.json", json.dumps(BAD))
    write("template.yaml", "Resources: {x: {Type: AWS::Connect::ContactFlow}}")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "PYTHON"))}
    words = [sys.executable, "-m", "flowlint", "check", "--format", "text"]
    done = subprocess.run(words, cwd=here, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert not (here / "owned").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["check"], 1),
        (["check", "--allow-output", "--format", "sarif"], 1),
        (["check", "--fix"], 1),
        (["check", "--add-suppressions", "from before"], 0),
        (["baseline", "write", "--accept-new"], 0),
        (["check", "--since", "HEAD"], 0),
        (["diff", "HEAD"], 0),
        (["clean"], 0),
        (["fmt"], 0),
        (["graph", "flow.json", "--format", "svg", "-o", "flow.svg"], 0),
        (["init"], 0),
        (["inventory", "-o", "uses.csv"], 0),
        (["lsp"], 0),
        (["report", "flow.json", "-o", "report.html"], 0),
        (["settings", "flow.json"], 0),
        (["rules"], 0),
        (["explain", "house/some-rule"], 0),
        (["new-rule", "acme/first-rule"], 0),
    ],
)
def test_nothing_is_started_and_nothing_connected(here: Path, words: list[str], code: int) -> None:
    write("flow.json", json.dumps(BAD))
    for git in (["init", "-q"], ["add", "flow.json"], ["commit", "-qm", "state"]):
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *identity, *git], cwd=here, check=True, capture_output=True)
    with (here / ".git" / "config").open("a") as config:
        config.write(GIT)
    for name in ("pip", "git", "dulwich", "click", "json", "sitecustomize"):
        write(f"{name}.sh", "touch owned")
    write("known.json", '{"version": 1, "tool": {"name": "flowlint"}, "findings": []}')
    write("flowlint.toml", SETTINGS)
    done = subprocess.run(
        [sys.executable, "-I", "-c", WATCHED, *words], cwd=here, input="", capture_output=True, text=True, check=False
    )
    assert [line for line in done.stderr.splitlines() if line.startswith("watched:")] == []
    assert done.returncode == code, done.stderr
    assert not list(here.rglob("owned"))
