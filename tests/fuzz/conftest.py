"""Partners, users and a site for what comes in from outside."""

from __future__ import annotations

from tests.exchange.transports.conftest import authority, ca_file, imap, store
from tests.web.conftest import ind, site

__all__ = ["authority", "ca_file", "imap", "ind", "site", "store"]
