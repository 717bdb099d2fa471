"""The tables of Handicap: codes, cards, measures, legal grounds, and every download.

A card holds what the extract of social-teknik.md 4 needs and no more. A measure is ended, a ground is revoked; nothing is deleted.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from snitflade.formats.problems import mask_cpr


class Kodeart(models.TextChoices):
    """What a code says."""

    TYPE = "T", "Handicaptype"
    FORANSTALTNING = "F", "Foranstaltning"
    DIAGNOSE = "D", "Diagnose"


class Produkt(models.TextChoices):
    """What IPIS may download."""

    ANTAL = "antal", "Antal"
    PERSON = "person", "Personer"


class Handicapkode(models.Model):
    """A code of the municipality and the one IPIS has for it."""

    art = models.CharField(max_length=1, choices=Kodeart)
    kode = models.CharField(max_length=20)
    tekst = models.CharField(max_length=100)
    ipis = models.CharField(max_length=20, blank=True)
    """Empty: IPIS' code is not known, and nothing with this code can be given out (IPS-E03)."""

    class Meta:
        app_label = "soc"
        ordering = ("art", "kode")
        constraints = (models.UniqueConstraint(fields=("art", "kode"), name="handicapkode_en_gang"),)
        verbose_name = "handicapkode"
        verbose_name_plural = "handicapkoder"

    def __str__(self) -> str:
        return f"{self.kode} {self.tekst}"


class Handicapkort(models.Model):
    """A person's card in a municipality (page 920)."""

    kommune = models.CharField(max_length=4)
    cpr = models.CharField(max_length=10)
    lokalitet = models.CharField(max_length=4)
    """The code of the place the person belongs to."""
    handicaptype = models.ForeignKey(Handicapkode, on_delete=models.PROTECT, related_name="kort_af_type")
    diagnose = models.ForeignKey(Handicapkode, on_delete=models.PROTECT, null=True, blank=True, related_name="kort_af_diagnose")
    oprettet_af = models.CharField(max_length=60)
    oprettet = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "soc"
        ordering = ("kommune", "cpr")
        constraints = (models.UniqueConstraint(fields=("kommune", "cpr"), name="handicapkort_en_gang"),)
        verbose_name = "handicapkort"
        verbose_name_plural = "handicapkort"

    def __str__(self) -> str:
        return f"{self.kommune} {mask_cpr(self.cpr)}"


class Handicapforanstaltning(models.Model):
    """One measure of a card, both days included. `timer`: hours a week in hundredths, empty where it has none."""

    kort = models.ForeignKey(Handicapkort, on_delete=models.PROTECT, related_name="foranstaltninger")
    kode = models.ForeignKey(Handicapkode, on_delete=models.PROTECT, related_name="foranstaltninger")
    timer = models.PositiveIntegerField(null=True, blank=True)
    fra = models.DateField()
    til = models.DateField(null=True, blank=True)
    oprettet_af = models.CharField(max_length=60)

    class Meta:
        app_label = "soc"
        ordering = ("kort", "fra", "pk")
        constraints = (
            models.UniqueConstraint(fields=("kort", "kode", "fra"), name="handicapforanstaltning_en_gang"),
            models.CheckConstraint(condition=Q(til=None) | Q(til__gte=F("fra")), name="handicapforanstaltning_dage"),
        )
        verbose_name = "foranstaltning"
        verbose_name_plural = "foranstaltninger"

    def __str__(self) -> str:
        return f"Foranstaltning {self.pk} på kort {self.kort_id}"


class Ipisgrundlag(models.Model):
    """A legal ground on which IPIS may download a product: proposed by one person, approved by another, in force for its days."""

    kommune = models.CharField(max_length=4)
    produkt = models.CharField(max_length=6, choices=Produkt)
    hjemmel = models.CharField(max_length=500)
    """The law, the agreement, the case number."""
    medtag_cpr = models.BooleanField(default=False)
    """Whether persons are given with their CPR number beside the pseudonym."""
    fra = models.DateField()
    til = models.DateField(null=True, blank=True)
    foreslaaet_af = models.CharField(max_length=60)
    foreslaaet = models.DateTimeField(db_default=Now())
    godkendt_af = models.CharField(max_length=60, blank=True)
    godkendt = models.DateTimeField(null=True, blank=True)
    ophaevet_af = models.CharField(max_length=60, blank=True)
    ophaevet = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "soc"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(godkendt_af="") | ~Q(godkendt_af=F("foreslaaet_af")), name="ipisgrundlag_to_personer"
            ),
            models.CheckConstraint(
                condition=Q(godkendt_af="", godkendt=None) | (~Q(godkendt_af="") & Q(godkendt__isnull=False)),
                name="ipisgrundlag_godkendt",
            ),
            models.CheckConstraint(
                condition=Q(ophaevet_af="", ophaevet=None) | (~Q(ophaevet_af="") & Q(ophaevet__isnull=False)),
                name="ipisgrundlag_ophaevet",
            ),
            models.CheckConstraint(condition=Q(til=None) | Q(til__gte=F("fra")), name="ipisgrundlag_dage"),
            models.CheckConstraint(condition=Q(medtag_cpr=False) | Q(produkt="person"), name="ipisgrundlag_cpr_kun_person"),
        )
        verbose_name = "retsgrundlag for IPIS"
        verbose_name_plural = "retsgrundlag for IPIS"

    def __str__(self) -> str:
        return f"{self.kommune} {self.get_produkt_display()} fra {self.fra}"

    def gaelder(self, dag: dt.date) -> bool:
        """Whether it lets IPIS download on that day."""
        return bool(self.godkendt_af) and not self.ophaevet_af and self.fra <= dag and (self.til is None or dag <= self.til)


class Ipisudtraek(models.Model):
    """One download: who took what, when, on which ground. The file itself is not kept."""

    tidspunkt = models.DateTimeField(db_default=Now())
    af = models.CharField(max_length=60)
    formaal = models.CharField(max_length=200)
    grundlag = models.ForeignKey(Ipisgrundlag, on_delete=models.PROTECT, related_name="udtraek")
    produkt = models.CharField(max_length=6, choices=Produkt)
    kommune = models.CharField(max_length=4)
    hentet = models.DateField()
    """The day of the download, as the ground is asked for."""
    dag = models.DateField()
    """The day the file tells of."""
    raekker = models.PositiveIntegerField()
    personer = models.PositiveIntegerField()
    """Persons behind the rows; for counts, how many were counted."""
    sha256 = models.CharField(max_length=64)

    class Meta:
        app_label = "soc"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("tidspunkt",), name="ipisudtraek_tid"),)
        verbose_name = "IPIS-udtræk"
        verbose_name_plural = "IPIS-udtræk"

    def __str__(self) -> str:
        return f"IPIS-udtræk {self.pk} for {self.kommune}"


class Ipisnoegle(models.Model):
    """A municipality's key for pseudonyms, sealed as stored bytes are. It never changes: the same person keeps its number."""

    kommune = models.CharField(max_length=4, unique=True)
    forseglet = models.BinaryField()

    class Meta:
        app_label = "soc"
        verbose_name = "nøgle til pseudonymer"
        verbose_name_plural = "nøgler til pseudonymer"

    def __str__(self) -> str:
        return f"Nøgle for {self.kommune}"
