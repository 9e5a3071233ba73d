"""CSV as spreadsheets open it: in the right characters, and with no formula in it."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TextIO

from flowlint.output.printable import printable

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the encoding of the country."""
_FORMULA = re.compile(r"""(^|;)(?=[\s"]*[-=+@＝＋－＠])""")
"""Where a formula may begin; a spreadsheet in Japanese takes the wide signs for the others.

Where the comma is the sign of decimals, Excel parts cells at semicolons, and at those within our quotes too.
"""


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a table as CSV, a line for each row below one with the names of the columns."""
    stream = io.StringIO()
    stream.write(BYTE_ORDER_MARK)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return stream.getvalue()


def for_stream(table: str, stream: TextIO | None) -> str:
    """Give a table without its byte order mark where a stream, a terminal say, has not the characters of Unicode."""
    has_all = (getattr(stream, "encoding", None) or "utf-8").lower().startswith("utf")
    return table if has_all else table.removeprefix(BYTE_ORDER_MARK)


def _inert(text: str) -> str:
    """Keep a text from being a formula where a spreadsheet opens it, and from steering a terminal."""
    return _FORMULA.sub(r"\1'", printable(text))
