"""System constants of Delsystem Bogh, of the files to Prisme, and of rows whose Delsystem is not there yet.

Sources: winformatik.md 1.2, prisme.md 1, 2.4, 3.7 and 3.8, payments.md 6.
"""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, art, bankkonto, konto, mappe, register

register(
    {
        "bogh.kontoplan": Konstant(
            "Om en konto skal stå i kontoplanen; auto: når der er en kontoplan",
            "payments.md 6",
            "auto",
            valg=("auto", "J", "N"),
        ),
        "301": konto("Konto, der krediteres ved kreditorafregning", "winformatik.md 1.2"),
        "302": bankkonto("Bankkonto for kreditorafregning"),
        "305": mappe("Mappe for bankfiler"),
        "306": konto("Inddrivelsesmyndighedens kundenummer", "winformatik.md 1.2"),
        "363": mappe("Mappe for ITR-filer"),
        "364": mappe("Arkivmappe for ITR-filer"),
        "365": mappe("Mappe for PDF-filer"),
        "366": mappe("Arkivmappe for PDF-filer"),
        "500": Konstant(
            "Største beløb i én social udbetaling, hele kroner",
            "winformatik.md 1.2",
            moenster="[0-9]{1,9}",
            form="et helt tal kroner",
        ),
        "501": konto("Konto, der krediteres ved sociale udbetalinger", "winformatik.md 1.2"),
        "502": bankkonto("Bankkonto for sociale udbetalinger"),
        "590": art("Kreditart for A-bidrag betalt gennem bank"),
        "591": art("Kreditart for A-bidrag betalt med rekvisition"),
        "868": mappe("Affaldsvægte: mappe for indkomne filer"),
        "869": mappe("Affaldsvægte: arkivmappe"),
        "870": art("Affaldsvægte: standardart"),
        "4011": Konstant("Hvad Områdenummer i 10Q bærer", "prisme.md 3.7", "000", valg=("000", "GEO", "INDDRIV")),
        "prisme.kontonr_bredde": Konstant("Kontonummerets bredde i G69 felt 111", "prisme.md 2.4", "21", valg=("10", "15", "21")),
        "prisme.tegnsaet": Konstant("Tegnsæt i filer til Prisme", "prisme.md 1", "utf-8", valg=("utf-8", "cp1252")),
        "prisme.trans_10_uden_rate": Konstant(
            "Send trans 10 alene for en debitor, der betaler fra konto", "prisme.md 3.8", "N", valg=("J", "N")
        ),
    }
)
