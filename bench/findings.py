"""What the rules find in public flows, and how many of the findings that were read somebody would act on.

    python bench/findings.py CORPUS --write     write rules/FINDINGS.md
    python bench/findings.py CORPUS --check     exit with 1 where it is out of date

Findings are counted anew each time; what was read, when and with what result stands in bench/readings.json: `read`
findings of which a contact-centre engineer would act on `right`.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flowlint import packs
from flowlint.report import Finding
from flowlint.rule import Rule
from flowlint.run import Overrides, check_paths

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "rules" / "FINDINGS.md"
READINGS = Path(__file__).parent / "readings.json"
UNREAD = {"read": 0, "right": 0, "on": "", "remark": ""}
ABOUT = """\
<!-- Written by `python bench/findings.py CORPUS --write`: edit bench/readings.json. -->

# What the rules find in public flows

Each rule was run on {flows} flows of {files} files from {repositories} public repositories, one run for each, with
default options, pedantic rules too. Then findings were read beside the flow: all, or twenty and more from as many
repositories as there are. A finding is right if somebody who keeps the flow would act on it, were it theirs. A rule
that is right in fewer than nine of ten is narrowed, or is pedantic and off unless asked for.

| rule | level | findings | flows | repositories | read | right | on | remark |
|---|---|---:|---:|---:|---:|---:|---|---|
"""


def table(corpus: Path) -> str:
    """Run all rules on the corpus, a repository at a time, and give the table."""
    rules = [rule for rule in packs.load().rules if not rule.pack]
    choice = Overrides(select=tuple(rule.id for rule in rules), isolated=True)
    found: dict[str, list[tuple[str, Finding]]] = defaultdict(list)
    repositories = flows = files = 0
    for repository, paths in sorted(_repositories(corpus).items()):
        report = check_paths(paths, choice)
        checked = [len(file.flows) for file in report.files if file.flows]
        repositories, flows, files = repositories + bool(checked), flows + sum(checked), files + len(checked)
        for finding in report.findings:
            found[finding.rule].append((repository, finding))
    readings = json.loads(READINGS.read_text(encoding="utf-8"))
    about = ABOUT.format(flows=flows, files=files, repositories=repositories)
    rows = (_row(rule, found[rule.id], readings.get(rule.id, UNREAD)) for rule in rules)
    return about + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _repositories(corpus: Path) -> dict[str, list[Path]]:
    """Give the files of each repository; those that wrap flows in something else lie in a folder of their own."""
    found: dict[str, list[Path]] = defaultdict(list)
    for entry in json.loads((corpus / "INDEX.json").read_text(encoding="utf-8")):
        if entry["path"].startswith("wrapped/"):  # infrastructure code, much of which repeats flows that stand alone
            continue
        found[entry["repo"]].append(corpus / entry["path"])
    return found


def _row(rule: Rule, found: list[tuple[str, Finding]], reading: dict[str, Any]) -> Iterator[str]:
    yield f"[{rule.id}](docs/{rule.id}.md)"
    yield rule.level.value + (", pedantic" if rule.pedantic else "")
    yield str(len(found))
    yield str(len({(finding.path, finding.flow) for _, finding in found}))
    yield str(len({repository for repository, _ in found}))
    yield from (str(reading[column]) for column in UNREAD)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--write", action="store_true")
    way.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    text = table(arguments.corpus)
    if arguments.check:
        return int(TABLE.read_text(encoding="utf-8") != text)
    TABLE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
