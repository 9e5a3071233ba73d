"""Sets that have a bit in common with another one, found by their bits: for there may be thousands on each side.

See docs/semantics.md#undefined-reads.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from flowlint.analysis.semantics import Known

T = TypeVar("T")


class ByBits(Generic[T]):
    """Some values, each of which stands for a set."""

    def __init__(self, values: Iterable[tuple[Known, T]]) -> None:
        """Take sets with the values that stand for them."""
        self._values: list[T] = []
        self._with_bit: dict[int, list[int]] = defaultdict(list)
        self._any = 0
        for known, value in values:
            for bit in _bits(known):
                self._with_bit[bit].append(len(self._values))
            self._values.append(value)
            self._any |= known

    def sharing(self, known: Known) -> Iterator[T]:
        """Give the values whose sets have a bit in common with this one, in their order."""
        places = {place for bit in _bits(known & self._any) for place in self._with_bit[bit]}
        return (self._values[place] for place in sorted(places))


def _bits(known: Known) -> Iterator[int]:
    """Give the places of the bits that are set."""
    while known:
        lowest = known & -known
        yield lowest.bit_length() - 1
        known ^= lowest
