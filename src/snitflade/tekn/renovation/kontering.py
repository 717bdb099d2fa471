"""The ledger rows of a run, in the order of G69: income accounts, counter account, claims paid from accounts.

Source: prisme.md 2.3 and 2.5, social-teknik.md 11.5 and 11.8 (REN-E07).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from snitflade.bogh import konti
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.text import beloeb_tekst, konto_tekst
from snitflade.inka.bestilling import KOERSEL_TEKST_FOR_LANG, TEKSTBREDDE
from snitflade.tekn.renovation.beregn import Ydelsesdata
from snitflade.tekn.renovation.koersel import Direkte, Koersel, Kontering
from snitflade.tekn.renovation.parametre import Opsaetning, Parametre
from snitflade.tekn.renovation.regninger import Udkast

KONTERING_UBALANCE = ProblemKind(
    "KONTERING_UBALANCE",
    "Brutto {brutto} er ikke netto {netto} og direkte {direkte} tilsammen. Kørslen er standset; meld det som en fejl.",
    spec="REN-E07",
)
KONTERING_FOR_STOR = ProblemKind(
    "KONTERING_FOR_STOR", "Konto {raw} får {beloeb} kr. på én postering, mere end G69 kan rumme. Kontrollér antal og takster."
)
KONTERING_MODKONTO = ProblemKind(
    "KONTERING_MODKONTO",
    "Modkontoen {raw} er også en indtægtskonto eller en kundes konto, så Prismes modpost kan ikke afstemmes. Vælg en anden.",
)

RENOVATION_FORAN = "RENOVATION "
"""Stands before the posting text of a claim that is posted on the debtor's own account."""
HOEJESTE_POSTERING = 10**12 - 1
"""Øre a posting in G69 can hold."""


def bruttobeloeb(udkast: Iterable[Udkast], ydelser: dict[int, Ydelsesdata]) -> dict[str, int]:
    """Øre per income account, in tariff order; accounts that only old charges know come last."""
    sums: dict[str, int] = {}
    for one in udkast:
        for krav in one.krav:
            sums[krav.konto] = sums.get(krav.konto, 0) + krav.beloeb
    order = dict.fromkeys(data.konto for data in ydelser.values())
    return {konto: sums[konto] for konto in [*order, *sorted(sums.keys() - order)] if konto in sums}


def saet_posteringer(
    koersel: Koersel, parametre: Parametre, opsaetning: Opsaetning, problems: Problems, *, foran: str = RENOVATION_FORAN
) -> None:
    """The ledger rows of a run whose bills and gross amounts are there, as `konter` makes them; what is wrong is reported."""
    width = len(foran + parametre.tekst)
    if koersel.direkte and width > TEKSTBREDDE:
        plads = TEKSTBREDDE - len(foran)
        problems.add(KOERSEL_TEKST_FOR_LANG, field="tekst", raw=parametre.tekst, antal=len(parametre.tekst), plads=plads)
    bills = zip(koersel.regninger.beloeb, koersel.regninger.betales_fra_konto, strict=True)
    koersel.posteringer = konter(
        koersel.brutto,
        koersel.netto,
        koersel.direkte,
        opsaetning.modkonto,
        parametre.tekst,
        problems,
        opkraevet=sum(max(beloeb, 0) for beloeb, konto in bills if not konto),
        foran=foran,
    )
    posted = (row.konto for row in koersel.posteringer)
    konti.tjek(posted, koersel.kommune, parametre.posteringsdato, problems, egne=(opsaetning.modkonto,))


def konter(
    brutto: dict[str, int],
    netto: int,
    direkte: Sequence[Direkte],
    modkonto: str,
    tekst: str,
    problems: Problems,
    *,
    opkraevet: int = 0,
    foran: str = RENOVATION_FORAN,
) -> list[Kontering]:
    """The ledger rows: income credited gross, the counter account debited net, each claim debited its account.

    Rows of zero are left out; a negative total changes sides. Gross must be net and direct claims together. `opkraevet`: what the
    bills to be paid come to, without the credits; where charges and credits cancel out on every account, the counter account is
    debited and credited with it, so that the bills have their voucher and the file its lines. `foran`: stands before the text of a
    claim on the debtor's own account.
    """
    direct = sum(claim.beloeb for claim in direkte)
    if sum(brutto.values()) != netto + direct:
        gross = beloeb_tekst(sum(brutto.values()))
        problems.add(KONTERING_UBALANCE, brutto=gross, netto=beloeb_tekst(netto), direkte=beloeb_tekst(direct))
    if netto and modkonto in {*brutto, *(claim.konto for claim in direkte)}:
        problems.add(KONTERING_MODKONTO, field="modkonto", raw=konto_tekst(modkonto))
    rows = [(konto, -beloeb, tekst) for konto, beloeb in brutto.items()]
    rows.append((modkonto, netto, tekst))
    rows.extend((claim.konto, claim.beloeb, foran + tekst) for claim in direkte)
    rows = [row for row in rows if row[1]] or [(modkonto, beloeb, tekst) for beloeb in (opkraevet, -opkraevet) if beloeb]
    for konto, beloeb, _ in rows:
        if abs(beloeb) > HOEJESTE_POSTERING:
            problems.add(KONTERING_FOR_STOR, field="beloeb", raw=konto_tekst(konto), beloeb=beloeb_tekst(beloeb))
    return [Kontering(number, *row) for number, row in enumerate(rows, start=1)]
