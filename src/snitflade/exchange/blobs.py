"""Stored bytes: every file in and out, compressed and sealed, under the SHA-256 of what it is in clear.

Partners' files are mostly blanks and zeros: compressing them is faster than sealing and writing what that saves. The bytes are
safely on the disk before the row that names them; bytes without a row (a crash in between) are harmless.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import zstandard
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from snitflade.exchange import keys, packing
from snitflade.exchange.files import new_folder
from snitflade.exchange.known import KnownError
from snitflade.exchange.locks import BusyError, exclusive
from snitflade.exchange.models import Blob


class BlobLostError(KnownError):
    """De gemte bytes findes ikke længere, eller de er ændret."""

    def __init__(self, sha256: str, reason: str) -> None:
        super().__init__(f"De gemte bytes {sha256[:12]}… {reason}")


CHANGED = "er ikke dem, der blev gemt. Hent dem fra sikkerhedskopien."
REMOVING = "slet gemte bytes"
"""The lock under which stored bytes are removed from the disk."""


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return Path(settings.HOME) / "blobs" / sha256[:2] / f"{sha256}.age"


def put(data: bytes) -> Blob:
    """Store `data`; the same bytes are stored once. Raises OSError when the disk refuses."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(sha256)
    with transaction.atomic():
        # The row first: whoever deletes the bytes (`remove_deleted`) holds it, too.
        blob, _ = Blob.objects.select_for_update().get_or_create(sha256=sha256, defaults={"size": len(data)})
        if not _holds(path, sha256):
            new_folder(path.parent)
            packing.pack(path, data)
        if blob.deleted_at:
            blob.deleted_at = None
            blob.save(update_fields=["deleted_at"])
    return blob


def locked(sha256: str) -> Blob:
    """The row as it now is, locked until the caller's transaction ends."""
    return Blob.objects.select_for_update().get(sha256=sha256)


def get(blob: Blob) -> bytes:
    """The stored bytes, proved against their hash. Raises BlobLostError, KeyFileOpenToOthersError, KeyFileUnusableError."""
    check(blob)
    return _read(path_of(blob.sha256), blob.sha256, blob.size)


def check(blob: Blob) -> None:
    """Raises BlobLostError when the bytes have been let go."""
    if blob.deleted_at:
        raise BlobLostError(blob.sha256, f"blev slettet {blob.deleted_at:%d-%m-%Y} efter reglen om opbevaring.")


def read_through(blob: Blob, take: Callable[[bytes], bool]) -> None:
    """Give the stored bytes to `take` piece by piece, however many they are, until it says that it has had enough.

    Read to the end they are proved against their hash; what is stopped before the end is not. Raises BlobLostError (then what was
    given before is not to be believed), KeyFileOpenToOthersError, KeyFileUnusableError.
    """
    check(blob)
    enough = False

    def given(piece: bytes) -> bool:
        nonlocal enough
        enough = take(piece)
        return enough

    with _as_lost(blob.sha256):
        found = packing.unpack(path_of(blob.sha256), given)
    if not enough and found != blob.sha256:
        raise BlobLostError(blob.sha256, CHANGED)


def pieces(blob: Blob) -> Generator[bytes]:
    """The stored bytes piece by piece, for whoever asks for the next one when there is room for it. They are proved before the
    first is given. Raises, before that, what `read_through` does."""
    read_through(blob, lambda _piece: False)
    return packing.pieces(path_of(blob.sha256))


def _read(path: Path, sha256: str, size: int) -> bytes:
    with _as_lost(sha256):
        if size <= packing.PIECE:
            data = zstandard.decompress(keys.unseal(path.read_bytes()), max_output_size=size)
            found = hashlib.sha256(data).hexdigest()
        else:
            data, found = packing.unpacked(path)
    if found != sha256:
        raise BlobLostError(sha256, CHANGED)
    return data


@contextmanager
def _as_lost(sha256: str) -> Iterator[None]:
    """What keeps bytes from being read, as a sentence."""
    try:
        yield
    except FileNotFoundError:
        raise BlobLostError(sha256, "mangler på disken. Hent dem fra sikkerhedskopien.") from None
    except keys.NoKeyFitsError:
        raise BlobLostError(
            sha256, "kan ikke åbnes: de er ændret, eller nøglen mangler i keys-mappen. Hent det, der mangler, fra sikkerhedskopien."
        ) from None
    except zstandard.ZstdError:
        raise BlobLostError(sha256, "kan ikke pakkes ud. Hent dem fra sikkerhedskopien.") from None


def _holds(path: Path, sha256: str) -> bool:
    """Whether the bytes lie there unharmed, so that they need not be written again."""
    if not path.exists():
        return False
    try:
        with _as_lost(sha256):
            return packing.unpack(path, lambda _piece: False) == sha256
    except BlobLostError:
        return False


def delete(blob: Blob) -> None:
    """Let the bytes go, in the caller's transaction, and keep the proof of what they were; `remove_deleted` follows the commit."""
    blob.deleted_at = timezone.now()
    blob.save(update_fields=["deleted_at"])


def remove_deleted() -> None:
    """Remove from the disk what `delete` let go. A crash in between is made good the next time, and so is what stays because a
    backup is copying it (`REMOVING`). Raises OSError."""
    with suppress(BusyError), exclusive(REMOVING):
        for sha256 in Blob.objects.exclude(deleted_at=None).values_list("sha256", flat=True).iterator():
            if path_of(sha256).exists():
                with transaction.atomic():
                    if locked(sha256).deleted_at:  # else it has come again
                        path_of(sha256).unlink(missing_ok=True)


def broken() -> Iterator[str]:
    """Which stored bytes are not what they were, in Danish sentences; nothing when all are."""
    for blob in Blob.objects.filter(deleted_at=None).order_by("sha256").iterator():
        try:
            get(blob)
        except (BlobLostError, keys.KeyFileOpenToOthersError, keys.KeyFileUnusableError) as error:
            yield str(error)
