"""A report as plain data and back: what has fields as a list of these, and nothing that runs code when it is read."""

import types
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Restore = Callable[[Any], Any]
_AS_THEY_ARE = (str, int, bool, float)
_FIELDS = "__dataclass_fields__"


def plain(value: Any) -> Any:
    """Give a value of a report as JSON has it."""
    if value is None or isinstance(value, _AS_THEY_ARE):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: plain(held) for key, held in value.items()}
    if hasattr(value, _FIELDS):
        return [plain(getattr(value, name)) for name in getattr(value, _FIELDS)]
    return [plain(held) for held in (sorted(value) if isinstance(value, frozenset) else value)]


def restored(kind: Any, value: Any) -> Any:
    """Give the value of a type that `plain` made this of, whose lists are used up.

    Raises any `Exception` for what it makes of no such value.
    """
    restore = _restore(kind)
    return restore(value) if restore else value


@cache
def _restore(kind: Any) -> Restore | None:
    """Give what restores values of a type, made once for each; None for those that are as they were."""
    origin = get_origin(kind)
    if kind in _AS_THEY_ARE or origin is Literal:
        return None
    if origin is not None:
        return _restore_generic(origin, get_args(kind))
    names = getattr(kind, _FIELDS, None) or getattr(kind, "_fields", None)
    if names is None:
        return {one.value: one for one in kind}.__getitem__  # an Enum
    hints = get_type_hints(kind)
    make = getattr(kind, "_make", None) or (lambda held: kind(*held))  # a named tuple holds the count by itself
    return _restore_each([hints[name] for name in names], make)


def _restore_each(kinds: Sequence[Any], make: Restore) -> Restore:
    """Give what restores a list of values of these types, and makes one of all."""
    count = len(kinds)
    changed = [(at, part) for at, part in enumerate(map(_restore, kinds)) if part]

    def restore(held: Any) -> Any:
        if len(held) != count:
            raise ValueError(f"{len(held)} values where there should be {count}")
        for at, part in changed:
            held[at] = part(held[at])
        return make(held)

    return restore


def _restore_generic(origin: Any, arguments: tuple[Any, ...]) -> Restore | None:
    if origin in (Union, types.UnionType):  # with None
        (part,) = (_restore(one) for one in arguments if one is not type(None))
        return None if part is None else (lambda value: None if value is None else part(value))
    if origin is tuple and arguments[-1] is not ...:
        return _restore_each(arguments, tuple)
    each = _restore(arguments[-1] if issubclass(origin, Mapping) else arguments[0])
    if issubclass(origin, Mapping):
        return dict if each is None else (lambda value: {key: each(held) for key, held in value.items()})
    # What is left is a tuple or a frozenset.
    return origin if each is None else (lambda value: origin([each(held) for held in value]))
