"""What IPIS downloads: counts, or one line for each person and measure. Made when it is asked for, and kept nowhere.

Nothing is given out without a legal ground of the municipality (IPS-E01), to another municipality's account (IPS-E02), or with a
code that IPIS has no code for (IPS-E03). The bytes are read again before they leave, and the download is written down in the same
transaction.

Source: social-teknik.md 4.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from snitflade.exchange import keys
from snitflade.exchange.bulk import lock
from snitflade.folk.models import Person
from snitflade.formats import registry
from snitflade.formats.cpr_personnummer import koen
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.soc.handicap import grundlag
from snitflade.soc.handicap.models import (
    Handicapforanstaltning,
    Handicapkode,
    Ipisgrundlag,
    Ipisnoegle,
    Ipisudtraek,
    Produkt,
)
from snitflade.soc.handicap.taelling import Celle, alder, aldersgruppe, skjul, tael
from snitflade.soc.husstand import foedselsdatoer

STAT, PERSON = "ipis-stat-1", "ipis-person-1"
TEGN = 16
"""Hexadecimal digits of a pseudonym."""

IPS_KOMMUNE = ProblemKind("IPS_KOMMUNE", "Adgangen er givet for kommune {kommune} og gælder ikke {raw}.", spec="IPS-E02")
IPS_KODE = ProblemKind(
    "IPS_KODE", "Koden {raw} ({hvad}) har ingen kode hos IPIS, så intet gives ud. Kommunen skal sætte den.", spec="IPS-E03"
)
IPS_DAG = ProblemKind("IPS_DAG", "Dagen {raw} er ikke kommet endnu. Spørg om i dag eller før.")
IPS_UKENDT_PERSON = ProblemKind(
    "IPS_UKENDT_PERSON", "{antal} kort har et CPR-nummer uden fødselsdag eller køn, så intet gives ud. Kommunen skal rette dem."
)
IPS_BEVIS = ProblemKind("IPS_BEVIS", "Filen kan ikke læses igen: {raw} Intet er givet ud; meld det som en fejl i programmet.")


@dataclass(frozen=True, slots=True)
class Spoerger:
    """Who downloads: the system, why, and the municipality its access is given for."""

    af: str
    formaal: str
    kommune: str


@dataclass(frozen=True, slots=True)
class Udtraek:
    """A file. `kort`: the cards of the persons it shows, for the log; none for counts."""

    navn: str
    data: bytes
    kort: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Linje:
    """One person's measure, with IPIS' codes."""

    kort: int
    cpr: str
    lokalitet: str
    foedt: dt.date
    koen: str
    handicaptype: str
    diagnose: str
    foranstaltning: str
    timer: int | None
    fra: dt.date
    til: dt.date | None


def hent(produkt: Produkt, spoerger: Spoerger, kommune: str, dag: dt.date) -> Udtraek:
    """The file of one product as of a day, written down as downloaded. Raises ProblemsError with everything that is wrong."""
    today, problems = timezone.localdate(), Problems()
    if kommune != spoerger.kommune:
        problems.add(IPS_KOMMUNE, raw=kommune, kommune=spoerger.kommune)
        raise ProblemsError(problems)
    with transaction.atomic():
        ground = grundlag.gaeldende(kommune, produkt, today)
        if dag > today:
            problems.add(IPS_DAG, field="dato", raw=f"{dag:%d-%m-%Y}")
        lines = _linjer(kommune, dag, produkt, problems)
        if problems.errors:
            raise ProblemsError(problems)
        if produkt is Produkt.ANTAL:
            rows = _antal(kommune, lines, dag)
            data = _bytes(STAT, "antal", rows)
        else:
            rows = _personer(kommune, lines, ground)
            data = _bytes(PERSON, "person", rows)
        people = {line.kort for line in lines}
        Ipisudtraek.objects.create(
            tidspunkt=timezone.now(),
            af=spoerger.af,
            formaal=spoerger.formaal,
            grundlag=ground,
            produkt=produkt,
            kommune=kommune,
            hentet=today,
            dag=dag,
            raekker=len(rows),
            personer=len(people),
            sha256=hashlib.sha256(data).hexdigest(),
        )
    shown = tuple(sorted(people)) if produkt is Produkt.PERSON else ()
    return Udtraek(f"HANDICAP_{kommune}_{dag:%Y%m%d}.csv", data, shown)


def pseudonym(noegle: bytes, cpr: str) -> str:
    """The person's number: HMAC-SHA-256 of the CPR number with the municipality's key, 16 hexadecimal digits.

    >>> pseudonym(b"prove", "6101600001") == pseudonym(b"prove", "6101600001") != pseudonym(b"anden", "6101600001")
    True
    """
    return hmac.new(noegle, cpr.encode("ascii"), hashlib.sha256).hexdigest()[:TEGN]


def kommunens_noegle(kommune: str) -> bytes:
    """The municipality's key, made when it is first needed. Call in a transaction."""
    found = Ipisnoegle.objects.filter(kommune=kommune).first()
    if found is None:
        lock(Ipisnoegle)
        fresh = keys.seal(secrets.token_bytes(32))
        found, _ = Ipisnoegle.objects.get_or_create(kommune=kommune, defaults={"forseglet": fresh})
    return keys.unseal(bytes(found.forseglet))


