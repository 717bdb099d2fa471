"""Outside the catalogue: Winformatik's page 522, the month's claims for day care to Prisme. All of the interface is this file.

Who: the officer of day care, once a month. What goes wrong elsewhere: a month is never billed (winformatik.md 4, P1), or twice; so
the month is the run's key, and a basis that nobody has run is alarmed. The basis comes as a file, a line for each child and
institution; its bytes are kept, and a run reads them again. Nobody describes one, so its columns are ours.

Source: winformatik.md 2.7 and 3.4 (one page of which only the head could be read), prisme.md 2.2 and 3.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from django.db import transaction

from snitflade.bogh import konti
from snitflade.bogh.models import Bilag, Postering
from snitflade.exchange import blobs
from snitflade.exchange.bulk import collector_paused, lock
from snitflade.exchange.catalogue import Applied, Built, Interface, Option, OptionKind, Options, Outside, Sheet, register
from snitflade.exchange.konstanter import Konstant, brug, konto
from snitflade.exchange.konstanter import register as konstanter
from snitflade.exchange.models import Exchange
from snitflade.folk.models import Lokalitet
from snitflade.folk.models_person import Person
from snitflade.formats import checkdigits
from snitflade.formats.cells import Amount, Digits, Text
from snitflade.formats.delimited import Column, read_table
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity, mask_cpr
from snitflade.formats.text import beloeb_tekst, konto_tekst
from snitflade.inka.bestilling import BESTILLING, tjek_bestilling
from snitflade.inka.debitorer import overholder
from snitflade.inka.maanedsgrundlag import Maanedsgrundlag
from snitflade.inka.models import Debitor, Regning
from snitflade.inka.prismekoersel import Kontering, Post, Sag, fordel, fortryd, skriv, vist
from snitflade.inka.regningskunder import HOEJESTE_RATE, Kunde, Omraade, kunder, tjek_kunder
from snitflade.soc.csvsaet import entydige
from snitflade.soc.maaned import Maaned

ID, MODUL, SIDE, FORMAT = "soc.daginstitution-prisme", "soc.daginstitution", "522", "daginstitution"
MODKONTO, FRIPLADSKONTO, BETALINGSART = (f"daginstitution.{name}" for name in ("modkonto", "fripladskonto", "betalingsart"))
MAANEDER = Maanedsgrundlag(ID, MODUL, SIDE, "Daginstitution")
konstanter(
    {
        MODKONTO: konto("Daginstitution: modkonto", "winformatik.md 3.4"),
        FRIPLADSKONTO: konto("Daginstitution: konto, der debiteres fripladser pr. barn", "winformatik.md 2.7 og 3.4"),
        BETALINGSART: Konstant("Daginstitution: betalingsart i 10Q", "winformatik.md 3.4", moenster="[0-9]{3}", form="tre cifre"),
    }
)

DAGI_TOM = ProblemKind("DAGI_TOM", "Grundlaget har ingen linjer; der er intet at opkræve.")
DAGI_FLERE = ProblemKind(
    "DAGI_FLERE", "«{raw}» er ikke det samme som i første linje ({first}). Et grundlag er for én kommune og én måned: del filen."
)
DAGI_MAANED = ProblemKind("DAGI_MAANED", "«{raw}» er ingen måned. Skriv år og måned, fx 2026-11.")
DAGI_BARN = ProblemKind("DAGI_BARN", "Barnets personnummer {raw} begynder ikke med en dato, der findes. Ret det.")
DAGI_BARN_UKENDT = ProblemKind("DAGI_BARN_UKENDT", "Barnet {raw} står ikke i folkeregistret. Kontrollér det.", Severity.ADVARSEL)
DAGI_FRIPLADS = ProblemKind("DAGI_FRIPLADS", "Fripladsen {raw} er mere end taksten {takst}. Ret en af dem.")
DAGI_KUNDE = ProblemKind("DAGI_KUNDE", "{hvem} {raw} er ikke oprettet som kunde (side 200). Opret den, og indlæs grundlaget igen.")
DAGI_FRA_KONTO = ProblemKind(
    "DAGI_FRA_KONTO", "Betaleren {raw} betaler fra en konto. Det er ikke beskrevet for side 522: bogfør det med et bilag i stedet."
)
DAGI_MODKONTO = ProblemKind(
    "DAGI_MODKONTO", "Modkontoen {raw} er også en indtægtskonto eller fripladskontoen, så Prismes modpost kan ikke afstemmes."
)

KOLONNER = (
    Column("Kommune", Digits(4)),
    Column("Måned", Digits(6, "-")),
    Column("Barn", Digits(10, "-"), personal=True),
    Column("Betaler", Digits(10), personal=True),
    Column("Institution", Digits(10)),
    Column("Indtægtskonto", Digits(10, "-")),
    Column("Takst", Amount(HOEJESTE_RATE)),
    Column("Friplads", Amount(HOEJESTE_RATE)),
    Column("Tekst", Text(60)),
)
"""`Betaler`, `Institution`: kundenumre; `Takst`: the month's price before `Friplads`, both kroner; `Tekst`: the bill's line (10Q
trans 26) in the payer's language. How a price comes about (income group, percent, siblings) is the module's own affair."""


class Linje(NamedTuple):
    """A child in an institution. `linje`: its line in the file; amounts in øre."""

    linje: int
    barn: str
    betaler: str
    institution: str
    konto: str
    takst: int
    friplads: int
    tekst: str


class Grundlag(NamedTuple):
    """A month's basis."""

    kommune: str
    maaned: str
    linjer: list[Linje]


