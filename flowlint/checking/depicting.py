"""Depict: the flows of a run as diagrams, for what draws them."""

from dataclasses import replace

from flowlint.checking.planning import Plan
from flowlint.drawing import flow_diagram, run_map
from flowlint.report import Report


def with_diagrams(report: Report, plan: Plan) -> Report:
    """Give a report with the flows that were checked as diagrams, and their map; of variants the first."""
    files = sorted(plan.files.values(), key=lambda one: one.file.path)
    flows = [flow for one in files for flow in one.flows if flow.variant_of is None]
    return replace(report, diagrams=tuple(map(flow_diagram, flows)), map=run_map(plan.project, flows))
