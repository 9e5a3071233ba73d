"""The path rules against a second opinion: made-up flows and real ones, each alone in its run."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from flowlint import packs
from flowlint.analysis.engine.facts import ProjectFacts
from flowlint.model.flow import Flow
from flowlint.model.project import Project
from flowlint.reading import read_bytes, read_text
from flowlint.rule import Draft
from kit.attribute_flows import says, sets
from kit.flow_strategies import KINDS, documents
from kit.flows import END, block
from kit.flows import flow as flow_of
from kit.oracle import RULES, Expected, TooLarge, World
from kit.queue_flows import TRANSFER, check_hours, check_staffing, compare, set_queue

LEAST = 8
"""How many made-up flows each rule must speak on at least, and how many it must be silent on, to count as tried."""


class Tally:
    """What came of holding rules against the oracle, flow by flow."""

    def __init__(self) -> None:
        self.flows = 0
        self.too_large = 0
        self.fired: Counter[str] = Counter()
        self.wrong: dict[str, list[str]] = defaultdict(list)

    def add(self, flow: Flow, shown: str) -> None:
        """Hold all path rules against the oracle on one flow."""
        self.flows += 1
        try:
            for rule in RULES:
                expected, drafts = list(RULES[rule](World(flow))), found_by(rule, flow)
                self.fired[rule] += bool(drafts)
                faults = [*disagreements(flow, expected, drafts)]
                if faults:
                    self.wrong[rule].append("\n".join((*faults, shown)))
        except TooLarge:
            self.too_large += 1

    def smallest(self, rule: str) -> str:
        """Show the smallest flow on which a rule and the oracle disagree, "" where there is none."""
        found = self.wrong[rule]
        return f"{len(found)} of {self.flows} flows; the smallest:\n{min(found, key=len)}" if found else ""


def found_by(rule: str, flow: Flow) -> list[Draft]:
    check = next(one.check for one in packs.load().rules if one.id == rule)
    return list(check(flow, ProjectFacts(Project([flow])).of(flow)))


def disagreements(flow: Flow, expected: Iterable[Expected], drafts: list[Draft]) -> Iterable[str]:
    """Say what a rule found too much or too little, and which witness does not show what it should."""
    left = list(drafts)
    for one in expected:
        pairs = ((this, draft) for this in (one, *one.instead) for draft in left if is_the_same(this, draft))
        this, draft = next(pairs, (one, None))
        if draft is None:
            yield f"missed: {one.rule} at {one.block} {one.subject}, by {[edge.via for edge in one.path]}"
            continue
        left.remove(draft)
        path = draft.witness.edges
        starts_at = path[0].source if path else draft.block.id
        if starts_at != (this.begins or flow.start) or not this.shown_by(path):
            yield f"no witness: {draft.message} {path}"
        elif len(path) != len(this.path) and not this.begins:
            yield f"no shortest witness: {draft.message} {len(path)} edges, {len(this.path)} are enough"
    yield from (f"too much: {draft.message} {[edge.via for edge in draft.witness.edges]}" for draft in left)


def is_the_same(expected: Expected, draft: Draft) -> bool:
    return draft.block is not None and (draft.block.id, draft.fingerprint_key) == (expected.block, expected.subject)


def tally_of_made_flows(examples: int) -> Tally:
    """Try this many flows of each kind, the same ones every time."""
    tally = Tally()
    for kind in KINDS:

        @settings(
            max_examples=examples,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(documents(kind))
        def hold(document: dict[str, object]) -> None:
            text = json.dumps(document)
            (flow,) = read_text("made-up.json", text).flows
            tally.add(flow, text)

        hold()
    return tally


STORE = {
    "StoreInput": "True",
    "Text": "Your number?",
    "InputTimeLimitSeconds": "5",
    "InputValidation": {"CustomValidation": {"MaximumLength": "16"}},
}
RECORD_NOBODY = {"RecordingBehavior": {"RecordedParticipants": []}}

TELLING = {
    "a loop that only a contradiction reaches": (
        "endless-loop",
        sets("note", "plan", "ask", value="no"),
        compare("ask", "$.Attributes.plan", "no", "end", "record"),
        block(
            "record", "UpdateContactRecordingBehavior", {"RecordingBehavior": {"RecordedParticipants": []}}, "record"
        ),
    ),
    "a loop whose first branch contradicts the way there": (
        "endless-loop",
        sets("note", "plan", "ask", value="no"),
        compare("ask", "$.Attributes.plan", "yes", "ask", "ask"),
    ),
    "closed, with no queue, of which a check before was told": (
        "queue-transfer-when-closed",
        check_hours("hours", "staff", "staff", HoursOfOperationId="office"),
        check_staffing("staff", "transfer", metric="NumberOfAgentsAvailable"),
        TRANSFER,
    ),
    "a second check after the open branch": (
        "queue-transfer-when-closed",
        check_hours("office", "holiday", "after hours", HoursOfOperationId="office"),
        check_hours("holiday", "sales", "end", HoursOfOperationId="holidays"),
        set_queue("sales", "sales", "transfer"),
        TRANSFER,
        set_queue("after hours", "sales", "transfer too"),
        {**TRANSFER, "Identifier": "transfer too"},
    ),
    "a transfer after a comparison that shows a queue": (
        "queue-transfer-without-queue",
        compare("which", "$.Queue.Name", "sales", "transfer", "end"),
        TRANSFER,
    ),
    "a read after a comparison that shows a queue": (
        "queue-attribute-before-queue",
        compare("which", "$.Queue.Name", "sales", "say", "end"),
        says("This is $.Queue.Name.", "say"),
    ),
    "staffing checked without a queue, of which a block before was told": (
        "queue-transfer-without-staffing-check",
        check_staffing("how many", "staff", metric="NumberOfContactsInQueue"),
        check_staffing("staff", "sales", metric="NumberOfAgentsAvailable"),
        set_queue("sales", "sales", "transfer"),
        TRANSFER,
    ),
    "another queue set after a check that has one": (
        "queue-transfer-without-hours-check",
        check_hours("too soon", "sales"),
        set_queue("sales", "sales", "hours"),
        check_hours("hours", "billing"),
        set_queue("billing", "billing", "transfer"),
        TRANSFER,
    ),
    "an attribute that only a block without way in compares": (
        "unchecked-stored-input",
        block("store", "GetParticipantInput", STORE, "keep", NoMatchingError="end"),
        sets("keep", "number", "end", value="$.StoredCustomerInput"),
        compare("nobody", "$.Attributes.number", "Timeout", "end", "end"),
    ),
    "a wait, which asks nobody anything": (
        "logging-left-off",
        block("off", "UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": "Disabled"}, "store"),
        block("store", "GetParticipantInput", STORE, "rest", NoMatchingError="end"),
        block("rest", "Wait", {"TimeLimitSeconds": "5"}, "end", {"WaitCompleted": "end"}, NoMatchingError="end"),
    ),
}
"""Small flows in which a rule went wrong once, by the rule: an inbound flow's blocks without its end."""


