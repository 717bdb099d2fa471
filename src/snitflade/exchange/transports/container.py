"""The encrypted container mail attachments travel in: a ZIP file with one member, AES-256 (WinZip AE-2).

Chosen over age (pyrage) because the receiver is an office that opens it with 7-Zip, WinZip or macOS and a password sent by
another route, as social-teknik.md 1.6 asks; age would need a program and a key nobody there has. The password must be long:
WinZip's key derivation is weak (PBKDF2-SHA1, 1,000 rounds) and does not protect a short one. The member's name is not encrypted.

>>> sealed = seal("prøve.txt", b"indhold", "et langt kodeord paa mange tegn")
>>> unseal(sealed, "et langt kodeord paa mange tegn")
('prøve.txt', b'indhold')
"""

from __future__ import annotations

from io import BytesIO
from typing import cast

from snitflade.exchange.transports.errors import Opsaetningsfejl

SHORTEST_PASSWORD = 16


def check_password(password: str, place: str) -> bytes:
    """The password as bytes. Refused are short ones and those outside ASCII, which programs encode differently."""
    if len(password) < SHORTEST_PASSWORD:
        raise Opsaetningsfejl(place=place, reason=f"kodeordet til vedhæftede filer skal have mindst {SHORTEST_PASSWORD} tegn")
    if not (password.isascii() and password.isprintable()):
        reason = "kodeordet til vedhæftede filer må kun have bogstaverne a-z, tal og almindelige tegn, ikke æ, ø og å"
        raise Opsaetningsfejl(place=place, reason=reason)
    return password.encode("ascii")


def seal(name: str, data: bytes, password: str, place: str = "") -> bytes:
    """`data` as the only member, called `name`, of an encrypted ZIP file. Raises `Opsaetningsfejl` on a weak password."""
    import pyzipper  # it loads a library of ciphers, and every command knows mail

    secret = check_password(password, place)
    made = BytesIO()
    with pyzipper.AESZipFile(made, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as opened:
        opened.setpassword(secret)
        opened.setencryption(pyzipper.WZ_AES, nbits=256)
        # No time in the member: it would tell when the data was drawn, and differ from one making to the next.
        opened.writestr(opened.zipinfo_cls(name, (1980, 1, 1, 0, 0, 0)), data, compress_type=pyzipper.ZIP_DEFLATED)
    return made.getvalue()


def unseal(container: bytes, password: str) -> tuple[str, bytes]:
    """The name and the bytes of the only member. Raises RuntimeError on a wrong password, BadZipFile on anything else."""
    import pyzipper

    with pyzipper.AESZipFile(BytesIO(container)) as opened:
        opened.setpassword(password.encode("ascii"))
        (member,) = opened.infolist()
        return member.filename, cast(bytes, opened.read(member))
