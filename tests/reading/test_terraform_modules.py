"""Modules of Terraform that are called in the run: their variables are what each call gives."""

import json
from pathlib import Path

import pytest

from flowlint.report import Report
from flowlint.run import Overrides, check_paths
from kit import GOOD

DANGLING = json.dumps({**GOOD, "StartAction": "Nowhere"}, indent=2)
LISTED = """resource "aws_connect_contact_flow" "this" {
  for_each = { for flow in var.flows : flow.name => flow }
  name     = each.value.name
  type     = each.value.type
  content  = each.value.content_file != null ? file(each.value.content_file) : each.value.content
}
variable "flows" {
  type    = list(any)
  default = []
}
"""
TEMPLATE = """locals {
  rendered = templatefile(var.template_path, var.template_vars)
}
resource "aws_connect_contact_flow" "this" {
  name    = var.name
  type    = var.type
  content = local.rendered
}
variable "type" {
  default = "CONTACT_FLOW"
}
"""


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_tf", ".tf").replace("_json", ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def check(folder: Path) -> Report:
    return check_paths([folder], Overrides(isolated=True, select=("dangling-transition",)))


def known(report: Report) -> list[tuple[str, str | None, str | None]]:
    assert (report.failures, report.unread) == ((), ())
    return [(file.path, flow.name, flow.type) for file in report.files for flow in file.flows]


def test_the_files_in_a_list_that_a_call_gives_are_the_flows(here: Path) -> None:
    call = """module "connect" {
  source = "../../modules/connect"
  flows = [
    { name = "Main", type = "CONTACT_FLOW", content_file = "${path.module}/flows/main.json" },
    { name = "Hold", type = "CUSTOMER_HOLD", content_file = null, content = jsonencode(HELD) },
  ]
}
""".replace("HELD", json.dumps(GOOD))
    write(here, modules__connect__main_tf=LISTED, env__dev__main_tf=call, env__dev__flows__main_json=DANGLING)
    report = check(here)
    assert known(report) == [
        ("env/dev/flows/main.json", "Main", "CONTACT_FLOW"),
        ("env/dev/main.tf", "Hold", "CUSTOMER_HOLD"),
    ]
    assert [(one.path, one.flow, one.place.line) for one in report.findings] == [("env/dev/flows/main.json", "Main", 3)]


@pytest.mark.parametrize("start", ["${path.module}/", "${path.root}/", ""])
def test_a_template_that_a_call_names_is_the_flow(here: Path, start: str) -> None:
    call = f"""module "line" {{
  source        = "./modules/flow"
  name          = "Line"
  type          = "CUSTOMER_WHISPER"
  template_path = "{start}flows/a.json.tftpl"
  template_vars = {{ greeting = var.greeting }}
}}
"""
    write(here, modules__flow__main_tf=TEMPLATE, main_tf=call)
    (here / "flows").mkdir()
    (here / "flows" / "a.json.tftpl").write_text(DANGLING.replace("Goodbye.", "${greeting}"), encoding="utf-8")
    assert known(check(here)) == [("flows/a.json.tftpl", "Line", "CUSTOMER_WHISPER")]


def test_each_call_and_each_turn_of_its_loop_counts(here: Path) -> None:
    calls = """module "all" {
  for_each      = { a = "A line", b = "B line" }
  source        = "./modules/flow/"
  name          = each.value
  template_path = "${path.module}/${each.key}.json"
}
module "last" {
  source        = "./modules/flow"
  name          = "C line"
  type          = "AGENT_HOLD"
  template_path = "${path.module}/c.json"
}
"""
    write(here, modules__flow__main_tf=TEMPLATE, main_tf=calls, **{f"{one}_json": DANGLING for one in "abc"})
    assert known(check(here)) == [
        ("a.json", "A line", "CONTACT_FLOW"), ("b.json", "B line", "CONTACT_FLOW"), ("c.json", "C line", "AGENT_HOLD")
    ]  # fmt: skip


def test_a_module_that_a_called_module_calls_gets_what_the_first_call_gives(here: Path) -> None:
    middle = 'module "flow" {\n  source = "../flow"\n  name = var.title\n  template_path = var.file\n}\n'
    call = 'module "centre" {\n  source = "./modules/centre"\n  title = "Deep"\n  file = "${path.module}/a.json"\n}\n'
    write(here, modules__flow__main_tf=TEMPLATE, modules__centre__main_tf=middle, main_tf=call, a_json=DANGLING)
    assert known(check(here)) == [("a.json", "Deep", "CONTACT_FLOW")]


def test_the_choices_of_each_call_are_variants_of_one_flow(here: Path) -> None:
    content = f'jsonencode(merge({DANGLING}, {{ Metadata = {{ x = var.x ? "a" : "b" }} }}))'
    flow = f'resource "aws_connect_contact_flow" "this" {{\n  name    = var.name\n  content = {content}\n}}\n'
    calls = "".join(f'module "{one}" {{\n  source = "./modules/flow"\n  name = "{one}"\n}}\n' for one in ("a", "b"))
    write(here, modules__flow__main_tf=flow, main_tf=calls)
    report = check(here)
    assert report.failures == ()
    assert known(report) == [("modules/flow/main.tf", "a", None)]
    assert [one.rule for one in report.findings] == ["dangling-transition"]


