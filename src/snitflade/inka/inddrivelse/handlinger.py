"""What an operator does: put a claim in the queue again, withdraw it, tell what the authority must know, decide of a debtor."""

from __future__ import annotations

import re

from django.db import transaction

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.inka.inddrivelse import haendelser, opsaetning
from snitflade.inka.inddrivelse.haendelser import Skridt
from snitflade.inka.inddrivelse.models import UDE, Fordring, Fordringsdata, Haendelse, Inddrivelsesvalg, Tilstand
from snitflade.inka.inddrivelse.udvaelg import som_cpr
from snitflade.inka.models import Debitor, Regning

IGEN_HOS = ProblemKind(
    "IGEN_HOS", "{raw} er hos myndigheden ({tilstand}) og må ikke sendes to gange. Registrér svaret, eller tilbagekald den."
)
IGEN_LUKKET = ProblemKind("IGEN_LUKKET", "Kravet har intet åbent, så der er intet at sende.")
IGEN_KOE = ProblemKind("IGEN_KOE", "{raw} er allerede i kø til næste fil.")
TILBAGEKALD_IKKE = ProblemKind("TILBAGEKALD_IKKE", "{raw} er {tilstand}, så der er intet at tilbagekalde.")
TILBAGEKALD_ALLEREDE = ProblemKind("TILBAGEKALD_ALLEREDE", "{raw} skal allerede tilbagekaldes.")
TILBAGEKALD_USENDT = ProblemKind(
    "TILBAGEKALD_USENDT", "{raw} er i en fil, der ikke er sendt. Annullér filen, eller byg den igen uden."
)
INDDRIVELSE_GRUND = ProblemKind("INDDRIVELSE_GRUND", "Skriv hvorfor, højst 200 tegn.")
OPLYSNING_BARN = ProblemKind("OPLYSNING_BARN", "{raw} er ikke et CPR-nummer på 10 cifre.", spec="R04")
OPLYSNING_MEDDEBITOR = ProblemKind(
    "OPLYSNING_MEDDEBITOR", "Meddebitorer skrives som CPR- eller CVR-numre med komma mellem, højst 255 tegn.", spec="R04"
)
OPLYSNING_NOTE = ProblemKind("OPLYSNING_NOTE", "Noten kan ikke have semikolon, anførselstegn eller linjeskift, og højst 500 tegn.")


def igen(fordring: Fordring, af: str) -> Fordring:
    """Put a claim in the queue for the next file; gives the one that is in the queue.

    A rejected one keeps its number and is another attempt; one that was withdrawn or closed there is handed over as a new one.
    Never while the authority has it. Raises ProblemsError.
    """
    problems = Problems()
    with transaction.atomic():
        haendelser.laas()
        row = Fordring.objects.select_related("exchange").get(pk=fordring.pk)
        newest = Fordring.objects.filter(regning=row.regning_id).select_related("exchange").order_by("-nummer")[0]
        claim = Regning.objects.get(pk=row.regning_id)
        if newest.ude:
            problems.add(IGEN_HOS, raw=newest.ekstern_sagsnummer, tilstand=newest.vist.lower())
        elif newest.tilstand == Tilstand.KOE:
            problems.add(IGEN_KOE, raw=newest.ekstern_sagsnummer)
        elif claim.rest <= 0:
            problems.add(IGEN_LUKKET)
        if problems.errors:
            raise ProblemsError(problems)
        if newest.tilstand != Tilstand.AFVIST:
            newest = _ny(newest, claim)
        haendelser.skriv([Skridt(newest.pk, Haendelse.IGEN, Tilstand.KOE)], af)
        audit.record("fordring sat i kø", af, fordring=newest.pk)
    newest.refresh_from_db()
    return newest


