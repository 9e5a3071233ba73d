"""Flows in other files, and several in one: answers of the API, lists, templates, YAML and Terraform."""

import json
from typing import Any

from . import graphs
from .building import FUNCTION, LETTERS, Json, Shape, block, document, flow, says, sets

_FLOW = "AWS::Connect::ContactFlow"


def _resource(content: Any, number: int = 0) -> Json:
    return {"Type": _FLOW, "Properties": {"Name": f"f{number}", "Type": "CONTACT_FLOW", "Content": content}}


def _template(resources: Json, **more: Any) -> str:
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", **more, "Resources": resources})


def _flows(size: int, to: str = "f{}") -> list[Json]:
    """Small flows, each of which hands contacts over to another and reads what that sets."""
    return [
        document(
            sets({f"a{one}": f"$.Attributes.a{one + 1}"}, "a", "b"),
            block("b", "TransferToFlow", {"ContactFlowId": to.format((one * 7 + 1) % size)}, None,
                  errors=[("NoMatchingError", "end")]),
            name=f"f{one}",
        )
        for one in range(size)
    ]  # fmt: skip


def _modules(size: int) -> str:
    """Small modules, each of which calls five others and reads what one of them sets."""

    def called(one: int, call: int) -> str:
        later = one + call + 1
        return f"m{later if one % 5 == 0 else later % size}"

    modules = [
        document(
            *(
                block(str(call), "InvokeFlowModule", {"FlowModuleId": called(one, call)}, str(call + 1),
                      errors=[("NoMatchingError", str(call + 1))])
                for call in range(5)
            ),
            sets({f"a{one}": f"$.Attributes.a{one + 1}"}, "5"),
            name=f"m{one}",
        )
        for one in range(size)
    ]  # fmt: skip
    return json.dumps([{"ContactFlowModule": {"Name": f"m{one}", "Id": f"m{one}", "Content": json.dumps(made)}}
                       for one, made in enumerate(modules)])  # fmt: skip


def _terraform(size: int, body: str) -> str:
    """A tenth of the size of other texts: to parse 1 MB of HCL takes a minute, nearly all of it in the parser."""
    return "".join(
        f'resource "aws_connect_contact_flow" "f{one}" {{\n  name = "f{one}"\n  content = {body}\n}}\n'
        for one in range(size * LETTERS // 10 // (len(body) + 80))
    )


def _console(size: int) -> str:
    module = {"type": "PlayPrompt", "parameters": [{"name": "Text", "value": "x"}], "metadata": {}}
    modules = [
        {"id": str(one), "branches": [{"condition": "Success", "transition": str(one + 1)}], **module}
        for one in range(size)
    ]
    return json.dumps({"modules": modules, "version": "1", "type": "contactFlow", "start": "0", "metadata": {}})


def _yaml(size: int) -> str:
    inside = json.dumps(document(says("x " * (size * LETTERS // 2))), indent=1).replace("\n", "\n        ")
    return f"Resources:\n  F:\n    Type: {_FLOW}\n    Properties:\n      Content: |\n        {inside}\n"


def _yaml_lines(size: int) -> str:
    return "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n" + "".join(
        f"  R{one}:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: b{one}\n" for one in range(50 * size)
    )


SHAPES: dict[str, Shape] = {
    "in a string": lambda size: json.dumps({"ContactFlow": {"Content": graphs.SHAPES["long ways to faults"](size)}}),
    "in a string of strings": lambda size: json.dumps([json.dumps({"Content": flow(says("\\" * 500 * size))})]),
    "flows in a list": lambda size: json.dumps(_flows(size)),
    "flows in a list, all to one": lambda size: json.dumps(_flows(size, "f0")),
    "flows of one name": lambda size: json.dumps([{**one, "Metadata": {"name": "same"}} for one in _flows(size)]),
    "modules in answers": _modules,
    "flows in an answer": lambda size: json.dumps(
        {"ContactFlows": [{"Name": f"f{one}", "Type": "CONTACT_FLOW", "Content": json.dumps(made)}
                          for one, made in enumerate(_flows(size))]}
    ),
    "template of resources": lambda size: _template(
        {"F": _resource(flow(says("x"))), **{f"R{one}": {"Type": "AWS::S3::Bucket"} for one in range(20 * size)}}
    ),
    "template of flows": lambda size: _template(
        {f"F{one}": _resource(json.dumps(made), one) for one, made in enumerate(_flows(size))}
    ),
    "template of one Sub": lambda size: _template(
        {"F": _resource({"Fn::Sub": flow(says("${A} " * (size * LETTERS // 5)))})}, Parameters={"A": {"Type": "String"}}
    ),
    "template of one Join": lambda size: _template(
        {"F": _resource({"Fn::Join": ["", [flow(says("|")).split("|")[0], *[{"Ref": "A"}, "x"] * (60 * size),
                                           flow(says("|")).split("|")[1]]]})},
        Parameters={"A": {"Type": "String"}},
    ),
    "template of choices": lambda size: _template(
        {f"F{one}": _resource({"Fn::If": [f"C{one}", flow(says(f"$.Attributes.a{one}")), flow(says("y"))]}, one)
         for one in range(2 * size)},
        Conditions={f"C{one}": {"Fn::Equals": [{"Ref": "AWS::Region"}, f"r{one}"]} for one in range(2 * size)},
    ),
    "template of a choice in each block": lambda size: _template(
        {"F": _resource({"Fn::Join": ["", [
            part
            for one in range(size)
            for part in ({"Fn::If": [f"C{one}", " ", "  "]}, flow(says("x")) if one == 0 else " ")
        ]]})},
        Conditions={f"C{one}": {"Fn::Equals": [{"Ref": "AWS::Region"}, f"r{one}"]} for one in range(size)},
    ),
    "YAML of one flow": _yaml,
    "YAML of resources": _yaml_lines,
    "YAML of brackets": lambda size: "Resources: " + "[" * (20 * size),
    "Terraform of strings": lambda size: _terraform(size, json.dumps(flow(says("x")))),
    "Terraform of jsonencode": lambda size: _terraform(size, f"jsonencode({flow(says('x'))})"),
    "Terraform of here documents": lambda size: _terraform(size, f"<<EOT\n{flow(says('x'))}\nEOT"),
    "Terraform of one string": lambda size: _terraform(8, "x") + f'locals {{\n  a = "{"x${b}" * (40 * size)}"\n}}\n',
    "Terraform of numbers": lambda size: _terraform(8, "x") + f"locals {{\n  a = [{'1,' * (40 * size)}]\n}}\n",
    "older export": _console,
    "functions in a flow": lambda size: flow(
        *(block(str(one), "InvokeLambdaFunction", {"LambdaFunctionARN": f"{FUNCTION}f{one}-{'x' * 60}"}, str(one + 1))
          for one in range(size)), says("x", str(size)),
    ),
}  # fmt: skip
