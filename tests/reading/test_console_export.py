"""The console's old export format: what becomes what, and where each part came from."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint import language
from flowlint.findings.resolve import block_place
from flowlint.model.flow import Flow, Origin
from flowlint.model.references import named_keys
from flowlint.reading import FlowFile, console_export, read_bytes, read_text
from flowlint.report import Place
from flowlint.rule import at_block
from flowlint.run import Overrides, check_paths, check_text
from flowlint.testing.variants import damaged
from flowlint.text.json_values import JsonPath
from kit import FIXTURES

FLOWS = FIXTURES / "flows"
FIXTURES = sorted(FLOWS.glob("console-export-*.json"))


# What becomes what


def param(name: str, value: Any, **members: Any) -> dict[str, Any]:
    return {"name": name, "value": value, **members}


def attribute(name: str, key: str, value: str, namespace: str | None = None) -> dict[str, Any]:
    return {"name": name, "value": value, "key": key, "namespace": namespace}


def evaluate(value: str, target: str, operator: str = "Equals", condition: str = "Evaluate") -> dict[str, Any]:
    return {"condition": condition, "conditionType": operator, "conditionValue": value, "transition": target}


def error(error_type: str, target: str) -> dict[str, Any]:
    return {"NextAction": target, "ErrorType": error_type}


def condition(operand: str, target: str, operator: str = "Equals") -> dict[str, Any]:
    return {"NextAction": target, "Condition": {"Operator": operator, "Operands": [operand]}}


PROMPT = [param("Text", "Hello.", namespace=None), param("TextToSpeechType", "text")]
SPOKEN = [param("Text", "<speak>Hello.</speak>", namespace=None), param("TextToSpeechType", "ssml")]
SUCCESS = {"Success": "on"}
BOTH = {"Success": "on", "Error": "off"}
ON = {"NextAction": "on"}
ON_OR_ERROR = {"NextAction": "on", "Errors": [error("NoMatchingError", "off")]}
FULL = [error("QueueAtCapacity", "full"), error("NoMatchingError", "off")]
MENU = [error("InputTimeLimitExceeded", "late"), error("NoMatchingCondition", "other"), error("NoMatchingError", "off")]
ASKED = {"Text": "Hello.", "StoreInput": "False", "InputTimeLimitSeconds": "5"}

Branches = dict[str, str] | list[dict[str, Any]]
Case = tuple[str, Branches, list[dict[str, Any]], str, dict[str, Any], dict[str, Any]]

# Type and target, branches, parameters; then the action's type, Parameters, Transitions.
CASES: list[Case] = [
    ("PlayPrompt", SUCCESS, PROMPT, "MessageParticipant", {"Text": "Hello."}, ON),
    ("PlayPrompt", BOTH, SPOKEN, "MessageParticipant", {"SSML": "<speak>Hello.</speak>"}, ON_OR_ERROR),
    (
        "PlayPrompt",
        SUCCESS,
        [param("AudioPrompt", "arn:prompt/1", namespace=None, resourceName="Beep.wav")],
        "MessageParticipant",
        {"PromptId": "arn:prompt/1"},
        ON,
    ),
    (
        "PlayPrompt",
        SUCCESS,
        [{"name": "AudioPrompt", "namespace": None, "resourceName": "Beep.wav"}],
        "MessageParticipant",
        {"PromptId": "Beep.wav"},
        ON,
    ),
    ("PlayAudio", SUCCESS, PROMPT, "MessageParticipant", {"Text": "Hello."}, ON),
    (
        "GetUserInput Digits",
        [
            evaluate("1", "one"),
            {"condition": "Timeout", "transition": "late"},
            {"condition": "NoMatch", "transition": "other"},
            {"condition": "Error", "transition": "off"},
        ],
        [*PROMPT, param("Timeout", "5"), param("MaxDigits", "1")],
        "GetParticipantInput",
        ASKED,
        {"Conditions": [condition("1", "one")], "Errors": MENU},
    ),
    (
        "PlayAudioAndFetchInput",
        {"Timeout": "late", "NoMatch": "other", "Error": "off"},
        [*PROMPT, param("Timeout", 5), param("MaxDigits", "1")],
        "GetParticipantInput",
        ASKED,
        {"Errors": MENU},
    ),
    (
        "GetUserInput Lex",
        [evaluate("Bye", "on"), {"condition": "NoMatch", "transition": "other"}],
        [
            *PROMPT,
            param("BotName", "Helper"),
            param("BotAlias", "$LATEST"),
            param("BotRegion", "us-east-1"),
            attribute("Parameter", "x-amz-lex:barge-in-enabled:*:*", "true"),
            attribute("Parameter", "topic", "topic", "Lex.SessionAttributes"),
            attribute("Parameter", "channel", "Channel", "System"),
        ],
        "ConnectParticipantWithLexBot",
        {
            "Text": "Hello.",
            "LexBot": {"Name": "Helper", "Alias": "$LATEST", "Region": "us-east-1"},
            "LexSessionAttributes": {
                "x-amz-lex:barge-in-enabled:*:*": "true",
                "topic": "$.Lex.SessionAttributes.topic",
                "channel": "$.Channel",
            },
        },
        {"Conditions": [condition("Bye", "on")], "Errors": [error("NoMatchingCondition", "other")]},
    ),
    (
        "GetUserInput Lex",
        {"Error": "off"},
        [param("BotAliasArn", "arn:bot-alias/A/B", namespace=None), param("LexVersion", "V2")],
        "ConnectParticipantWithLexBot",
        {"LexV2Bot": {"AliasArn": "arn:bot-alias/A/B"}},
        {"Errors": [error("NoMatchingError", "off")]},
    ),
    (
        "StoreUserInput",
        BOTH,
        [
            *PROMPT,
            param("CustomerInputType", "Custom"),
            param("Timeout", "5"),
            param("MaxDigits", 6),
            param("EncryptEntry", False),
            param("TerminatorDigits", "#", namespace=None),
            param("DisableCancel", "false"),
        ],
        "GetParticipantInput",
        {
            "Text": "Hello.",
            "StoreInput": "True",
            "InputTimeLimitSeconds": "5",
            "InputValidation": {"CustomValidation": {"MaximumLength": "6"}},
            "DTMFConfiguration": {"InputTerminationSequence": "#", "DisableCancelKey": "False"},
        },
        ON_OR_ERROR,
    ),
    (
        "StoreUserInput",
        {"Success": "on", "InvalidNumber": "wrong"},
        [
            param("CustomerInputType", "PhoneNumber"),
            param("MaxDigits", 20),
            param("PhoneNumberFormat", "Local"),
            param("CountryCode", "US"),
        ],
        "GetParticipantInput",
        {
            "StoreInput": "True",
            "InputValidation": {"PhoneNumberValidation": {"NumberFormat": "Local", "CountryCode": "US"}},
        },
        {"NextAction": "on", "Errors": [error("InvalidPhoneNumber", "wrong")]},
    ),
    (
        "StoreUserInput",
        SUCCESS,
        [
            param("EncryptionKeyId", "keyId", namespace="User Defined"),
            param("EncryptEntry", True),
            param("EncryptionKey", "-----BEGIN", namespace=None),
        ],
        "GetParticipantInput",
        {"StoreInput": "True", "InputEncryption": {"EncryptionKeyId": "$.Attributes.keyId", "Key": "-----BEGIN"}},
        ON,
    ),
    (
        "StoreCustomerInput",
        BOTH,
        [param("EncryptEntry", "true"), param("MaxDigits", 4)],
        "GetParticipantInput",
        {
            "StoreInput": "True",
            "InputEncryption": {},
            "InputValidation": {"CustomValidation": {"MaximumLength": "4"}},
        },
        ON_OR_ERROR,
    ),
    (
        "CheckAttribute",
        [
            evaluate("a", "1"),
            evaluate("b", "2", "Contains"),
            evaluate("3", "3", "GreaterThan"),
            evaluate("4", "4", "GreaterThanOrEqualTo"),
            evaluate("05", "5", "LessThan"),
            evaluate("6", "6", "LessThanOrEqualTo"),
            evaluate("g", "7", "StartsWith"),
            evaluate("h", "8", "SoundsLike"),
            {"condition": "NoMatch", "transition": "other"},
        ],
        [param("Namespace", "Lex.Slots"), param("Attribute", "city")],
        "Compare",
        {"ComparisonValue": "$.Lex.Slots.city"},
        {
            "Conditions": [
                condition("a", "1"),
                condition("b", "2", "TextContains"),
                condition("3", "3", "NumberGreaterThan"),
                condition("4", "4", "NumberGreaterOrEqualTo"),
                condition("05", "5", "NumberLessThan"),
                condition("6", "6", "NumberLessOrEqualTo"),
                condition("g", "7", "TextStartsWith"),
                condition("h", "8", "SoundsLike"),
            ],
            "Errors": [error("NoMatchingCondition", "other")],
        },
    ),
    (
        "CheckCallAttribute",
        [evaluate("True", "on")],
        [param("Attribute", "Stored customer input"), param("Namespace", "System")],
        "Compare",
        {"ComparisonValue": "$.StoredCustomerInput"},
        {"Conditions": [condition("True", "on")]},
    ),
    (
        "InvokeExternalResource Lambda",
        BOTH,
        [
            param("FunctionArn", "function", namespace="External"),
            param("TimeLimit", "8"),
            attribute("Parameter", "phone", "Customer Number", "System"),
            attribute("Parameter", "mode", "fast"),
        ],
        "InvokeLambdaFunction",
        {
            "LambdaFunctionARN": "$.External.function",
            "InvocationTimeLimitSeconds": "8",
            "LambdaInvocationAttributes": {"phone": "$.CustomerEndpoint.Address", "mode": "fast"},
        },
        ON_OR_ERROR,
    ),
    (
        "InvokeExternal",
        BOTH,
        [{"name": "FunctionArn", "namespace": None}, param("TimeLimit", "3")],
        "InvokeLambdaFunction",
        {"InvocationTimeLimitSeconds": "3"},
        ON_OR_ERROR,
    ),
    (
        "SetAttributes",
        BOTH,
        [attribute("Attribute", "tier", "gold"), attribute("Attribute", "id.old", "Id", "External")],
        "UpdateContactAttributes",
        {"Attributes": {"tier": "gold", "id.old": "$.External.Id"}},
        ON_OR_ERROR,
    ),
    (
        "SetScreenPop",
        BOTH,
        [param("key", "pop"), param("value", "url", namespace="User Defined")],
        "UpdateContactAttributes",
        {"Attributes": {"pop": "$.Attributes.url"}},
        ON_OR_ERROR,
    ),
    (
        "SetContactData",
        BOTH,
        [{"name": "ContactData", "namespace": None, "languageCode": "fr-CA"}],
        "UpdateContactData",
        {"LanguageCode": "fr-CA"},
        ON_OR_ERROR,
    ),
    (
        "SetQueue",
        BOTH,
        [param("Queue", "", namespace=None, resourceName="BasicQueue")],
        "UpdateContactTargetQueue",
        {"QueueId": "BasicQueue"},
        ON_OR_ERROR,
    ),
    (
        "SetQueue",
        BOTH,
        [param("Agent", "agent id", namespace="User Defined", resourceName=None)],
        "UpdateContactTargetQueue",
        {"AgentId": "$.Attributes['agent id']"},
        ON_OR_ERROR,
    ),
    ("Transfer Queue", {"AtCapacity": "full", "Error": "off"}, [], "TransferContactToQueue", {}, {"Errors": FULL}),
    ("CustomerInQueue", {"AtCapacity": "full", "Error": "off"}, [], "TransferContactToQueue", {}, {"Errors": FULL}),
    (
        "Transfer Flow",
        {"Error": "off"},
        [param("ContactFlowId", "arn:contact-flow/1", resourceName="Next")],
        "TransferToFlow",
        {"ContactFlowId": "arn:contact-flow/1"},
        {"Errors": [error("NoMatchingError", "off")]},
    ),
    (
        "TransferToFlow",
        {"Error": "off"},
        [param("ContactFlowId", "arn:contact-flow/1")],
        "TransferToFlow",
        {"ContactFlowId": "arn:contact-flow/1"},
        {"Errors": [error("NoMatchingError", "off")]},
    ),
    (
        "Transfer PhoneNumber",
        {"Success": "on", "CallFailure": "failed", "Timeout": "late", "Error": "off"},
        [
            param("TimeLimit", "15"),
            param("BlindTransfer", False),
            param("PhoneNumber", "Callback", namespace="External"),
        ],
        "TransferParticipantToThirdParty",
        {
            "ThirdPartyConnectionTimeLimitSeconds": "15",
            "ContinueFlowExecution": "True",
            "ThirdPartyPhoneNumber": "$.External.Callback",
        },
        {
            "NextAction": "on",
            "Errors": [
                error("CallFailed", "failed"),
                error("ConnectionTimeLimitExceeded", "late"),
                error("NoMatchingError", "off"),
            ],
        },
    ),
    (
        "Transfer PhoneNumber",
        {"Error": "off"},
        [param("BlindTransfer", True), param("DtmfValue", ",,176"), param("PhoneNumber", "+442079460123")],
        "TransferParticipantToThirdParty",
        {"ContinueFlowExecution": "False", "ThirdPartyDTMFDigits": ",,176", "ThirdPartyPhoneNumber": "+442079460123"},
        {"Errors": [error("NoMatchingError", "off")]},
    ),
    ("Transfer Agent", {}, [], "TransferContactToAgent", {}, {}),
    (
        "SetLoggingBehavior",
        SUCCESS,
        [param("LoggingBehavior", "Disable")],
        "UpdateFlowLoggingBehavior",
        {"FlowLoggingBehavior": "Disabled"},
        ON,
    ),
    (
        "SetRecordingBehavior",
        SUCCESS,
        [param("RecordingBehaviorOption", "Disable"), param("RecordingParticipantOption", "Both")],
        "UpdateContactRecordingBehavior",
        {"RecordingBehavior": {"RecordedParticipants": []}},
        ON,
    ),
    (
        "SetRecordingBehavior",
        SUCCESS,
        [
            param("RecordingBehaviorOption", "Enable"),
            param("RecordingParticipantOption", "Both"),
            param("AnalyticsBehaviorOption", "Enable"),
            param("AnalyticsLanguageLocaleCode", "en-US", namespace=None),
            param("AnalyticsCustomVocabulary", "None"),
            param("AnalyticsRedactionOption", "Enable"),
            param("AnalyticsRedactionPolicy", "RedactedAndOriginal", namespace=None),
            param("AnalyticsMode", "RealTime"),
        ],
        "UpdateContactRecordingBehavior",
        {
            "RecordingBehavior": {"RecordedParticipants": ["Agent", "Customer"]},
            "AnalyticsBehavior": {
                "Enabled": "True",
                "AnalyticsLanguage": "en-US",
                "AnalyticsRedactionBehavior": "Enabled",
                "AnalyticsRedactionResults": "RedactedAndOriginal",
                "ChannelConfiguration": {"Voice": {"AnalyticsModes": ["RealTime"]}},
            },
        },
        ON,
    ),
    (
        "SetVoice",
        SUCCESS,
        [param("GlobalVoice", "Joanna"), param("GlobalEngine", "Neural"), param("SpeakingStyle", "None")],
        "UpdateContactTextToSpeechVoice",
        {"TextToSpeechVoice": "Joanna", "TextToSpeechEngine": "Neural", "TextToSpeechStyle": "None"},
        ON,
    ),
    (
        "SetEventHook",
        BOTH,
        [param("Type", "CustomerQueue"), param("ContactFlowId", "", resourceName="Hold music")],
        "UpdateContactEventHooks",
        {"EventHooks": {"CustomerQueue": "Hold music"}},
        ON_OR_ERROR,
    ),
    (
        "SetContactFlow",
        SUCCESS,
        [param("ContactFlowId", "arn:contact-flow/2"), param("Type", "AgentWhisper")],
        "UpdateContactEventHooks",
        {"EventHooks": {"AgentWhisper": "arn:contact-flow/2"}},
        ON,
    ),
    (
        "CheckHoursOfOperation",
        {"True": "open", "False": "closed", "Error": "off"},
        [param("Hours", "arn:operating-hours/1", resourceName="Hours")],
        "CheckHoursOfOperation",
        {"HoursOfOperationId": "arn:operating-hours/1"},
        {
            "Conditions": [condition("True", "open"), condition("False", "closed")],
            "Errors": [error("NoMatchingError", "off")],
        },
    ),
    (
        "CheckStaffing",
        {"True": "yes", "False": "no", "Error": "off"},
        [param("Status", "Online"), param("Queue", "arn:queue/1", namespace=None, resourceName="Sales")],
        "CheckMetricData",
        {"MetricType": "NumberOfAgentsOnline", "QueueId": "arn:queue/1"},
        {
            "Conditions": [condition("0", "yes", "NumberGreaterThan")],
            "Errors": [error("NoMatchingCondition", "no"), error("NoMatchingError", "off")],
        },
    ),
    (
        "CheckQueueStatus",
        [
            evaluate("180000", "long", "GreaterThan", "CheckQueueTime"),
            {"condition": "NoMatch", "transition": "other"},
            {"condition": "Error", "transition": "off"},
        ],
        [],
        "CheckMetricData",
        {"MetricType": "OldestContactInQueueAgeSeconds"},
        {
            "Conditions": [condition("180000", "long", "NumberGreaterThan")],
            "Errors": [error("NoMatchingCondition", "other"), error("NoMatchingError", "off")],
        },
    ),
    (
        "CheckQueueStatus",
        [evaluate("10", "full", "LessThan", "CheckQueueCapacity")],
        [],
        "CheckMetricData",
        {"MetricType": "NumberOfContactsInQueue"},
        {"Conditions": [condition("10", "full", "NumberLessThan")]},
    ),
    ("GetMetricData", BOTH, [param("Queue", "arn:queue/1")], "GetMetricData", {"QueueId": "arn:queue/1"}, ON_OR_ERROR),
    (
        "PercentileBranching",
        [evaluate("20", "a"), evaluate("10", "b"), evaluate("5", "c"), evaluate("65", "rest", condition="NoMatch")],
        [],
        "DistributeByPercentage",
        {},
        {
            "Conditions": [
                condition("21", "a", "NumberLessThan"),
                condition("31", "b", "NumberLessThan"),
                condition("36", "c", "NumberLessThan"),
            ],
            "Errors": [error("NoMatchingCondition", "rest")],
        },
    ),
    (
        "UpdateRoutingPriority",
        SUCCESS,
        [param("AbsolutePosition", 1)],
        "UpdateContactRoutingBehavior",
        {"QueuePriority": "1"},
        ON,
    ),
    (
        "SetCallBackNumber",
        {"Success": "on", "InvalidPhoneNumber": "wrong", "NonDialableNumber": "far"},
        [param("CallBackNumber", "Stored customer input", namespace="System")],
        "UpdateContactCallbackNumber",
        {"CallbackNumber": "$.StoredCustomerInput"},
        {
            "NextAction": "on",
            "Errors": [error("InvalidCallbackNumber", "wrong"), error("CallbackNumberNotDialable", "far")],
        },
    ),
    (
        "CreateCallback",
        BOTH,
        [param("InitialDelaySeconds", 99), param("RetryDelaySeconds", 600), param("MaxRetryAttempts", 1)],
        "CreateCallbackContact",
        {"InitialCallDelaySeconds": "99", "RetryDelaySeconds": "600", "MaximumConnectionAttempts": "1"},
        ON_OR_ERROR,
    ),
    (
        "CreateTask",
        BOTH,
        [
            param("ContactFlowId", "arn:contact-flow/3"),
            {"name": "ContactData", "contactName": "Call back"},
            {"name": "ContactData", "contactDescription": "reason", "namespace": "User Defined"},
            attribute("Attribute", "phone", "Customer Number", "System"),
        ],
        "CreateTask",
        {
            "ContactFlowId": "arn:contact-flow/3",
            "Name": "Call back",
            "Description": "$.Attributes.reason",
            "Attributes": {"phone": "$.CustomerEndpoint.Address"},
        },
        ON_OR_ERROR,
    ),
    (
        "Loop",
        {"Looping": "again", "Complete": "on"},
        [param("LoopCount", "3")],
        "Loop",
        {"LoopCount": "3"},
        {"Conditions": [condition("ContinueLooping", "again"), condition("DoneLooping", "on")]},
    ),
    (
        "LoopPrompts",
        {"Timeout": "on", "Error": "off"},
        [
            {"name": "Text", "value": "Please hold.", "key": "text"},
            param("AudioPrompt", "arn:prompt/1", resourceName="Music.wav"),
            {"name": "Text", "value": "<speak>Still there?</speak>", "key": "ssml"},
            param("InterruptSeconds", 30),
        ],
        "MessageParticipantIteratively",
        {
            "Messages": [
                {"Text": "Please hold."},
                {"PromptId": "arn:prompt/1"},
                {"SSML": "<speak>Still there?</speak>"},
            ],
            "InterruptFrequencySeconds": "30",
        },
        {"Conditions": [condition("MessagesInterrupted", "on")], "Errors": [error("NoMatchingError", "off")]},
    ),
    (
        "Wait",
        {"CustomerReturn": "back", "Timeout": "on", "Error": "off"},
        [param("TimeoutSeconds", "300"), param("InterruptOnCustomerReturn", "true")],
        "Wait",
        {"TimeLimitSeconds": "300", "Events": ["CustomerReturned"]},
        {
            "Conditions": [condition("CustomerReturned", "back"), condition("WaitCompleted", "on")],
            "Errors": [error("NoMatchingError", "off")],
        },
    ),
    (
        "StartMediaStreaming",
        BOTH,
        [param("Track", "FromCustomer"), param("Track", "ToCustomer"), param("MediaStreamTypes", "Audio")],
        "UpdateContactMediaStreamingBehavior",
        {
            "MediaStreamingState": "Enabled",
            "Participants": [{"ParticipantType": "Customer", "MediaDirections": ["From", "To"]}],
            "MediaStreamType": "Audio",
        },
        ON_OR_ERROR,
    ),
    (
        "StopMediaStreaming",
        BOTH,
        [param("Track", "FromCustomer"), param("MediaStreamTypes", "Audio")],
        "UpdateContactMediaStreamingBehavior",
        {
            "MediaStreamingState": "Disabled",
            "Participants": [{"ParticipantType": "Customer", "MediaDirections": ["From"]}],
            "MediaStreamType": "Audio",
        },
        ON_OR_ERROR,
    ),
    (
        "InvokeFlowModule",
        {"NoMatch": "on", "Error": "off"},
        [param("FlowModuleId", "arn:flow-module/1")],
        "InvokeFlowModule",
        {"FlowModuleId": "arn:flow-module/1"},
        ON_OR_ERROR,
    ),
    ("Disconnect", {}, [], "DisconnectParticipant", {}, {}),
    ("Resume", {}, [], "EndFlowExecution", {}, {}),
    (
        "PlayVideo",
        {
            "Success": "on",
            "AtCapacity": "full",
            "Timeout": "late",
            "NoMatch": "other",
            "Error": "off",
            "Frozen": "ice",
        },
        [
            param("Video", "clip", namespace="External"),
            param("Track", "a"),
            param("Track", "b"),
            attribute("Mark", "x", "1"),
        ],
        "PlayVideo",
        {"Video": "$.External.clip", "Track": ["a", "b"], "Mark": {"x": "1"}},
        {"NextAction": "on", "Errors": [FULL[0], *MENU, error("Frozen", "ice")]},
    ),
]


def module(number: int, case: Case) -> dict[str, Any]:
    written, branches, parameters, *_ = case
    kind, _, target = written.partition(" ")
    if isinstance(branches, dict):
        branches = [{"condition": name, "transition": to} for name, to in branches.items()]
    made = {
        "id": f"block {number}",
        "type": kind,
        "branches": branches,
        "parameters": parameters,
        "metadata": {"n": number},
    }
    return {**made, "target": target} if target else made


def export(modules: list[Any], flow_type: str = "contactFlow", **members: Any) -> dict[str, Any]:
    return {"modules": modules, "start": "block 0", "version": "1", "type": flow_type, **members}


EVERY_KIND = export([module(number, case) for number, case in enumerate(CASES)], metadata={"name": "Every kind"})


def test_every_kind_of_block() -> None:
    translated = console_export.translate(EVERY_KIND)
    actions = [
        {"Identifier": f"block {number}", "Type": kind, "Parameters": parameters, "Transitions": transitions}
        for number, (*_, kind, parameters, transitions) in enumerate(CASES)
    ]
    assert translated.document == {
        "Version": "2019-10-30",
        "StartAction": "block 0",
        "Metadata": {
            "name": "Every kind",
            "type": "contactFlow",
            "ActionMetadata": {f"block {number}": {"n": number} for number in range(len(CASES))},
        },
        "Actions": actions,
    }
    assert translated.malformed == []


def test_no_kind_of_block_is_left_out() -> None:
    data = language.document("legacy_blocks")
    wanted = {" ".join(filter(None, [entry["type"], entry.get("target")])) for entry in data["blocks"]}
    assert {case[0] for case in CASES} - {"PlayVideo", "InvokeExternalResource Lambda"} == wanted - {
        "InvokeExternalResource"
    }


def test_a_queue_transfer_in_a_queue_flow_takes_the_contact_out_of_its_queue() -> None:
    block = {"id": "block 0", "type": "Transfer", "target": "Queue", "parameters": [param("Queue", "arn:queue/1")]}
    for document, type_text in (
        (export([block], "customerQueue"), None),
        (export([block], "", metadata={"type": "customerQueue"}), None),
        (export([block], ""), "CUSTOMER_QUEUE"),
    ):
        (action,) = console_export.translate(document, type_text).document["Actions"]
        assert action["Type"] == "DequeueContactAndTransferToQueue"
        assert action["Parameters"] == {"QueueId": "arn:queue/1"}


@pytest.mark.parametrize(
    ("namespace", "name", "text"),
    [
        (None, "Hello $.Attributes.name", "Hello $.Attributes.name"),
        ("", "plain", "plain"),
        ("User Defined", "tier", "$.Attributes.tier"),
        ("User Defined", "car.type", "$.Attributes.car.type"),
        ("User Defined", "first name", "$.Attributes['first name']"),
        ("User Defined", "größe", "$.Attributes['größe']"),
        ("User Defined", "", ""),
        ("External", "rows[0].id", "$.External.rows[0].id"),
        ("External", "$.External.Option1", "$.External.Option1"),
        ("Lex.SessionAttributes", "next", "$.Lex.SessionAttributes.next"),
        ("Lex.Slots", "my slot", "$.Lex.Slots['my slot']"),
        ("Customer", "FirstName", "$.Customer.FirstName"),
        ("System", "Customer Number", "$.CustomerEndpoint.Address"),
        ("System", "Dialed Number", "$.SystemEndpoint.Address"),
        ("System", "Metrics.Queue.ARN", "$.Metrics.Queue.ARN"),
        ("System", "Customer callback number", "Customer callback number"),
        ("System", "Shoe size", "Shoe size"),
    ],
)
def test_namespaces(namespace: str | None, name: str, text: str) -> None:
    block = {"id": "block 0", "type": "PlayPrompt", "parameters": [param("Text", name, namespace=namespace)]}
    (action,) = console_export.translate(export([block])).document["Actions"]
    assert action["Parameters"] == {"Text": text}


def test_the_data_speaks_of_actions_and_errors_that_exist() -> None:
    for entry in language.document("legacy_blocks")["blocks"]:
        block = language.legacy_block(entry["type"], entry.get("target"), entry.get("flow_type"))
        assert block.action == entry["action"]
        action = language.actions()[entry["action"]]
        assert block.errors is not None
        assert block.errors <= {one.type for one in action.errors}, entry["type"]


def test_errors_that_an_export_can_write() -> None:
    assert language.legacy_block("SetContactFlow", None, None).errors == frozenset()
    assert language.legacy_block("SetEventHook", None, None).errors == {"NoMatchingError"}
    assert language.legacy_block("Transfer", "Queue", "CONTACT_FLOW").errors == {"QueueAtCapacity", "NoMatchingError"}
    assert language.legacy_block("Transfer", "Moon", None).errors is None
    assert language.legacy_block(["Transfer"], {}, None).errors is None


def test_a_type_that_is_only_expected_is_not_called_unknown() -> None:
    modules = [{"id": "block 0", "type": "Dial"}, {"id": "block 1", "type": "Dail"}]
    report = check_text(json.dumps(export(modules)), "x.json", Overrides(select=("unknown-block-type",)))
    assert [finding.pointer for finding in report.findings] == ["/modules/1/type"]


def test_no_error_branch_is_asked_for_that_the_old_designer_did_not_offer() -> None:
    report = check_text(json.dumps(EVERY_KIND), "every.json", Overrides(select=("missing-error-branch",)))
    named = {finding.block.id: finding.message for finding in report.findings if finding.block}
    without = {f"block {n}" for n, case in enumerate(CASES) if case[0] in {"SetContactFlow", "Loop", "CheckAttribute"}}
    assert not without & set(named)


# Shapes that are not as they should be


def flow_of(document: Any) -> Flow:
    file = read_text("export.json", json.dumps(document))
    assert file.kind == "console-export"
    (flow,) = file.flows
    return flow


@pytest.mark.parametrize(
    ("document", "odd"),
    [
        (export("none"), [("modules",)]),  # type: ignore[arg-type]
        (export([]) | {"start": 5}, [("start",)]),
        (export([]) | {"version": 7}, []),
        (export([5, None, {"id": "a", "type": "Disconnect"}]), [("modules", 0), ("modules", 1)]),
        (export([{}]), [("modules", 0, "id"), ("modules", 0, "type")]),
        (export([{"id": "a", "type": "Disconnect", "branches": None}]), [("modules", 0, "branches")]),
        (export([{"id": "a", "type": "Disconnect", "parameters": {"Text": 1}}]), [("modules", 0, "parameters")]),
        (
            export([{"id": "a", "type": "PlayPrompt", "parameters": [1, {}, {"name": "Text", "value": []}]}]),
            [
                ("modules", 0, "parameters", 0),
                ("modules", 0, "parameters", 1, "name"),
                ("modules", 0, "parameters", 2, "value"),
            ],
        ),
        (
            export(
                [
                    {
                        "id": "a",
                        "type": "SetAttributes",
                        "parameters": [param("Attribute", "x"), param("Attribute", "y", key=1)],
                    }
                ]
            ),
            [("modules", 0, "parameters", 1, "key"), ("modules", 0, "parameters", 0)],
        ),
        (
            export([{"id": "a", "type": "PlayPrompt", "branches": [1, {}, {"condition": "Success", "transition": 7}]}]),
            [
                ("modules", 0, "branches", 0),
                ("modules", 0, "branches", 2, "transition"),
                ("modules", 0, "branches", 1, "condition"),
            ],
        ),
        (
            export([{"id": "a", "type": "PlayPrompt", "branches": [{"condition": "Success", "transition": "a"}] * 2}]),
            [("modules", 0, "branches", 1)],
        ),
        (
            export([{"id": "a", "type": "CheckAttribute", "branches": [{"condition": "Evaluate", "transition": "a"}]}]),
            [("modules", 0, "branches", 0, "conditionType")],
        ),
    ],
)
def test_odd_shapes_are_noted(document: Any, odd: list[JsonPath]) -> None:
    assert list(flow_of(document).malformed) == odd


@pytest.mark.parametrize("branch", [{"transition": ""}, {"transition": None}, {}])
def test_a_branch_that_leads_nowhere_is_kept(branch: dict[str, Any]) -> None:
    flow = flow_of(export([{"id": "block 0", "type": "PlayPrompt", "branches": [{"condition": "Error", **branch}]}]))
    (transition,) = flow.blocks[0].transitions
    assert (transition.via, transition.target) == ("error NoMatchingError", "")
    assert transition.path == ("modules", 0, "branches", 0, *branch)
    assert flow.malformed == ()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"modules": [], "start": ""}, True),
        ({"modules": None, "start": "", "version": "1"}, True),
        ({"modules": {}, "start": "", "metadata": {}}, True),
        ({"modules": {}, "start": ""}, False),
        ({"modules": []}, False),
        ({"start": "", "version": "1"}, False),
        ([], False),
        (None, False),
    ],
)
def test_recognises(value: Any, expected: bool) -> None:
    assert console_export.recognises(value) is expected


# Where each part came from


def scalars(value: Any, path: JsonPath = ()) -> Iterator[JsonPath]:
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from scalars(item, (*path, key))
    else:
        yield path


def exists(document: Any, path: JsonPath) -> bool:
    for part in path:
        if not (
            part in document if isinstance(document, dict) else isinstance(document, list) and part < len(document)
        ):
            return False
        document = document[part]
    return True


def places(origin: Origin) -> Iterator[JsonPath]:
    yield from ((*origin.path, *below) for below in (*origin.parts.values(), *origin.keys.values()))


def test_every_part_has_its_place() -> None:
    translated = console_export.translate(EVERY_KIND)
    wholes: set[JsonPath] = {(), ("parameters",), ("branches",)}
    for action, origin in zip(translated.document["Actions"], translated.origins, strict=True):
        assert all(exists(EVERY_KIND, place) for place in places(origin))
        for path in scalars(action):
            assert origin.locate(path)[len(origin.path) :] not in wholes, (action, path)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 10**16)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
BLOCKS = language.document("legacy_blocks")["blocks"]
PARAMETERS = sorted({name for _, _, parameters, *_ in CASES for name in (one["name"] for one in parameters)})
CONDITIONS = sorted({name for entry in BLOCKS for name in entry["branches"]})


def members(**kinds: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Make objects of which any member may be missing, and one in a while is something else."""
    return st.fixed_dictionaries({}, optional={name: kind | JSON for name, kind in kinds.items()})


