"""Tables of settlements and reports: what became of each sale, where it was booked, and what was told Skattestyrelsen and KNAPK.

Sources: winformatik.md 2.5 (side 417), skat-inddrivelse.md 2.3, 3.2, 4.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from snitflade.bogh.models import KONTOBREDDE, Bilag
from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.bogh.uforanderlig import UforanderligModel, Vagt, bevogt
from snitflade.erhv.models import NUMMERBREDDE, Indhandlingssted, Saelger, Salg
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr


class Afregning(models.Model):
    """A settlement run: the sales up to a day that were not settled, booked and given to Krdi for payment."""

    kommune = models.CharField(max_length=4)
    nummer = models.PositiveIntegerField()
    til = models.DateField()
    """The last day of sale."""
    dato = models.DateField()
    """The day of settlement; what was sold in an earlier month is booked on that month's last day."""
    forfaldsdato = models.DateField()
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())
    tilbage_af = models.CharField(max_length=60, blank=True)
    tilbage_tid = models.DateTimeField(null=True, blank=True)
    tilbage_grund = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("kommune", "nummer"), name="afregning_nummer"),)
        verbose_name = "afregning"
        verbose_name_plural = "afregninger"

    def __str__(self) -> str:
        return f"{self.kommune}-{self.nummer}"


class Afregningslinje(models.Model):
    """A sale in a settlement: what it gave, and what was deducted. The database lets a sale have one that holds."""

    afregning = models.ForeignKey(Afregning, on_delete=models.PROTECT, related_name="linjer")
    salg = models.ForeignKey(Salg, on_delete=models.PROTECT, related_name="linjer", db_index=False)
    brutto = models.BigIntegerField()
    skat = models.BigIntegerField()
    knapk = models.BigIntegerField()
    lokal = models.BigIntegerField()
    drift = models.BigIntegerField()
    transport = models.BigIntegerField()
    netto = models.BigIntegerField()
    gaelder = models.BooleanField(default=True)
    """False once the settlement was taken back."""

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("salg",), condition=Q(gaelder=True), name="salg_afregnes_en_gang"),
            models.CheckConstraint(
                condition=Q(netto=F("brutto") - F("skat") - F("knapk") - F("lokal") - F("drift") - F("transport")),
                name="afregningslinje_gaar_op",
            ),
        )
        verbose_name = "afregningslinje"
        verbose_name_plural = "afregningslinjer"

    def __str__(self) -> str:
        return f"Salg {self.salg_id}: {self.netto}"


class Afregningspost(UforanderligModel):
    """What a seller is to have of a settlement; without a credit item where it is nothing."""

    afregning = models.ForeignKey(Afregning, on_delete=models.PROTECT, related_name="poster")
    saelger = models.ForeignKey(Saelger, on_delete=models.PROTECT, related_name="afregninger")
    konto = models.CharField(max_length=KONTOBREDDE)
    beloeb = models.BigIntegerField()
    post = models.OneToOneField(Udbetalingspost, on_delete=models.PROTECT, null=True, blank=True, related_name="afregning")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("afregning", "saelger", "konto"), name="afregningspost_en_gang"),
            models.CheckConstraint(
                condition=Q(beloeb__gt=0, post__isnull=False) | Q(beloeb=0, post=None), name="afregningspost_beloeb"
            ),
        )
        verbose_name = "afregningspost"
        verbose_name_plural = "afregningsposter"

    def __str__(self) -> str:
        return f"{self.afregning_id} {self.saelger_id}: {self.beloeb}"


class Konteringsart(models.TextChoices):
    """What an amount was booked as."""

    SALG = "salg", "Salg"
    LEJE = "leje", "Leje"
    SKAT = "skat", "Skat"
    KNAPK = "knapk", "KNAPK"
    LOKAL = "lokal", "Lokalforening"
    DRIFT = "drift", "Driftsbidrag"
    TRANSPORT = "transport", "Transport"
    AFREGNING = "afregning", "Afregning"


FRADRAG = (Konteringsart.SKAT, Konteringsart.KNAPK, Konteringsart.LOKAL, Konteringsart.DRIFT, Konteringsart.TRANSPORT)
"""The deductions, in the order they are shown; also the names of columns in `Afregningslinje`."""


