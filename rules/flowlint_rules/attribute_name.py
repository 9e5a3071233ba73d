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
    agents' screens, contact records and reports know it by its name as well, and are not looked at. A flow attribute
    ends with its flow, so `--fix` renames it.
    Keys that AWS itself defines (`x-amz-lex:…`, `aws:…`) and keys that a template fills in are not looked at.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/bp-contact-flows.html
"""

import re
from collections.abc import Iterator

from flowlint.analysis.naming import listed_characters, unsafe_keys
from flowlint.rule import (
    Block,
    Change,
    Draft,
    Facts,
    Flow,
    FlowFix,
    Level,
    RenameKey,
    SetValue,
    at_block,
    fitted,
    named_keys,
    references,
    rule,
    short,
)

_SET_BY = {"FlowAttributes": "UpdateFlowAttributes", "Attributes": "UpdateContactAttributes"}
"""The block that sets the attributes of each kind that a flow may rename."""
_PLAIN = re.compile(r"[A-Za-z0-9_]+")


@rule(level=Level.WARNING, pillar="operational-excellence", tags=("attributes", "naming"), since="0.1.0", fix="safe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find keys with other characters than A-Z, a-z, 0-9, `_`, `-` and `.`."""
    for key, characters, better in facts(unsafe_keys):
        label, held = key.block.label, listed_characters(characters)
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
    root = next((root for root in _SET_BY if any(_is_named(block, root, name) for block in flow.blocks)), None)
    if root is None or not _PLAIN.fullmatch(better):
        return None
    flows = (
        [flow] if root == "FlowAttributes" else [flow, *(one for one in facts.project.project.flows if one is not flow)]
    )
    changes: dict[Flow, tuple[Change, ...]] = {}
    for one in flows:
        # Few blocks of a run know a name: only these are looked at for each.
        known = facts.project.of(one)(_blocks_by_name)
        blocks = dict.fromkeys((*known.get(name, ()), *known.get(better, ())))
        found = [_renamed(block, root, name, better) for block in sorted(blocks, key=lambda block: block.index)]
        if any(part is None for part in found):
            return None
        changes[one] = tuple(change for part in found if part for change in part)
    elsewhere = {one: made for one, made in changes.items() if made and one is not flow}
    words = f"name it “{better}” here" + (" and in all flows of the run" if root == "Attributes" else "")
    return FlowFix(words, changes[flow], safe=root == "FlowAttributes", elsewhere=elsewhere)


def _blocks_by_name(facts: Facts) -> dict[str, list[Block]]:
    """Give the blocks of a flow by the keys that they set, or may read."""
    known: dict[str, list[Block]] = {}
    for block in facts.flow.blocks:
        read = (name for one in references(block) for name in (*one.parts[1:2], *one.possible_keys))
        for name in dict.fromkeys((*(key.name for key in named_keys(block)), *read)):
            known.setdefault(name, []).append(block)
    return known


def _is_named(block: Block, root: str, name: str) -> bool:
    """Tell whether a block sets a key of a kind, or reads it."""
    sets = block.type == _SET_BY[root] and any(key.name == name for key in named_keys(block))
    return sets or any(one.parts == (root, name) for one in references(block))


def _renamed(block: Block, root: str, name: str, better: str) -> list[Change] | None:
    """Give the changes that rename a key in a block; None where it may be meant in a way that they would not catch."""
    changes: list[Change] = []
    for key in named_keys(block):
        sets = block.type == _SET_BY[root]
        if key.name == (better if sets else name):
            return None
        if key.name == name:
            changes.append(RenameKey(block.locate(key.at), better))
    for reference in references(block):
        if reference.namespace != root:
            continue
        if reference.parts == (root, name) and not reference.tail:
            changes.append(SetValue(block.locate(reference.at), f"$.{root}.{better}", reference.span))
        elif not {name, better}.isdisjoint(reference.possible_keys):
            return None
    return changes
