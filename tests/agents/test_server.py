"""`flowlint mcp` over standard input and output, asked by the SDK's own client: what it answers and refuses."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from flowlint.text.words import short
from kit import BAD, GOOD, Run, write
from kit.flows import END, block, flow

pytestmark = pytest.mark.slow  # each starts a server

KEY = "AKIA" + "Q4ZT7XN2MJ5KP3WL"
SECRET = {**GOOD, "Actions": [{**GOOD["Actions"][0], "Parameters": {"Text": f"Use {KEY}."}}, GOOD["Actions"][1]]}


class Agent:
    """An agent that asks one server."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def ask(self, tool: str, **arguments: Any) -> Any:
        """Give the structured answer of a tool."""
        done = await self.client.call_tool(tool, arguments)
        assert not done.is_error, done.content
        assert done.structured_content is not None
        assert json.loads(done.content[0].text) == done.structured_content  # type: ignore[union-attr]
        return done.structured_content

    async def refused(self, tool: str, **arguments: Any) -> str:
        """Give the words with which a tool refuses."""
        done = await self.client.call_tool(tool, arguments)
        assert done.is_error
        return done.content[0].text.removeprefix(f"Error executing tool {tool}: ")  # type: ignore[union-attr]


@asynccontextmanager
async def agent(folder: Path) -> AsyncIterator[Agent]:
    words = StdioServerParameters(
        command=sys.executable, args=["-m", "flowlint", "mcp"], cwd=folder, env={**os.environ, "PYTHONUTF8": "1"}
    )
    async with asyncio.timeout(120), Client(stdio_client(words)) as client:
        yield Agent(client)


@pytest.fixture
def folder(here: Path) -> Path:
    """A folder beside one that is out of reach: with another flow, settings, and a link from here."""
    write("flowlint.toml", "selekt = []\n")
    write("outside/flow.json", json.dumps(BAD))
    write("Flows/bad.json", json.dumps(BAD))
    write("Flows/good.json", json.dumps(GOOD))
    (here / "Flows" / "link.json").symlink_to(here / "outside" / "flow.json")
    (here / "Flows" / "up").symlink_to(here)
    return here / "Flows"


FOUND = {
    "rule": "dangling-transition",
    "level": "error",
    "message": "The flow's entry point leads to “Hello”, which is no block here; connect it.",
    "path": "bad.json",
    "line": 1,
    "column": 42,
    "end_line": 1,
    "end_column": 49,
    "flow": None,
    "block": None,
    "trail": "",
    "related": [],
    "fix": None,
}


