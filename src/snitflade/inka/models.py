"""Tables of Delsystem Inka: debtors, their claims, the money that came, and what it was allocated to.

Sources: winformatik.md 2.1 (kundenummer, language) and 2.3 (claims), prisme.md 3 (10Q), social-teknik.md 1.1, 10.2 (address,
status, RenoWeb) and 11.2, payments.md 1.1, 4.5 and 5.4 (payments, queue).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now, Upper
from django.utils import timezone

from snitflade.bogh.models import KONTOBREDDE, Bilag
from snitflade.bogh.uforanderlig import UforanderligModel, Vagt, bevogt
from snitflade.exchange.bulk import writing
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr
from snitflade.inka import models_bs as models_bs  # so that Django finds the tables of Betalingsservice
from snitflade.inka.inddrivelse import models_ind as models_ind  # and of Inddrivelse
from snitflade.inka.models_henstand import Afdragskrav as Afdragskrav
from snitflade.inka.models_henstand import Afdragsordning as Afdragsordning
from snitflade.inka.models_henstand import Afdragsrate as Afdragsrate
from snitflade.inka.models_henstand import Henstand as Henstand


class Sprog(models.TextChoices):
    """Language of bills, page 200."""

    DANSK = "da", "Dansk"
    KALAALLISUT = "kl", "Kalaallisut"
    ENGELSK = "en", "English"


class Status(models.TextChoices):
    """What has become of a debtor, social-teknik.md 10.2."""

    AKTIV = "aktiv", "Aktiv"
    UDREJST = "udrejst", "Udrejst"
    DOED = "død", "Død"
    LUKKET = "lukket", "Lukket"


class Debitor(models.Model):
    """A customer: a person, a firm or an institution. The key is the kundenummer; its digits mean nothing.

    Whoever changes rows without `save` gives them a new `aendret`, taken after `exchange.bulk.lock` or `writing`.
    """

    kundenummer = models.CharField(max_length=10, unique=True)
    navn = models.CharField(max_length=100)
    cvr = models.CharField(max_length=8, blank=True)
    gln = models.CharField(max_length=13, blank=True)
    personnummer = models.CharField(max_length=10, blank=True)
    """CPR number, where it is not the kundenummer itself."""
    betales_fra_konto = models.CharField(max_length=10, blank=True)
    """The institution's expense account; when set, claims are posted there and not billed (prisme.md 3.8)."""
    sprog = models.CharField(max_length=2, choices=Sprog, default=Sprog.DANSK)
    offentlig = models.BooleanField(null=True, blank=True)
    """Public customer, never collected (Områdenummer 100 under INDDRIV); empty: not known."""
    # The address; empty: not known, or there is no such part. The database has the defaults, too, for rows written without Django.
    vejnavn = models.CharField(max_length=40, blank=True, default="", db_default="")
    husnr = models.CharField(max_length=5, blank=True, default="", db_default="")
    bnr = models.CharField(max_length=5, blank=True, default="", db_default="")
    lejlighed = models.CharField(max_length=5, blank=True, default="", db_default="")
    lokalitet = models.CharField(max_length=4, blank=True, default="", db_default="")
    """The place's code, 4 digits (social-teknik.md 1.1)."""
    postnr = models.CharField(max_length=10, blank=True, default="", db_default="")
    by = models.CharField(max_length=40, blank=True, default="", db_default="")
    land = models.CharField(max_length=40, blank=True, default="", db_default="")
    co = models.CharField(max_length=66, blank=True, default="", db_default="")
    adressebeskyttet = models.BooleanField(db_default=False, default=False)
    """Name and address protection: the address is given to no other system."""
    status = models.CharField(max_length=7, choices=Status, default=Status.AKTIV, db_default=Status.AKTIV.value)
    renoweb_kundeid = models.CharField(max_length=20, blank=True, default="", db_default="")
    """RenoWeb's own key, as RenoWeb last wrote it."""
    aendret = models.DateTimeField(db_default=Now(), editable=False)
    """When the row was last changed."""

    class Meta:
        ordering = ("kundenummer",)
        constraints = (
            models.UniqueConstraint(fields=("renoweb_kundeid",), condition=~Q(renoweb_kundeid=""), name="debitor_renoweb_en_gang"),
        )
        indexes = (
            models.Index(fields=("personnummer",), name="debitor_personnummer"),
            models.Index(fields=("cvr",), name="debitor_cvr"),
            models.Index(fields=("gln",), name="debitor_gln"),
            models.Index(fields=("aendret", "id"), name="debitor_aendret"),
            # By it the database also knows how common a word is in the names, and where to begin a search.
            models.Index(Upper("navn"), name="debitor_navn_stort"),
        )
        verbose_name = "debitor"
        verbose_name_plural = "debitorer"

    def __str__(self) -> str:
        return f"{mask_cpr(self.kundenummer)} {self.navn}"

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Write the row with a new `aendret`, which who asks for changes at the same time cannot pass by (`debitoropslag`)."""
        with transaction.atomic():
            writing(Debitor)
            self.aendret = timezone.now()
            fields = None if update_fields is None else {*update_fields, "aendret"}
            super().save(*args, update_fields=fields, **options)


class Regning(models.Model):
    """A claim: one bill of a run, open until it is paid. A claim posted directly on the debtor's account is never open.

    What it claims never changes; `rest` follows its allocations (`Fordeling`), in their transaction.
    """

    nummer = models.PositiveBigIntegerField(unique=True)
    """PST_NR, running: the Afstemningsnøgle of 10Q, the posteringsnummer of FI type 0."""
    debitor = models.ForeignKey(Debitor, on_delete=models.PROTECT, related_name="regninger")
    modul = models.CharField(max_length=40)
    """Which module billed, e.g. ``tekn.renovation``."""
    kommune = models.CharField(max_length=4)
    periode = models.CharField(max_length=6)
    """What is billed, e.g. ``2018K1``."""
    koersel = models.CharField(max_length=40, db_index=True)
    """The run's key."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="regninger")
    """The exchange it went out with; empty for a bill that was not billed here."""
    omraadenummer = models.CharField(max_length=3)
    beloeb = models.BigIntegerField()
    """Øre; negative is a credit."""
    betales_fra_konto = models.CharField(max_length=10, blank=True)
    """The account the claim was posted on; empty for an ordinary bill."""
    posteringsdato = models.DateField()
    forfaldsdato = models.DateField()
    regnskabsaar = models.PositiveSmallIntegerField()
    tekstlinjer = models.TextField(blank=True)
    """Specification lines in the customer's language, at most 60 characters each, one per line."""
    rest = models.BigIntegerField(editable=False)
    """Øre that are still open: between `beloeb` and 0."""
    konto = models.CharField(max_length=KONTOBREDDE, blank=True)
    """The ledger account it stands on while it is open; empty for one that is posted directly."""
    art = models.CharField(max_length=20, blank=True, default="", db_default="")
    """Winformatik's art; empty: none."""
    debitorgruppe = models.CharField(max_length=5, blank=True, default="", db_default="")
    """Of Betalingsservice, 5 digits; empty: not collected there."""
    regningsnummer = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    """The printed bill it stands on (FI type 1), at most 13 digits; a bill may hold several claims. Empty: not printed."""

    class Meta:
        ordering = ("nummer",)
        constraints = (
            models.CheckConstraint(
                condition=Q(beloeb__gte=0, rest__gte=0, rest__lte=F("beloeb"))
                | Q(beloeb__lt=0, rest__lte=0, rest__gte=F("beloeb")),
                name="regning_rest",
            ),
        )
        indexes = (
            models.Index(fields=("modul", "periode"), name="regning_modul_periode"),
            # What the register is sorted by, so that no page has to sort all of them.
            models.Index(fields=("periode", "id"), name="regning_efter_periode"),
            models.Index(fields=("forfaldsdato", "id"), name="regning_efter_forfald"),
            models.Index(fields=("forfaldsdato", "beloeb", "rest"), name="regning_afstemning"),  # summed from the index alone
            models.Index(fields=("beloeb", "id"), name="regning_efter_beloeb"),
            models.Index(fields=("rest",), condition=~Q(rest=0), name="regning_aaben"),
        )
        verbose_name = "regning"
        verbose_name_plural = "regninger"

    def __str__(self) -> str:
        return f"Regning {self.nummer}"

    def save(self, *args: Any, **options: Any) -> None:
        """Write the row; a new one is open with all of its amount, or with nothing where it is posted directly."""
        if self.pk is None:
            self.rest = 0 if self.betales_fra_konto else self.beloeb
        super().save(*args, **options)


