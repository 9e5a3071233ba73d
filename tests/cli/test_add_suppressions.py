"""`flowlint check --add-suppressions`: which settings get which entries, and that all else in them stays as it was."""

import json
from pathlib import Path

import pytest

from flowlint.run import Overrides
from flowlint.suppression.entries import CannotAdd, Target, add, target_of
from kit import GOOD, Run, write

GREETING = GOOD["Actions"][0]
NOWHERE = {"NextAction": "x", "ErrorType": "NoMatchingError"}
FLOW = {
    **GOOD,
    "Metadata": {"name": "Main line"},
    "Actions": [
        {**GREETING, "Transitions": {"NextAction": "Hallo", "Errors": [NOWHERE]}},
        {**GREETING, "Identifier": "Hallo", "Transitions": {}},
    ],
}
"""A flow with a branch that leads nowhere, and a block that lacks one."""

ENTRIES = """\
[[suppress]]
rules = ["dangling-transition"]
flow = "Main line"
block = "Goodbye"
reason = "from before"

[[suppress]]
rules = ["missing-transition"]
flow = "Main line"
block = "Hallo"
reason = "from before"
"""
ADD = ("check", "--add-suppressions", "from before", "--select", "dangling-transition,missing-transition")
CLEAN = "1 flow, 2 blocks: nothing to report.\nHeld back: 2 by the settings.\n"


@pytest.fixture(autouse=True)
def flow(here: Path) -> Path:
    write("flow.json", json.dumps(FLOW, indent=2))
    return here


def test_without_settings_they_are_made_in_the_current_folder(command: Run, here: Path) -> None:
    done = command(*ADD)
    said = "flowlint.toml: 2 entries added for 2 findings\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")
    assert Path("flowlint.toml").read_text() == ENTRIES
    assert command("check").stdout == CLEAN
    done = command(*ADD)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing was found, and nothing added.\n", "")
    assert Path("flowlint.toml").read_text() == ENTRIES
    assert sorted(path.name for path in here.iterdir()) == [".git", "flow.json", "flowlint.toml"]


def test_each_file_is_added_to_the_settings_that_hold_for_it(command: Run) -> None:
    write("flowlint.toml", "# top\n")
    write("sub/pyproject.toml", "[tool.flowlint]\n")
    write("sub/flow.json", Path("flow.json").read_text())
    write("sub/good.json", json.dumps(GOOD))
    done = command(*ADD, "--ignore", "missing-transition")
    assert done.stdout == (
        "flowlint.toml: 1 entry added for 1 finding\nsub/pyproject.toml: 1 entry added for 1 finding\n"
    )
    entry = ENTRIES.partition("\n\n")[0]
    assert Path("flowlint.toml").read_text() == f"# top\n\n{entry}\n"
    assert Path("sub/pyproject.toml").read_text() == f"[tool.flowlint]\n\n{entry}\n".replace(
        "[[suppress]]", "[[tool.flowlint.suppress]]"
    )
    assert command("check", "--ignore", "missing-transition").returncode == 0


def test_a_settings_file_that_is_named_gets_them(command: Run) -> None:
    write("flowlint.toml", "")
    write("ci.toml", "")
    assert command(*ADD, "--settings", "ci.toml").stdout == "ci.toml: 2 entries added for 2 findings\n"
    assert (Path("flowlint.toml").read_text(), Path("ci.toml").read_text()) == ("", ENTRIES)


def test_a_file_that_the_current_folder_does_not_hold(command: Run, here: Path) -> None:
    Path("sub").mkdir()
    done = command(*ADD, "../flow.json", cwd=Path("sub"))
    assert done.stdout == f"{here}/flowlint.toml: 2 entries added for 2 findings\n"
    assert Path("flowlint.toml").read_text() == ENTRIES


