"""`check --fix` and `--diff`: what is written and what is left alone, and what a person is told of it."""

import codecs
import errno
import json
import os
import stat
import subprocess
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flowlint import fixing
from flowlint.cli import main
from flowlint.fixing import contents as contents_of_files
from flowlint.reading import FlowFile, Reader
from flowlint.report import Fix, Level, Report
from flowlint.run import Overrides, check_paths

WRONG = """\
{
  "Version": "2019-10-30", "StartAction": "Gruß 😀",
  "Actions": [
    {"Identifier": "Gruß 😀", "Type": "PlayPrompt", "Parameters": {"Text": "Welcome to Öl & Gas."},
     "Transitions": {"NextAction": "bye", "Errors": [{"NextAction": "bye", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "bye", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}
"""
RIGHT = WRONG.replace("PlayPrompt", "MessageParticipant")
UNREACHED = """\
{
  "Version": "2019-10-30", "StartAction": "bye",
  "Actions": [
    {"Identifier": "a", "Type": "PlayPrompt", "Parameters": {"Text": "Hello."}, "Transitions": {"NextAction": "bye"}},
    {"Identifier": "bye", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}
"""
FIXED = "flowlint: fixed 1 finding in 1 file\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["check", "--isolated", *words], catch_exceptions=False)


def fix(*words: str) -> Result:
    return run("--fix", "--format", "concise", *words)


def put(name: str, text: str = WRONG) -> Path:
    path = Path(name)
    path.write_bytes(text.encode())
    return path


def test_a_file_is_fixed_and_the_rest_of_it_stays(here: Path) -> None:
    path = put("a.json")
    result = fix("a.json")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", FIXED)
    assert path.read_text(encoding="utf-8") == RIGHT
    assert [one.name for one in here.iterdir()] == ["a.json"]
    before = path.stat()
    again = fix("a.json")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_diff_is_shown_and_nothing_is_written() -> None:
    path = put("a.json")
    result = run("--diff", "a.json")
    assert (result.exit_code, result.stderr) == (1, "flowlint: would fix 1 finding in 1 file\n")
    assert result.stdout == (
        "--- a.json\n+++ a.json\n@@ -1,7 +1,7 @@\n {\n"
        '   "Version": "2019-10-30", "StartAction": "Gruß 😀",\n   "Actions": [\n'
        '-    {"Identifier": "Gruß 😀", "Type": "PlayPrompt", "Parameters": {"Text": "Welcome to Öl & Gas."},\n'
        '+    {"Identifier": "Gruß 😀", "Type": "MessageParticipant", "Parameters": {"Text": "Welcome to Öl & Gas."},\n'
        '      "Transitions": {"NextAction": "bye", '
        '"Errors": [{"NextAction": "bye", "ErrorType": "NoMatchingError"}]}},\n'
        '     {"Identifier": "bye", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}\n   ]\n'
    )
    assert path.read_text(encoding="utf-8") == WRONG
    put("b.json", RIGHT)
    nothing = run("--diff", "b.json")
    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (0, "", "")


def test_a_diff_is_one_that_patch_takes() -> None:
    path = put("a.json", WRONG.replace("\n", "\r\n").rstrip())
    shown = run("--diff", "a.json").stdout_bytes
    assert shown.count(b"\\ No newline at end of file") == (1 if b"\n }" in shown else 0)
    done = subprocess.run(["git", "apply", "--unsafe-paths", "-p0", "-"], input=shown, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == RIGHT.replace("\n", "\r\n").rstrip().encode()


def test_a_diff_of_a_file_with_spaces_in_its_name_says_where_the_name_ends() -> None:
    put("main line.json")
    assert run("--diff", "main line.json").stdout.startswith("--- main line.json\t\n+++ main line.json\t\n@@ ")


def test_a_diff_of_a_file_with_old_line_ends_is_one_that_patch_takes() -> None:
    put("a.json", WRONG.replace("\n", "\r"))
    shown = run("--diff", "a.json").stdout_bytes
    assert shown.count(b"\r\n\\ No newline at end of file\n") == 2


def test_a_file_has_a_name_as_long_as_names_may_be() -> None:
    path = put("ö" * 125 + ".json")
    result = fix(path.name)
    assert (result.exit_code, result.stderr) == (0, FIXED)
    assert path.read_text(encoding="utf-8") == RIGHT


def test_a_diff_shows_no_secret() -> None:
    put("a.json", WRONG.replace("Welcome to Öl & Gas.", "AKIA" + "ABCDEFGHIJKLMNOP"))
    result = run("--ignore", "secret-in-flow", "--diff", "a.json")
    assert "AKIA" not in result.stdout
    assert "•" * 20 in result.stdout


@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.rstrip().encode(),
        lambda text: json.dumps({"ContactFlow": {"Content": text}}).encode(),
    ],
    ids=["BOM", "CRLF", "CR", "UTF-16 LE", "UTF-16 BE", "UTF-16 without BOM", "no line break", "an answer"],
)
def test_encoding_and_line_ends_stay(encoded: Callable[[str], bytes]) -> None:
    path = Path("a.json")
    path.write_bytes(encoded(WRONG))
    assert fix("a.json").stderr == FIXED
    assert path.read_bytes() == encoded(RIGHT)


