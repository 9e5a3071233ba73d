"""What the catalogue knows of a block type as Markdown, which `flowlint explain` prints."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from flowlint import language
from flowlint.pages.catalogue_page import EXPORTS, PROBE, is_page
from flowlint.text.closest import closest

_REFERENCES = {"whole": "may be a reference", "embedded": "may hold references"}
_REQUIRED = {True: "required", False: "not required", None: "required in some cases"}
_TAG = re.compile(r"<[^<>]+>")
_MOST_COMMON = frozenset({
    "CreateWisdomSession", "GetCustomerProfile", "GetParticipantInput", "StartVoiceIdStream", "TransferContactToQueue",
    "UpdateCase", "UpdateContactAttributes",
})  # fmt: skip
"""Of types that have one name in the designer, the one that most public flows mean by it."""
_SHORT = ("In the designer", "Parameters", "Conditions", "Error branches", "Where it can stand")
"""What of a page is shown at first."""
_TESTS = {"present": "there is `{}`", "any": "there is `{}`", "absent": "there is no `{}`"}


def block_types(name: str) -> tuple[str, ...]:
    """Give the block types that a name means: the type itself, the designer's name, or a well-known wrong name.

    Capitals, spaces and dashes do not count. One name in the designer may stand for several types, the most common of
    which comes first.
    """
    wanted = _key(name)
    exact = tuple(one for one in language.actions() if _key(one) == wanted)
    meant = {
        right.partition(" ")[0] for wrong, right in language.wrong_names().items() if right and _key(wrong) == wanted
    }
    named = (
        one
        for one, action in language.actions().items()
        if one in meant or wanted in {_key(name) for name, _ in action.names}
    )
    return exact or tuple(sorted(named, key=lambda one: one not in _MOST_COMMON))


def like(name: str, others: Iterable[str]) -> list[str]:
    """Give the block types, designer's names and other names that are written most like a name, the closest first."""
    designer = (name for action in language.actions().values() for name, _ in action.names)
    return closest(name, (*designer, *language.actions(), *others), like_enough=0.6, most=3, plain=_key)


def block_page(block_type: str, *, short: bool = False) -> str:
    """Give the page of a block type of the catalogue, or of a `short` one what most people look for."""
    entry = next(one for one in language.document("actions")["actions"] if one["type"] == block_type)
    sections = {
        "In the designer": _bullets(_name(one) for one in entry["names"]),
        "Parameters": _bullets(_parameter(name, fact) for name, fact in entry["parameters"].items()),
        "Conditions": _conditions(entry["conditions"]),
        "Error branches": _bullets(_error(block_type, one) for one in entry["errors"]),
        "What it fills": _bullets(f"`{one}`" for one in entry["results"]),
        "Where it can stand": _bullets(_places(entry)),
        "Channels": _channels(entry),
        "Good to know": _bullets(_sentence(one[0].upper() + one[1:]) for one in _open_ends(entry)),
        "Since when": _bullets(map(_change, entry.get("changes", ()))),
        "Known from": _bullets(_known_from(entry)),
        "See also": _bullets(dict.fromkeys(filter(is_page, [entry["doc_url"], *entry["source"]]))),
    }
    parts = [f"# {block_type}", entry["description"]]
    if entry["status"] != "accepted":
        parts.append(f"**{entry['status'].capitalize()}**")
    parts += [
        f"## {heading}\n\n{text}" for heading, text in sections.items() if text and (not short or heading in _SHORT)
    ]
    return "\n\n".join(parts) + "\n"


def _open_ends(entry: Mapping[str, Any]) -> Iterator[str]:
    """Give what else is known of a type, and what is not."""
    yield from entry["notes"]
    if "open_parameters" in entry:
        yield f"It may have parameters that are not listed here: {entry['open_parameters']}"
    if "open_errors" in entry:
        yield f"It may have error branches that are not listed here: {entry['open_errors']}"


def _change(change: Mapping[str, str]) -> str:
    """Say since when something holds: `2026-01`, or `by 2026-09` where only that is known."""
    by, _, month = change["since"].rpartition(" ")
    day = date.fromisoformat(f"{month}-01")
    return f"{'By' if by else 'Since'} {day:%B %Y}: {_sentence(change['what'])} {change['source']}"


