"""Betalingsservice as a creditor sees it: it takes a 0601 and answers with 0602, and tells of agreements in 0603.

Source: payments.md 5.2 to 5.4.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from snitflade.formats import bs0601, bs0602, bs0603
from snitflade.formats.betalingsservice import Leverance
from snitflade.formats.bs0602_build import leverance_0602, leverance_0603
from snitflade.formats.columns import shown
from snitflade.formats.problems import Problems, ProblemsError

_DATOER = ("ikrafttraedelses_afmeldingsdato", "ophoersdato")
BETALT, AFVIST, AFMELDT, TILBAGEFOERT = "0236", "0237", "0238", "0239"


def svar(
    fil: bytes,
    nummer: int,
    dannet: dt.date,
    *,
    udfald: Mapping[str, str] | None = None,
    andre: str = BETALT,
    bogfoert: dt.date | None = None,
    betalt: Mapping[str, int] | None = None,
) -> bytes:
    """The 0602 that answers a 0601. `nummer`: the answer's own leveranceidentifikation.

    `udfald`: the transaction code of collections, by their reference; `andre`: that of all others, empty: not answered yet.
    `bogfoert`: the posting date, else the due date; `betalt`: what was paid (øre) where it is not what was asked. Raises
    ProblemsError where the 0601 has faults: then Betalingsservice refuses it.
    """
    problems = Problems()
    document = bs0601.FORMAT.read(fil, problems)
    if problems.errors:
        raise ProblemsError(problems)
    table, start = document.tables["BS042"], document.tables["BS002"]
    names = ("pbs_nummer", "debitorgruppenummer", "kundenummer", "aftalenummer", "fortegnskode", "reference")
    texts = list(zip(*(shown(table[name]) for name in names), strict=True))
    posts: dict[str, dict[str, list[Any]]] = {}
    for (pbs, group, customer, agreement, sign, reference), due, amount in zip(
        texts, table["betalingsdato"].tolist(), table["beloeb"].tolist(), strict=True
    ):
        code = (udfald or {}).get(reference, andre)
        if not code:
            continue
        values: dict[str, Any] = {
            "pbs_nummer": pbs,
            "transaktionskode": code,
            "debitorgruppenummer": group,
            "kundenummer": customer.zfill(15),
            "aftalenummer": agreement,
            "betalingsdato": due,
            "fortegnskode": sign,
            "beloeb": amount,
            "reference": reference,
        }
        if code != AFMELDT:
            moved = code != AFVIST
            values["faktisk_betalingsdato"] = due if moved else None
            values["bogfoeringsdato"] = (bogfoert or due) if moved else None
            values["betalt_beloeb"] = (betalt or {}).get(reference, amount) if moved else 0
        columns = posts.setdefault("BS042-0238" if code == AFMELDT else "BS042", {})
        for name, value in values.items():
            columns.setdefault(name, []).append(value)
    head = Leverance(shown(start["dataleverandoernummer"])[0], f"{nummer:010}", dannet, shown(start["delsystem"])[0])
    return bs0602.FORMAT.write(leverance_0602(head, posts))


def aftaler(
    dataleverandoer: str,
    pbs_nummer: str,
    nummer: int,
    dannet: dt.date,
    rows: Sequence[tuple[str, str, str, str, dt.date, dt.date | None]],
    *,
    sektion: str = "0212",
) -> bytes:
    """A 0603 of agreements: code, group, customer and agreement number, from when (or when cancelled), its end."""
    names = ("transaktionskode", "debitorgruppenummer", "kundenummer", "aftalenummer", *_DATOER)
    columns = dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True))
    columns["kundenummer"] = [str(number).zfill(15) for number in columns["kundenummer"]]
    posts = {"BS042": {**columns, "pbs_nummer": pbs_nummer, "sektionsnummer": sektion}}
    head = Leverance(dataleverandoer, f"{nummer:010}", dannet)
    return bs0603.FORMAT.write(leverance_0603(head, posts))
