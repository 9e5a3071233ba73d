"""House rules: rules that a team writes in its settings, without Python.

Each selects values of a flow by a JSONPath expression and finds those that do not meet a JSON Schema. The expression
reads the flow in the Flow language, whatever form it is stored in.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from textwrap import indent
from typing import Any

from flowlint.analysis.engine import Facts
from flowlint.house_rules.definition import (
    MOST_OF_MESSAGE,
    NO_PARENT,
    first_fault,
    has_parent,
    named_types,
    parsed,
    validator,
)
from flowlint.house_rules.patience import SECONDS, Patience
from flowlint.interrupts import unwrapped_interrupts
from flowlint.model.flow import Block, Flow
from flowlint.report import Level, json_pointer
from flowlint.rule import CannotCheck, Check, Draft, GivesUp, Page, Rule, at_block, at_flow
from flowlint.secret_forms import masked, secrets_in, with_dots
from flowlint.text.json_values import JsonPath, shown, top_levels
from flowlint.text.words import short
from flowlint.time_limit import TookTooLong, time_limit

PACK = "house"
"""What the ids of house rules begin with."""

_LEVELS = 60
"""How deep a value is held to a schema: the validator writes out what it refuses, however deep it is."""


class HouseRuleProblem(Exception):
    """A definition that is no house rule: which rule and which of its keys, and in a sentence what is wrong with it.

    `key` is "" where the name or the definition as a whole is at fault.
    """

    def __init__(self, name: str, key: str, sentence: str) -> None:
        super().__init__(f"house rule {name!r}: {sentence}")
        self.name = name
        self.key = key
        self.sentence = sentence


@dataclass(frozen=True, eq=False)
class HouseRule(Rule):
    """A rule that settings define: its name and its page come from there, not from a module."""

    own_name: str = field(kw_only=True)
    own_page: Page = field(kw_only=True)
    expression: str = field(kw_only=True)

    def selects(self, flow: Flow) -> bool:
        """Tell whether the expression selects anything in a flow; one that fails is taken to do so."""
        try:
            with unwrapped_interrupts(), time_limit(SECONDS):
                return bool(parsed(self.expression).find(_document(flow)))
        except (Exception, TookTooLong):  # what fails here has failed as a check, and was reported
            return True

    @property
    def types(self) -> frozenset[str]:
        """The block types that the expression names."""
        return named_types(self.expression)

    @property
    def name(self) -> str:
        """The name that settings give the rule."""
        return self.own_name

    @cached_property
    def page(self) -> Page:
        """The rule's documentation, made from what settings say of it."""
        return self.own_page


def house_rules(
    definitions: Mapping[str, Mapping[str, Any]], where: str = "", patience: Patience | None = None
) -> tuple[Rule, ...]:
    """Make the rules that settings define, by name, sorted by id; `where` is their file and line, for failures.

    `patience` is what they share with the other rules of the run. Raises `HouseRuleProblem` for the first mistake.
    """
    patience = patience or Patience()
    return tuple(_house_rule(name, definitions[name], where, patience) for name in sorted(definitions))


def _house_rule(name: str, definition: Mapping[str, Any], where: str, patience: Patience) -> HouseRule:
    fault = first_fault(name, definition)
    if fault is not None:
        raise HouseRuleProblem(name, *fault)
    level = Level(definition.get("level", "warning"))
    pillar = definition.get("pillar", "operational-excellence")
    return HouseRule(
        check=_check(f"{PACK}/{name}", definition, where, patience),
        level=level,
        pillar=pillar,
        tags=tuple(masked(tag) for tag in definition.get("tags", ())),
        since="",
        pedantic=False,
        options=None,
        looks_at="flow",
        pack=PACK,
        own_name=name,
        own_page=_page(definition),
        expression=definition["select"],
    )


def _page(definition: Mapping[str, Any]) -> Page:
    """Make the page of a rule, without secrets: it is printed as it is."""
    title = definition["message"].format(block="a block", value="…", flow="…")
    select, schema = definition["select"], json.dumps(definition["schema"], indent=2, ensure_ascii=False, default=str)
    # Indented, and not between backticks, which an expression may hold.
    shown = f"Looks at what this selects:\n\n{indent(select, '    ')}\n\nand finds what does not meet this JSON Schema:"
    sections = {
        "What it finds": f"{shown}\n\n{indent(schema, '    ')}",
        "Why it matters": definition.get("why", "").strip(),
        "How to fix in the designer": definition.get("fix", "").strip(),
        "See also": "\n".join(definition.get("see-also", ())),
    }
    return Page(
        masked(title[:1].upper() + title[1:]), {heading: masked(text) for heading, text in sections.items() if text}
    )


