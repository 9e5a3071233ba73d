"""Templates of flows: what they become, where it stands, and that rules are silent on what they cannot know."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.reading import read_text
from flowlint.reading.choices import Answers, readings
from flowlint.reading.directives import Closings
from flowlint.reading.template import Template, as_text
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
    filled = Template(text).filled()
    assert filled is not None
    assert json.loads(filled.text.text) == becomes


@pytest.mark.parametrize("text", ["[{# … #} 1]", "[%{ if … }1%{ endif }]", "[{% if … %}1{% endif %}]"])
def test_a_directive_may_be_as_long_as_a_page(text: str) -> None:
    filled = Template(text.replace("…", "words " * 1_000)).filled()
    assert filled is not None
    assert json.loads(filled.text.text) == [1]


CHOICES = {
    "Terraform": ("%{ if x ~}", "%{ else ~}", "%{ endif }"),
    "Jinja": ("{%- if x %}", "{% else %}", "{% endif -%}"),
    "ERB": ("<% if x %>", "<% else %>", "<% end %>"),
    "Go": ("{{- if x }}", "{{ else }}", "{{ end }}"),
    "Handlebars": ("{{#if x}}", "{{else}}", "{{/if}}"),
    "Mustache": ("{{#x}}", "{{/x}}{{^x}}", "{{/x}}"),
}


@pytest.mark.parametrize(("begin", "otherwise", "end"), CHOICES.values(), ids=CHOICES)
def test_a_template_becomes_what_the_answers_to_its_conditions_choose(begin: str, otherwise: str, end: str) -> None:
    text = f'[{begin}"yes"{otherwise}"no"{end}, {begin}"also"{end}]'
    found = [json.loads(one.text.text) for one in readings(Template(text).filled) if one is not None]
    assert found == [["yes", "also"], ["no"]]


@pytest.mark.parametrize(
    ("text", "become"),
    [
        ('[%{ if e == "p" }1%{ endif }%{ if e == "d" }2%{ endif }%{ if e != "p" && e != "d" }3%{ endif }]', "123"),
        ("[{% if e == 'p' %}1{% elif e == \"d\" %}2{% else %}3{% endif %}]", "123"),
        ('[{{ if eq .e "p" }}1{{ end }}{{ if ne .e "p" }}2{{ end }}]', "12"),
        ('[%{ if p != "" }1%{ endif }%{ if p == "" }2%{ endif }]', "12"),
        ("[%{ if !(a && b) }1%{ else }2%{ endif }%{ if a && b }3%{ endif }]", [[2, 3], [1]]),
        ('[%{ if "p" == "p" && !false }1%{ else }2%{ endif }]', "1"),
    ],
)  # fmt: skip
def test_conditions_that_compare_one_thing_exclude_each_other(text: str, become: str | list[list[int]]) -> None:
    wanted = [[int(one)] for one in become] if isinstance(become, str) else become
    template = Template(text)
    found = [json.loads(one.text.text) for one in readings(template.filled) if one is not None]
    assert [one for at, one in enumerate(found) if one not in found[:at]] == wanted


@pytest.mark.parametrize(
    ("text", "answers", "becomes"),
    [
        ("[%{ if a }1%{ else }%{ if b }2%{ else }3%{ endif }%{ endif }]", {"a": False}, [2]),
        ("[%{ if a }1%{ else }%{ if b }2%{ else }3%{ endif }%{ endif }]", {"a": False, "b": False}, [3]),
        ("[{% if a %}1{% elif b %}2{% else %}3{% endif %}]", {"a": False}, [2]),
        ("[{% if a %}1{% elif b %}2{% else %}3{% endif %}]", {"a": False, "b": False}, [3]),
        ("[{{ if a }}1{{ else if b }}2{{ end }}]", {"a": False}, [2]),
        ("[%{ if x }1%{ endif }%{ if !x }2%{ endif }]", {}, [1]),
        ("[%{ if x }1%{ endif }%{ if !x }2%{ endif }]", {"x": False}, [2]),
        ("[{% if not x %}1{% else %}2{% endif %}]", {}, [2]),
        ("[<% unless x %>1<% else %>2<% end %>]", {}, [2]),
        ("[<% qs.each do |q| %>1,<% if q %>2,<% end %>3<% end %>]", {"q": False}, [1, 3]),
        ("[{{range .qs}}1{{end}}]", {}, [1]),
    ],
)  # fmt: skip
def test_conditions_lie_in_each_other_and_may_be_negated(text: str, answers: dict[str, bool], becomes: object) -> None:
    filled = Template(text).filled(Answers(answers))
    assert filled is not None
    assert json.loads(filled.text.text) == becomes


@pytest.mark.parametrize("text", ['{"a": 1}', '{"a": $x}', "{<<<<<<< ours\n}", '{"a": "100% of 50%"}', '{"a": ${n'])
def test_what_holds_no_placeholder_is_no_template(text: str) -> None:
    assert Template(text).filled() is None


def test_a_placeholder_is_written_so_that_it_is_whole_in_a_string() -> None:
    assert as_text('${f("a\\b", {c = 1})}') == "${f('a/b', (c = 1))}"
    assert as_text('${[for q in qs : "q-${q}"]}') == "${[for q in qs : 'q-(q)']}"


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


@pytest.mark.parametrize(("begin", "otherwise", "end"), CHOICES.values(), ids=CHOICES)
def test_each_choice_of_a_template_is_checked(begin: str, otherwise: str, end: str) -> None:
    """What is wrong under one choice is reported, what is wrong under several once, at the line of its own branch."""
    blocks = [f'{{{GREET}, {SAYS}, "Transitions": {{"NextAction": "End", "Errors": [{one}]}}}}' for one in ("", " ")]
    errors = '{"ErrorType": "NoMatchingError", "NextAction": "End"}'
    wrong = f'{{{GREET}, {SAYS}, "Transitions": {{{ERRORS}}}}}'
    always = '{"Identifier": "Also", "Type": "MessageParticipant", "Parameters": {"Text": "?"}, "Transitions": {}}'
    right = blocks[0].replace("[]", f"[{errors}]")
    text = flow(f"\n{begin}\n{right}\n{otherwise}\n{wrong}\n{end}", f"\n{always}", END)
    report = check_text(text, "flow.json", Overrides(isolated=True, select=("missing-transition",)))
    assert report.flows == 1
    assert [(one.place.line, one.block and one.block.id) for one in report.findings] == [(5, "Greet"), (7, "Also")]


def test_what_parses_under_one_choice_is_checked() -> None:
    greet = f'{{{GREET}, {SAYS}, "Transitions": {{{ERRORS}}}}}'
    text = flow(f"%{{ if x }}{greet}%{{ else }}$nothing%{{ endif }}", END)
    assert rules(text) == ["missing-transition"]


def test_a_choice_within_a_string_is_a_placeholder() -> None:
    """The file is JSON, and nothing but the string says that it is a template."""
    chosen = "%{ if x }Greet%{ else }End%{ endif }"
    assert rules(flow(f'{{{GREET}, {SAYS}, "Transitions": {{"NextAction": "{chosen}", {ERRORS}}}}}', END)) == []
    assert rules(flow(f"{{{GREET}, {SAYS}, {TO_END}}}", END, start=f'"{chosen}"')) == []


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


@given(st.text("}%>", max_size=12), st.lists(st.tuples(st.sampled_from(["}", "%>"]), st.integers(0, 12))))
def test_what_closes_is_found_whatever_was_asked_before(text: str, asked: list[tuple[str, int]]) -> None:
    closings = Closings(text)
    for mark, at in asked:
        found = text.find(mark, at)
        assert closings.after(mark, at) == (found if found >= 0 else len(text))


def test_what_closes_is_looked_for_once_however_many_beginnings_ask() -> None:
    looked_at = 0

    class Text(str):
        def find(self, mark: str, start: int, end: int) -> int:  # type: ignore[override]
            nonlocal looked_at
            found = super().find(mark, start, end)
            looked_at += (end if found < 0 else found) - start
            return found

    closings = Closings(Text("{%" * 1_000 + "%}" + "{%" * 1_000))
    for at in (*range(0, 4_000, 2), 3_000, 1_000):
        closings.after("%}", at)
    assert looked_at < 10_000


def test_a_text_of_beginnings_is_no_template() -> None:
    for begin in ("${", "#{", "%{", "{{", "{%", "<%", "<%=", "{#", "<<"):
        assert Template(f'["{begin * 30}", {begin * 30}, ').filled() is None


@pytest.mark.parametrize("piece", ["<% ", "{%", "%", "[", '{"a":'])
def test_what_cannot_become_json_any_more_is_not_looked_through(piece: str) -> None:
    begins = FLOW.replace(GREETING, "{{ greeting }}").removesuffix("}") + ",\n"
    short, long = (Template(begins + piece * count).filled() for count in (2_000, 20_000))
    assert short is not None
    assert long is not None
    assert long.text.text == short.text.text + piece * 18_000
    assert len(long.text.pieces) == len(short.text.pieces)
    (unread,) = read_text("flow.json", begins + piece * 20_000).unread
    assert (unread.reason, unread.line) == ("a template that does not parse", begins.count("\n") + 1)
