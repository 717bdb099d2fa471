"""Making the file of claims: they are written down as handed over, the file put together and proved (skat-inddrivelse.md 8.2, 8.3).

Files are told to the site by their content alone; it takes each as a whole or not at all, and then sends every line by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from django.db.models import Count, F, Sum
from django.utils import timezone

from snitflade.exchange.bulk import insert_rows, next_id
from snitflade.exchange.catalogue import Built, Options, OutFile, Sheet
from snitflade.exchange.konstanter.brug import kraev
from snitflade.exchange.models import Exchange
from snitflade.formats import registry
from snitflade.formats.columns import Column, strings
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.inka import numre
from snitflade.inka.inddrivelse import haendelser, nedskriv, opsaetning
from snitflade.inka.inddrivelse.haendelser import Skridt
from snitflade.inka.inddrivelse.models import Fordring, Fordringshaendelse, Haendelse, Tilstand
from snitflade.inka.inddrivelse.udvaelg import Udvalg, Valgt, grunde, udvaelg
from snitflade.inka.models import Afdragskrav, Henstand
from snitflade.inka.numre import FORDRINGER, NEDSKRIVNINGER

FORMAT = FORDRINGER
RAEKKE = "fordring"

FIL_UKENDT = ProblemKind("INDDRIVELSE_FIL", "Vælg, hvad der skal sendes: fordringer eller nedskrivninger.")

_FORDRING = (
    *("id", "regning_id", "nummer", "ekstern_sagsnummer", "kommune", "fordringshaver", "debitor_nummer", "fordringsgruppe"),
    *("fordringstype", "hovedstol", "forsoeg", "tilstand", "rest_hos", "exchange_id", "linje", "sekvensnummer", "record_id"),
    *("aarsag", "tilbagekaldes"),
)


def byg(exchange: Exchange, options: Options) -> Built:
    """Build what is asked for, in the caller's transaction. Raises ProblemsError before anything is written."""
    what = str(options["fil"])
    if what == NEDSKRIVNINGER:
        return nedskriv.byg(exchange, options)
    if what != FORDRINGER:
        problems = Problems()
        problems.add(FIL_UKENDT, field="fil", raw=what)
        raise ProblemsError(problems)
    today, kommune = timezone.localdate(), str(options["kommune"])
    claimant, days = opsaetning.fordringshaver(kommune, today), opsaetning.antal(opsaetning.DAGE, today)
    (contact,) = kraev(today, opsaetning.KONTAKTPERSON)
    haendelser.laas()
    found = udvaelg(kommune, claimant, today, days, kun_igen=options.get("igen") == "J")
    notes = tuple(_noter(found))
    if not found.valgte:
        return Built(
            key="",
            files=(),
            totals={},
            sheet=[],
            kommune=kommune,
            notes=("Der er ingen krav at overgive. Intet er skrevet.", *notes),
        )
    _skriv(exchange, kommune, claimant, found.valgte)
    scope = numre.filomfang(FORDRINGER, claimant, today)
    number = numre.INDDRIVELSESFILER.following(scope)
    problems = Problems()
    names = opsaetning.filnavne("FORDRING", claimant, today, number)
    files = tuple(OutFile(next(names), FORMAT, one) for one in _dokumenter(found.valgte, claimant, contact, problems))
    if problems.errors:
        raise ProblemsError(problems)
    return Built(
        key=f"{scope}-{number:03}",
        files=files,
        totals=totaler(exchange),
        sheet=_ark(exchange, claimant, days, found),
        kommune=kommune,
        warnings=problems,
        notes=notes,
    )


def _noter(found: Udvalg) -> Iterator[str]:
    for text, count in grunde(found):
        yield f"{count} krav er ikke med: {text}."
    for art, count in sorted(found.uden_art.items()):
        yield f"Arten {art} har ingen fordringstype: {count} krav venter. Indlæs den med fordringsarter.csv."


def _skriv(exchange: Exchange, kommune: str, claimant: str, valgte: Sequence[Valgt]) -> None:
    """Write the claims down as handed over."""
    first = next_id(Fordring)
    new, again, steps = list[tuple[Any, ...]](), list[tuple[Any, ...]](), list[Skridt]()
    for line, one in enumerate(valgte, start=1):
        key = one.fordring
        if key is None:
            key = first + len(new)
            new.append(
                (
                    *(key, one.id, one.gang, one.sagsnummer, kommune, claimant, one.debitor, one.gruppe, one.type),
                    *(one.hovedstol, one.forsoeg, Tilstand.I_FIL.value, one.hovedstol, exchange.pk, line, "", "", "", ""),
                )
            )
        else:
            again.append((one.debitor, one.gruppe, one.type, one.hovedstol, one.forsoeg, exchange.pk, line, "", "", "", key))
        steps.append(Skridt(key, Haendelse.OVERGIVET, Tilstand.I_FIL, one.hovedstol, line))
    insert_rows(Fordring, _FORDRING, new)
    fields = ("debitor_nummer", "fordringsgruppe", "fordringstype", "hovedstol", "forsoeg", "exchange_id", "linje")
    haendelser.saet((*fields, "aarsag", "record_id", "sekvensnummer"), again)
    haendelser.skriv([one for one in steps if one.fordring >= first], exchange.created_by, exchange, ny=True)
    haendelser.skriv([one for one in steps if one.fordring < first], exchange.created_by, exchange)


