"""Secrets are in no output: each form, in each place of a flow and of its file, in each format and in the baseline."""

import io
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowlint import check_text, masking, secret_forms
from flowlint.fixing import Content, diff
from flowlint.masking import Mask
from flowlint.output import step_summary
from flowlint.output.remedy import how_to_suppress
from flowlint.output.writing import FORMATS, write
from flowlint.report import Report, Show
from flowlint.run import Overrides, check_paths
from flowlint.secret_forms import may_hold_secret, may_hold_secrets
from flowlint.suppression import baseline
from kit.flows import END, block
from kit.flows import flow as flow_of

Json = dict[str, Any]

# Put together here, so that no file of this project holds what a scanner would take for a secret.
_BODY = "q7RvX2mB9tKz4WnJ8pLc6YhD3sGf5Ae1" * 3
_PRIVATE = "PRIVATE " + "KEY-----"
FORMS = {
    "access key": "AK" + "IAQRVXMBTKZWNJPLCY",
    "private key": f"-----BEGIN RSA {_PRIVATE}\n{_BODY[:64]}\n{_BODY[9:73]}\n-----END RSA {_PRIVATE}",
    "bearer": "Bearer " + _BODY[:40],
    "jwt": f"ey{''}J{_BODY[:20]}.ey{''}J{_BODY[3:40]}.{_BODY[5:60]}",
    "github": "gh" + f"p_{_BODY[:36]}",
    "gitlab": "gl" + f"pat-{_BODY[:20]}",
    "slack": "xo" + f"xb-{_BODY[:24]}",
    "slack webhook": "hooks.slack" + f".com/services/T{_BODY[:9]}/B{_BODY[4:14]}/{_BODY[:24]}",
    "stripe": "sk" + f"_live_{_BODY[:24]}",
    "google": "AI" + f"za{_BODY[:35]}",
    "sendgrid": "S" + f"G.{_BODY[:22]}.{_BODY[:43]}",
    "anthropic": "sk-" + f"ant-{_BODY[:24]}",
    "openai": "sk-" + f"{_BODY[:20]}T3Blbk" + f"FJ{_BODY[:20]}",
    "salesforce": "00D" + f"{_BODY[:13]}!{_BODY[:48]}",
    "url": f"https://ivr:{_BODY[:14]}@crm.example.com/x",
}
_FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:"
_MANY = 10
"""More than a cut may leave of a secret, with a letter or two of the words beside it."""


def flow(*blocks: Json, name: str = "f", **metadata: Any) -> Json:
    return flow_of(*blocks, END, Metadata={"name": name, **metadata})


def _compare(value: str, operator: str, operand: str) -> Json:
    """A block that compares a value twice, in the same way."""
    made = block("a", "Compare", {"ComparisonValue": value})
    condition = {"Operator": operator, "Operands": [operand]}
    made["Transitions"]["Conditions"] = [{"NextAction": one, "Condition": condition} for one in ("end", "gone")]
    return made


def _setting(attributes: Any, block_id: str = "a") -> Json:
    return block(block_id, "UpdateContactAttributes", {"Attributes": attributes, "TargetContact": "Current"}, "end")


