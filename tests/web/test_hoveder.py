"""What every answer says to a browser, and that nothing on the site asks anybody else for anything."""

from __future__ import annotations

import io
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from tests.web.conftest import Ind

import snitflade.web
from snitflade.web.log import Maskeret
from snitflade.web.views import fejl

WEB = Path(snitflade.web.__file__).parent
TEMPLATES = sorted(Path(snitflade.web.__file__).parent.rglob("*.html"))
OWN = [path for path in (WEB / "static" / "web").iterdir() if path.is_file()]
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")
"""Names, not addresses: nobody fetches them."""

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sti", ["/", "/login", "/konto", "/findes-ikke", "/healthz", "/static/web/side.css"])
def test_every_answer_has_the_policy(ind: Ind, sti: str) -> None:
    response = ind("tekn:laes").get(sti)
    policy = {part.split()[0]: part.split()[1:] for part in response["Content-Security-Policy"].split("; ")}
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert not re.search(r"unsafe|https?:|\*", response["Content-Security-Policy"])
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("sti", ["/", "/login", "/konto", "/findes-ikke"])
def test_a_page_stays_in_no_cache_and_no_frame(ind: Ind, sti: str) -> None:
    response = ind("tekn:laes").get(sti)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


def test_what_has_a_hash_in_its_name_may_be_kept(settings: Any, tmp_path: Path) -> None:
    from django.core.management import call_command

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH = tmp_path / "static", False
    call_command("collectstatic", interactive=False, verbosity=0)
    page = Client().get("/login").content.decode()
    style = re.search(r'href="(/static/web/side\.[0-9a-f]{12}\.css)"', page)
    assert style
    response = Client().get(style[1], headers={"Accept-Encoding": "gzip"})
    assert "immutable" in response["Cache-Control"]
    assert response["Content-Encoding"] == "gzip"
    assert b"".join(response)
    response.close()


@pytest.mark.parametrize("path", [*TEMPLATES, *OWN], ids=lambda path: path.name)
def test_no_file_of_ours_names_another_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for name in NAMESPACES:
        text = text.replace(name, "")
    assert re.findall(r"(?:https?:)?//[a-z0-9][\w.-]*\.[a-z]{2,}[^\s\"')]*", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_is_written_into_a_page_that_the_policy_would_drop(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", text)
    assert "|safe" not in text
    assert "autoescape off" not in text


def test_the_design_system_asks_only_for_what_is_here() -> None:
    for name in ("dkfds/css/dkfds-virkdk.min.css", "dkfds/js/dkfds.min.js", "dkfds/img/all-svg-icons.svg"):
        assert finders.find(name), f"{name} is missing: make setup"
    style = Path(str(finders.find("dkfds/css/dkfds-virkdk.min.css")))
    wanted = re.findall(r"url\(['\"]?([^'\")?#]+)", style.read_text(encoding="utf-8"))
    assert wanted
    assert [name for name in wanted if not name.startswith("data:") and not (style.parent / name).exists()] == []
    assert "sourceMappingURL" not in style.read_text(encoding="utf-8")


def test_icons_that_are_named_exist() -> None:
    there = set(
        re.findall(r'<symbol id="([\w-]+)"', Path(str(finders.find("dkfds/img/all-svg-icons.svg"))).read_text(encoding="utf-8"))
    )
    named = {name for path in TEMPLATES for name in re.findall(r'{% ikon "([\w-]+)"', path.read_text(encoding="utf-8"))}
    from snitflade.web.nav import PUNKTER

    named |= {entry.ikon for entry in PUNKTER}
    assert named
    assert named - there == set()


def test_the_page_of_a_program_error_needs_nothing_and_says_what_to_do() -> None:
    page = render_to_string("web/500.html", {"nummer": "1a2b3c4d", "naturlig": True})
    assert "1a2b3c4d" in page
    assert "er ikke gjort" in page
    assert "/static/" not in page


def test_the_page_of_a_program_error_has_its_looks_where_they_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    dressed = fejl.fejl(RequestFactory().get("/")).content.decode()
    assert "side.css" in dressed

    def missing(self: object, name: str, *_: object, **__: object) -> str:
        raise ValueError(f"Missing staticfiles manifest entry for '{name}'")

    monkeypatch.setattr("django.contrib.staticfiles.storage.StaticFilesStorage.url", missing)
    naked = fejl.fejl(RequestFactory().get("/"))
    assert naked.status_code == 500
    assert "er ikke gjort" in naked.content.decode()
    assert "side.css" not in naked.content.decode()


def test_a_program_error_is_no_traceback_and_its_number_is_in_the_log(ind: Ind, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    (handler,) = [one for one in logging.getLogger("django").handlers if any(isinstance(rule, Maskeret) for rule in one.filters)]
    monkeypatch.setattr(handler, "stream", written)

    def broken(now: object) -> list[object]:
        raise ZeroDivisionError("kunde 3112999999")

    monkeypatch.setattr("snitflade.exchange.rhythm.overview", broken)
    client = ind("tekn:laes")
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    page = response.content.decode()
    assert "ZeroDivisionError" not in page
    number = re.search(r"<strong>([0-9a-f]{8})</strong>", page)
    assert number
    logged = written.getvalue()
    assert f"shown as {number[1]}" in logged
    assert "ZeroDivisionError" in logged
    assert "311299-****" in logged
    assert "3112999999" not in logged


def test_under_https_the_cookies_stay_there() -> None:
    import os
    import subprocess
    import sys

    code = (
        "from snitflade import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, "
        "s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 31_000_000, s.SECURE_SSL_REDIRECT, *s.ALLOWED_HOSTS)"
    )
    environment = {**os.environ, "SNITFLADE_HTTPS": "ja", "SNITFLADE_HOSTS": "snitflade.example.gl"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    hosts = ["snitflade.example.gl", "localhost", "127.0.0.1", "[::1]"]  # the last ones ask from the machine how it is
    assert done.stdout.split() == ["__Host-snitflade", "__Host-csrf", "True", "True", "True", "True", *hosts]


@pytest.mark.parametrize(
    ("name", "value"), [("SNITFLADE_HTTPS", "måske"), ("SNITFLADE_TOFAKTOR", "x"), ("SNITFLADE_PROXIES", "10.0.0.0/8,proxy")]
)
def test_a_setting_that_cannot_be_is_said(name: str, value: str) -> None:
    import os
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "snitflade", "formats"], env={**os.environ, name: value}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert name in done.stderr
    assert "Traceback" not in done.stderr
