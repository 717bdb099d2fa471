"""Whatever happens in whatever order: no claim is at the authority and open for other collection at once, and the øre add up."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.inka import bs_verden
from tests.inka.bs_verden import PBS
from tests.inka.inddrivelse.verden import KOMMUNE, NU, SVENDSEN, UD, byg, fordring, indhold, krav, laes, saet_op, send
from tests.inka.verden import betal, rester, stemmer

from snitflade.exchange import catalogue, outbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemsError
from snitflade.inka.betalingsservice.byg import frigiv
from snitflade.inka.betalingsservice.udvaelg import _aabne
from snitflade.inka.bogfoer_indbetalinger import Kilde
from snitflade.inka.inddrivelse import byg as byggeri
from snitflade.inka.inddrivelse import haendelser, handlinger, kvittering, nedskriv
from snitflade.inka.inddrivelse.models import UDE, Fordring, Fordringshaendelse
from snitflade.inka.models import Regning
from snitflade.inka.models_bs import BSAftale, BSOpkraevningskrav, Debitorgruppe, Gruppeart
from snitflade.partners.inddrivelse import Myndighed

TRIN = ("overgiv", "annuller", "svar", "afvis", "betal", "afregn", "bs", "bs svar", "tilbagekald", "nedskriv", "igen", "afstem")


class Verden:
    """Three claims of one debtor, who has an agreement with Betalingsservice; and the authority."""

    def __init__(self) -> None:
        saet_op()
        for nummer, vaerdi in (("bs.pbs_numre", f"{KOMMUNE}={PBS}"), ("bs.dataleverandoer", "99900008")):
            Systemkonstant.objects.create(nummer=nummer, vaerdi=vaerdi)
        gruppe = Debitorgruppe.objects.create(kommune=KOMMUNE, nummer="00002", navn="Renovation")
        Gruppeart.objects.create(gruppe=gruppe, kommune=KOMMUNE, art="tekn.prøve")
        self.krav = krav(1000, 2000, 3000)
        BSAftale.objects.create(
            pbs_nummer=PBS,
            debitorgruppe="00002",
            kunde=SVENDSEN,
            aftalenummer="123456789",
            debitor=self.krav[0].debitor,
            start=dt.date(2025, 1, 1),
            fra_leverance="20250101 0000000001",
        )
        self.der, self.dag = Myndighed(), 0
        self.uploadet: set[int] = set()

    @property
    def nu(self) -> dt.datetime:
        """Each step has a day of its own."""
        return NU + dt.timedelta(self.dag)

    def goer(self, trin: str, tal: int) -> None:
        """One step, with `tal` to choose by."""
        self.dag += 1
        claim = self.krav[tal % 3]
        with suppress(ProblemsError):  # it was refused, and nothing has changed
            getattr(self, f"_{trin.replace(' ', '_')}")(claim, tal)

    def _aabne_filer(self, sendt: bool) -> list[Exchange]:
        rows = Exchange.objects.filter(interface=UD).exclude(state__in=("annulleret", "erstattet")).order_by("pk")
        return list(rows.exclude(sent_at=None) if sendt else rows.filter(sent_at=None))

    def _upload(self, afvis: dict[str, str]) -> None:
        """Carry what was sent to the site, once, and register its receipt."""
        for one in self._aabne_filer(True):
            if one.pk not in self.uploadet:
                self.uploadet.add(one.pk)
                kvittering.registrer(one, self.der.modtag(indhold(one), self.nu.date(), afvis=afvis), True, "anna")

    def _overgiv(self, claim: Regning, tal: int) -> None:
        exchange, _ = byg(now=self.nu)
        if exchange is not None and tal % 2:
            send(exchange, self.nu)

    def _annuller(self, claim: Regning, tal: int) -> None:
        for one in self._aabne_filer(False):
            outbound.cancel(one, catalogue.find(UD), "bo", "prøve")

    def _svar(self, claim: Regning, tal: int) -> None:
        self._upload({})

    def _afvis(self, claim: Regning, tal: int) -> None:
        if Fordring.objects.filter(regning=claim).exists():
            self._upload({fordring(claim).ekstern_sagsnummer: "nej"})

    def _betal(self, claim: Regning, tal: int) -> None:
        betal((f"B{self.dag}", 1 + tal * 7, claim.nummer), kilde=Kilde("bogh.fi", KOMMUNE))

    def _afregn(self, claim: Regning, tal: int) -> None:
        case = fordring(claim).ekstern_sagsnummer if Fordring.objects.filter(regning=claim).exists() else ""
        if case in self.der.sager and self.der.sager[case].rest >= tal:
            self.der.betal(case, tal, self.nu.date(), rente=1)
            name, data = self.der.afregning("37AK", f"{self.dag}", self.nu.date(), fejl="to gange" if tal % 2 else "")
            laes(name, data, now=self.nu)

    def _bs(self, claim: Regning, tal: int) -> None:
        bs_verden.byg(self.nu, kommune=KOMMUNE, forfaldsdato=dt.date(2025, 12, 1))

    def _bs_svar(self, claim: Regning, tal: int) -> None:
        for number in BSOpkraevningskrav.objects.filter(ude=True).values_list("opkraevning__exchange", flat=True).distinct():
            frigiv(Exchange.objects.get(pk=number), "bo", "prøve")

    def _tilbagekald(self, claim: Regning, tal: int) -> None:
        if Fordring.objects.filter(regning=claim).exists():
            handlinger.tilbagekald(fordring(claim), "prøve", "anna")

    def _nedskriv(self, claim: Regning, tal: int) -> None:
        exchange, _ = byg("nedskrivninger", self.nu)
        if exchange is not None:
            send(exchange, self.nu)

    def _igen(self, claim: Regning, tal: int) -> None:
        if Fordring.objects.filter(regning=claim).exists():
            handlinger.igen(fordring(claim), "anna")

    def _afstem(self, claim: Regning, tal: int) -> None:
        name, data = self.der.afstemning("37AK", f"{2026 + self.dag}-01")
        if data:
            laes(name, data, interface="inka.afviste", now=self.nu)


class Altid(TestCase):
    """Steps in any order."""

    @settings(deadline=None, max_examples=10)
    @given(st.lists(st.tuples(st.sampled_from(TRIN), st.integers(0, 300)), min_size=4, max_size=14))
    def test_a_claim_is_collected_in_one_place(self, trin: list[tuple[str, int]]) -> None:
        verden = Verden()
        for one, tal in [("overgiv", 1), *trin]:
            verden.goer(one, tal)
            out = set(Fordring.objects.filter(tilstand__in=UDE).values_list("regning_id", flat=True))
            assert len(out) == Fordring.objects.filter(tilstand__in=UDE).count()
            assert not out & set(_aabne(KOMMUNE).values_list("pk", flat=True))
            assert not out & set(BSOpkraevningskrav.objects.filter(ude=True).values_list("regning_id", flat=True))
        stemmer()
        # What they have of a claim is what we know they have, less what is on its way.
        due = {one.fordring for one in nedskriv.skyldige(KOMMUNE)}
        for claim in Fordring.objects.filter(tilstand__in=UDE).select_related("regning"):
            if claim.pk not in due and not claim.tilbagekaldes and claim.rest_hos > 0:
                assert claim.rest_hos <= claim.regning.rest
        # No line is ever sent twice while they have it: the authority has every case once.
        assert not [case for case in verden.der.sager if "#" in case]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("module", "name"), [(byggeri, "insert_rows"), (haendelser, "insert_rows"), (byggeri, "_dokumenter"), (byggeri, "totaler")]
)
def test_a_build_broken_off_leaves_nothing(module: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    saet_op()
    claims = krav(100, 200)

    class Afbrudt(Exception):
        """The process died."""

    def doe(*_: Any, **__: Any) -> Any:
        raise Afbrudt

    with monkeypatch.context() as patch:
        patch.setattr(module, name, doe)
        with pytest.raises(Afbrudt):
            byg()
    assert not Fordring.objects.exists() and not Fordringshaendelse.objects.exists()
    exchange, _ = byg()
    assert exchange is not None and exchange.totals["fordringer"] == 2 and rester(claims) == [100, 200]
    stemmer()
