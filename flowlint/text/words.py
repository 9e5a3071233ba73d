"""Words and sentences: texts cut, listed and counted as people write them."""

from bisect import bisect_left
from collections.abc import Iterable

LONGEST_MESSAGE = 160
"""How long a message should be at most, in code points."""
_FEWEST, _FEWEST_IN_MARKS = 14, 8
"""How much of a name is left where there is no room for more, and of the text in the label of a block."""


def short(text: str, longest: int = 40) -> str:
    """Give a text as far as there is room for so many code points, with an ellipsis for the rest."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def first_words(text: str, longest: int) -> str:
    """Give the first words of a text that have room in so many code points, with an ellipsis for the rest."""
    if len(text) <= longest:
        return text
    begin = text[:longest]
    words = begin[: begin.rfind(" ") + 1].rstrip(" ,;:.=-–—") if " " in begin else ""
    return f"{words}…" if 2 * len(words) > longest else short(text, longest)


def shared_beginning(one: str, other: str) -> int:
    """Count the code points with which two texts begin alike."""
    lengths = range(1, min(len(one), len(other)) + 1)
    return bisect_left(lengths, True, key=lambda length: one[:length] != other[:length])


def fitted(sentence: str, *whole: str, **names: str) -> str:
    """Fill in a sentence, as `str.format` does, and cut the longest names if a message should not be as long.

    What stands in `whole` is never cut. Of a name that ends in quotation marks, as labels of blocks do, the text in
    them is cut, also before a part of an id, which stays; of a reference the end is kept.
    """

    def said(room: int) -> str:
        return sentence.format(*whole, **{key: _cut(name, room) for key, name in names.items()})

    longest = max(map(len, names.values()), default=0)
    rooms = range(_FEWEST, longest + 1)
    if len(said(longest)) <= LONGEST_MESSAGE or not rooms:
        return said(longest)
    return said(rooms[max(0, bisect_left(rooms, True, key=lambda room: len(said(room)) > LONGEST_MESSAGE) - 1)])


def _cut(name: str, room: int) -> str:
    if len(name) <= room:
        return name
    if name.endswith("…)"):
        label, mark, part = name.rpartition(" (")
        return f"{_cut(label, room - len(mark + part))}{mark}{part}" if label.endswith("”") else name
    if name.startswith("$."):
        end = name[3 - room :]
        return f"$.…{end.partition('.')[2] or end}"
    if not name.endswith("”"):
        return short(name, room)
    kind, _, text = name[:-1].rpartition("“")
    return f"{kind}“{first_words(text, max(_FEWEST_IN_MARKS, room - len(kind) - 2))}”"


def joined(words: Iterable[str], last: str = "and") -> str:
    """List words as a sentence does: "A", "A and B", "A, B and C"; "" for none."""
    *before, end = [*words] or [""]
    return f"{', '.join(before)} {last} {end}" if before else end


def counted(count: int, what: str) -> str:
    """Say how many there are of something: "1 file", "1,200 blocks". `what` is singular, its plural ends in s."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def who(label: str, more: int, does: str) -> str:
    """Say who does something: `Play prompt “Greet” reads`, `Play prompt “Greet” and 2 more blocks read`.

    `label` names a block, `more` counts those besides it, and `does` is the verb without its s.
    """
    return f"{label} and {counted(more, 'more block')} {does}" if more else f"{label} {does}s"
