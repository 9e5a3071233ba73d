"""Mistakes in settings: each is told with its file and line, and with what was meant."""

import errno
import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowlint import packs
from flowlint.run import Overrides, check_paths, check_text
from flowlint.settings import layers
from flowlint.settings.mistakes import SettingsProblem
from flowlint.settings.schema import settings_schema

RIGHT = 'message = "m"\nselect = "$.Actions[*]"\nschema = false'


pytestmark = pytest.mark.usefixtures("here")


def told(overrides: Overrides | None = None) -> list[str]:
    """The mistakes that a run is refused for."""
    with pytest.raises(SettingsProblem) as caught:
        check_paths(["."], overrides)
    with pytest.raises(SettingsProblem) as again:
        check_text("{}", "flow.json", overrides)
    assert caught.value.mistakes == again.value.mistakes
    return str(caught.value).split("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("selct = []", ["1: there is no setting `selct`. Did you mean select?"]),
        ("zzz = 1", ["1: there is no setting `zzz`."]),
        ('"a b".c = 1', ['1: there is no setting `"a b"`.']),
        (
            'extend-ignore = ["tangled-flow"]',
            ["1: there is no setting `extend-ignore`. Lists of several files are joined: write `ignore`."],
        ),
        (
            '\n[tool.flowlint]\nignore = ["tangled-flow"]',
            ["2: there is no setting `tool`. In flowlint.toml settings stand at the top, without [tool.flowlint]."],
        ),
        (
            '[flowlint]\nignore = ["tangled-flow"]',
            ["1: there is no setting `flowlint`. In flowlint.toml settings stand at the top, without [flowlint]."],
        ),
        ('ignore = ["tangled-flwo"]', ["1: there is no rule 'tangled-flwo'. Did you mean tangled-flow?"]),
        ('select = ["zzz*"]', ["1: there is no rule 'zzz*'."]),
        ('extend-select = ["house/none"]', ["1: there is no rule 'house/none'."]),
        ("select = [3]", ["1: `select[0]` is a number; it takes the id of a rule."]),
        ("select = [{}]", ["1: `select[0]` is a table; it takes the id of a rule."]),
        ("time-limit = nan", ["1: `time-limit` is nan; it takes a number."]),
        ("time-limit = inf", ["1: `time-limit` is inf; it takes a number above 0 and of at most 86400."]),
        ("time-limit = 1e300", ["1: `time-limit` is 1e+300; it takes a number above 0 and of at most 86400."]),
        (f"[a{'.a' * 60}]", [" its tables and lists stand in one another, deeper than 50."]),
        (f"'a b'{' . a' * 50} = 1", [" its tables and lists stand in one another, deeper than 50."]),
        ('select = "tangled-flow"', ["1: `select` is 'tangled-flow'; it takes a list."]),
        ("pedantic = 1", ["1: `pedantic` is a number; it takes true or false."]),
        ("fail-on = []", ["1: `fail-on` is a list; it takes error, warning, note or never."]),
        ('fail-on = "eror"', ["1: `fail-on` is 'eror'; it takes error, warning, note or never. Did you mean error?"]),
        (
            "naming-style = 2020-01-01",
            ["1: `naming-style` is a date; it takes camelCase, snake_case, kebab-case or PascalCase."],
        ),
        ("baseline = 07:30:00", ["1: `baseline` is a time; it takes text."]),
        ('baseline = ""', ["1: `baseline` is empty."]),
        ('extend = ""', ["1: `extend` names ., which is no file."]),
        ("extend = 3", ["1: `extend` is a number; it takes text."]),
        ("rules = 3", ["1: `rules` is a number; it takes a table."]),
        ("house-rules = 3", ["1: `house-rules` is a number; it takes a table."]),
        ("rules.tangled-flow = 3", ["1: `rules.tangled-flow` is a number; it takes a table."]),
        ('[rules.tangled-flwo]\nlevel = "note"', ["1: there is no rule 'tangled-flwo'. Did you mean tangled-flow?"]),
        ("[rules.tangled-flwo]", ["1: there is no rule 'tangled-flwo'. Did you mean tangled-flow?"]),
        ('[rules."house/none"]\nlevel = "note"', ["1: there is no rule 'house/none'."]),
        (
            f'[rules."house/*"]\nlevel = "note"\n[house-rules.some-rule]\n{RIGHT}',
            ["1: there is no rule 'house/*'. Did you mean house/some-rule?"],
        ),
        (
            '[rules.tangled-flow]\nmax-complexity = 1\nlevel = "high"',
            ["3: `rules.tangled-flow.level` is 'high'; it takes error, warning, note or off."],
        ),
        (
            "[rules.tangled-flow]\nmax-complexty = 1",
            ["2: there is no setting `rules.tangled-flow.max-complexty`. Did you mean max-complexity?"],
        ),
        (
            '[rules.tangled-flow]\nmax-complexity = "1"',
            ["2: `rules.tangled-flow.max-complexity` is '1'; it takes a whole number."],
        ),
        (
            '[per-file-ignores]\n"a/*.json" = "tangled-flow"',
            ["2: `per-file-ignores.\"a/*.json\"` is 'tangled-flow'; it takes a list."],
        ),
        (
            '[per-file-ignores]\n"a/" = ["tangled-flwo"]\n"!b" = []\n"[a" = []',
            [
                "2: there is no rule 'tangled-flwo'. Did you mean tangled-flow?",
                '3: `per-file-ignores."!b"`: a pattern with `!` means no file here.',
                "4: '[a' cannot be read as a gitignore pattern.",
            ],
        ),
        ('exclude = ["!", "!fine"]', ["1: '!' cannot be read as a gitignore pattern."]),
        (
            'output = ["sarf=x.sarif"]',
            [
                "1: `output[0]` is 'sarf=x.sarif'; it takes text, concise, json, sarif, github, gitlab, junit, "
                "markdown, csv or asff, alone or with `=FILE`. Did you mean sarif=…?"
            ],
        ),
        (
            'output = [\n"text", "sarif=x.sarif",\n"json"]',
            ["3: `output[2]`: standard output gets 'text' already; write `json=FILE`, or one of the two alone."],
        ),
        ('output = ["json="]', ["1: `output[0]` is 'json=', which names no file after the `=`."]),
        (
            '\n[[suppress]]\nrules = ["tangled-flow"]',
            ["2: `suppress[0]` needs `reason`.", "2: `suppress[0]` needs `flow`, `block` or `path`."],
        ),
        (
            '[[suppress]]\nrules = ["tangled-flow"]\nflow = "A"\nreason = " "',
            ["4: `suppress[0].reason` is empty."],
        ),
        ("suppress = [3]", ["1: `suppress[0]` is a number; it takes a table."]),
        ('suppress = [{flow = "A"}]', ["1: `suppress[0]` needs `rules`.", "1: `suppress[0]` needs `reason`."]),
        (
            '[[suppress]]\nrules = []\nflow = ""\nreason = ""\npath = "!a"\nblok = "x"',
            [
                "2: `suppress[0].rules` is empty.",
                "3: `suppress[0].flow` is empty.",
                "4: `suppress[0].reason` is empty.",
                "5: `suppress[0].path`: a pattern with `!` means no file here.",
                "6: there is no setting `suppress[0].blok`. Did you mean block?",
            ],
        ),
        (
            '[[suppress]]\nrules = ["*"]\nflow = "A"\nreason = "r"\n[[suppress]]\n'
            'rules = ["house/some-rule"]\nflow = "A"\nreason = "r"',
            ["6: there is no rule 'house/some-rule'. Did you mean unused-module?"],
        ),
        (
            f'[house-rules.no]\n{RIGHT}\n[house-rules.some-rule]\nmessage = "m"\nselect = "$["\nschema = false\n'
            "[house-rules.other-rule]\nschema = 3",
            [
                "1: house rule 'no': 'no' is no name for a rule: take words in small letters with dashes between them, "
                "4 to 49 characters in all.",
                "7: house rule 'some-rule': “select” ends too early; a name, a bracket or a quote is missing at its "
                "end.",
                "9: house rule 'other-rule': “message” is missing; it must be a sentence in quotes.",
            ],
        ),
    ],
)
def test_a_mistake_in_a_file(text: str, expected: list[str]) -> None:
    Path("flowlint.toml").write_text(text, encoding="utf-8")
    found = told()
    assert found == [f"flowlint.toml:{one}" for one in expected]
    Path("flowlint.toml").unlink()
    if "tool.flowlint" not in text and "extend = " not in text:
        table = tomlkit.dumps({"tool": {"flowlint": tomllib.loads(text)}})
        Path("pyproject.toml").write_text(table, encoding="utf-8")
        sentences = [one.partition(": ")[2] for one in told()]
        assert sorted(sentences) == sorted(one.partition(": ")[2] for one in found)


