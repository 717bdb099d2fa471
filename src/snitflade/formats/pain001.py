"""pain.001.001.03: credit transfers as an ISO 20022 message, the second way to the bank beside ERH.

For banks on Bank Connect (catalogue rows 1, 18, 27 and 28). Source: payments.md 3.7. The schema is the public one; which of its
elements are used is inferred from a Danish writer, and no bank has confirmed it.

Built in: a message has one group header, at least one PmtInf (one account, one date) and in each at least one payment. Accounts are
14 digits (BBAN); cards go to the creditor number (OCR) with a structured reference. Amounts are whole øre in DKK. An
element of the schema that is not among these is kept and reported, and such a file is not written again. Instead of an
account a NemKonto cannot be written: the form is not known.
"""

from __future__ import annotations

from snitflade.formats.kinds import Digits, Number, Text
from snitflade.formats.kroner import Kroner
from snitflade.formats.layout import Field
from snitflade.formats.message_parts import ANTAL, DATO, OERE, Leaf, Part, Slot
from snitflade.formats.messages import MessageFormat
from snitflade.formats.moments import Date
from snitflade.formats.pain001_rules import BIC, TIDSPUNKT, rules

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"


def _text(path: str, name: str, width: int, meaning: str, *allowed: str, default: str | None = None) -> Leaf:
    """A text of at most `width` characters, never empty; with a default it may be left out."""
    kind = Text(width, required=True, free=True)
    if default is None:
        return Leaf(path, Field(name, kind, meaning, allowed=allowed))
    return Leaf(path, Field(name, kind, meaning, default=default, allowed=allowed))


_COUNT = Field("antal", Number(15), "Antal betalinger")
_SUM = Field("sum", Kroner(18), "Betalingernes sum i øre")

PARTS = (
    Part("Document", "Dokumentet", ((Slot("CstmrCdtTrfInitn", 1, 1),),), silent=True),
    Part("CstmrCdtTrfInitn", "Beskeden", ((Slot("GrpHdr", 1, 1),), (Slot("PmtInf", 1),)), silent=True),
    Part(
        "GrpHdr",
        "Beskedens hoved",
        source="payments.md 3.7",
        lines=(
            (
                _text("MsgId", "besked_id", 35, "Entydig for altid: SNITFLADE-<ååååmmdd>-<nr>"),
                Leaf("CreDtTm", Field("dannet", TIDSPUNKT, "Tidspunkt med afstand til UTC")),
            ),
            (Leaf("NbOfTxs", _COUNT, ANTAL), Leaf("CtrlSum", _SUM, OERE)),
            (
                _text("InitgPty/Nm", "afsender_navn", 140, "Kommunens navn"),
                _text("InitgPty/Id/OrgId/Othr/Id", "afsender_id", 35, "CVR eller det nummer, der er aftalt med banken"),
                _text("InitgPty/Id/OrgId/Othr/SchmeNm/Cd", "afsender_id_art", 4, "Altid CUST", "CUST"),
            ),
        ),
    ),
    Part(
        "PmtInf",
        "Betalinger fra én konto på én dato",
        source="payments.md 3.7",
        hollow=("PmtTpInf",),
        lines=(
            (
                _text("PmtInfId", "gruppe_id", 35, "Entydig for altid: beskedens id og et nummer"),
                _text("PmtMtd", "betalingsmaade", 3, "Altid TRF", "TRF"),
                Leaf("NbOfTxs", _COUNT, ANTAL),
                Leaf("CtrlSum", _SUM, OERE),
            ),
            (
                _text("PmtTpInf/InstrPrty", "prioritet", 4, "NORM eller HIGH", "NORM", "HIGH", default="NORM"),
                _text("PmtTpInf/SvcLvl/Cd", "serviceniveau", 4, "NURG", default="NURG"),
                _text("PmtTpInf/LclInstrm/Cd", "lokalt_instrument", 35, "ONCL ved intradag; ellers udeladt", default="ONCL"),
                _text("PmtTpInf/CtgyPurp/Cd", "formaal", 4, "SUPP ved Krdi og Bogh; ellers udeladt", default="SUPP"),
            ),
            (Leaf("ReqdExctnDt", Field("betalingsdato", Date(), "Ønsket dato; en bankdag"), DATO),),
            (_text("Dbtr/Nm", "betaler_navn", 140, "Kommunens navn"),),
            (
                Leaf("DbtrAcct/Id/Othr/Id", Field("fra_konto", Digits(14), "Afsenders konto: reg.nr. 4 og kontonr. 10 cifre")),
                _text("DbtrAcct/Id/Othr/SchmeNm/Cd", "fra_konto_art", 4, "Altid BBAN", "BBAN"),
                _text("DbtrAcct/Ccy", "fra_konto_valuta", 3, "DKK", "DKK", default="DKK"),
            ),
            (Leaf("DbtrAgt/FinInstnId/BIC", Field("bic", BIC, "Afsenders bank, fx GRENGLGX")),),
            (Slot("CdtTrfTxInf", 1),),
        ),
    ),
    Part(
        "CdtTrfTxInf",
        "Betaling",
        source="payments.md 3.7",
        hollow=("RmtInf", "RmtInf/Strd", "RmtInf/Strd/CdtrRefInf"),
        lines=(
            (
                _text("PmtId/InstrId", "instruktions_id", 35, "Vores betalings-id", default=""),
                _text("PmtId/EndToEndId", "betalings_id", 35, "Vores betalings-id; kommer tilbage med svar"),
            ),
            (
                _text("Amt/InstdAmt/@Ccy", "valuta", 3, "Altid DKK", "DKK"),
                Leaf("Amt/InstdAmt", Field("beloeb", Kroner(17), "Beløb i øre"), OERE),
            ),
            (_text("Cdtr/Nm", "modtagernavn", 140, "Modtagers navn"),),
            (
                _text("CdtrAcct/Id/Othr/Id", "til_konto", 34, "Konto, 14 cifre; ved FI-kort kreditornummeret"),
                _text("CdtrAcct/Id/Othr/SchmeNm/Cd", "til_konto_art", 4, "BBAN ved konto", "BBAN", default="BBAN"),
                _text("CdtrAcct/Id/Othr/SchmeNm/Prtry", "til_konto_kort", 35, "OCR ved kort", "OCR", default="OCR"),
            ),
            (
                Slot("Ustrd", within="RmtInf"),
                _text("RmtInf/Strd/CdtrRefInf/Tp/CdOrPrtry/Cd", "reference_art", 4, "SCOR ved kort", "SCOR", default="SCOR"),
                _text("RmtInf/Strd/CdtrRefInf/Ref", "reference", 35, "71/ og 15 cifre, 75/ og 16, 04/ og 16, 73/", default=""),
            ),
        ),
    ),
    Part("Ustrd", "Tekst til modtager", ((_text(".", "tekst", 140, "En linje tekst"),),), source="payments.md 3.7", inline=True),
)

FORMAT = MessageFormat(
    name="pain001",
    title="pain.001.001.03, betalinger til banken (ISO 20022)",
    source="payments.md 3",
    namespace=NAMESPACE,
    parts=PARTS,
    rules=rules,
)
