"""Row 25: extracts of taxable incomes are read, loaded, replaced by newer ones, and handed on (skat-inddrivelse.md 5)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.skat.verden import EKSEMPEL, NAVN, A, B, C, D, anden, gaelder, koder, linjer, modtag

from snitflade.exchange import catalogue, inbound, integrity, quarantine, waiting
from snitflade.exchange.engine import schedules
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.states import State
from snitflade.skat import arbejde, indkomst
from snitflade.skat.aar import fordeling, ventede
from snitflade.skat.aar.installationer import aaben
from snitflade.skat.models import Aarsindkomst, Fordeling, Fordelingstilstand, Indkomstfil

pytestmark = pytest.mark.django_db
NYERE = "SKPLINDK-2024-SE-2025-10-2.txt"


def test_the_sample() -> None:
    exchange = modtag(EKSEMPEL)
    assert exchange.state == State.ANVENDT
    assert gaelder() == {(A, 2024): 245_310_00, (B, 2024): 0, (C, 2024): -1_450_00}
    assert exchange.totals["Personer"] == 3
    assert exchange.totals["Indkomst i øre"] == 245_310_00 - 1_450_00
    found = indkomst.aarsindkomster("0956", [C], 2024).get(C)
    assert found is not None
    assert (found.indkomst, found.skattedage, found.udtraek) == (-1_450_00, 366, dt.date(2025, 9, 3))
    assert found.exchange == exchange.pk
    assert indkomst.aarsindkomster("0956", [D], 2024).get(D) is None, "missing is not 0"
    assert indkomst.aarsindkomster("0955", [C], 2024).get(C) is None, "each municipality has its own"
    assert indkomst.aarsindkomster("0956", [C], 2023).get(C) is None


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("indkomst.txt", EKSEMPEL, "SKPL_NAVN"),
        ("SKPLINDK-2024-SE-2025-13-3.txt", EKSEMPEL, "SKPL_DATO"),
        ("SKPLINDK-2024-KU-2025-9-3.txt", EKSEMPEL, "SKPL_KOMMUNE"),
        (NAVN, EKSEMPEL + b"31,3112999996,,366,,,1;\n", "SKPL_FLERE"),
        (NAVN, b"\n", "SKPL_UDEN_LINJER"),
        (NAVN, b"32,x,,366,,,1;\n", "SKPL_UDEN_LINJER"),
    ],
)
def test_what_is_refused_whole(name: str, data: bytes, code: str) -> None:
    exchange = modtag(data, name)
    assert exchange.state == State.AFVIST
    assert code in koder(exchange)
    assert not Aarsindkomst.objects.exists()
    assert not Indkomstfil.objects.exists()


def test_every_problem_at_once() -> None:
    assert {"SKPL_NAVN", "SKPL_FLERE"} <= koder(modtag(EKSEMPEL + b"31,3112999996,,366,,,1;\n", "x.txt"))


@pytest.mark.parametrize("name", ["SKPLINDK-2024-KQ-2025-9-3.txt", "SKPLINDK-2024-XYZ-2025-9-3.txt"])
def test_letters_nobody_has_confirmed_do_not_decide(name: str) -> None:
    assert modtag(EKSEMPEL, name).state == State.ANVENDT


@pytest.mark.parametrize(
    ("udtraek", "warned"), [("2025-8-31", True), ("2025-9-1", False), ("2026-12-31", False), ("2027-1-1", True)]
)
def test_the_year_is_sent_from_september_to_december_of_the_next(udtraek: str, warned: bool) -> None:
    exchange = modtag(EKSEMPEL, f"SKPLINDK-2024-SE-{udtraek}.txt")
    assert exchange.state == State.ANVENDT
    assert ("SKPL_VINDUE" in koder(exchange)) is warned


def test_a_newer_extract_holds_and_nothing_is_deleted() -> None:
    Systemkonstant.objects.create(nummer="skat.indkomst.udsving_procent", vaerdi="50")
    modtag(EKSEMPEL)
    newer = modtag(linjer((A, 250_000), (B, 0), (D, 1)), NYERE)
    assert newer.state == State.ANVENDT
    assert gaelder() == {(A, 2024): 250_000_00, (B, 2024): 0, (C, 2024): -1_450_00, (D, 2024): 100}
    assert (newer.totals["Nye"], newer.totals["Ændrede"], newer.totals["Uændrede"]) == (1, 2, 0), "B's tax days differ"
    assert newer.totals["Ikke i udtrækket"] == 1
    missing = indkomst.aarsindkomster("0956", [C], 2024).get(C)
    assert missing is not None
    assert missing.sidst_set == dt.date(2025, 9, 3)
    assert list(Aarsindkomst.objects.filter(cpr=A).order_by("pk").values_list("indkomst", "gaelder")) == [
        (245_310_00, False),
        (250_000_00, True),
    ]
    modtag(linjer((A, 250_000), (B, 0), (C, -1_450), (D, 1)), "SKPLINDK-2024-SE-2025-11-2.txt")
    back = indkomst.aarsindkomster("0956", [C], 2024).get(C)
    assert back is not None
    assert back.sidst_set is None


def test_replace_year() -> None:
    Systemkonstant.objects.create(nummer="skat.indkomst.erstatter", vaerdi="J")
    modtag(EKSEMPEL)
    Systemkonstant.objects.create(nummer="skat.indkomst.udsving_procent", vaerdi="100")
    modtag(linjer((A, 1)), NYERE)
    assert gaelder() == {(A, 2024): 100}
    assert Aarsindkomst.objects.filter(cpr=B).count() == 1, "history stays"


def test_an_older_extract_is_refused() -> None:
    modtag(EKSEMPEL, NYERE)
    older = modtag(linjer((A, 1), (B, 1), (C, 1)))
    assert (older.state, koder(older)) == (State.AFVIST, {"SKPL_AELDRE"})
    assert gaelder()[A, 2024] == 245_310_00


def test_the_same_bytes_again_change_nothing() -> None:
    first = modtag(EKSEMPEL)
    again = modtag(EKSEMPEL, "SKPLINDK-2024-SE-2025-12-1.txt")
    assert again.pk == first.pk
    assert Aarsindkomst.objects.count() == 3


def test_another_content_of_the_same_day_waits() -> None:
    modtag(EKSEMPEL)
    other = modtag(linjer((A, 5), (B, 0), (C, 0)))
    assert other.state == State.HOLDT
    assert "med andet indhold" in other.note
    assert gaelder()[A, 2024] == 245_310_00
    waiting.release(other, "berit", "Skattestyrelsen siger, at det er det sidste.")
    inbound.apply(other, catalogue.find("skat.indkomster"), "berit")
    assert gaelder()[A, 2024] == 500


@pytest.mark.parametrize(("count", "held"), [(8, False), (7, True), (12, False), (13, True)])
def test_a_fifth_more_or_fewer_must_be_released(count: int, held: bool) -> None:
    """20 % of 10 is 2; only more than that waits (5.3)."""
    people = [f"31129999{number:02}" for number in range(20)]
    modtag(linjer(*((one, 1) for one in people[:10])))
    exchange = modtag(linjer(*((one, 2) for one in people[:count])), NYERE)
    assert exchange.state == (State.HOLDT if held else State.ANVENDT)


def test_two_different_lines_of_a_person_are_both_held_and_equal_ones_are_one() -> None:
    exchange = modtag(linjer((A, 1), (B, 2), (A, 3), (C, 4), (C, 4)))
    assert exchange.state == State.KARANTAENE
    assert gaelder() == {(B, 2024): 200, (C, 2024): 400}
    (entry,) = exchange.quarantine.all()
    assert (entry.numbers, entry.key) == ((1, 3), "311299-****")
    assert exchange.totals["Holdt tilbage"] == 1


def test_a_bad_line_is_held_and_the_others_loaded() -> None:
    exchange = modtag(linjer((A, 1), (B, 2)) + b"32,3112999997,,400,,,7;\n32,3112999996,,1,,,1,5;\n")
    assert exchange.state == State.KARANTAENE
    assert gaelder() == {(A, 2024): 100, (B, 2024): 200}
    assert exchange.quarantine.count() == 2


def test_who_stands_on_a_bad_line_is_not_missing() -> None:
    modtag(EKSEMPEL)
    modtag(linjer((A, 1), (B, 2)) + b"32,3112999997,,400,,,7;\n", NYERE)
    row = indkomst.aarsindkomster("0956", [C], 2024).get(C)
    assert row is not None
    assert row.sidst_set is None


def test_a_corrected_line_is_loaded_and_the_others_stay() -> None:
    exchange = modtag(linjer((A, 1), (B, 2)) + b"32,3112999997,,400,,,7;\n")
    quarantine.correct(exchange, 3, "32,3112999997,,365,,,7;", "berit")
    inbound.apply(exchange, catalogue.find("skat.indkomster"), "berit")
    exchange.refresh_from_db()
    assert exchange.state == State.ANVENDT
    assert gaelder() == {(A, 2024): 100, (B, 2024): 200, (C, 2024): 700}
    fil = Indkomstfil.objects.get()
    assert (fil.antal, fil.nye, fil.sum_skrevet) == (3, 3, 1000)
    assert list(integrity.broken()) == []


def test_two_different_lines_are_corrected_to_be_the_same() -> None:
    exchange = modtag(linjer((A, 1), (B, 2), (A, 3)))
    quarantine.correct(exchange, 1, f"32,{A},,366,,,3;\n32,{A},,366,,,3;", "berit")
    inbound.apply(exchange, catalogue.find("skat.indkomster"), "berit")
    assert gaelder() == {(A, 2024): 300, (B, 2024): 200}


def test_a_line_of_an_older_extract_that_is_corrected_late_changes_nothing_newer() -> None:
    Systemkonstant.objects.create(nummer="skat.indkomst.udsving_procent", vaerdi="100")
    older = modtag(linjer((A, 1), (B, 2)) + b"32,3112999997,,400,,,7;\n32,3112999996,,400,,,8;\n")
    modtag(linjer((A, 5), (B, 2), (C, 9)), NYERE)
    for line, cpr, income in ((3, C, 7), (4, D, 8)):
        quarantine.correct(older, line, f"32,{cpr},,365,,,{income};", "berit")
    inbound.apply(older, catalogue.find("skat.indkomster"), "berit")
    older.refresh_from_db()
    assert older.state == State.ANVENDT
    assert gaelder() == {(A, 2024): 500, (B, 2024): 200, (C, 2024): 900, (D, 2024): 800}
    late = indkomst.aarsindkomster("0956", [D], 2024).get(D)
    assert late is not None
    assert late.sidst_set == dt.date(2025, 9, 3), "the newest extract does not have D"
    assert list(integrity.broken()) == []


def test_a_corrected_line_goes_to_the_other_municipality_too(hjem: Path) -> None:
    anden(hjem)
    exchange = modtag(KU_FIL + b"31,3112999997,,400,,,7;\n", KU)
    quarantine.correct(exchange, 3, "31,3112999997,,365,,,7;", "berit")
    inbound.apply(exchange, catalogue.find("skat.indkomster"), "berit")
    assert der(hjem) == [(C, 700), (B, 2000), (A, 1000)]
    assert Fordeling.objects.get().sum == 3700


def test_a_crash_before_the_commit_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("snitflade.skat.aar.indlaes.insert_rows", broken)
        with pytest.raises(RuntimeError):
            modtag(EKSEMPEL)
    assert not Indkomstfil.objects.exists()
    assert modtag(EKSEMPEL).state == State.ANVENDT
    assert len(gaelder()) == 3


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.dictionaries(st.sampled_from([A, B, C, D]), st.integers(-10_000, 10_000_000), min_size=1), min_size=1, max_size=4)
)
def test_the_newest_extract_with_a_person_decides(extracts: list[dict[str, int]]) -> None:
    """Whatever came, what holds is what the newest extract with the person says, and the sums are the rows'."""
    Indkomstfil.objects.all()
    Aarsindkomst.objects.all().delete()
    Indkomstfil.objects.all().delete()
    Systemkonstant.objects.update_or_create(nummer="skat.indkomst.udsving_procent", defaults={"vaerdi": "100"})
    from snitflade.formats.problems import Problems
    from snitflade.skat.aar.indlaes import Regler, indlaes
    from snitflade.skat.aar.udtraek import laes

    expected: dict[str, int] = {}
    for number, extract in enumerate(extracts):
        data = linjer(*extract.items()) + b"\n" * number
        fil = indlaes(laes(data, f"SKPLINDK-2024-SE-2025-{9 + number}-1.txt", Problems()), Regler(False, 100), frigivet=True)
        assert (fil.antal, fil.sum) == (len(extract), sum(extract.values()) * 100)
        assert fil.nye + fil.aendrede + fil.uaendrede == fil.antal
        expected |= extract
    assert gaelder() == {(cpr, 2024): kroner * 100 for cpr, kroner in expected.items()}


