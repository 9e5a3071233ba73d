"""The picture in docs/graph.md: a flow that we ship, with its findings and the path that shows one of them."""

from pathlib import Path

from flowlint.drawing import Boxes, svg
from flowlint.overrides import Overrides
from flowlint.run import check_paths

PAGE = Path("docs", "flow.svg")
FLOW = Path("fixtures", "flows", "main-line.json")
_RULE = "logging-on-while-storing-input"


def page() -> str:
    """Draw the flow in the current directory as `flowlint graph --findings --path` does."""
    report = check_paths([FLOW], Overrides(isolated=True), context=True, diagrams=True)
    shown = next(one for one in report.findings if one.rule == _RULE)
    return svg(report.diagrams[0], Boxes(report.diagrams).marks(0, report.findings, shown))
