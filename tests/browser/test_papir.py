"""On paper: what is said, whole and readable, without what is pressed."""

from __future__ import annotations

import re

from tests.browser.conftest import Aabn
from tests.browser.installation import Side
from tests.browser.syn import SCREENS


def sider(navn: str) -> int:
    """How many pages the printed file has."""
    return len(re.findall(rb"/Type\s*/Page\b", (SCREENS / f"{navn}.pdf").read_bytes()))


def test_the_reconciliation_of_a_year(aabn: Aabn, side: Side) -> None:
    text = aabn(side).log_ind("operatoer").til("/afstemning?periode=2018").papir("afstemning-aar")
    for wanted in ("Afstemning", "2018", "9.710,00", "2018K4"):
        assert wanted in text
    assert sider("afstemning-aar") <= 3, "Renovation, and the claims it made"


def test_the_control_sheet(aabn: Aabn, side: Side) -> None:
    text = aabn(side).log_ind("godkender").til("/udvekslinger/1").papir("udveksling")
    for wanted in ("Udveksling 1", "Kontrolark", "9.710,00", "8.490,00", "861_G69.txt", "operatoer"):
        assert wanted in text
    assert "Det kan gøres" not in text
    assert sider("udveksling") <= 2


def test_a_layout(aabn: Aabn, side: Side) -> None:
    text = aabn(side).log_ind("operatoer").til("/snitflader/tekn.renovation-prisme/layout/10q").papir("layout-10q")
    assert "WINF" in text or "10Q" in text
