"""Lines of styled text on their way to a person: as wide as the terminal and in colour, or plain anywhere else."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TextIO

if TYPE_CHECKING:
    from rich.console import Console

Part = tuple[str, str]
"""Printable text, and its style in the words of rich."""

_NARROWEST = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A line to write. One with an `indent` is prose: where room is short it is broken between words, others are not.

    What is broken off begins `hang` cells further in. A word longer than a line is broken too, unless `keeps_words`
    says that it is of use as a whole only, as a path is.
    """

    parts: tuple[Part, ...] = ()
    indent: int | None = None
    hang: int = 0
    keeps_words: bool = False

    @property
    def text(self) -> str:
        """The line without styles and unbroken."""
        return " " * (self.indent or 0) + "".join(text for text, _ in self.parts)


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is to look: `colour` None as the terminal takes it, `width` None as wide as it is."""

    colour: bool | None = None
    width: int | None = None

    def console(self, stream: TextIO) -> "Console":
        """Give what writes to a stream with this look."""
        from rich.console import Console

        # FORCE_COLOR is about what a person sees, not about the file that --output names.
        forced = None if stream is sys.stdout else stream.isatty()
        if self.colour is None:
            return Console(file=stream, force_terminal=forced, width=self.width)
        if self.colour:
            return Console(file=stream, force_terminal=True, color_system="standard", no_color=False, width=self.width)
        return Console(file=stream, force_terminal=forced, color_system=None, width=self.width)


def plain(lines: Iterable[Line]) -> str:
    """Give lines as plain text, none of them broken."""
    return "".join(f"{line.text}\n" for line in lines)


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
        overflow: Literal["ignore", "fold"] = "ignore" if line.keeps_words else "fold"
        first, *more = text.wrap(console, max(_NARROWEST, room - line.hang), overflow=overflow)
        shown += [Text(" " * indent) + first, *(Text(" " * (indent + line.hang)) + one for one in more)]
    with console.capture() as captured:
        console.print(Text("\n").join(shown), soft_wrap=True)
    return captured.get().split("\n")[:-1]
