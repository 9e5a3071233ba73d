"""A diagram as SVG: boxes with a row for each branch, curves from row to box, and what is marked in it.

Whatever was read is text here, and nothing in it is markup. A drawing needs nothing from anywhere else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from xml.sax.saxutils import quoteattr

from flowlint.changes import State
from flowlint.diagram import Box, Branch, Diagram, Role
from flowlint.drawing.lettering import fitted, width
from flowlint.drawing.marks import Marks
from flowlint.drawing.placing import Corner, placed
from flowlint.drawing.shapes import (
    BRANCH_SIZE,
    ENTRY,
    LINE,
    PADDING,
    ROW,
    TITLE,
    TITLE_SIZE,
    WIDTH,
    Shape,
    shapes,
)
from flowlint.output.printable import printable
from flowlint.report import Level

_MARGIN = 52.0
"""How much is free around the boxes: branches that lead back need it."""
_ICON = 24.0
_BEND = 10.0
"""How round the corners of a branch are that leads back."""
_ASIDE = 18.0
"""How far a branch that leads back keeps away from the boxes at its ends."""
_APART = 4.0
"""How far lines are apart that would lie on each other."""
_STUB, _TIP = 16.0, 7.0
"""How long a branch is that leads nowhere, and how far before a box the line of one ends, for its tip."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can hold."""

_ICONS: Mapping[Role, str] = {
    "says": "M2 3h12v8H8l-3 3v-3H2z",
    "asks": "M2 3h12v8H8l-3 3v-3H2zM6.4 5.8a1.6 1.4 0 1 1 2.2 1.3q-.6.3-.6 1M8 9.4v.1",
    "checks": "M8 2l6 6-6 6-6-6z",
    "hands_over": "M2 8h11M9 4l4 4-4 4",
    "ends": "M5 2h6l3 3v6l-3 3H5l-3-3V5z",
    "does": "M3 4h10M3 8h10M3 12h6",
    "flow": "M3 3h4v4H3zM9 9h4v4H9zM7 5h4v4",
    "module": "M2 5l6-3 6 3v6l-6 3-6-3zM2 5l6 3 6-3M8 8v6",
    "missing": "M3 3l10 10M13 3L3 13",
}
BADGES: Mapping[Level, str] = {
    Level.ERROR: "M-5-9H5L10-4V4L5 9H-5L-10 4V-4z",
    Level.WARNING: "M0-11L12 9H-12z",
    Level.NOTE: "M-9-9H9V9H-9z",
}
"""The shapes of findings: an octagon, a triangle, a square."""
SIGNS: Mapping[State, str] = {"new": "+", "gone": "\N{MINUS SIGN}", "changed": "~"}
"""What stands before the word, and before the name of a branch."""


def svg(diagram: Diagram, marks: Marks | None = None, *, alone: bool = True) -> str:
    """Draw a diagram; raises `CannotDraw`. One that does not stand alone takes its style from the page around it."""
    marks = marks or Marks()
    corners, sizes = placed(diagram), shapes(diagram.boxes)
    right = max((x for x, _ in corners), default=0.0) + WIDTH
    bottom = max((y + size.height for (_, y), size in zip(corners, sizes, strict=True)), default=0.0)
    view = f"{-_MARGIN:g} {-_MARGIN:g} {_number(right + 2 * _MARGIN)} {_number(bottom + 2 * _MARGIN)}"
    size = f"width={quoteattr(view.split()[2])} height={quoteattr(view.split()[3])}" if alone else ""
    role = "img" if alone else "group"  # what is in an image cannot be chosen
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" viewBox="{view}" {size} role="{role}">',
        f"<title>{_text(diagram.title)}</title>",
        f"<style>{style()}</style>" if alone else "",
        f'<rect class="paper" x="{-_MARGIN:g}" y="{-_MARGIN:g}" width="100%" height="100%"/>' if alone else "",
        *_edges(diagram, corners, sizes, marks),
        *_boxes(diagram, corners, sizes, marks),
        *_steps(corners, marks),
        "</svg>\n",
    ]
    return "\n".join(part for part in parts if part)


@cache
def style() -> str:
    """Give the style of drawings, as CSS that holds nothing but for `.diagram`."""
    return files("flowlint.drawing").joinpath("svg.css").read_text("utf-8")


