"""What the caller of a run asks for; it goes before what settings files say."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from flowlint.settings import Settings

if TYPE_CHECKING:
    from flowlint.settings.resolver import SettingsResolver


class Overrides(NamedTuple):
    """What the caller of a run asks for; it goes before what settings files say.

    With `select` only the rules named run, and those of `extend_select`, whatever settings choose; otherwise
    `extend_select` adds to theirs, and `pedantic` and `preview` those that are off for being one or the other. `ignore`
    takes away. Rules are named by id, or by a pattern with `*`. `settings` holds anything else, as a settings file
    would. Settings files are those nearest to each file, or `settings_file` for all, or with `isolated` none.
    `baseline` is the file of the baseline, in place of the one that settings name; `with_baseline` says whether any
    counts.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    pedantic: bool = False
    preview: bool = False
    settings: Mapping[str, Any] = {}
    settings_file: Path | None = None
    isolated: bool = False
    baseline: Path | None = None
    with_baseline: bool = True
    caller: str = "the caller"

    def resolver(self) -> "SettingsResolver":
        """Give the way to the settings of each file."""
        from flowlint import packs
        from flowlint.settings.resolver import SettingsResolver

        asked: dict[str, Any] = dict(self.settings)
        for key, names in (("extend-select", self.extend_select), ("ignore", self.ignore)):
            if names:
                asked[key] = [*asked.get(key, ()), *names]
        for key, is_on in (("pedantic", self.pedantic), ("preview", self.preview)):
            if is_on:
                asked[key] = True
        return SettingsResolver(
            packs.load().rules,
            asked,
            self.caller,
            only=self.select,
            file=self.settings_file,
            isolated=self.isolated,
        )

    def find_baseline(self, settings: Settings) -> Path | None:
        """Give the file of the baseline, by the overrides or else by the settings of the run; None for none.

        Raises `SettingsProblem` for one that settings must not name.
        """
        from flowlint.settings.named_files import named_file

        if not self.with_baseline:
            return None
        origin = next(iter(settings.origins.get(("baseline",), ())), None)
        return self.baseline or (named_file(settings, origin, str(origin.value)) if origin else None)
