"""Patience: how long a house rule may take for a flow, which is less after some of a run that took too long."""

SECONDS = 3.0
"""How long a rule may take for one flow: expressions, patterns and references have no limit of their own."""

_PER_STEP = 3


class Patience:
    """The patience with the house rules of one run: its whole length for three, then half, a third and so on.

    So a thousand rules that take too long take a minute together, and one that is fine has its time after any few.
    """

    def __init__(self) -> None:
        self.ended = 0
        """How many rules took too long."""

    @property
    def seconds(self) -> float:
        """How long a rule may take for one flow, in seconds of the processor."""
        return SECONDS / (1 + self.ended // _PER_STEP)

    def end(self) -> str:
        """Count a rule that took too long, and say so of it."""
        seconds, others = self.seconds, self.ended
        self.ended += 1
        why = f", the time that is left after {others} others that took too long" if seconds < SECONDS else ""
        simpler = "make its expression, its schema or their patterns simpler"
        return f"it takes longer than {seconds:.2g} seconds{why}; {simpler}"
