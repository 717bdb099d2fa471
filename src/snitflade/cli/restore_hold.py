"""``snitflade hold``: what a restored installation does not send before somebody has looked at the partners' side."""

from __future__ import annotations

from typing import Annotated

import typer
from django.db import transaction
from django.utils import timezone

from snitflade.cli.files import AsJson
from snitflade.cli.home import open_home, whoami
from snitflade.cli.show import json_out, out, table
from snitflade.exchange import delivery, journal
from snitflade.exchange.backup import hold, renumber
from snitflade.exchange.rhythm import words

app = typer.Typer(
    name="hold",
    help="Efter en gendannelse: se og afgør, hvad der ikke må sendes, før nogen har set efter hos modtageren.",
    invoke_without_command=True,
)
Numbers = Annotated[list[int], typer.Argument(metavar="ID...", help="Udvekslingernes numre")]
Reason = Annotated[str, typer.Option("--grund", help="Hvad du har set hos modtageren; står i revisionssporet")]


@app.callback()
def hold_(context: typer.Context, as_json: AsJson = False) -> None:
    """Hvad holdes, og siden hvornår."""
    if context.invoked_subcommand is not None:
        return
    open_home()
    restored = hold.current()
    waiting = list(hold.undecided()) if restored else []
    if as_json:
        json_out(
            {
                "holdes": restored is not None,
                "gendannet": restored.at.isoformat() if restored else None,
                "kopi_fra": restored.backup_at.isoformat() if restored else None,
                "udvekslinger": [{"id": one.pk, "interface": one.interface, "key": one.key, "state": one.state} for one in waiting],
            }
        )
        return
    if restored is None:
        out("Intet holdes: installationen er ikke gendannet, eller det er afsluttet.")
        return
    now = timezone.now()
    out(f"Gendannet {words.when(restored.at, now)} fra kopien af {words.when(restored.backup_at, now)}. Intet sendes af sig selv.")
    if waiting:
        table(
            ("Id", "Snitflade", "Nøgle", "Tilstand", "Modtager"),
            [(str(one.pk), one.interface, one.key[:40], one.state, words.partner(one.interface)) for one in waiting],
        )
        out("\nSe for hver af dem efter hos modtageren:")
        out("  har han den ikke:  snitflade hold release ID --grund TEKST")
        out("  har han den:       snitflade hold sent ID --kvittering TEKST")
        out("  skal den ikke ud:  snitflade cancel ID --grund TEKST")
        out("\nNumre, der er givet efter kopien, gives igen, hvis ingen siger andet: snitflade hold numre")
        return
    out("Ingen udveksling venter på svar. Kørsler, der blev bygget og sendt efter kopien, er ikke i databasen: kør dem ikke igen,")
    out("før du har set hos modtageren, at de mangler. Numre, der er givet efter kopien, gives igen: snitflade hold numre")
    out("Er der set efter: snitflade hold end --grund TEKST")


@app.command()
def release(numbers: Numbers, reason: Reason = "") -> None:
    """Modtageren har dem ikke: de må sendes. Flytter en af dem penge, skal det være en anden end den, der byggede den."""
    open_home()
    with transaction.atomic():  # all of them or none
        for exchange in [journal.get(number) for number in numbers]:
            hold.release(exchange, whoami(), reason)
    for number in numbers:
        out(f"Udveksling {number} må sendes. Arbejderen afleverer den inden for ti minutter, eller nu: snitflade deliver {number}")


@app.command()
def sent(
    number: Annotated[int, typer.Argument(metavar="ID", help="Udvekslingens nummer")],
    receipt: Annotated[str, typer.Option("--kvittering", help="Hvad du har set hos modtageren")],
) -> None:
    """Modtageren har den: den sendes ikke igen."""
    open_home()
    if hold.current() is None:
        raise hold.NotHeldError
    if not receipt.strip():
        raise hold.ReasonMissingError
    exchange = journal.get(number)
    delivery.delivered_by_hand(exchange, whoami(), receipt, everything=True)
    out(f"Udveksling {number} er {exchange.get_state_display().lower()} og sendes ikke igen.")


@app.command()
def numre(as_json: AsJson = False) -> None:
    """Det sidst brugte nummer i hver nummerserie, som en modpart kan have set højere numre af efter kopien."""
    open_home()
    standing = list(renumber.standing())
    if as_json:
        json_out(
            [{"serie": one.series.name, "for": one.scope, "sidste": one.last, "flyttet": one.moved} for one in standing],
        )
        return
    table(
        ("Serie", "For", "Sidste", "Numre", "Hvem har set dem"),
        [
            (one.series.name, one.scope, f"{max(one.last, 0)}{' *' if one.moved else ''}", one.series.title, one.series.seen_by)
            for one in standing
        ],
    )
    out("\nNumre, der blev givet efter kopien, kendes ikke her og bliver givet igen. Spørg modparten, hvad han sidst har set:")
    out("  snitflade hold nummer SERIE TAL [--for …] --grund TEKST")
    if any(one.moved for one in standing):
        out("* flyttet frem af et menneske; se revisionssporet.")


@app.command()
def nummer(
    series: Annotated[str, typer.Argument(metavar="SERIE", help="Seriens navn, som «snitflade hold numre» viser det")],
    number: Annotated[int, typer.Argument(metavar="TAL", help="Det sidst brugte nummer hos modparten")],
    scope: Annotated[str, typer.Option("--for", help="Hvad serien tælles for sig for, fx 0956-2026")] = "",
    reason: Reason = "",
) -> None:
    """Modparten har set et højere nummer: det næste, der gives, bliver ét højere end det. Et nummer flyttes aldrig tilbage."""
    open_home()
    moved = renumber.move(series, scope, number, whoami(), reason)
    out(f"{moved.title}{f' ({scope})' if scope else ''}: det næste nummer bliver {number + 1}.")


@app.command()
def end(reason: Reason = "") -> None:
    """Der er set efter hos alle modtagere: installationen sender igen af sig selv."""
    open_home()
    hold.end(whoami(), reason)
    out("Intet holdes mere.")
