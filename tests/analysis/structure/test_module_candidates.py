"""What could become a flow module of its own, and what crosses its border."""

import json
from typing import Any

import pytest
from hypothesis import given

from flowlint.analysis.engine.facts import Facts, ProjectFacts
from flowlint.analysis.structure.module_candidates import ModuleCandidate, module_candidates
from flowlint.model.project import Project
from flowlint.reading import read_text
from flowlint.run import Overrides, check_text
from kit.flows import END
from kit.flows import block as block_of
from kit.flows import flow as flow_of
from kit.graphs import Targets, targets

Document = dict[str, Any]


def facts_of(document: Document) -> Facts:
    (flow,) = read_text("flow.json", json.dumps(document)).flows
    return ProjectFacts(Project([flow])).of(flow)


def action(block_id: str, block_type: str, *targets: str, **parameters: Any) -> Document:
    """A block whose first target is its NextAction, and whose others are conditions of a Compare, or else errors."""
    following, more = (targets[0] if targets else None), list(enumerate(targets[1:]))
    if block_type == "Compare":
        conditions = {str(number): target for number, target in more}
        return block_of(block_id, block_type, parameters, following, conditions, NoMatchingCondition=targets[0])
    return block_of(
        block_id, block_type, parameters, following, **{f"Error{number}": target for number, target in more}
    )


def flow(*blocks: Document, flow_type: str | None = None) -> Document:
    return flow_of(*blocks, StartAction="a", Metadata={} if flow_type is None else {"type": flow_type})


def plays(block_id: str, *targets: str) -> Document:
    return action(block_id, "MessageParticipant", *targets, Text="Hello.")


def document_of(graph: Targets) -> Document:
    return flow(
        *(plays(one, *targets) if targets else action(one, "DisconnectParticipant") for one, targets in graph.items())
    )


def test_no_candidate_without_an_entry() -> None:
    assert module_candidates(facts_of(flow(plays("b", "b")))) == ()
    assert module_candidates(facts_of(flow())) == ()


def chain_of(*blocks: Document) -> Document:
    """A flow of these blocks one after the other, and then as many prompts as leave them half of the flow."""
    blocks = (*blocks, *(plays("", "") for _ in range(len(blocks))))
    ids = [block["Identifier"] or f"p{number}" for number, block in enumerate(blocks)]
    for block, block_id, following in zip(blocks, ids, [*ids[1:], "end"], strict=True):
        block["Identifier"] = block_id
        block["Transitions"]["NextAction"] = following
    return flow(*blocks, END)


def only(document: Document) -> ModuleCandidate:
    found = module_candidates(facts_of(document))
    return found[0]


def sets(block_id: str, **attributes: str) -> Document:
    return action(block_id, "UpdateContactAttributes", "", Attributes=attributes)


def test_what_crosses_the_border() -> None:
    document = flow(
        action("a", "InvokeLambdaFunction", "b", "end", LambdaFunctionARN="arn:aws:lambda:x"),
        action("b", "Compare", "c", "d", ComparisonValue="$.External.level"),
        action("c", "GetParticipantInput", "e", "e", StoreInput="True", Text="Hello $.Attributes.name"),
        action("d", "UpdateFlowAttributes", "e", "e", FlowAttributes={"mood": {"Value": "good"}}),
        action("e", "UpdateContactAttributes", "f", "f", Attributes={"seen": "yes", "kind": "$.FlowAttributes.mood"}),
        action("f", "MessageParticipant", "g", Text="$.StoredCustomerInput $.FlowAttributes.mood $.Attributes.kind"),
        action("g", "MessageParticipant", "h", "h", Text="$.External.level"),
        action("h", "MessageParticipant", "end", "end", Text="Bye."),
        action("end", "DisconnectParticipant"),
    )  # fmt: skip
    candidate = only(document)
    assert (candidate.first.id, candidate.last.id, candidate.size) == ("b", "e", 4)
    assert candidate.exit is not None and candidate.exit.id == "f"
    assert candidate.reads == ("$.Attributes.name",)
    assert candidate.handed_in == ("$.External.level", "$.FlowAttributes.mood")
    assert candidate.sets == ("$.Attributes.kind", "$.Attributes.seen")
    assert candidate.handed_back == ("$.StoredCustomerInput", "$.FlowAttributes.mood")


