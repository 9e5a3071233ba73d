"""What an editor shows where the mouse rests: a type of block, an attribute, a rule that a note names; as Markdown."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flowlint import language
from flowlint.output.printable import printable
from flowlint.report import Landmark, Use
from flowlint.text.words import counted

if TYPE_CHECKING:
    from flowlint.rule import Rule

_DOES = {"sets": "Set by", "reads": "Read by", "asks for": "Asked for by"}
_SHOWN = 20
"""How many flows or blocks are listed for one thing."""


def hover(landmark: Landmark, rules: "Sequence[Rule]") -> str | None:
    """Give what there is to say of a landmark, None for nothing; `rules` are all that there are for its file."""
    if landmark.kind == "block type":
        return _of_type(landmark.name)
    if landmark.kind == "attribute":
        return "\n\n".join(_of_attribute(landmark))
    if landmark.kind == "rule":
        return _of_rule(landmark.name, rules)
    if landmark.kind == "answer":
        given = _list([_code(one.label) for one in landmark.targets]) or "- no block of this flow"
        return f"{_code(landmark.name)}\n\nGiven by\n\n{given}"
    return _list([_code(one.label) for one in landmark.targets]) or None


def _of_type(block_type: str) -> str | None:
    from flowlint.pages import block_page

    return block_page(block_type, short=True) if block_type in language.actions() else None


def _of_rule(name: str, rules: "Sequence[Rule]") -> str | None:
    from flowlint.pages import shipped_example, short_explanation

    rule = next((one for one in rules if one.id == name), None)
    return short_explanation(rule, shipped_example(rule)) if rule else None


def _of_attribute(landmark: Landmark) -> Iterator[str]:
    """Say which flows of the run set an attribute, and which read or ask for it."""
    yield _code(landmark.name)
    for does, words in _DOES.items():
        flows = [_flow(use) for use in landmark.uses if use.does == does]
        if flows or does != "asks for":
            yield f"{words}\n\n{_list(flows) or '- no flow of this run'}"


def _flow(use: Use) -> str:
    return f"{_code(use.flow or use.path)}, {counted(use.times, 'block')}"


def _list(lines: Sequence[str]) -> str:
    more = [f"and {len(lines) - _SHOWN:,} more"] if len(lines) > _SHOWN else []
    return "\n".join(f"- {line}" for line in (*lines[:_SHOWN], *more))


def _code(text: str) -> str:
    """Write text so that Markdown shows it as it stands."""
    shown = printable(text)
    fence = "`"
    while fence in shown:
        fence += "`"
    padding = " " if "`" in shown else ""
    return f"{fence}{padding}{shown}{padding}{fence}"
