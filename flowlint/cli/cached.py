"""A run of `flowlint check`: taken from the cache, or made and kept there."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from flowlint.cache import Cache, Kept
from flowlint.files import Notes
from flowlint.report import Report
from flowlint.settings import Settings

if TYPE_CHECKING:
    from flowlint.overrides import Overrides
    from flowlint.settings.resolver import SettingsResolver


class CachedRun:
    """The settings of a run as a whole, and its report; `cache` is None for one that is made anew."""

    settings: Settings

    def __init__(self, asked: Sequence[str], overrides: "Overrides", cache: Cache | None) -> None:
        """Look into the cache, and find the settings where it has nothing. Raises `SettingsProblem`."""
        self._asked, self._overrides, self._cache = asked, overrides, cache
        self._notes = Notes()
        self._kept = cache.find() if cache else None
        self._resolver: SettingsResolver | None = None
        self.settings = self._kept.settings if self._kept else self.resolver.of_run(asked)

    @property
    def resolver(self) -> "SettingsResolver":
        """The way to the settings of each file. Raises `SettingsProblem`."""
        if self._resolver is None:
            with self._notes.taking():
                self._resolver = self._overrides.resolver()
                self._resolver.of_run(self._asked)
        return self._resolver

    def report(self, make: "Callable[[SettingsResolver], Report]") -> Report:
        """Give the report, made with the settings where the cache has none. Raises whatever `make` does."""
        if self._kept:
            return self._kept.report
        with self._notes.taking():
            report = make(self.resolver)
        if self._cache:
            self._cache.keep(Kept(report, self.settings), self._notes)
        return report
