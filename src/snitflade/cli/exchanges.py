"""Commands on the journal: exchanges, show, replay, resend, approve, cancel, verify."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer
from django.db import transaction
from django.utils import timezone

from snitflade.cli.entry import PROBLEMS
from snitflade.cli.files import AsJson
from snitflade.cli.home import open_home, whoami
from snitflade.cli.show import err, json_out, out, sheet, show_problems, table
from snitflade.cli.usage import UnusableCallError
from snitflade.exchange import (
    audit,
    blobs,
    catalogue,
    copies,
    delivery,
    inbound,
    integrity,
    journal,
    outbound,
    reconciliation,
    tasks,
    waiting,
)
from snitflade.exchange.models import AuditEvent, Blob, Exchange
from snitflade.exchange.states import State

Number = Annotated[int, typer.Argument(metavar="ID", help="Udvekslingens nummer")]


def exchanges(
    as_json: AsJson = False, count: Annotated[int, typer.Option("--antal", min=1, help="Hvor mange, de nyeste først")] = 50
) -> None:
    """Udvekslingerne, de nyeste først."""
    open_home()
    rows = Exchange.objects.order_by("-pk")[:count]
    if as_json:
        json_out([_plain(exchange) for exchange in rows])
        return
    headings = ("Id", "Snitflade", "Nøgle", "Tilstand", "Bygget/modtaget", "Af", "Godkendt af")
    table(
        headings,
        [(str(e.pk), e.interface, e.key[:40], e.state, _when(e.created_at), e.created_by, e.approved_by) for e in rows],
    )


def _when(moment: dt.datetime) -> str:
    """A moment in the municipality's own time."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _plain(exchange: Exchange) -> dict[str, Any]:
    return {
        "id": exchange.pk,
        "interface": exchange.interface,
        "key": exchange.key,
        "direction": exchange.direction,
        "state": exchange.state,
        "created_at": exchange.created_at.isoformat(),
        "created_by": exchange.created_by,
        "approved_by": exchange.approved_by,
        "options": exchange.options,
        "totals": exchange.totals,
        "files": [
            {"name": file.name, "format": file.format, "sha256": file.blob_id, "bytes": file.blob.size}
            for file in exchange.files.select_related("blob")
        ],
        "problems": exchange.problems.count(),
    }


def show(
    number: Number,
    as_json: AsJson = False,
    folder: Annotated[Path | None, typer.Option("--out", help="Mappe, hvor en kopi af filerne skrives")] = None,
) -> None:
    """En udveksling: filer, kontrolark, problemer og hvem der gjorde hvad."""
    open_home()
    exchange = journal.get(number)
    if folder:
        for sentence in copies.told(copies.hand_out(exchange, folder, whoami()), folder):
            err(sentence)
        err(f"Filerne er skrevet i {folder}.")
    events = exchange.events.order_by("number")
    if as_json:
        about = _plain(exchange)
        about["events"] = [{"at": e.at.isoformat(), "by": e.by, "event": e.event, "detail": e.detail} for e in events]
        about["problems"] = [
            {"code": p.code, "severity": p.severity, "line": p.line, "field": p.field, "message": p.message}
            for p in exchange.problems.all()
        ]
        json_out(about)
        return
    out(f"Udveksling {exchange.pk}  {exchange.interface}  {exchange.key}")
    out(f"Tilstand: {exchange.get_state_display()}{f' ({exchange.note})' if exchange.note else ''}")
    sheet([(title, [(text, value) for text, value in lines]) for title, lines in exchange.sheet])
    out("\nFiler")
    for file in exchange.files.select_related("blob"):
        out(f"  {file.name}  {file.blob.size} bytes  sha256 {file.blob_id}")
    if exchange.problems.exists():
        out("\nProblemer")
        for problem in exchange.problems.all()[:200]:
            place = f"linje {problem.line}: " if problem.line else ""
            out(f"  {problem.severity} {place}{problem.message} [{problem.code}]")
    out("\nRækker, den har lavet eller taget")
    for rows in exchange.made():
        out(f"  {rows.count()} {rows.model._meta.verbose_name_plural}")
    out("\nForløb")
    for event in events:
        out(f"  {_when(event.at)}  {event.by:<12}  {event.event}")


def approve(number: Number) -> None:
    """Godkend en udveksling. Flytter den penge, skal det være en anden end den, der byggede den."""
    open_home()
    exchange = journal.get(number)
    with transaction.atomic():
        outbound.approve(exchange, whoami())
        connected = tasks.connected(exchange)
        if connected:
            tasks.deliver_later(exchange)
    out(f"Udveksling {number} er godkendt af {whoami()}.")
    if connected:
        out(f"Den afleveres af «snitflade worker», eller nu med: snitflade deliver {number}")
    else:
        out(f"Den har ingen forbindelse. Aflever filerne med hånden, og skriv: snitflade receipt {number} --kvittering TEKST")


def deliver(number: Number) -> None:
    """Aflevér en godkendt udveksling nu, eller gør en afbrudt aflevering færdig."""
    open_home()
    exchange = journal.get(number)
    state = delivery.deliver(exchange, whoami(), tasks.route)
    out(f"Udveksling {number} er {state.label.lower()}. {exchange.note}".rstrip())


