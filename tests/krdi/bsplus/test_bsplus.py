"""BS+: the whole file with its PDFs or nothing, ``xxxx`` approved by the source, and what is booked becomes items once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.bogh.acubiz.verden import PDF, PNG, fejl, i_orden, kladde, koder, pak, saet
from tests.bogh.acubiz.verden import modtag as _modtag
from tests.bogh.udbetalingsverden import BANK, FRA_KONTO, saldo, udveksling, ur

from snitflade.bogh import kladdebetaling, kladder
from snitflade.bogh.models import Bilag, Bilagskladde, Konto
from snitflade.bogh.models_bilag import Bilagsfil, Bskreditor, Kladdebetaling, Medarbejder
from snitflade.bogh.udbetaling import modtagere
from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.exchange import catalogue, imports, inbound, waiting
from snitflade.exchange.models import Exchange

pytestmark = pytest.mark.django_db
ROW, MODKONTO = "krdi.bsplus", "9002002002"
HOVED = "KATEGORI;LINJE;DATO;BELOEB;PBSNR;DEBGR;KUNDENR;AFTALENR;KREDITOR;KONTO;TEKST;SAGSBEHANDLER;PDF\r\n"
EL = "01122026;1830,00;09999999;00002;000003112999999;123456789;Prøveforsyning A/S;310100210;El 4. kvartal, skolen;xxxx;000001.pdf"
TELEFON = "01122026;412,75;09999999;00007;000000000004711;123456790;Prøvetele A/S;310100225;Telefon nov.;MAJE;000002.pdf"
NOEGLE_EL = "09999999 000003112999999 123456789 2026-12-01 183000"
NOEGLE_TELEFON = "09999999 000000000004711 123456790 2026-12-01 41275"
PDFS = [("000001.pdf", PDF + b"el"), ("000002.pdf", PDF + b"tele")]


def fil(*rows: str, sum_: str = "2242,75") -> bytes:
    """A file of these payments, numbered, with its last line."""
    lines = [f"POST;{number:06};{row}\r\n" for number, row in enumerate(rows, start=1)]
    return (HOVED + "".join(lines) + f"SLUT;{len(rows):06};;{sum_};;;;;;;;;\r\n").encode("cp1252")


SPEC = fil(EL, TELEFON)
"""The sample of payments.md 6."""


def modtag(data: bytes, name: str = "bogf.csv") -> Exchange:
    return _modtag(data, name, row=ROW)


def pakke(data: bytes = SPEC, pdfs: list[tuple[str, bytes]] = PDFS) -> bytes:
    return pak([("bogf.csv", data), *pdfs])


def kreditor(pbsnr: str = "09999999") -> None:
    """Somebody has said who the creditor is."""
    modtagere.gem("cvr", "12227353", "Prøveforsyning A/S", "6471 1000206", dt.date(2026, 1, 1), "anna")
    kladdebetaling.saet_kreditor(pbsnr, "cvr", "12227353", "anna")


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    saet(bsplus__modkonto=MODKONTO, bsplus__betaling="kreditpost")


def test_the_sample() -> None:
    """winformatik.md 2.4: ``xxxx`` is attested and approved, the other is for MAJE; both with their PDFs."""
    exchange = modtag(pakke(), "nov.zip")
    assert (exchange.state, exchange.totals) == ("anvendt", {"bilag": 2, "debet": 224275, "filer": 2})
    assert fejl(exchange) == ["BSPLUS_MODTAGER"]
    el, tele = kladde(NOEGLE_EL, ROW), kladde(NOEGLE_TELEFON, ROW)
    assert (el.tilstand, el.attesteret_af, el.anvist_af, el.af_kilden) == ("anvist", "ITR BS+", "ITR BS+", True)
    assert (tele.tilstand, tele.sagsbehandler) == ("kladde", "MAJE")
    assert (el.tekst, el.bilagsdato, el.vedhaeftninger.get().navn) == ("El 4. kvartal, skolen", dt.date(2026, 12, 1), "000001.pdf")
    assert list(el.linjer.order_by("loebenr").values_list("konto", "beloeb")) == [("310100210", 183000), (MODKONTO, -183000)]
    assert el.linjer.get(loebenr=1).dimensioner["kundenr"] == "000003112999999"
    assert i_orden()


def test_an_approved_voucher_is_paid_by_row_18(monkeypatch: pytest.MonkeyPatch) -> None:
    ur(monkeypatch)
    saet(_301=BANK, _302=FRA_KONTO)
    modtag(pakke(), "nov.zip")
    el = kladde(NOEGLE_EL, ROW)
    assert koder(lambda: kladder.bogfoer(el, "bo")) == ["KLADDE_UDEN_MODTAGER"]
    assert not Bilag.objects.exists()
    kreditor()
    booked = kladder.bogfoer(el, "bo")
    assert (booked.posteringer.first().maskinnr, booked.noegle) == ("00363", NOEGLE_EL)  # type: ignore[union-attr]
    post = Udbetalingspost.objects.get()
    assert (post.modul, post.beloeb, post.rest, post.forfaldsdato, post.konto) == (
        "krdi",
        183000,
        183000,
        dt.date(2026, 12, 1),
        MODKONTO,
    )
    assert post.tekst == "Kundenr. 000003112999999 El 4. kvartal, skolen"
    assert koder(lambda: kladder.bogfoer(el, "bo")) == ["KLADDE_TILSTAND"]
    assert koder(lambda: kladder.tilbagefoer(booked, "bo", dt.date(2026, 12, 2), "Forkert")) == ["KLADDE_HAR_POST"]
    assert (saldo("310100210"), saldo(MODKONTO)) == (183000, -183000)
    run = udveksling(betalingsdato=dt.date(2026, 12, 1))
    assert run.totals["Betalinger"] == 1
    assert (saldo(MODKONTO), saldo(BANK)) == (0, -183000)
    assert i_orden()


def test_what_betalingsservice_has_taken_is_not_paid_again() -> None:
    saet(bsplus__betaling="betalingsservice")
    exchange = modtag(pakke(), "nov.zip")
    assert (exchange.state, fejl(exchange)) == ("anvendt", [])
    booked = kladder.bogfoer(kladde(NOEGLE_EL, ROW), "bo")
    assert not Udbetalingspost.objects.exists()
    back = kladder.tilbagefoer(booked, "bo", dt.date(2026, 12, 2), "Forkert konto")
    assert back.tilbagefoerer == booked
    assert koder(lambda: kladder.tilbagefoer(booked, "bo", dt.date(2026, 12, 2), "")) == ["BILAG_TILBAGEFOERT"]
    assert koder(lambda: kladder.tilbagefoer(back, "bo", dt.date(2026, 12, 2), "")) == ["KLADDE_IKKE_HERFRA"]
    assert (saldo("310100210"), saldo(MODKONTO)) == (0, 0)
    assert i_orden()


def test_nothing_is_guessed_of_how_it_is_paid() -> None:
    """Paid twice is the worst that can happen here: without the constants the file waits, and says all that is missing."""
    from snitflade.exchange.konstanter.model import Systemkonstant

    Systemkonstant.objects.all().delete()
    exchange = _modtag(pakke(), "nov.zip", row=ROW, kommune="")
    assert exchange.state == "holdt"
    assert all(name in exchange.note for name in ("bsplus.modkonto", "bsplus.betaling", "bsplus.kommune"))
    assert not Bilagskladde.objects.exists()


def test_the_file_waits_for_its_pdfs() -> None:
    exchange = modtag(SPEC)
    assert exchange.state == "holdt"
    assert "000001.pdf, 000002.pdf" in exchange.note
    modtag(PDF + b"el", "000001.pdf")
    exchange.refresh_from_db()
    assert exchange.state == "holdt"
    modtag(PDF + b"tele", "000002.pdf")
    exchange.refresh_from_db()
    assert exchange.state == "anvendt"
    assert kladde(NOEGLE_EL, ROW).vedhaeftninger.count() == 1
    assert not Bilagsfil.objects.filter(taget=None).exists()
    assert i_orden()


def test_released_without_its_pdfs() -> None:
    """Then each voucher waits for its own, and cannot be booked before."""
    exchange = modtag(SPEC)
    waiting.release(exchange, "bo", "BS+ har tabt bilagene")
    inbound.apply(exchange, catalogue.find(ROW), "bo")
    kreditor()
    el = kladde(NOEGLE_EL, ROW)
    assert koder(lambda: kladder.bogfoer(el, "bo")) == ["KLADDE_MANGLER_BILAG"]
    modtag(PDF + b"el", "000001.pdf")
    kladder.bogfoer(el, "bo")
    assert i_orden()


def test_two_of_a_name() -> None:
    modtag(PDF + b"gammel", "000001.pdf")
    modtag(PDF + b"el", "000001.pdf")
    modtag(PDF + b"tele", "000002.pdf")
    exchange = modtag(SPEC)
    assert exchange.state == "holdt"
    assert "flere forskellige" in exchange.note
    waiting.release(exchange, "bo", "Den nyeste er den rigtige")
    inbound.apply(exchange, catalogue.find(ROW), "bo")
    assert kladde(NOEGLE_EL, ROW).vedhaeftninger.get().blob == Bilagsfil.objects.filter(navn="000001.pdf").order_by("-pk")[0].blob


def test_what_came_before_is_skipped() -> None:
    modtag(pakke(), "nov.zip")
    rent = EL.replace("1830,00", "99,00").replace("000001.pdf", "")
    both = modtag(pakke(fil(EL, rent, sum_="1929,00"), PDFS[:1]), "nov-2.zip")
    assert (both.state, both.totals) == ("anvendt", {"bilag": 1, "debet": 9900, "filer": 1})
    assert fejl(both) == ["BSPLUS_DUBLET", "BSPLUS_MODTAGER"]
    assert modtag(pakke(), "igen.zip").totals["bilag"] == 2  # the same bytes are the same exchange
    assert Bilagskladde.objects.count() == 3
    # Rejected, it may come again; and two equal ones in one file are two.
    kladder.afvis(kladde(NOEGLE_EL, ROW), "bo", "Forkert konto")
    twice = modtag(
        pakke(fil(EL, EL.replace("000001.pdf", "000003.pdf"), sum_="3660,00"), [*PDFS[:1], ("000003.pdf", PDF)]), "x.zip"
    )
    assert (twice.state, twice.totals["bilag"]) == ("anvendt", 2)
    assert kladde(f"{NOEGLE_EL} #3", ROW).tilstand == "anvist"
    assert i_orden()


def test_a_refund_is_booked_and_not_paid() -> None:
    exchange = modtag(fil(EL.replace("1830,00", "-50,00").replace("000001.pdf", ""), sum_="-50,00"))
    assert (exchange.state, fejl(exchange)) == ("anvendt", ["BSPLUS_MODTAGER", "BSPLUS_TILBAGE"])
    row = Bilagskladde.objects.get()
    kladder.bogfoer(row, "bo")
    assert saldo("310100210") == -5000
    assert not Kladdebetaling.objects.exists()
    assert i_orden()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (pakke(fil(EL, TELEFON, sum_="2242,76")), {"AFSLUTNING_SUM"}),
        (pakke(SPEC.replace(b"SLUT;000002", b"SLUT;000003")), {"AFSLUTNING_ANTAL"}),
        (pakke(SPEC.replace(b"POST;000002", b"POST;000003")), {"LINJENUMMER_FEJL"}),
        (pakke(fil(EL, TELEFON.replace("MAJE", "NIKS"))), {"BSPLUS_SAGSBEHANDLER"}),
        (pakke(fil(EL, TELEFON.replace("310100225", "310100999"))), {"KONTO_UKENDT"}),
        (pakke(pdfs=[PDFS[0], ("000002.pdf", PNG)]), {"BSPLUS_PDF"}),
        (pakke(pdfs=[PDFS[0], ("000002.pdf", b"tekst")]), {"VEDHAEFTNING_TYPE"}),
        (pakke(fil(EL, TELEFON.replace("000002.pdf", "..\\\\x.pdf"))), {"BILAGSNAVN_UGYLDIGT"}),
        (pakke(fil(EL, TELEFON.replace("000002.pdf", "000001.pdf"))), {"RAEKKE_DUBLET"}),
    ],
)
def test_refusals(data: bytes, expected: set[str]) -> None:
    """One fault refuses the file, and nothing of it stays."""
    for nummer in ("310100210", "310100225", MODKONTO):
        Konto.objects.create(nummer=nummer, navn="Prøve", art="drift")
    Medarbejder.objects.create(initialer="maje", navn="Prøve Person Et")
    exchange = modtag(data, "nov.zip")
    errors = set(exchange.problems.filter(severity="fejl").values_list("code", flat=True))
    assert (exchange.state, errors) == ("afvist", expected)
    assert not Bilagskladde.objects.exists()
    assert not Bilagsfil.objects.exists()


def test_every_fault_at_once() -> None:
    Konto.objects.create(nummer=MODKONTO, navn="Prøve", art="status")
    Medarbejder.objects.create(initialer="abcd", navn="Prøve Person Et")
    exchange = modtag(pakke(), "nov.zip")
    found = sorted(exchange.problems.filter(severity="fejl").values_list("code", "line"))
    assert found == [("BSPLUS_SAGSBEHANDLER", 3), ("KONTO_UKENDT", 2), ("KONTO_UKENDT", 3)]


def test_a_crash_loses_and_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken off after the voucher was written: neither voucher nor item; booked again: one of each."""
    modtag(pakke(), "nov.zip")
    kreditor()
    el = kladde(NOEGLE_EL, ROW)

    def broken(*_: Any, **__: Any) -> list[int]:
        assert Bilag.objects.count() == 1
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("snitflade.bogh.kladdebetaling.poster.opret", broken)
        with pytest.raises(RuntimeError):
            kladder.bogfoer(el, "bo")
    assert (Bilag.objects.count(), Udbetalingspost.objects.count()) == (0, 0)
    kladder.bogfoer(el, "bo")
    assert (Bilag.objects.count(), Udbetalingspost.objects.count()) == (1, 1)
    assert i_orden()


