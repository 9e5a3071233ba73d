"""Made-up documents in each wrapper: read back they are the same, and every value stands where its text says."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowlint.model.flow import Flow
from flowlint.reading import read_text
from flowlint.text.json_values import JsonPath

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufeff", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=8
) | st.sampled_from(
    ["", '"', "\\", "é", "😀", "\n", "{", "it's", "a: b", "# no", "- x", "'", "''", "%", "$", "$.Attributes.a", "  a  ",
     "No", "+49", "1e3", "\t", "two\nlines", "a\n\nb", "<", "~", "null"],
)  # fmt: skip
SCALARS = st.booleans() | st.integers(-(10**6), 10**6) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=12
)
DOCUMENTS = st.builds(
    lambda value: {"Version": "2019-10-30", "StartAction": "a", "Actions": [], "Metadata": {"held": value}}, VALUES
)


def is_a_hole(text: str) -> bool:
    return re.search(r"[$%#]\{|\{\{|\{%|<<|<%|%%|%\w+%", text) is not None


def literal(text: str, indent: str) -> str:
    return "".join(f"{indent}{line}\n" if line else "\n" for line in text.split("\n"))


def cloudformation(content: str) -> str:
    return f"Resources:\n  F:\n    Type: AWS::Connect::ContactFlow\n    Properties:\n      Content: {content}\n"


def terraform(content: str) -> str:
    return f'resource "aws_connect_contact_flow" "f" {{\n  name = "x"\n  content = {content}\n}}\n'


def hcl(value: Any, indent: str = "  ") -> str:
    if isinstance(value, dict):
        members = "".join(f"{indent}  {quoted(key)} = {hcl(item, indent + '  ')}\n" for key, item in value.items())
        return f"{{\n{members}{indent}}}"
    if isinstance(value, list):
        return "[" + "".join(f"{hcl(item, indent)}, " for item in value) + "]"
    return quoted(value) if isinstance(value, str) else json.dumps(value)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def yaml_flow(value: Any) -> str:
    """Write a value in YAML's flow style, with single quotes where they do."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"? {yaml_flow(key)} : {yaml_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(yaml_flow, value)) + "]"
    if isinstance(value, str) and value.isprintable() and value.isascii():
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=False)


def joined(text: str) -> str:
    """Cut a text in pieces, as CDK does around tokens."""
    pieces = [text[at : at + 7] for at in range(0, len(text), 7)]
    content = {"Fn::Join": ["", pieces]}
    return json.dumps(
        {"Resources": {"F": {"Type": "AWS::Connect::ContactFlow", "Properties": {"Content": content}}}}, indent=1
    )


def called(text: str) -> str:
    """Write the call that makes a flow as CDK's AwsCustomResource does, cut in pieces."""
    create = json.dumps({"action": "createContactFlow", "parameters": {"Name": "x", "Content": text}})
    properties = {"Create": {"Fn::Join": ["", re.split(r"(?<=[{,])", create)]}}
    return json.dumps({"Resources": {"F": {"Type": "Custom::AWS", "Properties": properties}}}, indent=1)


def manifest(content: str) -> str:
    return f"kind: Namespace\n---\nspec:\n  name: x\n  content: {content}\n"


