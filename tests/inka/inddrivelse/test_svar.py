"""What the site and the authority answer: receipts, refused files, rejections, write-downs (skat-inddrivelse.md 8 and 9.2)."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from tests.inka.inddrivelse.verden import (
    AFVISTE,
    ANDEN,
    KOMMUNE,
    NU,
    SVENDSEN,
    afvigelser,
    byg,
    fordring,
    krav,
    kunde,
    laes,
    linjer,
    saet_op,
    send,
    tilstande,
    udveksling,
)
from tests.inka.verden import betal, koder, rester, stemmer

from snitflade.exchange import catalogue, leaving, outbound
from snitflade.formats.problems import ProblemsError
from snitflade.inka import krav as kravene
from snitflade.inka import placering
from snitflade.inka.bogfoer_indbetalinger import Kilde
from snitflade.inka.inddrivelse import handlinger, kvittering, nedskriv
from snitflade.inka.inddrivelse.models import Fordring, Fordringshaendelse, Nedskrivning
from snitflade.inka.models import Fordeling, Regning

pytestmark = pytest.mark.usefixtures("opsat")
SENERE = NU + dt.timedelta(7)


@pytest.fixture
def opsat(db: None) -> None:
    saet_op()


def hos(*beloeb: int) -> list[Regning]:
    """Claims that the authority has, with their sequence numbers."""
    claims = krav(*beloeb)
    exchange = send(udveksling())
    cases = [fordring(one).ekstern_sagsnummer for one in claims]
    kvittering.registrer(exchange, "\n".join(f"{case};{at}" for at, case in enumerate(cases, start=1)), True, "anna")
    for at, case in enumerate(cases, start=900001):
        Fordring.objects.filter(ekstern_sagsnummer=case).update(sekvensnummer=f"AKI-{at}")
    return claims


def indbetal(regning: Regning, beloeb: int, noegle: str = "A1") -> None:
    betal((noegle, beloeb, regning.nummer), kilde=Kilde("bogh.fi", KOMMUNE))


def test_a_half_taken_file_is_never_sent_again_as_a_whole() -> None:
    """8.6: two of three rows succeed; only the third goes in the next file."""
    one, two, three = krav(100, 200, 300)
    exchange = send(udveksling())
    cases = [fordring(claim).ekstern_sagsnummer for claim in (one, two, three)]
    text = f"{cases[0]};5637000001\r\n37 - {one.nummer + 2:010}\t5637000003"
    done = kvittering.registrer(exchange, text, True, "anna")
    assert (done.modtaget, done.afvist, done.venter) == (2, 1, 0)
    assert tilstande() == ["modtaget", "afvist", "modtaget"]
    assert fordring(one).record_id == "5637000001" and fordring(two).aarsag == "Står ikke med record-id i kvitteringen"
    assert byg()[0] is None, "a rejected claim waits until somebody has looked at it"
    handlinger.igen(fordring(two), "anna")
    krav(999)
    rest = udveksling(igen="J")
    assert [line.split(";")[6] for line in linjer(rest)] == [cases[1]]
    assert fordring(two).forsoeg == 2 and fordring(two).aarsag == ""
    stemmer()


def test_a_receipt_that_is_not_whole_leaves_the_others_waiting() -> None:
    one, _ = krav(100, 200)
    exchange = send(udveksling())
    done = kvittering.registrer(exchange, f"{fordring(one).ekstern_sagsnummer};;Debitor findes ikke", False, "anna")
    assert (done.modtaget, done.afvist, done.venter) == (0, 1, 1)
    assert tilstande() == ["afvist", "i fil"] and fordring(one).aarsag == "Debitor findes ikke"
    assert koder(lambda: kvittering.registrer(exchange, f"{fordring(one).ekstern_sagsnummer};7", False, "anna")) == [
        "KVITTERING_BESVARET"
    ]


def test_a_receipt_with_faults_registers_nothing() -> None:
    (one,) = krav(100)
    exchange = udveksling()
    assert koder(lambda: kvittering.registrer(exchange, "37-1;1", False, "a")) == ["KVITTERING_USENDT"]
    send(exchange)
    case = fordring(one).ekstern_sagsnummer
    wrong = f"uden id\n{case};1\n{case};2\n37-0000009999;3"
    assert sorted(koder(lambda: kvittering.registrer(exchange, wrong, True, "a"))) == [
        "KVITTERING_DOBBELT",
        "KVITTERING_LINJE",
        "KVITTERING_UKENDT",
    ]
    assert koder(lambda: kvittering.registrer(exchange, " \n", True, "a")) == ["KVITTERING_TOM"]
    assert tilstande() == ["i fil"]


def test_row_2_of_the_site_is_the_first_line() -> None:
    """8.6: the site counts from 2; the claim named is rejected, the others are free for the next file."""
    _, two, _ = krav(100, 200, 300)
    exchange = send(udveksling())
    for wrong in ("1;E;x", "5;E;x"):
        assert koder(partial(kvittering.fil_afvist, exchange, wrong, "anna")) == ["KVITTERING_RAEKKE"]
    assert koder(lambda: kvittering.fil_afvist(exchange, "Filen er tom", "anna")) == ["KVITTERING_LINJE"]
    done = kvittering.fil_afvist(exchange, "række 3;fordringstype;findes ikke\n3;beløb;mangler", "anna")
    assert done.afvist == 3 and tilstande() == ["kø", "afvist", "kø"]
    assert fordring(two).aarsag == "fordringstype;findes ikke; beløb;mangler"
    assert [line.split(";")[7] for line in linjer(udveksling())] == ["1,00", "3,00"]
    stemmer()


def test_a_payment_here_is_due_to_be_written_down_there() -> None:
    """8.5: 500,00 of 1830,00, with sign and amount as the specification's line."""
    (one,) = hos(183000)
    indbetal(one, 50000)
    assert nedskriv.antal_skyldige() == (1, 0)
    exchange = udveksling("nedskrivninger", SENERE)
    assert linjer(exchange) == [f"37AK;3112999999;;500,00;1830,00;37-{one.nummer:010};AKI-900001"]
    assert exchange.files.get().name == "NEDSKRIVNING-37AK-20250609-001.csv"
    assert exchange.totals == {"nedskrivninger": 1, "nedskrevet": 50000}
    assert fordring(one).rest_hos == 133000 and nedskriv.antal_skyldige() == (0, 0)
    assert byg("nedskrivninger", SENERE)[0] is None
    stemmer()