EXPORTS = members(
    type=st.sampled_from(["contactFlow", "customerQueue"]),
    metadata=members(type=st.just("customerQueue"), name=st.text()),
    modules=st.lists(
        JSON
        | members(
            id=st.sampled_from(["a", "b", ""]),
            type=st.sampled_from(sorted({entry["type"] for entry in BLOCKS})),
            target=st.sampled_from(["Queue", "Flow", "PhoneNumber", "Agent", "Digits", "Lex"]),
            metadata=JSON,
            branches=st.lists(
                JSON
                | members(
                    condition=st.sampled_from(CONDITIONS),
                    transition=st.sampled_from(["a", "b", ""]),
                    conditionType=st.sampled_from(["Equals", "Contains"]),
                    conditionValue=st.text(max_size=5),
                ),
                max_size=4,
            ),
            parameters=st.lists(
                JSON
                | members(
                    name=st.sampled_from(PARAMETERS),
                    value=st.sampled_from(["True", "false", "Custom", "ssml", "External"]),
                    key=st.text(max_size=5),
                    namespace=st.sampled_from([None, "System", "User Defined", "External"]),
                    resourceName=st.text(max_size=5),
                    languageCode=st.just("en-US"),
                ),
                max_size=6,
            ),
        ),
        max_size=5,
    ),
).map(lambda document: {"start": None, "version": "1", "modules": [], **document})


