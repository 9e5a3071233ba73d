"""Made flows are read as what they were asked to be."""

import json

from flowlint.reading import read_text
from kit.flows import END, block, flow


def test_a_block_has_the_branches_that_it_was_given() -> None:
    branches = {"next": "end", "is_": {"1": "menu"}, "InputTimeLimitExceeded": "end"}
    menu = block("menu", "GetParticipantInput", {"Text": "Press 1."}, **branches)
    (read,) = read_text("flow.json", json.dumps(flow(menu, END, Metadata={"name": "Main"}))).flows
    assert (read.name, read.start, [one.id for one in read.blocks]) == ("Main", "menu", ["menu", "end"])
    assert read.blocks[0].parameters == {"Text": "Press 1."}
    found = [(one.kind, one.label, one.target) for one in read.blocks[0].transitions]
    assert found == [("next", "", "end"), ("condition", "Equals 1", "menu"), ("error", "InputTimeLimitExceeded", "end")]


def test_a_block_without_branches_leads_nowhere() -> None:
    assert END["Transitions"] == {"Conditions": [], "Errors": []}
