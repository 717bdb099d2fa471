"""Acubiz: travels become drafts once, each with its receipts, whichever comes first; one with a fault is set aside alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.bogh.acubiz.verden import (
    PDF,
    PNG,
    ROW,
    SPEC_P,
    SPEC_S,
    fejl,
    fil,
    i_orden,
    kladde,
    koder,
    linje,
    modtag,
    pak,
    rejse,
    saet,
)

from snitflade.bogh import bilagsfiler, kladder
from snitflade.bogh.bilagsafstemning import forskelle, linjer
from snitflade.bogh.bilagsvagt import kladder as vagt
from snitflade.bogh.models import Bilagskladde, Konto
from snitflade.bogh.models_bilag import Bilagsfil, Kontooversaettelse, Medarbejder, Ventetbilag
from snitflade.bogh.udbetaling import modtagere
from snitflade.exchange import blobs, catalogue, inbound
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Sum, Trin
from snitflade.formats import profiles, registry
from snitflade.formats.problems import Problems

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def test_the_sample_of_social_teknik() -> None:
    exchange = modtag(fil(SPEC_S), "EMS_EA-20250314-101500.csv")
    assert (exchange.state, exchange.totals) == ("anvendt", {"bilag": 1, "debet": 125050, "filer": 0})
    assert fejl(exchange) == []
    row = kladde("TR000123")
    assert (row.tekst, row.kommune, row.bilagsdato, row.tilstand) == ("Rejse TR000123 abcd", "0956", dt.date(2025, 3, 14), "kladde")
    first, second = row.linjer.order_by("loebenr")
    assert (first.konto, first.beloeb, first.tekst) == ("5602601340", 125050, "Hotel Sisimiut, tilsyn")
    assert {name: first.dimensioner[name] for name in ("art", "lokalitet", "initialer", "navn", "delbilag")} == {
        "art": "4711",
        "lokalitet": "0800",
        "initialer": "abcd",
        "navn": "Prøve Medarbejder",
        "delbilag": "1",
    }
    assert (second.konto, second.beloeb) == ("7503859002", -125050)
    waits = row.ventede.get()
    assert (waits.navn, waits.vedhaeftning) == ("TR000123_1.pdf", None)
    assert i_orden()


def test_the_sample_of_payments_with_its_profile() -> None:
    """The travel id in column 30, receipts in 31, the municipality in dimension 1; the same receipt on both lines is one."""
    saet(acubiz__profil="acubiz", acubiz__kommune="dim1")
    exchange = modtag(pak([("mappe/EMS_EA-20261104-080000.csv", fil(SPEC_P)), ("mappe/kvit-0017.pdf", PDF)]), "nov.zip", kommune="")
    assert (exchange.state, exchange.totals) == ("anvendt", {"bilag": 1, "debet": 125000, "filer": 1})
    row = kladde("T-2026-0017")
    assert row.kommune == "0956"
    receipt = row.vedhaeftninger.get()
    assert (receipt.navn, receipt.medietype, blobs.get(receipt.blob)) == ("kvit-0017.pdf", "application/pdf", PDF)
    kladder.attester(row, "anna")
    kladder.anvis(row, "bo")
    booked = kladder.bogfoer(row, "anna")
    assert sorted(booked.posteringer.values_list("konto", "beloeb")) == [("310100310", 125000), ("900200900", -125000)]
    assert booked.exchange == exchange
    assert i_orden()


@pytest.mark.parametrize("foerst", ["fil", "bilag"])
def test_receipts_before_and_after(foerst: str) -> None:
    """Whichever comes first, they find each other, and until then nobody attests."""
    parts = [(fil(rejse("T1", bilag="a.pdf*b.png")), "EMS_EA-20261119-101500.csv"), (PDF, "a.pdf"), (PNG, "b.png")]
    if foerst == "bilag":
        parts.reverse()
    for at, (data, name) in enumerate(parts):
        assert modtag(data, name).state == "anvendt"
        if foerst == "fil" and at < 2:
            assert koder(lambda: kladder.attester(kladde("T1"), "anna")) == ["KLADDE_MANGLER_BILAG"] * (2 - at)
    assert sorted(kladde("T1").vedhaeftninger.values_list("navn", flat=True)) == ["a.pdf", "b.png"]
    kladder.attester(kladde("T1"), "anna")
    assert not Bilagsfil.objects.filter(taget=None).exists()
    assert i_orden()


def test_a_name_that_comes_again_belongs_to_the_new_file() -> None:
    modtag(PDF + b"1", "000001.pdf")
    modtag(fil(rejse("T1", bilag="000001.pdf")))
    modtag(PDF + b"2", "000001.pdf")
    modtag(fil(rejse("T2", bilag="000001.pdf")))
    assert [blobs.get(kladde(id).vedhaeftninger.get().blob) for id in ("T1", "T2")] == [PDF + b"1", PDF + b"2"]


def test_two_loose_ones_are_not_guessed_between() -> None:
    modtag(PDF + b"1", "x.pdf")
    modtag(PDF + b"2", "x.pdf")
    modtag(fil(rejse("T1", bilag="x.pdf")))
    assert not kladde("T1").vedhaeftninger.exists()
    # In a package of its own it is told which.
    modtag(pak([("EMS_EA-20261120-101500.csv", fil(rejse("T2", bilag="x.pdf"))), ("x.pdf", PDF + b"3")]), "t2.zip")
    assert blobs.get(kladde("T2").vedhaeftninger.get().blob) == PDF + b"3"


def test_the_same_bytes_under_another_name() -> None:
    modtag(PDF, "scan.pdf")
    modtag(PDF, "kvit.pdf")
    modtag(fil(rejse("T1", bilag="kvit.pdf")))
    assert kladde("T1").vedhaeftninger.get().navn == "kvit.pdf"


def test_a_receipt_from_the_card_or_none_at_all() -> None:
    """Mileage has no receipt: the draft is held until somebody gives one, or says why there is none."""
    modtag(fil(rejse("T1"), rejse("T2", nr=3)))
    one, two = kladde("T1"), kladde("T2")
    assert koder(lambda: kladder.attester(one, "anna")) == ["KLADDE_MANGLER_BILAG"]
    kladder.vedhaeft(one, "kørsel.pdf", PDF, "anna")
    kladder.attester(one, "anna")
    waits = two.ventede.get()
    assert koder(lambda: bilagsfiler.undlad(waits, "anna", " ")) == ["BILAG_UNDLAD_GRUND"]
    bilagsfiler.undlad(waits, "anna", "Kilometerpenge")
    assert koder(lambda: bilagsfiler.undlad(waits, "bo", "Igen")) == ["BILAG_UNDLAD_INTET"]
    kladder.attester(two, "anna")
    assert i_orden()


def test_no_receipt_is_waited_for_where_none_is_wanted() -> None:
    saet(acubiz__bilag_kraeves="N")
    modtag(fil(rejse("T1")))
    kladder.attester(kladde("T1"), "anna")


def test_an_older_export_has_no_column_for_receipts() -> None:
    """22 columns (social-teknik.md 8): nothing can be waited for."""
    short = "".join(";".join(line.split(";")[:22]) + "\r\n" for line in rejse("T1").split("\r\n") if line)
    exchange = modtag(fil(short))
    assert exchange.state == "anvendt", fejl(exchange)
    assert not Ventetbilag.objects.exists()


def test_one_bad_travel_is_set_aside_and_tried_again() -> None:
    Konto.objects.create(nummer="5602601340", navn="Rejser", art="drift")
    Konto.objects.create(nummer="9001001001", navn="Bank", art="bank")
    exchange = modtag(fil(rejse("T1"), rejse("T2", konto="5602601349", nr=3), linje("T3", 5, "5602601340", "10,00")))
    assert (exchange.state, exchange.totals["bilag"]) == ("karantaene", 1)
    assert fejl(exchange) == ["ACUBIZ_KONTO", "REJSE_UBALANCE"]
    entries = {row.key: row.reason for row in exchange.quarantine.all()}
    assert entries.keys() == {"T2", "T3"}
    assert "56-02-60-13-40" in entries["T2"] or "5602601340" in entries["T2"]
    Konto.objects.create(nummer="5602601349", navn="Ophold", art="drift")
    inbound.apply(exchange, catalogue.find(ROW), "anna")
    exchange.refresh_from_db()
    assert (exchange.state, exchange.totals["bilag"]) == ("karantaene", 2)
    assert [row.key for row in exchange.quarantine.filter(applied_at=None)] == ["T3"]
    assert fejl(exchange) == ["REJSE_UBALANCE"]  # what was opened before is not told to be a duplicate
    assert Bilagskladde.objects.count() == 2
    assert i_orden()


def test_set_aside_from_a_package() -> None:
    """A package's lines cannot be corrected in it, but they are shown, and tried again."""
    package = pak([("EMS_EA-20261119-101500.csv", fil(rejse("T1"), linje("T3", 3, "5602601340", "10,00"))), ("a.pdf", PDF)])
    exchange = modtag(package, "nov.zip")
    assert (exchange.state, exchange.totals["bilag"]) == ("karantaene", 1)
    entry = exchange.quarantine.get()
    assert (entry.key, entry.shown_only, entry.line) == ("T3", True, 3)


