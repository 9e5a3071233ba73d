"""A flow is larger than Connect takes, or nearly so.

Connect takes flows of up to 250 blocks and 256,000 characters. A flow above either is an error; from nine tenths of
either on it is a warning.

Why it matters
    Connect refuses a flow that is too large, and it does so when the change that made it so is to go live. A flow that
    is nearly full has no room for the next change, which may be the urgent one.

How to fix in the designer
    Move parts of the flow that do one thing into flow modules, or into a flow of their own reached with “Transfer to
    flow”. Texts and data of views that take much room can come from a Lambda function or an attribute instead.

Limits
    Characters are counted as the console writes a flow, without spaces and line ends between values: a file that is
    indented may well be larger. Whoever sends such a file as it stands must have it fit as it stands.

    Flows in the old export format are not looked at, since Connect would write them anew.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language-example.html
    https://docs.aws.amazon.com/connect/latest/APIReference/API_CreateContactFlow.html
"""

from collections.abc import Iterator

from flowlint.analysis.document import content_size
from flowlint.rule import Draft, Facts, Flow, Level, at_flow, joined, rule


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "size"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find flows that are larger than Connect takes, or nearly so."""
    sizes = facts(content_size)
    over, near = ([size for size in sizes if size.is_over], [size for size in sizes if size.is_near])
    if over or near:
        has = joined(f"{size.length:,} {size.what}" for size in over or near)
        takes = joined(f"{size.most:,}" for size in over or near)
        what = "flow module" if flow.is_module else "flow"
        path = flow.blocks[0].path[:-1] if flow.blocks else ()
        level = Level.ERROR if over else Level.WARNING
        message = f"This {what} has {has}, and Connect takes {takes} at most; move parts of it into flow modules."
        yield at_flow(message, path, level=level)
