"""The files of a run: each read under the settings that hold for it, and with them what is near."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from flowlint.checking import crash
from flowlint.context import Near, Surroundings, read_near
from flowlint.files import TooLarge, is_folder, is_link, larger_than, read_regular, reason
from flowlint.interrupts import unwrapped_interrupts
from flowlint.reading import MAX_FILE_BYTES, CheckedTree, FlowFile, Reader, may_hold_flows
from flowlint.reading.walking import Found, find_files
from flowlint.report import Context, Failure
from flowlint.settings.mistakes import SettingsProblem
from flowlint.settings.resolver import SettingsResolver
from flowlint.time_limit import timer

_EXCLUDED = "excluded by "


class Inputs:
    """Reads what a run was asked for, and with `context` what is near."""

    def __init__(self, asked: Sequence[str], resolver: SettingsResolver, context: bool) -> None:
        """Read nothing yet. Raises `SettingsProblem` for settings that hold for what was asked for."""
        self._asked = tuple(asked)
        self.resolver = resolver
        self._tree = CheckedTree.of(asked)
        self._around = Surroundings(asked, resolver) if context else None
        roots = self._around.roots if self._around else ()
        self.reader = Reader(replace(self._tree, roots=(*self._tree.roots, *roots), excluded=self._excluded_by))

    def read(self, found: Found) -> FlowFile:
        """Read a file, or pass it over. Raises `OSError`, and `SettingsProblem`."""
        if found.skipped is not None:
            return FlowFile(found.path, skipped=found.skipped, is_json=False)
        if (excluded := self.excluded(found.path)) is not None:
            return excluded
        content = self._content(found, self._tree)
        return content if isinstance(content, FlowFile) else self.reader.read_bytes(found.path, content)

    def _read_near(self, found: Found) -> FlowFile:
        """Read a file as context. Most hold no flow, and of these nobody asks for settings, which takes longer."""
        content = b"" if found.skipped is not None else self._content(found, self.reader.tree)
        if isinstance(content, FlowFile) or not may_hold_flows(content):
            return FlowFile(found.path, skipped="nothing near", is_json=False)
        return self.excluded(found.path) or self.reader.read_bytes(found.path, content)

    def _content(self, found: Found, tree: CheckedTree) -> bytes | FlowFile:
        """Give the content of a file, or the file as one that is passed over; no link leads out of the tree.

        Raises `OSError`.
        """
        path = Path(found.path)
        if not found.named and is_link(path) and not tree.holds(path):
            return FlowFile(found.path, skipped="a link that leads out of what is checked", is_json=False)
        try:
            return read_regular(path, MAX_FILE_BYTES)
        except TooLarge as problem:
            return FlowFile(found.path, skipped=reason(problem), is_json=False)

    def read_given(self, path: str, content: bytes) -> FlowFile:
        """Read what is to be the content of a file, or pass it over as a file that is too large."""
        if len(content) > MAX_FILE_BYTES:
            return FlowFile(path, skipped=larger_than(MAX_FILE_BYTES), is_json=False)
        return self.reader.read_bytes(path, content)

    def excluded(self, path: str) -> FlowFile | None:
        """Give a file that settings exclude as one that was passed over, None for one that they do not."""
        excluded = self.resolver.of(path).excluded_by(path)
        return None if excluded is None else FlowFile(path, skipped=f"{_EXCLUDED}{excluded}")

    def with_context(self, files: Sequence[FlowFile]) -> tuple[list[FlowFile], list[FlowFile], Near | None]:
        """Give the files to check, and those that are context to them; both as the resources of all name them."""
        near = read_near(self._around, self._read_near, files) if self._around and self._around.roots else None
        return (*(near or Near()).beside(files, self._tree), near)

    def found_near(self, others: Sequence[FlowFile], near: Near | None) -> Context | None:
        """Say what was read as context, given the files of it; None where there is nothing to say of folders alone."""
        if near is None or self._around is None:
            return None
        found = Context(sum(len(file.flows) for file in others), near.unread, near.limit)
        return found if self._around.are_of_files or any(found) else None

    def covered(self, near: Near | None) -> tuple[Path, ...]:
        """Give the folders of which all was read: those asked for, and of `near` what was read without a gap."""
        folders = tuple(Path(os.path.abspath(one)) for one in self._asked if is_folder(one))  # noqa: PTH100
        whole = self._around is not None and near is not None and not near.unread and near.limit is None
        return (*folders, *(self._around.roots if self._around and whole else ()))

    def _excluded_by(self, path: str) -> str | None:
        """Say what keeps a file from being read that another one names."""
        if self._around and not (self._tree.holds(Path(path)) or self._around.hold(path)):
            return "settings of its own"
        excluded = self.resolver.of(path).excluded_by(path)
        return None if excluded is None else str(excluded)


def read_run(
    asked: Sequence[str], resolver: SettingsResolver, only_flows: bool, context: bool
) -> tuple[Inputs, list[FlowFile], list[Failure]]:
    """Read all files of a run, and say which could not be read. Raises `SettingsProblem`."""
    files: list[FlowFile] = []
    failures: list[Failure] = []
    inputs = Inputs(asked, resolver, context)
    with timer():  # once, for the limit of each file
        for found in find_files(asked):
            if found.problem is not None:
                failures.append(Failure(found.path, None, f"cannot be read: {found.problem}"))
            else:
                try:
                    with unwrapped_interrupts():
                        file = inputs.read(found)
                except OSError as problem:
                    failures.append(Failure(found.path, None, f"cannot be read: {reason(problem)}"))
                    continue
                except SettingsProblem:
                    raise
                except Exception as problem:  # a reader that fails must not end the run
                    failures.append(Failure(found.path, None, crash("reading it", problem)))
                    continue
                if found.named and not only_flows and holds_none(file):
                    failures.append(Failure(found.path, None, f"holds no flow: {file.skipped}"))
                files.append(file)
    return inputs, files, failures


def holds_none(file: FlowFile) -> bool:
    """Tell whether a file has nothing in it or in the files that it names, and was not left out on purpose."""
    if file.views or file.skipped is None or file.skipped.startswith(_EXCLUDED):
        return False
    return all(other.skipped is not None for other in file.elsewhere)
