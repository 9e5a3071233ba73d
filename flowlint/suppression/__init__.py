"""Findings that are held back: on purpose by notes and settings, or because a baseline knows them.

Whatever is held back is counted, and whatever holds nothing back any more is reported.
"""

from flowlint.suppression.suppressor import Suppressor

__all__ = ["Suppressor"]
