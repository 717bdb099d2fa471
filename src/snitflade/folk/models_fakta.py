"""What a person can have several of, and what has been: one table per kind of fact, the one that holds now (`aktuel`) among them.

Sources: cpr.md 3 to 6.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from snitflade.exchange.models import Exchange
from snitflade.folk.models_historie import Fakta, Historisk
from snitflade.folk.models_person import tekst, usikker


class Navn(Historisk):
    """A name."""

    fornavn = tekst(50)
    mellemnavn = tekst(40)
    efternavn = tekst(40)
    slaegtsnavn = tekst(40)
    """Only profile GLBASE has it."""
    maerker = tekst(4)
    """The marks of first, middle, surname and family name, a blank as ``-``: + shortened, * letters CPR cannot take,
    = poorly known."""
    soegenavn = tekst(140)

    class Meta:
        indexes = (models.Index(fields=("soegenavn",), name="navn_soegenavn"),)
        verbose_name = "navn"
        verbose_name_plural = "navne"


class Adresse(Historisk):
    """An address in a register, by its codes."""

    kommunekode = tekst(4)
    vejkode = tekst(4)
    husnr = tekst(4)
    etage = tekst(2)
    sidedoer = tekst(4)
    bnr = tekst(4)
    noegle = tekst(22)
    conavn = tekst(34)

    class Meta:
        indexes = (models.Index(fields=("noegle",), name="adresse_noegle"),)
        verbose_name = "adresse"
        verbose_name_plural = "adresser"


class Udrejse(Historisk):
    """A time abroad: `fra` left, `til` came back."""

    udrejst_land = tekst(4)
    indrejst_land = tekst(4)
    udlandsadresse = tekst(174)

    class Meta:
        verbose_name = "udrejse"
        verbose_name_plural = "ud- og indrejser"


class Forsvinding(Historisk):
    """A disappearance: `til` is when the person was found."""

    class Meta:
        verbose_name = "forsvinding"
        verbose_name_plural = "forsvindinger"


class Civilstand(Historisk):
    """A civil status."""

    civilstand = tekst(1)
    aegtefaelle = tekst(10)
    aegtefaelle_foedt = tekst(10)
    aegtefaelle_navn = tekst(34)
    separation = tekst(12)
    """The key of its separation (`Separation.noegle`)."""

    class Meta:
        verbose_name = "civilstand"
        verbose_name_plural = "civilstande"


class Separation(Historisk):
    """A separation."""

    dage: ClassVar[bool] = True
    noegle = tekst(12)

    class Meta:
        verbose_name = "separation"
        verbose_name_plural = "separationer"


class Statsborgerskab(Historisk):
    """A citizenship, by CPR's country code."""

    land = tekst(4)

    class Meta:
        verbose_name = "statsborgerskab"
        verbose_name_plural = "statsborgerskaber"


class Folkekirkeforhold(Historisk):
    """A relation to the church."""

    dage: ClassVar[bool] = True
    folkekirke = tekst(1)

    class Meta:
        verbose_name = "folkekirkeforhold"
        verbose_name_plural = "folkekirkeforhold"


class Beskyttelse(Historisk):
    """A protection. It is there as long as CPR delivers it."""

    dage: ClassVar[bool] = True
    type = tekst(4)

    class Meta:
        verbose_name = "beskyttelse"
        verbose_name_plural = "beskyttelser"


class Barn(Fakta):
    """A child of the person."""

    barn = models.CharField(max_length=10)
    """The child's number."""

    class Meta:
        indexes = (models.Index(fields=("barn",), name="barn_nummer"),)
        verbose_name = "barn"
        verbose_name_plural = "børn"


class Foraeldremyndighed(Fakta):
    """Who has custody of the person, a child."""

    type = tekst(4)
    """0003 mother, 0004 father, 0005 and 0006 another one, in `indehaver`."""
    fra = tekst(10)
    fra_usikker = usikker()
    indehaver = tekst(10)
    indehaver_fra = tekst(10)

    class Meta:
        indexes = (models.Index(fields=("indehaver",), name="foraeldremyndighed_nummer"),)
        verbose_name = "forældremyndighed"
        verbose_name_plural = "forældremyndigheder"


class Vaergemaal(Fakta):
    """A guardianship of the person."""

    fra = tekst(10)
    fra_usikker = usikker()
    type = tekst(4)
    """0001 guardian by number, 0002 by name and address, 0000 none."""
    vaerge = tekst(10)
    vaerge_fra = tekst(10)
    vaerge_navn = tekst(34)
    vaerge_adresse = tekst(174)
    vaerge_adresse_fra = tekst(10)
    vaergemaalstype = tekst(15)

    class Meta:
        verbose_name = "værgemål"
        verbose_name_plural = "værgemål"


class TidligereNummer(Fakta):
    """A former number of the person, whose number is the valid one."""

    nummer = models.CharField(max_length=10)
    fra = tekst(10)
    fra_usikker = usikker()
    til = tekst(10)
    til_usikker = usikker()

    class Meta:
        indexes = (models.Index(fields=("nummer",), name="tidligere_nummer"),)
        verbose_name = "tidligere nummer"
        verbose_name_plural = "tidligere numre"


class KommunaltForhold(Fakta):
    """A municipal condition; the codes are not documented and kept as they come."""

    type = tekst(1)
    kode = tekst(5)
    fra = tekst(10)
    fra_usikker = usikker()
    bemaerkning = tekst(30)

    class Meta:
        verbose_name = "kommunalt forhold"
        verbose_name_plural = "kommunale forhold"


class Notat(Fakta):
    """A note of CPR's."""

    nummer = tekst(2)
    notat = tekst(40)
    fra = tekst(10)

    class Meta:
        verbose_name = "notat"
        verbose_name_plural = "notater"


class Valg(Fakta):
    """What is registered about elections; the codes are kept as they come."""

    kode = tekst(4)
    valgret_fra = tekst(10)
    fra = tekst(10)

    class Meta:
        verbose_name = "valgoplysning"
        verbose_name_plural = "valgoplysninger"


class Flyttepaabud(Fakta):
    """An order to report a move."""

    fra = tekst(10)
    paabud = tekst(40)

    class Meta:
        verbose_name = "flyttepåbud"
        verbose_name_plural = "flyttepåbud"


class UkendtRecord(Fakta):
    """A record that has no layout here, or whose fields nobody has described, as it came."""

    type = tekst(3)
    raa = models.TextField()

    class Meta:
        verbose_name = "ukendt record"
        verbose_name_plural = "ukendte records"


class Haendelse(Fakta):
    """What happened to the person, as deliveries told. Events add up: a later delivery does not take away what an
    earlier one told."""

    tidspunkt = tekst(12)
    kode = tekst(3)
    """Event code, cpr.md 5.4; unknown ones too."""
    afledt = tekst(2)
    """Which relative's event it is (5.3); empty: the person's own."""
    nglkonst = tekst(15)
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "hændelse"
        verbose_name_plural = "hændelser"
