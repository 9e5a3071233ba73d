"""Settings: what holds for a file, merged from the settings files above it and from the command line."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from flowlint.settings.file_patterns import FilePatterns, includes
from flowlint.settings.layer import KeyPath, Layer, statements

if TYPE_CHECKING:
    from flowlint.model.project import Declared
    from flowlint.rule import Rule

__all__ = ["OFF", "Layer", "SettingOrigin", "Settings", "SettingsSuppression"]

OFF = "off"
"""What settings say in place of a level for a rule that does not run."""

_FROM_THE_FOLDER = {"exclude", "output", "per-file-ignores", "suppress"}
"""Lists with paths, or patterns of paths, that start from the folder of the file they stand in."""


class SettingOrigin(NamedTuple):
    """A value, and where it was set: in which layer, and by which of its statements."""

    value: Any
    layer: Layer
    path: KeyPath

    def __str__(self) -> str:
        line = self.layer.line(self.path)
        return f"{self.layer.name}:{line}" if line else self.layer.name

    @property
    def meaning(self) -> tuple[str, Path | None]:
        """What the value of a list says, to tell it from others; a path in another folder means other files."""
        written = json.dumps(self.value, sort_keys=True, default=str)
        return written, self.layer.folder if self.path[0] in _FROM_THE_FOLDER else None


class SettingsSuppression(NamedTuple):
    """An entry of `suppress`, and where it was set. `flow`, `block` and `path` are None where it tells none."""

    rules: tuple[str, ...]
    flow: str | None
    block: str | None
    path: str | None
    reason: str
    origin: SettingOrigin

    def covers(self, path: str) -> bool:
        """Tell whether a file is one that the entry is about."""
        return self.path is None or bool(includes(self.origin.layer.folder, self.path, path))


class Settings:
    """What holds for a file. Lists of all layers are joined, tables merged; of single values the last layer's holds.

    A definition of a house rule is a single value: the last one of its name holds, whole. An option of a rule that a
    layer sets to the empty list is what that layer and those after it say.
    """

    def __init__(self, layers: Sequence[Layer], only: Sequence[str] = ()) -> None:
        """Merge layers, the last one before all others. `only` names rules to run whatever they choose."""
        self.layers = tuple(layers)
        self.only = tuple(only)

    @cached_property
    def origins(self) -> Mapping[KeyPath, tuple[SettingOrigin, ...]]:
        """For each setting that any layer makes, by its way: the values that hold, one or those of a list.

        An entry of `suppress` is one value of that list.
        """
        found: dict[KeyPath, SettingOrigin | dict[Any, SettingOrigin]] = {}
        for layer in self.layers:
            for path, value in statements(layer):
                origin = SettingOrigin(value, layer, path)
                if isinstance(path[-1], int):
                    joined = found.get(path[:-1])
                    if not isinstance(joined, dict):
                        joined = found[path[:-1]] = {}
                    joined.setdefault(origin.meaning, origin)
                else:
                    found[path] = origin
        return {path: tuple(one.values()) if isinstance(one, dict) else (one,) for path, one in found.items()}

    def value(self, *path: str) -> Any:
        """Give a single value, None where no layer sets it."""
        found = self.origins.get(path)
        return found[0].value if found else None

    def values(self, *path: str) -> tuple[Any, ...]:
        """Give the values of a list, in the order of the layers."""
        return tuple(one.value for one in self.origins.get(path, ()))

    def table(self, name: str) -> dict[str, dict[str, Any]]:
        """Give a table of tables, a list in one of them as a tuple."""
        found: dict[str, dict[str, Any]] = {}
        for path, origins in self.origins.items():
            if len(path) == 3 and path[0] == name:
                first = origins[0]
                is_list = isinstance(first.path[-1], int)
                held = tuple(one.value for one in origins) if is_list else () if first.value == [] else first.value
                found.setdefault(str(path[1]), {})[str(path[2])] = held
        return found

    @cached_property
    def declared(self) -> "Declared":
        """What the team declares about its flows and about what lies outside them."""
        from flowlint.model.project import Declared

        return Declared(
            known_attributes=self.values("known-attributes"),
            entry_flows=self.values("entry-flows"),
            block_types=frozenset(self.values("block-types")),
            naming_style=self.value("naming-style"),
        )

    def chosen(self, known: "Iterable[Rule]", whole: bool = False) -> "tuple[Rule, ...]":
        """Give the rules that run, of those there are; where `only` names some, no settings file has a say.

        `whole` says that all flows of the contact centre are in the run.
        """
        layers = tuple(layer for layer in self.layers if not layer.is_file)
        asked = Settings(layers) if self.only else self
        selected = self.only or asked.values("select")
        more, ignored = asked.values("extend-select"), asked.values("ignore")
        off = asked.off
        pedantic = bool(asked.value("pedantic")) and not self.only
        named = frozenset((*selected, *more))

        def runs(rule: "Rule") -> bool:
            starts = rule.is_named(selected) if selected else not rule.pedantic or (whole and rule.unless_whole)
            wanted = starts or (pedantic and rule.pedantic) or rule.is_named(more)
            ripe = not rule.preview or bool(asked.value("preview")) or rule.id in named
            return wanted and ripe and rule.id not in off and not rule.is_named(ignored)

        return tuple(filter(runs, known))

    @cached_property
    def off(self) -> Mapping[str, SettingOrigin]:
        """The rules that their level switches off, by id, and where it was set."""
        levels = {str(path[1]): found[0] for path, found in self.origins.items() if path[::2] == ("rules", "level")}
        return {rule: origin for rule, origin in levels.items() if origin.value == OFF}

    @property
    def definitions(self) -> Mapping[str, Mapping[str, Any]]:
        """The house rules that are defined, by name."""
        defined = {path: found for path, found in self.origins.items() if path[0] == "house-rules" and len(path) > 1}
        return {str(path[1]): origin.value for path, (origin,) in defined.items()}

    def ignored(self, path: str) -> tuple[SettingOrigin, ...]:
        """Give the rules, by id or pattern, that do not run on a file."""
        return tuple(one for one, included in self._ignores.about(path) if included)

    @cached_property
    def _ignores(self) -> FilePatterns[SettingOrigin]:
        ignores = {str(key[1]): found for key, found in self.origins.items() if key[0] == "per-file-ignores"}
        return FilePatterns((one.layer.folder, pattern, one) for pattern, found in ignores.items() for one in found)

    def excluded_by(self, path: str) -> SettingOrigin | None:
        """Give what excludes a file, None where nothing does; of several patterns that mean it the last one counts."""
        about = self._excludes.about(path)
        return about[-1][0] if about and about[-1][1] else None

    @cached_property
    def _excludes(self) -> FilePatterns[SettingOrigin]:
        return FilePatterns((one.layer.folder, one.value, one) for one in self.origins.get(("exclude",), ()))

    @cached_property
    def suppressions(self) -> tuple[SettingsSuppression, ...]:
        """The entries of `suppress`, in the order of the layers."""
        return tuple(
            SettingsSuppression(
                tuple(one.value["rules"]),
                one.value.get("flow"),
                one.value.get("block"),
                one.value.get("path"),
                one.value["reason"],
                one,
            )
            for one in self.origins.get(("suppress",), ())
        )
