"""Terraform and OpenTofu: what expressions stand for, which flows resources are, and which files are read for that."""

import itertools
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from flowlint.model.project import Project
from flowlint.reading import CheckedTree, FlowFile, Reader, read_text
from flowlint.report import Report
from flowlint.run import Overrides, check_paths
from kit import GOOD

FLOW = json.dumps(GOOD)
INDENTED = json.dumps(GOOD, indent=2)


def resource(content: str, *more: str, type_name: str = "aws_connect_contact_flow", name: str = "main") -> str:
    lines = "".join(f"  {line}\n" for line in more)
    return f'resource "{type_name}" "{name}" {{\n{lines}  content = {content}\n}}\n'


def read(folder: Path, name: str = "main.tf", root: Path | None = None) -> FlowFile:
    path = folder / name
    return Reader(CheckedTree.of([str(root or folder)])).read_bytes(str(path), path.read_bytes())


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_tf", ".tf").replace("_json", ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def flows(file: FlowFile) -> list[Any]:
    return [flow for one in (file, *file.elsewhere) for flow in one.flows]


def document(text: str) -> Any:
    return {**GOOD, "Actions": [{**GOOD["Actions"][0], "Parameters": {"Text": text}}, *GOOD["Actions"][1:]]}


QUOTED = json.dumps(FLOW)
LOCALS = 'locals {\n  x = var.x == "p"\n}\n'


@pytest.mark.parametrize(
    "content",
    [
        QUOTED,
        f"<<EOF\n{INDENTED}\nEOF",
        f"<<-EOF\n    {INDENTED}\n  EOF",
        f"jsonencode({INDENTED})",
        f"jsonencode({FLOW})",
        'file("flow.json")',
        'file("${path.module}/flow.json")',
        'file("./flow.json")',
        'trimspace(file("${path.module}/flow.json"))',
        'templatefile("${path.module}/flow.json", {})',
        'replace(file("${path.module}/flow.json"), "not in it", "x")',
        'jsonencode(jsondecode(file("flow.json")))',
        "local.flow",
        "local.all.main",
        'local.all["main"]',
        "var.flow",
        'try(var.none, local.flow)',
        'true ? local.flow : local.flow',
        '"${local.flow}"',
        'lookup(local.all, "main")',
            "local.by_name[\"flow.json\"]",
    ],
)  # fmt: skip
def test_a_content_is_what_its_expression_stands_for(tmp_path: Path, content: str) -> None:
    declared = (
        f"locals {{\n  flow = <<EOF\n{INDENTED}\nEOF\n  all = {{ main = local.flow }}\n"
        '  by_name = { for one in fileset(path.module, "*.json") : one => file("${path.module}/${one}") }\n}\n'
        'variable "flow" {\n  default = "flow.json"\n}\n'.replace('"flow.json"', QUOTED)
        + 'variable "none" {}\n'
    )
    write(tmp_path, main_tf=resource(content), declared_tf=declared, flow_json=INDENTED)
    file = read(tmp_path)
    assert file.problems == ()
    assert file.unread == ()
    assert [flow.document for flow in flows(file)] == [GOOD]


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("${var.greeting}", "${var.greeting}"),
        ("${aws_connect_queue.main.arn}", "${aws_connect_queue.main.arn}"),
        ('${aws_lambda_function.f["a b"].arn}', "${aws_lambda_function.f['a b'].arn}"),
        ("${local.greeting}", "Hello."),
        ("Hi, ${local.greeting}", "Hi, Hello."),
        ("$${kept}", "${kept}"),
        ("${upper(local.greeting)}", "HELLO."),
        ("${module.x.y}", "${module.x.y}"),
    ],
)
def test_a_text_is_filled_in_as_far_as_the_files_say(tmp_path: Path, written: str, says: str) -> None:
    heredoc = f"<<EOF\n{json.dumps(document('X'), indent=1).replace('X', written)}\nEOF"
    more = 'locals {\n  greeting = "Hello."\n}\nvariable "greeting" {\n  default = "Hi."\n}\n'
    write(tmp_path, main_tf=resource(heredoc) + more)
    (flow,) = read(tmp_path).flows
    assert flow.blocks[0].parameters["Text"] == says


def test_jsonencode_has_holes_and_comments(tmp_path: Path) -> None:
    text = """jsonencode({
    Version = "2019-10-30" # the only one
    StartAction : "Greet",
    Actions = [
      { Identifier = "Greet", Type = "MessageParticipant", Parameters = { Text = var.text, (var.k) = -1.5 }, // so
        Transitions = { NextAction = "End", Errors = [] } },
      /* the end */
      { Identifier = "End", Type = "DisconnectParticipant", Parameters = {}, Transitions = {} },
    ]
  })"""
    write(tmp_path, main_tf=resource(text))
    (flow,) = read(tmp_path).flows
    assert flow.blocks[0].parameters == {"Text": "${var.text}", "${var.k}": -1.5}
    place = flow.source.place(*flow.source.token(("Actions", 1, "Type"), at_key=True))
    assert (place.line, place.column, place.end_column) == (9, 29, 33)


def test_name_and_type_are_those_of_the_resource(tmp_path: Path) -> None:
    named = ('name = "${var.stage}-main"', 'type = "CUSTOMER_QUEUE"')
    module = resource(QUOTED, 'name = format("%s-module", "my")', type_name="aws_connect_contact_flow_module", name="m")
    cloud = resource(QUOTED, 'name = "c"', type_name="awscc_connect_contact_flow", name="c")
    write(tmp_path, main_tf=resource(QUOTED, *named) + module + cloud)
    assert [(flow.name, flow.type) for flow in read(tmp_path).flows] == [
        ("${var.stage}-main", "CUSTOMER_QUEUE"), ("my-module", "MODULE"), ("c", None)
    ]  # fmt: skip


