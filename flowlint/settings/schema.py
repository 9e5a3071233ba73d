"""The JSON Schema of settings files, made from what the tool knows and from the options of the rules."""

from collections.abc import Iterable, Mapping
from typing import Any

from flowlint.analysis.naming import STYLES
from flowlint.house_rules import DEFINITION
from flowlint.option_schemas import option_schemas
from flowlint.output.writing import FORMATS
from flowlint.report import Level
from flowlint.rule import Rule
from flowlint.settings import OFF

SCHEMA_STORE = "https://json.schemastore.org/flowlint.json"
"""The name of the schema, under which editors look for it."""

_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "items": _TEXT}
NOT_BLANK = r"\S"
_LEVELS = [level.value for level in Level]
_LEVEL_OF_RULE = {"enum": [*_LEVELS, OFF], "description": f"How grave its findings are; {OFF}: it does not run."}


def settings_schema(rules: Iterable[Rule]) -> dict[str, Any]:
    """Give the JSON Schema (draft 7, which editors know best) of settings, for a set of rules.

    A rule's id is any that a pack has, one that settings may define (`house/…`), or a pattern with `*`. Rules are also
    chosen by `pillar:…` and `tag:…`.
    """
    known = list(rules)
    ids = {"type": "array", "items": {"$ref": "#/definitions/rule"}}
    properties: dict[str, tuple[dict[str, Any], str]] = {
        "extend": (_TEXT, "Another settings file that this one builds on, from this file's folder."),
        "select": (ids, "The rules that run, instead of all that are not pedantic."),
        "extend-select": (ids, "Rules that run in addition."),
        "ignore": (ids, "Rules that do not run."),
        "pedantic": ({"type": "boolean"}, "Whether the rules that not every team wants run too."),
        "preview": ({"type": "boolean"}, "Whether rules in preview run: new ones, whose findings may still change."),
        "rules": (_rules(known), "For each rule, its level and its options."),
        "per-file-ignores": (
            {"type": "object", "additionalProperties": ids},
            "For files that match a gitignore pattern, rules that do not run on them.",
        ),
        "exclude": (_TEXTS, "gitignore patterns of files and folders that are skipped."),
        "known-attributes": (
            _TEXTS,
            "Contact attributes that something outside the flows sets and reads; `*` stands for any text.",
        ),
        "entry-flows": (
            _TEXTS,
            "Names of flows at which contacts come in, although others hand over to them too; `*` stands for any text.",
        ),
        "complete": (
            {"type": "boolean"},
            "Whether the folder of the file that says so, with all below, holds all flows that there are.",
        ),
        "block-types": (_TEXTS, "Block types that your instance has but flowlint does not know."),
        "naming-style": (
            {"enum": list(STYLES)},
            "How attribute keys are written; by default, as most keys of a flow are.",
        ),
        "fail-on": ({"enum": [*_LEVELS, "never"]}, "The level from which a finding makes the run fail."),
        "strict-reading": (
            {"type": "boolean"},
            "Whether the run fails if something seems to hold a flow and could not be read.",
        ),
        "fail-if-none": ({"type": "boolean"}, "Whether the run fails if one of the paths holds no flow at all."),
        "time-limit": (
            {"type": "number", "exclusiveMinimum": 0, "maximum": 86400},
            "Seconds of the processor that the rules may take for one flow, at most a day; 60 by default. A rule that "
            "uses them up for three flows does not look at the rest of the run.",
        ),
        "output": (
            {"type": "array", "items": {"type": "string", "pattern": f"^({'|'.join(FORMATS)})(=.+)?$"}},
            "The formats to write: one for standard output, and any number with `=FILE`.",
        ),
        "baseline": (_TEXT, "The file of findings that are known and not reported."),
        "suppress": ({"type": "array", "items": _suppression(ids)}, "Findings that are held back, and why."),
        "house-rules": (
            {"type": "object", "additionalProperties": DEFINITION},
            "Rules of your own: what is selected in a flow, and the schema that it must match.",
        ),
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        # With rules of other packs it is another schema than the one that editors find under this name.
        **({} if any(rule.pack for rule in known) else {"$id": SCHEMA_STORE}),
        "title": "Settings of flowlint",
        "description": "flowlint.toml, or [tool.flowlint] in pyproject.toml.",
        "type": "object",
        "properties": {name: {"description": what, **schema} for name, (schema, what) in properties.items()},
        "additionalProperties": False,
        "definitions": {
            "rule": {
                "anyOf": [
                    {"enum": [rule.id for rule in known]},
                    {"type": "string", "pattern": r"\*|^house/.|^(pillar|tag):."},
                ]
            }
        },
    }


def _rules(rules: Iterable[Rule]) -> dict[str, Any]:
    of_rules = {
        rule.id: {
            "description": rule.page.title,
            "type": "object",
            "properties": {"level": _LEVEL_OF_RULE, **option_schemas(rule)},
            "additionalProperties": False,
        }
        for rule in rules
    }
    house = {"type": "object", "properties": {"level": _LEVEL_OF_RULE}, "additionalProperties": False}
    return {
        "type": "object",
        "properties": of_rules,
        "patternProperties": {"^house/.": house},
        "additionalProperties": False,
    }


def _suppression(ids: Mapping[str, Any]) -> dict[str, Any]:
    described = {
        "flow": "Name of the flow, `*` for any text.",
        "block": "Id of the block, the name that the designer shows, or what messages call it; `*` for any text.",
        "path": "gitignore pattern of files.",
    }
    why = "Why these findings are right as they are."
    return {
        "type": "object",
        "properties": {
            "rules": {**ids, "minItems": 1},
            **{name: {"description": what, **_TEXT} for name, what in described.items()},
            "reason": {"description": why, **_TEXT, "pattern": NOT_BLANK},
        },
        "required": ["rules", "reason"],
        "anyOf": [{"required": [name]} for name in ("flow", "block", "path")],
        "additionalProperties": False,
    }