def test_rules_at_one_block_share_an_entry(command: Run) -> None:
    flow = {**FLOW, "Actions": [{**GREETING, "Parameters": {"Text": ""}}]}
    write("flow.json", json.dumps(flow))
    found = json.loads(command("check", "--format", "json").stdout)["findings"]
    rules = [one["rule"] for one in found]
    assert len(set(rules)) > 1
    assert command("check", "--add-suppressions", " why ").returncode == 0
    assert Path("flowlint.toml").read_text() == (
        f'[[suppress]]\nrules = {json.dumps(rules)}\nflow = "Main line"\nblock = "Goodbye"\nreason = "why"\n'
    )
    assert command("check").returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--add-suppressions", " "], "--add-suppressions needs a reason: why may these findings stay?"),
        (["--add-suppressions", "bad \udcff"], "--add-suppressions needs a reason in UTF-8."),
        (["--add-suppressions", "r", "--isolated"], "--add-suppressions and --isolated exclude each other."),
        (["--add-suppressions", "r", "-"], "--add-suppressions needs files, and - is none."),
        (["--add-suppressions", "r", "--format", "json"], "--add-suppressions writes no report; give no --format and"),
        (["--add-suppressions", "r", "-o", "json=x"], "--add-suppressions writes no report; give no --format and no"),
    ],
)
def test_words_that_do_not_agree(command: Run, words: list[str], said: str) -> None:
    done = command("check", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"Error: {said}" in done.stderr
    assert not Path("flowlint.toml").exists()


def test_a_run_that_is_not_whole_adds_nothing(command: Run) -> None:
    done = command(*ADD, "flow.json", "gone.json")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "flowlint: gone.json: cannot be read: no such file or directory\n"
        "flowlint: nothing was added, because not all could be checked\n",
    )
    assert not Path("flowlint.toml").exists()


def test_what_is_found_about_settings_gets_no_entry(command: Run) -> None:
    before = '[[suppress]]\nrules = ["endless-loop"]\nblock = "gone"\nreason = "once"\n'
    write("flowlint.toml", before)
    done = command("check", *ADD[1:3], "--select", "dangling-transition,endless-loop,unused-suppression")
    assert (done.returncode, done.stdout) == (0, "flowlint.toml: 1 entry added for 1 finding\n")
    entry = ENTRIES.partition("\n\n")[0]
    assert Path("flowlint.toml").read_text() == f"{before}\n{entry}\n"


def test_findings_about_settings_alone_are_not_passed_over(command: Run) -> None:
    write("flowlint.toml", '[[suppress]]\nrules = ["endless-loop"]\nblock = "gone"\nreason = "once"\n')
    done = command("check", *ADD[1:3], "--select", "endless-loop,unused-suppression")
    said = "What was found is about settings (1 finding), which no entry is for, and nothing added.\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")


def test_a_link_is_left_alone(command: Run) -> None:
    write("outside", "# aliases\n")
    Path("flowlint.toml").symlink_to("outside")
    done = command(*ADD)
    said = "flowlint.toml: it is a link; name the file that it leads to with --settings."
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"flowlint: {said}\n")
    assert Path("outside").read_text() == "# aliases\n"


@pytest.mark.slow
def test_settings_that_would_be_too_large_are_left_alone(command: Run) -> None:
    before = f"#{' ' * 999_990}\n"
    write("flowlint.toml", before)
    done = command(*ADD)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "flowlint: flowlint.toml: it would be larger than settings may be.\n"
    assert Path("flowlint.toml").read_text() == before