def test_a_resource_for_each_file_names_each(tmp_path: Path) -> None:
    loop = resource(
        'file("${path.module}/flows/${each.key}")',
        'for_each = fileset("${path.module}/flows", "**/*.json")',
        'name = trimsuffix(basename(each.value), ".json")',
        'type = "CONTACT_FLOW"',
    )
    write(tmp_path, main_tf=loop, flows__a_json=INDENTED, flows__b__c_json=FLOW)
    assert [(flow.name, Path(flow.source.file.path).name) for flow in flows(read(tmp_path))] == [
        ("a", "a.json"), ("c", "c.json")
    ]  # fmt: skip


def test_a_resource_for_each_of_a_map(tmp_path: Path) -> None:
    loop = 'locals {\n  all = {\n    "Main line" = { file = "a.json", type = "CONTACT_FLOW" }\n  }\n}\n' + resource(
        "file(each.value.file)", "for_each = local.all", "name = each.key", "type = each.value.type"
    )
    write(tmp_path, main_tf=loop, a_json=INDENTED)
    (flow,) = flows(read(tmp_path))
    assert (flow.name, flow.type) == ("Main line", "CONTACT_FLOW")


def test_what_a_module_is_given_is_read(tmp_path: Path) -> None:
    given = f"""module "connect" {{
  source = "./connect"
  contact_flows = {{
    inbound = {{ type = "CONTACT_FLOW", content = templatefile("${{path.module}}/in.json", {{ a = 1 }}) }}
    hold    = {{ type = "CUSTOMER_HOLD", content = jsonencode({FLOW}) }}
  }}
}}
"""
    write(tmp_path, main_tf=given, in_json=INDENTED)
    assert sorted((flow.name, flow.type) for flow in flows(read(tmp_path))) == [
        ("hold", "CUSTOMER_HOLD"), ("inbound", "CONTACT_FLOW")
    ]  # fmt: skip


def check(folder: Path) -> Report:
    return check_paths([folder], Overrides(isolated=True))


DANGLING = json.dumps({**document("${greeting}"), "StartAction": "Nowhere"}, indent=2)


def test_findings_are_in_the_flow_file_that_a_resource_names(here: Path) -> None:
    call = resource('templatefile("${path.module}/main.json.tftpl", { greeting = "Hi." })', 'name = "Main"')
    write(here, main_tf=call)
    (here / "main.json.tftpl").write_text(DANGLING, encoding="utf-8")
    report = check(here)
    assert [(one.path, one.rule, one.flow) for one in report.findings] == [
        ("main.json.tftpl", "dangling-transition", "Main")
    ]
    assert [(file.path, len(file.flows), file.skipped) for file in report.files] == [
        ("main.json.tftpl", 1, None), ("main.tf", 0, "its flows are in other files")
    ]  # fmt: skip


def test_a_flow_file_that_several_resources_name_is_checked_once(here: Path) -> None:
    both = resource('file("flow.json")', 'name = "A"') + resource('file("flow.json")', 'name = "B"', name="b")
    write(here, main_tf=both, flow_json=DANGLING)
    report = check(here)
    assert [one.rule for one in report.findings] == ["dangling-transition"]
    assert report.flows == 1


@pytest.mark.parametrize(
    "reference", ["aws_connect_contact_flow.main.arn", "aws_connect_contact_flow.main.contact_flow_id"]
)
@pytest.mark.parametrize("form", ["{}", "arn:aws:connect:${var.region}:1:instance/${var.i}/contact-flow/{}"])
def test_a_reference_to_a_flow_leads_to_it(tmp_path: Path, reference: str, form: str) -> None:
    block = {"Identifier": "Go", "Type": "TransferToFlow", "Transitions": {},
             "Parameters": {"ContactFlowId": form.replace("{}", "${" + reference + "}")}}  # fmt: skip
    caller = {"Version": "2019-10-30", "StartAction": "Go", "Actions": [block]}
    other = resource(f"<<EOF\n{json.dumps(caller)}\nEOF", name="other")
    write(tmp_path, main_tf=other + resource(QUOTED))
    first, second = read(tmp_path).flows
    assert Project([first, second]).target(first, first.blocks[0]) is second
    template = resource(f'templatefile("c.json", {{ x = {reference} }})', name="other")
    write(tmp_path, main_tf=template + resource(QUOTED), c_json=json.dumps(caller).replace(reference, "x"))
    second, first = flows(read(tmp_path))
    assert Project([first, second]).target(first, first.blocks[0]) is second


@pytest.mark.parametrize(
    ("loop", "reference"),
    [
        ("count = 1", "main[0]"),
        ("for_each = var.all", "main[each.key]"),
        ("for_each = { dev = 1, prod = 2 }", 'main["dev"]'),
        ("for_each = { dev = 1, prod = 2 }", "main[each.key]"),
        ('for_each = { "the dev" = 1 }', "main[each.key]"),
        ("for_each = { dev = 1, prod = 2 }", "main[var.which]"),
    ],
)
def test_a_reference_to_an_instance_leads_to_it(tmp_path: Path, loop: str, reference: str) -> None:
    block = {"Identifier": "Go", "Type": "TransferToFlow", "Transitions": {},
             "Parameters": {"ContactFlowId": "it"}}  # fmt: skip
    caller = {"Version": "2019-10-30", "StartAction": "Go", "Actions": [block]}
    content = f"jsonencode({json.dumps(caller)})".replace('"it"', f"aws_connect_contact_flow.{reference}.arn")
    write(tmp_path, main_tf=resource(content, loop, name="other") + resource(QUOTED, loop))
    read_flows = read(tmp_path).flows
    called = [flow for flow in read_flows if flow.by_id.keys() != {"Go"}]
    callers = [flow for flow in read_flows if flow not in called]
    project = Project(read_flows)
    assert {project.target(flow, flow.blocks[0]) for flow in callers} == {called[0]}
    assert all(one is called[0] or one.variant_of is called[0] for one in called)


