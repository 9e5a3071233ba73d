"""House rules: rules that a team writes in its settings, without Python.

`definition` says what one may hold and what is wrong with it, `check` runs it.
"""

from flowlint.house_rules.check import PACK, HouseRule, HouseRuleProblem, house_rules
from flowlint.house_rules.definition import DEFINITION

__all__ = ["DEFINITION", "PACK", "HouseRule", "HouseRuleProblem", "house_rules"]