KU = "SKPLINDK-2024-KU-2025-9-3.txt"
KU_FIL = linjer((A, 10), (B, 20), skattekommune="31")


def der(hjem: Path) -> list[tuple[str, int]]:
    """What holds in the other municipality's database."""
    from snitflade.skat.aar.installationer import Installation

    with aaben(Installation("0955", hjem=hjem / "kujalleq")) as alias:
        return list(Aarsindkomst.objects.using(alias).filter(gaelder=True).order_by("cpr").values_list("cpr", "indkomst"))


def test_another_municipalitys_extract_goes_there_and_gives_a_receipt(hjem: Path) -> None:
    anden(hjem)
    exchange = modtag(KU_FIL, KU)
    row = Fordeling.objects.get(exchange=exchange)
    assert (exchange.state, row.tilstand) == (State.ANVENDT, Fordelingstilstand.LEVERET)
    assert "2 personer, 30,00 kr." in row.besked
    assert (row.antal, row.sum) == (2, 3000)
    assert der(hjem) == [(B, 2000), (A, 1000)]
    assert not Aarsindkomst.objects.exists(), "nothing of it stands here"
    assert exchange.events.filter(event=fordeling.LEVERET).count() == 1
    assert modtag(EKSEMPEL).state == State.ANVENDT
    assert len(gaelder()) == 3, "our own stay here"


