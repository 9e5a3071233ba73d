"""What Connect takes at most, and what it refuses as the id of a block."""

from functools import cache
from typing import NamedTuple

from flowlint.language.documents import fact


class Limits(NamedTuple):
    """The most that Connect takes, of a flow (its blocks, the characters of its content) and of parts of one."""

    blocks: int
    characters: int
    text_characters: int
    """Of one text that is spoken or shown."""
    billed_text_characters: int
    """The same without SSML tags."""
    function_seconds: int
    """How long a flow waits for one Lambda function."""
    function_row_seconds: int
    """How long it waits for several of them with nothing played between."""


@cache
def limits() -> Limits:
    """Give the limits of Connect."""
    content, text, function = (fact("limits", name) for name in ("content", "text", "function_wait"))
    return Limits(
        blocks=content["blocks"],
        characters=content["characters"],
        text_characters=text["characters"],
        billed_text_characters=text["billed"],
        function_seconds=function["seconds"],
        function_row_seconds=function["seconds_in_a_row"],
    )


class BlockIdRules(NamedTuple):
    """What the Identifier of a block may not be: longer than `max_length`, with such a character, such a word."""

    max_length: int
    characters: frozenset[str]
    words: frozenset[str]

    def allows(self, name: str) -> bool:
        """Tell whether a block may have this Identifier."""
        return len(name) <= self.max_length and name not in self.words and self.characters.isdisjoint(name)


@cache
def block_ids() -> BlockIdRules:
    """Give what the Identifier of a block may not be."""
    data = fact("names", "block_ids")
    return BlockIdRules(data["max_length"], frozenset(data["characters"]), frozenset(data["words"]))