WRAPPERS: dict[str, Callable[[Any], str]] = {
    "a JSON string": lambda one: json.dumps(json.dumps(one)),
    "a JSON string in a list, escaped twice": lambda one: json.dumps([json.dumps(json.dumps(one, indent=1))]),
    "an answer": lambda one: json.dumps({"ContactFlow": {"Content": json.dumps(one)}}, indent=1),
    "a literal block": lambda one: cloudformation("|\n" + literal(json.dumps(one, indent=2), " " * 8)),
    "a literal block with a tag": lambda one: cloudformation("!Sub |-\n" + literal(json.dumps(one, indent=1), " " * 7)),
    "a folded block": lambda one: cloudformation(">\n" + literal(json.dumps(one, indent=None), " " * 8)),
    "single quotes": lambda one: cloudformation("'" + json.dumps(one).replace("'", "''") + "'"),
    "double quotes": lambda one: cloudformation(json.dumps(json.dumps(one))),
    "an object": lambda one: cloudformation("{'Fn::ToJsonString': " + yaml_flow(one) + "}"),
    "pieces": lambda one: joined(json.dumps(one)),
    "a call in pieces": lambda one: called(json.dumps(one)),
    "YAML of another tool": lambda one: manifest("|\n" + literal(json.dumps(one, indent=2), " " * 4)),
    "an object in YAML of another tool": lambda one: manifest(yaml_flow(one)),
    "locals": lambda one: f"locals {{\n  flow = <<-EOF\n{literal(json.dumps(one, indent=2), '    ')}  EOF\n}}\n",
    "inputs": lambda one: f"inputs = {{\n  flow = jsonencode({hcl(one)})\n}}\n",
    "a heredoc": lambda one: terraform("<<EOF\n" + json.dumps(one, indent=2) + "\nEOF"),
    "an indented heredoc": lambda one: terraform("<<-EOF\n" + literal(json.dumps(one, indent=2), "    ") + "  EOF"),
    "jsonencode": lambda one: terraform(f"jsonencode({hcl(one)})"),
    "a quoted string": lambda one: terraform(quoted(json.dumps(one))),
    "Terraform's JSON": lambda one: json.dumps(
        {"resource": {"aws_connect_contact_flow": {"f": {"content": json.dumps(one)}}}}, indent=1
    ),
}


def every_value(value: Any) -> list[tuple[JsonPath, Any]]:
    found: list[tuple[JsonPath, Any]] = [((), value)]
    for path, one in found:
        if isinstance(one, dict):
            found.extend(((*path, key), item) for key, item in one.items())
        elif isinstance(one, list):
            found.extend(((*path, index), item) for index, item in enumerate(one))
    return found


def readings(written: str) -> set[str]:
    """Give what a token may stand for, by each number of escapes and each kind of quotes that it may have."""
    found = {written, re.sub(r"\s*\n\s*", " ", written), re.sub(r'",\s*\n\s*"', "", written)}
    for _ in range(4):
        for one in found.copy():
            found.add(one.replace("$${", "${").replace("%%{", "%{"))
            if len(one) > 1 and one[0] == one[-1] == "'":
                found.add(one[1:-1].replace("''", "'"))
            found.add(one.replace("''", "'"))
            for attempt in (one, f'"{one}"'):
                try:
                    found.add(str(json.loads(attempt)))
                except (json.JSONDecodeError, RecursionError):
                    continue
    return found


@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)
@settings(deadline=None)  # the first expression of a run takes as long as it takes to read the grammar
@given(document=DOCUMENTS)
def test_a_wrapped_document_is_read_back_with_every_place(wrap: Callable[[Any], str], document: Any) -> None:
    if is_a_hole(json.dumps(document, ensure_ascii=False)):
        return  # a template: what stands for something else is not what is written
    text = wrap(document)
    file = read_text("file", text)
    assert (file.problems, file.unread) == ((), ()), text
    (flow,) = file.flows
    assert flow.document == document
    lines = re.split(r"\r\n|\n|\r", text)
    for path, value in every_value(document):
        if path and isinstance(path[-1], str):
            assert path[-1] in readings(cut(lines, flow, path, at_key=True))
        if not isinstance(value, dict | list):
            shown = readings(cut(lines, flow, path, at_key=False))
            assert (value if isinstance(value, str) else json.dumps(value)) in shown | {one.lower() for one in shown}


def cut(lines: list[str], flow: Flow, path: JsonPath, at_key: bool) -> str:
    place = flow.source.place(*flow.source.token(path, at_key))
    if place.line == place.end_line:
        return lines[place.line - 1][place.column - 1 : place.end_column - 1]
    first, *between, last = lines[place.line - 1 : place.end_line]
    return "\n".join([first[place.column - 1 :], *between, last[: place.end_column - 1]])
