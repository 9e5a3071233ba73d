"""The suppressions that may hold back what is found in one flow, by rule and block: a finding meets few of many."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flowlint.model.flow import Flow
from flowlint.model.suppressions import Suppression
from flowlint.report import BlockName
from flowlint.text.patterns import matches, only_name


class Use(NamedTuple):
    """A rule, or a pattern of rules, by which a suppression holds something back; `place` is that among all others."""

    place: int
    suppression: Suppression
    rule: str


class _Group:
    """What holds back the findings of one rule, all of it at the same blocks: the first, and what nobody met yet."""

    def __init__(self) -> None:
        self.uses: list[Use] = []

    def meet(self, used: set[tuple[Suppression, str]]) -> Use:
        """Note all as in use, and give the first; from then on it stands for all."""
        first = min(self.uses, key=lambda use: use.place)
        used.update((use.suppression, use.rule) for use in self.uses)
        self.uses = [first]
        return first


class _OfRule:
    """The groups that may hold back findings of one rule, by what they say of blocks."""

    def __init__(self, uses: Iterable[Use]) -> None:
        self.anywhere = _Group()
        self.by_name: dict[str, _Group] = defaultdict(_Group)
        self.by_pattern: dict[str, _Group] = defaultdict(_Group)
        self.first: dict[BlockName | None, Use | None] = {}
        for use in uses:
            pattern = use.suppression.block
            name = None if pattern is None else only_name(pattern)
            if pattern is None:
                group = self.anywhere
            else:
                group = self.by_pattern[pattern] if name is None else self.by_name[name]
            group.uses.append(use)

    def about(self, block: BlockName | None, flow: Flow | None) -> Iterator[_Group]:
        """Give the groups that mean a block by its id, name or label; a name that is a block's id means no other."""
        yield self.anywhere
        if block is None:
            return
        ids = flow.by_id if flow is not None else {}
        texts = [block.id, *(text for text in dict.fromkeys((block.name, block.label)) if text not in ids)]
        for text in dict.fromkeys(texts):
            if text in self.by_name:
                yield self.by_name[text]
        for pattern, group in self.by_pattern.items():
            if any(matches(pattern, text) for text in (block.id, block.name, block.label)):
                yield group


class SuppressionIndex:
    """Finds what holds a finding back. The `used` are all that did so, each with the rule or pattern by which."""

    def __init__(
        self, suppressions: Iterable[Suppression], flow: Flow | None, used: set[tuple[Suppression, str]]
    ) -> None:
        """Index suppressions in the order in which they count, all of which are about a flow, or a file as a whole."""
        self._flow = flow
        self._used = used
        self._uses: dict[str, list[Use]] = defaultdict(list)
        for place, one in enumerate(suppressions):
            if one.reason and not one.detached:
                for rule in one.rules:
                    self._uses[rule].append(Use(place, one, rule))
        self._patterns = [rule for rule in self._uses if "*" in rule]
        self._of_rules: dict[str, _OfRule] = {}

    def first(self, rule: str, block: BlockName | None) -> Suppression | None:
        """Give the first that holds back what a rule finds at a block, None where none does; all that do are used."""
        of_rule = self._of_rules.get(rule) or self._of_rules.setdefault(rule, _OfRule(self._about(rule)))
        if block not in of_rule.first:
            met = [group.meet(self._used) for group in of_rule.about(block, self._flow) if group.uses]
            of_rule.first[block] = min(met, key=lambda use: use.place, default=None)
        use = of_rule.first[block]
        return use.suppression if use else None

    def _about(self, rule: str) -> Iterator[Use]:
        yield from self._uses.get(rule, ())
        for pattern in self._patterns:
            if matches(pattern, rule):
                yield from self._uses[pattern]
