"""What the events of the audit chain are called to who reads another language. The chain itself is kept in Danish."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from snitflade.web.ord import TILSTAND

NAVNE: dict[str, Promise] = {
    **{state.value: name for state, name in TILSTAND.items()},
    "adgangskode nulstillet": _("adgangskode nulstillet"),
    "adgangskode skiftet": _("adgangskode skiftet"),
    "aflevering mislykket": _("aflevering mislykket"),
    "afleveret med hånden": _("afleveret med hånden"),
    "afstemning hentet": _("afstemning hentet"),
    "bedt om at anvende": _("bedt om at anvende"),
    "bedt om at se efter": _("bedt om at se efter"),
    "bortset fra": _("bortset fra"),
    "bruger oprettet": _("bruger oprettet"),
    "bruger spærret": _("bruger spærret"),
    "bruger åbnet": _("bruger åbnet"),
    "bytes slettet": _("bytes slettet"),
    "dublet": _("dublet"),
    "fil hentet": _("fil hentet"),
    "forfald bortset fra": _("forfald bortset fra"),
    "hentet": _("hentet"),
    "intet at sende": _("intet at sende"),
    "kommunens login forbundet": _("kommunens login forbundet"),
    "kopieret": _("kopieret"),
    "linje rettet": _("linje rettet"),
    "linje vist": _("linje vist"),
    "log hentet": _("log hentet"),
    "log ind": _("log ind"),
    "log ud": _("log ud"),
    "nye nødkoder": _("nye nødkoder"),
    "nødkode brugt": _("nødkode brugt"),
    "post vist": _("post vist"),
    "register hentet": _("register hentet"),
    "rettede linjer afvist": _("rettede linjer afvist"),
    "revisionsspor efterprøvet": _("revisionsspor efterprøvet"),
    "renoweb-kunde skrevet": _("renoweb-kunde skrevet"),
    "rolle givet": _("rolle givet"),
    "rolle taget": _("rolle taget"),
    "roller fra kommunens login": _("roller fra kommunens login"),
    "rytme begyndt": _("rytme begyndt"),
    "rytme ophørt": _("rytme ophørt"),
    "sendes igen": _("sendes igen"),
    "stamdata hentet": _("stamdata hentet"),
    "stamdata indlæst": _("stamdata indlæst"),
    "systemkonstant fjernet": _("systemkonstant fjernet"),
    "systemkonstant sat": _("systemkonstant sat"),
    "to-faktor fjernet": _("to-faktor fjernet"),
    "to-faktor taget i brug": _("to-faktor taget i brug"),
    "token oprettet": _("token oprettet"),
    "token tilbagekaldt": _("token tilbagekaldt"),
    "ændret hos modtageren": _("ændret hos modtageren"),
}
"""The events by what stands in the chain; a state's event is called as the state."""
