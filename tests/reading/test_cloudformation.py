"""Templates of CloudFormation: what their functions give, which flows they hold, and what is bad in them."""

import json
import time
from typing import Any

import pytest

from flowlint.model.project import Project
from flowlint.reading import MOST_CODE, FlowFile, read_text
from flowlint.report import Unread
from flowlint.run import Overrides, check_text
from kit import GOOD

FLOW = json.dumps(GOOD)
GREETING = "Goodbye."


def template(content: Any, properties: str = "", more: str = "") -> str:
    """Make a template with one flow; `content` is YAML, or a value to be written as JSON."""
    written = content if isinstance(content, str) else json.dumps(content)
    return (
        f"Resources:\n  Flow:\n    Type: AWS::Connect::ContactFlow\n    Properties:\n{properties}"
        f"      Content: {written}\n{more}"
    )


def text_of(file: FlowFile) -> Any:
    """Give what the first block of the one flow says."""
    assert file.problems == ()
    assert file.unread == ()
    (flow,) = file.flows
    return flow.blocks[0].parameters["Text"]


def with_text(value: Any) -> dict[str, Any]:
    """Give a flow whose first block says something."""
    first, *others = GOOD["Actions"]
    return {**GOOD, "Actions": [{**first, "Parameters": {"Text": value}}, *others]}


SAYS_X = json.dumps(with_text("${X}"))
BEFORE, AFTER = json.dumps(with_text("\0")).split("\\u0000")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"Fn::Sub": SAYS_X}, "${X}"),
        ({"Fn::Sub": [SAYS_X, {"X": "Hello."}]}, "Hello."),
        ({"Fn::Sub": [SAYS_X, {"X": {"Ref": "Greeting"}}]}, "${Greeting}"),
        ({"Fn::Sub": [SAYS_X, {"X": {"Fn::GetAtt": ["Queue", "Arn"]}}]}, "${Queue.Arn}"),
        ({"Fn::Sub": [SAYS_X, {"X": {"Fn::GetAtt": "Queue.Arn"}}]}, "${Queue.Arn}"),
        ({"Fn::Sub": SAYS_X.replace("${X}", "${!X}")}, "${X}"),
        ({"Fn::Join": ["", [BEFORE, "Hello.", AFTER]]}, "Hello."),
        ({"Fn::Join": ["", [BEFORE, {"Ref": "Greeting"}, AFTER]]}, "${Greeting}"),
        ({"Fn::Join": ["", [BEFORE, {"Fn::ImportValue": "x"}, AFTER]]}, "${Fn::ImportValue x}"),
        ({"Fn::Join": ["", [BEFORE, {"Fn::Join": ["-", ["a", {"Ref": "B"}]]}, AFTER]]}, "a-${B}"),
        ({"Fn::Join": ["", [BEFORE, {"Fn::Sub": "Hello ${Name}"}, AFTER]]}, "Hello ${Name}"),
        ({"Fn::Join": ["", [BEFORE, {"Fn::Select": [1, ["a", "b"]]}, AFTER]]}, "b"),
        ({"Fn::Join": ["", [BEFORE, {"Fn::Select": ["²", ["a", "b"]]}, AFTER]]}, "${Fn::Select ².a.b}"),
        ({"Fn::Join": ["", [BEFORE, {"Fn::Select": ["1" * 5_000, ["a"]]}, AFTER]]}, f"${{Fn::Select {'1' * 60}}}"),
        ({"Fn::Join": ["", [BEFORE, {"Fn::FindInMap": ["Texts", "en", "hello"]}, AFTER]]}, "Good day."),
        ({"Fn::Join": ["", [BEFORE, {"Fn::FindInMap": ["Texts", {"Ref": "L"}, "hello"]}, AFTER]]},
         "${Fn::FindInMap Texts.L.hello}"),
        ({"Fn::ToJsonString": with_text({"Ref": "Greeting"})}, "${Greeting}"),
        ({"Fn::ToJsonString": with_text("Hello.")}, "Hello."),
        ({"Fn::Join": ["", [BEFORE[:-1], {"Ref": "Bare"}, AFTER[1:]]]}, "${Bare}"),
    ],
)  # fmt: skip
def test_functions_give_what_the_template_says(content: Any, says: str) -> None:
    mappings = "Mappings:\n  Texts: {en: {hello: Good day.}}\n"
    assert text_of(read_text("stack.yaml", template(content, more=mappings))) == says