def genkend(data: bytes, navn: str) -> str:
    """Whether it is a basis, by its heading."""
    heading = data.split(b"\n", 1)[0].decode(errors="replace").casefold()
    return FORMAT if all(name in heading for name in ("barn", "friplads", "takst")) else ""


def orden(data: bytes, navn: str) -> str:
    """Municipality and month, e.g. ``0956-202611``: what the run's key ends with."""
    table = read_table(b"\n".join(data.split(b"\n", 2)[:2]), KOLONNER, Problems())
    return f"{table['Kommune'][0]}-{table['Måned'][0]}" if len(table) and table.ok(0, "Kommune", "Måned") else ""


def laes(data: bytes, navn: str, problems: Problems) -> Grundlag:
    """Read a basis; every fault to the problems."""
    table = read_table(data, KOLONNER, problems)
    if not len(table):
        if not problems.errors:
            problems.add(DAGI_TOM)
        return Grundlag("", "", [])
    entydige(table, problems, "Barn", "Institution")
    for name in ("Kommune", "Måned"):
        for row in range(1, len(table)):
            if table.ok(row, name) and table.ok(0, name) and table[name][row] != table[name][0]:
                table.report(problems, DAGI_FLERE, row, name, first=table[name][0])
    if table.ok(0, "Måned") and not re.fullmatch("(19|20)[0-9]{2}(0[1-9]|1[0-2])", table["Måned"][0]):
        table.report(problems, DAGI_MAANED, 0, "Måned")
    whole = [row for row in range(len(table)) if table.ok(row, *(column.name for column in KOLONNER))]
    dated = overholder(checkdigits.cpr, [table["Barn"][row] for row in whole], 10).tolist() if whole else []
    for row, real in zip(whole, dated, strict=True):
        if not real:
            table.report(problems, DAGI_BARN, row, "Barn")
        if table["Friplads"][row] > table["Takst"][row]:
            table.report(problems, DAGI_FRIPLADS, row, "Friplads", takst=beloeb_tekst(table["Takst"][row]))
    names = ("Barn", "Betaler", "Institution", "Indtægtskonto", "Takst", "Friplads", "Tekst")
    rows = [Linje(table.lines[row], *(table[name][row] for name in names)) for row in whole]
    return Grundlag(str(table["Kommune"][0]), str(table["Måned"][0]), rows)


