"""Errors that end in silence and tries that nothing bounds, against definitions written a second time.

The second opinion explores every state of small random flows: the block, what the one attribute holds, and what is
remembered of the way. It reads the document and knows nothing of how the rules are computed.
"""

import json
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.report import Finding
from flowlint.run import Overrides, check_paths, check_text
from kit import flows as made
from kit.attribute_flows import BACK, answers, sets
from kit.flows import END, block

SILENT, RETRY = "error-branch-disconnects-silently", "unbounded-retry"

Document = dict[str, Any]
Branch = tuple[str, str, str]
"""From, how (as reports say it), to."""


def findings(document: Document, rule: str) -> list[Finding]:
    report = check_text(json.dumps(document), "flow.json", Overrides(select=(rule,)))
    assert not report.failures
    return list(report.findings)


def flow(*blocks: Document, kind: str | None = "contactFlow") -> Document:
    metadata = {} if kind is None else {"type": kind}
    return made.flow(*blocks, Metadata=metadata)


def plays(name: str, next: str) -> Document:
    return block(name, "MessageParticipant", {"Text": "Hello."}, next)


def calls(name: str, next: str, error: str, **parameters: str) -> Document:
    return block(name, "InvokeLambdaFunction", parameters, next, NoMatchingError=error)


def menu(name: str, one: str, timeout: str, other: str, error: str, **text: str) -> Document:
    errors = {"InputTimeLimitExceeded": timeout, "NoMatchingCondition": other, "NoMatchingError": error}
    return block(name, "GetParticipantInput", {"StoreInput": "False", **text}, other, {"1": one}, **errors)


def notes(name: str, text: str, next: str) -> Document:
    return block(name, "UpdateContactAttributes", {"Attributes": {"k": text}}, next, NoMatchingError=next)


def asks(name: str, is_a: str, other: str, what: str = "$.Attributes.k") -> Document:
    return block(name, "Compare", {"ComparisonValue": what}, other, {"a": is_a}, NoMatchingCondition=other)


# Small random flows, and what can happen in them

SHAPES: dict[str, Callable[[str, str, str, str], Document]] = {
    "plays": lambda one, x, y, z: plays(one, x),
    "calls": lambda one, x, y, z: calls(one, x, y),
    "menu": lambda one, x, y, z: menu(one, x, y, z, z, Text="Press 1."),
    "mute menu": lambda one, x, y, z: menu(one, x, y, z, y),
    "notes a": lambda one, x, y, z: notes(one, "a", x),
    "notes b": lambda one, x, y, z: notes(one, "b", x),
    "asks": lambda one, x, y, z: asks(one, x, y),
    "asks the answer": lambda one, x, y, z: asks(one, x, y, "$.External.k"),
    "checks": lambda one, x, y, z: block(
        one, "CheckHoursOfOperation", {}, x, {"True": x, "False": y}, NoMatchingError=z
    ),
    "transfers": lambda one, x, y, z: block(one, "TransferContactToQueue", {}, x, QueueAtCapacity=y, NoMatchingError=z),
    "counts": lambda one, x, y, z: block(
        one, "Loop", {"LoopCount": "2"}, y, {"ContinueLooping": x, "DoneLooping": y}, NoMatchingError=z
    ),
    "is unknown": lambda one, x, y, z: block(one, "DoSomething", {}, x, NoMatchingError=y),
    "ends": lambda one, x, y, z: block(one, "DisconnectParticipant"),
}
NEXT_IS_TAKEN = {"MessageParticipant", "InvokeLambdaFunction", "UpdateContactAttributes", "DoSomething"}
MENU, LAMBDA, QUEUE = "GetParticipantInput", "InvokeLambdaFunction", "TransferContactToQueue"


@st.composite
def small_flows(draw: st.DrawFn, shapes: Iterable[str] = SHAPES) -> Document:
    ids = draw(st.permutations("abcdefg"[: draw(st.integers(2, 7))]))
    shape, target = st.sampled_from(list(shapes)), st.sampled_from(ids)
    return flow(*(SHAPES[draw(shape)](one, draw(target), draw(target), draw(target)) for one in ids))


