"""What `flowlint explain` tells of block types, by whatever name somebody asks."""

import re
from typing import Any

import pytest

from flowlint import language
from flowlint.pages.block_page import block_page, block_types, like
from kit import Run


@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("MessageParticipant", ("MessageParticipant",)),
        ("messageparticipant", ("MessageParticipant",)),
        ("Play prompt", ("MessageParticipant",)),
        ("PLAY-PROMPT", ("MessageParticipant",)),
        ("PlayPrompt", ("MessageParticipant",)),
        ("Set working queue", ("UpdateContactTargetQueue",)),
        ("SetWorkingQueue", ("UpdateContactTargetQueue",)),
        ("StoreUserInput", ("GetParticipantInput",)),
        ("UnTagContact", ("UntagContact",)),
        ("UpdateRoutingCriteria", ("UpdateContactRoutingCriteria",)),
        ("Get customer input", ("GetParticipantInput", "ConnectParticipantWithLexBot")),
        ("Check staffing", ("CheckMetricData",)),
        ("Menu", ()),
        ("Wait.TimeoutSeconds", ()),
        ("", ()),
        ("dangling-transition", ()),
    ],
)
def test_names_lead_to_types(name: str, types: tuple[str, ...]) -> None:
    assert block_types(name) == types


@pytest.mark.parametrize("block_type", language.actions())
def test_every_type_has_a_page_with_all_that_is_known(block_type: str) -> None:
    page = block_page(block_type)
    entry = next(one for one in language.document("actions")["actions"] if one["type"] == block_type)
    assert page.startswith(f"# {block_type}\n\n{entry['description']}\n\n")
    for name in entry["names"]:
        assert f"\n- {name['name']}" in page
        assert block_type in block_types(name["name"])
    for name in entry["parameters"]:
        assert f"\n- `{name}`: " in page
    for error in entry["errors"]:
        assert re.search(rf"\n- `{error['type']}`[^\n:]*: ", page)
    pages = [one for one in (entry["doc_url"], *entry["source"]) if one.startswith("https://")]
    assert page.split("## See also\n\n")[1].splitlines() == [f"- {one}" for one in dict.fromkeys(pages)]
    assert "\n- \n" not in page
    assert "None;" not in page
    assert not re.search(r"\n\n\n|[ \t]\n", page)


def test_what_is_said_of_sources_is_pages_and_kinds() -> None:
    for block_type in language.actions():
        page = block_page(block_type)
        assert not re.search(r"corpus|rules? \d|probed|palette|AICC|flow-as-code|Pulumi", page), block_type


def test_a_page_says_since_when() -> None:
    page = block_page("Loop")
    assert "\n- Since January 2026: loops over an array (“Set array for looping”), with $.Loop.`<name>`.Index" in page
    assert "\n- By September 2026: compound conditions And and Or" in block_page("Compare")
    assert "\n- It may have parameters that are not listed here: a loop over an array" in page
    assert "- The administrator guide also names: outbound whisper.\n" in block_page("ConnectParticipantWithLexBot")


@pytest.mark.parametrize("entry", language.document("actions")["actions"], ids=lambda entry: str(entry["type"]))
def test_each_source_is_a_page_a_probe_or_exports(entry: dict[str, Any]) -> None:
    for source in entry["source"]:
        assert re.match(r"https://docs\.aws\.amazon\.com/|published probe: |real exports: ", source)
    for change in entry.get("changes", ()):
        assert re.fullmatch(r"(by )?20\d\d-(0[1-9]|1[0-2])", change["since"])
        assert change["source"].startswith("https://docs.aws.amazon.com/") and not change["what"].endswith(".")


def test_the_date_of_the_catalogue_and_its_sources(command: Run) -> None:
    done = command("--catalogue-date")
    assert (done.returncode, done.stderr) == (0, "")
    first, pages, probes, exports = done.stdout.rstrip("\n").split("\n\n")
    assert re.fullmatch(r"What flowlint knows of Amazon Connect is of \d{1,2} [A-Z][a-z]+ 20\d\d\.", first)
    for group in (pages, probes, exports):
        heading, *lines = group.splitlines()
        assert heading.endswith(f"({len(lines)}):") and lines == sorted(set(lines))
    assert "  https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html" in pages
    assert "  flow-as-code/flow-as-code" in probes
    assert "  268 public flows in the Flow language" in exports


