"""A jobseeker's card: made once, found under whatever number, and what is registered on it. Source: social-teknik.md 6.1 (D57).

Everything here works in a transaction of its own with the tables locked. Refused, nothing is changed; done twice, nothing either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock, writing
from snitflade.folk.gaeldende import gaeldende, tidligere
from snitflade.formats.cpr_personnummer import foedselsdato
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, mask_cpr
from snitflade.led.models import Anvisning, Art, Gruppe, Ledighedskort, Match, Periode, Uddannelse
from snitflade.skat.kommuner import KOMMUNER, NEDLAGT

KOMMUNENUMRE = tuple(one.kommune for one in KOMMUNER if one.kommune != NEDLAGT)

LED_KOMMUNE = ProblemKind("LED_KOMMUNE", "Kommune «{raw}» kendes ikke. Skriv fire cifre, fx 0957.")
LED_CPR = ProblemKind("LED_CPR", "{raw} er ikke et muligt CPR-nummer. Skriv ti cifre.")
LED_UKENDT = ProblemKind("LED_UKENDT", "{raw} har ikke noget ledighedskort i kommune {kommune}. Opret kortet først.")
LED_FELT = ProblemKind("LED_FELT", "{hvad} «{raw}» kan ikke bruges. Skriv {form}.")
LED_OVERLAP = ProblemKind("LED_OVERLAP", "Perioden overlapper en anden: {anden}. Afslut den, eller ret dagene.")
LED_ORDEN = ProblemKind("LED_ORDEN", "Den sidste dag ({raw}) ligger før den første ({fra}).")
LED_KARANTAENE = ProblemKind("LED_KARANTAENE", "En karantæne skal have en sidste dag.")
LED_LANGT_FREM = ProblemKind("LED_LANGT_FREM", "{raw} er mere end ti år fra i dag. Ret dagen.")

FELTER = {"helbred": 200, "skolegang": 60, "kompetencer": 1000, "behov": 500}
"""The texts of a card and how many characters each takes."""
_ENE = (Art.LEDIG, Art.FRITAGET, Art.KARANTAENE)
"""Kinds of which there is one at a time."""


def find(kommune: str, cpr: str) -> Ledighedskort | None:
    """The person's card in the municipality, whichever of the person's numbers is asked for."""
    valid = gaeldende(cpr)
    numbers = {cpr, valid, *tidligere([valid])}
    return Ledighedskort.objects.filter(kommune=kommune, cpr__in=numbers).order_by("pk").first()


def kraev(kommune: str, cpr: str, problems: Problems) -> Ledighedskort | None:
    """As `find`; nobody there is a problem."""
    found = find(kommune, cpr)
    if found is None:
        problems.add(LED_UKENDT, field="cpr", raw=mask_cpr(cpr), kommune=kommune)
    return found


def opret(kommune: str, cpr: str, af: str) -> tuple[Ledighedskort, bool]:
    """The person's card, and whether it is new. Raises ProblemsError."""
    problems = Problems()
    tjek_nummer(kommune, cpr, problems)
    if problems.errors:
        raise ProblemsError(problems)
    with transaction.atomic():
        lock(Ledighedskort)
        found = find(kommune, cpr)
        if found is not None:
            return found, False
        made = Ledighedskort.objects.create(kommune=kommune, cpr=gaeldende(cpr), oprettet_af=af)
        audit.record("ledighedskort oprettet", af, kort=made.pk)
    return made, True


def tjek_nummer(kommune: str, cpr: str, problems: Problems) -> None:
    """Whether there can be a card with these."""
    if kommune not in KOMMUNENUMRE:
        problems.add(LED_KOMMUNE, field="kommune", raw=kommune[:10])
    if foedselsdato(cpr) is None:
        problems.add(LED_CPR, field="cpr", raw=mask_cpr(cpr[:20]))


