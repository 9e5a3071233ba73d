"""Templates of flows: what they become, where it stands, and that rules are silent on what they cannot know."""

import json

import pytest

from flowlint.reading import read_text
from flowlint.reading.template import as_text, fill
from flowlint.run import Overrides, check_text
from kit import GOOD

FLOW = json.dumps(GOOD, indent=2)
GREETING = '"Goodbye."'


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ('{"a": ${n}}', {"a": "${n}"}),
        ('{"a": {{ n }}, "b": <<n>>, "c": %n%, "d": %%n%%, "e": <%= n %>, "f": #{n}}',
         {"a": "{{ n }}", "b": "<<n>>", "c": "%n%", "d": "%%n%%", "e": "<%= n %>", "f": "${n}"}),
        ('{"a": "${lookup(m, "k")}"}', {"a": "${lookup(m, 'k')}"}),
        ('{"a": ${jsonencode({k = "}", l = [1]})}}', {"a": "${jsonencode((k = ')', l = [1]))}"}),
        ('{"a": "before ${x} after"}', {"a": "before ${x} after"}),
        ('{"a": 5${x}s}', {"a": "5${x}s"}),
        ('[{"a": 1}, ${block}]', [{"a": 1}, "${block}"]),
        ('[{"a": 1} ${block}]', [{"a": 1}, "${block}"]),
        ('[${block} {"a": 1}]', ["${block}", {"a": 1}]),
        ('[{"a": 1}, ${block},]', [{"a": 1}, "${block}"]),
        ('{"a": 1, ${members}}', {"a": 1, "${members}": "${members}"}),
        ('{${members} "a": 1}', {"${members}": "${members}", "a": 1}),
        ('{${key}: 1}', {"${key}": 1}),
        ('[%{ for q in qs ~}{"a": "${q}"},%{ endfor }]', [{"a": "${q}"}]),
        ('{"a": %{ if x }1%{ else }2%{ endif }}', {"a": 1}),
        ('{"a": {% if x %}{"b": 1}{% else %}{"c": 2}{% endif %}}', {"a": {"b": 1}}),
        ('{{{#each qs}} "a": {{v}}, {{/each}}}', {"a": "{{v}}"}),
        ('{<% if x %>"a": "<%= y["z"] %>"<% end %>}', {"a": "<%= y['z'] %>"}),
        ('{"a": "%{ if x }b%{ endif }", "c": ${d}}', {"a": "${ if x }b${ endif }", "c": "${d}"}),
    ],
)  # fmt: skip
def test_a_template_becomes_json(text: str, becomes: object) -> None:
    filled = fill(text)
    assert filled is not None
    assert json.loads(filled.text.text) == becomes


@pytest.mark.parametrize("text", ['{"a": 1}', '{"a": $x}', "{<<<<<<< ours\n}", '{"a": "100% of 50%"}', '{"a": ${n'])
def test_what_holds_no_placeholder_is_no_template(text: str) -> None:
    assert fill(text) is None


def test_a_placeholder_is_written_so_that_it_is_whole_in_a_string() -> None:
    assert as_text('${f("a\\b", {c = 1})}') == "${f('a/b', (c = 1))}"


@pytest.mark.parametrize("placeholder", ["${n}", "{{ n }}", "<<n>>", "%n%", "%%n%%", "<%= n %>", "#{n}"])
@pytest.mark.parametrize("form", ["{}", '"{}"', '"Good {}."'], ids=["bare", "whole", "within"])
def test_every_placeholder_is_read_in_every_place_of_a_text(placeholder: str, form: str) -> None:
    report = check_text(FLOW.replace(GREETING, form.replace("{}", placeholder)), "flow.json", Overrides(isolated=True))
    assert report.flows == 1
    assert [one.rule for one in report.findings] == []


def rules(text: str) -> list[str]:
    report = check_text(text, "flow.json.tftpl", Overrides(isolated=True))
    assert report.flows == 1
    return [one.rule for one in report.findings]


