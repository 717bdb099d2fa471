"""Differences between us, the authority and the ledger: written down as they are found, and closed by a person with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.inka.inddrivelse.models_ind import Afstemning, Afvigelse, Forskelsart

AFVIGELSE_GRUND = ProblemKind("AFVIGELSE_GRUND", "Skriv, hvad forskellen kom af, højst 200 tegn.")
AFVIGELSE_LUKKET = ProblemKind("AFVIGELSE_LUKKET", "Den er allerede lukket af {af}. Hent siden igen.")
AFSTEMNING_AABNE = ProblemKind("AFSTEMNING_AABNE", "{antal} afvigelser er ikke lukket. Luk dem, før måneden underskrives.")
AFSTEMNING_UNDERSKREVET = ProblemKind("AFSTEMNING_UNDERSKREVET", "Måneden er allerede underskrevet, eller en nyere fil gælder.")

_FELTER = (
    *("id", "art", "exchange_id", "linje", "kommune", "fordring_id", "ekstern_sagsnummer", "vores", "deres", "bogfoert", "forskel"),
    *("tekst", "oprettet_tid", "grund", "lukket_af", "lukket_tid"),
)


class Fund(NamedTuple):
    """A difference as it is found; amounts in øre."""

    art: Forskelsart
    linje: int
    fordring: int | None
    sagsnummer: str
    vores: int | None
    deres: int | None
    bogfoert: int | None
    forskel: int
    tekst: str


def opret(fund: Iterable[Fund], exchange: Exchange, kommune: str) -> None:
    """Write differences down, in the caller's transaction."""
    rows = list(fund)
    if not rows:
        return
    lock(Afvigelse)
    first, now = next_id(Afvigelse), timezone.now()
    insert_rows(
        Afvigelse,
        _FELTER,
        (
            (
                *(
                    first + at,
                    one.art.value,
                    exchange.pk,
                    one.linje,
                    kommune,
                    one.fordring,
                    one.sagsnummer[:50],
                    one.vores,
                    one.deres,
                ),
                *(one.bogfoert, one.forskel, one.tekst[:250], now, "", "", None),
            )
            for at, one in enumerate(rows)
        ),
    )


def luk(afvigelse: Afvigelse, grund: str, af: str) -> None:
    """Close a difference with what it came from. Raises ProblemsError."""
    problems = Problems()
    if not 0 < len(grund.strip()) <= 200:
        problems.add(AFVIGELSE_GRUND, field="grund")
        raise ProblemsError(problems)
    with transaction.atomic():
        values = {"grund": grund.strip(), "lukket_af": af, "lukket_tid": timezone.now()}
        if not Afvigelse.objects.filter(pk=afvigelse.pk, lukket_tid=None).update(**values):
            problems.add(AFVIGELSE_LUKKET, af=Afvigelse.objects.get(pk=afvigelse.pk).lukket_af)
            raise ProblemsError(problems)
        audit.record("afvigelse lukket", af, afvigelse.exchange, afvigelse=afvigelse.pk, grund=grund.strip()[:200])
    afvigelse.refresh_from_db()


def underskriv(afstemning: Afstemning, af: str) -> None:
    """Sign a month off: every difference of it is closed. Raises ProblemsError."""
    problems = Problems()
    with transaction.atomic():
        open_ = Afvigelse.objects.filter(exchange=afstemning.exchange_id, lukket_tid=None).count()
        if open_:
            problems.add(AFSTEMNING_AABNE, antal=open_)
            raise ProblemsError(problems)
        rows = Afstemning.objects.filter(pk=afstemning.pk, underskrevet_af="", erstattet_af=None)
        if not rows.update(underskrevet_af=af, underskrevet_tid=timezone.now()):
            problems.add(AFSTEMNING_UNDERSKREVET)
            raise ProblemsError(problems)
        audit.record("afstemning underskrevet", af, afstemning.exchange, maaned=f"{afstemning.maaned:%Y-%m}")
    afstemning.refresh_from_db()
