"""Bytes to text: UTF-8 with and without byte order mark, and the UTF-16 that PowerShell's `>` writes."""

import codecs


class NotText(Exception):
    """Bytes that are not in the encoding they should be in.

    `text` is as much of the file as can be shown, each bad byte replaced by one character, and `position` the
    offset of the first bad byte in it, in code points.
    """

    def __init__(self, text: str, position: int, message: str) -> None:
        super().__init__(message)
        self.text = text
        self.position = position


def decode(data: bytes) -> str:
    """Decode a file and drop its byte order mark.

    Raises `NotText` when a byte does not fit the encoding.
    """
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode(encoding, "replace")
        message = f"the file is not {encoding.removesuffix('-sig').upper()} text: byte 0x{data[problem.start]:02x}"
        raise NotText(data.decode(encoding, "replace"), len(before), message) from None
