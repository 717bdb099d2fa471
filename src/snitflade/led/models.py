"""Tables of Led: a jobseeker's card with everything that is registered on it, and the months sent to Grønlands Statistik.

Nothing that was registered is deleted: a contact that was wrong is annulled, a period is ended. Source: social-teknik.md 6.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.models import Exchange
from snitflade.formats.problems import mask_cpr

STEMPLING, STEMPLET = "STP", "Stempling"
"""The one code of page 540 that is known (6.1); the others are rows of `Henvendelseskode`."""
KONTORBREDDE = 10


class Ledighedskort(models.Model):
    """A jobseeker in a municipality (page 530). A person has one there, whatever number it was made under."""

    kommune = models.CharField(max_length=4)
    cpr = models.CharField(max_length=10)
    naeste_kontrol = models.DateField(null=True, blank=True)
    helbred = models.CharField(max_length=200, blank=True)
    """Considerations of health, as the register's own content has them; no interface gives them out."""
    skolegang = models.CharField(max_length=60, blank=True)
    kompetencer = models.TextField(blank=True)
    """One per line."""
    behov = models.CharField(max_length=500, blank=True)
    vejledning = models.BooleanField(null=True, blank=True)
    """Empty: nobody has said."""
    oprettet_af = models.CharField(max_length=60)
    oprettet = models.DateTimeField(db_default=Now())
    aendret = models.DateTimeField(db_default=Now())
    """When anything on the card changed last."""

    class Meta:
        app_label = "led"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("kommune", "cpr"), name="ledighedskort_en_gang"),)
        indexes = (
            models.Index(fields=("aendret",), name="ledighedskort_aendret"),
            models.Index(fields=("cpr",), name="ledighedskort_cpr"),
        )
        verbose_name = "ledighedskort"
        verbose_name_plural = "ledighedskort"

    def __str__(self) -> str:
        return f"Ledighedskort {self.pk} ({mask_cpr(self.cpr)})"


class Gruppe(models.TextChoices):
    """The match groups."""

    INGEN = "0", _("Ikke oplyst")
    JOBKLAR = "1", _("Jobklar")
    INDSATSKLAR = "2", _("Indsatsklar")
    PASSIV = "3", _("Midlertidig passiv")


class Match(models.Model):
    """The match group from a day on; before the first one it is not stated."""

    kort = models.ForeignKey(Ledighedskort, on_delete=models.PROTECT, related_name="grupper")
    fra = models.DateField()
    gruppe = models.CharField(max_length=1, choices=Gruppe)
    oprettet_af = models.CharField(max_length=60)
    oprettet = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "led"
        ordering = ("kort", "fra")
        constraints = (models.UniqueConstraint(fields=("kort", "fra"), name="match_en_pr_dag"),)
        verbose_name = "matchgruppe"
        verbose_name_plural = "matchgrupper"

    def __str__(self) -> str:
        return f"{self.gruppe} fra {self.fra}"


class Art(models.TextChoices):
    """What a period is."""

    LEDIG = "L", _("Ledighed")
    FRITAGET = "F", _("Fritaget for stempling")
    KARANTAENE = "K", _("Karantæne")
    YDELSE = "Y", _("Ydelse")
    AKTIVITET = "A", _("Aktivitet")


class Periode(models.Model):
    """A time something holds, both days included; without `til` it goes on."""

    kort = models.ForeignKey(Ledighedskort, on_delete=models.PROTECT, related_name="perioder")
    art = models.CharField(max_length=1, choices=Art)
    fra = models.DateField()
    til = models.DateField(null=True, blank=True)
    tekst = models.CharField(max_length=60, blank=True)
    """The kind of benefit or activity, or the reason of a quarantine or an exemption."""
    oprettet_af = models.CharField(max_length=60)
    oprettet = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "led"
        ordering = ("kort", "art", "fra", "pk")
        constraints = (
            models.UniqueConstraint(fields=("kort", "art", "fra", "tekst"), name="led_periode_en_gang"),
            models.CheckConstraint(condition=Q(til=None) | Q(til__gte=F("fra")), name="led_periode_orden"),
            models.CheckConstraint(condition=~Q(art="K") | Q(til__isnull=False), name="karantaene_har_ende"),
        )
        verbose_name = "periode"
        verbose_name_plural = "perioder"

    def __str__(self) -> str:
        return f"{self.get_art_display()} {self.fra} til {self.til or ''}".rstrip()


class Uddannelse(models.Model):
    """An education of the jobseeker, by its code."""

    kort = models.ForeignKey(Ledighedskort, on_delete=models.PROTECT, related_name="uddannelser")
    kode = models.CharField(max_length=4)
    tekst = models.CharField(max_length=60, blank=True)
    afsluttet = models.DateField(null=True, blank=True)

    class Meta:
        app_label = "led"
        ordering = ("kort", "pk")
        constraints = (models.UniqueConstraint(fields=("kort", "kode"), name="uddannelse_en_gang"),)
        verbose_name = "uddannelse"
        verbose_name_plural = "uddannelser"

    def __str__(self) -> str:
        return f"{self.kode} {self.tekst}".rstrip()