def _edges(diagram: Diagram, corners: Sequence[Corner], sizes: Sequence[Shape], marks: Marks) -> Iterator[str]:
    """Draw the branches, those of the path last, so that nothing lies over it."""
    painted = marks.painted
    drawn = [(index, at, branch) for index, box in enumerate(diagram.boxes) for at, branch in enumerate(box.branches)]
    for index, at, branch in sorted(drawn, key=lambda one: one[:2] in painted):
        x, y = corners[index]
        begin = (x + WIDTH, y + sizes[index].port(at))
        classes = f"way of-{branch.kind}" + _is(branch.state) + (" on-path" if (index, at) in painted else "")
        to = "" if branch.target is None else f' data-to="{branch.target}"'
        way = _way(begin, branch, corners, sizes, (index, at))
        yield f'<g class="{classes}" data-from="{index}" data-branch="{at}"{to}>{way}</g>'


def _way(
    begin: Corner, branch: Branch, corners: Sequence[Corner], sizes: Sequence[Shape], number: tuple[int, int]
) -> str:
    """Draw a branch from where it begins; `number` is that of its box and its own, for branches not to lie together."""
    x, y = begin
    cross = (
        f'<path class="cross" d="M{_number(x + 3)} {_number(y - 4)}l6 8m0-8l-6 8"/>' if branch.kind == "error" else ""
    )
    if branch.target is None:
        return (
            f'<path class="edge" d="M{_number(x)} {_number(y)}h{_STUB:g}"/>{cross}'
            f'<circle class="nowhere" cx="{_number(x + _STUB + 5)}" cy="{_number(y)}" r="5"/>'
        )
    left, top = corners[branch.target]
    end_x, end_y = left - _TIP, top + ENTRY
    if end_x >= x + _ASIDE:
        bend = max(_ASIDE, (end_x - x) / 2)
        curve = f"C{_number(x + bend)} {_number(y)} {_number(end_x - bend)} {_number(end_y)}"
        way = f"{curve} {_number(end_x)} {_number(end_y)}"
    else:
        source, at = number
        low = corners[source][1] + sizes[source].height
        if top < low + 2 * _ASIDE:  # there is no room between the two
            low = max(low, top + sizes[branch.target].height)
        aside = _ASIDE + _APART * (at % 5)
        way = _around(begin, low + _APART * (2 + (source + at) % 4), (end_x, end_y), aside)
    tip = f'<path class="tip" d="M{_number(left)} {_number(end_y)}l-9-5v10z"/>'
    return f'<path class="edge" d="M{_number(x)} {_number(y)}{way}"/>{cross}{tip}'


def _around(begin: Corner, lane: float, end: Corner, aside: float) -> str:
    """Lead back from right to left: out, along a lane, and in again, with round corners."""
    out, back = begin[0] + aside, end[0] - aside
    down, on = (one * _BEND for one in (1 if lane > begin[1] else -1, 1 if end[1] > lane else -1))
    return (
        f"H{_number(out - _BEND)}q{_BEND:g} 0 {_BEND:g} {down:g}V{_number(lane - down)}"
        f"q0 {down:g} {-_BEND:g} {down:g}H{_number(back + _BEND)}q{-_BEND:g} 0 {-_BEND:g} {on:g}"
        f"V{_number(end[1] - on)}q0 {on:g} {_BEND:g} {on:g}H{_number(end[0])}"
    )


def _boxes(diagram: Diagram, corners: Sequence[Corner], sizes: Sequence[Shape], marks: Marks) -> Iterator[str]:
    for index, (box, (x, y), size) in enumerate(zip(diagram.boxes, corners, sizes, strict=True)):
        gravest = marks.gravest(index)
        classes = [
            f"box {box.role}{_is(box.state)}",
            f"has-{gravest.value}" if gravest else "",
            "on-path" if marks.steps(index) else "",
        ]
        at = f"translate({_number(x)} {_number(y)})"
        yield f'<g class="{" ".join(filter(None, classes))}" data-box="{index}" transform="{at}">'
        yield f"<title>{_text(_name(box, marks.counts(index)))}</title>"
        yield from _frame(box, size)
        if box.state == "changed":
            high = _number(size.height + 10)
            yield f'<rect class="rim" x="-5" y="-5" width="{WIDTH + 10:g}" height="{high}" rx="10"/>'
        if index in diagram.starts:
            yield _start("START" if diagram.started is None else f"{SIGNS['new']} START")
        elif index == diagram.started:
            yield _start(f"{SIGNS['gone']} START")
        if box.state is not None:
            yield _state(box.state)
        yield from _badges(marks.findings.get(index, {}))
        yield "</g>"


