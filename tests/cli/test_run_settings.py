"""What the system constants and the options of a run change in its files (prisme.md 1, 2.4, 2.6, 3.6 to 3.8)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone
from tests.cli.installation import Cli

from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.folk.models import Lokalitet
from snitflade.inka.models import Debitor
from snitflade.tekn.models import Aftale, Ydelse


def g69_lines(folder: Path) -> list[str]:
    return (folder / "861_G69.txt").read_bytes().decode().split("\r\n")[:-1]


def tenq_lines(folder: Path, kind: str = "") -> list[str]:
    lines = (folder / "861_10Q.txt").read_bytes().decode().split("\r\n")[:-1]
    return [line for line in lines if line[4:6] == kind or not kind]


def keys(folder: Path) -> set[tuple[str, str]]:
    """Områdenummer and debtor of every record."""
    return {(line[23:26], line[33:43]) for line in tenq_lines(folder)}


def constant(key: str, value: str) -> None:
    Systemkonstant.objects.create(nummer=key, vaerdi=value)


@pytest.mark.parametrize("width", [10, 15, 21])
def test_account_width(cli: Cli, tmp_path: Path, width: int) -> None:
    constant("prisme.kontonr_bredde", str(width))
    assert cli.bill("--out", tmp_path).code == 0
    lines = g69_lines(tmp_path)
    assert f"&111{'6602507000':0>{width}}&112" in lines[0]
    assert [len(line) for line in lines] == [117 + width] * 5 + [128 + width]


@pytest.mark.parametrize(("setting", "encoding"), [("utf-8", "utf-8"), ("cp1252", "cp1252")])
def test_encoding(cli: Cli, tmp_path: Path, setting: str, encoding: str) -> None:
    constant("prisme.tegnsaet", setting)
    Ydelse.objects.filter(navn="Dagrenovation").update(navn="Særlig tømning på Åen")
    assert cli.bill("--out", tmp_path, tekst="ØKONOMI").code == 0
    g69, tenq = (tmp_path / "861_G69.txt").read_bytes(), (tmp_path / "861_10Q.txt").read_bytes()
    assert b"&153" + "ØKONOMI".encode(encoding) + b"&201" in g69
    text = "Særlig tømning på Åen 1. kvartal 2018"
    line = next(line for line in tenq.split(b"\r\n") if text.encode(encoding) in line)
    assert len(line.decode(encoding)) == 113, "widths count characters"
    assert not tenq.startswith(b"\xef\xbb\xbf")


def test_geo_gives_each_place_its_number_and_a_debtor_in_two_places_two_rates(cli: Cli, tmp_path: Path) -> None:
    Lokalitet.objects.filter(navn="Tasiilaq").update(geo_kode="110")
    assert cli.bill("--out", tmp_path, omraadenummer="GEO").code == 0
    assert keys(tmp_path) == {
        *(("050", "3112999999"), ("050", "5809001539"), ("050", "0001952976")),
        *(("110", "5809001539"), ("110", "0001953096")),
    }
    amounts = {(line[23:26], line[33:43]): line[50:61] for line in tenq_lines(tmp_path, "24")}
    assert amounts["050", "5809001539"] == "0000244000+"
    assert amounts["110", "5809001539"] == "0000089000+"
    assert {line[47:50] for line in tenq_lines(tmp_path, "24")} == {"999"}


def test_geo_as_system_constant(cli: Cli, tmp_path: Path) -> None:
    constant("4011", "GEO")
    assert cli.bill().codes == {"REGNING_GEO_MANGLER"}
    assert cli.bill("--out", tmp_path, omraadenummer="000").code == 0, "the option goes before the constant"


def test_inddriv_keeps_public_customers_from_collection(cli: Cli, tmp_path: Path) -> None:
    Debitor.objects.filter(cvr="19785289").update(offentlig=True)
    Debitor.objects.filter(cvr="12227353").update(offentlig=False)
    assert cli.bill("--out", tmp_path, omraadenummer="INDDRIV").code == 0
    assert keys(tmp_path) == {
        *(("000", "3112999999"), ("000", "5809001539")),
        *(("100", "0001953096"), ("100", "0001952976")),
    }


def test_modkonto(cli: Cli, tmp_path: Path) -> None:
    assert cli.bill("--out", tmp_path, modkonto="9407009004").code == 0
    assert "&111000000000009407009004&112000000849000 &113D" in g69_lines(tmp_path)[4]


def test_modkonto_as_system_constant(cli: Cli, tmp_path: Path) -> None:
    constant("renovation.modkonto", "9407009005")
    assert cli.bill("--out", tmp_path).code == 0
    assert "&111000000000009407009005&112" in g69_lines(tmp_path)[4]


@pytest.mark.parametrize("modkonto", ["6602507000", "4106011200"])
def test_a_modkonto_that_others_use_too(cli: Cli, tmp_path: Path, modkonto: str) -> None:
    """What Prisme credits it with could no longer be told from its own postings."""
    answer = cli.bill("--out", tmp_path, modkonto=modkonto)
    assert (answer.code, answer.codes) == (1, {"KONTERING_MODKONTO"})


def test_lone_trans_10_for_who_pays_from_an_account(cli: Cli, tmp_path: Path) -> None:
    constant("prisme.trans_10_uden_rate", "J")
    Debitor.objects.filter(kundenummer="0002292514").update(cvr="12227353")
    answer = cli.bill("--out", tmp_path)
    assert (answer.code, answer.err) == (0, "")
    lone = [line for line in tenq_lines(tmp_path) if line[33:43] == "0002292514"]
    assert [line[4:6] for line in lone] == ["10"]
    assert lone[0][45:55] == "0012227353"
    assert len(tenq_lines(tmp_path, "10")) == 5
    assert len(tenq_lines(tmp_path, "24")) == 4


def test_the_control_sheet_masks_who_pays_from_an_account(cli: Cli) -> None:
    Debitor.objects.filter(kundenummer="3112999999").update(betales_fra_konto="4106011200")
    answer = cli.bill()
    assert answer.code == 0
    assert "(kunde 311299" in answer.out
    for said in (answer.out, cli("show", "1").out, cli("show", "1", "--json").out, cli("exchanges", "--json").out):
        assert "3112999999" not in said


def test_a_rate_per_agreement_has_numbers_of_its_own(cli: Cli, tmp_path: Path) -> None:
    answer = cli.bill("--out", tmp_path, rate_pr="aftale")
    assert (answer.code, answer.err) == (0, "")
    rates = [(line[33:43], line[47:50], line[50:61]) for line in tenq_lines(tmp_path, "24")]
    assert rates == [
        *[("3112999999", "001", "0000061000+"), ("3112999999", "002", "0000028000+")],
        *[("5809001539", "001", "0000122000+"), ("5809001539", "002", "0000122000+")],
        *[("5809001539", "003", "0000061000+"), ("5809001539", "004", "0000028000+")],
        *[("0001953096", "999", "0000244000+"), ("0001952976", "999", "0000183000+")],
    ]
    texts = [(line[33:43], line[47:50]) for line in tenq_lines(tmp_path, "26")]
    assert {text: texts.count(text) for text in texts} == {(kunde, rate): 3 for kunde, rate, _ in rates}
    assert len({line[276:311] for line in tenq_lines(tmp_path, "24")}) == 8, "each rate its own Afstemningsnøgle"


@pytest.mark.parametrize(("afregning", "oere"), [("dage", 20333), ("hele_maaneder", 20333), ("hele_uger", 18769), ("intet", 0)])
def test_part_of_a_quarter(cli: Cli, tmp_path: Path, afregning: str, oere: int) -> None:
    """From 2 March 2018 at 610 kr.: 30 of 90 days, 4 of 13 weeks, not on the first day; from 1 March: 1 of 3 months."""
    first = dt.date(2018, 3, 1) if afregning == "hele_maaneder" else dt.date(2018, 3, 2)
    Aftale.objects.exclude(debitor__kundenummer="0001953096").delete()
    Aftale.objects.update(antal=1, fra=first)
    answer = cli.bill("--out", tmp_path, afregning=afregning)
    assert answer.code == 0
    if oere:
        assert tenq_lines(tmp_path, "24")[0][50:61] == f"{oere:010}+"
    else:
        assert "intet at opkræve" in answer.out


def test_a_text_line_that_is_too_long_breaks_at_a_blank(cli: Cli, tmp_path: Path) -> None:
    place = "Nordre Havnevej ved den gamle kirke, opgang 3, 2. sal tv"
    Lokalitet.objects.filter(navn="Paamiut").update(navn="Paamiut (den gamle del af byen)")
    Aftale.objects.filter(debitor__kundenummer="0001952976").update(bnr=place[:40])
    assert cli.bill("--out", tmp_path).code == 0
    lines = [line[50:113] for line in tenq_lines(tmp_path, "26") if line[33:43] == "0001952976"]
    assert [line[:3] for line in lines] == ["001", "002", "003", "004"]
    assert " ".join(line[3:].rstrip() for line in lines[1:3]) == f"{place[:40]}, Paamiut (den gamle del af byen)"
    first, second = lines[1][3:].rstrip(), lines[2][3:].rstrip()
    assert len(first) <= 60 < len(f"{first} {second.split()[0]}")


def test_a_word_longer_than_a_line_is_cut_and_nothing_lost(cli: Cli, tmp_path: Path) -> None:
    Ydelse.objects.filter(navn="Dagrenovation").update(navn="D" * 60, navn_kl="", navn_en="")
    assert cli.bill("--out", tmp_path).code == 0
    lines = [line[53:113] for line in tenq_lines(tmp_path, "26") if line[33:43] == "0001952976"]
    assert lines[0] == "D" * 60
    assert lines[1].rstrip() == "1. kvartal 2018"


def test_a_person_whose_number_fails_modulus_11_is_billed_with_a_warning(cli: Cli, tmp_path: Path) -> None:
    Debitor.objects.filter(kundenummer="3112999999").update(personnummer="6101010001")
    answer = cli.bill("--out", tmp_path)
    assert (answer.code, answer.codes) == (0, {"DEBITOR_MODULUS_11"})
    assert answer.err.startswith("Advarsel: ")
    assert "6101010001" not in answer.err
    assert tenq_lines(tmp_path, "10")[0][45:55] == "6101010001"
    assert [row["code"] for row in cli("show", "1", "--json").json["problems"]] == ["DEBITOR_MODULUS_11"]


def test_paaligningsaar(cli: Cli, tmp_path: Path) -> None:
    assert cli.bill("--out", tmp_path, paaligningsaar="2018").code == 0
    assert {line[29:33] for line in tenq_lines(tmp_path)} == {"2018"}
    assert all("&1142017" in line for line in g69_lines(tmp_path))


@pytest.mark.parametrize("regnskabsaar", ["2016", "2018"])
def test_forsupplement_and_eftersupplement(cli: Cli, tmp_path: Path, regnskabsaar: str) -> None:
    assert cli.bill("--out", tmp_path, regnskabsaar=regnskabsaar).code == 0
    assert all(f"&1142{regnskabsaar[1:]}" in line and "NORFLYD" in line for line in g69_lines(tmp_path))


def test_without_a_stamp_it_is_now_in_greenland(cli: Cli, tmp_path: Path) -> None:
    before = timezone.localtime().replace(tzinfo=None, second=0, microsecond=0)
    assert cli.bill("--out", tmp_path, tidsstempel=None).code == 0
    stamps = {line[6:19] for line in tenq_lines(tmp_path)}
    assert len(stamps) == 1
    written = dt.datetime.strptime(stamps.pop(), "0%Y%m%d%H%M")  # noqa: DTZ007 (10Q's stamps have no zone)
    assert before <= written <= before + dt.timedelta(minutes=2)


def test_without_initials(cli: Cli, tmp_path: Path) -> None:
    assert cli.bill("--out", tmp_path, konteret_af=None).code == 0
    assert not any("&201" in line for line in g69_lines(tmp_path))


def test_the_options_are_kept_with_the_exchange(cli: Cli) -> None:
    cli.bill(rate_pr="aftale")
    options = Exchange.objects.get().options
    assert options["posteringsdato"] == "2017-01-13"
    assert options["rate_pr"] == "aftale"
    assert "modkonto" not in options
