"""Tables of what is exchanged with payers' banks: deliveries, debtor groups, agreements and collections of Betalingsservice.

Sources: winformatik.md 2.3 (debtor groups, page 270), payments.md 4.6 and 5.2 to 5.4.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from snitflade.exchange.models import Exchange


class Leverance(models.Model):
    """A delivery that has been made or booked, by what its sender calls it: the same one is never made or booked again."""

    art = models.CharField(max_length=10)
    """The format and for outgoing ones ``ud``: ``bs0601``, ``bs0602``, ``bs0603``, ``fi``."""
    noegle = models.CharField(max_length=80)
    """What makes it one of its kind, e.g. data supplier, subsystem, type, identification and date."""
    nummer = models.BigIntegerField(null=True, blank=True)
    """The running number of an outgoing one (leveranceidentifikation)."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="leverancer")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("art", "noegle"), name="leverance_en_gang"),)
        verbose_name = "leverance"
        verbose_name_plural = "leverancer"

    def __str__(self) -> str:
        return f"{self.art} {self.noegle}"


class Debitorgruppe(models.Model):
    """A debtor group (page 270): what payers have agreements for. Several arter share one."""

    kommune = models.CharField(max_length=4)
    nummer = models.CharField(max_length=5)
    """5 digits, zero-filled."""
    navn = models.CharField(max_length=35)
    hovedtekst = models.CharField(max_length=60, blank=True)
    """The main line of the payer's advice; empty: the group's name."""

    class Meta:
        ordering = ("kommune", "nummer")
        constraints = (models.UniqueConstraint(fields=("kommune", "nummer"), name="debitorgruppe_en_gang"),)
        verbose_name = "debitorgruppe"
        verbose_name_plural = "debitorgrupper"

    def __str__(self) -> str:
        return f"{self.nummer} {self.navn}"


class Gruppeart(models.Model):
    """Claims of this art, or of this module, are collected in a debtor group where the claim itself names none."""

    gruppe = models.ForeignKey(Debitorgruppe, on_delete=models.CASCADE, related_name="arter")
    kommune = models.CharField(max_length=4)
    art = models.CharField(max_length=40)

    class Meta:
        ordering = ("kommune", "art")
        constraints = (models.UniqueConstraint(fields=("kommune", "art"), name="gruppeart_en_gang"),)
        verbose_name = "art i debitorgruppe"
        verbose_name_plural = "arter i debitorgrupper"

    def __str__(self) -> str:
        return self.art


class BSAftale(models.Model):
    """A payer's agreement with Betalingsservice. It covers due dates from `start` on and before `slut`."""

    pbs_nummer = models.CharField(max_length=8)
    debitorgruppe = models.CharField(max_length=5)
    kunde = models.CharField(max_length=15)
    """The customer number as it is compared: without zeros in front."""
    aftalenummer = models.CharField(max_length=9)
    debitor = models.ForeignKey("inka.Debitor", on_delete=models.PROTECT, null=True, blank=True, related_name="bs_aftaler")
    """Empty: no debtor has the number yet, or several have; then nothing is collected."""
    start = models.DateField(null=True, blank=True)
    """Empty: only its end is known."""
    slut = models.DateField(null=True, blank=True)
    """The first day it does not cover; empty: it runs."""
    fra_leverance = models.CharField(max_length=20)
    """Date and identification of the newest delivery that said something of it: an older one changes nothing any more."""

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("pbs_nummer", "debitorgruppe", "kunde", "aftalenummer"), name="bs_aftale_en_gang"),
        )
        indexes = (models.Index(fields=("debitor", "debitorgruppe"), name="bs_aftale_debitor"),)
        verbose_name = "aftale med Betalingsservice"
        verbose_name_plural = "aftaler med Betalingsservice"

    def __str__(self) -> str:
        return f"Aftale {self.aftalenummer}"


class BSAftalepost(models.Model):
    """What a delivery said of an agreement: its history."""

    aftale = models.ForeignKey(BSAftale, on_delete=models.PROTECT, related_name="poster")
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="bs_aftaleposter")
    linje = models.PositiveIntegerField()
    transaktionskode = models.CharField(max_length=4)
    dato = models.DateField()
    ophoersdato = models.DateField(null=True, blank=True)
    virkning = models.CharField(max_length=60)
    """What it did, in words."""

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("exchange", "linje"), name="bs_aftalepost_en_gang"),)
        verbose_name = "aftalepost"
        verbose_name_plural = "aftaleposter"

    def __str__(self) -> str:
        return f"{self.transaktionskode} {self.dato}"


