"""Services of the Serverless Framework: their variables, and parts in files that they include."""

import json
from pathlib import Path

import pytest

from flowlint.reading import CheckedTree, FlowFile, Reader
from flowlint.reading.lfs import NOT_FETCHED
from kit import GOOD

FLOW = json.dumps(GOOD)
FLOW_RESOURCE = "{Type: 'AWS::Connect::ContactFlow', Properties: {Name: Main, Type: CONTACT_FLOW, Content: CONTENT}}"


def service(resources: str, more: str = "") -> str:
    return f"service: line\nprovider:\n  name: aws\n{more}resources:\n{resources}"


def read(folder: Path, **files: str) -> FlowFile:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yml", ".yml").replace("_json", ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    path = folder / "serverless.yml"
    return Reader(CheckedTree.of([str(folder)])).read_bytes(str(path), path.read_bytes())


def found(file: FlowFile) -> list[tuple[str, str | None, object]]:
    """Give the file, the name and the document of each flow."""
    assert [one.unread for one in (file, *file.elsewhere)] == [()] * (1 + len(file.elsewhere))
    flows = [flow for one in (file, *file.elsewhere) for flow in one.flows]
    return [(Path(flow.source.file.path).name, flow.name, flow.document) for flow in flows]


POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 1\n"
HERE = f"  Resources:\n    Flow: {FLOW_RESOURCE}\n"


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (f"'{FLOW}'", "serverless.yml"),
        ("'${file(flows/main.json)}'", "main.json"),
        ("'${file(./flows/main.json)}'", "main.json"),
        ("'${file(flows/${self:custom.name}.json)}'", "main.json"),
        ("'${self:custom.flow}'", "serverless.yml"),
        ("'${file(flows/all.json):main}'", "all.json"),
    ],
)
def test_a_content_is_followed_to_its_file(tmp_path: Path, content: str, where: str) -> None:
    custom = f"custom:\n  name: main\n  flow: '{FLOW}'\n"
    text = service(HERE.replace("CONTENT", content), custom)
    file = read(tmp_path, serverless_yml=text, flows__main_json=FLOW, flows__all_json=json.dumps({"main": GOOD}))
    assert found(file) == [(where, "Main", GOOD)]


@pytest.mark.parametrize(
    "resources",
    ["  - ${file(resources.yml)}\n", "  ${file(resources.yml)}\n", "  Resources: ${file(resources.yml):Resources}\n"],
)
def test_resources_are_followed_to_their_file(tmp_path: Path, resources: str) -> None:
    held = f"Resources:\n  Flow: {FLOW_RESOURCE}\n".replace("CONTENT", f"'{FLOW}'")
    text = service(resources) + "# AWS::Connect::ContactFlow\n"
    assert found(read(tmp_path, serverless_yml=text, resources_yml=held)) == [("resources.yml", "Main", GOOD)]


def test_what_is_no_flow_is_said_in_the_file_that_holds_it(tmp_path: Path) -> None:
    held = f"Resources:\n  Flow: {FLOW_RESOURCE}\n".replace("CONTENT", "'notes'")
    text = service("  - ${file(resources.yml)}\n") + "# AWS::Connect::ContactFlow\n"
    file = read(tmp_path, serverless_yml=text, resources_yml=held)
    assert [
        (Path(one.path).name, one.line, one.reason) for other in (file, *file.elsewhere) for one in other.unread
    ] == [("resources.yml", 2, "the Content of Flow is no flow")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("'${file(missing.json)}'", "names “missing.json”, which is not there"),
        ("'${file(../outside.json)}'", "names “../outside.json”, which lies outside of what is checked"),
        ("'${file(${opt:stage}.json)}'", "the file “${opt:stage}.json” is known only when the service is deployed"),
        ("'${self:custom.none}'", "a Content that is known only when the service is deployed"),
        ("'${self:custom.circle}'", "files that name each other in a circle"),
        ("'${file(serverless.yml):custom.circle}'", "files that name each other in a circle"),
        ("'${file(flow.json):none}'", "“flow.json” has no none"),
        ("'${file(kept.txt)}'", f"names “kept.txt”, which is {NOT_FETCHED}"),
        ("'${file(flow.json):Version}'", "the Content of Flow is no flow"),
        ("'${file(notes.txt)}'", "the Content of Flow is no flow"),
        ("'${self:custom.given}'", "the Content of Flow is no flow"),
        ("'${self:custom.text}'", "the Content of Flow is no flow"),
        ("'${self:custom.twice}'", "the Content of Flow is no flow"),
    ],
)
def test_what_cannot_be_followed_is_said(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "outside.json").write_text(FLOW, encoding="utf-8")
    folder = tmp_path / "service"
    custom = {"circle": "${self:custom.circle}", "given": "${env:FLOW}", "text": "notes", "twice": "${self:a}${self:a}"}
    text = service(HERE.replace("CONTENT", content), f"custom: {json.dumps(custom)}\n")
    file = read(folder, serverless_yml=text, flow_json=FLOW, **{"notes.txt": "notes", "kept.txt": POINTER})
    assert [(one.reason, one.line) for one in file.unread] == [(reason, 7)]


def test_a_path_is_not_longer_than_paths_may_be(tmp_path: Path) -> None:
    long, some = "a" * 4_000, "${self:custom.x}"
    for named, reason in (
        (some * 300, "names a file by a path that is too long"),
        (some * 2, "names a file by a path that is too long"),
        ("a" * 5_000, "names a file by a path that is too long"),
        ("${self:custom.y}", "the file “${self:custom.y}” is known only when the service is deployed"),
    ):
        more = f"custom:\n  x: {long}\n  y: {long}{long}\n"
        file = read(tmp_path, serverless_yml=service(HERE.replace("CONTENT", f"'${{file({named})}}'"), more))
        assert [one.reason for one in file.unread] == [reason]
