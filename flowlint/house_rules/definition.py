"""How a house rule is defined in settings, and what is wrong with a definition, in a sentence that tells the remedy."""

import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from string import Formatter
from typing import Any, get_args

from flowlint import language
from flowlint.interrupts import unwrapped_interrupts
from flowlint.report import Level
from flowlint.rule import Pillar
from flowlint.secret_forms import masked
from flowlint.text.closest import closest_name, may_be_slip
from flowlint.text.json_values import dotted, shown
from flowlint.text.naming import fault_of_rule_name
from flowlint.text.words import joined, short
from flowlint.time_limit import TookTooLong, time_limit

MOST_OF_MESSAGE = 1_000
"""How many code points a message has at most, also filled in: each finding has one."""


def _examples(does: str) -> dict[str, Any]:
    return {
        "title": "a list of tables, each a block or a part of a flow",
        "description": f"What the rule {does}, each a block or a part of a flow; `flowlint settings --test` tries it.",
        "type": "array",
        "items": {"title": "a table with a block or a part of a flow", "type": "object", "minProperties": 1},
    }


DEFINITION: Mapping[str, Any] = {
    "type": "object",
    "required": ["message", "select", "schema"],
    "additionalProperties": False,
    "properties": {
        "message": {
            "title": "a sentence in quotes",
            "description": "What to say of each value found; {block}, {value} and {flow} stand for what is found.",
            "type": "string",
            "minLength": 1,
            "maxLength": MOST_OF_MESSAGE,
        },
        "level": {
            "title": "“error”, “warning” or “note”",
            "description": "How grave a finding is.",
            "enum": [level.value for level in Level],
            "default": Level.WARNING.value,
        },
        "select": {
            "title": "a JSONPath expression in quotes",
            "description": "Which values of a flow are looked at.",
            "type": "string",
            "minLength": 1,
        },
        "schema": {
            "title": "a JSON Schema: a table, or false where nothing may be selected",
            "description": "The JSON Schema (draft 2020-12) that each selected value must meet.",
            "type": ["object", "boolean"],
        },
        "pillar": {
            "title": "a pillar of the Well-Architected Framework, such as “reliability”",
            "description": "What the rule serves, as for the other rules.",
            "enum": list(get_args(Pillar)),
            "default": "operational-excellence",
        },
        "tags": {
            "title": "a list of words in quotes",
            "description": "Words that outputs give with the rule.",
            "type": "array",
            "items": {"title": "a word in quotes", "type": "string", "minLength": 1},
        },
        "why": {
            "title": "text in quotes",
            "description": "The rule's page: why it matters.",
            "type": "string",
        },
        "fix": {
            "title": "text in quotes",
            "description": "The rule's page: how to fix it in the designer.",
            "type": "string",
        },
        "good": _examples("must let pass"),
        "bad": _examples("must find"),
        "see-also": {
            "title": "a list of links in quotes",
            "description": "The rule's page: where to read on.",
            "type": "array",
            "items": {"title": "a link in quotes", "type": "string", "minLength": 1},
        },
    },
}
"""The JSON Schema of the definition of one house rule in settings, for editors and for our own messages."""

_PLACEHOLDERS = ("block", "value", "flow")
_PLACE = re.compile(r"(?:line |at )(\d+)(?:, col |:)(\d+)")
_FORMATS = ("date", "email", "idn-email", "ipv4", "ipv6", "regex", "uuid")
"""The formats that jsonschema checks by itself; of others it depends on what else is installed."""
_UNCHECKED = frozenset(
    {"$recursiveAnchor", "$recursiveRef", "contentEncoding", "contentMediaType", "contentSchema", "dependencies"}
)
"""Keywords that the schema of JSON Schema has, as remarks or from before, and that nothing is held to."""
_DOCUMENT = ("Version", "StartAction", "Metadata", "Actions")
_ORDERS = ("<", "<=", ">", ">=")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SHOWN = 30
_MOST_DESCENTS = 3
_SECONDS_OF_TRIAL = 0.05
"""How long an expression is tried on a flow of one block: fifty times what one needs, since patterns may take ages."""
_REFERENCES = ("$ref", "$dynamicRef")
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_ANY_FLOW: Mapping[str, Any] = {
    "Version": "2019-10-30",
    "StartAction": "a",
    "Metadata": {},
    "Actions": [{"Identifier": "a", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}],
}
_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")
"""Keywords whose schemas the value itself is held to, and not a part of it."""
NO_PARENT = "asks for the `parent` of what has none: of the flow itself or, in a filter, of what is filtered"
_STRING = re.compile(r"'(?:[^'\\]|\\.)*+(?:'|\Z)|\"(?:[^\"\\]|\\.)*+(?:\"|\Z)", re.DOTALL)
_ESCAPES = re.compile(r"\\[\\'\"]")
"""What jsonpath-ng reads as a backslash or a quote within quotes; of any other character it drops the backslash."""


