"""One answer of the FeatureServer, in either of its forms, as features.

``f=geojson`` has ``properties``, ``f=json`` has ``attributes``; both are taken for every layer, and geometry is left out. Names
count without case, a GUID without braces and case, and unknown attributes are kept. An answer with status 200 can be an error.

Source: gar.md 2.2, 2.3, 2.4.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from snitflade.folk.gar.lag import TEKNISKE

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LATEST = 60_000_000_000_000
"""Milliseconds before or after 1970 that a moment may lie: some 1,900 years."""
_UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""How characters are written that no database takes (or, in pairs, others)."""
_WHOLE = re.compile(r"(-?[0-9]+)\.0+")


class SvarFejl(Exception):
    """Svaret kan ikke bruges: {reason}."""

    def __init__(self, reason: str, code: int = 0) -> None:
        super().__init__((self.__doc__ or "").format(reason=reason))
        self.reason = reason
        self.code = code
        """The service's own number, e.g. 498 for a login that has run out; 0: none was given."""


@dataclass(frozen=True, slots=True)
class Svar:
    """The features of a page, and whether the service says that there are more (None: it does not say)."""

    objekter: list[dict[str, Any]]
    flere: bool | None = None


def laes(data: bytes) -> Svar:
    """Read an answer. Raises SvarFejl with what is wrong."""
    return af_json(som_json(data))


def som_json(data: bytes) -> Any:
    """The JSON of an answer. Raises SvarFejl."""
    try:
        found = json.loads(data, parse_float=tal, parse_constant=lambda _: None, object_pairs_hook=_en_gang)
    except UnicodeDecodeError:
        raise SvarFejl("det er ikke tekst i UTF-8") from None
    except json.JSONDecodeError as error:
        raise SvarFejl(f"det er ikke JSON fra linje {error.lineno}, tegn {error.colno}") from None
    except _DobbeltError as error:
        raise SvarFejl(f"«{error}» står to gange i samme objekt") from None
    except RecursionError:
        raise SvarFejl("det er for dybt indlejret") from None
    except ValueError:
        raise SvarFejl("et tal er for langt") from None
    if _UNSTORABLE.search(data):
        try:
            shown = json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise SvarFejl("et tegn er kun halvt") from None
        if b"\\u0000" in shown:
            raise SvarFejl("der er et NUL-tegn i en tekst")
    return found


class _DobbeltError(Exception):
    """Et navn står to gange i et objekt."""


def _en_gang(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _DobbeltError(next(name for name in names if names.count(name) > 1)[:60])
    return found


def af_json(found: Any) -> Svar:
    """The same of JSON that is read already."""
    if not isinstance(found, dict):
        raise SvarFejl("det er ikke et JSON-objekt")
    if "error" in found:
        raise _fejl(found["error"])
    features = found.get("features")
    if not isinstance(features, list):
        raise SvarFejl("det har ingen «features»")
    return Svar([_objekt(feature, number) for number, feature in enumerate(features, start=1)], _flere(found))


def _fejl(error: Any) -> SvarFejl:
    if not isinstance(error, dict):
        return SvarFejl("tjenesten melder fejl")
    code = error.get("code")
    told = str(error.get("message") or "uden forklaring")[:200]
    return SvarFejl(f"tjenesten melder fejl {code}: {told}", code if isinstance(code, int) else 0)


def _objekt(feature: Any, number: int) -> dict[str, Any]:
    for name in ("properties", "attributes"):
        found = feature.get(name) if isinstance(feature, dict) else None
        if isinstance(found, dict):
            return found
    raise SvarFejl(f"objekt {number} har hverken «properties» eller «attributes»")


def _flere(found: dict[str, Any]) -> bool | None:
    below = found.get("properties")
    for place in (found, below if isinstance(below, dict) else {}):
        if isinstance(place.get("exceededTransferLimit"), bool):
            return bool(place["exceededTransferLimit"])
    return None


def tal(text: str) -> int | str:
    """A number with decimals without loss: a whole one as such (956.0 is 956), else as its text."""
    whole = _WHOLE.fullmatch(text)
    return int(whole[1]) if whole else text


@dataclass(frozen=True, slots=True)
class Objekt:
    """A feature: its key, when it was edited last (None: not told), and its attributes as they came."""

    kilde_id: str
    redigeret: dt.datetime | None
    objectid: int
    raa: dict[str, Any]

    def felter(self) -> dict[str, Any]:
        """What it says of the address."""
        return felter(self.raa)


def felter(raa: dict[str, Any]) -> dict[str, Any]:
    """The attributes that say something of the address, names in small letters; empty and null are the same: None."""
    kept = {name.lower(): value for name, value in raa.items()}
    return {name: _renset(value) for name, value in sorted(kept.items()) if name not in TEKNISKE}


def _renset(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def objekt(raa: dict[str, Any]) -> Objekt:
    """A feature of its attributes; its key is empty when it has none. Raises ValueError for a moment that is none."""
    small = {name.lower(): value for name, value in raa.items()}
    return Objekt(guid(small.get("globalid")), moment(small.get("editdate")), objectid(raa), raa)


def objectid(raa: dict[str, Any]) -> int:
    """The number of a feature in its layer; 0 for none."""
    number = next((value for name, value in raa.items() if name.lower() == "objectid"), None)
    return number if type(number) is int else 0


def sletning(raa: dict[str, Any]) -> tuple[str, dt.datetime | None]:
    """Which feature was deleted, and when. Raises ValueError for a moment that is none."""
    small = {name.lower(): value for name, value in raa.items()}
    return guid(small.get("globalid")), moment(small.get("deleteddate"))


def guid(value: Any) -> str:
    """A GUID without braces, in small letters; empty for none. At most 60 characters are one.

    >>> guid("{0A1B2C3D-0000-0000-0000-00000000000F}")
    '0a1b2c3d-0000-0000-0000-00000000000f'
    """
    text = str(value or "").strip().strip("{}").lower()
    return text if len(text) <= 60 else ""


def moment(value: Any) -> dt.datetime | None:
    """A moment in milliseconds since 1970, UTC. Raises ValueError.

    >>> moment(1_600_000_000_123)
    datetime.datetime(2020, 9, 13, 12, 26, 40, 123000, tzinfo=datetime.timezone.utc)
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str) or not str(value).lstrip("-").isdigit():
        raise ValueError(value)
    milliseconds = int(value)
    if abs(milliseconds) > _LATEST:  # near the ends of the calendar there are moments that no other zone has
        raise ValueError(f"{value}"[:40])
    return _EPOCH + dt.timedelta(milliseconds=milliseconds)
