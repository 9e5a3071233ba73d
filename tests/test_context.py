"""Context: with the flows near a named file, the run finds in it what a run of all finds there, and no more."""

import contextlib
import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import flowlint.context
from flowlint import check_paths, check_text
from flowlint.report import Context, Finding, Report
from flowlint.run import Overrides
from kit import BAD, FIXTURES, GOOD, Run, write
from kit.attribute_flows import answers, flow, goes_on, lambda_, says, sets
from kit.queue_flows import bare, go, set_queue

RULES = ("queue-transfer-without-queue", "attribute-read-before-set", "dangling-transition", "unused-suppression")
ONLY = Overrides(select=RULES)
NO_QUEUE = "Transfer to queue “transfer” can be reached with no queue set; put “Set working queue” before it."


def answer(name: str, document: Any) -> str:
    """A file as `describe-contact-flow` answers it, with the name of the flow as its id."""
    (one,) = answers({name: document})
    return json.dumps(one, indent=1)


LINES = answer("lines", bare())
"""A transfer to a queue that this flow does not set."""
FRONT = answer("front", bare(set_queue("queue", "q", "go"), go("go", "lines")))
"""Sets a queue, and hands over to the one before."""


def found(report: Report) -> list[tuple[str, str]]:
    return [(one.rule, one.message) for one in report.findings]


def of(*paths: str, context: bool = True) -> Report:
    return check_paths(paths, ONLY, context=context)


def test_a_named_file_is_judged_as_in_a_run_of_all(here: Path) -> None:
    write("lines.json", LINES)
    write("flows/front.json", FRONT)
    assert found(of(".")) == found(of("lines.json")) == []
    assert of("lines.json").context == Context(flows=1, unread=0, limit=None)
    assert found(of("lines.json", context=False)) == [("queue-transfer-without-queue", NO_QUEUE)]


def test_what_only_a_caller_shows_is_found(here: Path) -> None:
    reader = flow(says("$.Attributes.language"))
    write("mailbox.json", answer("mailbox", reader))
    write("main.json", answer("main", flow(sets("set", "language", "go"), goes_on("go", "mailbox"))))
    write("night.json", answer("night", flow(says("Good night.", "hello", "go"), goes_on("go", "mailbox"))))
    whole = [one for one in of(".").findings if one.path == "mailbox.json"]
    assert [one.rule for one in whole] == ["attribute-read-before-set"]
    assert list(of("mailbox.json").findings) == whole
    assert of("mailbox.json", context=False).findings == ()


def test_context_is_neither_checked_nor_counted(here: Path, command: Run) -> None:
    write("lines.json", LINES)
    write("front.json", FRONT)
    write("bad.json", json.dumps(BAD))
    write("broken.json", json.dumps(GOOD)[:-20])
    select = ("--select", ",".join(RULES))
    done = command("check", *select, "lines.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "1 flow, 2 blocks: nothing to report.",
        "Read as context: 2 flows. 1 file near these could not be read.",
    ]
    document = json.loads(command("check", *select, "lines.json", "--format", "json").stdout)
    assert [one["path"] for one in document["files"]] == ["lines.json"]
    assert (document["findings"], document["failures"]) == ([], [])
    assert document["context"] == {"flows": 2, "unread": 1, "limit": None}


def test_the_command_reads_context_unless_it_is_not_to(here: Path, command: Run) -> None:
    write("lines.json", LINES)
    write("front.json", FRONT)
    line = f"lines.json:1:1: warning: {NO_QUEUE} [queue-transfer-without-queue]\n"
    arguments = ("check", "--format", "concise", "--select", ",".join(RULES))
    assert command(*arguments, "lines.json").returncode == 0
    alone = command(*arguments, "--no-context", "lines.json")
    assert (alone.returncode, alone.stdout.split(": ", 1)[1]) == (1, line.split(": ", 1)[1])
    assert command(*arguments, "-", "--stdin-filename", "lines.json", stdin=LINES).returncode == 0
    assert command(*arguments, "-", "--stdin-filename", "new.json", stdin=LINES).returncode == 0
    for without in (("-",), ("-", "--stdin-filename", "lines.json", "--no-context")):
        done = command(*arguments, *without, stdin=LINES)
        assert (done.returncode, NO_QUEUE in done.stdout) == (1, True), without


