"""What the bench of the pages asks for: every address of the site that is there, from the site's own list, with examples of what
stands in it, far pages, orders and searches. An address whose example is not known here is reported, so that no page is forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Max

from snitflade.api.models import Token
from snitflade.exchange.models import AuditEvent, Exchange, Order, QuarantinedLine
from snitflade.folk.models import Opslag
from snitflade.inka.models import Debitor, Regning
from snitflade.web import register, regler
from snitflade.web.models import Bruger
from snitflade.web.regler import EGEN, Adresse
from snitflade.web.tabel import PER_PAGE

RENOVATION = "tekn.renovation-prisme"
BUSY = "tekn.affaldsvaegt"
"""The interface with the most exchanges."""
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Call:
    """One address to be asked for: what it is called in the list of addresses, and as it is written (empty: no example is known).

    `token`: as another system, not as a person.
    """

    name: str
    path: str
    token: bool = False


@dataclass(frozen=True, slots=True)
class Examples:
    """The rows that addresses are made with."""

    exchanges: Mapping[str, int]
    run: int
    """The exchange that was really built: it has bytes, and as many rows as a run has."""
    debtor: int
    user: int
    order: int
    prefix: str

    @classmethod
    def find(cls) -> Examples:
        """Look for them in the filled database."""
        newest = Exchange.objects.exclude(interface=RENOVATION)
        kinds = {
            state: newest.filter(state=state).aggregate(n=Max("pk"))["n"] for state in ("kvitteret", "bygget", "anvendt", "afvist")
        }
        run = Exchange.objects.filter(interface=RENOVATION).latest("pk").pk
        worst = (
            QuarantinedLine.objects.values("exchange").annotate(n=Count("pk")).order_by("-n").values_list("exchange", flat=True)[0]
        )
        most = Regning.objects.values("debitor").annotate(n=Count("pk")).order_by("-n").values_list("debitor", flat=True)[0]
        return cls(
            exchanges={**kinds, "karantæne": worst, "861": run, "861, gammel": run - 1},
            run=run,
            debtor=most,
            user=Bruger.objects.latest("pk").pk,
            order=Order.objects.filter(interface=RENOVATION).latest("pk").pk,
            prefix=Token.objects.latest("pk").prefix,
        )


def calls(examples: Examples) -> Iterator[Call]:
    """Everything to be asked for."""
    for address in regler.tabel():
        known = _known(address, examples)
        if known is None:
            yield Call(f"/{address.sti}", "")
            continue
        for values in known:
            path = "/" + _PLACE.sub(lambda match: str(values[match[1] or match[2]]), address.sti)  # noqa: B023
            token = address.regel is EGEN
            if address.navn not in NEVER_BARE:
                yield Call(address.navn, path, token)
            for query in QUERIES.get(address.navn, _nothing_more)(examples, values):
                yield Call(address.navn, f"{path}?{urlencode(query)}", token)


Values = Mapping[str, object]


def _known(address: Adresse, e: Examples) -> list[Values] | None:
    """Examples of everything that stands in an address; None where nobody has said what could."""
    names = [match[1] or match[2] for match in _PLACE.finditer(address.sti)]
    if not names:
        return [{}]
    if "(" in address.sti:
        return None
    for begin, found in EXAMPLES.items():
        if address.sti.startswith(begin):
            known = found(e, names)
            if all(names_of >= set(names) for names_of in (one.keys() for one in known)):
                return [{name: one[name] for name in names} for one in known]
    return None


def _exchange(e: Examples, names: Sequence[str]) -> list[Values]:
    if "tabel" in names:
        return [{"nr": e.run, "tabel": rows.model._meta.label_lower} for rows in Exchange.objects.get(pk=e.run).made()]
    if "fil" in names:
        return [{"nr": e.run, "fil": fil, "linje": 1} for fil in (1, 2)]
    return [{"nr": number, "linje": 1} for number in e.exchanges.values()]


def _service(e: Examples, names: Sequence[str]) -> list[Values]:
    return [{"nummer": e.run, "fil": 1, "kundenr": Debitor.objects.get(pk=e.debtor).kundenummer}]


EXAMPLES: Mapping[str, Callable[[Examples, Sequence[str]], list[Values]]] = {
    "udvekslinger/": _exchange,
    "snitflader/<str:id>/bestilling": lambda e, _: [{"id": RENOVATION, "bestilling": e.order}],
    "snitflader/<str:id>/layout": lambda *_: [{"id": RENOVATION, "format": name} for name in ("g69", "10q")],
    "snitflader/": lambda *_: [{"id": RENOVATION}, {"id": BUSY}],
    "registre/debitorer/": lambda e, _: [{"nr": e.debtor}],
    "registre/": lambda *_: [{"navn": one.id} for one in register.registre(frozenset(_all()))],
    "afstemning/": lambda *_: [{"filtype": "csv"}],
    "log/hent/": lambda *_: [{"hvad": "log"}],
    "indstillinger/konstanter/": lambda *_: [{"nummer": "4011"}],
    "indstillinger/brugere/": lambda e, _: [{"nr": e.user}],
    "indstillinger/adgange/": lambda e, _: [{"prefix": e.prefix}],
    "api/": _service,
}
"""What stands in addresses that begin like this, the longest beginning first."""


def _all() -> set[str]:
    from snitflade.web.models import delsystemer

    return set(delsystemer())


def _nothing_more(e: Examples, values: Values) -> Iterator[dict[str, object]]:
    yield from ()


def _card(e: Examples, values: Values) -> Iterator[dict[str, object]]:
    yield {"side": 2}


def _registers(e: Examples, values: Values) -> Iterator[dict[str, object]]:
    """The far end, every order both ways, every filter, and searches for a number, a name and what is not there."""
    declared = register.find(str(values["navn"]))
    if declared is None:
        return
    last = declared.raekker(frozenset(_all())).count() // PER_PAGE
    if last > 1:
        yield {"side": last // 2}
        yield {"side": last}
    for field in declared.felter:
        if field.sorter and field.i_liste:
            yield {"sorter": field.sorter}
            yield {"sorter": f"-{field.sorter}"}
            if last > 1:
                yield {"sorter": field.sorter, "side": last}
    for one in declared.filtre:
        for value, _text in one.valg()[:5]:
            yield {one.navn: value}
    if declared.soeg:
        number = Debitor.objects.get(pk=e.debtor).kundenummer
        for text in (number, number[:4], f"nr{e.debtor}", "prøve", "tre syv", "findes ikke"):
            yield {"q": text}


def _exchanges_of(e: Examples, values: Values) -> Iterator[dict[str, object]]:
    last = Exchange.objects.filter(interface=values["id"]).count() // 12
    if last > 1:
        yield {"side": min(last, 10_000)}


def _rows(e: Examples, values: Values) -> Iterator[dict[str, object]]:
    yield {"side": 1000}


def _file(e: Examples, values: Values) -> Iterator[dict[str, object]]:
    yield {"side": 1000}
    yield {"visning": "raa"}
    yield {"kun": "problemer"}


def _log(e: Examples, values: Values) -> Iterator[dict[str, object]]:
    yield {"side": min(AuditEvent.objects.count() // PER_PAGE, 10_000)}
    for query in ({"hvem": "person1"}, {"hvem": "findes-ikke"}, {"hvad": "karantaene"}, {"hvad": "bortset fra"}):
        yield dict(query)
    yield {"udveksling": e.run}
    yield {"fra": "2020-01-01", "til": "2020-01-31"}


def _lookups(e: Examples, values: Values) -> Iterator[dict[str, object]]:
    yield {"side": min(Opslag.objects.count() // PER_PAGE, 10_000)}
    for query in (
        {"hvem": "RenoWeb"},
        {"hvem": "findes-ikke"},
        {"formaal": "findes ikke"},
        {"fra": "2024-01-01", "til": "2024-01-31"},
    ):
        yield dict(query)
    yield {"nummer": e.debtor}


def _search(e: Examples, values: Values) -> Iterator[dict[str, object]]:
    debtor = Debitor.objects.get(pk=e.debtor)
    for text in (
        "861",
        str(e.run),
        debtor.kundenummer,
        debtor.kundenummer[:3],
        f"Nr{e.debtor}",
        "prøve",
        "renovation",
        "findes ikke",
    ):
        yield {"q": text}


def _periods(e: Examples, values: Values) -> Iterator[dict[str, object]]:
    names = sorted(set(Regning.objects.order_by().values_list("periode", flat=True).distinct()))
    yield {"periode": names[0]}
    yield {"periode": names[-2]}
    yield {"periode": names[-2][:4]}
    yield {"fra": f"{int(names[-1][:4]) - 4}-01-01", "til": f"{names[-1][:4]}-12-31"}


def _exchange_list(e: Examples, values: Values) -> Iterator[dict[str, object]]:
    yield {"antal": 500}
    yield {"antal": 500, "foer": e.run // 2}
    yield {"snitflade": BUSY, "antal": 500}
    for state in ("bygget", "anvendt", "uklar", "karantaene"):
        yield {"tilstand": state}
    yield {"retning": "ind", "foer": 1000}
    yield {"fra": "2020-01-01T00:00:00Z", "til": "2020-01-02T00:00:00Z"}


def _changes(e: Examples, values: Values) -> Iterator[dict[str, object]]:
    yield {"siden": "2025-01-01T00:00:00Z"}
    yield {"siden": "2025-01-01T00:00:00Z", "side": 400}
    yield {"siden": "2025-01-01T00:00:00Z", "side": 400, "efter": 199_000}


def _one_debtor(e: Examples, values: Values) -> Iterator[dict[str, object]]:
    debtor = Debitor.objects.get(pk=e.debtor)
    yield {"kundenr": debtor.kundenummer}
    yield {"cpr": debtor.kundenummer}
    yield {"cvr": Debitor.objects.exclude(cvr="").latest("pk").cvr}


def _catalogue(e: Examples, values: Values) -> Iterator[dict[str, object]]:
    yield {"ord": "861"}


QUERIES: Mapping[str, Callable[[Examples, Values], Iterator[dict[str, object]]]] = {
    "snitflader": _catalogue,
    "snitflade": _exchanges_of,
    "udveksling_raekker": _rows,
    "udveksling_fil": _file,
    "register": _registers,
    "register_debitor": _card,
    "log": _log,
    "log_opslag": _lookups,
    "soeg": _search,
    "afstemning": _periods,
    "api:hent_udvekslinger": _exchange_list,
    "api:hent_aendringer": _changes,
    "api:hent_debitor": _one_debtor,
}
"""What is asked for beside the bare address, by its name."""
NEVER_BARE = ("api:hent_aendringer", "api:hent_debitor")
"""Services that must be asked something."""