def _known_from(entry: Mapping[str, Any]) -> Iterator[str]:
    """Say by what kinds of sources a type is known."""
    sources = entry["source"]
    if any(map(is_page, sources)):
        yield "Pages of AWS."
    if any(one.startswith(PROBE) for one in sources):
        yield "Tries of others against the service, which they published."
    if any(one.startswith(EXPORTS) for one in sources):
        yield "Real flows that others published."


def _key(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _sentence(*parts: str | None) -> str:
    """Join what the catalogue says to a sentence; what looks like a tag must not be taken for one of Markdown's."""
    return _TAG.sub(r"`\g<0>`", "; ".join(part.rstrip(".") for part in parts if part)) + "."


def _name(name: Mapping[str, Any]) -> str:
    when = name.get("when")
    return f"{name['name']}, where {_test(when)}" if when else str(name["name"])


def _test(test: language.Test) -> str:
    """Say when a test of the catalogue holds: any one of its lines does."""
    return " or ".join(dict.fromkeys(_line(path, wanted) for path, wanted in test.items()))


def _line(path: str, wanted: str) -> str:
    if path == "conditions":
        return "there are conditions"
    verb, _, operand = wanted.partition(" ")
    if wanted in _TESTS:
        return _TESTS[wanted].format(path)
    if verb in {"contains", "starts"} and operand:
        return f"`{path}` {'contains' if verb == 'contains' else 'starts with'} {operand}"
    return f"`{path}` is {wanted}"


def _parameter(name: str, fact: Mapping[str, Any]) -> str:
    takes = _REFERENCES.get(fact.get("dynamic_form", ""), "may be a reference") if fact["dynamic"] else None
    if fact["dynamic"] is False:
        takes = "no reference"
    choices = "one of " + ", ".join(f"`{one}`" for one in fact["enum"]) if "enum" in fact else None
    about = _sentence(_REQUIRED[fact["required"]], fact["type"], takes, choices)
    more = [_sentence(fact[key]) for key in ("constraints", "note") if fact.get(key)]
    return " ".join([f"`{name}`: {about}", *(one[0].upper() + one[1:] for one in more)])


def _conditions(fact: Mapping[str, Any]) -> str:
    if fact["supported"] is False:
        return "None."
    operators = ", ".join(f"`{one}`" for one in fact["operators"])
    lines = ["Only in some cases."] if fact["supported"] is None else []
    lines += [f"Operators: {operators}."] if operators else []
    lines += [f"Operands: {_sentence(fact['operands'])}"] if fact["operands"] else []
    return _bullets(lines)


def _error(block_type: str, error: Mapping[str, Any]) -> str:
    shown = language.actions()[block_type].branch_name(error["type"], {})
    when = [f"required where {_test(error['required_when'])}"] if error.get("required_when") else []
    when += [f"refused where {_test(error['refused_when'])}"] if error.get("refused_when") else []
    needed = "; ".join(when) if error["required"] is None and when else _REQUIRED[error["required"]]
    return f"`{error['type']}`{f' (“{shown}”)' if shown else ''}: {_sentence(needed, error.get('note'))}"


def _places(entry: Mapping[str, Any]) -> Iterator[str]:
    allowed = entry["flow_types_allowed"]
    if allowed == "all":
        yield "Flows: of all types."
    elif allowed is None:
        yield "Flows: not known."
    else:
        yield f"Flows: {_flow_types(allowed) or 'none'}."
    offered = set().union(*entry["designer_palette"].values()) - {"MODULE"}
    if offered and allowed != "all" and offered != set(allowed or ()):
        yield f"The designer offers it in: {_flow_types(offered)}."
    others = (language.flow_types_of(entry["type"]) or frozenset()) - offered - {*(allowed or ()), "MODULE"}
    if others:
        yield f"The administrator guide also names: {_flow_types(others)}."
    yield f"Flow modules: {_yes(entry['module_allowed'])}."
    if entry["terminal"]:
        yield "It ends the flow."
    elif entry["next_action"] == "required":
        yield "It needs a `NextAction`."


def _flow_types(flow_types: Iterable[str]) -> str:
    return ", ".join(sorted(map(language.flow_type_name, flow_types)))


def _yes(known: bool | None) -> str:
    return "not known" if known is None else "yes" if known else "no"


def _channels(entry: Mapping[str, Any]) -> str:
    channels = entry["channels"] or {}
    lines = [f"{channel.capitalize()}: {_yes(supported)}." for channel, supported in channels.items()]
    behaviour = entry["unsupported_channel_behaviour"]
    return _bullets([*lines, *([f"On the others: {_sentence(behaviour)}"] if behaviour else [])])
