"""What a rule says of a flow: what is wrong and where, without line, column or rule id."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from flowlint.analysis.engine import Leg, Path
from flowlint.editing import Change
from flowlint.model.flow import Block, Flow, Transition
from flowlint.model.suppressions import Suppression
from flowlint.reading import JsonProblem
from flowlint.report import Level
from flowlint.text.json_values import JsonPath, value_at


class RelatedBlock(NamedTuple):
    """A block that a finding speaks of besides its own, and what it says of it: a section to cut out, a copy.

    `flow` is None for a block of the flow that the finding is about. `at_fault` says that the finding is as much about
    this block as about its own, and is held back where that of each of them would be.
    """

    block: Block
    message: str
    flow: Flow | None = None
    at_fault: bool = False


def alike(blocks: Iterable[Block], does: str) -> tuple[RelatedBlock, ...]:
    """Name once each block that a finding is about besides its own; `does` is the verb of what it does too: "reads"."""
    return tuple(RelatedBlock(block, f"{block.label} {does} it too.", at_fault=True) for block in dict.fromkeys(blocks))


@dataclass(frozen=True, slots=True)
class Witness:
    """The path that shows a finding, and what to say at its blocks.

    It starts where its first edge does; one without edges is the block that the finding is about, and nothing more.
    A note, by block id, is said where its block is passed for the last time. `before` is the way by which the contact
    came here from other flows, where the cause lies there; `through` are the ways through modules on which something
    matters, as in a `Leg`.
    """

    edges: Path
    notes: Mapping[str, str] = field(default_factory=dict)
    before: tuple[Leg, ...] = ()
    through: Mapping[int, Leg] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FlowFix:
    """What would mend a finding, in terms of the flow: changes of its document, and of those of other flows of the run.

    Paths lead from the root of a flow's document, as `Block.locate` gives them. `description` says what is done, as a
    command that follows “fix: ”: “write MessageParticipant”. A fix is safe if the flow then does the same, or what it
    is meant to do beyond doubt. It is left out where it cannot be written for certain, and in a flow that was
    translated from an old export.
    """

    description: str
    changes: tuple[Change, ...]
    safe: bool = True
    elsewhere: Mapping[Flow, tuple[Change, ...]] = field(default_factory=dict)


class Cause(NamedTuple):
    """One of the faults that a finding tells of together: what it is, as a `fingerprint_key` says it.

    It lies in one of the `flows`, or between two of them, of which one leads to the other; where there are none, at the
    place of the finding.
    """

    key: str
    flows: tuple[Flow, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding as a rule makes it: what and where in the flow, without line, column or rule id.

    `path` leads from the root of the flow's document to the value at fault; `at_key` says that the key is.
    `fingerprint_key` tells findings of one rule at one block apart ("the attribute it is about"). `level` overrides
    the rule's own.
    """

    message: str
    path: JsonPath
    block: Block | None = None
    at_key: bool = False
    witness: Witness | None = None
    fingerprint_key: str = ""
    level: Level | None = None
    span: tuple[int, int] | None = None
    """The part of the string at `path` that is at fault, in code points; the whole value where it is None."""
    text: str = ""
    """The string that `span` counts in; where the document writes another one, the whole value is marked."""
    problem: JsonProblem | None = None
    """For findings in text that is no JSON: the problem, which knows its place."""
    related: tuple[RelatedBlock, ...] = ()
    """Other places to look at, in order; a path that shows the finding is its witness."""
    secret: bool = False
    """Whether what is marked must not be shown: the lines around it have dots in its place."""
    once_per_flow: bool = False
    """Whether there is one such finding in the whole flow, and the place is but the first, or nearest, that shows it.

    Then the finding stays the same when another place comes to be the first.
    """
    fix: FlowFix | None = None
    """What would mend it, where that is certain."""
    causes: tuple[Cause, ...] = ()
    """The faults that it tells of together, where these may come and go one by one.

    The finding is known where all of them are: with one more it is new, with one less it is not.
    """


def at_block(
    block: Block,
    message: str,
    at: JsonPath = ("Type",),
    *,
    at_key: bool = False,
    witness: Witness | None = None,
    fingerprint_key: str = "",
    level: Level | None = None,
    span: tuple[int, int] | None = None,
    related: tuple[RelatedBlock, ...] = (),
    secret: bool = False,
    once_per_flow: bool = False,
    fix: FlowFix | None = None,
    causes: tuple[Cause, ...] = (),
) -> Draft:
    """Draft a finding at a block; `at` is a path below it, in the Flow language's terms.

    A `span` is the part that is meant of a string among the parameters, as `Reference.span` has it; it is not used for
    a key.
    """
    # What is a key in the Flow language is a value of its own in the document that a block was translated from.
    text = None if span is None or at_key else _string_at(block, at)
    return Draft(
        message,
        path=block.locate(at, at_key),
        block=block,
        at_key=at_key and block.origin is None,
        witness=witness,
        fingerprint_key=fingerprint_key,
        level=level,
        span=span if text else None,
        text=text or "",
        related=related,
        secret=secret,
        once_per_flow=once_per_flow,
        fix=fix,
        causes=causes,
    )


class Passage(Protocol):
    """A part of a text among a block's parameters: a `Reference`, or what was meant as one."""

    @property
    def at(self) -> JsonPath:
        """The path of the text, below the block."""

    @property
    def span(self) -> tuple[int, int]:
        """Its start and its end in the text, in code points."""


def at_read(
    block: Block,
    reference: Passage,
    message: str,
    *,
    witness: Witness | None = None,
    fingerprint_key: str = "",
    related: tuple[RelatedBlock, ...] = (),
    once_per_flow: bool = False,
    fix: FlowFix | None = None,
    causes: tuple[Cause, ...] = (),
) -> Draft:
    """Draft a finding at a reference that a block reads: the reference is marked, and not the text around it."""
    return at_block(
        block,
        message,
        reference.at,
        span=reference.span,
        witness=witness,
        fingerprint_key=fingerprint_key,
        related=related,
        once_per_flow=once_per_flow,
        fix=fix,
        causes=causes,
    )


def _string_at(block: Block, at: JsonPath) -> str | None:
    """Give the string at a path among a block's parameters, None where there is none."""
    value = value_at({"Parameters": block.parameters}, at)
    return value if isinstance(value, str) else None


def at_branch(block: Block, branch: Transition, message: str) -> Draft:
    """Draft a finding at the target of one of a block's branches."""
    return Draft(message, branch.path, block, fingerprint_key=branch.via)


def at_flow(
    message: str,
    path: JsonPath,
    *,
    fingerprint_key: str = "",
    level: Level | None = None,
    related: tuple[RelatedBlock, ...] = (),
) -> Draft:
    """Draft a finding about a flow as a whole, or a part of its document that is no block."""
    return Draft(message, path, fingerprint_key=fingerprint_key, level=level, related=related)


def at_suppression(suppression: Suppression, message: str, *, fingerprint_key: str = "") -> Draft:
    """Draft a finding at a suppression: at its line of a note, or at its place in a settings file."""
    if suppression.source is None:
        return Draft(
            message,
            suppression.path,
            fingerprint_key=fingerprint_key,
            span=suppression.span,
            text=suppression.note,
        )
    problem = JsonProblem(suppression.source, message, *suppression.span)
    return Draft(message, (), fingerprint_key=fingerprint_key, problem=problem)
