"""Mistakes in settings: where they are, what is wrong, and what was meant."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, time
from typing import Any, NamedTuple

from flowlint.output.writing import FORMATS
from flowlint.settings.layer import KeyPath
from flowlint.settings.schema import NOT_BLANK
from flowlint.text.closest import closest
from flowlint.text.json_values import json_type
from flowlint.text.toml_values import toml_key
from flowlint.text.words import joined


class Mistake(NamedTuple):
    """What is wrong with a setting, in a sentence, and where: a file and a line, as far as they are known."""

    where: str
    line: int | None
    message: str

    def __str__(self) -> str:
        return f"{self.where}{f':{self.line}' if self.line else ''}: {self.message}"


class SettingsProblem(Exception):
    """Settings that cannot be used; the message holds a line for each mistake."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(one) for one in self.mistakes))


def faults(values: Any, schema: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Hold values to a JSON Schema of settings; give the place and the sentence of each fault, in a fixed order.

    Left out are names of rules that do not exist, which settings may define, and what is wrong with such definitions:
    what makes them knows better.
    """
    import jsonschema

    errors = jsonschema.Draft7Validator(schema).iter_errors(values)
    found: dict[tuple[KeyPath, str], None] = {}
    for error in sorted(errors, key=lambda one: ([str(part) for part in one.absolute_path], one.message)):
        path: KeyPath = tuple(error.absolute_path)
        if path[:1] == ("house-rules",) and len(path) > 1:
            continue
        explain = _EXPLAINED.get(str(error.validator))
        found.update(dict.fromkeys(explain(path, error) if explain else [(path, f"{written(path)}: {error.message}")]))
    yield from found  # the schema tells of each key that is missing, and we of all at once


def written(path: KeyPath) -> str:
    """Write the way to a setting as people write it: `rules.oversized-flow.max-blocks`, `suppress[1]`."""
    return f"`{''.join(_step(part) for part in path).removeprefix('.')}`"


def _step(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{toml_key(part)}"


def did_you_mean(wrong: str, right: Iterable[str]) -> str:
    """Give " Did you mean …?" for a word that is much like another, and "" for one that is like none."""
    return "".join(f" Did you mean {one}?" for one in names_like(wrong, right)[:1])


def names_like(wrong: str, right: Iterable[str]) -> tuple[str, ...]:
    """Give the names most like a wrong one, the closest first."""

    def plain_name(name: str) -> str:
        return name.lower().replace("_", "-")

    return tuple(closest(wrong, right, like_enough=0.5, most=3, plain=plain_name))


def _unknown_keys(path: KeyPath, error: Any) -> Iterator[tuple[KeyPath, str]]:
    if path == ("rules",):
        return
    known = error.schema.get("properties", {})
    for key in error.instance:
        if key not in known:
            yield (*path, key), f"there is no setting {written((*path, key))}.{_meant(path, key, known)}"


def _meant(path: KeyPath, key: str, known: Iterable[str]) -> str:
    if not path and key in {"extend-ignore", "extend-exclude", "extend-per-file-ignores"}:
        return f" Lists of several files are joined: write `{key.removeprefix('extend-')}`."
    if not path and key in ("tool", "flowlint"):
        table = "[tool.flowlint]" if key == "tool" else "[flowlint]"
        return f" In flowlint.toml settings stand at the top, without {table}."
    return did_you_mean(key, known)


def _choice(path: KeyPath, error: Any) -> Iterator[tuple[KeyPath, str]]:
    right = [str(one) for one in error.validator_value]
    meant = did_you_mean(error.instance, right) if isinstance(error.instance, str) else ""
    yield path, f"{written(path)} is {_shown(error.instance)}; it takes {joined(right, 'or')}.{meant}"


def _type(path: KeyPath, error: Any) -> Iterator[tuple[KeyPath, str]]:
    wanted = _TYPES[error.validator_value]
    yield path, f"{written(path)} is {_shown(error.instance)}; it takes {wanted}."


def _form(path: KeyPath, error: Any) -> Iterator[tuple[KeyPath, str]]:
    """Explain a `pattern`: of the settings' schema, an output or the reason of a suppression."""
    if error.validator_value == NOT_BLANK:
        if error.instance:  # of an empty one that is said already
            yield from _empty(path, error)
        return
    name, equals, _ = error.instance.partition("=")
    if name in FORMATS:
        yield path, f"{written(path)} is {error.instance!r}, which names no file after the `=`."
    else:
        form = f"{joined(FORMATS, 'or')}, alone or with `=FILE`"
        meant = did_you_mean(name, (f"{one}{equals and '=…'}" for one in FORMATS))
        yield path, f"{written(path)} is {error.instance!r}; it takes {form}.{meant}"


def _alternatives(path: KeyPath, error: Any) -> Iterator[tuple[KeyPath, str]]:
    """Explain an `anyOf`: of the settings' schema, a rule's id or which keys a table needs one of."""
    if "enum" not in error.validator_value[0]:
        needed = [f"`{key}`" for one in error.validator_value for key in one["required"]]
        yield path, f"{written(path)} needs {joined(needed, 'or')}."
    elif not isinstance(error.instance, str):
        yield path, f"{written(path)} is {_shown(error.instance)}; it takes the id of a rule."


def _missing(path: KeyPath, error: Any) -> Iterator[tuple[KeyPath, str]]:
    for key in error.validator_value:
        if key not in error.instance:
            yield path, f"{written(path)} needs `{key}`."


def _empty(path: KeyPath, error: Any) -> Iterator[tuple[KeyPath, str]]:
    yield path, f"{written(path)} is empty."


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, date | time):
        return "a date" if isinstance(value, date) else "a time"
    return json_type(value, an_object="a table")


_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "a table",
    "string": "text",
}


def _out_of_range(path: KeyPath, error: Any) -> Iterator[tuple[KeyPath, str]]:
    words = {"minimum": "of at least", "exclusiveMinimum": "above", "maximum": "of at most"}
    bounds = [f"{word} {error.schema[key]}" for key, word in words.items() if key in error.schema]
    yield path, f"{written(path)} is {error.instance}; it takes a number {joined(bounds, 'and')}."


_EXPLAINED: Mapping[str, Callable[[KeyPath, Any], Iterator[tuple[KeyPath, str]]]] = {
    "additionalProperties": _unknown_keys,
    "enum": _choice,
    "type": _type,
    "anyOf": _alternatives,
    "pattern": _form,
    "required": _missing,
    "minLength": _empty,
    "minItems": _empty,
    "minimum": _out_of_range,
    "exclusiveMinimum": _out_of_range,
    "maximum": _out_of_range,
}