def test_duplicates() -> None:
    first = modtag(fil(rejse("T1")))
    assert modtag(fil(rejse("T1"))).pk == first.pk
    again = modtag(fil(rejse("T1"), rejse("T2", nr=3)), "EMS_EA-20261120-101500.csv")
    assert (again.state, fejl(again)) == ("karantaene", ["ACUBIZ_DOBBELT"])
    # Alone it refuses its file.
    alone = modtag(fil(rejse("T1", nr=7)), "EMS_EA-20261121-101500.csv")
    assert alone.state == "afvist"
    assert Bilagskladde.objects.count() == 2
    # Rejected here and corrected in Acubiz it comes again, and the old draft stays.
    kladder.afvis(kladde("T1"), "bo", "Forkert konto")
    back = modtag(fil(rejse("T1", "99,00")), "EMS_EA-20261122-101500.csv")
    assert back.state == "anvendt"
    assert (kladde("T1").tilstand, kladde("T1#2").indkommet) == ("afvist", 9900)
    inbound.apply(alone, catalogue.find(ROW), "anna")
    alone.refresh_from_db()
    assert alone.state == "afvist"
    assert i_orden()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (linje("T1", 1, "5602601340", "10,00") + linje("T1", 2, "9001001001", "-9,00"), "REJSE_UBALANCE"),
        (linje("T1", 1, "5602601340", "0,00"), "REJSE_UDEN_MODPOST"),
        (rejse("T1", konto="ABC"), "ACUBIZ_KONTO"),
        (rejse("T1").replace(";f;9001001001;", ";k;3112999999;"), "ACUBIZ_KREDITOR_CPR"),
        (rejse("T1").replace(";DKK;", ";EUR;"), "FELT_VAERDI"),
        (rejse("T1", bilag="../x.pdf"), "BILAGSNAVN_UGYLDIGT"),
        (rejse("T1", bilag="x" * 121), "ACUBIZ_BILAGSNAVN"),
        (rejse("T1").replace("19-11-2026", "2026-11-19"), "DATO_UGYLDIG"),
        (rejse("T1") + rejse("T1"), "RAEKKE_DUBLET"),
    ],
)
def test_refusals(text: str, expected: str) -> None:
    exchange = modtag(fil(text))
    assert exchange.state == "afvist"
    assert any(code.startswith(expected) for code in fejl(exchange)), fejl(exchange)
    assert not Bilagskladde.objects.exists()
    shown = " ".join(exchange.problems.values_list("message", flat=True))
    assert "3112999999" not in shown


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"<?xml version='1.0'?><travel/>", "EMS_EA-20261119-101500.xml", "FIL_GENKENDES_IKKE"),
        (pak([("a.csv", fil(rejse("T1"))), ("b.csv", fil(rejse("T2")))]), "x.zip", "PAKKE_FLERE"),
        (pak([("a.xml", b"<travel/>")]), "x.zip", "PAKKE_FREMMED"),
        (pak([("a/k.pdf", PDF), ("b/k.pdf", PDF)]), "x.zip", "PAKKE_DOBBELT"),
        (pak([("k.pdf", b"MZ program")]), "x.zip", "VEDHAEFTNING_TYPE"),
        (pak([]), "x.zip", "PAKKE_TOM"),
        (pak([("k.pdf", PDF)])[:-30], "x.zip", "PAKKE_ULAESELIG"),
        (PDF, "x" * 125 + ".pdf", "VEDHAEFTNING_NAVN"),
    ],
)
def test_files_that_are_refused(data: bytes, name: str, expected: str) -> None:
    exchange = modtag(data, name)
    assert (exchange.state, set(fejl(exchange))) == ("afvist", {expected})