def test_a_flow_of_another_folder_is_another_flow(tmp_path: Path) -> None:
    block = {"Identifier": "Go", "Type": "TransferToFlow", "Transitions": {},
             "Parameters": {"ContactFlowId": "${aws_connect_contact_flow.main.arn}"}}  # fmt: skip
    caller = {"Version": "2019-10-30", "StartAction": "Go", "Actions": [block]}
    write(tmp_path, a__main_tf=resource(f"<<EOF\n{json.dumps(caller)}\nEOF", name="other"), b__main_tf=resource(QUOTED))
    first, second = (flow for folder in "ab" for flow in read(tmp_path / folder, root=tmp_path).flows)
    assert Project([first, second]).target(first, first.blocks[0]) is None


def test_each_choice_of_a_condition_is_read(tmp_path: Path) -> None:
    write(tmp_path, main_tf=resource('var.x ? file("a.json") : file("b.json")'), a_json=INDENTED, b_json=DANGLING)
    assert {Path(flow.source.file.path).name for flow in flows(read(tmp_path))} == {"a.json", "b.json"}


def test_replace_fills_in_what_it_looks_for(tmp_path: Path) -> None:
    call = 'replace(replace(file("a.json"), "QUEUE_ARN", aws_connect_queue.q.arn), "WHO", "you")'
    write(tmp_path, main_tf=resource(call), a_json=json.dumps(document("QUEUE_ARN for WHO")))
    (flow,) = flows(read(tmp_path))
    assert flow.blocks[0].parameters["Text"] == "${aws_connect_queue.q.arn} for you"
    span = flow.source.part(("Actions", 0, "Parameters", "Text"), 0, len("${aws_connect_queue.q.arn}"),
                            "${aws_connect_queue.q.arn} for you")  # fmt: skip
    place = flow.source.place(*span)
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert text[place.column - 1 : place.end_column - 1] == "QUEUE_ARN"


@pytest.mark.parametrize(
    ("search", "new", "says"),
    [
        ('"/arn:[^\\" ]*:queue/[^\\" ]*/"', "aws_connect_queue.q.arn", "${aws_connect_queue.q.arn} for WHO"),
        ('"/W(HO)/"', '"I, $1,"', "arn:aws:queue/a for I, HO,"),
        ('"/(?P<who>WHO)/"', '"$${who}!"', "arn:aws:queue/a for WHO!"),
        ('"/W(HO/"', '"you"', "arn:aws:queue/a for WHO"),
        ('"/"', '"-"', "arn:aws:queue-a for WHO"),
    ],
)
def test_replace_takes_regular_expressions(tmp_path: Path, search: str, new: str, says: str) -> None:
    call = f'replace(file("a.json"), {search}, {new})'
    write(tmp_path, main_tf=resource(call), a_json=json.dumps(document("arn:aws:queue/a for WHO")))
    (flow,) = flows(read(tmp_path))
    assert flow.blocks[0].parameters["Text"] == says


@pytest.mark.slow
def test_regular_expressions_that_take_too_long_are_given_up_and_told(tmp_path: Path) -> None:
    text = "a" * 30  # a minute or so where nothing ends it
    held = {
        f"f{number}": resource(f'replace(file("a.json"), "/(a|a)+{number}/", "x")').replace('"main"', f'"f{number}"')
        for number in range(12)
    }
    write(tmp_path, main_tf="".join(held.values()), a_json=json.dumps(document(text)))
    begin = time.process_time()
    assert [one.reason for one in read(tmp_path).unread] == [
        f"aws_connect_contact_flow.{name} takes too long to be read" for name in held
    ]
    assert time.process_time() - begin < 20


@pytest.mark.parametrize(
    ("condition", "file"),
    [
        ("local.given != null", "a.json"),
        ("local.given == null", "b.json"),
        ("local.all.none != null", "b.json"),
        ("null == local.none", "a.json"),
        ("true", "a.json"),
        ("local.off", "b.json"),
        ("!local.off", "a.json"),
        ('local.given == "x"', "a.json"),
        ('local.given != "x"', "b.json"),
        ('"1" == 1', "b.json"),
        ("true == 1", "b.json"),
        ("local.all == { one = 1 }", "a.json"),
        ('local.given == "x" && local.off', "b.json"),
        ("local.off || (local.all.one + 2) * 3 == 9 - 1 + 1", "a.json"),
        ("local.all.one >= 1", "a.json"),
        ("length(local.all) == 1 && length([]) == 0 && length(local.given) == 1", "a.json"),
        ('contains(["x", var.unknown], local.given)', "a.json"),
        ('contains(["y", 1], local.given)', "b.json"),
        ("local.all.one > 1", "b.json"),
        ("7 % 4 != 3 || 7 / 2 != 3.5 || 8 / 2 != 4", "b.json"),
        ("local.is_x", "a.json"),
        ('local.off && var.unknown == "x"', "b.json"),
    ],
)
def test_a_condition_that_the_files_decide_is_decided(tmp_path: Path, condition: str, file: str) -> None:
    declared = (
        'locals {\n  given = "x"\n  none = null\n  off = false\n  all = { one = 1 }\n  is_x = local.given == "x"\n}\n'
    )
    content = f'{condition} ? file("a.json") : file("b.json")'
    write(tmp_path, main_tf=resource(content) + declared, a_json=INDENTED, b_json=INDENTED)
    (flow,) = flows(read(tmp_path))
    assert Path(flow.source.file.path).name == file


@pytest.mark.parametrize(
    ("condition", "other"),
    [
        ("var.x", "!var.x"),
        ('var.x == "p"', 'var.x != "p"'),
        ('var.x == "p"', '!("p" == var.x)'),
        ("var.x > 1", "var.x <= 1"),
        ("length(var.x) > 0", "length(var.x) == 0"),
        ("var.x == null", "var.x != null"),
        ("local.x", 'var.x != "p"'),
        ("var.x == true", "var.x == false"),
    ],
)
def test_a_condition_and_its_opposite_never_hold_together(tmp_path: Path, condition: str, other: str) -> None:
    texts = f'{condition} ? "a" : "b"', f'{other} ? "b" : "a"'
    content = (
        f"jsonencode({{{', '.join((*(f'{key} = {text}' for key, text in zip('st', texts, strict=True)), 'f = 1'))}}})"
    )
    assert read_choices(tmp_path, content, "st") == {("a", "a"), ("b", "b")}


