"""Thirty defects put into a flow that has none, one at a time: the rule one would expect finds each, and no other."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from flowlint import check_text, packs
from flowlint.run import Overrides
from kit import ROOT

Json = dict[str, Any]
CONTROL = json.loads((ROOT / "tests" / "data" / "control-flow.json").read_text(encoding="utf-8"))
PEDANTIC = {rule.id for rule in packs.load().rules if rule.pedantic}


class Flow:
    """The control flow, to be damaged; blocks by their names."""

    def __init__(self) -> None:
        self.document: Json = copy.deepcopy(CONTROL)

    def __getitem__(self, name: str) -> Json:
        return next(one for one in self.document["Actions"] if one["Identifier"] == name)

    def add(self, name: str, block_type: str, parameters: Json, transitions: Json) -> None:
        action = {"Identifier": name, "Type": block_type, "Parameters": parameters, "Transitions": transitions}
        self.document["Actions"].append(action)

    def lead(self, name: str, branch: str, target: str) -> None:
        """Lead a branch to another block: `next`, an ErrorType, or the operand of a condition."""
        transitions = self[name]["Transitions"]
        if branch == "next":
            transitions["NextAction"] = target
            return
        for one in (*transitions.get("Conditions", []), *transitions.get("Errors", [])):
            if branch in (one.get("ErrorType"), *one.get("Condition", {}).get("Operands", [])):
                one["NextAction"] = target

    def drop_error(self, name: str, error: str) -> None:
        transitions = self[name]["Transitions"]
        transitions["Errors"] = [one for one in transitions["Errors"] if one["ErrorType"] != error]


DEFECTS: dict[str, tuple[str, Callable[[Flow], object]]] = {}


def defect(rule: str) -> Callable[[Callable[[Flow], object]], Callable[[Flow], object]]:
    """Register a defect, by its function's name, with the rule that must find it."""

    def register(damage: Callable[[Flow], object]) -> Callable[[Flow], object]:
        DEFECTS[damage.__name__.replace("_", " ")] = (rule, damage)
        return damage

    return register


@defect("dangling-transition")
def dangling_next(flow: Flow) -> None:
    flow.lead("Welcome", "next", "Nowhere")


@defect("dangling-transition")
def dangling_error(flow: Flow) -> None:
    flow.lead("Look up member", "NoMatchingError", "Nowhere")


@defect("dangling-transition")
def dangling_condition(flow: Flow) -> None:
    flow.lead("Main menu", "2", "Nowhere")


@defect("dangling-transition")
def start_that_is_no_block(flow: Flow) -> None:
    flow.document["StartAction"] = "Nowhere"


@defect("unreachable-block")
def orphan(flow: Flow) -> None:
    flow.add("Summer hours", "MessageParticipant", {"Text": "We close at noon."}, {"NextAction": "Hang up"})


@defect("unreachable-block")
def orphans_that_lead_to_each_other(flow: Flow) -> None:
    flow.add("Summer hours", "MessageParticipant", {"Text": "We close at noon."}, {"NextAction": "Summer menu"})
    flow.add("Summer menu", "MessageParticipant", {"Text": "Ice cream?"}, {"NextAction": "Summer hours"})


@defect("duplicate-block-id")
def identifier_twice(flow: Flow) -> None:
    flow.add("Closed", "MessageParticipant", {"Text": "Good night."}, {"NextAction": "Hang up"})


@defect("missing-error-branch")
def function_without_error_branch(flow: Flow) -> None:
    flow.drop_error("Look up member", "NoMatchingError")


@defect("missing-error-branch")
def menu_without_timeout(flow: Flow) -> None:
    flow.drop_error("Main menu", "InputTimeLimitExceeded")


@defect("invalid-condition")
def comparison_without_conditions(flow: Flow) -> None:
    flow["Known member"]["Transitions"]["Conditions"] = []


@defect("unknown-block-type")
def type_of_the_old_exports(flow: Flow) -> None:
    flow["Welcome"]["Type"] = "PlayPrompt"


@defect("invalid-parameter")
def misspelt_parameter(flow: Flow) -> None:
    parameters = flow["Look up member"]["Parameters"]
    parameters["LambdaFunctionArn"] = parameters.pop("LambdaFunctionARN")


@defect("invalid-parameter")
def text_and_ssml(flow: Flow) -> None:
    flow["Welcome"]["Parameters"]["SSML"] = "<speak>Welcome.</speak>"


