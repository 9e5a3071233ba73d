"""Parameters: what is told of each kind of fault, that our schemas and jsonschema agree, and that real flows pass."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from flowlint import language
from flowlint.analysis.blocks.parameters import ParameterFault, parameter_faults
from flowlint.analysis.engine.facts import ProjectFacts
from flowlint.model.flow import Flow
from flowlint.model.project import Project
from flowlint.model.references import is_filled_in
from flowlint.reading import read_bytes, read_text
from flowlint.run import Overrides, check_text
from tools.parameter_schemas import number_pattern

SCHEMAS: dict[str, Any] = language.document("schemas/actions.schema")["$defs"]
MESSAGES = "Text, SSML, PromptId or Media"


def faults_of(flow: Flow) -> tuple[ParameterFault, ...]:
    return ProjectFacts(Project((flow,))).of(flow)(parameter_faults)


def faults(block_type: str, parameters: Any) -> tuple[ParameterFault, ...]:
    action = {"Identifier": "0", "Type": block_type, "Parameters": parameters, "Transitions": {}}
    if parameters is None:
        del action["Parameters"]
    document = {"Version": "2019-10-30", "StartAction": "0", "Metadata": {}, "Actions": [action]}
    (flow,) = read_text("a.json", json.dumps(document)).flows
    return faults_of(flow)


def told(block_type: str, parameters: Any) -> set[tuple[str, str, str | None, bool]]:
    """What is told, as kind, parameter, what it should be, and whether it is certain."""
    return {
        (fault.kind, fault.name, fault.right or (None if fault.kind == "name" else fault.wanted), fault.certain)
        for fault in faults(block_type, parameters)
    }


SAY = {"Text": "Hello."}
BARE_ID = "11111111-2222-4333-8444-555555555555"
PROMPT, QUEUE = (f"arn:aws:connect:eu-west-1:111122223333:instance/a/{kind}/{BARE_ID}" for kind in ("prompt", "queue"))
MENU = {"Text": "Press 1.", "StoreInput": "False", "InputTimeLimitSeconds": "5"}
STORE = {**MENU, "StoreInput": "True", "InputValidation": {"CustomValidation": {"MaximumLength": "4"}}}
CALL = {"LambdaFunctionARN": "arn:aws:lambda:eu-west-1:111122223333:function:a", "InvocationTimeLimitSeconds": "8"}


@pytest.mark.parametrize(
    ("block_type", "parameters", "expected"),
    [
        # names
        ("UpdateFlowLoggingBehavior", {"LoggingBehavior": "Enabled"},
            {("name", "LoggingBehavior", "FlowLoggingBehavior", True)}),
        ("MessageParticipant", {"text": "Hi"}, {("name", "text", "Text", True)}),
        ("MessageParticipant", {**SAY, "Volume": "9"}, {("name", "Volume", None, False)}),
        ("MessageParticipant", {**SAY, "Prompts": "a"}, {("name", "Prompts", None, False)}),
        ("MessageParticipant", {"Prompts": BARE_ID}, {("name", "Prompts", "PromptId", True)}),
        ("TransferContactToQueue", {"QueueId": "a"}, {("name", "QueueId", None, True)}),
        ("Wait", {"TimeoutSeconds": "9"}, {("name", "TimeoutSeconds", "TimeLimitSeconds", True)}),
        (
            "GetParticipantInput",
            {**STORE, "DTMFConfiguration": {"MaxDigits": "1"}},
            {("name", "DTMFConfiguration.MaxDigits", None, False)},
        ),
        # missing
        ("Loop", {"LoopName": "a"}, {("missing", "LoopCount", "a number from 0 to 100", True)}),
        ("MessageParticipant", {"SkipWhenDTMFBufferEnabled": "true"}, {("none", "", f"one of {MESSAGES}", True)}),
        ("GetParticipantInput", {**STORE, "InputValidation": "${x}"}, set()),
        (
            "GetParticipantInput",
            {**MENU, "StoreInput": "True"},
            {("missing", "InputValidation", "an object", True)},
        ),
        ("GetParticipantInput", {"EnableDTMFBuffer": "True"}, set()),
        ("CreateTask", {"Name": "a", "TaskTemplateId": "b"}, set()),
        ("CreateTask", {"Name": "a"}, {("missing", "ContactFlowId", "text", False)}),
        # together
        ("MessageParticipant", {**SAY, "SSML": "<speak/>"}, {("several", "SSML", f"only one of {MESSAGES}", True)}),
        (
            "UpdateContactTargetQueue",
            {"AgentId": "a", "QueueId": "b"},
            {("several", "AgentId", "only one of QueueId or AgentId", False)},
        ),
        (
            "GetParticipantInput",
            {**MENU, "DTMFConfiguration": {"DisableCancelKey": "True"}},
            {("refused", "DTMFConfiguration", "while StoreInput is “False”", False)},
        ),
        (
            "ConnectParticipantWithLexBot",
            {"LexSessionAttributes": {"a": "b"}},
            {
                ("none", "", "one of Text, SSML, PromptId, Media or LexInitializationData", True),
                ("none", "", "one of LexV2Bot or LexBot", False),
            },
        ),
        # values
        ("MessageParticipant", {"Text": ""}, {("empty", "Text", "text that is not empty", True)}),
        ("MessageParticipant", {"Text": " "}, set()),
        ("CreateCallbackContact", {"QueueId": "", "InitialCallDelaySeconds": "5", "RetryDelaySeconds": "600",
            "MaximumConnectionAttempts": "0"}, {("empty", "QueueId", "text that is not empty", False)}),
        ("ShowView", {"ViewResource": {"Id": "a"}, "InvocationTimeLimitSeconds": "9",
            "ViewData": {"a": "", "b": {"c": ""}, "d": [""]}},
            {("empty", "ViewData.a", "text that is not empty", False)}),
        ("CreateTask", {"Name": "a", "TaskTemplateId": "b", "References": {"a": {"Value": "", "Type": "URL"}}},
            {("empty", "References.a.Value", "text that is not empty", False)}),
        ("CreateTask", {"Name": "a", "TaskTemplateId": "b", "News": ""}, {("name", "News", None, False)}),
        ("MessageParticipant", {"Text": ["Hi"]}, {("value", "Text", "text", True)}),
        ("MessageParticipant", {"Text": None}, {("value", "Text", "text", True)}),
        ("MessageParticipant", {"Text": 5}, {("value", "Text", "text in quotes", False)}),
        ("Loop", {"LoopCount": 3}, set()),
        ("Loop", {"LoopCount": 101}, {("value", "LoopCount", "a number from 0 to 100", False)}),
        ("Loop", {"LoopCount": "101"}, {("value", "LoopCount", "a number from 0 to 100", False)}),
        ("InvokeLambdaFunction", {**CALL, "InvocationTimeLimitSeconds": "30"},
            {("value", "InvocationTimeLimitSeconds", "a number from 1 to 8", False)}),
        ("InvokeLambdaFunction", {**CALL, "InvocationTimeLimitSeconds": "30", "InvocationType": "ASYNCHRONOUS"}, set()),
        ("InvokeLambdaFunction", {**CALL, "InvocationTimeLimitSeconds": "30", "InvocationType": "${kind}"}, set()),
        ("InvokeLambdaFunction", {**CALL, "InvocationTimeLimitSeconds": "soon"},
            {("value", "InvocationTimeLimitSeconds", "a number", False)}),
        ("InvokeLambdaFunction", {**CALL, "InvocationTimeLimitSeconds": 4}, set()),
        ("InvokeLambdaFunction", {**CALL, "InvocationTimeLimitSeconds": 9},
            {("value", "InvocationTimeLimitSeconds", "a number from 1 to 8", False)}),
        ("InvokeLambdaFunction", {**CALL, "InvocationTimeLimitSeconds": True},
            {("value", "InvocationTimeLimitSeconds", "a number", False)}),
        ("InvokeLambdaFunction", {**CALL, "ResponseValidation": {"ResponseType": "JSON_OBJECT"}},
            {("value", "ResponseValidation.ResponseType", "“STRING_MAP” or “JSON”", True)}),
        ("InvokeLambdaFunction", {**CALL, "LambdaInvocationAttributes": {"a": "", "b": {"c": 1}}},
            {("empty", "LambdaInvocationAttributes.a", "text that is not empty", True)}),
        ("ShowView", {"ViewResource": {"Id": "a"}, "InvocationTimeLimitSeconds": "undefined"},
            {("value", "InvocationTimeLimitSeconds", "a number", True)}),
        ("UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": "enabled"},
            {("value", "FlowLoggingBehavior", "Enabled", True)}),
        ("GetParticipantInput", {**STORE, "DTMFConfiguration": {"DisableCancelKey": True}},
            {("value", "DTMFConfiguration.DisableCancelKey", "“True” or “False” in quotes", True)}),
        ("UpdateContactData", {"IsFraudDetectionEnabled": "TRUE"}, set()),
        ("Compare", {"ComparisonValue": "tier"},
            {("value", "ComparisonValue", "an attribute like $.Attributes.name", True)}),
        ("UpdateContactAttributes", {"Attributes": {"a": "", "b": "1"}},
            {("empty", "Attributes.a", "text that is not empty", True)}),
        ("UpdateContactAttributes", {"Attributes": "$.Attributes.all"}, set()),
        ("TagContact", {"Tags": {str(number): "a" for number in range(7)}},
            {("value", "Tags", "an object of at most 6 entries", True)}),
        ("UpdateContactEventHooks", {"EventHooks": {"CustomerQueues": "a"}},
            {("name", "EventHooks.CustomerQueues", "CustomerQueue", True)}),
        ("UpdateContactEventHooks", {"EventHooks": {"AgentWhisper": BARE_ID}},
            {("value", "EventHooks.AgentWhisper", "an ARN", False)}),
        ("UpdateContactEventHooks", {"EventHooks": {"AgentWhisper": f"arn:aws:connect:::x/{BARE_ID}"}}, set()),
        ("UpdateContactEventHooks", {"EventHooks": {"AgentWhisper": "whisper_flow_id"}}, set()),
        # AWS's own starter kits turn a hook off, and name no flow for it.
        ("UpdateContactEventHooks", {"EventHooksConfiguration": {"AgentWhisper": {"DisableExecution": "true"}}}, set()),
        ("TransferToFlow", {"ContactFlowId": BARE_ID}, set()),
        ("UpdateContactTextToSpeechVoice", {"TextToSpeechVoice": "Joanna", "TextToSpeechStyle": "Coversational"},
            {("value", "TextToSpeechStyle", "Conversational", False)}),
        ("UpdateContactTextToSpeechVoice", {"TextToSpeechVoice": "Joanna", "TextToSpeechStyle": "Standard"}, set()),
        ("UpdateContactTextToSpeechVoice", {"TextToSpeechVoice": "Joanna", "TextToSpeechEngine": "long-form"}, set()),
        ("Wait", {"TimeLimitSeconds": "60", "ContinueExecution": "True"},
            {("missing", "MinimumWaitTimeSeconds", "a number", False)}),
        ("Wait", {"TimeLimitSeconds": "60", "ContinueExecution": "False"}, set()),
        ("UpdateContactData", {},
            {("no parameters", "", "", False)}),
        ("UpdateContactData", {"TargetContact": "Current"},
            {("none", "", "one of Name, Description, LanguageCode or another parameter", False)}),
        ("UpdateContactData", {"Newest": "a"}, {("name", "Newest", None, False)}),
        ("UpdateContactData", {"Name": "a"}, set()),
        ("MessageParticipantIteratively", {"Messages": [SAY, {**SAY, "PromptId": "a"}]},
            {("several", "Messages[1].PromptId", "only one of Text, SSML, PromptId or Media", False)}),
    ],
)  # fmt: skip
def test_what_is_told(block_type: str, parameters: Any, expected: set[tuple[str, str, str | None, bool]]) -> None:
    assert told(block_type, parameters) == expected


@pytest.mark.parametrize("parameters", [None, {}])
def test_that_there_are_no_parameters_is_told_once(parameters: Any) -> None:
    (fault,) = faults("GetParticipantInput", parameters)
    assert (fault.kind, fault.certain) == ("no parameters", True)
    assert sorted(fault.others) == ["InputTimeLimitSeconds", "StoreInput", f"one of {MESSAGES}"]
    assert faults("TransferContactToQueue", parameters) == ()


def test_the_service_is_quoted_where_it_was_seen_to_refuse() -> None:
    (empty,) = faults("UpdateContactAttributes", {"Attributes": {"a": ""}})
    assert empty.answer == "Empty value in Parameters.Attributes"
    (unsure,) = faults("Loop", {"LoopCount": "101"})
    assert unsure.answer is None


def test_nothing_is_told_of_old_exports_unknown_types_and_parameters_that_are_no_object() -> None:
    module = {"id": "0", "type": "Loop", "parameters": [], "branches": []}
    (export,) = read_text("a.json", json.dumps({"modules": [module], "start": "0", "version": "1"})).flows
    assert faults_of(export) == ()
    assert faults("PlayPrompt", {"Text": ""}) == ()
    assert faults("Loop", ["LoopCount"]) == ()


@pytest.mark.parametrize(
    "text",
    [
        "$.Attributes.x",
        "${x}",
        "%{if x}",
        "{{x}}",
        "{% x %}",
        "<<x>>",
        "<%= x %>",
        "%%x%%",
        "%x%",
        "__X__",
        "REPLACE_ME",
    ],
)
def test_what_is_filled_in_later_may_be_anything(text: str) -> None:
    for entry in language.document("actions")["actions"]:
        parameters = dict.fromkeys(entry["parameters"], text)
        assert all(fault.kind in {"several", "refused"} for fault in faults(entry["type"], parameters)), entry["type"]


@given(st.text("$.{}<>%=_ab [']") | st.text())
def test_a_text_with_a_reference_or_placeholder_may_be_anything(text: str) -> None:
    assert language.may_be_anything(text) or not is_filled_in(text)


@given(st.integers(0, 700_000), st.integers(0, 700_000) | st.none(), st.integers(0, 1_000_000), st.integers(0, 2))
def test_number_patterns_match_just_the_numbers_between(low: int, high: int | None, number: int, zeros: int) -> None:
    if high is not None:
        low, high = sorted((low, high))
    matches = re.fullmatch(number_pattern(low, high), "0" * zeros + str(number)) is not None
    assert matches == (low <= number and (high is None or number <= high))


ODD = st.sampled_from(
    ["", " ", "5", "-1", "900", "True", "false", "Enabled", "abc", "$.External.x", "${x}", "undefined",
     5, 0, 101, 2.5, 1.0, True, False, None, [], {}, ["a"], [""], {"a": ""}, {"a": {"Value": "b"}}]
)  # fmt: skip
NAMES = st.sampled_from(["a", "Text", "text", "QueueId", "${x}", "Value", ""])


def values(schema: Any) -> st.SearchStrategy[Any]:
    """Values that a schema may be about: right ones, nearly right ones and others."""
    if not isinstance(schema, dict):
        return ODD
    found = [ODD]
    for check in schema.get("allOf", ()):
        words = check.get("else", check).get("enum")
        found += [st.sampled_from(words)] if words else []
    if "items" in schema:
        found.append(st.lists(values(schema["items"]), max_size=3))
    if "properties" in schema:
        known = {name: values(one) for name, one in schema["properties"].items()}
        found.append(st.fixed_dictionaries({}, optional={**known, "Other": ODD}))
        found.append(st.dictionaries(NAMES | st.sampled_from(sorted(known) or ["a"]), st.just("5"), max_size=4))
    if isinstance(schema.get("additionalProperties"), dict):
        found.append(st.dictionaries(NAMES, values(schema["additionalProperties"]), max_size=8))
    return st.one_of(*found)


@cache
def parameters_of(block_type: str) -> st.SearchStrategy[dict[str, Any]]:
    return values(SCHEMAS[block_type]).filter(lambda value: isinstance(value, dict))


@st.composite
def blocks(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    block_type = draw(st.sampled_from(sorted(language.actions())))
    return block_type, draw(parameters_of(block_type))


@cache
def validator(block_type: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{block_type}", "$defs": SCHEMAS})


def schema_and_jsonschema_agree(block_type: str, parameters: Any) -> bool:
    """Hold the compiled schema to jsonschema's answers, and tell whether the parameters are fine."""
    schema = language.parameter_schema(block_type)
    fine = schema.passes(parameters)
    complaints = [(one.at, one.keyword, one.wanted, one.schema, one.value) for one in schema.complaints(parameters)]
    errors = [
        (tuple(one.absolute_path), one.validator, one.validator_value, one.schema, one.instance)
        for one in validator(block_type).iter_errors(parameters)
    ]
    assert sorted(map(repr, complaints)) == sorted(map(repr, errors))
    assert fine == (not errors)
    return fine


