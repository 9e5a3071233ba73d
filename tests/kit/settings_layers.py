"""How settings of two files and a caller are merged, key by key."""

from collections.abc import Mapping
from typing import Any

DEFINITION = {"message": "m", "select": "$.Actions[*]", "schema": False}
BASE_DEFINITION = '{message = "b", select = "$.StartAction", schema = false, level = "note"}'
TOP_DEFINITION = '{message = "m", select = "$.Actions[*]", schema = false}'

LAYERS: Mapping[str, tuple[str, str, dict[str, Any], tuple[str, ...], list[tuple[Any, str]]]] = {
    # name: base.toml, flowlint.toml behind its line `extend`, what the caller asks, the way, what holds
    "select is joined": (
        'select = ["text-too-long"]',
        'select = ["missing-*"]',
        {"select": ["tangled-flow"]},
        ("select",),
        [("text-too-long", "base.toml:1"), ("missing-*", "flowlint.toml:2"), ("tangled-flow", "the caller")],
    ),
    "a list holds each value once": (
        'ignore = ["text-too-long", "tangled-flow"]',
        'ignore = ["tangled-flow"]',
        {"ignore": ["text-too-long"]},
        ("ignore",),
        [("text-too-long", "base.toml:1"), ("tangled-flow", "base.toml:1")],
    ),
    "extend-select is joined": (
        'extend-select = ["text-too-long"]',
        'extend-select = ["tangled-flow"]',
        {},
        ("extend-select",),
        [("text-too-long", "base.toml:1"), ("tangled-flow", "flowlint.toml:2")],
    ),
    "an empty list adds nothing": ('ignore = ["*"]', "ignore = []", {}, ("ignore",), [("*", "base.toml:1")]),
    "extend is the last": ("", "", {}, ("extend",), [("base.toml", "flowlint.toml:1")]),
    "pedantic is the last": ("pedantic = true", "pedantic = false", {}, ("pedantic",), [(False, "flowlint.toml:2")]),
    "preview is the last": ("preview = true", "preview = false", {}, ("preview",), [(False, "flowlint.toml:2")]),
    "strict-reading is the last": (
        "strict-reading = true",
        "strict-reading = false",
        {},
        ("strict-reading",),
        [(False, "flowlint.toml:2")],
    ),
    "fail-if-none is the last": (
        "fail-if-none = true",
        "fail-if-none = false",
        {},
        ("fail-if-none",),
        [(False, "flowlint.toml:2")],
    ),
    "time-limit is the last": ("time-limit = 5", "time-limit = 9", {}, ("time-limit",), [(9, "flowlint.toml:2")]),
    "pedantic of the caller": (
        "",
        "pedantic = false",
        {"pedantic": True},
        ("pedantic",),
        [(True, "the caller")],
    ),
    "what only the base sets": ('fail-on = "note"', "", {}, ("fail-on",), [("note", "base.toml:1")]),
    "fail-on is the last": (
        'fail-on = "note"',
        'fail-on = "error"',
        {},
        ("fail-on",),
        [("error", "flowlint.toml:2")],
    ),
    "naming-style is the last": (
        'naming-style = "snake_case"',
        'naming-style = "camelCase"',
        {"naming-style": "kebab-case"},
        ("naming-style",),
        [("kebab-case", "the caller")],
    ),
    "baseline is the last": (
        'baseline = "a.json"',
        'baseline = "b.json"',
        {},
        ("baseline",),
        [("b.json", "flowlint.toml:2")],
    ),
    "output is joined": (
        'output = ["text"]',
        'output = ["sarif=x.sarif"]',
        {},
        ("output",),
        [("text", "base.toml:1"), ("sarif=x.sarif", "flowlint.toml:2")],
    ),
    "exclude is joined": (
        'exclude = ["a/"]',
        'exclude = ["b/", "a/"]',
        {},
        ("exclude",),
        [("a/", "base.toml:1"), ("b/", "flowlint.toml:2")],
    ),
    "known-attributes are joined": (
        'known-attributes = ["a*"]',
        'known-attributes = ["b"]',
        {},
        ("known-attributes",),
        [("a*", "base.toml:1"), ("b", "flowlint.toml:2")],
    ),
    "entry-flows are joined": (
        'entry-flows = ["Main"]',
        'entry-flows = ["Sales"]',
        {},
        ("entry-flows",),
        [("Main", "base.toml:1"), ("Sales", "flowlint.toml:2")],
    ),
    "the last complete holds": ("complete = true", "complete = false", {}, ("complete",), [(False, "flowlint.toml:2")]),
    "block-types are joined": (
        'block-types = ["One"]',
        'block-types = ["Two"]',
        {},
        ("block-types",),
        [("One", "base.toml:1"), ("Two", "flowlint.toml:2")],
    ),
    "rules are merged by key": (
        '[rules.oversized-flow]\nlevel = "note"\nmax-blocks = 3',
        '[rules.oversized-flow]\nlevel = "error"',
        {},
        ("rules", "oversized-flow", "level"),
        [("error", "flowlint.toml:3")],
    ),
    "the last layer switches a rule on again": (
        '[rules.oversized-flow]\nlevel = "off"',
        '[rules.oversized-flow]\nlevel = "error"',
        {},
        ("rules", "oversized-flow", "level"),
        [("error", "flowlint.toml:3")],
    ),
    "an option that the last layer does not set": (
        '[rules.oversized-flow]\nlevel = "note"\nmax-blocks = 3',
        '[rules.oversized-flow]\nlevel = "error"',
        {},
        ("rules", "oversized-flow", "max-blocks"),
        [(3, "base.toml:3")],
    ),
    "per-file-ignores are merged by pattern and joined": (
        'per-file-ignores = {"a/" = ["text-too-long"], "b/" = ["*"]}',
        '[per-file-ignores]\n"a/" = ["tangled-flow"]',
        {},
        ("per-file-ignores", "a/"),
        [("text-too-long", "base.toml:1"), ("tangled-flow", "flowlint.toml:3")],
    ),
    "suppress is joined": (
        '[[suppress]]\nrules = ["*"]\nflow = "A"\nreason = "r"',
        '[[suppress]]\nrules = ["*"]\nflow = "A"\nreason = "r"\n[[suppress]]\nrules = ["*"]\nblock = "B"\nreason = "r"',
        {},
        ("suppress",),
        [
            ({"rules": ["*"], "flow": "A", "reason": "r"}, "base.toml:1"),
            ({"rules": ["*"], "block": "B", "reason": "r"}, "flowlint.toml:6"),
        ],
    ),
    "a house rule is one value": (
        f"house-rules.some-rule = {BASE_DEFINITION}",
        f"house-rules.some-rule = {TOP_DEFINITION}",
        {},
        ("house-rules", "some-rule"),
        [(DEFINITION, "flowlint.toml:2")],
    ),
}
