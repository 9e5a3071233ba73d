"""Flows made up by hypothesis: small ones with cycles, dead ends and odd wiring, in which the path rules have work.

A flow has a theme, the blocks that a family of rules looks at, and a few blocks of any other kind; or it notes what
came out of something in an attribute and asks for that further on, so that some of its paths contradict themselves.
Alphabets are small (two attributes, two queues, two functions) so that blocks have to do with each other by chance.
"""

from typing import Any, NamedTuple

from hypothesis import strategies as st

Json = dict[str, Any]

MISSING = "nowhere"
"""A target that is no block."""

_ARN = "arn:aws:connect:eu-west-1:111122223333:instance/i"
_FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function"
_FLOW_TYPES = ("contactFlow", None, "contactFlow", None, "MODULE", "queueTransfer", "customerQueue")
_ATTRIBUTES = ("$.Attributes.plan", "$.Attributes.city", "$.Attributes['plan']", "$.FlowAttributes.step")
_RESULTS = (
    "$.External.name", "$.External.name", "$.External.city", "$.LambdaInvocation.ResultData.name",
    "$.StoredCustomerInput", "$.Lex.IntentName", "$.Case.case_id", "$.Views.Action", "$.Loop.rounds.Index",
    "$.Customer.FirstName", "$.Modules.ResultData.answer", "$.LambdaInvocation.InvocationId",
)  # fmt: skip


class Draft(NamedTuple):
    """A block before it is wired: `mirrors` tells which branch its NextAction repeats, if it is no branch itself."""

    type: str
    parameters: Json
    goes_on: bool = True
    conditions: tuple[tuple[str, str], ...] = ()
    errors: tuple[str, ...] = ()
    mirrors: int | None = None


