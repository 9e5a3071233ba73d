"""Where a document has not the shape of a flow, and in words what should stand there.

The parser notes the malformed places of every flow as it reads (`Flow.malformed`); only for a flow that has some is the
JSON Schema asked, which knows the words.
"""

from collections.abc import Iterator
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.model.flow import Block, Flow, block_path
from flowlint.text.json_values import JsonPath, dotted, json_type, shown

_SHOWN = 40


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
    for complaint in language.flow_schema(flow.translated).complaints(flow.document):
        if complaint.keyword == "required":
            for name in set(complaint.wanted) - complaint.value.keys():
                yield (*complaint.at, name), f"is missing; it must be {complaint.schema['properties'][name]['title']}"
        else:
            yield complaint.at, f"must be {complaint.schema['title']}, but is {_shown(complaint)}"


def _shown(complaint: language.Complaint) -> str:
    """Name what stands there: its type, or the value itself where one other value should stand."""
    value = complaint.value
    return shown(value, _SHOWN) if complaint.keyword == "const" else json_type(value)
