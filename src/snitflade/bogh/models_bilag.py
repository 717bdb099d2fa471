"""Tables of vouchers that come from other systems: their receipts, what is missing, who is paid, and how accounts are translated.

Sources: social-teknik.md 8, payments.md 6 and 7.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from snitflade.bogh.models import KONTOBREDDE, Bilagskladde, Vedhaeftning
from snitflade.bogh.udbetaling.models import Modtager, Udbetalingspost
from snitflade.exchange.models import Blob, Exchange
from snitflade.formats.problems import mask_cpr


class Bilagsfil(models.Model):
    """A receipt as it came, by itself or in a package, under one name."""

    kilde = models.CharField(max_length=60)
    """The interface it came to."""
    navn = models.CharField(max_length=120)
    medietype = models.CharField(max_length=20)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="bilagsfiler")
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="bilagsfiler")
    """What it came with."""
    taget = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="bilagsfiler_taget")
    """The exchange whose lines name it; empty while it lies loose. File names come again month after month: one that has been
    taken belongs to no later file."""

    class Meta:
        app_label = "bogh"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("exchange", "navn"), name="bilagsfil_en_gang"),)
        indexes = (models.Index(fields=("kilde", "navn"), condition=Q(taget=None), name="bilagsfil_loes"),)
        verbose_name = "bilagsfil"
        verbose_name_plural = "bilagsfiler"

    def __str__(self) -> str:
        return mask_cpr(self.navn)


class Ventetbilag(models.Model):
    """A receipt that a draft must have before anybody attests it: found, waited for, or done without for a reason."""

    kladde = models.ForeignKey(Bilagskladde, on_delete=models.PROTECT, related_name="ventede")
    navn = models.CharField(max_length=120, blank=True)
    """The file's name; empty: the source names none, and any receipt will do."""
    vedhaeftning = models.ForeignKey(Vedhaeftning, on_delete=models.PROTECT, null=True, blank=True, related_name="ventede")
    undladt_af = models.CharField(max_length=60, blank=True)
    undladt_tid = models.DateTimeField(null=True, blank=True)
    undladt_grund = models.CharField(max_length=200, blank=True)

    class Meta:
        app_label = "bogh"
        ordering = ("kladde", "id")
        constraints = (
            models.UniqueConstraint(fields=("kladde", "navn"), name="ventetbilag_en_gang"),
            models.CheckConstraint(condition=Q(undladt_af="") | ~Q(undladt_grund=""), name="ventetbilag_grund"),
        )
        indexes = (models.Index(fields=("navn",), condition=Q(vedhaeftning=None, undladt_af=""), name="ventetbilag_mangler"),)
        verbose_name = "ventet bilag"
        verbose_name_plural = "ventede bilag"

    def __str__(self) -> str:
        return f"Kladde {self.kladde_id}: {mask_cpr(self.navn) or 'et bilag'}"


class Kladdebetaling(models.Model):
    """What a draft pays when it is booked: a credit item to the creditor, of the amount its lines credit `konto` with."""

    kladde = models.OneToOneField(Bilagskladde, on_delete=models.PROTECT, related_name="betaling")
    modul = models.CharField(max_length=20)
    """Whose items, e.g. ``krdi``."""
    pbsnr = models.CharField(max_length=8)
    kreditor = models.CharField(max_length=35)
    """The creditor's name, as the source says."""
    konto = models.CharField(max_length=KONTOBREDDE)
    forfaldsdato = models.DateField()
    tekst = models.CharField(max_length=140)
    """The text for the payee."""
    post = models.OneToOneField(Udbetalingspost, on_delete=models.PROTECT, null=True, blank=True, related_name="kladdebetaling")
    """The item, once the draft is booked."""

    class Meta:
        app_label = "bogh"
        ordering = ("kladde",)
        verbose_name = "kladdebetaling"
        verbose_name_plural = "kladdebetalinger"

    def __str__(self) -> str:
        return f"Kladde {self.kladde_id} betaler PBS-nr. {self.pbsnr}"


class Bskreditor(models.Model):
    """Which payee a creditor's PBS number is."""

    pbsnr = models.CharField(max_length=8, unique=True)
    modtager = models.ForeignKey(Modtager, on_delete=models.PROTECT, related_name="bskreditorer")

    class Meta:
        app_label = "bogh"
        ordering = ("pbsnr",)
        verbose_name = "BS-kreditor"
        verbose_name_plural = "BS-kreditorer"

    def __str__(self) -> str:
        return self.pbsnr


class Medarbejder(models.Model):
    """An employee as the systems that send vouchers know one."""

    initialer = models.CharField(max_length=8, unique=True)
    """In small letters."""
    navn = models.CharField(max_length=60)
    kreditornummer = models.CharField(max_length=40, blank=True)
    """The number on the source's creditor lines."""
    konto = models.CharField(max_length=KONTOBREDDE, blank=True)
    """The account those are posted on; empty: that of every employee (constant ``acubiz.kreditorkonto``)."""

    class Meta:
        app_label = "bogh"
        ordering = ("initialer",)
        constraints = (
            models.UniqueConstraint(fields=("kreditornummer",), condition=~Q(kreditornummer=""), name="medarbejder_kreditor"),
        )
        verbose_name = "medarbejder"
        verbose_name_plural = "medarbejdere"

    def __str__(self) -> str:
        return self.initialer


class Kontooversaettelse(models.Model):
    """An account number of Acubiz that is another one in the chart (social-teknik.md 8, ACU-E03)."""

    art = models.CharField(max_length=1)
    """``f`` finance, ``d`` debtor, ``k`` creditor."""
    nummer = models.CharField(max_length=40)
    konto = models.CharField(max_length=KONTOBREDDE)

    class Meta:
        app_label = "bogh"
        ordering = ("art", "nummer")
        constraints = (models.UniqueConstraint(fields=("art", "nummer"), name="kontooversaettelse_en_gang"),)
        verbose_name = "kontooversættelse"
        verbose_name_plural = "kontooversættelser"

    def __str__(self) -> str:
        return f"{self.art} {mask_cpr(self.nummer)}: {self.konto}"