class Indbetaling(models.Model):
    """Money that came. What of it is not allocated (`rest`) waits in the queue (*uanbringelig*), with the reason."""

    kilde = models.CharField(max_length=60)
    """The interface or module it came with, e.g. ``bogh.fi``."""
    noegle = models.CharField(max_length=160)
    """Its natural key in `kilde`: what it can only be booked once by."""
    kommune = models.CharField(max_length=4)
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="indbetalinger")
    bilag = models.ForeignKey(Bilag, on_delete=models.PROTECT, related_name="indbetalinger")
    dato = models.DateField()
    """When the payer paid."""
    bogfoeringsdato = models.DateField()
    beloeb = models.BigIntegerField()
    """Øre, above 0."""
    rest = models.BigIntegerField()
    """Øre that are not allocated."""
    aarsag = models.CharField(max_length=30, blank=True)
    """Why some of it was not allocated when it came or was freed (payments.md 1.1); empty: nothing was left."""
    konto = models.CharField(max_length=KONTOBREDDE)
    """The ledger account that was debited."""
    koekonto = models.CharField(max_length=KONTOBREDDE)
    """The ledger account on which `rest` stands."""
    soegt = models.CharField(max_length=14)
    """What kind of number it was matched by (`indbetaling.Soegt`)."""
    soegt_nummer = models.PositiveBigIntegerField(null=True, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    """The payer's reference as it came."""
    betaler = models.CharField(max_length=100, blank=True)
    """The payer's name as it came."""
    tekst = models.CharField(max_length=200, blank=True)
    debitor = models.ForeignKey(Debitor, on_delete=models.PROTECT, null=True, blank=True, related_name="indbetalinger")
    """Whose money it is, as far as that is known."""
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("kilde", "noegle"), name="indbetaling_en_gang"),
            models.CheckConstraint(condition=Q(beloeb__gt=0, rest__gte=0, rest__lte=F("beloeb")), name="indbetaling_rest"),
        )
        indexes = (
            models.Index(fields=("kommune", "dato"), condition=~Q(rest=0), name="indbetaling_koe"),
            models.Index(
                fields=("bogfoeringsdato", "beloeb", "rest"), name="indbetaling_afstemning"
            ),  # summed from the index alone
        )
        verbose_name = "indbetaling"
        verbose_name_plural = "indbetalinger"

    def __str__(self) -> str:
        return f"Indbetaling {self.pk}"


