"""`flowlint lsp` over standard input and output, asked by a real client; and what ends it, and what does not."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams, JsonRpcMethodNotFound

from kit import Run, write
from kit.editor import PATIENCE, editor
from kit.flows import END, block, flow

pytestmark = pytest.mark.slow  # each starts a server, and that a process which checks

SETTINGS = 'select = ["dangling-transition", "invalid-json", "attribute-name"]\n'
FLOW = flow(
    block("Grüße", "MessageParticipant", {"Text": "😀\u2028 $.Attributes.name"}, "end", NoMatchingError="gone"),
    block("set", "UpdateContactAttributes", {"Attributes": {"first name": "Ann"}}, "end", NoMatchingError="end"),
    END,
    Metadata={"name": "Main"},
)
TEXT = json.dumps(FLOW, ensure_ascii=False, separators=(",", ":"))
"""One line, with characters of one to four bytes before all that is found."""


@pytest.fixture
def folder(here: Path) -> Path:
    write("flowlint.toml", SETTINGS)
    return here


def columns(of: str, encoding: str, at: str = '"Errors":') -> tuple[int, int]:
    """Give between which characters of the line a text stands, after another one."""
    start = TEXT.index(of, TEXT.index(at))
    return tuple(len(TEXT[:end].encode(encoding)) // len("a".encode(encoding)) for end in (start, start + len(of)))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("kind", "encodings", "encoding"),
    [
        ("visual_studio_code", None, "utf-16-le"),
        ("neovim", [types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf16], "utf-8"),
        ("emacs", [types.PositionEncodingKind.Utf32], "utf-32-le"),
    ],
)
def test_a_session(folder: Path, kind: str, encodings: list[types.PositionEncodingKind] | None, encoding: str) -> None:
    async def session() -> None:
        async with editor(folder, kind, encodings) as one:
            write("main.json", TEXT)
            one.open("main.json", TEXT)
            first, second = columns('"gone"', encoding), columns('"first name"', encoding)
            found = await one.found("main.json")
            assert [(str(shown.range), shown.code) for shown in found] == [
                (f"0:{first[0]}-0:{first[1]}", "dangling-transition"),
                (f"0:{second[0]}-0:{second[1]}", "attribute-name"),
            ]
            # half typed, then mended
            one.change("main.json", 2, TEXT[:-1])
            assert [shown.code for shown in await one.found("main.json", 2)] == [
                *(shown.code for shown in found),
                "invalid-json",
            ]
            mended = TEXT.replace('"gone"', '"end"')
            one.change("main.json", 3, mended)
            assert [shown.code for shown in await one.found("main.json", 3)] == ["attribute-name"]
            # what there is to say of names, where they lead, what is offered
            kind_of_block = columns('"MessageParticipant"', encoding, '"Grüße"')[0]
            assert (await one.hover("main.json", 0, kind_of_block) or "").startswith("# MessageParticipant\n")
            reference = columns("$.Attributes.name", encoding, '"Text"')[0]
            shown = await one.hover("main.json", 0, reference)
            assert shown == "`$.Attributes.name`\n\nSet by\n\n- no flow of this run\n\nRead by\n\n- `Main`, 1 block"
            assert await one.hover("main.json", 0, 0) is None
            asked = types.DefinitionParams(**one.at("main.json", 0, columns('"Grüße"', encoding, '"StartAction"')[0]))
            [target] = await one.client.text_document_definition_async(asked) or []
            where = target.target_selection_range if isinstance(target, types.LocationLink) else target.range
            start, end = columns('"MessageParticipant"', encoding, '"Grüße"')
            assert str(where) == f"0:{start}-0:{end}"
            document = types.TextDocumentIdentifier(one.uri("main.json"))
            [outline] = await one.client.text_document_document_symbol_async(types.DocumentSymbolParams(document)) or []
            assert isinstance(outline, types.DocumentSymbol)
            assert [child.name for child in outline.children or ()] == [
                "Play prompt “Grüße”", "Set contact attributes “set”", "Disconnect / hang up “end”",
            ]  # fmt: skip
            [left] = await one.found("main.json", 3)
            fix, suppress = await one.actions("main.json", left.range, [left])
            assert (fix.title, fix.is_preferred) == (
                "Name it “firstName” here and in all flows of the run (unsafe)",
                False,
            )
            assert suppress.title == (
                "Suppress attribute-name at Set contact attributes “set” in flowlint.toml, with a reason"
            )
            assert fix.edit is not None
            [edit] = (
                [one for edits in fix.edit.changes.values() for one in edits]
                if fix.edit.changes is not None
                else [one for edit in fix.edit.document_changes or () for one in edit.edits]
            )
            assert (str(edit.range), edit.new_text) == (f"0:{second[0]}-0:{second[1] - 2}", "firstName")
            # closed: nothing is shown any more
            one.client.text_document_did_close(types.DidCloseTextDocumentParams(document))
            await one.until(lambda: one.shown.get((one.uri("main.json"), None)) == [])
            assert one.logged == []
        assert Path("flowlint.toml").read_text(encoding="utf-8") == SETTINGS
        assert sorted(path.name for path in folder.iterdir()) == [".git", "flowlint.toml", "main.json"]

    asyncio.run(session())


def hands_over(name: str, to: str) -> str:
    """Give a flow that hands over to another one, by the name that the designer notes."""
    noted = {"on": {"contactFlow": {"text": to}}}
    on = block("on", "TransferToFlow", {"ContactFlowId": to}, "end", NoMatchingError="end")
    return json.dumps(flow(on, END, Metadata={"name": name, "ActionMetadata": noted}))


def test_what_is_typed_in_one_document_is_seen_from_another(folder: Path) -> None:
    write("flowlint.toml", 'select = ["transfer-cycle"]\n')

    async def session() -> None:
        async with editor(folder) as one:
            write("a.json", hands_over("A", "B"))
            write("b.json", hands_over("B", "C"))
            for name, to in (("A", "B"), ("B", "C")):
                one.open(f"{name.lower()}.json", hands_over(name, to))
                assert await one.found(f"{name.lower()}.json") == []
            one.change("b.json", 2, hands_over("B", "A"))
            await one.until(lambda: one.shown[one.uri("a.json"), 1])
            [found] = await one.found("a.json")
            assert found.code == "transfer-cycle"
            assert [place.location.uri for place in found.related_information or ()][-1] == one.uri("b.json")

    asyncio.run(session())


@pytest.mark.skipif(sys.platform != "linux", reason="only /proc tells which processes a process has started")
def test_the_process_that_checks_may_be_killed(folder: Path) -> None:
    async def session() -> None:
        async with editor(folder) as one:
            one.open("main.json", TEXT)
            await one.found("main.json")
            server = one.client._server  # pytest-lsp keeps it to itself
            assert server is not None
            started = [one.read_text().split() for one in Path(f"/proc/{server.pid}/task").glob("*/children")]
            commands = {pid: Path(f"/proc/{pid}/cmdline").read_text() for pid in chain(*started)}
            [worker] = [pid for pid, words in commands.items() if "spawn_main" in words]
            os.kill(int(worker), signal.SIGKILL)
            one.change("main.json", 2, TEXT)
            ended = "flowlint ended while it checked this; a change has it checked again"
            assert [shown.message for shown in await one.found("main.json", 2)][-1] == ended
            one.change("main.json", 3, TEXT)
            assert len(await one.found("main.json", 3)) == 2

    asyncio.run(session())


def test_it_ends_when_the_editor_is_gone(folder: Path) -> None:
    words = [sys.executable, "-m", "flowlint", "lsp", "--stdio"]
    with subprocess.Popen(words, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None
        server.stdin.close()
        assert server.wait(timeout=60) == 0


def test_what_a_rule_prints_is_no_message(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that prints would otherwise end the talk: the editor cannot read what comes next."""
    hook = "import flowlint.outlines as o\nold = o.outline\no.outline = lambda facts: (print('x'), old(facts))[1]\n"
    write("sitecustomize.py", hook)

    async def session() -> None:
        async with editor(folder) as one:
            one.open("main.json", TEXT)
            assert len(await one.found("main.json")) == 2

    monkeypatch.setenv("PYTHONPATH", str(folder))
    asyncio.run(session())


