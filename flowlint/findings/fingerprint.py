"""What a finding is known by from run to run, whatever lines, blocks and branches have moved."""

import hashlib
import json
from pathlib import PurePosixPath

from flowlint.findings.draft import Draft
from flowlint.report import json_pointer


def fingerprint(rule_id: str, flow_name: str | None, path: str, draft: Draft) -> str:
    """Identify a finding by what stays when blocks and branches move or lines shift: by names, and never by an index.

    Findings that only an index tells apart share their fingerprint; whoever compares fingerprints counts them.
    """
    block, where = draft.block, draft.path
    if block and where[: len(block.path)] == block.path:
        where = where[len(block.path) :]
    tail = json_pointer(tuple("*" if isinstance(part, int) else part for part in where))
    named = flow_name or PurePosixPath(path).name
    at = ["", ""] if draft.once_per_flow else [block.id if block else "", tail]
    parts = [rule_id, named, *at, draft.fingerprint_key]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