# What a rule finds


def _check(rule_id: str, definition: Mapping[str, Any], where: str, patience: Patience) -> Check:
    """Make the check of a rule.

    What an expression fails on does not count as not selected: a rule that sees nothing would let everything pass. One
    that took too long for a flow is tried on no other.
    """
    expression, wanted = parsed(definition["select"]), validator(definition["schema"])
    too_deep = "too many references of its schema, or steps of its expression, follow one another; make them simpler"
    too_long = ""

    def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
        nonlocal too_long
        at = f" ({where})" if where else ""
        what = f"the rule {rule_id}{at} cannot look at the flow {_named(flow)}"
        if too_long:
            raise GivesUp(f"{what}: {too_long}")
        try:
            with unwrapped_interrupts(), time_limit(patience.seconds) as limit:
                selected = {_path(match): match.value for match in expression.find(_document(flow))}
                wrong = {path: one for path, one in selected.items() if not wanted.is_valid(top_levels(one, _LEVELS))}
        except TookTooLong:
            if not limit.is_over:
                raise  # the time of the flow is
            too_long = patience.end()
            raise GivesUp(f"{what}: {too_long}") from None
        except RecursionError:
            raise CannotCheck(f"{what}: {too_deep}") from None
        except Exception as problem:  # an expression may fail on any flow
            above = isinstance(problem, AssertionError) and has_parent(expression)
            why = f"its expression {NO_PARENT}" if above else f"{type(problem).__name__}: {problem}"
            raise CannotCheck(f"{what}: {why}") from None
        blocks: dict[JsonPath, Block] = {("Actions", block.index): block for block in flow.blocks}
        for path, value in wrong.items():
            yield _draft(definition["message"], flow, blocks.get(path[:2]), path, value)

    return check


def _document(flow: Flow) -> Mapping[str, Any]:
    """Give what is selected from; of a translated flow only what the Flow language has in the same words."""
    document = flow.in_flow_language
    return {key: document[key] for key in ("Version", "StartAction", "Actions")} if flow.translated else document


def _path(match: Any) -> JsonPath:
    """Give the path of a match, from the root; by what it stands in, one by one, since `full_path` is recursive."""
    steps: list[str | int] = []
    while match.context is not None:
        holder = match.context.value
        if isinstance(holder, list):
            steps.append(match.path.indices[0] % len(holder))
        else:
            steps.append(match.path.fields[0])
        match = match.context
    return tuple(reversed(steps))


def _draft(message: str, flow: Flow, block: Block | None, path: JsonPath, value: Any) -> Draft:
    written, secret = _written(value, path)
    about = block.label if block else f"Flow {_named(flow)}"
    text = message.format(block=about, value=written, flow=_named(flow))
    if len(text) > MOST_OF_MESSAGE:
        text = short(masked(text), MOST_OF_MESSAGE)  # what is left of a secret that is cut may look like none
    if block is not None:
        at = path[2:]
        # Several values may have the same place in an export that was translated. Indices change when things move.
        subject = json_pointer(tuple("*" if isinstance(part, int) else part for part in at))
        # A block as a whole is named by its type, as the other rules have it.
        return at_block(block, text, at or ("Type",), fingerprint_key=subject, secret=secret)
    if not flow.translated:
        return replace(at_flow(text, path), secret=secret)
    return at_flow(text, flow.start_path if path == ("StartAction",) else (), fingerprint_key=json_pointer(path))


def _named(flow: Flow) -> str:
    """Name a flow: by its name, or by its file where it has none."""
    return f"“{_short(flow.name or flow.source.path.rpartition('/')[2])}”"


def _written(value: Any, path: JsonPath) -> tuple[str, bool]:
    """Write a value for a message, and tell whether it holds a secret; the dots of one are set before it is cut."""
    if isinstance(value, str):
        name = next((part for part in reversed(path) if isinstance(part, str)), "")
        secrets = list(secrets_in(value, name))
        return _short(with_dots(value, (one.span for one in secrets))) or "“”", bool(secrets)
    return shown(value, longest=40), False


def _short(text: str) -> str:
    """Give the beginning of a text in one line, with escapes for what cannot be printed."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in short(text))
