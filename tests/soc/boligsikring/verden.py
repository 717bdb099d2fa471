"""A small world of Boligsikring: two landlords, the municipality's own homes, and the households of the specification's sample."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.udvekslinger import annuller as annuller
from tests.udvekslinger import bring_ud, filerne
from tests.udvekslinger import saldo as saldo

from snitflade.bogh.udbetaling import modtagere, tid
from snitflade.exchange import catalogue, inbound, integrity, leaving, outbound
from snitflade.exchange.catalogue import Built
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import Problems
from snitflade.soc.boligsikring import proeve
from snitflade.soc.boligsikring.proeve import Proeve
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Ansoegning, Huslejelinje, Lejefil, Medlem, Udlejer

I_DAG = dt.datetime(2025, 4, 10, 9, 30, tzinfo=ZoneInfo("America/Nuuk"))
DAG = I_DAG.date()
KOMMUNE, MAJ = "0957", Maaned.laes("202505")
ARTEN, KREDIT, MELLEM, INDTAEGT, INDTAEGT_2 = "6601001000", "9001001001", "9002002002", "7701001000", "7702002000"
FRA_KONTO, INI_KONTO = "64710001000206", "64710000111111"
INI_CVR, ISERIT_CVR = "12227353", "10000009"
ET, TO, TREDJE, FIRE = "6102999001", "7503859002", "8207919003", "7104669005"
"""The tenants of social-teknik.md 2.2."""

HOVED = (
    "Udlejer;Kommunenr;Lejemaalsnr;Lokalitet;Vejkode;Vejnavn;Husnr;Bnr;Lejlighed;AntalRum;Boligtype;CprLejer;NavnLejer;"
    "CprMedlejer;Indflytning;Udflytning;Husleje;HuslejeFra;Forbrug;Periode"
)
L1 = "INI;0957;70-0114-03;0800;0123;Aqqusinersuaq;014;;0003;2;B;6102999001;Prøve Person Et;;20210901;;4500,00;;610,00;202505"
L2 = (
    "INI;0957;70-0114-07;0800;0123;Aqqusinersuaq;014;;0007;4;B;7503859002;Prøve Person To;8207919003;20190301;;6000,00;"
    "20250401;720,00;202505"
)
send, indhold = bring_ud, filerne


def ur(monkeypatch: pytest.MonkeyPatch, hvornaar: dt.datetime = I_DAG) -> None:
    """It is 10 April 2025."""
    monkeypatch.setattr(tid, "nu", lambda: hvornaar)
    monkeypatch.setattr(leaving, "timezone", SimpleNamespace(now=lambda: hvornaar))


def saet(**vaerdier: str) -> None:
    """Set constants; ``__`` stands for a dot."""
    for name, vaerdi in vaerdier.items():
        Systemkonstant.objects.update_or_create(nummer=name.replace("__", "."), defaults={"vaerdi": vaerdi})


def opsaet(vej: str = "prisme") -> None:
    """Accounts, the way, and three landlords."""
    saet(
        boligsikring__konto=ARTEN,
        boligsikring__kreditkonto=KREDIT,
        boligsikring__mellemkonto=MELLEM,
        boligsikring__bankkonto=FRA_KONTO,
        boligsikring__vej=vej,
        boligsikring__terminal="0017",
    )
    ini = modtagere.gem("cvr", INI_CVR, "Prøve Boligselskab Et", INI_KONTO, dt.date(2025, 1, 1), "anna")
    iserit = modtagere.gem("cvr", ISERIT_CVR, "Prøve Boligselskab To", "64710000222222", dt.date(2025, 1, 1), "anna")
    Udlejer.objects.create(kode="INI", navn="Prøve Boligselskab Et", ejer="selskab", profil="bs-til-1", modtager=ini)
    Udlejer.objects.create(kode="ISERIT", navn="Prøve Boligselskab To", ejer="selskab", profil="bs-til-1", modtager=iserit)
    Udlejer.objects.create(
        kode="KOMEGEN", navn="Kommunens egne boliger", ejer="kommune", profil="bs-til-1", indtaegtskonto=INDTAEGT, sender_fil=False
    )


def ansoeg(
    cpr: str,
    husleje: int,
    indkomst: int | None,
    *,
    udlejer: str = "INI",
    nummer: str = "",
    rum: int = 2,
    boern: tuple[str, ...] = (),
    voksne: tuple[str, ...] = (),
    **felter: Any,
) -> Ansoegning:
    """An application of 2025 with its rent (øre) and its household; the applicant's expected income is `indkomst` (øre)."""
    values: dict[str, Any] = {
        "aar": 2025,
        "kommune": KOMMUNE,
        "ansoeger": cpr,
        "udlejer": Udlejer.objects.get(kode=udlejer),
        "lejemaalsnr": nummer,
        "lokalitet": "0800",
        "vejkode": "0123",
        "husnr": "014",
        "lejlighed": "0003",
        "antal_rum": rum,
        "indflyttet": dt.date(2020, 1, 1),
        "oprettet_af": "anna",
        **felter,
    }
    made = Ansoegning.objects.create(**values)
    Huslejelinje.objects.create(ansoegning=made, fra=dt.date(2020, 1, 1), beloeb=husleje, kilde="Prøve")
    Medlem.objects.create(ansoegning=made, cpr=cpr, fra=dt.date(2020, 1, 1), forventet=indkomst)
    for other in voksne:
        Medlem.objects.create(ansoegning=made, cpr=other, fra=dt.date(2020, 1, 1), forventet=0)
    for child in boern:
        Medlem.objects.create(ansoegning=made, cpr=child, fra=dt.date(2020, 1, 1))
    return made