class World:
    """A flow as its document tells it."""

    def __init__(self, document: Document) -> None:
        self.start: str = document["StartAction"]
        self.blocks: dict[str, Document] = {one["Identifier"]: one for one in document["Actions"]}
        compares = [one for one in self.blocks.values() if self.asked(one["Identifier"]) == "k"]
        # One look at an attribute that nothing sets tells nothing worth remembering.
        self.followed = len(compares) > 1 or any(self.noted(one) for one in self.blocks)
        self.everywhere = dict(self.explore(lambda memory, branch: [memory]))

    def kind(self, one: str) -> str:
        return str(self.blocks[one]["Type"])

    def branches(self, one: str) -> Iterator[Branch]:
        transitions = self.blocks[one]["Transitions"]
        if "NextAction" in transitions and self.kind(one) in NEXT_IS_TAKEN:
            yield one, "next", transitions["NextAction"]
        for condition in transitions["Conditions"]:
            yield one, f"condition Equals {condition['Condition']['Operands'][0]}", condition["NextAction"]
        for error in transitions["Errors"]:
            yield one, f"error {error['ErrorType']}", error["NextAction"]

    def noted(self, one: str) -> str | None:
        return self.blocks[one]["Parameters"].get("Attributes", {}).get("k")

    def asked(self, one: str) -> str | None:
        """What a block compares: `k`, the attribute, or `answer`, that of a Lambda function."""
        value = self.blocks[one]["Parameters"].get("ComparisonValue")
        return None if value is None else "k" if "Attributes" in value else "answer"

    def held_behind(self, branch: Branch, held: str | None) -> str | None:
        """What the attribute holds behind a branch; `never` where nobody who holds this takes it."""
        one, via, _ = branch
        if not self.followed:
            return None
        if self.asked(one) == "k":
            if held is not None and (held == "a") != (via == "condition Equals a"):
                return "never"
            return "a" if via == "condition Equals a" else held
        return self.noted(one) or held

    def explore(
        self, move: Callable[[Any, Branch], Iterable[Hashable]]
    ) -> Iterator[tuple[tuple[str, str | None, Any], int]]:
        """Give every state that can be reached, with how many branches lead there at least."""
        nothing = frozenset[str]()
        found: dict[tuple[str, str | None, Any, frozenset[str]], int] = {(self.start, None, None, nothing): 0}
        waiting = list(found)
        for state in waiting:
            one, held, memory, begun = state
            for branch in self.branches(one):
                if branch[1] == "condition Equals DoneLooping" and one not in begun:
                    continue  # a Loop block completes no rounds before it has begun one
                behind = self.held_behind(branch, held)
                begins = {one} if branch[1] == "condition Equals ContinueLooping" else nothing
                for after in () if behind == "never" else move(memory, branch):
                    if (there := (branch[2], behind, after, begun | begins)) not in found:
                        found[there] = found[state] + 1
                        waiting.append(there)
        return (((one, held, memory), length) for (one, held, memory, _), length in found.items())

    def joined(self, branch: Branch) -> bool:
        return any(via[0] != "e" and target == branch[2] for _, via, target in self.branches(branch[0]))

    def shares_an_end(self, branch: Branch) -> bool:
        """Whether a branch is no missing answer and ends the contact, as one branch of success does, but not all."""
        goes = {target for _, via, target in self.branches(branch[0]) if via[0] != "e"}
        answered = branch[1] not in {"error InputTimeLimitExceeded", "error NoMatchingCondition"}
        return answered and self.kind(branch[2]) == "DisconnectParticipant" and len(goes) > 1

    def ahead(self, one: str) -> set[str]:
        """Give the blocks that some branches lead to from a block, whatever attributes hold."""
        found: set[str] = set()
        waiting = [one]
        for here in waiting:
            new = {target for _, _, target in self.branches(here)} - found
            found |= new
            waiting += new
        return found

    def fails(self, branch: Branch) -> bool:
        """Whether a block that the customer waits for, or that is worth a retry, fails by this branch."""
        one, via, _ = branch
        return via.startswith("error") and self.kind(one) in {MENU, LAMBDA, QUEUE}


# error-branch-disconnects-silently


