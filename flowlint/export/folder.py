"""An export: a file for each flow and module, and an inventory of what flows may name, in one folder.

A run may end at any moment: each file is written whole, and the next run fetches what is missing or has changed.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flowlint.export.connect import NOT_FOUND, NOT_PUBLISHED, ODD_ANSWER, CallFailed, CannotExport, Connect
from flowlint.export.kinds import FLOWS, MODULES, RESOURCES, FlowKind
from flowlint.files import locked, read_regular
from flowlint.model.inventory import FILE_NAME, FORMAT
from flowlint.output.writing import write_text

Wanted = tuple[FlowKind, dict[str, Any]]
"""A flow or module that the instance lists."""
Progress = Callable[[Sequence[Wanted]], Iterable[Wanted]]
"""Something that sees the flows pass by: it is given all, and gives them back one by one."""

_MOST_BYTES = 50_000_000
_LONGEST_NAME = 40
"""How many characters of a flow's name its file has: with its id never more bytes than a file name may have."""
_UNSAFE = re.compile(r"[^\w.-]+")
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_OURS = re.compile(rf".*--(?P<id>{_UUID})\.json")
_LEFT_OVER = re.compile(rf"\.(?:.*--{_UUID}\.json|{re.escape(FILE_NAME)})\.[a-z0-9_]{{8}}")


@dataclass(slots=True)
class Exported:
    """What an export came to: how many flows and modules were written, and how many had not changed.

    `notes` are sentences about what is no failure, a deleted flow say. `failed` has for each thing that went wrong
    the flows or resources that it concerns. `left_over` are files of flows that the instance has no more.
    """

    written: int = 0
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)
    failed: dict[str, list[str]] = field(default_factory=dict)
    left_over: list[str] = field(default_factory=list)

    def fail(self, problem: CallFailed, what: str) -> None:
        """Note that a call failed, and what was not written for that."""
        self.failed.setdefault(str(problem), []).append(what)


