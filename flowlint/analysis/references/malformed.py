"""Malformed references: text that was meant as one and has not its form, and what to write instead.

Only what nobody would write on purpose is reported: a text may hold prices, sentences that end after a reference, and
templates. What Connect makes of such text is not documented; it never is what the author meant.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache

from flowlint import language
from flowlint.analysis.engine import Facts, ProjectFacts
from flowlint.analysis.references.attribute_tree import has_free_key, is_root, names_one, roots
from flowlint.analysis.references.texts import keys_set, texts_nearest_first
from flowlint.analysis.references.wrong_reference import WrongReference, once_per_cause
from flowlint.model.flow import Block
from flowlint.model.references import Reference, read_in_short, reference_alone, references_in, write_reference
from flowlint.text.json_values import JsonPath

_QUOTES = "'\"“”‘’"
_BRACKET = re.compile(rf"\.?\[\s*+(?P<quote>[{_QUOTES}])?+(?P<name>[\w .:#/-]*+)[{_QUOTES}]?+\s*+(?P<end>\]|\Z)?")
_OPENS_A_TEMPLATE_OR_FILTER = tuple("${<%*?@(")
_MORE_DOTS = re.compile(r"(?<!\.)\.\.++([\w-]++(?:\.[\w-]++)*+)")
_MORE_WORDS = re.compile(r"(?: ++[\w-]++)++")
_LONGEST = 300
"""How many characters of a text are looked at after what a reference should begin with."""

_UnsafeKeys = Mapping[str, Mapping[int, Set[str]]]
"""Keys that a reference has to write in brackets, by their namespace and length, longest first."""

_Malformed = tuple[int, int, str | None]
"""Where the text that was meant as a reference starts and ends, and what to write instead."""


def malformed_references(facts: Facts) -> tuple[WrongReference, ...]:
    """Give what was meant as a reference and is none, each text once, at the block reached first."""
    return once_per_cause(_malformed(facts))


def meant_references(project: ProjectFacts) -> frozenset[tuple[str, ...]]:
    """Give the parts of the references that malformed ones of the run are meant to be."""
    found = (project.of(flow)(malformed_references) for flow in project.project.flows)
    meant = (reference_alone(one.right) for many in found for one in many if one.right is not None)
    return frozenset(one.parts for one in meant if one is not None)


def _malformed(facts: Facts) -> Iterator[WrongReference]:
    texts = facts(texts_nearest_first)
    read = {one.namespace for _, _, _, references in texts for one in references}
    unsafe_keys = _unsafe_keys({namespace: keys for namespace, keys in facts(keys_set).items() if namespace in read})
    for block, at, text, references in texts:
        found = [*_badly_begun(text), *_broken_off(text, references, unsafe_keys, _is_whole(block, at))]
        for start, end, right in sorted(found, key=lambda one: one[:2]):
            yield WrongReference(block, at, (start, end), text[start:end], right, cause=text[start:end])


def _badly_begun(text: str) -> Iterator[_Malformed]:
    """Find roots that lack the dot before them, or have a space or a dot too many there or after them."""
    for match in _beginning().finditer(text):
        dots = match["after"]
        if match["before"] == "." and len(dots) < 2:
            continue
        right = f"$.{match['root']}" + dots[:1]
        mended = next(references_in(right + text[match.end() : match.end() + _LONGEST]), None)
        if mended is not None and mended.span[0] == 0 and len(mended.parts) > 1:
            yield match.start(), match.end() + len(mended.text) - len(right), mended.text


@cache
def _beginning() -> re.Pattern[str]:
    """Give the pattern of how references begin, or nearly so, that need a part after their root."""
    names = "|".join(sorted((root for root in roots() if not names_one((root,))), reverse=True))
    return re.compile(rf"(?<![\w${{])\$(?P<before>(?: *\.[. ]*)?)(?P<root>{names})(?![\w-])(?P<after>\.*)(?=[\w\[])")


def _broken_off(
    text: str, references: Sequence[Reference], unsafe_keys: _UnsafeKeys, whole: bool
) -> Iterator[_Malformed]:
    """Find references after which a text goes on with what can only be meant as a part of them."""
    for reference in references:
        if not is_root(reference.namespace):
            continue
        found = (
            _bracket_after(text, reference)
            or _nothing_after(text, reference)
            or _key_that_goes_on(text, reference, unsafe_keys)
            or _words_after(text, reference, whole)
        )
        if found is not None:
            yield reference.span[0], *found


def _bracket_after(text: str, reference: Reference) -> tuple[int, str | None] | None:
    """Find `$.Attributes[name]`, `$.Attributes['name`, `$.Attributes[“name”]`."""
    bracket = _BRACKET.match(text, reference.span[1])
    if bracket is None or not (bracket["quote"] or not names_one(reference.parts)):
        return None
    if bracket["end"] is None:
        if text.startswith(_OPENS_A_TEMPLATE_OR_FILTER, bracket.end()):
            return None
        return bracket.start("name"), write_reference((*reference.parts, "…"))
    closed = bracket["end"] or reference.span[0] == 0
    name = bracket["name"].strip() if closed else ""
    return bracket.end() if name else bracket.start("name"), write_reference((*reference.parts, name or "…"))


def _nothing_after(text: str, reference: Reference) -> tuple[int, str | None] | None:
    """Find `$.Attributes.` where no name follows, or where the reference begins once more."""
    end = reference.span[1]
    if text[end : end + 1] != "." or names_one(reference.parts):
        return None
    again = next(references_in(text[end + 1 : end + _LONGEST]), None)
    if again is not None and again.span[0] == 0 and is_root(again.namespace):
        return end + 1 + again.span[1], again.text
    is_all = len(text) < _LONGEST and text.strip() == reference.text + "."
    return (end + 1, None) if is_all or re.match(r"\s+[a-z]", text[end + 1 : end + _LONGEST]) else None


def _key_that_goes_on(text: str, reference: Reference, unsafe_keys: _UnsafeKeys) -> tuple[int, str | None] | None:
    """Find a key that this flow sets and of which the reference reads the beginning alone."""
    begin = len(reference.namespace) + reference.span[0] + len("$..")
    for length, keys in unsafe_keys.get(reference.namespace, {}).items():
        end = begin + length
        if text[begin:end] in keys and text[begin - 1] == "." and not text[end : end + 1].isalnum():
            return end, write_reference((reference.namespace, text[begin:end]))
    return None


def _unsafe_keys(keys: Mapping[str, Set[str]]) -> _UnsafeKeys:
    """Pick the keys that a reference has to write in brackets.

    Left out are those whose beginning is a key as well, for that may be what a text reads.
    """
    unsafe: dict[str, dict[int, set[str]]] = {}
    for namespace, names in keys.items():
        for key in sorted(names, key=len, reverse=True):
            read = read_in_short(namespace, key)
            if any(read) and names.isdisjoint(read):
                unsafe.setdefault(namespace, {}).setdefault(len(key), set()).add(key)
    return unsafe


def _words_after(text: str, reference: Reference, whole: bool) -> tuple[int, str | None] | None:
    """Find `$.Attributes.first name` in a parameter that is all a reference, and `$.External.a..b` alone in any."""
    end, parts = reference.span[1], reference.parts
    if reference.span[0] != 0 or not names_one(parts):
        return None
    dots = _MORE_DOTS.fullmatch(text, end)
    if dots and has_free_key(parts):
        return dots.end(), write_reference((*parts, *dots[1].split(".")))
    words = _MORE_WORDS.fullmatch(text, end)
    if words and whole:
        longer = (*parts[:-1], parts[-1] + words.group())
        return words.end(), write_reference(longer if has_free_key(parts) else parts)
    return None


def _is_whole(block: Block, at: JsonPath) -> bool:
    """Tell whether a parameter is all a reference, or none, so that no other word can stand in it."""
    return len(at) == 2 and language.is_whole_reference(block.type, str(at[1]))
