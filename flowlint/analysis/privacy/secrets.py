"""Secrets that are written in a flow, each with all its copies.

See docs/semantics.md#secrets.
"""

from collections.abc import Iterator
from typing import NamedTuple

from flowlint.analysis.engine import Facts, nearest_first
from flowlint.model.flow import Block
from flowlint.secret_forms import ACCESS_KEY, SECRET_KEY, Secret, secrets_in
from flowlint.text.json_values import JsonPath, value_name


class SecretCopy(NamedTuple):
    """A secret where it stands in a block's parameters; `at` is below the block."""

    block: Block
    at: JsonPath
    secret: Secret


def secrets_by_text(facts: Facts) -> tuple[tuple[SecretCopy, ...], ...]:
    """Give the secrets of a flow, each with all its copies, that of the block reached first before the others.

    The id of an AWS access key is left out where its secret stands in the same block: the two are one thing to revoke.
    """
    by_text: dict[str, list[SecretCopy]] = {}
    for block in facts(nearest_first):
        found = list(_in_block(block))
        whole = any(copy.secret.kind == SECRET_KEY for _, copy in found)
        for text, copy in found:
            if not (whole and copy.secret.kind == ACCESS_KEY):
                by_text.setdefault(text, []).append(copy)
    return tuple(map(tuple, by_text.values()))


def _in_block(block: Block) -> Iterator[tuple[str, SecretCopy]]:
    for at, text in block.texts:
        for secret in secrets_in(text, value_name(at)):
            yield text[slice(*secret.span)], SecretCopy(block, at, secret)
