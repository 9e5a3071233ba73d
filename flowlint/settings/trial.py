"""House rules on trial: each is run on the examples that its definition gives."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flowlint.house_rules import HouseRule, counted_examples, surprises
from flowlint.rule import Rule
from flowlint.settings import Settings
from flowlint.settings.mistakes import Mistake
from flowlint.text.words import joined


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of the examples of one rule: what to say of them, and those that do not do as they say."""

    rule: str
    sentence: str
    mistakes: tuple[Mistake, ...]


def trials(settings: Settings, rules: Iterable[Rule]) -> Iterator[Trial]:
    """Try the house rules that settings define, in the order of `rules`, which are all that there are under them."""
    for rule in rules:
        if isinstance(rule, HouseRule):
            (origin,) = settings.origins["house-rules", rule.name]
            mistakes = tuple(
                origin.layer.mistake((*origin.path, one.kind, one.index), f"{rule.id}: {one.sentence}")
                for one in surprises(rule, origin.value)
            )
            counts = [f"{count} {kind}" for kind, count in counted_examples(origin.value).items() if count]
            said = "does not do as its examples say" if mistakes else "does as its examples say"
            yield Trial(rule.id, f"{said} ({joined(counts)})" if counts else "has no examples", mistakes)
