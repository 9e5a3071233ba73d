"""Flows of too many faults or states, or that take too long: the run goes on, and says what is not known of which."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from flowlint import packs, reading
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


def test_a_limit_that_is_over_between_two_rules_is_reported_once(slow_rule: str) -> None:
    document = {**flow(block("slow", "MessageParticipant", {"Text": "x"}, "gone")), "Metadata": {"name": "slow"}}
    settings = {"select": [slow_rule, "endless-loop", "missing-error-branch"], "time-limit": 0.2}
    with ThreadPoolExecutor(1) as thread:  # where no timer can interrupt a rule
        choice = Overrides(settings=settings, isolated=True)
        report = thread.submit(check_text, json.dumps(document), "a.json", choice).result()
    said = "the flow “slow” took longer than 0.2 s, and not all rules looked at it; "
    assert report.failures == (Failure("a.json", None, f"{said}exclude it, or raise time-limit in settings"),)


def test_a_rule_that_gives_up_a_search_says_so_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowlint.analysis.engine.search._MOST_STEPS", 0)
    monkeypatch.setattr("flowlint.analysis.engine.search._MOST_FOR_A_BRANCH", 0)
    document = flow(
        block("a", "Loop", {"LoopCount": "2"}, is_={"ContinueLooping": "a", "DoneLooping": "end"}), END, END
    )
    report = check_text(json.dumps(document), "flow.json", Overrides(select=("unbounded-retry", "duplicate-block-id")))
    gave_up = "did not look at all paths: what is known on them differs in more ways than can be followed"
    assert report.failures == (Failure("flow.json", "unbounded-retry", f"the rule unbounded-retry {gave_up}"),)
    assert [one.rule for one in report.findings] == ["duplicate-block-id"]


def test_a_rule_that_finds_no_end_of_faults_is_cut_off_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowlint.checking.running._MOST_FINDINGS", 4)
    notes = [{"type": "default", "content": "\n".join(["flowlint:"] * 5)}]
    blocks = [block(str(number), "MessageParticipant", {"Text": "x"}, "gone") for number in range(2)]
    for one in blocks:
        one["Transitions"]["Errors"] = [{"NextAction": "gone", "ErrorType": "NoMatchingError"}] * 2
    document = {**flow(*blocks, END, END), "Metadata": {"name": "f", "Annotations": notes}}
    rules = ("dangling-transition", "duplicate-block-id", "unused-suppression")

    def checked(**more: Any) -> tuple[list[str], tuple[Failure, ...]]:
        report = check_text(json.dumps({**document, **more}), "a.json", Overrides(select=rules, isolated=True))
        return [one.rule for one in report.findings], report.failures

    found, failures = checked()
    assert sorted(found) == ["dangling-transition"] * 4 + ["duplicate-block-id"] + ["unused-suppression"] * 4
    words = "found more than 4 faults in the flow “f”; the others are not reported"
    assert failures == tuple(
        Failure("a.json", rule, f"the rule {rule} {words}") for rule in ("dangling-transition", "unused-suppression")
    )
    assert checked(Actions=[*document["Actions"], END, END], Metadata={})[1] == ()


def test_a_file_that_takes_too_long_to_read_is_named_and_the_run_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("flowlint.reading._MOST_SECONDS", 0.2)
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps(flow(block("a", "MessageParticipant", {"Text": "x"}, "gone"))))
    load = reading.load

    def slow(text: str, **how: Any) -> Any:
        end = time.process_time() + 10 * (not read)
        read.append(text)
        while time.process_time() < end:
            pass
        return load(text, **how)

    read: list[str] = []
    monkeypatch.setattr("flowlint.reading.load", slow)
    report = check_paths([tmp_path], Overrides(select=("dangling-transition",), isolated=True))
    assert [str(one) for one in report.unread] == [
        f"{tmp_path / 'a.json'}:1: a file that takes longer than 0.2 s to read"
    ]
    assert [Path(one.path).name for one in report.findings] == ["b.json"]
