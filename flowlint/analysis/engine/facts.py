"""Facts, computed once and shared: a memoised query system, in which an analysis is a function and its own key.

See docs/semantics.md#facts.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from flowlint.analysis.engine.search import TooManyStates
from flowlint.model.flow import Flow
from flowlint.model.graph import FlowGraph, build_graph
from flowlint.model.project import Declared, Project

T = TypeVar("T")
Compute = Callable[[Callable[[Any], Any], Any], Any]
"""Computes an analysis: it is given the analysis and the facts to call it with."""


class Facts:
    """What is known of a flow, and through `project` of the run it is part of."""

    def __init__(self, flow: Flow, project: "ProjectFacts") -> None:
        self.flow = flow
        self._project = project
        self._known: dict[Callable[[Facts], Any], Any] = {}

    def __call__(self, analysis: "Callable[[Facts], T]") -> T:
        """Give the result of an analysis, computing it the first time it is asked for.

        Raises `TooManyStates`, each time, where it gave up a search, and `TypeError` for an analysis that gives an
        iterator: it would be empty the second time.
        """
        if analysis not in self._known:
            try:
                self._known[analysis] = _repeatable(analysis, self._project.compute(analysis, self))
            except TooManyStates as gave_up:
                self._known[analysis] = gave_up
        known = self._known[analysis]
        if isinstance(known, TooManyStates):
            raise known
        return cast(T, known)

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
        self._known: dict[Callable[[ProjectFacts], Any], Any] = {}

    def of(self, flow: Flow) -> Facts:
        """Give the facts of one flow of the run."""
        if flow not in self._by_flow:
            self._by_flow[flow] = Facts(flow, self)
        return self._by_flow[flow]

    def __call__(self, analysis: "Callable[[ProjectFacts], T]") -> T:
        """Give the result of an analysis of the whole run, computing it the first time it is asked for.

        Raises `TypeError` for an analysis that gives an iterator: it would be empty the second time.
        """
        if analysis not in self._known:
            self._known[analysis] = _repeatable(analysis, self.compute(analysis, self))
        return cast(T, self._known[analysis])


def _compute(analysis: Callable[[Any], Any], facts: Any) -> Any:
    return analysis(facts)


def _repeatable(analysis: Callable[..., T], result: T) -> T:
    if isinstance(result, Iterator):
        name = getattr(analysis, "__qualname__", repr(analysis))
        raise TypeError(
            f"The analysis {name} gives an iterator, which would be empty when it is asked for again; give a tuple."
        )
    return result


def graph(facts: Facts) -> FlowGraph:
    """Give the flow's graph; its `networkx` is a `networkx.MultiDiGraph`."""
    return build_graph(facts.flow)
