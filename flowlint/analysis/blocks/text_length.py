"""How long the texts are that a flow speaks or shows, as far as it is written in the flow."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.model.flow import Block
from flowlint.model.references import filled_in_spans
from flowlint.text.json_values import JsonPath

_TAG = re.compile(r"<[^<>]*>")
_SPOKEN = ("SSML", "Text")


class LongText(NamedTuple):
    """A text that is too long: where it stands, and how many of its characters count against which limit."""

    block: Block
    at: JsonPath
    length: int
    most: int
    billed: bool
    """Whether the tags are left out of the count."""


def long_texts(facts: Facts) -> tuple[LongText, ...]:
    """Give the texts that are too long whatever an attribute or a placeholder in them comes to, in file order."""
    return tuple(_long_texts(facts))


def _long_texts(facts: Facts) -> Iterator[LongText]:
    limits = language.limits()
    most, most_billed = limits.text_characters, limits.billed_text_characters
    for block in facts.flow.blocks:
        spoken = language.spoken_parameters(block.type)
        for at, text in block.texts:
            if at[1] in spoken and at[-1] in _SPOKEN and len(text) > most_billed:
                literal = _literal(text)
                billed = len(_TAG.sub("", literal))
                if billed > most_billed:
                    yield LongText(block, at, billed, most_billed, billed=True)
                elif len(literal) > most:
                    yield LongText(block, at, len(literal), most, billed=False)


def _literal(text: str) -> str:
    """Give a text without its references and placeholders, of which nobody knows here how long they will be."""
    pieces, end = [], 0
    for start, stop in filled_in_spans(text):
        pieces.append(text[end:start])
        end = max(end, stop)
    return "".join([*pieces, text[end:]])
