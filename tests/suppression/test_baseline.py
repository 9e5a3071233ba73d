"""The baseline: which findings it holds back, what it says of itself, and that it lasts when flows are edited."""

import json
import random
import shlex
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.output.writing import write_text
from flowlint.report import BlockName, Failure, FileSummary, Finding, Level, Place, Report, Suppressed
from flowlint.run import Overrides, check_paths
from flowlint.suppression.baseline import (
    FILE_NAME,
    Applied,
    Baseline,
    BaselineProblem,
    Entry,
    Renewed,
    apply,
    checked_files,
    load,
    renew,
    text,
)
from kit import ROOT, Run, write

EVERYTHING = Overrides(pedantic=True, isolated=True)


def found(fingerprint: str, path: str = "a.json", line: int = 1) -> Finding:
    """Make a finding; its rule is the first letter of its fingerprint."""
    return Finding(
        rule=f"rule-{fingerprint[:1]}",
        level=Level.WARNING,
        message=f"Something on line {line}.",
        path=path,
        place=Place(line, 1, line, 2),
        flow="Main line",
        block=BlockName("Greet", "MessageParticipant", "Play prompt", "Play prompt “Greet”"),
        pointer="/Actions/0",
        trail=(),
        fingerprint=fingerprint,
    )


def entry(fingerprint: str, path: str = "a.json", count: int = 1, reason: str = "") -> Entry:
    rule = f"rule-{fingerprint[:1]}"
    return Entry(fingerprint, rule, "warning", path, "Main line", "Greet", "Something on line 1.", count, reason)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with the files a.json and b.json."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.json", "b.json"):
        Path(name).write_text("{}", encoding="utf-8")
    return tmp_path


# Which findings are held back


@pytest.mark.parametrize(
    ("entries", "findings", "checked", "kept", "reasons", "stale"),
    [
        pytest.param([], [found("x")], ["a.json"], [0], [], [], id="an empty baseline knows nothing"),
        pytest.param([entry("x", reason="old")], [found("x")], ["a.json"], [], ["old"], [], id="known"),
        pytest.param([entry("x")], [found("y")], ["a.json"], [0], [], [entry("x")], id="another finding"),
        pytest.param(
            [entry("x", count=2)],
            [found("x", line=line) for line in (1, 2, 3)],
            ["a.json"], [2], ["", ""], [],
            id="of more than are allowed the last is kept",
        ),
        pytest.param(
            [entry("x", count=3)], [found("x")], ["a.json"], [], [""], [entry("x", count=2)], id="fewer than allowed"
        ),
        pytest.param(
            [entry("x", "gone.json", reason="old")], [found("x")], ["a.json"], [], ["old"], [], id="a file that moved"
        ),
        pytest.param(
            [entry("x", "a.json", reason="of a"), entry("x", "b.json", reason="of b")],
            [found("x", "a.json"), found("x", "b.json")],
            ["a.json", "b.json"], [], ["of a", "of b"], [],
            id="flows of one name in two files",
        ),
        pytest.param(
            [entry("x", "b.json", reason="of b"), entry("x", "gone.json", reason="of gone")],
            [found("x", "a.json"), found("x", "b.json")],
            ["a.json", "b.json"], [], ["of gone", "of b"], [],
            id="an entry is for its own file first",
        ),
        pytest.param(
            [entry("x", "b.json")], [found("x")], ["a.json", "b.json"], [], [""], [],
            id="what a file has left over counts for others",
        ),
        pytest.param(
            [entry("x", "b.json")], [found("x")], ["a.json"], [0], [], [],
            id="but not if it was not looked at: nobody knows what is left over",
        ),
        pytest.param(
            [entry("x", "b.json")], [found("x", "b.json")], [], [], [""], [], id="a file where something failed"
        ),
        pytest.param([entry("x", "b.json")], [], ["a.json"], [], [], [], id="a file not looked at is not judged"),
        pytest.param([entry("x", "gone.json")], [], [], [], [], [entry("x", "gone.json")], id="a file that is gone"),
        pytest.param([entry("x", "a\0.json")], [], [], [], [], [entry("x", "a\0.json")], id="a file that cannot be"),
        pytest.param([entry("-x")], [], ["a.json"], [], [], [], id="a rule that did not run is not judged"),
        pytest.param(
            [entry("x", reason="one"), entry("x", reason="two")],
            [found("x"), found("x"), found("x")],
            ["a.json"], [2], ["one", "one"], [],
            id="two entries for one thing, as merges leave them",
        ),
        pytest.param(
            [entry("y", "b.json"), entry("z"), entry("x")], [], ["a.json", "b.json"], [], [],
            [entry("x"), entry("z"), entry("y", "b.json")],
            id="stale entries are sorted",
        ),
    ],
)  # fmt: skip
def test_what_is_known_is_held_back(
    folder: Path,
    entries: Sequence[Entry],
    findings: Sequence[Finding],
    checked: Sequence[str],
    kept: Sequence[int],
    reasons: Sequence[str],
    stale: Sequence[Entry],
) -> None:
    """`kept` are indices of findings, `reasons` those of the others."""
    baseline = Baseline(Path(FILE_NAME), tuple(entries))
    rules = {"rule-x", "rule-y", "rule-z"}
    others = [finding for index, finding in enumerate(findings) if index not in kept]
    assert apply(baseline, findings, dict.fromkeys(checked, rules), rules) == Applied(
        kept=tuple(findings[index] for index in kept),
        suppressed=tuple(Suppressed(one, "baseline", reason) for one, reason in zip(others, reasons, strict=True)),
        stale=tuple(stale),
    )