ONE = {"rules": ["endless-loop"], "flow": 'A "b" \\\\*', "reason": "because"}
AS_TABLE = 'rules = ["endless-loop"]\nflow = "A \\"b\\" \\\\\\\\*"\nreason = "because"\n'
AS_ITEM = '{rules = ["endless-loop"], flow = "A \\"b\\" \\\\\\\\*", reason = "because"},'
OLD = '{rules=["*"],path="x",reason="r"}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"[[suppress]]\n{AS_TABLE}"),
        ("\n\n", f"[[suppress]]\n{AS_TABLE}"),
        ("pedantic = true # why", f"pedantic = true # why\n\n[[suppress]]\n{AS_TABLE}"),
        ("\ufeff# ü\n\n\n", f"\ufeff# ü\n\n[[suppress]]\n{AS_TABLE}"),
        (
            "[[suppress]]\nrules=['*']\npath='x'\nreason='r'\n\n[rules.x]\na = [1,\n  2] # c\n",
            f"[[suppress]]\nrules=['*']\npath='x'\nreason='r'\n\n[rules.x]\na = [1,\n  2] # c\n\n"
            f"[[suppress]]\n{AS_TABLE}",
        ),
        ("suppress = [] # c\nfail-on='note'\n", f"suppress = [\n    {AS_ITEM}\n] # c\nfail-on='note'\n"),
        (f"suppress = [{OLD}]\n", f"suppress = [{OLD},\n    {AS_ITEM}\n]\n"),
        (f"suppress = [\n  {OLD} # c\n]\n", f"suppress = [\n  {OLD}, # c\n  {AS_ITEM}\n]\n"),
        (f"\ufeffsuppress = [\n\t{OLD},\n\t# d\n]\n", f"\ufeffsuppress = [\n\t{OLD},\n\t# d\n\t{AS_ITEM}\n]\n"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_all_else_stays_as_it_was(before: str, after: str, end: str) -> None:
    if end == "\r\n" and "\n" not in before:
        return
    file = Path("flowlint.toml")
    file.write_text(before, encoding="utf-8", newline=end)
    assert add(Target(file, ()), [ONE]) == 1
    assert file.read_bytes().decode() == after.replace("\n", end)
    assert add(Target(file, ()), [ONE]) == 0
    assert file.read_bytes().decode() == after.replace("\n", end)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# a\r\n# b\nc = 1\n", f"# a\r\n# b\nc = 1\n\n[[suppress]]\n{AS_TABLE}"),
        ("# a\n# b\r\nc = 1\r\n", "# a\n# b\r\nc = 1\r\n" + f"\n[[suppress]]\n{AS_TABLE}".replace("\n", "\r\n")),
        ("# a\r\nc = 1\n\r\n", "# a\r\nc = 1\n" + f"\n[[suppress]]\n{AS_TABLE}".replace("\n", "\r\n")),
        (f"# a\r\nsuppress = [\n  {OLD}\n]\n", f"# a\r\nsuppress = [\n  {OLD},\n  {AS_ITEM}\n]\n"),
        (
            f"# a\r\n# b\nsuppress = [\r\n  {OLD}, # c\n]\n",
            f"# a\r\n# b\nsuppress = [\r\n  {OLD}, # c\n  {AS_ITEM}\n]\n",
        ),
    ],
)
def test_each_line_keeps_its_end(before: str, after: str) -> None:
    file = Path("flowlint.toml")
    file.write_bytes(before.encode())
    assert add(Target(file, ()), [ONE]) == 1
    assert file.read_bytes().decode() == after


@pytest.mark.parametrize(
    "before",
    [
        "[tool.flowlint]\na = 1\n[tool.flowlint.rules.x]\nb = 1\n\n[tool.black]\nc = 1\n",
        "[tool.flowlint.rules.x]\nb = 1\n",
        "[tool.black]\nc = 1\n[tool.flowlint]\na = 1\n[project]\nd = 1\n[tool.flowlint.rules.x]\nb = 1\n",
        "[[tool.flowlint.suppress]]\nrules = ['x']\n[project]\nd = 1\n[[tool.flowlint.suppress]]\nrules = ['y']\n",
    ],
)
def test_all_else_of_pyproject_stays_as_it_was(before: str) -> None:
    file = Path("pyproject.toml")
    file.write_text(before, encoding="utf-8")
    assert add(target_of("flow.json", Overrides().resolver()), [ONE]) == 1
    assert file.read_text(encoding="utf-8") == f"{before}\n[[tool.flowlint.suppress]]\n{AS_TABLE}"


def test_a_form_to_which_nothing_can_be_added_is_left_alone() -> None:
    file = Path("pyproject.toml")
    file.write_text("[tool]\nflowlint = {pedantic = true}\n", encoding="utf-8")
    with pytest.raises(CannotAdd) as caught:
        add(Target(file, ("tool", "flowlint")), [ONE])
    assert str(caught.value) == "pyproject.toml: no entry of `suppress` can be added to its form; do so by hand."
    assert file.read_text(encoding="utf-8") == "[tool]\nflowlint = {pedantic = true}\n"
