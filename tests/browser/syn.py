"""Looking at a page as people do: wide, narrow and with an eye for those who cannot see. Screenshots land in build/screens."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page
from tests.browser.installation import ROOT, Side

SCREENS = ROOT / "build" / "screens"
AXE = ROOT / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
WIDE, NARROW = (1280, 800), (360, 740)
PAPER = 688
"""What is between the margins of A4, in the browser's own points (96 to the inch)."""
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

    def faldt(self, status: int) -> Syn:
        """Take note that the page is an error, which the browser complains about once."""
        found = [line for line in self.trouble if f"status of {status}" in line]
        assert len(found) == 1, self.trouble
        self.trouble.remove(found[0])
        return self

    def slip(self, navn: str, data: bytes) -> Syn:
        """Drop a file on the page, wherever that is."""
        with self.page.expect_navigation():
            self.page.evaluate(
                """([name, text]) => {
                    const data = new DataTransfer();
                    data.items.add(new File([text], name));
                    const drop = kind => new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true});
                    for (const kind of ["dragenter", "dragover", "drop"]) document.querySelector("main").dispatchEvent(drop(kind));
                }""",
                [navn, data.decode("utf-8")],
            )
        self.page.wait_for_load_state("networkidle")
        return self

    def papir(self, navn: str) -> str:
        """Print the page on A4, and photograph what is printed; gives what can be read on it."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.pdf(path=SCREENS / f"{navn}.pdf", prefer_css_page_size=True)
        self.page.set_viewport_size({"width": PAPER, "height": 970})
        self.page.emulate_media(media="print")
        self.page.screenshot(path=SCREENS / f"{navn}-a4.png", full_page=True)
        assert self.bredde() <= PAPER, f"{navn}: wider than the paper"
        text = self.page.inner_text("body")
        pressed = self.page.locator("nav.menu, header form, button, .button, main form, input, select").all()
        assert not any(one.is_visible() for one in pressed), f"{navn}: what is pressed is not printed"
        self.page.emulate_media(media="screen")
        return text

    def bredde(self) -> int:
        """How wide the page is."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def axe(self) -> list[str]:
        """What axe finds wrong, as lines. Run from outside, so that the page's own policy stands."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate(
            "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
        )
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