def _is(state: State | None) -> str:
    return f" is-{state}" if state else ""


def _start(word: str) -> str:
    path = f'<path class="start" d="M24-14h{42 if word == "START" else 54}v14H24z"/>'
    return f'{path}<text class="start-text" x="28" y="-3">{word}</text>'


def _state(state: State) -> str:
    """Say in a tag what a box is."""
    word = f"{SIGNS[state]} {state}"
    long = round(width(word, 11.0, bold=True) + 10)
    return (
        f'<g transform="translate({WIDTH - 8 - long:g} -17)"><rect class="state" width="{long}" height="17" rx="3"/>'
        f'<text class="state-text" x="{long / 2:g}" y="12">{word}</text></g>'
    )


def _name(box: Box, counts: str) -> str:
    name = " ".join(part for part in (box.title, box.detail) if part)
    return "\n".join(part for part in (name, box.state, counts, box.text) if part)


def _frame(box: Box, size: Shape) -> Iterator[str]:
    yield f'<rect class="frame" width="{WIDTH:g}" height="{_number(size.height)}" rx="6"/>'
    yield f'<path class="bar" d="M2 {TITLE - 2:g}V7a5 5 0 0 1 5-5H{WIDTH - 7:g}a5 5 0 0 1 5 5V{TITLE - 2:g}z"/>'
    yield f'<path class="icon" d="{_ICONS[box.role]}" transform="translate({PADDING:g} 7)"/>'
    title = fitted(printable(box.title), WIDTH - _ICON - 1.5 * PADDING, TITLE_SIZE, bold=True)
    yield f'<text class="title" x="{PADDING + _ICON:g}" y="20">{_text(title)}</text>'
    for number, line in enumerate(size.detail):
        yield f'<text class="detail" x="{PADDING:g}" y="{TITLE + LINE * number + 12:g}">{_text(line)}</text>'
    for at, branch in enumerate(box.branches):
        sign = f"{SIGNS[branch.state]} " if branch.state else ""
        name = fitted(sign + printable(branch.name), WIDTH - 2 * PADDING, BRANCH_SIZE)
        y = size.port(at) + ROW / 4
        classes = f"branch of-{branch.kind}{_is(branch.state)}"
        yield f'<text class="{classes}" x="{WIDTH - PADDING:g}" y="{_number(y)}">{_text(name)}</text>'


def _badges(found: Mapping[Level, int]) -> Iterator[str]:
    """Draw how many findings there are, the gravest at the corner."""
    for number, level in enumerate(level for level in Level if found.get(level)):
        count = found[level]
        at = f"translate({WIDTH - 6 - 28 * number:g} -4)"
        text = str(count) if count < 100 else "99+"
        low = 7 if level is Level.WARNING else 4
        yield (
            f'<g transform="{at}"><path class="badge {level.value}" d="{BADGES[level]}"/>'
            f'<text class="badge-text" y="{low}">{text}</text></g>'
        )


def _steps(corners: Sequence[Corner], marks: Marks) -> Iterator[str]:
    """Number the boxes of a path; one that is passed several times has all its numbers."""
    for index in dict.fromkeys(visit.box for visit in marks.path):
        (x, y), text = corners[index], marks.steps(index)
        long = max(22.0, width(text, 11.0, bold=True) + 12)
        yield (
            f'<g transform="translate({_number(x - 8)} {_number(y - 12)})"><rect class="step" width="{_number(long)}" '
            f'height="22" rx="11"/><text class="step-text" x="{_number(long / 2)}" y="15">{text}</text></g>'
        )


def _number(value: float) -> str:
    return f"{round(value, 1):g}" if abs(value) < 1e5 else f"{value:.0f}"


def _text(text: str) -> str:
    """Write a text so that XML shows it as it is. Line breaks stay; what else would steer anything is an escape."""
    shown = "\n".join(map(printable, text.split("\n")))
    shown = _NO_XML.sub("\ufffd", shown)
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
