"""The file on its way: over SFTP under a temporary name, sent again by a person, and a process that dies."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.folk.abonnement.verden import ET, SNITFLADE, TO, Verden, linjer, tilstand

from snitflade.exchange import blobs, catalogue, delivery, orders, outbound, tasks
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import TransportError
from snitflade.folk.abonnement import fil
from snitflade.folk.models import Abonnement, Abonnementslinje
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemsError
from snitflade.partners.sftp import SftpPartner, SftpUser

KODE = "prøvekode"


@pytest.fixture
def cpr(verden: Verden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SftpPartner]:
    """CPR's server, and the connection to it."""
    monkeypatch.setenv("CPR_KODE", KODE)
    with SftpPartner(tmp_path / "cpr", {"kommune": SftpUser(KODE, folders=("/",))}) as partner:
        (tmp_path / "forbindelser.toml").write_text(
            f'[forbindelser.cpr]\ntype = "sftp"\nhost = "127.0.0.1"\nport = {partner.port}\nuser = "kommune"\n'
            f'host_keys = ["{partner.host_key}"]\npassword = "secret://env/CPR_KODE"\noutbox = "/"\ntemporary = "{{navn}}.tmp"\n'
            f'[snitflader."{SNITFLADE}"]\ncpr-abonnement = "cpr"\n',
            encoding="utf-8",
        )
        yield partner


def ligger(cpr: SftpPartner) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in cpr.area("kommune").iterdir()}


def byg(verden: Verden) -> Exchange:
    exchange, _ = verden.byg()
    assert exchange is not None
    return exchange


def test_it_lies_at_cpr_under_its_name(verden: Verden, cpr: SftpPartner) -> None:
    verden.vil(ET)
    exchange = byg(verden)
    assert delivery.deliver(exchange, "system", tasks.route) == State.AFSENDT
    (file,) = exchange.files.all()
    assert ligger(cpr) == {"d261120.i123456": blobs.get(file.blob)}


def test_it_is_built_and_delivered_by_itself_once_per_due_moment(verden: Verden, cpr: SftpPartner) -> None:
    verden.vil(ET)
    due = "2026-11-20T10:15:00+00:00"
    number = orders.carry_out(orders.place_itself(SNITFLADE, due, "system"))
    assert orders.carry_out(orders.place_itself(SNITFLADE, due, "system")) == number
    exchange = Exchange.objects.get()
    assert (exchange.pk, exchange.state, exchange.created_by) == (number, State.GODKENDT, "system")
    assert delivery.deliver(exchange, "system", tasks.route) == State.AFSENDT
    assert delivery.deliver(exchange, "system", tasks.route) == State.AFSENDT  # a second worker finds nothing to do
    assert list(ligger(cpr)) == ["d261120.i123456"]


def test_a_failure_keeps_the_file_and_nothing_is_asked_twice(verden: Verden, cpr: SftpPartner) -> None:
    verden.vil(ET)
    exchange = byg(verden)
    with pytest.MonkeyPatch.context() as broken, pytest.raises(TransportError):
        broken.setenv("CPR_KODE", "forkert")
        delivery.deliver(exchange, "system", tasks.route)
    assert exchange.state == State.GODKENDT
    verden.i_morgen()
    verden.vil(ET, TO)
    assert linjer(byg(verden))[0] == f"06123400OP{TO}"
    assert delivery.deliver(exchange, "system", tasks.route) == State.AFSENDT
    assert list(ligger(cpr)) == ["d261120.i123456"]


def test_a_person_sends_the_identical_file_again(verden: Verden, cpr: SftpPartner) -> None:
    verden.vil(ET)
    exchange = byg(verden)
    delivery.deliver(exchange, "system", tasks.route)
    first = ligger(cpr)
    (cpr.area("kommune") / "d261120.i123456").unlink()
    assert delivery.resend(exchange, "anna", tasks.route, "CPR har mistet den") == State.AFSENDT
    assert ligger(cpr) == first
    assert Abonnementslinje.objects.count() == 1


def test_a_process_that_dies_while_building_has_asked_nothing(verden: Verden) -> None:
    class Doed(BaseException):
        """The process is gone."""

    def die(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
        raise Doed

    verden.vil(ET)
    dying = dataclasses.replace(catalogue.find(SNITFLADE), prove=die)
    with pytest.raises(Doed):
        outbound.build(dying, {}, "system")
    assert not Abonnement.objects.exists()
    assert not Exchange.objects.exists()
    assert linjer(byg(verden))[0] == f"06123400OP{ET}"
    assert tilstand(ET) == "oprettes"


def test_the_proof_sees_another_number(verden: Verden, monkeypatch: pytest.MonkeyPatch) -> None:
    verden.vil(ET)
    write = fil._dokument

    def other(*given: Any) -> Document:
        document = write(*given)
        numbers = document.tables["06"].columns["pnr"].copy()
        numbers[:] = TO
        document.tables["06"].columns["pnr"] = numbers
        return document

    monkeypatch.setattr(fil, "_dokument", other)
    with pytest.raises(ProblemsError, match="Kontroltal"):
        verden.byg()