@pytest.mark.parametrize("tag", ["!Sub '{}'", "!Join ['', ['{}']]", "!If [A, '{}', '{}']", "!Select [0, ['{}']]"])
def test_short_forms_are_the_long_ones(tag: str) -> None:
    file = read_text("stack.yaml", template(tag.replace("{}", FLOW)))
    assert [flow.document for flow in file.flows] == [GOOD]


def test_scalars_are_what_is_written() -> None:
    """CloudFormation makes no boolean of `No` and no number of a phone number."""
    content = (
        "\n        Fn::ToJsonString:\n          Version: 2019-10-30\n          StartAction: No\n          Actions: []\n"
        "          Metadata: {a: +4930, b: 1.5, c: true, d: 007, e: ~}"
    )
    (flow,) = read_text("stack.yaml", template(content)).flows
    assert flow.document == {
        "Version": "2019-10-30", "StartAction": "No", "Actions": [],
        "Metadata": {"a": "+4930", "b": 1.5, "c": True, "d": "007", "e": None},
    }  # fmt: skip


def test_properties_name_the_flow_and_its_type() -> None:
    named = "      Name: !Sub '${Prefix}-main'\n      Type: CUSTOMER_QUEUE\n"
    (flow,) = read_text("stack.yaml", template(f"'{FLOW}'", named)).flows
    assert (flow.name, flow.type) == ("${Prefix}-main", "CUSTOMER_QUEUE")
    module = template(f"'{FLOW}'").replace("::ContactFlow\n", "::ContactFlowModule\n")
    assert read_text("stack.yaml", module).flows[0].type == "MODULE"


def broken(**texts: str) -> str:
    return json.dumps({**with_text(texts.get("text", "Hello.")), "StartAction": "Nowhere"})


def test_each_branch_of_a_condition_is_checked_and_what_is_wrong_in_all_is_said_once() -> None:
    both = template(f"!If\n        - A\n        - '{broken(text='a')}'\n        - '{broken(text='b')}'")
    report = check_text(both, "stack.yaml", Overrides(isolated=True))
    found = [(one.rule, one.place.line) for one in report.findings]
    assert found == [("dangling-transition", 7), ("dangling-transition", 8)]
    assert report.flows == 1
    part = {"Fn::Sub": [broken(text="${X}"), {"X": {"Fn::If": ["A", "a", "b"]}}]}
    report = check_text(template(part), "stack.yaml", Overrides(isolated=True))
    assert [one.rule for one in report.findings] == ["dangling-transition"]


def test_a_value_that_is_left_out_is_not_there() -> None:
    content = {"Fn::ToJsonString": {**GOOD, "Metadata": {"Fn::If": ["A", {"Ref": "AWS::NoValue"}, {"x": "y"}]}}}
    file = read_text("stack.yaml", template(content))
    assert [flow.document.get("Metadata") for flow in file.flows] == [None, {"x": "y"}]


def test_a_loop_makes_a_flow_for_each_item() -> None:
    text = f"""
Resources:
  Fn::ForEach::Lines:
    - Line
    - [Sales, Support]
    - "${{Line}}Flow":
        Type: AWS::Connect::ContactFlow
        Properties:
          Name: !Sub "${{Line}} line"
          Content: !Sub '{SAYS_X.replace("${X}", "Welcome to ${Line}.")}'
"""
    flows = read_text("stack.yaml", text).flows
    assert [(flow.name, flow.blocks[0].parameters["Text"]) for flow in flows] == [
        ("Sales line", "Welcome to Sales."),
        ("Support line", "Welcome to Support."),
    ]
    assert [sorted(flow.ids) for flow in flows] == [["${SalesFlow}"], ["${SupportFlow}"]]


