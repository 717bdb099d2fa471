"""Fixtures for the tests in a browser: Debian's chromium, and a site that runs as people get it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browser.installation import Side, served, with_demo
from tests.browser.syn import AXE, Syn

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the run. Where there is none the tests say how to get it; they are not left out."""
    if CHROMIUM is None:
        pytest.fail("There is no chromium here. Install it: sudo apt install chromium", pytrace=False)
    if not AXE.exists():
        pytest.fail("axe is not fetched. Run: make setup", pytrace=False)
    with sync_playwright() as playwright:
        # Root cannot have chromium's own sandbox; as root one is in a container, which is one.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield running
        running.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """An installation on a busy day, to be copied, and the demo users' passwords."""
    home = tmp_path_factory.mktemp("demo") / "var"
    return home, with_demo(home)


@pytest.fixture(scope="session")
def side(demo: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Side]:
    """A site on a busy day, for tests that only look. Those that change something take `egen_side`."""
    home = shutil.copytree(demo[0], tmp_path_factory.mktemp("side") / "var")
    with served(home, demo[1]) as running:
        yield running


@pytest.fixture
def egen_side(demo: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Side]:
    """A site of the test's own."""
    home = shutil.copytree(demo[0], tmp_path / "var")
    with served(home, demo[1]) as running:
        yield running


Aabn = Callable[..., Syn]


@pytest.fixture
def aabn(browser: Browser) -> Iterator[Aabn]:
    """Open a browser of one's own, as one person has it: ``aabn(side)``."""
    contexts = []

    def opened(side: Side, sprog: str = "da") -> Syn:
        context = browser.new_context(locale=sprog, viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        context.set_default_timeout(60_000)  # a machine may be busy with other things
        contexts.append(context)
        return Syn(context.new_page(), side)

    yield opened
    for context in contexts:
        context.close()
