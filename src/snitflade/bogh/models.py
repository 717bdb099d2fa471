"""Tables of Delsystem Bogh: the chart of accounts, the ledger, and voucher drafts.

Sources: winformatik.md 2.4 (vouchers), prisme.md 2 (G69), payments.md 6 and 7 (voucher handling).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from snitflade.bogh.uforanderlig import Loft, UforanderligModel, Vagt, bevogt
from snitflade.exchange.models import Blob, Exchange

KONTOBREDDE = 21
"""Digits an account number has at most (payments.md 6)."""


class Kontoart(models.TextChoices):
    """What an account holds."""

    DRIFT = "drift", "Drift"
    STATUS = "status", "Status"
    BANK = "bank", "Bank"


class Konto(models.Model):
    """An account of the chart. With a chart loaded nothing is posted on an account that is not in it (`konti`)."""

    nummer = models.CharField(max_length=KONTOBREDDE)
    navn = models.CharField(max_length=60)
    art = models.CharField(max_length=6, choices=Kontoart)
    kommune = models.CharField(max_length=4, blank=True, default="", db_default="")
    """The municipality that has it; empty: all."""
    spaerret_fra = models.DateField(null=True, blank=True)
    """First posting date that is refused."""

    class Meta:
        ordering = ("nummer", "kommune")
        constraints = (models.UniqueConstraint(fields=("nummer", "kommune"), name="konto_en_gang"),)
        verbose_name = "konto"
        verbose_name_plural = "konti"

    def __str__(self) -> str:
        return f"{self.nummer} {self.navn}"


class Samlekonto(models.Model):
    """An account whose lines another register explains one by one, as claims do: vouchers by hand are refused on it."""

    konto = models.CharField(max_length=KONTOBREDDE, primary_key=True)
    modul = models.CharField(max_length=40)
    """Whose, e.g. ``inka``."""

    class Meta:
        verbose_name = "samlekonto"
        verbose_name_plural = "samlekonti"

    def __str__(self) -> str:
        return self.konto


class Bilag(UforanderligModel):
    """A voucher: its lines balance to 0 øre. Never edited, only reversed by another."""

    kommune = models.CharField(max_length=4)
    regnskabsaar = models.PositiveSmallIntegerField()
    loebenr = models.PositiveIntegerField()
    """1, 2, 3 … without a gap in each municipality and year."""
    bilagsdato = models.DateField()
    posteringsdato = models.DateField()
    tekst = models.CharField(max_length=60)
    kilde = models.CharField(max_length=60)
    """The module or interface that booked it, e.g. ``tekn.renovation``."""
    noegle = models.CharField(max_length=160)
    """What makes it one of its kind in `kilde`, so that nothing is booked twice."""
    linjer = models.PositiveIntegerField()
    """How many lines it has; the database takes no more."""
    debet = models.BigIntegerField()
    """Øre, the sum of its debit lines."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="bilag")
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())
    tilbagefoerer = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="tilbagefoert_af")
    """The voucher that this one reverses."""

    class Meta:
        ordering = ("kommune", "regnskabsaar", "loebenr")
        constraints = (
            models.UniqueConstraint(fields=("kommune", "regnskabsaar", "loebenr"), name="bilag_nummer"),
            models.UniqueConstraint(fields=("kilde", "noegle"), name="bilag_en_gang"),
            models.CheckConstraint(condition=Q(linjer__gte=2), name="bilag_har_linjer"),
        )
        indexes = (models.Index(fields=("posteringsdato",), name="bilag_posteringsdato"),)
        verbose_name = "bilag"
        verbose_name_plural = "bilag"

    def __str__(self) -> str:
        return self.nummer

    @property
    def nummer(self) -> str:
        """Municipality, year and number, e.g. ``0956-2018-000001``."""
        return f"{self.kommune}-{self.regnskabsaar}-{self.loebenr:06}"


