"""The service's codes and the names of its fields: assumptions, and therefore settings. Source: skat-inddrivelse.md 6.2."""

from __future__ import annotations

from enum import StrEnum


class Betydning(StrEnum):
    """What a return code means, and so what becomes of the answer."""

    OK = "ok"
    UFULDSTAENDIG = "ufuldstaendig"
    """A value, but made of incomplete data."""
    UKENDT = "ukendt"
    """The person is not known; what we have is kept."""
    INTET = "intet"
    """There is no basis for an income. That is no value, and not 0."""
    INDDATA = "inddata"
    TEKNISK = "teknisk"
    """The service's own fault: it is tried again."""


RETURKODER = "0=ok,1=ukendt,2=intet,3=inddata,9=teknisk"
_EN = "[0-9]{1,2}=(?:" + "|".join(Betydning) + ")"
RETURKODER_FORM = f"{_EN}(?:,{_EN})*"
FELTER = (
    *("UserId", "PassWord", "FunctionCode", "CPR", "SystemID", "AdjustedRAI"),
    *("ReturnCode", "ReturnText", "RAI", "SenesteMaaned", "Udloebsmaaned"),
)
_NAVN = "(?:" + "|".join(FELTER) + ")=[A-Za-z_][A-Za-z0-9_.-]*"
FELTER_FORM = f"|{_NAVN}(?:,{_NAVN})*"


def betydninger(text: str) -> dict[str, Betydning]:
    """The constant's text as a table.

    >>> betydninger("0=ok,9=teknisk")["9"]
    <Betydning.TEKNISK: 'teknisk'>
    """
    return {code: Betydning(word) for code, _, word in (one.partition("=") for one in text.split(","))}


def feltnavne(text: str) -> dict[str, str]:
    """Each field's name in the WSDL.

    >>> feltnavne("CPR=CprNr")["CPR"], feltnavne("")["RAI"]
    ('CprNr', 'RAI')
    """
    own = dict(one.split("=") for one in text.split(",")) if text else {}
    return {name: own.get(name, name) for name in FELTER}
