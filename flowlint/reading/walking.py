"""Which files a run looks at: those named, and those in the folders named, as git sees them."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from flowlint.files import FOLDER, OTHER, REGULAR, is_folder, is_gone, is_link, kind, listing, real_path, reason
from flowlint.paths import shown_path
from flowlint.reading.ignored import Ignores, ignores_above, is_repository

_NEVER = {"node_modules", ".venv"}


class Found(NamedTuple):
    """A file to look at; `problem` says why it cannot be opened, `named` whether it was asked for by name.

    `is_link` tells of one in a folder that it is a link.
    """

    path: str
    named: bool
    problem: str | None = None
    skipped: str | None = None
    is_link: bool = False


def find_files(paths: Iterable[str]) -> list[Found]:
    """Find the files of a run, each once, sorted by the path that reports give it.

    Folders are walked without what is hidden, `.venv`, `node_modules` and whatever git ignores; links to folders
    are not followed. A path inside the working directory is given relative to it, others as they were asked for. What
    several paths lead to through links is given by its own name where that is among them.
    """
    found: dict[str, Found] = {}
    paths = list(paths)
    for asked in paths:
        path = Path(asked)
        files = _walk(path, ignores_above(path)) if is_folder(path) else [_look_at(asked, shown_path(path), named=True)]
        for one in files:
            key = os.path.abspath(one.path)  # noqa: PTH100 - resolve() would follow links
            if key not in found or one.named:
                found[key] = one
    files = sorted(found.values(), key=lambda one: one.path)
    if len(paths) > 1:
        return _once(files)
    # A folder has thousands of files, and few links: only of these it is asked where they lead.
    return [one for one in files if not one.is_link or real_path(one.path) not in found]


def _once(files: Iterable[Found]) -> list[Found]:
    """Give each file once, whatever links lead to it; one that is named by any of its names is named."""
    by_file: dict[str, list[Found]] = {}
    for one in files:
        by_file.setdefault(real_path(one.path), []).append(one)
    kept = []
    for real, names in by_file.items():
        own = (one for one in names if os.path.abspath(one.path) == real)  # noqa: PTH100
        kept.append(next(own, names[0])._replace(named=any(one.named for one in names)))
    return sorted(kept, key=lambda one: one.path)


def find_near(places: Iterable[Path], root: Path, is_entered: Callable[[Path], bool]) -> Iterator[Found]:
    """Find the files of a folder and below that `find_files` finds, unsorted: those nearest to some places first.

    All paths are absolute, and the places are folders in it. Of its folders only those are walked that `is_entered`
    answers for with yes. A place need not be there: it may be the folder of a file that an editor has not written yet.
    """
    chains = dict(one for place in places for one in _chain(root, place, is_entered))
    done: set[Path] = set()
    for folder in sorted(chains, key=lambda one: (-len(one.parts), one)):
        if is_gone(folder):
            continue
        yield from _walk(folder, chains[folder], lambda one: one not in done and is_entered(one))
        done.add(folder)


def _chain(root: Path, folder: Path, is_entered: Callable[[Path], bool]) -> Iterator[tuple[Path, Ignores | None]]:
    """Give the folders that a walk goes through to a folder below, as far as it goes, each with what is ignored."""
    here, ignores = root, ignores_above(root)
    yield here, ignores
    for name in folder.relative_to(root).parts:
        here = here / name
        if not _is_walked(name, ignores) or is_link(here) or not is_entered(here):
            return
        ignores = ignores and ignores.below(name)
        yield here, ignores


def _is_walked(name: str, ignores: Ignores | None) -> bool:
    """Tell whether a folder is walked when the one that it stands in is."""
    return not (name.startswith(".") or name in _NEVER or (ignores and ignores.ignores(name, is_folder=True)))


def _look_at(path: str, shown: str, named: bool) -> Found:
    what = kind(path)
    if what == REGULAR:
        return Found(shown, named)
    if what in (FOLDER, OTHER):
        return Found(shown, named, skipped="not a regular file")
    if not named and is_link(path):
        return Found(shown, named, skipped="a link that leads nowhere")
    return Found(shown, named, problem=what)


def _walk(top: Path, above: Ignores | None, is_entered: Callable[[Path], bool] = lambda _: True) -> Iterator[Found]:
    """Give the files of a folder and below; `above` is what git ignores in it."""
    problems: list[Found] = []
    waiting = [(top, above)]
    while waiting:
        here, ignores = waiting.pop()
        try:
            names = listing(here)
        except OSError as problem:
            problems.append(Found(shown_path(here), named=False, problem=reason(problem)))
            continue
        shown = shown_path(here)
        prefix = "" if shown == "." else shown if shown.endswith("/") else f"{shown}/"
        if here != top and any(name == ".git" for name, _, _ in names) and is_repository(here):
            ignores = ignores_above(here)
        below = []
        for name, leads_to_folder, is_a_link in names:
            if not leads_to_folder:
                if name != ".git" and not (ignores and ignores.ignores(name, is_folder=False)):
                    one = _look_at(os.path.join(here, name), prefix + name, named=False)  # noqa: PTH118 - of thousands
                    yield one._replace(is_link=is_a_link and one.skipped is None)
            elif _is_walked(name, ignores) and is_entered(here / name) and not is_a_link:
                below.append((here / name, ignores and ignores.below(name)))
        waiting.extend(reversed(below))
    yield from problems
