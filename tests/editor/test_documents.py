"""What an editor shows of documents: findings, what there is to say of a name, where it leads, what is offered."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from flowlint import packs
from flowlint.editing import SetValue
from flowlint.editor.actions import Abilities, actions
from flowlint.editor.diagnostics import diagnostics
from flowlint.editor.documents import Document, Documents, as_bytes, changed_text
from flowlint.editor.hovers import hover
from flowlint.editor.navigation import definitions, symbols
from flowlint.editor.worker import Job, examined
from flowlint.overrides import Overrides
from flowlint.report import Landmark
from flowlint.rule import Draft, Facts, Flow, FlowFix, at_block
from kit import Run, write
from kit.flows import END, block, flow

SELECTED = 'select = ["attribute-read-before-set", "dangling-transition", "invalid-json", "unreachable-block"]\n'
NIGHT = flow(
    block("greet", "MessageParticipant", {"Text": "Good night, $.Attributes.name."}, "end", NoMatchingError="end"),
    END,
    Metadata={"name": "Night"},
)
ASK = {"Text": "Press 1.", "StoreInput": "False", "InputTimeLimitSeconds": "5"}
OTHERWISE = {"InputTimeLimitExceeded": "on", "NoMatchingCondition": "on", "NoMatchingError": "on"}
MAIN = flow(
    block("ask", "GetParticipantInput", ASK, is_={"1": "set"}, **OTHERWISE),
    block("set", "UpdateContactAttributes", {"Attributes": {"name": "Ann"}}, "on", NoMatchingError="on"),
    block("on", "TransferToFlow", {"ContactFlowId": "Night"}, "end", NoMatchingError="end"),
    block("spare", "MessageParticipant", {"Text": "Nobody hears this."}, "end", NoMatchingError="end"),
    END,
    Metadata={
        "name": "Main",
        "type": "contactFlow",
        "ActionMetadata": {"on": {"contactFlow": {"text": "Night"}}},
        "Annotations": [{"type": "default", "actionId": "on", "content": "flowlint: ignore unread-attribute -- later"}],
    },
)


def text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


class Desk:
    """Documents that are checked in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents = Documents()

    def open(self, name: str, content: str) -> Document:
        document = self.documents.open((self.folder / name).as_uri(), content, 1)
        assert document is not None
        return self.check(document)

    def change(self, document: Document, content: str) -> Document:
        document.now(content, (document.version or 0) + 1)
        return self.check(document)

    def check(self, document: Document) -> Document:
        beside = self.documents.texts()
        held = {path: as_bytes(content) for path, content in beside.items()}
        document.take(document.text, beside, examined(Job(document.absolute, as_bytes(document.text), held)))
        return document

    def shown(self, document: Document) -> list[tuple[str, str | int | None, str]]:
        """Give the ranges, codes and messages of what is shown."""
        return [(str(one.range), one.code, one.message) for one in diagnostics(document, self.documents, True)]

    def landmark(self, document: Document, at: str, within: str = "") -> Landmark | None:
        """Give what stands where a text begins, within another one."""
        offset = document.text.index(at, document.text.index(within))
        lines = self.documents.lines(document)
        found = document.landmark(lines, *lines.position(offset))
        if found is None:
            return None
        landmark, (start, end) = found
        assert start <= offset < end
        return landmark

    def leads(self, document: Document, at: str, within: str = "") -> list[tuple[str, str]]:
        landmark = self.landmark(document, at, within)
        found = definitions(landmark, document, self.documents, None) if landmark else []
        return [(one.target_uri.rpartition("/")[2], str(one.target_selection_range)) for one in found]


@pytest.fixture
def desk(here: Path) -> Desk:
    write("flowlint.toml", SELECTED)
    write("main.json", text(MAIN))
    write("night.json", text(NIGHT))
    return Desk(here)


PATH = [
    (
        "main.json",
        "6:14-6:35",
        "1. in “Main”: Get customer input “ask”: the branch taken here misses every block that sets it",
    ),
    ("main.json", "61:14-61:30", "2. on error InputTimeLimitExceeded → Transfer to flow “on”"),
    ("night.json", "6:14-6:34", "3. here: Play prompt “greet”: reads $.Attributes.name"),
    (
        "main.json",
        "61:14-61:30",
        "Transfer to flow “on” of “Main” hands over, and after “Timeout” of Get customer input “ask” nothing sets the "
        "attribute.",
    ),
]


