"""`flowlint settings`: what holds, where it comes from, and the JSON Schema for editors."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from flowlint import packs
from flowlint.run import Overrides
from flowlint.settings import Settings
from flowlint.settings.display import lines
from flowlint.settings.schema import SCHEMA_STORE, settings_schema
from kit import ROOT, Run, write
from kit.settings_layers import LAYERS

RULES = packs.load().rules
OWN = [rule for rule in RULES if not rule.pack]


pytestmark = pytest.mark.usefixtures("here")


def test_each_value_with_its_origin(command: Run) -> None:
    write(
        "base.toml",
        'select = ["t*-flow", "text-too-long"]\n[house-rules.some-rule]\nmessage = "m"\nselect = "$"\nschema = false',
    )
    write(
        "flows/pyproject.toml",
        '[tool.flowlint]\nextend = "../base.toml"\nselect = ["oversized-flow"]\nexclude = ["old/"]\n'
        'ignore = ["text-too-long"]\nfail-on = "error"\n[tool.flowlint.rules.oversized-flow]\nmax-blocks = 3\n'
        '[tool.flowlint.per-file-ignores]\n"sales/**" = ["oversized-*"]\n'
        '[[tool.flowlint.suppress]]\nrules = ["*"]\nflow = "A\\nB"\nreason = "r"\n',
    )
    done = command("settings", "flows/sales/old/flow.json", "--pedantic", "--extend-select", "house/*")
    assert (done.returncode, done.stderr) == (0, "")
    pedantic = {rule.id for rule in RULES if rule.pedantic}
    running = pedantic | {"house/some-rule", "tangled-flow"}
    off = {
        **{rule.id: "not selected" for rule in RULES if rule.id not in running},
        "oversized-flow": "per-file-ignores, flows/pyproject.toml:10",
        "text-too-long": "ignored, flows/pyproject.toml:5",
    }
    assert done.stdout == (
        """\
# Settings for flows/sales/old/flow.json
# from base.toml, then flows/pyproject.toml, then the command line
# It is passed over: excluded by "old/", flows/pyproject.toml:4

# extend = "../base.toml"  # flows/pyproject.toml:2
select = [
    "t*-flow",  # base.toml:1
    "text-too-long",  # base.toml:1
    "oversized-flow",  # flows/pyproject.toml:3
]
extend-select = [
    "house/*",  # the command line
]
ignore = [
    "text-too-long",  # flows/pyproject.toml:5
]
pedantic = true  # the command line
preview = false  # default
rules.oversized-flow.max-blocks = 3  # flows/pyproject.toml:8
per-file-ignores."sales/**" = [
    "oversized-*",  # flows/pyproject.toml:10
]
exclude = [
    "old/",  # flows/pyproject.toml:4
]
fail-on = "error"  # flows/pyproject.toml:6
suppress = [
    {rules = ["*"], flow = "A\\nB", reason = "r"},  # flows/pyproject.toml:11
]
house-rules.some-rule = {message = "m", select = "$", schema = false}  # base.toml:2

# Not set: known-attributes, entry-flows, complete, block-types, naming-style, strict-reading, fail-if-none, \
time-limit, output, baseline

# `flowlint check` in the current folder takes fail-on, strict-reading, fail-if-none, output and baseline
# from no file: none holds there. So these do not count in it:
#   fail-on, flows/pyproject.toml:6

