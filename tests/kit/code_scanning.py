"""What GitHub's code scanning asks of a SARIF file, checked on the parsed JSON alone; nothing here is flowlint's."""

import gzip
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

_URI = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=@/]|%[0-9A-F]{2})+")
_LEVELS = {"error", "warning", "note", "none"}


def refusals(document: Any, root: Path) -> list[str]:
    """Give the reasons why GitHub would refuse a log, or show less of it; `root` is the root of the repository."""
    return list(_of_log(document, root))


def _of_log(log: Any, root: Path) -> Iterator[str]:
    yield from _of_text(log, "")
    if len(gzip.compress(json.dumps(log).encode(errors="replace"))) > 10_000_000:
        yield "the file is too large"
    if not log.get("$schema"):
        yield "no $schema"
    if log.get("version") != "2.1.0":
        yield "version is not 2.1.0"
    if len(log.get("runs", [])) != 1:
        yield "not exactly one run"
    for run in log.get("runs", []):
        yield from _of_run(run, root)


def _of_text(value: Any, where: str) -> Iterator[str]:
    """Refuse empty text, null, and text that is not Unicode, wherever they stand."""
    if value is None or value == "":
        yield f"{where} is empty"
    elif isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            yield f"{where} has a lone surrogate"
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _of_text(item, f"{where}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _of_text(item, f"{where}/{index}")


def _of_run(run: Any, root: Path) -> Iterator[str]:
    driver = run["tool"]["driver"]
    rules = driver["rules"]
    if not driver.get("name"):
        yield "the tool has no name"
    if not run["automationDetails"]["id"].endswith("/"):
        yield "the category is not closed by a slash"
    if len(rules) > 25_000 or len(run["results"]) > 25_000:
        yield "too many rules or results"
    if len({rule["id"] for rule in rules}) != len(rules):
        yield "two rules have one id"
    for rule in rules:
        yield from _of_rule(rule)
    fingerprints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    if len(set(fingerprints)) != len(fingerprints):
        yield "two results have one fingerprint"
    for result in run["results"]:
        yield from _of_result(result, rules, root)
    if run["columnKind"] != "utf16CodeUnits" and run["results"]:
        yield "columns are not counted in UTF-16 code units"


def _of_rule(rule: Any) -> Iterator[str]:
    who = f"rule {rule['id']}"
    for part in ("shortDescription", "fullDescription", "help"):
        if not rule.get(part, {}).get("text"):
            yield f"{who} has no {part}"
    if len(rule["fullDescription"]["text"]) > 1024 or len(rule.get("name", "")) > 255:
        yield f"{who} has too long a text"
    if rule["defaultConfiguration"]["level"] not in _LEVELS:
        yield f"{who} has no such level"
    properties = rule["properties"]
    if len(properties["tags"]) > 20 or len(set(properties["tags"])) != len(properties["tags"]):
        yield f"{who} has too many tags"
    if properties["precision"] not in {"very-high", "high", "medium", "low"}:
        yield f"{who} has no such precision"
    if properties["problem.severity"] not in {"error", "warning", "recommendation"}:
        yield f"{who} has no such severity"
    security = properties.get("security-severity")
    if ("security" in properties["tags"]) != (security is not None):
        yield f"{who}: security-severity does not go with the tag security"
    if security is not None and not (isinstance(security, str) and 0.0 < float(security) <= 10.0):
        yield f"{who} has no such security-severity"


def _of_result(result: Any, rules: Any, root: Path) -> Iterator[str]:
    if not result.get("message", {}).get("text"):
        yield "a result has no message"
    elif "](" in _without_links(result):
        yield "a message has a link"
    if result.get("level") not in _LEVELS:
        yield "a result has no such level"
    index = result.get("ruleIndex")
    if index is None or not 0 <= index < len(rules) or rules[index]["id"] != result["ruleId"]:
        yield "ruleIndex and ruleId differ"
    if len(result.get("locations", [])) != 1:
        yield "a result has not exactly one location"
    for location in result.get("locations", []):
        yield from _of_place(location["physicalLocation"], root)
    yield from _of_related(result, root)
    for code_flow in result.get("codeFlows", []):
        for thread_flow in code_flow["threadFlows"]:
            if not 0 < len(thread_flow["locations"]) <= 10_000:
                yield "too many steps, or none"
            for step in thread_flow["locations"]:
                if not step["location"].get("message", {}).get("text"):
                    yield "a step has no message"
                yield from _of_place(step["location"]["physicalLocation"], root)


def _of_related(result: Any, root: Path) -> Iterator[str]:
    for number, location in enumerate(result.get("relatedLocations", []), start=1):
        if location.get("id") != number or not location.get("message", {}).get("text"):
            yield "a related location has not its number, or no message"
        yield from _of_place(location["physicalLocation"], root)


def _without_links(result: Any) -> str:
    """Give the message without the links to related locations that begin its lines."""
    first, *others = result["message"]["text"].split("\n")
    numbers = range(1, len(result.get("relatedLocations", [])) + 1)
    links = [f"[{number}]({number}): " for number in numbers]
    if len(others) != len(links):
        return str(result["message"]["text"])
    return "\n".join([first, *(line.removeprefix(link) for line, link in zip(others, links, strict=True))])


def _of_place(place: Any, root: Path) -> Iterator[str]:
    uri = place["artifactLocation"]["uri"]
    if not _URI.fullmatch(uri) or uri.startswith("/") or ":" in uri.split("/", 1)[0]:
        yield f"{uri} is no relative URI"
    elif {".", "..", ""} & set(uri.split("/")):
        yield f"{uri} is not the straight way from the root"
    else:
        path = root / os.fsdecode(unquote_to_bytes(uri))
        if not path.is_file():
            yield f"{uri} is no file"
        elif not _within(place["region"], _lines(path)):
            yield f"{uri}: the region {place['region']} is not in the file"


def _lines(path: Path) -> list[str]:
    data = path.read_bytes()
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
    return re.split("\r\n|\r|\n", text)


def _within(region: Any, lines: list[str]) -> bool:
    start = (region["startLine"], region["startColumn"])
    end = (region["endLine"], region["endColumn"])
    inside = all(1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1 for line, column in (start, end))
    return inside and start < end