@given(EXPORTS)
def test_hostile_exports(document: dict[str, Any]) -> None:
    before = copy.deepcopy(document)
    flow = flow_of(document)
    translated = console_export.translate(document)
    assert document == before
    modules = document["modules"] if isinstance(document["modules"], list) else []
    sound = [one for one in modules if isinstance(one, dict)]
    assert [block.path for block in flow.blocks] == [
        ("modules", index) for index, one in enumerate(modules) if isinstance(one, dict)
    ]
    for one, block in zip(sound, flow.blocks, strict=True):
        branches = one.get("branches", [])
        told = sum(isinstance(branch, dict) for branch in branches) if isinstance(branches, list) else 0
        lost = [path for path in flow.malformed if path[: len(block.path) + 1] == (*block.path, "branches")]
        assert told - len(lost) <= len(block.transitions) <= told
    for origin in translated.origins:
        assert all(exists(document, place[:-1]) for place in places(origin))
    for action, origin in zip(translated.document["Actions"], translated.origins, strict=True):
        for path in scalars(action):
            flow.source.token(origin.locate(path))
    assert all(exists(document, path[:-1]) for path in flow.malformed)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_damaged_exports(fixture: Path) -> None:
    document = json.loads(fixture.read_text(encoding="utf-8"))
    for variant in damaged(document, fixture.name, 200):
        read_text(fixture.name, json.dumps(variant))