def test_a_finding_is_shown_with_its_path_also_through_another_file(desk: Desk) -> None:
    night = desk.open("night.json", text(NIGHT))
    [found] = diagnostics(night, desk.documents, True)
    assert (str(found.range), found.code, found.severity, found.source, found.tags) == (
        "8:29-8:46", "attribute-read-before-set", types.DiagnosticSeverity.Warning, "flowlint", None,
    )  # fmt: skip
    assert [
        (one.location.uri.rpartition("/")[2], str(one.location.range), one.message)
        for one in found.related_information or ()
    ] == PATH
    [alone] = diagnostics(night, desk.documents, False)
    assert alone.related_information is None


def test_what_nothing_reaches_is_shown_faded(desk: Desk) -> None:
    found = diagnostics(desk.open("main.json", text(MAIN)), desk.documents, True)
    assert [(str(one.range), one.code, one.tags) for one in found] == [
        ("78:14-78:34", "unreachable-block", [types.DiagnosticTag.Unnecessary])
    ]


def test_open_documents_stand_in_for_files(desk: Desk) -> None:
    night = desk.open("night.json", text(NIGHT))
    assert [code for _, code, _ in desk.shown(night)] == ["attribute-read-before-set"]
    main = desk.open("main.json", text(MAIN).replace('"StartAction": "ask"', '"StartAction": "set"'))
    assert [code for _, code, _ in desk.shown(desk.check(night))] == []
    desk.documents.close(main.uri)
    assert [code for _, code, _ in desk.shown(desk.check(night))] == ["attribute-read-before-set"]


def test_half_typed_json_keeps_what_was_found_and_adds_the_place_of_the_break(desk: Desk) -> None:
    main = desk.open("main.json", text(MAIN))
    unreachable = desk.shown(main)
    typed = text(MAIN).replace('"StartAction": "ask",', '"StartAction": "ask\n')
    desk.change(main, typed)
    broken = ("2:17-2:18", "invalid-json", "This is not JSON: the quote that opens here is not closed in its line.")
    assert desk.shown(main) == [("79:14-79:34", *unreachable[0][1:]), broken]
    assert not main.is_current
    assert desk.leads(main, '"end"', '"Nobody hears this."') == [("main.json", "96:14-96:37")]
    desk.change(main, text(MAIN))
    assert desk.shown(main) == unreachable


def test_what_was_half_typed_from_the_beginning_shows_the_break_alone(desk: Desk) -> None:
    assert [code for _, code, _ in desk.shown(desk.open("main.json", text(MAIN)[:-2]))] == ["invalid-json"]


def test_findings_move_with_the_text_while_nobody_has_checked_it(desk: Desk) -> None:
    main = desk.open("main.json", text(MAIN))
    main.now("\n\n" + text(MAIN), 2)
    assert [where for where, _, _ in desk.shown(main)] == ["80:14-80:34"]


def test_a_document_without_a_flow_shows_nothing(desk: Desk) -> None:
    main = desk.open("main.json", text(MAIN))
    assert desk.shown(desk.change(main, '{"a": 1}')) == []
    assert desk.shown(desk.change(main, "")) == []


def test_yaml_that_does_not_parse_is_named(desk: Desk) -> None:
    template = "Resources:\n  x:\n    Type: AWS::Connect::ContactFlow\n  - y\n"
    assert desk.shown(desk.open("template.yaml", template)) == [
        ("3:0-3:0", None, "seems to hold a flow and was not read: YAML that does not parse")
    ]


