"""Where rule packs are: the entry points of the group `flowlint.packs`, our own first."""

import os
import sys
from collections.abc import Iterator
from functools import partial
from importlib.machinery import PathFinder
from typing import NamedTuple

from flowlint import __version__

GROUP = "flowlint.packs"
_OWN_DISTRIBUTION = "connect-flowlint"
_OWN_FOLDER = "connect_flowlint-"
"""How the folder of our own metadata begins, whatever the version."""
_METADATA = (".dist-info", ".egg-info")


class PackPoint(NamedTuple):
    """A pack by the name it gives its rules, the package that holds them, and the distribution that has it."""

    name: str
    value: str
    distribution: str
    version: str

    @property
    def is_own(self) -> bool:
        """Whether it is the pack of built-in rules."""
        return self.distribution == _OWN_DISTRIBUTION


def pack_points() -> list[PackPoint]:
    """Give all packs that are installed."""
    others = sorted(one for one in _others() if not one.is_own) if _may_be_others() else ()
    return [PackPoint("builtin", "flowlint_rules", _OWN_DISTRIBUTION, __version__), *others]


def _others() -> Iterator[PackPoint]:
    from importlib import metadata

    for point in metadata.entry_points(group=GROUP):
        named = (point.dist.name, point.dist.version) if point.dist else ("an unknown distribution", "")
        yield PackPoint(point.name, point.value, *named)


def _may_be_others() -> bool:
    """Tell whether a distribution but our own may have a pack.

    Most have none, and importlib.metadata takes as long to load as a third of our analyses. Where distributions do not
    lie in folders, it is asked all the same.
    """
    finders = (finder for finder in sys.meta_path if finder is not PathFinder)
    return any(hasattr(finder, "find_distributions") for finder in finders) or any(map(_has_others, sys.path))


def _has_others(folder: str) -> bool:
    try:
        names = os.listdir(folder or os.curdir)  # noqa: PTH208 - hundreds of names
    except NotADirectoryError:
        return True  # an archive
    except OSError:
        return False
    distributions = (name for name in names if name.endswith(_METADATA) and not name.startswith(_OWN_FOLDER))
    return folder.endswith(".egg") or any(map(partial(_names_group, folder), distributions))


def _names_group(folder: str, distribution: str) -> bool:
    try:
        with open(os.path.join(folder, distribution, "entry_points.txt"), "rb") as file:  # noqa: PTH118, PTH123 - dozens
            return GROUP.encode() in file.read()
    except OSError:
        return False
