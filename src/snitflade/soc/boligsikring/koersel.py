"""A run: the month's benefits granted, booked, transferred and told to the landlords, all of it or nothing; and taking it back.

The ordinary run (O) of a month is made once; the pick-up (S) grants differences, as often as there are any. Done twice, nothing is
left to grant. Sources: social-teknik.md 2.1, 2.3 and 2.6; winformatik.md 3.5.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Count, Sum

from snitflade.bogh.models import Bilag
from snitflade.bogh.models import Postering as Bogfoert
from snitflade.bogh.prisme import konto_total
from snitflade.bogh.prisme import opsaetning as prisme_opsaetning
from snitflade.bogh.udbetaling import koersel as udbetaling
from snitflade.bogh.udbetaling import modregning
from snitflade.bogh.udbetaling.models import Modtagerkonto, Tilbageholdelse, Udbetaling, Udbetalingspost
from snitflade.exchange import configuration
from snitflade.exchange.bulk import collector_paused, lock, next_id
from snitflade.exchange.catalogue import Built, Options, OutFile, Sheet
from snitflade.exchange.models import Exchange
from snitflade.exchange.taken_back import numbers
from snitflade.formats.document import Document
from snitflade.formats.g68_opstil import henvisning_571
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.soc import husstand
from snitflade.soc.boligsikring import bogfoer, filer
from snitflade.soc.boligsikring.filer import Andel
from snitflade.soc.boligsikring.models_ansoegning import Advis
from snitflade.soc.boligsikring.models_bevilling import Bevilling, Koerselsart, Overfoersel
from snitflade.soc.boligsikring.models_lejemaal import Ejer, Udlejer
from snitflade.soc.boligsikring.modul import TILDELT
from snitflade.soc.boligsikring.ramme import Koersel, koersel_af
from snitflade.soc.boligsikring.udvaelg import Valg, udvaelg

BS_ORDINAER_FINDES = ProblemKind(
    "BS_ORDINAER_FINDES", "{raw} er bogført ordinært med udveksling {exchange}. Kør opsamling (S): så bevilges kun forskellene."
)
BS_PROFIL_DELES = ProblemKind(
    "BS_PROFIL_DELES",
    "Udlejerne {raw} har samme profil, «{profil}», og der er én forbindelse for den: de ville få hinandens lejere. "
    "Giv hver udlejer sin egen profil.",
)
BS_UDEN_FIL = ProblemKind(
    "BS_UDEN_FIL", "Der kommer ingen fil ud af kørslen, så den kan ikke godkendes. Giv udlejer {raw} en profil (udlejere.csv)."
)
BS_UDLEJER_UDEN_VEJ = ProblemKind(
    "BS_UDLEJER_UDEN_VEJ",
    "Udlejer {raw} har ingen mailforbindelse for «{profil}». Filen laves og skal sendes med hånden.",
    Severity.ADVARSEL,
    spec="BS-E21",
)


def byg(exchange: Exchange, options: Options) -> Built:
    """Make a run, in the caller's transaction. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    koersel = koersel_af(options, problems)
    if koersel is None:
        raise ProblemsError(problems)
    with collector_paused():
        lock(Overfoersel, Bevilling, Advis, Modtagerkonto, Udbetalingspost, Tilbageholdelse, Udbetaling, Bilag, Bogfoert)
        _ny(koersel, problems)
        valg = udvaelg(koersel.ramme.kommune, koersel.maaned, koersel.art, problems)
        if problems.errors:
            raise ProblemsError(problems)
        if not valg.linjer:
            note = f"Der er intet at bevilge for {koersel.maaned.tekst}. Intet er skrevet."
            return Built(key="", files=(), totals={}, sheet=[], warnings=problems, notes=(note,))
        return _byg(exchange, koersel, valg, problems)


