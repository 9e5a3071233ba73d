"""Lays down a rule that passes its tests, for `flowlint new-rule`: in a pack that is there, or in one made with it."""

import os
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources, util
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import Any

from flowlint import __version__, house_rules, packs
from flowlint.files import read_regular, real_path
from flowlint.output.writing import write_all_new
from flowlint.pack_points import GROUP, pack_points
from flowlint.packs import version_numbers
from flowlint.text.naming import fault_of_pack_name, fault_of_rule_name

_PROJECT = "pyproject.toml"
_FIXTURES = "fixtures"
_LARGEST = 1_000_000
"""How many bytes a pyproject.toml may have."""
_TEMPLATE = ".template"
_FIRST_VERSION = "0.1.0"


class Refused(Exception):
    """Why no rule can be laid down as it was asked, and what to ask instead; nothing was written."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What was made: the folder of the pack, whether the pack is new, and the files, paths below that folder."""

    folder: Path
    new_pack: bool
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class _Pack:
    """A pack that is there: its package's name and folder, and its version, which a new rule is "since"."""

    package: str
    folder: Path
    version: str


def lay_down(rule_id: str, into: Path | None = None) -> Laid:
    """Write a rule with its fixtures, and the pack around it where there is none; all files or none.

    `rule_id` is PACK/NAME. Without `into` the pack is the current folder if that holds it, else `flowlint-PACK` in it.
    What a run that was killed has left of these files is completed.
    Raises `Refused`, and `OSError` where something cannot be read or written.
    """
    pack, name = _names(rule_id)
    _is_free(rule_id)
    asked = into or Path()
    if into is None:
        into = Path() if pack in _packs_of(Path()) else Path(f"flowlint-{pack}")
    there = _pack_in(into, pack)
    home = there or _new_pack(into, pack)
    words = {
        "id": rule_id, "pack": pack, "name": name, "package": home.package, "module": name.replace("-", "_"),
        "since": home.version, "flowlint": __version__,
    }  # fmt: skip
    files = ({} if there else _files_of_a_pack(into, home, words)) | _files_of_a_rule(into, home, words)
    missing = {path: content for path, content in files.items() if not _holds(path, content)}
    for path in _in_the_way(files, missing, into / _FIXTURES / name):
        raise Refused(f"{path} is there already, and is left as it is. Choose another name, or another folder.")
    for path in missing:
        if not Path(real_path(path.parent)).is_relative_to(real_path(asked)):
            raise Refused(
                f"{path} would be written through a link, to {real_path(path.parent)}. Name that with --into."
            )
    # What makes a folder a pack comes last: a run that was killed before is done again from the beginning.
    write_all_new(dict(sorted(missing.items(), key=lambda one: one[0].name == _PROJECT)))
    return Laid(into, there is None, tuple(path.relative_to(into) for path in files))


def _names(rule_id: str) -> tuple[str, str]:
    pack, slash, name = rule_id.partition("/")
    if not slash:
        raise Refused(f"{rule_id!r} names no pack: write PACK/NAME, as in acme/greeting-too-long.")
    if fault := fault_of_pack_name(pack) or fault_of_rule_name(name):
        raise Refused(f"{fault}.")
    return pack, name


def _is_free(rule_id: str) -> None:
    for rule in packs.load().rules:
        if rule.id == rule_id:
            raise Refused(f"There is a rule {rule_id} already, in {rule.check.__module__}. Choose another name.")


def _new_pack(folder: Path, pack: str) -> _Pack:
    """Give a pack to be made; refuse one whose name another one has, as only one of them would be found."""
    if pack == house_rules.PACK:
        raise Refused(f"Rules that are written in settings are called {pack}/NAME. Choose another name for the pack.")
    for point in pack_points():
        if point.name == pack:
            raise Refused(
                f"The rule pack {pack} is installed already, from {point.distribution}. If it is yours, name its "
                "folder with --into; if not, choose another name."
            )
    package = f"flowlint_{pack.replace('-', '_')}"
    if util.find_spec(package) is not None:
        raise Refused(f"There is a package {package} already. Choose another name for the pack.")
    return _Pack(package, folder / package, _FIRST_VERSION)


