"""How the cost of a check grows with the size of a flow: of a large contact centre, and of each of the `shapes`.

`python bench/growth.py [--large] [SHAPE ...]` prints for each shape what a whole check of it costs: seconds of the
processor, and megabytes at the peak, at an eighth, a quarter, a half and the whole of what Connect takes, 250 blocks or
1 MB, and how the last doubling grew. With --large sizes go on to 20,000 blocks, or 10 MB. It ends with 1 if one is over
what flowlint promises of what Connect takes. Each check is a process of its own.
"""

import argparse
import gc
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from shapes import FULL, SHAPES
from synthetic import flow_of

from flowlint import packs
from flowlint.__main__ import OBJECTS_BETWEEN_COLLECTIONS
from flowlint.output.writing import write
from flowlint.run import Overrides, check_text

SIZES = (250, 1_000, 4_000, 16_000)
AGAINST = 1_000
STEPS = (FULL // 8, FULL // 4, FULL // 2, FULL)
LARGE_STEPS = (*STEPS[2:], 1_000, 4_000, 20_000)
MOST_LETTERS = 10_000_000
MOST_SECONDS = 2.0
MOST_MEGABYTES = 300


def every_rule() -> Overrides:
    """Choose all rules, those included that are off by default."""
    return Overrides(select=tuple(rule.id for rule in packs.load().rules), isolated=True)


def measure(rounds: int) -> list[dict[str, Any]]:
    """Check each flow once a round, so that a busy moment hits all alike; give and print a row for each size."""
    choice = every_rule()
    texts = {size: json.dumps(flow_of(size), indent=2) for size in SIZES}
    times: dict[int, list[float]] = {size: [] for size in SIZES}
    findings = {}
    for number in range(rounds + 1):  # the first one warms up
        for size, text in texts.items():
            gc.collect()
            begin = time.perf_counter()
            report = check_text(text, "large.json", choice)
            taken = time.perf_counter() - begin
            assert not report.failures, report.failures
            findings[size] = len(report.findings)
            if number:
                times[size].append(taken / size)
    medians = {size: statistics.median(taken) for size, taken in times.items()}
    print(f"{'blocks':>7} {'findings':>9} {'µs a block':>11}  beside that of {AGAINST:,} blocks")
    for size in SIZES:
        ratio = medians[size] / medians[AGAINST]
        print(f"{size:7,} {findings[size]:9,} {medians[size] * 1e6:11.0f}  {ratio:.2f}")
    return [
        {"blocks": size, "findings": findings[size], "seconds_per_block": times[size],
         "ratio": medians[size] / medians[AGAINST]}
        for size in SIZES
    ]  # fmt: skip


def check_shape(text: str) -> dict[str, Any]:
    """Check a text as the command does, with SARIF; give what that costs, and how much is found and written."""
    import io

    choice = every_rule()
    before = time.process_time()
    report = check_text(text, "shape.json", choice, frames=True)
    stream = io.StringIO()
    write(report, "sarif", stream)
    return {
        "seconds": time.process_time() - before,
        "megabytes": _peak(),
        "letters": len(text),
        "findings": len(report.findings),
        "sarif": stream.tell(),
        "cut off": [str(failure) for failure in report.failures],
    }


def _peak() -> float:
    """Give the peak of memory in megabytes; that of rusage is also of the process that started this one, on Linux."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    own = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM:"))
    return int(own.split()[1]) / 1024


def row(name: str, sizes: tuple[int, ...]) -> list[dict[str, Any]]:
    """Check a shape at each size in a process of its own, up to the first that is too large or takes too long."""
    rows: list[dict[str, Any]] = []
    for size in sizes:
        if len(SHAPES[name](size)) > MOST_LETTERS and size > FULL:
            break
        words = [sys.executable, __file__, "--one", name, str(size)]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        rows.append({"size": size, **json.loads(done.stdout)})
        if rows[-1]["seconds"] > 10 * MOST_SECONDS:
            break
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--large", action="store_true", help="go on to 20,000 blocks, or 10 MB")
    parser.add_argument("--one", nargs=2, metavar=("SHAPE", "BLOCKS"), help="check one text, here; print JSON")
    parser.add_argument("shapes", nargs="*", metavar="SHAPE", help="only these (default: all)")
    asked = parser.parse_args()
    if asked.one:
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)  # as the command does
        print(json.dumps(check_shape(SHAPES[asked.one[0]](int(asked.one[1])))))
        return 0
    sizes = LARGE_STEPS if asked.large else STEPS
    heads = " ".join(f"{size:>7,}" for size in sizes)
    print(f"{'seconds for so many blocks':36} {heads} growth    MB  found SARIF MB")
    over = False
    for name in asked.shapes or SHAPES:
        rows = row(name, sizes)
        seconds = [one["seconds"] for one in rows]
        cells = " ".join([f"{one:7.2f}" for one in seconds] + [" " * 7] * (len(sizes) - len(rows)))
        last = rows[-1]
        growth = seconds[-1] / seconds[-2] if len(rows) > 1 else 0
        bad = any(
            one["size"] <= FULL and (one["seconds"] > MOST_SECONDS or one["megabytes"] > MOST_MEGABYTES) for one in rows
        )
        over = over or bad
        words = f"{'OVER ' if bad else ''}{'cut off' if last['cut off'] else ''}".rstrip()
        print(
            f"{name:36} {cells} {growth:6.1f} {last['megabytes']:5.0f} {last['findings']:6} "
            f"{last['sarif'] / 1e6:8.1f} {words}".rstrip(),
            flush=True,
        )
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
