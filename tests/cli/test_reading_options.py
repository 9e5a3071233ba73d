"""What is not read is said in every output, and what is given on standard input is checked as the file it will be."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kit import BAD, GOOD, Run

DANGLING = json.dumps(BAD)
TEMPLATE = json.dumps(BAD).replace('"Goodbye."', "$text")
CODE = f"flow = {DANGLING}\n"
UNREAD = "May hold flows, but could not be read"


def mixed(folder: Path) -> None:
    """Fill a folder with a good flow, four bad ones in other forms, and two that cannot be read."""
    files = {
        "good.json": json.dumps(GOOD),
        "bad.json.tftpl": DANGLING.replace('"Goodbye."', "${jsonencode(text)}"),
        "main.tf": f'resource "aws_connect_contact_flow" "x" {{\n  content = <<JSON\n{DANGLING}\nJSON\n}}\n',
        "stack.json": json.dumps(stack(DANGLING)),
        "stack.yaml": f"Resources: {{F: {{Type: 'AWS::Connect::ContactFlow', Properties: {{Content: '{DANGLING}'}}}}}}",
        "template.json": TEMPLATE,
        "build.py": CODE,
        "notes.md": "Nothing.",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def stack(content: str) -> dict[str, Any]:
    return {"Resources": {"F": {"Type": "AWS::Connect::ContactFlow", "Properties": {"Content": content}}}}


def test_a_mixed_folder_is_read_and_what_is_not_is_said(command: Run, here: Path) -> None:
    mixed(here)
    done = command("check", "--format", "json", ".")
    document = json.loads(done.stdout)
    assert done.returncode == 1
    assert document["summary"]["flows"] == 5
    assert sorted((one["path"], one["rule"]) for one in document["findings"]) == [
        (name, "dangling-transition") for name in ("bad.json.tftpl", "main.tf", "stack.json", "stack.yaml")
    ]
    said = {file["path"]: (file["skipped"], file["unread"]) for file in document["files"] if file["skipped"]}
    assert said == {
        "build.py": ("holds a flow in code or prose", [{"line": 1, "reason": "holds a flow in code or prose"}]),
        "notes.md": ("not a flow", []),
        "template.json": (
            "a template that does not parse", [{"line": 1, "reason": "a template that does not parse"}]
        ),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["text", "markdown", "json", "sarif", "github", "gitlab", "junit"])
def test_every_output_names_what_was_not_read(command: Run, here: Path, name: str) -> None:
    mixed(here)
    written = command("check", "--format", name, ".").stdout
    assert "a template that does not parse" in written
    assert "template.json" in written
    assert "build.py" in written


def test_the_rest_is_said_on_standard_error(command: Run, here: Path) -> None:
    mixed(here)
    done = command("check", "--format", "concise", ".")
    assert done.stderr.splitlines() == [
        "flowlint: build.py:1: may hold a flow, but could not be read: holds a flow in code or prose",
        "flowlint: template.json:1: may hold a flow, but could not be read: a template that does not parse",
    ]


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict-reading",), 2)])
def test_strict_reading_fails_where_something_was_not_read(
    command: Run, here: Path, options: tuple[str, ...], code: int
) -> None:
    (here / "good.json").write_text(json.dumps(GOOD), encoding="utf-8")
    assert command("check", ".", "--strict-reading").returncode == 0
    (here / "build.py").write_text(CODE, encoding="utf-8")
    assert command("check", ".", *options).returncode == code


@pytest.mark.parametrize(("key", "path"), [("strict-reading", "build"), ("fail-if-none", "empty")])
@pytest.mark.parametrize(("setting", "option", "code"), [("true", "", 2), ("true", "no-", 0), ("false", "yes", 2)])
def test_settings_say_it_where_the_command_line_does_not(
    command: Run, here: Path, key: str, path: str, setting: str, option: str, code: int
) -> None:
    for folder in ("build", "empty"):
        (here / folder).mkdir()
    (here / "build" / "good.json").write_text(json.dumps(GOOD), encoding="utf-8")
    (here / "build" / "build.py").write_text(CODE, encoding="utf-8")
    (here / "flowlint.toml").write_text(f"{key} = {setting}\n", encoding="utf-8")
    options = [f"--{option.removeprefix('yes')}{key}"] if option else []
    assert command("check", path, *options).returncode == code


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--fail-if-none",), 2)])
def test_a_folder_without_a_flow_is_said(command: Run, here: Path, options: tuple[str, ...], code: int) -> None:
    for name in ("empty", "full"):
        (here / name).mkdir()
    (here / "full" / "good.json").write_text(json.dumps(GOOD), encoding="utf-8")
    done = command("check", "empty", "full", *options)
    assert (done.returncode, done.stderr) == (code, "flowlint: found no flow in empty\n")
    assert command("check", "full", *options).stderr == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [("notes.md", "Nothing."), ("package.json", "{}"), ("main.tf", 'resource "x" "y" {}\n'), ("a.yaml", "a: b\n")],
)
def test_a_named_file_without_a_flow_is_a_failure_whatever_it_is(
    command: Run, here: Path, name: str, text: str
) -> None:
    (here / name).write_text(text, encoding="utf-8")
    done = command("check", name)
    assert done.returncode == 2
    assert f"{name}: holds no flow: not a flow" in done.stdout
    assert command("check", "--only-flows", name).returncode == 0


def test_a_link_out_of_the_folder_is_not_followed(command: Run, here: Path) -> None:
    outside, folder = here / "outside.json", here / "checked"
    folder.mkdir()
    outside.write_text(DANGLING, encoding="utf-8")
    (folder / "inside.json").write_text(DANGLING, encoding="utf-8")
    (folder / "link.json").symlink_to(outside)
    (folder / "other.json").symlink_to(folder / "inside.json")
    document = json.loads(command("check", "--format", "json", "checked").stdout)
    assert [(file["path"], file["skipped"]) for file in document["files"]] == [
        ("checked/inside.json", None),
        ("checked/link.json", "a link that leads out of what is checked"),
    ]
    assert command("check", "checked/link.json").returncode == 1  # named, it is what was asked for


def test_standard_input_is_checked(command: Run, here: Path) -> None:
    done = command("check", "-", "--format", "concise", stdin=DANGLING)
    assert done.returncode == 1
    assert done.stdout.startswith("<stdin>:1:")
    assert command("check", "-", stdin=json.dumps(GOOD)).returncode == 0
    assert command("check", "-", stdin="Nothing.").returncode == 2


def test_standard_input_has_the_settings_of_its_name(command: Run, here: Path) -> None:
    (here / "flows").mkdir()
    (here / "flows" / "flowlint.toml").write_text('ignore = ["dangling-transition"]\n', encoding="utf-8")
    done = command("check", "-", "--stdin-filename", "flows/main.json", stdin=DANGLING)
    assert done.returncode == 0
    done = command("check", "-", "--stdin-filename", "main.tf", "--format", "concise", stdin=f"x = 1\n{terraform()}")
    assert done.stdout.startswith("main.tf:4:")


def terraform() -> str:
    return f'resource "aws_connect_contact_flow" "x" {{\n  content = <<EOF\n{DANGLING}\nEOF\n}}\n'


@pytest.mark.parametrize(
    "arguments",
    [("-", "."), ("--stdin-filename", "a.json", "."), ("--stdin-filename", "a.json"), ("-", "--stdin-filename", "")],
)
def test_standard_input_stands_alone(command: Run, here: Path, arguments: tuple[str, ...]) -> None:
    done = command("check", *arguments, stdin="")
    assert done.returncode == 2
    assert "standard input" in done.stderr or "--stdin-filename names" in done.stderr


def test_flows_of_a_build_that_repeats_templates_are_read_once(command: Run, here: Path) -> None:
    out = here / "cdk.out"
    out.mkdir()
    (out / "Line.template.json").write_text(json.dumps(stack(DANGLING)), encoding="utf-8")
    tree = {"version": "tree-0.1", "tree": {"attributes": {"content": DANGLING}}}
    (out / "tree.json").write_text(json.dumps(tree), encoding="utf-8")
    document = json.loads(command("check", "--format", "json", "cdk.out").stdout)
    assert [(file["path"], len(file["flows"]), file["skipped"]) for file in document["files"]] == [
        ("cdk.out/Line.template.json", 1, None),
        ("cdk.out/tree.json", 0, "it repeats what the templates of CDK hold"),
    ]
    shutil.rmtree(out)
