"""House rules: rules that a team writes in its settings, without Python.

`definition` says what one may hold and what is wrong with it, `check` runs it, for as long as there is `patience`,
`examples` tries it.
"""

from flowlint.house_rules.check import PACK, HouseRule, HouseRuleProblem, house_rules
from flowlint.house_rules.definition import DEFINITION
from flowlint.house_rules.examples import counted_examples, surprises
from flowlint.house_rules.patience import Patience

__all__ = [
    "DEFINITION",
    "PACK",
    "HouseRule",
    "HouseRuleProblem",
    "Patience",
    "counted_examples",
    "house_rules",
    "surprises",
]
