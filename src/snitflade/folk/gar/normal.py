"""The authorised address as Winformatik sees it: every part in one form, and the 16 characters of the Adresse-ID.

Each function takes a value as GAR or CPR spells it and gives the one form; empty for none, None for what cannot be given that form
(nothing is cut or guessed). Given its own result it changes nothing.

Source: gar.md 3.2 to 3.6; social-teknik.md 1.2 (`taalsom`).
"""

from __future__ import annotations

import re

KOMMUNER = frozenset({"955", "956", "957", "959", "960", "961"})
"""The municipalities, and 961 for the area outside them."""
HUSNUMMERBYER = frozenset({"0500", "0600", "0700", "0800", "0820", "1000", "1100", "1200"})
"""Where the house number is required: Paamiut, Nuuk, Maniitsoq, Sisimiut, Kangerlussuaq, Aasiaat, Qasigiannguit, Ilulissat.
Everywhere else the B-number is."""
UDENFOR = "999"
"""GAR's own number of the area outside the municipalities."""

_LETTERS = "A-ZÆØÅ"
_NUMBER = re.compile(rf"([0-9]+)[ -]*([{_LETTERS}]?)")
_B = re.compile(r"B[ -]*(?=[0-9])")
_TOLERATED = re.compile(r"^(?:B-|B(?=[0-9]))+(?=.)")

SAERLIGE = {
    **{("956", str(code)): "administrativ vej" for code in (9900, 9901, 9902, 9903, 9984)},
    ("956", "9997"): "tilflyttet fra Norden",
    ("956", "9998"): "færing på trawler",
    **{("957", str(code)): "folkeregisteret" for code in (9901, 9902, 9903, 9904, 9905, 9912, 9913, 9915)},
    **{("957", code): "uden fast bopæl" for code in ("9908", "9918")},
    **{("957", code): "ukendt bopæl" for code in ("9909", "9919", "9929")},
    ("957", "9998"): "uden vejnavn",
    ("958", "9901"): "skattekontoret",
    ("961", "4030"): "Thule Air Base",
    **{("961", code): "statens skattekontor" for code in ("9901", "9999")},
}
"""Road codes that are in CPR and not in GAR, gar.md 3.6."""


def kommunekode(value: object) -> str | None:
    """Three digits; 999 is 961.

    >>> kommunekode(956), kommunekode("0956"), kommunekode(999), kommunekode(None), kommunekode("Nuuk")
    ('956', '956', '961', '', None)
    """
    text = _text(value)
    if not text.strip("0"):
        return ""
    if not _digits(text) or len(text.lstrip("0")) > 3:
        return None
    code = text.lstrip("0").zfill(3)
    return "961" if code == UDENFOR else code


def vejkode(value: object) -> str | None:
    """Four digits; 0 is none.

    >>> vejkode("82"), vejkode(254), vejkode("0000"), vejkode("12345")
    ('0082', '0254', '', None)
    """
    return _four(value)


def lokalitetskode(value: object) -> str | None:
    """Four digits; 0 is none."""
    return _four(value)


def postnummer(value: object) -> str | None:
    """Four digits; 0 is none."""
    return _four(value)


def husnummer(value: object) -> str | None:
    """Three digits and a capital letter where there is one; 0 is none.

    >>> husnummer("7"), husnummer("18 b"), husnummer("018B"), husnummer("12-14"), husnummer("")
    ('007', '018B', '018B', None, '')
    """
    found = _number(value)
    if found is None or len(found[0]) > 3:
        return None
    number, letter = found
    return number.zfill(3) + letter if number else ""


def b_nummer(value: object) -> tuple[str, str] | None:
    """Four characters, and the letter that goes to side/dør: a letter stays with up to 3 digits, and goes with 4.

    >>> b_nummer("B-3197"), b_nummer("B-12a"), b_nummer("123C"), b_nummer("B-1234C"), b_nummer(None), b_nummer("B-12345")
    (('3197', ''), ('012A', ''), ('123C', ''), ('1234', 'C'), ('', ''), None)
    """
    found = _number(_B.sub("", _text(value), count=1))
    if found is None or len(found[0]) > 4:
        return None
    number, letter = found
    if not number:
        return "", ""
    if letter and len(number) < 4:
        return number.zfill(3) + letter, ""
    return number.zfill(4), letter


