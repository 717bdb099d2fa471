"""Tables of set-off: each attempt to set an item off, everything that happened to it, and where their books differ from ours.

Sources: skat-inddrivelse.md 10.2 and 10.3.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from snitflade.bogh.udbetaling.models import Modregning, Udbetaling, Udbetalingspost
from snitflade.bogh.uforanderlig import UforanderligModel
from snitflade.exchange.models import Exchange

BESKED = 300
"""Characters of what they said that are kept."""


class Tilstand(models.TextChoices):
    """Where an attempt stands."""

    NY = "ny", "Spørges"
    FEJL = "fejl", "Besvaret med fejl"
    INTET = "intet", "Intet at modregne"
    FUNDET = "fundet", "Venter på godkendelse"
    GODKENDT = "godkendt", "Godkendt"
    SENDES = "sendes", "Sendes"
    UKENDT = "ukendt", "Uklart"
    MODTAGET = "modtaget", "Modregnet"
    BOGFOERT = "bogfoert", "Modregnet og bogført"
    AFVIST = "afvist", "Afvist"
    RULLET = "rullet", "Taget tilbage af myndigheden"
    ANNULLERES = "annulleres", "Annulleres"
    ANNULLERET = "annulleret", "Annulleret"
    FRITAGET = "fritaget", "Fritaget"
    UDLOEBET = "udloebet", "Udløbet"


UKLAR = (Tilstand.SENDES, Tilstand.UKENDT, Tilstand.ANNULLERES)
"""They may have set it off, and we do not know."""
MODREGNET = (Tilstand.MODTAGET, Tilstand.BOGFOERT)
FRI = (Tilstand.AFVIST, Tilstand.RULLET, Tilstand.FRITAGET)
"""What is open of the item may be paid, however long ago that was decided."""
SPURGT = (Tilstand.NY, Tilstand.FEJL, Tilstand.INTET, Tilstand.FUNDET, Tilstand.GODKENDT)
"""Nothing was sent that could take money."""


class Forsoeg(models.Model):
    """One attempt to set an item off: our ids, what was asked and answered, and what holds in our books now.

    Amounts of theirs are whole kroner (``spurgt``, ``gaeld``, ``mest``, ``bogfoert``), ours øre (``rest``, ``beloeb``,
    ``gaeldende``).
    """

    post = models.ForeignKey(Udbetalingspost, on_delete=models.PROTECT, related_name="modregningsforsoeg")
    nummer = models.PositiveSmallIntegerField()
    seneste = models.BooleanField(default=True)
    tilstand = models.CharField(max_length=12, choices=Tilstand, default=Tilstand.NY)
    query_id = models.CharField(max_length=36, unique=True)
    set_off_id = models.CharField(max_length=36, unique=True)
    reference = models.CharField(max_length=20, unique=True)
    """PaymentReference: what both sides know the set-off by."""
    skattekommune = models.CharField(max_length=2)
    art = models.CharField(max_length=10)
    rest = models.BigIntegerField()
    """What was open of the item when it was asked."""
    spurgt = models.BigIntegerField()
    udbetalingsdato = models.DateField()
    gaeld = models.BigIntegerField(null=True, blank=True)
    mest = models.BigIntegerField(null=True, blank=True)
    reservation = models.CharField(max_length=36, blank=True)
    reserveret_til = models.DateTimeField(null=True, blank=True)
    svar_tid = models.DateTimeField(null=True, blank=True)
    sendt_tid = models.DateTimeField(null=True, blank=True)
    """When it was sent first; from then on it is sent again under the same id only."""
    beloeb = models.BigIntegerField(default=0)
    """To be set off."""
    gaeldende = models.BigIntegerField(default=0)
    """Set off in our books now."""
    deres_status = models.CharField(max_length=20, blank=True)
    bogfoert = models.BigIntegerField(null=True, blank=True)
    sager = models.TextField(blank=True)
    """Their ekstern_sagsnumre, with blanks between."""
    besked = models.CharField(max_length=BESKED, blank=True)
    modregning = models.ForeignKey(Modregning, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deres_post = models.ForeignKey(Udbetalingspost, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The item by which the authority is paid."""
    fortrudt = models.ForeignKey(Udbetaling, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The payment that did not hold and made us cancel; each is a reason once."""
    tilstand_tid = models.DateTimeField(db_default=Now())
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "krdi"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("post", "nummer"), name="modregningsforsoeg_nummer"),
            models.UniqueConstraint(fields=("post",), condition=Q(seneste=True), name="modregningsforsoeg_seneste"),
            models.CheckConstraint(
                condition=Q(beloeb__gte=0, gaeldende__gte=0, gaeldende__lte=models.F("beloeb"), beloeb__lte=models.F("rest")),
                name="modregningsforsoeg_beloeb",
            ),
        )
        indexes = (models.Index(fields=("tilstand", "tilstand_tid"), name="modregningsforsoeg_tilstand"),)
        verbose_name = "modregningsforsøg"
        verbose_name_plural = "modregningsforsøg"

    def __str__(self) -> str:
        return f"{self.reference} {self.tilstand}"


class Haendelse(UforanderligModel):
    """What happened to an attempt, in a sentence; never edited."""

    forsoeg = models.ForeignKey(Forsoeg, on_delete=models.PROTECT, related_name="haendelser")
    tid = models.DateTimeField(db_default=Now())
    af = models.CharField(max_length=60)
    tekst = models.CharField(max_length=500)
    beloeb = models.BigIntegerField(default=0)
    """By how much (øre) what is set off in our books was changed."""
    retur_post = models.ForeignKey(Udbetalingspost, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The new item by which the payee gets it, where the old one was paid."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        app_label = "krdi"
        ordering = ("id",)
        verbose_name = "modregningshændelse"
        verbose_name_plural = "modregningshændelser"

    def __str__(self) -> str:
        return f"{self.forsoeg_id} {self.tekst}"


class Forskelsart(models.TextChoices):
    """In what their books differ from ours."""

    UKENDT = "ukendt", "De kender den ikke"
    FOR_MEGET = "for_meget", "De har bogført mere"
    TILBAGE = "tilbage", "De skal betale tilbage"
    FAST = "fast", "De har den, og vi har den ikke"


class Forskel(models.Model):
    """A difference that a person has to look at and close with a reason. `vores`, `deres`: øre."""

    forsoeg = models.ForeignKey(Forsoeg, on_delete=models.PROTECT, related_name="forskelle")
    art = models.CharField(max_length=10, choices=Forskelsart)
    vores = models.BigIntegerField()
    deres = models.BigIntegerField()
    fundet = models.DateTimeField(db_default=Now())
    lukket_af = models.CharField(max_length=60, blank=True)
    lukket_tid = models.DateTimeField(null=True, blank=True)
    forklaring = models.CharField(max_length=200, blank=True)

    class Meta:
        app_label = "krdi"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("forsoeg", "art"), condition=Q(lukket_af=""), name="modregningsforskel_aaben"),
        )
        verbose_name = "modregningsforskel"
        verbose_name_plural = "modregningsforskelle"

    def __str__(self) -> str:
        return f"{self.forsoeg_id} {self.art}"
