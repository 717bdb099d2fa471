"""What a fetching did, as totals, as the sheet for the operator's eyes, and as the report of every difference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from snitflade.exchange.catalogue import Sheet
from snitflade.exchange.schedule import ZONE
from snitflade.folk.gar.adresser import MANGLER, Opgoerelse
from snitflade.folk.gar.fil import Hoved
from snitflade.folk.gar.match import Kontrol, Udfald
from snitflade.folk.gar.raekke import TABELLER
from snitflade.folk.gar.sammenhold import Aendringer
from snitflade.folk.gar.svar import felter
from snitflade.folk.gar.tabeller import Art

VISTE = 50
"""How many differences the sheet shows; all of them stand in `GarForskel`."""


def taelling(change: Aendringer) -> dict[str, int]:
    """How many features of a layer are new, changed, gone and found again, and how many there are now."""
    count = {"nye": Art.NY, "aendrede": Art.AENDRET, "borte": Art.BORTE, "igen": Art.IGEN}
    found = {name: change.antal(art) for name, art in count.items()}
    return {**found, "i_alt": change.foer + found["nye"] + found["igen"] - found["borte"]}


def totaler(changes: Sequence[Aendringer], opgoerelse: Opgoerelse) -> dict[str, int]:
    """The control totals."""
    counts = [taelling(change) for change in changes]
    found = {name: sum(count[name] for count in counts) for name in ("nye", "aendrede", "borte", "igen")}
    return {**found, "adresser": opgoerelse.antal, "adresser_med_id": opgoerelse.med_id}


def ark(
    hoved: Hoved,
    hentet: dt.datetime,
    changes: Sequence[Aendringer],
    opgoerelse: Opgoerelse,
    kontrol: Kontrol,
    *,
    first: bool,
) -> Sheet:
    """The sheet: what was fetched, what it did to each layer, the authorised addresses, how the persons' addresses are in them, and
    the first differences."""
    siden = f"ændringer siden {_tid(hoved.siden)}" if hoved.siden else "gemte svar"
    fetched = [("Hentet", _tid(hentet)), ("Omfang", "alt" if hoved.fuld else siden)]
    if hoved.tjeneste:
        fetched.append(("Fra", hoved.tjeneste))
    found: Sheet = [
        ("Hentning", fetched),
        ("Lag", [(str(change.lag), _ord(taelling(change))) for change in changes]),
        (
            "Autoriserede adresser",
            [
                ("I alt", str(opgoerelse.antal)),
                ("Med Adresse-ID", str(opgoerelse.med_id)),
                ("Adresse-ID, som flere adresser har", str(opgoerelse.flere_om_id)),
                ("Nye", str(opgoerelse.nye)),
                ("Ophørt", str(opgoerelse.ophoerte)),
            ],
        ),
    ]
    if opgoerelse.mangler:
        found.append(("Mangler i adresserne", [(MANGLER[word], str(count)) for word, count in opgoerelse.mangler.most_common()]))
    if kontrol.antal:
        found.append(
            ("Personers adresser", [(str(udfald), str(kontrol.antal[udfald])) for udfald in Udfald if kontrol.antal[udfald]])
        )
    if not first:
        found.append(("Forskelle", list(_viste(changes))))
    return found


def _viste(changes: Sequence[Aendringer]) -> Iterator[tuple[str, str]]:
    count = sum(len(change.forskelle) for change in changes)
    shown = 0
    for change in changes:
        for one in change.forskelle[: VISTE - shown]:
            shown += 1
            name = TABELLER[change.lag].navn(felter(dict(one.raa))) or one.kilde_id
            said = f"{one.felt}: «{one.foer}» er nu «{one.efter}»" if one.art == Art.AENDRET else str(one.art)
            yield f"{change.lag} {name}", said
    if not count:
        yield "Ingen", ""
    elif count > shown:
        yield "Flere", f"{count - shown}"


def _ord(count: dict[str, int]) -> str:
    return (
        f"{count['i_alt']} i alt; {count['nye']} nye, {count['aendrede']} ændrede, {count['borte']} borte, "
        f"{count['igen']} fundet igen"
    )


def _tid(moment: dt.datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H.%M}"
