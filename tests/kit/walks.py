"""Every walk through a small flow up to a length, for tests that check a path analysis by trying everything."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from flowlint import check_text
from flowlint.report import Finding
from flowlint.run import Overrides
from kit import flows as made

Walk = tuple[tuple[str, str], ...]
"""The blocks that a walk passes, each with the branch that leaves it; "" behind the last one."""

LONGEST = 8


def action(
    name: str, block_type: str, parameters: dict[str, Any] | None = None, to: str = "", error: str = "", **matches: str
) -> dict[str, Any]:
    """Make a block with one error branch; where `matches` leads on by operands in a Compare, it is that of no match."""
    kind = "NoMatchingCondition" if block_type == "Compare" else "NoMatchingError"
    return made.block(name, block_type, parameters, to or None, matches, **({kind: error} if error else {}))


@st.composite
def small_flows(
    draw: st.DrawFn, kinds: tuple[str, ...], block: Callable[[str, str, str, str], dict[str, Any]]
) -> dict[str, Any]:
    """Make up small flows of blocks of these kinds, told by the end of their names; success mostly goes straight on."""
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=2, max_size=5))
    names = [f"{index} {kind}" for index, kind in enumerate(chosen)]
    blocks = []
    for index, (name, kind) in enumerate(zip(names, chosen, strict=True)):
        success = st.sampled_from([names[(index + 1) % len(names)], *names])
        blocks.append(block(name, kind, draw(success), draw(st.sampled_from(names))))
    return made.flow(*blocks)


def line(kinds: str, block: Callable[[str, str, str, str], dict[str, Any]]) -> dict[str, Any]:
    """Make a flow whose blocks, of these kinds, run one after another and then hang up, as they do on any error."""
    names = [f"{index} {kind}" for index, kind in enumerate(kinds.split())] + ["hang up"]
    blocks = [block(name, name.split()[1], after, "hang up") for name, after in pairwise(names)]
    return made.flow(*blocks, made.block("hang up", "DisconnectParticipant"))


def walks(flow: dict[str, Any], longest: int = LONGEST) -> Iterator[Walk]:
    """Give every walk from the start that takes at most so many branches, shorter ones before those that go on."""
    blocks = {one["Identifier"]: one for one in flow["Actions"]}

    def go(walk: Walk) -> Iterator[Walk]:
        *way, (here, _) = walk
        yield walk
        for branch, target in _branches(blocks[here]) if len(way) < longest else ():
            yield from go((*way, (here, branch), (target, "")))

    yield from go(((flow["StartAction"], ""),))


def _branches(block: dict[str, Any]) -> Iterator[tuple[str, str]]:
    transitions = block["Transitions"]
    if "NextAction" in transitions and block["Type"] not in ("Compare", "TransferContactToQueue"):
        yield "next", transitions["NextAction"]
    for one in transitions.get("Conditions", ()):
        yield f"condition Equals {one['Condition']['Operands'][0]}", one["NextAction"]
    for one in transitions.get("Errors", ()):
        yield f"error {one['ErrorType']}", one["NextAction"]


def walk_of(finding: Finding) -> Walk:
    """Give the witness of a finding as a walk."""
    branches = [step.via or "" for step in finding.trail]
    return tuple(zip((step.block.id for step in finding.trail), (*branches[1:], ""), strict=True))


def findings(rule: str, *flows: dict[str, Any]) -> tuple[Finding, ...]:
    """Run one rule alone on flows of one file."""
    report = check_text(json.dumps(flows[0] if len(flows) == 1 else flows), overrides=Overrides(select=(rule,)))
    assert report.failures == ()
    return report.findings


def check_by_walking(rule: str, flow: dict[str, Any], fault: Callable[[Walk], str | None]) -> None:
    """Hold a rule's findings on a flow against all its walks; `fault` gives the cause of a fault at a walk's end.

    One finding is told for each cause, and all together they tell each block at fault once.
    """
    nearest: dict[str, int] = {}
    for walk in walks(flow):
        if fault(walk) is not None:
            nearest[walk[-1][0]] = min(len(walk), nearest.get(walk[-1][0], len(walk)))
    found = findings(rule, flow)
    causes = [fault(walk_of(finding)) for finding in found]
    assert None not in causes
    assert len(set(causes)) == len(causes)
    told = 0
    for finding in found:
        assert finding.block is not None
        assert len(finding.trail) == nearest.get(finding.block.id, len(finding.trail))
        more = re.search(r" and (\d+) more block", finding.message)
        told += 1 + (int(more[1]) if more else 0)
    assert told == len(nearest)
