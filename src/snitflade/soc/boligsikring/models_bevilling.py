"""What was calculated, what was granted, and what was transferred for it.

A grant is never edited: what differs later is a row with the difference. Sources: social-teknik.md 2.3, 2.5 and 2.6.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.bogh.uforanderlig import UforanderligModel, Vagt, bevogt
from snitflade.exchange.models import Exchange
from snitflade.soc.boligsikring.models_ansoegning import Ansoegning
from snitflade.soc.boligsikring.models_lejemaal import Udlejer
from snitflade.soc.boligsikring.models_sats import Boligsats


class Resultat(models.TextChoices):
    """What became of an application in a month."""

    TILSAGN = "TILSAGN", "Tilsagn"
    AFSLAG = "AFSLAG", "Afslag"
    FEJL = "FEJL", "Fejl"


class Koerselsart(models.TextChoices):
    """The two bookings of a month."""

    ORDINAER = "O", "Ordinær"
    OPSAMLING = "S", "Opsamling"


class Linjetype(models.TextChoices):
    """What a granted line is."""

    TILDELT = "T", "Tildelt"
    RETTELSE = "R", "Rettelse af en tidligere måned"
    STOPPET = "B", "Ophørt"


class Beregning(models.Model):
    """The result of the last trial run of a month."""

    ansoegning = models.ForeignKey(Ansoegning, on_delete=models.CASCADE, related_name="beregninger")
    maaned = models.CharField(max_length=6)
    resultat = models.CharField(max_length=7, choices=Resultat)
    aarsag = models.CharField(max_length=300, blank=True)
    """Why it is refused or faulty, in a Danish sentence."""
    beloeb = models.PositiveBigIntegerField()
    husleje = models.PositiveBigIntegerField()
    indkomst = models.PositiveBigIntegerField()
    boern = models.PositiveSmallIntegerField()
    beboere = models.PositiveSmallIntegerField()
    egenandel = models.PositiveIntegerField()
    """Hundredths of a per cent."""
    bogfoert = models.BigIntegerField()
    """What had been granted for the month before (øre)."""

    class Meta:
        app_label = "soc"
        ordering = ("-maaned", "ansoegning")
        constraints = (models.UniqueConstraint(fields=("ansoegning", "maaned"), name="beregning_en_gang"),)
        indexes = (models.Index(fields=("maaned", "resultat"), name="beregning_maaned"),)
        verbose_name = "prøveberegning"
        verbose_name_plural = "prøveberegninger"

    def __str__(self) -> str:
        return f"{self.ansoegning_id} {self.maaned}: {self.resultat} {self.beloeb}"


class Overfoersel(UforanderligModel):
    """What a run gives one landlord: transferred, or credited on the municipality's income account."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="+")
    udlejer = models.ForeignKey(Udlejer, on_delete=models.PROTECT, related_name="overfoersler")
    maaned = models.CharField(max_length=6)
    koersel = models.CharField(max_length=1, choices=Koerselsart)
    beloeb = models.BigIntegerField()
    henvisning = models.CharField(max_length=20, blank=True)
    post = models.OneToOneField(Udbetalingspost, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The credit item where the bank pays; none where Prisme does or nothing is transferred."""

    class Meta:
        app_label = "soc"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("exchange", "udlejer"), name="overfoersel_en_gang"),)
        verbose_name = "overførsel til udlejer"
        verbose_name_plural = "overførsler til udlejere"

    def __str__(self) -> str:
        return f"{self.udlejer_id} {self.maaned}: {self.beloeb}"


class Bevilling(UforanderligModel):
    """One line of a run: an application's benefit for a month, or the difference to what had been granted before."""

    overfoersel = models.ForeignKey(Overfoersel, on_delete=models.PROTECT, related_name="bevillinger")
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="+")
    ansoegning = models.ForeignKey(Ansoegning, on_delete=models.PROTECT, related_name="bevillinger")
    maaned = models.CharField(max_length=6)
    """The month it is for, which in a correction is earlier than the run's."""
    linjetype = models.CharField(max_length=1, choices=Linjetype)
    lejemaalsnr = models.CharField(max_length=20, blank=True)
    beloeb = models.BigIntegerField()
    gyldig_fra = models.DateField()
    sats = models.ForeignKey(Boligsats, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    husleje = models.PositiveBigIntegerField()
    indkomst = models.PositiveBigIntegerField()
    aktuel = models.BooleanField(default=False)
    """Whether all of the income was aktuel indkomst."""
    voksne = models.PositiveSmallIntegerField()
    boern = models.PositiveSmallIntegerField()
    egenandel = models.PositiveIntegerField()

    class Meta:
        app_label = "soc"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("exchange", "ansoegning", "maaned"), name="bevilling_en_gang"),
            models.CheckConstraint(condition=~Q(beloeb=0) | Q(linjetype="B"), name="bevilling_beloeb"),
        )
        indexes = (models.Index(fields=("maaned", "ansoegning"), name="bevilling_maaned"),)
        verbose_name = "bevilling"
        verbose_name_plural = "bevillinger"

    def __str__(self) -> str:
        return f"{self.ansoegning_id} {self.maaned}: {self.beloeb}"


bevogt(Vagt("soc_overfoersel"), Vagt("soc_bevilling"))
