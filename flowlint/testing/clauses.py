"""The clauses of the contract: what must hold for a pack, for each of its rules, and for each fixture."""

import ast
import json
import pkgutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import get_args

from flowlint import analysis, packs
from flowlint.model.inventory import FILE_NAME
from flowlint.pack_points import GROUP, pack_points
from flowlint.packs import version_numbers
from flowlint.reading import FlowFile, read_bytes
from flowlint.report import Report
from flowlint.rule import HEADINGS, LONGEST_MESSAGE, Pillar, Rule
from flowlint.run import Overrides, check_text
from flowlint.testing.fixtures import SETTINGS, expected_text, fixtures_in, overrides_of, run_alone, settings_of
from flowlint.testing.variants import damaged, damaged_text, renamed_and_shuffled
from flowlint.text.docstrings import docstring
from flowlint.text.naming import fault_of_rule_name

_REQUIRED_HEADINGS = HEADINGS[:2]
_MAX_TITLE = 80
_LARGE = 20_000
"""From how many bytes on a fixture is damaged in one way of each kind only, for the time that each takes."""


class Broken(AssertionError):
    """What a pack does not keep of the contract."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the contract for one rule or fixture; calling it raises `Broken` where it is not kept."""

    name: str
    hold: Callable[[], None]
    accept: Callable[[], None] = lambda: None
    """Writes down that what is found now is right, for clauses that compare it with what was found before."""

    def __call__(self) -> None:
        """Hold the pack to the clause."""
        self.hold()

    def __str__(self) -> str:
        return self.name


def clauses(pack: ModuleType, fixtures: Path, docs: Path | None, variants: int) -> Iterator[Clause]:
    """Give the clauses that a pack is held to; see `flowlint.testing.contract`."""
    rules = _rules_of(pack)
    yield Clause("pack: loads", partial(_loads, pack))
    yield Clause("pack: imports public names only", partial(_imports_public_names_only, pack))
    yield Clause("fixtures: none without a rule", partial(_no_orphan_fixtures, pack, rules, fixtures))
    if docs is not None:
        yield Clause("pages: one for each rule and no other", partial(_pages_match, rules, docs))
    for rule in rules:
        for hold in _RULE_CLAUSES:
            name = hold.__name__.strip("_").replace("_", " ")
            yield Clause(f"{rule.id}: {name}", partial(hold, rule, fixtures / rule.name))
        yield from fixture_clauses(rule.id, fixtures / rule.name)
    for fixture in [path for folder in _folders(fixtures) for path in fixtures_in(folder)]:
        name = f"{fixture.parent.name}/{fixture.stem}: no rule crashes on it or its damaged variants"
        yield Clause(name, partial(_nothing_crashes, rules, fixture, variants))


def fixture_clauses(rule_id: str, folder: Path) -> list[Clause]:
    """Give what must hold for what a rule finds in each fixture of its folder; that of bad ones can be accepted."""
    return [
        *(
            Clause(f"{rule_id}/{fixture.stem}: nothing is found", partial(_finds_nothing, rule_id, fixture))
            for fixture in fixtures_in(folder, "good")
        ),
        *(
            Clause(
                f"{rule_id}/{fixture.stem}: what is expected is found",
                partial(_finds_what_is_expected, rule_id, fixture),
                partial(_expect_what_is_found, rule_id, fixture),
            )
            for fixture in fixtures_in(folder, "bad")
        ),
    ]


def _rules_of(pack: ModuleType) -> list[Rule]:
    return [rule for rule in packs.load().rules if rule.check.__module__.rpartition(".")[0] == pack.__name__]


def _home(pack: ModuleType) -> str:
    """Say where a pack was imported from: it may be an older copy than the one that is being worked on."""
    return ", ".join(pack.__path__)


def _folders(fixtures: Path) -> list[Path]:
    return sorted(path for path in fixtures.iterdir() if path.is_dir()) if fixtures.is_dir() else []


# Clauses about the pack as a whole


def _loads(pack: ModuleType) -> None:
    points = [point.value for point in pack_points()]
    _hold(pack.__name__ in points, f"{pack.__name__} is not installed: no entry point of {GROUP} names it")
    failed = [failure.message for failure in packs.load().failures if failure.path == pack.__name__]
    _hold(not failed, "; ".join(failed))
    _hold(bool(_rules_of(pack)), f"{pack.__name__} as it is installed in {_home(pack)} has no rule")


def _imports_public_names_only(pack: ModuleType) -> None:
    public = _public_names()
    for folder in map(Path, pack.__path__):
        for file in sorted(folder.rglob("*.py")):
            for name in _imports(ast.parse(file.read_text(encoding="utf-8"))):
                allowed = name.partition(".")[0] != "flowlint" or name in public
                what = "a pack imports public names of flowlint.rule and of flowlint.analysis.ROOM alone"
                _hold(allowed, f"{file.name} imports {name}; {what}")


