"""What holds for a file, as TOML that could be a settings file, with the place that each value comes from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flowlint.report import Level
from flowlint.rule import Rule
from flowlint.settings import SettingOrigin, Settings
from flowlint.settings.layer import KeyPath
from flowlint.text.toml_values import toml, toml_key

_DEFAULTS: Mapping[str, Any] = {"fail-on": Level.WARNING.value, "pedantic": False, "preview": False}


def lines(
    settings: Settings, path: str, known: Sequence[Rule], keys: Sequence[str], of_run: Iterable[str] = ()
) -> Iterator[str]:
    """Give the lines that tell which settings hold for a file, which do not exist, and which rules do not run.

    `of_run` are those that say what does not count in a run.
    """
    yield f"# Settings for {path}"
    yield f"# {_layers(settings)}"
    if settings.only:
        yield f"# Rules asked for by name, in place of select, extend-select and ignore: {', '.join(settings.only)}"
    excluded = settings.excluded_by(path)
    if excluded is not None:
        yield f"# It is passed over: excluded by {toml(excluded.value)}, {excluded}"
    yield ""
    set_here = {str(way[0]) for way in settings.origins}
    for key in keys:
        found = {way: origins for way, origins in settings.origins.items() if way[0] == key}
        # What a file extends is in all that follows already.
        mark = "# " if key == "extend" else ""
        for way, origins in found.items():
            yield from (f"{mark}{line}" for line in _setting(way, origins))
        if not found and key in _DEFAULTS:
            yield f"{key} = {toml(_DEFAULTS[key])}  # default"
    yield ""
    yield f"# Not set: {', '.join(key for key in keys if key not in set_here and key not in _DEFAULTS)}"
    yield ""
    if about_run := list(of_run):
        yield from (*about_run, "")
    running = set(settings.chosen(known, whole=bool(settings.value("complete"))))
    off = {rule: _why_off(settings, rule, rule in running, path) for rule in known}
    yield f"# {sum(why is None for why in off.values())} of {len(known)} rules run. These do not:"
    yield from (f"#   {rule.id}: {why}" for rule, why in off.items() if why is not None)


def _layers(settings: Settings) -> str:
    names = [layer.name for layer in settings.layers]
    return f"from {', then '.join(names)}" if names else "No settings file holds for it."


def _setting(way: KeyPath, origins: Sequence[SettingOrigin]) -> Iterator[str]:
    name = toml_key(*way)
    if isinstance(origins[0].path[-1], int):
        yield f"{name} = ["
        yield from (f"    {toml(one.value)},  # {one}" for one in origins)
        yield "]"
    else:
        (origin,) = origins
        yield f"{name} = {toml(origin.value)}  # {origin}"


def _why_off(settings: Settings, rule: Rule, chosen: bool, path: str) -> str | None:
    """Say why a rule does not run on a file; None where it does."""
    if chosen:
        found = settings.ignored(path)
        origin = next((one for one in found if rule.is_named([one.value])), None)
        return f"per-file-ignores, {origin}" if origin else None
    if settings.only:
        return "not asked for"
    ignored = next((one for one in settings.origins.get(("ignore",), ()) if rule.is_named([one.value])), None)
    if ignored is not None:
        return f"ignored, {ignored}"
    if rule.id in settings.off:
        return f"off, {settings.off[rule.id]}"
    if rule.preview and not settings.value("preview"):
        return "in preview"
    return "not selected" if settings.values("select") else "pedantic"