def test_a_folder_that_is_not_there_yet_is_no_file_that_could_not_be_read(here: Path, command: Run) -> None:
    write("front.json", FRONT)
    done = command("check", "--format", "json", "-", "--stdin-filename", "new/folder/lines.json", stdin=LINES)
    assert json.loads(done.stdout)["context"] == {"flows": 1, "unread": 0, "limit": None}


def test_standard_input_takes_the_place_of_the_file(here: Path, command: Run) -> None:
    """The file as it was hands over to itself, and what is typed does not."""
    write("lines.json", answer("lines", bare(set_queue("queue", "q", "go"), go("go", "lines"))))
    done = command(
        "check", "--select", RULES[0], "--format", "concise", "-", "--stdin-filename", "lines.json", stdin=LINES
    )
    assert (done.returncode, NO_QUEUE in done.stdout) == (1, True)


def test_in_python_context_is_read_when_asked_for(here: Path) -> None:
    write("lines.json", LINES)
    write("front.json", FRONT)
    assert found(check_paths(["lines.json"], ONLY)) == [("queue-transfer-without-queue", NO_QUEUE)]
    assert found(check_text(LINES, "lines.json", ONLY)) == [("queue-transfer-without-queue", NO_QUEUE)]
    assert found(check_text(LINES, "lines.json", ONLY, context=True)) == []


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"front.json": FRONT, ".gitignore": "front.json"}, "lines.json"),
        ({"old/front.json": FRONT, ".gitignore": "old/"}, "lines.json"),
        ({"old/front.json": FRONT, "old/lines.json": LINES, ".gitignore": "old/"}, "old/lines.json"),
        ({"front.json": FRONT, "flowlint.toml": 'exclude = ["front.json"]'}, "lines.json"),
        ({".hidden/front.json": FRONT}, "lines.json"),
        ({"node_modules/front.json": FRONT}, "lines.json"),
        ({"b/front.json": FRONT, "b/flowlint.toml": "pedantic = true"}, "lines.json"),
        ({"b/front.json": FRONT, "b/flowlint.toml": "pedantic = = true"}, "lines.json"),
        ({"b/front.json": FRONT, "b/pyproject.toml": "[tool.flowlint]"}, "lines.json"),
        ({"b/front.json": FRONT, "b/pyproject.toml": "[tool.flowlint"}, "lines.json"),
        ({"b/front.json": FRONT, "b/.git/HEAD": ""}, "lines.json"),
        ({"front.json": FRONT, "a/lines.json": LINES, "a/flowlint.toml": "pedantic = true"}, "a/lines.json"),
        ({"front.json": FRONT, "a/lines.json": LINES, "a/.git/HEAD": ""}, "a/lines.json"),
        ({"b/front.json": FRONT, "a/lines.json": LINES, "a/flowlint.toml": "pedantic = true"}, "a/lines.json"),
        ({"front.json": FRONT, "a/lines.json": LINES, "a/flowlint.toml": "pedantic = true"}, "a"),
        ({"front.json": FRONT, "a/lines.json": LINES, "a/.git/HEAD": ""}, "a"),
        ({"b/front.json": FRONT, "a/lines.json": LINES, "b/flowlint.toml": "pedantic = true"}, "a"),
        ({"front.json": FRONT, "a/lines.json": LINES, "flowlint.toml": 'exclude = ["front.json"]'}, "a"),
    ],
)  # fmt: skip
def test_context_ends_at_what_is_left_out_and_at_other_settings(
    here: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], named: str
) -> None:
    for part in ("HEAD", "objects", "refs"):
        (here / ".git" / part).mkdir()
    for name, text in {"lines.json": LINES, **files}.items():
        write(name, text)
    report = of(named)
    assert [one.message for one in report.findings] == [NO_QUEUE]
    assert report.failures == ()


