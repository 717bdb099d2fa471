"""Golden files of what is reported to and comes from the tax agency, and KNAPK's list (skat-inddrivelse.md 2.2, 3.2, 4, 5.2 and 7)."""

# ruff: noqa: E501 (lines of files stand here as they are)
from __future__ import annotations

from typing import Any

from tests.formats.profile_table import Row, Table, heading


def income(kommune: str, cpr: str, dage: int, oere: int, **more: Any) -> Row:
    return {"record": "indkomst", "skattekommune": kommune, "cpr": cpr, "skattedage": dage, "skattepligtig_indkomst": oere, **more}


INCOMES = (
    ("32,3112999999,,366,,,245310;", income("32", "3112999999", 366, 24531000)),
    ("32,3112999998,,120,,,0;", income("32", "3112999998", 120, 0)),
    ("32,3112999997,,366,,,-1450;", income("32", "3112999997", 366, -145000)),
)
SKPLINDK = {
    "eksempel": Table(INCOMES, newline="\n"),
    "gamle-felter": Table(  # values where nothing is used since 2008; øre; a person twice; no mark after the last line
        (
            (
                "32,3112999999,6112999999,366,200,166,245310.50;",
                {
                    "record": "indkomst",
                    "skattekommune": "32",
                    "cpr": "3112999999",
                    "co_cpr": "6112999999",
                    "skattedage": 366,
                    "skattedage_hovedperson": 200,
                    "skattedage_medperson": 166,
                    "skattepligtig_indkomst": 24531050,
                },
            ),
            (
                "32,3112999999,,007,,,10.00",
                income("32", "3112999999", 7, 1000, stavemaade={"skattedage": "007", "skattepligtig_indkomst": "10.00"}),
            ),
        ),
        newline="\n",
        delimiter=",",
        problems=(
            ("FELT_BOER_VAERE_TOMT", 1, 3, "co_cpr"),
            ("FELT_BOER_VAERE_TOMT", 1, 5, "skattedage_hovedperson"),
            ("FELT_BOER_VAERE_TOMT", 1, 6, "skattedage_medperson"),
            ("RAEKKE_GENTAGET", 2, 2, "cpr"),
            ("LINJESLUT_SIDSTE", 2, -1, ""),
        ),
        rewritten=("32,3112999999,6112999999,366,200,166,245310.50;", "32,3112999999,,007,,,10.00;"),
    ),
    "fejl": Table(
        (
            ("35,3112999999,,367,,,245,50;", {}),
            ("35,311299999,,367,,,2e5;", {}),
            ("32,3112999998,,120,,,0", {}),
            ("32,3112999997,,366,,,1;", {}),
        ),
        newline="\n",
        delimiter=",",
        broken=True,
        problems=(
            ("CSV_FELTANTAL", 1, 0, ""),
            ("FELT_VAERDI", 2, 1, "skattekommune"),
            ("CELLE_CIFRE_MANGLER", 2, 2, "cpr"),
            ("FELT_UDENFOR", 2, 4, "skattedage"),
            ("CELLE_DECIMALTAL", 2, 7, "skattepligtig_indkomst"),
            ("LINJESLUT_MANGLER", 3, -1, ""),
        ),
    ),
}

A11_HEAD = "GER;CprNo;Skattekommune;Løn;OffentligHjælp;Underholdsbidrag;Alderspension;Førtidspension;AndenPension;Indhandling;Brætsalg;LejeTransportmidler;AndenBIndkomst;IndeholdtSkat;Medarbejdernr"
A11_NAMES = (
    "loen",
    "offentlighjaelp",
    "underholdsbidrag",
    "alderspension",
    "foertidspension",
    "andenpension",
    "indhandling",
    "braetsalg",
    "lejetransportmidler",
    "andenbindkomst",
    "indeholdtskat",
)


def a11(cpr: str, **kroner: int) -> Row:
    amounts = {name: kroner.get(name, 0) * 100 for name in A11_NAMES}
    return {"record": "person", "ger": "90000001", "cprno": cpr, "skattekommune": "32", **amounts}


A11 = {
    "social": Table(
        (
            ("2024;2025-01-15", {"record": "start", "year": "2024", "creationdate": "2025-01-15"}),
            heading(A11_HEAD),
            ("90000001;3112999999;32;0;48200;0;0;0;0;0;0;0;0;0;", a11("3112999999", offentlighjaelp=48200)),
            (
                "90000001;3112999998;32;0;0;0;0;131900;0;0;0;0;0;22110;",
                a11("3112999998", foertidspension=131900, indeholdtskat=22110),
            ),
        ),
    ),
    "institution": Table(
        (
            ("2024;2025-01-15", {"record": "start", "year": "2024", "creationdate": "2025-01-15"}),
            heading(A11_HEAD),
            (
                "90000001;3112999997;32;0;0;0;0;0;0;0;27500;6200;0;0;I0044",
                a11("3112999997", braetsalg=27500, lejetransportmidler=6200) | {"medarbejdernr": "I0044"},
            ),
        ),
    ),
    "fejl": Table(
        (
            ("2024;15-01-2025", {}),
            heading(A11_HEAD.replace("Løn", "Loen")),
            ("90000001;3112999999;32;0;48200,50;0;0;0;0;0;-1;0;0;0;", {}),
        ),
        broken=True,
        problems=(
            ("DATO_UGYLDIG", 1, 2, "creationdate"),
            ("CSV_KOLONNE_MANGLER", 2, 0, ""),
            ("CSV_KOLONNE_UKENDT", 2, 4, ""),
            ("CELLE_DECIMALER_ANTAL", 3, 5, "offentlighjaelp"),
            ("CELLE_NEGATIV", 3, 11, "braetsalg"),
        ),
    ),
}

