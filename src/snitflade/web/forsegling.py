"""No number of a person stands in an address: what a search holds of them is sealed there, and opened for the one who searched.

Addresses end up in a proxy's log, a browser's history and other people's bookmarks. A form that searches is therefore posted to its
own page (``<form method="post" data-soeg>{% soegning %}…``), and answered with the page's address, in which every value that
holds such a number is sealed::

    /registre/debitorer?q=~gAAAAABn…&sorter=navn

The middleware (`soegninger`) opens it again, so a view reads ``request.GET`` as ever, and links that carry the query on (`{% med
%}`) take it as it stands in the address. A seal opens for one user, for as long as a session can last. Whoever comes with a number
in clear, by an old link or by hand, is led on to the sealed address; whoever is not signed in, to the page without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.http import QueryDict

from snitflade.exchange import seals
from snitflade.exchange.seals import MARK
from snitflade.web.adgang import Person

FELT = "soegning"
"""The hidden field by which a posted form says that it searches its own page and changes nothing."""
DIGITS = 8
"""Digits from which a text may be a number of a firm (CVR) or a person (CPR)."""
_DATE = re.compile(r"(?<![\d-])(?:(?:19|20)\d\d-\d\d(?:-\d\d)?|\d\d?-\d\d?-(?:19|20)\d\d)(?![\d-])")
_SEAL = re.compile(MARK + r"[\w=-]+")
_BETWEEN = re.compile(r"(?<=\d)[\W_]+(?=\d)")
_NUMBER = re.compile(rf"\d{{{DIGITS},}}")


def ligner_nummer(text: str) -> bool:
    """Whether `text` may hold a CPR or CVR number, however it is spaced; dates and seals do not count.

    >>> [ligner_nummer(text) for text in ("610299-9001", "CVR 12 34 56 78", "2018-02-01", "krav 861", "9" * 30)]
    [True, True, False, False, True]
    """
    return bool(_NUMBER.search(_BETWEEN.sub("", _DATE.sub("", _SEAL.sub("", text)))))


def forsegl(person: Person, text: str) -> str:
    """`text` as it may stand in an address."""
    return seals.seal(text, _formaal(person))


def aabn(person: Person, sealed: str) -> str | None:
    """What was sealed; None when it is somebody else's, too old, or no seal."""
    return seals.opened(sealed, _formaal(person), settings.SESSION_COOKIE_AGE)


def _formaal(person: Person) -> str:
    return f"søgning {person.pk}"


def spoergsmaal(person: Person, given: Mapping[str, str] | Iterable[tuple[str, str]]) -> str:
    """A query with its question mark, sealed where it must be; empty for nothing. For every address made of what somebody typed."""
    pairs = list(given.items() if isinstance(given, Mapping) else given)
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, forsegl(person, value) if _skal_forsegles(value) else value)
    return f"?{query.urlencode()}" if pairs else ""


def _skal_forsegles(value: str) -> bool:
    """A value that begins as a seal is sealed too, or it would be taken for one."""
    return value.startswith(MARK) or ligner_nummer(value)
