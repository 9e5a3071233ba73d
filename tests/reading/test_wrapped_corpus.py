"""Real files of infrastructure code: which flows are read from them, and that every place is that of its token."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flowlint.model.flow import Flow
from flowlint.reading import CheckedTree, FlowFile, Reader
from flowlint.report import Place
from flowlint.run import Overrides, check_paths
from flowlint.text.json_values import JsonPath

BUILT_ELSEWHERE = {
    "aws-ia__terraform-aws-amazonconnect/main.tf": "what the module is given",
    "aws-ia__terraform-aws-amazonconnect/outputs.tf": "no flow, but an output of one's name",
    "AHEAD-MSP__terraform-aws-amazonconnect/main.tf": "what the module is given",
    "ccarrylab__terraform-aws-amazonconnect/main.tf": "what the module is given",
}
"""Files without a flow of their own, in which the index counts a word like the type of a block."""
NOT_READ = {
    "aws-samples__amazon-connect-live-agent-translation/cloudformation__tree.json": "repeats the template beside it",
    "sampath-aws-cloud__amazon-connect-terraform/terraform__dev__terraform.tfstate.backup": "repeats the .tf files",
}


@pytest.fixture(scope="module")
def wrapped(corpus: Path) -> dict[str, FlowFile]:
    folder = corpus / "wrapped"
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    readers = [Reader(CheckedTree.of([str(path)])) for path in files]
    return {
        path.relative_to(folder).as_posix(): reader.read_bytes(str(path), path.read_bytes())
        for path, reader in zip(files, readers, strict=True)
    }


def test_the_flows_of_every_file_are_read(corpus: Path, wrapped: dict[str, FlowFile]) -> None:
    """The index counts the blocks that a file holds; where it counts some, flows with as many are read."""
    index = {entry["path"]: entry for entry in json.loads((corpus / "INDEX.json").read_text(encoding="utf-8"))}
    holds = {name for name in wrapped if index[f"wrapped/{name}"]["actions_total"]} - BUILT_ELSEWHERE.keys()
    without = {name for name in holds if not (wrapped[name].flows or wrapped[name].problems)}
    assert without == NOT_READ.keys()
    assert len(without) <= len(holds) / 10
    read = {name: file for name, file in wrapped.items() if file.flows}
    assert {name for name, file in read.items() if blocks_of(file) < written_blocks(file)} == set()


def written_blocks(file: FlowFile) -> int:
    text = Path(file.path).read_text(encoding="utf-8-sig")
    return len(re.findall(r"\"Identifier\\\\?\"|\bIdentifier +=", text))


def blocks_of(file: FlowFile) -> int:
    return sum(len(flow.blocks) for flow in file.flows)


def test_what_is_not_read_is_said(wrapped: dict[str, FlowFile]) -> None:
    silent = {name for name, file in wrapped.items() if not (file.flows or file.problems or file.unread)}
    quiet = {
        "aws-ia__terraform-aws-amazonconnect/outputs.tf",
        "sampath-aws-cloud__amazon-connect-terraform/terraform__dev__main.tf",
        *NOT_READ,
    }
    assert silent <= quiet


def test_every_value_of_every_flow_stands_at_its_place(wrapped: dict[str, FlowFile]) -> None:
    wrong = []
    count = 0
    for name, file in wrapped.items():
        text = Path(file.path).read_text(encoding="utf-8-sig") if file.flows else ""
        lines = re.split(r"\r\n|\n|\r", text)
        for flow in file.flows:
            for path, value in every_value(flow.document):
                for at_key in (False, True) if path and isinstance(path[-1], str) else (False,):
                    expected = path[-1] if at_key or (path and isinstance(value, dict | list)) else value
                    if isinstance(expected, dict | list | int) and not isinstance(value, bool | int):
                        continue
                    place = flow.source.place(*flow.source.token(path, at_key))
                    count += 1
                    shown = cut(lines, place)
                    if is_hole(expected) or is_hole(shown):  # what is filled in is written otherwise
                        continue
                    if bare(shown) != bare(json.dumps(expected, ensure_ascii=False)):
                        wrong.append((name, path, expected, shown))
    assert wrong == []
    assert count > 30_000


@pytest.mark.slow
def test_every_finding_stands_at_its_token(corpus: Path, wrapped: dict[str, FlowFile]) -> None:
    report = check_paths([corpus / "wrapped"], Overrides(isolated=True, pedantic=True))
    counted: Counter[str] = Counter()
    lines: dict[str, list[str]] = {}
    flows: dict[tuple[str, str | None], Flow] = {}
    for file in wrapped.values():
        for flow in file.flows:
            flows.setdefault((Path(file.path).as_posix(), flow.name), flow)
    for finding in report.findings:
        path = Path(finding.path)
        if path.as_posix() not in lines:
            lines[path.as_posix()] = re.split(r"\r\n|\n|\r", path.read_text(encoding="utf-8-sig"))
        shown = cut(lines[path.as_posix()], finding.place)
        assert shown.strip(), finding
        key = (path.as_posix(), finding.flow)
        if finding.rule == "invalid-json" or key not in flows:
            continue
        parts = [part.replace("~1", "/").replace("~0", "~") for part in finding.pointer.split("/")[1:]]
        value: Any = flows[key].document
        for part in parts:
            value = value[int(part)] if isinstance(value, list) else value.get(part)
        if isinstance(value, str | int | float | bool) and not is_hole(value):
            written = bare(json.dumps(value, ensure_ascii=False))
            assert bare(shown) in written or bare(shown) == bare(parts[-1]), finding
        counted[finding.rule] += 1
    assert sum(counted.values()) > 100


def every_value(value: Any) -> Iterator[tuple[JsonPath, Any]]:
    waiting: list[tuple[JsonPath, Any]] = [((), value)]
    while waiting:
        path, one = waiting.pop()
        yield path, one
        if isinstance(one, dict):
            waiting += [((*path, key), item) for key, item in one.items()]
        elif isinstance(one, list):
            waiting += [((*path, index), item) for index, item in enumerate(one)]


def cut(lines: list[str], place: Place) -> str:
    """Cut a region out of a file by its lines and columns."""
    if place.line == place.end_line:
        return lines[place.line - 1][place.column - 1 : place.end_column - 1]
    first, *between, last = lines[place.line - 1 : place.end_line]
    return "\n".join([first[place.column - 1 :], *between, last[: place.end_column - 1]])


def bare(text: Any) -> str:
    """Leave out what escapes, quotes and folded lines put into a text."""
    return re.sub(r"[\\\"'\s]", "", re.sub(r"\\+[nrt]", "", str(text)))


def is_hole(value: Any) -> bool:
    return isinstance(value, str) and "${" in value
