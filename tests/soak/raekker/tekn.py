"""Technical services: rows 36, 38, 39 and 40. Prisme is an SFTP server whose job takes the files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from tests.soak import afgoerelser
from tests.soak.forbindelser import vaegt
from tests.soak.kalender import Modpart, Operatoer, Raekke, Scene, aarlig, kvartal, maanedlig
from tests.soak.operatoer import GODKENDER, Trin
from tests.soak.raekker.konstanter import AAR, KOMMUNE, MODKONTO
from tests.soak.raekker.tjenester import kundeid

import snitflade.tekn
from snitflade.exchange import imports
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.folk.models import Lokalitet
from snitflade.formats.text import beloeb_tekst
from snitflade.inka.models import Debitor
from snitflade.tekn.affald import ret
from snitflade.tekn.affald.models import Affaldstakst, Vejning
from snitflade.tekn.affald.opkraev import aabne
from snitflade.tekn.affald.takster import noegle
from snitflade.tekn.renoweb.models import Renowebkonto

PRISME, AFFALD, RENOWEB, ENGANGS = (
    "tekn.renovation-prisme",
    "tekn.affaldsvaegt",
    "tekn.renoweb-opkraevning",
    "tekn.renoweb-engangs",
)
DEMO = Path(snitflade.tekn.__file__).parent / "demo"
AFFALD_HOVED = (
    "REGISTRATIONNO;WEIGHINGDATE;SITE;CUSTOMERNO;CUSTOMERNAME;LICENSEPLATE;PRODUCTNO;PRODUCTNAME;WEIGHTNET;PRICEUNIT;PRICETOTAL;"
    "ACCOUNTNO;NOTE"
)
AFFALD_KOMMUNE, BRANDBART = "0956", "6602601101"
RENOWEB_HOVED = (
    "Kommunenr;Kvartal;Linjeid;Kundenr;RenowebKundeid;Lokalitet;Bnr;Lejlighed;Ydelseskode;Tekst;Antal;Enhedspris_aar;Fra;Til;Beloeb;"
    "Betales_fra_konto"
)


def opsaet() -> None:
    """The master data of the specification's test case, and firms for the weighings and RenoWeb."""
    result = imports.find("tekn.renovation")(DEMO)
    assert not result.problemer.errors, [problem.message for problem in result.problemer.sorted()]
    Lokalitet.objects.filter(navn="Tasiilaq", kode="").update(kode="1000")
    for number, cvr in enumerate(("12345607", "12345615"), start=1):
        Debitor.objects.get_or_create(kundenummer=f"580000000{number}", defaults={"navn": f"Prøve Firma {number}", "cvr": cvr})
    Affaldstakst.objects.get_or_create(
        affaldstype="Brandbart",
        typenoegle=noegle("Brandbart"),
        kommune=AFFALD_KOMMUNE,
        defaults={"konto": BRANDBART, "gyldig_fra": dt.date(AAR - 1, 1, 1)},
    )
    Renowebkonto.objects.get_or_create(
        kommune=KOMMUNE, ydelseskode="DAG240", defaults={"gyldig_fra": dt.date(AAR - 1, 1, 1), "konto": "6602507000"}
    )
    for nummer, vaerdi in (
        ("870", "AFF"),
        ("affald.modkonto", MODKONTO),
        ("affald.betalingsart", "125"),
        ("renoweb.modkonto", MODKONTO),
    ):
        Systemkonstant.objects.update_or_create(nummer=nummer, gyldig_fra=None, defaults={"vaerdi": vaerdi})


def _kvartal(dag: dt.date) -> str:
    return f"{dag.year}K{(dag.month - 1) // 3 + 1}"


def _valg(trin: Trin, tekst: str) -> dict[str, Any]:
    dag = trin.dag
    return {
        "kommune": KOMMUNE,
        "posteringsdato": dag,
        "forfaldsdato": dag + dt.timedelta(20),
        "regnskabsaar": dag.year,
        "tekst": tekst,
        "konteret_af": "tobl",
        "tidsstempel": dt.datetime.combine(dag, dt.time(12)),
    }


def renovation(trin: Trin) -> None:
    """The quarter's bills."""
    trin.send(PRISME, kvartal=_kvartal(trin.dag), **_valg(trin, "RENOVATION"))


KUNDER = ("5800000001", "5800000002")
FORKERT, NY = "5899999991", "5800000003"
"""A customer whose number was mistyped at the scales (the first one is meant), and one that has not been made yet."""


