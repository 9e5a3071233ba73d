"""The server of the Language Server Protocol: what an editor asks and says, and what it is answered.

Documents are synchronised whole, and their lines are our own: pygls 2.1 also ends lines where the protocol does not.
"""

import asyncio
import os
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams, JsonRpcInvalidRequest, JsonRpcMethodNotFound, JsonRpcParseError
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

from flowlint import __version__
from flowlint.checking import crash
from flowlint.editor.actions import Abilities, actions
from flowlint.editor.checker import Checker
from flowlint.editor.diagnostics import SOURCE, as_range, diagnostics
from flowlint.editor.documents import Document, Documents, as_bytes, changed_text
from flowlint.editor.hovers import hover
from flowlint.editor.navigation import definitions, symbols
from flowlint.editor.worker import Examined, Job, Worker, WorkerEnded
from flowlint.interrupts import unwrapped_interrupts
from flowlint.overrides import Overrides
from flowlint.report import Landmark
from flowlint.rule import Rule
from flowlint.secret_forms import masked_path
from flowlint.settings.mistakes import SettingsProblem

_WATCHED = "**/*.{json,tf,toml,yaml,yml}"
"""The files on disk whose changes may change what is found in those that are open."""
_REFUSALS = (JsonRpcInvalidParams, JsonRpcInvalidRequest, JsonRpcMethodNotFound, JsonRpcParseError)
"""What pygls answers to requests that are none."""
_Found = tuple[Document, Landmark, types.Range]


@dataclass(frozen=True)
class _Client:
    """What the editor can show."""

    related: bool = False
    links: bool = False
    watches: bool = False
    edits: Abilities = field(default_factory=Abilities)

    @classmethod
    def of(cls, said: types.ClientCapabilities) -> "_Client":
        text, workspace = said.text_document, said.workspace
        publish = text.publish_diagnostics if text else None
        definition = text.definition if text else None
        watched = workspace.did_change_watched_files if workspace else None
        edit = workspace.workspace_edit if workspace else None
        versions = bool(edit and edit.document_changes)
        creates = bool(edit and types.ResourceOperationKind.Create in (edit.resource_operations or ()))
        return cls(
            related=bool(publish and publish.related_information),
            links=bool(definition and definition.link_support),
            watches=bool(watched and watched.dynamic_registration),
            edits=Abilities(versions, versions and creates),
        )


class _Protocol(LanguageServerProtocol):
    """The protocol, in which a request that cannot be read is answered too: pygls 2.1 lets its editor wait."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Read a message, or a part of one."""
        try:
            return super().structure_message(data)
        except JsonRpcInvalidParams as refusal:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=refusal.to_response_error())
            raise


