"""Vouchers from elsewhere: rows 3 and 20, files that a person takes in, and what two people do with them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from tests.soak.kalender import Modpart, Operatoer, Raekke, Scene, maanedlig
from tests.soak.operatoer import BYGGER, GODKENDER, Trin
from tests.soak.raekker.konstanter import AAR

from snitflade.bogh import kladdebetaling, kladder
from snitflade.bogh.models import Bilagskladde
from snitflade.bogh.udbetaling import modtagere

ACUBIZ, BSPLUS = "bogh.acubiz", "krdi.bsplus"
UDGIFT = "5602601340"
BSPLUS_HOVED = "KATEGORI;LINJE;DATO;BELOEB;PBSNR;DEBGR;KUNDENR;AFTALENR;KREDITOR;KONTO;TEKST;SAGSBEHANDLER;PDF\r\n"


def acubiz_fil(scene: Scene) -> None:
    """An export of two travels."""
    lines = []
    for number in range(2):
        amount = scene.held.randint(100, 300_000)
        kroner = f"{amount // 100},{amount % 100:02}"
        id = f"T{scene.maerke}{number}"
        lines += [
            _rejselinje(id, 2 * number + 1, UDGIFT, kroner, scene.dag),
            _rejselinje(id, 2 * number + 2, "9001001009", f"-{kroner}", scene.dag),
        ]
    scene.boeger.send(ACUBIZ, f"EMS_{scene.maerke}-101500.csv", "".join(lines).encode("cp1252"))


def _rejselinje(id: str, nr: int, konto: str, beloeb: str, dag: dt.date) -> str:
    cells = [""] * 31
    art = "k" if beloeb.startswith("-") else "f"
    for place, value in {
        1: f"{nr}",
        2: f"{dag:%d-%m-%Y}",
        3: art,
        4: konto,
        6: beloeb,
        7: "DKK",
        10: "Hotel",
        20: "abcd",
        22: id,
    }.items():
        cells[place - 1] = value
    return ";".join(cells) + "\r\n"


def bsplus_fil(scene: Scene) -> None:
    """ITR BS+ with a bill of electricity and its PDF."""
    amount = scene.held.randint(100, 300_000)
    kroner, dag = f"{amount // 100},{amount % 100:02}", f"{scene.dag:%d%m%Y}"
    row = f"POST;000001;{dag};{kroner};09999999;00002;000003112999999;123456789;Prøveforsyning A/S;310100210;El;xxxx;000001.pdf\r\n"
    data = (BSPLUS_HOVED + row + f"SLUT;000001;;{kroner};;;;;;;;;\r\n").encode("cp1252")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in (("bogf.csv", data), ("000001.pdf", b"%PDF-1.7 " + scene.maerke.encode())):
            opened.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    scene.boeger.send(BSPLUS, f"bsplus{scene.maerke}.zip", made.getvalue())


def bilag(trin: Trin) -> None:
    """Take in travels and bills, attest, order and book them, by two people."""
    modtagere.gem("cvr", "12227353", "Prøveforsyning A/S", "6471 1000206", dt.date(AAR - 1, 1, 1), BYGGER)
    kladdebetaling.saet_kreditor("09999999", "cvr", "12227353", BYGGER)
    trin.hent(ACUBIZ)
    trin.hent(BSPLUS)
    for draft in Bilagskladde.objects.filter(kilde__in=(ACUBIZ, BSPLUS)).order_by("pk"):
        for fra, goer, af in (
            ("modtaget", kladder.attester, BYGGER),
            ("attesteret", kladder.anvis, GODKENDER),
            ("anvist", kladder.bogfoer, GODKENDER),
        ):
            draft.refresh_from_db()
            if draft.tilstand == fra:
                goer(draft, af)


RAEKKER = (
    Raekke(3, "Acubiz: a file that is taken in by hand", (Modpart(maanedlig(14), acubiz_fil),)),
    Raekke(20, "ITR BS+: a file that is taken in by hand", (Modpart(maanedlig(14), bsplus_fil), Operatoer(maanedlig(15), bilag))),
)
