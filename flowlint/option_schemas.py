"""What settings may say of a rule's options: their JSON Schema, made from the types of the rule's dataclass."""

from typing import Any, Literal, get_args, get_origin, get_type_hints

from flowlint.rule import Rule

_SIMPLE = {bool: "boolean", int: "integer", float: "number", str: "string"}


def option_schemas(rule: Rule) -> dict[str, Any]:
    """Give the JSON Schema of each option of a rule, by its name in settings.

    Raises `TypeError` for an option that settings cannot write, by its type or by its name.
    """
    hints = get_type_hints(rule.options) if rule.options else {}
    return {name: _schema(name, hints[field]) for name, field in rule.option_fields.items()}


def _schema(name: str, hint: Any) -> dict[str, Any]:
    if name == "level":
        raise TypeError("an option cannot be called 'level', which settings say of every rule")
    if hint in _SIMPLE:
        return {"type": _SIMPLE[hint]}
    arguments = get_args(hint)
    if get_origin(hint) is Literal:
        return {"enum": list(arguments)}
    if get_origin(hint) is tuple and arguments[1:] == (...,):
        return {"type": "array", "items": _schema(name, arguments[0])}
    shown = hint.__name__ if isinstance(hint, type) and not arguments else hint
    raise TypeError(
        f"settings cannot write the option {name!r} of type {shown}; they have bool, int, float, str, Literal, and "
        "tuple[…, ...] of these"
    )
