"""After a restoration no number is given twice, once somebody has said what the partners have seen."""

from __future__ import annotations

from pathlib import Path

from django.db.models import Max
from tests.backup.conftest import House
from tests.backup.test_hold import restored

from snitflade.bogh.models import Bilag
from snitflade.exchange import journal
from snitflade.inka.models import Regning

MORE = "Kundenummer;Lokalitet;B-nr;Ydelse;Antal\n3112999999;Paamiut;B-1456;Dagrenovation;2\n"


def test_numbers_go_on_from_what_the_partner_has_seen(sqlite_house: House, tmp_path: Path) -> None:
    house = sqlite_house
    cli, archive = house.cli, tmp_path / "kopi.tar.zst"
    assert cli("backup", "--to", archive).code == 0
    assert "gendannet" in cli("hold", "nummer", "regning", "900", "--grund", "x").err, "nothing was restored"
    new, url = restored(house, archive, tmp_path)
    with house.there(new, url):
        last = Regning.objects.aggregate(last=Max("nummer"))["last"]
        assert "snitflade hold numre" in cli("hold").out
        listed = {(one["serie"], one["for"]): one for one in cli("hold", "numre", "--json").json}
        assert listed["regning", ""] == {"serie": "regning", "for": "", "sidste": last, "flyttet": False}
        assert (listed["bilag", "0956-2017"]["sidste"], listed["udveksling", ""]["sidste"]) == (1, 1)
        shown = cli("hold", "numre").out
        assert "regning" in shown and "Prisme" in shown and "bliver givet igen" in shown
        assert "skriv" in cli("hold", "nummer", "regning", str(last + 40)).err.lower()
        assert "aldrig tilbage" in cli("hold", "nummer", "regning", str(last), "--grund", "x").err
        moved = cli("hold", "nummer", "regning", str(last + 40), "--grund", "Prisme har set den")
        assert (moved.code, f"bliver {last + 41}" in moved.out) == (0, True)
        assert cli("hold", "nummer", "bilag", "6", "--for", "0956-2017", "--grund", "set i Prisme").code == 0
        assert cli("hold", "nummer", "udveksling", "9", "--grund", "banken har haft ni").code == 0
        assert f"{last + 40} *" in cli("hold", "numre").out
        # What is billed next has numbers that nobody has seen.
        (tmp_path / "aftaler.csv").write_text(MORE)
        assert cli("import", "tekn.renovation", tmp_path / "aftaler.csv").code == 0
        assert cli.bill().code == 0
        assert journal.get(10).state == "bygget"
        assert sorted(Regning.objects.filter(exchange=10).values_list("nummer", flat=True))[0] == last + 41
        assert list(Bilag.objects.order_by("loebenr").values_list("loebenr", flat=True)) == [1, 7]
        verified = cli("verify")
        assert (verified.code, verified.err) == (0, ""), "the gap that was left on purpose is no fault"
