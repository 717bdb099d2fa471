"""The contract of the view: names, order, types and null rules as sbsys.md 2 prints them, copied here by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Direction, Exchange
from snitflade.exchange.states import State
from snitflade.folk.models import Adresse, Barn, Forsvinding, KommunaltForhold, Notat, Person, TidligereNummer, Udrejse, Valg
from snitflade.folk.sbsys import view

# Name, DPR's type, null in DPR, Winformatik's type where the document is readable, else DPR's width of text or a date.
TABEL = """
PNR numeric(11) no varchar(10)
STHAENST numeric(13) yes date
STATUS numeric(3) no varchar(2)
FOEDDTO numeric(9) no date
KOEN varchar(1) yes varchar(1)
KOMKOD numeric(5) no varchar(3)
AKTKONVN varchar(20) yes varchar(20)
VEJKOD numeric(5) no varchar(4)
HUSNR varchar(4) yes varchar(4)
ETAGE varchar(2) yes varchar(2)
SIDEDOER varchar(4) yes varchar(4)
BNR varchar(4) yes varchar(4)
ABMRK varchar(1) yes varchar(3)
LBMRK varchar(1) yes varchar(1)
TFDTOMRK varchar(1) yes varchar(1)
TILFDTO numeric(13) no date
TILFKDTO numeric(13) yes date
FRAFKDTO numeric(13) yes date
FKIRK varchar(1) yes varchar(1)
FREGSTED varchar(20) yes varchar(20)
PMHAENST numeric(13) yes date
MOR varchar(11) yes varchar(11)
MORMRK varchar(1) yes varchar(1)
FAR varchar(11) yes varchar(11)
FARMRK varchar(1) yes varchar(1)
UDINDMRK varchar(1) yes varchar(1)
FORSVMRK varchar(1) yes varchar(1)
UMHAENST numeric(13) yes date
FSHAENST numeric(13) yes date
CIVST varchar(1) yes varchar(1)
CIHAENST numeric(13) yes date
AEGTE varchar(11) yes varchar(11)
AEGTEMRK varchar(1) yes varchar(1)
POSTNR numeric(5) no varchar(4)
POSTTXT varchar(20) yes varchar(20)
VALGRDTO numeric(13) yes date
BARNMRK varchar(1) yes varchar(1)
SUPLMRK varchar(1) yes varchar(1)
KOMFMRK varchar(1) yes varchar(1)
NOTATMRK varchar(1) yes varchar(1)
TPNRMRK varchar(1) yes varchar(1)
FSMYNNVN varchar(20) yes varchar(20)
CIVMYN varchar(20) yes varchar(20)
FMTXT varchar(20) yes varchar(20)
STILLING varchar(34) yes varchar(34)
CONVN varchar(34) yes varchar(34)
BYNVN varchar(34) yes varchar(34)
STBORGER varchar(20) yes varchar(20)
TIDLADR varchar(65) yes varchar(65)
TIDLKNVN varchar(20) yes varchar(20)
FORNVN varchar(50) yes varchar(50)
EFTERNVN varchar(40) yes varchar(40)
ADRNVN varchar(34) yes varchar(34)
STANDADR varchar(34) yes varchar(34)
LOKAL varchar(34) yes varchar(34)
KADRMRK varchar(1) yes varchar(1)
"""
RAEKKER = [line.split() for line in TABEL.split("\n") if line]
PNR = "6101600001"
pytestmark = pytest.mark.django_db


def _dpr(vaerdi: str = "J") -> None:
    Systemkonstant.objects.create(nummer="folk.sbsys.dpr_types", vaerdi=vaerdi)
    view.opsaet()


def _raekke(**felter: Any) -> dict[str, Any]:
    felter.setdefault("status", "05")
    if "exchange" not in felter:
        Person.objects.update_or_create(personnummer=PNR, defaults=felter)
    return _vist(PNR)


def _vist(pnr: str | int) -> dict[str, Any]:
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {view.navn(postgres)} WHERE PNR = %s", [pnr])  # noqa: S608
        names = [str(column[0]).upper() for column in cursor.description]
        (row,) = cursor.fetchall()
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in zip(names, row, strict=True)}


def test_the_specification_names_56_columns() -> None:
    assert len(RAEKKER) == 56


@pytest.mark.parametrize("dpr", [False, True])
def test_names_and_order(dpr: bool) -> None:
    if dpr:
        _dpr()
    Person.objects.create(personnummer=PNR, status="05")
    row = _vist(int(PNR) if dpr else PNR)
    assert list(row) == [*(line[0] for line in RAEKKER), "INDLAESDTO", "INDLAESPGM", "HENTTYP"]


@pytest.mark.only_on("postgresql")  # SQLite's views have no types
@pytest.mark.parametrize("dpr", [False, True])
def test_types(dpr: bool) -> None:
    if dpr:
        _dpr()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT upper(a.attname), format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
            "WHERE a.attrelid = 'sbsys.dttotal'::regclass AND a.attnum > 0 ORDER BY a.attnum"
        )
        found = cursor.fetchall()
    expected = []
    for name, dpr_type, _null, winformatik in RAEKKER:
        text = winformatik if winformatik != "date" and not (dpr and dpr_type.startswith("numeric")) else ""
        wanted = text or (dpr_type if dpr else "date")
        expected.append((name, wanted.replace("varchar", "character varying").replace(")", ",0)" if "numeric" in wanted else ")")))
    assert found[:56] == expected


@pytest.mark.parametrize("dpr", [False, True])
def test_columns_that_must_not_be_null_are_zeros_where_there_is_nothing(dpr: bool) -> None:
    if dpr:
        _dpr()
    Person.objects.create(personnummer="0101360001", status="99")
    row = _vist(101360001 if dpr else "0101360001")
    for name, _dpr_type, null, winformatik in RAEKKER:
        if null == "no" and (dpr or winformatik != "date"):
            assert row[name] is not None, name
    if dpr:
        assert [int(row[name]) for name in ("KOMKOD", "VEJKOD", "POSTNR", "TILFDTO", "FOEDDTO")] == [0, 0, 0, 0, 19360101]
    else:
        assert [row[name] for name in ("KOMKOD", "VEJKOD", "POSTNR", "TILFDTO", "FOEDDTO")] == [
            "000",
            "0000",
            "0000",
            None,
            "1936-01-01",
        ]


@pytest.mark.parametrize(
    ("pnr", "foedt"),
    [
        ("0101363001", "1936-01-01"),
        ("0101364001", "2036-01-01"),
        ("0101374001", "1937-01-01"),
        ("0101575001", "2057-01-01"),
        ("0101585001", "1858-01-01"),
        ("6101600001", "1960-01-01"),
        ("3102600001", "1960-03-02"),
        ("0099600001", "1960-12-01"),
    ],
)
def test_who_is_known_by_number_only_has_the_numbers_birth_date(pnr: str, foedt: str) -> None:
    Person.objects.create(personnummer=pnr, status="99")
    row = _vist(pnr)
    assert row["FOEDDTO"] == foedt
    assert row["FORNVN"] is row["EFTERNVN"] is None


def test_a_person_from_top_to_bottom() -> None:
    exchange = Exchange.objects.create(
        interface="folk.cpr-ajourfoering", key="k", direction=Direction.IND, state=State.ANVENDT, created_by="system"
    )
    person = Person.objects.create(
        personnummer=PNR,
        status="05",
        status_fra="196001010000",
        koen="M",
        foedselsdato=dt.date(1960, 1, 1),
        kommunekode="0956",
        vejkode="0082",
        husnr="007A",
        sidedoer="0002",
        adressebeskyttet=True,
        beskyttelser="0001 0002",
        tilflyttet="201500009999",
        tilflyttet_kommune="201502281200",
        tilflyttet_usikker=True,
        folkekirke="F",
        foedested_myndighed="0909",
        foedested="Prøveby",
        mor="6101300002",
        far_foedt="1931-02-03",
        far_fra="1960-01-02",
        umyndig_fra="2001-05-06",
        civilstand="G",
        civilstand_fra="198807090000",
        aegtefaelle_foedt="1962-03-04",
        postnr="3900",
        postdistrikt="Nuuk",
        supplerende_adresse="Bag kirken",
        stilling="Prøver",
        conavn="Prøve Person To",
        bynavn="Bydel",
        statsborgerskab="5100",
        fraflyttet_kommunekode="0957",
        fornavn="Åse Ømøl",
        mellemnavn="éa",
        efternavn="Prøvesen",
        adresseringsnavn="Prøvesen,Åse",
        vejnavn="Prøvevej",
        lokalitet="Nuuk",
        kontaktadresse="Boks 1",
        leveret=dt.date(2026, 11, 20),
        exchange=exchange,
    )
    for model in (Udrejse, Forsvinding):
        model.objects.create(person=person, aktuel=False, fra="199001010000", til="199101010000")
    Barn.objects.create(person=person, barn="6101800001")
    KommunaltForhold.objects.create(person=person)
    Notat.objects.create(person=person)
    TidligereNummer.objects.create(person=person, nummer="6101600003")
    Valg.objects.create(person=person, valgret_fra="2001-01-01")
    Valg.objects.create(person=person, valgret_fra="2003-01-01")
    address = {"person": person, "aktuel": False, "vejkode": "0017", "bnr": "0045"}
    Adresse.objects.create(**address, kommunekode="0957", fra="199901010000", til="201502281200")
    Adresse.objects.create(**address, kommunekode="0101", fra="200001010000", til="201502281200", annkor="A")
    assert _vist(PNR) == {
        **dict.fromkeys((line[0] for line in RAEKKER), None),
        "PNR": PNR,
        "STATUS": "05",
        "FOEDDTO": "1960-01-01",
        "KOEN": "M",
        "KOMKOD": "956",
        "AKTKONVN": "Kommuneqarfik Sermer",
        "VEJKOD": "0082",
        "HUSNR": "007A",
        "SIDEDOER": "0002",
        "ABMRK": "1",
        "LBMRK": "1",
        "TFDTOMRK": "*",
        "TILFDTO": "2015-01-01",
        "TILFKDTO": "2015-02-28",
        "FRAFKDTO": "2015-02-28",
        "FKIRK": "F",
        "FREGSTED": "Nuuk",
        "MOR": "610130-0002",
        "FAR": "03 02 1931",
        "FARMRK": "*",
        "UDINDMRK": "1",
        "FORSVMRK": "1",
        "UMHAENST": "2001-05-06",
        "FSHAENST": "1960-01-02",
        "CIVST": "G",
        "CIHAENST": "1988-07-09",
        "AEGTE": "04-03-1962",
        "POSTNR": "3900",
        "POSTTXT": "Nuuk",
        "VALGRDTO": "2003-01-01",
        "BARNMRK": "1",
        "SUPLMRK": "1",
        "KOMFMRK": "1",
        "NOTATMRK": "1",
        "TPNRMRK": "1",
        "FMTXT": "Prøveby",
        "STILLING": "Prøver",
        "CONVN": "Prøve Person To",
        "BYNVN": "Bydel",
        "STBORGER": "Danmark",
        "TIDLADR": "Vej 0017 B-45, Qeqqata Kommunia",
        "TIDLKNVN": "Qeqqata Kommunia",
        "FORNVN": "ÅSE ØMØL ÉA",
        "EFTERNVN": "PRØVESEN",
        "ADRNVN": "Prøvesen,Åse",
        "STANDADR": "Prøvevej 7A 2",
        "LOKAL": "Nuuk",
        "KADRMRK": "1",
        "INDLAESDTO": "2026-11-20",
        "INDLAESPGM": None,
        "HENTTYP": None,
    }


def test_moments_are_numbers_with_their_minute_in_dprs_types() -> None:
    _dpr()
    Person.objects.create(personnummer=PNR, status="80", status_fra="201500009999", umyndig_fra="2001-05-06")
    row = _vist(int(PNR))
    assert (int(row["STHAENST"]), int(row["UMHAENST"]), row["CIHAENST"]) == (201500009999, 200105060000, None)
    assert int(row["STATUS"]) == 80


def test_the_status_date_is_only_told_of_the_inactive() -> None:
    assert _raekke(status="05", status_fra="201501010000")["STHAENST"] is None
    assert _raekke(status="90", status_fra="201501010000")["STHAENST"] == "2015-01-01"


def test_the_dead_have_the_municipality_of_their_last_address() -> None:
    _raekke(status="90")
    person = Person.objects.get()
    Adresse.objects.create(person=person, aktuel=False, kommunekode="0957", fra="199901010000")
    assert _vist(PNR)["AKTKONVN"] == "Qeqqata Kommunia"


def test_nobody_known_as_parent_is_zeros_and_a_mark() -> None:
    row = _raekke()
    assert (row["MOR"], row["MORMRK"], row["FAR"], row["FARMRK"]) == ("000000-0000", "*", "000000-0000", "*")


def test_protected_persons_are_shown_with_their_mark_and_the_address_can_be_hidden() -> None:
    felter = {
        "adressebeskyttet": True,
        "vejkode": "0082",
        "husnr": "007",
        "kommunekode": "0956",
        "adresselinje": "Prøvevej 7",
        "postnr": "3900",
    }
    row = _raekke(**felter)
    assert (row["ABMRK"], row["STANDADR"], row["VEJKOD"]) == ("1", "Prøvevej 7", "0082")
    Systemkonstant.objects.create(nummer="folk.sbsys.beskyttet", vaerdi="skjul")
    row = _vist(PNR)
    assert (row["ABMRK"], row["KOMKOD"], row["VEJKOD"], row["POSTNR"]) == ("1", "956", "0000", "0000")
    hidden = ("HUSNR", "ETAGE", "SIDEDOER", "BNR", "STANDADR", "CONVN", "BYNVN", "LOKAL", "POSTTXT", "TIDLADR")
    assert [row[name] for name in hidden] == [None] * len(hidden)
    assert _raekke(**felter | {"adressebeskyttet": False})["STANDADR"] == "Prøvevej 7"


def test_text_is_cut_to_its_column() -> None:
    row = _raekke(fornavn="X" * 50, mellemnavn="Y" * 40, lokalitet="Z" * 34)
    assert (row["FORNVN"], len(row["LOKAL"])) == ("X" * 50, 34)


def test_no_odd_value_keeps_anybody_from_reading() -> None:
    row = _raekke(tilflyttet="000000000000", civilstand_fra="abc", umyndig_fra="2001-13-40", vejkode="A1")
    assert (row["TILFDTO"], row["CIHAENST"], row["UMHAENST"]) == (None, None, "2001-12-31")
    _dpr()
    assert _vist(int(PNR))["VEJKOD"] is None


def test_made_again_it_is_the_same_and_migrations_take_it_away() -> None:
    Person.objects.create(personnummer=PNR, status="05")
    view.opsaet()
    view.nedtag(plan=["something"])
    view.opsaet()
    assert _vist(PNR)["PNR"] == PNR
