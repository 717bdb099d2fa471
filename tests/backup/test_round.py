"""A backup restored into an empty folder is the same installation: every row, every stored byte, the chain and the set-up."""

from __future__ import annotations

import json
import secrets
import shutil
from pathlib import Path

from tests.backup.conftest import House
from tests.cli.installation import dump, sql

from snitflade.exchange import blobs, keys
from snitflade.exchange.models import Blob

SETUP = {
    "forbindelser.toml": '[forbindelser.prisme]\ntype = "mappe"\noutbox = "/srv/prisme"\nmark = "secret://file/etc/snitflade/kode"\n',
    "alarmer.toml": "[mail]\n",
    "wsdl/getrai.wsdl": "<definitions/>\n",
}


def keep_many(count: int) -> None:
    """That many more stored files."""
    for number in range(count):
        blobs.put(b"%d " % number + secrets.token_bytes(64))


def rows() -> dict[str, list[str]]:
    """Every row, without those of the engine's memory and of sessions."""
    return {name: found for name, found in dump().items() if not name.startswith(("sqlite_", "django_session"))}


def bytes_of(home: Path) -> dict[str, bytes]:
    """The stored files as they lie there."""
    return {path.name: path.read_bytes() for path in (home / "blobs").rglob("*.age")}


def test_everything_comes_back(house: House, tmp_path: Path) -> None:
    for name, text in SETUP.items():
        (house.home / name).parent.mkdir(exist_ok=True)
        (house.home / name).write_text(text)
    keep_many(200)
    archive, new, url = tmp_path / ("kopi.tar.gz" if house.url else "kopi.tar.zst"), tmp_path / "igen", house.new()
    answer = house.cli("backup", "--to", archive)
    (key,) = keys.key_files()
    assert (answer.code, answer.err) == (0, "")
    assert keys.public(key) in answer.out
    assert "IKKE i kopien" in answer.out
    assert archive.stat().st_mode & 0o777 == 0o600
    proof = house.cli("backup", "--check", archive, "--json").json
    assert (proof["hel"], proof["aabnet"]) == (True, Blob.objects.count())
    before, stored = rows(), bytes_of(house.home)
    with house.there(tmp_path / "ingen", url):
        said = house.cli("restore", archive, "--to", new).out
    assert key.name in said
    assert keys.public(key) in said
    assert "secret://file/etc/snitflade/kode" in said
    assert "AGE-SECRET-KEY" not in said
    assert {path.stat().st_mode & 0o077 for path in [new, *new.rglob("*")]} == {0}, "there are personal data in it"
    with house.there(new, url):
        assert rows() == before
        assert bytes_of(new) == stored
        assert {name: (new / name).read_text() for name in SETUP} == SETUP
        assert not (new / "keys").exists(), "keys are never in a backup"
        assert house.cli("verify").code == 1, "nothing can be read without them"
        shutil.copytree(house.home / "keys", new / "keys")
        verified = house.cli("verify")
        assert (verified.code, verified.err) == (0, "")
        assert json.loads(house.cli("hold", "--json").out)["holdes"] is True


def test_keys_that_are_at_hand_go_back_with_it(sqlite_house: House, tmp_path: Path) -> None:
    archive, safe = tmp_path / "kopi.tar.zst", tmp_path / "boks"
    sqlite_house.cli("keys", "--ny")
    sqlite_house.cli("backup", "--to", archive)
    safe.mkdir()
    shutil.copy(keys.key_files()[0], safe / "en anden.agekey")
    refused = sqlite_house.cli("restore", archive, "--to", tmp_path / "igen", "--noegler", safe)
    assert refused.code == 1
    assert keys.key_files()[1].name in refused.err
    assert not (tmp_path / "igen").exists()
    shutil.copy(keys.key_files()[1], safe / "nr. to.agekey")
    (safe / "skrald.agekey").write_bytes(b"\xff")
    done = sqlite_house.cli("restore", archive, "--to", tmp_path / "igen", "--noegler", safe)
    assert (done.code, "Læg nøglerne" in done.out) == (0, False)
    assert {path.name: path.read_bytes() for path in keys.key_files()} == {
        path.name: path.read_bytes() for path in (tmp_path / "igen" / "keys").iterdir()
    }
    with sqlite_house.there(tmp_path / "igen", ""):
        assert sqlite_house.cli("verify").code == 0


def test_bytes_that_are_gone_are_told_and_the_rest_is_kept(sqlite_house: House, tmp_path: Path) -> None:
    lost = Blob.objects.order_by("sha256").first()
    assert lost is not None
    blobs.path_of(lost.sha256).unlink()
    archive = tmp_path / "kopi.tar.zst"
    answer = sqlite_house.cli("backup", "--to", archive)
    assert (answer.code, lost.sha256[:12] in answer.err) == (1, True)
    proof = sqlite_house.cli("backup", "--check", archive, "--json").json
    assert proof["mangler"] == [lost.sha256]
    assert proof["filer"] == Blob.objects.count() - 1


def test_what_no_row_names_is_not_copied(sqlite_house: House, tmp_path: Path) -> None:
    """Bytes of a crash between file and row, bytes let go, temporary files, secrets, and the engine's memory."""
    stray = blobs.path_of("0" * 64)
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"x")
    (sqlite_house.home / "hemmelig.txt").write_text("kode")
    sql("UPDATE exchange_blob SET deleted_at = '2026-01-01' WHERE sha256 = (SELECT max(sha256) FROM exchange_blob)")
    archive, new = tmp_path / "kopi.tar.zst", tmp_path / "igen"
    sqlite_house.cli("backup", "--to", archive)
    sqlite_house.cli("restore", archive, "--to", new)
    assert {path.name for path in new.iterdir()} == {"snitflade.sqlite3", "blobs", "gendannet.json"}
    assert len(bytes_of(new)) == Blob.objects.count() - 1