def _one(*choices: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(choices)


def _plain(kind: str, *parameters: Json, errors: tuple[str, ...] = ("NoMatchingError",)) -> st.SearchStrategy[Draft]:
    """Make a block that goes on, with or without its error branches."""
    return st.builds(
        lambda chosen, failing: Draft(kind, chosen, errors=failing), _one(*parameters), _one(errors, errors, ())
    )


def _branching(kind: str, parameters: tuple[Json, ...], conditions: Any, errors: Any) -> st.SearchStrategy[Draft]:
    """Make a block that branches, whose NextAction repeats its last branch."""
    return st.builds(
        lambda chosen, matching, failing: Draft(kind, chosen, False, matching, failing, mirrors=-1),
        _one(*parameters), _one(*conditions), _one(*errors),
    )  # fmt: skip


def _end(kind: str, *errors: str) -> st.SearchStrategy[Draft]:
    return st.just(Draft(kind, {}, goes_on=False, errors=errors, mirrors=-1 if errors else None))


def _equals(*operands: str) -> tuple[tuple[str, str], ...]:
    return tuple(("Equals", operand) for operand in operands)


def _set(kind: str, parameter: str, *keys: str) -> st.SearchStrategy[Draft]:
    """Make a block that sets an attribute, mostly to a text that others ask for."""
    values = _one("yes", "no", "yes", "no", "$.Attributes.city", "$.External.name", "$.StoredCustomerInput")
    related = {"TargetContact": "Related"} if kind == "UpdateContactAttributes" else {}
    return st.builds(
        lambda key, value, more, failing: Draft(kind, {parameter: {key: value}, **more}, errors=failing),
        _one(*keys),
        values,
        _one({}, {}, {}, related),
        _one(("NoMatchingError",), ("NoMatchingError",), ()),
    )


def _says(*references: str) -> st.SearchStrategy[Draft]:
    return _plain("MessageParticipant", *({"Text": f"Hello {one}, nice to hear from you."} for one in references))


def _compare(references: tuple[str, ...], *conditions: tuple[tuple[str, str], ...]) -> st.SearchStrategy[Draft]:
    asked = tuple({"ComparisonValue": one} for one in references)
    return _branching("Compare", asked, conditions, (("NoMatchingCondition",),))


def _lambda(*inputs: str) -> st.SearchStrategy[Draft]:
    """Make a call of one of two functions, sometimes asynchronous, sometimes with something handed in."""

    def call(function: str, more: Json, handed: str) -> Draft:
        parameters = {"LambdaFunctionARN": f"{_FUNCTION}:{function}", **more}
        if handed:
            parameters["LambdaInvocationAttributes"] = {"in": handed}
        return Draft(
            "InvokeLambdaFunction", {"InvocationTimeLimitSeconds": "3", **parameters}, errors=("NoMatchingError",)
        )

    kinds = _one({}, {}, {}, {"InvocationType": "ASYNCHRONOUS"})
    return st.builds(call, _one("find", "book"), kinds, _one("", "", "", *inputs))


def _queue_of(*names: str) -> tuple[Json, ...]:
    return tuple({"QueueId": f"{_ARN}/queue/{name}"} for name in names)


SPEAK = _plain("MessageParticipant", {"Text": "Welcome."})
PLAIN = _plain("UpdateContactRecordingBehavior", {"RecordingBehavior": {"RecordedParticipants": []}}, errors=())
MENU = _branching(
    "GetParticipantInput",
    ({"StoreInput": "False", "Text": "Press 1.", "InputTimeLimitSeconds": "5"},),
    (_equals("1"), _equals("1", "2"), ()),
    (("InputTimeLimitExceeded", "NoMatchingCondition", "NoMatchingError"),),
)
_STORES: Json = {"StoreInput": "True", "Text": "Your number?", "InputTimeLimitSeconds": "5"}
STORE = _plain(
    "GetParticipantInput",
    {**_STORES, "InputValidation": {"CustomValidation": {"MaximumLength": "16"}}},
    {**_STORES, "InputValidation": {"CustomValidation": {"MaximumLength": "16"}}},
    {**_STORES, "InputValidation": {"CustomValidation": {"MaximumLength": "1"}}},
    {**_STORES, "InputValidation": {"PhoneNumberValidation": {"NumberFormat": "E164"}}},
    {
        **_STORES,
        "InputValidation": {"CustomValidation": {"MaximumLength": "16"}},
        "InputEncryption": {"EncryptionKeyId": "key", "Key": "pem"},
    },
)
BUFFER = _plain("GetParticipantInput", {"EnableDTMFBuffer": "True"})
LAMBDA = _lambda("$.Attributes.plan", "$.External.name")


def _certain(function: str) -> st.SearchStrategy[Draft]:
    """Make a call of this function without an error branch, as Connect refuses it: the way on has its answer."""
    return st.just(Draft("InvokeLambdaFunction", {"LambdaFunctionARN": f"{_FUNCTION}:{function}"}))


BOT = _branching(
    "ConnectParticipantWithLexBot",
    (
        {"Text": "How can I help?", "LexV2Bot": {"AliasArn": "arn:aws:lex:eu-west-1:111122223333:bot-alias/B/A"}},
        {
            "Text": "Hello $.Attributes.city.",
            "LexV2Bot": {"AliasArn": "arn:aws:lex:eu-west-1:111122223333:bot-alias/B/A"},
            "LexSessionAttributes": {"last": "$.Lex.IntentName", "plan": "$.Attributes.plan"},
        },
    ),
    (_equals("Order"), _equals("Order", "Cancel"), ()),
    (("NoMatchingCondition", "NoMatchingError"),),
)
MODULE = st.builds(
    lambda matching, failing: Draft("InvokeFlowModule", {"FlowModuleId": "elsewhere"}, True, matching, failing),
    _one((), (), _equals("Done")),
    _one(("NoMatchingError",), ("NoMatchingError",), ()),
)
HOURS = _branching(
    "CheckHoursOfOperation",
    ({}, {"HoursOfOperationId": f"{_ARN}/operating-hours/h"}),
    (_equals("True", "False"),),
    (("NoMatchingError",), ("NoMatchingError",), ()),
)
STAFFING = _branching(
    "CheckMetricData",
    (
        *(
            {"MetricType": kind}
            for kind in ("NumberOfAgentsAvailable", "NumberOfAgentsStaffed", "NumberOfContactsInQueue")
        ),
        *({"MetricType": "NumberOfAgentsOnline", **queue} for queue in _queue_of("sales", "billing")),
    ),
    ((("NumberGreaterThan", "0"),),),
    (("NoMatchingCondition", "NoMatchingError"),),
)
METRICS = _plain("GetMetricData", {}, *_queue_of("sales"))
QUEUE = _plain(
    "UpdateContactTargetQueue",
    *_queue_of("sales", "sales", "billing"),
    {"QueueId": "$.Attributes.plan"},
    {"AgentId": f"{_ARN}/agent/g"},
)
TRANSFER = _end("TransferContactToQueue", "QueueAtCapacity", "NoMatchingError")
LOGGING = _plain(
    "UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": "Enabled"}, {"FlowLoggingBehavior": "Disabled"}, errors=()
)
LOGGING_OFF = st.just(Draft("UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": "Disabled"}))
LOOP = _branching(
    "Loop",
    ({"LoopName": "rounds", "LoopCount": "2"},),
    (_equals("ContinueLooping", "DoneLooping"),),
    (("NoMatchingError",),),
)
WAIT = _branching(
    "Wait",
    ({"TimeLimitSeconds": "60", "Events": ["CustomerReturned"]},),
    (_equals("WaitCompleted"), _equals("WaitCompleted", "CustomerReturned")),
    (("NoMatchingError",),),
)
VIEW = _branching(
    "ShowView",
    ({"ViewResource": {"Id": "form", "Version": "1"}, "InvocationTimeLimitSeconds": "300"},),
    (_equals("Next"),),
    (("NoMatchingCondition", "NoMatchingError", "TimeLimitExceeded"),),
)
THIRD_PARTY = _plain(
    "TransferParticipantToThirdParty",
    {"ThirdPartyPhoneNumber": "+15550100", "ContinueFlowExecution": "True"},
    {"ThirdPartyPhoneNumber": "+15550100", "ContinueFlowExecution": "False"},
    errors=("NoMatchingError", "CallFailed"),
)
DIAL = _plain(
    "TransferParticipantToThirdParty",
    *(
        {"ThirdPartyPhoneNumber": one}
        for one in (
            "$.StoredCustomerInput", "+$.StoredCustomerInput", "+44$.StoredCustomerInput", "$.Attributes.plan",
            "$.Attributes.city",
        )
    ),
    errors=("NoMatchingError", "CallFailed"),
)  # fmt: skip
CALLBACK = _plain("CreateCallbackContact", {"InitialCallDelaySeconds": "60"})
NUMBER = _plain(
    "UpdateContactCallbackNumber",
    {"CallbackNumber": "$.StoredCustomerInput"},
    errors=("InvalidCallbackNumber", "CallbackNumberNotDialable"),
)
CASE = _plain("CreateCase", {"CaseTemplateId": "t"}, errors=("NoMatchingError", "ContactNotLinked"))
PROFILE = _plain("GetCustomerProfile", {"ProfileRequestData": {}}, errors=("NoMatchingError", "NoneFoundError"))
PLAY_ON = _branching(
    "MessageParticipantIteratively",
    ({"Messages": [{"Text": "Please hold."}]},),
    (_equals("MessagesInterrupted"), ()),
    (("NoMatchingError",),),
)
UNKNOWN = st.builds(
    lambda matching, failing: Draft("PlaySong", {"Song": "Greensleeves"}, True, matching, failing),
    _one((), _equals("Over")),
    _one((), ("NoMatchingError",)),
)
VOICE = _plain("UpdateContactTextToSpeechVoice", *({"TextToSpeechVoice": one} for one in ("Lupe", "Vicki", "Amy")))
SET_LANGUAGE = _plain("UpdateContactData", {"LanguageCode": "es-US"}, {"Name": "Call"})
HANG_UP = _end("DisconnectParticipant")
END_FLOW = _end("EndFlowExecution")
END_MODULE = _end("EndFlowModuleExecution")
TO_FLOW = st.just(Draft("TransferToFlow", {"ContactFlowId": "elsewhere"}, False, (), ("NoMatchingError",), -1))
ASK_CHANNEL = _compare(("$.Channel",), _equals("TASK"), _equals("VOICE", "CHAT"), _equals("EMAIL", "VOICE"))
ASK_ATTRIBUTE = _compare(
    ("$.Attributes.plan", "$.Attributes.plan", "$.Attributes['plan']", "$.Attributes.city", "$.FlowAttributes.step"),
    _equals("yes"), _equals("no"), _equals("yes", "no"), (("TextContains", "y"), ("Equals", "no")),
)  # fmt: skip
SET_ATTRIBUTE = _set("UpdateContactAttributes", "Attributes", "plan", "plan", "city")
SET_STEP = _set("UpdateFlowAttributes", "FlowAttributes", "step")

