"""A second opinion across flows: what a run must be told, found by walking contacts through it.

A contact goes from flow to flow, into modules and back, and into a flow that runs on an event, at any moment after the
block that sets it to run. A state is where it is, by which calls it came there, what the attributes hold that the flow
asks for, and what a rule remembers of the way. Like `kit.oracle`, which has the rules for one flow, this knows nothing
of `flowlint.analysis`: no summaries and no joins, each way is walked.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from flowlint.model.flow import Block, Flow, Transition
from kit import oracle
from kit.oracle import MOST_STATES, Held, Memory, Result, TooLarge, World

MODULE_RETURN = "EndFlowModuleExecution"


def comes_back_by(call: Block, branch: Transition, result: str | None) -> bool:
    """Tell whether a module that returns with this may come back by a branch of its call; with nothing, by each."""
    asked = {one.operand for one in oracle.conditions_of(call)}
    if not oracle.happened(call, branch):
        return False
    if result is None or not asked:
        return True
    return branch.operand == result if branch.kind == "condition" else result not in asked


class Call(NamedTuple):
    """A module call that the contact has not come back from, with what attributes held and was remembered before it."""

    flow: str
    block: str
    held: Held
    memory: Any


class State(NamedTuple):
    """Where a contact is, and how it came there."""

    flow: str
    block: str
    calls: tuple[Call, ...]
    held: Held
    memory: Any
    events: frozenset[str]
    """The flows that run when an event comes."""


@dataclass(frozen=True, eq=False)
class Following:
    """What a rule remembers: after a branch, in the next flow, in a module and back from it, when an event comes."""

    start: Memory
    taken: Callable[[Any, Flow, Block, Transition], Memory]
    handed_over: Callable[[Any, Flow], Memory] = lambda memory, _: memory
    in_module: Callable[[Any, Flow], Memory] = lambda memory, _: memory
    back: Callable[[Call, Any], Memory] = lambda call, after: after
    at_event: Callable[[Any], Memory] = lambda memory: memory


class Run:
    """The flows of a run by name; contacts come in at the first."""

    def __init__(self, flows: Iterable[Flow]) -> None:
        self.worlds = {flow.name or "": World(flow) for flow in flows}
        self.first = next(iter(self.worlds))

    def target(self, block: Block) -> World | None:
        """Give the flow that a block hands over to, or the module that it calls."""
        parameter = {"TransferToFlow": "ContactFlowId", "InvokeFlowModule": "FlowModuleId"}.get(block.type, "")
        return self.worlds.get(block.parameters.get(parameter, ""))

    def events(self, block: Block) -> frozenset[str]:
        """Give the flows that a block sets to run on an event."""
        hooks = block.parameters.get("EventHooks", {}) if block.type == "UpdateContactEventHooks" else {}
        return frozenset(hooks.values()) & self.worlds.keys()

    @cached_property
    def led_to(self) -> Mapping[str, frozenset[str]]:
        """For each flow, those whose blocks hand over to it or call it."""
        pairs = {
            (target.flow.name, name)
            for name, world in self.worlds.items()
            for block in world.reached
            if (target := self.target(block)) is not None
        }
        return {name: frozenset(caller for one, caller in pairs if one == name) for name in self.worlds}

    @cached_property
    def set_within(self) -> Mapping[str, frozenset[str]]:
        """For each flow, the contact attributes that its blocks set, or those of a module that it calls."""
        found = {name: self._set_in(world) for name, world in self.worlds.items()}
        for _ in self.worlds:
            for name, world in self.worlds.items():
                called = (self.target(block) for block in world.reached if block.type == "InvokeFlowModule")
                found[name] = found[name].union(*(found[one.flow.name or ""] for one in called if one is not None))
        return found

    @staticmethod
    def _set_in(world: World) -> frozenset[str]:
        return frozenset(
            name for block in world.reached for name in oracle.sets(block) if name.startswith("Attributes.")
        )

    def blocks(self, wanted: Callable[[Block], bool]) -> Iterator[tuple[World, Block]]:
        """Give the blocks that something is true of, of all flows."""
        return ((world, block) for world in self.worlds.values() for block in world.blocks.values() if wanted(block))


@dataclass(eq=False)
class Walk:
    """All states that contacts come to from some first ones."""

    run: Run
    following: Following
    starts: Sequence[State]
    leaves: bool = True
    """Whether contacts are followed into other flows, and not only through modules."""
    within: int = 0
    """How many calls deep contacts stay: they do not come back from these."""
    found: dict[State, None] = field(init=False)

    def __post_init__(self) -> None:
        self.found = dict.fromkeys(self.starts)
        queue = deque(self.found)
        while queue:
            for after in self._after(queue.popleft()):
                if after not in self.found:
                    self.found[after] = None
                    queue.append(after)
            if len(self.found) > MOST_STATES:
                raise TooLarge

    def at(self, flow: str, block: str) -> list[State]:
        """Give the states in which contacts come to a block."""
        return [one for one in self.found if (one.flow, one.block) == (flow, block)]

    def entries(self, flow: str) -> list[State]:
        """Give the states in which a contact comes into a flow, and not back to its first block."""
        return [one for one in self._entries if one.flow == flow]

    @cached_property
    def _entries(self) -> frozenset[State]:
        return frozenset(self.starts).union(*map(self._into_flows, self.found))

    def _after(self, state: State) -> Iterator[State]:
        yield from self._into_flows(state)
        world = self.run.worlds[state.flow]
        block = world.blocks[state.block]
        calls = block.type == "InvokeFlowModule" and self.run.target(block) is not None
        for branch in world.ways[block.id]:
            if not calls or not oracle.happened(block, branch):
                yield from self._taking(world, state, branch)
        if block.type == MODULE_RETURN and len(state.calls) > self.within:
            yield from (after for _, after in self._back(state))

    def _into_flows(self, state: State) -> Iterator[State]:
        """Give the states at the start of the flows and modules that a contact may go to from here."""
        flow, rule = self.run.worlds[state.flow].flow, self.following
        block = self.run.worlds[state.flow].blocks[state.block]
        target = self.run.target(block)
        for event in state.events if self.leaves else ():
            yield self._start(event, (), rule.at_event(state.memory), state.events - {event})
        if target is not None and block.type == "InvokeFlowModule":
            calls = (*state.calls, Call(state.flow, state.block, state.held, state.memory))
            yield self._start(target.flow.name, calls, rule.in_module(state.memory, flow), state.events)
        elif target is not None and self.leaves and not state.calls:
            yield self._start(target.flow.name, (), rule.handed_over(state.memory, flow), state.events)

    def _start(self, flow: str | None, calls: tuple[Call, ...], memory: Any, events: frozenset[str]) -> State:
        return State(flow or "", self.run.worlds[flow or ""].flow.start or "", calls, frozenset(), memory, events)

    def _taking(self, world: World, state: State, branch: Transition) -> Iterator[State]:
        block = world.blocks[state.block]
        held = world.held_behind(block, branch, state.held)
        if held is not None:
            memory = self.following.taken(state.memory, world.flow, block, branch)
            set_to_run = self.run.events(block) if oracle.happened(block, branch) else frozenset[str]()
            yield State(state.flow, branch.target, state.calls, held, memory, state.events | set_to_run)

    def _back(self, state: State) -> Iterator[tuple[Transition, State]]:
        """Give the branches of the call by which a contact comes back that is about to, each with its state then."""
        *calls, call = state.calls
        world = self.run.worlds[call.flow]
        memory = self.following.back(call, state.memory)
        result = self.run.worlds[state.flow].blocks[state.block].parameters.get("Result")
        changed = self.run.set_within[state.flow]
        held = frozenset(one for one in call.held if one[0] not in changed)
        for branch in world.ways[call.block]:
            if comes_back_by(world.blocks[call.block], branch, result):
                yield branch, State(call.flow, branch.target, tuple(calls), held, memory, state.events)

    def follow(self, states: Iterable[State], path: Iterable[Transition]) -> set[State]:
        """Give the states that a path of one flow ends in; at a call it goes through the module, on whatever way."""
        here = set(states)
        for branch in path:
            there = (self._along(one, branch) for one in here if one.block == branch.source)
            here = {after for several in there for after in several}
        return here

    def _along(self, state: State, branch: Transition) -> Iterator[State]:
        world = self.run.worlds[state.flow]
        block = world.blocks[state.block]
        if branch not in world.ways[block.id]:
            return
        if block.type != "InvokeFlowModule" or self.run.target(block) is None or not oracle.happened(block, branch):
            yield from self._taking(world, state, branch)
            return
        within = len(state.calls) + 1
        inside = Walk(self.run, self.following, [*self._into_flows(state)], leaves=False, within=within)
        for one in inside.found:
            if len(one.calls) == within and self.run.worlds[one.flow].blocks[one.block].type == MODULE_RETURN:
                yield from (after for by, after in self._back(one) if by is branch)

    def over(self, states: Iterable[State]) -> list[State]:
        """Give the states at the start of the flows and modules that blocks lead to, now or on an event."""
        found: dict[State, None] = {}
        for one in states:
            found.update(dict.fromkeys(self._into_flows(one)))
            for event in self.run.events(self.run.worlds[one.flow].blocks[one.block]):
                found[self._start(event, (), self.following.at_event(one.memory), frozenset())] = None
        return list(found)


class Expected(NamedTuple):
    """A block that must be in a finding, and what must be true of the end of the path that shows it."""

    flow: str
    block: str
    walk: Walk
    shows: Callable[[State], bool]
    across: Walk | None = None
    """The walk for a path that leads through other flows, where that is another one."""

    def fault_of_path(self, legs: Iterable[tuple[str, Sequence[Transition], str]]) -> str | None:
        """Say what is wrong with a path, given by the flows that it leads through: a path of each, and its last block.

        It begins at the start of the first flow, in whatever state contacts come there.
        """
        *before, last = legs
        walk = self.across if before and self.across else self.walk
        states = walk.entries((*before, last)[0][0])
        for flow, path, end in (*before, last):
            states = [one for one in walk.follow(states, path) if (one.flow, one.block) == (flow, end)]
            if not states:
                return f"nobody comes on it to {end} of {flow}"
            ends, states = states, walk.over(states)
        return None if any(map(self.shows, ends)) else "it does not show what it should"


# Attributes


class Missing(NamedTuple):
    """Whether an attribute is set, and whether the flows that handed over are to blame where it is not."""

    is_set: bool = False
    is_blamed: bool = True


def reading(run: Run, key: str) -> list[tuple[World, Block]]:
    return list(run.blocks(lambda block: any(oracle.attribute(one) == key for one in oracle.reads(block))))


def _sets(key: str, block: Block, branch: Transition) -> bool:
    """Tell whether an attribute is set after a branch, or known to be."""
    proven = oracle.proves(block, branch)
    return (oracle.happened(block, branch) and key in oracle.sets(block)) or (
        proven is not None and oracle.attribute(proven) == key
    )


def _expects(world: World, key: str) -> bool:
    blocks = world.blocks.values()
    return any(
        oracle.attribute(one) == key
        for block in blocks
        for one in (*oracle.reads(block), oracle.compared(block))
        if one
    )


def following(run: Run, key: str) -> Following:
    def given_on(memory: Missing, flow: Flow) -> Missing:
        blamed = memory.is_blamed and not _expects(run.worlds[flow.name or ""], key)
        return memory._replace(is_blamed=blamed)

    return Following(
        start=Missing(),
        taken=lambda memory, _, block, branch: memory._replace(is_set=memory.is_set or _sets(key, block, branch)),
        handed_over=given_on,
        in_module=given_on,
        back=lambda call, after: after._replace(is_blamed=call.memory.is_blamed),
        at_event=lambda memory: memory._replace(is_blamed=False),
    )


def attribute_read_before_set(run: Run) -> Iterator[Expected]:
    """Expect what reads an attribute that a contact may come without, where this flow or one before is to set it."""
    keys = {
        key for _, block in run.blocks(lambda _: True) for one in oracle.reads(block) if (key := oracle.attribute(one))
    }
    for key in sorted(keys):
        walk = whole_walk(run, following(run, key))
        for world, block in reading(run, key):
            name = world.flow.name or ""
            here = any(key in oracle.sets(one) for one in world.reached)
            asks = any(oracle.attribute(oracle.compared(one)) == key for one in world.blocks.values())

            def shows(state: State, here: bool = here) -> bool:
                return not state.memory.is_set and (here or state.memory.is_blamed)

            by_others = not asks and _set_before(run, name, key)
            if (here or by_others) and any(map(shows, walk.at(name, block.id))):
                yield Expected(name, block.id, walk, shows)


def _set_before(run: Run, name: str, key: str) -> bool:
    """Tell whether a flow that leads here, straight or round about, may set an attribute on the way to a hand-over."""
    seen, waiting = {name}, [name]
    while waiting:
        here = waiting.pop()
        for caller in sorted(run.led_to[here]):
            world = run.worlds[caller]
            leading = [one.id for one in world.reached if run.target(one) is run.worlds[here]]
            if any(_set_on_the_way(run, world, key, block_id) for block_id in leading):
                return True
            if caller not in seen:
                seen.add(caller)
                waiting.append(caller)
    return False


def _set_on_the_way(run: Run, world: World, key: str, block_id: str) -> bool:
    """Tell whether some way through a flow to a block sets an attribute, by itself or by a module that always does."""
    found = {(world.flow.start or "", False)}
    waiting = list(found)
    while waiting:
        here, is_set = waiting.pop()
        block = world.blocks[here]
        module = run.target(block) if block.type == "InvokeFlowModule" else None
        for branch in world.ways[here]:
            by_module = module is not None and oracle.happened(block, branch) and _always_sets(run, module, key)
            after = branch.target, is_set or _sets(key, block, branch) or by_module
            if after not in found:
                found.add(after)
                waiting.append(after)
    return (block_id, True) in found


def _always_sets(run: Run, module: World, key: str) -> bool:
    name = module.flow.name or ""
    start = State(name, module.flow.start or "", (), frozenset(), Missing(), frozenset())
    walk = Walk(run, following(run, key), [start], leaves=False)
    ends = [one for one in module.blocks.values() if one.type == "EndFlowModuleExecution"]
    return all(one.memory.is_set for end in ends for one in walk.at(name, end.id))


# Results


def result_read_before_produced(run: Run) -> Iterator[Expected]:
    """Expect what reads an answer that a contact may come without, unless the flows before were to get it."""
    every = {one for _, block in run.blocks(lambda _: True) for one in map(oracle.result, oracle.reads(block)) if one}
    for answers in sorted(every):
        entry = oracle.namespaces()[answers.namespace]
        walk = whole_walk(run, _answering(answers, entry["in_modules"], entry["lives"] == "contact"))
        for world, block in run.blocks(
            lambda block, answers=answers: answers in map(oracle.result, oracle.reads(block))
        ):
            name = world.flow.name or ""
            outside = entry["in_modules"] if world.flow.is_module else entry["lives"] == "contact"
            if outside and not oracle._passes_maker(world, answers, block):
                continue
            if not all(one.memory for one in walk.at(name, block.id)):
                yield Expected(name, block.id, walk, lambda state: not state.memory)


def _answering(answers: Result, in_modules: bool, lives_on: bool) -> Following:
    def taken(there: bool, _: Flow, block: Block, branch: Transition) -> bool:
        proven = oracle.proves(block, branch)
        also = oracle.result(proven) if proven is not None else None
        same = also is not None and oracle.topic_of(also) == oracle.topic_of(answers) and also.key == answers.key
        return there or same or (oracle.happened(block, branch) and oracle.produces(block, answers))

    return Following(
        start=False,
        taken=taken,
        handed_over=lambda there, _: there and lives_on,
        in_module=lambda there, _: there and in_modules,
        back=lambda call, after: call.memory or (after and in_modules),
        at_event=lambda there: there and lives_on,
    )


# Logging


def _setting(memory: str, _: Flow, block: Block, branch: Transition) -> str:
    return oracle.logging(memory, block, branch) if block.type == "UpdateFlowLoggingBehavior" else memory


LOGGING = Following(start="inherited", taken=_setting)


def logging_at_entry(run: Run) -> Mapping[str, frozenset[str]]:
    """Give the settings in which contacts come to each flow: on where all do, and off; or as another one left it."""
    walk = whole_walk(run, LOGGING)
    found = {}
    for name in run.worlds:
        settings = {one.memory for one in walk.entries(name)}
        # What flows do with logging that are handed over to before an event comes is not looked at.
        if any(
            name in one.events and run.worlds[one.flow].blocks[one.block].type == "TransferToFlow" for one in walk.found
        ):
            settings.add("inherited")
        found[name] = frozenset(
            settings if settings == {"on"} else {one if one == "off" else "inherited" for one in settings}
        )
    return found


def logging_walk(run: Run, name: str) -> Walk:
    """Walk through one flow, and the modules that it calls, from how contacts come to it."""
    start = run.worlds[name].flow.start or ""
    starts = [State(name, start, (), frozenset(), one, frozenset()) for one in sorted(logging_at_entry(run)[name])]
    return Walk(run, LOGGING, starts, leaves=False)


def logging_on_while_storing_input(run: Run) -> Iterator[Expected]:
    for name, world in run.worlds.items():
        walk = logging_walk(run, name)
        for block in filter(oracle.stores_secret, world.reached):
            if "on" in _of_flow(walk, name, block.id):
                yield Expected(
                    name, block.id, walk, lambda state: state.memory == "on", across=whole_walk(run, LOGGING)
                )


def logging_inherited_while_storing_input(run: Run) -> Iterator[Expected]:
    for name, world in run.worlds.items():
        if name == run.first:
            continue
        walk = logging_walk(run, name)
        for block in filter(oracle.stores_secret, world.reached):
            settings = _of_flow(walk, name, block.id)
            if "inherited" in settings and "on" not in settings:
                yield Expected(name, block.id, walk, lambda state: state.memory == "inherited")


class Off(NamedTuple):
    """The setting of logging; which block of this flow turned it off, and what the customer was asked since."""

    setting: str
    by: str = ""
    stored: bool = False
    asked: bool = False


def logging_left_off(run: Run) -> Iterator[Expected]:
    for name, world in run.worlds.items():
        walk = _walk_while_off(run, name)
        ends = [one for one in walk.found if not one.calls and one.memory.by and _is_missed(run, world, one)]
        for by in sorted({one.memory.by for one in ends}):
            yield Expected(
                name, by, walk, lambda end, by=by, world=world: end.memory.by == by and _is_missed(run, world, end)
            )


def _walk_while_off(run: Run, name: str) -> Walk:
    def taken(memory: Off, flow: Flow, block: Block, branch: Transition) -> Off:
        setting = _setting(memory.setting, flow, block, branch)
        if setting != "off":
            return Off(setting)
        if memory.setting != "off" or (block.type == "UpdateFlowLoggingBehavior" and not memory.stored):
            memory = Off("off", block.id)
        if oracle.stores_secret(block) and oracle.happened(block, branch):
            return memory._replace(stored=True)
        asks = oracle.asks(block) and not oracle.stores_secret(block)
        return memory._replace(asked=memory.asked or (memory.stored and asks))

    def back(call: Call, after: Off) -> Off:
        if after.setting != "off":
            return Off(after.setting)
        before = call.memory if call.memory.setting == "off" else Off("off", call.block)
        return before._replace(stored=before.stored or after.stored)

    rule = Following(Off("inherited"), taken, in_module=lambda memory, _: Off(memory.setting), back=back)
    start = run.worlds[name].flow.start or ""
    settings = sorted(logging_at_entry(run)[name])
    return Walk(
        run, rule, [State(name, start, (), frozenset(), Off(one), frozenset()) for one in settings], leaves=False
    )


def _is_missed(run: Run, world: World, state: State) -> bool:
    """Tell whether a contact leaves its flow at a block, and what comes then is missing in the log."""
    end, memory = world.blocks[state.block], state.memory
    if not oracle.is_end(end) or end.type == "EndFlowModuleExecution":
        return False
    following = run.target(end)
    if following is not None and _turns_on_first(run, following):
        return False
    return bool(memory.asked if oracle.has(end, "nothing_follows") else memory.stored)


def _turns_on_first(run: Run, world: World) -> bool:
    """Tell whether some way through a flow, and the modules that it calls, turns logging on before it is set at all."""
    name = world.flow.name or ""
    start = State(name, world.flow.start or "", (), frozenset(), "as it was", frozenset())

    def first(memory: str, flow: Flow, block: Block, branch: Transition) -> str:
        return _setting(memory, flow, block, branch) if memory == "as it was" else memory

    walk = Walk(run, Following("as it was", first), [start], leaves=False)
    return any(one.memory == "on" for one in walk.found)


def _of_flow(walk: Walk, name: str, block: str) -> list[str]:
    return [one.memory for one in walk.found if (one.flow, one.block) == (name, block) and not one.calls]


def whole_walk(run: Run, following: Following) -> Walk:
    """Walk from where contacts come in."""
    start = run.worlds[run.first].flow.start or ""
    return Walk(run, following, [State(run.first, start, (), frozenset(), following.start, frozenset())])