@pytest.mark.parametrize(
    "settings", [("flowlint.toml",), ("a/flowlint.toml",), ("flowlint.toml", "a/b/flowlint.toml"), ()]
)
@pytest.mark.parametrize("named", ["a/b/lines.json", "a/b"])
def test_context_of_what_is_below(here: Path, named: str, settings: tuple[str, ...]) -> None:
    """Settings below others say what holds for their files, and put no end to context."""
    write("a/b/lines.json", LINES)
    write("a/c/front.json", FRONT)
    for file in settings:
        write(file, "pedantic = false")
    assert found(of(named)) == found(of(".")) == []


def test_context_goes_on_below_settings_of_its_own(here: Path) -> None:
    write("flowlint.toml", "pedantic = false")
    write("lines.json", LINES)
    write("b/front.json", FRONT)
    write("b/flowlint.toml", "pedantic = true")
    assert found(of("lines.json")) == []
    write("b/flowlint.toml", 'exclude = ["front.json"]')
    assert [one.message for one in of("lines.json").findings] == [NO_QUEUE]


def test_settings_that_the_caller_names_or_none_move_no_border(here: Path, command: Run) -> None:
    write("a/lines.json", LINES)
    write("front.json", FRONT)
    write("a/flowlint.toml", "pedantic = false")
    write("b/pyproject.toml", "[tool.flowlint")
    write("strict.toml", "pedantic = false")
    for more in (["--isolated"], ["--settings", "strict.toml"]):
        assert command("check", "--select", RULES[0], *more, "a/lines.json").returncode == 1
        shutil.copy("a/lines.json", "b/lines.json")
        assert command("check", "--select", RULES[0], *more, "b/lines.json").returncode == 0


def test_context_ends_at_the_repository(here: Path) -> None:
    """Without a repository and settings, it is the folder of the file and nothing below; and no link leads out."""
    (here / ".git").rmdir()
    write("front.json", FRONT)
    write("a/lines.json", LINES)
    assert [one.message for one in of("a/lines.json").findings] == [NO_QUEUE]
    (here / "a" / "link.json").symlink_to(here / "front.json")
    (here / "a" / "folder").symlink_to(here, target_is_directory=True)
    assert [one.message for one in of("a/lines.json").findings] == [NO_QUEUE]
    write("a/b/front.json", FRONT)
    assert [one.message for one in of("a/lines.json").findings] == [NO_QUEUE]
    write("a/front.json", FRONT)
    assert found(of("a/lines.json")) == []


