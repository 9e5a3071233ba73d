"""A linter for Amazon Connect flows: the public API."""

import importlib

TYPE_CHECKING = False  # as in typing, which takes long to import: an interrupt meanwhile shows a traceback
if TYPE_CHECKING:
    from typing import Any

    from flowlint.report import Finding, Level, Report
    from flowlint.run import check_paths, check_text

__version__ = "0.1.0"

__all__ = ["Finding", "Level", "Report", "__version__", "check_paths", "check_text"]

_HOMES = {
    "Finding": "flowlint.report",
    "Level": "flowlint.report",
    "Report": "flowlint.report",
    "check_paths": "flowlint.run",
    "check_text": "flowlint.run",
}


def __getattr__(name: str) -> "Any":
    """Import what the API consists of, with all it needs, when first used: `--version` needs none."""
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
