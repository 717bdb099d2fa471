"""Claims, payments and payouts in a browser: complete, accessible, narrow, printed; and a payment placed with one click."""

from __future__ import annotations

import subprocess
import sys

from tests.browser.conftest import Aabn
from tests.browser.installation import ROOT, Side, environment


def test_the_operators_day_with_money(aabn: Aabn, egen_side: Side) -> None:
    command = [sys.executable, "-m", "tests.browser.penge"]
    subprocess.run(command, env=environment(egen_side.home), cwd=ROOT, check=True, timeout=120)
    syn = aabn(egen_side).log_ind("operatoer")
    for navn in ("regninger", "indbetalinger", "udbetalinger", "modtagere"):
        syn.til(f"/registre/{navn}").se(f"register-{navn}")
    syn.til("/registre/uanbringelige").se("koe")
    syn.page.get_by_role("link", name="Fordel på flere krav").first.click()
    syn.page.get_by_text("Betal tilbage").first.click()
    syn.se("indbetaling")
    syn.til("/registre/udbetalinger?tilstand=afventer+modregning")
    syn.page.locator("tbody a").first.click()
    syn.page.get_by_text("Restskat").wait_for()
    syn.se("udbetaling")
    syn.page.get_by_role("link", name="Prøve Person Et").click()
    syn.page.get_by_text("6471 0000123456").wait_for()
    syn.se("modtager")
    syn.til("/registre/regninger?q=6112909999")
    syn.page.locator("tbody a").first.click()
    syn.page.get_by_text("Aftalt").first.wait_for()
    syn.se("krav")
    syn.papir("krav")
    syn.til("/registre/debitorer?q=6112909999")
    syn.page.locator("tbody a").first.click()
    syn.se("debitor-penge")
    syn.page.get_by_role("link", name="Kontoudtog med betalinger").click()
    syn.page.wait_for_load_state("networkidle")
    syn.se("kontoudtog")
    assert "Til gode" in syn.papir("kontoudtog")
    syn.til("/registre/udbetalinger?tilstand=i+kørsel")
    syn.page.locator("tbody tr").first.get_by_role("link").last.click()
    syn.page.get_by_role("link", name="Kontrolliste og udeladte").click()
    syn.page.get_by_text("Stemmer med bogføringen").wait_for()
    syn.se("kontrolliste")
    assert "IALT" not in syn.papir("kontrolliste")
    syn.til("/afstemning?fra=2026-11-01&til=2026-12-31").se("afstemning-penge")


def test_a_payment_is_placed_with_one_click(aabn: Aabn, egen_side: Side) -> None:
    command = [sys.executable, "-m", "tests.browser.penge"]
    subprocess.run(command, env=environment(egen_side.home), cwd=ROOT, check=True, timeout=120)
    syn = aabn(egen_side).log_ind("operatoer").til("/registre/uanbringelige")
    before = syn.page.locator(".saldo dd").first.inner_text()
    syn.page.get_by_role("button", name="Placér").first.click()
    syn.page.get_by_text("er placeret på krav").wait_for()
    assert int(syn.page.locator(".saldo dd").first.inner_text()) < int(before)
