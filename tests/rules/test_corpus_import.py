"""What the rules of import safety say of real flows: no error where Connect took them, the name of what is invented."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flowlint import language
from flowlint.model.flow import Flow
from flowlint.reading import read_bytes
from flowlint.report import Level, Report
from flowlint.run import Overrides, check_paths

pytestmark = pytest.mark.slow  # it reads the corpus

IMPORT_SAFETY = (
    "block-not-allowed", "content-too-large", "dangling-transition", "duplicate-block-id", "illegal-block-id",
    "invalid-condition", "invalid-flow", "invalid-json", "invalid-parameter", "missing-error-branch",
    "missing-transition", "text-too-long", "transition-after-end", "unknown-block-type", "unsupported-error-branch",
)  # fmt: skip

BROKEN = {("modules__LexIntegration__SBS_Lex_Integration_Handler.json", "invalid-parameter", "AliasArn")}
"""Its bot was taken out of the file before it was made public: AliasArn is "", and stands in the metadata still."""

NAMELESS = {"ConnectParticipant", "Start"}
"""Invented types that mean no block."""


@pytest.fixture(scope="module")
def report(corpus: Path) -> Report:
    return check_paths([corpus], Overrides(select=IMPORT_SAFETY, isolated=True))


def flows(corpus: Path) -> Iterator[tuple[str, Flow]]:
    for path in sorted(path for path in corpus.rglob("*") if path.is_file()):
        for flow in read_bytes(str(path), path.read_bytes()).flows:
            yield str(path), flow


def is_published(flow: Flow) -> bool:
    metadata = flow.document.get("Metadata")
    return isinstance(metadata, dict) and str(metadata.get("status")).lower() == "published"


def test_flows_that_connect_published_have_no_error(corpus: Path, report: Report) -> None:
    published = {path for path, flow in flows(corpus) if not flow.translated and is_published(flow)}
    assert len(published) > 50
    errors = {
        (Path(one.path).name, one.rule, one.pointer.rsplit("/", 1)[-1])
        for one in report.findings
        if one.level is Level.ERROR and str(Path(one.path).absolute()) in published
    }
    assert errors == BROKEN


def test_each_invented_block_type_is_told_with_the_right_name(corpus: Path, report: Report) -> None:
    invented = {
        (path, block.id): block.type
        for path, flow in flows(corpus)
        if not flow.translated
        for block in flow.blocks
        if block.type and block.type not in language.actions()
    }
    told = {
        (str(Path(one.path).absolute()), one.block.id): one.message
        for one in report.findings
        if one.rule == "unknown-block-type" and one.block is not None
    }
    assert len(invented) > 30
    assert told.keys() == invented.keys()
    right = language.wrong_names()
    for at, block_type in invented.items():
        if block_type not in NAMELESS:
            assert f"it is called {right[block_type]}." in told[at]


def test_each_queue_named_by_a_transfer_is_told_with_the_block_that_sets_it(corpus: Path, report: Report) -> None:
    named = {
        (path, block.id)
        for path, flow in flows(corpus)
        for block in flow.of_type("TransferContactToQueue")
        if not flow.translated and "QueueId" in block.parameters
    }
    told = {
        (str(Path(one.path).absolute()), one.block.id): one.message
        for one in report.findings
        if one.rule == "invalid-parameter" and one.block is not None and one.pointer.endswith("/QueueId")
    }
    assert named
    assert named <= told.keys()
    for at in named:
        print(told[at])
        assert "Set working queue" in told[at]
