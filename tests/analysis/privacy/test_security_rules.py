"""Secrets and what hides them, unencrypted input along paths, and the environments that ARNs are of."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint import check_text, language
from flowlint.output import step_summary
from flowlint.output.writing import FORMATS, write
from flowlint.report import Show, Suppressed
from flowlint.run import Overrides
from flowlint.secret_forms import masked, secrets_in, with_dots
from flowlint.suppression import baseline
from kit.flows import flow as flow_of
from kit.walks import Walk, action, findings, line, small_flows, walk_of, walks

Json = dict[str, Any]

# Put together here, so that no file of this project holds what a scanner would take for a secret.
EXAMPLE = "EXAMPLE0example1" * 4
ACCESS_KEY = "AKIA" + "IOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY"
PRIVATE_KEY = "-----BEGIN RSA " + f"PRIVATE KEY-----\n{EXAMPLE}\n{EXAMPLE}\n-----END RSA " + "PRIVATE KEY-----"
JWT = "ey" + f"J{EXAMPLE[:16]}.ey" + f"J{EXAMPLE[:32]}.{EXAMPLE}"
CERTIFICATE = f"-----BEGIN CERTIFICATE-----\n{EXAMPLE}\n-----END CERTIFICATE-----"

SECRETS = {
    "npm_" + "aB1" * 12: "an npm token",
    "pypi-AgE" + "aB1_-" * 12: "a PyPI token",
    "hf_" + "aBcD" * 9: "a Hugging Face token",
    "shpat_" + "0a1b" * 8: "a Shopify token",
    "dop_v1_" + "0a1b" * 16: "a DigitalOcean token",
    "hvs." + "aB1_" * 7: "a Vault token",
    "lin_api_" + "aB1c" * 10: "a Linear key",
    "https://discord.com/api/webhooks/123456789/" + "aB1_" * 17: "a Discord webhook",
    "AccountName=calls;AccountKey=" + "aB1/" * 21 + "aB==": "an Azure storage key",
    "Authorization: Basic dXNlcjpodW50ZXIy": "a basic authorization",
    ACCESS_KEY: "an AWS access key",
    "ASIA" + "IOSFODNN7EXAMPLE": "an AWS access key",
    PRIVATE_KEY: "a private key",
    PRIVATE_KEY.replace("RSA ", ""): "a private key",
    JWT: "a signed token (JWT)",
    "gh" + f"p_{EXAMPLE[:36]}": "a GitHub token",
    "github" + f"_pat_{EXAMPLE[:30]}": "a GitHub token",
    "gl" + f"pat-{EXAMPLE[:20]}": "a GitLab token",
    "xo" + "xb-0000000000-example": "a Slack token",
    "hooks.slack" + f".com/services/T0EXAMPLE/B0EXAMPLE/{EXAMPLE[:24]}": "a Slack webhook",
    "sk" + f"_live_{EXAMPLE[:24]}": "a Stripe key",
    "AI" + f"za{EXAMPLE[:35]}": "a Google API key",
    "S" + f"G.{EXAMPLE[:22]}.{EXAMPLE[:43]}": "a SendGrid key",
    "sk-" + f"ant-{EXAMPLE[:24]}": "an Anthropic key",
    "sk-" + f"{EXAMPLE[:20]}T3Blbk" + f"FJ{EXAMPLE[:20]}": "an OpenAI key",
    "00D" + f"EXAMPLE0example!{EXAMPLE[:48]}": "a Salesforce session",
}
NAMED = [
    ("secretAccessKey", SECRET_KEY, "an AWS secret access key"),
    ("aws_secret_access_key", SECRET_KEY, "an AWS secret access key"),
    ("password", "Example-Passw0rd", "a password"),
    ("CRM-Password", "example pass"[:7] + "-1", "a password"),
    ("dbPwd", "example1", "a password"),
    ("x-api-key", EXAMPLE[:32], "an API key or token"),
    ("clientSecret", EXAMPLE[:20], "an API key or token"),
    ("accessToken", "00exampl-1111-2222-3333-444455556666", "an API key or token"),
    ("Authorization", "Bearer " + EXAMPLE[:32], "a bearer token"),
]
NO_SECRETS = [
    ("secretName", "prod/crm/api-token-v2"),
    ("secret", EXAMPLE),
    ("clientSecret", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:crm-AbC123"),
    ("clientSecret", "prod/crm/client-secret-2"),
    ("apiKey", "YOUR_API_KEY_GOES_HERE_1234567890"),
    ("apiKey", "${api_key}"),
    ("apiKey", "$.Attributes.apiKey"),
    ("password", "$.External.password"),
    ("password", "required"),
    ("password", "<password1>"),
    ("password", "changeme1"),
    ("resetPassword", "step-2"),
    ("hasPassword", "true"),
    ("Key", CERTIFICATE),
    ("Key", CERTIFICATE.replace("CERTIFICATE", "PUBLIC KEY")),
    ("EncryptionKeyId", "8f1f5a0e-1111-2222-3333-444455556666"),
    ("ContactFlowId", "8f1f5a0e-1111-2222-3333-444455556666"),
    ("Text", "Enter your password: press pound when you are done, bearer of good news."),
    ("Text", "Call us about AKIA and the token economy."),
    ("Url", f"https://s3.example.com/greeting.wav?X-Amz-Credential={ACCESS_KEY}/20260101/eu-west-1"),
    ("Url", "https://example.com:8443/a@b"),
    ("Url", "https://${user}:${password}@example.com"),
]


def flow_with(parameters: Any, block_type: str = "UpdateContactAttributes") -> Json:
    """A flow of one block with these parameters, between two that are good."""
    return flow_of(
        action("hello", "MessageParticipant", {"Text": "Hello."}, "one", "one"),
        action("one", block_type, parameters, "end", "end"),
        action("end", "DisconnectParticipant"),
    )


def outputs(text: str, *select: str) -> str:
    """What all formats write of a document, one behind the other; with all rules unless some are named.

    Each finding is there twice, as it is told and as it is held back, and in the summary of a step and a baseline too.
    """
    report = check_text(text, "flow.json", Overrides(select=select or (), pedantic=not select), frames=True)
    assert not report.failures
    stream = io.StringIO()
    held_back = tuple(Suppressed(one, "flow", "known") for one in report.findings)
    report = replace(report, suppressed=held_back, show=Show(suppressed=True, how_to_suppress=True))
    for name in FORMATS:
        write(report, name, stream)
    step_summary.write(report, stream)
    stream.write(baseline.text(baseline.renew(baseline.Baseline(Path("b.json")), report.findings, {}, ()).baseline))
    return stream.getvalue()


def kinds(value: str, name: str = "note") -> list[str]:
    found = findings("secret-in-flow", flow_with({"Attributes": {name: value}}))
    return [one.message.partition(" holds ")[2].partition(";")[0] for one in found]


@pytest.mark.parametrize(("secret", "kind"), SECRETS.items(), ids=list(SECRETS.values()))
def test_secrets_are_known_by_their_form(secret: str, kind: str) -> None:
    for before, after in [("", ""), ("key: ", ""), ("It is ", "\nand no other.")]:
        (found,) = secrets_in(before + secret + after)
        assert found.kind == kind
        assert (before + secret + after)[slice(*found.span)].rstrip("\n") in secret + "\nand no other"
        assert kinds(before + secret + after) == [kind]


@pytest.mark.parametrize(("name", "value", "kind"), NAMED)
def test_secrets_are_known_by_their_name(name: str, value: str, kind: str) -> None:
    assert kinds(value, name) == [kind]
    assert kinds(json.dumps({name: value, "more": 1})) == [kind]
    assert findings("secret-in-flow", flow_with({"FlowAttributes": {name: {"Value": value}}}, "UpdateFlowAttributes"))


@pytest.mark.parametrize(("name", "value"), NO_SECRETS)
def test_what_is_public_or_filled_in_or_a_word_is_no_secret(name: str, value: str) -> None:
    assert kinds(value, name) == []
    assert masked(json.dumps({name: value})) == json.dumps({name: value})


def test_passwords_in_texts() -> None:
    assert kinds("https://ivr:example1@crm.example.com/x") == ["a password in a URL"]
    assert kinds("https://crm.example.com/x?api_key=" + EXAMPLE[:32]) == ["an API key or token"]
    assert kinds("user=ivr;password=example1!") == ["a password"]
    assert kinds("note: password=example1") == ["a password"]


def test_a_secret_is_told_at_each_of_its_places() -> None:
    document = flow_with({"Attributes": {"a": JWT, "b": f"Bearer {JWT}"}})
    document["Actions"][0]["Parameters"] = {"Text": f"Say {ACCESS_KEY}, {JWT} and {JWT}.", "PromptId": JWT}
    assert [found.pointer for found in findings("secret-in-flow", document)] == [
        *["/Actions/0/Parameters/Text"] * 2,
        "/Actions/0/Parameters/PromptId",
        "/Actions/1/Parameters/Attributes/a",
        "/Actions/1/Parameters/Attributes/b",
    ]


def test_a_key_and_its_id_are_one_secret() -> None:
    document = flow_with({"Attributes": {"id": ACCESS_KEY, "secretKey": SECRET_KEY}})
    (found,) = findings("secret-in-flow", document)
    assert found.pointer == "/Actions/1/Parameters/Attributes/secretKey"
    del document["Actions"][1]["Parameters"]["Attributes"]["secretKey"]
    (left,) = findings("secret-in-flow", document)
    assert set(left.faults) < set(found.faults)


def test_a_flow_of_thousands_of_secrets_is_not_looked_through_to_its_end() -> None:
    short, long = (
        check_text(
            json.dumps(flow_with({"Attributes": {"a": " ".join(f"password=example{one}" for one in range(count))}})),
            "flow.json",
            Overrides(select=("secret-in-flow",), isolated=True),
        )
        for count in (3_000, 30_000)
    )
    assert [finding.place for finding in short.findings] == [finding.place for finding in long.findings]
    assert len(long.findings) == 1_000
    (failure,) = long.failures
    assert "more than 1,000 faults" in str(failure)


ALL = [("note", secret) for secret in SECRETS] + [(name, value) for name, value, _ in NAMED]


@pytest.mark.parametrize(("name", "secret"), ALL)
def test_no_output_shows_a_secret(name: str, secret: str) -> None:
    core = max(secret.removeprefix("Bearer ").split("\n"), key=len)
    document = flow_with({"Attributes": {"before": "x", name: secret, "behind": "$.Attribute.typo"}})
    held = json.dumps({"ContactFlow": {"Name": "a", "Type": "CONTACT_FLOW", "Content": json.dumps(document)}})
    long = json.dumps(flow_with({"Attributes": {"before": "x " * 300, name: secret, "behind": "y " * 300}}))
    apart = json.dumps(document, indent=2).replace(f'"{name}": ', f'"{name}":\n        ')
    for text in (json.dumps(document, indent=2), json.dumps(document), held, long, apart):
        shown = outputs(text, "secret-in-flow")
        assert "secret-in-flow" in shown
        assert "•••" in shown
        assert json.dumps(core)[1:-1] not in shown
    for text in (json.dumps(document, indent=2), json.dumps(document), held):
        shown = outputs(text)
        assert "unknown-attribute" in shown
        assert json.dumps(core)[1:-1] not in shown


def test_frames_of_broken_json_hide_secrets_too() -> None:
    text = json.dumps(flow_with({"Attributes": {"password": "example1", "note": ACCESS_KEY}}), indent=2)
    shown = outputs(text.replace(f'"{ACCESS_KEY}"', f'"{ACCESS_KEY}" oops'), "invalid-json")
    assert "oops" in shown
    assert "example1" not in shown
    assert ACCESS_KEY not in shown


@given(st.text(), st.sampled_from(list(SECRETS)), st.text())
def test_masks_have_the_length_of_what_they_hide(before: str, secret: str, after: str) -> None:
    assert len(masked(before + secret + after)) == len(before + secret + after)


@given(st.text(max_size=20), st.lists(st.lists(st.integers(0, 20), min_size=2, max_size=2).map(sorted)))
def test_dots_stand_where_any_span_is(text: str, spans: list[list[int]]) -> None:
    within = [(min(start, len(text)), min(end, len(text))) for start, end in spans]
    hidden = {at for start, end in within for at in range(start, end)}
    assert with_dots(text, within) == "".join("•" if at in hidden else one for at, one in enumerate(text))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([*SECRETS, "example1", "arn:aws:lambda:::function:x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["password", "Value", "Attributes", "Text", "QueueId"]), inner, max_size=4)
    ),
    max_leaves=10,
)


def test_secrets_below_a_key_as_long_as_a_flow_are_known_by_little() -> None:
    text = "password=Ab1cdefg " * 2_000
    found = findings("secret-in-flow", flow_with({"Tags": {text: text}}, "TagContact"))
    assert [sum(len("".join(known_by)) for known_by in one.identities) < 200_000 for one in found] == [True]


RULES = ("secret-in-flow", "mixed-environments", "hardcoded-arn", "unencrypted-stored-input", "stored-input-exposed")


@given(json_values, st.sampled_from(["UpdateContactAttributes", "GetParticipantInput", "Whatever"]))
def test_nothing_raises_on_odd_parameters(parameters: Any, block_type: str) -> None:
    document = flow_with(parameters, block_type)
    assert not check_text(json.dumps(document), "flow.json", Overrides(select=RULES), frames=True).failures


# ARNs

HOME = "arn:aws:connect:eu-west-1:111122223333:instance/1f0c2f6a-5d0e-4b6a-9a51-0f5c3c7b2a10"
AWAY = "arn:aws:connect:eu-west-1:111122223333:instance/77aa9c1e-3b42-4d0b-8f6e-21d3c4b5a697"


def function(account: str = "111122223333", region: str = "eu-west-1") -> str:
    return f"arn:aws:lambda:{region}:{account}:function:x"


def odd(*arns: str) -> list[str]:
    """The ids of the blocks that the rule names as odd: the one at fault, and the related ones but the last."""
    blocks = [action(str(index), "Whatever", {"Arn": arn}, str(index + 1)) for index, arn in enumerate(arns)]
    found = findings("mixed-environments", flow_of(*blocks, action(str(len(arns)), "DisconnectParticipant")))
    return [block.id for one in found for block in (one.block, *(more.block for more in one.related[:-1])) if block]


@pytest.mark.parametrize(
    ("arns", "blocks"),
    [
        ([f"{HOME}/queue/1", f"{HOME}/prompt/2"], []),
        ([f"{HOME}/queue/1", f"{AWAY}/prompt/2", f"{HOME}/prompt/2"], ["1"]),
        ([f"{AWAY}/queue/1", f"{HOME}/prompt/2", f"{HOME}/prompt/3", f"{AWAY}/prompt/4"], ["0", "3"]),
        ([f"{HOME}/queue/1", function("444455556666")], []),
        ([function(), function(), function("444455556666")], ["2"]),
        ([f"{HOME}/queue/1", function(region="us-east-1"), function(region="us-east-1")], ["0"]),
        ([f"{HOME}/queue/1", function(region="us-east-1")], ["1"]),
        ([f"{HOME}/queue/1", "arn:aws:lex:us-east-1:111122223333:bot-alias/A/B"], []),
        ([f"{HOME}/queue/1", function(region="$.AwsRegion")], []),
        ([function(), function("${account}"), function("ACCOUNT")], []),
        ([f"{HOME}/queue/1", "arn:aws:connect:us-east-1:aws:view/form:1"], []),
        ([f"{HOME}/queue/1", f"{HOME}/queue/1".replace("eu-west-1", "us-west-2")], ["1"]),
    ],
)
def test_odd_ones_out(arns: list[str], blocks: list[str]) -> None:
    assert odd(*arns) == blocks


@pytest.mark.parametrize(
    ("arn", "kind"),
    [
        (f"{HOME}/queue/1", "queue"),
        (f"{HOME}/contact-flow/1", "contact flow"),
        (HOME, "instance"),
        (function(), "function"),
        ("arn:aws:lex:us-east-1:111122223333:bot-alias/A/B", "bot alias"),
        (function("${account}"), None),
        (function("ACCOUNT_ID"), None),
        ("arn:aws:connect:us-east-1:aws:view/form:1", None),
        ("$.Attributes.queue", None),
    ],
)
def test_fixed_arns(arn: str, kind: str | None) -> None:
    found = findings("hardcoded-arn", flow_with({"QueueId": arn}))
    assert [one.message.partition("(")[2].partition(")")[0] for one in found] == ([kind] if kind else [])


def test_a_resource_is_told_once_in_a_flow() -> None:
    document = flow_with({"a": HOME, "b": [HOME, f"Use {HOME}"]})
    document["Actions"][0]["Parameters"] = {"Text": HOME}
    (found,) = findings("hardcoded-arn", document)
    assert [one.block.id for one in found.related] == ["one"]


# Unencrypted input


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Please enter your credit-card number.", True),
        ("Now the 3 digit C.V.V. number at the back of your card", True),
        ("Enter your PIN, then press pound.", True),
        ("Bitte geben Sie Ihre Kreditkartennummer ein.", True),
        ("Introduzca su NÚMERO DE TARJETA", True),
        ("Ingrese el número de su tarjeta", True),
        ("Tapez le numéro de votre carte de crédit", True),
        ("Digite o número do seu cartão", True),
        ("Ingrese los últimos 4 dígitos del número de su tarjeta", False),
        ("暗証番号を入力してください", True),
        ("Please enter the last four digits of your card number.", False),
        ("Please enter your loyalty card number.", False),
        ("Please enter your PIN code.", False),
        ("Please enter your order number.", False),
        ("Press 1 to spin the wheel", False),
        ("", False),
    ],
)
def test_words_that_ask_for_secrets(text: str, asks: bool) -> None:
    assert language.asks_for_secret(text) is asks


def store(text: str, **more: Any) -> Json:
    free = {"CustomValidation": {"MaximumLength": "16"}}
    return {"Text": text, "StoreInput": "True", "InputTimeLimitSeconds": "5", "InputValidation": free, **more}


ENCRYPTED = {"InputEncryption": {"EncryptionKeyId": "k", "Key": "k"}}
PHONE = {"InputValidation": {"PhoneNumberValidation": {"NumberFormat": "E164"}}}
DIGIT = {"InputValidation": {"CustomValidation": {"MaximumLength": "1"}}}


@pytest.mark.parametrize(
    ("more", "times"), [({}, 1), (ENCRYPTED, 0), (PHONE, 0), (DIGIT, 0), ({"StoreInput": "False"}, 0)]
)
def test_only_free_input_that_is_stored_as_it_is_typed(more: Json, times: int) -> None:
    document = flow_with(store("Type your card number.", **more), "GetParticipantInput")
    assert len(findings("unencrypted-stored-input", document)) == times


KINDS = ("plain", "other", "card", "sealed", "say", "look", "call")
INPUT = "$.StoredCustomerInput"


def block(name: str, kind: str, success: str, error: str) -> Json:
    by_kind: dict[str, tuple[str, Json]] = {
        "plain": ("GetParticipantInput", store("Type your order.")),
        "other": ("GetParticipantInput", store("Type your member number.")),
        "card": ("GetParticipantInput", store("Type your card number.")),
        "sealed": ("GetParticipantInput", store("Type your order.", **ENCRYPTED)),
        "say": ("MessageParticipant", {"Text": f"You typed {INPUT}."}),
        "look": ("UpdateContactCallbackNumber", {"CallbackNumber": INPUT}),
        "call": ("InvokeLambdaFunction", {"LambdaInvocationAttributes": {"order": INPUT}}),
    }
    return action(name, *by_kind[kind], success, error)


def stored_by(walk: Walk) -> str | None:
    """The block whose unencrypted input is there at the end of a walk."""
    for name, branch in reversed(walk[:-1]):
        kind = name.split()[1]
        if kind in ("plain", "other", "card", "sealed") and branch == "next":
            return name if kind in ("plain", "other") else None
    return None


@given(small_flows(KINDS, block))
def test_what_is_handed_out_is_what_walking_every_path_finds(flow: Json) -> None:
    reached: dict[str, set[str]] = {}
    for walk in walks(flow):
        cause = stored_by(walk)
        if cause is not None and walk[-1][0].split()[1] in ("say", "call"):
            reached.setdefault(walk[-1][0], set()).add(cause)
    found = findings("stored-input-exposed", flow)
    for one in found:
        assert one.block is not None
        walk = walk_of(one)
        assert stored_by(walk) == walk[0][0]
        assert walk[0][0] in reached[one.block.id]
    told = [one.trail[0].block.id for one in found]
    assert len(set(told)) == len(told)
    assert bool(told) == bool(reached)


def test_one_finding_for_what_is_stored_once() -> None:
    (found,) = findings("stored-input-exposed", line("plain look say call", block))
    assert found.block is not None
    assert found.block.id == "2 say"
    assert "says it, as does 1 more;" in found.message
    assert findings("stored-input-exposed", line("card say", block)) == ()
    assert len(findings("unencrypted-stored-input", line("card say", block))) == 1


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Please enter the three digit security code on the back of your card.", True),
        ("Enter your card verification value.", True),
        ("Enter your employee ID and PIN.", True),
        ("Please enter your telephone banking PIN", True),
        ("Enter your P.I.N. now.", True),
        ("Do not hang up. Enter your PIN.", True),
        ("If you do not know your order number, enter your card number.", True),
        ("Enter your order number. Do not enter your card number here.", False),
        ("Never enter your PIN. Enter your customer number.", False),
        ("Please enter your customer number, not your PIN.", False),
        ("Enter your order number. You will need your card number later.", False),
        ("Enter the security code that we sent to your phone.", False),
        ("Enter the SIM card number.", False),
        ("Enter the meter reading on the PIN pad.", False),
        ("Enter the pinned note's number.", False),
    ],
)
def test_a_prompt_that_warns_asks_for_no_secret(text: str, asks: bool) -> None:
    assert language.asks_for_secret(text) is asks


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        (["customer", "Pin"], True),
        (["card", "Number"], True),
        (["security", "Code"], True),
        (["pin", "Verified"], False),
        (["pin", "code"], False),
        ([], False),
    ],
)
def test_a_name_is_of_a_secret_by_its_last_word_or_a_phrase(name: list[str], secret: bool) -> None:
    assert language.names_secret(name) is secret
