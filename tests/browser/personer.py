"""Persons, a delivery of CPR, subscriptions and the address register for the pages (``python -m tests.browser.personer``)."""

from __future__ import annotations

import datetime as dt

import django


def main() -> None:
    """Put them there."""
    django.setup()
    from snitflade.exchange.models import Direction, Exchange
    from snitflade.exchange.states import State
    from snitflade.folk.models import Abonnement, Abonnementslinje, Adresse, Advis, Barn, CprLeverance, Navn, Person

    exchange = Exchange.objects.create(
        interface="folk.cpr-ajourfoering", key="prøve", direction=Direction.IND, state=State.ANVENDT, created_by="system"
    )
    facts = {"opgavenr": "123456", "proddto": dt.date(2026, 11, 19), "proddtoforrig": dt.date(2026, 11, 18)}
    leverance = CprLeverance.objects.create(exchange=exchange, profil="cpr-p12170", faerdig=True, aendrede=2, **facts)
    person = Person.objects.create(
        personnummer="6101600001",
        status="05",
        koen="M",
        fornavn="Prøve",
        mellemnavn="Person",
        efternavn="Et",
        soegenavn="ET PRØVE PERSON",
        kommunekode="0956",
        vejkode="0082",
        husnr="007",
        adresselinje="Prøvevej 7",
        postnr="3900",
        postdistrikt="Nuuk",
        aegtefaelle="6101600002",
        leveret=leverance.proddto,
    )
    other = Person.objects.create(
        personnummer="6101600002",
        status="05",
        koen="K",
        fornavn="Prøve",
        mellemnavn="Person",
        efternavn="To",
        soegenavn="TO PRØVE PERSON",
        kommunekode="0956",
        adresselinje="Prøvevej 7",
        adressebeskyttet=True,
        beskyttelser="0001",
    )
    Barn.objects.create(person=person, barn="6101150003")
    Navn.objects.create(person=person, aktuel=False, fornavn="Prøve", efternavn="Før", soegenavn="FØR PRØVE", fra="196001010000")
    Adresse.objects.create(person=person, aktuel=False, kommunekode="0957", vejkode="0017", bnr="0045", fra="198001010000")
    for one in (person, other):
        changed = [["adresselinje", "Gammelvej 1", "Prøvevej 7"]]
        Advis.objects.create(leverance=leverance, person=one, haendelser="A01", aendringer=changed)
    row = Abonnement.objects.create(
        personnummer="0101600001",
        grunde=[["inka.debitorer", "debitor"]],
        siden=dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC),
        tilstand="fejl",
        operation="OP",
        exchange=exchange,
        fejlnr="0017",
        fejltekst="Personnummeret findes ikke",
    )
    line = {"operation": "OP", "fildato": dt.date(2026, 11, 17), "foer": "ingen", "aaben": False, "svar": "afvist af CPR"}
    adresser()
    Abonnementslinje.objects.create(abonnement=row, exchange=exchange, svaret_af=exchange, **line)


def adresser() -> None:
    """The address register as fetched twice, so that there are differences."""
    from tests.folk.gar.verden import anvend, fil, register, uge

    anvend(fil(register()))
    lagene = register()
    lagene["lokalitet"][1]["Lokalitetsnavn"] = "Prøvebygden"
    anvend(fil(lagene, uge(1)))


if __name__ == "__main__":
    main()
