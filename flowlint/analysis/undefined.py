"""Reads that some path reaches without what is read: the attribute was not set there, or the answer not given."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import cache

from flowlint import language
from flowlint.analysis.definitions import Known, Name, added_by, covers, defined_by, known_before, names_of
from flowlint.analysis.facts import Facts, graph
from flowlint.analysis.values import consistent_path
from flowlint.analysis.witness import Path
from flowlint.model.flow import Block, Flow, Transition
from flowlint.model.references import Reference, is_filled_in, references, references_in


@dataclass(frozen=True, slots=True)
class Read:
    """A reference that a block reads; `names` are what it may mean, longest first."""

    block: Block
    reference: Reference
    namespace: language.Namespace
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """A read that some path reaches without what it reads; `path` is the shortest one from the entry.

    `branch` is where that path misses it: the last branch on which a block that defines it `failed`, or else the one
    behind which nothing defines it any more; None where nothing before the read does. `ever` tells whether a block
    of this flow defines it at all. `more` counts the other blocks that miss it for the same cause.
    """

    read: Read
    name: Name
    path: Path
    branch: Transition | None
    failed: bool
    ever: bool
    more: int = 0

    @property
    def shown(self) -> str:
        """The name as a reference: `$.Attributes.journey`, `$.Attributes['first name']`, `$.External`."""
        namespace, key = self.name
        if not key:
            return f"$.{namespace}"
        plain = f"$.{namespace}.{key}"
        return plain if [one.text for one in references_in(plain)] == [plain] else f"$.{namespace}['{key}']"

    @property
    def readers(self) -> str:
        """Who misses it, with the verb: `Play prompt “Greet” reads`, `Play prompt “Greet” and 2 more blocks read`."""
        label = self.read.block.label
        if not self.more:
            return f"{label} reads"
        return f"{label} and {self.more} more block{'s' if self.more > 1 else ''} read"

    def notes(self, failed: str, passed_by: str) -> dict[str, str]:
        """Give what the witness says at the read and at the branch that misses it, by block id."""
        at_read = {self.read.block.id: f"reads {self.read.reference.text}"}
        return {self.branch.source: failed if self.failed else passed_by, **at_read} if self.branch else at_read


def branch_name(flow: Flow, branch: Transition) -> str:
    """Give the designer's word for a branch with its block: “Error” of AWS Lambda function “Look up customer”."""
    block = flow.by_id[branch.source]
    return f"“{block.branch_name(branch)}” of {block.label}"


def missed_reads(facts: Facts) -> tuple[tuple[Name, Read], ...]:
    """Give all reads at fault with the name that each means, one per block and name, in the order of the file."""
    return tuple(facts(_Search).missed())


def missed_attributes(facts: Facts) -> tuple[Missed, ...]:
    """Give the contact and flow attributes that some path reads before they are set.

    Each is told once, at the block that is reached first: setting it early enough heals all its reads. Contact
    attributes that this flow sets nowhere are left out, since whatever came before the flow may have set them.
    """
    by_name: dict[Name, list[Read]] = defaultdict(list)
    for name, read in facts(missed_reads):
        if read.namespace in language.attributes():
            by_name[name].append(read)
    return tuple(facts(_Search).first(name, missed) for name, missed in by_name.items())


def missed_results(facts: Facts) -> tuple[Missed, ...]:
    """Give the answers of blocks that some path reads although the block that gives them did not run, or failed.

    Reads that miss an answer by the same branch are told once, at the block that is reached first. What a flow
    before this one may have left is left out unless a block of this flow was to give it before the read.
    """
    by_cause: dict[Transition | Name, list[Missed]] = defaultdict(list)
    for name, read in facts(missed_reads):
        if read.namespace in language.results():
            missed = facts(_Search).first(name, [read])
            by_cause[missed.branch or name].append(missed)
    return tuple(
        replace(_nearest(missed), more=len({one.read.block for one in missed}) - 1) for missed in by_cause.values()
    )


def reads(block: Block) -> Iterator[Read]:
    """Give what a block reads of what blocks define, in document order.

    A block that looks in order to branch reads nothing, nor does one that sets a key from what the key held before.
    """
    compared, carried = language.parameter("compared", block.type), language.carried_over(block.type)
    own = defined_by(block)
    for reference in references(block):
        parameter, *below = reference.at[1:]
        found = names_of(reference)
        if found is None or parameter == compared or carried.get(str(parameter)) == found[0].name:
            continue
        namespace, names = found
        sets_itself = parameter == namespace.keyed_by and (namespace.name, *below[:1]) in own.intersection(names)
        if names and not sets_itself and not any(is_filled_in(key) for _, key in names):
            yield Read(block, reference, namespace, names)


