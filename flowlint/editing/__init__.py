"""Edits: what is to change in a JSON document, as edits of the file that holds it, with all else as it is written.

A change is said in terms of the document. Here it becomes edits of the document's text, which keep its layout, and from
there edits of the file, through the escapes, indentation and joins in between. Where a place cannot be mapped one to
one there are none: better no edit than a wrong one.
"""

from flowlint.editing.changes import Add, Change, Misfit, Remove, RenameKey, SetValue, changed
from flowlint.editing.digests import digests
from flowlint.editing.edits import apply, edits_in_file, place_of
from flowlint.editing.outward import TextEdit

__all__ = [
    "Add",
    "Change",
    "Misfit",
    "Remove",
    "RenameKey",
    "SetValue",
    "TextEdit",
    "apply",
    "changed",
    "digests",
    "edits_in_file",
    "place_of",
]
