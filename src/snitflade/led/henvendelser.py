"""Contacts and stampings (page 543): registered once, annulled with a reason, never deleted. Source: social-teknik.md 6.1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.folk import stempling
from snitflade.folk.gaeldende import gaeldende_numre, tidligere
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.led import kort as kortene
from snitflade.led.kort import LED_FELT, beroer, naer
from snitflade.led.models import KONTORBREDDE, STEMPLET, STEMPLING, Henvendelse, Henvendelseskode, Ledighedskort

LED_KODE = ProblemKind(
    "LED_KODE",
    "Henvendelseskoden «{raw}» kendes ikke. Koderne er: {koder}. Indlæs tabellen fra side 540, hvis den mangler.",
    spec="LED-E02",
)
LED_FREMTID = ProblemKind(
    "LED_FREMTID", "{raw} er ikke kommet endnu. En henvendelse registreres den dag, den sker, eller bagefter."
)
LED_GRUND = ProblemKind("LED_GRUND", "Skriv hvorfor, med højst 200 tegn.")
LED_ER_ANNULLERET = ProblemKind("LED_ER_ANNULLERET", "Henvendelsen er annulleret i forvejen.")


def koder() -> dict[str, str]:
    """The codes there are, with what they are called."""
    return {STEMPLING: STEMPLET} | dict(Henvendelseskode.objects.order_by("kode").values_list("kode", "tekst"))


def tjek(dato: dt.date, kode: str, lokalitet: str, kontor: str, kendte: dict[str, str], problems: Problems) -> None:
    """What is wrong with a contact, everything at once."""
    if kode not in kendte:
        problems.add(LED_KODE, field="kode", raw=kode[:10], koder=", ".join(kendte))
    if not (len(lokalitet) == 4 and lokalitet.isascii() and lokalitet.isdigit()):
        problems.add(
            LED_FELT, field="lokalitet", raw=lokalitet[:10], hvad="Lokaliteten", form="bopælens kode på fire cifre, fx 0800"
        )
    if not er_kontor(kontor):
        form = f"højst {KONTORBREDDE} bogstaver og cifre, fx SISIMIUT"
        problems.add(LED_FELT, field="kontor", raw=kontor[:20], hvad="Kontoret", form=form)
    if dato > timezone.localdate():
        problems.add(LED_FREMTID, field="dato", raw=f"{dato:%d-%m-%Y}")


def er_kontor(tekst: str) -> bool:
    """Whether an office can be written so: the file must be able to carry it.

    >>> er_kontor("SISIMIUT"), er_kontor("Majoriaq 2"), er_kontor("=1+1"), er_kontor("Ōbygd"), er_kontor("")
    (True, True, False, False, True)
    """
    try:
        tekst.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return (
        len(tekst) <= KONTORBREDDE and all(one.isalnum() or one in " .-" for one in tekst) and not tekst.startswith(("-", " ", "."))
    )


def registrer(
    kort: Ledighedskort, dato: dt.date, kode: str, lokalitet: str, kontor: str, af: str, *, naeste_kontrol: dt.date | None = None
) -> bool:
    """Register a contact, and the next control day where one is given; False where that day has one of that code. Raises
    ProblemsError."""
    problems, kontor = Problems(), kontor.strip()
    tjek(dato, kode, lokalitet, kontor, koder(), problems)
    naer(naeste_kontrol, "naeste_kontrol", problems)
    if problems.errors:
        raise ProblemsError(problems)
    with transaction.atomic():
        lock(Henvendelse)
        new = not Henvendelse.objects.filter(kort=kort, dato=dato, kode=kode, annulleret=None).exists()
        if new:
            values = {"lokalitet": lokalitet, "kontor": kontor, "oprettet_af": af}
            made = Henvendelse.objects.create(kort=kort, dato=dato, kode=kode, **values)
            beroer(kort)
        moved = naeste_kontrol is not None and kortene.saet_kontrol(kort, naeste_kontrol)
        # Whoever records an event holds up all others: what else is locked has been.
        if new:
            audit.record("henvendelse registreret", af, henvendelse=made.pk, kode=kode, dato=dato.isoformat())
        if moved:
            audit.record("ledighedskort rettet", af, kort=kort.pk, felter=["naeste_kontrol"])
    return new


def annuller(nummer: int, grund: str, af: str) -> Henvendelse:
    """Let a contact not count any longer. Raises ProblemsError."""
    problems, grund = Problems(), grund.strip()
    if not 0 < len(grund) <= 200:
        problems.add(LED_GRUND, field="grund")
    with transaction.atomic():
        lock(Henvendelse)
        row = Henvendelse.objects.select_related("kort").get(pk=nummer)
        if row.annulleret is not None:
            problems.add(LED_ER_ANNULLERET)
        if problems.errors:
            raise ProblemsError(problems)
        row.annulleret, row.annulleret_af, row.grund = timezone.now(), af, grund
        row.save(update_fields=["annulleret", "annulleret_af", "grund"])
        beroer(row.kort)
        audit.record("henvendelse annulleret", af, henvendelse=row.pk)
    return row


@stempling.register
def sidste_stempling(numre: Collection[str], til: dt.date) -> dict[str, dt.date]:
    """The day of each person's last stamping that counts, up to and with `til`, in any municipality and under any number."""
    valid = gaeldende_numre(numre)
    people = set(valid.values())
    rows = Henvendelse.objects.filter(
        kode=STEMPLING, annulleret=None, dato__lte=til, kort__cpr__in={*valid, *people, *tidligere(people)}
    )
    last = list(rows.order_by().values_list("kort__cpr").annotate(Max("dato")))
    now = gaeldende_numre({cpr for cpr, _ in last})
    of_person: dict[str, dt.date] = {}
    for cpr, day in last:
        of_person[now[cpr]] = max(of_person.get(now[cpr], dt.date.min), day)
    return {cpr: of_person[person] for cpr, person in valid.items() if person in of_person}