def faults_agree_with_the_schema(block: tuple[str, dict[str, Any]]) -> None:
    block_type, parameters = block
    fine = schema_and_jsonschema_agree(block_type, parameters)
    found = faults(block_type, parameters)
    assert bool(found) != fine or all(fault.kind == "empty" and not fault.certain for fault in found)
    assert len({(fault.kind, fault.fingerprint_key) for fault in found}) == len(found)


@given(blocks())
def test_the_compiled_schema_agrees_with_jsonschema(block: tuple[str, dict[str, Any]]) -> None:
    faults_agree_with_the_schema(block)


@pytest.mark.slow
@settings(deadline=None, max_examples=10_000)
@given(blocks())
def test_the_compiled_schema_agrees_with_jsonschema_at_length(block: tuple[str, dict[str, Any]]) -> None:
    faults_agree_with_the_schema(block)


@pytest.mark.slow
def test_the_compiled_schema_agrees_with_jsonschema_on_real_blocks_and_published_flows_pass(corpus: Path) -> None:
    seen = {True: 0, False: 0}
    for path in sorted(path for path in corpus.rglob("*") if path.is_file()):
        for flow in read_bytes(str(path), path.read_bytes()).flows:
            for block in flow.blocks:
                if block.action is not None:
                    seen[schema_and_jsonschema_agree(block.type, block.parameters)] += 1
            metadata = flow.document.get("Metadata")
            if isinstance(metadata, dict) and str(metadata.get("status")).lower() == "published":
                # Resources that were taken out of a file before it was made public.
                assert all(fault.kind == "empty" for fault in faults_of(flow)), path
    assert min(seen.values()) > 50