def expected_ends(world: World) -> dict[str, tuple[int, set[Branch]]]:
    """How far each silent end is from the entry, and the failures that arrive there unheard."""

    def move(failed: Branch | None, branch: Branch) -> list[Branch | None]:
        one, via, _ = branch
        meant = world.kind(one) in {MENU, LAMBDA} and world.joined(branch) and not world.shares_an_end(branch)
        if world.fails(branch) and not meant:
            return [branch]
        heard = world.kind(one) in {"MessageParticipant", "DoSomething"} or "Text" in world.blocks[one]["Parameters"]
        failed_again = via.startswith("error") and via != "error NoMatchingCondition"
        return [None] if heard or failed_again else [failed]

    if not any(world.kind(one) in {"MessageParticipant", MENU} for one, _, _ in world.everywhere):
        return {}
    ends: dict[str, tuple[int, set[Branch]]] = {}
    for (one, _, failed), length in world.explore(move):
        if failed is not None and world.kind(one) == "DisconnectParticipant":
            ends.setdefault(one, (length, set()))[1].add(failed)
    return ends


@given(small_flows() | small_flows(("plays", "calls", "mute menu", "notes a", "notes b", "asks", "ends")))
def test_silent_ends_are_those_where_a_failure_arrives_unheard(document: Document) -> None:
    world = World(document)
    expected = expected_ends(world)
    found = {finding.block.id: finding for finding in findings(document, SILENT) if finding.block}
    assert found.keys() == expected.keys()
    for end, (length, branches) in expected.items():
        trail = found[end].trail
        assert len(trail) == length + 1
        walk = [(before.block.id, after.via, after.block.id) for before, after in pairwise(trail)]
        shown = [step for step in walk if step in branches]
        others = sorted(source for source, _, _ in branches - {shown[-1]})
        assert sorted(one.block.id for one in found[end].related) == others
        assert [step.note for step in trail if step.note] == [
            "fails here", "ends the contact, and the customer heard nothing since"
        ]  # fmt: skip
        last = max(index for index, step in enumerate(trail) if step.note == "fails here")
        assert trail[last].block.id == shown[-1][0]


FAILING = [
    calls("x", "hello", "end"),
    block("x", "ConnectParticipantWithLexBot", {}, "hello", {"Buy": "hello"}, NoMatchingError="end"),
    block("x", "ConnectParticipantWithLexBot", {}, "hello", {"Buy": "hello"}, NoMatchingCondition="end"),
    block("x", "DequeueContactAndTransferToQueue", {}, "hello", QueueAtCapacity="end"),
    block("x", "TransferParticipantToThirdParty", {"ContinueFlowExecution": "True"}, "end", CallFailed="end"),
    block("x", "CreateCallbackContact", {}, "end", NoMatchingError="end"),
    block("x", "GetParticipantInput", {"StoreInput": "True", "Text": "Your PIN?"}, "hello", NoMatchingError="end"),
    menu("x", "hello", "end", "hello", "hello", Text="Press 1."),
]


@pytest.mark.parametrize("failing", FAILING, ids=lambda one: f"{one['Type']}")
def test_blocks_that_the_customer_waits_for(failing: Document) -> None:
    document = flow(plays("welcome", "x"), failing, plays("hello", "end"), END)
    assert [finding.block.id for finding in findings(document, SILENT) if finding.block] == ["end"]


ORDINARY = [
    calls("x", "hello", "end", InvocationType="ASYNCHRONOUS"),
    calls("x", "end", "end"),
    block("x", "GetParticipantInput", {"EnableDTMFBuffer": "True"}, "hello", NoMatchingError="end"),
    block("x", "GetParticipantInput", {"StoreInput": "False"}, "end", InputTimeLimitExceeded="end"),
    block("x", "ConnectParticipantWithLexBot", {}, "end", NoMatchingCondition="end", NoMatchingError="hello"),
    block("x", "CheckHoursOfOperation", {}, "end", {"True": "hello", "False": "end"}, NoMatchingError="end"),
    block("x", "ShowView", {}, "end", {"Next": "hello"}, TimeLimitExceeded="end", NoMatchingError="end"),
    calls("x", "hello", "module"),
    calls("x", "hello", "transfer"),
    asks("x", "hello", "end"),
]


