"""What the pages for people name exists: files, anchors, commands with their options, and Python names."""

import importlib
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

import click
import pytest

from flowlint.cli import main
from flowlint.cli.deferred import resolved
from flowlint.model.flow import Block, Flow
from kit import ROOT
from kit.markdown_pages import Piece, anchors, code, links

PAGES = sorted(
    ROOT / name
    for name in (
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "llms.txt",
        "rules/README.md",
        *(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/*.md")),
    )
)
OUR_READERS = {
    ".flowlint.toml", ".gitignore", ".gitlab-ci.yml", "conftest.py", "flow.json", "flowlint-baseline.json",
    "flowlint-quality.json", "flowlint.json", "flowlint.toml", "flowlint.yaml", "flows.sarif", "languages.toml",
    "last-quarter.json", "new.json", "old.json", "pip.py",
}  # fmt: skip
"""Files that pages speak of and that whoever uses flowlint has, not we."""
THEIR_FOLDERS = (
    "flows/",
    "legacy/",
    "migration/",
    "flowlint-acme",
    "flowlint_acme/",
    "fixtures/prompt-in-capitals/",
    "tests/test_rules.py",
)
OTHER_OPTIONS = {"--", "--accept", "--cli-input-json", "--cli-input-yaml"}
"""Options that pages name alone and that are pytest's by our plugin, or the AWS CLI's."""
SPOKEN_OF = {"block": Block, "flow": Flow}
"""What the guide to rules calls by a name, with its class."""

_FILE = re.compile(r"[\w.-]+\.(?:py|md|json|toml|yml|yaml|cfg|sh|template)")
_PATH = re.compile(r"\.?[\w-]+(?:[./][\w.<>*…-]+)*/?")
_DOTTED = re.compile(r"(?:flowlint|flowlint_rules|tools)(?:\.\w+)+")
_ATTRIBUTE = re.compile(r"(block|flow)\.(\w+)(?:\(.*\))?")
_ENDS_IN_FILE = re.compile(r"\.(?:py|md|json|toml|yml|yaml|expected|template)$")


@cache
def tracked() -> frozenset[str]:
    """Give the files of the tree, and their folders."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    files = [Path(one) for one in listed if (ROOT / one).exists()]
    return frozenset(
        {path.as_posix() for path in files} | {folder.as_posix() for path in files for folder in path.parents}
    )


def where(piece: Piece, page: Path, problem: str) -> str:
    return f"{page.relative_to(ROOT)}:{piece.line}: {problem}"


def faults(page: Path) -> Iterator[str]:
    for link in links(page):
        yield from (where(link, page, problem) for problem in link_faults(page, link.text))
    for piece in code(page):
        yield from (where(piece, page, problem) for problem in code_faults(piece))


def link_faults(page: Path, target: str) -> Iterator[str]:
    if re.match(r"https?:|mailto:", target):
        return
    name, _, anchor = target.partition("#")
    path = (page.parent / name).resolve() if name else page
    if not path.exists():
        yield f"links {target}, which is not there"
    elif anchor and anchor not in anchors(path):
        yield f"links {target}, which has no such heading"


def code_faults(piece: Piece) -> Iterator[str]:
    for line in piece.text.splitlines():
        words = split(line.removeprefix("$ "))
        yield from command_faults(words)
        if not piece.fenced or is_command(words):
            for word in words:
                yield from path_faults(word)
    if not piece.fenced:
        yield from name_faults(piece.text)


def split(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:
        return line.split()


def is_command(words: list[str]) -> bool:
    return bool(words) and Path(words[0]).name in {"flowlint", "pytest", "python", "make", "ruff", "mypy", "bash"}


def command_faults(words: list[str]) -> Iterator[str]:
    """Find commands, options and targets that are not ours, in a line that runs a command of ours."""
    if not words:
        return
    name = Path(words[0]).name
    if name == "flowlint" and (len(words) > 1 and not words[1].endswith(":")):
        yield from flowlint_faults(words[1:])
    elif name == "make" and len(words) > 1 and words[1] not in targets():
        yield f"make has no target {words[1]}"
    elif name == "python" and words[1:2] == ["-m"]:
        yield from name_faults(words[2]) if words[2].startswith("tools.") else ()
    elif name.startswith("--") and len(words) <= 2 and name.partition("=")[0] not in all_options() | OTHER_OPTIONS:
        yield f"no command has the option {name}"


def flowlint_faults(words: list[str]) -> Iterator[str]:
    command: click.Command = main
    for word in words:
        if word == "--":
            return
        if isinstance(command, click.Group) and word in command.commands:
            command = subcommands(command)[word]
        elif word.startswith("-") and word != "-":
            if word.partition("=")[0] not in options_of(command):
                yield f"flowlint {command.name if command is not main else ''} has no option {word}"
        elif isinstance(command, click.Group) and re.fullmatch(r"[a-z-]+", word):
            yield f"flowlint has no command {word}"


def subcommands(group: click.Group) -> dict[str, click.Command]:
    return {name: resolved(command) for name, command in group.commands.items()}


def options_of(command: click.Command) -> set[str]:
    # A command keeps the names of its help option as the first context has them.
    context = click.Context(command, info_name="flowlint", **main.context_settings)
    return {name for one in command.get_params(context) for name in (*one.opts, *one.secondary_opts)}


@cache
def all_options() -> frozenset[str]:
    waiting: list[click.Command] = [main]
    found: set[str] = set()
    while waiting:
        command = waiting.pop()
        found |= options_of(command)
        waiting += subcommands(command).values() if isinstance(command, click.Group) else ()
    return frozenset(found)


@cache
def targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([\w.$()/]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def path_faults(word: str) -> Iterator[str]:
    """Find what looks like a file or folder of this tree, and is none; `<id>`, `NAME` and `…` stand for any text."""
    word = word.removeprefix("./").rstrip(":,").partition("::")[0]
    if word.startswith((".venv/bin/", *THEIR_FOLDERS)) or not _PATH.fullmatch(word):
        return
    if "/" not in word.rstrip("/"):
        known = not _FILE.fullmatch(word) or re.search(r"NAME|FILE", word) or word in OUR_READERS
        if not known and not any(Path(one).name == word for one in tracked()):
            yield f"names {word}, and no file of the tree is called so"
    elif word.split("/")[0] in tracked() and not matches(re.sub(r"<\w+>|NAME|…", "*", word).rstrip("/")):
        yield f"names {word}, which is not there"


def matches(pattern: str) -> bool:
    if "*" not in pattern:
        return pattern in tracked() or (ROOT / pattern).exists()
    return any(ROOT.glob(pattern))


def name_faults(text: str) -> Iterator[str]:
    """Find Python names of ours that cannot be imported, and attributes that blocks and flows do not have."""
    if _DOTTED.fullmatch(text) and not _ENDS_IN_FILE.search(text) and not importable(text):
        yield f"names {text}, which cannot be imported"
    attribute = _ATTRIBUTE.fullmatch(text)
    if attribute and attribute[2] not in members(SPOKEN_OF[attribute[1]]):
        yield f"names {text}, which {attribute[1]}s do not have"


def importable(name: str) -> bool:
    module, _, attribute = name.rpartition(".")
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        return bool(module) and importable(module) and hasattr(importlib.import_module(module), attribute)
    return True


def members(cls: type) -> set[str]:
    return set(dir(cls)) | ({field.name for field in fields(cls)} if is_dataclass(cls) else set())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_names_exists(page: Path) -> None:
    assert list(faults(page)) == []


def test_what_does_not_exist_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A page\n\n"
        "[a](nowhere.md) and [b](#no-heading) and [c](#a-page)\n\n"
        "`flowlint chekc`, `flowlint check --formt json`, `make tea`, `--no-such-option`\n\n"
        "`flowlint/nowhere.py`, `nowhere.py`, `fixtures/<id>`, `flowlint/cli/<id>.nope`\n\n"
        "`flowlint.rule.nowhere`, `flowlint.rule.Draft`, `tools.nowhere`, `block.nowhere`, `block.label`\n\n"
        "    $ flowlint check --nowhere\n",
        encoding="utf-8",
    )
    found = [problem for link in links(page) for problem in link_faults(page, link.text)]
    found += [problem for piece in code(page) for problem in code_faults(piece)]
    assert found == [
        "links nowhere.md, which is not there",
        "links #no-heading, which has no such heading",
        "flowlint has no command chekc",
        "flowlint check has no option --formt",
        "make has no target tea",
        "no command has the option --no-such-option",
        "names flowlint/nowhere.py, which is not there",
        "names nowhere.py, and no file of the tree is called so",
        "names flowlint/cli/<id>.nope, which is not there",
        "names flowlint.rule.nowhere, which cannot be imported",
        "names tools.nowhere, which cannot be imported",
        "names block.nowhere, which blocks do not have",
        "flowlint check has no option --nowhere",
    ]
