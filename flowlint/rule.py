"""The door: all that a rule pack may import, besides `flowlint.analysis`.

A rule is a module with one function under `@rule` (or `@file_rule`). The rule's id is the module's name with
dashes, its page the module's docstring:

    \"\"\"One sentence that says what is wrong.

    Why it matters
        What happens to a contact.

    How to fix in the designer
        What to click.
    \"\"\"
"""

import inspect
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Literal

from flowlint.analysis.engine import Facts, Path
from flowlint.model.flow import Block, Flow, Transition
from flowlint.model.references import NamedKey, Reference, named_keys, references
from flowlint.model.suppressions import Doubt, Suppression
from flowlint.reading import FlowFile, JsonProblem
from flowlint.report import JsonPath, Level, RuleInfo
from flowlint.text.patterns import matches
from flowlint.text.words import joined, short, who

__all__ = [
    "Block",
    "CannotCheck",
    "Doubt",
    "Draft",
    "Facts",
    "Flow",
    "FlowFile",
    "JsonPath",
    "JsonProblem",
    "Level",
    "Mention",
    "NamedKey",
    "Path",
    "Pillar",
    "Reference",
    "Rule",
    "Suppression",
    "Transition",
    "at_block",
    "at_branch",
    "at_flow",
    "at_suppression",
    "file_rule",
    "joined",
    "named_keys",
    "references",
    "rule",
    "short",
    "suppression_rule",
    "who",
]  # fmt: skip

