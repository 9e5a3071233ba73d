"""Variants of a flow for tests: damaged ones, on which no rule may raise, and ones that mean the same."""

import copy
import random
from collections.abc import Iterator
from typing import Any

from flowlint import language
from flowlint.text.json_values import JsonPath, nodes

_ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, "", " ", "$.", "$.Attributes.", "$.External.a.b[0]", "x" * 300, "\ud800", "“\n",
    [], {}, [[]], [None], {"": None}, {"NextAction": None}, [{"NextAction": []}],
)  # fmt: skip


def damaged(document: Any, seed: str, count: int) -> Iterator[Any]:
    """Give `count` copies of a JSON document, each with one to three values dropped, doubled or replaced.

    The same seed gives the same copies.
    """
    chance = random.Random(seed)
    for _ in range(count):
        hurt = copy.deepcopy(document)
        for _ in range(chance.randint(1, 3)):
            paths = [path for path, _ in nodes(hurt) if path]
            if paths:
                _damage(hurt, chance.choice(paths), chance)
        yield hurt


def damaged_text(text: str, seed: str, count: int) -> Iterator[str]:
    """Give `count` copies of a text, each cut off somewhere or with a few characters taken out."""
    chance = random.Random(seed)
    for _ in range(count):
        at = chance.randrange(len(text) + 1)
        yield text[:at] if chance.random() < 0.5 else text[:at] + text[at + chance.randint(1, 5) :]


def renamed_and_shuffled(documents: list[Any], seed: str) -> tuple[list[Any], dict[str, str]]:
    """Give Flow language documents with other block ids, in another order, and the old ids by the new ones.

    What the console keeps under Metadata is renamed with its block; a target that is no block stays as it is. A block
    keeps its id where the new one would be allowed and the old one is not, or the other way round.
    """
    chance = random.Random(seed)
    ids = sorted({one for document in documents for one in _ids(document)})
    renamed = {one: f"{one} {number}" for number, one in enumerate(ids, 1)}
    allows = language.block_ids().allows
    renamed |= {old: old for old, new in renamed.items() if allows(old) is not allows(new) or new in renamed}
    changed = [_renamed(document, renamed) for document in documents]
    for document in changed:
        if isinstance(document, dict) and isinstance(document.get("Actions"), list):
            chance.shuffle(document["Actions"])
    return changed, {new: old for old, new in renamed.items()}


def _damage(document: Any, path: JsonPath, chance: random.Random) -> None:
    holder = document
    for part in path[:-1]:
        holder = holder[part]
    last: Any = path[-1]
    way = chance.choice(("drop", "replace", "replace", "double"))
    if way == "drop":
        del holder[last]
    elif way == "double" and isinstance(holder, list):
        holder.insert(last, copy.deepcopy(holder[last]))
    else:
        holder[last] = copy.deepcopy(chance.choice(_ODD))


def _ids(document: Any) -> Iterator[str]:
    actions = document.get("Actions") if isinstance(document, dict) else None
    for action in actions if isinstance(actions, list) else ():
        if isinstance(action, dict) and isinstance(action.get("Identifier"), str):
            yield action["Identifier"]


def _renamed(value: Any, ids: dict[str, str], place: str = "") -> Any:
    """Rename block ids in the places that hold them, and only there: a prompt may read like an id."""
    if isinstance(value, dict):
        return {
            ids.get(key, key) if place == "ActionMetadata" else key: _renamed(item, ids, key)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_renamed(item, ids, place) for item in value]
    if isinstance(value, str) and place in {"Identifier", "NextAction", "StartAction", "children", "actionId"}:
        return ids.get(value, value)
    return value