def first_fault(name: str, definition: Any) -> tuple[str, str] | None:
    """Give the first mistake in a definition: the key, "" for the name or the whole, and a sentence. None: it is right.

    Others may only come of it.
    """
    return next(_faults(name, definition), None)


def _faults(name: str, definition: Any) -> Iterator[tuple[str, str]]:
    """Give the mistakes in a definition. To go on after the first may fail: each look trusts those before it."""
    if fault := fault_of_rule_name(name):
        yield "", f"{fault}."
    if isinstance(definition, Mapping):
        yield from _wrong_keys(definition)
        yield from (("message", sentence) for sentence in _wrong_message(definition["message"]))
        yield from (("select", sentence) for sentence in _wrong_expression(definition["select"]))
        yield from (("schema", sentence) for sentence in _wrong_schema(definition["schema"]))
    else:
        yield "", f"A house rule is a table with the keys {joined(DEFINITION['required'])}."


def parsed(expression: str) -> Any:
    """Parse a JSONPath expression; what jsonpath-ng raises for one that is none differs."""
    from jsonpath_ng.ext.parser import parse

    with warnings.catch_warnings():
        # What jsonpath-ng will not take some day it takes today.
        warnings.simplefilter("ignore", DeprecationWarning)
        return parse(expression)


def named_types(expression: str) -> frozenset[str]:
    """Give the block types that an expression compares with: `@.Type == "…"`."""
    from jsonpath_ng import Child, Fields

    targets = ((getattr(node, "target", None), node) for node in _walk([parsed(expression)], _parts))
    return frozenset(
        node.value
        for target, node in targets
        if isinstance(target, Child) and target.right == Fields("Type") and isinstance(node.value, str)
    )


def validator(schema: Any) -> Any:
    """Make the validator of a JSON Schema, which fetches nothing from anywhere."""
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry

    return Draft202012Validator(schema, registry=Registry(), format_checker=FormatChecker(_FORMATS))


def _short(text: str) -> str:
    """Give the beginning of what is quoted, without secrets."""
    return short(masked(text), _SHOWN)


def _shown(value: Any) -> str:
    return shown(masked(value) if isinstance(value, str) else value, _SHOWN, an_object="a table")


def _wrong_keys(definition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    known: Mapping[str, Any] = DEFINITION["properties"]
    for key in definition:
        if key not in known:
            meant = closest_name(key.replace("_", "-"), known)
            hint = f"did you mean “{meant}”?" if meant else f"its keys are {joined(known)}."
            yield key, f"“{_short(key)}” is no key of a house rule; {hint}"
    for key in DEFINITION["required"]:
        if key not in definition:
            yield key, f"“{key}” is missing; it must be {known[key]['title']}."
    for key, value in definition.items():
        for name, wanted, one in _held_to(key, value, known[key]):
            if isinstance(one, str) and len(one) > wanted.get("maxLength", len(one)):
                most = f"“{name}” has {len(one):,} characters, and {wanted['maxLength']:,} is the most"
                yield key, f"{most}; shorten it, and say the rest under “why”."
            elif not validator(wanted).is_valid(one):
                what = "an empty table" if one == {} else _shown(one)
                yield key, f"“{name}” must be {wanted['title']}, but is {what}."


def _held_to(key: str, value: Any, schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], Any]]:
    """Give what is held to which schema, with its name: the value of a key, or each thing in it that is a list."""
    if isinstance(value, list) and "items" in schema:
        yield from ((f"{key}[{index}]", schema["items"], item) for index, item in enumerate(value))
    else:
        yield key, schema, value


