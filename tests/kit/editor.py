"""An editor for tests: pytest-lsp's client, with a server of ours in a process of its own."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

PATIENCE = 60.0
"""How many seconds an answer may take on a busy machine."""


@dataclass
class Editor:
    """An editor that has a folder open."""

    client: LanguageClient
    folder: Path
    registered: list[str] = field(default_factory=list)
    shown: dict[tuple[str, int | None], list[types.Diagnostic]] = field(default_factory=dict)
    logged: list[str] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def uri(self, name: str) -> str:
        """Give the URI of a file in the folder."""
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str) -> None:
        """Open a document, whatever its file says, as version 1."""
        item = types.TextDocumentItem(self.uri(name), types.LanguageKind.Json, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, name: str, version: int, text: str) -> None:
        """Change a document."""
        document = types.VersionedTextDocumentIdentifier(version, self.uri(name))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    async def found(self, name: str, version: int = 1) -> list[types.Diagnostic]:
        """Give what is shown of a version of a document, once it is."""
        await self.until(lambda: (self.uri(name), version) in self.shown)
        return self.shown[self.uri(name), version]

    async def until(self, holds: Callable[[], Any]) -> None:
        """Wait until something holds that what the server says may change."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self._news.clear()
                await self._news.wait()

    def at(self, name: str, line: int, character: int) -> dict[str, Any]:
        """Give a position in a document, for what asks about one."""
        return {
            "text_document": types.TextDocumentIdentifier(self.uri(name)),
            "position": types.Position(line, character),
        }

    async def hover(self, name: str, line: int, character: int) -> str | None:
        """Give what is shown where the mouse rests."""
        found = await self.client.text_document_hover_async(types.HoverParams(**self.at(name, line, character)))
        if found is None:
            return None
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    async def actions(self, name: str, where: types.Range, shown: list[types.Diagnostic]) -> list[types.CodeAction]:
        """Give what is offered in a range."""
        document = types.TextDocumentIdentifier(self.uri(name))
        asked = types.CodeActionParams(document, where, types.CodeActionContext(shown))
        return [
            one
            for one in await self.client.text_document_code_action_async(asked) or []
            if isinstance(one, types.CodeAction)
        ]

    def heard(self, shown: types.PublishDiagnosticsParams) -> None:
        """Take what the server shows."""
        self.shown[shown.uri, shown.version] = list(shown.diagnostics)
        self._news.set()

    def asked(self, asked: types.RegistrationParams) -> None:
        """Take what the server wants to hear of."""
        self.registered += [one.method for one in asked.registrations]

    def read(self, line: types.LogMessageParams) -> None:
        """Take a line of the server's log."""
        self.logged.append(line.message)
        self._news.set()


@asynccontextmanager
async def editor(
    folder: Path, kind: str = "visual_studio_code", encodings: list[types.PositionEncodingKind] | None = None
) -> AsyncIterator[Editor]:
    """Start a server in a folder, and end it; `kind` names an editor whose abilities pytest-lsp knows."""
    client = LanguageClient(converter_factory=default_converter)
    one = Editor(client, folder)
    takes = {
        types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: one.heard,
        types.WINDOW_LOG_MESSAGE: one.read,
        types.CLIENT_REGISTER_CAPABILITY: one.asked,
    }
    # pygls writes on what takes a message, which a method does not allow.
    register_lsp_features(client, {**DEFAULT_CLIENT_FEATURES, **{name: partial(take) for name, take in takes.items()}})
    environment = {**os.environ, "PYTHONUTF8": "1"}
    await client.start_io(sys.executable, "-m", "flowlint", "lsp", cwd=folder, env=environment)
    capabilities = client_capabilities(kind)
    if encodings is not None:
        capabilities.general = capabilities.general or types.GeneralClientCapabilities()
        capabilities.general.position_encodings = encodings
    await client.initialize_session(types.InitializeParams(capabilities, root_uri=folder.as_uri()))
    try:
        yield one
    finally:
        await client.shutdown_session()
        await client.stop()