def test_one_flow_under_two_names_is_checked_once(here: Path) -> None:
    flow = 'resource "aws_connect_contact_flow" "this" {\n  name    = var.name\n  content = <<EOF\nFLOW\nEOF\n}\n'
    calls = "".join(f'module "{one}" {{\n  source = "./modules/flow"\n  name = "{one}"\n}}\n' for one in ("a", "b"))
    write(here, modules__flow__main_tf=flow.replace("FLOW", DANGLING), main_tf=calls)
    report = check(here)
    assert known(report) == [("modules/flow/main.tf", "a", None)]
    assert [(one.path, one.place.line) for one in report.findings] == [("modules/flow/main.tf", 6)]


def test_flows_of_each_call_know_what_the_flow_before_them_did(here: Path) -> None:
    after = {"NextAction": "end", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}
    end = {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
    queue = {"QueueId": "${aws_connect_queue.sales.arn}"}
    go_on = {"ContactFlowId": "${aws_connect_contact_flow.second.arn}"}
    blocks = {
        "first": [
            {"Identifier": "set", "Type": "UpdateContactTargetQueue", "Parameters": queue,
             "Transitions": {**after, "NextAction": "go"}},
            {"Identifier": "go", "Type": "TransferToFlow", "Parameters": go_on, "Transitions": after},
        ],
        "second": [{"Identifier": "wait", "Type": "TransferContactToQueue", "Parameters": {}, "Transitions": after}],
    }  # fmt: skip
    flows = ""
    for name, own in blocks.items():
        content = json.dumps({"Version": "2019-10-30", "StartAction": own[0]["Identifier"], "Actions": [*own, end]})
        flows += f'resource "aws_connect_contact_flow" "{name}" {{\n  name = "{name}-${{var.env}}"\n'
        flows += f'  type = "CONTACT_FLOW"\n  content = <<EOF\n{content}\nEOF\n}}\n'
    calls = "".join(f'module "{one}" {{\n  source = "./modules/flow"\n  env = "{one}"\n}}\n' for one in ("a", "b"))
    write(here, modules__flow__main_tf=flows, main_tf=calls)
    report = check_paths([here], Overrides(isolated=True, select=("queue-transfer-without-queue",)))
    assert (report.findings, report.failures, report.flows) == ((), (), 2)


@pytest.mark.parametrize(
    "call",
    [
        "",
        'module "connect" {\n  source = "./elsewhere"\n  flows = []\n}\n',
        'module "connect" {\n  source = "terraform-aws-modules/connect/aws"\n}\n',
        'module "connect" {\n  source = "./modules/connect"\n  flows = var.flows\n}\n',
        'module "connect" {\n  source = "./modules/connect"\n  flows = [{ name = "A", content_file = var.file }]\n}\n',
    ],
)
def test_flows_that_no_call_gives_are_named(here: Path, call: str) -> None:
    write(here, modules__connect__main_tf=LISTED, main_tf=call)
    assert [str(one) for one in check(here).unread] == [
        "modules/connect/main.tf:5: aws_connect_contact_flow.this gets its content from outside these files"
    ]


def test_a_file_that_a_call_names_and_that_is_not_there_is_named(here: Path) -> None:
    call = 'module "a" {\n  source = "./modules/flow"\n  template_path = "${path.module}/a.json"\n}\n'
    write(here, modules__flow__main_tf=TEMPLATE, main_tf=call)
    assert [str(one) for one in check(here).unread] == [
        "modules/flow/main.tf:7: aws_connect_contact_flow.this names “a.json”, which is not there"
    ]


def test_modules_that_call_each_other_end(here: Path) -> None:
    circle = 'module "other" {\n  source = "../OTHER"\n  name = var.name\n  template_path = var.template_path\n}\n'
    write(here, a__main_tf=TEMPLATE + circle.replace("OTHER", "b"), b__main_tf=TEMPLATE + circle.replace("OTHER", "a"))
    assert {one.path for one in check(here).unread} == {"a/main.tf", "b/main.tf"}


def test_what_a_file_holds_itself_stays_where_others_name_its_locals(here: Path) -> None:
    own = 'resource "aws_connect_contact_flow" "own" {\n  name = "Own"\n  content = <<EOF\nFLOW\nEOF\n}\n'
    held = "locals {\n  one = <<EOF\nFLOW\nEOF\n  two = <<EOF\nFLOW\nEOF\n  three = <<EOF\nFLOW\nEOF\n}\n"
    named = "".join(
        f'resource "aws_connect_contact_flow" "{one}" {{\n  name = "{one}"\n  content = local.{one}\n}}\n'
        for one in ("one", "two")
    )
    write(here, flows_tf=(own + held).replace("FLOW", DANGLING), main_tf=named)
    report = check(here)
    assert known(report) == [("flows.tf", name, None) for name in ("one", "two", "Own", None)]
    assert len({one.place.line for one in report.findings}) == len(report.findings) == 4