def test_a_package_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snitflade.bogh.bilagspakke.FLEST", 1)
    assert fejl(modtag(pak([("a.pdf", PDF), ("b.pdf", PDF + b"b")]), "x.zip")) == ["PAKKE_STOR"]


def test_whose_the_travels_are() -> None:
    """Without a municipality nothing is guessed: the file waits until somebody says."""
    exchange = modtag(fil(rejse("T1")), kommune="")
    assert exchange.state == "holdt"
    assert "acubiz.kommune" in exchange.note
    saet(acubiz__kommune="0957")
    inbound.apply(exchange, catalogue.find(ROW), "anna")
    assert kladde("T1").kommune == "0957"
    saet(acubiz__kommune="dim1")
    other = modtag(
        fil(linje("T2", 1, "1", "5,00", dim1="0956"), linje("T2", 2, "2", "-5,00", dim1="0957"), rejse("T3", nr=3)), "b.csv"
    )
    assert (other.state, fejl(other)) == ("afvist", ["ACUBIZ_FLERE_KOMMUNER", "ACUBIZ_KOMMUNE", "FIL_FREMMED"])


def test_accounts_and_people() -> None:
    """Translated, an employee's, a known payee's by CPR number; an unknown employee is a warning."""
    saet(acubiz__kreditorkonto="9002002002")
    Kontooversaettelse.objects.create(art="f", nummer="560", konto="5602601340")
    Medarbejder.objects.create(initialer="xyzw", navn="Prøve Person To", kreditornummer="M17")
    modtagere.gem("cpr", "6112909999", "Prøve Person Et", "", dt.date(2026, 1, 1), "anna")
    exchange = modtag(
        fil(
            *(linje("T1", 1, "560", "10,00"), linje("T1", 2, "M17", "-10,00", art="k")),
            *(linje("T2", 3, "560", "20,00", tekst="x" * 40), linje("T2", 4, "6112909999", "-20,00", art="k")),
        )
    )
    assert (exchange.state, fejl(exchange)) == ("anvendt", ["ACUBIZ_MEDARBEJDER", "ACUBIZ_TEKST"])
    first, second = kladde("T2").linjer.order_by("loebenr")
    assert (first.konto, first.dimensioner["konto_hos_acubiz"]) == ("5602601340", "560")
    assert (first.tekst, first.dimensioner["tekst"]) == ("x" * 35, "x" * 40)
    assert (second.konto, second.dimensioner["konto_hos_acubiz"]) == ("9002002002", "6112909999")
    assert kladde("T1").linjer.get(loebenr=2).konto == "9002002002"