class Art(models.TextChoices):
    """What an allocation is."""

    BETALING = "betaling", "Betaling"
    UDLIGNING = "udligning", "Udligning med kredit"
    NEDSKRIVNING = "nedskrivning", "Nedskrivning"
    ANNULLERING = "annullering", "Annulleret"
    TILBAGEFOERT = "tilbageført", "Indbetalingen er tilbageført"
    UDBETALT = "udbetalt", "Betalt tilbage"


class Fordeling(UforanderligModel):
    """So much of a payment went to a claim; or left it otherwise (charged back, paid back), or closed a claim without money.

    Never edited: an opposite row (`ophaever`) takes it back.
    """

    indbetaling = models.ForeignKey(Indbetaling, on_delete=models.PROTECT, null=True, blank=True, related_name="fordelinger")
    regning = models.ForeignKey(Regning, on_delete=models.PROTECT, null=True, blank=True, related_name="fordelinger")
    art = models.CharField(max_length=12, choices=Art)
    beloeb = models.BigIntegerField()
    """Øre that `rest` became less; of the opposite row with the opposite sign."""
    dato = models.DateField()
    """Posting date."""
    bilag = models.ForeignKey(Bilag, on_delete=models.PROTECT, related_name="fordelinger")
    ophaever = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="ophaevet_af")
    grund = models.CharField(max_length=200, blank=True)
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(indbetaling__isnull=False) | Q(regning__isnull=False), name="fordeling_af_noget"),
        )
        verbose_name = "fordeling"
        verbose_name_plural = "fordelinger"

    def __str__(self) -> str:
        return f"{self.art} {self.beloeb}"


bevogt(
    Vagt("inka_fordeling"),
    Vagt(
        "inka_regning",
        ("nummer", "debitor_id", "modul", "kommune", "periode", "koersel", "omraadenummer", "beloeb", "konto", "betales_fra_konto"),
        slet_uden="konto",
    ),
    Vagt(
        "inka_indbetaling",
        (
            *("kilde", "noegle", "kommune", "exchange_id", "bilag_id", "dato", "bogfoeringsdato", "beloeb", "konto", "koekonto"),
            *("soegt", "soegt_nummer", "reference", "betaler", "tekst", "oprettet_af"),
        ),
    ),
)