def tjek(grundlag: Grundlag, problems: Problems) -> dict[str, tuple[int, Kunde]]:
    """The customers by number; who is not there, or cannot pay so, is reported."""
    known = {kunde.kundenummer: (id, kunde) for id, kunde in kunder().items()}
    children = Person.objects.filter(personnummer__in=[one.barn for one in grundlag.linjer])
    there = set(children.values_list("personnummer", flat=True))
    has_register = bool(there) or Person.objects.exists()
    for one in grundlag.linjer:
        for hvem, nummer in (("Betaler", one.betaler), ("Institution", one.institution)):
            if nummer not in known:
                problems.add(DAGI_KUNDE, line=one.linje, field=hvem, raw=mask_cpr(nummer), hvem=f"{hvem}en")
        if one.betaler in known and known[one.betaler][1].konto:
            problems.add(DAGI_FRA_KONTO, line=one.linje, field="Betaler", raw=mask_cpr(one.betaler))
        if has_register and one.barn not in there:
            problems.add(DAGI_BARN_UKENDT, line=one.linje, field="Barn", raw=mask_cpr(one.barn))
    return known


def anvend(exchange: Exchange, grundlag: Grundlag, problems: Problems) -> Applied:
    """Check the basis against who is known; nothing is booked before it is run. Raises ProblemsError."""
    tjek(grundlag, problems)
    if problems.errors:
        raise ProblemsError(problems)
    owing = {one.betaler for one in grundlag.linjer if one.takst > one.friplads}
    totals = {"linjer": len(grundlag.linjer), "betalere": len(owing), **_summer(grundlag.linjer)}
    return Applied(totals=totals, sheet=_ark(exchange, grundlag))


def byg(exchange: Exchange, options: Options) -> Built:
    """Bill the basis and make the two files, in the caller's transaction. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    kilde, dato = MAANEDER.find(options.get("grundlag"), problems), options["posteringsdato"]
    tjek_bestilling(options, problems)
    wanted = (MODKONTO, FRIPLADSKONTO, BETALINGSART, "4011", "prisme.trans_10_uden_rate")
    modkonto, fripladskonto, betalingsart, omraade, alene = (brug.hent(nummer, dato, problems) for nummer in wanted)
    if kilde is None:
        raise ProblemsError(problems)
    grundlag = laes(blobs.get(kilde.files.get().blob), "", problems)
    with collector_paused(), transaction.atomic():
        lock(Debitor, Regning, Bilag, Postering)
        bills = fordel(_poster(grundlag, tjek(grundlag, problems)), Omraade(omraade, problems))
        bills = [one for one in bills if one.beloeb or alene == "J"]
        tjek_kunder(bills, problems, trans_10_uden_rate=True)
        rows = _konteringer(grundlag, modkonto, fripladskonto, problems)
        konti.tjek((row.konto for row in rows if row.konto), grundlag.kommune, dato, problems, egne=(modkonto,))
        if problems.errors:
            raise ProblemsError(problems)
        if not rows:
            return Built(
                "", (), {}, [], warnings=problems, notes=("Der er intet at opkræve: alle takster er 0. Intet er skrevet.",)
            )
        key = MAANEDER.noegle(f"{grundlag.kommune}-{grundlag.maaned}")
        sag = Sag(MODUL, SIDE, key, grundlag.kommune, grundlag.maaned, modkonto, betalingsart)
        files, totals = skriv(exchange, options, sag, bills, rows, problems)
    return Built(key, files, totals, _ark(kilde, grundlag), grundlag.kommune, problems)


def _poster(grundlag: Grundlag, known: Mapping[str, tuple[int, Kunde]]) -> Iterator[Post]:
    """What each payer owes for each child; the place is the institution's."""
    codes = dict(Lokalitet.objects.exclude(kode="").values_list("kode", "geo_kode"))
    places = dict(Debitor.objects.exclude(lokalitet="").values_list("kundenummer", "lokalitet"))
    for one in grundlag.linjer:
        if one.betaler in known and one.institution in known:
            sted, geo = known[one.institution][1].navn, codes.get(places.get(one.institution, ""), "")
            yield Post(*known[one.betaler], one.takst - one.friplads, one.tekst, sted, geo)