@pytest.mark.parametrize("name", ["Content", "FlowContent", "ContactFlowContent"])
@pytest.mark.parametrize("as_text", [True, False])
def test_a_custom_resource_is_known_by_what_it_holds(name: str, as_text: bool) -> None:
    content = FLOW if as_text else GOOD
    resource = {"Type": "Custom::Flow", "Properties": {"ServiceToken": "x", "Flow": {"Name": "Main", name: content}}}
    text = json.dumps({"Resources": {"Flow": resource, "Other": {"Type": "AWS::S3::Bucket"}}})
    (flow,) = read_text("stack.json", text).flows
    assert (flow.name, flow.document, flow.source.path_in_file) == (
        "Main", GOOD, ("Resources", "Flow", "Properties", "Flow", name)
    )  # fmt: skip


TRANSFER = {
    "Version": "2019-10-30",
    "StartAction": "Go",
    "Actions": [
        {"Identifier": "Go", "Type": "TransferToFlow", "Parameters": {"ContactFlowId": "${X}"}, "Transitions": {}}
    ],
}


@pytest.mark.parametrize(
    "reference",
    [
        {"Ref": "Flow"},
        {"Fn::GetAtt": ["Flow", "ContactFlowArn"]},
        {"Ref": "Version"},
        {"Fn::GetAtt": "Version.ContactFlowVersionARN"},
        {"Fn::Select": [1, {"Fn::Split": ["contact-flow/", {"Ref": "Flow"}]}]},
    ],
)
def test_a_reference_to_a_flow_leads_to_it(reference: Any) -> None:
    other = {"Type": "AWS::Connect::ContactFlow",
             "Properties": {"Content": {"Fn::Sub": [json.dumps(TRANSFER), {"X": reference}]}}}  # fmt: skip
    version = {"Type": "AWS::Connect::ContactFlowVersion", "Properties": {"ContactFlowId": {"Ref": "Flow"}}}
    flow = {"Type": "AWS::Connect::ContactFlow", "Properties": {"Content": FLOW}}
    text = json.dumps({"Resources": {"Other": other, "Version": version, "Flow": flow}})
    caller, called = read_text("stack.json", text).flows
    assert Project([caller, called]).target(caller, caller.blocks[0]) is called
    again = read_text("other.json", text).flows
    assert Project([caller, called, *again]).target(caller, caller.blocks[0]) is called


def test_what_cdk_writes_with_a_token_and_without_is_the_same() -> None:
    text = json.dumps(TRANSFER).replace("${X}", "arn:aws:connect:eu-west-1:111122223333:instance/i/contact-flow/x")
    (plain,) = read_text("a.json", json.dumps({"Resources": {"F": flow_resource(text)}})).flows
    pieces = {"Fn::Join": ["", [text[:40], text[40:]]]}
    (joined,) = read_text("b.json", json.dumps({"Resources": {"F": flow_resource(pieces)}})).flows
    assert plain.document == joined.document


def flow_resource(content: Any) -> dict[str, Any]:
    return {"Type": "AWS::Connect::ContactFlow", "Properties": {"Name": "Main", "Content": content}}


def says(*conditions: str) -> dict[str, Any]:
    """Give a value of Fn::ToJsonString: a flow that says which of some conditions hold."""
    parts = [{"Fn::If": [name, f"{name} ", ""]} for name in conditions]
    return {"Fn::ToJsonString": with_text({"Fn::Join": ["", parts]})}


PROD, TEST = {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}, {"Fn::Equals": ["test", {"Fn::Sub": "${Stage}"}]}


