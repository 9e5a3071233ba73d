"""Keys of attributes, inputs and tags: which are named so that every part of Connect takes them."""

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, nearest_first
from flowlint.model.flow import Block
from flowlint.model.references import distinct_references, is_filled_in, named_keys
from flowlint.text.json_values import JsonPath

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")
_CAPITALS = re.compile(r"^[A-Z]+(?![a-z])|^[A-Z]")
_UNNAMED = {"\t": "tab", "\n": "line break", "\r": "line break"}


class Key(NamedTuple):
    """A key that a person named, and a place where it is set or read; `at` is below the block.

    `span` is the reference to it in the text there, None where the key itself stands there.
    """

    name: str
    block: Block
    at: JsonPath
    span: tuple[int, int] | None = None


class UnsafeKey(NamedTuple):
    """A key with characters that not all of Connect takes: these, each once. `known` are all keys of the flow."""

    key: Key
    characters: tuple[str, ...]
    known: Container[str]

    @property
    def better(self) -> str | None:
        """A good name that no key of the flow has; worked out where it is shown, since of most keys it never is."""
        name = safe_key(self.key.name)
        return None if name in self.known else name


def unsafe_keys(facts: Facts) -> tuple[UnsafeKey, ...]:
    """Give the keys that people named in this flow and that not all of Connect takes, each once, in file order."""
    known = _keys(facts)
    return tuple(
        UnsafeKey(key, characters, known) for name, key in known.items() if (characters := unsafe_characters(name))
    )


def has_unsafe_character(name: str) -> bool:
    """Tell whether a key has other characters than A-Z, a-z, 0-9, `_`, `-` and `.`; what a template fills in has."""
    return _UNSAFE.search(name) is not None


def unsafe_characters(name: str) -> tuple[str, ...]:
    """Give the characters of a key that are not A-Z, a-z, 0-9, `_`, `-` or `.`, each once and in words if unseen.

    Empty for keys that nobody in this flow can rename: those of AWS, and those that a template fills in.
    """
    found = _UNSAFE.findall(name)
    if not found or language.is_aws_key(name) or is_filled_in(name):
        return ()
    return tuple(dict.fromkeys(map(_shown, found)))


def safe_key(name: str) -> str | None:
    """Give a good key that reads like this one, in camelCase: "Customer name" is `customerName`.

    None where nothing that can be kept is left of it.
    """
    words = [word.strip("-.") for word in _UNSAFE.split(without_marks(name)) if any(one.isalnum() for one in word)]
    if len(words) < 2:
        return words[0] if words else None
    first, *rest = words
    return _CAPITALS.sub(lambda capitals: capitals[0].lower(), first) + "".join(
        one[0].upper() + one[1:] for one in rest
    )


def without_marks(name: str) -> str:
    """Give a name without the marks on its letters: "Größe" is "Grosse"."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    return "".join(one for one in plain if not unicodedata.combining(one))


def listed_characters(characters: Sequence[str]) -> str:
    """Write unsafe characters as messages list them: “space”, “#”, at most three of them."""
    return ", ".join(f"“{one}”" for one in characters[:3]) + (", …" if len(characters) > 3 else "")


def _keys(facts: Facts) -> dict[str, Key]:
    """Give the keys that people named in this flow, each at the first block that has it, the nearest to the entry."""
    found: dict[str, Key] = {}
    for block in facts(nearest_first):
        for key in _keys_of(block):
            found.setdefault(key.name, key)
    return found


def _keys_of(block: Block) -> Iterator[Key]:
    for key in named_keys(block):
        yield Key(key.name, block, key.at)
    for reference in distinct_references(block):
        for root in language.named_roots():
            if reference.parts[: len(root)] == root and len(reference.parts) > len(root):
                yield Key(reference.parts[len(root)], block, reference.at, reference.span)


@lru_cache(maxsize=1_000)
def _shown(character: str) -> str:
    if character.isprintable() and character != " ":
        return character
    return _UNNAMED.get(character) or unicodedata.name(character, f"character {ord(character)}").lower()
