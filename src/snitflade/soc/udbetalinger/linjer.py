"""Payment lines: typed one at a time, released, withdrawn.

Source: social-teknik.md 5.3 (pages 561, 562; SU-E03, SU-E05), 5.1 (status tilbageført).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.udbetaling import modregning
from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.folk.gaeldende import gaeldende_numre, i_bidder, tidligere
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.soc.udbetalinger import hold, regler
from snitflade.soc.udbetalinger.arter import Gaeldende
from snitflade.soc.udbetalinger.models import Ydelseslinje
from snitflade.soc.udbetalinger.regler import Hvem

SU_PERIODE = ProblemKind("SU_PERIODE", "Perioden slutter, før den begynder. Ret datoerne.")
SU_ALLEREDE = ProblemKind(
    "SU_ALLEREDE",
    "Personen har allerede linje {linje} med arten {raw} for {fra} til {til}. Ret perioden, eller tag den anden linje tilbage.",
    spec="SU-E05",
)
SU_OVERLAP = ProblemKind(
    "SU_OVERLAP",
    "Linje {linje} med samme art dækker {fra} til {til}, som lapper over denne. Er det den samme ydelse to gange?",
    Severity.ADVARSEL,
)
SU_NOEGLE = ProblemKind("SU_NOEGLE", "Formularen mangler sin nøgle. Hent siden igen, og skriv linjen ind på ny.")
SU_NOEGLE_ANDEN = ProblemKind(
    "SU_NOEGLE_ANDEN", "Formularen er allerede gemt som linje {linje} med andet indhold. Hent siden igen, og begynd på en ny."
)
SU_HOLDT = ProblemKind("SU_HOLDT", "Linje {linje} er tilbageholdt: {grund}", Severity.ADVARSEL, spec="SU-E03")
SU_IKKE_HOLDT = ProblemKind("SU_IKKE_HOLDT", "Linje {raw} er ikke tilbageholdt, eller den er bogført. Hent siden igen.")
SU_TILBAGE = ProblemKind("SU_TILBAGE", "Linje {raw} er taget tilbage allerede.")
SU_BETALT = ProblemKind(
    "SU_BETALT", "Linje {raw} er betalt eller i en kørsel. Annullér kørslen, eller før betalingen tilbage, og prøv igen."
)
SU_MODREGNET = ProblemKind(
    "SU_MODREGNET", "En del af linje {raw} er modregnet. Ophæv modregningen på udbetalingens kort, og prøv igen."
)
SU_GRUND = ProblemKind("SU_GRUND", "Skriv hvorfor, med højst 200 tegn.")
SU_SAMME_PERSON = ProblemKind("SU_SAMME_PERSON", "Du har selv tastet linje {raw}. En anden skal frigive den.")


@dataclass(frozen=True, slots=True)
class NyLinje:
    """A payment to be made once. `noegle`: of the form, so that it is there once; `beloeb`: øre."""

    noegle: str
    hvem: Hvem
    beloeb: int
    dato: dt.date
    fra: dt.date | None = None
    til: dt.date | None = None


def opret(ny: NyLinje, af: str) -> tuple[Ydelseslinje, Problems]:
    """Make a line; gives it with what should be known of it (held, without account). The same form again gives the same line.

    Raises ProblemsError with everything that is wrong.
    """
    problems, fra = Problems(), ny.fra or ny.dato
    til, person = ny.til or fra, gaeldende_numre([ny.hvem.person]).get(ny.hvem.person, "")
    if not 0 < len(ny.noegle) <= regler.MOST_NOEGLE:
        problems.add(SU_NOEGLE, field="noegle")
    if til < fra:
        problems.add(SU_PERIODE, field="til")
    with transaction.atomic():
        lock(Ydelseslinje)
        there = Ydelseslinje.objects.select_related("modtager", "art").filter(noegle=ny.noegle).first()
        if there is not None:
            if _svarer_til(there, ny, fra, til):
                return there, Problems()
            problems.add(SU_NOEGLE_ANDEN, linje=there.pk)
        art = regler.tjek(ny.hvem, ny.beloeb, ny.dato, problems)
        terms = Gaeldende([art.pk] if art else [])
        if art is not None:
            regler.tjek_maerke(art, terms.paa(art.pk, ny.dato), ny.dato, problems)
            tjek_periode(personers([person], art=art).get((person, art.pk), []), fra, til, problems)
        payee = regler.modtager(ny.hvem, ny.dato, af, problems)
        if problems.errors or art is None or payee is None:
            raise ProblemsError(problems)
        line = Ydelseslinje(
            noegle=ny.noegle,
            kommune=ny.hvem.kommune,
            modtager=payee,
            vedroerer=person,
            art=art,
            beloeb=ny.beloeb,
            dato=ny.dato,
            periode_fra=fra,
            periode_til=til,
            tekst=ny.hvem.tekst,
            note=ny.hvem.note,
            tastet_af=af,
            oprettet_af=af,
        )
        line.holdt = hold.grunde([line], terms, af)[0]
        line.save()
        meld_holdt([line], problems)
        regler.advar_konto(payee, line.kommune, line.dato, problems)
        audit.record("social linje tastet", af, linje=line.pk, beloeb=line.beloeb)
    return line, problems


def _svarer_til(there: Ydelseslinje, ny: NyLinje, fra: dt.date, til: dt.date) -> bool:
    shown = (there.kommune, there.modtager.nummer, there.art.nummer, there.beloeb, there.dato, there.periode_fra, there.periode_til)
    return shown == (ny.hvem.kommune, ny.hvem.modtager, ny.hvem.ydelse, ny.beloeb, ny.dato, fra, til)


def personers(numre: Iterable[str], **where: Any) -> dict[tuple[str, int], list[Ydelseslinje]]:
    """The lines that hold of these persons (valid numbers), also under their former ones, by person and art."""
    valid = set(numre)
    known = sorted(valid | tidligere(valid))
    now = gaeldende_numre(known)
    found: defaultdict[tuple[str, int], list[Ydelseslinje]] = defaultdict(list)
    for chunk in i_bidder(known):
        rows = Ydelseslinje.objects.filter(vedroerer__in=chunk, tilbage_tid=None, **where).select_related("art")
        for line in rows.order_by("pk"):
            found[now[line.vedroerer], line.art_id].append(line)
    return found


def tjek_periode(linjer: Iterable[Ydelseslinje], fra: dt.date, til: dt.date, problems: Problems) -> None:
    """Report which of a person's lines of an art has this period already, and warn of those that overlap."""
    for row in linjer:
        if row.periode_fra > til or row.periode_til < fra:
            continue
        days: dict[str, Any] = {"fra": f"{row.periode_fra:%d-%m-%Y}", "til": f"{row.periode_til:%d-%m-%Y}"}
        if (row.periode_fra, row.periode_til) == (fra, til):
            problems.add(SU_ALLEREDE, field="fra", raw=row.art.nummer, linje=row.pk, **days)
        else:
            problems.add(SU_OVERLAP, field="fra", linje=row.pk, **days)