@pytest.mark.parametrize(
    ("conditions", "together"),
    [
        ({"A": PROD, "B": {"Fn::Not": [{"Condition": "A"}]}}, ["A ", "B "]),
        ({"A": PROD, "B": {"Fn::Not": [PROD]}}, ["A ", "B "]),
        ({"A": PROD, "B": {"Fn::Equals": ["prod", {"Ref": "Stage"}]}}, ["A B ", ""]),
        ({"A": PROD, "B": TEST}, ["A ", "B ", ""]),
        ({"A": PROD, "B": {"Fn::Equals": [{"Ref": "Other"}, "test"]}}, ["A B ", "A ", "B ", ""]),
        ({"A": {"Fn::Equals": [{"Ref": "X"}, {"Ref": "Y"}]}, "B": {"Fn::Equals": [{"Ref": "Y"}, {"Ref": "X"}]}},
         ["A B ", ""]),
        ({"A": {"Fn::Equals": ["x", "x"]}, "B": {"Fn::Equals": [True, "false"]}}, ["A "]),
        ({"A": {"Fn::Equals": [{"Ref": "X"}, True]}, "B": {"Fn::Equals": [{"Ref": "X"}, "true"]}}, ["A B ", ""]),
        ({"A": {"Fn::Or": [PROD, TEST]}, "B": PROD}, ["A B ", "A ", ""]),
        ({"A": {"Fn::And": [{"Condition": "B"}, {"Condition": "Unknown"}]}, "B": PROD}, ["A B ", "B ", ""]),
        ({"A": {"Fn::And": [PROD, TEST]}, "B": {"Condition": "A"}}, [""]),
        ({"A": {"Fn::Not": [{"Condition": "B"}]}, "B": {"Fn::Not": [{"Condition": "A"}]}}, ["A ", "B "]),
        ({"A": {"Fn::Not": [{"Condition": "A"}]}, "B": {"Condition": "B"}}, ["B ", "", "A B ", "A "]),
        ({"A": {"Fn::Contains": [["x"], {"Ref": "X"}]}, "B": {"Fn::Not": [{"Condition": "A"}]}}, ["A ", "B "]),
        ({"A": {"Fn::Not": PROD}, "B": "x"}, ["A B ", "A ", "B ", ""]),
        ({}, ["A B ", "A ", "B ", ""]),
    ],
)  # fmt: skip
def test_only_conditions_that_can_hold_together_are_read_together(
    conditions: dict[str, Any], together: list[str]
) -> None:
    stack = {"Conditions": conditions, "Resources": {"Flow": flow_resource(says("A", "B"))}}
    file = read_text("stack.json", json.dumps(stack))
    assert file.problems == ()
    assert file.unread == ()
    assert [flow.document for flow in file.flows] == [with_text(text) for text in together]


def test_of_two_conditions_that_may_exclude_each_other_the_second_is_not_answered() -> None:
    first = {"Fn::Select": [0, {"Ref": "Stages"}]}
    conditions = {"A": {"Fn::Equals": [{"Ref": "Stages"}, "x"]}, "B": {"Fn::Equals": [first, "y"]}}
    stack = {"Conditions": conditions, "Resources": {"Flow": flow_resource(says("A", "B"))}}
    texts = [flow.document for flow in read_text("stack.json", json.dumps(stack)).flows]
    assert texts == [with_text("A ${Fn::If B}"), with_text("${Fn::If B}")]


def test_a_resource_with_a_condition_is_read_where_that_holds() -> None:
    stack = {"Conditions": {"A": PROD, "B": TEST}, "Resources": {"Flow": flow_resource(says("A", "B"))}}
    stack["Resources"]["Flow"]["Condition"] = "B"
    file = read_text("stack.json", json.dumps(stack))
    assert [flow.document for flow in file.flows] == [with_text("B ")]


def test_name_and_type_go_with_the_content_of_the_same_answers() -> None:
    flow = flow_resource(says("A"))
    flow["Properties"] |= {key: {"Fn::If": ["A", f"{key} a", f"{key} b"]} for key in ("Name", "Description")}
    flow["Properties"]["Type"] = {"Fn::If": ["A", "CUSTOMER_QUEUE", "CONTACT_FLOW"]}
    file = read_text("stack.json", json.dumps({"Conditions": {"A": PROD}, "Resources": {"Flow": flow}}))
    assert [(one.name, one.type, one.description, one.document) for one in file.flows] == [
        ("Name a", "CUSTOMER_QUEUE", "Description a", with_text("A ")),
        ("Name b", "CONTACT_FLOW", "Description b", with_text("")),
    ]


def test_a_view_is_read_under_each_choice_of_its_conditions() -> None:
    view = {"Name": "V", "Actions": {"Fn::If": ["A", ["x"], ["y"]]}, "Template": {}}
    resources = {"View": {"Type": "AWS::Connect::View", "Properties": view}}
    file = read_text("stack.json", json.dumps({"Conditions": {"A": PROD}, "Resources": resources}))
    assert [one.actions for one in file.views] == [{"x"}, {"y"}]


