"""Stored bytes: every file in and out, compressed and sealed, under the SHA-256 of what it is in clear.

Partners' files are mostly blanks and zeros: compressing them is faster than sealing and writing what that saves. The bytes are
safely on the disk before the row that names them; bytes without a row (a crash in between) are harmless.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import zstandard
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from snitflade.exchange import keys
from snitflade.exchange.files import new_folder, write_file
from snitflade.exchange.models import Blob


class BlobLostError(Exception):
    """De gemte bytes findes ikke længere, eller de er ændret."""

    def __init__(self, sha256: str, reason: str) -> None:
        super().__init__(f"De gemte bytes {sha256[:12]}… {reason}")


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
        if not _holds(path, sha256, len(data)):
            new_folder(path.parent)
            write_file(path, keys.seal(zstandard.compress(data)), mode=0o600)
        if blob.deleted_at:
            blob.deleted_at = None
            blob.save(update_fields=["deleted_at"])
    return blob


def locked(sha256: str) -> Blob:
    """The row as it now is, locked until the caller's transaction ends."""
    return Blob.objects.select_for_update().get(sha256=sha256)


def get(blob: Blob) -> bytes:
    """The stored bytes, proved against their hash. Raises BlobLostError, KeyFileOpenToOthersError, KeyFileUnusableError."""
    if blob.deleted_at:
        raise BlobLostError(blob.sha256, f"blev slettet {blob.deleted_at:%d-%m-%Y} efter reglen om opbevaring.")
    return _read(path_of(blob.sha256), blob.sha256, blob.size)


def _read(path: Path, sha256: str, size: int) -> bytes:
    try:
        packed = keys.unseal(path.read_bytes())
        data = zstandard.decompress(packed, max_output_size=size)
    except FileNotFoundError:
        raise BlobLostError(sha256, "mangler på disken. Hent dem fra sikkerhedskopien.") from None
    except keys.NoKeyFitsError:
        raise BlobLostError(
            sha256, "kan ikke åbnes: de er ændret, eller nøglen mangler i keys-mappen. Hent det, der mangler, fra sikkerhedskopien."
        ) from None
    except zstandard.ZstdError:
        raise BlobLostError(sha256, "kan ikke pakkes ud. Hent dem fra sikkerhedskopien.") from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BlobLostError(sha256, "er ikke dem, der blev gemt. Hent dem fra sikkerhedskopien.")
    return data


def _holds(path: Path, sha256: str, size: int) -> bool:
    """Whether the bytes lie there unharmed, so that they need not be written again."""
    try:
        _read(path, sha256, size)
    except BlobLostError:
        return False
    return True


def delete(blob: Blob) -> None:
    """Let the bytes go, in the caller's transaction, and keep the proof of what they were; `remove_deleted` follows the commit."""
    blob.deleted_at = timezone.now()
    blob.save(update_fields=["deleted_at"])


def remove_deleted() -> None:
    """Remove from the disk what `delete` let go. A crash in between is made good the next time. Raises OSError."""
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
