"""Which rules a run chooses, and what it does with flows too large to follow and rules that crash."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from flowlint import check_text, packs
from flowlint.checking import MOST_BLOCKS
from flowlint.report import Failure, Level
from flowlint.rule import Draft, Facts, Flow, Rule, at_flow, rule
from flowlint.run import Overrides
from flowlint.settings.mistakes import SettingsProblem


@dataclass(frozen=True)
class Options:
    most: int = 3

    def __post_init__(self) -> None:
        if self.most < 1:
            raise ValueError("most is at least 1")


def made(name: str, **declared: Any) -> Rule:
    """A rule as the module `name` would declare it, that finds one thing in each flow."""

    def check(flow: Flow, facts: Facts, *options: Options) -> Iterator[Draft]:
        if flow.name == "crash":
            raise LookupError("nothing there")
        yield at_flow(f"Found in {flow.name}.", ("StartAction",))

    check.__module__ = f"some_pack.{name}"
    return rule(level=Level.WARNING, pillar="reliability", since="0.1.0", **declared)(check)


PLAIN, FUSSY, OPTED = made("plain_rule"), made("fussy_rule", pedantic=True), made("opted_rule", options=Options)
NEW = made("new_rule", preview=True)
KNOWN = (FUSSY, NEW, OPTED, PLAIN)


@pytest.mark.parametrize(
    ("overrides", "rules"),
    [
        (Overrides(), (OPTED, PLAIN)),
        (Overrides(pedantic=True), (FUSSY, OPTED, PLAIN)),
        (Overrides(pedantic=True, ignore=("opted-rule",)), (FUSSY, PLAIN)),
        (Overrides(select=("fussy-rule",)), (FUSSY,)),
        (Overrides(select=("plain-rule", "fussy-rule"), ignore=("plain-rule",)), (FUSSY,)),
        (Overrides(select=("*-rule",), ignore=("p*",)), (FUSSY, OPTED)),
        (Overrides(extend_select=("fussy-rule",), ignore=("plain-rule",)), (FUSSY, OPTED)),
        (Overrides(preview=True), (NEW, OPTED, PLAIN)),
        (Overrides(preview=True, ignore=("new-rule",)), (OPTED, PLAIN)),
        (Overrides(select=("new-rule", "plain-rule")), (NEW, PLAIN)),
        (Overrides(extend_select=("new-rule",)), (NEW, OPTED, PLAIN)),
        (Overrides(extend_select=("new-*",)), (OPTED, PLAIN)),
        (Overrides(select=("new-*", "plain-*"), preview=True), (NEW, PLAIN)),
    ],
)
@pytest.mark.usefixtures("known_rules")
def test_which_rules_run(overrides: Overrides, rules: tuple[Rule, ...]) -> None:
    report = check_text(json.dumps(flow("any")), overrides=overrides)
    assert [info.id for info in report.rules] == [rule.id for rule in rules]


@pytest.mark.parametrize(
    "overrides",
    [
        Overrides(select=("plan-rule",)),
        Overrides(extend_select=("plain-rul",)),
        Overrides(ignore=("Plain_Rule",)),
        Overrides(settings={"rules": {"plain-rul": {}}}),
    ],
)
@pytest.mark.usefixtures("known_rules")
def test_an_unknown_rule_is_answered_with_the_nearest(overrides: Overrides) -> None:
    with pytest.raises(SettingsProblem, match="Did you mean plain-rule"):
        check_text("{}", overrides=overrides)


def test_options_are_named_with_dashes_and_checked() -> None:
    assert OPTED.make_options({"most": 5}) == Options(5)
    assert OPTED.make_options({}) == Options()
    assert PLAIN.make_options({}) is None
    with pytest.raises(ValueError, match="rule opted-rule has no option 'least'; it has: most"):
        OPTED.make_options({"least": 1})


@pytest.mark.usefixtures("known_rules")
def test_options_that_a_rule_refuses_are_a_mistake_in_settings(tmp_path: Path) -> None:
    (tmp_path / "flowlint.toml").write_text("\n[rules.opted-rule]\nmost = 0\n", encoding="utf-8")
    with pytest.raises(SettingsProblem, match=r"flowlint.toml:2: the rule opted-rule .*: most is at least 1\.$"):
        check_text("{}", str(tmp_path / "flow.json"))


def flow(name: str, blocks: int = 1) -> dict[str, Any]:
    actions = [{"Identifier": f"b{index}", "Type": "DisconnectParticipant"} for index in range(blocks)]
    return {"Version": "2019-10-30", "StartAction": "b0", "Metadata": {"name": name}, "Actions": actions}


@pytest.fixture
def known_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that knows three rules."""
    for known in KNOWN:
        monkeypatch.setitem(sys.modules, known.check.__module__, ModuleType("rule", "Something is wrong."))
    monkeypatch.setattr(packs, "load", lambda: packs.Packs(KNOWN, ()))


@pytest.fixture
def one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that knows one rule alone."""
    monkeypatch.setitem(sys.modules, PLAIN.check.__module__, ModuleType("plain_rule", "Something is wrong."))
    monkeypatch.setattr(packs, "load", lambda: packs.Packs((PLAIN,), ()))


@pytest.mark.usefixtures("one_rule")
def test_a_crash_costs_one_rule_one_flow() -> None:
    report = check_text(json.dumps([flow("first"), flow("crash"), flow("last")]), "flows.json")
    assert [finding.message for finding in report.findings] == ["Found in first.", "Found in last."]
    (failure,) = report.failures
    assert (failure.path, failure.rule) == ("flows.json", "plain-rule")
    assert failure.message.startswith("the rule plain-rule crashed: LookupError: nothing there (test_run.py:")


@pytest.mark.usefixtures("one_rule")
def test_a_flow_too_large_to_follow_is_said_and_the_others_are_checked() -> None:
    flows = [flow("huge", MOST_BLOCKS + 1), flow("just so", MOST_BLOCKS)]
    report = check_text(json.dumps(flows), "flows.json")
    assert [finding.message for finding in report.findings] == ["Found in just so."]
    message = "the flow “huge” has 20,001 blocks and was not checked; Connect takes 250 at most"
    assert report.failures == (Failure("flows.json", None, message),)
