"""A flow with so many blocks that nobody can follow it any more.

With it come the sections that could become flow modules, the largest first: blocks that are entered at one block only
and that all go on to one and the same block, or that no contact leaves. Each says what a module made of it needs from
the flow, and what the flow needs from it.

Why it matters
    A large flow takes long to read, long to open in the designer and is risky to change: what is moved in one
    corner breaks another. Connect refuses more than 250 blocks.

How to fix in the designer
    Choose among the sections those that do one thing, “identify the customer” say. Move the blocks of one to a
    flow module, end it with “Return” where the section goes on, and put “Invoke module” in its place. What is to be
    handed in, such as the answer of a Lambda function or what the customer typed, a module does not see: store it in a
    contact attribute before, or give it as the module's input. Hand back the same way what is read further on.
    A section that no contact leaves can also become a flow of its own, reached with “Transfer to flow”.

Limits
    A section has at least four blocks, and at most fifty and half of the flow's. None is named where branches run to
    and fro all over the flow, nor across a block that no flow module can hold. At most a hundred are named.

Options
    `max-blocks`: how many blocks a flow may have.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-modules.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flowlint.analysis.structure import ModuleCandidate, module_candidates
from flowlint.rule import LONGEST_MESSAGE, Draft, Facts, Flow, Level, RelatedBlock, at_flow, joined, rule


@dataclass(frozen=True, slots=True)
class Options:
    """What a team can set."""

    max_blocks: int = 50
    """How many blocks a flow may have."""


@rule(
    level=Level.WARNING,
    pillar="operational-excellence",
    tags=("structure", "size"),
    since="0.1.0",
    options=Options,
)
def check(flow: Flow, facts: Facts, options: Options) -> Iterator[Draft]:
    """Find flows with more blocks than the limit, and what could be cut out of them."""
    if flow.blocks and len(flow.blocks) > options.max_blocks:
        what = "flow module" if flow.is_module else "flow"
        size = f"This {what} has {len(flow.blocks)} blocks, more than {options.max_blocks}"
        found = facts(module_candidates)
        related = tuple(RelatedBlock(one.first, _explained(one)) for one in found)
        yield at_flow(f"{size}; {_advice(found, len(size))}", flow.blocks[0].path[:-1], related=related)


def _advice(found: tuple[ModuleCandidate, ...], before: int) -> str:
    """Name the two largest candidates, or as many as there are and have room in the message."""
    for some in (found[:2], found[:1]):
        modules = "flow modules" if len(some) > 1 else "a flow module"
        advice = f"{joined(map(_extent, some))} could become {modules}."
        if some and before + len(advice) + 2 <= LONGEST_MESSAGE:
            return advice
    return "move parts that do one thing into flow modules."


def _extent(candidate: ModuleCandidate) -> str:
    return f"{candidate.size} from {candidate.first.label} to {candidate.last.label}"


def _explained(candidate: ModuleCandidate) -> str:
    on = f"then on to {candidate.exit.label}" if candidate.exit else "which no contact leaves"
    passed = {
        "Reads": candidate.reads,
        "Hand in what a module does not see:": candidate.handed_in,
        "Sets": candidate.sets,
        "Hand back what is read further on:": candidate.handed_back,
    }
    crossing = [f" {what} {', '.join(names)}." for what, names in passed.items() if names]
    return f"{candidate.size} blocks from {candidate.first.label} to {candidate.last.label}, {on}.{''.join(crossing)}"
