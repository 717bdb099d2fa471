"""One override, or one cancellation, as an exchange: built, approved by a second person, told to the service, acknowledged by it.

Source: skat-inddrivelse.md 7.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from snitflade.exchange.catalogue import Built, Options, OutFile, Sheet, Totals
from snitflade.exchange.models import Exchange
from snitflade.formats import registry
from snitflade.formats.columns import strings
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, mask_cpr
from snitflade.formats.text import beloeb_tekst
from snitflade.skat.models_overskriv import Handling, Overskrivning, Overskrivningstilstand

SNITFLADE, FORMAT, POST = "skat.aktuel-indkomst-overskriv", "aktuel-overskriv", "overskrivning"
OVERSKRIV_FINDES_IKKE = ProblemKind("OVERSKRIV_FINDES_IKKE", "Overskrivning {raw} findes ikke. Opret den på siden Overskrivninger.")
OVERSKRIV_I_GANG = ProblemKind(
    "OVERSKRIV_I_GANG", "Overskrivning {raw} er bygget allerede (udveksling {exchange}) eller taget tilbage. Opret en ny."
)
_ANTAL = {Handling.OVERSKRIV: "Overskrivninger", Handling.ANNULLER: "Annulleringer"}
_SUM = "Årsindkomst i kr."


def byg(exchange: Exchange, options: Options) -> Built:
    """The file of one override. Raises ProblemsError."""
    problems = Problems()
    number = int(options["overskrivning"])
    row = Overskrivning.objects.filter(pk=number).first()
    if row is None:
        problems.add(OVERSKRIV_FINDES_IKKE, raw=str(number))
    elif row.exchange_id is not None or row.tilstand != Overskrivningstilstand.UNDERVEJS:
        problems.add(OVERSKRIV_I_GANG, raw=str(number), exchange=row.exchange_id or "ingen")
    if row is None or problems.errors:
        raise ProblemsError(problems)
    format = registry.find(FORMAT)
    assert isinstance(format, DelimitedFormat)  # noqa: S101 (the profile says so)
    kroner = row.beloeb // 100
    values = {"overskrivning": [row.pk], "handling": [row.handling], "cpr": [row.cpr], "aarsindkomst_kr": [kroner]}
    document = format.document({POST: values}, problems)
    if problems.errors:
        raise ProblemsError(problems)
    row.exchange = exchange
    row.save(update_fields=["exchange"])
    return Built(
        key=f"overskrivning {row.pk}",
        files=(OutFile(f"overskrivning-{row.pk}.txt", FORMAT, document),),
        totals=_totaler([(row.handling, kroner)]),
        sheet=_ark(row),
    )


def _totaler(lines: list[tuple[str, int]]) -> Totals:
    counts = {name: sum(1 for handling, _ in lines if handling == one.value) for one, name in _ANTAL.items()}
    return counts | {_SUM: sum(kroner for _, kroner in lines)}


def _ark(row: Overskrivning) -> Sheet:
    lines = [
        ("Handling", str(row.get_handling_display())),
        ("Person", mask_cpr(row.cpr)),
        ("Indkomst modtaget", f"{beloeb_tekst(row.foer)} kr., perioden til og med {row.fra_maaned:%Y-%m}"),
        ("Indkomst i stedet", f"{beloeb_tekst(row.beloeb)} kr." if row.handling == Handling.OVERSKRIV else "den modtagne"),
        ("Begrundelse", row.begrundelse),
        ("Sag", row.sagsnummer),
    ]
    return [("Aktuel indkomst", lines)]


def proev(exchange: Exchange, documents: Mapping[str, Document]) -> Totals:
    """The totals the decoded file shows."""
    (document,) = documents.values()
    return _totaler([(handling, kroner) for _, handling, _, kroner in linjer(document)])


def linjer(document: Document) -> list[tuple[int, str, str, int]]:
    """The lines of a file: number, what is asked, CPR number, whole kroner."""
    table = document.tables[POST]
    columns = table["overskrivning"].tolist(), strings(table["handling"]), strings(table["cpr"]), table["aarsindkomst_kr"].tolist()
    return list(zip(*columns, strict=True))


def fortryd(exchange: Exchange) -> None:
    """It was never sent."""
    Overskrivning.objects.filter(exchange=exchange, tilstand=Overskrivningstilstand.UNDERVEJS).update(
        tilstand=Overskrivningstilstand.TAGET_TILBAGE, slut=timezone.now()
    )
