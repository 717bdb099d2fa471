"""Every error code of payments.md 1.1: what provokes it, the sentence the operator reads, and what becomes of the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from tests.bogh import udbetalingsverden as udbetaling
from tests.formats.composed_bs import SAMPLE_0602
from tests.inka.bs_verden import byg, koder, krav, kunde, laes, saet_op
from tests.inka.test_fi import SAMPLE
from tests.inka.verden import BANK, saldo

from snitflade.bogh.udbetaling import modtagere
from snitflade.exchange import blobs
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.inka.models import Indbetaling, Regning
from snitflade.partners import betalingsservice

pytestmark = pytest.mark.django_db
Aendring = tuple[str, str]
FORSVUNDET = "\0"
"""A line that is changed into this is not there."""


def linjer(sample: tuple[str, ...], changes: tuple[Aendring, ...]) -> bytes:
    text = "".join(f"{line}\r\n" for line in sample)
    for before, after in changes:
        assert text.count(before) > 0, before
        text = text.replace(before, after)
    return text.replace(f"{FORSVUNDET}\r\n", "").encode("latin-1")


def fi(*changes: Aendring) -> tuple[Exchange, Problems]:
    return laes(linjer(SAMPLE, changes), interface="bogh.fi-indbetalinger", name="ind.txt")


def bs(*changes: Aendring) -> tuple[Exchange, Problems]:
    return laes(linjer(SAMPLE_0602, changes))


def raekke(code: str, state: str, sentence: str, *changes: Aendring, fil: Callable[..., tuple[Exchange, Problems]]) -> object:
    return pytest.param(code, state, sentence, fil, changes, id=f"{code}-{fil.__name__}")


_UKENDT = "linjen er bevaret, men ikke læst."
_MANGLER = "Linjer mangler eller er kommet til."
_HENT = "Hent filen igen. Er afsenderen kendt for at tælle forkert, så frigiv den med en begrundelse."
_ANDEN = "Er det en anden kommunes fil?"

FILER = (
    raekke(
        *("TEGNSAET_FEJL", "afvist"),
        "Linje 3, tegn 80: Byte 206 (0x81) findes ikke i tegnsættet cp1252. Gem filen i cp1252, eller angiv det rigtige tegnsæt.",
        ("61000 ", "61000\x81"),
        fil=fi,
    ),
    raekke(
        *("RECORD_LAENGDE", "afvist"),
        "Linje 3: Linjen er 110 tegn; FI030 er 113, og mindst 112 skal være der.",
        ("61000                      CC000000000N", "61000                      CC0000000"),
        fil=fi,
    ),
    raekke(
        *("RECORD_LAENGDE", "afvist"),
        "Linje 1, tegn 129: Linjen er 130 tegn, men BS002 er kun 128; resten er ikke blank.",
        (SAMPLE_0602[0], f"{SAMPLE_0602[0]:129}X"),
        fil=bs,
    ),
    raekke(
        *("RECORD_UKENDT", "afvist"),
        f"Linje 4, tegn 1: Recordtypen «FI999» kendes ikke i fi; {_UKENDT}",
        ("FI03020261103", "FI99920261103"),
        fil=fi,
    ),
    raekke(
        *("RECORD_UKENDT", "afvist"),
        f"Linje 3, tegn 1: Recordtypen «BS042 0235» kendes ikke i bs0602; {_UKENDT}",
        ("BS0420999999902360", "BS0420999999902350"),
        fil=bs,
    ),
    raekke(
        *("RAEKKEFOELGE_FEJL", "afvist"),
        "Linje 5: Filen slutter uden FI090; den er ikke hel. Hent eller dan den igen.",
        (SAMPLE[-1], FORSVUNDET),
        fil=fi,
    ),
    raekke(
        *("RAEKKEFOELGE_FEJL", "afvist"),
        "Linje 2, tegn 1: BS042 kan ikke stå efter BS002. "
        "Rækkefølgen er BS002, så sektioner fra BS012 til BS092, og BS992 til sidst.",
        (SAMPLE_0602[1], FORSVUNDET),
        fil=bs,
    ),
    raekke(
        *("ANTAL_FEJL", "holdt"),
        "Filens egne totaler passer ikke: Linje 5, tegn 14, felt antal_fi030: antal_fi030 er 3, men der står 2 i filen. "
        f"{_MANGLER} {_HENT}",
        ("FI0808000000600000000002", "FI0808000000600000000003"),
        fil=fi,
    ),
    raekke(
        *("ANTAL_FEJL", "afvist"),
        f"Linje 5, tegn 32, felt antal_042: antal_042 er 3, men der står 2 i filen. {_MANGLER}",
        ("0000000000200000000018300", "0000000000300000000018300"),
        fil=bs,
    ),
    raekke(
        *("SUM_FEJL", "holdt"),
        "Filens egne totaler passer ikke: Linje 5, tegn 25, felt beloeb_i_alt: beloeb_i_alt er 89001 øre, men posterne giver "
        f"89000 øre. Linjer er ændret, mangler eller er for mange. {_HENT}",
        ("000000000089000", "000000000089001"),
        fil=fi,
    ),
    raekke(
        *("SUM_FEJL", "anvendt"),
        "Linje 5, tegn 43, felt nettobeloeb_042: Nettobeløbet er 183001 øre, men posterne giver 183000 øre. "
        "Hvad der summeres her, er ikke bekræftet; kontrollér tallene.",
        ("000000000183000", "000000000183001"),
        fil=bs,
    ),
    raekke(
        *("LEVERANDOER_UKENDT", "afvist"),
        f"Linje 1, tegn 6, felt dataleverandoernummer: 12227353 er ikke blandt kommunens dataleverandører (99900008). {_ANDEN}",
        ("99900008", "12227353"),
        fil=bs,
    ),
    raekke(
        *("KREDITOR_UKENDT", "afvist"),
        f"Linje 2, tegn 6, felt pbs_nummer: 08888888 er ikke blandt kommunens kreditornumre (09999999). {_ANDEN}",
        ("09999999", "08888888"),
        fil=bs,
    ),
    raekke(
        *("KREDITOR_UKENDT", "afvist"),
        f"Linje 2, tegn 6, felt fi_kreditornummer: 80000014 er ikke blandt kommunens kreditornumre (80000006). {_ANDEN}",
        ("80000006", "80000014"),
        fil=fi,
    ),
    raekke(
        *("DATO_UGYLDIG", "afvist"),
        "Linje 3, tegn 6, felt indbetalingsdato: «20261132» er ikke en dato i formen ÅÅÅÅMMDD.",
        ("FI03020261102", "FI03020261132"),
        fil=fi,
    ),
    raekke(
        *("DATO_UGYLDIG", "afvist"),
        "Linje 3, tegn 50, felt betalingsdato: «321226» er ikke en dato i formen DDMMÅÅ.",
        ("9011226100000000", "9321226100000000"),
        fil=bs,
    ),
    raekke(
        *("BELOEB_UGYLDIGT", "afvist"),
        "Linje 3, tegn 65, felt beloeb: «0000000000610,0» er ikke et beløb i hele øre: 15 cifre uden fortegn og komma.",
        ("20261103000000000061000", "202611030000000000610,0"),
        fil=fi,
    ),
    raekke(
        *("KONTROLCIFFER_FEJL", "anvendt"),
        "Linje 3, tegn 16, felt betalingsidentifikation: Betalings-id 0000100000000009084 har forkert kontrolciffer "
        "(modulus 10). Indbetalingen skal behandles i hånden.",
        ("0000100000000009083", "0000100000000009084"),
        fil=fi,
    ),
    raekke(
        *("POST_DUBLET", "anvendt"),
        "Linje 4, tegn 35, felt arkivreference: Posten er den samme som på linje 3; kun den første kan bogføres.",
        ("6471202611030000000018", "6471202611020000000017"),
        fil=fi,
    ),
    raekke(
        *("KRAV_UKENDT", "anvendt"),
        "Linje 3, felt betalingsidentifikation: Indbetalingen står blandt uanbringelige: Der er intet krav med nummeret.",
        fil=fi,
    ),
    raekke(
        *("KRAV_UKENDT", "anvendt"),
        "Linje 3, felt reference: Posten hører ikke til nogen opkrævning herfra. Beløbet står blandt uanbringelige.",
        fil=bs,
    ),
)


@pytest.mark.parametrize(("code", "state", "sentence", "fil", "changes"), FILER)
def test_of_a_file(
    code: str, state: str, sentence: str, fil: Callable[..., tuple[Exchange, Problems]], changes: tuple[Aendring, ...]
) -> None:
    saet_op()
    exchange, problems = fil(*changes)
    assert exchange.state == state
    if state == "holdt":
        assert exchange.note == sentence
    else:
        said(problems, code, sentence)
    assert Indbetaling.objects.exists() is (state == "anvendt"), "all of a file, or nothing"


def said(problems: Problems, code: str, sentence: str) -> None:
    """The sentence was said, once, under the specification's code or one that names it."""
    of_code = [str(problem) for problem in problems.sorted() if code in (problem.code, ProblemKind.known[problem.code].spec)]
    assert of_code.count(sentence) == 1, of_code