def test_a_municipality_that_is_down_gets_it_later_and_never_twice(hjem: Path) -> None:
    installation = anden(hjem)
    assert installation.hjem is not None
    database = installation.hjem / "snitflade.sqlite3"
    away = database.rename(database.with_suffix(".vaek"))
    exchange = modtag(KU_FIL, KU)
    row = Fordeling.objects.get(exchange=exchange)
    assert (exchange.state, row.tilstand) == (State.ANVENDT, Fordelingstilstand.VENTER)
    assert fordeling.proev_ventende() == 0
    row.refresh_from_db()
    assert row.forsoeg == 2
    away.rename(database)
    assert fordeling.proev_ventende() == 1
    assert fordeling.proev_ventende() == 0
    assert der(hjem) == [(B, 2000), (A, 1000)]


def test_a_receipt_that_was_lost_is_fetched_and_nothing_is_loaded_twice(hjem: Path) -> None:
    """The other database has committed, and we died before keeping the receipt."""
    anden(hjem)
    exchange = modtag(KU_FIL, KU)
    before = Fordeling.objects.get(exchange=exchange)
    Fordeling.objects.filter(pk=before.pk).update(tilstand=Fordelingstilstand.VENTER, kvittering=None, besked="")
    assert fordeling.proev_ventende() == 1
    after = Fordeling.objects.get(pk=before.pk)
    assert (after.kvittering, after.besked) == (before.kvittering, before.besked)
    assert der(hjem) == [(B, 2000), (A, 1000)]


