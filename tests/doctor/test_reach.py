"""Whether partners answer and are who they should be, found out for all at once within the limit."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncssh
import pytest
from tests.doctor.conftest import Patient

from snitflade.cli.doctor import line, reach
from snitflade.cli.doctor.finding import Finding, ok
from snitflade.cli.doctor.reach import Target
from snitflade.partners.certificates import Authority
from snitflade.partners.habits import Habits
from snitflade.partners.sftp import SftpPartner, SftpUser

PASSWORD = "Prøve-kode-7"  # noqa: S105


@contextmanager
def listening() -> Iterator[int]:
    """A port that takes connections, and speaks TLS on none."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@contextmanager
def tls(authority: Authority) -> Iterator[int]:
    """A server that shows its certificate and hangs up."""
    context = authority.server_context(Habits())
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                try:
                    context.wrap_socket(line, server_side=True).close()
                except OSError:
                    line.close()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def said(patient: Patient) -> list[tuple[str, str]]:
    return [(one["grad"], one["tekst"]) for one in patient.findings() if one["kontrol"] == "partnere"]


def sftp(port: int, key: str) -> str:
    return (
        f'[forbindelser.prisme]\ntype = "sftp"\nhost = "127.0.0.1"\nport = {port}\nuser = "u"\noutbox = "/ud"\n'
        f'password = "secret://env/PROEVE_KODE"\nhost_keys = ["{key}"]\n'
    )


def test_sftp(patient: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROEVE_KODE", PASSWORD)
    of_another_kind = asyncssh.generate_private_key("ecdsa-sha2-nistp256").export_public_key().decode().strip()
    others = SftpPartner(tmp_path / "x", {}).host_key
    with SftpPartner(tmp_path / "sftp", {"u": SftpUser(password=PASSWORD, folders=("/ud",))}) as partner:
        patient.configure(sftp(partner.port, partner.host_key))
        assert [grad for grad, _ in said(patient)] == ["ok"]
        patient.configure(sftp(partner.port, others))
        ((grad, text),) = said(patient)
        assert (grad, "viser en anden værtsnøgle" in text) == ("fejl", True)
        patient.configure(sftp(partner.port, of_another_kind))
        ((grad, text),) = said(patient)
        assert (grad, "af den slags" in text) == ("fejl", True)
        port = partner.port
    patient.configure(sftp(port, others))
    ((grad, text),) = said(patient)
    assert (grad, "kan ikke nås (forbindelsen blev afvist)" in text) == ("fejl", True)


def http(port: int, ca: Path | None = None) -> str:
    trusted = f'ca_file = "{ca}"\n' if ca else ""
    return f'[forbindelser.gar]\ntype = "http"\nbase_url = "https://127.0.0.1:{port}/"\n{trusted}'


def test_https(patient: Patient, tmp_path: Path) -> None:
    authority = Authority()
    ca = authority.write(tmp_path / "ca.pem")
    with tls(authority) as port:
        patient.configure(http(port, ca))
        assert [grad for grad, _ in said(patient)] == ["ok"]
        patient.configure(http(port))
        ((grad, text),) = said(patient)
        assert (grad, "certifikatet hos" in text) == ("fejl", True)
        patient.configure(http(port, tmp_path / "findes-ikke.pem"))
        assert "CA-filen" in str(patient.findings())
    patient.configure(http(port, ca))
    assert "kan ikke nås" in said(patient)[0][1]


def test_a_certificate_that_ends_soon_is_a_warning(patient: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority()
    monkeypatch.setattr(line, "SOON", 1_000_000)
    with tls(authority) as port:
        patient.configure(http(port, authority.write(tmp_path / "ca.pem")))
        ((grad, text),) = said(patient)
        assert (grad, "udløber om" in text) == ("advarsel", True)


def test_folders(patient: Patient, tmp_path: Path) -> None:
    patient.configure(f'[forbindelser.vaegt]\ntype = "mappe"\ninbox = "{tmp_path}"\noutbox = "{tmp_path / "væk"}"\n')
    assert [(grad, "væk" in text) for grad, text in said(patient)] == [("ok", False), ("fejl", True)]


def test_mail_and_its_alarms(patient: Patient) -> None:
    with listening() as port:
        pass
    (patient.home / "alarmer.toml").write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsender = "a@kommune.example"\nrecipients = ["b@kommune.example"]\n'
        'security = "none"\n'
    )
    assert ("alarmer", "ok") in [(one["kontrol"], one["grad"]) for one in patient.findings()]
    assert any("Alarmer: " in text and grad == "fejl" for grad, text in said(patient))


def test_nobody_is_waited_for_longer_than_the_limit() -> None:
    """Twenty that never answer and one that does: a little over the limit, whatever they do."""
    stuck = threading.Event()

    def never() -> Finding:
        stuck.wait(30)
        raise OSError

    begun = time.monotonic()
    found = reach.asked(
        [*[Target(f"nr. {n}", "et sted", never) for n in range(20)], Target("x", "y", lambda: ok("her"))], limit=0.2
    )
    took = time.monotonic() - begun
    stuck.set()
    assert [one.grad for one in found] == ["fejl"] * 20 + ["ok"]
    assert "der kom intet svar" in found[0].text
    assert took < 10
