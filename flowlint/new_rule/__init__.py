"""A rule to begin with, for `flowlint new-rule`: laid down from templates, in a pack that is there or a new one.

All files or none are written.
"""

from flowlint.new_rule.scaffold import Laid, Refused, lay_down

__all__ = ["Laid", "Refused", "lay_down"]
