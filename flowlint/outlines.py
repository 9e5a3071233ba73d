"""Outlines: the blocks of a flow, and the names in its file that lead somewhere or of which there is more to say."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from flowlint import language
from flowlint.analysis.engine import Facts, ProjectFacts
from flowlint.analysis.semantics import Name, defined_by, names_of, shown
from flowlint.analysis.structure import uses_of
from flowlint.findings.resolve import block_place
from flowlint.model.flow import Block, Flow
from flowlint.model.references import NamedKey, Reference, named_keys, texts_with_references
from flowlint.model.suppressions import Suppression, notes
from flowlint.report import Landmark, Outline, OutlinedBlock, Place, Target, Use
from flowlint.text.json_values import JsonPath

_MOST_TARGETS = 100
"""How many places one name leads to at most."""
_TYPE: JsonPath = ("Type",)


def outline(facts: Facts) -> Outline:
    """Give the outline of a flow, its blocks and landmarks in the order of the file."""
    flow = facts.flow
    blocks = tuple(_outlined(flow, block) for block in flow.blocks)
    landmarks = sorted(_landmarks(facts), key=lambda one: (one.place.line, one.place.column))
    return Outline(flow.source.path, flow.name, flow.kind_name, _whole(flow, flow.base), blocks, tuple(landmarks))


def _outlined(flow: Flow, block: Block) -> OutlinedBlock:
    return OutlinedBlock(block.block_name, block_place(flow, block), _whole(flow, (*flow.base, *block.locate(()))))


def _landmarks(facts: Facts) -> Iterator[Landmark]:
    flow = facts.flow
    if flow.entry is not None:
        yield Landmark("branch", "", _token(flow, flow.start_path), (_block(flow, flow.entry),))
    for note in notes(flow):
        yield from _rules(flow, note)
    for block in flow.blocks:
        yield Landmark("block type", block.type, _token(flow, block.locate(_TYPE)))
        for branch in block.transitions:
            if branch.target in flow.by_id:
                target = _block(flow, flow.by_id[branch.target])
                yield Landmark("branch", "", _token(flow, branch.path), (target,))
        for named in facts.project.project.flows_named(block):
            meant = facts.project.project.meant(flow, named)
            if meant:
                targets = tuple(Target(one.name or one.source.path, *_beginning(one)) for one in meant)
                yield Landmark("flow", targets[0].label, _token(flow, block.locate(named.at)), targets)
        yield from _references(facts, block)
        for key in named_keys(block):
            yield from _key(facts, block, key)


def _references(facts: Facts, block: Block) -> Iterator[Landmark]:
    """Give what a block reads of what blocks set or answer."""
    flow = facts.flow
    for at, text, found in texts_with_references(block):
        for reference in found:
            name = _meant(facts, reference)
            if name is not None:
                path = (*flow.base, *block.locate(at))
                part = flow.source.part(path, *reference.span, text) or flow.source.token(path)
                yield _name(facts, name, flow.source.place(*part))


def _meant(facts: Facts, reference: Reference) -> Name | None:
    """Give the name that a reference means: of several possible ones the longest that something sets, or the last."""
    found = names_of(reference)
    if found is None or not found[1]:
        return None
    known = facts.project(_definers)
    return next((name for name in found[1] if name in known), found[1][-1])


def _key(facts: Facts, block: Block, key: NamedKey) -> Iterator[Landmark]:
    """Give an attribute that a block sets, at its key."""
    flow = facts.flow
    for namespace in language.attributes():
        name = namespace.name, key.name
        if name in defined_by(block) and key.at[1] == namespace.keyed_by:
            # What is a key in the Flow language is a value of its own in the document that a block was translated from.
            yield _name(facts, name, _token(flow, block.locate(key.at, at_key=True), at_key=block.origin is None))


def _name(facts: Facts, name: Name, place: Place) -> Landmark:
    """Give the landmark of an attribute or an answer; it leads to the blocks that set or give it.

    Those of the same flow come first. Of an answer only these count, as nearly every flow has a Lambda function of its
    own.
    """
    is_attribute = any(name[0] == one.name for one in language.attributes())
    by = facts.project(_definers).get(name, ())
    here = [(flow, block) for flow, block in by if flow is facts.flow]
    others = [(flow, block) for flow, block in by if flow is not facts.flow] if is_attribute else []
    targets = tuple(_block(flow, block) for flow, block in (*here, *others)[:_MOST_TARGETS])
    text = shown(name)
    uses = facts.project(_attribute_uses).get(text, ()) if is_attribute else ()
    return Landmark("attribute" if is_attribute else "answer", text, place, targets, uses)


def _definers(project: ProjectFacts) -> Mapping[Name, list[tuple[Flow, Block]]]:
    """Give the blocks of the run that set or answer each name, in the order of files."""
    found: dict[Name, list[tuple[Flow, Block]]] = defaultdict(list)
    for flow in _flows(project):
        for block in flow.blocks:
            for name in sorted(defined_by(block)):
                found[name].append((flow, block))
    return dict(found)


def _attribute_uses(project: ProjectFacts) -> Mapping[str, tuple[Use, ...]]:
    """Give for each attribute of the run which flows set, read and ask for it."""
    found: dict[str, list[Use]] = defaultdict(list)
    for flow in _flows(project):
        for use in project.of(flow)(uses_of):
            if use.kind == "attribute":
                found[use.name].append(use)
    return {name: tuple(uses) for name, uses in found.items()}


def _flows(project: ProjectFacts) -> list[Flow]:
    return [flow for flow in project.project.flows if flow.variant_of is None]


def _rules(flow: Flow, note: Suppression) -> Iterator[Landmark]:
    """Give the rules that a note names, each where it stands in it."""
    first, end = note.span
    for rule in note.rules:
        named = re.search(rf"(?<![\w/*-]){re.escape(rule)}(?![\w/*-])", note.note[first:end])
        path = (*flow.base, *note.path)
        if named and (part := flow.source.part(path, first + named.start(), first + named.end(), note.note)):
            yield Landmark("rule", rule, flow.source.place(*part))


def _token(flow: Flow, at: JsonPath, at_key: bool = False) -> Place:
    return flow.source.place(*flow.source.token((*flow.base, *at), at_key))


def _whole(flow: Flow, path: JsonPath) -> Place:
    span = flow.source.span(path)
    return flow.source.place(span.start, span.end)


def _block(flow: Flow, block: Block) -> Target:
    return Target(block.label, flow.source.path, block_place(flow, block))


def _beginning(flow: Flow) -> tuple[str, Place]:
    """Give where a flow begins: its file, and the place of its first block, or of its document."""
    place = block_place(flow, flow.entry) if flow.entry else _token(flow, ())
    return flow.source.path, place
