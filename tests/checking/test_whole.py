"""Runs that are known to hold all flows of a contact centre, and say what none of them does."""

import json
from pathlib import Path
from typing import Any

import pytest

from flowlint import check_paths
from flowlint.run import Overrides
from kit import FIXTURES, write
from kit.attribute_flows import answers, flow, goes_on, module, says, sets

READS = flow(says("Hello $.Attributes.tier."))
SETS = flow(sets("set", "name", "go"), goes_on("go", "reads"))
UNSET = ["attribute-never-set"]
INVENTORY = (FIXTURES / "missing-flow" / "flowlint-inventory.json").read_text(encoding="utf-8")


def save(path: str, name: str, document: object) -> None:
    (one,) = answers({name: document})  # type: ignore[dict-item]
    write(path, json.dumps(one))


def found(*paths: str, context: bool = False, **settings: object) -> list[str]:
    report = check_paths(paths or ["."], Overrides(settings=settings), context=context)
    return [one.rule for one in report.findings if one.rule.endswith(("-set", "-produced"))]


@pytest.fixture
def flows(here: Path) -> None:
    save("flows/reads.json", "reads", READS)
    save("flows/sets.json", "sets", SETS)


@pytest.mark.usefixtures("flows")
def test_a_run_of_all_flows_says_what_none_of_them_sets() -> None:
    assert found() == []
    write("flowlint.toml", "complete = true")
    assert found() == UNSET
    assert found("flows/reads.json", context=True) == UNSET
    assert found("flows/sets.json", context=True) == []
    assert found(ignore=UNSET) == []
    write("flowlint.toml", "complete = false")
    assert found() == []


@pytest.mark.usefixtures("flows")
def test_an_inventory_beside_the_flows_makes_a_run_whole() -> None:
    inventory = {
        **json.loads(INVENTORY),
        "ContactFlows": [{"Id": "gone", "Name": "reads"}, {"Id": "x", "Name": "sets"}],
    }
    write("flows/flowlint-inventory.json", json.dumps(inventory))
    assert found() == found("flows") == found("flows/reads.json", context=True) == UNSET


@pytest.mark.usefixtures("flows")
@pytest.mark.parametrize(
    ("flow", "unset"),
    [
        ({"ContactFlowStatus": "PUBLISHED", "ContactFlowState": "ACTIVE"}, []),
        ({}, []),
        ({"ContactFlowStatus": "SAVED", "ContactFlowState": "ACTIVE"}, UNSET),
        ({"ContactFlowStatus": "PUBLISHED", "ContactFlowState": "ARCHIVED"}, UNSET),
    ],
)
def test_an_inventory_that_lists_a_flow_that_no_file_holds_speaks_for_none(flow: Any, unset: list[str]) -> None:
    inventory = {**json.loads(INVENTORY), "ContactFlows": [{"Id": "more", "Name": "More", **flow}]}
    write("flows/flowlint-inventory.json", json.dumps(inventory))
    assert found() == unset


@pytest.mark.usefixtures("flows")
def test_a_part_of_the_folder_is_not_whole() -> None:
    write("flowlint.toml", "complete = true")
    assert found("flows") == found("flows/reads.json") == []
    write("flows/flowlint.toml", "complete = true")
    assert found("flows") == UNSET


@pytest.mark.usefixtures("flows")
def test_settings_that_extend_others_do_not_speak_of_their_own_folder() -> None:
    write("flowlint.toml", "complete = true")
    write("flows/flowlint.toml", 'extend = "../flowlint.toml"')
    assert found("flows") == found("flows/reads.json") == []
    assert found() == UNSET


@pytest.mark.usefixtures("flows")
def test_a_caller_may_say_that_what_is_here_is_all() -> None:
    assert found(complete=True) == UNSET
    assert found("flows", complete=True) == []


@pytest.mark.usefixtures("flows")
@pytest.mark.parametrize(
    "text", [json.dumps(SETS)[:-20], 'resource "aws_connect_contact_flow" "x" {\n  content = var.flow +\n}\n']
)
def test_a_run_is_not_whole_if_a_file_of_it_could_not_be_read(text: str) -> None:
    write("flowlint.toml", "complete = true")
    write("more/flow", text)
    assert found() == found("flows/reads.json", context=True) == []


def test_the_only_flow_there_is_has_no_flow_before_it(here: Path) -> None:
    save("only.json", "only", flow(says("You are $.External.name.")))
    assert found() == []
    write("flowlint.toml", "complete = true")
    assert found() == ["result-never-produced"]


def test_a_library_that_is_all_there_is_has_modules_that_no_flow_calls(here: Path) -> None:
    save("tickets.json", "tickets", module(says("Twelve euros.", success="back")))
    assert check_paths(["."]).findings == ()
    write("flowlint.toml", "complete = true")
    assert [one.rule for one in check_paths(["."]).findings] == ["unused-module"]
