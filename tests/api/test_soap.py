"""The debtor service in SOAP: the contract, zeep as a foreign client, and the faults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import requests
import zeep
import zeep.exceptions
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from requests.adapters import BaseAdapter
from tests.api.soap_calls import CALLS, SOAP_11, SOAP_12, SPACE, answer, envelope, fault, post, send
from tests.api.world import LAES, SKRIV, System, debitor, refused, system

from snitflade.api.debitor import DebitorUd
from snitflade.api.soap import contract
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.folk.models import Opslag
from snitflade.inka.debitorkort import kort
from snitflade.inka.models import Debitor

pytestmark = pytest.mark.django_db
library: Any = zeep
"""It does not type all it has."""


class Here(BaseAdapter):
    """Carries what `requests` would send over the network to the site in this process."""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        sent = {name.lower(): str(value) for name, value in request.headers.items()}
        media = sent.pop("content-type", "")
        sent.pop("content-length", None)
        got = Client().generic(str(request.method), request.path_url, body, content_type=media, headers=sent)
        response = requests.Response()
        response.status_code, response.url, response.request = got.status_code, str(request.url), request
        response.headers.update(dict(got.items()))
        response._content = getattr(got, "content", b"")
        return response

    def close(self) -> None:
        """Nothing is open."""


def foreign(token: str, port: str = "DebitorSoap11") -> Any:
    """A zeep client that knows nothing but the address of the WSDL."""
    session = requests.Session()
    session.mount("http://", Here())
    session.headers["Authorization"] = f"Bearer {token}"
    client = library.Client("http://testserver/api/soap/debitor?wsdl", transport=library.Transport(session=session))
    return client.bind("Debitor", port)


@pytest.mark.parametrize("port", ["DebitorSoap11", "DebitorSoap12"])
class TestZeep:
    def test_it_looks_up_what_rest_shows(self, renoweb: System, person: Debitor, port: str) -> None:
        found = foreign(renoweb.text, port).HentDebitor(cpr="6102999001")
        shown = renoweb.get("debitor/v1?cpr=6102999001")
        for name, value in shown.items():
            if name == "adresse":
                assert {part: found.adresse[part] for part in value} == value
            elif name == "aendret":
                assert found.aendret == dt.datetime.fromisoformat(value)
            else:
                assert found[name] == value, name

    def test_it_follows_the_changes(self, renoweb: System, person: Debitor, port: str) -> None:
        debitor("5809001539", "Prøve ApS", cvr="12227353", status="død")
        page = foreign(renoweb.text, port).HentAendringer(siden=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        assert [one.kundenr for one in page.debitor] == ["6102999001", "5809001539"]
        assert (page.side, page.flere, page.debitor[1].status) == (1, False, "død")
        again = foreign(renoweb.text, port).HentAendringer(siden=page.naeste_siden, side=1)
        assert not again.debitor

    def test_it_follows_the_pages(self, renoweb: System, port: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("snitflade.inka.debitoropslag.SIDE", 2)
        for number in range(5):
            debitor(f"000000000{number}", cvr="12227353")
        service, siden = foreign(renoweb.text, port), dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
        page = service.HentAendringer(siden=siden)
        first, seen = page.naeste_siden, [one.kundenr for one in page.debitor]
        while page.flere:
            page = service.HentAendringer(siden=siden, side=page.side + 1, til=first, efter=page.sidste)
            assert page.naeste_siden == first
            seen += [one.kundenr for one in page.debitor]
        assert (page.side, seen) == (3, [f"000000000{number}" for number in range(5)])

    def test_it_writes_the_key_back_once(self, renoweb: System, person: Debitor, port: str) -> None:
        service = foreign(renoweb.text, port)
        assert service.SaetRenowebKunde(kundenr="6102999001", renoweb_kundeid="RW77").aendret_nu is True
        assert service.SaetRenowebKunde(kundenr="6102999001", renoweb_kundeid="RW77").aendret_nu is False
        person.refresh_from_db()
        assert person.renoweb_kundeid == "RW77"

    def test_every_code_of_the_specification_comes_as_a_fault(self, renoweb: System, person: Debitor, port: str) -> None:
        debitor("6103999001", renoweb_kundeid="RW77")
        elsewhere = foreign(system(LAES, SKRIV, kommune="0957").text, port)
        service = foreign(renoweb.text, port)
        asked: list[tuple[str, Callable[[], Any]]] = [
            ("RW-E01", lambda: service.HentDebitor()),
            ("RW-E01", lambda: service.HentDebitor(cpr="6102999001", cvr="12227353")),
            ("RW-E02", lambda: service.HentDebitor(cpr="6104999001")),
            ("RW-E03", lambda: service.SaetRenowebKunde(kundenr="6102999001", renoweb_kundeid="RW77")),
            ("RW-E04", lambda: elsewhere.HentDebitor(cpr="6102999001")),
            ("TOKEN_UKENDT", lambda: foreign(renoweb.text[:-1] + "-", port).HentDebitor(cpr="6102999001")),
        ]
        for code, ask in asked:
            with pytest.raises(zeep.exceptions.Fault) as raised:
                ask()
            detail = raised.value.detail
            assert detail is not None
            assert detail.findtext(f".//{{{SPACE}}}Fejl/{{{SPACE}}}kode") == code
            assert raised.value.message.endswith((".", "?"))

    def test_each_look_up_is_logged_like_those_in_rest(self, renoweb: System, person: Debitor, port: str) -> None:
        foreign(renoweb.text, port).HentDebitor(cpr="6102999001")
        seen = Opslag.objects.get()
        assert (seen.af, seen.nummer, seen.register) == ("system:RenoWeb", person.pk, "inka.debitor")


class TestContract:
    def test_the_wsdl_names_the_address_it_was_fetched_from(self) -> None:
        client = Client()
        text = getattr(client.get("/api/soap/debitor?WSDL"), "content", b"").decode()
        assert "ADRESSE" not in text
        assert text.count('location="http://testserver/api/soap/debitor"') == 2
        etree.XMLSchema(etree.fromstring(getattr(client.get("/api/soap/debitor?xsd"), "content", b"")))

    @pytest.mark.parametrize("query", ["", "?", "?wsdl2", "?wsdl&xsd", "?xsd=../debitor.wsdl"])
    def test_nothing_else_is_fetched(self, query: str) -> None:
        response = Client().get(f"/api/soap/debitor{query}")
        if query == "?xsd=../debitor.wsdl":
            assert b"schema" in getattr(response, "content", b"")[:400], "the name alone counts"
        else:
            refused(response, 404, "KALD_UKENDT")

    def test_the_fields_are_those_of_rest(self) -> None:
        schema = etree.fromstring(contract.xsd())
        xs = "{http://www.w3.org/2001/XMLSchema}"
        names = [e.get("name") for e in schema.iterfind(f"{xs}complexType[@name='Debitor']/{xs}sequence/{xs}element")]
        assert names == list(DebitorUd.model_fields)

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
    @given(
        st.builds(
            Debitor,
            pk=st.integers(1, 2**40),
            kundenummer=st.from_regex(r"[0-9]{10}", fullmatch=True),
            navn=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), min_size=1, max_size=100),
            cvr=st.sampled_from(["", "12227353"]),
            vejnavn=st.text(st.sampled_from("abæøå<&>\"'"), max_size=40),
            adressebeskyttet=st.booleans(),
            status=st.sampled_from(["aktiv", "udrejst", "død", "lukket"]),
            renoweb_kundeid=st.sampled_from(["", "RW77"]),
            aendret=st.datetimes(min_value=dt.datetime.fromisoformat("1900-01-01"), timezones=st.just(dt.UTC)),
        )
    )
    def test_every_answer_keeps_the_contract(self, row: Debitor) -> None:
        made = contract.element("HentDebitorSvar", contract.debitor(kort([row])[0]))
        contract.schema().assertValid(etree.ElementTree(etree.fromstring(etree.tostring(made))))

    @pytest.mark.parametrize("name", CALLS)
    @pytest.mark.parametrize("space", [SOAP_11, SOAP_12])
    def test_the_answers_on_the_wire_keep_it_too(self, renoweb: System, person: Debitor, name: str, space: str) -> None:
        response = post(CALLS[name], renoweb.text, space)
        assert response.status_code == 200
        assert response.headers["Content-Type"].startswith("text/xml" if space == SOAP_11 else "application/soap+xml")
        found = answer(response)
        assert etree.QName(found) == etree.QName(SPACE, f"{name}Svar")
        contract.schema().assertValid(etree.ElementTree(etree.fromstring(etree.tostring(found))))

    def test_faults_keep_it_too(self, renoweb: System) -> None:
        (detail,) = answer(post(CALLS["HentDebitor"], renoweb.text)).iter(f"{{{SPACE}}}Fejl")
        contract.schema().assertValid(etree.ElementTree(etree.fromstring(etree.tostring(detail))))


class TestCalls:
    @pytest.mark.parametrize(
        ("call", "problems"),
        [
            ("<cpr>610299900</cpr>", [("KONTRAKT_VAERDI", "cpr")]),
            ("<cpr>610299900</cpr><cvr>x</cvr>", [("KONTRAKT_VAERDI", "cpr"), ("KONTRAKT_VAERDI", "cvr")]),
            ("<cvr>12227353</cvr><cpr>6102999001</cpr>", [("KONTRAKT_ELEMENT", "cpr")]),
            ("<navn>Prøve</navn>", [("KONTRAKT_ELEMENT", "navn")]),
            ("<cpr>6102999001</cpr><cpr>6103999001</cpr>", [("KONTRAKT_ELEMENT", "cpr")]),
            ("<cpr x='1'>6102999001</cpr>", [("KONTRAKT_ATTRIBUT", "cpr")]),
            ("<cpr><b/></cpr>", [("KONTRAKT_ELEMENT", "cpr")]),
            ("Prøve", [("KONTRAKT_ELEMENT", "HentDebitor")]),
        ],
    )
    def test_everything_outside_the_contract_is_told_at_once(
        self, renoweb: System, person: Debitor, call: str, problems: list[tuple[str, str]]
    ) -> None:
        response = post(f'<HentDebitor xmlns="{SPACE}">{call}</HentDebitor>', renoweb.text)
        assert response.status_code == 500
        code, found = fault(response)
        assert found == problems
        assert code == (problems[0][0] if len(problems) == 1 else "FLERE_FEJL")
        assert not Opslag.objects.exists()

    @pytest.mark.parametrize(
        "call", [f'<SletDebitor xmlns="{SPACE}"/>', '<HentDebitor xmlns="urn:x"/>', "<HentDebitor/>", f'<Fejl xmlns="{SPACE}"/>',
                 f'<HentDebitorSvar xmlns="{SPACE}"/>']
    )  # fmt: skip
    def test_a_call_that_is_none(self, renoweb: System, call: str) -> None:
        assert fault(post(call, renoweb.text))[0] == "KONTRAKT_KALD"

    @pytest.mark.parametrize("siden", ["2025-03-04T12:00:00", "2025-03-04", "1741089600", "24:00"])
    def test_a_moment_without_a_zone_is_never_guessed_at(self, renoweb: System, siden: str) -> None:
        call = f'<HentAendringer xmlns="{SPACE}"><siden>{siden}</siden></HentAendringer>'
        assert fault(post(call, renoweb.text)) == ("KONTRAKT_VAERDI", [("KONTRAKT_VAERDI", "siden")])

    @pytest.mark.parametrize(
        "siden", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2025-03-04T24:00:00Z", "0000-01-01T00:00:00Z"]
    )
    def test_the_ends_of_time(self, renoweb: System, siden: str) -> None:
        response = post(f'<HentAendringer xmlns="{SPACE}"><siden>{siden}</siden></HentAendringer>', renoweb.text)
        assert response.status_code == 200 or fault(response)[0] == "KONTRAKT_VAERDI"

    @pytest.mark.parametrize("space", [SOAP_11, SOAP_12])
    def test_the_fault_says_whose_it_is_in_the_words_of_its_version(self, renoweb: System, space: str) -> None:
        response = post(CALLS["HentDebitor"], renoweb.text, space)
        text = getattr(response, "content", b"").decode()
        assert ("s:Client" if space == SOAP_11 else "s:Sender") in text
        assert response.status_code == (500 if space == SOAP_11 else 400)
        assert fault(response)[0] == "RW-E02"

    def test_a_header_that_must_be_understood_is_refused_and_others_are_passed_over(self, renoweb: System, person: Debitor) -> None:
        must = '<a:To xmlns:a="urn:a" s:mustUnderstand="1">x</a:To>'
        response = post(CALLS["HentDebitor"], renoweb.text, header=must)
        assert fault(response)[0] == "SOAP_HOVED"
        assert "s:MustUnderstand" in getattr(response, "content", b"").decode()
        assert post(CALLS["HentDebitor"], renoweb.text, header='<a:To xmlns:a="urn:a">x</a:To>').status_code == 200

    @pytest.mark.parametrize(
        "body",
        [
            b" ",
            b"<a/>",
            b"hej",
            envelope(""),
            envelope(CALLS["HentDebitor"] * 2),
            envelope(CALLS["HentDebitor"], "urn:soap"),
            envelope(CALLS["HentDebitor"])[:-3],
            f'<s:Envelope xmlns:s="{SOAP_11}"/>'.encode(),
        ],
    )
    def test_what_is_no_envelope(self, renoweb: System, body: bytes) -> None:
        assert fault(send(body, renoweb.text))[0] in {"SOAP_XML", "SOAP_KUVERT"}

    def test_another_content_type(self, renoweb: System) -> None:
        response = send(envelope(CALLS["HentDebitor"]), renoweb.text, "application/json")
        assert (response.status_code, fault(response)[0]) == (415, "SOAP_TYPE")

    def test_no_token_is_said_before_anything_is_read(self) -> None:
        response = send(b"<!DOCTYPE x>", "")
        assert (response.status_code, fault(response)[0]) == (401, "TOKEN_MANGLER")
        assert response.headers["WWW-Authenticate"].startswith("Bearer")

    def test_too_many_calls_are_a_fault_that_says_when(self, person: Debitor) -> None:
        who = system(LAES, per_minute=1)
        post(CALLS["HentDebitor"], who.text)
        response = post(CALLS["HentDebitor"], who.text)
        assert (response.status_code, fault(response)[0]) == (429, "FOR_MANGE_KALD")
        assert int(response.headers["Retry-After"]) > 0

    def test_an_error_in_the_program_is_a_fault_that_tells_a_number(
        self, renoweb: System, person: Debitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("snitflade.inka.debitoropslag.find", lambda *_: 1 / 0)
        response = post(CALLS["HentDebitor"], renoweb.text)
        assert (response.status_code, fault(response)[0]) == (500, "TJENESTE_FEJL")
        assert "ZeroDivision" not in getattr(response, "content", b"").decode()

    def test_the_switch(self, renoweb: System, person: Debitor) -> None:
        Systemkonstant.objects.create(nummer="renoweb.soap", vaerdi="N", kilde="prøve")
        assert fault(post(CALLS["HentDebitor"], renoweb.text))[0] == "SOAP_SLUKKET"
        refused(Client().get("/api/soap/debitor?wsdl"), 404, "SOAP_SLUKKET")
        assert renoweb.get("debitor/v1?cpr=6102999001")