BARN_1, BARN_2 = "6105154001", "6206174002"
"""Born on 1 May 2015 and 2 June 2017."""


def spec() -> tuple[Ansoegning, Ansoegning]:
    """The two households of social-teknik.md 2.3: 3,015.00 and 2,505.00 kr."""
    one = ansoeg(ET, 450_000, 10_000_000, nummer="70-0114-03")
    two = ansoeg(TO, 600_000, 25_000_000, nummer="70-0114-07", rum=4, lejlighed="0007", voksne=(TREDJE,), boern=(BARN_1, BARN_2))
    return one, two


def lejefil(*linjer: str, periode: str = "202505", udlejer: str = "INI", total: str = "") -> tuple[str, bytes]:
    """A landlord's file of these lines: its name and its bytes."""
    lines = [HOVED, *linjer, *([total] if total else [])]
    return f"LEJEMAAL_{udlejer}_{KOMMUNE}_{periode}.csv", "".join(f"{line}\r\n" for line in lines).encode("cp1252")


def modtag(name: str, data: bytes, *, hvornaar: dt.datetime = I_DAG) -> tuple[Exchange, Problems]:
    """The file as it came in that day, applied."""
    interface = catalogue.find("30")
    exchange = inbound.receive(interface, name, data, "anna").exchange
    Exchange.objects.filter(pk=exchange.pk).update(created_at=hvornaar)
    exchange.refresh_from_db()
    problems = inbound.apply(exchange, interface, "anna")
    exchange.refresh_from_db()
    return exchange, problems


def fil(maaned: Maaned = MAJ) -> Lejefil:
    """The counting file of INI in a month."""
    return Lejefil.objects.filter(maaned=str(maaned), udlejer__kode="INI").latest("pk")


def proev(maaned: Maaned = MAJ) -> Proeve:
    """A trial run."""
    return proeve.proeveberegn(KOMMUNE, maaned, "anna")


def koer(koersel: str = "O", maaned: Maaned = MAJ, af: str = "anna", **valg: Any) -> tuple[Exchange | None, Built]:
    """Build a run."""
    options = {"kommune": KOMMUNE, "maaned": str(maaned), "koersel": koersel, "posteringsdato": DAG, **valg}
    return outbound.build(catalogue.find("31"), options, af)


def udveksling(koersel: str = "O", maaned: Maaned = MAJ, **valg: Any) -> Exchange:
    """A run that has something to grant."""
    exchange, _ = koer(koersel, maaned, **valg)
    assert exchange is not None
    return exchange


def advarsler(built: Built) -> list[str]:
    """The warnings of a run."""
    return sorted(problem.code for problem in built.warnings)


def i_orden() -> bool:
    """Whether `verify` finds nothing."""
    return list(integrity.broken()) == []