class Anvisning(models.Model):
    """Work the jobseeker was referred to."""

    kort = models.ForeignKey(Ledighedskort, on_delete=models.PROTECT, related_name="anvisninger")
    dato = models.DateField()
    arbejdsgiver = models.CharField(max_length=66)
    resultat = models.CharField(max_length=60, blank=True)

    class Meta:
        app_label = "led"
        ordering = ("kort", "dato", "pk")
        constraints = (models.UniqueConstraint(fields=("kort", "dato", "arbejdsgiver"), name="anvisning_en_gang"),)
        verbose_name = "anvist arbejde"
        verbose_name_plural = "anvist arbejde"

    def __str__(self) -> str:
        return f"{self.dato} {self.arbejdsgiver}"


class Henvendelseskode(models.Model):
    """A code of page 540 beside `STEMPLING`."""

    kode = models.CharField(max_length=3, unique=True)
    tekst = models.CharField(max_length=60)

    class Meta:
        app_label = "led"
        ordering = ("kode",)
        verbose_name = "henvendelseskode"
        verbose_name_plural = "henvendelseskoder"

    def __str__(self) -> str:
        return f"{self.kode} {self.tekst}"


class Henvendelse(models.Model):
    """A contact (page 543): one of each code on a day. Annulled ones stay and do not count."""

    kort = models.ForeignKey(Ledighedskort, on_delete=models.PROTECT, related_name="henvendelser")
    dato = models.DateField()
    kode = models.CharField(max_length=3)
    lokalitet = models.CharField(max_length=4)
    """Where the person lived that day."""
    kontor = models.CharField(max_length=KONTORBREDDE, blank=True)
    oprettet_af = models.CharField(max_length=60)
    oprettet = models.DateTimeField(db_default=Now())
    annulleret = models.DateTimeField(null=True, blank=True)
    annulleret_af = models.CharField(max_length=60, blank=True)
    grund = models.CharField(max_length=200, blank=True)
    """Why it was annulled."""

    class Meta:
        app_label = "led"
        ordering = ("-dato", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("kort", "dato", "kode"), condition=Q(annulleret=None), name="henvendelse_en_gang"),
            models.CheckConstraint(
                condition=Q(annulleret=None, annulleret_af="", grund="")
                | (Q(annulleret__isnull=False) & ~Q(annulleret_af="") & ~Q(grund="")),
                name="henvendelse_annulleret",
            ),
        )
        indexes = (models.Index(fields=("dato", "kort"), name="henvendelse_dato"),)
        verbose_name = "henvendelse"
        verbose_name_plural = "henvendelser"

    def __str__(self) -> str:
        return f"{self.dato} {self.kode}"


class Statistik(models.Model):
    """A month as it was built for Grønlands Statistik. It counts unless its exchange was taken back."""

    exchange = models.OneToOneField(Exchange, on_delete=models.PROTECT, related_name="ledighedsstatistik")
    kommune = models.CharField(max_length=4)
    maaned = models.DateField()
    """Its first day."""
    nummer = models.PositiveSmallIntegerField()
    """0 the first time, then the corrections."""
    komplet = models.BooleanField()
    mangler = models.CharField(max_length=300, blank=True)
    """What is missing where it is not complete."""
    linjer = models.PositiveIntegerField()
    personer = models.PositiveIntegerField()
    gruppe0 = models.PositiveIntegerField()
    gruppe1 = models.PositiveIntegerField()
    gruppe2 = models.PositiveIntegerField()
    gruppe3 = models.PositiveIntegerField()
    """Persons by match group."""

    class Meta:
        app_label = "led"
        ordering = ("-maaned", "kommune", "-nummer", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(komplet=True, mangler="") | (Q(komplet=False) & ~Q(mangler="")), name="statistik_komplet"
            ),
        )
        indexes = (models.Index(fields=("kommune", "maaned"), name="statistik_maaned"),)
        verbose_name = "ledighedsstatistik"
        verbose_name_plural = "ledighedsstatistikker"

    def __str__(self) -> str:
        return f"Ledighed {self.kommune} {self.maaned:%Y-%m} nr. {self.nummer}"

    @property
    def grupper(self) -> dict[str, int]:
        """Persons by match group."""
        return dict(zip(Gruppe.values, (self.gruppe0, self.gruppe1, self.gruppe2, self.gruppe3), strict=True))


class Statistiklinje(models.Model):
    """A contact in a month that was built."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="ledighedslinjer")
    henvendelse = models.ForeignKey(Henvendelse, on_delete=models.PROTECT, related_name="indberettet")

    class Meta:
        app_label = "led"
        ordering = ("exchange", "pk")
        constraints = (models.UniqueConstraint(fields=("exchange", "henvendelse"), name="statistiklinje_en_gang"),)
        verbose_name = "linje i ledighedsstatistik"
        verbose_name_plural = "linjer i ledighedsstatistik"

    def __str__(self) -> str:
        return f"Henvendelse {self.henvendelse_id} i udveksling {self.exchange_id}"