def test_a_flow_that_is_right_whether_a_condition_holds_or_its_opposite_is_right() -> None:
    first, *others = GOOD["Actions"]
    other = {**first, "Identifier": "Other"}
    content = {**GOOD, "StartAction": {"Fn::If": ["IsProd", first["Identifier"], "Other"]}}
    content["Actions"] = [
        {"Fn::If": ["IsProd", first, {"Ref": "AWS::NoValue"}]},
        {"Fn::If": ["IsNotProd", other, {"Ref": "AWS::NoValue"}]},
        *others,
    ]
    conditions = "Conditions:\n  IsProd: !Equals [prod, !Ref Stage]\n  IsNotProd: !Not [!Condition IsProd]\n"
    text = template({"Fn::ToJsonString": content}, more=conditions)
    assert [flow.document["Actions"] for flow in read_text("stack.yaml", text).flows] == [
        [first, *others],
        [other, *others],
    ]
    assert check_text(text, "stack.yaml", Overrides(isolated=True)).findings == ()


def test_a_parameter_has_one_of_the_values_that_it_may_have() -> None:
    conditions = {f"Is{one}": {"Fn::Equals": [{"Ref": "Stage"}, one]} for one in ("prod", "dev", "test")}
    parameter = {"Type": "String", "AllowedValues": ["dev", "prod"]}
    stack = {
        "Parameters": {"Stage": parameter},
        "Conditions": conditions,
        "Resources": {"Flow": flow_resource(says("Isprod", "Isdev", "Istest"))},
    }
    file = read_text("stack.json", json.dumps(stack))
    assert [flow.document for flow in file.flows] == [with_text("Isprod "), with_text("Isdev ")]


def test_conditions_nest_as_deep_as_they_like_and_each_is_worked_out_once() -> None:
    conditions = {f"C{n}": {"Fn::And": [{"Condition": f"C{n + 1}"}] * 2} for n in range(500)}
    stack = {"Conditions": conditions, "Resources": {"Flow": flow_resource(says("C0", "C1"))}}
    file = read_text("stack.json", json.dumps(stack))
    assert [flow.document for flow in file.flows] == [with_text("C0 C1 "), with_text("")]


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        (template("!Ref Content"), "the Content of Flow is not in the template", 5),
        (template("!ImportValue x"), "the Content of Flow is not in the template", 5),
        (template("!Unknown [x]"), "the Content of Flow is not in the template", 5),
        (template("'no flow'"), "the Content of Flow is no flow", 5),
        (template("!Ref AWS::NoValue"), "Flow has no Content", 5),
        (template("x").replace("      Content: x\n", "      Name: x\n"), "Flow has no Content", 3),
        (template("'" + FLOW + "'") + "  - a: [\n", "YAML that does not parse", 6),
        (template("|\n        " + FLOW.replace('"Goodbye."', "${x} ${y} : ,")), "a template that does not parse", 6),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(text: str, reason: str, line: int) -> None:
    file = read_text("stack.yaml", text)
    assert (file.flows, file.problems, file.skipped) == ((), (), reason)
    assert [(one.reason, one.line) for one in file.unread] == [(reason, line)]


def test_a_resource_that_there_never_is_lacks_nothing() -> None:
    text = template("!Ref AWS::NoValue", more="Conditions: {Never: !Equals [a, b]}\n")
    never = text.replace("    Type:", "    Condition: Never\n    Type:")
    assert (len(read_text("stack.yaml", text).unread), read_text("stack.yaml", never).unread) == (1, ())


def test_one_bad_flow_does_not_keep_the_others_from_being_read() -> None:
    text = template("!Ref Content") + template(f"'{FLOW}'").replace("Resources:\n", "").replace("Flow:", "Good:")
    text += template("'" + FLOW[:-1] + "'").replace("Resources:\n", "").replace("Flow:", "Cut:")
    file = read_text("stack.yaml", text)
    assert [flow.document for flow in file.flows] == [GOOD]
    assert file.unread == (Unread("the Content of Flow is not in the template", 5, "stack.yaml"),)
    assert [one.source.path_in_file[1] for one in file.problems] == ["Cut"]


def test_of_a_logical_id_that_stands_twice_both_flows_are_read() -> None:
    text = template(f"'{FLOW}'") + template(f"'{FLOW}'").replace("Resources:\n", "")
    assert len(read_text("stack.yaml", text).flows) == 2


