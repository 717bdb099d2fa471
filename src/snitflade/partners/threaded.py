"""A partner whose server runs on a thread of its own: the HTTP ones, which the standard library serves."""

from __future__ import annotations

import threading
from http.server import ThreadingHTTPServer

from snitflade.partners.loop import Partner


class ThreadedPartner(Partner):
    """A partner that answers with what `_serving` makes."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    def _serving(self) -> ThreadingHTTPServer:
        """The server, bound to its port."""
        raise NotImplementedError

    def start(self) -> None:
        """Listen."""
        self._server = self._serving()
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the port."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = None
