"""A round with Central incasso: cancel, ask how it stands, send, ask about debt. No call is made inside a transaction.

What is about to be sent is marked and committed before the call; whoever dies in between leaves it unclear, and the next round
asks. Whatever is answered is kept as bytes before it is applied. Source: skat-inddrivelse.md 10.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from snitflade.bogh.udbetaling import tid
from snitflade.exchange.backup import hold
from snitflade.exchange.catalogue import FetchState
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import (
    CertifikatAfvist,
    FindesIkke,
    IngenForbindelse,
    LoginAfvist,
    Opsaetningsfejl,
    TransportError,
)
from snitflade.exchange.transports.port import Incoming
from snitflade.formats.problems import Problems
from snitflade.krdi.modregning import bogfoer, fil, tempo, udvaelg
from snitflade.krdi.modregning.anvend import FEJL, HENTET
from snitflade.krdi.modregning.models import MODREGNET, Forskel, Forskelsart, Forsoeg, Tilstand
from snitflade.krdi.modregning.svar_spoerg import FORBIGAAENDE, INGEN_SAADAN
from snitflade.krdi.modregning.tilstande import glem_afbrudte, laas, skift
from snitflade.krdi.modregning.tjeneste import CANCEL, QUERY, STATUS, SUBMIT, Svar, Tjeneste

if TYPE_CHECKING:
    from snitflade.exchange.transports.http_client import HttpClient

SNITFLADE = "krdi.modregning"
_IKKE_SENDT = (IngenForbindelse, CertifikatAfvist, Opsaetningsfejl, LoginAfvist, FindesIkke)
"""Errors after which it is certain that nothing reached them."""
_I_EN_FIL = 5_000
"""Receipts kept in one piece."""
Bygning = Callable[[Forsoeg], dict[str, Any]]


def hent(client: HttpClient, state: FetchState) -> Iterator[Incoming]:
    """A round. Raises TransportError with the first thing that went wrong, after everything that could be done is done.

    None after a restoration that is not ended: what was sent since the backup would be sent again.
    """
    if hold.current() is not None:
        return
    if Exchange.objects.filter(interface=SNITFLADE, state__in=(State.MODTAGET, State.HOLDT)).exists():
        return  # what was answered before is applied first; it says what is to be done now
    tjeneste = Tjeneste.af(client)
    gang = _Gang(tjeneste)
    glem_afbrudte()
    ret_op()
    udvaelg.fortryd()
    yield from gang.kald(CANCEL, udvaelg.til_annullering(), _annullering)
    yield from gang.kald(STATUS, list(udvaelg.til_status()), _status)
    if gang.fejl is None and bogfoer.opsaet(Problems()) is not None:
        yield from gang.kald(SUBMIT, udvaelg.til_afsendelse(), _afsendelse)
    if gang.fejl is None:
        yield from gang.spoerg(udvaelg.nye())
    if gang.fejl is not None:
        raise gang.fejl


def ret_op() -> None:
    """Take back the authority's items that run after run still hold too much, now that they are open again."""
    opsaetning = bogfoer.opsaet(Problems())
    if opsaetning is None:
        return
    with transaction.atomic():
        laas()
        rows = Forskel.objects.filter(art=Forskelsart.TILBAGE, lukket_af="").select_related("forsoeg__post", "forsoeg__deres_post")
        for row in rows:
            bogfoer.deres(row.forsoeg, opsaetning)


