"""Tables of payouts: payees with their accounts, what they are to have, and what became of it.

An item (`Udbetalingspost`) is never edited: it is reduced by set-off rows, paid by rows that belong to a run, and opened again
when a run is taken back or a payment comes back. Its `rest` alone moves, and `verify` holds it against those rows.

Sources: payments.md 3, social-teknik.md 5.1, winformatik.md 2.4 (side 360).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from snitflade.bogh.uforanderlig import UforanderligModel, Vagt, bevogt
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr

BANKKONTO = 14
"""Digits of a bank account: reg.nr. 4 and kontonr. 10."""


class Nummerart(models.TextChoices):
    """What a payee's number is."""

    CPR = "cpr", "CPR-nummer"
    CVR = "cvr", "CVR-nummer"
    KUNDE = "kunde", "Kundenummer"


class Modtager(models.Model):
    """A payee."""

    art = models.CharField(max_length=5, choices=Nummerart)
    nummer = models.CharField(max_length=10)
    navn = models.CharField(max_length=140)

    class Meta:
        app_label = "bogh"
        ordering = ("art", "nummer")
        constraints = (models.UniqueConstraint(fields=("art", "nummer"), name="modtager_en_gang"),)
        verbose_name = "modtager"
        verbose_name_plural = "modtagere"

    def __str__(self) -> str:
        return f"Modtager {self.pk} ({mask_cpr(self.nummer)})"


class Modtagerkonto(UforanderligModel):
    """A payee's bank account from a day on (side 360); empty: none from that day. The last row of the youngest day holds."""

    modtager = models.ForeignKey(Modtager, on_delete=models.PROTECT, related_name="konti")
    konto = models.CharField(max_length=BANKKONTO, blank=True)
    fra = models.DateField()
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "bogh"
        ordering = ("modtager", "fra", "id")
        verbose_name = "modtagerkonto"
        verbose_name_plural = "modtagerkonti"

    def __str__(self) -> str:
        return f"Konto for modtager {self.modtager_id} fra {self.fra}"


class Udbetalingspost(models.Model):
    """A credit item: what a payee is to have. Paid whole, or not at all."""

    modul = models.CharField(max_length=20)
    """Whose, e.g. ``krdi``."""
    noegle = models.CharField(max_length=80)
    """What makes it one of its kind in its module."""
    kommune = models.CharField(max_length=4)
    modtager = models.ForeignKey(Modtager, on_delete=models.PROTECT, related_name="poster")
    vedroerer = models.CharField(max_length=10, blank=True)
    """The CPR number it concerns, where that is somebody else."""
    beloeb = models.BigIntegerField()
    """Øre, above 0."""
    rest = models.BigIntegerField()
    """Øre that are still to be paid: without what was set off and what a run has taken."""
    forfaldsdato = models.DateField()
    konto = models.CharField(max_length=21)
    """The account it stands on, debited when it is paid."""
    modkonto = models.CharField(max_length=21, blank=True)
    """The account that was debited when it was made; empty: it was booked elsewhere."""
    ref = models.CharField(max_length=20, blank=True)
    tekst = models.CharField(max_length=140, blank=True)
    """Winformatik's Ref-nr and Tekst, which say how it is paid (payments.md 3.3)."""
    maade = models.CharField(max_length=8)
    kortkonto = models.CharField(max_length=10, blank=True)
    kortreference = models.CharField(max_length=16, blank=True)
    """What Ref and Tekst mean."""
    besked = models.CharField(max_length=140, blank=True)
    """The text for the payee."""
    meddelelse = models.TextField(blank=True)
    fakturanummer = models.CharField(max_length=20, blank=True)
    modregnes = models.BooleanField(default=True)
    """Whether it may be set off; child subsidy may not."""
    bilag = models.ForeignKey("bogh.Bilag", on_delete=models.PROTECT, null=True, blank=True, related_name="udbetalingsposter")
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="udbetalingsposter")
    """The exchange it came with."""
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "bogh"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("modul", "noegle"), name="udbetalingspost_en_gang"),
            models.CheckConstraint(condition=Q(beloeb__gt=0, rest__gte=0, rest__lte=F("beloeb")), name="udbetalingspost_rest"),
        )
        indexes = (
            models.Index(fields=("modul", "kommune", "forfaldsdato"), condition=Q(rest__gt=0), name="udbetalingspost_aaben"),
        )
        verbose_name = "udbetalingspost"
        verbose_name_plural = "udbetalingsposter"

    def __str__(self) -> str:
        return f"{self.modul} {self.pk}: {self.beloeb}"


