"""Who may sign in, what they may do, and where they are signed in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from snitflade.exchange import catalogue

ALLE = "*"
"""Every Delsystem, also those that come."""


class Roller(models.TextChoices):
    """What a person may do in a Delsystem. Each of them may also look."""

    LAES = "laes", _("Læse")
    KOER = "koer", _("Køre")
    GODKEND = "godkend", _("Godkende")
    ADMINISTRER = "administrer", _("Administrere")


def delsystemer() -> dict[str, str]:
    """Every Delsystem of the catalogue: the id its interfaces begin with, and the name people know it by."""
    return {row.id.partition(".")[0]: row.delsystem for row in catalogue.rows().values()}


class BrugerManager(BaseUserManager["Bruger"]):
    """Makes users. Names are told apart without regard to capitals."""

    def get_by_natural_key(self, username: str | None) -> Bruger:
        return self.get(brugernavn__iexact=username)

    def opret(self, brugernavn: str, password: str | None = None, *, navn: str = "", email: str = "") -> Bruger:
        """A new user; without a password one who signs in through the municipality's own sign-in only."""
        bruger = self.model(brugernavn=brugernavn, navn=navn, email=self.normalize_email(email))
        bruger.set_password(password)
        bruger.full_clean(exclude=("password",))
        bruger.save(using=self._db)
        return bruger


class Bruger(AbstractBaseUser):
    """A person who may sign in. The name is what the journal says about who did what, so it is never used again for another."""

    brugernavn = models.CharField(
        "brugernavn",
        max_length=60,  # as long as the journal's own fields
        unique=True,
        validators=[RegexValidator(r"\A[\w.@+-]+\Z", "Brug bogstaver, tal og . @ + - _")],
    )
    navn = models.CharField("navn", max_length=120, blank=True)
    email = models.EmailField("e-mail", blank=True)
    is_active = models.BooleanField("kan logge ind", default=True)
    oprettet = models.DateTimeField(default=timezone.now)
    skal_skifte = models.BooleanField(default=False)
    """Whether the password was given by somebody else and must be changed before anything else is done."""
    sprog = models.CharField(max_length=5, blank=True)
    """The language chosen last."""
    oidc = models.CharField(max_length=500, null=True, blank=True, unique=True)
    """Issuer and subject of the municipality's own sign-in, once used."""

    USERNAME_FIELD = "brugernavn"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BrugerManager()

    class Meta:
        ordering = ("brugernavn",)
        constraints = (
            models.UniqueConstraint(Lower("brugernavn"), name="bruger_en_gang", violation_error_message="Brugernavnet er i brug."),
        )
        verbose_name = "bruger"
        verbose_name_plural = "brugere"

    def __str__(self) -> str:
        return self.navn or self.brugernavn


class Rolle(models.Model):
    """One thing a user may do in one Delsystem, or in all of them (`ALLE`)."""

    bruger = models.ForeignKey(Bruger, on_delete=models.CASCADE, related_name="roller")
    delsystem = models.CharField(max_length=20)
    """The id that the Delsystem's interfaces begin with, e.g. ``tekn``, or `ALLE`."""
    rolle = models.CharField(max_length=12, choices=Roller)
    givet = models.DateTimeField(auto_now_add=True)
    givet_af = models.CharField(max_length=60)

    class Meta:
        ordering = ("bruger", "delsystem", "rolle")
        constraints = (models.UniqueConstraint(fields=("bruger", "delsystem", "rolle"), name="rolle_en_gang"),)
        verbose_name = "rolle"
        verbose_name_plural = "roller"

    def __str__(self) -> str:
        return f"{self.delsystem}:{self.rolle}"


class Indlogning(models.Model):
    """One place a user is signed in. The session names its row; without the row the session is nobody's."""

    bruger = models.ForeignKey(Bruger, on_delete=models.CASCADE, related_name="indlogninger")
    adresse = models.GenericIPAddressField(null=True)
    program = models.CharField(max_length=200, blank=True)
    """What the browser calls itself."""
    begyndt = models.DateTimeField()
    set = models.DateTimeField()

    class Meta:
        ordering = ("-set",)
        verbose_name = "indlogning"
        verbose_name_plural = "indlogninger"

    def __str__(self) -> str:
        return f"{self.bruger_id} {self.begyndt:%Y-%m-%d %H:%M}"


class Forsoeg(models.Model):
    """Failed attempts to sign in, counted by what they have in common: the name, the address, or both."""

    noegle = models.CharField(max_length=64, primary_key=True)
    """SHA-256 of what is counted, so that the table holds no mistyped passwords-as-names."""
    antal = models.PositiveIntegerField(default=0)
    foerste = models.DateTimeField()
    laast_til = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "forsøg"
        verbose_name_plural = "forsøg"

    def __str__(self) -> str:
        return f"{self.noegle[:8]} {self.antal}"


class Tofaktor(models.Model):
    """A user's second factor: an app that shows a new code every half minute (TOTP, RFC 6238)."""

    bruger = models.OneToOneField(Bruger, on_delete=models.CASCADE, related_name="tofaktor")
    forseglet = models.BinaryField()
    """The shared secret, sealed like stored bytes."""
    bekraeftet = models.DateTimeField(null=True, blank=True)
    """When the first code from the app was right; before that it counts for nothing."""
    sidste_tal = models.BigIntegerField(default=-1)
    """The time step of the last code used; no code is good twice."""

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(forseglet=b""), name="tofaktor_har_hemmelighed"),)
        verbose_name = "to-faktor"
        verbose_name_plural = "to-faktor"

    def __str__(self) -> str:
        return f"{self.bruger_id}"


class Noedkode(models.Model):
    """A recovery code, good once, for when the app is lost. Kept as a hash."""

    bruger = models.ForeignKey(Bruger, on_delete=models.CASCADE, related_name="noedkoder")
    hash = models.CharField(max_length=64)
    brugt = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("bruger", "hash"), name="noedkode_en_gang"),)
        verbose_name = "nødkode"
        verbose_name_plural = "nødkoder"

    def __str__(self) -> str:
        return f"{self.bruger_id} {'brugt' if self.brugt else 'ubrugt'}"
