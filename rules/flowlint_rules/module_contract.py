"""A module and a flow that calls it do not agree on inputs, results or branches.

The settings of a module declare what it takes, what it gives back, and the branches by which it returns. Looks at
inputs that a module reads and nobody gives or declares, at answers that a caller reads and no module it calls declares,
and at branches that only one of the two has. What a call hands over and a block “Return” gives under a name that is not
declared, `undeclared-in-module` reports. With or without settings, looks at branches of a call for a result that no
block “Return” of the module gives; `open` is not `Open`.

Why it matters
    A name that only one side knows reads as empty, and the customer hears a gap. A branch that the caller does not have
    leads every such contact to its error branch. One that the module never takes leads nobody anywhere, although the
    designer shows it: where the module returns “Opened” and the flow has a branch “Open”, every contact takes “No
    match”. No rule follows contacts along such a branch, so faults on the way after it are not reported.

How to fix in the designer
    Open the module and its settings, and the block “Invoke module” of each caller, and write the name alike in all of
    them; or take out what is no longer used.

Limits
    The settings stand in answers of `describe-contact-flow-module` and its likes, beside the content, and in newer
    exports of the designer, under `Metadata`: of a module without them, or with some that are no JSON, only the results
    of its blocks “Return” are looked at, and these only where all that can be reached write theirs out. Names are
    looked at and not the types of values. What a caller gives is that of the flows checked; a module that is a tool of
    AI agents is not said to miss one. A caller whose branch “No match” leads elsewhere than its errors means all other
    branches by it. Branches called “Success” and “Error” may be those that each call has.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-modules.html
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html
"""

from collections.abc import Iterator

from flowlint.analysis.blocks import BrokenContract, broken_contracts
from flowlint.rule import Draft, Facts, Flow, Level, at_block, at_flow, at_read, fitted, joined, rule, short

_MOST_NAMES = 2
"""How many of the results that a module gives a message names."""


@rule(level=Level.WARNING, pillar="reliability", tags=("attributes",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find names on which a module and its caller do not agree."""
    for one in facts(broken_contracts):
        message, key = _message(one), f"{one.breach} {one.name}"
        if one.block is None:
            yield at_flow(message, (), fingerprint_key=key)
        elif one.reference is None:
            yield at_block(one.block, message, fingerprint_key=key)
        else:
            yield at_read(one.block, one.reference, message, fingerprint_key=key)


def _message(one: BrokenContract) -> str:
    name, module = f"“{short(one.name, 20)}”", _named(one.module)
    declare = f"write “{short(one.right, 20)}”" if one.right else "declare it there"
    match one.breach:
        case "input-required":
            said = f"does not give the input {name}, which {module} requires; give it."
        case "input-undeclared":
            said = f"reads the input {name}, which the module's settings do not declare; {declare}."
        case "input-never-given":
            said = f"reads the input {name}, which no call of the module gives; give it there."
        case "result-undeclared":
            said = f"reads the result {name}, which {module} does not declare; {declare}."
        case "branch-missing":
            said = f"has no branch {name}, by which {module} returns; add it."
        case "branch-never-given":
            return _never_given(one)
        case "branch-unused":
            said = f"No block returns by the branch {name}, which the module's settings declare; use it or take it out."
    return f"{one.block.label} {said}" if one.block else said


def _never_given(one: BrokenContract) -> str:
    sentence = "{label} has a branch {name}, which no Return of {module} gives; it gives {}."
    label = one.block.label if one.block else ""
    module = f"“{one.module.name}”" if one.module and one.module.name else "the module"
    return fitted(sentence, _listed(one.given), label=label, name=f"“{one.name}”", module=module)


def _listed(names: tuple[str, ...]) -> str:
    """List the first names, and say how many more there are."""
    more = [f"{len(names) - _MOST_NAMES} more"] if len(names) > _MOST_NAMES else []
    return joined([*(f"“{short(name, 12)}”" for name in names[:_MOST_NAMES]), *more])


def _named(module: Flow | None) -> str:
    if module is None:
        return "any module called here"
    return f"the module “{short(module.name, 20)}”" if module.name else "the module"
