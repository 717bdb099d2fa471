"""Prisme's server and its job, seen with our own transport and from inside."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from snitflade.exchange.transports.errors import FindesIkke
from snitflade.exchange.transports.port import Tilstand, Udfald
from snitflade.exchange.transports.secrets import Secret
from snitflade.exchange.transports.sftp import Sftp
from snitflade.partners.prisme import PrismePartner, prisme_folders

DATA = b"&100\r\n"


@pytest.fixture
def prisme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrismePartner]:
    monkeypatch.setenv("TEST_PRISME", "Prøve-kode-6")
    with PrismePartner(tmp_path, {"0956": "Prøve-kode-6", "0957": "anden"}, after=0.05, every=0.02, paused=True) as running:
        yield running


def at(prisme: PrismePartner, folder: str = "/0956/test/G", temporary: str = ".{navn}.{sha}.tmp") -> Sftp:
    return Sftp(
        host="127.0.0.1",
        port=prisme.port,
        user="ftp-winformatik-0956",
        host_keys=(prisme.host_key,),
        password=Secret("secret://env/TEST_PRISME"),
        outbox=folder,
        temporary=temporary,
    )


def wait_for(prisme: PrismePartner, count: int) -> None:
    until = time.monotonic() + 5
    while len(prisme.taken) < count and time.monotonic() < until:
        time.sleep(0.01)


def test_the_areas_are_those_of_the_specification(prisme: PrismePartner) -> None:
    for folder in prisme_folders("0956"):
        assert at(prisme, folder).deliver("861_G69.txt", DATA).udfald is Udfald.AFLEVERET


def test_a_municipality_sees_only_its_own(prisme: PrismePartner) -> None:
    with pytest.raises(FindesIkke):
        at(prisme, "/0957/test/G").deliver("861_G69.txt", DATA)


def test_a_paused_job_leaves_files_lying(prisme: PrismePartner) -> None:
    sftp = at(prisme)
    delivered = sftp.deliver("861_G69.txt", DATA)
    time.sleep(0.15)
    assert sftp.verify(delivered) is Tilstand.LIGGER
    assert prisme.taken == []


def test_the_job_takes_whole_files_and_keeps_what_it_took(prisme: PrismePartner) -> None:
    sftp = at(prisme)
    delivered = sftp.deliver("861_G69.txt", DATA)
    prisme.pause(False)
    wait_for(prisme, 1)
    assert sftp.verify(delivered) is Tilstand.TAGET
    (taken,) = prisme.taken
    assert (taken.user, taken.path) == ("ftp-winformatik-0956", "/0956/test/G/861_G69.txt")
    assert (taken.sha256, prisme.bytes_of(taken)) == (hashlib.sha256(DATA).hexdigest(), DATA)


@pytest.mark.parametrize("temporary", [".{navn}.{sha}.tmp", "{navn}.tmp"])
def test_the_job_leaves_temporary_names_alone(prisme: PrismePartner, temporary: str) -> None:
    folder = prisme.area("ftp-winformatik-0956", "/0956/test/G")
    (folder / temporary.format(navn="a.txt", sha="0" * 12)).write_bytes(b"halv")
    prisme.take_now()
    assert prisme.taken == []


def test_a_hungry_job_never_makes_a_delivery_fail_or_count_twice(prisme: PrismePartner) -> None:
    prisme.after = 0.0
    prisme.every = 0.0
    prisme.pause(False)
    outcomes = [at(prisme).deliver(f"{n}_G69.txt", DATA + bytes([n])).udfald for n in range(15)]
    wait_for(prisme, 15)
    assert set(outcomes) <= {Udfald.AFLEVERET, Udfald.TAGET}
    assert sorted(taken.path for taken in prisme.taken) == sorted(f"/0956/test/G/{n}_G69.txt" for n in range(15))
    assert {prisme.bytes_of(taken) for taken in prisme.taken} == {DATA + bytes([n]) for n in range(15)}