def sidedoer(value: object, letter: str = "") -> str | None:
    """Digits padded to four, anything else in capitals. `letter` of a B-number with four digits comes first: ``A``, ``A001``.

    >>> sidedoer("2"), sidedoer("th"), sidedoer("V-3"), sidedoer(""), sidedoer("", "C"), sidedoer("1", "A"), sidedoer("00012")
    ('0002', 'TH', 'V-3', '', 'C', 'A001', '0012')
    >>> sidedoer("STUEN TV") is None
    True
    """
    text = _text(value)
    if not letter:
        text = text.lstrip("0").zfill(4) if _digits(text) else text
    elif _digits(text):
        text = letter + text.lstrip("0").zfill(3)
    else:
        text = letter + text
    return text if len(text) <= 4 else None


def adresse_id(kommune: object, vejkode: object, husnr: object, bnr: object, sidedoer: object, *, lokalitet: str = "") -> str:
    """The Adresse-ID, 16 characters: the same id is the same household. Empty where a part that it needs is not there.

    The parts are as CPR's record 002 has them (KOMKOD, VEJKOD, HUSNR, BNR, SIDEDOER), or as they are here. `lokalitet` says whether
    the house number or the B-number counts; where it is not known, the house number if there is one.

    >>> adresse_id("0956", "0082", "007", "", "0002")
    '9560082H007_0002'
    >>> adresse_id("0957", "82", "", "B-12a", "", lokalitet="0801")
    '9570082B012A____'
    >>> adresse_id("0956", "0082", "", "3197", "", lokalitet="0600")
    ''
    """
    parts = dele(kommune, vejkode, husnr, bnr, sidedoer)
    return af_dele(*parts, lokalitet=lokalitet) if parts else ""


def dele(kommune: object, vej: object, husnr: object, bnr: object, doer: object) -> tuple[str, str, str, str, str] | None:
    """Municipality, road code, house number, B-number and side/dør in their forms; None where one has none."""
    number = b_nummer(bnr)
    code, road, house = kommunekode(kommune), vejkode(vej), husnummer(husnr)
    side = sidedoer(doer, number[1]) if number else None
    if number is None or code is None or road is None or house is None or side is None:
        return None
    return code, road, house, number[0], side


def af_dele(kommune: str, vej: str, husnr: str, bnr: str, doer: str, *, lokalitet: str = "") -> str:
    """The Adresse-ID of parts that have their form."""
    by_house = bool(husnr) if not lokalitet else lokalitet in HUSNUMMERBYER
    block = (f"H{husnr:_<4}" if husnr else "") if by_house else (f"B{bnr}" if bnr else "")
    return f"{kommune}{vej}{block}{doer:_>4}" if kommune and vej and block else ""


def administrativ(kommune: str, vej: str) -> str:
    """What a road stands for that is none, so that an address on it is never authorised; empty for a real road.

    >>> administrativ("957", "9908"), administrativ("955", "9950"), administrativ("956", "0082")
    ('uden fast bopæl', 'administrativ vej', '')
    """
    return SAERLIGE.get((kommune, vej), "administrativ vej" if vej >= "9900" else "")


def taalsom(value: str) -> str:
    """How two parts of an address are compared to find what only differs in spelling. Never to call them equal (ADR-W01).

    >>> taalsom("B-13"), taalsom("0013"), taalsom(" b 7 "), taalsom("B")
    ('0013', '0013', '0007', 'B')
    """
    text = _TOLERATED.sub("", _text(value), count=1)
    return text.zfill(4) if _digits(text) else text


def _text(value: object) -> str:
    return "" if value is None else "".join(str(value).split()).upper()


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _four(value: object) -> str | None:
    text = _text(value)
    if not text.strip("0"):
        return ""
    return text.lstrip("0").zfill(4) if _digits(text) and len(text.lstrip("0")) <= 4 else None


def _number(value: object) -> tuple[str, str] | None:
    """Digits without leading zeros, and the letter; nothing of both for none."""
    text = _text(value)
    if not text.strip("0"):
        return "", ""
    found = _NUMBER.fullmatch(text)
    if found is None or not found[1].strip("0"):
        return None
    return found[1].lstrip("0"), found[2]
