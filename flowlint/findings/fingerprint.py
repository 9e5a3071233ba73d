"""What a finding is known by from run to run, whatever lines, blocks and branches have moved."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import PurePosixPath

from flowlint.findings.draft import Cause, Draft
from flowlint.model.flow import Flow
from flowlint.report import json_pointer

Identity = tuple[str, ...]
"""What a finding is known by: its rule, its flow or else its file, its block, the path below it, and the rule's key.

A cause that lies in other flows has the first of these, and at the end the one that it leads to.
"""


def identities(rule_id: str, flow: Flow | None, path: str, draft: Draft) -> tuple[Identity, ...]:
    """Identify a finding, and then each of its causes, by what stays when blocks and branches move or lines shift.

    That is by names, and never by an index. Findings that only an index tells apart share their identity; whoever
    compares it counts them.
    """
    block, where = draft.block, draft.path
    if block and where[: len(block.path)] == block.path:
        where = where[len(block.path) :]
    tail = json_pointer(tuple("*" if isinstance(part, int) else part for part in where))
    block_id, tail = ("", "") if draft.once_per_flow else (block.id if block else "", tail)
    # A variant counts as the flow it is one of, whatever a resource calls it.
    here = rule_id, named((flow.variant_of or flow).name if flow else None, path), block_id, tail
    return (*here, draft.fingerprint_key), *sorted(_of_cause(here, one) for one in draft.causes)


def _of_cause(here: Identity, cause: Cause) -> Identity:
    if not cause.flows:
        return *here, cause.key
    at_fault, *others = (named((flow.variant_of or flow).name, flow.source.path) for flow in cause.flows)
    return here[0], at_fault, "", "", cause.key, *others


def named(flow_name: str | None, path: str) -> str:
    """Give what a flow is known by: its name, or else the name of its file."""
    return flow_name or PurePosixPath(path).name


def fingerprint(parts: Sequence[str]) -> str:
    """Give what stands for an identity."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
