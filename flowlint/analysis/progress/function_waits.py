"""How long customers wait for Lambda functions in silence: rows of them, and those that nothing is played before.

Path-sensitive searches, the first with the seconds that may have gone as its state.

See docs/semantics.md#function-waits.
"""

import re
from functools import partial
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, Path
from flowlint.analysis.semantics import ConsistentSearch, customers_begin_here, nobody_listens
from flowlint.model.flow import Block, Flow, Transition, once_per_block

_CALLS = "InvokeLambdaFunction"
_TIME_LIMIT = "InvocationTimeLimitSeconds"
_ASYNCHRONOUS = {"InvocationType": "ASYNCHRONOUS"}
_SECONDS = re.compile(r"[0-9]{1,4}")
_REPORTED = -1
"""In the place of seconds: the row has passed the limit at a block before."""
_NOTICED = 4
"""From how many seconds on silence is noticed."""


class FunctionRow(NamedTuple):
    """Lambda functions one after another, the last of which passes the limit, with the shortest path to that one.

    `waits` are the blocks of the row in order, each with the seconds that may have gone when it is done.
    """

    path: Path
    waits: tuple[tuple[Block, int], ...]


class SilentFunction(NamedTuple):
    """A function, for how many seconds it may keep the customer waiting, and the shortest path to it."""

    block: Block
    seconds: int
    path: Path


@once_per_block
def _seconds(block: Block) -> int:
    """Give how long a block waits for its function at most; 0 where it does not wait, or that is not known.

    A limit above what Connect allows counts as what it allows.
    """
    if block.type != _CALLS or language.holds(_ASYNCHRONOUS, block.parameters):
        return 0
    written = _SECONDS.fullmatch(str(block.parameters.get(_TIME_LIMIT)).strip())
    return min(int(written.group()), language.limits().function_seconds) if written else 0


def long_rows(facts: Facts) -> tuple[FunctionRow, ...]:
    """Give the rows of functions that may take longer than Connect gives a row, one for each block that begins one.

    A row that comes by a function twice is left out: that is a loop, whose length its blocks do not tell.
    """
    flow = facts.flow
    if sum(map(_seconds, flow.by_id.values())) <= language.limits().function_row_seconds:
        return ()
    search = facts(_waited)
    found: dict[str, FunctionRow] = {}
    for block_id in search:
        block = flow.by_id[block_id]
        path = search.path(block_id, partial(_passes, _seconds(block)))
        waits = () if path is None else _waits(flow, path, block)
        if path is not None and len({one.id for one, _ in waits}) == len(waits):
            found.setdefault(waits[0][0].id, FunctionRow(path, waits))
    return tuple(found.values())


def _passes(own: int, waited: int) -> bool:
    most = language.limits().function_row_seconds
    return 0 <= waited <= most < waited + own


def _waited(facts: Facts) -> ConsistentSearch[int]:
    """Search all paths for the seconds that may have gone since something was played."""
    flow = facts.flow

    def successors(edge: Transition, waited: int) -> tuple[int]:
        block = flow.by_id[edge.source]
        if _interrupts(block):
            return (0,)
        own = _seconds(block)
        return (_REPORTED if waited == _REPORTED or _passes(own, waited) else waited + own,)

    return ConsistentSearch(facts, [] if flow.entry is None else [(flow.entry.id, 0)], successors)


def _waits(flow: Flow, path: Path, last: Block) -> tuple[tuple[Block, int], ...]:
    """Give the functions of the row that a path ends with, each with the seconds that may have gone by then."""
    row = [last]
    for edge in reversed(path):
        block = flow.by_id[edge.source]
        if _interrupts(block):
            break
        if _seconds(block):
            row.append(block)
    waited = 0
    return tuple((block, waited := waited + _seconds(block)) for block in reversed(row))


def silent_functions(facts: Facts) -> tuple[SilentFunction, ...]:
    """Give the functions that may take long and that a customer comes to having heard nothing, the nearest first.

    Where one comes after another only the first is given: what is played before it covers both.
    """
    flow = facts.flow
    if not any(_seconds(block) >= _NOTICED for block in flow.by_id.values()) or not facts(customers_begin_here):
        return ()

    def successors(edge: Transition, state: None) -> tuple[None, ...]:
        block = flow.by_id[edge.source]
        done = _interrupts(block) or _seconds(block) >= _NOTICED or nobody_listens(block, edge)
        return () if done else (None,)

    search = ConsistentSearch(facts, [(flow.start or "", None)], successors)
    return tuple(
        SilentFunction(block, _seconds(block), path)
        for block_id in search
        if _seconds(block := flow.by_id[block_id]) >= _NOTICED and (path := search.path(block_id)) is not None
    )


def _interrupts(block: Block) -> bool:
    """Tell whether a block breaks the silence: it plays something or waits, or may do so for all that is known."""
    return block.action is None or block.has("heard") or block.has("waits")
