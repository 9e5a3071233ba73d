"""The JSON Schemas of flows: they say just what the parser finds odd, and refuse no real flow."""

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from flowlint.analysis.document.shape import shape_problems
from flowlint.analysis.engine.facts import ProjectFacts
from flowlint.language import actions, document
from flowlint.model.flow import Flow
from flowlint.model.project import Project
from flowlint.reading import console_export, read_bytes
from flowlint.reading.flow_language import build_flow
from flowlint.source import Source
from flowlint.text.json_values import JsonPath
from kit import FIXTURES
from tools import schemas

NAMES = ("flow", "actions", "console-export")

FLOW: dict[str, Any] = {
    "Version": "2019-10-30",
    "StartAction": "menu",
    "Metadata": {"name": "main"},
    "Actions": [
        {
            "Identifier": "menu",
            "Type": "GetParticipantInput",
            "Parameters": {"Text": "Press 1.", "StoreInput": "False"},
            "Transitions": {
                "NextAction": "end",
                "Conditions": [{"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["1"]}}],
                "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}],
            },
        },
        {"Identifier": "end", "Type": "DisconnectParticipant"},
    ],
}
EXPORT: dict[str, Any] = {
    "modules": [
        {
            "id": "menu",
            "type": "GetUserInput",
            "target": "Digits",
            "branches": [
                {"condition": "Evaluate", "conditionType": "Equals", "conditionValue": "1", "transition": "end"},
                {"condition": "Error", "transition": "end"},
            ],
            "parameters": [
                {"name": "Text", "value": "Press 1.", "namespace": None},
                {"name": "Timeout", "value": 5},
                {"name": "Lists", "key": "entry", "value": "x", "resourceName": "x"},
            ],
            "metadata": {},
        },
        {"id": "end", "type": "Disconnect", "branches": [], "parameters": []},
    ],
    "version": "1",
    "type": "contactFlow",
    "start": "menu",
    "metadata": {"name": "main"},
}
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from(["", "end", "2019-10-30"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["NextAction", "Errors", "Condition", "Operands", "Type", "id", "name"]), inner, max_size=3
        )
    ),
    max_leaves=4,
)


def places(value: Any, path: JsonPath = ()) -> list[JsonPath]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in below for found in places(item, (*path, key)))]


@st.composite
def damaged(draw: st.DrawFn, sound: dict[str, Any]) -> dict[str, Any]:
    """The document with up to four values dropped or replaced."""
    hurt = copy.deepcopy(sound)
    for _ in range(draw(st.integers(0, 4))):
        if not (paths := places(hurt)[1:]):
            break
        *way, last = draw(st.sampled_from(paths))
        holder: Any = hurt
        for part in way:
            holder = holder[part]
        if draw(st.booleans()):
            del holder[last]
        else:
            holder[last] = draw(ODD)
    return hurt


@cache
def validator(name: str) -> Draft202012Validator:
    flow = Resource.from_contents(document("schemas/flow.schema"))
    return Draft202012Validator(
        document(f"schemas/{name}.schema"), registry=Registry().with_resource("flow.schema.json", flow)
    )


def refused(name: str, value: Any) -> set[JsonPath]:
    """The places that a schema refuses; what is missing is a place too."""
    found: set[JsonPath] = set()
    for error in validator(name).iter_errors(value):
        path: JsonPath = tuple(error.absolute_path)
        missing = (
            [key for key in error.validator_value if key not in error.instance] if error.validator == "required" else []
        )
        found |= {(*path, key) for key in missing} or {path}
    return found


def explanations(flow: Flow) -> dict[JsonPath, str]:
    problems = shape_problems(ProjectFacts(Project([flow])).of(flow))
    assert len({problem.path for problem in problems}) == len(problems)
    return {problem.path: problem.message for problem in problems}


