"""The order of blocks, keys and files changes nothing of what is found but the places: all rules at once."""

import json
import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.checking import check
from flowlint.reading import Reader
from flowlint.report import Finding
from flowlint.run import Overrides, check_text
from kit import FIXTURES
from kit.flow_strategies import KINDS, documents
from kit.flows import block, flow
from kit.made_runs import MODULES, runs
from kit.queue_flows import go, menu, set_queue

ALL = Overrides(pedantic=True, isolated=True)


def findings(document: Any) -> Counter[Any]:
    """All that is said of a flow, without line, column and pointer."""
    report = check_text(json.dumps(document), "flow.json", ALL)
    assert not report.failures
    return Counter(map(said, report.findings))


def said(finding: Finding) -> Any:
    block = finding.block.id if finding.block else None
    trail = tuple((step.block.id, step.via, step.note) for step in finding.trail)
    related = tuple(sorted(one.message for one in finding.related))
    return finding.rule, finding.level, finding.message, block, finding.fingerprint, trail, related


@given(st.sampled_from(KINDS).flatmap(documents), st.randoms(use_true_random=False))
def test_blocks_of_made_flows_may_stand_in_any_order(document: Any, chance: random.Random) -> None:
    found = findings(document)
    chance.shuffle(document["Actions"])
    assert findings(document) == found


def flows_of_fixtures() -> list[Path]:
    """The fixtures that are one flow in the Flow language, all of whose blocks have ids of their own."""
    paths = sorted(path for path in FIXTURES.glob("*/*-*.json") if path.parent.name != "refusals")
    return list(filter(may_be_shuffled, paths))


def may_be_shuffled(path: Path) -> bool:
    try:
        document = json.loads(path.read_bytes())
        ids = [action["Identifier"] for action in document["Actions"]]
    except (ValueError, KeyError, TypeError):
        return False
    return len(ids) == len(set(map(str, ids)))


