"""Secrets that are written in a flow, each with all its copies.

See docs/semantics.md#secrets.
"""

from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from flowlint.analysis.engine import Facts, nearest_first
from flowlint.model.flow import Block
from flowlint.secret_forms import ACCESS_KEY, SECRET_KEY, Secret, may_hold_secrets, names_secret, secrets_in
from flowlint.text.json_values import JsonPath, value_name

_MOST = 2_000
"""How many different secrets are looked for, besides one for each block: more than a rule reports of anything."""


class SecretCopy(NamedTuple):
    """A secret where it stands in a block's parameters; `at` is below the block."""

    block: Block
    at: JsonPath
    secret: Secret


def secrets_by_text(facts: Facts) -> tuple[tuple[SecretCopy, ...], ...]:
    """Give the secrets of a flow, each with all its copies, that of the block reached first before the others.

    The id of an AWS access key is left out where its secret stands in the same block: the two are one thing to revoke.
    Where there is no end of different ones, blocks are looked at until there are more than any report names.
    """
    by_text: dict[str, list[SecretCopy]] = {}
    blocks = facts(nearest_first)
    telling = may_hold_secrets([text for block in blocks for _, text in block.texts])
    most = _MOST + len(facts.flow.blocks)
    for block in blocks:
        found = list(_up_to(most - len(by_text), _in_block(block, telling)))
        whole = any(copy.secret.kind == SECRET_KEY for _, copy in found)
        for text, copy in found:
            if not (whole and copy.secret.kind == ACCESS_KEY):
                by_text.setdefault(text, []).append(copy)
        if len(by_text) >= most:
            break
    return tuple(map(tuple, by_text.values()))


def _up_to(most: int, copies: Iterable[tuple[str, SecretCopy]]) -> Iterator[tuple[str, SecretCopy]]:
    """Give secrets until so many of them are different."""
    different: set[str] = set()
    for text, copy in copies:
        yield text, copy
        different.add(text)
        if len(different) == most:
            return


def _in_block(block: Block, telling: Set[str]) -> Iterator[tuple[str, SecretCopy]]:
    """Give the secrets in a block; `telling` are the texts that may hold one whatever they stand under."""
    for at, text in block.texts:
        name = value_name(at)
        if text in telling or names_secret(name):
            for secret in secrets_in(text, name):
                yield text[slice(*secret.span)], SecretCopy(block, at, secret)