def test_the_schema_files_are_what_the_language_data_gives(capsys: pytest.CaptureFixture[str]) -> None:
    assert schemas.main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_stale_schema_files_are_named_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(schemas, "_FOLDER", tmp_path)
    assert schemas.main(["--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [f"{name}.schema.json is out of date" for name in NAMES]
    assert schemas.main(["--write"]) == 0
    assert schemas.main(["--check"]) == 0
    assert json.loads((tmp_path / "flow.schema.json").read_text("utf-8")) == document("schemas/flow.schema")


@pytest.mark.parametrize("name", NAMES)
def test_the_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(document(f"schemas/{name}.schema"))


@given(damaged(FLOW))
def test_the_schema_refuses_just_what_the_parser_finds_odd(value: dict[str, Any]) -> None:
    flow = build_flow(Source("flow.json", json.dumps(value), value), (), value)
    assert set(flow.malformed) == refused("flow", value)
    found = explanations(flow)
    assert list(found) == list(dict.fromkeys(flow.malformed))
    for message in found.values():
        assert "must be" in message
        assert message.endswith(".")


@given(damaged(EXPORT))
def test_each_odd_place_of_an_old_export_is_explained_once(value: dict[str, Any]) -> None:
    flow = console_export.read(Source("export.json", json.dumps(value), value), (), value)
    found = explanations(flow)
    assert list(found) == list(dict.fromkeys(flow.malformed))
    unexplained = {path for path, message in found.items() if "must be" not in message}
    assert not unexplained & refused("console-export", value)
    assert bool(refused("console-export", value)) or set(flow.malformed) <= unexplained


def test_what_is_odd_is_told_in_words() -> None:
    value = copy.deepcopy(FLOW)
    value["Version"] = "2019-10-31"
    value["StartAction"] = None
    value["Actions"][0]["Transitions"]["Errors"][0]["NextAction"] = ["end"]
    value["Actions"][0]["Transitions"]["Conditions"][0]["Condition"]["Operands"][0] = {}
    del value["Actions"][1]["Identifier"]
    value["Actions"].append("end")
    flow = build_flow(Source("flow.json", json.dumps(value), value), (), value)
    assert sorted(explanations(flow).values()) == [
        "Disconnect / hang up “Actions[1]”: “Identifier” is missing; it must be text, the block's own id or name.",
        "Get customer input “menu”: “Transitions.Conditions[0].Condition.Operands[0]” must be text or a number, "
        "but is an object.",
        "Get customer input “menu”: “Transitions.Errors[0].NextAction” must be text, the Identifier of the next block, "
        "but is a list.",
        "“Actions[2]” must be an object, a block, but is text.",
        "“StartAction” must be text, the Identifier of the first block, but is null.",
        "“Version” must be “2019-10-30”, but is “2019-10-31”.",
    ]


@pytest.mark.slow
def test_no_sound_fixture_is_refused() -> None:
    for fixture in sorted(FIXTURES.glob("*/good-*.json")):
        for flow in read_bytes(str(fixture), fixture.read_bytes()).flows:
            name = "console-export" if flow.translated else "actions"
            assert not refused(name, flow.document), fixture


@pytest.mark.slow
def test_no_real_flow_is_refused_that_connect_has_published(corpus: Path) -> None:
    published = 0
    for path in sorted(path for path in corpus.rglob("*") if path.is_file()):
        for flow in read_bytes(str(path), path.read_bytes()).flows:
            if flow.translated:
                assert not refused("console-export", flow.document), path
            else:
                assert set(flow.malformed) == refused("flow", flow.document), path
                metadata = flow.document.get("Metadata")
                if isinstance(metadata, dict) and str(metadata.get("status")).lower() == "published":
                    published += 1
                    # Resources that were taken out of a file before it was made public are empty.
                    errors = validator("actions").iter_errors(flow.document)
                    assert all(error.validator == "minLength" for error in errors), path
    assert published > 50


def certain_parts(schema: Any) -> Iterator[dict[str, Any]]:
    """The parts of a schema that refuse for certain."""
    if isinstance(schema, dict):
        if schema.get("x-level") == "warning":
            return
        yield schema
        for key, part in schema.items():
            if key not in {"if", "not"}:
                yield from certain_parts(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from certain_parts(part)


def test_uncertain_facts_refuse_nothing_for_certain() -> None:
    definitions = document("schemas/actions.schema")["$defs"]
    assert definitions.keys() - actions().keys() == {"filled_in", "not_empty", "text"}
    for entry in document("actions")["actions"]:
        own = [*definitions[entry["type"]].get("allOf", ())]
        needed = {name for check in own for part in certain_parts(check) for name in part.get("required", ())}
        facts = entry["parameters"].items()
        proven = {name for name, fact in facts if "required_when" in fact.get("proven", ())}
        choices = {name for choice in entry.get("choices", ()) if choice["proven"] for name in choice["of"]}
        certain = {name for name, fact in facts if fact["required"] is True}
        assert certain <= needed <= certain | proven | choices, entry["type"]
        for name, fact in facts:
            sure = list(certain_parts(definitions[entry["type"]]["properties"][name]))
            enums = [part["enum"] for part in sure if "enum" in part and "fields" not in fact]
            assert enums == ([fact["enum"]] if "enum" in fact.get("proven", ()) else []), (entry["type"], name)


def test_each_fact_of_a_parameter_is_known_to_the_schemas() -> None:
    """A misspelt field of the catalogue would be silently without effect."""
    known = {
        "type", "required", "required_when", "refused_when", "documented_only", "proven", "answer", "enum", "enum_open",
        "enum_keys", "fields", "closed", "choices", "items", "values", "range", "range_when", "at_least", "at_most",
        "json_number", "may_be_empty_inside", "no_bare_id", "dynamic", "dynamic_form", "constraints", "note",
    }  # fmt: skip

    def check(fact: dict[str, Any]) -> None:
        assert fact.keys() <= known, fact
        for part in (*fact.get("fields", {}).values(), *(fact[key] for key in ("items", "values") if key in fact)):
            check(part)

    for entry in document("actions")["actions"]:
        for fact in entry["parameters"].values():
            check(fact)
        for choice in entry.get("choices", ()):
            assert choice.keys() <= {"of", "at_least", "at_most", "unless", "proven"}
            assert set(choice["of"]) <= entry["parameters"].keys()
        assert {right for right in entry.get("refused_names", {}).values() if right} <= entry["parameters"].keys()
        assert entry["parameters"].keys().isdisjoint(entry.get("refused_names", {}))


def test_what_is_odd_may_be_nested_as_deep_as_json_can_be_read() -> None:
    value = copy.deepcopy(FLOW)
    deep: list[Any] = []
    for _ in range(5_000):
        deep = [deep]
    value["Actions"][1]["Parameters"] = deep
    flow = build_flow(Source("flow.json", "{}", value), (), value)
    assert list(explanations(flow).values()) == [
        "Disconnect / hang up “end”: “Parameters” must be an object, but is a list."
    ]
