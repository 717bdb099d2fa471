"""Voucher drafts: two people, the source's own approval, receipts, and booking once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from snitflade.bogh import kladder
from snitflade.bogh.bilag import Hoved, Linje
from snitflade.bogh.kladder import Udkastlinje, afvis, anvis, attester, bogfoer, opret, ret, vedhaeft
from snitflade.bogh.models import Bilagskladde, Kladdetilstand
from snitflade.exchange import blobs
from snitflade.formats.problems import ProblemsError

pytestmark = pytest.mark.django_db
DAG = dt.date(2026, 11, 20)
HOVED = Hoved("0956", 2026, DAG, DAG, "Rejse Ilulissat", "bogh.acubiz", "T-2026-0017")
LINJER = [Udkastlinje("310100310", 125000, "Hotel", {"sted": "0956"}), Linje("900200900", -125000)]
PDF, JPEG, PNG = b"%PDF-1.7 ...", b"\xff\xd8\xff\xe0...", b"\x89PNG\r\n\x1a\n..."


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def koder(call: Callable[[], object]) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        call()
    return [problem.code for problem in caught.value.problems.sorted()]


def test_the_way_of_a_draft() -> None:
    kladde = opret(HOVED, LINJER, "anna", vedhaeftninger={"kvit-0017.pdf": PDF}, sagsbehandler="MAJE")
    assert koder(lambda: bogfoer(kladde, "bo")) == ["KLADDE_TILSTAND"]
    assert koder(lambda: anvis(kladde, "bo")) == ["KLADDE_TILSTAND"]
    attester(kladde, "anna")
    assert koder(lambda: attester(kladde, "bo")) == ["KLADDE_TILSTAND"]
    assert koder(lambda: anvis(kladde, "anna")) == ["KLADDE_SAMME"]
    anvis(kladde, "bo")
    bilag = bogfoer(kladde, "anna")
    assert (kladde.tilstand, kladde.bilag, kladde.attesteret_af, kladde.anvist_af) == ("bogført", bilag, "anna", "bo")
    assert sorted(bilag.posteringer.values_list("konto", "beloeb", "tekst")) == [
        ("310100310", 125000, "Hotel"),
        ("900200900", -125000, "Rejse Ilulissat"),
    ]
    assert koder(lambda: bogfoer(kladde, "anna")) == ["KLADDE_TILSTAND"]
    receipt = kladde.vedhaeftninger.get()
    assert (receipt.medietype, blobs.get(receipt.blob)) == ("application/pdf", PDF)
    assert kladde.linjer.get(loebenr=1).dimensioner == {"sted": "0956"}


def test_approved_by_the_source() -> None:
    """winformatik.md 2.4: ``xxxx`` counts as attested and approved."""
    kladde = opret(HOVED, LINJER, "anna", godkendt_af_kilden="ITR BS+")
    assert (kladde.tilstand, kladde.af_kilden, kladde.attesteret_af, kladde.anvist_af) == ("anvist", True, "ITR BS+", "ITR BS+")
    bogfoer(kladde, "anna")


def test_rejected_for_good() -> None:
    kladde = opret(HOVED, LINJER, "anna")
    assert koder(lambda: afvis(kladde, "bo", " ")) == ["KLADDE_GRUND"]
    afvis(kladde, "bo", "Dobbelt")
    assert koder(lambda: attester(kladde, "anna")) == ["KLADDE_TILSTAND"]
    assert koder(lambda: vedhaeft(kladde, "a.pdf", PDF, "anna")) == ["KLADDE_TILSTAND"]


def test_the_same_from_the_source_comes_once() -> None:
    opret(HOVED, LINJER, "anna")
    assert koder(lambda: opret(HOVED, LINJER, "anna")) == ["KLADDE_DOBBELT"]


def test_a_draft_is_checked_like_a_voucher() -> None:
    assert koder(lambda: opret(HOVED, LINJER[:1], "anna")) == ["BILAG_LINJER", "BILAG_BALANCE"]
    kladde = opret(HOVED, LINJER, "anna")
    ret(kladde, HOVED, [Linje("1", 5), Linje("2", -5)], "anna")
    assert list(kladde.linjer.values_list("konto", flat=True)) == ["1", "2"]
    attester(kladde, "anna")
    assert koder(lambda: ret(kladde, HOVED, LINJER, "anna")) == ["KLADDE_TILSTAND"]


@pytest.mark.parametrize(
    ("navn", "data", "expected"),
    [
        ("a.pdf", b"PK\x03\x04", ["VEDHAEFTNING_TYPE"]),
        ("a.pdf", b"", ["VEDHAEFTNING_TYPE"]),
        ("../a.pdf", PDF, ["VEDHAEFTNING_NAVN"]),
        ("mappe\\a.pdf", PDF, ["VEDHAEFTNING_NAVN"]),
        ("", PDF, ["VEDHAEFTNING_NAVN"]),
        ("x" * 121, PDF, ["VEDHAEFTNING_NAVN"]),
    ],
)
def test_receipts_that_are_refused(navn: str, data: bytes, expected: list[str]) -> None:
    assert koder(lambda: opret(HOVED, LINJER, "anna", vedhaeftninger={navn: data})) == expected
    assert not Bilagskladde.objects.exists()


def test_receipts_by_their_first_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [kladder.medietype(data) for data in (PDF, JPEG, PNG)] == ["application/pdf", "image/jpeg", "image/png"]
    kladde = opret(HOVED, LINJER, "anna", vedhaeftninger={"a.pdf": PDF})
    assert koder(lambda: vedhaeft(kladde, "a.pdf", PNG, "anna")) == ["VEDHAEFTNING_FLERE"]
    monkeypatch.setattr(kladder, "HOEJESTE_MB", 0)
    assert koder(lambda: vedhaeft(kladde, "b.pdf", PDF, "anna")) == ["VEDHAEFTNING_STOR"]


@pytest.mark.parametrize(
    "fields",
    [
        {"tilstand": Kladdetilstand.ANVIST, "attesteret_af": "anna", "anvist_af": "anna"},
        {"tilstand": Kladdetilstand.ANVIST, "attesteret_af": "", "anvist_af": "anna"},
        {"tilstand": Kladdetilstand.ATTESTERET},
        {"tilstand": Kladdetilstand.BOGFOERT, "attesteret_af": "anna", "anvist_af": "bo"},
    ],
)
def test_the_database_holds_two_people(fields: dict[str, Any]) -> None:
    kladde = opret(HOVED, LINJER, "anna")
    with pytest.raises(IntegrityError), transaction.atomic():
        Bilagskladde.objects.filter(pk=kladde.pk).update(**fields)
