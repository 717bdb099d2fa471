"""Tax: rows 25, 26, 32 and 34. FOSP is a SOAP server that the worker asks about whom the social modules need."""

from __future__ import annotations

import datetime as dt

from tests.soak.kalender import Modpart, Operatoer, Raekke, Scene, aarlig, kvartal, maanedlig
from tests.soak.operatoer import BYGGER, Trin

from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK, State
from snitflade.exchange.transports.errors import TransportError
from snitflade.formats.problems import ProblemsError
from snitflade.partners.etax import Skatteyder
from snitflade.skat.models import Overskrivning
from snitflade.skat.overskriv import handlinger

INDKOMSTER, OVERSKRIV = "skat.indkomster", "skat.aktuel-indkomst-overskriv"
PERSON = "3112999999"


def opsaet() -> None:
    """Nothing: whose income is needed follows from the social modules."""


def indkomster(scene: Scene) -> None:
    """eSkat's extract of last year's incomes; once with a line that cannot be read."""
    numbers = [f"31129999{n:02}" for n in range(80, 99)]
    lines = "".join(f"32,{cpr},,365,,,{scene.held.randint(0, 600_000)};\n" for cpr in numbers)
    name = f"SKPLINDK-{scene.dag.year - 1}-SE-{scene.dag.year}-{scene.dag.month}-{scene.dag.day}.txt"
    scene.boeger.send(INDKOMSTER, name, lines.encode())


def hent_indkomster(trin: Trin) -> None:
    """Upload it."""
    trin.hent(INDKOMSTER)


def fosp(scene: Scene) -> None:
    """The service knows the incomes up to the month before last."""
    from tests.soak.raekker import soc

    last = (scene.dag.replace(day=1) - dt.timedelta(40)).strftime("%Y%m")
    persons = scene.partnere.etax.personer
    for at, cpr in enumerate((PERSON, *soc.MED_INDKOMST)):
        before = persons.get(cpr)
        if before is None or before.egen is None:
            persons[cpr] = Skatteyder(100_000 + 10_000 * at + scene.held.randint(0, 20_000), last)


def overskriv(trin: Trin) -> None:
    """A caseworker overrides an income; another lets it go. FOSP may be away today: then the next time is good."""
    today = [row for row in trin._i_dag(OVERSKRIV) if row.state not in TAKEN_BACK]
    open_ = Exchange.objects.filter(interface=OVERSKRIV, direction="ud").exclude(state__in=(*TAKEN_BACK, State.KVITTERET))
    if not today and not open_.exists():
        try:
            handlinger.hent_nu(PERSON, BYGGER)
            row = handlinger.overskriv(
                PERSON, trin.held.randint(400_000, 900_000), "Nyt arbejde", trin.id[:10], BYGGER, bekraeftet=True
            )
        except TransportError:
            return
        except ProblemsError as error:
            assert error.problems.codes <= {"OVERSKRIV_AABEN", "OVERSKRIV_HENT"}, error.problems.codes
            return
        today = [Exchange.objects.get(overskrivning=row)]
    for exchange in today:
        if exchange.state == State.BYGGET:
            trin.bring_ud(exchange)


def antal() -> int:
    """How many overrides were made."""
    return Overskrivning.objects.count()


RAEKKER = (
    Raekke(25, "eSkat's site: fetched by hand", (Modpart(maanedlig(15), indkomster), Operatoer(maanedlig(16), hent_indkomster))),
    Raekke(26, "FOSP: SOAP server", (Operatoer(kvartal(19, 2), overskriv),)),
    Raekke(32, "FOSP: SOAP server", (Modpart(aarlig(1, 5), fosp), Modpart(maanedlig(2, 20), fosp))),
    Raekke(34, "FOSP: SOAP server"),
)
