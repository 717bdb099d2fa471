"""Large files on their way in and out: each has one of the process's few threads as long as that takes, so there are never many."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Mapping

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from snitflade.exchange import blobs
from snitflade.exchange.locks import BusyError
from snitflade.exchange.models import Blob

SMAA = 4 << 20
"""Bytes up to which a file is small: it is in memory as it comes, and checked while the page is waited for. That takes half a
second at most; a process of its own takes longer to begin."""
SAMTIDIGE = 2
"""Large files on their way at the same time."""

_plads = threading.BoundedSemaphore(SAMTIDIGE)


class ForMangePaaVejError(BusyError):
    """Der er allerede store filer på vej. Vent, til en af dem er nået frem, og prøv så igen."""


class PaaVej:
    """Room for a file of `size` bytes, until it is closed. Raises ForMangePaaVejError."""

    def __init__(self, size: int) -> None:
        self._holds = size > SMAA
        if self._holds and not _plads.acquire(blocking=False):
            self._holds = False
            raise ForMangePaaVejError

    def __enter__(self) -> PaaVej:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """It has arrived, or never will."""
        if self._holds:
            self._holds = False
            _plads.release()


class Ud:
    """Pieces that go out, and the room they have until the last has gone or nobody wants more."""

    def __init__(self, pieces: Generator[bytes], room: PaaVej) -> None:
        self._pieces, self._room = pieces, room

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self._room.close()
            raise

    def close(self) -> None:
        """Nobody wants more."""
        self._pieces.close()
        self._room.close()

    def __del__(self) -> None:
        self.close()


def hentet(blob: Blob, headers: Mapping[str, str]) -> HttpResponseBase:
    """A stored file as it is fetched; a large one goes piece by piece. Raises BlobLostError, ForMangePaaVejError."""
    kind, headers = "application/octet-stream", {**headers, "Content-Length": str(blob.size)}
    if blob.size <= SMAA:
        return HttpResponse(blobs.get(blob), content_type=kind, headers=headers)
    room = PaaVej(blob.size)
    try:
        pieces = blobs.pieces(blob)
    except BaseException:
        room.close()
        raise
    return StreamingHttpResponse(Ud(pieces, room), content_type=kind, headers=headers)


def som_fil(name: str) -> dict[str, str]:
    """The header that makes a browser keep a file under its name."""
    return {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
