"""The tables of prisme.md 2.1, 2.2 and 3.1 to 3.5 as they are printed there: the measure that declarations and files are held to.

Copied from the specification by hand; nothing here may ever be computed from our own declarations.
"""

from __future__ import annotations

Row = tuple[int, int, str, str]
"""Position (from 1), length, type and field. A text, N digits, I a number, D8 date, S11 amount, T time stamp."""

Place = tuple[str, int, int, str]
"""Where a golden file has a problem: code, line, column (characters, from 1), field."""

KEY: tuple[Row, ...] = (  # 3.1
    (1, 4, "A", "dataleverandoer_ident"),
    (5, 2, "N", "transaktionstype"),
    (7, 13, "T", "tidsstempling"),
    (20, 4, "N", "brugernummer"),
    (24, 3, "N", "omraadenummer"),
    (27, 3, "N", "betalingsart"),
    (30, 4, "I", "paaligningsaar"),
    (34, 10, "N", "debitornummer"),
    (44, 2, "N", "sagsnummer"),
)
TENQ: dict[str, tuple[int, tuple[Row, ...]]] = {
    "10": (161, (*KEY, (46, 10, "N", "person_cvr_nummer"), (56, 106, "A", "oevrige_felter"))),  # 3.2
    "24": (  # 3.3
        363,
        (
            *KEY,
            (46, 2, "N", "individtype"),
            (48, 3, "N", "ratenummer"),
            (51, 11, "S11", "ratebeloeb"),
            (62, 1, "N", "beloebstype"),
            (63, 11, "S11", "rentefrit_beloeb"),
            (74, 1, "N", "opkraevningskode"),
            (75, 8, "D8", "opkraevningsdato"),
            (83, 8, "D8", "forfaldsdato"),
            (91, 8, "D8", "sidste_ret_indbetal"),
            (99, 8, "D8", "sidste_rentefri_dato"),
            (107, 3, "N", "tekstnummer"),
            (110, 3, "A", "ratespecifikation"),
            (113, 1, "N", "slettemarkering"),
            (114, 35, "A", "fakturanummer"),
            (149, 8, "D8", "stiftelsesdato"),
            (157, 8, "D8", "fra_periode"),
            (165, 8, "D8", "til_periode"),
            (173, 4, "A", "aendringsaarsagskode"),
            (177, 100, "A", "aendringsaarsagstekst"),
            (277, 35, "A", "afstemningsnoegle"),
            (312, 17, "A", "personreference_id"),
            (329, 35, "A", "personreference_navn"),
        ),
    ),
    "26": (  # 3.4
        113,
        (*KEY, (46, 2, "N", "individtype"), (48, 3, "N", "ratenummer"), (51, 3, "I", "linienr"), (54, 60, "A", "ratetekst")),
    ),
    "52": (59, (*KEY, (46, 13, "N", "ean_lokationsnummer"), (59, 1, "N", "slettemarkering"))),  # 3.5
}
G69_HEADER: tuple[Row, ...] = (  # 2.1
    (1, 3, "N", "registreringssted"),
    (4, 3, "A", "snitfladetype"),
    (7, 5, "I", "linieloebenr"),
    (12, 4, "N", "organisationsenhed"),
    (16, 2, "N", "organisations_type"),
    (18, 3, "A", "posteringstype"),
    (21, 4, "A", "linieformat"),
)

G69_TAGS: dict[int, tuple[int, int, str, str]] = {  # 2.2: number -> fewest and most characters, type, field
    101: (0, 10, "A", "kaldenavn"),
    102: (0, 5, "A", "afstemningsenhed"),
    103: (5, 5, "N", "maskinnr"),
    104: (7, 7, "I", "ekspeditionsloebenr"),
    110: (8, 8, "D8", "posteringsdato"),
    111: (1, 21, "N", "kontonr"),
    112: (13, 13, "S13", "beloeb"),
    113: (1, 1, "A", "debit_kredit_markering"),
    114: (4, 4, "I", "regnskabsaar"),
    116: (0, 255, "A", "bilagsarkivnr"),
    117: (0, 20, "A", "udbetalingshenvisningsnr"),
    118: (8, 8, "D8", "valoerdato"),
    130: (2, 2, "N", "betalingsmodtager_nrkode"),
    131: (0, 10, "A", "betalingsmodtager"),
    132: (2, 2, "N", "ydelsesmodtager_nrkode"),
    133: (1, 10, "N", "ydelsesmodtager"),
    134: (2, 2, "N", "oplysningspligtig_nrkode"),
    135: (0, 10, "A", "oplysningspligtig"),
    136: (1, 1, "A", "oplysningspligtkode"),
    150: (0, 5, "A", "udtraekstekst_1"),
    151: (0, 5, "A", "udtraekstekst_2"),
    152: (0, 5, "A", "udtraekskode"),
    153: (0, 35, "A", "posteringstekst"),
    170: (0, 10, "A", "rekvisitionsnr"),
    171: (0, 1, "A", "delleverance"),
    180: (0, 10, "A", "baerer"),
    181: (0, 10, "A", "afdeling"),
    182: (0, 10, "A", "formaal"),
    185: (0, 2, "A", "omvendt_betalingspligt"),
    200: (1, 1, "A", "kontering_fakturapulje"),
    201: (0, 5, "A", "konteret_af"),
    202: (0, 200, "A", "notat_kort"),
    203: (0, 5, "A", "attesteret_af"),
    210: (0, 60, "A", "emne"),
    211: (0, 1024, "A", "notat"),
    250: (0, 20, "A", "ekstern_reference"),
    251: (0, 20, "A", "irisnr"),
    300: (0, 20, "A", "projektnr"),
    301: (0, 10, "A", "projektart"),
    302: (0, 10, "A", "medarbejder"),
    303: (0, 13, "A", "salgspris"),
    304: (0, 10, "A", "antal"),
    305: (0, 10, "A", "linjeegenskab"),
    306: (0, 10, "A", "aktivitetsnr"),
}
MANDATORY = {103, 104, 110, 111, 112, 113}