def test_anchors_and_merges_stand_for_what_they_name() -> None:
    text = template(f"'{FLOW}'", "      <<: *named\n", "x: &named {Name: Late}\n")
    late = read_text("stack.yaml", text)
    assert late.skipped == "YAML that does not parse"  # an alias before its anchor
    text = "x: &named {Name: Early}\n" + template(f"'{FLOW}'", "      <<: *named\n")
    assert read_text("stack.yaml", text).flows[0].name == "Early"


@pytest.mark.parametrize(
    "content",
    ["\n        Fn::ToJsonString: &a {StartAction: x, Version: y, Actions: [*a]}", "\n        Fn::Join: &a ['', [*a]]",
     "&a [*a]", "!If &a [x, *a, *a]"],
)  # fmt: skip
def test_a_value_that_holds_itself_ends(content: str) -> None:
    read_text("stack.yaml", template(content) + f"# {FLOW}")


@pytest.mark.slow
def test_aliases_that_stand_for_billions_end_soon() -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    text = (
        "a0: &a0 [x, x, x]\n"
        + levels
        + template("\n        Fn::ToJsonString: {Version: 2019-10-30, StartAction: x, Actions: *a11}")
    )
    began = time.process_time()
    file = read_text("stack.yaml", text)
    assert time.process_time() - began < 20
    assert [one.reason for one in file.unread] == ["the resource Flow is too large to be read"]


def test_a_chain_of_anchors_that_merge_one_another_is_given_up() -> None:
    def chain(length: int) -> FlowFile:
        links = "".join(f"  - &a{n} {{<<: *a{n - 1}, k{n}: 1}}\n" for n in range(1, length))
        return read_text("stack.yaml", template(f"'{FLOW}'") + f"Anchors:\n  - &a0 {{k0: 1}}\n{links}")

    assert (len(chain(400).flows), chain(400).unread) == (1, ())
    (unread,) = chain(500).unread
    assert unread.reason == "YAML that does not parse"


@pytest.mark.parametrize("name", ["stack.yaml", "stack.json", "main.tf"])
def test_what_no_person_edits_is_not_read(name: str) -> None:
    resources = {"Flow": flow_resource(FLOW), "Other": {"Type": "x" * MOST_CODE}}
    text = json.dumps({"Resources": resources})
    if name == "stack.yaml":
        text = template(f"'{FLOW}'") + "#" * MOST_CODE
    elif name == "main.tf":
        text = 'resource "aws_connect_contact_flow" "f" {}\n' + "#" * MOST_CODE
    began = time.process_time()
    file = read_text(name, text)
    assert time.process_time() - began < 10
    assert file.unread == (Unread("infrastructure code of more than 5 MB", 1, name),)


def call(action: str, **parameters: Any) -> dict[str, Any]:
    """Write a call of the API as CDK's AwsCustomResource does, as text around a token."""
    called = {"service": "Connect", "action": action, "parameters": {**parameters, "Content": SAYS_X}}
    before, after = json.dumps(called).split("${X}")
    return {"Fn::Join": ["", [before, {"Ref": "X"}, after]]}


def test_a_flow_in_the_calls_of_a_custom_resource_is_read_once() -> None:
    """CDK writes the call that creates a flow and the one that updates it, both with the whole flow."""
    create = call("createContactFlow", Name="Main", Type="CUSTOMER_QUEUE")
    update = call("updateContactFlowContent", ContactFlowId="x")
    resource = {"Type": "Custom::AWS", "Properties": {"Create": create, "Update": update}}
    text = json.dumps({"Resources": {"Flow": resource}}, indent=1)
    file = read_text("stack.json", text)
    assert text_of(file) == "${X}"
    (flow,) = file.flows
    assert (flow.name, flow.type, flow.is_template) == ("Main", "CUSTOMER_QUEUE", True)
    line = text[: text.index("MessageParticipant")].count("\n") + 1
    assert flow.source.place(*flow.source.token(("Actions", 0, "Type"))).line == line


