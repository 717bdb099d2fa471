"""RenoWeb's basis as the sample of social-teknik.md 10.4, its customers and accounts, and what becomes of it."""

from __future__ import annotations

import datetime as dt

from snitflade.exchange import catalogue, inbound, outbound
from snitflade.exchange.catalogue import Built
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import Problems
from snitflade.formats.text import beloeb_tekst
from snitflade.inka.models import Debitor
from snitflade.tekn.renoweb.models import Renowebkonto

HOVED = (
    "Kommunenr;Kvartal;Linjeid;Kundenr;RenowebKundeid;Lokalitet;Bnr;Lejlighed;Ydelseskode;Tekst;Antal;Enhedspris_aar;Fra;Til;Beloeb;"
    "Betales_fra_konto"
)
ET = "0956;20143;1;5800000001;RW77;0600;1234;;DAG240;Dagrenovation 240 l, 1 x uge;2;2440,00;20140701;20140930;1220,00;"
TO = "0956;20143;2;5800000002;RW78;0600;0087;;DAG660;Dagrenovation 660 l, 2 x uge;1;7300,00;20140815;20140930;932,34;"
RETTELSE = "0956;20143;3;5800000002;RW78;0600;0087;;DAG660;Rettelse;1;7300,00;20140401;20140630;-1000,00;"
DAG240, DAG660 = "6602507000", "6602107000"


def opret() -> None:
    """Two firms and the accounts of two services."""
    for number, cvr in enumerate(("12345607", "12345615"), start=1):
        Debitor.objects.create(kundenummer=f"580000000{number}", navn=f"Prøve Firma {number}", cvr=cvr)
    for kode, konto in (("DAG240", DAG240), ("DAG660", DAG660)):
        Renowebkonto.objects.create(kommune="0956", ydelseskode=kode, gyldig_fra=dt.date(2014, 1, 1), konto=konto)


def laes(*lines: str, total: str = "", nr: int = 1, navn: str = "") -> tuple[Exchange, Problems]:
    """Read and apply a file of these lines, with the trailer that fits unless another is given."""
    interface = catalogue.find("39")
    sum_ = sum(int(line.split(";")[14].replace(",", "")) for line in lines)
    end = total or f"TOTAL;{len(lines)};{beloeb_tekst(sum_).replace('.', '')}"
    data = "".join(f"{line}\r\n" for line in (HOVED, *lines, end)).encode("cp1252")
    exchange = inbound.receive(interface, navn or f"RENOWEB_OPKR_0956_20143_{nr:03}.csv", data, "anna").exchange
    problems = inbound.apply(exchange, interface, "anna")
    exchange.refresh_from_db()
    return exchange, problems


def opkraev(**valg: object) -> tuple[Exchange | None, Built]:
    """Bill the quarter."""
    options = {
        "kommune": "0956",
        "kvartal": "2014K3",
        "posteringsdato": dt.date(2014, 10, 10),
        "forfaldsdato": dt.date(2014, 11, 1),
        "regnskabsaar": 2014,
        "tekst": "3. KVARTAL 2014",
        "tidsstempel": dt.datetime.fromisoformat("2014-10-10T12:00"),
        **valg,
    }
    return outbound.build(catalogue.find("39"), options, "anna")