"""
        f"# {len(running)} of {len(RULES) + 1} rules run. These do not:\n"
        + "".join(f"#   {rule}: {off[rule]}\n" for rule in sorted(off))
    )


def test_a_folder_and_rules_asked_for_by_name(command: Run) -> None:
    write("flowlint.toml", 'pedantic = false\nfail-on = "never"')
    write("flows/deep/flow.json", "{}")
    done = command("settings", "flows/../flows/deep", "--select", "tangled-flow")
    assert done.stdout.startswith(
        "# Settings for flows/../flows/deep\n# from flowlint.toml\n"
        "# Rules asked for by name, in place of select, extend-select and ignore: tangled-flow\n\n"
    )
    assert f"# 1 of {len(RULES)} rules run" in done.stdout
    assert command("settings", "--isolated").stdout.startswith("# Settings for .\n# No settings file holds for it.\n\n")


ABOUT_RUN = (
    "# `flowlint check` in the current folder takes fail-on, strict-reading, fail-if-none, output and baseline\n"
)
ALONE = f"{ABOUT_RUN}# from flowlint.toml alone. So these do not count in it:\n"
LEAVE = "# `flowlint check` writes a.sarif and b.json only with --allow-output, flowlint.toml:2\n"
SALES = "#   fail-on, sales/flowlint.toml:1\n#   baseline, sales/flowlint.toml:2\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], f"{ALONE}#   fail-on, apart/flowlint.toml:1\n{SALES}#   fail-on, sales/uk/pyproject.toml:2\n{LEAVE}"),
        (["flow.json"], LEAVE),
        (["other"], LEAVE),
        (
            ["sales/flow.json"],
            f"{ALONE}{SALES}{LEAVE}"
            "# flowlint.toml is not read, because sales/flowlint.toml is nearer, which could `extend` it.\n",
        ),
        (
            ["sales/uk"],
            f"{ALONE}#   fail-on, sales/uk/pyproject.toml:2\n{LEAVE}"
            "# sales/flowlint.toml is not read, because sales/uk/pyproject.toml is nearer, which could `extend` it.\n"
            "# flowlint.toml is not read, because sales/uk/pyproject.toml is nearer, which could `extend` it.\n",
        ),
        (["builds-on/flow.json"], LEAVE),
        (["apart/flow.json"], f"{ALONE}#   fail-on, apart/flowlint.toml:1\n{LEAVE}"),
        (["sales/flow.json", "--settings", "flowlint.toml"], ""),
        (["sales/flow.json", "--isolated"], ""),
    ],
)
def test_what_does_not_count_in_a_run_from_here(command: Run, words: list[str], said: str) -> None:
    write("flowlint.toml", 'fail-on = "error"\noutput = ["sarif=a.sarif", "text", "json=b.json"]')
    write("sales/flowlint.toml", 'fail-on = "note"\nbaseline = "b.json"\npedantic = true')
    write("sales/uk/pyproject.toml", '[tool.flowlint]\nfail-on = "never"')
    write("other/pyproject.toml", "[tool.black]")
    write("builds-on/flowlint.toml", 'extend = "../flowlint.toml"')
    write("apart/.git", "gitdir: elsewhere")
    write("apart/flowlint.toml", 'fail-on = "note"')
    done = command("settings", *words)
    assert (done.returncode, done.stderr) == (0, "")
    between = done.stdout.partition("# Not set: ")[2].partition("\n\n")[2].rpartition("# ")[0]
    about = between.partition(" rules run.")[0].rpartition("\n\n")[0]
    assert about == said.rstrip("\n")
    tomllib.loads(done.stdout)


def test_what_does_not_count_seen_from_elsewhere(command: Run, here: Path) -> None:
    write("flowlint.toml", 'fail-on = "error"')
    write("sales/flowlint.toml", 'fail-on = "note"')
    done = command("settings", "flow.json", cwd=Path("sales"))
    assert ABOUT_RUN not in done.stdout
    done = command("settings", "..", cwd=Path("sales"))
    assert f"{ALONE}#   fail-on, {here}/flowlint.toml:1\n" in done.stdout


def test_a_rule_that_its_level_switches_off(command: Run) -> None:
    write("flowlint.toml", '[rules.tangled-flow]\nlevel = "off"')
    shown = command("settings").stdout
    assert 'rules.tangled-flow.level = "off"  # flowlint.toml:2\n' in shown
    assert "#   tangled-flow: off, flowlint.toml:2\n" in shown
    assert "tangled-flow: " not in command("settings", "--select", "tangled-flow").stdout


def test_mistakes_end_with_2(command: Run) -> None:
    write("flowlint.toml", "selct = []")
    done = command("settings")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("flowlint: flowlint.toml:1: there is no setting `selct`.")
    assert command("check").returncode == command("baseline", "write").returncode == 2


def test_names_from_files_cannot_steer_a_terminal(command: Run) -> None:
    write("flowlint.toml", 'known-attributes = ["\\u001b[31m", "\\u202e", "\\u009b"]')
    done = command("settings", "a\nb\x1b.json")
    assert "\x1b" not in done.stdout
    assert tomllib.loads(done.stdout)["known-attributes"] == ["\x1b[31m", "\u202e", "\x9b"]


def shown(settings: Settings) -> str:
    keys = list(settings_schema(RULES)["properties"])
    return "\n".join(lines(settings, "flow.json", RULES, keys))


def values(settings: Settings) -> dict[Any, Any]:
    """What holds, without where it comes from; what is not set holds its default."""
    held = {way: [one.value for one in found] for way, found in settings.origins.items() if way != ("extend",)}
    return {("fail-on",): ["warning"], ("pedantic",): [False], ("preview",): [False], **held}


@pytest.mark.parametrize("row", LAYERS.values(), ids=LAYERS)
def test_what_is_shown_is_a_settings_file_that_says_the_same(row: Any) -> None:
    base, top, asked, *_ = row
    write("base.toml", base)
    write("flowlint.toml", f'extend = "base.toml"\n{top}')
    before = Overrides(settings=asked).resolver().of("flow.json")
    write("flowlint.toml", shown(before))
    assert values(Overrides().resolver().of("flow.json")) == values(before)


def test_what_is_shown_of_odd_names_says_the_same() -> None:
    write(
        "flowlint.toml",
        'known-attributes = ["é\\u0000\\"\\\\", "a.b", "#", ""]\n'.replace(', ""', "")
        + '[per-file-ignores]\n"a b/**/*.json # \\"x\\"" = ["*"]\n'
        + "[house-rules.some-rule]\nmessage = '''\nTwo\nlines {{x}}'''\nselect = '$.Actions[*]'\n"
        + 'schema = {"$defs" = {"a b" = {}}, enum = [[], {}, 1.5, -0.0, true, "x"], "x-y" = [{a = [{}]}]}\n',
    )
    before = Overrides().resolver().of("flow.json")
    write("flowlint.toml", shown(before))
    assert values(Overrides().resolver().of("flow.json")) == values(before)


# The schema


def test_the_schema_is_one_and_is_the_shipped_file(command: Run) -> None:
    schema = settings_schema(RULES)
    Draft7Validator.check_schema(schema)
    assert json.loads(command("settings", "--schema").stdout) == schema
    shipped = json.loads((ROOT / "flowlint" / "settings" / "settings.schema.json").read_text(encoding="utf-8"))
    assert shipped == settings_schema(OWN)


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Give a schema and all that it holds."""
    if isinstance(schema, dict):
        yield schema
    for held in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from parts(held)


