"""What each rule and each analysis took, as a table for a person: the slowest first."""

from collections.abc import Iterator, Sequence

from flowlint.timings import Timing

_ROW = "{:>9}  {:>10}  {:>6}  {:<8}  {}"


def table(timings: Sequence[Timing]) -> Iterator[str]:
    """Give the lines of the table, with a sum as the last. Own time is what is left without analyses it waited for."""
    whole = sum(one.seconds for one in timings)
    yield _ROW.format("calls", "own time", "share", "kind", "name")
    for one in timings:
        share = one.seconds / whole if whole else 0.0
        yield _ROW.format(f"{one.calls:,}", f"{one.seconds:,.3f} s", f"{share:.1%}", one.kind, one.name)
    calls = sum(one.calls for one in timings)
    yield _ROW.format(f"{calls:,}", f"{whole:,.3f} s", "", "all", "rules and analyses").rstrip()