def _wrong_message(message: str) -> Iterator[str]:
    try:
        pieces = list(Formatter().parse(message))
    except ValueError:
        yield "“message” has a brace that stands alone; one that is meant as such is written twice, {{ or }}."
        return
    for _, name, form, conversion in pieces:
        if name is not None and (form or conversion or name not in _PLACEHOLDERS):
            whole = f"{name}{f'!{conversion}' if conversion else ''}{f':{form}' if form else ''}"
            meant = closest_name(name.partition(".")[0], _PLACEHOLDERS)
            hint = f"did you mean “{{{meant}}}”?" if meant else "there are {block}, {value} and {flow}."
            yield f"“message” has no value for “{{{_short(whole)}}}”; {hint}"


def _wrong_expression(expression: str) -> Iterator[str]:
    from jsonpath_ng import Descendants, Root, This
    from jsonpath_ng.ext.filter import Filter

    try:
        with unwrapped_interrupts():
            root = parsed(expression)
    except Exception as problem:  # also what its parts raise: a wrong regular expression, say
        yield _unreadable(expression, str(problem))
        return
    for string in _STRING.findall(expression):
        if (at := _ESCAPES.sub("  ", string).find("\\")) >= 0:
            one = _short(masked(string)[at:-1])
            hint = "write two for one that is meant."
            yield f"“select” has a single backslash at “{one}”, which would be dropped; {hint}"
    if sum(isinstance(node, Descendants) for node in _walk([root], _parts)) > _MOST_DESCENTS:
        yield f"“select” has more than {_MOST_DESCENTS} times “..”, which selects more than there is room for."
    for node in _walk([root], _parts):
        if type(node).__name__.endswith("Union") and any(isinstance(one, (Root, This)) for one in _parts(node)):
            hint = "put each in round brackets: ($.a) | ($.b)."
            yield f"“select” joins paths with “|”, of which only the last counts; {hint}"
        if type(node).__name__.endswith("Intersect"):
            yield "“select” joins paths with “&”, which cannot be evaluated; in a filter write “&&”."
        elif getattr(node, "op", None) == "=~" and (fault := _fault_of_pattern(node.value)):
            yield f"“select” compares with “{_short(str(node.value))}”, which is no regular expression: {fault}."
    if _goes_above(root):
        yield f"“select” {NO_PARENT}."
    for node in _walk([root], _parts):
        yield from _misspelt(node)
        yield from _compared_as_a_number(node)
    for node in _walk([root], _sources):
        if type(node).__module__.startswith("jsonpath_ng.ext.") and not isinstance(node, Filter):
            yield (
                "“select” computes a value, as `len` and sums do, that stands nowhere in the flow; select what it is "
                "computed from, and let the schema measure that: maxLength, maxItems, propertyNames."
            )


def has_parent(expression: Any) -> bool:
    """Tell whether a parsed expression asks for parents: where there is none, jsonpath-ng fails at an assertion."""
    from jsonpath_ng import Parent

    return any(isinstance(node, Parent) for node in _walk([expression], _parts))


def _goes_above(expression: Any) -> bool:
    """Tell whether an expression asks in any flow for the parent of what has none."""
    try:
        if has_parent(expression):
            with unwrapped_interrupts(), time_limit(_SECONDS_OF_TRIAL):
                expression.find(_ANY_FLOW)
    except AssertionError:
        return True
    except (Exception, TookTooLong):  # the check says what it is
        return False
    return False


def _is_empty(part: Any) -> bool:
    """Tell whether a slice selects nothing, however long the list is."""
    step = 1 if part.step is None else part.step
    if step == 0 or part.start is None or part.end is None or (part.start < 0) != (part.end < 0):
        return bool(step == 0)
    return bool((part.end - part.start) * step <= 0)