def test_an_empty_file() -> None:
    saet_op()
    for interface, name in (("bogh.fi-indbetalinger", "ind.txt"), ("inka.bs-indbetalinger", "D1.BS1")):
        exchange, problems = laes(b"", interface=interface, name=name)
        assert exchange.state == "afvist"
        said(problems, "FIL_TOM", f"Filen {name} er tom (0 bytes).")


def test_the_same_delivery_twice() -> None:
    saet_op()
    first, _ = fi()
    assert fi()[0].pk == first.pk, "the same bytes are the same exchange"
    assert saldo(BANK) == 89000
    exchange, problems = fi(("0000000017", "0000000099"))
    said(
        problems,
        "FIL_DUBLET",
        f"Linje 2, felt dannelsestid: Leverancen fra 2026-11-04 063015 er allerede bogført med udveksling {first.pk}, men med "
        "andet indhold. Intet er bogført; spørg banken, hvilken der gælder.",
    )
    assert exchange.state == "afvist" and saldo(BANK) == 89000


def test_the_same_delivery_of_betalingsservice_twice() -> None:
    saet_op()
    first, _ = bs()
    paid = saldo(BANK)
    exchange, problems = bs(("RG0000908", "RG0000918"))
    said(
        problems,
        "FIL_DUBLET",
        f"Linje 1, felt leveranceidentifikation: Leverance 0000000088 er allerede bogført med udveksling {first.pk}, men med "
        "andet indhold. Intet er bogført; spørg Betalingsservice, hvilken der gælder.",
    )
    assert exchange.state == "afvist" and saldo(BANK) == paid


