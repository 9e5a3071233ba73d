"""How the time for a block grows with the size of its flow: flows of 250 to 16,000 blocks, all rules on."""

import gc
import json
import statistics
import time
from typing import Any

from synthetic import flow_of

from flowlint import packs
from flowlint.run import Overrides, check_text

SIZES = (250, 1_000, 4_000, 16_000)
AGAINST = 1_000


def measure(rounds: int) -> list[dict[str, Any]]:
    """Check each flow once a round, so that a busy moment hits all alike; give and print a row for each size."""
    choice = Overrides(select=tuple(rule.id for rule in packs.load().rules), isolated=True)
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
