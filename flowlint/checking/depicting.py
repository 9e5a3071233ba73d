"""Depict: the flows of a run as diagrams, for what draws them, and what they use, for what lists it."""

from dataclasses import replace

from flowlint.analysis.engine import ProjectFacts
from flowlint.analysis.structure import uses_of
from flowlint.checking.planning import Plan
from flowlint.drawing import flow_diagram, run_map
from flowlint.model.flow import Flow
from flowlint.report import Report


def with_diagrams(report: Report, plan: Plan) -> Report:
    """Give a report with the flows that were checked as diagrams, and their map; of variants the first."""
    flows = _flows(plan)
    return replace(report, diagrams=tuple(map(flow_diagram, flows)), map=run_map(plan.project, flows))


def with_uses(report: Report, plan: Plan) -> Report:
    """Give a report with what the flows use that were checked; of variants the first."""
    facts = ProjectFacts(plan.project)
    return replace(report, uses=tuple(use for flow in _flows(plan) for use in facts.of(flow)(uses_of)))


def _flows(plan: Plan) -> list[Flow]:
    files = sorted(plan.files.values(), key=lambda one: one.file.path)
    return [flow for one in files for flow in one.flows if flow.variant_of is None]
