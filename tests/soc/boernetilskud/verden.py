"""A small world of Børnetilskud: a couple with two children, a mother alone with one, and the specification's placeholder rates."""

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
from snitflade.bogh.udbetaling.models import Udbetaling
from snitflade.exchange import catalogue, integrity, leaving, outbound
from snitflade.exchange.catalogue import Built
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.folk.models import Adresse, Person
from snitflade.skat.models_aktuel import AktuelIndkomst
from snitflade.soc.boernetilskud import kort
from snitflade.soc.boernetilskud.kort import Indhold
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Boernetilskudssats, Tildeling, Undtagelseskort

I_DAG = dt.datetime(2025, 4, 28, 9, 30, tzinfo=ZoneInfo("America/Nuuk"))
KOMMUNE, MAJ, JUNI = "0957", Maaned.laes("202505"), Maaned.laes("202506")
ARTEN, KREDIT, MELLEM, FRA_KONTO = "6602001000", "9001001001", "9002002003", "64710001000206"
MOR, FAR, ENE = "6102856001", "6203847002", "6304886003"
BARN_1, BARN_2, ENEBARN = "6105154001", "6206174002", "6407204003"
"""Born 1 May 2015, 2 June 2017 and 4 July 2020."""
HJEM, HJEM_2 = "09570123014___0003____", "09570123014___0007____"
send, indhold = bring_ud, filerne


def ur(monkeypatch: pytest.MonkeyPatch, hvornaar: dt.datetime = I_DAG) -> None:
    """It is 28 April 2025."""
    monkeypatch.setattr(tid, "nu", lambda: hvornaar)
    monkeypatch.setattr(leaving, "timezone", SimpleNamespace(now=lambda: hvornaar))


def opsaet(vej: str = "bank") -> None:
    """Accounts and the way."""
    for name, vaerdi in {
        "konto": ARTEN,
        "kreditkonto": KREDIT,
        "mellemkonto": MELLEM,
        "bankkonto": FRA_KONTO,
        "vej": vej,
    }.items():
        Systemkonstant.objects.update_or_create(nummer=f"boernetilskud.{name}", defaults={"vaerdi": vaerdi})


def sats(**felter: Any) -> Boernetilskudssats:
    """The placeholder row of social-teknik.md 5.2."""
    values: dict[str, Any] = {
        "gyldig_fra": dt.date(2025, 1, 1),
        "kilde": "social-teknik.md 5.2",
        "model": "lineaer",
        "maks_pr_barn_aar": 847_700,
        "fuld_indtil": 13_600_000,
        "bortfald_grund": 34_720_000,
        "bortfald_pr_barn": 2_500_000,
        "procent": 0,
        "mindste": 0,
        "standardfradrag": False,
        "bekraeftet": False,
        **felter,
    }
    return Boernetilskudssats.objects.create(**values)


def person(cpr: str, hjem: str = HJEM, fra: str = "202001010000", **felter: Any) -> Person:
    """Somebody Danish who lives at an address."""
    values = {"status": "05", "statsborgerskab": "5100", "fornavn": "Prøve", "efternavn": f"Person {cpr[-1]}", **felter}
    made = Person.objects.create(personnummer=cpr, adressenoegle=hjem, kommunekode=hjem[:4], **values)
    bor(made, hjem, fra)
    return made


def bor(one: Person, hjem: str, fra: str = "202001010000") -> None:
    """From a moment on they live there."""
    Adresse.objects.filter(person=one, aktuel=True).update(aktuel=False, til=fra)
    Adresse.objects.create(person=one, aktuel=True, fra=fra, kommunekode=hjem[:4], vejkode=hjem[4:8], noegle=hjem)


def barn(cpr: str, mor: str = "", far: str = "", hjem: str = HJEM, **felter: Any) -> Person:
    """A child, born as the number says (day + 60)."""
    born = dt.date(2000 + int(cpr[4:6]), int(cpr[2:4]), int(cpr[:2]) - 60)
    return person(cpr, hjem, mor=mor, far=far, foedselsdato=born, **felter)


def indkomst(cpr: str, kroner: int, maaned: dt.date = dt.date(2025, 2, 1)) -> None:
    """An aktuel indkomst received for the twelve months that end with `maaned`."""
    number = Exchange.objects.count() + 1
    sent = Exchange.objects.create(
        interface="skat.aktuel-indkomst", key=f"prøve {number}", created_by="anna", state="anvendt", direction="ind"
    )
    AktuelIndkomst.objects.create(
        cpr=cpr, seneste_maaned=maaned, kilde="FOSP", foer_fradrag=kroner * 100, hentet=I_DAG, exchange=sent
    )


def familier(konti: bool = True) -> None:
    """The couple earns 250,000, the other mother 100,000: 2 x 398 and 706 kr. a month (social-teknik.md 5.2, n = 2 and 1)."""
    person(MOR)
    person(FAR)
    person(ENE, HJEM_2)
    barn(BARN_1, MOR, FAR)
    barn(BARN_2, MOR, FAR)
    barn(ENEBARN, ENE, "", HJEM_2)
    for cpr, kroner in ((MOR, 150_000), (FAR, 100_000), (ENE, 100_000)):
        indkomst(cpr, kroner)
        if konti and cpr != FAR:
            modtagere.gem("cpr", cpr, f"Prøve Person {cpr[-1]}", f"6471 00{cpr[-8:]}", dt.date(2025, 1, 1), "anna")


def kortet(cpr: str, fra: str = "202505", **felter: Any) -> Undtagelseskort:
    """A card of a child."""
    return kort.opret([cpr], Indhold(**{"fra": fra, "begrundelse": "Prøve", **felter}), "anna")[0]


def koer(maaned: Maaned = MAJ, af: str = "anna", kommune: str = KOMMUNE, **valg: Any) -> tuple[Exchange | None, Built]:
    """Build a run."""
    options = {"kommune": kommune, "maaned": str(maaned), **valg}
    return outbound.build(catalogue.find("27"), options, af)


def udveksling(maaned: Maaned = MAJ, **valg: Any) -> Exchange:
    """A run that has something to pay."""
    exchange, built = koer(maaned, **valg)
    assert exchange is not None, built.notes
    return exchange


def bevilget(barn: str, maaned: Maaned = MAJ) -> int:
    """Øre that hold for a child and month."""
    return sum(Tildeling.objects.filter(barn=barn, maaned=str(maaned), gaelder=True).values_list("beloeb", flat=True))


def betalt() -> int:
    """Øre that are in files that hold."""
    return sum(Udbetaling.objects.filter(gaelder=True).values_list("beloeb", flat=True))


def advarsler(built: Built) -> list[str]:
    """The codes of a run's warnings."""
    return sorted(problem.code for problem in built.warnings)


def i_orden() -> bool:
    """Whether `verify` finds nothing but the exchanges that incomes here were made with."""
    made = {f"Udveksling {pk}:" for pk in Exchange.objects.filter(interface="skat.aktuel-indkomst").values_list("pk", flat=True)}
    wrong = [text for text in integrity.broken() if not any(text.startswith(one) for one in made)]
    assert not wrong, wrong
    return True
