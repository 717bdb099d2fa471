"""Tables of Delsystem Erhv: where is sold and on what terms, who sells, and every sale.

Who uses it: the clerk at the board who types the day's slips, the bookkeeper who settles them and reports to Skattestyrelsen by the
10th. What went wrong: only the supplier could change a percentage, and what was reported was not what the ledger says.

Nothing of it is edited that money was counted by: terms hold from a day on, and a sale that was wrong is cancelled by one with the
opposite amount. Settlements and reports stand in `models_afregning`. Percentages are hundredths of a percent; amounts are øre.

Sources: skat-inddrivelse.md 2.1, 3.1; winformatik.md 2.5 (sides 410, 415, 417).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from snitflade.bogh.models import KONTOBREDDE
from snitflade.bogh.udbetaling.models import Modtager, Nummerart
from snitflade.bogh.uforanderlig import UforanderligModel, Vagt, bevogt

HELE = 10_000
"""A hundred percent."""
NUMMERBREDDE = 15
"""Characters of a seller's number (skat-inddrivelse.md 2.2, EmployeeId)."""


class Stedart(models.TextChoices):
    """What kind of place it is: the board, or an institution that buys and rents itself."""

    BRAET = "braet", "Brætsalg"
    INSTITUTION = "institution", "Institutionssalg"


class Indhandlingssted(models.Model):
    """A place of purchase."""

    kode = models.CharField(max_length=10, unique=True)
    """E.g. ``NAN``."""
    navn = models.CharField(max_length=60)
    kommune = models.CharField(max_length=4)
    art = models.CharField(max_length=11, choices=Stedart, default=Stedart.BRAET)
    lukket_fra = models.DateField(null=True, blank=True)
    """First day on which nothing is sold there."""

    class Meta:
        ordering = ("kode",)
        verbose_name = "indhandlingssted"
        verbose_name_plural = "indhandlingssteder"

    def __str__(self) -> str:
        return self.kode


class Vilkaar(UforanderligModel):
    """A place's percentages and accounts from a day on. The last row of the youngest day holds; the day of the sale decides."""

    sted = models.ForeignKey(Indhandlingssted, on_delete=models.PROTECT, related_name="vilkaar")
    fra = models.DateField()
    skat = models.PositiveIntegerField(default=0)
    knapk = models.PositiveIntegerField(default=0)
    lokal = models.PositiveIntegerField(default=0)
    """To the local branch of KNAPK."""
    drift = models.PositiveIntegerField(default=0)
    transport = models.PositiveBigIntegerField(default=0)
    """Øre per trip."""
    konto_salg = models.CharField(max_length=KONTOBREDDE)
    """Debited with what is bought."""
    konto_leje = models.CharField(max_length=KONTOBREDDE, blank=True)
    """Debited with rent of means of transport; institutions only."""
    konto_skat = models.CharField(max_length=KONTOBREDDE, blank=True)
    konto_knapk = models.CharField(max_length=KONTOBREDDE, blank=True)
    konto_lokal = models.CharField(max_length=KONTOBREDDE, blank=True)
    konto_drift = models.CharField(max_length=KONTOBREDDE, blank=True)
    konto_transport = models.CharField(max_length=KONTOBREDDE, blank=True)
    konto_afregning = models.CharField(max_length=KONTOBREDDE)
    """Credited with what sellers are to have; their credit items stand on it until they are paid."""
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("sted", "fra", "id")
        constraints = (
            models.CheckConstraint(condition=Q(skat__lte=HELE - F("knapk") - F("lokal") - F("drift")), name="vilkaar_hele"),
        )
        verbose_name = "vilkår"
        verbose_name_plural = "vilkår"

    def __str__(self) -> str:
        return f"{self.sted_id} fra {self.fra}"


class Saelger(models.Model):
    """A hunter, fisher or firm that sells (side 415)."""

    nummer = models.CharField(max_length=NUMMERBREDDE, unique=True)
    """The Fanger/Fisker-nummer of the cash register."""
    modtager = models.ForeignKey(Modtager, on_delete=models.PROTECT, related_name="saelgere")
    """The payee with number, name and account."""
    sted = models.ForeignKey(Indhandlingssted, on_delete=models.PROTECT, related_name="saelgere")
    initialer = models.CharField(max_length=5, blank=True)
    telefon = models.CharField(max_length=20, blank=True)
    mobil = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    transport = models.BooleanField(default=False)
    """Whether a sale has a trip unless something else is said."""
    ophoert = models.DateField(null=True, blank=True)
    """First day on which nothing is bought of the seller."""

    class Meta:
        ordering = ("nummer",)
        verbose_name = "fanger/fisker"
        verbose_name_plural = "fangere/fiskere"

    def __str__(self) -> str:
        return self.nummer

    @property
    def er_person(self) -> bool:
        """Whether it is a person; others are not taxed."""
        return self.modtager.art == Nummerart.CPR


class Saelgerskat(UforanderligModel):
    """A seller's own tax percentage from a day on, instead of the place's; empty: the place's again."""

    saelger = models.ForeignKey(Saelger, on_delete=models.PROTECT, related_name="skatter")
    fra = models.DateField()
    skat = models.PositiveIntegerField(null=True, blank=True)
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("saelger", "fra", "id")
        constraints = (models.CheckConstraint(condition=Q(skat=None) | Q(skat__lte=HELE), name="saelgerskat_hele"),)
        verbose_name = "individuel skatteprocent"
        verbose_name_plural = "individuelle skatteprocenter"

    def __str__(self) -> str:
        return f"{self.saelger_id} fra {self.fra}"


class Salgsart(models.TextChoices):
    """What was paid for."""

    SALG = "salg", "Salg"
    LEJE = "leje", "Leje af transportmiddel"


class Salg(UforanderligModel):
    """One sale, or one rent. One that was wrong is cancelled by a row with the opposite amount (`ophaever`)."""

    noegle = models.CharField(max_length=60, unique=True)
    """What makes it one of its kind: the slip's number, or the form it was typed in."""
    sted = models.ForeignKey(Indhandlingssted, on_delete=models.PROTECT, related_name="salg")
    saelger = models.ForeignKey(Saelger, on_delete=models.PROTECT, related_name="salg")
    dato = models.DateField()
    """The day of the sale, which decides month, percentages and accounts."""
    art = models.CharField(max_length=4, choices=Salgsart, default=Salgsart.SALG)
    beloeb = models.BigIntegerField()
    ture = models.IntegerField(default=0)
    """Trips that transport is charged for."""
    tekst = models.CharField(max_length=60, blank=True)
    ophaever = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="ophaevet_ved")
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(beloeb__gt=0, ture__gte=0, ophaever=None) | Q(beloeb__lt=0, ture__lte=0, ophaever__isnull=False),
                name="salg_fortegn",
            ),
        )
        indexes = (models.Index(fields=("dato", "sted"), name="salg_dato"),)
        verbose_name = "salg"
        verbose_name_plural = "salg"

    def __str__(self) -> str:
        return f"Salg {self.pk}: {self.beloeb}"


bevogt(Vagt("erhv_vilkaar"), Vagt("erhv_saelgerskat"), Vagt("erhv_salg"))

from snitflade.erhv import models_afregning  # noqa: E402, F401  its tables belong to this app
