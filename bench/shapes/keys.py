"""Many keys, operands and references: in one block, and in each."""

from typing import Any

from .building import FUNCTION, Json, Shape, block, chain, flow, says, sets

_A_BLOCK = 60
"""How many of a thing a block has, where each has some."""


def _answers_replaced(size: int) -> str:
    """Reads of answers of Lambda functions, a hundred of them, each of which replaces the one before."""
    blocks = []
    for one in range(size - 1):
        to = str(one + 1)
        if one % 5 < 2:
            blocks.append(
                block(
                    str(one),
                    "InvokeLambdaFunction",
                    {"LambdaFunctionARN": f"{FUNCTION}f{one}", "InvocationTimeLimitSeconds": "3"},
                    to,
                    errors=[("NoMatchingError", to)],
                )
            )
        else:
            blocks.append(sets({f"k{key}": f"$.External.r{key}" for key in range(40)}, str(one), to))
    return flow(*blocks, says("bye", str(size - 1)))


def _conditions(kind: str, parameters: Json, operator: str = "Equals", twice: int = 1) -> Shape:
    """One block of many conditions, each operand of which comes `twice` or once."""
    return lambda size: flow(
        block(
            "a",
            kind,
            parameters,
            None,
            [(f"v{one // twice}", "end") for one in range(32 * size)],
            [("NoMatchingCondition", "end"), ("NoMatchingError", "end")],
            operator,
        )
    )


def _deep(size: int) -> str:
    value: Any = "x"
    for _ in range(min(900, 4 * size)):
        value = {"a": value}
    return flow(block("a", "MessageParticipant", {"Text": "x", "Deep": value}, "end"))


def _with(kind: str, key: str, value: str, **parameters: Any) -> Shape:
    """One block with a large table among its parameters."""
    return lambda size: flow(
        block(
            "a",
            kind,
            {**parameters, key: {f"k{one}": value.format(one) for one in range(60 * size)}},
            "end",
            errors=[("NoMatchingError", "end")],
        )
    )


_BOT = {"LexV2Bot": {"AliasArn": "arn:aws:lex:eu-west-1:111122223333:bot-alias/AAAAAAAAAA/BBBBBBBBBB"}, "Text": "x"}
_COMPARE = {"ComparisonValue": "$.Attributes.a"}

