"""The hand-over to payroll: a month's file with control totals, made by one user, approved by another, then fetched.

The first hand-over of a month has every pension; those after it only what has changed since, each with the difference. So the sum
of the differences of a month is what its calculations say, to the øre. The file is read again before it counts.

Source: social-teknik.md 3.4 («Liste til lønsystem», page 903); winformatik.md P6.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NoReturn

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.exchange.konstanter import konstant
from snitflade.formats import registry
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.soc.husstand import navne
from snitflade.soc.maaned import Maaned
from snitflade.soc.numre import OVERLEVERINGER
from snitflade.soc.pension.indkomst import overleveret
from snitflade.soc.pension.konstanter import KONTO
from snitflade.soc.pension.models_pension import (
    Overlevering,
    Overleveringslinje,
    Pensionist,
    Pensionsberegning,
)

FORMAT = "pension-loen-1"
PEN_INTET_AT_OVERLEVERE = ProblemKind(
    "PEN_INTET_AT_OVERLEVERE",
    "Der er intet at overlevere for {maaned}: enten er måneden ikke beregnet, eller også er alt overleveret.",
)
PEN_AABEN_OVERLEVERING = ProblemKind(
    "PEN_AABEN_OVERLEVERING", "Overlevering nr. {nummer} for {maaned} venter på godkendelse. Godkend eller kassér den først."
)
PEN_SAMME_PERSON = ProblemKind("PEN_SAMME_PERSON", "Du har selv lavet overleveringen. En anden skal godkende den.")
PEN_ER_AFGJORT = ProblemKind("PEN_ER_AFGJORT", "Overleveringen er allerede godkendt eller kasseret. Se siden igen.")
PEN_IKKE_GODKENDT = ProblemKind("PEN_IKKE_GODKENDT", "Overleveringen er ikke godkendt, så filen kan ikke hentes endnu.")
PEN_AENDRET = ProblemKind(
    "PEN_AENDRET", "Månedens beregninger er ændret, siden overleveringen blev lavet. Kassér den, og lav en ny.", spec="BS-E20"
)
PEN_FIL_STEMMER_IKKE = ProblemKind(
    "PEN_FIL_STEMMER_IKKE", "Filens totaler er ikke linjernes. Intet er overleveret; meld det til dem, der driver snitflade."
)


def lav(kommune: str, maaned: Maaned, af: str) -> Overlevering:
    """Make the month's next hand-over. Raises ProblemsError."""
    with transaction.atomic():
        lock(Overlevering, Overleveringslinje, Pensionsberegning)
        waiting = Overlevering.objects.filter(kommune=kommune, maaned=str(maaned), godkendt_af="", kasseret_af="").first()
        if waiting is not None:
            _nej(PEN_AABEN_OVERLEVERING, nummer=waiting.nummer, maaned=maaned.tekst)
        lines = _linjer(kommune, maaned)
        if not lines:
            _nej(PEN_INTET_AT_OVERLEVERE, maaned=maaned.tekst)
        made = Overlevering(
            kommune=kommune,
            maaned=str(maaned),
            nummer=OVERLEVERINGER.following(f"{kommune}-{maaned}"),
            antal=len(lines),
            beloeb=sum(line.beloeb for line in lines),
            forskel=sum(line.forskel for line in lines),
            lavet_af=af,
            lavet_tid=timezone.now(),
        )
        made.sha256 = hashlib.sha256(_bytes(made, lines)).hexdigest()
        made.save(force_insert=True)
        for line in lines:
            line.overlevering = made
        Overleveringslinje.objects.bulk_create(lines)
        audit.record("pension til løn lavet", af, **_talt(made))
    return made


def godkend(nummer: int, af: str) -> Overlevering:
    """Approve one that another user made, if the calculations are still those. Twice is once. Raises ProblemsError."""
    with transaction.atomic():
        lock(Overlevering, Overleveringslinje, Pensionsberegning)
        row = Overlevering.objects.get(pk=nummer)
        if row.godkendt_af == af:
            return row
        if row.godkendt_af or row.kasseret_af:
            _nej(PEN_ER_AFGJORT)
        if row.lavet_af == af:
            _nej(PEN_SAMME_PERSON)
        now = {line.pensionist_id: (line.beloeb, line.foer) for line in _linjer(row.kommune, Maaned.laes(row.maaned))}
        was = {line.pensionist_id: (line.beloeb, line.foer) for line in row.overleveringslinjer.all()}
        if now != was:
            _nej(PEN_AENDRET)
        row.godkendt_af, row.godkendt_tid = af, timezone.now()
        row.save(update_fields=["godkendt_af", "godkendt_tid"])
        audit.record("pension til løn godkendt", af, **_talt(row))
    return row


