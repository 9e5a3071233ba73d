"""Hide: every text of a report without secrets, so that no format and no baseline can show one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache, lru_cache
from itertools import chain
from operator import is_
from typing import Any, TypeVar

from flowlint.checking.planning import Plan
from flowlint.house_rules import PACK
from flowlint.masking import Mask
from flowlint.reading import FlowFile
from flowlint.report import BlockName, Fix, Level, Place, Report, RuleInfo, Step
from flowlint.secret_forms import masked_path
from flowlint.source import Source

T = TypeVar("T")
_AS_THEY_ARE = frozenset({"becomes", "causes", "fingerprint", "rule"})
"""Fields that hold what a finding is known by, and nothing of a file."""
_LEFT_OUT = "identities"
"""The field that holds it in words, which are nobody's business."""
_PATHS = frozenset({"path", "ran"})
"""Fields whose paths are compared with those of a baseline, which knows what looks like a secret and no more."""
_WITHOUT_TEXT = frozenset({type(None), bool, int, float, Level, Place, frozenset})
"""Classes of values in which no text of a file stands."""
_SHARED = frozenset({Step, BlockName})
"""Classes of values that findings have in common."""
_masked_path = lru_cache(maxsize=10_000)(masked_path)
"""Findings and their steps repeat the paths of their files."""


def hide(report: Report, plan: Plan, before: Iterable[FlowFile] = ()) -> Report:
    """Give a report with dots in the place of secrets, those that stand in the files of the run in particular.

    `before` are files of an earlier state that it speaks of as well. Fingerprints are those of what was found, and stay
    as they are.
    """
    # Only findings speak of context.
    files = (*plan.files, *(plan.context if report.findings or report.suppressed else ()), *before)
    origins = {entry.origin.layer.text: None for one in plan.files.values() for entry in one.settings.suppressions}
    return without_secrets(report, files, origins)


def without_secrets(value: T, files: Iterable[FlowFile], more: Iterable[str] = ()) -> T:
    """Give what was made of some files with dots in the place of secrets, those in the files and in `more` texts."""
    hidden: T = _hidden(value, mask_of(files, more), {})
    return hidden


def mask_of(files: Iterable[FlowFile], more: Iterable[str] = ()) -> Mask:
    """Give the mask that knows the secrets in some files, and in `more` texts."""
    files = list(files)
    held = (chain(_of_flows(file.flows), _of_problems(file.problems)) for file in files)
    made_from = {id(file.made_from): file.made_from for file in files}  # files of a folder may share theirs
    sources = dict.fromkeys(chain.from_iterable(chain(held, made_from.values())))
    translated = (flow.in_flow_language for file in files for flow in file.flows if flow.translated)
    return Mask(
        values=[*(source.value for source in sources), *translated],
        texts=dict.fromkeys([*(source.text for source in sources if source.value is None), *more]),
    )


def _of_flows(flows: Iterable[Any]) -> Iterator[Source]:
    for flow in flows:
        yield flow.source
        yield flow.source.file


def _of_problems(problems: Iterable[Any]) -> Iterator[Source]:
    for problem in problems:
        yield problem.source
        yield problem.source.file


def _hidden(value: Any, mask: Callable[[str], str], seen: dict[int, Any]) -> Any:
    """Give a value of a report with each text in it masked; what has none is given as it is.

    `seen` holds the steps and names that were looked at, by identity: paths have most of theirs in common.
    """
    if isinstance(value, str):
        return mask(value)
    kind = value.__class__
    if kind in _WITHOUT_TEXT or _is_of_pack(value):
        return value
    if kind is tuple:
        parts = tuple([_hidden(one, mask, seen) for one in value])
        return value if all(map(is_, parts, value)) else parts
    if isinstance(value, Mapping):
        return {mask(key): _hidden(held, mask, seen) for key, held in value.items()}
    if kind in _SHARED:
        if id(value) not in seen:
            seen[id(value)] = _replaced(value, mask, seen)
        return seen[id(value)]
    return _fix_without_secrets(value, mask, seen) if isinstance(value, Fix) else _replaced(value, mask, seen)


def _fix_without_secrets(fix: Fix, mask: Callable[[str], str], seen: dict[int, Any]) -> Fix | None:
    """Give a fix that writes no secret, None in the place of another: with dots it would write something else."""
    masked: Fix = _replaced(fix, mask, seen)
    return masked if masked.edits == fix.edits else None


def _replaced(value: Any, mask: Callable[[str], str], seen: dict[int, Any]) -> Any:
    """Give a dataclass or a named tuple with each text in its fields masked; any other value as it is."""
    changed: dict[str, Any] = {}
    for name, is_path in _fields(value.__class__):
        old = getattr(value, name)
        if name == _LEFT_OUT:
            changed[name] = ()
            continue
        new = _hidden(old, _masked_path if is_path else mask, seen)
        if new is not old and new != old:
            changed[name] = new
    if not changed:
        return value
    return value._replace(**changed) if hasattr(value, "_replace") else replace(value, **changed)


def _is_of_pack(value: Any) -> bool:
    """Tell whether a value comes from the code of a pack, and holds nothing of a file."""
    return isinstance(value, RuleInfo) and not value.id.startswith(f"{PACK}/")


@cache
def _fields(kind: Any) -> tuple[tuple[str, bool], ...]:
    """Give the fields in which texts may stand, each with whether it is a path; none of what has no fields."""
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else getattr(kind, "_fields", ())
    return tuple((name, name in _PATHS) for name in names if name not in _AS_THEY_ARE)
