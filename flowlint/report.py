"""What a run found: levels, places, findings, failures."""

import enum
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal, NamedTuple, get_args

from flowlint.changes import Changes
from flowlint.diagram import Diagram
from flowlint.text.json_values import JsonPath


class Level(enum.Enum):
    """How sure and how grave: an error is certain, a warning breaks a best practice, a note may be on purpose."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """3 for an error, 2 for a warning, 1 for a note."""
        return {"error": 3, "warning": 2, "note": 1}[self.value]


class Place(NamedTuple):
    """A region of a file: 1-based lines and columns, columns in Unicode code points, the end exclusive.

    `wide` counts the code points before `column` and before `end_column`, each in its line, that are two units in
    UTF-16.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    wide: tuple[int, int] = (0, 0)


class BlockName(NamedTuple):
    """A block as a finding names it: `name` is what the designer shows, `label` what reports call it."""

    id: str
    type: str
    name: str
    label: str


class Step(NamedTuple):
    """One block of a witness path; `via` tells the branch that led here.

    It is None where the path starts in a flow or comes back to it, at the block that called a module. `path` is
    the file, and `flow` the name of the flow, where the path is in another one than the finding's own.
    """

    block: BlockName
    via: str | None
    place: Place
    note: str
    path: str | None = None
    flow: str | None = None


class Related(NamedTuple):
    """Another place that a finding speaks of, in the same file or another of the run, and what it says of it.

    `at_fault` says that the finding is as much about this block as about its own.
    """

    message: str
    path: str
    place: Place
    flow: str | None
    block: BlockName
    at_fault: bool = False


class Frame(NamedTuple):
    """A few lines of the document around a finding.

    `lines` pairs the number of the line in the file with its text, and some lines may be left out between them; the
    number is None where the file is one long line and the block is shown re-indented instead. `marked` is the index in
    `lines` of the line at fault, `start` and `end` the part of it, in code points from 0.
    """

    lines: tuple[tuple[int | None, str], ...]
    marked: int
    start: int
    end: int


class Edit(NamedTuple):
    """A part of a file, and the text that takes its place.

    `start` and `end` are offsets in code points of the file's text, as it is decoded and without its byte order mark;
    line breaks count as they are written, and the end is exclusive. `place` is the same part by lines and columns.
    """

    path: str
    start: int
    end: int
    place: Place
    text: str


class Fix(NamedTuple):
    """What would mend a finding: edits, in the order of their places in each file and apart from each other.

    A fix is made whole or not at all. A safe one keeps what the flow does, or is meant to do beyond doubt.
    """

    description: str
    """What it does, as a command: “write MessageParticipant”."""
    safe: bool
    edits: tuple[Edit, ...]
    becomes: tuple[str, ...]
    """Digests of what it changes in the documents of flows: of each value that is new, another or gone after it."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that it changes."""
        return tuple(dict.fromkeys(edit.path for edit in self.edits))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found. `pointer` is a JSON pointer into the flow's own document (RFC 6901)."""

    rule: str
    level: Level
    message: str
    path: str
    place: Place
    flow: str | None
    block: BlockName | None
    pointer: str
    trail: tuple[Step, ...]
    fingerprint: str
    frame: Frame | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    causes: tuple[str, ...] = ()
    """The fingerprints of the faults that it tells of, where these are several or may come to be."""
    identities: tuple[tuple[str, ...], ...] = field(default=(), compare=False, repr=False)
    """What the fingerprint stands for, and then those of its causes, while a run goes on; a report has none."""

    @property
    def faults(self) -> tuple[str, ...]:
        """What it is known by from run to run: the finding is known where each of these is."""
        return self.causes or (self.fingerprint,)

    @property
    def blocks_at_fault(self) -> tuple[BlockName | None, ...]:
        """The blocks that it is about, its own first; None for one that is about no block."""
        return (self.block, *(one.block for one in self.related if one.at_fault))

    @property
    def own_trail(self) -> tuple[Step, ...]:
        """The steps of its path in its own flow."""
        return tuple(step for step in self.trail if step.path is None)

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        """Findings stand in the order of their file, place, rule and message."""
        place = self.place
        return (self.path, place.line, place.column, self.rule, self.message, self.pointer)


WHOLE_RUN = ""
"""The path of a failure that is of no file: of a rule that looked at only a part of the run."""


class Failure(NamedTuple):
    """Something that could not be checked: an unreadable file, or a rule that crashed on it."""

    path: str
    rule: str | None
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


Sort = Literal["level", "place", "rule"]
"""What findings are sorted by: the gravest first, their place, or their rule."""

Cause = Literal["settings", "flow", "baseline", "revision"]
"""What holds a finding back: the settings, a note in its flow, the baseline, or a revision that had it already."""


class Suppressed(NamedTuple):
    """A finding that was held back, by what, and for which reason; the reason is "" where none was given."""

    finding: Finding
    cause: Cause
    reason: str


