"""What `snitflade serve` says before it serves; the browser tests run it."""

from __future__ import annotations

import socket
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest

from snitflade.cli import entry, serve
from snitflade.web.signin import brugere

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[Any]:
    """What the server was asked to listen on, and whether a worker was beside it; neither is started."""
    asked: list[Any] = []
    monkeypatch.setattr(serve, "_run", lambda *what: asked.append(what))
    monkeypatch.setattr(serve, "worker_beside", lambda: closing(SimpleNamespace(close=lambda: asked.append("arbejder"))))
    settings.STATIC_ROOT = settings.HOME / "static"
    return asked


def test_it_serves_this_machine_and_collects_what_pages_need(begun: Any, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    brugere.opret("anna", "drift")
    assert entry.run(["serve", "--port", "8899"]) == 0
    assert begun == [("127.0.0.1", 8899, 1), "arbejder"]
    assert "http://127.0.0.1:8899/" in capsys.readouterr().out
    for name in (serve.LOOKS, "web/side.css", "django_htmx/htmx-2.min.js"):
        assert (settings.STATIC_ROOT / name).exists()


def test_without_a_worker_where_one_runs_by_itself(begun: Any) -> None:
    assert entry.run(["serve", "--uden-baggrund"]) == 0
    assert begun == [("127.0.0.1", 8861, 1)]


def test_without_users_it_says_how_the_first_is_made(begun: Any, capsys: pytest.CaptureFixture[str]) -> None:
    entry.run(["serve"])
    assert "snitflade user create NAVN --rolle '*:administrer'" in capsys.readouterr().out


def test_without_its_looks_it_does_not_serve(
    begun: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "LOOKS", "findes-ikke.css")
    assert entry.run(["serve"]) == 2
    assert "make setup" in capsys.readouterr().err
    assert begun == []


def test_a_port_in_use_is_said(begun: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert entry.run(["serve", "--port", str(port)]) == 2
    assert f"Der kan ikke lyttes på 127.0.0.1:{port}" in capsys.readouterr().err
    assert entry.run(["serve", "--host", "findes.ikke.invalid"]) == 2
    assert begun == []


@pytest.mark.parametrize("arguments", [["--port", "0"], ["--port", "70000"], ["--port", "x"], ["--arbejdere", "0"]])
def test_what_cannot_be_listened_on(begun: Any, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.run(["serve", *arguments]) == 2
    assert begun == []
    assert "Traceback" not in capsys.readouterr().err