@pytest.mark.parametrize("ordinary", ORDINARY, ids=lambda one: f"{one['Type']}")
def test_what_is_no_failure_or_is_heard_of(ordinary: Document) -> None:
    module = block("module", "InvokeFlowModule", {"FlowModuleId": "m"}, "end", NoMatchingError="end")
    transfer = block("transfer", "TransferToFlow", {"ContactFlowId": "f"}, "end", NoMatchingError="end")
    document = flow(plays("welcome", "x"), ordinary, plays("hello", "end"), module, transfer, END)
    assert findings(document, SILENT) == []


@pytest.mark.parametrize("kind", ["agentTransfer", "queueTransfer", "agentWhisper", "customerHold"])
def test_flows_that_no_customer_listens_to(kind: str) -> None:
    blocks = plays("welcome", "x"), FAILING[0], plays("hello", "end"), END
    assert len(findings(flow(*blocks, kind=None), SILENT)) == 1
    assert findings(flow(*blocks, kind=kind), SILENT) == []
    assert findings(flow(calls("x", "end", "other"), block("other", "DisconnectParticipant"), END), SILENT) == []


@pytest.mark.parametrize(("channel", "count"), [("TASK", 0), ("EMAIL", 0), ("VOICE", 1)])
def test_nobody_is_on_the_line_for_a_task(channel: str, count: int) -> None:
    look = block(
        "look", "Compare", {"ComparisonValue": "$.Channel"}, "hello", {channel: "x"}, NoMatchingCondition="hello"
    )
    assert len(findings(flow(look, FAILING[0], plays("hello", "end"), END), SILENT)) == count


# unbounded-retry


def test_a_fix_puts_in_a_handful_of_loops() -> None:
    for many, has_fix in ((5, True), (6, False)):
        back = {f"Error{one}": f"say {one}" for one in range(many)}
        document = flow(
            block("try", "InvokeLambdaFunction", {}, "end", **back), *(plays(to, "try") for to in back.values()), END
        )
        assert [finding.fix is not None for finding in findings(document, RETRY)] == [has_fix]


class Round(NamedTuple):
    """A way from a block that failed, and the same way taken a second time: one that proves a value may not be."""

    failed: Branch
    begins: str | None
    """What the attribute holds when the second round begins; a guess until the first one ends."""
    held: str | None
    """What it holds where the second round has come as far."""
    uses: frozenset[tuple[str, str]] = frozenset()
    """What was set and what was asked for, as pairs of `set` or `asked` and `k` or `answer`."""


def expected_retries(world: World) -> dict[str, tuple[int, set[str]]]:
    """How long the shortest way is that comes back to each block that is tried again, and by which branches."""

    def used(branch: Branch) -> frozenset[tuple[str, str]]:
        one, via, _ = branch
        asked, noted = world.asked(one), world.noted(one)
        uses = {("asked", asked)} if asked else set()
        uses |= {("set", "k")} if noted else set()
        return frozenset(uses | ({("set", "answer")} if world.kind(one) == LAMBDA and via == "next" else set()))

    def move(memory: Round | None, branch: Branch) -> list[Round | None]:
        one, via, _ = branch
        if memory is None:
            tried = world.fails(branch) and not world.joined(branch)
            begun = [Round(branch, guess, guess) for guess in (None, "a", "b")] if tried else []
            return [None, *(after for one_round in begun for after in taken(one_round, branch))]
        chosen = world.kind(one) == MENU and via.startswith("condition")
        counted = world.kind(one) == "Loop" and via != "condition Equals DoneLooping"
        if one == memory.failed[0] or chosen or counted or world.kind(one) == "DoSomething":
            return []
        return list(taken(memory, branch))

    def taken(memory: Round, branch: Branch) -> Iterator[Round]:
        held, uses = world.held_behind(branch, memory.held), memory.uses | used(branch)
        if held != "never" and not any({("asked", name), ("set", name)} <= uses for name in ("k", "answer")):
            yield memory._replace(held=held, uses=uses)

    retries: dict[str, tuple[int, set[str]]] = {}
    for (one, held, memory), length in world.explore(move):
        if memory is not None and memory.failed[0] == one and memory.begins == held:
            retries.setdefault(one, (length, set()))[1].add(memory.failed[1])
    return retries