FOUND = st.builds(
    found, st.sampled_from(["x1", "x2", "y1"]), st.sampled_from(["a.json", "flows/b.json", "c.json"]), st.integers(1, 9)
)
FINDINGS = st.lists(FOUND, max_size=12).map(lambda findings: sorted(findings, key=lambda one: one.sort_key))
ALL_RULES = {"rule-x", "rule-y"}
ALL_FILES = dict.fromkeys(("a.json", "flows/b.json", "c.json"), ALL_RULES)


@given(FINDINGS)
def test_a_baseline_knows_all_that_it_was_made_of(findings: list[Finding]) -> None:
    baseline = renew(Baseline(Path(FILE_NAME)), findings, ALL_FILES, ALL_RULES).baseline
    held_back = tuple(Suppressed(finding, "baseline", "") for finding in findings)
    assert apply(baseline, findings, ALL_FILES, ALL_RULES) == ((), held_back, (), ())
    assert renew(baseline, findings, ALL_FILES, ALL_RULES) == (baseline, len(findings), (), (), ())


@given(FINDINGS, FOUND)
def test_one_finding_more_is_one_finding_kept(findings: list[Finding], added: Finding) -> None:
    baseline = renew(Baseline(Path(FILE_NAME)), findings, ALL_FILES, ALL_RULES).baseline
    more = sorted([*findings, added], key=lambda one: one.sort_key)
    last = [one for one in more if (one.fingerprint, one.path) == (added.fingerprint, added.path)][-1]
    kept, held_back, stale, _ = apply(baseline, more, ALL_FILES, ALL_RULES)
    assert (kept, len(held_back), stale) == ((last,), len(findings), ())


@given(FINDINGS, FINDINGS, st.sets(st.sampled_from(sorted(ALL_FILES))))
def test_no_finding_and_no_entry_is_counted_twice(known: list[Finding], now: list[Finding], checked: set[str]) -> None:
    baseline = renew(Baseline(Path(FILE_NAME)), known, ALL_FILES, ALL_RULES).baseline
    now = [finding for finding in now if finding.path in checked]
    kept, held_back, stale, _ = apply(baseline, now, dict.fromkeys(checked, ALL_RULES), ALL_RULES)
    assert Counter([*kept, *(one.finding for one in held_back)]) == Counter(now)
    # None of the files exists, so that all entries are judged.
    assert len(held_back) + sum(one.count for one in stale) == len(known)


