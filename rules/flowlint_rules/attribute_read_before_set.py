"""An attribute is read on a path that has not set it.

The flow sets the attribute, or a module that it calls, but a path leads to the block that reads it and passes no block
that sets it, or only one that failed. A flow attribute that the flow never sets is reported too, since nothing outside
the flow can set it. An attribute that the flow leaves to the flows before it is reported if one of these sets it and
another does not. Each attribute is reported once per flow, at the block that is reached first.

Why it matters
    An attribute that is not set reads as empty. The prompt says "Hello ,", the Lambda function gets no account number,
    the queue that the attribute should name is not found, and only on the path that nobody tested.

How to fix in the designer
    Put a Set contact attributes block with a start value at the beginning of the flow, or on the branch that misses
    it; or ask with Check contact attributes before the value is used. Where a flow hands over without the attribute,
    put the block into that flow, before its Transfer to flow or Invoke module.

Limits
    Of contact attributes that this flow sets nowhere, only those are reported that a flow of the files checked sets
    before it hands over, and another does not, in which contacts come in. A flow that asks for the attribute with Check
    contact attributes, or reads it itself, expects it from elsewhere and is not blamed: at most those before one that
    reads it are. Nothing is said of flows with
    one name or id, where nobody can tell which of them a block means.
    A flow that runs on an event starts with what was surely set at the block that sets it to run. What is set between
    that block and the event may be missing, because the event may come first.
    A flow module that no flow checked calls takes from its callers what it reads before any block of it could set it.
    Nothing is said of what a flow module sets on some ways through it where the flow asks afterwards for something that
    the module set or gave back, or has a branch for each way.
    A flow module that is not among the files checked may set any contact attribute, so nothing is reported after it.
    An attribute that is read and then only cleared, to a text without a letter or a digit, is taken to come from
    elsewhere.
    What goes into a Lambda function or a bot and is set only after it, from the answer or to a fixed text, is there
    the next time round and may be empty at first: it is not reported.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-contact-attributes.html
"""

from collections.abc import Iterator, Mapping

from flowlint.analysis.attributes import (
    NotHandedOver,
    UndefinedRead,
    WayWithout,
    attributes_not_handed_over,
    undefined_attributes,
)
from flowlint.analysis.engine import Leg
from flowlint.rule import (
    Block,
    Cause,
    Draft,
    Facts,
    Flow,
    Level,
    RelatedBlock,
    Witness,
    alike,
    at_read,
    counted,
    fitted,
    rule,
)

_FAILED = "failed here, so nothing was set"
_PASSED_BY = "the branch taken here misses every block that sets it"


@rule(level=Level.WARNING, pillar="reliability", tags=("attributes", "paths"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find attributes that some path reads before they are set."""
    for undefined in facts(undefined_attributes):
        yield at_read(
            undefined.read.block,
            undefined.read.reference,
            _message(undefined),
            witness=Witness(
                undefined.path,
                undefined.notes(_FAILED, _PASSED_BY),
                through=_legs(undefined.through),
            ),
            fingerprint_key=undefined.shown,
            once_per_flow=True,
            related=alike(undefined.others, "reads"),
        )
    for one in facts(attributes_not_handed_over):
        yield at_read(
            one.read.block,
            one.read.reference,
            _not_handed_over(one),
            witness=Witness(
                one.path, {one.read.block.id: f"reads {one.read.reference.text}"}, tuple(map(_leg, one.hand_overs))
            ),
            fingerprint_key=one.shown,
            once_per_flow=True,
            causes=tuple(Cause(one.shown, (caller, flow)) for caller in one.passed),
            related=(
                *alike(one.others, "reads"),
                *(RelatedBlock(step.block, _step(step), step.flow) for step in one.hand_overs),
                *(RelatedBlock(block, _without_it(flow, block), flow) for flow, block in one.more_callers),
            ),
        )


def _leg(way: WayWithout) -> Leg:
    turn = way.turn if way.turn not in [way.path[place] for place in way.through] else None
    return Leg(way.flow, way.block, way.path, {turn.source: _PASSED_BY} if turn else {}, _legs(way.through))


def _legs(through: Mapping[int, WayWithout]) -> dict[int, Leg]:
    return {place: _leg(way) for place, way in through.items()}


def _not_handed_over(one: NotHandedOver) -> str:
    first = one.hand_overs[0]
    more = f" and {counted(len(one.more_callers), 'more flow')}" if one.more_callers else ""
    said = "{} “{name}”, which contacts from {caller}{} may come without; set it there."
    return fitted(said, one.readers, more, name=one.shown, caller=_named(first.flow))


def _step(step: WayWithout) -> str:
    if step.turn is None:
        return f"{step.block.label} of {_named(step.flow)} hands over, and nothing before it sets the attribute."
    turn = f"“{step.flow.by_id[step.turn.source].branch_name(step.turn)}” of {step.flow.by_id[step.turn.source].label}"
    return f"{step.block.label} of {_named(step.flow)} hands over, and after {turn} nothing sets the attribute."


def _without_it(flow: Flow, block: Block) -> str:
    return f"{block.label} of {_named(flow)} hands over without it, too."


def _named(flow: Flow) -> str:
    return f"“{flow.name}”" if flow.name else "a flow without a name"


def _message(undefined: UndefinedRead) -> str:
    culprit = undefined.culprit.name if undefined.culprit is not None else ""
    if culprit:
        why = "not set after {culprit}; set it there"
    elif undefined.is_ever_defined:
        why = "which this flow sets only later; set it before"
    else:
        why = "which this flow never sets, and nothing else can; set it before"
    return fitted(f"{{}} “{{name}}”, {why}.", undefined.readers, name=undefined.shown, culprit=culprit)