def test_more_patterns_with_several_stars_than_are_matched_in_a_moment() -> None:
    Path("flowlint.toml").write_text("exclude = [\n" + "  'a*b*c',\n" * 201 + "]\n")
    said = "there are 201 patterns of files with several stars here, and 200 at most."
    assert told() == [f"flowlint.toml:202: {said}"]
    Path("flowlint.toml").write_text("exclude = [\n" + "  'a*b*c',\n" * 200 + "  'a*',\n]\n")
    assert check_paths(["."]).failures == ()


@pytest.mark.parametrize(
    ("key", "most", "text"),
    [
        ("ignore", 5_000, lambda count: f"ignore = {['endless-loop'] * count}"),
        ("exclude", 5_000, lambda count: f"exclude = {['a'] * count}"),
        ("suppress[0].rules", 5_000, lambda count: f"[[suppress]]\npath = 'a'\nreason = 'r'\nrules = {['*'] * count}"),
        (
            "per-file-ignores",
            5_000,
            lambda count: "[per-file-ignores]\n" + "".join(f"a{one} = ['*']\n" for one in range(count)),
        ),
        (
            "house-rules",
            1_000,
            lambda count: "".join(
                f"[house-rules.rule-{one}]\nmessage = 'm'\nselect = '$'\nschema = true\n" for one in range(count)
            ),
        ),
    ],
)
def test_more_entries_than_are_read_in_a_moment(key: str, most: int, text: Callable[[int], str]) -> None:
    said = f"`{key}` has {most + 1:,} entries, and takes {most:,} at most; let one stand for several."
    line = 4 if "." in key else 1
    Path("flowlint.toml").write_text(text(most + 1))
    assert told() == [f"flowlint.toml:{line}: {said}"]
    Path("flowlint.toml").write_text(text(1))
    assert check_paths(["."]).failures == ()


