"""A caller who is sent to a queue without having heard a word.

Why it matters
    Callers who hear nothing think that the line is dead, and hang up while they wait.

How to fix in the designer
    Put a Play prompt on the way to the Transfer to queue.
"""

from collections.abc import Iterator

from flowlint.analysis.semantics import ConsistentSearch
from flowlint.rule import Draft, Facts, Flow, Level, Transition, Witness, at_block, rule


@rule(level=Level.WARNING, pillar="operational-excellence", tags=("prompts", "queue"), since="1.0.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find transfers to a queue that some path reaches in silence."""
    transfers = flow.of_type("TransferContactToQueue")
    if flow.entry is None or not transfers:
        return
    silent = ConsistentSearch(facts, [(flow.entry.id, True)], lambda edge, state: [_is_silent(flow, edge, state)])
    for block in transfers:
        path = silent.path(block.id, lambda is_silent: is_silent)
        if path is not None:
            message = f"{block.label} can be reached without a word to the customer; play a prompt before it."
            yield at_block(block, message, witness=Witness(path, {block.id: "sends the customer on in silence"}))


def _is_silent(flow: Flow, edge: Transition, before: bool) -> bool:
    """Tell whether it is still silent after a branch, if `before` says whether it was before the branch's block."""
    return before and not flow.by_id[edge.source].has("heard")
