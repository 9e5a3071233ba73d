"""Placeholders that are left open are found however the document writes their characters."""

import pytest

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
