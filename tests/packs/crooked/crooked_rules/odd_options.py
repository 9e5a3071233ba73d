"""Has an option that settings cannot write."""

from dataclasses import dataclass, field

from flowlint.rule import Level, rule


@dataclass(frozen=True)
class Options:
    """Of which no schema can be made."""

    most_calls: dict[str, int] = field(default_factory=dict)


@rule(level=Level.NOTE, pillar="reliability", since="1.0", options=Options)
def check(flow, facts, options):
    """Finds nothing."""
    yield from ()