def test_a_custom_resource_is_read_under_each_choice_of_its_conditions() -> None:
    a, b, c = (with_text(text) for text in "abc")
    held = {
        "A": {"Fn::If": ["IsProd", json.dumps(a), {"Ref": "AWS::NoValue"}]},
        "B": {"Fn::If": ["IsNotProd", json.dumps(b), {"Ref": "AWS::NoValue"}]},
        "C": json.dumps(c),
        "D": json.dumps(a)[:-1],
    }
    conditions = {"IsProd": PROD, "IsNotProd": {"Fn::Not": [PROD]}}
    stack = {"Conditions": conditions, "Resources": {"Flow": {"Type": "Custom::Flows", "Properties": held}}}
    file = read_text("stack.json", json.dumps(stack))
    assert [(flow.document, flow.variant_of) for flow in file.flows] == [(a, None), (c, None), (b, None)]
    assert [one.source.text for one in file.problems] == [held["D"]]


def test_the_conditions_of_a_part_make_variants_of_one_flow() -> None:
    part = {"Fn::Join": ["", [BEFORE, {"Fn::If": ["IsProd", "a", "b"]}, AFTER]]}
    stack = {"Resources": {"Flow": {"Type": "Custom::Flows", "Properties": {"A": part}}}}
    first, other = read_text("stack.json", json.dumps(stack)).flows
    assert (first.document, first.variant_of) == (with_text("a"), None)
    assert (other.document, other.variant_of) == (with_text("b"), first)


def test_a_flow_in_the_code_of_a_function_is_named() -> None:
    function = (
        f"Type: AWS::Lambda::Function\n    Properties:\n      Code:\n        ZipFile: |\n          flow = {FLOW}\n"
    )
    file = read_text("stack.yaml", f"Resources:\n  Make:\n    {function}")
    assert (file.flows, file.unread) == ((), (Unread("Make holds a flow in code", 5, "stack.yaml"),))


@pytest.mark.parametrize(
    "settings",
    ["'{\"inputs\": []}'", "{inputs: []}", "\n        inputs: []", "!Sub '{\"inputs\": []}'"],
)
def test_the_settings_of_a_module_are_read(settings: str) -> None:
    text = template(FLOW, f"      Settings: {settings}\n").replace("ContactFlow", "ContactFlowModule")
    (flow,) = read_text("stack.yaml", text).flows
    assert flow.settings == {"inputs": []}


def test_settings_that_only_a_deployment_knows_are_not_known() -> None:
    text = template(FLOW, "      Settings: !Ref Declared\n").replace("ContactFlow", "ContactFlowModule")
    (flow,) = read_text("stack.yaml", text).flows
    assert flow.settings is None


@pytest.mark.parametrize("tags", ["[{Key: team, Value: voice}, {Key: n, Value: 1}]", "[{Key: team, Value: !Ref Team}]"])
def test_description_and_tags_are_read(tags: str) -> None:
    text = template(FLOW, f"      Description: The main line.\n      Tags: {tags}\n")
    (flow,) = read_text("stack.yaml", text).flows
    assert flow.description == "The main line."
    assert flow.tags == {"team": "${Team}" if "Ref" in tags else "voice"}


@pytest.mark.parametrize("indent", ["      ", "        "], ids=["in the properties", "in the content"])
def test_a_flow_that_is_included_from_elsewhere_is_named(indent: str) -> None:
    include = f"{indent}Fn::Transform: {{Name: 'AWS::Include', Parameters: {{Location: 's3://a/b.json'}}}}\n"
    text = "Resources:\n  Flow:\n    Type: AWS::Connect::ContactFlow\n    Properties:\n"
    text += include if len(indent) == 6 else f"      Content:\n{include}"
    (unread,) = read_text("stack.yaml", text).unread
    assert unread.reason == "the Content of Flow is not in the template"


@pytest.mark.parametrize("actions", ["{}", "[{}]"])
def test_blocks_that_nobody_knows_leave_the_flow_open(actions: str) -> None:
    unknown = '{ "Fn::Split": [",", { "Fn::Sub": "${Blocks}" }] }'
    flow = f'{{ Version: "2019-10-30", StartAction: a, Actions: {actions.replace("{}", unknown)} }}'
    text = template(f"{{ Fn::ToJsonString: {flow} }}")
    (read,) = read_text("t.yaml", text).flows
    assert (read.is_open, read.malformed) == (True, ())
    assert check_text(text, "t.yaml", Overrides(isolated=True)).findings == ()