def test_deep_values_are_judged() -> None:
    deep: list[Any] = []
    for _ in range(5_000):
        deep = [deep]
    assert not language.parameter_schema("MessageParticipant").passes({"Text": deep})
    assert len(list(language.parameter_schema("MessageParticipant").complaints({"Text": deep}))) == 2


def messages(block_type: str, parameters: dict[str, Any]) -> list[str]:
    action = {"Identifier": "it", "Type": block_type, "Parameters": parameters, "Transitions": {}}
    document = {"Version": "2019-10-30", "StartAction": "it", "Metadata": {}, "Actions": [action]}
    report = check_text(json.dumps(document), "a.json", Overrides(select=("invalid-parameter",), isolated=True))
    return [finding.message for finding in report.findings]


LOADED = {"InvocationId": "$.LambdaInvocation.InvocationId"}


@pytest.mark.parametrize(
    ("block_type", "parameters", "missing"),
    [
        # One that is not listed may stand for a form that nobody has seen: nothing is missing.
        ("InvokeLambdaFunction", LOADED, []),
        ("Loop", {"LoopName": "orders", "Array": "$.External.orders"}, []),
        ("UpdateContactTextToSpeechVoice", {"Voice": "v1", "Provider": "other"}, []),
        # A listed one in other capitals, one that was refused, and a function's ARN under any name stand for none.
        ("InvokeLambdaFunction", {"lambdafunctionarn": "a"}, ["InvocationTimeLimitSeconds"]),
        ("InvokeLambdaFunction", {"FunctionArn": "a"}, ["InvocationTimeLimitSeconds"]),
        (
            "InvokeLambdaFunction",
            {"LambdaArn": "arn:aws:lambda:eu-west-1:111122223333:function:f"},
            ["LambdaFunctionARN", "InvocationTimeLimitSeconds"],
        ),
        ("Loop", {"LoopName": "orders"}, ["LoopCount"]),
    ],
)
def test_what_is_missing_beside_parameters_that_are_not_listed(
    block_type: str, parameters: dict[str, Any], missing: list[str]
) -> None:
    found = [message.split(": ")[1] for message in messages(block_type, parameters) if " is missing" in message]
    assert {message.split("”")[0].removeprefix("“") for message in found} == set(missing)


