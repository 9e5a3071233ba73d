"""Strongly connected components, by Tarjan's algorithm: what leads to each other in a graph of any kind.

A run asks for them again and again, and mostly for nothing else that networkx has, which takes as long to import as
twenty flows take to check.

See docs/semantics.md#graph.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

N = TypeVar("N")

_GIVEN = float("inf")


def components(targets: Mapping[N, Iterable[N]]) -> list[tuple[N, ...]]:
    """Give the strongly connected components of a graph, each after those that it leads to.

    `targets` are the nodes that each node leads to; one that leads to none may be missing. The order follows from that
    of the nodes and of their targets alone.
    """
    found: list[tuple[N, ...]] = []
    # The lowest number of a node that each one is known to lead back to: they are numbered as they are reached. What is
    # in a component that was given is led back to no more.
    lowest: dict[N, float] = {}
    reached: list[N] = []  # and not given yet
    for start in targets:
        waiting = [] if start in lowest else [start]
        way: list[tuple[N, int, int, Iterator[N]]] = []
        while waiting or way:
            if waiting:
                node = waiting.pop()
                way.append((node, len(lowest), len(reached), iter(targets.get(node, ()))))
                lowest[node] = len(lowest)
                reached.append(node)
            node, number, place, ahead = way[-1]
            for target in ahead:
                if target not in lowest:
                    waiting.append(target)
                    break
                lowest[node] = min(lowest[node], lowest[target])
            else:
                way.pop()
                if lowest[node] == number:
                    found.append(tuple(reached[place:]))
                    lowest.update(dict.fromkeys(reached[place:], _GIVEN))
                    del reached[place:]
                elif way:
                    before = way[-1][0]
                    lowest[before] = min(lowest[before], lowest[node])
    return found
