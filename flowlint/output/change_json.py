"""Changes as one JSON object, version 1. Fields are never renamed or dropped within the version."""

import json
from typing import Any

from flowlint import __version__
from flowlint.changes import Change, ChangedBlock, ChangedFlow, Changes, FlowPlace, Value
from flowlint.report import Failure
from flowlint.text.json_writing import pieces


def text(changes: Changes, failures: tuple[Failure, ...]) -> str:
    """Give the document, with `\\n` at the end."""
    document = {
        "version": 1,
        "tool": {"name": "flowlint", "version": __version__},
        **as_json(changes),
        "failures": [{"path": one.path, "message": one.message} for one in failures],
    }
    return "".join(pieces(document))


def as_json(changes: Changes) -> dict[str, Any]:
    """Give changes as JSON has them."""
    return {
        "before": changes.before,
        "after": changes.after,
        "flows": [_flow(one) for one in changes.flows],
        "unchanged": changes.same,
    }


def _flow(changed: ChangedFlow) -> dict[str, Any]:
    return {
        "state": changed.state,
        "before": _place(changed.before),
        "after": _place(changed.after),
        "changes": [_change(one) for one in changed.changes],
        "blocks": [_block(one) for one in changed.blocks],
        "new_ids": changed.new_ids,
    }


def _place(place: FlowPlace | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "path": place.path,
        "pointer": place.pointer,
        "name": place.name,
        "type": place.type,
        "blocks": place.blocks,
    }


def _block(block: ChangedBlock) -> dict[str, Any]:
    return {
        "state": block.state,
        "label": block.label,
        "type": block.type,
        "id_before": block.id_before,
        "id_after": block.id_after,
        "line": block.line,
        "changes": [_change(one) for one in block.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "what": change.what,
        "where": change.where,
        "before": _value(change.before),
        "after": _value(change.after),
    }


def _value(value: Value | None) -> Any:
    """Give a value as it is in the flow; what a person calls it where it stands for a block."""
    if value is None or value.is_text:
        return value and value.text
    try:
        return json.loads(value.text)
    except ValueError:
        return value.text