def test_half_of_a_character_stays_an_escape() -> None:
    block = {
        "Identifier": "a",
        "Type": "TransferToFlow",
        "Parameters": {"ContactFlowId": "11111111-2222-3333-4444-555555555555"},
        "Transitions": {"Errors": [{"NextAction": "\ud800", "ErrorType": "NoMatchingError"}]},
    }
    path = put("a.json", json.dumps({"Version": "2019-10-30", "StartAction": "a", "Actions": [block]}))
    assert fix("--select", "missing-transition", "a.json").stderr == FIXED
    assert path.read_text(encoding="utf-8").count('"NextAction": "\\ud800"') == 2


@pytest.mark.skipif(os.name == "nt", reason="has no such modes")
def test_mode_stays() -> None:
    path = put("a.json")
    path.chmod(0o640)
    assert fix("a.json").stderr == FIXED
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name == "nt", reason="has no such modes")
def test_a_read_only_file_is_left_alone() -> None:
    path = put("a.json")
    path.chmod(0o444)
    result = fix("a.json")
    assert (result.exit_code, result.stderr) == (1, "flowlint: not fixed: a.json is read-only\n")
    assert "unknown-block-type" in result.stdout
    assert path.read_text(encoding="utf-8") == WRONG


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege")
def test_nothing_is_changed_through_a_link(here: Path) -> None:
    for folder in ("flows", "other"):
        (here / folder).mkdir()
    outside, inside = put("other/a.json"), put("flows/b.json", RIGHT)
    Path("flows/a.json").symlink_to(outside.absolute())
    assert (fix("flows").stderr, outside.read_text(encoding="utf-8")) == ("", WRONG)
    result = fix("flows/a.json")
    assert result.stderr == "flowlint: not fixed: flows/a.json is a link; name the file that it leads to\n"
    assert (outside.read_text(encoding="utf-8"), inside.read_text(encoding="utf-8")) == (WRONG, RIGHT)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege")
def test_a_link_beside_the_flow_that_it_leads_to_is_that_flow(here: Path) -> None:
    (here / "flows").mkdir()
    flow = put("flows/a.json")
    Path("flows/link.json").symlink_to("a.json")
    result = fix("flows")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", FIXED)
    assert flow.read_text(encoding="utf-8") == RIGHT


def test_a_file_that_changed_meanwhile_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = put("a.json"), put("b.json")
    write = contents_of_files.write

    def write_after_somebody(files: list[fixing.Content]) -> None:
        if files[0].path == "a.json":
            path.write_text(WRONG + "\n", encoding="utf-8")
        write(files)

    monkeypatch.setattr(fixing, "write", write_after_somebody)
    result = fix("a.json", "b.json")
    assert result.exit_code == 2
    assert result.stderr == f"flowlint: not fixed: a.json: was changed by somebody else meanwhile\n{FIXED}"
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == ["a.json"]
    assert path.read_text(encoding="utf-8") == WRONG + "\n"
    assert other.read_text(encoding="utf-8") == RIGHT


