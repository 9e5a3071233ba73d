"""Which block of one flow is which of another: by id, then by content and neighbourhood where ids were made anew.

1. Blocks with one id and type are one block. Ids that count blocks (`block-3`) may have shifted: there the content must
   be equal as well, at first.
2. Blocks with equal content are told apart by what leads to them and where they lead, as far as that is looked at:
   the finest difference counts first. Of blocks that nothing tells apart, one is chosen by trial: all that follows
   from the choice must fit.
3. What has one id is then one block, whatever its content.
4. Of the rest, the most alike of one type, by parameters and by neighbours that are matched already.

The result depends on the two flows alone, and not on the order of their blocks but where nothing else tells them apart.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from flowlint.difference.content import BranchKey, Neighbours, branches, content, leaves
from flowlint.model.flow import Block, Flow

_Fits = Callable[[Block, Block], bool]
_COUNTS = re.compile(r"\D{0,40}\d{1,4}")
"""An id that counts blocks."""
_MOST_ROUNDS = 60
"""How far around a block is looked at most to tell it from others, in branches."""
_MOST_TRIED = 40
"""Among how many blocks that nothing tells apart the choice is tried."""
_MOST_STEPS = 200_000
"""How many blocks all trials of a flow look at together."""
_MOST_COMPARED = 10_000
"""How many pairs of blocks are compared in full; of more only those with a matched neighbour in common."""
_MOST_BESIDE = 20
"""How many blocks may lead to a neighbour by one branch for it to say which is which: all do to a shared apology."""
_LONGEST_COMPARED = 400
"""How much of two texts is looked at to say how alike they are, in code points."""
_ALIKE, _VERY_ALIKE = 0.5, 0.7
"""How alike two blocks must be, from 0 to 1, to be one that was changed and has a new id: where ids were made anew, and
where most stayed."""
_WORD = re.compile(r"\w+")


def matched(before: Flow, after: Flow) -> Mapping[Block, Block]:
    """Give for each block of a flow that is in another one as well the block that it is there."""
    return _Matching(before, after).run()


class _Matching:
    def __init__(self, before: Flow, after: Flow) -> None:
        self._flows = before, after
        self._around = Neighbours(before), Neighbours(after)
        self._pairs: dict[Block, Block] = {}
        self._back: dict[Block, Block] = {}
        self._steps = 0
        self._ratios: dict[tuple[Block, Block], float] = {}

    def run(self) -> Mapping[Block, Block]:
        same_id = list(_with_same_id(*self._flows))
        for one, other in same_id:
            if one.type == other.type and (content(one) == content(other) or not _COUNTS.fullmatch(one.id)):
                self._pair(one, other)
        self._by_surroundings()
        self._by_neighbours(lambda one, other: content(one) == content(other), 0.0)
        for one, other in same_id:
            if one.type == other.type:
                self._pair(one, other)
        fewest = min(len(flow.blocks) for flow in self._flows)
        least = _ALIKE if 2 * len(same_id) < fewest else _VERY_ALIKE
        self._by_neighbours(lambda one, other: one.type == other.type, least)
        for one, other in same_id:
            self._pair(one, other)
        return {block: self._pairs[block] for block in self._flows[0].blocks if block in self._pairs}

    def _pair(self, one: Block, other: Block) -> None:
        if one not in self._pairs and other not in self._back:
            self._pairs[one] = other
            self._back[other] = one

    def _left(self) -> tuple[list[Block], list[Block]]:
        before, after = self._flows
        return (
            [block for block in before.blocks if block not in self._pairs],
            [block for block in after.blocks if block not in self._back],
        )

    # By content, and by more and more of what is around.

    def _by_surroundings(self) -> None:
        if not all(self._left()):
            return
        levels = [self._first_colours()]
        while len(levels) <= _MOST_ROUNDS:
            finer = self._finer(levels[-1])
            if len(set(finer.values())) == len(set(levels[-1].values())):
                break
            levels.append(finer)
        for colours in reversed(levels):
            self._by_colour(colours)

    def _first_colours(self) -> dict[Block, str]:
        colours: dict[Block, str] = {}
        for number, (one, other) in enumerate(self._pairs.items()):
            colours[one] = colours[other] = f"pair {number}"
        for side in self._left():
            colours.update((block, _hash(content(block))) for block in side)
        return colours

    def _finer(self, colours: Mapping[Block, str]) -> dict[Block, str]:
        finer = dict(colours)
        for side, around in zip(self._left(), self._around, strict=True):
            for block in side:
                to = sorted((key, colours[one] if one else "") for key, one in around.targets[block].items())
                by = sorted((key, colours[one]) for key, one in around.sources[block])
                finer[block] = _hash(repr((colours[block], to, by, block is around.entry)))
        return finer

    def _by_colour(self, colours: Mapping[Block, str]) -> None:
        classes: dict[str, tuple[list[Block], list[Block]]] = defaultdict(lambda: ([], []))
        for number, side in enumerate(self._left()):
            for block in side:
                classes[colours[block]][number].append(block)
        for ones, others in classes.values():
            if len(ones) == len(others) == 1:
                self._pair(ones[0], others[0])
            elif len(ones) == len(others):
                for one in ones:
                    self._choose(one, others)

    def _choose(self, one: Block, others: Iterable[Block]) -> None:
        """Match a block with one of several that nothing tells apart, together with all that follows from it."""
        free = [other for other in others if other not in self._back]
        if one in self._pairs:
            return
        for other in free[:_MOST_TRIED]:
            if (trial := self._following(one, other)) is not None:
                for pair in trial.items():
                    self._pair(*pair)
                return

    def _following(self, one: Block, other: Block) -> dict[Block, Block] | None:
        """Give what is matched if two blocks are, along their branches; None where that does not fit."""
        trial: dict[Block, Block] = {one: other}
        taken = {other: one}
        waiting = [(one, other)]
        while waiting:
            here, there = waiting.pop()
            self._steps += 1
            if self._steps > _MOST_STEPS or content(here) != content(there):
                return None
            to, to_other = self._around[0].targets[here], self._around[1].targets[there]
            if to.keys() != to_other.keys():
                return None
            for key, target in to.items():
                target_other = to_other[key]
                if target is None or target_other is None:
                    if target is not target_other:
                        return None
                elif target in trial or target in self._pairs:
                    if (trial.get(target) or self._pairs.get(target)) is not target_other:
                        return None
                elif target_other in taken or target_other in self._back:
                    return None
                else:
                    trial[target], taken[target_other] = target_other, target
                    waiting.append((target, target_other))
        return trial

    # By how alike blocks are, and what they have around them in common.

    def _by_neighbours(self, fits: _Fits, least: float) -> None:
        """Match the most alike first; what is matched tells more about the others."""
        while True:
            scored = [
                (-score, one.index, other.index, one, other)
                for one, other in self._candidates(fits)
                if (score := self._score(one, other)) >= least
            ]
            if not scored:
                return
            scored.sort(key=lambda found: found[:3])
            best = scored[0][0]
            at_once = len(scored) > _MOST_COMPARED // 10
            for score, _, _, one, other in scored:
                if score != best and not at_once:
                    break
                self._pair(one, other)

    def _candidates(self, fits: _Fits) -> Iterator[tuple[Block, Block]]:
        ones, others = self._left()
        by_type: dict[str, list[Block]] = defaultdict(list)
        for other in others:
            by_type[other.type].append(other)
        pairs = sum(len(by_type[one.type]) for one in ones)
        for one in ones:
            among = by_type[one.type] if pairs <= _MOST_COMPARED else self._beside(one)
            yield from ((one, other) for other in among if fits(one, other))

    def _beside(self, one: Block) -> list[Block]:
        """Give the blocks that are left and have a matched neighbour of a block for their own, by the same branch."""
        before, after = self._around
        found: dict[Block, None] = {}
        for key, target in before.targets[one].items():
            if target in self._pairs:
                leading = [block for at, block in after.sources[self._pairs[target]] if at == key]
                found.update(dict.fromkeys(leading if len(leading) <= _MOST_BESIDE else ()))
        for key, source in before.sources[one]:
            if source in self._pairs and (block := after.targets[self._pairs[source]].get(key)):
                found[block] = None
        return [block for block in found if block not in self._back]

    def _score(self, one: Block, other: Block) -> float:
        """Say how much two blocks are one: half by what they hold, half by what is around them."""
        if (one, other) not in self._ratios:
            self._ratios[one, other] = _alike(one, other)
        return (self._ratios[one, other] + self._common(one, other)) / 2

    def _common(self, one: Block, other: Block) -> float:
        here, there = self._surroundings(one), self._surroundings_after(other)
        total = max(sum(here.values()), sum(there.values()))
        return sum((here & there).values()) / total if total else 1.0

    def _surroundings(self, block: Block) -> "Counter[tuple[str, BranchKey, Block | None]]":
        around = self._around[0]
        to = (("to", key, self._pairs.get(one)) for key, one in around.targets[block].items() if one)
        by = (("by", key, self._pairs.get(one)) for key, one in around.sources[block])
        enters = [("by", ("entry", "", 0), None)] if block is around.entry else []
        return Counter([*(one if one[2] else (*one[:2], block) for one in (*to, *by)), *enters])

    def _surroundings_after(self, block: Block) -> "Counter[tuple[str, BranchKey, Block | None]]":
        around = self._around[1]
        to = (("to", key, one) for key, one in around.targets[block].items() if one)
        by = (("by", key, one) for key, one in around.sources[block])
        enters = [("by", ("entry", "", 0), None)] if block is around.entry else []
        return Counter([*to, *by, *enters])


def _with_same_id(before: Flow, after: Flow) -> Iterator[tuple[Block, Block]]:
    """Give the blocks that have one id; where an id is taken twice, the first with the first."""
    there: dict[str, list[Block]] = defaultdict(list)
    for block in reversed(after.blocks):
        there[block.id].append(block)
    for block in before.blocks:
        if there[block.id]:
            yield block, there[block.id].pop()


def _alike(one: Block, other: Block) -> float:
    """Say how alike the parameters and branches of two blocks are, from 0 to 1."""
    held, held_there = leaves(one), leaves(other)
    parts: list[float] = []
    for path in {**held, **held_there}:
        value, value_there = held.get(path), held_there.get(path)
        if value == value_there:
            parts.append(1.0)
        elif value and value_there and value.is_text and value_there.is_text:
            parts.append(_words_in_common(value.text, value_there.text))
        else:
            parts.append(0.0)
    conditions = [{key for key in branches(block) if key[0] == "condition"} for block in (one, other)]
    parts += [1.0] * len(conditions[0] & conditions[1]) + [0.0] * len(conditions[0] ^ conditions[1])
    return sum(parts) / len(parts) if parts else 1.0


def _words_in_common(one: str, other: str) -> float:
    """Say how alike the words of two texts are, from 0 to 1."""
    some, others = (_WORD.findall(text[:_LONGEST_COMPARED]) for text in (one, other))
    if set(some).isdisjoint(others):  # of most pairs, and soon seen
        return 0.0
    return SequenceMatcher(None, some, others, autojunk=False).ratio()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
