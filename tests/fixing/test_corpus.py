"""Fixing real flows: what is left loads, is the same flow but for the fixes, and needs no further one."""

import codecs
import shutil
from collections import Counter
from pathlib import Path

import pytest

from flowlint.fixing import Content, Fixed, fix, write
from flowlint.model.flow import Flow
from flowlint.reading import read_bytes
from flowlint.report import Edit, JsonPath, Level, Report
from flowlint.run import Overrides, check_paths

pytestmark = pytest.mark.slow

ADDED = {"UpdateFlowLoggingBehavior", "MessageParticipant", "DisconnectParticipant", "Loop"}
PARAMETERS = {"attribute-name", "invalid-parameter", "malformed-attribute-reference", "unknown-attribute"}
"""The rules whose fixes change parameters."""
LOOKED_AT = Overrides(isolated=True, pedantic=True)


@pytest.fixture(scope="module")
def copied(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("fixed") / "corpus"
    shutil.copytree(corpus, copy)
    for path in copy.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return copy


def fixed(folder: Path, unsafe: bool) -> tuple[Fixed, list[Report]]:
    """Fix what is in a folder, in memory; with the reports of all rounds, each with the places of its own round."""
    reports: list[Report] = []

    def check() -> Report:
        reports.append(check_paths([folder], LOOKED_AT))
        return reports[-1]

    return fix(check, [str(folder)], unsafe=unsafe, least=Level.NOTE), reports


def spliced(data: bytes, edits: list[Edit]) -> bytes:
    """Make edits in the bytes of a file that is in UTF-8: what they do not name stays, byte by byte."""
    bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text = data.removeprefix(bom).decode()
    parts, at = [bom], 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        assert at <= edit.start <= edit.end <= len(text)
        parts += [text[at : edit.start].encode(), edit.text.encode()]
        at = edit.end
    return b"".join([*parts, text[at:].encode()])


def edited(content: Content, made: Fixed, reports: list[Report]) -> bytes:
    """Make in a file what the fixes of each round say they do, and nothing else."""
    data = content.before
    for report in reports:
        here = {id(finding) for finding in report.findings}
        fixes = [one.fix for one in made.findings if id(one) in here and one.fix]
        data = spliced(data, [edit for one in fixes for edit in one.edits if edit.path == content.path])
    return data


def branches(flow: Flow, through: dict[str, str]) -> Counter[tuple[str, str, str]]:
    """Give the branches of the blocks that were there before, each followed through those that a fix added."""
    found: Counter[tuple[str, str, str]] = Counter()
    for block in flow.blocks:
        for branch in block.transitions if block.id not in through else ():
            target = branch.target
            while target in through:
                target = through[target]
            found[block.id, branch.via, target] += 1
    return found


def led_through(before: Flow, after: Flow) -> dict[str, str]:
    """Give the blocks that fixes added, each with where a contact goes from it that goes on as before."""
    through = {}
    for block in after.blocks:
        if block.id not in before.by_id:
            assert block.type in ADDED
            looping = [branch.target for branch in block.conditions if branch.operand == "ContinueLooping"]
            following = [branch.target for branch in block.transitions if branch.kind == "next"]
            through[block.id] = (*looping, *following, "")[0]
    return through


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_every_flow_of_the_corpus_that_has_a_fix(copied: Path, unsafe: bool) -> None:
    made, reports = fixed(copied, unsafe)
    assert made.findings
    wrapped: set[JsonPath] = set()
    for content in made.changed:
        old, new = (read_bytes(content.path, data) for data in (content.before, content.after))
        assert not [one for one in new.problems if one not in old.problems and not old.problems]
        assert len(old.flows) == len(new.flows)
        of_file = [one for one in made.findings if one.fix and content.path in one.fix.paths]
        for before, after in zip(old.flows, new.flows, strict=True):
            through = led_through(before, after)
            gone = before.by_id.keys() - after.by_id.keys()
            kept = {key for key in branches(before, {}) if key[0] not in gone}
            now = branches(after, through)
            added = {key for key in now if key not in kept}
            assert kept <= now.keys()
            rules = {one.rule for one in of_file}
            assert not gone or "unreachable-block" in rules
            assert not added or rules & {"missing-error-branch", "missing-transition"}
            for block in after.blocks:
                if block.id in before.by_id and not rules & PARAMETERS:
                    assert block.parameters == before.by_id[block.id].parameters
        assert edited(content, made, reports) == content.after
        wrapped |= {flow.source.path_in_file for flow in old.flows}
    assert any(wrapped), "flows in answers and in infrastructure code are among them"
    for group in made.groups():
        write(group)
    written = {content.path: Path(content.path).read_bytes() for content in made.changed}
    assert written == {content.path: content.after for content in made.changed}
    again, _ = fixed(copied, unsafe)
    assert (again.findings, again.changed) == ([], [])
    assert sorted(again.refused) == sorted(made.refused)
    print(
        f"{len(made.findings)} findings fixed in {len(made.changed)} files, {len(made.refused)} left alone;",
        Counter(one.rule for one in made.findings),
        Counter(why.partition(": ")[0] for why in made.refused.values()),
    )
