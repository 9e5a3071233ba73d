"""Depict: the flows of a run as diagrams with their sections, for what draws them, their uses, and their outlines."""

from collections.abc import Iterable
from dataclasses import replace

from flowlint.analysis.engine import ProjectFacts
from flowlint.analysis.structure import duplicated_sections, module_candidates, uses_of
from flowlint.checking.planning import Plan
from flowlint.drawing import flow_diagram, run_map
from flowlint.model.flow import Block, Flow
from flowlint.outlines import outline
from flowlint.report import ModuleCandidate, Report, Section

_FEWEST = 4
"""How many blocks a copy has at least, as where nobody says otherwise of the rule about copies."""


def with_diagrams(report: Report, plan: Plan) -> Report:
    """Give a report with the flows that were checked as diagrams, and their map; of variants the first."""
    flows = _flows(plan)
    return replace(report, diagrams=tuple(map(flow_diagram, flows)), map=run_map(plan.project, flows))


def with_sections(report: Report, plan: Plan) -> Report:
    """Give a report that has its diagrams with what of them could become modules, and what stands several times."""
    flows = _flows(plan)
    numbers = {flow: number for number, flow in enumerate(flows)}
    boxes = [{block_id: index for index, block_id in enumerate(flow.by_id)} for flow in flows]
    facts = ProjectFacts(plan.project)

    def section(flow: Flow, blocks: Iterable[Block]) -> Section:
        number = numbers[flow]
        return Section(number, tuple(boxes[number][block.id] for block in blocks))

    candidates = tuple(
        ModuleCandidate(
            section(flow, one.blocks),
            one.reads,
            one.handed_in,
            one.sets,
            one.handed_back,
            one.exit.label if one.exit else "",
        )
        for flow in flows
        for one in facts.of(flow)(module_candidates)
    )
    groups = [group for found in facts(duplicated_sections(_FEWEST)).values() for group in found]
    copies = [tuple(section(*copy) for copy in group if copy.flow in numbers) for group in groups]
    return replace(report, candidates=candidates, copies=tuple(group for group in copies if len(group) > 1))


def with_uses(report: Report, plan: Plan) -> Report:
    """Give a report with what the flows use that were checked; of variants the first."""
    facts = ProjectFacts(plan.project)
    return replace(report, uses=tuple(use for flow in _flows(plan) for use in facts.of(flow)(uses_of)))


def with_outlines(report: Report, plan: Plan) -> Report:
    """Give a report with the outlines of the flows that were checked; of variants the first."""
    facts = ProjectFacts(plan.project)
    return replace(report, outlines=tuple(outline(facts.of(flow)) for flow in _flows(plan)))


def _flows(plan: Plan) -> list[Flow]:
    files = sorted(plan.files.values(), key=lambda one: one.file.path)
    return [flow for one in files for flow in one.flows if flow.variant_of is None]
