"""ASFF: what the documentation of Security Hub asks for, requests it takes, and whose findings they are."""

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from botocore.session import get_session
from botocore.validate import ParamValidator
from hypothesis import given

from flowlint import __version__
from flowlint.output import asff
from flowlint.report import Level, Report, RuleInfo
from kit import DATA, Run
from kit.hand_made import ANY, CLEAN, EMPTY, finding, hand_made, hostile, report_of, text_of

SCHEMA = json.loads((DATA / "asff.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
REQUEST = get_session().get_service_model("securityhub").operation_model("BatchImportFindings").input_shape


def requests(report: Report) -> list[list[Any]]:
    """Write a report, hold each request to the schema and to the model of AWS, and all to what neither can say."""
    text = text_of(asff.write, report)
    assert text.isascii()
    documents = [json.loads(line) for line in text.splitlines()]
    for document in documents:
        VALIDATOR.validate(document)
        problems = ParamValidator().validate(document, REQUEST)
        assert not problems.has_errors(), problems.generate_report()
        for one in document["Findings"]:
            assert len(json.dumps(one)) < 240_000
            assert all(len(one[name].encode()) <= most for name, most in (("Title", 256), ("Description", 1_024)))
    ids = [one["Id"] for document in documents for one in document["Findings"]]
    assert len(set(ids)) == len(ids)
    return [document["Findings"] for document in documents]


def test_schema_is_one() -> None:
    VALIDATOR.check_schema(SCHEMA)


def test_a_whole_finding() -> None:
    rule = RuleInfo("logging-on-while-storing-input", Level.ERROR, "security", (), "Input that is logged.", {})
    ((*_, found, _),) = requests(replace(hand_made(), rules=(rule,)))
    assert found == {
        "SchemaVersion": "2018-10-08",
        "Id": "flowlint/c3add740f58edb00f2c05144a9ba6580",
        "ProductArn": "arn:aws:securityhub:eu-west-2:111122223333:product/111122223333/default",
        "ProductName": "flowlint",
        "GeneratorId": "flowlint/logging-on-while-storing-input",
        "AwsAccountId": "111122223333",
        "CreatedAt": "2026-01-01T00:00:00Z",
        "UpdatedAt": "2026-01-01T00:00:00Z",
        "Title": "Input that is logged.",
        "Description": "Store input “Ask PIN” stores what the customer types while logging is on; turn it off before. "
        "At flows/main.json:100:10. Path: Play prompt “Welcome”, next → Store input “Ask PIN”",
        "Remediation": {
            "Recommendation": {"Text": "What to click in the designer: flowlint explain logging-on-while-storing-input"}
        },
        "FindingProviderFields": {
            "Severity": {"Label": "HIGH", "Original": "error"},
            "Types": ["Software and Configuration Checks/AWS Security Best Practices"],
        },
        "Resources": [
            {
                "Type": "Other",
                "Id": "flows/main.json#Main",
                "Partition": "aws",
                "Region": "eu-west-2",
                "Details": {
                    "Other": {
                        "File": "flows/main.json",
                        "Line": "100",
                        "Flow": "Main",
                        "Block": "Store input “Ask PIN”",
                        "BlockId": "0f5f2a4c-7a40-4a63-9d3e-0c1f7e6f2a11",
                    }
                },
            }
        ],
        "ProductFields": {
            "flowlint/version": __version__,
            "flowlint/rule": "logging-on-while-storing-input",
            "flowlint/fingerprint": "00000000000000aa",
        },
    }


@pytest.mark.parametrize("report", [CLEAN, EMPTY])
def test_nothing_found_is_no_request(report: Report) -> None:
    assert requests(report) == []


def test_a_request_has_as_many_findings_as_one_may_and_no_id_twice() -> None:
    found = requests(report_of(*[finding()] * 250))
    assert [len(one) for one in found] == [100, 100, 50]
    first = found[0][0]["Id"]
    assert [one["Id"] for one in found[0][:3]] == [first, f"{first}-2", f"{first}-3"]


def test_an_id_stays_when_lines_move_and_differs_by_file() -> None:
    plain = finding()
    (here, moved, copied) = (
        requests(report_of(one))[0][0]["Id"]
        for one in (
            plain,
            replace(plain, place=plain.place._replace(line=70, end_line=70)),
            replace(plain, path="flows/copy.json"),
        )
    )
    assert here == moved != copied


def test_severities_and_types() -> None:
    found = [finding(level=level) for level in Level]
    (batch,) = requests(report_of(*found))
    assert [one["FindingProviderFields"]["Severity"] for one in batch] == [
        {"Label": "HIGH", "Original": "error"},
        {"Label": "MEDIUM", "Original": "warning"},
        {"Label": "LOW", "Original": "note"},
    ]


def test_long_texts_are_cut_between_characters() -> None:
    ((one,),) = requests(report_of(finding("ü" * 2_000)))
    assert one["Description"] == "ü" * 510 + "…"


@given(ANY)
def test_any_text_is_text(text: str) -> None:
    requests(hostile(text))


@pytest.mark.parametrize(
    ("region", "arn"),
    [
        ("us-east-1", "arn:aws:securityhub:us-east-1:"),
        ("us-gov-west-1", "arn:aws-us-gov:securityhub:us-gov-west-1:"),
        ("cn-north-1", "arn:aws-cn:securityhub:cn-north-1:"),
    ],
)
def test_the_partition_is_that_of_the_region(monkeypatch: pytest.MonkeyPatch, region: str, arn: str) -> None:
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    assert asff.account().product == f"{arn}111122223333:product/111122223333/default"


@pytest.mark.parametrize(
    ("environment", "remedy"),
    [
        ({"AWS_ACCOUNT_ID": None}, "set AWS_ACCOUNT_ID to the account that imports the findings: 12 digits"),
        (
            {"AWS_ACCOUNT_ID": "1111-2222-3333"},
            "set AWS_ACCOUNT_ID to the account that imports the findings: 12 digits",
        ),
        ({"AWS_REGION": None}, "set AWS_REGION to the region that imports the findings: such as eu-west-2"),
        ({"AWS_REGION": "London"}, "set AWS_REGION to the region that imports the findings: such as eu-west-2"),
    ],
)
def test_who_says_of_no_account_gets_the_remedy_and_no_file(
    command: Run, here: Any, bad_flow: str, environment: dict[str, Any], remedy: str
) -> None:
    (here / "flow.json").write_text(bad_flow)
    for words in (["--format", "asff"], ["-o", "asff=findings.jsonl"]):
        done = command("check", "flow.json", *words, env=environment)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.endswith(f"Error: The format asff names an account and a region: {remedy}.\n")
    assert not (here / "findings.jsonl").exists()


@pytest.mark.usefixtures("here")
def test_a_fixed_time_that_is_none_is_refused(command: Run) -> None:
    done = command("check", "--format", "asff", env={"SOURCE_DATE_EPOCH": "yesterday"})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(
        "Error: The format asff names a time: SOURCE_DATE_EPOCH is no number of seconds since 1970: "
        "set it to one such as 1767225600.\n"
    )


def test_without_a_fixed_time_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    ((one,),) = requests(report_of(finding()))
    assert one["CreatedAt"] == one["UpdatedAt"] > "2026-01-01T00:00:00Z"