def test_nothing_equals_two_values(tmp_path: Path) -> None:
    content = 'jsonencode({ s = var.x == "p" ? 1 : 0, t = var.x == "q" ? 1 : 0, u = var.y == "q" ? 1 : 0 })'
    assert read_choices(tmp_path, content, "stu") == {(s, t, u) for s, t in ((1, 0), (0, 1), (0, 0)) for u in (0, 1)}


def read_choices(folder: Path, content: str, keys: str) -> set[tuple[Any, ...]]:
    """Give what stands at some keys of the flow's metadata, under each choice of the conditions."""
    written = content.removeprefix("jsonencode(").removesuffix(")")
    write(folder, main_tf=resource(f"jsonencode(merge({FLOW}, {{ Metadata = {written} }}))") + LOCALS)
    return {tuple(flow.document["Metadata"][key] for key in keys) for flow in flows(read(folder))}


def test_a_condition_in_a_loop_is_worked_out_for_each_turn(tmp_path: Path) -> None:
    blocks = (
        '[for k, v in local.m : { Identifier = k, Type = "MessageParticipant", Parameters = { Text = v.text }, '
        'Transitions = { NextAction = v.next == "" ? "end" : v.next } } if k != "p9"]'
    )
    held = """locals {
  m = { p0 = { next = "p1", text = "a" }, p1 = { next = "", text = "b" }, p9 = { next = "", text = "" } }
}
"""
    write(
        tmp_path,
        main_tf=resource(f'jsonencode({{ StartAction = "p0", Version = "2019-10-30", Actions = {blocks} }})') + held,
    )
    (flow,) = flows(read(tmp_path))
    assert [(block.id, block.transitions[0].target) for block in flow.blocks] == [("p0", "p1"), ("p1", "end")]


def test_a_condition_of_a_loop_leaves_out_what_it_excludes(tmp_path: Path) -> None:
    loop = "{ for key, one in local.all : key => one if one.file != null }"
    held = 'locals {\n  all = { a = { file = "a.json" }, b = { file = null } }\n}\n'
    content = resource("file(each.value.file)", f"for_each = {loop}", "name = each.key")
    write(tmp_path, main_tf=held + content, a_json=INDENTED)
    assert [flow.name for flow in flows(read(tmp_path))] == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        f"locals {{\n  flow = <<EOF\n{INDENTED}\nEOF\n}}\n",
        f"flows = {{\n  main = {{\n    content = <<EOF\n{INDENTED}\nEOF\n  }}\n}}\n",
        f'terraform {{\n  source = "../x"\n}}\ninputs = {{\n  flow = jsonencode({INDENTED})\n}}\n',
        f'variable "flow" {{\n  default = <<-EOF\n    {INDENTED}\n  EOF\n}}\n',
        f'resource "local_file" "flow" {{\n  filename = "x"\n  content = jsonencode({INDENTED})\n}}\n',
    ],
)
def test_a_flow_that_no_resource_of_the_file_takes_is_read_where_it_stands(tmp_path: Path, text: str) -> None:
    write(tmp_path, main_tf=text)
    file = read(tmp_path)
    assert (file.kind, file.unread) == ("terraform", ())
    assert [flow.document for flow in file.flows] == [GOOD]


def test_settings_of_a_module_are_read(tmp_path: Path) -> None:
    settings = "settings = jsonencode({ inputs = [] })"
    write(tmp_path, main_tf=resource(QUOTED, settings, type_name="awscc_connect_contact_flow_module"))
    (flow,) = read(tmp_path).flows
    assert flow.settings == {"inputs": []}


@pytest.mark.parametrize(
    ("type_name", "tags"),
    [
        ("aws_connect_contact_flow", '{ team = "voice", n = 1 }'),
        ("awscc_connect_contact_flow", '[{ key = "team", value = "voice" }]'),
        ("aws_connect_contact_flow", "local.tags"),
    ],
)
def test_description_and_tags_are_read(tmp_path: Path, type_name: str, tags: str) -> None:
    described = ('description = "The main line."', f"tags = {tags}")
    declared = 'locals {\n  tags = merge({ team = "voice" }, {})\n}\n'
    write(tmp_path, main_tf=resource(QUOTED, *described, type_name=type_name) + declared)
    (flow,) = read(tmp_path).flows
    assert (flow.description, flow.tags) == ("The main line.", {"team": "voice"})


def test_merge_overrides_and_repeats_no_key(tmp_path: Path) -> None:
    override = '{ Metadata = { name = "x" }, StartAction = "end" }, { StartAction = "b", StartAction = "a" }'
    write(tmp_path, main_tf=resource(f"jsonencode(merge({FLOW}, {override}))"))
    file = read(tmp_path)
    assert [problem.duplicate_key for problem in file.problems] == ["StartAction"]
    assert json.loads(file.flows[0].source.text) == {**GOOD, "Metadata": {"name": "x"}, "StartAction": "a"}


UNKNOWN_BLOCKS = '[for q in var.queues : { Identifier = "q-${q}", Type = "DisconnectParticipant" }]'


@pytest.mark.parametrize(
    "actions",
    [
        UNKNOWN_BLOCKS,
        f"concat({UNKNOWN_BLOCKS}, {json.dumps(GOOD['Actions'])})",
        f"flatten({UNKNOWN_BLOCKS})",
        f"concat([{UNKNOWN_BLOCKS}]...)",
        "concat(var.blocks...)",
    ],
)
def test_blocks_that_nobody_knows_leave_the_flow_open(here: Path, actions: str) -> None:
    content = f'jsonencode({{ Version = "2019-10-30", StartAction = "q-0", Actions = {actions} }})'
    write(here, main_tf=resource(content))
    (flow,) = flows(read(here))
    assert (flow.is_open, flow.malformed) == (True, ())
    assert check(here).findings == ()


