"""Runs that are wrong as a whole: each gets its findings, or none with a reason; no crash, and no endless run."""

import json
from typing import Any

import pytest

from flowlint import check_paths
from flowlint.run import Overrides
from kit import write
from kit.attribute_flows import Document, answers, calls, flow, goes_on, module, says

ACROSS = (
    "attribute-never-set", "attribute-read-before-set", "invalid-json", "missing-flow", "module-contract",
    "module-recursion", "result-never-produced", "transfer-cycle", "undeclared-in-module", "unused-module",
)  # fmt: skip

RING_OF_FLOWS = (
    "Transfer to flow “go” hands over to “flow01”, which leads back here, "
    "and nobody is asked on the way; lead out of it."
)
RING_OF_MODULES = "Invoke module “call” calls “module01”, which leads back to this module; break the ring."

Found = list[tuple[str, str, str]]


def save(path: str, flows: dict[str, Document]) -> None:
    write(path, json.dumps(answers(flows)))


def found(*paths: str) -> Found:
    report = check_paths(paths or ["."], Overrides(select=ACROSS, pedantic=True))
    assert report.failures == ()
    return [(one.rule, one.flow or one.path, one.message) for one in report.findings]


@pytest.mark.usefixtures("here")
def test_a_module_that_calls_itself() -> None:
    save("run.json", {"line": flow(calls("call", "end", "again")), "again": module(calls("call", "back", "again"))})
    assert found() == [
        (
            "module-recursion",
            "again",
            "Invoke module “call” calls “again”, the module it stands in; repeat it in the flow that calls it.",
        )
    ]


@pytest.mark.usefixtures("here")
def test_a_ring_of_twenty_flows() -> None:
    names = [f"flow{number:02}" for number in range(20)]
    ring = {
        name: flow(says("One moment.", "say", "go"), goes_on("go", names[(at + 1) % 20]))
        for at, name in enumerate(names)
    }
    save("run.json", ring)
    assert found() == [("transfer-cycle", "flow00", RING_OF_FLOWS)]


@pytest.mark.usefixtures("here")
def test_a_ring_of_twenty_modules() -> None:
    names = [f"module{number:02}" for number in range(20)]
    ring = {name: module(calls("call", "back", names[(at + 1) % 20])) for at, name in enumerate(names)}
    save("run.json", {"line": flow(calls("call", "end", "module07")), **ring})
    assert found() == [("module-recursion", "module00", RING_OF_MODULES)]


@pytest.mark.usefixtures("here")
def test_two_flows_with_one_name() -> None:
    """Nobody can tell which is meant, so nothing is said that holds for one of them alone."""
    line = flow(goes_on("go", "desk"))
    desk = flow(says("Hello $.External.name.", success="go"), goes_on("go", "line"))
    save("line.json", {"line": line})
    save("north/desk.json", {"desk": desk})
    save("south/desk.json", {"desk": desk})
    assert found() == []
    save("desk.json", {"desk": desk})
    assert [one[:2] for one in found()] == [("result-never-produced", "desk"), ("transfer-cycle", "desk")]


@pytest.mark.usefixtures("here")
def test_a_target_that_is_broken_json() -> None:
    """It is there, whatever is in it: only itself is reported."""
    write("flowlint.toml", "complete = true")
    save("line.json", {"line": flow(goes_on("go", "desk"))})
    write("desk.json", json.dumps({**flow(says("Hello.")), "Metadata": {"name": "desk"}})[:-2])
    assert [one[:2] for one in found()] == [("invalid-json", "desk.json")]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("settings", ["{", "null", "[]", '"x"', "", 3, None, [[]]])
def test_settings_of_a_module_that_are_no_json(settings: Any) -> None:
    """They declare nothing that can be known, so neither a call nor the module is held to them."""
    line = flow(
        {**calls("call", "read", "desk"), "Parameters": {"FlowModuleId": "desk", "Input": {"name": "x"}}},
        says("Hello $.Modules.ResultData.name."),
    )
    desk = module(says("Hello $.Modules.Input.other.", success="back"))
    made = answers({"line": line, "desk": desk})
    made[1]["ContactFlowModule"]["Settings"] = settings
    write("run.json", json.dumps(made))
    assert found() == []
