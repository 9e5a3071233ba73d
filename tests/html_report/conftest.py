"""A browser for the tests of pages, one for each file of them."""

from collections.abc import Iterator

import pytest
from selenium import webdriver

from bench import in_browser


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    with in_browser.chromium() as driver:
        yield driver