class _Search:
    """Looks for reads that miss what they read in one flow, and for the paths that show it."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._flow = facts.flow
        self._graph = facts(graph)
        self._known = facts(known_before)
        self._added = facts(added_by)
        self._defined = {block.id: defined_by(block) for block in self._flow.by_id.values() if block.id in self._known}
        self._ever: Known = frozenset().union(*self._defined.values())
        self._definers = cache(self._find_definers)
        self._before = cache(self._find_before)

    def missed(self) -> Iterator[tuple[Name, Read]]:
        """Give the reads at fault with the name each means, one per block and name, in the order of the file."""
        for block_id in self._defined:
            told: set[Name] = set()
            for read in reads(self._flow.by_id[block_id]):
                if covers(self._known[block_id], read.names):
                    continue
                name = next((name for name in read.names if name in self._ever), read.names[-1])
                if name not in told and self._at_fault(read, name) and self._way(read.names, {block_id}) is not None:
                    told.add(name)
                    yield name, read

    def first(self, name: Name, missed: Iterable[Read]) -> Missed:
        """Show the read that is reached first among reads of one name in different blocks."""
        alike: dict[tuple[Name, ...], dict[str, Read]] = defaultdict(dict)
        for read in missed:
            alike[read.names][read.block.id] = read
        nearest = _nearest(self._show(name, names, blocks) for names, blocks in alike.items())
        return replace(nearest, more=sum(map(len, alike.values())) - 1)

    def _at_fault(self, read: Read, name: Name) -> bool:
        """Tell whether it is for this flow to define what is read."""
        ever = name in self._ever
        if not ever and covers(self._ever, [name]):
            return False  # a key that only Connect can tell is set, and may be this one
        from_outside = self._from_outside(read.namespace)
        definers = self._definers(read.names)
        if read.namespace not in language.attributes():
            return not from_outside or not definers.isdisjoint(self._before(read.block.id))
        asks_a_program = language.parameter("asks_a_program", read.block.type) == read.reference.at[1]
        if asks_a_program and self._only_behind(definers, read.block):
            return False  # the program's own answer goes in again the next time round
        return ever or not from_outside

    def _show(self, name: Name, names: tuple[Name, ...], missed: Mapping[str, Read]) -> Missed:
        """Show the first of these reads, by block id, by the shortest path on which it misses what it reads.

        For an answer that may come from outside, a path that shows a block failing is worth more than one past it.
        """
        definers = self._definers(names)
        read = next(iter(missed.values()))
        outside = read.namespace not in language.attributes() and self._from_outside(read.namespace)
        path = self._way(names, missed.keys(), by_failing=definers) if outside else None
        path = path or self._way(names, missed.keys())
        assert path is not None  # each of these reads has one
        read = missed[path[-1].target] if path else missed[self._flow.start or ""]
        branch, failed = self._where(read, path, definers)
        return Missed(read, name, path, branch, failed, name in self._ever)

    def _way(self, names: tuple[Name, ...], goals: Set[str], by_failing: Set[str] = frozenset()) -> Path | None:
        """Find the shortest path to one of these blocks on which none of the names is defined.

        The path may not contradict itself, nor pass one of the blocks; it leaves one of `by_failing` if there are any.
        """

        def step(edge: Transition, failed: bool) -> bool | None:
            if edge.source in goals or covers(self._added[edge], names):
                return None
            return failed or edge.source in by_failing

        def goal(block_id: str, failed: bool) -> bool:
            return block_id in goals and (failed or not by_failing)

        return consistent_path(self._facts, False, step, goal)

    def _where(self, read: Read, path: Path, definers: Set[str]) -> tuple[Transition | None, bool]:
        """Give the branch of a path on which it misses what is read, and whether a block failed there."""
        for edge in reversed(path):
            if edge.source in definers:
                return edge, True
        here, before = read.block.id, self._before(read.block.id)
        adding = (edge for edge, added in self._added.items() if edge.source in before and covers(added, read.names))
        defining = {edge.source for edge in adding if edge.target in before or edge.target == here}
        may_define = self._walk(self._graph.predecessors, defining, cut=here)
        leaving = (edge for edge in path if edge.source in may_define and edge.target not in may_define)
        return next(leaving, None), False

    def _only_behind(self, definers: Set[str], block: Block) -> bool:
        """Tell whether blocks that define a name lead to this block, but none can run before it first does."""
        if not definers.isdisjoint(self._before(block.id)):
            return False
        return not definers.isdisjoint(self._walk(self._graph.predecessors, [block.id]))

    def _find_definers(self, names: tuple[Name, ...]) -> Set[str]:
        """Give the ids of the blocks that define one of these names when their work is done."""
        return {block_id for block_id, defined in self._defined.items() if covers(defined, names)}

    def _find_before(self, block_id: str) -> Set[str]:
        """Give the ids of the blocks that can run before a block runs for the first time."""
        reached = self._walk(self._graph.successors, {self._flow.start or ""} - {block_id}, cut=block_id)
        return reached & self._walk(self._graph.predecessors, [block_id], cut=block_id)

    def _from_outside(self, namespace: language.Namespace) -> bool:
        """Tell whether a name may have been defined before the flow began."""
        return namespace.seen_in_modules if self._flow.is_module else namespace.crosses_flows

    def _walk(self, step: Callable[[str], Iterable[str]], starts: Iterable[str], cut: str | None = None) -> set[str]:
        """Give the ids of these blocks and of all that `step` leads to from them without entering `cut`."""
        found = set(starts)
        waiting = list(found)
        while waiting:
            for block_id in step(waiting.pop()):
                if block_id != cut and block_id not in found:
                    found.add(block_id)
                    waiting.append(block_id)
        return found


def _nearest(missed: Iterable[Missed]) -> Missed:
    return min(missed, key=lambda one: (len(one.path), one.read.block.index))