ENDS = (HANG_UP, HANG_UP, END_FLOW)

SAY_ATTRIBUTE = _says(*_ATTRIBUTES)
SAY_RESULT = _says(*_RESULTS)
SAY_ANSWER = _says("$.External.name")
SAY_INPUT = _says("$.StoredCustomerInput")
SAY_MARKED_UP = _plain(
    "MessageParticipant",
    *(
        {"SSML": f"<speak>You want {one}.</speak>"}
        for one in (
            "$.Lex.Slots.city", "$.Attributes.city", "$.Attributes.plan", "$.Lex.IntentName",
            "<say-as interpret-as='digits'>$.Lex.Slots.number</say-as>",
        )
    ),
)  # fmt: skip
SET_SLOT = st.builds(
    lambda key: Draft(
        "UpdateContactAttributes", {"Attributes": {key: "$.Lex.Slots.city"}}, errors=("NoMatchingError",)
    ),
    _one("plan", "city"),
)
SET_NUMBER = st.builds(
    lambda key, code: Draft(
        "UpdateContactAttributes", {"Attributes": {key: f"{code}$.StoredCustomerInput"}}, errors=("NoMatchingError",)
    ),
    _one("plan", "city"),
    _one("", "+", "+44"),
)
ASK_SLOT = _compare(("$.Lex.Slots.city", "$.Attributes.city"), _equals("Rome"))
RECORD = _plain(
    "UpdateContactRecordingBehavior",
    {"RecordingBehavior": {"RecordedParticipants": ["Customer"], "IVRRecordingBehavior": "Enabled"}},
    {"RecordingBehavior": {"RecordedParticipants": ["Customer"], "IVRRecordingBehavior": "Disabled"}},
    errors=(),
)
ANNOUNCE = _plain("MessageParticipant", {"Text": "This call is recorded."}, {"Text": "Hello $.Attributes.city."})
SAY_QUEUE = _says("$.Queue.Name")
ASK_RESULT = _compare(_RESULTS, _equals("yes"), _equals("yes", "no"))
ASK_ANSWER = _compare(("$.External.name",), _equals("yes"))
ASK_INPUT = _compare(("$.StoredCustomerInput",), _equals("Timeout"), _equals("1"), _equals("1", "Timeout"))
ASK_METRICS = _compare(
    ("$.Metrics.Agents.Available.Count", "$.Queue.Name"), (("NumberGreaterThan", "0"),), _equals("sales")
)