@dataclass(frozen=True, slots=True)
class Stale:
    """An entry of the baseline that allows `count` findings more than there are."""

    path: str
    rule: str
    message: str
    count: int


class Risen(NamedTuple):
    """A finding that the baseline holds back, and the lower level at which the baseline knows it."""

    finding: Finding
    before: Level


class EntryPlace(NamedTuple):
    """Where an entry of `suppress` is written: the settings file, and what stands above the entry.

    `header` is that of a table in an array of tables, "" where the file has `suppress` as a list in brackets.
    """

    file: str
    header: str


class Show(NamedTuple):
    """What a report shows besides its findings, because it was asked to."""

    suppressed: bool = False
    """The findings that were held back, and why."""
    how_to_suppress: bool = False
    """For each finding, what would hold it back; in the text for a person only."""
    statistics: bool = False
    """How many findings each rule, flow and file has: in the text for a person in place of the findings."""
    sort: "Sort | None" = None
    """The order for a person; None for what is usual in a format."""
    colour: bool | None = None
    """Whether a person sees colours; None where the terminal decides."""
    width: int | None = None
    """How many cells a line for a person has at most; None where the terminal decides."""
    entry_places: Mapping[str, EntryPlace] = {}
    """Where entries of `suppress` for the findings of a file are written, by its path."""

    explain_options: tuple[str, ...] = ()
    """The options that `flowlint explain` needs to know the rules of the run."""

    def entry_place(self, path: str) -> EntryPlace:
        """Give the place of entries for the findings of a file."""
        return self.entry_places.get(path, EntryPlace("flowlint.toml", "[[suppress]]"))


NOTHING_MORE = Show()
"""What a report shows where nobody asked for anything besides its findings."""


class FlowSummary(NamedTuple):
    """A flow that was checked; `pointer` tells where it stands in its file, `type` is None when not known."""

    name: str | None
    type: str | None
    blocks: int
    pointer: str


class Unread(NamedTuple):
    """Something that seems to be a flow and was not read: where, and why.

    `path` is that of the file, "" for the one that it was found in.
    """

    reason: str
    line: int = 1
    path: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


class FileSummary(NamedTuple):
    """A file that was looked at: the form its flows are stored in, or why it was passed over."""

    path: str
    kind: str | None
    flows: tuple[FlowSummary, ...]
    skipped: str | None
    unread: tuple[Unread, ...] = ()
    """What in it seems to be a flow and was not read."""
    broken: tuple[Unread, ...] = ()
    """What in it is meant as a flow and is not JSON, whichever rules run."""


class Context(NamedTuple):
    """What was read near the files that were asked for, to judge them by, and was not checked itself."""

    flows: int
    unread: int
    """How many files could not be read, or hold a flow that is not JSON."""
    limit: str | None
    """What put an end to reading before all was read; None where nothing did."""


class RuleInfo(NamedTuple):
    """What outputs tell about a rule, whether or not it found anything."""

    id: str
    level: Level
    pillar: str
    tags: tuple[str, ...]
    title: str
    sections: Mapping[str, str]
    """The headings of the rule's page, in order, with their Markdown text."""
    configured: Level | None = None
    """The level that settings give the rule; None where they give none, or another one for other files."""


class Use(NamedTuple):
    """Something that a flow uses: a queue, a function, an attribute, a kind of block, or the flow itself.

    `does` says what the flow does with it: "calls", "reads". `times` counts the blocks; those of the flow, for itself.
    """

    kind: str
    name: str
    does: str
    path: str
    flow: str | None
    times: int


class Section(NamedTuple):
    """Blocks of a flow that belong together: the index of its diagram, and those of its boxes, the first one first."""

    flow: int
    boxes: tuple[int, ...]


class ModuleCandidate(NamedTuple):
    """A section that could become a flow module: what goes in and comes out, and where it goes on to.

    What it `reads` and `sets` a module and its caller both see; what is `handed_in` and `handed_back` they do not
    share. `goes_on` names the block after it, "" where contacts end inside.
    """

    section: Section
    reads: tuple[str, ...]
    handed_in: tuple[str, ...]
    sets: tuple[str, ...]
    handed_back: tuple[str, ...]
    goes_on: str


class Target(NamedTuple):
    """A place in the run that a name in a flow leads to: a block, or a flow, by what reports call it."""

    label: str
    path: str
    place: Place


class Landmark(NamedTuple):
    """A name in a file of which there is something to say, and the places that it leads to.

    `name` is the type of a block, a reference to an attribute or answer, the name of a flow, the id of a rule; "" for
    the target of a branch. Attributes have their `uses` in the run.
    """

    kind: Literal["block type", "attribute", "answer", "branch", "flow", "rule"]
    name: str
    place: Place
    targets: tuple[Target, ...] = ()
    uses: tuple[Use, ...] = ()


class OutlinedBlock(NamedTuple):
    """A block of an outline: `place` is its type in the file, `whole` all of it."""

    block: BlockName
    place: Place
    whole: Place


