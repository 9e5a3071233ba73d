"""A second opinion on the path rules: what one flow alone must be told, found by trying every state there is.

Written from what the rules promise, not from how they are computed: no solver, no graph library and nothing of
`flowlint.analysis`. A state is a block, what the attributes hold that the flow asks for, and what a rule needs to
remember of the way. States are explored breadth first, so that the first way found to one is a shortest. All of that
takes exponential time in theory and next to none on a flow; `TooLarge` is raised past `MOST_STATES`.
"""

import json
import re
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import resources
from itertools import product
from typing import Any, NamedTuple

from flowlint.model.flow import Block, Flow, Transition
from flowlint.model.references import Reference, is_filled_in, references, references_in

MOST_STATES = 60_000

Held = frozenset[tuple[str, str]]
"""What attributes are known to hold: pairs of `Attributes.key` and the text."""

UNSET = "(not set)"
"""Stands for the text of an attribute that is surely not set."""
Memory = Hashable


class TooLarge(Exception):
    """A flow has more states than anybody should wait for."""


class State(NamedTuple):
    """Where a contact is, what its attributes hold, and what a rule remembers of the way."""

    block: str
    held: Held
    memory: Any


Move = Callable[[Any, Block, Transition], Iterable[Memory]]
"""Give what may be remembered behind a branch, from what was before its block; nothing where the way ends."""

Goal = Callable[[str, Any], bool]
"""Tell whether a finding is shown at a block with this in memory."""


# What the language says, read from its data here once more


