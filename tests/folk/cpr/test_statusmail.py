"""The status mail after each delivery: to those who are set, once, without personal data, and never lost (cpr.md 7, point 11)."""

from __future__ import annotations

import datetime as dt
import email
import re
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from tests.folk.cpr.verden import DAGE, ET, TO, fil, konstanter, lever, person

from snitflade.exchange.alarms.channels import Mail
from snitflade.exchange.engine import tasks, timetable
from snitflade.exchange.konstanter import KONSTANTER
from snitflade.exchange.rhythm import Cause, Severity
from snitflade.folk.cpr import statusmail
from snitflade.folk.models import CprLeverance
from snitflade.partners.certificates import Authority
from snitflade.partners.habits import Misbehaviour
from snitflade.partners.mailstore import MailStore
from snitflade.partners.smtp import SmtpPartner

ANNA, BENT, SENDER = "anna@kommune.example", "bent@kommune.example", "snitflade@kommune.example"


@pytest.fixture
def store() -> MailStore:
    return MailStore({ANNA: "proeve-1", BENT: "proeve-2", SENDER: "proeve-3"})


@pytest.fixture
def smtp(store: MailStore, cpr: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmtpPartner]:
    """The mail server of the alarms, set up; both are to have the status mail."""
    monkeypatch.setenv("ALARM_MAIL", "proeve-3")
    authority = Authority()
    with SmtpPartner(store, authority) as running:
        cpr.mkdir(exist_ok=True)
        (cpr / "alarmer.toml").write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {running.port}\nsender = "{SENDER}"\nrecipients = ["drift@kommune.example"]\n'
            f'user = "{SENDER}"\npassword = "secret://env/ALARM_MAIL"\nca_file = "{authority.write(tmp_path / "ca.pem")}"\n'
            "timeout = 5\n"
        )
        konstanter(statusmail=f"{ANNA}, {BENT}")
        yield running


def mails(store: MailStore, address: str = ANNA) -> list[EmailMessage]:
    found = [email.message_from_bytes(mail.raw, policy=default) for mail in store.folder(address).mails]
    return [mail for mail in found if isinstance(mail, EmailMessage)]


def delivered(dag: str = DAGE[1]) -> CprLeverance:
    """An applied delivery."""
    return CprLeverance.objects.get(exchange=lever(fil(person(ET), person(TO), dag=dag)))


def causes(after: dt.timedelta = dt.timedelta(0)) -> list[Cause]:
    return list(statusmail.usendte(timezone.now() + after))


def sweep() -> None:
    """What the worker does every ten minutes."""
    tasks.find("folk.cpr-statusmail.igen").fn("cpr-statusmail", timezone.now().isoformat())


def test_one_mail_to_everybody_with_the_status_and_no_number(smtp: SmtpPartner, store: MailStore) -> None:
    row = delivered()
    assert (row.statusmail, mails(store)) == ("venter", [])
    statusmail.send(row.pk)
    row.refresh_from_db()
    assert row.statusmail == "sendt"
    assert row.statusmail_sendt
    for address in (ANNA, BENT):
        (mail,) = mails(store, address)
        assert mail["Subject"] == "snitflade: CPR-leverancen af 15-01-2026"
        assert mail["To"] == f"{ANNA}, {BENT}"
        assert row.statusbrev in mail.get_content().replace("\r\n", "\n")
        assert "Nye: 2" in mail.get_content()
        assert not re.search(r"\d{6}-?\d{4}", mail.get_content())
    statusmail.send(row.pk)
    sweep()
    assert len(mails(store)) == 1
    assert causes() == []


