"""Pensioners, what their pension was calculated to, and what of it has been handed to payroll.

Amounts are øre. Source: social-teknik.md 3.4, winformatik.md 2.8.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from snitflade.formats.problems import mask_cpr


class Art(models.TextChoices):
    """Which of the two pensions."""

    ALDER = "AP", _("Alderspension")
    FOERTID = "FP", _("Førtidspension")


class Niveau(models.TextChoices):
    """The level of an early pension, by work ability: 0–25 %, 26–50 %, 51–75 %."""

    HOEJESTE = "hoejeste", _("Højeste")
    MELLEMSTE = "mellemste", _("Mellemste")
    LAVESTE = "laveste", _("Laveste")


class Samliv(models.TextChoices):
    """Whose rules the supplement follows."""

    ENLIG = "enlig", _("Enlig")
    PARTNER = "partner", _("Partner med ret til pension")
    PARTNER_UDEN = "partner_uden", _("Partner uden ret til pension")


class Indkomstart(models.TextChoices):
    """Where the income that counts comes from."""

    AKTUEL = "aktuel", _("Aktuel indkomst uden pension")
    FORVENTET = "forventet", _("Forventet biindtægt")


class Pensionist(models.Model):
    """The card of a person's pension. `indkomst` is the yearly income in use; it moves only by a decision (`genberegn`)."""

    kommune = models.CharField(max_length=4)
    cpr = models.CharField(max_length=10)
    art = models.CharField(max_length=2, choices=Art)
    niveau = models.CharField(max_length=9, choices=Niveau, blank=True)
    samliv = models.CharField(max_length=12, choices=Samliv, default=Samliv.ENLIG)
    fra = models.DateField()
    """The first day of the first month of pension."""
    til = models.DateField(null=True, blank=True)
    """The last day of the last month; empty: it runs."""
    stop_grund = models.CharField(max_length=200, blank=True)
    kendt_pension = models.BigIntegerField(null=True, blank=True)
    """What was paid per month before the first month handed over from here; empty: not known."""
    forventet_indkomst = models.BigIntegerField(null=True, blank=True)
    """The side income per year that a caseworker expects; takes the place of aktuel indkomst while it stands."""
    forventet_grund = models.CharField(max_length=200, blank=True)
    indkomst = models.BigIntegerField(null=True, blank=True)
    indkomst_art = models.CharField(max_length=9, choices=Indkomstart, blank=True)
    indkomst_maaned = models.DateField(null=True, blank=True)
    """The last of the twelve months of the income in use."""
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("kommune", "id")
        constraints = (
            models.UniqueConstraint(fields=("kommune", "cpr"), condition=Q(til=None), name="pensionist_en_loebende"),
            models.CheckConstraint(condition=Q(til=None) | Q(til__gte=F("fra")), name="pensionist_orden"),
            models.CheckConstraint(
                condition=Q(art="AP", niveau="") | Q(art="FP", niveau__in=("hoejeste", "mellemste", "laveste")),
                name="pensionist_niveau",
            ),
        )
        indexes = (models.Index(fields=("cpr",), name="pensionist_cpr"),)
        verbose_name = "pensionist"
        verbose_name_plural = "pensionister"

    def __str__(self) -> str:
        return f"{mask_cpr(self.cpr)} {self.art}"


class Pensionsberegning(models.Model):
    """A month's calculation, with its steps. One of a pensioner's month holds; the earlier ones stay as they were."""

    pensionist = models.ForeignKey(Pensionist, on_delete=models.PROTECT, related_name="beregninger")
    maaned = models.CharField(max_length=6)
    """``ÅÅÅÅMM``."""
    indkomst = models.BigIntegerField()
    indkomst_art = models.CharField(max_length=9, choices=Indkomstart)
    indkomst_maaned = models.DateField(null=True, blank=True)
    grund = models.BigIntegerField()
    """The basic amount per year, or the early pension per year; øre, half up."""
    tillaeg = models.BigIntegerField()
    beloeb = models.BigIntegerField()
    """The month's pension: a twelfth of the exact yearly amount, rounded to the øre, half up."""
    trin = models.JSONField()
    """The steps: pairs of text and value, without personal data."""
    gaelder = models.BooleanField(default=True)
    beregnet_af = models.CharField(max_length=60)
    beregnet_tid = models.DateTimeField()

    class Meta:
        ordering = ("-maaned", "-id")
        constraints = (
            models.UniqueConstraint(fields=("pensionist", "maaned"), condition=Q(gaelder=True), name="pensionsberegning_en"),
            models.CheckConstraint(condition=Q(beloeb__gte=0, grund__gte=0, tillaeg__gte=0), name="pensionsberegning_positiv"),
        )
        indexes = (models.Index(fields=("maaned", "gaelder"), name="pensionsberegning_maaned"),)
        verbose_name = "pensionsberegning"
        verbose_name_plural = "pensionsberegninger"

    def __str__(self) -> str:
        return f"{self.pensionist} {self.maaned}"


