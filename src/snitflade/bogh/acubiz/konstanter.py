"""System constants of Acubiz and of the drafts of vouchers. Sources: social-teknik.md 8, payments.md 7."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, register

register(
    {
        "acubiz.profil": Konstant(
            "Profilen, som filer fra Acubiz læses med: acubiz, acubiz-1 eller jeres egen",
            "social-teknik.md 8",
            "acubiz-1",
            moenster="[a-z0-9][a-z0-9-]{0,59}",
            form="en profils id",
        ),
        "acubiz.kommune": Konstant(
            "Kommunen, som rejser fra Acubiz bogføres i: et nummer, kolonnen det står i, eller forbindelsens",
            "payments.md 7",
            "forbindelsen",
            moenster="[0-9]{4}|dim[1-9]|forbindelsen",
            form="4 cifre, dim1 til dim9, eller forbindelsen",
        ),
        "acubiz.dimensioner": Konstant(
            "Hvad Acubiz' dimensioner er",
            "social-teknik.md 8",
            "dim1=art,dim2=registrant,dim3=lokalitet",
            moenster="(dim[1-9]=[a-zæøå0-9_]{1,30}(,dim[1-9]=[a-zæøå0-9_]{1,30})*)|ingen",
            form="dim1=navn,dim2=navn … eller ingen",
        ),
        "acubiz.kreditorkonto": Konstant(
            "Konto, som medarbejderes udlæg krediteres, når de ikke har deres egen",
            "social-teknik.md 8",
            moenster="[0-9]{1,21}",
            form="1 til 21 cifre",
        ),
        "acubiz.bilag_kraeves": Konstant("Om en rejse uden bilag venter på et", "social-teknik.md 8", "J", valg=("J", "N")),
        "bogh.kladder_bankdage": Konstant(
            "Bankdage, et bilag må vente på at blive behandlet, før der gives alarm",
            "winformatik.md 2.4",
            "5",
            moenster="[1-9][0-9]?",
            form="1 til 99",
        ),
    }
)
