"""How long whole flowlint processes take, beside processes that do the least that could be done; and how that grows.

Each round runs every case once, so that a busy moment of the machine hits all alike; the first round warms up and is
not counted. Prints a table of medians and writes bench/results.json. There is no limit to keep.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from growth import measure

from flowlint import __version__
from flowlint.reading.walking import find_files

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
ONE = ROOT / "fixtures" / "flows" / "main-line.json"
RESULTS = Path(__file__).parent / "results.json"
PARSE = """
import json, sys
for path in sys.stdin.read().splitlines():
    with open(path, "rb") as file:
        data = file.read()
    try:
        json.loads(data)
    except ValueError:
        pass
"""


@dataclass(frozen=True)
class Case:
    """A command, and the name of the case it is measured against."""

    name: str
    words: tuple[str, ...]
    against: str | None = None
    stdin: str = ""


def cases(folder: Path, files: list[str]) -> list[Case]:
    python = (sys.executable, "-c")
    flowlint = (sys.executable, "-m", "flowlint")
    check = (*flowlint, "check", "--format", "json", "--fail-on", "never")
    nothing, parse = "python -c pass", f"json.loads of {folder.name}"
    return [
        Case(nothing, (*python, "pass")),
        Case("flowlint --version", (*flowlint, "--version"), nothing),
        Case("flowlint rules", (*flowlint, "rules"), nothing),
        Case(f"flowlint check {ONE.name}", (*check, str(ONE)), nothing),
        Case(parse, (*python, PARSE), stdin="\n".join(files)),
        Case(f"flowlint check {folder.name}", (*check, str(folder)), parse),
    ]


def run(case: Case) -> float:
    begin = time.perf_counter()
    subprocess.run(case.words, input=case.stdin, text=True, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="rounds that count (default: 7)")
    rounds = parser.parse_args().rounds
    folder = CORPUS if CORPUS.is_dir() else ROOT / "fixtures"
    files = [found.path for found in find_files([str(folder)]) if found.problem is None and found.skipped is None]
    measured = cases(folder, [str(Path(path).resolve()) for path in files])
    times: dict[str, list[float]] = {case.name: [] for case in measured}
    for number in range(rounds + 1):
        for case in measured:
            taken = run(case)
            if number:
                times[case.name].append(taken)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    size = sum(Path(path).stat().st_size for path in files)
    print(f"{folder.name}: {len(files)} files, {size / 1e6:.1f} MB; medians of {rounds} rounds")
    width = max(map(len, medians))
    rows = []
    for case in measured:
        ratio = medians[case.name] / medians[case.against] if case.against else None
        beside = f"{ratio:6.2f} × {case.against}" if ratio else ""
        print(f"{case.name:<{width}} {medians[case.name] * 1000:8.1f} ms {beside}".rstrip())
        rows.append({"case": case.name, "median_seconds": medians[case.name], "against": case.against, "ratio": ratio,
                     "seconds": times[case.name]})  # fmt: skip
    machine = {"python": platform.python_version(), "system": platform.platform(), "flowlint": __version__}
    results = {
        **machine,
        "files": len(files),
        "bytes": size,
        "rounds": rounds,
        "cases": rows,
        "growth": measure(rounds),
    }
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
