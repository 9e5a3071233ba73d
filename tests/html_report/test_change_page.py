"""The page of what changed as a file: every change is in it, nothing in it is markup, and nothing is fetched."""

import base64
import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from flowlint.compare import Compared, State, compare
from flowlint.drawing import svg
from flowlint.html_report import change_page
from flowlint.overrides import Overrides
from flowlint.report import Failure
from kit.flows import block, flow
from kit.hostile_texts import HOSTILE
from kit.two_states import AFTER, BEFORE


def found(folder: Path, before: Any, after: Any) -> Compared:
    states = []
    for name, document in (("old.json", before), ("new.json", after)):
        (folder / name).write_text(json.dumps(document))
        states.append(State(name, (str(folder / name),)))
    return compare(*states, Overrides(isolated=True), diagrams=True)


def page(one: Compared, *failures: Failure) -> str:
    return change_page(one.changes, one.diagrams, failures)


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture
def changed(tmp_path: Path) -> Compared:
    return found(tmp_path, BEFORE, AFTER)


def test_each_change_is_in_the_list_in_words_and_leads_to_its_block(changed: Compared, tmp_path: Path) -> None:
    document = html.document_fromstring(page(changed))
    assert text(document.find_class("outcome")[0]) == "1 flow changed: 2 blocks changed, 1 new, 1 gone."
    changes = document.get_element_by_id("changes")
    assert [text(one) for one in changes.findall("h3")] == [f"Main line 2 · {tmp_path}/new.json Picture"]
    of_flow, of_blocks = changes.findall("ul")
    assert [text(one) for one in of_flow] == [
        "name: “Main line” → “Main line 2”",
        "type: inbound flow → customer queue flow",
    ]
    assert [text(one) for one in of_blocks] == [
        "~ changed Play prompt “hello” Show Text: “Hello” → “Hello there”",
        "~ changed Get customer input “menu” Show “Equals 1” leads to Play prompt “support”, no longer to Play prompt "
        "“sales” new branch “Equals 2” leads to Play prompt “support”",
        "+ new Play prompt “support” Show Text: “Support is open” “Success” leads to Disconnect / hang up “end” "
        "“Error” leads to Disconnect / hang up “end”",
        "− gone Play prompt “sales” Show",
    ]
    data = json.loads(document.get_element_by_id("data").text)
    leads = [data["changes"][int(one.get("data-change"))] for one in of_blocks.xpath(".//*[@data-change]")]
    ids = [box.id for box in changed.diagrams[0].boxes]
    assert [(flow, ids[box], words) for flow, box, _, words, _ in leads] == [
        (0, "hello", "~ changed Play prompt “hello”"),
        (0, "menu", "~ changed Get customer input “menu”"),
        (0, "support", "+ new Play prompt “support”"),
        (0, "sales", "− gone Play prompt “sales”"),
    ]
    drawn = zlib.decompress(base64.b64decode(data["flows"][0]["svg"]), wbits=-zlib.MAX_WBITS).decode()
    assert drawn == svg(changed.diagrams[0], alone=False)


def test_nothing_is_fetched_and_only_what_is_ours_runs(changed: Compared) -> None:
    document = html.document_fromstring(page(changed))
    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (script,) = [one.text for one in document.iter("script") if one.get("type") is None]
    (style,) = [one.text for one in document.iter("style")]
    digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in (script, style)]
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{digests[0]}'; style-src 'sha256-{digests[1]}'; base-uri 'none'; "
        "form-action 'none'"
    )
    assert document.xpath("//@src | //@style | //link") == []
    assert {one.rpartition("#")[0] for one in document.xpath("//@href")} == {""}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_texts_of_flows_are_texts(hostile: str, tmp_path: Path) -> None:
    def kinds(says: str, folder: Path) -> set[tuple[str, ...]]:
        folder.mkdir()
        before, after = (
            flow(
                block(says, "MessageParticipant", {"Text": one, says: one}, "gone", **{says: "gone"}),
                Metadata={"name": f"{says} {one}"},
            )
            for one in (says, f"{says} now")
        )
        document = html.document_fromstring(page(found(folder, before, after), Failure(says, None, says)))
        return {(one.tag, *sorted(one.keys())) for one in document.iter() if isinstance(one.tag, str)}

    assert kinds(hostile, tmp_path / "hostile") == kinds("plain", tmp_path / "plain")


def test_what_could_not_be_compared_is_said(changed: Compared) -> None:
    summary = html.document_fromstring(page(changed, Failure("gone.json", None, "cannot be read: no")))
    assert "gone.json: cannot be read: no" in text(summary.get_element_by_id("summary"))


def test_the_same_changes_are_the_same_page_and_none_are_a_page(changed: Compared, tmp_path: Path) -> None:
    assert page(changed) == page(found(tmp_path, BEFORE, AFTER))
    document = html.document_fromstring(page(found(tmp_path, BEFORE, BEFORE)))
    assert text(document.get_element_by_id("changes")) == "Changes Nothing changed."
    assert document.xpath("//*[@id='pictures' or @href='#pictures']") == []


def test_no_secret_is_in_the_page_nor_in_a_picture(tmp_path: Path) -> None:
    secret = "AKIA" + "QWERTYUIOP234567"
    said = json.loads(json.dumps(AFTER).replace("Hello there", secret))
    compared = found(tmp_path, BEFORE, said)
    written = page(compared)
    data = json.loads(html.document_fromstring(written).get_element_by_id("data").text)
    drawn = zlib.decompress(base64.b64decode(data["flows"][0]["svg"]), wbits=-zlib.MAX_WBITS).decode()
    assert secret not in written
    assert secret not in drawn


def test_of_blocks_with_one_id_one_is_drawn_and_all_are_in_the_list(tmp_path: Path) -> None:
    hello, *others = BEFORE["Actions"]
    twice = {**BEFORE, "Actions": [hello, {**hello, "Parameters": {"Text": "Hello again"}}, *others]}
    renamed = json.loads(json.dumps(BEFORE).replace('"hello"', '"6f0b4c0e-8d0f-4d5f-9d38-0d6a6b0c7a11"'))
    for before, after, box, word in ((twice, renamed, None, "− gone"), (renamed, twice, 0, "+ new")):
        document = html.document_fromstring(page(found(tmp_path, before, after)))
        (changes,) = document.find_class("changes")
        (line,) = map(text, changes)
        assert line.startswith(f"{word} Play prompt “hello” (block 2) Show")
        data = json.loads(document.get_element_by_id("data").text)
        assert [one[:2] for one in data["changes"]] == [[0, box]]
