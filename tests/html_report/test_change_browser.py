"""The page of what changed in a browser: from the list to the block and on, by mouse and keys, dark and printed."""

import json
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from flowlint.compare import State, compare
from flowlint.html_report import change_page
from flowlint.overrides import Overrides
from kit.browser import IN_BROWSER, hold_that_nothing_was_fetched, on_paper, seen_as, until, violations
from kit.flows import block, flow
from kit.hostile_texts import HOSTILE
from kit.two_states import AFTER, BEFORE, NEXT_DOOR

pytestmark = IN_BROWSER
CURRENT = "document.querySelector('#view .current')?.dataset.box"


def written(folder: Path, before: dict[str, Any], after: dict[str, Any]) -> str:
    for name, files in (("before", before), ("after", after)):
        (folder / name).mkdir()
        for file, document in files.items():
            (folder / name / file).write_text(json.dumps(document))
    states = [State(name, (str(folder / name),)) for name in ("before", "after")]
    found = compare(*states, Overrides(isolated=True), diagrams=True)
    page = folder / "changes.html"
    page.write_text(
        change_page(found.changes, found.diagrams, found.failures), encoding="utf-8", errors="backslashreplace"
    )
    return page.as_uri()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two flows, one of which changed and one of which is new."""
    return written(tmp_path_factory.mktemp("changes"), {"a.json": BEFORE}, {"a.json": AFTER, "b.json": NEXT_DOOR})


def shown(browser: webdriver.Chrome) -> list[str]:
    """The line beside the picture that is looked at, and what it says."""
    return list(
        browser.execute_script(
            "const line = document.querySelector('#beside [aria-current]')?.closest('li');"
            "return line ? line.innerText.split('\\n') : []"
        )
    )


def test_each_change_leads_to_its_block_and_the_arrows_walk_on(opened: webdriver.Chrome) -> None:
    lines = opened.find_elements(By.CSS_SELECTOR, "#beside li button")
    assert [one.text for one in lines] == [
        "~ changed Play prompt “hello”",
        "~ changed Get customer input “menu”",
        "+ new Play prompt “support”",
        "− gone Play prompt “sales”",
    ]
    opened.find_element(By.CSS_SELECTOR, "[data-change='1']").click()
    assert until(opened, CURRENT) == "1"
    assert shown(opened) == [
        "~ changed Get customer input “menu”",
        "“Equals 1” leads to Play prompt “support”, no longer to Play prompt “sales”",
        "new branch “Equals 2” leads to Play prompt “support”",
    ]
    view = opened.switch_to.active_element
    assert view.get_attribute("id") == "view"
    view.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert until(opened, f"{CURRENT} === '4'")
    assert shown(opened) == ["− gone Play prompt “sales”"]
    view.send_keys(Keys.ARROW_RIGHT)
    until(opened, "document.querySelector('#view title').textContent === 'Next door'")
    assert shown(opened)[:2] == ["+ new Play prompt “door”", "Text: “Come in”"]
    view.send_keys(Keys.ARROW_LEFT)
    until(opened, f"document.querySelector('#view title').textContent === 'Main line 2' && {CURRENT} === '4'")


def test_it_begins_with_the_first_change_from_the_keyboard_alone(opened: webdriver.Chrome) -> None:
    view = opened.find_element(By.ID, "view")
    view.send_keys(Keys.ARROW_RIGHT)
    assert until(opened, CURRENT) == "0"
    assert shown(opened) == ["~ changed Play prompt “hello”", "Text: “Hello” → “Hello there”"]
    view.send_keys(Keys.TAB)
    box = opened.switch_to.active_element
    assert box.get_attribute("aria-label") == "Play prompt “hello”, changed"
    box.send_keys(Keys.TAB)
    opened.switch_to.active_element.send_keys(Keys.ENTER)
    assert shown(opened)[0] == "~ changed Get customer input “menu”"


def test_a_block_that_did_not_change_says_what_it_is(opened: webdriver.Chrome) -> None:
    opened.find_element(By.CSS_SELECTOR, "#view [data-box='3']").click()
    assert opened.find_element(By.ID, "beside").text == "Disconnect / hang up “end”"
    opened.find_element(By.ID, "view").send_keys(Keys.ARROW_RIGHT)
    assert shown(opened)[0] == "~ changed Play prompt “hello”"


def test_states_are_told_apart_by_words_and_outlines(opened: webdriver.Chrome) -> None:
    tags = [one.text for one in opened.find_elements(By.CSS_SELECTOR, "#view .state-text")]
    assert tags == ["~ changed", "~ changed", "+ new", "− gone"]
    look = (
        "return [...document.querySelectorAll('#view .box')].map((one) => {"
        " const style = getComputedStyle(one.querySelector('.frame'));"
        " return [style.strokeDasharray, style.strokeWidth, Boolean(one.querySelector('.rim'))].join() })"
    )
    outlines = opened.execute_script(look)
    assert outlines[0] == outlines[1]
    assert len({outlines[0], outlines[2], outlines[3], outlines[4]}) == 4
    branches = [
        one.text for one in opened.find_elements(By.CSS_SELECTOR, "#view .branch.is-new, #view .branch.is-gone")
    ]
    assert branches == ["+ Equals 1", "− Equals 1", "+ Equals 2", "+ Success", "+ Error", "− Success", "− Error"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_serious_violation_of_accessibility(opened: webdriver.Chrome, scheme: str, width: int) -> None:
    with seen_as(opened, scheme, width):
        opened.find_element(By.CSS_SELECTOR, "[data-change='1']").click()
        assert until(opened, CURRENT) == "1"
        assert opened.execute_script("return document.documentElement.scrollWidth") <= width
        assert violations(opened) == []


def test_it_prints_with_all_its_changes(opened: webdriver.Chrome) -> None:
    with on_paper(opened):
        assert all(one.is_displayed() for one in opened.find_elements(By.CSS_SELECTOR, "#changes li"))
        assert not any(one.is_displayed() for one in opened.find_elements(By.CSS_SELECTOR, "#changes button, .tools"))
        assert opened.find_element(By.CSS_SELECTOR, "#view .state-text").is_displayed()


def hostile(text: str, says: str) -> dict[str, Any]:
    return flow(
        block(text, "MessageParticipant", {"Text": says}, "gone", **{text: "gone"}),
        block(says, "MessageParticipant", {"Text": text}, text, NoMatchingError=text),
        Metadata={"name": text, "ActionMetadata": {text: {"position": {"x": text, "y": 10**9}}}},
    )


def test_no_text_of_a_flow_runs(browser: webdriver.Chrome, tmp_path: Path) -> None:
    names = {f"{number}.json": text for number, text in enumerate(HOSTILE)}
    states = [{name: hostile(text, says) for name, text in names.items()} for says in ("before", "after")]
    browser.get(written(tmp_path, *states))
    until(browser, "document.querySelector('#view svg')")
    for number in range(len(HOSTILE)):
        Select(browser.find_element(By.ID, "which")).select_by_value(str(number))
        until(browser, f"document.getElementById('which').value === '{number}' && document.querySelector('#view .box')")
        browser.find_element(By.CSS_SELECTOR, "#view .box").click()
    for button in browser.find_elements(By.CSS_SELECTOR, "#changes button"):
        browser.execute_script("arguments[0].click()", button)
    assert browser.execute_script("return typeof window.hit") == "undefined"
    hold_that_nothing_was_fetched(browser)
