"""Views: pages that a flow shows, as far as the files of a run tell what they offer and take."""

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class View:
    """A view that a team made. What a file does not tell is None, or empty."""

    path: str
    """The file that it stands in."""
    name: str | None
    ids: frozenset[str]
    """Its id and ARN, or the placeholder for it."""
    scope: str
    """The template within which ids that are placeholders count."""
    version: str | None
    actions: frozenset[str] | None
    """The actions that it offers, each of which may be a branch."""
    required: tuple[str, ...]
    """What must be given to it."""
    words: frozenset[str] | None
    """All that stands in its template: the names of what it gives are among it."""