def test_files_are_known_from_wherever_the_command_is_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "project/ci").mkdir(parents=True)
    (folder / "project/flows").mkdir()
    file = Path("project/ci/known.json")
    baseline = renew(
        Baseline(file), [found("x", "project/flows/a.json")], {"project/flows/a.json": {"rule-x"}}, {"rule-x"}
    ).baseline
    assert baseline.entries == (entry("x", "../flows/a.json"),)
    write_text(text(baseline), file)
    for place, name in (
        ("project", "flows/a.json"),
        ("project/flows", "a.json"),
        ("project/ci", str(folder / "project/flows/a.json")),
    ):
        monkeypatch.chdir(folder / place)
        again = load(folder / file)
        assert apply(again, [found("x", name)], {name: {"rule-x"}}, {"rule-x"}).kept == ()
        assert apply(again, [], {name: {"rule-x"}}, {"rule-x"}).stale == (entry("x", "../flows/a.json"),)


def test_a_file_where_something_failed_is_not_judged() -> None:
    files = tuple(FileSummary(path, "flow-language", (), None) for path in ("a.json", "b.json"))
    failures = Failure("b.json", "rule-x", "crashed"), Failure("c.json", None, "cannot be read")
    ran = {"a.json": frozenset({"rule-x", "rule-y"}), "b.json": frozenset({"rule-y"})}
    assert checked_files(Report(files, (), failures, (), ran=ran)) == {"a.json": {"rule-x", "rule-y"}}


def test_a_rule_that_did_not_run_on_a_file_makes_nothing_of_it_stale(folder: Path) -> None:
    """Settings of a folder may ignore what runs elsewhere."""
    baseline = Baseline(Path(FILE_NAME), (entry("x"), entry("y")))
    assert apply(baseline, [], {"a.json": {"rule-y"}}, {"rule-x", "rule-y"}).stale == (entry("y"),)


def test_what_is_known_of_a_flow_outlasts_that_it_is_broken_in_a_template(here: Path, bad_flow: str) -> None:
    """The template can be read, and the flow in it cannot."""

    def template(flow: str) -> str:
        return json.dumps(
            {"Resources": {"Main": {"Type": "AWS::Connect::ContactFlow", "Properties": {"Content": flow}}}}
        )

    write("template.json", template(bad_flow))
    before = check_paths(["."], EVERYTHING)
    rules = [rule.id for rule in before.rules]
    known = renew(Baseline(here / FILE_NAME), before.findings, checked_files(before), rules).baseline
    write("template.json", template(bad_flow[:-1]))
    broken = check_paths(["."], EVERYTHING)
    assert [finding.rule for finding in broken.findings] == ["invalid-json"]
    assert apply(known, broken.findings, checked_files(broken), rules).stale == ()


def test_what_is_known_of_a_flow_outlasts_that_its_file_is_broken(here: Path, bad_flow: str) -> None:
    (here / "flow.json").write_text(bad_flow)
    report = check_paths(["flow.json"])
    rules = {rule.id for rule in report.rules}
    known = renew(Baseline(Path(FILE_NAME)), report.findings, checked_files(report), rules, "old").baseline
    (here / "flow.json").write_text(f"{bad_flow}}}")
    report = check_paths(["flow.json"])
    after = renew(known, report.findings, checked_files(report), rules)
    assert [one.rule for one in after.new] == ["invalid-json"]
    assert (after.kept, after.dropped) == (0, ())
    assert set(known.entries) < set(after.baseline.entries)


# How it is renewed


def test_a_new_baseline_keeps_what_it_must_and_drops_what_is_stale(folder: Path) -> None:
    before = Baseline(
        Path(FILE_NAME),
        (
            entry("x1", count=3, reason="three of them"),
            entry("x2", reason="mended since"),
            entry("x3", "gone.json", reason="moved"),
            entry("x4", "b.json", reason="another file"),
            entry("y1", reason="another rule"),
        ),
    )
    findings = [found("x1", line=1), found("x1", line=2), found("x3", line=3), found("x5", line=4)]
    after = renew(before, findings, {"a.json": {"rule-x"}}, {"rule-x"}, "for now")
    assert after == Renewed(
        Baseline(
            Path(FILE_NAME),
            (
                entry("x1", count=2, reason="three of them"),
                replace(entry("x3", reason="moved"), message="Something on line 3."),
                replace(entry("x5", reason="for now"), message="Something on line 4."),
                entry("y1", reason="another rule"),
                entry("x4", "b.json", reason="another file"),
            ),
        ),
        3,
        (found("x5", line=4),),
        (entry("x1", reason="three of them"), entry("x2", reason="mended since")),
    )


# The file


