"""`snitflade verify` and the keys: what was tampered with is found, and stored bytes open only with the installation's own keys."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pyrage import x25519
from tests.cli.installation import Cli, dump, sql, tree

from snitflade.exchange import blobs, keys


@pytest.fixture
def approved(cli: Cli) -> Cli:
    """An installation with two exchanges, the second one approved, and a chain of five events: the master data, then theirs."""
    cli.bill()
    cli("cancel", "1")
    cli.bill()
    cli("approve", "2", by="bo")
    answer = cli("verify")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "5 hændelser og 3 gemte filer efterprøvet: alt er, som det blev skrevet.\n"
    return cli


def a_blob() -> Path:
    return sorted((keys.folder().parent / "blobs").rglob("*.age"))[0]


def changed_byte() -> None:
    data = bytearray(a_blob().read_bytes())
    data[-1] ^= 1
    a_blob().write_bytes(data)


def other_sealed_bytes() -> None:
    a_blob().write_bytes(sorted((keys.folder().parent / "blobs").rglob("*.age"))[-1].read_bytes())


def swapped_files() -> None:
    sql("UPDATE exchange_exchangefile SET blob_id = (SELECT max(blob_id) FROM exchange_exchangefile) WHERE exchange_id = 2")


def last_two_events() -> None:
    sql("DELETE FROM exchange_auditevent WHERE number >= 4")


def all_events() -> None:
    sql("DELETE FROM exchange_auditevent")
    sql("DELETE FROM exchange_audithead")


def forged_event() -> None:
    sql("""UPDATE exchange_auditevent SET "by" = 'carl', hash = 'f' WHERE number = 5""")


TAMPERING: list[tuple[str | Callable[[], object], str]] = [
    (changed_byte, "De gemte bytes"),
    (other_sealed_bytes, "er ikke dem, der blev gemt"),
    (lambda: a_blob().unlink(), "mangler på disken"),
    (lambda: a_blob().write_bytes(b""), "De gemte bytes"),
    ("UPDATE exchange_auditevent SET event = 'godkendt' WHERE number = 3", "Hændelse 3 .godkendt. er ændret"),
    ("""UPDATE exchange_auditevent SET "by" = 'carl' WHERE number = 5""", "Hændelse 5 .godkendt. er ændret"),
    ("UPDATE exchange_auditevent SET at = '2020-01-01 00:00:00' WHERE number = 2", "Hændelse 2 .bygget. er ændret"),
    ("UPDATE exchange_auditevent SET detail = '{}' WHERE number = 4", "Hændelse 4 .bygget. er ændret"),
    ("UPDATE exchange_auditevent SET exchange_id = 1 WHERE number = 5", "Hændelse 5 .godkendt. er ændret"),
    (forged_event, "Hændelse 5"),
    ("DELETE FROM exchange_auditevent WHERE number = 2", "Hændelse 2 mangler"),
    ("DELETE FROM exchange_auditevent WHERE number = 4", "Hændelse 4 mangler"),
    ("DELETE FROM exchange_auditevent WHERE number = 5", "sidste hændelser mangler"),
    (last_two_events, "sidste hændelser mangler"),
    (all_events, "Udveksling 1: .*Udveksling 2: "),
    ("DELETE FROM exchange_audithead", "efter dem, der blev skrevet sidst"),
    ("""UPDATE exchange_exchange SET totals = '{"rater": 1}' WHERE id = 2""", "Udveksling 2: dens totaler"),
    ("UPDATE exchange_exchange SET sheet = '[]' WHERE id = 1", "Udveksling 1: dens totaler"),
    ("UPDATE exchange_exchange SET options = '{}' WHERE id = 2", "Udveksling 2: dens totaler"),
    ("UPDATE exchange_exchange SET created_by = 'carl' WHERE id = 2", "Udveksling 2: dens totaler"),
    ("UPDATE exchange_exchange SET needs_two = 0 WHERE id = 2", "Udveksling 2: dens totaler"),
    ("UPDATE exchange_exchange SET approved_by = 'carl' WHERE id = 2", "Udveksling 2: den er ikke godkendt af den"),
    ("UPDATE exchange_exchange SET state = 'bygget' WHERE id = 1", "Udveksling 1: den er bygget, men .* annulleret"),
    ("UPDATE exchange_exchange SET state = 'afsendt' WHERE id = 2", "Udveksling 2: den er afsendt, men .* godkendt"),
    ("UPDATE exchange_exchangefile SET name = '861_G69.TXT' WHERE exchange_id = 2 AND number = 1", "Udveksling 2: dens totaler"),
    (swapped_files, "Udveksling 2: dens totaler"),
]


@pytest.mark.parametrize(("tamper", "expected"), TAMPERING)
def test_verify_finds(approved: Cli, tamper: str | Callable[[], object], expected: str) -> None:
    if isinstance(tamper, str):
        sql(tamper)
    else:
        tamper()
    answer = approved("verify")
    assert answer.code == 1
    assert re.search(expected, answer.err, re.DOTALL), answer.err
    assert f"{len(answer.err.splitlines())} fejl" in answer.out


def test_a_blob_that_was_harmed_is_written_again_when_its_bytes_come_again(approved: Cli, tmp_path: Path) -> None:
    """The G69 of both runs is the same bytes; what is stored must be proved before it is relied on."""
    approved("cancel", "2")
    for path in sorted((approved.home / "blobs").rglob("*.age")):
        path.write_bytes(path.read_bytes()[:-1])
    answer = approved.bill("--out", tmp_path / "ud")
    assert (answer.code, answer.err) == (0, "")
    assert (tmp_path / "ud" / "861_G69.txt").stat().st_size == 851
    assert "er ikke dem" not in approved("show", "3", "--out", tmp_path / "igen").err


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_that_others_can_read_is_refused(approved: Cli, tmp_path: Path, mode: int) -> None:
    (key,) = keys.key_files()
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(mode)
    approved("cancel", "2")
    rows, files = dump(), tree(approved.home)
    answer = approved.bill("--out", tmp_path / "ud")
    assert (answer.code, f"chmod 600 {key}" in answer.err) == (1, True)
    assert dump() == rows
    assert tree(approved.home) == files
    assert not (tmp_path / "ud").exists()
    assert approved("verify").code == 1
    key.chmod(0o600)
    assert approved("verify").code == 0


def test_a_damaged_key_is_told_as_such(approved: Cli) -> None:
    (key,) = keys.key_files()
    for text in ("", "AGE-SECRET-KEY-1XYZ\n", "nøgle\n"):
        key.write_text(text)
        answer = approved("verify")
        assert (answer.code, f"Nøglefilen {key} er ødelagt." in answer.err) == (1, True)


def test_a_key_that_is_gone(approved: Cli) -> None:
    (key,) = keys.key_files()
    key.unlink()
    answer = approved("verify")
    assert (answer.code, "nøglen mangler i keys-mappen" in answer.err) == (1, True)


def test_a_new_key_seals_and_the_old_one_still_opens(approved: Cli) -> None:
    answer = approved("keys", "--ny")
    assert answer.code == 0
    assert len(keys.key_files()) == 2
    approved("cancel", "2")
    approved.bill()
    assert approved("verify").code == 0
    keys.key_files()[0].unlink()
    broken = approved("verify")
    assert broken.code == 1
    assert len(broken.err.splitlines()) == 3, "of four stored files the last one is sealed with the new key"


def test_nothing_is_stored_in_clear(approved: Cli) -> None:
    for path in (approved.home / "blobs").rglob("*.age"):
        data = path.read_bytes()
        assert data.startswith(b"age-encryption.org/v1")
        assert b"RENOVATION" not in data
        assert b"WINF" not in data


def test_the_first_key_is_made_before_the_first_bytes_are_stored(cli: Cli) -> None:
    assert not keys.key_files()
    cli.bill()
    (key,) = keys.key_files()
    assert x25519.Identity.from_str(key.read_text().split("\n")[2])
    assert (key.parent.stat().st_mode & 0o777, key.stat().st_mode & 0o777) == (0o700, 0o600)
    assert blobs.path_of(json.loads(cli("exchanges", "--json").out)[0]["files"][0]["sha256"]).exists()
