"""Where rule packs are: as importlib.metadata says, which is asked only where there may be others than ours."""

import importlib
import sys
import zipfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

from flowlint import __version__
from flowlint.pack_points import GROUP, PackPoint, pack_points

OWN = PackPoint("builtin", "flowlint_rules", "connect-flowlint", __version__)
ODD = PackPoint("odd", "odd_rules", "odd", "1.2")
POINTS = f"[console_scripts]\nodd = odd:main\n\n[{GROUP}]\nodd = odd_rules\n"
METADATA = "Metadata-Version: 2.1\nName: odd\nVersion: 1.2\n"


def as_wheel(folder: Path) -> Path:
    return put(folder, "odd-1.2.dist-info/METADATA", "odd-1.2.dist-info/entry_points.txt")


def as_egg_info(folder: Path) -> Path:
    return put(folder, "odd.egg-info/PKG-INFO", "odd.egg-info/entry_points.txt")


def as_egg(folder: Path) -> Path:
    return put(folder / "odd-1.2.egg", "EGG-INFO/PKG-INFO", "EGG-INFO/entry_points.txt")


def as_archive(folder: Path) -> Path:
    archive = folder / "odd.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("odd-1.2.dist-info/METADATA", METADATA)
        file.writestr("odd-1.2.dist-info/entry_points.txt", POINTS)
    return archive


def put(folder: Path, about: str, points: str) -> Path:
    for name, text in ((about, METADATA), (points, POINTS)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def without_points(folder: Path) -> Path:
    (as_wheel(folder) / "odd-1.2.dist-info/entry_points.txt").write_text("[other]\na = b\n", encoding="utf-8")
    (folder / "old.egg-info").write_text("Name: old\n", encoding="utf-8")
    (folder / "bare-1.dist-info").mkdir()
    return folder


def that_is_gone(folder: Path) -> Path:
    return folder / "gone"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note that importlib.metadata is asked, and for which group."""
    asked: list[str] = []
    entry_points = metadata.entry_points

    def noting(*, group: str) -> metadata.EntryPoints:
        asked.append(group)
        return entry_points(group=group)

    monkeypatch.setattr(metadata, "entry_points", noting)
    return asked


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (as_wheel, [OWN, ODD]),
        (as_egg_info, [OWN, ODD]),
        (as_egg, [OWN, ODD]),
        (as_archive, [OWN, ODD]),
        (without_points, [OWN]),
        (that_is_gone, [OWN]),
    ],
)
def test_packs_are_found_where_distributions_lie(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    asked: list[str],
    made: Callable[[Path], Path],
    found: list[PackPoint],
) -> None:
    monkeypatch.syspath_prepend(str(made(tmp_path)))
    importlib.invalidate_caches()
    assert pack_points() == found
    assert asked == [GROUP] * (len(found) > 1)


def test_packs_are_found_by_whatever_finds_distributions(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    class Finder(metadata.DistributionFinder):
        def find_distributions(self, context: object = None) -> list[metadata.Distribution]:
            return [Odd()]

    class Odd(metadata.Distribution):
        def read_text(self, filename: str) -> str | None:
            return {"METADATA": METADATA, "entry_points.txt": POINTS}.get(filename)

        def locate_file(self, path: object) -> Path:
            raise NotImplementedError

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    assert pack_points() == [OWN, ODD]
    assert asked == [GROUP]
