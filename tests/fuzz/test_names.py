"""Names of files made to hurt, by each way in: laid out on a partner's server, sent by mail, brought to the page.

A name is shown and kept and never a path of ours. What no file can safely be called is refused in words, and those beside it come.
Names that only Windows keeps for itself (``CON.csv``) are taken: here a name is a label, and the partner's file is right.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.fuzz.bounds import soon
from tests.web.conftest import Ind
from tests.web.verden import IND, erklaer, fil

from snitflade.exchange import catalogue, collecting
from snitflade.exchange.models import Arrival, AuditEvent, Exchange, ExchangeFile
from snitflade.exchange.transports.errors import NogetUhentet
from snitflade.exchange.transports.folder import Folder
from snitflade.exchange.transports.mail_in import MailIn
from snitflade.exchange.transports.port import Transport
from snitflade.exchange.transports.secrets import Secret
from snitflade.exchange.transports.sftp import Sftp
from snitflade.partners.imap import ImapPartner
from snitflade.partners.mailstore import MailStore, compose
from snitflade.partners.sftp import SftpPartner, SftpUser

pytestmark = pytest.mark.django_db
GOOD = ["ganske almindelig.csv", "æøå.csv", "CON.csv", "a" * 251 + ".csv", "%2e%2e%2fa.csv", "=1+1.csv", "<script>.csv"]
BAD = [
    "a\nb.csv",
    "a\x1b[2Jb.csv",
    "vsc\u202egnp.csv",
    "a\u200bb.csv",
    "a\\b.csv",
    " a.csv",
    "\ufeffa.csv",
    os.fsdecode(b"\xff\xfe.csv"),
]


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    erklaer(monkeypatch, settings, tmp_path / "hjem")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SftpPartner]:
    with SftpPartner(tmp_path / "partner", {"bank": SftpUser("Prøve-kode-1", folders=("/ud", "/afvist"))}) as running:
        yield running


def content(number: int) -> bytes:
    return fil(f"{number:010}")


def lay_out(folder: Path) -> None:
    for number, name in enumerate([*GOOD, *BAD]):
        (folder / name).write_bytes(content(number))
    (folder / "genvej.csv").symlink_to("/etc/passwd")
    os.mkfifo(folder / "roer.csv")


def collected(transport: Transport) -> list[str]:
    """Collect; gives what is said of each that could not be. Every good name came, and nothing else."""
    with soon(), pytest.raises(NogetUhentet) as caught:
        collecting.collect(catalogue.find(IND), transport, "prøve")
    assert set(ExchangeFile.objects.values_list("name", flat=True)) == set(GOOD)
    assert all(name.isprintable() for name in Arrival.objects.values_list("name", flat=True))
    assert all(str(event.detail).isprintable() for event in AuditEvent.objects.all())
    assert str(caught.value).isprintable()
    return [str(one) for one in caught.value.missed]


def test_on_a_partners_server(server: SftpPartner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUZZ_SFTP", "Prøve-kode-1")
    lay_out(server.area("bank", "/ud"))
    way = Sftp("127.0.0.1", "bank", (server.host_key,), server.port, Secret("secret://env/FUZZ_SFTP"), inbox="/ud")
    said = collected(way)
    assert len(said) == len(BAD) + 2 and all(one.isprintable() and "kan ikke bruges" in one for one in said)


def test_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "ind"
    folder.mkdir()
    lay_out(folder)
    said = collected(Folder(inbox=folder, quiet=0.0))
    assert len(said) == len(BAD) + 2 and all(one.isprintable() and "kan ikke bruges" in one for one in said)
    assert {path.name for path in (folder / "arkiv").iterdir()} == set(GOOD)


def test_in_a_mailbox(imap: ImapPartner, store: MailStore, ca_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUZZ_IMAP", "Prøve-kode-2")
    box, sender = "ind@kommune.example", "a@b.example"
    hidden = [*BAD[:5], "../../etc/x.csv", "/etc/x.csv", "a" * 300 + ".csv", ".csv"]
    for number, name in enumerate(["god.csv", *hidden]):
        raw = compose(sender, f"<{number}@b.example>", ("god.csv", content(number)))
        store.folder(box).add(raw.replace(b'filename="god.csv"', f"filename*=utf-8''{_escaped(name)}".encode()))
    way = MailIn("127.0.0.1", box, Secret("secret://env/FUZZ_IMAP"), (sender,), "*.csv", imap.port, ca_file=ca_file)
    with soon():
        collecting.collect(catalogue.find(IND), way, "prøve")
    assert [one.files.get().name for one in Exchange.objects.filter(state="modtaget")] == ["god.csv"]
    refused = Exchange.objects.filter(state="afvist")
    assert refused.count() == len(hidden)
    for exchange in refused:
        (problem,) = exchange.problems.all()
        assert "er ikke taget" in problem.message or "kan ikke bruges" in problem.message or "passer til" in problem.message
        assert problem.message.isprintable()


def _escaped(name: str) -> str:
    return "".join(f"%{byte:02X}" for byte in name.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("name", [*GOOD, *BAD, "../../x.csv", "x" * 400, "a\x00b.csv", "..", ""])
def test_brought_to_the_page(ind: Ind, name: str, tmp_path: Path) -> None:
    client = ind("tekn:koer")
    body = f'--g\r\nContent-Disposition: form-data; name="fil"; filename="{name}"\r\n\r\n'.encode("utf-8", "surrogateescape")
    body += fil("0001000001") + b"\r\n--g--\r\n"
    answer: Any = client.generic("POST", "/upload", body, "multipart/form-data; boundary=g")
    assert answer.status_code in (200, 422), name
    text = answer.content.decode()
    assert "\u202e" not in text and "\x1b" not in text and "<script>" not in text.replace("<script src", "")
    if answer.status_code == 422:
        assert "Vælg en fil først" in text
        return
    done = client.post("/upload/anvend", {"maerke": answer.context["maerke"], "snitflade": IND})
    assert done.status_code == 302
    kept = Exchange.objects.get().files.get().name
    assert kept.isprintable() and len(kept) <= 255 and "/" not in kept
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and "hjem" not in path.parts]
    assert not outside
