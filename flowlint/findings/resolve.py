"""From a rule's draft to a finding: line and column, witness, fingerprint, and the lines to show around it."""

from collections.abc import Iterator
from dataclasses import replace

from flowlint.analysis.engine import Leg
from flowlint.findings.draft import Draft
from flowlint.findings.fingerprint import fingerprint, identities
from flowlint.findings.fix import fix_in_files
from flowlint.findings.frame import frame_in_flow, frame_in_text
from flowlint.model.flow import Block, Flow
from flowlint.report import Finding, Frame, Level, Place, Related, Step, json_pointer
from flowlint.secret_forms import with_dots


def resolve(draft: Draft, rule_id: str, level: Level, path: str, flow: Flow | None, with_frame: bool) -> Finding:
    """Make the finding of a draft; `level` is the rule's own, `flow` None for a rule that looks at a file's text.

    A draft about text that is no JSON carries the problem, which knows its place; all others have a flow.
    """
    problem = draft.problem
    if problem is not None:
        region = problem.source.place(problem.start, problem.end)
    else:
        assert flow is not None, f"{rule_id}: a file rule's draft must carry its problem"
        whole = (*flow.base, *draft.path)
        part = flow.source.part(whole, *draft.span, draft.text) if draft.span else None
        region = flow.source.place(*(part or flow.source.token(whole, draft.at_key)))
    known_by = identities(rule_id, flow, path, draft)
    finding = Finding(
        rule=rule_id,
        level=draft.level or level,
        message=draft.message,
        path=path,
        place=region,
        flow=flow.name if flow else None,
        block=draft.block.block_name if draft.block else None,
        pointer=json_pointer(draft.path),
        trail=_trail(flow, draft) if flow else (),
        fingerprint=fingerprint(known_by[0]),
        related=_related(flow, draft) if flow else (),
        fix=fix_in_files(draft.fix, flow) if flow and draft.fix else None,
        causes=tuple(map(fingerprint, known_by[1:])),
        identities=known_by,
    )
    if not with_frame:
        return finding
    if problem is not None:
        return replace(finding, frame=frame_in_text(problem.source, region))
    assert flow is not None
    inside = len(flow.base) + (len(draft.block.path) if draft.block else 0)
    span = draft.span if part else None
    frame = frame_in_flow(flow.source, whole, draft.at_key, region, inside, span)
    return replace(finding, frame=_with_dots(frame) if draft.secret else frame)


def _with_dots(frame: Frame) -> Frame:
    """Hide what a frame marks."""
    lines = list(frame.lines)
    number, text = lines[frame.marked]
    lines[frame.marked] = number, with_dots(text, [(frame.start, frame.end)])
    return frame._replace(lines=tuple(lines))


def _trail(flow: Flow, draft: Draft) -> tuple[Step, ...]:
    """Place the blocks of the witness; a note stands where its block is passed for the last time."""
    witness = draft.witness
    if witness is None:
        return ()
    end = flow.by_id[witness.edges[-1].target] if witness.edges else draft.block
    assert end is not None  # only a finding about a block has a path of no edges
    legs = (*witness.before, Leg(flow, end, witness.edges, witness.notes, witness.through))
    return tuple(step for leg in legs for step in _steps(leg, flow))


def _steps(leg: Leg, own: Flow) -> Iterator[Step]:
    """Place the blocks of a path through one flow, and of the ways through modules, each where it is called.

    The block that calls a module is named again where the module comes back to it.
    """
    flow = leg.flow
    start = flow.by_id[leg.path[0].source] if leg.path else leg.block
    visits: list[tuple[Block, str | None]] = [(start, None)]
    visits += [(flow.by_id[edge.target], edge.via) for edge in leg.path]
    last = {block.id: index for index, (block, _) in enumerate(visits)}
    file, name = (flow.source.path, flow.name) if flow is not own else (None, None)
    for index, (block, via) in enumerate(visits):
        note = leg.notes.get(block.id, "") if last[block.id] == index else ""
        yield _step(flow, block, via, note, file, name)
        if index in leg.through:
            yield from _steps(leg.through[index], own)
            yield _step(flow, block, None, "", file, name)


def _step(flow: Flow, block: Block, via: str | None, note: str, file: str | None, name: str | None) -> Step:
    """Make each step once: the paths of hundreds of findings have most of theirs in common."""
    key = Step, via, note, file
    if key not in block.known:
        block.known[key] = Step(block.block_name, via, block_place(flow, block), note, file, name)
    step: Step = block.known[key]
    return step


def _related(flow: Flow, draft: Draft) -> tuple[Related, ...]:
    """Place the other blocks that a draft speaks of, each in the file of its own flow."""
    mentions = [(mention, mention.flow or flow) for mention in draft.related]
    return tuple(
        Related(
            mention.message,
            at.source.path,
            block_place(at, mention.block),
            at.name,
            mention.block.block_name,
            mention.at_fault,
        )
        for mention, at in mentions
    )


def block_place(flow: Flow, block: Block) -> Place:
    """Give the place that names a block: its type."""
    return flow.source.place(*flow.source.token((*flow.base, *block.locate(("Type",)))))
