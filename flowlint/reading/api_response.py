"""What the API of Amazon Connect says of flows and modules, and is told: answers, parts of them, and request files.

The answers of DescribeContactFlow, SearchContactFlows and their likes for modules; one entry of them, or a list of
such; and what CreateContactFlow and the others that take a flow's content are given with `--cli-input-json`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flowlint.reading.flow_language import Wrapper
from flowlint.text.json_values import JsonPath

_MODULE_HOLDERS = ("ContactFlowModule", "ContactFlowModules")
_HOLDERS = ("ContactFlow", "ContactFlows", *_MODULE_HOLDERS)
_FLOW_MARKS = ("Actions", "modules", "StartAction")
_IDS = ("Id", "Arn", "ContactFlowId", "ContactFlowArn", "ContactFlowModuleId")
_OF_MODULES_ALONE = ("ContactFlowModuleId", "ExternalInvocationConfiguration", "FlowModuleContentSha256", "Settings")
_MODULE_ARN = "/flow-module/"


class Answer(NamedTuple):
    """What an answer says of one flow: its content, an object or text, and what stands around it."""

    content: Any
    wrapper: Wrapper


def answers(value: Mapping[str, Any], at: JsonPath) -> Iterator[tuple[JsonPath, Answer]]:
    """Give the flows that an answer or a request holds, each with the path of its content."""
    return _answers(value, at, is_module=False)


def _answers(value: Mapping[str, Any], at: JsonPath, is_module: bool) -> Iterator[tuple[JsonPath, Answer]]:
    content = value.get("Content")
    if isinstance(content, Mapping) or (isinstance(content, str) and _meant_as_flow(content)):
        yield (*at, "Content"), _answer(value, content, is_module or _is_module(value))
        return
    for holder in _HOLDERS:
        held, of_modules = value.get(holder), holder in _MODULE_HOLDERS
        if isinstance(held, Mapping):
            yield from _answers(held, (*at, holder), of_modules)
        elif isinstance(held, list):
            for index, item in enumerate(held):
                if isinstance(item, Mapping):
                    yield from _answers(item, (*at, holder, index), of_modules)


def _meant_as_flow(content: str) -> bool:
    return content.lstrip()[:1] == "{" and any(mark in content for mark in _FLOW_MARKS)


def _is_module(value: Mapping[str, Any]) -> bool:
    """Tell whether an entry is of a flow module: it has no type, but other things that a flow has not."""
    arn = value.get("Arn")
    of_modules = isinstance(arn, str) and _MODULE_ARN in arn
    return of_modules or ("Type" not in value and any(value.get(key) is not None for key in _OF_MODULES_ALONE))


def _answer(value: Mapping[str, Any], content: Any, is_module: bool) -> Answer:
    type_text = "MODULE" if is_module else value.get("Type", value.get("ContactFlowType"))
    settings = value.get("Settings") if is_module else None
    others = value.get("ExternalInvocationConfiguration")
    is_tool = isinstance(others, Mapping) and others.get("Enabled") is not False
    ids = tuple(value.get(key) for key in _IDS)
    described = Wrapper(description=value.get("Description"), tags=value.get("Tags"))
    wrapper = described._replace(name=value.get("Name"), type=type_text, ids=ids, settings=settings, is_tool=is_tool)
    return Answer(content, wrapper)
