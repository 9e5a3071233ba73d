"""Bytes to text: UTF-8 with and without byte order mark, and the UTF-16 that PowerShell's `>` writes."""

import codecs

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


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
    """Decode a file and drop its byte order mark; without one, the first characters of JSON tell UTF-16 from UTF-8.

    Raises `NotText` when a byte does not fit the encoding.
    """
    encoding = _encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode(encoding, "replace")
        name = "UTF-8" if encoding == "utf-8-sig" else "UTF-16"
        message = f"the byte 0x{data[problem.start]:02X} is no {name} text; save the file as UTF-8"
        raise NotText(data.decode(encoding, "replace"), len(before), message) from None


def encode_as(text: str, data: bytes) -> bytes:
    """Encode a text as a file is encoded, with a byte order mark where that has one. Raises `UnicodeEncodeError`."""
    encoding = _encoding(data)
    mark = next((one for one in _MARKS if data.startswith(one)), b"")
    if encoding == "utf-16":
        encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    return mark + text.encode("utf-8" if encoding == "utf-8-sig" else encoding)


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if data[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if data[:1] == b"\0" else "utf-8-sig"