PLACES: dict[str, Callable[[str], Json]] = {
    "id": lambda secret: flow(block(secret, "MessageParticipant", {"Text": "x"}, "gone")),
    "friendly name": lambda secret: flow(
        block(f"call {secret}", "MessageParticipant", {"Text": "x"}, "gone"),
        ActionMetadata={f"call {secret}": {"isFriendlyName": True}},
    ),
    "type": lambda secret: flow(block("a", secret, {}, "gone")),
    "flow name": lambda secret: flow(block("a", "Odd", {}, "gone"), name=f"f {secret}"),
    "target": lambda secret: flow(block("a", "MessageParticipant", {"Text": "x"}, secret)),
    "error": lambda secret: flow(block("a", "MessageParticipant", {"Text": "x"}, "end", **{secret: "end"})),
    "operand": lambda secret: flow(_compare("$.Attributes.typo", "Equals", secret)),
    "operator": lambda secret: flow(_compare("$.Attribute.typo", secret, "x")),
    "key": lambda secret: flow(_setting({f"my key {secret}": "x", "b": "$.Attribute.typo"})),
    "keys of two styles": lambda secret: flow(_setting({secret: "x", "oneTwo": "y", "twoThree": "z"})),
    "value": lambda secret: flow(_setting({"note": secret, "b": "$.Attribute.typo"})),
    "named value": lambda secret: flow(_setting({"password": secret, "b": "$.Attribute.typo"})),
    "parameter": lambda secret: flow(block("a", "MessageParticipant", {"Text": "x", secret: "y"}, "end")),
    "choice": lambda secret: flow(block("a", "UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": secret}, "end")),
    "reference": lambda secret: flow(_setting({"b": f"$.Attributes['{secret}']", "c": f"$.Attribute.{secret}"})),
    "reason": lambda secret: flow(
        block("a", "MessageParticipant", {"Text": "x"}, "gone"),
        Annotations=[
            {"type": "default", "content": f"flowlint: ignore dangling-transition -- {secret}", "actionId": "a"},
            {"type": "default", "content": f"flowlint: ignore no-such-rule-{secret} -- {secret}"},
        ],
    ),
    "repeated key": lambda secret: flow(_setting({secret: "1", f"{secret}#": "2"})),
    "arn": lambda secret: flow(
        block("a", "InvokeLambdaFunction", {"LambdaFunctionARN": f"{_FUNCTION}{secret}"}, "end")
    ),
}  # fmt: skip


def checked(text: str, path: str = "flow.json") -> Report:
    report = check_text(text, path, Overrides(pedantic=True, isolated=True), frames=True)
    assert not report.failures, report.failures
    return replace(report, show=Show(suppressed=True, how_to_suppress=True))


def written(report: Report) -> dict[str, str]:
    """What each format says of a report, and the baseline that is made of it."""
    texts = {}
    for name in FORMATS:
        stream = io.StringIO()
        write(report, name, stream)
        texts[name] = stream.getvalue()
    stream = io.StringIO()
    write(replace(report, show=Show(statistics=True)), "text", stream)
    texts["statistics"] = stream.getvalue()
    stream = io.StringIO()
    step_summary.write(report, stream)
    known = baseline.renew(baseline.Baseline(Path("b.json")), report.findings, {}, (), "why").baseline
    return {**texts, "step summary": stream.getvalue(), "baseline": baseline.text(known)}


def left_of(secret: str, text: str) -> set[str]:
    """The runs of letters and digits of a secret that a text shows, whatever the case and what stands between them."""
    bare = re.sub(r"-----[A-Z ]+-----|hooks\.slack\.com/services|https://ivr:|@crm.*|Bearer ", "", secret)
    flat = re.sub(r"[^a-z0-9]", "", bare.lower())
    shown = re.sub(r"[^a-z0-9]", "", re.sub(r"\\[nr\"\\/]|~[01]", "", text).lower())
    return {flat[at : at + _MANY] for at in range(len(flat) - _MANY + 1) if flat[at : at + _MANY] in shown}


def shown_in(secret: str, report: Report) -> dict[str, set[str]]:
    return {name: left for name, text in written(report).items() if (left := left_of(secret, text))}


QUICK = list(FORMS)[:2]
EACH_FORM = [pytest.param(form, marks=() if form in QUICK else pytest.mark.slow) for form in FORMS]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("form", EACH_FORM)
def test_no_format_shows_a_secret_in_any_place(form: str, place: str) -> None:
    document = PLACES[place](FORMS[form])
    for text in (
        json.dumps(document, indent=2),
        json.dumps({"ContactFlow": {"Name": "n", "Content": json.dumps(document)}}),
    ):
        report = checked(text)
        assert shown_in(FORMS[form], report) == {}
        assert report.findings or report.suppressed