def _konteringer(grundlag: Grundlag, modkonto: str, fripladskonto: str, problems: Problems) -> list[Kontering]:
    """Income accounts credited gross, the modkonto debited net, and what is free debited for each child (winformatik.md 3.4)."""
    gross, free, net = _brutto(grundlag), defaultdict[str, int](int), _summer(grundlag.linjer)["netto"]
    for one in grundlag.linjer:
        free[one.barn] += one.friplads
    if net and modkonto and modkonto in {*gross, fripladskonto}:
        problems.add(DAGI_MODKONTO, field=MODKONTO, raw=konto_tekst(modkonto))
    rows = [Kontering(konto, -beloeb) for konto, beloeb in gross.items()] + [Kontering(modkonto, net)]
    return [row for row in (*rows, *(Kontering(fripladskonto, beloeb, barn) for barn, beloeb in free.items())) if row.beloeb]


def _brutto(grundlag: Grundlag) -> dict[str, int]:
    """Prices by income account, in the order of the accounts."""
    found: defaultdict[str, int] = defaultdict(int)
    for one in sorted(grundlag.linjer, key=lambda one: one.konto):
        found[one.konto] += one.takst
    return found


def _summer(linjer: Sequence[Linje]) -> dict[str, int]:
    brutto, friplads = sum(one.takst for one in linjer), sum(one.friplads for one in linjer)
    return {"brutto": brutto, "friplads": friplads, "netto": brutto - friplads}


def _ark(kilde: Exchange, grundlag: Grundlag) -> Sheet:
    """The control sheet: whose month it is, and what it comes to."""
    kroner = {name: beloeb_tekst(total) for name, total in _summer(grundlag.linjer).items()}
    return [
        (
            f"Daginstitution {Maaned.laes(grundlag.maaned).tekst}",
            [
                ("Grundlag", f"udveksling {kilde.pk}"),
                ("Børn", str(len({one.barn for one in grundlag.linjer}))),
                ("Betalere", str(len({one.betaler for one in grundlag.linjer}))),
            ],
        ),
        ("Indtægtskonti (brutto)", [(konto_tekst(konto), beloeb_tekst(beloeb)) for konto, beloeb in _brutto(grundlag).items()]),
        (
            "Opkrævning",
            [
                ("I alt brutto", kroner["brutto"]),
                ("Fripladser", kroner["friplads"]),
                ("I alt netto = modkonto = sum af rater", kroner["netto"]),
            ],
        ),
    ]


DAGINSTITUTION_PRISME = register(
    Interface(
        id=ID,
        outside=Outside(
            delsystem="Soc",
            modul="Daginstitution",
            ekstern="Prisme",
            integration="Snitflade 522 Daginstitution: G69 og 10Q",
            retning="begge",
            form="Grundlag som CSV; G69- og 10Q-filer med Secure FTP",
            frekvens="Pr. måned",
            udloest_af="Operatør",
            spec="winformatik.md 3.4",
        ),
        about=(
            "Opkræver en måneds daginstitution og sender den til Prisme: indtægter, netto og fripladser pr. barn som G69, rater "
            "som 10Q. Grundlaget indlæses som en fil, og måneden opkræves én gang; en kørsel, der ikke er sendt, kan tages "
            "tilbage. Filerne stemmes af med bogføringen, og en anden end den, der byggede dem, skal godkende dem."
        ),
        options=(Option("grundlag", OptionKind.NUMBER, "Grundlagets udveksling; ellers det nyeste", required=False), *BESTILLING),
        build=byg,
        prove=partial(vist, side=SIDE, modkonto=MODKONTO),
        reverse=partial(fortryd, modul=MODUL),
        read=laes,
        apply=anvend,
        recognise=genkend,
        order=orden,
        formats=("g69", "10q"),
        money=True,
        confirmed=False,
        pages=(SIDE,),
        contact="Prisme-support hos Selvstyrets økonomistyrelse",
        questions=(
            "Hvilken betalingsart har daginstitution i 10Q?",
            "Læser Prisme trans 14 (medhæftende partner), og hvilket layout har den? Den skrives ikke",
            "Skal en debitor med hel friplads stå i 10Q som en trans 10 uden rate?",
            "Hvilke kolonner har det månedlige grundlag fra Daginstitution?",
        ),
    )
)

MAANEDER.tilslut()