@pytest.mark.parametrize(
    "content",
    [
        "merge(local.flow, { Actions = concat(local.lists...) })",
        "merge(local.flow, { Actions = concat(local.lists[0], [local.lists[1]]...) })",
        "merge([local.flow, { Version = local.flow.Version }]...)",
        "coalesce([null, local.flow]...)",
        'merge(local.flow, { Version = format("%s-%s", ["2019", "10-30"]...) })',
    ],
)
def test_a_list_is_spread_over_the_arguments(tmp_path: Path, content: str) -> None:
    first, *others = GOOD["Actions"]
    declared = f"locals {{\n  flow = {FLOW}\n  lists = {json.dumps([[first], others])}\n}}\n"
    write(tmp_path, main_tf=declared + resource(f"jsonencode({content})"))
    assert [flow.document for flow in read(tmp_path).flows if flow.ids] == [GOOD]


def test_blocks_that_are_written_are_checked_among_others_that_nobody_knows(here: Path) -> None:
    written = '[{ Identifier = "end", Type = "DisconnectParticipant", Parameters = [], Transitions = {} }]'
    actions = f"concat({UNKNOWN_BLOCKS}, {written})"
    content = f'jsonencode({{ Version = "2019-10-30", StartAction = "q-0", Actions = {actions} }})'
    write(here, main_tf=resource(content))
    (flow,) = flows(read(here))
    assert (flow.is_open, flow.malformed) == (True, (("Actions", 1, "Parameters"),))


@pytest.mark.parametrize(
    "actions",
    [
        "flatten(local.lists)",
        "flatten([for one in local.lists : [for block in one : block]])",
        "concat(values(local.parts)...)",
        "concat([for key in keys(local.parts) : local.parts[key]]...)",
        "reverse(reverse(flatten(local.lists)))",
        "[for at in range(length(local.all)) : local.all[at]]",
        "[for one in concat(local.lists...) : one if can(one.Identifier)]",
    ],
)
def test_lists_are_made_of_what_the_files_say(tmp_path: Path, actions: str) -> None:
    first, *others = GOOD["Actions"]
    lists, parts = json.dumps([[first], others]), json.dumps({"b": others, "a": [first]})
    declared = f"locals {{\n  all = {json.dumps(GOOD['Actions'])}\n  lists = {lists}\n  parts = {parts}\n}}\n"
    write(tmp_path, main_tf=declared + resource(f"jsonencode(merge({FLOW}, {{ Actions = {actions} }}))"))
    assert [flow.document for flow in read(tmp_path).flows if flow.ids] == [GOOD]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ('compact(["a", "", null, var.x])', ["a", "${var.x}"]),
        ("concat(var.x, [1])[1]", "${concat(var.x,[1])[1]}"),
        ("length(concat(var.x, [1]))", "${length(concat(var.x,[1]))}"),
        ('flatten(["a", var.x, [["b"]]])', ["a", "${var.x}", "b"]),
        ("[for n in concat([1], var.x) : n + 1]", [2, "${[forninconcat([1],var.x) :n+1]}"]),
        ("{ for n in concat([1], var.x) : n => n }", "${(forninconcat([1],var.x) :n=>n)}"),
        ("{ for at, n in [\"a\", \"b\", \"a\"] : n => at... }", {"a": [0, 2], "b": [1]}),
        ("[range(2), range(1, 3), range(0, 5, 2)]", [[0, 1], [1, 2], [0, 2, 4]]),
        ("range(2, 0)", "${range(2,0)}"),
    ],
)  # fmt: skip
def test_a_list_of_which_nobody_knows_all_items(tmp_path: Path, value: str, says: Any) -> None:
    write(tmp_path, main_tf=resource(f"jsonencode(merge({FLOW}, {{ Metadata = {{ value = {value} }} }}))"))
    (flow,) = read(tmp_path).flows
    assert flow.document["Metadata"]["value"] == says


def test_a_loop_goes_on_after_the_turns_that_are_read(here: Path) -> None:
    block = '{ Identifier = "p${i}", Type = "Wait", Parameters = {}, Transitions = { NextAction = "p${i + 1}" } }'
    actions = f'concat([for i in range(600) : {block}], [{{ Identifier = "p600", Type = "DisconnectParticipant" }}])'
    write(here, main_tf=resource(f'jsonencode({{ Version = "2019-10-30", StartAction = "p0", Actions = {actions} }})'))
    (flow,) = flows(read(here))
    assert (flow.is_open, [flow.blocks[at].id for at in (0, -2, -1)]) == (True, ["p0", "p499", "p600"])


def test_what_may_be_null_is_left_out(here: Path) -> None:
    first, *others = GOOD["Actions"]
    texts = "{ Text = var.t != null ? var.t : null, PromptId = var.t == null ? var.p : null, SSML = null }"
    changed = f"[merge({json.dumps(first)}, {{ Parameters = {texts} }}), {', '.join(map(json.dumps, others))}]"
    write(here, main_tf=resource(f"jsonencode(merge({FLOW}, {{ Actions = {changed} }}))", 'name = "main"'))
    found = [flow.blocks[0].parameters for flow in flows(read(here))]
    assert found == [{"Text": "${var.t}"}, {"PromptId": "${var.p}"}]
    assert check(here).findings == ()