FILE = """\
{
  "version": 1,
  "tool": {
    "name": "flowlint"
  },
  "findings": [
    {
      "fingerprint": "x1",
      "rule": "rule-x",
      "level": "warning",
      "path": "flows/a.json",
      "flow": null,
      "block": null,
      "message": "The flow “Main” has no end.",
      "count": 2,
      "reason": "goes \\"away\\" in May"
    }
  ]
}
"""


def test_secrets_of_an_older_file_are_not_written_again() -> None:
    secret = "AK" + "IAQRVXMBTKZWNJPLCY"
    written = text(Baseline(Path("b.json"), (entry("f1", f"{secret}.json", reason=f"see {secret}"),)))
    assert secret not in written
    assert written.count("•" * len(secret)) == 2


ENTRY = Entry(
    "x1", "rule-x", "warning", "flows/a.json", None, None, "The flow “Main” has no end.", 2, 'goes "away" in May'
)


def test_the_file_reads_and_writes_like_this(folder: Path) -> None:
    file = Path(FILE_NAME)
    assert text(Baseline(file, (ENTRY,))) == FILE
    for bytes_before in (b"", b"\xef\xbb\xbf"):
        file.write_bytes(bytes_before + FILE.encode())
        assert load(file) == Baseline(file, (ENTRY,))


@given(st.text() | st.just("flows/\udce9.json"))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, any_text: str) -> None:
    file = tmp_path_factory.getbasetemp() / FILE_NAME
    baseline = Baseline(file, (replace(ENTRY, path=any_text, message=any_text, reason=any_text, flow=any_text),))
    write_text(text(baseline), file)
    assert load(file) == baseline


def test_nothing_in_it_changes_with_lines_or_versions(folder: Path) -> None:
    first, moved = ([found("x", line=1)], [replace(found("x", line=9), message="Something on line 1.")])
    files = [
        text(renew(Baseline(Path(FILE_NAME)), one, {"a.json": {"rule-x"}}, {"rule-x"}).baseline)
        for one in (first, moved)
    ]
    assert files[0] == files[1]


def changed(**values: Any) -> str:
    """Write the file with other values in its entry; ... takes one out."""
    document = json.loads(FILE)
    document["findings"][0].update(values)
    document["findings"][0] = {key: value for key, value in document["findings"][0].items() if value is not ...}
    return json.dumps(document)


CONFLICT = FILE.replace('    {\n      "fi', '<<<<<<< HEAD\n    {\n      "fi')
NO_VERSION = "has at /version another than 1, the only one that this flowlint knows; "
MEND = "mend it, or write a new one with `flowlint baseline write`."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is not JSON at line 1, column 1; " + MEND),
        (FILE[:-30], "is not JSON at line 16, column 17; " + MEND),
        (CONFLICT, "is not JSON at line 7, column 1; " + MEND),
        ("[" * 100_000, "is no baseline; " + MEND),
        ("1" * 5_000, "is no baseline; " + MEND),
        ("[]", "is no baseline: it has no version, or no findings; " + MEND),
        ('{"findings": []}', "is no baseline: it has no version, or no findings; " + MEND),
        ('{"version": 1}', "is no baseline: it has no version, or no findings; " + MEND),
        ('{"version": 1, "files": [], "findings": []}', "is no baseline: it is a report; " + MEND),
        ('{"version": 2, "findings": 1}', NO_VERSION + MEND),
        ('{"version": true, "findings": []}', NO_VERSION + MEND),
        ('{"version": 1, "findings": {}}', "has at /findings an object instead of a list; " + MEND),
        ('{"version": 1, "findings": [[]]}', "has at /findings/0 a list instead of an object; " + MEND),
        (changed(rule=...), "has at /findings/0 an entry without 'rule'; " + MEND),
        (changed(reason=...), "has at /findings/0 an entry without 'reason'; " + MEND),
        (changed(reasn=""), "has at /findings/0 an entry with 'reasn', which none has; " + MEND),
        (changed(path=None), "has at /findings/0/path null instead of text; " + MEND),
        (changed(flow=7), "has at /findings/0/flow a number instead of text; " + MEND),
        (changed(level="grave"), "has at /findings/0/level something else than error, warning or note; " + MEND),
        (changed(level=[]), "has at /findings/0/level something else than error, warning or note; " + MEND),
        *(
            (changed(count=count), "has at /findings/0/count something else than a whole number from 1 on; " + MEND)
            for count in (0, -1, True, 1.0, "1", None)
        ),
    ],
)  # fmt: skip
def test_a_broken_baseline_says_where_it_is_broken(folder: Path, content: str, message: str) -> None:
    Path("known.json").write_text(content, encoding="utf-8")
    with pytest.raises(BaselineProblem) as problem:
        load(Path("known.json"))
    assert str(problem.value) == f"The baseline known.json {message}"


