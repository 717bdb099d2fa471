"""Tables of Inddrivelse: what is handed over, every claim's state at the authority, write-downs, and differences.

A `Fordring` is a claim at the authority; what happened to it are dated rows (`Fordringshaendelse`) that are never edited, and its
state and balance follow from them (`verify` holds that). Sources: skat-inddrivelse.md 8.2 to 8.8 and 9.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from snitflade.bogh.uforanderlig import UforanderligModel, Vagt, bevogt
from snitflade.exchange.models import Exchange


class Fordringsart(models.Model):
    """What claims of an art (or of a module, where the claim has none) are called at the authority (8.3)."""

    kommune = models.CharField(max_length=4)
    art = models.CharField(max_length=40)
    fordringsgruppe = models.CharField(max_length=20)
    fordringstype = models.CharField(max_length=20)
    kraever_barn = models.BooleanField(default=False)
    foraeldelse_aar = models.PositiveSmallIntegerField()
    """Years from the due date after which the claim is time-barred."""
    tekst = models.CharField(max_length=100)
    """Posting text; the period is written after it."""

    class Meta:
        ordering = ("kommune", "art")
        constraints = (models.UniqueConstraint(fields=("kommune", "art"), name="fordringsart_en_gang"),)
        verbose_name = "art hos Inddrivelse"
        verbose_name_plural = "arter hos Inddrivelse"

    def __str__(self) -> str:
        return f"{self.art}: {self.fordringsgruppe} {self.fordringstype}"


class Fordringsdata(models.Model):
    """What the authority must know of a claim and the claim itself does not say."""

    regning = models.OneToOneField("inka.Regning", on_delete=models.PROTECT, related_name="fordringsdata")
    barns_cpr = models.CharField(max_length=10, blank=True)
    meddebitorer = models.CharField(max_length=255, blank=True)
    """CPR and CVR numbers with a comma between."""
    note = models.CharField(max_length=500, blank=True)
    aendret_af = models.CharField(max_length=60)
    aendret_tid = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "oplysning til Inddrivelse"
        verbose_name_plural = "oplysninger til Inddrivelse"

    def __str__(self) -> str:
        return f"Krav {self.regning_id}"


class Inddrivelsesvalg(models.Model):
    """What has been decided of a debtor: the municipality collects itself, or a dead debtor's estate has been handled (8.3)."""

    debitor = models.OneToOneField("inka.Debitor", on_delete=models.PROTECT, related_name="inddrivelsesvalg")
    egen = models.BooleanField(default=False)
    bo_behandlet = models.BooleanField(default=False)
    grund = models.CharField(max_length=200)
    aendret_af = models.CharField(max_length=60)
    aendret_tid = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "valg om inddrivelse"
        verbose_name_plural = "valg om inddrivelse"

    def __str__(self) -> str:
        return f"Debitor {self.debitor_id}"


class Udsendelse(models.Model):
    """Somebody has confirmed that the bills of a run, or one bill, were delivered, where no exchange tells."""

    modul = models.CharField(max_length=40, blank=True)
    koersel = models.CharField(max_length=40, blank=True)
    regning = models.OneToOneField("inka.Regning", on_delete=models.PROTECT, null=True, blank=True, related_name="udsendelse")
    dato = models.DateField()
    grund = models.CharField(max_length=200)
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("modul", "koersel"), condition=Q(regning=None), name="udsendelse_en_gang"),
            models.CheckConstraint(condition=Q(regning__isnull=False) | ~Q(koersel=""), name="udsendelse_af_noget"),
        )
        verbose_name = "bekræftet udsendelse"
        verbose_name_plural = "bekræftede udsendelser"

    def __str__(self) -> str:
        return self.koersel or f"Krav {self.regning_id}"


class Tilstand(models.TextChoices):
    """Where a claim is (8.8). `sendt` is shown for `i fil` once its file has left."""

    KOE = "kø", "I kø til næste fil"
    I_FIL = "i fil", "I fil"
    MODTAGET = "modtaget", "Modtaget"
    UNDER = "under", "Under inddrivelse"
    DELVIST = "delvist", "Afregnet delvist"
    LUKKET = "lukket", "Lukket"
    AFVIST = "afvist", "Afvist"
    TILBAGEKALDT = "tilbagekaldt", "Tilbagekaldt"


UDE = (Tilstand.I_FIL, Tilstand.MODTAGET, Tilstand.UNDER, Tilstand.DELVIST)
"""States in which the authority has the claim, or may have: it is collected nowhere else."""


