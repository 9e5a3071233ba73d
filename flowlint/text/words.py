"""Words and sentences: texts cut, listed and counted as people write them."""

from collections.abc import Iterable


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
