"""System constants of Delsystem Folk. Sources: cpr.md 1, 2.1, 7 and 11."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, register

_MAIL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+"

register(
    {
        "folk.cpr.opgavenr": Konstant(
            "CPR-udtrækkets opgavenummer; flere med komma imellem",
            "cpr.md 2.4, 11",
            moenster="[0-9]{6}(,[0-9]{6})*",
            form="seks cifre, evt. flere med komma imellem",
        ),
        "folk.cpr.profil": Konstant("CPR-udtrækkets recordformat", "cpr.md 1", "cpr-p12170", valg=("cpr-p12170", "cpr-glbase")),
        "folk.cpr.start": Konstant(
            "Produktionsdatoen for den første CPR-leverance, der anvendes; kæden begynder der",
            "cpr.md 7",
            moenster="[0-9]{4}-[0-9]{2}-[0-9]{2}",
            form="en dato ÅÅÅÅ-MM-DD",
        ),
        "folk.cpr.uden_slutrecord": Konstant(
            "Om en CPR-leverance må mangle slutrecord; kun til prøvefiler", "cpr.md 2.4, 11", "N", valg=("J", "N")
        ),
        "folk.cpr.fejl_procent": Konstant(
            "Hvor mange procent af en CPR-leverances personer der højst må fejle",
            "cpr.md 7",
            "1",
            moenster="[0-9]{1,2}|100",
            form="et helt tal fra 0 til 100",
        ),
        "folk.cpr.fejl_altid": Konstant(
            "Hvor mange personer der må fejle i en CPR-leverance, hvor få den end har",
            "cpr.md 7",
            "5",
            moenster="[0-9]{1,6}",
            form="et helt tal",
        ),
        "folk.cpr.statusmail": Konstant(
            "Mailadresserne på dem, der får status efter hver CPR-leverance; tom: status står kun på siden",
            "cpr.md 7",
            "",
            moenster=f"({_MAIL}( *, *{_MAIL})*)?",
            form="mailadresser med komma imellem, eller tom",
        ),
        "folk.opslag.formaal": Konstant(
            "Om der skal skrives et formål, før en person vises", "social-teknik.md 6.2", "N", valg=("J", "N")
        ),
    }
)