class BSStatus(models.TextChoices):
    """What has become of a collection."""

    SENDT = "sendt", "Sendt"
    BETALT = "betalt", "Betalt"
    AFVIST = "afvist", "Afvist af betaler"
    AFMELDT = "afmeldt", "Afmeldt"
    TILBAGEFOERT = "tilbageført", "Tilbageført"
    ANNULLERET = "annulleret", "Annulleret, før den blev sendt"
    PROEVE = "prøve", "Prøve"


UDEN_VIRKNING = (BSStatus.ANNULLERET, BSStatus.PROEVE)
"""Collections that never were."""


class BSOpkraevning(models.Model):
    """A collection: what one payer is asked for on one due date, made of claims."""

    nummer = models.PositiveIntegerField(unique=True)
    """Running, for ever; the reference is R and its 8 digits."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="bs_opkraevninger")
    kommune = models.CharField(max_length=4)
    pbs_nummer = models.CharField(max_length=8)
    debitorgruppe = models.CharField(max_length=5)
    kunde = models.CharField(max_length=15)
    """The customer number as it is compared: without zeros in front."""
    aftalenummer = models.CharField(max_length=9)
    debitor = models.ForeignKey("inka.Debitor", on_delete=models.PROTECT, related_name="bs_opkraevninger")
    forfaldsdato = models.DateField()
    beloeb = models.BigIntegerField()
    """Øre, above 0."""
    status = models.CharField(max_length=12, choices=BSStatus, default=BSStatus.SENDT)
    svar = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="bs_svar")
    """The exchange that brought its status; empty: no answer yet."""

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("pbs_nummer", "debitorgruppe", "kunde", "aftalenummer", "forfaldsdato"),
                condition=~Q(status__in=UDEN_VIRKNING),
                name="bs_opkraevning_en_gang",
            ),
            models.CheckConstraint(condition=Q(beloeb__gt=0), name="bs_opkraevning_beloeb"),
        )
        indexes = (
            models.Index(fields=("kommune", "forfaldsdato"), name="bs_opkraevning_forfald"),
            models.Index(fields=("kunde",), name="bs_opkraevning_kunde"),
        )
        verbose_name = "opkrævning gennem Betalingsservice"
        verbose_name_plural = "opkrævninger gennem Betalingsservice"

    def __str__(self) -> str:
        return f"Opkrævning {self.nummer}"


class BSOpkraevningskrav(models.Model):
    """So much of a claim stands in a collection."""

    opkraevning = models.ForeignKey(BSOpkraevning, on_delete=models.PROTECT, related_name="krav")
    regning = models.ForeignKey("inka.Regning", on_delete=models.PROTECT, related_name="bs_opkraevninger")
    beloeb = models.BigIntegerField()
    ude = models.BooleanField(default=True)
    """Whether Betalingsservice has yet to answer: until then the claim is collected nowhere else."""

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("regning",), condition=Q(ude=True), name="bs_krav_ude_en_gang"),
            models.CheckConstraint(condition=Q(beloeb__gt=0), name="bs_krav_beloeb"),
        )
        verbose_name = "krav i opkrævning"
        verbose_name_plural = "krav i opkrævninger"

    def __str__(self) -> str:
        return f"{self.opkraevning_id}: {self.regning_id}"


class BSPost(models.Model):
    """A post of a 0602, and what it did."""

    noegle = models.CharField(max_length=32, unique=True)
    """Digest of what makes it one of its kind: the same post in another delivery is skipped."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="bs_poster")
    linje = models.PositiveIntegerField()
    transaktionskode = models.CharField(max_length=4)
    opkraevning = models.ForeignKey(BSOpkraevning, on_delete=models.PROTECT, null=True, blank=True, related_name="poster")
    slaegt = models.CharField(max_length=32)
    """Digest of what it has in common with other posts of the same collection: groups those that belong to none of ours."""
    bogfoeringsdato = models.DateField(null=True, blank=True)
    beloeb = models.BigIntegerField()
    """Øre paid or charged back."""
    indbetaling = models.ForeignKey("inka.Indbetaling", on_delete=models.PROTECT, null=True, blank=True, related_name="bs_poster")
    """The payment it booked, or took back."""
    aarsag = models.CharField(max_length=30, blank=True)
    """Why it did not do what it says; empty: it did."""
    venter = models.BooleanField(default=False)
    """A charge-back whose payment has not come yet, or that a person must settle."""

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("slaegt",), name="bs_post_slaegt"),
            models.Index(fields=("exchange",), condition=Q(venter=True), name="bs_post_venter"),
        )
        verbose_name = "post fra Betalingsservice"
        verbose_name_plural = "poster fra Betalingsservice"

    def __str__(self) -> str:
        return f"{self.transaktionskode}, linje {self.linje}"
