"""Expressions that nobody writes: what cannot be computed is not known, and nothing is made that is without measure."""

import json
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.reading import CheckedTree, read_text
from flowlint.reading.hcl import parse_expression
from flowlint.reading.nodes import Hole, Node, TooLarge
from flowlint.reading.terraform_functions import FUNCTIONS
from flowlint.reading.terraform_module import Module
from flowlint.reading.terraform_values import Values
from flowlint.source import Source
from kit import GOOD

DIGITS = "1" * 5_000
ODD = (
    "null", "true", "0", "-1", "3", "1e999", "-1e999", "1e-999", "0.5", "1" + "0" * 30, DIGITS, "[]", "{}", "var.x",
    '""', '"a"', '"²"', '"٣"', f'"{DIGITS}"', '"%s%d%v"', '"%"', '"/(a/"', '"/a{4294967295}/"', '"/(?P<n>a)/"',
    '"/a|/"', '"$²"', '"$1"', '"${n}"', f'"$${DIGITS}"', r'"\1"', r'"\U00110000"', r'"\UFFFFFFFF"', r'"\ud800"',
    r'"\u0000"', '"a/../../b"', '"**/*"', '"[a-"', '[1, "a", null, var.x]', '{ a = 1, "²" = [1] }', "[[[]], {}]",
    '["a", "²"]...',
)  # fmt: skip
FORMS = ("{0}[{1}]", "-{0}", "!{0}", '"{0}"', '"${{{0}}}"', "{0} ? {1} : {2}", "[for a in {0} : {1}]", "({0})",
         "[{0}, {1}]", "{{ for a, b in {0} : a => {1} }}", "{{ ({0}) = {1} }}", "jsonencode([{0}])",
         *(f"{{0}} {sign} {{1}}" for sign in ("+", "-", "*", "/", "%", "==", "<", ">=", "&&", "||")))  # fmt: skip


def value(text: str, folder: Path = Path(), values: Values | None = None) -> Node:
    expression = parse_expression(text, Source("main.tf", text, None), 0, len(text), True)
    assert expression is not None, text
    return (values or Values(Module(folder, CheckedTree.of([str(folder)])))).of(expression)


@pytest.mark.parametrize(
    "text",
    [
        '["a"]["²"]',
        f'["a"]["{DIGITS}"]',
        f"range({'9' * 30})",
        "range(1e999)",
        'replace("abc", "/a/", "$²")',
        f'replace("abc", "/a/", "${DIGITS}")',
        r'"\UFFFFFFFF"',
        r'"\U00110000"',
        "1e999",
        "tostring(-1e999)",
    ],
)
def test_what_cannot_be_computed_is_not_known(text: str) -> None:
    assert isinstance(value(text), Hole)


@given(
    st.one_of(
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.lists(st.sampled_from(ODD), max_size=4)).map(
            lambda call: f"{call[0]}({', '.join(call[1])})"
        ),
        st.tuples(st.sampled_from(FORMS), *[st.sampled_from(ODD)] * 3).map(lambda form: form[0].format(*form[1:])),
    )
)
def test_each_function_and_operator_takes_whatever_it_is_given(text: str) -> None:
    expression = parse_expression(text, Source("main.tf", text, None), 0, len(text), True)
    if expression is not None:
        made = Values(Module(Path(__file__).parent, CheckedTree.of([str(Path(__file__).parent)]))).of(expression)
        assert isinstance(made, Node)


@pytest.mark.parametrize("sign", ["&&", "||"])
def test_each_part_of_a_condition_is_worked_out_no_more_often_where_there_are_more(sign: str) -> None:
    steps = []
    for count in (10, 100):
        values = Values(Module(Path(), CheckedTree()))
        value(f" {sign} ".join(f"var.x{number}" for number in range(count)) + " ? 1 : 2", values=values)
        steps.append(values.worked_out.steps)
    assert steps[1] <= 10 * steps[0]


LETTERS, MORE = "a" * 20_000, "b" * 20_000
NUMBERS = "[for n in range(1000) : n]"
TEXTS = f'[for n in range(400) : "{MORE}"]'


@pytest.mark.parametrize(
    "text",
    [
        f'replace("{LETTERS}", "a", "{MORE}")',
        f'replace("{LETTERS}", "/a/", "{MORE}")',
        f'replace("{LETTERS}", "/.+/", "{"$0" * 10_000}")',
        f'join("{MORE}", {NUMBERS})',
        f'join("", concat({", ".join([TEXTS] * 3)}))',
        f'format("{"%s" * 400}", {TEXTS}...)',
        f"[for k in [{NUMBERS}] : flatten([for a in k : [for b in k : [for c in k : k]]])]",
        f"[for k in [{NUMBERS}] : concat({', '.join(['k'] * 900)})]",
        f'templatefile("file", {{ a = "{MORE}" }})',
        f'templatefile("conditions", {{ a = "{MORE}" }})',
        f'[for k in ["{MORE}"] : jsonencode([for n in range(900) : k])]',
    ],
    ids=lambda text: text[:30],
)
def test_what_stands_for_too_much_is_not_made(tmp_path: Path, text: str) -> None:
    (tmp_path / "file").write_text("${a}" * 5_000, encoding="utf-8")
    (tmp_path / "conditions").write_text("%{ if " + "a && " * 5_000 + "a }x%{ endif }", encoding="utf-8")
    tracemalloc.start()
    try:
        if "conditions" in text:
            assert isinstance(value(text, tmp_path), Node)
        else:
            with pytest.raises(TooLarge):
                value(text, tmp_path)
        assert tracemalloc.get_traced_memory()[1] < 150_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "content",
    [
        {"Fn::Join": [MORE, ["a"] * 1_000]},
        {"Fn::Sub": ["${a}" * 1_000, {"a": MORE}]},
        {"Fn::Join": ["", [{"Fn::Sub": ["${a}" * 100 + str(number), {"a": MORE}]} for number in range(20)]]},
    ],
)
def test_what_a_template_of_cloudformation_stands_for_has_a_limit(content: object) -> None:
    properties = {"Name": "f", "Content": content, "Description": json.dumps(GOOD)}
    resources = {"F": {"Type": "AWS::Connect::ContactFlow", "Properties": properties}}
    file = read_text("stack.json", json.dumps({"Resources": resources}))
    assert [one.reason for one in file.unread] == ["the resource F is too large to be read"]


