"""What must hold of every answer, whatever stands in the database: read as a browser and a spreadsheet read it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus

from lxml import html

OWN = ("/", "?", "#", "mailto:")
"""How an address on a page may begin: nothing on it leads away or is run."""
_ADDRESSES = ("href", "src", "action", "formaction", "hx-get", "hx-post", "poster", "data")
PERSON = "6102999001"
"""A number that no address and no title may hold, wherever it was typed and whichever column it stands in."""
FILES = ("text/csv", "application/zip", "application/octet-stream", "application/vnd")
_NUMBER = re.compile(r"-?\d[\d.]*(,\d+)?%?|-?\d{4}-\d\d-\d\d.*")


def wrong(response: Any) -> Iterator[str]:
    """What is wrong with an answer."""
    if response.status_code >= 500:
        yield f"status {response.status_code}"
    if names_somebody(response.headers.get("Location", "")):
        yield f"leads on to {response.headers['Location']}"
    yield from unguarded(response.headers)
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        yield from wrong_in_page(response.content)
    elif kind.startswith("text/csv"):
        yield from formulas(_body(response).decode("utf-8-sig"))
    elif "spreadsheetml" in kind:
        yield from active(_body(response))
    elif kind.startswith("image/svg"):
        yield from wrong_in_page(_body(response))


def unguarded(headers: Mapping[str, str]) -> Iterator[str]:
    """What an answer lacks of what holds a browser back: nothing kept, guessed or run, and no file opened in place."""
    policy = headers.get("Content-Security-Policy", "")
    # What somebody sent in, shown in a frame of its card, is in a sandbox: what browsers draw it with is written into it.
    alone = policy.endswith("; sandbox") and "script-src" not in policy
    if "default-src 'none'" not in policy or (not alone and ("frame-ancestors 'none'" not in policy or "unsafe" in policy)):
        yield f"the policy is «{policy}»"
    if "no-store" not in headers.get("Cache-Control", ""):
        yield f"it may be kept: «{headers.get('Cache-Control')}»"
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield "its kind may be guessed"
    if headers.get("Content-Type", "").startswith(FILES) and not headers.get("Content-Disposition", "").startswith("attachment"):
        yield f"a file is opened in place: {headers.get('Content-Type')}"


def wrong_in_page(content: bytes) -> Iterator[str]:
    """Elements and attributes that nobody wrote into a template, and addresses that lead away."""
    if not content.strip():
        return
    for element in html.fromstring(content).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "title" and names_somebody(str(element.text)):
            yield f"the title, which the browser's history keeps, is «{element.text}»"
        if element.tag == "form" and (element.get("method") or "get").lower() != "post":
            yield f"a form whose fields come to stand in an address: {dict(element.attrib)}"
        if element.tag == "x" or "onx" in element.attrib:
            yield f"an element came in: <{element.tag} {dict(element.attrib)}>"
        for name in _ADDRESSES:
            value = element.get(name)
            if value is not None and (not value.startswith(OWN) or value.startswith("//")) and not _inside(element, name, value):
                yield f"{element.tag} {name} leads to «{value}»"
            if value is not None and (names_somebody(value) or "<x" in unquote_plus(value)):
                yield f"{element.tag} {name} holds what somebody wrote: «{value}»"


def names_somebody(address: str) -> bool:
    """Whether the number stands in an address, however it is written there."""
    return PERSON in re.sub(r"(?<=\d)[\s-]+(?=\d)", "", unquote_plus(unquote_plus(address)))


def _inside(element: Any, name: str, value: str) -> bool:
    """An empty ``action`` sends a form to its own page."""
    return value == "" and name in ("action", "formaction")


def formulas(text: str) -> Iterator[str]:
    """Cells that a spreadsheet would run, however their file is divided."""
    for delimiter in (";", ","):
        for line, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            for cell in row:
                if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")) and not _NUMBER.fullmatch(cell.strip()):
                    yield f"line {line} has the formula «{cell}»"
        return


def active(data: bytes) -> Iterator[str]:
    """Parts of a workbook that are more than values."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            content = book.read(name)
            if name.startswith("xl/worksheets") and (b"<f>" in content or b"<f " in content or b"hyperlink" in content):
                yield f"{name} has a formula or a link"
            if "external" in name.lower() or "vba" in name.lower():
                yield f"{name} is no sheet"


def forms(content: bytes) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Every form of a page that changes something: its address, what it holds, and which of it is typed freely."""
    if not content.strip():
        return
    for form in html.fromstring(content).iter("form"):
        address = form.get("action")
        if (form.get("method") or "get").lower() != "post" or address is None:
            continue
        fields: dict[str, str] = {}
        typed = []
        for field in form.iter("input", "select", "textarea", "button"):
            name = field.get("name")
            if not name or name == "csrfmiddlewaretoken" or field.get("type") == "file":
                continue
            if field.tag == "select":
                fields[name] = next((str(option.get("value") or "") for option in field.iter("option")), "")
            else:
                fields.setdefault(name, field.get("value") or "")
            if field.tag == "textarea" or (
                field.tag == "input" and (field.get("type") or "text") not in ("hidden", "checkbox", "radio")
            ):
                typed.append(name)
        yield address, fields, typed


def _body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)
