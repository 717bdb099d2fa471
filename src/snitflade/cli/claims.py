"""Commands on claims and payments: ``snitflade claim`` and ``snitflade payment``. They do what the pages do, by the same rules."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from django.utils import timezone

from snitflade.cli.files import AsJson
from snitflade.cli.home import open_home, whoami
from snitflade.cli.show import json_out, out, table
from snitflade.cli.usage import UnusableCallError
from snitflade.formats.text import beloeb_tekst
from snitflade.inka import afdragsplan, henstand, koe, placering
from snitflade.inka.forslag import suggest
from snitflade.inka.indbetaling import navn
from snitflade.inka.kontoudtog import kontoudtog
from snitflade.inka.models import Afdragskrav, Debitor, Fordeling, Indbetaling, Regning
from snitflade.web.paakort import laes_kroner

claim = typer.Typer(name="claim", help="Krav: henstand, afdrag og kontoudtog.", no_args_is_help=True)
payment = typer.Typer(name="payment", help="Indbetalinger, der venter på et krav (uanbringelige).", no_args_is_help=True)

Krav = Annotated[int, typer.Argument(metavar="KRAV", help="Kravets nummer", min=1)]
Nummer = Annotated[int, typer.Argument(metavar="NR", help="Indbetalingens nummer", min=1)]
Grund = Annotated[str, typer.Option("--grund", help="Hvorfor, højst 200 tegn")]
MOST = 50


def dag(text: str, flag: str) -> dt.date:
    """A day of the command line. Raises UnusableCallError."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UnusableCallError(f"{flag} skal være en dag som 2026-12-01, ikke «{text}».") from None


def oere(text: str, flag: str) -> int:
    """An amount of the command line. Raises UnusableCallError."""
    try:
        return laes_kroner(text)
    except ValueError as error:
        raise UnusableCallError(f"{flag}: {error}") from None


def _krav(nummer: int) -> Regning:
    row = Regning.objects.filter(nummer=nummer).first()
    if row is None:
        raise UnusableCallError(f"Krav {nummer} findes ikke.")
    return row


def _indbetaling(nummer: int) -> Indbetaling:
    row = Indbetaling.objects.filter(pk=nummer).first()
    if row is None:
        raise UnusableCallError(f"Indbetaling {nummer} findes ikke.")
    return row


@claim.command()
def defer(
    krav: Krav, til: Annotated[str, typer.Option("--til", metavar="DAG", help="Skal ikke betales før")], grund: Grund
) -> None:
    """Giv et krav henstand; en tidligere ophører."""
    open_home()
    made = henstand.giv(_krav(krav), dag(til, "--til"), grund, whoami())
    out(f"Krav {krav} skal ikke betales før {made.til:%d-%m-%Y}.")


@claim.command()
def instalments(
    krav: Krav,
    foerste: Annotated[str, typer.Option("--foerste", metavar="DAG", help="Hvornår den første rate forfalder")],
    grund: Grund,
    antal: Annotated[int | None, typer.Option("--antal", metavar="N", help="Så mange rater")] = None,
    rate: Annotated[str, typer.Option("--rate", metavar="KRONER", help="Eller så meget om måneden")] = "",
) -> None:
    """Aftal afdrag på et krav: lige store rater, eller en fast rate om måneden."""
    if (antal is None) == (not rate):
        raise UnusableCallError("Angiv enten --antal eller --rate.")
    open_home()
    row, first = _krav(krav), dag(foerste, "--foerste")
    if antal is not None:
        plan = afdragsplan.lige_store(row.rest, antal, first)
    else:
        plan = afdragsplan.lige_rater(row.rest, oere(rate, "--rate"), first)
    made = henstand.afdrag(row.debitor, [row], plan, timezone.localdate(), grund, whoami())
    out(f"Afdragsordning {made.pk} er lavet med {len(plan)} rater.")


@claim.command()
def end(krav: Krav) -> None:
    """Lad et kravs henstand og afdragsordning ophøre."""
    open_home()
    row = _krav(krav)
    found: list[object] = []
    for deferral in row.henstande.filter(ophoert_tid=None):
        henstand.ophoer(deferral, whoami())
        found.append(deferral)
    for part in Afdragskrav.objects.filter(regning=row, gaelder=True).select_related("ordning"):
        henstand.ophoer(part.ordning, whoami())
        found.append(part)
    if not found:
        raise UnusableCallError(f"Krav {krav} har hverken henstand eller afdragsordning.")
    out(f"Krav {krav} har sin egen forfaldsdato igen.")


