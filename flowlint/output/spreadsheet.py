"""CSV as spreadsheets open it: in the right characters, and with no formula in it."""

import csv
import io
from collections.abc import Iterable, Sequence

from flowlint.output.printable import printable

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the encoding of the country."""
_FORMULAS = tuple("=+-@＝＋－＠")
"""How a formula begins; a spreadsheet in Japanese takes the wide ones for the others."""


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a table as CSV, a line for each row below one with the names of the columns."""
    stream = io.StringIO()
    stream.write(BYTE_ORDER_MARK)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return stream.getvalue()


def _inert(text: str) -> str:
    """Keep a text from being a formula where a spreadsheet opens it, and from steering a terminal."""
    text = printable(text)
    return f"'{text}" if text.lstrip().startswith(_FORMULAS) else text