def test_an_installations_own_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every column number is configuration (payments.md 7): a profile of one's own, under its own id, without code."""
    text = 'bygger_paa = "acubiz-1"\n[kolonner]\namount = 5\nvatcode = 6\n'
    (tmp_path / "acubiz-egen.toml").write_text(text, encoding="utf-8")
    problems = Problems()
    own = profiles.in_folder(tmp_path, problems)["acubiz-egen"]
    assert not problems
    monkeypatch.setitem(registry.FORMATS, "acubiz-egen", own.format)
    saet(acubiz__profil="acubiz-egen")
    exchange = modtag(fil(rejse("T1").replace(";;1250,00;", ";1250,00;;").replace(";;-1250,00;", ";-1250,00;;")))
    assert (exchange.state, exchange.files.get().format) == ("anvendt", "acubiz-egen")
    assert exchange.totals["debet"] == 125000


def test_a_profile_that_cannot_read_travels() -> None:
    saet(acubiz__profil="bsplus")
    assert fejl(modtag(fil(rejse("T1")))) == ["ACUBIZ_PROFIL"]


def test_a_crash_loses_and_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken off after the drafts were made: nothing stands; applied again everything stands once."""
    interface = catalogue.find(ROW)
    package = pak([("EMS_EA-20261119-101500.csv", fil(rejse("T1", bilag="a.pdf"), rejse("T2", nr=3))), ("a.pdf", PDF)])
    exchange = inbound.receive(interface, "x.zip", package, "anna", kommune="0956").exchange

    def broken(*_: Any, **__: Any) -> int:
        assert Bilagskladde.objects.count() == 2
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("snitflade.bogh.acubiz.anvend.bilagsfiler.sammenfoer", broken)
        with pytest.raises(RuntimeError):
            inbound.apply(exchange, interface, "anna")
    assert not Bilagskladde.objects.exists()
    assert not Bilagsfil.objects.exists()
    for _ in range(2):
        inbound.apply(exchange, interface, "anna")
    assert (Bilagskladde.objects.count(), Bilagsfil.objects.count()) == (2, 1)
    assert i_orden()


def test_reconciliation_and_watch() -> None:
    """In = booked + waiting + rejected, to the øre."""
    saet(acubiz__bilag_kraeves="N")
    modtag(fil(rejse("T1", "100,00"), rejse("T2", "20,00", nr=3), rejse("T3", "3,00", nr=5)))
    kladder.attester(kladde("T1"), "anna")
    kladder.anvis(kladde("T1"), "bo")
    kladder.bogfoer(kladde("T1"), "bo")
    kladder.afvis(kladde("T2"), "bo", "Dobbelt")
    (month,) = linjer(ROW, dt.date(2026, 11, 5), dt.date(2026, 11, 6))
    assert dict(month.summer) == {Trin.KRAEVET: Sum(12300, 3), Trin.OPKRAEVET: Sum(12000, 2), Trin.BETALT: Sum(10000, 1)}
    assert [(one.beloeb, one.trin) for one in forskelle(month, 5)] == [(300, Trin.OPKRAEVET)]
    now = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)
    Bilagskladde.objects.update(oprettet_tid=dt.datetime(2026, 11, 13, 15, tzinfo=dt.UTC))
    assert list(vagt(now)) == []
    Bilagskladde.objects.update(oprettet_tid=dt.datetime(2026, 11, 12, 15, tzinfo=dt.UTC))
    (cause,) = vagt(now)
    assert (cause.interface, cause.severity.value) == (ROW, "advarsel")
    assert cause.sentence.startswith("1 bilag har ventet over 5 bankdage")


@pytest.mark.parametrize("what", ["linje", "total", "bilag"])
def test_verify_finds_what_was_changed(what: str) -> None:
    modtag(fil(rejse("T1", bilag="a.pdf"), rejse("T2", bilag="a.pdf", nr=3)))
    modtag(PDF, "a.pdf")
    assert i_orden()
    if what == "linje":
        kladde("T1").linjer.filter(loebenr=1).update(beloeb=1)
    elif what == "total":
        Bilagskladde.objects.filter(noegle="T1").update(indkommet=1)
    else:
        Ventetbilag.objects.filter(kladde=kladde("T1")).update(vedhaeftning=kladde("T2").vedhaeftninger.get())
    assert not i_orden()


amounts = st.lists(st.integers(1, 10**9), min_size=1, max_size=4)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(amounts, min_size=1, max_size=5), st.data())
def test_money(travels: list[list[int]], data: st.DataObject) -> None:
    """Whatever comes and whatever is bad of it: drafts balance, and in + set aside = what the file says."""
    bad = data.draw(st.sets(st.integers(0, len(travels) - 1), max_size=len(travels) - 1))
    tag = Exchange.objects.count()
    lines, nr = [], 0
    for at, parts in enumerate(travels):
        for part in [*parts, -sum(parts)]:
            nr += 1
            konto = "X" if at in bad and part < 0 else "5602601340"
            lines.append(linje(f"H{tag}-{at}", nr, konto, f"{'-' if part < 0 else ''}{abs(part) // 100},{abs(part) % 100:02}"))
    exchange = modtag(fil(*lines), f"h{tag}.csv")
    rows = Bilagskladde.objects.filter(exchange=exchange)
    assert {row.noegle for row in rows} == {f"H{tag}-{at}" for at in range(len(travels)) if at not in bad}
    assert all(sum(row.linjer.values_list("beloeb", flat=True)) == 0 for row in rows)
    assert exchange.totals["debet"] == sum(sum(parts) for at, parts in enumerate(travels) if at not in bad)
    assert exchange.quarantine.count() == len(bad)
