"""A queue, flow or opening time is shown under the name of another one.

Compares the names that the designer notes beside the blocks of a flow with the ids that the blocks use: queues, flows,
flow modules and hours of operation. Connect gives a name once, so two ids that are both called “Sales”, or one id that
is called “Sales” here and “Support” there, contradict each other. So does a block named “To support” that uses the
queue “Sales” where the flow has a queue “Support” as well.

Why it matters
    Whoever reads the flow sees the name, and the contact goes where the id leads. Most often the id was changed by hand
    or by a script, or a block was copied and only its name was changed: callers wait in the wrong queue, and the flow
    looks right.

How to fix in the designer
    Open the block that is named and choose the queue, flow or hours again, which writes name and id anew. Save, and
    publish. If something was renamed, do this in each block that uses it.

Limits
    Confidence is that of a note: it may be left from before a rename, and a block may be named after anything. Names of
    prompts and Lambda functions are not compared, since two prompts may have one name, and a function's ARN holds its
    own. Ids that a template or an attribute fills in, and those of two instances, are not compared.

See also
    https://docs.aws.amazon.com/connect/latest/APIReference/API_CreateQueue.html
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-import-export.html
"""

from collections.abc import Iterator

from flowlint.analysis.naming import Mislabelled, mislabelled_resources
from flowlint.rule import Draft, Facts, Flow, Level, RelatedBlock, fitted, rule, short


@rule(level=Level.NOTE, pillar="operational-excellence", tags=("naming", "deployment"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find names of resources that contradict their ids, each other or the names of their blocks."""
    for one in facts(mislabelled_resources):
        label, other, kind = one.label, one.other, one.label.resource.kind
        says = f"{other.block.label} notes “{short(other.name)}” for its {kind}."
        yield Draft(
            _message(one),
            label.resource.path,
            label.block,
            fingerprint_key=one.cause,
            once_per_flow=True,
            related=() if label.block is other.block else (RelatedBlock(other.block, says),),
        )


def _message(one: Mislabelled) -> str:
    said = f"{{}} {_said(one)}; choose the {one.label.resource.kind} again."
    return fitted(said, one.label.block.label, name=one.label.name, other=one.other.name)


def _said(one: Mislabelled) -> str:
    """Say what contradicts what, with `{name}` and `{other}` for the names of the label and of the other one."""
    kind = one.label.resource.kind
    another = f"other {kind}" if kind == "hours" else f"another {kind}"
    if one.why == "two names":
        return f"notes “{{name}}” for the {kind} called “{{other}}” elsewhere"
    if one.why == "name of the block":
        return f"uses the {kind} “{{name}}”, though this flow has “{{other}}” as well"
    if one.why == "own note":
        return f"uses {another} than the one noted beside it, “{{name}}”"
    return f"uses {another} than a block before, and both are called “{{name}}”"