class Theme(NamedTuple):
    """What flows of a kind are made of, and how they often go: the rules have something to find then."""

    blocks: tuple[st.SearchStrategy[Draft], ...]
    lines: tuple[tuple[st.SearchStrategy[Draft], ...], ...]


THEMES = {
    "attributes": Theme(
        (
            SET_ATTRIBUTE, SET_ATTRIBUTE, SET_STEP, ASK_ATTRIBUTE, ASK_ATTRIBUTE, SAY_ATTRIBUTE, LAMBDA, MODULE, MENU,
            BOT,
        ),
        ((MENU, SET_ATTRIBUTE, SAY_ATTRIBUTE), (SET_ATTRIBUTE, MENU, SET_ATTRIBUTE, ASK_ATTRIBUTE, SAY_ATTRIBUTE)),
    ),
    "results": Theme(
        (LAMBDA, BOT, STORE, CASE, MODULE, VIEW, LOOP, PROFILE, SAY_RESULT, SAY_RESULT, SAY_RESULT, ASK_RESULT),
        ((LAMBDA, SAY_ANSWER), (MENU, LAMBDA, SAY_RESULT, SAY_RESULT), (LAMBDA, ASK_ANSWER, SAY_ANSWER, SAY_RESULT)),
    ),
    "second answers": Theme(
        (LAMBDA, SAY_ANSWER, SET_ATTRIBUTE, ASK_ANSWER, MODULE, SAY_ATTRIBUTE),
        (
            (_certain("find"), SAY_ANSWER, _certain("book"), SAY_ANSWER),
            (_certain("find"), SAY_ANSWER, LAMBDA, LAMBDA, SAY_ANSWER),
        ),
    ),
    "stored input": Theme(
        (STORE, SET_ATTRIBUTE, SAY_INPUT, LAMBDA, NUMBER, ASK_INPUT, ASK_ATTRIBUTE),
        ((STORE, SAY_INPUT), (STORE, ASK_INPUT, SAY_INPUT), (STORE, SET_ATTRIBUTE, ASK_ATTRIBUTE, SAY_INPUT)),
    ),
    "logging": Theme(
        (LOGGING, LOGGING, STORE, MENU, SPEAK, MODULE, ASK_ATTRIBUTE, SET_ATTRIBUTE, TRANSFER),
        (
            (LOGGING, STORE),
            (LOGGING_OFF, STORE, MENU, LOGGING, TRANSFER),
            (LOGGING_OFF, STORE, MENU, TRANSFER),
            (STORE, STORE),
            (SET_ATTRIBUTE, ASK_ATTRIBUTE, LOGGING, STORE, ASK_ATTRIBUTE, LOGGING),
        ),
    ),
    "queue": Theme(
        (
            QUEUE, HOURS, STAFFING, TRANSFER, ASK_CHANNEL, METRICS, MODULE, SET_ATTRIBUTE, ASK_ATTRIBUTE, SAY_QUEUE,
            ASK_METRICS,
        ),
        (
            (QUEUE, HOURS, STAFFING, TRANSFER),
            (HOURS, QUEUE, STAFFING, QUEUE, TRANSFER),
            (QUEUE, METRICS, ASK_METRICS, HOURS, TRANSFER),
            (ASK_CHANNEL, QUEUE, TRANSFER),
        ),
    ),
    "errors": Theme(
        (
            MENU, LAMBDA, BOT, TRANSFER, THIRD_PARTY, CALLBACK, SPEAK, SET_ATTRIBUTE, ASK_ATTRIBUTE, HANG_UP,
            ASK_CHANNEL, UNKNOWN,
        ),
        ((SPEAK, LAMBDA, SET_ATTRIBUTE), (MENU, CALLBACK, SPEAK), (ASK_CHANNEL, MENU, LAMBDA, SPEAK)),
    ),
    "retries": Theme(
        (
            MENU, LAMBDA, STORE, NUMBER, SPEAK, LOOP, SET_ATTRIBUTE, ASK_ATTRIBUTE, WAIT, VIEW, TRANSFER, PLAY_ON,
            UNKNOWN,
        ),
        ((MENU, SPEAK), (LAMBDA, SET_ATTRIBUTE, ASK_ATTRIBUTE), (MENU, LOOP, SPEAK)),
    ),
    "loops": Theme(
        (PLAIN, PLAIN, SPEAK, LAMBDA, SET_ATTRIBUTE, ASK_ATTRIBUTE, QUEUE, WAIT, MODULE, HOURS),
        ((PLAIN, PLAIN, PLAIN), (PLAIN, ASK_ATTRIBUTE, PLAIN), (PLAIN,), (SPEAK, LAMBDA)),
    ),
    "dialled": Theme(
        (STORE, STORE, SET_NUMBER, SET_ATTRIBUTE, ASK_INPUT, ASK_ATTRIBUTE, LAMBDA, MODULE, DIAL, DIAL),
        ((STORE, DIAL), (STORE, SET_NUMBER, DIAL), (STORE, ASK_INPUT, DIAL)),
    ),
    "marked up": Theme(
        (BOT, BOT, SET_SLOT, SET_ATTRIBUTE, ASK_SLOT, LAMBDA, MODULE, SAY_MARKED_UP, SAY_MARKED_UP),
        ((BOT, SAY_MARKED_UP), (BOT, SET_SLOT, SAY_MARKED_UP), (BOT, ASK_SLOT, SAY_MARKED_UP)),
    ),
    "recorded": Theme(
        (RECORD, RECORD, RECORD, PLAIN, SPEAK, ANNOUNCE, MENU, BOT, LAMBDA, ASK_CHANNEL, SET_ATTRIBUTE, ASK_ATTRIBUTE),
        ((RECORD, MENU), (RECORD, LAMBDA, SPEAK), (ASK_CHANNEL, RECORD, SPEAK), (SPEAK, RECORD, MENU)),
    ),
    "voices": Theme(
        (VOICE, VOICE, SET_LANGUAGE, BOT, BOT, SPEAK, MENU, MODULE, SET_ATTRIBUTE, ASK_ATTRIBUTE),
        ((VOICE, BOT), (VOICE, SPEAK, BOT), (SET_LANGUAGE, VOICE, BOT)),
    ),
}  # fmt: skip
KINDS = (*THEMES, "flags")
"""All that `documents` can make."""

