"""Row 23: runs are read, checked (402), booked once and only when frozen (403), and reversed (social-teknik.md 7.1)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.lon.verden import DEBET, KREDIT, i_orden, koder, koersel, laes

from snitflade.bogh.models import Bilag, Konto, Postering
from snitflade.exchange import blobs, reconciliation
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.reconciliation import Trin
from snitflade.exchange.states import State
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.lon import bogfoering, loenlinjer
from snitflade.lon.models import Loenkoersel, Loenlinje
from snitflade.lon.tjekliste import LON_AABEN, LON_BALANCE, LON_LUKKET, tjek

MARTS = dt.date(2025, 3, 31)
pytestmark = pytest.mark.django_db


def postet() -> list[tuple[str, int, str]]:
    return list(Postering.objects.order_by("pk").values_list("konto", "beloeb", "tekst"))


def test_the_sample_of_the_specification() -> None:
    exchange, problems = laes(DEBET, KREDIT)
    assert (exchange.state, problems.codes) == (State.ANVENDT, set())
    assert exchange.totals == {"kørsler": 1, "linjer": 2, "debet": 18_245_075, "kredit": 18_245_075}
    assert koersel().noegle == "0957-14-202503A"
    assert not tjek(koersel())
    (bilag,) = bogfoering.bogfoer(koersel().pk, "anna")
    assert (bilag.kommune, bilag.posteringsdato, bilag.regnskabsaar) == ("0957", MARTS, 2025)
    assert postet() == [
        ("5602601100", 18_245_075, "LØN14,202503A Månedsløn børnehave"),
        ("9407009001", -18_245_075, "LØN14,202503A Nettoløn"),
    ]
    assert set(Postering.objects.values_list("maskinnr", flat=True)) == {"00403"}
    assert bilag.tekst == "Lønkørsel 0957-14-202503A"
    assert i_orden()


def test_a_run_that_is_not_frozen_is_checked_and_never_booked() -> None:
    laes(DEBET.replace(";F;", ";A;"), KREDIT.replace(";F;", ";A;"))
    assert tjek(koersel()).codes == {"LON_AABEN"}
    assert koder(lambda: bogfoering.bogfoer(koersel().pk, "anna")) == ["LON_AABEN"]
    assert postet() == []
    laes(DEBET, KREDIT)
    bogfoering.bogfoer(koersel().pk, "anna")
    assert len(postet()) == 2


def test_a_run_is_booked_once_until_it_is_reversed() -> None:
    laes(DEBET, KREDIT)
    bogfoering.bogfoer(koersel().pk, "anna")
    assert koder(lambda: bogfoering.bogfoer(koersel().pk, "bo")) == ["LON_BOGFOERT"]
    assert len(postet()) == 2
    assert koder(lambda: bogfoering.tilbagefoer(koersel().pk, "bo", MARTS, " ")) == ["LON_GRUND"]
    bogfoering.tilbagefoer(koersel().pk, "bo", MARTS, "Forkert kørsel")
    assert sum(beloeb for _, beloeb, _ in postet()) == 0
    assert koder(lambda: bogfoering.tilbagefoer(koersel().pk, "bo", MARTS, "igen")) == ["LON_IKKE_BOGFOERT"]
    bogfoering.bogfoer(koersel().pk, "anna")
    assert len(postet()) == 6
    assert i_orden()


def test_what_is_booked_stays_whatever_the_payroll_system_shows() -> None:
    laes(DEBET, KREDIT)
    bogfoering.bogfoer(koersel().pk, "anna")
    before = list(Loenlinje.objects.values_list("linienr", "beloeb"))
    exchange, problems = laes(DEBET.replace("182450,75", "1,00"), KREDIT.replace("182450,75", "1,00"))
    assert (exchange.state, problems.codes) == (State.ANVENDT, {"LON_ER_BOGFOERT"})
    assert list(Loenlinje.objects.values_list("linienr", "beloeb")) == before
    assert (koersel().debet, i_orden()) == (18_245_075, True)


def test_a_changed_run_is_told_before_it_is_booked() -> None:
    laes(DEBET, KREDIT)
    laes(DEBET.replace("182450,75", "200,00"), KREDIT.replace("182450,75", "200,00"))
    (warning,) = tjek(koersel()).sorted()
    assert warning.code == "LON_AENDRET"
    assert "182.450,75 og er 200,00" in str(warning)
    bogfoering.bogfoer(koersel().pk, "anna")
    assert [beloeb for _, beloeb, _ in postet()] == [20_000, -20_000]


def test_an_older_reading_applied_again_changes_nothing() -> None:
    first, _ = laes(DEBET, KREDIT)
    laes(DEBET.replace("182450,75", "200,00"), KREDIT.replace("182450,75", "200,00"))
    document = loenlinjer.laes(blobs.get(first.files.get().blob), "loen.csv", Problems())
    loenlinjer.anvend(first, document, Problems())
    assert koersel().debet == 20_000


def test_everything_that_is_wrong_is_said_at_once() -> None:
    Konto.objects.create(nummer="5602601100", navn="Børnehave", art="drift", spaerret_fra=dt.date(2025, 1, 1))
    Systemkonstant.objects.create(nummer="lon.lukket_til", vaerdi="2025-03-31")
    laes(DEBET.replace(";F;", ";A;"), KREDIT.replace(";F;", ";A;").replace("182450,75", "182450,74"))
    assert tjek(koersel()).codes == {"LON_AABEN", "KONTO_SPAERRET", "KONTO_UKENDT", "LON_BALANCE", "LON_LUKKET"}
    assert {kind.spec for kind in (LON_AABEN, LON_BALANCE, LON_LUKKET)} == {"LON-E01", "LON-E03", "LON-E05"}
    assert Bilag.objects.count() == 0


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("182450,75", "-182450,75", "CELLE_NEGATIV"),
        ("182450,75", "0,00", "FELT_UDENFOR"),
        ("182450,75", "182450,755", "CELLE_DECIMALER_ANTAL"),
        (";03;", ";13;", "FELT_UDENFOR"),
        (";D;", ";d;", "FELT_VAERDI"),
        ("5602601100", "56026011", "CELLE_CIFRE_MANGLER"),
        ("20250331", "20250231", "DATO_UGYLDIG"),
    ],
)
def test_a_file_with_a_fault_is_refused_whole(before: str, after: str, code: str) -> None:
    exchange, problems = laes(DEBET.replace(before, after), KREDIT)
    assert exchange.state == State.AFVIST
    assert problems.codes == {code}
    assert Loenkoersel.objects.count() == 0


def test_lines_that_disagree_on_the_state_of_their_run() -> None:
    exchange, problems = laes(DEBET, KREDIT.replace(";F;", ";A;"))
    assert (exchange.state, problems.codes) == (State.AFVIST, {"LON_STATUS"})


def test_two_posting_dates_are_two_vouchers_that_balance_each() -> None:
    more = [line.replace(";1;", ";3;").replace(";2;", ";4;").replace("20250331", "20250430") for line in (DEBET, KREDIT)]
    laes(DEBET, KREDIT, *more)
    made = bogfoering.bogfoer(koersel().pk, "anna")
    assert [bilag.posteringsdato for bilag in made] == [MARTS, dt.date(2025, 4, 30)]
    assert i_orden()


def test_gathered_by_account_and_side() -> None:
    Systemkonstant.objects.create(nummer="lon.samling", vaerdi="konto")
    third = DEBET.replace(";1;", ";3;").replace("182450,75", "10,00").replace("Månedsløn", "Tillæg")
    fourth = KREDIT.replace(";2;", ";4;").replace("182450,75", "10,00")
    laes(DEBET, KREDIT, third, fourth)
    bogfoering.bogfoer(koersel().pk, "anna")
    assert postet() == [("5602601100", 18_246_075, "LØN14,202503A"), ("9407009001", -18_246_075, "LØN14,202503A")]
    assert i_orden()


def test_the_text_is_cut_at_35_and_without_the_mark_that_g69_forbids() -> None:
    laes(DEBET.replace("Månedsløn børnehave", "Løn & tillæg til pædagoger i Nuuk"), KREDIT)
    bogfoering.bogfoer(koersel().pk, "anna")
    assert postet()[0][2] == "LØN14,202503A Løn  tillæg til pædag"
    assert Loenlinje.objects.get(linienr=1).tekst == "Løn & tillæg til pædagoger i Nuuk", "the whole text is kept"


def test_the_reconciliation_follows_a_run() -> None:
    def stages() -> list[int]:
        (kilde,) = [one for one in reconciliation.kilder() if one.modul == "lon.bogfoering"]
        (linje,) = kilde.linjer(MARTS, MARTS)
        assert all(one.beloeb for one in kilde.forskelle(linje, 5))
        return [linje.summer[trin].beloeb for trin in (Trin.KRAEVET, Trin.OPKRAEVET, Trin.BETALT)]

    laes(DEBET.replace(";F;", ";A;"), KREDIT.replace(";F;", ";A;"))
    assert stages() == [18_245_075, 0, 0]
    laes(DEBET, KREDIT)
    assert stages() == [18_245_075, 18_245_075, 0]
    bogfoering.bogfoer(koersel().pk, "anna")
    assert stages() == [18_245_075, 18_245_075, 18_245_075]


class TestRaekkefoelge(TestCase):
    """Whatever is read, booked and reversed in whatever order: the ledger holds what is booked, once."""

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.one_of(
                st.tuples(st.just("laes"), st.integers(1, 5), st.sampled_from("AF")),
                st.tuples(st.just("bogfoer"), st.just(0), st.just("")),
                st.tuples(st.just("tilbage"), st.just(0), st.just("")),
            ),
            max_size=12,
        )
    )
    def test_ledger_is_what_is_booked(self, steps: list[tuple[str, int, str]]) -> None:
        held = None
        for what, kroner, status in steps:
            row = Loenkoersel.objects.first()
            try:
                if what == "laes":
                    lines = [line.replace("182450,75", f"{kroner},00").replace(";F;", f";{status};") for line in (DEBET, KREDIT)]
                    laes(*lines)
                elif row and what == "bogfoer":
                    bogfoering.bogfoer(row.pk, "anna")
                    held = row.debet
                elif row:
                    bogfoering.tilbagefoer(row.pk, "anna", MARTS, "prøve")
                    held = None
            except ProblemsError:
                pass
            booked = sum(Postering.objects.filter(konto="5602601100").values_list("beloeb", flat=True))
            assert booked == (held or 0)
        assert i_orden()
