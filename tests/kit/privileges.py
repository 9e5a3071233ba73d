"""Being a user whom permissions bind, also where tests run as root."""

import codecs
import os
from collections.abc import Iterator
from contextlib import contextmanager

_NOBODY = 65534


@contextmanager
def dropped_privileges() -> Iterator[None]:
    """Give up what root may for a while; what is imported or opened meanwhile must be open to everybody."""
    codecs.lookup("utf-8-sig")  # Python remembers for good of a codec that it cannot read
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)
