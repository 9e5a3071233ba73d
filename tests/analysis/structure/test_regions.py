"""The sections that could be cut out of a flow, against the definition of a region tried on every set of blocks."""

import json
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flowlint.analysis.engine.dominance import Region, regions
from flowlint.analysis.engine.facts import Facts, ProjectFacts
from flowlint.analysis.engine.facts import graph as graph_of
from flowlint.analysis.structure.module_candidates import ModuleCandidate, module_candidates
from flowlint.model.project import Project
from flowlint.reading import read_text
from flowlint.run import Overrides, check_text

Document = dict[str, Any]
END = None
IDS = ["a", "b", "c", "d", "e", "f", "g"]


def facts_of(document: Document) -> Facts:
    (flow,) = read_text("flow.json", json.dumps(document)).flows
    return ProjectFacts(Project([flow])).of(flow)


def action(block_id: str, block_type: str, *targets: str, **parameters: Any) -> Document:
    """A block whose first target is its NextAction, and whose others are conditions of a Compare, or else errors."""
    conditions = [
        {"NextAction": target, "Condition": {"Operator": "Equals", "Operands": [str(number)]}}
        for number, target in enumerate(targets[1:])
    ]
    errors = [{"NextAction": target, "ErrorType": f"Error{number}"} for number, target in enumerate(targets[1:])]
    transitions: Document = {"NextAction": targets[0]} if targets else {}
    if block_type == "Compare":
        transitions |= {
            "Conditions": conditions,
            "Errors": [{"NextAction": targets[0], "ErrorType": "NoMatchingCondition"}],
        }
    else:
        transitions |= {"Errors": errors}
    return {"Identifier": block_id, "Type": block_type, "Parameters": parameters, "Transitions": transitions}


def flow(*actions: Document, flow_type: str | None = None) -> Document:
    metadata = {} if flow_type is None else {"type": flow_type}
    return {"Version": "2019-10-30", "StartAction": "a", "Metadata": metadata, "Actions": list(actions)}


def plays(block_id: str, *targets: str) -> Document:
    return action(block_id, "MessageParticipant", *targets, Text="Hello.")


# By every set of blocks

Graph = dict[str, list[str]]


def document_of(graph: Graph) -> Document:
    return flow(
        *(plays(one, *targets) if targets else action(one, "DisconnectParticipant") for one, targets in graph.items())
    )


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    ids = IDS[: draw(st.integers(1, len(IDS)))]
    order = draw(st.permutations(ids))
    return {one: draw(st.lists(st.sampled_from(ids), max_size=3)) for one in order}


def reached_from(graph: Graph, first: str) -> set[str]:
    found = {first}
    while more := {target for one in found for target in graph[one]} - found:
        found |= more
    return found


def regions_of(graph: Graph, fewest: int = 1, most: int = 9) -> tuple[Region, ...]:
    return regions(facts_of(document_of(graph))(graph_of), "a", fewest, most)


def regions_by_definition(graph: Graph) -> set[tuple[frozenset[str], str | None]]:
    """Every set of blocks that is entered at one block only and left to one block only, or by ends alone."""
    reached = reached_from(graph, "a")
    ending = {one for one in reached if any(not graph[other] for other in reached_from(graph, one))}
    found = set()
    for blocks in map(frozenset, chain.from_iterable(combinations(sorted(ending), size) for size in range(1, 8))):
        entered = {target for one in reached - blocks for target in graph[one] if target in blocks} | ({"a"} & blocks)
        left = {target for one in blocks for target in graph[one] or [END] if target not in blocks}
        if len(entered) == 1 and len(left) == 1:
            found.add((blocks, *left))
    return found


@given(graphs())
@example({"a": ["b", "c"], "b": ["c"], "c": ["b", "d"], "d": []})  # a later block leads to b as well
@example({"a": ["b", "c"], "b": ["d"], "c": ["c"], "d": []})  # no contact leaves c
@settings(max_examples=300, deadline=None)  # the first example loads networkx
def test_regions_are_those_of_the_definition(graph: Graph) -> None:
    found = regions_of(graph)
    assert {(frozenset(one.blocks), one.exit) for one in found} == regions_by_definition(graph)
    assert len(found) == len(set(found))
    assert [len(one.blocks) for one in found] == sorted((len(one.blocks) for one in found), reverse=True)