@pytest.mark.parametrize(
    ("condition", "other"),
    [
        ("var.n > 1", "var.n > 2"),
        ('var.x == "p"', 'startswith(var.x, "q")'),
        ('contains(["p", "q"], var.x)', 'var.x == "r"'),
        ("var.x == null", "length(var.x) > 2"),
    ],
)
def test_of_two_conditions_that_may_exclude_each_other_the_second_is_not_answered(
    tmp_path: Path, condition: str, other: str
) -> None:
    content = f'jsonencode({{ s = {condition} ? "a" : "b", t = {other} ? "a" : "b", u = var.y ? "a" : "b" }})'
    found = read_choices(tmp_path, content, "stu")
    assert {t[:2] for s, t, _ in found if (s, condition) != ("b", "var.x == null")} == {"${"}
    assert {(s, u) for s, _, u in found} == {(s, u) for s in "ab" for u in "ab"}


def test_what_is_something_may_be_anything_else(tmp_path: Path) -> None:
    content = 'jsonencode({ s = var.x != null && startswith(var.x, "a") ? 1 : 0, t = var.x != "" ? 1 : 0 })'
    assert read_choices(tmp_path, content, "st") == {(1, 1), (0, 1)}


@pytest.mark.parametrize("condition", ['startswith(local.p, "p")', 'anytrue([for one in ["p"] : one == upper("p")])'])
def test_a_condition_that_the_files_decide_and_nobody_works_out_has_no_answer(tmp_path: Path, condition: str) -> None:
    content = f'jsonencode({{ s = {condition} ? "a" : "b" }})'
    declared = 'locals {\n  p = "p"\n}\n'
    write(tmp_path, main_tf=declared + resource(f"jsonencode(merge({FLOW}, {{ Metadata = {content[11:-1]} }}))"))
    (flow,) = read(tmp_path).flows
    assert flow.document["Metadata"]["s"].startswith("${")


def test_name_and_type_go_with_the_content_of_the_same_answers(tmp_path: Path) -> None:
    more = ('name = local.x ? "A" : "B"', 'type = local.x ? "CUSTOMER_QUEUE" : var.type')
    content = f'jsonencode(merge({FLOW}, {{ Metadata = {{ x = var.x == "p" ? "a" : "b" }} }}))'
    write(tmp_path, main_tf=LOCALS + resource(content, *more))
    found = [(flow.name, flow.type, flow.document["Metadata"]["x"]) for flow in read(tmp_path).flows]
    assert found == [("A", "CUSTOMER_QUEUE", "a"), ("B", None, "b")]


def test_a_file_is_checked_as_each_type_that_it_may_have(tmp_path: Path) -> None:
    more = 'type = var.x ? "CUSTOMER_QUEUE" : "CONTACT_FLOW"'
    write(tmp_path, main_tf=resource('file("a.json")', more), a_json=INDENTED)
    assert [flow.type for flow in flows(read(tmp_path))] == ["CUSTOMER_QUEUE", "CONTACT_FLOW"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("local.texts[var.language]", ["${local.texts['(var.language)']}"]),
        ("local.texts.de", []),
        ('keys(local.texts)[0]', ["en"]),
        ('[for n in ["a", "b"] : uuidv5("dns", n)][1]', ["${uuidv5('dns',b)}"]),
        ('[for n in local.all : md5(n.id)][0]', ["${md5(x)}"]),
    ],
)  # fmt: skip
def test_what_nobody_knows_is_told_from_other_things_that_nobody_knows(
    tmp_path: Path, text: str, says: list[str]
) -> None:
    declared = 'locals {\n  texts = { en = "Hello." }\n  all = [{ id = "x" }]\n}\n'
    written = f"jsonencode(merge({FLOW}, {{ Metadata = {{ text = {text} }} }}))"
    write(tmp_path, main_tf=declared + resource(written))
    (flow,) = read(tmp_path).flows
    assert [*flow.document["Metadata"].values()] == says


def test_a_part_of_a_flow_is_none(tmp_path: Path) -> None:
    base = {key: value for key, value in GOOD.items() if key != "Actions"}
    more = {"Version": "2019-10-30", "Actions": GOOD["Actions"]}
    declared = f"locals {{\n  base = {json.dumps(base)}\n  more = {json.dumps(more)}\n}}\n"
    write(tmp_path, main_tf=declared + resource("jsonencode(merge(local.base, local.more))"))
    assert [flow.document for flow in flows(read(tmp_path))] == [GOOD]


def test_a_resource_is_read_where_there_is_one(tmp_path: Path) -> None:
    content = f'jsonencode(merge({FLOW}, {{ Metadata = {{ x = var.x ? "a" : "b" }} }}))'
    write(tmp_path, main_tf=resource(content, "count = var.x ? 1 : 0"))
    assert [flow.document["Metadata"] for flow in flows(read(tmp_path))] == [{"x": "a"}]


def test_a_condition_of_a_template_file_is_decided_by_what_it_is_given(tmp_path: Path) -> None:
    chosen = '%{ if kind == "a" }"Text": "A"%{ endif }%{ if kind == "b" && on }"Text": "B"%{ endif }'
    template = json.dumps(GOOD).replace(f'"Text": {json.dumps(GOOD["Actions"][0]["Parameters"]["Text"])}', chosen)
    call = 'templatefile("flow.json", { kind = "b", on = true })'
    write(tmp_path, main_tf=resource(call), flow_json=template)
    assert [flow.blocks[0].parameters for flow in flows(read(tmp_path))] == [{"Text": "B"}]


def test_a_block_that_only_some_conditions_reach_is_reached(here: Path) -> None:
    first, *others = GOOD["Actions"]
    more = f'merge({json.dumps(first)}, {{ Identifier = "More" }})'
    actions = f"concat([{json.dumps(first)}], [{more}], {json.dumps(others)})"
    changed = f'StartAction = var.more ? "More" : "{first["Identifier"]}", Actions = {actions}'
    write(here, main_tf=resource(f"jsonencode(merge({FLOW}, {{ {changed} }}))", 'name = "main"'))
    assert len(flows(read(here))) == 2
    assert check(here).findings == ()


