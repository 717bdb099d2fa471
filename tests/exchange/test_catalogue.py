"""Declarations that could never do what they say are refused when they are made; what is declared is found, also in packages."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig
from django.apps import apps as installed

from snitflade.exchange import apps, catalogue
from snitflade.exchange.catalogue import Applied, Built, Interface, InterfaceState, Option, OptionKind
from snitflade.exchange.schedule import daily

IND, UD = "folk.gar", "bogh.acubiz"


def built(*_: Any) -> Built:
    return Built(key="", files=(), totals={}, sheet=[])


OUT: dict[str, Any] = {"build": built, "prove": lambda *_: {}}
IN: dict[str, Any] = {"read": lambda *_: None, "apply": lambda *_: Applied(totals={})}


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_registered", {})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"build": built}, "build and prove"),
        ({"prove": lambda *_: {}}, "build and prove"),
        ({"read": lambda *_: None}, "read and apply"),
        ({"apply": IN["apply"]}, "read and apply"),
        (IN | {"options": (Option("aar", OptionKind.NUMBER, "År"),)}, "options without build"),
        (IN | {"runs_itself": True, "answer": lambda *_: ""}, "runs_itself, answer without build"),
        (OUT | {"order": lambda *_: "", "quarantine": True}, "order, quarantine without apply"),
        (OUT | {"fetch": lambda *_: iter(()), "poll": daily(dt.time(5))}, "fetch, poll without apply"),
        (OUT | {"formats": ("10q", "telex")}, "no such format: telex"),
        (
            OUT | {"runs_itself": True, "schedule": daily(dt.time(5)), "options": (Option("aar", OptionKind.NUMBER, "År"),)},
            "asks for aar",
        ),
        (OUT | {"runs_itself": True}, "without a schedule"),
    ],
)
def test_what_could_never_be_is_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        catalogue.register(Interface(id=UD, about="Prøve.", **values))
    assert catalogue.get(UD) is None


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, InterfaceState.MANGLER),
        ({"view": "bogh_udtraek"}, InterfaceState.VIRKER),
        ({"service": "debitor/v1", "confirmed": False}, InterfaceState.UBEKRAEFTET),
        (IN, InterfaceState.VIRKER),
        (OUT | {"formats": ("10q",)}, InterfaceState.VIRKER),
    ],
)
def test_its_state_follows_from_what_is_declared(values: dict[str, Any], state: InterfaceState) -> None:
    interface = catalogue.register(Interface(id=UD, about="Prøve.", **values))
    assert (catalogue.state(UD), catalogue.get(UD), catalogue.declared()) == (state, interface, [interface])


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A Delsystem whose Modul is a package, beside one that has none of its own."""
    root = tmp_path / "proevesystem"
    for name in ("gar", "views"):
        (root / name).mkdir(parents=True)
        (root / name / "__init__.py").touch()
    (root / "__init__.py").touch()
    (root / "gar" / "interfaces.py").write_text("DECLARED = 'gar'\n")
    (root / "gar" / "konstanter.py").write_text("DECLARED = 'konstanter'\n")
    (root / "views" / "konstanter.py").write_text("raise AssertionError('a page is no declaration')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    config = AppConfig("proevesystem", __import__("proevesystem"))
    monkeypatch.setattr(installed, "get_app_configs", lambda: [config])
    yield root
    for name in [name for name in sys.modules if name.split(".")[0] == "proevesystem"]:
        del sys.modules[name]


def test_a_modul_that_is_a_package_is_found(packages: Path) -> None:
    for name in ("konstanter", "interfaces"):
        apps._discover_in_packages(name)
    found = {name: sys.modules[name].DECLARED for name in sys.modules if name.startswith("proevesystem.gar.")}
    assert found == {"proevesystem.gar.konstanter": "konstanter", "proevesystem.gar.interfaces": "gar"}
