"""Wrong references: what rules say of one, and each wrong thing once in a flow."""

from collections.abc import Iterable
from typing import NamedTuple

from flowlint.analysis.semantics import first_per_cause
from flowlint.model.flow import Block
from flowlint.text.json_values import JsonPath
from flowlint.text.words import who


class WrongReference(NamedTuple):
    """A wrong reference, `written` at a `span` of the text `at` a path below its block.

    `right` is what to write instead, None where nothing tells. `cause` is the text itself, or what of it is wrong;
    `others` are the other blocks that are wrong for the same cause, and `places` all references that are, itself too.
    """

    block: Block
    at: JsonPath
    span: tuple[int, int]
    written: str
    right: str | None = None
    cause: str = ""
    others: tuple[Block, ...] = ()
    places: "tuple[WrongReference, ...]" = ()

    @property
    def readers(self) -> str:
        """Who reads it, with the verb: `Play prompt “Greet” reads`, `Play prompt “Greet” and 2 more blocks read`."""
        return who(self.block.label, len(self.others), "read")


def once_per_cause(wrong: Iterable[WrongReference]) -> tuple[WrongReference, ...]:
    """Give the first wrong reference of each cause, with all that have the same."""
    places: dict[str, list[WrongReference]] = {}
    for one in wrong:
        places.setdefault(one.cause, []).append(one)
    found = (one for alike in places.values() for one in alike)
    causes = first_per_cause(found, lambda one: one.cause, lambda one: one.block)
    return tuple(one._replace(others=others, places=tuple(places[one.cause])) for one, others in causes)
