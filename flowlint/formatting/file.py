"""A file that is a flow, as bytes before and after: in its own encoding, with its own line ends."""

from dataclasses import dataclass

from flowlint.drawing import CannotDraw
from flowlint.formatting.layout import CannotFormat, formatted
from flowlint.formatting.positions import new_positions
from flowlint.model.flow import Flow
from flowlint.reading import FlowFile
from flowlint.reading.decoding import NotText, decode, encode_as

_CHANGED = "is left as it is: it has changed since it was read"


@dataclass(frozen=True, slots=True)
class Formatted:
    """The bytes of a file before, and as they are to be."""

    before: bytes
    after: bytes


def format_file(file: FlowFile, content: bytes, with_positions: bool = False) -> Formatted | None:
    """Give a file in the one layout; None for one that is no flow by itself, but holds some or is of another form.

    `content` is what it holds. With `with_positions`, blocks that lie on one another, or nowhere, get new places.
    Raises `CannotFormat` for a flow that is broken, or has changed since it was read.
    """
    if file.problems:
        raise CannotFormat(_in_words(file))
    flow = _only_flow(file)
    if flow is None:
        return None
    try:
        if decode(content) != flow.source.text:
            raise CannotFormat(_CHANGED)
        places = new_positions(flow) if with_positions else {}
        return Formatted(content, encode_as(formatted(flow.source.text, places), content))
    except NotText:
        raise CannotFormat(_CHANGED) from None
    except CannotDraw as problem:
        raise CannotFormat(f"cannot be laid out: {problem}") from None


def _only_flow(file: FlowFile) -> Flow | None:
    """Give the flow that a file is, as the console exports it today; None for all else."""
    if file.kind != "flow-language" or len(file.flows) != 1:
        return None
    flow = file.flows[0]
    return None if flow.base or flow.source.outer is not None or flow.translated else flow


def _in_words(file: FlowFile) -> str:
    problem = file.problems[0]
    line = problem.source.place(problem.start, problem.end).line
    what = "a key stands twice" if problem.duplicate_key is not None else "its JSON is broken"
    return f"is left as it is: {what} in line {line}; see flowlint check"
