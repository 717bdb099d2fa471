"""The simulated counterparts on free ports, with the installation in ``SNITFLADE_HOME`` connected to them, until told to end."""

from __future__ import annotations

import os
import signal
import threading

import django


def main() -> None:
    """Run them; say where they are controlled."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    django.setup()
    from django.conf import settings

    from snitflade.cli.partners import _configuration
    from snitflade.exchange import configuration
    from snitflade.partners.run import Partners, PartnersConfig, run_all

    def tell(running: Partners) -> None:
        # Prisme's rows alone: a partner that is set up is expected to come, and the worker says at any moment that it has not.
        configuration.path().write_text(_configuration(running, ["tekn.renovation-prisme"]), encoding="utf-8")
        print(running.control.address, flush=True)  # noqa: T201

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    home = settings.HOME / "partnere"
    free = PartnersConfig(
        home, prisme_port=0, cpr_port=0, smtp_port=0, imap_port=0, http_port=0, gar_port=0, incasso_port=0, control_port=0
    )
    run_all(free, tell=tell, stop=stop)


if __name__ == "__main__":
    main()