def test_a_database_without_our_tables_waits(hjem: Path) -> None:
    installation = anden(hjem)
    with aaben(installation) as alias, connections[alias].cursor() as cursor:
        cursor.execute("DROP TABLE skat_aarsindkomst")
    row = Fordeling.objects.get(exchange=modtag(KU_FIL, KU))
    assert row.tilstand == Fordelingstilstand.VENTER
    assert "snitflade migrate" in row.besked


def test_what_is_refused_or_held_there_is_so_here(hjem: Path) -> None:
    anden(hjem)
    modtag(KU_FIL, KU.replace("9-3", "10-1"))
    older = modtag(linjer((A, 1), (B, 1), skattekommune="31"), KU)
    assert (older.state, koder(older)) == (State.AFVIST, {"SKPL_AELDRE"})
    fewer = modtag(linjer((A, 1), skattekommune="31"), KU.replace("9-3", "11-1"))
    assert fewer.state == State.HOLDT
    assert Fordeling.objects.count() == 1
    waiting.release(fewer, "berit", "Kommunen er spurgt.")
    inbound.apply(fewer, catalogue.find("skat.indkomster"), "berit")
    assert der(hjem) == [(B, 2000), (A, 100)]


def test_what_is_held_there_after_it_waited_can_be_released(hjem: Path) -> None:
    installation = anden(hjem)
    assert installation.hjem is not None
    modtag(KU_FIL, KU)
    database = installation.hjem / "snitflade.sqlite3"
    away = database.rename(database.with_suffix(".vaek"))
    row = Fordeling.objects.get(exchange=modtag(linjer((A, 1), skattekommune="31"), KU.replace("9-3", "11-1")))
    away.rename(database)
    assert fordeling.proev(row.pk) == Fordelingstilstand.HOLDT
    assert fordeling.proev_ventende() == 0
    fordeling.frigiv(row.pk, "berit", "Kommunen er spurgt.")
    assert fordeling.proev(row.pk) == Fordelingstilstand.LEVERET
    with pytest.raises(fordeling.IkkeHoldtError):
        fordeling.frigiv(row.pk, "berit", "igen")


