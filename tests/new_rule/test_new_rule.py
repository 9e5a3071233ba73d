"""`flowlint new-rule`: what it lays down is installed, run and tested by the commands that it prints."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flowlint.cli import main
from flowlint.new_rule import scaffold
from flowlint.output import writing
from flowlint.output.writing import write_all_new
from kit import ROOT, write
from kit.privileges import dropped_privileges

RULE = "acme/greeting-too-long"
PACK = {"pyproject.toml", "README.md", "flowlint_acme/__init__.py", "tests/test_rules.py"}
FIXTURES = {
    *(f"{kind}-{case}.json" for kind in ("bad", "good") for case in ("long-welcome", "limit-of-forty")),
    *(f"{kind}-limit-of-forty.settings.json" for kind in ("bad", "good")),
    *(f"bad-{case}.expected" for case in ("long-welcome", "limit-of-forty")),
}
Shell = Callable[..., "subprocess.CompletedProcess[str]"]


def files_of_a_rule(name: str, package: str = "flowlint_acme") -> set[str]:
    return {f"{package}/{name.replace('-', '_')}.py", *(f"fixtures/{name}/{fixture}" for fixture in FIXTURES)}


def files_in(folder: Path) -> set[str]:
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    return {path for path in found if "cache" not in path and ".egg-info" not in path}


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Run a command line where `python`, `pip`, `pytest` and `flowlint` are those of a fresh virtual environment.

    It sees all that is installed here, and pip neither asks an index nor makes an environment to build in.
    """
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, symlinks=True)
    packages = sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)})
    others = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    begin = "import site; " + "; ".join(f"site.addsitedir({path!r})" for path in others)
    Path(packages, "others.pth").write_text(begin, encoding="utf-8")
    for name, module in (("pip", "pip"), ("pytest", "pytest -p no:cacheprovider"), ("flowlint", "flowlint")):
        arguments = '"$1" --no-index --no-build-isolation --quiet "${@:2}"' if name == "pip" else '"$@"'
        script = home / "bin" / name
        script.write_text(f"#!/usr/bin/env bash\nexec python -P -m {module} {arguments}\n", encoding="utf-8")
        script.chmod(0o755)
    environment = {**os.environ, "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONUTF8": "1"}

    def run(command: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        words: dict[str, Any] = {"shell": True, "capture_output": True, "encoding": "utf-8"}
        return subprocess.run(command, check=False, cwd=cwd, env={**environment, **variables}, **words)

    return run


@pytest.fixture(scope="module")
def laid(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A pack with one rule, laid down and installed; what was printed, and the folder it was typed in."""
    here = tmp_path_factory.mktemp("here")
    done = shell(f"flowlint new-rule {RULE}", here)
    assert (done.returncode, done.stderr) == (0, "")
    installed = shell(commands_in(done.stdout)[0], here)
    assert installed.returncode == 0, installed.stderr
    return done.stdout, here


@pytest.fixture
def copy(laid: tuple[str, Path], tmp_path: Path) -> Path:
    """A copy of the pack to change, used instead of the installed one where it is the PYTHONPATH."""
    return Path(shutil.copytree(laid[1] / "flowlint-acme", tmp_path / "copy"))


def commands_in(printed: str) -> list[str]:
    return [line.strip() for line in printed.partition("what it finds:\n")[2].splitlines()]


# What is laid down


@pytest.mark.slow
def test_the_commands_that_are_printed_install_test_and_show_it(shell: Shell, laid: tuple[str, Path]) -> None:
    printed, here = laid
    assert files_in(here / "flowlint-acme") == PACK | files_of_a_rule("greeting-too-long")
    assert {line.strip() for line in printed.splitlines() if line.startswith("  ")} >= files_in(here / "flowlint-acme")
    _, test, check = commands_in(printed)
    tested = shell(test, here)
    assert tested.returncode == 0, tested.stdout
    assert re.search(r"\d\d passed", tested.stdout)
    found = shell(f"{check} --format concise", here)
    assert (found.returncode, found.stderr) == (1, "")
    assert found.stdout == (
        "flowlint-acme/fixtures/greeting-too-long/bad-long-welcome.json:18:17: warning: "
        f"Play prompt “Welcome” has 346 characters, more than 300; shorten its text. [{RULE}]\n"
    )


def test_the_rule_is_listed_and_explained(shell: Shell, laid: tuple[str, Path]) -> None:
    listed = shell("flowlint rules", laid[1])
    assert re.search(rf"^{RULE} +warning +A prompt is longer than callers listen to\.$", listed.stdout, re.MULTILINE)
    page = shell(f"flowlint explain {RULE} --full", laid[1]).stdout
    assert page.startswith(f"# {RULE}\n")
    assert "| `max-characters` | `300` |" in page


def test_the_rule_is_in_json_and_sarif_and_others_are_silent_on_its_fixtures(
    shell: Shell, laid: tuple[str, Path]
) -> None:
    fixtures = laid[1] / "flowlint-acme" / "fixtures"
    findings = json.loads(shell("flowlint check --isolated --format json .", fixtures).stdout)["findings"]
    where = "greeting-too-long/bad-long-welcome.json"
    assert [(finding["rule"], finding["path"]) for finding in findings] == [(RULE, where)]
    [run] = json.loads(shell("flowlint check --isolated --format sarif .", fixtures).stdout)["runs"]
    assert RULE in [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [result["ruleId"] for result in run["results"]] == [RULE]


def test_its_findings_are_held_back_by_notes_and_by_settings(
    shell: Shell, laid: tuple[str, Path], tmp_path: Path
) -> None:
    bad = laid[1] / "flowlint-acme" / "fixtures" / "greeting-too-long" / "bad-long-welcome.json"
    flow = json.loads(bad.read_text(encoding="utf-8"))
    note = {
        "type": "default",
        "id": "1",
        "content": f"flowlint: ignore {RULE} -- the law wants it",
        "actionId": "Welcome",
    }
    flow["Metadata"]["Annotations"] = [note]
    (tmp_path / "noted.json").write_text(json.dumps(flow), encoding="utf-8")
    shutil.copy(bad, tmp_path / "plain.json")
    entry = f'suppress = [{{rules = ["{RULE}"], path = "plain.json", reason = "the law wants it"}}]\n'
    (tmp_path / "flowlint.toml").write_text(entry, encoding="utf-8")
    done = shell("flowlint check --format json --show-suppressed", tmp_path)
    document = json.loads(done.stdout)
    assert (done.returncode, document["findings"]) == (0, [])
    held_back = [(one["path"], one["rule"], one["cause"], one["reason"]) for one in document["held_back"]]
    assert held_back == [
        ("noted.json", RULE, "flow", "the law wants it"),
        ("plain.json", RULE, "settings", "the law wants it"),
    ]


def test_its_fixtures_do_not_trouble_whoever_checks_the_folders_above(shell: Shell, laid: tuple[str, Path]) -> None:
    assert shell("flowlint check", laid[1]).returncode == 0


def test_its_options_are_set_where_the_flows_are(shell: Shell, laid: tuple[str, Path], tmp_path: Path) -> None:
    settings, readme = tmp_path / "flowlint.toml", (laid[1] / "flowlint-acme" / "README.md").read_text(encoding="utf-8")
    settings.write_text(readme.partition("```toml\n")[2].partition("```")[0].replace("200", "90"), encoding="utf-8")
    shutil.copy(laid[1] / "flowlint-acme" / "fixtures" / "greeting-too-long" / "good-long-welcome.json", tmp_path)
    found = shell("flowlint check --format concise --fail-on note", tmp_path)
    assert found.returncode == 1, found.stderr
    assert found.stdout.startswith(
        "good-long-welcome.json:18:17: note: Play prompt “Welcome” has 94 characters, more than 90;"
    )


@pytest.mark.slow
def test_a_rule_that_finds_nothing_does_not_pass(shell: Shell, copy: Path) -> None:
    rule = copy / "flowlint_acme" / "greeting_too_long.py"
    working = rule.read_text(encoding="utf-8")
    blind = working.replace('flow.of_type("MessageParticipant")', 'flow.of_type("GetParticipantInput")')
    assert blind != working
    rule.write_text(blind, encoding="utf-8")
    done = shell("pytest", copy, PYTHONPATH=str(copy))
    assert done.returncode == 1
    assert "bad-long-welcome.json is not bad: nothing was found" in done.stdout


@pytest.mark.slow
def test_a_second_rule_is_added_where_the_pack_is(shell: Shell, copy: Path) -> None:
    before = {path: (copy / path).read_bytes() for path in files_in(copy)}
    done = shell("flowlint new-rule acme/menu-too-long", copy, PYTHONPATH=str(copy))
    assert (done.returncode, done.stderr) == (0, "")
    assert files_in(copy) == {*before, *files_of_a_rule("menu-too-long")}
    assert {path: (copy / path).read_bytes() for path in before} == before
    _, test, check = commands_in(done.stdout)
    tested = shell(test, copy, PYTHONPATH=str(copy))
    assert tested.returncode == 0, tested.stdout
    assert "[acme/menu-too-long]" in shell(f"{check} --format concise", copy, PYTHONPATH=str(copy)).stdout
    again = shell(f"flowlint new-rule {RULE}", copy, PYTHONPATH=str(copy))
    assert again.returncode == 2
    assert f"There is a rule {RULE} already" in again.stderr


@pytest.mark.slow
def test_accepting_writes_what_is_expected(shell: Shell, copy: Path) -> None:
    expected = {path: path.read_bytes() for path in copy.rglob("*.expected")}
    lost, other = sorted(expected)
    lost.unlink()
    other.write_text("1:1 warning / Something else.\n", encoding="utf-8")
    failed = shell("pytest", copy, PYTHONPATH=str(copy))
    assert failed.returncode == 1
    assert f"{lost.name} is missing; what was found" in failed.stdout
    assert shell(f"pytest --accept -k {lost.stem}", copy, PYTHONPATH=str(copy)).returncode == 0
    assert lost.read_bytes() == expected[lost]
    assert other.read_bytes() != expected[other]
    assert shell("pytest --accept", copy, PYTHONPATH=str(copy)).returncode == 0
    assert {path: path.read_bytes() for path in copy.rglob("*.expected")} == expected


@pytest.mark.slow
def test_an_ordinary_installation_is_tested_from_anywhere_and_in_parallel(
    shell: Shell, copy: Path, tmp_path: Path
) -> None:
    """The package is no longer beside its tests, nothing loads the pytest plugin, and there are no pages."""
    shell(f"pip install --no-deps --target {tmp_path / 'site'} .", copy)
    shutil.rmtree(copy / "flowlint_acme")
    (copy / "pyproject.toml").unlink()
    installed = {"PYTHONPATH": str(tmp_path / "site")}
    done = shell("pytest -n 2 copy", tmp_path, **installed)
    assert done.returncode == 0, done.stdout
    (copy / "fixtures").rename(copy / "flows")
    lost = shell("pytest copy", tmp_path, **installed)
    assert lost.returncode == 1
    assert f"there is no folder {copy / 'fixtures'}" in lost.stdout


@pytest.mark.slow
def test_the_rule_that_the_guide_writes_keeps_the_contract(shell: Shell, copy: Path) -> None:
    """What rules/README.md shows, put where it says."""
    shell("flowlint new-rule acme/prompt-in-capitals", copy, PYTHONPATH=str(copy))
    made, shown = copy / "fixtures" / "prompt-in-capitals", ROOT / "tests" / "packs" / "acme"
    shutil.rmtree(made)
    shutil.copytree(shown / "fixtures" / "prompt-in-capitals", made)
    shutil.copy(shown / "acme_rules" / "prompt_in_capitals.py", copy / "flowlint_acme")
    done = shell("pytest", copy, PYTHONPATH=str(copy))
    assert done.returncode == 0, done.stdout


def test_the_guide_shows_what_is_printed(laid: tuple[str, Path]) -> None:
    guide = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    printed = (
        laid[0].replace("greeting-too-long", "prompt-in-capitals").replace("greeting_too_long", "prompt_in_capitals")
    )
    assert f"$ flowlint new-rule acme/prompt-in-capitals\n{printed}" in guide


def test_what_is_laid_down_comes_with_the_wheel(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    templates = {path.relative_to(ROOT).as_posix() for path in (ROOT / "flowlint/new_rule/templates").rglob("*.*")}
    assert len(templates) == len(FIXTURES) + len(PACK) + 1
    assert templates <= set(zipfile.ZipFile(wheel).namelist())


# What is refused


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new_rule(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["new-rule", *arguments])


@pytest.mark.parametrize(
    ("rule_id", "why"),
    [
        ("greeting-too-long", "names no pack: write PACK/NAME"),
        ("", "names no pack"),
        ("/greeting-too-long", "is no name for a rule pack"),
        ("acme/", "is no name for a rule:"),
        ("acme/abc", "is no name for a rule:"),
        (f"acme/{'a' * 50}", "4 to 49 characters"),
        (f"{'a' * 31}/some-rule", "at most 30 characters"),
        ("Acme/some-rule", "small letters"),
        ("acme/Some-Rule", "small letters"),
        ("acme/some_rule", "small letters"),
        ("acme/some--rule", "small letters"),
        ("acme/some-rule-", "small letters"),
        ("acme/9-lives-left", "small letters"),
        ("acme/grüße-zu-lang", "small letters"),
        ("acme/some-rule\n", "small letters"),
        ("acme/\x1b[31mred", r"'\x1b[31mred'"),
        ("acme/\udcff\udcfe\udcfd\udcfc", r"\udcff"),
        ("acme/../../etc/passwd", "is no name for a rule:"),
        ("../acme/some-rule", "is no name for a rule pack"),
        ("/etc/passwd", "is no name for a rule pack"),
        ("acme\\some-rule", "names no pack"),
        ("acme/$pack", "is no name for a rule:"),
        ("acme/class", "is a word of the Python language: take two words"),
        ("acme/check-greeting", "says what to do: name what is wrong instead"),
        ("acme/no-long-greeting", "says what to do"),
        ("house/some-rule", "Rules that are written in settings are called house/NAME"),
        ("rules/some-rule", "There is a package flowlint_rules already"),
        ("builtin/some-rule", "The rule pack builtin is installed already, from connect-flowlint"),
    ],
)
def test_a_name_that_cannot_be_is_refused(folder: Path, rule_id: str, why: str) -> None:
    result = new_rule(rule_id)
    assert result.exit_code == 2, result.output
    assert why in " ".join(result.output.split())
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "rule_id", ["json/random", "test/types", "class/logging", "a/aaaa", "flowlint/flowlint", "x1/y2-3z"]
)
def test_names_that_python_has_too_are_no_trouble(folder: Path, rule_id: str) -> None:
    assert new_rule(rule_id).exit_code == 0
    pack, _, name = rule_id.partition("/")
    made = files_in(folder / f"flowlint-{pack}")
    assert made >= files_of_a_rule(name, f"flowlint_{pack}")
    rule = folder / f"flowlint-{pack}" / f"flowlint_{pack}" / f"{name.replace('-', '_')}.py"
    compile(rule.read_bytes(), rule, "exec")


@pytest.mark.parametrize("there", ["README.md", "pyproject.toml", "flowlint_acme/__init__.py", "tests/test_rules.py"])
def test_a_file_that_is_there_is_left_as_it_is(folder: Path, there: str) -> None:
    mine = folder / "flowlint-acme" / there
    mine.parent.mkdir(parents=True)
    mine.write_text("# mine\n", encoding="utf-8")
    result = new_rule(RULE)
    assert result.exit_code == 2
    assert mine.name in result.output
    assert files_in(folder) == {f"flowlint-acme/{there}"}
    assert mine.read_text(encoding="utf-8") == "# mine\n"


def test_neither_a_rule_nor_fixtures_nor_links_to_nowhere_are_written_over(folder: Path) -> None:
    new_rule("acme/first-rule")
    before = files_in(folder)
    pack = folder / "flowlint-acme"
    assert "first_rule.py is there already" in new_rule("acme/first-rule").output
    write(str(pack / "fixtures" / "second-rule" / "mine.json"), "{}")
    assert "mine.json is there already" in new_rule("acme/second-rule").output
    (pack / "flowlint_acme" / "third_rule.py").symlink_to(folder / "nowhere")
    assert "third_rule.py is there already" in new_rule("acme/third-rule").output
    mine = {"flowlint-acme/fixtures/second-rule/mine.json", "flowlint-acme/flowlint_acme/third_rule.py"}
    assert files_in(folder) == before | mine


@pytest.mark.parametrize("link", ["flowlint-acme", "flowlint-acme/fixtures", "flowlint-acme/flowlint_acme"])
def test_nothing_is_written_through_a_link_in_the_folder(folder: Path, link: str, tmp_path_factory: Any) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (folder / link).parent.mkdir(exist_ok=True)
    (folder / link).symlink_to(elsewhere)
    result = new_rule("acme/first-rule")
    assert (result.exit_code, list(elsewhere.iterdir())) == (2, [])
    assert "would be written through a link" in result.output
    assert new_rule("acme/first-rule", "--into", str(elsewhere)).exit_code == 0


def test_all_is_written_or_nothing(folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "tests").write_text("a file where a folder should be", encoding="utf-8")
    result = new_rule(RULE, "--into", "mine")
    assert result.exit_code == 2
    assert "flowlint: mine/tests: File exists; nothing was written\n" in result.output
    assert [path.name for path in folder.rglob("*")] == ["mine", "tests"]


def test_what_a_run_that_was_killed_has_left_is_completed(folder: Path) -> None:
    new_rule("acme/first-rule")
    whole = {name: (folder / name).read_text(encoding="utf-8") for name in files_in(folder)}
    names = sorted(whole, key=lambda name: name.endswith("pyproject.toml"))
    for left in range(1, len(names)):
        shutil.rmtree(folder / "flowlint-acme")
        for name in names[:left]:
            write(str(folder / name), whole[name])
        assert new_rule("acme/first-rule").exit_code == 0
        assert {name: (folder / name).read_text(encoding="utf-8") for name in files_in(folder)} == whole


def test_a_folder_with_no_more_than_a_temporary_file_is_what_a_run_has_left(folder: Path) -> None:
    made = folder / "flowlint-acme" / "fixtures" / "greeting-too-long"
    made.mkdir(parents=True)
    (made / ".bad.json.x1y2z3").write_text("{", encoding="utf-8")
    assert new_rule("acme/greeting-too-long").exit_code == 0
    assert {path.name for path in made.iterdir()} > {".bad.json.x1y2z3"}


def test_fixtures_of_somebody_are_not_taken_for_what_a_run_has_left(folder: Path) -> None:
    new_rule("acme/first-rule")
    before = files_in(folder)
    pack = folder / "flowlint-acme"
    (pack / "flowlint_acme" / "first_rule.py").unlink()
    write(str(pack / "fixtures" / "first-rule" / "bad-mine.json"), "mine")
    result = new_rule("acme/first-rule")
    assert result.exit_code == 2
    assert "bad-mine.json is there already, and is left as it is" in result.output
    assert files_in(folder) == before - {"flowlint-acme/flowlint_acme/first_rule.py"} | {
        "flowlint-acme/fixtures/first-rule/bad-mine.json"
    }


def test_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_new(data: bytes, path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # of no file, as `write` raises it

    monkeypatch.setattr(writing, "write_new", write_new)
    result = new_rule(RULE)
    assert (result.exit_code, files_in(folder)) == (2, set())
    assert result.output == "flowlint: No space left on device; nothing was written\n"


def test_an_interrupt_when_the_last_file_is_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_new = writing.write_new

    def interrupted(data: bytes, path: Path) -> None:
        write_new(data, path)
        if path.name == "pyproject.toml":
            raise KeyboardInterrupt

    monkeypatch.setattr(writing, "write_new", interrupted)
    assert (new_rule(RULE).exit_code, files_in(folder)) == (2, set())


def test_a_folder_that_cannot_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = write_all_new

    def write_without_privileges(files: Mapping[Path, bytes]) -> None:
        """Drop them for the writing alone: our own modules and templates may lie where only root can read."""
        with dropped_privileges():
            write(files)

    monkeypatch.setattr(scaffold, "write_all_new", write_without_privileges)
    folder.chmod(0o555)
    result = new_rule(RULE)
    assert result.exit_code == 2
    assert result.output == "flowlint: flowlint-acme: Permission denied; nothing was written\n"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("project", "why"),
    [
        ("", "It holds no rule pack: name a folder of its own with --into."),
        ("project = 3", "It holds no rule pack"),
        ('[project.entry-points."flowlint.packs"]\nacme = 3', "It holds no rule pack"),
        ('[project.entry-points."flowlint.packs"]\nother = "rules"', "It holds the pack other: name a folder"),
        (
            '[project.entry-points."flowlint.packs"]\nacme = "rules"',
            "names the package rules, and mine does not hold it",
        ),
        ('[project.entry-points."flowlint.packs"]\nacme = "../rules"', "and mine does not hold it"),
        ('[project.entry-points."flowlint.packs"]\nacme = "rules:pack"', "and mine does not hold it"),
        ("= no TOML", "mine/pyproject.toml cannot be read: Invalid"),
        ("\udcff", "mine/pyproject.toml cannot be read: 'utf-8' codec"),
    ],
)
def test_a_project_that_is_not_this_pack_is_left_alone(folder: Path, project: str, why: str) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "pyproject.toml").write_bytes(project.encode("utf-8", "surrogateescape"))
    result = new_rule(RULE, "--into", "mine")
    assert result.exit_code == 2
    assert why in " ".join(result.output.split())
    assert files_in(folder) == {"mine/pyproject.toml"}


def test_an_empty_folder_name_is_refused(folder: Path) -> None:
    assert "--into is empty" in new_rule(RULE, "--into", "").output
    assert list(folder.iterdir()) == []


# Where it goes


def test_a_pack_that_was_made_by_hand_gets_the_rule_in_its_own_package(folder: Path) -> None:
    shutil.copytree(ROOT / "tests" / "packs" / "acme", folder / "by hand")
    before = files_in(folder / "by hand")
    result = new_rule(RULE, "--into", "by hand")
    assert result.exit_code == 0, result.output
    assert files_in(folder / "by hand") == before | files_of_a_rule("greeting-too-long", "acme_rules")
    rule = (folder / "by hand" / "acme_rules" / "greeting_too_long.py").read_text(encoding="utf-8")
    assert 'since="1.0.0"' in rule
    assert commands_in(result.output)[1] == "pytest './by hand'"


def test_a_package_under_src_is_found_and_a_version_from_elsewhere_is_none(folder: Path) -> None:
    project = '[project]\ndynamic = ["version"]\n[project.entry-points."flowlint.packs"]\nacme = "acme.flows"\n'
    (folder / "pyproject.toml").write_text(project, encoding="utf-8")
    (folder / "src" / "acme" / "flows").mkdir(parents=True)
    result = new_rule(RULE)
    assert result.exit_code == 0, result.output
    assert files_in(folder) == {"pyproject.toml"} | files_of_a_rule("greeting-too-long", "src/acme/flows")
    rule = (folder / "src" / "acme" / "flows" / "greeting_too_long.py").read_text(encoding="utf-8")
    assert 'since="0.0.0"' in rule
    assert commands_in(result.output)[0] == "pip install --editable '.[dev]'"


def test_the_folder_may_lie_anywhere(folder: Path) -> None:
    result = new_rule(RULE, "--into", str(folder / "a" / "b"))
    assert result.exit_code == 0, result.output
    assert files_in(folder / "a" / "b") == PACK | files_of_a_rule("greeting-too-long")
    assert commands_in(result.output)[1] == f"pytest {folder / 'a' / 'b'}"