def _linjer(kommune: str, dag: dt.date, produkt: Produkt, problems: Problems) -> list[_Linje]:
    """The measures in force on that day; codes without IPIS' are reported, each once."""
    rows = list(
        Handicapforanstaltning.objects.filter(Q(til=None) | Q(til__gte=dag), kort__kommune=kommune, fra__lte=dag)
        .select_related("kode", "kort", "kort__handicaptype", "kort__diagnose")
        .order_by("kort__cpr", "kode__kode", "pk")
    )
    numbers = {row.kort.cpr for row in rows}
    born = foedselsdatoer(numbers)
    sexes = {cpr: _koen(cpr, given) for cpr, given in _registrerede(numbers).items()}
    missing: dict[tuple[str, str], Handicapkode] = {}
    unknown: set[str] = set()
    found: list[_Linje] = []
    for row in rows:
        card, diagnosis = row.kort, row.kort.diagnose if produkt is Produkt.PERSON else None
        for code in (row.kode, card.handicaptype, diagnosis):
            if code is not None and not code.ipis:
                missing[code.art, code.kode] = code
        birth, sex = born[card.cpr], sexes[card.cpr]
        if birth is None or not sex or birth > dag:
            unknown.add(card.cpr)
            continue
        found.append(
            _Linje(
                card.pk,
                card.cpr,
                card.lokalitet,
                birth,
                sex,
                card.handicaptype.ipis,
                diagnosis.ipis if diagnosis else "",
                row.kode.ipis,
                row.timer,
                row.fra,
                row.til,
            )
        )
    for _, code in sorted(missing.items()):
        problems.add(IPS_KODE, raw=code.kode, hvad=code.get_art_display().lower())
    if unknown:
        problems.add(IPS_UKENDT_PERSON, antal=len(unknown))
    return found


def _registrerede(numbers: set[str]) -> dict[str, str]:
    """What CPR says of their sex; empty where it does not."""
    wanted, known = sorted(numbers), dict.fromkeys(numbers, "")
    for at in range(0, len(wanted), 5_000):
        rows = Person.objects.filter(personnummer__in=wanted[at : at + 5_000]).order_by()
        known.update(rows.values_list("personnummer", "koen"))
    return known


def _koen(cpr: str, register: str) -> str:
    """M or K: the register's, else what the number tells."""
    return register if register in {"M", "K"} else koen(cpr) or ""


def _antal(kommune: str, lines: Sequence[_Linje], dag: dt.date) -> list[dict[str, Any]]:
    counted = tael(
        (Celle(one.lokalitet, aldersgruppe(alder(one.foedt, dag)), one.koen, one.handicaptype, one.foranstaltning), one.cpr)
        for one in lines
    )
    return [{"kommunenr": kommune, **_uden_tomme(cell._asdict()), "antal": count} for cell, count in skjul(counted)]


def _uden_tomme(values: Mapping[str, str]) -> dict[str, str | None]:
    return {name: value or None for name, value in values.items()}


def _personer(kommune: str, lines: Sequence[_Linje], ground: Ipisgrundlag) -> list[dict[str, Any]]:
    key = kommunens_noegle(kommune)
    rows = [
        {
            "loebenr": pseudonym(key, one.cpr),
            "cpr": one.cpr if ground.medtag_cpr else None,
            "foedselsaar": one.foedt.year,
            "koen": one.koen,
            "kommunenr": kommune,
            "lokalitet": one.lokalitet,
            "handicaptype": one.handicaptype,
            "diagnosekode": one.diagnose or None,
            "foranstaltning": one.foranstaltning,
            "timer_pr_uge": one.timer,
            "gyldig_fra": one.fra,
            "gyldig_til": one.til,
        }
        for one in lines
    ]
    # In the order of pseudonyms: the order of CPR numbers would tell ages and dates of birth.
    return sorted(rows, key=lambda row: (row["loebenr"], row["foranstaltning"], row["gyldig_fra"]))


def _bytes(name: str, key: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The file's bytes, read again with every rule of its layout. Raises ProblemsError."""
    problems, format = Problems(), registry.find(name)
    if not isinstance(format, DelimitedFormat):
        raise TypeError(name)
    names = [column.name for column in format.main.columns] if rows else []
    columns = {field: [row[field] for row in rows] for field in names}
    end = {"kategori": ["TOTAL"], "antal": [len(rows)]}
    document = format.document({key: columns, "TOTAL": end} if rows else {"TOTAL": end}, problems)
    if problems.errors:
        raise ProblemsError(problems)
    data = format.wrap(document)
    again = format.read(data, found := Problems())
    if rows and (found.errors or again.rows(key) != len(rows)):
        refused = Problems()
        refused.add(IPS_BEVIS, raw=found.sorted(1)[0].message if found.errors else "rækkerne er ikke de samme.")
        raise ProblemsError(refused)
    return data
