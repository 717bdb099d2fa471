"""The printed reference has everything that is declared, from the declarations alone."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from requirements.docs import commands, reference
from requirements.docs.reach import reach
from tests.docs.conftest import ROOT, Built

from snitflade.exchange import catalogue
from snitflade.exchange.catalogue import Interface
from snitflade.exchange.konstanter import KONSTANTER
from snitflade.formats import profiles, registry
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.inka.models import Regning

SHIPPED = {
    **{module.FORMAT.name: module.FORMAT for module in registry._MODULES},
    **{n: p.format for n, p in profiles.shipped().items()},
}
"""The formats of the program, whatever other tests have put beside them."""
SOURCE = ROOT / "src" / "snitflade"


def test_every_field_of_every_format_stands_on_its_page(built: Built) -> None:
    for name in SHIPPED:
        _has_every_field(built, name)


def _has_every_field(built: Built, name: str) -> None:
    page = built.pages[f"opslag/formater/{name}.html"]
    rows = [[" ".join(cell.itertext()) for cell in row] for row in page.xpath("//main//tbody/tr")]
    for field in registry.describe(SHIPPED[name]):
        told = (field.place, field.width, field.kind, field.name, field.default, field.allowed, field.meaning)
        assert [" ".join(text.split()) for text in told] in [[" ".join(cell.split()) for cell in row] for row in rows], field
    text = built.text(f"opslag/formater/{name}.html")
    for question in registry.questions(name):
        assert " ".join(question.split()) in text
    assert ("ubekræftet" in page.xpath("string((//main//table)[1])")) == (not registry.confirmed(name))


def test_every_interface_has_its_page(built: Built) -> None:
    assert len(catalogue.declared()) >= 40
    for interface in catalogue.declared():
        text, row = built.text(f"opslag/snitflader/{interface.id}.html"), interface.row
        said = (row.integration, row.ekstern, row.form, row.frekvens, interface.about, interface.contact, *interface.questions)
        assert [one for one in said if " ".join(one.split()) not in text] == [], interface.id
        assert [option.help for option in interface.options if " ".join(option.help.split()) not in text] == [], interface.id
        assert [name for name in interface.formats if name not in text] == [], interface.id


def test_every_kind_of_problem_has_its_sentence(built: Built) -> None:
    """Read from the source itself, not from what was loaded."""
    declared: dict[str, str] = {}
    for path in SOURCE.rglob("*.py"):
        for code, text in re.findall(r'ProblemKind\(\s*"([A-ZÆØÅ0-9_]+)",\s*"([^"\\]{12})', path.read_text(encoding="utf-8")):
            if not code.startswith("DOCTEST"):
                declared[code] = text.split("{")[0]
    assert len(declared) > 800
    cells = built.pages["opslag/fejlkoder.html"].xpath("//main//tbody/tr")
    shown = {"".join(row[0].itertext()): "".join(row[1].itertext()) for row in cells}
    assert {code: text for code, text in declared.items() if not shown.get(code, "-").startswith(text)} == {}
    assert not [code for code in shown if code.startswith("DOCTEST")]


def test_a_format_tells_its_own_kinds_and_not_another_ones(built: Built) -> None:
    text = built.text("opslag/formater/g69.html")
    assert "BALANCE_FEJL" in text and "KONTROLTEGN" in text
    assert "RATE_NUL" not in text
    assert "RATE_NUL" in built.text("opslag/formater/10q.html")


def test_an_interface_tells_what_it_touches_and_which_settings_it_reads(built: Built) -> None:
    text = built.text("opslag/snitflader/tekn.renovation-prisme.html")
    assert f"{Regning._meta.verbose_name_plural} (inka.Regning)" in text.split("Andre tabeller")[0]
    assert "renovation.modkonto" in text
    assert "kvartal" in text and "RENOVATION" not in text.split("Fejl, den kan melde")[0].split("Valg ved en kørsel")[0]


def test_every_system_constant_and_every_command_stands_there(built: Built) -> None:
    text = built.text("opslag/systemkonstanter.html")
    assert [name for name in KONSTANTER if name not in text] == []
    text = built.text("opslag/kommandoer.html")
    names = [name for name, _ in commands.every()]
    assert {"snitflade run", "snitflade user create", "snitflade verify"} <= set(names)
    assert [name for name in names if name not in text] == []
    assert "--json" in text and "Formatets navn" in text


HER = ProblemKind("DOCTEST_RAEKKER_HER", "Her.")
DER = ProblemKind("DOCTEST_RAEKKER_DER", "Der.")


def _direct(problems: Problems) -> None:
    problems.add(HER)


def _through(problems: Problems, how: Callable[[Problems], None]) -> None:
    how(problems)


@dataclass(frozen=True)
class _Held:
    rule: Callable[[Problems], None]

    @property
    def kind(self) -> ProblemKind:
        """Another one."""
        return DER


def test_code_is_followed_through_calls_data_and_closures() -> None:
    mine: Callable[[str], bool] = lambda module: module == __name__  # noqa: E731
    assert reach(_direct, mine).kinds == {HER}
    assert reach(functools.partial(_through, how=_direct), mine).kinds == {HER}
    assert reach((lambda inner: lambda problems: inner(problems))(_direct), mine).kinds == {HER}
    assert reach({"a": [_Held]}, mine).kinds == {DER}
    assert reach(_direct, lambda module: False).kinds == set()


def test_a_format_that_is_added_has_a_page_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    profile = profiles.shipped()["bsplus"]
    monkeypatch.setitem(registry.PROFILES, "nyt-layout", profile)
    monkeypatch.setitem(registry.FORMATS, "nyt-layout", profile.format)
    assert "docs/opslag/formater/nyt-layout.md" in {page.path for page in reference.of_formats()}


def test_an_interface_without_a_number_is_called_by_its_id() -> None:
    outside = [interface for interface in catalogue.declared() if interface.row.nr is None]
    for interface in outside:
        assert isinstance(interface, Interface)
        assert reference._number(interface.row) == interface.id
