"""System constants of the view SBSYS reads. Source: sbsys.md 3 and 4."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, register

register(
    {
        "folk.sbsys.dpr_types": Konstant(
            "Om SBSYS-viewet har DPR's talformater i stedet for tekst og datoer; gælder efter snitflade sbsys view",
            "sbsys.md 3",
            "N",
            valg=("J", "N"),
        ),
        "folk.sbsys.beskyttet": Konstant(
            "Om SBSYS ser adressen på personer med navne- og adressebeskyttelse", "sbsys.md 4", "vis", valg=("vis", "skjul")
        ),
    }
)