class Kontering(UforanderligModel):
    """What a settlement booked for a place and a month of sale: the lines of its voucher, by what they are."""

    afregning = models.ForeignKey(Afregning, on_delete=models.PROTECT, related_name="konteringer")
    maaned = models.DateField()
    """The first day of the month of sale."""
    sted = models.ForeignKey(Indhandlingssted, on_delete=models.PROTECT, related_name="konteringer")
    art = models.CharField(max_length=9, choices=Konteringsart)
    konto = models.CharField(max_length=KONTOBREDDE)
    beloeb = models.BigIntegerField()
    """Debit positive."""
    bilag = models.ForeignKey(Bilag, on_delete=models.PROTECT, null=True, blank=True, related_name="konteringer")
    """Empty where the month's lines cancel each other on every account."""

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("afregning", "maaned", "sted", "art", "konto"), name="kontering_en_gang"),)
        indexes = (models.Index(fields=("maaned",), name="kontering_maaned"),)
        verbose_name = "kontering"
        verbose_name_plural = "konteringer"

    def __str__(self) -> str:
        return f"{self.maaned:%Y-%m} {self.art}: {self.beloeb}"


class Indberettet(UforanderligModel):
    """What a file said, or held back, of a person. Rows of an exchange that was taken back do not count."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="indberettet")
    periode = models.CharField(max_length=7)
    """``2026-03``, ``2026K1`` or ``2026``."""
    cpr = models.CharField(max_length=10)
    skattekommune = models.CharField(max_length=2, blank=True)
    medarbejdernr = models.CharField(max_length=NUMMERBREDDE, blank=True)
    note = models.CharField(max_length=60, blank=True)
    """What else the file says: the code of the place (row 4), the name (row 5)."""
    salg = models.BigIntegerField()
    leje = models.BigIntegerField()
    skat = models.BigIntegerField()
    knapk = models.BigIntegerField()
    """The four as the ledger has them."""
    fil_salg = models.BigIntegerField()
    fil_leje = models.BigIntegerField()
    fil_skat = models.BigIntegerField()
    fil_knapk = models.BigIntegerField()
    """The four as the file has them: rounded where it has whole kroner, 0 where it has none."""
    holdt = models.CharField(max_length=3, blank=True)
    """Why the person is not in the file: ``M01`` unknown, ``R06`` negative, ``NUL`` nothing left; empty: it is."""

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("exchange", "cpr"), name="indberettet_en_gang"),)
        indexes = (models.Index(fields=("periode", "cpr"), name="indberettet_periode"),)
        verbose_name = "indberetning"
        verbose_name_plural = "indberetninger"

    def __str__(self) -> str:
        return f"{self.periode} {mask_cpr(self.cpr)}"


class Svarart(models.TextChoices):
    """What has become of a report at the receiver (skat-inddrivelse.md 2.3: Sulinal's report life cycle)."""

    MODTAGET = "modtaget", "Modtaget"
    BOGFOERT = "bogfoert", "Bogført"
    RULLET_TILBAGE = "tilbage", "Rullet tilbage"
    FEJL = "fejl", "Fejl"


GENAABNER = (Svarart.RULLET_TILBAGE, Svarart.FEJL)
"""The answers after which the period must be reported again."""


class Modtagersvar(UforanderligModel):
    """What the operator has read of a report at the receiver; the last one holds."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="modtagersvar")
    svar = models.CharField(max_length=8, choices=Svarart)
    note = models.CharField(max_length=200, blank=True)
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        verbose_name = "svar fra modtageren"
        verbose_name_plural = "svar fra modtageren"

    def __str__(self) -> str:
        return f"{self.exchange_id} {self.svar}"


def _faste(model: type[models.Model], *but: str) -> tuple[str, ...]:
    """The columns of a table that never change."""
    fields: Any = model._meta.concrete_fields
    return tuple(str(field.column) for field in fields if field.name not in but)


bevogt(
    Vagt("erhv_afregning", _faste(Afregning, "tilbage_af", "tilbage_tid", "tilbage_grund")),
    Vagt("erhv_afregningslinje", _faste(Afregningslinje, "gaelder")),
    Vagt("erhv_afregningspost"),
    Vagt("erhv_kontering"),
    Vagt("erhv_indberettet"),
    Vagt("erhv_modtagersvar"),
)