@pytest.mark.parametrize(("depth", "reasons"), [(6, []), (7, ["loops within more than 5 others, which were not read"])])
def test_loops_that_nest_too_deep_are_named(depth: int, reasons: list[str]) -> None:
    held: dict[str, object] = {"F": {"Type": "AWS::Connect::ContactFlow", "Properties": {"Content": json.dumps(GOOD)}}}
    for number in range(depth):
        held = {f"Fn::ForEach::L{number}": [f"V{number}", ["a"], held]}
    read = read_text("a.json", json.dumps({"Resources": held}))
    assert [one.reason for one in read.unread] == reasons
    assert len(read.flows) == (0 if reasons else 1)


def test_loops_within_loops_make_so_many_resources_and_no_more() -> None:
    numbers = [str(number) for number in range(100)]
    body = {"R${A}${B}${C}": {"Type": "AWS::Connect::ContactFlow", "Properties": {"Content": json.dumps(GOOD)}}}
    for name in "CBA":
        body = {f"Fn::ForEach::{name}": [name, numbers, body]}
    file = read_text("stack.json", json.dumps({"Resources": body}))
    assert len(file.flows) == 2_000
    assert [one.reason for one in file.unread] == ["more than 2,000 resources, of which the first were read"]


def test_a_loop_has_all_turns_that_make_a_resource_and_loops_that_make_none_end() -> None:
    flow = {"Type": "AWS::Connect::ContactFlow", "Properties": {"Content": json.dumps(GOOD)}}
    numbers = [str(number) for number in range(150)]
    file = read_text("stack.json", json.dumps({"Resources": {"Fn::ForEach::A": ["A", numbers, {"R${A}": flow}]}}))
    assert (len(file.flows), [*file.unread]) == (150, [])
    body: dict[str, object] = {}
    for name in "DCBA":
        body = {f"Fn::ForEach::{name}": [name, numbers, body]}
    file = read_text("stack.json", json.dumps({"Resources": {"F": flow, **body}}))
    assert len(file.flows) == 1
    assert [one.reason for one in file.unread] == ["loops with too many turns, of which the first were read"]


def test_what_an_anchor_puts_into_a_loop_counts_at_each_turn() -> None:
    numbers = [str(number) for number in range(2_000)]
    held = json.dumps([{"Ref": "A"}] * 1_000)
    text = f"Held: &held {held}\nResources:\n  Fn::ForEach::A:\n    - A\n    - {json.dumps(numbers)}\n"
    text += "    - Fn::ForEach::B: [B, *held, {R: {Type: AWS::Connect::ContactFlow}}]\n"
    (unread,) = read_text("stack.yaml", text).unread
    assert (unread.reason, unread.line) == ("loops with too many turns, of which the first were read", 3)


@pytest.mark.slow
def test_an_anchor_is_read_where_it_stands() -> None:
    items = "\n".join(f"  - &a{number} 1" for number in range(40_000))
    flow = json.dumps({"Type": "AWS::Connect::ContactFlow", "Properties": {"Content": json.dumps(GOOD)}})
    text = f"Metadata:\n{items}\nResources:\n  F: {flow}\n# " + "\U0001f600" * 2_000_000
    begin = time.process_time()
    assert len(read_text("stack.yaml", text).flows) == 1
    assert time.process_time() - begin < 10  # a copy for each of what is left of the text takes twice as long


def test_blanks_of_yaml_are_passed_in_one_go() -> None:
    blanks = " " * 50_000
    text = (
        "Resources:\n  F:\n    Type: AWS::Connect::ContactFlow\n    Properties:\n"
        f"      Content: 'a{blanks}b\n        c'\n"
    )
    file = read_text("stack.yaml", text)
    assert [one.reason for one in file.unread] == ["the Content of F is no flow"]


def test_terraform_that_would_be_parsed_for_a_minute_is_not() -> None:
    resource = f'resource "aws_connect_contact_flow" "NAME" {{\n  content = [{"1," * 30_000}][0]\n}}\n'
    both = f"\n{resource.replace('NAME', 'a')}{resource.replace('NAME', 'b')}"
    (unread,) = read_text("main.tf", both).unread
    assert (unread.reason, unread.line) == ("Terraform that is too long to be read", 2)
    held = {"a": {"content": f"${{[{'1,' * 60_000}][0]}}"}}
    file = read_text("main.tf.json", json.dumps({"resource": {"aws_connect_contact_flow": held}}))
    assert [one.reason for one in file.unread] == ["aws_connect_contact_flow.a has a content that is no flow"]


def test_long_texts_of_terraform_are_parsed_as_they_take_no_time() -> None:
    text = json.dumps(json.dumps({**GOOD, "Metadata": {str(number): [1, 2] for number in range(25_000)}}))
    quoted = text.replace("Metadata", "${var.name}")
    heredoc = f"<<EOT\n{json.loads(text)}\nEOT"
    for content in (text, quoted, heredoc):
        file = read_text("main.tf", f'resource "aws_connect_contact_flow" "a" {{\n  content = {content}\n}}\n')
        assert (len(file.flows), [*file.unread]) == (1, [])
