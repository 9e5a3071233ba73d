"""JSON Schemas of flow documents, for editors and for the words in which invalid-flow explains itself.

    python -m tools.schemas --write     write what is out of date
    python -m tools.schemas --check     name what is out of date, and exit with 1 if anything is

A `title` says what a value must be and goes into messages: "“StartAction” must be TITLE, but is null."
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from flowlint import language
from tools import parameter_schemas

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FOLDER = Path("flowlint", "language", "schemas")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the schema files of the working tree that is the current directory; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.schemas", description="JSON Schemas of flows.")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--write", action="store_true", help="write what is out of date")
    way.add_argument("--check", action="store_true", help="name what is out of date, and exit with 1 if anything is")
    check = parser.parse_args(arguments).check
    stale = [(path, text) for path, text in files() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path, text in stale:
        print(f"{path.name} is out of date" if check else path.name)
        if not check:
            path.write_text(text, encoding="utf-8")
    return int(check and bool(stale))


def files() -> Iterator[tuple[Path, str]]:
    """Give each schema file with the text it should have."""
    for name, schema in (("flow", flow()), ("actions", actions()), ("console-export", console_export())):
        text = json.dumps({"$schema": _DIALECT, **schema}, indent=1, ensure_ascii=False)
        yield _FOLDER / f"{name}.schema.json", text + "\n"


def flow() -> Schema:
    """Describe the shape of a document in the Flow language: the JSON types, not what is written in them."""
    version = language.document("actions")["meta"]["flow_language_version"]
    return _object(
        "a flow",
        "A flow or flow module of Amazon Connect, as CreateContactFlow takes it and the console exports it.",
        required={
            "Version": {
                "title": f"“{version}”",
                "description": "The version of the Flow language; there is only one.",
                "const": version,
            },
            "StartAction": _text("text, the Identifier of the first block", "Where every contact begins."),
            "Actions": _list("a list of blocks", "All blocks, in any order.", {"$ref": "#/$defs/block"}),
        },
        optional={
            "Metadata": {"description": "What the designer notes: positions, names, the type of the flow."},
            "Settings": {"description": "Input, output and branches of a flow module."},
        },
    ) | {"$defs": {"block": _block()}}


def _block() -> Schema:
    target = "text, the Identifier of the next block"
    text = {"title": "text or a number", "type": ["string", "number", "boolean"]}
    takes_text = {"properties": {"Operator": {"enum": sorted(language.operators_of_texts())}}, "required": ["Operator"]}
    condition = _object(
        "an object with Operator and Operands",
        "What must hold for the branch to be taken.",
        required={
            "Operator": _text("text, the name of a comparison", "How to compare: Equals, NumberLessThan, …"),
            "Operands": _list(
                "a list of what to compare with",
                "What to compare with: one text, or conditions where Operator is And or Or.",
                {"title": "text, a number or a condition", "type": [*text["type"], "object"]},
            ),
        },
    ) | {"if": takes_text, "then": {"properties": {"Operands": {"items": text}}}}
    transitions = _object(
        "an object with the block's branches",
        "Where the contact goes from here; a block that ends the contact has none.",
        optional={
            "NextAction": _text(target, "Where it goes when the block succeeds."),
            "Conditions": _list(
                "a list of branches",
                "The branches with a condition, in order: the first that holds is taken.",
                _object(
                    "an object with NextAction and Condition",
                    "A branch that is taken where its condition holds.",
                    required={"NextAction": _text(target, "Where the branch leads."), "Condition": condition},
                ),
            ),
            "Errors": _list(
                "a list of branches",
                "The error branches, one for each ErrorType.",
                _object(
                    "an object with NextAction and ErrorType",
                    "A branch that is taken where the block fails in this way.",
                    required={
                        "NextAction": _text(target, "Where the branch leads."),
                        "ErrorType": _text("text, the name of an error", "What went wrong: NoMatchingError, …"),
                    },
                ),
            ),
        },
    )
    return _object(
        "an object, a block",
        "One block of the flow.",
        required={
            "Identifier": _text(
                "text, the block's own id or name", "What other blocks call this one; no two have the same."
            ),
            "Type": _text("text, the kind of block", "What the block does: MessageParticipant, …"),
        },
        optional={
            "Parameters": _object("an object", "The block's settings; which there are depends on Type."),
            "Transitions": transitions,
        },
    )


def actions() -> Schema:
    """Describe flows with the parameters of every known block type, as far as they are certain."""
    definitions = parameter_schemas.definitions()
    cases = []
    for entry in language.document("actions")["actions"]:
        name = entry["type"]
        found: Schema = {"properties": {"Parameters": {"$ref": f"#/$defs/{name}"}}}
        if parameter_schemas.needs_parameters(name, definitions):
            found["required"] = ["Parameters"]
        cases.append({"if": {"properties": {"Type": {"const": name}}, "required": ["Type"]}, "then": found})
    return {
        "title": "a flow",
        "description": "A flow or flow module, with the parameters that each type of block is known to take.",
        "$ref": "flow.schema.json",
        "properties": {"Actions": {"items": {"allOf": cases}}},
        "$defs": definitions,
    }


def console_export() -> Schema:
    """Describe the shape of the console's old export format."""
    parameter = _object(
        "an object with name and value",
        "One setting of the block; a name may stand several times.",
        required={"name": _text("text, the name of the setting", "Which setting it is: Text, Timeout, …")},
        optional={
            "value": {
                "title": "text, a number, true or false",
                "description": "The value itself, or the name of an attribute where namespace says so.",
                "type": ["string", "number", "boolean", "null"],
            },
            "namespace": _text_or_null("text or null, the kind of attribute", "System, User Defined, External, Lex, …"),
            "key": _text_or_null("text or null, the name of an entry", "Names an entry where a setting has several."),
            "resourceName": _text_or_null("text or null", "What the designer shows for the resource."),
        },
    )
    branch = _object(
        "an object with condition and transition",
        "One way out of the block.",
        required={"condition": _text("text, the name of a branch", "Which branch it is: Success, Error, Evaluate, …")},
        optional={
            "transition": _text_or_null("text, the id of the next block", "Where the branch leads."),
            "conditionType": _text("text, the name of a comparison", "How an Evaluate branch compares."),
            "conditionValue": {
                "title": "text or a number",
                "description": "What an Evaluate branch compares with.",
                "type": ["string", "number", "boolean"],
            },
        },
    )
    module = _object(
        "an object, a block",
        "One block of the flow.",
        required={
            "id": _text("text, the block's own id", "What other blocks call this one; no two have the same."),
            "type": _text("text, the kind of block", "What the block does: PlayPrompt, …"),
        },
        optional={
            "target": _text_or_null("text or null", "What a block of this kind works on: Digits, Queue, …"),
            "parameters": _list("a list of settings", "The block's settings.", parameter),
            "branches": _list("a list of branches", "The block's ways out.", branch),
            "metadata": {"description": "What the designer notes of the block."},
        },
    )
    return _object(
        "a flow",
        "A flow as Amazon Connect's console exported it before it used the Flow language.",
        required={
            "start": _text("text, the id of the first block", "Where every contact begins."),
            "modules": _list("a list of blocks", "All blocks, in any order.", module),
        },
        optional={
            "version": {"description": "The version of the format, 1."},
            "type": {"description": "The type of the flow: contactFlow, customerQueue, …"},
            "metadata": {"description": "What the designer notes: positions, the name of the flow."},
        },
    )


def _text(title: str, description: str) -> Schema:
    return {"title": title, "description": description, "type": "string"}


def _text_or_null(title: str, description: str) -> Schema:
    return {"title": title, "description": description, "type": ["string", "null"]}


def _list(title: str, description: str, items: Schema) -> Schema:
    return {"title": title, "description": description, "type": "array", "items": items}


def _object(
    title: str,
    description: str,
    required: Mapping[str, Schema] | None = None,
    optional: Mapping[str, Schema] | None = None,
) -> Schema:
    found: Schema = {"title": title, "description": description, "type": "object"}
    if required:
        found["required"] = list(required)
    properties = {**(required or {}), **(optional or {})}
    return found | {"properties": properties} if properties else found


if __name__ == "__main__":
    sys.exit(main())
