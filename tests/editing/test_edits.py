"""Edits of files: they make the change that was asked for, and nothing else, in whatever form a flow is held."""

import cProfile
import gc
import json
import pstats
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.editing import Add, Change, Remove, RenameKey, SetValue, TextEdit, apply, changed, digests, edits_in_file
from flowlint.reading import read_text
from flowlint.source import Source
from flowlint.text.json_values import nodes, value_at
from kit.flow_strategies import documents

FLOW: dict[str, Any] = {
    "Version": "2019-10-30",
    "StartAction": "a",
    "Metadata": {"ActionMetadata": {"a": {"position": {"x": 1, "y": 2}}, "b": {"position": {"x": 3, "y": 4}}}},
    "Actions": [
        {
            "Identifier": "a",
            "Type": "PlayPrompt",
            "Parameters": {"Text": 'Say "é" 😀\n$.attribute.x'},
            "Transitions": {"NextAction": "b", "Errors": []},
        },
        {"Identifier": "b", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}},
    ],
}
NEW = {
    "Identifier": "c",
    "Type": "MessageParticipant",
    "Transitions": {"Errors": [{"ErrorType": "NoMatchingError", "NextAction": "b"}], "NextAction": "b"},
    "Parameters": {"Text": "Please wait."},
}
CHANGES: dict[str, tuple[Change, ...]] = {
    "a value": (SetValue(("Actions", 0, "Type"), "MessageParticipant"),),
    "a part of a text": (SetValue(("Actions", 0, "Parameters", "Text"), "$.Attributes.x", (10, 23)),),
    "a key": (RenameKey(("Actions", 0, "Parameters", "Text"), "SSML"),),
    "a block more": (
        Add(("Actions",), NEW),
        Add(("Metadata", "ActionMetadata"), {"position": {"x": 5, "y": 6}}, "c"),
        SetValue(("StartAction",), "c"),
    ),
    "a block less": (Remove(("Actions", 1)), Remove(("Metadata", "ActionMetadata", "b"))),
    "the first block less, and one more": (Remove(("Actions", 0)), Add(("Actions",), NEW)),
    "an item in an empty list": (
        Add(("Actions", 0, "Transitions", "Errors"), {"NextAction": "b", "ErrorType": "NoMatchingError"}),
    ),
}


def indented(text: str, by: str) -> str:
    return text.replace("\n", "\n" + by)


PRETTY, COMPACT = json.dumps(FLOW, indent=2), json.dumps(FLOW, separators=(",", ":"), ensure_ascii=False)
FORMS = {
    "compact": COMPACT,
    "indented": PRETTY,
    "with tabs and CRLF": json.dumps(FLOW, indent="\t", ensure_ascii=False).replace("\n", "\r\n"),
    "an answer of the API": json.dumps({"ContactFlow": {"Id": "1", "Content": COMPACT}}, indent=4),
    "an answer with an indented flow": json.dumps({"ContactFlow": {"Id": "1", "Content": PRETTY}}, ensure_ascii=False),
    "a string in a string": json.dumps(json.dumps(COMPACT)),
    "CloudFormation in JSON": json.dumps(
        {"Resources": {"F": {"Type": "AWS::Connect::ContactFlow", "Properties": {"Content": PRETTY}}}}, indent=1
    ),
    "a literal block of YAML": f"""\
Resources:
  F:
    Type: AWS::Connect::ContactFlow
    Properties:
      Content: |
        {indented(PRETTY, "        ")}
      Name: F
""",
    "quoted in YAML": f"""\
Resources:
  F:
    Type: AWS::Connect::ContactFlow
    Properties:
      Content: {json.dumps(PRETTY)}
""",
    "a heredoc": f"""\
resource "aws_connect_contact_flow" "f" {{
  name    = "F"
  content = <<-EOT
    {indented(PRETTY, "    ")}
  EOT
}}
""",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_made_and_nothing_else(what: str, form: str) -> None:
    text = FORMS[form]
    (flow,) = read_text("a.txt", text).flows
    made = edits_in_file(flow.source, flow.base, CHANGES[what])
    assert made is not None
    after = apply(text, made.edits)
    (again,) = read_text("a.txt", after).flows
    assert again.document == changed(FLOW, CHANGES[what])
    assert flow.document == FLOW
    assert after.count("\r\n") == after.count("\n") or "\r" not in after
    assert (after.count("\n") == text.count("\n")) or "\n" in text.strip("\n")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda held: st.lists(held, max_size=3) | st.dictionaries(st.text(max_size=3), held, max_size=3),
    max_leaves=8,
)
LAYOUTS = st.sampled_from(
    [{"indent": 2}, {"indent": "\t"}, {"indent": 1, "separators": (",", ":")}, {}, {"separators": (",", ":")}]
)


