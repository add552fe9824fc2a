"""A real browser without a window, for the tests of pages: Debian's chromium, driven by selenium.

What must be there is looked for, and who lacks it is told what to install. axe-core is looked for in
MINIK_AXE (its axe.min.js), and beneath node_modules.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
WIDTHS = (400, 900, 1400)
AXE_PLACES = (ROOT / "node_modules/axe-core/axe.min.js", Path("/usr/share/axe-core/axe.min.js"))
PATIENCE = 10.0  # seconds, on a busy machine


def missing() -> str:
    """Return what a browser test lacks here; "" if nothing."""
    try:
        import selenium  # noqa: F401, PLC0415 the tests of pages alone need it
    except ImportError:
        return "selenium is not installed"
    programs = [name for name in ("chromium", "chromedriver") if not shutil.which(name)]
    return (
        f"{programs[0]} is not on the PATH (apt-get install chromium chromium-driver)"
        if programs
        else ""
    )


def axe() -> Path | None:
    """Return the script of axe-core; None where it is not installed."""
    given = os.environ.get("MINIK_AXE")
    places = (Path(given),) if given else AXE_PLACES
    return next((place for place in places if place.is_file()), None)


class Browser:
    """One window: what is in it, and what its console says."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, address: str) -> None:
        self.driver.get("about:blank")
        self.errors()  # those of the page before
        self.driver.get(address)

    def find(self, selector: str) -> Any:
        return self.driver.find_element("css selector", selector)

    def all(self, selector: str) -> list[Any]:
        found: list[Any] = self.driver.find_elements("css selector", selector)
        return found

    def run(self, script: str, *values: Any) -> Any:
        return self.driver.execute_script(script, *values)

    def wait(self, until: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """Return what becomes true; fail if it does not in time."""
        from selenium.common.exceptions import StaleElementReferenceException  # noqa: PLC0415
        from selenium.webdriver.support.wait import WebDriverWait  # noqa: PLC0415

        ignored = (StaleElementReferenceException,)
        waiting = WebDriverWait(self.driver, seconds, 0.05, ignored_exceptions=ignored)
        return waiting.until(lambda _: until())

    def errors(self) -> list[str]:
        """Return what the console said since it was asked before: all that is no mere information."""
        log: list[Mapping[str, str]] = self.driver.get_log("browser")
        return [entry["message"] for entry in log if entry["level"] in ("SEVERE", "WARNING")]

    def resize(self, wide: int, high: int = 900) -> None:
        size = {"width": wide, "height": high, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def prefer(self, scheme: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def picture(self, name: str) -> None:
        """Store a picture of the window for people to look at, if there is a folder for them."""
        folder = os.environ.get("MINIK_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.driver.save_screenshot(f"{folder}/{name}.png")

    def violations(self) -> list[str]:
        """Return where the page breaks rules of accessibility of level A or AA."""
        script = axe()
        if script is None:
            pytest.skip("axe-core is not installed: npm install axe-core")
        # Evaluated by the driver, not as a script of the page, whose policy would refuse it.
        self.driver.execute_script(script.read_text())
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then("
            "result => done(result.violations.map(one => one.id + ': ' + "
            "one.nodes.map(node => node.html.slice(0, 160) + ' ' + node.failureSummary).join(' | '))))"
        )
        return [str(one) for one in found]


def started() -> Iterator[Browser]:
    """Yield a browser, and end it."""
    why = missing()
    if why:
        pytest.skip(why)
    from selenium import webdriver  # noqa: PLC0415
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415

    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_page_load_timeout(60)
    driver.set_script_timeout(60)
    try:
        yield Browser(driver)
    finally:
        driver.quit()
