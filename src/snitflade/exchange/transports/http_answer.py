"""What a web service answered, and reading it as JSON so that no figure loses a digit and no fault is passed over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from snitflade.exchange.transports.errors import SvarUlaeseligt, because


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers (names in small letters) and every byte."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    place: str = ""

    def json(self) -> Any:
        """The content as JSON, decimal numbers as `Decimal`. Raises `SvarUlaeseligt` on anything else or a name given twice."""
        try:
            return json.loads(self.content, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once)
        except json.JSONDecodeError as error:
            reason = f"det er ikke JSON fra linje {error.lineno}, tegn {error.colno}"
            raise SvarUlaeseligt(place=self.place, reason=reason) from error
        except UnicodeDecodeError as error:
            raise SvarUlaeseligt(place=self.place, reason="det er ikke tekst i UTF-8") from error
        except RecursionError as error:
            raise SvarUlaeseligt(place=self.place, reason="det er for dybt indlejret") from error
        except ArithmeticError as error:
            raise SvarUlaeseligt(place=self.place, reason="et tal er for langt") from error
        except ValueError as error:
            raise SvarUlaeseligt(place=self.place, reason=because(error)) from error


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} er ikke et tal")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("et navn står to gange i samme objekt")
    return found