@cache
def data(name: str) -> dict[str, Any]:
    text = resources.files("flowlint.language").joinpath(f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    return {entry["type"]: entry for entry in data("actions")["actions"]}


def value_at(parameters: Any, path: str) -> Any:
    for part in path.split("."):
        parameters = parameters.get(part) if isinstance(parameters, Mapping) else None
    return parameters


def any_line_holds(test: Mapping[str, str], block: Block) -> bool:
    return any(line_holds(wanted, value_at(block.parameters, path)) for path, wanted in test.items())


def line_holds(wanted: str, there: Any) -> bool:
    if wanted in ("present", "any", "absent"):
        return (there is None) == (wanted == "absent")
    if wanted == "blank":
        return isinstance(there, str) and re.sub("<[^>]*>", "", there.replace("<sub", "sub")).strip() == ""
    if wanted.startswith("contains "):
        return isinstance(there, str | list) and wanted.removeprefix("contains ") in there
    if wanted.startswith("starts "):
        return isinstance(there, str) and there.startswith(wanted.removeprefix("starts "))
    return there == wanted or (isinstance(there, bool) and str(there).lower() == wanted.lower())


def fits(tests: Mapping[str, Any], block: Block) -> bool:
    return ("when" not in tests or any_line_holds(tests["when"], block)) and not (
        "unless" in tests and any_line_holds(tests["unless"], block)
    )


def fact(group: str, name: str) -> Any:
    """Give what a fact of behaviour.json is true of."""
    return data("behaviour")[group][name]["of"]


def has(block: Block, trait: str) -> bool:
    types = fact("block_types", trait)
    return block.type in types and fits(types[block.type], block)


# Branches and what has happened behind them


def next_of(block: Block) -> str | None:
    return next((branch.target for branch in block.transitions if branch.kind == "next"), None)


def conditions_of(block: Block) -> list[Transition]:
    return [branch for branch in block.transitions if branch.kind == "condition"]


def is_way(block: Block, branch: Transition) -> bool:
    """Tell whether a contact can take a branch: not a copied NextAction, nor one of a block that does not come back."""
    if branch.kind != "next":
        return True
    known = catalogue().get(block.type)
    if known and (known["terminal"] or has(block, "leaves_on_success") or has(block, "mirrored_next")):
        return False
    others = {one.target for one in block.transitions if one.kind != "next"}
    return not (conditions_of(block) and branch.target in others)


def happened(block: Block, branch: Transition) -> bool:
    """Tell whether the block's work is done behind one of its branches."""
    if branch.kind != "error" or branch.label in fact("errors", "after_the_work"):
        return True
    return has(block, "joined_error_counts") and branch.target == next_of(block)


def stores_input(block: Block) -> bool:
    return block.type == "GetParticipantInput" and block.parameters.get("StoreInput") in ("True", True)


def is_lambda(block: Block) -> bool:
    """Tell whether a block calls a Lambda function and waits for its answer."""
    return block.type == "InvokeLambdaFunction" and block.parameters.get("InvocationType") != "ASYNCHRONOUS"


def ran_module(block: Block, branch: Transition) -> bool:
    """Tell whether a module ran: one that cannot be seen, in a flow alone in its run."""
    return block.type == "InvokeFlowModule" and happened(block, branch)


def rounds(block: Block) -> str:
    """Give a name for the rounds of a Loop block of which there is one at least; "" for any other."""
    counts = block.type == "Loop" and re.fullmatch(r"0*[1-9]\d*", str(block.parameters.get("LoopCount")), re.ASCII)
    return f"(rounds of {block.id})" if counts else ""


# Names of what is read, set and compared


def whole(text: Any) -> Reference | None:
    """Give the reference that a text is, if it is nothing but one."""
    found = list(references_in(text)) if isinstance(text, str) else []
    return found[0] if len(found) == 1 and found[0].text == text else None


def attribute(reference: Reference | None) -> str | None:
    """Name the attribute a reference means, `Attributes.plan` say; None for all that is no attribute."""
    if reference is None or reference.namespace not in fact("namespaces", "attributes"):
        return None
    return ".".join(reference.parts) if reference.key else None


def sets(block: Block) -> Mapping[str, Any]:
    """Give the attributes a block sets when it runs, with their values."""
    found: dict[str, Any] = {}
    for namespace, entry in fact("namespaces", "attributes").items():
        for by in entry["by"]:
            values = block.parameters.get(entry["keyed_by"])
            if block.type == by["type"] and fits(by, block) and isinstance(values, Mapping):
                found |= {f"{namespace}.{key}": value for key, value in values.items()}
    return found


def namespaces() -> Mapping[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = fact("namespaces", "results")
    return found


class Result(NamedTuple):
    """A set of answers that come and go together: a namespace, or one loop of that of the loops."""

    namespace: str
    key: str = ""


def shown(name: str) -> str:
    """Write a name as a reference to it."""
    namespace, _, key = name.partition(".")
    plain = f"$.{name}"
    return plain if whole(plain) else f"$.{namespace}['{key}']"


def result(reference: Reference) -> Result | None:
    """Give the answers that a reference is one of."""
    fitting = [name for name in namespaces() if name.split(".") == list(reference.parts[: name.count(".") + 1])]
    if not fitting:
        return None
    name = max(fitting, key=len)
    keyed = "keyed_by" in namespaces()[name]
    return Result(name, reference.parts[1] if keyed and len(reference.parts) > 1 else "")


def produces(block: Block, wanted: Result) -> bool:
    entry = namespaces()[wanted.namespace]
    if not any(block.type == by["type"] and fits(by, block) for by in entry["by"]):
        return False
    return "keyed_by" not in entry or block.parameters.get(entry["keyed_by"]) == wanted.key


def topic_of(answers: Result) -> str:
    """Give one name for answers that the same blocks give."""
    makers = namespaces()[answers.namespace]["by"]
    return next(name for name, entry in namespaces().items() if entry["by"] == makers)


def topic(reference: Reference | None) -> str | None:
    """Name what a reference is about: an attribute, or answers by one of their names."""
    answers = result(reference) if reference is not None else None
    return attribute(reference) if answers is None else topic_of(answers)


def compared(block: Block) -> Reference | None:
    parameter = fact("parameters", "compared").get(block.type)
    return whole(block.parameters.get(parameter)) if parameter else None


def proves(block: Block, branch: Transition) -> Reference | None:
    """Give what is known to be there behind a branch, since it was compared with something and matched."""
    return compared(block) if branch.kind == "condition" and branch.operand != "" else None


def reads(block: Block) -> Iterator[Reference]:
    """Give what a block reads and needs: not what it looks at to find out, nor what it hands round."""
    looked_at = fact("parameters", "compared").get(block.type)
    carried = fact("parameters", "carried_over").get(block.type, {})
    own = {
        (entry["keyed_by"], name)
        for name, entry in fact("namespaces", "attributes").items()
        if any(block.type == by["type"] for by in entry["by"])
    }
    for reference in references(block):
        parameter, key = reference.at[1], reference.at[2] if len(reference.at) > 2 else None
        if parameter == looked_at or carried.get(parameter) == reference.namespace:
            continue
        if (parameter, reference.namespace) in own and key in reference.possible_keys:
            continue
        yield reference


# The search


@dataclass(eq=False)
class StateSearch:
    """All states that can be reached from some first ones, each with the length of the shortest way to it."""

    world: "World"
    starts: tuple[State, ...]
    move: Move

    def steps(self, state: State, branch: Transition) -> Iterator[State]:
        """Follow a branch: nowhere, where that contradicts what attributes hold or the rule stops there."""
        block = self.world.blocks[state.block]
        held = self.world.held_behind(block, branch, state.held)
        if held is not None:
            for memory in self.move(state.memory, block, branch):
                yield State(branch.target, held, memory)

    @cached_property
    def origins(self) -> Mapping[State, tuple[State, Transition] | None]:
        """Give every state in the order it is found, nearest first, with the one before it and the branch between."""
        found: dict[State, tuple[State, Transition] | None] = dict.fromkeys(self.starts)
        queue = deque(found)
        while queue:
            state = queue.popleft()
            for branch in self.world.ways[state.block]:
                for after in self.steps(state, branch):
                    if after not in found:
                        found[after] = state, branch
                        queue.append(after)
            if len(found) > MOST_STATES:
                raise TooLarge
        return found

    def first(self, block_id: str, goal: "Goal") -> State | None:
        """Give the state in which a block is reached first with the goal met; None where it is not."""
        ends = (state for state in self.origins if state.block == block_id and goal(block_id, state.memory))
        return next(ends, None)

    def way_to(self, state: State) -> list[Transition]:
        """Give a shortest path to a state."""
        path: list[Transition] = []
        while (origin := self.origins[state]) is not None:
            state, branch = origin
            path.insert(0, branch)
        return path

    def follow(self, path: Iterable[Transition], begins: str = "") -> set[State]:
        """Give the states that a path can end in, from the start or from where a block is reached; none for no path."""
        states = {one for one in self.origins if one.block == begins} if begins else set(self.starts)
        for branch in path:
            known = branch in self.world.ways.get(branch.source, ())
            states = {
                after for one in states if known and one.block == branch.source for after in self.steps(one, branch)
            }
        return states


@dataclass(frozen=True)
class Expected:
    """A finding that there must be, and a shortest path that shows it; it may be made `instead` as well as it is.

    `begins` is the block at which the path that is shown begins, where it is a part of one from the entry.
    """

    rule: str
    block: str
    subject: str
    search: StateSearch
    goal: Goal
    path: list[Transition]
    instead: tuple["Expected", ...] = ()
    begins: str = ""

    def shown_by(self, path: tuple[Transition, ...]) -> bool:
        """Tell whether a path, which need not be a shortest, shows this."""
        return any(self.goal(state.block, state.memory) for state in self.search.follow(path, self.begins))


class World:
    """One flow, alone in its run."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.blocks: dict[str, Block] = {}
        for block in flow.blocks:
            self.blocks.setdefault(block.id, block)
        self._searches: dict[str, StateSearch] = {}
        self.ways = {block.id: self._ways(block) for block in self.blocks.values()}
        self.asked = {name for block in self.blocks.values() if (name := attribute(compared(block)))}

    def _ways(self, block: Block) -> list[Transition]:
        """Give the branches that can be taken, in their order."""
        return [one for one in block.transitions if is_way(block, one) and one.target in self.blocks]

    def held_behind(self, block: Block, branch: Transition, held: Held) -> Held | None:
        """Give what the attributes hold behind a branch, None if nobody with these can take it."""
        known = dict(held)
        if branch.kind == "condition" and (loop := rounds(block)) in known:
            if branch.operand == "DoneLooping" and known[loop] == UNSET:
                return None
            if branch.operand == "ContinueLooping":
                known[loop] = "begun"
        name = attribute(compared(block))
        if name is not None:
            equals = branch.kind == "condition" and branch.operator == "Equals" and not is_filled_in(branch.operand)
            text = known.get(name)
            if text is not None and not self._may_take(block, branch, equals, text):
                return None
            if equals:
                known[name] = branch.operand
        if happened(block, branch):
            for name, value in sets(block).items():
                known.pop(name, None)
                text = value.get("Value") if isinstance(value, Mapping) else value
                if name in self.asked and isinstance(text, str) and not is_filled_in(text):
                    known[name] = text
        return frozenset(known.items())

    @staticmethod
    def _may_take(block: Block, branch: Transition, equals: bool, text: str) -> bool:
        if equals:
            return branch.operand == ("" if text == UNSET else text)
        if branch.kind == "error" and branch.label == "NoMatchingCondition":
            return all(one.operator != "Equals" or one.operand != text for one in conditions_of(block))
        return True

    def search(self, memory: Memory, move: Callable[[Any, Block, Transition], Memory]) -> StateSearch:
        """Search from the entry of the flow with this in mind."""
        return self.search_any(memory, lambda *of: (move(*of),))

    def search_any(self, memory: Memory, move: Move) -> StateSearch:
        """Search from the entry where several things may be remembered of one way, or a way may be dropped."""
        start = self.flow.start
        return StateSearch(self, (State(start, self.held_at_start, memory),) if start in self.blocks else (), move)

    @cached_property
    def held_at_start(self) -> Held:
        """Say which attributes are not set where the flow begins, of those it asks for and sets; no loop has begun."""
        near = [self.blocks[block_id] for block_id, _ in self._walk(frozenset())]
        set_here = {name for block in near for name in sets(block)}
        begins = self.flow.type == "CONTACT_FLOW" and not any(
            has(block, "comes_with_queue") or block.type == "InvokeFlowModule" for block in near
        )
        return frozenset((name, UNSET) for block in near if (name := rounds(block))) | frozenset(
            (name, UNSET)
            for name in {attribute(compared(block)) for block in near} & set_here
            if name and (name.startswith("FlowAttributes.") or (begins and not self._comes_with_contact(name, near)))
        )

    def _comes_with_contact(self, name: str, near: Iterable[Block]) -> bool:
        """Tell whether a block reads an attribute or asks for it, before which no other can have set it."""
        setting = frozenset(block.id for block in near if name in sets(block))
        for block in near:
            wanted = [
                attribute(compared(block)),
                *(f"{one.namespace}.{key}" for one in reads(block) for key in one.possible_keys),
            ]
            if name in wanted and (block.id, True) not in self._walk(setting, until=block.id):
                return True
        return False

    def _walk(self, marking: frozenset[str], until: str = "") -> set[tuple[str, bool]]:
        """Give the blocks that are reached, whatever attributes hold, and whether one of some blocks was passed."""
        found = {(self.flow.start or "", False)} if self.flow.start in self.blocks else set()
        waiting = list(found)
        while waiting:
            here, passed = waiting.pop()
            for branch in self.ways[here] if here != until else ():
                there = branch.target, passed or here in marking
                if there not in found:
                    found.add(there)
                    waiting.append(there)
        return found

    def remembered(self, name: str, make: Callable[[], StateSearch]) -> StateSearch:
        """Give a search that several rules share."""
        if name not in self._searches:
            self._searches[name] = make()
        return self._searches[name]

    @cached_property
    def everywhere(self) -> StateSearch:
        """All states without any rule's memory."""
        return self.search(None, lambda memory, _block, _branch: memory)

    @cached_property
    def reached(self) -> list[Block]:
        """Give the blocks that some contact reaches, in the order of the file."""
        ids = {state.block for state in self.everywhere.origins}
        return [block for block in self.blocks.values() if block.id in ids]

    def at_each(
        self,
        rule: str,
        search: StateSearch,
        blocks: Iterable[Block],
        goal: Goal,
        subject: str | Callable[[Any], str] = "",
    ) -> Iterator[Expected]:
        """Expect a finding at each of these blocks that is reached with the goal met.

        `subject` may be what is remembered at the end of the way that is found first.
        """
        for block in blocks:
            end = search.first(block.id, goal)
            if end is not None:
                about = subject if isinstance(subject, str) else subject(end.memory)
                yield Expected(rule, block.id, about, search, goal, search.way_to(end))


def at_first(found: list[Expected]) -> Iterator[Expected]:
    """Keep the finding that is reached first; any of them where several are reached as soon."""
    if found:
        first, *others = [one for one in found if len(one.path) == min(len(one.path) for one in found)]
        yield replace(first, instead=tuple(others))


# The rules


def attribute_read_before_set(world: World) -> Iterator[Expected]:
    wanted: dict[tuple[str, ...], list[Block]] = {}
    for block in world.reached:
        for reference in reads(block):
            if attribute(reference):
                names = tuple(f"{reference.namespace}.{key}" for key in reference.possible_keys)
                wanted.setdefault(names, []).append(block)
    findings: dict[str, list[Expected]] = {}
    for names, blocks in wanted.items():
        here = [name for block in world.reached for name in sets(block) if name in names]
        if not here and not names[0].startswith("FlowAttributes."):
            continue
        name = here[0] if here else names[-1]
        search = world.search("missing", _setting(names))
        needing = [block for block in blocks if not _asked_for_in_turn(world, block, names)]
        found = world.at_each(
            "attribute-read-before-set", search, needing, lambda _, memory: memory == "missing", shown(name)
        )
        findings.setdefault(name, []).extend(found)
    for found_there in findings.values():
        yield from at_first(found_there)


def _setting(names: tuple[str, ...]) -> Callable[[str, Block, Transition], str]:
    """Follow whether an attribute is set, under any of the names that a reference may mean."""

    def move(memory: str, block: Block, branch: Transition) -> str:
        proven = proves(block, branch)
        if (happened(block, branch) and any(name in names for name in sets(block))) or (
            proven is not None and attribute(proven) in names
        ):
            return "set"
        if ran_module(block, branch) and names[0].startswith("Attributes."):
            return "set"
        return memory

    return move


def _asked_for_in_turn(world: World, block: Block, names: tuple[str, ...]) -> bool:
    """Tell whether nothing is set before a block first reads it, and all is right with that.

    All reads here hand a program what is set behind it, for the next time round; or a module, whose callers cannot be
    seen, takes it from one of them.
    """
    handed = fact("parameters", "asks_a_program").get(block.type)
    reading = [one for one in reads(block) if attribute(one) and f"{one.namespace}.{one.key}" == names[0]]
    setting = [one for one in world.reached if any(name in names for name in sets(one))]

    def move(memory: bool, here: Block, _: Transition) -> tuple[bool, ...]:
        return () if here is block else (memory or here in setting,)

    first = world.search_any(False, move)
    if any(state.block == block.id and state.memory for state in first.origins):
        return False
    if world.flow.is_module and names[0].startswith("Attributes."):
        return True
    return (
        handed is not None
        and all(one.at[1] == handed for one in reading)
        and any(block.id in _behind(world, setter.id) for setter in setting)
    )


def result_read_before_produced(world: World) -> Iterator[Expected]:
    groups: dict[str, list[Expected]] = {}
    for block in world.reached:
        for answers in dict.fromkeys(filter(None, map(result, reads(block)))):
            one = _missed_answer(world, block, answers)
            if one is not None:
                missed = _missed_at(world, block, answers, one.path)
                cause = one.subject if missed is None else f"{missed.source} {_first_alike(world, missed)}"
                groups.setdefault(cause, []).append(replace(one, subject=cause))
    for group in groups.values():
        yield from at_first(group)


def _first_alike(world: World, edge: Transition) -> str:
    """Give the first name of the branches of a kind that lead one way: a file may have them in any order."""
    branches = world.flow.by_id[edge.source].transitions
    return min(one.via for one in branches if (one.kind, one.target) == (edge.kind, edge.target))


def _missed_answer(world: World, block: Block, answers: Result) -> Expected | None:
    """Expect that a block is told that it reads answers which are not there.

    What may have been there before the flow began must be given on some way to the block before it first runs, and is
    shown on a way where giving it failed if there is one.
    """
    entry = namespaces()[answers.namespace]
    outside = bool(entry["in_modules"]) if world.flow.is_module else entry["lives"] == "contact"
    if outside and not _passes_maker(world, answers, block):
        return None
    until = world.search_any("missing", _answering(world, answers, block))
    past = world.search_any("missing", _answering(world, answers, None))
    goals = [(until, lambda _, there: there == "failed")] if outside else []
    for search, goal in (*goals, (past, lambda _, there: there != "there")):
        for one in world.at_each(
            "result-read-before-produced", search, [block], goal, shown(".".join(filter(None, answers)))
        ):
            return one
    return None


def _answering(world: World, answers: Result, until: Block | None) -> Move:
    """Follow whether there is an answer, or the block that gives it failed; all ways may end at a block."""

    def move(memory: str, block: Block, branch: Transition) -> tuple[str, ...]:
        if block is until:
            return ()
        if memory == "there" or gives(world, answers, block, branch):
            return ("there",)
        return ("failed" if produces(block, answers) else memory,)

    return move


def gives(world: World, answers: Result, block: Block, branch: Transition) -> bool:
    """Tell whether there is an answer behind a branch: it came, or it was compared and matched, or came before."""
    proven = compared(block) if _came_before(world, block) else proves(block, branch)
    also = result(proven) if proven is not None else None
    same = also is not None and topic_of(also) == topic_of(answers) and also.key == answers.key
    return same or (happened(block, branch) and produces(block, answers))


def _came_before(world: World, block: Block) -> bool:
    """Tell whether a block compares an answer that only a flow before can have got, in a flow that one may lead to."""
    asked = compared(block)
    answers = result(asked) if asked is not None else None
    begins = world.flow.type == "CONTACT_FLOW" and not any(has(one, "comes_with_queue") for one in world.reached)
    if answers is None or world.flow.is_module or begins or namespaces()[answers.namespace]["lives"] != "contact":
        return False
    found = {world.flow.start or ""} - {block.id}
    waiting = list(found)
    while waiting:
        new = {branch.target for branch in world.ways.get(waiting.pop(), ())} - found - {block.id}
        found |= new
        waiting += new
    makers = (
        world.blocks[one]
        for one in found
        if any(produces(world.blocks[one], Result(name)) for name in _topics(answers))
    )
    return not any(block.id in _behind(world, one.id) for one in makers)


def _topics(answers: Result) -> list[str]:
    """Give all names of answers that the same blocks give."""
    return [name for name in namespaces() if topic_of(Result(name)) == topic_of(answers)]


def _missed_at(world: World, reading: Block, answers: Result, path: list[Transition]) -> Transition | None:
    """Give the branch by which a path misses an answer: where giving it failed, or where it goes past all who do."""
    for branch in reversed(path):
        if produces(world.blocks[branch.source], answers):
            return branch
    for branch in reversed(path):
        past_all = branch.target == reading.id or not _leads_over_maker(world, branch.target, answers, reading)
        if past_all and _leads_over_maker(world, branch.source, answers, reading):
            return branch
    return None


def _leads_over_maker(world: World, block_id: str, answers: Result, reading: Block) -> bool:
    """Tell whether some way from a block to the one that reads gives the answer, whatever attributes hold."""
    found = {(block_id, False)}
    waiting = list(found)
    while waiting:
        here, given = waiting.pop()
        if here == reading.id and here != block_id:
            continue
        for branch in world.ways[here]:
            after = branch.target, given or gives(world, answers, world.blocks[here], branch)
            if after not in found:
                found.add(after)
                waiting.append(after)
    return (reading.id, True) in found


def _passes_maker(world: World, answers: Result, reading: Block) -> bool:
    """Tell whether some way to a read goes through a block that gives the answer, before the read first runs."""

    def move(memory: bool, block: Block, _: Transition) -> tuple[bool, ...]:
        return () if block is reading else (memory or produces(block, answers),)

    search = world.search_any(False, move)
    return any(state.block == reading.id and state.memory for state in search.origins)


def logging(memory: str, block: Block, branch: Transition) -> str:
    """Follow what is known of flow logging: on, off, inherited, or set by a module."""
    if block.type == "UpdateFlowLoggingBehavior" and happened(block, branch):
        words = {"Enabled": "on", "Disabled": "off"}
        return words.get(str(block.parameters.get("FlowLoggingBehavior")), memory)
    return "module" if ran_module(block, branch) else memory


def stores_secret(block: Block) -> bool:
    """Tell whether a block stores more than the one digit of a menu."""
    return stores_input(block) and value_at(block.parameters, "InputValidation.CustomValidation.MaximumLength") not in (
        "1",
        1,
    )


def logging_on_while_storing_input(world: World) -> Iterator[Expected]:
    storing = [one for one in world.reached if stores_secret(one) and "InputEncryption" not in one.parameters]
    search = world.search("inherited", logging)
    yield from world.at_each("logging-on-while-storing-input", search, storing, lambda _, memory: memory == "on")


def logging_inherited_while_storing_input(world: World) -> Iterator[Expected]:
    comes_from_another = {"AGENT_HOLD", "AGENT_TRANSFER", "CUSTOMER_HOLD", "CUSTOMER_QUEUE", "MODULE", "QUEUE_TRANSFER"}
    if world.flow.type not in comes_from_another:
        return
    search = world.search("inherited", logging)
    known_on = {state.block for state in search.origins if state.memory == "on"}
    harmless = ("InputEncryption", "InputValidation.PhoneNumberValidation")
    storing = [
        one
        for one in world.reached
        if stores_secret(one)
        and one.id not in known_on
        and all(value_at(one.parameters, path) is None for path in harmless)
    ]
    yield from at_first(
        list(
            world.at_each(
                "logging-inherited-while-storing-input", search, storing, lambda _, memory: memory == "inherited"
            )
        )
    )


def is_end(block: Block) -> bool:
    """Tell whether the flow ends at a block, or hands the contact on there."""
    known = catalogue().get(block.type)
    return bool(known and known["terminal"]) or has(block, "leaves_on_success")


def asks(block: Block) -> bool:
    """Tell whether a block waits for the customer to answer."""
    return block.type in (
        "AuthenticateParticipant",
        "ConnectParticipantWithAgenticCX",
        "ConnectParticipantWithLexBot",
        "ShowView",
    ) or (block.type == "GetParticipantInput" and block.parameters.get("EnableDTMFBuffer") is None)


def logging_left_off(world: World) -> Iterator[Expected]:
    for setter in world.reached:
        if setter.type != "UpdateFlowLoggingBehavior" or setter.parameters.get("FlowLoggingBehavior") != "Disabled":
            continue

        def move(memory: str, block: Block, branch: Transition, setter: Block = setter) -> str:
            if block.type == "UpdateFlowLoggingBehavior" and happened(block, branch):
                off = block.parameters.get("FlowLoggingBehavior") == "Disabled"
                # Who turns logging off again where input was stored since it went off does nothing.
                if memory.startswith("stored") and off:
                    return memory
                return "off here" if block is setter else "off elsewhere" if off else "set elsewhere"
            if ran_module(block, branch):
                return "set elsewhere"
            if memory == "stored" and asks(block) and not stores_secret(block):
                return "stored and asked more"
            if stores_secret(block) and happened(block, branch):
                return {"off here": "stored", "off elsewhere": "stored, off by another"}.get(memory, memory)
            return memory

        def goal(block_id: str, memory: str) -> bool:
            block = world.blocks[block_id]
            if not is_end(block) or (world.flow.is_module and block.type == "EndFlowModuleExecution"):
                return False
            return memory == "stored and asked more" or (memory == "stored" and not has(block, "nothing_follows"))

        search = world.search("not yet", move)
        ends = world.at_each("logging-left-off", search, world.reached, goal)
        yield from (replace(one, block=setter.id, instead=()) for one in at_first(list(ends)))


NO_QUEUE = "no queue"
LACKED = "no queue, as a block before was told"
EARLIER = "the queue that the flow before may have set"
UNSEEN = "unseen"
"""What may have been set or checked out of sight: in a module, or in the flow before."""


OF_NO_QUEUE = LACKED, "checked", ""


class Queue(NamedTuple):
    """What is known on the way to a queue."""

    queue: str
    """The queue set last."""
    unseen: bool
    """Whether checks may have been made out of sight."""
    hours: str = "unchecked"
    """What was told of the hours of this very queue, if no other hours were checked since."""
    own: tuple[Any, str, str] | None = None
    """What was told of hours that a check named itself, with these, and the queue that this tells of."""
    staffed: frozenset[str] = frozenset()
    """The queues of which it was told whether agents are there."""
    metrics_of: str = NO_QUEUE
    may_wait: bool = False


def named_queue(block: Block) -> str | None:
    """Give the queue that a block names, None where it means the one set last."""
    for parameter in ("QueueId", "AgentId"):
        if parameter in block.parameters:
            return f"{parameter} {block.parameters[parameter]}"
    return None


def may_have_run(block: Block, branch: Transition) -> bool:
    """Tell whether a module may have done its work with the queue.

    Here one counts as run also where it failed and its author led that to where its success goes.
    """
    onward = {one.target for one in block.transitions if one.kind != "error" and is_way(block, one)}
    return ran_module(block, branch) or (block.type == "InvokeFlowModule" and branch.target in onward)


def queue_move(memory: Queue, block: Block, branch: Transition) -> Queue:
    if may_have_run(block, branch):
        return Queue(UNSEEN, True, may_wait=memory.may_wait)
    if memory.queue in (NO_QUEUE, LACKED) and needs_queue(block):
        return _lacking_queue(memory, block)
    if block.type == "UpdateContactTargetQueue" and happened(block, branch):
        return with_queue(memory, named_queue(block) or "of no name")
    return _checked(memory, block, branch)


def _lacking_queue(memory: Queue, block: Block) -> Queue:
    """Say no more of a queue that is not there, nor of the check made of it: this block is told, and that is enough."""
    memory = memory._replace(queue=LACKED)
    if block.type == "CheckHoursOfOperation":
        return memory._replace(own=OF_NO_QUEUE)
    if has(block, "uses_current_queue") and _of_agents(block):
        return memory._replace(staffed=memory.staffed | {LACKED})
    return memory


def _of_agents(block: Block) -> bool:
    """Tell whether a block looks at whether agents are there."""
    return block.type == "GetMetricData" or block.parameters.get("MetricType") in fact("metrics", "staffing")


def _checked(memory: Queue, block: Block, branch: Transition) -> Queue:
    """Learn what a check told."""
    told = branch.kind == "condition" or (branch.kind == "error" and branch.label == "NoMatchingCondition")
    about = named_queue(block) or memory.queue
    word = _word_of_hours(block, branch) if block.type == "CheckHoursOfOperation" else None
    if word is not None:
        own = block.parameters.get("HoursOfOperationId")
        if own is not None:
            first = memory.hours == "unchecked" and (memory.own is None or memory.own[0] == own)
            queue = memory.queue if first and is_queued(memory) and memory.queue != "its own" else ""
            memory = memory._replace(hours="unchecked", own=(own, word, queue))
        else:
            memory = memory._replace(hours=word, own=None if memory.own == OF_NO_QUEUE else memory.own)
    elif block.type == "CheckMetricData" and _of_agents(block) and told:
        memory = memory._replace(staffed=memory.staffed | {about})
    elif block.type == "GetMetricData" and happened(block, branch):
        memory = memory._replace(metrics_of=about)
    reference = compared(block)
    if reference is None or not told:
        return memory
    if reference.parts[:2] == ("Metrics", "Agents") and memory.metrics_of != NO_QUEUE:
        return memory._replace(staffed=memory.staffed | {memory.metrics_of})
    return memory._replace(may_wait=True) if reference.parts == ("Channel",) and _may_wait(block, branch) else memory


def _word_of_hours(block: Block, branch: Transition) -> str | None:
    """Say what a branch of Check hours tells; a failure that goes the way of closed hours is as good as checked."""
    if branch.kind == "condition":
        return {"True": "open", "False": "closed"}.get(branch.operand)
    joined = [one.operand for one in block.transitions if one.kind == "condition" and one.target == branch.target]
    return "checked" if branch.kind == "error" and joined == ["False"] else None


def _may_wait(block: Block, branch: Transition) -> bool:
    """Tell whether only contacts of channels that may wait come by this branch of a check of the channel."""
    if branch.kind == "condition":
        return branch.operator == "Equals" and branch.operand in fact("channels", "unchecked")
    excluded = {one.operand for one in conditions_of(block) if one.operator == "Equals"}
    return excluded >= set(fact("channels", "checked"))


def with_queue(memory: Queue, queue: str) -> Queue:
    """Set the queue, which throws away what was learned of another; one that was named before may be the same."""

    def may_be(told: str) -> bool:
        return told == queue or (told != memory.queue and told[:3] != "no " and "$." in told + queue)

    return memory._replace(
        queue=queue,
        hours=memory.hours if queue == memory.queue else "unchecked",
        staffed=frozenset(told for told in memory.staffed if told == LACKED or may_be(told)),
        metrics_of=memory.metrics_of if may_be(memory.metrics_of) else NO_QUEUE,
    )


def queues(world: World) -> StateSearch:
    return world.remembered("queues", lambda: world.search(_queue_at_entry(world), queue_move))


def _queue_at_entry(world: World) -> Queue:
    unset = NO_QUEUE if starts_without_queue(world) else EARLIER
    first = "its own" if world.flow.type in fact("flow_types", "starts_with_queue") else unset
    return Queue(first, unseen=world.flow.type not in (None, "CONTACT_FLOW"))


def transfers(world: World) -> list[Block]:
    return [block for block in world.reached if block.type == "TransferContactToQueue"]


def at_transfer(world: World, goal: Callable[[Queue], bool]) -> Goal:
    """Look at what is known where a transfer is reached; one that names a queue, as Connect refuses, sets it."""

    def at_block(block_id: str, memory: Queue) -> bool:
        named = named_queue(world.blocks[block_id])
        return not memory.may_wait and goal(memory if named is None else with_queue(memory, named))

    return at_block


def is_queued(memory: Queue) -> bool:
    return memory.queue not in (NO_QUEUE, LACKED, EARLIER, UNSEEN)


def queue_transfer_without_hours_check(world: World) -> Iterator[Expected]:
    def unchecked(memory: Queue) -> bool:
        known = memory.unseen or memory.hours != "unchecked" or memory.own is not None
        return is_queued(memory) and not known and not memory.queue.startswith("AgentId")

    goal = at_transfer(world, unchecked)
    yield from world.at_each("queue-transfer-without-hours-check", queues(world), transfers(world), goal)


def staffed(memory: Queue) -> bool:
    """Tell whether somebody asked for the agents of the queue that is set, as far as the names of queues tell."""
    may_be_any = any("$." in name for name in (memory.queue, *memory.staffed))
    return bool(memory.staffed) and (may_be_any or not memory.staffed.isdisjoint({memory.queue, LACKED}))


def queue_transfer_without_staffing_check(world: World) -> Iterator[Expected]:
    goal = at_transfer(world, lambda memory: is_queued(memory) and not memory.unseen and not staffed(memory))
    yield from world.at_each("queue-transfer-without-staffing-check", queues(world), transfers(world), goal)


def queue_transfer_when_closed(world: World) -> Iterator[Expected]:
    search = queues(world)

    def closed(memory: Queue) -> bool:
        if memory.queue in (NO_QUEUE, LACKED) or memory.queue.startswith("AgentId"):
            return False
        if memory.hours != "unchecked" or memory.own is None:
            return memory.hours == "closed"
        hours, told, queue = memory.own
        was_checked = memory.queue == queue and not _for_holidays(world, hours)
        return told == "closed" and (was_checked or memory.queue in _open_queues(search, hours))

    goal = at_transfer(world, closed)
    yield from world.at_each("queue-transfer-when-closed", search, transfers(world), goal)


def _for_holidays(world: World, hours: Any) -> bool:
    """Tell whether a name shows that hours are those of days off; made-up flows note no names."""
    checks = [one.id for one in world.blocks.values() if one.parameters.get("HoursOfOperationId") == hours]
    words = {word for name in (*checks, str(hours)) for word in re.split(r"[\W\d_]+", name.lower())}
    return bool(words & set(fact("names", "holiday_words")))


def _open_queues(search: StateSearch, hours: Any) -> set[str]:
    """Give the queues that the open branches of checks of the same hours transfer to, before these are checked anew."""
    world = search.world
    checks = [one.id for one in world.reached if one.parameters.get("HoursOfOperationId") == hours]

    def move(memory: Queue, block: Block, branch: Transition) -> tuple[Queue, ...]:
        again = block.id in checks and (branch.kind == "condition" or _word_of_hours(block, branch) is not None)
        return () if again else (queue_move(memory, block, branch),)

    opened = [
        after
        for state in search.origins
        if state.block in checks
        for branch in world.ways[state.block]
        if branch.kind == "condition" and branch.operand == "True"
        for after in search.steps(state, branch)
    ]
    behind = StateSearch(world, tuple(opened), move).origins
    waiting = {block.id: named_queue(block) for block in transfers(world)}
    ends: list[State] = [state for state in behind if state.block in waiting]
    return {waiting[state.block] or state.memory.queue for state in ends}


class Unset(NamedTuple):
    """That no queue is set, and the block that failed to set one last."""

    failed: str | None = None


def unset(memory: Unset | None, block: Block, branch: Transition) -> Unset | None:
    """Follow whether no queue is set; None behind a block that sets one, or that is the first to lack it."""
    proven = proves(block, branch)
    if memory is None or needs_queue(block) or (proven is not None and proven.namespace == "Queue"):
        return None
    if block.type == "UpdateContactTargetQueue":
        return None if happened(block, branch) else Unset(block.id)
    return None if may_have_run(block, branch) else memory


def starts_without_queue(world: World) -> bool:
    comes_with_one = any(has(block, "comes_with_queue") for block in world.blocks.values())
    return world.flow.type == "CONTACT_FLOW" and not comes_with_one


def needs_queue(block: Block) -> bool:
    return any(one.namespace == "Queue" for one in reads(block)) or has(block, "uses_current_queue")


def queue_transfer_without_queue(world: World) -> Iterator[Expected]:
    if starts_without_queue(world):
        search = world.search(Unset(), unset)
        lacking = [one for one in transfers(world) if named_queue(one) is None]
        yield from world.at_each("queue-transfer-without-queue", search, lacking, lambda _, memory: memory is not None)


def queue_attribute_before_queue(world: World) -> Iterator[Expected]:
    if not starts_without_queue(world):
        return
    needing = [block for block in world.reached if needs_queue(block)]
    search = world.search(Unset(), unset)
    causes: dict[str, list[Expected]] = {}
    for one in world.at_each("queue-attribute-before-queue", search, needing, lambda _, memory: memory is not None):
        setting = [
            branch.source for branch in one.path if world.blocks[branch.source].type == "UpdateContactTargetQueue"
        ]
        failed = setting[-1] if setting else ""
        causes.setdefault(failed, []).append(replace(one, subject=failed))
    for found in causes.values():
        yield from at_first(found)


def is_ordinary(block: Block, branch: Transition) -> bool:
    """Tell whether a branch is called an error and is the only way on: nothing was to be chosen."""
    ordinary = fact("branches", "ordinary_without_conditions").get(block.type, ())
    return not conditions_of(block) and branch.label in ordinary


def joins_success(world: World, block: Block, branch: Transition) -> bool:
    """Tell whether a branch leads where success leads as well."""
    return any(one.kind != "error" and one.target == branch.target for one in world.ways[block.id])


def fails(world: World, block: Block, branch: Transition) -> bool:
    """Tell whether the customer waits for what fails on this branch."""
    if branch.kind != "error" or not has(block, "customer_waits_for") or is_ordinary(block, branch):
        return False
    if not has(block, "failure_may_not_matter") or not joins_success(world, block, branch):
        return True
    elsewhere = any(
        one.kind != "error" and one.target != branch.target for one in block.transitions if is_way(block, one)
    )
    no_answer = branch.label in ("InputTimeLimitExceeded", "NoMatchingCondition")
    return hangs_up(world, world.blocks[branch.target]) and elsewhere and not no_answer


def hangs_up(world: World, block: Block) -> bool:
    """Tell whether the contact ends at a block."""
    return block.type == "DisconnectParticipant" or (block.type == "EndFlowExecution" and starts_without_queue(world))


def error_branch_disconnects_silently(world: World) -> Iterator[Expected]:
    listens = any(has(block, "customer_listens") for block in world.reached)
    if world.flow.type in fact("flow_types", "customer_elsewhere") or not listens:
        return

    def move(memory: tuple[bool, bool], block: Block, branch: Transition) -> tuple[bool, bool]:
        unheard, may_wait = memory
        reference = compared(block)
        if reference is not None and reference.parts == ("Channel",) and _may_wait(block, branch):
            may_wait = True
        if fails(world, block, branch):
            return True, may_wait
        failed = branch.kind == "error" and not happened(block, branch)
        known = block.type in catalogue()
        return unheard and known and not has(block, "heard") and not failed, may_wait

    ends = [block for block in world.reached if hangs_up(world, block)]
    search = world.search((False, False), move)
    yield from world.at_each(
        "error-branch-disconnects-silently", search, ends, lambda _, memory: memory == (True, False)
    )


ALL_CHANNELS = frozenset({"CHAT", "EMAIL", "TASK", "VOICE"})


def channels_left(memory: frozenset[str], block: Block, branch: Transition) -> frozenset[str]:
    """Give which of some channels a contact may be of behind a branch."""
    reference = compared(block)
    if reference is None or reference.parts != ("Channel",):
        return memory
    equal = [one.operand for one in conditions_of(block) if one.operator == "Equals"]
    if branch.kind == "condition":
        return memory & {branch.operand} if branch.operator == "Equals" and branch.operand in ALL_CHANNELS else memory
    return memory - set(equal) if branch.label == "NoMatchingCondition" else memory


def block_on_wrong_channel(world: World) -> Iterator[Expected]:
    def move(memory: frozenset[str], block: Block, branch: Transition) -> tuple[frozenset[str], ...]:
        left = channels_left(memory, block, branch)
        if branch.label == "NoMatchingCondition":  # joined to conditions, it is for what these are for too
            for one in block.live_branches:
                left |= channels_left(memory, block, one) if one.target == branch.target else frozenset()
        return (left,) if left else ()

    search = world.search_any(ALL_CHANNELS, move)
    for block in world.reached:
        entry = fact("placement", "fails_on").get(block.type)
        if entry is not None and fits(entry, block):
            fails = set(entry["channels"])
            yield from world.at_each(
                "block-on-wrong-channel", search, [block], lambda _, memory, fails=fails: memory <= fails
            )


def queue_flow_falls_silent(world: World) -> Iterator[Expected]:
    if world.flow.type != "CUSTOMER_QUEUE":
        return

    def move(memory: frozenset[str], block: Block, branch: Transition) -> tuple[frozenset[str], ...]:
        left = channels_left(memory, block, branch)
        plays = block.type in ("MessageParticipantIteratively", "Wait", "InvokeFlowModule")
        known = block.type in catalogue()
        return (left,) if known and not plays and branch.label != "NoMatchingError" and "VOICE" in left else ()

    ends = [block for block in world.reached if block.type == "EndFlowExecution"]
    yield from world.at_each("queue-flow-falls-silent", world.search_any(ALL_CHANNELS, move), ends, lambda *_: True)


def bot_language_not_set(world: World) -> Iterator[Expected]:
    def move(memory: bool, block: Block, branch: Transition) -> tuple[bool, ...]:
        sets_language = block.type == "UpdateContactData" and "LanguageCode" in block.parameters
        if sets_language or block.type == "InvokeFlowModule" or block.type not in catalogue():
            return ()
        if block.type != "UpdateContactTextToSpeechVoice":
            return (memory,)
        foreign = block.parameters.get("TextToSpeechVoice") in fact("names", "foreign_voices")
        return (foreign and (memory or happened(block, branch)),)

    bots = [one for one in world.reached if one.type == "ConnectParticipantWithLexBot" and "LexV2Bot" in one.parameters]
    yield from world.at_each("bot-language-not-set", world.search_any(False, move), bots, lambda _, foreign: foreign)


class Round(NamedTuple):
    """A way round to a block that failed, taken with something that attributes may hold where the block is reached.

    It can be repeated if they hold the same at its end. One that proves a value cannot where that value leads elsewhere
    the next time.
    """

    begins: Held
    held: Held
    made: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()


def unbounded_retry(world: World) -> Iterator[Expected]:
    if world.flow.type in fact("flow_types", "loops_on_purpose"):
        return
    retried = list(_retried(world))
    yield from retried
    for loop in (one for one in world.reached if one.type == "Loop"):
        round_, complete = (
            [branch.target for branch in conditions_of(loop) if branch.operand == operand]
            for operand in ("ContinueLooping", "DoneLooping")
        )
        if not complete or round_ != complete or loop.id not in _behind(world, complete[0]):
            continue
        behind = _behind(world, loop.id)
        if not any(one.block in behind and loop.id in _behind(world, one.block) for one in retried):
            yield from world.at_each("unbounded-retry", world.everywhere, [loop], lambda _here, _memory: True)


def _retried(world: World) -> Iterator[Expected]:
    for block in world.reached:
        if not has(block, "worth_a_retry"):
            continue
        begun = {Round(state.held, state.held) for state in world.everywhere.origins if state.block == block.id}

        def move(
            memory: Round | None, here: Block, branch: Transition, block: Block = block, begun: set[Round] = begun
        ) -> Iterator[Round | None]:
            if memory is None:
                yield None
                failed = branch.kind == "error" and not is_ordinary(here, branch)
                if here is block and failed and not joins_success(world, here, branch):
                    yield from (after for one in begun for after in _gone_on(world, one, here, branch))
            elif here is not block and not _bounds(here, branch):
                yield from _gone_on(world, memory, here, branch)

        search = world.search_any(None, move)
        yield from world.at_each(
            "unbounded-retry", search, [block], lambda _, memory: memory is not None and memory.begins == memory.held
        )


def _gone_on(world: World, memory: Round, block: Block, branch: Transition) -> Iterator[Round]:
    """Go on with a round, unless it contradicts itself or sets something and asks for it."""
    held = world.held_behind(block, branch, memory.held)
    made, asked = _touched(world, block, branch)
    after = memory._replace(made=memory.made | made, asked=memory.asked | asked)
    if held is not None and not after.made & after.asked:
        yield after._replace(held=held)


def _touched(world: World, block: Block, branch: Transition) -> tuple[frozenset[str], frozenset[str]]:
    """Give what is set on a branch of a block, and what was asked for in order to take it."""
    made: set[str] = set()
    if happened(block, branch):
        made = {*sets(block)} | {name for name in namespaces() if produces(block, Result(name))}
    if ran_module(block, branch):
        made |= {
            name
            for one in world.blocks.values()
            if (name := attribute(compared(one))) and name.startswith("Attributes.")
        }
    asked = topic(compared(block))
    return frozenset(made), frozenset({asked} if asked else ())


def _bounds(block: Block, branch: Transition) -> bool:
    """Tell whether nobody goes this way for ever: it counts, it rests, or somebody chose it."""
    if block.type == "Loop" and branch.kind == "condition" and branch.operand == "DoneLooping":
        return False
    if has(block, "bounds_a_retry") or block.type not in catalogue() or ran_module(block, branch):
        return True
    if branch.kind != "condition":
        return False
    return has(block, "answered_by_somebody") or (block.type == "Wait" and branch.operand != "WaitCompleted")


def endless_loop(world: World) -> Iterator[Expected]:
    told: set[str] = set()
    for left_on_error, block in product((False, True), world.reached):
        loop = _loop(world, block, left_on_error)
        if block.id in told or not loop or not _never_ends(world, loop, left_on_error):
            continue
        distances = {
            one.id: len(world.everywhere.way_to(end))
            for one in world.reached
            if one.id in loop
            if (end := world.everywhere.first(one.id, lambda _here, _memory: True))
        }
        rounds = {
            one: found
            for one in distances
            for found in world.at_each(
                "endless-loop",
                _round(world, world.blocks[one], left_on_error),
                [world.blocks[one]],
                lambda _, again: again,
            )
        }
        told |= loop
        # Nobody may come back to the block that is reached first: all ways back to it can contradict themselves.
        nearest = min((distances[one] for one in rounds), default=None)
        # Which of those that are reached as soon is told does not matter, whichever has the shorter way round.
        heads = [found for one, found in rounds.items() if distances[one] == nearest]
        yield from (replace(one, instead=tuple(heads[1:])) for one in heads[:1])


def _round(world: World, head: Block, left_on_error: bool) -> StateSearch:
    """Search for ways that come to a block, and back to it."""

    def move(memory: bool, block: Block, branch: Transition) -> Iterator[bool]:
        memory = memory or block is head
        if not (memory and left_on_error and _is_unlikely(block, branch)):
            yield memory

    return world.search_any(False, move)


def _is_unlikely(block: Block, branch: Transition) -> bool:
    """Tell whether a branch is the Error branch of a block that hardly fails."""
    return branch.kind == "error" and branch.label == "NoMatchingError" and not has(block, "worth_a_retry")


def _loop(world: World, block: Block, left_on_error: bool) -> set[str]:
    """Give the blocks that can be reached from a block and lead back to it, if need be with no error."""
    behind = _behind(world, block.id, left_on_error)
    return {one for one in behind if block.id in _behind(world, one, left_on_error)}


def _behind(world: World, block_id: str, without_errors: bool = False) -> set[str]:
    found: set[str] = set()
    waiting = [block_id] if block_id in world.blocks else []
    while waiting:
        here = world.blocks[waiting.pop()]
        ways = [one for one in world.ways[here.id] if not (without_errors and _is_unlikely(here, one))]
        new = {branch.target for branch in ways} - found
        found |= new
        waiting += new
    return found


def _never_ends(world: World, loop: set[str], left_on_error: bool) -> bool:
    blocks = [world.blocks[one] for one in loop]
    if world.flow.type in fact("flow_types", "loops_on_purpose"):
        return False
    if any(
        one.type not in catalogue()
        or is_end(one)
        or has(one, "waits")
        or has(one, "may_end_a_loop")
        or _lacks_error(one)
        for one in blocks
    ):
        return False
    if any(
        branch.target not in loop
        and not (left_on_error and branch.target in world.blocks and _is_unlikely(block, branch))
        for block in blocks
        for branch in block.transitions
        if is_way(block, branch)
    ):
        return False
    shown = any(has(block, "never_on_hold") for block in world.reached)
    return world.flow.type not in (None, "MODULE") or shown or not any(has(block, "heard") for block in blocks)


def _lacks_error(block: Block) -> bool:
    """Tell whether an error branch is missing that the block must have: it may be the way out."""
    there = {branch.label for branch in block.transitions if branch.kind == "error"}
    known = catalogue().get(block.type, {"errors": ()})
    return any(error["type"] not in there and _is_required(error, block) for error in known["errors"])


def _is_required(error: Mapping[str, Any], block: Block) -> bool:
    def holds(test: Mapping[str, str] | None) -> bool:
        rest = {path: wanted for path, wanted in (test or {}).items() if path != "conditions"}
        return any_line_holds(rest, block) or bool(test and "conditions" in test and conditions_of(block))

    if error["required"] is not None:
        return bool(error["required"])
    return holds(error.get("required_when")) and not holds(error.get("refused_when"))


def unchecked_stored_input(world: World) -> Iterator[Expected]:
    asked = {name for block in world.reached if (name := attribute(compared(block)))}

    def uses(block: Block) -> bool:
        """Tell whether a block needs the input, and not only to copy it to where it is asked for."""
        copies = {name.split(".", 1)[1] for name in sets(block) if name in asked}
        return block.type != "UpdateContactCallbackNumber" and any(
            one.namespace == "StoredCustomerInput" and not (len(one.at) > 2 and one.at[2] in copies)
            for one in reads(block)
        )

    def move(memory: str, block: Block, branch: Transition) -> str:
        if stores_input(block) and happened(block, branch):
            checked = "InputEncryption" in block.parameters or value_at(
                block.parameters, "InputValidation.PhoneNumberValidation"
            )
            return "" if checked else block.id
        reference = compared(block)
        matched = branch.kind == "condition" or any(one.operand == "Timeout" for one in conditions_of(block))
        if matched and reference is not None and reference.namespace == "StoredCustomerInput":
            return ""
        return memory

    search = world.search("", move)
    using = [block for block in world.reached if uses(block)]
    yield from by_giver(
        world.at_each("unchecked-stored-input", search, using, lambda _, memory: memory != "", lambda memory: memory)
    )


def by_giver(found: Iterable[Expected]) -> Iterator[Expected]:
    """Tell what is due to one block, the subject, once: where it is reached first."""
    groups: dict[str, list[Expected]] = {}
    for one in found:
        groups.setdefault(one.subject, []).append(one)
    for group in groups.values():
        yield from at_first(group)


class Answer(NamedTuple):
    """One key of what a Lambda function answered, on the way."""

    function: str | None = None
    """The function called last."""
    read_of: str | None = None
    """The function whose answer was read."""
    replaced_by: str | None = None
    """The block that called another function since."""


LAMBDA_ANSWERS = ("External", "LambdaInvocation.ResultData")


def lambda_key(reference: Reference | None) -> str | None:
    answers = result(reference) if reference is not None else None
    if reference is None or answers is None or answers.namespace not in LAMBDA_ANSWERS:
        return None
    return ".".join(reference.parts[answers.namespace.count(".") + 1 :])


def stale_lambda_result(world: World) -> Iterator[Expected]:
    found: list[Expected] = []
    wanted: dict[str, list[Block]] = {}
    for block in world.reached:
        for key in {key for one in reads(block) if (key := lambda_key(one))}:
            wanted.setdefault(key, []).append(block)
    for key, reading in wanted.items():
        plain = world.search(Answer(), _replacing(reading, frozenset()))
        answering = {
            state.memory.function
            for state in plain.origins
            for block in (world.blocks[state.block],)
            if lambda_key(compared(block)) == key
            or (block in reading and state.memory.read_of in (None, state.memory.function))
        }
        search = world.search(Answer(), _replacing(reading, frozenset(answering - {None})))
        found += world.at_each(
            "stale-lambda-result",
            search,
            reading,
            lambda _, now: now.replaced_by is not None,
            lambda now: now.replaced_by,
        )
    yield from by_giver(found)


def _replacing(reading: list[Block], answering: frozenset[str]) -> Callable[[Answer, Block, Transition], Answer]:
    """Follow whose answer was read and who replaced it; `answering` are the functions that give that key themselves."""

    def move(memory: Answer, block: Block, branch: Transition) -> Answer:
        if block in reading and memory.replaced_by is None:
            memory = memory._replace(read_of=memory.function)
        if ran_module(block, branch):
            return Answer()
        if not is_lambda(block) or not happened(block, branch):
            return memory
        function = str(block.parameters.get("LambdaFunctionARN"))
        if is_filled_in(function):
            return Answer()
        if memory.read_of in (None, function) or function in answering:
            return Answer(function, memory.read_of if memory.read_of == function else None)
        return Answer(function, memory.read_of, block.id)

    return move


class Given(NamedTuple):
    """A value that nobody looked at: the attribute it is kept in, "" for the answer itself, and who gave the answer."""

    kept_in: str
    answer: str
    giver: str


def unseen_answers(memory: frozenset[Given], block: Block, branch: Transition) -> frozenset[Given]:
    if block.type == "InvokeFlowModule":
        return frozenset()
    looked_at = compared(block)
    answers = {topic(looked_at), *(one.answer for one in memory if one.kept_in and one.kept_in == attribute(looked_at))}
    memory = frozenset(one for one in memory if one.answer not in answers)
    if not happened(block, branch):
        return memory
    for name, value in sets(block).items():
        given = given_by(memory, whole(value))
        memory = frozenset(one for one in memory if one.kept_in != name)
        memory |= {given._replace(kept_in=name)} if given else set()
    for name, entry in fact("namespaces", "results").items():
        if "may_be_empty" in entry and produces(block, Result(name)) and topic_of(Result(name)) == name:
            memory = frozenset(one for one in memory if one.kept_in or one.answer != name)
            memory |= {Given("", name, block.id)}
    return memory


def given_by(memory: frozenset[Given], reference: Reference | None) -> Given | None:
    """Give what nobody looked at of a value that is read, straight or out of an attribute."""
    name = attribute(reference)
    fitting = (one for one in memory if (one.kept_in == name if name else one == ("", topic(reference), one.giver)))
    return next(fitting, None)


_MARKUP = re.compile(r"<[^>]*>")


def prompt_may_speak_nothing(world: World) -> Iterator[Expected]:
    search = world.search(frozenset(), unseen_answers)
    speaking = [block for block in world.reached if has(block, "heard")]

    def spoken(block: Block) -> list[Reference]:
        return [
            one
            for one in references(block)
            if one.at[-1] in ("Text", "SSML") and _MARKUP.sub("", value_at_path(block, one)).strip() != one.text
        ]

    yield from by_giver(
        one
        for block in speaking
        for reference in spoken(block)
        for one in world.at_each(
            "prompt-may-speak-nothing",
            search,
            [block],
            lambda _, memory, reference=reference: given_by(memory, reference) is not None,
            lambda memory, reference=reference: given_by(memory, reference).giver,
        )
    )


def value_at_path(block: Block, reference: Reference) -> Any:
    value: Any = {"Parameters": block.parameters}
    for part in reference.at:
        value = value[part]
    return value


class Words(NamedTuple):
    """Words of the customer that nobody looked at: who took them, and what holds them, "" for the answer itself."""

    taken_by: str = ""
    kept: frozenset[str] = frozenset()

    def are_in(self, reference: Reference, source: tuple[str, ...]) -> bool:
        if reference.parts[: len(source)] == source:
            return "" in self.kept
        return any(f"{reference.namespace}.{key}" in self.kept for key in reference.possible_keys)


def taking_words(source: tuple[str, ...], is_open: Callable[[Block], bool], stays: Callable[[str], bool]) -> Any:
    """Follow what holds words of the customer, until something looks at them."""

    def move(memory: Words, block: Block, branch: Transition) -> Words:
        takes = produces(block, Result(source[0])) and happened(block, branch)
        if not takes and memory.kept and _looks_at(memory, block, source):
            return Words()
        if takes and is_open(block):
            return Words(block.id, frozenset({""}))
        if not happened(block, branch):
            return memory
        texts = {
            name: value.get("Value") if isinstance(value, Mapping) else value for name, value in sets(block).items()
        }
        copies = {
            name
            for name, text in texts.items()
            if isinstance(text, str) and stays(text) and any(memory.are_in(one, source) for one in references_in(text))
        }
        kept = (memory.kept - {*texts, *([""] if takes else [])}) | copies
        return Words(memory.taken_by, kept) if kept else Words()

    return move


def _looks_at(memory: Words, block: Block, source: tuple[str, ...]) -> bool:
    if block.type == "InvokeFlowModule" or block.type not in catalogue():
        return True
    asked = compared(block)
    if asked is not None and memory.are_in(asked, source):
        return any(one.operand != "Timeout" for one in conditions_of(block))
    handed = fact("parameters", "asks_a_program").get(block.type)
    return any(one.at[1] == handed and memory.are_in(one, source) for one in reads(block))


def at_words(
    rule: str, search: StateSearch, block: Block, wanted: Reference, source: tuple[str, ...]
) -> Iterator[Expected]:
    """Expect a finding at a block that is reached with words of the customer in a reference."""

    def goal(_: str, memory: Words) -> bool:
        return memory.are_in(wanted, source)

    end = search.first(block.id, goal)
    if end is not None:
        yield Expected(rule, block.id, "", search, goal, search.way_to(end), begins=end.memory.taken_by)


def typed_number_dialled(world: World) -> Iterator[Expected]:
    source = ("StoredCustomerInput",)

    def is_open(block: Block) -> bool:
        local = value_at(block.parameters, "InputValidation.PhoneNumberValidation.NumberFormat") == "Local"
        one_digit = value_at(block.parameters, "InputValidation.CustomValidation.MaximumLength") == "1"
        return stores_input(block) and not local and not one_digit

    search = world.search(Words(), taking_words(source, is_open, lambda text: not re.match(r"\+?[1-9]", text)))
    for block in world.reached:
        written = block.parameters.get("ThirdPartyPhoneNumber")
        number = whole(written.removeprefix("+")) if isinstance(written, str) else None
        if block.type == "TransferParticipantToThirdParty" and number is not None:
            yield from at_words("typed-number-dialled", search, block, number, source)


def customer_words_in_ssml(world: World) -> Iterator[Expected]:
    source = ("Lex", "Slots")
    search = world.search(Words(), taking_words(source, lambda _: True, lambda _: True))
    for block in world.reached:
        text = block.parameters.get("SSML")
        for one in references_in(text) if isinstance(text, str) and "<speak>" in text else ():
            found = list(at_words("customer-words-in-ssml", search, block, one, source))
            if found and "<say-as" not in text[: one.span[0]]:
                yield from found
                break


def menu_recorded_before_announcement(world: World) -> Iterator[Expected]:
    if world.flow.type != "CONTACT_FLOW" or any(has(block, "comes_with_queue") for block in world.reached):
        return

    def move(memory: str, block: Block, branch: Transition) -> tuple[str, ...]:
        reference = compared(block)
        nobody = reference is not None and reference.parts == ("Channel",) and _may_wait(block, branch)
        if has(block, "heard") or has(block, "may_announce") or block.type not in catalogue() or nobody:
            return ()
        if "RecordingBehavior" not in block.parameters or not happened(block, branch):
            return (memory,)
        return (block.id if has(block, "records_automated_part") else "",)

    def is_silent(block: Block) -> bool:
        texts = [text for name in ("Text", "SSML") if isinstance(text := block.parameters.get(name), str)]
        phrases = data("behaviour")["names"]["announces_recording"]["phrases"]
        # `welcome-message` stands for a text that is written elsewhere.
        return bool(texts) and not any(
            is_filled_in(text)
            or re.fullmatch(r"\w+([-_.]\w+)+\W*", text.strip())
            or any(phrase in text.casefold() for phrase in phrases)
            for text in texts
        )

    search = world.search_any("", move)
    heard = [block for block in world.reached if has(block, "heard") and is_silent(block)]
    for recorder in (block for block in world.reached if has(block, "records_automated_part")):
        ends = world.at_each(
            "menu-recorded-before-announcement", search, heard, lambda _, memory, by=recorder.id: memory == by
        )
        yield from (replace(one, block=recorder.id) for one in at_first(list(ends)))


RULES: Mapping[str, Callable[[World], Iterator[Expected]]] = {
    check.__name__.replace("_", "-"): check
    for check in (
        attribute_read_before_set,
        result_read_before_produced,
        logging_on_while_storing_input,
        logging_inherited_while_storing_input,
        logging_left_off,
        queue_transfer_without_hours_check,
        queue_transfer_without_staffing_check,
        queue_transfer_when_closed,
        queue_transfer_without_queue,
        queue_attribute_before_queue,
        error_branch_disconnects_silently,
        queue_flow_falls_silent,
        block_on_wrong_channel,
        bot_language_not_set,
        unbounded_retry,
        endless_loop,
        unchecked_stored_input,
        stale_lambda_result,
        prompt_may_speak_nothing,
        typed_number_dialled,
        customer_words_in_ssml,
        menu_recorded_before_announcement,
    )
}
