"""The way of an override to the service: one call, never repeated blindly.

An attempt that is not the first one, because the answer to an earlier one was lost or somebody wants it sent again, looks first
what the service has now: what is in force already is not sent once more.

Source: skat-inddrivelse.md 7 (answer lost).
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from snitflade.exchange.transports.errors import Afvist, ServerFejl, SvarUklart, SvarUlaeseligt, Uklar
from snitflade.exchange.transports.port import Delivery, Tilstand, Transport, Udfald, delivery
from snitflade.formats import registry
from snitflade.formats.problems import Problems
from snitflade.skat import maaneder
from snitflade.skat.aktuel.koder import Betydning
from snitflade.skat.aktuel.tjeneste import Raasvar, Rai
from snitflade.skat.models_overskriv import Handling
from snitflade.skat.overskriv.koersel import FORMAT, linjer


@dataclass(frozen=True)
class Fosp(Transport):
    """The service. `foerste`: whether nothing of it has been tried before."""

    rai: Rai
    foerste: bool

    @property
    def place(self) -> str:
        """Where it is."""
        return self.rai.place

    def deliver(self, name: str, data: bytes, *, again: bool = False) -> Delivery:
        """Ask for what stands in the file; the answer is the delivery's `reply`."""
        cpr, handling, kroner = _indhold(name, data, self.place)
        unclear = delivery(name, data, self.place, Udfald.UKLAR)
        if again or not self.foerste:
            there = self.rai.hent(cpr)
            if i_kraft(there, handling, kroner):
                return delivery(name, data, self.place, Udfald.TAGET, reply=som_svar(there, set_efter=True))
            if self.rai.opsaetning.koder.get(there.kode) not in (Betydning.OK, Betydning.UFULDSTAENDIG):
                raise Uklar(delivery=unclear, reason=f"tjenesten siger ikke, hvad den har nu ({there.kode} {there.tekst})")
        try:
            answer = self.rai.overskriv(cpr, kroner) if handling == Handling.OVERSKRIV else self.rai.annuller(cpr)
        except (ServerFejl, SvarUklart, SvarUlaeseligt) as error:
            raise Uklar(delivery=unclear, reason=error) from error
        if self.rai.opsaetning.koder.get(answer.kode) in (None, Betydning.TEKNISK):
            raise Uklar(delivery=unclear, reason=f"tjenesten svarede {answer.kode or 'uden kode'} {answer.tekst}".strip())
        return delivery(name, data, self.place, Udfald.TAGET, reply=som_svar(answer, set_efter=False))

    def verify(self, delivery: Delivery) -> Tilstand:
        """What the service has is looked at by the fetching."""
        return Tilstand.UKENDT


def som_svar(answer: Raasvar, *, set_efter: bool) -> bytes:
    """The answer as it is kept; `set_efter`: it is what the service has, seen afterwards, and not the answer to the call itself."""
    return json.dumps(answer.som_json() | {"set_efter": "ja" if set_efter else "nej"}, ensure_ascii=False).encode()


def fra_svar(data: bytes) -> tuple[Raasvar, bool]:
    """The same back."""
    texts = json.loads(data)
    return Raasvar(**{name: value for name, value in texts.items() if name != "set_efter"}), texts["set_efter"] == "ja"


def i_kraft(there: Raasvar, handling: str, kroner: int) -> bool:
    """Whether what the service has is what is asked for."""
    try:
        expires = maaneder.laes(there.udloebsmaaned)
    except ValueError:
        return False
    if handling == Handling.ANNULLER:
        return bool(there.udloebsmaaned) and expires is None
    return expires is not None and there.rai.isdigit() and int(there.rai) == kroner


def _indhold(name: str, data: bytes, place: str) -> tuple[str, str, int]:
    problems = Problems()
    document = registry.find(FORMAT).read(data, problems)
    lines = [] if problems.errors else linjer(document)
    if len(lines) != 1:
        raise Afvist(place=place, name=name, reason="filen har ikke netop én overskrivning, der kan læses")
    _, handling, cpr, kroner = lines[0]
    return cpr, handling, kroner
