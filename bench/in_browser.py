"""How large a report of 300 flows is, and how soon a browser shows it and each of its pictures.

    python -m bench.in_browser

Prints the size of the file, when the first screen is there, and how long the slowest picture took, each with what it
should be at most. It needs Chromium or Chrome, and chromedriver; Selenium drives them. A picture counts as drawn at the
next frame after it is in the page.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from bench.synthetic import flow_of
from flowlint.html_report import page
from flowlint.run import Overrides, check_paths

FLOW = Path(__file__).parent.parent / "fixtures" / "flows" / "main-line.json"
FLOWS, LARGE, BLOCKS = 300, 10, 200
"""How many flows there are, how many of them are large, and how many blocks a large one has."""
FEWEST_FINDINGS = 3_000
MOST_BYTES, MOST_SCREEN, MOST_PICTURE = 8_000_000, 1_000.0, 200.0
"""What the file, the first screen and a picture should take at most, in bytes and milliseconds."""
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
_OPENED = "return performance.getEntriesByName('first-contentful-paint')[0].startTime"
_PICTURES = """
const done = arguments[0], which = document.getElementById("which"), view = document.getElementById("view");
const drawn = (number) => new Promise((resolve) => {
  const start = performance.now();
  const seen = new MutationObserver(() => {
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
  });
  seen.observe(view, { childList: true });
  which.value = String(number);
  which.dispatchEvent(new Event("change"));
});
(async () => {
  const times = [];
  for (let number = 0; number < which.options.length - 1; number += 1) times.push(await drawn(number));
  done(times);
})();
"""


@dataclass(frozen=True, slots=True)
class Times:
    """What a browser took, in milliseconds: until the first screen was there, and for each picture."""

    screen: float
    pictures: tuple[float, ...]


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    """Give a browser without a window, which notes what it logs."""
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER or ""
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, Service(DRIVER))
    driver.set_script_timeout(300)
    try:
        yield driver
    finally:
        driver.quit()


def large_report(folder: Path) -> Path:
    """Write a report of `FLOWS` flows, with `FEWEST_FINDINGS` or more, into a folder, and give its path."""
    text = FLOW.read_text(encoding="utf-8")
    for number in range(FLOWS - LARGE):
        named = text.replace('"entryPoint', f'"name": "Line {number}", "entryPoint', 1)
        (folder / f"line-{number:03}.json").write_text(named, encoding="utf-8")
    for number in range(LARGE):
        (folder / f"large-{number}.json").write_text(json.dumps(flow_of(BLOCKS, number)), encoding="utf-8")
    report = check_paths([folder], Overrides(isolated=True, pedantic=True), diagrams=True, sections=True)
    if len(report.findings) < FEWEST_FINDINGS:
        raise RuntimeError(f"only {len(report.findings)} findings")
    file = folder / "report.html"
    file.write_text(page(report), encoding="utf-8", errors="backslashreplace")
    return file


def measure(browser: webdriver.Chrome, file: Path) -> Times:
    """Open a report, and draw each of its pictures once."""
    browser.get(file.as_uri())
    screen = browser.execute_script(_OPENED)
    return Times(screen, tuple(browser.execute_async_script(_PICTURES)))


def main() -> None:
    """Measure, and print."""
    if not BROWSER or not DRIVER:
        print("report in a browser: not measured, it needs Chromium or Chrome, and chromedriver")
        return
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        file = large_report(Path(folder))
        size, times = file.stat().st_size, measure(browser, file)
    slowest, middle = max(times.pictures), sorted(times.pictures)[len(times.pictures) // 2]
    print(f"report of {FLOWS} flows: {size / 1e6:.1f} MB (at most {MOST_BYTES / 1e6:.0f})")
    print(f"first screen: {times.screen:.0f} ms (at most {MOST_SCREEN:.0f})")
    print(f"a picture: {middle:.0f} ms, the slowest {slowest:.0f} ms (at most {MOST_PICTURE:.0f})")


if __name__ == "__main__":
    main()