def test_a_request_that_is_none_is_refused_and_no_crash(folder: Path) -> None:
    async def session() -> None:
        async with editor(folder) as one:
            with pytest.raises(JsonRpcMethodNotFound):
                await one.client.protocol.send_request_async("textDocument/nothing", {})
            await one.until(lambda: one.logged)
            assert one.logged == [
                "flowlint: a request of the editor was refused: Method Not Found: textDocument/nothing"
            ]

    asyncio.run(session())


def test_a_position_that_cannot_be_is_refused(folder: Path) -> None:
    async def session() -> None:
        async with editor(folder) as one:
            one.open("main.json", TEXT)
            await one.found("main.json")
            asked = types.HoverParams(**one.at("main.json", 0, 0))
            object.__setattr__(asked.position, "line", -1)  # past the check of the client's own
            with pytest.raises(JsonRpcInvalidParams):
                await asyncio.wait_for(one.client.text_document_hover_async(asked), PATIENCE)
            await one.until(lambda: one.logged)
            assert one.logged == ["flowlint: a request of the editor was refused: Invalid Params"]

    asyncio.run(session())


def test_the_extra_is_named_where_it_is_missing(process: Run, tmp_path: Path) -> None:
    write(str(tmp_path / "pygls" / "__init__.py"), "raise ModuleNotFoundError('no', name='pygls')")
    done = process("lsp", env={"PYTHONPATH": str(tmp_path)})
    said = "flowlint: flowlint lsp needs pygls: pip install 'connect-flowlint[lsp]'\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_an_answer_comes_while_a_long_check_runs(folder: Path) -> None:
    prompts = (
        block(f"b{n}", "MessageParticipant", {"Text": "x"}, f"b{n + 1}", NoMatchingError="end") for n in range(5000)
    )
    large = json.dumps(flow(*prompts, block("b5000", "DisconnectParticipant"), END))

    async def session() -> None:
        async with editor(folder) as one:
            one.open("main.json", TEXT)
            await one.found("main.json")
            one.open("large.json", large)
            assert await one.hover("main.json", 0, columns('"MessageParticipant"', "utf-16-le", '"Grüße"')[0])
            assert (one.uri("large.json"), 1) not in one.shown
            await one.found("large.json")

    asyncio.run(session())
