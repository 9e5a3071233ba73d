"""A browser for the tests of pages, one for each file of them."""

from collections.abc import Iterator

import pytest
from selenium import webdriver

from bench import in_browser
from kit.browser import hold_that_nothing_was_fetched, until


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    with in_browser.chromium() as driver:
        yield driver


@pytest.fixture
def opened(browser: webdriver.Chrome, address: str) -> Iterator[webdriver.Chrome]:
    """The page at the `address` of a file of tests, opened; in the end nothing was fetched and no error was logged."""
    browser.get(address)
    until(browser, "document.querySelector('#view svg')")
    yield browser
    hold_that_nothing_was_fetched(browser)
