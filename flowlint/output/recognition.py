"""Reports that flowlint wrote, told from other files by their content and by the ending of their name."""

import re
from collections.abc import Mapping
from pathlib import Path

from flowlint.files import read_regular

_LARGEST = 200_000_000
"""How many bytes a report may have that is read again."""

_TAIL = 4_000
"""In how many bytes at the end the line of counts is looked for."""

ENDINGS: Mapping[str, tuple[str, ...]] = {
    "text": (".txt", ".log"),
    "concise": (".txt", ".log"),
    "json": (".json",),
    "sarif": (".sarif", ".json"),
    "github": (".txt", ".log"),
    "gitlab": (".json",),
    "junit": (".xml",),
    "markdown": (".md",),
    "csv": (".csv",),
    "asff": (".jsonl", ".json"),
}
"""How files of each format are called."""

_COUNTS = re.compile(rb"^(?:No flow was checked|.{0,200}\b[\d,]{1,20} flows?, [\d,]{1,20} blocks?\b)", re.MULTILINE)
"""The line of counts, which reports for people have at or near their end."""

_BEGINNINGS: Mapping[str, re.Pattern[bytes]] = {
    "concise": re.compile(rb"\Z|[^\n]{1,5000}:\d+:\d+: (?:error|warning|note): "),
    "json": re.compile(rb'\{\s*"version": 1,\s*"tool": \{\s*"name": "flowlint",'),
    "sarif": re.compile(
        rb'\{\s*"\$schema": "[^"]*",\s*"version": "2\.1\.0",\s*"runs": \[\s*\{\s*"tool": \{\s*'
        rb'"driver": \{\s*"name": "flowlint",'
    ),
    "gitlab": re.compile(
        rb'\[\]\s*\Z|\[\s*\{\s*"description": "[^\n]*",\s*"check_name": "[^\n]*",\s*"fingerprint": "[0-9a-f]{32}'
    ),
    "junit": re.compile(rb'<\?xml [^>\n]*\?>\s*<testsuites name="flowlint"'),
    "markdown": re.compile(rb"### flowlint: "),
    "csv": re.compile(rb"\xef\xbb\xbflevel,rule,pillar,file,line,column,"),
    "asff": re.compile(rb'\Z|\{"Findings": \[\{"SchemaVersion": "2018-10-08", "Id": "flowlint/'),
    "html": re.compile(rb"\s*<!DOCTYPE html>.{1,2000}?<title>flowlint report</title>", re.DOTALL),
    "wiki page": re.compile(rb"# flowlint report\n"),
}


def is_any_report(path: Path) -> bool:
    """Tell whether a file is a report in any format, those of `flowlint report` among them, as `is_report` does."""
    return any(is_report(path, format_name) for format_name in {*ENDINGS, *_BEGINNINGS})


def is_report(path: Path, format_name: str) -> bool:
    """Tell whether a file is a report in a format, as flowlint writes it. One that cannot be read is none."""
    try:
        content = read_regular(path, _LARGEST, follow=False)
    except OSError:
        return False
    if format_name in _BEGINNINGS:
        return _BEGINNINGS[format_name].match(content) is not None
    return _COUNTS.search(content[-_TAIL:]) is not None
