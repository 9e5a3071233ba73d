"""Changes as Markdown for a comment on a pull request: nothing that was read is markup."""

from collections.abc import Sequence

from flowlint.changes import ChangedBlock, ChangedFlow, Changes
from flowlint.output.change_wording import block_sentences, flow_heading, flow_sentences, ordered, summary
from flowlint.output.escaping import ROOM, escaped
from flowlint.report import Failure
from flowlint.text.words import counted

_UNFOLDED = 12
"""How many blocks of a flow are shown without a click."""
_ROOM_FOR_REST = 100


def page(changes: Changes, failures: Sequence[Failure], room: int = ROOM) -> str:
    """Give changes as Markdown of at most so many bytes of UTF-8, if that is room for a heading.

    Flows that have no room are counted.
    """
    parts = [f"### flowlint diff: {summary(changes, failures)}\n"]
    room -= len(parts[0].encode()) + _ROOM_FOR_REST
    left = 0
    for changed in changes.flows:
        text = _flow(changed)
        size = len(text.encode())
        if size > room:
            left += 1
        else:
            room -= size
            parts.append(text)
    if left:
        parts.append(f"\n{counted(left, 'flow')} left out: there is no room for more.\n")
    return "".join(parts)


def _flow(changed: ChangedFlow) -> str:
    heading = escaped(flow_heading(changed))
    items = [f"- {escaped(sentence)}\n" for sentence in flow_sentences(changed)]
    items += [_block(block, changed) for block in ordered(changed.blocks)]
    if len(changed.blocks) > _UNFOLDED:
        return f"\n<details><summary>{heading}</summary>\n\n{''.join(items)}\n</details>\n"
    return f"\n#### {heading}\n\n{''.join(items)}"


def _block(block: ChangedBlock, changed: ChangedFlow) -> str:
    state = f"**{block.state}** " if changed.state == "changed" else ""
    return f"- {state}{escaped(block.label)}\n" + "".join(
        f"  - {escaped(sentence)}\n" for sentence in block_sentences(block)
    )
