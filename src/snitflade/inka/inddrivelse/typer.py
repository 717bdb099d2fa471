"""The authority's claim types: each has a name and a number, and two numbers have two names each (skat-inddrivelse.md 8.2, 8.4).

Names are written; numbers are only understood where a file has them. A pair that is ambiguous, or that we do not know, names no
type: nothing is matched by it.
"""

from __future__ import annotations

from collections.abc import Iterator

FLERTYDIGE = {("16", "75"), ("16", "16")}
"""Number pairs of two names each; which names is not public."""

_NUMRE = {
    "01UBIDRAG": "ABIDRAG 17/1, PRIVATKRAV 17/2, ULØNTRÆK 17/4, TØNDER 17/5, NORDISKE 17/6, NORDISKE1 17/7, NORDISKE2 17/8, "
    "NORDISKE3 17/9, NORDISKE4 17/10, NORDISKE6 17/12",
    "06HUS": "LEJ/EJE 6/1, LEJE_INI 7/1, VARME_INI 7/2, INDSKU_INI 7/3, LEJE_KOM 8/1, VARME_KOM 8/2, INDS_KOM 8/3, ERH_LEJE 32/1, "
    "HUSLEJEKAF 99/1",
    "08DIVKR": "ARB_SKAFOR 36/1, FOLKEREG 39/1, HUSDYR 41/1, BRANDMATR 41/2, AFFALDSAFG 41/3, HJ_HJÆLP 41/5, PIAREERSA 41/6, "
    "SYSTUER 41/7, CONTAINER 41/8, SERVICEFA 41/9, VÆRFT_REG 41/11, FRITIDUNDV 41/12, BYGGEMODN 41/13, ENTREPRENØ 41/14, "
    "AND_FORD 43/1, KULTUR_UV 46/1",
    "09HJÆLPT": "LFT_HJ_OFF 23/1, PERS_TIL 37/1",
    "11DAGINST": "DAGINST 26/1",
    "12RENO": "RENOVATION 11/1, KLOAKAFG 35/1",
    "13KELÅN": "KOM_ERHLÅN 28/1, MID_ERHLÅN 29/1",
    "15BSU": "BSU 2/1, BSUFORS 2/2, 10/40/50 4/1, KOM_HUSLÅN 34/1",
    "17ELVAND": "ELVA_NUKI 9/1, ELVA_KOM 10/1",
    "18FORÆLDRE": "FORÆLDREBE 38/1",
    "19NKRAV": "UHB_DK 19/1, UHB_NORDI 19/2, SKAT_DK 19/3, SKAT_NORDI 19/4, NORDEN 19/5",
    "20ØRESTANCER": "EJ_INDB_LØ 18/2, SKORSTEN 27/1, POLITIET 27/3, BOGHOLDER 40/4, LØN 40/5, ERSTAT 42/1",
}
"""Type and its group/type number, by group name (8.4)."""


def _par() -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    for group, types in _NUMRE.items():
        for one in types.split(", "):
            name, numbers = one.rsplit(" ", 1)
            gruppe, _, nummer = numbers.partition("/")
            yield (gruppe, nummer), (group, name)


NAVNE = dict(_par())
"""The names (group, type) of each number pair."""


def navne(gruppe: str, type: str) -> tuple[str, str] | None:
    """The names a file means by group and type, given as names or as numbers; None where that is not one type.

    >>> navne("12RENO", "RENOVATION"), navne("11", "1")
    (('12RENO', 'RENOVATION'), ('12RENO', 'RENOVATION'))
    >>> navne("16", "75"), navne("11", "RENOVATION"), navne("", "")
    (None, None, None)
    """
    numbers = gruppe.isdigit(), type.isdigit()
    if any(numbers):
        return NAVNE.get((gruppe.lstrip("0"), type.lstrip("0"))) if all(numbers) and (gruppe, type) not in FLERTYDIGE else None
    return (gruppe, type) if gruppe and type else None
