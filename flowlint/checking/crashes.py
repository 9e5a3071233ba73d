"""Crashes: what went wrong, at which line, and whom to tell of it: those who keep a rule pack, or us."""

import sys
import traceback
from pathlib import Path
from types import GeneratorType

from flowlint.rule import Rule


def crash(what: str, problem: BaseException) -> str:
    """Name a crash of ours by its exception and the line it came from."""
    frame = traceback.extract_tb(problem.__traceback__)[-1]
    return _crash(what, problem, frame.filename, frame.lineno)


def crash_of_rule(rule: Rule, problem: BaseException, found: object) -> str:
    """Name a crash of a rule by the last line of its pack that led to it; `found` is what its check gave.

    Where no line did, what it gave is of no use: then it is the line of the `yield`, or the one its check begins at.
    """
    what = f"the rule {rule.id}"
    home = getattr(sys.modules[rule.check.__module__], "__file__", None) if rule.pack else None
    if home is None:
        return crash(what, problem)
    frames = traceback.extract_tb(problem.__traceback__)
    lines = [(one.filename, one.lineno) for one in frames if Path(one.filename).is_relative_to(Path(home).parent)]
    if lines:
        file, line = lines[-1]
    elif isinstance(found, GeneratorType) and found.gi_frame is not None:
        file, line = found.gi_code.co_filename, found.gi_frame.f_lineno
    else:
        file, line = home, getattr(getattr(rule.check, "__code__", None), "co_firstlineno", 1)
    return _crash(what, problem, file, line, f" to whoever keeps the rule pack {rule.pack}")


def _crash(what: str, problem: BaseException, file: str, line: int | None, to: str = "") -> str:
    where = f"{Path(file).name}:{line}"
    return f"{what} crashed: {type(problem).__name__}: {problem} ({where}); please report this{to}"
