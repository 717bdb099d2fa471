"""What every answer carries, to whom the site answers, and that no address leads out of it or into the machine's files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.conftest import ind, site
from tests.web.folk import KODE, bruger
from tests.web.test_adgang import adresser

from snitflade.api.rest import api
from snitflade.web.models import Roller

__all__ = ["ind", "site"]
pytestmark = pytest.mark.django_db

EVERYTHING = tuple(f"*:{role}" for role in Roller.values)
OUT = (
    "https://ondt.example/",
    "//ondt.example/",
    "///ondt.example",
    "/\\ondt.example",
    "\\\\ondt.example",
    "/\t/ondt.example",
    "http:ondt.example",
    "https:///ondt.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "//testserver@ondt.example/",
    "https://testserver.ondt.example/",
    "/%0d%0aLocation:%20https://ondt.example/\r\nX: y",
)
"""Places that look like ours to somebody."""
TAKEN = Path(__file__).parents[1] / "formats" / "bs-lej-1" / "eksempel.txt"
"""A file that an interface takes."""
UP = ("..", "%2e%2e", "..%2f..", "%2e%2e%2f%2e%2e", "..%5c..", "....//", "%252e%252e", "..%00", "..;")


def addresses() -> list[str]:
    pages = [
        "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: "1" if match[1] == "int" else "findes-ikke", one.sti) for one in adresser()
    ]
    return [*pages, *(re.sub(r"{\w+}", "1", path) for path in api.get_openapi_schema()["paths"]), "/api/", "/api/soap/debitor?wsdl"]


def test_every_answer_has_the_headers_that_hold_a_browser_back(ind: Any) -> None:
    # Before the sign-in everything; behind it a part, since it is not the pages that set them.
    for client, paths in ((Client(), addresses()), (ind(*EVERYTHING), addresses()[::12])):
        for path in paths:
            answer = client.get(path)
            told = {name.lower(): value for name, value in answer.headers.items()}
            assert "default-src 'none'" in told["content-security-policy"], path
            assert "unsafe" not in told["content-security-policy"], path
            assert told["x-content-type-options"] == "nosniff", path
            assert told["x-frame-options"] == "DENY", path
            assert told["referrer-policy"] == "same-origin", path
            assert "no-store" in told["cache-control"], path
            assert "access-control-allow-origin" not in told, path
            assert "server" not in told and "x-powered-by" not in told, path


def test_with_https_everything_else_is_sent_on_and_told_to_stay(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 365 * 24 * 3600
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    for path in ("/", "/login", "/api/debitor/v1?cpr=1"):
        assert client.get(path)["Location"] == f"https://testserver{path}"
        answer = client.get(path, headers={"X-Forwarded-Proto": "https"})
        assert int(re.findall(r"max-age=(\d+)", answer["Strict-Transport-Security"])[0]) >= 31_536_000
    assert client.get("/healthz").status_code == 200, "a probe comes without"
    bruger("anna")
    client.post("/login", {"brugernavn": "anna", "adgangskode": KODE}, headers={"X-Forwarded-Proto": "https"})
    assert all(cookie["secure"] for cookie in client.cookies.values())


@pytest.mark.parametrize("path", ["/", "/login", "/api/", "/api/soap/debitor?wsdl", "/healthz", "/findes-ikke"])
@pytest.mark.parametrize("host", ["ondt.example", "testserver@ondt.example", "testserver.ondt.example", "testserver:80x"])
def test_it_answers_to_its_own_names_only(path: str, host: str) -> None:
    answer = Client().get(path, headers={"Host": host})
    if path != "/healthz":
        assert answer.status_code == 400
    assert "ondt" not in answer.content.decode() and "ondt" not in str(answer.headers)
    forwarded = Client().get(path, headers={"X-Forwarded-Host": "ondt.example", "Forwarded": "host=ondt.example"})
    assert "ondt" not in forwarded.content.decode() and "ondt" not in str(forwarded.headers)


@pytest.mark.parametrize("place", OUT)
def test_no_way_leads_out_of_the_site(place: str) -> None:
    bruger("anna")
    client = Client()
    landed = [client.post("/sprog", {"language": "da", "sprog": "da", "next": place, "naeste": place})]
    landed.append(client.post("/login", {"brugernavn": "anna", "adgangskode": KODE, "next": place}))
    landed.append(client.get("/login", {"next": place}))
    landed.append(client.get("/login/kommune", {"next": place}))
    for answer in landed:
        where = answer.headers.get("Location", "/")
        assert where.startswith("/") and not where.startswith(("//", "/\\")) and "\r" not in where and "\t" not in where, where
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            assert "javascript:" not in answer.content.decode()


@pytest.mark.parametrize("up", UP)
def test_no_address_leads_into_the_files_of_the_machine(ind: Any, settings: Any, up: str) -> None:
    secret = Path(settings.HOME) / "keys" / "site.secret"
    secret.parent.mkdir(exist_ok=True)
    secret.write_text("denne-hemmelighed-ses-aldrig")
    client = ind(*EVERYTHING)
    client.raise_request_exception = False
    for before in ("/static/", "/static/web/", "/registre/", "/log/hent/", "/afstemning/", "/snitflader/861/layout/", "/"):
        for file in ("keys/site.secret", "settings.py", "etc/passwd"):
            answer = client.get(f"{before}{up}/{file}")
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code in (302, 400, 403, 404, 405), f"{before}{up}/{file}: {answer.status_code}"
            assert b"denne-hemmelighed" not in body and b"SECRET_KEY" not in body and b"root:" not in body
    for mark in (f"{up}/keys/site.secret", f"{up}/keys/site", str(secret)):
        answer = client.post("/upload/anvend", {"maerke": mark, "snitflade": "tekn.renovation-prisme"})
        assert answer.status_code < 500 and b"denne-hemmelighed" not in answer.content


@pytest.mark.parametrize(
    "name",
    [
        "../../keys/site.secret",
        "..\\..\\x.txt",
        "/etc/passwd",
        "a\r\nSet-Cookie: x=1.txt",
        '"><x onx=1>.txt',
        "=HYPERLINK(1).txt",
        "\u202egnp.txt",
        "a" * 300 + ".txt",
        "CON.txt",
        ".skjult",
        "",
    ],
)
def test_the_name_of_an_upload_is_a_name_and_nothing_else(ind: Any, settings: Any, name: str) -> None:
    before = {path for path in Path(settings.HOME).rglob("*") if path.is_file()}
    answer = ind(*EVERYTHING).post("/upload", {"fil": SimpleUploadedFile(name or "x", TAKEN.read_bytes())})
    assert answer.status_code < 500
    assert "<x onx" not in answer.content.decode() and "Set-Cookie: x" not in str(answer.headers)
    kept = {path for path in Path(settings.HOME).rglob("*") if path.is_file()} - before
    assert kept, "it waits to be confirmed"
    for path in kept:
        assert re.fullmatch(r"[A-Za-z0-9_.-]+", path.name) and path.is_relative_to(settings.HOME)
        assert path.stat().st_mode & 0o077 == 0, f"{path.name} is open to others"
