"""Outcomes that modules and flows before note: how they may, each with the nearest run in which that says nothing."""

import pytest

from kit.queue_flows import Json, block, check_hours, compare, go, menu, module, reported_in_run, set_queue

HOURS = "queue-transfer-without-hours-check"

Blocks = tuple[Json, ...]

SET = set_queue("set", "sales", "call")
CALL = module("call", "M", "ask")
BACK = block("back", "EndFlowModuleExecution")
OPEN, STATUS, RESULT = "$.Attributes.open", "$.Attributes.status", "$.Modules.Result"
DATA = "$.Modules.ResultData.open"


def note(name: str, value: str, then: str = "back", key: str = "open") -> Json:
    return block(name, "UpdateContactAttributes", {"Attributes": {key: value}}, next=then, NoMatchingError="end")


def returns(name: str, result: str = "", **data: str) -> Json:
    return block(name, "EndFlowModuleExecution", {"Result": result, "ResultData": data})


def notes(opened: str, closed: str, failed: str, then: str = "back", key: str = "open") -> Blocks:
    """Check the hours and note what came out."""
    checks = check_hours("hours", "o", "c", "e")
    return (checks, note("o", opened, then, key), note("c", closed, then, key), note("e", failed, then, key))


def asks(value: str = "yes", of: str = OPEN, otherwise: str = "end") -> Blocks:
    return SET, CALL, compare("ask", of, value, "transfer", otherwise)


def asks_with(operator: str, operand: str) -> Blocks:
    *before, ask = asks()
    ask["Transitions"]["Conditions"][0]["Condition"] = {"Operator": operator, "Operands": [operand]}
    return *before, ask


COPIES = (SET, module("call", "M", "copy"), note("copy", OPEN, "ask", "it"), *asks(of="$.Attributes.it")[2:])
NO_MATCH = (SET, CALL, compare("ask", OPEN, "failed", "end", "transfer"))
BRANCHES = SET, block("call", "InvokeFlowModule", {"FlowModuleId": "M"}, "end", {"Open": "transfer"})
FIRST = (set_queue("set", "sales", "first"), note("first", "yes", "call"), *asks("yes")[1:])
AGAIN = (*asks(otherwise="menu"), menu("menu", "call", "end"))

FINE, LEAKY = (*notes("yes", "no", "failed"), BACK), (*notes("yes", "no", "yes"), BACK)
CHECKS, WAYS = check_hours("hours", "back", "back", "e"), check_hours("hours", "o", "c", "e")

RUNS: dict[str, tuple[Blocks, Blocks, Blocks]] = {
    "a contact attribute": (asks(), FINE, LEAKY),
    "data": (
        asks(of=DATA),
        (WAYS, returns("o", open="yes"), returns("c", open="no"), returns("e", open="failed")),
        (WAYS, returns("o", open="yes"), returns("c", open="no"), returns("e", open="yes")),
    ),
    "the result, compared": (
        asks(of=RESULT),
        (WAYS, returns("o", "yes"), returns("c", "no"), returns("e", "failed")),
        (WAYS, returns("o", "yes"), returns("c", "no"), returns("e", "yes")),
    ),
    "a result that is a copy": (
        BRANCHES,
        (*notes("Open", "Closed", "Error", "r", "status"), returns("r", STATUS)),
        (*notes("Open", "Closed", "Open", "r", "status"), returns("r", STATUS)),
    ),
    "data that are a copy": (
        asks(of=DATA),
        (*notes("yes", "no", "failed", "r", "status"), returns("r", open=STATUS)),
        (*notes("yes", "no", "yes", "r", "status"), returns("r", open=STATUS)),
    ),
    "a copy in the module": (
        asks(),
        (*notes("yes", "no", "failed", "copy", "status"), note("copy", STATUS), BACK),
        (*notes("yes", "no", "yes", "copy", "status"), note("copy", STATUS), BACK),
    ),
    "a copy in the caller": (COPIES, FINE, LEAKY),
    "what only a run tells, of a failure": (
        asks(),
        (*notes("yes", "no", "$.External.state"), BACK),
        (note("e", "$.External.state"), BACK),
    ),
    "what only a run tells, of open hours": (
        asks(),
        (*notes("$.Attributes.word", "no", "failed"), BACK),
        (*notes("$.Attributes.word", "no", "yes"), BACK),
    ),
    "another operator": (asks_with("TextStartsWith", "y"), FINE, (note("e", "yes"), BACK)),
    "an operand that only a run tells": (asks_with("Equals", "$.Attributes.word"), FINE, (note("e", "yes"), BACK)),
    "no match": (NO_MATCH, FINE, (*notes("yes", "no", "other"), BACK)),
    "a text over another": (
        asks(),
        (note("first", "yes", "hours"), CHECKS, note("e", "failed"), BACK),
        (note("first", "yes", "hours"), CHECKS, note("e", "yes"), BACK),
    ),
    "a text over that of the caller": (FIRST, FINE, (check_hours("hours", "o", "c", "back"), *FINE[1:3], BACK)),
    "a module in a loop": (AGAIN, FINE, LEAKY),
}  # fmt: skip
"""How an outcome may be noted: the caller, a module that notes it, and one whose note is also there unchecked."""


@pytest.mark.parametrize("how", RUNS)
def test_a_branch_for_what_is_noted_after_the_check_alone_counts_as_checked(how: str) -> None:
    main, fine, leaky = RUNS[how]
    assert reported_in_run(HOURS, {"Main": main, "M": fine}, M="MODULE") == set()
    assert reported_in_run(HOURS, {"Main": main, "M": leaky}, M="MODULE") == {"Main"}


@pytest.mark.parametrize(("noting", "expected"), [(FINE, False), (LEAKY, True)])
def test_what_is_noted_goes_through_other_modules_and_flows(noting: Blocks, expected: bool) -> None:
    def found(last: str, **flows: Blocks) -> bool:
        types = {name: "MODULE" for name in flows if name in ("M", "Outer", "Plays")}
        reported = reported_in_run(HOURS, flows, **types)
        assert reported <= {last}
        return bool(reported)

    plays = block("say", "MessageParticipant", {"Text": "Hello."}, "back", NoMatchingError="back"), BACK
    ask = asks()[2:]
    two = SET, module("call", "M", "second"), module("second", "Plays", "ask"), *ask
    assert found("Main", Main=two, M=noting, Plays=plays) is expected
    nested = SET, module("call", "Outer", "ask"), *ask
    assert found("Main", Main=nested, Outer=(module("inner", "M", "back"), BACK), M=noting) is expected
    before = SET, module("call", "M", "go"), go("go", "Sales")
    assert found("Sales", Main=before, M=noting, Sales=ask) is expected
    passes = menu("menu", "go", "end"), go("go", "Sales")
    further = SET, module("call", "M", "go"), go("go", "Passes")
    assert found("Sales", Main=further, M=noting, Passes=passes, Sales=ask) is expected


def test_a_queue_that_is_set_after_the_question_is_not_checked() -> None:
    def main(queue: str) -> Blocks:
        return SET, CALL, compare("ask", OPEN, "yes", "change", "end"), set_queue("change", queue, "transfer")

    assert reported_in_run(HOURS, {"Main": main("sales"), "M": FINE}, M="MODULE") == set()
    assert reported_in_run(HOURS, {"Main": main("billing"), "M": FINE}, M="MODULE") == {"Main"}