def _ny(koersel: Koersel, problems: Problems) -> None:
    """The ordinary run of a month is made once."""
    made = Overfoersel.objects.filter(
        maaned=str(koersel.maaned), koersel=Koerselsart.ORDINAER, exchange__options__kommune=koersel.ramme.kommune
    ).exclude(exchange__in=numbers())
    number = made.values_list("exchange_id", flat=True).first()
    if koersel.art is Koerselsart.ORDINAER and number is not None:
        problems.add(BS_ORDINAER_FINDES, field="koersel", raw=koersel.maaned.tekst, exchange=number)


def _byg(exchange: Exchange, koersel: Koersel, valg: Valg, problems: Problems) -> Built:
    first = next_id(Overfoersel)
    andele = [_andel(koersel, valg, number, first + at) for at, number in enumerate(valg.linjer)]
    key = _noegle(koersel)
    paid = bogfoer.bankposter(exchange, koersel, andele, key)
    bogfoer.skriv(exchange, koersel, valg, andele, first, paid)
    bogfoer.bogfoer(exchange, koersel, andele, key, problems)
    bank = bogfoer.bank(exchange, koersel, paid, problems)
    files = (*_filer(koersel, andele, problems), *(bank.files if bank else ()))
    if not files:
        problems.add(BS_UDEN_FIL, raw=", ".join(andel.udlejer.kode for andel in andele))
    if problems.errors:
        raise ProblemsError(problems)
    totals = {**totaler(exchange, koersel, {andel.udlejer.kode for andel in andele if andel.udlejer.profil})}
    if bank:
        totals |= bank.totals
    return Built(
        key=bank.key if bank else key,
        files=files,
        totals=totals,
        sheet=[*_ark(koersel, valg, andele), *(bank.sheet if bank else ())],
        kommune=koersel.ramme.kommune,
        warnings=problems,
        notes=(*([koersel.opsaetning.note] if koersel.opsaetning.note else []), *(bank.notes if bank else ())),
    )


def _andel(koersel: Koersel, valg: Valg, number: int, at: int) -> Andel:
    udlejer, linjer = valg.udlejere[number], valg.linjer[number]
    reference = ""
    if koersel.prisme and udlejer.ejer != Ejer.KOMMUNE and sum(line.beloeb for line in linjer) != 0:
        reference = henvisning_571(koersel.ramme.posteringsdato, koersel.terminal, koersel.ramme.regnskabsaar, str(at))
    return Andel(udlejer, linjer, reference)


def _noegle(koersel: Koersel) -> str:
    """The key of the month's next run of its kind; numbers of runs that were taken back are not used again."""
    kommune, maaned, art = koersel.ramme.kommune, str(koersel.maaned), koersel.art.value
    runs = Overfoersel.objects.filter(maaned=maaned, koersel=art, exchange__options__kommune=kommune)
    return f"571-{kommune}-{maaned}-{art}-{runs.values('exchange').distinct().count() + 1:03d}"


def _filer(koersel: Koersel, andele: Sequence[Andel], problems: Problems) -> list[OutFile]:
    files: list[OutFile] = []
    kommune, maaned = koersel.ramme.kommune, koersel.maaned
    navne = husstand.navne([line.cpr for andel in andele for line in andel.linjer])
    if koersel.prisme:
        lines = filer.posteringer(andele, koersel.konto, koersel.opsaetning.kreditkonto)
        prisme = prisme_opsaetning(koersel.ramme.posteringsdato)
        if lines:
            files.append(filer.g69_fil(lines, koersel.ramme, prisme, problems))
        if transferred := [andel for andel in andele if andel.henvisning]:
            files.append(filer.g68_fil(transferred, koersel.ramme, problems))
    for andel in andele:
        if andel.udlejer.profil:
            made = filer.til_udlejer(andel, kommune, maaned, koersel.art, navne, problems)
            files += [made] if made else []
            if made:
                _vej(andel.udlejer, problems)
    return files


