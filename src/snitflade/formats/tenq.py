"""10Q: debtor transactions to Prisme (after KMD GE550010Q).

Per debtor one trans 10, its rates (24), each rate's specification lines (26) straight after it, and a trans 52 when the
debtor has a GLN. Importing a 10Q file makes Prisme credit the modkonto with the sum of the rates.

Used by Snitflade 861 Renovation (catalogue row 40). Source: prisme.md 3.
"""

from __future__ import annotations

from snitflade.formats import checkdigits
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.kinds import Amount, Digits, Number, Text
from snitflade.formats.layout import Check, Field, Record
from snitflade.formats.moments import Date, Timestamp
from snitflade.formats.problems import ProblemKind
from snitflade.formats.tenq_rules import Across, rules

GLN_KONTROLCIFFER = ProblemKind(
    "GLN_KONTROLCIFFER", "GLN-nummeret {raw} har forkert kontrolciffer. Kontrollér nummeret hos kunden."
)


def _key(transaktionstype: str) -> tuple[Field, ...]:
    return (
        Field("dataleverandoer_ident", Text(4, required=True), "Dataleverandør ident, fx WINF", default="WINF"),
        Field("transaktionstype", Digits(2), "Transaktionstype", default=transaktionstype, allowed=(transaktionstype,)),
        Field("tidsstempling", Timestamp(), "Tidspunkt XHHÅÅMMDDttmm, X = 0, HH = århundrede (3.6)"),
        Field("brugernummer", Digits(4), "Kommune, fx 0956"),
        Field("omraadenummer", Digits(3), "Områdenummer efter systemkonstant 4011 (3.7)", default="000"),
        Field("betalingsart", Digits(3), "120 = renovation", default="120"),
        Field("paaligningsaar", Number(4), "Påligningsår"),
        Field("debitornummer", Digits(10), "Winformatiks kundenummer"),
        Field("sagsnummer", Digits(2), "Altid 00 indtil videre", default="00"),
    )


TRANS_10 = Record(
    "10",
    "Debitor",
    161,
    source="prisme.md 3.2",
    least=55,
    fields=(
        *_key("10"),
        Field("person_cvr_nummer", Digits(10), "CPR, eller 00 og 8-cifret CVR"),
        Field("oevrige_felter", Text(106), "Øvrige felter i KMD's record; Prisme bruger dem ikke her", default=""),
    ),
)

TRANS_24 = Record(
    "24",
    "Rate",
    363,
    source="prisme.md 3.3",
    least=311,
    fields=(
        *_key("24"),
        Field("individtype", Digits(2), "Individtype", default="20"),
        Field("ratenummer", Digits(3), "999: Prisme vælger næste ledige", default="999"),
        Field("ratebeloeb", Amount(11), "Ratens beløb i øre"),
        Field("beloebstype", Digits(1), "1 = ændringsbeløb", default="1"),
        Field("rentefrit_beloeb", Amount(11), "Rentefrit beløb i øre", default=0),
        Field("opkraevningskode", Digits(1), "1 = netto, 0 = ingen", default="1"),
        Field("opkraevningsdato", Date(zero=True), "PST_DTO; nuller: tages fra betalingsarten"),
        Field("forfaldsdato", Date(zero=True), "VAL_DTO"),
        Field("sidste_ret_indbetal", Date(zero=True), "Sidste rettidige indbetaling, VAL_DTO"),
        Field("sidste_rentefri_dato", Date(zero=True), "Sidste rentefri dato, VAL_DTO"),
        Field("tekstnummer", Digits(3), "Tekstnummer", default="000"),
        Field("ratespecifikation", Text(3), "Ratespecifikation", default=""),
        Field("slettemarkering", Digits(1, blank=True), "0 = slettes ikke", default="0"),
        Field("fakturanummer", Text(35), "Fakturanummer", default=""),
        Field("stiftelsesdato", Date(zero=True), "Stiftelsesdato", default=None),
        Field("fra_periode", Date(zero=True), "Fra periode", default=None),
        Field("til_periode", Date(zero=True), "Til periode", default=None),
        Field("aendringsaarsagskode", Text(4), "Ændringsårsagskode", default=""),
        Field("aendringsaarsagstekst", Text(100), "Ændringsårsagstekst", default=""),
        Field("afstemningsnoegle", Text(35, required=True), "PST_NR med foranstillede nuller; entydig i filen"),
        Field("personreference_id", Text(17), "Personreference ID", default=""),
        Field("personreference_navn", Text(35), "Personreference navn", default=""),
    ),
)

TRANS_26 = Record(
    "26",
    "Ratespecifikation",
    113,
    source="prisme.md 3.4",
    least=53,
    fields=(
        *_key("26"),
        Field("individtype", Digits(2), "Som ratens", default="20"),
        Field("ratenummer", Digits(3), "Som ratens", default="999"),
        Field("linienr", Number(3), "001, 002, … inden for raten"),
        Field("ratetekst", Text(60), "Tekst på kundens sprog"),
    ),
)

TRANS_52 = Record(
    "52",
    "EAN-lokationsnummer",
    59,
    source="prisme.md 3.5",
    least=58,
    fields=(
        *_key("52"),
        Field(
            "ean_lokationsnummer",
            Digits(13),
            "GLN; kræver at debitorens trans 10 har et CVR-nummer",
            check=Check(checkdigits.gln, GLN_KONTROLCIFFER),
        ),
        Field("slettemarkering", Digits(1, blank=True), "0 = nej, 1 = slet", default="0", allowed=("0", "1", "")),
    ),
)

FORMAT = FixedFormat(
    name="10q",
    title="10Q, debitortransaktioner til Prisme",
    source="prisme.md 3",
    records=(TRANS_10, TRANS_24, TRANS_26, TRANS_52),
    told_by=("transaktionstype",),
    encodings=("utf-8", "cp1252"),
    rules=rules,
    across=Across,
    without_layout=("14", "36", "40"),
)
