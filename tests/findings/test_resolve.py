"""Where findings about a reference stand: at its very characters in the file, however the flow is stored."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.analysis.engine.facts import Facts
from flowlint.findings import Draft, resolve
from flowlint.model.flow import Flow
from flowlint.reading import read_text
from flowlint.report import Finding, Frame, Level
from flowlint.rule import at_block, references, rule

AROUND = st.text(st.characters(codec="utf-8", exclude_characters="$"), max_size=12) | st.sampled_from(
    ["", '"', "\\", '\\\\"', "é", "😀", "\n\t", "\u2028", " ", "x" * 500]
)
REFERENCES = st.sampled_from(["$.Attributes.a", "$.Attributes['é \"b\" \\ 😀']", "$.External.a.b", "$['AwsRegion']"])
TEXTS = st.lists(st.tuples(AROUND, REFERENCES), min_size=1, max_size=3).flatmap(
    lambda pieces: AROUND.map(lambda end: " ".join(around + one for around, one in pieces) + " " + end)
)


@rule(level=Level.NOTE, pillar="reliability", since="0.1.0")
def every_reference(flow: Flow, facts: Facts) -> Iterator[Draft]:
    for block in flow.blocks:
        for one in references(block):
            yield at_block(block, one.text, one.at, span=one.span)


def flow_with(text: str) -> dict[str, Any]:
    play = {"Identifier": "a", "Type": "MessageParticipant", "Parameters": {"Text": text}, "Transitions": {}}
    return {"Version": "2019-10-30", "StartAction": "a", "Actions": [play]}


def export_with(value: str, **more: Any) -> dict[str, Any]:
    parameters = [{"name": "Text", "value": value, **more}, {"name": "TextToSpeechType", "value": "text"}]
    module = {"id": "a", "type": "PlayPrompt", "parameters": parameters, "branches": []}
    return {"modules": [module], "start": "a", "version": "1", "type": "contactFlow", "metadata": {}}


def resolved(flow: Flow, draft: Draft) -> Finding:
    return resolve(draft, every_reference.id, every_reference.level, "a.json", flow, with_frame=True)


def findings(text: str) -> list[Finding]:
    (flow,) = read_text("a.json", text).flows
    drafts = every_reference.check(flow, None)
    return [resolved(flow, draft) for draft in drafts]


def cut(text: str, finding: Finding) -> str:
    """Cut the place of a finding out of the file, as an editor would."""
    at = finding.place
    assert at.line == at.end_line
    return text.replace("\r\n", "\n").split("\n")[at.line - 1][at.column - 1 : at.end_column - 1]


def marked(frame: Frame | None) -> str:
    assert frame is not None
    return frame.lines[frame.marked][1][frame.start : frame.end]


def decoded(text: str, times: int = 1) -> str:
    for _ in range(times):
        text = json.loads(f'"{text}"')
    return text


@given(TEXTS, st.booleans(), st.sampled_from([None, 2, "\t"]))
def test_a_reference_is_marked_by_its_very_characters(text: str, ascii_only: bool, indent: int | str | None) -> None:
    file = json.dumps(flow_with(text), ensure_ascii=ascii_only, indent=indent)
    found = findings(file)
    assert found
    for one in found:
        assert decoded(cut(file, one)) == decoded(marked(one.frame)) == one.message


@given(TEXTS, st.booleans(), st.booleans())
def test_so_it_is_in_a_flow_that_an_answer_holds_as_a_string(text: str, ascii_only: bool, inner_ascii: bool) -> None:
    content = json.dumps(flow_with(text), ensure_ascii=inner_ascii)
    file = json.dumps({"ContactFlow": {"Name": "x", "Content": content}}, ensure_ascii=ascii_only, indent=2)
    found = findings(file)
    assert found
    for one in found:
        assert decoded(cut(file, one), times=2) == decoded(marked(one.frame)) == one.message


@given(TEXTS, st.booleans())
def test_so_it_is_in_a_console_export_that_writes_the_same_text(text: str, ascii_only: bool) -> None:
    file = json.dumps(export_with(text), ensure_ascii=ascii_only, indent=2)
    found = findings(file)
    assert found
    for one in found:
        assert decoded(cut(file, one)) == decoded(marked(one.frame)) == one.message


@pytest.mark.parametrize("name", ["city", "a b", "$.Attributes", "x$.External.city"])
def test_where_an_export_writes_a_reference_otherwise_the_whole_value_is_marked(name: str) -> None:
    file = json.dumps(export_with(name, namespace="User Defined"), indent=2)
    (first, *_) = findings(file)
    whole = json.dumps(name) if first.message != name else name
    assert (cut(file, first), marked(first.frame)) == (whole, whole)


def test_what_stands_in_a_key_is_marked_as_the_key() -> None:
    document = flow_with("")
    document["Actions"][0]["Parameters"] = {"LexSessionAttributes": {"$.Attributes.a": "$.Attributes.a"}}
    file = json.dumps(document)
    (flow,) = read_text("a.json", file).flows
    at = ("Parameters", "LexSessionAttributes", "$.Attributes.a")
    draft = at_block(flow.blocks[0], "A message.", at, at_key=True, span=(2, 4))
    finding = resolved(flow, draft)
    assert cut(file, finding) == marked(finding.frame) == '"$.Attributes.a"'


@pytest.mark.parametrize("span", [(0, 0), (3, 2), (-1, 2), (0, 99)])
def test_a_span_that_the_text_does_not_have_marks_the_whole_value(span: tuple[int, int]) -> None:
    file = json.dumps(flow_with("hello"))
    (flow,) = read_text("a.json", file).flows
    finding = resolved(flow, at_block(flow.blocks[0], "", ("Parameters", "Text"), span=span))
    assert cut(file, finding) == marked(finding.frame) == '"hello"'


@pytest.mark.parametrize("at", [("Type",), ("Parameters",), ("Parameters", "Text", "x"), ("Parameters", "Odd", 7)])
def test_a_span_where_no_text_is_changes_nothing(at: tuple[str | int, ...]) -> None:
    file = json.dumps(flow_with("hello"))
    (flow,) = read_text("a.json", file).flows
    block = flow.blocks[0]
    assert at_block(block, "", at, span=(0, 3)) == at_block(block, "", at)


def test_fingerprints_do_not_depend_on_where_in_a_text_a_reference_stands() -> None:
    short, long = (findings(json.dumps(flow_with(text))) for text in ("$.Lex.a", "Hello $.Lex.a"))
    assert [one.fingerprint for one in short] == [one.fingerprint for one in long]
    assert [one.place for one in short] != [one.place for one in long]


def fingerprint_of(document: dict[str, Any], block_id: str, *at: str | int, **more: Any) -> str:
    (flow,) = read_text("a.json", json.dumps(document)).flows
    draft = at_block(flow.by_id[block_id], "A message.", at or ("Type",), **more)
    return resolved(flow, draft).fingerprint


def test_fingerprints_are_made_of_names_and_never_of_an_index() -> None:
    document = flow_with("hello")
    other = {**document["Actions"][0], "Identifier": "b"}
    both, turned = (
        {**document, "Actions": actions} for actions in ([document["Actions"][0], other], [other, *document["Actions"]])
    )
    assert fingerprint_of(both, "a") == fingerprint_of(turned, "a") != fingerprint_of(both, "b")
    first, second = (("Transitions", "Errors", index, "ErrorType") for index in (0, 1))
    assert fingerprint_of(both, "a", *first) == fingerprint_of(both, "a", *second) != fingerprint_of(both, "a")
    assert fingerprint_of(both, "a", fingerprint_key="x") != fingerprint_of(both, "a", fingerprint_key="y")


def test_what_is_one_finding_in_the_whole_flow_is_known_by_its_subject_alone() -> None:
    document = flow_with("hello")
    document["Actions"].append({**document["Actions"][0], "Identifier": "b"})
    once_per_flow = [fingerprint_of(document, block, fingerprint_key="x", once_per_flow=True) for block in ("a", "b")]
    assert (
        once_per_flow[0]
        == once_per_flow[1]
        == fingerprint_of(document, "a", "Parameters", "Text", fingerprint_key="x", once_per_flow=True)
    )
    assert once_per_flow[0] != fingerprint_of(document, "a", fingerprint_key="y", once_per_flow=True)


def test_the_frame_of_a_long_text_shows_what_stands_around_the_reference() -> None:
    content = json.dumps(flow_with("“first” " * 200 + "hello $.Attributes.name, " + "last\n" * 500))
    (finding,) = findings(json.dumps({"Name": "x", "Content": content}))
    assert finding.frame is not None
    line = finding.frame.lines[finding.frame.marked][1]
    assert marked(finding.frame) == "$.Attributes.name"
    assert line.startswith("…") and line.endswith("…")
    assert "” hello $.Attributes.name, last\\nlast" in line
    assert len(line) <= 402


def test_a_readable_long_line_stays_a_line_of_the_file() -> None:
    file = json.dumps(flow_with("word " * 150 + "$.Attributes.name"), indent=2)
    (finding,) = findings(file)
    assert finding.frame is not None
    assert finding.frame.lines[finding.frame.marked][0] == finding.place.line
    assert marked(finding.frame) == "$.Attributes.name"


def test_one_text_with_very_many_references_is_placed_in_time_that_grows_with_it() -> None:
    file = json.dumps(flow_with("é$.Lex.a " * 5_000))
    found = findings(file)
    assert len(found) == 5_000
    assert cut(file, found[-1]) == "$.Lex.a"