def test_a_post_that_came_before() -> None:
    saet_op()
    fi()
    exchange, problems = fi(("20261104063015", "20261105063015"))
    said(problems, "POST_DUBLET", "Linje 3, felt arkivreference: Indbetalingen er allerede bogført og er sprunget over.")
    assert exchange.state == "anvendt" and saldo(BANK) == 89000
    bs()
    paid = saldo(BANK)
    exchange, problems = bs(("BS106020000000088", "BS106020000000089"))
    said(problems, "POST_DUBLET", "Linje 3, felt reference: Posten er allerede bogført og er sprunget over.")
    assert exchange.state == "anvendt" and saldo(BANK) == paid


def test_paid_already_and_paid_otherwise() -> None:
    saet_op()
    krav(50000, hos=kunde("3112999999"))
    (claim,) = krav(60000, hos=kunde("3112999999"))
    Regning.objects.filter(pk=claim.pk).update(regningsnummer=908)
    _, problems = fi()
    differs = "Linje 3, felt beloeb: Der er betalt 610,00 kr., og på kravet var 600,00 kr. åbent. "
    said(problems, "BELOEB_AFVIGER", f"{differs}Det er bogført; se forskellen efter.")
    over = "Indbetalingen står blandt uanbringelige: Kravet er betalt, eller der er betalt for meget."
    said(problems, "KRAV_BETALT", f"Linje 3, felt betalingsidentifikation: {over}")
    assert Indbetaling.objects.order_by("pk")[0].rest == 1000


