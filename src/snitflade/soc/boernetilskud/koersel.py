"""A run: the month granted with differences for earlier ones, booked and paid, all of it or nothing; and taking it back.

Done twice there is nothing left to grant, and nothing is paid twice; what was left out (a receiver without account) is paid by the
next run. Sources: social-teknik.md 5.2 (the monthly process), payments.md 3.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.udbetaling import koersel as udbetaling
from snitflade.bogh.udbetaling import tid
from snitflade.bogh.udbetaling.models import Modregning, Modtager, Modtagerkonto, Tilbageholdelse, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.opsaetning import opsaet
from snitflade.exchange.bankdage import BANKEN, naeste_bankdag
from snitflade.exchange.bulk import collector_paused, lock
from snitflade.exchange.catalogue import Built, Option, OptionKind, Options, Sheet
from snitflade.exchange.konstanter import brug
from snitflade.exchange.models import Exchange
from snitflade.folk.models import CprLeverance
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.skat.models_aktuel import AktuelIndkomst
from snitflade.soc.boernetilskud import bogfoer
from snitflade.soc.boernetilskud.bogfoer import Koersel, Opgoerelse
from snitflade.soc.boernetilskud.models_tildeling import Tildeling, Tilskudsopgoerelse
from snitflade.soc.boernetilskud.modul import BOERNETILSKUD, KONTO, MELLEMKONTO
from snitflade.soc.boernetilskud.udvaelg import Udvalg, udvaelg
from snitflade.soc.maaned import Maaned

BT_MAANED = ProblemKind("BT_MAANED", "«{raw}» er ikke en måned. Skriv den med seks cifre, fx 202505.")
BT_KOMMUNE = ProblemKind("BT_KOMMUNE", "«{raw}» er ikke et kommunenummer på 4 cifre, fx 0957.")
BT_FREMTID = ProblemKind("BT_FREMTID", "{raw} kan ikke køres endnu: kun til og med {sidste}.")
BT_GAMMELT_GRUNDLAG = ProblemKind(
    "BT_GAMMELT_GRUNDLAG",
    "Udbetalingsgrundlaget er over en uge gammelt: {hvad} er sidst modtaget {hvornaar}. Hent det igen, og byg kørslen om.",
    Severity.ADVARSEL,
    spec="BT-W01",
)
BT_EN_FORAELDER = ProblemKind("BT_EN_FORAELDER", "{antal} børn har kun én kendt forælder i CPR.", Severity.ADVARSEL, spec="BT-W02")
BT_SAMLEVER = ProblemKind(
    "BT_SAMLEVER",
    "{antal} modtagere har i et år boet sammen med netop én anden voksen, og det er ikke oplyst, om de er samlevende. "
    "De er regnet som enlige. Skriv svaret på et undtagelseskort.",
    Severity.ADVARSEL,
)
BT_UFULDSTAENDIG = ProblemKind("BT_UFULDSTAENDIG", "{antal} personers aktuelle indkomst er mærket ufuldstændig.", Severity.ADVARSEL)
BT_IKKE_AFGJORT = ProblemKind(
    "BT_IKKE_AFGJORT",
    "{antal} børn er ikke tildelt ({kode}): {aarsag}",
    Severity.ADVARSEL,
)
UGE = dt.timedelta(7)

VALG = (
    Option("kommune", OptionKind.TEXT, "Kommunenummer, fx 0957"),
    Option("maaned", OptionKind.TEXT, "Den måned, børnetilskuddet er for, fx 202505"),
    Option("betalingsdato", OptionKind.DATE, "Den dag, der betales; ellers månedens første bankdag", required=False),
    Option("regnskabsaar", OptionKind.NUMBER, "Regnskabsår; ellers betalingsdatoens", required=False),
)


class _Intet(Exception):
    """Undoes what was written, since there is nothing to pay."""


def byg(exchange: Exchange, options: Options) -> Built:
    """Make a run, in the caller's transaction. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    koersel = koersel_af(options, problems)
    if koersel is None:
        raise ProblemsError(problems)
    with collector_paused():
        lock(Tildeling, Tilskudsopgoerelse, Modtager, Modtagerkonto, Udbetalingspost, Tilbageholdelse, Udbetaling, Bilag, Postering)
        valg = udvaelg(koersel.kommune, koersel.maaned, problems)
        if problems.errors:
            raise ProblemsError(problems)
        _advar(valg, problems)
        try:
            with transaction.atomic():
                return _byg(exchange, koersel, valg, problems)
        except _Intet:
            note = f"Der er intet børnetilskud at udbetale for {koersel.maaned.tekst}. Intet er skrevet."
            return Built(key="", files=(), totals={}, sheet=[], warnings=problems, notes=(note,))


