"""Tables of the address register: one per layer, what they were before, what was deleted, and the authorised addresses of today.

A row is a feature as GAR sent it last, with its attributes as they came (`raa`); its other columns are those attributes in one
form, empty where they have none. References are codes and GUIDs, no foreign keys: what they point to may be missing, and is listed.
A feature that is gone keeps its row with a mark, since persons may still live there.

Source: gar.md 3.1, 4.3 to 4.8.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from snitflade.exchange.models import Exchange


def _tekst(bredde: int) -> models.CharField[str, str]:
    return models.CharField(max_length=bredde, blank=True, default="")


def _fri() -> models.TextField[str, str]:
    return models.TextField(blank=True, default="")


class Borte(models.TextChoices):
    """Why a feature is gone: GAR's list of deletions has it, or a full load did not."""

    SLETTET = "S", "Slettet i GAR"
    IKKE_SET = "F", "Ikke med i en fuld hentning"


class GarHentning(models.Model):
    """One fetching from GAR that has been applied."""

    exchange = models.OneToOneField(Exchange, on_delete=models.PROTECT, related_name="gar_hentning")
    hentet = models.DateTimeField()
    """When it began."""
    fuld = models.BooleanField()
    """Whether it had everything, and not only what had changed."""
    siden = models.DateTimeField(null=True, blank=True)
    """From when on it asked for changes."""
    taelling = models.JSONField(default=dict)
    """Per layer: new, changed, gone, found again, and how many there are."""

    class Meta:
        ordering = ("-hentet",)
        indexes = (models.Index(fields=("hentet",), name="gar_hentet"),)
        verbose_name = "hentning fra GAR"
        verbose_name_plural = "hentninger fra GAR"

    def __str__(self) -> str:
        return f"{self.hentet:%Y-%m-%d %H:%M} {'fuld' if self.fuld else 'ændringer'}"


class GarRaekke(models.Model):
    """What every layer's row has."""

    kilde_id = models.CharField(max_length=60, unique=True)
    """GAR's GlobalID without braces, in small letters; of a postal number the number itself."""
    redigeret = models.DateTimeField(null=True, blank=True)
    """GAR's EditDate."""
    foerst_set = models.DateTimeField()
    sidst_set = models.DateTimeField()
    """When the last fetching that had it began."""
    set_fra = models.DateTimeField()
    """Since when it has been as it is now; what it was before stands in `GarVersion`."""
    borte = models.DateTimeField(null=True, blank=True)
    """Since when it is gone; empty: it is there."""
    borte_grund = models.CharField(max_length=1, choices=Borte, blank=True, default="")
    raa = models.JSONField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.kilde_id}"


class GarKommune(GarRaekke):
    """A municipality."""

    kode = _tekst(3)
    navn = _fri()

    class Meta:
        verbose_name = "kommune i GAR"
        verbose_name_plural = "kommuner i GAR"


class GarPostnummer(GarRaekke):
    """A postal number with its first name."""

    nummer = _tekst(4)
    distrikt = _fri()

    class Meta:
        verbose_name = "postnummer i GAR"
        verbose_name_plural = "postnumre i GAR"


class GarLokalitet(GarRaekke):
    """A town, settlement or other place."""

    kode = _tekst(4)
    navn = _fri()
    forkortelse = _fri()
    kommune = _tekst(3)
    vejkode = _tekst(4)
    """The road code that stands for the whole place."""
    type = _fri()
    status = _fri()

    class Meta:
        indexes = (models.Index(fields=("kode",), name="gar_lokalitet_kode"),)
        verbose_name = "lokalitet i GAR"
        verbose_name_plural = "lokaliteter i GAR"


class GarVej(GarRaekke):
    """A stretch of a road; several share municipality and road code, which are the road."""

    kommune = _tekst(3)
    vejkode = _tekst(4)
    navn = _fri()
    adresseringsnavn = _fri()
    lokalitet = _tekst(4)

    class Meta:
        indexes = (models.Index(fields=("kommune", "vejkode"), name="gar_vej_kode"),)
        verbose_name = "vej i GAR"
        verbose_name_plural = "veje i GAR"


class GarBygning(GarRaekke):
    """A building with its B-number, unique in its locality."""

    bnr = _tekst(4)
    bogstav = _tekst(1)
    anr = _fri()
    lokalitet = _tekst(4)

    class Meta:
        indexes = (models.Index(fields=("lokalitet", "bnr"), name="gar_bygning_bnr"),)
        verbose_name = "bygning i GAR"
        verbose_name_plural = "bygninger i GAR"


