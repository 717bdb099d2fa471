"""One message per cause and channel, again while it lasts, none when it is gone; what cannot be told is tried again and shows."""

from __future__ import annotations

import datetime as dt
import email
import json
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from tests.exchange.world import IND, UD, at, declare, exchange, held_elsewhere

from snitflade.exchange import alarms, rhythm
from snitflade.exchange.alarms import Told
from snitflade.exchange.engine import tasks, timetable
from snitflade.exchange.models import Alarm, Exchange, Expectation
from snitflade.exchange.schedule import due_between, weekdays
from snitflade.exchange.states import State
from snitflade.formats.problems import ProblemsError
from snitflade.partners.habits import Misbehaviour
from snitflade.partners.http import HttpPartner
from snitflade.partners.mailstore import MailStore
from snitflade.partners.smtp import SmtpPartner

NOW = at("2026-11-20 12:00")
DRIFT, VAGT = "drift@kommune.example", "vagt@kommune.example"
Write = Callable[[str], Path]


def hours(count: float) -> dt.datetime:
    return NOW + dt.timedelta(hours=count)


def mails(store: MailStore, address: str = DRIFT) -> list[EmailMessage]:
    found = [email.message_from_bytes(mail.raw, policy=default) for mail in store.folder(address).mails]
    return [mail for mail in found if isinstance(mail, EmailMessage)]


def posted(web: HttpPartner) -> list[dict[str, Any]]:
    return [json.loads(asked.body) for asked in web.asked]


@pytest.fixture
def unclear(empty_world: Path) -> Exchange:
    """An exchange of which nobody knows whether the partner has it."""
    declare(UD, contact="Prisme-support")
    return exchange(UD, State.UKLAR, "2026-11-20 11:00")


def test_a_mail_to_everybody_with_nothing_but_the_sentence(
    unclear: Exchange, write: Write, mail_section: str, store: MailStore
) -> None:
    write(mail_section)
    assert alarms.tell(NOW) == Told(told=1)
    (cause,) = rhythm.causes(NOW)
    for address in (DRIFT, VAGT):
        (mail,) = mails(store, address)
        assert mail["Subject"] == f"snitflade: kritisk – uklar – {UD}"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail.get_content().strip() == cause.sentence
        assert not mail.is_multipart()


def test_a_webhook_with_the_cause_as_json(unclear: Exchange, write: Write, webhook_section: str, web: HttpPartner) -> None:
    write(webhook_section)
    alarms.tell(NOW)
    (body,) = posted(web)
    (cause,) = rhythm.causes(NOW)
    assert body == {
        "noegle": f"uklar/{UD}/{unclear.pk}",
        "slags": "uklar",
        "alvor": "kritisk",
        "snitflade": UD,
        "udveksling": unclear.pk,
        "siden": at("2026-11-20 11:00").isoformat(),
        "frist": None,
        "tekst": cause.sentence,
        "text": cause.sentence,
        "gange": 1,
    }
    assert web.asked[0].headers["authorization"] == "Bearer proeve-noegle"


def test_one_message_per_cause_however_often_it_is_looked(
    unclear: Exchange, write: Write, webhook_section: str, web: HttpPartner
) -> None:
    write(webhook_section)
    exchange(UD, State.UKLAR, "2026-11-20 11:30")
    assert [alarms.tell(hours(count / 12)) for count in range(20)] == [Told(told=2), *[Told()] * 19]
    assert len(posted(web)) == 2


def test_it_is_told_again_while_it_lasts(unclear: Exchange, write: Write, webhook_section: str, web: HttpPartner) -> None:
    write(f"[alarm]\ngentag_timer = 6\n{webhook_section}")
    for count in range(13):
        alarms.tell(hours(count))
    assert [body["gange"] for body in posted(web)] == [1, 2, 3]
    keys = {asked.headers["idempotency-key"] for asked in web.asked}
    assert len(keys) == 3
    row = Alarm.objects.get()
    assert (row.told, row.first_told_at, row.last_told_at) == (3, NOW, hours(12))


