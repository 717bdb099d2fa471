"""Looking at a page as people do: wide, narrow and with an eye for those who cannot see. Screenshots land in build/screens."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page
from tests.browser.installation import ROOT, Side

SCREENS = ROOT / "build" / "screens"
AXE = ROOT / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
WIDE, NARROW = (1280, 800), (360, 740)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


class Syn:
    """A page of the browser that remembers what went wrong in it."""

    def __init__(self, page: Page, side: Side) -> None:
        self.page, self.side = page, side
        self.trouble: list[str] = []
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        page.on("request", lambda request: self._request(request.url))
        page.on("requestfailed", lambda request: self._failed(request.url, request.failure))

    def log_ind(self, navn: str) -> Syn:
        """Sign in as a demo user, through the page."""
        self.page.goto(f"{self.side.base}/login")
        self.page.get_by_label("Brugernavn").fill(navn)
        self.page.get_by_label("Adgangskode").fill(self.side.koder[navn])
        self.page.get_by_role("button", name="Log ind").click()
        self.page.wait_for_url(f"{self.side.base}/")
        return self

    def til(self, sti: str) -> Syn:
        """Go to an address of the site."""
        self.page.goto(f"{self.side.base}{sti}", wait_until="networkidle")
        return self

    def se(self, navn: str) -> None:
        """Photograph the page wide and narrow, and find nothing wrong with it in either."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        for width, height in (NARROW, WIDE):
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.screenshot(path=SCREENS / f"{navn}-{width}.png", full_page=True)
            assert self.bredde() <= width, f"{navn}: wider than {width}"
            assert self.axe() == [], navn
        assert self.trouble == [], navn

    def papir(self, navn: str) -> None:
        """Print the page on A4."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.pdf(path=SCREENS / f"{navn}.pdf", prefer_css_page_size=True)

    def bredde(self) -> int:
        """How wide the page is."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def axe(self) -> list[str]:
        """What axe finds wrong, as lines. Run from outside, so that the page's own policy stands."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", TAGS)
        return [
            f"{wrong['id']}: {wrong['help']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
            for wrong in found["violations"]
            for node in wrong["nodes"]
        ]

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.trouble.append(f"{kind}: {text}")

    def _request(self, address: str) -> None:
        if not address.startswith((self.side.base, "data:")):
            self.trouble.append(f"asked elsewhere: {address}")

    def _failed(self, address: str, failure: str | None) -> None:
        if failure != "net::ERR_ABORTED":  # a page left before it had everything
            self.trouble.append(f"failed: {address} {failure}")