@pytest.mark.parametrize("form", EACH_FORM)
def test_nor_where_its_text_is_cut(form: str) -> None:
    for length in range(0, 42, 3):
        choice = flow(
            block("a", "UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": "x" * length + " " + FORMS[form]}, "end")
        )
        assert shown_in(FORMS[form], checked(json.dumps(choice))) == {}


@pytest.mark.parametrize("form", EACH_FORM)
def test_nor_in_text_that_is_no_json(form: str) -> None:
    document = json.dumps(flow(_setting({"note": FORMS[form], "b": "x"})), indent=2)
    for broken in (document.replace("\\n", "\n"), document.replace('"b"', "b"), document.replace('"x"', '"x" oops')):
        report = checked(broken)
        assert broken == document or [one.rule for one in report.findings] == ["invalid-json"]
        assert shown_in(FORMS[form], report) == {}


@pytest.mark.parametrize("form", [one for one in FORMS if "/" not in FORMS[one] and "\n" not in FORMS[one]])
def test_nor_in_the_name_of_a_file_which_the_baseline_knows_all_the_same(form: str, tmp_path: Path) -> None:
    (tmp_path / f"{FORMS[form]}.json").write_text(json.dumps(PLACES["id"]("a")))
    report = check_paths([tmp_path], Overrides(isolated=True))
    assert report.findings
    assert shown_in(FORMS[form], report) == {}
    known = baseline.Baseline(tmp_path / "b.json")
    entries = baseline.renew(known, report.findings, baseline.checked_files(report), {"dangling-transition"}).baseline
    known.file.write_text(baseline.text(entries))
    again = check_paths([tmp_path], Overrides(isolated=True, baseline=known.file))
    assert again.findings == ()
    assert again.stale == ()


def test_a_secret_known_by_its_name_alone_is_hidden_in_frames_of_other_rules() -> None:
    secret = "Sesam" + "oeffne2dich"
    lines = json.dumps(flow(_setting({"password": secret, "b c": f"$.Attribute.{secret}"})), indent=2)
    apart = lines.replace('"password": ', '"password":\n').replace('"Attributes": {', '"Attributes":\n{')
    for text in (lines, apart):
        report = checked(text)
        assert {"attribute-name", "unknown-attribute"} <= {one.rule for one in report.findings}
        assert shown_in(secret, report) == {}


BESIDE = {
    "anchor.yaml": "password: &p SECRET",
    "tag.yaml": "password: !Sub SECRET",
    "tags.yaml": "SecretAccessKey: !!str &key 'SECRET'",
    "pair.yaml": "Env: [{Name: DB_PASSWORD, Value: SECRET}]",
    "lines.yaml": "- ParameterKey: DbPassword\n          ParameterValue: SECRET",
    "pair.json": '"Env": [{"Name": "DB_PASSWORD",\n"Value": "SECRET"}]',
    "tags.json": '"Tags": [{"key": "db-password",\n"value": ["SECRET"]}]',
    "default.yaml": "DbPassword:\n          Type: String\n          Default: SECRET",
    "default.json": '"DbPassword": {"Type": "String",\n"Default": "SECRET"}',
    "default.tf": 'variable "db_password" { default = "SECRET" }',
    "replaced.tf": 'locals { text = replace("{{db-password}}", "{{db-password}}", "SECRET") }',
    "several.tf": 'locals { secret_keys_prod_1 = "SECRET" }',
    "lookup.tf": 'locals { db_passwords = {\n    prod = lookup({ a = "SECRET" }, "a")\n  }\n}',
    "escaped.yaml": "Page: <a title=&quot;apitoken&quot;:&quot;SECRET&quot;>",
    "continued.yaml": 'DbPassword: "\\\n          SECRET"',
    "short.json": '"Env": [{"key": "password",\n"val": "SECRET"}]',
    "pair.tf": 'locals { env = { name = "DB_PASSWORD", value = "SECRET" } }',
}
AROUND = {
    ".yaml": "Resources:\n  F:\n    Type: AWS::Connect::ContactFlow\n    Properties:\n      Env:\n        BESIDE\n"
    "      Content: 'FLOW'\n",
    ".json": '{\nBESIDE,\n"flow": FLOW}',
    ".tf": 'BESIDE\nresource "aws_connect_contact_flow" "f" {\n  content = jsonencode(FLOW)\n}\n',
}


