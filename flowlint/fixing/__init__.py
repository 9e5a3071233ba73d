"""Fixes made: those of a run's findings, worked out in memory, checked again there, and written whole or not at all.

Fixes are made in rounds, and of a round a file gets all its fixes or none. Each is read back, and all flows of the run
are checked again, before the next round begins or anything is written: the flows must be what they were but for the
fixes, what was fixed must be found no more, and nothing else that is as grave may be found, but for what was hidden by
a type that nobody knew.
"""

from flowlint.fixing.contents import CannotChange, Content, diff, write
from flowlint.fixing.rounds import Fixed, fix

__all__ = ["CannotChange", "Content", "Fixed", "diff", "fix", "write"]
