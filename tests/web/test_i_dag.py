"""I dag: what is the matter in the user's Delsystemer, the worst first, each with one thing to do and a deadline in words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import ngettext
from tests.exchange.world import IND, UD, at, declare, empty, exchange
from tests.web.conftest import Ind

from snitflade.exchange.models import Exchange
from snitflade.exchange.rhythm import Cause, Kind, watch
from snitflade.exchange.schedule import OnDemand
from snitflade.exchange.states import State
from snitflade.formats.problems import mask_cpr
from snitflade.urls import urlpatterns as urlpatterns_of_site
from snitflade.web import ord
from snitflade.web.regler import offentlig

NOW = "2026-11-20 10:00"
"""A Friday."""


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any, db: None, site: None) -> None:
    empty(monkeypatch, settings, tmp_path)
    monkeypatch.setattr(timezone, "now", lambda: at(NOW))
    declare(UD, schedule=OnDemand(), grace_bank_days=1, money=True)
    declare(IND, schedule=OnDemand())


@offentlig
def hen(request: HttpRequest, **_given: object) -> HttpResponse:
    return HttpResponse()


def urls() -> list[Any]:
    """The site's addresses, and those of the pages that the cards lead to, whether they are there yet or not."""
    # Of two addresses with one name the last counts.
    return [
        *urlpatterns_of_site,
        path("test-snitflade/<str:id>", hen, name="snitflade"),
        path("test-udveksling/<int:nr>", hen, name="udveksling"),
    ]


urlpatterns = urls()


