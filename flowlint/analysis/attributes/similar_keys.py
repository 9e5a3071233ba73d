"""Keys of attributes that are so nearly alike that one may be a slip of the other.

See docs/semantics.md#never-defined.
"""

import re
from collections.abc import Iterable

from flowlint.text.closest import closest, may_be_meant, may_be_slip

_ALIKE = 0.87
"""How alike two keys must be, of 1, for one to be a slip of the other: a letter is missing in six, say."""


def similar_keys(wanted: str, keys: Iterable[str]) -> tuple[str, ...]:
    """Give the keys that are written nearly like the one that is wanted, the closest first."""
    found = closest(wanted, keys, like_enough=_ALIKE, most=3, plain=_plain)
    alike = (one for one in found if may_be_slip(_plain(one), _plain(wanted)))
    return tuple(one for one in alike if may_be_meant(wanted, one))


def _plain(key: str) -> str:
    return re.sub(r"[\s_.-]", "", key).casefold()
