"""The voices that speak texts, and their languages."""

from typing import Any

from flowlint.language.documents import fact


def foreign_language(voice: Any) -> str | None:
    """Give the language of a voice that speaks no English, `es-US` say; None for all others and for unknown ones."""
    found: str | None = fact("names", "foreign_voices")["of"].get(voice) if isinstance(voice, str) else None
    return found
