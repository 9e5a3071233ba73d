"""References in text: every form is read back as it was written, and what stands around one is not part of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonpath_ng import Child, Fields, Index, Root
from jsonpath_ng.parser import parse

from flowlint.model.flow import Block
from flowlint.model.labels import Labels
from flowlint.model.references import (
    NamedKey,
    Reference,
    is_filled_in,
    named_keys,
    references,
    references_in,
    write_reference,
)

ASCII = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
WORD = st.text(ASCII + "0123456789_", min_size=1, max_size=4)
PLAIN = st.lists(WORD, min_size=1, max_size=3).flatmap(
    lambda words: st.sampled_from(["-".join(words), "--".join(words)])
)
RESERVED = {"where", "wherenot"}
"""Names that jsonpath-ng takes in quotes alone; Connect has no such words."""
QUOTED = st.text(st.characters(blacklist_characters="'\\", blacklist_categories=("Cs",)), min_size=1, max_size=6)
ROOT = st.text(ASCII, min_size=1, max_size=4)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, tuple[str, ...]]:
    """A reference as text, and the parts that it has."""
    text, parts = "$", []
    root = draw(ROOT)
    text += draw(st.sampled_from([f".{root}", f"['{root}']"]))
    parts.append(root)
    for form in draw(
        st.lists(st.sampled_from(["dotted", "quoted", "dot quoted", "index", "ticked index", "ticked"]), max_size=3)
    ):
        name, quoted, index = draw(PLAIN), draw(QUOTED), str(draw(st.integers(0, 20)))
        more, of = {
            "dotted": (f".{name}", [name]),
            "quoted": (f"['{quoted}']", [quoted]),
            "dot quoted": (f".['{quoted}']", [quoted]),
            "index": (f"[{index}]", [index]),
            "ticked index": (f"`[{index}]`", [index]),
            "ticked": (f".`{name}[{index}]`", [name, index]),
        }[form]
        text += more
        parts += of
    return text, tuple(parts)


# What may stand around a reference without being part of it.
BETWEEN = st.sampled_from(
    ["", " ", ", ", ". ", ".", "? ", "-", "--", ")", "</say-as>", " 吗", "您好", "'", ":", "%", "..", "\n"]
)


@given(st.lists(st.tuples(BETWEEN, written()), max_size=3), BETWEEN)
def test_references_are_read_back_as_they_were_written(pieces: list[tuple[str, Any]], end: str) -> None:
    text = "".join(around + reference for around, (reference, _) in pieces) + end
    found = [(one.text, one.parts) for one in references_in(text)]
    assert found == [reference for _, reference in pieces]


def steps(path: Any) -> list[str]:
    """Read what jsonpath-ng makes of names and indices, from the root."""
    match path:
        case Child():
            return [*steps(path.left), *steps(path.right)]
        case Fields():
            return list(path.fields)
        case Index():
            return list(map(str, path.indices))
    assert isinstance(path, Root)
    return []


@given(st.lists(PLAIN.filter(lambda name: name[0] in ASCII + "_" and name not in RESERVED), min_size=1, max_size=4))
def test_names_joined_by_dots_are_split_as_jsonpath_does(names: list[str]) -> None:
    text = "$.R" + ".".join(names)
    (found,) = references_in(text)
    assert (found.text, list(found.parts)) == (text, steps(parse(text)))


QUOTED_OR_ESCAPED = st.lists(st.sampled_from([*"ab .[]$*,0", "\n", "é", r"\'", r"\"", r"\\", r"\n"]), max_size=5).map(
    "".join
)
STEP = st.one_of(
    QUOTED_OR_ESCAPED.map(lambda quoted: f"['{quoted}']"),
    QUOTED_OR_ESCAPED.map(lambda quoted: f'[ "{quoted}"\t]'),
    st.integers(0, 10**30).map(lambda index: f"[00{index}]"),
)


@given(st.lists(STEP, min_size=1, max_size=4))
def test_brackets_are_split_as_jsonpath_does(written_steps: list[str]) -> None:
    text = "$.R" + "".join(written_steps)
    (found,) = references_in(text)
    assert (found.text, list(found.parts)) == (text, steps(parse(text)))


MARKS = st.text("$.['\"]`\\ab0- \n", max_size=30)


@given(st.text() | MARKS)
def test_any_text_can_be_searched(text: str) -> None:
    for one in references_in(text):
        assert text[slice(*one.span)] == one.text
        assert one.parts


def test_an_index_of_very_many_digits_is_read() -> None:
    (found,) = references_in(f"$.External[{'9' * 5000}]")
    assert found.parts == ("External", "9" * 5000)


def test_a_reference_with_very_many_parts_is_read() -> None:
    (found,) = references_in("$.External" + "['a'].b[0]" * 3000)
    assert found.parts == ("External", *("a", "b", "0") * 3000)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("$.Attributes.firstName", ("Attributes", "firstName")),
        ("$.Attributes.order-number", ("Attributes", "order-number")),
        ("$.Attributes.2nd_try", ("Attributes", "2nd_try")),
        ("$.Attributes['first name']", ("Attributes", "first name")),
        ("$.Attributes.['first name']", ("Attributes", "first name")),
        ("$.Attributes[ 'first name' ]", ("Attributes", "first name")),
        ("$.Attributes['a]b']", ("Attributes", "a]b")),
        ("$['AwsRegion']", ("AwsRegion",)),
        ("$.SegmentAttributes['connect:Subtype']", ("SegmentAttributes", "connect:Subtype")),
        ("$.Views.ViewResultData.Table.0.id", ("Views", "ViewResultData", "Table", "0", "id")),
        ("$.DataTableList.rows`[0]`.id", ("DataTableList", "rows", "0", "id")),
        ("$.DataTableList.`rows[0]`.id", ("DataTableList", "rows", "0", "id")),
        ("`$.DataTableList.rows[0].id`", ("DataTableList", "rows", "0", "id")),
        ("$.StoredCustomerInput", ("StoredCustomerInput",)),
        ("USD$.Attributes.amount", ("Attributes", "amount")),
        ("Hello $.Attributes.name.", ("Attributes", "name")),
        ("Hello $.Attributes.name, hello", ("Attributes", "name")),
        ("$.Attributes.name's order", ("Attributes", "name")),
        ("$.Attributes.name- or not", ("Attributes", "name")),
        ("$.Attributes.first name", ("Attributes", "first")),
        ("$.Attributes..name", ("Attributes",)),
        ("$.Attributes['name", ("Attributes",)),
        ("$.Attributes['name'", ("Attributes",)),
        ("$.Attributes[name]", ("Attributes",)),
        ('$.Attributes["first name"]', ("Attributes", "first name")),
        ('$.Attributes["it\'s"].id', ("Attributes", "it's", "id")),
        ("$.Attributes['it\\'s']", ("Attributes", "it's")),
        ("$.Attributes['*']", ("Attributes", "*")),
        ("$.External['where'].where.2nd[0]", ("External", "where", "where", "2nd", "0")),
        ("$.SegmentAttributes['connect:Auth']['Status']", ("SegmentAttributes", "connect:Auth", "Status")),
        ("$.DataTableList.`[0]`.id", ("DataTableList", "0", "id")),
        ("<speak>$.Attributes['a b']</speak>", ("Attributes", "a b")),
    ],
)
def test_one_reference(text: str, parts: tuple[str, ...]) -> None:
    assert [one.parts for one in references_in(text)] == [parts]


@pytest.mark.parametrize("text", ["", "$", "$.", "$Attributes.name", "$5.00", "$.50", "$[0]", "${name}", "$$", "$.'a'"])
def test_no_reference(text: str) -> None:
    assert list(references_in(text)) == []


def test_one_reference_right_behind_another() -> None:
    found = [one.text for one in references_in("$.Attributes.$.Attributes.a$.External.b")]
    assert found == ["$.Attributes", "$.Attributes.a", "$.External.b"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("$.Attributes.name", ("name",)),
        ("$.Attributes.name.Welcome back", ("name.Welcome", "name")),
        ("$.Attributes['a.b'].c", ("a.b.c", "a.b")),
        ("$.Attributes.name您好", ("name您好", "name")),
        ("$.FlowAttributes.größe", ("größe", "gr")),
        ("$.FlowAttributes.queue_${stage}.", ("queue_${stage}", "queue_")),
        ("$.Attributes", ()),
    ],
)
def test_the_keys_a_reference_may_mean_longest_first(text: str, keys: tuple[str, ...]) -> None:
    (found,) = references_in(text)
    assert found.possible_keys == keys


def block(block_type: str, parameters: Any) -> Block:
    return Block("b", 0, block_type, parameters, (), ("Actions", 0), Labels([]))


def test_references_of_a_block_stand_in_document_order_with_their_places() -> None:
    parameters = {"Text": "$.External.b and $.Lex.c", "More": [{"Deep": "$.Attributes.a"}, 5, None], "$.Not.aValue": ""}
    assert list(references(block("Odd", parameters))) == [
        Reference(("External", "b"), ("Parameters", "Text"), "$.External.b", (0, 12)),
        Reference(("Lex", "c"), ("Parameters", "Text"), "$.Lex.c", (17, 24)),
        Reference(("Attributes", "a"), ("Parameters", "More", 0, "Deep"), "$.Attributes.a", (0, 14)),
    ]


def test_named_keys_stand_where_the_catalogue_says() -> None:
    attributes = block("UpdateContactAttributes", {"Attributes": {"a b": "1", "c": {"d": "2"}}, "TargetContact": "x"})
    assert list(named_keys(attributes)) == [
        NamedKey("a b", "1", ("Parameters", "Attributes", "a b")),
        NamedKey("c", {"d": "2"}, ("Parameters", "Attributes", "c")),
    ]
    assert list(named_keys(block("UpdateContactAttributes", {"Attributes": ["a"]}))) == []
    assert list(named_keys(block("Unheard", {"Attributes": {"a": "1"}}))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${stage}-queue", True),
        ("{{ team }}", True),
        ("<<desk>>", True),
        ("%%shift%%", True),
        ("$.Attributes.key", True),
        ("100%", False),
        ("a < b << c", False),
        ("$Attributes.key", False),
    ],
)
def test_what_a_template_or_a_reference_fills_in(text: str, expected: bool) -> None:
    assert is_filled_in(text) is expected


@given(
    ROOT,
    st.lists(
        PLAIN | st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=6), min_size=1, max_size=3
    ),
)
def test_what_is_written_is_read_as_it_was_meant(root: str, others: list[str]) -> None:
    parts = (root, *others)
    text = write_reference(parts)
    assert [(one.parts, one.text) for one in references_in(text)] == [(parts, text)]


def test_a_quote_in_a_key_is_escaped() -> None:
    assert write_reference(("Attributes", "driver's")) == r"$.Attributes['driver\'s']"
