"""The report in a browser: filtered, sorted, walked by mouse and keys, dark, printed, readable by a screen reader."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select

from bench import in_browser
from flowlint.html_report import page
from flowlint.run import Overrides, check_paths
from kit import ROOT
from kit.browser import IN_BROWSER, on_paper, seen_as, until, violations
from kit.flows import block, flow
from kit.hostile_texts import HOSTILE

FLOWS = ROOT / "fixtures" / "flows"
pytestmark = IN_BROWSER
MESSAGE = "Transfer to queue “To claims” can be reached without knowing whether the queue is open"


def written(folder: Path, *paths: Path) -> str:
    report = check_paths(paths, Overrides(isolated=True), diagrams=True, sections=True)
    file = folder / "report.html"
    file.write_text(page(report), encoding="utf-8", errors="backslashreplace")
    return file.as_uri()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("report"), FLOWS)


def rows(browser: webdriver.Chrome) -> list[str]:
    shown = browser.execute_script(
        "return [...document.querySelectorAll('#table tbody tr')].filter((row) => !row.hidden)"
    )
    return [row.get_property("innerText") for row in shown]


def field(browser: webdriver.Chrome, name: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, f"#filters [name={name}]")


def pick(browser: webdriver.Chrome, name: str, choice: str) -> None:
    Select(field(browser, name)).select_by_visible_text(choice)


def drawn(browser: webdriver.Chrome) -> str:
    return str(browser.execute_script("return document.querySelector('#view title')?.textContent"))


def numbers(browser: webdriver.Chrome) -> list[str]:
    return list(
        browser.execute_script(
            "return [...document.querySelectorAll('#view .step-text')].map((one) => one.textContent)"
        )
    )


def choose(browser: webdriver.Chrome, message: str) -> WebElement:
    row = next(one for one in browser.find_elements(By.CSS_SELECTOR, "#table tbody tr") if message in one.text)
    return row.find_element(By.CSS_SELECTOR, "button")


def test_the_table_is_filtered_and_sorted(opened: webdriver.Chrome) -> None:
    assert [row.split()[0] for row in rows(opened)] == ["error"] * 4 + ["warning"] * 13
    field(opened, "level").click()
    assert [row.split()[0] for row in rows(opened)] == ["warning"] * 13
    field(opened, "text").send_keys("claims queue")
    assert rows(opened) and all("claims" in row.lower() and "queue" in row.lower() for row in rows(opened))
    assert opened.find_element(By.ID, "count").text == f"{len(rows(opened))} of 17 findings"
    field(opened, "text").clear()
    field(opened, "text").send_keys(" ")
    pick(opened, "rule", "attribute-name")
    assert [row.count("attribute-name") for row in rows(opened)] == [1, 1, 1]
    pick(opened, "flow", "Main line")
    assert len(rows(opened)) == 1
    for name in ("rule", "flow"):
        pick(opened, name, "all")
    field(opened, "level").click()
    pick(opened, "pillar", "Security")
    assert [row.count("logging-on-while-storing-input") for row in rows(opened)] == [1, 1]
    pick(opened, "pillar", "all")
    pick(opened, "sort", "by rule")
    rules = [row.rsplit("· ", 1)[1].split()[0] for row in rows(opened)]
    assert rules == sorted(rules)
    pick(opened, "sort", "by place")
    assert "Callback offer" in rows(opened)[0]


def test_a_problem_of_the_summary_filters_the_table(opened: webdriver.Chrome) -> None:
    field(opened, "text").send_keys("nothing like that")
    opened.find_element(By.CSS_SELECTOR, "button[data-rule='attribute-name']").click()
    assert [row.count("attribute-name") for row in rows(opened)] == [1, 1, 1]
    assert opened.switch_to.active_element == field(opened, "rule")


def test_choosing_a_finding_paints_its_path_and_arrows_walk_it(opened: webdriver.Chrome) -> None:
    assert drawn(opened) == "All flows"
    choose(opened, MESSAGE).click()
    until(opened, "document.querySelector('#view .step-text')")
    assert drawn(opened) == "Main line"
    assert numbers(opened) == ["1", "2", "3", "4", "5", "6", "7", "8"]
    painted = [one.get_attribute("data-from") for one in opened.find_elements(By.CSS_SELECTOR, "#view .way.on-path")]
    assert painted == ["0", "1", "2", "4", "5", "6", "7"]
    current = "document.querySelector('#beside [aria-current]').innerText"
    assert until(opened, current) == "Set logging behavior “Turn logging on”"
    view = opened.switch_to.active_element
    assert view.get_attribute("id") == "view"
    for key in (Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_LEFT):
        view.send_keys(key)
    assert until(opened, current) == "next → Set voice “Set voice”"
    assert opened.execute_script("return document.querySelector('#view .current').dataset.box") == "1"
    steps = opened.find_elements(By.CSS_SELECTOR, "#beside li button")
    steps[-1].click()
    assert until(opened, current).startswith("next → Transfer to queue “To claims”\nputs the contact in the queue")
    box, view = (opened.find_element(By.CSS_SELECTOR, one).rect for one in ("#view .current", "#view"))
    for corner, size in (("x", "width"), ("y", "height")):
        assert view[corner] <= box[corner] <= box[corner] + box[size] <= view[corner] + view[size]


@pytest.fixture(scope="module")
def across(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report with a path that begins in another flow than its finding."""
    return written(
        tmp_path_factory.mktemp("across"), ROOT / "fixtures/attribute-read-before-set/bad-one-of-two-callers.json"
    )


