"""What tests of pages share that drive a browser: waiting, how it is to look, and who would stumble over what."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.support.wait import WebDriverWait
from selenium_axe_python import Axe

from bench import in_browser

IN_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not in_browser.BROWSER or not in_browser.DRIVER, reason="needs Chromium or Chrome, and chromedriver"
    ),
]


def until(browser: webdriver.Chrome, holds: str) -> Any:
    """Wait until an expression of JavaScript holds, and give what it is."""
    return WebDriverWait(browser, 20).until(lambda one: one.execute_script(f"return {holds}"))


def hold_that_nothing_was_fetched(browser: webdriver.Chrome) -> None:
    """Fail where the page that is open fetched anything, or logged an error."""
    assert browser.get_log("browser") == []
    assert browser.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)") == []


@contextmanager
def seen_as(browser: webdriver.Chrome, scheme: str, width: int) -> Iterator[None]:
    """Let a page be light or dark, and so many pixels wide."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        yield
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@contextmanager
def on_paper(browser: webdriver.Chrome) -> Iterator[None]:
    """Let a page look as it is printed."""
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        yield
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def violations(browser: webdriver.Chrome) -> list[Any]:
    """Give what a reader who cannot see, or sees little, would stumble over."""
    axe = Axe(browser)
    axe.inject()
    return [
        (one["id"], one["impact"], [node["html"][:200] for node in one["nodes"]][:3])
        for one in axe.run()["violations"]
        if one["impact"] in ("serious", "critical")
    ]