class FlowServer(LanguageServer):
    """The server with the documents that are open in it."""

    def __init__(self) -> None:
        super().__init__("flowlint", __version__, types.TextDocumentSyncKind.Full, protocol_cls=_Protocol)
        self.documents = Documents()
        self.worker = Worker()
        self.checker = Checker(self.check)
        self.client = _Client()
        self._checking: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin to check, now that the editor has said what it can do."""
        self.client = _Client.of(self.client_capabilities)
        self.documents.encoding = types.PositionEncodingKind(self.workspace.position_encoding).value
        if self._checking is None:
            self._checking = asyncio.create_task(self._check_until_the_end())

    async def check(self, uri: str) -> None:
        """Check a document as it is, and show what was found."""
        document = self.documents.get(uri)
        if document is None:
            return
        text = document.text
        beside = self.documents.texts()
        held = {path: as_bytes(one) for path, one in beside.items()}
        try:
            with unwrapped_interrupts():
                examined = await self._examined(Job(document.absolute, as_bytes(text), held))
                if self.documents.get(uri) is document:  # it was not closed meanwhile
                    document.take(text, beside, examined)
                    self.show(document)
        except Exception as problem:  # the next change has its check all the same
            self.say(crash("flowlint lsp", problem))

    def show(self, document: Document) -> None:
        """Show what was found in a document."""
        shown = diagnostics(document, self.documents, self.client.related)
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(document.uri, shown, version=document.version)
        )

    def touch_others(self, uri: str | None = None) -> None:
        """Have all documents checked but one."""
        for document in self.documents:
            if document.uri != uri:
                self.checker.touch_beside(document.uri)

    def landmark(
        self, asked: types.HoverParams | types.DefinitionParams
    ) -> tuple[Document, Landmark, types.Range] | None:
        """Give what stands at a position, with its document and its range."""
        document = self.documents.get(asked.text_document.uri)
        if document is None:
            return None
        lines = self.documents.lines(document)
        found = document.landmark(lines, asked.position.line, asked.position.character)
        if found is None:
            return None
        landmark, (start, end) = found
        return document, landmark, as_range((lines.position(start), lines.position(end)))

    def say(self, message: str) -> None:
        """Write a line to the editor's log."""
        self.window_log_message(types.LogMessageParams(types.MessageType.Warning, f"{SOURCE}: {masked_path(message)}"))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Write what went wrong to the log; a window that opens at each would be in the way."""
        if isinstance(error, _REFUSALS):
            self.say(f"a request of the editor was refused: {error}")
        else:
            self.say(crash("flowlint lsp", error))

    async def _examined(self, job: Job) -> Examined:
        try:
            examined = await self.worker.examine(job)
        except WorkerEnded:
            examined = Examined(None, ("flowlint ended while it checked this; a change has it checked again",))
        if examined.report is not None:
            for failure in examined.report.failures:
                self.say(str(failure))
        for problem in examined.problems:
            self.say(problem)
        return examined

    async def _check_until_the_end(self) -> None:
        try:
            await self.checker.run()
        finally:
            self.worker.stop()


def serve() -> None:
    """Talk to an editor over standard input and output until it ends the talk."""
    messages = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a rule pack prints must not stand among the messages
    sys.stdout = sys.stderr
    with suppress(SystemExit):
        _server().start_io(sys.stdin.buffer, messages)


def _server() -> FlowServer:
    server = FlowServer()

    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        server.begin()
        if server.client.watches:
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(_WATCHED)])
            watching = types.Registration("flowlint-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            await server.client_register_capability_async(types.RegistrationParams([watching]))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(given: types.DidOpenTextDocumentParams) -> None:
        one = given.text_document
        if server.documents.open(one.uri, one.text, one.version) is not None:
            server.checker.touch(one.uri, at_once=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(given: types.DidChangeTextDocumentParams) -> None:
        document = server.documents.get(given.text_document.uri)
        if document is not None and given.content_changes:
            text = changed_text(document.text, given.content_changes, server.documents.encoding)
            document.now(text, given.text_document.version)
            server.checker.touch(document.uri)
            server.touch_others(document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(given: types.DidCloseTextDocumentParams) -> None:
        uri = given.text_document.uri
        server.checker.forget(uri)
        if server.documents.close(uri):
            server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
            server.touch_others()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(_: types.DidSaveTextDocumentParams) -> None:
        server.touch_others()  # not each editor says what changes on disk

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def changed_on_disk(_: types.DidChangeWatchedFilesParams) -> None:
        server.touch_others()

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(asked: types.HoverParams) -> types.Hover | None:
        found = server.landmark(asked)
        if found is None:
            return None
        document, landmark, where = found
        text = hover(landmark, _rules(document))
        return None if text is None else types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), where)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def defined(asked: types.DefinitionParams) -> list[types.LocationLink] | list[types.Location]:
        found = server.landmark(asked)
        if found is None:
            return []
        document, landmark, where = found
        links = definitions(landmark, document, server.documents, where)
        if server.client.links:
            return links
        return [types.Location(one.target_uri, one.target_selection_range) for one in links]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outlined(asked: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        document = server.documents.get(asked.text_document.uri)
        return symbols(document, server.documents) if document else []

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def acted(asked: types.CodeActionParams) -> list[types.CodeAction]:
        document = server.documents.get(asked.text_document.uri)
        return list(actions(document, server.documents, asked, server.client.edits)) if document else []

    return server


def _rules(document: Document) -> tuple[Rule, ...]:
    """Give all rules that there are for a document."""
    resolver = Overrides().resolver()
    try:
        return resolver.rules(resolver.of(document.shown))
    except SettingsProblem:
        return ()
