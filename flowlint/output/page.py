"""Lines of styled text on their way to a person: as wide as the terminal and in colour, or plain anywhere else."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TextIO

from flowlint.output.printable import cells, printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

Part = tuple[str, str]
"""Printable text, and its style in the words of rich."""

_NARROWEST = 20
_HEIGHT = 25
"""In lines; nothing that is written here depends on it."""
_PARTS = tuple(
    re.compile(part, re.DOTALL) for part in (r"\S+\s*|^\s+", r"[^/]*/|[^/]+", r"[^_.-]*[_.-]+\s*|[^_.-]+", ".")
)
"""What is not broken as long as it has room: words, the folders of a path, the parts of a name, characters."""
_MARK = 3
"""How many cells a mark at the beginning of a line takes, which does not stand alone."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line to write. One with an `indent` is prose: where room is short it is broken between words, others are not.

    What is broken off begins `hang` cells further in. A word longer than a line, as paths are, is broken after one of
    its `/`, or else of its `_`, `-` and `.`, and anywhere only if that does not do.
    """

    parts: tuple[Part, ...] = ()
    indent: int | None = None
    hang: int = 0

    @property
    def text(self) -> str:
        """The line without styles and unbroken."""
        return " " * (self.indent or 0) + "".join(text for text, _ in self.parts)


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is to look: `colour` None as the terminal takes it, `width` None as wide as it is."""

    colour: bool | None = None
    width: int | None = None

    def is_plain(self, stream: TextIO | None) -> bool:
        """Tell whether nothing but plain text goes to a stream, so that the library for all else is not needed."""
        if stream is None:  # what Python makes of a closed one
            return True
        asked = stream is sys.stdout and any(map(os.environ.get, ("FORCE_COLOR", "TTY_COMPATIBLE")))
        return not (self.colour or self.width or asked or stream.isatty())

    def console(self, stream: TextIO) -> "Console":
        """Give what writes to a stream with this look."""
        from rich.console import Console

        # FORCE_COLOR is about what a person sees, not about the file that --output names.
        forced = None if stream is sys.stdout else stream.isatty()
        # Given a height as well, rich holds a width also on a terminal that calls itself dumb.
        console = partial(Console, file=stream, width=self.width, height=_HEIGHT if self.width else None)
        if self.colour is None:
            return console(force_terminal=forced)
        if self.colour:
            return console(force_terminal=True, color_system="standard", no_color=False)
        return console(force_terminal=forced, color_system=None)


def markdown_text(page: str, stream: TextIO, look: Look) -> str:
    """Give a page of Markdown for a stream: rendered on a terminal, or for a width, and as it is anywhere else."""
    lines = "\n".join(map(printable, page.split("\n")))
    if look.is_plain(stream):
        return lines
    from rich.markdown import Markdown

    console = look.console(stream)
    with console.capture() as captured:
        console.print(Markdown(lines, code_theme="ansi_dark", hyperlinks=False))
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def lines_text(lines: Callable[[int | None], Iterable[Line]], stream: TextIO, look: Look) -> str:
    """Give lines for a stream: as a terminal shows them, or for a width, and unbroken anywhere else.

    `lines` is given how many cells they may have, None where they may be as long as they are.
    """
    if look.is_plain(stream):
        return plain(lines(None))
    console = look.console(stream)
    return "".join(f"{line}\n" for line in drawn(lines(console.width), console))


def plain(lines: Iterable[Line]) -> str:
    """Give lines as plain text, none of them broken."""
    return "".join(f"{line.text}\n" for line in lines)


def _broken(text: "Text", room: int, hang: int) -> "list[Text]":
    """Break a text into lines of so many cells, all but the first `hang` shorter: between words if that does."""
    breaks, taken, left = [], 0, room
    for start, part in _unbroken(text.plain, room - hang - _MARK):
        if taken > _MARK and taken + cells(part.rstrip()) > left:
            breaks.append(start)
            taken, left = 0, room - hang
        taken += cells(part)
    return list(text.divide(breaks))


def _unbroken(
    text: str, room: int, at: int = 0, parts: Sequence[re.Pattern[str]] = _PARTS
) -> Iterator[tuple[int, str]]:
    """Give the parts of a text that are not broken, as large as they may be, with where each begins."""
    for part in parts[0].finditer(text):
        if cells(part.group().rstrip()) <= room or len(parts) == 1:
            yield at + part.start(), part.group()
        else:
            yield from _unbroken(part.group(), room, at + part.start(), parts[1:])


def drawn(lines: Iterable[Line], console: "Console") -> Sequence[str]:
    """Give lines as a console shows them, prose broken where it has no room."""
    from rich.text import Text

    shown: list[Text] = []
    for line in lines:
        text, indent = Text.assemble(*line.parts), line.indent or 0
        room = console.width - indent
        if line.indent is None or text.cell_len <= room:
            shown.append(Text(" " * indent) + text)
            continue
        first, *more = _broken(text, max(_NARROWEST + line.hang, room), line.hang)
        for part in (first, *more):
            part.rstrip()
        shown += [Text(" " * indent) + first, *(Text(" " * (indent + line.hang)) + one for one in more)]
    with console.capture() as captured:
        console.print(Text("\n").join(shown), soft_wrap=True)
    return captured.get().split("\n")[:-1]
