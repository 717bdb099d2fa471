"""What can be done with an exchange: where its state, the person's role and the rule of two people allow it, else why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from snitflade.exchange import catalogue, delivery, rhythm
from snitflade.exchange.catalogue import Interface
from snitflade.exchange.models import Direction, Exchange
from snitflade.exchange.states import State
from snitflade.web import adgang
from snitflade.web.adgang import Person, delsystem_af, har
from snitflade.web.models import Roller, delsystemer
from snitflade.web.tilstande import navn

S = State


@dataclass(frozen=True, slots=True)
class Handling:
    """One thing to do: the name of its address, its text, and why it cannot be done now (empty: it can).

    `felt`: the label of the text it asks for (empty: none). `vigtig`: the next step, rather than something one may also do.
    `kryds`: what a cross, sent as ``alle``, says (empty: none is offered).
    """

    navn: str
    tekst: str | Promise
    ikon: str
    om: str | Promise = ""
    grund: str = ""
    felt: str | Promise = ""
    feltnavn: str = "tekst"
    kraeves: bool = True
    vigtig: bool = False
    kryds: str | Promise = ""


@dataclass(frozen=True, slots=True)
class _Kan:
    """Who asks, about which exchange, and whether its files have connections (None: the set-up cannot be read)."""

    exchange: Exchange
    person: Person
    forbundet: bool | None

    def grund(self, states: tuple[State, ...], rolle: Roller, *, to_personer: bool = False, forbindelse: bool = False) -> str:
        """Why not, the state first: what cannot be done by anybody is not a matter of roles. Empty when it can."""
        state = State(self.exchange.state)
        where = delsystem_af(self.exchange.interface)
        if state not in states:
            return _("Udvekslingen er «%(tilstand)s».") % {"tilstand": navn(self.exchange)}
        if not har(self.person, rolle, where):
            wanted = _("Det kræver rollen «%(rolle)s» for %(delsystem)s.") % {
                "rolle": rolle.label,
                "delsystem": delsystemer().get(where, where),
            }
            return f"{wanted} {_de_andre(rolle, where, self.person, bygger=self.exchange.created_by if to_personer else '')}"
        if to_personer and self.exchange.needs_two and self.exchange.created_by == self.person.get_username():
            others = _de_andre(rolle, where, self.person)
            if catalogue.moves_money(self.exchange):
                return _("Du har selv bygget den, og den flytter penge. En anden skal gøre det.") + f" {others}"
            return _("Du har selv bygget den, og den kræver to personer. En anden skal gøre det.") + f" {others}"
        if forbindelse and self.forbundet is None:
            return _("Opsætningen af forbindelser kan ikke læses. Bed den, der administrerer systemet, om at rette den.")
        if forbindelse and not self.forbundet:
            return _("Snitfladen har ingen forbindelse. Hent filerne, aflevér dem med hånden, og skriv kvitteringen her.")
        return ""


def _de_andre(rolle: Roller, delsystem: str, person: Person, bygger: str = "") -> str:
    """Who else can do it, in a sentence; `bygger` cannot, whatever the roles."""
    found = adgang.med_rolle(rolle, delsystem)
    people = sorted(str(one) for one in found if one.get_username() not in (person.get_username(), bygger))
    if not people:
        return _("Ingen anden har rollen lige nu: bed den, der administrerer brugere, om at give den til én.")
    return _("Det kan: %(hvem)s.") % {"hvem": ", ".join(people)}


def handlinger(exchange: Exchange, person: Person, interface: Interface | None, forbundet: bool | None) -> list[Handling]:
    """Everything that exchanges of this direction know, in the order of the way."""
    kan = _Kan(exchange, person, forbundet)
    return list(_ud(kan) if exchange.direction == Direction.UD else _ind(kan, interface))


def _ud(kan: _Kan) -> Iterator[Handling]:
    state = State(kan.exchange.state)
    yield Handling(
        "udveksling_godkend",
        lazy("Godkend"),
        "check",
        lazy("Kontrolarket stemmer, og filerne må gå ud."),
        kan.grund((S.BYGGET,), Roller.GODKEND, to_personer=True),
        vigtig=True,
    )
    yield Handling(
        "udveksling_aflever",
        lazy("Aflevér") if state is not S.AFSENDES else lazy("Aflevér færdig"),
        "send",
        lazy("Sender filerne nu, i baggrunden."),
        kan.grund((S.GODKENDT, S.AFSENDES), Roller.KOER, forbindelse=True),
        vigtig=True,
    )
    yield Handling(
        "udveksling_se_efter",
        lazy("Se efter"),
        "visibility",
        lazy("Spørger modtageren, om filerne er taget."),
        kan.grund((S.AFSENDT,), Roller.KOER, forbindelse=True),
    )
    by_hand = state in (S.GODKENDT, S.VENTER, S.UKLAR)
    asked, others = delivery.unclear(kan.exchange) if state is S.UKLAR else ([], [])
    rest = _("Også %(filer)s er båret til modtageren. Uden kryds sendes resten nu.") % {
        "filer": ", ".join(file.name for file in others)
    }
    yield Handling(
        "udveksling_kvitter",
        lazy("Skriv, at den er afleveret") if by_hand else lazy("Skriv kvittering"),
        "edit",
        lazy("Filerne er båret til modtageren, eller modtageren siger, at de er kommet.")
        if by_hand
        else lazy("Modtageren har bekræftet den."),
        kan.grund((S.GODKENDT, S.VENTER, S.UKLAR, S.AFSENDT, S.TAGET), Roller.KOER),
        lazy("Kvittering: hvad sagde modtageren, eller hvor blev den afleveret?"),
        vigtig=state in (S.VENTER, S.UKLAR),
        kryds=rest if asked and others else "",
    )
    yield Handling(
        "udveksling_send_igen",
        lazy("Send igen"),
        "refresh",
        lazy("Sender præcis de samme bytes én gang til. Vær sikker på, at modtageren ikke tager dem to gange."),
        kan.grund((S.AFSENDT, S.TAGET, S.UKLAR), Roller.KOER, to_personer=True, forbindelse=True),
        lazy("Hvorfor sendes den igen?"),
    )
    late = lazy("Den er sendt og kan ikke tages tilbage her. Bed modtageren om at standse den, eller ret den med en ny kørsel.")
    sent = str(late) if kan.exchange.sent_at else ""
    yield Handling(
        "udveksling_annuller",
        lazy("Annullér"),
        "close",
        lazy("Det, den bogførte, tages tilbage, og den bliver aldrig sendt."),
        sent or kan.grund((S.BYGGET, S.GODKENDT, S.VENTER), Roller.KOER),
        lazy("Hvorfor annulleres den?"),
    )


def _ind(kan: _Kan, interface: Interface | None) -> Iterator[Handling]:
    state = State(kan.exchange.state)
    texts = {
        S.KARANTAENE: (lazy("Anvend de rettede linjer"), lazy("Filen anvendes igen med de rettede linjer. Resten røres ikke.")),
        S.HOLDT: (lazy("Prøv igen"), lazy("Mangler der stadig noget, venter den videre, og intet ændres.")),
        S.AFVIST: (
            lazy("Prøv igen"),
            lazy(
                "Er årsagen rettet her, fx en konstant, der manglede, så læses og anvendes filen igen. Er selve filen forkert, "
                "så bed modparten om en ny, og læg den op."
            ),
        ),
    }
    corrected = state is not S.KARANTAENE or kan.exchange.quarantine.filter(applied_at=None).exclude(corrected=None).exists()
    if not corrected:
        texts[S.KARANTAENE] = (
            lazy("Prøv linjerne igen"),
            lazy("Linjerne i karantæne prøves igen, som de er. Skal de rettes, så åbn dem først."),
        )
    text, about = texts.get(state, (lazy("Anvend"), lazy("Filen læses og anvendes. Er der fejl, ændres intet.")))
    missing = "" if interface and interface.apply else _("Snitfladen tager ikke længere filer.")
    why = missing or kan.grund((S.MODTAGET, S.HOLDT, S.KARANTAENE, S.AFVIST), Roller.KOER)
    yield Handling("udveksling_anvend", text, "sync", about, why, vigtig=corrected and state is not S.AFVIST)
    if state is S.HOLDT or kan.exchange.released_by:
        yield Handling(
            "udveksling_frigiv",
            lazy("Frigiv"),
            "check",
            lazy("Anvender den, selv om det, der står i noten, mangler. Du svarer for, at det er rigtigt."),
            missing or kan.grund((S.HOLDT,), Roller.GODKEND),
            lazy("Hvorfor må den anvendes alligevel?"),
        )
    if state in rhythm.CLOSABLE:
        done = rhythm.closed(kan.exchange)
        why = _("Den er allerede lukket af %(hvem)s.") % {"hvem": done.by} if done else kan.grund(rhythm.CLOSABLE, Roller.KOER)
        yield Handling(
            "udveksling_luk",
            lazy("Luk den uden at anvende linjerne") if state is S.KARANTAENE else lazy("Luk den uden at anvende den"),
            "close",
            lazy("Den går væk fra I dag. Det, der er gemt, og din grund bliver stående, og den kan stadig prøves igen."),
            why,
            lazy("Hvorfor skal der ikke gøres mere ved den? Fx: en anden kommunes fil, eller en ny er kommet."),
        )
