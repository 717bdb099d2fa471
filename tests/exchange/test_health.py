"""The probes: a process that lives, one that can work and says why it cannot, and the small server they are asked by."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.test import RequestFactory
from tests.exchange.world import UD, exchange

from snitflade.exchange import blobs, health, keys
from snitflade.exchange.models import Blob
from snitflade.exchange.serving import NotLoopbackError, PortUnusableError, serve_http
from snitflade.exchange.states import State

pytestmark = pytest.mark.usefixtures("empty_world")
ASK = RequestFactory()


def readyz() -> tuple[int, dict[str, str]]:
    response = health.readyz(ASK.get("/readyz"))
    found = json.loads(response.content)
    assert found["klar"] is (response.status_code == 200)
    return response.status_code, {name: sentence for name, sentence in found["kontroller"].items() if sentence != "ok"}


def test_a_process_that_answers_lives_whatever_else_is_wrong(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert health.healthz(ASK.get("/healthz")).content == b"ok\n"


def test_a_new_home_is_ready() -> None:
    assert readyz() == (200, {})


def test_a_home_with_keys_and_files_is_ready() -> None:
    blobs.put(b"indhold")
    keys.create()
    assert readyz() == (200, {})


def test_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise DatabaseError("connection refused, password=hunter2")

    with monkeypatch.context() as patched:
        patched.setattr("django.db.backends.utils.CursorWrapper.execute", broken)
        status, wrong = readyz()
        response = health.figures(ASK.get("/metrics"))
    assert status == 503
    assert wrong["database"] == "Databasen svarer ikke. Se, om den kører, og om DATABASE_URL er rigtig."
    assert (response.status_code, response.content) == (503, b"Databasen svarer ikke.\n")


def test_a_database_without_all_its_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.migrations.recorder.MigrationRecorder.applied_migrations", lambda self: {})
    assert readyz() == (503, {"tabeller": "Databasen har ikke alle tabeller endnu. Kør: snitflade migrate"})


def test_a_home_that_cannot_be_written(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "findes-ikke"
    status, wrong = readyz()
    assert (status, list(wrong)) == (503, ["hjem"])
    assert "Der kan ikke skrives i" in wrong["hjem"]


def test_keys_that_others_can_read() -> None:
    keys.create().chmod(0o644)
    assert readyz()[1]["noegler"].endswith("agekey")


def test_keys_that_are_no_keys() -> None:
    path = keys.create()
    path.write_text("# tom\n")
    path.chmod(0o600)
    assert "er ødelagt" in readyz()[1]["noegler"]


def test_a_key_that_cannot_be_read() -> None:
    (keys.folder()).mkdir()
    (keys.folder() / "1.agekey").mkdir(mode=0o700)
    assert "En nøglefil i" in readyz()[1]["noegler"]


def test_keys_that_are_gone() -> None:
    blobs.put(b"indhold")
    for path in keys.key_files():
        path.unlink()
    assert "ingen nøgler" in readyz()[1]["noegler"]
    Blob.objects.all().delete()
    assert readyz() == (200, {})


def test_only_looking_is_allowed() -> None:
    for view in (health.healthz, health.readyz, health.figures):
        assert view(ASK.post("/")).status_code == 405


def test_the_figures_are_there() -> None:
    exchange(UD, State.UKLAR, "2026-11-20 09:00")
    response = health.figures(ASK.get("/metrics"))
    assert response.headers["Content-Type"].startswith("text/plain")
    assert f'snitflade_exchanges{{interface="{UD}",state="uklar"}} 1.0'.encode() in response.content


def asked(port: int, path: str, method: str = "GET") -> tuple[int, bytes, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, response.read(), response.getheader("Content-Type", "")
    finally:
        connection.close()


def raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(request)
        return b"".join(iter(lambda: line.recv(4096), b""))


def test_the_server_answers_the_probes_and_nothing_else() -> None:
    with serve_http("127.0.0.1", 0) as serving:
        assert asked(serving.port, "/healthz") == (200, b"ok\n", "text/plain; charset=utf-8")
        assert raw(serving.port, b"HEAD /healthz HTTP/1.0\r\n\r\n").endswith(b"\r\n\r\n")
        assert asked(serving.port, "/healthz", "POST")[0] == 405
        assert asked(serving.port, "/")[0] == 404
        assert asked(serving.port, "/admin/")[0] == 404
    with pytest.raises(ConnectionRefusedError):
        asked(serving.port, "/healthz")
    assert "probes" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.django_db(transaction=True)
def test_the_server_looks_into_the_database_and_leaves_no_connection_open(monkeypatch: pytest.MonkeyPatch) -> None:
    kind_of_connection, closed = type(connections[DEFAULT_DB_ALIAS]), set()
    close = kind_of_connection.close

    def noted(self: Any) -> None:
        closed.add(threading.current_thread().name)
        close(self)

    monkeypatch.setattr(kind_of_connection, "close", noted)
    exchange(UD, State.UKLAR, "2026-11-20 09:00")
    with serve_http("127.0.0.1", 0) as serving:
        status, content, kind = asked(serving.port, "/metrics")
        assert (status, kind.split(";")[0]) == (200, "text/plain")
        assert f'snitflade_exchanges{{interface="{UD}",state="uklar"}} 1.0'.encode() in content
        assert asked(serving.port, "/readyz")[0] == 200
    assert len(closed - {threading.current_thread().name}) == 2


def test_a_view_that_breaks_is_500_and_no_traceback(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> bytes:
        raise ZeroDivisionError("hemmelig")

    monkeypatch.setattr("snitflade.exchange.metrics.exposition", broken)
    with serve_http("127.0.0.1", 0) as serving:
        status, content, _ = asked(serving.port, "/metrics")
    assert (status, content) == (500, b"Der er en fejl i programmet; se loggen.\n")
    assert "ZeroDivisionError" in caplog.text


def test_a_caller_that_hangs_up_does_no_harm() -> None:
    with serve_http("127.0.0.1", 0) as serving:
        with socket.create_connection(("127.0.0.1", serving.port)) as line:
            line.sendall(b"GET /healthz HTT")
        assert asked(serving.port, "/healthz")[0] == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "snitflade.example.gl", "::"])  # noqa: S104
def test_it_listens_on_this_machine_only(host: str) -> None:
    with pytest.raises(NotLoopbackError, match=r"Vælg 127\.0\.0\.1"):
        serve_http(host, 0)


def test_a_port_in_use() -> None:
    with serve_http("localhost", 0) as serving, pytest.raises(PortUnusableError, match="Stop det, der bruger porten"):
        serve_http("127.0.0.1", serving.port)


@pytest.mark.skipif(not socket.has_ipv6 or not Path("/proc/net/if_inet6").exists(), reason="no IPv6 here")
def test_ipv6() -> None:
    with serve_http("::1", 0) as serving:
        assert serving.port > 0