@pytest.mark.parametrize("name", BESIDE)
def test_nor_one_beside_a_flow_that_is_known_by_what_it_is_assigned_to(name: str) -> None:
    secret = "wJ4lrXUt" + "nFEMI/K7MDENG/bPxRfiCYzEXbMPLEK9Y"[:32]
    assert len(secret) == 40
    document = {"StartAction": "gone"} | {
        key: held for key, held in flow(block("a", "Odd", {}, "end")).items() if key != "StartAction"
    }
    text = json.dumps(document, indent=1 if name.endswith(".json") else None)
    around = AROUND[Path(name).suffix].replace("FLOW", text)
    report = checked(around.replace("BESIDE", BESIDE[name].replace("SECRET", secret)), name)
    assert "dangling-transition" in {one.rule for one in report.findings}
    assert shown_in(secret, report) == {}


FILLED_IN = {
    "plain": '"SECRET"',
    "call": 'sensitive("SECRET")',
    "heredoc": "<<-X\n    SECRET\n  X",
    "choice": 'var.unknown ? "SECRET" : "SECRET"',
    "list": '["SECRET"][0]',
    "object": '{ a = "SECRET" }.a',
}


@pytest.mark.parametrize("file", ["main.tf", "locals.tf"])
@pytest.mark.parametrize("form", FILLED_IN)
def test_nor_one_that_is_filled_into_a_flow_from_any_file_of_its_module(form: str, file: str, tmp_path: Path) -> None:
    secret = "Sesam" + "oeffne2dich"
    declared = f"locals {{\n  db_password = {FILLED_IN[form].replace('SECRET', secret)}\n}}\n"
    document = json.dumps(flow(block("a", "MessageParticipant", {"Text": "FILLED"}, "nix", NoMatchingError="a")))
    content = document.replace('"FILLED"', "local.db_password")
    attributes = f"  name = local.db_password\n  content = jsonencode({content})\n"
    main = f'resource "aws_connect_contact_flow" "f" {{\n{attributes}}}\n'
    (tmp_path / "main.tf").write_text(main, encoding="utf-8")
    with (tmp_path / file).open("a", encoding="utf-8") as opened:
        opened.write(declared)
    report = check_paths([tmp_path], Overrides(isolated=True), frames=True)
    assert "dangling-transition" in {one.rule for one in report.findings}
    assert shown_in(secret, report) == {}


AROUND_ALONE = {
    "call.tf": 'locals {\n  password = sensitive("SECRET")\n}\nFLOW\n',
    "heredoc.tf": "locals {\n  password = <<-X\n    SECRET\n  X\n}\nFLOW\n",
    "default.tf": 'variable "db_password" {\n  default = trimspace("SECRET")\n}\nFLOW\n',
    "block.yaml": "DbPassword: >-\n          SECRET",
    "list.yaml": "DbPassword:\n          - SECRET",
    "join.yaml": "DbPassword: !Join ['', [SECRET]]",
    "call.json": '"DbPassword": {"Fn::Sub":\n"SECRET"}',
}


@pytest.mark.parametrize("name", AROUND_ALONE)
def test_nothing_of_a_template_is_shown_around_a_flow(name: str, tmp_path: Path) -> None:
    secret = "Sesam" + "oeffne2dich"
    document = flow(block("a", "MessageParticipant", {"Text": "$.Attribute.x", "b": "c"}, "nix", NoMatchingError="a"))
    text = AROUND[Path(name).suffix].replace("FLOW", json.dumps(document))
    if name.endswith(".tf"):
        text = AROUND_ALONE[name].replace("FLOW", text.replace("BESIDE", "")) + AROUND_ALONE[name].replace("FLOW", "")
    text = text.replace("BESIDE", AROUND_ALONE[name]).replace("SECRET", secret)
    report = checked(text, name)
    assert {"dangling-transition", "unknown-attribute"} <= {one.rule for one in report.findings}
    assert shown_in(secret, report) == {}
    changed = text.replace("$.Attribute.x", "$.Attributes.x")
    assert left_of(secret, "".join(diff([Content(name, text.encode(), changed.encode())]))) == set()


