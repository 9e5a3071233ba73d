"""What rules and analyses took: each moment counts once, and the report does not know that it was measured."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from flowlint import packs
from flowlint.analysis.engine import Facts, ProjectFacts
from flowlint.cli import main
from flowlint.model.project import Project
from flowlint.output.timings import table
from flowlint.reading import read_text
from flowlint.timings import Timing, Timings

HERE = __name__


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_an_analysis_is_timed_without_those_it_asks_for(good_flow: str) -> None:
    clock = Clock()
    timings = Timings(clock)
    (flow,) = read_text("flow.json", good_flow).flows
    facts = ProjectFacts(Project([flow]), timings.compute).of(flow)

    def of_run(_: ProjectFacts) -> int:
        clock.now += 16
        return 1

    def inner(facts: Facts) -> int:
        clock.now += 4
        return facts.project(of_run) + 1

    def outer(added: int, facts: Facts) -> int:
        clock.now += 1
        found = facts(inner) + facts(inner)
        clock.now += 2
        return found + added

    assert facts(partial(outer, 3)) == 7
    name = f"{HERE}.test_an_analysis_is_timed_without_those_it_asks_for.<locals>"
    assert timings.by_time() == (
        Timing("analysis", f"{name}.of_run", 1, 16.0),
        Timing("analysis", f"{name}.inner", 1, 4.0),
        Timing("analysis", f"{name}.outer", 1, 3.0),
    )


def test_a_rule_is_timed_without_what_is_done_with_its_drafts() -> None:
    clock = Clock()
    timings = Timings(clock)

    def check() -> Iterator[str]:
        clock.now += 1
        yield "first"
        clock.now += 2
        yield "second"
        clock.now += 4
        raise ValueError

    found = []
    with pytest.raises(ValueError):
        for draft in timings.drafts("acme/slow", check):
            clock.now += 100
            found.append(draft)
    assert found == ["first", "second"]
    assert timings.by_time() == (Timing("rule", "acme/slow", 1, 7.0),)


Work = tuple[int, int, list["Work"]]
_NAMES, _SECONDS = st.integers(0, 3), st.integers(0, 9)
WORK: st.SearchStrategy[Work] = st.recursive(
    st.tuples(_NAMES, _SECONDS, st.just([])),
    lambda nested: st.tuples(_NAMES, _SECONDS, st.lists(nested, max_size=3)),
    max_leaves=6,
)


@given(WORK)
def test_no_moment_counts_twice_and_none_is_lost(work: Work) -> None:
    clock = Clock()
    timings = Timings(clock)
    calls: Counter[str] = Counter()
    seconds: Counter[str] = Counter()

    def check(work: Work) -> Iterator[None]:
        name, took, nested = work
        calls[f"rule-{name}"] += 1
        seconds[f"rule-{name}"] += 2 * took
        clock.now += took
        for one in nested:
            list(timings.drafts(f"rule-{one[0]}", partial(check, one)))
        yield
        clock.now += took

    list(timings.drafts(f"rule-{work[0]}", partial(check, work)))
    assert {one.name: (one.calls, one.seconds) for one in timings.by_time()} == {
        name: (calls[name], seconds[name]) for name in calls
    }
    assert sum(one.seconds for one in timings.by_time()) == clock.now - 100


def test_the_table() -> None:
    timings = [Timing("analysis", "queues.use.queue_uses", 1200, 3.0), Timing("rule", "unset-queue", 1, 1.0)]
    assert list(table(timings)) == [
        "    calls    own time   share  kind      name",
        "    1,200     3.000 s   75.0%  analysis  queues.use.queue_uses",
        "        1     1.000 s   25.0%  rule      unset-queue",
        "    1,201     4.000 s          all       rules and analyses",
    ]


def test_where_no_time_passed_no_share_is_computed() -> None:
    assert list(table([Timing("rule", "unset-queue", 1)]))[1] == (
        "        1     0.000 s    0.0%  rule      unset-queue"
    )


def test_the_command_shows_it_and_the_report_stays_as_it_is(here: Path, good_flow: str, bad_flow: str) -> None:
    (here / "good.json").write_text(good_flow, encoding="utf-8")
    (here / "bad.json").write_text(bad_flow, encoding="utf-8")
    sarif_file = here.parent / "out.sarif"
    asked = ["check", "--format", "json", "--output", f"sarif={sarif_file}"]
    plain = CliRunner().invoke(main, asked)
    sarif = sarif_file.read_bytes()
    timed = CliRunner().invoke(main, [*asked, "--timings"])
    assert (timed.exit_code, timed.stdout_bytes) == (plain.exit_code, plain.stdout_bytes)
    assert sarif_file.read_bytes() == sarif
    assert plain.stderr == ""
    heading, *rows, whole = timed.stderr.splitlines()
    assert heading.split() == ["calls", "own", "time", "share", "kind", "name"]
    read = [re.fullmatch(r" *(\d+) +(\d+\.\d{3}) s +(\d+\.\d)%  (rule|analysis) +(\S+)", row) for row in rows]
    times = [float(row[2]) for row in read if row]
    assert len(times) == len(rows)
    assert times == sorted(times, reverse=True)
    called = {row[5]: int(row[1]) for row in read if row and row[4] == "rule"}
    running = [rule for rule in packs.load().rules if not rule.pedantic and rule.looks_at != "suppression"]
    assert called == {rule.id: 2 for rule in running}
    assert sum(int(row[1]) for row in read if row) == int(whole.split()[0])


def test_quiet_keeps_quiet_about_the_report_alone(here: Path, good_flow: str) -> None:
    (here / "good.json").write_text(good_flow, encoding="utf-8")
    done = CliRunner().invoke(main, ["check", "--quiet", "--timings"])
    assert (done.exit_code, done.stdout, done.stderr.splitlines()[0].split()[0]) == (0, "", "calls")