def ret(kort: Ledighedskort, naeste_kontrol: dt.date | None, vejledning: bool | None, tekster: Mapping[str, str], af: str) -> bool:
    """Change the card's own fields (`FELTER`); False where everything stood there. Raises ProblemsError."""
    problems = Problems()
    texts = {name: "\n".join(line.strip() for line in tekster.get(name, "").strip().splitlines()) for name in FELTER}
    for name, most in FELTER.items():
        if len(texts[name]) > most or (name != "kompetencer" and "\n" in texts[name]):
            problems.add(LED_FELT, field=name, raw=texts[name][:20], hvad=name.capitalize(), form=f"én linje på højst {most} tegn")
    naer(naeste_kontrol, "naeste_kontrol", problems)
    if problems.errors:
        raise ProblemsError(problems)
    new = {"naeste_kontrol": naeste_kontrol, "vejledning": vejledning, **texts}
    with transaction.atomic():
        lock(Ledighedskort)
        now = Ledighedskort.objects.get(pk=kort.pk)
        changed = sorted(name for name, value in new.items() if getattr(now, name) != value)
        if changed:
            Ledighedskort.objects.filter(pk=kort.pk).update(**new, aendret=timezone.now())
            audit.record("ledighedskort rettet", af, kort=kort.pk, felter=changed)
    return bool(changed)


def saet_kontrol(kort: Ledighedskort, dato: dt.date) -> bool:
    """Set the next control day, in the caller's transaction; False where it was."""
    moved = Ledighedskort.objects.filter(pk=kort.pk).exclude(naeste_kontrol=dato).update(naeste_kontrol=dato) > 0
    if moved:
        beroer(kort)
    return moved


def saet_gruppe(kort: Ledighedskort, gruppe: str, fra: dt.date, af: str) -> bool:
    """Let a match group hold from a day on; False where it did. One of the same day is replaced. Raises ProblemsError."""
    problems = Problems()
    if gruppe not in Gruppe.values:
        problems.add(LED_FELT, field="gruppe", raw=gruppe[:10], hvad="Matchgruppen", form="0, 1, 2 eller 3")
    naer(fra, "fra", problems)
    if problems.errors:
        raise ProblemsError(problems)
    with transaction.atomic():
        lock(Match)
        before = kort.grupper.filter(fra__lte=fra).order_by("fra").last()
        if before is not None and before.gruppe == gruppe:
            return False
        Match.objects.update_or_create(kort=kort, fra=fra, defaults={"gruppe": gruppe, "oprettet_af": af})
        beroer(kort)
        audit.record("matchgruppe sat", af, kort=kort.pk, gruppe=gruppe, fra=fra.isoformat())
    return True


def tilfoej_periode(kort: Ledighedskort, art: str, fra: dt.date, til: dt.date | None, tekst: str, af: str) -> bool:
    """Add a period, or give the one that begins there its end; False where it stood there. Raises ProblemsError."""
    problems, tekst = Problems(), tekst.strip()
    _tjek_periode(art, fra, til, tekst, problems)
    if problems.errors:
        raise ProblemsError(problems)
    with transaction.atomic():
        lock(Periode)
        there = kort.perioder.filter(art=art, fra=fra, tekst=tekst).first()
        if there is not None and there.til == til:
            return False
        others = kort.perioder.filter(art=art)
        others = others if there is None else others.exclude(pk=there.pk)
        if art not in _ENE:  # benefits and activities of different kinds run side by side
            others = others.filter(tekst=tekst)
        for other in others:
            if other.fra <= (til or dt.date.max) and fra <= (other.til or dt.date.max):
                slut = f"{other.til:%d-%m-%Y}" if other.til else "nu"
                problems.add(LED_OVERLAP, field="fra", anden=f"{other.fra:%d-%m-%Y} til {slut}")
        if problems.errors:
            raise ProblemsError(problems)
        if there is not None:
            Periode.objects.filter(pk=there.pk).update(til=til)
        else:
            Periode.objects.create(kort=kort, art=art, fra=fra, til=til, tekst=tekst, oprettet_af=af)
        beroer(kort)
        ends = til.isoformat() if til else ""
        audit.record("ledighedsperiode sat", af, kort=kort.pk, art=Art(art).name, fra=fra.isoformat(), til=ends)
    return True