@pytest.fixture
def hvor(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def cards(client: Client) -> list[dict[str, str]]:
    """The cards of the page, as a reader takes them in."""
    page = client.get("/").content.decode()
    found = []
    for section in (
        re.findall(r'<section class="alvor alvor-(\w+)".*?</section>', page, flags=re.S) and re.split(r"(?=<section)", page)[1:]
    ):
        severity = re.match(r'<section class="alvor alvor-(\w+)"', section)
        for card in re.findall(r'<li class="kort">.*?</li>', section, flags=re.S):
            text = re.sub(r"<[^>]+>", " ", card)
            link = re.search(r'<a class="button[^"]*" href="([^"]*)">([^<]*)', card)
            found.append(
                {
                    "alvor": severity[1] if severity else "",
                    "tekst": " ".join(text.split()),
                    "adresse": link[1] if link else "",
                    "handling": link[2] if link else "",
                }
            )
    return found


def test_nothing_to_do_is_said(ind: Ind) -> None:
    page = ind("*:laes").get("/").content.decode()
    assert "Alt er gjort" in page
    assert "Intet er forfaldent, forsinket, tavst eller gået i stå." in page


@pytest.mark.usefixtures("hvor")
def test_the_worst_comes_first_and_each_has_one_thing_to_do(ind: Ind) -> None:
    waits = exchange(UD, State.BYGGET, "2026-11-20 09:00", needs_two=True)
    refused = exchange(IND, State.AFVIST, "2026-11-20 09:30")
    aside = exchange(IND, State.KARANTAENE, "2026-11-20 09:40")
    shown = cards(ind("*:laes", "*:godkend", navn="bo"))
    assert [card["alvor"] for card in shown] == ["kritisk", "advarsel", "oplysning"]
    assert [card["adresse"] for card in shown] == [f"/test-udveksling/{one.pk}" for one in (refused, aside, waits)]
    assert [card["handling"] for card in shown] == ["Se hvorfor", "Ret linjerne", "Gennemse og godkend"]
    assert "Senest mandag den 23. november" in shown[2]["tekst"]


def test_no_command_of_the_command_line_is_on_the_page(ind: Ind) -> None:
    for state in (State.UKLAR, State.BYGGET, State.VENTER, State.GODKENDT):
        approved = {"approved_by": "bo"} if state is not State.BYGGET else {}
        exchange(UD, state, "2026-10-01 09:00", needs_two=True, **approved)
    exchange(IND, State.AFVIST, "2026-11-20 09:30")
    client = ind("*:laes")
    assert len(cards(client)) == 5
    assert not re.search(r"snitflade [a-z]+ \d|snitflade (run|show|approve|receipt)", client.get("/").content.decode())


@pytest.mark.usefixtures("hvor")
@pytest.mark.parametrize(
    ("roller", "bygger", "maerke", "handling"),
    [
        (("*:godkend",), "bo", "Venter på dig", "Gennemse og godkend"),
        (("*:godkend",), "anna", "Venter på en anden", "Se den"),
        (("*:laes",), "bo", "Venter på godkendelse", "Se den"),
        (("tekn:godkend", "*:laes"), "bo", "Venter på dig", "Gennemse og godkend"),
        (("soc:godkend", "*:laes"), "bo", "Venter på godkendelse", "Se den"),
    ],
)
def test_what_waits_for_me_is_told_apart(ind: Ind, roller: tuple[str, ...], bygger: str, maerke: str, handling: str) -> None:
    row = exchange(UD, State.BYGGET, "2026-11-20 09:00", needs_two=True)
    Exchange.objects.filter(pk=row.pk).update(created_by=bygger)
    (card,) = cards(ind(*roller))
    assert card["tekst"].startswith(maerke)
    assert card["handling"] == handling


def test_only_my_delsystemer_and_what_concerns_the_installation(ind: Ind) -> None:
    exchange(UD, State.UKLAR, "2026-11-20 09:00", needs_two=True, approved_by="bo")
    exchange(IND, State.AFVIST, "2026-11-20 09:30")

    @watch
    def everywhere(now: object) -> list[Cause]:
        return [
            Cause(kind=Kind.ARBEJDER_STOPPET, interface="", since=at(NOW), sentence="Ingen arbejder. Start den: snitflade worker")
        ]

    assert len(cards(ind("*:laes"))) == 3
    tekn = cards(ind("tekn:laes", navn="bo"))
    assert ["Prisme" in card["tekst"] for card in tekn] == [True, False]
    assert "Hele installationen" in tekn[1]["tekst"]
    assert "Ingen arbejder. Start den." in tekn[1]["tekst"]


def test_a_cpr_number_in_a_sentence_is_masked(ind: Ind) -> None:
    @watch
    def careless(now: object) -> list[Cause]:
        return [Cause(kind=Kind.AFVIST, interface=UD, about="x", since=at(NOW), sentence="Kunde 3112999999 mangler.")]

    page = ind("*:laes").get("/").content.decode()
    assert "3112999999" not in page
    assert mask_cpr("3112999999") in page


def test_english_is_complete_for_every_kind() -> None:
    with translation.override("en"):
        for kind in Kind:
            cause = Cause(kind=kind, interface=UD, since=at(NOW), sentence="Dansk sætning med ø.")
            for text in (ord.aarsag(cause, at(NOW)), str(ord.SLAGS[kind])):
                assert text
                assert not re.search("[æøåÆØÅ]", text)


def test_a_watch_of_a_delsystem_is_told_in_the_readers_language() -> None:
    """Its own words, not those of its kind; the journal, the alarms and the command line have them in Danish whatever is read."""

    def told(count: int) -> Cause:
        def words() -> str:
            text = ngettext(
                "%(antal)s aftale, der gælder i %(kvartal)s, er ikke opkrævet. Kør kvartalet igen: så opkræves kun forskellen.",
                "%(antal)s aftaler, der gælder i %(kvartal)s, er ikke opkrævet. Kør kvartalet igen: så opkræves kun forskellen.",
                count,
            )
            return text % {"antal": count, "kvartal": "2018K1"}

        return Cause(kind=Kind.FORSINKET, interface=UD, since=at(NOW), words=words)

    with translation.override("en"):
        one, more = told(1), told(12)
        assert ord.aarsag(one, at(NOW)).startswith("1 agreement that holds in 2018K1 has not been billed.")
        assert ord.aarsag(more, at(NOW)).startswith("12 agreements that hold in 2018K1 have not been billed.")
        assert more.sentence.startswith("12 aftaler, der gælder i 2018K1, er ikke opkrævet.")
    assert ord.aarsag(more, at(NOW)).startswith("12 aftaler, der gælder i 2018K1")
    assert one.sentence.startswith("1 aftale, der gælder")


def test_a_cause_says_something() -> None:
    with pytest.raises(ValueError, match="sentence"):
        Cause(kind=Kind.AFVIST, interface=UD, since=at(NOW))


@pytest.mark.parametrize(
    ("frist", "da", "en"),
    [
        ("2026-11-20 11:00", "Senest i dag kl. 11", "By today at 11:00"),
        ("2026-11-21 08:30", "Senest i morgen kl. 08.30", "By tomorrow at 08:30"),
        (
            "2026-11-18 12:00",
            "Senest onsdag den 18. november kl. 12 (2 bankdage over tiden)",
            "By Wednesday 18 November at 12:00 (2 bank days overdue)",
        ),
        ("2027-01-04 12:00", "Senest mandag den 4. januar 2027 kl. 12", "By Monday 4 January 2027 at 12:00"),
    ],
)
def test_deadlines_in_words(frist: str, da: str, en: str) -> None:
    with translation.override("da"):
        assert ord.frist(at(frist), at(NOW)) == da
    with translation.override("en"):
        assert ord.frist(at(frist), at(NOW)) == en


def test_the_page_asks_as_much_of_the_database_for_many_as_for_few(ind: Ind, django_assert_max_num_queries: Any) -> None:
    client = ind("*:laes")
    for _ in range(9):
        exchange(UD, State.UKLAR, "2026-11-20 09:00", needs_two=True, approved_by="bo")
        exchange(UD, State.BYGGET, "2026-11-20 09:00", needs_two=True)
    with django_assert_max_num_queries(36):
        client.get("/")


@pytest.mark.parametrize(
    ("saetning", "ren"),
    [
        ("Kør den: snitflade run tekn.renovation-prisme", "Kør den."),
        ("Indlæs den: snitflade run folk.cpr-ajourfoering --file FIL", "Indlæs den."),
        (
            "Er den der, så skriv kvitteringen: snitflade receipt 5. Ellers send igen: snitflade resend 5",
            "Er den der, så skriv kvitteringen. Ellers send igen.",
        ),
        ("Udveksling 7 findes ikke. Se dem alle med: snitflade exchanges", "Udveksling 7 findes ikke. Se dem alle."),
        ("Snitflade 861 Renovation er ikke kørt.", "Snitflade 861 Renovation er ikke kørt."),
        ("Spørg, om deres job kører.", "Spørg, om deres job kører."),
    ],
)
def test_sentences_without_commands(saetning: str, ren: str) -> None:
    assert ord.uden_kommandoer(saetning) == ren


def test_the_states_have_the_journal_s_own_words() -> None:
    from snitflade.exchange.catalogue import InterfaceState
    from snitflade.exchange.models import Direction

    with translation.override("da"):
        assert {state: str(text) for state, text in ord.TILSTAND.items()} == {state: state.label for state in State}
        assert {state: str(text) for state, text in ord.SNITFLADENS_TILSTAND.items()} == {
            state: state.value for state in InterfaceState
        }
        assert {way: str(text) for way, text in ord.RETNING.items()} == {way: way.label for way in Direction}
    assert ord.SLAGS.keys() == ord._KORT.keys() == set(Kind)
