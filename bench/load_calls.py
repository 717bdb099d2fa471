"""The rows that are asked: their systems call the running services over HTTP, each with its token; SBSYS also reads its view.

The services are answered by a process of the municipality's own, with the whole of the product behind it. The site's own server is
measured by itself (`load_site`): one for each municipality and count of workers would take longer to start than all that is asked.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
import psycopg

if TYPE_CHECKING:
    from tests.soak.boeger import Boeger

    from bench.load_home import Home

SBSYS, ACCESS = "SBSYS", "folk.sbsys:laes"
ROWS = {SBSYS: 11, "RenoWeb": 17, "IT Reg": 22, "IPIS": 35, "RenoWeb opslag": 37}
"""Which row a system's calls are of."""
PERSON = "6304886003"


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def answer(home: Home) -> None:
    """Answer what is asked, until ended; the port stands in the home."""
    from django.conf import settings

    from snitflade.exchange.site_secret import noegle
    from snitflade.wsgi import application

    settings.SECRET_KEY = noegle(home.path)
    with make_server("127.0.0.1", 0, application, _Threads, _Silent) as server:
        new = home.path / ".port"
        new.write_text(str(server.server_port))
        new.rename(home.path / "port")
        server.serve_forever()


@dataclass(slots=True)
class Caller:
    """What the systems of the soaked year call through: `told` has row, seconds and status of each call."""

    home: Home
    pause: float
    told: list[tuple[int, float, int]] = field(default_factory=list)
    _client: httpx.Client | None = None

    def svar(self, system: str, metode: str, sti: str, **kald: Any) -> httpx.Response:
        """The answer to a call of a system."""
        if self._client is None:
            self._client = httpx.Client(base_url=f"http://127.0.0.1:{self._port()}", timeout=60, trust_env=False)
        begin = time.perf_counter()
        said = self._client.request(metode, sti, **kald)
        if system in ROWS:  # what anybody may ask, e.g. for the contract, is no row's
            self.told.append((ROWS[system], time.perf_counter() - begin, said.status_code))
        time.sleep(self.pause)
        return said

    def _port(self) -> str:
        until, path = time.monotonic() + 60, self.home.path / "port"
        while not path.exists():
            if time.monotonic() > until:
                raise RuntimeError(f"the services do not answer: {(self.home.path / 'log').read_text()[-2000:]}")
            time.sleep(0.05)
        return path.read_text()

    def sbsys(self, books: Boeger) -> None:
        """A caseworker's case is opened: the view, over a connection of its own, and the same through the service."""
        begin = time.perf_counter()
        with psycopg.connect(host=os.environ["PGHOST"], user="postgres", dbname=self.home.database) as connection:
            found = connection.execute("SELECT * FROM sbsys.DTTOTAL WHERE PNR = %s", [PERSON]).fetchall()
        self.told.append((ROWS[SBSYS], time.perf_counter() - begin, 200 if found else 404))
        headers = {"Authorization": f"Bearer {books.husket('tokens', {})[SBSYS]['token']}"}
        for path in (f"/api/sbsys/v1/personer/{PERSON}", "/api/sbsys/v1/personer?antal=50"):
            self.svar(SBSYS, "GET", path, headers=headers)
