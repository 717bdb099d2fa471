"""A file on its way in from a person's browser: a small one is kept in memory, a large one goes sealed to where it waits.

No more of a large one than a piece is ever in memory, and nothing of it ever lies on the disk in clear.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from snitflade.exchange import files, packing
from snitflade.formats.detect import MOST_BYTES, detect
from snitflade.web import modtagelse, overfoersel, venteplads

MOST = 1 << 30
"""Bytes a file may have."""
FELT = "fil"
"""The form's field."""


@dataclass(frozen=True, slots=True)
class Oplagt:
    """A file that has come. `data`: a small one, whole; a large one's beginning. A large one waits at `plads`, under `maerke`."""

    navn: str
    laengde: int
    data: bytes
    maerke: str
    plads: venteplads.Plads | None

    @property
    def er_ukendt(self) -> bool:
        """Whether it is large and begins like nothing that is known; then nobody reads all of it."""
        return self.laengde > modtagelse.STOR and not detect(self.data)


class Modtager(FileUploadHandler):
    """Takes one file, and stops keeping it where it is larger than `MOST` or the disk refuses."""

    def __init__(self, request: HttpRequest, by: str) -> None:
        super().__init__(request)
        self.kom: Oplagt | None = None
        """What has come, whole."""
        self.for_stor = False
        self.fejl = ""
        """Why the disk refused."""
        self._by, self._size, self._data = by, 0, bytearray()
        self._mark = ""
        self._place: venteplads.Plads | None = None
        self._packer: packing.Packer | None = None
        self._held = ExitStack()
        self._begun = self._stays = False

    def new_file(self, *given: Any, **named: Any) -> None:
        """A file begins. Raises SkipFile for one in another field, and for a second one."""
        super().new_file(*given, **named)
        if self._begun or self.field_name != FELT:
            raise SkipFile
        self._begun = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """One piece of the file. Raises SkipFile for the rest of one that is not kept."""
        self._size += len(raw_data)
        if self._size > MOST:
            self.for_stor = True
            self.slip()
            raise SkipFile
        try:
            self._keep(raw_data)
        except OSError as error:
            self.fejl = files.reason(error)
            self.slip()
            raise SkipFile from None

    def _keep(self, piece: bytes) -> None:
        if self._packer is None and self._size > overfoersel.SMAA:
            self._mark, self._place = venteplads.ny(self._by)
            self._packer = self._held.enter_context(packing.packing(self._place.fil))
            self._packer.write(bytes(self._data))
            del self._data[MOST_BYTES + 1 :]
        if self._packer is None:
            self._data += piece
        else:
            self._packer.write(piece)

    def file_complete(self, file_size: int) -> None:
        """All of it has come."""
        try:
            self._held.close()
        except OSError as error:
            self.fejl = files.reason(error)
            return
        self.kom = Oplagt(self.file_name or "", self._size, bytes(self._data), self._mark, self._place)

    def upload_interrupted(self) -> None:
        """The rest of it never came."""
        self.slip()

    def slip(self) -> None:
        """Let go of what has come of it, unless it is to stay."""
        with suppress(SkipFile):
            self._held.__exit__(SkipFile, SkipFile(), None)
        if self._place is not None and not self._stays:
            self._place.slet()

    def behold(self) -> None:
        """It stays where it waits."""
        self._stays = True