def test_lines_of_pyproject_count_from_its_top() -> None:
    text = '[project]\nname = "x"\n\n[tool.flowlint]\npedantic = 1\n\n[tool.flowlint.rules.tangled-flow]\nmax = 1\n'
    Path("pyproject.toml").write_text(text, encoding="utf-8")
    assert told() == [
        "pyproject.toml:5: `pedantic` is a number; it takes true or false.",
        "pyproject.toml:8: there is no setting `rules.tangled-flow.max`.",
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a = 1\nb =\n", "flowlint.toml:2: it is not TOML: Invalid value in column 4."),
        (b"select = [", "flowlint.toml: it is not TOML: Invalid value at its end."),
        (b"\xff\xfea", "flowlint.toml: it is not UTF-8; save it as UTF-8."),
        (b"a = " + b"[" * 3000, "flowlint.toml: its tables and lists stand in one another, deeper than 50."),
        (b"a" + b".a" * 3000 + b" = 1", "flowlint.toml: its tables and lists stand in one another, deeper than 50."),
    ],
)
def test_a_file_that_is_no_toml(content: bytes, expected: str) -> None:
    Path("flowlint.toml").write_bytes(content)
    assert told() == [expected]


@pytest.mark.parametrize("number", ["1" * 5000, "0x" + "f" * 5000, "0x" + "f" * 300, "[0b" + "1" * 1_001 + "]"])
def test_a_number_too_long_to_read(number: str) -> None:
    Path("flowlint.toml").write_text(f"time-limit = {number}\n")
    assert told() == ["flowlint.toml: it has a number of more than 300 digits."]


def test_a_mark_of_utf_8_is_no_mistake() -> None:
    Path("flowlint.toml").write_text("\ufeffpedantic = 1", encoding="utf-8")
    assert told() == ["flowlint.toml:1: `pedantic` is a number; it takes true or false."]


