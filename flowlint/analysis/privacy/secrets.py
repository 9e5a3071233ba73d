"""Secrets that are written in a flow, wherever they stand.

See docs/semantics.md#secrets.
"""

from collections.abc import Iterator, Set
from itertools import islice
from typing import NamedTuple

from flowlint.analysis.engine import Facts, nearest_first
from flowlint.model.flow import Block
from flowlint.secret_forms import ACCESS_KEY, SECRET_KEY, Secret, may_hold_secrets, names_secret, secrets_in
from flowlint.text.json_values import JsonPath, value_name

_MOST = 2_000
"""How many secrets are looked for, besides one for each block: more than a rule reports of anything."""


class WrittenSecret(NamedTuple):
    """A secret where it stands in a block's parameters; `at` is below the block.

    `ids` are the ids of AWS access keys beside a secret access key: both are one thing to revoke.
    """

    block: Block
    at: JsonPath
    secret: Secret
    ids: tuple["WrittenSecret", ...] = ()


def written_secrets(facts: Facts) -> tuple[WrittenSecret, ...]:
    """Give the secrets of a flow, those of the block reached first before the others.

    Where there is no end of them, blocks are looked at until there are more than any report names.
    """
    found: list[WrittenSecret] = []
    blocks = facts(nearest_first)
    telling = may_hold_secrets([text for block in blocks for _, text in block.texts])
    most = _MOST + len(facts.flow.blocks)
    for block in blocks:
        found += _with_ids(list(islice(_in_block(block, telling), most - len(found))))
        if len(found) >= most:
            break
    return tuple(found)


def _with_ids(secrets: list[WrittenSecret]) -> list[WrittenSecret]:
    """Leave the ids of access keys in a block to its first secret access key, if it has one."""
    first = next((one for one in secrets if one.secret.kind == SECRET_KEY), None)
    if first is None:
        return secrets
    ids = tuple(one for one in secrets if one.secret.kind == ACCESS_KEY)
    return [one._replace(ids=ids) if one is first else one for one in secrets if one.secret.kind != ACCESS_KEY]


def _in_block(block: Block, telling: Set[str]) -> Iterator[WrittenSecret]:
    """Give the secrets in a block, each once for a text; `telling` may hold one whatever they stand under."""
    for at, text in block.texts:
        name = value_name(at)
        if text in telling or names_secret(name):
            different: set[str] = set()
            for secret in secrets_in(text, name):
                written = text[slice(*secret.span)]
                if written not in different:
                    different.add(written)
                    yield WrittenSecret(block, at, secret)
