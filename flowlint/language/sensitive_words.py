"""Words by which a prompt asks for something that nobody else may read, or says that the call is recorded."""

import re

from flowlint.language.documents import fact


def asks_for_secret(text: str) -> bool:
    """Tell whether a text asks for something that nobody else may read: a card number, a PIN."""
    known = fact("names", "asks_for_secret")
    words = " ".join(["", *re.findall(r"[^\W_]+", text.casefold()), ""])
    if any(f" {phrase} " in words for phrase in known["unless"]):
        return False
    return any(f" {phrase} " in words for phrase in known["phrases"]) or any(
        phrase in words for phrase in known["phrases_without_spaces"]
    )


def announces_recording(text: str) -> bool:
    """Tell whether a text seems to say that the call is recorded."""
    folded = text.casefold()
    return any(phrase in folded for phrase in fact("names", "announces_recording")["phrases"])