@claim.command()
def statement(
    kundenummer: Annotated[str, typer.Argument(metavar="KUNDENUMMER", help="10 cifre")],
    til: Annotated[str, typer.Option("--til", metavar="DAG", help="Til og med; ellers i dag")] = "",
    fra: Annotated[str, typer.Option("--fra", metavar="DAG", help="Fra og med; ellers fra begyndelsen")] = "",
    as_json: AsJson = False,
) -> None:
    """En debitors kontoudtog pr. en dag."""
    open_home()
    debitor = Debitor.objects.filter(kundenummer=kundenummer).first()
    if debitor is None:
        raise UnusableCallError("Der er ingen debitor med det kundenummer.")
    udtog = kontoudtog(debitor, dag(til, "--til") if til else timezone.localdate(), dag(fra, "--fra") if fra else None)
    if as_json:
        lines = [
            {"dato": one.dato.isoformat(), "slags": one.slags, "tekst": one.tekst, "beloeb": one.beloeb, "saldo": one.saldo}
            for one in udtog.bevaegelser
        ]
        json_out({"linjer": lines, "saldo": udtog.saldo, "til_gode": udtog.til_gode})
        return
    table(
        ("Dato", "Hvad", "Tekst", "Beløb", "Saldo"),
        [
            (f"{one.dato:%d-%m-%Y}", one.slags.value, one.tekst, beloeb_tekst(one.beloeb), beloeb_tekst(one.saldo))
            for one in udtog.bevaegelser
        ],
    )
    out(f"\nSaldo: {beloeb_tekst(udtog.saldo)} kr. Til gode: {beloeb_tekst(udtog.til_gode)} kr.")


@payment.command()
def queue(as_json: AsJson = False) -> None:
    """De ældste, der venter, hver med det krav, den mest ligner. Intet placeres af sig selv."""
    open_home()
    rows = list(koe.ventende()[:MOST])
    best = {row.pk: next(iter(suggest(row)), None) for row in rows}
    if as_json:
        json_out(
            [
                {
                    "nummer": row.pk,
                    "dato": row.dato.isoformat(),
                    "rest": row.rest,
                    "aarsag": row.aarsag,
                    "forslag": one.regning.nummer if (one := best[row.pk]) else None,
                }
                for row in rows
            ]
        )
        return
    if not rows:
        out("Køen er tom.")
        return
    table(
        ("Nr.", "Betalt", "Kroner", "Hvorfor", "Ligner krav", "Fordi"),
        [
            (
                *(str(row.pk), f"{row.dato:%d-%m-%Y}", beloeb_tekst(row.rest), navn(row.aarsag)),
                *((str(one.regning.nummer), ", ".join(one.grunde)) if (one := best[row.pk]) else ("", "")),
            )
            for row in rows
        ],
    )
    out("\nPlacér en: snitflade payment place NR KRAV. Vis de andre på siden «Uanbringelige».")


@payment.command()
def place(
    nummer: Nummer,
    krav: Annotated[
        list[str], typer.Argument(metavar="KRAV[=KRONER]", help="Et eller flere krav; uden beløb så meget, der er plads til")
    ],
) -> None:
    """Placér en indbetaling på et eller flere krav: alle, eller ingen."""
    open_home()
    row = _indbetaling(nummer)
    left, parts = row.rest, []
    for text in krav:
        number, _, amount = text.partition("=")
        if not (number.isascii() and number.isdigit()):
            raise UnusableCallError(f"«{text}» er ikke et krav. Skriv fx 100042 eller 100042=250,00.")
        claim_row = _krav(int(number))
        take = oere(amount, text) if amount else min(left, claim_row.rest)
        left -= take
        parts.append((claim_row, take))
    made = koe.placer_flere(row, parts, row.rest, whoami(), timezone.localdate())
    placed = sum(one.beloeb for one in made)
    out(f"{beloeb_tekst(placed)} kr. er placeret. Der er {beloeb_tekst(row.rest)} kr. tilbage af indbetaling {nummer}.")


@payment.command()
def undo(nummer: Nummer, krav: Krav, grund: Grund) -> None:
    """Tag en indbetaling tilbage fra et krav; den venter igen, og kravet er åbent."""
    open_home()
    row = _indbetaling(nummer)
    live = Fordeling.objects.filter(indbetaling=row, regning=_krav(krav), ophaever=None, ophaevet_af=None)
    found = live.order_by("-pk").first()
    if found is None:
        raise UnusableCallError(f"Intet af indbetaling {nummer} står på krav {krav}.")
    placering.fjern(found, whoami(), timezone.localdate(), grund)
    out(f"{beloeb_tekst(found.beloeb)} kr. er taget tilbage fra krav {krav}.")


@payment.command()
def note(nummer: Nummer, tekst: Annotated[str, typer.Argument(metavar="NOTE", help="Højst 200 tegn")]) -> None:
    """Lad en indbetaling vente, med en note."""
    open_home()
    koe.noter(_indbetaling(nummer), tekst, whoami())
    out(f"Noten er gemt. Indbetaling {nummer} venter stadig.")
