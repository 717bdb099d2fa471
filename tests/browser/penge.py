"""Claims, payments that match nothing, payouts and a run of them for the pages (``python -m tests.browser.penge``)."""

from __future__ import annotations

import datetime as dt

import django


def main() -> None:
    """Put them there."""
    django.setup()
    from tests.bogh import udbetalingsverden as ud
    from tests.inka import verden

    from snitflade.bogh.udbetaling import modregning, tid
    from snitflade.exchange.konstanter.model import Systemkonstant
    from snitflade.inka import afdragsplan, henstand, koe
    from snitflade.inka.bogfoer_indbetalinger import match_and_book

    verden.konti()
    Systemkonstant.objects.create(nummer="inka.tilbagebetalingskonto", vaerdi=verden.UDBETALING)
    who = verden.debitor(6112909999)
    first, second, third = verden.krav(122_000, 50_000, 75_050, hos=who)
    verden.betal(("A", 72_000, first.nummer), ("B", 60_000, second.nummer))
    henstand.giv(first, dt.date(2027, 3, 1), "Aftalt i telefonen", "operatoer")
    henstand.afdrag(who, [third], afdragsplan.lige_store(third.rest, 3, dt.date(2027, 1, 31)), verden.DAG, "Aftalt", "operatoer")
    lost = verden.fil(("C", 50_000, first.nummer + 10_000_000), ("D", 75_050, 999_999_999))
    lost.betaler, lost.reference = ["Prøve Person Et", "Prøve Betaler"], ["000006190001237", ""]
    match_and_book(lost, None, "operatoer", verden.KILDE)
    koe.noter(verden.indbetaling("D"), "Banken er spurgt", "operatoer")
    tid.nu = lambda: ud.I_DAG
    ud.opsaet()
    ud.saet(_301="9001001009")  # the other world has the account for claims
    ud.spec()
    ud.post(70_000, ud.person("6112909998", "Prøve Person To", ""))
    ud.udveksling()
    held = ud.post(30_000)
    modregning.modregn(held, 10_000, ud.GAELD, "operatoer", ud.DAG, "Restskat")
    modregning.tilbagehold(held, "Inddrivelsesmyndigheden spørges", "operatoer")


if __name__ == "__main__":
    main()
