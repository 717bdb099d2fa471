"""Tables of Sociale udbetalinger: arts with their terms, periodic cards, payment lines, and what was told Skattestyrelsen.

A line is never edited: it is held or released, withdrawn, and booked as one credit item (`post`), which then says where its money
is.
Amounts are øre. Sources: social-teknik.md 5.1 and 5.3, skat-inddrivelse.md 3.2.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from snitflade.bogh.models import KONTOBREDDE
from snitflade.bogh.udbetaling.models import Modtager, Udbetalingspost
from snitflade.bogh.uforanderlig import UforanderligModel, Vagt, bevogt
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr


class Kolonne(models.TextChoices):
    """The column of A11 that an art is reported in."""

    LOEN = "loen", "Løn"
    OFFENTLIGHJAELP = "offentlighjaelp", "Offentlig hjælp"
    UNDERHOLDSBIDRAG = "underholdsbidrag", "Underholdsbidrag"
    ALDERSPENSION = "alderspension", "Alderspension"
    FOERTIDSPENSION = "foertidspension", "Førtidspension"
    ANDENPENSION = "andenpension", "Anden pension"
    ANDENBINDKOMST = "andenbindkomst", "Anden B-indkomst"


class Indkomsttype(models.TextChoices):
    """Whether it is A- or B-income."""

    A = "A", "A-indkomst"
    B = "B", "B-indkomst"


class Ydelsesart(models.Model):
    """An art of social payments."""

    nummer = models.CharField(max_length=10, unique=True)
    navn = models.CharField(max_length=60)

    class Meta:
        app_label = "soc"
        ordering = ("nummer",)
        verbose_name = "ydelsesart"
        verbose_name_plural = "ydelsesarter"

    def __str__(self) -> str:
        return f"{self.nummer} {self.navn}"


class Ydelsesvilkaar(UforanderligModel):
    """An art's marks, account and tax from a day on. The last row of the youngest day holds."""

    art = models.ForeignKey(Ydelsesart, on_delete=models.PROTECT, related_name="vilkaar")
    fra = models.DateField()
    socudb = models.BooleanField()
    """Whether it may be paid here (page 353, the mark SOCUDB)."""
    spec = models.PositiveIntegerField(null=True, blank=True)
    """Highest number of days since the last stamping; None: no such condition."""
    konto = models.CharField(max_length=KONTOBREDDE)
    """Debited with what is granted."""
    modregnes = models.BooleanField(default=True)
    skattepligtig = models.BooleanField(null=True, blank=True)
    """Whether it is reported in A11; None: nobody has said, and no report is made until somebody does (R07)."""
    kolonne = models.CharField(max_length=16, blank=True, choices=Kolonne)
    indkomst = models.CharField(max_length=1, blank=True, choices=Indkomsttype)
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "soc"
        ordering = ("art", "fra", "id")
        constraints = (
            models.CheckConstraint(
                condition=(Q(skattepligtig=True) & ~Q(kolonne="") & ~Q(indkomst=""))
                | ((Q(skattepligtig=False) | Q(skattepligtig=None)) & Q(kolonne="", indkomst="")),
                name="ydelsesvilkaar_skat",
            ),
        )
        verbose_name = "vilkår for ydelse"
        verbose_name_plural = "vilkår for ydelser"

    def __str__(self) -> str:
        return f"{self.art_id} fra {self.fra}"


class Enhed(models.TextChoices):
    """What a card's interval counts."""

    DAGE = "dage", "dage"
    MAANEDER = "maaneder", "måneder"


class Ydelseskort(models.Model):
    """A periodic card (page 563): the same payment at an interval."""

    noegle = models.CharField(max_length=60, unique=True)
    """What makes it one of its kind: the form it was typed in, or its key in a file."""
    kommune = models.CharField(max_length=4)
    modtager = models.ForeignKey(Modtager, on_delete=models.PROTECT, related_name="ydelseskort")
    vedroerer = models.CharField(max_length=10)
    """The CPR number it concerns; the receiver's own unless something else was said."""
    art = models.ForeignKey(Ydelsesart, on_delete=models.PROTECT, related_name="kort")
    beloeb = models.BigIntegerField()
    naeste = models.DateField(null=True, blank=True)
    """The next payment; None: there is none."""
    interval = models.PositiveSmallIntegerField()
    enhed = models.CharField(max_length=8, choices=Enhed)
    dag = models.PositiveSmallIntegerField()
    """The day of the month that months are counted from: after a short month the day comes back."""
    start = models.DateField()
    slut = models.DateField()
    tekst = models.CharField(max_length=140, blank=True)
    note = models.CharField(max_length=200, blank=True)
    tastet_af = models.CharField(max_length=60)
    """Who typed it, or changed it last."""
    tastet_tid = models.DateTimeField(db_default=Now())
    stoppet_af = models.CharField(max_length=60, blank=True)
    stoppet_tid = models.DateTimeField(null=True, blank=True)
    stoppet_grund = models.CharField(max_length=200, blank=True)

    class Meta:
        app_label = "soc"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(beloeb__gt=0, interval__gt=0, slut__gte=F("start")), name="ydelseskort_gyldigt"),
        )
        indexes = (models.Index(fields=("naeste",), condition=Q(naeste__isnull=False), name="ydelseskort_naeste"),)
        verbose_name = "kort"
        verbose_name_plural = "kort"

    def __str__(self) -> str:
        return f"Kort {self.pk} ({mask_cpr(self.vedroerer)})"


