"""Placeholders of a template that were left in a flow which is no template, where nothing will fill them in.

Many files that hold a flow are templates, whatever they are called, and say so by what they leave open: where a flow
names its queues and functions. A flow counts as filled in where it names such a resource in full, with the account it
belongs to. Then a placeholder was forgotten, unless several resources are left open, or a deployment tool's expression
stands there: such a flow is a template of which some parts are the same everywhere. What an answer of the API holds was
deployed, and is no template whatever it leaves open.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, nearest_first
from flowlint.model.flow import Block, Flow
from flowlint.model.references import PLACEHOLDER
from flowlint.text.json_values import JsonPath, nodes

_OPEN = re.compile(rf"{PLACEHOLDER.pattern}|\b(?:REPLACE_(?:ME|THIS|WITH)|CHANGE_?ME)(?:_?[A-Z0-9])*+\b")
_MARKS = ("${", "{{", "<<", "%", "REPLACE_", "CHANGE")
"""Each placeholder has one of these, and JSON itself, but for its escapes, writes none."""
_HOLDS_NAME = re.compile(r"(?:\$\{|\{\{)\s*[^\W\d].*|(?:<<|%%)[^\W\d]\S*|\w+", re.DOTALL)
_EXPRESSION = re.compile(r"\$\{\s*(?:\w+\.|AWS::|\w+\()")
"""What Terraform, CloudFormation and their like put in: `${var.queue}`, `${AWS::Region}`, `${file(…)}`."""
_IN_FULL = re.compile(r"arn:aws[\w-]*:[\w-]+:[\w-]*:\d{12}:")
_RESOURCE_KEY = re.compile(r"(?:Id|ID|Arn|ARN)$")


class OpenPlaceholder(NamedTuple):
    """A placeholder: the text that it is, its block, the path of the string that it stands in, and where in there.

    With `at_key` that string is a key.
    """

    written: str
    block: Block
    at: JsonPath
    span: tuple[int, int]
    names_resource: bool
    at_key: bool = False


def open_placeholders(facts: Facts) -> tuple[OpenPlaceholder, ...]:
    """Give the placeholders left in a flow that is no template, each once, at the block reached first."""
    flow = facts.flow
    if not _may_hold_one(flow.source.text):
        return ()
    found = [one for block in facts(nearest_first) for one in _in_block(block)]
    if not found or _is_template(flow, found):
        return ()
    once: dict[str, OpenPlaceholder] = {}
    for one in found:
        once.setdefault(one.written, one)
    return tuple(once.values())


@lru_cache(maxsize=1)
def _may_hold_one(document: str) -> bool:
    """Tell whether there may be a placeholder in a document; this looks at its text as a whole, once for all flows."""
    return "\\u" in document or any(mark in document for mark in _MARKS)


def _is_template(flow: Flow, found: list[OpenPlaceholder]) -> bool:
    if flow.is_template:
        return True
    suffixes = PurePosixPath(flow.source.file.path).suffixes
    if any(suffix.lower() in language.template_suffixes() for suffix in suffixes):
        return True
    if flow.is_deployed:
        return False
    open_resources = {one.written for one in found if one.names_resource}
    return (
        len(open_resources) > 1
        or any(_EXPRESSION.match(one) for one in open_resources)
        or not any(_IN_FULL.search(text) for block in flow.blocks for _, text in block.texts)
    )


def _in_block(block: Block) -> Iterator[OpenPlaceholder]:
    yield from () if block.has("own_placeholders") else _in_parameters(block)
    for place, branch in enumerate(block.conditions):
        for index, operand in enumerate(branch.operands):
            at: JsonPath = ("Transitions", "Conditions", place, "Condition", "Operands", index)
            for match in _matches(operand):
                yield OpenPlaceholder(match.group(), block, at, match.span(), names_resource=False)


def _in_parameters(block: Block) -> Iterator[OpenPlaceholder]:
    named = {steps[0] for steps in block.action.named_keys} if block.action else set()
    for at, value in nodes(block.parameters, ("Parameters",)):
        if isinstance(at[-1], str):
            for match in _matches(at[-1]):
                yield OpenPlaceholder(match.group(), block, at, match.span(), names_resource=False, at_key=True)
        if not isinstance(value, str):
            continue
        # What an attribute or a function is given may be a text for something else to fill in.
        alone = value.strip() if at[1] in named else None
        for match in _matches(value):
            if alone is None or match.group() == alone:
                yield OpenPlaceholder(match.group(), block, at, match.span(), _is_resource(at, value))


def _matches(text: str) -> Iterator[re.Match[str]]:
    return (match for match in _OPEN.finditer(text) if _HOLDS_NAME.fullmatch(match.group()))


def _is_resource(at: JsonPath, text: str) -> bool:
    """Tell whether a text is where a flow names a resource: an ARN or an id."""
    key = next(str(part) for part in reversed(at) if isinstance(part, str))
    return text.startswith("arn:") or at[1] == "EventHooks" or _RESOURCE_KEY.search(key) is not None
