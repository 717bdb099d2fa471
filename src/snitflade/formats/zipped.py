"""ZIP files that come from outside, unpacked within limits: what would take more memory than it may is refused before it is read.

A ZIP file can be small and unpack to gigabytes, list a million members, name one twice, need a password or be packed in a way that
office programs never use. All of it is refused with a sentence; a member's name is only a name, and what it says is never a path.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator

MARK = b"PK\x03\x04"
"""How a ZIP file begins."""
MOST_MEMBERS = 2000
"""Members a ZIP file may list."""
MOST_PACKED, FREE = 100, 32 * 1024 * 1024
"""How many times its own size a ZIP file may unpack to, once that is more than `FREE` bytes: real ones do ten to thirty times."""
_LISTED = b"PK\x01\x02"
_LOCKED = 1
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class ZipRefusedError(Exception):
    """ZIP-filen kan ikke pakkes ud: {reason}."""

    def __init__(self, reason: str) -> None:
        super().__init__((self.__doc__ or "").format(reason=reason))
        self.reason = reason
        """A Danish clause that says why."""


class ZipTooLargeError(ZipRefusedError):
    """ZIP-filen er for stor: {reason}."""


def members(data: bytes, most: int, wanted: Callable[[str], bool] = lambda name: True) -> dict[str, bytes]:
    """The wanted members of a ZIP file by name, without folders, in the order of its list; `most` bytes of them together.

    Raises ZipRefusedError, ZipTooLargeError.

    >>> members(b"PK no more", 10)
    Traceback (most recent call last):
    ...
    snitflade.formats.zipped.ZipRefusedError: ZIP-filen kan ikke pakkes ud: den er beskadiget.
    """
    # Before anything is made of them: the list alone of a file with millions of empty members would take gigabytes.
    if data.count(_LISTED) > MOST_MEMBERS:
        raise ZipTooLargeError(f"den har over {MOST_MEMBERS} filer i sig")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            chosen = list(_chosen(package, wanted))
            if (size := sum(info.file_size for info in chosen)) > most:
                raise ZipTooLargeError(f"udpakket fylder det {size} bytes, og {most} er det højeste")
            if size > max(FREE, MOST_PACKED * len(data)):
                raise ZipTooLargeError(f"udpakket fylder det {size} bytes, {size // len(data)} gange så meget som filen selv")
            # A member that is longer than it says is cut where it says, and then its checksum is wrong.
            return {info.filename: package.read(info) for info in chosen}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise ZipRefusedError("den er beskadiget") from None


def _chosen(package: zipfile.ZipFile, wanted: Callable[[str], bool]) -> Iterator[zipfile.ZipInfo]:
    seen: set[str] = set()
    for info in package.infolist():
        if not info.filename:  # the library cannot tell whether it is a folder
            raise ZipRefusedError("en fil i den har intet navn")
        if info.is_dir() or not wanted(info.filename):
            continue
        if info.flag_bits & _LOCKED:
            raise ZipRefusedError("den har adgangskode")
        if info.compress_type not in _PACKINGS:
            raise ZipRefusedError("den er pakket på en måde, der ikke bruges her")
        if info.filename in seen:
            raise ZipRefusedError("en fil er der to gange")
        seen.add(info.filename)
        yield info
