"""Large files: checked by a process beside the site, one at a time, with the answer of a small one, and taken outside the site."""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from tests.exchange.world import declare
from tests.web.conftest import Ind
from tests.web.verden import IND, PERSON, UKENDT, erklaer, fil

from snitflade.exchange import keys, packing
from snitflade.exchange.engine import WorkState
from snitflade.exchange.files import TEMPORARY
from snitflade.exchange.models import Arrival, Exchange, Worker
from snitflade.exchange.states import State
from snitflade.web import filtjek, modtagelse, oplagt, overfoersel, tagimod, tjekker, tjekproces, venteplads
from snitflade.web.venteplads import Papir, Plads

pytestmark = pytest.mark.django_db
EN_10Q = Path(__file__).parents[1] / "formats" / "10q" / "861.txt"


@pytest.fixture(autouse=True)
def verden(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    """Every file is large; whoever starts a process only notes it."""
    erklaer(monkeypatch, settings, tmp_path)
    monkeypatch.setattr(overfoersel, "SMAA", 0)
    monkeypatch.setattr(tjekker, "_start", lambda lock: None)


@pytest.fixture
def her(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the process beside the site does is done at once."""
    monkeypatch.setattr(tjekker, "_start", lambda lock: tjekproces.udfoer(Plads(tjekker.hvis_tur(lock))))


@pytest.fixture
def optaget(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The process that is started goes on and on; gives what ends it."""
    held: list[int] = []
    monkeypatch.setattr(tjekker, "_start", lambda lock: held.append(os.dup(lock)))
    yield lambda: os.close(held.pop())
    for descriptor in held:
        os.close(descriptor)


def laeg(client: Client, data: bytes, address: str = "/upload", name: str = "stor.txt") -> Any:
    return client.post(address, {"fil": SimpleUploadedFile(name, data)})


def side(client: Client, data: bytes, address: str = "/upload") -> str:
    """The address of the page of a file that is laid up."""
    answer = laeg(client, data, address)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def tekst(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def maerke(address: str) -> str:
    return address.rpartition("/")[2]


def plads(address: str, navn: str = "anna") -> Plads:
    return venteplads.find(maerke(address), navn)


def ligger(home: Path) -> list[str]:
    """What lies where files wait, in the making or whole."""
    folder = home / "upload"
    return sorted(path.name for path in folder.iterdir() if path.name != ".tjekker") if folder.exists() else []


def renset(text: str) -> str:
    """What a page says, without what is new each time."""
    text = text[text.index("<main") : text.index("</main>")]
    return re.sub(r'(name="(?:csrfmiddlewaretoken|maerke)" value="|"X-CSRFToken": ")[^"]*', r"\1", text)


SLAGS = {
    "uden fejl": fil("0001000001", PERSON),
    "med fejl": fil("0001000001").replace(b"T000001", b"T000009").replace(b"L0001000001", b"L00010x0001"),
    "med ukendte": fil("0001000001", UKENDT),
    "som ingen kender": b"ingen kender mig\n" * 9,
    "kun til at sende": EN_10Q.read_bytes(),
    "tegn, der styrer": fil("0001000001").replace(b"Pr\xc3\xb8ve", b"Pr\x1b<b>\xc3\xb8"),
}


@pytest.mark.parametrize("address", ["/upload", f"/upload?snitflade={IND}"])
@pytest.mark.parametrize("slags", SLAGS)
def test_the_answer_is_that_of_a_small_file(
    ind: Ind, her: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, slags: str, address: str
) -> None:
    client, data = ind("tekn:koer", "soc:koer"), SLAGS[slags]
    with monkeypatch.context() as patch:
        patch.setattr(overfoersel, "SMAA", 10_000_000)
        small = laeg(client, data, address)
    assert small.status_code == 200
    for path in (tmp_path / "upload").glob("*"):
        path.unlink()
    large = tekst(client, side(client, data, address))
    assert renset(large) == renset(small.content.decode())
    taken = 'name="maerke"' in large
    assert any(name.endswith(".age") for name in ligger(tmp_path)) == taken


@profile(max_examples=25)
@given(lines=st.lists(st.binary(max_size=60) | st.just(fil(PERSON)), max_size=6))
def test_an_answer_that_has_waited_is_the_same(lines: list[bytes]) -> None:
    found = filtjek.tjek(b"\r\n".join([*lines, fil("0001000001")]), "x.txt", ("tekn", "soc"))
    assert filtjek.af_json(json.loads(json.dumps(found.som_json()))) == found


def test_until_it_is_checked_the_page_says_so_and_asks_again(ind: Ind, optaget: Callable[[], None], tmp_path: Path) -> None:
    client = ind("tekn:koer")
    address = side(client, fil(PERSON))
    text = tekst(client, address)
    assert "Filen tjekkes" in text and "stor.txt" in text and "0 min." in text
    assert f'hx-get="{address}"' in text and '<noscript><meta http-equiv="refresh"' in text
    for path in (tmp_path / "upload").iterdir():
        assert PERSON.encode() not in path.read_bytes() and b"stor.txt" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
    tjekproces.udfoer(plads(address))
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "Ingen fejl" in tekst(client, address)


def test_a_second_one_waits_its_turn_and_says_so(ind: Ind, optaget: Callable[[], None]) -> None:
    client = ind("tekn:koer")
    first, second = side(client, fil("0001000001")), side(client, fil("0001000002"))
    assert "Filen tjekkes" in tekst(client, first)
    assert "Filen venter på sin tur" in tekst(client, second)
    tjekproces.udfoer(plads(first))
    optaget()
    assert "Filen tjekkes" in tekst(client, second)
    assert plads(second).laes(Papir.FORSOEG) is not None


def test_a_check_that_is_broken_off_is_tried_once_more_and_then_told(ind: Ind, monkeypatch: pytest.MonkeyPatch) -> None:
    client = ind("tekn:koer")
    address = side(client, fil("0001000001"))  # the first attempt, of which nothing comes
    assert "Filen tjekkes" in tekst(client, address)  # the second
    text = tekst(client, address)
    assert "afbrudt to gange" in text and "Prøv igen" in text and "hx-trigger" not in text
    monkeypatch.setattr(tjekker, "_start", lambda lock: tjekproces.udfoer(Plads(tjekker.hvis_tur(lock))))
    assert client.post(f"{address}/igen")["Location"] == address
    tekst(client, address)
    assert "Ingen fejl" in tekst(client, address)


@pytest.mark.parametrize(
    ("error", "said"),
    [(MemoryError(), "ikke hukommelse nok"), (RuntimeError("x"), "fejl i programmet"), (OSError(5), "programmet")],
)
def test_what_goes_wrong_is_a_sentence(ind: Ind, her: None, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str) -> None:
    def broken(*given: Any) -> None:
        raise error

    monkeypatch.setattr(filtjek, "genkend", broken)
    client = ind("tekn:koer")
    text = tekst(client, side(client, fil("0001000001")))
    assert said in text and "Filen kunne ikke tjekkes" in text and "Traceback" not in text


def test_where_an_interface_has_no_memory_to_look_nothing_is_guessed(ind: Ind, her: None) -> None:
    def none(data: bytes, name: str) -> str:
        raise MemoryError

    declare("tekn.renoweb-opkraevning", recognise=none)
    client = ind("tekn:koer")
    assert "ikke hukommelse nok" in tekst(client, side(client, fil("0001000001")))


def test_a_file_is_only_for_the_one_who_brought_it(ind: Ind) -> None:
    anna, bo = ind("tekn:koer"), ind("tekn:koer", navn="bo")
    address = side(anna, fil(PERSON))
    assert bo.get(address).status_code == 404
    assert bo.post(f"{address}/igen").status_code == 409
    assert ind("tekn:laes", navn="carl").get(address).status_code == 403
    assert Client().get(address).status_code == 302  # whose session is gone signs in, and finds it again
    assert "Filen tjekkes" in tekst(ind(navn="anna"), address)
    assert anna.get("/upload/filer/" + "0" * 32).status_code == 404


def test_what_is_not_wanted_leaves_nothing(ind: Ind, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    client, strict = ind("tekn:koer"), Client(enforce_csrf_checks=True)
    strict.login(username="anna", password="en lang adgangskode")  # noqa: S106
    assert laeg(strict, fil("0001000001")).status_code == 403
    with monkeypatch.context() as patch:
        patch.setattr(oplagt, "MOST", 100)
        assert laeg(client, fil(*["0001000001"] * 100)).status_code == 413
    with monkeypatch.context() as patch:
        patch.setattr(modtagelse, "STOR", 10)
        assert "Ingen kender den fil" in laeg(client, b"ingen kender mig\n").content.decode()

    def full(clear: Any, sealed: Any) -> None:
        clear.read(10)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keys, "seal_through", full)
    answer = laeg(client, fil("0001000001"))
    assert answer.status_code == 507 and "disken er fuld" in answer.content.decode()
    assert ligger(tmp_path) == []


def test_only_the_files_field_is_taken(ind: Ind, tmp_path: Path) -> None:
    client = ind("tekn:koer")
    answer = client.post("/upload", {"andet": SimpleUploadedFile("x", b"x" * 50)})
    assert "Vælg en fil først" in answer.content.decode() and ligger(tmp_path) == []


def test_what_a_crash_left_is_cleared_away(ind: Ind, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    client = ind("tekn:koer")
    address = side(client, fil("0001000001"))
    left = tmp_path / "upload" / f"{TEMPORARY}0123456789abcdef"
    left.write_bytes(b"halv")
    os.utime(left, (time.time() - 60, time.time() - 60))
    monkeypatch.setattr(venteplads, "LEVETID", -1.0)
    assert client.get(address).status_code == 404
    assert ligger(tmp_path) == []


def anvend(client: Client, address: str, snitflade: str = IND) -> Any:
    return client.post("/upload/anvend", {"maerke": maerke(address), "snitflade": snitflade})


def test_it_is_taken_by_the_process_where_no_worker_lives(ind: Ind, her: None, tmp_path: Path) -> None:
    client = ind("tekn:koer")
    address = side(client, fil("0001000001", UKENDT))
    for _ in range(2):  # pressed twice
        assert anvend(client, address)["Location"] == address
    made = Exchange.objects.get()
    assert client.get(address)["Location"] == f"/udvekslinger/{made.pk}"
    assert (made.state, made.created_by, made.files.get().name) == (State.KARANTAENE, "anna", "stor.txt")
    assert made.arrivals.get().settled_at is not None
    assert not [name for name in ligger(tmp_path) if name.endswith(".age")]
    again = side(client, fil("0001000001", UKENDT))
    anvend(client, again)
    assert "modtaget før" in client.get(again, follow=True).content.decode()
    assert Exchange.objects.count() == 1 and Arrival.objects.count() == 2


def test_only_what_was_found_can_be_taken(ind: Ind, her: None, optaget: Any) -> None:
    client = ind("tekn:koer")
    address = side(client, fil("0001000001"))
    assert anvend(client, address).status_code == 409  # not checked yet
    tjekproces.udfoer(plads(address))
    assert anvend(client, address, "tekn.renovation-prisme").status_code == 404  # it takes nothing
    assert anvend(ind("tekn:koer", navn="bo"), address).status_code == 409
    assert not Exchange.objects.exists()


@pytest.fixture
def koe(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The engine's works by key, and a worker that lives."""
    works: dict[str, Any] = {}

    def enqueue(name: str, *arguments: Any, key: str) -> str:
        works.setdefault(key, SimpleNamespace(key=key, name=name, arguments=arguments, state=WorkState.VENTER, message=""))
        return key

    monkeypatch.setattr("snitflade.exchange.engine.enqueue", enqueue)
    monkeypatch.setattr("snitflade.exchange.engine.status", works.get)
    now = timezone.now()
    Worker.objects.create(slot="arbejder-1", host="her", pid=1, started_at=now, beat_at=now)
    return works


@pytest.fixture
def bestilt(ind: Ind, her: None, koe: dict[str, Any]) -> tuple[Client, str]:
    """A file that was confirmed while a worker lives."""
    client = ind("tekn:koer")
    address = side(client, fil("0001000001"))
    assert anvend(client, address)["Location"] == address
    return client, address


def test_a_worker_takes_it_and_the_page_leads_to_the_exchange(
    bestilt: tuple[Client, str], koe: dict[str, Any], tmp_path: Path
) -> None:
    client, address = bestilt
    [work] = koe.values()
    assert work.arguments == (plads(address).navn,) and not Exchange.objects.exists()
    assert "Filen modtages" in tekst(client, address)
    for _ in range(2):  # a worker died after the first
        tagimod.tag_imod(*work.arguments)
    made = Exchange.objects.get()
    assert (made.state, made.created_by, Arrival.objects.count()) == (State.MODTAGET, "anna", 1)
    assert [key for key in koe if key != work.key] == [next(key for key in koe if key.startswith(f"anvend-bedt:{made.pk}:"))]
    assert client.get(address)["Location"] == f"/udvekslinger/{made.pk}"
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert not [name for name in ligger(tmp_path) if name.endswith(".age")]


def test_killed_between_receiving_and_noting_it_is_the_same_exchange_once(
    bestilt: tuple[Client, str], koe: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = bestilt
    with monkeypatch.context() as patch:

        def killed(self: Plads, papir: Papir, indhold: Any) -> None:
            raise SystemExit

        patch.setattr(Plads, "skriv", killed)
        with pytest.raises(SystemExit):
            tagimod.modtag(plads(address))
    assert plads(address).fil.exists()
    tagimod.modtag(plads(address))
    assert Exchange.objects.count() == Arrival.objects.count() == 1
    assert "modtaget før" not in client.get(address, follow=True).content.decode()


def test_one_that_was_confirmed_waits_for_its_worker_however_long(bestilt: tuple[Client, str], settings: Any) -> None:
    client, address = bestilt
    Worker.objects.all().delete()
    year_ago = time.time() - 365 * 24 * 3600
    for path in (settings.HOME / "upload").iterdir():
        os.utime(path, (year_ago, year_ago))
    venteplads.ryd()
    assert plads(address).fil.exists()
    assert "Der kører ingen arbejder" in tekst(client, address)


def test_work_that_failed_is_told_and_can_be_begun_again(
    bestilt: tuple[Client, str], koe: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = bestilt
    [work] = koe.values()
    work.state, work.message = WorkState.FEJLET, "Disken er fuld."
    text = tekst(client, address)
    assert "Filen kunne ikke modtages" in text and "Disken er fuld." in text
    again: list[str] = []
    monkeypatch.setattr("snitflade.exchange.engine.retry", again.append)
    client.post(f"{address}/igen")
    assert again == [work.key]


def vent(holds: Callable[[], bool]) -> bool:
    """Whether it holds within a minute."""
    until = time.monotonic() + 60
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


def fri() -> bool:
    """Whether no process is at work."""
    return tjekker.paa_gang() == ""


def test_a_process_of_its_own_checks_one_after_the_other(ind: Ind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the real start, the real catalogue
    monkeypatch.setenv("DATABASE_URL", "")  # of which it needs nothing for a file that is only checked
    ind("tekn:koer")
    places = []
    for _ in range(2):
        _mark, place = venteplads.ny("anna")
        packing.pack(place.fil, EN_10Q.read_bytes())
        place.skriv(Papir.OPGAVE, {"navn": "x.txt", "stoerrelse": 1, "til": "", "hvor": []})
        places.append(place)
    tjekker.paa_gang()
    assert vent(lambda: all(place.har(Papir.SVAR) for place in places))
    here = filtjek.tjek(EN_10Q.read_bytes(), "x.txt", ())
    assert [filtjek.af_json(place.laes(Papir.SVAR) or {}) for place in places] == [here, here]
    assert here.linjer and not any(place.fil.exists() for place in places)  # nobody takes it
    assert vent(fri)


def test_a_process_that_is_killed_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started = tmp_path / "begyndt"
    program = f"import os, time; open({str(started)!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(60)"
    monkeypatch.setattr(tjekker, "COMMAND", (sys.executable, "-c", program))
    monkeypatch.setattr(tjekker, "_start", _START)
    _, place = venteplads.ny("anna")
    packing.pack(place.fil, b"x")
    place.skriv(Papir.OPGAVE, {"navn": "x.txt", "stoerrelse": 1, "til": "", "hvor": []})
    for _ in range(2):
        started.write_text("")
        assert tjekker.paa_gang() == place.navn
        assert vent(lambda: started.read_text().endswith(" "))
        assert tjekker.paa_gang() == place.navn  # nobody else begins
        os.kill(int(started.read_text()), 9)
        assert vent(lambda: _lock_is_free(tmp_path))
    assert fri() and place.laes(Papir.SVAR) == {"fejl": "stoppet"}


_START = tjekker._start


def _lock_is_free(home: Path) -> bool:
    with (home / "upload" / ".tjekker").open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_what_takes_too_long_ends_and_says_so(tmp_path: Path) -> None:
    _, place = venteplads.ny("anna")
    place.skriv(Papir.OPGAVE, {"navn": "x.txt", "stoerrelse": 1, "til": "", "hvor": []})
    program = (
        "import pathlib, sys, time\nfrom django.conf import settings\nsettings.configure(HOME=pathlib.Path(sys.argv[2]))\n"
        "from snitflade.web.tjekproces import _i_tide\nfrom snitflade.web.venteplads import Plads\n"
        "with _i_tide(Plads(sys.argv[1]), 0.01): time.sleep(60)"
    )
    done = subprocess.run([sys.executable, "-c", program, place.navn, str(tmp_path)], timeout=60, check=False)
    assert done.returncode == 1 and place.laes(Papir.SVAR) == {"fejl": "tid"}
