"""Answers of describe-contact-flow and describe-contact-flow-module, and lists of them."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flowlint.reading.flow_language import Wrapper
from flowlint.report import JsonPath

_HOLDERS = ("ContactFlow", "ContactFlowModule", "ContactFlows", "ContactFlowModules")
_FLOW_MARKS = ("Actions", "modules", "StartAction")


class Answer(NamedTuple):
    """What an answer says of one flow: its content, an object or text, and what stands around it."""

    content: Any
    wrapper: Wrapper


def answers(value: Mapping[str, Any], at: JsonPath) -> Iterator[tuple[JsonPath, Answer]]:
    """Give the flows that an answer holds, each with the path of its content."""
    content = value.get("Content")
    if isinstance(content, Mapping) or (isinstance(content, str) and _meant_as_flow(content)):
        yield (*at, "Content"), _answer(value, content, is_module=at[-1:] == ("ContactFlowModule",))
        return
    for holder in _HOLDERS:
        held = value.get(holder)
        if isinstance(held, Mapping):
            yield from answers(held, (*at, holder))
        elif isinstance(held, list):
            for index, item in enumerate(held):
                if isinstance(item, Mapping):
                    yield from answers(item, (*at, holder, index))


def _meant_as_flow(content: str) -> bool:
    return content.lstrip()[:1] == "{" and any(mark in content for mark in _FLOW_MARKS)


def _answer(value: Mapping[str, Any], content: Any, is_module: bool) -> Answer:
    type_text = "MODULE" if is_module else value.get("Type", value.get("ContactFlowType"))
    return Answer(content, Wrapper(value.get("Name"), type_text, (value.get("Id"), value.get("Arn"))))
