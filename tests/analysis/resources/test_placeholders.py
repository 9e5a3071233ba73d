"""Placeholders that are left open are found however the document writes their characters."""

import time

import pytest

from bench.shapes.building import flow, sets
from flowlint.run import Overrides, check_text
from kit import ROOT

CHOICE = Overrides(isolated=True, select=("unresolved-placeholder",))
FLOW = (ROOT / "fixtures" / "unresolved-placeholder" / "bad-prompt.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("brace", ["\\u007b", "\\u007B"])
def test_braces_that_are_written_as_their_code_are_braces(brace: str) -> None:
    as_code = FLOW.replace("{{storeName}}", f"{brace}{brace}storeName}}}}")
    assert as_code != FLOW
    reports = [check_text(text, "flow.json", CHOICE) for text in (FLOW, as_code)]
    (plain,), (escaped,) = (
        [(one.message, one.pointer, one.place.line) for one in report.findings] for report in reports
    )
    assert escaped == plain


@pytest.mark.slow
def test_a_text_is_not_looked_at_as_a_whole_for_each_of_its_placeholders() -> None:
    text = flow(sets({"a": "{{a}} " * 400_000}))
    began = time.process_time()
    report = check_text(text, "flow.json", CHOICE)
    assert time.process_time() - began < 5
    assert (report.findings, report.failures) == ((), ())