@pytest.mark.parametrize(
    ("make", "overrides", "expected"),
    [
        (lambda: Path("flowlint.toml").mkdir(), Overrides(), "flowlint.toml: cannot be read: is a directory."),
        (
            lambda: Path("flowlint.toml").symlink_to("nowhere"),
            Overrides(),
            "flowlint.toml: cannot be read: no such file or directory.",
        ),
        (
            lambda: Path("a.toml").mkdir(),
            Overrides(settings_file=Path("a.toml")),
            "a.toml: cannot be read: is a directory.",
        ),
        (
            lambda: None,
            Overrides(settings_file=Path("a.toml")),
            "a.toml: cannot be read: no such file or directory.",
        ),
        (
            lambda: Path("pyproject.toml").write_text("\n[[tool.flowlint]]\n"),
            Overrides(),
            "pyproject.toml:2: `tool.flowlint` is no table; write [tool.flowlint].",
        ),
        (
            lambda: Path("pyproject.toml").write_text("[tool]"),
            Overrides(settings_file=Path("pyproject.toml")),
            "pyproject.toml: it has no table [tool.flowlint].",
        ),
        (
            lambda: Path("flowlint.toml").symlink_to("/dev/zero"),
            Overrides(),
            "flowlint.toml: cannot be read: not a regular file.",
        ),
        (lambda: os.mkfifo("flowlint.toml"), Overrides(), "flowlint.toml: cannot be read: not a regular file."),
        (
            lambda: Path("flowlint.toml").write_text("#" * 1_000_001),
            Overrides(),
            "flowlint.toml: cannot be read: larger than 1 MB.",
        ),
        (
            lambda: Path("flowlint.toml").write_text(r'extend = "a\u0000b"'),
            Overrides(),
            "flowlint.toml:1: `extend` names a file with the character U+0000, which none can have in its name.",
        ),
        (
            lambda: Path("flowlint.toml").write_text(r'baseline = "a\u0000b"'),
            Overrides(),
            "flowlint.toml:1: `baseline` names a\0b, and no file can have the character U+0000 in its name; "
            "name another, or give it on the command line.",
        ),
    ],
)
def test_a_file_that_cannot_be_read(make: Callable[[], Any], overrides: Overrides, expected: str) -> None:
    make()
    assert told(overrides) == [expected]


