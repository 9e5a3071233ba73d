"""Flows of too many faults or states, or that take too long: the run goes on, and says what is not known of which."""

import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from flowlint import packs, reading
from flowlint.report import Failure
from flowlint.run import Overrides, check_paths, check_text
from flowlint.time_limit import TookTooLong, time_limit
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
            f"the flow “slow” took longer than 0.2 s, most of it in the rule {slow_rule}, "
            "and not all rules looked at it; exclude it, or raise time-limit in settings",
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


def test_time_that_the_system_takes_counts_too() -> None:
    begin = time.process_time()
    with pytest.raises(TookTooLong), time_limit(0.2):
        while time.process_time() < begin + 5:
            os.urandom(1 << 20)  # hardly anything of it is time of the program itself
    assert time.process_time() < begin + 2


def test_a_limit_around_another_ends_what_is_within_both() -> None:
    with pytest.raises(TookTooLong), time_limit(0.05) as outer, time_limit(5) as inner:
        while True:
            pass
    assert (inner.is_over, outer.is_over) == (False, True)
    with pytest.raises(TookTooLong), time_limit(5), time_limit(0.05) as inner:
        while True:
            pass
    assert inner.is_over


def test_a_flow_that_ends_within_a_house_rule_blames_no_rule_after_it(tmp_path: Path) -> None:
    for name, text in (("fast", "x"), ("slow", "a" * 60 + "!")):
        document = flow(block(name, "MessageParticipant", {"Text": text}, "gone"))
        (tmp_path / f"{name}.json").write_text(json.dumps({**document, "Metadata": {"name": name}}))
        (tmp_path / f"z-{name}.json").write_text(json.dumps({**document, "Metadata": {"name": name}}))
    select = "$.Actions[*].Parameters.Text"
    rules = {f"{name}-text": {"message": "{value}", "select": select, "schema": {"pattern": "^(a+)+$"}}
             for name in ("first", "second", "third")}  # fmt: skip
    settings = {"select": [f"house/{name}" for name in rules], "house-rules": rules, "time-limit": 0.2}
    report = check_paths([tmp_path], Overrides(settings=settings, isolated=True))
    said = "the flow “slow” took longer than 0.2 s, most of it in the rule house/first-text, and not all rules looked "
    assert report.failures == tuple(
        Failure(str(tmp_path / name), None, f"{said}at it; exclude it, or raise time-limit in settings")
        for name in ("slow.json", "z-slow.json")
    )
    assert [(Path(one.path).name, one.rule) for one in report.findings] == [
        (path, f"house/{name}") for path in ("fast.json", "z-fast.json") for name in rules
    ]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_rule_that_uses_up_the_time_again_and_again_is_given_up(
    workers: int, slow_rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowlint.parts._BLOCKS", 1)
    for number in range(9):
        document = flow(block("slow", "MessageParticipant", {"Text": "x"}, "gone"))
        (tmp_path / f"{number}.json").write_text(json.dumps(document))
    settings = {"select": [slow_rule, "missing-error-branch"], "time-limit": 0.05}
    report = check_paths([tmp_path], Overrides(settings=settings, isolated=True), workers=workers)
    of_run, *of_flows = report.failures
    assert of_run == Failure(
        "",
        slow_rule,
        f"the rule {slow_rule} used up the time for 3 flows and does not look at the rest of the run; "
        f"leave it out with --ignore {slow_rule}",
    )
    failed = {one.path for one in of_flows}
    assert 3 <= len(failed) <= 3 * workers
    said = f"a flow took longer than 0.05 s, most of it in the rule {slow_rule}, and not all rules looked at it; "
    assert of_flows == [
        Failure(path, None, f"{said}exclude it, or raise time-limit in settings") for path in sorted(failed)
    ]
    ran = {path: frozenset() if path in failed else frozenset({"missing-error-branch"}) for path in report.ran}
    assert (report.ran, len(ran)) == (ran, 9)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_house_rule_that_takes_too_long_is_told_of_once_whatever_the_workers(
    workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowlint.parts._BLOCKS", 1)
    monkeypatch.setattr("flowlint.house_rules.patience.SECONDS", 0.1)
    for number in range(9):
        document = flow(block("a", "MessageParticipant", {"Text": "a" * 60 + "!"}, "gone"))
        (tmp_path / f"{number}.json").write_text(json.dumps(document))
    ids = [f"slow-text-{number}" for number in range(4)]
    rule = {"message": "x", "select": "$.Actions[*].Parameters.Text", "schema": {"pattern": "^(a+)+$"}}
    settings = {"select": [f"house/{one}" for one in ids], "house-rules": dict.fromkeys(ids, rule)}
    report = check_paths([tmp_path], Overrides(settings=settings, isolated=True), workers=workers)
    simpler = "make its expression, its schema or their patterns simpler"
    whys = [*["0.1 seconds"] * 3, "0.05 seconds, the time that is left after 3 others that took too long"]
    assert report.failures == tuple(
        Failure("", f"house/{one}", f"the rule house/{one} (the caller) cannot look at the flow “0.json”: "
                f"it takes longer than {why}; {simpler}")
        for one, why in zip(ids, whys, strict=True)
    )  # fmt: skip


def test_a_rule_that_looks_at_files_has_no_more_time_than_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rule = next(one for one in packs.load().rules if one.looks_at == "file")

    def endless(_: object) -> Iterator[object]:
        while True:
            pass

    monkeypatch.setitem(rule.__dict__, "check", endless)
    (tmp_path / "a.json").write_text(json.dumps(flow(block("a", "MessageParticipant", {"Text": "x"}, "gone"))))
    settings = {"select": [rule.id, "dangling-transition"], "time-limit": 0.1}
    report = check_paths([tmp_path], Overrides(settings=settings, isolated=True))
    said = f"it took longer than 0.1 s, most of it in the rule {rule.id}, and not all rules looked at it; "
    assert report.failures == (
        Failure(str(tmp_path / "a.json"), None, f"{said}exclude it, or raise time-limit in settings"),
    )
    assert [one.rule for one in report.findings] == ["dangling-transition"]


class Ended(BaseException):
    """What is no `Exception`, and no interrupt of ours."""


@pytest.mark.parametrize("problem", [GeneratorExit, Ended, SystemExit])
def test_whatever_a_rule_raises_the_others_go_on(problem: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    rule = next(one for one in packs.load().rules if one.id == "endless-loop")

    def ending(*_: object) -> Iterator[object]:
        raise problem("so")

    monkeypatch.setitem(rule.__dict__, "check", ending)
    document = json.dumps(flow(block("a", "MessageParticipant", {"Text": "x"}, "gone")))
    report = check_text(document, "a.json", Overrides(select=(rule.id, "dangling-transition"), isolated=True))
    ((path, of, message),) = report.failures
    assert (path, of) == ("a.json", rule.id)
    assert message.startswith(f"the rule {rule.id} crashed: {problem.__name__}: so (test_time_limit.py:")
    assert [one.rule for one in report.findings] == ["dangling-transition"]


def test_a_limit_that_is_over_between_two_rules_is_reported_once(slow_rule: str) -> None:
    document = {**flow(block("slow", "MessageParticipant", {"Text": "x"}, "gone")), "Metadata": {"name": "slow"}}
    settings = {"select": [slow_rule, "endless-loop", "missing-error-branch"], "time-limit": 0.2}
    with ThreadPoolExecutor(1) as thread:  # where no timer can interrupt a rule
        choice = Overrides(settings=settings, isolated=True)
        report = thread.submit(check_text, json.dumps(document), "a.json", choice).result()
    most = f"most of it in the rule {slow_rule}, "
    said = f"the flow “slow” took longer than 0.2 s, {most}and not all rules looked at it; "
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
