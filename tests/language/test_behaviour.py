"""Facts of what blocks do: each has its shape, its source and its use, and names only what the catalogues know."""

import ast
import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from flowlint import language
from kit import DATA, ROOT

LANGUAGE = ROOT / "flowlint" / "language"
BEHAVIOUR: dict[str, Any] = json.loads((LANGUAGE / "behaviour.json").read_text(encoding="utf-8"))
SCHEMA: dict[str, Any] = json.loads((DATA / "behaviour.schema.json").read_text(encoding="utf-8"))
CATALOGUE = {entry["type"]: entry for entry in language.document("actions")["actions"]}
ATTRIBUTES = language.document("attributes")
TRAITS = {
    "block_types": language.BlockTrait,
    "flow_types": language.FlowTypeTrait,
    "errors": language.ErrorTrait,
    "channels": language.ChannelTrait,
    "metrics": language.MetricTrait,
}
ASKED_BY = {
    "has": "block_types",
    "block_types_with": "block_types",
    "flow_types_with": "flow_types",
    "errors_with": "errors",
    "channels_with": "channels",
    "metrics_with": "metrics",
}


def known_names() -> dict[str, set[str]]:
    """Give what the catalogues know, by the definition of the schema that stands for it."""
    of_pages = (entry["flow_types_allowed"] for entry in CATALOGUE.values())
    flow_types = {one for types in of_pages if isinstance(types, list) for one in types}
    (channel,) = (one for one in ATTRIBUTES["attributes"] if one["path"] == "$.Channel")
    return {
        "block_type": set(CATALOGUE),
        "block_name": {name for action in language.actions().values() for name, _ in action.names},
        # No page of a block names campaigns, and modules have a field of their own.
        "flow_type": flow_types | {"CAMPAIGN", "MODULE"},
        "error": {error.type for action in language.actions().values() for error in action.errors},
        "channel": set(channel["values"]),
        "metric": set(CATALOGUE["CheckMetricData"]["parameters"]["MetricType"]["enum"]),
        "namespace": {namespace.name for namespace in language.results()},
        "parameter": {name for entry in CATALOGUE.values() for name in entry["parameters"]},
    }


def strict_schema() -> dict[str, Any]:
    """Give the schema with the names of the catalogues in it."""
    schema = copy.deepcopy(SCHEMA)
    for name, known in known_names().items():
        schema["$defs"][name]["enum"] = sorted(known)
    return schema


def mistakes(data: Any) -> list[str]:
    found = Draft202012Validator(strict_schema()).iter_errors(data)
    return sorted(f"{error.json_path}: {error.message}" for error in found)


def test_each_fact_has_its_shape_and_a_source_and_names_what_exists() -> None:
    Draft202012Validator.check_schema(strict_schema())
    assert mistakes(BEHAVIOUR) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("block_types", "waits", "of", "Await"), {}),
        (("block_types", "waits", "of", "Wait", "if"), {"Events": "present"}),
        (("block_types", "waits", "source"), []),
        (("block_types", "waits", "source"), ["somebody said so"]),
        (("block_types", "waits", "source"), None),
        (("block_types", "waits", "types"), ["Wait"]),
        (("flow_types", "loops_on_purpose", "of"), ["HOLD"]),
        (("errors", "after_the_work", "of"), ["NoError"]),
        (("channels", "checked", "of"), ["FAX"]),
        (("metrics", "staffing", "of"), ["NumberOfDesks"]),
        (("parameters", "compared", "of", "Compare"), "ComparedValue"),
        (("parameters", "carried_over", "of", "ConnectParticipantWithLexBot", "LexSessionAttributes"), "Bot"),
        (("branches", "designer_names", "of_blocks", "Check staff"), {"NoMatchingCondition": "False"}),
        (("branches", "designer_names", "of_conditions", "Loops"), {"Equals DoneLooping": "Complete"}),
        (("names", "something_else"), {"about": "It.", "source": ["corpus of public flows"]}),
    ],
)
def test_a_mistake_in_a_fact_is_found(path: tuple[str, ...], value: Any) -> None:
    changed = copy.deepcopy(BEHAVIOUR)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    assert mistakes(changed) != []


@pytest.mark.parametrize("group", TRAITS)
def test_the_traits_that_code_can_ask_for_are_those_that_the_data_has(group: str) -> None:
    assert sorted(get_args(TRAITS[group])) == sorted(BEHAVIOUR[group])


def test_each_trait_is_used() -> None:
    used: dict[str, set[str]] = {group: set() for group in TRAITS}
    for folder in ("flowlint", "rules"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKED_BY:
                    used[ASKED_BY[node.func.attr]].update(
                        one.value for one in node.args if isinstance(one, ast.Constant)
                    )
    assert used == {group: set(BEHAVIOUR[group]) for group in TRAITS}


def test_each_other_fact_is_read() -> None:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in LANGUAGE.glob("*.py"))
    words = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    facts = {name for group, held in BEHAVIOUR.items() if group not in {"meta", *TRAITS} for name in held}
    assert facts - words == set()


