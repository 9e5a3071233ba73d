"""GitLab's code quality report: what GitLab documents, fingerprints that are unique and stay, and paths it can link."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from flowlint.output import gitlab
from flowlint.output.printable import printable
from flowlint.report import Failure, Level, Place, Report, Suppressed
from kit import DATA
from kit.hand_made import ANY, CLEAN, EMPTY, HOSTILE, finding, hand_made, hostile, report_of, text_of, with_suppressed

SCHEMA = json.loads((DATA / "gitlab-code-quality.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def entries(report: Report) -> Any:
    """Write a report and hold it to the schema, and to what a schema cannot say."""
    text = text_of(gitlab.write, report)
    document = json.loads(text)
    VALIDATOR.validate(document)
    assert text.isascii()
    assert text == json.dumps(document, indent=2) + "\n"
    assert len({one["fingerprint"] for one in document}) == len(document)
    assert all(one["location"]["lines"]["begin"] <= one["location"]["lines"]["end"] for one in document)
    return document


@pytest.fixture(autouse=True)
def outside_of_a_pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CI_PROJECT_DIR", raising=False)
    monkeypatch.chdir(tmp_path)


def entry(description: str, rule: str, fingerprint: str, severity: str, path: str, begin: int, end: int) -> Any:
    return {
        "description": description,
        "check_name": rule,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": begin, "end": end}},
    }


def test_schema_is_one() -> None:
    VALIDATOR.check_schema(SCHEMA)


def test_whole_output() -> None:
    main, two = "flows/main.json", "flows/two.json"
    expected = [
        entry(
            "the pack “ours” cannot be loaded", "flowlint", "4c18c0b2a1a5ad8fbff829d345a69f4b", "critical", ".", 1, 1
        ),
        entry(
            "cannot be read: no such file or directory",
            "flowlint",
            "3300e60768098817ac4126026d495785",
            "critical",
            "flows/gone.json",
            1,
            1,
        ),
        entry("the rule acme/crash crashed", "acme/crash", "0e0130cfb73acf43264df826e40c4c5b", "critical", main, 1, 1),
        entry("Something is wrong; heal it.", "some-rule", "60dd69d6f30eb733d0a93074c0a9a807", "minor", main, 7, 7),
        entry(
            "It is wrong here as well; heal it, too.",
            "some-rule",
            "60dd69d6f30eb733d0a93074c0a9a807-2",
            "minor",
            main,
            9,
            9,
        ),
        entry(
            "Store input “Ask PIN” stores what the customer types while logging is on; turn it off before.",
            "logging-on-while-storing-input",
            "c3add740f58edb00f2c05144a9ba6580",
            "major",
            main,
            100,
            102,
        ),
        entry(
            "100% of callers, and more, are lost: connect the branch.",
            "acme/lost-callers",
            "e04ca5fa9aa76bdc091f632fc5d98fa7",
            "info",
            two,
            1,
            1,
        ),
    ]
    assert text_of(gitlab.write, hand_made()) == json.dumps(expected, indent=2) + "\n"


@pytest.mark.parametrize(
    "report",
    [EMPTY, CLEAN, with_suppressed(report_of(suppressed=(Suppressed(finding(), "flow", ""),)))],
    ids=["empty", "clean", "held back"],
)
def test_nothing_found_is_an_empty_list(report: Report) -> None:
    assert text_of(gitlab.write, report) == "[]\n"


def test_fingerprints_stay_where_lines_shift_and_tell_files_and_copies_apart() -> None:
    one, copy, other = finding(), finding(path="flows/copy.json"), finding(fingerprint="00ff")
    before = [told["fingerprint"] for told in entries(report_of(one, one, copy, other))]
    moved = replace(one, place=Place(70, 1, 70, 2), message="In other words.", level=Level.NOTE)
    after = [told["fingerprint"] for told in entries(report_of(moved, copy, other))]
    assert after == [before[0], before[2], before[3]]


def test_failures_of_one_file_are_told_apart() -> None:
    failures = Failure("a.json", "b", "c"), Failure("a.json", "b", "d"), Failure("a.json", None, "d")
    assert len(entries(report_of(failures=(*failures, *failures)))) == 6


@pytest.mark.parametrize("variable", ["", "/builds/ivr"])
def test_paths_are_relative(variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "flows").mkdir()
    if variable:
        monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path))
        monkeypatch.chdir(tmp_path / "flows")
    asked = ["./a.json", f"{tmp_path}/flows/a.json"] if variable else ["./flows/a.json", f"{tmp_path}/flows/a.json"]
    told = entries(report_of(*(finding(path=path) for path in asked)))
    assert [one["location"]["path"] for one in told] == ["flows/a.json", "flows/a.json"]


def check_hostile(text: str) -> None:
    shown = printable(text) or "x"  # messages and rules are never empty
    told = entries(hostile(text or "x"))
    assert {one["description"] for one in told} == {shown}
    assert {one["check_name"] for one in told} <= {shown, "flowlint"}


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_means_harm_is_text(text: str) -> None:
    check_hostile(text)


@given(ANY)
def test_any_text_is_text(text: str) -> None:
    check_hostile(text)
