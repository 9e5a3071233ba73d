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
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Literal, NamedTuple

from flowlint.analysis.engine import Facts, Path
from flowlint.editing import Add, Change, Remove, RenameKey, SetValue
from flowlint.findings import (
    Cause,
    Draft,
    FlowFix,
    NewBlocks,
    RelatedBlock,
    Witness,
    alike,
    at_block,
    at_branch,
    at_flow,
    at_read,
    at_suppression,
    may_be_rewired,
)
from flowlint.language import is_misspelt
from flowlint.model.flow import Block, Flow, Transition
from flowlint.model.references import NamedKey, Reference, named_keys, references
from flowlint.model.suppressions import Suppression, SuppressionProblem
from flowlint.reading import FlowFile, JsonProblem
from flowlint.report import Level, RuleInfo
from flowlint.text.docstrings import docstring
from flowlint.text.json_values import JsonPath
from flowlint.text.patterns import matches
from flowlint.text.words import LONGEST_MESSAGE, counted, fitted, joined, short, who

__all__ = [
    "LONGEST_MESSAGE",
    "Add",
    "Block",
    "CannotCheck",
    "Cause",
    "Change",
    "Draft",
    "Facts",
    "Flow",
    "FlowFile",
    "FlowFix",
    "GivesUp",
    "JsonPath",
    "JsonProblem",
    "Level",
    "NamedKey",
    "NewBlocks",
    "Path",
    "Pillar",
    "Reference",
    "RelatedBlock",
    "Remove",
    "RenameKey",
    "Rule",
    "SetValue",
    "Suppression",
    "SuppressionProblem",
    "Transition",
    "Witness",
    "alike",
    "at_block",
    "at_branch",
    "at_flow",
    "at_read",
    "at_suppression",
    "counted",
    "file_rule",
    "fitted",
    "is_misspelt",
    "joined",
    "may_be_rewired",
    "named_keys",
    "references",
    "rule",
    "short",
    "suppression_rule",
    "who",
]

Pillar = Literal["operational-excellence", "security", "reliability", "performance-efficiency", "cost-optimization"]


Check = Callable[..., Iterator[Draft]]


class CannotCheck(Exception):
    """Raised by a check that cannot look at a flow, for no fault of ours; the message says which and why."""


class GivesUp(CannotCheck):
    """Raised by a check that is not to be tried on anything else in the run either."""


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
    preview: bool = False
    """Whether the rule is new, and off until the next minor version: what it finds may still change."""
    fix: Literal["safe", "unsafe"] | None = None
    """Whether findings may have a fix: some of them a safe one, or unsafe ones only."""
    unless_whole: bool = False
    """Whether a pedantic rule runs all the same where all flows of the contact centre are known to be in the run."""

    @property
    def name(self) -> str:
        """The module's name with dashes: what the rule is called inside its pack."""
        return self.check.__module__.rsplit(".", 1)[-1].replace("_", "-")

    @cached_property
    def id(self) -> str:
        """What findings and settings call the rule: its name, after the pack's for packs that are not ours."""
        return f"{self.pack}/{self.name}" if self.pack else self.name

    @cached_property
    def groups(self) -> frozenset[str]:
        """What a choice of rules may call the rule besides its id: `pillar:security`, `tag:prompts`."""
        return frozenset((f"pillar:{self.pillar}", *(f"tag:{tag}" for tag in self.tags)))

    def is_named(self, names: Collection[str]) -> bool:
        """Tell whether any of these ids, patterns with `*`, pillars or tags means the rule."""
        if self.id in names or not self.groups.isdisjoint(names):
            return True
        return any("*" in name and matches(name, self.id) for name in names)

    @cached_property
    def page(self) -> "Page":
        """The rule's documentation, read from its module's docstring."""
        return read_page(docstring(sys.modules[self.check.__module__]))

    @cached_property
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


class Page(NamedTuple):
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
    unless_whole: bool = False,
    preview: bool = False,
    options: type[Any] | None = None,
    fix: Literal["safe", "unsafe"] | None = None,
) -> Callable[[Check], Rule]:
    """Declare the check of a flow rule: `check(flow, facts)`, or `check(flow, facts, options)` where it has options.

    `options` is a frozen dataclass whose fields all have defaults, and types that settings can write: bool, int, float,
    str, Literal, and tuple[…, ...] of these. A pedantic rule is off unless asked for, and so is one in
    preview, which patterns do not mean either. With `unless_whole` a pedantic rule, one about what no flow does, runs
    also where all flows are known to be in the run. `fix` says whether drafts may have one: some a safe one, or unsafe
    ones only.
    """
    more: dict[str, Any] = {"preview": preview, "unless_whole": unless_whole, "fix": fix}
    return lambda check: Rule(check, level, pillar, tags, since, pedantic, options, "flow", **more)


def file_rule(*, level: Level, pillar: Pillar, tags: tuple[str, ...] = (), since: str) -> Callable[[Check], Rule]:
    """Declare the check of a rule that looks at a file's text before any flow is read: `check(file)`."""
    return lambda check: Rule(check, level, pillar, tags, since, False, None, "file")


def suppression_rule(
    *, level: Level, pillar: Pillar, tags: tuple[str, ...] = (), since: str
) -> Callable[[Check], Rule]:
    """Declare the check of a rule that looks at suppressions when all other rules have run: `check(problem)`.

    It is asked about each suppression that is not wholly in use.
    """
    return lambda check: Rule(check, level, pillar, tags, since, False, None, "suppression")