ANY = (
    *{id(one): one for theme in THEMES.values() for one in theme.blocks}.values(),
    BUFFER, TO_FLOW, END_MODULE, END_FLOW, PLAY_ON, HANG_UP,
)  # fmt: skip


FLAGGED = (
    (SPEAK, LAMBDA, SAY_ANSWER),
    (SPEAK, SET_ATTRIBUTE, SAY_ATTRIBUTE),
    (SPEAK, STORE, SAY_INPUT),
    (QUEUE, HOURS, TRANSFER),
    (QUEUE, STAFFING, TRANSFER),
    (SPEAK, QUEUE, TRANSFER),
    (SPEAK, QUEUE, SAY_QUEUE),
    (LOGGING, MENU, STORE),
    (SPEAK, MENU, LAMBDA),
    (SPEAK, MENU, PLAIN),
)
"""How flows begin, what they note the outcome of, and what they do where that was noted."""


@st.composite
def documents(draw: st.DrawFn, theme: str) -> Json:
    """Make a flow of 2 to 9 blocks in the Flow language."""
    drafts = draw(_flagged() if theme == "flags" else _drafts(theme))
    meant = _FLAGGED_TARGETS if theme == "flags" else {}
    names = [f"{draft.type} {number}" for number, (draft, _) in enumerate(drafts)]
    actions = [_wired(draw, draft, place, names, meant.get(part, ())) for place, (draft, part) in enumerate(drafts)]
    flow_type = draw(_one(*_FLOW_TYPES))
    return {
        "Version": "2019-10-30",
        "StartAction": names[0],
        "Metadata": {} if flow_type is None else {"type": flow_type},
        "Actions": draw(st.permutations(actions)),
    }


