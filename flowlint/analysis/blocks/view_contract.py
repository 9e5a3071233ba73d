"""Contracts between views and the blocks that show them: what a view offers, wants and gives, and a block gets wrong.

Only views of the run are looked at, in the version that a block shows. A name that the run or a template fills in may
be any.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from flowlint.analysis.blocks.module_contract import branches_left_out
from flowlint.analysis.engine import Facts, ProjectFacts, reachable_blocks
from flowlint.model.flow import Block
from flowlint.model.references import Reference, is_filled_in, references
from flowlint.model.view import View
from flowlint.text.closest import closest_name
from flowlint.text.json_values import JsonPath

_SHOWS = "ShowView"
_RESULT = ("Views", "ViewResultData")
_FORM = "FormData"
"""What the forms of AWS give: a view made after them may, too."""

ViewBreach = Literal["branch-missing", "branch-unknown", "input-required", "result-unknown"]


class BrokenView(NamedTuple):
    """A name on which a view and a block do not agree. `at` is a path below the block.

    `view` is None for a result of several views; `reference` is what reads one, and `right` the name that it is like.
    """

    breach: ViewBreach
    name: str
    block: Block
    at: JsonPath
    view: View | None = None
    reference: Reference | None = None
    right: str | None = None


def broken_views(facts: Facts) -> tuple[BrokenView, ...]:
    """Give what the blocks of a flow that show views, and those that read what these give, get wrong."""
    shown = [
        (block, view)
        for block in facts(reachable_blocks)
        if block.type == _SHOWS and (view := facts.project.project.view(facts.flow, block)) is not None
    ]
    return (*(fault for block, view in shown for fault in _at_block(block, view)), *_read_in_vain(facts))


def _at_block(block: Block, view: View) -> Iterator[BrokenView]:
    if view.actions:
        for action in branches_left_out(block, view.actions):
            yield BrokenView("branch-missing", action, block, ("Type",), view)
        for place, branch in enumerate(block.conditions):
            at: JsonPath = ("Transitions", "Conditions", place, "Condition", "Operands")
            if branch.operand and branch.operand not in view.actions and not is_filled_in(branch.operand):
                right = closest_name(branch.operand, sorted(view.actions))
                yield BrokenView("branch-unknown", branch.operand, block, at, view, right=right)
    given = block.parameters.get("ViewData", {})
    if isinstance(given, dict) and not any(map(is_filled_in, given)):
        for name in view.required:
            if name not in given:
                yield BrokenView("input-required", name, block, ("Type",), view)


def _read_in_vain(facts: Facts) -> Iterator[BrokenView]:
    """Give what a flow reads of results that stands in no view of the run, where all that are shown are known."""
    words = facts.project(_words_of_views)
    if words is None or facts.project.project.has_unknown_callers(facts.flow):
        return
    seen: set[str] = set()
    for block in facts(reachable_blocks):
        for reference in references(block):
            if reference.parts[:2] == _RESULT and len(reference.parts) > 2 and not reference.tail:
                name = reference.parts[2]
                if name not in words and name not in seen and name != _FORM and not is_filled_in(name):
                    seen.add(name)
                    right = closest_name(name, sorted(words))
                    yield BrokenView("result-unknown", name, block, reference.at, None, reference, right)


def _words_of_views(project: ProjectFacts) -> frozenset[str] | None:
    """Give all that stands in the templates of the views that flows of the run show; None where one is not known."""
    words: set[str] = set()
    shows = [(flow, block) for flow in project.project.flows for block in flow.of_type(_SHOWS)]
    for flow, block in shows:
        view = project.project.view(flow, block)
        if view is None or view.words is None:
            return None
        words |= view.words
    return frozenset(words) if shows else None
