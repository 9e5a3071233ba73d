"""Which files a gitignore pattern means that stands in a settings file."""

import warnings
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flowlint.reading.walking import path_inside

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def includes(folder: Path, pattern: str, path: str) -> bool | None:
    """Tell whether a pattern that stands in a folder means a file: False for one with `!`, None where it does not."""
    inside = path_inside(folder, path)
    return None if inside is None else _spec(pattern).check_file(inside).include


def is_pattern(text: str) -> bool:
    """Tell whether a text can be read as a gitignore pattern."""
    try:
        _spec(text)
    except Exception:  # pathspec has errors of its own, and passes on those of regular expressions
        return False
    return True


@lru_cache(maxsize=256)
def _spec(pattern: str) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # a set within a set, which git has no meaning for either
        return GitIgnoreSpec.from_lines([pattern])
