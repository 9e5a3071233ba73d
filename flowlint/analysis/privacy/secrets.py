"""Secrets that a flow holds, each with the places where it stands."""

from collections.abc import Iterator
from typing import NamedTuple

from flowlint.analysis.engine import Facts
from flowlint.model.flow import Block
from flowlint.model.references import texts
from flowlint.report import JsonPath
from flowlint.secret_forms import ACCESS_KEY, SECRET_KEY, Secret, secrets_in

_HOLDS_VALUE = "Value"


class Held(NamedTuple):
    """A secret in a block's parameters; `at` is below the block."""

    block: Block
    at: JsonPath
    secret: Secret


def held_secrets(facts: Facts) -> tuple[tuple[Held, ...], ...]:
    """Give the secrets of a flow in document order, each with all its places.

    The id of an AWS access key is left out where its secret stands in the same block: the two are one thing to revoke.
    """
    by_text: dict[str, list[Held]] = {}
    for block in facts.flow.blocks:
        found = list(_in_block(block))
        whole = any(held.secret.kind == SECRET_KEY for _, held in found)
        for text, held in found:
            if not (whole and held.secret.kind == ACCESS_KEY):
                by_text.setdefault(text, []).append(held)
    return tuple(map(tuple, by_text.values()))


def _in_block(block: Block) -> Iterator[tuple[str, Held]]:
    for at, text in texts(block.parameters, ("Parameters",)):
        for secret in secrets_in(text, _name_of(at)):
            yield text[slice(*secret.span)], Held(block, at, secret)


def _name_of(at: JsonPath) -> str:
    """Give the name that a value stands under: its key, or that of the list or of the `Value` it is in."""
    return next((part for part in reversed(at) if isinstance(part, str) and part != _HOLDS_VALUE), "")
