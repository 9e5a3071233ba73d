"""Secrets as dots: whatever looks like one in a text, and what is left of one that is known to stand in a file.

A text may hold only a part of a secret, cut or turned into a name, and then nothing of its form is left. So a mask
knows the secrets of the files that a report is about, and finds any run of their letters and digits again.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, repeat, takewhile
from operator import eq
from typing import Any

from flowlint.secret_forms import (
    Secret,
    is_certain,
    masked,
    may_hold_secret,
    may_hold_secrets,
    names_secret,
    secrets_and_members,
    secrets_in,
    with_dots,
)
from flowlint.text.json_values import HOLDS_VALUE

_RUN = 8
"""How many letters and digits of a secret in a row are hidden; fewer are of no use to anybody, and stand in words."""
_LONG_ENOUGH = 12
"""How many letters and digits a password without a digit has that is hidden wherever it stands; shorter ones may be
words."""
_FEWEST = 6
_LONGEST = 4096
"""How much of a secret is known; no key is longer."""
_KNOWN = 300_000
"""How many letters secrets have together that are known, in a whole run: some thousand secrets."""
_WITHIN = 2
"""In times of the letters of a text: how many the secrets in it have together that are known. They may lie within each
other, and then the first ones hold the others."""
_HOLDERS = (dict, list)
_HOLD_VALUES = frozenset((HOLDS_VALUE, "value", "val", "ParameterValue", "Default", "default"))
_HOLD_NAMES = ("Name", "name", "Key", "key")
"""How the keys end that a name stands at, beside those of a value."""
_WORDS = re.compile(r"[A-Z]?[a-z]*(?:[A-Z][a-z]+)?[A-Z]?|[A-Z]+|[0-9]+")
_PUBLIC = re.compile(r"-----[A-Z0-9 ]+-----|hooks\.slack\.com/services/")
"""What all secrets of a kind have in common, and messages may name."""
# Neither case nor what stands between letters counts: no dash, and no escape of JSON or of a pointer.
_BETWEEN = re.compile(r"~[01]?|\\++(?:u(?P<code>[0-9A-Fa-f]{4})|.)?|[^A-Za-z0-9~\\]+", re.DOTALL)
_ESCAPE = re.compile(r"(?<!\\)\\++u(?P<code>00(?!5[Cc])[2-7][0-9A-Fa-f])(?<!22)")
"""A character of ASCII that is an escape of JSON without need; where JSON stands in JSON it has two backslashes."""


class Mask:
    """Puts a dot in the place of each character of a secret: `mask(text)`, as long as the text was."""

    def __init__(self, values: Iterable[Any] = (), texts: Iterable[str] = ()) -> None:
        """Know the secrets in JSON values, keys among them, and those in texts."""
        self._runs: dict[str, tuple[str, int]] = {}
        self._masked: dict[str, str] = {}
        # A text that repeats itself may hold the same secret as often as it has letters: each is looked at once.
        letters, of_text = 0, Counter[str]()
        seen: set[tuple[str, bool]] = set()
        for text, one in chain(_in_values(values), _in_texts(texts)):
            secret = text[slice(*one.span)][:_LONGEST]
            key = secret, is_certain(one)
            if key not in seen and of_text[text] < _WITHIN * len(text):
                for run, standing in _runs(*key):
                    self._runs.setdefault(run, standing)
                letters += len(secret)
                of_text[text] += len(secret)
            seen.add(key)
            if letters >= _KNOWN:
                break
        self._lengths = sorted({len(run) for run in self._runs}, reverse=True)

    def __call__(self, text: str) -> str:
        """Give a text without secrets."""
        known = self._masked.get(text)
        if known is None:
            known = self._without_known(masked(text))
            self._masked[text] = known = text if known == text else known
        return known

    def _without_known(self, text: str) -> str:
        if not self._runs:
            return text
        flat = _flat(text)
        spans = list(self._known_in(flat))
        if not spans:
            return text
        standing = _standing(text)
        return with_dots(text, ((standing[first][0], standing[end - 1][1]) for first, end in spans))

    def _known_in(self, flat: str) -> Iterator[tuple[int, int]]:
        """Give from where to where parts of secrets stand in the flat form of a text."""
        for length in self._lengths:
            done = 0
            for at in range(len(flat) - length + 1):
                if (found := self._runs.get(flat[at : at + length])) and at + length > done:
                    yield (span := _as_far_as_it_goes(flat, at, at + length, *found))
                    done = span[1]


def _in_values(values: Iterable[Any]) -> Iterator[tuple[str, Secret]]:
    # Flows repeat their keys, types and targets: each text is looked at once, or once for each name that tells.
    by_name = _texts_by_name(values)
    marked = may_hold_secrets(list({text: None for texts in by_name.values() for text in texts}))
    for name, texts in by_name.items():
        telling = texts if names_secret(name) else filter(marked.__contains__, texts)
        yield from ((text, secret) for text in telling for secret in secrets_in(text, name))


def _texts_by_name(values: Iterable[Any]) -> Mapping[str, Mapping[str, object]]:
    """Give every key and every text of some values, however deep, by the name it stands under: "" for keys."""
    keys: dict[str, object] = {}
    found: dict[str, dict[str, object]] = defaultdict(dict, {"": keys})
    waiting: list[tuple[str, Any]] = [("", list(values))]
    while waiting:
        name, one = waiting.pop()
        if isinstance(one, dict):
            keys.update(one)
        for under, held in _members(one, name) if isinstance(one, dict) else zip(repeat(name), one):
            if isinstance(held, str):
                found[under][held] = None
                waiting.extend((under, read) for read in _read(held))
            elif held and isinstance(held, _HOLDERS):
                waiting.append((under, held))
    return found


def _read(text: str) -> Iterator[Any]:
    """Give the value that a text holds as JSON, where it is one that may hold secrets by name; nothing else."""
    if text.lstrip()[:1] in ("{", "[") and may_hold_secret(text):
        with suppress(ValueError, RecursionError):
            yield json.loads(text)


def _members(held: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    """Give the values of an object with the names they stand under: one above or beside them, if it names secrets."""
    is_of_secrets = names_secret(above)
    for key, value in held.items():
        name = _beside(held, above) if key in _HOLD_VALUES else key
        yield above if is_of_secrets and not names_secret(name) else name, value


def _beside(held: Mapping[str, Any], otherwise: str) -> str:
    """Give the name that stands beside a value: `{"Name": "DB_PASSWORD", "Value": "..."}`."""
    names = (name for key, name in held.items() if key.endswith(_HOLD_NAMES) and isinstance(name, str))
    return next(filter(names_secret, names), otherwise)


def _in_texts(texts: Iterable[str]) -> Iterator[tuple[str, Secret]]:
    for text in texts:
        for read in {text: None, _ESCAPE.sub(lambda escape: chr(int(escape["code"], 16)), text): None}:
            yield from ((read, secret) for secret in secrets_and_members(read))


def _runs(secret: str, certain: bool) -> Iterator[tuple[str, tuple[str, int]]]:
    """Give the runs of letters and digits by which a part of a secret is known; of one that holds words, only some.

    Each comes with all letters and digits of the secret, and where it stands among them.
    """
    flat = _BETWEEN.sub("", _PUBLIC.sub("", secret))
    length = _RUN if certain or not flat.isalpha() else _LONG_ENOUGH
    runs = ((at, flat[at : at + length]) for at in range(max(1, len(flat) - length + 1)))
    fewest = _FEWEST if length == _RUN else length
    small = flat.lower()
    for at, run in runs:
        if len(run) >= fewest and (certain or not _WORDS.fullmatch(run)):
            yield run.lower(), (small, at)


def _as_far_as_it_goes(flat: str, first: int, end: int, secret: str, at: int) -> tuple[int, int]:
    """Give from where to where a text has a secret of which the run at `at` stands in it from `first` up to `end`."""
    before = _alike(reversed(flat[max(0, first - at) : first]), reversed(secret[:at]))
    behind = _alike(flat[end : end + len(secret)], secret[at + end - first :])
    return first - before, end + behind


def _alike(one: Iterable[str], other: Iterable[str]) -> int:
    """Give how many letters two texts have in common at their beginnings."""
    return sum(takewhile(bool, map(eq, one, other)))


def _flat(text: str) -> str:
    """Give the ASCII letters, small, and digits of a text."""
    return _BETWEEN.sub(_letter if _ESCAPE.search(text) else "", text).lower()


def _letter(between: re.Match[str]) -> str:
    """Give the letter or digit of ASCII that an escape stands for, nothing for all else."""
    letter = chr(int(between["code"], 16)) if between["code"] else ""
    return letter if letter.isascii() and letter.isalnum() else ""


def _standing(text: str) -> list[tuple[int, int]]:
    """Give where in a text each character of its flat form stands, from and up to."""
    standing: list[tuple[int, int]] = []
    position = 0
    for between in _BETWEEN.finditer(text):
        standing.extend((at, at + 1) for at in range(position, between.start()))
        standing.extend([between.span()] if _letter(between) else ())
        position = between.end()
    return [*standing, *((at, at + 1) for at in range(position, len(text)))]