@pytest.mark.slow
@pytest.mark.parametrize("path", flows_of_fixtures(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_blocks_of_fixtures_may_stand_in_any_order(path: Path) -> None:
    document = json.loads(path.read_bytes())
    found = findings(document)
    document["Actions"].reverse()
    assert findings(document) == found
    random.Random(0).shuffle(document["Actions"])
    assert findings(document) == found


MODULE = "arn:aws:connect:eu-west-1:111122223333:instance/8f2d6c1e-4b7a-4f0e-9a53-2c1d7e6b9f40/flow-module/{}"
IDS = [f"5e7d2b90-7a43-4f1b-b1c8-0f9d3a6e2c8{number}" for number in range(3)]


def module(number: int, *blocks: Any, **more: Any) -> Any:
    held = {"Name": f"m{number}", "Id": IDS[number], "Arn": MODULE.format(IDS[number])}
    content = flow(*blocks, block("back", "EndFlowModuleExecution"), **more)
    return {"ContactFlowModule": {**held, "Content": json.dumps(content)}}


def calls(name: str, number: int, to: str) -> Any:
    return block(name, "InvokeFlowModule", {"FlowModuleId": MODULE.format(IDS[number])}, to, NoMatchingError="back")


def test_blocks_that_call_modules_may_stand_in_any_order() -> None:
    one, two = calls("one", 1, "two"), calls("two", 2, "back")
    others = module(1, calls("on", 0, "back")), module(2, calls("on", 0, "back"))
    assert findings([module(0, one, two), *others]) == findings([module(0, two, one, StartAction="one"), *others])


@pytest.mark.slow
@given(
    st.sampled_from(("queues", "attributes", "results", "logging", "alone")).flatmap(runs),
    st.randoms(use_true_random=False),
)
def test_blocks_of_made_runs_may_stand_in_any_order(run: dict[str, Any], chance: random.Random) -> None:
    names = [f"{number}.json" for number in range(len(run))]
    found = findings_in(dict(zip(names, answers(run), strict=True)))
    for document in run.values():
        chance.shuffle(document["Actions"])
    run = {name: in_any_order(document, chance) for name, document in run.items()}
    chance.shuffle(names)
    assert findings_in(dict(zip(names, answers(run), strict=True))) == found


def in_any_order(value: Any, chance: random.Random) -> Any:
    """Give a JSON value with the keys of all its objects in another order."""
    if isinstance(value, list):
        return [in_any_order(one, chance) for one in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    chance.shuffle(keys)
    return {key: in_any_order(value[key], chance) for key in keys}


def findings_in(files: Mapping[str, Any]) -> Counter[Any]:
    """All that is said of the flows of a run, given as documents by the name of their file."""
    read = [Reader().read_text(path, json.dumps(document)) for path, document in sorted(files.items())]
    report = check(read, [], ALL.resolver(), sorted(files))
    assert not report.failures
    return Counter((one.flow, *said(one)) for one in report.findings)


FIXTURES_OF_RUNS = (
    "duplicated-section/bad-two-flows",
    "duplicated-section/good-versions-of-one-flow",
    "module-recursion/bad-ring-of-two",
    "transfer-cycle/bad-error-flow",
    "transfer-cycle/bad-ring-of-three",
)


@pytest.mark.parametrize("fixture", FIXTURES_OF_RUNS)
def test_flows_may_stand_in_files_of_any_names(fixture: str) -> None:
    flows = json.loads((FIXTURES / f"{fixture}.json").read_bytes())
    found = findings_in({f"{number}.json": flow for number, flow in enumerate(flows)})
    assert findings_in({f"{number}.json": flow for number, flow in enumerate(reversed(flows))}) == found


FIXTURES_OF_KEYS = (
    "invalid-parameter/bad-two-messages",
    "mixed-naming-style/bad-two-odd",
    "mixed-naming-style/good-words-and-others-keys",
    "malformed-attribute-reference/good-sentences-and-templates",
)


@pytest.mark.parametrize("fixture", FIXTURES_OF_KEYS)
def test_keys_may_stand_in_any_order(fixture: str) -> None:
    document = json.loads((FIXTURES / f"{fixture}.json").read_bytes())
    found = findings(document)
    for seed in range(6):
        assert findings(in_any_order(document, random.Random(seed))) == found


def test_the_same_of_several_names_is_proposed_whatever_stands_first() -> None:
    keys = {"order number": "1", "ordernumber": "2"}
    end = block("end", "DisconnectParticipant")
    ask = block("ask", "MessageParticipant", {"Text": "Is it $.Attributes.orderNumber?"}, "end")

    def run(kept: Any) -> Any:
        return flow(
            block("note", "UpdateContactAttributes", {"Attributes": kept}, "ask", NoMatchingError="ask"), ask, end
        )

    found = findings(run(keys))
    assert any(rule == "attribute-never-set" for rule, *_ in found)
    assert findings(run(dict(reversed(keys.items())))) == found


def answers(run: Mapping[str, Any]) -> list[Any]:
    """Write the flows of a run as answers of the API hold them."""
    return [
        {"Id": name, "Name": name, "Type": "MODULE" if name in MODULES else "CONTACT_FLOW", "Content": one}
        for name, one in run.items()
    ]


def test_the_nearest_of_several_blocks_leads_on_wherever_it_stands() -> None:
    ask, say = menu("ask", "near", "say"), block("say", "MessageParticipant", {"Text": "One moment."}, "far")
    near, far = go("near", "B"), go("far", "B")
    queue, end = set_queue("queue", "day", "ask"), block("end", "DisconnectParticipant")
    other = flow(block("transfer", "TransferContactToQueue", NoMatchingError="end", QueueAtCapacity="end"), end)
    found = findings(answers({"A": flow(queue, ask, near, far, say, end), "B": other}))
    (way,) = {trail for rule, *_, trail, _ in found if rule == "queue-transfer-without-hours-check"}
    assert [name for name, *_ in way] == ["queue", "ask", "near", "transfer"]
    assert findings(answers({"A": flow(far, say, near, ask, queue, end, StartAction="queue"), "B": other})) == found


def test_the_first_of_two_blocks_that_store_is_named_wherever_it_stands() -> None:
    ask, end = menu("ask", "one", "two"), block("end", "DisconnectParticipant")
    one, two = (block(name, "GetParticipantInput", {"StoreInput": "True"}, "end") for name in ("one", "two"))
    before = flow(go("on", "B"), end)
    found = findings(answers({"A": before, "B": flow(ask, one, two, end)}))
    assert [name for rule, _, _, name, *_ in found if rule == "logging-inherited-while-storing-input"] == ["one"]
    assert findings(answers({"A": before, "B": flow(ask, two, one, end)})) == found


def test_a_contradiction_of_labels_is_known_by_the_same_whichever_block_is_reached_first() -> None:
    ask, end = menu("ask", "one", "two"), block("end", "DisconnectParticipant")
    queue = "2f0c6d1e-4b7a-4f0e-9a53-2c1d7e6b9f40"
    notes = {
        name: {"parameters": {"QueueId": {"displayName": noted}}} for name, noted in (("one", "Day"), ("two", "Night"))
    }
    document = flow(
        ask, set_queue("one", queue, "end"), set_queue("two", queue, "end"), end, Metadata={"ActionMetadata": notes}
    )
    known = [print_ for rule, *_, print_, _, _ in findings(document) if rule == "mislabelled-resource"]
    for branches in ask["Transitions"].values():
        branches.reverse()
    assert len(known) == 1
    assert [print_ for rule, *_, print_, _, _ in findings(document) if rule == "mislabelled-resource"] == known