Pillar = Literal["operational-excellence", "security", "reliability", "performance-efficiency", "cost-optimization"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A block that a finding speaks of besides its own, and what it says of it: a section to cut out, a copy.

    `flow` is None for a block of the flow that the finding is about.
    """

    block: Block
    message: str
    flow: Flow | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding as a rule makes it: what and where in the flow, without line, column or rule id.

    `path` leads from the root of the flow's document to the value at fault; `at_key` says that the key is. `trail`
    is the witness: a path and the note for its last block. `subject` tells findings of one rule at one block
    apart ("the attribute it is about"). `level` overrides the rule's own.
    """

    message: str
    path: JsonPath
    block: Block | None = None
    at_key: bool = False
    trail_start: Block | None = None
    trail: Path = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    """What to say at blocks of the trail, by block id; said where the block is passed for the last time."""
    subject: str = ""
    level: Level | None = None
    span: tuple[int, int] | None = None
    """The part of the string at `path` that is at fault, in code points; the whole value where it is None."""
    text: str = ""
    """The string that `span` counts in; where the document writes another one, the whole value is marked."""
    problem: JsonProblem | None = None
    """For findings in text that is no JSON: the problem, which knows its place."""
    related: tuple[Mention, ...] = ()
    """Other places to look at, in order; a path that shows the finding is a `trail`."""
    secret: bool = False
    """Whether what is marked must not be shown: the lines around it have dots in its place."""
    of_flow: bool = False
    """Whether the subject is one finding in the whole flow, and the place is but the first, or nearest, that shows it.

    Then the finding stays the same when another place comes to be the first.
    """


def at_block(
    block: Block,
    message: str,
    at: JsonPath = ("Type",),
    *,
    at_key: bool = False,
    trail: Path | None = None,
    trail_start: Block | None = None,
    notes: Mapping[str, str] | None = None,
    subject: str = "",
    level: Level | None = None,
    span: tuple[int, int] | None = None,
    related: tuple[Mention, ...] = (),
    secret: bool = False,
    of_flow: bool = False,
) -> Draft:
    """Draft a finding at a block; `at` is a path below it, in the Flow language's terms.

    A `trail` may be empty (the block itself is the entry) but then `trail_start` must name the block. A `span` is the
    part that is meant of a string among the parameters, as `Reference.span` has it; it is not used for a key.
    """
    start = trail_start if trail is not None else None
    place = block.locate(at, at_key)
    # What is a key in the Flow language is a value of its own in the document that a block was translated from.
    in_key, at_key = at_key, at_key and block.origin is None
    text = None if span is None or in_key else _string_at(block, at)
    part = span if text else None
    about = subject, level, part, text or ""
    path = at_key, start, trail or (), notes or {}
    return Draft(message, place, block, *path, *about, related=related, secret=secret, of_flow=of_flow)


def _string_at(block: Block, at: JsonPath) -> str | None:
    """Give the string at a path among a block's parameters, None where there is none."""
    value: Any = {"Parameters": block.parameters}
    try:
        for part in at:
            value = value[part]
    except (KeyError, IndexError, TypeError):
        return None
    return value if isinstance(value, str) else None


def at_branch(block: Block, branch: Transition, message: str) -> Draft:
    """Draft a finding at the target of one of a block's branches."""
    return Draft(message, branch.path, block, subject=branch.via)


def at_flow(
    message: str,
    path: JsonPath,
    *,
    subject: str = "",
    level: Level | None = None,
    related: tuple[Mention, ...] = (),
) -> Draft:
    """Draft a finding about a flow as a whole, or a part of its document that is no block."""
    return Draft(message, path, subject=subject, level=level, related=related)


def at_suppression(suppression: Suppression, message: str, *, subject: str = "") -> Draft:
    """Draft a finding at a suppression: at its line of a note, or at its place in a settings file."""
    if suppression.source is None:
        return Draft(message, suppression.path, subject=subject, span=suppression.span, text=suppression.note)
    problem = JsonProblem(suppression.source, message, *suppression.span)
    return Draft(message, (), subject=subject, problem=problem)


Check = Callable[..., Iterator[Draft]]


class CannotCheck(Exception):
    """Raised by a check that cannot look at a flow, for no fault of ours; the message says which and why."""


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule: its check and what is declared about it. Made by the decorators below, or from settings."""

    check: Check
    level: Level
    pillar: Pillar
    tags: tuple[str, ...]
    since: str
    pedantic: bool
    options: type[Any] | None
    looks_at: Literal["flow", "file", "suppression"]
    pack: str = ""

    @property
    def name(self) -> str:
        """The module's name with dashes: what the rule is called inside its pack."""
        return self.check.__module__.rsplit(".", 1)[-1].replace("_", "-")

    @cached_property
    def id(self) -> str:
        """What findings and settings call the rule: its name, behind the pack's for packs that are not ours."""
        return f"{self.pack}/{self.name}" if self.pack else self.name

    def is_named(self, names: Collection[str]) -> bool:
        """Tell whether any of these ids, or patterns with `*`, means the rule."""
        return self.id in names or any("*" in name and matches(name, self.id) for name in names)

    @cached_property
    def page(self) -> "Page":
        """The rule's documentation, read from its module's docstring."""
        return read_page(inspect.cleandoc(sys.modules[self.check.__module__].__doc__ or ""))

    @property
    def info(self) -> RuleInfo:
        """What outputs tell about the rule."""
        return RuleInfo(self.id, self.level, self.pillar, self.tags, self.page.title, self.page.sections)

    @property
    def option_fields(self) -> Mapping[str, str]:
        """The rule's options: by the name that settings have for each, the name of its field."""
        return {one.name.replace("_", "-"): one.name for one in fields(self.options)} if self.options else {}

    def make_options(self, values: Mapping[str, Any]) -> Any:
        """Build the rule's options from settings, names written with dashes; None for a rule without options.

        Raises `ValueError` naming an option that the rule does not have.
        """
        known = self.option_fields
        for name in values:
            if name not in known:
                raise ValueError(f"rule {self.id} has no option {name!r}; it has: {', '.join(known) or 'none'}")
        lists = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        return self.options(**{known[name]: value for name, value in lists.items()}) if self.options else None


@dataclass(frozen=True, slots=True)
class Page:
    """A rule's documentation: a title sentence, what it finds, and sections by heading in order."""

    title: str
    sections: Mapping[str, str]


HEADINGS = ("Why it matters", "How to fix in the designer", "Limits", "Options", "See also")


def read_page(docstring: str) -> Page:
    """Read a rule's page: its first line is the title, indented text under a heading a section.

    What stands between the title and the first heading is the section "What it finds".
    """
    title, _, rest = docstring.partition("\n")
    sections: dict[str, list[str]] = {}
    heading = "What it finds"
    for line in rest.splitlines():
        if line.strip() in HEADINGS and not line.startswith(" "):
            heading = line.strip()
            sections[heading] = []
        else:
            sections.setdefault(heading, []).append(line)
    texts = {name: inspect.cleandoc("\n".join(lines)).strip() for name, lines in sections.items()}
    return Page(title.strip(), {name: text for name, text in texts.items() if text or name in HEADINGS})


def rule(
    *,
    level: Level,
    pillar: Pillar,
    tags: tuple[str, ...] = (),
    since: str,
    pedantic: bool = False,
    options: type[Any] | None = None,
) -> Callable[[Check], Rule]:
    """Declare the check of a flow rule: `check(flow, facts)`, or `check(flow, facts, options)` where it has options.

    `options` is a frozen dataclass whose fields all have defaults, and types that settings can write: bool, int, float,
    str, Literal, and tuple[…, ...] of these. A pedantic rule is off unless asked for.
    """
    return lambda check: Rule(check, level, pillar, tags, since, pedantic, options, "flow")


def file_rule(*, level: Level, pillar: Pillar, tags: tuple[str, ...] = (), since: str) -> Callable[[Check], Rule]:
    """Declare the check of a rule that looks at a file's text before any flow is read: `check(file)`."""
    return lambda check: Rule(check, level, pillar, tags, since, False, None, "file")


def suppression_rule(
    *, level: Level, pillar: Pillar, tags: tuple[str, ...] = (), since: str
) -> Callable[[Check], Rule]:
    """Declare the check of a rule that looks at suppressions when all other rules have run: `check(doubt)`.

    It is asked about each suppression that is not wholly in use.
    """
    return lambda check: Rule(check, level, pillar, tags, since, False, None, "suppression")