BRAETSALG_HEAD = "GER;CprNo;MunicipalityCode;Year;Month;CatchSaleIncome;CatchSaleTax;EmployeeId;Note"
BRAETSALG_START = ("2025;03;2025-04-07", {"record": "start", "year": "2025", "month": "03", "creationdate": "2025-04-07"})


def braetsalg(cpr: str, **felter: Any) -> Row:
    return {
        "record": "person",
        "ger": "90000001",
        "cprno": cpr,
        "municipalitycode": "32",
        "year": "2025",
        "month": "03",
        **felter,
    }


BRAETSALG = {
    "eksempel": Table(
        (
            BRAETSALG_START,
            heading(BRAETSALG_HEAD),
            (
                "90000001;3112999999;32;2025;03;18450;1845;F0117;NUK",
                braetsalg("3112999999", catchsaleincome=1845000, catchsaletax=184500, employeeid="F0117", note="NUK"),
            ),
            (
                "90000001;3112999998;32;2025;03;2300;0;F0209;NUK",
                braetsalg("3112999998", catchsaleincome=230000, catchsaletax=0, employeeid="F0209", note="NUK"),
            ),
        ),
    ),
    "uden-skat": Table(  # the profile switch of skat-inddrivelse.md 2.1, and a seller of several numbers and places
        (
            BRAETSALG_START,
            heading(BRAETSALG_HEAD),
            ("90000001;3112999999;32;2025;03;18450;;;", braetsalg("3112999999", catchsaleincome=1845000)),
        ),
    ),
    "fejl": Table(
        (
            ("2025;3;2025-04-07", {}),
            heading(BRAETSALG_HEAD),
            ("90000001;3112999999;32;2025;03;18450,50;-1;F0117;NUK", {}),
            ("90000001;3112999998;32;2025;03;;0;F0209;NUK", {}),
            ("90000001;3112999998;32;2025;03;1;0;F0209;NUK", {}),
        ),
        broken=True,
        problems=(
            ("CELLE_CIFRE_MANGLER", 1, 2, "month"),
            ("CELLE_DECIMALER_ANTAL", 3, 6, "catchsaleincome"),
            ("CELLE_NEGATIV", 3, 7, "catchsaletax"),
            ("FELT_TOMT", 4, 6, "catchsaleincome"),
            ("RAEKKE_DUBLET", 5, 1, "ger"),
        ),
    ),
}

KNAPK_HEAD = heading("Navn;Cprnr.;Total Beløb (KNAPK)")
UTF_8 = b"\xef\xbb\xbf"
SELLERS = (
    (
        "Arnatsiaq Prøvesen;3112999999;184,50",
        {"record": "person", "navn": "Arnatsiaq Prøvesen", "cprnr": "3112999999", "total_beloeb": 18450},
    ),
    ("Nuka Prøvesen;3112999998;23,00", {"record": "person", "navn": "Nuka Prøvesen", "cprnr": "3112999998", "total_beloeb": 2300}),
)
KNAPK = {
    "eksempel": Table((KNAPK_HEAD, *SELLERS), mark=UTF_8),
    "i-alt": Table(
        (KNAPK_HEAD, *SELLERS, ("I ALT;2;207,50", {"record": "ialt", "type": "I ALT", "antal": 2, "sum": 20750})), mark=UTF_8
    ),
    "fejl": Table(
        (
            KNAPK_HEAD,
            ("=HYPERLINK(1);3112999999;0,00", {}),
            ("I ALT;2;207,50", {}),
            ("Nuka Prøvesen;3112999999;23", {}),
        ),
        mark=UTF_8,
        broken=True,
        problems=(
            ("TEKST_FORMEL", 2, 1, "navn"),
            ("FELT_NUL", 2, 3, "total_beloeb"),
            ("POST_SIDST", 3, 0, ""),
            ("AFSLUTNING_SUM", 3, 3, "sum"),
            ("RAEKKE_DUBLET", 4, 2, "cprnr"),
            ("CELLE_DECIMALER_ANTAL", 4, 3, "total_beloeb"),
        ),
    ),
}
OVERRIDE_HEAD = heading("overskrivning;handling;cpr;aarsindkomst_kr")
AKTUEL_OVERSKRIV = {
    "eksempel": Table(
        (
            OVERRIDE_HEAD,
            (
                "17;overskriv;3112999999;250000",
                {
                    "record": "overskrivning",
                    "overskrivning": 17,
                    "handling": "overskriv",
                    "cpr": "3112999999",
                    "aarsindkomst_kr": 250000,
                },
            ),
            (
                "18;annuller;3112999998;0",
                {"record": "overskrivning", "overskrivning": 18, "handling": "annuller", "cpr": "3112999998", "aarsindkomst_kr": 0},
            ),
        )
    ),
}

PROFILES: dict[str, dict[str, Table]] = {
    "skplindk": SKPLINDK,
    "a11": A11,
    "braetsalg": BRAETSALG,
    "knapk": KNAPK,
    "aktuel-overskriv": AKTUEL_OVERSKRIV,
}
