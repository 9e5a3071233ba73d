"""A setting of a block that Connect does not take.

Finds parameters that the block's type does not have, those that it lacks, values of the wrong kind, numbers out of
range, words that are not among the allowed ones, empty texts, and settings that exclude each other. Each parameter is
reported once, at its own place.

Why it matters
    One such setting makes Connect refuse the whole flow, at the end of an import or a deployment, with an answer
    like “Invalid Action property value. Path: Actions[7].Parameters.InvocationTimeLimitSeconds”. Deployment tools
    often show only that the flow is invalid, and an answer names at most 50 problems. Where Connect takes it all the
    same, the block does something other than the file says.

How to fix in the designer
    The designer writes none of these by itself, except where a resource was never chosen: it leaves an empty text
    then, or a block without parameters. Open the block, choose or type what is named, and save. In a file, change
    what the message names; numbers, `True` and `False` are written in quotes there. An editor that is given
    `flowlint/language/schemas/actions.schema.json` shows these mistakes while you type.

Limits
    An error is what Connect refuses; where it was seen to, its answer stands in the message if there is room. A
    warning rests on the documentation or on one project alone, or on a name that flowlint does not know and that may
    be newer than itself. Of types that are documented to have parameters whose names no page shows, other names are
    reported only if they are nearly a known one, and what a block lacks that has one is not. Empty texts inside of
    the data that a view is given are passed over: published flows have some.
    A text that holds an attribute reference or a template's placeholder is taken for any value. Whether ARNs, ids
    and numbers exist is not looked at, nor are flows in the console's old export format.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language-actions.html
"""

from collections.abc import Iterator

from flowlint.analysis.blocks import ParameterFault, parameter_faults
from flowlint.rule import (
    LONGEST_MESSAGE,
    Draft,
    Facts,
    Flow,
    FlowFix,
    Level,
    RenameKey,
    SetValue,
    at_block,
    is_misspelt,
    joined,
    rule,
)


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "parameters"), since="0.1.0", fix="safe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find parameters that a block of its type cannot have, or cannot be without."""
    for fault in facts(parameter_faults):
        level = None if fault.certain else Level.WARNING
        quoting, plain = (f"{fault.block.label}{_what(fault, says)}." for says in (_answer(fault), ""))
        message = quoting if len(quoting) <= LONGEST_MESSAGE else plain
        at_key = fault.kind in {"name", "refused", "several"}
        yield at_block(
            fault.block,
            message,
            fault.at,
            at_key=at_key,
            level=level,
            fingerprint_key=fault.fingerprint_key,
            fix=_fix(fault),
        )


def _fix(fault: ParameterFault) -> FlowFix | None:
    """Give the right name or value where nothing else can be meant."""
    if fault.right is None:
        return None
    place, name = fault.block.locate(fault.at), str(fault.at[-1])
    if fault.kind == "name" and is_misspelt(name, fault.right):
        return FlowFix(f"write “{fault.right}”", (RenameKey(place, fault.right),))
    if fault.kind == "value" and is_misspelt(fault.shown.strip("“”"), fault.right):
        return FlowFix(f"write “{fault.right}”", (SetValue(place, fault.right),))
    return None


def _answer(fault: ParameterFault) -> str:
    return f" (Connect: “{fault.answer}”)" if fault.answer else ""


def _what(fault: ParameterFault, says: str) -> str:
    """Say what is wrong and what heals it, after the block's label."""
    match fault.kind:
        case "no parameters":
            text = f" has no parameters{says}; it needs {joined(fault.others)}"
        case "none":
            text = f": {fault.wanted} must be set{says}; add one"
        case "missing":
            text = f": “{fault.name}” is missing{says}; add {fault.wanted}"
        case "empty":
            text = f": “{fault.name}” is empty{says}; fill it in{', or remove it' if fault.removable else ''}"
        case "refused":
            text = f": “{fault.name}” cannot be set {fault.wanted}{says}; remove it"
        case "several":
            text = f": {joined(f'“{name}”' for name in fault.others)} exclude each other{says}; keep one"
        case "name":
            known = "no parameter here" if fault.certain else "no parameter that flowlint knows here"
            text = f": “{fault.name}” is {known}{says}; {_remedy(fault)}"
        case "value" if fault.right:
            text = f": “{fault.name}” cannot be {fault.shown}{says}; write “{fault.right}”"
        case "value":
            text = f": “{fault.name}” must be {fault.wanted}, but is {fault.shown}{says}"
    return text


def _remedy(fault: ParameterFault) -> str:
    """Say what to do with a parameter that the block does not have."""
    if fault.setter:
        return f"use “{fault.setter}” before it"
    if fault.right:
        return f"write “{fault.right}”"
    if fault.others:
        return f"put {joined(f'“{name}”' for name in fault.others)} directly among the parameters"
    return f"it belongs in a block of the type {fault.taker}" if fault.taker else "remove it"
