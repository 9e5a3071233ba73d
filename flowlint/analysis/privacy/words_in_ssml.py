"""Words of the customer that stand in SSML, where a character of theirs counts as markup, with the path from the bot.

See docs/semantics.md#spoken-words.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.blocks import is_marked_up
from flowlint.analysis.engine import Facts, Path
from flowlint.analysis.privacy.customer_words import CustomerWords, Source
from flowlint.model.flow import Block
from flowlint.model.references import Reference, texts_with_references

_SSML = "SSML"
_SPELT_OUT = re.compile(r"(?P<tag><say-as\b(?![^<>]*\baddress\b)[^<>]*>)(?P<value>[^<>]*)", re.IGNORECASE)
"""What reads a value as digits, a date or characters: a number or a code, and no words."""


class WordsInSsml(NamedTuple):
    """A block that speaks words of the customer in SSML, the bot that heard them, and the shortest path from there."""

    block: Block
    reference: Reference
    heard_by: Block
    path: Path


def words_in_ssml(facts: Facts) -> tuple[WordsInSsml, ...]:
    """Give the blocks that speak what a bot heard in SSML, and nothing looked at it, in the order of the file."""
    return tuple(_in_ssml(facts))


def _in_ssml(facts: Facts) -> Iterator[WordsInSsml]:
    spoken = [(block, read) for block in facts.flow.by_id.values() if (read := tuple(_spoken_by(block)))]
    words = CustomerWords(facts, _HEARD) if spoken else None
    for block, read in spoken:
        found = ((one, words.path_to(block, one)) for one in read) if words is not None else ()
        first = next(((one, path) for one, path in found if path is not None), None)
        if first is not None:
            yield WordsInSsml(block, first[0], *first[1])


def _spoken_by(block: Block) -> Iterator[Reference]:
    """Give the references in the SSML of a block, but those that are read as a number, a date or characters."""
    for at, text, found in texts_with_references(block):
        if at[-1] == _SSML and at[1] in language.spoken_parameters(block.type) and is_marked_up(text):
            words = _SPELT_OUT.sub(lambda spelt: spelt["tag"] + " " * len(spelt["value"]), text)
            yield from (one for one in found if words[one.span[0]] == "$")


_HEARD = Source(("Lex", "Slots"), lambda block: True, lambda text: True)
