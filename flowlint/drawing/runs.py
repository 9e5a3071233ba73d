"""The map of a run as a diagram: its flows, who hands over to whom, and where contacts come in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from flowlint import language
from flowlint.diagram import Box, Branch, Diagram
from flowlint.model.flow import INBOUND, Flow
from flowlint.model.project import NamedFlow, Project
from flowlint.report import json_pointer
from flowlint.text.words import counted

_WORDS = {
    **dict.fromkeys(language.flow_parameters("transfer"), "transfers"),
    **dict.fromkeys(language.flow_parameters("module"), "calls"),
    **dict.fromkeys(language.flow_parameters("new_contact", "new_task"), "new contact"),
}
"""What a flow does with another one, by the type of the block; what is not here sets it to run on an event."""
_Targets = Counter[tuple[str, Flow | Box]]
"""How often a flow does something with a flow of the run, or with one that is not there."""


def run_map(project: Project, flows: Sequence[Flow]) -> Diagram:
    """Give the map of a run. Its boxes are these flows, in their order, then others that they have to do with."""
    links = {flow: _links(project, flow) for flow in project.flows if flow.variant_of is None}
    asked = dict.fromkeys(flows)
    # Of flows that were read as context those are shown that lead to one that was asked for, or follow one.
    following = {target for flow in asked for _, target in links[flow]}
    leading = {flow for flow, targets in links.items() if any(target in asked for _, target in targets)}
    others = [flow for flow in links if flow not in asked and (flow in following or flow in leading)]
    shown: dict[Flow | Box, int] = {flow: index for index, flow in enumerate((*asked, *others))}
    for flow in asked:
        for _, one in links[flow]:
            if isinstance(one, Box):
                shown.setdefault(one, len(shown))
    boxes = [
        one if isinstance(one, Box) else _box(one, one in asked, _branches(links[one], shown, one in asked, asked))
        for one in shown
    ]
    starts = tuple(index for flow, index in shown.items() if isinstance(flow, Flow) and _is_start(project, flow))
    return Diagram("", "", None, "", tuple(boxes), starts)


def _links(project: Project, flow: Flow) -> _Targets:
    found: _Targets = Counter()
    for block in flow.by_id.values():
        for named in project.flows_named(block):
            word = _WORDS.get(block.type) or f"on {named.at[-1]}"
            # What is not in the run is shown too, and each of several that may be meant.
            absent = (_absent(named),) if named.target else ()
            for target in project.meant(flow, named) or absent:
                found[word, target] += 1
    return found


def _absent(named: NamedFlow) -> Box:
    if "$." in named.target:
        return Box(named.target, "missing", "Chosen on the way", named.target, ())
    name = named.names[0] if named.names else named.target.rsplit("/", 1)[-1]
    return Box(name, "missing", "Not in this run", f"“{name}”", ())


def _box(flow: Flow, is_asked: bool, branches: tuple[Branch, ...]) -> Box:
    pointer = json_pointer((*flow.source.path_in_file, *flow.base))
    kind = (flow.kind_name or "flow").capitalize()
    return Box(
        id=f"{flow.source.path}#{pointer}",
        role="module" if flow.is_module else "flow",
        title=kind if is_asked else f"{kind} (context)",
        detail=f"“{flow.name or PurePosixPath(flow.source.path).name}”",
        branches=branches,
        text=counted(len(flow.blocks), "block"),
    )


def _branches(
    targets: _Targets, shown: Mapping[Flow | Box, int], is_asked: bool, asked: Mapping[Flow, None]
) -> tuple[Branch, ...]:
    return tuple(
        Branch("next", f"{word} ×{times}" if times > 1 else word, word, shown[one])
        for (word, one), times in targets.items()
        if one in shown and (is_asked or one in asked)
    )


def _is_start(project: Project, flow: Flow) -> bool:
    """Tell whether contacts come in at a flow: settings say so, or nothing of the run leads to an inbound one."""
    if project.is_entry(flow):
        return True
    led_to = project.callers[flow] or project.is_hooked(flow) or project.has_unknown_callers(flow)
    return flow.type in (INBOUND, None) and not led_to
