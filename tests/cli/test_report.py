"""`flowlint report`: what it writes, what it refuses, and how it ends."""

import json
import shutil
from pathlib import Path

import pytest

from kit import BAD, ROOT, Run


@pytest.fixture
def flows(here: Path) -> Path:
    shutil.copytree(ROOT / "fixtures" / "flows", here / "flows")
    return here


def test_a_report_is_written_whatever_it_says(command: Run, flows: Path) -> None:
    done = command("report", "flows", "-o", "report.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "report.html: 17 findings in 8 flows\n"
    assert (flows / "report.html").read_text(encoding="utf-8").endswith("</html>\n")


def test_it_says_what_changed_since_an_earlier_result(command: Run, flows: Path) -> None:
    command("check", "flows", "-o", "json=earlier.json")
    (flows / "flows" / "new.json").write_text(json.dumps(BAD))
    done = command("report", "flows", "-o", "report.html", "--since", "earlier.json")
    assert done.returncode == 0
    written = (flows / "report.html").read_text(encoding="utf-8")
    assert "<p><b>1</b> new, <b>0</b> gone, <b>17</b> unchanged.</p>" in written


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "earlier.json is not JSON; --since takes a file that `flowlint check --format json` wrote"),
        ("[]", "earlier.json is no result of flowlint; --since takes what `flowlint check --format json` wrote"),
        ('{"version": 2, "findings": []}', "earlier.json is no result of flowlint; --since takes what `flowlint check"),
        (
            '{"version": 1, "findings": [{}]}',
            "earlier.json is no result of flowlint; --since takes what `flowlint check",
        ),
        (None, "earlier.json cannot be read: No such file or directory"),
    ],
)
def test_what_is_no_earlier_result_is_refused(command: Run, flows: Path, content: str | None, message: str) -> None:
    if content is not None:
        (flows / "earlier.json").write_text(content)
    (flows / "report.html").write_text("before")
    done = command("report", "flows", "-o", "report.html", "--since", "earlier.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"flowlint: {message}")
    assert (flows / "report.html").read_text() == "before"


def test_no_flow_is_replaced(command: Run, flows: Path) -> None:
    done = command("report", "flows", "-o", "flows/main-line.json")
    assert done.returncode == 2
    assert "holds a flow, which no report may replace" in " ".join(done.stderr.split())


def test_what_cannot_be_read_is_named_and_in_the_report(command: Run, flows: Path) -> None:
    done = command("report", "flows", "gone.json", "-o", "report.html")
    assert done.returncode == 2
    assert done.stderr == "flowlint: gone.json: cannot be read: no such file or directory\n"
    assert "gone.json: cannot be read" in (flows / "report.html").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_named(process: Run, flows: Path) -> None:
    done = process("report", "flows", "-o", "nowhere/report.html")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "flowlint: nowhere/report.html cannot be written: No such file or directory\n"


def test_a_link_to_an_earlier_report_stays(command: Run, flows: Path) -> None:
    command("report", "flows", "-o", "report.html")
    (flows / "latest.html").symlink_to("report.html")
    (flows / "flows" / "new.json").write_text(json.dumps(BAD))
    done = command("report", "flows", "-o", "latest.html")
    assert (done.returncode, done.stdout) == (0, "latest.html: 18 findings in 9 flows\n")
    assert (flows / "latest.html").is_symlink()
    assert "new.json" in (flows / "report.html").read_text(encoding="utf-8")


def test_a_report_goes_through_no_link_to_another_page(command: Run, flows: Path) -> None:
    (flows / "home.html").write_text("<!DOCTYPE html>\n<title>Home</title>\n")
    (flows / "latest.html").symlink_to("home.html")
    done = command("report", "flows", "-o", "latest.html")
    assert done.returncode == 2
    assert "latest.html is a link, and to no report of flowlint" in " ".join(done.stderr.split())
    assert (flows / "home.html").read_text() == "<!DOCTYPE html>\n<title>Home</title>\n"


def test_without_the_extra_the_message_says_how_to_get_it(
    command: Run, flows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in __import__("sys").modules if one.startswith(("flowlint.html_report", "jinja2"))]:
        monkeypatch.delitem(__import__("sys").modules, name)
    monkeypatch.setitem(__import__("sys").modules, "jinja2", None)
    done = command("report", "flows", "-o", "report.html")
    assert done.returncode == 2
    assert done.stderr == "flowlint: the report needs jinja2: pip install 'connect-flowlint[report]'\n"
