"""The channels by which contacts come, as `$.Channel` says them, and the blocks that fail on some."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flowlint.language.behaviour import channels_with
from flowlint.language.documents import fact
from flowlint.language.parameter_tests import fits


@cache
def channels() -> frozenset[str]:
    """Give all channels."""
    return channels_with("checked") | channels_with("unchecked")


def fails_on(block_type: str, parameters: Mapping[str, Any]) -> frozenset[str]:
    """Give the channels on which a block with these parameters always fails, as far as is known."""
    entry = fact("placement", "fails_on")["of"].get(block_type)
    return frozenset(entry["channels"]) if entry is not None and fits(entry, parameters) else frozenset()