class Aarsag(models.TextChoices):
    """Why a pension must be looked at."""

    INDKOMST = "indkomst", _("Indkomsten har flyttet sig")
    DOED = "doed", _("Død")
    FLYTTET = "flyttet", _("Flyttet")
    ALDER = "alder", _("Har nået pensionsalderen")


class Afgoerelse(models.TextChoices):
    """What was decided."""

    AABEN = "aaben", _("Åben")
    GENBEREGNET = "genberegnet", _("Genberegnes med den nye")
    BEHOLDT = "beholdt", _("Uændret")
    BORTFALDET = "bortfaldet", _("Bortfaldet")


class Genberegning(models.Model):
    """An entry of the recalculation list. An income entry has what was used and what is now, øre per year."""

    pensionist = models.ForeignKey(Pensionist, on_delete=models.PROTECT, related_name="genberegninger")
    aarsag = models.CharField(max_length=8, choices=Aarsag)
    foer = models.BigIntegerField(null=True, blank=True)
    nu = models.BigIntegerField(null=True, blank=True)
    nu_art = models.CharField(max_length=9, choices=Indkomstart, blank=True)
    nu_maaned = models.DateField(null=True, blank=True)
    tekst = models.CharField(max_length=200)
    fundet = models.DateTimeField()
    status = models.CharField(max_length=11, choices=Afgoerelse, default=Afgoerelse.AABEN)
    afgjort_af = models.CharField(max_length=60, blank=True)
    afgjort_tid = models.DateTimeField(null=True, blank=True)
    bemaerkning = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("pensionist", "aarsag"), condition=Q(status="aaben"), name="genberegning_en_aaben"),
        )
        verbose_name = "genberegning"
        verbose_name_plural = "genberegningsliste"

    def __str__(self) -> str:
        return f"{self.pensionist} {self.aarsag}"


class Overlevering(models.Model):
    """A month handed to payroll as a file: what one user made and another approved. Never changed once it is approved."""

    kommune = models.CharField(max_length=4)
    maaned = models.CharField(max_length=6)
    nummer = models.PositiveIntegerField()
    """From 1 in the municipality's month."""
    antal = models.PositiveIntegerField()
    beloeb = models.BigIntegerField()
    """The sum of the lines' months."""
    forskel = models.BigIntegerField()
    """The sum of the lines' differences: the file's control total."""
    sha256 = models.CharField(max_length=64)
    lavet_af = models.CharField(max_length=60)
    lavet_tid = models.DateTimeField()
    godkendt_af = models.CharField(max_length=60, blank=True)
    godkendt_tid = models.DateTimeField(null=True, blank=True)
    hentet_tid = models.DateTimeField(null=True, blank=True)
    hentet_af = models.CharField(max_length=60, blank=True)
    kasseret_af = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("-maaned", "-nummer", "-id")
        constraints = (
            models.UniqueConstraint(fields=("kommune", "maaned", "nummer"), name="pensionsoverlevering_nummer"),
            models.UniqueConstraint(
                fields=("kommune", "maaned"), condition=Q(godkendt_af="", kasseret_af=""), name="pensionsoverlevering_en_aaben"
            ),
            models.CheckConstraint(
                condition=Q(godkendt_af="") | ~Q(godkendt_af=F("lavet_af")), name="pensionsoverlevering_to_personer"
            ),
            models.CheckConstraint(condition=Q(godkendt_af="") | Q(kasseret_af=""), name="pensionsoverlevering_en_skaebne"),
        )
        verbose_name = "overlevering til lønsystemet"
        verbose_name_plural = "overleveringer til lønsystemet"

    def __str__(self) -> str:
        return f"{self.kommune} {self.maaned} nr. {self.nummer}"

    @property
    def filnavn(self) -> str:
        """The file's name."""
        return f"PENSION_{self.kommune}_{self.maaned}_{self.nummer}.csv"


class Overleveringslinje(models.Model):
    """A pensioner's month in a hand-over. ``forskel = beloeb - foer``."""

    overlevering = models.ForeignKey(Overlevering, on_delete=models.PROTECT, related_name="overleveringslinjer")
    pensionist = models.ForeignKey(Pensionist, on_delete=models.PROTECT, related_name="overleveringslinjer")
    navn = models.CharField(max_length=100, blank=True)
    """As it stood in the file."""
    art = models.CharField(max_length=2, choices=Art)
    konto = models.CharField(max_length=2)
    beloeb = models.BigIntegerField()
    foer = models.BigIntegerField()
    forskel = models.BigIntegerField()
    forrige = models.BigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("overlevering", "pensionist"), name="pensionslinje_en"),
            models.CheckConstraint(condition=Q(forskel=F("beloeb") - F("foer")), name="pensionslinje_forskel"),
            models.CheckConstraint(condition=Q(beloeb__gte=0, foer__gte=0, forrige__gte=0), name="pensionslinje_positiv"),
        )
        verbose_name = "linje til lønsystemet"
        verbose_name_plural = "linjer til lønsystemet"

    def __str__(self) -> str:
        return f"{self.pensionist}: {self.beloeb}"
