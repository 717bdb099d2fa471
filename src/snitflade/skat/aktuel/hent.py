"""The daily fetching: only persons a module needs, each once a day, a bounded number at a time and at a settable pace.

It is done in parts, each kept when it is whole; a fetching that breaks off goes on with those who have not been answered about
today. After fifty technical errors in a row it stops: the service is away, and nobody is helped by asking twenty thousand times.

Source: skat-inddrivelse.md 6.3.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils import timezone

from snitflade.exchange import configuration
from snitflade.exchange.catalogue import FetchState
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.transports.errors import (
    AdgangNaegtet,
    CertifikatAfvist,
    LoginAfvist,
    Midlertidig,
    Opsaetningsfejl,
    TransportError,
)
from snitflade.exchange.transports.port import Incoming
from snitflade.folk.gaeldende import i_bidder
from snitflade.formats.cpr_personnummer import foedselsdato
from snitflade.formats.problems import mask_cpr
from snitflade.skat import behov
from snitflade.skat.aktuel.etaxsum import EtaxSum, felter
from snitflade.skat.aktuel.fil import Hoved, Svar, pak
from snitflade.skat.aktuel.koder import Betydning
from snitflade.skat.aktuel.takt import Takt
from snitflade.skat.aktuel.tjeneste import Raasvar, Rai, opsaetning
from snitflade.skat.models_aktuel import Indkomstkilde, Indkomstsvar, Svarudfald

if TYPE_CHECKING:
    from snitflade.exchange.transports.http_client import HttpClient

DEL = 500
"""Persons in a part."""
FEJL_I_TRAEK = 50
TIMEOUT = 30.0
"""Seconds to wait for an answer, at most."""
MYNDIG = 18
_STOPPER = (AdgangNaegtet, CertifikatAfvist, LoginAfvist, Opsaetningsfejl)
"""What is wrong with the connection and not with a person: asking about others would go the same way."""


def henter(snitflade: str, *moduler: str) -> Callable[[HttpClient, FetchState], Iterator[Incoming]]:
    """The pull of the interface that asks for the persons of its modules; the file bears the first one's name."""

    def hent(client: HttpClient, state: FetchState) -> Iterator[Incoming]:
        """Ask about everybody the module needs and nobody has been answered about today. Raises TransportError."""
        dag = timezone.localdate()
        kommune = configuration.kommune(snitflade, "ind")
        return _hent(client, state, moduler, kommune, dag)

    return hent


def personer(modul: str, kommune: str, dag: dt.date) -> list[str]:
    """Whom to ask about on a day: the module's persons, of age unless it is set otherwise, without those answered about already."""
    wanted = [cpr for cpr in behov.personer(modul, kommune, dag) if len(cpr) == 10 and cpr.isascii() and cpr.isdigit()]
    if konstant("skat.aktuel.boern", dag) == "N":
        wanted = [cpr for cpr in wanted if not _barn(cpr, dag)]
    begun = dt.datetime.combine(dag, dt.time(), tzinfo=timezone.get_current_timezone())
    answered: set[str] = set()
    for some in i_bidder(wanted):
        rows = Indkomstsvar.objects.filter(cpr__in=some, tid__gte=begun).exclude(udfald=Svarudfald.FEJL)
        answered.update(rows.order_by().values_list("cpr", flat=True))
    return [cpr for cpr in wanted if cpr not in answered]


def _barn(cpr: str, dag: dt.date) -> bool:
    born = foedselsdato(cpr)
    return born is not None and (dag.year - born.year) - ((dag.month, dag.day) < (born.month, born.day)) < MYNDIG


def _hent(client: HttpClient, state: FetchState, moduler: Sequence[str], kommune: str, dag: dt.date) -> Iterator[Incoming]:
    wanted = list(dict.fromkeys(cpr for modul in moduler for cpr in personer(modul, kommune, dag)))
    if not wanted:
        return
    kilde = konstant("skat.aktuel.kilde", dag)
    run = _Koersel(_spoerger(client, kilde, kommune, dag), Takt(int(konstant("skat.aktuel.pr_minut", dag))))
    many = int(konstant("skat.aktuel.samtidige", dag))
    number = int(state.get("del", "0")) if state.get("dag") == f"{dag}" else 0
    with ThreadPoolExecutor(max_workers=many, thread_name_prefix="aktuel-indkomst") as pool:
        for first in range(0, len(wanted), DEL):
            begun = timezone.now()
            answers = [one for one in pool.map(run.spoerg, wanted[first : first + DEL]) if one is not None]
            if answers:
                number += 1
                state.set("dag", f"{dag}")
                state.set("del", f"{number}")
                data = pak(Hoved(moduler[0], kilde, client.place, begun), answers)
                yield Incoming(f"aktuel-{moduler[0]}-{dag:%Y%m%d}-{number:03}.jsonl", data, client.place)
            if run.stoppet is not None:
                raise run.stoppet


Spoerg = Callable[[str], tuple[Raasvar, int, str]]
"""Asks about a person: the answer, how many months it lacks, and our code where the answer itself says that the service is ill."""


def _spoerger(client: HttpClient, kilde: str, kommune: str, dag: dt.date) -> Spoerg:
    patient = replace(client, timeout=min(client.timeout, TIMEOUT), total_timeout=min(client.total_timeout, TIMEOUT))
    if kilde == Indkomstkilde.ETAX_SUM:
        etax = EtaxSum(patient, felter(dag), dag)

        def summed(cpr: str) -> tuple[Raasvar, int, str]:
            return *etax.hent(cpr), ""

        return summed
    rai = Rai(patient, opsaetning(kommune, dag))

    def asked(cpr: str) -> tuple[Raasvar, int, str]:
        answer = rai.hent(cpr)
        return answer, 0, "S03" if rai.opsaetning.koder.get(answer.kode) is Betydning.TEKNISK else ""

    return asked


@dataclass(slots=True)
class _Koersel:
    """What the threads of a fetching share."""

    kald: Spoerg
    takt: Takt
    stoppet: TransportError | None = None
    """Why nobody else is asked about."""
    _i_traek: int = 0
    _laas: threading.Lock = field(default_factory=threading.Lock)

    def spoerg(self, cpr: str) -> Svar | None:
        """The answer about a person, or why there is none; None once the fetching has stopped."""
        if self.stoppet is not None:
            return None
        self.takt.vent()
        if self.stoppet is not None:
            return None
        try:
            answer, lacking, ill = self.kald(cpr)
        except TransportError as error:
            if isinstance(error, _STOPPER):
                self.stoppet = self.stoppet or error
                return None
            self._talt(error)
            return Svar(cpr, timezone.now(), None, "S01" if isinstance(error, Midlertidig) else "S03", mask_cpr(str(error))[:300])
        if not ill:
            with self._laas:
                self._i_traek = 0
        else:
            self._talt(Midlertidig(place="tjenesten", reason=f"returkode {answer.kode} {answer.tekst}"))
        return Svar(cpr, timezone.now(), answer, mangler=lacking)

    def _talt(self, error: TransportError) -> None:
        with self._laas:
            self._i_traek += 1
            if self._i_traek >= FEJL_I_TRAEK:
                self.stoppet = self.stoppet or error
