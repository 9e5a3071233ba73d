"""From the fix that a rule drafts to edits of files: the same for whoever makes them, a command or an editor."""

from itertools import pairwise

from flowlint.editing import edits_in_file
from flowlint.findings.draft import FlowFix
from flowlint.model.flow import Flow
from flowlint.report import Edit, Fix


def fix_in_files(fix: FlowFix, flow: Flow) -> Fix | None:
    """Give a fix as edits of the files that hold its flows; None where one of them cannot be edited for certain."""
    edits: list[Edit] = []
    becomes: list[str] = []
    for one, changes in ((flow, fix.changes), *fix.elsewhere.items()):
        if one.translated:
            return None
        if not changes:
            continue
        within = edits_in_file(one.source, one.base, changes)
        if within is None:
            return None
        file = one.source.file
        edits += (Edit(file.path, start, end, file.place(start, end), text) for start, end, text in within.edits)
        becomes += within.becomes
    edits.sort(key=lambda edit: (edit.path, edit.start, edit.end))
    if any(one.path == next_one.path and next_one.start <= one.end for one, next_one in pairwise(edits)):
        return None  # two flows are written at one place
    return Fix(fix.description, fix.safe, tuple(edits), tuple(becomes))