def _ny(before: Fordring, claim: Regning) -> Fordring:
    """The next claim at the authority of a claim of ours."""
    number = before.nummer + 1
    return Fordring.objects.create(
        regning=claim,
        nummer=number,
        ekstern_sagsnummer=opsaetning.sagsnummer(before.fordringshaver, claim.nummer, number),
        kommune=before.kommune,
        fordringshaver=before.fordringshaver,
        debitor_nummer=before.debitor_nummer,
        fordringsgruppe=before.fordringsgruppe,
        fordringstype=before.fordringstype,
        hovedstol=claim.rest,
        forsoeg=0,
        tilstand=Tilstand.KOE,
        rest_hos=0,
    )


def tilbagekald(fordring: Fordring, grund: str, af: str) -> None:
    """Withdraw a claim with the next file of write-downs; until that is answered it is the authority's. Raises ProblemsError."""
    problems = Problems()
    if not 0 < len(grund.strip()) <= 200:
        problems.add(INDDRIVELSE_GRUND, field="grund")
    with transaction.atomic():
        haendelser.laas()
        row = Fordring.objects.select_related("exchange").get(pk=fordring.pk)
        if row.tilstand not in UDE:
            problems.add(TILBAGEKALD_IKKE, raw=row.ekstern_sagsnummer, tilstand=row.vist.lower())
        elif row.tilbagekaldes:
            problems.add(TILBAGEKALD_ALLEREDE, raw=row.ekstern_sagsnummer)
        elif row.tilstand == Tilstand.I_FIL and (row.exchange is None or row.exchange.sent_at is None):
            problems.add(TILBAGEKALD_USENDT, raw=row.ekstern_sagsnummer)
        if problems.errors:
            raise ProblemsError(problems)
        Fordring.objects.filter(pk=row.pk).update(tilbagekaldes=grund.strip())
        haendelser.skriv([Skridt(row.pk, Haendelse.TILBAGEKALDES, Tilstand(row.tilstand), 0, 0, grund.strip())], af)
        audit.record("fordring tilbagekaldes", af, fordring=row.pk, grund=grund.strip()[:200])
    fordring.refresh_from_db()


def oplys(regning: Regning, barns_cpr: str, meddebitorer: str, note: str, af: str) -> Fordringsdata:
    """Say what the authority must know of a claim. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    child, others = re.sub(r"[\s-]", "", barns_cpr), re.sub(r"[\s-]", "", meddebitorer)
    if child and not som_cpr(child):
        problems.add(OPLYSNING_BARN, field="barns_cpr", raw=barns_cpr.strip())
    if others and (len(others) > 255 or not re.fullmatch(r"(?:\d{10}|\d{8})(?:,(?:\d{10}|\d{8}))*", others, re.ASCII)):
        problems.add(OPLYSNING_MEDDEBITOR, field="meddebitorer")
    if len(note) > 500 or any(one in note for one in ';"') or (note and not note.isprintable()):
        problems.add(OPLYSNING_NOTE, field="note")
    if problems.errors:
        raise ProblemsError(problems)
    values = {"barns_cpr": child, "meddebitorer": others, "note": note.strip(), "aendret_af": af}
    with transaction.atomic():
        lock(Fordringsdata)
        made, _ = Fordringsdata.objects.update_or_create(regning=regning, defaults=values)
        audit.record("oplysninger til inddrivelse", af, regning=regning.pk)
    return made


def vaelg(debitor: Debitor, egen: bool, bo_behandlet: bool, grund: str, af: str) -> Inddrivelsesvalg:
    """Decide whether the municipality collects itself from a debtor, and whether a dead one's estate is handled.

    Raises ProblemsError.
    """
    problems = Problems()
    if not 0 < len(grund.strip()) <= 200:
        problems.add(INDDRIVELSE_GRUND, field="grund")
        raise ProblemsError(problems)
    values = {"egen": egen, "bo_behandlet": bo_behandlet, "grund": grund.strip(), "aendret_af": af}
    with transaction.atomic():
        lock(Inddrivelsesvalg)
        made, _ = Inddrivelsesvalg.objects.update_or_create(debitor=debitor, defaults=values)
        audit.record("valg om inddrivelse", af, debitor=debitor.pk, egen=egen, bo_behandlet=bo_behandlet, grund=grund.strip()[:200])
    return made
