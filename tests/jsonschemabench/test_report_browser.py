"""The page in headless Chromium: plots are drawn, tables sort and filter, and nothing is requested.

Needs the programs ``chromium`` and ``chromedriver`` (Debian: apt-get install chromium chromium-driver) and Selenium.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from jsonschemabench.report.html import write_html
from jsonschemabench.report.summary import Summary
from reporting import HOSTILE, sample_run

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1200,1600",
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="no Chromium: apt-get install chromium chromium-driver, or like it"
    ),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver", reason="Selenium is not installed: pip install selenium")
    folder = tmp_path_factory.mktemp("browser")
    page = folder / "report.html"
    write_html(page, Summary.of(sample_run()))
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    try:
        driver.get(page.as_uri())
        yield driver
    finally:
        driver.quit()


def script(browser: Any, code: str, *arguments: Any) -> Any:
    return browser.execute_script(code, *arguments)


def column(browser: Any, selector: str, place: int) -> list[str]:
    code = (
        "return Array.from(document.querySelectorAll(arguments[0])).map((row) => row.cells[arguments[1]].textContent)"
    )
    found: list[str] = script(browser, code, f"{selector} tbody tr", place)
    return found


def press(browser: Any, selector: str, place: int) -> str:
    """Click the heading of a column as a person would; how it says to be sorted then."""
    heading = browser.find_elements("css selector", f"{selector} thead th")[place]
    button = heading.find_element("css selector", "button")
    script(browser, "arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()
    return str(heading.get_attribute("aria-sort"))


def test_plots_are_drawn(browser: Any) -> None:
    boxes = script(
        browser,
        "return Array.from(document.querySelectorAll('figure svg')).map((svg) => ["
        "svg.getBoundingClientRect().width, svg.getBoundingClientRect().height, svg.querySelectorAll('path').length])",
    )
    assert len(boxes) == 6
    assert all(width > 600 and height > 150 and paths > 10 for width, height, paths in boxes)
    colour = script(
        browser,
        "return getComputedStyle(document.querySelector('#between-masks path[style*=\"--engine-1\"]')).stroke",
    )
    assert colour.startswith("rgb(") and colour != "rgb(0, 0, 0)", "the variables of the page are known in the plots"


def test_tables_sort(browser: Any) -> None:
    table = "#table-slowest"
    assert press(browser, table, 3) == "descending"
    times = [float(text.replace(",", "")) for text in column(browser, table, 3)]
    assert times == sorted(times, reverse=True) and len(set(times)) > 3
    assert press(browser, table, 3) == "ascending"
    again = [float(text.replace(",", "")) for text in column(browser, table, 3)]
    assert again == sorted(times)
    assert press(browser, table, 0) == "ascending"
    names = column(browser, table, 0)
    assert names == sorted(names) and set(names) == {"ours", "theirs"}
    assert len(browser.find_elements("css selector", f"{table} th[aria-sort]")) == 1


def test_missing_values_come_last_either_way(browser: Any) -> None:
    place = column_of(browser, "first mask")
    for _ in range(2):
        press(browser, "#cases", place)
        shown = column(browser, "#cases", place)
        assert len(shown) == 24 and shown[-3:] == ["", "", ""] and "" not in shown[:-3]


def column_of(browser: Any, name: str) -> int:
    headings = [one.text for one in browser.find_elements("css selector", "#cases thead th")]
    return next(place for place, heading in enumerate(headings) if heading.startswith(name))


def test_cases_are_filtered(browser: Any) -> None:
    def choose(name: str, value: str) -> None:
        code = (
            "const one = document.querySelector(`#cases [name=${arguments[0]}]`); one.value = arguments[1];"
            "one.dispatchEvent(new Event('input', {bubbles: true}))"
        )
        script(browser, code, name, value)

    assert len(column(browser, "#cases", 0)) == 24
    choose("outcome", "refused")
    assert column(browser, "#cases", 1) == ["case 3"]
    assert script(browser, "return document.querySelector('.pager span').textContent") == "1 to 1 of 1 results"
    reason = column(browser, "#cases", column_of(browser, "reason"))[0]
    assert reason == HOSTILE.replace("\x1b", "\\x1b"), "the reason is shown as it stands"
    choose("outcome", "")
    choose("engine", "theirs")
    assert len(column(browser, "#cases", 0)) == 12
    choose("search", "because of 8")
    assert column(browser, "#cases", 1) == ["case 8"]
    choose("search", "no such thing")
    assert column(browser, "#cases", 1) == []
    choose("search", "")
    choose("engine", "")


def test_hostile_text_did_not_run(browser: Any) -> None:
    assert browser.title == "Constraint engines on JSON Schemas"
    assert script(browser, "return document.images.length") == 0


def test_nothing_is_requested(browser: Any) -> None:
    assert script(browser, "return performance.getEntriesByType('resource').length") == 0
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    requests = [one["params"] for one in messages if one["method"] == "Network.requestWillBeSent"]
    ours = [
        one["request"]["url"] for one in requests if one["documentURL"] == browser.current_url
    ]  # not the browser's own
    assert [url for url in ours if not url.startswith("data:")] == [browser.current_url], "nothing but the page itself"
    complaints = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert complaints == []
