"""What a caseworker does: see the present income, override it, cancel an override, send what is approved.

Source: skat-inddrivelse.md 7.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import catalogue, configuration, delivery, inbound, journal, outbound
from snitflade.exchange.backup.hold import HeldAfterRestoreError
from snitflade.exchange.bulk import lock
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.locks import BusyError
from snitflade.exchange.models import Direction, Exchange, ExchangeFile
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import TransportError
from snitflade.exchange.transports.port import Transport
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.skat import indkomst
from snitflade.skat.aktuel.fil import Hoved, Svar, pak
from snitflade.skat.aktuel.tjeneste import Rai, opsaetning
from snitflade.skat.models_aktuel import AktuelIndkomst, Indkomstkilde, Indkomstsvar, Svarudfald
from snitflade.skat.models_overskriv import Handling, Overskrivning, Overskrivningstilstand
from snitflade.skat.overskriv.fosp import Fosp
from snitflade.skat.overskriv.koersel import SNITFLADE
from snitflade.skat.overskriv.stand import Set, afvigelse

OVERSKRIV_CPR = ProblemKind("OVERSKRIV_CPR", "Skriv personens CPR-nummer, ti cifre.")
OVERSKRIV_BELOEB = ProblemKind("OVERSKRIV_BELOEB", "Skriv den rettede indkomst for et år i hele kroner, fra 0 til 999999999.")
OVERSKRIV_GRUND = ProblemKind("OVERSKRIV_GRUND", "Skriv en begrundelse på højst 500 tegn.")
OVERSKRIV_SAG = ProblemKind("OVERSKRIV_SAG", "Skriv sagens nummer på højst 40 tegn.")
OVERSKRIV_HENT = ProblemKind(
    "OVERSKRIV_HENT", "Den nuværende indkomst er ikke hentet i dag. Hent den først, så det ses, hvad der overskrives."
)
OVERSKRIV_LILLE = ProblemKind(
    "OVERSKRIV_LILLE",
    "Ændringen fra {foer} kr. til {nu} kr. er under {procent} %. Bekræft, at indkomsten alligevel skal overskrives.",
)
OVERSKRIV_INGEN = ProblemKind(
    "OVERSKRIV_INGEN", "Tjenesten har ingen overskrivning af personens indkomst, så intet kan annulleres."
)
OVERSKRIV_UNDERVEJS = ProblemKind(
    "OVERSKRIV_UNDERVEJS",
    "Der er allerede en overskrivning eller annullering undervejs for personen (nr. {raw}). Vent, til den er færdig.",
)
STOERST = 999_999_999
TAALMODIG = 20.0
"""Seconds to wait for the service, at most."""
log = logging.getLogger("snitflade.skat")


def hent_nu(cpr: str, af: str) -> Exchange:
    """Ask the service about one person now, and keep and apply the answer. Raises TransportError, ConfigurationError."""
    now = timezone.now()
    answer = _rai().hent(cpr)
    data = pak(Hoved("overskrivning", Indkomstkilde.FOSP, _rai().place, now), [Svar(cpr, timezone.now(), answer)])
    interface = catalogue.find(SNITFLADE)
    exchange = inbound.receive(
        interface, f"aktuel-{now:%Y%m%d-%H%M%S%f}.jsonl", data, af, origin=_rai().place, settled=True
    ).exchange
    inbound.apply(exchange, interface, af)
    return exchange


def _rai() -> Rai:
    found = configuration.client(SNITFLADE, "ud")
    # Somebody waits for the page.
    client = replace(
        found,
        attempts=min(found.attempts, 2),
        timeout=min(found.timeout, TAALMODIG),
        total_timeout=min(found.total_timeout, TAALMODIG),
    )
    return Rai(client, opsaetning(configuration.kommune(SNITFLADE, "ud"), timezone.localdate()))


def nuvaerende(cpr: str) -> AktuelIndkomst | None:
    """The present value, where it was fetched today and is a value."""
    row = Indkomstsvar.objects.filter(cpr=cpr, udfald=Svarudfald.VAERDI).select_related("vaerdi").first()
    if row is None or timezone.localdate(row.tid) != timezone.localdate():
        return None
    return row.vaerdi


def overskriv(
    cpr: str, kroner: int | None, begrundelse: str, sagsnummer: str, af: str, *, bekraeftet: bool = False
) -> Overskrivning:
    """Let the income be overridden with whole kroner, when a second person has approved it. Raises ProblemsError."""
    problems = Problems()
    _tjek(cpr, begrundelse, sagsnummer, problems)
    if kroner is None or not 0 <= kroner <= STOERST:
        problems.add(OVERSKRIV_BELOEB, field="beloeb")
    held = nuvaerende(cpr)
    if held is None:
        problems.add(OVERSKRIV_HENT, field="cpr")
    elif kroner is not None and not bekraeftet:
        limit = int(konstant("skat.aktuel.graense_procent", timezone.localdate()))
        if not indkomst.over_graensen(held.beloeb, kroner * 100, limit):
            before, now = beloeb_tekst(held.beloeb), beloeb_tekst(kroner * 100)
            problems.add(OVERSKRIV_LILLE, field="beloeb", foer=before, nu=now, procent=limit)
    return _opret(cpr, Handling.OVERSKRIV, (kroner or 0) * 100, begrundelse, sagsnummer, af, held, problems)


def annuller(cpr: str, begrundelse: str, sagsnummer: str, af: str) -> Overskrivning:
    """Let the override be cancelled, once a second person has approved it. Raises ProblemsError with everything."""
    problems = Problems()
    _tjek(cpr, begrundelse, sagsnummer, problems)
    held = nuvaerende(cpr)
    if held is None:
        problems.add(OVERSKRIV_HENT, field="cpr")
    elif not held.overskrevet:
        problems.add(OVERSKRIV_INGEN, field="cpr")
    return _opret(cpr, Handling.ANNULLER, 0, begrundelse, sagsnummer, af, held, problems)


def _tjek(cpr: str, begrundelse: str, sagsnummer: str, problems: Problems) -> None:
    if not (len(cpr) == 10 and cpr.isascii() and cpr.isdigit()):
        problems.add(OVERSKRIV_CPR, field="cpr")
    if not 0 < len(begrundelse.strip()) <= 500:
        problems.add(OVERSKRIV_GRUND, field="begrundelse")
    if not 0 < len(sagsnummer.strip()) <= 40:
        problems.add(OVERSKRIV_SAG, field="sagsnummer")


def _opret(
    cpr: str,
    handling: Handling,
    beloeb: int,
    begrundelse: str,
    sagsnummer: str,
    af: str,
    held: AktuelIndkomst | None,
    problems: Problems,
) -> Overskrivning:
    with transaction.atomic():
        lock(Overskrivning)
        under = Overskrivning.objects.filter(cpr=cpr, tilstand=Overskrivningstilstand.UNDERVEJS).first()
        if under is not None:
            problems.add(OVERSKRIV_UNDERVEJS, raw=str(under.pk))
        if problems.errors or held is None:
            raise ProblemsError(problems)
        row = Overskrivning.objects.create(
            handling=handling,
            cpr=cpr,
            beloeb=beloeb,
            foer=_modtaget(held),
            fra_maaned=held.seneste_maaned,
            begrundelse=begrundelse.strip(),
            sagsnummer=sagsnummer.strip(),
            oprettet_af=af,
            oprettet=timezone.now(),
        )
        outbound.build(catalogue.find(SNITFLADE), {"overskrivning": row.pk}, af)
    row.refresh_from_db()
    return row


def _modtaget(held: AktuelIndkomst) -> int:
    """What was received before any override, as far as it is known."""
    if held.overskrevet:
        own = AktuelIndkomst.objects.filter(cpr=held.cpr, udloebsmaaned=None).order_by("seneste_maaned", "pk").last()
        return own.beloeb if own else held.beloeb
    return held.beloeb


def send(number: int, af: str) -> str:
    """Tell the service of one that is approved, and look at what it has afterwards; gives the exchange's state.

    Raises TransportError (the state says what is certain), ConfigurationError, MayNotLeaveError, BusyError.
    """
    exchange = journal.get(number)
    if exchange.state not in (State.GODKENDT, State.AFSENDES):
        return exchange.state
    state = delivery.deliver(exchange, af, _rute)
    efterse(Overskrivning.objects.get(exchange=number), af)
    return state.value


def _rute(file: ExchangeFile) -> Transport:
    return Fosp(_rai(), foerste=file.exchange.attempts <= 1 and file.exchange.sent_at is None)


def efterse(row: Overskrivning, af: str) -> None:
    """Fetch what the service has now and hold it against what was sent. Where it cannot be fetched, the day's fetching will."""
    if row.tilstand not in (Overskrivningstilstand.AKTIV, Overskrivningstilstand.UDFOERT):
        return
    try:
        hent_nu(row.cpr, af)
    except TransportError as error:
        log.warning("what the service has after override %s could not be fetched: %s", row.pk, type(error).__name__)
        return
    held = nuvaerende(row.cpr)
    if held is not None:
        row.refresh_from_db()
        row.afviger = afvigelse(row, Set(row.cpr, held.foer_fradrag, held.seneste_maaned, held.udloebsmaaned))
        row.save(update_fields=["afviger"])


