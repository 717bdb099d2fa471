"""GetRAI over SOAP: one question about one person, with its login, patience, and its own ways of saying that something is wrong.

The user and password of the connection stand in the message, as the service wants them. Only a question (function «hent») is ever
repeated. The answer is kept as the texts that came; what they mean is decided where they are applied.

Source: skat-inddrivelse.md 6.2 and 6.3.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from snitflade.exchange.konstanter import konstant
from snitflade.exchange.transports.errors import Midlertidig, Opsaetningsfejl, ServerFejl, clean
from snitflade.skat.aktuel.koder import Betydning, betydninger, feltnavne
from snitflade.skat.kommuner import skattekommune

if TYPE_CHECKING:
    from snitflade.exchange.transports.http_client import HttpClient
    from snitflade.exchange.transports.soap import Soap

KALD = "GetRAI"
WSDL = Path(__file__).parent / "getrai.wsdl"
LONGEST = 200
"""Characters of a text from outside that are kept."""


@dataclass(frozen=True, slots=True)
class Raasvar:
    """What the service answered about a person, as texts; `cpr` only where the answer says whom it is about."""

    kode: str = ""
    tekst: str = ""
    rai: str = ""
    seneste_maaned: str = ""
    udloebsmaaned: str = ""
    cpr: str = ""

    def som_json(self) -> dict[str, str]:
        """As plain values, empty ones left out."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Opsaetning:
    """What is set of the service, read once for a run: the threads that ask do not ask the database."""

    system_id: str
    funktioner: tuple[str, str, str]
    """The codes for fetch, override and cancel."""
    felter: Mapping[str, str]
    koder: Mapping[str, Betydning]
    wsdl: Path


def opsaetning(kommune: str, dag: dt.date) -> Opsaetning:
    """The settings of a day. Raises KonstantUgyldig, and Opsaetningsfejl where the System ID is neither set nor follows from the
    municipality."""
    number = konstant("skat.aktuel.system_id", dag) or skattekommune(kommune)
    if not number:
        reason = "sæt systemkonstanten skat.aktuel.system_id, eller skriv kommune i forbindelsen i forbindelser.toml"
        raise Opsaetningsfejl(place="tjenesten for aktuel indkomst", reason=reason)
    fetch, override, cancel = konstant("skat.aktuel.funktioner", dag).split(",")
    own = Path(settings.HOME) / "wsdl" / "getrai.wsdl"
    return Opsaetning(
        system_id=number,
        funktioner=(fetch, override, cancel),
        felter=feltnavne(konstant("skat.aktuel.felter", dag)),
        koder=betydninger(konstant("skat.aktuel.returkoder", dag)),
        wsdl=own if own.is_file() else WSDL,
    )


@dataclass
class Rai:
    """The service behind a connection. Safe to ask from several threads."""

    client: HttpClient
    opsaetning: Opsaetning
    _own: threading.local = field(default_factory=threading.local, init=False)

    def __post_init__(self) -> None:
        if not self.client.user or self.client.password is None:
            reason = "GetRAI kræver «user» og «password» i forbindelsen"
            raise Opsaetningsfejl(place=self.client.place, reason=reason)

    @property
    def place(self) -> str:
        """Where it is."""
        return self.client.place

    def hent(self, cpr: str) -> Raasvar:
        """What is known of a person, tried again with growing waits while the service cannot be reached or says that it is ill.

        Raises TransportError. A technical return code that stays is given as the answer it is.
        """
        answer = Raasvar()
        try:
            for attempt in self.client.attempting(Midlertidig):
                with attempt:
                    answer = self._spoerg(self.opsaetning.funktioner[0], cpr, 0, repeatable=True)
                    if self.opsaetning.koder.get(answer.kode) is Betydning.TEKNISK:
                        raise _Syg(place=self.place, action=KALD, reason=f"returkode {answer.kode} {answer.tekst}")
        except _Syg:
            return answer
        return answer

    def overskriv(self, cpr: str, kroner: int) -> Raasvar:
        """Override the yearly income. Never repeated. Raises TransportError; SvarUklart: nobody knows whether it was done."""
        return self._spoerg(self.opsaetning.funktioner[1], cpr, kroner, repeatable=False)

    def annuller(self, cpr: str) -> Raasvar:
        """Cancel the override. Never repeated. Raises TransportError; SvarUklart: nobody knows whether it was done."""
        return self._spoerg(self.opsaetning.funktioner[2], cpr, 0, repeatable=False)

    def _spoerg(self, funktion: str, cpr: str, kroner: int, *, repeatable: bool) -> Raasvar:
        names = self.opsaetning.felter
        assert self.client.password is not None  # noqa: S101 (looked at when it was made)
        said = {
            names["UserId"]: self.client.user,
            names["PassWord"]: self.client.password.reveal(),
            names["FunctionCode"]: funktion,
            names["CPR"]: cpr,
            names["SystemID"]: self.opsaetning.system_id,
            names["AdjustedRAI"]: str(kroner),
        }
        found = self._soap(repeatable).call(KALD, **said)
        return Raasvar(
            kode=_tekst(found, names["ReturnCode"]),
            tekst=_tekst(found, names["ReturnText"]),
            rai=_tekst(found, names["RAI"]),
            seneste_maaned=_tekst(found, names["SenesteMaaned"]),
            udloebsmaaned=_tekst(found, names["Udloebsmaaned"]),
            cpr=_tekst(found, names["CPR"]),
        )

    def _soap(self, repeatable: bool) -> Soap:
        """This thread's own, since what reads the WSDL is not made for several at once."""
        from snitflade.exchange.transports.soap import Soap  # it loads zeep, and commands that call nobody need none

        kept: Soap | None = getattr(self._own, f"soap_{repeatable}", None)
        if kept is None:
            # The user goes into the message, and trying again is ours: an answer that says so is as good as no line.
            http = replace(self.client, user="", password=None, attempts=1)
            kept = Soap(http, self.opsaetning.wsdl, repeatable=(KALD,) if repeatable else ())
            setattr(self._own, f"soap_{repeatable}", kept)
        return kept


class _Syg(ServerFejl):
    """{place} melder fejl hos sig selv under {action} ({reason})."""


def _tekst(found: Any, name: str) -> str:
    value = getattr(found, name, None)
    return "" if value is None else clean(str(value), LONGEST).strip()
