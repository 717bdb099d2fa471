"""The pictures of the documentation, taken anew of the running site: ``python -m requirements.docs.billeder``.

An installation of its own with the demo data on a busy day, served as people get it, in Debian's chromium. Four pictures, each at
most 120 kB, written to ``docs/billeder``; look at them before they are committed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright
from tests.browser.conftest import CHROMIUM
from tests.browser.installation import ROOT, Side, environment, served, with_demo

FOLDER = ROOT / "docs" / "billeder"
SIZE = ViewportSize(width=1000, height=640)
MOST = 120_000
PICTURES = (
    ("i-dag", "godkender", "/", ""),
    ("godkend", "godkender", "/udvekslinger/1", ""),
    ("afstemning", "operatoer", "/afstemning?periode=2018K1", "Renovation"),
    ("koe", "operatoer", "/registre/uanbringelige", "Indbetaling 2"),
)
"""The name of the picture, who looks, at what, and the heading that is scrolled to."""


def main() -> None:
    """Take them. Raises ValueError for one that is too large."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "var"
        words = with_demo(home)
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        with served(home, words) as side:
            for name, who, address, heading in PICTURES:
                if name == "koe":  # its world would crowd the other pictures
                    subprocess.run([sys.executable, "-m", "tests.browser.penge"], env=environment(home), cwd=ROOT, check=True)
                context = browser.new_context(locale="da", viewport=SIZE, reduced_motion="reduce")
                context.set_default_timeout(60_000)
                _take(context.new_page(), side, who, address, heading, FOLDER / f"{name}.png")
                context.close()
        browser.close()


def _take(page: Page, side: Side, who: str, address: str, heading: str, target: Path) -> None:
    page.goto(f"{side.base}/login")
    page.get_by_label("Brugernavn").fill(who)
    page.get_by_label("Adgangskode").fill(side.koder[who])
    page.get_by_role("button", name="Log ind").click()
    page.wait_for_url(f"{side.base}/")
    page.goto(f"{side.base}{address}", wait_until="networkidle")
    if heading:
        page.get_by_role("heading", name=heading).first.evaluate("one => one.scrollIntoView()")
    page.screenshot(path=target)
    if (size := target.stat().st_size) > MOST:
        raise ValueError(f"{target.name} is {size} bytes, more than {MOST}")


if __name__ == "__main__":
    main()
