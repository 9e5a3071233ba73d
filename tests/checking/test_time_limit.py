"""Flows that take too long or have too many states: the run goes on, and says of which flow not all is known."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flowlint import packs
from flowlint.report import Failure
from flowlint.run import Overrides, check_paths, check_text
from kit.flows import END, block, flow


@pytest.fixture
def slow_rule(monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a rule take a second of the processor for flows with a block called "slow"."""
    rule = next(one for one in packs.load().rules if one.id == "dangling-transition")
    check = rule.check

    def slow(flow: Any, facts: object) -> Iterator[object]:
        yield from check(flow, facts)
        end = time.process_time() + 1
        while "slow" in flow.by_id and time.process_time() < end:
            pass

    monkeypatch.setitem(rule.__dict__, "check", slow)
    return rule.id


def test_a_flow_that_takes_too_long_is_named_and_the_run_goes_on(slow_rule: str, tmp_path: Path) -> None:
    for name in ("slow", "fast"):
        document = flow(block(name, "MessageParticipant", {"Text": "x"}, "gone"))
        (tmp_path / f"{name}.json").write_text(json.dumps({**document, "Metadata": {"name": name}}))
    settings = {"select": [slow_rule, "missing-error-branch"], "time-limit": 0.2}
    report = check_paths([tmp_path], Overrides(settings=settings, isolated=True))
    assert report.failures == (
        Failure(
            str(tmp_path / "slow.json"),
            None,
            "the flow “slow” took longer than 0.2 s, and not all rules looked at it; "
            "exclude it, or raise time-limit in settings",
        ),
    )
    assert [(Path(one.path).name, one.rule) for one in report.findings] == [
        ("fast.json", slow_rule),
        ("slow.json", slow_rule),
    ]
    assert {Path(path).name: rules for path, rules in report.ran.items()} == {
        "fast.json": frozenset(settings["select"]),  # type: ignore[arg-type]
        "slow.json": frozenset(),
    }


def test_a_rule_that_gives_up_a_search_says_so_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowlint.analysis.engine.search._MOST_CONFIGURATIONS", 0)
    monkeypatch.setattr("flowlint.analysis.engine.search._MOST_FOR_A_BLOCK", 0)
    document = flow(block("a", "MessageParticipant", {"Text": "x"}, "end"), END, END)
    report = check_text(json.dumps(document), "flow.json", Overrides(select=("unbounded-retry", "duplicate-block-id")))
    gave_up = "did not look at all paths: what is known on them differs in more ways than can be followed"
    assert report.failures == (Failure("flow.json", "unbounded-retry", f"the rule unbounded-retry {gave_up}"),)
    assert [one.rule for one in report.findings] == ["duplicate-block-id"]
