"""Views: where they stand, what is known of them, and which of them a block shows."""

import json
from pathlib import Path
from typing import Any

import pytest

from flowlint import check_paths
from flowlint.reading import read_text
from flowlint.run import Overrides
from kit import write
from kit.flows import END, Json, block, flow

ARN = "arn:aws:connect:eu-west-1:111122223333:instance/0f1e2d3c/view/refund"
CONTENT = {"Actions": ["Refund", "Decline"], "Template": '{"Body": [{"Props": {"Name": "amount"}}]}'}
ANSWER = {"View": {"Id": "refund", "Arn": f"{ARN}:1", "Name": "Refund", "Version": 1, "Content": CONTENT}}


def shows(view: Any, version: Any = None) -> Json:
    resource = {"Id": view} if version is None else {"Id": view, "Version": version}
    parameters = {"ViewResource": resource, "InvocationTimeLimitSeconds": "400"}
    errors = dict.fromkeys(("NoMatchingCondition", "NoMatchingError", "TimeLimitExceeded"), "end")
    return flow(block("show", "ShowView", parameters, None, {"Refund": "end"}, **errors), END)


def lacking(*paths: str) -> list[str]:
    report = check_paths(paths or ["."], Overrides(select=("view-contract",)))
    assert report.failures == ()
    return [one.message.partition(" has no branch ")[2][:9] for one in report.findings]


def test_what_an_answer_says_of_a_view() -> None:
    schema = json.dumps({"required": ["order", 5], "properties": {}})
    answer = {"View": {**ANSWER["View"], "Content": {**CONTENT, "InputSchema": schema}}}
    file = read_text("view.json", json.dumps(answer))
    (view,) = file.views
    assert (view.name, view.version, view.required) == ("Refund", "1", ("order",))
    assert view.ids == {"refund", f"{ARN}:1"}
    assert view.actions == {"Refund", "Decline"}
    assert view.words == {"Body", "Props", "Name", "amount"}
    assert file.skipped == "views alone, which are held to the flows that show them"


@pytest.mark.parametrize(
    "content",
    [
        {"Actions": "Refund"},
        {"Actions": [5]},
        {"Actions": ["Refund"], "Template": "{"},
        {"Template": "[" * 100_000, "InputSchema": "["},
        {"InputSchema": '{"required": "order"}'},
        {"InputSchema": "[5]"},
        {"Actions": None},
    ],
)
def test_a_view_of_another_shape_is_known_as_far_as_it_goes(here: Path, content: Json) -> None:
    write("view.json", json.dumps({"View": {**ANSWER["View"], "Content": content}}))
    write("flow.json", json.dumps(shows(ARN)))
    assert lacking() == []


@pytest.mark.parametrize(
    ("view", "version", "found"),
    [
        ("refund", None, 1),
        (ARN, "Latest", 1),
        (f"{ARN}:$LATEST", None, 1),
        (f"{ARN}:$SAVED", None, 1),
        (f"{ARN}:1", None, 1),
        (ARN, "1", 1),
        (f"{ARN}:2", None, 0),
        (ARN, 2, 0),
        ("another", None, 0),
        ("$.Attributes.view", None, 0),
        ("", None, 0),
        (None, None, 0),
    ],
)
def test_a_block_shows_the_view_of_its_id_and_version(here: Path, view: Any, version: Any, found: int) -> None:
    write("guides/view.json", json.dumps(ANSWER))
    write("flow.json", json.dumps(shows(view, version)))
    assert lacking() == ["“Decline”"] * found


def test_of_several_views_of_one_id_the_nearest_is_meant(here: Path) -> None:
    write("dev/view.json", json.dumps(ANSWER))
    write("prod/view.json", json.dumps(ANSWER).replace("Decline", "Refuses"))
    write("prod/flow.json", json.dumps(shows(ARN)))
    assert lacking() == ["“Refuses”"]
    write("flow.json", json.dumps(shows(ARN)))
    assert lacking() == ["“Refuses”"]


def test_a_template_of_cloudformation_has_views_too(here: Path) -> None:
    content = json.dumps(shows("${Guide.ViewArn}"))
    template = {
        "Resources": {
            "Guide": {
                "Type": "AWS::Connect::View",
                "Properties": {"Name": "Refund", **CONTENT, "Template": {"Body": []}},
            },
            "Flow": {
                "Type": "AWS::Connect::ContactFlow",
                "Properties": {"Name": "Agent guide", "Type": "CONTACT_FLOW", "Content": {"Fn::Sub": content}},
            },
        }
    }
    write("template.json", json.dumps(template))
    assert lacking() == ["“Decline”"]
    write("template.yaml", json.dumps(template).replace("{", "\n{", 1))
    assert lacking("template.yaml") == ["“Decline”"]


def test_a_file_of_views_alone_may_be_named(here: Path) -> None:
    write("view.json", json.dumps(ANSWER))
    assert lacking("view.json") == []
    write("flow.json", json.dumps(shows(ARN)))
    report = check_paths(["flow.json"], Overrides(select=("view-contract",)), context=True)
    assert len(report.findings) == 1
