"""What a SARIF log leaves out of very large reports, and says so."""

from dataclasses import replace

from flowlint.output.sarif_limits import kept
from flowlint.report import BlockName, Finding, Level, Place, Related, Step

_PLACE = Place(1, 1, 1, 2)


def _finding(level: Level, steps: int = 0) -> Finding:
    trail = tuple(Step(BlockName(str(number), "T", "n", "n"), None, _PLACE, "") for number in range(steps))
    return Finding("rule", level, "m", "f.json", _PLACE, None, None, "", trail, "print")


def test_what_fits_stays_as_it_is() -> None:
    findings = [_finding(Level.NOTE, 1_000)] * 20 + [_finding(Level.ERROR)] * 4_980
    assert kept(findings) == (dict(enumerate(findings)), ())


def test_of_too_many_findings_the_gravest_are_kept_in_their_order() -> None:
    findings = [_finding(Level.NOTE)] * 10 + [_finding(Level.ERROR)] * 4_999 + [_finding(Level.WARNING)] * 2
    left, words = kept(findings)
    assert list(left) == list(range(10, 5_010))
    assert words == (
        "5,000 of 5,011 findings are in this log, the gravest first, for GitHub shows no more; other formats have them "
        "all.",
    )


def test_of_a_long_path_both_ends_are_kept_and_of_many_paths_those_of_the_gravest() -> None:
    findings = [_finding(Level.NOTE, 600), *[_finding(Level.WARNING, 1_500)] * 20]
    left, words = kept(findings)
    assert [len(one.trail) for one in left.values()] == [0, *[1_000] * 20]
    assert [left[1].trail[at].block.id for at in (0, 499, 500, 999)] == ["0", "499", "1000", "1499"]
    assert words == (
        "The paths of 21 findings were cut or left out, for GitHub keeps no more steps; other formats have them all.",
    )


def test_of_very_many_other_places_the_first_are_kept() -> None:
    places = [Related(str(number), "f.json", _PLACE, None, BlockName("b", "T", "n", "n")) for number in range(101)]
    few, many = (replace(_finding(Level.NOTE), related=tuple(places[:count])) for count in (100, 101))
    assert kept([few]) == ({0: few}, ())
    assert kept([few, many, many]) == (
        {0: few, 1: few, 2: few},
        (
            "2 findings name more than 100 other places, and the first are in this log, for GitHub keeps no more; "
            "other formats have them all.",
        ),
    )