@st.composite
def _drafts(draw: st.DrawFn, theme: str) -> list[tuple[Draft, str]]:
    """Make the blocks of a theme, mostly in the order of one of its lines."""
    blocks, lines = THEMES[theme]
    # Strategies are drawn first and then from: `one_of` would level all nested choices, and drown the theme.
    pools = (blocks, blocks, blocks, blocks, ANY)
    body = [draw(one) for one in draw(_one((), *lines)) if draw(st.integers(0, 9))]
    for _ in range(min(draw(_one(2, 3, 1, 4, 0, 5, 8)), 8 - len(body)) or not body):
        body.insert(draw(st.integers(0, len(body))), draw(draw(_one(*draw(_one(*pools))))))
    return [(one, "") for one in [*body, draw(draw(_one(*ENDS)))]]


_FLAGGED_TARGETS = {
    "first": (1, 1, 1),
    "outcome": (2, 3, 3, 3, 3),
    "yes": (4, 4),
    "no": (4, 4),
    "asks yes": (5, 6),
    "asks no": (6, 5),
}
"""Where the branches of a flagged flow mostly lead, by the part that a block plays; the others go anywhere."""


@st.composite
def _flagged(draw: st.DrawFn) -> list[tuple[Draft, str]]:
    """Make a flow that notes an outcome in an attribute, yes or no, and asks for it before it uses what came out."""
    begins, decides, uses = draw(_one(*FLAGGED))

    def note(text: str) -> Draft:
        return Draft("UpdateContactAttributes", {"Attributes": {"plan": text}}, errors=("NoMatchingError",))

    word = draw(_one("yes", "no"))
    asks = Draft(
        "Compare", {"ComparisonValue": "$.Attributes.plan"}, False, _equals(word), ("NoMatchingCondition",), mirrors=-1
    )
    parts = ("first", "outcome", "yes", "no", f"asks {word}", "", "")
    drafts = (draw(begins), draw(decides), note("yes"), note("no"), asks, draw(uses), draw(draw(_one(*ENDS))))
    return list(zip(drafts, parts, strict=True))