def test_a_folder_is_judged_as_in_a_run_of_all(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a/lines.json", LINES)
    write("front.json", FRONT)
    report = of("a")
    assert [file.path for file in report.files] == ["a/lines.json"]
    assert (found(report), report.context) == ([], Context(1, 0, None))
    assert found(of("a", context=False)) == [("queue-transfer-without-queue", NO_QUEUE)]
    both = of("a", "front.json")
    assert (found(both), both.context) == ([], Context(0, 0, None))
    monkeypatch.chdir("a")
    assert (found(of(".")), of(".").context) == ([], Context(1, 0, None))


def test_what_stands_in_a_folder_that_is_named_is_no_context(here: Path) -> None:
    write("a/b/lines.json", LINES)
    write("c/front.json", FRONT)
    (here / "link").symlink_to(here / "a", target_is_directory=True)
    for named, flows in ((("a",), 1), (("a", "a/b"), 1), (("a", "a/b/lines.json"), 1), (("link",), 1)):
        assert of(*named).context == Context(flows, 0, None), named
    assert of("a", "c").context is None
    assert (of(".").context, of(".", "a").context) == (None, None)


def test_a_folder_that_nothing_is_near_is_reported_as_ever(here: Path, command: Run) -> None:
    write("a/lines.json", LINES)
    write("README.md", "Actions, modules and StartAction")
    done = command("check", "--select", ",".join(RULES), "--format", "json", "a")
    assert "context" not in json.loads(done.stdout)
    assert done.stdout == command("check", "--select", ",".join(RULES), "--format", "json", "--no-context", "a").stdout


def test_a_folder_outside_of_any_repository_has_no_context(here: Path) -> None:
    (here / ".git").rmdir()
    write("a/lines.json", LINES)
    write("front.json", FRONT)
    assert [one.message for one in of("a").findings] == [NO_QUEUE]
    write("flowlint.toml", "pedantic = false")
    assert found(of("a")) == []


def test_settings_that_cannot_be_used_are_not_asked_for_files_without_flows(here: Path) -> None:
    write("a/lines.json", LINES)
    write("front.json", FRONT)
    write("b/.flowlint.toml", "")
    write("b/notes.txt", "Buy milk.")
    assert of("a").context == Context(1, 0, None)
    write("b/front.json", FRONT)
    assert of("a").context == Context(1, 1, None)


@pytest.fixture
def read_before_set(here: Path) -> str:
    """A folder in which a flow reads what only one of its two callers sets, which stand beside the folder."""
    write("flows/eu/mailbox.json", answer("mailbox", flow(says("$.Attributes.language"))))
    main = flow(sets("set", "language", "go"), goes_on("go", "mailbox"))
    write("flows/us/main.json", answer("main", main))
    write("flows/us/night.json", answer("night", flow(says("Good night.", "hello", "go"), goes_on("go", "mailbox"))))
    return "flows/eu"


@pytest.mark.parametrize("place", ["flowlint.toml", "flows/eu/flowlint.toml"])
def test_a_suppression_that_callers_elsewhere_need_is_in_use(here: Path, read_before_set: str, place: str) -> None:
    write("flowlint.toml", "pedantic = false")
    write(place, 'suppress = [{rules = ["attribute-read-before-set"], flow = "mailbox", reason = "as it is"}]')
    for named in (".", read_before_set, f"{read_before_set}/mailbox.json"):
        report = of(named)
        assert ([one.finding.rule for one in report.suppressed], found(report)) == (["attribute-read-before-set"], [])
    assert [one.rule for one in of(read_before_set, context=False).findings] == ["unused-suppression"]


def test_a_baseline_keeps_what_callers_elsewhere_bring(here: Path, read_before_set: str, command: Run) -> None:
    select = ("--select", ",".join(RULES))
    assert "1 new" in command("baseline", "write", *select).stdout
    written = Path("flowlint-baseline.json").read_bytes()
    strict = ("check", *select, "--baseline", "flowlint-baseline.json", "--strict-baseline")
    assert command(*strict, read_before_set).returncode == 0
    assert "1 kept, 0 new, 0 dropped" in command("baseline", "write", *select, read_before_set).stdout
    assert Path("flowlint-baseline.json").read_bytes() == written
    assert command(*strict, "--no-context", read_before_set).returncode == 1


def test_context_fails_no_run(here: Path, request: pytest.FixtureRequest) -> None:
    write("lines.json", LINES)
    write("front.json", FRONT)
    write("locked.json", FRONT)
    write("folder/locked.json", FRONT)
    Path("locked.json").chmod(0)
    Path("folder").chmod(0)
    write("broken.json", json.dumps(GOOD)[:-20])
    write("c/flowlint-inventory.json", "[]")
    write("c/flow.json", FRONT.replace("front", "c"))
    of("lines.json")  # imports what another user may not
    for above in (one for one in here.parents if one.name.startswith(("pytest-", "popen-"))):
        above.chmod(0o755)
    request.getfixturevalue("without_privileges")
    try:
        report = of("lines.json")
    finally:
        with contextlib.suppress(PermissionError):
            Path("folder").chmod(0o700)
    assert (found(report), report.failures, report.context) == ([], (), Context(flows=2, unread=3, limit=None))


def test_context_is_read_up_to_a_limit(here: Path, command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the nearest files: those in the folder of the file, then those above it."""
    write("a/lines.json", LINES)
    write("a/notes.txt", "Buy milk.")
    write("a/b/front.json", FRONT)
    for number in range(5):
        write(f"{number}.json", FRONT.replace("front", f"front {number}"))
    monkeypatch.setattr(flowlint.context, "MOST_FILES", 2)
    done = command("check", "--select", RULES[0], "a/lines.json")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "Read as context: 1 flow."
    assert (
        done.stderr == "flowlint: context was read up to 2 files only; check all flows for what the rest has to say\n"
    )
    monkeypatch.setattr(flowlint.context, "MOST_FILES", 7)
    assert of("a/lines.json").context == Context(flows=6, unread=0, limit=None)
    monkeypatch.setattr(flowlint.context, "MOST_BYTES", 3_000_000)
    write("a/large.txt", " " * 3_000_000)
    assert of("a/lines.json").context == Context(flows=0, unread=0, limit="3 MB")


def test_a_file_that_is_too_large_to_be_read_counts_for_nothing(here: Path) -> None:
    write("a/lines.json", LINES)
    with Path("a/film.mp4").open("wb") as file:
        file.truncate(200_000_000)
    write("front.json", FRONT)
    assert of("a/lines.json").context == Context(flows=1, unread=0, limit=None)


def test_nothing_is_read_where_no_flow_is_named(here: Path) -> None:
    write("README.md", "Flows")
    write("front.json", FRONT)
    assert check_paths(["README.md"], ONLY, only_flows=True, context=True).context == Context(0, 0, None)


def test_no_suppression_is_judged_by_context(here: Path) -> None:
    ignore = "flowlint: ignore dangling-transition -- as it is"
    note = {"type": "default", "id": "1", "content": ignore, "actionId": "Goodbye", "isFolded": False}
    write("noted.json", json.dumps({**GOOD, "Metadata": {"Annotations": [note]}}))
    write("lines.json", LINES)
    write("front.json", FRONT)
    entry = 'suppress = [{rules = ["dangling-transition"], path = "noted.json", reason = "as it is"}]'
    write("flowlint.toml", entry)
    assert [one.rule for one in of(".").findings] == ["unused-suppression"] * 2
    assert found(of("lines.json")) == []


def test_a_baseline_of_a_file_and_of_all_agree(here: Path, command: Run) -> None:
    write("lines.json", LINES)
    write("front.json", FRONT)
    write("bad.json", json.dumps(BAD))
    select = ("--select", ",".join(RULES))
    assert "1 new" in command("baseline", "write", *select).stdout
    done = command("check", *select, "--baseline", "flowlint-baseline.json", "--strict-baseline", "lines.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 kept, 0 new, 0 dropped" not in command("baseline", "write", *select, "lines.json").stdout
    assert "bad.json" in Path("flowlint-baseline.json").read_text(encoding="utf-8")


def test_a_secret_in_context_is_hidden(here: Path) -> None:
    key = "AKIA" + "Q3EGRPTXV5ZL7KMN"
    reader = flow(lambda_("call", "read"), says("$.Attributes.language"))
    write("mailbox.json", answer("mailbox", reader))
    write("main.json", answer("main", flow(sets("set", "language", "go"), goes_on("go", "mailbox"))))
    night = flow(says("Good night.", "hello", f"go {key}"), goes_on(f"go {key}", "mailbox"))
    write("night.json", answer("night", night))
    report = of("mailbox.json")
    assert [one.rule for one in report.findings] == ["attribute-read-before-set"]
    assert key not in repr(report)


RESOURCE = """
resource "aws_connect_contact_flow" "%(name)s" {
  instance_id = "i"
  name        = "%(name)s"
  type        = "CONTACT_FLOW"
  filename    = "${path.module}/../flows/%(name)s.json"
}
"""


def test_a_template_near_a_flow_says_what_it_is(here: Path) -> None:
    """And what a template names is read from all of the repository, and reported where it was asked for."""
    write("infra/main.tf", RESOURCE % {"name": "lines"} + RESOURCE % {"name": "other"})
    write("flows/lines.json", json.dumps(bare()))
    write("flows/other.json", json.dumps(BAD))
    whole = of(".")
    for path in ("infra/main.tf", "flows/lines.json", "flows/other.json"):
        report = of(path)
        assert [file.path for file in report.files] == [path]
        assert report.files == tuple(file for file in whole.files if file.path == path)
        assert report.findings == tuple(one for one in whole.findings if one.path == path)
    assert of("flows/lines.json").files[0].flows[0].name == "lines"


NAMES = sorted(path.name for path in (FIXTURES / "flows").iterdir() if path.suffix != ".toml")


@cache
def whole_of_flows() -> Report:
    return check_paths([FIXTURES / "flows"], Overrides(pedantic=True))


@pytest.mark.slow
@settings(max_examples=20)
@given(st.sets(st.sampled_from(NAMES), min_size=1))
def test_any_part_of_a_run_agrees_with_it(named: set[str]) -> None:
    whole = whole_of_flows()
    part = check_paths([FIXTURES / "flows" / name for name in named], Overrides(pedantic=True), context=True)
    assert {Path(file.path).name for file in part.files} == named
    assert part.findings == tuple(one for one in whole.findings if Path(one.path).name in named)
    assert part.suppressed == tuple(one for one in whole.suppressed if Path(one.finding.path).name in named)


def by_file(findings: tuple[Finding, ...]) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    for path in dict.fromkeys(one.path for one in findings):
        yield path, tuple(one for one in findings if one.path == path)


@pytest.mark.slow
def test_each_file_of_public_repositories_agrees_with_a_run_of_all(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = Overrides(pedantic=True)
    compared = 0
    for repository in sorted(path for path in corpus.iterdir() if path.is_dir()):
        copy = tmp_path / repository.name
        shutil.copytree(repository, copy, symlinks=True)
        (copy / ".git").mkdir(exist_ok=True)
        monkeypatch.chdir(copy)
        whole = check_paths(["."], everything)
        if 2 <= whole.flows <= 40:
            findings = dict(by_file(whole.findings))
            for path in (file.path for file in whole.files if file.flows):
                part = check_paths([path], everything, context=True)
                assert part.findings == findings.get(path, ()), (repository.name, path)
                compared += 1
    assert compared > 100


@pytest.mark.slow
def test_each_half_of_public_repositories_agrees_with_a_run_of_all(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their files are parted among two folders, one for each in turn."""
    everything = Overrides(pedantic=True)
    compared = alone = 0
    for repository in sorted(path for path in corpus.iterdir() if path.is_dir()):
        copy = tmp_path / repository.name
        for folder in (".git", "a", "b"):
            (copy / folder).mkdir(parents=True)
        for number, file in enumerate(sorted(path for path in repository.rglob("*") if path.is_file())):
            shutil.copy(file, copy / "ab"[number % 2] / file.name)
        monkeypatch.chdir(copy)
        whole = check_paths(["."], everything)
        if 2 <= whole.flows <= 40:
            for half in ("a", "b"):
                findings = tuple(one for one in whole.findings if one.path.startswith(f"{half}/"))
                assert check_paths([half], everything, context=True).findings == findings, (repository.name, half)
                alone += check_paths([half], everything).findings != findings
                compared += 1
    assert compared > 80 and alone > 10