def test_what_more_conditions_decide_than_are_asked_is_not_known(tmp_path: Path) -> None:
    keys = "stuvw"
    content = f"jsonencode({{ {', '.join(f'{key} = var.{key} ? 1 : 0' for key in keys)} }})"
    found = read_choices(tmp_path, content, keys)
    assert {one[:4] for one in found} == set(itertools.product((0, 1), repeat=4))
    assert {one[4] for one in found} == {"${var.w?1 :0}"}


def test_a_condition_that_only_other_answers_ask_is_read_under_both_of_its_own(tmp_path: Path) -> None:
    content = "jsonencode({ s = var.a ? 1 : var.b ? 2 : var.c ? 3 : 4, t = 0 })"
    assert read_choices(tmp_path, content, "s") == {(1,), (2,), (3,), (4,)}


def test_of_many_instances_the_first_are_read(tmp_path: Path) -> None:
    keys = ", ".join(f'"k{n}"' for n in range(600))
    write(tmp_path, main_tf=resource(f'"{{each.key}}{QUOTED[1:]}', f"for_each = toset([{keys}])"))
    file = read(tmp_path)
    assert [str(one) for one in file.unread] == [
        f"{tmp_path}/main.tf:1: aws_connect_contact_flow.main has more instances than the first 500, which were read"
    ]


def test_texts_that_double_end_soon(tmp_path: Path) -> None:
    doubling = "".join(f'  a{n} = "${{local.a{n - 1}}}${{local.a{n - 1}}}"\n' for n in range(1, 40))
    began = time.process_time()
    write(tmp_path, main_tf=f'locals {{\n  a0 = "x"\n{doubling}}}\n' + resource("jsonencode({ a = local.a39 })"))
    assert [one.reason for one in read(tmp_path).unread] == ["aws_connect_contact_flow.main is too large to be read"]
    assert time.process_time() - began < 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ('"' + '${"' * 4_000 + "x" + '"}' * 4_000 + '"', "has a content that is no flow"),
        ("local.a" + "[0]" * 8_000, "is too large to be read"),
    ],
    ids=["templates", "indices"],
)
def test_what_nests_thousands_deep_is_read_as_far_as_anybody_writes(tmp_path: Path, expression: str, why: str) -> None:
    began = time.process_time()
    write(tmp_path, main_tf="locals {\n  a = []\n}\n" + resource(expression))
    assert [one.reason for one in read(tmp_path).unread] == [f"aws_connect_contact_flow.main {why}"]
    assert time.process_time() - began < 5


def test_a_loop_over_a_flow_changes_the_member_that_its_condition_names(tmp_path: Path) -> None:
    loop = '{ for key, value in jsondecode(file("flow.json")) : key => key == "StartAction" ? "Hang up" : value }'
    write(tmp_path, main_tf=resource(f"jsonencode({loop})"), flow_json=INDENTED)
    assert [flow.document for flow in read(tmp_path).flows] == [{**GOOD, "StartAction": "Hang up"}]


@pytest.mark.parametrize(
    ("value", "text"),
    [("8", "8"), ("8.0", "8"), ("-1.50", "-1.5"), ("1e3", "1000"), ("0.00001", "0.00001"), ("true", "true"),
     ('"8"', "8"), ("null", None), ("local.eight", "8"), ("var.n", "${var.n}")],
)  # fmt: skip
def test_tostring_makes_a_text(tmp_path: Path, value: str, text: str | None) -> None:
    first, *others = map(json.dumps, GOOD["Actions"])
    block = f"merge({first}, {{ Parameters = {{ Text = tostring({value}) }} }})"
    changed = f"merge({FLOW}, {{ Actions = [{', '.join([block, *others])}] }})"
    write(tmp_path, main_tf=f"locals {{\n  eight = 8\n}}\n{resource(f'jsonencode({changed})')}")
    (flow,) = read(tmp_path).flows
    assert flow.blocks[0].parameters == ({} if text is None else {"Text": text})


def test_json_is_terraform_too(tmp_path: Path) -> None:
    body = {"name": "Main", "type": "CONTACT_FLOW", "filename": "${path.module}/a.json"}
    write(tmp_path, a_json=INDENTED)
    held = {"resource": {"aws_connect_contact_flow": {"main": body, "b": {"name": "B", "content": FLOW}}}}
    (tmp_path / "main.tf.json").write_text(json.dumps(held), encoding="utf-8")
    assert [(flow.name, flow.type) for flow in flows(read(tmp_path, "main.tf.json"))] == [
        ("B", None), ("Main", "CONTACT_FLOW")
    ]  # fmt: skip


def test_json_declares_and_calls_as_terraform_does(tmp_path: Path) -> None:
    module = tmp_path / "lines"
    module.mkdir()
    write(module, main_tf=resource("local.flow", "name = var.name"), flow_json=INDENTED)
    declared = {
        "locals": [{"flow": '${file("${path.module}/${var.file}.json")}'}, {"name": "Called"}],
        "variable": {"file": {"default": "flow"}},
    }
    (module / "declared.tf.json").write_text(json.dumps(declared), encoding="utf-8")
    called = {"locals": {"name": "Called"}, "module": {"main": {"source": "./lines", "name": "${local.name}"}}}
    (tmp_path / "main.tf.json").write_text(json.dumps(called), encoding="utf-8")
    assert [flow.name for flow in flows(read(tmp_path, "lines/main.tf"))] == ["Called"]


@pytest.mark.parametrize(
    "declared", ["{", '{"locals": [[1], 2], "variable": [], "module": {"a": 1}}', '{"locals":' + "[" * 100_000]
)
def test_json_that_declares_nothing(tmp_path: Path, declared: str) -> None:
    write(tmp_path, main_tf=resource('file("${path.module}/a.json")', "name = local.name"), a_json=INDENTED)
    (tmp_path / "declared.tf.json").write_text(declared, encoding="utf-8")
    assert [flow.name for flow in flows(read(tmp_path))] == ["${local.name}"]