def _vej(udlejer: Udlejer, problems: Problems) -> None:
    """Report a landlord whose file goes by no connection, or by one that another's would go by, too."""
    if not configuration.has(TILDELT, udlejer.profil):
        problems.add(BS_UDLEJER_UDEN_VEJ, raw=udlejer.kode, profil=udlejer.profil)
        return
    same = list(Udlejer.objects.filter(profil=udlejer.profil).order_by("kode").values_list("kode", flat=True))
    if len(same) > 1:
        problems.add(BS_PROFIL_DELES, field="profil", raw=", ".join(same), profil=udlejer.profil)


def totaler(exchange: Exchange, koersel: Koersel, med_fil: set[str]) -> dict[str, int]:
    """What the files must show, from the rows and ledger lines the database now holds."""
    lines = Bevilling.objects.filter(exchange=exchange).order_by()
    found: dict[str, int] = {}
    for kode, count, total in lines.values_list("overfoersel__udlejer__kode").annotate(Count("pk"), Sum("beloeb")):
        if kode in med_fil:
            found |= {f"{kode} linjer": count, f"{kode} boligsikring": total}
    if not koersel.prisme:
        return found
    transfers = Overfoersel.objects.filter(exchange=exchange).exclude(beloeb=0)
    debits = lines.exclude(beloeb=0).count()
    if debits:
        found["G69 linjer"] = debits + transfers.count()
        # An account whose lines cancel out has none in the ledger, and sums to nothing in the file.
        found[konto_total(koersel.konto)] = 0
    booked = Bogfoert.objects.filter(exchange=exchange).order_by().values_list("konto").annotate(Sum("beloeb"))
    found |= {konto_total(konto): total for konto, total in booked}
    paid = transfers.exclude(henvisning="").aggregate(count=Count("pk"), total=Sum("beloeb"))
    return found | ({"G68 linjer": paid["count"], "G68 i alt": paid["total"]} if paid["count"] else {})


def proev(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
    """The totals the decoded files show. Raises ProblemsError where a landlord's file is not what it is transferred (BS-E20)."""
    given = dict(Overfoersel.objects.filter(exchange=exchange).values_list("udlejer__kode", "beloeb"))
    totals = filer.vist(documents, given)
    bank = {name: one for name, one in documents.items() if name.endswith((".erh", ".xml"))}
    return {**totals, **(udbetaling.proev(exchange, bank) if bank else {})}


def fortryd(exchange: Exchange) -> None:
    """Take back what a run that never went out did: its vouchers are reversed, its credit items withdrawn."""
    udbetaling.fortryd(exchange)
    items = Overfoersel.objects.filter(exchange=exchange, post__isnull=False).order_by("pk").select_related("post")
    for transfer in items:
        if transfer.post is not None and transfer.post.rest:
            grund = f"Udveksling {exchange.pk} er taget tilbage"
            dato = dt.date.fromisoformat(exchange.options["posteringsdato"])
            modregning.annuller(transfer.post, f"udveksling {exchange.pk}", dato, grund)


def _ark(koersel: Koersel, valg: Valg, andele: Sequence[Andel]) -> Sheet:
    """What the operator sees: results, each landlord's sum, and what it consists of."""
    kinds: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for andel in andele:
        for line in andel.linjer:
            kinds[line.linjetype.label][0] += 1
            kinds[line.linjetype.label][1] += line.beloeb
    return [
        ("Ansøgninger", [(name.capitalize(), str(count)) for name, count in sorted(valg.resultater.items())]),
        ("Udlejere", [(f"{andel.udlejer.kode} ({len(andel.linjer)} linjer)", beloeb_tekst(andel.beloeb)) for andel in andele]),
        ("Linjer", [(f"{name} ({count})", beloeb_tekst(total)) for name, (count, total) in sorted(kinds.items())]),
        ("I alt", [(koersel.ramme.tekst, beloeb_tekst(sum(andel.beloeb for andel in andele)))]),
    ]
