"""A debtor's card: who it is, the statement, the path of each bill, the agreements. Whoever opens a person's is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum as Total
from django.db.models import Window
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from snitflade.exchange.taken_back import counting
from snitflade.folk.models import Opslag
from snitflade.formats.text import konto_tekst
from snitflade.inka.debitorkort import Debitorkort, kort
from snitflade.inka.models import Debitor, Regning
from snitflade.tekn.models import Aftale
from snitflade.web import sti
from snitflade.web.adgang import har, mine
from snitflade.web.models import ALLE, Roller
from snitflade.web.nav import adresse
from snitflade.web.opslag import set_person
from snitflade.web.registre.debitorer import NAVNE, SPROG, maa_se, tone
from snitflade.web.registre.regninger import regninger_i
from snitflade.web.regler import kraever
from snitflade.web.steder import sted
from snitflade.web.tabel import MOST_PAGES, Side

PER_PAGE = 24
"""Bills on a page of the statement: six years of quarters."""
MOST_AGREEMENTS = 200
MOST_LOOKUPS = 20
FORMAAL = "Debitorkort"
"""What the log says; it is in one language whoever looks."""


@dataclass(frozen=True, slots=True)
class Post:
    """One line of the statement: a bill, what is owed after it (øre), its path, and where its exchange is shown."""

    regning: Regning
    saldo: int
    taeller: bool
    skridt: Sequence[sti.Skridt]
    adresse: str
    linjer: Sequence[str]


@kraever(Roller.LAES)
@require_safe
def register_debitor(request: HttpRequest, nr: int) -> HttpResponse:
    """The card."""
    where = mine(request.user)
    debitor = maa_se(where).filter(pk=nr).first()
    if debitor is None:
        # Whether there is one that belongs to another Delsystem is not told.
        raise Http404(_("Debitoren findes ikke, eller den hører ikke til dine Delsystemer."))
    shown = kort([debitor])[0]
    if shown.er_person:
        set_person(request, debitor, formaal=FORMAAL)
    posts, side, total = _kontoudtog(request, debitor, where)
    context: dict[str, Any] = {
        "debitor": debitor,
        "kort": shown,
        "stamdata": _stamdata(debitor, shown),
        "status": (NAVNE[shown.status], tone(shown.status)),
        "poster": posts,
        "side": side,
        "ialt": total,
    }
    if "inka" in where:
        context["kontoudtog"] = adresse("register_kontoudtog", debitor.pk)
        context["skylder"] = counting(Regning.objects.filter(debitor=debitor)).aggregate(ialt=Coalesce(Total("rest"), 0))["ialt"]
    if "tekn" in where:
        context["aftaler"] = _aftaler(debitor)
    if har(request.user, Roller.ADMINISTRER, ALLE) and shown.er_person:
        rows = Opslag.objects.filter(register=Debitor._meta.label_lower, nummer=debitor.pk)
        context["opslag"] = rows.order_by("-tidspunkt")[:MOST_LOOKUPS]
    return render(request, "web/debitor.html", context)


def _stamdata(debitor: Debitor, shown: Debitorkort) -> list[tuple[str, object]]:
    """What is known, each with its name; what is not known is left out."""
    where = shown.adresse or debitor
    known: list[tuple[str, object]] = [
        (_("Kundenummer"), debitor.kundenummer),
        (_("CPR-nummer"), f"{shown.cpr[:6]}-{shown.cpr[6:]}" if shown.cpr else ""),
        (_("CVR-nummer"), debitor.cvr),
        (_("GLN"), debitor.gln),
        (_("Betales fra konto"), konto_tekst(debitor.betales_fra_konto)),
        (_("Adresse"), _("Beskyttet: oplyses ikke til andre systemer") if shown.adressebeskyttet else ""),
        (_("C/O"), where.co),
        (_("Vej"), " ".join(part for part in (where.vejnavn, where.husnr, where.lejlighed) if part)),
        (_("B-nr."), where.bnr),
        (_("Lokalitet"), sted(where.lokalitet or "")),
        (_("Postnr. og by"), " ".join(part for part in (where.postnr, where.by) if part)),
        (_("Land"), where.land),
        (_("Sprog"), SPROG.get(shown.sprog, shown.sprog)),
        (_("RenoWeb"), debitor.renoweb_kundeid),
    ]
    return [(name, value) for name, value in known if value]


def _kontoudtog(request: HttpRequest, debitor: Debitor, where: frozenset[str]) -> tuple[list[Post], Side, int]:
    """A page of the statement, the newest bill first, and the sum of all bills that count (øre)."""
    own = regninger_i(where).filter(debitor=debitor)
    owed = counting(own)
    # Each bill with the sum of all that count up to it: computed by the database, since older ones are on other pages.
    running = Window(Total("beloeb"), order_by="nummer")
    wanted = request.GET.get("side", "")
    count = own.count()
    last = max(1, -(-count // PER_PAGE))
    number = min(max(int(wanted), 1), last, MOST_PAGES) if wanted.isdecimal() and len(wanted) < 9 else 1
    page = list(own.order_by("-nummer")[(number - 1) * PER_PAGE : number * PER_PAGE])
    total = owed.aggregate(ialt=Coalesce(Total("beloeb"), 0))["ialt"]
    sums = dict(owed.order_by().annotate(saldo=running).values_list("pk", "saldo")) if page else {}
    posts = [
        Post(
            regning=regning,
            saldo=sums.get(regning.pk, 0),
            taeller=sti.taeller(regning.exchange),
            skridt=sti.skridt(regning.exchange, bool(regning.betales_fra_konto)),
            adresse=adresse("udveksling", regning.exchange_id) if regning.exchange_id else "",
            linjer=regning.tekstlinjer.split("\n") if regning.tekstlinjer else [],
        )
        for regning in page
    ]
    return posts, Side(number, PER_PAGE, count, number < last), int(total)


@dataclass(frozen=True, slots=True)
class Aftalelinje:
    """One agreement on the card."""

    ydelse: str
    sted: str
    antal: int
    periode: tuple[object, object]
    pause: str | Promise


def _aftaler(debitor: Debitor) -> list[Aftalelinje]:
    rows = Aftale.objects.filter(debitor=debitor).select_related("ydelse", "lokalitet").order_by("-fra", "pk")
    return [
        Aftalelinje(
            row.ydelse.navn, f"{row.bnr}, {row.lokalitet.navn}", row.antal, (row.fra, row.til), "" if row.antal else _("Pause")
        )
        for row in rows[:MOST_AGREEMENTS]
    ]