@pytest.fixture
def unusable(tmp_path: Path) -> None:
    """Put baselines that cannot be read where `without_privileges` will be."""
    (tmp_path / "closed.json").write_text(FILE, encoding="utf-8")
    (tmp_path / "closed.json").chmod(0)
    (tmp_path / "latin.json").write_bytes(b'{"reason": "caf\xe9"}')
    (tmp_path / "folder.json").mkdir()


def test_a_baseline_that_cannot_be_read_says_so(unusable: None, without_privileges: Path) -> None:
    messages = []
    for name in ("missing.json", "closed.json", "folder.json", "latin.json"):
        with pytest.raises(BaselineProblem) as problem:
            load(Path(name))
        messages.append(str(problem.value))
    assert messages == [
        "The baseline missing.json does not exist; write it with `flowlint baseline write`.",
        "The baseline closed.json cannot be read: permission denied; make it a file that can be read.",
        "The baseline folder.json cannot be read: is a directory; make it a file that can be read.",
        f"The baseline latin.json is not UTF-8 at byte 16; {MEND}",
    ]


# The command


@pytest.fixture
def flows(tmp_path: Path, good_flow: str, bad_flow: str) -> Path:
    """A folder with a flow that has an error, and one that has none."""
    (tmp_path / "bad.json").write_text(bad_flow, encoding="utf-8")
    (tmp_path / "good.json").write_text(good_flow, encoding="utf-8")
    return tmp_path


def entries_in(folder: Path) -> list[tuple[str, str, str]]:
    document = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    return [(one["path"], one["rule"], one["reason"]) for one in document["findings"]]


def test_the_first_baseline_takes_all(flows: Path, command: Run) -> None:
    done = command("baseline", "write", "--reason", "from before")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"{FILE_NAME}: 0 kept, 1 new, 0 dropped\n"
        f"To hold these back: flowlint check --baseline {FILE_NAME}\n"
        f'or for every run, in flowlint.toml: baseline = "{FILE_NAME}"\n'
    )
    assert entries_in(flows) == [("bad.json", "dangling-transition", "from before")]
    before = (flows / FILE_NAME).read_bytes()
    done = command("baseline", "write", "--reason", "another")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{FILE_NAME}: 1 kept, 0 new, 0 dropped\n", "")
    assert (flows / FILE_NAME).read_bytes() == before


def test_new_errors_are_taken_in_only_when_told_to(flows: Path, command: Run, bad_flow: str) -> None:
    command("baseline", "write", "--reason", "from before")
    before = (flows / FILE_NAME).read_bytes()
    (flows / "new.json").write_text(bad_flow, encoding="utf-8")
    refused = command("baseline", "write", "--reason", "no time")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "new.json:3:18: error: The flow's entry point leads to “Hello”, which is no block here; connect it. "
        "[dangling-transition]\n"
        f"flowlint: 1 error is not in {FILE_NAME}, which was left as it is; "
        "mend what is wrong, or take it in with --accept-new\n"
    )
    assert (flows / FILE_NAME).read_bytes() == before
    accepted = command("baseline", "write", "--accept-new", "--reason", "no time")
    assert (accepted.returncode, accepted.stdout) == (0, f"{FILE_NAME}: 1 kept, 1 new, 0 dropped\n")
    assert entries_in(flows) == [
        ("bad.json", "dangling-transition", "from before"),
        ("new.json", "dangling-transition", "no time"),
    ]


def test_new_warnings_are_taken_in(flows: Path, command: Run, good_flow: str) -> None:
    command("baseline", "write")
    unreached = json.loads(good_flow)
    unreached["Actions"].append({**unreached["Actions"][0], "Identifier": "Hello"})
    (flows / "good.json").write_text(json.dumps(unreached), encoding="utf-8")
    done = command("baseline", "write")
    assert (done.returncode, done.stdout) == (0, f"{FILE_NAME}: 1 kept, 1 new, 0 dropped\n")


