"""What rules and rule packs may be called."""

import keyword
import re

_WORDS = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RULE_LENGTHS = range(4, 50)
_LONGEST_PACK = 30
_DISALLOWED = ("check-", "no-", "use-", "avoid-", "do-not-")


def fault_of_rule_name(name: str) -> str | None:
    """Say why a rule cannot have this name inside its pack, and what to do; None where it can."""
    if not _WORDS.fullmatch(name) or len(name) not in _RULE_LENGTHS:
        return (
            f"{name!r} is no name for a rule: take words in small letters with dashes between them, "
            f"{_RULE_LENGTHS[0]} to {_RULE_LENGTHS[-1]} characters in all"
        )
    if name.startswith(_DISALLOWED):
        return f"{name!r} says what to do: name what is wrong instead"
    if keyword.iskeyword(name):
        return f"{name!r} is a word of the Python language: take two words"
    return None


def fault_of_pack_name(name: str) -> str | None:
    """Say why a rule pack cannot have this name, and what to do; None where it can."""
    if _WORDS.fullmatch(name) and len(name) <= _LONGEST_PACK:
        return None
    return (
        f"{name!r} is no name for a rule pack: take words in small letters with dashes between them, "
        f"at most {_LONGEST_PACK} characters in all"
    )