# A pack that is there


def _pack_in(folder: Path, pack: str) -> _Pack | None:
    """Give the pack that a folder holds, None where it has no pyproject.toml; refuse one that is not this pack's."""
    project = folder / _PROJECT
    if not project.exists():
        return None
    found = _packs_of(folder)
    if pack not in found:
        instead = f"It holds the pack {next(iter(found))}: name" if found else "It holds no rule pack: name"
        raise Refused(f"{project} does not name a pack {pack}. {instead} a folder of its own with --into.")
    package = found[pack]
    parts = package.split(".")
    for base in (folder, folder / "src"):
        home = base.joinpath(*parts)
        if all(map(str.isidentifier, parts)) and home.is_dir():
            version = _table(folder, "project").get("version", "")
            return _Pack(package, home, ".".join(map(str, version_numbers(str(version)))))
    raise Refused(f"{project} names the package {package}, and {folder} does not hold it.")


def _packs_of(folder: Path) -> dict[str, str]:
    """Give the packages that a folder's pyproject.toml names as rule packs, by the packs' names."""
    points = _table(folder, "project", "entry-points", GROUP)
    return {name: package for name, package in points.items() if isinstance(package, str)}


def _table(folder: Path, *keys: str) -> dict[str, Any]:
    """Give a table of a folder's pyproject.toml, an empty one where there is none."""
    project = folder / _PROJECT
    try:
        table: Any = tomllib.loads(read_regular(project, _LARGEST).decode())
    except FileNotFoundError:
        return {}
    except ValueError as problem:  # neither TOML nor UTF-8
        raise Refused(f"{project} cannot be read: {problem}.") from None
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}


# What is written


def _files_of_a_pack(into: Path, home: _Pack, words: Mapping[str, str]) -> dict[Path, bytes]:
    return {
        into / _PROJECT: _filled(_PROJECT, words),
        into / "README.md": _filled("README.md", words),
        home.folder / "__init__.py": _filled("__init__.py", words),
        into / "tests" / "test_rules.py": _filled("test_rules.py", words),
    }


def _in_the_way(files: Collection[Path], missing: Collection[Path], fixtures: Path) -> Iterator[Path]:
    """Give what is there already in the place of a rule and is not what a run that was killed has left of it."""
    begun = 0 < len(missing) < len(files)
    inside = fixtures.iterdir() if fixtures.is_dir() else (fixtures,)
    # A folder may be all that was made, and a temporary file in it.
    others = (one for one in inside if one not in files and not one.name.startswith("."))
    places = (*(missing if begun else files), *others)
    return (path for path in places if os.path.lexists(path))


def _holds(path: Path, content: bytes) -> bool:
    """Tell whether a file is there with just this content."""
    try:
        return read_regular(path, len(content), follow=False) == content
    except OSError:
        return False


def _files_of_a_rule(into: Path, home: _Pack, words: Mapping[str, str]) -> dict[Path, bytes]:
    files = {home.folder / f"{words['module']}.py": _filled("rule.py", words)}
    for one in sorted(_templates().joinpath(_FIXTURES).iterdir(), key=lambda one: one.name):
        name = one.name.removesuffix(_TEMPLATE)
        content = one.read_bytes() if name == one.name else _filled(f"{_FIXTURES}/{name}", words)
        files[into / _FIXTURES / words["name"] / name] = content
    return files


def _filled(name: str, words: Mapping[str, str]) -> bytes:
    template = _templates().joinpath(f"{name}{_TEMPLATE}").read_text(encoding="utf-8")
    return Template(template).substitute(words).encode()


def _templates() -> Traversable:
    return resources.files(__package__).joinpath("templates")