def _public_names() -> set[str]:
    """Give what a pack may import: the door and the rooms of the analyses, and the names that each of them lists."""
    rooms = [f"{analysis.__name__}.{one.name}" for one in pkgutil.iter_modules(analysis.__path__) if one.ispkg]
    modules = ["flowlint.rule", *rooms]
    return {*modules, *(f"{module}.{name}" for module in modules for name in import_module(module).__all__)}


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _no_orphan_fixtures(pack: ModuleType, rules: Iterable[Rule], fixtures: Path) -> None:
    _hold(fixtures.is_dir(), f"there is no folder {fixtures}")
    names = {rule.name for rule in rules}
    for folder in _folders(fixtures):
        if folder.name not in names:
            _hold(not fixtures_in(folder), f"{folder.name} has fixtures and is no rule in {_home(pack)}")
        else:
            expected = {*folder.glob(f"*{SETTINGS}"), *fixtures_in(folder), folder / FILE_NAME}
            nameless = sorted({*folder.glob("*.json")} - expected)
            _hold(not nameless, f"{', '.join(one.name for one in nameless)} begins neither with good- nor with bad-")
        for beside in sorted((*folder.glob("*.expected"), *folder.glob(f"*{SETTINGS}"))):
            fixture = beside.parent / (beside.name.removesuffix(".expected").removesuffix(SETTINGS) + ".json")
            _hold(fixture.exists(), f"{folder.name}/{beside.name} has no fixture {fixture.name}")


def _pages_match(rules: Iterable[Rule], docs: Path) -> None:
    wanted = {f"{rule.name}.md" for rule in rules}
    there = {path.name for path in docs.glob("*.md")} - {"README.md"}
    _hold(not wanted - there, f"pages are missing: {', '.join(sorted(wanted - there))}")
    _hold(not there - wanted, f"pages of no rule: {', '.join(sorted(there - wanted))}")


def _nothing_crashes(rules: Iterable[Rule], fixture: Path, count: int) -> None:
    everything = Overrides(select=tuple(rule.id for rule in rules), settings=settings_of(fixture), isolated=True)
    data = fixture.read_bytes()
    variants = [data.decode("utf-8", "replace")]
    count = count if len(data) < _LARGE else min(count, 1)
    variants += damaged_text(variants[0], fixture.name, count)
    try:
        document = json.loads(data)
    except ValueError:
        pass
    else:
        variants += (json.dumps(one) for one in damaged(document, fixture.name, count))
    for text in variants:
        report = check_text(text, str(fixture), everything, frames=True)
        _did_not_fail(report, text)


# Clauses about one rule and its folder of fixtures


def _has_a_legal_id(rule: Rule, _: Path) -> None:
    fault = fault_of_rule_name(rule.name)
    _hold(fault is None, str(fault))


def _declares_a_pillar_and_a_version(rule: Rule, _: Path) -> None:
    _hold(rule.pillar in get_args(Pillar), f"{rule.pillar!r} is no pillar")
    current = _version_of_pack(rule)
    late = version_numbers(rule.since) > version_numbers(current)
    _hold(not late, f"since {rule.since} is later than the current version {current}")


def _has_a_page(rule: Rule, _: Path) -> None:
    page = rule.page
    _hold(bool(page.title), "the module has no docstring")
    _hold(len(page.title) <= _MAX_TITLE, f"the title has {len(page.title)} characters, {_MAX_TITLE} are allowed")
    _hold(page.title.endswith("."), "the title is a sentence and ends with a full stop")
    written = [heading for heading in page.sections if heading in HEADINGS]
    _hold(written == sorted(written, key=HEADINGS.index), f"the headings are not in the order {', '.join(HEADINGS)}")
    for heading in _REQUIRED_HEADINGS:
        _hold(heading in written, f"the heading {heading!r} is missing")
    for heading in written:
        _hold(bool(page.sections[heading]), f"nothing stands under {heading!r}")
    other_lines = (line for line in _docstring_lines(rule) if line and not line.startswith(" "))
    _hold(set(other_lines) <= set(HEADINGS), "text under a heading is indented, and there are no other headings")


def _documents_its_options(rule: Rule, folder: Path) -> None:
    if rule.options is None:
        _hold("Options" not in rule.page.sections, "the page speaks of options, and the rule has none")
        return
    defaults = rule.options()
    tables = [settings_of(fixture).get("rules", {}).get(rule.id, {}) for fixture in fixtures_in(folder)]
    used = [option for table in tables for option in table.items()]
    for name, field in rule.option_fields.items():
        _hold(f"`{name}`" in rule.page.sections.get("Options", ""), f"the section Options does not explain `{name}`")
        default = getattr(defaults, field)
        _hold(any(one == name and value != default for one, value in used), f"no fixture sets `{name}`")


