"""A flow module calls itself, or modules call each other more than five deep.

The calls of all files that are checked are followed together, from flow to module and from module to module. A ring of
modules is reported once, at a call that no ring reported before has; a module that is nested too deep, at the call that
leads to it.

Why it matters
    Amazon Connect runs modules nested five levels deep. The call that goes one deeper takes its Error branch, and what
    the module was to do is not done. A ring goes deeper with each round until it meets that limit.

How to fix in the designer
    Open the module that makes the call, and put the blocks of the module it calls in place of “Invoke module”; or call
    the deepest module from the flow itself, after the others have come back. To repeat a module, lead back to its
    “Invoke module” block in the flow that calls it, with a Loop block to bound it.

Limits
    Only modules among the files checked are followed. A call whose module an attribute names is not, nor is one that no
    path reaches. Where several files may be the module that is called, none is followed.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-modules.html
    https://docs.aws.amazon.com/connect/latest/adminguide/invoke-module-block.html
"""

from collections.abc import Iterator

from flowlint.analysis.engine import DEEPEST_MODULE
from flowlint.analysis.structure import ModuleCall, NestedCall, nested_calls
from flowlint.rule import Cause, Draft, Facts, Flow, Level, RelatedBlock, at_block, rule


@rule(level=Level.WARNING, pillar="reliability", tags=("modules",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find calls of modules that go in a ring, or too deep."""
    for nested in facts(nested_calls):
        call = nested.call
        yield at_block(
            call.block,
            f"{call.block.label} calls {_named(call.module)}, {_fault(nested)}.",
            related=tuple(
                RelatedBlock(one.block, _step(one), None if one.caller is flow else one.caller)
                for one in nested.on_the_way
            ),
            causes=tuple(Cause("", (one.caller, one.module)) for one in nested.own),
        )


def _fault(nested: NestedCall) -> str:
    if not nested.is_ring:
        return f"nested {DEEPEST_MODULE + 1} deep, and Connect runs {DEEPEST_MODULE}; nest fewer modules"
    if nested.on_the_way:
        return "which leads back to this module; break the ring"
    return "the module it stands in; repeat it in the flow that calls it"


def _step(call: ModuleCall) -> str:
    return f"{call.block.label} of {_named(call.caller)} calls {_named(call.module)}."


def _named(flow: Flow) -> str:
    return f"“{flow.name}”" if flow.name else "a module without a name" if flow.is_module else "a flow without a name"
