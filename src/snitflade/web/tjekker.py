"""Large files are checked beside the site, by one process at a time in an installation: this is who starts it and whose turn it is.

Whoever holds the lock works, and the lock goes when its holder does, however that ends. A file whose check was broken off twice is
not tried again by itself.
"""

from __future__ import annotations

import fcntl
import logging
import os
import subprocess
import sys
import threading
import time

from django.conf import settings

from snitflade.exchange.files import new_folder
from snitflade.web import venteplads
from snitflade.web.venteplads import Papir, Plads

MOST_FORSOEG = 2
"""How often the check of a file is begun by itself: once more when the site was stopped meanwhile, and no more when it is the file
that ends it."""
COMMAND = (sys.executable, "-P", "-m", "snitflade.web.tjekproces")
_NAVN = 40

log = logging.getLogger("snitflade.web")


def paa_gang() -> str:
    """See to it that what waits is worked at; gives the name of the place where that is now, an empty text when nothing waits."""
    new_folder(venteplads.mappe())
    lock = os.open(venteplads.mappe() / ".tjekker", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return hvis_tur(lock)
        place = naeste(lock)
        if place is not None:
            _start(lock)  # which holds the lock from now on, with us
        return place.navn if place else ""
    finally:
        os.close(lock)


def hvis_tur(lock: int) -> str:
    """The name of the place that whoever holds the lock works at."""
    return os.pread(lock, _NAVN, 0).decode("ascii", "replace")


def naeste(lock: int) -> Plads | None:
    """The next one's turn, written into the lock, which is held. Who came first is first; what was broken off too often is told to
    be so."""
    for place in venteplads.med_opgave():
        if not _venter(place):
            continue
        before = (place.laes(Papir.FORSOEG) or {}).get("antal", 0)
        if before >= MOST_FORSOEG:
            svar(place, {"fejl": "stoppet"})
            continue
        place.skriv(Papir.FORSOEG, {"antal": before + 1, "begyndt": int(time.time())})
        os.pwrite(lock, place.navn.encode(), 0)
        return place
    return None


def _venter(place: Plads) -> bool:
    ordered = place.laes(Papir.BESTILT)
    if ordered is None:
        return not place.har(Papir.SVAR)
    return not (ordered["arbejder"] or ordered.get("fejl") or place.har(Papir.MODTAGET))


def svar(place: Plads, told: dict[str, object]) -> None:
    """Lay down what came of it. Once a file is confirmed that is told beside the order, and what it was found to be stays."""
    ordered = place.laes(Papir.BESTILT)
    if ordered is None:
        place.skriv(Papir.SVAR, dict(told))
    else:
        place.skriv(Papir.BESTILT, {**ordered, **told})


def _start(lock: int) -> None:
    environment = {**os.environ, "SNITFLADE_HOME": str(settings.HOME)}
    try:
        # Its own group: Ctrl-C is for the site. Its stdin is ours, so that it ends when we do.
        child = subprocess.Popen(  # noqa: S603 (our own program)
            [*COMMAND, str(lock)], stdin=subprocess.PIPE, pass_fds=(lock,), process_group=0, env=environment
        )
    except OSError:  # it counts as an attempt
        log.exception("a large file cannot be checked: no process can be started")
        return
    threading.Thread(target=_foelg, args=(child,), name="tjekker", daemon=True).start()


def _foelg(child: subprocess.Popen[bytes]) -> None:
    """Hold its stdin open, and take note of its end."""
    with child:
        child.wait()