@pytest.mark.parametrize(
    ("block_type", "parameters", "remedy"),
    [
        # A value that has not the shape of the parameter that the name is like.
        ("MessageParticipant", {"Prompt": {"Text": "Hi."}}, "put “Text” directly among the parameters."),
        ("MessageParticipant", {"Prompt": {"Text": "Hi.", "SSML": ""}},
            "put “Text” and “SSML” directly among the parameters."),
        ("MessageParticipant", {"Prompts": BARE_ID}, "write “PromptId”."),
        ("CreateTask", {"Name": "a", "TaskTemplateId": "b", "Descriptions": {"Of": "c"}}, "remove it."),
        # What the value is says what was meant where names are alike.
        ("MessageParticipant", {"PromptText": "Hello"}, "write “Text”."),
        ("MessageParticipant", {"PromptText": "$.Attributes.greeting"}, "write “Text”."),
        ("MessageParticipant", {"PromptText": "<speak>Hi.</speak>"}, "write “SSML”."),
        ("MessageParticipant", {"SsmlText": "<speak>Hi.</speak>"}, "write “SSML”."),
        ("MessageParticipant", {"SsmlText": "Hi there."}, "write “Text”."),
        ("MessageParticipant", {"PromptText": PROMPT}, "write “PromptId”."),
        ("MessageParticipant", {"Prompts": QUEUE}, "remove it."),
        ("MessageParticipant", {"Message": "Hi there."}, "write “Text”."),
        ("MessageParticipant", {"Comment": "The greeting.", **SAY}, "remove it."),
        ("GetParticipantInput", {"StoreInput": "False", "InputTimeLimitSeconds": "5", "PromptText": "Press 1"},
            "write “Text”."),
        ("ConnectParticipantWithLexBot", {**SAY, "LexBotV2": {"AliasArn": "$.Attributes.bot"}}, "write “LexV2Bot”."),
        ("ConnectParticipantWithLexBot", {**SAY, "LexBots": {"Name": "a", "Region": "b", "Alias": "c"}},
            "write “LexBot”."),
        ("UpdateContactTargetQueue", {"TargetQueue": QUEUE}, "write “QueueId”."),
        ("UpdateContactTargetQueue", {"QueueName": "Sales"}, "remove it."),
        ("GetMetricData", {"Queue": QUEUE}, "write “QueueId”."),
        ("GetMetricData", {"Queue": "Sales"}, "remove it."),
        # The end of a name, also where others may be that no page shows; no other type has the whole.
        ("UpdateContactTextToSpeechVoice", {"Voice": "Joanna"}, "write “TextToSpeechVoice”."),
        ("Loop", {"Count": "5"}, "write “LoopCount”."),
        ("InvokeLambdaFunction", {**CALL, "InvocationAttributes": {"a": "b"}}, "write “LambdaInvocationAttributes”."),
        ("InvokeLambdaFunction", {**CALL, "InvocationTypes": "SYNCHRONOUS"}, "write “InvocationType”."),
        ("UpdateContactRoutingBehavior", {"Priority": "2"}, "write “QueuePriority”."),
        # A parameter of one other type.
        ("MessageParticipant", {**SAY, "LanguageCode": "de"}, "it belongs in a block of the type UpdateContactData."),
        ("TransferContactToQueue", {"QueueId": "a"}, "use “Set working queue” before it."),
        ("MessageParticipant", {**SAY, "Volume": "9"}, "remove it."),
        # An empty text without which the block lacks something, and one that it does not need.
        ("MessageParticipant", {"Text": ""}, "fill it in."),
        ("CreateTask", {"Name": "", "TaskTemplateId": "b"}, "fill it in."),
        ("CreateTask", {"Name": "a", "TaskTemplateId": "b", "Description": ""}, "fill it in, or remove it."),
        ("MessageParticipant", {"Text": "Hi.", "SSML": ""}, "fill it in, or remove it."),
    ],
)  # fmt: skip
def test_the_remedy_fits_what_was_written(block_type: str, parameters: dict[str, Any], remedy: str) -> None:
    assert remedy in [message.rpartition("; ")[2] for message in messages(block_type, parameters)]