@defect("invalid-parameter")
def function_with_half_a_minute(flow: Flow) -> None:
    flow["Look up member"]["Parameters"]["InvocationTimeLimitSeconds"] = "30"


@defect("endless-loop")
def prompt_that_leads_to_itself(flow: Flow) -> None:
    flow["Closed"]["Transitions"] = {"NextAction": "Closed"}


@defect("unbounded-retry")
def menu_that_asks_for_ever(flow: Flow) -> None:
    for error in ("InputTimeLimitExceeded", "NoMatchingCondition", "NoMatchingError"):
        flow.lead("Main menu", error, "Main menu")


@defect("hardcoded-arn")
def function_by_its_arn(flow: Flow) -> None:
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:look-up-member"
    flow["Look up member"]["Parameters"]["LambdaFunctionARN"] = arn


@defect("deprecated-block")
def bot_of_the_first_version(flow: Flow) -> None:
    lex = {"Text": "How can we help?", "LexBot": {"Name": "Helper", "Region": "eu-west-1", "Alias": "$LATEST"}}
    errors = [{"NextAction": "Sorry", "ErrorType": error} for error in ("NoMatchingCondition", "NoMatchingError")]
    condition = {"NextAction": "Set queue", "Condition": {"Operator": "Equals", "Operands": ["Membership"]}}
    transitions = {"NextAction": "Sorry", "Conditions": [condition], "Errors": errors}
    flow.add("Ask bot", "ConnectParticipantWithLexBot", lex, transitions)
    flow.lead("Main menu", "2", "Ask bot")


@defect("queue-transfer-without-queue")
def transfer_without_queue(flow: Flow) -> None:
    flow.lead("Main menu", "1", "Transfer")
    flow.document["Actions"].remove(flow["Events"])


@defect("result-read-before-produced")
def answer_that_did_not_come(flow: Flow) -> None:
    flow.lead("Look up member", "NoMatchingError", "Greet member")


@defect("unknown-attribute")
def reference_to_no_attribute(flow: Flow) -> None:
    flow["Closed"]["Parameters"]["Text"] = "We are closed, $.Attribute.firstName."


@defect("invalid-condition")
def hours_without_false(flow: Flow) -> None:
    flow["Check hours"]["Transitions"]["Conditions"].pop()


@defect("transition-after-end")
def end_that_goes_on(flow: Flow) -> None:
    flow["Hang up"]["Transitions"] = {"NextAction": "Welcome"}


@defect("shadowed-condition")
def option_twice(flow: Flow) -> None:
    conditions = flow["Main menu"]["Transitions"]["Conditions"]
    conditions.append({**copy.deepcopy(conditions[0]), "NextAction": "Closed"})


@defect("logging-never-enabled")
def no_logging(flow: Flow) -> None:
    flow.document["StartAction"] = "Welcome"
    flow.document["Actions"].remove(flow["Logging on"])


@defect("missing-transition")
def dead_end(flow: Flow) -> None:
    del flow["Closed"]["Transitions"]["NextAction"]


@defect("invalid-flow")
def version_of_another_language(flow: Flow) -> None:
    flow.document["Version"] = "2020-10-30"


@defect("invalid-parameter")
def no_parameters(flow: Flow) -> None:
    del flow["Look up member"]["Parameters"]


@defect("content-too-large")
def more_text_than_connect_takes(flow: Flow) -> None:
    flow.document["Metadata"]["Note"] = "x" * 256_001


@defect("unresolved-placeholder")
def placeholder(flow: Flow) -> None:
    flow["Set queue"]["Parameters"]["QueueId"] = "${Membership:Queue:Id}"


def rules_that_speak(document: Json, *more: str) -> set[str]:
    everything = tuple(rule.id for rule in packs.load().rules if not rule.pack and rule.id not in PEDANTIC)
    report = check_text(json.dumps(document), "flow.json", Overrides(select=(*everything, *more)))
    assert not report.failures
    return {finding.rule for finding in report.findings}


def test_the_control_has_no_defect() -> None:
    assert rules_that_speak(CONTROL) == set()


def test_there_are_thirty() -> None:
    assert len(DEFECTS) == 30


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_found_by_its_rule_alone(name: str) -> None:
    rule, damage = DEFECTS[name]
    flow = Flow()
    damage(flow)
    assert rules_that_speak(flow.document, *({rule} & PEDANTIC)) == {rule}
