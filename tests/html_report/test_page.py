"""The report as a file: all that was found is in it, nothing in it is markup or a secret, and nothing is fetched."""

import base64
import hashlib
import json
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from flowlint.drawing import Boxes, svg
from flowlint.html_report import page, trend
from flowlint.output.printable import printable
from flowlint.report import Failure, Level, Report, Unread
from flowlint.run import Overrides, check_paths
from kit import ROOT
from kit.flows import block, flow
from kit.hostile_texts import HOSTILE

FLOWS = ROOT / "fixtures" / "flows"


def checked(*paths: Path) -> Report:
    return check_paths(paths, Overrides(isolated=True, pedantic=True), diagrams=True)


@pytest.fixture(scope="module")
def report() -> Report:
    return checked(FLOWS)


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def inflated(packed: str) -> str:
    return zlib.decompress(base64.b64decode(packed), wbits=-zlib.MAX_WBITS).decode()


def data_of(document: Any) -> Any:
    return json.loads(document.get_element_by_id("data").text)


def test_each_finding_is_a_row_with_its_block_place_and_rule(report: Report) -> None:
    document = html.document_fromstring(page(report))
    rows = [[text(cell) for cell in row.findall("td")] for row in document.get_element_by_id("table").find("tbody")]
    assert rows == [
        [
            one.level.value,
            f"{one.flow or one.path}{one.block.label if one.block else ''}",
            f"{one.message} {one.path}:{one.place.line}:{one.place.column} · {one.rule}",
            ("Path" if one.trail else "Show") if one.block else "",
        ]
        for one in report.findings
    ]
    rules = {one.get("id") for one in document.iter("article")}
    assert rules == {f"rule-{one.rule}" for one in report.findings}
    assert {one.get("href")[1:] for one in document.get_element_by_id("table").iter("a")} == rules


def test_the_first_screen_counts_and_names_the_flows_that_need_help_most(report: Report) -> None:
    document = html.document_fromstring(page(report))
    cards = [text(card) for card in document.find_class("cards")[0]]
    levels = [f"{report.count(level)} {level.value}s" for level in Level]
    assert cards == [f"{report.flows} flows", f"{report.blocks} blocks", *levels]
    worst = [text(one.find("button")) for one in document.find_class("worst")[0]]
    assert worst[:3] == ["Garage callback", "Main line", "Storm notice"]
    (first, *_) = document.find_class("problems")[0]
    title = "A branch, or the entry point, leads to a block that does not exist."
    assert text(first) == f"error dangling-transition: {title} 2 findings in 1 flow."
    pillars = {
        text(row.find("th")): [int(text(cell)) for cell in row.findall("td")]
        for row in document.find_class("pillars")[0].find("tbody")
    }
    assert [sum(column) for column in zip(*pillars.values(), strict=True)] == [report.count(level) for level in Level]
    assert re.search(
        r"What it knows of Amazon Connect is of \d+ \w+ \d{4}\.", text(document.get_element_by_id("summary"))
    )