@given(
    st.dictionaries(st.text(max_size=3), VALUES, min_size=1, max_size=4),
    LAYOUTS,
    st.booleans(),
    st.integers(0, 2),
    st.data(),
)
def test_any_change_of_any_document_is_made(
    document: dict[str, Any], layout: dict[str, Any], ascii_only: bool, depth: int, data: st.DataObject
) -> None:
    text = json.dumps(document, ensure_ascii=ascii_only, **layout)
    source = Source("a.json", text, document)
    for _ in range(depth):
        text = json.dumps({"held": text}, ensure_ascii=ascii_only, **layout)
        outer = Source("a.json", text, json.loads(text))
        inner = source.file
        inner.outer, inner.outer_path = outer, ("held",)
    places = list(nodes(document))
    changes: list[Change] = []
    if held := [path for path, value in places if isinstance(value, dict | list) and value]:
        above = data.draw(st.sampled_from(held))
        inside = value_at(document, above) if above else document
        keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
        gone = data.draw(st.lists(st.sampled_from(keys), unique=True, max_size=len(keys) - 1))
        changes += [Remove((*above, key)) for key in gone]
    if scalars := [path for path, value in places if path and not isinstance(value, dict | list)]:
        path = data.draw(st.sampled_from(scalars))
        if not any(change.path == path[: len(change.path)] for change in changes):
            changes.append(SetValue(path, data.draw(st.text(max_size=5) | st.integers())))
    lists = [path for path, value in places if isinstance(value, list)]
    free = [path for path in lists if not any(change.path == path[: len(change.path)] for change in changes)]
    if free:
        changes.append(Add(data.draw(st.sampled_from(free)), data.draw(VALUES)))
    made = edits_in_file(source, (), changes)
    assert made is not None
    after = json.loads(apply(text, made.edits))
    for _ in range(depth):
        after = json.loads(after["held"])
    assert after == changed(document, changes)


IN_LAYOUT = """\
{
  "Version": "2019-10-30", "StartAction": "a",
  "Actions": [
    {"Type": "Wait", "Identifier": "a", "Parameters": {},
     "Transitions": {}}
  ]
}
"""


def test_a_new_member_looks_like_its_siblings() -> None:
    (flow,) = read_text("a.json", IN_LAYOUT).flows
    block = {"Identifier": "b", "Type": "Wait", "Parameters": {}, "Transitions": {"NextAction": "a"}}
    made = edits_in_file(flow.source, flow.base, [Add(("Actions",), block)])
    at = IN_LAYOUT.index('"Transitions": {}}') + len('"Transitions": {}}')
    written = ',\n    {"Type": "Wait", "Identifier": "b", "Parameters": {}, "Transitions": {"NextAction": "a"}}'
    assert made is not None
    assert made.edits == (TextEdit(at, at, written),)


BLOCK_STYLE = """\
Resources:
  F:
    Type: AWS::Connect::ContactFlow
    Properties:
      Content:
        Version: "2019-10-30"
        StartAction: a
        Actions:
          - Identifier: a
            Type: PlayPrompt
            Transitions: {}
"""
AS_OBJECT = """\
resource "aws_connect_contact_flow" "f" {
  content = jsonencode({
    Version     = "2019-10-30"
    StartAction = "a"
    Actions     = [{ Identifier = "a", Type = "PlayPrompt", Parameters = {}, Transitions = {} }]
  })
}
"""


@pytest.mark.parametrize("text", [BLOCK_STYLE, AS_OBJECT])
def test_what_is_no_text_of_json_gets_other_words_and_no_other_shape(text: str) -> None:
    (flow,) = read_text("a.txt", text).flows
    made = edits_in_file(flow.source, flow.base, CHANGES["a value"])
    assert made is not None
    assert apply(text, made.edits) == text.replace("PlayPrompt", "MessageParticipant")
    assert edits_in_file(flow.source, flow.base, [Add(("Actions",), NEW)]) is None
    assert edits_in_file(flow.source, flow.base, [SetValue(("Actions", 0, "Type"), 'a "b"')]) is None


PLACEHOLDER = '{"Version": "2019-10-30", "StartAction": "a", "Actions": [${blocks}, {"Identifier": "a", "Type": "X"}]}'


@pytest.mark.parametrize(
    "change",
    [
        SetValue(("StartAction", "x"), "b"),
        SetValue(("Actions", 0), "b"),
        SetValue(("Actions", 0, "Parameters", "Text"), "b", (5, 500)),
        SetValue(("Actions", 0, "Parameters"), "b"),
        Remove(("Actions", 2)),
        Remove(()),
        Add(("StartAction",), "b"),
        Add(("Metadata",), "b", "ActionMetadata"),
        RenameKey(("Actions", 0, "Type"), "Identifier"),
        RenameKey(("Actions", 0), "b"),
    ],
    ids=str,
)
def test_a_change_that_does_not_fit_makes_no_edit(change: Change) -> None:
    (flow,) = read_text("a.json", PRETTY).flows
    assert edits_in_file(flow.source, flow.base, [change]) is None


