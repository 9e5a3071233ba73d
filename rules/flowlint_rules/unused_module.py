"""A flow module is called by no flow.

Looks at all flows that are checked together. A block “Invoke module” uses the module that it names, whether a path
reaches the block or not. Runs without being asked for where all flows are known to be checked: where settings say
`complete = true`, or an inventory of the instance stands beside the flows.

Why it matters
    Whoever changes what the flows do changes this module too, and tests it, for nothing. It counts towards the quota of
    modules, and its name suggests to the next person that it is in use.

How to fix in the designer
    Look in the list of flow modules whether the module was to be called somewhere, and put “Invoke module” there.
    Otherwise archive it, and delete it when nobody has missed it.

Limits
    Flows that are not among the files checked may call it. Nothing is said of a module that AI agents have as a tool,
    nor of any where a block calls a module that is named only when the flow runs. A file without the module's id may be
    the one that a block calls by an id that is in no file: then nothing is said either, nor of modules without a
    name, or that are checked without any flow.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-modules.html
"""

from collections.abc import Iterator

from flowlint.analysis.structure import is_unused_module
from flowlint.rule import Draft, Facts, Flow, Level, at_flow, rule


@rule(
    level=Level.NOTE,
    pillar="operational-excellence",
    tags=("structure", "upkeep", "unused"),
    since="0.1.0",
    pedantic=True,
    unless_whole=True,
)
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find modules that no block calls."""
    if facts(is_unused_module):
        yield at_flow("No flow checked calls this module; call it where it is meant to run, or archive it.", ())
