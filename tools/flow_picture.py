"""The pictures of a flow and of a map in README.md and docs, for light pages and for dark ones.

The flow has its findings and the path that shows one of them, the map its findings; both are of flows that we ship. A
page chooses with `<picture>`: GitHub has a theme of its own, which the picture by itself does not see.
"""

from pathlib import Path

from flowlint.drawing import Boxes, svg
from flowlint.overrides import Overrides
from flowlint.run import check_paths

FLOW = Path("fixtures", "flows", "main-line.json")
_RULE = "logging-on-while-storing-input"
_DARK = "@media (prefers-color-scheme: dark)"
_SCHEMES = {"light": "@media not all", "dark": "@media all"}


def pages() -> dict[Path, str]:
    """Draw in the current directory as `flowlint graph --findings` does, with `--path` for the flow."""
    report = check_paths([FLOW.parent], Overrides(isolated=True), diagrams=True)
    boxes = Boxes(report.diagrams)
    shown = next(one for one in report.findings if one.rule == _RULE and one.path == FLOW.as_posix())
    number = next(number for number, one in enumerate(report.diagrams) if one.path == shown.path)
    assert report.map is not None
    pictures = {
        "flow": svg(report.diagrams[number], boxes.marks(number, report.findings, shown)),
        "map": svg(report.map, boxes.map_marks(report.findings)),
    }
    return {
        Path("docs", f"{name}-{scheme}.svg"): drawn.replace(_DARK, query)
        for name, drawn in pictures.items()
        for scheme, query in _SCHEMES.items()
    }
