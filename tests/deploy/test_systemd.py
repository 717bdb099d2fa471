"""The units hold against the program: what they start is taken by the command line, and what they forbid is not needed.

That they start, and go on when they are killed, is seen on a machine with systemd; here is watched what the tree can change.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from tests.deploy.commands import ROOT, accepted, parts

import snitflade
from snitflade.exchange import planned

UNITS = ROOT / "deploy" / "systemd"
SERVICES = ("web", "worker", "backup")
PROGRAM = "/usr/local/lib/snitflade/bin/snitflade"
ENVIRONMENT = "/etc/snitflade/snitflade.env"


def unit(name: str) -> dict[str, list[str]]:
    """The settings of a unit, each with the values it is given, in order."""
    found: dict[str, list[str]] = {}
    for line in (UNITS / name).read_text().splitlines():
        if line and not line.startswith(("#", "[")):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def service(name: str) -> dict[str, list[str]]:
    return unit(f"snitflade-{name}.service")


def started(name: str) -> dict[str, object]:
    (line,) = service(name)["ExecStart"]
    program, *words = shlex.split(line)
    assert program == PROGRAM
    return accepted(words)


def environment() -> dict[str, str]:
    """What the example of the settings' file sets, and what it shows commented out."""
    return dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", (UNITS / "snitflade.env").read_text(), re.MULTILINE))


def test_the_command_line_takes_what_they_start() -> None:
    web, worker, backup = started("web"), started("worker"), started("backup")
    assert web["host"] == "127.0.0.1", "a proxy stands in front"
    assert str(worker["http"]).startswith("127.0.0.1:") and not str(worker["http"]).endswith(f":{web['port']}")
    assert backup["to"] == Path(service("backup")["ReadWritePaths"][0])
    with pytest.raises(Exception, match="hst"):
        accepted(["serve", "--hst", "x"])


@pytest.mark.parametrize("name", SERVICES)
def test_it_can_write_where_the_installation_lies_and_nowhere_else(name: str) -> None:
    given = service(name)
    (state,) = given["StateDirectory"]
    assert environment()["SNITFLADE_HOME"] == f"/var/lib/{state}"
    assert (given["StateDirectoryMode"], given["UMask"]) == (["0700"], ["0077"])
    assert (given["ProtectSystem"], given["ProtectHome"], given["PrivateTmp"]) == (["strict"], ["yes"], ["yes"])
    assert given.get("ReadWritePaths", []) == (["/var/backups/snitflade"] if name == "backup" else [])
    assert not {"ReadOnlyPaths", "InaccessiblePaths", "TemporaryFileSystem"} & given.keys()


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_forbidden_is_not_needed(name: str) -> None:
    given = service(name)
    assert given["EnvironmentFile"] == [ENVIRONMENT]
    assert (given["User"], given["Group"]) == (["snitflade"], ["snitflade"])
    assert set(given["RestrictAddressFamilies"][0].split()) == {"AF_INET", "AF_INET6", "AF_UNIX"}, "PostgreSQL may be a socket"
    # Libraries in C make code of their own while they run; the processes beside the site are of another group.
    assert not {"MemoryDenyWriteExecute", "PrivateNetwork", "IPAddressDeny", "TasksMax", "LimitNPROC"} & given.keys()
    assert given.get("ProcSubset", ["all"]) == ["all"], "the doctor reads /proc/self/mounts"
    denied = " ".join(one for one in given["SystemCallFilter"] if one.startswith("~"))
    used = {path for path in Path(snitflade.__file__).parent.rglob("*.py") if "setpriority" in path.read_text(encoding="utf-8")}
    if used and "@resources" in denied and name == "web":
        assert "setpriority" in given["SystemCallFilter"], "what checks large files beside the site steps back behind it"


def test_what_guards_one_guards_all() -> None:
    own = {"ExecStart", "Description", "Type", "Restart", "RestartSec", "TimeoutStopSec", "TimeoutStartSec", "WantedBy"}
    own |= {"Nice", "IOSchedulingClass", "ReadWritePaths", "SystemCallFilter"}
    one, *others = [{key: value for key, value in service(name).items() if key not in own} for name in SERVICES]
    assert all(other == one for other in others)
    assert {"NoNewPrivileges", "CapabilityBoundingSet", "PrivateUsers", "ProtectProc", "RestrictNamespaces"} <= one.keys()


def test_the_settings_are_ones_the_program_reads() -> None:
    named = {name for name in environment() if not name.endswith("_KODE")}
    text = "".join((Path(snitflade.__file__).parent / name).read_text() for name in ("settings.py", "cli/home.py"))
    assert all(f'"{name}"' in text for name in named)
    assert {"SNITFLADE_HOME", "SNITFLADE_HTTPS", "SNITFLADE_HOSTS", "SNITFLADE_PROXIES", "DATABASE_URL"} <= named


def test_the_site_and_the_worker_come_back_and_may_finish() -> None:
    assert service("worker")["Restart"] == ["always"]
    assert service("web")["Restart"] == ["on-failure"]
    assert int(service("worker")["TimeoutStopSec"][0]) >= 300, "a step that is running is finished"
    assert all(service(name)["WantedBy"] == ["multi-user.target"] for name in ("web", "worker"))


def test_the_backup_is_taken_before_anything_is_deleted() -> None:
    timer = unit("snitflade-backup.timer")
    hour, minute, zone = parts(r"^\*-\*-\* (\d\d):(\d\d) (\S+)$", timer["OnCalendar"][0])
    assert ZoneInfo(zone) == ZoneInfo(settings.TIME_ZONE)
    late = 60 * int(hour) + int(minute) + int(timer["RandomizedDelaySec"][0].removesuffix("min"))
    assert late < 3 * 60 + 30
    assert "AT_NIGHT = daily(dt.time(3, 30))" in Path(planned.__file__).read_text()
    assert (timer["Persistent"], timer["WantedBy"]) == (["true"], ["timers.target"])


def test_the_handbook_says_the_same() -> None:
    text = (ROOT / "docs" / "drift.md").read_text()
    assert "install -d -m 700 -o snitflade -g snitflade /var/backups/snitflade" in text
    assert f"useradd --system --home-dir {environment()['SNITFLADE_HOME']} --shell /usr/sbin/nologin snitflade" in text
    assert ENVIRONMENT in text and PROGRAM in text
