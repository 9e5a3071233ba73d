"""Inventories beside flows: the nearest file upwards, no further than the git repository, as settings are found."""

import json
import os
import re
from pathlib import Path
from typing import Any

from flowlint.files import is_there, read_regular, reason
from flowlint.model.inventory import FILE_NAME, FORMAT, Inventory, function
from flowlint.paths import shown_path, up_to_repository

_MOST_BYTES = 50_000_000
_ARN = re.compile(r"arn:aws[\w-]*:connect:[\w-]+:\d{12}:instance/[\w-]+")
_WORDS = {
    "ContactFlows": "contact-flow",
    "ContactFlowModules": "flow-module",
    "Queues": "queue",
    "HoursOfOperations": "operating-hours",
    "Prompts": "prompt",
    "Views": "view",
    "DataTables": "data-table",
}
"""The word that ARNs have for each kind of resource that flows are held against."""
_REMEDY = "write it again with `flowlint export`, or delete it"


class InventoryProblem(Exception):
    """An inventory that cannot be used: `path` is the file as reports show it, the message says why."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{message}; {_REMEDY}")
        self.path = path


class Inventories:
    """Finds the inventory for each file of a run; each is read once."""

    def __init__(self) -> None:
        self._by_folder: dict[Path, Inventory | InventoryProblem | None] = {}

    def of(self, path: str) -> Inventory | None:
        """Give the inventory that holds for a file, None where there is none. Raises `InventoryProblem`."""
        found = self._in(Path(os.path.abspath(path)).parent)  # noqa: PTH100 - resolve() would follow links
        if isinstance(found, InventoryProblem):
            raise found
        return found

    def _in(self, folder: Path) -> Inventory | InventoryProblem | None:
        found: Inventory | InventoryProblem | None = None
        passed: list[Path] = []
        for here in up_to_repository(folder):
            if here in self._by_folder:
                found = self._by_folder[here]
                break
            passed.append(here)
            if is_there(here / FILE_NAME):
                found = _read_or_not(here / FILE_NAME)
                break
        self._by_folder.update(dict.fromkeys(passed, found))
        return found


def _read_or_not(file: Path) -> Inventory | InventoryProblem:
    try:
        return _read(file)
    except InventoryProblem as problem:
        return problem


def _read(file: Path) -> Inventory:
    """Read an inventory. Raises `InventoryProblem`."""
    shown = shown_path(file)
    try:
        value = json.loads(read_regular(file, _MOST_BYTES, follow=False))
    except OSError as problem:
        raise InventoryProblem(shown, f"the inventory cannot be read: {reason(problem)}") from None
    except (ValueError, RecursionError):
        raise InventoryProblem(shown, "the inventory is not JSON") from None
    if not isinstance(value, dict) or value.get("FlowlintInventory") != FORMAT:
        raise InventoryProblem(shown, f"the inventory has no `FlowlintInventory` with {FORMAT}")
    instance = value.get("Instance")
    arn = instance.get("Arn") if isinstance(instance, dict) else None
    if not isinstance(arn, str) or not _ARN.fullmatch(arn):
        raise InventoryProblem(shown, "the inventory has no `Instance` with an `Arn`")
    ids = {word: frozenset(map(_id, _list(shown, value, key))) for key, word in _WORDS.items() if key in value}
    functions = None
    if "LambdaFunctions" in value:
        functions = frozenset(function(str(one)) for one in _list(shown, value, "LambdaFunctions"))
    bots = None
    if "LexV2Bots" in value:
        held = _list(shown, value, "LexV2Bots")
        bots = frozenset(str(one["AliasArn"]) for one in held if isinstance(one, dict) and "AliasArn" in one)
    flows = _list(shown, value, "ContactFlows") if "ContactFlows" in value else ()
    live = {_id(one): str(one.get("Name")) for one in flows if _is_live(one)}
    return Inventory(shown, arn, ids, functions, bots, live)


def _list(shown: str, value: dict[str, Any], key: str) -> list[Any]:
    held = value[key]
    if not isinstance(held, list):
        raise InventoryProblem(shown, f"`{key}` of the inventory is not a list")
    return held


def _is_live(flow: Any) -> bool:
    """Tell whether contacts may come to a flow, as its summary says."""
    asleep = ("ContactFlowStatus", "SAVED"), ("ContactFlowState", "ARCHIVED")
    return isinstance(flow, dict) and not any(flow.get(key) == value for key, value in asleep)


def _id(entry: Any) -> str:
    return str(entry.get("Id", "")).lower() if isinstance(entry, dict) else ""
