"""Row 21 ``led.statistik``: a month's contacts to Grønlands Statistik, marked complete or not, sent once and corrected whole.

Who: an operator in the first days of the month. What goes wrong elsewhere: nobody knows which of two mails counts, or that a
settlement is missing; so a correction is numbered, says that it replaces the last, and the mark is part of what is sent.
Source: social-teknik.md 6.1, 1.6.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from snitflade.exchange.bulk import insert_rows, lock, next_id
from snitflade.exchange.catalogue import Built, Options, OutFile
from snitflade.exchange.models import Exchange
from snitflade.formats import registry
from snitflade.formats.columns import strings
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.document import Document
from snitflade.formats.ledighed import POST, TOTAL
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.led import statistik_tjek
from snitflade.led.bestilling import Bestilling, bestil
from snitflade.led.grundlag import Grundlag, Linje, grundlag
from snitflade.led.models import Henvendelse, Statistik, Statistiklinje

SNITFLADE, FORMAT = "led.statistik", "led-gs-1"
LED_TOM = ProblemKind(
    "LED_TOM", "Der er ingen henvendelser i {periode} for kommune {kommune}. Indlæs eller registrer dem, før måneden sendes."
)


def byg(exchange: Exchange, options: Options) -> Built:
    """Build the month's file, in the caller's transaction. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    lock(Henvendelse, Statistik, Statistiklinje)
    ordre = bestil(exchange.interface, options, problems)
    found = grundlag(ordre.kommune, ordre.maaned)
    if not found.linjer:
        problems.add(LED_TOM, field="maaned", periode=ordre.tekst, kommune=ordre.kommune)
    statistik_tjek.tjek(ordre, found, exchange.created_by, problems)
    if problems.errors:
        raise ProblemsError(problems)
    document = _dokument(ordre, found.linjer, found.personer, problems)
    if problems.errors:
        raise ProblemsError(problems)
    if ordre.forrige is not None and _samme(ordre, document):
        note = f"{ordre.tekst} er sendt med udveksling {ordre.forrige.exchange_id}, og intet er ændret siden."
        return Built(key=ordre.noegle, files=(), totals={}, sheet=[], warnings=problems, notes=(note,))
    _stempl(exchange, ordre, found)
    return Built(
        key=ordre.noegle,
        files=(OutFile(ordre.filnavn, FORMAT, document),),
        totals={"Linjer": len(found.linjer), "Personer": found.personer},
        sheet=[
            ("Leverance", ordre.ark()),
            ("Personer pr. matchgruppe", [(f"{one} {navn}", str(found.grupper[one])) for one, navn in found.navne.items()]),
            ("Personer pr. lokalitet", [(kode, str(antal)) for kode, antal in found.pr_lokalitet().items()]),
        ],
        kommune=ordre.kommune,
        warnings=problems,
        notes=(f"Filen erstatter udveksling {ordre.forrige.exchange_id} helt hos modtageren.",) if ordre.forrige else (),
    )


def _dokument(ordre: Bestilling, linjer: list[Linje], personer: int, problems: Problems) -> Document:
    count = len(linjer)
    columns = {
        "kommunenr": [ordre.kommune] * count,
        "periode": [ordre.periode] * count,
        "cpr": [one.cpr for one in linjer],
        "lokalitet": [one.lokalitet for one in linjer],
        "henvendelsesdato": [one.dato for one in linjer],
        "henvendelseskode": [one.kode for one in linjer],
        "matchgruppe": [one.gruppe for one in linjer],
        "ledig_fra": [one.ledig_fra for one in linjer],
        "ledig_til": [one.ledig_til for one in linjer],
        "uddannelse": [one.uddannelse for one in linjer],
        "karantaene_til": [one.karantaene_til for one in linjer],
        "kontor": [one.kontor for one in linjer],
    }
    end = {"kategori": [TOTAL], "antal": [count], "personer": [personer]}
    format = registry.find(FORMAT)
    if not isinstance(format, DelimitedFormat):
        raise TypeError(FORMAT)
    return format.document({POST: columns, TOTAL: end}, problems)


def _samme(ordre: Bestilling, document: Document) -> bool:
    """Whether the receiver has just this already: the same bytes under the same mark."""
    last = ordre.forrige
    if last is None or (last.komplet, last.mangler) != (ordre.komplet, ordre.mangler):
        return False
    bytes_of_it = registry.find(FORMAT).wrap(document)
    return bool(last.exchange.files.filter(blob_id=hashlib.sha256(bytes_of_it).hexdigest()).exists())


def _stempl(exchange: Exchange, ordre: Bestilling, found: Grundlag) -> None:
    """Write down what was built."""
    Statistik.objects.create(
        exchange=exchange,
        kommune=ordre.kommune,
        maaned=ordre.maaned,
        nummer=ordre.nummer,
        komplet=ordre.komplet,
        mangler=ordre.mangler,
        linjer=len(found.linjer),
        personer=found.personer,
        **{f"gruppe{one}": antal for one, antal in found.grupper.items()},
    )
    first = next_id(Statistiklinje)
    rows = ((at, exchange.pk, one.henvendelse) for at, one in enumerate(found.linjer, start=first))
    insert_rows(Statistiklinje, ("id", "exchange_id", "henvendelse_id"), rows)


def proev(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
    """The totals the decoded file shows."""
    (document,) = documents.values()
    table = document.tables[POST]
    return {"Linjer": len(table), "Personer": len(set(strings(table["cpr"])))}


def mailtekst(exchange: Exchange) -> str:
    """What the mail says beside the attachment: the file's numbers, whether it is complete, what it replaces; no personal data."""
    row = Statistik.objects.get(exchange=exchange)
    lines = [
        f"Registrerede arbejdssøgende i kommune {row.kommune} i {row.maaned:%Y-%m}.",
        "",
        f"Linjer: {row.linjer}",
        f"Personer: {row.personer}",
        *(f"Matchgruppe {gruppe}: {antal} personer" for gruppe, antal in row.grupper.items()),
        "",
        "Leverancen er komplet." if row.komplet else f"Leverancen er IKKE komplet. Det mangler: {row.mangler}",
    ]
    if row.nummer:
        lines.append(f"Dette er rettelse nr. {row.nummer}. Den erstatter den tidligere fil for måneden helt.")
    return "\n".join(lines)