def vejninger(scene: Scene) -> None:
    """The scales lay their month in the agreed folder: one weighing was free, and one line is of a customer nobody knows."""
    lines, book = [AFFALD_HOVED], scene.boeger.husket("vejninger", {})
    customers = (*KUNDER, scene.held.choice((FORKERT, NY)), KUNDER[0])
    for number, customer in enumerate(customers):
        beloeb = 0 if number == len(customers) - 1 else scene.held.randint(1, 200_000)
        kroner = f"{beloeb // 100},{beloeb % 100:02}"
        at, id = f"{scene.dag:%d-%m-%Y} 09:{number:02}", scene.naeste("vejning")
        lines.append(f"{id};{at};Nuuk;{customer};Prøve Firma;GR 12 345;10;Brandbart;1000;{kroner};{kroner};{BRANDBART};")
        book[f"{id}"] = beloeb
    name, data = f"vejninger{scene.maerke}.csv", "".join(f"{line}\n" for line in lines).encode("cp1252")
    scene.boeger.husk("vejninger", book)
    scene.boeger.send(AFFALD, name, data)
    folder = vaegt(scene.partnere.config.home)
    if not folder.exists():  # today nobody gets at it: the scales keep the file until they do
        folder = next(folder.parent.glob(f"{folder.name}.*"))
    new = folder / f"{name}.tmp"
    new.write_bytes(data)
    new.rename(folder / name)


def affald(trin: Trin) -> None:
    """What the scales sent is put right, one weighing is left out now and then, and the others are billed."""
    Debitor.objects.get_or_create(kundenummer=NY, defaults={"navn": "Prøve Firma 3", "cvr": "12345623"})
    afgoerelser.ret_linjer(AFFALD, {FORKERT: KUNDER[0]})
    open_ = list(aabne(Vejning.objects.filter(parti__kommune=AFFALD_KOMMUNE)).order_by("pk").values_list("pk", flat=True))
    if open_ and trin.sjaeldent(3):
        ret.udelad(trin.held.choice(open_), "Kunden har klaget", GODKENDER)
    trin.send(AFFALD, **_valg(trin, "AFFALD"))


def renoweb_fil(scene: Scene) -> None:
    """RenoWeb's basis of the quarter."""
    first, quarter = scene.dag.replace(day=1), f"{scene.dag.year}{(scene.dag.month - 1) // 3 + 1}"
    lines = []
    sum_ = 0
    for kunde in KUNDER:
        beloeb = scene.held.randint(1, 200_000)
        sum_ += beloeb
        kroner = beloeb_tekst(beloeb).replace(".", "")
        lines.append(
            f"{KOMMUNE};{quarter};{scene.naeste('renoweb')};{kunde};{kundeid(kunde)};0600;1234;;DAG240;Dagrenovation;1;"
            f"{kroner};{first:%Y%m%d};{first + dt.timedelta(27):%Y%m%d};{kroner};"
        )
    end = f"TOTAL;{len(lines)};{beloeb_tekst(sum_).replace('.', '')}"
    data = "".join(f"{line}\r\n" for line in (RENOWEB_HOVED, *lines, end)).encode("cp1252")
    scene.boeger.send(RENOWEB, f"RENOWEB_OPKR_{KOMMUNE}_{quarter}_001.csv", data)


def renoweb(trin: Trin) -> None:
    """Take RenoWeb's basis in and bill it."""
    trin.hent(RENOWEB)
    trin.send(RENOWEB, kvartal=_kvartal(trin.dag), **_valg(trin, "RENOWEB"))


def engangs(trin: Trin) -> None:
    """The one-off transfer to RenoWeb."""
    trin.send(ENGANGS, dato=trin.dag, beskyttede="uden")


RAEKKER = (
    Raekke(
        36,
        "the scales: the agreed folder; Prisme: SFTP server",
        (Modpart(maanedlig(17), vejninger), Operatoer(maanedlig(18), affald)),
    ),
    Raekke(38, "RenoWeb: carried by hand", (Operatoer(aarlig(2, 3), engangs),)),
    Raekke(
        39,
        "RenoWeb: a file that is taken in by hand; Prisme: SFTP server",
        (Modpart(kvartal(5, 2), renoweb_fil), Operatoer(kvartal(6, 2), renoweb)),
    ),
    Raekke(40, "Prisme: SFTP server with a job that takes the files", (Operatoer(kvartal(13), renovation),)),
)
