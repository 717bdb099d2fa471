"""Vouchers on the pages: listed, approved by two, corrected, rejected, booked and reversed; receipts served as what they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.bogh.acubiz.verden import PDF, PNG, fil, i_orden, kladde, modtag, pak, rejse, saet
from tests.krdi.bsplus.test_bsplus import NOEGLE_EL, SPEC, kreditor, pakke
from tests.krdi.bsplus.test_bsplus import modtag as modtag_bs
from tests.web.conftest import Ind

from snitflade.bogh import kladder
from snitflade.bogh.models import Bilag, Bilagskladde
from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.exchange.models import AuditEvent
from snitflade.web.kladder import stempel

pytestmark = pytest.mark.django_db
LISTE = "/registre/bilag-til-godkendelse"


@pytest.fixture
def rejser(db: None) -> list[Bilagskladde]:
    """Three travels: two with receipts, the third waits for its own."""
    files = [
        (
            "EMS_EA-20261119-101500.csv",
            fil(rejse("T1", "100,00", bilag="a.pdf"), rejse("T2", "20,00", bilag="b.png", nr=3), rejse("T3", nr=5)),
        ),
        ("a.pdf", PDF),
        ("b.png", PNG),
    ]
    modtag(pak(files), "nov.zip")
    return [kladde(id) for id in ("T1", "T2", "T3")]


def side(client: Client, row: Bilagskladde) -> str:
    return f"{LISTE}/{row.pk}"


def tryk(client: Client, row: Bilagskladde, navn: str, **given: str) -> Any:
    """Press a button of the card as it now stands."""
    row.refresh_from_db()
    return client.post(f"{LISTE}/{row.pk}/{navn}", {f"{navn}-set": stempel(row), **given}, follow=True)


def sagt(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_the_way_of_a_voucher(ind: Ind, rejser: list[Bilagskladde]) -> None:
    row = rejser[0]
    anna = ind("bogh:koer", "bogh:godkend")
    page = anna.get(side(anna, row))
    assert page.status_code == 200
    assert "Rejse T1 abcd" in page.text
    assert "5602601340" in page.text
    assert "a.pdf" in page.text
    assert "1 bilag er attesteret" in sagt(tryk(anna, row, "attester"))
    assert "Du har selv attesteret det" in anna.get(side(anna, row)).text
    assert "En anden skal anvise" in sagt(tryk(anna, row, "anvis"))
    bo = ind("bogh:godkend", navn="bo")
    assert "1 bilag er anvist" in sagt(tryk(bo, row, "anvis"))
    assert tryk(bo, row, "bogfoer").status_code == 403
    assert "1 bilag er bogført" in sagt(tryk(anna, row, "bogfoer"))
    # Pressed twice it is told, and nothing is booked again.
    assert "kan ikke blive bogført" in sagt(tryk(anna, row, "bogfoer"))
    assert Bilag.objects.count() == 1
    row.refresh_from_db()
    assert row.bilag is not None
    assert row.bilag.nummer in anna.get(side(anna, row)).text
    assert i_orden()


def test_only_what_was_seen_is_approved(ind: Ind, rejser: list[Bilagskladde]) -> None:
    row, anna = rejser[0], ind("bogh:koer")
    seen = stempel(row)
    row.linjer.filter(loebenr=1).update(tekst="Noget andet")
    answer = anna.post(f"{LISTE}/{row.pk}/attester", {"attester-set": seen}, follow=True)
    assert "Bilaget er ændret" in sagt(answer)
    row.refresh_from_db()
    assert row.tilstand == "kladde"


def test_several_at_once_each_by_itself(ind: Ind, rejser: list[Bilagskladde]) -> None:
    anna = ind("bogh:koer")
    page = anna.get(LISTE)
    chosen = [f"{row.pk}-{stempel(row)}" for row in rejser]
    assert all(value in page.text for value in chosen)
    assert "1.370,00 kr." in page.text
    answer = anna.post(f"{LISTE}/flere", {"goer": "attester", "k": [*chosen, "999999-x"], "hvor": "kilde=bogh.acubiz"}, follow=True)
    said = sagt(answer)
    assert "2 bilag er attesteret" in said
    assert f"{rejser[2].pk}: Bilaget mangler et bilag" in said
    assert "999999: Bilaget findes ikke" in said
    assert answer.redirect_chain[0][0] == f"{LISTE}?kilde=bogh.acubiz"
    bo = ind("bogh:godkend", navn="bo")
    again = {"goer": "anvis", "k": chosen}
    assert "2 bilag er anvist" in sagt(bo.post(f"{LISTE}/flere", again, follow=True))
    assert "bilag er anvist" not in sagt(bo.post(f"{LISTE}/flere", again, follow=True))
    assert "2 bilag er bogført" in sagt(anna.post(f"{LISTE}/flere", {"goer": "bogfoer", "k": chosen}, follow=True))
    assert Bilag.objects.count() == 2
    assert "Skriv, hvorfor" in sagt(anna.post(f"{LISTE}/flere", {"goer": "afvis", "k": chosen[2:]}, follow=True))
    assert "1 bilag er afvist" in sagt(
        anna.post(f"{LISTE}/flere", {"goer": "afvis", "k": chosen[2:], "grund": "Dobbelt"}, follow=True)
    )
    assert "Vælg mindst ét" in sagt(anna.post(f"{LISTE}/flere", {"goer": "attester"}, follow=True))
    assert i_orden()


def test_the_list_is_filtered_and_exported(ind: Ind, rejser: list[Bilagskladde]) -> None:
    kladder.afvis(rejser[1], "bo", "Dobbelt")
    anna = ind("bogh:laes")
    shown = {name: [row["k"].noegle for row in anna.get(LISTE, given).context["poster"]] for name, given in VALG.items()}
    assert shown == {
        "intet": ["T1", "T3"],
        "afvist": ["T2"],
        "alle": ["T1", "T2", "T3"],
        "mangler": ["T3"],
        "søgt": ["T1"],
        "anden kilde": ["T1", "T3"],  # a source that there is none of is passed over
    }
    file = anna.post("/registre/bilag-til-godkendelse/eksport", {"filtype": "csv", "tilstand": "afvist"})
    text = b"".join(file).decode("utf-8-sig")
    assert "Rejse T2 abcd" in text
    assert "Rejse T1" not in text


VALG: dict[str, dict[str, str]] = {
    "intet": {},
    "afvist": {"tilstand": "afvist"},
    "alle": {"tilstand": ""},
    "mangler": {"filer": "mangler"},
    "søgt": {"q": "T1"},
    "anden kilde": {"kilde": "lon.akissarsiat"},
}


def test_who_sees_what(ind: Ind, rejser: list[Bilagskladde]) -> None:
    saet(bsplus__modkonto="9002002002", bsplus__betaling="kreditpost")
    modtag_bs(pakke(), "nov.zip")
    krdi = ind("krdi:koer", navn="kaj")
    assert [row["k"].kilde for row in krdi.get(LISTE).context["poster"]] == ["krdi.bsplus"] * 2
    assert krdi.get(side(krdi, rejser[0])).status_code == 404
    assert tryk(krdi, rejser[0], "attester").status_code == 404
    assert krdi.get(f"{side(krdi, rejser[0])}/fil/{rejser[0].vedhaeftninger.get().pk}").status_code == 404
    tekn = ind("tekn:koer", navn="tea")
    assert "Ingen bilag venter." in tekn.get(LISTE).content.decode()
    assert Client().get(LISTE).status_code == 302
    # Bogh sees all, and does with Krdi's only what its roles there let it.
    bogh = ind("bogh:koer", navn="bodil")
    assert len(bogh.get(LISTE).context["poster"]) == 5
    assert tryk(bogh, kladde(NOEGLE_EL, "krdi.bsplus"), "bogfoer").status_code == 403


def test_receipts_are_served_as_what_they_are(ind: Ind, rejser: list[Bilagskladde]) -> None:
    anna = ind("bogh:laes")
    receipt = rejser[0].vedhaeftninger.get()
    answer = anna.get(f"{LISTE}/{rejser[0].pk}/fil/{receipt.pk}")
    assert answer.content == PDF
    assert (answer["Content-Type"], answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == (
        "application/pdf",
        "nosniff",
        "SAMEORIGIN",
    )
    assert answer["Content-Disposition"] == 'inline; filename="a.pdf"'
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "script" not in answer["Content-Security-Policy"]
    picture = rejser[1].vedhaeftninger.get()
    answer = anna.get(f"{LISTE}/{rejser[1].pk}/fil/{picture.pk}")
    assert answer["Content-Type"] == "image/png"
    assert "sandbox" in answer["Content-Security-Policy"]
    fetched = anna.get(f"{LISTE}/{rejser[0].pk}/fil/{receipt.pk}?hent=ja")
    assert (fetched["Content-Type"], fetched["Content-Disposition"]) == ("application/octet-stream", 'attachment; filename="a.pdf"')
    # Another draft's file has no address here, and who saw one is kept.
    assert anna.get(f"{LISTE}/{rejser[1].pk}/fil/{receipt.pk}").status_code == 404
    assert AuditEvent.objects.filter(event="bilag vist", by="anna").count() == 3


def linjer(row: Bilagskladde, **changed: str) -> dict[str, str]:
    """The form of correcting as the card shows it."""
    given = {
        "h-tekst": row.tekst,
        "h-bilagsdato": row.bilagsdato.isoformat(),
        "h-posteringsdato": row.posteringsdato.isoformat(),
        "h-set": stempel(row),
    }
    for one in row.linjer.all():
        side, oere = ("kredit", -one.beloeb) if one.beloeb < 0 else ("debet", one.beloeb)
        given |= {
            f"l{one.loebenr}-konto": one.konto,
            f"l{one.loebenr}-{side}": f"{oere // 100},{oere % 100:02}",
            f"l{one.loebenr}-tekst": one.tekst,
        }
    return given | changed


def test_correcting_before_attesting(ind: Ind, rejser: list[Bilagskladde]) -> None:
    row, anna = rejser[0], ind("bogh:koer")
    new = {"l1-konto": "56-02-60-13-41", "l1-debet": "60,00", "l3-konto": "5602601342", "l3-debet": "40,00", "l3-tekst": "Kost"}
    answer = anna.post(f"{LISTE}/{row.pk}/ret", linjer(row, **new), follow=True)
    assert "Bilaget er rettet" in sagt(answer)
    assert list(row.linjer.order_by("loebenr").values_list("konto", "beloeb", "tekst")) == [
        ("5602601341", 6000, "Hotel"),
        ("9001001001", -10000, "Hotel"),
        ("5602601342", 4000, "Kost"),
    ]
    row.refresh_from_db()
    assert (row.linjer.get(loebenr=1).dimensioner["initialer"], row.indkommet) == ("abcd", 10000)
    bad = linjer(row, **{"l1-debet": "61,00"})
    assert "går ikke i nul" in anna.post(f"{LISTE}/{row.pk}/ret", bad).text
    half = linjer(row, **{"l4-konto": "123"})
    assert "en konto og enten debet eller kredit" in anna.post(f"{LISTE}/{row.pk}/ret", half).text
    words = linjer(row, **{"l1-debet": "tres"})
    answer = anna.post(f"{LISTE}/{row.pk}/ret", words)
    assert (answer.status_code, "ikke et beløb" in answer.text) == (422, True)
    stale = linjer(row, **{"h-set": "gammel"})
    assert "Bilaget er ændret" in anna.post(f"{LISTE}/{row.pk}/ret", stale).text
    kladder.attester(row, "bo")
    assert "kan ikke blive" in anna.post(f"{LISTE}/{row.pk}/ret", linjer(row)).text
    assert ind("bogh:laes", navn="lea").post(f"{LISTE}/{row.pk}/ret", linjer(row)).status_code == 403
    assert i_orden()


def test_a_receipt_added_and_one_done_without(ind: Ind, rejser: list[Bilagskladde]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    row, anna = rejser[2], ind("bogh:koer")
    waits = row.ventede.get()
    assert "Skriv hvorfor" in anna.post(f"{LISTE}/{row.pk}/undlad/{waits.pk}", {f"u{waits.pk}-grund": ""}).text
    wrong = anna.post(f"{LISTE}/{row.pk}/vedhaeft", {"f-fil": SimpleUploadedFile("x.pdf", b"MZ")})
    assert (wrong.status_code, "hverken PDF" in wrong.text) == (422, True)
    good = anna.post(f"{LISTE}/{row.pk}/vedhaeft", {"f-fil": SimpleUploadedFile("x.pdf", PDF + b"x")}, follow=True)
    assert "«x.pdf» er vedhæftet" in sagt(good)
    late = anna.post(f"{LISTE}/{row.pk}/undlad/{waits.pk}", {f"u{waits.pk}-grund": "Km"}, follow=True)
    assert "venter ikke længere" in sagt(late)
    other = rejser[0]
    assert anna.post(f"{LISTE}/{other.pk}/undlad/{waits.pk}", {f"u{waits.pk}-grund": "Km"}).status_code == 404
    kladder.attester(row, "anna")


def test_rejecting_needs_a_reason(ind: Ind, rejser: list[Bilagskladde]) -> None:
    row, bo = rejser[0], ind("bogh:godkend", navn="bo")
    assert "Skriv hvorfor" in bo.post(f"{LISTE}/{row.pk}/afvis", {"v-set": stempel(row)}).text
    answer = bo.post(f"{LISTE}/{row.pk}/afvis", {"v-set": stempel(row), "v-grund": "Ikke vores"}, follow=True)
    assert "Ikke vores" in answer.text
    row.refresh_from_db()
    assert (row.tilstand, row.afvist_af) == ("afvist", "bo")


def test_choosing_the_payee(ind: Ind) -> None:
    """Who is paid is said by somebody who may approve; then the voucher can be booked, and its item is there."""
    saet(bsplus__modkonto="9002002002", bsplus__betaling="kreditpost")
    modtag_bs(pakke(SPEC), "nov.zip")
    row = kladde(NOEGLE_EL, "krdi.bsplus")
    kim, gry = ind("krdi:koer", navn="kim"), ind("krdi:godkend", navn="gry")
    assert "Vælg modtageren på kladden" in sagt(tryk(kim, row, "bogfoer"))
    given = {"m-art": "cvr", "m-nummer": "12227353"}
    assert kim.post(f"{LISTE}/{row.pk}/modtager", given).status_code == 403
    assert "Der er ingen modtager" in gry.post(f"{LISTE}/{row.pk}/modtager", given).text
    kreditor("08888888")  # makes the payee, for another number
    assert "er nu den modtager" in sagt(gry.post(f"{LISTE}/{row.pk}/modtager", given, follow=True))
    assert "1 bilag er bogført" in sagt(tryk(kim, row, "bogfoer"))
    post = Udbetalingspost.objects.get()
    page = kim.get(side(kim, row)).text
    assert f'<a href="/registre/udbetalinger/{post.pk}">{post.pk}</a>' in page
    assert "Prøveforsyning A/S" in page
    row.refresh_from_db()
    card = gry.get(f"/registre/bilag/{row.bilag_id}").text
    assert "Annullér posten i stedet" in card
    assert i_orden()


def test_booked_vouchers_and_their_reversal(ind: Ind, rejser: list[Bilagskladde]) -> None:
    row = rejser[0]
    kladder.attester(row, "anna")
    kladder.anvis(row, "bo")
    booked = kladder.bogfoer(row, "anna")
    anna, gry = ind("bogh:koer"), ind("bogh:godkend", navn="gry")
    listed = anna.get("/registre/bilag", {"q": booked.nummer}, follow=True)
    assert booked.nummer in listed.text
    page = anna.get(f"/registre/bilag/{booked.pk}")
    assert "5602601340" in page.text
    assert "Det kræver rollen «Godkende»" in page.text
    given = {"t-dato": "2026-11-30", "t-tekst": "Forkert konto"}
    assert anna.post(f"/registre/bilag/{booked.pk}/tilbagefoer", given).status_code == 403
    assert "Skriv hvorfor" in gry.post(f"/registre/bilag/{booked.pk}/tilbagefoer", given | {"t-tekst": ""}).text
    answer = gry.post(f"/registre/bilag/{booked.pk}/tilbagefoer", given, follow=True)
    assert "er tilbageført med" in sagt(answer)
    again = gry.post(f"/registre/bilag/{booked.pk}/tilbagefoer", given)
    assert "allerede tilbageført" in again.text
    assert Bilag.objects.count() == 2
    back = Bilag.objects.exclude(pk=booked.pk).get()
    assert "ikke af en kladde" in gry.post(f"/registre/bilag/{back.pk}/tilbagefoer", given).text
    assert len(anna.get("/registre/bilag", {"tilbage": "ja"}).context["tabel"].raekker) == 1
    assert ind("tekn:laes", navn="tea").get(f"/registre/bilag/{booked.pk}").status_code == 404
    assert i_orden()


def test_the_list_asks_no_more_for_more(ind: Ind, rejser: list[Bilagskladde], django_assert_max_num_queries: Any) -> None:
    anna = ind("bogh:koer")
    anna.get(LISTE)
    with django_assert_max_num_queries(16):
        anna.get(LISTE)


def test_nothing_personal_in_the_list(ind: Ind) -> None:
    saet(bsplus__modkonto="9002002002", bsplus__betaling="betalingsservice")
    modtag_bs(pakke(SPEC.replace(b"El 4. kvartal, skolen", b"Husleje 6112909999")), "nov.zip")
    anna = ind("bogh:koer")
    row = kladde(NOEGLE_EL, "krdi.bsplus")
    for page in (anna.get(LISTE), anna.get(side(anna, row)), anna.get("/afstemning?periode=2026K4")):
        assert page.status_code == 200
        assert "6112909999" not in page.text
        assert "3112999999" not in page.text  # within the number that the creditor knows us by


def test_a_receipt_is_uploaded_and_its_exchange_is_shown(ind: Ind) -> None:
    """What is no file of lines is told as what it is, and never decoded as lines."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    modtag(fil(rejse("T1", bilag="kvit.pdf")))
    anna = ind("bogh:koer")
    answer = anna.post("/upload?snitflade=bogh.acubiz", {"fil": SimpleUploadedFile("kvit.pdf", PDF)})
    assert answer.status_code == 200
    assert (answer.context["valgt"].format, answer.context["antal_fejl"], answer.context.get("linjer")) == ("bilag", 0, None)
    given = {"maerke": answer.context["maerke"], "snitflade": "bogh.acubiz"}
    page = anna.post("/upload/anvend", given, follow=True)
    assert page.status_code == 200
    assert kladde("T1").vedhaeftninger.get().navn == "kvit.pdf"
    number = page.request["PATH_INFO"].rpartition("/")[2]
    assert anna.get(f"/udvekslinger/{number}/filer/1").status_code == 200