def test_corrected_lines_are_what_is_paid() -> None:
    """The item is what the lines credit, and a draft that pays nothing is not booked."""
    modtag(pakke(), "nov.zip")
    kreditor()
    tele = kladde(NOEGLE_TELEFON, ROW)
    hoved = kladder.hoved_af(tele)
    kladder.ret(tele, hoved, [kladder.Udkastlinje("310100225", 40000), kladder.Udkastlinje(MODKONTO, -40000)], "anna")
    kladder.attester(tele, "anna")
    kladder.anvis(tele, "bo")
    kladder.bogfoer(tele, "bo")
    assert Udbetalingspost.objects.get().beloeb == 40000
    assert Bilagskladde.objects.get(pk=tele.pk).indkommet == 41275
    el = kladde(NOEGLE_EL, ROW)
    el.linjer.filter(konto=MODKONTO).update(konto="9003003003")
    assert koder(lambda: kladder.bogfoer(el, "bo")) == ["KLADDE_INTET_AT_BETALE"]


def test_verify_finds_a_payment_that_is_not_the_vouchers() -> None:
    modtag(pakke(), "nov.zip")
    kreditor()
    kladder.bogfoer(kladde(NOEGLE_EL, ROW), "bo")
    assert i_orden()
    Kladdebetaling.objects.update(konto="310100225")
    assert not i_orden()


