"""JSON Schemas of what each block type takes as its Parameters, made from the facts of actions.json.

A `title` says what a value must be and goes into messages. What rests on documentation alone has the `x-level`
"warning", and what the service was seen to refuse has "proven"; `x-answer` is the problem text that it gave then, where
that is one of its own for this. Texts that hold a reference or a placeholder are taken for any value.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flowlint.language import Test, document
from flowlint.text.words import joined

Schema = dict[str, Any]
Fact = Mapping[str, Any]

_LISTED = 4
_NAMED = 6
_BARE_ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_WARNING: Schema = {"x-level": "warning"}
_PROVEN: Schema = {"x-level": "proven"}
_SCALAR = ["string", "number", "boolean"]


def definitions() -> Schema:
    """Give the schemas of all block types by type, and those that they share."""
    meta = document("actions")["meta"]
    shared: Schema = {
        "filled_in": {"type": "string", "pattern": meta["filled_in"]},
        "text": {"title": "text", "allOf": [*_scalar("text", "text in quotes"), _not_empty()]},
        "not_empty": _not_empty(),
    }
    return shared | {entry["type"]: _block(entry) for entry in document("actions")["actions"]}


def needs_parameters(block_type: str, schemas: Schema) -> bool:
    """Tell whether a block of a type cannot go without Parameters, by the definitions of all types."""
    checks = schemas[block_type].get("allOf", ())
    return any("required" in one or "anyOf" in one for check in checks for one in (check, *_then(check)))


def _then(check: Schema) -> Sequence[Schema]:
    found: Sequence[Schema] = check.get("then", {}).get("allOf", ())
    return found


def _block(entry: Mapping[str, Any]) -> Schema:
    head = {
        "title": f"the parameters of {entry['type']}",
        "description": f"{entry['description']} {entry['doc_url']}",
        "type": "object",
    }
    members = _members(entry["parameters"], entry.get("choices", ()), closed=True)
    return head | (_opened(members, entry) if "open_parameters" in entry else members)


def _opened(members: Schema, entry: Mapping[str, Any]) -> Schema:
    """Let an object have other entries than those that are known, and lack what is known where it has some.

    What is no other entry: a name that the service refused, a known one in other capitals, and one for a value that
    only a known one can hold.
    """
    known, refused = members["properties"], entry.get("refused_names", {})
    others = [*map(_in_any_capitals, known), *refused]
    wrong = f"^({'|'.join(others)})$" if others else None
    filled_in: str = document("actions")["meta"]["filled_in"]
    found = dict(members)
    if wrong is None:
        del found["patternProperties"], found["additionalProperties"]
    else:
        found["patternProperties"] = {filled_in: True, f"^(?!({'|'.join(others)})$)": True}
    if "allOf" in found:
        misnamed = {"type": "string", "pattern": entry["listed_values"]} if "listed_values" in entry else False
        listed = {"properties": dict.fromkeys(known, True), "additionalProperties": misnamed}
        if wrong is not None:
            listed["patternProperties"] = {wrong: True}
        found["allOf"] = [{"if": listed, "then": {"allOf": found["allOf"]}}]
    return found


def _in_any_capitals(name: str) -> str:
    return "".join(f"[{one.upper()}{one.lower()}]" if one.isalpha() else one for one in name)


def _members(fields: Mapping[str, Fact], choices: Sequence[Fact] = (), *, closed: bool = False) -> Schema:
    """Describe the entries of an object: what each must be, which it needs, and which go together."""
    found: Schema = {"properties": {name: _described(fact) for name, fact in fields.items()}}
    checks = [*_needed(fields), *(check for choice in choices for check in _choice(choice))]
    if checks:
        found["allOf"] = checks
    if closed:
        # A template may fill in names too.
        found["patternProperties"] = {document("actions")["meta"]["filled_in"]: True}
        found["additionalProperties"] = False
    return found


def _needed(fields: Mapping[str, Fact]) -> Iterator[Schema]:
    for name, fact in fields.items():
        title = {"title": _value(fact)["title"]}
        if fact.get("required") is True:
            level = _WARNING if "required" in fact.get("documented_only", ()) else {}
            yield {"required": [name], **title, **(_PROVEN if _is_proven(fact, "required") else level)}
        if "required_when" in fact:
            needed = {"required": [name], **title, **_level(_is_proven(fact, "required_when"))}
            yield {"if": _condition(fact["required_when"]), "then": needed}
        if "refused_when" in fact:
            when = fact["refused_when"]
            level = _level(_is_proven(fact, "refused_when"))
            refused = {"not": {"type": "object", "required": [name]}, "title": _words(when), **level}
            yield {"if": _condition(when), "then": refused}
        if "range_when" in fact:
            ranges = ({**fact, "range": one} for one in (fact["range_when"]["range"], fact["range"]))
            then, otherwise = ({"properties": {name: _in_range(one)}} for one in ranges)
            yield {"if": _condition(fact["range_when"]["when"], possible=True), "then": then, "else": otherwise}


def _choice(choice: Fact) -> Iterator[Schema]:
    names: list[str] = choice["of"]
    shown = names if len(names) <= _NAMED else [*names[: _LISTED - 1], "another parameter"]
    one_of_them = f"one of {joined(shown, 'or')}"
    level = _level(choice["proven"])
    checks: list[Schema] = []
    if "at_most" in choice:
        pairs = [{"required": [one, other]} for index, one in enumerate(names) for other in names[index + 1 :]]
        checks.append({"not": {"type": "object", "anyOf": pairs}, "title": f"only {one_of_them}", **level})
    if "at_least" in choice:
        checks.append({"anyOf": [{"required": [name]} for name in names], "title": one_of_them, **level})
    for check in checks:
        yield {"if": _condition(choice["unless"], possible=True), "else": check} if "unless" in choice else check


def _described(fact: Fact) -> Schema:
    return ({"description": fact["constraints"]} if "constraints" in fact else {}) | _value(fact)


def _value(fact: Fact) -> Schema:
    """Describe a value; its title says what it must be."""
    kind = str(fact["type"])
    describe = next((describe for start, describe in _KINDS if kind.startswith(start)), None)
    if describe is None:
        raise ValueError(f"the type {kind!r} of a parameter begins with none of {', '.join(one for one, _ in _KINDS)}")
    return describe(fact)


def _text(fact: Fact) -> Schema:
    checks: list[Schema] = []
    if "enum" in fact and not fact.get("enum_open"):
        allowed = {"title": _either(fact["enum"]), "enum": fact["enum"], **_level(_is_proven(fact, "enum"))}
        checks.append(_unless_filled_in(allowed))
    if "at_most" in fact:
        title = f"text of at most {fact['at_most']} characters"
        checks.append(_unless_filled_in({"title": title, "maxLength": fact["at_most"], **_WARNING}))
    if fact.get("no_bare_id"):
        checks.append({"title": "an ARN", "pattern": f"^(?!{_BARE_ID}$)", **_WARNING})
    found: Schema = {"title": _either(fact["enum"]) if "enum" in fact else "text"}
    if fact.get("enum_open"):
        found["examples"] = fact["enum"]
    scalar = _scalar("text", "text in quotes")
    documented_only = "empty" in fact.get("documented_only", ())
    if "answer" in fact or documented_only:
        level = _WARNING if documented_only else _answer(fact)
        return found | {"allOf": [*scalar, _not_empty() | level, *checks]}
    return found | {"$ref": "#/$defs/text"} | ({"allOf": checks} if checks else {})


def _boolean(fact: Fact) -> Schema:
    title = "“True” or “False”"
    word = {"title": title, "pattern": "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$", **_WARNING}
    either, quoted = _scalar(title, f"{title} in quotes", proven=_is_proven(fact, "type"))
    checks = [either, quoted | _answer(fact), _not_empty(), _unless_filled_in(word)]
    return {"title": title, "allOf": checks, "examples": fact.get("enum", ["True", "False"])}


def _number(fact: Fact) -> Schema:
    bare, quoted = _scalar("a number", "a number in quotes")
    if fact.get("json_number"):
        quoted = {"title": "a number", "type": ["number", "string"], **_WARNING}
    checks = [bare, quoted, _not_empty()]
    bounded = "range" in fact and "range_when" not in fact
    if _is_proven(fact, "type") or not bounded:
        whole = {"title": "a number", "pattern": "^-?[0-9]+$", **_level(_is_proven(fact, "type"))}
        checks.append(_unless_filled_in(whole))
    if bounded:
        checks.append(_in_range(fact))
    return {"title": _in_range(fact)["else"]["title"] if "range" in fact else "a number", "allOf": checks}


def _in_range(fact: Fact) -> Schema:
    low, high = fact["range"]
    title = f"a number of at least {low}" if high is None else f"a number from {low} to {high}"
    found: Schema = {"title": title, "pattern": f"^{number_pattern(low, high)}$", "minimum": low}
    if high is not None:
        found["maximum"] = high
    return _unless_filled_in(found | _level(_is_proven(fact, "range")))


def _reference(fact: Fact) -> Schema:
    title = "an attribute like $.Attributes.name"
    named = {"title": title, "$ref": "#/$defs/text"}
    pattern = document("actions")["meta"]["filled_in"]
    return named | {"allOf": [{"title": title, "pattern": pattern, **_level(_is_proven(fact, "type"))}]}


def _array(fact: Fact) -> Schema:
    found = _shaped("a list", "array")
    if "at_least" in fact:
        found["allOf"].append({"title": "a list that is not empty", "minItems": fact["at_least"], **_WARNING})
    if "at_most" in fact:
        found["allOf"].append(
            {"title": f"a list of at most {fact['at_most']} items", "maxItems": fact["at_most"], **_WARNING}
        )
    items = fact.get("items") or ({**fact, "type": "string"} if "enum" in fact else None)
    return found | ({"items": _value(items)} if items else {})


def _object(fact: Fact) -> Schema:
    found = _shaped("an object", "object")
    if "at_most" in fact:
        title = (
            "an object with one entry" if fact["at_most"] == 1 else f"an object of at most {fact['at_most']} entries"
        )
        level = _level(_is_proven(fact, "at_most"))
        found["allOf"].append({"title": title, "maxProperties": fact["at_most"], **level})
    fields, closed = fact.get("fields"), fact.get("closed", False)
    if "enum_keys" in fact:
        fields, closed = dict.fromkeys(fact["enum_keys"], fact["values"]), True
    if fields:
        members = _members(fields, fact.get("choices", ()), closed=closed)
        return found | members | {"allOf": [*found["allOf"], *members.get("allOf", ())]}
    return found | ({"additionalProperties": _value(fact["values"])} if "values" in fact else {})


def _shaped(title: str, kind: str) -> Schema:
    return {"title": title, "allOf": [_unless_filled_in({"title": title, "type": kind})]}


def _scalar(title: str, quoted: str, *, proven: bool = False) -> list[Schema]:
    """Ask for text; whether the service also takes a bare number or true is mostly not known."""
    return [{"title": title, "type": _SCALAR}, {"title": quoted, "type": "string", **_level(proven)}]


def _not_empty() -> Schema:
    return {"title": "text that is not empty", "minLength": 1}


def _answer(fact: Fact) -> Schema:
    return _PROVEN | {"x-answer": fact["answer"]} if "answer" in fact else {}


def _unless_filled_in(schema: Schema) -> Schema:
    return {"if": {"$ref": "#/$defs/filled_in"}, "else": schema}


def _level(proven: bool) -> Schema:
    return _PROVEN if proven else _WARNING


def _is_proven(fact: Fact, what: str) -> bool:
    return what in fact.get("proven", ())


def _condition(test: Test, *, possible: bool = False) -> Schema:
    """Describe objects for which any line of a test holds; with `possible` also those for which it may."""
    return {"anyOf": [_line(path.split("."), wanted, possible) for path, wanted in test.items()]}


def _line(path: Sequence[str], wanted: str, possible: bool) -> Schema:
    name, *below = path
    present: Schema = {"required": [name]}
    if below:
        inner = {"properties": {name: _line(below, wanted, possible)}}
        return {"anyOf": [{"not": present}, inner]} if wanted == "absent" else inner | present
    if wanted in {"present", "any"}:
        return present
    if wanted == "absent":
        return {"not": present}
    values: list[Schema] = [{"enum": [wanted]}]
    if possible:
        values.append({"$ref": "#/$defs/filled_in"})
    return {"properties": {name: {"anyOf": values}}} | present


def _words(test: Test) -> str:
    """Say when a test holds: `while StoreInput is “False”`."""
    says = {"present": "is set", "absent": "is not set"}
    lines = [f"{path} {says.get(wanted, f'is “{wanted}”')}" for path, wanted in test.items()]
    return f"while {' or '.join(lines)}"


def _either(values: Sequence[str]) -> str:
    shown = [f"“{value}”" for value in values]
    few = joined(shown[: _LISTED - 1], "or")
    return joined(shown, "or") if len(values) <= _LISTED else f"{few} or another listed one"


_KINDS: Sequence[tuple[str, Callable[[Fact], Schema]]] = (
    ("string boolean", _boolean),
    ("integer", _number),
    ("string", _text),
    ("reference", _reference),
    # The documentation draws an object, exports write a list.
    ("list of field names", lambda _: {"title": "a list of names"}),
    ("list", _array),
    ("object", _object),
    ("map", _object),
    ("any", lambda _: {"title": "a value", "$ref": "#/$defs/not_empty"}),
)


def number_pattern(low: int, high: int | None) -> str:
    """Give a regular expression for whole numbers in decimal from `low`, at least 0, to `high`; None is no limit."""
    if high is None:
        digits = len(str(low))
        return f"0*({_digits(str(low), '9' * digits)}|[1-9][0-9]{{{digits},}})"
    lengths = range(len(str(low)), len(str(high)) + 1)
    bounds = [(max(low, 10 ** (n - 1) if n > 1 else 0), min(high, 10**n - 1)) for n in lengths]
    return f"0*({'|'.join(_digits(str(first), str(last)) for first, last in bounds)})"


def _digits(low: str, high: str) -> str:
    """Match the numbers between two of the same length."""
    if not low:
        return ""
    first, last, rest = int(low[0]), int(high[0]), len(low) - 1
    if first == last:
        return low[0] + _digits(low[1:], high[1:])
    found = [low[0] + _digits(low[1:], "9" * rest)]
    if last - first > 1:
        found.append(f"[{first + 1}-{last - 1}]" + "[0-9]" * rest)
    found.append(high[0] + _digits("0" * rest, high[1:]))
    return f"({'|'.join(found)})"
