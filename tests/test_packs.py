"""Rule packs of other people, really built and installed: they come in by the same door as the built-in rules."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import make_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import pytest
from jsonschema import Draft7Validator

from flowlint.option_schemas import option_schemas
from flowlint.rule import Draft, Facts, Flow, Level, Rule, rule
from flowlint.testing import Broken, Clause, contract
from kit import PACKS, ROOT, Run, write

pytestmark = pytest.mark.slow  # real programs, each in a process of its own

ODD_OPTION = (
    "settings cannot write the option 'most-calls' of type dict[str, int]; they have bool, int, float, str, Literal, "
    "and tuple[…, ...] of these"
)
Install = Callable[..., dict[str, str]]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Install:
    """Install packs into folders of their own and give the environment in which Python finds them."""
    places: dict[str, str] = {}

    def install(*names: str) -> dict[str, str]:
        for name in names:
            if name not in places:
                places[name] = str(tmp_path_factory.mktemp(name))
                words = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
                target = ["--no-index", "--target", places[name], str(PACKS / name)]
                subprocess.run([sys.executable, "-m", "pip", *words, *target], check=True)
        return {"PYTHONPATH": os.pathsep.join(places[name] for name in names)}

    return install


@pytest.fixture
def flow(tmp_path: Path, bad_flow: str) -> None:
    """A flow in which a built-in rule and acme's find something."""
    (tmp_path / "flow.json").write_text(bad_flow.replace("Goodbye.", "GOODBYE, CALLER."), encoding="utf-8")


