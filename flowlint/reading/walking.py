"""Which files a run looks at: those named, and those in the folders named, as git sees them."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath

from flowlint.reading.ignored import Ignores, ignores_above, is_repository

_NEVER = {"node_modules", ".venv"}


@dataclass(frozen=True, slots=True)
class Found:
    """A file to look at; `problem` says why it cannot be opened, `named` whether it was asked for by name."""

    path: str
    named: bool
    problem: str | None = None
    skipped: str | None = None


def find_files(paths: Iterable[str]) -> list[Found]:
    """Find the files of a run, each once, sorted by the path that reports give it.

    Folders are walked without what is hidden, `.venv`, `node_modules` and whatever git ignores; links to folders
    are not followed. A path inside the working directory is given relative to it, others as they were asked for.
    """
    found: dict[str, Found] = {}
    for asked in paths:
        path = Path(asked)
        files = _walk(path, ignores_above(path)) if os.path.isdir(path) else [_look_at(path, named=True)]  # noqa: PTH112 - never raises
        for one in files:
            key = os.path.abspath(one.path)  # noqa: PTH100 - resolve() would follow links
            if key not in found or one.named:
                found[key] = one
    return sorted(found.values(), key=lambda one: one.path)


def find_near(files: Iterable[Path], root: Path, is_entered: Callable[[Path], bool]) -> Iterator[Found]:
    """Find the files of a folder and below that `find_files` finds, without sorting: those nearest to some files first.

    All paths are absolute, and the files lie below the folder. Of its folders only those are walked that `is_entered`
    answers for with yes.
    """
    chains = dict(one for file in files for one in _chain(root, file.parent, is_entered))
    done: set[Path] = set()
    for folder in sorted(chains, key=lambda one: (-len(one.parts), one)):
        yield from _walk(folder, chains[folder], lambda one: one not in done and is_entered(one))
        done.add(folder)


def _chain(root: Path, folder: Path, is_entered: Callable[[Path], bool]) -> Iterator[tuple[Path, Ignores | None]]:
    """Give the folders that a walk goes through to a folder below, as far as it goes, each with what is ignored."""
    here, ignores = root, ignores_above(root)
    yield here, ignores
    for name in folder.relative_to(root).parts:
        here = here / name
        if not _is_walked(name, ignores) or here.is_symlink() or not is_entered(here):
            return
        ignores = ignores and ignores.below(name)
        yield here, ignores


def _is_walked(name: str, ignores: Ignores | None) -> bool:
    """Tell whether a folder is walked when the one that it stands in is."""
    return not (name.startswith(".") or name in _NEVER or (ignores and ignores.ignores(name, is_folder=True)))


def shown_path(path: PurePath) -> str:
    """Give a path as reports show it, with forward slashes."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100
    here = Path.cwd()
    if absolute.is_relative_to(here):
        return absolute.relative_to(here).as_posix()
    return Path(os.path.normpath(path)).as_posix()


def path_inside(folder: Path, path: str) -> Path | None:
    """Give the path of a file from a folder that it lies below, None for one that lies elsewhere.

    A link below the folder is what it is called there; links above lead to one folder by several names, as where `$PWD`
    names it otherwise than the system does.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    if not absolute.is_relative_to(folder):
        folder, absolute = _real(folder), _real(absolute.parent) / absolute.name
    return absolute.relative_to(folder) if absolute.is_relative_to(folder) else None


@lru_cache(maxsize=1024)
def _real(folder: Path) -> Path:
    return Path(os.path.realpath(folder))


def _look_at(path: Path, named: bool) -> Found:
    shown = shown_path(path)
    try:
        mode = path.stat().st_mode
    except OSError as problem:
        if not named and os.path.islink(path):  # noqa: PTH114 - never raises
            return Found(shown, named, skipped="a link that leads nowhere")
        return Found(shown, named, problem=reason(problem))
    if not stat.S_ISREG(mode):
        return Found(shown, named, skipped="not a regular file")
    return Found(shown, named)


def _walk(top: Path, above: Ignores | None, is_entered: Callable[[Path], bool] = lambda _: True) -> Iterator[Found]:
    """Give the files of a folder and below; `above` is what git ignores in it."""
    problems: list[OSError] = []
    ignored = {str(top): above}
    for folder, folders, files in os.walk(top, onerror=problems.append):
        here, ignores = Path(folder), ignored.pop(folder)
        if here != top and ".git" in (*folders, *files) and is_repository(here):
            ignores = ignores_above(here)
        folders[:] = sorted(name for name in folders if _is_walked(name, ignores) and is_entered(here / name))
        ignored |= {os.path.join(folder, name): ignores and ignores.below(name) for name in folders}  # noqa: PTH118
        for name in sorted(files):
            if name != ".git" and not (ignores and ignores.ignores(name, is_folder=False)):
                yield _look_at(here / name, named=False)
    for problem in problems:
        yield Found(shown_path(Path(str(problem.filename))), named=False, problem=reason(problem))


def reason(problem: OSError) -> str:
    """Say in words why a file cannot be read."""
    return problem.strerror[:1].lower() + problem.strerror[1:] if problem.strerror else str(problem)
