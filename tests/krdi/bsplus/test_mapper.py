"""BS+ from its two folders: what was kept is archived, and a crash before that books nothing twice (payments.md 9, point 9)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.bogh.acubiz.verden import i_orden, saet
from tests.krdi.bsplus.test_bsplus import MODKONTO, PDFS, ROW, SPEC

from snitflade.bogh.models import Bilagskladde
from snitflade.exchange import catalogue, collecting, configuration, waiting
from snitflade.exchange.collecting import UnsettledError
from snitflade.exchange.models import Exchange
from snitflade.exchange.transports.errors import Midlertidig
from snitflade.exchange.transports.folders import Folders

pytestmark = pytest.mark.django_db
NAMES = ("Bogf", "Bogf-Arkiv", "PDF", "PDF-Arkiv")


@pytest.fixture
def mapper(settings: Any, tmp_path: Path) -> Path:
    """The two folders with the sample, connected."""
    settings.HOME = tmp_path
    saet(bsplus__modkonto=MODKONTO, bsplus__betaling="kreditpost")
    for name in NAMES:
        (tmp_path / name).mkdir()
    (tmp_path / "Bogf" / "nov.csv").write_bytes(SPEC)
    for name, data in PDFS:
        (tmp_path / "PDF" / name).write_bytes(data)
    places = [str(tmp_path / name) for name in NAMES]
    (tmp_path / "forbindelser.toml").write_text(
        f'[forbindelser.bs]\ntype = "mapper"\nkommune = "0956"\ninboxes = ["{places[0]}", "{places[2]}"]\n'
        f'archives = ["{places[1]}", "{places[3]}"]\nquiet = 0\n[snitflader."{ROW}"]\nind = "bs"\n',
        encoding="utf-8",
    )
    return tmp_path


def hent() -> list[Exchange]:
    """What a worker does: fetch, then apply what waits, in its order."""
    interface = catalogue.find(ROW)
    new = collecting.collect(interface, configuration.transport(ROW, "ind"), "system", kommune=configuration.kommune(ROW))
    anvend()
    return new


def anvend() -> None:
    interface = catalogue.find(ROW)
    while waiting.apply_next(interface, "system") is not None:
        pass
    waiting.try_all_held(interface, "system")


def i(home: Path) -> dict[str, list[str]]:
    return {name: sorted(path.name for path in (home / name).iterdir()) for name in NAMES}


def test_everything_is_fetched_applied_and_archived(mapper: Path) -> None:
    assert len(hent()) == 3
    assert set(Exchange.objects.values_list("state", flat=True)) == {"anvendt"}
    assert [row.vedhaeftninger.count() for row in Bilagskladde.objects.all()] == [1, 1]
    assert i(mapper) == {"Bogf": [], "Bogf-Arkiv": ["nov.csv"], "PDF": [], "PDF-Arkiv": ["000001.pdf", "000002.pdf"]}
    assert hent() == []
    assert i_orden()


def test_a_crash_before_the_files_are_moved(mapper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept and applied, but not archived: they are fetched again, and nothing is booked again."""

    def broken(*_: object) -> None:
        raise Midlertidig(place="mappen", reason="intet svar")

    with monkeypatch.context() as patch:
        patch.setattr(Folders, "settle", broken)
        with pytest.raises(UnsettledError):
            hent()
    anvend()
    assert Bilagskladde.objects.count() == 2
    assert i(mapper)["Bogf"] == ["nov.csv"]
    assert hent() == []
    assert Bilagskladde.objects.count() == 2
    assert i(mapper) == {"Bogf": [], "Bogf-Arkiv": ["nov.csv"], "PDF": [], "PDF-Arkiv": ["000001.pdf", "000002.pdf"]}
    assert i_orden()
