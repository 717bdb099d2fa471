"""The tables of Delsystem Soc; each Modul keeps its own in its package."""

from snitflade.soc.boernetilskud.models_kort import Undtagelseskort
from snitflade.soc.boernetilskud.models_sats import Boernetilskudssats, Tilskudsbaand
from snitflade.soc.boernetilskud.models_tildeling import Tildeling, Tilskudsopgoerelse
from snitflade.soc.boligsikring.models_ansoegning import Advis, Ansoegning, Huslejelinje, Medlem
from snitflade.soc.boligsikring.models_bevilling import Beregning, Bevilling, Overfoersel
from snitflade.soc.boligsikring.models_lejemaal import Lejefil, Lejemaal, Udlejer
from snitflade.soc.boligsikring.models_sats import Boligsats, Egenandel, Pensionsfradrag
from snitflade.soc.handicap.models import (
    Handicapforanstaltning,
    Handicapkode,
    Handicapkort,
    Ipisgrundlag,
    Ipisnoegle,
    Ipisudtraek,
)
from snitflade.soc.pension.models_pension import (
    Genberegning,
    Overlevering,
    Overleveringslinje,
    Pensionist,
    Pensionsberegning,
)
from snitflade.soc.pension.models_sats import Pensionssats
from snitflade.soc.udbetalinger.models import Ydelsesart, Ydelsesindberetning, Ydelseskort, Ydelseslinje, Ydelsesvilkaar

__all__ = [
    "Advis",
    "Ansoegning",
    "Beregning",
    "Bevilling",
    "Boernetilskudssats",
    "Boligsats",
    "Egenandel",
    "Genberegning",
    "Handicapforanstaltning",
    "Handicapkode",
    "Handicapkort",
    "Huslejelinje",
    "Ipisgrundlag",
    "Ipisnoegle",
    "Ipisudtraek",
    "Lejefil",
    "Lejemaal",
    "Medlem",
    "Overfoersel",
    "Overlevering",
    "Overleveringslinje",
    "Pensionist",
    "Pensionsberegning",
    "Pensionsfradrag",
    "Pensionssats",
    "Tildeling",
    "Tilskudsbaand",
    "Tilskudsopgoerelse",
    "Udlejer",
    "Undtagelseskort",
    "Ydelsesart",
    "Ydelsesindberetning",
    "Ydelseskort",
    "Ydelseslinje",
    "Ydelsesvilkaar",
]