def test_a_session(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    misspelt = folder / "misspelt.json"

    async def session() -> None:
        async with agent(folder) as one:
            tools = (await one.client.list_tools()).tools
            assert sorted(tool.name for tool in tools) == [
                "check",
                "diff",
                "diff_since",
                "explain",
                "list_rules",
                "propose_fixes",
            ]
            assert all(tool.output_schema and tool.annotations and tool.annotations.read_only_hint for tool in tools)
            found = await one.ask("check")
            assert (found["findings"], found["left_out"], found["not_checked"]) == ([FOUND], 0, [])
            assert found["summary"] == "1 error in 2 flows, 4 blocks, 2 files."
            assert (await one.ask("check", paths=["good.json"]))["findings"] == []
            assert (await one.ask("check", select=["unread-attribute"]))["findings"] == []
            assert (await one.ask("check", paths=["./up/Flows/bad.json"]))["findings"] == [
                {**FOUND, "path": "up/Flows/bad.json"}
            ]
            assert await one.ask("propose_fixes") == {"fixes": [], "left_out": 0, "not_checked": []}
            misspelt.write_text(text := json.dumps(GOOD).replace("MessageParticipant", "PlayPrompt"))
            at = text.index("PlayPrompt")
            [fix] = (await one.ask("propose_fixes", paths=["misspelt.json"]))["fixes"]
            assert (fix["rule"], fix["description"], fix["safe"]) == (
                "unknown-block-type",
                "write MessageParticipant",
                True,
            )
            edit = {"path": "misspelt.json", "start": at, "end": at + 10, "text": "MessageParticipant"}
            assert fix["edits"] == [edit]
            rules = (await one.ask("list_rules"))["rules"]
            [line] = [rule for rule in rules if rule["id"] == "invalid-json"]
            assert line == {
                **line,
                "level": "error",
                "title": "A flow's file is not JSON, or writes a key twice in one object.",
                "off": False,
            }
            page = await one.ask("explain", name="dangling-transition")
            assert page["markdown"].startswith("# dangling-transition\n") and page["left_out"] == 0
            page = await one.ask("explain", name="play prompt")
            assert page["markdown"].startswith("# MessageParticipant\n")
            assert (
                await one.refused("explain", name="dangling")
                == "There is no rule and no block type of this name. Did you mean dangling-transition?"
            )
            said = "there is no rule 'no-such-rule'."
            assert said in await one.refused("check", select=["no-such-rule"])
            assert "not-a-level" in await one.refused("check", min_level="not-a-level")

    asyncio.run(session())
    misspelt.unlink()
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


OUTSIDE = (
    "..",
    "../outside/flow.json",
    "up/../../outside",
    "up/outside/flow.json",
    "link.json",
    "/etc/passwd",
    "../flows/bad.json",
    "../FLOWS",
    "../Flows-2",
    "nowhere/../../outside/flow.json",
    "a\0b",
    "",
)


def test_what_lies_outside_of_the_folder_is_refused(folder: Path) -> None:
    ways = {*OUTSIDE, *(str(folder / path) for path in OUTSIDE if path and not path.startswith("/"))}

    async def session() -> None:
        async with agent(folder) as one:
            for tool in ("check", "propose_fixes"):
                said = {way: await one.refused(tool, paths=[way]) for way in ways}
                assert said == {way: f"{way!r} is not in the folder that flowlint mcp was started in" for way in ways}
            assert (
                await one.refused("check", paths=["."] * 101) == "more than 100 paths; name the folder that holds them"
            )
            deep = "a/" * 3000
            assert (
                await one.refused("check", paths=[deep]) == f"{short(deep, 200)!r} leads through more than 100 folders"
            )

    asyncio.run(session())


def test_an_unsafe_fix_of_a_folder_changes_all_that_it_has_to(folder: Path) -> None:
    sets = block("set", "UpdateContactAttributes", {"Attributes": {"first name": "Ann"}}, "end", NoMatchingError="end")
    says = block("say", "MessageParticipant", {"Text": "$.Attributes['first name']"}, "end", NoMatchingError="end")
    write("Flows/flowlint.toml", "")  # at the top of what belongs together
    write("Flows/a/sets.json", json.dumps(flow(sets, END)))
    write("Flows/b/reads.json", json.dumps(flow(says, END)))

    async def session() -> None:
        async with agent(folder) as one:
            more = {"paths": ["a"], "select": ["attribute-name"]}
            assert (await one.ask("propose_fixes", **more))["fixes"] == []
            [fix] = (await one.ask("propose_fixes", unsafe=True, **more))["fixes"]
            assert [edit["path"] for edit in fix["edits"]] == ["a/sets.json", "b/reads.json"]

    asyncio.run(session())


def test_links_that_lead_out_are_not_followed_from_a_folder(folder: Path) -> None:
    async def session() -> None:
        async with agent(folder) as one:
            found = await one.ask("check", paths=["."])
            assert [(one["path"], one["rule"]) for one in found["findings"]] == [("bad.json", "dangling-transition")]

    asyncio.run(session())


def test_settings_of_the_folder_hold_and_none_above_it(folder: Path) -> None:
    write("Flows/flowlint.toml", 'extend = "../flowlint.toml"\n')

    async def session() -> None:
        async with agent(folder) as one:
            said = await one.refused("check")
            assert said == f"flowlint.toml:1: `extend` names {folder.parent / 'flowlint.toml'}, which is no file."
            write("Flows/flowlint.toml", 'ignore = ["dangling-transition"]\n')
            assert (await one.ask("check"))["findings"] == []

    asyncio.run(session())


def test_secrets_are_dots_and_answers_have_a_limit(folder: Path) -> None:
    block = {**GOOD["Actions"][0], "Transitions": {"NextAction": "x" * 500}}
    many = {**GOOD, "Actions": [{**block, "Identifier": f"b{number}"} for number in range(900)]}
    write("Flows/many.json", json.dumps(many))
    write("Flows/secret.json", json.dumps(SECRET))
    write(f"Flows/{KEY}.json", json.dumps(BAD))

    async def session() -> None:
        async with agent(folder) as one:
            found = await one.ask("check", paths=["many.json"])
            assert found["left_out"] > 100
            assert len(json.dumps(found)) < 60_000
            for answer in (
                await one.ask("check", paths=["secret.json"]),
                await one.ask("check", paths=[f"{KEY}.json"]),
                await one.refused("check", paths=[f"../{KEY}"]),
            ):
                assert KEY not in json.dumps(answer)
            assert [one["rule"] for one in (await one.ask("check", paths=["secret.json"]))["findings"]][:1] == [
                "secret-in-flow"
            ]

    asyncio.run(session())


def commit(folder: Path) -> None:
    """Commit all in a folder to a repository of its own."""
    words = "git init -q && git add -A && git -c user.name=a -c user.email=a commit -q -m All"
    subprocess.run(words, shell=True, cwd=folder, check=True)


def test_what_changed_is_told(folder: Path) -> None:
    (folder / "link.json").unlink()
    (folder / "up").unlink()
    commit(folder)
    write("Flows/good.json", json.dumps(GOOD).replace("Goodbye.", "See you."))

    async def session() -> None:
        async with agent(folder) as one:
            told = await one.ask("diff", before="bad.json", after="good.json")
            assert (told["left_out"], told["not_read"]) == (0, [])
            assert "See you." in told["changes"] and "Goodbye." in told["changes"]
            since = await one.ask("diff_since", revision="HEAD")
            assert "See you." in since["changes"] and "bad.json" not in since["changes"]
            assert (await one.ask("diff", before="bad.json", after="bad.json"))["not_read"] == []
            said = await one.refused("diff", before="../outside/flow.json", after="good.json")
            assert said == "'../outside/flow.json' is not in the folder that flowlint mcp was started in"
            assert "no-such" in await one.refused("diff_since", revision="no-such")
            subprocess.run(["git", "update-index", "--skip-worktree", "bad.json"], cwd=folder, check=True)
            (folder / "bad.json").unlink()
            less = await one.ask("diff_since", revision="HEAD")
            assert "gone" not in less["changes"]
            [said] = less["not_read"]
            assert said.startswith("bad.json is left out of the sparse checkout, and not compared; ")

    asyncio.run(session())


def test_a_repository_above_the_folder_is_out_of_reach(folder: Path) -> None:
    subprocess.run(["rm", "-r", str(folder.parent / ".git")], check=True)
    commit(folder.parent)

    async def session() -> None:
        async with agent(folder) as one:
            assert "is in no git repository" in await one.refused("diff_since", revision="HEAD", paths=["good.json"])

    asyncio.run(session())


def test_the_extra_is_named_where_it_is_missing(process: Run, tmp_path: Path) -> None:
    write(str(tmp_path / "mcp" / "__init__.py"), "raise ModuleNotFoundError('no', name='mcp')")
    done = process("mcp", env={"PYTHONPATH": str(tmp_path)})
    said = "flowlint: flowlint mcp needs mcp: pip install 'connect-flowlint[mcp]'\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
