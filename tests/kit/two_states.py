"""A flow before and after somebody worked on it: blocks changed, new and gone, a branch led elsewhere, one new."""

from kit.flows import block, flow

HELLO = block("hello", "MessageParticipant", {"Text": "Hello"}, "menu", NoMatchingError="end")
MENU = block(
    "menu", "GetParticipantInput", {"Text": "Press 1", "StoreInput": "False", "InputTimeLimitSeconds": "5"}, None,
    {"1": "sales"}, NoMatchingCondition="hello", NoMatchingError="end", InputTimeLimitExceeded="end",
)  # fmt: skip
SALES = block("sales", "MessageParticipant", {"Text": "Sales is closed"}, "end", NoMatchingError="end")
END = block("end", "DisconnectParticipant")
BEFORE = flow(HELLO, MENU, SALES, END, Metadata={"name": "Main line", "type": "CONTACT_FLOW"})
AFTER = flow(
    {**HELLO, "Parameters": {"Text": "Hello there"}},
    {**MENU, "Transitions": {**MENU["Transitions"], "Conditions": [
        {"NextAction": "support", "Condition": {"Operator": "Equals", "Operands": ["1"]}},
        {"NextAction": "support", "Condition": {"Operator": "Equals", "Operands": ["2"]}},
    ]}},
    block("support", "MessageParticipant", {"Text": "Support is open"}, "end", NoMatchingError="end"),
    END,
    Metadata={"name": "Main line 2", "type": "CUSTOMER_QUEUE"},
)  # fmt: skip
NEXT_DOOR = flow(
    block("door", "MessageParticipant", {"Text": "Come in"}, "end", NoMatchingError="end"),
    END,
    Metadata={"name": "Next door", "type": "CONTACT_FLOW"},
)
