"""On which line each setting stands: against hypothesis, and against a search that knows nothing of statements."""

import contextlib
import itertools
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.settings.toml_lines import KeyPath, lines_of

NEWLINES = st.sampled_from(["\n", "\r\n"])
ODD = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8)
COMMENTS = st.one_of(st.just(""), ODD.map(lambda text: f"  # {text} ] \"\"\" ''' [x] = {{"))
BASIC = st.sampled_from(
    ['"plain"', '"a # b"', r'"say \"[x]\""', "'C:\\[x]'", '"é “”"', "1", "-1.5e3", "true", "1979-05-27"]
)
LONG = st.sampled_from(
    ['"""\n[no.header]\nx = 1\n"""', "'''\n# no comment\n[[no]]\n'''", '"""a\\\n   b"""', '"""x"""""', '"""\n\n"""']
)
INLINE = st.recursive(
    BASIC,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(inner, max_size=3).map(
            lambda items: f"{{{', '.join(f'k{at} = {one}' for at, one in enumerate(items))}}}"
        ),
    ),
    max_leaves=5,
)
OVER_LINES = st.tuples(st.lists(st.one_of(INLINE, LONG), min_size=1, max_size=3), COMMENTS).map(
    lambda made: "[\n" + "".join(f"  {item},{made[1]}\n" for item in made[0]) + "]"
)
VALUES = st.one_of(INLINE, LONG, OVER_LINES)
KEYS = st.sampled_from(["a", "b", "c-d", '"x y"', "'q.r'", "1", '"é"', '""'])
DOTTED = st.lists(KEYS, min_size=1, max_size=3).map(" . ".join)
INDENTS = st.sampled_from(["", "  ", "\t"])
SETTING = st.tuples(INDENTS, DOTTED, VALUES, COMMENTS).map(lambda one: f"{one[0]}{one[1]} = {one[2]}{one[3]}")
HEADER = st.tuples(INDENTS, st.booleans(), DOTTED, COMMENTS).map(
    lambda one: f"{one[0]}{'[[' if one[1] else '['}{one[2]}{']]' if one[1] else ']'}{one[3]}"
)
STATEMENTS = st.lists(st.one_of(SETTING, SETTING, HEADER, COMMENTS, st.just("")), max_size=12)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A valid document: statements that would make it none are left out."""
    newline = draw(NEWLINES)
    text = ""
    for statement in draw(STATEMENTS):
        longer = text + (statement + "\n").replace("\n", newline)
        try:
            tomllib.loads(longer)
        except tomllib.TOMLDecodeError:
            continue
        text = longer
    return text.removesuffix(newline) if draw(st.booleans()) else text


def ways(value: Any) -> set[KeyPath]:
    """All that leads to a table, a list or a value."""
    if not isinstance(value, dict | list):
        return set()
    held = value.items() if isinstance(value, dict) else enumerate(value)
    return {way for key, one in held for way in ((key,), *((key, *rest) for rest in ways(one)))}


def slow_lines(text: str) -> dict[KeyPath, tuple[int, int]]:
    """The line at which each way begins, and the last line of the statement that sets it.

    A statement ends with the shortest run of lines from the top that tomllib takes and that has the way; it begins
    behind the longest shorter one that tomllib takes, and behind the blank lines and comments there. An item of a list
    begins behind the longest run of lines within it that tomllib takes with a bracket and that lacks the way.
    """
    lines = text.split("\n")
    closed: dict[int, set[KeyPath]] = {}
    for number in range(1, len(lines) + 1):
        with contextlib.suppress(tomllib.TOMLDecodeError):
            closed[number] = ways(tomllib.loads("\n".join([*lines[:number], "]"])))
    taken: list[tuple[int, set[KeyPath]]] = [(0, set())]
    for number in range(1, len(lines) + 1):
        with contextlib.suppress(tomllib.TOMLDecodeError):
            taken.append((number, ways(tomllib.loads("\n".join(lines[:number]).removesuffix("\r")))))
    found: dict[KeyPath, tuple[int, int]] = {}
    for (before, _), (number, known) in itertools.pairwise(taken):
        for way in known - found.keys():
            behind = (at for at in range(before + 1, number) if at in closed and way not in closed[at])
            found[way] = max(behind, default=before) + 1, number
    return found


@given(documents())
def test_each_way_has_the_first_line_of_its_statement_or_item(text: str) -> None:
    lines, slow = lines_of(text), slow_lines(text)
    assert lines.keys() == ways(tomllib.loads(text))
    assert {way: begin for way, (begin, _) in slow.items()} == lines
    assert all(lines[way] <= end for way, (_, end) in slow.items())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("# nothing\n\n", {}),
        ("a = 1", {("a",): 1}),
        ("\ufeffa = 1"[1:], {("a",): 1}),
        ("a = []\nb = {}\n[c]\n[[d]]", {("a",): 1, ("b",): 2, ("c",): 3, ("d",): 4, ("d", 0): 4}),
        ("a = [\n  1, # ]\n  2,\n]\nb = 2", {("a",): 1, ("a", 0): 2, ("a", 1): 3, ("b",): 5}),
        (
            'a = ["""\n""", [2,\n3],\n\n 4]',
            {("a",): 1, ("a", 0): 1, ("a", 1): 2, ("a", 1, 0): 2, ("a", 1, 1): 2, ("a", 2): 5},
        ),
        (
            '"[".b = [\n{ c = [\n1] }]',
            {("[",): 1, ("[", "b"): 1, ("[", "b", 0): 2, ("[", "b", 0, "c"): 2, ("[", "b", 0, "c", 0): 2},
        ),
        ("a = { b = [\n1] }", {("a",): 1, ("a", "b"): 1, ("a", "b", 0): 1}),
        ('a = """\n[x]\n"""\nb = 1', {("a",): 1, ("b",): 4}),
        ("[a.b]\n[a]\nq = 1", {("a",): 1, ("a", "b"): 1, ("a", "q"): 3}),
        ("[a]\nb.c = 1\nb.d = 2", {("a",): 1, ("a", "b"): 2, ("a", "b", "c"): 2, ("a", "b", "d"): 3}),
        (
            "[[s]]\n[[s.t]]\n[[s.t]]\nx = 1\n[[s]]\n[[s.t]]\ny = 1\n[s.u]",
            {
                ("s",): 1,
                ("s", 0): 1,
                ("s", 0, "t"): 2,
                ("s", 0, "t", 0): 2,
                ("s", 0, "t", 1): 3,
                ("s", 0, "t", 1, "x"): 4,
                ("s", 1): 5,
                ("s", 1, "t"): 6,
                ("s", 1, "t", 0): 6,
                ("s", 1, "t", 0, "y"): 7,
                ("s", 1, "u"): 8,
            },
        ),
    ],
)
def test_lines(text: str, expected: dict[KeyPath, int]) -> None:
    assert lines_of(text) == expected
    assert lines_of(text.replace("\n", "\r\n")) == expected


@pytest.mark.parametrize("rule", ["['a']", '"""]"""', "{ b = ['c'] }"])
def test_each_statement_is_read_once(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "suppress = [\n"
        + f"  {{ rules = {rule} }},\n" * 1_000
        + "]\n[a.b]\n"
        + "".join(f"c{one} = [{rule}]\n" for one in range(1_000))
    )
    read: list[int] = []
    loads = tomllib.loads
    monkeypatch.setattr(tomllib, "loads", lambda text: read.append(len(text)) or loads(text))
    assert lines_of(text)["a", "b", "c999"] == 2_003
    assert sum(read) == len(text)