SHAPES: dict[str, Shape] = {
    "answers replaced": _answers_replaced,
    "one block sets from others": lambda size: flow(
        sets({f"a{one}": f"$.Attributes.b{one}" for one in range(60 * size)})
    ),
    "one block keeps answers": lambda size: flow(sets({f"a{one}": f"$.External.b{one}" for one in range(60 * size)})),
    "one block sets what it reads": lambda size: flow(
        sets({f"a{one}": f"$.Attributes.a{one}" for one in range(60 * size)})
    ),
    "blocks set and read each other's": chain(
        lambda one, name, to: sets(
            {f"a{one}x{key}": f"$.Attributes.a{one - 1}x{key}" for key in range(_A_BLOCK)}, name, to
        )
    ),
    "blocks read what the last one sets": lambda size: flow(
        *(
            sets({f"k{one}x{key}": f"$.Attributes.u{one}x{key}" for key in range(30)}, str(one), str(one + 1))
            for one in range(size)
        ),
        sets({f"u{one}x{key}": "v" for one in range(size) for key in range(30)}, str(size)),
    ),
    "misspelt keys": lambda size: flow(
        sets({f"customerName{one}": "v" for one in range(30 * size)}, "a", "b"),
        sets({f"k{one}": f"$.Attributes.customrName{one}" for one in range(30 * size)}, "b"),
    ),
    "misspelt attributes of the system": chain(
        lambda one, name, to: says(" ".join(f"$.CustomerEndpont{key}.Adress" for key in range(_A_BLOCK)), name, to)
    ),
    "misspelt parameters": chain(
        lambda one, name, to: block(name, "MessageParticipant", {f"Txt{key}": "x" for key in range(_A_BLOCK)}, to)
    ),
    "misspelt types": chain(lambda one, name, to: block(name, f"MessageParticipnt{one}", {"Text": "x"}, to)),
    "misspelt errors": chain(
        lambda one, name, to: block(
            name, "MessageParticipant", {"Text": "x"}, to, errors=[(f"NoMatchngError{key}", to) for key in range(60)]
        )
    ),
    "misspelt targets": chain(
        lambda one, name, to: block(
            f"block number {one}",
            "GetParticipantInput",
            {"Text": "x", "StoreInput": "False"},
            None,
            [(str(key), f"blok number {one + key}") for key in range(40)],
        )
    ),
    "error branches": lambda size: flow(
        block(
            "a", "MessageParticipant", {"Text": "x"}, "end", errors=[(f"Error{one}", "end") for one in range(40 * size)]
        )
    ),
    "conditions": _conditions("Compare", _COMPARE),
    "conditions twice": _conditions("Compare", _COMPARE, twice=2),
    "conditions of parts": _conditions("Compare", _COMPARE, "TextContains"),
    "conditions of beginnings": _conditions("Compare", _COMPARE, "TextStartsWith"),
    "conditions of numbers": lambda size: flow(
        block(
            "a",
            "Compare",
            _COMPARE,
            None,
            [(str(one), "end") for one in range(32 * size)],
            [("NoMatchingCondition", "end")],
            "NumberGreaterThan",
        )
    ),
    "conditions of a menu": _conditions("GetParticipantInput", {"Text": "x", "StoreInput": "False"}),
    "conditions of a bot": _conditions("ConnectParticipantWithLexBot", _BOT),
    "conditions of percentages": lambda size: flow(
        block(
            "a",
            "DistributeByPercentage",
            {},
            None,
            [(str(one % 101), "end") for one in range(32 * size)],
            [("NoMatchingCondition", "end")],
            "NumberLessThan",
        )
    ),
    "comparisons in each block": chain(
        lambda one, name, to: block(
            name,
            "Compare",
            {"ComparisonValue": f"$.Attributes.a{one}"},
            None,
            [(f"v{key}", to) for key in range(40)],
            [("NoMatchingCondition", to)],
        )
    ),
    "keys": lambda size: flow(sets({f"k {one}": "v" for one in range(120 * size)})),
    "keys for a function": _with(
        "InvokeLambdaFunction",
        "LambdaInvocationAttributes",
        "$.Attributes.a{}",
        LambdaFunctionARN=f"{FUNCTION}f",
        InvocationTimeLimitSeconds="3",
    ),
    "keys for a bot": _with("ConnectParticipantWithLexBot", "LexSessionAttributes", "$.Attributes.a{}", **_BOT),
    "keys for a view": _with("ShowView", "ViewData", "$.External.a{}", ViewResource={"Id": "v", "Version": "1"}),
    "keys for a flow": _with("UpdateFlowAttributes", "FlowAttributes", "$.FlowAttributes.a{}"),
    "keys for a module": _with("InvokeFlowModule", "FlowModuleInput", "$.Attributes.a{}", FlowModuleId="m"),
    "hooks": _with("UpdateContactEventHooks", "EventHooks", "arn:aws:connect:eu-west-1:111122223333:instance/i/{}"),
    "messages in a loop": lambda size: flow(
        block(
            "a",
            "MessageParticipantIteratively",
            {"Messages": [{"Text": f"x $.Attributes.a{one}"} for one in range(60 * size)]},
            None,
            [("MessagesInterrupted", "end")],
        )
    ),
    "numbers in a list": lambda size: flow(
        block("a", "MessageParticipant", {"Text": "x", "List": list(range(400 * size))}, "end")
    ),
    "odd parameters": lambda size: flow(
        block("a", "MessageParticipant", {"Text": "x", **{f"Odd{one}": "v" for one in range(120 * size)}}, "end")
    ),
    "names of two styles": chain(
        lambda one, name, to: sets(
            {f"oneKey{one}x{key}": "v" if key % 2 else f"$.Attributes.one_key{one}x{key}" for key in range(40)},
            name,
            to,
        )
    ),
    "deep": _deep,
}
