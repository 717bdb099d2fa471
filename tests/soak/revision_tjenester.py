"""The audit of the rows that others call (17, 22, 35, 37): their copies against our registers, their calls against our log."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from tests.soak.boeger import Boeger
from tests.soak.raekker import tjenester
from tests.soak.raekker.led import KOMMUNE as LEDIGES

from snitflade.api.debitor import DebitorUd
from snitflade.api.ledighed import _ud
from snitflade.api.models import Call
from snitflade.exchange.models import AuditEvent
from snitflade.inka.debitorkort import kort
from snitflade.inka.debitoropslag import SKREVET
from snitflade.inka.models import Debitor
from snitflade.led import itreg
from snitflade.led.models import Ledighedskort
from snitflade.partners.run import Partners
from snitflade.soc.handicap.models import Handicapforanstaltning, Ipisudtraek


def renoweb(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Row 17: the copy is the register, and each debtor got its number once, however often it was written."""
    book = boeger.husket("renoweb_kopi", {"kopi": {}})["kopi"]
    ours = {one.kundenr: json.loads(DebitorUd.model_validate(one).model_dump_json()) for one in kort(list(Debitor.objects.all()))}
    for number in sorted(ours.keys() | book.keys()):
        mine, theirs = ours.get(number, {}), book.get(number, {})
        wrong = sorted(name for name in mine.keys() | theirs.keys() if name != "aendret" and mine.get(name) != theirs.get(name))
        if wrong:
            yield f"række 17: debitor …{number[-4:]} er en anden hos RenoWeb: {wrong}"
    written = Counter(AuditEvent.objects.filter(event=SKREVET).values_list("detail__debitor", flat=True))
    if written != Counter(Debitor.objects.values_list("pk", flat=True)):
        yield f"række 17: RenoWebs numre er skrevet {sum(written.values())} gange på {Debitor.objects.count()} debitorer"


def led(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Row 22: the copy is what the cards say."""
    book = boeger.husket("itreg", {"kopi": {}})["kopi"]
    found = itreg.hent(list(Ledighedskort.objects.filter(kommune=LEDIGES)))
    ours = {one.cpr: json.loads(_ud(one).model_dump_json()) for one in found}
    for number in sorted(ours.keys() | book.keys()):
        if ours.get(number) != book.get(number):
            yield f"række 22: en arbejdssøgende ({number[:6]}) er en anden hos IT Reg"


def ipis(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Row 35: nothing before there was a ground; the last file has every measure, the pseudonyms are as many as the persons."""
    book = boeger.husket("ipis", {"hentet": {}, "afvist": 0, "pseudonymer": {}})
    if not book["afvist"]:
        yield "række 35: IPIS fik udtræk, før der var et grundlag"
    for product in ("antal", "personer"):
        if not book["hentet"].get(product):
            yield f"række 35: IPIS har ikke hentet {product}"
    rows = book["hentet"].get("personer", [["", 0]])[-1][1]
    if rows != Handicapforanstaltning.objects.count():
        yield f"række 35: den sidste fil har {rows} linjer, der er {Handicapforanstaltning.objects.count()} foranstaltninger"
    if len(book["pseudonymer"]) != len(tjenester.MED_HANDICAP):
        yield f"række 35: {len(tjenester.MED_HANDICAP)} personer har haft {len(book['pseudonymer'])} pseudonymer"
    kept = set(Ipisudtraek.objects.values_list("sha256", flat=True))
    if missing := {sha for files in book["hentet"].values() for sha, _ in files} - kept:
        yield f"række 35: {len(missing)} hentede filer er der intet spor af"


def kald(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Each answer a system got is in the log of its token; what is there besides broke off on its way out."""
    talt = boeger.husket("kald", {})
    if not boeger.husket("opslag", 0):
        yield "række 37: ingen debitor er slået op med SOAP"
    for system, given in boeger.husket("tokens", {}).items():
        logged = Call.objects.filter(token=given["nummer"]).exclude(status__in=(429, 500, 503)).count()
        answered, broken = (talt.get(f"{system}: {what}", 0) for what in ("besvaret", "brudt"))
        if not answered <= logged <= answered + broken:
            yield f"{system} har fået {answered} svar og {broken} brudte, loggen har {logged}"


KONTROLLER = (renoweb, led, ipis, kald)
