"""What a flow uses: blocks, other flows, resources outside, and attributes, each with how often and what for.

See docs/semantics.md#uses.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from flowlint import language
from flowlint.analysis.engine import Facts, ProjectFacts
from flowlint.analysis.naming import resource_names_noted
from flowlint.analysis.semantics import defined_by, looked_at, names_of, reads_of, shown
from flowlint.model.flow import Block
from flowlint.report import Use
from flowlint.text.json_values import matching

_DOES = {
    **dict.fromkeys(language.flow_parameters("transfer"), "hands over to"),
    **dict.fromkeys(language.flow_parameters("module"), "calls"),
    **dict.fromkeys(language.flow_parameters("new_contact", "new_task"), "starts a contact with"),
}
_CALLED = "Lambda function"
_OF_INSTANCE = re.compile(r"arn:aws[\w-]*:connect:[^/]*:instance/[^/]+/[a-z-]+/")
_Found = tuple[str, str, str]
"""The kind of something, its name, and what is done with it."""


def uses_of(facts: Facts) -> tuple[Use, ...]:
    """Give what a flow uses, itself first, then by kind and name; in all its blocks, be they reached or not."""
    flow = facts.flow
    path = flow.source.path
    kind = "module" if flow.is_module else "flow"
    purpose = "a tool of AI agents" if flow.is_tool else "" if flow.is_module else flow.type_name
    found: Counter[_Found] = Counter()
    for block in flow.blocks:
        found.update(dict.fromkeys(_used_by(facts, block), 1))
    return (
        Use(kind, flow.name or path, f"is {purpose}".rstrip(), path, flow.name, len(flow.blocks)),
        *(Use(*one, path, flow.name, times) for one, times in sorted(found.items())),
    )


def _used_by(facts: Facts, block: Block) -> Iterator[_Found]:
    """Give what a block uses, each thing once for each way."""
    yield "block", block.designer_name, "has"
    yield from _flows(facts, block)
    for kind, value in _resources(block):
        if kind == _CALLED:
            yield kind, value, "calls"
        else:
            yield kind, facts.project(_names_of_run).get((kind, _id(value)), _id(value)), "uses"
    attributes = {namespace.name for namespace in language.attributes()}
    for name in defined_by(block):
        if name[0] in attributes and name[1]:
            yield "attribute", shown(name), "sets"
    for read in reads_of(block):
        if read.namespace.name in attributes:
            yield "attribute", shown(read.names[-1]), "reads"
    for reference in looked_at(block):
        known = names_of(reference)
        if known is not None and known[0].name in attributes and known[1]:
            yield "attribute", shown(known[1][-1]), "asks for"


def _resources(block: Block) -> Iterator[tuple[str, str]]:
    """Give the kinds of the resources that a block names, each with what is written."""
    for path, kind in language.resource_parameters().get(block.type, {}).items():
        for _, value in matching(block.parameters, path):
            if isinstance(value, str) and value:
                yield kind, value


def _names_of_run(project: ProjectFacts) -> Mapping[tuple[str, str], str]:
    """Give the names that the designer notes for resources anywhere in the run, by kind and id; none of two names."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for flow in project.project.flows:
        noted = project.of(flow)(resource_names_noted)
        for block, kind in noted:
            ids = {_id(value) for one, value in _resources(block) if one == kind}
            if len(ids) == 1:
                found[kind, ids.pop()].add(noted[block, kind])
    return {key: names.pop() for key, names in found.items() if len(names) == 1}


def _id(written: str) -> str:
    """Give the id of what an ARN of an instance names, and all of any other text."""
    return _OF_INSTANCE.sub("", written)


def _flows(facts: Facts, block: Block) -> Iterator[_Found]:
    for named in facts.project.project.flows_named(block):
        if named.target:
            meant = [flow.name for flow in named.flows if flow.name]
            noted = next(iter(named.names), named.target)
            does = _DOES.get(block.type, f"sets to run on {named.at[-1]}")
            yield "module" if named.of_module else "flow", meant[0] if len(set(meant)) == 1 else noted, does