@given(graphs(), st.integers(1, 4), st.integers(1, 6))
def test_only_regions_of_the_size_asked_for(graph: Graph, fewest: int, most: int) -> None:
    some = regions_of(graph, fewest, most)
    assert some == tuple(one for one in regions_of(graph) if fewest <= len(one.blocks) <= most)


@given(graphs())
def test_order_of_the_file_changes_nothing(graph: Graph) -> None:
    shuffled = dict(reversed(graph.items()))
    assert regions_of(graph) == regions_of(shuffled)


def test_no_candidate_without_an_entry() -> None:
    assert module_candidates(facts_of({**flow(plays("b", "b")), "StartAction": "a"})) == ()
    assert module_candidates(facts_of(flow())) == ()


# Sections


def chain_of(*blocks: Document) -> Document:
    """A flow of these blocks one after the other, and then as many prompts as leave them half of the flow."""
    blocks = (*blocks, *(plays("", "") for _ in range(len(blocks))))
    ids = [block["Identifier"] or f"p{number}" for number, block in enumerate(blocks)]
    for block, block_id, following in zip(blocks, ids, [*ids[1:], "end"], strict=True):
        block["Identifier"] = block_id
        block["Transitions"]["NextAction"] = following
    return flow(*blocks, action("end", "DisconnectParticipant"))


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
    section = only(document)
    assert (section.first.id, section.last.id, section.size, section.exit and section.exit.id) == ("b", "e", 4, "f")
    assert section.reads == ("$.Attributes.name",)
    assert section.handed_in == ("$.External.level", "$.FlowAttributes.mood")
    assert section.sets == ("$.Attributes.kind", "$.Attributes.seen")
    assert section.handed_back == ("$.StoredCustomerInput", "$.FlowAttributes.mood")


def test_what_is_set_inside_first_is_not_handed_in() -> None:
    document = chain_of(
        action("a", "InvokeLambdaFunction", "", LambdaFunctionARN="arn:aws:lambda:x"),
        sets("b", level="$.External.level"),
        action("c", "MessageParticipant", "", Text="$.Attributes.level and $.External.level"),
        action("d", "MessageParticipant", "", Text="$.Channel"),
    )
    section = only(document)
    assert (section.reads, section.handed_in, section.handed_back) == ((), (), ())
    assert section.sets == ("$.Attributes.level",)


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
    section = only(document)
    assert (section.size, section.last.id, section.handed_back) == (4, "d", ())


@pytest.mark.parametrize("odd", ["EndFlowExecution", "RouteContactToAgent", "EndFlowModuleExecution", "MadeUp", ""])
def test_no_section_with_a_block_that_a_module_cannot_hold(odd: str) -> None:
    blocks = [*(plays(one, following) for one, following in zip("abcdefgh", "bcdefgh", strict=False)), plays("h")]
    blocks[2] = action("c", odd, "d")
    assert {section.first.id for section in module_candidates(facts_of(flow(*blocks)))} <= {"d", "e", "f", "g"}


def test_what_is_half_of_the_flow_is_the_largest() -> None:
    blocks = [plays(one, following) for one, following in zip("abcdefgh", "bcdefgh", strict=False)]
    eight = flow(*blocks, action("h", "DisconnectParticipant"))
    assert [(one.first.id, one.last.id, one.size) for one in module_candidates(facts_of(eight))] == [
        ("a", "d", 4),
        ("e", "h", 4),
    ]
    assert module_candidates(facts_of({**eight, "StartAction": "b"})) == ()


def with_sections(limit: int = 8) -> list[str]:
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


def test_two_sections_are_named_where_there_is_room() -> None:
    assert with_sections() == [
        "This flow has 9 blocks, more than 8; 4 from Play prompt “a” to Play prompt “d” and "
        "4 from Play prompt “e” to Play prompt “h” could become flow modules.",
        "4 blocks from Play prompt “a” to Play prompt “d”, then on to Play prompt “e”.",
        "4 blocks from Play prompt “e” to Play prompt “h”, then on to Disconnect / hang up “i”.",
    ]
    assert with_sections(9) == []


@given(graphs())
def test_sections_do_not_overlap(graph: Graph) -> None:
    doubled = {
        f"{copy}{one}": [f"{copy}{target}" for target in targets] for copy in "xy" for one, targets in graph.items()
    }
    document = document_of({"a": ["xa", "ya"], **doubled})
    found = module_candidates(facts_of(document))
    assert len({section.first.id for section in found}) == len(found)
    assert sum(section.size for section in found) <= len(doubled) + 1
    assert all(4 <= section.size <= len(document["Actions"]) // 2 for section in found)
