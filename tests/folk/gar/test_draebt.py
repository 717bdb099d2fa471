"""A fetching whose process is killed between two pages goes on after the pages it has, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from tests.folk.gar.verden import register

from snitflade.folk.gar.lag import NUMRE
from snitflade.partners.certificates import Authority
from snitflade.partners.gar import GarPartner
from snitflade.partners.http import Told

PULL = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from snitflade.exchange import catalogue, fetching, inbound
from snitflade.exchange.transports.http_client import HttpClient
from pathlib import Path
interface = catalogue.find("folk.gar")
print("begynder", flush=True)
for exchange in fetching.pull(interface, HttpClient(sys.argv[1], ca_file=Path(sys.argv[2])), "system"):
    inbound.apply(exchange, interface, "system")
    exchange.refresh_from_db()
    print(exchange.state, exchange.totals["adresser_med_id"])
"""
PATIENCE = 120.0


class Stuck(GarPartner):
    """Answers six questions and keeps the caller waiting at the seventh until it is set free."""

    answers = 6

    def __init__(self, authority: Authority) -> None:
        super().__init__(authority)
        self.stuck, self.free = threading.Event(), threading.Event()

    def _query(self, layer: int, asked: Mapping[str, str]) -> Told:
        if len(self.questions) > self.answers:
            self.stuck.set()
            self.free.wait(PATIENCE)
        return super()._query(layer, asked)


def start(server: GarPartner, home: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "SNITFLADE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "snitflade.settings"}
    command = [sys.executable, "-c", PULL, server.base_url, str(home / "ca.pem")]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def test_a_killed_fetching_goes_on(tmp_path: Path) -> None:
    authority = Authority()
    authority.write(tmp_path / "ca.pem")
    with Stuck(authority) as server:
        server.layers = {number: list(register().get(name, [])) for name, number in NUMRE.items()}
        killed = start(server, tmp_path)
        assert killed.stdout is not None
        assert killed.stdout.readline() == "begynder\n"
        assert server.stuck.wait(PATIENCE)
        killed.kill()
        killed.communicate(timeout=PATIENCE)
        server.free.set()
        before = [layer for layer, _ in server.questions]
        server.asked.clear()
        again = start(server, tmp_path)
        told, _ = again.communicate(timeout=PATIENCE)
        after = [layer for layer, _ in server.questions]
    assert told.splitlines() == ["begynder", "anvendt 4"]
    assert before == list(NUMRE.values())[: server.answers + 1]
    assert after == list(NUMRE.values())[server.answers :], "only the page under way is asked for twice"