def test_labels_without_quotes(tmp_path: Path) -> None:
    bare = resource('file("${path.module}/a.json")', 'name = "Main"').replace(
        '"aws_connect_contact_flow" "main"', "aws_connect_contact_flow main"
    )
    write(tmp_path, main_tf=bare, a_json=INDENTED)
    assert [flow.name for flow in flows(read(tmp_path))] == ["Main"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("var.content", "gets its content from outside these files"),
        ("data.http.flow.body", "gets its content from outside these files"),
        ('file("missing.json")', "names “missing.json”, which is not there"),
        ('file("../outside.json")', "names “../outside.json”, which lies outside of what is checked"),
        ('file("/etc/hostname")', "names “/etc/hostname”, which lies outside of what is checked"),
        ('file("link.json")', "names “link.json”, which lies outside of what is checked"),
        ('templatefile("missing.tftpl", {})', "names “missing.tftpl”, which is not there"),
        ('"no flow"', "has a content that is no flow"),
        ("local.circle", "gets its content from outside these files"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(tmp_path: Path, content: str, reason: str) -> None:
    folder = tmp_path / "checked"
    write(tmp_path, outside_json=INDENTED)
    write(folder, main_tf=resource(content) + resource(QUOTED, name="good") + "locals {\n  circle = local.circle\n}\n")
    (folder / "link.json").symlink_to(tmp_path / "outside.json")
    file = read(folder)
    assert [flow.document for flow in file.flows] == [GOOD]
    assert [(one.reason, one.line) for one in file.unread] == [(f"aws_connect_contact_flow.main {reason}", 2)]


def test_a_file_that_is_no_flow_is_said(tmp_path: Path) -> None:
    text = resource(QUOTED).replace("content = " + QUOTED, 'name = "x"\n  filename = "notes.txt"')
    write(tmp_path, main_tf=text, **{"notes.txt": "notes"})
    assert [(one.reason, one.line) for one in read(tmp_path).unread] == [
        ("aws_connect_contact_flow.main has a content that is no flow", 3)
    ]


def test_a_file_that_does_not_parse_is_said(tmp_path: Path) -> None:
    write(tmp_path, main_tf=resource(QUOTED) + "locals {\n  a = \n}\n" + resource(QUOTED, name="b"))
    file = read(tmp_path)
    (unread,) = file.unread
    assert (unread.reason, unread.line) == ("Terraform that does not parse", 5)
    lines = [flow.source.place(*flow.source.token(flow.base)).line for flow in file.flows]
    assert lines == [2, 8]  # the blocks that parse are read all the same


def test_a_flow_in_a_file_that_does_not_parse_is_named(tmp_path: Path) -> None:
    write(tmp_path, main_tf=f'module "a" {{\n  source = "b"\n  flow = {QUOTED}\n  +\n}}\n')
    file = read(tmp_path)
    assert (file.flows, [(one.reason, one.line) for one in file.unread]) == ((), [("Terraform that does not parse", 5)])


def test_nothing_is_run_and_nothing_else_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    real = os.open

    def noted(path: Any, *rest: Any, **more: Any) -> int:
        opened.append(str(path))
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", noted)
    loop = resource('file("${path.module}/${each.key}")', 'for_each = fileset("/etc", "*")')
    write(tmp_path, main_tf=loop + resource('file("../../../../../../etc/passwd")', name="b"))
    file = read(tmp_path)
    assert {one.reason for one in file.unread} == {
        "aws_connect_contact_flow.main gets its content from outside these files",
        "aws_connect_contact_flow.b names “../../../../../../etc/passwd”, which lies outside of what is checked",
    }
    assert not any(path.startswith("/etc") for path in opened)


def test_one_text_stands_for_no_more_flows_than_are_worth_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    (flow,) = read_text("main.tf", resource(QUOTED)).flows
    monkeypatch.setattr("flowlint.reading.anywhere._MOST_AGAIN", 3 * len(flow.source.text))
    one = resource(f'replace({QUOTED}, "Hang up", "Hang ${{each.key}}")')
    file = read_text(
        "main.tf", one.replace("content", 'for_each = toset(["a", "b", "c", "d", "e", "f"])\n  content', 1)
    )
    assert len(file.flows) == 4
    reason = "makes more flows of one text than are read; those after are left out"
    assert [(one.reason, one.line) for one in file.unread] == [(reason, 3)]


def test_hundreds_of_blank_lines_are_not_looked_through_again_and_again() -> None:
    begin = time.process_time()
    (unread,) = read_text("main.tf", resource("<<EOF\n" + "\n" * 100_000 + json.dumps(GOOD) + "\nEOF")).unread
    assert (unread.reason, unread.line) == ("Terraform that does not parse", 2)
    assert time.process_time() < begin + 5  # it took a minute
    few = read_text("main.tf", resource("<<EOF\n" + "\n" * 200 + json.dumps(GOOD) + "\nEOF"))
    assert (len(few.flows), few.unread) == (1, ())


@pytest.mark.slow
def test_values_that_stand_for_billions_end_soon(tmp_path: Path) -> None:
    levels = "".join(f"  a{n} = [{', '.join([f'local.a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    content = 'jsonencode({ Version = "2019-10-30", StartAction = "x", Actions = local.a11 })'
    circle = resource("jsonencode([local.c, local.c])", name="circle")
    write(tmp_path, main_tf=resource(content) + circle + resource(QUOTED, name="good")
          + f"locals {{\n  a0 = 1\n{levels}  c = [local.c, local.c]\n}}\n")  # fmt: skip
    began = time.process_time()
    file = read(tmp_path)
    assert time.process_time() - began < 30
    assert [flow.document for flow in file.flows] == [GOOD]
    assert [one.reason for one in file.unread] == [
        "aws_connect_contact_flow.main is too large to be read",
        "aws_connect_contact_flow.circle has a content that is no flow",
        "values that are too large to be read",
    ]