def test_nor_does_a_service_show_what_stands_in_the_files_that_it_includes(tmp_path: Path) -> None:
    secret, other = "Sesam" + "oeffne2dich", "Tuer" + "2auf4macht"
    content = json.dumps(flow(block("a", "MessageParticipant", {"Text": other, "b": "c"}, "nix", NoMatchingError="a")))
    (tmp_path / "more.yml").write_text(f"api:\n  db_password:\n    - {other}\nflow: '{content}'\n", encoding="utf-8")
    (tmp_path / "serverless.yml").write_text(
        f"custom: {{db_password: {secret}}}\nresources:\n  Resources:\n"
        "    A: {Type: AWS::Connect::ContactFlow, "
        "Properties: {Content: '${file(f-${self:custom.db_password}.json)}'}}\n"
        "    B: {Type: AWS::Connect::ContactFlow, Properties: {Content: '${file(more.yml):flow}'}}\n",
        encoding="utf-8",
    )
    report = check_paths([tmp_path], Overrides(isolated=True), frames=True)
    assert [one.reason[:19] for one in report.unread] == [f"names “f-{'•' * 10}"]
    assert "dangling-transition" in {one.rule for one in report.findings}
    assert shown_in(secret, report) == shown_in(other, report) == {}


def test_of_a_secret_that_begins_and_ends_with_words_nothing_is_left() -> None:
    secret = "Sesam" + "oeffne2dich"
    text = json.dumps(flow(_setting({"password": secret, "b c": f"$.Attribute.see{secret.upper()}now"})))
    said = " ".join(one.message for one in checked(text).findings)
    assert f"see{'•' * len(secret)}now" in said


def test_a_diff_hides_what_is_known_by_the_values_of_a_flow() -> None:
    secret = "Sesam" + "oeffne2dich"
    within = json.dumps({"x": json.dumps({"password": [secret]})}), json.dumps({"Value": secret, "Name": "password"})
    for held in (
        {"password": [secret]},
        {"Value": secret, "Key": "password"},
        {"Text": within[0]},
        {"Text": within[1]},
    ):
        text = json.dumps(flow(block("a", "MessageParticipant", held, "nix")))
        assert shown_in(secret, checked(text)) == {}
        changed = text.replace("nix", "end")
        assert left_of(secret, "".join(diff([Content("a.json", text.encode(), changed.encode())]))) == set()


def test_fingerprints_and_suppressions_know_what_was_there() -> None:
    secret, other = FORMS["github"], FORMS["github"][:-1] + "9"
    prints = [checked(json.dumps(PLACES["id"](one))).findings[0].fingerprint for one in (secret, other)]
    assert prints[0] != prints[1]
    held = {"rules": ["dangling-transition"], "block": secret, "reason": "known"}
    overrides = Overrides(settings={"select": ["dangling-transition"], "suppress": [held]}, isolated=True)
    report = check_text(json.dumps(PLACES["id"](secret)), "flow.json", overrides)
    assert report.findings == ()
    (one,) = report.suppressed
    assert one.finding.block is not None
    assert one.finding.block.id == "•" * len(secret)


def test_what_is_proposed_for_a_suppression_means_the_block_whose_id_is_hidden() -> None:
    document = json.dumps(PLACES["id"](FORMS["github"]))
    (found,) = check_text(document, "flow.json", Overrides(select=("dangling-transition",))).findings
    assert how_to_suppress(found).entries == (
        {"rules": ["dangling-transition"], "flow": "f", "block": "*", "reason": "why"},
    )