class Fordring(models.Model):
    """A claim at the authority. One that was withdrawn or closed and is handed over anew is another one, with its own number."""

    regning = models.ForeignKey("inka.Regning", on_delete=models.PROTECT, related_name="fordringer")
    nummer = models.PositiveSmallIntegerField(default=1)
    """Which one of its claim."""
    ekstern_sagsnummer = models.CharField(max_length=50, unique=True)
    """The key for everything later: skattekommune, dash, PST_NR; ``-2`` … after it from the second time on."""
    kommune = models.CharField(max_length=4)
    fordringshaver = models.CharField(max_length=20)
    debitor_nummer = models.CharField(max_length=10)
    """CPR or CVR, as sent."""
    fordringsgruppe = models.CharField(max_length=20)
    fordringstype = models.CharField(max_length=20)
    hovedstol = models.BigIntegerField()
    """Øre handed over in the last attempt."""
    forsoeg = models.PositiveSmallIntegerField(default=1)
    tilstand = models.CharField(max_length=12, choices=Tilstand)
    rest_hos = models.BigIntegerField()
    """Øre the authority has still to collect, as far as we know: less than 0 where it settled more."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="fordringer")
    """The file it went out with last; empty for one that waits for its first."""
    linje = models.PositiveIntegerField(default=0)
    sekvensnummer = models.CharField(max_length=30, blank=True)
    record_id = models.CharField(max_length=30, blank=True)
    aarsag = models.CharField(max_length=250, blank=True)
    """Why it was rejected; empty otherwise."""
    tilbagekaldes = models.CharField(max_length=200, blank=True)
    """Why it is to be withdrawn with the next file of write-downs; empty: it is not."""

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("regning", "nummer"), name="fordring_en_gang"),
            models.UniqueConstraint(fields=("regning",), condition=Q(tilstand__in=UDE), name="fordring_ude_en_gang"),
            models.CheckConstraint(condition=Q(hovedstol__gt=0), name="fordring_hovedstol"),
        )
        indexes = (
            models.Index(fields=("kommune", "tilstand"), name="fordring_tilstand"),
            models.Index(fields=("fordringshaver", "sekvensnummer"), name="fordring_sekvensnummer"),
        )
        verbose_name = "fordring i inddrivelse"
        verbose_name_plural = "fordringer i inddrivelse"

    def __str__(self) -> str:
        return f"Fordring {self.ekstern_sagsnummer}"

    @property
    def ude(self) -> bool:
        """Whether the authority has it, or may have."""
        return self.tilstand in UDE

    @property
    def vist(self) -> str:
        """Its state in words: `sendt` once its file has left."""
        if self.tilstand == Tilstand.I_FIL and self.exchange is not None and self.exchange.sent_at is not None:
            return "Sendt"
        return Tilstand(self.tilstand).label


class Haendelse(models.TextChoices):
    """What can happen to a claim at the authority."""

    OVERGIVET = "overgivet", "Skrevet i fil"
    FORTRUDT = "fortrudt", "Filen blev taget tilbage"
    MODTAGET = "modtaget", "Modtaget"
    SEKVENSNUMMER = "sekvensnummer", "Har fået sekvensnummer"
    AFVIST = "afvist", "Afvist"
    IGEN = "igen", "Sat i kø igen"
    NEDSKREVET = "nedskrevet", "Nedskrevet"
    NEDSKRIVNING_VAEK = "nedskrivning væk", "Nedskrivningen gælder ikke"
    AFREGNET = "afregnet", "Afregnet"
    AFSKREVET = "afskrevet", "Afskrevet af myndigheden"
    TILBAGEKALDES = "tilbagekaldes", "Skal tilbagekaldes"
    TILBAGEKALDT = "tilbagekaldt", "Tilbagekaldt"
    LUKKET = "lukket", "Lukket"


class Fordringshaendelse(UforanderligModel):
    """One step of a claim: file, line, moment and who (8.8). Never edited."""

    fordring = models.ForeignKey(Fordring, on_delete=models.PROTECT, related_name="haendelser")
    art = models.CharField(max_length=16, choices=Haendelse)
    tilstand = models.CharField(max_length=12, choices=Tilstand)
    """The state from here on."""
    beloeb = models.BigIntegerField(default=0)
    """Øre that the authority's balance became more."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="fordringshaendelser")
    linje = models.PositiveIntegerField(default=0)
    tekst = models.CharField(max_length=250, blank=True)
    oprettet_af = models.CharField(max_length=60)
    oprettet_tid = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        verbose_name = "hændelse for fordring"
        verbose_name_plural = "hændelser for fordringer"

    def __str__(self) -> str:
        return f"{self.art} {self.fordring_id}"


class Nedskrivning(models.Model):
    """A write-down that has been in a file. What is due and has not been is computed (`nedskriv.skyldige`)."""

    class Tilstand(models.TextChoices):
        """What became of it."""

        I_FIL = "i fil", "I fil"
        MODTAGET = "modtaget", "Modtaget"
        AFVIST = "afvist", "Afvist"
        FORTRUDT = "fortrudt", "Filen blev taget tilbage"

    class Aarsag(models.TextChoices):
        """Why (8.5)."""

        BETALING = "betaling", "Betalt til kommunen"
        NEDSAT = "nedsat", "Nedsat eller krediteret"
        TILBAGEKALDT = "tilbagekaldt", "Tilbagekaldt"

    fordring = models.ForeignKey(Fordring, on_delete=models.PROTECT, related_name="nedskrivninger")
    fordeling = models.ForeignKey("inka.Fordeling", on_delete=models.PROTECT, null=True, blank=True, related_name="nedskrivninger")
    """What made it due; empty for a withdrawal."""
    beloeb = models.BigIntegerField()
    aarsag = models.CharField(max_length=12, choices=Aarsag)
    tilstand = models.CharField(max_length=10, choices=Tilstand, default=Tilstand.I_FIL)
    tekst = models.CharField(max_length=250, blank=True)
    """The authority's reason where it was rejected."""
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="nedskrivninger")
    linje = models.PositiveIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("exchange", "linje"), name="nedskrivning_linje"),
            models.CheckConstraint(condition=Q(beloeb__gt=0), name="nedskrivning_beloeb"),
        )
        verbose_name = "nedskrivning"
        verbose_name_plural = "nedskrivninger"

    def __str__(self) -> str:
        return f"Nedskrivning {self.pk}"


bevogt(Vagt("inka_fordringshaendelse"))