@pytest.mark.parametrize("name", TELLING)
def test_flows_that_went_wrong_once(name: str) -> None:
    rule, *blocks = TELLING[name]
    document = flow_of(*blocks, END, Metadata={"type": "contactFlow"})
    (flow,) = read_text("small.json", json.dumps(document)).flows
    assert list(disagreements(flow, RULES[rule](World(flow)), found_by(rule, flow))) == []


@pytest.fixture(scope="module")
def few() -> Tally:
    return tally_of_made_flows(25)


@pytest.fixture(scope="module")
def many() -> Tally:
    return tally_of_made_flows(250)


@pytest.fixture(scope="module")
def real(corpus: Path) -> Tally:
    tally = Tally()
    for entry in json.loads((corpus / "INDEX.json").read_text(encoding="utf-8")):
        if entry["format"] == "flow-language":
            for flow in read_bytes(entry["path"], (corpus / entry["path"]).read_bytes()).flows:
                tally.add(flow, entry["path"])
    return tally


@pytest.mark.parametrize("rule", RULES)
def test_a_few_made_up_flows(rule: str, few: Tally) -> None:
    assert few.smallest(rule) == ""


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
def test_many_made_up_flows(rule: str, many: Tally) -> None:
    assert many.flows >= 2_000
    assert many.too_large == 0
    assert LEAST <= many.fired[rule] <= many.flows - LEAST
    assert many.smallest(rule) == ""


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
def test_real_flows(rule: str, real: Tally) -> None:
    assert real.too_large == 0
    assert real.smallest(rule) == ""