def test_a_collection_paid_twice_and_otherwise() -> None:
    saet_op()
    krav(61000, hos=kunde("3112999999", "123456789"))
    exchange, _ = byg()
    assert exchange is not None
    data = blobs.get(exchange.files.get().blob)
    one = betalingsservice.svar(data, 1, dt.date(2026, 12, 4), betalt={"R00000001": 60000})
    _, problems = laes(one)
    differs = "Linje 3, felt betalt_beloeb: Der er betalt 600,00 kr., og på kravene var 610,00 kr. åbent. "
    said(problems, "BELOEB_AFVIGER", f"{differs}Det er bogført; se forskellen efter.")
    _, problems = laes(betalingsservice.svar(data, 2, dt.date(2026, 12, 5), bogfoert=dt.date(2026, 12, 2)))
    said(problems, "KRAV_BETALT", "Linje 3, felt reference: Opkrævning 1 er allerede betalt. Beløbet står blandt uanbringelige.")
    assert list(Indbetaling.objects.exclude(rest=0).values_list("rest", "aarsag")) == [(61000, "KRAV_BETALT")]


def test_payees(monkeypatch: pytest.MonkeyPatch) -> None:
    udbetaling.ur(monkeypatch)
    udbetaling.opsaet()
    with pytest.raises(ProblemsError) as caught:
        udbetaling.person(konto="0000 1234567890")
    said(
        caught.value.problems,
        "KONTO_UGYLDIG",
        "Felt konto: «0000 1234567890» er ikke en bankkonto. Skriv 4 cifre reg.nr. og op til 10 cifre kontonr., fx 6471 1000206.",
    )
    without = modtagere.gem("kunde", "4711", "Prøve Person To", "", dt.date(2026, 1, 1), "anna")
    post = udbetaling.post(125_000, without)
    udbetaling.post(1, udbetaling.person())
    exchange, built = udbetaling.koer()
    said(
        built.warnings,
        "MODTAGER_UDEN_KONTO",
        f"Felt post: Post {post.pk} på 1.250,00 kr. er udeladt: modtageren har ingen bankkonto den 30-11-2026. "
        "Angiv en konto på side 360.",
    )
    assert exchange is not None and exchange.totals["Betalinger"] == 1, "left out of the run, never a file with holes"


def test_the_deadline() -> None:
    saet_op()
    krav(61000, hos=kunde("3112999999", "123456789"))
    with pytest.raises(ProblemsError) as caught:
        byg(now=dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC))
    said(
        caught.value.problems,
        "FRIST_OVERSKREDET",
        "Felt forfaldsdato: Opkrævninger med forfald 01-12-2026 skulle være hos Betalingsservice inden 23-11-2026 kl. 11.00 dansk "
        "tid. Vælg en senere forfaldsdato: den næste mulige er 04-01-2027.",
    )
    assert koder(caught.value.problems) == {"FRIST_OVERSKREDET"} and not Exchange.objects.exists()


ALLE = (
    *("FIL_TOM", "FIL_DUBLET", "TEGNSAET_FEJL", "RECORD_LAENGDE", "RECORD_UKENDT", "RAEKKEFOELGE_FEJL", "ANTAL_FEJL", "SUM_FEJL"),
    *("LEVERANDOER_UKENDT", "KREDITOR_UKENDT", "DATO_UGYLDIG", "BELOEB_UGYLDIGT", "KONTROLCIFFER_FEJL", "POST_DUBLET"),
    *("KRAV_UKENDT", "KRAV_BETALT", "BELOEB_AFVIGER", "KONTO_UGYLDIG", "MODTAGER_UDEN_KONTO", "FRIST_OVERSKREDET"),
)
"""The table of payments.md 1.1."""


@pytest.mark.parametrize("code", ALLE)
def test_can_be_searched_for(code: str) -> None:
    assert any(code in (kind.code, kind.spec) for kind in ProblemKind.known.values())
