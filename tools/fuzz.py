"""Fuzzing with a budget of time: mutates fixtures and past finds, and keeps what breaks a promise.

`python -m tools.fuzz --seconds 600` takes the targets in turn, prints how many inputs each had, and writes each find to
tests/data/finds/, from where a test reads it ever after. It ends with 1 if there was one.
"""

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path

from tools.fuzz_targets import TARGETS, mutated, seeds

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Fuzz until the time is over; give the exit code."""
    parser = argparse.ArgumentParser(description="Fuzzing with a budget of time.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    texts, inputs, finds = seeds(ROOT), Counter[str](), Counter[str]()
    end, number = time.monotonic() + asked.seconds, 0
    while time.monotonic() < end:
        for name, target in TARGETS.items():
            number += 1
            chance = random.Random(f"{asked.seed} {number}")
            text = mutated(chance, chance.choice(texts[name]))
            inputs[name] += 1
            try:
                target(chance, text)
            except Exception as problem:  # whatever it is, it is a find
                finds[name] += 1
                path = _keep(text, f"{name.replace(' ', '-')}-{asked.seed}-{number}")
                print(f"{name}: {type(problem).__name__}: {str(problem)[:300]} ({path})", flush=True)
    for name in TARGETS:
        print(f"{name:12} {inputs[name]:9,} inputs, {finds[name]} finds")
    return 1 if finds else 0


def _keep(text: str, name: str) -> Path:
    path = ROOT / "tests/data/finds" / f"{name}.json"
    path.write_text(text, "utf-8", "surrogatepass")
    return path


if __name__ == "__main__":
    sys.exit(main())
