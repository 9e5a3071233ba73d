"""Answers that are there and are not what they seem: replaced, empty, or the word Timeout.

What reads a Lambda function's answer, a prompt's value or stored input without having looked.
"""

from flowlint.analysis.results.prompts import spoken_unseen
from flowlint.analysis.results.stale_results import StaleRead, stale_reads
from flowlint.analysis.results.stored_input import unchecked_input

__all__ = ["StaleRead", "spoken_unseen", "stale_reads", "unchecked_input"]