def koersel_af(options: Options, problems: Problems) -> Koersel | None:
    """The run that the options ask for; None, with everything that is wrong reported."""
    kommune, name = str(options["kommune"]), str(options["maaned"])
    if not (kommune.isascii() and kommune.isdigit() and len(kommune) == 4):
        problems.add(BT_KOMMUNE, field="kommune", raw=kommune)
    try:
        maaned = Maaned.laes(name)
    except ValueError:
        problems.add(BT_MAANED, field="maaned", raw=name)
        return None
    last = Maaned.af(tid.nu().date()).plus(1)
    if maaned > last:
        problems.add(BT_FREMTID, field="maaned", raw=maaned.tekst, sidste=last.tekst)
    if problems.errors:
        return None
    dato = options.get("betalingsdato") or foerste_dag(maaned)
    opsaetning = opsaet(BOERNETILSKUD, kommune, dato, tid.nu(), problems)
    art = brug.hent(KONTO, dato, problems)
    if opsaetning is None or not art:
        return None
    wait = "" if opsaetning.vej == "prisme" else brug.hent(MELLEMKONTO, dato, problems)
    if problems.errors:
        return None
    pay = opsaetning.betalingsdato
    year = int(options.get("regnskabsaar") or pay.year)
    return Koersel(kommune, maaned, pay, year, opsaetning, wait or art, art if wait else "")


def foerste_dag(maaned: Maaned) -> dt.date:
    """The first bank day of a month."""
    return naeste_bankdag(maaned.foerste, BANKEN)


def _byg(exchange: Exchange, koersel: Koersel, valg: Udvalg, problems: Problems) -> Built:
    sums = bogfoer.skriv(exchange, koersel, valg.linjer, valg.navne)
    pay = koersel.opsaetning.betalingsdato
    options = {"kommune": koersel.kommune, "betalingsdato": pay, "forfald_til": pay, "regnskabsaar": koersel.regnskabsaar}
    built = udbetaling.byg(BOERNETILSKUD, exchange, options)
    problems.extend(built.warnings)
    if not built.files:
        raise _Intet
    return Built(
        key=built.key,
        files=built.files,
        totals=built.totals,
        sheet=[*_ark(koersel, valg, sums), *built.sheet],
        kommune=koersel.kommune,
        warnings=problems,
        notes=built.notes,
    )


def _advar(valg: Udvalg, problems: Problems) -> None:
    """Warn of an old base, and of what somebody has to look at."""
    if valg.beregnet is None:
        return
    now, cases = tid.nu(), valg.beregnet.sager
    cpr = CprLeverance.objects.filter(faerdig=True).aggregate(last=Max("proddto"))["last"]
    income = AktuelIndkomst.objects.aggregate(last=Max("hentet"))["last"]
    fetched = timezone.localtime(income, now.tzinfo).date() if income else None
    for what, day in (("CPR", cpr), ("aktuel indkomst", fetched)):
        if day is None or now.date() - day > UGE:
            shown = f"{day:%d-%m-%Y}" if day else "aldrig"
            problems.add(BT_GAMMELT_GRUNDLAG, field="grundlag", hvad=what, hvornaar=shown)
    for kind, count in (
        (BT_EN_FORAELDER, cases.en_foraelder_ukendt),
        (BT_SAMLEVER, len(cases.maaske_samlever)),
        (BT_UFULDSTAENDIG, valg.beregnet.ufuldstaendige),
    ):
        if count:
            problems.add(kind, antal=count)
    waiting = Counter((sag.kode, sag.aarsag) for sag in valg.uafgjorte)
    for (kode, reason), count in sorted(waiting.items()):
        problems.add(BT_IKKE_AFGJORT, antal=count, kode=kode, aarsag=reason)


def _ark(koersel: Koersel, valg: Udvalg, sums: dict[str, Opgoerelse]) -> Sheet:
    """What the operator sees: the cases, the lines, and what they come to."""
    kinds: Counter[str] = Counter()
    amounts: Counter[str] = Counter()
    for line in valg.linjer:
        name = f"{line.linjetype.label} {line.maaned.tekst}"
        kinds[name] += 1
        amounts[name] += line.beloeb
    sheet: Sheet = [
        (koersel.tekst, [(name.capitalize(), str(count)) for name, count in sorted(valg.udfald.items())]),
        ("Linjer", [(f"{name} ({kinds[name]})", beloeb_tekst(amounts[name])) for name in kinds]),
        ("Modtagere", _mellemregning(list(sums.values()))),
    ]
    if valg.beregnet is not None and not valg.beregnet.gaeldende.satser.bekraeftet:
        sheet.insert(0, ("Foreløbig model", [("Satserne er ikke bekræftet", valg.beregnet.gaeldende.satser.kilde)]))
    return sheet


def _mellemregning(sums: Sequence[Opgoerelse]) -> list[tuple[str, str]]:
    rest = sum(min(one.foer + one.linjer, 0) for one in sums)
    return [
        ("Fra før", beloeb_tekst(sum(one.foer for one in sums))),
        ("Linjer", beloeb_tekst(sum(one.linjer for one in sums))),
        ("Tildelt til betaling", beloeb_tekst(sum(one.beloeb for one in sums))),
        ("Føres videre", beloeb_tekst(rest)),
    ]


def fortryd(exchange: Exchange) -> None:
    """Take back what a run that never went out did: its payments and what it granted; the next run grants and pays it again."""
    lock(Tildeling, Tilskudsopgoerelse, Udbetalingspost, Udbetaling, Modregning, Bilag, Postering)
    udbetaling.fortryd(exchange)
    bogfoer.fortryd(exchange, f"udveksling {exchange.pk}")