def text_at(flow: Flow, path: JsonPath, at_key: bool = False) -> str:
    return flow.source.text[slice(*flow.source.token((*flow.base, *path), at_key))]


def test_findings_point_at_what_the_export_says() -> None:
    (flow,) = read_bytes("x.json", (FLOWS / "console-export-garage.json").read_bytes()).flows
    keep = next(block for block in flow.blocks if block.type == "UpdateContactAttributes")
    (named, _) = named_keys(keep)
    attributes: JsonPath = ("Parameters", "Attributes")

    def token(at: JsonPath, at_key: bool = False) -> str:
        draft = at_block(keep, "A message.", at, at_key=at_key)
        return text_at(flow, draft.path, draft.at_key)

    assert token(named.at, at_key=True) == '"customer tier"'
    assert token(named.at) == '"tier"'
    assert token((*attributes, "shownTier")) == '"$.External.tier"'
    assert token(attributes) == '"Attribute"'
    assert token((*attributes, "gone"), at_key=True) == '"Attribute"'
    assert token(("Parameters",)) == '"parameters"'
    assert token(("Type",), at_key=True) == '"SetAttributes"'
    assert token(("Identifier",)) == f'"{keep.id}"'
    assert token(("Transitions", "Errors", 0, "ErrorType")) == '"Error"'
    place = block_place(flow, keep)
    assert flow.source.text.splitlines()[place.line - 1].strip() == '"type": "SetAttributes",'