def idle_loops(world: World, retried: Collection[str]) -> set[str]:
    """Give the loops on a cycle whose two branches lead to one block, but where a block of the cycle is retried."""
    found = set()
    for one in {one for one, _, _ in world.everywhere if world.kind(one) == "Loop"}:
        targets = {target for _, via, target in world.branches(one) if via.startswith("condition")}
        idle = len(targets) == 1 and one in world.ahead(*targets)
        if idle and not any(other in world.ahead(one) and one in world.ahead(other) for other in retried):
            found.add(one)
    return found


@given(
    small_flows()
    | small_flows(("calls", "menu", "notes a", "notes b", "asks", "asks the answer"))
    | small_flows(("calls", "plays", "notes a", "asks", "asks the answer"))
    | small_flows(("menu", "counts", "counts", "plays"))
)
def test_retries_are_those_from_which_a_way_leads_back_that_nothing_bounds(document: Document) -> None:
    world = World(document)
    expected = expected_retries(world)
    found = {finding.block.id: finding for finding in findings(document, RETRY) if finding.block}
    assert found.keys() == expected.keys() | idle_loops(world, expected.keys())
    words = {"InputTimeLimitExceeded": "Timeout", "QueueAtCapacity": "At capacity", "NoMatchingError": "Error"}
    for one, (length, branches) in expected.items():
        trail = found[one].trail
        assert len(trail) == length + 1
        assert trail[-1].block.id == one
        for via in branches:
            assert f"“{words.get(via.removeprefix('error '), 'Default')}”" in found[one].message
        named = 3 if "“Complete” of Loop" in found[one].message else 2  # the block's name, “Loop” or that of one
        assert found[one].message.count("“") == len(branches) + named


@pytest.mark.parametrize(
    "way_back",
    [
        block("y", "MessageParticipantIteratively", {}, None, {"MessagesInterrupted": "x"}, NoMatchingError="end"),
        menu("y", "x", "end", "end", "end", Text="Press 1 to try again."),
        block("y", "ShowView", {}, "end", {"Again": "x"}, NoMatchingError="end"),
        block("y", "Wait", {}, "end", {"WaitCompleted": "end", "CustomerReturned": "x"}, NoMatchingError="end"),
        block("y", "InvokeFlowModule", {}, "end", {"again": "x"}, NoMatchingError="end"),
    ],
    ids=lambda one: f"{one['Type']}",
)
def test_ways_back_that_are_bounded(way_back: Document) -> None:
    failing = block("x", "UpdateContactCallbackNumber", {}, "end", InvalidCallbackNumber="y")
    assert findings(flow(failing, way_back, END), RETRY) == []
    assert len(findings(flow(failing, plays("y", "x"), END), RETRY)) == 1


def test_a_way_back_that_proves_a_value_is_taken_once() -> None:
    failing, first = calls("x", "end", "first"), asks("first", "end", "second")
    # Who came back by “a” leaves the next time round.
    assert findings(flow(failing, first, asks("second", "x", "end"), END), RETRY) == []
    assert len(findings(flow(failing, first, asks("second", "end", "x"), END), RETRY)) == 1


def test_a_module_on_the_way_may_count() -> None:
    module = block("module", "InvokeFlowModule", {"FlowModuleId": "m"}, "asks", NoMatchingError="end")
    blocks = calls("x", "end", "module"), module, asks("asks", "end", "x"), END
    assert findings(flow(*blocks), RETRY) == []
    assert len(findings(flow(blocks[0], plays("module", "asks"), *blocks[2:]), RETRY)) == 1


WRONG = (
    calls("x", "end", "wrong"),
    block("wrong", "InvokeFlowModule", {"FlowModuleId": "m"}, "x", NoMatchingError="end"),
)
"""What fails is tried again after a module."""


def in_run(module: Document | None) -> list[Finding]:
    """What is found of a flow that goes round by a module, which is in the run unless there is none."""
    flows = {"main": flow(*WRONG, END)} | ({} if module is None else {"m": module})
    report = check_text(json.dumps(answers(flows)), "flow.json", Overrides(select=(RETRY,)))
    assert not report.failures
    return list(report.findings)


