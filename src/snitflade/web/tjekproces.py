"""The process that looks at large files beside the site: ``python -m snitflade.web.tjekproces LOCK``.

It takes one file, and is then itself again from the beginning for the next one, with what memory the first one had given back. It
yields to the site wherever it can, ends with the site, and has a bounded time and a bounded memory.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

TID, TAGE_TID = 600.0, 3600.0
"""Seconds that a check, and taking a file, may last."""
_FRIST = 30.0
"""Seconds more until the kernel ends what does not end itself."""
_VENLIG = 10
"""How much we yield (nice)."""

log = logging.getLogger("snitflade.web")


def main(lock: int) -> None:
    """Work until nothing waits."""
    from snitflade.web import hukommelse, tjekker
    from snitflade.web.venteplads import Papir, Plads

    _yield()
    hukommelse.begraens()
    place = Plads(tjekker.hvis_tur(lock))
    with _i_tide(place, TAGE_TID if place.har(Papir.BESTILT) else TID):
        udfoer(place)
    if tjekker.naeste(lock) is not None:
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606 (ourselves)


def udfoer(place: Any) -> None:
    """Check one file, or take it where that was ordered; whatever happens, it is told."""
    from snitflade.exchange.known import KnownError
    from snitflade.web import tagimod, tjekker
    from snitflade.web.venteplads import Papir, VentetForLaengeError

    try:
        if place.har(Papir.BESTILT):
            tagimod.her(place)
        else:
            _tjek(place)
    except MemoryError:
        tjekker.svar(place, {"fejl": "hukommelse"})
    except (KnownError, VentetForLaengeError) as error:
        tjekker.svar(place, {"fejl": "kendt", "saetning": str(error)})
    except Exception:
        log.exception("a large file could not be looked at")
        tjekker.svar(place, {"fejl": "program"})


def _tjek(place: Any) -> None:
    from snitflade.exchange import catalogue
    from snitflade.web import filtjek
    from snitflade.web.venteplads import Papir

    about = place.laes(Papir.OPGAVE)
    wanted = catalogue.find(about["til"]) if about["til"] else None
    found = filtjek.tjek(place.hent(), about["navn"], frozenset(about["hvor"]), wanted)
    place.skriv(Papir.SVAR, found.som_json())
    if not found.tages:
        place.fil.unlink(missing_ok=True)


@contextmanager
def _i_tide(place: Any, seconds: float) -> Iterator[None]:
    """End this process when the block takes longer, in good order if it can be had, and by the kernel if not."""
    from snitflade.web import tjekker

    def late() -> None:
        tjekker.svar(place, {"fejl": "tid"})
        os._exit(1)

    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds + _FRIST)
    timer = threading.Timer(seconds, late)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        signal.setitimer(signal.ITIMER_REAL, 0)


def _yield() -> None:
    """Let the site go first: for the processor, and when memory runs out."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, _VENLIG)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("900")


def _foelg_stdin() -> None:
    """End when there is nothing more to read: then whoever started us is gone."""

    def read() -> None:
        while os.read(0, 1024):
            pass
        os._exit(1)

    threading.Thread(target=read, name="following", daemon=True).start()


if __name__ == "__main__":
    _foelg_stdin()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    import django

    django.setup()
    main(int(sys.argv[1]))
