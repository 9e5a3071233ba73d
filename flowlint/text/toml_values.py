"""Values written as TOML has them, each in one line."""

from typing import Any


def toml(value: Any) -> str:
    """Write a value as TOML has it."""
    import tomlkit

    if isinstance(value, dict):
        return f"{{{', '.join(f'{toml_key(key)} = {toml(held)}' for key, held in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return str(tomlkit.item(value).as_string())


def toml_key(*path: str | int) -> str:
    """Write the key of a value, or the keys that lead to it, in quotes where TOML wants them."""
    import tomlkit

    return ".".join(tomlkit.key(str(part)).as_string() for part in path)
