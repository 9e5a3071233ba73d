"""Examples of house rules: parts of flows in a definition, which the rule must find, or must let pass."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flowlint import language
from flowlint.house_rules.check import HouseRule
from flowlint.reading import read_text
from flowlint.rule import CannotCheck

Kind = Literal["good", "bad"]
_KINDS: tuple[Kind, ...] = ("good", "bad")
_ID = "Example"
"""What a block of an example is called that has no id."""


@dataclass(frozen=True, slots=True)
class Surprise:
    """An example that does not do as it says: which of its kind, from 0, and what came of it, in a sentence."""

    kind: Kind
    index: int
    sentence: str


def surprises(rule: HouseRule, definition: Mapping[str, Any]) -> Iterator[Surprise]:
    """Run a rule on its examples, and give those of which it finds what is good, or lets pass what is bad."""
    for kind in _KINDS:
        for index, example in enumerate(definition.get(kind, ())):
            text = json.dumps(_document(example), default=str)
            flows = read_text(f"{rule.id}, {kind}[{index}]", text).flows
            if not flows:
                yield Surprise(kind, index, "this example is no flow and no block.")
                continue
            try:
                found = [draft.message for flow in flows for draft in rule.check(flow, None)]
            except CannotCheck as problem:
                yield Surprise(kind, index, f"{problem}.")
                continue
            if found and kind == "good":
                yield Surprise(kind, index, f"this good example is found: {found[0]}")
            elif not found and kind == "bad":
                yield Surprise(kind, index, "nothing is found in this bad example.")


def counted_examples(definition: Mapping[str, Any]) -> Mapping[Kind, int]:
    """Count the examples of a definition."""
    return {kind: len(definition.get(kind, ())) for kind in _KINDS}


def _document(example: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make a flow of an example: of a block, or of as much of a flow as it gives."""
    if "Type" in example:
        example = {"Actions": [{"Identifier": _ID, "Parameters": {}, "Transitions": {}, **example}]}
    version = language.document("actions")["meta"]["flow_language_version"]
    return {"Version": version, "StartAction": _ID, "Metadata": {}, "Actions": [], **example}
