"""What is wrong with a text in SSML, and where; held against another XML parser."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from flowlint.analysis.blocks import ssml_faults
from flowlint.analysis.engine import ProjectFacts
from flowlint.model.project import Project
from flowlint.reading import read_text
from flowlint.text.json_values import shown

LONG = "<speak>" + "a" * 6_000


def found(text: Any) -> list[tuple[str, str, str]]:
    """Give the faults of a prompt's SSML: the kind, what it names, and the marked part of the text."""
    block = {"Identifier": "Say", "Type": "MessageParticipant", "Parameters": {"SSML": text}, "Transitions": {}}
    document = {"Version": "2019-10-30", "StartAction": "Say", "Actions": [block]}
    (flow,) = read_text("flow.json", json.dumps(document)).flows
    facts = ProjectFacts(Project([flow])).of(flow)
    return [(one.kind, one.what, text[slice(*one.span)]) for one in facts(ssml_faults)]


@pytest.mark.parametrize(
    ("text", "kind", "what", "marked"),
    [
        ("<speak>Hello./speak>", "unclosed", "<speak>", "<speak>"),
        ("<speak>Hello $.Attributes.name./speak>", "unclosed", "<speak>", "<speak>"),
        ("<speak>Rest & be well.</speak>", "ampersand", "&", "&"),
        ("  <speak>Grüße & Küsse.</speak>", "ampersand", "&", "&"),
        ("<speak>R&D; fish & chips.</speak>", "entity", "&D;", "&D;"),
        ("<speak>Caf&eacute;.</speak>", "entity", "&eacute;", "&eacute;"),
        ("<speak><p>Hello.</speak>", "crossed", "<p>", "</speak>"),
        ("<speak>Hello.</p></speak>", "never opened", "<p>", "</p>"),
        ("<speak>Press < 1.</speak>", "less than", "<", "<"),
        ("<speak><break time=1s/></speak>", "syntax", "", "1"),
        ("<speak><p>Press < 1.</p></speak>", "less than", "<", "<"),
        ("Hello.<break/>", "outside", "", "Hello.<break/>"),
        ("speak>Hello.</speak>", "outside", "", "speak>Hello.</speak>"),
        ("<p>Hello.</p>", "outside", "", "<p>Hello.</p>"),
        ("<speak>Hello.</speak> Bye.", "outside", "", "<speak>Hello.</speak> Bye."),
        ("<speak>Hello <b>you</b>.</speak>", "unknown tag", "<b>", "<b>"),
        ("<speak><audio src='x'/></speak>", "unknown tag", "<audio>", "<audio src='x'/>"),
    ],
)
def test_each_kind_of_fault_is_marked_where_it_is(text: str, kind: str, what: str, marked: str) -> None:
    assert found(text) == [(kind, what, marked)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Rest & be well.",
        "1 < 2",
        "<speak/>",
        "\n<speak>Rest &amp; be well, &#252;&#xFC;.</speak>\n",
        "<speak><![CDATA[Rest & be well]]></speak>",
        "<speak><amazon:emotion name='excited'>Hi</amazon:emotion></speak>",
        "<speak><say-as interpret-as='digits'>$.Attributes['a & b']</say-as></speak>",
        "<speak><prosody rate='${rate}'>{{a & b}}</prosody></speak>",
        "<speak><{{tag}}>Hello.</{{tag}}></speak>",
        "<speak><prosody {{attributes}}>Hello.</prosody></speak>",
        "$.Attributes.begin Hello.</speak>",
        "<speak>Hello.${end}",
        "$.External.ssml<break/>",
        "<!DOCTYPE speak [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><speak>&b;</speak>",
        "<!DOCTYPE speak SYSTEM 'file:///nowhere'><speak>Hello.</speak>",
        LONG,
        "<speak>\ud800</speak>",
        None,
        ["<speak>"],
    ],
    ids=shown,
)
def test_nothing_is_said_of(text: Any) -> None:
    assert found(text) == []


PIECES = (
    "<speak>",
    "</speak>",
    "<p>",
    "</p>",
    "<break/>",
    "a",
    " ",
    "&amp;",
    "&",
    "<",
    ">",
    "é",
    "😀",
    "\ud800",
    "\x00",
)


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_well_formed_is_what_another_parser_takes(pieces: list[str]) -> None:
    inside = "".join(pieces)
    text = f"<speak>{inside}<break/></speak>"
    try:
        etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
        taken = True
    except (etree.XMLSyntaxError, ValueError):
        taken = False
    assert (found(text) == []) == taken
