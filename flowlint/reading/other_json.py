"""JSON that holds flows in some way of its own, and JSON that repeats what other files hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from flowlint.reading import flow_language
from flowlint.reading.content import Read, is_meant_as_flow, string_flows
from flowlint.reading.flow_language import Wrapper, build_flow
from flowlint.report import JsonPath
from flowlint.source import Source

_MOST_VALUES = 1_000_000


def repeats(value: Any) -> str | None:
    """Say why a document is not read whose flows other files hold as people edit them; None for any other."""
    if not isinstance(value, Mapping):
        return None
    version = value.get("version")
    if "tree" in value and isinstance(version, str) and version.startswith("tree-"):
        return "it repeats what the templates of CDK hold"
    if "artifacts" in value and isinstance(value["artifacts"], Mapping):
        return "it repeats what the templates of CDK hold"
    if "terraform_version" in value and ("resources" in value or "planned_values" in value):
        return "it repeats what the files of Terraform hold"
    return None


def flows(source: Source) -> Iterator[tuple[Any, Read]]:
    """Give the flows that stand anywhere in a document, as objects or in strings. Never raises."""
    waiting: list[tuple[JsonPath, Any, Any]] = [((), source.value, None)]
    count = 0
    while waiting and count < _MOST_VALUES:
        path, value, holder = waiting.pop()
        count += 1
        if isinstance(value, str):
            if value.lstrip()[:1] in ("{", '"') and is_meant_as_flow(value):
                for one in string_flows(source, path, value, _wrapper(holder)):
                    yield "json-string", one
        elif isinstance(value, Mapping):
            if _is_flow(value):
                yield "flow-language", build_flow(source, path, value, _wrapper(holder))
            else:
                waiting += [((*path, key), item, value) for key, item in reversed(list(value.items()))]
        elif isinstance(value, list):
            waiting += [((*path, index), value[index], holder) for index in reversed(range(len(value)))]


def _is_flow(value: Mapping[str, Any]) -> bool:
    """Tell a flow from a description of flows, which has the same keys."""
    blocks, start = value.get("Actions"), value.get("StartAction")
    return flow_language.recognises(value) and isinstance(blocks, list) and isinstance(start, str)


def _wrapper(holder: Any) -> Wrapper:
    if not isinstance(holder, Mapping):
        return Wrapper()
    name = next((holder[key] for key in ("Name", "name") if isinstance(holder.get(key), str)), None)
    kind = next((holder[key] for key in ("Type", "type") if isinstance(holder.get(key), str)), None)
    return Wrapper(name, kind)
