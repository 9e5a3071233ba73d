"""How long flowlint takes, beside processes that do the least that could be done, and beside another linter.

Each round runs every case once, so that a busy moment of the machine hits all alike; the first round warms up and is
not counted. What counts is the time of the processor, of the best round: a busy machine takes none of it. What several
processes share is measured by the clock, beside the other linter by the clock, and needs an idle machine. Prints each
ratio and what it should be at most, the most memory that each case took, and writes bench/results.json.
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from centre import grow
from growth import measure
from inside import Parts

from flowlint import __version__
from flowlint.reading.walking import find_files

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
OTHER = Path(sys.prefix) / "connect-flow" / "bin" / "connect-flow"
"""The other tool, in an environment of its own, which `make bench` creates."""
RESULTS = Path(__file__).parent / "results.json"
FEWEST_BYTES, MOST_BYTES, MOST_FLOWS = 2_000, 60_000, 200
ONE_BYTES = 15_000
NOTHING, VERSION, ONE, MANY = "python -c pass", "--version", "one flow of 15 KB", "many flows"
WARM = ", nothing changed"
SHARED = ", two workers, by the clock"
MOST = {VERSION: 4.0, ONE: 1.0, ONE + WARM: 0.5, MANY: 2.5, MANY + SHARED: 1.6, MANY + WARM: 0.5}
"""What each case should take at most, in times of the case that it is measured against."""


@dataclass(frozen=True)
class Case:
    """A command, and the name of the case it is measured against."""

    name: str
    words: tuple[str, ...]
    against: str | None = None
    by_clock: bool = False


@dataclass(frozen=True)
class Taken:
    """What a process took, with those that it started: seconds of the processor and by the clock, bytes at its most."""

    processor: float
    clock: float
    memory: int

    def seconds(self, by_clock: bool) -> float:
        """Give the seconds that count."""
        return self.clock if by_clock else self.processor


def flows_of(folder: Path) -> list[Path]:
    """Choose different flows of a usual size that the other tool reads too: by their hash, and so by nobody."""
    chosen: dict[str, Path] = {}
    for found in find_files([str(folder)]):
        path = Path(found.path)
        if FEWEST_BYTES <= path.stat().st_size <= MOST_BYTES and _is_flow(path.read_bytes()):
            chosen.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path)
    return [path for _, path in sorted(chosen.items())[:MOST_FLOWS]]


def _is_flow(data: bytes) -> bool:
    try:
        value = json.loads(data)
    except ValueError:
        return False
    return isinstance(value, dict) and {"StartAction", "Actions"} <= value.keys()


def cases(folder: Path) -> Iterator[Case]:
    """Give the cases; `folder` holds the flows."""
    flowlint = (sys.executable, "-m", "flowlint")
    check = (*flowlint, "check", "--isolated", "--no-context", "--format", "json", "--fail-on", "never")
    files = sorted(map(str, folder.iterdir()))
    one = min(files, key=lambda file: abs(Path(file).stat().st_size - ONE_BYTES))
    yield Case(NOTHING, (sys.executable, "-c", "pass"))
    yield Case(VERSION, (*flowlint, "--version"), NOTHING)
    for name, paths, named in ((ONE, [one], [one]), (MANY, [str(folder)], files)):
        against = f"connect-flow lint, {name}"
        if OTHER.exists():
            yield Case(against, (str(OTHER), "lint", *named))
        yield Case(name, (*check, "--no-cache", *paths), against)
        if name == MANY:
            yield Case(name + SHARED, (*check, "--no-cache", "--workers", "2", *paths), against, by_clock=True)
        yield Case(name + WARM, (*check, *paths), against)


def run(case: Case, environment: dict[str, str]) -> Taken:
    """Run a case."""
    begin = time.perf_counter()
    process = subprocess.Popen(case.words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Taken(usage.ru_utime + usage.ru_stime, time.perf_counter() - begin, memory)


def processes(folder: Path, rounds: int) -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as place:
        flows = Path(place, "flows")
        flows.mkdir()
        for number, path in enumerate(flows_of(folder)):
            shutil.copyfile(path, flows / f"{number:03}.json")
        # As after an installation: what is imported was compiled once.
        environment = {**os.environ, "XDG_CACHE_HOME": place, "PYTHONPYCACHEPREFIX": str(Path(place, "compiled"))}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        measured = list(cases(flows))
        taken: dict[str, list[Taken]] = {case.name: [] for case in measured}
        for number in range(rounds + 1):
            for case in measured:
                one = run(case, environment)
                if number:
                    taken[case.name].append(one)
        size = sum(path.stat().st_size for path in flows.iterdir())
        print(f"{len(list(flows.iterdir()))} flows of {folder.name}, {size / 1e6:.1f} MB; the best of {rounds} rounds")
    rows: list[dict[str, object]] = []
    for case in measured:
        best, beside = (
            min((one.seconds(case.by_clock) for one in taken.get(name or "", ())), default=None)
            for name in (case.name, case.against)
        )
        assert best is not None
        ratio = best / beside if beside else None
        show(case.name, best, ratio, case.against, MOST.get(case.name))
        rounds_of_case = [asdict(one) for one in taken[case.name]]
        rows.append({"case": case.name, "rounds": rounds_of_case, "against": case.against, "ratio": ratio})
    for name, ones in taken.items():
        print(f"{name + ', memory':<55} {max(one.memory for one in ones) / 1e6:6.0f} MB", flush=True)
    return rows


def show(name: str, seconds: float, ratio: float | None, against: str | None, most: float | None) -> None:
    """Print a line: a time, how often it holds that of something else, and how often it should at most."""
    beside = f"{ratio:6.2f} × {against}" if ratio else ""
    promised = f", at most {most:g}{' — OVER' if ratio and ratio > most else ''}" if ratio and most else ""
    print(f"{name:<46} {seconds * 1000:9.1f} ms {beside}{promised}".rstrip(), flush=True)


def inside(*words: str) -> Parts:
    """Measure parts of a run in a process of its own."""
    command = [sys.executable, str(Path(__file__).parent / "inside.py"), *words]
    parts: Parts = json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
    return parts


def parts_of_runs(folder: Path, flows: int) -> dict[str, Parts]:
    """Show what parts cost: of checking a folder, of large flows beside small ones, and of SARIF."""
    of_folder = inside("corpus", str(folder))
    for part, seconds in of_folder.items():
        most = 25 if part == "whole" else None
        show(f"{folder.name}: {part}", seconds, seconds / of_folder["json.loads"], "json.loads", most)
    small, large = (inside("blocks", str(flows), str(size)) for size in (20, 200))
    show(f"{flows:,} flows of 20 blocks, a block", small["whole"] / flows / 20, None, None, None)
    ratio = large["whole"] / small["whole"] / 10
    show(f"{flows:,} flows of 200 blocks, a block", large["whole"] / flows / 200, ratio, "that", 1.2)
    sarif = inside("sarif", "5000")
    show("SARIF of 5,000 results", sarif["SARIF"], sarif["SARIF"] / sarif["json.dumps"], "json.dumps, indented", 3)
    return {"folder": of_folder, "small": small, "large": large, "sarif": sarif}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="rounds that count (default: 7)")
    parser.add_argument("--flows", type=int, default=2_000, help="flows of 20 and of 200 blocks (default: 2,000)")
    asked = parser.parse_args()
    folder = CORPUS if CORPUS.is_dir() else ROOT / "fixtures"
    results = {
        "python": platform.python_version(),
        "system": platform.platform(),
        "flowlint": __version__,
        "cases": processes(folder, asked.rounds),
        "parts": parts_of_runs(folder, asked.flows),
        "growth": measure(asked.rounds),
        "centres": grow()[0],
    }
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
