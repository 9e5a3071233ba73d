"""Runs of flows for the oracle: made up, and linked into one flow that does the same.

Where a contact is handed over, the linked flow goes on at the start of the next one; where a module is called, it goes
through a copy of the module and on behind the call. So what the oracle says of one flow alone is what must be said of
the run.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from kit import flows as made
from kit.flows import Json, block
from kit.queue_flows import check_hours, check_staffing, go, menu, module, set_queue

FIRST = "A"
"""The flow at which contacts come in."""
FLOWS, MODULES = ("A", "B", "C"), ("M", "N")

_Step = tuple[str, int, int, str]
"""A kind of block, how far on it leads by one branch, the place it leads to by others, and what it names."""


@st.composite
def runs(draw: st.DrawFn) -> dict[str, Json]:
    """Draw two to four flows by name, modules among them, all of them reached from the first."""
    flows = FLOWS[: draw(st.integers(1, 3))]
    names = (*flows, *MODULES[: draw(st.integers(0 if len(flows) > 1 else 1, 1 if len(flows) > 2 else 2))])
    drawn = {}
    for name in names:
        steps = draw(st.lists(_steps(name, names), min_size=1, max_size=4))
        following = [one for one in flows if one > name] if name in flows else []
        last: _Step = ("go", 0, 0, following[0]) if following else ("transfer", 0, 0, "")
        drawn[name] = _flow(name, [*steps, last])
    reached = {name.split("/")[-2] for name in _reached(linked(drawn))}
    return {name: one for name, one in drawn.items() if name in reached}


def _steps(name: str, names: tuple[str, ...]) -> st.SearchStrategy[_Step]:
    kinds = ["queue", "queue", "hours", "hours", "staffing", "staffing", "menu", "menu", "say", "transfer", "end"]
    # Nothing leads back to the first flow, so that contacts surely come in there; modules call only those after them.
    others = [one for one in names if one in FLOWS and one != FIRST]
    called = [one for one in names if one in MODULES and (name in FLOWS or one > name)]
    kinds += ["go"] * 2 if others and name in FLOWS else []
    kinds += ["call"] * 3 if called else []
    named = {"go": others, "call": called, "queue": ["day", "night"]}

    def of(kind: str) -> st.SearchStrategy[_Step]:
        on = st.sampled_from([1, 1, 1, 2])
        return st.tuples(st.just(kind), on, st.integers(0, 5), st.sampled_from(named.get(kind, [""])))

    return st.sampled_from(kinds).flatmap(of)


def _flow(name: str, steps: list[_Step]) -> Json:
    ids = [f"{at} {kind}" for at, (kind, *_) in enumerate(steps)] + ["end"]
    blocks = []
    for at, (kind, on, place, what) in enumerate(steps):
        blocks.append(_block(ids[at], kind, ids[min(at + on, len(steps))], ids[place % len(ids)], what))
    last = block("end", "EndFlowModuleExecution" if name in MODULES else "DisconnectParticipant")
    return made.flow(*blocks, last)


def _block(name: str, kind: str, one: str, other: str, what: str) -> Json:
    """Make a block; on errors it leads to the end of its flow."""
    made_by: dict[str, Callable[[], Json]] = {
        "queue": lambda: set_queue(name, what, one),
        "hours": lambda: check_hours(name, one, other),
        "staffing": lambda: check_staffing(name, one, other),
        "menu": lambda: menu(name, one, other),
        "say": lambda: block(name, "MessageParticipant", {"Text": "One moment."}, one),
        "transfer": lambda: block(
            name, "TransferContactToQueue", {}, None, NoMatchingError="end", QueueAtCapacity=other
        ),
        "go": lambda: go(name, what),
        "call": lambda: module(name, what, one),
        "end": lambda: block(name, "DisconnectParticipant"),
    }
    return made_by[kind]()


def linked(run: Mapping[str, Json]) -> Json:
    """Link a run into one flow, whose blocks are called FLOW/BLOCK, in a copy of a module CALL/MODULE/BLOCK."""
    blocks: list[Json] = []
    for name in run:
        if name in FLOWS:
            blocks += _linked(run, name, f"{name}/", None)
    return made.flow(*blocks, StartAction=f"{FIRST}/{run[FIRST]['StartAction']}", Metadata={"type": "contactFlow"})


def _linked(run: Mapping[str, Json], name: str, prefix: str, back: str | None) -> Iterator[Json]:
    """Give the blocks of a flow, or of a copy of a module that goes back to a block."""
    for one in run[name]["Actions"]:
        here, transitions = prefix + one["Identifier"], _moved(one["Transitions"], prefix)
        target = one["Parameters"].get("ContactFlowId") or one["Parameters"].get("FlowModuleId")
        if one["Type"] == "TransferToFlow" and target in run:
            yield _through(here, f"{target}/{run[target]['StartAction']}", transitions)
        elif one["Type"] == "InvokeFlowModule" and target in run:
            copy = f"{here}/{target}/"
            yield _through(here, copy + run[target]["StartAction"], transitions)
            yield from _linked(run, target, copy, transitions["NextAction"])
        elif one["Type"] == "EndFlowModuleExecution" and back is not None:
            yield _through(here, back, {"Errors": []})
        else:
            yield {**one, "Identifier": here, "Transitions": transitions}


def _through(name: str, target: str, transitions: Mapping[str, Any]) -> Json:
    """Make a block that does nothing and goes on, or to where the one that it stands for goes on errors."""
    on = {"NextAction": target, "Errors": transitions["Errors"], "Conditions": []}
    return {"Identifier": name, "Type": "MessageParticipant", "Parameters": {"Text": "."}, "Transitions": on}


def _moved(transitions: Json, prefix: str) -> Json:
    """Put a prefix before all that branches lead to."""
    return {
        key: prefix + value
        if isinstance(value, str)
        else [{**branch, "NextAction": prefix + branch["NextAction"]} for branch in value]
        for key, value in transitions.items()
    }


def _reached(document: Json) -> set[str]:
    ways = {
        one["Identifier"]: [
            *([one["Transitions"]["NextAction"]] if "NextAction" in one["Transitions"] else []),
            *(branch["NextAction"] for key in ("Conditions", "Errors") for branch in one["Transitions"].get(key, ())),
        ]
        for one in document["Actions"]
    }
    found, waiting = {document["StartAction"]}, [document["StartAction"]]
    while waiting:
        new = [one for one in ways.get(waiting.pop(), ()) if one not in found]
        found.update(new)
        waiting += new
    return found
