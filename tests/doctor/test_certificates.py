"""What runs out silently: our own certificates, those we trust by, and the passwords of mailboxes."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import trustme
from django.utils import timezone
from tests.doctor.conftest import Patient
from tests.doctor.test_reach import listening, said

from snitflade.cli.doctor import certificates
from snitflade.partners.certificates import Authority
from snitflade.partners.imap import ImapPartner
from snitflade.partners.mailstore import MailStore
from snitflade.partners.smtp import SmtpPartner

BOX, PASSWORD = "ind@kommune.example", "Prøve-kode-2"


def told(patient: Patient) -> list[tuple[str, str]]:
    return [(one["grad"], one["tekst"]) for one in patient.findings() if one["kontrol"] == "certifikater"]


def ours(path: Path, *, begins: int, ends: int) -> Path:
    """A certificate with its key, from and to days from now."""
    now = timezone.now()
    leaf = trustme.CA().issue_cert("k", not_before=now + dt.timedelta(days=begins), not_after=now + dt.timedelta(days=ends))
    leaf.private_key_and_cert_chain_pem.write_to_path(path)
    return path


@pytest.mark.parametrize(
    ("begins", "ends", "grad", "text"),
    [
        (-400, 300, "ok", "gælder længe endnu: 1"),
        (-400, 30, "advarsel", "vores certifikat .* udløber"),
        (-400, -1, "fejl", "vores certifikat .* udløb .* ingen forbindelse"),
        (2, 300, "fejl", "gælder først fra"),
    ],
)
def test_our_own_certificate(patient: Patient, tmp_path: Path, begins: int, ends: int, grad: str, text: str) -> None:
    path = ours(tmp_path / "vores.pem", begins=begins, ends=ends)
    patient.configure(f'[forbindelser.gar]\ntype = "http"\nbase_url = "https://127.0.0.1:1/"\ncertificate = "{path}"\n')
    ((found, sentence),) = told(patient)
    assert found == grad
    assert re.search(text, sentence)


def test_the_authority_we_trust_by(patient: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ca = Authority().write(tmp_path / "ca.pem")
    patient.configure(
        f'[forbindelser.gar]\ntype = "http"\nbase_url = "https://127.0.0.1:1/"\nca_file = "{ca}"\n'
        f'[forbindelser.igen]\ntype = "http"\nbase_url = "https://127.0.0.1:1/x"\nca_file = "{ca}"\n'
    )
    assert told(patient) == [("ok", "Certifikater, der gælder længe endnu: 1")]
    monkeypatch.setattr(certificates, "SOON", dt.timedelta(days=1_000_000))
    ((grad, text),) = told(patient)
    assert (grad, "udstederens certifikat" in text) == ("advarsel", True)
    ca.write_text("intet certifikat")
    ((grad, text),) = told(patient)
    assert (grad, "kan ikke læses" in text) == ("fejl", True)


def mailbox(port: int, ca: Path, archive: str) -> str:
    return (
        f'[forbindelser.ind]\ntype = "mail-ind"\nhost = "127.0.0.1"\nport = {port}\nuser = "{BOX}"\narchive = "{archive}"\n'
        f'password = "secret://env/PROEVE_KODE"\nsenders = ["a@b.example"]\npattern = "*.csv"\nca_file = "{ca}"\n'
    )


def test_a_mailbox_is_opened(patient: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, store = Authority(), MailStore({BOX: PASSWORD})
    ca = authority.write(tmp_path / "ca.pem")
    monkeypatch.setenv("PROEVE_KODE", PASSWORD)
    mail = store.folder(BOX).add(b"Subject: x\r\n\r\ny")
    with ImapPartner(store, authority) as imap:
        store.folder(BOX, "Hentet")
        patient.configure(mailbox(imap.port, ca, "Hentet"))
        assert said(patient) == [("ok", f"Forbindelsen «ind»: postkassen {BOX} kan åbnes")]
        assert (mail.flags, len(store.folder(BOX).mails)) == (set(), 1), "no mail is touched"
        patient.configure(mailbox(imap.port, ca, "Væk"))
        ((grad, text),) = said(patient)
        assert (grad, "mappen «Væk» er der ikke" in text) == ("fejl", True)
        monkeypatch.setenv("PROEVE_KODE", "forkert")
        ((grad, text),) = said(patient)
        assert (grad, "lukker ikke" in text, "forkert" in text) == ("fejl", True, False)


def test_the_mail_server_lets_us_in(patient: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, store = Authority(), MailStore({BOX: PASSWORD})
    ca = authority.write(tmp_path / "ca.pem")
    with SmtpPartner(store, authority) as smtp:
        (patient.home / "alarmer.toml").write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {smtp.port}\nsender = "{BOX}"\nrecipients = ["{BOX}"]\nca_file = "{ca}"\n'
            f'user = "{BOX}"\npassword = "secret://env/PROEVE_KODE"\n'
        )
        for password, expected in ((PASSWORD, "ok"), ("forkert", "fejl")):
            monkeypatch.setenv("PROEVE_KODE", password)
            assert [grad for grad, text in said(patient) if "Alarmer" in text] == [expected]
    assert not store.folder(BOX).mails, "nothing is sent"


def test_the_sign_in_is_asked_for_too(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OIDC_PROEVE", raising=False)
    with listening() as port:
        (patient.home / "login.toml").write_text(
            f'[oidc]\nudsteder = "http://127.0.0.1:{port}/v2"\nklient_id = "k"\nhemmelighed = "secret://env/OIDC_PROEVE"\n'
        )
        assert "OIDC_PROEVE" in patient.wrong()["andre-filer"]
        monkeypatch.setenv("OIDC_PROEVE", "x")
        assert ("ok", f"«Kommunens login»: 127.0.0.1:{port} svarer") in said(patient)
    assert any(grad == "fejl" and "Kommunens login" in text for grad, text in said(patient))
