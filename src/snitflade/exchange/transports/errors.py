"""What can go wrong on the way to or from a partner, as sentences that say what to do.

Three kinds, and the caller needs no more than the kind: a `Midlertidig` error may be tried again (nothing was delivered), a
`Permanent` one needs a human hand first, and after `Uklar` nobody knows whether the partner has the file, so it is never
sent again by itself.

The docstring of each class is its message; the facts in braces come with the error. A message never holds a password, and
everything that looks like a CPR number is masked.

>>> print(LoginAfvist(place="sftp://prisme", hint=""))
sftp://prisme afviser brugernavn eller adgangskode. Ret oplysningerne i opsætningen, før der prøves igen.
"""

from __future__ import annotations

import errno
import socket
from functools import partial
from typing import TYPE_CHECKING, Any

from snitflade.exchange.known import KnownError
from snitflade.formats.problems import mask_cpr

if TYPE_CHECKING:
    from collections.abc import Callable

    from snitflade.exchange.transports.port import Delivery, Incoming

_LONGEST = 300
_LONGEST_MESSAGE = 10_000


def clean(text: object, longest: int = _LONGEST) -> str:
    """`text` from outside on one line, without control characters, at most `longest` characters.

    >>> clean("550 no\\r\\n  such user\\x1b[0m")
    '550 no such user?[0m'
    """
    line = " ".join(str(text).split())
    line = "".join(character if character.isprintable() else "?" for character in line)
    return line if len(line) <= longest else line[: longest - 1] + "…"


_REASONS = {
    errno.ENOENT: "findes ikke",
    errno.EACCES: "ingen adgang",
    errno.EPERM: "ingen adgang",
    errno.EROFS: "der kan kun læses",
    errno.ENOSPC: "der er ikke mere plads",
    errno.EDQUOT: "kvoten er brugt op",
    errno.ELOOP: "det er en genvej",
    errno.ENOTDIR: "det er ikke en mappe",
    errno.EISDIR: "det er en mappe",
    errno.ECONNREFUSED: "forbindelsen blev afvist",
    errno.ECONNRESET: "forbindelsen blev afbrudt",
    errno.EPIPE: "forbindelsen blev afbrudt",
    errno.ETIMEDOUT: "der kom intet svar",
    errno.EHOSTUNREACH: "serveren kan ikke nås",
    errno.ENETUNREACH: "der er intet netværk",
}


def because(error: BaseException) -> str:
    """Why, in Danish where the system says it by number, else in the words that came.

    >>> because(ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"))
    'forbindelsen blev afvist'
    """
    if isinstance(error, socket.gaierror):
        return "servernavnet kan ikke slås op"
    if isinstance(error, TimeoutError):
        return "der kom intet svar"
    if isinstance(error, OSError) and error.errno is not None:
        return _REASONS.get(error.errno) or clean(error.strerror or error)
    return clean(error) or type(error).__name__


class TransportError(KnownError):
    """Filen kunne ikke flyttes ({reason}). Se udvekslingens log, og prøv igen."""

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        shown = {
            name: clean(fact, _LONGEST_MESSAGE) if isinstance(fact, str | BaseException) else fact for name, fact in facts.items()
        }
        sentence = " ".join((type(self).__doc__ or "").split())
        super().__init__(" ".join(mask_cpr(sentence.format(**shown)).split()))

    def __reduce__(self) -> tuple[Callable[[], TransportError], tuple[()]]:
        # The workflow engine keeps errors pickled; the default would call the class with the finished sentence.
        return partial(type(self), **self.facts), ()


class Midlertidig(TransportError):
    """Det lykkedes ikke lige nu hos {place} ({reason}). Intet er afleveret. Prøv igen om lidt."""


class IngenForbindelse(Midlertidig):
    """Der er ikke forbindelse til {place} ({reason}). Intet er sket. Prøv igen om lidt; bliver det ved, så spørg driften, om
    netværket er åbent, og partneren, om deres server kører."""


class ForbindelseTabt(Midlertidig):
    """Forbindelsen til {place} blev afbrudt under {action} ({reason}). Prøv igen om lidt; bliver det ved, så tal med driften."""


class SvarerIkke(Midlertidig):
    """{place} svarede ikke inden for {seconds:g} sekunder under {action}. Prøv igen om lidt; bliver det ved, så ring til
    partneren."""


class DiskFuld(Midlertidig):
    """{place} kan ikke gemme mere ({reason}). Intet er afleveret. Bed partneren skaffe plads; der prøves igen af sig selv."""


class ServerFejl(Midlertidig):
    """{place} melder fejl hos sig selv under {action} ({reason}). Prøv igen om lidt; bliver det ved, så ring til partneren."""