def test_a_full_disk_leaves_the_file_as_it_was(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put("a.json")

    def full(path: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    result = fix("a.json")
    assert result.exit_code == 2
    assert result.stderr == f"flowlint: not fixed: a.json: {os.strerror(errno.ENOSPC)}\n"
    assert path.read_text(encoding="utf-8") == WRONG
    assert [one.name for one in here.iterdir()] == ["a.json"]


def test_nothing_is_fixed_where_not_all_could_be_checked() -> None:
    path = put("a.json")
    result = fix("a.json", "gone.json")
    assert result.exit_code == 2
    assert "nothing was fixed, because not all could be checked" in result.stderr
    assert path.read_text(encoding="utf-8") == WRONG


def test_a_broken_file_beside_it_keeps_no_file_from_being_fixed() -> None:
    path, broken = put("a.json"), put("b.json", WRONG[:200])
    result = fix("a.json", "b.json")
    assert (result.exit_code, result.stderr) == (1, FIXED)
    assert (path.read_text(encoding="utf-8"), broken.read_text(encoding="utf-8")) == (RIGHT, WRONG[:200])


def test_a_broken_flow_in_the_same_file_stays_as_it_is() -> None:
    whole, broken = json.dumps(WRONG), json.dumps(WRONG[:200])
    text = '[{{"ContactFlow": {{"Content": {}}}}}, {{"ContactFlow": {{"Content": {}}}}}]'
    path = put("a.json", text.format(whole, broken))
    assert fix("a.json").stderr == FIXED
    assert path.read_text(encoding="utf-8") == text.format(json.dumps(RIGHT).replace("\\u00df", "\\u00df"), broken)


def test_an_id_used_twice_keeps_no_word_from_being_put_right() -> None:
    text = WRONG.replace('"Identifier": "bye"', '"Identifier": "Gruß 😀"')
    path = put("a.json", text)
    result = fix("a.json")
    assert "duplicate-block-id" in result.stdout
    assert result.stderr in (FIXED, "")
    assert path.read_text(encoding="utf-8") in (text, text.replace("PlayPrompt", "MessageParticipant"))


def test_what_a_wrong_type_hid_comes_to_light_and_keeps_no_type_from_being_put_right() -> None:
    text = WRONG.replace(', "Errors": [{"NextAction": "bye", "ErrorType": "NoMatchingError"}]', "")
    text = text.replace("PlayPrompt", "GetDigits")
    path = put("a.json", text)
    light = "came to light: a block is checked only once it has a type that Connect knows\n"
    shown = run("--diff", "a.json")
    assert shown.stderr == f"flowlint: would fix 1 finding in 1 file\nflowlint: 3 findings {light}"
    result = fix("a.json")
    assert (result.exit_code, result.stderr) == (1, f"{FIXED}flowlint: 3 findings {light}")
    assert path.read_text(encoding="utf-8") == text.replace("GetDigits", "GetParticipantInput")
    assert [line.rpartition("[")[2] for line in result.stdout.splitlines()] == [
        "missing-error-branch]", "invalid-parameter]", "invalid-parameter]",
    ]  # fmt: skip


def test_a_fix_after_which_something_else_is_found_is_not_made() -> None:
    branches = '{"NextAction": "bye", "Errors": [{"NextAction": "bye", "ErrorType": "NoMatchingError"}]}'
    text = WRONG.replace("PlayPrompt", "DisconnectParticipant")
    path = put("a.json", text)
    put("flowlint.toml", '[rules.unreachable-block]\nlevel = "error"\n')
    result = CliRunner().invoke(main, ["check", "--fix", "--format", "concise", "a.json"])
    new = "unreachable-block: No path reaches Disconnect / hang up “bye”; lead a branch to it or delete it."
    assert result.stderr == f"flowlint: not fixed: a.json would have something new after its fixes: {new}\n"
    assert result.exit_code == 1
    assert path.read_text(encoding="utf-8") == text
    put("flowlint.toml", "")
    CliRunner().invoke(main, ["check", "--fix", "--quiet", "a.json"])
    assert path.read_text(encoding="utf-8") == text.replace(branches, "{}")


def test_what_goes_wrong_later_leaves_what_was_fixed_before() -> None:
    text = WRONG.replace("PlayPrompt", "DisconectParticipant")
    path = put("a.json", text)
    put("flowlint.toml", '[rules.unreachable-block]\nlevel = "error"\n')
    result = CliRunner().invoke(main, ["check", "--fix", "--format", "concise", "a.json"])
    new = "unreachable-block: No path reaches Disconnect / hang up “bye”; lead a branch to it or delete it."
    assert result.stderr.splitlines() == [
        f"flowlint: not all fixed: a.json would have something new after its fixes: {new}",
        "flowlint: fixed 1 finding in 1 file",
        "flowlint: 2 findings came to light: a block is checked only once it has a type that Connect knows",
    ]
    assert result.exit_code == 1
    assert path.read_text(encoding="utf-8") == text.replace("DisconectParticipant", "DisconnectParticipant")


def test_what_is_held_back_is_not_fixed() -> None:
    path = put("a.json")
    note = WRONG.replace(
        '"Actions": [',
        '"Metadata": {"Annotations": [{"type": "default", "id": "n", "isFolded": false, "position": {"x": 0, "y": 0},'
        ' "content": "flowlint: ignore unknown-block-type -- on purpose", "actionId": "Gruß 😀"}]},\n  "Actions": [',
    )
    put("noted.json", note)
    assert run("--fix", "noted.json").stderr == ""
    assert Path("noted.json").read_text(encoding="utf-8") == note
    wrote = CliRunner().invoke(
        main, ["baseline", "write", "--isolated", "--baseline", "base.json", "--accept-new", "a.json"]
    )
    assert wrote.exit_code == 0, wrote.output
    assert run("--baseline", "base.json", "--fix", "a.json").exit_code == 0
    assert path.read_text(encoding="utf-8") == WRONG
    assert fix("--min-level", "error", "a.json").stderr == ""
    assert path.read_text(encoding="utf-8") == WRONG


def test_unsafe_fixes_are_made_where_they_are_asked_for() -> None:
    path = put("a.json", UNREACHED)
    assert fix("--select", "unreachable-block", "a.json").stderr == ""
    assert path.read_text(encoding="utf-8") == UNREACHED
    result = fix("--select", "unreachable-block", "--unsafe-fixes", "a.json")
    assert (result.exit_code, result.stderr) == (0, FIXED)
    assert path.read_text(encoding="utf-8") == "".join(UNREACHED.splitlines(keepends=True)[:3]) + "".join(
        UNREACHED.splitlines(keepends=True)[4:]
    )


def test_fixes_at_one_place_are_made_in_rounds() -> None:
    text = UNREACHED.replace(
        '    {"Identifier": "bye"',
        '    {"Identifier": "b", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}},\n'
        '    {"Identifier": "c", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}},\n'
        '    {"Identifier": "bye"',
    ).replace('"NextAction": "bye"', '"NextAction": "a"')
    path = put("a.json", text)
    result = fix("--select", "unreachable-block", "--unsafe-fixes", "a.json")
    assert (result.exit_code, result.stderr) == (0, "flowlint: fixed 3 findings in 1 file\n")
    (left,) = json.loads(path.read_text(encoding="utf-8"))["Actions"]
    assert left["Identifier"] == "bye"


MENU = """\
  {"Identifier": "NAME", "Type": "GetParticipantInput",
   "Parameters": {"Text": "Press 1.", "StoreInput": "False", "InputTimeLimitSeconds": "5"},
   "Transitions": {"NextAction": "NEXT",
    "Conditions": [{"NextAction": "NEXT", "Condition": {"Operator": "Equals", "Operands": ["1"]}}],
    "Errors": [
     {"NextAction": "NAME", "ErrorType": "InputTimeLimitExceeded"},
     {"NextAction": "NEXT", "ErrorType": "NoMatchingCondition"},
     {"NextAction": "NEXT", "ErrorType": "NoMatchingError"}]}},
"""


@pytest.mark.parametrize(("letters", "fixed"), [(1_000, 7), (400_000, 5)])
def test_a_large_file_takes_part_in_fewer_rounds(letters: int, fixed: int) -> None:
    menus = (MENU.replace("NAME", name).replace("NEXT", after) for name, after in pairwise("abcdefgh"))
    end = '  {"Identifier": "h", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}\n'
    text = f'{{"Version": "2019-10-30", "StartAction": "a", "Actions": [\n{"".join(menus)}{end}]}}'
    put("a.json", text + " " * letters)
    command = ("--select", "unbounded-retry", "--unsafe-fixes", "a.json")
    assert fix(*command).stderr == f"flowlint: fixed {fixed} findings in 1 file\n"
    assert fix(*command).stderr == ("" if fixed == 7 else f"flowlint: fixed {7 - fixed} findings in 1 file\n")


NAMED = """\
{"Version": "2019-10-30", "StartAction": "a", "Actions": [
  {"Identifier": "a", "Type": "UpdateContactAttributes",
   "Parameters": {"TargetContact": "Current", "Attributes": {KEY}},
   "Transitions": {"NextAction": "b", "Errors": [{"NextAction": "b", "ErrorType": "NoMatchingError"}]}},
  {"Identifier": "b", "Type": "MessageParticipant", "Parameters": {"Text": "TEXT"},
   "Transitions": {"NextAction": "c", "Errors": [{"NextAction": "c", "ErrorType": "NoMatchingError"}]}},
  {"Identifier": "c", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
]}
"""


def named(key: str, text: str) -> str:
    return NAMED.replace("KEY", f'"{key}": "x"').replace("TEXT", text)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of files, each as often as it is read."""
    paths: list[str] = []
    read_text = Reader.read_text

    def counted(self: Reader, path: str, text: str) -> FlowFile:
        paths.append(path)
        return read_text(self, path, text)

    monkeypatch.setattr(Reader, "read_text", counted)
    return paths


def test_however_many_flows_a_file_has_it_is_read_as_often(read: list[str]) -> None:
    content = WRONG.replace('"Type": "DisconnectParticipant"', '"Type": "DisconectParticipant"')
    for flows in (1, 6):
        named = [{"Name": str(number), "Content": content} for number in range(flows)]
        resources = {f"Flow{one['Name']}": {"Type": "AWS::Connect::ContactFlow", "Properties": one} for one in named}
        path = put(f"{flows}.json", json.dumps({"Resources": resources}))
        result = fix(path.name)
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == f"flowlint: fixed {2 * flows} findings in 1 file\n"
        fixed = path.read_text(encoding="utf-8")
        assert fixed.count("MessageParticipant") == fixed.count("DisconnectParticipant") == flows
        path.unlink()
    assert read.count("1.json") == read.count("6.json")


def test_however_many_fixes_a_flow_has_its_file_is_read_as_often(read: list[str]) -> None:
    block = WRONG.splitlines(keepends=True)[3:5]
    for count in (1, 6):
        more = "".join("".join(block).replace("Gruß 😀", f"{number}") for number in range(1, count))
        path = put(f"{count}.json", WRONG.replace("".join(block), "".join(block) + more))
        assert fix(path.name).stderr.startswith(f"flowlint: fixed {count} finding")
        path.unlink()
    assert read.count("1.json") == read.count("6.json")


@pytest.mark.parametrize("becomes", [(), ("other",)], ids=["less than it does", "what it does not"])
def test_a_fix_that_does_not_do_what_it_says_is_not_made(becomes: tuple[str, ...]) -> None:
    paths = [str(put(f"{number}.json")) for number in range(5)]

    def check() -> Report:
        report = check_paths(["."], Overrides(isolated=True))
        one = next((finding for finding in report.findings if finding.path == "3.json"), None)
        if one is None or one.fix is None:
            return report
        wrong = replace(one, fix=one.fix._replace(becomes=becomes))
        return replace(report, findings=tuple(wrong if finding is one else finding for finding in report.findings))

    made = fixing.fix(check, ["."], unsafe=False, least=Level.NOTE)
    assert made.refused == {"3.json": "would not hold the same flow but for the fix"}
    assert [content.path for content in made.changed] == [path for path in paths if path != "3.json"]


def test_more_files_take_as_much_more_work(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    paths_of = Fix.paths.fget
    assert paths_of is not None

    def counted(self: Fix) -> tuple[str, ...]:
        nonlocal asked
        asked += 1
        return paths_of(self)

    monkeypatch.setattr(Fix, "paths", property(counted))
    for number in range(20):
        put(f"{number}.json")
    assert fix(".").stderr == "flowlint: fixed 20 findings in 20 files\n"
    assert asked < 20 * 10


def test_a_contact_attribute_is_renamed_in_all_flows_or_in_none() -> None:
    sets = put("a.json", named("first name", "Hello."))
    reads = put("b.json", json.dumps({"Content": named("other", "Hello $.Attributes['first name'].")}))
    alone = fix("--select", "attribute-name", "a.json", "b.json")
    assert alone.stderr == ""
    outside = fix("--select", "attribute-name", "--unsafe-fixes", "a.json")
    assert outside.stderr == "flowlint: not fixed: b.json is not among what is checked, and would have to change too\n"
    result = fix("--select", "attribute-name", "--unsafe-fixes", "a.json", "b.json")
    assert (result.exit_code, result.stderr) == (0, "flowlint: fixed 1 finding in 2 files\n")
    assert sets.read_text(encoding="utf-8") == named("firstName", "Hello.")
    assert json.loads(reads.read_text(encoding="utf-8"))["Content"] == named("other", "Hello $.Attributes.firstName.")


def test_a_contact_attribute_is_not_renamed_in_a_folder_alone() -> None:
    for folder in (".git", "a", "b"):
        Path(folder).mkdir()
    sets = put("a/sets.json", named("first name", "Hello."))
    put("b/reads.json", named("other", "Hello $.Attributes['first name']."))
    words = ("--select", "attribute-name", "--unsafe-fixes")
    done = fix(*words, "a")
    assert done.stderr == (
        "flowlint: not fixed: b/reads.json is not among what is checked, and would have to change too\n"
    )
    for number in range(20):
        put(f"b/{number}.json", named("other", "Hello $.Attributes['first name']."))
    assert fix(*words, "a").stderr == ""  # so many flows name it that it is nobody's to rename
    assert sets.read_text(encoding="utf-8") == named("first name", "Hello.")
    assert fix(*words, "--no-context", "a").stderr == "flowlint: fixed 1 finding in 1 file\n"


def test_a_contact_attribute_keeps_its_name_where_one_of_its_files_cannot_be_changed() -> None:
    sets = put("a.json", named("first name", "Hello."))
    reads = put("b.json", named("other", "Hello $.Attributes['first name']."))
    reads.chmod(0o444)
    result = fix("--select", "attribute-name", "--unsafe-fixes", "a.json", "b.json")
    assert (result.exit_code, result.stderr) == (1, "flowlint: not fixed: b.json is read-only\n")
    assert sets.read_text(encoding="utf-8") == named("first name", "Hello.")


def test_a_contact_attribute_keeps_its_name_while_a_malformed_reference_means_it() -> None:
    sets = put("a.json", named("first name", "Hello $.Attributes.first name."))
    result = fix("--select", "attribute-name", "--unsafe-fixes", "a.json")
    assert (result.exit_code, result.stderr) == (1, "")
    assert sets.read_text(encoding="utf-8") == named("first name", "Hello $.Attributes.first name.")


def test_a_contact_attribute_that_many_flows_name_is_yours_to_rename() -> None:
    put("0.json", named("first name", "Hello."))
    for number in range(1, 20):
        put(f"{number}.json", named("other", "Hello $.Attributes['first name']."))
    words = ("--select", "attribute-name", "--unsafe-fixes", ".")
    assert run("--diff", *words).stderr == "flowlint: would fix 1 finding in 20 files\n"
    put("20.json", named("other", "Hello $.Attributes['first name']."))
    assert run("--diff", *words).stderr == ""


def test_settings_cannot_ask_for_fixes() -> None:
    path = put("a.json")
    put("flowlint.toml", "fix = true\n")
    result = CliRunner().invoke(main, ["check", "a.json"])
    assert result.exit_code == 2
    assert "fix" in result.stderr
    assert path.read_text(encoding="utf-8") == WRONG


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--fix", "--diff"], "--fix and --diff exclude each other."),
        (["--unsafe-fixes"], "--unsafe-fixes goes with --fix or --diff."),
        (["--fix", "-"], "--fix and --diff need files, and - is none."),
        (["--diff", "--format", "json"], "--diff writes no report; give no --format, --output or --quiet."),
        (["--fix", "--add-suppressions", "why"], "exclude"),
    ],
)
def test_options_that_exclude_each_other(words: list[str], says: str) -> None:
    put("a.json")
    result = run(*words, *([] if "-" in words else ["a.json"]))
    assert result.exit_code == 2
    assert says in result.stderr


def test_text_says_what_can_be_fixed() -> None:
    put("a.json", UNREACHED)
    put("b.json")
    text = run("--format", "text", "a.json", "b.json").stdout
    assert "  fix: write MessageParticipant\n" in text
    assert "  unsafe fix: delete the block\n" in text
    assert text.endswith("\n2 fixable with --fix, 1 more with --unsafe-fixes.\n")