def test_each_event_is_a_line_and_what_is_taken_back_is_none() -> None:
    (one,) = hos(100000)
    indbetal(one, 10000, "A1")
    indbetal(one, 20000, "A2")
    indbetal(one, 5000, "A3")
    kravene.nedskriv(one, 7000, "anna", NU.date(), "Fejl i pris")
    placering.fjern(Fordeling.objects.get(indbetaling__noegle="A2"), "anna", NU.date(), "Forkert krav")
    exchange = udveksling("nedskrivninger", SENERE)
    rows = Nedskrivning.objects.order_by("pk").values_list("beloeb", "aarsag")
    assert list(rows) == [(10000, "betaling"), (5000, "betaling"), (7000, "nedsat")]
    assert exchange.totals["nedskrevet"] == 22000 and fordring(one).rest_hos == rester([one])[0]


def test_without_a_sequence_number_it_waits() -> None:
    (one,) = krav(100)
    exchange = send(udveksling())
    kvittering.registrer(exchange, f"{fordring(one).ekstern_sagsnummer};1", True, "anna")
    indbetal(one, 40)
    made, built = byg("nedskrivninger", SENERE)
    assert made is None and "1 nedskrivninger venter på sekvensnummer, som kommer med afstemningen." in built.notes
    assert nedskriv.antal_skyldige() == (1, 1)


def test_a_write_down_taken_back_rejected_or_taken() -> None:
    (one,) = hos(1000)
    indbetal(one, 1000)
    first = udveksling("nedskrivninger", SENERE)
    outbound.cancel(first, catalogue.find("14"), "bo", "prøve")
    assert fordring(one).rest_hos == 1000
    second = send(udveksling("nedskrivninger", SENERE), SENERE)
    case = fordring(one).ekstern_sagsnummer
    row = f"NEDSK;3112999999;{case};AKI-900001;10,00;2025/06/10;N02;Beløbet er for stort;;\r\n".encode()
    rejected, problems = laes("AFVIST_37AK_11-06-2025_120000.csv", row, interface=AFVISTE)
    assert rejected.state == "anvendt" and not problems.errors
    assert fordring(one).rest_hos == 1000 and nedskriv.antal_skyldige() == (1, 0), "it is due again"
    assert Nedskrivning.objects.get(exchange=second).tekst == "N02 Beløbet er for stort"
    third = send(udveksling("nedskrivninger", SENERE), SENERE)
    done = kvittering.registrer(third, f"{case};9", True, "anna")
    assert done.modtaget == 1 and tilstande() == ["lukket"]
    assert list(Nedskrivning.objects.order_by("pk").values_list("tilstand", flat=True)) == ["fortrudt", "afvist", "modtaget"]
    stemmer()


