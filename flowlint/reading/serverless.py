"""Templates of the Serverless Framework: CloudFormation with variables, and with parts that stand in other files."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from flowlint.mapped_text import MappedText, Piece
from flowlint.reading import json_nodes, yaml_nodes
from flowlint.reading.anywhere import content_text, unread
from flowlint.reading.checked_tree import CheckedTree, OutOfReach
from flowlint.reading.cloudformation import Template
from flowlint.reading.cloudformation import recognises as is_template
from flowlint.reading.content import Read, held_flows
from flowlint.reading.flow_language import Wrapper
from flowlint.reading.nodes import Items, Members, Node, Scalar, at_path, text_of
from flowlint.reading.terraform import whole_file
from flowlint.report import Unread
from flowlint.source import Source, load

_FILE = re.compile(r"\$\{file\(\s*+(?P<path>[^()]+)\)(?::(?P<key>[\w.-]+))?(?:\s*,.*)?\}")
_SELF = re.compile(r"\$\{self:(?P<path>[\w.-]+)(?:\s*,.{0,300})?\}")
_DEEPEST = 10
_LONGEST_PATH = 4_096
"""How long the name of a file may be with the folders that lead to it, in letters: no system takes longer ones."""


def recognises(root: Node) -> bool:
    """Tell whether a document is a service of the Serverless Framework, or a part of one with its resources."""
    return at_path(root, "resources") is not None


class Service:
    """A file of a service, and what it says of its variables. `made_from` has the files that were read for it."""

    def __init__(self, root: Node, tree: CheckedTree) -> None:
        self.root, self.tree = root, tree
        self.made_from = {root.source: None}

    def flows(self) -> Iterator[Read]:
        """Give the flows of all resources. Never raises."""
        resources = at_path(self.root, "resources")
        parts = resources.items if isinstance(resources, Items) else (resources,)
        for number, part in enumerate(parts):
            if part is not None:
                at = ("resources", number) if isinstance(resources, Items) else ("resources",)
                yield from self._part(part, at, 0)

    def template(self, root: Node) -> Iterator[Read]:
        """Give the flows of a template; one that is no part of a service has no variables."""
        yield from Template(root, (), self._elsewhere).flows()

    def _part(self, part: Node, at: tuple[str | int, ...], depth: int) -> Iterator[Read]:
        part_or_problem = self._resolved(part, depth)
        if isinstance(part_or_problem, Unread):
            yield part_or_problem
            return
        part = part_or_problem
        if is_template(part):
            yield from Template(part, at if part.source is self.root.source else (), self._elsewhere).flows()
            return
        resources = at_path(part, "Resources")
        if isinstance(resources, Scalar):  # Resources: ${file(resources.yml)}
            held = self._resolved(resources, depth + 1)
            if isinstance(held, Unread):
                yield held
            elif isinstance(held, Members):
                key = MappedText((Piece("Resources", held.start, held.start),))
                name = Scalar(held.source, held.start, held.start, key, key.text)
                whole = Members(held.source, held.start, held.end, ((name, held),))
                yield from Template(whole, (), self._elsewhere).flows()

    def _resolved(self, node: Node, depth: int) -> Node | Unread:
        """Follow `${file(…)}` and `${self:…}` to what they stand for, as far as the files say."""
        first = node
        found: Node | Unread | None = node
        while isinstance(found, Scalar) and found.string is not None:
            if depth > _DEEPEST:
                return unread("files that name each other in a circle", first)
            depth, node = depth + 1, found
            found = self._step(found, found.string.strip())
        return node if found is None else found

    def _step(self, node: Scalar, written: str) -> Node | Unread | None:
        """Take one step, None where there is none to take."""
        if match := _SELF.fullmatch(written):
            return at_path(self.root, *match["path"].split("."))
        if not (match := _FILE.fullmatch(written)):
            return None
        held = self._file(match["path"].rstrip(), node)
        if isinstance(held, Unread):
            return held
        document = _document(held)
        if document is None:
            return Unread(f"“{match['path']}” does not parse", 1, held.path)
        found = at_path(document, *match["key"].split(".")) if match["key"] else document
        return unread(f"“{match['path']}” has no {match['key']}", node) if found is None else found

    def _file(self, named: str, node: Node) -> Source | Unread:
        """Read a file that is named from the folder of the service."""
        if len(named) <= _LONGEST_PATH:
            named = _SELF.sub(self._part_of_path, named)
        if len(named) > _LONGEST_PATH:
            return unread("names a file by a path that is too long", node)
        if "${" in named:
            return unread(f"the file “{named}” is known only when the service is deployed", node)
        folders = dict.fromkeys((Path(self.root.source.path).parent, Path(node.source.path).parent))
        problem: OutOfReach | None = None
        for folder in folders:
            try:
                held = self.tree.read(folder / named)
            except OutOfReach as told:
                problem = problem or told
            else:
                self.made_from[held] = None
                return held
        return unread(f"names “{named}”, which {problem}", node)

    def _part_of_path(self, named: re.Match[str]) -> str:
        """Give what a variable of the service says, or the variable itself where nobody knows."""
        value = text_of(at_path(self.root, *named["path"].split(".")))
        return value if value and len(value) <= _LONGEST_PATH else named[0]

    def _elsewhere(self, content: Node, wrapper: Wrapper) -> Iterator[Read] | None:
        """Read a flow whose Content is `${file(…)}` or `${self:…}`."""
        written = content.string.strip() if isinstance(content, Scalar) and content.string is not None else ""
        match = _FILE.fullmatch(written)
        if match is None and not _SELF.fullmatch(written):
            return None
        if match is not None and not match["key"]:
            held = self._file(match["path"].rstrip(), content)
            return iter((held,)) if isinstance(held, Unread) else whole_file(held, wrapper)
        found = self._resolved(content, 0)
        text = None if isinstance(found, Unread) or found is content else content_text(found)
        if isinstance(found, Unread) or text is None:
            unknown = unread("a Content that is known only when the service is deployed", content)
            return iter((found if isinstance(found, Unread) else unknown,))
        return held_flows(found.source, (), text, wrapper)


def _document(source: Source) -> Node | None:
    """Parse a file that is included: JSON, or else YAML."""
    try:
        load(source.text)
        return json_nodes.read(source)
    except json.JSONDecodeError:
        pass
    try:
        return yaml_nodes.read(source)
    except yaml_nodes.NotYaml:
        return None
