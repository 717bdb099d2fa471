"""Commands on payouts and on deliveries to Betalingsservice: ``snitflade payout …`` and ``snitflade collection …``."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from snitflade.bogh.udbetaling import modregning, modtagere, tid
from snitflade.bogh.udbetaling import retur as returnering
from snitflade.bogh.udbetaling.models import Modtager, Nummerart, Udbetalingspost
from snitflade.bogh.udbetaling.poster import Status
from snitflade.bogh.udbetaling.stand import hvorfor_ikke, med_stand, med_status, stand
from snitflade.cli.claims import Grund, dag
from snitflade.cli.exchanges import Number
from snitflade.cli.files import AsJson
from snitflade.cli.home import open_home, whoami
from snitflade.cli.show import json_out, out, table
from snitflade.cli.usage import UnusableCallError
from snitflade.exchange import journal
from snitflade.exchange.models import Exchange
from snitflade.formats.text import beloeb_tekst
from snitflade.inka.betalingsservice import handlinger

payout = typer.Typer(name="payout", help="Udbetalinger og deres modtagere.", no_args_is_help=True)
collection = typer.Typer(
    name="collection", help="Leverancer til Betalingsservice, der ikke gik, som de skulle.", no_args_is_help=True
)

Nummer = Annotated[int, typer.Argument(metavar="NR", help="Udbetalingens nummer", min=1)]
MOST = 200


def _post(nummer: int) -> Udbetalingspost:
    row = Udbetalingspost.objects.filter(pk=nummer).first()
    if row is None:
        raise UnusableCallError(f"Udbetaling {nummer} findes ikke.")
    return row


@payout.command(name="list")
def list_(
    tilstand: Annotated[
        str, typer.Option("--tilstand", metavar="T", help="Fx åben, 'afventer modregning', betalt, returneret")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """De nyeste udbetalinger: hvor hver er, og hvorfor den ikke betales."""
    if tilstand and tilstand not in tuple(Status):
        raise UnusableCallError(f"«{tilstand}» er ingen tilstand. De er: {', '.join(Status)}.")
    open_home()
    rows = med_stand(Udbetalingspost.objects.order_by("-pk"), timezone.localdate())
    found = list((med_status(rows, Status(tilstand)) if tilstand else rows)[:MOST])
    shown = [(row, stand(row), hvorfor_ikke(row)) for row in found]
    if as_json:
        json_out(
            [
                {
                    "nummer": row.pk,
                    "modul": row.modul,
                    "noegle": row.noegle,
                    "beloeb": row.beloeb,
                    "tilstand": state,
                    "hvorfor": why,
                }
                for row, state, why in shown
            ]
        )
        return
    table(
        ("Nr.", "Modul", "Nøgle", "Forfald", "Kroner", "Tilstand", "Hvorfor ikke"),
        [
            (str(row.pk), row.modul, row.noegle, f"{row.forfaldsdato:%d-%m-%Y}", beloeb_tekst(row.beloeb), state.value, why)
            for row, state, why in shown
        ],
    )


@payout.command()
def hold(nummer: Nummer, grund: Grund) -> None:
    """Hold en udbetaling tilbage: ingen kørsel tager den."""
    open_home()
    modregning.tilbagehold(_post(nummer), grund, whoami())
    out(f"Udbetaling {nummer} er holdt tilbage.")


@payout.command()
def release(nummer: Nummer) -> None:
    """Frigiv en udbetaling, der er holdt tilbage."""
    open_home()
    modregning.frigiv(_post(nummer), whoami())
    out(f"Udbetaling {nummer} er frigivet og kommer med i næste kørsel.")


@payout.command()
def withdraw(
    nummer: Nummer,
    grund: Grund,
    konto: Annotated[
        str, typer.Option("--konto", metavar="K", help="Kontoen, den annulleres mod, når den er bogført andetsteds")
    ] = "",
) -> None:
    """Annullér det, der er åbent på en udbetaling."""
    open_home()
    made = modregning.annuller(_post(nummer), whoami(), timezone.localdate(), grund, konto=konto)
    out(f"{beloeb_tekst(made.beloeb)} kr. af udbetaling {nummer} er annulleret.")


@payout.command()
def returned(
    betalings_id: Annotated[str, typer.Argument(metavar="BETALINGS-ID", help="Fx 'KRDI261127 000001'")],
    dato: Annotated[str, typer.Option("--dato", metavar="DAG", help="Bankens dato")],
    grund: Grund,
) -> None:
    """Bogfør, at banken sendte en betaling retur; udbetalingen er åben igen."""
    open_home()
    made = returnering.returner(betalings_id, dag(dato, "--dato"), grund, whoami())
    out(f"Betaling {betalings_id} er kommet retur. Udbetaling {made.udbetaling.post_id} er åben igen.")


@payout.command()
def account(
    art: Annotated[str, typer.Argument(metavar="ART", help="cpr, cvr eller kunde")],
    nummer: Annotated[str, typer.Argument(metavar="NUMMER", help="Modtagerens nummer")],
    konto: Annotated[str, typer.Argument(metavar="KONTO", help="Fx '6471 1000206'; tom tekst: ingen")],
    fra: Annotated[str, typer.Option("--fra", metavar="DAG", help="Gælder fra; ellers i dag")] = "",
) -> None:
    """Giv en modtager en ny bankkonto fra en dag. Den gamle bliver i historien."""
    if art not in tuple(Nummerart):
        raise UnusableCallError(f"«{art}» er ingen art. De er: {', '.join(Nummerart.values)}.")
    open_home()
    payee = Modtager.objects.filter(art=art, nummer=nummer).first()
    if payee is None:
        raise UnusableCallError("Modtageren kendes ikke. Indlæs den med: snitflade import bogh.modtagere FIL")
    first = dag(fra, "--fra") if fra else tid.nu().date()
    modtagere.gem(art, nummer, payee.navn, konto, first, whoami())
    out(f"Kontoen gælder fra {first:%d-%m-%Y}.")


def _leverance(number: int) -> Exchange:
    exchange = journal.get(number)
    if exchange.interface != handlinger.SNITFLADE:
        raise UnusableCallError(f"Udveksling {number} er ikke en leverance til Betalingsservice.")
    return exchange


@collection.command()
def move(
    number: Number,
    til: Annotated[str, typer.Option("--til", metavar="DAG", help="Ny forfaldsdato; ellers den næste mulige")] = "",
) -> None:
    """Byg en leverance, der ikke er sendt, igen med en senere forfaldsdato. Den gamle erstattes."""
    open_home()
    made, built = handlinger.flyt(_leverance(number), dag(til, "--til") if til else None, whoami())
    for text in built.notes:
        out(text)
    out(f"Udveksling {made.pk} er bygget i stedet for {number}.")


@collection.command()
def free(number: Number, grund: Grund) -> None:
    """Betalingsservice har afvist hele leverancen: dens krav kan opkræves igen. Kun af en anden end den, der byggede den."""
    open_home()
    count = handlinger.frigiv(_leverance(number), whoami(), grund)
    out(f"{count} opkrævninger er taget tilbage. Kravene kan opkræves igen.")