def send_godkendte() -> int:
    """Send what is approved, one after the other, and look after what may have arrived; one that fails does not stop the others.
    Gives how many were sent."""
    sent = 0
    waiting = Exchange.objects.filter(interface=SNITFLADE, direction=Direction.UD, state__in=(State.GODKENDT, State.AFSENDES))
    for number in list(waiting.order_by("pk").values_list("pk", flat=True)):
        try:
            send(number, "system")
            sent += 1
        except (TransportError, BusyError, HeldAfterRestoreError) as error:
            log.warning("override of exchange %s was not sent: %s", number, type(error).__name__)
    unclear = Exchange.objects.filter(interface=SNITFLADE, direction=Direction.UD, state=State.UKLAR)
    for exchange in list(unclear.order_by("pk")):
        try:
            se_efter(exchange, "system")
        except (TransportError, BusyError) as error:
            log.warning("override of exchange %s could not be looked for: %s", exchange.pk, type(error).__name__)
    return sent


def se_efter(exchange: Exchange, af: str) -> bool:
    """Look whether an override that may have arrived is in force, and say so if it is. Nothing is sent. Raises TransportError."""
    row = Overskrivning.objects.get(exchange=exchange)
    hent_nu(row.cpr, af)
    row.refresh_from_db()
    if row.tilstand == Overskrivningstilstand.UNDERVEJS:
        return False
    delivery.delivered_by_hand(exchange, af, "Tjenesten har overskrivningen; set efter, da svaret gik tabt.")
    delivery.acknowledge(exchange, af, f"{row.get_tilstand_display()}: set hos tjenesten.")
    return True