def _wired(draw: st.DrawFn, draft: Draft, place: int, names: list[str], meant: tuple[int, ...]) -> Json:
    """Lead the branches of a block somewhere: mostly where they are meant to, or on; sometimes back, seldom nowhere."""
    last, places = len(names) - 1, iter(meant)

    def target() -> str:
        there = next(places, None)
        if there is not None and draw(st.integers(0, 7)):
            return names[there]
        way = draw(st.integers(0, 19))
        if way < 12:
            return names[min(place + 1, last)]
        if way < 16:
            return names[draw(st.integers(min(place + 1, last), last))]
        return names[draw(st.integers(0, last))] if way < 19 else draw(_one(names[last], names[place], MISSING))

    transitions: Json = {}
    onward = target() if draft.goes_on else None
    conditions = [
        {"NextAction": target(), "Condition": {"Operator": operator, "Operands": [operand]}}
        for operator, operand in draft.conditions
    ]
    errors = []
    for error in draft.errors:
        joined = not meant and onward is not None and draw(st.integers(0, 3)) == 0
        errors.append({"NextAction": onward if joined else target(), "ErrorType": error})
    if draft.mirrors is not None and (conditions or errors):
        onward = (conditions + errors)[draft.mirrors]["NextAction"]
    if onward is not None:
        transitions["NextAction"] = onward
    if conditions:
        transitions["Conditions"] = conditions
    if errors:
        transitions["Errors"] = errors
    return {"Identifier": names[place], "Type": draft.type, "Parameters": draft.parameters, "Transitions": transitions}
