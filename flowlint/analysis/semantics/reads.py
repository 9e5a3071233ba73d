"""Uses: what blocks read of what blocks define.

See docs/semantics.md#reads.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.semantics.comparison import is_compared
from flowlint.analysis.semantics.names import Name, defined_by, names_of
from flowlint.model.flow import Block, once_per_block
from flowlint.model.references import Reference, distinct_references, is_filled_in, references_in
from flowlint.text.json_values import JsonPath


class Read(NamedTuple):
    """A reference that a block reads; `names` are what it may mean, longest first."""

    block: Block
    reference: Reference
    namespace: language.Namespace
    names: tuple[Name, ...]

    @property
    def is_of_result(self) -> bool:
        """Whether it reads the answer of a block, and no attribute."""
        return self.namespace not in language.attributes()

    @property
    def asks_a_program(self) -> bool:
        """Whether it hands what it reads to a program, whose answers may go in again the next time round."""
        return language.program_parameter(self.block.type) == self.reference.at[1]


@once_per_block
def reads_of(block: Block) -> tuple[Read, ...]:
    """Give what a block reads of what blocks define, in document order, once in each text that reads it.

    A block that looks in order to branch reads nothing, nor does one that sets a key from what the key held before.
    """
    reads: dict[tuple[JsonPath, tuple[Name, ...]], Read] = {}
    for read in _reads_of(block):
        reads.setdefault((read.reference.at, read.names), read)
    return tuple(reads.values())


def _reads_of(block: Block) -> Iterator[Read]:
    carried, own = language.carried_over(block.type), defined_by(block)
    for reference in distinct_references(block):
        parameter, *below = reference.at[1:]
        found = names_of(reference)
        if found is None or is_compared(block, reference.at) or carried.get(str(parameter)) == found[0].name:
            continue
        namespace, names = found
        sets_itself = parameter == namespace.keyed_by and (namespace.name, *below[:1]) in own.intersection(names)
        if names and not sets_itself and not any(is_filled_in(key) for _, key in names):
            yield Read(block, reference, namespace, names)


@lru_cache(maxsize=4096)
def shown(name: Name) -> str:
    """Give a name as a reference to it: `$.Attributes.journey`, `$.Attributes['first name']`, `$.External`."""
    namespace, key = name
    if not key:
        return f"$.{namespace}"
    plain = f"$.{namespace}.{key}"
    return plain if [one.text for one in references_in(plain)] == [plain] else f"$.{namespace}['{key}']"
