"""Where a name leads, and the outline of a document."""

from lsprotocol import types

from flowlint.editor.diagnostics import as_range
from flowlint.editor.documents import Document, Documents, Reading
from flowlint.output.printable import printable
from flowlint.report import Landmark, Outline, OutlinedBlock


def definitions(
    landmark: Landmark, document: Document, documents: Documents, origin: types.Range | None
) -> list[types.LocationLink]:
    """Give the places that a landmark of a document leads to, with the range of its own name."""
    reading = document.good
    if reading is None:
        return []
    found = [documents.elsewhere(reading, target.path, target.place) for target in landmark.targets]
    return [types.LocationLink(uri, as_range(where), as_range(where), origin) for uri, where in filter(None, found)]


def symbols(document: Document, documents: Documents) -> list[types.DocumentSymbol]:
    """Give the flows of a document, each with its blocks."""
    if document.good is None:
        return []
    return [_flow(one, document, document.good, documents) for one in document.outlines()]


def _flow(outline: Outline, document: Document, reading: Reading, documents: Documents) -> types.DocumentSymbol:
    whole = as_range(documents.range(document, reading, outline.whole))
    # An editor refuses a symbol without a name.
    name = printable(outline.name or ("" if document.path is None else document.shown)).strip() or "untitled"
    blocks = [_block(one, document, reading, documents) for one in outline.blocks]
    return types.DocumentSymbol(
        name, types.SymbolKind.Module, whole, _start(whole), detail=outline.type or None, children=blocks
    )


def _block(block: OutlinedBlock, document: Document, reading: Reading, documents: Documents) -> types.DocumentSymbol:
    whole, name = (as_range(documents.range(document, reading, place)) for place in (block.whole, block.place))
    if not (_key(whole.start) <= _key(name.start) and _key(name.end) <= _key(whole.end)):
        name = _start(whole)  # it must lie within
    return types.DocumentSymbol(printable(block.block.label), types.SymbolKind.Function, whole, name)


def _start(whole: types.Range) -> types.Range:
    return types.Range(whole.start, whole.start)


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