def paths_tested(value: Any) -> Iterator[tuple[str, str]]:
    """Give the paths that tests of parameters look at, each with the block type whose parameters they are."""
    if isinstance(value, list):
        for item in value:
            yield from paths_tested(item)
    elif isinstance(value, Mapping):
        entries = [*value.items(), *([(value["type"], value)] if isinstance(value.get("type"), str) else [])]
        for key, item in entries:
            if key in CATALOGUE and isinstance(item, Mapping):
                for word in ("when", "unless"):
                    yield from ((key, path) for path in item.get(word, ()))
        for item in value.values():
            yield from paths_tested(item)


def test_tests_look_at_parameters_that_the_type_has() -> None:
    found = set(paths_tested(BEHAVIOUR))
    assert len(found) > 20
    assert {one for one in found if one[1].split(".")[0] not in CATALOGUE[one[0]]["parameters"]} == set()


def parameters_named() -> Iterator[tuple[str, str]]:
    facts = BEHAVIOUR["parameters"]
    for name in ("asks_a_program", "compared"):
        yield from facts[name]["of"].items()
    for name in ("carried_over", "hands_out", "spoken"):
        yield from ((block_type, one) for block_type, held in facts[name]["of"].items() for one in held)
    for namespace in (*language.attributes(), *language.results()):
        if namespace.keyed_by is not None:
            yield from ((producer.type, namespace.keyed_by) for producer in namespace.by)


def test_parameters_are_those_of_the_type() -> None:
    assert {one for one in parameters_named() if one[1] not in CATALOGUE[one[0]]["parameters"]} == set()


def test_forms_are_of_kinds_of_resources_that_blocks_name() -> None:
    kinds = {kind for named in language.resource_parameters().values() for kind in named.values()}
    assert BEHAVIOUR["parameters"]["resource_forms"]["of"].keys() <= kinds


def test_what_is_set_before_is_no_parameter_of_the_type_but_of_the_other() -> None:
    for block_type, others in BEHAVIOUR["parameters"]["set_before"]["of"].items():
        for parameter, other in others.items():
            assert parameter not in CATALOGUE[block_type]["parameters"]
            assert parameter in CATALOGUE[other]["parameters"]


def test_namespaces_are_below_roots_of_the_attribute_catalogue() -> None:
    named = [namespace.name for namespace in (*language.results(), *language.attributes())]
    named += [*BEHAVIOUR["namespaces"]["keys_named_here"]["of"], ".".join(language.agent_metrics())]
    assert {name.split(".")[0] for name in named} <= set(ATTRIBUTES["meta"]["roots"])


def flow_types_named() -> Iterator[tuple[str, str]]:
    for name, entry in CATALOGUE.items():
        listed = [entry["flow_types_allowed"], *entry["designer_palette"].values()]
        listed += [error["refused_in"] for error in entry["errors"] if "refused_in" in error]
        yield from ((name, one) for types in listed if isinstance(types, list) for one in types)


def test_flow_types_are_those_of_the_api() -> None:
    known = {*BEHAVIOUR["names"]["flow_types"]["designer"], "MODULE"}
    assert {one for one in flow_types_named() if one[1] not in known} == set()


def test_the_operators_are_those_that_some_type_takes() -> None:
    assert set(language.operators()) == {
        one for entry in CATALOGUE.values() for one in entry["conditions"]["operators"]
    }


def test_blocks_that_are_never_on_hold_are_allowed_in_no_flow_that_loops_on_purpose() -> None:
    looping = language.flow_types_with("loops_on_purpose")
    for block_type in language.block_types_with("never_on_hold"):
        shown = {one for types in CATALOGUE[block_type]["designer_palette"].values() for one in types}
        assert looping.isdisjoint({*CATALOGUE[block_type]["flow_types_allowed"], *shown}), block_type


def test_facts_that_name_types_by_their_pages_name_types_that_have_pages() -> None:
    facts = [fact for group, held in BEHAVIOUR.items() if group != "meta" for fact in held.values()]
    by_pages = [fact for fact in facts if "actions.json: doc_url of each type" in (fact["source"] or ())]
    assert len(by_pages) > 10
    for fact in by_pages:
        for block_type in CATALOGUE.keys() & set(fact["of"]):
            assert CATALOGUE[block_type]["doc_url"].startswith("https://"), block_type


def test_known_from_practice_alone() -> None:
    facts = {(group, name): fact for group, held in BEHAVIOUR.items() if group != "meta" for name, fact in held.items()}
    assert [place for place, fact in facts.items() if fact["source"] is None] == [("names", "template_suffixes")]


def test_no_block_fails_on_every_channel() -> None:
    # So a flow in which no block asks for the channel has none that always fails.
    everywhere = [
        kind
        for kind, entry in BEHAVIOUR["placement"]["fails_on"]["of"].items()
        if language.channels() <= {*entry["channels"]}
    ]
    assert everywhere == []
