"""Secrets in settings: no command shows one, whether the settings are right or wrong."""

from pathlib import Path

import pytest

from kit import Run

SECRET = "gh" + "p_" + "q7RvX2mB9tKz4WnJ8pLc6YhD3sGf5Ae1q7Rv"
"""Put together here, so that no file of this project holds what a scanner would take for one."""
_RULE = '[house-rules.some-rule]\nmessage = "x"\nselect = "$"\nschema = false\n'
SETTINGS = {
    "a key": f"{SECRET} = 1",
    "a choice": f'fail-on = "{SECRET}"',
    "a rule": f'select = ["{SECRET}"]',
    "extend": f'extend = "{SECRET}"',
    "a format": f'output = ["{SECRET}"]',
    "an output": f'output = ["json=/{SECRET}.json"]',
    "two outputs": f'output = ["json={SECRET}.json", "sarif={SECRET}.json"]',
    "a baseline": f'baseline = "{SECRET}.json"',
    "an option": f'[rules.oversized-flow]\nmax-blocks = "{SECRET}"',
    "a suppression": f'[[suppress]]\nrules = ["endless-loop"]\nflow = "{SECRET}"\nreason = "{SECRET}"',
    "what no flow shows": f'known-attributes = ["{SECRET}"]\nentry-flows = ["{SECRET}"]\nblock-types = ["{SECRET}"]',
    "files": f'exclude = ["{SECRET}"]\n[per-file-ignores]\n"{SECRET}" = ["endless-loop"]',
    "the name of a house rule": _RULE.replace("some-rule", SECRET),
    "a message": _RULE.replace('"x"', f'"{SECRET}"'),
    "a placeholder": _RULE.replace('"x"', f'"{{{SECRET}}}"'),
    "an expression": _RULE.replace("$", f"$.{SECRET}"),
    "half an expression": _RULE.replace("$", f"$.a b {SECRET}"),
    "a schema": _RULE.replace("false", f'{{ const = "{SECRET}" }}'),
    "a keyword": _RULE.replace("false", f"{{ {SECRET} = 1 }}"),
    "a reference": _RULE.replace("false", f'{{ "$ref" = "{SECRET}" }}'),
    "a page": _RULE + "\n".join(f'{key} = "{SECRET}"' for key in ("why", "fix")),
    "lists of a page": _RULE + "\n".join(f'{key} = ["{SECRET}"]' for key in ("tags", "see-also")),
}
COMMANDS = (
    ["check", "--allow-output"],
    ["check", "--format=sarif"],
    ["baseline", "write"],
    ["settings"],
    ["rules"],
    ["rules", "--format=json"],
    ["explain", "house/some-rule", "--full"],
)


@pytest.mark.slow
@pytest.mark.parametrize("place", SETTINGS)
def test_no_command_shows_a_secret_of_settings(here: Path, command: Run, good_flow: str, place: str) -> None:
    Path("flow.json").write_text(good_flow)
    Path("flowlint.toml").write_text(SETTINGS[place])
    for words in COMMANDS:
        done = command(*words)
        assert not (words[0] == "check" and "Traceback" in done.stderr)
        # Of one that is cut, the part that is left.
        assert SECRET[:16] not in done.stdout + done.stderr


@pytest.mark.parametrize("what", ['{"findings": [], "version": 1, "x": %s}', '{"version": 1, "findings": [{"%s": 1}]}'])
def test_nor_one_of_a_baseline(here: Path, command: Run, good_flow: str, what: str) -> None:
    Path("flow.json").write_text(good_flow)
    Path("known.json").write_text(what % SECRET)
    done = command("check", "--baseline", "known.json")
    assert (done.returncode, SECRET[:16] in done.stderr) == (2, False)