def _tjek_periode(art: str, fra: dt.date, til: dt.date | None, tekst: str, problems: Problems) -> None:
    if art not in Art.values:
        problems.add(LED_FELT, field="art", raw=art[:10], hvad="Arten", form=", ".join(str(one.label) for one in Art))
    if til is not None and til < fra:
        problems.add(LED_ORDEN, field="til", raw=f"{til:%d-%m-%Y}", fra=f"{fra:%d-%m-%Y}")
    if art == Art.KARANTAENE and til is None:
        problems.add(LED_KARANTAENE, field="til")
    if len(tekst) > 60 or not tekst.isprintable():
        problems.add(LED_FELT, field="tekst", raw=tekst[:20], hvad="Teksten", form="højst 60 tegn")
    if art in (Art.YDELSE, Art.AKTIVITET, Art.KARANTAENE) and not tekst:
        problems.add(LED_FELT, field="tekst", raw="", hvad="Teksten", form="hvilken ydelse eller aktivitet, eller hvorfor")
    naer(fra, "fra", problems)
    naer(til, "til", problems)


def tilfoej_uddannelse(kort: Ledighedskort, kode: str, tekst: str, afsluttet: dt.date | None, af: str) -> bool:
    """Add an education, or change the one with that code; False where it stood there. Raises ProblemsError."""
    problems, kode, tekst = Problems(), kode.strip().upper(), tekst.strip()
    if not (0 < len(kode) <= 4 and kode.isascii() and kode.isalnum()):
        problems.add(LED_FELT, field="kode", raw=kode[:10], hvad="Uddannelseskoden", form="1 til 4 bogstaver og cifre")
    if len(tekst) > 60 or not tekst.isprintable():
        problems.add(LED_FELT, field="tekst", raw=tekst[:20], hvad="Teksten", form="højst 60 tegn")
    if problems.errors:
        raise ProblemsError(problems)
    with transaction.atomic():
        lock(Uddannelse)
        if kort.uddannelser.filter(kode=kode, tekst=tekst, afsluttet=afsluttet).exists():
            return False
        Uddannelse.objects.update_or_create(kort=kort, kode=kode, defaults={"tekst": tekst, "afsluttet": afsluttet})
        beroer(kort)
        audit.record("uddannelse sat", af, kort=kort.pk, kode=kode)
    return True


def tilfoej_anvisning(kort: Ledighedskort, dato: dt.date, arbejdsgiver: str, resultat: str, af: str) -> bool:
    """Add work the person was referred to, or what came of it; False where it stood there. Raises ProblemsError."""
    problems, arbejdsgiver, resultat = Problems(), arbejdsgiver.strip(), resultat.strip()
    if not 0 < len(arbejdsgiver) <= 66 or not arbejdsgiver.isprintable():
        problems.add(LED_FELT, field="arbejdsgiver", raw=arbejdsgiver[:20], hvad="Arbejdsgiveren", form="et navn på højst 66 tegn")
    if len(resultat) > 60 or not resultat.isprintable():
        problems.add(LED_FELT, field="resultat", raw=resultat[:20], hvad="Resultatet", form="højst 60 tegn")
    naer(dato, "dato", problems)
    if problems.errors:
        raise ProblemsError(problems)
    with transaction.atomic():
        lock(Anvisning)
        if kort.anvisninger.filter(dato=dato, arbejdsgiver=arbejdsgiver, resultat=resultat).exists():
            return False
        Anvisning.objects.update_or_create(kort=kort, dato=dato, arbejdsgiver=arbejdsgiver, defaults={"resultat": resultat})
        beroer(kort)
        audit.record("arbejde anvist", af, kort=kort.pk, dato=dato.isoformat())
    return True


def beroer(kort: Ledighedskort) -> None:
    """Note that something on the card changed now. The moment is taken when nobody can be told of changes up to it any more."""
    writing(Ledighedskort)
    Ledighedskort.objects.filter(pk=kort.pk).update(aendret=timezone.now())


def naer(dato: dt.date | None, felt: str, problems: Problems) -> None:
    """A day more than ten years ahead is a slip of the pen."""
    if dato is not None and dato.year > timezone.localdate().year + 10:
        problems.add(LED_LANGT_FREM, field=felt, raw=f"{dato:%d-%m-%Y}")