def test_what_a_template_fills_in_is_left_alone() -> None:
    (flow,) = read_text("a.json", PLACEHOLDER).flows
    assert edits_in_file(flow.source, flow.base, [SetValue(("Actions", 0), "b")]) is None


def test_all_members_make_room_for_new_ones() -> None:
    (flow,) = read_text("a.json", PRETTY).flows
    changes = [*(Remove(("Actions", index)) for index in range(len(FLOW["Actions"]))), Add(("Actions",), NEW)]
    made = edits_in_file(flow.source, flow.base, changes)
    assert made is not None
    assert json.loads(apply(PRETTY, made.edits)) == changed(FLOW, changes) == {**FLOW, "Actions": [NEW]}


def test_where_a_key_stands_twice_nothing_is_edited() -> None:
    text = COMPACT.replace("{", '{"Version": "2019-10-30", ', 1)
    assert text != COMPACT
    (flow,) = read_text("a.json", text).flows
    assert edits_in_file(flow.source, flow.base, CHANGES["a value"]) is None


@given(documents("logging"), st.data())
def test_what_changes_make_together_is_what_each_makes_alone(document: dict[str, Any], data: st.DataObject) -> None:
    text = json.dumps(document, indent=data.draw(st.sampled_from([None, 2])))
    source = Source("flow.json", text, json.loads(text))
    blocks = range(len(document["Actions"]))
    changes: list[Change] = [SetValue(("StartAction",), "new"), Add(("Metadata",), {"x": 1}, "new")]
    for index, what in data.draw(st.dictionaries(st.sampled_from(blocks), st.integers(0, 2), min_size=1)).items():
        path = ("Actions", index)
        changes.append([SetValue((*path, "Type"), "Other"), RenameKey((*path, "Type"), "Kind"), Remove(path)][what])
    if data.draw(st.booleans()):
        changes.append(Add(("Actions",), NEW))
    together, *alone = (edits_in_file(source, (), some) for some in (changes, *([one] for one in changes)))
    assert together is not None
    after = json.loads(apply(text, together.edits))
    assert after == changed(document, changes)
    assert source.value == document
    assert set(together.becomes) == set(digests(("flow.json",), document, after))
    assert set(together.becomes) == {one for made in alone if made for one in made.becomes}


YAML = "Resources:\n  F:\n    Type: AWS::Connect::ContactFlow\n    Properties:\n      Content: |\n        "


@pytest.mark.parametrize("before", ["", YAML], ids=["JSON", "YAML"])
def test_an_edit_takes_as_much_work_in_a_large_flow(before: str) -> None:
    changes = [SetValue(("Actions", 50, "Type"), "Other"), RenameKey(("Actions", 60, "Type"), "Kind")]
    changes += [Add(("Actions",), NEW), Remove(("Actions", 70, "Parameters")), Remove(("Actions", 80))]
    work = []
    for blocks in (100, 1000):
        document = {**FLOW, "Actions": [{**NEW, "Identifier": f"block {one}"} for one in range(blocks)]}
        (flow,) = read_text("a.txt", before + indented(json.dumps(document, indent=2), before and " " * 8)).flows
        first, again = cProfile.Profile(), cProfile.Profile()
        gc.disable()  # what goes at a collection may have something to call
        try:
            made = first.runcall(edits_in_file, flow.source, flow.base, changes)
            assert made == again.runcall(edits_in_file, flow.source, flow.base, changes) is not None
        finally:
            gc.enable()
        work.append(pstats.Stats(again).total_calls)  # type: ignore[attr-defined]  # typeshed leaves it out
    assert work[0] == work[1]


def test_digests_tell_what_is_another_and_where() -> None:
    before = {"StartAction": "a", "Actions": [{"Identifier": "a", "Type": "X"}, {"Identifier": "b", "Type": "X"}]}
    states = [
        changed(before, [SetValue(("Actions", 0, "Type"), "Y")]),
        changed(before, [SetValue(("Actions", 1, "Type"), "Y")]),
        changed(before, [SetValue(("Actions", 1, "Type"), "Z")]),
        changed(before, [Remove(("Actions", 1, "Type"))]),
        changed(before, [Remove(("Actions", 1))]),
        changed(before, [Add(("Actions", 1), None, "Type 2")]),
        changed(before, [SetValue(("StartAction",), "b")]),
    ]
    found = [digests(place, before, after) for after in states for place in (("a.json",), ("b.json",))]
    assert [len(one) for one in found] == [1] * len(found)
    assert len({*found}) == len(found)
    assert digests((), before, json.loads(json.dumps(before))) == ()


def test_blocks_of_one_id_are_told_apart_by_what_they_are() -> None:
    blocks = [{"Identifier": "a", "Type": kind} for kind in "XYZ"]
    before = {"Actions": blocks}
    for changes in ([Remove(("Actions", 0))], [SetValue(("Actions", 1, "Type"), "W")], [Add(("Actions",), NEW)]):
        after = changed(before, changes)
        assert digests((), before, after) == digests((), before, after, changes) != ()
