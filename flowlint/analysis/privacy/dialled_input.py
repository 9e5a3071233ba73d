"""Numbers that customers type and the flow dials, by taint analysis with the path that shows it.

See docs/semantics.md#dialled-input.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, Path
from flowlint.analysis.privacy.customer_words import CustomerWords, Source
from flowlint.analysis.semantics import STORED_INPUT, stores_input
from flowlint.model.flow import Block
from flowlint.model.references import Reference, references

_DIALS = "TransferParticipantToThirdParty"
_NUMBER = "ThirdPartyPhoneNumber"
_ABROAD = r"\s*+(?:(?:\+|00|011)\s*+)?"
_HAS_COUNTRY = re.compile(rf"\A{_ABROAD}[1-9]")
_ONE_COUNTRY: Mapping[str, str] = {"InputValidation.PhoneNumberValidation.NumberFormat": "Local"}


class DialledInput(NamedTuple):
    """A block that dials what the customer typed, the block that stored it, and the shortest path from there."""

    block: Block
    reference: Reference
    stored_by: Block
    path: Path


def dialled_input(facts: Facts) -> tuple[DialledInput, ...]:
    """Give the blocks that dial a number which the customer typed and nothing looked at, in the order of the file."""
    return tuple(_dialled(facts))


def _dialled(facts: Facts) -> Iterator[DialledInput]:
    dials = [(block, number) for block in facts.flow.of_type(_DIALS) if (number := _number_of(block)) is not None]
    words = CustomerWords(facts, _TYPED) if dials else None
    for block, number in dials:
        if words is not None and (found := words.path_to(block, number)) is not None:
            yield DialledInput(block, number, *found)


def _number_of(block: Block) -> Reference | None:
    """Give the reference that a block dials, where that is all of the number but for what any number abroad has."""
    return next((one for one in references(block) if one.at[1:] == (_NUMBER,) and _is_whole(block, one)), None)


def _is_whole(block: Block, reference: Reference) -> bool:
    start, end = reference.span
    number = str(block.parameters.get(_NUMBER))
    return re.fullmatch(_ABROAD, number[:start]) is not None and not number[end:].strip()


def _takes_any_number(block: Block) -> bool:
    return stores_input(block) and not language.holds(_ONE_COUNTRY, block.parameters)


def _has_no_country(text: str) -> bool:
    """Tell whether the text that an attribute is set to does not begin with the code of a country."""
    return _HAS_COUNTRY.match(text) is None


_TYPED = Source((STORED_INPUT,), _takes_any_number, _has_no_country)