def _has_good_and_bad_fixtures(rule: Rule, folder: Path) -> None:
    for kind in ("good", "bad"):
        found = fixtures_in(folder, kind)
        _hold(len(found) >= 2, f"{folder.name} has {len(found)} {kind} fixtures, and needs two that differ in kind")


def _finds_nothing(rule_id: str, fixture: Path) -> None:
    report = run_alone(rule_id, fixture)
    _did_not_fail(report, fixture.name)
    _hold(not report.findings, f"{fixture.name} is not good:\n{expected_text(report)}")


def _finds_what_is_expected(rule_id: str, fixture: Path) -> None:
    expected = fixture.with_suffix(".expected")
    report = run_alone(rule_id, fixture)
    _did_not_fail(report, fixture.name)
    _hold(bool(report.findings), f"{fixture.name} is not bad: nothing was found")
    _hold({finding.rule for finding in report.findings} == {rule_id}, f"{fixture.name}: another rule spoke")
    found = expected_text(report)
    _hold(expected.exists(), f"{expected.name} is missing; what was found:\n{found}")
    same = found == expected.read_text(encoding="utf-8")
    _hold(same, f"{fixture.name}: what was found is not what {expected.name} says:\n{found}")


def _expect_what_is_found(rule_id: str, fixture: Path) -> None:
    report = run_alone(rule_id, fixture)
    if report.findings:
        fixture.with_suffix(".expected").write_text(expected_text(report), encoding="utf-8", newline="\n")


def _writes_messages_that_read_well(rule: Rule, folder: Path) -> None:
    for fixture in fixtures_in(folder, "bad"):
        for finding in run_alone(rule.id, fixture).findings:
            message = finding.message
            where = f"{fixture.name}: {message!r}"
            _hold(message[:1].isupper() or message.startswith("“"), f"{where} does not begin like a sentence")
            _hold(message.endswith("."), f"{where} does not end with a full stop")
            too_long = f"{where} has {len(message)} characters, {LONGEST_MESSAGE} are allowed"
            _hold(len(message) <= LONGEST_MESSAGE, too_long)
            if finding.block is not None:
                label = finding.block.label
                _hold(label in message, f"{where} does not name the block as {label}")


def _does_not_depend_on_names_or_order(rule: Rule, folder: Path) -> None:
    for fixture in fixtures_in(folder):
        if _read(fixture).kind != "flow-language":
            continue
        document = json.loads(fixture.read_bytes())
        documents = document if isinstance(document, list) else [document]
        choice = overrides_of(rule.id, fixture)
        wanted = _findings_by_block(check_text(json.dumps(documents), str(fixture), choice), {})
        for seed in ("first", "second", "third"):
            changed, old_ids = renamed_and_shuffled(documents, seed)
            found = _findings_by_block(check_text(json.dumps(changed), str(fixture), choice), old_ids)
            _hold(found == wanted, f"{fixture.name}: {dict(wanted)} became {dict(found)} when blocks moved")


def _findings_by_block(report: Report, old_ids: dict[str, str]) -> Counter[tuple[str, str, str | None]]:
    return Counter(
        (one.rule, one.level.value, old_ids.get(one.block.id, one.block.id) if one.block else None)
        for one in report.findings
    )


_RULE_CLAUSES: tuple[Callable[[Rule, Path], None], ...] = (
    _has_a_legal_id,
    _declares_a_pillar_and_a_version,
    _has_a_page,
    _documents_its_options,
    _has_good_and_bad_fixtures,
    _writes_messages_that_read_well,
    _does_not_depend_on_names_or_order,
)


def _hold(kept: bool, otherwise: str) -> None:
    if not kept:
        raise Broken(otherwise)


def _did_not_fail(report: Report, what: str) -> None:
    """Look only at what failed on the input: that packs load has a clause of its own."""
    failed = [failure.message for failure in report.failures if failure not in packs.load().failures]
    _hold(not failed, f"{'; '.join(failed)} on {what}")


def _read(fixture: Path) -> FlowFile:
    return read_bytes(fixture.name, fixture.read_bytes())


def _docstring_lines(rule: Rule) -> list[str]:
    """Give the lines of the rule's docstring from its first heading on."""
    lines = docstring(sys.modules[rule.check.__module__]).splitlines()
    first = next((number for number, line in enumerate(lines) if line.strip() in HEADINGS), len(lines))
    return lines[first:]


def _version_of_pack(rule: Rule) -> str:
    """Give the version of the distribution that a rule comes with; our own as it stands in the code."""
    return next(point.version for point in pack_points() if point.name == rule.pack or (point.is_own and not rule.pack))
