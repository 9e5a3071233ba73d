"""What a finding is known by from run to run, whatever lines, blocks and branches have moved."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import PurePosixPath

from flowlint.findings.draft import Draft
from flowlint.report import json_pointer

Identity = tuple[str, str, str, str, str]
"""What a finding is known by: its rule, its flow or else its file, its block, the path below it, and the rule's key."""


def identity(rule_id: str, flow_name: str | None, path: str, draft: Draft) -> Identity:
    """Identify a finding by what stays when blocks and branches move or lines shift: by names, and never by an index.

    Findings that only an index tells apart share their identity; whoever compares it counts them.
    """
    block, where = draft.block, draft.path
    if block and where[: len(block.path)] == block.path:
        where = where[len(block.path) :]
    tail = json_pointer(tuple("*" if isinstance(part, int) else part for part in where))
    block_id, tail = ("", "") if draft.once_per_flow else (block.id if block else "", tail)
    return rule_id, named(flow_name, path), block_id, tail, draft.fingerprint_key


def named(flow_name: str | None, path: str) -> str:
    """Give what a flow is known by: its name, or else the name of its file."""
    return flow_name or PurePosixPath(path).name


def fingerprint(parts: Sequence[str]) -> str:
    """Give what stands for an identity."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
