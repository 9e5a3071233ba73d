"""Whether a name is one of the language's misspelt, by the words that the language's names are made of."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from flowlint.language.attributes import known_attributes
from flowlint.language.catalogue import actions, operators
from flowlint.language.documents import document
from flowlint.text.closest import is_slip_of, words_of


def is_misspelt(name: str, right: str) -> bool:
    """Tell whether a name can only be another one misspelt: its letters and digits are the same, or all but one or two.

    One may be wrong, missing, added, or in the place of its neighbour, where there are five at least; two in twelve.
    A digit tells two names apart. So does a word more, less or other, a prefix such as “un”, and a word that the
    names of the Flow language have: `GetCase` is not `SetCase` misspelt.
    """
    return is_slip_of(name, right, _words())


@cache
def _words() -> frozenset[str]:
    return frozenset(word for name in names() for word in words_of(name))


def names() -> Iterator[str]:
    """Give the names that the language has: of block types, parameters, their values, operators, errors, attributes."""
    yield from actions()
    yield from (error.type for action in actions().values() for error in action.errors)
    yield from operators()
    yield from (part for known in known_attributes() for part in known.parts if part is not None)
    yield from _in_schema(document("schemas/actions.schema"))


def _in_schema(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        yield from schema.get("properties", ())
        yield from (one for one in schema.get("enum", ()) if isinstance(one, str))
    for part in schema.values() if isinstance(schema, Mapping) else schema if isinstance(schema, list) else ():
        yield from _in_schema(part)