class UnderSkrivning(Midlertidig):
    """{name} hos {place} ændrede sig, mens den blev hentet, og er formentlig ikke skrevet færdig. Den hentes ved næste
    afhentning."""


class SkiftetUd(Midlertidig):
    """{name} hos {place} er skiftet ud, efter at den blev hentet. Den nye er ikke rørt og hentes ved næste afhentning."""


class KopiAfviger(Midlertidig):
    """{name} kom ikke rigtigt frem til {place}: det, der blev læst tilbage, er ikke det, der blev sendt. Kopien er fjernet,
    og intet er afleveret. Prøv igen; sker det igen, er der fejl på partnerens lager."""


class Permanent(TransportError):
    """Det kan ikke lade sig gøre hos {place} ({reason}). Ret årsagen, før der prøves igen."""


class Opsaetningsfejl(Permanent):
    """Opsætningen af {place} er ikke rigtig: {reason}. Ret den, og prøv igen."""


class HemmelighedMangler(Permanent):
    """{reference} kan ikke læses: {reason}"""


class VaertsnoegleAfvist(Permanent):
    """{place} viser en anden værtsnøgle end den, der er sat op. Intet er sendt. Det kan være en forkert server: ring til partneren,
    få den rigtige nøgle bekræftet, og ret først derefter opsætningen."""


class CertifikatAfvist(Permanent):
    """{place} viser et certifikat, der ikke kan godkendes ({reason}). Intet er sendt. Spørg partneren, hvilket certifikat der
    gælder, og ret opsætningens CA-fil."""


class LoginAfvist(Permanent):
    """{place} afviser brugernavn eller adgangskode. {hint} Ret oplysningerne i opsætningen, før der prøves igen."""


class AdgangNaegtet(Permanent):
    """{place} giver ikke lov til {action} ({reason}). Bed partneren om rettigheden."""


class FindesIkke(Permanent):
    """{name} findes ikke hos {place}. Kontrollér mappenavnet i opsætningen, eller bed partneren oprette den."""


class NavnUgyldigt(Permanent):
    """Filnavnet «{name}» kan ikke bruges: {reason}. Ret navnet, og prøv igen."""


class NavnOptaget(Permanent):
    """Hos {place} ligger der allerede en anden fil med navnet {name}. Intet er overskrevet. Find ud af, hvis den er, og giv filen
    et andet navn, eller bed partneren fjerne den gamle."""


class ForStor(Permanent):
    """{name} hos {place} fylder {size} bytes; grænsen er {limit}. Den er ikke flyttet. Hæv grænsen i opsætningen, hvis filen
    er rigtig."""


class Afvist(Permanent):
    """{place} afviser {name} ({reason}). Ret årsagen, før den sendes igen."""


class KanIkke(Permanent):
    """{place} kan ikke bruges til {action}. Vælg en anden forbindelse i opsætningen."""


class SvarUlaeseligt(Permanent):
    """{place} svarede med noget, der ikke kan læses ({reason}). Intet er brugt. Gem tidspunktet, og ring til partneren."""


class MailAfvist(Permanent):
    """Mailen fra {sender} i {place} er ikke taget: {reason}. Den er ikke slettet. Bed afsenderen sende den rigtigt, eller læg filen
    ind med hånden."""


class SvarUklart(TransportError):
    """Det er uklart, om {place} har udført {action} ({reason}). Det gøres ikke igen af sig selv. Spørg partneren, før det prøves
    igen."""


class Uklar(TransportError):
    """Det er uklart, om {delivery.name} nåede frem til {delivery.place} ({reason}). Den sendes ikke igen af sig selv. Spørg
    partneren, om filen er der, og vælg derefter «send igen» eller «afleveret»."""

    def __init__(self, *, delivery: Delivery, reason: object) -> None:
        super().__init__(delivery=delivery, reason=reason)
        self.delivery = delivery


class Uhentet(TransportError):
    """{name} hos {place} er ikke taget: {reason}"""

    def __init__(self, *, name: str, place: str, reason: object, incoming: Incoming | None = None) -> None:
        super().__init__(name=name, place=place, reason=reason, incoming=incoming)
        self.name = name
        self.reason = reason
        self.incoming = incoming
        """What was fetched before it was refused, to be kept as evidence and handed to `refuse`; None when nothing was."""


class NogetUhentet(TransportError):
    """{count} ting hos {place} er ikke hentet: {first}"""

    def __init__(self, *, place: str, missed: tuple[Uhentet, ...]) -> None:
        super().__init__(place=place, missed=missed, count=len(missed), first=" · ".join(str(one) for one in missed[:5]))
        self.missed = missed

    def __reduce__(self) -> tuple[Callable[[], Any], tuple[()]]:
        return partial(type(self), place=str(self.facts["place"]), missed=self.missed), ()
