"""JUnit XML: the schema of Jenkins, a reader of its own, and text that XML cannot hold."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from junitparser import JUnitXml
from lxml import etree

from flowlint.output import junit
from flowlint.output.printable import printable
from flowlint.report import BlockName, Failure, FileSummary, Report, Suppressed
from kit import DATA
from kit.hand_made import ANY, CLEAN, EMPTY, HOSTILE, finding, hand_made, hostile, report_of, text_of, with_suppressed

SCHEMA = etree.XMLSchema(etree.parse(DATA / "junit-10.xsd"))
NAME = BlockName("x", "Wait", "Wait (2)", "x")


def document(report: Report) -> ElementTree.Element:
    """Write a report, hold it to the schema, and hold the totals to what is there; two more readers read it."""
    text = text_of(junit.write, report)
    assert text.isascii()
    assert text.endswith("</testsuites>\n")
    SCHEMA.assertValid(etree.fromstring(text.encode()))
    root = ElementTree.fromstring(text)
    for suites in (root, *root):
        for total, what in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            assert suites.get(total) == str(len(list(suites.iter(what))))
    for suite in root:
        names = [case.get("name") for case in suite]
        assert len(set(names)) == len(names) > 0
        assert {case.get("classname") for case in suite} == {suite.get("name")}
        assert all(len(case) <= 1 for case in suite)
    read = JUnitXml.fromstring(text.encode())
    assert [len(list(suite)) for suite in read] == [len(suite) for suite in root]
    return root


def results(report: Report) -> list[tuple[str | None, str | None, str]]:
    """Give each test by its file, its name, and how it came out."""
    return [
        (suite.get("name"), case.get("name"), case[0].tag if len(case) else "passed")
        for suite in document(report)
        for case in suite
    ]


WHOLE = """\
<?xml version='1.0' encoding='us-ascii'?>
<testsuites name="flowlint" tests="8" failures="3" errors="3">
  <testsuite name="flowlint" tests="1" failures="0" errors="1">
    <testcase name="check" classname="flowlint" time="0">
      <error type="not checked" message="the pack “ours” cannot be loaded" />
    </testcase>
  </testsuite>
  <testsuite name="flows/clean.json" tests="1" failures="0" errors="0">
    <testcase name="no findings" classname="flows/clean.json" time="0" />
  </testsuite>
  <testsuite name="flows/gone.json" tests="1" failures="0" errors="1">
    <testcase name="check" classname="flows/gone.json" time="0">
      <error type="not checked" message="cannot be read: no such file or directory" />
    </testcase>
  </testsuite>
  <testsuite name="flows/main.json" tests="4" failures="3" errors="1">
    <testcase name="acme/crash" classname="flows/main.json" time="0">
      <error type="not checked" message="the rule acme/crash crashed" />
    </testcase>
    <testcase name="some-rule: Play prompt “Welcome”" classname="flows/main.json" time="0">
      <failure type="warning" message="Something is wrong; heal it.">flows/main.json:7:15  warning  some-rule
  Something is wrong; heal it.
  block: Welcome · MessageParticipant
</failure>
    </testcase>
    <testcase name="some-rule: Play prompt “Welcome” (2)" classname="flows/main.json" time="0">
      <failure type="warning" message="It is wrong here as well; heal it, too.">flows/main.json:9:15  warning  some-rule
  It is wrong here as well; heal it, too.
  block: Welcome · MessageParticipant
</failure>
    </testcase>
    <testcase name="logging-on-while-storing-input: Store input “Ask PIN”" classname="flows/main.json" time="0">
      <failure type="error" message="Store input “Ask PIN” stores what the customer types while logging is on; turn it \
off before.">flows/main.json:100:10  error  logging-on-while-storing-input
  Store input “Ask PIN” stores what the customer types while logging is on; turn it off before.
  block: Ask PIN · GetParticipantInput · 0f5f2a4c-7a40-4a63-9d3e-0c1f7e6f2a11

  how a contact gets there:
    1. Play prompt “Welcome”         line 12
       ↳ turns logging on
    2. next → Store input “Ask PIN”  line 100
       ↳ stores what the customer types

  flows/two.json:3:4 · flow “Whisper”  The same here.
</failure>
    </testcase>
  </testsuite>
  <testsuite name="flows/two.json" tests="1" failures="0" errors="0">
    <testcase name="acme/lost-callers" classname="flows/two.json" time="0">
      <system-out>flows/two.json:1:8143  note  acme/lost-callers
  100% of callers, and more, are lost: connect the branch.
</system-out>
    </testcase>
  </testsuite>
</testsuites>
"""


def test_whole_output() -> None:
    document(hand_made())
    assert text_of(junit.write, hand_made()) == WHOLE.encode("us-ascii", "xmlcharrefreplace").decode()


def test_a_clean_file_is_a_test_that_passed() -> None:
    passed = [("flows/main.json", "no findings", "passed")]
    assert results(CLEAN) == passed
    assert results(with_suppressed(report_of(suppressed=(Suppressed(finding(), "flow", ""),)))) == passed


@pytest.mark.parametrize(
    "report", [EMPTY, Report((FileSummary("a.json", None, (), "not a flow"),), (), (), ())], ids=["empty", "no flow"]
)
def test_nothing_to_check_is_a_test_that_was_skipped(report: Report) -> None:
    assert results(report) == [("flowlint", "check", "skipped")]
    assert document(report)[0][0][0].get("message") == "No flow was checked."


def test_a_file_that_cannot_be_read_is_an_error_alone() -> None:
    failures = (Failure("a.json", None, "cannot be read"), Failure("a.json", None, "twice"))
    assert results(Report((), (), failures, ())) == [("a.json", "check", "error"), ("a.json", "check (2)", "error")]


def test_names_are_unique_whatever_blocks_are_called() -> None:
    block = NAME._replace(label="Wait")
    second = NAME._replace(label="Wait (2)")
    told = [finding(block=one) for one in (block, block, second, second, block, second)]
    assert [name for _, name, _ in results(report_of(*told))] == [
        "some-rule: Wait",
        "some-rule: Wait (2)",
        "some-rule: Wait (2) (2)",
        "some-rule: Wait (2) (3)",
        "some-rule: Wait (3)",
        "some-rule: Wait (2) (4)",
    ]


def shown(text: str) -> str:
    return printable(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")


def check_hostile(text: str) -> None:
    root = document(hostile(text))
    suites = {suite.get("name"): suite for suite in root}
    assert suites.keys() == {shown(text), "flowlint"}
    told = [case[0] for suite in root for case in suite]
    assert len(told) == 4
    assert {one.get("message") for one in told} == {shown(text)}
    for failure in root.iter("failure"):
        first, second, *_ = (failure.text or "").split("\n")
        assert first.endswith(f"  {failure.get('type')}  {shown(text)}")
        assert second == f"  {shown(text)}"


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_means_harm_is_text(text: str) -> None:
    check_hostile(text)


@given(ANY)
def test_any_text_is_text(text: str) -> None:
    check_hostile(text)
