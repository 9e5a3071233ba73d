"""What mends references that are misspelt: the right ones, in all places at once."""

from collections.abc import Sequence

from flowlint.analysis.references import WrongReference
from flowlint.rule import FlowFix, SetValue, is_misspelt


def rewritten(places: Sequence[WrongReference]) -> FlowFix | None:
    """Give the fix that writes references right; None where one of them may be meant otherwise."""
    if not all(one.right and "…" not in one.right and is_misspelt(one.written, one.right) for one in places):
        return None
    changes = tuple(SetValue(one.block.locate(one.at), one.right, one.span) for one in places)
    rights = dict.fromkeys(f"“{one.right}”" for one in places)
    return FlowFix(f"write {next(iter(rights))}" if len(rights) == 1 else "write the references right", changes)
