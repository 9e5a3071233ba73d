"""Runs of two to four flows, made up by hypothesis: modules among them, and flows that run on an event.

A run has a theme, the blocks that a family of rules looks at. Contacts come in at the first flow, and all others are
reached from it, mostly from several.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from hypothesis import assume
from hypothesis import strategies as st

from kit import flows as made
from kit.flows import Json, block
from kit.queue_flows import check_hours, check_staffing, compare, go, menu, module, set_queue

FIRST = "A"
"""The flow at which contacts come in."""
FLOWS, MODULES, HOOKED = ("A", "B", "C"), ("M", "N"), "H"
"""The names of flows, of modules, and of the flow that runs on an event."""

Theme = Literal["queues", "attributes", "results", "logging", "alone"]

_KINDS: Mapping[Theme, tuple[str, ...]] = {
    "queues": ("queue", "queue", "hours", "hours", "staffing", "staffing", "menu", "menu", "say", "transfer", "end"),
    "attributes": ("set", "set", "set", "read", "read", "read", "compare", "menu", "menu", "hook", "end"),
    "results": ("lambda", "lambda", "case", "answer", "answer", "answer", "menu", "menu", "hook", "end"),
    "logging": ("on", "on", "off", "off", "store", "store", "store", "ask", "menu", "menu", "hook", "end"),
    "alone": ("lambda", "lambda", "lambda", "answer", "answer", "answer", "menu", "menu", "end"),
}
_MOST_STEPS: Mapping[Theme, int] = {"queues": 4, "attributes": 4, "results": 4, "logging": 4, "alone": 7}
_NAMED = {
    "queue": ("day", "night"),
    "set": ("plan", "plan", "city"),
    "read": ("plan", "plan", "city"),
    "compare": ("plan", "city"),
    "lambda": ("find", "rate"),
    "answer": ("External.name", "External.name", "External.name", "LambdaInvocation.ResultData.name", "Case.case_id"),
}

_Step = tuple[str, int, int, str]
"""A kind of block, how far on it leads by one branch, the place it leads to by others, and what it names."""


@st.composite
def runs(draw: st.DrawFn, theme: Theme) -> dict[str, Json]:
    """Draw two to four flows by name, modules among them, all of them reached from the first."""
    flows = FLOWS[: draw(st.integers(1, 3))]
    hooked = (HOOKED,) if theme != "queues" and draw(st.booleans()) else ()
    modules = MODULES[: draw(st.integers(0 if len(flows) + len(hooked) > 1 else 1, 1 if len(flows) > 2 else 2))]
    names = (*flows, *hooked, *modules)[:4]
    drawn = {}
    for name in names:
        # Mostly one flow sets attributes, and others read them.
        left_out = draw(st.sampled_from([*["read" if name == FIRST else "set"] * 3, ""]))
        steps = draw(st.lists(_steps(theme, name, names, left_out), min_size=1, max_size=_MOST_STEPS[theme]))
        following = [one for one in flows if one > name] if name in flows else []
        ends: _Step = ("transfer", 0, 0, "") if theme == "queues" else ("say", 1, 0, "")
        drawn[name] = _flow(name, [*steps, ("go", 0, 0, following[0]) if following else ends])
    assume(all(_reached_blocks(drawn[name]) & _returns(drawn[name]) for name in names if name in MODULES))
    reached = _reached(drawn)
    return {name: one for name, one in drawn.items() if name in reached}


def _steps(theme: Theme, name: str, names: tuple[str, ...], left_out: str) -> st.SearchStrategy[_Step]:
    """Draw a step of a flow, of any kind but one."""
    # Nothing leads back to the first flow, so that contacts surely come in there; modules call only those after them.
    others = [one for one in names if one in FLOWS and one != FIRST]
    called = [one for one in names if one in MODULES and (name not in MODULES or one > name)]
    kinds = [one for one in _KINDS[theme] if one != left_out]
    if HOOKED not in names or name not in FLOWS:
        kinds = [one for one in kinds if one != "hook"]
    kinds += ["go"] * 2 if others and name in FLOWS else []
    kinds += ["call"] * 3 if called else []
    # An attribute that a module sets on some ways is not missed on a branch of its call.
    if theme != "attributes":
        kinds += ["ask module"] * 2 if called else []
        kinds += ["return"] * 2 if name in MODULES else []
    named = {**_NAMED, "go": others, "call": called, "ask module": called, "return": ["yes", "no"], "hook": [HOOKED]}

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
    """Make a block; on errors it leads to the end of its flow, or to the other place."""
    made_by: dict[str, Callable[[], Json]] = {
        "queue": lambda: set_queue(name, what, one),
        "hours": lambda: check_hours(name, one, other),
        "staffing": lambda: check_staffing(name, one, other),
        "menu": lambda: menu(name, one, other),
        "say": lambda: _says(name, "One moment.", one),
        "transfer": lambda: block(
            name, "TransferContactToQueue", {}, None, NoMatchingError="end", QueueAtCapacity=other
        ),
        "go": lambda: go(name, what),
        "call": lambda: module(name, what, one),
        "ask module": lambda: _asks_module(name, what, one, other),
        "return": lambda: block(name, "EndFlowModuleExecution", {"Result": what}),
        "end": lambda: block(name, "DisconnectParticipant"),
        "hook": lambda: block(
            name, "UpdateContactEventHooks", {"EventHooks": {"CustomerRemaining": what}}, one, NoMatchingError="end"
        ),
        "set": lambda: block(
            name, "UpdateContactAttributes", {"Attributes": {what: "yes"}}, one, NoMatchingError=other
        ),
        "read": lambda: _says(name, f"Your {what} is $.Attributes.{what}.", one),
        "compare": lambda: compare(name, f"$.Attributes.{what}", "yes", one, other),
        "lambda": lambda: block(name, "InvokeLambdaFunction", {"LambdaFunctionARN": what}, one, NoMatchingError=other),
        "case": lambda: block(name, "GetCase", {}, one, NoMatchingError=other),
        "answer": lambda: _says(name, f"Your answer is $.{what}.", one),
        "on": lambda: _logs(name, "Enabled", one),
        "off": lambda: _logs(name, "Disabled", one),
        "store": lambda: block(name, "GetParticipantInput", {"StoreInput": "True"}, one, NoMatchingError=other),
        "ask": lambda: block(name, "ConnectParticipantWithLexBot", {}, None, {"Yes": one}, NoMatchingCondition=other),
    }
    return made_by[kind]()


def _asks_module(name: str, which: str, one: str, other: str) -> Json:
    """Make a call that goes on by what the module returns."""
    return block(
        name,
        "InvokeFlowModule",
        {"FlowModuleId": which},
        None,
        {"yes": one},
        NoMatchingCondition=other,
        NoMatchingError="end",
    )


def _says(name: str, text: str, then: str) -> Json:
    return block(name, "MessageParticipant", {"Text": text}, then)


def _logs(name: str, behavior: str, then: str) -> Json:
    return block(name, "UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": behavior}, then)


def _returns(flow: Json) -> set[str]:
    return {one["Identifier"] for one in flow["Actions"] if one["Type"] == "EndFlowModuleExecution"}


def _reached(run: Mapping[str, Json]) -> set[str]:
    """Give the flows that the first one leads to, by whatever blocks of theirs can be reached."""
    found, waiting = {FIRST}, [FIRST]
    while waiting:
        flow = run[waiting.pop()]
        here = _reached_blocks(flow)
        texts = {
            text
            for one in flow["Actions"]
            if one["Identifier"] in here
            for text in (*one["Parameters"].values(), *one["Parameters"].get("EventHooks", {}).values())
            if isinstance(text, str)
        }
        new = texts & (run.keys() - found)
        found |= new
        waiting += sorted(new)
    return found


def _reached_blocks(flow: Json) -> set[str]:
    ways = {
        one["Identifier"]: [
            *([one["Transitions"]["NextAction"]] if "NextAction" in one["Transitions"] else []),
            *(branch["NextAction"] for key in ("Conditions", "Errors") for branch in one["Transitions"].get(key, ())),
        ]
        for one in flow["Actions"]
    }
    found, waiting = {flow["StartAction"]}, [flow["StartAction"]]
    while waiting:
        new = [one for one in ways.get(waiting.pop(), ()) if one not in found]
        found.update(new)
        waiting += new
    return found