@pytest.mark.parametrize(
    ("block_type", "parameters"),
    [
        ("UpdateContactTextToSpeechVoice", {"TextToSpeechVoice": "v1", "TextToSpeechEngineModel": "m", "Secret": "s"}),
        ("UpdateContactTextToSpeechVoice", {"TextToSpeechVoice": "v1", "Voice": "v2"}),
        ("Loop", {"LoopName": "orders", "Elements": "$.External.orders"}),
        ("InvokeLambdaFunction", {**CALL, "Attributes": {"a": "b"}}),
        ("UpdateContactRecordingAndAnalyticsBehavior", {"RecordingBehavior": {"RecordedParticipants": ["Agent"]}}),
    ],
)
def test_nothing_is_told_of_names_that_may_be_newer_than_the_catalogue(
    block_type: str, parameters: dict[str, Any]
) -> None:
    assert messages(block_type, parameters) == []


def test_two_wrong_names_are_not_taken_for_one_parameter() -> None:
    found = messages("MessageParticipant", {"Message": "Hi there.", "Remark": "The first greeting."})
    assert [message.rpartition("; ")[2] for message in found] == ["write “Text”.", "remove it."]


@pytest.mark.parametrize(
    ("block_type", "parameters", "what"),
    [
        ("MessageParticipantIteratively", {"Messages": []}, "a list that is not empty, but is empty."),
        ("UpdateContactEventHooks", {"EventHooks": {"AgentHold": "a", "CustomerHold": "b"}},
            "an object with one entry, but is an object with 2."),
    ],
)  # fmt: skip
def test_a_message_says_what_is_wrong_of_a_size(block_type: str, parameters: dict[str, Any], what: str) -> None:
    (message,) = messages(block_type, parameters)
    assert message.rpartition("must be ")[2].partition(" (Connect")[0] == what
