"""A flow and its twin, shuffled and with ids made anew: nothing differs but the ids, whatever the flow is."""

import random
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.changes import ChangedFlow
from flowlint.difference.flows import changes_of
from flowlint.model.flow import Block, Flow
from flowlint.reading import read_text
from flowlint.text.json_writing import in_one_line
from kit import flows as made
from kit.flow_strategies import THEMES, documents
from kit.graphs import Targets, targets


def read(document: Any, path: str = "a.json") -> Flow:
    (flow,) = read_text(path, in_one_line(document)).flows
    return flow


def twin(document: Any, chance: random.Random) -> Any:
    """Give a flow with ids as the console makes them, its blocks in another order, each elsewhere in the designer."""
    ids = {one["Identifier"]: str(uuid.UUID(int=chance.getrandbits(128))) for one in document["Actions"]}
    other = renamed(document, ids)
    chance.shuffle(other["Actions"])
    places = {one: {"position": {"x": chance.random() * 1000, "y": 0}} for one in ids.values()}
    other.setdefault("Metadata", {})["ActionMetadata"] = places
    return other


def renamed(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: ids.get(held, held) if key in ("Identifier", "NextAction", "StartAction") else renamed(held, ids)
            for key, held in value.items()
        }
    return [renamed(one, ids) for one in value] if isinstance(value, list) else value


def only_new_ids(changed: ChangedFlow | None, count: int) -> None:
    assert changed is not None
    assert (changed.changes, changed.blocks, changed.new_ids) == ((), (), count)


@given(st.sampled_from(sorted([*THEMES, "flags"])).flatmap(documents), st.integers())
def test_a_twin_has_new_ids_and_nothing_else(document: Any, seed: int) -> None:
    other = twin(document, random.Random(seed))
    only_new_ids(changes_of(read(document), read(other)), len(document["Actions"]))


@given(targets(), st.integers())
def test_a_twin_of_blocks_that_only_their_branches_tell_apart_has_new_ids_and_nothing_else(
    graph: Targets, seed: int
) -> None:
    blocks = [
        made.block(one, "MessageParticipant", {"Text": "Hi"}, None, **dict(zip("xyz", leading, strict=False)))
        for one, leading in graph.items()
    ]
    document = made.flow(*blocks)
    only_new_ids(changes_of(read(document), read(twin(document, random.Random(seed)))), len(blocks))


def test_blocks_that_share_an_apology_are_not_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    def greets(word: str, at: str) -> Flow:
        says = [
            made.block(f"{at}{one}", "MessageParticipant", {"Text": word}, f"{at}{one + 1}", NoMatchingError=f"{at}250")
            for one in range(250)
        ]
        return read(made.flow(*says, made.block(f"{at}250", "DisconnectParticipant")))

    compared: list[tuple[Block, Block]] = []

    def unlike(one: Block, other: Block) -> float:
        compared.append((one, other))
        return 0.0

    monkeypatch.setattr("flowlint.difference.matching._alike", unlike)
    changed = changes_of(greets("Hello", "a"), greets("Hola", "b"))
    assert changed is not None
    assert [block.state for block in changed.blocks].count("new") == 250
    assert len(compared) < 250 * 20