def _misspelt(node: Any) -> Iterator[str]:
    """Say that a part of an expression asks for what no flow has, so that the rule would let everything pass."""
    from jsonpath_ng import Child, Fields, Root, Slice

    if isinstance(node, Slice) and _is_empty(node):
        hint = "a slice is [first:end:step], and its step is not 0."
        yield f"“select” has the slice “{_short(str(node))}”, which selects nothing; {hint}"
    target = getattr(node, "target", None)
    if isinstance(target, Child) and target.right == Fields("Type") and isinstance(node.value, str):
        types = language.actions()
        right = language.wrong_names().get(node.value) or _slip_of(node.value, types)
        if right is not None and node.value not in types:
            yield f"“select” asks for the type “{_short(node.value)}”, which is none; did you mean “{right}”?"
    if isinstance(node, Child) and isinstance(node.left, Root) and isinstance(node.right, Fields):
        for field in node.right.fields:
            if (right := _slip_of(field, _DOCUMENT)) is not None:
                yield f"“select” has “$.{_short(field)}”, which no flow has; did you mean “$.{right}”?"


def _compared_as_a_number(node: Any) -> Iterator[str]:
    """Say that a filter takes a parameter for a number that flows have as text: it finds nothing, or by its letters."""
    from jsonpath_ng import Child, Fields

    target, op, value = (getattr(node, one, None) for one in ("target", "op", "value"))
    named = target.right if isinstance(target, Child) else None
    name = named.fields[0] if isinstance(named, Fields) else ""
    if op is None or not language.is_text(name):
        return
    hint = "select the parameter itself, and let the schema have a “pattern”."
    if isinstance(value, int | float) and not isinstance(value, bool):
        hint = f"write “{value}” in quotes." if op in ("=", "==", "!=") else hint
        yield f"“select” compares “{name}” with the number {value}, and flows have it as text; {hint}"
    elif isinstance(value, str) and op in _ORDERS and _NUMBER.fullmatch(value):
        yield f"“select” asks whether “{name}” {op} “{_short(value)}”, which compares letters, not numbers; {hint}"


def _slip_of(name: str, right: Collection[str]) -> str | None:
    """Give the name that one was meant to be which is written nearly the same; None for a right one."""
    meant = None if name in right else closest_name(name, right)
    return meant if meant is not None and may_be_slip(name, meant) else None


def _walk(nodes: list[Any], below: Any) -> Iterator[Any]:
    while nodes:
        node = nodes.pop()
        yield node
        nodes += below(node)


def _parts(node: Any) -> Iterator[Any]:
    """Give all parts of a part of an expression, those of its filters too."""
    from jsonpath_ng import JSONPath

    held = list(vars(node).values())
    while held:
        one = held.pop()
        if isinstance(one, list | tuple):
            held += one
        elif isinstance(one, JSONPath):
            yield one


def _sources(node: Any) -> Iterator[Any]:
    """Give the parts that what is selected comes from."""
    from jsonpath_ng import Where

    sides = ("left",) if isinstance(node, Where) else ("left", "right")
    yield from (getattr(node, side) for side in sides if hasattr(node, side))


def _fault_of_pattern(pattern: Any) -> str | None:
    try:
        re.compile(pattern)
    except (re.error, TypeError) as problem:
        return str(problem)
    return None


def _unreadable(expression: str, answer: str) -> str:
    """Say from where on an expression cannot be read, as far as jsonpath-ng tells."""
    if place := _PLACE.search(answer):
        before = expression.split("\n")[: int(place[1]) - 1]
        at = len("\n".join(before)) + int(place[2])
        hint = "check the names, brackets and quotes there."
        return f"“select” cannot be read from character {at + 1} on, at “{_short(masked(expression)[at:])}”; {hint}"
    if "end of string" in answer or "EOF" in answer:
        return "“select” ends too early; a name, a bracket or a quote is missing at its end."
    return f"“select” is no JSONPath expression: {answer}."