def look(number: Number) -> None:
    """Se efter, om modtageren har taget filerne."""
    open_home()
    exchange = journal.get(number)
    state = delivery.look(exchange, whoami(), tasks.route)
    out(f"Udveksling {number} er {state.label.lower()}. {exchange.note}".rstrip())


def receipt(
    number: Number,
    text: Annotated[str, typer.Option("--kvittering", help="Modtagerens kvittering, eller hvor filen blev afleveret")],
    everything: Annotated[
        bool, typer.Option("--alle", help="Også de filer, der aldrig blev forsøgt sendt, er båret til modtageren")
    ] = False,
) -> None:
    """Skriv modtagerens kvittering på en udveksling, eller at filerne er afleveret med hånden.

    Er den uklar, gælder det den fil, ingen ved besked om; de øvrige sendes nu, medmindre --alle siger, at de også er båret derhen.
    """
    open_home()
    exchange = journal.get(number)
    if exchange.state in (State.GODKENDT, State.VENTER, State.UKLAR):
        if delivery.delivered_by_hand(exchange, whoami(), text, everything=everything) is State.AFSENDES:
            delivery.deliver(exchange, whoami(), tasks.route)
    else:
        delivery.acknowledge(exchange, whoami(), text)
    out(f"Udveksling {number} er {exchange.get_state_display().lower()}.")


def resend(number: Number, reason: Annotated[str, typer.Option("--grund", help="Hvorfor; står i forløbet")] = "") -> None:
    """Send de samme bytes igen. Flytter de penge, skal det være en anden end den, der byggede dem."""
    open_home()
    exchange = journal.get(number)
    state = delivery.resend(exchange, whoami(), tasks.route, reason)
    out(f"Udveksling {number} er {state.label.lower()}. {exchange.note}".rstrip())


def cancel(number: Number, reason: Annotated[str, typer.Option("--grund", help="Hvorfor; står i forløbet")] = "") -> None:
    """Annullér en udveksling, der ikke er sendt, og tag dens virkning tilbage."""
    open_home()
    exchange = journal.get(number)
    outbound.cancel(exchange, catalogue.find(exchange.interface), whoami(), reason)
    out(f"Udveksling {number} er annulleret, og det, den bogførte, er taget tilbage.")
    if exchange.copied_at:
        out(f"Dens filer i {exchange.copy_to} gælder ikke mere. Slet dem.")


def replay(number: Number) -> None:
    """Anvend de gemte bytes igen. Det, der er anvendt, ændres ikke."""
    open_home()
    exchange = journal.get(number)
    interface = catalogue.find(exchange.interface)
    if interface.apply is None:
        raise UnusableCallError(f"Udveksling {number} går ud; den kan sendes igen med: snitflade resend {number}")
    _apply(exchange, interface)


def release(
    number: Number,
    why: Annotated[str, typer.Option("--grund", "--why", help="Hvorfor den må anvendes alligevel; står i revisionssporet")] = "",
) -> None:
    """Anvend en udveksling, der er holdt tilbage, selv om noget mangler. Den, der frigiver den, svarer for det."""
    if not why.strip():
        raise UnusableCallError("Skriv hvorfor med --grund; det bliver stående i revisionssporet.")
    open_home()
    exchange = journal.get(number)
    interface = catalogue.find(exchange.interface)
    waiting.release(exchange, whoami(), why)
    _apply(exchange, interface)


def _apply(exchange: Exchange, interface: catalogue.Interface) -> None:
    problems = inbound.apply(exchange, interface, whoami())
    show_problems(problems)
    exchange.refresh_from_db()
    out(applied(exchange))
    try_held(exchange, interface)
    if problems.errors or exchange.state == State.HOLDT:
        raise typer.Exit(PROBLEMS)


def applied(exchange: Exchange) -> str:
    """What became of an exchange that was to be applied."""
    note = f" {exchange.note}" if exchange.state == State.HOLDT else ""
    return f"Udveksling {exchange.pk} er {exchange.get_state_display().lower()}.{note}"


def try_held(exchange: Exchange, interface: catalogue.Interface) -> None:
    """After an exchange was applied, try what is held, and tell what became of it."""
    if exchange.state in waiting.SUCCESS:
        for tried in waiting.try_all_held(interface, whoami()):
            out(applied(journal.get(tried.number)))


def verify() -> None:
    """Efterprøv revisionssporet, udvekslingerne efter det, og alle gemte bytes."""
    open_home()
    broken = [*audit.broken(), *integrity.broken(), *reconciliation.brud(), *blobs.broken()]
    for sentence in broken:
        err(sentence)
    events, stored = AuditEvent.objects.count(), Blob.objects.filter(deleted_at=None).count()
    verdict = f"{len(broken)} fejl" if broken else "alt er, som det blev skrevet"
    out(f"{events} hændelser og {stored} gemte filer efterprøvet: {verdict}.")
    if broken:
        raise typer.Exit(PROBLEMS)
