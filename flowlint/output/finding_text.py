"""The findings at one block for a person: what they say, the lines around them, and the path that shows them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from flowlint.output.code_frame import draw
from flowlint.output.page import Line, Part, plain
from flowlint.output.printable import beginning, cells, printable
from flowlint.output.remedy import how_to_suppress, lines_of_entry
from flowlint.output.statistics import COLOURS
from flowlint.output.wording import FIRST_STEPS, LAST_STEPS, STEPS, branch_in_words
from flowlint.report import BlockName, EntryPlace, Finding, Place, Related, Step
from flowlint.text.words import counted

CODE_WIDTH = 100
"""How many cells of a line of code are shown; fewer on a terminal that has no room for them."""
_BRANCH_WIDTH = 40
_PLACES = 12
"""How many related places are shown."""
_NUMBER_WIDTH = 7


def finding_text(finding: Finding) -> str:
    """Give all that is said about one finding, as plain printable lines."""
    return plain(list(block_lines([finding], CODE_WIDTH, None))[:-1])


def block_lines(
    findings: Sequence[Finding], code: int, width: int | None, *, entries: Callable[[str], EntryPlace] | None = None
) -> Iterator[Line]:
    """Give the lines of findings at one block, an empty one after each place.

    Those at one place that one path shows share the path and the lines of the file. `code` is how many cells of code
    are shown, `width` how many there are in all, None where lines may be as long as they are. With `entries`, which
    gives the place of entries for the findings of a file, each is followed by what would hold it back.
    """
    named = False
    framed = set()
    for together in _together(findings):
        first = next((one for one in together if one.trail), together[0])
        for one in together:
            yield from _head(one)
        if first.block is not None and not named:
            yield Line(((f"block: {_identity(first.block)}", "dim"),), 2, len("block: "))
            named = True
        if first.frame is not None and first.place not in framed:
            framed.add(first.place)
            yield Line()
            for parts in draw(first.frame, first.place.line, COLOURS[first.level], code):
                yield Line(parts)
        if first.trail:
            yield Line()
            yield from _trail([one for one in together if one.trail], width)
        for one in together:
            if one.related:
                yield Line()
                yield from _related(one)
        if entries is not None:
            for one in together:
                yield Line()
                yield from _remedy(one, entries(one.path))
        yield Line()


def _together(findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """Give findings in groups: those at one place that one path shows, or none."""
    places: dict[Place, dict[object, dict[int, Finding]]] = {}
    for number, one in enumerate(findings):
        ways = places.setdefault(one.place, {})
        way = tuple((step.block.id, step.via) for step in one.trail)
        ways.setdefault(way, {})[number] = one
    for ways in places.values():
        without = ways.pop((), {})
        first, *others = [*ways.values()] or [{}]
        yield [one for _, one in sorted((first | without).items())]
        yield from ([*one.values()] for one in others)


def _head(finding: Finding) -> Iterator[Line]:
    place, colour = finding.place, COLOURS[finding.level]
    at = f"{printable(finding.path)}:{place.line}:{place.column}"
    level = (finding.level.value, f"bold {colour}")
    yield Line(((at, "bold"), ("  ", ""), level, (f"  {printable(finding.rule)}", colour)), 0, 2)
    yield Line(((printable(finding.message), ""),), 2)
    if finding.fix is not None:
        kind = "fix: " if finding.fix.safe else "unsafe fix: "
        yield Line(((kind, "green"), (printable(finding.fix.description), "")), 2, len(kind))


def _identity(block: BlockName) -> str:
    """Name a block by all that finds it in the designer and in the file, saying nothing twice."""
    return " · ".join(dict.fromkeys(printable(one) for one in (block.name, block.type, block.id) if one))


def _trail(findings: Sequence[Finding], width: int | None) -> Iterator[Line]:
    """Give the path that shows findings, a step a line, with what the rules say of it below; long ones are folded."""
    first = findings[0]
    trail = first.trail
    arrives = first.block is not None and first.block == trail[-1].block
    yield Line((("how a contact gets there:" if arrives else "a path that shows it:", ""),), 2)
    notes = [
        list(dict.fromkeys(one.trail[index].note for one in findings if one.trail[index].note))
        for index in range(len(trail))
    ]
    # In a file that is one long line all blocks stand on line 1, which helps nobody to find them.
    with_lines = len({step.place.line for step in trail}) > 1
    steps = [(number, step, _step(step), said) for number, (step, said) in enumerate(zip(trail, notes, strict=True), 1)]
    column = _column([_cells(parts) for _, _, parts, _ in steps], [step.place.line for step in trail], width)
    for folded, run in groupby(
        steps, key=lambda one: _is_folded(one[0], bool(one[3] or one[1].via is None), len(steps))
    ):
        shown = list(run)
        if folded and len(shown) > 1:
            yield Line(((f"       … {counted(len(shown), 'more block')} …", "dim"),))
            continue
        for number, step, parts, said in shown:
            if step.via is None and (where := _in_flow(step, first)):
                yield Line(((where, "bold"),), 4)
            line = f"{'':{max(0, column - _cells(parts))}}  line {step.place.line}"
            at = (line if with_lines else "", "dim")
            yield Line(((f"{number:>5}. ", "dim"), *parts, at), 0, _NUMBER_WIDTH)
            yield from (Line(((f"↳ {printable(note)}", "italic"),), _NUMBER_WIDTH, 2) for note in said)


def _in_flow(step: Step, finding: Finding) -> str:
    """Say in which file a path goes on, and in which flow, where it goes through several flows."""
    if all(one.path is None for one in finding.trail):
        return ""
    path, flow = (step.path, step.flow) if step.path else (finding.path, finding.flow)
    return f"in {printable(path)}" + (f" · flow “{printable(flow)}”" if flow else "") + ":"


def _cells(parts: Iterable[Part]) -> int:
    return cells("".join(text for text, _ in parts))


def _column(steps: Sequence[int], lines: Sequence[int], width: int | None) -> int:
    """Give how far the numbers of lines stand from the beginning of steps, as far as there is room for all in one."""
    longest = max(steps)
    if width is None:
        return longest
    return min(longest, width - _NUMBER_WIDTH - len(f"  line {max(lines)}"))


def _related(finding: Finding) -> Iterator[Line]:
    """Give the other places that a finding speaks of, a line each, as far as they are few enough to read."""
    shown = finding.related[:_PLACES]
    for related in shown:
        flow = f" · flow “{printable(related.flow)}”" if related.flow and related.flow != finding.flow else ""
        yield Line(((f"{_where(related, finding)}{flow}  ", "bold"), (printable(related.message), "")), 2, 2)
    if left := len(finding.related) - len(shown):
        yield Line(((f"… and {counted(left, 'more place')}", "dim"),), 2)


def _where(related: Related, finding: Finding) -> str:
    """Name a place by its line, and by its file where that is another one."""
    line, column = related.place.line, related.place.column
    return f"line {line}" if related.path == finding.path else f"{printable(related.path)}:{line}:{column}"


def _remedy(finding: Finding, place: EntryPlace) -> Iterator[Line]:
    """Say what would hold a finding back: a note in the designer, or entries of settings, on lines of their own."""
    remedy = how_to_suppress(finding)
    yield Line((("to hold it back, with why:", ""),), 2)
    if remedy.note is not None:
        many = len(set(finding.blocks_at_fault))
        where = f"a note on each of the {many} blocks" if many > 1 else "a note on the block"
        yield Line(((f"{where if finding.block else 'a note on no block'}:", "dim"),), 4)
        yield Line(((f"      {remedy.note}", ""),))
    where = f"at the end of {place.file}" if place.header else f"in the list `suppress` of {place.file}"
    yield Line(((f"{printable(where)}:", "dim"),), 4)
    for entry in remedy.entries:
        yield from (Line(((f"      {line}", ""),)) for line in lines_of_entry(entry, place.header))


def _step(step: Step) -> tuple[Part, ...]:
    via = f"{beginning(printable(branch_in_words(step.via)), _BRANCH_WIDTH)} → " if step.via else ""
    return (via, "dim"), (printable(step.block.label), "")


def _is_folded(number: int, says: bool, steps: int) -> bool:
    return steps > STEPS and FIRST_STEPS < number <= steps - LAST_STEPS and not says
