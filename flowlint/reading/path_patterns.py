"""Patterns of paths, as Terraform's `fileset` takes them: `*`, `?` and `[…]` within a name, `**` for any folders."""

import re
from fnmatch import translate

_ANY = "**"
Steps = frozenset[int]
"""How far a pattern has come, by all ways that lead there: the numbers of the steps that may come next."""


class PathPattern:
    """A pattern, held against one name of a path after the other, so that its length is all that it takes."""

    def __init__(self, pattern: str) -> None:
        self._parts = [part for part in pattern.split("/") if part not in ("", ".")]
        self._names = [re.compile(translate(part)) for part in self._parts]
        self.begin = self._onward(frozenset((0,)))

    def met(self, steps: Steps) -> bool:
        """Tell whether a path that has come so far matches."""
        return len(self._parts) in steps

    def goes_on(self, steps: Steps) -> bool:
        """Tell whether a path that has come so far may match with more names."""
        return any(one < len(self._parts) for one in steps)

    def by_name(self, steps: Steps, name: str) -> Steps:
        """Give how far it comes with a name that a step of its own stands for, not `**`."""
        named = (one for one in steps if one < len(self._parts) and self._parts[one] != _ANY)
        return self._onward(frozenset(one + 1 for one in named if self._names[one].match(name)))

    def by_any(self, steps: Steps) -> Steps:
        """Give how far it comes with any name at all."""
        return self._onward(frozenset(one for one in steps if one < len(self._parts) and self._parts[one] == _ANY))

    def _onward(self, steps: Steps) -> Steps:
        """Add the steps behind each `**`, which stands for no folder too."""
        found = set(steps)
        for one, part in enumerate(self._parts):
            if part == _ANY and one in found:
                found.add(one + 1)
        return frozenset(found)
