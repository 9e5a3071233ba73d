"""The console's old export format."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from flowlint.model.flow import Flow
from flowlint.report import JsonPath
from flowlint.source import Source


def recognises(value: Any) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, Mapping) and isinstance(value.get("modules"), list) and "start" in value


def read(
    source: Source,
    base: JsonPath,
    document: Mapping[str, Any],
    name: Any = None,
    type_text: Any = None,
    ids: Sequence[Any] = (),
) -> Flow:
    raise NotImplementedError
