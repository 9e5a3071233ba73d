"""What AWS no longer supports, and which blocks use it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flowlint.language.documents import fact
from flowlint.language.parameter_tests import fits

_RETIRED = ("lex_v1", "voice_id")


class Retirement(NamedTuple):
    """Something that AWS no longer supports: its name, when support ended, what to do, and the parameter at fault."""

    name: str
    ended: str
    instead: str
    parameter: str | None
    unless_beside: str | None


def retired(block_type: str, parameters: Mapping[str, Any]) -> Retirement | None:
    """Give what a block with these parameters uses that AWS no longer supports."""
    for feature in (fact("retirements", name) for name in _RETIRED):
        uses = feature["of"].get(block_type)
        if uses is not None and fits(uses, parameters):
            names = feature["name"], feature["ended"], feature["instead"]
            return Retirement(*names, uses.get("at"), uses.get("unless_beside"))
    return None