class GarAdgangsadresse(GarRaekke):
    """An access address: the door to the street."""

    kommune = _tekst(3)
    lokalitet = _tekst(4)
    vejkode = _tekst(4)
    husnr = _tekst(4)
    bnr = _tekst(4)
    bogstav = _tekst(1)
    """The letter of a B-number with four digits, which goes to side/dør."""
    blok = _fri()
    postnr = _tekst(4)
    bygning = _tekst(60)
    status = _fri()
    ulaeselige = _fri()
    """Attributes that have a value which has no authorised form, separated by commas."""

    class Meta:
        indexes = (models.Index(fields=("kommune", "vejkode"), name="gar_adgang_vej"),)
        verbose_name = "adgangsadresse i GAR"
        verbose_name_plural = "adgangsadresser i GAR"


class GarEnhedsadresse(GarRaekke):
    """A unit address: an apartment or a business behind an access address."""

    adgang = _tekst(60)
    enhedsnummer = _fri()
    etage = _fri()
    doer = _fri()
    anvendelse = _fri()
    status = _fri()

    class Meta:
        indexes = (models.Index(fields=("adgang",), name="gar_enhed_adgang"),)
        verbose_name = "enhedsadresse i GAR"
        verbose_name_plural = "enhedsadresser i GAR"


class GarSletning(models.Model):
    """A deletion as GAR told it, also of what we never had: an older answer must not bring it back."""

    lag = models.CharField(max_length=20)
    kilde_id = models.CharField(max_length=60)
    slettet = models.DateTimeField()
    """The last DeletedDate told."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=("lag", "kilde_id"), name="gar_sletning_once"),)
        verbose_name = "sletning i GAR"
        verbose_name_plural = "sletninger i GAR"

    def __str__(self) -> str:
        return f"{self.lag} {self.kilde_id}"


class GarVersion(models.Model):
    """What a feature was, and from when to when it was seen so."""

    lag = models.CharField(max_length=20)
    kilde_id = models.CharField(max_length=60)
    set_fra = models.DateTimeField()
    set_til = models.DateTimeField()
    redigeret = models.DateTimeField(null=True, blank=True)
    borte_grund = models.CharField(max_length=1, choices=Borte, blank=True, default="")
    """Why it ended, when it was gone after it; empty: it was changed."""
    raa = models.JSONField()
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="gar_versioner")
    """What ended it."""

    class Meta:
        ordering = ("lag", "kilde_id", "set_fra", "id")
        indexes = (models.Index(fields=("lag", "kilde_id", "set_fra"), name="gar_version_af"),)
        verbose_name = "tidligere version i GAR"
        verbose_name_plural = "tidligere versioner i GAR"

    def __str__(self) -> str:
        return f"{self.lag} {self.kilde_id} til {self.set_til:%Y-%m-%d}"


class Art(models.TextChoices):
    """What a difference is."""

    NY = "ny", "Ny"
    AENDRET = "ændret", "Ændret"
    BORTE = "borte", "Borte"
    IGEN = "igen", "Fundet igen"


class GarForskel(models.Model):
    """One difference that a fetching made: a feature new, gone or found again, or one of its attributes changed."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="gar_forskelle")
    lag = models.CharField(max_length=20)
    kilde_id = models.CharField(max_length=60)
    art = models.CharField(max_length=10, choices=Art)
    navn = _fri()
    """What the feature is, in words."""
    felt = _fri()
    foer = models.TextField(blank=True, default="")
    efter = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("exchange", "id")
        indexes = (models.Index(fields=("lag", "kilde_id"), name="gar_forskel_paa"),)
        verbose_name = "forskel i GAR"
        verbose_name_plural = "forskelle i GAR"

    def __str__(self) -> str:
        return f"{self.lag} {self.navn or self.kilde_id}: {self.art} {self.felt}".rstrip()


class GarAdresse(models.Model):
    """An authorised address: a unit address, or an access address without units. Those that cannot be one say why."""

    adresse_id = _tekst(16)
    """Empty where a part that it needs is missing."""
    adgang = models.CharField(max_length=60)
    enhed = _tekst(60)
    kommune = _tekst(3)
    lokalitet = _tekst(4)
    vejkode = _tekst(4)
    husnr = _tekst(4)
    bnr = _tekst(4)
    etage = _fri()
    sidedoer = _tekst(4)
    postnr = _tekst(4)
    mangler = _fri()
    """What is missing, as words of `adresser.MANGLER` separated by commas."""
    gaelder_fra = models.DateTimeField()
    gaelder_til = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("adgang", "enhed"), condition=Q(gaelder_til=None), name="gar_adresse_once"),)
        indexes = (
            models.Index(fields=("adresse_id",), name="gar_adresse_id"),
            models.Index(fields=("kommune", "vejkode"), name="gar_adresse_vej"),
        )
        verbose_name = "autoriseret adresse"
        verbose_name_plural = "autoriserede adresser"

    def __str__(self) -> str:
        return self.adresse_id or f"{self.adgang} ({self.mangler})"


def raekker() -> list[type[Any]]:
    """The tables of the layers, in the order of `lag.Lag`."""
    return [GarKommune, GarPostnummer, GarLokalitet, GarVej, GarBygning, GarAdgangsadresse, GarEnhedsadresse]