class Outline(NamedTuple):
    """A flow that was checked, for those who look around in its file; `type` is the designer's word, "" for none."""

    path: str
    name: str | None
    type: str
    whole: Place
    blocks: tuple[OutlinedBlock, ...]
    landmarks: tuple[Landmark, ...]


class Since(NamedTuple):
    """The revision that a run is held against, as it was asked for and by the id of its commit, and what changed."""

    revision: str
    commit: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class Report:
    """All that one run has to say, in an order that depends on the input alone."""

    files: tuple[FileSummary, ...]
    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...]
    rules: tuple[RuleInfo, ...]
    suppressed: tuple[Suppressed, ...] = ()
    """Findings that were suppressed, in the order of findings."""
    stale: tuple[Stale, ...] = ()
    """What of the baseline no finding needs any more, in its order."""
    risen: tuple[Risen, ...] = ()
    """What the baseline holds back although it is graver now, in the order of findings."""
    show: Show = NOTHING_MORE
    left_out: tuple[Finding, ...] = ()
    """Findings below the level from which on they were asked for."""
    fails_from: Level | None = Level.WARNING
    """The level from which on findings make the run fail; None where none does."""
    exit_code: int | None = None
    """How the command ends after it wrote the report; None for a run without a command."""
    ran: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For each file the rules that looked at all it holds: what they do not find there is not there."""
    advice: tuple[str, ...] = ()
    """What settings say that may be meant otherwise, each with its place."""
    known: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False)
    """For each pack of which all rules are known, "" for that of flowlint, their ids; house rules are such a pack."""
    context: Context | None = None
    """What was read as context; None where the run was not to read any, and where there is none to a folder."""

    diagrams: tuple[Diagram, ...] = ()
    """The flows that were checked, as pictures show them, in the order of files; empty where nobody asked for them."""
    map: Diagram | None = None
    """Who hands over to whom: its first boxes are the flows of `diagrams`, in that order; None where nobody asked."""

    candidates: tuple[ModuleCandidate, ...] = ()
    """What could become flow modules, flow by flow, the largest first; empty where nobody asked."""
    copies: tuple[tuple[Section, ...], ...] = ()
    """Sections that stand several times, a group for each, with their boxes in one order; empty where nobody asked."""

    uses: tuple[Use, ...] = ()
    """What the flows that were checked use, flow by flow; empty where nobody asked."""

    outlines: tuple[Outline, ...] = ()
    """The flows that were checked, in the order of files; empty where nobody asked."""
    since: Since | None = None
    """What the findings are new against; None where all are reported."""

    def findings_by_flow(self) -> Iterator[tuple[str, str | None, tuple[Finding, ...]]]:
        """Give the findings of each file with its path, flow by flow where it holds several.

        The name is None where a file holds one flow, or a flow has no name.
        """
        several = {file.path for file in self.files if len(file.flows) > 1}
        flows = groupby(self.findings, key=lambda one: (one.path, one.flow if one.path in several else None))
        yield from ((path, flow, tuple(found)) for (path, flow), found in flows)

    @property
    def suppressed_by_cause(self) -> Mapping[Cause, int]:
        """How many findings were held back, by cause."""
        count = Counter(one.cause for one in self.suppressed)
        return {cause: count[cause] for cause in get_args(Cause) if cause != "revision" or self.since is not None}

    def from_level(self, level: Level) -> "Report":
        """Give the report without the findings below a level, which are left out."""
        shown = tuple(one for one in self.findings if one.level.rank >= level.rank)
        below = tuple(one for one in self.findings if one.level.rank < level.rank)
        held_back = tuple(one for one in self.suppressed if one.finding.level.rank >= level.rank)
        return replace(self, findings=shown, left_out=below, suppressed=held_back)

    def count(self, level: Level) -> int:
        """How many findings stand at exactly this level."""
        return sum(finding.level is level for finding in self.findings)

    def makes_fail(self, finding: Finding) -> bool:
        """Tell whether a finding makes the run fail."""
        return self.fails_from is not None and finding.level.rank >= self.fails_from.rank

    @property
    def fails(self) -> bool:
        """Whether any finding makes the run fail."""
        return any(map(self.makes_fail, self.findings))

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to check, and nothing went wrong either: green, and perhaps by mistake."""
        return not (self.flows or self.findings or self.failures)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What seems to be a flow and was not read, file by file."""
        return tuple(one for file in self.files for one in file.unread)

    @property
    def broken(self) -> tuple[Unread, ...]:
        """What is meant as a flow and is not JSON, file by file."""
        return tuple(one for file in self.files for one in file.broken)

    @property
    def flows(self) -> int:
        """How many flows were checked."""
        return sum(len(file.flows) for file in self.files)

    @property
    def blocks(self) -> int:
        """How many blocks the checked flows have together."""
        return sum(flow.blocks for file in self.files for flow in file.flows)


def json_pointer(path: JsonPath) -> str:
    """Write a path as a JSON pointer (RFC 6901); the root is the empty string."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
