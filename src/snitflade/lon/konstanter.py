"""System constants of Delsystem Løn. Source: social-teknik.md 7.1."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, register

register(
    {
        "lon.samling": Konstant(
            "Om en lønkørsel bogføres linje for linje, eller samles pr. konto og side",
            "social-teknik.md 7.1",
            "linje",
            valg=("linje", "konto"),
        ),
        "lon.lukket_til": Konstant(
            "Sidste dag, der er lukket for bogføring af løn; tom: ingen",
            "social-teknik.md 7.1 (LON-E05)",
            "",
            moenster="|[0-9]{4}-[0-9]{2}-[0-9]{2}",
            form="en dato som 2025-12-31, eller tom",
        ),
    }
)