class _Gang:
    """The calls of one round and the first thing that went wrong."""

    def __init__(self, tjeneste: Tjeneste) -> None:
        today = tid.nu().date()
        self.tjeneste = tjeneste
        self.fejl: TransportError | None = None
        self.begyndt = timezone.now()
        self.samtidige = int(konstant("krdi.modregning.samtidige", today))
        self.pr_minut = int(konstant("krdi.modregning.pr_minut", today))
        self.pr_kald = int(konstant("krdi.modregning.pr_kald", today))

    def spoerg(self, numre: Sequence[int]) -> Iterator[Incoming]:
        """Ask about debt, some thousand items at a time."""
        for at in range(0, len(numre), _I_EN_FIL):
            if self.fejl is None:
                rows = Forsoeg.objects.filter(pk__in=numre[at : at + _I_EN_FIL]).select_related("post__modtager")
                yield from self.kald(QUERY, list(rows.order_by("pk")), _forespoergsel)

    def kald(self, operation: str, rows: Sequence[Forsoeg], byg: Bygning) -> Iterator[Incoming]:
        """Call for all of them; gives what was answered, in one piece for some thousand receipts."""
        parts = [rows[at : at + self.pr_kald] for at in range(0, len(rows), self.pr_kald)]
        kept: list[Svar] = []
        called: set[int] = set()

        def call(part: Sequence[Forsoeg]) -> list[Svar]:
            return self.tjeneste.kald(operation, [byg(row) for row in part])

        answers = tempo.kald(parts, call, samtidige=self.samtidige, pr_minut=self.pr_minut, stop=_stopper)
        for part, answer in answers:
            called |= {row.pk for row in part}
            if isinstance(answer, TransportError):
                self.fejl = self.fejl or answer
                self.uden_svar(operation, part, answer)
                continue
            if isinstance(answer, Exception):
                raise answer
            kept += self.brugt(operation, part, answer)
            while len(kept) >= _I_EN_FIL:
                yield self.incoming(operation, kept[:_I_EN_FIL])
                del kept[:_I_EN_FIL]
        if operation == SUBMIT:
            self.ikke_sendt([row for row in rows if row.pk not in called], "En tidligere gik galt.")
        if kept:
            yield self.incoming(operation, kept)

    def brugt(self, operation: str, part: Sequence[Forsoeg], svar: list[Svar]) -> list[Svar]:
        """The receipts that are news. An id they left out is told as unknown where that was asked, else it stays unclear."""
        if operation == QUERY:
            return svar
        told = {one["id"] for one in svar}
        missing = [row for row in part if row.set_off_id not in told]
        if operation == SUBMIT:
            _uklare(missing, "Svaret nævner den ikke. Der spørges om status.")
        if operation == STATUS:
            svar = svar + [{"id": row.set_off_id, "status": fil.UKENDT_ID, "fejl": "", "tekst": "", "sager": []} for row in missing]
            known = {row.set_off_id: row for row in part}
            svar = [one for one in svar if one["id"] not in known or _nyt(known[one["id"]], one)]
        return svar

    def uden_svar(self, operation: str, part: Sequence[Forsoeg], error: TransportError) -> None:
        """Nothing was answered: what was being sent is unclear, unless it is certain that it was not sent."""
        if operation == SUBMIT and isinstance(error, _IKKE_SENDT):
            self.ikke_sendt(part, str(error))
        elif operation == SUBMIT:
            _uklare(part, str(error))

    def ikke_sendt(self, rows: Sequence[Forsoeg], grund: str) -> None:
        """It is certain that nothing was sent now; what was not sent before either may be thought over again."""
        first = [row for row in rows if row.sendt_tid is not None and row.sendt_tid >= self.begyndt]
        _skift_sendte(first, Tilstand.GODKENDT, f"Den er ikke sendt. {grund}", sendt_tid=None)
        _skift_sendte(rows, Tilstand.GODKENDT, f"Den er ikke sendt igen. {grund}")

    def incoming(self, operation: str, svar: Sequence[Svar]) -> Incoming:
        """The bytes to keep."""
        moment = timezone.now()
        name = f"{operation}-{moment:%Y%m%d-%H%M%S%f}.jsonl"
        return Incoming(name, fil.skriv(operation, moment.isoformat(), svar), f"{HENTET}{self.tjeneste.place}")


def _stopper(error: Exception) -> bool:
    """Whether the others need not be tried: there is nobody there, or they are not to be spoken with as we are."""
    return isinstance(error, TransportError)


def _nyt(row: Forsoeg, one: Svar) -> bool:
    """Whether an answer tells more than what is known."""
    if row.tilstand not in MODREGNET:
        return True
    if one["fejl"] in FORBIGAAENDE:
        return False
    status = fil.UKENDT_ID if one["status"] == FEJL and one["fejl"] == INGEN_SAADAN else one["status"]
    booked = one.get("bogfoert", row.bogfoert)
    return (status, booked) != (row.deres_status, row.bogfoert)


def _uklare(rows: Sequence[Forsoeg], grund: str) -> None:
    _skift_sendte(rows, Tilstand.UKENDT, f"Det er uklart, om den er modregnet. {grund}")


def _skift_sendte(rows: Sequence[Forsoeg], tilstand: Tilstand, tekst: str, **felter: Any) -> None:
    if not rows:
        return
    with transaction.atomic():
        laas()
        for row in Forsoeg.objects.filter(pk__in=[row.pk for row in rows], tilstand=Tilstand.SENDES):
            skift(row, tilstand, tekst, **felter)


def _forespoergsel(row: Forsoeg) -> dict[str, Any]:
    return {
        "QueryId": row.query_id,
        "Debitor": row.post.modtager.nummer,
        "PayerMunicipality": row.skattekommune,
        "PaymentArt": row.art,
        "PayableAmount": row.spurgt,
        "PayoutDate": row.udbetalingsdato,
    }


def _afsendelse(row: Forsoeg) -> dict[str, Any]:
    return {
        "SetOffId": row.set_off_id,
        "ReservationId": row.reservation,
        "Debitor": row.post.modtager.nummer,
        "Amount": row.beloeb // 100,
        "PayoutDate": row.udbetalingsdato,
        "PaymentReference": row.reference,
    }


def _annullering(row: Forsoeg) -> dict[str, Any]:
    return {"SetOffId": row.set_off_id, "Reason": "Betalingen blev ikke til noget"}


def _status(row: Forsoeg) -> dict[str, Any]:
    return {"SetOffId": row.set_off_id}