def test_the_schema_is_as_the_schema_store_wants_it() -> None:
    schema = settings_schema(OWN)
    assert (schema["$schema"], schema["$id"]) == ("http://json-schema.org/draft-07/schema#", SCHEMA_STORE)
    assert all(one["description"].endswith((".", "default")) for one in schema["properties"].values())
    for part in parts(schema):
        if isinstance(part.get("properties"), dict) and "additionalProperties" in part:
            assert part["type"] == "object"
        for name in part["required"] if isinstance(part.get("required"), list) and "properties" in part else ():
            assert name in part["properties"]
        if isinstance(part.get("enum"), list):
            assert len(set(part["enum"])) == len(part["enum"])
    assert "$id" not in settings_schema([replace(OWN[0], pack="acme")])


def examples() -> list[Path]:
    return [*sorted(ROOT.glob("docs/*.toml"))]


@pytest.mark.parametrize("example", examples(), ids=lambda path: path.name)
def test_the_schema_takes_the_examples(example: Path) -> None:
    Draft7Validator(settings_schema(OWN)).validate(tomllib.loads(example.read_text(encoding="utf-8")))


def of_the_docs() -> list[str]:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    return [block.partition("```")[0] for block in text.split("```toml\n")[1:]]


@pytest.mark.parametrize("block", of_the_docs())
def test_the_examples_of_the_documentation_are_right(block: str) -> None:
    table = tomllib.loads(block)
    table = table.get("tool", {}).get("flowlint", table)
    Draft7Validator(settings_schema(OWN)).validate(table)
    ours = {key: value for key, value in table.items() if key not in {"extend", "baseline"}}
    if not any("house/" in name for name in table.get("rules", {})):
        Overrides(isolated=True, settings=ours).resolver().of("flow.json")


def test_the_documentation_shows_each_key() -> None:
    text = "".join(of_the_docs())
    assert [key for key in settings_schema(OWN)["properties"] if key not in text and key != "house-rules"] == []
    example = (ROOT / "docs" / "house-rules.toml").read_text(encoding="utf-8")
    assert "[house-rules." in example
