"""Tables of Løn: payroll runs with their lines, what of them is booked, payroll data, and who may take which of it out.

A run's lines are what the payroll system showed last; once the run is booked they stay as they were booked.

Source: social-teknik.md 7.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from snitflade.bogh.models import KONTOBREDDE, Bilag
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr

ALLE = "*"
"""In a right: every institution, or every account."""


class Koerselstatus(models.TextChoices):
    """Whether the payroll system may still change the run."""

    AABEN = "A", "Åben"
    FROSSET = "F", "Frosset"


class Loenkoersel(models.Model):
    """A payroll run, as the payroll system showed it last."""

    kommune = models.CharField(max_length=4)
    afloenning = models.CharField(max_length=2)
    """The pay form, the xx of ``LØNxx``."""
    aar = models.PositiveSmallIntegerField()
    maaned = models.PositiveSmallIntegerField()
    koersel = models.CharField(max_length=1)
    status = models.CharField(max_length=1, choices=Koerselstatus)
    linjer = models.PositiveIntegerField()
    debet = models.BigIntegerField()
    kredit = models.BigIntegerField()
    """Øre, both positive."""
    foer_debet = models.BigIntegerField(null=True, blank=True)
    foer_kredit = models.BigIntegerField(null=True, blank=True)
    """The sums it showed before they changed; empty where they never did."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="loenkoersler")
    """Where its lines were read."""

    class Meta:
        app_label = "lon"
        ordering = ("-aar", "-maaned", "kommune", "afloenning", "koersel")
        constraints = (
            models.UniqueConstraint(fields=("kommune", "afloenning", "aar", "maaned", "koersel"), name="loenkoersel_en_gang"),
            models.CheckConstraint(condition=Q(maaned__gte=1, maaned__lte=12), name="loenkoersel_maaned"),
        )
        verbose_name = "lønkørsel"
        verbose_name_plural = "lønkørsler"

    def __str__(self) -> str:
        return self.noegle

    @property
    def periode(self) -> str:
        """``ååååmma``: year, month and the run's character."""
        return f"{self.aar}{self.maaned:02}{self.koersel}"

    @property
    def noegle(self) -> str:
        """The run's key, e.g. ``0957-14-202503A``."""
        return f"{self.kommune}-{self.afloenning}-{self.periode}"


class Loenlinje(models.Model):
    """One posting line of a run. `beloeb` in øre, above 0; `debkre` says its side."""

    koersel = models.ForeignKey(Loenkoersel, on_delete=models.CASCADE, related_name="loenlinjer")
    linienr = models.PositiveIntegerField()
    konto = models.CharField(max_length=KONTOBREDDE)
    art = models.CharField(max_length=10, blank=True)
    registrant = models.CharField(max_length=10, blank=True)
    beloeb = models.BigIntegerField()
    debkre = models.CharField(max_length=1)
    tekst = models.CharField(max_length=35, blank=True)
    postdato = models.DateField()

    class Meta:
        app_label = "lon"
        ordering = ("koersel", "linienr")
        constraints = (
            models.UniqueConstraint(fields=("koersel", "linienr"), name="loenlinje_en_gang"),
            models.CheckConstraint(condition=Q(beloeb__gt=0, debkre__in=("D", "K")), name="loenlinje_side"),
        )
        verbose_name = "lønlinje"
        verbose_name_plural = "lønlinjer"

    def __str__(self) -> str:
        return f"Linje {self.linienr} i {self.koersel_id}"

    @property
    def medfortegn(self) -> int:
        """Øre, debit positive."""
        return self.beloeb if self.debkre == "D" else -self.beloeb


class Loenbogfoering(models.Model):
    """A voucher of a run: one for each of its posting dates, and again after it was reversed."""

    koersel = models.ForeignKey(Loenkoersel, on_delete=models.PROTECT, related_name="bogfoeringer")
    bilag = models.OneToOneField(Bilag, on_delete=models.PROTECT, related_name="loenbogfoering")

    class Meta:
        app_label = "lon"
        ordering = ("pk",)
        verbose_name = "lønbogføring"
        verbose_name_plural = "lønbogføringer"

    def __str__(self) -> str:
        return f"Bilag {self.bilag_id} for kørsel {self.koersel_id}"


class Loenperiode(models.Model):
    """Which reading a municipality's payroll data of a month come from."""

    kommune = models.CharField(max_length=4)
    periode = models.CharField(max_length=6)
    """``ååååmm``."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="loenperioder")

    class Meta:
        app_label = "lon"
        ordering = ("-periode", "kommune")
        constraints = (models.UniqueConstraint(fields=("kommune", "periode"), name="loenperiode_en_gang"),)
        verbose_name = "lønperiode"
        verbose_name_plural = "lønperioder"

    def __str__(self) -> str:
        return f"{self.kommune} {self.periode}"


class Loendata(models.Model):
    """One line of what an employee was paid. `timer` in hundredths, `sats` and `beloeb` in øre."""

    periode = models.ForeignKey(Loenperiode, on_delete=models.CASCADE, related_name="loendata")
    linje = models.PositiveIntegerField()
    institution = models.CharField(max_length=20)
    cpr = models.CharField(max_length=10)
    navn = models.CharField(max_length=100)
    stilling = models.CharField(max_length=60, blank=True)
    afloenning = models.CharField(max_length=2, blank=True)
    loenart = models.CharField(max_length=10)
    loenarttekst = models.CharField(max_length=60, blank=True)
    timer = models.BigIntegerField(null=True, blank=True)
    sats = models.BigIntegerField(null=True, blank=True)
    beloeb = models.BigIntegerField()
    konto = models.CharField(max_length=KONTOBREDDE)

    class Meta:
        app_label = "lon"
        ordering = ("periode", "linje")
        constraints = (models.UniqueConstraint(fields=("periode", "linje"), name="loendata_en_gang"),)
        indexes = (
            models.Index(fields=("periode", "institution", "konto"), name="loendata_institution"),
            models.Index(fields=("periode", "konto"), name="loendata_konto"),
        )
        verbose_name = "løndata"
        verbose_name_plural = "løndata"

    def __str__(self) -> str:
        return f"Løndata {self.pk} ({mask_cpr(self.cpr)})"


class Loenret(models.Model):
    """What a user may take out (page 406): an institution and an account; `ALLE` for every one. Without a row: nothing."""

    bruger = models.CharField(max_length=60)
    institution = models.CharField(max_length=20)
    konto = models.CharField(max_length=KONTOBREDDE)
    givet_af = models.CharField(max_length=60)
    givet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "lon"
        ordering = ("bruger", "institution", "konto")
        constraints = (models.UniqueConstraint(fields=("bruger", "institution", "konto"), name="loenret_en_gang"),)
        verbose_name = "ret til løndata"
        verbose_name_plural = "rettigheder til løndata"

    def __str__(self) -> str:
        return f"{self.bruger}: {self.institution}, {self.konto}"
