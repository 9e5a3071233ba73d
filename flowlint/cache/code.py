"""The code of a run, as far as it may have a say in what is found: whether it is still the same."""

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

State = list[list[str | int]]
"""Files and folders of code, each with when it was changed, in nanoseconds, and its size in bytes."""


def installed() -> str:
    """Give a digest of the names that stand in the folders of Python's path: distributions have their version there."""
    digest = hashlib.sha256()
    for folder in sys.path:
        try:
            names = sorted(os.listdir(folder or os.curdir)) if folder.endswith("-packages") else []  # noqa: PTH208 - once
        except OSError:
            names = []
        digest.update(repr((folder, names)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def state(packages: Iterable[str]) -> State:
    """Give the state of all files of these packages, and of ours, and of other modules that are not installed.

    What is installed as it is, and has a version, stands in `installed`; what stands in somebody's checkout may change
    at any moment.
    """
    tops = {"flowlint", *(name.partition(".")[0] for name in packages)}
    paths = {path for top in tops for path in _tree(top)}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and name.partition(".")[0] not in sys.stdlib_module_names | tops and "-packages" not in file:
            paths.add(file)
    return [found for path in sorted(paths) if (found := _state(path))]


def is_unchanged(code: Sequence[Sequence[str | int]]) -> bool:
    """Tell whether code has the state that it had."""
    return all(_state(str(one[0])) == list(one) for one in code)


def changed_since(moment: int, code: Sequence[Sequence[str | int]]) -> bool:
    """Tell whether a file was changed since a moment, in nanoseconds: nobody knows then which code ran."""
    return any(int(changed) >= moment for path, changed, _ in code if not os.path.isdir(path))  # noqa: PTH112


def _tree(package: str) -> Iterator[str]:
    """Give the files and folders of a package, data among them."""
    for top in getattr(sys.modules.get(package), "__path__", ()):
        for folder, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name != "__pycache__"]
            yield folder
            yield from (str(Path(folder, name)) for name in files)


def _state(path: str) -> list[str | int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - of hundreds of files
    except OSError:
        return None
    return [path, status.st_mtime_ns, status.st_size]
