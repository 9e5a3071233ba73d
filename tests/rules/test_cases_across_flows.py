"""Small contact centres in which a linter that looks at one flow at a time is wrong: all that is found in each."""

import shutil
from pathlib import Path

import pytest

from flowlint import check_paths
from flowlint.run import Overrides

CASES = Path(__file__).parents[3] / "shared" / "cases"
IGNORED = ("hardcoded-arn", "resource-name", "logging-never-enabled")

Found = list[tuple[str, str, str]]

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not beside this repository")


@pytest.mark.parametrize(
    ("folder", "right"),
    [
        (
            "module-depth",
            [
                (
                    "module-recursion",
                    "m5.json",
                    "Invoke module “call” calls “m6”, nested 6 deep, and Connect runs 5; nest fewer modules.",
                )
            ],
        ),
        ("backup-copy", []),
        ("two-environments", []),
        ("hook-named-in-parameters", []),
        ("hook-vs-whole", []),
        ("handover-attribute-one-caller/good", []),
        (
            "handover-attribute-one-caller/bad",
            [
                (
                    "attribute-read-before-set",
                    "mailbox.json",
                    "AWS Lambda function “Start” reads “$.Attributes.vmLanguage”, which contacts from “Night_line” may "
                    "come without; set it there.",
                )
            ],
        ),
    ],
)
def test_all_that_is_found(folder: str, right: Found, here: Path) -> None:
    shutil.copytree(CASES / folder, here, dirs_exist_ok=True)
    overrides = Overrides(pedantic=True, ignore=IGNORED, isolated=True)
    report = check_paths(["."], overrides)
    assert report.failures == ()
    assert [(one.rule, Path(one.path).name, one.message) for one in report.findings] == right
    for file in report.files:
        part = check_paths([file.path], overrides, context=True)
        assert part.findings == tuple(one for one in report.findings if one.path == file.path)
