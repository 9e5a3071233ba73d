"""What each setting does to a report, through a real settings file."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from flowlint import packs
from flowlint.run import Overrides, check_paths
from flowlint.settings.mistakes import SettingsProblem
from flowlint.testing import expected_text, fixtures_in, settings_of
from kit import BAD, GOOD, ROOT, Run, write
from kit.flows import END, block
from kit.flows import flow as flow_of

FIXTURES = ROOT / "fixtures"


pytestmark = pytest.mark.usefixtures("here")


def found(text: str = "", *paths: str, **asked: Any) -> list[str]:
    """The rules and levels of what is found under a settings file."""
    Path("flowlint.toml").write_text(text, encoding="utf-8")
    report = check_paths(paths or ["."], Overrides(**asked))
    assert not report.failures
    return [f"{finding.path}: {finding.level.value} {finding.rule}" for finding in report.findings]


def save(path: str, document: Any) -> None:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, indent=2), encoding="utf-8")


# Every option of every rule, by the fixtures that come with settings


def fixtures_with_settings() -> Iterator[tuple[str, Path]]:
    for rule in packs.load().rules:
        for fixture in fixtures_in(FIXTURES / rule.name) if not rule.pack else ():
            if settings_of(fixture):
                yield rule.id, fixture


def options() -> list[str]:
    return [f"{rule.id} {name}" for rule in packs.load().rules if not rule.pack for name in rule.option_fields]


def under_settings(rule: str, fixture: Path, settings: dict[str, Any]) -> str:
    Path("flow.json").write_bytes(fixture.read_bytes())
    Path("flowlint.toml").write_text(tomlkit.dumps({"select": [rule], **settings}), encoding="utf-8")
    return expected_text(check_paths(["flow.json"]))


@pytest.mark.parametrize(("rule", "fixture"), list(fixtures_with_settings()), ids=lambda one: getattr(one, "stem", one))
def test_a_settings_file_is_what_a_fixture_is_checked_under(rule: str, fixture: Path) -> None:
    expected = fixture.with_suffix(".expected")
    wanted = expected.read_text(encoding="utf-8") if expected.exists() else ""
    assert under_settings(rule, fixture, settings_of(fixture)) == wanted


@pytest.mark.parametrize("option", options())
def test_each_option_matters(option: str) -> None:
    """Some fixture reports otherwise with the option, as its settings have it, than without it."""
    rule, _, name = option.partition(" ")
    for _, fixture in (one for one in fixtures_with_settings() if one[0] == rule):
        settings = settings_of(fixture)
        without = copy.deepcopy(settings)
        if without.get("rules", {}).get(rule, {}).pop(name, None) is not None and under_settings(
            rule, fixture, settings
        ) != under_settings(rule, fixture, without):
            return
    pytest.fail(f"no fixture of {rule} shows what {name} does")


# The other settings, by the smallest flows that show them


def flow(name: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    return flow_of(*blocks, END, Metadata={"name": name})


def sets(attributes: dict[str, str], following: str) -> dict[str, Any]:
    parameters = {"Attributes": attributes, "TargetContact": "Current"}
    return block("set", "UpdateContactAttributes", parameters, following, NoMatchingError="end")


def says(text: str, following: str = "end") -> dict[str, Any]:
    return block("say", "MessageParticipant", {"Text": text}, following, NoMatchingError="end")


def test_known_attributes() -> None:
    save("flow.json", flow("Main", says("Hello $.Attributes.crmName.")))
    one = ["flow.json: note attribute-never-set"]
    select = 'select = ["attribute-never-set"]\n'
    assert found(select) == one
    assert found(f'{select}known-attributes = ["crmname"]') == one
    assert found(f'{select}known-attributes = ["crm*"]') == []


def test_entry_flows() -> None:
    """A flow that is handed a contact, whose caller sets what it reads, may not rely on that if contacts come in."""
    arn = "arn:aws:connect:eu-west-1:111122223333:instance/a/contact-flow/sales"
    go = block("go", "TransferToFlow", {"ContactFlowId": arn}, "end", NoMatchingError="end")
    save("main.json", flow("Main line", sets({"tier": "gold"}, "go"), go))
    sales = flow("Sales", says("Hello $.Attributes.tier.", "set"), sets({"tier": "none"}, "end"))
    save(
        "sales.json",
        {
            "ContactFlow": {
                "Arn": arn,
                "Id": "sales",
                "Name": "Sales",
                "Type": "CONTACT_FLOW",
                "Content": json.dumps(sales),
            }
        },
    )
    select = 'select = ["attribute-read-before-set"]\n'
    spoken = ["sales.json: warning attribute-read-before-set"]
    assert found(select) == []
    assert found(f'{select}entry-flows = ["Sal*"]') == spoken
    assert found(f'{select}entry-flows = ["Main line"]') == []


def test_block_types() -> None:
    save("flow.json", flow("Main", block("new", "BrandNewBlock", None, "end")))
    select = 'select = ["unknown-block-type"]\n'
    assert len(found(select)) == 1
    assert found(f'{select}block-types = ["BrandNewBlock"]') == []
    assert len(found(f'{select}block-types = ["BrandNew*"]')) == 1  # a type is a name, not a pattern


def test_naming_style() -> None:
    keys = {"firstName": "a", "lastName": "b", "street_name": "c", "zipCode": "d"}
    save("flow.json", flow("Main", sets(keys, "end")))
    select = ["mixed-naming-style"]

    def said(text: str) -> str:
        Path("flowlint.toml").write_text(text)
        return " ".join(one.message for one in check_paths(["."], Overrides(select=tuple(select))).findings)

    usual, snake = said(""), said('naming-style = "snake_case"')
    assert "street_name" in usual
    assert "street_name" not in snake
    assert "firstName" in snake
    assert said('naming-style = "camelCase"')


def test_levels_and_what_a_run_fails_on(command: Run) -> None:
    save("flow.json", BAD)
    assert found() == ["flow.json: error dangling-transition"]
    assert found('rules.dangling-transition.level = "note"') == ["flow.json: note dangling-transition"]
    assert found('rules.dangling-transition.level = "off"') == []
    assert found('rules.dangling-transition.level = "off"', select=("dangling-transition",)) == [
        "flow.json: error dangling-transition"
    ]
    codes = {}
    for level in ("error", "warning", "note"):
        for fail_on in ("", "error", "warning", "note", "never"):
            text = f'rules.dangling-transition.level = "{level}"\n' + (f'fail-on = "{fail_on}"' if fail_on else "")
            Path("flowlint.toml").write_text(text)
            codes[level, fail_on] = command("check").returncode
    assert [key for key, code in codes.items() if code] == [
        ("error", ""),
        ("error", "error"),
        ("error", "warning"),
        ("error", "note"),
        ("warning", ""),
        ("warning", "warning"),
        ("warning", "note"),
        ("note", "note"),
    ]
    assert command("check", "--fail-on", "note").returncode == 1  # the last one written says never


def test_per_file_ignores() -> None:
    for path in ("a.json", "old/b.json", "old/deep/c.json"):
        save(path, BAD)
    rest = ["a.json: error dangling-transition"]
    assert found('per-file-ignores = {"old/" = ["dangling-*"]}') == rest
    assert found('per-file-ignores = {"/*.json" = ["dangling-transition"]}') == [
        "old/b.json: error dangling-transition",
        "old/deep/c.json: error dangling-transition",
    ]
    # Also where the rule was asked for by name.
    assert found('per-file-ignores = {"old/" = ["*"]}', select=("dangling-transition",)) == rest


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        ([], ["a.json", "old/b.json", "old/deep/c.draft.json"]),
        (["old"], ["a.json"]),
        (["old/"], ["a.json"]),
        (["/b.json"], ["a.json", "old/b.json", "old/deep/c.draft.json"]),
        (["b.json"], ["a.json", "old/deep/c.draft.json"]),
        (["*.draft.json"], ["a.json", "old/b.json"]),
        (["**/deep/*"], ["a.json", "old/b.json"]),
        (["*.json", "!a.json"], ["a.json"]),
        (["!a.json", "*.json"], []),
    ],
)
def test_exclude(patterns: list[str], left: list[str]) -> None:
    paths = ["a.json", "old/b.json", "old/deep/c.draft.json"]
    for path in paths:
        save(path, BAD)
    text = f"exclude = {json.dumps(patterns)}"
    expected = [f"{path}: error dangling-transition" for path in left]
    assert found(text) == expected
    assert found(text, *paths) == expected


def test_an_excluded_file_that_is_the_only_one_is_told_of(command: Run, here: Path) -> None:
    save("a.json", BAD)
    save("b.json", BAD)
    Path("flowlint.toml").write_text('\nexclude = ["a.json"]')
    for path in ("a.json", "./a.json", str(here / "a.json")):
        done = command("check", path)
        assert (done.returncode, done.stderr) == (
            0,
            "flowlint: a.json was passed over: excluded by flowlint.toml:2\n",
        )
    assert command("check", "a.json", "b.json").stderr == ""


def test_pedantic_and_extend_select() -> None:
    save("flow.json", flow("Main", says("Hello $.Attributes.crmName.")))
    one = "flow.json: note attribute-never-set"
    assert one not in found()
    assert one in found("pedantic = true")
    assert one in found('extend-select = ["attribute-never-set"]')
    assert one not in found('pedantic = true\nignore = ["attribute-never-*"]')


def test_house_rules() -> None:
    save("flow.json", GOOD)
    rule = 'house-rules.some-rule = {message = "{block} is here.", select = "$.Actions[0].Type", schema = false}\n'
    assert found(rule) == ["flow.json: warning house/some-rule"]
    assert found(f'{rule}rules."house/some-rule".level = "error"') == ["flow.json: error house/some-rule"]
    assert found(f'{rule}ignore = ["house/*"]') == []


def test_each_project_has_its_own() -> None:
    """Files of one run under two settings files do not take over anything from each other."""
    for folder in ("a", "b"):
        save(f"{folder}/flow.json", BAD)
        rule = f'house-rules.some-rule = {{message = "{folder}", select = "$.Actions[0].Type", schema = false}}\n'
        level = {"a": "note", "b": "warning"}[folder]
        Path(folder, "flowlint.toml").write_text(f'{rule}rules.dangling-transition.level = "{level}"')
    report = check_paths(["."])
    assert [(one.path, one.rule, one.level.value, one.message) for one in report.findings if "house" in one.rule] == [
        ("a/flow.json", "house/some-rule", "warning", "a"),
        ("b/flow.json", "house/some-rule", "warning", "b"),
    ]
    levels = [(one.path, one.level.value) for one in report.findings if one.rule == "dangling-transition"]
    assert levels == [("a/flow.json", "note"), ("b/flow.json", "warning")]


def test_patterns_hold_where_links_above_give_the_folder_two_names(here: Path, bad_flow: str) -> None:
    """A shell's `$PWD` keeps the name of a link that leads to the folder, the system does not."""
    write("project/flow.json", bad_flow)
    write("project/flowlint.toml", 'exclude = ["flow.json"]')
    (here / "link").symlink_to("project")
    for path, settings in (("project", "link"), ("link", "project")):
        report = check_paths([f"{path}/flow.json"], Overrides(settings_file=Path(f"{settings}/flowlint.toml")))
        assert [file.skipped for file in report.files] == [f"excluded by {settings}/flowlint.toml:1"]


def test_a_house_rule_of_a_folder_can_be_named_from_above(here: Path, good_flow: str) -> None:
    rule = 'house-rules.some-rule = {message = "m", select = "$.Actions[0].Type", schema = false}'
    write("inner/flowlint.toml", rule)
    write("inner/flow.json", good_flow)
    write("flow.json", good_flow)
    report = check_paths(["."], Overrides(select=("house/some-rule",)))
    assert [(one.path, one.rule) for one in report.findings] == [("inner/flow.json", "house/some-rule")]
    assert check_paths(["."], Overrides(ignore=("house/some-rule",))).findings == ()
    with pytest.raises(SettingsProblem, match="there is no rule 'house/some-rule'"):
        check_paths(["flow.json"], Overrides(select=("house/some-rule",)))
