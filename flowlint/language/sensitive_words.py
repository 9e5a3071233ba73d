"""Words by which a prompt asks for something that nobody else may read, or says that the call is recorded."""

import re
from collections.abc import Iterable, Sequence

from flowlint.language.documents import fact

_PART_ENDS = re.compile(r"[.!?;:,…](?=\s|$)|[。！？、，\n]|\s[-–—]\s")
"""Where a part of a sentence ends: one warns, and the next asks for something else."""


def asks_for_secret(text: str) -> bool:
    """Tell whether a text asks for something that nobody else may read: a card number, a PIN."""
    known = fact("names", "asks_for_secret")
    if _holds(_in_words(text), known["unless"]):
        return False
    parts = (one for one in map(_in_words, _PART_ENDS.split(text)) if not _holds(one, known["not_asked"]))
    return any(
        _holds(one, known["phrases"])
        or _holds(one, known["in_prompts"])
        or any(phrase in one for phrase in known["phrases_without_spaces"])
        for one in parts
    )


def names_secret(words: Sequence[str]) -> bool:
    """Tell whether the words of a name are those of something that nobody else may read: `card number`, `my pin`."""
    known = fact("names", "asks_for_secret")
    name = _in_words(" ".join([*words, "the", *words[-1:]]))
    return _holds(name, known["phrases"]) and not _holds(name, known["unless"])


def _in_words(text: str) -> str:
    return " ".join(["", *re.findall(r"[^\W_]+", text.casefold()), ""])


def _holds(words: str, phrases: Iterable[str]) -> bool:
    return any(f" {phrase} " in words for phrase in phrases)


def announces_recording(text: str) -> bool:
    """Tell whether a text seems to say that the call is recorded."""
    folded = text.casefold()
    return any(phrase in folded for phrase in fact("names", "announces_recording")["phrases"])