def test_a_path_across_flows_walks_from_picture_to_picture_and_on_the_map(
    browser: webdriver.Chrome, across: str
) -> None:
    browser.get(across)
    until(browser, "document.querySelector('#view svg')")
    choose(browser, "reads “$.Attributes.branch”").click()
    until(browser, "document.querySelector('#view .step-text')")
    beside, view = (browser.find_element(By.ID, one) for one in ("beside", "view"))
    steps = ["Play prompt “Welcome”", "next → Transfer to flow “To hours”", "Play prompt “Tell hours”"]
    told = [one.text.split("\n")[0] for one in browser.find_elements(By.CSS_SELECTOR, "#beside li button")]
    entered = [one.text for one in browser.find_elements(By.CSS_SELECTOR, "#beside .enters")]
    assert (drawn(browser), numbers(browser)) == ("South line", ["1", "2"])
    view.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    until(browser, "document.querySelector('#view title').textContent === 'Opening hours'")
    assert numbers(browser) == ["3"]
    assert until(browser, "document.querySelector('#beside [aria-current]').innerText").startswith(steps[2])
    view.send_keys(Keys.ARROW_LEFT)
    until(browser, "document.querySelector('#view title').textContent === 'South line'")
    assert browser.execute_script("return document.querySelector('#view .current').dataset.box") == "1"
    next(one for one in beside.find_elements(By.TAG_NAME, "button") if one.text == "Path on the map").click()
    until(browser, "document.querySelector('#view title').textContent === 'All flows'")
    assert numbers(browser) == ["1", "2"]
    assert len(browser.find_elements(By.CSS_SELECTOR, "#view .way.on-path")) == 1
    browser.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    until(browser, "document.querySelector('#view title').textContent === 'Opening hours'")
    assert (told, entered) == (steps, ["In South line:", "In Opening hours:"])
    browser.find_element(By.CSS_SELECTOR, "#view [data-box='0']").click()
    until(browser, "!document.querySelector('#beside .steps')")
    browser.switch_to.active_element.send_keys(Keys.ARROW_LEFT)
    until(browser, "document.querySelector('#view title').textContent === 'South line'")
    assert browser.get_log("browser") == []


def test_all_of_it_works_from_the_keyboard(opened: webdriver.Chrome) -> None:
    target = choose(opened, MESSAGE)
    for _ in range(200):
        opened.switch_to.active_element.send_keys(Keys.TAB)
        if opened.switch_to.active_element == target:
            break
    opened.switch_to.active_element.send_keys(Keys.ENTER)
    until(opened, "document.querySelector('#view .step-text')")
    opened.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    assert opened.execute_script("return document.querySelector('#view .current').dataset.box") == "1"
    opened.switch_to.active_element.send_keys(Keys.TAB)
    box = opened.switch_to.active_element
    assert box.get_attribute("aria-label") == "Set logging behavior “Turn logging on”"
    box.send_keys(Keys.ENTER)
    assert opened.find_element(By.ID, "beside").text == "Set logging behavior “Turn logging on”"
    find = opened.find_element(By.ID, "find")
    find.send_keys("play prompt", Keys.ENTER, Keys.ENTER)
    assert opened.find_element(By.ID, "beside").text == "2 of 5. Enter shows the next."
    assert opened.execute_script("return document.querySelector('#view .found').dataset.box") == "13"


