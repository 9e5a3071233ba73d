"""What the parts of a run cost, start-up taken off, each measured in a process of its own: seconds of the processor.

`python bench/inside.py corpus FOLDER`, `blocks FLOWS BLOCKS` or `sarif RESULTS` prints the seconds as JSON.
"""

import gc
import io
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from synthetic import flow_of

from flowlint.output.writing import write
from flowlint.reading.walking import find_files
from flowlint.report import Report
from flowlint.run import Overrides, check_paths

Parts = dict[str, float]


def corpus(folder: str) -> Parts:
    """Check a folder, and parse the same bytes by `json.loads`, as far as they are JSON; the best of three rounds."""
    choice = Overrides(isolated=True)
    check_paths([Path(__file__).parent.parent / "fixtures" / "flows"], choice)  # so that all is imported
    files = [Path(found.path) for found in find_files([folder]) if found.problem is None and found.skipped is None]
    texts = [file.read_bytes() for file in files]
    rounds = [_corpus(folder, choice, texts) for _ in range(3)]
    return {part: min(one[part] for one in rounds) for part in rounds[0]}


def _corpus(folder: str, choice: Overrides, texts: list[bytes]) -> Parts:
    seen: list[float] = []

    def checking(files: Any) -> Any:
        seen.append(time.process_time())
        yield from files
        seen.append(time.process_time())

    begin = time.process_time()
    report = check_paths([folder], choice, progress=checking)
    done = time.process_time()
    write(report, "json", io.StringIO())
    written = time.process_time()
    return {
        "json.loads": _seconds(lambda: [_parsed(text) for text in texts]),
        "reading": seen[0] - begin,
        "rules": seen[1] - seen[0],
        "suppressions, order, secrets": done - seen[1],
        "writing JSON": written - done,
        "whole": written - begin,
    }


def blocks(flows: str, size: str) -> Parts:
    """Check so many made flows of so many blocks, each with names of its own, in one run."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(int(flows)):
            flow = flow_of(int(size), number)
            Path(folder, f"{number}.json").write_text(json.dumps(flow), encoding="utf-8")
        return {"whole": _seconds(lambda: check_paths([folder], Overrides(isolated=True)))}


def sarif(results: str) -> Parts:
    """Write so many results as SARIF, and the same content by `json.dumps` with the same indent; the best of five."""
    report = check_paths([Path(__file__).parent.parent / "fixtures"], Overrides(isolated=True))
    few = report.findings
    many: Report = replace(report, findings=tuple(few[at % len(few)] for at in range(int(results))))
    stream = io.StringIO()
    write(many, "sarif", stream)
    content = json.loads(stream.getvalue())
    return {
        "SARIF": min(_seconds(lambda: write(many, "sarif", io.StringIO())) for _ in range(5)),
        "json.dumps": min(_seconds(lambda: json.dumps(content, indent=2)) for _ in range(5)),
    }


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    gc.set_threshold(1_000_000)  # as the command does
    what, *arguments = sys.argv[1:]
    measures: dict[str, Callable[..., Parts]] = {"corpus": corpus, "blocks": blocks, "sarif": sarif}
    print(json.dumps(measures[what](*arguments)))
