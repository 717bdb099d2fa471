"""Persons whose address is not authorised: how many there are of each kind, and who, with what may have been meant.

Everybody who is shown is noted as looked up. Who may not see protected addresses sees that there is one, and nothing of it.
"""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from snitflade.folk.gar.match import Kontrol, Svaret, Udfald, kontroller_personregistret
from snitflade.folk.gar.tabeller import GarHentning
from snitflade.folk.models import Person
from snitflade.web.models import Roller
from snitflade.web.opslag import set_person
from snitflade.web.regler import kraever
from snitflade.web.tabel import Celle, Kolonne, Tabel
from snitflade.web.views.person import FOLK, ser_beskyttede

MOST = 500
"""How many persons can be looked through; the counts are of all."""
FORMAAL = "Adressekontrol"
BESKYTTET = "Beskyttet"
"""What stands where the address does; as that, in Danish."""
UDFALD = {
    Udfald.AUTORISERET: lazy("Autoriseret"),
    Udfald.STAVET: lazy("Stavet anderledes"),
    Udfald.UKENDT: lazy("Ikke i adresseregistret"),
    Udfald.UDEN_NUMMER: lazy("Uden nummer, der kan slås op"),
    Udfald.ADMINISTRATIV: lazy("Administrativ vejkode"),
    Udfald.UDENFOR: lazy("Uden for Grønland"),
}
"""In the order in which something can be done about them."""
AFVIGER = tuple(one for one in UDFALD if one not in (Udfald.AUTORISERET, Udfald.UDENFOR))
KODER = {one.name.lower(): one for one in AFVIGER}
"""What an outcome is called in the page's address."""
_TONER = {Udfald.STAVET: "oplysning", Udfald.UKENDT: "advarsel", Udfald.UDEN_NUMMER: "advarsel"}


@kraever(Roller.LAES, FOLK)
@require_safe
def register_adressekontrol(request: HttpRequest) -> HttpResponse:
    """The counts, and those who deviate, at most `MOST`, a page at a time."""
    hentet = GarHentning.objects.values_list("hentet", flat=True).first()
    kontrol = kontroller_personregistret() if hentet else Kontrol()
    code = request.GET.get("udfald", "")
    chosen = KODER.get(code)
    wanted = [one for one in kontrol.afvigelser if chosen in (None, one[2].udfald)]
    wanted.sort(key=lambda one: AFVIGER.index(one[2].udfald))
    tabel = _tabel(request, {person: (str(where), svar) for person, where, svar in wanted[:MOST]})
    context = {
        "hentet": hentet,
        "antal": [(text, kontrol.antal[one]) for one, text in UDFALD.items() if kontrol.antal[one]],
        "tabel": tabel,
        "most": MOST,
        "flere": len(wanted) > MOST,
        "i_alt": len(wanted),
        "valgt": chosen is not None,
        "valg": [(name, UDFALD[one], one is chosen) for name, one in KODER.items()],
    }
    return render(request, "web/adressekontrol.html", context)


def _tabel(request: HttpRequest, found: dict[int, tuple[str, Svaret]]) -> Tabel:
    maa_se = ser_beskyttede(request)
    shown: list[Person] = []

    def celler(row: Person) -> list[Celle | object]:
        shown.append(row)
        where, svar = found[row.pk]
        told = svar.betydning or ", ".join(svar.forslag)
        if row.adressebeskyttet and not maa_se:
            where, told = BESKYTTET, ""
        card = reverse("register_person", args=[row.pk])
        return [Celle(row.personnummer, card), where, Celle(str(UDFALD[svar.udfald]), tone=_TONER.get(svar.udfald, "")), told]

    with transaction.atomic():
        tabel = Tabel.af(
            request,
            Person.objects.filter(pk__in=found).order_by("kommunekode", "vejkode", "husnr", "bnr", "pk"),
            overskrift=_("Adressekontrol"),
            kolonner=[
                Kolonne(_("CPR-nummer")),
                Kolonne(_("Adresse i CPR"), dansk=True),
                Kolonne(_("Udfald")),
                Kolonne(_("Forslag"), dansk=True),
            ],
            raekke=celler,
            tom=_("Alle adresser er autoriserede."),
        )
        if shown:
            set_person(request, *shown, formaal=FORMAAL)
    return tabel
