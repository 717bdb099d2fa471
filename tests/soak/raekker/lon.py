"""Payroll: rows 23 and 24, as files that are taken in by hand (the database link has tests of its own)."""

from __future__ import annotations

from tests.soak.kalender import Modpart, Operatoer, Raekke, Scene, maanedlig
from tests.soak.operatoer import BYGGER, Trin
from tests.soak.raekker.konstanter import KOMMUNE

from snitflade.exchange.models import Exchange
from snitflade.lon import bogfoering
from snitflade.lon.loenlinjer import er_bogfoert
from snitflade.lon.models import Loenkoersel

BOGFOERING, UDTRAEK = "lon.bogfoering", "lon.udtraek"
HOVED = "KOMMUNENR;AFLOENNING;AAR;MAANED;KOERSEL;STATUS;LINIENR;KONTO;BELOEB;DEBKRE;TEKST;POSTDATO"
DATA_HOVED = "KOMMUNENR;INSTITUTION;CPR;NAVN;STILLING;AFLOENNING;LOENART;LOENARTTEKST;PERIODE;TIMER;SATS;BELOEB;KONTO"


def koersel(scene: Scene) -> None:
    """The month's run, first as it stands and then frozen, and the payroll data."""
    beloeb = scene.held.randint(1_000, 50_000_000)
    kroner = f"{beloeb // 100},{beloeb % 100:02}"
    book = scene.boeger.husket("loen", {})
    if f"{scene.dag:%Y%m}" in book:  # the month before was late
        return
    book[f"{scene.dag:%Y%m}"] = beloeb
    scene.boeger.husk("loen", book)
    dag = scene.dag
    for status in "AF":
        head = f"{KOMMUNE};14;{dag.year};{dag.month:02};A;{status}"
        lines = (
            HOVED,
            f"{head};1;5602601100;{kroner};D;Månedsløn;{dag:%Y%m%d}",
            f"{head};2;9407009001;{kroner};K;Nettoløn;{dag:%Y%m%d}",
        )
        scene.boeger.send(
            BOGFOERING, f"loen{scene.maerke}{'1' if status == 'A' else '2'}.csv", "".join(f"{line}\r\n" for line in lines).encode()
        )
    row = f"{KOMMUNE};SKOLE 1;6101600001;Prøve Person Et;Lærer;14;100;Løn;{dag:%Y%m};160,33;200,00;{kroner};5602601100"
    scene.boeger.send(UDTRAEK, f"data{scene.maerke}.csv", f"{DATA_HOVED}\r\n{row}\r\n".encode())


def bogfoer(trin: Trin) -> None:
    """Take the files in, in their order, and book what is frozen."""
    had = set(Exchange.objects.filter(interface=BOGFOERING).values_list("files__name", flat=True))
    for name, data in trin.boeger.sendt(BOGFOERING):
        if name not in had:
            trin.modtag(BOGFOERING, name, data)
    trin.hent(BOGFOERING)
    trin.hent(UDTRAEK)
    for run in Loenkoersel.objects.order_by("pk"):
        if run.status == "F" and not er_bogfoert(run):
            bogfoering.bogfoer(run.pk, BYGGER)


RAEKKER = (
    Raekke(23, "lønsystemet: en fil, man lægger op", (Modpart(maanedlig(26), koersel),)),
    Raekke(24, "lønsystemet: en fil, man lægger op", (Operatoer(maanedlig(27), bogfoer),)),
)