class Nedsaettelsesart(models.TextChoices):
    """Why an item is reduced."""

    MODREGNET = "modregnet", "Modregnet"
    ANNULLERET = "annulleret", "Annulleret"


class Modregning(UforanderligModel):
    """An item reduced without a payment: set off against a debt, or withdrawn. Undone by a row with the opposite amount."""

    post = models.ForeignKey(Udbetalingspost, on_delete=models.PROTECT, related_name="modregninger")
    art = models.CharField(max_length=10, choices=Nedsaettelsesart)
    beloeb = models.BigIntegerField()
    """Øre; negative when it undoes another."""
    konto = models.CharField(max_length=21)
    """The account credited instead of the bank's."""
    dato = models.DateField()
    grund = models.CharField(max_length=200)
    bilag = models.ForeignKey("bogh.Bilag", on_delete=models.PROTECT, related_name="modregninger")
    ophaever = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="ophaevet_ved")
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "bogh"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(beloeb__gt=0, ophaever=None) | Q(beloeb__lt=0, ophaever__isnull=False), name="modregning_fortegn"
            ),
        )
        verbose_name = "modregning"
        verbose_name_plural = "modregninger"

    def __str__(self) -> str:
        return f"{self.art} {self.beloeb} af post {self.post_id}"


class Tilbageholdelse(models.Model):
    """An item waits, e.g. for set-off; while it does no run takes it."""

    post = models.ForeignKey(Udbetalingspost, on_delete=models.PROTECT, related_name="tilbageholdelser")
    grund = models.CharField(max_length=200)
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(auto_now_add=True)
    ophaevet_af = models.CharField(max_length=60, blank=True)
    ophaevet_tid = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "bogh"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("post",), condition=Q(ophaevet_af=""), name="tilbageholdt_en_gang"),)
        verbose_name = "tilbageholdelse"
        verbose_name_plural = "tilbageholdelser"

    def __str__(self) -> str:
        return f"Post {self.post_id}: {self.grund}"


class Udbetaling(models.Model):
    """What a run pays of an item, as it stands in the file. The database lets an item have one that holds."""

    post = models.ForeignKey(Udbetalingspost, on_delete=models.PROTECT, related_name="udbetalinger")
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="udbetalinger")
    betalings_id = models.CharField(max_length=20, unique=True)
    """Ours, never used again (payments.md 3.5)."""
    beloeb = models.BigIntegerField()
    dato = models.DateField()
    maade = models.CharField(max_length=8)
    konto = models.CharField(max_length=BANKKONTO, blank=True)
    henvisning = models.CharField(max_length=20, blank=True)
    """The reference number in G68 and G69; empty for the bank's files."""
    gaelder = models.BooleanField(default=True)
    """False once the run was taken back or the payment came back."""

    class Meta:
        app_label = "bogh"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("post",), condition=Q(gaelder=True), name="udbetaling_en_gang"),
            models.CheckConstraint(condition=Q(beloeb__gt=0), name="udbetaling_beloeb"),
        )
        verbose_name = "udbetaling"
        verbose_name_plural = "udbetalinger"

    def __str__(self) -> str:
        return self.betalings_id


class Returnering(UforanderligModel):
    """A payment that the bank sent back; its item is open again."""

    udbetaling = models.OneToOneField(Udbetaling, on_delete=models.PROTECT, related_name="returnering")
    dato = models.DateField()
    grund = models.CharField(max_length=200)
    bilag = models.ForeignKey("bogh.Bilag", on_delete=models.PROTECT, related_name="returneringer")
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "bogh"
        ordering = ("id",)
        verbose_name = "returnering"
        verbose_name_plural = "returneringer"

    def __str__(self) -> str:
        return f"{self.udbetaling_id} {self.dato}"


def _faste(model: type[models.Model], *but: str) -> tuple[str, ...]:
    """The columns of a table that never change."""
    fields: Any = model._meta.concrete_fields
    return tuple(str(field.column) for field in fields if field.name not in but)


bevogt(
    Vagt("bogh_modtagerkonto"),
    Vagt("bogh_modregning"),
    Vagt("bogh_returnering"),
    Vagt("bogh_udbetalingspost", _faste(Udbetalingspost, "rest")),
    Vagt("bogh_udbetaling", _faste(Udbetaling, "gaelder")),
)