NOT_READ = "it is not read: settings are TOML"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (".flowlint.toml", "", f"{NOT_READ}, in a file that is called flowlint.toml."),
        (".flowlintrc", "ignore: []", f"{NOT_READ}, in a file that is called flowlint.toml."),
        ("flowlint.ini", "[flowlint]", f"{NOT_READ}, in a file that is called flowlint.toml."),
        ("flowlint.yaml", "ignore: [tangled-flow]", f"{NOT_READ}; write them in flowlint.toml."),
        (".flowlint.yml", "fail-on: error\nrules:\n  x: {level: note}\n", f"{NOT_READ}; write them in flowlint.toml."),
        ("flowlint.json", '{"$schema": "x", "pedantic": true}', f"{NOT_READ}; write them in flowlint.toml."),
        ("pyproject.toml", "[flowlint]\npedantic = true", "[flowlint] is not read; write [tool.flowlint]."),
        ("pyproject.toml", "[tool.connect-flowlint]", "[tool.connect-flowlint] is not read; write [tool.flowlint]."),
    ],
)
def test_settings_that_are_called_otherwise(name: str, text: str, expected: str) -> None:
    Path("flows").mkdir()
    Path(name).write_text(text, encoding="utf-8")
    resolver = Overrides().resolver()
    for path in ("flow.json", "flows/flow.json"):
        with pytest.raises(SettingsProblem) as caught:
            resolver.of(path)
        assert [str(one) for one in caught.value.mistakes] == [f"{name}: {expected}"]
    assert Overrides(isolated=True).resolver().of("flow.json").layers == ()
    Path("flows/flowlint.toml").write_text("pedantic = true", encoding="utf-8")
    assert [layer.name for layer in resolver.of("flows/flow.json").layers] == ["flows/flowlint.toml"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("flowlint.yml", "flowlint:\n  script: [flowlint check]\n"),  # a job of GitLab
        ("flowlint.yaml", "on: push\njobs: {}\n"),
        ("flowlint.yaml", "ignore: [\n"),
        ("flowlint.json", '{"version": 1, "rules": [], "findings": []}'),
        ("flowlint.json", "{}"),
        ("flowlint.json", "[" * 9000),
        ("pyproject.toml", "[tool]\nflow-lint = 1"),
    ],
)
def test_files_of_such_names_that_are_something_else(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")
    assert Overrides().resolver().of("flow.json").layers == ()


def test_files_that_extend_one_another_without_end() -> None:
    for number in range(1000):
        Path(f"{number}.toml").write_text(f'extend = "{number + 1}.toml"')
    Path("flowlint.toml").write_text('extend = "0.toml"')
    assert told() == ["18.toml:1: more than 20 files extend one another; let fewer do so."]


def test_a_file_without_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("flowlint.toml").write_text("pedantic = true")

    def refuse(*_: object) -> bytes:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(layers, "read_regular", refuse)
    assert told() == ["flowlint.toml: cannot be read: permission denied."]


def test_a_folder_without_permission_is_no_mistake_of_settings(here: Path, request: pytest.FixtureRequest) -> None:
    Path("locked").mkdir()
    Path("locked/flow.json").write_text("{}")
    Path("locked").chmod(0)
    request.getfixturevalue("without_privileges")
    report = check_paths(["locked/flow.json"])
    assert [failure.message for failure in report.failures] == ["cannot be read: permission denied"]


def test_mistakes_of_the_caller_stand_beside_those_of_files() -> None:
    Path("flowlint.toml").write_text("pedantic = 1")
    overrides = Overrides(
        settings={"extend": "a.toml", "fail-on": "eror"},
        caller="the command line",
    )
    assert told(overrides) == [
        "flowlint.toml:1: `pedantic` is a number; it takes true or false.",
        "the command line: `fail-on` is 'eror'; it takes error, warning, note or never. Did you mean error?",
        "the command line: `extend` counts in settings files alone.",
    ]


@pytest.mark.parametrize(
    "asked",
    [
        {"exclude": ["a/\ud800"]},
        {"baseline": "a/\ud800"},
        {"per-file-ignores": {"a/\ud800": ["*"]}},
        {"suppress": [{"rules": ["*"], "path": "a/\ud800", "reason": "why"}]},
    ],
    ids=lambda asked: next(iter(asked)),
)
def test_half_a_character_from_a_caller(asked: dict[str, Any]) -> None:
    expected = ["the caller: 'a/\\ud800' holds half a character; write the whole one."]
    assert told(Overrides(settings=asked, caller="the caller")) == expected


def test_names_that_no_settings_know_are_told() -> None:
    overrides = Overrides(select=("tangled-flwo",), ignore=("text-to-long",), caller="the command line")
    assert told(overrides) == [
        "the command line: there is no rule 'text-to-long'. Did you mean text-too-long?",
        "the command line: there is no rule 'tangled-flwo'. Did you mean tangled-flow?",
    ]


def test_each_key_has_a_mistake_that_is_told_of_its_type() -> None:
    """A new key without an explanation would be told in the words of the validator."""
    for key in settings_schema(packs.load().rules)["properties"]:
        for value in (False, 3, 1.5, "", "?", [""], [[]], {}, {"a": 1}, [{"a": 1}]):
            try:
                Overrides(isolated=True, settings={key: value}).resolver().of("flow.json")
            except SettingsProblem as problem:
                for mistake in problem.mistakes:
                    assert mistake.message.endswith((".", "?")), mistake
                    assert "is not" not in mistake.message.replace("is not as JSON", ""), mistake


# Whatever stands in a settings file, all that is ever raised is a SettingsProblem.

KEYS = st.one_of(
    st.sampled_from([*settings_schema(packs.load().rules)["properties"], "tool", "flowlint"]),
    st.sampled_from(["tangled-flow", "level", "max-complexity", "house/some-rule", "rules", "reason", "flow", "path"]),
    st.sampled_from(["some-rule", "message", "select", "schema", "*", "", "a b"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)
SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(),
    st.dates(),
    st.times(),
    st.datetimes(),
    KEYS,
    st.sampled_from(["$.Actions[*]", "$[", "json=x", "xml", "error", "camelCase", "!a", "[a", "\\"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TABLES, st.booleans())
def test_nothing_else_is_ever_raised(here: Path, table: dict[str, Any], shared: bool) -> None:
    for name in ("flowlint.toml", "pyproject.toml"):
        (here / name).unlink(missing_ok=True)
    name, document = ("pyproject.toml", {"tool": {"flowlint": table}}) if shared else ("flowlint.toml", table)
    text = tomlkit.dumps(document)
    try:
        tomllib.loads(text)
    except ValueError:
        return  # the writer, not the reader, is at fault
    (here / name).write_text(text, encoding="utf-8", newline="")
    os.utime(here / name, ns=(len(text), hash(text) % 2**50))
    try:
        report = check_text("{}", "flow.json")
    except SettingsProblem as problem:
        assert problem.mistakes
        assert all(one.message.strip() for one in problem.mistakes)
    else:
        assert not [one for one in report.failures if "crash" in one.message]