GREET = '"Identifier": "Greet", "Type": "MessageParticipant"'
END = '{"Identifier": "End", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}'
ERRORS = '"Errors": [{"ErrorType": "NoMatchingError", "NextAction": "End"}]'
TO_END = f'"Transitions": {{"NextAction": "End", {ERRORS}}}'
SAYS = '"Parameters": {"Text": "Hello."}'


def flow(*blocks: str, start: str = '"Greet"') -> str:
    return f'{{"Version": "2019-10-30", "StartAction": {start}, "Actions": [{", ".join(blocks)}]}}'


@pytest.mark.parametrize(
    "text",
    [
        flow(f'{{{GREET}, {SAYS}, "Transitions": ${{transitions}}}}', END),
        flow(f'{{{GREET}, {SAYS}, "Transitions": {{"NextAction": "End", "Errors": ${{errors}}}}}}', END),
        flow(f'{{{GREET}, {SAYS}, "Transitions": {{"NextAction": "End", ${{branches}}}}}}', END),
        flow(f'{{{GREET}, {SAYS}, "Transitions": {{"NextAction": "End", "Errors": [${{error}}]}}}}', END),
        flow(f'{{{GREET}, "Parameters": ${{parameters}}, "Transitions": {{"NextAction": "End", {ERRORS}}}}}', END),
        flow(f'{{{GREET}, "Parameters": {{${{prompt}}}}, "Transitions": {{"NextAction": "End", {ERRORS}}}}}', END),
        flow(f'{{{GREET}, {SAYS}, "Transitions": {{"NextAction": "Menu", {ERRORS}}}}}', END, "${menu}"),
        flow(f'{{{GREET}, {SAYS}, "Transitions": {{"NextAction": "${{then}}", {ERRORS}}}}}', END),
        flow(f'{{{GREET}, {SAYS}, "Transitions": {{"NextAction": ${{then}}, {ERRORS}}}}}', END),
        flow(f'{{{GREET}, {SAYS}, "Transitions": {{"NextAction": "End", {ERRORS}}}}}', END, start="${start}"),
        flow(f'{{"Identifier": ${{id}}, "Type": "MessageParticipant", {SAYS}, {TO_END}}}', END, start="${id}"),
        flow(f'{{"Identifier": "Greet", "Type": ${{type}}, {SAYS}, {TO_END}}}', END),
        flow("%{ for name in names }"
             f'{{{GREET}, {SAYS}, "Transitions": {{"NextAction": "${{name}}", {ERRORS}}}}}', "%{ endfor }" + END),
    ],
    ids=["transitions", "errors", "branches", "an error", "parameters", "some parameters", "a block", "a target",
         "a bare target", "a start", "an id", "a type", "a loop"],
)  # fmt: skip
def test_what_a_placeholder_may_bring_is_not_missed(text: str) -> None:
    assert rules(text) == []


def test_all_else_in_a_template_is_checked() -> None:
    greet = f'{{{GREET}, "Parameters": {{"Text": ${{text}}}}, "Transitions": {{"NextAction": "Nowhere", {ERRORS}}}}}'
    assert rules(flow(greet, END)) == ["dangling-transition"]
    assert rules(flow(greet.replace('"NextAction": "Nowhere", ', ""), END)) == ["missing-transition"]


def test_places_are_those_of_the_template() -> None:
    text = FLOW.replace(GREETING, '${jsonencode({text = "a"})}').replace('"StartAction": "', '"StartAction": "No ')
    (finding,) = check_text(text, "flow.json.tftpl", Overrides(isolated=True)).findings
    line = text.splitlines()[finding.place.line - 1]
    assert line[finding.place.column - 1 : finding.place.end_column - 1] == f'"No {GOOD["StartAction"]}"'


@pytest.mark.parametrize("placeholder", ["$n", "__N__", "@n@"])
def test_a_template_of_another_kind_is_not_read_and_that_is_said(placeholder: str) -> None:
    file = read_text("flow.json", FLOW.replace(GREETING, placeholder))
    assert file.problems == ()
    (unread,) = file.unread
    assert unread.reason == "a template that does not parse"
    assert placeholder in FLOW.replace(GREETING, placeholder).splitlines()[unread.line - 1]
    assert file.skipped == unread.reason
