"""The month leaves by mail: encrypted, nothing personal outside the attachment, once (social-teknik.md 1.6 and 6.1)."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from tests.led.verden import MANIITSOQ, SAMPLE, SISIMIUT, bygget, eksempel

from snitflade.exchange import delivery, tasks
from snitflade.exchange.states import State
from snitflade.exchange.transports.container import unseal
from snitflade.exchange.transports.errors import Opsaetningsfejl, Uklar
from snitflade.led.models import Statistik
from snitflade.partners.certificates import Authority
from snitflade.partners.habits import Misbehaviour
from snitflade.partners.mailstore import MailStore
from snitflade.partners.smtp import SmtpPartner

pytestmark = pytest.mark.django_db
TIL, FRA = "stat@modtager.example", "kommune@kommune.example"
KODE = "et langt kodeord til vedhaeftninger"


@pytest.fixture
def smtp(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmtpPartner]:
    """A mail server, and an installation that sends the statistics by it."""
    authority = Authority()
    store = MailStore({FRA: "kode-til-smtp", TIL: "kode-til-stat"})
    monkeypatch.setenv("LED_SMTP", "kode-til-smtp")
    monkeypatch.setenv("LED_ZIP", KODE)
    with SmtpPartner(store, authority) as running:
        (home / "forbindelser.toml").write_text(
            f"""
[forbindelser.stat]
type = "mail-ud"
host = "127.0.0.1"
port = {running.port}
sender = "{FRA}"
recipients = ["{TIL}"]
subject = "Ledighed fra Qeqqata Kommunia"
user = "{FRA}"
password = "secret://env/LED_SMTP"
attachment_password = "secret://env/LED_ZIP"
ca_file = "{authority.write(tmp_path / "ca.pem")}"
timeout = 5.0
answer_timeout = 5.0

[snitflader."led.statistik"]
led-gs-1 = "stat"
""",
            encoding="utf-8",
        )
        yield running


def mails(smtp: SmtpPartner) -> list[EmailMessage]:
    return [email.message_from_bytes(mail.raw, policy=default) for mail in smtp.store.folder(TIL).mails]


def test_the_file_comes_sealed_and_the_body_has_the_numbers(smtp: SmtpPartner) -> None:
    eksempel()
    exchange = bygget(komplet="nej", mangler="Kangaamiut")
    assert delivery.deliver(exchange, "anna", tasks.route) == State.TAGET
    (mail,) = mails(smtp)
    (attached,) = list(mail.iter_attachments())
    assert unseal(attached.get_content(), KODE) == ("LEDIGHED_0957_202503.csv", SAMPLE)
    body = mail.get_body()
    assert body is not None
    text = body.get_content()
    assert "Linjer: 3\n" in text.replace("\r\n", "\n")
    assert "Matchgruppe 2: 1 personer" in text
    assert "IKKE komplet. Det mangler: Kangaamiut" in text
    assert not any(number in smtp.store.folder(TIL).mails[0].raw.decode("latin-1") for number in (SISIMIUT, MANIITSOQ))


def test_it_is_not_sent_twice(smtp: SmtpPartner) -> None:
    eksempel()
    exchange = bygget()
    for _ in range(2):
        delivery.deliver(exchange, "anna", tasks.route)
    (mail,) = mails(smtp)
    body = mail.get_body()
    assert body is not None and "Leverancen er komplet." in body.get_content()


def test_an_answer_that_never_came_is_not_answered_with_a_second_mail(smtp: SmtpPartner) -> None:
    eksempel()
    exchange = bygget()
    smtp.misbehave(Misbehaviour.DROP_AFTER, times=1)
    with pytest.raises(Uklar):
        delivery.deliver(exchange, "anna", tasks.route)
    with pytest.raises(Uklar):
        delivery.deliver(exchange, "anna", tasks.route)
    assert len(mails(smtp)) <= 1


def test_a_text_with_a_number_is_not_sent(smtp: SmtpPartner) -> None:
    eksempel()
    exchange = bygget()
    Statistik.objects.filter(exchange=exchange).update(komplet=False, mangler=f"Om {SISIMIUT}")
    with pytest.raises(Opsaetningsfejl):
        delivery.deliver(exchange, "anna", tasks.route)
    exchange.refresh_from_db()
    assert (exchange.state, mails(smtp)) == (State.GODKENDT, [])
    assert SISIMIUT not in exchange.note