def test_keys_that_are_names_of_parameters() -> None:
    kinds = [case[0] for case in CASES]
    flow = flow_of(EVERY_KIND)
    hook = flow.blocks[kinds.index("SetEventHook")]
    assert text_at(flow, hook.locate(("Parameters", "EventHooks", "CustomerQueue"), at_key=True)) == '"CustomerQueue"'
    assert text_at(flow, hook.locate(("Parameters", "EventHooks", "CustomerQueue"))) == '"Hold music"'
    hours = flow.blocks[kinds.index("CheckHoursOfOperation")]
    assert text_at(flow, hours.locate(("Parameters", "HoursOfOperationId"), at_key=True)) == '"Hours"'
    assert text_at(flow, hours.locate(("Transitions", "Conditions", 1, "Condition", "Operands", 0))) == '"False"'
    pop = flow.blocks[kinds.index("SetScreenPop")]
    assert text_at(flow, pop.locate(("Parameters", "Attributes", "pop"), at_key=True)) == '"pop"'


def test_an_export_in_an_api_answer() -> None:
    content = (FLOWS / "console-export-clinic.json").read_text(encoding="utf-8")
    answer = {"ContactFlow": {"Id": "1", "Name": "Front desk", "Type": "CONTACT_FLOW", "Content": content}}
    (flow,) = read_text("answer.json", json.dumps(answer)).flows
    assert (flow.name, flow.type, flow.type_known_by, flow.ids) == ("Front desk", "CONTACT_FLOW", "wrapper", {"1"})
    assert (len(flow.blocks), flow.malformed) == (15, ())


