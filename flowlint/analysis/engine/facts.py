"""Facts, computed once and shared: a memoised query system, in which an analysis is a function and its own key.

See docs/semantics.md#facts.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flowlint.analysis.engine.search import TooManyStates
from flowlint.model.flow import Flow
from flowlint.model.graph import FlowGraph, build_graph
from flowlint.model.project import Declared, Project

T = TypeVar("T")
_MOST_KNOWN = 1_000
"""Of how many flows facts are known at once, which takes some 100 MB: an instance seldom has more flows, and a larger
run must not grow by what is known of all. What is let go is worked out again where somebody asks again."""

Compute = Callable[[Callable[[Any], Any], Any], Any]
"""Computes an analysis: it is given the analysis and the facts to call it with."""


_UNKNOWN: Any = object()
_SUMMARIES: set[Callable[[Any], Any]] = set()


def summary(analysis: Callable[["Facts"], T]) -> Callable[["Facts"], T]:
    """Mark an analysis as a summary: small, and asked for by the whole run, so that it stays known of each flow."""
    _SUMMARIES.add(analysis)
    return analysis


class Facts:
    """What is known of a flow, and through `project` of the run it is part of."""

    __slots__ = ("_computing", "_known", "_project", "flow")

    def __init__(self, flow: Flow, project: "ProjectFacts") -> None:
        self.flow = flow
        self._project = project
        self._known: dict[Callable[[Facts], Any], Any] = {}
        self._computing = 0

    def __call__(self, analysis: "Callable[[Facts], T]") -> T:
        """Give the result of an analysis, computing it the first time it is asked for.

        Raises `TooManyStates`, each time, where it gave up a search, and `TypeError` for an analysis that gives an
        iterator: it would be empty the second time.
        """
        known: T | TooManyStates = self._known.get(analysis, _UNKNOWN)
        if known is _UNKNOWN:
            self._project.note(self)
            self._computing += 1
            try:
                known = _repeatable(analysis, self._project.compute(analysis, self))
            except TooManyStates as gave_up:
                known = gave_up
            finally:
                self._computing -= 1
            self._known[analysis] = known
        if isinstance(known, TooManyStates):
            raise known
        return known

    def let_go(self) -> bool:
        """Forget all but summaries, also of each block; tell whether that was done: not while something is computed."""
        if self._computing:
            return False
        self._known = {analysis: self._known[analysis] for analysis in _SUMMARIES & self._known.keys()}
        self.flow.forget()
        return True

    @property
    def declared(self) -> Declared:
        """What the team declares about the flow in its settings."""
        return self._project.project.declared(self.flow)

    @property
    def project(self) -> "ProjectFacts":
        """The facts of the whole run."""
        return self._project


class ProjectFacts:
    """What is known of a run: its flows, the facts of each, and analyses over all of them."""

    def __init__(self, project: Project, compute: Compute | None = None) -> None:
        """Know nothing yet. `compute` computes each analysis in its stead, to measure it say."""
        self.project = project
        self.compute: Compute = compute or _compute
        self._by_flow: dict[Flow, Facts] = {}
        self._recent: dict[Flow, Facts] = {}
        """Those of which more than summaries may be known, in the order in which something came to be known."""
        self._kept: Flow | None = None
        self._known: dict[Callable[[ProjectFacts], Any], Any] = {}

    def of(self, flow: Flow) -> Facts:
        """Give the facts of one flow of the run."""
        if flow not in self._by_flow:
            self._by_flow[flow] = Facts(flow, self)
        return self._by_flow[flow]

    def note(self, facts: Facts) -> None:
        """Note that something comes to be known of a flow; of another one, what is known may be let go for it."""
        if facts.flow not in self._recent:
            if len(self._recent) >= _MOST_KNOWN:
                self._let_go()
            self._recent[facts.flow] = facts

    def keep(self, flow: Flow) -> None:
        """Keep what is known of a flow until another one is kept: rules that look at it hold parts of it."""
        self._kept = flow

    def clear(self) -> None:
        """Forget all, for good: facts and flows hold each other, and would stay until somebody looks for such rings."""
        for facts in self._recent.values():
            facts.let_go()
        self._by_flow.clear()
        self._recent.clear()
        self._known.clear()

    def _let_go(self) -> None:
        """Forget what is known of the flow of which something has been known for longest, and may be forgotten."""
        for flow, facts in self._recent.items():
            if flow is not self._kept and facts.let_go():
                del self._recent[flow]
                return

    def __call__(self, analysis: "Callable[[ProjectFacts], T]") -> T:
        """Give the result of an analysis of the whole run, computing it the first time it is asked for.

        Raises `TypeError` for an analysis that gives an iterator: it would be empty the second time.
        """
        if analysis not in self._known:
            self._known[analysis] = _repeatable(analysis, self.compute(analysis, self))
        known: T = self._known[analysis]
        return known


def _compute(analysis: Callable[[Any], Any], facts: Any) -> Any:
    return analysis(facts)


def _repeatable(analysis: Callable[..., T], result: T) -> T:
    if hasattr(result, "__next__"):
        name = getattr(analysis, "__qualname__", repr(analysis))
        raise TypeError(
            f"The analysis {name} gives an iterator, which would be empty when it is asked for again; give a tuple."
        )
    return result


def graph(facts: Facts) -> FlowGraph:
    """Give the flow's graph; its `networkx` is a `networkx.MultiDiGraph`."""
    return build_graph(facts.flow)
