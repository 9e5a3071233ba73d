"""Flows that were published in both formats get the same findings in both.

A pair is an old console export and a file in the Flow language that share the ids of at least half of its blocks. Where
somebody changed the flow between the two, findings may differ: each such difference is listed with its reason.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from flowlint.model.flow import Flow
from flowlint.reading import read_bytes
from flowlint.run import Overrides, check_paths

Found = tuple[str, str]
"""A rule, and the id of the block that it found."""


class Pair(NamedTuple):
    """The two files of a pair, and the ids of the blocks that both have."""

    old: str
    new: str
    shared: frozenset[str]


_SCV = (
    "amazon-connect__amazon-connect-salesforce-scv/Archive__AWSSCV-VoicemailExpress__ContactFlows__001-VMX-SampleVM-SCV"
)
_SCV_LATER = "service-cloud-voice__examples-from-doc/ContactFlows__Sample SCV Voicemail Subflow"
_VANITY = "adelimon__vanity-numbers-connect/deployment__contactFlow.json"
_IA = "aws-ia__terraform-aws-amazonconnect/examples__complete__contact-flows__inbound.json.tftpl"
_ALEXA = "aws-samples__amazon-connect-alexa-skill-integration/ConnectContactFlows__ChatCustomerQueue"
_BUTTONS = (
    "amazon-connect__amazon-connect-chat-ui-examples/samTemplates__amazon-connect-interactive-messages-example-lex-v2__"
    "InteractiveMsg_ContactFlowLexV2_Export.json"
)
_LCA_BEFORE = (
    "aws-samples__amazon-transcribe-live-call-analytics/lca-connect-integration-stack__example-contact-flow.json"
)
_LCA = "aws-samples__amazon-transcribe-live-call-analytics/lca-connect-kvs-stack__lca-contact-flow.json"

DIFFERENT = {
    (
        _VANITY,
        "prompt-may-speak-nothing",
        "7329da0c-3dcb-4661-a72e-95b6e841a4a4",
    ): "the other compares the answer first",
    (_SCV, "queue-transfer-without-queue", "e82c5fb7-65ca-4012-b949-a2d7d46c6773"): "the other sets a queue",
    (_SCV_LATER, "queue-transfer-without-hours-check", "e82c5fb7-65ca-4012-b949-a2d7d46c6773"): (
        "the other sets no queue, which is reported instead"
    ),
    (_SCV_LATER, "queue-transfer-without-staffing-check", "e82c5fb7-65ca-4012-b949-a2d7d46c6773"): (
        "the other sets no queue, which is reported instead"
    ),
    (_IA, "error-branch-disconnects-silently", "2c27f89c-81c0-4110-98c3-db2e2fa15ab7"): (
        "a second transfer was added, and what it does at capacity"
    ),
    (_ALEXA, "queue-transfer-without-hours-check", "47480c3a-fb85-45d3-bcbd-42ded95b3724"): "the others check hours",
    (
        _LCA,
        "queue-transfer-without-staffing-check",
        "4684af58-6395-4ba5-96cc-e9195dcab461",
    ): "the other checks staffing",
    (_LCA, "invalid-parameter", "af6c5b96-263d-4537-aa00-941baa7e758d"): "the queue was taken out, the text is empty",
    (_LCA_BEFORE, "hardcoded-arn", "49400335-39f1-43de-9fe1-d4edf3221826"): "the other speaks a text, not a prompt",
    (_SCV, "hardcoded-arn", "f0d2e38c-7e72-4876-8920-be43ea77cca3"): "the other speaks a text, not a prompt",
    (_ALEXA, "hardcoded-arn", "2c1bb3e4-d5ba-401e-b698-d6a26573c7b3"): "one of the others has a placeholder there",
    (_BUTTONS, "hardcoded-arn", "cb0a54b8-6407-44b2-b507-f8401de864c0"): "the other has a placeholder there",
    (_VANITY, "hardcoded-arn", "7eefafd6-402f-4759-967c-b017ef5f3969"): "the other has a placeholder there",
}
"""Why a finding stands in one file of a pair only: its path, the rule, and the block's id."""


def flow_in(path: Path) -> Flow | None:
    """Give the flow of a file that holds one flow and nothing else."""
    flows = read_bytes(path.name, path.read_bytes()).flows
    return flows[0] if len(flows) == 1 else None


@cache
def pairs(corpus: Path) -> tuple[Pair, ...]:
    return tuple(_pairs(corpus))


def _pairs(corpus: Path) -> Iterator[Pair]:
    index = json.loads((corpus / "INDEX.json").read_text(encoding="utf-8"))
    flows = {entry["path"]: flow_in(corpus / entry["path"]) for entry in index}
    old = {path: flow for path, flow in flows.items() if flow is not None and flow.translated}
    new = {path: flow for path, flow in flows.items() if flow is not None and not flow.translated}
    for old_path, one in sorted(old.items()):
        for new_path, other in sorted(new.items()):
            shared = one.by_id.keys() & other.by_id.keys()
            if 2 * len(shared) >= len(one.by_id) > 0:
                yield Pair(old_path, new_path, frozenset(shared))


def findings(path: Path, blocks: frozenset[str]) -> set[Found]:
    report = check_paths([path], Overrides(pedantic=True))
    assert not report.failures
    return {(one.rule, one.block.id) for one in report.findings if one.block and one.block.id in blocks}


def test_a_flow_gets_the_same_findings_in_both_formats(corpus: Path) -> None:
    different: set[tuple[str, str, str]] = set()
    for pair in pairs(corpus):
        old, new = findings(corpus / pair.old, pair.shared), findings(corpus / pair.new, pair.shared)
        different |= {(pair.old, *found) for found in old - new} | {(pair.new, *found) for found in new - old}
    unexplained = different - DIFFERENT.keys()
    assert not unexplained, "\n".join(map(str, sorted(unexplained)))
    assert DIFFERENT.keys() == different, "reasons for differences that are none any more"


def test_there_are_pairs_to_compare(corpus: Path) -> None:
    assert len(pairs(corpus)) >= 13