def test_what_is_mended_goes_and_what_was_not_looked_at_stays(flows: Path, command: Run, good_flow: str) -> None:
    shutil.copy(flows / "bad.json", flows / "worse.json")
    command("baseline", "write")
    for name in ("bad.json", "worse.json"):
        (flows / name).write_text(good_flow, encoding="utf-8")
    done = command("baseline", "write", "--select", "unreachable-block")
    assert (done.returncode, done.stdout) == (0, f"{FILE_NAME}: 0 kept, 0 new, 0 dropped\n")
    assert len(entries_in(flows)) == 2
    done = command("baseline", "write", "bad.json")
    assert (done.returncode, done.stdout) == (0, f"{FILE_NAME}: 0 kept, 0 new, 1 dropped\n")
    assert entries_in(flows) == [("worse.json", "dangling-transition", "")]


def test_a_moved_file_keeps_its_entry_and_reason(flows: Path, command: Run) -> None:
    command("baseline", "write", "--reason", "from before")
    (flows / "inbound").mkdir()
    (flows / "bad.json").rename(flows / "inbound/bad.json")
    done = command("baseline", "write", "--reason", "another")
    assert (done.returncode, done.stdout) == (0, f"{FILE_NAME}: 1 kept, 0 new, 0 dropped\n")
    assert entries_in(flows) == [("inbound/bad.json", "dangling-transition", "from before")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.json"], "missing.json: cannot be read: no such file or directory\n"),
        (["--select", "no-such-rule"], "no-such-rule"),
        ([""], "One of the paths is empty."),
    ],
)
def test_a_run_that_is_not_whole_writes_nothing(flows: Path, command: Run, arguments: list[str], said: str) -> None:
    done = command("baseline", "write", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (flows / FILE_NAME).exists()


def test_a_broken_baseline_is_not_written_over(flows: Path, command: Run) -> None:
    (flows / FILE_NAME).write_text("{", encoding="utf-8")
    done = command("baseline", "write", "--accept-new")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"flowlint: The baseline {FILE_NAME} is not JSON at line 1, column 2; {MEND}\n"
    assert (flows / FILE_NAME).read_text(encoding="utf-8") == "{"


def test_a_baseline_that_cannot_be_written_says_so(flows: Path, process: Run) -> None:
    done = process("baseline", "write", "--baseline", "no/such/folder.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "flowlint: no/such/folder.json cannot be written: No such file or directory\n"


def test_settings_name_the_file_and_what_they_hold_back_is_not_in_it(flows: Path, command: Run) -> None:
    (flows / "flowlint.toml").write_text(
        'baseline = "ci/known.json"\nignore = ["dangling-transition"]\n', encoding="utf-8"
    )
    (flows / "ci").mkdir()
    done = command("baseline", "write")
    assert (done.returncode, done.stdout, done.stderr) == (0, "ci/known.json: 0 kept, 0 new, 0 dropped\n", "")
    assert load(flows / "ci/known.json").entries == ()
    done = command("baseline", "write", "--isolated")
    assert (done.returncode, done.stdout.partition("\n")[0]) == (0, f"{FILE_NAME}: 0 kept, 1 new, 0 dropped")


@pytest.mark.parametrize(
    ("settings", "file", "said"),
    [
        ("flowlint.toml", "known.json", '\nor for every run, in flowlint.toml: baseline = "known.json"'),
        (
            "pyproject.toml",
            "a b.json",
            '\nor for every run, in pyproject.toml under [tool.flowlint]: baseline = "a b.json"',
        ),
        ("sub/flowlint.toml", "sub/known.json", '\nor for every run, in sub/flowlint.toml: baseline = "known.json"'),
        ("sub/flowlint.toml", "known.json", ""),
    ],
)
def test_the_next_step_works(flows: Path, command: Run, settings: str, file: str, said: str) -> None:
    (flows / "sub").mkdir()
    shutil.copy(flows / "bad.json", flows / "sub" / "bad.json")
    begin = "[tool.flowlint]\n" if settings == "pyproject.toml" else "fail-on = 'warning'\n"
    (flows / settings).write_text(begin, encoding="utf-8")
    done = command("baseline", "write", "sub", "--baseline", file)
    step = f"flowlint check --baseline {shlex.quote(file)} sub"
    assert done.stdout == f"{file}: 0 kept, 1 new, 0 dropped\nTo hold these back: {step}{said}\n"
    assert command(*shlex.split(step)[1:]).returncode == 0
    if said:
        assert command("check", "sub").returncode == 1
        (flows / settings).write_text(begin + said.rpartition(": ")[2], encoding="utf-8")
        assert command("check", "sub").returncode == 0


# Rules that are gone, and levels that rose


@pytest.mark.parametrize(
    ("rule", "words", "stale"),
    [
        ("no-such-rule", [], True),
        ("no-such-rule", ["--select", "endless-loop"], True),
        ("no-such-rule", ["--isolated"], True),
        ("no-such-rule", ["good.json"], False),
        ("unread-attribute", [], False),  # it is pedantic, and did not run
        ("acme/no-such-rule", [], False),  # the pack is not here, and may have it
        ("house/no-such-rule", [], True),
        ("house/no-such-rule", ["--isolated"], False),
        ("house/here-is-one", ["--ignore", "house/here-is-one"], False),
    ],
)
def test_an_entry_of_a_rule_that_is_gone_is_stale(
    flows: Path, command: Run, rule: str, words: list[str], stale: bool
) -> None:
    (flows / "flowlint.toml").write_text(
        'house-rules.here-is-one = {message = "m", select = "$.Actions[*]", schema = true}\n', encoding="utf-8"
    )
    known = Baseline(Path(FILE_NAME), (replace(entry("x", "bad.json"), rule=rule),))
    (flows / FILE_NAME).write_text(text(known), encoding="utf-8")
    assert command("check", "--baseline", FILE_NAME, *words).stderr == (
        f"flowlint: stale in the baseline: bad.json: {rule}: Something on line 1.\n"
        "flowlint: `flowlint baseline write` takes out what is stale\n"
        if stale
        else ""
    )
    done = command("baseline", "write", "--accept-new", *words)
    assert done.stdout.endswith(f", {int(stale)} dropped\n")


def test_a_level_that_rose_is_told(flows: Path, command: Run) -> None:
    settings = flows / "flowlint.toml"
    settings.write_text('rules.dangling-transition.level = "note"\n', encoding="utf-8")
    command("baseline", "write")
    settings.write_text("", encoding="utf-8")
    told = (
        "flowlint: graver than in the baseline: bad.json:3:18: dangling-transition: error, no longer note: "
        "The flow's entry point leads to “Hello”, which is no block here; connect it.\n"
    )
    done = command("check", "--baseline", FILE_NAME)
    assert (done.returncode, done.stderr) == (0, told)
    done = command("baseline", "write")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{FILE_NAME}: 1 kept, 0 new, 0 dropped\n", told)
    assert command("check", "--baseline", FILE_NAME).stderr == ""
    settings.write_text('rules.dangling-transition.level = "note"\n', encoding="utf-8")
    assert command("check", "--baseline", FILE_NAME).stderr == ""


# That it lasts


def shuffled(value: Any, chance: random.Random) -> Any:
    """Give a JSON document with the blocks of its flows, and their branches for failures, in another order.

    Flows that are held as text are among them.
    """
    if isinstance(value, list):
        return [shuffled(item, chance) for item in value]
    if isinstance(value, str) and value.lstrip()[:1] == "{":
        try:
            return json.dumps(shuffled(json.loads(value), chance))
        except ValueError:
            return value
    if not isinstance(value, dict):
        return value
    other = {key: shuffled(item, chance) for key, item in value.items()}
    for key in ("Actions", "modules", "Errors"):
        if isinstance(other.get(key), list):
            chance.shuffle(other[key])
    return other


def sound(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice, and would not in a copy")
    return dict(pairs)


def edited(source: Path, target: Path, chance: random.Random) -> None:
    """Copy a file of flows, written otherwise and with its blocks in another order; as it is if it is no sound JSON."""
    target.parent.mkdir(parents=True, exist_ok=True)
    data = source.read_bytes()
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=sound)
    except ValueError:
        target.write_bytes(data)
    else:
        target.write_text(json.dumps(shuffled(document, chance), indent=3), encoding="utf-8")


def baseline_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, int]:
    """Give the text of a folder's baseline, and how many findings it knows."""
    monkeypatch.chdir(folder)
    report = check_paths(["."], EVERYTHING)
    rules = {rule.id for rule in report.rules}
    after = renew(Baseline(Path(FILE_NAME)), report.findings, checked_files(report), rules)
    return text(after.baseline), len(after.new)


def applied_in(folder: Path, known: str, monkeypatch: pytest.MonkeyPatch) -> Applied:
    monkeypatch.chdir(folder)
    (folder / FILE_NAME).write_text(known, encoding="utf-8")
    report = check_paths(["."], EVERYTHING)
    return apply(load(folder / FILE_NAME), report.findings, checked_files(report), {rule.id for rule in report.rules})


def without_errors(document: dict[str, Any], block_type: str) -> str:
    """Take the error branches of the first block of a type out of a flow; the block's id is given."""
    block = next(one for one in document["Actions"] if one["Type"] == block_type and one["Transitions"].get("Errors"))
    del block["Transitions"]["Errors"]
    return str(block["Identifier"])


@pytest.mark.slow
def test_fixtures_keep_their_baseline_when_blocks_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known, count = baseline_of(ROOT / "fixtures", monkeypatch)
    chance = random.Random("fixtures")
    for file in sorted(file for file in (ROOT / "fixtures").rglob("*") if file.is_file()):
        edited(file, tmp_path / file.relative_to(ROOT / "fixtures"), chance)
    kept, held_back, stale, _ = applied_in(tmp_path, known, monkeypatch)
    assert (kept, len(held_back), stale) == ((), count, ())
    assert count > 200


def test_a_defect_in_a_known_flow_is_the_one_new_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = ROOT / "fixtures/missing-error-branch/bad-menu-timeout.json"
    shutil.copy(source, tmp_path / "menu.json")
    known, count = baseline_of(tmp_path, monkeypatch)
    assert count > 0
    document = json.loads(source.read_text(encoding="utf-8"))
    block = without_errors(document, "GetParticipantInput")  # it lacks one of them already
    (tmp_path / "menu.json").write_text(json.dumps(document), encoding="utf-8")
    kept, _, _, _ = applied_in(tmp_path, known, monkeypatch)
    assert [(one.rule, one.block and one.block.id) for one in kept] == [("missing-error-branch", block)]


@pytest.mark.slow
def test_public_flows_keep_their_baseline_when_blocks_move(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, count = baseline_of(corpus, monkeypatch)
    chance = random.Random("corpus")
    files = [file for file in sorted(corpus.rglob("*")) if file.is_file()]
    for file in files:
        edited(file, tmp_path / file.relative_to(corpus), chance)
    kept, held_back, stale, _ = applied_in(tmp_path, known, monkeypatch)
    assert (kept, len(held_back), stale) == ((), count, ())
    assert count > 1500

    file, block = break_first(tmp_path)
    kept, held_back, stale, _ = applied_in(tmp_path, known, monkeypatch)
    assert [(one.rule, one.path, one.block and one.block.id) for one in kept] == [("missing-error-branch", file, block)]
    assert (len(held_back), stale) == (count, ())


def break_first(folder: Path) -> tuple[str, str]:
    """Take the error branch of a block that sets attributes out of the first flow that has one: a defect by itself."""
    for file in sorted(folder.rglob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8", errors="replace"))
        if isinstance(document, dict) and isinstance(document.get("Actions"), list):
            try:
                block = without_errors(document, "UpdateContactAttributes")
            except (StopIteration, KeyError, TypeError):
                continue
            file.write_text(json.dumps(document), encoding="utf-8")
            return file.relative_to(folder).as_posix(), block
    raise AssertionError("no flow sets attributes")


def test_files_are_known_where_links_above_give_the_folder_two_names(here: Path) -> None:
    write("project/a.json", "{}")
    (here / "link").symlink_to("project")
    for path, folder in (("project", "link"), ("link", "project"), ("link", "link")):
        assert Baseline(Path(folder) / FILE_NAME).relative(f"{path}/a.json") == "a.json"
