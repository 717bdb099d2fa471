"""The tables of Delsystem Soc; each Modul keeps its own in its package."""

from snitflade.soc.boligsikring.models_ansoegning import Advis, Ansoegning, Huslejelinje, Medlem
from snitflade.soc.boligsikring.models_bevilling import Beregning, Bevilling, Overfoersel
from snitflade.soc.boligsikring.models_lejemaal import Lejefil, Lejemaal, Udlejer
from snitflade.soc.boligsikring.models_sats import Boligsats, Egenandel, Pensionsfradrag

__all__ = [
    "Advis",
    "Ansoegning",
    "Beregning",
    "Bevilling",
    "Boligsats",
    "Egenandel",
    "Huslejelinje",
    "Lejefil",
    "Lejemaal",
    "Medlem",
    "Overfoersel",
    "Pensionsfradrag",
    "Udlejer",
]