def _wrong_schema(schema: Any) -> Iterator[str]:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as problem:
        yield _invalid(problem)
        return
    known = _keywords()
    resolver = Registry().with_resource("", DRAFT202012.create_resource(schema)).resolver()
    for part in _walk([schema], DRAFT202012.subresources_of):
        for keyword in part if isinstance(part, dict) else ():
            # A validator takes any keyword; one that is misspelt would let everything pass.
            if keyword not in known and not keyword.startswith("x-"):
                meant = closest_name(keyword, known)
                hint = f"did you mean “{meant}”?" if meant else "write a remark under “$comment”."
                yield f"“schema” has “{_short(keyword)}”, which is no keyword of JSON Schema; {hint}"
            elif keyword in _UNCHECKED:
                yield f"“schema” has “{keyword}”, which nothing here is held to; leave it out."
        if isinstance(part, dict) and "format" in part:
            yield from _wrong_format(part["format"])
        if isinstance(part, dict) and part.get("$schema", _DRAFT).removesuffix("#") != _DRAFT:
            hint = "write it as that draft has it, and leave “$schema” out."
            yield f"“schema” is of “{_short(part['$schema'])}”, and only draft 2020-12 is read; {hint}"
        for reference in _references(part):
            try:
                with unwrapped_interrupts():
                    resolver.lookup(reference)
            except Exception:  # a pointer may be wrong in many ways
                hint = "a reference begins with “#/$defs/” and a part of that name must be there."
                yield f"“schema” has the reference “{_short(reference)}”, which leads nowhere in it; {hint}"
    if (back := _endless(_walk([schema], DRAFT202012.subresources_of), resolver)) is not None:
        hint = "only what stands below “properties”, “items” and the like may refer back to what holds it."
        yield f"“schema” has the reference “{_short(back)}”, which leads back to itself without end; {hint}"


def _references(part: Any) -> list[str]:
    return [part[keyword] for keyword in _REFERENCES if keyword in part] if isinstance(part, dict) else []


def _endless(parts: Iterable[Any], resolver: Any) -> str | None:
    """Give a reference in a schema that one value would be held to again and again; None where there is none."""
    known = {id(part): part for part in parts if isinstance(part, dict)}
    leads_to = {
        name: [
            *(id(one) for keyword in _IN_PLACE for one in _listed(part.get(keyword))),
            *(id(one) for one in part.get("dependentSchemas", {}).values()),
            *(id(resolver.lookup(reference).contents) for reference in _references(part)),
        ]
        for name, part in known.items()
    }
    try:
        TopologicalSorter(leads_to).prepare()
    except CycleError as problem:
        return next(one for name in problem.args[1] for one in _references(known[name]))
    return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _wrong_format(name: str) -> Iterator[str]:
    """Say that nothing would be checked for a format: there is none of the name, or none that is checked everywhere."""
    if name not in _FORMATS:
        meant = closest_name(name, _FORMATS)
        hint = f"did you mean “{meant}”?" if meant else f"there are {joined(_FORMATS)}; or write a “pattern”."
        yield f"“schema” has the format “{_short(name)}”, which nothing here can check; {hint}"


def _invalid(problem: Any) -> str:
    """Say where a schema is no JSON Schema, by the nearest of jsonschema's answers."""
    choices = [one for one in (problem, *problem.context) if one.validator == "enum"]
    error = max(choices, key=lambda one: len(one.absolute_path), default=problem)
    meant = closest_name(error.instance, error.validator_value) if choices and isinstance(error.instance, str) else None
    hint = f"; did you mean “{meant}”?" if meant else "."
    return f"“{dotted(('schema', *error.absolute_path))}” is not as JSON Schema has it: {error.message}{hint}"


def _keywords() -> frozenset[str]:
    """Give the keywords of JSON Schema, as its own schemas have them."""
    from jsonschema_specifications import REGISTRY

    schemas = (REGISTRY.contents(uri) for uri in REGISTRY if "/2020-12/" in uri)
    return frozenset(keyword for schema in schemas for keyword in schema.get("properties", ()))