def test_it_is_closed_when_the_cause_is_gone_and_told_anew_when_it_comes_back_later(
    unclear: Exchange, write: Write, webhook_section: str, web: HttpPartner
) -> None:
    write(f"[alarm]\ngentag_timer = 6\n{webhook_section}")
    alarms.tell(NOW)
    Exchange.objects.update(state=State.KVITTERET)
    assert alarms.tell(hours(1)) == Told(closed=1)
    assert Alarm.objects.get().closed_at == hours(1)
    Exchange.objects.update(state=State.UKLAR)
    assert alarms.tell(hours(8)) == Told(told=1)
    assert Alarm.objects.count() == 2
    assert [body["gange"] for body in posted(web)] == [1, 1]


def test_a_cause_that_comes_and_goes_is_not_told_each_time(
    unclear: Exchange, write: Write, webhook_section: str, web: HttpPartner
) -> None:
    write(webhook_section)
    for count in range(8):
        Exchange.objects.update(state=State.UKLAR if count % 2 == 0 else State.AFSENDT, state_at=hours(count))
        alarms.tell(hours(count))
    assert len(posted(web)) == 1
    assert Alarm.objects.count() == 1


def test_what_weighs_less_than_is_asked_for_is_not_told(
    empty_world: Path, write: Write, webhook_section: str, web: HttpPartner
) -> None:
    declare(UD, money=True, taken_within_hours=1)
    exchange(UD, State.BYGGET, "2026-11-20 11:00", needs_two=True)
    exchange(UD, State.AFSENDT, "2026-11-20 09:00")
    write(f'[alarm]\nfra = "kritisk"\n{webhook_section}')
    assert alarms.tell(NOW) == Told()
    write(webhook_section)
    assert alarms.tell(NOW) == Told(told=1)
    write(f'[alarm]\nfra = "oplysning"\n{webhook_section}')
    assert alarms.tell(NOW) == Told(told=1)
    assert [body["alvor"] for body in posted(web)] == ["advarsel", "oplysning"]


def test_in_quiet_hours_only_what_is_critical(empty_world: Path, write: Write, webhook_section: str, web: HttpPartner) -> None:
    declare(UD, taken_within_hours=1)
    exchange(UD, State.AFSENDT, "2026-11-20 09:00")
    write(f'[alarm]\nstille_fra = "20:00"\nstille_til = "07:00"\n{webhook_section}')
    assert alarms.tell(at("2026-11-20 23:00")) == Told()
    exchange(UD, State.UKLAR, "2026-11-20 22:00")
    assert alarms.tell(at("2026-11-21 06:59")) == Told(told=1)
    assert alarms.tell(at("2026-11-21 07:00")) == Told(told=1)
    assert [body["slags"] for body in posted(web)] == ["uklar", "ikke_taget"]


def test_a_failure_shows_and_is_tried_again(
    unclear: Exchange, write: Write, webhook_section: str, web: HttpPartner, caplog: pytest.LogCaptureFixture
) -> None:
    write(webhook_section)
    web.habits.set(Misbehaviour.DENIED)
    assert alarms.tell(NOW) == Told(failed=1)
    row = alarms.untold().get()
    assert (row.failed_at, row.told, row.first_told_at) == (NOW, 0, None)
    assert "giver ikke lov" in row.failure
    web.habits.clear()
    assert alarms.tell(hours(0.1)) == Told(told=1)
    assert not alarms.untold().exists()
    assert len({asked.headers["idempotency-key"] for asked in web.asked}) == 1
    assert "could not be told" in caplog.text


def test_one_channel_that_fails_does_not_keep_the_other_from_being_told_nor_tells_twice(
    unclear: Exchange, write: Write, mail_section: str, webhook_section: str, web: HttpPartner, store: MailStore
) -> None:
    write(mail_section + webhook_section)
    web.habits.set(Misbehaviour.DENIED)
    assert alarms.tell(NOW) == Told(told=1, failed=1)
    web.habits.clear()
    assert alarms.tell(hours(0.1)) == Told(told=1)
    assert len(mails(store)) == 1


def test_a_mail_that_may_have_come_is_sent_again_as_the_same_mail(
    unclear: Exchange, write: Write, mail_section: str, smtp: SmtpPartner, store: MailStore
) -> None:
    write(mail_section)
    smtp.habits.set(Misbehaviour.DROP_AFTER, times=1)
    assert alarms.tell(NOW) == Told(failed=1)
    assert alarms.tell(hours(0.1)) == Told(told=1)
    first, second = mails(store)
    assert first["Message-ID"] == second["Message-ID"]