def meld_holdt(linjer: Iterable[Ydelseslinje], problems: Problems) -> None:
    """Warn of lines that are held."""
    for line in linjer:
        if line.holdt:
            problems.add(SU_HOLDT, field="linje", linje=line.pk, grund=line.holdt)


def frigiv(linje: Ydelseslinje, af: str, grund: str) -> None:
    """Let a held line be paid all the same; by another than who typed it. Raises ProblemsError."""
    problems = Problems()
    _tjek_grund(grund, problems)
    with transaction.atomic():
        lock(Ydelseslinje)
        row = Ydelseslinje.objects.get(pk=linje.pk)
        if not row.holdt or row.post_id is not None or row.tilbage_tid is not None:
            problems.add(SU_IKKE_HOLDT, raw=str(row.pk))
        if row.tastet_af == af:
            problems.add(SU_SAMME_PERSON, raw=str(row.pk))
        if problems.errors:
            raise ProblemsError(problems)
        row.holdt, row.frigivet_af, row.frigivet_tid, row.frigivet_grund = "", af, timezone.now(), grund.strip()
        row.save(update_fields=["holdt", "frigivet_af", "frigivet_tid", "frigivet_grund"])
        audit.record("social linje frigivet", af, linje=row.pk)


def tag_tilbage(linje: Ydelseslinje, af: str, dato: dt.date, grund: str) -> None:
    """Withdraw a line that is not paid; where it is booked, its credit item is withdrawn on `dato`. Raises ProblemsError."""
    problems = Problems()
    _tjek_grund(grund, problems)
    with transaction.atomic():
        lock(Ydelseslinje, Udbetalingspost, Bilag, Postering)
        row = Ydelseslinje.objects.select_related("post").get(pk=linje.pk)
        if row.tilbage_tid is not None:
            problems.add(SU_TILBAGE, raw=str(row.pk))
        elif row.post is not None and row.post.udbetalinger.filter(gaelder=True).exists():
            problems.add(SU_BETALT, raw=str(row.pk))
        elif row.post is not None and row.post.rest != row.post.beloeb:
            problems.add(SU_MODREGNET, raw=str(row.pk))
        if problems.errors:
            raise ProblemsError(problems)
        if row.post is not None:
            modregning.annuller(row.post, af, dato, grund.strip())
        row.tilbage_af, row.tilbage_tid, row.tilbage_grund = af, timezone.now(), grund.strip()
        row.save(update_fields=["tilbage_af", "tilbage_tid", "tilbage_grund"])
        audit.record("social linje taget tilbage", af, linje=row.pk, beloeb=row.beloeb)


def _tjek_grund(grund: str, problems: Problems) -> None:
    if not 0 < len(grund.strip()) <= 200:
        problems.add(SU_GRUND, field="grund")
