"""What holds one finding back: a note for its flow, and entries for the settings, in the form that a file has them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from flowlint.output.printable import printable
from flowlint.report import Finding
from flowlint.secret_forms import HIDDEN
from flowlint.text.patterns import escape, only_name
from flowlint.text.toml_values import toml, toml_key

_REASON = "why"
_IN_GITIGNORE = re.compile(r"[\\*?\[\]!# ]")
_UNWRITABLE = re.compile(rf"[\ud800-\udfff]|{HIDDEN}{{3,}}")
_CONTROLS = re.compile(rf"[\x00-\x1f\ud800-\udfff{HIDDEN}]")


@dataclass(frozen=True, slots=True)
class Remedy:
    """Two ways to hold one finding back."""

    note: str | None
    """What to write in a note on the finding's block, on each of those at fault, or on none where it has none; None
    for a finding that is about no flow."""
    entries: tuple[Mapping[str, Any], ...]
    """The entries of `suppress` in settings, one for each block."""


def lines_of_entry(entry: Mapping[str, Any], header: str) -> Iterator[str]:
    """Give an entry as lines of TOML: a table under a header, or without one an item of a list."""
    # TOML writes characters that no terminal shows as `printable` does.
    if header:
        yield header
        yield from (printable(f"{toml_key(key)} = {toml(value)}") for key, value in entry.items())
    else:
        yield f"{printable(toml(entry))},"


def how_to_suppress(finding: Finding, reason: str = _REASON) -> Remedy:
    """Give what would hold back a finding, and none of its rule at any other block.

    A flow that has no name is known by the name of its file. What TOML cannot hold, half a character, is `*`,
    and so is a secret: such a name might be that of any flow, and the file is named too.
    """
    entry: dict[str, object] = {"rules": [finding.rule]}
    flow = None if finding.flow is None else _UNWRITABLE.sub("*", escape(finding.flow))
    if flow is not None:
        entry["flow"] = flow
    if flow is None or only_name(flow) is None:
        entry["path"] = _CONTROLS.sub("?", _IN_GITIGNORE.sub(r"\\\g<0>", PurePath(finding.path).name))
    entries = tuple(
        {**entry, **({} if block is None else {"block": _UNWRITABLE.sub("*", escape(block.id))}), "reason": reason}
        for block in dict.fromkeys(finding.blocks_at_fault)
    )
    note = None if finding.flow is None and finding.block is None else f"flowlint: ignore {finding.rule} -- {reason}"
    return Remedy(note, entries)
