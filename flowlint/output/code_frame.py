"""A frame as lines of a terminal: gutter, code cropped around the fault, and carets that stand below it."""

from collections.abc import Iterator

from flowlint.output.page import Part
from flowlint.output.printable import beginning, cells, ending, printable
from flowlint.report import Frame

_TAB = "    "


def draw(frame: Frame, line: int, colour: str, width: int) -> Iterator[tuple[Part, ...]]:
    """Draw a frame of a finding in `line`, with at most `width` cells of code in each line.

    Lines have their number in the gutter; those of a value that was laid out anew have none, and are announced.
    """
    digits = max(len(str(number or "")) for number, _ in frame.lines)
    blank = f"  {'':{digits}} │ "
    if all(number is None for number, _ in frame.lines):
        yield (blank, "dim"), (f"laid out for reading; in the file this is all on line {line}", "dim italic")
    for index, (number, text) in enumerate(frame.lines):
        gutter = f"  {number or '':>{digits}} │ "
        if number and index and number - 1 != frame.lines[index - 1][0]:
            yield (blank, "dim"), ("…", "dim")
        if index != frame.marked:
            yield (gutter, "dim"), (beginning(_clean(text), width).rstrip(), "dim")
            continue
        before, fault, after = text[: frame.start], text[frame.start : frame.end], text[frame.end :]
        before, fault, after = _crop(_clean(before), _clean(fault), _clean(after), width)
        yield (gutter, ""), (before, ""), (fault, colour), (after.rstrip(), "")
        yield (blank, "dim"), (" " * cells(before), ""), ("^" * max(1, cells(fault)), colour)


def _clean(text: str) -> str:
    return printable(text.replace("\t", _TAB))


def _crop(before: str, fault: str, after: str, width: int) -> tuple[str, str, str]:
    """Fit a line into some cells: of a long one the fault is kept, and what has room of the text before it."""
    if cells(before + fault + after) <= width:
        return before, fault, after
    if cells(before) + cells(fault) >= width:
        before = ending(before, max(width // 3, width * 2 // 3 - cells(fault)))
        fault = beginning(fault, width - 1 - cells(before))
    return before, fault, beginning(after, width - cells(before) - cells(fault))
