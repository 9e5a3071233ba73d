"""A contact attribute is read that no flow sets.

Looks at all flows that are checked together: none of them sets the attribute, be it on a path that runs or not. Each
attribute is reported once per flow, at the block that is reached first. Where a flow sets an attribute whose name is
nearly the same, it is named. What a flow sets for the related contact alone, the contact that it runs for has not.
Runs without being asked for where all flows are known to be checked: where settings say `complete = true`, or an
inventory of the instance stands beside the flows.

Why it matters
    Attributes are set in one flow and read in another, and nothing checks that the names are the same. One letter is
    enough, or a capital: the attribute reads as empty, and the prompt, the Lambda function or the queue gets nothing.

How to fix in the designer
    Compare the name with the Set contact attributes block that should set it, and write both alike. If nothing sets it
    any more, take it out of the block that reads it.

Limits
    What starts a contact may set attributes as well: an outbound call, a chat or a task started by a program, a guide
    for agents, or a Lambda function that updates the contact. So may flows that are not among the files checked. List
    such attributes under `known-attributes` in settings. A flow module outside the files checked may set any attribute,
    so nothing is said after it, nor in a module that no flow checked calls. A flow that only asks for an attribute
    with Check contact attributes does not read it.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-contact-attributes.html
"""

from collections.abc import Iterator

from flowlint.analysis.attributes import NeverDefined, attributes_never_set, similar_attribute
from flowlint.rule import Draft, Facts, Flow, Level, alike, at_read, fitted, rule


@rule(
    level=Level.NOTE,
    pillar="reliability",
    tags=("attributes", "naming"),
    since="0.1.0",
    pedantic=True,
    unless_whole=True,
)
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find contact attributes that no flow of the run sets."""
    for unset in facts(attributes_never_set):
        reference = unset.read.reference
        yield at_read(
            unset.read.block,
            reference,
            _message(facts, unset),
            fingerprint_key=unset.cause,
            once_per_flow=True,
            related=alike(unset.others, "reads"),
        )


def _message(facts: Facts, unset: NeverDefined) -> str:
    name, similar = unset.read.reference.text, similar_attribute(facts, unset)
    if similar is None:
        said = "{} “{name}”, which no flow checked sets; set it before, or list it as known."
        return fitted(said, unset.readers, name=name)
    setter = similar.set_by
    where = "this flow" if setter is facts.flow else f"“{setter.name}”" if setter.name else "another flow"
    said = "{} “{name}”, which no flow checked sets; read “{key}”, set in {where}, if that is meant."
    return fitted(said, unset.readers, name=name, key=similar.key, where=where)
