"""The recalculation list: whose income has moved by the limit, who has died, moved or reached the pension age.

Looking again adds nothing that is there and closes what is no longer so. Only a decision moves the income in use.
Source: social-teknik.md 3.4, skat-inddrivelse.md 6.1 and 6.3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NoReturn

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.exchange.konstanter import konstant
from snitflade.folk.gaeldende import i_bidder
from snitflade.folk.models import Person
from snitflade.formats.cpr_koder import AKTIVE, STATUS
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.skat.indkomst import over_graensen
from snitflade.soc.husstand import foedselsdatoer
from snitflade.soc.maaned import Maaned
from snitflade.soc.pension import indkomst, satser
from snitflade.soc.pension.beregning import loebende
from snitflade.soc.pension.konstanter import UDSVING
from snitflade.soc.pension.models_pension import Aarsag, Afgoerelse, Art, Genberegning, Pensionist

PEN_AFGJORT = ProblemKind("PEN_AFGJORT", "Punktet er allerede afgjort: {status}. Se siden igen.")
PEN_KUN_INDKOMST = ProblemKind(
    "PEN_KUN_INDKOMST", "Punktet handler ikke om indkomst. Stop pensionen på kortet, eller lad punktet være uændret med en grund."
)
DOED = "90"
"""CPR's status of the dead (cpr.md 5.1)."""


def find(kommune: str, dag: dt.date) -> int:
    """Bring the list up to a day. How many entries are new."""
    with transaction.atomic():
        lock(Genberegning, Pensionist)
        cards = list(loebende(kommune, Maaned.af(dag)))
        listed = Genberegning.objects.filter(pensionist__kommune=kommune)
        there = {(row.pensionist_id, row.aarsag): row for row in listed.filter(status=Afgoerelse.AABEN)}
        known = {_noegle(row) for row in listed.filter(status=Afgoerelse.BEHOLDT)}
        found = {(row.pensionist_id, row.aarsag): row for row in _alle(cards, dag) if _noegle(row) not in known}
        new = 0
        for key, row in found.items():
            old = there.get(key)
            if old is not None and _noegle(old) == _noegle(row):
                continue
            if old is not None:
                _luk(old, Afgoerelse.BORTFALDET, "", "")
            row.save(force_insert=True)
            new += 1
        for key, old in there.items():
            if key not in found:
                _luk(old, Afgoerelse.BORTFALDET, "", "")
    return new


def genberegn(nummer: int, af: str) -> None:
    """Use the new income from now on: the next calculation uses it. Raises ProblemsError."""
    with transaction.atomic():
        lock(Genberegning, Pensionist)
        row = _aaben(nummer)
        if row.aarsag != Aarsag.INDKOMST:
            _nej(PEN_KUN_INDKOMST)
        Pensionist.objects.filter(pk=row.pensionist_id).update(
            indkomst=row.nu, indkomst_art=row.nu_art, indkomst_maaned=row.nu_maaned
        )
        _luk(row, Afgoerelse.GENBEREGNET, af, "")
        audit.record("pension genberegnes", af, punkt=row.pk, pensionist=row.pensionist_id)


def behold(nummer: int, grund: str, af: str) -> None:
    """Leave the pension as it is, with a reason; the same change does not come on the list again. Raises ProblemsError."""
    with transaction.atomic():
        lock(Genberegning)
        row = _aaben(nummer)
        _luk(row, Afgoerelse.BEHOLDT, af, grund)
        audit.record("pension beholdes", af, punkt=row.pk, pensionist=row.pensionist_id)


def _alle(cards: list[Pensionist], dag: dt.date) -> Iterator[Genberegning]:
    limit = int(konstant(UDSVING, dag))
    now = indkomst.find([row for row in cards if row.indkomst is not None], dag)
    yield from (row for card in cards if (row := _indkomst(card, now.get(card.pk), limit)) is not None)
    yield from _personer(cards, dag)


def _indkomst(card: Pensionist, now: indkomst.Fundet | None, limit: int) -> Genberegning | None:
    if now is None or now.indkomst is None or card.indkomst is None:
        return None
    if not over_graensen(card.indkomst, now.indkomst, limit):
        return None
    text = f"Indkomsten er gået fra {beloeb_tekst(card.indkomst)} kr. til {beloeb_tekst(now.indkomst)} kr. pr. år."
    made = _ny(card, Aarsag.INDKOMST, text)
    made.foer, made.nu, made.nu_art, made.nu_maaned = card.indkomst, now.indkomst, now.art, now.maaned
    return made


def _personer(cards: list[Pensionist], dag: dt.date) -> Iterator[Genberegning]:
    status: dict[str, tuple[str, str]] = {}
    for some in i_bidder(sorted({row.cpr for row in cards})):
        people = Person.objects.filter(personnummer__in=some).order_by()
        status.update({cpr: (code, kommune) for cpr, code, kommune in people.values_list("personnummer", "status", "kommunekode")})
    born = foedselsdatoer([row.cpr for row in cards if row.art == Art.FOERTID])
    age = satser.paa(satser.godkendte(), dag).get("ALDER")
    for card in cards:
        code, kommune = status.get(card.cpr, ("", ""))
        if code == DOED:
            yield _ny(card, Aarsag.DOED, "CPR siger, at pensionisten er død. Stop pensionen.")
        elif code in STATUS.betydninger and code not in AKTIVE:
            yield _ny(card, Aarsag.FLYTTET, "CPR siger, at pensionisten er udrejst eller uden adresse. Se sagen igennem.")
        elif kommune and kommune.zfill(4) not in ("0000", card.kommune):
            yield _ny(card, Aarsag.FLYTTET, f"Bor nu i kommune {kommune.zfill(4)}, siger CPR. Se, hvem der skal betale.")
        day = born.get(card.cpr)
        if day is not None and age is not None and (day.year + int(age.tal), day.month, day.day) <= (dag.year, dag.month, dag.day):
            yield _ny(card, Aarsag.ALDER, f"Er fyldt {int(age.tal)} år: førtidspensionen afløses af alderspension.")


def _ny(card: Pensionist, aarsag: Aarsag, text: str) -> Genberegning:
    return Genberegning(pensionist=card, aarsag=aarsag, tekst=text, fundet=timezone.now())


def _noegle(row: Genberegning) -> tuple[int, str, int | None, int | None, str]:
    return row.pensionist_id, row.aarsag, row.foer, row.nu, row.tekst


def _aaben(nummer: int) -> Genberegning:
    row = Genberegning.objects.get(pk=nummer)
    if row.status != Afgoerelse.AABEN:
        _nej(PEN_AFGJORT, status=str(row.get_status_display()).lower())
    return row


def _luk(row: Genberegning, status: Afgoerelse, af: str, why: str) -> None:
    row.status, row.afgjort_af, row.afgjort_tid, row.bemaerkning = status, af, timezone.now(), why[:200]
    row.save(update_fields=["status", "afgjort_af", "afgjort_tid", "bemaerkning"])


def _nej(kind: ProblemKind, **values: Any) -> NoReturn:
    problems = Problems()
    problems.add(kind, **values)
    raise ProblemsError(problems)