def report_of(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_a_pack_adds_its_rules_under_its_name(flow: None, process: Run, installed: Install) -> None:
    done = process("check", "--format=json", env=installed("acme"))
    assert (done.returncode, done.stderr) == (1, "")
    found = [(finding["rule"], finding["line"], finding["level"]) for finding in report_of(done)["findings"]]
    assert found == [("dangling-transition", 3, "error"), ("acme/prompt-in-capitals", 10, "warning")]
    only = process("check", "--format=json", "--select=acme/prompt-in-capitals", env=installed("acme"))
    assert [finding["rule"] for finding in report_of(only)["findings"]] == ["acme/prompt-in-capitals"]


def test_the_rules_of_a_pack_are_listed_and_explained(process: Run, installed: Install) -> None:
    environment = installed("acme")
    first, *_ = process("rules", env=environment).stdout.splitlines()
    assert first.split(maxsplit=2) == [
        "acme/prompt-in-capitals",
        "warning",
        "A prompt that is written in capital letters.",
    ]
    assert process("explain", "acme/prompt-in-capitals", env=environment).stdout.startswith(
        "# acme/prompt-in-capitals\n"
    )
    assert (
        "Did you mean acme/prompt-in-capitals" in process("explain", "acme/promt-in-capitals", env=environment).stderr
    )


def test_a_pack_keeps_the_contract_with_the_tests_we_give_it(installed: Install, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={tmp_path}"]
    done = subprocess.run(
        [*words, str(PACKS / "acme" / "tests")],
        env={**os.environ, **installed("acme")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


def test_a_pack_that_cannot_be_imported_is_named_and_the_others_run(
    flow: None, process: Run, installed: Install
) -> None:
    environment = installed("acme", "broken")
    done = process("check", "--format=json", env=environment)
    assert done.returncode == 2
    message = (
        "rule pack 'broken' of broken-flow-rules 0.3.1 cannot be loaded: "
        "ModuleNotFoundError: No module named 'a_module_that_nobody_has'"
    )
    report = report_of(done)
    assert report["failures"] == [{"path": "broken_rules", "rule": None, "message": message}]
    assert message in done.stderr
    assert [finding["rule"] for finding in report["findings"]] == ["dangling-transition", "acme/prompt-in-capitals"]
    listed = process("rules", env=environment)
    assert listed.returncode == 2
    assert message in listed.stderr
    assert "acme/prompt-in-capitals" in listed.stdout
    unknown = process("check", "--select=broken/something", env=environment)
    assert message in unknown.stderr


def test_a_module_without_one_rule_is_named_and_the_others_run(flow: None, process: Run, installed: Install) -> None:
    done = process("check", "--format=json", "--ignore=crooked/crashing,crooked/ill-mannered", env=installed("crooked"))
    assert done.returncode == 2
    report = report_of(done)
    assert [failure["message"] for failure in report["failures"]] == [
        f"crooked_rules.{name} in rule pack 'crooked' of crooked-flow-rules 2.0 cannot be loaded: {problem}"
        for name, problem in (
            ("no_rule", "ValueError: it must declare one rule, and declares 0"),
            ("odd_options", f"TypeError: {ODD_OPTION}"),
            ("two_rules", "ValueError: it must declare one rule, and declares 2"),
        )
    ]
    assert [finding["rule"] for finding in report["findings"]] == ["dangling-transition", "crooked/misplaced"]


def declared(options: Any) -> Rule:
    def check(flow: Flow, facts: Facts, options: Any) -> Iterator[Draft]:
        yield from ()

    return rule(level=Level.NOTE, pillar="reliability", since="1.0", options=options)(check)


@pytest.mark.parametrize(
    "settable", [bool, int, float, str, Literal["a", "b"], tuple[int, ...], tuple[Literal[1], ...]]
)
def test_settings_can_write_an_option(settable: Any) -> None:
    options = make_dataclass("Options", [("most_of_all", settable, None)], frozen=True)
    Draft7Validator.check_schema(option_schemas(declared(options))["most-of-all"])


@pytest.mark.parametrize("odd", [dict, tuple, list[int], frozenset[str], tuple[int, str], int | None, Path])
def test_settings_cannot_write_an_option(odd: Any) -> None:
    options = make_dataclass("Options", [("most_of_all", odd, None)], frozen=True)
    with pytest.raises(TypeError, match="settings cannot write the option 'most-of-all' of type "):
        option_schemas(declared(options))


def test_settings_say_of_every_rule_its_level() -> None:
    options = make_dataclass("Options", [("level", int, 1)], frozen=True)
    with pytest.raises(TypeError, match="an option cannot be called 'level'"):
        option_schemas(declared(options))


def test_settings_work_beside_a_rule_that_was_refused(flow: None, process: Run, installed: Install) -> None:
    done = process("settings", "flow.json", env=installed("crooked"))
    assert done.returncode == 2
    assert "crooked_rules.odd_options in rule pack 'crooked'" in done.stderr
    assert "# Settings for flow.json" in done.stdout
    assert "odd-options" not in process("settings", "--schema", env=installed("crooked")).stdout


def test_a_rule_that_crashes_is_a_failure_and_the_others_run(flow: None, process: Run, installed: Install) -> None:
    done = process("check", "--format=json", "--select=crooked/crashing,dangling-transition", env=installed("crooked"))
    assert done.returncode == 2
    report = report_of(done)
    [crash] = [failure for failure in report["failures"] if failure["rule"]]
    assert (crash["path"], crash["rule"]) == ("flow.json", "crooked/crashing")
    where = "crashing.py:10"
    assert crash["message"] == (
        f"the rule crooked/crashing crashed: KeyError: 'of something that is not there' ({where}); "
        "please report this to whoever keeps the rule pack crooked"
    )
    # What a rule found before it crashed is found all the same.
    assert [finding["rule"] for finding in report["findings"]] == ["dangling-transition", "crooked/crashing"]
    assert "Traceback" not in done.stderr


ODD_RULE = '''
"""A rule that does what it should not."""
from flowlint.rule import Level, at_block, rule

class Interrupting:
    def __set_name__(self, owner, name):
        raise KeyboardInterrupt

class Ended(BaseException):
    pass

{when_imported}

@rule(level=Level.NOTE, pillar="reliability", since="1.0")
def check(flow, facts):
    {when_run}
    yield at_block(flow.blocks[0], "It is here.")
'''


@pytest.fixture
def odd_pack(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Make a pack whose rule does something odd, and give the environment in which Python finds it."""

    def make(when_imported: str = "", when_run: str = "pass") -> dict[str, str]:
        code = ODD_RULE.format(when_imported=when_imported, when_run=when_run)
        write(f"{tmp_path}/packs/odd_rules/__init__.py", "")
        write(f"{tmp_path}/packs/odd_rules/some_rule.py", code)
        write(f"{tmp_path}/packs/odd-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n")
        write(f"{tmp_path}/packs/odd-1.0.dist-info/entry_points.txt", "[flowlint.packs]\nodd = odd_rules\n")
        return {"PYTHONPATH": str(tmp_path / "packs")}

    return make


IN_A_CLASS = "type('Made', (), {'made': Interrupting()})"


@pytest.mark.parametrize("when", ["when_imported", "when_run"])
def test_an_interrupt_ends_the_run_wherever_a_pack_is(
    flow: None, process: Run, odd_pack: Callable[..., dict[str, str]], when: str, tmp_path: Path
) -> None:
    done = process("check", "-o", "json=out.json", env=odd_pack(**{when: IN_A_CLASS}))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "flowlint: interrupted before the report was written\n"
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("when_imported", "odd_rules.some_rule in rule pack 'odd' of odd 1.0 cannot be loaded: {}"),
        (
            "when_run",
            "the rule odd/some-rule crashed: {} (some_rule.py:16); "
            "please report this to whoever keeps the rule pack odd",
        ),
    ],
)
@pytest.mark.parametrize(
    ("raised", "said"),
    [("SystemExit(0)", "SystemExit: 0"), ("Ended('AK' + 'IAQRVXMBTKZWNJPLCY')", f"Ended: {'•' * 20}")],
)
def test_a_pack_that_ends_the_process_does_not_end_the_run(
    flow: None, process: Run, odd_pack: Callable[..., dict[str, str]], when: str, message: str, raised: str, said: str
) -> None:
    done = process("check", "--format=json", env=odd_pack(**{when: f"raise {raised}"}))
    message = message.format(said)
    report = report_of(done)
    assert (done.returncode, [failure["message"] for failure in report["failures"]]) == (2, [message])
    assert [finding["rule"] for finding in report["findings"]] == ["dangling-transition"]


@pytest.mark.parametrize(
    ("when_run", "message"),
    [
        ("yield 'x'", "TypeError: it yields 'x', which is no draft"),
        ("at_block(None, 'It is here.')", "AttributeError: 'NoneType' object has no attribute 'locate'"),
        ("yield at_block(flow.blocks[0], 5)", "TypeError: it yields a draft whose message is 5, which is no text"),
    ],
)
def test_what_a_rule_gives_that_is_of_no_use_is_said_at_its_line(
    flow: None, process: Run, odd_pack: Callable[..., dict[str, str]], when_run: str, message: str
) -> None:
    done = process("check", "--format=json", env=odd_pack(when_run=when_run))
    where = f"the rule odd/some-rule crashed: {message} (some_rule.py:16); "
    [failure] = report_of(done)["failures"]
    assert (done.returncode, failure["message"]) == (2, f"{where}please report this to whoever keeps the rule pack odd")


def test_what_a_pack_prints_is_no_part_of_a_report(
    flow: None, process: Run, odd_pack: Callable[..., dict[str, str]]
) -> None:
    environment = odd_pack("print('imported')", "print('run')")
    done = process("check", "--format=json", env=environment)
    assert [finding["rule"] for finding in report_of(done)["findings"]] == ["dangling-transition", "odd/some-rule"]
    assert (done.returncode, done.stderr) == (1, "imported\nrun\n")
    json.loads(process("rules", "--format=json", env=environment).stdout)


SPAWNING = """
import sys
from flowlint import __main__, parts
parts._BLOCKS, parts.SHARES_MEMORY = 1, False
sys.argv[1:] = ["check", "--no-cache", "--workers=2", "--format=json"]
__main__.main()
"""


def test_nor_what_it_prints_in_a_worker_that_is_no_fork(
    tmp_path: Path, bad_flow: str, odd_pack: Callable[..., dict[str, str]]
) -> None:
    environment = {**os.environ, **odd_pack(when_run="print('run')")}
    for number in range(8):
        write(f"{tmp_path}/{number}.json", bad_flow)
    words = [sys.executable, "-c", SPAWNING]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.split("run")[0], done.stderr.count("run")) == (1, "", 8)
    assert len(report_of(done)["findings"]) == 16


BROKEN = {
    "pack: loads": "it must declare one rule, and declares 2",
    "pack: imports public names only": "ill_mannered.py imports flowlint.model.flow.Block; a pack imports public names",
    "fixtures: none without a rule": "ill-mannered/bad-gone.expected has no fixture bad-gone.json",
    "crooked/ill-mannered: declares a pillar and a version": "'elegance' is no pillar",
    "crooked/ill-mannered: has a page": "the title has 114 characters, 80 are allowed",
    "crooked/ill-mannered: documents its options": "the section Options does not explain `how-often`",
    "crooked/ill-mannered: has good and bad fixtures": "ill-mannered has 1 good fixtures",
    "crooked/ill-mannered/good-first: nothing is found": "good-first.json is not good",
    "crooked/ill-mannered/bad-first: what is expected is found": "bad-first.expected is missing",
    "crooked/ill-mannered: writes messages that read well": "does not begin like a sentence",
    "crooked/ill-mannered: does not depend on names or order": "'note', 'Hang up'): 1} when blocks moved",
    "crooked/crashing: has a page": "the heading 'Why it matters' is missing",
    "crooked/crashing: has good and bad fixtures": "crashing has 0 good fixtures",
    "ill-mannered/bad-first: no rule crashes on it or its damaged variants": "crooked/crashing crashed: KeyError",
}
ALLOWED = """
import json
import flowlint.rule
import flowlint.analysis.queues
from flowlint import rule
from flowlint.rule import Block, at_block
from flowlint.analysis import queues
from flowlint.analysis.queues import closed_transfers
from . import _shared
from .made import flowlint
"""


def imports_clause(folder: Path, code: str) -> Clause:
    (folder / "made_rule.py").write_text(code, encoding="utf-8")
    pack = ModuleType("made_rules")
    pack.__path__ = [str(folder)]
    (clause,) = (one for one in contract(pack, folder) if one.name == "pack: imports public names only")
    return clause


def test_a_pack_imports_the_door_and_the_rooms_of_the_analyses(tmp_path: Path) -> None:
    imports_clause(tmp_path, ALLOWED)()


PUBLIC = re.findall(
    r"^\| `(flowlint\.(?:rule|analysis\.\w+))` \| (.+) \|$",
    (ROOT / "rules" / "README.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def test_what_the_guide_calls_public_may_be_imported(tmp_path: Path) -> None:
    assert (PUBLIC[0][0], PUBLIC[4][0]) == ("flowlint.rule", "flowlint.analysis.engine")
    code = "".join(f"from {module} import {names.replace('`', '')}\n" for module, names in PUBLIC)
    exec(compile(code, "made_rule.py", "exec"), {})
    imports_clause(tmp_path, code)()


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("from flowlint.analysis.queues.use import queue_uses", "flowlint.analysis.queues.use.queue_uses"),
        ("import flowlint.analysis.queues.use", "flowlint.analysis.queues.use"),
        ("from flowlint.analysis.queues import use", "flowlint.analysis.queues.use"),
        ("from flowlint.analysis.queues import Facts", "flowlint.analysis.queues.Facts"),
        ("from flowlint.rule import inspect", "flowlint.rule.inspect"),
        ("from flowlint.rule import *", "flowlint.rule.*"),
        ("def check():\n    import flowlint.model.flow", "flowlint.model.flow"),
        ("import flowlint", "flowlint"),
        ("from flowlint import report as rule", "flowlint.report"),
    ],
)
def test_a_pack_imports_nothing_else_of_flowlint(tmp_path: Path, code: str, name: str) -> None:
    with pytest.raises(Broken) as broken:
        imports_clause(tmp_path, code)()
    what = "a pack imports public names of flowlint.rule and of flowlint.analysis.ROOM alone"
    assert str(broken.value) == f"made_rule.py imports {name}; {what}"


TELL = """
import pathlib, sys
import crooked_rules
from flowlint.testing import Broken, contract
for clause in contract(crooked_rules, pathlib.Path(sys.argv[1])):
    try:
        clause()
    except Broken as broken:
        print(clause, broken, sep=" -> ")
"""


def test_the_contract_tells_what_a_pack_does_not_keep(installed: Install) -> None:
    words = [sys.executable, "-c", TELL, str(PACKS / "crooked" / "fixtures")]
    done = subprocess.run(words, env={**os.environ, **installed("crooked")}, capture_output=True, text=True, check=True)
    told = dict(line.split(" -> ", 1) for line in done.stdout.splitlines() if " -> " in line)
    for name, broken in BROKEN.items():
        assert broken in told[name]
