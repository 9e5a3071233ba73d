"""A key of an attribute, input or tag holds spaces or special characters.

Looks at the keys of contact attributes, flow attributes, Lambda inputs, Lex session attributes and tags, where they
are set and where they are read. A good key is made of the letters A to Z, digits, `_`, `-` and `.` alone. Each key is
reported once per flow, at its first place in the file.

Why it matters
    A key with a space cannot be picked in the dynamic fields of most blocks, breaks off in the middle of a prompt
    ("$.Attributes.first name" reads `first`), and the API that updates attributes refuses it. Such keys work in one
    block and fail silently in the next.

How to fix in the designer
    Rename the key in the block that sets it, in camelCase (`customerName`), and in every block, Lambda function and
    agent view that reads it.

Limits
    A contact attribute is renamed by `--unsafe-fixes` alone, in all flows of the run at once: Lambda functions, bots,
    agents' screens, contact records and reports know it by its name as well, and are not looked at. One that more than
    20 flows name is yours to rename, and so is one of which a malformed reference reads a part, until that is mended.
    A flow attribute ends with its flow, so `--fix` renames it.
    Keys that AWS itself defines (`x-amz-lex:…`, `aws:…`) and keys that a template fills in are not looked at.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/bp-contact-flows.html
"""

import re
from collections.abc import Iterator

from flowlint.analysis.naming import KeyUse, key_uses, listed_characters, unsafe_keys
from flowlint.analysis.references import meant_references
from flowlint.rule import (
    Change,
    Draft,
    Facts,
    Flow,
    FlowFix,
    Level,
    NamedKey,
    RenameKey,
    SetValue,
    at_block,
    fitted,
    rule,
    short,
)

_SET_BY = {"FlowAttributes": "UpdateFlowAttributes", "Attributes": "UpdateContactAttributes"}
"""The block that sets the attributes of each kind that a flow may rename."""
_PLAIN = re.compile(r"[A-Za-z0-9_]+")
_MOST_FLOWS = 20
"""In how many flows a key is renamed: each of them has a finding whose fix changes them all."""


@rule(level=Level.WARNING, pillar="operational-excellence", tags=("attributes", "naming"), since="0.1.0", fix="safe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find keys with other characters than A-Z, a-z, 0-9, `_`, `-` and `.`."""
    for unsafe in facts(unsafe_keys):
        key, better = unsafe.key, unsafe.better
        label, held = key.block.label, listed_characters(unsafe.characters)
        remedy = f"name it “{better}”" if better else "use letters, digits, “_”, “-”, “.” only"
        yield at_block(
            key.block,
            fitted("{}: the key “{name}” contains {}, unsafe in keys; {}.", label, held, remedy, name=short(key.name)),
            key.at,
            at_key=key.span is None,
            span=key.span,
            fingerprint_key=key.name,
            once_per_flow=True,
            fix=_fix(flow, facts, key.name, better) if better else None,
        )


def _fix(flow: Flow, facts: Facts, name: str, better: str) -> FlowFix | None:
    """Rename a key where it is set and where it is read: a contact attribute in all flows of the run.

    A flow attribute ends with its flow, and nothing else ever sees it. A contact attribute does not: functions, bots,
    agents' screens, contact records and reports know it by its name, and whoever renames it has to look there.
    """
    uses = [facts.project(key_uses).get(one, {}) for one in (name, better)]
    root = next((root for root in _SET_BY if any(_is_named(one, root, name) for one in uses[0].get(flow, ()))), None)
    if root is None or not _PLAIN.fullmatch(better):
        return None
    if (root, name) in facts.project(meant_references):  # by what would seem to mean another one then
        return None
    flows = dict.fromkeys([flow, *uses[0], *uses[1]] if root == "Attributes" else [flow])
    if len(flows) > _MOST_FLOWS:
        return None
    changes: dict[Flow, list[Change]] = {one: [] for one in flows}
    for one in flows:
        for use in (*uses[0].get(one, ()), *uses[1].get(one, ())):
            change = _renamed(use, root, name, better)
            if change is None:
                return None
            changes[one] += change
    elsewhere = {one: tuple(made) for one, made in changes.items() if made and one is not flow}
    words = f"name it “{better}” here" + (" and in all flows of the run" if root == "Attributes" else "")
    return FlowFix(words, tuple(changes[flow]), safe=root == "FlowAttributes", elsewhere=elsewhere)


def _is_named(use: KeyUse, root: str, name: str) -> bool:
    """Tell whether a key of a kind is set, or read."""
    if isinstance(use.at, NamedKey):
        return use.block.type == _SET_BY[root]
    return use.at.parts == (root, name)


def _renamed(use: KeyUse, root: str, name: str, better: str) -> list[Change] | None:
    """Give the change that renames a key where it is used; None where another may be meant, or there already is one."""
    block, at = use.block, use.at
    if isinstance(at, NamedKey):
        sets = block.type == _SET_BY[root]
        if at.name == (better if sets else name):
            return None
        return [RenameKey(block.locate(at.at), better)] if sets else []
    if at.namespace != root:
        return []
    if at.parts == (root, name) and not at.tail:
        return [SetValue(block.locate(at.at), f"$.{root}.{better}", at.span)]
    return None
