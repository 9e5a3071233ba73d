"""Which settings hold for which file: the nearest settings file upwards, then what the caller asked for."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from flowlint.files import is_folder, showing
from flowlint.house_rules import PACK, HouseRuleProblem, Patience, house_rules
from flowlint.paths import top_of_repository, up_to_repository
from flowlint.rule import Rule
from flowlint.settings import Layer, Settings
from flowlint.settings.checks import is_known, mistakes_in, no_rule, too_many_entries, unknown_names
from flowlint.settings.layers import find_settings, read_layers, settings_in
from flowlint.settings.misnamed import misnamed
from flowlint.settings.mistakes import Mistake, SettingsProblem
from flowlint.settings.schema import settings_schema


class SettingsResolver:
    """Finds settings for the files of a run; each settings file is read once, as it is now, whatever tree is shown."""

    def __init__(
        self,
        rules: Sequence[Rule],
        asked: Mapping[str, Any],
        caller: str,
        *,
        only: Sequence[str] = (),
        file: Path | None = None,
        isolated: bool = False,
    ) -> None:
        """Look upwards from each file, unless `file` names the settings file for all, or `isolated` wants none.

        `asked` holds what goes before all files, as a settings file would hold it, and `caller` names who asks.
        `only` names the rules that run whatever the settings choose. Mistakes in what was asked are reported with those
        in settings files, but for names: see `hold_that_names_are_known`.
        """
        self._rules = tuple(rules)
        self._caller, self._only = caller, tuple(only)
        self._file = file and Path(os.path.abspath(file))  # noqa: PTH100 - patterns in it start from its folder
        self._isolated = isolated
        self._asked = (Layer(caller, Path.cwd(), asked),) if asked else ()
        self._by_folder: dict[Path, Settings] = {}
        self._by_file: dict[Path | None, Settings] = {}
        self._known: dict[Settings, tuple[Rule, ...]] = {}
        self._patience = Patience()

    def of(self, path: str) -> Settings:
        """Give the settings that hold for a file, whether it exists or not. Raises `SettingsProblem`."""
        return self.of_folder(Path(os.path.abspath(path)).parent)  # noqa: PTH100 - resolve() would follow links

    def of_folder(self, folder: Path) -> Settings:
        """Give the settings that hold for the files of a folder. Raises `SettingsProblem`."""
        if folder not in self._by_folder:
            with showing(None):
                self._by_folder[folder] = self._of_file(self.file_of_folder(folder))
        return self._by_folder[folder]

    def file_of(self, path: str) -> Path | None:
        """Give the settings file that holds for a file; None where none does. Raises `SettingsProblem`."""
        return self.file_of_folder(Path(os.path.abspath(path)).parent)  # noqa: PTH100

    def file_of_folder(self, folder: Path) -> Path | None:
        """Give the settings file that holds for the files of a folder, None for none. Raises `SettingsProblem`."""
        if self._isolated:
            return None
        if self._file:
            return self._file
        file = find_settings(folder)
        mistakes = list(misnamed(folder, file, self._schema["properties"]))
        if mistakes:
            raise SettingsProblem(mistakes)
        return file

    def of_run(self, paths: Iterable[str]) -> Settings:
        """Give the settings that hold for a run as a whole: those of the folder that holds all that was asked for.

        Raises `SettingsProblem`.
        """
        folders = [path if is_folder(path) else os.path.dirname(path) for path in paths]  # noqa: PTH120
        absolute = [os.path.abspath(folder) for folder in folders]  # noqa: PTH100
        try:
            return self.of_folder(Path(os.path.commonpath(absolute or ["."])))
        except ValueError:  # on several drives of Windows
            return self.of_folder(Path.cwd())

    @property
    def looks_upwards(self) -> bool:
        """Whether each file has the settings that are nearest to it."""
        return not (self._isolated or self._file)

    @property
    def reads_files(self) -> bool:
        """Whether settings files count."""
        return not self._isolated

    def rules(self, settings: Settings) -> tuple[Rule, ...]:
        """Give all rules there are under settings of this resolver, by id: those of the packs and those they define."""
        return self._known[settings]

    def hold_that_names_are_known(self) -> None:
        """Raise `SettingsProblem` for rules that the caller names and that none of the settings given so far know."""
        ids = sorted({rule.id for known in self._known.values() for rule in known})
        groups = {group for known in self._known.values() for rule in known for group in rule.groups}
        mistakes = [mistake for layer in self._asked for mistake in unknown_names(layer, ids, groups)]
        wrong = (name for name in self._only if not is_known(name, ids, groups))
        mistakes += [Mistake(self._caller, None, no_rule(name, ids, groups)) for name in wrong]
        if mistakes:
            raise SettingsProblem(mistakes)

    def root(self, folder: Path) -> Path | None:
        """Give the outermost folder upwards that has settings, or else the top of the git repository; None for neither.

        Settings count for this also where the caller wants others, or none; only where they are to hold, mistakes for
        which they cannot be found raise `SettingsProblem`.
        """
        outermost = None
        try:
            with showing(None):
                for here in up_to_repository(folder):
                    outermost = here if settings_in(here) else outermost
        except SettingsProblem:
            if self.looks_upwards and outermost is None:
                raise
        return outermost or top_of_repository(folder)

    def _of_file(self, file: Path | None) -> Settings:
        if file not in self._by_file:
            settings = Settings((*(read_layers(file) if file else ()), *self._asked), self._only)
            mistakes = [mistake for layer in settings.layers for mistake in too_many_entries(layer)]
            if mistakes:  # to look for others in them would take ages
                raise SettingsProblem(mistakes)
            own, wrong = _house_rules(settings, self._patience)
            mistakes = [*self._mistakes(settings, own), *wrong]
            if mistakes:
                raise SettingsProblem(mistakes)
            self._known[settings] = tuple(sorted((*self._rules, *own), key=lambda rule: rule.id))
            self._by_file[file] = settings
        return self._by_file[file]

    def _mistakes(self, settings: Settings, own: Sequence[Rule]) -> Iterator[Mistake]:
        """Find mistakes in each layer, now that all are known, and with them all house rules, also those gone wrong."""
        ids = [*(rule.id for rule in self._rules), *(f"{PACK}/{name}" for name in settings.definitions)]
        groups = {group for rule in (*self._rules, *own) for group in rule.groups}
        for layer in settings.layers:
            yield from mistakes_in(layer, self._schema, ids, groups)

    @cached_property
    def _schema(self) -> dict[str, Any]:
        return settings_schema(self._rules)


def _house_rules(settings: Settings, patience: Patience) -> tuple[list[Rule], list[Mistake]]:
    """Make the rules that settings define; give the first mistake in each that is none."""
    rules: list[Rule] = []
    mistakes: list[Mistake] = []
    for name, definition in settings.definitions.items():
        (origin,) = settings.origins["house-rules", name]
        try:
            rules += house_rules({name: definition}, str(origin), patience)
        except HouseRuleProblem as problem:
            path = (*origin.path, *filter(None, [problem.key]))
            mistakes.append(origin.layer.mistake(path, str(problem)))
        except RecursionError:
            path = (*origin.path, "schema")
            mistakes.append(origin.layer.mistake(path, f"house rule {name!r}: its schema nests too deep."))
    return rules, mistakes
