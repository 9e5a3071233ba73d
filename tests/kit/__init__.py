"""What tests share: where things are, the two smallest flows, and tools that stand in modules of their own."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
DATA = ROOT / "tests" / "data"
PACKS = ROOT / "tests" / "packs"

GOOD: dict[str, Any] = {
    "Version": "2019-10-30",
    "StartAction": "Goodbye",
    "Metadata": {},
    "Actions": [
        {
            "Identifier": "Goodbye",
            "Type": "MessageParticipant",
            "Parameters": {"Text": "Goodbye."},
            "Transitions": {"NextAction": "Hang up"},
        },
        {"Identifier": "Hang up", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}},
    ],
}
"""A flow that no rule has anything to say about."""

BAD: dict[str, Any] = {**GOOD, "StartAction": "Hello"}
"""The same flow with an entry point that leads nowhere, which is an error."""

Run = Callable[..., CompletedProcess[str]]


def write(path: str, text: str) -> None:
    """Write a file, and the folders that it stands in."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
