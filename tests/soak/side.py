"""The served site of the soaked installation, which other systems call over HTTP; now and then it is killed while it answers.

The systems are partners: they keep what they were told, and ask again when the line broke or somebody was busy.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

import httpx
from tests.soak import proces

VAERT = "127.0.0.1"
GENTAGELSER = 30
"""How often a system asks again before it gives up."""
OPSTART = 60.0
"""Seconds until the site must answer."""
LAENGST_LEVET = 0.03
"""Seconds after a call was sent within which the site is killed, when it is: most calls are answered in less than that."""


class SideError(AssertionError):
    """The site does not answer."""


@dataclass
class Side:
    """``snitflade serve`` as a process group of its own. `talt`: calls by system, answered, broken off, and refused for now."""

    context: ForkServerContext
    log: Path
    held: random.Random
    andel: float = 0.1
    """The part of the calls during which it is killed."""
    port: int = 0
    draebt: int = 0
    talt: Counter[str] = field(default_factory=Counter)
    _proces: ForkServerProcess | None = None
    _klient: httpx.Client | None = None

    def start(self) -> None:
        """Serve, and wait until it answers. Raises SideError."""
        if not self.port:
            with socket.socket() as probe:
                probe.bind((VAERT, 0))
                self.port = probe.getsockname()[1]
        if self._klient is None:
            self._klient = httpx.Client(base_url=f"http://{VAERT}:{self.port}", timeout=20.0, trust_env=False)
        self._proces = self.context.Process(target=proces.side, args=(str(self.log / "side"), VAERT, self.port))
        self._proces.start()
        end = time.monotonic() + OPSTART
        while not self._svarer():
            if time.monotonic() > end or not self._proces.is_alive():
                text = (self.log / "side").read_text(errors="replace")[-2500:]
                raise SideError(f"siden svarer ikke ({self._proces.exitcode}):\n{text}")
            time.sleep(0.1)

    def _svarer(self) -> bool:
        assert self._klient is not None
        try:
            return self._klient.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def draeb(self) -> None:
        """Kill -9 everything that serves."""
        if self._proces is not None and self._proces.pid is not None:
            os.killpg(self._proces.pid, signal.SIGKILL)  # it leads its group since before it answered
            self._proces.join(20)
            self._proces.close()
            self._proces = None

    def slut(self) -> None:
        """Leave no process behind."""
        self.draeb()
        if self._klient is not None:
            self._klient.close()
            self._klient = None

    def svar(self, system: str, metode: str, sti: str, **kald: Any) -> httpx.Response:
        """What the site answers to a system's call, which repeats it until it is answered. Raises SideError."""
        assert self._klient is not None
        for _ in range(GENTAGELSER):
            doe = None
            if self.held.random() < self.andel:
                doe = threading.Timer(self.held.uniform(0, LAENGST_LEVET), self.draeb)
                doe.start()
            try:
                answer = self._klient.request(metode, sti, **kald)
            except httpx.TransportError:
                self.talt[f"{system}: brudt"] += 1
            else:
                if answer.status_code not in (429, 500, 503):
                    self.talt[f"{system}: besvaret"] += 1
                    return answer
                self.talt[f"{system}: optaget"] += 1
                if answer.status_code == 500:
                    raise SideError(f"{system} {metode} {sti.partition('?')[0]}: {answer.text[:500]}")
            finally:
                if doe is not None:
                    doe.join()
                    self.draebt += 1
                    self.start()
            time.sleep(0.05)
        raise SideError(f"{system} får intet svar på {metode} {sti.partition('?')[0]}")