def test_the_map_leads_to_each_flow_and_a_box_tells_its_findings(opened: webdriver.Chrome) -> None:
    box = next(one for one in opened.find_elements(By.CSS_SELECTOR, "#view .box") if "Storm notice" in one.text)
    box.click()
    until(opened, "document.querySelector('#view title').textContent === 'Storm notice'")
    opened.find_element(By.CSS_SELECTOR, "#view [data-box='0']").click()
    beside = opened.find_element(By.ID, "beside")
    assert "begins a loop of 2 blocks that no branch leaves" in beside.text
    beside.find_element(By.CSS_SELECTOR, "[data-finding]").click()
    until(opened, "document.querySelector('#view .step-text')")
    opened.find_element(By.ID, "back").click()
    until(opened, "document.querySelector('#view title').textContent === 'All flows'")


@pytest.fixture(scope="module")
def sections(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report of a flow with two sections that are copies, and could be a module each."""
    return written(tmp_path_factory.mktemp("sections"), ROOT / "fixtures/duplicated-section/bad-two-options.json")


def test_sections_are_outlined_on_request_and_copies_stand_side_by_side(
    browser: webdriver.Chrome, sections: str
) -> None:
    browser.get(sections)
    until(browser, "document.querySelector('#view svg')")
    assert not browser.find_elements(By.CSS_SELECTOR, "#view .section")
    browser.find_element(By.ID, "sections").click()
    until(browser, "document.querySelector('#view .section')")
    tags = [one.get_attribute("textContent") for one in browser.find_elements(By.CSS_SELECTOR, "#view .tag")]
    assert tags == ["module 1", "module 2", "copy 1", "copy 1"]
    outlined = browser.find_elements(By.CSS_SELECTOR, "#view .section.module:not(.tag) rect.rim")
    assert len(outlined) == 8
    assert violations(browser) == []
    beside = browser.find_element(By.ID, "beside")
    assert beside.text.split("\n")[:4] == [
        "Sections",
        "Module 1: 4 blocks could become one",
        "Sets: $.Attributes.office",
        "Goes on to Play prompt “Say sorry”",
    ]
    beside.find_element(By.TAG_NAME, "button").click()
    until(browser, "document.querySelectorAll('#view .compare figure svg').length === 2")
    drawn_there = "[...document.querySelectorAll('#view figure')].map((one) => one.querySelectorAll('.box').length)"
    assert browser.execute_script(f"return {drawn_there}") == [4, 4]
    assert violations(browser) == []
    differ = [one.text for one in beside.find_elements(By.CSS_SELECTOR, "li pre")]
    assert differ[:2] == [
        f"{at}. Set contact attributes “Note {one}”" for at, one in ((1, "passports"), (2, "parking"))
    ]
    browser.find_element(By.CSS_SELECTOR, "#view figcaption button").click()
    until(browser, "document.querySelector('#view > svg .section')")
    browser.find_element(By.ID, "sections").click()
    until(browser, "document.querySelector('#view > svg') && !document.querySelector('#view .section')")
    assert browser.get_log("browser") == []


def test_copies_stay_legible_on_a_narrow_screen(browser: webdriver.Chrome, sections: str) -> None:
    size = {"width": 390, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        browser.get(sections)
        until(browser, "document.querySelector('#view svg')")
        browser.find_element(By.ID, "sections").click()
        until(browser, "document.querySelector('#beside button')")
        browser.find_element(By.CSS_SELECTOR, "#beside button").click()
        until(browser, "document.querySelectorAll('#view .compare figure svg').length === 2")
        letters = browser.find_elements(By.CSS_SELECTOR, "#view figure .title")
        assert all(one.rect["height"] > 8 for one in letters)
        assert violations(browser) == []
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_zooming_keeps_to_limits_and_fit_shows_all(opened: webdriver.Chrome) -> None:
    width = "document.querySelector('#view > svg').viewBox.baseVal.width"
    opened.find_element(By.ID, "which").send_keys("Main line")
    until(opened, "document.querySelector('#view title').textContent === 'Main line'")
    for _ in range(30):
        opened.find_element(By.ID, "in").click()
    near = opened.execute_script(f"return {width}")
    for _ in range(60):
        opened.find_element(By.ID, "out").click()
    assert near * 5 < opened.execute_script(f"return {width}") < 5_000
    opened.find_element(By.ID, "fit").click()
    boxes = (
        "const view = document.getElementById('view').getBoundingClientRect(); return [...document.querySelectorAll("
        "'#view .box')].every((one) => { const box = one.getBoundingClientRect(); return box.left >= view.left && "
        "box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom })"
    )
    assert opened.execute_script(boxes)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_serious_violation_of_accessibility(opened: webdriver.Chrome, scheme: str, width: int) -> None:
    with seen_as(opened, scheme, width):
        choose(opened, MESSAGE).click()
        until(opened, "document.querySelector('#view .step-text')")
        assert opened.execute_script("return document.documentElement.scrollWidth") <= width
        assert violations(opened) == []


def test_it_prints_with_all_its_findings(opened: webdriver.Chrome) -> None:
    printed = base64.b64decode(opened.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert printed.startswith(b"%PDF")
    with on_paper(opened):
        assert not opened.find_element(By.ID, "filters").is_displayed()
        assert all(one.is_displayed() for one in opened.find_elements(By.CSS_SELECTOR, "#table tbody tr"))


def hostile(text: str) -> dict[str, Any]:
    return flow(
        block(text, "MessageParticipant", {"Text": text}, "gone", **{text: "gone"}),
        block("end", "DisconnectParticipant"),
        Metadata={"name": text, "ActionMetadata": {text: {"position": {"x": text, "y": 10**9}}}},
    )


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("hostile")
    for number, text in enumerate(HOSTILE):
        (folder / f"flow-{number}.json").write_text(json.dumps(hostile(text)))
    return written(tmp_path_factory.mktemp("report"), folder)


def test_no_text_of_a_flow_runs(browser: webdriver.Chrome, attacked: str) -> None:
    browser.get(attacked)
    until(browser, "document.querySelector('#view svg')")
    for number in range(len(HOSTILE)):
        Select(browser.find_element(By.ID, "which")).select_by_value(str(number))
        until(
            browser,
            f"document.getElementById('which').value === '{number}' && document.querySelector('#view [data-box]')",
        )
        browser.find_element(By.CSS_SELECTOR, "#view [data-box]").click()
        assert browser.execute_script("return typeof window.hit") == "undefined"
    for button in browser.find_elements(By.CSS_SELECTOR, "#table button"):
        browser.execute_script("arguments[0].click()", button)
    assert browser.execute_script("return typeof window.hit") == "undefined"
    assert browser.get_log("browser") == []


def test_this_would_notice_what_runs(browser: webdriver.Chrome, attacked: str, tmp_path: Path) -> None:
    """The same page with one text let through as markup: the script runs without the policy, and not with it."""
    text = Path(attacked.removeprefix("file://")).read_text(encoding="utf-8")
    let_through = text.replace("<main>", "<main><script>window.hit=1</script>")
    open_to_all = let_through.replace('http-equiv="Content-Security-Policy"', 'name="none"')
    for written_page, ran in ((let_through, "undefined"), (open_to_all, "number")):
        (tmp_path / "page.html").write_text(written_page, encoding="utf-8")
        browser.get((tmp_path / "page.html").as_uri())
        assert browser.execute_script("return typeof window.hit") == ran
    browser.get_log("browser")


@pytest.mark.parametrize(
    "positions",
    [
        [{"x": 40, "y": 40}] * 250,
        [{"x": f"{number * 240}", "y": "40"} for number in range(12)],
        [{"x": number * 240, "y": -(10**9) if number == 5 else 40} for number in range(12)],
    ],
    ids=["piled", "text", "far"],
)
def test_odd_coordinates_open_legibly(browser: webdriver.Chrome, tmp_path: Path, positions: list[Any]) -> None:
    names = [f"prompt {number}" for number in range(len(positions))]
    blocks = [
        block(name, "MessageParticipant", {"Text": "Hi"}, after, NoMatchingError=after)
        for name, after in zip(names, [*names[1:], "end"], strict=True)
    ]
    noted = {name: {"position": at} for name, at in zip(names, positions, strict=True)}
    document = flow(*blocks, block("end", "DisconnectParticipant"), Metadata={"ActionMetadata": noted})
    (tmp_path / "flow.json").write_text(json.dumps(document))
    browser.get(written(tmp_path, tmp_path / "flow.json"))
    until(browser, "document.querySelector('#view svg')")
    size = browser.execute_script("return document.querySelector('#view .title').getBoundingClientRect().height")
    assert size > 8, "letters are large enough to read"
    start = browser.find_element(By.CSS_SELECTOR, "#view .box")
    assert start.is_displayed()
    assert browser.execute_script("return document.querySelector('#mini svg') !== null")


def test_three_hundred_flows_are_a_file_that_opens_at_once(browser: webdriver.Chrome, tmp_path: Path) -> None:
    """The bounds of time are ten times those that `make bench` prints, so that a busy machine does not fail."""
    file = in_browser.large_report(tmp_path)
    assert file.stat().st_size < in_browser.MOST_BYTES
    times = in_browser.measure(browser, file)
    assert len(times.pictures) == in_browser.FLOWS
    assert times.screen < 10 * in_browser.MOST_SCREEN
    assert max(times.pictures) < 10 * in_browser.MOST_PICTURE
