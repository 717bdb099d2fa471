"""The second factor: codes from an app (TOTP, RFC 6238) and recovery codes.

The shared secret is sealed with the installation's keys. A code is good for its half minute and the one on each side, and only
once. Recovery codes have 80 bits each and are kept as hashes; each is good once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import secrets
import time

import pyotp
import segno
from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit, keys
from snitflade.web.models import Bruger, Noedkode, Tofaktor

STEP = 30
"""Seconds one code is shown."""
SLACK = 1
"""Steps a clock may be wrong, each way."""
CODES = 10
ISSUER = "snitflade"


def begynd(bruger: Bruger) -> str:
    """Make a secret for a user who has no second factor yet, or takes the one not confirmed up again; gives it in base32."""
    row = Tofaktor.objects.filter(bruger=bruger).first()
    if row is not None and row.bekraeftet is None:
        return _secret(row)
    secret = pyotp.random_base32()
    Tofaktor.objects.create(bruger=bruger, forseglet=keys.seal(secret.encode()))
    return secret


def adresse(bruger: Bruger, secret: str) -> str:
    """The address (otpauth://) that an app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=bruger.brugernavn, issuer_name=ISSUER)


def billede(bruger: Bruger, secret: str) -> bytes:
    """The address as a QR code: an SVG of its own, since nothing drawn into a page is allowed to carry style."""
    out = io.BytesIO()
    segno.make(adresse(bruger, secret), error="m").save(
        out, kind="svg", scale=5, border=4, light="#ffffff", svgclass=None, lineclass=None
    )
    return out.getvalue()


def bekraeft(bruger: Bruger, code: str) -> list[str]:
    """Take the second factor into use if `code` is right; gives the recovery codes, which are shown once. Empty if it is wrong."""
    with transaction.atomic():
        row = Tofaktor.objects.select_for_update().filter(bruger=bruger, bekraeftet=None).first()
        if row is None or not _good(row, code):
            return []
        row.bekraeftet = timezone.now()
        row.save()
        codes = _new_codes(bruger)
        audit.record("to-faktor taget i brug", bruger.brugernavn)
    return codes


def rigtig(bruger: Bruger, code: str) -> bool:
    """Whether `code` is the app's code of this moment, or a recovery code; either is used up by it."""
    with transaction.atomic():
        row = Tofaktor.objects.select_for_update().filter(bruger=bruger).exclude(bekraeftet=None).first()
        if row is None:
            return False
        if _good(row, code):
            row.save()
            return True
        used = Noedkode.objects.filter(bruger=bruger, hash=_hashed(code), brugt=None).update(brugt=timezone.now())
        if used:
            audit.record("nødkode brugt", bruger.brugernavn, tilbage=Noedkode.objects.filter(bruger=bruger, brugt=None).count())
        return bool(used)


def nye_koder(bruger: Bruger) -> list[str]:
    """New recovery codes; those from before are good no more."""
    with transaction.atomic():
        codes = _new_codes(bruger)
        audit.record("nye nødkoder", bruger.brugernavn)
    return codes


def fjern(bruger: Bruger, by: str) -> bool:
    """Take the second factor away, whether whose it is or whoever administers users does it. Gives whether there was one."""
    with transaction.atomic():
        had, _ = Tofaktor.objects.filter(bruger=bruger).delete()
        Noedkode.objects.filter(bruger=bruger).delete()
        if had:
            audit.record("to-faktor fjernet", by, bruger=bruger.brugernavn)
    return bool(had)


def _secret(row: Tofaktor) -> str:
    return keys.unseal(bytes(row.forseglet)).decode()


def _good(row: Tofaktor, code: str) -> bool:
    """Whether `code` is right and not used; sets the step it was for on the row."""
    totp = pyotp.TOTP(_secret(row))
    given = "".join(code.split())
    now = int(time.time()) // STEP
    for step in range(now - SLACK, now + SLACK + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), given.encode()) and step > row.sidste_tal:
            row.sidste_tal = step
            return True
    return False


def _new_codes(bruger: Bruger) -> list[str]:
    Noedkode.objects.filter(bruger=bruger).delete()
    codes = [_readable(secrets.token_bytes(10)) for _ in range(CODES)]
    Noedkode.objects.bulk_create([Noedkode(bruger=bruger, hash=_hashed(code)) for code in codes])
    return codes


def _readable(data: bytes) -> str:
    """Sixteen letters and digits in groups of four."""
    text = base64.b32encode(data).decode().lower()
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def _hashed(code: str) -> str:
    plain = "".join(c for c in code.lower() if c.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