LAST_TIME = [plays("bye", "end"), END, BACK]


@pytest.mark.parametrize(
    ("blocks", "count"),
    [
        ([block("n", "Loop", {}, "bye", {"ContinueLooping": "back", "DoneLooping": "bye"}), *LAST_TIME], 0),
        ([asks("n", "bye", "note"), notes("note", "a", "back"), *LAST_TIME], 0),
        ([notes("n", "$.External.n", "ask"), asks("ask", "bye", "back"), *LAST_TIME], 0),
        ([sets("n", "k", "ask", "bye", "a"), asks("ask", "bye", "back"), *LAST_TIME], 1),  # the same in each round
        ([asks("n", "bye", "back"), *LAST_TIME], 1),  # what the module leaves alone it does not count
        ([block("n", "Loop", {}, "bye", {"ContinueLooping": "back", "DoneLooping": "back"}), BACK], 1),
        ([plays("n", "back"), BACK], 1),
        ([block("n", "Rings", {}, "back"), BACK], 0),
        ([block("n", "InvokeFlowModule", {"FlowModuleId": "elsewhere"}, "back", NoMatchingError="back"), BACK], 0),
    ],
)
def test_a_module_on_the_way_counts_by_what_it_does(blocks: list[Document], count: int) -> None:
    assert len(in_run({**flow(*blocks), "Settings": {}})) == count


def test_a_module_that_cannot_be_seen_may_count() -> None:
    assert in_run(None) == []


@pytest.mark.parametrize(("set_too", "count"), [(("k", "n"), 0), (("k",), 0), (("n",), 0), ((), 1)])
def test_of_two_counters_either_bounds_the_way_back(set_too: tuple[str, ...], count: int) -> None:
    counts = block("counts", "UpdateContactAttributes", {"Attributes": dict.fromkeys(set_too, "b")}, "x")
    asked = asks("first", "end", "second"), asks("second", "end", "counts", "$.Attributes.n")
    assert len(findings(flow(calls("x", "end", "first"), *asked, counts, END), RETRY)) == count


@pytest.mark.parametrize(("number", "count"), [(1, 1), (4, 1), (5, 0)])
def test_four_counters_are_told_apart_and_five_are_not(number: int, count: int) -> None:
    names = [f"k{place}" for place in range(number)]
    rows = zip(names, [*names[1:], "x"], strict=True)
    asked = [asks(name, "counts", after, f"$.Attributes.{name}") for name, after in rows]
    counts = block("counts", "UpdateContactAttributes", {"Attributes": dict.fromkeys(names, "$.Queue.Name")}, "x")
    late = flow(calls("x", "end", "k0"), *asked, counts, END, kind="queueTransfer")  # where none is surely unset
    assert len(findings(late, RETRY)) == count


def test_with_more_counters_than_can_be_told_apart_nothing_is_said() -> None:
    names = [f"k{number}" for number in range(6)]
    counters: list[Document] = []
    for name, behind in zip(names, [*names[1:], "last"], strict=True):
        value = {"ComparisonValue": f"$.Attributes.{name}"}
        counters.append(block(name, "Compare", value, f"set {name}", {"a": behind}, NoMatchingCondition=f"set {name}"))
        counters.append(block(f"set {name}", "UpdateContactAttributes", {"Attributes": {name: "a"}}, "x"))
    document = flow(calls("x", "end", "k0"), *counters, plays("last", "end"), END)
    assert findings(document, RETRY) == []


def test_flows_that_go_round_on_purpose() -> None:
    blocks = calls("x", "end", "hello"), plays("hello", "x"), END
    assert len(findings(flow(*blocks), RETRY)) == 1
    assert findings(flow(*blocks, kind="customerQueue"), RETRY) == []


@pytest.mark.slow
def test_real_flows(corpus: Any) -> None:
    report = check_paths([corpus], Overrides(select=(SILENT, RETRY)))
    assert not [failure for failure in report.failures if failure.rule]
    found = [one for one in report.findings if "wrapped" not in Path(one.path).parts]
    counts = {rule: sum(finding.rule == rule for finding in found) for rule in (SILENT, RETRY)}
    assert counts == {SILENT: 112, RETRY: 39}