@pytest.mark.parametrize(
    ("encoding", "columns"), [("utf-8", "8:38-8:55"), ("utf-16", "8:29-8:46"), ("utf-32", "8:26-8:43")]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_columns_are_counted_in_the_encoding_of_the_editor(desk: Desk, encoding: str, columns: str, end: str) -> None:
    desk.documents.encoding = encoding
    night = text(NIGHT).replace("Good night,", "😀😀😀 \u2028n\u0085,").replace("\n", end)
    found = desk.shown(desk.open("night.json", night))
    assert [(where, code) for where, code, _ in found] == [(columns, "attribute-read-before-set")]


def test_a_text_with_half_a_character_is_named(desk: Desk) -> None:
    found = desk.shown(desk.open("night.json", text(NIGHT).replace("Good", "\ud83d")))
    assert [(where, code) for where, code, _ in found] == [("8:17-8:18", "invalid-json")]


def test_mistakes_in_settings_are_shown_in_the_first_line_beside_what_was_found(desk: Desk) -> None:
    main = desk.open("main.json", text(MAIN))
    found = desk.shown(main)
    write("flowlint.toml", "selekt = []\n")
    message = "flowlint.toml:1: there is no setting `selekt`. Did you mean select?"
    assert desk.shown(desk.check(main)) == [*found, ("0:0-0:0", None, message)]


def test_a_rule_that_crashes_is_shown_in_the_first_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    [rule] = [one for one in packs.load().rules if one.id == "unreachable-block"]

    def crash(*_: object) -> None:
        raise ValueError("too bad")

    monkeypatch.setitem(rule.__dict__, "check", crash)
    [(where, code, message)] = desk.shown(desk.open("main.json", text(MAIN)))
    assert (where, code) == ("0:0-0:0", None)
    assert message.startswith("the rule unreachable-block crashed: ValueError: too bad (test_documents.py:")


def test_the_mouse_on_an_attribute_shows_who_sets_and_reads_it(desk: Desk) -> None:
    night = desk.open("night.json", text(NIGHT))
    landmark = there(desk.landmark(night, "$.Attributes.name"))
    assert hover(landmark, ()) == (
        "`$.Attributes.name`\n\nSet by\n\n- `Main`, 1 block\n\nRead by\n\n- `Night`, 1 block"
    )


def test_the_mouse_on_a_type_shows_what_the_catalogue_says(desk: Desk) -> None:
    landmark = there(desk.landmark(desk.open("night.json", text(NIGHT)), '"MessageParticipant"'))
    assert (hover(landmark, ()) or "").startswith("# MessageParticipant\n\nPlays audio or speaks text")


def test_the_mouse_on_a_rule_in_a_note_shows_its_page(desk: Desk) -> None:
    resolver = Overrides().resolver()
    rules = resolver.rules(resolver.of("main.json"))
    landmark = there(desk.landmark(desk.open("main.json", text(MAIN)), "unread-attribute"))
    assert (hover(landmark, rules) or "").startswith("# unread-attribute\n")
    assert hover(landmark, ()) is None


def test_names_lead_to_blocks_and_to_flows(desk: Desk) -> None:
    main, night = desk.open("main.json", text(MAIN)), desk.open("night.json", text(NIGHT))
    assert desk.leads(main, '"ask"') == [("main.json", "6:14-6:35")]
    assert desk.leads(main, '"on"', '"Ann"') == [("main.json", "61:14-61:30")]
    assert desk.leads(main, '"Night"') == [("night.json", "6:14-6:34")]
    assert desk.leads(night, "$.Attributes.name") == [("main.json", "42:14-42:39")]
    assert desk.leads(night, "Good night") == []


def test_the_outline_names_flows_and_blocks(desk: Desk) -> None:
    night = desk.open("night.json", text(NIGHT))
    [found] = symbols(night, desk.documents)
    assert (found.name, found.detail, str(found.range), str(found.selection_range)) == (
        "Night",
        None,
        "0:0-34:1",
        "0:0-0:0",
    )
    assert [(one.name, str(one.range), str(one.selection_range)) for one in found.children or ()] == [
        ("Play prompt “greet”", "4:4-20:5", "6:14-6:34"),
        ("Disconnect / hang up “end”", "21:4-29:5", "23:14-23:37"),
    ]


ABLE = Abilities(versions=True, creates=True)


def offered(desk: Desk, document: Document, can: Abilities = ABLE) -> list[types.CodeAction]:
    shown = diagnostics(document, desk.documents, False)
    identifier = types.TextDocumentIdentifier(document.uri)
    asked = types.CodeActionParams(identifier, shown[0].range, types.CodeActionContext(shown))
    return list(actions(document, desk.documents, asked, can))


def applied(action: types.CodeAction, texts: dict[str, str]) -> dict[str, str]:
    """Give what the edit of an action makes of texts, by the last part of their URIs; positions are on ASCII lines."""
    assert action.edit is not None
    changed = dict(texts)
    for edit in action.edit.document_changes or ():
        if isinstance(edit, types.CreateFile):
            changed[edit.uri.rpartition("/")[2]] = ""
        if isinstance(edit, types.TextDocumentEdit):
            name = edit.text_document.uri.rpartition("/")[2]
            for one in reversed(edit.edits):
                assert isinstance(one, types.TextEdit)
                lines = [*changed[name].splitlines(keepends=True), ""]
                start, end = (sum(map(len, lines[: at.line])) + at.character for at in (one.range.start, one.range.end))
                changed[name] = changed[name][:start] + one.new_text + changed[name][end:]
    return changed


def test_places_in_other_documents_are_where_these_are_now(desk: Desk) -> None:
    main, night = desk.open("main.json", text(MAIN)), desk.open("night.json", text(NIGHT))
    desk.change(main, "\n" + text(MAIN))
    desk.check(night)
    assert desk.leads(night, "$.Attributes.name") == [("main.json", "43:14-43:39")]
    main.now("\n\n" + text(MAIN), 3)
    assert desk.leads(night, "$.Attributes.name") == [("main.json", "44:14-44:39")]


@pytest.fixture
def mended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that finds each Play prompt of Main, and whose fix changes what it says, here and in Night."""
    [rule] = [one for one in packs.load().rules if one.id == "unreachable-block"]

    def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
        [night] = [one for one in facts.project.project.flows if one.name == "Night"]
        for one in flow.of_type("MessageParticipant"):
            fix = FlowFix("say nothing", (SetValue((*one.path, "Parameters", "Text"), "–"),), safe=False, elsewhere={
                night: (SetValue((*night.blocks[0].path, "Parameters", "Text"), "…"),)
            })  # fmt: skip
            yield replace(at_block(one, "says something"), fix=fix)

    monkeypatch.setitem(rule.__dict__, "check", check)


@pytest.mark.usefixtures("mended")
def test_a_fix_is_offered_for_all_files_that_it_changes(desk: Desk) -> None:
    main = desk.open("main.json", text(MAIN))
    fix = offered(desk, main)[0]
    assert (fix.title, fix.is_preferred) == ("Say nothing (unsafe)", False)
    assert applied(fix, {"main.json": text(MAIN), "night.json": text(NIGHT)}) == {
        "main.json": text(MAIN).replace("Nobody hears this.", "–"),
        "night.json": text(NIGHT).replace("Good night, $.Attributes.name.", "…"),
    }
    [inside] = [one for one in offered(desk, main, Abilities()) if one.title == fix.title]
    assert inside.edit is not None and inside.edit.changes is not None
    assert sorted(uri.rpartition("/")[2] for uri in inside.edit.changes) == ["main.json", "night.json"]


@pytest.mark.usefixtures("mended")
def test_no_fix_is_offered_for_a_file_that_is_no_longer_as_it_was_checked(desk: Desk) -> None:
    main = desk.open("main.json", text(MAIN))
    desk.open("night.json", text(NIGHT) + "\n")
    assert [one.title[:8] for one in offered(desk, main)] == ["Suppress"]
    assert [one.title[:8] for one in offered(desk, desk.check(main))] == ["Say noth", "Suppress"]


@pytest.mark.usefixtures("mended")
def test_no_fix_is_offered_for_a_file_that_changed_on_disk_since(desk: Desk) -> None:
    main = desk.open("main.json", text(MAIN))
    write("night.json", "\n" + text(NIGHT))
    assert [one.title[:8] for one in offered(desk, main)] == ["Suppress"]
    fix = offered(desk, desk.check(main))[0]
    assert applied(fix, {"main.json": text(MAIN), "night.json": "\n" + text(NIGHT)})["night.json"] == (
        "\n" + text(NIGHT).replace("Good night, $.Attributes.name.", "…")
    )


def test_a_finding_can_be_suppressed_as_the_command_does_it(desk: Desk, command: Run) -> None:
    main = desk.open("main.json", text(MAIN))
    action = offered(desk, main)[-1]
    assert action.title == "Suppress unreachable-block at Play prompt “spare” in flowlint.toml, with a reason"
    assert [one.code for one in action.diagnostics or ()] == ["unreachable-block"]
    made = applied(action, {"flowlint.toml": SELECTED})
    assert Path("flowlint.toml").read_text(encoding="utf-8") == SELECTED
    command("check", "main.json", "--add-suppressions", "a draft")
    written = Path("flowlint.toml").read_text(encoding="utf-8")
    assert made == {"flowlint.toml": written.replace('reason = "a draft"', 'reason = ""')}
    assert desk.shown(desk.check(main)) == []


def test_a_suppression_without_its_reason_holds_nothing_back(desk: Desk, command: Run) -> None:
    main = desk.open("main.json", text(MAIN))
    made = applied(offered(desk, main)[-1], {"flowlint.toml": SELECTED})["flowlint.toml"]
    line = made.splitlines().index('reason = ""') + 1
    refused = f"flowlint.toml:{line}: `suppress[0].reason` is empty."
    write("flowlint.toml", made)
    done = command("check", "main.json")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, f"flowlint: {refused}")
    write("flowlint.toml", SELECTED)
    found = examined(Job(main.absolute, as_bytes(main.text), {str(desk.folder / "flowlint.toml"): as_bytes(made)}))
    assert (found.report, found.problems) == (None, (refused,))


def test_settings_that_are_open_are_edited_as_they_are(desk: Desk) -> None:
    desk.open("flowlint.toml", SELECTED + "pedantic = true\n")
    action = offered(desk, desk.open("main.json", text(MAIN)))[-1]
    assert action.edit is not None and action.edit.document_changes is not None
    [edit] = action.edit.document_changes
    assert isinstance(edit, types.TextDocumentEdit)
    assert edit.text_document.version == 1
    assert [str(one.range) for one in edit.edits] == ["2:0-2:0"]


def test_without_settings_a_file_is_made_where_the_editor_can(desk: Desk) -> None:
    Path("flowlint.toml").unlink()
    main = desk.open("main.json", text(MAIN))
    made = applied(offered(desk, main)[-1], {})
    assert made["flowlint.toml"].startswith('[[suppress]]\nrules = ["')
    assert not Path("flowlint.toml").exists()
    assert [one for one in offered(desk, main, Abilities()) if "Suppress" in one.title] == []


def test_nothing_is_offered_for_a_text_that_was_not_checked(desk: Desk) -> None:
    main = desk.open("main.json", text(MAIN))
    main.now(text(MAIN) + "\n", 2)
    assert offered(desk, main) == []


def test_what_is_no_file_that_somebody_edits_is_passed_over(desk: Desk) -> None:
    assert desk.documents.open("git:/main.json?HEAD", text(MAIN), 1) is None
    untitled = desk.documents.open("untitled:Untitled-1", text(MAIN), 1)
    assert untitled is not None
    assert "missing-transition" not in [code for _, code, _ in desk.shown(desk.check(untitled))]
    assert [one.name for one in symbols(untitled, desk.documents)] == ["Main"]


def there(landmark: Landmark | None) -> Landmark:
    assert landmark is not None
    return landmark


def part(begin: tuple[int, int], end: tuple[int, int], text: str) -> types.TextDocumentContentChangePartial:
    return types.TextDocumentContentChangePartial(types.Range(types.Position(*begin), types.Position(*end)), text)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ([types.TextDocumentContentChangeWholeDocument("new")], "new"),
        ([part((0, 1), (0, 3), "x")], "ax\r\ncd"),
        ([part((0, 3), (0, 1), "x")], "ax\r\ncd"),
        ([part((0, 9), (1, 1), "")], "a😀d"),
        ([part((9, 9), (9, 9), "e"), part((0, 0), (1, 0), "")], "cde"),
        ([part((0, 0), (0, 1), "x"), types.TextDocumentContentChangeWholeDocument("new")], "new"),
    ],
)
def test_parts_that_an_editor_sends_take_the_place_of_what_they_replace(
    changes: list[types.TextDocumentContentChangeEvent], text: str
) -> None:
    assert changed_text("a😀\r\ncd", changes, "utf-16") == text
