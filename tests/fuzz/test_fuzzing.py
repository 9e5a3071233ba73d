"""Past finds of fuzzing, each again; and a short run, whose seed is that of the day it is told."""

import random
from pathlib import Path

import pytest

from tools.fuzz_targets import TARGETS, mutated, seeds

ROOT = Path(__file__).parents[2]
FINDS = sorted((ROOT / "tests/data/finds").glob("*.json"))


@pytest.mark.parametrize("find", FINDS, ids=[path.stem for path in FINDS])
def test_what_was_found_once_is_mended(find: Path) -> None:
    for name, target in TARGETS.items():
        if name != "settings":
            for seed in range(2 if name == "fixes" else 10):  # each makes them several times, in files
                target(random.Random(seed), find.read_bytes().decode("utf-8", "surrogatepass"))


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_mutations_of_fixtures(name: str) -> None:
    chance = random.Random(11)
    texts = seeds(ROOT)[name]
    for _ in range(300):
        TARGETS[name](chance, mutated(chance, chance.choice(texts)))