class Ydelseslinje(models.Model):
    """A payment line (page 561): one amount to one payee for one period."""

    noegle = models.CharField(max_length=60, unique=True)
    kommune = models.CharField(max_length=4)
    modtager = models.ForeignKey(Modtager, on_delete=models.PROTECT, related_name="ydelseslinjer")
    vedroerer = models.CharField(max_length=10)
    art = models.ForeignKey(Ydelsesart, on_delete=models.PROTECT, related_name="linjer")
    kort = models.ForeignKey(Ydelseskort, on_delete=models.PROTECT, null=True, blank=True, related_name="linjer")
    beloeb = models.BigIntegerField()
    dato = models.DateField()
    """When it is to be paid (Dispositionsdato)."""
    periode_fra = models.DateField()
    periode_til = models.DateField()
    tekst = models.CharField(max_length=140, blank=True)
    note = models.CharField(max_length=200, blank=True)
    tastet_af = models.CharField(max_length=60)
    """Who decided the amount: typed the line, or the card it came from."""
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())
    holdt = models.CharField(max_length=200, blank=True)
    """Why it may not be paid, as last seen; empty: it may."""
    frigivet_af = models.CharField(max_length=60, blank=True)
    frigivet_tid = models.DateTimeField(null=True, blank=True)
    frigivet_grund = models.CharField(max_length=200, blank=True)
    tilbage_af = models.CharField(max_length=60, blank=True)
    tilbage_tid = models.DateTimeField(null=True, blank=True)
    tilbage_grund = models.CharField(max_length=200, blank=True)
    post = models.OneToOneField(Udbetalingspost, on_delete=models.PROTECT, null=True, blank=True, related_name="ydelseslinje")
    """The credit item it was booked as."""

    class Meta:
        app_label = "soc"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("vedroerer", "art", "periode_fra", "periode_til"),
                condition=Q(tilbage_tid=None),
                name="ydelseslinje_periode_en_gang",
            ),
            models.CheckConstraint(condition=Q(beloeb__gt=0, periode_til__gte=F("periode_fra")), name="ydelseslinje_gyldig"),
        )
        indexes = (
            models.Index(fields=("kommune", "dato"), condition=Q(post=None, tilbage_tid=None), name="ydelseslinje_ubogfoert"),
        )
        verbose_name = "betalingslinje"
        verbose_name_plural = "betalingslinjer"

    def __str__(self) -> str:
        return f"Linje {self.pk} ({mask_cpr(self.vedroerer)})"

    @property
    def nummer(self) -> str:
        """What its credit item is called."""
        return f"SU{self.pk:08}"


class Ydelsesindberetning(UforanderligModel):
    """What an A11 said, or held back, of a person in a column. Rows of an exchange that was taken back do not count."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="ydelsesindberetninger")
    aar = models.PositiveSmallIntegerField()
    cpr = models.CharField(max_length=10)
    skattekommune = models.CharField(max_length=2, blank=True)
    kolonne = models.CharField(max_length=16, choices=Kolonne)
    beloeb = models.BigIntegerField()
    """As the ledger has it."""
    fil = models.BigIntegerField()
    """As the file has it, in whole kroner."""
    holdt = models.CharField(max_length=3, blank=True)
    """Why the person is not in the file: ``M01`` unknown, ``R06`` negative, ``NUL`` nothing left; empty: it is."""

    class Meta:
        app_label = "soc"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("exchange", "cpr", "kolonne"), name="ydelsesindberetning_en_gang"),)
        verbose_name = "indberettet ydelse"
        verbose_name_plural = "indberettede ydelser"

    def __str__(self) -> str:
        return f"{self.aar} {mask_cpr(self.cpr)}"


_LINJE: Any = Ydelseslinje._meta.concrete_fields
_SKIFTER = {"holdt", "post", *(f"{what}_{part}" for what in ("frigivet", "tilbage") for part in ("af", "tid", "grund"))}
bevogt(
    Vagt("soc_ydelsesvilkaar"),
    Vagt("soc_ydelseslinje", tuple(str(field.column) for field in _LINJE if field.name not in _SKIFTER)),
    Vagt("soc_ydelsesindberetning"),
)
