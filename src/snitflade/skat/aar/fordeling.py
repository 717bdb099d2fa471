"""Handing an extract on to the installation of the municipality it is for, and the receipt from there.

The other database is written in a transaction of its own, which knows the extract by its bytes: whoever comes again, because the
line broke before the receipt was kept, finds it there and changes nothing. One that cannot be reached waits, and the worker tries
again every ten minutes.

Source: skat-inddrivelse.md 5.3 (the distribution step).
"""

from __future__ import annotations

import logging
from dataclasses import replace

from django.db import DataError, Error, IntegrityError, transaction
from django.utils import timezone

from snitflade.exchange import audit, blobs, journal, quarantine
from snitflade.exchange.bulk import collector_paused, lock
from snitflade.exchange.configuration import ConfigurationError
from snitflade.exchange.known import KnownError
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.formats.problems import Problems, ProblemsError, mask_cpr
from snitflade.formats.text import beloeb_tekst
from snitflade.skat.aar import installationer
from snitflade.skat.aar.indlaes import UdsvingError, indlaes, regler, sum_der
from snitflade.skat.aar.installationer import Installation
from snitflade.skat.aar.udtraek import Udtraek, laes
from snitflade.skat.models_aar import Fordeling, Fordelingstilstand, Indkomstfil

log = logging.getLogger("snitflade.skat")
LEVERET = "fordeling leveret"
"""What the audit event is called."""


class IkkeHoldtError(KnownError):
    """Filen er ikke holdt tilbage hos den anden kommune; der er intet at frigive."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def lever(exchange: Exchange, udtraek: Udtraek, installation: Installation) -> Fordeling:
    """Hand the extract on, in the transaction that applies it here; gives where it stands.

    A refusal there is a refusal of the file here (ProblemsError), and what must be answered for there waits here (UdsvingError).
    One that cannot be reached waits, and the exchange is applied: this installation has done what it can.
    """
    row, _ = Fordeling.objects.get_or_create(
        exchange=exchange,
        defaults={
            "kommune": installation.kommune,
            "indkomstaar": udtraek.indkomstaar,
            "udtraek": udtraek.dato,
            "oprettet": timezone.now(),
        },
    )
    try:
        _aflever(row, udtraek, installation, frigivet=bool(exchange.released_by or row.frigivet_af))
    except (Error, ConfigurationError) as error:
        _vent(row, error)
    return row


def proev_ventende() -> int:
    """Try what waits, the oldest extract first; gives how many were delivered."""
    waiting = Fordeling.objects.filter(tilstand=Fordelingstilstand.VENTER).order_by("udtraek", "pk").values_list("pk", flat=True)
    return sum(1 for number in waiting if proev(number) == Fordelingstilstand.LEVERET)


def proev(number: int) -> str:
    """Try one that waits; gives where it stands then. Whatever is wrong with one of them, it is kept with the row."""
    with transaction.atomic():
        lock(Fordeling)
        row = Fordeling.objects.select_related("exchange").get(pk=number)
        if row.tilstand != Fordelingstilstand.VENTER or row.exchange.state == State.AFVIST:
            return row.tilstand
        try:
            installation = installationer.alle().get(row.kommune)
            if installation is None:
                raise ConfigurationError(f"Kommune {row.kommune} står ikke længere i kommuner.toml.")
            with collector_paused():
                _aflever(row, _igen(row.exchange), installation, frigivet=bool(row.exchange.released_by or row.frigivet_af))
        except UdsvingError as error:
            _stands(row, Fordelingstilstand.HOLDT, str(error))
        except ProblemsError as error:
            _stands(row, Fordelingstilstand.AFVIST, str(error))
        except (Error, KnownError) as error:
            _vent(row, error)
    return row.tilstand


def frigiv(number: int, af: str, grund: str) -> None:
    """Answer for a file that is held there: it is handed on at the next try. Raises IkkeHoldtError."""
    with transaction.atomic():
        changed = Fordeling.objects.filter(pk=number, tilstand=Fordelingstilstand.HOLDT).update(
            tilstand=Fordelingstilstand.VENTER, frigivet_af=af, frigivet_grund=grund[:200]
        )
        if not changed:
            raise IkkeHoldtError
        exchange = Fordeling.objects.select_related("exchange").get(pk=number).exchange
        audit.record("fordeling frigivet", af, exchange, grund=grund[:200])


def _igen(exchange: Exchange) -> Udtraek:
    """The extract from the stored bytes, with its corrected lines."""
    file = journal.get(exchange.pk).files.select_related("blob").get()
    read = laes(quarantine.corrected(exchange, blobs.get(file.blob)), file.name, Problems())
    return replace(read, sha256=journal.content_hash(exchange))


def _aflever(row: Fordeling, udtraek: Udtraek, installation: Installation, *, frigivet: bool) -> None:
    sender = f"fordelt fra en anden installation, udveksling {row.exchange_id}"
    with installationer.aaben(installation) as alias:
        with transaction.atomic(alias):
            fil = indlaes(udtraek, regler(alias), afsender=sender, frigivet=frigivet, using=alias)
        # Read back after the commit: the receipt is what stands there, not what we meant to write.
        there = Indkomstfil.objects.using(alias).get(sha256=udtraek.sha256)
        count, total = sum_der(there, alias)
    first = row.tilstand != Fordelingstilstand.LEVERET
    row.kvittering, row.antal, row.sum = fil.pk, there.antal, there.sum
    receipt = (
        f"Modtaget som nr. {there.pk} den {timezone.localtime(there.indlaest):%d-%m-%Y kl. %H.%M}: {there.antal} personer, "
        f"{beloeb_tekst(there.sum)} kr. For året gælder der nu {count} personer og {beloeb_tekst(total)} kr."
    )
    _stands(row, Fordelingstilstand.LEVERET, receipt)
    if first:
        exchange = row.exchange
        audit.record(LEVERET, "system", exchange, kommune=row.kommune, nummer=there.pk, antal=there.antal, sum=there.sum)


def _vent(row: Fordeling, error: Exception) -> None:
    if isinstance(error, DataError | IntegrityError):
        raise error  # a fault of the program, not of the line
    log.warning("municipality %s cannot be reached: %s", row.kommune, type(error).__name__)
    if isinstance(error, KnownError):
        sentence = str(error)
    else:
        sentence = (
            f"Databasen for kommune {row.kommune} kan ikke nås eller er ikke opdateret ({type(error).__name__}). Filen ligger her "
            "og afleveres, når den kan; bliver det ved, så spørg driften dér, og kør snitflade migrate, hvis den er ny."
        )
    _stands(row, Fordelingstilstand.VENTER, sentence)


def _stands(row: Fordeling, tilstand: Fordelingstilstand, besked: str) -> None:
    row.tilstand, row.besked, row.forsoegt = tilstand, mask_cpr(besked), timezone.now()
    row.forsoeg += 1
    row.save()
