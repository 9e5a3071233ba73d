"""The cache: what a run found, kept for the next one that would find the same.

The unit is a whole run and not a flow. Most rules look across flows, through what hands over to a flow and through what
any flow of the run reads, sets or is called: of the 2.2 seconds that rules take over 200 flows, a third is spent on
answers that another flow may change, and no flow is free of them. Reading the flows takes as long as those rules again,
and a cache of flows would have to read them for the rules across flows. So a run is taken from the cache whole or not
at all, and is then as fast as reading its files: neither flows nor rules are loaded.

A run is the same as an earlier one if it is asked for the same, by the same code, and the file system answers each
question of it as before. `flowlint.files` notes the questions, whoever asks them: settings files and ignore files that
are there or not, what folders hold, the content of each file that was read. None is forgotten by way of a list that
somebody keeps. A run that something failed in is not kept, nor one during which an answer changed.

What is kept lies in the user's own cache folder and never in what is checked: whoever could write there could hide
findings. It is JSON below its digest. What is damaged is thrown away.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from flowlint import __version__
from flowlint.cache.code import changed_since, installed, is_unchanged, state
from flowlint.cache.folder import find_folder, make_folder, prune
from flowlint.cache.plain import plain, restored
from flowlint.files import Notes, read_regular, still_true
from flowlint.interrupts import unwrapped_interrupts
from flowlint.output.writing import write_text
from flowlint.report import Report
from flowlint.settings import Layer, Settings

__all__ = ["Cache", "Kept"]

_LARGEST = 20_000_000
"""How many characters are kept of a run; what is larger is made anew."""
_ENVIRONMENT = ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CEILING_DIRECTORIES")
"""The variables that have a say in which files a run looks at."""


class Kept(NamedTuple):
    """What is kept of a run: its report, and the settings of the run as a whole."""

    report: Report
    settings: Settings


class Cache:
    """What was kept of the runs that are asked for the same as this one."""

    def __init__(self, folder: Path, wanted: Any) -> None:
        """Look for nothing yet. `wanted` is all that the run is asked for, as `repr` writes it."""
        self._folder = folder
        environment = {name: os.environ.get(name) for name in _ENVIRONMENT}
        key = repr((__version__, sys.version, installed(), os.getcwd(), environment, wanted))  # noqa: PTH109 - as it is
        self._file = folder / f"{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}.json"
        self._began = time.time_ns()

    @classmethod
    def of_user(cls, asked: Sequence[str], wanted: Any) -> "Cache | None":
        """Give the cache of whoever runs this; None where none is safe to use for what is asked for."""
        folder = find_folder(asked)
        return None if folder is None else cls(folder, (tuple(asked), wanted))

    def find(self) -> Kept | None:
        """Give what was kept, if all that it rests on is still the same. What is damaged is thrown away."""
        try:
            content = read_regular(self._file, 4 * _LARGEST)  # in UTF-8 a character has four bytes at most
        except FileNotFoundError:
            return None
        except OSError:  # no regular file, say, into which nothing is to be written either
            with suppress(OSError):
                self._file.unlink()
            return None
        try:
            with unwrapped_interrupts():
                kept = _restored(content)
        except Exception:  # whatever it holds, the run goes on without it
            with suppress(OSError):
                self._file.unlink()
            return None
        if kept is None:
            return None
        with suppress(OSError):
            os.utime(self._file)  # what was used last is kept longest
        return kept

    def keep(self, kept: Kept, notes: Notes) -> None:
        """Keep what a run found, if it can be kept; `notes` are its questions."""
        from flowlint import packs

        code = state(rule.check.__module__ for rule in packs.load().rules)
        if kept.report.failures or not notes.is_steady or changed_since(self._began, code):
            return
        document = {
            "answers": [[*question, answer] for question, answer in notes.answers.items()],
            "code": code,
            "layers": [[one.name, str(one.folder), one.values, one.text, one.table] for one in kept.settings.layers],
            "only": kept.settings.only,
            "report": plain(replace(kept.report, ran={})),  # which baselines are held against, and they were
        }
        try:
            body = json.dumps(document, separators=(",", ":"))
        except (TypeError, ValueError):  # a caller's settings hold what JSON does not have
            return
        if len(body) <= _LARGEST:
            with suppress(OSError):  # a cache that cannot be written is none
                make_folder(self._folder)
                write_text(f"{hashlib.sha256(body.encode()).hexdigest()}\n{body}", self._file)
                prune(self._folder)


def _restored(content: bytes) -> Kept | None:
    """Give what a file of the cache holds, None if it rests on what has changed. Raises any `Exception` for others."""
    digest, _, body = content.partition(b"\n")
    if digest != hashlib.sha256(body).hexdigest().encode():
        raise ValueError("it is damaged")
    document = json.loads(body)
    answers = {(what, path, more): answer for what, path, more, answer in document["answers"]}
    if not (is_unchanged(document["code"]) and still_true(answers)):
        return None
    layers = [Layer(name, Path(folder), values, text, tuple(table))
              for name, folder, values, text, table in document["layers"]]  # fmt: skip
    return Kept(restored(Report, document["report"]), Settings(layers, document["only"]))