class Postering(UforanderligModel):
    """One line of a voucher, as it goes to G69."""

    koersel = models.CharField(max_length=40)
    """The run's key, else the voucher's number."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="posteringer")
    """The exchange it went out with or came from; empty for a row that none of them made."""
    loebenr = models.PositiveIntegerField()
    """Place within the voucher, from 1."""
    kommune = models.CharField(max_length=4)
    maskinnr = models.CharField(max_length=5)
    """G69 field 103, the page that posted: ``00861`` for renovation."""
    posteringsdato = models.DateField()
    regnskabsaar = models.PositiveSmallIntegerField()
    konto = models.CharField(max_length=KONTOBREDDE)
    """Digits without dashes."""
    beloeb = models.BigIntegerField()
    """Øre; debit positive, credit negative."""
    tekst = models.CharField(max_length=35)
    konteret_af = models.CharField(max_length=5, blank=True)
    bilag = models.ForeignKey(Bilag, on_delete=models.PROTECT, related_name="posteringer", db_index=False)

    class Meta:
        ordering = ("koersel", "loebenr")
        constraints = (
            models.UniqueConstraint(fields=("koersel", "loebenr"), name="postering_pr_koersel"),
            # Also the index of the voucher's lines.
            models.UniqueConstraint(fields=("bilag", "loebenr"), name="postering_pr_bilag"),
        )
        indexes = (
            models.Index(fields=("konto", "posteringsdato"), name="postering_konto"),
            # What the register of lines is sorted and searched by.
            models.Index(fields=("konto", "id"), name="postering_efter_konto"),
            models.Index(fields=("posteringsdato", "id"), name="postering_efter_dato"),
            models.Index(fields=("koersel",), name="postering_koersel", opclasses=("varchar_pattern_ops",)),
            models.Index(fields=("tekst",), name="postering_tekst", opclasses=("varchar_pattern_ops",)),
        )
        verbose_name = "postering"
        verbose_name_plural = "posteringer"

    def __str__(self) -> str:
        return f"{self.koersel} {self.loebenr}: {self.konto} {self.beloeb}"


class Kladdetilstand(models.TextChoices):
    """Where a voucher draft is."""

    KLADDE = "kladde", "Kladde"
    ATTESTERET = "attesteret", "Attesteret"
    ANVIST = "anvist", "Anvist"
    BOGFOERT = "bogført", "Bogført"
    AFVIST = "afvist", "Afvist"


_UDEN_ANVISNING = (Kladdetilstand.KLADDE, Kladdetilstand.ATTESTERET, Kladdetilstand.AFVIST)


class Bilagskladde(models.Model):
    """A voucher on its way: attested by one, approved (anvist) by another, then booked (winformatik.md 2.4)."""

    kommune = models.CharField(max_length=4)
    regnskabsaar = models.PositiveSmallIntegerField()
    bilagsdato = models.DateField()
    posteringsdato = models.DateField()
    tekst = models.CharField(max_length=60)
    kilde = models.CharField(max_length=60)
    noegle = models.CharField(max_length=160)
    """As in `Bilag`, whose key it becomes."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="bilagskladder")
    tilstand = models.CharField(max_length=10, choices=Kladdetilstand, default=Kladdetilstand.KLADDE)
    indkommet = models.BigIntegerField(default=0)
    """Øre, the sum of the debit lines it came with; correcting its lines does not change it."""
    sagsbehandler = models.CharField(max_length=60, blank=True)
    """Who is asked to attest, as the source says; anybody with the right may."""
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(auto_now_add=True)
    attesteret_af = models.CharField(max_length=60, blank=True)
    attesteret_tid = models.DateTimeField(null=True, blank=True)
    anvist_af = models.CharField(max_length=60, blank=True)
    anvist_tid = models.DateTimeField(null=True, blank=True)
    af_kilden = models.BooleanField(default=False)
    """Attested and approved before it came (``xxxx`` in BS-plus); then the source stands as both."""
    afvist_af = models.CharField(max_length=60, blank=True)
    afvist_tid = models.DateTimeField(null=True, blank=True)
    afvist_grund = models.TextField(blank=True)
    bilag = models.OneToOneField(Bilag, on_delete=models.PROTECT, null=True, blank=True, related_name="kladde")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("kilde", "noegle"), name="kladde_en_gang"),
            models.CheckConstraint(
                condition=Q(af_kilden=True) | Q(anvist_af="") | ~Q(anvist_af=F("attesteret_af")), name="kladde_to_personer"
            ),
            models.CheckConstraint(
                condition=Q(tilstand__in=_UDEN_ANVISNING) | (~Q(anvist_af="") & ~Q(attesteret_af="")), name="kladde_anvist"
            ),
            models.CheckConstraint(
                condition=~Q(tilstand=Kladdetilstand.ATTESTERET) | (~Q(attesteret_af="") & Q(anvist_af="")),
                name="kladde_attesteret",
            ),
            models.CheckConstraint(
                condition=(Q(tilstand=Kladdetilstand.BOGFOERT) & Q(bilag__isnull=False))
                | (~Q(tilstand=Kladdetilstand.BOGFOERT) & Q(bilag=None)),
                name="kladde_bogfoert",
            ),
        )
        indexes = (models.Index(fields=("tilstand", "-id"), name="kladde_i_tilstand"),)
        verbose_name = "bilagskladde"
        verbose_name_plural = "bilagskladder"

    def __str__(self) -> str:
        return f"Kladde {self.pk} ({self.tilstand})"


