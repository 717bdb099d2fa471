"""A billing run as the two files of Snitflade 861: G69 with its postings, 10Q with its bills; and what those files must show.

Source: prisme.md 2.3, 3.8 (Σ trans 24 = modkonto), 5.
"""

from __future__ import annotations

from collections.abc import Mapping

from snitflade.bogh.prisme import Bilag
from snitflade.exchange.catalogue import OutFile, Sheet
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, mask_cpr
from snitflade.formats.text import beloeb_tekst, konto_tekst
from snitflade.inka import prismefiler
from snitflade.inka.prisme import Rater
from snitflade.inka.prismefiler import Slags, Stempel
from snitflade.tekn.renovation.koersel import Koersel
from snitflade.tekn.renovation.parametre import Parametre

TRANS_10_UDEN_NUMMER = ProblemKind(
    "TRANS_10_UDEN_NUMMER",
    "Kunde {raw} har hverken CVR- eller personnummer, og «prisme.trans_10_uden_rate» kræver en trans 10. Udfyld et af dem.",
)

RENOVATION = Slags.af("861", "120")
"""Betalingsart 120 (prisme.md 3.1)."""


def filer(
    koersel: Koersel, parametre: Parametre, stempel: Stempel, problems: Problems, slags: Slags = RENOVATION
) -> tuple[OutFile, ...]:
    """The run's files. A run without anything for 10Q has no 10Q file. Raises ProblemsError."""
    bilag = Bilag(koersel.kommune, slags.maskinnr, parametre.posteringsdato, parametre.regnskabsaar, parametre.konteret_af)
    rater = _rater(koersel, problems)
    return prismefiler.filer(koersel.posteringer, bilag, rater, parametre.forfaldsdato, stempel, slags, problems)


def _rater(koersel: Koersel, problems: Problems) -> Rater:
    """The bills that go to 10Q; a claim paid from an account goes only where lone trans 10 are wanted, and then as zero."""
    bills = koersel.regninger
    alone = koersel.trans_10_uden_rate
    texts = bills.tekstlinjer
    rows = [row for row, konto in enumerate(bills.betales_fra_konto) if not konto or alone]
    for row in rows:
        if not bills.person_cvr[row]:
            problems.add(TRANS_10_UDEN_NUMMER, field="person_cvr_nummer", raw=bills.kundenummer[row])
    return Rater(
        nummer=[bills.nummer[row] for row in rows],
        kundenummer=[bills.kundenummer[row] for row in rows],
        person_cvr=[bills.person_cvr[row] for row in rows],
        gln=["" if bills.betales_fra_konto[row] else bills.gln[row] for row in rows],
        omraadenummer=[bills.omraadenummer[row] for row in rows],
        beloeb=[0 if bills.betales_fra_konto[row] else bills.beloeb[row] for row in rows],
        tekstlinjer=[texts[row] for row in rows],
    )


def totaler(exchange: Exchange, koersel: Koersel) -> dict[str, int]:
    """What the files must show."""
    return prismefiler.bogfoert(exchange, len(koersel.direkte) if koersel.trans_10_uden_rate else 0)


def kontrolark(koersel: Koersel, totals: Mapping[str, int]) -> Sheet:
    """The control sheet for the operator: gross per account, direct claims, net, debtors and records."""
    gross = [(konto_tekst(konto), beloeb_tekst(amount)) for konto, amount in koersel.brutto.items()]
    direct = [
        (f"{konto_tekst(claim.konto)} (kunde {mask_cpr(claim.kundenummer)})", beloeb_tekst(claim.beloeb))
        for claim in koersel.direkte
    ]
    brutto = sum(koersel.brutto.values())
    bills = koersel.regninger
    debtors = len({kunde for kunde, konto in zip(bills.kundenummer, bills.betales_fra_konto, strict=True) if not konto})
    return [
        ("Indtægtskonti (brutto)", [*gross, ("I alt brutto", beloeb_tekst(brutto))]),
        ("Betales fra konto", [*direct, ("I alt betales fra konto", beloeb_tekst(brutto - koersel.netto))]),
        (
            "Opkrævet hos debitorer (netto)",
            [
                ("Debitorer", str(debtors)),
                ("I alt netto = modkonto = sum af rater", beloeb_tekst(koersel.netto)),
            ],
        ),
        (
            "Records",
            [("G69-linjer", str(totals["G69 linjer"]))]
            + [
                (name.capitalize(), str(totals[name]))
                for name in ("trans 10", "trans 24", "trans 26", "trans 52")
                if name in totals
            ],
        ),
    ]