def export(instance: Connect, folder: Path, *, saved: bool, progress: Progress = iter) -> Exported:
    """Write the flows and modules of an instance to a folder, as published or with `saved` as last saved.

    A call that fails does not end the export. Raises `OSError` where files cannot be written, and `CannotExport` where
    the instance gives no answers any more, or the folder holds an export of another one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        return _Export(instance, folder, saved).run(progress)


class _Export:
    def __init__(self, instance: Connect, folder: Path, saved: bool) -> None:
        self._instance = instance
        self._folder = folder
        self._saved = saved
        self._done = Exported()

    def run(self, progress: Progress) -> Exported:
        self._hold_that_folder_is_of_this_instance()
        for path in list(self._folder.iterdir()):
            if _LEFT_OVER.fullmatch(path.name):  # of a run that was killed while it wrote
                path.unlink(missing_ok=True)
        before = self._files()
        listed = {kind: self._list(kind) for kind in (FLOWS, MODULES)}
        # Drafts have no part in what a search finds.
        stamps = {kind: self._search(kind) if before and not self._saved else {} for kind in listed}
        wanted = [(kind, one) for kind, found in listed.items() for one in found or ()]
        gone = {one["Id"] for kind, one in progress(wanted) if not self._fetch(kind, one, stamps[kind].get(one["Id"]))}
        there = {
            kind: [one for one in found if one["Id"] not in gone] for kind, found in listed.items() if found is not None
        }
        if len(there) == len(listed):
            self._settle_names({one["Id"]: file_name(one) for found in there.values() for one in found})
        self._done.left_over.sort()
        self._write_inventory({f"{kind.holder}s": found for kind, found in there.items()})
        return self._done

    def _hold_that_folder_is_of_this_instance(self) -> None:
        """Raise `CannotExport` where the inventory in the folder is of another instance."""
        held = self._read(FILE_NAME)
        instance = held.get("Instance") if held else None
        if isinstance(instance, dict) and instance.get("Arn") != self._instance.arn:
            raise CannotExport(f"{self._folder} holds an export of {instance.get('Arn')}; choose another folder")

    def _files(self) -> dict[str, list[str]]:
        """Give the names of the files that exports have written here, by the id of the flow in each."""
        files: dict[str, list[str]] = {}
        for path in self._folder.iterdir():
            if (ours := _OURS.fullmatch(path.name)) is not None:
                files.setdefault(ours["id"], []).append(path.name)
        return files

    def _list(self, kind: FlowKind) -> list[dict[str, Any]] | None:
        """Give a summary of each flow of a kind, None where the instance does not say.

        Raises `CannotExport` where it has no flow at all: each instance has its default flows, so whoever answered is
        none. What stands between may answer with a page of its own, which botocore takes for an answer without lists.
        """
        try:
            found = [one for _, one in sorted(self._instance.by_id(kind.listing, kind.summaries).items())]
            if not found and kind is FLOWS:
                raise CannotExport(f"{kind.listing}: the answer has no flow, though each instance has some")
            return found
        except CallFailed as problem:
            if problem.code == NOT_FOUND:
                raise CannotExport(f"there is no instance {self._instance.arn} here") from None
            self._done.fail(problem, f"all {kind.word}s")
            return None

    def _search(self, kind: FlowKind) -> dict[str, dict[str, Any]]:
        """Give what tells by id whether a flow has changed; without it each is fetched again."""
        try:
            return self._instance.by_id(kind.searching, f"{kind.holder}s")
        except CallFailed as problem:
            self._done.notes.append(f"{problem}; without it every {kind.word} is fetched again")
            return {}

    def _fetch(self, kind: FlowKind, one: dict[str, Any], stamp: dict[str, Any] | None) -> bool:
        """Write a flow unless its file has it already. Tells whether the instance still has the flow."""
        name = file_name(one)
        if stamp is not None and _is_unchanged((self._read(name) or {}).get(kind.holder), stamp, kind):
            self._done.unchanged += 1
            return True
        what = f"{kind.word} “{one.get('Name', one['Id'])}”"
        asked = one["Id"] + (":$SAVED" if self._saved else "")
        try:
            answer = self._instance.call(kind.describing, kind.holder, **{kind.id_argument: asked})
            if not isinstance(answer[kind.holder].get("Content"), str):
                raise CallFailed(ODD_ANSWER, f"{kind.describing}: the answer has no Content")
        except CallFailed as problem:
            if problem.code == NOT_FOUND:
                self._done.notes.append(f"{what} was deleted in the meantime")
                return False
            if problem.code == NOT_PUBLISHED:
                self._done.notes.append(f"{what} was never published; --saved exports it")
            else:
                self._done.fail(problem, what)
            return True
        self._write(name, answer)
        self._done.written += 1
        return True

    def _settle_names(self, names: dict[str, str]) -> None:
        """Take away the former file of each flow that has another name now, and note files of flows that are gone."""
        for one, held in self._files().items():
            if one not in names:
                self._done.left_over += held
            elif names[one] in held:
                for name in held:
                    if name != names[one]:
                        (self._folder / name).unlink(missing_ok=True)

    def _write_inventory(self, flows: dict[str, list[dict[str, Any]]]) -> None:
        """Write what the instance has; a kind that it does not tell is left out."""
        inventory: dict[str, Any] = {"FlowlintInventory": FORMAT, "Instance": {"Arn": self._instance.arn}, **flows}
        for key, kind in RESOURCES.items():
            try:
                found = list(self._instance.pages(kind.operation, kind.key, **kind.arguments))
            except CallFailed as problem:
                self._done.fail(problem, f"{key} in {FILE_NAME}")
            else:
                inventory[key] = [one[kind.holder] for one in found if kind.holder in one] if kind.holder else found
        self._write(FILE_NAME, inventory)

    def _read(self, name: str) -> dict[str, Any] | None:
        """Read a file that an export may have written, None for one that is not there or is broken."""
        try:
            value = json.loads(read_regular(self._folder / name, _MOST_BYTES))
        except (OSError, ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None

    def _write(self, name: str, value: dict[str, Any]) -> None:
        text = json.dumps(value, ensure_ascii=False, indent=2, default=_iso) + "\n"
        write_text(text, self._folder / name, follow=False)  # the folder may be somebody else's, and so its links


def file_name(summary: dict[str, Any]) -> str:
    """Give the name of a flow's file, for people by the flow's name and unique by its id."""
    words = _UNSAFE.sub("-", str(summary.get("Name", "")))[:_LONGEST_NAME].strip("-._")
    return f"{words or 'flow'}--{_UNSAFE.sub('-', summary['Id'])}.json"


def _is_unchanged(held: Any, stamp: dict[str, Any], kind: FlowKind) -> bool:
    """Tell whether a file has what a search says of a flow, by the checksum of the content and all else in both."""
    if not isinstance(held, dict) or not isinstance(held.get("Content"), str) or not stamp.get(kind.sha256):
        return False
    said = json.loads(json.dumps(stamp, default=_iso))
    return held.get(kind.sha256) == said[kind.sha256] and all(
        held[key] == value for key, value in said.items() if key in held and key != "Content"
    )


def _iso(value: Any) -> str:
    """Write a date of an answer as ISO 8601 text, in UTC whatever the zone of this machine."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"{type(value).__name__} is nothing that an answer of the API holds")
