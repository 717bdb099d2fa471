"""Apply what Central incasso answered. Applied twice, or late, it changes nothing: each state takes only the answers it waits for.

Source: skat-inddrivelse.md 10.3 rules 4 to 7 and 10.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from snitflade.exchange import engine
from snitflade.exchange.catalogue import Applied, Sheet
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.krdi.modregning import bogfoer, svar_spoerg
from snitflade.krdi.modregning.bogfoer import Opsaetning
from snitflade.krdi.modregning.fil import UKENDT_ID, Svarfil
from snitflade.krdi.modregning.models import MODREGNET, Forskelsart, Forsoeg, Tilstand
from snitflade.krdi.modregning.svar_spoerg import FORBIGAAENDE, INGEN_SAADAN, MODREGNING_FREMMED, enkelte
from snitflade.krdi.modregning.tilstande import forskel, laas, skift
from snitflade.krdi.modregning.tjeneste import CANCEL, QUERY, STATUS, SUBMIT, Svar

MODREGNING_STATUS = ProblemKind(
    "MODREGNING_STATUS", "Svaret om «{raw}» har status «{status}», som ikke kendes. Der spørges igen.", Severity.ADVARSEL
)
MODREGNING_IKKE_HENTET = ProblemKind(
    "MODREGNING_IKKE_HENTET", "Filen er lagt ind med hånden. Svar fra Central incasso hentes kun hos tjenesten selv."
)
HENTET = "central-incasso:"
"""How the origin of what was fetched begins."""
TAGET, BOGFOERT, RULLET, FEJL = "Received", "Posted", "RolledBack", "Error"
_AT_ONCE = {QUERY: 5_000}
_MONEY_AT_ONCE = 100
"""Receipts in one transaction; each that moves money books two vouchers."""


def dele(exchange: Exchange, content: Svarfil) -> int:
    """In how many transactions."""
    return max(1, -(-len(content.svar) // _AT_ONCE.get(content.kald, _MONEY_AT_ONCE)))


def anvend(exchange: Exchange, content: Svarfil, problems: Problems, part: int) -> Applied:
    """Apply one part. Raises ProblemsError where the accounts are not set up, or somebody made the file up."""
    if not exchange.arrivals.filter(origin__startswith=HENTET).exists():
        problems.add(MODREGNING_IKKE_HENTET)
        raise ProblemsError(problems)
    size = _AT_ONCE.get(content.kald, _MONEY_AT_ONCE)
    svar = content.svar[part * size : (part + 1) * size]
    laas()
    if content.kald == QUERY:
        if svar_spoerg.anvend(exchange, svar, problems):
            videre(exchange)
    elif svar:
        _anvend_penge(exchange, content.kald, svar, problems)
    return Applied(totals=totaler(content.kald, svar), sheet=_ark(content))


def totaler(kald: str, svar: Sequence[Svar]) -> dict[str, int]:
    """What the receipts sum up to, by themselves."""
    if kald == QUERY:
        return {
            "Svar": len(svar),
            "Med gæld": sum(1 for one in svar if one["gaeld"]),
            "Mest, der kan modregnes": sum(100 * (one["mest"] or 0) for one in svar),
        }
    return {"Svar": len(svar), "Bogført hos dem": sum(100 * (one.get("bogfoert") or 0) for one in svar)}


def _ark(content: Svarfil) -> Sheet:
    known = Counter(str(one["fejl"] or one.get("status") or ("Gæld" if one.get("gaeld") else "Ingen gæld")) for one in content.svar)
    total = totaler(content.kald, content.svar)
    lines = [("Kald", content.kald), *((name, str(count)) for name, count in sorted(known.items()))]
    lines += [(name, beloeb_tekst(oere)) for name, oere in total.items() if name.startswith(("Mest", "Bogført"))]
    return [("Svar fra Central incasso", lines)]


def _anvend_penge(exchange: Exchange, kald: str, svar: Sequence[Svar], problems: Problems) -> None:
    opsaetning = bogfoer.opsaet(problems)
    if opsaetning is None:
        raise ProblemsError(problems)
    receipts = enkelte(svar, problems)
    rows = Forsoeg.objects.filter(set_off_id__in=list(receipts)).select_related("post", "modregning", "deres_post").order_by("pk")
    known = {row.set_off_id: row for row in rows}
    for id in sorted(set(receipts) - set(known)):
        problems.add(MODREGNING_FREMMED, field="id", raw=id)
    how: dict[str, Callable[[_Sag], None]] = {SUBMIT: _afsendt, STATUS: _status, CANCEL: _annulleret}
    for id, row in known.items():
        how[kald](_Sag(exchange, row, receipts[id], opsaetning, problems))


class _Sag:
    """One receipt and the attempt it is about."""

    __slots__ = ("exchange", "opsaetning", "problems", "row", "svar")

    def __init__(self, exchange: Exchange, row: Forsoeg, svar: Svar, opsaetning: Opsaetning, problems: Problems) -> None:
        self.exchange, self.row, self.svar, self.opsaetning, self.problems = exchange, row, svar, opsaetning, problems

    @property
    def status(self) -> str:
        return str(self.svar["status"])

    @property
    def fejl(self) -> str:
        return str(self.svar["fejl"])

    def til(self, tilstand: Tilstand, tekst: str) -> None:
        """Another state, with what they said."""
        said = f"{self.fejl} {self.svar['tekst']}".strip()
        more: dict[str, Any] = {"deres_status": self.status} | ({"besked": said} if said else {})
        if self.status == RULLET:  # what they had booked is booked no more
            more["bogfoert"] = None
        skift(self.row, tilstand, f"{tekst} {said}".strip(), exchange=self.exchange, **more)

    def tag(self, tilstand: Tilstand) -> None:
        """They have set it off: so do we, where it can be."""
        post = self.row.post
        post.refresh_from_db()
        if post.rest < self.row.beloeb or not post.modregnes:
            self.til(Tilstand.ANNULLERES, "De har modregnet posten, som er ændret imens. Modregningen annulleres.")
            return
        bogfoer.saet_af(self.row, self.opsaetning, self.exchange)
        self.til(tilstand, "Inddrivelsesmyndigheden har modregnet.")

    def gaelder_stadig(self) -> None:
        """They would not cancel."""
        if bogfoer.ophaevet(self.row):
            self.row.post.refresh_from_db()
            if self.row.post.rest < self.row.gaeldende + bogfoer.givet_tilbage(self.row):
                forskel(self.row, Forskelsart.FAST, 0, self.row.gaeldende)
                return
            bogfoer.genopret(self.row, self.opsaetning, self.exchange)
        self.til(Tilstand.BOGFOERT, "De annullerede ikke: modregningen gælder stadig.")

    def fejlede(self) -> None:
        """An error on one that we do not know to be taken."""
        if self.fejl in FORBIGAAENDE:
            self.til(Tilstand.UKENDT, "Inddrivelsesmyndigheden har en fejl hos sig selv. Der spørges om status.")
        else:
            self.til(Tilstand.AFVIST, "Inddrivelsesmyndigheden afviste modregningen. Hele beløbet udbetales.")

    def uventet(self) -> None:
        """A status that nobody has described."""
        self.problems.add(MODREGNING_STATUS, field="status", raw=self.row.set_off_id, status=self.status)


def _afsendt(sag: _Sag) -> None:
    """The receipt of SubmitSetOff."""
    if sag.row.tilstand not in (Tilstand.SENDES, Tilstand.UKENDT):
        return
    if sag.status in (TAGET, BOGFOERT):
        sag.tag(Tilstand.BOGFOERT if sag.status == BOGFOERT else Tilstand.MODTAGET)
    elif sag.status == RULLET:
        sag.til(Tilstand.RULLET, "Inddrivelsesmyndigheden har taget modregningen tilbage. Hele beløbet udbetales.")
    elif sag.status == FEJL:
        sag.fejlede()
    else:
        sag.uventet()
        skift(sag.row, Tilstand.UKENDT, f"Svaret har status «{sag.status}». Der spørges om status.", exchange=sag.exchange)


def _status(sag: _Sag) -> None:
    """The receipt of GetSetOffStatus."""
    row = sag.row
    unknown = sag.status == UKENDT_ID or (sag.status == FEJL and sag.fejl == INGEN_SAADAN)
    if row.tilstand in (Tilstand.SENDES, Tilstand.UKENDT):
        if unknown:
            sag.til(Tilstand.GODKENDT, "De kender den ikke. Den sendes igen med samme nummer.")
        else:
            _afsendt(sag)
    if row.tilstand not in MODREGNET:
        return
    if sag.status in (RULLET, FEJL) and not unknown and sag.fejl not in FORBIGAAENDE:
        bogfoer.ret_til(row, 0, sag.opsaetning, sag.exchange, "Inddrivelsesmyndigheden har taget modregningen tilbage.")
        sag.til(Tilstand.RULLET, "Inddrivelsesmyndigheden har taget modregningen tilbage.")
    elif unknown:
        forskel(row, Forskelsart.UKENDT, row.gaeldende, 0)
        _husk(row, sag)
    elif sag.status == BOGFOERT:
        _bogfoert(sag)
    elif sag.status == TAGET:
        _husk(row, sag)
    elif sag.status != FEJL:
        sag.uventet()


def _bogfoert(sag: _Sag) -> None:
    """They have booked it, perhaps in part."""
    row, booked = sag.row, sag.svar.get("bogfoert")
    if row.tilstand == Tilstand.MODTAGET:
        sag.til(Tilstand.BOGFOERT, "Inddrivelsesmyndigheden har bogført modregningen.")
    _husk(row, sag)
    if booked is None:
        return
    theirs = 100 * int(booked)
    if 0 <= theirs < row.gaeldende:
        bogfoer.ret_til(row, theirs, sag.opsaetning, sag.exchange, "Inddrivelsesmyndigheden har kun bogført en del.")
    elif theirs != row.gaeldende:
        forskel(row, Forskelsart.FOR_MEGET, row.gaeldende, theirs)


def _husk(row: Forsoeg, sag: _Sag) -> None:
    """What they say of it now, so that the same answer is no news."""
    row.deres_status = sag.status
    row.bogfoert = sag.svar.get("bogfoert", row.bogfoert)
    row.sager = " ".join(sag.svar.get("sager", ())) or row.sager
    row.save(update_fields=["deres_status", "bogfoert", "sager"])


def _annulleret(sag: _Sag) -> None:
    """The receipt of CancelSetOff."""
    row = sag.row
    if row.tilstand != Tilstand.ANNULLERES:
        return
    if sag.status == RULLET:
        bogfoer.ret_til(row, 0, sag.opsaetning, sag.exchange, "Modregningen er annulleret.")
        sag.til(Tilstand.ANNULLERET, "Modregningen er annulleret.")
    elif sag.status in (TAGET, BOGFOERT):
        if row.gaeldende:
            sag.gaelder_stadig()
        elif row.post.rest >= row.beloeb and row.post.modregnes:
            sag.tag(Tilstand.BOGFOERT)
        else:
            forskel(row, Forskelsart.FAST, 0, row.beloeb)
    elif row.gaeldende == 0 and row.post.rest >= row.beloeb and sag.fejl == INGEN_SAADAN:
        # Only their answer to the same number sent again is certain: a first one may still be on its way.
        sag.til(Tilstand.UKENDT, "De kender den ikke. Der spørges om status.")
    elif row.gaeldende and sag.status == FEJL and sag.fejl not in FORBIGAAENDE:
        sag.gaelder_stadig()
    elif sag.status != FEJL:
        sag.uventet()


def videre(exchange: Exchange) -> None:
    """Let what was approved be sent without waiting for the next time."""
    engine.enqueue("udveksling.hent", f"hent.{exchange.interface}", "straks", key=f"modregning-videre:{exchange.pk}")
