"""What code scanning keeps of a SARIF log: of more, the gravest findings, and the two ends of their paths."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from flowlint.report import Finding

_MOST_RESULTS = 5_000
"""As many results does GitHub show of a run."""
_MOST_PLACES = 100
"""As many other places does GitHub keep of a result."""
_MOST_STEPS = 1_000
"""As many steps does GitHub keep of a path."""
_MOST_STEPS_OF_ALL = 20_000
"""With more steps a log comes near the 10 MB, packed, at which GitHub refuses it."""


class Kept(NamedTuple):
    """What is kept of the findings of a log, by their place among them, and a sentence for each thing that is not."""

    findings: dict[int, Finding]
    words: tuple[str, ...]


def kept(findings: Sequence[Finding]) -> Kept:
    """Give what of some findings is kept: the gravest, and of these the paths as far as there is room."""
    gravest = sorted(range(len(findings)), key=lambda index: -findings[index].level.rank)[:_MOST_RESULTS]
    room, cut, crowded, left = _MOST_STEPS_OF_ALL, 0, 0, {}
    for index in gravest:
        finding = findings[index]
        trail, related = finding.trail, finding.related[:_MOST_PLACES]
        most = min(_MOST_STEPS, room)
        # One step shows no way.
        shown = trail if len(trail) <= most else (*trail[: most // 2], *trail[-(most // 2) :]) if most > 1 else ()
        room -= len(shown)
        cut += len(shown) < len(trail)
        crowded += len(related) < len(finding.related)
        whole = len(shown) == len(trail) and len(related) == len(finding.related)
        left[index] = finding if whole else replace(finding, trail=shown, related=related)
    return Kept({index: left[index] for index in sorted(left)}, tuple(_words(len(findings), cut, crowded)))


def _words(found: int, cut: int, crowded: int) -> Iterator[str]:
    if found > _MOST_RESULTS:
        yield (
            f"{_MOST_RESULTS:,} of {found:,} findings are in this log, the gravest first, for GitHub shows no more; "
            "other formats have them all."
        )
    if cut:
        yield (
            f"The paths of {cut:,} findings were cut or left out, for GitHub keeps no more steps; "
            "other formats have them all."
        )
    if crowded:
        yield (
            f"{crowded:,} findings name more than {_MOST_PLACES} other places, and the first are in this log, for "
            "GitHub keeps no more; other formats have them all."
        )
