"""The set-up of alarms: every mistake at once, in Danish, and no secret repeated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.exchange.world import at

from snitflade.exchange.alarms import Setup, load
from snitflade.exchange.rhythm import Severity
from snitflade.formats.problems import ProblemsError

Write = Callable[[str], Path]
MAIL = '[mail]\nhost = "smtp.example.gl"\nsender = "snitflade@example.gl"\nrecipients = ["drift@example.gl"]\n'


def wrong(write: Write, text: str) -> list[tuple[str, str]]:
    write(text)
    with pytest.raises(ProblemsError) as raised:
        load()
    assert {problem.file for problem in raised.value.problems} == {"alarmer.toml"}
    return sorted((problem.code, problem.message) for problem in raised.value.problems)


def test_there_need_be_none(empty_world: Path) -> None:
    assert load() is None


def test_the_least_there_can_be(write: Write) -> None:
    write(MAIL)
    setup = load()
    assert setup is not None
    assert [channel.name for channel in setup.channels] == ["mail"]
    assert (setup.least, setup.again, setup.quiet) == (Severity.ADVARSEL, dt.timedelta(hours=24), None)


def test_everything(write: Write) -> None:
    write(
        '[alarm]\nfra = "kritisk"\ngentag_timer = 4\nstille_fra = "20:00"\nstille_til = 07:30:00\n'
        f'{MAIL}port = 465\nsecurity = "tls"\nuser = "u"\npassword = "secret://env/KODE"\ntimeout = 10\n'
        '[webhook]\nurl = "https://chat.example.gl/hook"\nbearer = "secret://env/NOEGLE"\n'
    )
    setup = load()
    assert setup is not None
    assert [channel.name for channel in setup.channels] == ["mail", "webhook"]
    assert (setup.least, setup.again) == (Severity.KRITISK, dt.timedelta(hours=4))
    assert setup.quiet == (dt.time(20), dt.time(7, 30))


def test_every_mistake_at_once(write: Write) -> None:
    assert wrong(
        write,
        '[alarm]\nfra = "vigtig"\ngentag_timer = 0\nstille_fra = "25:00"\n'
        '[mail]\nhost = ""\nsendr = "x"\nrecipients = []\n[mial]\n',
    ) == sorted(
        [
            ("ALARM_UKENDT", "«[mial]» kendes ikke. Mente du mail?"),
            ("ALARM_VAERDI", "«fra» er «vigtig», men skal være en af: kritisk, advarsel, oplysning."),
            ("ALARM_VAERDI", "«gentag_timer» er «0», men skal være et antal timer fra 1 til 744."),
            ("ALARM_VAERDI", "«stille_fra» er «25:00», men skal være et klokkeslæt som «20:00»."),
            ("ALARM_UKENDT", "«sendr» kendes ikke. Mente du sender?"),
            ("ALARM_MANGLER", "«sender» mangler. Skriv det under [mail]."),
            ("ALARM_VAERDI", "«host» er «», men skal være en tekst i anførselstegn."),
            ("ALARM_VAERDI", "«recipients» er «[]», men skal være en liste med mindst én mailadresse."),
        ]
    )


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("x", "OPSAETNING_ULAESELIG", "Ret den, så den er gyldig TOML"),
        ("", "ALARM_INGEN_KANAL", "hverken [mail] eller [webhook]"),
        ('mail = "drift@example.gl"', "ALARM_VAERDI", "et afsnit: [mail]"),
        (f'[alarm]\nstille_fra = "20:00"\n{MAIL}', "ALARM_MANGLER", "«stille_til» mangler"),
        (MAIL.replace("drift@example.gl", "drift"), "ALARM_FORBINDELSE", "«drift» er ikke en mailadresse"),
        (f'{MAIL}security = "none"\n', "ALARM_FORBINDELSE", "ukrypteret forbindelse"),
        (f"{MAIL}port = true\n", "ALARM_VAERDI", "et portnummer"),
        ('[webhook]\nurl = "http://chat.example.gl"\n', "ALARM_FORBINDELSE", "https://"),
        ('[webhook]\nurl = "https://chat.example.gl"\ntimeout = "5"\n', "ALARM_VAERDI", "et antal sekunder fra 1 til 600"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(write: Write, text: str, code: str, part: str) -> None:
    ((found, message),) = wrong(write, text)
    assert found == code
    assert part in message


@pytest.mark.parametrize("field", ['[webhook]\nurl = "https://a.example"\nbearer', f'{MAIL}user = "u"\npassword'])
def test_a_secret_in_the_file_is_refused_and_not_repeated(write: Write, field: str) -> None:
    ((code, message),) = wrong(write, f'{field} = "hunter2"\n')
    assert code == "ALARM_VAERDI"
    assert "hunter2" not in message
    assert "secret://env/NAVN" in message


@pytest.mark.parametrize(
    ("begin", "end", "quiet", "loud"),
    [
        ("20:00", "07:00", ("20:00", "23:59", "00:00", "06:59"), ("07:00", "12:00", "19:59")),
        ("12:00", "13:00", ("12:00", "12:59"), ("11:59", "13:00", "00:00")),
        ("12:00", "12:00", (), ("12:00", "11:59")),
    ],
)
def test_quiet_is_from_the_one_to_the_other_also_over_midnight(
    begin: str, end: str, quiet: tuple[str, ...], loud: tuple[str, ...]
) -> None:
    setup = Setup((), quiet=(dt.time.fromisoformat(begin), dt.time.fromisoformat(end)))
    assert not any(setup.tells(Severity.ADVARSEL, at(f"2026-11-20 {clock}")) for clock in quiet)
    assert all(setup.tells(Severity.KRITISK, at(f"2026-11-20 {clock}")) for clock in (*quiet, *loud))
    assert all(setup.tells(Severity.ADVARSEL, at(f"2026-11-20 {clock}")) for clock in loud)
    assert not any(setup.tells(Severity.OPLYSNING, at(f"2026-11-20 {clock}")) for clock in (*quiet, *loud))
