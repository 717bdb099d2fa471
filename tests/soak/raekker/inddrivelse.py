"""Debt collection: rows 14, 15 and 16. The authority is simulated letter by letter; its settlements come by mail."""

from __future__ import annotations

import datetime as dt
import pickle

from tests.soak import forbindelser
from tests.soak.kalender import Modpart, Operatoer, Raekke, Scene, maanedlig
from tests.soak.operatoer import BYGGER, Trin
from tests.soak.raekker.konstanter import INDTAEGT, KOMMUNE

from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemsError
from snitflade.inka.inddrivelse import kvittering, leveret
from snitflade.inka.inddrivelse.models import Fordringsart
from snitflade.inka.krav import Koersel, NytKrav, opret
from snitflade.inka.models import Debitor, Regning
from snitflade.partners.inddrivelse import Myndighed
from snitflade.partners.mailstore import compose

UD, AFREGNINGER, AFVISTE = "inka.fordringer", "inka.afregninger", "inka.afviste"
HAVER, MODUL = "32SE", "tekn.forfaldent"
SKYLDNERE = ("3112999995", "3112999994", "3112999993")


def opsaet() -> None:
    """What claims of the module are called at the authority, and who owes."""
    Fordringsart.objects.get_or_create(
        kommune=KOMMUNE,
        art=MODUL,
        defaults={
            "fordringsgruppe": "12RENO",
            "fordringstype": "RENOVATION",
            "kraever_barn": False,
            "foraeldelse_aar": 5,
            "tekst": "Renovation",
        },
    )
    for number in SKYLDNERE:
        Debitor.objects.get_or_create(kundenummer=number, defaults={"navn": f"Prøve Person {number[-2:]}"})


def forfaldne(trin: Trin) -> None:
    """Claims that fell due two months ago, whose bills are known to be delivered."""
    dag, key = trin.dag, f"forfald {trin.dag:%Y%m}"
    before = dag - dt.timedelta(80)
    if not Regning.objects.filter(modul=MODUL, koersel=key).exists():
        rows = [
            NytKrav(
                Debitor.objects.get(kundenummer=one).pk,
                trin.held.randint(20_000, 300_000),
                INDTAEGT,
                dag - dt.timedelta(50),
                f"{before:%Y%m}",
            )
            for one in SKYLDNERE
        ]
        opret(Koersel(MODUL, key, KOMMUNE, before, before.year, "FORFALDENT"), rows, BYGGER)
    leveret.bekraeft_koersel(MODUL, key, before, "Trykkeriets kvittering", BYGGER, dag)


def overgiv(trin: Trin) -> None:
    """Claims are handed over."""
    trin.send(UD, kommune=KOMMUNE, fil="fordringer")


def nedskriv(trin: Trin) -> None:
    """What was paid to us meanwhile is written down there."""
    trin.send(UD, kommune=KOMMUNE, fil="nedskrivninger")


def myndighed(scene: Scene) -> None:
    """The authority takes its files, collects, settles by mail, and lays out its reconciliation."""
    path = scene.boeger.rod / "myndighed.pickle"
    der, seen = pickle.loads(path.read_bytes()) if path.exists() else (Myndighed(), {})  # noqa: S301 (our own)
    for exchange, name, data in scene.boeger.faaet(UD):
        if f"{exchange} {name}" not in seen and not name.endswith(".zip"):
            seen[f"{exchange} {name}"] = (exchange, der.modtag(data, scene.dag))
    scene.boeger.husk("kvitteringer", seen)
    for case, one in list(der.sager.items()):
        if one.rest > 0 and scene.held.random() < 0.4:
            der.betal(case, scene.held.randint(1, one.rest), scene.dag, rente=scene.held.choice((0, 150)))
    if der.uafregnet:
        fil = der.afregning(HAVER, f"{scene.naeste('afregning')}", scene.dag)
        box, sender, _ = forbindelser.KASSER[AFREGNINGER]
        mail = compose(sender, f"<afregning.{scene.maerke}@inddrivelse.example>", fil)
        scene.partnere.store.folder(box).add(mail)
        scene.boeger.send(AFREGNINGER, *fil)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps((der, seen)))


def kvitter(trin: Trin) -> None:
    """Register the site's receipts."""
    for exchange, text in trin.boeger.husket("kvitteringer", {}).values():
        try:
            kvittering.registrer(Exchange.objects.get(pk=exchange), text, True, BYGGER)
        except ProblemsError as error:  # it was registered before
            assert error.problems.codes == {"KVITTERING_BESVARET"}, str(error)


def afstem(scene: Scene) -> None:
    """The month's reconciliation of everything the authority has."""
    path = scene.boeger.rod / "myndighed.pickle"
    if path.exists():
        der, _ = pickle.loads(path.read_bytes())  # noqa: S301 (our own)
        name, data = der.afstemning(HAVER, f"{scene.dag:%Y-%m}")
        if data and name not in [sent for sent, _ in scene.boeger.sendt(AFVISTE)]:  # once a month
            scene.boeger.send(AFVISTE, name, data)


def hent_afstemning(trin: Trin) -> None:
    """Download it."""
    trin.hent(AFVISTE)


RAEKKER = (
    Raekke(
        14,
        "the authority's site: carried by hand, answered letter by letter",
        (
            Operatoer(maanedlig(4), forfaldne),
            Operatoer(maanedlig(14), overgiv),
            Operatoer(maanedlig(22), nedskriv),
            Modpart(maanedlig(15, 23), myndighed),
            Operatoer(maanedlig(16, 24), kvitter),
        ),
    ),
    Raekke(15, "the authority: mail, IMAP server"),
    Raekke(
        16,
        "the authority's site: fetched by hand",
        (Modpart(maanedlig(28), afstem), Operatoer(maanedlig(28), hent_afstemning)),
    ),
)
