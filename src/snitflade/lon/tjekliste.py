"""Page 402: what is wrong with a payroll run before it is booked, every reason at once. Source: social-teknik.md 7.1."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from snitflade.bogh import konti
from snitflade.exchange.konstanter import konstant
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.lon.loenlinjer import er_bogfoert
from snitflade.lon.models import Koerselstatus, Loenkoersel

LON_AABEN = ProblemKind(
    "LON_AABEN",
    "Kørsel {raw} er ikke frosset. Kør LS490 i lønsystemet, og hent linjerne igen; så længe kan den kun tjekkes.",
    spec="LON-E01",
)
LON_BALANCE = ProblemKind(
    "LON_BALANCE",
    "Linjerne med posteringsdato {raw} går ikke i nul: debet er {debet} og kredit {kredit} kr. Ret kørslen i lønsystemet.",
    spec="LON-E03",
)
LON_BOGFOERT = ProblemKind("LON_BOGFOERT", "Kørsel {raw} er allerede bogført med bilag {bilag}.", spec="LON-E04")
LON_LUKKET = ProblemKind(
    "LON_LUKKET",
    "Posteringsdatoen {raw} ligger i en lukket periode: der er lukket til og med {lukket}. Få den åbnet, eller ret datoen.",
    spec="LON-E05",
)
LON_AENDRET = ProblemKind(
    "LON_AENDRET",
    "Kørsel {raw} er ændret, siden den blev hentet første gang: debet var {foer} og er {nu} kr. Tjek den igen.",
    Severity.ADVARSEL,
    spec="LON-W01",
)


def tjek(koersel: Loenkoersel) -> Problems:
    """Everything that stands in the way of booking the run, and what to look at."""
    problems = Problems()
    if koersel.status != Koerselstatus.FROSSET:
        problems.add(LON_AABEN, field="status", raw=koersel.noegle)
    if er_bogfoert(koersel):
        valid = koersel.bogfoeringer.filter(bilag__tilbagefoert_af=None).select_related("bilag")
        problems.add(LON_BOGFOERT, raw=koersel.noegle, bilag=", ".join(one.bilag.nummer for one in valid))
    if koersel.foer_debet is not None and koersel.foer_kredit is not None:
        foer, nu = beloeb_tekst(koersel.foer_debet), beloeb_tekst(koersel.debet)
        problems.add(LON_AENDRET, raw=koersel.noegle, foer=foer, nu=nu)
    sides: defaultdict[dt.date, list[int]] = defaultdict(lambda: [0, 0])
    accounts: defaultdict[dt.date, dict[str, None]] = defaultdict(dict)
    for konto, beloeb, debkre, postdato in koersel.loenlinjer.values_list("konto", "beloeb", "debkre", "postdato"):
        sides[postdato][debkre == "K"] += beloeb
        accounts[postdato][konto] = None
    closed = konstant("lon.lukket_til", dt.date(koersel.aar, koersel.maaned, 1))
    for postdato, (debet, kredit) in sorted(sides.items()):
        if debet != kredit:
            dag, d, k = f"{postdato:%d-%m-%Y}", beloeb_tekst(debet), beloeb_tekst(kredit)
            problems.add(LON_BALANCE, field="beloeb", raw=dag, debet=d, kredit=k)
        if closed and postdato <= dt.date.fromisoformat(closed):
            lukket = f"{dt.date.fromisoformat(closed):%d-%m-%Y}"
            problems.add(LON_LUKKET, field="postdato", raw=f"{postdato:%d-%m-%Y}", lukket=lukket)
        konti.tjek(accounts[postdato], koersel.kommune, postdato, problems)  # LON-E02
    return problems
