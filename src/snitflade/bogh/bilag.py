"""Booking a voucher: checked as a whole, numbered without gaps, written once; and reversing it.

Sources: prisme.md 2.3 and 2.5 (postings balance), payments.md 1 (booking is one transaction).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from snitflade.bogh import konti
from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.numre import BILAG, bilagsomfang
from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst, konto_tekst

BILAG_BALANCE = ProblemKind("BILAG_BALANCE", "Bilaget går ikke i nul: debet er {debet} og kredit {kredit} kr. Ret linjerne.")
BILAG_LINJER = ProblemKind("BILAG_LINJER", "Bilaget har {antal} linjer. Der skal være mindst to.")
BILAG_NUL = ProblemKind("BILAG_NUL", "Linjen på konto {raw} er på 0 kr. Fjern den, eller giv den et beløb.")
BILAG_TEKST = ProblemKind("BILAG_TEKST", "Teksten «{raw}» er {antal} tegn, og der er plads til {plads}. Skriv den kortere.")
BILAG_KOMMUNE = ProblemKind("BILAG_KOMMUNE", "«{raw}» er ikke et kommunenummer på 4 cifre, fx 0956.")
BILAG_AAR = ProblemKind("BILAG_AAR", "{raw} er ikke et regnskabsår. Skriv fire cifre, fx 2026.")
BILAG_DOBBELT = ProblemKind("BILAG_DOBBELT", "«{raw}» fra {kilde} er allerede bogført som bilag {nummer}. Intet er bogført igen.")
BILAG_TILBAGEFOERT = ProblemKind("BILAG_TILBAGEFOERT", "Bilag {raw} er allerede tilbageført med bilag {nummer}.")
BILAG_ER_TILBAGEFOERSEL = ProblemKind(
    "BILAG_ER_TILBAGEFOERSEL", "Bilag {raw} er selv en tilbageførsel og kan ikke tilbageføres. Bogfør det rigtige i stedet."
)

TEKSTBREDDE, LINJEBREDDE = 60, 35
"""Characters of a voucher's text, and of a line's (G69)."""


@dataclass(frozen=True, slots=True)
class Linje:
    """One line: account, øre (debit positive), text (empty: the voucher's)."""

    konto: str
    beloeb: int
    tekst: str = ""


@dataclass(frozen=True, slots=True)
class Hoved:
    """What a voucher's lines share. `noegle`: unique in `kilde`. `egne`: accounts that `kilde`'s own register explains.

    `koersel`: the run's key in the lines, else the voucher's number; `maskinnr`: the page that posted, five digits.
    """

    kommune: str
    regnskabsaar: int
    bilagsdato: dt.date
    posteringsdato: dt.date
    tekst: str
    kilde: str
    noegle: str
    exchange: int | None = None
    koersel: str = ""
    maskinnr: str = "00000"
    konteret_af: str = ""
    egne: Collection[str] = ()


_POSTERING = (
    *("id", "bilag_id", "koersel", "exchange_id", "loebenr", "kommune", "maskinnr", "posteringsdato", "regnskabsaar"),
    *("konto", "beloeb", "tekst", "konteret_af"),
)


def tjek(hoved: Hoved, linjer: Sequence[Linje], problems: Problems) -> None:
    """Report everything that is wrong with a voucher that is to be booked."""
    tjek_indhold(hoved, linjer, problems)
    konti.tjek((linje.konto for linje in linjer), hoved.kommune, hoved.posteringsdato, problems, egne=hoved.egne)


def tjek_indhold(hoved: Hoved, linjer: Sequence[Linje], problems: Problems) -> None:
    """The same but for the accounts, which whoever checks many looks up once."""
    if not (hoved.kommune.isascii() and hoved.kommune.isdigit() and len(hoved.kommune) == 4):
        problems.add(BILAG_KOMMUNE, field="kommune", raw=hoved.kommune)
    if not 1900 <= hoved.regnskabsaar <= 9999:
        problems.add(BILAG_AAR, field="regnskabsaar", raw=str(hoved.regnskabsaar))
    if len(hoved.tekst) > TEKSTBREDDE:
        problems.add(BILAG_TEKST, field="tekst", raw=hoved.tekst, antal=len(hoved.tekst), plads=TEKSTBREDDE)
    if len(linjer) < 2:
        problems.add(BILAG_LINJER, field="linjer", antal=len(linjer))
    for number, linje in enumerate(linjer, start=1):
        if linje.beloeb == 0:
            problems.add(BILAG_NUL, line=number, field="beloeb", raw=konto_tekst(linje.konto))
        if len(linje.tekst) > LINJEBREDDE:
            problems.add(BILAG_TEKST, line=number, field="tekst", raw=linje.tekst, antal=len(linje.tekst), plads=LINJEBREDDE)
    debet, kredit = _sider(linjer)
    if debet != kredit:
        problems.add(BILAG_BALANCE, field="beloeb", debet=beloeb_tekst(debet), kredit=beloeb_tekst(kredit))


def bogfoer(hoved: Hoved, linjer: Sequence[Linje], af: str) -> Bilag:
    """Book a voucher, in the caller's transaction or its own. Raises ProblemsError with everything that is wrong.

    Who calls it with other tables locked has locked them before Bilag and Postering.
    """
    problems = Problems()
    tjek(hoved, linjer, problems)
    if problems.errors:
        raise ProblemsError(problems)
    return skriv(hoved, linjer, af)


def skriv(hoved: Hoved, linjer: Sequence[Linje], af: str, *, tilbagefoerer: Bilag | None = None) -> Bilag:
    """Write a voucher that has been checked (`tjek`). Raises ProblemsError when its key is booked already."""
    debet, kredit = _sider(linjer)
    if debet != kredit or len(linjer) < 2:
        raise ValueError("a voucher that does not balance was not checked")
    with transaction.atomic():
        lock(Bilag, Postering)
        _ny(hoved)
        bilag = Bilag.objects.create(
            kommune=hoved.kommune,
            regnskabsaar=hoved.regnskabsaar,
            loebenr=BILAG.following(bilagsomfang(hoved.kommune, hoved.regnskabsaar)),
            bilagsdato=hoved.bilagsdato,
            posteringsdato=hoved.posteringsdato,
            tekst=hoved.tekst,
            kilde=hoved.kilde,
            noegle=hoved.noegle,
            linjer=len(linjer),
            debet=debet,
            exchange_id=hoved.exchange,
            oprettet_af=af,
            oprettet_tid=timezone.now(),
            tilbagefoerer=tilbagefoerer,
        )
        first = next_id(Postering) - 1
        before = (bilag.pk, hoved.koersel or bilag.nummer, hoved.exchange)
        place = (hoved.kommune, hoved.maskinnr, hoved.posteringsdato, hoved.regnskabsaar)
        insert_rows(
            Postering,
            _POSTERING,
            ((first + number, *before, number, *place, *_indhold(linje, hoved)) for number, linje in enumerate(linjer, start=1)),
        )
    return bilag


def tilbagefoer(
    bilag: Bilag, af: str, dato: dt.date, tekst: str = "", *, regnskabsaar: int | None = None, egne: Collection[str] = ()
) -> Bilag:
    """Reverse a voucher: one with the same lines on the other side, dated `dato`, once. Raises ProblemsError.

    Only the ledger: a register that explains its accounts (claims, payments) reverses through its own functions, which call this.
    """
    rows = list(bilag.posteringer.order_by("loebenr"))
    hoved = Hoved(
        kommune=bilag.kommune,
        regnskabsaar=regnskabsaar or dato.year,
        bilagsdato=dato,
        posteringsdato=dato,
        tekst=(tekst or f"Tilbageført bilag {bilag.nummer}")[:TEKSTBREDDE],
        kilde=bilag.kilde,
        noegle=f"tilbage:{bilag.pk}",
        maskinnr=rows[0].maskinnr,
        konteret_af=rows[0].konteret_af,
        egne=egne,
    )
    problems = Problems()
    if bilag.tilbagefoerer_id is not None:
        problems.add(BILAG_ER_TILBAGEFOERSEL, raw=bilag.nummer)
    # What could be booked can be reversed, also on an account that has been blocked since.
    konti.tjek_samlekonti({row.konto for row in rows}.difference(egne), problems)
    with transaction.atomic():
        lock(Bilag, Postering)
        other = Bilag.objects.filter(tilbagefoerer=bilag).first()
        if other is not None:
            problems.add(BILAG_TILBAGEFOERT, raw=bilag.nummer, nummer=other.nummer)
        if problems.errors:
            raise ProblemsError(problems)
        lines = [Linje(row.konto, -row.beloeb, row.tekst) for row in rows]
        return skriv(hoved, lines, af, tilbagefoerer=bilag)


def _ny(hoved: Hoved) -> None:
    booked = Bilag.objects.filter(kilde=hoved.kilde, noegle=hoved.noegle).first()
    if booked is not None:
        problems = Problems()
        problems.add(BILAG_DOBBELT, raw=hoved.noegle, kilde=hoved.kilde, nummer=booked.nummer)
        raise ProblemsError(problems)


def _sider(linjer: Sequence[Linje]) -> tuple[int, int]:
    """The sums of debit and credit (øre, both positive)."""
    debet = sum(linje.beloeb for linje in linjer if linje.beloeb > 0)
    return debet, debet - sum(linje.beloeb for linje in linjer)


def _indhold(linje: Linje, hoved: Hoved) -> tuple[str, int, str, str]:
    return linje.konto, linje.beloeb, linje.tekst or hoved.tekst[:LINJEBREDDE], hoved.konteret_af
