"""The cross-checks of a month: what the landlords' files, the CPR copy and the applications say differently.

Source: social-teknik.md 2.2 (BS-A01 to BS-A09; A01, A02, A05 and A08 block booking, the others warn) and 1.2 (ADR-W01).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from snitflade.folk.models_person import noegle as cpr_noegle
from snitflade.formats.problems import mask_cpr
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.adresse import Adresse, Lighed, sammenlign
from snitflade.soc.alder import er_barn
from snitflade.soc.boligsikring.afgoer import Afgoerelse
from snitflade.soc.boligsikring.grundlag import Sag
from snitflade.soc.boligsikring.match import Maanedsfiler, Match, aaben, find
from snitflade.soc.boligsikring.models_lejemaal import Lejemaal
from snitflade.soc.husstand import beboere, paa_adresser
from snitflade.soc.maaned import Maaned

BLOKERER = frozenset(("BS-A01", "BS-A02", "BS-A05", "BS-A08"))


class Fund(NamedTuple):
    """One entry of the advis list. `emne` is what it is about, so that it is known again; the values are øre or rooms."""

    kode: str
    emne: str
    tekst: str
    ansoegning: int | None = None
    lejemaal: int | None = None
    gammel: int | None = None
    ny: int | None = None

    @property
    def blokerer(self) -> bool:
        """Whether the application may not be booked."""
        return self.kode in BLOKERER


@dataclass(frozen=True, slots=True)
class Verden:
    """What the checks look at."""

    maaned: Maaned
    afgoerelser: Sequence[Afgoerelse]
    filer: Maanedsfiler
    matches: Mapping[int, Match]
    bogfoert: Mapping[int, int]
    """Øre granted before, by application: for this month, else for the month before."""


def verden(maaned: Maaned, afgoerelser: Sequence[Afgoerelse], filer: Maanedsfiler, bogfoert: Mapping[int, int]) -> Verden:
    """What is to be checked."""
    return Verden(maaned, afgoerelser, filer, find([one.grundlag.sag for one in afgoerelser], filer, maaned), bogfoert)


def blokerende(given: Verden) -> Iterator[Fund]:
    """The entries that block booking, without looking anything up."""
    on_tenancy = Counter(match.lejemaal[0].pk for match in given.matches.values() if match.lejemaal)
    for result in given.afgoerelser:
        sag = result.grundlag.sag
        match = given.matches[sag.id]
        emne = f"ansøgning {sag.id}"
        if sag.udlejer in given.filer.udlejere:
            if not match.lejemaal:
                yield Fund("BS-A01", emne, "Ansøgningen har intet lejemål i udlejerens fil.", sag.id)
            elif not any(aaben(one, given.maaned) for one in match.lejemaal):
                yield Fund("BS-A02", emne, _flyttet(match.lejemaal[0]), sag.id, match.lejemaal[0].pk)
        if match.lejemaal and on_tenancy[match.lejemaal[0].pk] > 1:
            number = match.lejemaal[0].lejemaalsnr
            yield Fund("BS-A05", emne, f"Flere ansøgninger peger på lejemål {number}.", sag.id, match.lejemaal[0].pk)
        if result.husstand is not None and result.husstand.mangler:
            who = ", ".join(mask_cpr(cpr) for cpr in result.husstand.mangler)
            yield Fund("BS-A08", emne, f"Der er ingen aktuel indkomst for {who}.", sag.id)


def alle(given: Verden) -> Iterator[Fund]:
    """Every entry of the month."""
    yield from blokerende(given)
    for result in given.afgoerelser:
        yield from _mod_filen(result, given)
        before, now = given.bogfoert.get(result.grundlag.sag.id), result.beloeb
        if before is not None and before != now:
            text = f"Beregnet {beloeb_tekst(now)} kr.; hidtil {beloeb_tekst(before)} kr."
            yield Fund("BS-A07", f"ansøgning {result.grundlag.sag.id}", text, result.grundlag.sag.id, gammel=before, ny=now)
    yield from _mod_cpr(given)
    yield from _lejere(given)


def _flyttet(one: Lejemaal) -> str:
    if one.udflytning is not None:
        return f"Lejemål {one.lejemaalsnr} er fraflyttet {one.udflytning:%d-%m-%Y}."
    return f"Lejemål {one.lejemaalsnr} begynder først {one.indflytning:%d-%m-%Y}."


def _mod_filen(result: Afgoerelse, given: Verden) -> Iterator[Fund]:
    """What the landlord says differently of the home."""
    sag = result.grundlag.sag
    match = given.matches[sag.id]
    emne = f"ansøgning {sag.id}"
    if match.forslag is not None:
        way, one = match.forslag
        text = f"Lejemål {one.lejemaalsnr} har samme {way.value} som ansøgningen, men en anden lejer. Hører de sammen?"
        yield Fund("BS-M01", emne, text, sag.id, one.pk)
    if not match.lejemaal or not aaben(match.lejemaal[0], given.maaned):
        return
    one = match.lejemaal[0]
    begun = one.husleje_fra is None or one.husleje_fra <= given.maaned.foerste
    rent = result.grundlag.husleje
    if begun and rent is not None and rent != one.husleje:
        text = f"Husleje: ansøgningen {beloeb_tekst(rent)}, udlejeren {beloeb_tekst(one.husleje)} kr."
        yield Fund("BS-A03", emne, text, sag.id, one.pk, rent, one.husleje)
    if one.antal_rum != sag.rum:
        text = f"Antal rum: ansøgningen {sag.rum}, udlejeren {one.antal_rum}."
        yield Fund("BS-A04", emne, text, sag.id, one.pk, sag.rum, one.antal_rum)
    if one.fil.udlejer_id != sag.udlejer:
        yield Fund("BS-A09", emne, f"Lejemål {one.lejemaalsnr} hører til en anden udlejer end ansøgningens.", sag.id, one.pk)
    theirs = Adresse(sag.adresse.kommune, one.lokalitet, one.vejkode, one.husnr, one.bnr, one.lejlighed)
    if sammenlign(sag.adresse, theirs) is Lighed.NORMALISERET:
        text = "Adressen er den samme som udlejerens efter normalisering, men skrevet anderledes. Ret den i CPR."
        yield Fund("ADR-W01", emne, text, sag.id, one.pk)


def _mod_cpr(given: Verden) -> Iterator[Fund]:
    """Adults whom the CPR copy has at the address and the application has not."""
    keys = {result.grundlag.sag.id: _cpr_noegle(result.grundlag.sag) for result in given.afgoerelser}
    there = paa_adresser(list(keys.values()))
    for result in given.afgoerelser:
        sag = result.grundlag.sag
        members = {one.cpr for one in result.grundlag.personer}
        others = [one.cpr for one in there.get(keys[sag.id], ()) if one.cpr not in members and not er_barn(one.foedt, given.maaned)]
        if others:
            who = ", ".join(mask_cpr(cpr) for cpr in sorted(others)[:5])
            text = f"CPR har {len(others)} voksne på adressen, som ikke er i ansøgningen: {who}."
            yield Fund("BS-A06", f"ansøgning {sag.id}", text, sag.id, gammel=len(members), ny=len(members) + len(others))


def _cpr_noegle(sag: Sag) -> str:
    one = sag.adresse
    return cpr_noegle(one.kommune, one.vejkode, one.husnr, "", one.lejlighed, one.bnr)


def _lejere(given: Verden) -> Iterator[Fund]:
    """What is odd about tenants: unknown, dead or departed, or with two homes at once; and rents that have jumped."""
    open_ = [one for one in given.filer.lejemaal if aaben(one, given.maaned)]
    known = beboere([one.cpr_lejer for one in open_])
    count = Counter(one.cpr_lejer for one in open_)
    for one in open_:
        emne = f"lejemål {one.fil.udlejer_id}/{one.lejemaalsnr}/{one.indflytning:%Y%m%d}"
        if one.cpr_lejer not in known:
            yield Fund("BS-W03", emne, f"Lejeren {mask_cpr(one.cpr_lejer)} er ikke i CPR-kopien.", lejemaal=one.pk)
        elif not known[one.cpr_lejer].aktiv:
            yield Fund("BS-W03", emne, f"Lejeren {mask_cpr(one.cpr_lejer)} er død eller udrejst efter CPR.", lejemaal=one.pk)
        if count[one.cpr_lejer] > 1:
            yield Fund("BS-W02", emne, f"Lejeren {mask_cpr(one.cpr_lejer)} har flere åbne lejemål.", lejemaal=one.pk)