def test_a_municipality_nobody_named_is_refused(hjem: Path) -> None:
    Systemkonstant.objects.create(nummer="skat.kommuner", vaerdi="0956")
    assert koder(modtag(KU_FIL, KU)) == {"SKPL_FREMMED"}
    assert modtag(EKSEMPEL).state == State.ANVENDT


def test_a_kommuner_toml_that_cannot_be_read_lets_the_file_wait(hjem: Path) -> None:
    (hjem / "kommuner.toml").write_text("[kommuner")
    exchange = modtag(EKSEMPEL)
    assert exchange.state == State.HOLDT
    (hjem / "kommuner.toml").unlink()
    inbound.apply(exchange, catalogue.find("skat.indkomster"), "anna")
    assert len(gaelder()) == 3


def test_the_worker_tries_again_by_itself(hjem: Path) -> None:
    planned = {one.name: one.task for one in schedules()}
    assert planned["skat-fordeling"] == "skat.fordel"
    assert planned["skat-overskrivning"] == "skat.overskriv"
    anden(hjem)
    exchange = modtag(KU_FIL, KU)
    Fordeling.objects.filter(exchange=exchange).update(tilstand=Fordelingstilstand.VENTER)
    assert arbejde._fordel() == 1
    assert arbejde._send() == 0


def test_which_files_are_missing(hjem: Path) -> None:
    anden(hjem)
    Systemkonstant.objects.create(nummer="skat.kommuner", vaerdi="0956")
    day = dt.date(2025, 9, 20)
    assert [(one.kommune, one.indkomstaar) for one in ventede.mangler(day)] == [
        *(("0955", year) for year in (2023, 2024)),
        *(("0956", year) for year in (2023, 2024)),
    ]
    modtag(EKSEMPEL)
    modtag(KU_FIL, KU)
    assert [str(one) for one in ventede.mangler(day)] == ["Kommune Kujalleq 2023", "Kommuneqarfik Sermersooq 2023"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[kommuner", "kan ikke læses"),
        ('[kommuner."55"]\nhjem="/x"', "fire cifre"),
        ('[kommuner."0955"]\nhjem="x"', "begynder med /"),
        ('[kommuner."0955"]\ndatabase="postgresql://u:kode@v/n"', "secret://env"),
        ('[kommuner."0955"]\n', "enten"),
    ],
)
def test_a_wrong_kommuner_toml_is_told(hjem: Path, text: str, said: str) -> None:
    from snitflade.exchange.configuration import ConfigurationError
    from snitflade.skat.aar import installationer

    (hjem / "kommuner.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=said) as caught:
        installationer.alle()
    assert "kode" not in str(caught.value)
