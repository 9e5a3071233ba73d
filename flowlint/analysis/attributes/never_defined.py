"""Names that nothing in the run defines: what the searches for such attributes and for such results share.

See docs/semantics.md#never-defined.
"""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import NamedTuple

from flowlint.analysis.attributes.undefined_paths import UndefinedPaths
from flowlint.analysis.engine import Facts, positions
from flowlint.analysis.semantics import Read, first_per_cause
from flowlint.model.flow import Block
from flowlint.text.words import who


class NeverDefined(NamedTuple):
    """What nothing defines, at the read of it that is reached first.

    `cause` is the key of the attribute, or the namespace of the result, whatever name it is read under. `others` are
    the other blocks that read it.
    """

    read: Read
    cause: str
    others: tuple[Block, ...] = ()

    @property
    def readers(self) -> str:
        """Who reads it, with the verb: `Play prompt “Greet” and 2 more blocks read`."""
        return who(self.read.block.label, len(self.others), "read")


def nearest_reads(facts: Facts, by_cause: Mapping[str, Iterable[Read]]) -> tuple[NeverDefined, ...]:
    """Give of each cause the read that is reached first, on a path that does not contradict itself."""
    paths = facts(UndefinedPaths)
    reached = [
        (end.length, facts(positions)[read.block.id], NeverDefined(read, cause))
        for cause, reads in by_cause.items()
        for read in reads
        if (end := paths.shortest(read)) is not None
    ]
    nearest_first = [one for *_, one in sorted(reached, key=itemgetter(0, 1))]
    causes = first_per_cause(nearest_first, lambda one: one.cause, lambda one: one.read.block)
    return tuple(one._replace(others=others) for one, others in causes)