def test_every_well_known_wrong_name_leads_to_a_page() -> None:
    for wrong, right in language.wrong_names().items():
        if right is not None and right.partition(" ")[0] in language.actions():
            assert right.partition(" ")[0] in block_types(wrong)


def test_a_page_says_what_is_required() -> None:
    page = block_page("GetParticipantInput")
    assert "- Store customer input, where `StoreInput` is True\n" in page
    assert "- `NoMatchingError` (“Error”): required; " in page
    assert "- `NoMatchingCondition` (“Default”): required where `StoreInput` is False; refused where" in page
    assert "- Flows: customer queue, inbound, transfer to agent, transfer to queue.\n" in page
    assert "- Voice: yes.\n" in page
    assert "It ends the flow" in block_page("DisconnectParticipant")
    assert "## Conditions\n\nNone.\n" in block_page("MessageParticipant")
    assert "**End of support**" in block_page("CheckVoiceId")


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("Mesageparticipant", "MessageParticipant"),
        ("Play promt", "Play prompt"),
        ("dangling_transition", "dangling-transition"),
        ("InvokeLamda", "InvokeLambdaFunction"),
    ],
)
def test_what_was_meant(wrong: str, meant: str) -> None:
    assert meant in like(wrong, ["dangling-transition", "missing-error-branch"])


def test_explain_prints_the_page_of_a_block_type(command: Run) -> None:
    for name in ("MessageParticipant", "play prompt", "PlayPrompt"):
        done = command("explain", name, "--full")
        assert (done.returncode, done.stdout) == (0, block_page("MessageParticipant"))


def test_explain_prints_every_type_that_a_name_of_the_designer_stands_for(command: Run) -> None:
    pages = [block_page("GetParticipantInput"), block_page("ConnectParticipantWithLexBot")]
    assert command("explain", "Get customer input", "--full").stdout == "\n".join(pages)
    assert command("explain", "Get customer input").stdout == (
        block_page("GetParticipantInput", short=True) + "\nOf the same name: ConnectParticipantWithLexBot. "
        "All there is to say: `flowlint explain 'Get customer input' --full`\n"
    )


def test_the_most_common_block_of_a_name_comes_first() -> None:
    named = ("Transfer to queue", "Set contact attributes", "Customer profiles", "Set Voice ID")
    assert [block_types(name)[0] for name in named] == [
        "TransferContactToQueue", "UpdateContactAttributes", "GetCustomerProfile", "StartVoiceIdStream",
    ]  # fmt: skip


def test_a_short_page_has_what_most_people_look_for() -> None:
    short, full = block_page("MessageParticipant", short=True), block_page("MessageParticipant")
    assert "## Parameters" in short and "## Channels" in full and "## Channels" not in short


def test_pages_are_rendered_for_a_width(command: Run) -> None:
    shown = command("explain", "unbounded-retry", "--width", "60").stdout
    assert "**" not in shown and "## " not in shown and "```" not in shown
    assert max(map(len, shown.splitlines())) <= 60
    assert "\x1b[" in command("explain", "unbounded-retry", "--color", "always").stdout


def test_the_page_of_a_rule_is_short_at_first(command: Run) -> None:
    short = command("explain", "queue-transfer-without-hours-check").stdout
    headings = [line for line in short.splitlines() if line.startswith("## ")]
    assert headings == ["## Why it matters", "## How to fix in the designer", "## Example"]
    assert "  how a contact gets there:" in short and '"Actions": [' not in short
    assert short.endswith("All there is to say: `flowlint explain queue-transfer-without-hours-check --full`\n")


def test_the_list_of_rules_fits_a_terminal(command: Run) -> None:
    narrow = command("rules", "--width", "80").stdout.splitlines()
    assert max(map(len, narrow)) <= 80
    plain = command("rules").stdout.splitlines()
    ids = [line.split()[0] for line in plain]
    assert [line.split()[0] for line in narrow if not line.startswith(" ")] == ids
    assert command("rules", "--width", "150").stdout.splitlines() == plain


def test_explain_names_what_may_have_been_meant_among_rules_and_blocks(command: Run) -> None:
    done = command("explain", "Play promt")
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no rule and no block type 'Play promt'. Did you mean Play prompt" in done.stderr
    assert "dangling-transition" in command("explain", "dangling-transitions").stderr
    assert "Did you mean" not in command("explain", "xyzzy").stderr
