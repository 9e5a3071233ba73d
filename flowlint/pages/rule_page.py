"""A rule's page as Markdown, which `flowlint explain` prints."""

import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any

from flowlint.rule import Rule

_SHORT = ("What it finds", "Why it matters", "How to fix in the designer")
_REPORT = re.compile(r"```text\n(.*?)\n```", re.DOTALL)
_FIXABLE = {"safe": "fixable with `--fix`", "unsafe": "fixable with `--fix --unsafe-fixes`"}
"""What is said of a rule of which some findings have a fix."""
EXAMPLES = "examples"
"""The folder of a pack that holds the examples of its rules; those of our own are written by tools.docs."""


def shipped_example(rule: Rule) -> str:
    """Give the example that comes with a rule, as Markdown; "" where its pack has none."""
    pack = rule.check.__module__.rpartition(".")[0]
    example = resources.files(pack).joinpath(EXAMPLES, f"{rule.name}.md")
    return example.read_text(encoding="utf-8").strip() if example.is_file() else ""


def short_explanation(rule: Rule, example: str) -> str:
    """Give the beginning of a rule's page: what it finds, why, what to click, and the example as a report shows it."""
    sections = {heading: text for heading, text in rule.page.sections.items() if heading in _SHORT}
    if (picture := _picture(example)) is not None:
        sections["Example"] = f"```text\n{picture}\n```"
    return _page(rule, sections)


def _picture(example: str) -> str | None:
    """Give what an example's report says of its finding: without heading, place and summary."""
    shown = _REPORT.search(example)
    if shown is None:
        return None
    _, *said = shown.group(1).split("\n\n")
    return "\n\n".join(said[:-1]).partition("\n")[2] or None


def explanation(rule: Rule, example: str) -> str:
    """Give a rule's page, from its docstring and what it declares; `example`, if any, stands before "See also"."""
    sections = {
        heading: _bullets(text) if heading == "See also" else text for heading, text in rule.page.sections.items()
    }
    if rule.options is not None:
        sections["Options"] = "\n\n".join(filter(None, [_options_table(rule), sections.get("Options", "")]))
    if example:
        see_also = sections.pop("See also", None)
        sections["Example"] = example
        if see_also is not None:
            sections["See also"] = see_also
    return _page(rule, sections)


def _page(rule: Rule, sections: Mapping[str, str]) -> str:
    parts = [f"# {rule.id}", rule.page.title, _declared(rule)]
    parts += [text if heading == "What it finds" else f"## {heading}\n\n{text}" for heading, text in sections.items()]
    return "\n\n".join(parts) + "\n"


def _declared(rule: Rule) -> str:
    level = rule.level.value + (", pedantic: off unless asked for" if rule.pedantic else "")
    level += ", or all flows are known" if rule.unless_whole else ""
    level += ", in preview: off unless asked for" if rule.preview else ""
    since = rule.since and f"since {rule.since}"
    fixable = _FIXABLE[rule.fix] if rule.fix else ""
    return " · ".join(filter(None, [f"**{level}**", rule.pillar, ", ".join(rule.tags), since, fixable]))


def _bullets(text: str) -> str:
    return "\n".join(f"- {line}" for line in text.splitlines() if line)


def _options_table(rule: Rule) -> str:
    defaults = rule.make_options({})
    rows = [f"| `{name}` | {_as_written(getattr(defaults, field))} |" for name, field in rule.option_fields.items()]
    return "\n".join(["| option | default |", "|---|---|", *rows])


def _as_written(value: Any) -> str:
    """Write a default as settings do."""
    return f"`{json.dumps(value, ensure_ascii=False)}`"