def test_a_payment_undone_keeps_the_write_down_here() -> None:
    (one,) = hos(1000)
    indbetal(one, 400)
    exchange = udveksling("nedskrivninger", SENERE)
    placering.fjern(Fordeling.objects.get(), "anna", NU.date(), "Forkert krav")
    with pytest.raises(leaving.MayNotLeaveError, match="taget tilbage"):
        outbound.approve(exchange, "bo")


def test_withdrawn_it_is_the_authoritys_until_they_have_answered() -> None:
    (one,) = hos(183000)
    with pytest.raises(ProblemsError):
        handlinger.tilbagekald(fordring(one), " ", "anna")
    handlinger.tilbagekald(fordring(one), "Afdragsordning aftalt", "anna")
    exchange = send(udveksling("nedskrivninger", SENERE), SENERE)
    assert linjer(exchange)[0].split(";")[3] == "1830,00"
    assert fordring(one).ude, "until it is answered"
    kvittering.registrer(exchange, f"{fordring(one).ekstern_sagsnummer};1", True, "anna")
    assert tilstande() == ["tilbagekaldt"] and rester([one]) == [183000]
    assert byg(now=SENERE)[0] is None
    again = handlinger.igen(fordring(one), "anna")
    assert again.ekstern_sagsnummer == f"37-{one.nummer:010}-2" and again.nummer == 2
    line = linjer(udveksling(now=SENERE))[0].split(";")
    assert (line[6], line[21]) == (f"37-{one.nummer:010}-2", f"Efter 37-{one.nummer:010}")
    assert koder(lambda: handlinger.tilbagekald(fordring(one), "x", "anna")) == ["TILBAGEKALD_USENDT"]
    stemmer()


AFVIST = "FORD;3112999999;{case};;1830,00;{dato};{kode};Debitor findes ikke;;\r\n"


def afvis(case: str, dato: str = "2025/06/03", kode: str = "A04", debitor: str = SVENDSEN, navn: str = "37AK") -> tuple[str, bytes]:
    text = AFVIST.format(case=case, dato=dato, kode=kode).replace(SVENDSEN, debitor)
    return f"AFVIST_{navn}_05-06-2025_120000.csv", text.encode()


def test_a_rejected_claim_is_ours_again_with_the_reason() -> None:
    (one,) = krav(183000)
    send(udveksling())
    exchange, problems = laes(*afvis(fordring(one).ekstern_sagsnummer), interface=AFVISTE)
    assert exchange.state == "anvendt" and not problems
    assert exchange.totals == {"linjer": 1, "fordringer": 1, "nedskrivninger": 0}
    claim = fordring(one)
    assert (claim.tilstand, claim.aarsag, claim.rest_hos) == ("afvist", "A04 Debitor findes ikke", 0)
    handlinger.igen(claim, "anna")
    send(udveksling(now=SENERE), SENERE)
    late, _ = laes("AFVIST_37AK_12-06-2025_120000.csv", afvis(claim.ekstern_sagsnummer)[1] + b"\r\n", interface=AFVISTE)
    assert late.state == "anvendt" and tilstande() == ["i fil"], "an old rejection does not touch the new attempt"
    assert afvigelser() == [("afvisning", 183000)]
    again, _ = laes("AFVIST_37AK_13-06-2025_120000.csv", afvis(claim.ekstern_sagsnummer, "2025/06/10", "Q77")[1], interface=AFVISTE)
    assert fordring(one).aarsag == "Q77 Debitor findes ikke (andet)", "an unknown code is kept"
    twice, _ = laes("b.csv", afvis(claim.ekstern_sagsnummer, "2025/06/11")[1], interface=AFVISTE)
    assert (again.state, twice.totals["fordringer"]) == ("anvendt", 0)
    kinds = Fordringshaendelse.objects.order_by("pk").values_list("art", flat=True)
    assert list(kinds) == ["overgivet", "afvist", "igen", "overgivet", "afvist"]
    stemmer()


def test_rejections_of_others_change_nothing() -> None:
    (one,) = krav(183000)
    send(udveksling())
    for name, data in (afvis("32-0000000001"), afvis(fordring(one).ekstern_sagsnummer, navn="32SE")):
        exchange, problems = laes(name, data, interface=AFVISTE)
        assert exchange.state == "afvist" and problems.codes <= {"AFVIST_FREMMED", "AFVIST_NAVN"}
    unknown, _ = laes(*afvis("37-0000009999"), interface=AFVISTE)
    assert unknown.state == "anvendt" and afvigelser() == [("afvisning", 183000)]
    assert tilstande() == ["i fil"] and kunde(ANDEN)
