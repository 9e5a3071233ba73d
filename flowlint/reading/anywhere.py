"""Flows among values of infrastructure code that is not known to hold any: told by what they hold, not by their key."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from flowlint.mapped_text import MappedText
from flowlint.model.flow import Flow
from flowlint.reading import flow_language
from flowlint.reading.content import Read, held_flows, is_meant_as_flow
from flowlint.reading.flow_language import Wrapper
from flowlint.reading.nodes import Members, Node, Scalar, TooLarge, as_json, at_path, text_of, walk
from flowlint.report import Place, Unread
from flowlint.text.json_values import JsonPath

_MOST_AGAIN = 2_000_000
"""How many code points flows may have that are made of the text of another: hundreds of flows, or 25 large ones."""

Around = Callable[[Node | None], Wrapper]
"""Says what is known of a flow, given the object that holds it."""


def content_text(value: Node, only_flows: bool = False, *, with_nulls: bool = True) -> MappedText | None:
    """Give the text of a flow that is written as a text or as an object, None for a value that is neither."""
    if isinstance(value, Scalar) and isinstance(value.value, str):
        begins = value.text.text.lstrip()[:1]
        if not only_flows or (begins in ("{", '"') and is_meant_as_flow(value.text.text)):
            return value.text
    elif isinstance(value, Members):
        keys: dict[str, Any] = {key.text.text: None for key, _ in value.members}
        if only_flows and ("Actions" in keys) != ("StartAction" in keys):
            return None  # a part of one, which something puts together with others
        keys["Version"] = text_of(value.get("Version"))
        if flow_language.recognises(keys) or {"modules", "start"} <= keys.keys():
            return as_json(value, with_nulls=with_nulls)
    return None


def flows_anywhere(root: Node, at: JsonPath, around: Around, *, with_nulls: bool = True) -> Iterator[Read]:
    """Give the flows that a value is or holds, in order. Raises `TooLarge`."""
    found: JsonPath | None = None
    holders: dict[JsonPath, Node] = {}
    for path, value in walk(root, at):
        if found is not None and path[: len(found)] == found:
            continue
        holders[path] = value
        text = content_text(value, only_flows=True, with_nulls=with_nulls)
        if text is not None:
            found = path
            in_file = value.source is root.source
            yield from held_flows(value.source.file, path if in_file else (), text, around(holders.get(path[:-1])))


def flows_in_documents(documents: Iterable[Node]) -> Iterator[Read]:
    """Give the flows that stand anywhere in the documents of a file. Never raises."""
    for root in documents:
        try:
            yield from flows_anywhere(root, (), named_around)
        except (TooLarge, RecursionError):
            yield unread("holds a flow in a document that is too large to be read", root)


def named_around(holder: Node | None) -> Wrapper:
    """Take name and type of a flow from the object that holds it."""
    name = text_of(at_path(holder, "name") or at_path(holder, "Name"))
    return Wrapper(name, text_of(at_path(holder, "type") or at_path(holder, "Type")), is_template=True)


def unread(reason: str, node: Node) -> Unread:
    """Say of a value why it was not read, at the line and in the file in which it begins."""
    return Unread(reason, node.source.place(node.start, node.start + 1).line, node.source.path)


def place_of(flow: Flow) -> tuple[str, Place]:
    """Give the file and the place at which a flow begins."""
    return flow.source.file.path, flow.source.place(*flow.source.token(flow.base))


class Variants:
    """Tells of flows that come one by one which of them stand in one place under different conditions."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, Place], Flow] = {}

    def holds(self, flow: Flow) -> bool:
        """Tell whether one has come that stands where a flow does."""
        return place_of(flow) in self._first

    def taken(self, flow: Flow) -> Flow:
        """Take a flow, and say of it that it is a variant of the first one that stands there, or of that one's first.

        What it is a variant of already may have come as an equal one.
        """
        place, known = place_of(flow), flow.variant_of
        first = self._first.get(place) or (self._first.get(place_of(known), known) if known else None)
        self._first[place] = first or flow
        return flow if first is known else replace(flow, variant_of=first)


def once_each(read: Iterable[Read]) -> Iterator[Read]:
    """Give the flows of one resource once: of those that stand at one place the first, the others as its variants."""
    variants = Variants()
    seen: set[tuple[object, ...]] = set()
    for one in read:
        if not isinstance(one, Flow):
            yield one
            continue
        what = (place_of(one), one.name, one.type, one.source.text)
        if what not in seen:
            seen.add(what)
            yield variants.taken(one)


def within_bounds(path: str, read: Iterable[Read]) -> Iterator[Read]:
    """Give what is read of a file until the same text has been read for flows again and again, and say so then.

    A loop, an anchor or a file that is named many times makes hundreds of flows of a few letters.
    """
    seen: set[tuple[str, Place]] = set()
    again = 0
    for one in read:
        if isinstance(one, Flow):
            place = place_of(one)
            again += len(one.source.text) if place in seen else 0
            seen.add(place)
            if again > _MOST_AGAIN:
                line = place[1].line if place[0] == path else 1
                yield Unread("makes more flows of one text than are read; those after are left out", line, path)
                return
        yield one