def kasser(nummer: int, af: str) -> None:
    """Throw one away that nobody has approved. Raises ProblemsError."""
    with transaction.atomic():
        lock(Overlevering)
        row = Overlevering.objects.get(pk=nummer)
        if row.kasseret_af:
            return
        if row.godkendt_af:
            _nej(PEN_ER_AFGJORT)
        row.kasseret_af = af
        row.save(update_fields=["kasseret_af"])
        audit.record("pension til løn kasseret", af, **_talt(row))


def hent(nummer: int, af: str) -> tuple[str, bytes]:
    """The file's name and bytes, the same each time. Raises ProblemsError where it is not approved, or is no longer what was."""
    with transaction.atomic():
        lock(Overlevering)
        row = Overlevering.objects.get(pk=nummer)
        if not row.godkendt_af:
            _nej(PEN_IKKE_GODKENDT)
        data = _bytes(row, list(row.overleveringslinjer.select_related("pensionist").order_by("pk")))
        if hashlib.sha256(data).hexdigest() != row.sha256:
            _nej(PEN_FIL_STEMMER_IKKE)
        if not row.hentet_af:
            row.hentet_af, row.hentet_tid = af, timezone.now()
            row.save(update_fields=["hentet_af", "hentet_tid"])
        audit.record("pension til løn hentet", af, sha256=row.sha256, **_talt(row))
    return row.filnavn, data


def _linjer(kommune: str, maaned: Maaned) -> list[Overleveringslinje]:
    """What payroll does not know yet: each pensioner's month that is not what was handed over, also those that stopped."""
    rows = Pensionsberegning.objects.filter(gaelder=True, maaned=str(maaned), pensionist__kommune=kommune)
    wanted = dict(rows.order_by().values_list("pensionist_id", "beloeb"))
    told = Overleveringslinje.objects.filter(overlevering__kommune=kommune, overlevering__maaned=str(maaned))
    cards = Pensionist.objects.in_bulk({*wanted, *told.order_by().values_list("pensionist_id", flat=True)})
    calculated = set(wanted)
    for pk, card in cards.items():
        if not _loeber(card, maaned):
            wanted[pk] = 0
    before = overleveret(list(cards))
    names = navne([card.cpr for card in cards.values()])
    konti = {art: konstant(number, maaned.foerste) for art, number in KONTO.items()}
    month, last = str(maaned), str(maaned.plus(-1))
    lines = []
    for pk, card in sorted(cards.items()):
        amount, was = wanted.get(pk, 0), before.get((pk, month), 0)
        if amount == was and ((pk, month) in before or pk not in calculated):
            continue  # a month calculated to 0 is told once, so that it is known to be 0
        lines.append(
            Overleveringslinje(
                pensionist=card,
                navn=names.get(card.cpr, "")[:100],
                art=card.art,
                konto=konti[card.art],
                beloeb=amount,
                foer=was,
                forskel=amount - was,
                forrige=before.get((pk, last), 0),
            )
        )
    return lines


def _loeber(card: Pensionist, maaned: Maaned) -> bool:
    return card.fra <= maaned.sidste and (card.til is None or card.til >= maaned.foerste)


def _bytes(row: Overlevering, lines: Sequence[Overleveringslinje]) -> bytes:
    """The file; read again, its trailer must be the hand-over's totals. Raises ProblemsError."""
    format, problems = registry.find(FORMAT), Problems()
    values = {
        "pension": {
            "kommunenr": [row.kommune] * len(lines),
            "cpr": [line.pensionist.cpr for line in lines],
            "navn": [line.navn for line in lines],
            "art": [line.art for line in lines],
            "konto": [line.konto for line in lines],
            "maaned": [row.maaned] * len(lines),
            "beloeb": [line.beloeb for line in lines],
            "foer": [line.foer for line in lines],
            "forskel": [line.forskel for line in lines],
            "forrige": [line.forrige for line in lines],
        },
        "TOTAL": {"kategori": ["TOTAL"], "antal": [row.antal], "sum": [row.forskel]},
    }
    if not isinstance(format, DelimitedFormat):
        raise TypeError(f"{FORMAT} must be a delimited format")
    document = format.document(values, problems)
    if problems.errors:
        raise ProblemsError(problems)
    try:
        data = format.write(document)
    except ProblemsError:
        _nej(PEN_FIL_STEMMER_IKKE)
    again = format.read(data, problems)
    if problems.errors:
        _nej(PEN_FIL_STEMMER_IKKE)
    table = again.tables["pension"]
    if (len(table), int(table["forskel"].sum()), int(table["beloeb"].sum())) != (row.antal, row.forskel, row.beloeb):
        _nej(PEN_FIL_STEMMER_IKKE)
    return data


def _talt(row: Overlevering) -> dict[str, Any]:
    return {
        "kommune": row.kommune,
        "maaned": row.maaned,
        "nummer": row.nummer,
        "antal": row.antal,
        "beloeb": row.beloeb,
        "forskel": row.forskel,
    }


def _nej(kind: ProblemKind, **values: Any) -> NoReturn:
    problems = Problems()
    problems.add(kind, **values)
    raise ProblemsError(problems)
