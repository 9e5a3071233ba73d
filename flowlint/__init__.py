"""A linter for Amazon Connect flows: the public API."""

from typing import TYPE_CHECKING, Any

from flowlint.report import Finding, Level, Report

if TYPE_CHECKING:
    from flowlint.run import check_paths, check_text

__version__ = "0.1.0"

__all__ = ["Finding", "Level", "Report", "__version__", "check_paths", "check_text"]


def __getattr__(name: str) -> Any:
    """Import `check_paths` and `check_text`, with all they need, when first used: `--version` needs none."""
    if name in {"check_paths", "check_text"}:
        from flowlint import run

        return getattr(run, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