def test_it_is_put_in_the_queue_when_the_delivery_is_committed(
    smtp: SmtpPartner, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    queued: list[tuple[object, ...]] = []
    monkeypatch.setattr(statusmail, "enqueue", lambda *args, key: queued.append((*args, key)))
    assert callable(django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        row = delivered()
        assert queued == []
    assert queued == [("folk.cpr-statusmail", row.pk, f"folk.cpr-statusmail:{row.pk}")]


def test_a_delivery_that_is_rolled_back_promises_no_mail(smtp: SmtpPartner) -> None:
    with suppress(KeyboardInterrupt), transaction.atomic():
        delivered()
        raise KeyboardInterrupt
    assert not CprLeverance.objects.exists()


def test_what_a_crash_left_is_sent_by_the_sweep(smtp: SmtpPartner, store: MailStore) -> None:
    delivered(DAGE[1])
    delivered(DAGE[2])
    sweep()
    assert [mail["Subject"][-10:] for mail in mails(store)] == ["15-01-2026", "16-01-2026"]


def test_sent_again_after_a_crash_or_a_lost_answer_it_is_the_same_mail(smtp: SmtpPartner, store: MailStore) -> None:
    row = delivered()
    smtp.habits.set(Misbehaviour.DROP_AFTER, times=1)
    statusmail.send(row.pk)
    row.refresh_from_db()
    assert row.statusmail == "venter"
    konstanter(statusmail=ANNA)
    sweep()
    CprLeverance.objects.update(statusmail="venter")  # the worker died before it could be written
    sweep()
    assert len({mail["Message-ID"] for mail in mails(store)}) == 1
    assert len(mails(store)) == 3
    assert len(mails(store, BENT)) == 1


def test_another_delivery_is_another_mail(smtp: SmtpPartner, store: MailStore) -> None:
    delivered(DAGE[1])
    delivered(DAGE[2])
    sweep()
    first, second = mails(store)
    assert first["Message-ID"] != second["Message-ID"]


def test_a_server_that_refuses_is_told_of_and_tried_again(smtp: SmtpPartner, store: MailStore) -> None:
    row = delivered()
    smtp.habits.set(Misbehaviour.LOGIN_DENIED)
    sweep()
    (cause,) = causes()
    row.refresh_from_db()
    assert row.statusmail_fejl
    assert row.statusmail_fejl in cause.sentence
    assert cause.severity is Severity.ADVARSEL
    smtp.habits.clear()
    sweep()
    assert causes() == []
    assert len(mails(store)) == 1
    row.refresh_from_db()
    assert row.statusmail_fejl == ""


def test_nobody_set_means_only_the_page(cpr: Path) -> None:
    row = delivered()
    assert (row.statusmail, bool(row.statusbrev)) == ("", True)
    assert causes(dt.timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("setup", "said"), [(None, "[mail]"), ('[webhook]\nurl = "https://chat.example/hook"\n', "[mail]"), ("[mial]\n", "mial")]
)
def test_without_a_mail_server_it_says_so(setup: str | None, said: str, cpr: Path) -> None:
    konstanter(statusmail=ANNA)
    cpr.mkdir(exist_ok=True)
    if setup is not None:
        (cpr / "alarmer.toml").write_text(setup)
    delivered()
    sweep()
    (cause,) = causes()
    assert said in cause.sentence
    konstanter(statusmail="")
    sweep()
    assert causes() == []
    assert CprLeverance.objects.get().statusmail == ""


def test_addresses_that_cannot_be_do_not_stop_the_delivery(cpr: Path) -> None:
    konstanter(statusmail="anna")
    row = delivered()
    assert row.faerdig
    sweep()
    (cause,) = causes()
    assert "folk.cpr.statusmail" in cause.sentence


def test_a_mail_that_nobody_tries_is_a_cause_after_an_hour(smtp: SmtpPartner) -> None:
    delivered()
    assert causes() == []
    assert "arbejderen" in causes(dt.timedelta(minutes=61))[0].sentence


@pytest.mark.parametrize(
    ("value", "good"),
    [("", True), (ANNA, True), (f"{ANNA},{BENT}", True), (f"{ANNA} , {BENT}", True), ("anna", False), (f"{ANNA},", False)],
)
def test_what_the_constant_may_hold(value: str, good: bool) -> None:
    assert KONSTANTER["folk.cpr.statusmail"].gyldig(value) is good


def test_an_alarm_keeps_the_message_id_of_its_receivers() -> None:
    one = Mail.to(host="mail.example", sender=SENDER, recipients=(ANNA,))
    other = Mail.to(host="mail.example", sender=SENDER, recipients=(BENT,))
    assert one.server.message_id("alarm-1-1.txt", b"x") != other.server.message_id("alarm-1-1.txt", b"x")


def test_the_worker_tries_every_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timetable, "_planned", {})
    statusmail.tidsplan()
    (planned,) = timetable.schedules()
    assert planned.task == "folk.cpr-statusmail.igen"