class Kladdelinje(models.Model):
    """One line of a draft."""

    kladde = models.ForeignKey(Bilagskladde, on_delete=models.CASCADE, related_name="linjer")
    loebenr = models.PositiveIntegerField()
    konto = models.CharField(max_length=KONTOBREDDE)
    beloeb = models.BigIntegerField()
    """Øre; debit positive, credit negative."""
    tekst = models.CharField(max_length=35, blank=True)
    dimensioner = models.JSONField(default=dict, blank=True)
    """What the source says beside, e.g. place and project, by name."""

    class Meta:
        ordering = ("kladde", "loebenr")
        constraints = (models.UniqueConstraint(fields=("kladde", "loebenr"), name="kladdelinje_nummer"),)
        verbose_name = "kladdelinje"
        verbose_name_plural = "kladdelinjer"

    def __str__(self) -> str:
        return f"{self.kladde_id} {self.loebenr}: {self.konto} {self.beloeb}"


class Vedhaeftning(models.Model):
    """A receipt of a draft: a PDF, JPEG or PNG among the stored bytes."""

    kladde = models.ForeignKey(Bilagskladde, on_delete=models.PROTECT, related_name="vedhaeftninger")
    navn = models.CharField(max_length=120)
    medietype = models.CharField(max_length=20)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="vedhaeftninger")
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("kladde", "id")
        constraints = (models.UniqueConstraint(fields=("kladde", "navn"), name="vedhaeftning_navn"),)
        verbose_name = "vedhæftning"
        verbose_name_plural = "vedhæftninger"

    def __str__(self) -> str:
        return self.navn

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Remove it from a draft that is still open. Raises ValueError otherwise."""
        if self.kladde.tilstand != Kladdetilstand.KLADDE:
            raise ValueError(self.kladde.tilstand)
        return super().delete(*args, **options)


bevogt(
    Vagt("bogh_bilag"),
    Vagt("bogh_postering"),
    Loft(tabel="bogh_postering", kolonne="loebenr", ejer="bogh_bilag", noegle="bilag_id", loft="linjer"),
)

from snitflade.bogh import models_bilag  # noqa: E402, F401  those of vouchers from other systems, too: they know payees
from snitflade.bogh.udbetaling import models as udbetaling  # noqa: E402, F401  the tables of payouts belong to this app
