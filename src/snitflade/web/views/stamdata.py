"""Stamdata: the master data of Renovation read in from files, all of it or nothing, and handed out as the same files."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from snitflade.exchange import audit, imports
from snitflade.exchange.transports.errors import NavnUgyldigt
from snitflade.exchange.transports.port import check_name
from snitflade.folk import opslag
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.zipped import MARK, ZipRefusedError, ZipTooLargeError, members
from snitflade.inka.models import Debitor
from snitflade.web import stamfiler
from snitflade.web.adgang import har
from snitflade.web.models import Roller
from snitflade.web.regler import kraever

SAET = "tekn.renovation"
MOST_BYTES = 64 * 2**20
"""Of all files together, unpacked."""
MOST_SHOWN = 500
PURPOSE = 200
"""Characters a purpose may have."""
BATCH = 2_000

FIL_INGEN = ProblemKind(
    "STAMDATA_INGEN_FIL", "Der er ikke valgt nogen fil. Vælg de tre CSV-filer, en ZIP-fil med dem, eller én af dem."
)
FIL_STOR = ProblemKind("STAMDATA_FOR_STOR", "Filerne fylder mere end 64 MB. Del dem, eller indlæs dem fra kommandolinjen.")
FIL_ZIP = ProblemKind("STAMDATA_ZIP", "{raw} kan ikke pakkes ud: {grund}. Pak filerne igen som en almindelig ZIP uden adgangskode.")
FIL_NAVN = ProblemKind("STAMDATA_NAVN", "{grund}")
FIL_DOBBELT = ProblemKind("STAMDATA_DOBBELT", "{raw} er med to gange. Behold den rigtige.", spec="FIL-E06")


@kraever(Roller.LAES, "tekn")
@require_safe
def register_stamdata(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "web/stamdata.html", {"maa_indlaese": har(request.user, Roller.KOER, "tekn")})


@kraever(Roller.KOER, "tekn")
@require_POST
def register_stamdata_indlaes(request: HttpRequest) -> HttpResponse:
    """Try the files, or read them in; every problem at once. With an error nothing has changed."""
    problems = Problems()
    files = _files(request.FILES.getlist("filer"), problems)
    trial = request.POST.get("goer") != "indlaes"
    counts: dict[str, Any] = {}
    if not problems.errors:
        with transaction.atomic():
            result = _importer(files)
            problems.extend(result.problemer)
            counts = dict(result.tabeller)
            if trial or problems.errors:
                transaction.set_rollback(True)
            else:
                imports.remember(SAET, request.user.get_username(), files, result)
    context = {
        "maa_indlaese": True,
        "proevet": trial,
        "fejl": problems.errors,
        "advarsler": problems.warnings,
        "problemer": problems.sorted(MOST_SHOWN),
        "flere": max(0, len(problems) - MOST_SHOWN),
        "tabeller": [] if problems.errors else list(counts.items()),
        "faerdig": True,
    }
    return render(request, "web/stamdata.html", context, status=422 if problems.errors else 200)


@kraever(Roller.KOER, "tekn")
@require_POST
def register_stamdata_hent(request: HttpRequest) -> HttpResponseBase:
    """The master data as the files it is read in from. They hold numbers in clear, so the purpose is asked for and logged."""
    purpose = " ".join(request.POST.get("formaal", "").split())
    if not 0 < len(purpose) <= PURPOSE:
        messages.error(request, _("Skriv, hvad filerne skal bruges til, med højst 200 tegn. Det står i loggen."))
        return redirect("register_stamdata")
    user = request.user.get_username()
    try:
        with transaction.atomic():
            files = stamfiler.filer()
            persons = stamfiler.personer()
            for at in range(0, len(persons), BATCH):
                opslag.noter(user, "side:register_stamdata_hent", purpose, Debitor._meta.label_lower, persons[at : at + BATCH])
            audit.record("stamdata hentet", user, saet=SAET, formaal=purpose, personer=len(persons))
    except ProblemsError as error:
        context = {"maa_indlaese": har(request.user, Roller.KOER, "tekn"), "hent_problemer": error.problems.sorted(MOST_SHOWN)}
        return render(request, "web/stamdata.html", context, status=409)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    packed.seek(0)
    name = f"renovation-stamdata-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(packed, as_attachment=True, filename=name, content_type="application/zip")


def _importer(files: dict[str, bytes]) -> imports.ImportResult:
    """Read in what was sent: one file by itself, or a set."""
    importer = imports.find(SAET)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name, data in files.items():
            (place / name).write_bytes(data)
        return importer(place / next(iter(files)) if len(files) == 1 else place)


def _files(uploads: Sequence[Any], problems: Problems) -> dict[str, bytes]:
    """Name to bytes of everything that was sent, ZIP files unpacked."""
    found: dict[str, bytes] = {}
    size = 0
    for upload in uploads:
        size += upload.size or 0
        if size > MOST_BYTES:
            problems.add(FIL_STOR)
            return {}
        data = upload.read()
        name = PurePosixPath((upload.name or "").replace("\\", "/")).name
        if data.startswith(MARK):
            _unpack(name, data, found, problems)
        else:
            _add(name, data, found, problems)
    if not found and not problems:
        problems.add(FIL_INGEN)
    return found


def _unpack(name: str, data: bytes, found: dict[str, bytes], problems: Problems) -> None:
    try:
        inside = members(data, MOST_BYTES - sum(map(len, found.values())), lambda path: "__MACOSX" not in path)
    except ZipTooLargeError:
        problems.add(FIL_STOR)
        return
    except ZipRefusedError as error:
        problems.add(FIL_ZIP, raw=name, grund=error.reason)
        return
    for path, content in inside.items():
        inner = PurePosixPath(path.replace("\\", "/")).name
        if not inner.startswith("."):
            _add(inner, content, found, problems)


def _add(name: str, data: bytes, found: dict[str, bytes], problems: Problems) -> None:
    """Take one file. Its name is only a name: nothing of it is a path."""
    try:
        check_name(name)
    except NavnUgyldigt as error:
        problems.add(FIL_NAVN, raw=name, grund=error)
        return
    if name.casefold() in {known.casefold() for known in found}:
        problems.add(FIL_DOBBELT, raw=name)
    else:
        found[name] = data