def test_a_file_that_holds_no_whole_flow_needs_help_too(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text(json.dumps(flow(block("end", "DisconnectParticipant")))[:-4])
    report = checked(tmp_path)
    (worst,) = html.document_fromstring(page(report)).find_class("worst")[0]
    assert text(worst).startswith("broken.json: 1 error error This is not JSON")
    assert report.findings[0].path in text(worst)
    assert not worst.findall(".//button")


def test_a_flow_without_a_name_is_called_by_as_much_of_its_path_as_tells_it_from_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    end = block("end", "DisconnectParticipant")
    for name in ("other.json", "flows/north/main.json", "flows/south/main.json", "main.json"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(json.dumps(flow(block("say", "MessageParticipant", {"Text": "Hi"}, "gone"), end)))
    document = html.document_fromstring(page(checked(Path())))
    options = [text(one) for one in document.get_element_by_id("which")]
    names = ["north/main.json", "south/main.json", "main.json", "other.json"]
    assert options == ["Map of all flows", *names]
    assert list(dict.fromkeys(text(one) for one in document.find_class("flow"))) == names


def test_what_was_not_checked_is_said(report: Report) -> None:
    (first, *others) = report.files
    told = replace(
        report,
        files=(
            first._replace(unread=(Unread("a template of its own", 3, "odd.yaml"),)),
            others[0]._replace(skipped="no flow"),
        ),
        failures=(Failure("gone.json", None, "cannot be read: no"),),
    )
    summary = text(html.document_fromstring(page(told)).get_element_by_id("summary"))
    for words in ("gone.json: cannot be read: no", "odd.yaml:3: a template of its own", f"{others[0].path}: no flow"):
        assert words in summary


def test_pictures_are_those_of_flowlint_graph_and_paths_those_of_the_findings(report: Report) -> None:
    data = data_of(html.document_fromstring(page(report)))
    boxes = Boxes(report.diagrams)
    for number, diagram in enumerate(report.diagrams):
        assert inflated(data["flows"][number]["svg"]) == svg(diagram, boxes.marks(number, report.findings), alone=False)
    assert inflated(data["map"]["svg"]) == svg(report.map, boxes.map_marks(report.findings), alone=False)  # type: ignore[arg-type]
    for found, finding in zip(data["findings"], report.findings, strict=True):
        way = [at for at in boxes.way(finding) if at is not None]
        assert [step[:3] for step in found["steps"]] == [[number, one.box, one.branch] for number, one in way]
        assert [step[4] for step in found["steps"]] == [printable(step.note) for step in finding.trail]


@pytest.mark.parametrize(
    ("file", "rule", "steps"),
    [
        (
            "unbounded-retry/bad-complete-leads-back.json",
            "unbounded-retry",
            [
                "Get customer input “Main menu”",
                "“Timeout” → Loop “Three tries”",
                "“Looping” → Get customer input “Main menu”",
                "“Timeout” → Loop “Three tries”",
                "“Complete” → Play prompt “Once more”",
                "next → Get customer input “Main menu”",
            ],
        ),
        (
            "error-branch-disconnects-silently/bad-error-shares-the-end.json",
            "error-branch-disconnects-silently",
            ["Get customer input “Main menu”", "“Error” → Disconnect / hang up “Hang up”"],
        ),
    ],
)
def test_steps_are_worded_as_the_picture_words_their_branches(file: str, rule: str, steps: list[str]) -> None:
    report = check_paths([ROOT / "fixtures" / file], Overrides(isolated=True, select=(rule,)), diagrams=True)
    (found,) = data_of(html.document_fromstring(page(report)))["findings"]
    assert [step[3] for step in found["steps"]] == steps


def test_sections_are_those_of_the_report() -> None:
    file = ROOT / "fixtures/duplicated-section/bad-two-options.json"
    report = check_paths([file], Overrides(isolated=True), diagrams=True, sections=True)
    ids = [box.id for box in report.diagrams[0].boxes]
    (first, second) = report.candidates
    steps = ("Note", "Whisper", "Announce", "Go to")
    passports, parking = ([f"{step} {what}" for step in steps] for what in ("passports", "parking"))
    assert [[ids[box] for box in one.section.boxes] for one in (first, second)] == [passports, parking]
    assert [[[ids[box] for box in one.boxes] for one in group] for group in report.copies] == [[passports, parking]]
    data = data_of(html.document_fromstring(page(report)))
    assert data["candidates"][0] == {
        "flow": 0,
        "boxes": [ids.index(one) for one in passports],
        "reads": [],
        "handed_in": [],
        "sets": ["$.Attributes.office"],
        "handed_back": [],
        "goes_on": "Play prompt “Say sorry”",
    }
    assert data["copies"] == [[[one.flow, list(one.boxes)] for one in group] for group in report.copies]


def test_nothing_is_fetched_and_only_what_is_ours_runs(report: Report) -> None:
    document = html.document_fromstring(page(report))
    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    scripts = [one for one in document.iter("script") if one.get("type") is None]
    allowed = dict(one.strip().split(" ", 1) for one in policy.split(";"))
    digests = [hashlib.sha256((one.text or "").encode()).digest() for one in (*scripts, *document.iter("style"))]
    assert [f"'sha256-{base64.b64encode(one).decode()}'" for one in digests] == [
        allowed["script-src"],
        allowed["style-src"],
    ]
    assert (allowed["default-src"], allowed["base-uri"], allowed["form-action"]) == ("'none'", "'none'", "'none'")
    assert not document.xpath("//@src | //@style | //link | //img | //iframe | //object")
    sources = {one.partition("#")[0] for one in document.xpath("//@href")}
    assert all(not one or one.startswith("https://") for one in sources), (
        "links in pages of rules are all that leads out"
    )
    assert not document.xpath("//@*[starts-with(name(), 'on')]")


def hostile(text: str, name: str) -> dict[str, Any]:
    return flow(
        block(text, "MessageParticipant", {"Text": text}, "gone", **{text: "gone"}),
        Metadata={"name": name, "ActionMetadata": {text: {"position": {"x": text, "y": -(10**9)}}}},
    )


def kinds(written: str) -> set[tuple[str, ...]]:
    document = html.document_fromstring(written)
    return {(str(one.tag), *one.keys()) for one in document.iter() if isinstance(one.tag, str)}


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_of_flows_are_texts(text: str, tmp_path: Path) -> None:
    for name, document in (("flow.json", hostile(text, text)), ("plain.json", hostile("plain", "plain"))):
        (tmp_path / name).write_text(json.dumps(document))
    written, plain = (page(checked(tmp_path / name)) for name in ("flow.json", "plain.json"))
    assert kinds(written) == kinds(plain)
    assert len(re.findall(r"<script", written)) == 2
    assert len(re.findall(r"</script", written)) == 2
    document = html.document_fromstring(written)
    assert data_of(document)["flows"][0]["title"] == printable(text)
    assert printable(text)[:200] in document.get_element_by_id("which").text_content()


def test_a_house_rule_brings_no_markup(tmp_path: Path) -> None:
    rule = {"message": "<b>x</b>", "select": "$.Actions[*].Type", "schema": {"const": "No"}, "level": "error"}
    house = {
        "house-rules": {
            "block-of-some-type": {
                **rule,
                "why": "<script>window.hit=1</script> [a](javascript:hit) ![i](https://x/y.png)",
            }
        }
    }
    (tmp_path / "flow.json").write_text(json.dumps(hostile("plain", "plain")))
    report = check_paths([tmp_path], Overrides(settings=house, isolated=True), diagrams=True)
    assert [one.rule for one in report.findings if one.rule == "house/block-of-some-type"] == [
        "house/block-of-some-type"
    ]
    document = html.document_fromstring(page(report))
    (article,) = document.xpath("//article[@id='rule-house/block-of-some-type']")
    assert not article.xpath(".//script | .//img | .//b")
    assert article.xpath(".//@href") == ["https://x/y.png"]


def test_a_report_without_a_finding_and_one_without_a_flow_are_pages(tmp_path: Path) -> None:
    assert "Nothing to report." in page(checked(tmp_path))
    (tmp_path / "flow.json").write_text(json.dumps(flow(block("end", "DisconnectParticipant"))))
    report = replace(checked(tmp_path), findings=())
    assert "Nothing to report." in page(report)


def test_a_flow_too_large_for_a_picture_says_so(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowlint.drawing.placing.MOST_BOXES", 9)
    data = data_of(html.document_fromstring(page(report)))
    large = next(one for one in data["flows"] if one["title"] == "Main line")
    assert large.keys() == {"title", "path", "reason"}
    assert large["reason"].startswith("Main line has 18 boxes, too many for a picture")


def test_no_secret_is_in_the_page_nor_in_a_picture(tmp_path: Path) -> None:
    secret = "AK" + "IAQRVXMBTKZWNJPLCY"
    document = flow(block(secret, "MessageParticipant", {"Text": f"Say {secret}"}, "gone"), Metadata={"name": secret})
    (tmp_path / "flow.json").write_text(json.dumps(document))
    written = page(checked(tmp_path))
    assert secret[:8] not in written
    data = data_of(html.document_fromstring(written))
    assert secret[:8] not in inflated(data["flows"][0]["svg"]) + inflated(data["map"]["svg"])
    assert "••••" in inflated(data["flows"][0]["svg"])


def test_the_same_report_is_the_same_page(report: Report) -> None:
    assert page(report) == page(checked(FLOWS))


def test_a_trend_counts_alike_findings_and_names_what_is_gone(report: Report, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.json"
    found = [
        {
            "rule": one.rule,
            "path": one.path,
            "fingerprint": one.fingerprint,
            "causes": list(one.causes),
            "level": one.level.value,
            "message": one.message,
        }
        for one in report.findings
    ]
    was = {**found[0], "message": "Was <b>there</b>.", "causes": ["0" * 16]}
    earlier.write_text(json.dumps({"version": 1, "findings": [was, *found[2:], found[2]]}))
    changes = trend(report, earlier)
    assert changes.new == {0, 1}
    assert [(one.rule, one.message) for one in changes.gone] == [
        (report.findings[0].rule, "Was <b>there</b>."),
        (report.findings[2].rule, report.findings[2].message),
    ]
    assert changes.unchanged == len(found) - 2
    document = html.document_fromstring(page(report, changes))
    assert "2 new, 2 gone, 15 unchanged." in text(document.get_element_by_id("summary")).replace(
        str(changes.unchanged), "15"
    )
    assert [row.get("data-new") is not None for row in document.get_element_by_id("table").find("tbody")][:3] == [
        True,
        True,
        False,
    ]