def test_what_is_proposed_for_a_suppression_means_no_other_flow_where_the_name_is_hidden() -> None:
    document = json.dumps(flow(block("a", "UpdateFlowLoggingBehavior", None, "gone"), name=FORMS["github"]))
    (found,) = check_text(document, "flow.json", Overrides(select=("dangling-transition",))).findings
    assert how_to_suppress(found).entries == (
        {"rules": ["dangling-transition"], "flow": "*", "path": "flow.json", "block": "a", "reason": "why"},
    )


def test_what_is_known_by_its_name_alone_is_hidden_among_many_other_secrets() -> None:
    mask = Mask([[f"ghp_{number:036}" for number in range(1_000)], {"password": "Hunter2Secret99"}])
    assert "2Secret" not in mask("It leads to “Hunter2Secret99”.")


def test_words_that_passwords_hold_are_not_hidden_elsewhere() -> None:
    mask = Mask([{"password": "customer2024", "apiToken": "prod-customer-service-9f86d081ab"}])
    assert mask("the customer service of 2024") == "the customer service of 2024"
    assert mask("“customer2024” for customer-service-9f86d081") == f"“{'•' * 12}” for {'•' * 25}"


@pytest.mark.parametrize("backslash", ["\\", "\\\\"])
@pytest.mark.parametrize("form", [one for one in FORMS if "\n" not in FORMS[one] and "services/" not in FORMS[one]])
def test_a_secret_that_is_written_as_escapes_is_hidden(form: str, backslash: str) -> None:
    escapes = [f"{backslash}u{ord(letter):04x}" for letter in FORMS[form]]
    text = f'{{"Text": "{"".join(escapes)}"}}'
    for mask in (Mask(values=[{"Text": FORMS[form]}]), Mask(texts=[text])):
        hidden = [letter == "•" for letter in mask(FORMS[form])]
        shown = ["•" * len(one) if is_hidden else one for one, is_hidden in zip(escapes, hidden, strict=True)]
        assert mask(text) == f'{{"Text": "{"".join(shown)}"}}'
        assert sum(hidden) > _MANY


@settings(deadline=None)
@given(st.text(), st.sampled_from(sorted(FORMS.values())), st.text())
def test_masks_keep_the_length_and_do_nothing_twice(before: str, secret: str, after: str) -> None:
    text = before + secret + after
    mask = Mask(texts=[text])
    assert len(mask(text)) == len(text)
    assert mask(mask(text)) == mask(text)


def test_a_run_of_backslashes_is_looked_through_once() -> None:
    began = time.process_time()
    Mask(texts=["\\" * 300_000])("\\" * 300_000 + "u0041")
    assert time.process_time() - began < 5


@pytest.mark.parametrize("piece", ["password=", "password=a1", "apikey=abcdef12gh"])
def test_values_within_values_are_not_looked_at_again_and_again(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def filled_in(value: str) -> bool:
        looked.append(value)
        return False

    runs: list[str] = []
    all_runs = masking._runs

    def counted(secret: str, certain: bool) -> Iterator[str]:
        runs.append(secret)
        return all_runs(secret, certain)

    secret_forms._kind_under_telling.cache_clear()
    monkeypatch.setattr(secret_forms, "is_filled_in", filled_in)
    monkeypatch.setattr(masking, "_runs", counted)
    text = piece * 1_000
    shown = Mask(values=[text], texts=[text])(text)
    # Those that end with the text have lengths of their own.
    assert len(looked) < 100
    assert len(runs) < 200
    name, _, value = piece.partition("=")
    assert shown == (f"{name}=".ljust(len(text), "•") if value else text)


_MARKED = st.lists(
    st.one_of(st.sampled_from(sorted(FORMS.values())), st.text(), st.sampled_from(["Kenn", "Wort", "ß"]))
)


@given(texts=st.lists(_MARKED.map("".join)))
def test_texts_are_looked_through_together_as_one_by_one(texts: list[str]) -> None:
    assert may_hold_secrets(texts) == set(filter(may_hold_secret, texts))
