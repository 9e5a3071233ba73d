"""Where a document has not the shape of a flow, and in words what should stand there.

The parser notes the malformed places of every flow as it reads (`Flow.malformed`); only for a flow that has some is the
JSON Schema loaded, which knows the words.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.model.flow import Block, Flow, block_path
from flowlint.text.json_values import JsonPath, dotted, json_type, shown, top_levels

_SHOWN = 40
_LEVELS = 12
"""How deep a flow is looked at: its shape ends with an operand, at the ninth level."""


class ShapeProblem(NamedTuple):
    """A place whose shape is not that of a flow: what it is and should be, and the block it belongs to, if any."""

    path: JsonPath
    message: str
    block: Block | None


def shape_problems(facts: Facts) -> tuple[ShapeProblem, ...]:
    """Explain each malformed place of a flow, once and in the order in which it was found."""
    flow = facts.flow
    if not flow.malformed:
        return ()
    explained = dict(_explained(flow))
    # The reader of the old export format also notes what no schema can tell, a second “Success” branch say.
    unexplained = "is not what this format has there"
    blocks = {block.path: block for block in flow.blocks}
    return tuple(
        _problem(blocks.get(block_path(path)), path, explained.get(path, unexplained))
        for path in dict.fromkeys(flow.malformed)
    )


def _problem(block: Block | None, path: JsonPath, what: str) -> ShapeProblem:
    if block is None or path == block.path:
        return ShapeProblem(path, f"“{dotted(path)}” {what}.", None)
    return ShapeProblem(path, f"{block.label}: “{dotted(path[len(block.path) :])}” {what}.", block)


def _explained(flow: Flow) -> Iterator[tuple[JsonPath, str]]:
    """Give the places that the schema refuses, each with the rest of a sentence about it."""
    from jsonschema import Draft202012Validator

    schema = language.document("schemas/console-export.schema" if flow.translated else "schemas/flow.schema")
    error: Any
    for error in Draft202012Validator(schema).iter_errors(top_levels(flow.document, _LEVELS)):
        path: JsonPath = tuple(error.absolute_path)
        if error.validator == "required":
            for name in set(error.validator_value) - error.instance.keys():
                yield (*path, name), f"is missing; it must be {error.schema['properties'][name]['title']}"
        else:
            yield path, f"must be {error.schema['title']}, but is {_shown(error)}"


def _shown(error: Any) -> str:
    """Name what stands there: its type, or the value itself where one other value should stand."""
    value = error.instance
    return shown(value, _SHOWN) if error.validator == "const" else json_type(value)