def test_creditors_from_a_file(tmp_path: Path) -> None:
    modtagere.gem("cvr", "12227353", "Prøveforsyning A/S", "", dt.date(2026, 1, 1), "anna")
    path = tmp_path / "bskreditorer.csv"
    load = imports.find("krdi.bsplus-kreditorer")
    path.write_text("PBS-nr;Art;Nummer\r\n09999999;cvr;12227353\r\n", encoding="utf-8")
    assert load(path).tabeller["bskreditorer"].nye == 1
    assert load(path).tabeller["bskreditorer"].uaendrede == 1
    path.write_text("PBS-nr;Art;Nummer\r\n999;cvr;12227353\r\n08888888;kunde;17\r\n08888888;cvr;12227353\r\n", encoding="utf-8")
    codes = sorted(problem.code for problem in load(path).problemer)
    assert codes == ["BILAG_STAM_DOBBELT", "BSKREDITOR_MODTAGER", "BSKREDITOR_PBSNR"]
    assert Bskreditor.objects.count() == 1


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-(10**7), 10**7).filter(bool), min_size=1, max_size=6))
def test_money(amounts: list[int]) -> None:
    """Whatever is paid: cost accounts get the file's sum, and items are what is positive of it, to the øre."""
    Bskreditor.objects.all().delete()
    tag = Exchange.objects.count()
    text = [f"{'-' if one < 0 else ''}{abs(one) // 100},{abs(one) % 100:02}" for one in amounts]
    total = sum(amounts)
    rows = [
        EL.replace("1830,00", one).replace("123456789", f"{tag:03}{at:06}").replace("000001.pdf", "") for at, one in enumerate(text)
    ]
    before, items = saldo("310100210"), set(Udbetalingspost.objects.values_list("pk", flat=True))
    exchange = modtag(fil(*rows, sum_=f"{'-' if total < 0 else ''}{abs(total) // 100},{abs(total) % 100:02}"), f"{tag}.csv")
    assert exchange.state == "anvendt", fejl(exchange)
    kreditor()
    for row in Bilagskladde.objects.filter(exchange=exchange):
        kladder.bogfoer(row, "bo")
    assert saldo("310100210") - before == total
    new = Udbetalingspost.objects.exclude(pk__in=items)
    assert sorted(new.values_list("beloeb", flat=True)) == sorted(one for one in amounts if one > 0)
