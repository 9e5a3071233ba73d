"""Which settings hold for a file: the nearest settings file, what it extends, and what the caller asks for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from flowlint import packs
from flowlint.run import Overrides, check_paths, check_text
from flowlint.settings import Layer, Settings
from flowlint.settings.mistakes import SettingsProblem
from flowlint.settings.schema import settings_schema
from flowlint.suppression.baseline import Baseline, checked_files, renew
from flowlint.suppression.baseline import text as as_text
from kit import write
from kit.settings_layers import LAYERS, TOP_DEFINITION

pytestmark = pytest.mark.usefixtures("here")


def held(settings: Settings, *way: str) -> list[tuple[Any, str]]:
    """What holds at a way, each value with where it comes from."""
    return [(one.value, str(one)) for one in settings.origins.get(way, ())]


@pytest.mark.parametrize("row", LAYERS.values(), ids=LAYERS)
def test_what_holds(row: tuple[str, str, dict[str, Any], tuple[str, ...], list[tuple[Any, str]]]) -> None:
    base, top, asked, way, expected = row
    write("base.toml", base)
    write("flowlint.toml", f'extend = "base.toml"\n{top}')
    assert held(Overrides(settings=asked).resolver().of("flow.json"), *way) == expected


def test_each_key_has_a_row() -> None:
    assert {row[3][0] for row in LAYERS.values()} == set(settings_schema(packs.load().rules)["properties"])


def test_extends_are_a_chain_and_start_from_their_own_folders() -> None:
    write("shared/all/base.toml", 'ignore = ["text-too-long"]\nfail-on = "note"\nnaming-style = "camelCase"')
    write("shared/team.toml", 'extend = "all/base.toml"\nignore = ["tangled-flow"]\nfail-on = "error"')
    write("flows/pyproject.toml", '[tool.flowlint]\nextend = "../shared/team.toml"\nignore = ["oversized-flow"]')
    settings = Overrides().resolver().of("flows/deep/er/flow.json")
    assert [layer.name for layer in settings.layers] == [
        "shared/all/base.toml",
        "shared/team.toml",
        "flows/pyproject.toml",
    ]
    assert held(settings, "ignore") == [
        ("text-too-long", "shared/all/base.toml:1"),
        ("tangled-flow", "shared/team.toml:2"),
        ("oversized-flow", "flows/pyproject.toml:3"),
    ]
    assert (settings.value("fail-on"), settings.value("naming-style")) == ("error", "camelCase")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"flowlint.toml": 'extend = "flowlint.toml"'}, "flowlint.toml:1: `extend` leads back to flowlint.toml."),
        (
            {"flowlint.toml": 'extend = "a.toml"', "a.toml": '\nextend = "b.toml"', "b.toml": 'extend = "./a.toml"'},
            "b.toml:1: `extend` leads back to a.toml.",
        ),
        ({"flowlint.toml": 'extend = "no.toml"'}, "flowlint.toml:1: `extend` names no.toml, which is no file."),
        ({"flowlint.toml": 'extend = "."'}, "flowlint.toml:1: `extend` names ., which is no file."),
        (
            {"flowlint.toml": 'extend = "pyproject.toml"', "pyproject.toml": "[tool.other]"},
            "pyproject.toml: it has no table [tool.flowlint].",
        ),
        ({"flowlint.toml": 'extend = "a.toml"', "a.toml": "b = "}, "a.toml: it is not TOML: Invalid value at its end."),
    ],
)
def test_extends_that_lead_nowhere(files: Mapping[str, str], told: str) -> None:
    for name, text in files.items():
        write(name, text)
    with pytest.raises(SettingsProblem) as caught:
        Overrides().resolver().of("flow.json")
    assert str(caught.value) == told


def test_a_ring_through_a_link_is_one(here: Path) -> None:
    write("flowlint.toml", 'extend = "again/flowlint.toml"')
    (here / "again").symlink_to(here)
    with pytest.raises(SettingsProblem, match="leads back"):
        Overrides().resolver().of("flow.json")


def test_the_nearest_file_holds_alone() -> None:
    write("flowlint.toml", 'ignore = ["tangled-flow"]')
    write("pyproject.toml", "[tool.black]\nline-length = 100")
    write("sales/pyproject.toml", '[tool.flowlint]\nignore = ["text-too-long"]')
    write("sales/deep/pyproject.toml", "[project]\nname = 'no settings'")
    resolver = Overrides().resolver()
    assert held(resolver.of("flow.json"), "ignore") == [("tangled-flow", "flowlint.toml:1")]
    assert held(resolver.of("sales/deep/flow.json"), "ignore") == [("text-too-long", "sales/pyproject.toml:2")]
    assert held(resolver.of("sales/../other/flow.json"), "ignore") == [("tangled-flow", "flowlint.toml:1")]


@pytest.mark.parametrize("git", ["file", "folder"])
def test_the_search_ends_at_the_repository(here: Path, git: str) -> None:
    write("flowlint.toml", 'ignore = ["tangled-flow"]')
    if git == "file":
        write("inner/.git", "gitdir: elsewhere")
    else:
        (here / "inner" / ".git").mkdir(parents=True)
    assert Overrides().resolver().of("inner/flows/flow.json").layers == ()
    write("inner/flowlint.toml", "pedantic = true")
    assert held(Overrides().resolver().of("inner/flows/flow.json"), "pedantic") == [(True, "inner/flowlint.toml:1")]


def test_two_files_with_settings_in_one_folder() -> None:
    write("flowlint.toml", "")
    write("pyproject.toml", "[tool.flowlint]")
    with pytest.raises(SettingsProblem) as caught:
        Overrides().resolver().of("flow.json")
    assert str(caught.value) == "flowlint.toml: pyproject.toml beside it has settings too; keep them in one of the two."


def test_a_file_that_is_named_holds_for_all_and_starts_from_its_folder() -> None:
    write("flowlint.toml", 'ignore = ["tangled-flow"]')
    write("conf/ci.toml", 'ignore = ["text-too-long"]\nexclude = ["old.json"]')
    resolver = Overrides(settings_file=Path("conf/ci.toml")).resolver()
    assert held(resolver.of("flow.json"), "ignore") == [("text-too-long", "conf/ci.toml:1")]
    assert str(resolver.of("conf/old.json").excluded_by("conf/old.json")) == "conf/ci.toml:2"
    assert resolver.of("old.json").excluded_by("old.json") is None


def test_isolated_takes_no_file_and_what_is_asked_counts() -> None:
    write("flowlint.toml", "it is not even TOML")
    settings = Overrides(isolated=True, ignore=("text-too-long",), caller="the command line").resolver().of("flow.json")
    assert [layer.name for layer in settings.layers] == ["the command line"]
    assert held(settings, "ignore") == [("text-too-long", "the command line")]


def test_the_settings_of_a_run_are_those_of_the_folder_that_holds_all() -> None:
    write("flowlint.toml", 'fail-on = "never"')
    write("a/flowlint.toml", 'fail-on = "note"')
    write("a/b/flow.json", "{}")
    write("c/flow.json", "{}")
    resolver = Overrides().resolver()
    assert [resolver.of_run(paths).value("fail-on") for paths in (["a/b/flow.json", "c"], ["a/b/flow.json"], [])] == [
        "never",
        "note",
        "never",
    ]


def chosen(text: str, **asked: Any) -> set[str]:
    write("flowlint.toml", text)
    resolver = Overrides(**asked).resolver()
    settings = resolver.of("flow.json")
    return {rule.id for rule in settings.chosen(resolver.rules(settings))}


ALL = {rule.id for rule in packs.load().rules}
PEDANTIC = {rule.id for rule in packs.load().rules if rule.pedantic}
USUAL = ALL - PEDANTIC


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("", {}, USUAL),
        ("pedantic = true", {}, ALL),
        ("", {"pedantic": True}, ALL),
        ('select = ["tangled-flow", "unread-attribute"]', {}, {"tangled-flow", "unread-attribute"}),
        ('select = ["tangled-flow"]', {"pedantic": True}, {"tangled-flow"} | PEDANTIC),
        ('select = ["*"]', {}, ALL),
        ('extend-select = ["unread-attribute"]', {}, USUAL | {"unread-attribute"}),
        ('select = ["tangled-flow"]', {"extend_select": ("stale-*",)}, {"tangled-flow", "stale-lambda-result"}),
        ('ignore = ["*"]\nextend-select = ["tangled-flow"]', {}, set()),
        ('ignore = ["tangled-flow"]', {"extend_select": ("tangled-flow",)}, USUAL - {"tangled-flow"}),
        ("", {"ignore": ("tangled-flow",)}, USUAL - {"tangled-flow"}),
        ('rules.tangled-flow.level = "off"', {}, USUAL - {"tangled-flow"}),
        ('rules.tangled-flow.level = "off"', {"pedantic": True}, ALL - {"tangled-flow"}),
        ('rules.tangled-flow.level = "off"\nselect = ["tangled-*"]', {}, set()),
        ('rules.tangled-flow.level = "off"', {"extend_select": ("tangled-flow",)}, USUAL - {"tangled-flow"}),
        ('rules.tangled-flow.level = "off"', {"select": ("tangled-flow",)}, {"tangled-flow"}),
        # What the caller selects is in place of all that settings choose, and of their ignores.
        ('select = ["text-too-long"]\nignore = ["*"]', {"select": ("tangled-flow",)}, {"tangled-flow"}),
        ("pedantic = true", {"select": ("stale-*",)}, {"stale-lambda-result"}),
        ('extend-select = ["unread-attribute"]', {"select": ("tangled-flow",)}, {"tangled-flow"}),
        ("", {"select": ("tangled-flow", "text-too-long"), "ignore": ("text-*",)}, {"tangled-flow"}),
        # An ignore of the caller counts also where settings ignore the same rule.
        ('ignore = ["text-*"]', {"select": ("t*g*",), "ignore": ("text-*",)}, {"tangled-flow"}),
        (
            "",
            {"select": ("tangled-flow",), "extend_select": ("unread-attribute",)},
            {"tangled-flow", "unread-attribute"},
        ),
        ("", {"select": ("tangled-flow",), "pedantic": True}, {"tangled-flow"}),
    ],
)
def test_which_rules_are_chosen(text: str, asked: dict[str, Any], expected: set[str]) -> None:
    assert chosen(text, **asked) == expected


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ([], None),
        ([["a"], ["b"]], ("a", "b")),
        ([[]], ()),
        ([["a"], []], ()),
        ([["a"], [], ["b"]], ("b",)),
        ([[], ["b"]], ("b",)),
    ],
)
def test_a_list_that_is_an_option_can_be_emptied(said: list[list[str]], holds: tuple[str, ...] | None) -> None:
    layers = [Layer(f"{at}", Path.cwd(), {"rules": {"some/rule": {"words": one}}}) for at, one in enumerate(said)]
    assert Settings(layers).table("rules").get("some/rule", {}).get("words") == holds


def test_lists_of_names_hold_each_once_from_whatever_folder() -> None:
    write("shared/base.toml", 'known-attributes = ["crm*"]')
    write("flowlint.toml", 'extend = "shared/base.toml"\nknown-attributes = ["crm*"]')
    assert held(Overrides().resolver().of("flow.json"), "known-attributes") == [("crm*", "shared/base.toml:1")]


def test_lists_of_paths_keep_what_two_folders_say_alike() -> None:
    both = 'exclude = ["/old/"]\nper-file-ignores = {"/new/" = ["dangling-transition"]}'
    write("shared/base.toml", both)
    write("flowlint.toml", f'extend = "shared/base.toml"\n{both}')
    settings = Overrides().resolver().of("flow.json")
    assert [str(settings.excluded_by(path)) for path in ("shared/old/f.json", "old/f.json", "new/f.json")] == [
        "shared/base.toml:1",
        "flowlint.toml:2",
        "None",
    ]
    assert [[str(one) for one in settings.ignored(path)] for path in ("shared/new/f.json", "new/f.json")] == [
        ["shared/base.toml:2"],
        ["flowlint.toml:3"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        'exclude = ["flow.json"]',
        'ignore = ["dangling-transition"]',
        'per-file-ignores = {"*.json" = ["dangling-transition"]}',
        '[rules.dangling-transition]\nlevel = "note"',
        '[[suppress]]\nrules = ["dangling-transition"]\npath = "flow.json"\nreason = "r"',
        'baseline = "known.json"',
        f'select = ["house/*"]\nhouse-rules.some-rule = {TOP_DEFINITION}',
    ],
)
def test_a_text_and_a_file_are_checked_alike(text: str, bad_flow: str) -> None:
    write("flow.json", bad_flow)
    alone = check_paths(["flow.json"], Overrides(isolated=True))
    rules = frozenset(rule.id for rule in alone.rules)
    known = renew(Baseline(Path("known.json")), alone.findings, checked_files(alone), rules, "").baseline
    write("known.json", as_text(known))
    write("flowlint.toml", text)
    report = check_paths(["flow.json"])
    assert check_text(bad_flow, "flow.json") == report
    assert (report == alone) is (text == "")
