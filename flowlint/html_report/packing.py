"""Pictures and other data as they lie in a page, compact, and so that nothing in them is markup."""

import base64
import json
import zlib
from typing import Any

from flowlint.diagram import Diagram
from flowlint.drawing import CannotDraw, Marks, svg
from flowlint.output.printable import printable


def embedded(data: Any) -> str:
    """Give data as JSON that may stand in HTML."""
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def packed(diagram: Diagram, marks: Marks | None = None) -> dict[str, Any]:
    """Give the picture of a diagram: `title`, `path`, and `svg`, deflated and in Base64, or `reason` where none is."""
    about = {"title": printable(diagram.title), "path": printable(diagram.path)}
    try:
        drawn = svg(diagram, marks, alone=False)
    except CannotDraw as problem:
        return {**about, "reason": printable(str(problem))}
    deflate = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    whole = deflate.compress(drawn.encode()) + deflate.flush()
    return {**about, "svg": base64.b64encode(whole).decode("ascii")}
