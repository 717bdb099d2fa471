"""The site while large files are sent to it and then checked: how long its pages take, and how much memory its processes have.

A file is sent as the same megabyte again and again. What is large is checked by a process of its own, which is measured apart.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.load_world import set_clock

if TYPE_CHECKING:
    from bench.load_home import Home

MOST = 300.0
"""Milliseconds that 95 of 100 pages may take at most."""
MEGABYTES = 1024
"""What is taken at most."""
LONGEST = 240.0
"""Seconds that sending and checking one file may take."""
CHECKER = b"snitflade.web.tjekproces"
"""What the process is called that checks."""
CHECKED = "hx-trigger"
"""Stands on a file's page as long as it is checked."""
PAGES = {
    "I dag": "/",
    "Snitflader": "/snitflader",
    "Udvekslinger": "/snitflader/tekn.renovation-prisme",
    "en udveksling": "/udvekslinger/{nr}",
    "debitorer": "/registre/debitorer",
    "regninger": "/registre/regninger",
    "bilag": "/registre/bilag",
}
PIECE = bytes(1 << 20)
EXAMPLE = Path(__file__).resolve().parents[1] / "tests" / "formats" / "10q" / "861.txt"
BOUNDARY = "gigabyte"


def measure(home: Home, seconds: float) -> None:
    """Serve the installation; measure its pages by themselves and while something large is sent."""
    from bench.load_run import say

    set_clock(home.path, None)  # the files that are sent have the machine's own moments
    person = home.start(sign_in).wait()
    cookie, pages = person["cookies"], {name: path.format(nr=person["nr"]) for name, path in PAGES.items()}
    with served(home) as (port, processes):
        _pages(port, cookie, pages, 1.0)  # what is loaded at the first page is no page's
        before = _Seen(processes).look().site
        _tell("alone", _pages(port, cookie, pages, seconds / 4))
        megabytes = int(os.environ.get("LOAD_MEGABYTES", MEGABYTES))
        known = EXAMPLE.read_bytes()
        for size, what, piece in (
            (min(250, megabytes), "a file nobody knows", PIECE),
            (min(120, megabytes), "10Q", known * (len(PIECE) // len(known))),
            (megabytes, "10Q", known * (len(PIECE) // len(known))),
        ):
            sending = _Upload(port, cookie, size << 20, piece)
            sending.start()
            found = _pages(port, cookie, pages, 0.0, sending, seen := _Seen(processes))
            _tell(f"while {size} MB is sent and checked ({what})", found)
            grown = (seen.site - before) / (1 << 20)
            note = (
                f"sent in {sending.took:.1f} s, checked in {sending.checked:.1f} s; answered {sending.answer}; "
                f"{before >> 20} MB before; the process that checks: {seen.checker >> 20} MB"
            )
            say(f"memory of the site: {size} MB ({what})", grown, "MB", note, reference=64.0, goal=1.0)


def _tell(when: str, found: dict[str, list[float]]) -> None:
    from bench.load_run import say

    for name, times in found.items():
        ordered = sorted(times)
        high = ordered[min(len(ordered) - 1, 95 * len(ordered) // 100)]
        say(
            f"page {name}, p95 {when}",
            high,
            "ms",
            f"median {statistics.median(times):.0f} ms, {len(times)} times",
            reference=MOST,
            goal=1.0,
        )


def sign_in(home: Home) -> dict[str, Any]:
    """A person who may do everything, signed in; gives the cookies, and the number of an exchange to be looked at."""
    from django.conf import settings
    from django.test import Client

    from snitflade.exchange.models import Exchange
    from snitflade.exchange.site_secret import noegle
    from snitflade.web.models import ALLE, Bruger, Rolle, Roller

    settings.SECRET_KEY = noegle(home.path)
    person = Bruger.objects.opret("bench", "en lang adgangskode")
    Bruger.objects.filter(pk=person.pk).update(skal_skifte=False)
    for role in Roller:
        Rolle.objects.create(bruger=person, delsystem=ALLE, rolle=role, givet_af="bench")
    client = Client()
    client.force_login(person)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    newest = Exchange.objects.order_by("-pk").first()
    return {"cookies": cookies, "nr": newest.pk if newest else 0}


@contextmanager
def served(home: Home) -> Iterator[tuple[int, int]]:
    """The site as `snitflade serve` serves it; gives its port and the number of its first process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, **home.server.environment(home.database), "SNITFLADE_HOME": str(home.path)}
    command = [sys.executable, "-m", "snitflade", "serve", "--port", str(port), "--uden-baggrund"]
    with (home.path / "site.log").open("w") as log, subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process:  # noqa: S603
        try:
            until = time.monotonic() + 60
            while not _answers(port):
                if time.monotonic() > until or process.poll() is not None:
                    raise RuntimeError(f"the site does not answer: {(home.path / 'site.log').read_text()[-2000:]}")
                time.sleep(0.2)
            yield port, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False


@dataclass(slots=True)
class _Seen:
    """The most bytes that the site's processes have had together, and that a process has had that checks a file."""

    first: int
    site: int = 0
    checker: int = 0

    def look(self) -> _Seen:
        """Look at those there are."""
        site = 0
        for number in (self.first, *_children(self.first)):
            with suppress(OSError):
                found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{number}/status").read_text())
                size = 1024 * int(found[1]) if found else 0
                if CHECKER in Path(f"/proc/{number}/cmdline").read_bytes():
                    self.checker = max(self.checker, size)
                else:
                    site += size
        self.site = max(self.site, site)
        return self


def _children(number: int) -> list[int]:
    found = []
    for path in Path(f"/proc/{number}/task").glob("*/children"):
        with suppress(OSError):  # it has ended meanwhile
            for child in map(int, path.read_text().split()):
                found += [child, *_children(child)]
    return found


def _pages(
    port: int,
    cookie: dict[str, str],
    pages: dict[str, str],
    seconds: float,
    sending: threading.Thread | None = None,
    seen: _Seen | None = None,
) -> dict[str, list[float]]:
    """Milliseconds of each page, asked for in turn by one who does not wait between them: for a time, or while it is sent."""
    times: dict[str, list[float]] = {name: [] for name in pages}
    headers = {"Cookie": _header(cookie)}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    until = time.monotonic() + seconds
    while time.monotonic() < until or not all(times.values()) or (sending is not None and sending.is_alive()):
        for name, path in pages.items():
            begin = time.perf_counter()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            times[name].append(1000 * (time.perf_counter() - begin))
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status} {answer.headers.get('Location', '')}")
            if seen is not None:
                seen.look()
    connection.close()
    return times


def _header(cookie: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookie.items())


class _Upload(threading.Thread):
    """Sends one file through the page."""

    def __init__(self, port: int, cookie: dict[str, str], size: int, piece: bytes) -> None:
        super().__init__(name="upload", daemon=True)
        self.port, self.cookie, self.size, self.piece = port, cookie, size, piece
        self.sent, self.took, self.checked, self.answer = 0, 0.0, 0.0, "nothing"

    def run(self) -> None:
        begin = time.monotonic()
        try:
            status, page, location, cookies = self._send()
            self.took = time.monotonic() - begin
            while (status == 302 or CHECKED in page) and time.monotonic() < begin + LONGEST:
                status, page, to = self._look(location, cookies)
                location = to or location
                time.sleep(1)
            self.checked = time.monotonic() - begin - self.took
            said = re.search(r"Filen er for stor[^<]*|Ingen kender den fil[^<]*|[0-9.]+ fejl", page)
            self.answer = f"{status} {said[0].strip() if said else ''}".strip()
        except OSError as error:
            self.answer = f"{type(error).__name__}"

    def _look(self, location: str, cookies: dict[str, str]) -> tuple[int, str, str]:
        """The file's page: status, text, and where it leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", location, headers={"Cookie": _header(cookies)})
        answer = connection.getresponse()
        page = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, page, answer.headers.get("Location", "")

    def _send(self) -> tuple[int, str, str, dict[str, str]]:
        """Send it; gives the answer's status, text and address, and the cookies."""
        token, cookies = self._token()
        before = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="fil"; filename="stor.txt"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        after = f"\r\n--{BOUNDARY}--\r\n".encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.putrequest("POST", "/upload")
        for name, value in {
            "Cookie": _header(cookies),
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Content-Length": str(len(before) + self.size + len(after)),
        }.items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(before)
        try:
            while self.sent < self.size:
                piece = self.piece[: self.size - self.sent]
                connection.send(piece)
                self.sent += len(piece)
            connection.send(after)
        except ConnectionError:  # told before all of it was sent: what was said stands there to be read
            pass
        answer = connection.getresponse()
        page, location = answer.read().decode("utf-8", "replace"), answer.headers.get("Location", "")
        connection.close()
        return answer.status, page, location, cookies

    def _token(self) -> tuple[str, dict[str, str]]:
        """The form's token, and the cookies with its other half."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", "/upload", headers={"Cookie": _header(self.cookie)})
        answer = connection.getresponse()
        page = answer.read().decode()
        found: Any = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        cookies = dict(self.cookie)
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            cookies[name] = value
        connection.close()
        return found[1], cookies
