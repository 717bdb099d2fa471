"""The table of persons: each personnummer as CPR last delivered it, former numbers too, with everything that is true now.

What a person can have several of, and what has been, stands in `models_fakta`; deliveries, versions and notices in `models_cpr`. A
delivery replaces all of a person's rows at once (cpr.md 7, point 4); the row keeps its id, by which look-ups are logged.

Dates come from CPR as ``ÅÅÅÅ-MM-DD``, moments as ``ÅÅÅÅMMDDTTMM`` whose month, day and minute may be unknown (00, 99). Moments are
kept as that text: it sorts as they do, and nothing is invented; `formats.cpr_kinds.tid` derives date and precision (6.1). Empty
text: there is none. ``*_usikker`` is CPR's mark of uncertainty.

Sources: cpr.md 3 to 7; winformatik.md 2.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr

if TYPE_CHECKING:
    from django.db.models.fields import CharField


def tekst(bredde: int) -> CharField[str, str]:
    """Text of at most so many characters; empty where there is none."""
    return models.CharField(max_length=bredde, blank=True, default="")


def usikker() -> models.BooleanField[bool, bool]:
    """CPR's mark that a date is uncertain."""
    return models.BooleanField(default=False)


class Person(models.Model):
    """One personnummer and everything CPR says of it now."""

    personnummer = models.CharField(max_length=10, unique=True)
    gaeldende = tekst(10)
    """The number that is valid instead, where this one has been superseded."""
    status = models.CharField(max_length=2)
    """Status code, cpr.md 5.1; 99: known only as somebody's child."""
    status_fra = tekst(12)
    status_usikker = usikker()
    koen = tekst(1)
    foedselsdato = models.DateField(null=True, blank=True)
    """As CPR says; the number may tell another."""
    foedselsdato_usikker = usikker()
    foedested_myndighed = tekst(4)
    foedested = tekst(20)
    nummer_fra = tekst(10)
    nummer_fra_usikker = usikker()
    nummer_til = tekst(10)
    nummer_til_usikker = usikker()
    stilling = tekst(34)
    # The name now, and as letters carry it
    fornavn = tekst(50)
    mellemnavn = tekst(40)
    efternavn = tekst(40)
    navn_fra = tekst(12)
    adresseringsnavn = tekst(34)
    soegenavn = tekst(140)
    """Surname, first and middle names in capitals, for searching."""
    # The address now, and as letters carry it
    kommunekode = tekst(4)
    """Four digits, e.g. ``0956``; empty for who has no address in a register."""
    vejkode = tekst(4)
    husnr = tekst(4)
    etage = tekst(2)
    sidedoer = tekst(4)
    bnr = tekst(4)
    adressenoegle = tekst(22)
    """The six codes as one text (`noegle`): equal for those who live together."""
    conavn = tekst(34)
    tilflyttet = tekst(12)
    tilflyttet_usikker = usikker()
    tilflyttet_kommune = tekst(12)
    fraflyttet_kommunekode = tekst(4)
    supplerende_adresse = tekst(174)
    """Up to five lines, one per line."""
    adresselinje = tekst(34)
    """CPR's ready-made line: for showing, never for building addresses."""
    lokalitet = tekst(34)
    bynavn = tekst(34)
    postnr = tekst(4)
    postdistrikt = tekst(20)
    vejnavn = tekst(20)
    kontaktadresse = tekst(174)
    # Away
    udrejst_land = tekst(4)
    udrejst = tekst(12)
    udlandsadresse = tekst(174)
    forsvundet = tekst(12)
    # Protection
    adressebeskyttet = models.BooleanField(default=False)
    """Type 0001, name and address: hides the address from everybody who has no right to it. Ask `folk.beskyttelse`."""
    beskyttelser = tekst(80)
    """All types in force, in order, separated by blanks."""
    # Civil status, citizenship, church
    civilstand = tekst(1)
    civilstand_fra = tekst(12)
    aegtefaelle = tekst(10)
    aegtefaelle_foedt = tekst(10)
    aegtefaelle_navn = tekst(34)
    separeret_fra = tekst(10)
    statsborgerskab = tekst(4)
    statsborgerskab_fra = tekst(12)
    folkekirke = tekst(1)
    # Parents
    mor = tekst(10)
    mor_fra = tekst(10)
    mor_foedt = tekst(10)
    mor_navn = tekst(34)
    far = tekst(10)
    far_fra = tekst(10)
    far_foedt = tekst(10)
    far_navn = tekst(34)
    # Guardianship
    umyndig = models.BooleanField(default=False)
    umyndig_fra = tekst(10)
    # Where it comes from
    leveret = models.DateField(null=True, blank=True)
    """Production date of the delivery it stands on; empty: nothing has been delivered about the person."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("personnummer",)
        indexes = (
            models.Index(fields=("soegenavn",), name="person_soegenavn"),
            models.Index(fields=("foedselsdato",), name="person_foedselsdato"),
            models.Index(fields=("adressenoegle",), name="person_adresse"),
            models.Index(fields=("mor",), name="person_mor"),
            models.Index(fields=("far",), name="person_far"),
        )
        verbose_name = "person"
        verbose_name_plural = "personer"

    def __str__(self) -> str:
        return mask_cpr(self.personnummer)

    @property
    def navn(self) -> str:
        """First, middle and surname as CPR writes them."""
        return " ".join(part for part in (self.fornavn, self.mellemnavn, self.efternavn) if part)


def noegle(kommunekode: str, vejkode: str, husnr: str, etage: str, sidedoer: str, bnr: str) -> str:
    """The codes of an address as one text of 22 characters; empty without a road.

    >>> noegle("0956", "0082", "007", "", "0002", "")
    '09560082007___0002____'
    """
    if not kommunekode or not vejkode:
        return ""
    return f"{kommunekode:4}{vejkode:4}{husnr:4}{etage:2}{sidedoer:4}{bnr:4}".replace(" ", "_")
