"""Flows in YAML, HCL and JSON of other tools, where only what a value holds says that it is a flow."""

import json

import pytest

from flowlint.reading import FlowFile, read_text
from kit import GOOD

FLOW = json.dumps(GOOD)
BLOCK = json.dumps(GOOD, indent=2).replace("\n", "\n      ")


def found(file: FlowFile) -> list[tuple[str | None, str | None, object, int]]:
    """Give name, type, document and first line of each flow."""
    assert (file.problems, file.unread) == ((), ())
    lines = [flow.source.place(*flow.source.token(flow.base)).line for flow in file.flows]
    return [(flow.name, flow.type, flow.document, line) for flow, line in zip(file.flows, lines, strict=True)]


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        (f"InstanceId: a\nName: Main\nType: CONTACT_FLOW\nContent: '{FLOW}'\n", "Main", 4),
        (f"spec:\n  forProvider:\n    name: Main\n    type: CONTACT_FLOW\n    content: |\n      {BLOCK}\n", "Main", 6),
        (
            "resources:\n  line:\n    type: aws:connect:ContactFlow\n    properties:\n      name: Main\n"
            f"      type: CONTACT_FLOW\n      content:\n        fn::toJSON: {FLOW}\n",
            None,
            8,
        ),
        (f"- name: Main\n  type: CONTACT_FLOW\n  flow: {FLOW}\n", "Main", 3),
    ],
)
def test_flows_in_yaml_of_any_kind_are_read(text: str, name: str | None, line: int) -> None:
    file = read_text("line.yaml", text)
    assert file.kind == "yaml"
    assert found(file) == [(name, "CONTACT_FLOW" if name else None, GOOD, line)]


def test_each_document_of_a_file_is_looked_at() -> None:
    documents = "".join(f"---\nname: {name}\ncontent: '{FLOW}'\n" for name in ("One", "Two"))
    file = read_text("line.yaml", f"---\nkind: Namespace\n{documents}")
    assert [(name, line) for name, _, _, line in found(file)] == [("One", 5), ("Two", 8)]


@pytest.mark.parametrize(
    "text",
    [
        f"title: Notes\n\nWhat we deploy:\n\n```json\n{FLOW}\n```\n",
        f"def make():\n    return {FLOW}\n",
        f"flow = {FLOW}\n",
        f"key: value\n  wrong: |\n {FLOW}\n",
        f'"""What makes our main line."""\n\nflow = {FLOW}\n',
        f'"use strict";\nconst flow = {FLOW};\n',
        f"[![build](badge.svg)](build)\n\n```json\n{FLOW}\n```\n",
        f"[[flows]]\nmain = '''{FLOW}'''\n",
    ],
)
def test_code_and_prose_are_named_and_not_read(text: str) -> None:
    file = read_text("notes", text)
    assert (file.flows, file.problems) == ((), ())
    assert [one.reason for one in file.unread] == ["holds a flow in code or prose"]


def test_what_yaml_merges_is_overridden_and_repeats_no_key() -> None:
    text = f"""
x: &x {{Version: "2019-10-30", StartAction: x, Metadata: {{}}}}
y: &y {{Version: "2019-10-30", StartAction: y, Metadata: {{name: Late}}, Actions: []}}
flow:
  <<: [*x, *y]
  Actions: {json.dumps(GOOD["Actions"])}
"""
    file = read_text("flows.yaml", text)
    assert file.problems == ()
    assert [json.loads(flow.source.text) for flow in file.flows if flow.blocks] == [
        {"Version": "2019-10-30", "StartAction": "x", "Metadata": {}, "Actions": GOOD["Actions"]}
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"# Written by hand.\n{json.dumps(GOOD, indent=2)}\n",
        json.dumps(GOOD, indent=2).replace('"Actions"', "Actions"),
        f"{{Resources: {{F: {{Type: 'AWS::Connect::ContactFlow', Properties: {{Content: '{FLOW}'}}}}}}}}\n",
    ],
)
def test_yaml_may_be_written_much_like_json(text: str) -> None:
    (flow,) = read_text("a.yaml", text).flows
    assert flow.document == GOOD
    assert read_text("a.json", text).flows == ()


@pytest.mark.parametrize("times", [4, 5])
def test_json_within_json_is_read_some_times_and_named_beyond(times: int) -> None:
    text = FLOW
    for _ in range(times):
        text = json.dumps({"held": text})
    file = read_text("log.json", text)
    reasons = [] if times == 4 else ["holds a flow that is JSON within JSON more than 4 times"]
    assert [one.reason for one in file.unread] == reasons
    assert len(file.flows) == (0 if reasons else 1)


def test_a_flow_behind_a_million_values_is_named() -> None:
    file = read_text("log.json", json.dumps({"a": [0] * 1_000_000, "held": {"flow": GOOD}}))
    assert [one.reason for one in file.unread] == ["more than 1,000,000 values, of which the first were looked at"]
