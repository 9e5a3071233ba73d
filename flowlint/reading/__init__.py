"""Where flows live: files and folders in, flows out, recognised by content and never by file name.

A file is a flow, or it holds some: an answer of the API, a template of CloudFormation, Terraform, a template of a flow.
All of these come down to a text that knows where it is written (`content`), and from there to flows.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from flowlint.model.flow import Flow
from flowlint.model.view import View
from flowlint.reading import api_response, console_export, flow_language, repeated_json
from flowlint.reading.broken_json import CONFLICT, Explanation, explain
from flowlint.reading.checked_tree import MAX_FILE_BYTES, CheckedTree
from flowlint.reading.content import (
    JsonProblem,
    Read,
    duplicates,
    flows_inside,
    is_flow_in_code,
    is_meant_as_flow,
    string_flows,
    template_flows,
    without_wrong_escapes,
)
from flowlint.reading.decoding import NotText, decode
from flowlint.reading.flow_language import NO_WRAPPER, build_flow
from flowlint.reading.lfs import NOT_FETCHED, lfs_content, may_stand_for_a_flow
from flowlint.reading.views import views_in
from flowlint.report import Unread
from flowlint.source import Source, load
from flowlint.text.json_values import JsonPath
from flowlint.time_limit import TookTooLong, time_limit

__all__ = [
    "MAX_FILE_BYTES", "CheckedTree", "FlowFile", "JsonProblem", "Kind", "Reader", "are_meant_as_flows",
    "may_hold_flows", "read_bytes", "read_text",
]  # fmt: skip

Kind = Literal[
    "flow-language", "console-export", "api-response", "json-string", "template", "cloudformation", "serverless",
    "terraform", "yaml",
]  # fmt: skip

_MARKS = (b"Actions", b"modules", b"StartAction", b"Connect::ContactFlow", b"Connect::View", b"connect_contact_flow")
_UTF_16_MARKS = tuple(mark.decode().encode("utf-16-le") for mark in _MARKS)
_JSON_BEGINS = ("{", "[", '"')
_CODE_OR_PROSE = re.compile(r"""(?:"(?!(?:\\+["nrt]|\s)*\\*[{\[])|\[(?=[\s\[]*[\w!]))""")
"""What begins like JSON and holds no flow as JSON does: a docstring, “use strict”, a heading of TOML, a badge."""
_TEMPLATE_BEGINS = ("${", "%{", "<%", "{%", "{{", "<<", "%", "#{")
_TERRAFORM = re.compile(
    r'^[ \t]*(?:resource[ \t]+"?(?:aws|awscc)_connect_contact_flow(?:_module)?\b|module[ \t]+")', re.MULTILINE
)
_HCL = re.compile(
    r'^[ \t]*(?:locals[ \t]*\{|variable[ \t]+"|[\w-]+[ \t]*=[ \t]*(?:<<-?\w+[ \t]*\r?$|jsonencode\())', re.MULTILINE
)
_CLOUDFORMATION = re.compile(r"""^[ \t{]*(?:-[ \t]+)?["']?[Rr]esources["']?[ \t]*:""", re.MULTILINE)
_YAML = re.compile(r"""^(?:-[ \t]+)?["']?[\w.-]+["']?[ \t]*:(?:[ \t\r\n]|$)""", re.MULTILINE)
_NO_FLOW = "not a flow"
_ONLY_VIEWS = "views alone, which are held to the flows that show them"
MOST_CODE = 5_000_000
"""Larger infrastructure code is not read, in code points: CloudFormation takes 1 MB, and no person edits more."""

_MOST_SECONDS = 60.0
"""What takes longer to read is given up, in seconds of the processor."""
_MOST_OF_OTHERS = 1_000_000
"""Larger YAML and HCL that says of nothing in it that it is a flow is not looked through, in code points."""


@dataclass(frozen=True, slots=True, eq=False)
class FlowFile:
    """A file that was read. `skipped` says why it holds no flow, and `is_json` whether it is JSON all the same.

    `unread` is what seems to be a flow in it and was not read. `elsewhere` holds other files, read as the flows that
    resources in this one say they are. `views` are those that flows may show. `made_from` are the files from which
    something may be filled into its flows.
    """

    path: str
    kind: Kind | None = None
    flows: tuple[Flow, ...] = ()
    problems: tuple[JsonProblem, ...] = ()
    skipped: str | None = None
    is_json: bool = True
    unread: tuple[Unread, ...] = ()
    elsewhere: "tuple[FlowFile, ...]" = field(default=())
    views: tuple[View, ...] = ()
    made_from: Collection[Source] = ()


class Reader:
    """Reads the files of a run; those that they name are read as far as they lie in the tree."""

    def __init__(self, tree: CheckedTree | None = None) -> None:
        self.tree = tree or CheckedTree()
        self._terraform: Any = None
        self._texts: dict[str, str] = {}

    def read_bytes(self, path: str, data: bytes) -> FlowFile:
        """Read the flows that a file's bytes hold. Never raises: what is wrong is in the answer."""
        if not data.strip():
            return _skipped(path, "the file is empty")
        if lfs_content(data) is not None:
            return _unread(path, NOT_FETCHED, 1) if may_stand_for_a_flow(path) else _skipped(path, NOT_FETCHED)
        if not _is_marked(data):
            return _skipped(path, _NO_FLOW)
        try:
            text = self._once(decode(data))
        except NotText as problem:
            if not (_may_be_json(problem.text.lstrip()) or _is_called_json(path)):
                return _skipped(path, _NO_FLOW)
            return _broken(path, problem.text, Explanation(str(problem), problem.position, problem.position + 1))
        return self.read_text(path, text)

    def _once(self, text: str) -> str:
        """Give the text of a flow as it was read before, for copies to share it: a revision has any number of them."""
        return self._texts.setdefault(text, text) if is_meant_as_flow(text) else text

    def read_text(self, path: str, text: str) -> FlowFile:
        """Read the flows in a text that was decoded already. Never raises, and ends after some time."""
        try:
            with time_limit(_MOST_SECONDS):
                return self._read_text(path, text)
        except TookTooLong:
            return _unread(path, f"a file that takes longer than {_MOST_SECONDS:g} s to read", 1)

    def _read_text(self, path: str, text: str) -> FlowFile:
        if len(text) > MOST_CODE and (_TERRAFORM.search(text) or _CLOUDFORMATION.search(text)):
            return _too_large(path, text)
        begins = text.lstrip()
        if _may_be_json(begins):
            return self._read_json(path, text)
        source = Source(path, text, None)
        is_terraform = _TERRAFORM.search(text) is not None
        may_hold_flows = is_meant_as_flow(text) and len(text) <= _MOST_OF_OTHERS
        if is_terraform or (may_hold_flows and _HCL.search(text)):
            found = list(_bounded(path, self._terraform_reader().flows(source)))
            if any(not isinstance(one, Unread) for one in found) or (is_terraform and is_meant_as_terraform(text)):
                return self._terraform_file(source, found)
        if (is_meant_or_named(text) and _CLOUDFORMATION.search(text)) or (
            may_hold_flows and (_is_called_yaml(path) or _YAML.search(text)) and not begins.startswith(_TEMPLATE_BEGINS)
        ):
            return self._read_yaml(source)
        if is_meant_as_flow(text) and begins.startswith(_TEMPLATE_BEGINS):
            found = list(template_flows(source, json.JSONDecodeError("Expecting value", text, text.index(begins))))
            if found:
                return _file(path, "template", found)
        return _without_form(path, text)

    def _read_json(self, path: str, text: str) -> FlowFile:
        try:
            value, repeated = load(text, to_keep=True)
        except json.JSONDecodeError as problem:
            return self._read_broken_json(path, text, problem)
        source = Source(path, text, value, repeats=bool(repeated))
        if (why := repeated_json.repeats(value)) is not None:
            return FlowFile(path, skipped=why)
        if isinstance(value, Mapping) and "Resources" in value and is_meant_or_named(text):
            from flowlint.reading import cloudformation, json_nodes

            root = json_nodes.read(source)
            if cloudformation.recognises(root):
                return _file(path, "cloudformation", _bounded(path, cloudformation.Template(root).flows()))
        if isinstance(value, Mapping) and "resource" in value and "connect_contact_flow" in text:
            from flowlint.reading import json_nodes

            found_there = self._terraform_reader().flows_in_json(source, json_nodes.read(source))
            return self._terraform_file(source, _bounded(path, found_there))
        kinds: list[Kind] = []
        found: list[Read] = list(duplicates(source, repeated))
        for kind, one in _find(source):
            kinds.append(kind)
            found.append(one)
        views = tuple(views_in(path, value))
        if not kinds:
            return FlowFile(path, skipped=_ONLY_VIEWS if views else _NO_FLOW, views=views)
        return _file(path, kinds[0], (*found, *views))

    def _read_broken_json(self, path: str, text: str, problem: json.JSONDecodeError) -> FlowFile:
        """Read what begins like JSON: a template, YAML in its flow style, or JSON with a mistake."""
        source = Source(path, text, None)
        if is_meant_as_flow(text):
            found = list(template_flows(source, problem))
            if found:
                return _file(path, "template", found)
            mended = list(without_wrong_escapes(source, problem, NO_WRAPPER))
            if mended:
                broken = _file(path, "flow-language", [JsonProblem(source, *explain(problem)), *mended])
                return replace(broken, is_json=False)
            if _is_called_yaml(path) and (read := self._read_yaml(source)).flows:
                return read
        return _broken(path, text, explain(problem))

    def _read_yaml(self, source: Source) -> FlowFile:
        from flowlint.reading import cloudformation, serverless, yaml_nodes
        from flowlint.reading.anywhere import flows_in_documents

        try:
            documents = yaml_nodes.read_all(source)
        except yaml_nodes.NotYaml as problem:
            if _CLOUDFORMATION.search(source.text) and is_meant_or_named(source.text):
                return _unread(source.path, "YAML that does not parse", problem.line)
            return _without_form(source.path, source.text)
        root = documents[0] if len(documents) == 1 else None
        is_template = root is not None and cloudformation.recognises(root)
        if root is not None and (is_template or serverless.recognises(root)):
            service = serverless.Service(root, self.tree)
            found = list(_bounded(source.path, service.template(root) if is_template else service.flows()))
            if found or is_template:
                read = _file(source.path, "cloudformation" if is_template else "serverless", found)
                return replace(read, made_from=service.made_from)
        found = list(_bounded(source.path, flows_in_documents(documents)))
        return _file(source.path, "yaml", found) if found else _without_form(source.path, source.text)

    def _terraform_file(self, source: Source, found: Iterable[Read]) -> FlowFile:
        read = _file(source.path, "terraform", found)
        return replace(read, made_from=self._terraform_reader().made_from(source))

    def _terraform_reader(self) -> Any:
        from flowlint.reading.terraform import Terraform

        if self._terraform is None:
            self._terraform = Terraform(self.tree)
        return self._terraform


def may_hold_flows(data: bytes) -> bool:
    """Tell quickly of the bytes of a file whether it may be anything but one that holds no flow."""
    return _is_marked(data) or lfs_content(data) is not None


def are_meant_as_flows(data: bytes) -> bool:
    """Tell of the bytes of a file whether it was meant to hold flows, which takes longer."""
    try:
        text = decode(data)
    except NotText as problem:
        text = problem.text
    return is_meant_or_named(text) or is_meant_as_terraform(text)


def read_bytes(path: str, data: bytes) -> FlowFile:
    """Read the flows that a file's bytes hold, and no other file. Never raises: what is wrong is in the answer."""
    return Reader().read_bytes(path, data)


def read_text(path: str, text: str) -> FlowFile:
    """Read the flows in a text that was decoded already, and no other file. Never raises."""
    return Reader().read_text(path, text)


def is_meant_as_terraform(text: str) -> bool:
    """Tell whether a configuration holds a flow, or a resource that should."""
    return "connect_contact_flow" in text or is_meant_as_flow(text)


def is_meant_or_named(text: str) -> bool:
    """Tell whether a template holds a flow, or a resource that should."""
    return "Connect::ContactFlow" in text or "Connect::View" in text or is_meant_as_flow(text)


def _is_marked(data: bytes) -> bool:
    return any(mark in data for mark in _MARKS) or (b"\0" in data and any(mark in data for mark in _UTF_16_MARKS))


def _is_called_yaml(path: str) -> bool:
    return path.lower().endswith((".yaml", ".yml"))


def _is_called_json(path: str) -> bool:
    return path.lower().endswith(".json")


def _may_be_json(begins: str) -> bool:
    return begins.startswith(_JSON_BEGINS) and not _CODE_OR_PROSE.match(begins)


def _bounded(path: str, read: Iterable[Read]) -> Iterator[Read]:
    from flowlint.reading.anywhere import within_bounds

    return within_bounds(path, read)


def _file(path: str, kind: Kind, found: Iterable[Read]) -> FlowFile:
    """Make the answer for a file: what stands in it, and apart from that what stands in others it names."""
    by_path: dict[str, list[Read]] = {path: []}
    for one in found:
        by_path.setdefault(_path(one) or path, []).append(one)
    others = tuple(_one(other, "template", read) for other, read in by_path.items() if other != path)
    return _one(path, kind, by_path[path], others)


def _one(path: str, kind: Kind, read: list[Read], elsewhere: tuple[FlowFile, ...] = ()) -> FlowFile:
    unread = tuple(dict.fromkeys(one._replace(path=path) for one in read if isinstance(one, Unread)))
    flows = tuple(one for one in read if isinstance(one, Flow))
    problems = tuple(one for one in read if isinstance(one, JsonProblem))
    skipped = None
    if not flows and not problems:
        skipped = unread[0].reason if unread else _NO_FLOW
        if not unread and elsewhere:
            skipped = "its flows are in other files"
    views = tuple(one for one in read if isinstance(one, View))
    if skipped == _NO_FLOW and views:
        skipped = _ONLY_VIEWS
    return FlowFile(
        path, None if skipped else kind, flows, problems, skipped, unread=unread, elsewhere=elsewhere, views=views
    )


def _path(one: Read) -> str:
    return one.path if isinstance(one, Unread | View) else one.source.file.path


def _find(source: Source) -> Iterator[tuple[Kind, Read]]:
    """Look for flows in a document: the document itself, or the items of a list, and the answers these hold."""
    whole = source.value
    places: list[tuple[JsonPath, Any]] = [((), whole)]
    if isinstance(whole, list):
        places = [((index,), item) for index, item in enumerate(whole)]
    is_found = False
    for at, value in places:
        for found in _in_value(source, at, value):
            is_found = True
            yield found
    if not is_found and is_meant_as_flow(source.text):
        for one in flows_inside(source):
            yield "flow-language" if isinstance(one, Flow) and one.source is source else "json-string", one


def _in_value(source: Source, at: JsonPath, value: Any) -> Iterator[tuple[Kind, Read]]:
    if isinstance(value, str):
        if value.lstrip()[:1] in _JSON_BEGINS and is_meant_as_flow(value):
            for one in string_flows(source, at, value, NO_WRAPPER):
                yield "json-string", one
    elif not isinstance(value, Mapping):
        return
    elif flow_language.recognises(value):
        yield "flow-language", build_flow(source, at, value)
    elif console_export.recognises(value):
        yield "console-export", console_export.read(source, at, value)
    else:
        for answer_at, answer in api_response.answers(value, at):
            for held in _held(source, answer_at, answer):
                yield "api-response", held


def _held(source: Source, at: JsonPath, answer: api_response.Answer) -> Iterator[Read]:
    """Give the flow that an answer holds, as an object or in a string."""
    content = answer.content
    if isinstance(content, str):
        yield from string_flows(source, at, content, answer.wrapper)
    elif flow_language.recognises(content):
        yield build_flow(source, at, content, answer.wrapper)
    elif console_export.recognises(content):
        yield console_export.read(source, at, content, answer.wrapper)


def _broken(path: str, text: str, explanation: Explanation) -> FlowFile:
    """Answer for text that is no JSON: a problem if it was meant to be a flow, passed over if it was not."""
    if not is_meant_as_flow(text):
        return _skipped(path, _NO_FLOW)
    return FlowFile(path, problems=(JsonProblem(Source(path, text, None), *explanation),), is_json=False)


def _without_form(path: str, text: str) -> FlowFile:
    """Answer for text in none of the forms that are read: broken JSON, by its name or a conflict, code, or prose."""
    if not is_flow_in_code(text):
        return _skipped(path, _NO_FLOW)
    if _is_called_json(path) or text.lstrip().startswith(CONFLICT):
        try:
            load(text)
        except json.JSONDecodeError as problem:
            return _broken(path, text, explain(problem))
    line = text.count("\n", 0, text.index("StartAction")) + 1
    return _unread(path, "holds a flow in code or prose", line)


def _too_large(path: str, text: str) -> FlowFile:
    """Answer for what is too large to be infrastructure code that somebody edits."""
    if not is_meant_or_named(text) and "connect_contact_flow" not in text:
        return _skipped(path, _NO_FLOW)
    return _unread(path, f"infrastructure code of more than {MOST_CODE // 1_000_000} MB", 1)


def _skipped(path: str, reason: str) -> FlowFile:
    return FlowFile(path, skipped=reason, is_json=False)


def _unread(path: str, reason: str, line: int) -> FlowFile:
    return FlowFile(path, skipped=reason, is_json=False, unread=(Unread(reason, line, path),))