def test_a_flow_and_its_targets_have_names() -> None:
    (flow,) = read_bytes("x.json", (FLOWS / "console-export-clinic.json").read_bytes()).flows
    assert (flow.name, flow.type, flow.type_known_by, flow.translated) == (
        "Clinic main line",
        "CONTACT_FLOW",
        "metadata",
        True,
    )
    assert [block.target_names for block in flow.of_type("UpdateContactEventHooks")] == [("Clinic queue",)]


def test_the_findings_of_whole_flows() -> None:
    overrides = Overrides(select=("dangling-transition", "missing-error-branch", "invalid-flow", "unknown-block-type"))
    assert check_paths([FLOWS / "console-export-clinic.json"], overrides).findings == ()
    found = check_paths([FLOWS / "console-export-garage.json"], overrides).findings
    assert [(one.rule, one.pointer, one.place) for one in found] == [
        ("dangling-transition", "/modules/3/branches/2/transition", Place(62, 58, 62, 60)),
        ("dangling-transition", "/modules/6/branches/1/transition", Place(110, 46, 110, 84)),
    ]


# Real exports


def corpus_exports(corpus: Path) -> Iterator[tuple[dict[str, Any], FlowFile]]:
    for entry in json.loads((corpus / "INDEX.json").read_text(encoding="utf-8")):
        if entry["format"] == "legacy-export" and entry["json_loads"]:
            yield entry, read_bytes(entry["path"], (corpus / entry["path"]).read_bytes())


def test_real_exports(corpus: Path) -> None:
    seen = 0
    for entry, file in corpus_exports(corpus):
        (flow,) = file.flows
        document = flow.document
        where = entry["path"]
        assert (file.kind, file.problems, flow.malformed) == ("console-export", (), ()), where
        assert len(flow.blocks) == entry["actions"], where
        assert flow.entry is not None, where
        for block, written in zip(flow.blocks, document["modules"], strict=True):
            assert block.action is not None, (where, block.type)
            assert len(block.transitions) == len(written["branches"]), (where, block.id)
            known = language.legacy_block(written["type"], written.get("target"), flow.type).parameters
            assert {one["name"] for one in written["parameters"]} <= set(known), (where, block.id)
            for branch in block.transitions:
                value = document
                for part in branch.path:
                    value = value[part]
                assert value == branch.target, (where, branch)
            assert block.origin is not None
            assert all(exists(document, place) for place in places(block.origin)), (where, block.id)
        seen += 1
    assert seen == 110