def test_what_is_set_inside_first_is_not_handed_in() -> None:
    document = chain_of(
        action("a", "InvokeLambdaFunction", "", LambdaFunctionARN="arn:aws:lambda:x"),
        sets("b", level="$.External.level"),
        action("c", "MessageParticipant", "", Text="$.Attributes.level and $.External.level"),
        action("d", "MessageParticipant", "", Text="$.Channel"),
    )
    candidate = only(document)
    assert (candidate.reads, candidate.handed_in, candidate.handed_back) == ((), (), ())
    assert candidate.sets == ("$.Attributes.level",)


def test_what_another_block_sets_anew_is_not_handed_back() -> None:
    def lambda_function(block_id: str, following: str) -> Document:
        return action(block_id, "InvokeLambdaFunction", following, "end", LambdaFunctionARN="arn:aws:lambda:x")

    document = flow(
        plays("a", "b"), plays("b", "c"), plays("c", "d"),
        action("d", "InvokeLambdaFunction", "e", LambdaFunctionARN="arn:aws:lambda:x"),
        lambda_function("e", "f"),
        action("f", "MessageParticipant", "g", Text="$.External.level"),
        plays("g", "end"), action("end", "DisconnectParticipant"),
    )  # fmt: skip
    candidate = only(document)
    assert (candidate.size, candidate.last.id, candidate.handed_back) == (4, "d", ())


@pytest.mark.parametrize(
    "odd", ["EndFlowExecution", "StartExistingMessageProcessing", "EndFlowModuleExecution", "MadeUp", ""]
)
def test_no_candidate_with_a_block_that_a_module_cannot_hold(odd: str) -> None:
    blocks = [*(plays(one, following) for one, following in zip("abcdefgh", "bcdefgh", strict=False)), plays("h")]
    blocks[2] = action("c", odd, "d")
    assert {candidate.first.id for candidate in module_candidates(facts_of(flow(*blocks)))} <= {"d", "e", "f", "g"}


def test_what_is_half_of_the_flow_is_the_largest() -> None:
    blocks = [plays(one, following) for one, following in zip("abcdefgh", "bcdefgh", strict=False)]
    eight = flow(*blocks, action("h", "DisconnectParticipant"))
    assert [(one.first.id, one.last.id, one.size) for one in module_candidates(facts_of(eight))] == [
        ("a", "d", 4),
        ("e", "h", 4),
    ]
    assert module_candidates(facts_of({**eight, "StartAction": "b"})) == ()


def messages(limit: int = 8) -> list[str]:
    blocks = [plays(one, following) for one, following in zip("abcdefghi", "bcdefghi", strict=False)]
    document = flow(*blocks, action("i", "DisconnectParticipant"))
    report = check_text(
        json.dumps(document),
        "flow.json",
        Overrides(select=("oversized-flow",), settings={"rules": {"oversized-flow": {"max-blocks": limit}}}),
    )
    return [
        line for finding in report.findings for line in (finding.message, *(one.message for one in finding.related))
    ]


def test_two_candidates_are_named_where_there_is_room() -> None:
    assert messages() == [
        "This flow has 9 blocks, more than 8; 4 from Play prompt “a” to Play prompt “d” and "
        "4 from Play prompt “e” to Play prompt “h” could become flow modules.",
        "4 blocks from Play prompt “a” to Play prompt “d”, then on to Play prompt “e”.",
        "4 blocks from Play prompt “e” to Play prompt “h”, then on to Disconnect / hang up “i”.",
    ]
    assert messages(9) == []


@given(targets())
def test_candidates_do_not_overlap(graph: Targets) -> None:
    doubled = {
        f"{copy}{one}": [f"{copy}{target}" for target in targets] for copy in "xy" for one, targets in graph.items()
    }
    document = document_of({"a": ["xa", "ya"], **doubled})
    found = module_candidates(facts_of(document))
    assert len({candidate.first.id for candidate in found}) == len(found)
    assert sum(candidate.size for candidate in found) <= len(doubled) + 1
    assert all(4 <= candidate.size <= len(document["Actions"]) // 2 for candidate in found)
