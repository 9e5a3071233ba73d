"""Which parameter a wrong name was meant to be, by how it is written and by what kind its value is of.

A name is no advice where the value is of another kind: somebody who follows it would still have a flow that fails.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from flowlint import language
from flowlint.text.closest import closest_meant, words_of
from flowlint.text.json_values import JsonPath, top_levels, value_at

_LEVELS = 10
"""How deep parameters are looked at: more than the schemas describe."""
_LIKE_ENOUGH = 0.85
_LIKE_WHAT_IS_MISSING = 0.6
_WORDS_OF_PEOPLE = re.compile(r"[^\W\d_]\s+[^\W\d_]")
_SSML = "SSML"


class Meant(NamedTuple):
    """The parameter that a name was meant to be; `sure` where it can hardly be one that is newer than the catalogue."""

    name: str
    sure: bool


class Object(NamedTuple):
    """An object of a block that has a wrong name: the type, where it stands below the block, what it has and may have.

    `listed` has the schemas of the entries that are known, `lacking` those that it cannot be without.
    """

    block_type: str
    at: JsonPath
    value: Mapping[str, Any]
    listed: Mapping[str, Any]
    lacking: frozenset[str]

    @property
    def free(self) -> list[str]:
        """The entries that are known and not there."""
        return [name for name in self.listed if name not in self.value]


def object_of(block_type: str, parameters: Mapping[str, Any], at: JsonPath, listed: Mapping[str, Any]) -> Object:
    """Describe the object at a path below a block, whose path begins with `Parameters`."""
    value = value_at(parameters, at[1:])
    return Object(block_type, at, value, listed, frozenset(_lacking(block_type, parameters, at, listed)))


def _lacking(block_type: str, parameters: Mapping[str, Any], at: JsonPath, listed: Mapping[str, Any]) -> Iterator[str]:
    """Give what an object lacks if its wrong names do not count: they may hide that something is missing."""
    known: dict[str, Any] = top_levels(dict(parameters), _LEVELS)
    holder = value_at(known, at[1:])
    for name in [name for name in holder if name not in listed]:
        del holder[name]
    for complaint in language.parameter_schema(block_type).complaints(known, ("Parameters",)):
        if complaint.at == at and complaint.keyword in {"required", "anyOf"}:
            groups = (
                [complaint.wanted] if complaint.keyword == "required" else [one["required"] for one in complaint.wanted]
            )
            yield from (group[0] for group in groups)


def meant(name: str, held: Object, taken: Iterable[str] = ()) -> Meant | None:
    """Give the parameter that a wrong name of an object was meant to be; None where that is not clear.

    One that the block needs and lacks is likelier. `taken` are those that other wrong names were meant to be.
    """
    value = held.value[name]
    free = [one for one in held.free if one not in taken]
    fitting = [one for one in free if has_shape(value, held.listed[one]) and _may_be(name, one, value, held)]
    lacking = [one for one in fitting if one in held.lacking]
    for found in (_of_kind(value, fitting, held), _held_in(name, lacking), _like(name, lacking, _LIKE_WHAT_IS_MISSING)):
        if found is not None:
            return Meant(found, sure=True)
    if (found := _like(name, fitting, _LIKE_ENOUGH)) is not None:
        return Meant(found, sure=True)
    if (found := _end_of(name, fitting)) is not None:
        return Meant(found, sure=found in lacking)
    found = _spoken(value, lacking, held)
    return Meant(found, sure=True) if found is not None else None


def near(name: str, held: Object) -> str | None:
    """Give the parameter that a name is nearly, of a type that may have others than those that are listed."""
    value = held.value[name]
    fitting = [one for one in held.free if has_shape(value, held.listed[one]) and _may_be(name, one, value, held)]
    return next((one for one in fitting if language.is_misspelt(name, one)), None) or _end_of(name, fitting)


def has_shape(value: Any, schema: Mapping[str, Any]) -> bool:
    """Tell whether a value has the shape of what a schema describes: nobody wrote an object for a text."""
    known = schema.get("properties")
    return isinstance(value, dict | list) == _is_structure(schema) and (
        known is None or not isinstance(value, dict) or value.keys() <= known.keys()
    )


def _is_structure(schema: Mapping[str, Any]) -> bool:
    return schema.get("title", "").startswith(("a list", "an object")) or "properties" in schema


_Kind = Literal["ARN", "id", "SSML", "words", "text"]


def _kind(value: str) -> _Kind:
    if value.startswith("arn:"):
        return "ARN"
    if language.is_uuid(value):
        return "id"
    if value.lstrip().lower().startswith("<speak"):
        return "SSML"
    return "words" if _WORDS_OF_PEOPLE.search(value) else "text"


def _may_be(name: str, right: str, value: Any, held: Object) -> bool:
    """Tell whether a value is of the kind that a parameter takes, or the parameter's name only misspelt."""
    if not isinstance(value, str) or language.may_be_anything(value) or language.is_misspelt(name, right):
        return True
    kind, resource = _kind(value), _resource(right, held)
    if resource is not None:
        return language.may_identify(resource, value)
    if not _is_spoken(right, held):
        return True
    return kind not in {"ARN", "id"} and (right == _SSML) == (kind == "SSML" and _SSML in held.listed)


def _resource(name: str, held: Object) -> str | None:
    """Give the kind of resource that a parameter names."""
    path = tuple("*" if isinstance(step, int) else step for step in (*held.at[1:], name))
    return language.resource_parameters().get(held.block_type, {}).get(path)


def _is_spoken(name: str, held: Object) -> bool:
    return name in language.spoken_parameters(held.block_type)


def _of_kind(value: Any, fitting: list[str], held: Object) -> str | None:
    """Give the one parameter that names resources of the kind that an ARN is of."""
    if not isinstance(value, str) or _kind(value) != "ARN" or language.may_be_anything(value):
        return None
    found = [one for one in fitting if _resource(one, held) is not None]
    return found[0] if len(found) == 1 else None


def _spoken(value: Any, lacking: list[str], held: Object) -> str | None:
    """Give the parameter for what is said, where a value is just that."""
    if not isinstance(value, str) or _kind(value) not in {"SSML", "words"}:
        return None
    found = [one for one in lacking if _is_spoken(one, held)]
    return found[0] if len(found) == 1 else None


def _held_in(name: str, lacking: list[str]) -> str | None:
    """Give the parameter all of whose words a name holds: `Text` of `PromptText`; the longest of several."""
    words = set(words_of(name))
    found = sorted((one for one in lacking if words.issuperset(words_of(one))), key=lambda one: -len(words_of(one)))
    return found[0] if found else None


def _end_of(name: str, fitting: list[str]) -> str | None:
    """Give the one parameter whose last words a name is: `TextToSpeechVoice` of `Voice`.

    None where another type of block has a parameter of just that name: that type may have been meant.
    """
    words = words_of(name)
    if not words or language.block_types_with_parameter(name):
        return None
    found = [one for one in fitting if words_of(one)[-len(words) :] == words]
    return found[0] if len(found) == 1 else None


def _like(name: str, known: list[str], enough: float) -> str | None:
    return closest_meant(name, known, like_enough=enough)