def _dokumenter(valgte: Sequence[Valgt], claimant: str, contact: str, problems: Problems) -> Iterator[Document]:
    """The claims as files, as many as the site's limit asks for."""
    format = registry.find(FORMAT)
    assert isinstance(format, DelimitedFormat)  # noqa: S101 (a profile of delimited lines)
    columns = _kolonner(valgte, claimant, contact)
    for part in opsaetning.dele(format, columns):
        yield format.document({RAEKKE: {name: column[part] for name, column in columns.items()}}, problems)


def _kolonner(valgte: Sequence[Valgt], claimant: str, contact: str) -> dict[str, Column]:
    """The 23 columns (8.2); the old amounts of interest and fees stay empty."""
    count = len(valgte)
    by_name = dict(zip(Valgt._fields, zip(*valgte, strict=True), strict=True))
    empty = np.zeros(count, dtype="U1")
    old = ("bankrente", "bankgebyr", "rente")
    texts = {
        "debitor": "debitor",
        "fordringsgruppe": "gruppe",
        "fordringstype": "type",
        "barns_cpr": "barn",
        "ekstern_sagsnummer": "sagsnummer",
        "hovedstol_posteringstekst": "tekst",
        "noter": "note",
        "meddebitorer": "meddebitorer",
    }
    dates = {"periodestart": "fra", "periodeslut": "til", "forfaldsdato": "forfald"}
    dates |= {"betalingsdato": "stiftet", "foraeldelsesdato": "foraeldes"}
    return {
        "fordringshaver": np.full(count, claimant),
        "fordringshaver2": empty,
        "hovedstol": np.array(by_name["hovedstol"], dtype=np.int64),
        **{name: empty for one in old for name in (one, f"{one}_posteringstekst")},
        "kontaktperson": np.full(count, contact),
        **{name: np.array(by_name[of], dtype=str) for name, of in texts.items()},
        **{name: np.array(by_name[of], dtype="datetime64[D]") for name, of in dates.items()},
    }


def totaler(exchange: Exchange) -> dict[str, int]:
    """Number and sum of what the file hands over, by our rows, also per type (8.3)."""
    rows = Fordringshaendelse.objects.filter(exchange=exchange, art=Haendelse.OVERGIVET).order_by("fordring__fordringstype")
    found = list(rows.values_list("fordring__fordringstype").annotate(Count("pk"), Sum("beloeb")))
    return {
        "fordringer": sum(count for _, count, _ in found),
        "hovedstol": sum(total for *_, total in found),
        **{f"antal {type}": count for type, count, _ in found},
        **{f"hovedstol {type}": total for type, _, total in found},
    }


def proev(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
    """The same totals, as the decoded files show them."""
    tables = [one.tables[RAEKKE] for one in documents.values() if RAEKKE in one.tables]
    if not tables:
        return nedskriv.proev(documents)
    types = np.concatenate([np.array(strings(one["fordringstype"])) for one in tables])
    amounts = np.concatenate([one["hovedstol"] for one in tables])
    found = {"fordringer": len(amounts), "hovedstol": int(amounts.sum())}
    for type in np.unique(types).tolist():
        found[f"antal {type}"] = int((types == type).sum())
        found[f"hovedstol {type}"] = int(amounts[types == type].sum())
    return found


def fortryd(exchange: Exchange) -> None:
    """Take back a file that never went out: its claims wait for the next one, and its write-downs are due again."""
    haendelser.laas()
    af = f"udveksling {exchange.pk}"
    rows = Fordring.objects.filter(exchange=exchange, tilstand=Tilstand.I_FIL).order_by("pk").values_list("pk", "rest_hos")
    haendelser.skriv((Skridt(pk, Haendelse.FORTRUDT, Tilstand.KOE, -rest) for pk, rest in list(rows)), af, exchange)
    nedskriv.fortryd(exchange, af)


def maa_afgaa(exchange: Exchange, now: dt.datetime) -> str:
    """Empty, or why the file may not go out any more: what has changed since it was built."""
    if exchange.sent_at is not None:
        return (
            "Myndigheden opretter hver linje for sig, så de samme linjer igen ville blive til nye fordringer. Registrér svaret, "
            "og lav en ny fil med dem, der mangler."
        )
    own = Fordring.objects.filter(exchange=exchange, tilstand=Tilstand.I_FIL)
    claims = own.values("regning")
    changed = own.exclude(regning__rest=F("hovedstol")).count()
    today = timezone.localdate(now)
    deferred = Henstand.objects.filter(regning__in=claims, ophoert_tid=None, til__gte=today).values("regning").distinct().count()
    planned = Afdragskrav.objects.filter(regning__in=claims, gaelder=True).count()
    if changed or deferred or planned:
        return (
            f"{changed} krav er betalt eller ændret, og {deferred + planned} har fået henstand eller afdrag, siden filen blev "
            "bygget. Byg den igen i stedet for denne."
        )
    return nedskriv.maa_afgaa(exchange)


def _ark(exchange: Exchange, claimant: str, days: int, found: Udvalg) -> Sheet:
    totals = totaler(exchange)
    types = sorted(name.removeprefix("antal ") for name in totals if name.startswith("antal "))
    sums = [(type, f"{totals[f'antal {type}']} · {beloeb_tekst(totals[f'hovedstol {type}'])}") for type in types]
    again = sum(one.forsoeg > 1 or one.gang > 1 for one in found.valgte)
    return [
        ("Fil", [("Fordringshaver", claimant), ("Dage efter fristen", str(days)), ("Sendes igen", str(again))]),
        ("Fordringer", [*sums, ("I alt", f"{totals['fordringer']} · {beloeb_tekst(totals['hovedstol'])}")]),
        ("Krav, der ikke er med", [(text, str(count)) for text, count in grunde(found)]),
    ]
