"""Reads of what nothing in the run is known to define: no flow sets the attribute, no block gives the answer.

See docs/semantics.md#never-defined.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from flowlint import language
from flowlint.analysis.attributes.undefined_reads import UndefinedReads
from flowlint.analysis.engine import MODULE_CALL, Facts, ProjectFacts, reachable_blocks
from flowlint.analysis.semantics import Read, defined, shown
from flowlint.model.flow import Block, Flow
from flowlint.model.references import is_filled_in, named_keys
from flowlint.text.closest import closest
from flowlint.text.words import who

_ATTRIBUTES = "Attributes"
_ALIKE = 0.87
"""How alike two keys must be, of 1, for one to be a slip of the other: a letter is missing in six, say."""
_MOST_LETTERS = 2
_HANDOVER = "TransferToFlow"
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Unprovided:
    """What nothing defines, at the read of it that is reached first; `more` counts the other blocks that read it.

    `cause` is the key of the attribute, or the namespace of the answer, whatever name it is read under.
    """

    read: Read
    more: int
    cause: str

    @property
    def readers(self) -> str:
        """Who reads it, with the verb: `Play prompt “Greet” and 2 more blocks read`."""
        return who(self.read.block.label, self.more, "read")


def attributes_never_set(facts: Facts) -> tuple[Unprovided, ...]:
    """Give the contact attributes that this flow reads and no flow of the run sets, each where it is read first.

    That leaves out what AWS or a well-known integration sets, and what a module that is not in the run may have set.
    """
    setters = facts.project(_setters)
    if "" in setters or _begins_unseen(facts):
        return ()  # "" stands for a key that only Connect can tell, which may be any
    suspects, calls = facts(UndefinedReads), frozenset(block.id for block in _unseen_calls(facts))
    by_key: dict[str, list[Read]] = defaultdict(list)
    for read in suspects.reads:
        if read.namespace.name == _ATTRIBUTES and not any(key in setters or _is_known(key) for _, key in read.names):
            by_key[read.reference.key].append(read)
    unset = {key: alike for key, alike in by_key.items() if not any(suspects.can_follow(read, calls) for read in alike)}
    callers = facts.project.project.callers
    before = _closure(facts.flow, lambda flow: (caller for caller, _ in callers[flow])) if unset else ()
    return () if any(_unseen_calls(facts.project.of(flow)) for flow in before) else tuple(_told(suspects, unset))


def closest_attribute(facts: Facts, read: Read) -> tuple[str, Flow] | None:
    """Give the attribute that a read may mean, were its key misspelt, and a flow that sets it, this one rather.

    None where the run sets none that is alike.
    """
    setters = facts.project(_setters)
    for _, wanted in read.names:
        for key in _alike(wanted, setters):
            here = any((_ATTRIBUTES, key) in names for names in facts(defined).values())
            return key, facts.flow if here else setters[key]
    return None


def results_never_produced(facts: Facts) -> tuple[Unprovided, ...]:
    """Give the answers that this flow reads and no block before gives, each where one of it is read first.

    Only those that live on from flow to flow, where no flow of the run that may hand over to this one gives them; of
    the others `undefined` tells. Nothing is said of a flow that is alone in the run: nobody knows what comes before it.
    """
    if len(facts.project.project.flows) == 1 or _begins_unseen(facts):
        return ()
    suspects = facts(UndefinedReads)
    calls = frozenset(block.id for block in facts(reachable_blocks) if block.type == MODULE_CALL)
    by_answer: dict[str, list[Read]] = defaultdict(list)
    for read in suspects.reads:
        if not read.is_of_result or not suspects.come_from_outside(read) or suspects.are_given_first(read):
            continue
        # What a program gave back may go in again the next time round.
        comes_back = read.asks_a_program and suspects.are_given_behind(read)
        # What a module sees of its caller, the caller sees of the module.
        by_module = read.namespace.seen_in_modules and suspects.can_follow(read, calls)
        if not comes_back and not by_module:
            # One answer may be read under several names.
            by_answer[next(one.name for one in language.results() if one.by == read.namespace.by)].append(read)
    before = tuple(_flows_before(facts)) if by_answer else ()
    groups = {
        answer: reads
        for answer, reads in by_answer.items()
        if not any(_gives(one, read.namespace) for one in before for read in reads)
    }
    return tuple(_told(suspects, groups))


def _told(suspects: UndefinedReads, groups: Mapping[str, Sequence[Read]]) -> Iterator[Unprovided]:
    """Tell the reads of each cause at the one that is reached first, on a path that does not contradict itself."""
    for cause, group in groups.items():
        reached = [read for read in group if suspects.lack(read)]
        if reached:
            first = min(reached, key=lambda read: (suspects.end(read).length, read.block.index))
            yield Unprovided(first, len({read.block for read in reached}) - 1, cause)


def _setters(project: ProjectFacts) -> Mapping[str, Flow]:
    """Give the contact attributes that blocks of the run set, each with the first flow.

    Be the block reached or not, and be it for another contact: what it sets for a task, the flow of the task reads.
    """
    found: dict[str, Flow] = {}
    for flow in project.project.flows:
        for key in (key for block in flow.blocks for key in _keys_set(block)):
            found.setdefault("" if is_filled_in(key) else key, flow)
    return found


def _keys_set(block: Block) -> list[str]:
    if block.action is None:
        # A type that is not known may be a wrong name for the block that was meant: that is told of the type.
        named = block.parameters.get(_ATTRIBUTES)
        return list(named) if isinstance(named, Mapping) else []
    return [key.name for key in named_keys(block) if key.at[1] == _ATTRIBUTES]


def _is_known(key: str) -> bool:
    """Tell whether AWS, or a well-known integration, sets an attribute."""
    return language.is_known_key(key) or shown((_ATTRIBUTES, key)) in _documented()


@cache
def _documented() -> frozenset[str]:
    """Give the references that AWS documents by their full names."""
    return frozenset(entry["path"] for entry in language.document("attributes")["attributes"])


def _alike(wanted: str, keys: Iterable[str]) -> list[str]:
    """Give the keys that are written nearly like the one that is wanted, the closest first."""
    found = closest(wanted, keys, like_enough=_ALIKE, most=3, plain=_plain)
    return [one for one in found if _may_be_slip(_plain(one), _plain(wanted))]


def _may_be_slip(key: str, wanted: str) -> bool:
    """Tell whether keys so alike may be one: a number tells two apart, and so does a word more."""
    return _DIGITS.findall(key) == _DIGITS.findall(wanted) and abs(len(key) - len(wanted)) <= _MOST_LETTERS


def _plain(key: str) -> str:
    return re.sub(r"[\s_.-]", "", key).casefold()


def _begins_unseen(facts: Facts) -> bool:
    """Tell whether this is a module that is only called from flows outside the run, whatever these give it."""
    return facts.flow.is_module and not facts.project.project.callers[facts.flow]


def _flows_before(facts: Facts) -> Iterator[Facts]:
    """Give the flows of the run that a contact may come from, straight or by way of others.

    Before a flow of a type that starts with a queue, a whisper say, any flow of the run may have come.
    """
    project, this = facts.project, facts.flow
    if this.type is not None and language.listed("starts_with_queue", this.type):
        return (project.of(flow) for flow in project.project.flows if flow is not this)
    return map(project.of, _closure(this, lambda flow: _callers(project, flow)))


def _closure(start: Flow, step: Callable[[Flow], Iterable[Flow]]) -> Collection[Flow]:
    """Give the flows that one or more steps lead to, in the order in which they are found."""
    found: dict[Flow, None] = {}
    waiting = [start]
    while waiting:
        for flow in step(waiting.pop()):
            if flow not in found:
                found[flow] = None
                waiting.append(flow)
    return found


def _callers(project: ProjectFacts, flow: Flow) -> Iterator[Flow]:
    """Give the flows that hand over to a flow or call it, and those that may: nobody knows to whom they hand over."""
    yield from (caller for caller, _ in project.project.callers[flow])
    if not flow.is_module:
        yield from (caller for caller, target in project(_open_handovers) if not flow.ids or is_filled_in(target))


def _open_handovers(project: ProjectFacts) -> tuple[tuple[Flow, str], ...]:
    """Give the flows that hand over to one which is not known to be in the run, with what they name it."""
    return tuple(
        (flow, target)
        for flow in project.project.flows
        for block in flow.of_type(_HANDOVER)
        if project.project.target(block) is None and isinstance(target := block.parameters.get("ContactFlowId"), str)
    )


def _unseen_calls(facts: Facts) -> list[Block]:
    """Give the blocks that call a module which is not in the run."""
    calls = (block for block in facts(reachable_blocks) if block.type == MODULE_CALL)
    return [block for block in calls if facts.project.project.target(block) is None]


def _gives(facts: Facts, namespace: language.Namespace) -> bool:
    """Tell whether a block of a flow gives an answer, or a module that it calls may."""
    blocks = list(facts(reachable_blocks))
    if namespace.seen_in_modules and any(block.type == MODULE_CALL for block in blocks):
        return True
    return any(name == namespace.name for block in blocks for name, _ in facts(defined)[block.id])