def test_a_message_that_nobody_takes_does_not_stand_before_the_others(
    unclear: Exchange, write: Write, webhook_section: str, web: HttpPartner, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(webhook_section)
    later = exchange(UD, State.UKLAR, "2026-11-20 11:30")
    real = web.answer

    def picky(asked: Any) -> Any:
        if json.loads(asked.body)["udveksling"] == unclear.pk:
            web.habits.set(Misbehaviour.DENIED, times=1)
        return real(asked)

    monkeypatch.setattr(web, "answer", picky)
    assert alarms.tell(NOW) == Told(failed=1)
    assert alarms.tell(hours(0.1)) == Told(told=1, failed=1)
    assert alarms.untold().get().key.endswith(f"/{unclear.pk}")
    assert Alarm.objects.get(told=1).key.endswith(f"/{later.pk}")


def test_a_secret_address_is_in_no_failure(
    unclear: Exchange, write: Write, webhook_section: str, web: HttpPartner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALARM_ADRESSE", f"{web.address}/filer/hemmelig-adresse")
    write(webhook_section.replace(f'"{web.address}/filer/alarm"', '"secret://env/ALARM_ADRESSE"'))
    web.habits.set(Misbehaviour.DENIED)
    alarms.tell(NOW)
    assert "hemmelig" not in alarms.untold().get().failure
    web.habits.clear()
    assert alarms.tell(hours(1)) == Told(told=1)


def test_no_cpr_number_leaves(
    empty_world: Path, write: Write, mail_section: str, webhook_section: str, web: HttpPartner, store: MailStore
) -> None:
    cause = rhythm.Cause(
        kind=rhythm.Kind.MISLYKKET, interface=UD, since=NOW, sentence="Regningen til 3112999999", about="3112999999"
    )
    rhythm.watch(lambda now: [cause])
    write(mail_section + webhook_section)
    assert alarms.tell(NOW) == Told(told=2)
    assert b"9999" not in store.folder(DRIFT).mails[0].raw
    assert b"2999999" not in web.asked[0].body


def test_without_a_set_up_nobody_is_told_but_what_is_expected_is_noticed(empty_world: Path) -> None:
    declare(IND, schedule=weekdays(dt.time(17)))
    exchange(IND, State.ANVENDT, "2026-11-16 16:00")
    assert alarms.tell(NOW) == Told()
    assert Expectation.objects.get().interface == IND
    assert not Alarm.objects.exists()


def test_a_broken_connection_file_does_not_silence_the_alarms(
    unclear: Exchange, write: Write, webhook_section: str, empty_world: Path
) -> None:
    (empty_world / "forbindelser.toml").write_text("[[[")
    write(webhook_section)
    assert alarms.tell(NOW) == Told(told=1)


def test_two_do_not_tell_at_the_same_time(unclear: Exchange, write: Write, webhook_section: str, web: HttpPartner) -> None:
    write(webhook_section)
    with held_elsewhere("alarmer"):
        assert alarms.tell(NOW) == Told()
    assert web.asked == []


def test_a_channel_taken_out_of_the_set_up_is_closed(
    unclear: Exchange, write: Write, mail_section: str, webhook_section: str
) -> None:
    write(mail_section + webhook_section)
    alarms.tell(NOW)
    write(webhook_section)
    assert alarms.tell(hours(1)) == Told(closed=1)


def test_a_set_up_that_cannot_be_used_is_an_error(unclear: Exchange, write: Write) -> None:
    write("[mail]\n")
    with pytest.raises(ProblemsError):
        alarms.tell(NOW)


def test_the_worker_tells_every_five_minutes(
    unclear: Exchange, write: Write, webhook_section: str, web: HttpPartner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timetable, "_planned", {})
    alarms.schedule_alarms()
    (planned,) = timetable.schedules()
    assert due_between(planned.schedule, at("2026-11-20 12:01"), at("2026-11-20 12:11")) == [
        at("2026-11-20 12:05"),
        at("2026-11-20 12:10"),
    ]
    write(webhook_section)
    tasks.find(planned.task).fn(planned.name, NOW.isoformat())
    assert [body["slags"] for body in posted(web)] == ["uklar"]
