"""What is marked in a diagram: the findings at its boxes, and the path that shows one of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from flowlint.diagram import Diagram
from flowlint.report import Finding, Level, Place
from flowlint.text.words import counted


@dataclass(frozen=True, slots=True)
class Visit:
    """A box that a path comes to, by the branch of the box before; None at the first, or where no branch is known."""

    box: int
    branch: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """How many findings of each level stand at which box, and the path to paint."""

    findings: Mapping[int, Mapping[Level, int]] = field(default_factory=dict)
    path: tuple[Visit, ...] = ()

    def gravest(self, box: int) -> Level | None:
        """Give the gravest level of which there is a finding at a box."""
        return next((level for level in Level if self.findings.get(box, {}).get(level)), None)

    def counts(self, box: int) -> str:
        """Say how many findings there are at a box: "1 error, 2 notes"; "" where there are none."""
        found = self.findings.get(box, {})
        return ", ".join(counted(found[level], level.value) for level in Level if found.get(level))

    def steps(self, box: int) -> str:
        """Give the numbers of the steps in which the path passes a box, from 1: "2, 5"; "" where it does not."""
        return ", ".join(str(number) for number, visit in enumerate(self.path, 1) if visit.box == box)

    def lines(self, diagram: Diagram, box: int) -> list[str]:
        """Give what a box says as text alone: title, detail, findings and steps, each a line if there is any."""
        steps = f"step {self.steps(box)}" if self.steps(box) else ""
        drawn = diagram.boxes[box]
        return [line for line in (drawn.title, drawn.detail, self.counts(box), steps) if line]

    @property
    def painted(self) -> frozenset[tuple[int, int]]:
        """The branches of the path, each by the index of its box and its own."""
        return frozenset(
            (before.box, visit.branch) for before, visit in pairwise(self.path) if visit.branch is not None
        )


class Boxes:
    """The boxes of the diagrams of a run, found by what findings say of a block."""

    def __init__(self, diagrams: Sequence[Diagram]) -> None:
        self._diagrams = diagrams
        self._boxes: dict[tuple[str, str | None, str], list[tuple[int, int]]] = defaultdict(list)
        self._flows: dict[tuple[str, str | None], int] = {}
        for number, diagram in enumerate(diagrams):
            self._flows.setdefault((diagram.path, diagram.name), number)
            for index, box in enumerate(diagram.boxes):
                self._boxes[diagram.path, diagram.name, box.id].append((number, index))

    def of(self, finding: Finding) -> tuple[int, int] | None:
        """Give the index of the diagram and of the box that a finding is at; None for one that is about no block."""
        if finding.block is None:
            return None
        # Where several flows of a file have one name, the path says which it is, or else the place does.
        last = next((step.place for step in finding.own_trail if step.block == finding.block), finding.place)
        return self._box(finding.path, finding.flow, finding.block.id, last)

    def way(self, finding: Finding) -> tuple[tuple[int, Visit] | None, ...]:
        """Give for each step of a path the index of its diagram and its visit there; None for a flow that has none."""
        found: list[tuple[int, Visit] | None] = []
        for step in finding.trail:
            path, flow = (step.path, step.flow) if step.path is not None else (finding.path, finding.flow)
            at = self._box(path, flow, step.block.id, step.place)
            before = found[-1] if found else None
            if at is None:
                found.append(None)
                continue
            number, index = at
            branch = self._branch(number, before[1].box, index, step.via) if before and before[0] == number else None
            found.append((number, Visit(index, branch, step.note)))
        return tuple(found)

    def path(self, finding: Finding) -> tuple[int, tuple[Visit, ...]] | None:
        """Give the index of a diagram and the path of a finding through it, of one across flows that in its own flow.

        None for a finding without a path. A block that calls a module is passed once, however the path goes on inside.
        """
        own = [at for at, step in zip(self.way(finding), finding.trail, strict=True) if step.path is None]
        visits = [at[1] for at in own if at is not None]
        if not own or own[-1] is None or len(visits) != len(own):
            return None
        come_back = {place for place, (before, at) in enumerate(pairwise(visits), 1) if at == Visit(before.box, None)}
        return own[-1][0], tuple(visit for place, visit in enumerate(visits) if place not in come_back)

    def marks(self, number: int, findings: Iterable[Finding], shown: Finding | None = None) -> Marks:
        """Mark in a diagram which of the findings of a run are where, and the path of the one that is shown."""
        way = self.path(shown) if shown else None
        return Marks(self.counts(findings).get(number, {}), way[1] if way and way[0] == number else ())

    def counts(self, findings: Iterable[Finding]) -> Mapping[int, Mapping[int, Counter[Level]]]:
        """Count the findings of a run by level, for each diagram and each of its boxes."""
        found: dict[int, dict[int, Counter[Level]]] = defaultdict(lambda: defaultdict(Counter))
        for finding in findings:
            at = self.of(finding)
            if at is not None:
                found[at[0]][at[1]][finding.level] += 1
        return found

    def map_marks(self, findings: Iterable[Finding]) -> Marks:
        """Mark on the map of the run how many findings each flow has, those about no block of it among them."""
        found: dict[int, Counter[Level]] = defaultdict(Counter)
        for finding in findings:
            at = self.of(finding)
            number = at[0] if at else self._flows.get((finding.path, finding.flow))
            if number is not None:
                found[number][finding.level] += 1
        return Marks(found)

    def _box(self, path: str, flow: str | None, block_id: str, place: Place) -> tuple[int, int] | None:
        found = self._boxes.get((path, flow, block_id), ())
        return min(found, key=lambda at: self._distance(at, place), default=None)

    def _distance(self, at: tuple[int, int], place: Place) -> tuple[int, int]:
        box = self._diagrams[at[0]].boxes[at[1]]
        return abs(box.line - place.line), abs(box.column - place.column)

    def _branch(self, number: int, source: int, target: int, via: str | None) -> int | None:
        branches = self._diagrams[number].boxes[source].branches
        return next((at for at, one in enumerate(branches) if one.target == target and one.via == via), None)
