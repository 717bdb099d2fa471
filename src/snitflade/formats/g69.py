"""G69: finance postings to Prisme, one per line: a 24-character header and floating fields ``&nnn``.

Used by Snitflade 861 Renovation (catalogue row 40). Source: prisme.md 2.

Decisions of prisme.md that are built in: nothing between field number and value (2.2); D goes with a blank sign and K with ``-``
(2.5); the account has as many digits as it is given, at most 21 (2.4).
"""

from __future__ import annotations

from snitflade.formats.g69_rules import accept, rules
from snitflade.formats.kinds import Amount, Digits, Number, Text
from snitflade.formats.layout import Field, Record
from snitflade.formats.moments import Date
from snitflade.formats.tagged import Tag, TaggedFormat

HEADER = Record(
    "G69",
    "Starthoved",
    24,
    source="prisme.md 2.1",
    fields=(
        Field("registreringssted", Digits(3), "Altid 000", default="000"),
        Field("snitfladetype", Text(3), "Altid G69", default="G69", allowed=("G69",)),
        Field("linieloebenr", Number(5), "Linjenummer i filen fra 00001"),
        Field("organisationsenhed", Digits(4), "Kommune, fx 0956"),
        Field("organisations_type", Digits(2), "Altid 01", default="01"),
        Field("posteringstype", Text(3), "NOR; PRI primo og SUP supplement findes", default="NOR", allowed=("NOR", "PRI", "SUP")),
        Field("linieformat", Text(4), "Altid FLYD", default="FLYD", allowed=("FLYD",)),
    ),
)


def _text(number: int, name: str, width: int, meaning: str) -> Tag:
    return Tag(number, Field(name, Text(width, free=True), meaning))


TAGS = (
    _text(101, "kaldenavn", 10, "Kaldenavn"),
    _text(102, "afstemningsenhed", 5, "Afstemningsenhed"),
    Tag(103, Field("maskinnr", Digits(5), "APP_KODE, fx 00861"), required=True),
    Tag(104, Field("ekspeditionsloebenr", Number(7), "Ekspeditionsløbenr; falder aldrig"), required=True, blank_before=True),
    Tag(110, Field("posteringsdato", Date(), "PST_DTO"), required=True, blank_before=True),
    Tag(111, Field("kontonr", Digits(21, shortest=1), "Konto, op til 21 cifre"), required=True, blank_before=True),
    Tag(
        112,
        Field("beloeb", Amount(13, plus=" ", minus="-", also_plus="+"), "Beløb i øre; minus ved kredit"),
        required=True,
        blank_before=True,
    ),
    Tag(113, Field("debit_kredit_markering", Text(1), "D = debet, K = kredit", allowed=("D", "K")), required=True),
    Tag(114, Field("regnskabsaar", Number(4), "RSK_AAR; andet år end datoens giver supplement")),
    _text(116, "bilagsarkivnr", 255, "Bilagsarkivnr"),
    _text(117, "udbetalingshenvisningsnr", 20, "Udbetalingshenvisningsnr; som felt 16 i G68"),
    Tag(118, Field("valoerdato", Date(), "Valørdato")),
    Tag(130, Field("betalingsmodtager_nrkode", Digits(2), "02 = CPR, 03 = CVR")),
    _text(131, "betalingsmodtager", 10, "Betalingsmodtager"),
    Tag(132, Field("ydelsesmodtager_nrkode", Digits(2), "02 = CPR, 03 = CVR")),
    Tag(133, Field("ydelsesmodtager", Digits(10, shortest=1), "Ydelsesmodtager; et CVR-nummer skrives med 8 cifre")),
    Tag(134, Field("oplysningspligtig_nrkode", Digits(2), "02 = CPR, 03 = CVR")),
    _text(135, "oplysningspligtig", 10, "Oplysningspligtig"),
    Tag(136, Field("oplysningspligtkode", Text(1), "H, U, F eller R", allowed=("H", "U", "F", "R"))),
    _text(150, "udtraekstekst_1", 5, "Udtrækstekst"),
    _text(151, "udtraekstekst_2", 5, "Udtrækstekst"),
    _text(152, "udtraekskode", 5, "Udtrækskode"),
    Tag(153, Field("posteringstekst", Text(35, free=True), "TEKST; aldrig &"), blank_before=True),
    _text(170, "rekvisitionsnr", 10, "Rekvisitionsnr"),
    _text(171, "delleverance", 1, "Delleverance"),
    _text(180, "baerer", 10, "Bærer"),
    _text(181, "afdeling", 10, "Afdeling"),
    _text(182, "formaal", 10, "Formål"),
    _text(185, "omvendt_betalingspligt", 2, "Omvendt betalingspligt"),
    Tag(200, Field("kontering_fakturapulje", Text(1), "J eller N", allowed=("J", "N"))),
    Tag(201, Field("konteret_af", Text(5, free=True), "INIT, fire små bogstaver; ingen blanke"), blank_before=True),
    _text(202, "notat_kort", 200, "Notat"),
    _text(203, "attesteret_af", 5, "Attesteret af"),
    _text(210, "emne", 60, "Emne"),
    _text(211, "notat", 1024, "Notat"),
    _text(250, "ekstern_reference", 20, "Ekstern reference"),
    _text(251, "irisnr", 20, "Irisnr"),
    _text(300, "projektnr", 20, "Projektnr"),
    _text(301, "projektart", 10, "Projektart"),
    _text(302, "medarbejder", 10, "Medarbejder"),
    _text(303, "salgspris", 13, "Salgspris"),
    _text(304, "antal", 10, "Antal"),
    _text(305, "linjeegenskab", 10, "Linjeegenskab"),
    _text(306, "aktivitetsnr", 10, "Aktivitetsnr"),
)

FORMAT = TaggedFormat(
    name="g69",
    title="G69, finansposter til Prisme",
    source="prisme.md 2",
    key="G69",
    header=HEADER,
    tags=TAGS,
    number_width=3,
    encodings=("utf-8", "cp1252"),
    rules=rules,
    accept=accept,
)
