"""Money in and out: rows 1, 2, 12, 13, 18 and 19.

Betalingsservice and the bank have sites a person carries files to and from; Central incasso is a server.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from stdnum import luhn
from tests.soak.kalender import Modpart, Operatoer, Raekke, Scene, aarlig, maanedlig
from tests.soak.operatoer import BYGGER, GODKENDER, GRUND, Trin
from tests.soak.raekker.konstanter import (
    AAR,
    DATALEVERANDOER,
    DEBITORER,
    FI_KREDITOR,
    GRUPPE,
    INDTAEGT,
    KOMMUNE,
    KREDITOR,
    MODTAGERE,
    MODUL,
    PBS,
)

from snitflade.bogh.udbetaling import modtagere, modul, poster, retur
from snitflade.bogh.udbetaling.models import Modtager, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.poster import NyPost, Samling
from snitflade.exchange.bankdage import foerste_bankdag
from snitflade.formats import fi
from snitflade.formats.fi_indbetalinger import leverance
from snitflade.inka import placering
from snitflade.inka.krav import Koersel, NytKrav, nedskriv, opret
from snitflade.inka.models import Art, Debitor, Fordeling, Indbetaling, Regning
from snitflade.krdi.modregning import handlinger as modregning
from snitflade.krdi.modregning.models import Forsoeg, Tilstand
from snitflade.partners import betalingsservice

BS_IND, BS_UD, FI = "inka.bs-indbetalinger", "inka.bs-opkraevninger", "bogh.fi-indbetalinger"
KRDI, BOGH = "krdi.bankoverfoersler", "bogh.bankoverfoersler"
UDGIFT = "5602601340"


def en(trin: Trin, rows: Any) -> Any:
    """One of the rows, or none where there is none."""
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    return rows.model.objects.get(pk=trin.held.choice(numbers)) if numbers else None


def forfald(dag: dt.date) -> dt.date:
    """When a month's claims are due: the first bank day of the next."""
    return foerste_bankdag(dag.year + dag.month // 12, dag.month % 12 + 1)


# Claims and their collection


def nye_krav(trin: Trin) -> None:
    """A run of bills: two for each debtor, which those without an agreement get with a printed number."""
    dag = trin.dag
    run = Koersel(MODUL, f"{dag:%YM%m}", KOMMUNE, dag, dag.year, "PRØVEKRAV")
    rows = []
    for at, number in enumerate(DEBITORER):
        who, printed = Debitor.objects.get(kundenummer=number).pk, None if at < 4 else (dag.year % 100) * 100_000 + 1000 * dag.month
        rows += [
            NytKrav(
                who,
                trin.held.randint(1, 300_000),
                INDTAEGT,
                forfald(dag),
                f"{dag:%Y%m}",
                regningsnummer=None if printed is None else printed + 10 * at + part,
            )
            for part in range(2)
        ]
    if not Regning.objects.filter(modul=run.modul, koersel=run.noegle).exists():
        opret(run, rows, BYGGER)


def opkraev(trin: Trin) -> None:
    """The collections of the month; due on the first day that Betalingsservice can still make."""
    trin.send(BS_UD, kommune=KOMMUNE, igen=trin.held.choice("JN"))


def bs_aftaler(scene: Scene) -> None:
    """Betalingsservice tells of the agreements its customers have made."""
    rows = [
        ("0231", GRUPPE, number.lstrip("0"), f"00000010{n}", dt.date(AAR - 1, 6, 1), None) for n, number in enumerate(DEBITORER[:4])
    ]
    told = betalingsservice.aftaler(DATALEVERANDOER, PBS, scene.naeste("bs"), scene.dag, rows)
    scene.boeger.send(BS_IND, f"A{scene.maerke}.bs", told)


def bs_svar(scene: Scene) -> None:
    """What became of each collection it got, in one or two files; some are paid in part, refused, or taken back."""
    held, book = scene.held, scene.boeger.husket("bs_bog", {"besvaret": [], "betalt": {}, "tilbage": []})
    for exchange, _, data in scene.boeger.faaet(BS_UD):
        if exchange in book["besvaret"]:
            continue
        book["besvaret"].append(exchange)
        outcome: dict[str, str] = {}
        paid: dict[str, int] = {}
        for line in data.decode("latin-1").splitlines():
            if line.startswith("BS042"):
                reference, beloeb = line[73:103].strip(), int(line[60:73])
                outcome[reference] = held.choices(("0236", "0237", "0238"), (7, 1, 1))[0]
                if outcome[reference] == "0236":
                    paid[reference] = held.choices((beloeb, held.randint(1, beloeb)), (5, 1))[0]
        back = [reference for reference in paid if held.random() < 0.2]
        book["betalt"].update(paid)
        book["tilbage"] += back
        names = sorted(outcome)
        cut = held.randint(0, len(names))
        for part in filter(None, (names[:cut], names[cut:])):
            chosen = {name: outcome[name] for name in part}
            answer = betalingsservice.svar(data, scene.naeste("bs"), scene.dag, udfald=chosen, andre="", betalt=paid)
            scene.boeger.send(BS_IND, f"D{scene.maerke}.{exchange}.{part[0]}.bs", answer)
        if back:
            answer = betalingsservice.svar(
                data, scene.naeste("bs"), scene.dag, udfald=dict.fromkeys(back, "0239"), andre="", betalt=paid, bogfoert=scene.dag
            )
            scene.boeger.send(BS_IND, f"D{scene.maerke}.{exchange}.tilbage.bs", answer)
    scene.boeger.husk("bs_bog", book)


def bs_hent(trin: Trin) -> None:
    """Download what Betalingsservice has laid ready."""
    trin.hent(BS_IND)


# FI


def fi_fil(scene: Scene) -> None:
    """Payments with cards: right, too little, too much, of a number nobody knows; some come in two deliveries, one cut in half."""
    held, book = scene.held, scene.boeger.husket("fi_bog", {})
    rows = []
    claims = list(Regning.objects.filter(rest__gt=0, modul=MODUL).order_by("pk"))
    for claim in held.sample(claims, k=min(4, len(claims))):
        number = f"1{claim.regningsnummer:013}" if claim.regningsnummer else f"0000{claim.nummer:010}"
        known = number if held.random() < 0.9 else f"1{held.randint(10**6, 10**7):013}"
        beloeb = held.choice((claim.rest, claim.rest, held.randint(1, claim.rest), claim.rest + held.randint(1, 50_000)))
        reference = f"6471{scene.maerke}{scene.naeste('fi'):010}"
        rows.append((f"0000{known}{luhn.calc_check_digit(known)}", beloeb, reference))
        book[reference] = beloeb
    scene.boeger.husk("fi_bog", book)
    if not rows:
        return
    again = [rows, held.sample(rows, k=min(2, len(rows)))] if held.random() < 0.4 else [rows]
    for some in again:
        data = _leverance(some, scene)
        scene.boeger.send(FI, f"FI{scene.maerke}.{scene.naeste('fi_fil')}", data)
        if held.random() < 0.3:
            scene.boeger.send(FI, f"FI{scene.maerke}.halv.{scene.naeste('fi_fil')}", data[: len(data) // 2], daarlig=True)


def _leverance(rows: list[tuple[str, int, str]], scene: Scene) -> bytes:
    columns = {
        "indbetalingsdato": [scene.dag] * len(rows),
        "kortart": ["71"] * len(rows),
        "betalingsidentifikation": [ident for ident, _, _ in rows],
        "arkivreference": [reference for _, _, reference in rows],
        "bogfoeringsdato": [scene.dag] * len(rows),
        "beloeb": [beloeb for _, beloeb, _ in rows],
        "fi_kreditornummer": [FI_KREDITOR] * len(rows),
    }
    made = dt.datetime.combine(scene.dag, dt.time(6)) + dt.timedelta(seconds=scene.naeste("fi"))
    document = leverance(
        columns, afsender_cvr="99900008", modtager_cvr="99910003", dannet=made, konti={FI_KREDITOR: ("6471", "0001000206")}
    )
    return fi.FORMAT.write(document)


def fi_hent(trin: Trin) -> None:
    """Download the bank's files."""
    trin.hent(FI)


def koe(trin: Trin) -> None:
    """The queue of what matches nothing: placed, paid back, a wrong placement taken back, a little written off."""
    held, dag = trin.held, trin.dag
    for handling in held.sample(("placer", "betal_tilbage", "fjern", "nedskriv"), k=3):
        payment = en(trin, Indbetaling.objects.filter(rest__gt=0))
        claim = en(trin, Regning.objects.filter(rest__gt=1, modul=MODUL))
        if handling == "placer" and payment is not None and claim is not None:
            placering.placer(payment, claim, min(payment.rest, claim.rest), GODKENDER, dag)
        elif handling == "betal_tilbage" and payment is not None:
            _som_kredit(payment, Modtager.objects.get(art="kunde", nummer=held.choice(MODTAGERE)), dag)
        elif handling == "fjern":
            row = en(trin, Fordeling.objects.filter(art=Art.BETALING, ophaever=None, ophaevet_af=None, indbetaling__isnull=False))
            if row is not None:
                placering.fjern(row, GODKENDER, dag, GRUND)
        elif handling == "nedskriv" and claim is not None:
            nedskriv(claim, held.randint(1, claim.rest // 2), GODKENDER, dag, GRUND)


def _som_kredit(payment: Indbetaling, payee: Modtager, dag: dt.date) -> None:
    key = f"tilbage {payment.pk} {payment.fordelinger.count()}"
    with transaction.atomic():
        beloeb = payment.rest
        placering.tilbagebetal(payment, beloeb, KREDITOR, GODKENDER, dag, key)
        item = NyPost(key, payee.pk, beloeb, dag, KREDITOR, tekst="Tilbagebetaling")
        poster.opret(Samling(modul.find("krdi"), key, KOMMUNE, dag, "Tilbagebetaling"), [item], GODKENDER)


# Payouts


def kreditposter(trin: Trin) -> None:
    """The month's credit items of Bogh and Krdi; some of Krdi's payees owe the authority."""
    for navn, konto in (("krdi", KREDITOR), ("bogh", "9004004014")):
        key = f"{navn} {trin.dag:%Y%m}"
        group = Samling(modul.find(navn), key, KOMMUNE, trin.dag, "Prøveposter")
        items = [
            NyPost(
                f"{key} {number}",
                _person(number).pk if navn == "krdi" else Modtager.objects.get(art="kunde", nummer=MODTAGERE[number]).pk,
                trin.held.randint(100, 200_000),
                trin.dag + dt.timedelta(5),
                konto,
                UDGIFT,
                tekst="Prøvepost",
            )
            for number in range(3)
        ]
        if not Udbetalingspost.objects.filter(noegle__startswith=key).exists():
            poster.opret(group, items, BYGGER)


SKYLDNERE = ("3112999998", "3112999997", "3112999996")


def _person(number: int) -> Modtager:
    return modtagere.gem("cpr", SKYLDNERE[number], f"Prøve Person {number}", f"6471 5{number}", dt.date(AAR - 1, 1, 1), BYGGER)


def udbetal(trin: Trin) -> None:
    """The runs of rows 18 and 1."""
    for interface in (KRDI, BOGH):
        trin.send(interface, kommune=KOMMUNE, betalingsdato=_bankdag(trin.dag))


def _bankdag(dag: dt.date) -> dt.date:
    """A weekday soon: the bank takes no other."""
    later = dag + dt.timedelta(2)
    return later + dt.timedelta({6: 2, 7: 1}.get(later.isoweekday(), 0))


def returner(trin: Trin) -> None:
    """The bank sends a payment back."""
    paid = en(trin, Udbetaling.objects.filter(gaelder=True, exchange__sent_at__isnull=False, exchange__interface__in=(KRDI, BOGH)))
    if paid is not None and trin.sjaeldent(2):
        retur.returner(paid.betalings_id, trin.dag, GRUND, GODKENDER)


def modregn(trin: Trin) -> None:
    """Debt that was found is set off, as somebody has approved."""
    modregning.godkend(Forsoeg.objects.filter(tilstand=Tilstand.FUNDET, seneste=True).values_list("pk", flat=True), GODKENDER)


def incasso(scene: Scene) -> None:
    """Central incasso books what it received, and has new debts."""
    partner = scene.partnere.incasso
    partner.post()
    partner.debts = {number: scene.held.randint(0, 900) for number in SKYLDNERE}


RAEKKER = (
    Raekke(1, "the bank's site: carried by hand"),
    Raekke(
        2,
        "the bank's site: fetched by hand",
        (Modpart(maanedlig(10, 20), fi_fil), Operatoer(maanedlig(11, 21), fi_hent), Operatoer(maanedlig(13, 24), koe)),
    ),
    Raekke(
        12,
        "Betalingsservice's site: fetched by hand",
        (Modpart(aarlig(1, 6), bs_aftaler), Modpart(maanedlig(8), bs_svar), Operatoer(maanedlig(7, 9), bs_hent)),
    ),
    Raekke(
        13,
        "Betalingsservice's site: carried by hand, answered as it was asked",
        (Operatoer(maanedlig(9), nye_krav), Operatoer(maanedlig(12), opkraev)),
    ),
    Raekke(
        18,
        "the bank's site: carried by hand",
        (Operatoer(maanedlig(16), kreditposter), Operatoer(maanedlig(25), udbetal), Operatoer(maanedlig(27), returner)),
    ),
    Raekke(19, "Central incasso: SOAP server", (Modpart(maanedlig(15, 23), incasso), Operatoer(maanedlig(18, 22), modregn))),
)
