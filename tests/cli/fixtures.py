"""Fixtures for tests of the command line: installations, made once per run and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker
from tests.cli.installation import DEMO, Cli, Forker, at_home, copied

from snitflade.cli.entry import run
from snitflade.cli.home import open_home


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """An installation in which nothing has been done."""
    home = tmp_path_factory.mktemp("skabelon") / "tom"
    with django_db_blocker.unblock(), at_home(home):
        open_home()
    return home


@pytest.fixture(scope="session")
def template(empty_template: Path, django_db_blocker: DjangoDbBlocker) -> Path:
    """An installation with the test case's master data."""
    home = copied(empty_template, empty_template.with_name("861"))
    with django_db_blocker.unblock(), at_home(home):
        assert run(["import", "tekn.renovation", str(DEMO)]) == 0
    return home


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    """A copy of it for one test, to be asked by other processes or with `at_home`."""
    return copied(template, tmp_path / "hjem")


@pytest.fixture
def cli(
    home: Path, django_db_blocker: DjangoDbBlocker, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Cli]:
    """The command line in this process, on an installation with the test case's master data."""
    with django_db_blocker.unblock(), at_home(home):
        yield Cli(home, capsysbinary, monkeypatch)


@pytest.fixture
def bare_cli(
    empty_template: Path,
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Cli]:
    """The command line in this process, on an installation in which nothing has been done."""
    home = copied(empty_template, tmp_path / "hjem")
    with django_db_blocker.unblock(), at_home(home):
        yield Cli(home, capsysbinary, monkeypatch)


@pytest.fixture(scope="session")
def forker() -> Iterator[Forker]:
    """Processes of their own at the price of a fork."""
    with Forker.started() as running:
        yield running
