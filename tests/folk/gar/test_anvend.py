"""Applying: the authorised addresses by hand from gar.md 3, versions, differences, deletions, refusals."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.folk.gar.verden import (
    BLOK,
    BYGNING,
    DAG,
    ENHED,
    HUS,
    HYTTE,
    IDER,
    KOMMUNE,
    VEJ,
    adgang,
    anvend,
    enhed,
    fil,
    noegle,
    raa,
    register,
    sige,
    slettet,
    uge,
)

from snitflade.exchange import catalogue, inbound, waiting
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.states import State
from snitflade.folk.gar.tabeller import (
    GarAdgangsadresse,
    GarAdresse,
    GarEnhedsadresse,
    GarForskel,
    GarHentning,
    GarPostnummer,
    GarVej,
    GarVersion,
)

pytestmark = pytest.mark.django_db


def ider() -> set[str]:
    return set(GarAdresse.objects.filter(gaelder_til=None).exclude(adresse_id="").values_list("adresse_id", flat=True))


def forskelle(number: int) -> list[tuple[str, str, str, str, str]]:
    return list(GarForskel.objects.filter(exchange=number).order_by("pk").values_list("lag", "art", "felt", "foer", "efter"))


def test_the_authorised_addresses_of_a_first_load() -> None:
    exchange = anvend(fil(register()))
    assert (exchange.state, sige(exchange).strip()) == (State.ANVENDT, "")
    assert ider() == IDER
    assert exchange.totals == {"nye": 13, "aendrede": 0, "borte": 0, "igen": 0, "adresser": 4, "adresser_med_id": 4}
    assert GarForskel.objects.count() == 0, "nothing to differ from"
    hus = GarAdgangsadresse.objects.get(kilde_id=noegle(HUS))
    assert (hus.kommune, hus.lokalitet, hus.vejkode, hus.husnr, hus.bnr, hus.postnr) == (
        "956",
        "0600",
        "0082",
        "007",
        "3197",
        "3900",
    )
    assert (hus.bygning, hus.foerst_set, hus.sidst_set, hus.borte) == (noegle(BYGNING), DAG, DAG, None)
    assert hus.raa["HusNummer"] == "7"
    assert not GarAdresse.objects.exclude(mangler="").exists()


def test_the_same_again_changes_nothing() -> None:
    anvend(fil(register()))
    before = list(GarAdresse.objects.order_by("pk").values())
    exchange = anvend(fil(register(), uge(1)))
    assert exchange.state == State.ANVENDT
    assert {name: exchange.totals[name] for name in ("nye", "aendrede", "borte", "igen")} == dict.fromkeys(
        ("nye", "aendrede", "borte", "igen"), 0
    )
    assert list(GarAdresse.objects.order_by("pk").values()) == before
    assert (GarVersion.objects.count(), GarForskel.objects.count(), GarHentning.objects.count()) == (0, 0, 2)
    assert set(GarVej.objects.values_list("foerst_set", "sidst_set")) == {(DAG, uge(1))}


def test_a_change_is_a_version_and_a_difference_with_before_and_after() -> None:
    anvend(fil(register()))
    changed = enhed(ENHED, HUS, uge(0.5), Enhedsnummer="3", Etage="kld")
    exchange = anvend(fil({"enhedsadresse": [changed]}, uge(1), fuld=False))
    assert forskelle(exchange.pk) == [
        ("enhedsadresse", "ændret", "enhedsnummer", "2", "3"),
        ("enhedsadresse", "ændret", "etage", "", "kld"),
    ]
    version = GarVersion.objects.get()
    assert (version.lag, version.kilde_id, version.set_fra, version.set_til) == ("enhedsadresse", noegle(ENHED), DAG, uge(1))
    assert version.raa["Enhedsnummer"] == "2"
    row = GarEnhedsadresse.objects.get(kilde_id=noegle(ENHED))
    assert (row.enhedsnummer, row.set_fra, row.foerst_set, row.sidst_set) == ("3", uge(1), DAG, uge(1))
    assert ider() == IDER - {"9560082H007_0002"} | {"9560082H007_0003"}
    old = GarAdresse.objects.get(adresse_id="9560082H007_0002")
    assert (old.gaelder_fra, old.gaelder_til) == (DAG, uge(1))
    assert GarAdresse.objects.get(adresse_id="9560082H007_0003").mangler == "etage"


def test_an_edit_that_says_nothing_is_no_version() -> None:
    anvend(fil(register()))
    same = enhed(ENHED, HUS, uge(0.5), Enhedsnummer=" 2", Editor="anden", Etage="")
    exchange = anvend(fil({"enhedsadresse": [same]}, uge(1), fuld=False))
    assert (GarForskel.objects.filter(exchange=exchange).count(), GarVersion.objects.count()) == (0, 0)
    assert GarEnhedsadresse.objects.get(kilde_id=noegle(ENHED)).redigeret == uge(0.5)


@pytest.mark.parametrize("days", [0, -1])
def test_the_same_or_an_older_edit_is_no_change(days: int) -> None:
    anvend(fil(register()))
    stored = GarEnhedsadresse.objects.get(kilde_id=noegle(ENHED)).redigeret
    assert stored is not None
    other = enhed(ENHED, HUS, stored + dt.timedelta(days=days), Enhedsnummer="99")
    anvend(fil({"enhedsadresse": [other]}, uge(1), fuld=False))
    assert ider() == IDER


def roomy(percent: str = "100") -> None:
    Systemkonstant.objects.create(nummer="gar.svind_procent", vaerdi=percent)


def test_a_deletion_marks_and_a_later_edit_brings_back() -> None:
    roomy()
    anvend(fil(register()))
    gone = anvend(fil({"slettet-enhedsadresse": [slettet(ENHED, uge(0.5))] * 2}, uge(1), fuld=False))
    assert forskelle(gone.pk) == [("enhedsadresse", "borte", "", "", "")]
    row = GarEnhedsadresse.objects.get(kilde_id=noegle(ENHED))
    assert (row.borte, row.borte_grund) == (uge(0.5), "S")
    assert ider() == IDER - {"9560082H007_0002"}
    back = anvend(fil({"enhedsadresse": [enhed(ENHED, HUS, uge(1.5), Enhedsnummer="2")]}, uge(2), fuld=False))
    assert forskelle(back.pk) == [("enhedsadresse", "igen", "", "", "")]
    assert GarVersion.objects.get().set_til == uge(0.5)
    assert ider() == IDER


def test_a_deletion_before_the_last_edit_is_none() -> None:
    roomy()
    anvend(fil(register()))
    anvend(fil({"slettet-enhedsadresse": [slettet(ENHED, uge(-30))]}, uge(1), fuld=False))
    assert ider() == IDER


def test_a_deleted_feature_cannot_come_back_by_an_old_answer() -> None:
    roomy()
    anvend(fil({"slettet-enhedsadresse": [slettet(ENHED, uge(0.5))]}, uge(1), fuld=False))
    anvend(fil(register()))
    assert ider() == IDER - {"9560082H007_0002"}


def test_what_a_full_load_does_not_have_is_gone_and_may_be_found_again() -> None:
    roomy()
    anvend(fil(register()))
    fewer = register()
    del fewer["adgangsadresse"][2]
    exchange = anvend(fil(fewer, uge(1)))
    assert forskelle(exchange.pk) == [("adgangsadresse", "borte", "", "", "")]
    row = GarAdgangsadresse.objects.get(kilde_id=noegle(BLOK))
    assert (row.borte, row.borte_grund, row.sidst_set) == (uge(1), "F", DAG)
    assert GarAdresse.objects.get(adgang=noegle(BLOK), gaelder_til=None).mangler == "adgangsadresse"
    assert ider() == IDER - {"9560082H018B___A"}
    anvend(fil(register(), uge(2)))
    assert ider() == IDER


def test_a_fetching_of_changes_says_nothing_of_what_it_does_not_have() -> None:
    anvend(fil(register()))
    exchange = anvend(fil({"vej": []}, uge(1), fuld=False))
    assert (exchange.state, ider()) == (State.ANVENDT, IDER)


def test_a_layer_that_shrinks_too_much_is_held_until_somebody_releases_it() -> None:
    lagene = register()
    lagene["adgangsadresse"] += [adgang(1000 + number, HusNummer=str(100 + number)) for number in range(37)]
    anvend(fil(lagene))
    before = ider()
    fewer = {**lagene, "adgangsadresse": lagene["adgangsadresse"][:-3]}
    exchange = anvend(fil(fewer, uge(1)))
    assert exchange.state == State.HOLDT
    assert "adgangsadresse: 3 af 40 (7,5 %)" in exchange.note
    assert "Spørg Asiaq" in exchange.note
    assert ider() == before
    assert GarHentning.objects.count() == 1
    waiting.release(exchange, "bo", "Bekræftet af Asiaq")
    exchange.refresh_from_db()
    inbound.apply(exchange, catalogue.find("folk.gar"), "bo")
    assert len(ider()) == len(before) - 3


@pytest.mark.parametrize(("gone", "state"), [(2, State.ANVENDT), (3, State.HOLDT)])
def test_the_share_is_a_limit(gone: int, state: State) -> None:
    lagene = register()
    lagene["adgangsadresse"] += [adgang(1000 + number, HusNummer=str(100 + number)) for number in range(37)]
    anvend(fil(lagene))
    assert anvend(fil({**lagene, "adgangsadresse": lagene["adgangsadresse"][:-gone]}, uge(1))).state == state


def test_deletions_count_too() -> None:
    anvend(fil(register()))
    assert anvend(fil({"slettet-vej": [slettet(VEJ, uge(0.5))]}, uge(1), fuld=False)).state == State.HOLDT


def test_another_share_can_be_set() -> None:
    anvend(fil(register()))
    roomy("50")
    assert anvend(fil({"slettet-vej": [slettet(VEJ, uge(0.5))]}, uge(1), fuld=False)).state == State.ANVENDT


@pytest.mark.parametrize("lag", list(register()))
def test_an_empty_layer_refuses_a_full_load(lag: str) -> None:
    anvend(fil(register()))
    exchange = anvend(fil({**register(), lag: []}, uge(1)))
    assert (exchange.state, ider()) == (State.AFVIST, IDER)
    assert f"Laget {lag} er tomt" in sige(exchange)


@pytest.mark.parametrize("lag", list(register()))
def test_a_layer_that_is_not_there_refuses_a_full_load(lag: str) -> None:
    lagene = register()
    del lagene[lag]
    exchange = anvend(fil(lagene))
    assert exchange.state == State.AFVIST
    assert f"Laget {lag} er slet ikke med" in sige(exchange)


def mangler(lagene: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    anvend(fil(lagene))
    return dict(GarAdresse.objects.values_list("enhed", "mangler"))


@pytest.mark.parametrize(
    ("felter", "words", "id"),
    [
        ({"HusNummer": "1", "Vejkode": "0"}, "vejkode", ""),
        ({"HusNummer": "1", "Vejkode": "0123"}, "vej", "9560123H001_____"),
        ({"HusNummer": "1", "Vejkode": "9908"}, "administrativ", ""),
        ({"BNummer": "B-3197"}, "husnummer", ""),
        ({"LokalitetsKode": "0601", "HusNummer": "1"}, "bnummer", ""),
        ({"HusNummer": "12-14"}, "husnummer,ulaeselig", ""),
        ({"HusNummer": "1", "Postnummer": 3999}, "postnummer", "9560082H001_____"),
        ({"HusNummer": "1", "KommuneKode": 957}, "kommune,vej", "9570082H001_____"),
        ({"HusNummer": "1", "bygning_id": "{FF}"}, "bygning", "9560082H001_____"),
        ({"HusNummer": "1", "LokalitetsKode": "0699"}, "lokalitet,bnummer", ""),
        ({"HusNummer": "1", "LokalitetsKode": None}, "lokalitet", "9560082H001_____"),
    ],
)
def test_what_is_missing_is_kept_and_listed(felter: dict[str, Any], words: str, id: str) -> None:
    lagene = register()
    lagene["adgangsadresse"].append(adgang(77, **felter))
    exchange = anvend(fil(lagene))
    assert exchange.state == State.ANVENDT
    row = GarAdresse.objects.get(adgang=noegle(77))
    assert (row.mangler, row.adresse_id) == (words, id)


@pytest.mark.parametrize(
    ("access", "unit", "id"),
    [
        ({"BNummer": "B-1234C"}, {}, "B1234___C"),
        ({"BNummer": "B-1134A"}, {"Enhedsnummer": "1"}, "B1134A001"),
        ({"BNummer": "B-1134"}, {"Enhedsnummer": "1"}, "B11340001"),
        ({"BNummer": "B-123c"}, {"Enhedsnummer": "1"}, "B123C0001"),
        ({"BNummer": "7"}, {"Enhedsnummer": "V-3"}, "B0007_V-3"),
        ({"BNummer": "7"}, {"Enhedsnummer": "", "Dor_lejlighedsnummer": "tv"}, "B0007__TV"),
    ],
)
def test_b_numbers_outside_the_towns(access: dict[str, Any], unit: dict[str, Any], id: str) -> None:
    lagene = register()
    lagene["adgangsadresse"].append(adgang(77, LokalitetsKode="0601", Vejkode="0700", **access))
    if unit:
        lagene["enhedsadresse"].append(enhed(78, 77, **unit))
    anvend(fil(lagene))
    assert GarAdresse.objects.get(adgang=noegle(77)).adresse_id == f"9560700{id}"


def test_a_unit_without_access_address_is_kept() -> None:
    lagene = register()
    lagene["enhedsadresse"].append(enhed(78, 4711, Enhedsnummer="1"))
    anvend(fil(lagene))
    row = GarAdresse.objects.get(enhed=noegle(78))
    assert (row.mangler, row.adresse_id, row.adgang) == ("adgangsadresse", "", noegle(4711))


def test_a_status_can_be_asked_for() -> None:
    Systemkonstant.objects.create(nummer="gar.status", vaerdi="2,4")
    lagene = register()
    lagene["adgangsadresse"][1]["ObjektStatus"] = 3
    anvend(fil(lagene))
    assert ider() == IDER - {"9560700B012A____"}


def test_a_postal_number_that_comes_twice_keeps_its_first_name() -> None:
    lagene = register()
    lagene["postnummer"] = [
        {"OBJECTID": 9, "Postnummer": 3900, "Postdistri": "Andet"},
        {"OBJECTID": 5, "Postnummer": 3900, "Postdistri": "Nuuk"},
        {"OBJECTID": 6, "Postnummer": 2412, "Postdistri": "Santa Claus/Julemanden"},
    ]
    exchange = anvend(fil(lagene))
    assert exchange.state == State.ANVENDT
    assert set(GarPostnummer.objects.values_list("nummer", "distrikt")) == {("3900", "Nuuk"), ("2412", "Santa Claus/Julemanden")}


def test_the_area_outside_is_961() -> None:
    lagene = register()
    lagene["kommune"].append(raa(KOMMUNE + 1, Kommunekode=999, Kommunenavn="Asi"))
    lagene["adgangsadresse"].append(adgang(77, KommuneKode=999, HusNummer="1"))
    anvend(fil(lagene))
    assert GarAdresse.objects.get(adgang=noegle(77)).adresse_id == "9610082H001_____"


def test_the_sheet_says_what_happened() -> None:
    roomy()
    anvend(fil(register()))
    lagene = register()
    lagene["adgangsadresse"].append(adgang(77, HusNummer="9", Vejkode="0"))
    lagene["vej"][0] = raa(VEJ, uge(0.5), Vejkode="0082", Vejnavn="Nyt navn", Kommunekode=956, Lokalitetskode="0600")
    sheet = {section: dict(map(tuple, lines)) for section, lines in anvend(fil(lagene, uge(1))).sheet}
    assert sheet["Hentning"] == {"Hentet": "2026-11-09 05.00", "Omfang": "alt", "Fra": "https://gar.example"}
    assert sheet["Lag"]["adgangsadresse"] == "4 i alt; 1 nye, 0 ændrede, 0 borte, 0 fundet igen"
    assert sheet["Lag"]["vej"] == "2 i alt; 0 nye, 1 ændrede, 0 borte, 0 fundet igen"
    assert sheet["Mangler i adresserne"] == {"Vejkoden mangler eller er 0": "1"}
    assert sheet["Forskelle"]["vej 956 0082 Nyt navn"] == "vejnavn: «Prøvevej» er nu «Nyt navn»"
    assert sheet["Autoriserede adresser"]["Med Adresse-ID"] == "4"


def test_a_feature_in_a_hut_has_no_house_number() -> None:
    anvend(fil(register()))
    row = GarAdgangsadresse.objects.get(kilde_id=noegle(HYTTE))
    assert (row.husnr, row.bnr, row.bogstav) == ("", "012A", "")


def test_what_has_no_date_is_as_the_latest_fetching_had_it() -> None:
    def named(name: str) -> dict[str, list[dict[str, Any]]]:
        return {"postnummer": [{"OBJECTID": 5, "Postnummer": 3900, "Postdistri": name}]}

    for number, name, wanted in ((1, "Nuuk", "Nuuk"), (0, "Godthåb", "Nuuk"), (2, "Nuuk C", "Nuuk C")):
        anvend(fil(named(name), uge(number), fuld=False))
        assert GarPostnummer.objects.get().distrikt == wanted


def test_what_was_deleted_after_its_last_edit_is_gone_also_where_a_page_still_has_it() -> None:
    roomy()
    anvend(fil({**register(), "slettet-enhedsadresse": [slettet(ENHED, uge(0.5))]}, uge(1)))
    assert ider() == IDER - {"9560082H007_0002"}


@pytest.mark.parametrize("many", [0, 2_000])
def test_rows_that_were_seen_again_are_marked_and_no_others(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr("snitflade.folk.gar.anvend._MANY", many)
    roomy()
    anvend(fil(register()))
    fewer = register()
    del fewer["adgangsadresse"][2]
    anvend(fil(fewer, uge(2)))
    anvend(fil(register(), uge(1), fuld=False))
    seen = dict(GarAdgangsadresse.objects.values_list("kilde_id", "sidst_set"))
    assert seen == {noegle(HUS): uge(2), noegle(HYTTE): uge(2), noegle(BLOK): uge(1)}
