"""Files to and from a partner's REST service.

No partner has published such a service for files (winformatik.md 1.1 only says "web service"), so the paths, the list's names
and what `settle` does are configuration. What is fixed is the manner: an upload says that it must not overwrite and is read back
where the partner lets us; a download is whole and below a limit. For look-ups use `HttpClient` itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from snitflade.exchange.transports.errors import (
    FindesIkke,
    KanIkke,
    Midlertidig,
    NavnOptaget,
    NogetUhentet,
    Opsaetningsfejl,
    Permanent,
    SkiftetUd,
    SvarUklart,
    SvarUlaeseligt,
    TransportError,
    Uhentet,
    Uklar,
    clean,
)
from snitflade.exchange.transports.http_answer import Answer
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.port import (
    Delivery,
    Incoming,
    Listed,
    Skip,
    Tilstand,
    Transport,
    Udfald,
    check_name,
    delivery,
    shown_name,
)


@dataclass(frozen=True, slots=True)
class Rest(Transport):
    """A REST service. Paths are added to the server's base address and have ``{navn}`` for the file's name; empty: not used.

    `upload` is called with `method`: PUT with ``If-None-Match: *`` (RFC 9110: never over another), or POST. Both carry an
    ``Idempotency-Key`` made of name and bytes; `keyed` says that the partner promises to honour it, and only then is an upload
    ever repeated. `file` reads one file back. `listing` gives a JSON list (or an object with it under `items`) of objects with
    `name_key`, `size_key` and `changed_key`. `after` is what `settle` does with a fetched file.
    """

    http: HttpClient
    upload: str = ""
    method: Literal["PUT", "POST"] = "PUT"
    keyed: bool = False
    file: str = ""
    listing: str = ""
    items: str = ""
    name_key: str = "navn"
    size_key: str = "stoerrelse"
    changed_key: str = "aendret"
    after: Literal["keep", "delete"] = "keep"
    content_type: str = "application/octet-stream"

    def __post_init__(self) -> None:
        if self.method == "PUT" and self.upload and "{navn}" not in self.upload:
            raise Opsaetningsfejl(place=self.place, reason="stien til PUT skal have {navn}")
        if (self.file and "{navn}" not in self.file) or (self.listing and not self.file):
            raise Opsaetningsfejl(place=self.place, reason="stien til en enkelt fil mangler eller er uden {navn}")

    @property
    def place(self) -> str:
        """The service's base address."""
        return self.http.place

    def deliver(self, name: str, data: bytes, *, again: bool = False) -> Delivery:
        """Upload; read back where there is a way. The partner's answer is kept as the delivery's `reply`."""
        if not self.upload:
            raise KanIkke(place=self.place, action="at aflevere")
        check_name(name)
        unclear = delivery(name, data, self.place, Udfald.UKLAR)
        if again:
            if self._look(name, data) is Tilstand.LIGGER:
                return delivery(name, data, self.place, Udfald.AFLEVERET)
            if not self.keyed:
                raise Uklar(delivery=unclear, reason="et tidligere forsøg gav intet svar, og filen kan ikke ses der nu")
        try:
            answer = self._upload(name, data)
        except SvarUklart as error:
            return self._after_silence(name, data, error)
        if answer.status == 412:
            # Something has the name: our own earlier try, or another file.
            if self._look(name, data) is not Tilstand.LIGGER:
                raise NavnOptaget(name=name, place=self.place)
            return delivery(name, data, self.place, Udfald.AFLEVERET)
        try:
            found = self._look(name, data)
        except TransportError as error:
            raise Uklar(delivery=unclear, reason=error) from error
        if found is Tilstand.AENDRET:
            raise Uklar(delivery=unclear, reason="partneren svarede ja, men har et andet indhold under navnet")
        outcome = Udfald.AFLEVERET if found is Tilstand.LIGGER else Udfald.TAGET
        return delivery(name, data, self.place, outcome, reply=answer.content)

    def _upload(self, name: str, data: bytes) -> Answer:
        key = hashlib.sha256(name.encode() + b"\0" + data).hexdigest()
        headers = {"Content-Type": self.content_type, "Idempotency-Key": key}
        if self.method == "PUT":
            headers["If-None-Match"] = "*"
        # A PUT is idempotent only while nobody takes the file away between two of them, which is what partners do.
        return self.http.request(
            self.method,
            path_of(self.upload, name),
            content=data,
            headers=headers,
            repeatable=self.keyed,
            expected=frozenset({412}) if self.method == "PUT" else frozenset(),
        )

    def _after_silence(self, name: str, data: bytes, silence: SvarUklart) -> Delivery:
        """The upload was sent and not answered: delivered if it can be seen there, else unclear."""
        with suppress(TransportError):
            if self._look(name, data) is Tilstand.LIGGER:
                return delivery(name, data, self.place, Udfald.AFLEVERET)
        raise Uklar(delivery=delivery(name, data, self.place, Udfald.UKLAR), reason=silence)

    def verify(self, delivery: Delivery) -> Tilstand:
        """Read the file again. Gone is taken only where the partner had said yes."""
        check_name(delivery.name)
        answer = self._get(delivery.name)
        if answer is None:
            return Tilstand.TAGET if delivery.udfald in {Udfald.AFLEVERET, Udfald.TAGET} and self.file else Tilstand.UKENDT
        same = hashlib.sha256(answer.content).hexdigest() == delivery.sha256
        return Tilstand.LIGGER if same else Tilstand.AENDRET

    def _look(self, name: str, data: bytes) -> Tilstand:
        answer = self._get(name)
        if answer is None:
            return Tilstand.UKENDT
        return Tilstand.LIGGER if answer.content == data else Tilstand.AENDRET

    def _get(self, name: str) -> Answer | None:
        if not self.file:
            return None
        answer = self.http.request("GET", path_of(self.file, name), expected=frozenset({404, 410}))
        return None if answer.status in {404, 410} else answer

    def collect(self, *, skip: Skip | None = None) -> Iterator[Incoming]:
        """Every listed file, once each, untouched."""
        if not self.listing:
            raise KanIkke(place=self.place, action="at hente")
        missed: list[Uhentet] = []
        for listed in self._listed():
            try:
                check_name(listed.name)
                if skip is not None and skip(listed):
                    continue
                answer = self._get(listed.name)
                if answer is None:
                    raise FindesIkke(name=listed.name, place=self.place)
                yield Incoming(listed.name, answer.content, listed.origin, {"etag": answer.headers.get("etag", "")})
            except (Midlertidig, Permanent) as error:
                missed.append(Uhentet(name=shown_name(listed.name), place=self.place, reason=error))
        if missed:
            raise NogetUhentet(place=self.place, missed=tuple(missed))

    def _listed(self) -> list[Listed]:
        found = self.http.request("GET", self.listing).json()
        if self.items and isinstance(found, dict):
            found = found.get(self.items)
        if not isinstance(found, list):
            raise SvarUlaeseligt(place=self.place, reason="det er ikke en liste over filer")
        files: dict[str, Listed] = {}
        for one in found:
            name = one.get(self.name_key) if isinstance(one, dict) else one
            if not isinstance(name, str):
                raise SvarUlaeseligt(place=self.place, reason=f"et element i listen har intet «{self.name_key}»")
            size = one.get(self.size_key) if isinstance(one, dict) else None
            changed = one.get(self.changed_key, "") if isinstance(one, dict) else ""
            # A partner that lists a file twice has one file.
            files[name] = Listed(name, self.place + path_of(self.file, name), size if isinstance(size, int) else -1, clean(changed))
        return list(files.values())

    def settle(self, incoming: Incoming) -> None:
        """Delete the fetched file at the partner if `after` says so, and only if it is still the same."""
        if self.after == "keep":
            return
        etag = incoming.meta.get("etag", "")
        if not etag:
            there = self._get(incoming.name)
            if there is None:
                return
            if there.content != incoming.data:
                raise SkiftetUd(name=incoming.name, place=self.place)
        path = path_of(self.file, incoming.name)
        headers = {"If-Match": etag} if etag else {}
        answer = self.http.request("DELETE", path, headers=headers, expected=frozenset({404, 410, 412}))
        if answer.status == 412:
            raise SkiftetUd(name=incoming.name, place=self.place)

    def refuse(self, incoming: Incoming) -> None:
        """There is no place for refused files: it stays."""


def path_of(template: str, name: str) -> str:
    """`template` with the file's name in it, so that no name can be taken for a part of the address."""
    return template.replace("{navn}", quote(name, safe=""))
