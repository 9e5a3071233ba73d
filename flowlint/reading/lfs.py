"""Pointers of git LFS: what stands in the place of a file whose content is kept apart from git, and was not fetched."""

import re
from pathlib import PurePath

NOT_FETCHED = "a pointer of git LFS, whose content is not here; git lfs pull fetches it"

_POINTER = re.compile(rb"version https://git-lfs[^\n]*/spec/v1\n(?:[a-z0-9.-]+ [^\n]*\n)*?oid sha256:([0-9a-f]{64})\n")
_LONGEST = 1024
_OF_FLOWS = frozenset((".json", ".yaml", ".yml", ".tf", ".tofu"))
"""How files are named that may hold a flow: sound and pictures are what is mostly kept apart."""


def lfs_content(data: bytes) -> str | None:
    """Give the id of the content that a file points to, None for a file that is no pointer."""
    found = _POINTER.match(data) if len(data) <= _LONGEST else None
    return found[1].decode() if found else None


def may_stand_for_a_flow(path: str) -> bool:
    """Tell by its name whether the content of a pointer may hold a flow."""
    return PurePath(path).suffix.lower() in _OF_FLOWS
