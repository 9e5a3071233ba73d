"""The name of a flow, queue or other resource holds spaces or special characters.

Looks at the names of flows, flow modules, queues, prompts, hours of operation and Lambda functions: the flow's own
name, those that the designer notes beside its blocks, and those in the ARNs of functions. A good name is made of the
letters A to Z, digits, `_`, `-` and `.` alone. Each name is reported once per flow, where it is written first.

Why it matters
    Names leave Connect: they become keys in scripts and deployment tools, file names of exports, filters in reports
    and log queries. With a space, a bracket or a typographic dash in it, a name must be quoted or escaped at each of
    these places, and breaks the one where somebody forgot to.

How to fix in the designer
    Agree on one way of writing names, `Sales_north` or `sales-north` say, and give it to new resources. A resource
    can be renamed on its own page in the console; flows find it by its id and go on working. Look for scripts and
    saved reports that use the old name before that. Then open the flow, choose the resource again, and publish.

Limits
    Names that AWS gives to what comes with an instance (“Default customer queue”, “Sample inbound flow (first contact
    experience)”, “Basic Hours”), names that a template fills in, and names of agents are not looked at. A flow whose
    own file is in the run is reported there, and not where others lead to it.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/create-contact-flow.html
"""

from collections.abc import Iterator

from flowlint.analysis.naming import listed_characters, unsafe_resource_names
from flowlint.rule import Draft, Facts, Flow, Level, fitted, rule, short


@rule(level=Level.NOTE, pillar="operational-excellence", tags=("naming",), since="0.1.0", pedantic=True)
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find names with other characters than A-Z, a-z, 0-9, `_`, `-` and `.`."""
    for resource, characters, better in facts(unsafe_resource_names):
        has_room = better is not None and better == short(better)
        remedy = f"name it “{better}”" if has_room else "use letters, digits, “_”, “-”, “.” only"
        the = f"{resource.block.label}: the" if resource.block else "The"
        held = listed_characters(characters)
        yield Draft(
            fitted("{} {} name “{name}” contains {}; {}.", the, resource.kind, held, remedy, name=short(resource.name)),
            resource.path,
            resource.block,
            fingerprint_key=resource.name,
            once_per_flow=True,
        )
