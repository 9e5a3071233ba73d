"""Branches: from each block to many, in diamonds, in rings, and along ways that are long."""

from collections.abc import Callable

from .building import FUNCTION, Json, Shape, block, chain, flow, says, sets


def _menu(name: str, *targets: str, error: str = "end") -> Json:
    return block(
        name, "GetParticipantInput", {"Text": "x", "StoreInput": "False", "InputTimeLimitSeconds": "5"}, None,
        [(str(digit), target) for digit, target in enumerate(targets)],
        [("InputTimeLimitExceeded", error), ("NoMatchingCondition", error), ("NoMatchingError", error)],
    )  # fmt: skip


def _diamonds(size: int) -> str:
    """Comparisons in a row, each of which sets another attribute on one of its two ways."""
    blocks: list[Json] = []
    for one in range(size // 2):
        after = str(one + 1)
        blocks.append(block(str(one), "Compare", {"ComparisonValue": f"$.Attributes.a{one}"}, None,
                            [("x", f"{one} set")], [("NoMatchingCondition", after)]))  # fmt: skip
        blocks.append(sets({f"a{one}": f"$.External.b{one}"}, f"{one} set", after))
    return flow(*blocks, says(" ".join(f"$.Attributes.a{one}" for one in range(size // 2)), str(size // 2)))


def _faults_at_the_end(size: int) -> str:
    """A long way to many faults: a trail of hundreds of steps for each of thousands of findings."""
    ways = [says("x", str(one), str(one + 1)) for one in range(max(size - 40, 0))]
    reads = [
        sets({f"k{one}x{key}": f"$.Attributes.u{one}x{key}" for key in range(60)}, str(one), str(one + 1))
        for one in range(len(ways), size)
    ]
    later = {f"u{one}x{key}": "v" for one in range(len(ways), size) for key in range(60)}
    return flow(*ways, *reads, sets(later, str(size)))


def _queues(one: int, name: str, to: str) -> Json:
    """Queues, hours, staffing and transfers in turn."""
    kind, parameters, conditions = [
        ("UpdateContactTargetQueue", {"QueueId": f"q{one}"}, []),
        ("CheckHoursOfOperation", {"HoursOfOperationId": f"h{one}"}, [("True", to), ("False", "0")]),
        ("CheckMetricData", {"MetricType": "NumberOfAgentsStaffed"}, [("0", to)]),
        ("TransferContactToQueue", {}, []),
    ][one % 4]  # fmt: skip
    errors = [("NoMatchingError", to), ("QueueAtCapacity", to), ("NoMatchingCondition", to)]
    return block(name, kind, parameters, None if one % 4 in (1, 2) else to, conditions, errors)


def _states(one: int, name: str, to: str) -> Json:
    """Logging, input, functions and comparisons in turn, each failing to the next but one."""
    after = "end" if to == "end" else f"{one + 2}"
    kind, parameters = [
        ("UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": "Enabled" if one % 8 else "Disabled"}),
        ("GetParticipantInput", {"Text": "x", "StoreInput": "True", "InputTimeLimitSeconds": "5"}),
        ("InvokeLambdaFunction", {"LambdaFunctionARN": f"{FUNCTION}f{one}", "InvocationTimeLimitSeconds": "3"}),
        ("UpdateContactAttributes", {"Attributes": {f"a{one % 16}": "$.External.x"}, "TargetContact": "Current"}),
    ][one % 4]
    return block(name, kind, parameters, to, errors=[("NoMatchingError", after)])


def _retries(size: int) -> str:
    """Functions that are tried again as long as attributes of their own say so."""
    return flow(*(
        made
        for one in range(size // 3)
        for made in (
            block(f"{one}", "InvokeLambdaFunction", {"LambdaFunctionARN": f"{FUNCTION}f", "InvocationTimeLimitSeconds":
                  "3"}, f"{one + 1}" if one + 1 < size // 3 else "end", errors=[("NoMatchingError", f"{one} count")]),
            sets({f"a{one % 12}": f"$.Attributes.a{(one + 1) % 12}"}, f"{one} count", f"{one} compare"),
            block(f"{one} compare", "Compare", {"ComparisonValue": f"$.Attributes.a{one % 12}"}, None,
                  [("3", "end")], [("NoMatchingCondition", "0" if one % 2 else f"{one}")]),
        )
    ))  # fmt: skip


def _functions(to: Callable[[int, int], int], fails_to: Callable[[int, int], int]) -> Shape:
    """Functions with 20 conditions and 20 errors each: where they lead, by the block's number and their own."""
    parameters = {"LambdaFunctionARN": f"{FUNCTION}f", "InvocationTimeLimitSeconds": "3"}
    return lambda size: flow(*(
        block(
            str(one), "InvokeLambdaFunction", parameters, None,
            [(f"v{key}", str(to(one, key) % size)) for key in range(20)],
            [(f"E{key}" if key else "NoMatchingError", str(fails_to(one, key) % size)) for key in range(20)],
        )
        for one in range(size)
    ))  # fmt: skip


def _outcomes(size: int) -> str:
    """Attributes that note outcomes and are compared further on, in rings, with reads of what is never set between."""
    made = []
    for one in range(size):
        to = [str((one + step) % size) for step in range(6)]
        if one % 8 == 4:
            compared = {"ComparisonValue": f"$.Attributes.a{one // 8 * 3 % 8}"}
            conditions = [(str(value), to[value + 1]) for value in range(3)]
            made.append(block(str(one), "Compare", compared, None, conditions, [("NoMatchingCondition", to[5])]))
        else:
            noted = {} if one % 8 else {f"a{one // 8 % 8}": str(one // 64 % 3)}
            reads = {f"k{one}x{key}": f"$.Attributes.u{one}x{key}" for key in range(30)}
            made.append(sets(noted | reads, str(one), to[1]))
    return flow(*made, sets({f"u{one}x{key}": "v" for one in range(size) for key in range(30)}, "last"))


def _endless_loops(size: int) -> str:
    """Comparisons in a row, each of which leads into a loop of its own."""
    made = []
    for one in range(size // 3):
        made += [
            block(f"{one}", "Compare", {"ComparisonValue": "$.Attributes.a"}, None, [(f"{one}", f"{one} in")],
                  [("NoMatchingCondition", f"{one + 1}" if one + 1 < size // 3 else "end")]),
            says("x", f"{one} in", f"{one} on"),
            says("x", f"{one} on", f"{one} in"),
        ]  # fmt: skip
    return flow(*made)


SHAPES: dict[str, Shape] = {
    "straight": chain(lambda one, name, to: says("x", name, to)),
    "all to all": lambda size: flow(*(
        _menu(str(one), *(str(to) for to in range(min(size, 60))), error=str((one + 1) % size)) for one in range(size)
    )),
    "each back to the first": chain(lambda one, name, to: _menu(name, to, "0")),
    "each back to all before": chain(lambda one, name, to: _menu(name, to, *(str(one - back)
                                     for back in range(1, min(one, 12) + 1)))),
    "each back to half way": chain(lambda one, name, to: _menu(name, to, str(one // 2))),
    "tree": lambda size: flow(*(
        _menu(str(one), *(str(3 * one + child) for child in (1, 2, 3) if 3 * one + child < size)) for one in range(size)
    )),
    "two ways each": chain(lambda one, name, to: _menu(name, to, "end" if to == "end" else str(one + 2), error=to)),
    "diamonds": _diamonds,
    "loops in loops": chain(
        lambda one, name, to: block(name, "Loop", {"LoopCount": "3"}, None,
                                    [("ContinueLooping", to), ("DoneLooping", str(max(one - 1, 0)))])
    ),
    "endless loops": _endless_loops,
    "queues": chain(_queues),
    "states": chain(_states),
    "retries": _retries,
    "failures lead on": _functions(lambda one, key: one + 21 + key, lambda one, key: one + 1 + key),
    "failures lead back": _functions(lambda one, key: one + 1, lambda one, key: max(one - 7 * key, 0)),
    "outcomes in rings": _outcomes,
    "long ways to faults": _faults_at_the_end,
    "dangling branches": chain(
        lambda one, name, to: block(
            name, "MessageParticipant", {"Text": "x"}, to, errors=[(f"E{error}", f"gone{error}") for error in range(60)]
        )
    ),
    "dangling menus": chain(lambda one, name, to: _menu(name, *(f"gone{one}x{digit}" for digit in range(20)))),
    "unreachable": lambda size: flow(
        block("a", "MessageParticipant", {"Text": "x"}, "end"),
        *(_menu(str(one), str(one), str((one * 7) % size)) for one in range(size)),
    ),
    "unknown types": chain(lambda one, name, to: block(name, "NoSuchBlock", {"Text": f"$.Attributes.a{one}"}, to)),
    "modules": chain(lambda one, name, to: block(name, "InvokeFlowModule", {"FlowModuleId": f"m{one}"}, to,
                                                 errors=[("NoMatchingError", to)])),
}  # fmt: skip
