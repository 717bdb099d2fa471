"""Tables of what comes from the authority: settlements, a month's reconciliation, and differences that a person must close.

Sources: skat-inddrivelse.md 9.1 to 9.3.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from snitflade.exchange.models import Exchange
from snitflade.inka.inddrivelse.models import Fordring


class Afregningslinje(models.Model):
    """A payment the authority has settled; what it said, and what became of it. Loaded once by its `betalings_id`."""

    fordringshaver = models.CharField(max_length=20)
    betalings_id = models.CharField(max_length=20)
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="afregningslinjer")
    linje = models.PositiveIntegerField()
    fordring = models.ForeignKey(Fordring, on_delete=models.PROTECT, null=True, blank=True, related_name="afregningslinjer")
    """Empty: no claim was found."""
    indbetalingsart = models.CharField(max_length=20)
    dato = models.DateField()
    hovedstol = models.BigIntegerField()
    rente = models.BigIntegerField()
    gebyr = models.BigIntegerField()
    restsaldo = models.BigIntegerField()
    """Øre left, as the authority says."""
    aarsag = models.CharField(max_length=30, blank=True)
    """Why it did not go to a claim; empty: it did."""

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("fordringshaver", "betalings_id"), name="afregningslinje_en_gang"),)
        verbose_name = "linje i afregning"
        verbose_name_plural = "linjer i afregninger"

    def __str__(self) -> str:
        return f"Betaling {self.betalings_id}"


class Afstemning(models.Model):
    """A month held against the authority's list, and who has signed it off."""

    exchange = models.OneToOneField(Exchange, on_delete=models.PROTECT, related_name="inddrivelse_afstemning")
    kommune = models.CharField(max_length=4)
    fordringshaver = models.CharField(max_length=20)
    maaned = models.DateField()
    """Its first day."""
    antal = models.PositiveIntegerField()
    restsaldo = models.BigIntegerField()
    """What the authority has still to collect, by its list."""
    ens = models.PositiveIntegerField()
    """Claims on which all three agree."""
    erstattet_af = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="erstatter")
    underskrevet_af = models.CharField(max_length=60, blank=True)
    underskrevet_tid = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("fordringshaver", "maaned"), condition=Q(erstattet_af=None), name="afstemning_maaned_en_gang"
            ),
        )
        verbose_name = "afstemning med Inddrivelse"
        verbose_name_plural = "afstemninger med Inddrivelse"

    def __str__(self) -> str:
        return f"{self.fordringshaver} {self.maaned:%Y-%m}"


class Forskelsart(models.TextChoices):
    """What kind of difference it is."""

    BELOEB = "beløb", "Beløbet er et andet hos dem"
    KUN_HER = "kun her", "Kun hos os"
    KUN_DER = "kun der", "Kun hos dem"
    STATUS = "status", "Åben det ene sted, lukket det andet"
    BOGFOERING = "bogføring", "Bogføringen siger et andet beløb"
    SEKVENSNUMMER = "sekvensnummer", "Et andet sekvensnummer"
    RAEKKE = "række", "Deres egne beløb går ikke op"
    DEBITOR = "debitor", "En anden debitor"
    UDEN_KRAV = "uden krav", "Afregnet uden krav"
    AFVIST_AFREGNET = "afvist afregnet", "Afvist og afregnet"
    FOR_MEGET = "for meget", "Afregnet mere, end der var åbent"
    RESTSALDO = "restsaldo", "Deres restsaldo er en anden"
    TILBAGE = "tilbageført", "Tilbageført uden betaling"
    AFVISNING = "afvisning", "Afvisningen passer ikke til noget sendt"


class Afvigelse(models.Model):
    """A difference, until somebody has closed it with a reason."""

    art = models.CharField(max_length=16, choices=Forskelsart)
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="inddrivelse_afvigelser")
    linje = models.PositiveIntegerField()
    """0: nothing stands in the file."""
    kommune = models.CharField(max_length=4)
    fordring = models.ForeignKey(Fordring, on_delete=models.PROTECT, null=True, blank=True, related_name="afvigelser")
    ekstern_sagsnummer = models.CharField(max_length=50)
    vores = models.BigIntegerField(null=True, blank=True)
    """Øre by our rows; empty: we have none."""
    deres = models.BigIntegerField(null=True, blank=True)
    bogfoert = models.BigIntegerField(null=True, blank=True)
    """Øre that the ledger has open."""
    forskel = models.BigIntegerField()
    """Øre."""
    tekst = models.CharField(max_length=250)
    """What it is, in a sentence."""
    oprettet_tid = models.DateTimeField(db_default=Now())
    grund = models.CharField(max_length=200, blank=True)
    lukket_af = models.CharField(max_length=60, blank=True)
    lukket_tid = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("kommune", "art"), condition=Q(lukket_tid=None), name="inddrivelse_afvigelse_aaben"),
            models.Index(fields=("exchange",), name="inddrivelse_afvigelse_fil"),
        )
        verbose_name = "afvigelse hos Inddrivelse"
        verbose_name_plural = "afvigelser hos Inddrivelse"

    def __str__(self) -> str:
        return f"{self.art} {self.ekstern_sagsnummer}"
