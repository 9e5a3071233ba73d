"""What a repository needs to begin with flowlint, for `flowlint init`: settings, a hook for commits, a job for CI.

What is there stays as it is.
"""

from flowlint.init.files import SYSTEMS, Plan, plan

__all__ = ["SYSTEMS", "Plan", "plan"]
