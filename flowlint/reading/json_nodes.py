"""JSON as values with places."""

import json
import re
from typing import Any

from flowlint.mapped_text import json_string, verbatim
from flowlint.reading.nodes import Items, Members, Node, Scalar
from flowlint.source import Source

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]]|[^\s,:{}\[\]"]++', re.DOTALL)


def read(source: Source) -> Node:
    """Read a document that has been parsed, so that it is known to be JSON."""
    text = source.text
    stack: list[tuple[str, int, list[Any]]] = []
    key: Scalar | None = None
    keys: list[Scalar | None] = []
    for match in _TOKEN.finditer(text):
        start, end, token = *match.span(), match.group()
        node: Node
        if token in "{[":
            stack.append((token, start, []))
            keys.append(key)
            key = None
            continue
        if token in "}]":
            _, opened, held = stack.pop()
            key = keys.pop()
            node = (
                Members(source, opened, end, tuple(held)) if token == "}" else Items(source, opened, end, tuple(held))
            )
        elif token[0] == '"':
            written = json_string(text, start, end)
            node = Scalar(source, start, end, written, written.text)
        else:
            node = Scalar(source, start, end, verbatim(text, start, end), json.loads(token))
        if not stack:
            return node
        kind, _, held = stack[-1]
        if kind == "[":
            held.append(node)
        elif key is None:
            assert isinstance(node, Scalar)
            key = node
        else:
            held.append((key, node))
            key = None
    raise ValueError("no JSON")
